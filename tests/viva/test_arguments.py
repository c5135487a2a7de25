"""Argument checks of the model solutions: what is legal passes, what is not is a ValueError that names the argument.

They are asked through a candidate, so that they see the tensors of each installed framework.
"""

import numpy as np
import pytest

from viva import bridge
from viva.replies import SubmissionError

CHECK = """
from viva import arguments

def check(name, *positional, **named):
    getattr(arguments, name)(*positional, **named)
"""
CHECK_WHILE_TRACING = """
def check_while_tracing(name, *positional, **named):
    tf.function(lambda **traced: check(name, *positional, **traced))(**named)
"""
NAN, INF = np.array([1.0, np.nan]), np.array([[-np.inf, 1.0]])
COUNTS, EMPTY = np.array([1, 2]), np.zeros((2, 0))
SQUARE, STACK = np.array([[2.0, 0.5], [0.5, 1.0]]), np.zeros((3, 2, 2))
UPPER = np.array([[0.0, 1.0], [0.0, 0.0]])
SKEW = SQUARE + 0.01 * UPPER

LEGAL = [
    ("check_finite", (), {"x": SQUARE}),
    ("check_finite", (), {"x": SQUARE.astype(np.float32), "n": COUNTS, "flag": np.array(True), "step": 0.5, "none": np.zeros(0)}),
    ("check_finite", (), {"x": np.array([1e308, -1e308])}),
    ("check_ndim", (2,), {"x": SQUARE}),
    ("check_ndim", (0,), {"x": np.array(1.0)}),
    ("check_min_ndim", (2,), {"x": SQUARE, "y": STACK}),
    ("check_shape", ((2, 2),), {"x": SQUARE}),
    ("check_shape", ((None, 2, None),), {"x": STACK}),
    ("check_shape", ((),), {"x": np.array(1.0)}),
    ("check_same_shape", (), {"x": SQUARE, "y": SQUARE}),
    ("check_square", (), {"x": SQUARE, "y": STACK}),
    ("check_symmetric", (), {"x": SQUARE, "y": STACK}),
    ("check_symmetric", (), {"x": SQUARE + 1e-8 * UPPER}),
    ("check_symmetric", (), {"x": (SQUARE + 1e-5 * UPPER).astype(np.float32)}),
    ("check_integer", (1, 3), {"k": 1}),
    ("check_integer", (1, 3), {"k": 3}),
    ("check_integer", (1,), {"k": 10**9}),
    ("check_integer", (1, 3), {"k": np.array(2)}),
    ("check_positive", (), {"step": 1e-300}),
    ("check_positive", (), {"step": 2}),
    ("check_positive", (), {"step": np.array(0.5)}),
    ("check_nonnegative", (), {"penalty": 0.0}),
    ("check_nonnegative", (), {"penalty": np.array(0.0, np.float32)}),
    ("check_between", (0, 1), {"x": np.array([0.0, 0.5, 1.0])}),
    ("check_between", (0, 1), {"x": 1}),
    ("check_indices", (4,), {"a": (3, 0), "b": (1,), "c": ()}),
]
BAD = [
    ("check_finite", (), {"x": NAN}, "x contains NaN or infinity"),
    ("check_finite", (), {"ok": SQUARE, "x": INF}, "x contains NaN or infinity"),
    ("check_finite", (), {"x": INF.astype(np.float32)}, "x contains NaN or infinity"),
    ("check_finite", (), {"step": np.inf}, "step contains NaN or infinity"),
    ("check_finite", (), {"step": np.array(np.nan)}, "step contains NaN or infinity"),
    ("check_ndim", (1,), {"x": SQUARE}, "x must have 1 axes, not shape (2, 2)"),
    ("check_ndim", (2,), {"ok": SQUARE, "x": EMPTY}, "x is empty: its shape is (2, 0)"),
    ("check_min_ndim", (3,), {"y": STACK, "x": SQUARE}, "x must have at least 3 axes, not shape (2, 2)"),
    ("check_min_ndim", (1,), {"x": EMPTY}, "x is empty: its shape is (2, 0)"),
    ("check_shape", ((2, 3),), {"x": SQUARE}, "x must have shape (2, 3), not (2, 2)"),
    ("check_shape", ((2,),), {"x": SQUARE}, "x must have shape (2), not (2, 2)"),
    ("check_shape", ((2, 2, None),), {"x": SQUARE}, "x must have shape (2, 2, n), not (2, 2)"),
    ("check_shape", ((2, None),), {"x": EMPTY}, "x is empty: its shape is (2, 0)"),
    ("check_same_shape", (), {"x": SQUARE, "y": STACK}, "shapes differ: x (2, 2), y (3, 2, 2)"),
    ("check_same_shape", (), {"x": EMPTY, "y": EMPTY}, "x is empty: its shape is (2, 0)"),
    ("check_square", (), {"ok": SQUARE, "x": np.ones((2, 3))}, "x must be square, not of shape (2, 3)"),
    ("check_square", (), {"x": np.ones(4)}, "x must be square, not of shape (4,)"),
    ("check_square", (), {"x": np.zeros((0, 0))}, "x is empty: its shape is (0, 0)"),
    ("check_symmetric", (), {"x": np.ones((2, 3))}, "x must be square, not of shape (2, 3)"),
    ("check_symmetric", (), {"x": np.full((2, 2), np.nan)}, "x contains NaN or infinity"),
    ("check_symmetric", (), {"ok": SQUARE, "x": SKEW}, "x must be symmetric"),
    ("check_symmetric", (), {"x": SKEW.astype(np.float32)}, "x must be symmetric"),
    ("check_symmetric", (), {"x": 1e-9 * SKEW}, "x must be symmetric"),
    ("check_symmetric", (), {"x": np.stack([1e9 * SQUARE, SKEW])}, "x must be symmetric"),
    ("check_symmetric", (), {"x": SQUARE + 1e-5 * UPPER}, "x must be symmetric"),
    ("check_integer", (1, 3), {"k": 0}, "k must be between 1 and 3, not 0"),
    ("check_integer", (1, 3), {"k": 4}, "k must be between 1 and 3, not 4"),
    ("check_integer", (1,), {"k": -5}, "k must be at least 1, not -5"),
    ("check_integer", (1,), {"k": 2.0}, "k must be an integer, not 2.0"),
    ("check_integer", (1,), {"k": "2"}, "k must be an integer, not '2'"),
    ("check_integer", (1,), {"k": None}, "k must be an integer, not None"),
    ("check_positive", (), {"ok": 1.0, "step": 0.0}, "step must be positive, not 0.0"),
    ("check_positive", (), {"step": np.array(-0.5)}, "step must be positive, not -0.5"),
    ("check_positive", (), {"step": np.nan}, "step contains NaN or infinity"),
    ("check_nonnegative", (), {"penalty": -1e-300}, "penalty must not be negative, but is -1e-300"),
    ("check_nonnegative", (), {"penalty": np.array(-0.5)}, "penalty must not be negative, but is -0.5"),
    ("check_nonnegative", (), {"penalty": np.inf}, "penalty contains NaN or infinity"),
    ("check_between", (0, 1), {"x": np.array([0.5, -0.25])}, "x must lie in [0, 1], but reaches from -0.25 to 0.5"),
    ("check_between", (0, 1), {"ok": 0.5, "x": np.array([1.5, 0.5])}, "x must lie in [0, 1], but reaches from 0.5 to 1.5"),
    ("check_between", (0, 1), {"x": 2}, "x must lie in [0, 1], but reaches from 2 to 2"),
    ("check_between", (0, 1), {"x": NAN}, "x contains NaN or infinity"),
    ("check_indices", (4,), {"a": (0, 4)}, "a must be between 0 and 3, not 4"),
    ("check_indices", (4,), {"a": (-1,)}, "a must be between 0 and 3, not -1"),
    ("check_indices", (4,), {"a": (1.0,)}, "a must be an integer, not 1.0"),
    ("check_indices", (4,), {"a": (2, 2)}, "a repeats index 2, which is in a already"),
    ("check_indices", (4,), {"a": (0, 1), "b": (3, 1)}, "b repeats index 1, which is in a already"),
]


