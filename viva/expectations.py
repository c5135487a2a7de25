"""What a question may demand of a function beside its answer: that it rejects bad input, and that it leaves its inputs alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from viva.question import Question
from viva.replies import SubmissionError


def assert_rejects(function: Callable[..., Any], *bad: Any, good: tuple[Any, ...], naming: str = "") -> None:
    """`function(*bad)` raises a ValueError whose message contains `naming`, while `function(*good)` answers."""
    if isinstance(function, Question):
        function.ask_once(*good)
    else:
        function(*good)
    try:
        function(*bad)
    except SubmissionError as error:
        raised = error
    else:
        raise AssertionError(f"bad input {naming and f'for {naming!r} '}was accepted; it must raise ValueError")
    assert "ValueError" in raised.types, f"bad input must raise ValueError, but it raised {raised}"
    assert naming in raised.message, f"the message must name {naming!r}, but it is {raised.message!r}"


def assert_leaves_inputs(function: Question, *args: Any) -> Any:
    """The arguments are the same after the call; returns the answer, which should be looked at too."""
    answer, after = function.with_inputs(*args)
    for position, (before, value) in enumerate(zip(args, after, strict=True), start=1):
        assert np.array_equal(before, value), f"argument {position} was changed in place"
    return answer
