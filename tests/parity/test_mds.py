"""The model solutions of `mds` give the same numbers in both frameworks."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform

from viva.closeness import assert_close, eigenvector_error
from viva.strategies import samples

SIGMA = 3 * 0.6 ** np.arange(4)


@pytest.fixture(params=[("float64", 9), ("float32", 9), ("float64", 450), ("float32", 450)], ids=str)
def squared_distances(request):
    """Squared distances of points with known variances: few of them, and so many that not all eigenpairs are computed."""
    dtype, n = request.param
    return squareform(pdist(samples(SIGMA, n, 5, np.random.default_rng(0)), "sqeuclidean")).astype(dtype)


def test_double_centred_matrices_agree(twins, squared_distances):
    """The same numbers to rounding."""
    torch, tensorflow = (twin.double_center(squared_distances) for twin in twins("mds"))
    assert torch.dtype == tensorflow.dtype == squared_distances.dtype
    assert_close(torch, tensorflow, scale=squared_distances.max(), what="the double-centred matrix")


def test_coordinates_agree(twins, squared_distances):
    """The same coordinates, signs included."""
    torch, tensorflow = (twin.classical_mds(squared_distances, 3) for twin in twins("mds"))
    bound = SIGMA[:3] * eigenvector_error(SIGMA**2, squared_distances.dtype)[:3]
    assert_close(torch, tensorflow, bound=bound, what="the coordinates")


def test_columns_without_a_positive_eigenvalue_agree(twins):
    """Zeros in the same columns: the paths between the ends of three arms need three dimensions, one of them imaginary."""
    squared = np.array([[0, 1, 1, 1], [1, 0, 4, 4], [1, 4, 0, 4], [1, 4, 4, 0.0]])
    for twin in twins("mds"):
        answer = twin.classical_mds(squared, 4)
        assert_close(answer[:, 3], np.zeros(4), bound=0.0, what="the last column")
        assert_close(np.sum(answer**2, axis=0)[:3], np.array([2.0, 2, 0]), scale=2.0, what="the squares of a column")
