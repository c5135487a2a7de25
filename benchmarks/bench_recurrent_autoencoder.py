"""Throughput of `recurrent_autoencoder`: an epoch of training on noisy images of one pattern."""

import numpy as np

from viva.throughput import throughput
from viva.workload import Workload, batch_size

SIDE, N_PARAMETERS = 28, 122_548
# Weights by how often an image uses them: of rows, which need no gradient; of other layers' states, and of the LSTMs' own, which
# start at 0, at every step; of the code once.
N_FIRST, N_LATER, N_OWN, N_CODE = 4 * 28 * 100, 4 * 100 * 30 + 100 * 28, 4 * (100 * 100 + 30 * 30 + 100 * 100), 4 * 30 * 100
FEW = 64
GREY = np.log(2)  # nats a pixel: 0.688 to 0.705 for new models of six seeds in both frameworks; after two steps at most 0.475
PATTERN = np.broadcast_to(np.arange(SIDE) < SIDE // 2, (SIDE, SIDE))  # the same in every row: two steps must show


def arguments(rng, size):
    """Fresh grey noise on the one pattern, and one epoch of steps large enough to be seen."""
    x = np.abs(PATTERN - 0.3 * rng.random((size, SIDE, SIDE), dtype=np.float32)).astype(np.float32)
    return x, 1, batch_size(size, 32), 2e-2


def check(task, arguments, answer):
    """The model draws the pattern better than grey, which every model draws at its start; so does the reported loss, on the way."""
    model, x, *_ = arguments
    after = float(task.reconstruction_loss(model, x[:FEW]))
    assert answer.shape == (1,)
    assert 0.2 * GREY < after < 0.8 * GREY, f"the loss after training is {after:.3f} nats a pixel, that of grey {GREY:.3f}"
    assert 0.95 * after < answer[0] < 1.05 * GREY, f"the reported loss is {answer[0]:.3f} nats a pixel, {after:.3f} afterwards"


WORKLOAD = Workload(
    function="fit",
    sizes=(64, 256, 1024),
    graded_size=64,
    cuda_sizes=(32768,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    # A product and a sum a weight: forward, and twice backward.
    operations=lambda n: n * (28 * (4 * N_FIRST + 6 * N_LATER) + 27 * 6 * N_OWN + 6 * N_CODE),
    traffic=lambda n: 4 * (n * SIDE**2 + 3 * N_PARAMETERS * -(-n // batch_size(n, 32))),
    check=check,
    subject=lambda task: (task.RecurrentAutoencoder(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("recurrent_autoencoder", WORKLOAD)
