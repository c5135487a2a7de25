"""Throughput benchmarks of trusted code, in this process: pytest-benchmark with fresh inputs, and answers checked afterwards."""

import ctypes
import functools
import operator
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from viva import bridge
from viva.candidate import Candidate
from viva.examiner import Examiner
from viva.question import plain
from viva.sandbox import environment
from viva.workload import Workload

MODES = {"torch": ("eager", "compile"), "tensorflow": ("eager", "function", "xla")}
ROUND_SECONDS, FEWEST_ROUNDS, MOST_ROUNDS = 1.0, 5, 50


def throughput(task: str, workload: Workload) -> Callable[..., None]:
    """The benchmark of a workload, for every size and every mode of the framework that is measured."""

    @pytest.mark.parametrize("size", workload.all_sizes)
    @pytest.mark.parametrize("mode", sorted({m for modes in MODES.values() for m in modes}))
    @pytest.mark.parametrize("device", ["cpu", "cuda"])
    def test_throughput(benchmark: Any, bench: "Bench", device: str, mode: str, size: int) -> None:
        bench.measure(benchmark, task, workload, device, mode, size)

    test_throughput.__doc__ = f"Throughput of {task}.{workload.function}, in {workload.unit} a second."
    benchmark_of_the_task: Callable[..., None] = test_throughput
    return benchmark_of_the_task


class Local(Examiner):
    """The examiner's side of a conversation without a process in between: the submission is trusted and runs here."""

    def __init__(self, candidate: Candidate) -> None:
        """`candidate` has loaded its module."""
        self.candidate, self.answers, self.generation = candidate, 0, 0

    def ask(self, do: str, deadline: float | None = None, **arguments: Any) -> Any:
        """Ask without a deadline; exceptions come as they are."""
        return getattr(self.candidate, "do_" + do)(**arguments)


class Bench:
    """Measures the reference of one framework on one device."""

    def __init__(self, framework: str, device: str, threads: int, folder: Path) -> None:
        """Imports the framework. Raises: RuntimeError where it sees no such device."""
        self.framework, self.device, self.threads, self.folder = framework, device, threads, folder
        steady(threads, device)
        self.native = bridge.load(framework)
        self.description = self.native.start(device, threads)

    def measure(self, benchmark: Any, task: str, workload: Workload, device: str, mode: str, size: int) -> None:
        """One row: warm up, time rounds on fresh inputs, check what was timed, report it against the machine's ceilings."""
        if mode not in MODES[self.framework]:
            pytest.skip(f"{self.framework} has no mode {mode}")
        if device != self.device:
            pytest.skip(f"this run measures {self.device}; for {device} there is --device {device}")
        if mode in workload.without:
            pytest.skip(workload.without[mode])
        if size not in workload.sizes_on(device, full=True):
            pytest.skip(f"{size} {workload.unit} are for a GPU")
        candidate = Candidate(self.native, self.folder, task, device, self.threads)
        candidate.do_load()
        local = Local(candidate)
        subject = workload.subject(local)
        native_subject = [candidate._native(plain(value)) for value in subject]
        function = self._compiled(operator.attrgetter(workload.function)(candidate.module), mode)
        rng = np.random.default_rng(0)
        asked: list[tuple[Any, ...]] = []
        answers: list[Any] = []

        def fresh() -> tuple[tuple[Any, ...], dict[str, Any]]:
            asked[:] = [workload.arguments(rng, size)]
            return (*native_subject, *(candidate._native(value) for value in asked[0])), {}

        def timed(*arguments: Any) -> None:
            answers[:] = [function(*arguments)]
            self.native.synchronize()

        started = time.perf_counter()
        timed(*fresh()[0])
        first = time.perf_counter() - started
        started = time.perf_counter()
        timed(*fresh()[0])
        once = time.perf_counter() - started
        rounds = int(np.clip(ROUND_SECONDS / once, FEWEST_ROUNDS, MOST_ROUNDS))
        benchmark.pedantic(timed, setup=fresh, rounds=rounds, warmup_rounds=1)
        workload.check(local, (*subject, *asked[0]), candidate._plain(answers[0]))
        self._report(benchmark, task, workload, mode, size, first)

    def _compiled(self, function: Callable[..., Any], mode: str) -> Callable[..., Any]:
        if mode == "compile":
            import torch

            torch.compiler.reset()
            compiled: Callable[..., Any] = torch.compile(function)
            return compiled
        if mode in ("function", "xla"):
            import tensorflow as tf

            graph: Callable[..., Any] = tf.function(function, jit_compile=mode == "xla")
            return graph
        return function

    def _report(self, benchmark: Any, task: str, workload: Workload, mode: str, size: int, first: float) -> None:
        seconds = benchmark.stats.stats.median
        rate, bandwidth = self.ceiling(workload.dtype), self.bandwidth()
        benchmark.group = f"{task}.{workload.function} {size}"
        benchmark.extra_info.update(
            task=task,
            function=workload.function,
            framework=self.framework,
            mode=mode,
            size=size,
            device=self.description["device"],
            threads=self.threads,
            unit=workload.unit,
            items_per_second=workload.items(size) / seconds,
            operations=workload.operations(size),
            bytes=workload.traffic(size),
            fraction_of_ceiling=max(workload.operations(size) / rate, workload.traffic(size) / bandwidth) / seconds,
            ceiling_operations_per_second=rate,
            ceiling_bytes_per_second=bandwidth,
            first_call_seconds=first,
        )

    @functools.cache  # noqa: B019  one for the whole session
    def ceiling(self, dtype: str) -> float:
        """Operations a second of a large matrix product of this framework on this device, best of seven."""
        n = 2048 if self.device == "cpu" else 8192
        a = self.native.to_native(np.random.default_rng(0).normal(size=(n, n)).astype(dtype))
        seconds: float = self._best(lambda: a @ a)
        return 2 * n**3 / seconds

    @functools.cache  # noqa: B019
    def bandwidth(self) -> float:
        """Bytes a second, read and written, of a large copy of this framework on this device, best of seven."""
        a = self.native.to_native(np.ones(1 << (25 if self.device == "cpu" else 29), dtype=np.float32))
        return 2 * 4 * int(a.shape[0]) / self._best(lambda: self.native.copy(a))

    def _best(self, run: Callable[[], Any]) -> float:
        times = []
        for _ in range(7):
            started = time.perf_counter()
            run()
            self.native.synchronize()
            times.append(time.perf_counter() - started)
        return min(times)


def steady(threads: int, device: str) -> None:
    """Before the framework is imported: the settings of candidates, so that eager modes are not seen at their worst."""
    os.environ.update(environment(threads, device, alone=True))
    if sys.platform == "linux":
        mmap_max, trim_threshold, top_pad = -4, -1, -2  # names in malloc.h
        for parameter, value in ((mmap_max, 0), (trim_threshold, (1 << 31) - 1), (top_pad, 1 << 26)):
            ctypes.CDLL(None).mallopt(parameter, value)


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest) -> Bench:
    """What is measured: the reference in `--framework` on `--device`, with `--threads` threads."""
    option = request.config.getoption
    framework = option("framework") or next(iter(bridge.installed()), None)
    if framework is None:
        pytest.skip("neither PyTorch nor TensorFlow is installed")
    device = "cpu" if option("device") == "auto" else option("device")
    threads = int(os.environ.get("OMP_NUM_THREADS", 0)) or psutil.cpu_count(logical=False) or 1
    return Bench(framework, device, threads, request.config.rootpath / "reference" / framework)
