"""One sitting of the exam: who is examined, in which processes."""

import contextlib
import operator
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path

from viva.examiner import CALL_DEADLINE, Budget, Examiner
from viva.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Spent:
    """Wall-clock seconds: all together, and those of them in which a framework was imported or a candidate was waited for."""

    wall: float = 0.0
    framework: float = 0.0
    submission: float = 0.0
    reference: float = 0.0

    @property
    def examiner(self) -> float:
        """What is left: the examiner's own."""
        return self.wall - self.framework - self.submission - self.reference

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(*map(operator.add, astuple(self), astuple(other)))

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(*map(operator.sub, astuple(self), astuple(other)))


@dataclass
class Exam:
    """One sitting: one submission in one framework, and what it has answered so far."""

    submission: Path
    framework: str
    device: str
    seed: int
    folder: str = "."
    call_deadline: float = CALL_DEADLINE
    sandbox: Sandbox | None = None
    keep_sandbox: bool = False
    reference: Sandbox | None = None
    budget: Budget = field(default_factory=lambda: Budget(float("inf")))
    examiners: list[Examiner] = field(default_factory=list)
    references: list[Examiner] = field(default_factory=list)
    _last: Spent = field(default_factory=lambda: Spent(time.monotonic()))

    def candidate(self, task: str) -> Examiner:
        """A new conversation about a task."""
        if self.sandbox is None:
            self.sandbox = Sandbox(self.framework, self.submission, self.device)
        examiner = Examiner(self.sandbox, task, self.folder, self.budget, self.call_deadline)
        self.examiners.append(examiner)
        return examiner

    @contextlib.contextmanager
    def speed_candidates(self, task: str) -> Iterator[tuple[Examiner, list[Examiner]]]:
        """The submission, and two processes of the reference in a sandbox of their own."""
        if self.reference is None:
            self.reference = Sandbox(self.framework, ROOT / "reference" / self.framework, self.device)
        references = [Examiner(self.reference, task) for _ in range(2)]
        self.references += references
        candidates = [self.candidate(task), *references]
        try:
            yield candidates[0], references
        finally:
            for candidate in candidates:
                candidate.close()

    def end(self) -> None:
        """End every process of every candidate."""
        for sandbox in (self.reference, None if self.keep_sandbox else self.sandbox):
            if sandbox is not None:
                sandbox.kill()

    def lap(self) -> Spent:
        """What was spent since this was asked last, or since the sitting began."""
        started = sum(e.starting for e in (*self.examiners, *self.references))
        now = Spent(time.monotonic(), started, *(sum(e.waited for e in asked) for asked in (self.examiners, self.references)))
        since, self._last = self._last, now
        return now - since

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time that nobody spends, in waiting for another process to ask."""
        started = time.monotonic()
        yield
        self._last += Spent(time.monotonic() - started)

    @property
    def answers(self) -> int:
        """How many answers have arrived from all candidates together."""
        return sum(examiner.answers for examiner in self.examiners)
