"""The model solutions of `graphical_lasso` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal

ALPHAS = (0.1, 0.5, 0.3)
TOL = 1e-12  # an answer within it of the best has a precision good to its root


@pytest.fixture(params=["float64", "float32"])
def prices(request):
    """Prices of five shares that move together."""
    rng = np.random.default_rng(0)
    returns = 0.02 * rng.normal(size=(40, 5)) @ (np.eye(5) + 0.3)
    return (30 * np.exp(returns.cumsum(axis=0))).astype(request.param)


@pytest.fixture
def covariance(prices):
    """Correlations of the returns."""
    return np.corrcoef(np.diff(np.log(prices.astype(np.float64)), axis=0).T).astype(prices.dtype)


def test_returns_agree(twins, prices):
    """The same returns, raw and standardised, and the same covariance."""
    condition = np.log(prices).max() / np.diff(np.log(prices), axis=0).std(axis=0).min()
    torch, tensorflow = (twin.log_returns(prices) for twin in twins("graphical_lasso"))
    assert_close(torch, tensorflow, scale=np.log(prices).max(), what="the returns")
    torch, tensorflow = (twin.standardize_returns(twin.log_returns(prices), 1.3) for twin in twins("graphical_lasso"))
    assert_close(torch, tensorflow, condition=condition, what="the standardised returns")
    torch, tensorflow = (twin.empirical_covariance(prices) for twin in twins("graphical_lasso"))
    assert_close(torch, tensorflow, scale=np.max(prices) ** 2, what="the covariance")


@pytest.mark.parametrize("alpha", ALPHAS)
def test_precisions_agree(twins, covariance, alpha):
    """The same precision, to what the tolerance and the dtype leave, with the same zeros."""
    torch, tensorflow = (twin.graphical_lasso(covariance, alpha, TOL) for twin in twins("graphical_lasso"))
    assert torch.dtype == tensorflow.dtype == covariance.dtype
    accuracy = 10 * np.sqrt(TOL) + np.finfo(covariance.dtype).eps
    assert_close(torch, tensorflow, bound=accuracy * np.diag(torch).max(), what="the precision")
    assert_equal(torch == 0, tensorflow == 0, what="where the zeros are")


def test_paths_agree(twins, covariance):
    """The same precisions in the same order."""
    torch, tensorflow = (twin.regularization_path(covariance, ALPHAS) for twin in twins("graphical_lasso"))
    assert torch.dtype == tensorflow.dtype == covariance.dtype
    assert_close(torch, tensorflow, bound=10 * np.sqrt(1e-6) * torch.max(), what="the path")


def test_gaps_edges_and_thresholds_agree(twins, covariance):
    """The same gap, edges and shrunken entries of a given matrix."""
    torch, tensorflow = (twin.duality_gap(covariance, covariance, 0.3) for twin in twins("graphical_lasso"))
    assert_close(torch, tensorflow, what="the duality gap")
    torch, tensorflow = (twin.graph_edges(covariance, 0.3) for twin in twins("graphical_lasso"))
    assert_equal(torch, tensorflow, what="the edges")
    torch, tensorflow = (twin.soft_threshold(covariance, 0.3) for twin in twins("graphical_lasso"))
    assert_close(torch, tensorflow, what="the shrunken entries")
