"""The exam as a pytest plugin: options, questions, seeds and scores."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from xml.etree import ElementTree

import hypothesis
import pytest
import threadpoolctl

from viva import bridge, bubblewrap
from viva.exam import ROOT, Exam
from viva.examiner import Budget
from viva.grading import Outcome, Result
from viva.plugin import EXAM, PROFILES, pytest_report_header
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
from viva.replies import NotAttempted
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
def sit(tmp_path, capsys, submit, monkeypatch):
    """Runs pytest in this process over the given questions about a submission, which the shared sandbox answers."""
    own = hypothesis.settings.get_profile("viva")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def sit(questions, *options, submission=SUBMISSION, question=None, preset=True, seed=0):
        (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
        (tmp_path / "test_mini.py").write_text(PREAMBLE + questions)
        (tmp_path / "notes.txt").write_text("")
        sys.modules.pop("test_mini", None)
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

        chosen = f"::{question}" if question else ""
        arguments = [f"{tmp_path / 'test_mini.py'}{chosen}", f"--rootdir={tmp_path}", "--import-mode=importlib", "--capture=no"]
        arguments += ["-p", "viva.plugin", *(f"-pno:{name}" for name in ("cacheprovider", "benchmark", "xdist", "terminal"))]
        sat.status = pytest.main([*arguments, *map(str, options)], plugins=[Preset()])
        sat.errors, sat.notes = capsys.readouterr().err, (tmp_path / "notes.txt").read_text().splitlines()
        return sat

    yield sit
    hypothesis.settings.register_profile("viva", own)
    hypothesis.settings.load_profile("viva")


# Questions and their results


def test_a_question_is_judged_with_its_law_and_its_points(sit):
    result = sit("""
@points(3)
def test_x(mini):
    '''Twice is double.

    And so on.
    '''
    assert mini.double(2.0) == 4.0
""").results["test_x"]
    assert (result.task, result.law, result.points) == ("mini", "Twice is double.", 3.0)
    assert (result.kind, result.visible) == ("correctness", True)
    assert (result.outcome, result.earned) == (Outcome.PASSED, 3.0)
    assert result.seconds > 0


def test_a_parametrised_question_names_its_parameter_and_one_without_a_law_is_called_by_its_name(sit):
    results = sit("""
@pytest.mark.parametrize("n", [1, 2])
@points(1)
def test_x(n):
    '''A law.'''

@points(1)
def test_y():
    pass
""").results
    laws = {name: result.law for name, result in results.items()}
    assert laws == {"test_x[1]": "A law. [1]", "test_x[2]": "A law. [2]", "test_y": "test_y"}


def test_a_task_may_be_a_parameter(sit):
    results = sit("""
@pytest.mark.parametrize("task", ["pca", "schur"])
@pytest.mark.speed
@points(10)
def test_x(task):
    '''Fast.'''
""").results
    found = [(result.task, result.law, result.kind) for result in results.values()]
    assert found == [("pca", "Fast.", "speed"), ("schur", "Fast.", "speed")]


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


LARGE = """
@points(1)
@given(n=st.integers(0, 1000))
def test_x(mini, rng, n):
    assert mini.double(float(n)) < 100, "too large"
"""


def test_the_smallest_counterexample_is_shown_without_fixtures(sit):
    assert sit(LARGE).results["test_x"].counterexample == "n=50"


def test_the_search_for_a_smaller_counterexample_can_be_left_out(sit):
    shown = sit(LARGE, "--no-shrink").results["test_x"].counterexample
    assert shown.startswith("n=")
    assert int(shown.removeprefix("n=")) > 50


@pytest.mark.parametrize(("passes", "counts"), [(False, ["1", "1"]), (True, ["1", "2"])])
def test_a_failed_question_leaves_nothing_behind_in_the_candidate(sit, passes, counts):
    sat = sit(f"""
@points(1)
def test_a(mini):
    note(mini.counted())
    assert {passes}

@points(1)
def test_b(mini):
    note(mini.counted())
""")
    assert sat.notes == counts


def test_details_of_a_question_reach_its_result(sit):
    sat = sit("""
from viva.plugin import DETAILS

@points(1)
def test_x(request):
    request.node.stash[DETAILS] = {"flag": "look"}
""")
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

@pytest.mark.long
@points(1)
def test_slow():
    pass

def test_pointless():
    pass
"""


