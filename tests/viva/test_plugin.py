"""The exam as a pytest plugin: options, questions, seeds and scores."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field

import hypothesis
import pytest

from viva import bridge, bubblewrap
from viva.examiner import Budget
from viva.grading import Outcome, Result
from viva.plugin import EXAM, PROFILES, ROOT, Exam
from viva.sandbox import ISOLATED, LIMITS_ONLY

SUBMISSION = """
import random

count = 0

def double(x):
    return x + x

def triple(x):
    return x + x

def stub(x):
    raise NotImplementedError("stub is yours to write")

def draw():
    return random.random()

def counted():
    global count
    count += 1
    return count
"""
PREAMBLE = """
from pathlib import Path
import pytest
from hypothesis import given, strategies as st
from viva.examiner import NotAttempted
from viva.plugin import points, submitted
from viva.sandbox import SandboxError

mini = submitted("mini")

def note(*values):
    with Path(__file__).with_name("notes.txt").open("a") as file:
        print(*values, file=file)
"""


@dataclass
class Sat:
    """What came of a run of pytest."""

    status: int = 0
    config: pytest.Config | None = None
    questions: list[str] = field(default_factory=list)
    errors: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def results(self) -> dict[str, Result]:
        return {result.name: result for result in self.config.pluginmanager.get_plugin("viva-scores").sorted()}


@pytest.fixture
def sit(tmp_path, capsys, submit):
    """Runs pytest in this process over the given questions about a submission, which the shared sandbox answers."""
    own = hypothesis.settings.get_profile("viva")

    def sit(questions, *options, submission=SUBMISSION, preset=True, seed=0):
        (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
        (tmp_path / "test_mini.py").write_text(PREAMBLE + questions)
        (tmp_path / "notes.txt").write_text("")
        sat = Sat()

        class Preset:
            @pytest.hookimpl(tryfirst=True)
            def pytest_configure(self, config):
                sat.config = config
                if preset:
                    room = submit(submission)
                    place = {"folder": room.folder, "sandbox": room.sandbox, "keep_sandbox": True}
                    config.stash[EXAM] = Exam(tmp_path, room.sandbox.framework, "cpu", seed, **place)

            @pytest.hookimpl(trylast=True)
            def pytest_collection_modifyitems(self, items):
                sat.questions = [item.name for item in items]

        arguments = [str(tmp_path / "test_mini.py"), f"--rootdir={tmp_path}", "--import-mode=importlib", "-p", "viva.plugin"]
        arguments += ["-p", "no:cacheprovider", "-p", "no:benchmark", "-p", "no:xdist", "-p", "no:terminal", "--capture=no"]
        sat.status = pytest.main([*arguments, *map(str, options)], plugins=[Preset()])
        sat.errors, sat.notes = capsys.readouterr().err, (tmp_path / "notes.txt").read_text().splitlines()
        return sat

    yield sit
    hypothesis.settings.register_profile("viva", own)
    hypothesis.settings.load_profile("viva")


# Questions and their results


def test_a_question_is_judged_with_its_law_and_its_points(sit):
    result = sit('@points(3)\ndef test_x(mini):\n    """Twice is double.\n\n    More."""\n    assert mini.double(2.0) == 4.0\n').results["test_x"]
    assert (result.task, result.law, result.points, result.kind, result.visible) == ("mini", "Twice is double.", 3.0, "correctness", True)
    assert (result.outcome, result.earned) == (Outcome.PASSED, 3.0)
    assert result.seconds > 0


def test_a_parametrised_question_names_its_parameter_and_one_without_a_law_is_called_by_its_name(sit):
    results = sit("@pytest.mark.parametrize('n', [1, 2])\n@points(1)\ndef test_x(n):\n    '''A law.'''\n@points(1)\ndef test_y():\n    pass\n").results
    assert {name: result.law for name, result in results.items()} == {
        "test_x[1]": "A law. [1]",
        "test_x[2]": "A law. [2]",
        "test_y": "test_y",
    }


def test_a_task_may_be_a_parameter(sit):
    results = sit("@pytest.mark.parametrize('task', ['pca', 'schur'])\n@pytest.mark.speed\n@points(10)\ndef test_x(task):\n    '''Fast.'''\n").results
    assert [(result.task, result.law, result.kind) for result in results.values()] == [("pca", "Fast.", "speed"), ("schur", "Fast.", "speed")]


def test_a_hidden_question_is_marked(sit):
    assert sit("@points(1, visible=False)\ndef test_x():\n    pass\n").results["test_x"].visible is False


def test_a_test_without_points_is_no_question(sit):
    assert sit("def test_x():\n    pass\n").results == {}


def test_every_way_to_fail_is_told_apart(sit):
    results = sit("""
