"""The trusted end of a conversation: `schur.schur_complement(matrix, 2)` becomes a question with a deadline.

It compares nothing and trusts nothing: an answer is a finite array, a number, a text or a tuple of those, checked on arrival.
"""

import secrets
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError, only_floats, opened
from viva.sandbox import Sandbox, SandboxError
from viva.wire import Channel, Closed, Handle, WireError

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
        self.generation = 0  # objects of an earlier candidate are gone
        self.description: dict[str, str] = {}
        self._channel: Channel | None = None
        self._refusal: BaseException | None = None
        self._seed: int | None = None

    def begin(self, seed: int) -> None:
        """A new question: the candidate's global generators are put into a state that depends on the question alone."""
        self._seed = seed

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
        self._channel = self.sandbox.fork(self.task, self.folder)
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

    def __getattr__(self, name: str) -> "Question":
        """A function or class of the submission's module."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Question(self, None, name)


@dataclass(frozen=True)
class Question:
    """A function of the submission, or a method of an object that lives in it; calling it asks."""

    examiner: Examiner
    target: "Remote | None"
    name: str
    deadline: float | None = None
    images: bool = False
    finite: bool = True

    def options(self, **changes: Any) -> "Question":
        """The same question with another `deadline` (seconds), with `images` as its answer, or with infinities allowed."""
        return replace(self, **changes)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask; arrays come back as NumPy arrays, tuples as tuples, objects as `Remote`."""
        return self._ask("call", args=args, kwargs=kwargs, images=self.images, echo=False)

    def with_inputs(self, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """Ask, and look at the arguments after the call: the answer, and the arguments as the submission left them."""
        answer, after = self._ask("call", args=args, kwargs=kwargs, images=self.images, echo=True)
        return answer, list(after)

    def gradient(self, *args: Any, wrt: int | tuple[int, ...] = 0) -> Any:
        """Gradient of the sum of the answer with respect to the argument at position `wrt`; a tuple for several."""
        positions = (wrt,) if isinstance(wrt, int) else wrt
        gradients = self._ask("gradient", args=args, wrt=positions)
        return gradients[0] if isinstance(wrt, int) else gradients

    def parameter_gradients(self, *args: Any, of: "Remote | None" = None) -> tuple[np.ndarray, ...]:
        """Gradients of the scalar answer with respect to the parameters of the model `of`, or of the one asked."""
        answer: tuple[np.ndarray, ...] = self._ask("parameter_gradients", args=args, model=_plain(of or self.target))
        return answer

    def _ask(self, do: str, **arguments: Any) -> Any:
        target = _plain(self.target)
        answer = self.examiner.ask(do, self.deadline, target=target, name=self.name, **_plain(arguments))
        return _checked(answer, self)


@dataclass(frozen=True)
class Remote:
    """An object that lives in the candidate, such as a model. It dies with it."""

    examiner: Examiner
    handle: Handle
    generation: int

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return Question(self.examiner, self, "")(*args, **kwargs)

    def __getattr__(self, name: str) -> Question:
        """A method of the object."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Question(self.examiner, self, name)

    def attribute(self, name: str) -> Any:
        """The value of an attribute."""
        return _checked(self.examiner.ask("attribute", target=_plain(self), name=name), Question(self.examiner, self, name))

    def parameters(self) -> tuple[np.ndarray, ...]:
        """The trainable parameters, in the model's order."""
        answer: tuple[np.ndarray, ...] = self.examiner.ask("parameters", target=_plain(self))
        return answer

    def set_parameters(self, values: tuple[np.ndarray, ...]) -> None:
        """Overwrite the trainable parameters."""
        self.examiner.ask("set_parameters", target=_plain(self), values=values)


def _plain(value: Any) -> Any:
    """What goes down the wire: handles for objects, all else as it is."""
    if isinstance(value, Remote):
        if value.generation != value.examiner.generation:
            raise CandidateDied("the object of this question was lost when the process died")
        return value.handle
    if isinstance(value, (tuple, list)):
        return tuple(_plain(part) for part in value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value


def _checked(answer: Any, question: Question) -> Any:
    """The answer with objects wrapped. Raises: SubmissionError where a number in it is not finite."""
    if isinstance(answer, tuple) and answer and only_floats(answer):
        raise SubmissionError(("TypeError",), f"the answer of {question.name} is made of Python numbers, not a tensor")
    if isinstance(answer, tuple):
        return tuple(_checked(part, question) for part in answer)
    if isinstance(answer, Handle):
        return Remote(question.examiner, answer, question.examiner.generation)
    if question.finite and isinstance(answer, (float, np.ndarray)) and not np.all(np.isfinite(answer)):
        raise SubmissionError(("NotFinite",), f"the answer of {question.name} contains NaN or infinity")
    return answer
