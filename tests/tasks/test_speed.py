"""Speed of every task, against the model solution."""

from dataclasses import asdict

import pytest

from viva import speed, workload
from viva.exam import ROOT
from viva.plugin import DETAILS, EXAM, points, question_seed

BENCHMARKS = ROOT / "benchmarks"


@pytest.mark.parametrize("task", workload.tasks(BENCHMARKS))
@pytest.mark.speed
@points(10)
def test_speed(task, request):
    """Right answers to fresh questions, in at most 1.25 times the model solution's time; from 10 times on, no points."""
    exam = request.config.stash[EXAM]
    with exam.speed_candidates(task) as (submission, references):
        verdict = speed.grade(workload.load(task, BENCHMARKS), submission, references, question_seed(request.config, request.node))
    request.node.stash[DETAILS] = {"flag": verdict.flag, **asdict(verdict)}
    if not verdict.conclusive:
        pytest.skip(f"inconclusive, the machine is too noisy: the reference took {verdict.itself} times its own time")
    if verdict.fraction < 1:
        raise speed.Slow(verdict.flag or f"it took {verdict.ratio} times as long as the model solution", verdict.fraction)
