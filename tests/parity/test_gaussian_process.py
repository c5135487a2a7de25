"""The model solutions of `gaussian_process` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest
from scipy import stats

from viva.chance import FALSE_ALARM
from viva.closeness import assert_close
from viva.strategies import FLOATS

SCALARS = (0.7, 1.3, 0.3)
THETAS = np.array([[-1.6, 1.5], [-0.9, 0.3], [-2.4, 2.0]])


@pytest.fixture(params=FLOATS)
def data(request):
    """Places, values, and places where the function is wanted."""
    rng = np.random.default_rng(0)
    return tuple(part.astype(request.param) for part in (rng.normal(size=(7, 2)), rng.normal(size=7), rng.normal(size=(4, 2))))


def test_kernels_agree(twins, data):
    """The same numbers to rounding."""
    x, _, x_new = data
    torch, tensorflow = (twin.rbf_kernel(x, x_new, 0.3, 1.7) for twin in twins("gaussian_process"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow)


def test_likelihoods_and_posteriors_agree(twins, data):
    """The same log density, mean and covariance."""
    x, y, x_new = data
    torch, tensorflow = (twin.log_marginal_likelihood(x, y, *SCALARS) for twin in twins("gaussian_process"))
    assert_close(torch, tensorflow, what="the log likelihood")
    torch, tensorflow = (twin.posterior(x, y, x_new, *SCALARS) for twin in twins("gaussian_process"))
    for name, first, second in zip(("mean", "covariance"), torch, tensorflow, strict=True):
        assert_close(first, second, what=f"the {name}")


def test_log_posteriors_and_their_gradients_agree(twins, data):
    """The same number, constant included, and the same slope."""
    x, y, _ = data
    theta = THETAS[0].astype(x.dtype)
    torch, tensorflow = (twin.log_posterior(theta, x, y) for twin in twins("gaussian_process"))
    assert_close(torch, tensorflow, what="the log posterior")
    torch, tensorflow = (twin.log_posterior.gradient(theta, x, y) for twin in twins("gaussian_process"))
    assert_close(torch, tensorflow, what="the gradient")


def test_predictions_agree(twins, data):
    """The same mean and variance."""
    x, y, x_new = data
    torch, tensorflow = (twin.predict(THETAS.astype(x.dtype), x, y, x_new) for twin in twins("gaussian_process"))
    for name, first, second in zip(("mean", "variance"), torch, tensorflow, strict=True):
        assert_close(first, second, what=f"the {name}")


def test_samples_have_one_distribution(twins, data):
    """Where chance decides, every fifth sample of both follows one distribution (Kolmogorov–Smirnov, two samples)."""
    x, y, _ = data
    torch, tensorflow = (twin.sample_posterior(x, y, 2000, 100, 1)[::5] for twin in twins("gaussian_process"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    for j, name in enumerate(("log ℓ²", "log v")):
        assert stats.ks_2samp(torch[:, j], tensorflow[:, j]).pvalue >= FALSE_ALARM, name
