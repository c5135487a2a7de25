"""Throughput of `energy_model`: fifty steps of many Langevin chains through the network."""

import numpy as np

from viva.chance import assert_mean, assert_variance
from viva.throughput import throughput
from viva.workload import Workload

STEP_SIZE, N_STEPS = 0.1, 50
START_VARIANCE = 9.0
WEIGHTS = {2 * 128: 1e-3, 128 * 128: 1 / 128, 128: 10.0}  # of each layer: f is a plane, to 2 %, as far as chains get


def subject(task):
    """A model whose score is nearly the same everywhere, so that it is known where its chains end."""
    model = task.EnergyModel(seed=0)
    weights = [np.full(p.shape, WEIGHTS[p.size] if p.ndim > 1 else 0.1, np.float32) for p in model.parameters()]
    model.set_parameters(tuple(weights))
    return (model,)


def arguments(rng, size):
    """The number of chains, their steps, and a seed."""
    return size, STEP_SIZE, N_STEPS, int(rng.integers(2**31))


def check(task, arguments, answer):
    """The chains have drifted along the score and spread by their noise: neither their steps nor their start are left out."""
    model, n, *_ = arguments
    assert answer.shape == (n, 2)
    drift = N_STEPS * STEP_SIZE * np.asarray(task.score(model, np.zeros((1, 2), np.float32)), np.float64)
    assert np.abs(drift).min() > 1, "the score is too small"
    assert_mean(answer, drift[0], what="the mean of the chains")
    assert_variance(answer - drift, START_VARIANCE + 2 * STEP_SIZE * N_STEPS, what="the variance of the chains")


WORKLOAD = Workload(
    function="sample",
    sizes=(250, 1000, 4000),
    graded_size=1000,
    cuda_sizes=(65536,),
    unit="steps of a chain",
    arguments=arguments,
    items=lambda n: n * N_STEPS,
    operations=lambda n: n * N_STEPS * 2 * 2 * sum(WEIGHTS),  # a product and a sum a weight, forward and backward
    traffic=lambda n: 4 * 2 * n,
    check=check,
    subject=subject,
    without=dict.fromkeys(
        ("compile", "function", "xla"), "the chains are compiled or drawn ahead inside, and every new seed would be compiled anew"
    ),
    dtype="float32",
)
test_throughput = throughput("energy_model", WORKLOAD)
