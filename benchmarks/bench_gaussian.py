"""Throughput of `gaussian`: Bernoulli log likelihoods of 28 × 28 pictures.

Of the task's functions this one has the most work for a byte of input. Even so, a fifth of a graded call is the way of the inputs
to the candidate (measured against a function that returns its first column: 4 of 25 ms in PyTorch, 9 of 42 ms in TensorFlow).
"""

import numpy as np
from scipy.special import log_expit

from viva.closeness import assert_close
from viva.throughput import throughput
from viva.workload import Workload

D = 784


def arguments(rng, size):
    """Pictures in [0, 1], and logits that reach well into both tails."""
    return rng.uniform(size=(size, D)), rng.normal(scale=5.0, size=(size, D))


def check(task, arguments, answer):
    """A few of the pictures, by SciPy."""
    some = slice(None, None, max(1, len(answer) // 16))
    x, logits = (argument[some] for argument in arguments)
    expected = np.sum(x * log_expit(logits) + (1 - x) * log_expit(-logits), axis=1)
    assert answer.shape == (len(arguments[0]),)
    assert_close(answer[some], expected, bound=D * 1e-8)


WORKLOAD = Workload(
    function="bernoulli_log_likelihood",
    sizes=(64, 512, 4096),
    graded_size=1536,
    cuda_sizes=(65536,),
    unit="pictures",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: 6 * n * D,
    traffic=lambda n: 8 * n * (2 * D + 1),
    check=check,
)
test_throughput = throughput("gaussian", WORKLOAD)
