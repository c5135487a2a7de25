"""Throughput of `light_curves`: an epoch of training on noisy copies of one curve."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

LENGTH = 100
N_WEIGHTS = (LENGTH + 32) * 128 + 128 * 64 + 64 * 128 + 128 * LENGTH
N_PARAMETERS, N_FIRST = N_WEIGHTS + 128 + 64 + 128 + LENGTH, (LENGTH + 32) * 128  # the first layer's inputs need no gradient
FEW = 64
CURVE = 3 + 2 * np.sin(np.linspace(0, 7, LENGTH))


def arguments(rng, size):
    """Fresh noise on the one curve, any p, and one epoch."""
    x = (CURVE + 0.1 * rng.normal(size=(size, LENGTH))).astype(np.float32)
    return x, rng.uniform(0.1, 4, size).astype(np.float32), 1, batch_size(size, 128)


def check(task, arguments, answer):
    """The model draws the curve, which a model that was not trained does not, and the reported loss is that of such a model."""
    model, x, p, *_ = arguments
    untrained = 0.5 * np.mean(np.sum(x.astype(np.float64) ** 2, axis=1))  # of a model that draws nothing
    noise = np.random.default_rng(1).normal(size=(FEW, 32)).astype(np.float32)
    after = float(model.negative_elbo(x[:FEW], p[:FEW], noise))
    assert answer.shape == (1,)
    assert 0 < after < 0.25 * untrained, f"the loss after training is {after:.1f} nats, {untrained:.1f} if nothing is drawn"
    assert 0.5 * after < answer[0] < 1.1 * untrained, f"the reported loss is {answer[0]:.1f} nats, {after:.1f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(1024, 3072, 12288),
    graded_size=3072,
    cuda_sizes=(65536,),
    unit="curves",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * LENGTH + 3 * N_PARAMETERS * -(-n // batch_size(n, 128))),
    check=check,
    subject=lambda task: (task.LightCurveCVAE(LENGTH, seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("light_curves", WORKLOAD)
