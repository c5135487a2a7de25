"""A task's workload: what the throughput benchmarks and the speed grade let a function do. Defined once, in benchmarks/."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from viva.examiner import Examiner

FILLING = 32768  # samples from which on a workload is to fill a GPU


def no_subject(task: Examiner) -> tuple[Any, ...]:
    """Nothing has to be made before the function can be called."""
    return ()


@dataclass(frozen=True)
class Workload:
    """One function, the inputs that it gets at each size, what it must at least do, and how its answer is checked."""

    function: str  # or "Class.method", with the object as subject
    sizes: Sequence[int]
    graded_size: int
    unit: str  # what throughput counts, in the plural: "matrices", "images"
    arguments: Callable[[np.random.Generator, int], tuple[Any, ...]]  # fresh NumPy inputs of a size
    items: Callable[[int], float]  # units in one call
    operations: Callable[[int], float]  # floating-point operations that any method must do
    traffic: Callable[[int], float]  # bytes that must be read and written once
    check: Callable[[Examiner, Sequence[Any], Any], None]  # task, arguments, answer: raises AssertionError
    subject: Callable[[Examiner], tuple[Any, ...]] = no_subject  # leading arguments made once, such as a model
    without: Mapping[str, str] = field(default_factory=dict)  # modes that make no sense for it, and why
    cuda_sizes: Sequence[int] = ()  # more sizes, which fill a GPU and are measured there only
    dtype: str = "float64"  # of the arithmetic, for the machine's ceiling

    @property
    def all_sizes(self) -> list[int]:
        """The sizes that throughput can be measured at, the graded one among them."""
        return sorted({*self.sizes, self.graded_size, *self.cuda_sizes})

    def sizes_on(self, device: str, full: bool) -> list[int]:
        """The sizes that a comparison measures on a device: the graded one, the others if it is full, and what fills a GPU."""
        return sorted({self.graded_size, *(self.sizes if full else ()), *(self.cuda_sizes if device == "cuda" else ())})


def batch_size(n: int, usual: int, filling: int = FILLING) -> int:
    """Samples in a step of a training on n samples: the usual number, but a sixteenth of them where they are to fill a GPU."""
    return usual if n < filling else n // 16


def load(task: str, folder: Path) -> Workload:
    """The workload of a task, from benchmarks/bench_<task>.py. Raises: FileNotFoundError where there is none."""
    path = folder / f"bench_{task}.py"
    if not path.is_file():
        raise FileNotFoundError(f"{task} has no workload: {path} does not exist")
    spec = importlib.util.spec_from_file_location(f"bench_{task}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    workload: Workload = module.WORKLOAD
    return workload


def tasks(folder: Path) -> list[str]:
    """The tasks that have a workload."""
    return sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
