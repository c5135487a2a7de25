"""Throughput of `digit_recognition`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PIXELS, N_PARAMETERS = 784, 468_368
N_WEIGHTS, N_FIRST = 2 * (784 * 256 + 256 * 128), 784 * 256  # the images, inputs of the first layer, need no gradient
FEW = 64
PATTERN = np.random.default_rng(0).random(N_PIXELS) < 0.5


def arguments(rng, size):
    """Fresh grey noise on the one pattern, and one epoch of steps large enough to be seen."""
    return np.abs(PATTERN - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)).astype(np.float32), 1, batch_size(size, 32), 5e-3


def check(task, arguments, answer):
    """The model draws the pattern, and the reported loss lies between those at its start and of the trained model."""
    model, x, *_ = arguments
    ideal = np.mean(np.var(x, axis=0, dtype=np.float64))  # of a model that draws the mean image whatever the code
    before, after = (float(task.reconstruction_loss(one, x[:FEW])) for one in (task.SigmoidAutoencoder(seed=0), model))
    assert answer.shape == (1,)
    assert 0.5 * ideal < after < 0.6 * before, (
        f"the loss after training is {after:.4f}, {before:.4f} before, {ideal:.4f} is possible"
    )
    assert 0.9 * after < answer[0] < 1.05 * before, f"the reported loss is {answer[0]:.4f}, {after:.4f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(256, 512, 4096),
    graded_size=512,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.SigmoidAutoencoder(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("digit_recognition", WORKLOAD)
