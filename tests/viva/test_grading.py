"""From what happened to a question to points."""

import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure, Unsatisfiable

from viva.closeness import Mismatch, assert_close
from viva.grading import LONGEST, Outcome, Result, TaskScore, by_task, judge
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError
from viva.sandbox import SandboxError
from viva.speed import Slow

PLACE = ("schur.py", 12, "return a / b")
AT_A_PLACE = SubmissionError(("ValueError",), "bad", PLACE)


def judged(error, answered=True, **fields):
    """A question worth four points, after it ended with an error or without one."""
    result = Result("schur", "test_law", "A law holds.", 4.0, **fields)
    judge(result, error, answered)
    return result


OUTCOMES = [
    (None, Outcome.PASSED, 4.0, ""),
    (NotAttempted("f is yours to write"), Outcome.NOT_ATTEMPTED, 0.0, "f is yours to write"),
    (AssertionError("the sign is wrong"), Outcome.FAILED, 0.0, "the sign is wrong"),
    (Mismatch("off by 3", 1.0, 4.0), Outcome.FAILED, 0.0, "off by 3"),
    (Slow("twice the time", 0.25), Outcome.FAILED, 1.0, "twice the time"),
    (Slow("no points", 0.0), Outcome.FAILED, 0.0, "no points"),
    (SubmissionError(("ValueError",), "bad"), Outcome.FAILED, 0.0, "your code raised ValueError: bad"),
    (SubmissionError(("NotFinite",), "f has NaN"), Outcome.FAILED, 0.0, "f has NaN"),
    (SubmissionError(("TypeError",), "a list"), Outcome.FAILED, 0.0, "a list"),
    (SubmissionError(("TypeError",), "a list", PLACE), Outcome.FAILED, 0.0, "your code raised TypeError: a list"),
    (NotLoaded(SubmissionError(("SyntaxError",), "?")), Outcome.FAILED, 0.0, "the file could not be loaded: SyntaxError: ?"),
    (CandidateDied("no answer within 20 seconds"), Outcome.FAILED, 0.0, "no answer within 20 seconds"),
    (FlakyFailure("differs", [ValueError()]), Outcome.FAILED, 0.0, "the same question got different answers; "
     "a right answer depends on its arguments alone"),
    (IndexError("no entry 3"), Outcome.FAILED, 0.0, "the answer could not be used: IndexError: no entry 3"),
    (SandboxError("no room"), Outcome.EXAMINER_ERROR, 0.0, "SandboxError: no room"),
    (Unsatisfiable("no input"), Outcome.EXAMINER_ERROR, 0.0, "Unsatisfiable: no input"),
    (KeyboardInterrupt("stop"), Outcome.EXAMINER_ERROR, 0.0, "KeyboardInterrupt: stop"),
]  # fmt: skip
BLAMED = [error for error, outcome, *_ in OUTCOMES if outcome in (Outcome.FAILED, Outcome.NOT_ATTEMPTED)][:-1]


@pytest.mark.parametrize(("error", "outcome", "earned", "message"), OUTCOMES)
def test_every_end_of_a_question_has_one_outcome_its_points_and_a_message(error, outcome, earned, message):
    result = judged(error)
    assert (result.outcome, result.earned, result.message) == (outcome, earned, message)


@pytest.mark.parametrize("error", [IndexError("x"), ValueError("x"), ZeroDivisionError("x")], ids=repr)
def test_an_error_before_any_answer_is_the_examiners(error):
    """Nothing of the submission can have caused it."""
    result = judged(error, answered=False)
    assert (result.outcome, result.earned) == (Outcome.EXAMINER_ERROR, 0.0)


@pytest.mark.parametrize("error", BLAMED, ids=repr)
def test_what_a_submission_did_is_never_the_examiners_error(error):
    assert judged(error, answered=False).outcome is not Outcome.EXAMINER_ERROR


def test_the_four_kinds_never_mix():
    """No points without a right answer, and none are lost where nothing was asked."""
    assert {outcome for _, outcome, earned, _ in OUTCOMES if earned} == {Outcome.PASSED, Outcome.FAILED}
    for outcome in Outcome:
        assert Result("t", "n", "l", 4.0, outcome=outcome).possible == (0.0 if outcome is Outcome.NOT_GRADED else 4.0)


def test_a_question_that_was_never_judged_earns_nothing():
    assert (Result("t", "n", "l", 4.0).outcome, Result("t", "n", "l", 4.0).earned) == (Outcome.NOT_ATTEMPTED, 0.0)


