"""`viva compare`: the throughput benchmarks in both frameworks, one process each, and who is faster by how much."""

import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from scipy import stats
from tqdm import tqdm

from viva import bridge, workload
from viva.measurements import Pair, Row
from viva.report.comparison import comparison_page, comparison_table
from viva.sandbox import environment

COULD_NOT = 2


def compare(root: Path, chosen: list[str], device: str, out: Path) -> int:
    """Measure, write comparison.csv, benchmarks.json and comparison.html, print the summary; 2 where nothing could be measured."""
    known = workload.tasks(root / "benchmarks")
    if unknown := sorted(set(chosen) - set(known)):
        print(f"viva compare: there is no task {unknown[0]}; there are {', '.join(known)}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    frameworks = bridge.installed()
    if len(frameworks) < 2:
        print("viva compare: both PyTorch and TensorFlow must be installed", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    out.mkdir(parents=True, exist_ok=True)
    runs = list(itertools.product(chosen or known, frameworks))
    raw = []
    for task, framework in tqdm(runs, unit="run", file=sys.stderr, disable=None, leave=False):
        raw += _measure(root, task, framework, device)
    rows = [_row(entry) for entry in raw]
    if not rows:
        print(f"viva compare: nothing could be measured on {device}", file=sys.stderr)  # noqa: T201
        return COULD_NOT
    pairs = list(best_pairs(rows))
    (out / "benchmarks.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    _write_csv(out / "comparison.csv", rows)
    (out / "comparison.html").write_text(comparison_page(rows, pairs), encoding="utf-8")
    print(comparison_table(rows, pairs), end="")  # noqa: T201
    print(f"{out / 'comparison.html'} has the plots; comparison.csv and benchmarks.json lie beside it")  # noqa: T201
    return 0


def best_pairs(rows: list[Row]) -> Iterable[Pair]:
    """For each task that both frameworks ran: the fastest modes at the largest size they share."""
    for task, group in itertools.groupby(sorted(rows, key=lambda r: r.task), key=lambda r: r.task):
        sides: dict[str, list[Row]] = {}
        for row in group:
            sides.setdefault(row.framework, []).append(row)
        shared = set.intersection(*({r.size for r in side} for side in sides.values()))
        if len(sides) == 2 and shared:
            best = {f: min((r for r in side if r.size == max(shared)), key=lambda r: r.median_seconds) for f, side in sides.items()}
            yield _pair(best["torch"], best["tensorflow"], seed=len(task))


def _pair(torch: Row, tensorflow: Row, seed: int) -> Pair:
    def log_ratio(a: Any, b: Any, axis: int = -1) -> Any:
        return np.median(np.log(a), axis=axis) - np.median(np.log(b), axis=axis)

    samples = (np.array(tensorflow.times), np.array(torch.times))
    found = stats.bootstrap(samples, log_ratio, n_resamples=999, method="percentile", rng=np.random.default_rng(seed))
    interval = found.confidence_interval
    return Pair(torch, tensorflow, *(float(np.exp(v)) for v in (interval.low, log_ratio(*samples), interval.high)))


def _measure(root: Path, task: str, framework: str, device: str) -> list[dict[str, Any]]:
    """The benchmarks of one task in a process of its own, as pytest-benchmark writes them."""
    threads = psutil.cpu_count(logical=False) or 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "benchmarks.json"
        command = [sys.executable, "-m", "pytest", str(root / "benchmarks" / f"bench_{task}.py"), f"--rootdir={root}", "-q",
                   f"--framework={framework}", f"--device={device}", f"--benchmark-json={file}", "-p", "no:xdist"]  # fmt: skip
        variables = {
            **os.environ,
            **environment(threads, device, alone=True),
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
