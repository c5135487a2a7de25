"""Convolutional autoencoder of digits."""

import itertools
import math

import numpy as np
import pytest
from laws.autoencoder import *  # noqa: F403
from laws.layers import cut, nearest, spread
from laws.subject import BERNOULLI, Kind, subject

from viva.closeness import assert_close
from viva.plugin import points, submitted

SIDE = 28
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Source: Klambauer et al. 2017, equation 14

KIND = Kind(
    name="ConvAutoencoder",
    sample=(SIDE, SIDE, 1),
    code=(3, 3, 64),
    output=BERNOULLI,
    n_outputs=1,
    reduce=np.mean,
    n_parameters=(46_529,),
    largest_loss=0.21,  # all drawn as their mean: 0.2307
    images=True,
    image_codes=True,
    defaults={"batch_size": 32, "seed": 0},
    n_epochs=6,
)
conv_autoencoder = submitted("conv_autoencoder")
subject = subject("conv_autoencoder", KIND)


def selu(values):
    """The scaled exponential linear unit."""
    return SELU_SCALE * np.where(values > 0, values, SELU_ALPHA * np.expm1(np.minimum(values, 0)))


def even(subject, bias):
    """A model whose layers have all weights equal, so that their layout does not matter: one by 9 × the fewer channels."""
    model = subject.shared()
    model.set_parameters([np.full(s, max(s) / math.prod(s) if len(s) > 1 else bias) for s in model.shapes])
    return model


def pooled(plane):
    """The largest of every two by two; an odd row or column at the end is left out."""
    half = len(plane) // 2
    return plane[: 2 * half, : 2 * half].reshape(half, 2, half, 2).max(axis=(1, 3))


def convolved(plane):
    """Sums over three by three around every entry, zeros outside."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(plane, 1), (3, 3)).sum(axis=(2, 3))


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_codes_come_from_three_pooled_convolutions(subject, rng, bias):
    """Three times: 3 × 3 convolution with zeros around, SELU, largest of 2 × 2; known weights give known codes."""
    x = subject.samples(rng, 1)[0]
    plane = x[0, ..., 0].astype(np.float64)
    for _ in range(3):
        plane = pooled(selu(convolved(plane) / 9 + bias))
    expected = np.broadcast_to(plane[..., None], (1, *KIND.code))
    assert_close(even(subject, bias).encode(x), expected, what="the code")


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_images_come_from_three_transposed_convolutions(subject, rng, bias):
    """3 × 3 with stride 2, from 3 over 7 and 14 to 28, SELU between them; known weights give known images."""
    code = rng.normal(size=(1, *KIND.code)).astype(np.float32)
    drawn = even(subject, bias).decode(code)
    candidates = [image_of(code[0].astype(np.float64), bias, ends) for ends in itertools.product((True, False), repeat=2)]
    assert_close(drawn, nearest(drawn, candidates), what="the decoded image")


def image_of(code, bias, ends):
    """What is decoded where the last two layers cut what is too much at these ends."""
    plane = selu(spread(code.sum(axis=-1) / (9 * 32)) + bias)
    plane = selu(cut(spread(32 * plane / (9 * 16)), ends[0]) + bias)
    logits = cut(spread(16 * plane / 9), ends[1]) + bias
    return (1 / (1 + np.exp(-logits)))[None, ..., None]