def test_expected_and_actual_stand_side_by_side():
    with pytest.raises(Mismatch) as failure:
        assert_close(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    result = judged(failure.value)
    assert (result.expected, result.actual) == ("[1. 3.]", "[1. 2.]")


@pytest.mark.parametrize("error", [AT_A_PLACE, NotLoaded(AT_A_PLACE)])
def test_the_place_is_file_line_and_text(error):
    assert judged(error).place == "schur.py, line 12: return a / b"


@pytest.mark.parametrize(
    "error",
    [
        AssertionError("x" * 10**6),
        SubmissionError(("ValueError",), "x" * 10**6, ("f.py", 1, "y" * 10**6)),
        Mismatch("x" * 10**6, "x" * 10**6, np.ones(10**6)),
        NotAttempted("x" * 10**6),
    ],
    ids=lambda e: type(e).__name__,
)
def test_no_text_of_a_submission_fills_the_report(error):
    result = judged(error)
    for text in (result.message, result.expected, result.actual, result.place, result.counterexample):
        assert len(text) <= LONGEST


def test_no_text_of_a_submission_steers_the_terminal():
    result = judged(SubmissionError(("ValueError",), "\x1b[2Jgone\x00\r\x9b\ttab\nline", ("f.py", 1, "\x1b]0;x\x07")))
    assert result.message == "your code raised ValueError: �[2Jgone���\ttab\nline"
    assert result.place == "f.py, line 1: �]0;x�"


def test_pytests_own_explanation_is_left_out():
    assert judged(AssertionError("the sign is wrong\nassert -1 > 0\n  where ...")).message == "the sign is wrong"


class Fixture:
    """Stands for an examiner: its text holds an address."""


def counterexample(test, **fixtures):
    """What a report shows of a failed test."""
    try:
        settings(database=None)(test)(**fixtures)
    except Exception as error:
        return judged(error).counterexample
    raise AssertionError("the test did not fail")


def test_the_counterexample_is_shown_without_fixtures():
    @given(n=st.integers(0, 100), x=st.just(np.array([[1.0, 2.0], [3.0, 4.0]])))
    def test(schur, rng, n, x):
        assert n < 7

    shown = counterexample(test, schur=Fixture(), rng=np.random.default_rng(0))
    assert shown == "n=7\nx=array([[1., 2.],\n       [3., 4.]])"


def test_what_was_drawn_inside_a_question_is_shown_too():
    @given(data=st.data(), n=st.just(3))
    def test(data, n):
        k = data.draw(st.integers(1, 9), label="k")
        data.draw(st.just("unlabelled"))
        assert k < 5

    assert counterexample(test).splitlines() == ["n=3", "k=5", "draw 2='unlabelled'"]


def test_an_explicit_example_is_shown():
    @example(n=3)
    @given(n=st.integers(0, 1))
    def test(n):
        assert n < 2

    assert counterexample(test) == "n=3"


def test_without_an_example_there_is_no_counterexample():
    assert judged(AssertionError("no")).counterexample == ""


def test_a_result_crosses_between_processes_unchanged():
    result = judged(SubmissionError(("ValueError",), "bad", PLACE), kind="speed", visible=False, seconds=1.5, details={"flag": "x"})
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


# The sum over a task


def question(law, points=1.0, earned=0.0, outcome=Outcome.FAILED, **fields):
    return Result("schur", law, law, points, outcome=outcome, earned=earned, **fields)


def test_shares_are_counted_by_kind_and_leave_out_what_was_not_graded():
    score = TaskScore("schur", [
        question("a", 3.0, 3.0, Outcome.PASSED),
        question("b", 2.0, 0.0, Outcome.FAILED),
        question("c", 5.0, 0.0, Outcome.NOT_GRADED),
        question("d", 10.0, 4.0, Outcome.FAILED, kind="speed"),
        question("e", 10.0, 0.0, Outcome.NOT_GRADED, kind="speed"),
    ])  # fmt: skip
    assert score.share("correctness") == (3.0, 5.0)
    assert score.share("speed") == (4.0, 10.0)
    assert (score.earned, score.possible) == (7.0, 15.0)


def test_tasks_keep_the_order_of_their_first_questions():
    results = [Result(task, "n", "l", 1.0) for task in ("pca", "schur", "pca", "gaussian")]
    assert [(s.task, len(s.results)) for s in by_task(results)] == [("pca", 2), ("schur", 1), ("gaussian", 1)]


@pytest.mark.parametrize(
    ("results", "advice"),
    [
        ([question("right", earned=1.0, outcome=Outcome.PASSED)], ""),
        ([question("small", message="m"), question("large", 2.0, message="n")], "large"),
        ([question("first", message="m"), question("second", message="n")], "first"),
        ([question("large", 3.0, message="m"), *[question(f"{i}", 2.0, message="same") for i in range(2)]], "0"),
        ([question("half", 4.0, 3.5, message="m"), question("small", 1.0, message="n")], "small"),
        ([question("wrong", 3.0), *[question("x", 2.0, place="f.py, line 2: x", message="your code raised E") for _ in range(2)]],
         "your code raised E (f.py, line 2)"),
        ([question("stub", 1.0, outcome=Outcome.NOT_ATTEMPTED, message="f is yours to write")], "f is yours to write"),
        ([question("hidden", visible=False, place="f.py, line 2: x", message="raised E with the hidden input")], "hidden"),
        ([question("hidden", visible=False, outcome=Outcome.NOT_ATTEMPTED, message="hidden text")], "hidden"),
        ([question("noisy", 9.0, outcome=Outcome.NOT_GRADED, message="m"), question("lost", message="n")], "lost"),
    ],
    ids=["nothing lost", "the dearest", "the first of equals", "the common cause", "what is lost counts", "one line",
         "a stub", "hidden", "hidden stub", "not graded"],
)  # fmt: skip
def test_advice_is_what_costs_most(results, advice):
    assert TaskScore("schur", results).advice == advice
