"""Both frameworks' model solutions side by side."""

from collections.abc import Callable, Iterator

import pytest

from viva import bridge
from viva.examiner import Examiner
from viva.plugin import ROOT
from viva.sandbox import Sandbox

Pair = tuple[Examiner, Examiner]


@pytest.fixture(scope="session")
def _sandboxes() -> Iterator[list[Sandbox]]:
    missing = [framework for framework in bridge.FRAMEWORKS if framework not in bridge.installed()]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")
    started = [Sandbox(framework, ROOT / "reference" / framework) for framework in bridge.FRAMEWORKS]
    yield started
    for sandbox in started:
        sandbox.kill()


@pytest.fixture
def twins(_sandboxes: list[Sandbox]) -> Iterator[Callable[[str], Pair]]:
    """The examiners of a task in PyTorch and in TensorFlow: `torch, tensorflow = twins("schur")`."""
    asked: list[Examiner] = []

    def pair(task: str) -> Pair:
        torch, tensorflow = (Examiner(sandbox, task) for sandbox in _sandboxes)
        asked.extend((torch, tensorflow))
        return torch, tensorflow

    yield pair
    for examiner in asked:
        examiner.close()
