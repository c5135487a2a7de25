"""The speed grade: submission and reference answer the same fresh questions in turn, and only the ratio of their times counts.

Every time is taken by the examiner's clock, from sending the question until the whole answer has arrived. Machines are noisy, so
the reference also runs against itself in the same rounds: where that ratio is not near 1, nothing is concluded.
"""

import contextlib
import functools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from viva.examiner import Examiner
from viva.workload import Workload

FULL, NOTHING = 1.25, 10.0  # times the reference's time: up to here all points, from here on none
NEAR_ONE = 1.25
WARM_UPS, FEWEST_ROUNDS, MOST_ROUNDS = 2, 5, 60
HEAD_START = 0.3  # seconds in which a submission may fail before the model solution is started
NARROW = 1.08  # upper by lower end of the interval
CONFIDENCE = 0.99
IDLE_SHARE = 0.25  # of one core, used between a candidate's own questions


class Slow(AssertionError):
    """Slower than full points allow."""

    def __init__(self, message: str, fraction: float) -> None:
        super().__init__(message)
        self.fraction = fraction


@dataclass(frozen=True)
class Interval:
    """A ratio of times with its bootstrap confidence interval."""

    low: float
    median: float
    high: float

    @property
    def is_near_one(self) -> bool:
        """Whether two times with this ratio count as equal."""
        return self.low >= 1 / NEAR_ONE and self.high <= NEAR_ONE

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True)
class Verdict:
    """What the timings say."""

    ratio: Interval  # submission by reference
    itself: Interval  # reference by reference
    rounds: int
    seconds: float  # median time of the submission
    busy: float  # cores that the submission kept busy while it was not asked
    parallel: float  # cores that it used while it was asked
    floor: float  # seconds below which no program can be on this machine

    @property
    def conclusive(self) -> bool:
        """Whether the machine was quiet enough for the reference to equal itself."""
        return self.itself.is_near_one

    @property
    def fraction(self) -> float:
        """Share of the points, from the end of the interval that favours the student."""
        if self.busy > IDLE_SHARE:
            return 0.0
        lost = np.log(max(self.ratio.low, FULL) / FULL) / np.log(NOTHING / FULL)
        return float(np.clip(1 - lost, 0, 1))

    @property
    def flag(self) -> str:
        """What a person should look at."""
        if self.busy > IDLE_SHARE:
            return f"it kept {self.busy:.1f} cores busy between its own questions"
        if self.parallel > 1.5:
            return f"it used {self.parallel:.1f} cores where one was allowed"
        if self.seconds < self.floor:
            return f"{self.seconds * 1e3:.2f} ms is less than this machine needs for the arithmetic ({self.floor * 1e3:.2f} ms)"
        return ""


def grade(workload: Workload, submission: Examiner, references: Sequence[Examiner], seed: int, budget: float = 20.0) -> Verdict:
    """Time a submission against two processes of the reference, for at most about `budget` seconds.

    Every answer of the submission is checked, after its time was taken.
    Raises: whatever the submission raised, or AssertionError where an answer is wrong.
    """
    rng = np.random.default_rng(seed)
    warm_ups = [workload.arguments(rng, workload.graded_size) for _ in range(WARM_UPS)]
    clocks = _warm_clocks(workload, submission, references, warm_ups)
    deadline = time.monotonic() + budget
    rounds = 0
    own, settled = clocks[0], False
    while rounds < FEWEST_ROUNDS or (rounds < MOST_ROUNDS and time.monotonic() < deadline and not settled):
        arguments = workload.arguments(rng, workload.graded_size)
        for i in rng.permutation(len(clocks)):
            clocks[i].ask(arguments)
        rounds += 1
        if rounds >= FEWEST_ROUNDS:
            taken = np.log([clock.times for clock in clocks])
            ratio = interval(taken[0] - taken[1:].mean(axis=0), rng)
            itself = interval(taken[1] - taken[2], rng)
            settled = own.watched and _settled(ratio, itself)
    floor = max(workload.operations(workload.graded_size) / _product_rate(workload.dtype), 0.0)
    return Verdict(ratio, itself, rounds, float(np.median(own.times)), own.busy, own.parallel, floor)


