"""Gradescope's results.json. Source: the autograder specification at gradescope-autograders.readthedocs.io."""

from typing import Any

from viva.grading import Outcome, Result
from viva.report.sitting import Sitting


def gradescope(sitting: Sitting, results: list[Result]) -> dict[str, Any]:
    """The file as plain data. The total is always out of all points: what could not be graded is scaled away, not lost."""
    earned = sum(r.earned for r in results)
    possible = sum(r.possible for r in results)
    offered = sum(r.points for r in results)
    return {
        "score": round(earned * offered / possible, 4) if possible else 0.0,
        "execution_time": round(sum(r.seconds for r in results), 1),
        "output": sitting.headline,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(f"{i}", r) for i, r in enumerate(results, start=1)],
        "extra_data": {"submission": sitting.submission, "framework": sitting.framework, "isolation": sitting.isolation},
    }


def _test(number: str, result: Result) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": f"{result.task}: {result.law}",
        "number": number,
        "output": explanation(result),
        "output_format": "text",
        "tags": [result.task, result.kind],
        "visibility": "visible" if result.visible else "after_published",
    }
    if result.outcome is not Outcome.NOT_GRADED:  # without a score, Gradescope shows it for information only
        entry |= {"score": round(result.earned, 4), "max_score": result.points}
        entry["status"] = "passed" if result.outcome is Outcome.PASSED else "failed"
    return entry


def explanation(result: Result) -> str:
    """Everything that helps to find the mistake, as text."""
    if result.outcome is Outcome.PASSED:
        return result.message
    parts = [f"{result.outcome.value}: {result.message}"]
    for title, text in (
        ("smallest input that shows it", result.counterexample),
        ("expected", result.expected),
        ("actual", result.actual),
        ("in your file", result.place),
    ):
        if text:
            parts.append(f"{title}:\n{text}")
    return "\n".join(parts)
