"""The model solutions of `ppca` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close
from viva.strategies import samples

SIGMA = 3 * 0.6 ** np.arange(4)


@pytest.fixture(params=[("float64", 9, 5), ("float32", 9, 5), ("float64", 5, 8), ("float32", 5, 8)], ids=str)
def x(request):
    """Samples with known singular values: more of them than columns, and fewer."""
    dtype, n, d = request.param
    return samples(SIGMA, n, d, np.random.default_rng(0)).astype(dtype)


@pytest.fixture
def model(x):
    """Mean, weights and noise variance that are fitted to nothing."""
    rng = np.random.default_rng(1)
    d = x.shape[1]
    return x[0], rng.normal(size=(d, 3)).astype(x.dtype), 0.3


@pytest.mark.parametrize("k", [1, 3])
def test_fits_agree(twins, x, k):
    """The same mean, weights (signs included) and noise variance."""
    torch, tensorflow = (twin.fit(x, k) for twin in twins("ppca"))
    condition = SIGMA[0] ** 2 / (SIGMA[k - 1] ** 2 - SIGMA[k] ** 2)
    for ours, theirs, name in zip(torch, tensorflow, ("the mean", "weights", "noise_variance"), strict=True):
        assert ours.dtype == theirs.dtype == x.dtype
        assert_close(ours, theirs, scale=np.abs(x).max(), condition=condition, what=name)


def test_likelihoods_agree(twins, x, model):
    """The same log density of every sample."""
    torch, tensorflow = (twin.log_likelihood(x, *model) for twin in twins("ppca"))
    assert_close(torch, tensorflow, what="the log-likelihood")


def test_posteriors_agree(twins, x, model):
    """The same means and covariance of the codes."""
    torch, tensorflow = (twin.posterior(x, *model) for twin in twins("ppca"))
    for ours, theirs in zip(torch, tensorflow, strict=True):
        assert_close(ours, theirs, scale=max(1, np.abs(ours).max()), condition=10, what="the posterior")
