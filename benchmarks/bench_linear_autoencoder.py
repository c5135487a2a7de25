"""Throughput of `linear_autoencoder`: an epoch of training on samples about a space of ten dimensions."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

D, K = 100, 10
N_PARAMETERS = 2 * D * K + D + K
DIRECTIONS = np.random.default_rng(0).normal(size=(K, D)) / np.sqrt(K)


def arguments(rng, size):
    """Fresh samples of the one space, with a little noise, and one epoch of steps large enough to be seen."""
    x = rng.normal(size=(size, K)) @ DIRECTIONS + 0.1 * rng.normal(size=(size, D))
    return x.astype(np.float32), 1, batch_size(size, 32), 5e-3


def check(task, arguments, answer):
    """The model reconstructs the samples better than it did at its start, and the reported loss lies between the two."""
    model, x, *_ = arguments
    before, after = (float(task.reconstruction_loss(one, x)) for one in (task.LinearAutoencoder(D, K, seed=0), model))
    assert answer.shape == (1,)
    assert 0.005 < after < 0.9 * before, f"the loss after training is {after:.4f}, {before:.4f} before, 0.01 of it noise"
    assert 0.95 * after < answer[0] < 1.05 * before, f"the reported loss is {answer[0]:.4f}, {after:.4f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(1024, 4096, 16384),
    graded_size=4096,
    cuda_sizes=(262144,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * 10 * D * K,  # a product and a sum a weight: forward, and twice backward but for the samples
    traffic=lambda n: 4 * (n * D + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.LinearAutoencoder(D, K, seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("linear_autoencoder", WORKLOAD)
