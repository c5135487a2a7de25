"""The trusted end: what becomes of a question when the other end answers, fails, lies, hangs or dies."""

import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pytest

from viva.exam import ROOT
from viva.examiner import MAX_DEATHS, Budget, Examiner
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.question import Remote
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError
from viva.sandbox import SandboxError
from viva.wire import MAGIC, PREFIX, Channel, Handle, WireError


class Misdeed(Enum):
    """What a candidate does instead of answering."""

    HANG = 1
    HANG_UP = 2
    GARBAGE = 3
    DRIP = 4


@dataclass
class Frame:
    """A whole message in the place of an answer."""

    content: object


class Actor:
    """In the place of a sandbox: candidates that follow a script, so that every way to misbehave takes no time."""

    def __init__(self, play):
        """`play` makes the reply to a question, or says what happens instead."""
        self.play, self.breach = play, None
        self.forks, self.kills, self.questions, self.stop = 0, 0, [], threading.Event()
        self.threads = []

    def fork(self, task, folder):
        self.forks += 1
        ours, theirs = socket.socketpair()
        self.threads.append(threading.Thread(target=self.act, args=(Channel(theirs),)))
        self.threads[-1].start()
        return Channel(ours)

    def kill(self):
        self.kills += 1

    def act(self, channel):
        try:
            while True:
                question = channel.receive()
                self.questions.append(question)
                reply = {} if question["do"] in ("start", "load", "reseed") else self.play(question)
                if reply is Misdeed.HANG_UP:
                    return
                if reply is Misdeed.HANG:
                    self.stop.wait(10)
                elif reply is Misdeed.GARBAGE:
                    channel.socket.sendall(b"27 passed in 1.00s\n")
                elif reply is Misdeed.DRIP:
                    channel.socket.sendall(PREFIX.pack(MAGIC, False, 1000, 0))
                    while not self.stop.wait(0.02):
                        channel.socket.sendall(b"x")
                elif isinstance(reply, Frame):
                    channel.send(reply.content)
                else:
                    channel.send({"id": question["id"], "answer": reply})
        except (WireError, OSError):
            pass
        finally:
            channel.close()


@pytest.fixture
def examine():
    """An examiner of an actor with the given script."""
    examiners = []

    def examine(play=lambda question: 1, **options):
        examiners.append(Examiner(Actor(play), "mini", **options))
        return examiners[-1]

    yield examine
    for examiner in examiners:
        examiner.sandbox.stop.set()
        examiner.close()
        for thread in examiner.sandbox.threads:
            thread.join()


def reply(**fields):
    """A script that answers with these fields and the right number."""
    return lambda question: Frame({"id": question["id"], **fields})


def error(**fields):
    """A script that reports an error."""
    return reply(error={"types": ["ValueError", "Exception"], "message": "bad", "place": None, **fields})


# Deadlines, deaths and the budget


@pytest.mark.parametrize("action", [Misdeed.HANG, Misdeed.DRIP])
def test_a_candidate_that_does_not_finish_in_time_dies(examine, action):
    examiner = examine(lambda question: action)
    started = time.monotonic()
    with pytest.raises(CandidateDied, match="no answer within 0 seconds"):
        examiner.f.options(deadline=0.2)()
    assert time.monotonic() - started < 5
    assert examiner.sandbox.kills == 1


def test_the_examiner_says_how_long_a_call_may_take_where_the_question_does_not(examine):
    with pytest.raises(CandidateDied, match="no answer within"):
        examine(lambda question: Misdeed.HANG, deadline=0.1).f()


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (Misdeed.HANG_UP, "the process ended in the middle of a question"),
        (Misdeed.GARBAGE, "the reply was no answer: this is no message"),
    ],
)
def test_after_a_death_a_fresh_candidate_answers_the_next_question(examine, action, reason):
    examiner = examine(lambda question: action if question["with"]["name"] == "bad" else 1)
    with pytest.raises(CandidateDied, match=reason):
        examiner.bad()
    assert examiner.good() == 1
    assert (examiner.sandbox.forks, examiner.sandbox.kills, len(examiner.deaths)) == (2, 1, 1)


