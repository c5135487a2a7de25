"""Throughput of `conditional_vae`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PIXELS, N_LABELS, N_PARAMETERS, N_WEIGHTS = 784, 10, 1_099_600, 1_097_216
N_FIRST = 794 * 512  # weights of the first layer, whose inputs need no gradient
FEW = 64
PATTERN = np.random.default_rng(0).random(N_PIXELS) < 0.5
NOISE = np.random.default_rng(1).normal(size=(FEW, 32)).astype(np.float32)  # without it, codes lie where no epoch has been yet


def arguments(rng, size):
    """Fresh grey noise on the one pattern, any labels, and one epoch."""
    x = np.abs(PATTERN - 0.3 * rng.random((size, N_PIXELS), dtype=np.float32)).astype(np.float32)
    return x, rng.integers(0, N_LABELS, size), 1, batch_size(size, 128)


def check(task, arguments, answer):
    """The model draws the pattern, which a model that was not trained does not, and the reported loss is near what it may be."""
    model, x, labels, *_ = arguments
    p = x.mean(axis=0, dtype=np.float64)
    ideal = -np.sum(p * np.log(p) + (1 - p) * np.log1p(-p))  # of a model that draws the mean image whatever the code
    after = float(model.negative_elbo(x[:FEW], labels[:FEW], NOISE))
    assert answer.shape == (1,)
    assert 0.95 * ideal < after < 1.35 * ideal, f"the loss after training is {after:.1f} nats, {ideal:.1f} is possible"
    assert 0.95 * ideal < answer[0] < 2 * ideal, f"the reported loss is {answer[0]:.1f} nats, {ideal:.1f} is possible"


WORKLOAD = Workload(
    function="fit",
    sizes=(256, 768, 4096),
    graded_size=768,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * N_PIXELS + 3 * N_PARAMETERS * -(-n // batch_size(n, 128))),
    check=check,
    subject=lambda task: (task.ConditionalVAE(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("conditional_vae", WORKLOAD)
