"""Sits the exam inside a test."""

import sys

import pytest

from viva.exam import ROOT, Exam
from viva.grading import Result
from viva.plugin import EXAM


def sit(exam: Exam, *arguments: str) -> dict[str, Result]:
    """Run the exam in this process on a sandbox that may be shared, and return the results by question."""

    class Preset:
        """Puts the sitting where the plugin would put its own."""

        @pytest.hookimpl(tryfirst=True)
        def pytest_configure(self, config: pytest.Config) -> None:
            config.stash[EXAM] = exam
            self.config = config

    for name in [name for name in sys.modules if name.startswith(("tests.tasks.", "laws."))]:
        del sys.modules[name]  # a question keeps the number of inputs of the profile under which it was imported
    preset = Preset()
    unwanted = ("terminal", "xdist", "benchmark", "unraisableexception")  # the last collects garbage for half of a short sitting
    options = ["--capture=no", *(f"-pno:{plugin}" for plugin in unwanted), f"--rootdir={ROOT}"]
    pytest.main([*options, "--no-shrink", "--correctness-only", *arguments], plugins=[preset])
    scores = preset.config.pluginmanager.get_plugin("viva-scores")
    return {result.name: result for result in scores.sorted()}
