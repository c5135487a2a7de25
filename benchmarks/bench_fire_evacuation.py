"""Throughput of `fire_evacuation`: an epoch of training on positions about places far from each other."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

N_PARAMETERS, N_WEIGHTS = 1_056_774, 2 * 2 * 512**2 + 512 * (2 + 4 + 2 + 2)
N_FIRST = 2 * 512  # weights of the first layer, whose inputs need no gradient
CORNERS = 5 * np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)])


def arguments(rng, size):
    """Fresh positions about four places, and one epoch."""
    x = CORNERS[rng.integers(0, 4, size)] + 0.5 * rng.normal(size=(size, 2))
    return x.astype(np.float32), 1, batch_size(size, 128)


def check(task, arguments, answer):
    """The model explains the positions better than it did at its start, and the reported loss lies between the two."""
    model, x, *_ = arguments
    noise = np.zeros_like(x)
    before, after = (float(one.negative_elbo(x, noise)) for one in (task.EvacuationVAE(seed=0), model))
    assert answer.shape == (1,)
    assert 0 < after < 0.97 * before, f"the loss after training is {after:.2f} nats, {before:.2f} before"
    assert 0.5 * after < answer[0] < 1.2 * before, f"the reported loss is {answer[0]:.2f} nats, {after:.2f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(256, 512, 4096),
    graded_size=512,
    cuda_sizes=(65536,),
    unit="positions",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_WEIGHTS - 2 * N_FIRST),  # a product and a sum a weight: forward, and twice backward
    traffic=lambda n: 4 * (n * 2 + 3 * N_PARAMETERS * -(-n // batch_size(n, 128))),
    check=check,
    subject=lambda task: (task.EvacuationVAE(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("fire_evacuation", WORKLOAD)
