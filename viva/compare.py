"""`viva compare`: the throughput benchmarks in both frameworks, one process each, and who is faster by how much."""

import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from scipy import stats
from tqdm import tqdm

from viva import bridge, workload
from viva.measurements import Comparison, Pair, Row
from viva.report.comparison import comparison_page, comparison_table
from viva.sandbox import environment
from viva.throughput import MODES

COULD_NOT = 2


@dataclass(frozen=True)
class Run:
    """The benchmarks of one task in one framework, in a process of their own."""

    task: str
    framework: str
    device: str
    full: bool  # every size; else the graded one

    @property
    def name(self) -> str:
        """What its measurements are kept under."""
        return f"{self.task}-{self.framework}-{self.device}{'-full' * self.full}"


def compare(root: Path, chosen: list[str], device: str, out: Path, full: bool = False) -> int:
    """Measure, write comparison.csv, benchmarks.json and comparison.html, print the summary; 2 where nothing could be measured.

    What an earlier comparison into the same folder has measured is not measured again.
    """
    known = workload.tasks(root / "benchmarks")
    if unknown := sorted(set(chosen) - set(known)):
        print(f"viva compare: there is no task {unknown[0]}; there are {', '.join(known)}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    frameworks = bridge.installed()
    if len(frameworks) < 2:
        print("viva compare: both PyTorch and TensorFlow must be installed", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    (out / "raw").mkdir(parents=True, exist_ok=True)
    runs = [Run(task, framework, device, full) for task, framework in itertools.product(chosen or known, frameworks)]
    if there := sum(_kept(out, run).exists() for run in runs):
        print(f"{there} of {len(runs)} runs are in {out / 'raw'} already; remove it to measure them anew", file=sys.stderr)  # noqa: T201
    raw = []
    for run in tqdm(runs, unit="run", file=sys.stderr, disable=None, leave=False):
        raw += _measured(root, out, run)
    rows = [_row(entry) for entry in raw]
    if not rows:
        print(f"viva compare: nothing could be measured on {device}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    found = list(comparisons(rows))
    (out / "benchmarks.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    _write_csv(out / "comparison.csv", rows)
    (out / "comparison.html").write_text(comparison_page(rows, found), encoding="utf-8")
    print(comparison_table(rows, found), end="")  # noqa: T201
    print(f"{out / 'comparison.html'} has the plots; comparison.csv and benchmarks.json lie beside it")  # noqa: T201
    return 0


def comparisons(rows: list[Row]) -> Iterable[Comparison]:
    """For each task that both frameworks ran: their modes at the largest size they share."""
    for _, group in itertools.groupby(sorted(rows, key=lambda r: r.task), key=lambda r: r.task):
        sides: dict[str, list[Row]] = {}
        for row in group:
            sides.setdefault(row.framework, []).append(row)
        shared = set.intersection(*({r.size for r in side} for side in sides.values()))
        if len(sides) == 2 and shared:
            torch, tensorflow = ([r for r in sides[f] if r.size == max(shared)] for f in bridge.FRAMEWORKS)
            eager, compiled = (
                _pair(*([row for row in side if (row.mode == "eager") is is_eager] for side in (torch, tensorflow)))
                for is_eager in (True, False)
            )
            fastest = _pair(torch, tensorflow)
            if fastest and eager:
                yield Comparison(fastest, eager, compiled)


def _pair(torch: list[Row], tensorflow: list[Row]) -> Pair | None:
    """The fastest row of each, side by side; None where there is none of one."""
    if not torch or not tensorflow:
        return None
    ours, theirs = (min(rows, key=lambda r: r.median_seconds) for rows in (torch, tensorflow))

    def log_ratio(a: Any, b: Any, axis: int = -1) -> Any:
        return np.median(np.log(b), axis=axis) - np.median(np.log(a), axis=axis)

    samples = (np.array(ours.times), np.array(theirs.times))
    rng = np.random.default_rng(len(ours.task))
    interval = stats.bootstrap(samples, log_ratio, n_resamples=999, method="percentile", rng=rng).confidence_interval
    return Pair(ours, theirs, *(float(np.exp(v)) for v in (interval.low, log_ratio(*samples), interval.high)))


def _kept(out: Path, run: Run) -> Path:
    return out / "raw" / f"{run.name}.json"


def _measured(root: Path, out: Path, run: Run) -> list[dict[str, Any]]:
    """The measurements of a run, from its file if there is one; a run that failed leaves none."""
    file = _kept(out, run)
    if not file.exists():
        entries = _measure(root, run)
        if not entries:
            return []
        part = file.with_suffix(".part")
        part.write_text(json.dumps(entries, indent=1), encoding="utf-8")
        part.replace(file)  # an interrupted run leaves no half of a file
    read: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _questions(root: Path, run: Run) -> list[str]:
    """The benchmarks of a run as pytest names them."""
    work, file = workload.load(run.task, root / "benchmarks"), root / "benchmarks" / f"bench_{run.task}.py"
    modes = [mode for mode in MODES[run.framework] if mode not in work.without]
    sizes = work.sizes_on(run.device, run.full)
    return [f"{file}::test_throughput[{run.device}-{mode}-{size}]" for mode, size in itertools.product(modes, sizes)]


def _measure(root: Path, run: Run) -> list[dict[str, Any]]:
    """The benchmarks of a run as pytest-benchmark writes them."""
    threads = psutil.cpu_count(logical=False) or 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "benchmarks.json"
        options = [f"--rootdir={root}", f"--framework={run.framework}", f"--device={run.device}", f"--benchmark-json={file}"]
        command = [sys.executable, "-m", "pytest", *_questions(root, run), *options, "-q", "-p", "no:xdist"]
        variables = {
            **os.environ,
            **environment(threads, run.device, alone=True),
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", folder),
        }
        done = subprocess.run(command, capture_output=True, text=True, env=variables, cwd=root, check=False)
        if done.returncode != 0:
            print(done.stdout[-3000:] + done.stderr[-1000:], file=sys.stderr)  # noqa: T201
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        entries: list[dict[str, Any]] = json.loads(text)["benchmarks"] if text else []
        return entries


def _row(entry: dict[str, Any]) -> Row:
    times = tuple(entry["stats"]["data"])
    known = {f.name for f in fields(Row)} & entry["extra_info"].keys()
    return Row(
        **{name: entry["extra_info"][name] for name in known},
        median_seconds=float(np.median(times)),
        rounds=len(times),
        times=times,
    )


def _write_csv(path: Path, rows: list[Row]) -> None:
    names = [f.name for f in fields(Row) if f.name != "times"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
