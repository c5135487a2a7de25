"""Comparison of numbers: tolerances come from the dtype and from the problem's conditioning, never from a guess."""

from typing import Any

import numpy as np

SAFETY = 200  # rounding errors of a few dozen operations, in units of machine epsilon


class Mismatch(AssertionError):
    """An answer that is not the expected one; both are kept for the report."""

    def __init__(self, message: str, expected: Any, actual: Any) -> None:
        super().__init__(message)
        self.expected, self.actual = expected, actual


def tolerance(dtype: Any, scale: float = 1.0, condition: float = 1.0) -> float:
    """Error that rounding may cause in a result of magnitude `scale`: a multiple of machine epsilon times the conditioning."""
    return float(SAFETY * np.finfo(dtype).eps * condition * scale)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    what: str = "the answer",
    scale: Any = None,
    condition: float = 1.0,
    bound: Any = None,
) -> None:
    """The arrays have one shape and differ by no more than rounding in the dtype of `actual`.

    `scale` is the magnitude against which the error counts (the largest expected entry by default; an array counts entry by
    entry), `condition` multiplies it, and `bound` replaces both where an absolute bound is known.
    Raises: Mismatch, which names the quantity, the difference and the bound.
    """
    actual, expected = np.asarray(actual), np.asarray(expected)
    if actual.shape != expected.shape:
        raise Mismatch(f"{what} must have shape {expected.shape}, not {actual.shape}", expected, actual)
    if bound is None:
        dtype = actual.dtype if np.issubdtype(actual.dtype, np.floating) else np.float64
        scale = np.max(np.abs(expected), initial=np.finfo(dtype).tiny) if scale is None else scale
        bound = SAFETY * np.finfo(dtype).eps * condition * np.asarray(scale, dtype=np.float64)
    found, wanted = actual.astype(np.float64), expected.astype(np.float64)
    difference = np.abs(found - wanted)
    if not np.all(difference <= bound):  # written so that NaN does not pass
        worst = np.unravel_index(np.argmax(difference - bound), difference.shape)
        at = f" at {tuple(int(i) for i in worst)}" if worst else ""
        limit = np.broadcast_to(bound, difference.shape)[worst]
        raise Mismatch(
            f"{what} is {found[worst]:.8g}{at}, expected {wanted[worst]:.8g}: off by {difference[worst]:.3g}, allowed {limit:.3g}",
            expected,
            actual,
        )


def assert_equal(actual: Any, expected: Any, *, what: str = "the answer") -> None:
    """The values agree exactly, in type (bool, int, array) and shape too."""
    if type(actual) is not type(expected) or not np.array_equal(actual, expected):
        raise Mismatch(f"{what} must be exactly {expected!r}, not {actual!r}", expected, actual)


def assert_form(actual: Any, shape: tuple[int, ...], dtype: Any, *, what: str = "the answer") -> None:
    """The answer is an array of exactly this shape and dtype."""
    if not isinstance(actual, np.ndarray):
        raise Mismatch(f"{what} must be a tensor, not {type(actual).__name__}", f"{np.dtype(dtype)} {shape}", actual)
    form = f"{actual.dtype} {actual.shape}"
    if form != f"{np.dtype(dtype)} {shape}":
        raise Mismatch(f"{what} must be {np.dtype(dtype)} of shape {shape}, not {form}", f"{np.dtype(dtype)} {shape}", form)


def singular_value_error(singular_values: np.ndarray, dtype: Any) -> np.ndarray:
    """Error that any right method may leave in each singular value σ_i: C · eps · σ₁² / max(σ_i, sqrt(eps) · σ₁).

    The eigenvalues of a covariance are good to eps · σ₁² and their roots to no more than this; an SVD, which is better, is no
    more right. Shapes: (m,), descending -> (m,).
    """
    largest, eps = np.max(singular_values, initial=np.finfo(dtype).tiny), np.finfo(dtype).eps
    error: np.ndarray = tolerance(dtype) * largest**2 / np.maximum(singular_values, np.sqrt(eps) * largest)
    return error


def eigenvector_error(eigenvalues: np.ndarray, dtype: Any) -> np.ndarray:
    """Error that any right method may leave in the space of each eigenvector: C · eps · λ₁ / gap.

    The gap is the distance to the nearest eigenvalue of another space (`eigenspaces`). Shapes: (m,), descending -> (m,).
    """
    space, largest = eigenspaces(eigenvalues, dtype), np.max(np.abs(eigenvalues), initial=np.finfo(dtype).tiny)
    distance = np.abs(eigenvalues[:, None] - eigenvalues[None, :])
    distance[space[:, None] == space[None, :]] = largest  # nothing to be confused with, but rounding stays
    gap = np.array([distance[space == one].min() for one in space])
    return tolerance(dtype) * largest / gap  # type: ignore[no-any-return]


def eigenspaces(eigenvalues: np.ndarray, dtype: Any) -> np.ndarray:
    """Number of the space that each eigenvector belongs to; eigenvalues so close that rounding mixes their vectors share one.

    Shapes: (m,), descending -> (m,) int.
    """
    certain = 10 * tolerance(dtype) * np.max(np.abs(eigenvalues), initial=0.0)  # closer, and not one digit of a vector is
    return np.cumsum(np.append(0, -np.diff(eigenvalues) > certain))


def assert_eigenvectors(
    actual: Any, expected: np.ndarray, eigenvalues: np.ndarray, *, what: str = "the eigenvectors", condition: float = 1.0
) -> None:
    """Each row is a unit vector in the eigenspace that belongs to its place: its sign and the basis of a space are free.

    Shapes: actual (k, d), expected (m, d), orthonormal rows, and their eigenvalues (m,), descending; k ≤ m. Give all m = d where
    the last of the k may share its eigenvalue with others, zero included; `condition` says how much worse than by rounding the
    matrix itself is known. Test `assert_orthonormal` beside it.
    """
    actual = np.asarray(actual)
    count, space = len(actual), eigenspaces(eigenvalues, actual.dtype)
    same = space[:count, None] == space[None, :]
    nearest = (same * (actual @ expected.T)) @ expected
    length = np.linalg.norm(nearest, axis=1, keepdims=True)
    nearest = np.where(length > 0, nearest / np.maximum(length, np.finfo(np.float64).tiny), expected[:count])
    assert_close(actual, nearest, what=what, bound=condition * eigenvector_error(eigenvalues, actual.dtype)[:count, None])


def assert_orthonormal(rows: Any, *, what: str = "the rows", condition: float = 1.0) -> None:
    """The rows have length one and are orthogonal to each other."""
    rows = np.asarray(rows)
    wide = rows.astype(np.float64)
    assert_close((wide @ wide.T).astype(rows.dtype), np.eye(len(rows)), what=f"the Gram matrix of {what}", condition=condition)


def assert_sign_rule(rows: Any, *, what: str = "the component") -> None:
    """The entry of largest magnitude of every row is positive, except where the two largest differ by less than 0.1 %."""
    for number, row in enumerate(np.asarray(rows)):
        order = np.argsort(-np.abs(row))
        tied = len(row) > 1 and abs(row[order[1]]) > 0.999 * abs(row[order[0]])
        if not tied and row[order[0]] < 0:
            message = f"{what} {number} has its entry of largest magnitude, {row[order[0]]:.6g}, negative: turn it round"
            raise Mismatch(message, -row, row)
