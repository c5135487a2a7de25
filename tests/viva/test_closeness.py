"""Comparison of numbers: how far rounding may go, and what a failed comparison says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.closeness import (
    SAFETY,
    Mismatch,
    assert_close,
    assert_eigenvectors,
    assert_equal,
    assert_form,
    assert_orthonormal,
    assert_sign_rule,
    eigenspaces,
    eigenvector_error,
    singular_value_error,
    tolerance,
)
from viva.strategies import rotations

EPS = np.finfo(np.float64).eps
VALUES = np.array([[1.0, -2.0], [0.5, 4.0]])


def off_by(change, **options):
    """Whether the answer `VALUES + change` is refused."""
    try:
        assert_close((VALUES + change).astype(options.pop("dtype", np.float64)), VALUES, **options)
    except Mismatch:
        return True
    return False


def test_tolerance_is_rounding_times_condition_and_scale():
    assert tolerance(np.float64) == SAFETY * EPS
    assert tolerance(np.float32) / tolerance(np.float64) == 2.0**29
    assert tolerance(np.float64, scale=3.0, condition=5.0) == pytest.approx(15 * tolerance(np.float64), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"condition": 1e3}, {"scale": 0.5}, {"scale": 30.0, "condition": 7.0}])
def test_an_error_within_the_tolerance_passes_and_a_larger_one_does_not(dtype, options):
    allowed = tolerance(dtype, options.get("scale", 4.0), options.get("condition", 1.0))
    assert not off_by(0.9 * allowed, dtype=dtype, **options)
    assert off_by(1.1 * allowed, dtype=dtype, **options)
    assert off_by(-1.1 * allowed, dtype=dtype, **options)


def test_one_wrong_entry_is_enough():
    change = np.zeros_like(VALUES)
    change[1, 0] = 1e-6
    assert off_by(change)


def test_an_array_of_scales_counts_entry_by_entry():
    scale = np.array([[1.0, 1e6], [1.0, 1.0]])
    error = 1e5 * tolerance(np.float64)
    assert not off_by(np.array([[0, error], [0, 0]]), scale=scale)
    assert off_by(np.array([[error, 0], [0, 0]]), scale=scale)


def test_an_absolute_bound_replaces_scale_and_condition():
    assert not off_by(0.009, bound=0.01)
    assert off_by(0.011, bound=0.01, scale=1e9, condition=1e9)
    assert off_by(np.array([[0.0, 0.2], [0.0, 0.0]]), bound=np.array([[1.0, 0.1], [1.0, 1.0]]))


def test_zero_is_expected_exactly_where_no_scale_is_given():
    assert_close(np.zeros(3), np.zeros(3))
    with pytest.raises(Mismatch):
        assert_close(np.full(3, 1e-300), np.zeros(3))


@pytest.mark.parametrize("actual", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("options", [{}, {"bound": 1e300}, {"scale": 1e300}])
def test_what_is_not_finite_never_passes(actual, options):
    with pytest.raises(Mismatch):
        assert_close(np.array([1.0, actual]), np.array([1.0, 1.0]), **options)


def test_nan_does_not_equal_nan():
    with pytest.raises(Mismatch):
        assert_close(np.array([np.nan]), np.array([np.nan]))


@pytest.mark.parametrize("shape", [(2, 3), (3,), (1, 3), (3, 1), ()])
def test_shapes_are_not_broadcast(shape):
    with pytest.raises(Mismatch, match=r"^the gain must have shape \(3, 3\), not \("):
        assert_close(np.ones(shape), np.ones((3, 3)), what="the gain")


def test_empty_answers_agree_only_in_shape():
    assert_close(np.zeros((0, 2)), np.zeros((0, 2)))
    with pytest.raises(Mismatch):
        assert_close(np.zeros((0, 2)), np.zeros((0, 3)))


def test_a_mismatch_names_the_quantity_the_place_the_values_and_the_bound():
    with pytest.raises(Mismatch) as failure:
        assert_close(np.array([[1.0, 2.5]]), np.array([[1.0, 2.0]]), what="the gain", bound=0.25)
    assert str(failure.value) == "the gain is 2.5 at (0, 1), expected 2: off by 0.5, allowed 0.25"
    assert failure.value.expected.tolist() == [[1.0, 2.0]]
    assert failure.value.actual.tolist() == [[1.0, 2.5]]


def test_a_mismatch_of_numbers_names_no_place():
    with pytest.raises(Mismatch, match=r"^the answer is 3, expected 2: off by 1, allowed 0\.5$"):
        assert_close(3.0, 2.0, bound=0.5)


def test_the_worst_entry_is_named():
    with pytest.raises(Mismatch, match=r"is 9 at \(2,\), expected 4"):
        assert_close(np.array([2.0, 3.0, 9.0, 4.0]), np.array([1.0, 2.0, 4.0, 4.0]))


@pytest.mark.parametrize(
    "actual", [np.array([True, False]), np.array([1, 0]), np.array([1, 0], np.uint8)], ids=lambda a: a.dtype.name
)
def test_answers_without_a_point_are_compared_as_numbers(actual):
    assert_close(actual, np.array([1.0, 0.0]))
    with pytest.raises(Mismatch, match=r"is 0 at \(1,\), expected 1"):
        assert_close(actual, np.array([1.0, 1.0]))


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, True),
        (1.0, 1),
        (np.array([1.0]), 1.0),
        ((1, 2), [1, 2]),
        (True, False),
        (2, 3),
        (np.array([1, 2]), np.array([1, 3])),
        (np.array([1, 2]), np.array([[1, 2]])),
        (np.array([np.nan]), np.array([np.nan])),
        ("a", "b"),
    ],
    ids=repr,
)
def test_what_differs_in_type_shape_or_value_is_not_equal(actual, expected):
    with pytest.raises(Mismatch, match=r"^the count must be exactly ") as failure:
        assert_equal(actual, expected, what="the count")
    assert repr(expected) in str(failure.value)
    assert repr(actual) in str(failure.value)


@pytest.mark.parametrize("value", [True, 3, 2.5, (1, 2), "a", np.array([[1, 2]]), np.zeros((0, 2))], ids=repr)
def test_equal_answers_pass(value):
    assert_equal(value, np.copy(value) if isinstance(value, np.ndarray) else value)


def test_form_is_shape_and_dtype():
    assert_form(np.zeros((2, 3), np.float32), (2, 3), np.float32)
    for wrong in (np.zeros((3, 2), np.float32), np.zeros((2, 3)), np.zeros((2, 3), np.int64)):
        with pytest.raises(Mismatch, match=r"^the gain must be float32 of shape \(2, 3\), not \w+ \("):
            assert_form(wrong, (2, 3), np.float32, what="the gain")


@pytest.mark.parametrize("answer", [1.0, None, ((1.0, 2.0),)], ids=repr)
def test_only_an_array_has_a_form(answer):
    with pytest.raises(Mismatch, match=f"must be a tensor, not {type(answer).__name__}"):
        assert_form(answer, (), np.float64)


def test_singular_values_are_good_to_what_a_covariance_leaves():
    error = singular_value_error(np.array([10.0, 1e-3, 0.0]), np.float64) / tolerance(np.float64)
    np.testing.assert_allclose(error, [10.0, 1e5, 10.0 / np.sqrt(EPS)])


def test_vectors_of_close_eigenvalues_may_be_off_by_more():
    error = eigenvector_error(np.array([4.0, 3.0, 1.0]), np.float64) / tolerance(np.float64)
    np.testing.assert_allclose(error, [4.0, 4.0, 2.0])


@pytest.mark.parametrize(
    ("eigenvalues", "spaces"),
    [
        ([3.0, 2.0, 1.0], [0, 1, 2]),
        ([3.0, 3.0, 1.0], [0, 0, 1]),
        ([1.0, 1.0 - 1e-13, 1.0 - 1e-11], [0, 0, 1]),
        ([5.0, 0.0, 0.0], [0, 1, 1]),
        ([0.0, 0.0], [0, 0]),
        ([2.0], [0]),
    ],
)
def test_eigenvalues_that_rounding_cannot_tell_apart_share_a_space(eigenvalues, spaces):
    assert eigenspaces(np.array(eigenvalues), np.float64).tolist() == spaces


@given(seed=st.integers(0, 2**32 - 1), signs=st.tuples(*[st.sampled_from([-1.0, 1.0])] * 4), angle=st.floats(0, 6.3))
def test_signs_and_the_basis_of_an_eigenspace_are_free(seed, signs, angle):
    eigenvalues, rows = np.array([4.0, 2.0, 2.0, 1.0]), rotations(4, seed)
    turned = rows.copy()
    turned[1:3] = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) @ rows[1:3]
    assert_eigenvectors(np.array(signs)[:, None] * turned, rows, eigenvalues)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda rows: rows[[1, 0, 2]],
        lambda rows: 2 * rows,
        lambda rows: rows + 1e-6,
        lambda rows: rows * np.nan,
        lambda rows: 0 * rows,
        lambda rows: np.roll(rows, 1, axis=1),
    ],
    ids=["swapped", "too long", "slightly off", "NaN", "zero", "rolled"],
)
def test_vectors_outside_their_eigenspace_are_refused(wrong):
    rows = rotations(3, 1)
    with pytest.raises(Mismatch):
        assert_eigenvectors(wrong(rows), rows, np.array([3.0, 2.0, 1.0]))


def test_fewer_vectors_than_eigenvalues_are_compared_one_by_one():
    rows = rotations(4, 2)
    assert_eigenvectors(rows[:2], rows, np.array([4.0, 3.0, 2.0, 1.0]))
    with pytest.raises(Mismatch):
        assert_eigenvectors(rows[1:3], rows, np.array([4.0, 3.0, 2.0, 1.0]))


def test_orthonormal_rows_have_length_one_and_right_angles():
    rows = rotations(4, 3)[:3]
    assert_orthonormal(rows)
    for wrong in (1.001 * rows, rows + 0.001, rows[[0, 0, 1]]):
        with pytest.raises(Mismatch, match=r"^the Gram matrix of the axes"):
            assert_orthonormal(wrong, what="the axes")


def test_the_entry_of_largest_magnitude_must_be_positive():
    assert_sign_rule(np.array([[0.1, 0.9, -0.3], [1.0, -0.5, 0.0]]))
    with pytest.raises(Mismatch, match=r"^the axis 1 has its entry of largest magnitude, -0\.9, negative") as failure:
        assert_sign_rule(np.array([[0.1, 0.9], [0.1, -0.9]]), what="the axis")
    assert failure.value.expected.tolist() == [-0.1, 0.9]


def test_the_sign_is_free_where_the_two_largest_entries_tie():
    assert_sign_rule(np.array([[-0.7071, 0.70705], [0.7071, -0.7071]]))
    with pytest.raises(Mismatch):
        assert_sign_rule(np.array([[-0.7071, 0.706]]))
    with pytest.raises(Mismatch):
        assert_sign_rule(np.array([[-1.0]]))
