"""The model solutions of `isomap` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal, eigenvector_error
from viva.strategies import FLOATS

N_NEIGHBORS = 6


@pytest.fixture(params=FLOATS)
def x(request):
    """Samples of a bent sheet."""
    angle, height = np.random.default_rng(0).random((2, 80)) * [[4.0], [1.5]]
    return np.column_stack([np.cos(angle), np.sin(angle), height]).astype(request.param)


@pytest.fixture
def graphs(twins, x):
    """The graphs of both."""
    return [twin.knn_graph.options(finite=False)(x, N_NEIGHBORS) for twin in twins("isomap")]


def test_graphs_agree(graphs, x):
    """The same edges, and the same lengths to rounding."""
    torch, tensorflow = graphs
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_equal(np.isfinite(torch), np.isfinite(tensorflow), what="where there is an edge")
    edge = np.isfinite(torch)
    assert_close(torch[edge], tensorflow[edge], what="the lengths")


def test_geodesics_agree(twins, graphs):
    """The same lengths to rounding, and inf between the same samples."""
    graph = graphs[0].copy()
    graph[:5, 5:] = graph[5:, :5] = np.inf
    torch, tensorflow = (twin.geodesic_distances.options(finite=False)(graph) for twin in twins("isomap"))
    path = np.isfinite(torch)
    assert not path.all()
    assert_equal(path, np.isfinite(tensorflow), what="where there is a path")
    assert_close(torch[path], tensorflow[path], what="the geodesic distances")


def test_coordinates_agree(twins, x):
    """The same coordinates, signs included."""
    torch, tensorflow = (twin.isomap(x, N_NEIGHBORS, 3) for twin in twins("isomap"))
    eigenvalues = np.sum(torch.astype(np.float64) ** 2, axis=0)
    bound = len(x) * eigenvector_error(eigenvalues, x.dtype)[:2] * np.sqrt(eigenvalues[:2])
    assert_close(torch[:, :2], tensorflow[:, :2], bound=bound, what="the coordinates")
