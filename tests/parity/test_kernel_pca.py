"""The model solutions of `kernel_pca` give the same numbers in both frameworks."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from viva.closeness import assert_close, eigenvector_error
from viva.strategies import samples

GAMMA = 0.3


@pytest.fixture(params=[("float64", 9), ("float32", 9), ("float64", 450), ("float32", 450)], ids=str)
def x(request):
    """Samples far from the origin: few of them, and so many that not all eigenpairs are computed."""
    dtype, n = request.param
    return samples(n**0.5 * 0.6 ** np.arange(4), n, 5, np.random.default_rng(0), mean=30.0).astype(dtype)


def eigenvalues(x):
    """Eigenvalues of the centred kernel, descending."""
    exact = x.astype(np.float64)
    kernel = np.exp(-GAMMA * cdist(exact, exact, "sqeuclidean"))
    centred = kernel - kernel.mean(axis=0)
    return np.linalg.eigvalsh(centred - centred.mean(axis=1)[:, None])[::-1]


def test_kernels_agree(twins, x):
    """The same numbers to rounding, between all samples and a few."""
    torch, tensorflow = (twin.rbf_kernel(x, x[:7], GAMMA) for twin in twins("kernel_pca"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow, scale=1.0, what="the kernel")


def test_centred_kernels_agree(twins, x):
    """The same numbers to rounding."""
    kernel = x @ x.T
    torch, tensorflow = (twin.center_kernel(kernel) for twin in twins("kernel_pca"))
    assert_close(torch, tensorflow, scale=kernel.max(), what="the centred kernel")


def test_scores_agree(twins, x):
    """The same scores, signs included."""
    torch, tensorflow = (twin.fit_transform(x, 3, GAMMA) for twin in twins("kernel_pca"))
    values = eigenvalues(x)
    bound = np.sqrt(values[:3]) * eigenvector_error(values, x.dtype)[:3]
    assert_close(torch, tensorflow, bound=bound, what="the scores")
