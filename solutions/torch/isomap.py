"""Isomap: classical scaling of the distances along a manifold."""

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_square, check_symmetric


def knn_graph(x, n_neighbors):
    """Distances between the rows of `x` of which one is among the `n_neighbors` nearest of the other; 0 to itself, else inf.

    Shapes: (n, d) -> (n, n), symmetric, 1 ≤ n_neighbors ≤ n − 1.
    Raises: ValueError if `x` is not (n, d) and finite, or if `n_neighbors` is out of range.
    Source: Tenenbaum, de Silva & Langford 2000, table 1, step 1.
    """
    raise NotImplementedError("knn_graph is yours to write")


def geodesic_distances(graph):
    """Lengths of the shortest paths through a graph whose entries are the lengths of its edges, inf where there is none.

    Shapes: (n, n) symmetric -> (n, n), inf between components.
    Raises: ValueError if `graph` is not square and symmetric, has a negative entry, NaN, or a diagonal that is not zero.
    Source: Floyd 1962.
    """
    raise NotImplementedError("geodesic_distances is yours to write")


def isomap(x, n_neighbors, n_components):
    """Coordinates whose distances are near to the geodesic ones, by classical scaling, in descending order of variance.

    Shapes: (n, d) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `knn_graph`, if its graph is not connected, or if `n_components` is out of range.
    Source: Tenenbaum, de Silva & Langford 2000, table 1.
    """
    raise NotImplementedError("isomap is yours to write")
