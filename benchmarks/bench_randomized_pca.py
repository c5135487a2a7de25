"""Throughput of `randomized_pca`: the leading components of samples of 400 columns."""

import numpy as np

from viva.closeness import assert_close, assert_orthonormal, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, K = 400, 10
SIZE, PASSES = K + 10, 2 * 4 + 2  # the defaults of fit: oversampling, and products with the data


def arguments(rng, size):
    """K directions that stand out from noise, about a mean of their own."""
    axes = np.linalg.qr(rng.normal(size=(D, K)))[0]
    signal = rng.normal(size=(size, K)) * np.linspace(20, 10, K) @ axes.T
    return signal + rng.normal(size=(size, D)) + 5 * rng.normal(size=D), K


def check(task, arguments, answer):
    """Orthonormal eigenvectors of the covariance, as exactly as four iterations find them, with all that is not noise."""
    x, k = arguments
    mean, components, singular_values = answer
    assert_close(mean, x.mean(axis=0), scale=np.abs(x).max(), what="the mean")
    assert components.shape == (k, D)
    assert singular_values.shape == (k,)
    assert_orthonormal(components, what="the components")
    assert_sign_rule(components)
    centred = x - mean
    noise = 1.5 * (np.sqrt(len(x)) + np.sqrt(D))  # the largest singular value of noise alone is 1.0 times this
    left = (noise / singular_values[-1]) ** (2 * 4 + 1)  # the share of noise that the iterations leave
    image = (components @ centred.T) @ centred
    error = np.linalg.norm(image - singular_values[:, None] ** 2 * components, 2)
    assert error <= left * singular_values[0] ** 2, f"‖XᵀXv − σ²v‖ is {error:.3g}, allowed {left * singular_values[0] ** 2:.3g}"
    assert np.all(singular_values > noise), f"the singular values {singular_values} are not the largest: noise has {noise:.3g}"
    assert np.all(np.diff(singular_values) <= 0), f"the singular values {singular_values} do not descend"


WORKLOAD = Workload(
    function="fit",
    sizes=(200, 3000, 20000),
    graded_size=3000,
    cuda_sizes=(100000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: 2 * PASSES * n * D * SIZE,
    traffic=lambda n: 8 * PASSES * n * D,
    check=check,
)
test_throughput = throughput("randomized_pca", WORKLOAD)
