"""Throughput of `pca`: the leading components of samples of 400 columns."""

import numpy as np

from viva.closeness import assert_close, assert_orthonormal, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, K = 400, 10


def arguments(rng, size):
    """K directions that stand out from noise, about a mean of their own."""
    axes = np.linalg.qr(rng.normal(size=(D, K)))[0]
    signal = rng.normal(size=(size, K)) * np.linspace(20, 10, K) @ axes.T
    return signal + rng.normal(size=(size, D)) + 5 * rng.normal(size=D), K


def check(task, arguments, answer):
    """Orthonormal eigenvectors of the covariance, and nothing that is not noise outside them."""
    x, k = arguments
    mean, components, singular_values = answer
    assert_close(mean, x.mean(axis=0), scale=np.abs(x).max(), what="the mean")
    assert components.shape == (k, D)
    assert singular_values.shape == (k,)
    assert_orthonormal(components, what="the components")
    assert_sign_rule(components)
    centred = x - mean
    image, largest = (components @ centred.T) @ centred, np.sum(centred**2)  # at least σ₁²
    assert_close(image, singular_values[:, None] ** 2 * components, scale=largest, what="the covariance times the components")
    noise = 1.5 * (np.sqrt(len(x)) + np.sqrt(D))  # the largest singular value of noise alone is 1.0 times this
    assert np.all(singular_values > noise), f"the singular values {singular_values} are not the largest: noise has {noise:.3g}"
    assert np.all(np.diff(singular_values) <= 0), f"the singular values {singular_values} do not descend"


WORKLOAD = Workload(
    function="fit",
    sizes=(200, 600, 5000),
    graded_size=600,
    cuda_sizes=(60000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * D * min(n, D) + 4 / 3 * min(n, D) ** 3,  # a symmetric product and a tridiagonalisation
    traffic=lambda n: 8 * (n * D + K * D + D + K),
    check=check,
    without={"xla": "XLA's own eigh is 50 times slower, and its float64 vectors have 8 right digits"},
)
test_throughput = throughput("pca", WORKLOAD)
