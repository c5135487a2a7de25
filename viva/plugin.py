"""The exam as a pytest plugin: options, the candidates that answer, seeds, and the collection of scores."""

import contextlib
import fcntl
import json
import tempfile
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
import threadpoolctl
from hypothesis.internal.conjecture import providers

from viva import bridge
from viva.exam import ROOT, Exam
from viva.examiner import Budget, Examiner
from viva.grading import Outcome, Result, judge
from viva.sandbox import ISOLATED, Sandbox
from viva.scores import EXAM, Scores

PROFILES = {"quick": 6, "grade": 20, "thorough": 300}
points = pytest.mark.points


DETAILS = pytest.StashKey[dict[str, Any]]()
_BEFORE = pytest.StashKey[int]()
_WAITING = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def submitted(task: str) -> Any:
    """The fixture through which a test file asks about its task: `schur = submitted("schur")`."""

    @pytest.fixture(scope="module", name=task)
    def conversation(request: pytest.FixtureRequest) -> Iterator[Examiner]:
        examiner = request.config.stash[EXAM].candidate(task)
        yield examiner
        examiner.close()

    return conversation


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Random numbers that depend on the grading seed and on the question, and on nothing else."""
    return np.random.default_rng(question_seed(request.config, request.node))


@pytest.fixture
def task_rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Random numbers for what several questions of a task share, whichever of them is asked first."""
    return np.random.default_rng(_seed(request.config, request.node, ""))


