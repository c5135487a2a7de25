"""The model solutions of `tsne` give the same numbers in both frameworks."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.manifold import trustworthiness

from viva.closeness import assert_close

PERPLEXITY = 4.3


@pytest.fixture(params=["float64", "float32"])
def x(request):
    """Samples in general position."""
    return np.random.default_rng(0).normal(size=(17, 3)).astype(request.param)


@pytest.fixture
def joint(x):
    """Joint affinities, some of them zero."""
    affinities = np.exp(-cdist(x, x, "sqeuclidean")) * (cdist(x, x) < 2) * (1 - np.eye(len(x)))
    return (affinities / affinities.sum()).astype(x.dtype)


def test_affinities_agree(twins, x):
    """The same bandwidths, found by the same bisection, and the same joint affinities."""
    squares = cdist(x, x, "sqeuclidean").astype(x.dtype)
    torch, tensorflow = (twin.conditional_affinities(squares, PERPLEXITY) for twin in twins("tsne"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    halvings = 800 * 2.0**-32  # what is left of the widest interval for a bandwidth's logarithm
    assert_close(torch, tensorflow, bound=20 * max(halvings, 200 * np.finfo(x.dtype).eps), what="the conditional affinities")
    torch, tensorflow = (twin.joint_affinities(torch) for twin in twins("tsne"))
    assert_close(torch, tensorflow, what="the joint affinities")


@pytest.mark.parametrize("function", ["kl_divergence", "gradient"])
def test_divergences_and_gradients_agree(twins, joint, x, function):
    """The same numbers to rounding."""
    torch, tensorflow = (getattr(twin, function)(joint, x) for twin in twins("tsne"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow, what=function)


def test_gradient_is_that_of_autodiff(twins, joint, x):
    """Differentiating the divergence gives the gradient in both frameworks."""
    for twin in twins("tsne"):
        assert_close(twin.kl_divergence.gradient(joint, x, wrt=1), twin.gradient(joint, x), what="the gradient")


def test_embeddings_are_as_good_as_each_other(twins):
    """The starts differ, as the frameworks' random numbers do; what comes out has neighbours as right and a divergence as low."""
    rng = np.random.default_rng(0)
    x = np.repeat(10 * rng.normal(size=(5, 6)), 40, axis=0) + rng.normal(size=(200, 6))
    torch, tensorflow = (twin.tsne(x, perplexity=15.0, seed=3) for twin in twins("tsne"))
    twin = twins("tsne")[0]
    joint = twin.joint_affinities(twin.conditional_affinities(cdist(x, x, "sqeuclidean"), 15.0))
    for embedding in (torch, tensorflow):
        assert trustworthiness(x, embedding, n_neighbors=5) > 0.9
    divergences = [twin.kl_divergence(joint, embedding) for embedding in (torch, tensorflow)]
    assert max(divergences) < 1.2 * min(divergences), divergences
