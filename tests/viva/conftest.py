"""Tiny submissions, and the sandboxes that all of them share."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from viva import bridge
from viva.examiner import Examiner
from viva.sandbox import Sandbox

IMPORTS = {"torch": "import torch\n", "tensorflow": "import keras\nimport tensorflow as tf\n"}


@pytest.fixture(scope="session")
def framework() -> str:
    """One framework that is installed, for whatever does not depend on which."""
    if not bridge.installed():
        pytest.skip("needs PyTorch or TensorFlow")
    return bridge.installed()[0]


@pytest.fixture(scope="session")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the shared sandboxes see; every submission has a folder of its own in it."""
    return tmp_path_factory.mktemp("submissions")


@pytest.fixture(scope="session")
def rooms(submissions: Path) -> Iterator[Callable[[str], Sandbox]]:
    """The shared sandbox of a framework, which has imported it once for all tests."""
    started: dict[str, Sandbox] = {}

    def room(framework: str) -> Sandbox:
        return started.setdefault(framework, Sandbox(framework, submissions))

    yield room
    for sandbox in started.values():
        sandbox.kill()


def _submit(rooms: Callable[[str], Sandbox], framework: str) -> Iterator[Callable[..., Examiner]]:
    """Hands in the text of `mini.py`, and returns who asks about it: `submit("def f(x): return x").f(1.0)`."""
    default, asked = framework, []

    def submit(source: str, framework: str = default, sandbox: Sandbox | None = None, **options: Any) -> Examiner:
        room = sandbox or rooms(framework)
        folder = Path(tempfile.mkdtemp(dir=room.submission))
        folder.chmod(0o755)
        (folder / "mini.py").write_text(IMPORTS[room.framework] + source, encoding="utf-8")
        asked.append(Examiner(room, "mini", folder.name, **options))
        return asked[-1]

    yield submit
    for examiner in asked:
        examiner.close()


submit = pytest.fixture(_submit)
submit_for_module = pytest.fixture(_submit, scope="module")
