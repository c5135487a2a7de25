"""The model solutions of `pca` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal, eigenvector_error, singular_value_error
from viva.strategies import samples

SIGMA = 3 * 0.6 ** np.arange(4)


@pytest.fixture(params=[("float64", 9, 5), ("float32", 9, 5), ("float64", 5, 8), ("float32", 5, 8)], ids=str)
def x(request):
    """Samples with known singular values: more of them than columns, and fewer."""
    dtype, n, d = request.param
    return samples(SIGMA, n, d, np.random.default_rng(0)).astype(dtype)


def test_fits_agree(twins, x):
    """The same mean, components (signs included) and singular values."""
    torch, tensorflow = (twin.fit(x, 3) for twin in twins("pca"))
    assert_close(torch[0], tensorflow[0], scale=np.abs(x).max(), what="the mean")
    assert_close(torch[1], tensorflow[1], bound=eigenvector_error(SIGMA**2, x.dtype)[:3, None], what="the components")
    assert_close(torch[2], tensorflow[2], bound=singular_value_error(SIGMA, x.dtype)[:3], what="the singular values")


@pytest.mark.parametrize("function", ["covariance", "explained_variance", "energy"])
def test_variances_agree(twins, x, function):
    """The same numbers to rounding."""
    torch, tensorflow = (getattr(twin, function)(x) for twin in twins("pca"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow, what=function)


def test_projections_and_reconstructions_agree(twins, x):
    """The same coordinates along given components, and the same samples put together again."""
    torch, tensorflow = (twin.project(x, x[0], np.eye(x.shape[1], dtype=x.dtype)[:2]) for twin in twins("pca"))
    assert_close(torch, tensorflow, what="the projection")
    torch, tensorflow = (twin.reconstruct(x, 2) for twin in twins("pca"))
    assert_close(torch, tensorflow, condition=SIGMA[0] ** 2 / (SIGMA[1] ** 2 - SIGMA[2] ** 2), what="the reconstruction")


@pytest.mark.parametrize("fraction", [0.3, 0.7, 0.95, 1.0])
def test_counts_agree(twins, x, fraction):
    """The same number of components, even for all the energy."""
    torch, tensorflow = (twin.components_for_energy(x, fraction) for twin in twins("pca"))
    assert_equal(torch, tensorflow)
