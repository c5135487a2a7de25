"""Throughput of `gmm`: to which of twenty components samples of forty columns belong."""

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import softmax

from viva.closeness import assert_close
from viva.throughput import throughput
from viva.workload import Workload

D, K = 40, 20
SHOWN = 97  # rows whose answer is worked out again


def arguments(rng, size):
    """A mixture whose components overlap, and samples of it, in any order."""
    weights, means = rng.dirichlet(np.full(K, 5.0)), 5 + rng.normal(size=(K, D))
    mixing = np.eye(D) + rng.normal(size=(K, D, D)) / np.sqrt(D)
    own = np.sort(rng.choice(K, size=size, p=weights))
    x = rng.normal(size=(size, D))
    for k in range(K):
        x[own == k] = means[k] + x[own == k] @ mixing[k].T
    return rng.permutation(x), weights, means, mixing @ mixing.swapaxes(1, 2) + 0.1 * np.eye(D)


def check(task, arguments, answer):
    """Every row adds up to one; rows all over are the shares of the densities."""
    x, weights, means, covariances = arguments
    assert answer.shape == (len(x), K)
    assert_close(answer.sum(axis=1), np.ones(len(x)), what="the sums of the rows")
    assert answer.min() >= 0
    rows = np.linspace(0, len(x) - 1, SHOWN).astype(int)
    log_joint = np.empty((SHOWN, K))
    for k in range(K):
        factor = np.linalg.cholesky(covariances[k])
        squares = np.sum(solve_triangular(factor, (x[rows] - means[k]).T, lower=True) ** 2, axis=0)
        log_joint[:, k] = np.log(weights[k]) - 0.5 * squares - np.sum(np.log(np.diag(factor)))
    condition = max(np.linalg.cond(covariance) for covariance in covariances)
    scale = np.abs(log_joint).max()
    assert_close(answer[rows], softmax(log_joint, axis=1), scale=scale, condition=condition, what="responsibilities")


WORKLOAD = Workload(
    function="responsibilities",
    sizes=(1000, 10000, 100000),
    graded_size=10000,
    cuda_sizes=(1000000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * K * D**2,  # a quadratic form by a triangular factor, or by half of a symmetric matrix
    traffic=lambda n: 8 * (n * (D + K) + K * (D**2 + D + 1)),
    check=check,
    without={"compile": "the compiler of PyTorch 2.13 warns of itself where it takes a diagonal, and here warnings are errors"},
)
test_throughput = throughput("gmm", WORKLOAD)
