"""How often the speed grade is right: the reference against itself, and a copy of it that does everything three times.

python benchmarks/speed_verdicts.py --framework torch --task schur --repeats 100 --out benchmarks/calibration/speed_verdicts.csv

Each is repeated on a quiet machine and with one core kept busy by a foreign process. Leave the machine alone while it runs. Rows
that the file has already are kept, so a run that was interrupted goes on where it was.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tqdm import trange

from viva import speed, workload
from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox

SLOWED = """

_once = {function}

def {function}(*arguments):
    _once(*arguments)
    _once(*arguments)
    return _once(*arguments)
"""
BUSY = [sys.executable, "-c", "while True: sum(range(10**6))"]


def main() -> None:
    """Count verdicts and add one row for each submission and load."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--task", choices=workload.tasks(ROOT / "benchmarks"), default="schur")
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    work = workload.load(options.task, ROOT / "benchmarks")
    original = (ROOT / "reference" / options.framework / f"{options.task}.py").read_text(encoding="utf-8")
    known = list(csv.DictReader(options.out.open(encoding="utf-8"))) if options.out.exists() else []
    done = {(row["framework"], row["task"], row["submission"], row["load"]) for row in known}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("itself", original), ("three times", original + SLOWED.format(function=work.function))):
            place = Path(folder) / name.replace(" ", "_")
            shutil.copytree(ROOT / "reference" / options.framework, place)
            (place / f"{options.task}.py").write_text(text, encoding="utf-8")
            for load in ("quiet", "other core busy"):
                if (options.framework, options.task, name, load) in done:
                    continue
                foreign = subprocess.Popen(BUSY) if load != "quiet" else None
                try:
                    verdicts = repeat(options, work, place)
                finally:
                    if foreign is not None:
                        foreign.kill()
                        foreign.wait()
                row = {"framework": options.framework, "task": options.task, "submission": name, "load": load, **verdicts}
                print(row)  # noqa: T201
                with options.out.open("a", newline="", encoding="utf-8") as file:
                    writer = csv.DictWriter(file, list(row), lineterminator="\n")
                    if not file.tell():
                        writer.writeheader()
                    writer.writerow(row)


def repeat(options: argparse.Namespace, work: workload.Workload, place: Path) -> dict[str, float]:
    """Grade the same submission again and again, each time with other questions and fresh candidates."""
    counts = {"full points": 0, "fewer points": 0, "inconclusive": 0}
    fractions, started = [], time.monotonic()
    rooms = [Sandbox(options.framework, place), Sandbox(options.framework, ROOT / "reference" / options.framework)]
    for seed in trange(options.repeats, leave=False):
        candidates = [Examiner(rooms[0], options.task), Examiner(rooms[1], options.task), Examiner(rooms[1], options.task)]
        verdict = speed.grade(work, candidates[0], candidates[1:], seed)
        for candidate in candidates:
            candidate.close()
        kind = "inconclusive" if not verdict.conclusive else "full points" if verdict.fraction == 1 else "fewer points"
        counts[kind] += 1
        if verdict.conclusive:
            fractions.append(verdict.fraction)
    for room in rooms:
        room.kill()
    spread = {"lowest fraction": min(fractions, default=0), "highest fraction": max(fractions, default=0)}
    seconds = (time.monotonic() - started) / options.repeats
    return {"repeats": options.repeats, **counts, **{k: round(v, 3) for k, v in spread.items()}, "seconds each": round(seconds, 2)}


if __name__ == "__main__":
    main()
