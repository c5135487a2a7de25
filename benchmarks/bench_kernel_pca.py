"""Throughput of `kernel_pca`: scores of samples that come in groups."""

import numpy as np
from scipy.spatial.distance import cdist

from viva.closeness import assert_close, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, GAMMA = 8, 0.02
SHARES = (0.28, 0.24, 0.2, 0.16, 0.12)  # of the groups
K = len(SHARES) - 1  # components that tell the groups apart


def arguments(rng, size):
    """Groups of samples, so far from each other that each has a component of its own, but for the mean."""
    groups = np.searchsorted(np.cumsum(SHARES), rng.permutation(size) / size, side="right")
    middles = 14 * np.linalg.qr(rng.normal(size=(D, D)))[0]
    return middles[groups] + rng.normal(size=(size, D)), K, GAMMA


def check(task, arguments, answer):
    """Scaled eigenvectors of the centred kernel, in order; what they leave of it is less than the last of them."""
    x, k, gamma = arguments
    assert answer.shape == (len(x), k)
    assert_sign_rule(answer.T, what="the column")
    kernel = np.exp(-gamma * cdist(x, x, "sqeuclidean"))
    mean = kernel.mean(axis=0)
    kernel += mean.mean() - mean - mean[:, None]
    values, growth = np.sum(answer**2, axis=0), np.sqrt(len(x))  # of rounding, with the number of terms
    assert_close(answer.T @ answer, np.diag(values), condition=growth, what="the products of the columns")
    image = kernel @ answer
    assert_close(image, answer * values, scale=values.max() ** 1.5, condition=growth, what="the kernel times the columns")
    assert np.all(np.diff(values) <= 0), f"the eigenvalues {values} do not descend"
    left = np.sqrt(np.sum(kernel**2) - np.sum(values**2))  # no other eigenvalue is larger
    assert left < values[-1], f"the eigenvalues {values} are not the largest: there may be one of {left:.3g}"


WORKLOAD = Workload(
    function="fit_transform",
    sizes=(200, 700, 2000),
    graded_size=700,
    cuda_sizes=(10000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n**2 * (D + 2 * K),  # half of the products of the samples, and one product of the kernel with the columns
    traffic=lambda n: 8 * n * (D + K),
    check=check,
    without=dict.fromkeys(
        ("compile", "function", "xla"), "the solver's Krylov space grows until a value says stop: no graph has fixed shapes"
    ),
)
test_throughput = throughput("kernel_pca", WORKLOAD)
