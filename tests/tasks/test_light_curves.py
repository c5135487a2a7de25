"""Conditional variational autoencoder of light curves."""

import numpy as np
import pytest
from laws.subject import GAUSSIAN, Kind, subject
from laws.variational import *  # noqa: F403
from laws.variational import noise_for
from scipy import stats

from viva import data
from viva.closeness import assert_close, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted

LENGTH, LATENT_DIM, N_COPIES, N_HIDDEN = 50, 32, 32, 128
NEAREST = 5
LEAST_ORDER = 0.9  # rank correlation; that of the curves themselves with their five nearest is 0.99


def some_p(rng, n):
    """A p for each of n curves."""
    return (rng.uniform(0.05, 4.5, n).astype(np.float32),)


def curves_and_p():
    """The simulated curves at every other time, and the p of each."""
    dataset = data.load("light_curves", "embedded")
    return dataset["curves"][:, ::2].astype(np.float32), dataset["parameters"][:, 3].astype(np.float32)


KIND = Kind(
    name="LightCurveCVAE",
    sample=(LENGTH,),
    code=(LATENT_DIM,),
    output=GAUSSIAN,
    n_outputs=LENGTH,
    reduce=np.sum,
    n_parameters=(33_650,),
    largest_loss=12.0,  # all drawn as their mean: 35.2; as the mean of the curves of nearly the same p: 15.3
    arguments={"length": LENGTH},
    latent_dim=LATENT_DIM,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    condition=some_p,
    lesson=curves_and_p,
    n_epochs=40,
)
light_curves = submitted("light_curves")
subject = subject("light_curves", KIND)


@pytest.mark.parametrize("hidden", [-0.2, 0.5])
@points(3)
def test_one_hidden_layer_sees_every_p_thirty_two_times(subject, hidden):
    """Encoder and decoder have 128 units with ReLU and see 32 copies of each sample's own p: known weights give known answers."""
    model, weight, last, p = subject.shared(), 0.004, -0.7, np.array([0.5, 2.0], np.float32)
    biases = [np.full(shape, hidden if shape == (N_HIDDEN,) else last) for shape in model.shapes]
    model.set_parameters([b if b.ndim == 1 else np.full(b.shape, weight) for b in biases])
    inputs = 0.3 * LENGTH + N_COPIES * p.astype(np.float64), 0.1 * LATENT_DIM + N_COPIES * p.astype(np.float64)
    code, curve = (N_HIDDEN * weight * np.maximum(weight * total + hidden, 0) + last for total in inputs)
    mean, _ = model.encode(np.full((2, LENGTH), 0.3, np.float32), p)
    assert_close(mean, np.repeat(code[:, None], LATENT_DIM, axis=1), what="the mean")
    decoded = model.decode(np.full((2, LATENT_DIM), 0.1, np.float32), p)
    assert_close(decoded, np.repeat(curve[:, None], LENGTH, axis=1), what="the decoded curve")


@points(1)
def test_curves_may_have_any_length(subject, rng):
    """A model of curves of 7 numbers reconstructs such curves and has 22,599 parameters."""
    model, x, (p,) = subject.task.LightCurveCVAE(7), rng.random((3, 7), dtype=np.float32), some_p(rng, 3)
    reconstruction = model(x, p)
    assert_form(reconstruction, (3, 7), np.float32, what="the reconstruction")
    assert np.ptp(reconstruction) > 0, "all reconstructed numbers are the same"
    assert not np.array_equal(reconstruction, x), "what is reconstructed did not go through a code"
    count = sum(q.size for q in model.parameters())
    assert count == 22_599, f"the model has {count:,} parameters, not 22,599"


@pytest.mark.long
@points(2)
def test_generated_curves_are_the_brighter_the_larger_p(subject, rng):
    """A trained model draws what p asks for, between the p that it has seen and beyond them: 0.01, 0.5, 2 and 5."""
    model, n = subject.trained(), 50
    asked = np.repeat(np.array([0.01, 0.5, 2, 5], np.float32), n)
    curves = model.question("generate")(asked, np.tile(noise_for(subject, rng, n), (4, 1)))
    assert_form(curves, (4 * n, LENGTH), np.float32, what="the curves")
    brightness = curves.reshape(4, -1).mean(axis=1)
    assert np.all(np.diff(brightness) > 0), f"the mean brightness at p = 0.01, 0.5, 2, 5 must rise, but it is {brightness}"


