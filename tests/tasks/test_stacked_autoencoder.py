"""Stacked autoencoder of digits, and two ways to look at what it learned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.autoencoder import *  # noqa: F403
from laws.subject import BERNOULLI, Kind, subject

from viva.closeness import assert_close, assert_form
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import dtypes, seeds

N_PIXELS, N_HIDDEN, CODE_DIM = 784, 100, 30
STRANGERS = 0.2  # a descent may tear a group apart; points strewn at random have 0.67
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Source: Klambauer et al. 2017, equation 14

KIND = Kind(
    name="StackedAutoencoder",
    sample=(N_PIXELS,),
    code=(CODE_DIM,),
    output=BERNOULLI,
    n_outputs=N_PIXELS,
    reduce=np.mean,
    n_parameters=(163_814,),
    largest_loss=0.205,  # all drawn as their mean: 0.2307
    defaults={"batch_size": 32, "seed": 0},
)
stacked_autoencoder = submitted("stacked_autoencoder")
subject = subject("stacked_autoencoder", KIND)


def selu(values):
    """The scaled exponential linear unit."""
    return SELU_SCALE * np.where(values > 0, values, SELU_ALPHA * np.expm1(np.minimum(values, 0)))


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_hidden_layers_and_code_are_scaled_exponential_linear_units(subject, bias):
    """784-100-30 and back, with SELU in the hidden layers and at the code: known weights give known codes and pixels."""
    model, weight = subject.shared(), 0.02
    model.set_parameters([np.full(shape, bias if len(shape) == 1 else weight) for shape in model.shapes])
    code = selu(N_HIDDEN * weight * selu(0.3 * N_PIXELS * weight + bias) + bias)
    logit = N_HIDDEN * weight * selu(0.1 * CODE_DIM * weight + bias) + bias
    assert_close(model.encode(np.full((1, N_PIXELS), 0.3, np.float32)), np.full((1, CODE_DIM), code), what="the code")
    drawn = model.decode(np.full((1, CODE_DIM), 0.1, np.float32))
    assert_close(drawn, np.full((1, N_PIXELS), 1 / (1 + np.exp(-logit))), what="the decoded image")


@pytest.fixture(scope="module")
def embedded(stacked_autoencoder):
    """Codes in three groups far from each other, and their plane."""
    rng = np.random.default_rng(5)
    codes = (rng.normal(size=(120, 7)) + 30 * np.repeat(np.eye(3, 7), 40, axis=0)).astype(np.float32)
    return codes, stacked_autoencoder.visualization_plane(codes, seed=2)


@points(1)
@given(dtype=dtypes(), seed=seeds, n=st.integers(1, 4))
def test_rounded_accuracy_counts_entries_that_agree_once_rounded(stacked_autoencoder, dtype, seed, n):
    """rounded_accuracy is the share of entries on the same side of ½, of all entries of all images."""
    x, y = np.random.default_rng(seed).random((2, n, 11)).astype(dtype)
    share = stacked_autoencoder.rounded_accuracy(x, y)
    assert type(share) is float, f"rounded_accuracy must be a Python float, not {type(share).__name__}"
    assert_close(share, np.mean((x > 0.5) == (y > 0.5)), what="the share")


@points(1)
def test_results_have_the_form_of_a_plane(stacked_autoencoder, embedded):
    """visualization_plane returns (n, 2) in the dtype of the codes, which stay as they were."""
    assert_form(embedded[1], (120, 2), np.float32, what="the plane")
    codes = embedded[0][::5].astype(np.float64)
    assert_form(assert_leaves_inputs(stacked_autoencoder.visualization_plane, codes), (24, 2), np.float64, what="the plane")


@points(1)
def test_plane_fills_the_unit_square(embedded):
    """The points lie in the unit square, and the longer side of what they cover is at least 0.9."""
    _, plane = embedded
    assert plane.min() >= 0, f"the smallest coordinate is {plane.min()}"
    assert plane.max() <= 1, f"the largest coordinate is {plane.max()}"
    assert np.ptp(plane, axis=0).max() >= 0.9, f"the points cover {np.ptp(plane, axis=0)}"


@points(2)
def test_plane_keeps_neighbours_together(embedded):
    """Groups of codes far from each other are groups in the plane: a nearest neighbour is of its own, by chance in a third."""
    codes, plane = embedded
    assert_form(plane, (120, 2), np.float32, what="the plane")
    group = np.repeat(np.arange(3), len(codes) // 3)
    distances = np.sum((plane[:, None] - plane[None]) ** 2, axis=-1, dtype=np.float64) + np.diag(np.full(len(plane), np.inf))
    strangers = np.mean(group[np.argmin(distances, axis=1)] != group)
    assert strangers <= STRANGERS, f"{strangers:.0%} of the points lie next to a point of another group, allowed {STRANGERS:.0%}"


@points(1)
def test_a_seed_decides_the_plane(stacked_autoencoder, embedded):
    """The same seed gives the same plane whatever the state of the global generators, another seed another; it is 0 by itself."""
    codes, first = embedded
    stacked_autoencoder.ask("reseed", seed=77)
    assert np.ptp(first) > 0, "all points are the same"
    assert_close(stacked_autoencoder.visualization_plane(codes, seed=2), first, what="the plane")
    assert not np.array_equal(stacked_autoencoder.visualization_plane(codes, seed=3), first), "another seed gives the same plane"
    by_itself = stacked_autoencoder.visualization_plane(codes)
    assert_close(by_itself, stacked_autoencoder.visualization_plane(codes, seed=0), what="the plane without a seed")


@points(1)
def test_bad_pairs_are_rejected(stacked_autoencoder):
    """rounded_accuracy of different shapes, of nothing, or of NaN raises ValueError."""
    x = np.full((3, 4), 0.25, np.float32)
    for bad in ((x, x[:1]), (x, x[:, :1]), (x[:0], x[:0]), (x * np.float32(np.nan), x)):
        assert_rejects(stacked_autoencoder.rounded_accuracy, *bad, good=(x, x))


@points(1)
def test_bad_codes_have_no_plane(stacked_autoencoder, rng):
    """Codes with one axis or three, none at all, NaN and infinity raise ValueError."""
    codes = rng.normal(size=(8, 3)).astype(np.float32)
    for bad in (codes[:, 0], codes[None], codes[:0], codes * np.float32(np.nan), codes + np.float32(np.inf)):
        assert_rejects(stacked_autoencoder.visualization_plane, bad, good=(codes,), naming="codes")
