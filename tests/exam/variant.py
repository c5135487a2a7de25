"""Submissions made out of the reference by editing it."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from viva.exam import ROOT

Edits = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Variant:
    """A submission that differs from the reference: by edits of its text, or by definitions that replace its own."""

    name: str
    question: str = ""  # the one that must catch it; a right variant has none
    edits: Edits = field(default_factory=dict)  # framework -> (text found once, text instead)
    instead: dict[str, str] = field(default_factory=dict)  # framework -> definitions put at the end of the file
    module: str = ""  # the file that is edited, if not the task's: one that it imports

    def source(self, task: str, framework: str) -> str:
        """The edited module. Raises: LookupError where an edit does not fit the reference any more."""
        text = (ROOT / "reference" / framework / f"{self.module or task}.py").read_text(encoding="utf-8")
        for old, new in self.edits.get(framework, []):
            if text.count(old) != 1:
                raise LookupError(f"{task}, {framework}, {self.name}: found {text.count(old)} times, not once: {old!r}")
            text = text.replace(old, new)
        return text + "\n\n" + self.instead.get(framework, "")


def both(old: str, new: str) -> Edits:
    """The same edit in both frameworks."""
    return {"torch": [(old, new)], "tensorflow": [(old, new)]}


def edits(torch: tuple[str, str], tensorflow: tuple[str, str]) -> Edits:
    """One edit a framework."""
    return {"torch": [torch], "tensorflow": [tensorflow]}


def submit(folder: Path, framework: str, module: str, source: str) -> None:
    """Hands in the model solutions, but with `source` for one module: some of them import others."""
    shutil.copytree(ROOT / "reference" / framework, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