def test_a_death_is_explained_by_the_limit_that_was_broken(examine):
    examiner = examine(lambda question: Misdeed.HANG_UP)
    examiner.sandbox.breach = "more than 4.0 GiB of memory"
    with pytest.raises(CandidateDied, match=r"^more than 4\.0 GiB of memory$"):
        examiner.f()


def test_after_three_deaths_nobody_is_asked_any_more(examine):
    examiner = examine(lambda question: Misdeed.HANG_UP)
    for name in "abc":
        with pytest.raises(CandidateDied, match=r"^the process ended"):
            getattr(examiner, name)()
    for _ in range(2):
        with pytest.raises(CandidateDied, match="not asked any more: the process had already died 3 times"):
            examiner.d()
    assert examiner.sandbox.forks == MAX_DEATHS == 3


def test_a_function_that_ended_the_process_twice_is_not_asked_any_more_and_others_are(examine):
    examiner = examine(lambda question: Misdeed.HANG_UP if question["with"]["name"] == "bad" else 1)
    for _ in range(2):
        with pytest.raises(CandidateDied, match=r"^the process ended"):
            examiner.bad()
    with pytest.raises(CandidateDied, match="not asked any more: bad has ended the process 2 times"):
        examiner.bad()
    assert examiner.good() == 1
    assert len(examiner.deaths) == 2


def test_time_is_taken_from_the_budget_of_the_whole_submission(examine):
    budget = Budget(100.0)
    first, second = (examine(lambda question: time.sleep(0.05) or 1, budget=budget) for _ in range(2))
    first.f()
    second.f()
    assert 90 < budget.seconds < 99.9


def test_no_call_may_take_longer_than_the_budget_lasts(examine):
    examiner = examine(lambda question: Misdeed.HANG, budget=Budget(0.2))
    started = time.monotonic()
    with pytest.raises(CandidateDied, match="no answer within 0 seconds"):
        examiner.f()
    assert time.monotonic() - started < 5
    with pytest.raises(CandidateDied, match="the time for the whole submission is used up"):
        examiner.f()
    assert examiner.sandbox.forks == 1


# Objects


def test_an_object_lives_until_its_candidate_dies(examine):
    examiner = examine(lambda question: Misdeed.HANG_UP if question["with"]["name"] == "die" else Handle(0))
    model = examiner.make()
    assert isinstance(model, Remote)
    assert examiner.use(model) == model
    assert examiner.sandbox.questions[-1]["with"]["args"] == (Handle(0),)
    with pytest.raises(CandidateDied):
        examiner.die()
    for use in (lambda: examiner.use(model), lambda: examiner.use((1, {"x": model})), lambda: model.encode(1), model.parameters):
        with pytest.raises(CandidateDied, match="the object of this question was lost when the process died"):
            use()
    assert len(examiner.deaths) == 1


def test_a_refreshed_examiner_asks_another_candidate(examine):
    examiner = examine(lambda question: Handle(0))
    model = examiner.make()
    examiner.refresh()
    assert examiner.make() != model
    with pytest.raises(CandidateDied, match="lost"):
        model()
    assert (examiner.sandbox.forks, examiner.sandbox.kills, examiner.deaths) == (2, 0, [])


def test_objects_in_tuples_are_objects_too(examine):
    first, (second,) = examine(lambda question: (Handle(3), (Handle(4),))).make()
    assert (first.handle, second.handle) == (Handle(3), Handle(4))


@pytest.mark.parametrize("owner", [lambda e: e, lambda e: e.make()], ids=["module", "object"])
def test_private_names_are_never_asked_for(examine, owner):
    with pytest.raises(AttributeError):
        _ = owner(examine(lambda question: Handle(0)))._secret


# Replies


