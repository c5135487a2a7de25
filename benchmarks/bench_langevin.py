"""Throughput of `langevin`: a hundred Metropolis-adjusted steps of many chains on a Gaussian in the plane."""

import numpy as np

from viva.chance import assert_variance
from viva.throughput import throughput
from viva.wire import Function
from viva.workload import Workload

STEP_SIZE, N_STEPS = 0.3, 100
VARIANCE = np.array([0.5, 15.0])  # along one axis the correction shows, along the other the number of steps
_PARAMETERS = {"mean": np.zeros(2), "variance": VARIANCE}
TARGET = (Function("normal.log_density", _PARAMETERS), Function("normal.score", _PARAMETERS))


def arguments(rng, size):
    """Starts far outside the target along its wide axis, and a seed."""
    return rng.normal(size=(size, 2)) * (1.0, 100.0), *TARGET, STEP_SIZE, N_STEPS, int(rng.integers(2**31))


def check(task, arguments, answer):
    """The narrow axis has the target's variance, which the plain chain misses by 40 %; the wide one has come as far as it can."""
    x0, (x, rate) = arguments[0], answer
    assert x.shape == x0.shape
    assert 0.8 < rate < 1, f"the acceptance rate is {rate}"
    assert_variance(x[:, 0], VARIANCE[0])
    left, factor = (x0[:, 1] @ x[:, 1]) / (x0[:, 1] @ x0[:, 1]), 1 - STEP_SIZE / VARIANCE[1]
    assert factor**N_STEPS < left < factor ** (0.8 * N_STEPS), f"{left:.3f} of the way to the target is left"


WORKLOAD = Workload(
    function="adjusted_sample",
    sizes=(64, 1024, 16384),
    graded_size=1024,
    cuda_sizes=(262144,),
    unit="steps of a chain",
    arguments=arguments,
    items=lambda n: n * N_STEPS,
    operations=lambda n: n * N_STEPS * 2 * 11,  # a coordinate's score, log density, move and proposal ratio
    traffic=lambda n: 8 * 2 * 2 * n,
    check=check,
    without=dict.fromkeys(
        ("compile", "function", "xla"), "the acceptance rate is a Python number, and every new seed would be compiled anew"
    ),
)
test_throughput = throughput("langevin", WORKLOAD)
