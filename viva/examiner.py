"""The trusted end of a conversation: `schur.schur_complement(matrix, 2)` becomes a question with a deadline.

It compares nothing and trusts nothing: an answer is a finite array, a number, a text or a tuple of those, checked on arrival.
"""

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from viva.question import Question
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError, opened
from viva.sandbox import Sandbox, SandboxError
from viva.wire import Channel, Closed, WireError

CALL_DEADLINE = 20.0  # seconds
LOAD_DEADLINE = 60.0
MAX_DEATHS, MAX_DEATHS_OF_A_FUNCTION = 3, 2


@dataclass
class Budget:
    """Wall-clock seconds that one submission may still use, all its tasks together."""

    seconds: float

    def spend(self, seconds: float) -> None:
        """Take from what is left."""
        self.seconds -= seconds


class Examiner:
    """Asks one candidate about one task; starts a fresh candidate when the old one has died, three times at most."""

    def __init__(
        self, sandbox: Sandbox, task: str, folder: str = ".", budget: Budget | None = None, deadline: float = CALL_DEADLINE
    ) -> None:
        """No process starts before the first question; `deadline` is what a call may take in seconds where it does not say."""
        self.sandbox, self.task, self.folder = sandbox, task, folder
        self.budget = budget or Budget(float("inf"))
        self.deadline = deadline
        self.deaths: list[str] = []
        self._deadly: Counter[str] = Counter()
        self.answers = 0
        self.waited = 0.0  # seconds for answers, in all
        self.starting = 0.0  # seconds for processes, in all: the first of a sandbox imports the framework
        self.answered: set[bytes] = set()  # what need not be asked twice within a question of the exam
        self.generation = 0  # objects of an earlier candidate are gone
        self.description: dict[str, str] = {}
        self._channel: Channel | None = None
        self._refusal: BaseException | None = None
        self._seed: int | None = None

    def begin(self, seed: int) -> None:
        """A new question: the candidate's global generators are put into a state that depends on the question alone."""
        self._seed = seed
        self.answered.clear()

    def ask(self, do: str, deadline: float | None = None, **arguments: Any) -> Any:
        """Put one question. Raises: SubmissionError, NotAttempted, CandidateDied, or SandboxError where the fault is ours."""
        name = str(arguments.get("name", do))
        if self._deadly[name] >= MAX_DEATHS_OF_A_FUNCTION:
            raise CandidateDied(f"not asked any more: {name} has ended the process {self._deadly[name]} times ({self.deaths[-1]})")
        if self._channel is None:
            self._start()
        if self._refusal is not None:
            raise self._refusal
        if self._seed is not None:
            seed, self._seed = self._seed, None
            self._exchange("reseed", CALL_DEADLINE, seed=seed)
        try:
            answer = self._exchange(do, deadline or self.deadline, **arguments)
        except CandidateDied:
            self._deadly[name] += 1
            raise
        self.answers += 1
        return answer

    def close(self) -> None:
        """Let the candidate go."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def refresh(self) -> None:
        """Let the next question go to a fresh candidate: what this one did to itself shall cost no other question."""
        if self._refusal is not None:
            return  # a file that cannot be loaded will not be loadable the next time either
        self.close()
        self.generation += 1

    def _start(self) -> None:
        if len(self.deaths) >= MAX_DEATHS:
            raise CandidateDied(f"not asked any more: the process had already died {MAX_DEATHS} times ({self.deaths[-1]})")
        if self.budget.seconds <= 0:
            raise CandidateDied("not asked any more: the time for the whole submission is used up")
        self._refusal = None
        try:
            self._fork()
        except CandidateDied:  # before it saw a line of the submission: an earlier candidate has broken the room behind it
            self.deaths.pop()
            self._fork()
        try:
            self._exchange("load", LOAD_DEADLINE)
        except SubmissionError as error:
            missing = error.types[0] == "FileNotFoundError" and error.place is None
            self._refusal = NotAttempted(error.message) if missing else NotLoaded(error)

    def _fork(self) -> None:
        started = time.monotonic()
        self._channel = self.sandbox.fork(self.task, self.folder)
        self.starting += time.monotonic() - started
        try:
            self.description = self._exchange("start", LOAD_DEADLINE)
        except SubmissionError as error:
            raise SandboxError(error.message) from error

    def _exchange(self, do: str, deadline: float, **arguments: Any) -> Any:
        assert self._channel is not None
        question = secrets.randbits(62)  # an answer prepared before the question is none
        started, sent = time.monotonic(), False
        allowed = min(deadline, max(self.budget.seconds, 0.1))
        try:
            self._channel.deadline = started + allowed
            self._channel.send({"id": question, "do": do, "with": arguments})
            sent = True
            return opened(self._channel.receive(), question)
        except TimeoutError:
            raise self._died(f"no answer within {allowed:.0f} seconds") from None
        except Closed:
            raise self._died(self.sandbox.breach or "the process ended in the middle of a question") from None
        except WireError as error:
            if not sent:  # the question itself cannot be put, and nobody has seen it
                raise
            raise self._died(f"the reply was no answer: {error}") from None
        finally:
            self.waited += time.monotonic() - started
            self.budget.spend(time.monotonic() - started)

    def _died(self, reason: str) -> CandidateDied:
        """End the whole sandbox, so that nothing of the dead candidate lives on; the next question starts a new one."""
        time.sleep(0.05 if self.sandbox.breach is None else 0)  # the watchdog may be about to say why
        reason = self.sandbox.breach or reason
        self.refresh()
        self.sandbox.kill()
        self.deaths.append(reason)
        return CandidateDied(reason)

    def __getattr__(self, name: str) -> Question:
        """A function or class of the submission's module."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Question(self, None, name)
