"""Throughput of `ppca`: the most likely model of samples of 400 columns."""

import numpy as np

from viva.closeness import assert_close, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, K = 400, 10


def arguments(rng, size):
    """Samples of a model, about a mean far from the origin."""
    axes = np.linalg.qr(rng.normal(size=(D, K)))[0]
    signal = rng.normal(size=(size, K)) * np.linspace(20, 10, K) @ axes.T
    return signal + rng.normal(size=(size, D)) + 5 * rng.normal(size=D), K


def check(task, arguments, answer):
    """Eigenvectors of the covariance, as long as their eigenvalues are above the noise, and nothing but noise outside them."""
    x, k = arguments
    mean, weights, noise_variance = answer
    assert_close(mean, x.mean(axis=0), scale=np.abs(x).max(), what="the mean")
    assert weights.shape == (D, k)
    assert_sign_rule(weights.T, what="column")
    centred = x - mean
    lengths = np.sum(weights**2, axis=0)
    assert np.all(np.diff(lengths) <= 0), f"the squared lengths {lengths} of the columns do not descend"
    image, eigenvalues, total = centred.T @ (centred @ weights) / len(x), lengths + noise_variance, np.sum(centred**2) / len(x)
    assert_close(weights.T @ weights, np.diag(lengths), scale=total, what="Wᵀ W")
    assert_close(image, weights * eigenvalues, scale=total * np.sqrt(lengths[0]), what="the covariance times the weights")
    assert_close(noise_variance, (total - np.sum(eigenvalues)) / (D - k), scale=total, what="noise_variance")
    noise = 1.5 * (1 + np.sqrt(D / len(x))) ** 2  # the largest eigenvalue of noise alone is 1.0 times this
    assert np.all(eigenvalues > noise), f"the eigenvalues {eigenvalues} are not the largest: noise has {noise:.3g}"


WORKLOAD = Workload(
    function="fit",
    sizes=(200, 1000, 5000),
    graded_size=1000,
    cuda_sizes=(60000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * D * min(n, D) + 4 * n * D * K,  # a symmetric product, and the noise that the axes leave
    traffic=lambda n: 8 * (n * D + K * D + D),
    check=check,
    without={"xla": "XLA's own eigh is 50 times slower, and its float64 vectors have 8 right digits"},
)
test_throughput = throughput("ppca", WORKLOAD)
