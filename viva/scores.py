"""The results of all questions of a sitting, and the reports that they become."""

import json
from typing import Any

import pytest

from viva import bridge
from viva.exam import Exam, Spent
from viva.grading import Result
from viva.report import Sitting, write_reports
from viva.report.terminal import score_table
from viva.sandbox import Sandbox

EXAM = pytest.StashKey[Exam]()
EARLIER = pytest.StashKey["Scores"]()  # of a session that asked the first part of the questions


class Scores:
    """Collects the results, from other pytest processes too, and writes the reports once every candidate is dead."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.exam = config, config.stash[EXAM]
        earlier = config.stash.get(EARLIER, None)
        self.results: dict[tuple[str, int, str], Result] = dict(earlier.results) if earlier else {}
        self.candidate: dict[str, str] = earlier.candidate if earlier else {}  # what candidates say about framework and device
        self.spent: Spent = earlier.spent if earlier else Spent()

    def sorted(self) -> list[Result]:
        """Results in the order of the test files, whatever order they came in."""
        return [self.results[key] for key in sorted(self.results)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a result out of its report."""
        for name, value in report.user_properties:
            if name == "viva":
                key = (report.nodeid.partition("::")[0], report.location[1] or 0, report.nodeid)
                data = json.loads(str(value))
                self.results[key] = Result.from_json(data["result"])
                self.candidate = self.candidate or data["candidate"]
                self.spent += Spent(**data["spent"])

    def pytest_sessionfinish(self) -> None:
        """End the candidates, then write."""
        self.exam.end()
        folder = self.config.getoption("out")
        if folder is not None and self.results and not hasattr(self.config, "workerinput"):
            write_reports(folder, self.sitting(), self.sorted())

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The table of tasks and points."""
        if self.results:
            terminalreporter.ensure_newline()
            terminalreporter.write(score_table(self.sitting(), self.sorted()))

    def sitting(self) -> Sitting:
        """What every report says about the circumstances."""
        folder = self.exam.submission
        return Sitting(
            submission=folder.parent.name if folder.name in bridge.FRAMEWORKS else folder.name,
            framework=self.exam.framework,
            versions=self.candidate.get("framework", ""),
            device=self.candidate.get("device", self.exam.device),
            isolation=Sandbox(self.exam.framework, self.exam.submission).isolation,
            profile=self.config.getoption("profile"),
            spent=self.spent,
        )