@pytest.fixture
def stub(mini):
    return mini.stub(1.0)

@pytest.fixture
def broken():
    raise SandboxError("no room")

@points(1)
def test_wrong(mini):
    assert mini.triple(1.0) == 3.0, "three times is triple"

@points(1)
def test_missing(mini):
    mini.nothing(1.0)

@points(1)
def test_stub(mini):
    mini.stub(1.0)

@points(1)
def test_stub_in_a_fixture(stub):
    pass

@points(1)
def test_broken_fixture(broken):
    pass

@points(1)
def test_own_mistake():
    {}["missing"]

@points(1)
def test_skipped():
    pytest.skip("too noisy")

@points(1)
def test_unusable(mini):
    mini.double(1.0)["x"]
""").results
    assert {name.removeprefix("test_"): (result.outcome, result.message) for name, result in results.items()} == {
        "wrong": (Outcome.FAILED, "three times is triple"),
        "missing": (Outcome.NOT_ATTEMPTED, "mini.py has no nothing"),
        "stub": (Outcome.NOT_ATTEMPTED, "stub is yours to write"),
        "stub_in_a_fixture": (Outcome.NOT_ATTEMPTED, "stub is yours to write"),
        "broken_fixture": (Outcome.EXAMINER_ERROR, "SandboxError: no room"),
        "own_mistake": (Outcome.EXAMINER_ERROR, "KeyError: 'missing'"),
        "skipped": (Outcome.NOT_GRADED, "too noisy"),
        "unusable": (Outcome.FAILED, "the answer could not be used: TypeError: 'float' object is not subscriptable"),
    }
    assert {result.earned for result in results.values()} == {0.0}


LARGE = "@points(1)\n@given(n=st.integers(0, 1000))\ndef test_x(mini, rng, n):\n    assert mini.double(float(n)) < 100, 'too large'\n"


def test_the_smallest_counterexample_is_shown_without_fixtures(sit):
    assert sit(LARGE).results["test_x"].counterexample == "n=50"


def test_the_search_for_a_smaller_counterexample_can_be_left_out(sit):
    shown = sit(LARGE, "--no-shrink").results["test_x"].counterexample
    assert shown.startswith("n=")
    assert int(shown.removeprefix("n=")) > 50


def test_a_failed_question_leaves_nothing_behind_in_the_candidate(sit):
    questions = "@points(1)\ndef test_a(mini):\n    note(mini.counted())\n    assert WHAT\n@points(1)\ndef test_b(mini):\n    note(mini.counted())\n"
    assert sit(questions.replace("WHAT", "False")).notes == ["1", "1"]
    assert sit(questions.replace("WHAT", "True")).notes == ["1", "2"]


def test_details_of_a_question_reach_its_result(sit):
    sat = sit("from viva.plugin import DETAILS\n@points(1)\ndef test_x(request):\n    request.node.stash[DETAILS] = {'flag': 'look'}\n")
    assert sat.results["test_x"].details == {"flag": "look"}


# Options

TWO_TASKS = """
@pytest.mark.parametrize("task", ["pca", "schur"])
@points(1)
def test_x(task):
    pass

