"""Both frameworks' model solutions side by side."""

from collections.abc import Callable, Iterator

import pytest

from viva import bridge
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox


@pytest.fixture(scope="session")
def twins() -> Iterator[Callable[[str], list[Examiner]]]:
    """The examiners of a task's two model solutions: `torch, tensorflow = twins("schur")`. Skips where a framework is missing."""
    missing = [framework for framework in bridge.FRAMEWORKS if framework not in bridge.installed()]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")
    sandboxes = [Sandbox(framework, ROOT / "reference" / framework) for framework in bridge.FRAMEWORKS]
    started: dict[str, list[Examiner]] = {}  # starting a candidate takes longer than most questions

    def pair(task: str) -> list[Examiner]:
        if task not in started:
            started[task] = [Examiner(sandbox, task) for sandbox in sandboxes]
        return started[task]

    yield pair
    for examiners in started.values():
        for examiner in examiners:
            examiner.close()
    for sandbox in sandboxes:
        sandbox.kill()
