"""Throughput of encoding and decoding, for every trained model: `pytest benchmarks/test_codes.py --framework torch`.

Training has a workload of its own for each model (`bench_<task>.py`), which the speed grade uses; this is for those who compare.
"""

import importlib

import numpy as np
import pytest
from laws.subject import Subject

from viva.exam import ROOT
from viva.wire import Images
from viva.workload import Workload

SIZES = (256, 4096)
MODES = ("eager", "compile", "function", "xla")
TASKS = sorted(
    path.stem.removeprefix("test_")
    for path in (ROOT / "tests/tasks").glob("test_*.py")
    if "KIND = Kind(" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", ["encode", "decode"])
@pytest.mark.parametrize("task", TASKS)
def test_throughput_of_codes(bench, benchmark, task, method, size, mode):
    """Samples a second through one half of a model."""
    bench.measure(benchmark, task, workload(importlib.import_module(f"test_{task}").KIND, method), "cpu", mode, size)


def workload(kind, method):
    """Half of a model on grey samples or standard normal codes; at least every number of them is read and written once."""

    def arguments(rng, size):
        samples = Subject(None, kind).samples(rng, size)
        code = rng.normal(size=(size, *kind.code)).astype(np.float32)
        first, images = (samples[0], kind.images) if method == "encode" else (code, kind.image_codes)
        return (Images(first) if images else first, *samples[1:])

    def check(task, arguments, answer):
        part = answer[0] if isinstance(answer, tuple) else answer
        wanted = kind.code if method == "encode" else kind.sample
        assert part.size == len(part) * np.prod(wanted), f"{method} returns {part.shape}"
        assert np.all(np.isfinite(part))
        assert np.ptp(part) > 0, "all numbers are the same"

    numbers = int(np.prod(kind.sample) + np.prod(kind.code))
    return Workload(
        function=f"{kind.name}.{method}",
        sizes=SIZES,
        graded_size=SIZES[0],
        unit="samples",
        arguments=arguments,
        items=lambda n: n,
        operations=lambda n: n * numbers,
        traffic=lambda n: 4 * n * numbers,
        check=check,
        subject=lambda task: (getattr(task, kind.name)(**kind.arguments, seed=0),),
        dtype="float32",
    )
