"""Throughput of `conv_autoencoder`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.wire import Images
from viva.workload import Workload, batch_size

SIDE, N_PARAMETERS = 28, 46_529
FEW = 64
# Channels before and after each layer, and how often its kernel of nine is applied.
FIRST = (1, 16, 28**2)
OTHERS = ((16, 32, 14**2), (32, 64, 7**2), (64, 32, 3**2), (32, 16, 7**2), (16, 1, 14**2))
PATTERN = np.add.outer(np.arange(SIDE), np.arange(SIDE))[..., None] // 7 % 2 == 0


def arguments(rng, size):
    """Fresh grey noise on the one pattern, and one epoch of steps large enough to be seen."""
    x = np.abs(PATTERN - 0.3 * rng.random((size, SIDE, SIDE, 1), dtype=np.float32)).astype(np.float32)
    return Images(x), 1, batch_size(size, 32), 5e-3


def products(n_inputs, n_outputs, n_places):
    """Multiplications of one layer for one image."""
    return 9 * n_inputs * n_outputs * n_places


def check(task, arguments, answer):
    """The model draws the pattern better than it did at its start, and the reported loss lies between the two."""
    model, x, *_ = arguments
    few = Images(x.array[:FEW])
    before, after = (float(task.reconstruction_loss(one, few)) for one in (task.ConvAutoencoder(seed=0), model))
    assert answer.shape == (1,)
    assert 0.2 * before < after < 0.99 * before, f"the loss after training is {after:.3f} nats a pixel, {before:.3f} before"
    assert 0.95 * after < answer[0] < 1.05 * before, f"the reported loss is {answer[0]:.3f} nats a pixel, {after:.3f} afterwards"


WORKLOAD = Workload(
    function="fit",
    sizes=(64, 256, 1024),
    graded_size=64,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    # A product and a sum a weight: forward, and twice backward, but for the images, which need no gradient.
    operations=lambda n: n * (4 * products(*FIRST) + 6 * sum(products(*layer) for layer in OTHERS)),
    traffic=lambda n: 4 * (n * SIDE**2 + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.ConvAutoencoder(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("conv_autoencoder", WORKLOAD)
