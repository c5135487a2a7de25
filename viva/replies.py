"""What can come back from a candidate: an answer, or one of the ways in which there is none."""

from typing import Any

from _pytest.outcomes import OutcomeException  # the base under which pytest lets a fixture end a question

from viva.wire import WireError


class SubmissionError(Exception):
    """The submission raised an exception, or answered what is no answer."""

    def __init__(self, types: tuple[str, ...], message: str, place: tuple[str, int | None, str] | None = None) -> None:
        """`types` are the names of the exception's class and its bases; `place` is file, line number and text."""
        super().__init__(f"{types[0]}: {message}" if message else types[0])
        self.types, self.message, self.place = types, message, place


class NotAttempted(OutcomeException):
    """The submission has no such file or function, or left it as the stub. No Exception, so that Hypothesis stops at once."""


class NotLoaded(OutcomeException):
    """The submission's file cannot be run at all, so that no question about it can be asked."""

    def __init__(self, error: "SubmissionError") -> None:
        super().__init__(f"the file could not be loaded: {error}")
        self.place = error.place


class CandidateDied(OutcomeException):
    """The candidate's process ended, overran its time or broke the protocol. No Exception, so that Hypothesis stops at once."""


def opened(reply: Any, question: int) -> Any:
    """The answer in a reply. Raises: what the submission raised, or WireError where the reply is not one to this question."""
    if not isinstance(reply, dict) or type(reply.get("id")) is not int or reply["id"] != question:
        raise WireError("it does not belong to the question")
    if reply.keys() == {"id", "answer"}:
        return reply["answer"]
    match reply.get("error"):
        case {"types": tuple(types), "message": str(message), "place": place} if types and all(isinstance(t, str) for t in types):
            where = place if _is_place(place) else None
            if types[0] == "NotImplementedError":
                raise NotAttempted(message or "left as the stub")
            raise SubmissionError(types, message, where)
    raise WireError("it is neither an answer nor an error")


def _is_place(place: Any) -> bool:
    match place:
        case (str(), int() | None, str()):
            return True
    return False


def only_floats(answer: Any) -> bool:
    """Whether an answer is made of Python floats alone, however nested."""
    return all(map(only_floats, answer)) if isinstance(answer, tuple) else isinstance(answer, float)
