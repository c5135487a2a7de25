"""Variational autoencoder of digits with convolutions and a Bernoulli likelihood."""

import itertools

import numpy as np
import pytest
from laws.bernoulli import *  # noqa: F403
from laws.layers import cut, nearest, shrunk, spread
from laws.subject import BERNOULLI, Kind, Model, edges, subject

from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted

SIDE, N_CHANNELS = 28, (16, 32)
LATENT_DIM = 3  # not the default
WEIGHT = 0.025  # of every layer: with biases of −0.09, all layers have values on both sides of zero
EITHER_END = list(itertools.product((False, True), repeat=2))  # of the planes, where two layers pad or crop one row and column

KIND = Kind(
    name="ConvVAE",
    sample=(SIDE, SIDE, 1),
    code=(LATENT_DIM,),
    output=BERNOULLI,
    n_outputs=1,
    reduce=np.sum,
    n_parameters=(20_549 + 4_706,),
    largest_loss=150.0,  # all drawn as their mean: 392
    arguments={"latent_dim": LATENT_DIM},
    latent_dim=LATENT_DIM,
    images=True,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    lesson=lambda: (edges()[..., None],),
    n_epochs=20,
)
conv_vae = submitted("conv_vae")
subject = subject("conv_vae", KIND)


@points(1)
def test_defaults_of_the_model(subject, rng):
    """ConvVAE() is ConvVAE(latent_dim=2, seed=0), with 20,549 parameters."""
    default, given_all = Model(subject, subject.task.ConvVAE()), subject.built(latent_dim=2)
    assert_equal(sum(p.size for p in default.parameters()), 20_549, what="the number of parameters of ConvVAE()")
    (x,) = subject.samples(rng, 2)
    mean = given_all.encode(x)[0]
    assert_form(mean, (2, 2), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    assert_close(default.encode(x)[0], mean, what="the codes of ConvVAE()")


def even(subject, bias):
    """A model whose layers have all weights equal, so that their layout does not matter."""
    model = subject.shared()
    model.set_parameters([np.full(shape, WEIGHT if len(shape) > 1 else bias) for shape in model.shapes])
    return model


@pytest.mark.parametrize("bias", [-0.09, 0.5])
@points(2)
def test_codes_come_from_two_convolutions(subject, rng, bias):
    """Twice: 3 × 3 with stride 2 and zeros around, ReLU; then one dense layer. Known weights give known codes."""
    (x,) = subject.samples(rng, 1)
    mean, _ = even(subject, bias).encode(x)
    codes = [code_of(x[0, ..., 0].astype(np.float64), bias, ends) for ends in EITHER_END]
    assert_close(mean, nearest(mean, [np.full((1, LATENT_DIM), code) for code in codes]), what="the mean")


def code_of(plane, bias, ends):
    """What the encoder makes of a plane."""
    plane = np.maximum(WEIGHT * shrunk(plane, ends[0]) + bias, 0)
    plane = np.maximum(N_CHANNELS[0] * WEIGHT * shrunk(plane, ends[1]) + bias, 0)
    return N_CHANNELS[1] * WEIGHT * np.sum(plane) + bias


@pytest.mark.parametrize(("bias", "z"), [(-0.09, 2.0), (0.5, 2.0), (0.5, -20.0)])
@points(2)
def test_images_come_from_two_transposed_convolutions(subject, bias, z):
    """A dense layer, then 3 × 3 with stride 2, from 7 over 14 to 28, ReLU between them. Known weights give known images."""
    drawn = even(subject, bias).decode(np.full((1, LATENT_DIM), z, np.float32))
    assert_close(drawn, nearest(drawn, [image_of(z, bias, ends) for ends in EITHER_END]), what="the decoded image")


def image_of(z, bias, ends):
    """What the decoder makes of a code with equal entries."""
    plane = np.full((7, 7), np.maximum(LATENT_DIM * WEIGHT * z + bias, 0))
    plane = np.maximum(N_CHANNELS[1] * WEIGHT * cut(spread(plane), ends[0]) + bias, 0)
    logits = N_CHANNELS[0] * WEIGHT * cut(spread(plane), ends[1]) + bias
    return BERNOULLI.drawn(logits)[None, ..., None]


@points(1)
def test_bad_sizes_are_rejected(subject, rng):
    """One latent dimension is enough for a model; none, or fewer, raise ValueError."""
    mean, _ = subject.built(latent_dim=1).encode(*subject.samples(rng, 2))
    assert_form(mean, (2, 1), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    for latent_dim in (0, -1):
        assert_rejects(subject.task.ConvVAE, latent_dim, good=(1,), naming="latent_dim")
