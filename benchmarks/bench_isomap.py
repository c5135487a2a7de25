"""Throughput of `isomap`: two coordinates of samples of a bent sheet."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree

from viva.closeness import assert_close, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

K, D, N_NEIGHBORS = 2, 3, 10


def arguments(rng, size):
    """Samples of a sheet that is bent through half a circle and is longer than wide."""
    angle, height = rng.random((2, size)) * [[np.pi], [1.5]]
    return np.column_stack([np.cos(angle), np.sin(angle), height]), N_NEIGHBORS, K


def check(task, arguments, answer):
    """Orthogonal eigenvectors of the doubly centred squares of SciPy's geodesics, none of a larger eigenvalue left out."""
    x, n_neighbors, k = arguments
    n = len(x)
    assert answer.shape == (n, k)
    distances, neighbors = cKDTree(x).query(x, n_neighbors + 1)
    graph = csr_array((distances[:, 1:].ravel(), neighbors[:, 1:].ravel(), n_neighbors * np.arange(n + 1)), shape=(n, n))
    gram = -0.5 * shortest_path(graph, directed=False) ** 2
    gram -= gram.mean(axis=0)
    gram -= gram.mean(axis=1, keepdims=True)
    eigenvalues = np.sum(answer**2, axis=0)
    products, largest = answer.T @ answer, eigenvalues.max()
    assert_close(products, np.diag(eigenvalues), condition=n, what="the inner products of the columns")
    assert_close(
        gram @ answer, eigenvalues * answer, scale=largest**1.5, condition=n, what="the doubly centred matrix times the columns"
    )
    assert_sign_rule(answer.T, what="the column")
    assert eigenvalues[0] > eigenvalues[1], f"the sums of squares of the columns, {eigenvalues}, do not descend"
    least = 0.1 * np.sum(np.square(x - x.mean(axis=0)))  # the columns hold most of the spread; what is left beside them is small
    assert eigenvalues[1] > least, f"the sums of squares of the columns, {eigenvalues}, are not the largest"


WORKLOAD = Workload(
    function="isomap",
    sizes=(100, 300, 800),
    graded_size=300,
    cuda_sizes=(3000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n**2 * (D + 2 * K),  # half of the inner products, and one product with the coordinates
    traffic=lambda n: 8 * n * (D + K),
    check=check,
    without={
        "compile": "the loop over the samples would be unrolled, and compiled for minutes",
        **{mode: "how many steps the solver makes depends on the numbers" for mode in ("function", "xla")},
    },
)
test_throughput = throughput("isomap", WORKLOAD)
