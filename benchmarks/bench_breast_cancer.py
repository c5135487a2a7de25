"""Throughput of `breast_cancer`: logistic regression of samples of 30 columns."""

import numpy as np
from scipy import special

from viva.throughput import throughput
from viva.workload import Workload

D = 30
GRADIENT = 1e-4  # a sample: the norm that the gradient may be left with
L2 = 1.0


def arguments(rng, size):
    """Standard normal samples, and labels that depend on them and on chance."""
    x = rng.normal(size=(size, D))
    score = x @ rng.normal(size=D) / 3 + rng.logistic(size=size)
    return x, (score > 0).astype(np.int64)


def check(task, arguments, answer):
    """The gradient vanishes, to the exactness that the task asks for."""
    x, labels = arguments
    weights, intercept = answer
    assert weights.shape == (D,)
    assert intercept.shape == ()
    excess = special.expit(x @ weights + intercept) - labels
    norm = np.linalg.norm(np.append(L2 * weights + excess @ x, np.sum(excess)))
    assert norm <= GRADIENT * len(x), f"the gradient has norm {norm:.3g}, allowed {GRADIENT * len(x):.3g}"


WORKLOAD = Workload(
    function="fit_logistic_regression",
    sizes=(500, 15000, 100000),
    graded_size=15000,
    cuda_sizes=(1000000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: 2 * 4 * n * D,  # two gradients: one to leave zero, one to know that it vanishes
    traffic=lambda n: 2 * 8 * n * D,
    check=check,
    without=dict.fromkeys(
        ("compile", "function", "xla"), "the number of Newton steps depends on the data, and a compiler would have to stop at each"
    ),
)
test_throughput = throughput("breast_cancer", WORKLOAD)