@pytest.mark.parametrize(
    "play",
    [
        lambda question: Frame({"id": question["id"] + 1, "answer": 1}),
        lambda question: Frame({"id": float(question["id"]), "answer": 1}),
        lambda question: Frame({"id": np.array([question["id"], 1]), "answer": 1}),
        lambda question: Frame({"id": np.array(question["id"]), "answer": 1}),
        lambda question: Frame({"id": None, "answer": 1}),
        lambda question: Frame({"answer": 1}),
        lambda question: Frame(question["id"]),
        reply(),
        reply(answer=1, score=100),
        reply(answer=1, error=None),
        reply(verdict="passed"),
        reply(error="ValueError"),
        reply(error={"types": ["ValueError"]}),
        error(types=[]),
        error(types=[1]),
        error(types="ValueError"),
        error(message=None),
        error(message=np.zeros(2)),
        reply(error={"message": "bad", "place": None}),
    ],
)
def test_a_reply_that_is_neither_an_answer_nor_an_error_is_death(examine, play):
    with pytest.raises(CandidateDied, match="the reply was no answer"):
        examine(play).f()


def test_no_answer_can_be_prepared_before_its_question(examine):
    examiner = examine()
    for _ in range(20):
        examiner.f()
    numbers = [question["id"] for question in examiner.sandbox.questions]
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) > 2**32


def test_an_exception_of_the_submission_keeps_its_bases_message_and_place(examine):
    with pytest.raises(SubmissionError, match=r"^ValueError: bad$") as raised:
        examine(error(place=["mini.py", 3, "raise"])).f()
    assert (raised.value.types, raised.value.place) == (("ValueError", "Exception"), ("mini.py", 3, "raise"))


@pytest.mark.parametrize(
    "place", [None, (), ("mini.py", 3), ("mini.py", "3", "x"), (1, 2, 3), "mini.py", {"file": "mini.py"}], ids=repr
)
def test_a_place_that_is_none_is_left_out(examine, place):
    with pytest.raises(SubmissionError) as raised:
        examine(error(place=place)).f()
    assert raised.value.place is None


def test_what_is_left_as_the_stub_is_not_attempted(examine):
    with pytest.raises(NotAttempted, match="f is yours to write"):
        examine(error(types=["NotImplementedError", "RuntimeError"], message="f is yours to write")).f()


@pytest.mark.parametrize("outcome", [NotAttempted, NotLoaded, CandidateDied])
def test_what_ends_a_question_is_no_exception_that_a_test_could_swallow(outcome):
    assert not issubclass(outcome, Exception)


@pytest.mark.parametrize("value", [np.nan, np.inf, np.array([1.0, np.nan]), (1, (np.array(-np.inf),))], ids=repr)
def test_an_answer_that_is_not_finite_is_an_error_unless_infinities_are_asked_for(examine, value):
    examiner = examine(lambda question: value)
    with pytest.raises(SubmissionError, match=r"^NotFinite: the answer of f contains NaN or infinity$"):
        examiner.f()
    np.testing.assert_equal(examiner.f.options(finite=False)(), value)


@pytest.mark.parametrize("value", [(1.0, 2.0), ((1.0,), (2.0,)), (3.0,)], ids=repr)
def test_python_numbers_in_place_of_a_tensor_are_an_error(examine, value):
    with pytest.raises(SubmissionError, match=r"^TypeError: the answer of f is made of Python numbers, not a tensor$"):
        examine(lambda question: value).f()


@pytest.mark.parametrize("value", [1.0, 3, True, "text", None, (), (1, 2), (np.zeros(2), 1.0)], ids=repr)
def test_numbers_texts_and_tuples_are_answers(examine, value):
    np.testing.assert_equal(examine(lambda question: value).f(), value)


# What is the examiner's own


def test_a_question_that_cannot_be_put_is_nobodys_death(examine):
    examiner = examine()
    with pytest.raises(WireError, match="complex128"):
        examiner.f(np.zeros(2, complex))
    assert (examiner.deaths, examiner.answers, examiner.f()) == ([], 0, 1)


def test_only_answers_to_questions_count_as_answers(examine):
    examiner = examine(lambda question: Misdeed.GARBAGE if question["with"]["name"] == "bad" else 1)
    examiner.begin(1)
    with pytest.raises(CandidateDied):
        examiner.bad()
    assert examiner.answers == 0
    examiner.good()
    assert examiner.answers == 1


def test_a_framework_that_does_not_start_is_the_examiners_trouble(examine):
    examiner = examine()

    def act(channel):
        channel.send(error()(channel.receive()).content)
        channel.close()

    examiner.sandbox.act = act
    with pytest.raises(SandboxError, match=r"^bad$"):
        examiner.f()


