"""The model solutions of `gmm` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close

N_COMPONENTS, D = 3, 4


@pytest.fixture(params=["float64", "float32"])
def x(request):
    """Samples of three clusters that overlap."""
    rng = np.random.default_rng(0)
    own = rng.integers(N_COMPONENTS, size=101)
    return (3 * rng.normal(size=(N_COMPONENTS, D))[own] + rng.normal(size=(101, D)) + 5).astype(request.param)


@pytest.fixture
def mixture(x):
    """Weights, means and covariances that are fitted to nothing."""
    rng = np.random.default_rng(1)
    roots = rng.normal(size=(N_COMPONENTS, D, 2 * D))
    parts = (rng.dirichlet(np.ones(N_COMPONENTS)), x[:N_COMPONENTS], roots @ roots.swapaxes(1, 2) / D)
    return tuple(part.astype(x.dtype) for part in parts)


@pytest.mark.parametrize("function", ["responsibilities", "log_likelihood"])
def test_densities_agree(twins, x, mixture, function):
    """The same shares and the same log density of every sample."""
    torch, tensorflow = (getattr(twin, function)(x, *mixture) for twin in twins("gmm"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow, condition=max(np.linalg.cond(mixture[2].astype(np.float64))), what=function)


def test_m_steps_agree(twins, x):
    """The same weights, means and covariances, of an empty component too."""
    shares = np.random.default_rng(2).dirichlet(np.ones(N_COMPONENTS), size=len(x)).astype(x.dtype)
    shares = np.append(shares, np.zeros((len(x), 1), x.dtype), axis=1)
    torch, tensorflow = (twin.m_step(x, shares) for twin in twins("gmm"))
    for ours, theirs in zip(torch, tensorflow, strict=True):
        assert ours.dtype == theirs.dtype == x.dtype
        assert_close(ours, theirs, scale=np.abs(x).max() ** 2)


def test_fits_of_one_component_agree(twins, x):
    """Where chance has no say the same mixture."""
    torch, tensorflow = (twin.fit(x, 1) for twin in twins("gmm"))
    for ours, theirs in zip(torch, tensorflow, strict=True):
        assert_close(ours, theirs, scale=np.abs(x).max() ** 2)
