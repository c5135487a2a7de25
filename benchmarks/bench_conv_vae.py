"""Throughput of `conv_vae`: an epoch of training on noisy images that are white on the left."""

import numpy as np

from viva.throughput import throughput
from viva.wire import Images
from viva.workload import Workload, batch_size

SIDE, N_PARAMETERS, BATCH_SIZE = 28, 20_549, 32
N_FIRST = 9 * 16 * 14**2  # products of the first convolution, whose inputs need no gradient
N_PRODUCTS = N_FIRST + 9 * 16 * 32 * 7**2 + 1568 * 4 + 2 * 1568 + 9 * 32 * 16 * 7**2 + 9 * 16 * 14**2
FEW = 64
PATTERN = (np.arange(SIDE) < SIDE // 2)[None, :, None]
GREY = SIDE**2 * np.log(2)  # what an image costs that is drawn half white everywhere, as an untrained model does


def arguments(rng, size):
    """Fresh grey noise on the one pattern, and one epoch of small batches."""
    x = np.abs(PATTERN - 0.3 * rng.random((size, SIDE, SIDE, 1), dtype=np.float32)).astype(np.float32)
    return Images(x), 1, batch_size(size, BATCH_SIZE), 5e-3


def check(task, arguments, answer):
    """The model draws the pattern, which a model that was not trained does not, and the reported loss is that of such a model."""
    model, images, *_ = arguments
    p = images.array.mean(axis=0, dtype=np.float64)
    ideal = -np.sum(p * np.log(p) + (1 - p) * np.log1p(-p))  # of a model that draws the mean image whatever the code
    after = float(model.negative_elbo(Images(images.array[:FEW]), np.zeros((FEW, 2), np.float32)))
    assert answer.shape == (1,)
    assert 0.95 * ideal < after < 0.95 * GREY, f"the loss after training is {after:.1f} nats, {ideal:.1f} is possible"
    assert 0.95 * ideal < answer[0] < 1.5 * GREY, f"the reported loss is {answer[0]:.1f} nats, {after:.1f} after training"


WORKLOAD = Workload(
    function="fit",
    sizes=(256, 512, 2048),
    graded_size=512,
    cuda_sizes=(65536,),
    unit="images",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * (6 * N_PRODUCTS - 2 * N_FIRST),  # a product and a sum: forward, and twice backward
    traffic=lambda n: 4 * (n * SIDE**2 + 3 * N_PARAMETERS * -(-n // batch_size(n, BATCH_SIZE))),
    check=check,
    subject=lambda task: (task.ConvVAE(seed=0),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "fit compiles its own steps, and a compiler around it would see new random generators and Python numbers",
    ),
    dtype="float32",
)
test_throughput = throughput("conv_vae", WORKLOAD)