@pytest.fixture(scope="module")
def plane(light_curves):
    """A third of the simulated curves in the plane, and the p of each."""
    curves, p = (part[::3] for part in curves_and_p())
    return light_curves.embed(curves, seed=1), p


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@points(1)
def test_results_have_the_form_of_a_plane(light_curves, rng, dtype):
    """embed returns (n, 2) in the dtype of the curves, for few curves too."""
    assert_form(light_curves.embed(rng.normal(size=(6, 9)).astype(dtype)), (6, 2), dtype, what="the plane")


@points(2)
def test_neighbours_in_the_plane_have_similar_p(plane):
    """In the plane, curves lie in the order of p: its rank correlation with the mean p of the five nearest is at least 0.9."""
    embedded, p = plane
    assert_form(embedded, (len(p), 2), np.float32, what="the plane")
    assert np.ptp(embedded) > 0, "all points are the same"
    distances = np.sum((embedded[:, None] - embedded[None]) ** 2, axis=-1, dtype=np.float64) + np.diag(np.full(len(p), np.inf))
    nearest = np.argsort(distances, axis=1)[:, :NEAREST]
    order = stats.spearmanr(p, p[nearest].mean(axis=1)).statistic
    assert order >= LEAST_ORDER, f"the rank correlation is {order:.3f}, it must be at least {LEAST_ORDER}"


@points(1)
def test_a_seed_decides_the_plane(light_curves, rng):
    """The same seed gives the same plane whatever the state of the global generators, another seed another; it is 0 by itself."""
    curves = rng.normal(size=(20, 9)).astype(np.float32)
    planes = [light_curves.embed(curves, **arguments) for arguments in ({}, {"seed": 0}, {"seed": 7})]
    assert np.ptp(planes[0]) > 0, "all points are the same"
    assert_close(planes[1], planes[0], what="the plane")
    assert not np.array_equal(planes[2], planes[0]), "another seed gives the same plane"


@points(1)
def test_p_outside_its_range_is_not_drawn(subject, rng):
    """generate answers for p from 0.01 to 5, both included, and raises ValueError beyond."""
    generate, noise = subject.lively(rng).question("generate"), noise_for(subject, rng, 2)
    edges = np.array([0.01, 5.0], np.float32)
    for bad in ([0.005, 1.0], [1.0, 5.01], [0.0, 1.0], [-1.0, 1.0]):
        assert_rejects(generate, np.array(bad, np.float32), noise, good=(edges, noise), naming="p")


@pytest.mark.parametrize("method", ["encode", "decode", "", "elbo", "negative_elbo", "generate", "fit"])
@points(1)
def test_bad_p_is_rejected(subject, rng, method):
    """p with another number of rows or axes than the samples, NaN and infinity raise ValueError everywhere."""
    model, (x, good), noise = subject.built(), subject.samples(rng, 4), noise_for(subject, rng, 4)
    arguments = {
        "decode": lambda p: (noise, p),
        "elbo": lambda p: (x, p, noise),
        "negative_elbo": lambda p: (x, p, noise),
        "generate": lambda p: (p, noise),
        "fit": lambda p: (model.remote, x, p, 1),
    }.get(method, lambda p: (x, p))
    asked = subject.task.fit if method == "fit" else model.question(method)
    for bad in (good[:3], good[:1], good[:, None], good[0], good * np.float32(np.nan), good + np.float32(np.inf)):
        assert_rejects(asked, *arguments(bad), good=arguments(good))


@points(1)
def test_bad_lengths_are_rejected(subject, rng):
    """One number is enough for a curve; a model of curves without any raises ValueError."""
    mean, _ = subject.task.LightCurveCVAE(1).encode(rng.random((3, 1), dtype=np.float32), *some_p(rng, 3))
    assert_form(mean, (3, 32), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    for length in (0, -1):
        assert_rejects(subject.task.LightCurveCVAE, length, good=(1,), naming="length")


@points(1)
def test_bad_curves_have_no_plane(light_curves, rng):
    """Curves with one axis or three, none at all, NaN and infinity raise ValueError."""
    curves = rng.normal(size=(8, 3)).astype(np.float32)
    for bad in (curves[:, 0], curves[None], curves[:0], curves * np.float32(np.nan), curves + np.float32(np.inf)):
        assert_rejects(light_curves.embed, bad, good=(curves,), naming="curves")