def shown(case):
    """What a case is about."""
    return case if isinstance(case, str) and case.startswith("check_") else ""


@pytest.fixture(scope="module", params=bridge.installed())
def checks(request, submit_for_module):
    """The checks, asked about in one framework."""
    return submit_for_module(CHECK, request.param)


@pytest.fixture(scope="module")
def tracing(submit_for_module):
    """The checks inside a `tf.function`, whose tensors have shapes and no values."""
    if "tensorflow" not in bridge.installed():
        pytest.skip("needs TensorFlow")
    return submit_for_module(CHECK + CHECK_WHILE_TRACING, "tensorflow")


@pytest.mark.parametrize(("name", "positional", "named"), LEGAL, ids=shown)
def test_what_is_legal_passes(checks, name, positional, named):
    assert checks.check(name, *positional, **named) is None


@pytest.mark.parametrize(("name", "positional", "named", "message"), BAD, ids=shown)
def test_what_is_not_is_a_value_error_that_names_the_argument(checks, name, positional, named, message):
    with pytest.raises(SubmissionError) as error:
        checks.check(name, *positional, **named)
    assert (error.value.types[0], error.value.message) == ("ValueError", message)


@pytest.mark.parametrize("name", ["check_finite", "check_symmetric", "check_positive", "check_nonnegative", "check_between"])
def test_values_that_do_not_exist_yet_are_not_looked_at(tracing, name):
    tracing.check_while_tracing(name, *((0, 1) if name == "check_between" else ()), x=np.full((2, 2), np.nan))


@pytest.mark.parametrize("name", ["check_square", "check_symmetric"])
def test_shapes_are_looked_at_while_tracing(tracing, name):
    with pytest.raises(SubmissionError, match=r"ValueError: x must be square, not of shape \(2, 3\)"):
        tracing.check_while_tracing(name, x=np.ones((2, 3)))
