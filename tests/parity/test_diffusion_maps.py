"""The model solutions of `diffusion_maps` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, eigenvector_error, tolerance
from viva.strategies import FLOATS

EPSILON = 0.3


@pytest.fixture(params=[(dtype, n) for dtype in FLOATS for n in (25, 450)], ids=str)
def x(request):
    """Samples in a rectangle: few, and so many that the leading eigenpairs alone are looked for."""
    dtype, n = request.param
    return (np.random.default_rng(0).uniform(-1, 1, (n, 2)) * [1.3, 1] + 0.5).astype(dtype)


def test_squared_distances_agree(twins, x):
    """The same numbers to rounding."""
    torch, tensorflow = (twin.squared_distances(x) for twin in twins("diffusion_maps"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow, what="squared_distances")


@pytest.mark.parametrize("epsilon", [EPSILON, None])
def test_eigenvalues_agree(twins, x, epsilon):
    """The same numbers to rounding, which the power 1 / 2ε enlarges."""
    torch, tensorflow = (twin.diffusion_map(x, 4, epsilon)[0] for twin in twins("diffusion_maps"))
    width = epsilon or 0.05 * np.sqrt(twins("diffusion_maps")[0].squared_distances(x).max())
    assert_close(torch, tensorflow, condition=(1 + 8 / width) / width, what="the eigenvalues")


def test_eigenfunctions_agree(twins, x):
    """The same eigenfunctions, signs included."""
    (values, torch), (_, tensorflow) = (twin.diffusion_map(x, 4, EPSILON) for twin in twins("diffusion_maps"))
    a = np.append(values[1:].astype(np.float64) ** (2 * EPSILON), 0)
    error = eigenvector_error(np.append(1, a), x.dtype)[:4] * (1 + 8 / EPSILON)
    bound = np.maximum(error, tolerance(x.dtype)) * np.abs(torch).max(axis=0)[:4] * np.sqrt(len(x))
    assert_close(torch[:, :4], tensorflow[:, :4], bound=bound, what="the eigenfunctions")
