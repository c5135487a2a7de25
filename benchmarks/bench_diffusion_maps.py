"""Throughput of `diffusion_maps`: the leading eigenfunctions on samples of a box."""

import numpy as np
from scipy.spatial.distance import cdist

from viva.closeness import assert_close, assert_orthonormal, assert_sign_rule, tolerance
from viva.throughput import throughput
from viva.workload import Workload

K, EPSILON = 5, 0.5
SIDES = (3.0, 2.0, 1.0)


def arguments(rng, size):
    """Samples of a box, whose unequal sides keep the eigenvalues apart."""
    return np.asarray(SIDES) * rng.random((size, len(SIDES))), K, EPSILON


def check(task, arguments, answer):
    """Orthonormal eigenfunctions of the Markov matrix, the constant first, and no eigenvalue missed before the last."""
    x, k, epsilon = arguments
    eigenvalues, eigenfunctions = answer
    assert eigenvalues.shape == (k + 1,)
    assert eigenfunctions.shape == (len(x), k + 1)
    w = np.exp(-cdist(x, x, "sqeuclidean") / epsilon)
    density = w.sum(axis=1)
    kernel = w / density / density[:, None]
    weights = kernel.sum(axis=1)
    condition = 1 + np.sum(x**2, axis=1).max() / epsilon
    a = eigenvalues ** (2 * epsilon)
    image, scale = kernel @ eigenfunctions / weights[:, None], np.abs(eigenfunctions).max()
    assert_close(image, a * eigenfunctions, scale=scale, condition=condition, what="the Markov matrix times the eigenfunctions")
    assert_orthonormal(eigenfunctions.T * np.sqrt(weights), what="the eigenfunctions, weighted by Q,", condition=condition)
    assert_sign_rule(eigenfunctions.T, what="the eigenfunction")
    assert_close(eigenfunctions[:, 0], np.full(len(x), weights.sum() ** -0.5), condition=condition, what="φ₀")
    assert np.all(np.diff(eigenvalues) <= 0), f"the eigenvalues {eigenvalues} do not descend"
    probe = np.random.default_rng(0).normal(size=(len(x), 1))
    root = np.sqrt(weights)[:, None]
    for _ in range(60):  # what is left beside the eigenfunctions is no larger than the last of them
        probe -= root * eigenfunctions @ ((root * eigenfunctions).T @ probe)
        probe = kernel @ (probe / root) / root / np.linalg.norm(probe)
    left = np.linalg.norm(probe)
    assert left <= a[-1] + tolerance(x.dtype, condition=condition), (
        f"an eigenvalue above {left:.6f} was missed; the last is {a[-1]:.6f}"
    )


WORKLOAD = Workload(
    function="diffusion_map",
    sizes=(300, 1000, 3000),
    graded_size=700,
    cuda_sizes=(10000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n**2 * (len(SIDES) + 2 * K),  # half of the inner products, and one product with the functions
    traffic=lambda n: 8 * (len(SIDES) * n + (K + 1) * (n + 1)),
    check=check,
    without={mode: "how many steps the solver makes depends on the numbers" for mode in ("function", "xla")},
)
test_throughput = throughput("diffusion_maps", WORKLOAD)
