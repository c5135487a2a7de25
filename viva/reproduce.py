"""`viva reproduce`: the numbers that the course documents print, found again with the model solutions of both frameworks."""

import argparse
import csv
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil
from tqdm import tqdm

from viva import bridge
from viva.data import RECIPES, DataError, load
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.headlines import Headline
from viva.replies import CandidateDied, NotAttempted, NotLoaded, SubmissionError
from viva.report.reproduction import COLUMNS, reproduction_page, reproduction_table
from viva.sandbox import Limits, Sandbox
from viva.show import DEADLINE, CannotShowError, picture, tasks

COULD_NOT = 2
FOLDER = ROOT / "reproduction"
MEMORY = 8 << 30  # bytes: a mixture of all of MNIST takes half of it
TROUBLES = (SubmissionError, NotAttempted, NotLoaded, CandidateDied, DataError)


@dataclass
class Line:
    """A headline with what each framework found."""

    headline: Headline
    found: dict[str, str] = field(default_factory=dict)  # by framework, as text
    verdicts: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """What all frameworks say, or each of them where they do not agree."""
        return ", ".join(dict.fromkeys(self.verdicts))

    @property
    def row(self) -> dict[str, str]:
        """The line for a reader, under the names in `COLUMNS`."""
        return {
            "source": self.headline.place,
            "what": self.headline.claim,
            "expected": self.headline.expected,
            "right": self.headline.corrected or "",
            **{name: self.found.get(name, "") for name in bridge.FRAMEWORKS},
            "verdict": self.verdict,
        }


def reproduce(options: argparse.Namespace) -> int:
    """Ask, write reproduction.csv and reproduction.html, and print the table; 2 where there is nothing to ask."""
    chapters = {name: lines for name, lines in _chapters().items() if not options.source or name in options.source}
    if unknown := sorted(set(options.source) - set(chapters)):
        print(f"viva reproduce: there is no source {unknown[0]}; there are {', '.join(_chapters())}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    lines = [Line(headline) for headlines in chapters.values() for headline in headlines if options.full or not headline.long]
    frameworks = [options.framework] if options.framework else list(bridge.installed())
    pictures: dict[str, bytes] = {}
    for number, framework in enumerate(frameworks):
        with Room(framework) as room, tqdm(lines, desc=framework, file=sys.stderr, disable=None, leave=False) as bar:
            for line in bar:
                _answer(line, framework, room)
            if number == 0 and not options.no_pictures:
                pictures = _pictures(lines, room)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [line.row for line in lines]
    with (options.out / "reproduction.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (options.out / "reproduction.html").write_text(reproduction_page(rows, pictures), encoding="utf-8")
    print(reproduction_table(rows), end="")  # noqa: T201
    print(f"{options.out / 'reproduction.html'} has the figures; reproduction.csv lies beside it")  # noqa: T201
    return 0


class Room:
    """The model solutions of one framework in one sandbox; only the tasks that were asked last have a process."""

    def __init__(self, framework: str) -> None:
        limits = Limits(threads=psutil.cpu_count(logical=False) or 1, memory=MEMORY)
        self.sandbox = Sandbox(framework, ROOT / "reference" / framework, limits=limits)
        self.present: dict[str, Examiner] = {}

    def candidates(self, tasks: Sequence[str]) -> list[Examiner]:
        """A conversation about each of some tasks, those of the last headline going on."""
        for task in set(self.present) - set(tasks):
            self.present.pop(task).close()
        return [self.present.setdefault(task, Examiner(self.sandbox, task, deadline=DEADLINE)) for task in tasks]

    def __enter__(self) -> "Room":
        return self

    def __exit__(self, *_: object) -> None:
        self.candidates([])
        self.sandbox.kill()


def _chapters() -> dict[str, list[Headline]]:
    """The headlines of every module in reproduction/, by the number of the document that its first line begins with."""
    sys.path.insert(0, str(ROOT))
    try:
        modules = [importlib.import_module(f"reproduction.{path.stem}") for path in FOLDER.glob("*.py")]
    finally:
        sys.path.remove(str(ROOT))
    chapters = {(module.__doc__ or "").partition(":")[0]: _headlines(vars(module).values()) for module in modules}
    return dict(sorted(chapters.items()))


def _headlines(values: Any) -> list[Headline]:
    """Those among some values, also in lists."""
    parts = [value if isinstance(value, list) else [value] for value in values]
    return list(dict.fromkeys(part for parts_ in parts for part in parts_ if isinstance(part, Headline)))


def _answer(line: Line, framework: str, room: Room) -> None:
    """Ask one headline of one framework, and add what was found to its line."""
    headline = line.headline
    try:
        if headline.data and load(headline.data).source != "real":
            raise DataError(f"needs {_files(headline.data)} in the folder that VIVA_DATA names")
        value = headline.ask(*room.candidates(headline.tasks))
    except TROUBLES as error:
        line.found[framework] = "–"
        line.verdicts.append(str(error))
    else:
        line.found[framework] = headline.shown(value)
        line.verdicts.append(headline.verdict(value))


def _files(name: str) -> str:
    """The real files of a data set, the first of them if there are many."""
    files = [file.name for file in RECIPES[name].files]
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"


def _pictures(lines: Sequence[Line], room: Room) -> dict[str, bytes]:
    """The picture of every task that answered, by its name."""
    asked = dict.fromkeys(task for line in lines for task in line.headline.tasks)
    drawn = {}
    for task in tqdm([task for task in asked if task in tasks()], desc="pictures", file=sys.stderr, disable=None, leave=False):
        try:
            drawn[task] = picture(*room.candidates([task]))
        except CannotShowError as error:
            print(f"viva reproduce: no picture: {error}", file=sys.stderr)  # noqa: T201
    return drawn
