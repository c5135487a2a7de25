"""Throughput of `stacked_autoencoder`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PIXELS, N_PARAMETERS, N_WEIGHTS = 784, 163_814, 162_800
N_FIRST = 784 * 100  # weights of the first layer, whose inputs need no gradient
PATTERN = np.random.default_rng(0).random(N_PIXELS) < 0.5


def arguments(rng, size):
    """Fresh grey noise on the one pattern, one epoch, and the size of a batch."""
    return np.abs(PATTERN - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)).astype(np.float32), 1, batch_size(size, 32)


def check(task, arguments, answer):
    """The model draws the pattern, which a model that was not trained does not, and the reported loss is that of such a model."""
    model, x, *_ = arguments
    p = x.mean(axis=0, dtype=np.float64)
    ideal = -np.mean(p * np.log(p) + (1 - p) * np.log1p(-p))  # of a model that draws the mean image whatever the code
    after = float(task.reconstruction_loss(model, x[:64]))
    assert answer.shape == (1,)
    assert 0.9 * ideal < after < 1.35 * ideal, f"the loss after training is {after:.3f} nats a pixel, {ideal:.3f} is possible"
    assert 0.95 * after < answer[0] < 2 * ideal, f"the reported loss is {answer[0]:.3f} nats a pixel, {after:.3f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(1024, 2048, 8192),
    graded_size=2048,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.StackedAutoencoder(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("stacked_autoencoder", WORKLOAD)
