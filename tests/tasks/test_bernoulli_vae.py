"""Variational autoencoder of digits with a Bernoulli likelihood."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.bernoulli import *  # noqa: F403
from laws.layers import dense
from laws.subject import BERNOULLI, Kind, Model, subject
from scipy import special, stats

from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted

N_PIXELS, N_HIDDEN = 784, 400
LATENT_DIM = 3  # not the default

KIND = Kind(
    name="BernoulliVAE",
    sample=(N_PIXELS,),
    code=(LATENT_DIM,),
    output=BERNOULLI,
    n_outputs=N_PIXELS,
    reduce=np.sum,
    n_parameters=(951_988 + 1202,),
    largest_loss=178.0,  # every digit drawn as their mean: 180.9
    arguments={"latent_dim": LATENT_DIM},
    latent_dim=LATENT_DIM,
    resting=-1.0,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
)
bernoulli_vae = submitted("bernoulli_vae")
subject = subject("bernoulli_vae", KIND)


@points(1)
def test_defaults_of_the_model(subject, rng):
    """BernoulliVAE() is BernoulliVAE(latent_dim=2, seed=0), with 951,988 parameters."""
    default, given_all = Model(subject, subject.task.BernoulliVAE()), subject.built(latent_dim=2)
    assert_equal(sum(p.size for p in default.parameters()), 951_988, what="the number of parameters of BernoulliVAE()")
    (x,) = subject.samples(rng, 2)
    mean = given_all.encode(x)[0]
    assert_form(mean, (2, 2), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    assert_close(default.encode(x)[0], mean, what="the codes of BernoulliVAE()")


@pytest.mark.parametrize(("weight", "hidden"), [(0.003, 0.5), (0.003, -1.0), (-0.003, 0.5)])
@points(1)
def test_hidden_layers_are_rectified(subject, weight, hidden):
    """784-400-400 and back, with ReLU in the hidden layers: known weights give known codes and pixels."""
    model, last, widths = subject.shared(), -0.7, (N_HIDDEN, N_HIDDEN)
    biases = [np.full(shape, hidden if shape == (N_HIDDEN,) else last) for shape in model.shapes]
    model.set_parameters([b if b.ndim == 1 else np.full(b.shape, weight) for b in biases])
    mean, _ = model.encode(np.full((1, N_PIXELS), 0.3, np.float32))
    assert_close(mean, np.full((1, LATENT_DIM), dense(0.3 * N_PIXELS, widths, weight, hidden, last)), what="the mean")
    decoded = model.decode(np.full((1, LATENT_DIM), 3.0, np.float32))
    logit = dense(3 * LATENT_DIM, widths, weight, hidden, last)
    assert_close(decoded, np.full((1, N_PIXELS), special.expit(logit)), what="the decoded image")


@points(1)
def test_results_have_the_form_of_a_grid(subject, rng):
    """latent_grid returns (size², 784) in float32."""
    grid = subject.task.latent_grid(subject.lively(rng, latent_dim=2).remote, 3)
    assert_form(grid, (9, N_PIXELS), np.float32, what="latent_grid")


@points(2)
@given(size=st.integers(1, 6))
def test_latent_grid_is_even_in_probability(grid_model, bernoulli_vae, size):
    """The grid decodes all pairs of the normal quantiles of (i + ½)/size, the first latent slowest."""
    quantiles = stats.norm.ppf((np.arange(size) + 0.5) / size)
    z = np.array([(first, second) for first in quantiles for second in quantiles], np.float32)
    decoded = grid_model.decode(z)
    assert np.ptp(decoded) > 0, "all pixels are the same"
    assert_close(bernoulli_vae.latent_grid(grid_model.remote, size), decoded, what="the grid", scale=1.0)


@pytest.fixture
def grid_model(subject, rng):
    """A model with two latent dimensions that count differently."""
    return subject.lively(rng, latent_dim=2)


@points(1)
def test_bad_sizes_are_rejected(subject, rng):
    """A model without latent dimensions, an empty grid and a grid of a model with three latent dimensions raise ValueError."""
    for latent_dim in (0, -1):
        assert_rejects(subject.task.BernoulliVAE, latent_dim, good=(2,), naming="latent_dim")
    flat, latent_grid = subject.lively(rng, latent_dim=2).remote, subject.task.latent_grid
    for size in (0, -1):
        assert_rejects(latent_grid, flat, size, good=(flat, 1), naming="size")
    assert_rejects(latent_grid, subject.lively(rng).remote, 2, good=(flat, 2))
