"""Throughput of `denoising_autoencoder`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PIXELS, N_PARAMETERS, N_WEIGHTS = 784, 163_814, 162_800
N_FIRST = 784 * 100  # weights of the first layer, whose inputs need no gradient
FEW = 64
PATTERN = np.random.default_rng(0).random(N_PIXELS) < 0.5


def arguments(rng, size):
    """Fresh grey noise on the one pattern, one epoch, and the size of a batch."""
    return np.abs(PATTERN - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)).astype(np.float32), 1, batch_size(size, 32)


def check(task, arguments, answer):
    """The model draws the pattern better than it did at its start, and the reported loss lies between the two."""
    model, x, *_ = arguments
    few = x[:FEW]
    before, after = (float(task.reconstruction_loss(one, few)) for one in (task.DenoisingAutoencoder(seed=0), model))
    assert answer.shape == (1,)
    assert 0.2 * before < after < 0.99 * before, f"the loss after training is {after:.3f} nats a pixel, {before:.3f} before"
    assert 0.95 * after < answer[0] < 1.05 * before, f"the reported loss is {answer[0]:.3f} nats a pixel, {after:.3f} afterwards"


WORKLOAD = Workload(
    function="fit",
    sizes=(512, 1024, 4096),
    graded_size=1024,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.DenoisingAutoencoder(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("denoising_autoencoder", WORKLOAD)