@pytest.mark.speed
@points(1)
def test_fast():
    pass

def test_pointless():
    pass
"""


@pytest.mark.parametrize(
    ("options", "questions"),
    [
        ([], ["test_x[pca]", "test_x[schur]", "test_fast", "test_pointless"]),
        (["--task=schur"], ["test_x[schur]", "test_pointless"]),
        (["--task=schur", "--task=mini"], ["test_x[schur]", "test_fast", "test_pointless"]),
        (["--correctness-only"], ["test_x[pca]", "test_x[schur]", "test_pointless"]),
    ],
    ids=" ".join,
)
def test_options_choose_questions(sit, options, questions):
    assert sit(TWO_TASKS, *options).questions == questions


def test_an_unknown_task_is_a_mistake_of_whoever_asked(sit):
    sat = sit(TWO_TASKS, "--task=alchemy")
    assert sat.status == pytest.ExitCode.USAGE_ERROR
    assert "--task alchemy: there is no such task; there are mini, pca, schur" in sat.errors


def test_a_missing_folder_is_a_mistake_of_whoever_asked(sit, tmp_path):
    sat = sit(TWO_TASKS, f"--submission={tmp_path / 'nobody'}", preset=False)
    assert sat.status == pytest.ExitCode.USAGE_ERROR
    assert "nobody: there is no such folder" in sat.errors


@pytest.mark.parametrize("framework", bridge.FRAMEWORKS)
def test_a_folder_of_both_frameworks_is_entered(sit, tmp_path, framework):
    (tmp_path / "course" / "torch").mkdir(parents=True)
    sat = sit(TWO_TASKS, f"--submission={tmp_path / 'course'}", f"--framework={framework}", "--collect-only", preset=False)
    exam = sat.config.stash[EXAM]
    assert exam.framework == framework
    assert exam.submission == (tmp_path / "course" / "torch" if framework == "torch" else tmp_path / "course")


def test_the_sitting_is_as_the_options_say(sit, tmp_path):
    sat = sit(TWO_TASKS, f"--submission={tmp_path}", "--grading-seed=5", "--time-budget=7", "--collect-only", preset=False)
    exam = sat.config.stash[EXAM]
    assert (exam.seed, exam.budget, exam.device, exam.framework) == (5, Budget(7.0), "cpu", (bridge.installed() or ["torch"])[0])


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_a_number_of_inputs(sit, profile):
    sat = sit("@given(n=st.integers())\ndef test_x(n):\n    note(n)\n", f"--profile={profile}")
    assert len(sat.notes) == PROFILES[profile]


@pytest.mark.parametrize(("works", "status"), [(False, pytest.ExitCode.USAGE_ERROR), (True, pytest.ExitCode.OK)])
def test_a_sandbox_can_be_required(sit, tmp_path, monkeypatch, works, status):
    monkeypatch.setattr(bubblewrap, "works", lambda: works)
    sat = sit(TWO_TASKS, "--require-sandbox", f"--submission={tmp_path}", "--collect-only", preset=False)
    assert sat.status == status
    assert ("bubblewrap is not installed, or this container forbids namespaces" in sat.errors) is not works


@pytest.mark.parametrize(("works", "isolation"), [(False, LIMITS_ONLY), (True, ISOLATED)])
def test_the_header_says_what_is_graded_and_how_well_it_is_shut_in(sit, monkeypatch, works, isolation):
    sat = sit(TWO_TASKS, "--collect-only", seed=9)
    monkeypatch.setattr(bubblewrap, "works", lambda: works)
    exam = sat.config.stash[EXAM]
    ((line,),) = sat.config.hook.pytest_report_header(config=sat.config, start_path=ROOT, startdir=ROOT)[:1] or ((None,),)
    assert line == f"viva: {exam.submission}, {exam.framework} on cpu, grading seed 9, isolation: {isolation}"


def test_reports_are_written_where_they_are_wanted(sit, tmp_path):
    assert not (tmp_path / "out").exists()
    sit("@points(2)\ndef test_x(mini):\n    assert mini.double(1.0) == 2.0\n", f"--out={tmp_path / 'out'}")
    assert json.loads((tmp_path / "out" / "results.json").read_text())["score"] == 2.0
    assert "2.0 of 2 points" in (tmp_path / "out" / "report.html").read_text()


def test_without_questions_no_report_is_written(sit, tmp_path):
    sit("def test_x():\n    pass\n", f"--out={tmp_path / 'out'}")
    assert not (tmp_path / "out").exists()


# Seeds

DRAWS = """
@points(1)
@given(n=st.integers(0, 2**32 - 1), data=st.data())
def test_drawn(mini, n, data):
    note("drawn", n, data.draw(st.floats(0, 1)))

