"""Throughput of `mnist_vae`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PIXELS, N_PARAMETERS, N_WEIGHTS = 784, 535_828, 534_016
N_FIRST = 784 * 256  # weights of the first layer, whose inputs need no gradient
FEW = 64
PATTERN = np.random.default_rng(0).random(N_PIXELS) < 0.5


def arguments(rng, size):
    """Fresh grey noise on the one pattern, one epoch, and the size of a batch."""
    return np.abs(PATTERN - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)).astype(np.float32), 1, batch_size(size, 128)


def check(task, arguments, answer):
    """The model draws more of the pattern than a black picture, which is what an untrained one draws, and says what it costs."""
    model, x, *_ = arguments
    black, ideal = (np.sum((x - drawn) ** 2, dtype=np.float64) / 2 / len(x) for drawn in (0, x.mean(axis=0)))
    after = float(model.negative_elbo(x[:FEW], np.zeros((FEW, 2), np.float32)))
    assert answer.shape == (1,)
    assert 0.95 * ideal < after < 0.5 * black, f"the loss after training is {after:.1f} nats, {ideal:.1f} is possible"
    assert 0.95 * ideal < answer[0] < 1.5 * black, f"the reported loss is {answer[0]:.1f} nats, {after:.1f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(512, 1024, 4096),
    graded_size=1024,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // batch_size(n, 128))),
    check=check,
    subject=lambda task: (task.MnistVAE(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("mnist_vae", WORKLOAD)
