"""The model solutions of `randomized_pca` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, eigenvector_error, singular_value_error
from viva.strategies import samples

SIGMA = 3 * 0.6 ** np.arange(4)


@pytest.fixture(params=[("float64", 9, 5), ("float32", 9, 5), ("float64", 5, 8), ("float32", 5, 8)], ids=str)
def x(request):
    """Samples with known singular values: more of them than columns, and fewer."""
    dtype, n, d = request.param
    return samples(SIGMA, n, d, np.random.default_rng(0)).astype(dtype)


@pytest.mark.parametrize("n_power_iterations", [0, 2])
def test_bases_agree(twins, x, n_power_iterations):
    """The same subspace from the same noise."""
    noise = np.random.default_rng(1).normal(size=(x.shape[1], 2)).astype(x.dtype)
    torch, tensorflow = (twin.range_finder(x, 2, n_power_iterations, noise) for twin in twins("randomized_pca"))
    condition = np.linalg.cond(np.linalg.matrix_power(x @ x.T, n_power_iterations) @ x @ noise)
    assert_close(torch @ torch.T, tensorflow @ tensorflow.T, scale=1.0, condition=condition, what="QQᵀ")


def test_fits_agree(twins, x):
    """Where the basis is complete: the same mean, components (signs included) and singular values, whatever the noise."""
    torch, tensorflow = (twin.fit(x, 3) for twin in twins("randomized_pca"))
    assert_close(torch[0], tensorflow[0], scale=np.abs(x).max(), what="the mean")
    assert_close(torch[1], tensorflow[1], bound=eigenvector_error(SIGMA**2, x.dtype)[:3, None], what="the components")
    assert_close(torch[2], tensorflow[2], bound=singular_value_error(SIGMA, x.dtype)[:3], what="the singular values")