@pytest.fixture
def exhibit(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Puts a picture of the answer into the report: `exhibit(png, caption)`, with a PNG file in base64."""

    def show(png: str, caption: str) -> None:
        request.node.stash[DETAILS] = {"figure": png, "caption": caption}

    return show


def question_seed(config: pytest.Config, item: pytest.Item) -> int:
    """A seed of this question's own."""
    return _seed(config, item, item.name)


def _seed(config: pytest.Config, item: pytest.Item, name: str) -> int:
    return zlib.crc32(f"{config.stash[EXAM].seed}/{task_of(item)}/{name}".encode())


def task_of(item: pytest.Item) -> str:
    """The task that a question belongs to: a parametrised task, or what its file is named for."""
    named = getattr(item, "callspec", None)
    if named is not None and "task" in named.params:
        return str(named.params["task"])
    return item.path.stem.removeprefix("test_")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the exam; `viva grade` passes them on."""
    group = parser.getgroup("viva", "Viva, an oral exam for machine-learning code")
    group.addoption("--submission", type=Path, default=ROOT / "reference", help="folder of task files (default: the reference)")
    group.addoption("--framework", choices=bridge.FRAMEWORKS, help="default: the one that is installed, PyTorch if both are")
    group.addoption("--task", action="append", default=[], help="only this task; may be repeated")
    group.addoption("--profile", choices=PROFILES, default="grade", help="how many inputs a law is tried on")
    group.addoption("--grading-seed", type=int, default=0, help="every random draw follows from it; keep it secret when you grade")
    group.addoption("--no-shrink", dest="shrink", action="store_false", help="show the first failing input, not the smallest")
    group.addoption("--device", choices=["cpu", "cuda", "auto"], default="cpu", help="where the candidates compute")
    group.addoption("--correctness-only", action="store_true", help="no speed questions")
    group.addoption("--brief", action="store_true", help="no speed questions, and none of those that take long")
    group.addoption("--require-sandbox", action="store_true", help="refuse to run without bubblewrap")
    group.addoption("--time-budget", type=float, default=900.0, help="seconds that a submission may take in all")
    group.addoption("--out", type=Path, help="folder for results.json and report.html")


def pytest_configure(config: pytest.Config) -> None:
    """Set up the sitting. Raises: pytest.UsageError where the options do not fit the machine."""
    config.addinivalue_line("markers", "points(n, visible=True): what a question is worth, and whether students see its result")
    config.addinivalue_line("markers", "speed: a question about speed")
    config.addinivalue_line("markers", "long: a question that may take seconds, such as a training")
    hypothesis.settings.register_profile(
        "viva",
        max_examples=PROFILES[config.getoption("profile")],
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[p for p in hypothesis.Phase if p.name != "explain" and (p.name != "shrink" or config.getoption("shrink"))],
        print_blob=False,
    )
    hypothesis.settings.load_profile("viva")
    # Hypothesis would draw constants that it finds in whatever modules are loaded: no two ways to start an exam load the same.
    vars(providers)["_get_local_constants"] = vars(providers)["Constants"]
    if not config.pluginmanager.has_plugin("terminal"):
        config.option.tbstyle = "value"  # a traceback takes pytest a tenth of a second; what was lost is told in words
    if EXAM not in config.stash:
        config.stash[EXAM] = _exam(config)
    config.pluginmanager.register(Scores(config), "viva-scores")


def _exam(config: pytest.Config) -> Exam:
    frameworks = bridge.installed()
    framework = config.getoption("framework") or next(iter(frameworks), "torch")
    submission = Path(config.getoption("submission")).resolve()
    if not submission.is_dir():
        raise pytest.UsageError(f"--submission {submission}: there is no such folder")
    if (submission / framework).is_dir():
        submission = submission / framework
    device = config.getoption("device")
    if device == "auto":
        device = "cuda" if any(Path("/dev").glob("nvidia[0-9]*")) else "cpu"
    exam = Exam(submission, framework, device, config.getoption("grading_seed"), budget=Budget(config.getoption("time_budget")))
    if config.getoption("require_sandbox") and Sandbox(framework, submission).isolation != ISOLATED:
        raise pytest.UsageError("--require-sandbox: bubblewrap is not installed, or this container forbids namespaces")
    return exam


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What is graded, and how well it is shut in."""
    exam = config.stash[EXAM]
    shown = exam.submission.relative_to(Path.cwd()) if exam.submission.is_relative_to(Path.cwd()) else exam.submission
    isolation = Sandbox(exam.framework, exam.submission).isolation
    return [f"viva: {shown}, {exam.framework} on {exam.device}, grading seed {exam.seed}, isolation: {isolation}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose tasks, and leave out what nobody asked for: speed, and what takes long."""
    tasks = config.getoption("task")
    known = {task_of(item) for item in items if item.get_closest_marker("points")}
    if unknown := sorted(set(tasks) - known):
        raise pytest.UsageError(f"--task {unknown[0]}: there is no such task; there are {', '.join(sorted(known))}")
    brief = config.getoption("brief")
    left_out = [kind for kind, out in (("speed", brief or config.getoption("correctness_only")), ("long", brief)) if out]
    chosen = [
        item
        for item in items
        if (not tasks or item.get_closest_marker("points") is None or task_of(item) in tasks)
        and not any(item.get_closest_marker(kind) for kind in left_out)
    ]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def pytest_collection_finish() -> None:
    """Compute with one thread, now that the libraries are loaded: others would wait actively, on the candidates' cores."""
    threadpoolctl.threadpool_limits(1)


@pytest.fixture(autouse=True)
def _own_seed(request: pytest.FixtureRequest) -> None:
    """No question's answer depends on the questions before it."""
    seed = question_seed(request.config, request.node)
    if hasattr(request.function, "hypothesis"):
        hypothesis.seed(seed)(request.function)  # just before it runs: the questions of a parametrised test share one function
    for examiner in request.config.stash[EXAM].examiners:
        examiner.begin(seed)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Show a worker of pytest-xdist where all workers wait for each other."""
    if _WAITING not in node.config.stash:
        node.config.stash[_WAITING] = folder = tempfile.TemporaryDirectory(prefix="viva-")
        node.config.add_cleanup(folder.cleanup)
    node.workerinput["waiting"] = node.config.stash[_WAITING].name


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where several processes ask, no other question is asked while one about speed is."""
    if not hasattr(item.config, "workerinput") or item.get_closest_marker("points") is None:
        return (yield)
    with contextlib.ExitStack() as stack:
        with item.config.stash[EXAM].paused():
            stack.enter_context(_room(Path(item.config.workerinput["waiting"]), alone=item.get_closest_marker("speed") is not None))
        return (yield)


@contextlib.contextmanager
def _room(folder: Path, *, alone: bool) -> Iterator[None]:
    """A room that many processes may be in, or one alone; who waits to be alone holds the door, so that nobody overtakes."""
    with (folder / "door").open("w") as door, (folder / "room").open("w") as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(door, fcntl.LOCK_UN)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge a question once it has been asked, or once it turned out that it cannot be."""
    exam = item.config.stash[EXAM]
    if call.when == "setup":
        item.stash[_BEFORE] = exam.answers
    report = yield
    marker = item.get_closest_marker("points")
    if marker is None or not (call.when == "call" or (call.when == "setup" and not report.passed)):
        return report
    law = (getattr(item, "obj", None).__doc__ or item.name).strip().partition("\n")[0]
    if (parameters := item.name.partition("[")[2]) and task_of(item) != parameters[:-1]:
        law = f"{law} [{parameters}"
    result = Result(
        task=task_of(item),
        name=item.name,
        law=law,
        points=float(marker.args[0]),
        kind="speed" if item.get_closest_marker("speed") else "correctness",
        visible=bool(marker.kwargs.get("visible", True)),
        seconds=call.duration,
    )
    if report.skipped:
        result.outcome, result.message = Outcome.NOT_GRADED, str(getattr(call.excinfo and call.excinfo.value, "msg", ""))
    else:
        judge(result, call.excinfo and call.excinfo.value, answered=exam.answers > item.stash[_BEFORE])
    if result.outcome is Outcome.FAILED:
        for examiner in exam.examiners:
            examiner.refresh()
    if result.outcome is Outcome.EXAMINER_ERROR and call.excinfo:
        report.longrepr = call.excinfo.getrepr(style="long")
    elif report.failed and item.config.getoption("tbstyle") == "value":
        report.longrepr = result.in_words
    result.details = item.stash.get(DETAILS, {})
    description = next((examiner.description for examiner in exam.examiners if examiner.description), {})
    told = {"result": result.to_json(), "candidate": description, "spent": asdict(exam.lap())}
    report.user_properties.append(("viva", json.dumps(told)))
    return report
