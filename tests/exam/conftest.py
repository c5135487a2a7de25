"""Sandboxes that many variants share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from viva.sandbox import Sandbox


@pytest.fixture(scope="session")
def variants_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all variants, so that one sandbox a framework serves them all."""
    return tmp_path_factory.mktemp("variants")


@pytest.fixture(scope="session")
def sandboxes(variants_folder: Path) -> Iterator[Callable[[str], Sandbox]]:
    """The sandbox of a framework; it has imported the framework and sees the variants' folder."""
    started: dict[str, Sandbox] = {}

    def sandbox(framework: str) -> Sandbox:
        if framework not in started:
            started[framework] = Sandbox(framework, variants_folder)
        return started[framework]

    yield sandbox
    for one in started.values():
        one.kill()
