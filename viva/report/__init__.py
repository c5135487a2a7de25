"""What a person reads after an exam: a table, a page, and the file that Gradescope takes."""

import json
import os
import tempfile
from pathlib import Path

from viva.grading import Result
from viva.report.gradescope import gradescope
from viva.report.page import page
from viva.report.sitting import Sitting
from viva.report.terminal import score_table

__all__ = ["Sitting", "score_table", "write_reports"]


def write_reports(folder: Path, sitting: Sitting, results: list[Result]) -> None:
    """Write results.json (Gradescope) and report.html; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(gradescope(sitting, results), indent=1, ensure_ascii=False, allow_nan=False)
    _write(folder / "results.json", text + "\n")
    _write(folder / "report.html", page(sitting, results))


def _write(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
