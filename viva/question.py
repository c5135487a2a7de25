"""What is asked: a function of a submission, or a method of an object that lives in it. Answers are checked on arrival."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.replies import CandidateDied, SubmissionError, only_floats
from viva.wire import Handle, pack

if TYPE_CHECKING:
    from viva.examiner import Examiner


@dataclass(frozen=True)
class Question:
    """A function of the submission, or a method of an object that lives in it; calling it asks."""

    examiner: Examiner
    target: Remote | None
    name: str
    deadline: float | None = None
    images: bool = False
    finite: bool = True

    def options(self, **changes: Any) -> Question:
        """The same question with another `deadline` (seconds), with `images` as its answer, or with infinities allowed."""
        return replace(self, **changes)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask; arrays come back as NumPy arrays, tuples as tuples, objects as `Remote`."""
        return self._ask("call", args=args, kwargs=kwargs, images=self.images, echo=False)

    def ask_once(self, *args: Any) -> None:
        """Ask, unless this candidate has answered just that since the exam came to its present question."""
        header, arrays = pack((self.examiner.generation, *plain((self.target, self.name, args))))
        asked = header + b"".join(arrays)
        if asked not in self.examiner.answered:
            self(*args)
            self.examiner.answered.add(asked)

    def with_inputs(self, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """Ask, and look at the arguments after the call: the answer, and the arguments as the submission left them."""
        answer, after = self._ask("call", args=args, kwargs=kwargs, images=self.images, echo=True)
        return answer, list(after)

    def gradient(self, *args: Any, wrt: int | tuple[int, ...] = 0) -> Any:
        """Gradient of the sum of the answer with respect to the argument at position `wrt`; a tuple for several."""
        positions = (wrt,) if isinstance(wrt, int) else wrt
        gradients = self._ask("gradient", args=args, wrt=positions)
        return gradients[0] if isinstance(wrt, int) else gradients

    def parameter_gradients(self, *args: Any, of: Remote | None = None) -> tuple[np.ndarray, ...]:
        """Gradients of the scalar answer with respect to the parameters of the model `of`, or of the one asked."""
        answer: tuple[np.ndarray, ...] = self._ask("parameter_gradients", args=args, model=plain(of or self.target))
        return answer

    def _ask(self, do: str, **arguments: Any) -> Any:
        target = plain(self.target)
        answer = self.examiner.ask(do, self.deadline, target=target, name=self.name, **plain(arguments))
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
        return _checked(self.examiner.ask("attribute", target=plain(self), name=name), Question(self.examiner, self, name))

    def parameters(self) -> tuple[np.ndarray, ...]:
        """The trainable parameters, in the model's order."""
        answer: tuple[np.ndarray, ...] = self.examiner.ask("parameters", target=plain(self))
        return answer

    def set_parameters(self, values: tuple[np.ndarray, ...]) -> None:
        """Overwrite the trainable parameters."""
        self.examiner.ask("set_parameters", target=plain(self), values=values)


def plain(value: Any) -> Any:
    """What goes down the wire: handles for objects, all else as it is."""
    if isinstance(value, Remote):
        if value.generation != value.examiner.generation:
            raise CandidateDied("the object of this question was lost when the process died")
        return value.handle
    if isinstance(value, (tuple, list)):
        return tuple(plain(part) for part in value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
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
