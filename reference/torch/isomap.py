"""Isomap: classical scaling of the distances along a manifold."""

import torch
from mds import classical_mds

from viva.arguments import check_finite, check_integer, check_ndim, check_square, check_symmetric


def knn_graph(x, n_neighbors):
    """Distances between the rows of `x` of which one is among the `n_neighbors` nearest of the other; 0 to itself, else inf.

    Shapes: (n, d) -> (n, n), symmetric, 1 ≤ n_neighbors ≤ n − 1.
    Raises: ValueError if `x` is not (n, d) and finite, or if `n_neighbors` is out of range.
    Source: Tenenbaum, de Silva & Langford 2000, table 1, step 1.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    n = x.shape[0]
    check_integer(1, n - 1, n_neighbors=n_neighbors)
    wide = x.double() - x[0]
    norms = (wide**2).sum(dim=1)
    squared_distances = (norms + norms[:, None] - 2 * wide @ wide.mT).fill_diagonal_(torch.inf)
    neighbors = squared_distances.topk(n_neighbors, largest=False).indices
    # Differences of large products tell who is near; for the distance itself they lose too many digits.
    lengths = (x[:, None] - x[neighbors]).norm(dim=2)
    graph = torch.full([n, n], torch.inf, dtype=x.dtype, device=x.device).scatter(1, neighbors, lengths)
    return torch.minimum(graph, graph.mT).fill_diagonal_(0)


def geodesic_distances(graph):
    """Lengths of the shortest paths through a graph whose entries are the lengths of its edges, inf where there is none.

    Shapes: (n, n) symmetric -> (n, n), inf between components.
    Raises: ValueError if `graph` is not square and symmetric, has a negative entry, NaN, or a diagonal that is not zero.
    Source: Floyd 1962.
    """
    _check_graph(graph)
    return _shortest_paths(graph.clone())


def _shortest_paths(lengths):
    for via in range(lengths.shape[0]):
        torch.minimum(lengths, lengths[:, via, None] + lengths[via], out=lengths)
    return lengths


def isomap(x, n_neighbors, n_components):
    """Coordinates whose distances are near to the geodesic ones, by classical scaling, in descending order of variance.

    Shapes: (n, d) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `knn_graph`, if its graph is not connected, or if `n_components` is out of range.
    Source: Tenenbaum, de Silva & Langford 2000, table 1.
    """
    geodesics = geodesic_distances(knn_graph(x, n_neighbors))
    if geodesics.isinf().any():
        raise ValueError("n_neighbors is too small: the graph of the rows of x is not connected")
    check_integer(1, x.shape[0], n_components=n_components)
    return classical_mds(geodesics**2, n_components)


def _check_graph(graph):
    check_square(graph=graph)
    check_ndim(2, graph=graph)
    missing = graph.isinf()
    check_symmetric(graph=torch.where(missing, 0, graph))
    if not ((graph >= 0).all() and (missing == missing.mT).all() and (graph.diagonal() == 0).all()):
        raise ValueError("graph must be symmetric, nowhere negative, and 0 on the diagonal")
