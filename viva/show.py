"""`viva show`: a picture of what a submission has learned, which gallery/<task>.py draws from its answers alone."""

import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import psutil
from matplotlib import style
from matplotlib.figure import Figure

from viva.data import DataError
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError
from viva.sandbox import Limits, Sandbox, SandboxError

DEADLINE = 600.0  # seconds for one answer: nothing is graded here, and some answers are the training itself


class CannotShowError(Exception):
    """There is no picture; the message says why."""


def show(task: str, framework: str, submission: Path, out: Path) -> None:
    """Draw the picture of a task from the answers of a submission into a PNG file. Raises: CannotShowError."""
    _load(task)  # before a process is started for nothing
    folder = submission / framework
    threads = psutil.cpu_count(logical=False) or 1
    sandbox = Sandbox(framework, folder if folder.is_dir() else submission, limits=Limits(threads=threads))
    examiner = Examiner(sandbox, task, deadline=DEADLINE)
    try:
        out.write_bytes(picture(examiner))
    except OSError as error:
        raise CannotShowError(f"{task}: {error}") from error
    finally:
        examiner.close()
        sandbox.kill()


def picture(examiner: Examiner) -> bytes:
    """The picture of the task that `examiner` asks about, as a PNG file. Raises: CannotShowError."""
    task, image = examiner.task, io.BytesIO()
    draw = _load(task)
    try:
        mpl.use("Agg")  # nothing is shown on a screen
        with style.context(_gallery() / "look.mplstyle"):
            figure = Figure()
            draw(examiner, figure)
            figure.savefig(image, format="png")
    except (SubmissionError, NotAttempted, NotLoaded, CandidateDied, SandboxError, DataError, OSError) as error:
        raise CannotShowError(f"{task}: {error}") from error
    except Exception as error:  # such as a shape that no axes take
        raise CannotShowError(f"{task}: its answers cannot be drawn: {type(error).__name__}: {error}") from error
    return image.getvalue()


def tasks() -> list[str]:
    """The tasks that have a picture."""
    return sorted(path.stem for path in _gallery().glob("*.py") if path.stem != "pieces")


def _load(task: str) -> Callable[[Examiner, Figure], Any]:
    """`draw(task, figure)` of gallery/<task>.py."""
    if task not in tasks():
        raise CannotShowError(f"there is no picture of {task}; there are {', '.join(tasks())}")
    sys.path.insert(0, str(ROOT))
    try:
        draw: Callable[[Examiner, Figure], Any] = importlib.import_module(f"gallery.{task}").draw
    finally:
        sys.path.remove(str(ROOT))
    return draw


def _gallery() -> Path:
    return ROOT / "gallery"