def test_generators_are_reseeded_once_before_a_question(examine):
    examiner = examine()
    examiner.begin(7)
    examiner.f()
    examiner.f()
    asked = [(question["do"], question["with"].get("seed")) for question in examiner.sandbox.questions]
    assert asked == [("start", None), ("load", None), ("reseed", 7), ("call", None), ("call", None)]


def test_nothing_starts_before_the_first_question(examine):
    examiner = examine()
    examiner.begin(1)
    examiner.refresh()
    assert examiner.sandbox.forks == 0


def test_the_examiners_process_imports_no_framework(framework, tmp_path):
    """Not even while it grades."""
    program = f"""
import sys
import viva.compare, viva.examiner, viva.grade, viva.plugin, viva.throughput
from viva.cli import main
status = main(["grade", {str(ROOT / "solutions")!r}, "--framework", {framework!r}, "--task", "schur", "--profile", "quick",
               "--correctness-only", "--out", {str(tmp_path)!r}])
sys.exit(status or " ".join({{"torch", "tensorflow", "keras"}} & set(sys.modules)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.0 / " in done.stdout


# Assertions about functions


def raising(types, message):
    """A function of a submission that refuses negative numbers."""

    def function(x):
        if x < 0:
            raise SubmissionError(types, message)

    return function


def test_a_function_rejects_when_it_raises_value_error_and_names_the_argument():
    assert_rejects(raising(("ValueError", "Exception"), "x is negative"), -1, good=(1,), naming="x")
    assert_rejects(raising(("Own", "ValueError"), "x is negative"), -1, good=(1,))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (raising(("TypeError", "Exception"), "x"), "bad input must raise ValueError, but it raised TypeError: x"),
        (raising(("ValueError",), "negative"), "the message must name 'x', but it is 'negative'"),
        (lambda x: None, "bad input for 'x' was accepted; it must raise ValueError"),
    ],
    ids=["another error", "another name", "no error"],
)
def test_a_function_that_does_not_reject_is_found(function, message):
    with pytest.raises(AssertionError, match=f"^{message}"):
        assert_rejects(function, -1, good=(1,), naming="x")


def test_a_function_that_rejects_everything_does_not_reject():
    with pytest.raises(SubmissionError):
        assert_rejects(raising(("ValueError",), "x"), -1, good=(-2,))


def test_good_input_is_tried_once_in_a_question_of_the_exam(examine):
    """However much bad input there is; but anew for other good input, in the next question, and by a fresh candidate."""
    task = examine(lambda question: error()(question) if question["with"]["args"][0] < 0 else 1.0)

    def asked(*good):
        del task.sandbox.questions[:]
        for x in good:
            assert_rejects(task.f, np.array(-1.0), good=(np.array(x),))
        return [float(question["with"]["args"][0]) for question in task.sandbox.questions if question["do"] == "call"]

    assert asked(1.0, 1.0, 2.0, 1.0) == [1, -1, -1, 2, -1, -1]
    task.begin(seed=0)
    assert asked(1.0, 1.0) == [1, -1, -1]
    task.refresh()
    assert asked(1.0, 1.0) == [1, -1, -1]


@pytest.mark.parametrize("after", [np.array([1.0, 3.0]), np.zeros(3), 1.0, None], ids=repr)
def test_a_changed_input_is_found(examine, after):
    assert assert_leaves_inputs(examine(lambda question: (5.0, question["with"]["args"])).f, np.ones(2), np.zeros(2)) == 5.0
    with pytest.raises(AssertionError, match=r"^argument 2 was changed in place"):
        assert_leaves_inputs(examine(lambda question: (5.0, (question["with"]["args"][0], after))).f, np.ones(2), np.zeros(2))


# Real submissions

BROKEN = """import helper

def own(x):
    return undefined_name

def elsewhere(x):
    return helper.divide(x)

def library(x):
    y = "no number"
    return float(y)

def without_a_text(x):
    raise Exception