@pytest.mark.parametrize(
    ("options", "questions"),
    [
        ([], ["test_x[pca]", "test_x[schur]", "test_fast", "test_slow", "test_pointless"]),
        (["--task=schur"], ["test_x[schur]", "test_pointless"]),
        (["--task=schur", "--task=mini"], ["test_x[schur]", "test_fast", "test_slow", "test_pointless"]),
        (["--correctness-only"], ["test_x[pca]", "test_x[schur]", "test_slow", "test_pointless"]),
        (["--brief"], ["test_x[pca]", "test_x[schur]", "test_pointless"]),
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
    (line,) = pytest_report_header(sat.config)
    assert line == f"viva: {exam.submission}, {exam.framework} on cpu, grading seed 9, isolation: {isolation}"


THREADS = """
import threadpoolctl

def test_x():
    note(*{library["num_threads"] for library in threadpoolctl.threadpool_info()})
"""


def test_the_examiner_leaves_the_other_cores_to_the_candidates(sit):
    """Asked for three threads, its linear algebra has one."""
    with threadpoolctl.threadpool_limits(3):
        assert sit(THREADS).notes == ["1"]


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
def test_drawn(request, n, data):
    note(request.node.name, n, data.draw(st.floats(0, 1)))

@pytest.mark.parametrize("k", [1, 2])
@points(1)
@given(n=st.integers(0, 2**32 - 1))
def test_both(request, k, n):
    note(request.node.name, n)

@points(1)
def test_numpy(request, rng):
    note(request.node.name, rng.random())

@pytest.mark.parametrize("k", [1, 2])
@points(1)
def test_task(request, task_rng, k):
    note(request.node.name, task_rng.random())

@pytest.mark.parametrize("k", [1, 2])
@points(1)
def test_candidate(request, mini, k):
    note(request.node.name, mini.draw())
"""


def of(question, notes):
    """What a question drew."""
    return [line.removeprefix(question) for line in notes if line.startswith(f"{question} ")]


def test_the_same_seed_draws_the_same_and_another_seed_draws_something_else(sit):
    first, again, other = (sit(DRAWS, seed=seed).notes for seed in (1, 1, 2))
    assert first == again
    for question in ("test_drawn", "test_both[1]", "test_numpy", "test_task[1]", "test_candidate[1]"):
        assert of(question, first)
        assert of(question, first) != of(question, other)


@pytest.mark.parametrize("question", ["test_drawn", "test_both[1]", "test_numpy", "test_candidate[2]"])
def test_a_question_draws_the_same_whether_others_are_asked_or_not(sit, question):
    alone, whole = sit(DRAWS, question=question).notes, sit(DRAWS).notes
    assert of(question, alone) == of(question, whole) != []
    assert len(alone) < len(whole)


def test_every_question_has_draws_of_its_own(sit):
    notes = sit(DRAWS).notes
    for first, second in (("test_both[1]", "test_both[2]"), ("test_candidate[1]", "test_candidate[2]")):
        assert of(first, notes) != of(second, notes)


def test_the_questions_of_a_task_have_draws_in_common(sit):
    notes = sit(DRAWS).notes
    assert of("test_task[1]", notes) == of("test_task[2]", notes) != of("test_numpy", notes)


REVERSED = """
CONSTANTS = [%s]

def pytest_collection_modifyitems(items):
    items.reverse()
"""


def test_a_grade_depends_on_neither_the_order_nor_the_number_of_processes(framework, tmp_path):
    """Nor on what else is loaded: Hypothesis would draw constants that it finds in the modules of the examiner's process."""
    (tmp_path / "alice").mkdir()
    text = (ROOT / "reference" / framework / "schur.py").read_text(encoding="utf-8")
    wrong = "schur_complement = lambda matrix, k: matrix[..., k:, k:]\n"
    (tmp_path / "alice" / "schur.py").write_text(f"{text}\n{wrong}", encoding="utf-8")
    (tmp_path / "backwards.py").write_text(REVERSED % ", ".join(str(n) for n in range(10**6, 10**9, 10**6 + 1)))
    runs = {"one process": ["-n", "0"], "two processes backwards": ["-n", "2", "-p", "backwards"]}
    texts = {}
    for name, options in runs.items():
        command = [sys.executable, "-m", "pytest", "-q", "tests/tasks/test_schur.py", f"--submission={tmp_path / 'alice'}"]
        command += [f"--framework={framework}", "--profile=quick", "--no-shrink", f"--out={tmp_path / name}", *options]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
        lines = (tmp_path / name / "results.json").read_text(encoding="utf-8").splitlines()
        texts[name] = [line for line in lines if "execution_time" not in line]
    assert texts["one process"] == texts["two processes backwards"]
    assert any("smallest input that shows it" in line for line in texts["one process"])


TIMED = """
import time

import pytest

from viva.plugin import points

@pytest.mark.parametrize("n", range(6))
@points(1)
def test_law(n, record_property):
    note(record_property, 0.2)

@pytest.mark.parametrize("n", range(3))
@pytest.mark.speed
@points(1)
def test_time(n, record_property):
    note(record_property, 0.1)

def note(record_property, seconds):
    begun = time.monotonic()
    time.sleep(seconds)
    record_property("times", f"{begun} {time.monotonic()}")
"""


def test_questions_about_speed_are_asked_while_no_other_process_asks(framework, tmp_path):
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(TIMED)
    command = [sys.executable, "-m", "pytest", "-p", "viva.plugin", f"--framework={framework}", "-n", "2"]
    command += ["--dist=loadfile", "--junitxml=units.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    cases = ElementTree.parse(tmp_path / "units.xml").iter("testcase")
    asked = [(case.get("name"), *map(float, next(case.iter("property")).get("value").split())) for case in cases]
    together = {frozenset((one, other)) for one, *a in asked for other, *b in asked if a != b and a[0] < b[1] and b[0] < a[1]}
    assert together
    assert not any("time" in name for names in together for name in names)


def test_waiting_for_another_process_is_nobodys_time(tmp_path):
    exam = Exam(tmp_path, "torch", "cpu", seed=0)
    exam.lap()
    with exam.paused():
        time.sleep(0.5)
    assert exam.lap().wall < 0.25


def test_importing_the_framework_is_neither_the_submissions_time_nor_the_examiners(tmp_path, framework):
    (tmp_path / "mini.py").write_text("def f():\n    return 1.0\n")
    exam = Exam(tmp_path, framework, "cpu", seed=0)
    mini = exam.candidate("mini")
    try:
        first, second = [(mini.f(), exam.lap())[1] for _ in range(2)]
    finally:
        mini.close()
        exam.end()
    assert first.framework > 0.8 * first.wall
    assert second.framework == 0
