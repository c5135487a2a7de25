"""Throughput of `bernoulli_vae`: an epoch of training on images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload

N_PIXELS, N_PARAMETERS, N_WEIGHTS = 784, 951_988, 950_000
FEW = 64


def arguments(rng, size):
    """Images of a pattern of their own, each with noise of its own, and one epoch: the model has to learn another pattern."""
    pattern = rng.random(N_PIXELS, dtype=np.float32) < 0.5
    return np.abs(pattern - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)), 1


def check(task, arguments, answer):
    """The reported loss lies between that of a model which has learnt the pattern and that of one which drew the last pattern."""
    model, x, _ = arguments
    assert answer.shape == (1,)
    few = x[:FEW].astype(np.float64)
    p = x.mean(axis=0, dtype=np.float64)
    ideal = -np.mean(np.sum(few * np.log(p) + (1 - few) * np.log1p(-p), axis=1))
    after = float(model.negative_elbo(x[:FEW], np.zeros((FEW, 2), np.float32)))
    assert 0.9 * ideal < after < answer[0] < 5 * ideal, f"loss {answer[0]:.1f}, afterwards {after:.1f}, at best {ideal:.1f}"


WORKLOAD = Workload(
    function="fit",
    sizes=(256, 1024, 4096),
    graded_size=1024,
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: 6 * n * N_WEIGHTS,  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // 128)),
    check=check,
    subject=lambda task: (task.BernoulliVAE(seed=0),),
    compiled=False,
    why_not_compiled="fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    dtype="float32",
)
test_throughput = throughput("bernoulli_vae", WORKLOAD)