"""


@pytest.mark.parametrize(
    ("name", "kind", "file", "line"),
    [
        ("own", "NameError", "mini.py", "return undefined_name"),
        ("elsewhere", "ZeroDivisionError", "helper.py", "return 1 // 0"),
        ("library", "ValueError", "mini.py", "return float(y)"),
        ("without_a_text", "Exception", "mini.py", "raise Exception"),
    ],
)
def test_an_exception_is_traced_to_the_line_of_the_submission(submit, name, kind, file, line):
    examiner = submit(BROKEN)
    folder = examiner.sandbox.submission / examiner.folder
    (folder / "helper.py").write_text("def divide(x):\n    return 1 // 0\n")
    with pytest.raises(SubmissionError) as raised:
        getattr(examiner, name)(1.0)
    number = 1 + [text.strip() for text in (folder / file).read_text().splitlines()].index(line)
    assert (raised.value.types[0], raised.value.place) == (kind, (file, number, line))


def test_a_syntax_error_is_traced_to_its_line_for_every_question(submit):
    examiner = submit("def f(x):\n    return x +\n")
    for _ in range(2):
        with pytest.raises(NotLoaded, match=r"^the file could not be loaded: SyntaxError") as raised:
            examiner.f(1.0)
        assert raised.value.place[0] == "mini.py"
        assert raised.value.place[2] == "return x +"
        examiner.refresh()
    assert examiner.deaths == []


def test_a_missing_file_is_not_attempted(submit):
    examiner = submit("")
    examiner.task = "other"
    for _ in range(2):
        with pytest.raises(NotAttempted, match=r"^the submission has no file other\.py$"):
            examiner.f(1.0)


def test_a_missing_file_that_the_submission_wants_is_its_own_error(submit):
    with pytest.raises(NotLoaded, match="FileNotFoundError") as raised:
        submit("open('missing')\n").f(1.0)
    assert raised.value.place[2] == "open('missing')"


def test_a_missing_function_or_method_is_not_attempted(submit):
    examiner = submit("class Model:\n    pass\n")
    with pytest.raises(NotAttempted, match=r"^mini\.py has no f$"):
        examiner.f(1.0)
    with pytest.raises(NotAttempted, match=r"^Model has no encode$"):
        examiner.Model().encode(1.0)
    with pytest.raises(NotAttempted, match=r"^mini\.py has no train$"):
        getattr(examiner, "Other.train")(1.0)


def test_a_method_can_be_asked_with_its_object(submit):
    """As a workload does, whose function is a method."""
    examiner = submit("class Box:\n    def __init__(self):\n        self.sum = 0.0\n    def add(self, x):\n"
                      "        self.sum += x\n        return self.sum\n")  # fmt: skip
    box = examiner.Box()
    assert [getattr(examiner, "Box.add")(box, x) for x in (2.0, 3.0)] == [2.0, 5.0]


def test_a_function_may_raise_whatever_it_wants(submit):
    examiner = submit("def f(x):\n    raise SystemExit(0)\ndef g(x):\n    raise KeyboardInterrupt\n")
    for name, kind in (("f", "SystemExit"), ("g", "KeyboardInterrupt")):
        with pytest.raises(SubmissionError, match=kind):
            getattr(examiner, name)(1.0)
    assert examiner.deaths == []


def test_a_process_that_ends_is_replaced(submit):
    examiner = submit("import os\ndef f(x):\n    os._exit(0)\ndef g(x):\n    return x\n")
    with pytest.raises(CandidateDied, match="the process ended in the middle of a question"):
        examiner.f(1.0)
    assert examiner.g(2.0) == 2.0


def test_what_one_question_did_to_the_module_is_gone_after_a_refresh(submit):
    examiner = submit("count = 0\ndef f():\n    global count\n    count += 1\n    return count\n")
    assert [examiner.f(), examiner.f()] == [1, 2]
    examiner.refresh()
    assert examiner.f() == 1


def test_two_candidates_of_one_sandbox_share_nothing(submit):
    first = submit("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n")
    second = Examiner(first.sandbox, "mini", first.folder)
    assert [first.f(1.0), first.f(1.0), second.f(1.0)] == [1, 2, 1]
    second.close()
