"""What a throughput benchmark measured, and two of them side by side."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One benchmark: a task's function in one framework, mode and size."""

    task: str
    function: str
    framework: str
    mode: str
    size: int
    device: str
    threads: int
    unit: str
    median_seconds: float
    rounds: int
    items_per_second: float
    operations: float
    bytes: float
    fraction_of_ceiling: float
    ceiling_operations_per_second: float
    ceiling_bytes_per_second: float
    first_call_seconds: float
    times: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """One row of each framework, and the ratio of TensorFlow's time by PyTorch's with the ends of its interval."""

    torch: Row
    tensorflow: Row
    low: float
    ratio: float
    high: float

    @property
    def winner(self) -> str:
        """The faster one, or neither where the interval contains 1."""
        return "PyTorch" if self.low > 1 else "TensorFlow" if self.high < 1 else "neither"


@dataclass(frozen=True)
class Comparison:
    """Both frameworks on one task at the largest size they share."""

    fastest: Pair  # each in its fastest mode
    eager: Pair
    compiled: Pair | None  # None where compiling makes no sense in one of them

    @property
    def task(self) -> str:
        """What they computed."""
        return self.fastest.torch.task
