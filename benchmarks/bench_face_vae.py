"""Throughput of `face_vae`: an epoch of training on noisy pictures of one colour."""

import numpy as np

from viva.throughput import throughput
from viva.wire import Images
from viva.workload import Workload, batch_size

SIDE, N_PARAMETERS, BATCH = 45, 118_056 + 90_675, 8
FEW = 8
FILLING = 8192  # pictures that fill a GPU
COLOUR = np.array([0.8, 0.6, 0.5])
# Multiplications of each layer for one image: 45-41-20-18-9-7-3, the codes, 1-3-6-8-16-20-40-45.
FIRST = 41**2 * 75 * 64
OTHERS = (18**2 * 576 * 64, 7**2 * 576 * 32, 288 * 200, 100 * 9 * 64, 6**2 * 576 * 32, 16**2 * 800 * 16, 40**2 * 576 * 3)


def arguments(rng, size):
    """Fresh noise on the one colour, and one epoch of steps large enough to be seen."""
    x = (COLOUR + rng.uniform(-0.1, 0.1, (size, SIDE, SIDE, 3))).astype(np.float32)
    return Images(x), 1, batch_size(size, BATCH, FILLING), 1e-3


def check(task, arguments, answer):
    """The model draws the colour better than it did at its start, and the reported loss lies between the two."""
    model, x, *_ = arguments
    few, noise = Images(x.array[:FEW]), np.random.default_rng(1).normal(size=(FEW, 100)).astype(np.float32)
    before, after = (float(one.negative_elbo(few, noise)) for one in (task.FaceVAE(seed=0), model))
    assert answer.shape == (1,)
    assert 0.05 * before < after < 0.99 * before, f"the loss after training is {after:.0f} nats, {before:.0f} before"
    assert 0.5 * after < answer[0] < 1.05 * before, f"the reported loss is {answer[0]:.0f} nats, {after:.0f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(16, 64, 256),
    graded_size=16,
    cuda_sizes=(FILLING,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    # A product and a sum a weight: forward, and twice backward, but for the images, which need no gradient.
    operations=lambda n: n * (4 * FIRST + 6 * sum(OTHERS)),
    traffic=lambda n: 4 * (n * 3 * SIDE**2 + 3 * N_PARAMETERS * -(-n // batch_size(n, BATCH, FILLING))),
    check=check,
    subject=lambda task: (task.FaceVAE(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("face_vae", WORKLOAD)
