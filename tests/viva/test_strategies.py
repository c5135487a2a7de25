"""Inputs for questions have the properties that their strategies promise."""

import numpy as np
import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from viva.strategies import (
    CONDITION,
    FLOATS,
    data_sets,
    dtypes,
    indefinite,
    normal,
    positive_definite,
    rotations,
    samples,
    seeds,
    sparse_precisions,
    spectra,
)


def occurs(strategy, condition):
    """Whether a strategy draws something of the kind."""
    try:
        find(strategy, condition)
    except NoSuchExample:
        return False
    return True


@pytest.mark.parametrize("dtype", FLOATS)
def test_both_dtypes_are_drawn(dtype):
    assert occurs(dtypes(), lambda drawn: drawn == np.dtype(dtype))


@given(data=st.data(), dtype=dtypes())
def test_normal_entries_have_the_shape_dtype_and_scale_that_was_asked_for(data, dtype):
    values = data.draw(normal(50, st.integers(3, 5), 4, dtype=dtype, scale=7.0))
    assert values.dtype == dtype
    assert values.shape[0] == 50
    assert 3 <= values.shape[1] <= 5
    assert values.shape[2] == 4
    assert 5 < values.std() < 9


@given(data=st.data(), size=st.integers(1, 9), condition=st.sampled_from([2.0, 1e3]))
def test_spectra_descend_from_one_to_the_inverse_condition(data, size, condition):
    values = data.draw(spectra(size, condition))
    assert values.shape == (size,)
    assert values[0] == 1
    assert np.all(np.diff(values) <= 0)
    assert values[-1] == pytest.approx(1 if size == 1 else 1 / condition)


@pytest.mark.parametrize("dtype", FLOATS)
@given(data=st.data())
def test_positive_definite_matrices_have_a_known_condition_number(dtype, data):
    matrix = data.draw(positive_definite(dtype=dtype))
    assert matrix.dtype == dtype
    assert 2 <= len(matrix) <= 8
    np.testing.assert_array_equal(matrix, matrix.T)
    eigenvalues = np.linalg.eigvalsh(matrix.astype(np.float64))
    assert eigenvalues[0] > 0
    condition = eigenvalues[-1] / eigenvalues[0]
    assert min(abs(condition / wanted - 1) for wanted in (2.0, CONDITION[dtype])) < 1e-4
    assert min(abs(eigenvalues[-1] / scale - 1) for scale in (0.01, 1.0, 100.0)) < 1e-5


@pytest.mark.parametrize("wanted", [2.0, CONDITION["float64"]])
def test_easy_and_hard_positive_definite_matrices_occur(wanted):
    assert occurs(positive_definite(size=3), lambda matrix: np.linalg.cond(matrix) == pytest.approx(wanted))


@given(stack=positive_definite(size=3, batch=(2, 3)))
def test_a_stack_holds_different_positive_definite_matrices(stack):
    assert stack.shape == (2, 3, 3, 3)
    assert np.all(np.linalg.eigvalsh(stack) > 0)


def test_the_matrices_of_a_stack_differ():
    assert occurs(positive_definite(size=3, batch=(2,)), lambda stack: not np.allclose(stack[0], stack[1]))


@given(matrix=sparse_precisions())
def test_sparse_precisions_are_positive_definite_and_their_partial_correlations_are_zero_or_far_from_it(matrix):
    assert 3 <= len(matrix) <= 8
    np.testing.assert_array_equal(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix)[0] > 0
    scale = np.sqrt(np.diag(matrix))
    strength = np.abs(matrix / np.outer(scale, scale))[matrix != 0]
    assert strength.min() > 0.01


@pytest.mark.parametrize(
    "kind",
    [
        lambda m: np.count_nonzero(m) == len(m),
        lambda m: 0 < np.count_nonzero(np.triu(m, 1)) < len(m) * (len(m) - 1) / 2,
        lambda m: np.any(np.triu(m, 1) > 0) and np.any(np.triu(m, 1) < 0),
        lambda m: len(m) == 8,
    ],
    ids=["no edge", "some edges", "both signs", "largest"],
)
def test_sparse_precisions_of_every_kind_occur(kind):
    assert occurs(sparse_precisions(), kind)


@pytest.mark.parametrize("dtype", FLOATS)
@given(data=st.data())
def test_indefinite_matrices_have_eigenvalues_of_both_signs_and_good_leading_blocks(dtype, data):
    matrix = data.draw(indefinite(dtype=dtype))
    assert matrix.dtype == dtype
    assert 2 <= len(matrix) <= 8
    np.testing.assert_array_equal(matrix, matrix.T)
    exact = matrix.astype(np.float64)
    eigenvalues = np.linalg.eigvalsh(exact)
    assert eigenvalues[0] < 0 < eigenvalues[-1]
    assert np.abs(eigenvalues).min() > 0.01
    assert max(np.linalg.cond(exact[:k, :k]) for k in range(1, len(exact) + 1)) < 1e4


@pytest.mark.parametrize("positive", [False, True])
def test_indefinite_matrices_begin_with_either_sign(positive):
    assert occurs(indefinite(), lambda matrix: (matrix[0, 0] > 0) == positive)


@pytest.mark.parametrize("dtype", FLOATS)
@given(data=st.data())
def test_data_sets_keep_their_singular_values_apart(dtype, data):
    x = data.draw(data_sets(dtype=dtype))
    assert x.dtype == dtype
    n, d = x.shape
    assert 3 <= n <= 12
    assert 2 <= d <= 9
    exact = x.astype(np.float64)
    values = np.linalg.svd(exact - exact.mean(axis=0), compute_uv=False)
    rank = min(n - 1, d)
    np.testing.assert_allclose(values[1:rank] / values[: rank - 1], 0.7, rtol=1e-2)
    assert np.all(values[rank:] < 1e-5 * values[0] + 1e-4)


@pytest.mark.parametrize("kind", [lambda x: x.shape[0] < x.shape[1], lambda x: x.shape[0] > x.shape[1]], ids=["wide", "tall"])
def test_data_sets_of_either_shape_occur(kind):
    assert occurs(data_sets(), kind)


@given(x=data_sets(n=6, d=4, mean=100.0))
def test_data_sets_lie_far_from_zero(x):
    assert x.shape == (6, 4)
    assert np.linalg.norm(x.mean(axis=0)) > 3


@given(seed=seeds, shape=st.sampled_from([(5, 3, 2), (4, 7, 3), (9, 2, 2)]))
def test_samples_have_exactly_the_singular_values_given(seed, shape):
    n, d, m = shape
    values = np.array([5.0, 2.0, 0.1])[:m]
    x = samples(values, n, d, np.random.default_rng(seed))
    found = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    np.testing.assert_allclose(found, np.append(values, np.zeros(min(n, d) - m)), atol=1e-12)


@given(d=st.integers(1, 9), seed=seeds)
def test_rotations_are_orthogonal_and_follow_from_their_seed(d, seed):
    rotation = rotations(d, seed)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(d), atol=1e-12)
    np.testing.assert_array_equal(rotation, rotations(d, seed))
