"""Throughput of `bayesian_optimization`: a step of Thompson sampling with 35 data."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload

N_DATA = 35


def arguments(rng, size):
    """Values at scattered places, small in a valley at one of them, the candidates, and a seed."""
    x = np.sort(rng.uniform(-1, 1, N_DATA))
    y = np.sin(8 * x) + 0.5 * np.cos(15 * x) - 6 * np.exp(-(((x - x[N_DATA // 2]) / 0.2) ** 2))
    return x[:, None], y, np.linspace(-1, 1, size)[:, None], int(rng.integers(2**31))


def check(task, arguments, answer):
    """The index of a candidate in the valley: elsewhere values would have to be ten standard deviations below the data."""
    x, _, candidates, _ = arguments
    assert type(answer) is int
    assert 0 <= answer < len(candidates), f"there is no candidate {answer}"
    away = abs(candidates[answer, 0] - x[N_DATA // 2, 0])
    assert away < 0.3, f"the chosen candidate is {away:.2f} away from the middle of the valley"


WORKLOAD = Workload(
    function="thompson_step",
    sizes=(200, 800, 2400),
    graded_size=800,
    cuda_sizes=(6000,),
    unit="candidates",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: N_DATA**3 / 3 + 2 * n * N_DATA,  # a Cholesky factor, and the mean at the candidates
    traffic=lambda n: 8 * (n + 2 * N_DATA),
    check=check,
    without=dict.fromkeys(
        ("compile", "function", "xla"), "the index is a Python number, and every new seed would be compiled anew"
    ),
)
test_throughput = throughput("bayesian_optimization", WORKLOAD)
