"""`viva grade`: a pytest run over tests/tasks with a progress bar, a table at the end, and reports beside it."""

import argparse
import sys
from typing import Any

import pytest
from tqdm import tqdm

from viva.exam import ROOT
from viva.grading import Outcome
from viva.plugin import Scores, task_of
from viva.report import score_table

COULD_NOT = 2


class Progress:
    """Shows which task is being asked about, and keeps what went wrong with the exam itself."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.scores: Scores | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Remember where the scores will be."""
        self.scores = config.pluginmanager.get_plugin("viva-scores")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The number of questions is known."""
        self.bar = tqdm(total=len(session.items), unit="question", file=sys.stderr, leave=False, disable=None, dynamic_ncols=True)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A question begins."""
        self.bar.set_description(task_of(item))

    def pytest_runtest_logfinish(self) -> None:
        """A question is over."""
        self.bar.update()

    def pytest_sessionfinish(self) -> None:
        """Make room for the table."""
        if hasattr(self, "bar"):
            self.bar.close()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A test file that cannot be read is the examiner's trouble."""
        if report.failed:
            self.troubles.append(str(report.longrepr))

    def pytest_internalerror(self, excrepr: Any) -> None:
        """So is a crash of pytest."""
        self.troubles.append(str(excrepr))


def grade(options: argparse.Namespace, framework: str) -> int:
    """Run the exam and print the table; 2 where it could not be graded, or where a question ended in the examiner's error."""
    arguments = [str(ROOT / "tests/tasks"), f"--rootdir={ROOT}", f"--confcutdir={ROOT}", "-p", "no:terminal",
                 "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
                 f"--submission={options.submission}", f"--framework={framework}", f"--profile={options.profile}",
                 f"--grading-seed={options.grading_seed}", f"--device={options.device}", f"--out={options.out}",
                 f"--junitxml={options.out / 'junit.xml'}", *(f"--task={task}" for task in options.task)]  # fmt: skip
    arguments += [f"--{flag.replace('_', '-')}" for flag in ("correctness_only", "require_sandbox") if getattr(options, flag)]
    progress = Progress()
    status = pytest.main(arguments, plugins=[progress])
    results = progress.scores.sorted() if progress.scores else []
    for trouble in progress.troubles:
        print(trouble, file=sys.stderr)  # noqa: T201
    if results:
        assert progress.scores is not None
        table = score_table(progress.scores.sitting(), results, color=sys.stdout.isatty())
        print(table, end="")  # noqa: T201
        print(f"{options.out / 'report.html'} has the details; results.json and junit.xml lie beside it")  # noqa: T201
    done = status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not progress.troubles
    return 0 if done and all(r.outcome is not Outcome.EXAMINER_ERROR for r in results) else COULD_NOT
