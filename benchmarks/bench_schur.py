"""Throughput of `schur`: Schur complements of a stack of 48 × 48 matrices."""

import numpy as np

from viva.closeness import assert_close
from viva.throughput import throughput
from viva.workload import Workload

P, K = 48, 32


def arguments(rng, size):
    """A stack of well-conditioned symmetric matrices."""
    factors = rng.normal(size=(size, P, P))
    return factors @ factors.swapaxes(-1, -2) / P + np.eye(P), K


def check(task, arguments, answer):
    """A few complements of the stack, by NumPy."""
    matrix, k = arguments
    chosen = matrix[:: max(1, len(matrix) // 8)]
    a, b, c = chosen[:, :k, :k], chosen[:, :k, k:], chosen[:, k:, k:]
    expected = c - b.swapaxes(-1, -2) @ np.linalg.solve(a, b)
    assert answer.shape == (len(matrix), P - K, P - K)
    assert_close(answer[:: max(1, len(matrix) // 8)], expected, scale=np.abs(matrix).max(), condition=np.linalg.cond(chosen).max())


WORKLOAD = Workload(
    function="schur_complement",
    sizes=(16, 128, 1024),
    graded_size=512,
    cuda_sizes=(16384,),
    unit="matrices",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (2 / 3 * K**3 + 2 * K**2 * (P - K) + 2 * K * (P - K) ** 2),
    traffic=lambda n: 8 * n * (P**2 + (P - K) ** 2),
    check=check,
)
test_throughput = throughput("schur", WORKLOAD)
