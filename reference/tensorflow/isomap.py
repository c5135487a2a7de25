"""Isomap: classical scaling of the distances along a manifold."""

import tensorflow as tf
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
    wide = tf.cast(x, tf.float64) - tf.cast(x[0], tf.float64)
    norms = tf.reduce_sum(wide**2, axis=1)
    squared_distances = norms + norms[:, None] - 2 * tf.matmul(wide, wide, transpose_b=True)
    squared_distances = tf.linalg.set_diag(squared_distances, tf.fill([n], tf.constant(float("inf"), tf.float64)))
    neighbors = tf.math.top_k(-squared_distances, n_neighbors).indices
    # Differences of large products tell who is near; for the distance itself they lose too many digits.
    lengths = tf.norm(x[:, None] - tf.gather(x, neighbors), axis=2)
    edges = tf.stack([tf.repeat(tf.range(n), n_neighbors), tf.reshape(neighbors, [-1])], axis=1)
    graph = tf.fill([n, n], tf.cast(float("inf"), x.dtype))
    graph = tf.tensor_scatter_nd_update(graph, edges, tf.reshape(lengths, [-1]))
    return tf.linalg.set_diag(tf.minimum(graph, tf.transpose(graph)), tf.zeros(n, x.dtype))


def geodesic_distances(graph):
    """Lengths of the shortest paths through a graph whose entries are the lengths of its edges, inf where there is none.

    Shapes: (n, n) symmetric -> (n, n), inf between components.
    Raises: ValueError if `graph` is not square and symmetric, has a negative entry, NaN, or a diagonal that is not zero.
    Source: Floyd 1962.
    """
    _check_graph(graph)
    return _shortest_paths(graph)


@tf.function(reduce_retracing=True)  # TF: twice as fast as one operation at a time
def _shortest_paths(lengths):
    for via in tf.range(tf.shape(lengths)[0]):
        lengths = tf.minimum(lengths, lengths[:, via, None] + lengths[via])
    return lengths


def isomap(x, n_neighbors, n_components):
    """Coordinates whose distances are near to the geodesic ones, by classical scaling, in descending order of variance.

    Shapes: (n, d) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `knn_graph`, if its graph is not connected, or if `n_components` is out of range.
    Source: Tenenbaum, de Silva & Langford 2000, table 1.
    """
    geodesics = geodesic_distances(knn_graph(x, n_neighbors))
    if tf.reduce_any(tf.math.is_inf(geodesics)):
        raise ValueError("n_neighbors is too small: the graph of the rows of x is not connected")
    check_integer(1, x.shape[0], n_components=n_components)
    return classical_mds(geodesics**2, n_components)


def _check_graph(graph):
    check_square(graph=graph)
    check_ndim(2, graph=graph)
    missing = tf.math.is_inf(graph)
    check_symmetric(graph=tf.where(missing, tf.zeros_like(graph), graph))
    same = tf.reduce_all(missing == tf.transpose(missing))
    if not (tf.reduce_all(graph >= 0) and same and tf.reduce_all(tf.linalg.diag_part(graph) == 0)):
        raise ValueError("graph must be symmetric, nowhere negative, and 0 on the diagonal")
