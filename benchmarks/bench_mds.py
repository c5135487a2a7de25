"""Throughput of `mds`: a map in three dimensions of points whose distances are known with errors."""

import numpy as np
from scipy.spatial.distance import pdist, squareform

from viva.closeness import assert_close, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

K, SPREAD = 3, np.array([5.0, 4.0, 3.0])
ERROR = 0.2  # of a squared distance: no map is exact, and half of the eigenvalues are negative


def arguments(rng, size):
    """Squared distances between points in space, each with an error of its own."""
    squared = pdist(rng.normal(size=(size, K)) * SPREAD, "sqeuclidean")
    return squareform(squared * rng.uniform(1 - ERROR, 1 + ERROR, len(squared))), K


def check(task, arguments, answer):
    """Scaled eigenvectors of the double-centred matrix, in order, and none but those that stand out from the errors."""
    squared, k = arguments
    assert answer.shape == (len(squared), k)
    assert_sign_rule(answer.T, what="the column")
    image = -0.5 * squared @ (answer - answer.mean(axis=0))
    image -= image.mean(axis=0)
    values, growth = np.sum(answer**2, axis=0), np.sqrt(len(squared))  # of rounding, with the number of terms
    assert_close(image, answer * values, scale=values.max() ** 1.5, condition=growth, what="the matrix times the columns")
    assert_close(answer.T @ answer, np.diag(values), condition=growth, what="the products of the columns")
    assert np.all(np.diff(values) <= 0), f"the eigenvalues {values} do not descend"
    errors = ERROR / np.sqrt(3) * np.sqrt(np.mean(squared**2)) * growth  # 2 sqrt(n) times their deviation in the matrix
    assert np.all(values > 3 * errors), f"the eigenvalues {values} are not the largest: errors alone have {errors:.3g}"


WORKLOAD = Workload(
    function="classical_mds",
    sizes=(200, 1000, 2000),
    graded_size=1000,
    cuda_sizes=(10000,),
    unit="points",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: 2 * K * n**2,  # one product of the matrix with as many vectors as are wanted
    traffic=lambda n: 8 * (n**2 + K * n),
    check=check,
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "the solver's Krylov space grows until a value says stop: no graph has fixed shapes",
    ),
)
test_throughput = throughput("mds", WORKLOAD)
