"""Throughput of `gaussian_process`: the posterior of as many values as there are data."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import cdist

from viva.closeness import assert_close
from viva.throughput import throughput
from viva.workload import Workload

D, SCALARS = 2, (0.3, 1.7, 0.2)


def arguments(rng, size):
    """Noisy values at scattered places, and as many places more."""
    x, x_new = 2 * rng.normal(size=(2, size, D))
    return x, np.sin(x[:, 0]) + rng.normal(size=size), x_new, *SCALARS


def check(task, arguments, answer):
    """Mean and covariance, the latter in one direction, by SciPy's Cholesky factor."""
    x, y, x_new, squared_lengthscale, variance, noise_variance = arguments
    mean, covariance = answer
    assert covariance.shape == (len(x_new), len(x_new))
    noisy, cross, prior = (
        variance * np.exp(-cdist(a, b, "sqeuclidean") / (2 * squared_lengthscale)) for a, b in ((x, x), (x, x_new), (x_new, x_new))
    )
    factor = cho_factor(noisy + noise_variance * np.eye(len(x)))
    condition = 1 + np.linalg.norm(noisy) / noise_variance
    assert_close(mean, cross.T @ cho_solve(factor, y), scale=np.linalg.norm(y), condition=condition, what="the mean")
    direction = np.cos(np.arange(len(x_new)))
    expected = prior @ direction - cross.T @ cho_solve(factor, cross @ direction)
    size = np.linalg.norm(direction) * np.linalg.norm(prior)
    assert_close(covariance @ direction, expected, scale=size, condition=condition, what="the covariance times a vector")
    variances = variance - np.sum(cross * cho_solve(factor, cross), axis=0)
    assert_close(np.diag(covariance), variances, scale=variance, condition=condition, what="the variances")


WORKLOAD = Workload(
    function="posterior",
    sizes=(100, 500, 1500),
    graded_size=500,
    cuda_sizes=(6000,),
    unit="values",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n**3 * (1 / 3 + 1 + 1),  # a Cholesky factor, a triangular solution, and a symmetric product
    traffic=lambda n: 8 * (n * (2 * D + 2) + n**2),
    check=check,
)
test_throughput = throughput("gaussian_process", WORKLOAD)
