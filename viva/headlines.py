"""A number that a course document prints, and how it is found again: `@headline(...)` above a function of some tasks."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NUMBER = re.compile(r"(?P<bound>≥|≤)?\s*(?P<number>[-+]?\d+(?:\.(?P<decimals>\d+))?)")


@dataclass(frozen=True)
class Headline:
    """One line of the reproduction: `ask(*tasks)` finds the number, or the text, with a submission's answers."""

    place: str  # in the sources
    claim: str
    expected: str  # a number, one with ≥ or ≤ before it, or a text; several with " or " between; "" where the source only draws it
    ask: Callable[..., Any]
    corrected: str | None = None  # what is right where the source is wrong
    data: str | None = None  # a data set whose real files are needed
    long: bool = False  # takes minutes

    @property
    def tasks(self) -> list[str]:
        """The tasks that are asked: the names of the parameters."""
        return list(inspect.signature(self.ask).parameters)

    def verdict(self, value: Any) -> str:
        """What `value` says about the source."""
        if not self.expected:
            return "only drawn there"
        if agrees(value, self.expected):
            return "the same"
        if self.corrected is not None and agrees(value, self.corrected):
            return "the source is wrong"
        return "different"

    def shown(self, value: Any) -> str:
        """The value, with one decimal more than the source prints."""
        if not isinstance(value, float):
            return str(value)
        found = NUMBER.fullmatch(self.corrected or self.expected)
        return f"{value:.{len(found['decimals'] or '') + 1}f}" if found else f"{value:.3g}"


def headline(place: str, claim: str, expected: str, **more: Any) -> Callable[[Callable[..., Any]], Headline]:
    """Make a headline of a function whose parameters are named after the tasks that it asks."""
    return lambda ask: Headline(place, claim, expected, ask, **more)


def agrees(value: Any, expected: str) -> bool:
    """Whether a value is what is expected: a number to one unit of the last printed place, a bound kept, or the same text."""
    if " or " in expected:
        return any(agrees(value, part) for part in expected.split(" or "))
    found = NUMBER.fullmatch(expected)
    if found is None or isinstance(value, str):
        return str(value) == expected
    number = float(found["number"])
    if found["bound"]:
        return bool(value >= number if found["bound"] == "≥" else value <= number)
    last_place = 10.0 ** -len(found["decimals"] or "")
    return value == number if isinstance(value, int) else bool(abs(value - number) <= last_place * (1 + 1e-9))
