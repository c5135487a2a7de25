"""Linear autoencoder, and what it has to do with principal components."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.autoencoder import *  # noqa: F403
from laws.subject import SQUARED_ERROR, Kind, subject
from scipy import linalg

from viva import data
from viva.closeness import assert_close, assert_form, tolerance
from viva.expectations import assert_rejects
from viva.plugin import points, submitted
from viva.strategies import seeds

SPARE = 1.01  # of the least possible error; benchmarks/calibration/lessons.csv says what is reached
LARGEST_ANGLE = 2.0  # degrees between the space that the decoder reaches and the principal one
WIDE = {"input_dim": 7, "code_dim": 3}  # other dimensions than those of the lesson


@functools.cache
def ellipse():
    """Sixty centred points on a part of an ellipse in space, with noise; (60, 3)."""
    return data.load("half_ellipse")["x"].astype(np.float32)


@functools.cache
def principal():
    """Singular values (3,), in descending order, and principal axes (3, 3), in rows, of the lesson."""
    return np.linalg.svd(ellipse().astype(np.float64), full_matrices=False)[1:]


KIND = Kind(
    name="LinearAutoencoder",
    sample=(3,),
    code=(2,),
    output=SQUARED_ERROR,
    n_outputs=3,
    reduce=np.mean,
    n_parameters=(17,),
    largest_loss=SPARE * principal()[0][2] ** 2 / ellipse().size,  # Eckart–Young: what no plane falls short of
    arguments={"input_dim": 3, "code_dim": 2},
    defaults={"batch_size": 32, "seed": 0},
    lesson=lambda: (ellipse(),),
    n_epochs=500,
)
linear_autoencoder = submitted("linear_autoencoder")
subject = subject("linear_autoencoder", KIND)


def rows(rng, n, scale=1.0):
    """Samples (n, 7) of both signs about a mean far from zero."""
    return (scale * (rng.normal(size=(n, 7)) + 3 * rng.normal(size=7))).astype(np.float32)


@pytest.mark.parametrize(("d", "k"), [(7, 3), (4, 1), (2, 2)])
@points(1)
def test_number_of_parameters_follows_the_dimensions(subject, d, k):
    """Two matrices d × k, k biases at the code and d at the output: 2dk + d + k."""
    count = sum(p.size for p in subject.built(input_dim=d, code_dim=k).parameters())
    assert count == 2 * d * k + d + k, f"the model has {count} parameters with input_dim={d} and code_dim={k}"


@pytest.mark.parametrize("method", ["encode", "decode", "call"])
@points(2)
@given(seed=seeds, weight=st.sampled_from([-0.7, 0.3]))
def test_maps_are_affine(subject, seed, weight, method):
    """Encoder and decoder are weights times inputs plus biases, whatever the sign and size of the result."""
    rng, model = np.random.default_rng(seed), subject.shared(**WIDE)
    bias = {size: rng.normal(size=size) for size in (3, 7)}
    model.set_parameters([bias[shape[0]] if len(shape) == 1 else np.full(shape, weight) for shape in model.shapes])
    x, code = rows(rng, 4), rng.normal(scale=5, size=(4, 3)).astype(np.float32)
    coded = weight * x.sum(axis=1, keepdims=True, dtype=np.float64) + bias[3]
    back = coded if method == "call" else code
    expected = coded if method == "encode" else weight * back.sum(axis=1, keepdims=True, dtype=np.float64) + bias[7]
    answer = {"encode": lambda: model.encode(x), "decode": lambda: model.decode(code), "call": lambda: model(x)}[method]()
    assert_close(answer, expected, what=method, scale=7 * max(np.abs(x).max(), np.abs(back).max()))


@points(1)
def test_reconstructions_have_no_more_dimensions_than_codes(subject, rng):
    """Seven numbers go through a code of three: the reconstructions fill a space of three dimensions, and no more."""
    answer = subject.lively(rng, **WIDE)(rows(rng, 20))
    assert_form(answer, (20, 7), np.float32, what="the reconstruction")
    spectrum = np.linalg.svd(answer.astype(np.float64) - answer.mean(axis=0, dtype=np.float64), compute_uv=False)
    noise = tolerance(np.float32, np.sqrt(answer.size) * np.abs(answer).max())
    dimensions = int(np.sum(spectrum > noise))
    assert dimensions == 3, f"the reconstructions fill {dimensions} dimensions: their singular values are {spectrum}"


@points(1)
@given(seed=seeds, scale=st.sampled_from([0.01, 1.0, 100.0]))
def test_samples_may_be_any_numbers(subject, seed, scale):
    """The loss is the mean squared error for samples of any size, below zero as well."""
    rng = np.random.default_rng(seed)
    model, x = subject.lively(rng, **WIDE), rows(rng, 5, scale)
    error = (x.astype(np.float64) - model(x)) ** 2
    assert_close(loss_of(subject, model, (x,)), np.mean(error), what="the loss", scale=np.max(error))  # noqa: F405


@pytest.mark.long
@points(2)
def test_decoder_spans_the_principal_subspace(subject):
    """After the training, decode(e₁) − decode(0) and decode(e₂) − decode(0) span the plane of the first two principal axes."""
    decoded = subject.trained().decode(np.array([[0, 0], [1, 0], [0, 1]], np.float32)).astype(np.float64)
    directions = decoded[1:] - decoded[0]
    angle = np.degrees(linalg.subspace_angles(directions.T, principal()[1][:2].T).max())
    assert np.linalg.matrix_rank(directions) == 2, f"the decoder's directions {directions} span no plane"
    assert angle < LARGEST_ANGLE, f"the planes enclose {angle:.2f} degrees, allowed {LARGEST_ANGLE}"


@pytest.mark.parametrize("name", ["input_dim", "code_dim"])
@points(1)
def test_impossible_dimensions_are_rejected(subject, rng, name):
    """A dimension of zero or below raises ValueError, while others make a model."""
    codes = subject.lively(rng, **WIDE).encode(rows(rng, 4))
    assert_form(codes, (4, 3), np.float32, what="the codes")
    assert np.ptp(codes) > 0, "all codes are the same"
    for bad in (0, -2):
        arguments = {**WIDE, name: bad}
        assert_rejects(subject.task.LinearAutoencoder, *arguments.values(), good=tuple(WIDE.values()), naming=name)