@pytest.mark.parametrize("k", [1, 2])
@points(1)
@given(n=st.integers(0, 2**32 - 1))
def test_both(mini, k, n):
    note("both", k, n)

@points(1)
def test_numpy(rng):
    note("numpy", rng.random())

@pytest.mark.parametrize("k", [1, 2])
@points(1)
def test_candidate(mini, k):
    note("candidate", k, mini.draw())
"""


def test_the_same_seed_draws_the_same_and_another_seed_draws_something_else(sit):
    first, again, other = (sit(DRAWS, seed=seed).notes for seed in (1, 1, 2))
    assert first == again
    assert len(set(first) & set(other)) < len(first) / 10


@pytest.mark.parametrize("question", ["test_drawn", "test_both[1]", "test_both[2]", "test_numpy", "test_candidate[2]"])
def test_a_question_draws_the_same_whether_others_are_asked_or_not(sit, tmp_path, question):
    whole = sit(DRAWS).notes
    alone = sit(DRAWS, f"--deselect={tmp_path}", "-k", question.replace("[", " and ").replace("]", "")).notes
    assert alone
    assert alone == [line for line in whole if line.split()[: len(alone[0].split()) - 1] == alone[0].split()[:-1]] or set(alone) <= set(whole)


def test_every_question_has_draws_of_its_own(sit):
    notes = sit(DRAWS).notes
    both = [{line.split()[-1] for line in notes if line.startswith(f"both {k} ")} for k in (1, 2)]
    assert len(both[0] & both[1]) < 5
    assert len({line.split()[-1] for line in notes if line.startswith("candidate")}) == 2


REVERSED = """
CONSTANTS = [%s]

def pytest_collection_modifyitems(items):
    items.reverse()
"""


def test_a_grade_depends_on_neither_the_order_nor_the_number_of_processes(framework, tmp_path):
    """Nor on what else is loaded: Hypothesis would draw constants that it finds in the modules of the examiner's process."""
    (tmp_path / "alice").mkdir()
    text = (ROOT / "reference" / framework / "schur.py").read_text(encoding="utf-8")
    (tmp_path / "alice" / "schur.py").write_text(f"{text}\nschur_complement = lambda matrix, k: matrix[..., k:, k:]\n", encoding="utf-8")
    (tmp_path / "backwards.py").write_text(REVERSED % ", ".join(str(n) for n in range(10**6, 10**9, 10**6 + 1)))
    runs = {"one process": ["-n", "0"], "two processes": ["-n", "2"], "backwards": ["-p", "no:xdist", "-p", "backwards"]}
    texts = {}
    for name, options in runs.items():
        command = [sys.executable, "-m", "pytest", "-q", "tests/tasks/test_schur.py", f"--submission={tmp_path / 'alice'}"]
        command += [f"--framework={framework}", "--profile=quick", f"--out={tmp_path / name}", *options]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
        lines = (tmp_path / name / "results.json").read_text(encoding="utf-8").splitlines()
        texts[name] = [line for line in lines if "execution_time" not in line]
    assert texts["one process"] == texts["two processes"] == texts["backwards"]
    assert any("smallest input that shows it" in line for line in texts["one process"])