def _settled(ratio: Interval, itself: Interval) -> bool:
    """More rounds would change nothing: all points are sure, or the intervals are narrow."""
    sure = ratio.high <= FULL and itself.is_near_one
    return sure or max(ratio.high / ratio.low, itself.high / itself.low) <= NARROW


def interval(log_ratios: np.ndarray, rng: np.random.Generator) -> Interval:
    """Bootstrap interval for the median ratio."""
    from scipy import stats  # half a second, which a command that times nothing need not wait

    if np.ptp(log_ratios) == 0:  # scipy has no interval for a constant
        return Interval(*[float(np.exp(log_ratios[0]))] * 3)
    found = stats.bootstrap(
        (log_ratios,), np.median, n_resamples=999, confidence_level=CONFIDENCE, method="percentile", vectorized=True, rng=rng
    ).confidence_interval
    return Interval(*(float(np.exp(value)) for value in (found.low, np.median(log_ratios), found.high)))


def _warm_clocks(
    workload: Workload, submission: Examiner, references: Sequence[Examiner], warm_ups: Sequence[tuple[Any, ...]]
) -> list["_Clock"]:
    """A clock for each candidate. They warm up at the same time, as nothing is timed yet and compilation may take long."""
    tasks = (submission, *references)
    with _waiting_once(tasks), ThreadPoolExecutor(len(tasks)) as at_once:
        first = at_once.submit(_Clock, workload, submission, True, warm_ups)
        if first in wait([first], HEAD_START).done:
            first.result()  # a submission that fails at once, such as a stub, is not worth the rest
        clocks = [first, *(at_once.submit(_Clock, workload, task, False, warm_ups) for task in references)]
    found = [clock.result() for clock in clocks]
    for clock in found:
        clock.reset()
    return found


@contextlib.contextmanager
def _waiting_once(tasks: Sequence[Examiner]) -> Iterator[None]:
    """Candidates that are waited for at the same time share those seconds: together they waited no longer than it took."""
    started, before = time.monotonic(), [(task.waited, task.starting) for task in tasks]
    try:
        yield
    finally:
        together = sum(task.waited + task.starting - sum(earlier) for task, earlier in zip(tasks, before, strict=True))
        share = min(1.0, (time.monotonic() - started) / max(together, 1e-9))
        for task, (waited, starting) in zip(tasks, before, strict=True):
            task.waited = waited + share * (task.waited - waited)
            task.starting = starting + share * (task.starting - starting)


class _Clock:
    """Times one candidate that has warmed up, and sees what its processes do in between."""

    def __init__(self, workload: Workload, task: Examiner, checked: bool, warm_ups: Sequence[tuple[Any, ...]]) -> None:
        self.workload, self.task, self.checked = workload, task, checked
        self.subject = workload.subject(task)
        self.question = getattr(task, workload.function)
        self.reset()
        for arguments in warm_ups:
            self.ask(arguments)

    def reset(self) -> None:
        self.times: list[float] = []
        self._own_cpu = self._idle_cpu = self._idle_wall = 0.0
        self._left = self._now()

    def ask(self, arguments: tuple[Any, ...]) -> None:
        wall, cpu = self._now()
        self._idle_wall += wall - self._left[0]
        self._idle_cpu += cpu - self._left[1]
        started = time.perf_counter()
        answer = self.question(*self.subject, *arguments)
        self.times.append(time.perf_counter() - started)
        self._left = self._now()
        self._own_cpu += self._left[1] - cpu
        if self.checked:
            self.workload.check(self.task, (*self.subject, *arguments), answer)
            self._left = self._now()

    def _now(self) -> tuple[float, float]:
        return time.monotonic(), self.task.sandbox.cpu_seconds()

    @property
    def watched(self) -> bool:
        """Whether it was seen long enough between its questions: cpu times tick in hundredths of a second."""
        return self._idle_wall > 0.5

    @property
    def busy(self) -> float:
        return self._idle_cpu / self._idle_wall if self.watched else 0.0

    @property
    def parallel(self) -> float:
        return self._own_cpu / sum(self.times) if sum(self.times) > 0.5 else 1.0


@functools.cache
def _product_rate(dtype: str) -> float:
    """Operations a second of this machine's fastest large matrix product."""
    a = np.random.default_rng(0).normal(size=(768, 768)).astype(dtype)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        _ = a @ a
        times.append(time.perf_counter() - started)
    return 2 * 768**3 / min(times)
