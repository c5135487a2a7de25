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
    difference = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
    if not np.all(difference <= bound):  # written so that NaN does not pass
        worst = np.unravel_index(np.argmax(difference - bound), difference.shape)
        at = f" at {tuple(int(i) for i in worst)}" if worst else ""
        limit = np.broadcast_to(bound, difference.shape)[worst]
        raise Mismatch(
            f"{what} is {actual[worst]:.8g}{at}, expected {expected[worst]:.8g}: "
            f"off by {difference[worst]:.3g}, allowed {limit:.3g}",
            expected,
            actual,
        )


def assert_equal(actual: Any, expected: Any, *, what: str = "the answer") -> None:
    """The values agree exactly, in type (bool, int, array) and shape too."""
    same = (
        np.array_equal(actual, expected)
        if isinstance(expected, np.ndarray)
        else type(actual) is type(expected) and actual == expected
    )
    if not same:
        raise Mismatch(f"{what} must be exactly {expected!r}, not {actual!r}", expected, actual)


def assert_form(actual: Any, shape: tuple[int, ...], dtype: Any, *, what: str = "the answer") -> None:
    """The answer is an array of exactly this shape and dtype."""
    if not isinstance(actual, np.ndarray):
        raise Mismatch(f"{what} must be a tensor, not {type(actual).__name__}", f"{np.dtype(dtype)} {shape}", actual)
    form = f"{actual.dtype} {actual.shape}"
    if form != f"{np.dtype(dtype)} {shape}":
        raise Mismatch(f"{what} must be {np.dtype(dtype)} of shape {shape}, not {form}", f"{np.dtype(dtype)} {shape}", form)
