"""`viva grade`: a pytest run over tests/tasks with a progress bar, a table at the end, and reports beside it."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tqdm import tqdm

from viva.exam import ROOT
from viva.grading import Outcome
from viva.report import score_table
from viva.scores import EARLIER, Scores

COULD_NOT = 2
SPEED = "test_speed.py"
QUICK = "quick"  # the profile of a first look
FINISHED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class Progress:
    """Shows which task is being asked about, and keeps what went wrong with the exam itself."""

    def __init__(self, bar: Any, earlier: Scores | None) -> None:
        self.bar, self.earlier = bar, earlier
        self.troubles: list[str] = []
        self.scores: Scores | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand on what has been asked already."""
        if self.earlier:
            config.stash[EARLIER] = self.earlier

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Remember where the scores will be."""
        self.scores = session.config.pluginmanager.get_plugin("viva-scores")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The number of questions is known."""
        self._expect(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """The number of questions is known to a process that asks a part of them."""
        self._expect(len(ids))

    def _expect(self, n_questions: int) -> None:
        self.bar.reset(n_questions)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A question begins."""
        self.bar.set_description(Path(nodeid.partition("::")[0]).stem.removeprefix("test_"))

    def pytest_runtest_logfinish(self) -> None:
        """A question is over."""
        self.bar.update()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A test file that cannot be read is the examiner's trouble."""
        if report.failed:
            self.troubles.append(str(report.longrepr))

    def pytest_internalerror(self, excrepr: Any) -> None:
        """So is a crash of pytest."""
        self.troubles.append(str(excrepr))


def grade(options: argparse.Namespace, framework: str) -> int:
    """Run the exam and print the table; 2 where it could not be graded, or where a question ended in the examiner's error."""
    folder = ROOT / "tests/tasks"
    known = {path.stem.removeprefix("test_") for path in folder.glob("test_*.py")} - {"speed"}
    if unknown := sorted(set(options.task) - known):
        print(f"viva grade: --task {unknown[0]}: there is no such task; there are {', '.join(sorted(known))}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    started = time.monotonic()
    scores, done = _examine(_parts(folder, options, sorted(options.task or known)), _arguments(options, framework), options.out)
    results = scores.sorted() if scores else []
    if scores and results:
        print(score_table(scores.sitting(), results, color=sys.stdout.isatty()), end="")  # noqa: T201
        if options.profile == QUICK:
            print("Not asked in a quick look: what takes long, and speed. --profile grade asks for all.")  # noqa: T201
        print(f"{options.out / 'report.html'} has the details; results.json and junit.xml lie beside it. "  # noqa: T201
              f"It took {time.monotonic() - started:.0f} s.")  # fmt: skip
    return 0 if done and all(r.outcome is not Outcome.EXAMINER_ERROR for r in results) else COULD_NOT


def _parts(folder: Path, options: argparse.Namespace, tasks: list[str]) -> list[list[str]]:
    """What to ask: several processes ask for right answers; then, alone on the machine, one asks how fast they come."""
    # The long files first, so that no worker ends in one alone; xdist would go by the number of questions, however long they are.
    paths = sorted((folder / f"test_{task}.py" for task in tasks), key=lambda path: path.stat().st_size, reverse=True)
    files = [str(path) for path in paths]
    workers = min(options.workers, len(files))
    sharing = ["-n", str(workers), "--dist=loadfile", "--no-loadscope-reorder"] if workers > 1 else ["-p", "no:xdist"]
    parts = [[*files, "--correctness-only", *sharing]]
    if not (options.correctness_only or options.profile == QUICK) and (folder / SPEED).exists():
        parts.append([str(folder / SPEED), "-p", "no:xdist"])
    return parts


def _arguments(options: argparse.Namespace, framework: str) -> list[str]:
    return [f"--rootdir={ROOT}", f"--confcutdir={ROOT}", "-p", "no:terminal",
            "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
            f"--submission={options.submission}", f"--framework={framework}", f"--profile={options.profile}",
            f"--grading-seed={options.grading_seed}", f"--device={options.device}", f"--out={options.out}",
            *(f"--task={task}" for task in options.task), *(["--require-sandbox"] if options.require_sandbox else []),
            *(["--brief"] if options.profile == QUICK else [])]  # fmt: skip


def _examine(parts: list[list[str]], arguments: list[str], out: Path) -> tuple[Scores | None, bool]:
    """The scores of all parts together, and whether every part could be asked."""
    scores, done = None, True
    out.mkdir(parents=True, exist_ok=True)
    with (
        tqdm(unit="question", file=sys.stderr, leave=False, disable=None, dynamic_ncols=True) as bar,
        tempfile.TemporaryDirectory() as units,
    ):
        for number, part in enumerate(parts):
            progress = Progress(bar, scores)
            status = pytest.main([*part, *arguments, f"--junitxml={units}/{number}.xml"], plugins=[progress])
            for trouble in progress.troubles:
                print(trouble, file=sys.stderr)  # noqa: T201
            scores, done = progress.scores, done and status in FINISHED and not progress.troubles
        _join(sorted(Path(units).glob("*.xml")), out / "junit.xml")
    return scores, done


def _join(parts: list[Path], out: Path) -> None:
    """One JUnit file with the test suites of several."""
    suites = ElementTree.Element("testsuites")
    for part in parts:
        suites.extend(ElementTree.parse(part).getroot())
    ElementTree.ElementTree(suites).write(out, encoding="utf-8", xml_declaration=True)
