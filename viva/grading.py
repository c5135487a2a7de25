"""From what happened to a question to points. A question that has no complete, right answer earns nothing."""

import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from hypothesis.errors import Flaky, HypothesisException

from viva.closeness import Mismatch
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError
from viva.sandbox import SandboxError
from viva.speed import Slow

LONGEST = 1500  # characters of one field in a report
FIXTURES = re.compile(r"^\s+\w+=(.* at 0x[0-9A-Fa-f]+.*|data\(\.\.\.\)),?$")
EXAMPLE = re.compile(r"^(Falsifying|Failing) (explicit )?(test case|example)")  # its name in one version of Hypothesis or another
DRAW = re.compile(r"^Draw (\d+)(?: \((.*?)\))?: ")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Outcome(StrEnum):
    """What can become of a question; the four kinds never mix."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    NOT_GRADED = "not graded"  # skipped, or inconclusive: it counts neither for nor against
    EXAMINER_ERROR = "examiner's error"


@dataclass
class Result:
    """One graded question."""

    task: str
    name: str
    law: str
    points: float
    kind: str = "correctness"  # or "speed"
    visible: bool = True
    outcome: Outcome = Outcome.NOT_ATTEMPTED
    earned: float = 0.0
    message: str = ""
    counterexample: str = ""
    expected: str = ""
    actual: str = ""
    place: str = ""
    seconds: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def possible(self) -> float:
        """Points that count in the total."""
        return 0.0 if self.outcome is Outcome.NOT_GRADED else self.points

    @property
    def in_words(self) -> str:
        """What was wrong, the input that shows it, and the line of the submission."""
        values = [f"expected: {self.expected}", f"actual: {self.actual}"] if self.expected or self.actual else []
        return "\n".join(filter(None, [self.message, self.counterexample, *values, self.place]))

    def to_json(self) -> dict[str, Any]:
        """Plain data, so that a result can cross from one pytest process to another."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Result":
        """The inverse of `to_json`."""
        return cls(**{**data, "outcome": Outcome(data["outcome"])})


def judge(result: Result, error: BaseException | None, answered: bool) -> None:
    """Fill in outcome and explanation. `answered`: the candidate had answered something before the error came up."""
    match error:
        case None:
            result.outcome, result.earned = Outcome.PASSED, result.points
            return
        case NotAttempted():
            result.outcome, result.message = Outcome.NOT_ATTEMPTED, str(error)
        case Slow():
            result.outcome, result.message = Outcome.FAILED, str(error)
            result.earned = result.points * error.fraction
        case Mismatch():
            result.outcome, result.message = Outcome.FAILED, str(error)
            result.expected, result.actual = _shown(error.expected), _shown(error.actual)
        case SubmissionError():
            result.outcome, result.message = Outcome.FAILED, f"your code raised {error}"
            if error.place is None and error.types[0] in ("NotFinite", "TypeError"):  # ours, about the answer's form
                result.message = error.message
            result.place = _where(error.place)
        case NotLoaded():
            result.outcome, result.message = Outcome.FAILED, str(error)
            result.place = _where(error.place)
        case CandidateDied():
            result.outcome, result.message = Outcome.FAILED, str(error)
        case Flaky():
            result.outcome = Outcome.FAILED
            result.message = "the same question got different answers; a right answer depends on its arguments alone"
        case AssertionError():
            result.outcome, result.message = Outcome.FAILED, str(error).partition("\nassert ")[0]
        case Exception() if answered and not isinstance(error, (SandboxError, HypothesisException)):
            result.outcome = Outcome.FAILED
            result.message = f"the answer could not be used: {type(error).__name__}: {error}"
        case _:
            result.outcome, result.message = Outcome.EXAMINER_ERROR, f"{type(error).__name__}: {error}"
    result.message, result.place = _readable(result.message), _readable(result.place)
    result.counterexample = _counterexample(error)


def _where(place: tuple[str, int | None, str] | None) -> str:
    return f"{place[0]}, line {place[1]}: {place[2]}" if place else ""


def _counterexample(error: BaseException) -> str:
    """The smallest failing input that Hypothesis found, without the fixtures."""
    kept: list[str] = []
    for note in getattr(error, "__notes__", []):
        if EXAMPLE.match(note):
            lines = [line.removeprefix("    ") for line in note.splitlines()[1:-1] if not FIXTURES.match(line)]
            kept.append(re.sub(r",(?=\n\w|\Z)", "", "\n".join(lines)))  # the commas between arguments
        elif drawn := DRAW.match(note):
            kept.append(f"{drawn[2] or f'draw {drawn[1]}'}={note[drawn.end() :]}")
    return "\n".join(filter(None, kept))[:LONGEST]


def _readable(text: str) -> str:
    """A submission's text, without what could steer the terminal of whoever reads it."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST]


def _shown(value: Any) -> str:
    text = np.array2string(value, precision=6, threshold=60) if isinstance(value, np.ndarray) else repr(value)
    return text[:LONGEST]


@dataclass
class TaskScore:
    """The sum over one task's questions."""

    task: str
    results: list[Result]

    def share(self, kind: str) -> tuple[float, float]:
        """Points earned and possible of one kind of question."""
        chosen = [r for r in self.results if r.kind == kind]
        return sum(r.earned for r in chosen), sum(r.possible for r in chosen)

    @property
    def earned(self) -> float:
        """Points earned."""
        return sum(r.earned for r in self.results)

    @property
    def possible(self) -> float:
        """Points that could be earned."""
        return sum(r.possible for r in self.results)

    @property
    def advice(self) -> str:
        """What to fix first: what breaks the most points at once, and among equals the first question."""
        lost = [r for r in self.results if r.possible > r.earned]
        if not lost:
            return ""
        cost: dict[str, float] = {}
        for r in lost:
            cost[r.place or r.message] = cost.get(r.place or r.message, 0.0) + r.possible - r.earned
        first = max(lost, key=lambda r: cost[r.place or r.message])
        return (
            first.law
            if not first.visible or (first.outcome is Outcome.FAILED and not first.place)
            else f"{first.message}" + (f" ({first.place.partition(':')[0]})" if first.place else "")
        )


def by_task(results: list[Result]) -> list[TaskScore]:
    """Scores in the order of the tasks' first questions."""
    tasks: dict[str, list[Result]] = {}
    for result in results:
        tasks.setdefault(result.task, []).append(result)
    return [TaskScore(task, chosen) for task, chosen in tasks.items()]
