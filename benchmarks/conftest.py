"""Makes `bench`, which measures one framework in this process, known to the benchmarks."""

from viva.throughput import bench

__all__ = ["bench"]
