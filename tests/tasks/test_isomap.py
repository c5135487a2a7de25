"""Isomap."""

from typing import NamedTuple

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components, shortest_path
from scipy.spatial.distance import cdist
from scipy.stats import spearmanr
from sklearn.manifold import Isomap
from sklearn.neighbors import kneighbors_graph

from viva.closeness import assert_close, assert_eigenvectors, assert_equal, assert_form, assert_sign_rule, tolerance
from viva.data import load
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, normal, rotations, seeds

isomap = submitted("isomap")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5], [3.0, -1.0, 0.0]])
APART = np.concatenate([GOOD, GOOD + 100])
GOOD_GRAPH = np.array([[0.0, 3.0, np.inf], [3.0, 0.0, 2.5], [np.inf, 2.5, 0.0]])
WITH_NAN = np.where(GOOD == 4.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 4.0, np.inf, GOOD)
BAD_DATA = (WITH_NAN, WITH_INFINITY, np.stack([GOOD] * 5), GOOD[:0], GOOD[:, :0])
MARGIN = tolerance(np.float32, scale=10.0)  # how far from a tie a sample's last neighbour is, in units of the mean square


class Cloud(NamedTuple):
    """Samples, and a number of neighbours for which no sample's last neighbour is in doubt."""

    x: np.ndarray
    n_neighbors: int


class Truth(NamedTuple):
    """Inner products by classical scaling of the geodesics, their eigenpairs (vectors as rows), and how rounding grows."""

    gram: np.ndarray
    eigenvalues: np.ndarray
    vectors: np.ndarray
    condition: float


def graph_of(x, n_neighbors):
    """The graph by NumPy, in float64."""
    distances = cdist(x.astype(np.float64), x.astype(np.float64))
    order = np.argsort(distances + np.where(np.eye(len(x)), np.inf, 0), axis=1)[:, :n_neighbors]
    near = np.zeros((len(x), len(x)), dtype=bool)
    np.put_along_axis(near, order, values=True, axis=1)
    return np.where(np.eye(len(x)), 0, np.where(near | near.T, distances, np.inf))


def paths(graph):
    """The lengths of the shortest paths by networkx, inf where there is none."""
    n, edges = len(graph), np.argwhere(np.isfinite(graph))
    whole = networkx.Graph()
    whole.add_nodes_from(range(n))
    whole.add_weighted_edges_from((i, j, float(graph[i, j])) for i, j in edges.tolist() if i < j)
    found = dict(networkx.all_pairs_dijkstra_path_length(whole))
    return np.array([[found[i].get(j, np.inf) for j in range(n)] for i in range(n)])


def truth(cloud):
    """Classical scaling of the geodesics, by NumPy and SciPy."""
    squared = shortest_path(graph_of(*cloud), directed=False) ** 2
    centring = np.eye(len(squared)) - 1 / len(squared)
    gram = -0.5 * centring @ squared @ centring
    eigenvalues, vectors = np.linalg.eigh(gram)
    sum_of_squares = np.sum(cloud.x.astype(np.float64) ** 2)  # of which ‖a‖² + ‖b‖² − 2ab makes the distances
    condition = 1 + len(squared) * max(squared.max(), sum_of_squares) / eigenvalues[-1]
    return Truth(gram, eigenvalues[::-1], vectors[:, ::-1].T, condition)


def is_certain(x, n_neighbors):
    """Whether the last neighbour and the next sample differ by more than rounding, and the graph is connected."""
    squared = np.sort(cdist(x, x, "sqeuclidean"), axis=1)
    gap = (squared[:, n_neighbors + 1 :] - squared[:, n_neighbors, None])[:, :1]
    connected = connected_components(np.isfinite(graph_of(x, n_neighbors)))[0] == 1
    return connected and bool(np.all(gap > MARGIN * np.mean(x**2)))


@st.composite
def clouds(draw, dtype=np.float64, d=None, least_neighbors=2):
    """Normal samples that are not about zero, with a graph that is connected and not complete; ties do not occur."""
    rng = np.random.default_rng(draw(seeds))
    n, k = draw(st.integers(7, 14)), draw(st.integers(least_neighbors, 5))
    d = draw(st.integers(1, 4)) if d is None else d
    scale = draw(st.sampled_from([1.0, 0.01, 100.0]))
    while True:
        x = (scale * (rng.normal(size=(n, d)) + rng.normal(size=d))).astype(dtype)
        if is_certain(x.astype(np.float64), k):
            return Cloud(x, k)


@st.composite
def graphs(draw, dtype=np.float64, n=None, sparse=False):
    """Symmetric graphs with random edges, whose lengths are of one magnitude or of several."""
    rng, n = np.random.default_rng(draw(seeds)), draw(st.integers(2, 12)) if n is None else n
    present = rng.random((n, n)) < draw(st.sampled_from([0.1] if sparse else [0.3, 0.6, 1.0]))
    lengths = draw(st.sampled_from([1.0, 0.01, 1e4])) * 10 ** rng.uniform(-draw(st.sampled_from([0.3, 2.0])), 0, (n, n))
    upper = np.triu(np.where(present, lengths, np.inf), 1) if n > 1 else np.zeros((1, 1))
    upper[np.tril_indices(n)] = np.inf
    graph = np.minimum(upper, upper.T)
    np.fill_diagonal(graph, 0)
    return graph.astype(dtype)


def neighbors_of(isomap, x, n_neighbors):
    """The answer of knn_graph, its form checked."""
    graph = isomap.knn_graph.options(finite=False)(x, n_neighbors)
    assert_form(graph, (len(x), len(x)), x.dtype, what="the graph")
    return graph


def geodesics_of(isomap, graph):
    """The answer of geodesic_distances, its form checked."""
    answer = isomap.geodesic_distances.options(finite=False)(graph)
    assert_form(answer, graph.shape, graph.dtype, what="the geodesic distances")
    return answer


def coordinates_of(isomap, cloud, n_components, deadline=None):
    """The answer of isomap, its form checked."""
    answer = isomap.isomap.options(deadline=deadline)(*cloud, n_components)
    assert_form(answer, (len(cloud.x), n_components), cloud.x.dtype, what="the coordinates")
    return answer


def assert_lengths(actual, expected, *, what, bound=None):
    """Infinite in the same places, and elsewhere equal to rounding: of each length, or `bound`."""
    finite = np.isfinite(expected)
    assert_equal(np.isfinite(actual), finite, what=f"where {what} is finite")
    assert np.all(actual >= 0), f"{what} is {np.min(actual)} somewhere"
    chosen = bound if bound is None else np.broadcast_to(bound, actual.shape)[finite]
    assert_close(actual[finite], expected[finite], bound=chosen, scale=expected[finite], what=what)


def assert_graph(actual, expected, x):
    """The same edges, of the same lengths, which may come from ‖a‖² + ‖b‖² − 2ab."""
    error = tolerance(x.dtype, scale=np.sum(x.astype(np.float64) ** 2, axis=1).max())
    lengths = np.where(np.isfinite(expected), expected, 1)
    assert_lengths(actual, expected, bound=error / np.maximum(lengths, np.sqrt(error)), what="the graph")


def assert_coordinates(actual, exact):
    """Columns sqrt(λ) v, up to sign, for eigenvalues that keep their distance."""
    k, dtype = actual.shape[1], actual.dtype
    error = tolerance(dtype, scale=exact.eigenvalues[0], condition=exact.condition)
    assert_close(np.sum(actual**2, axis=0), exact.eigenvalues[:k], bound=error, what="the sum of squares of each column")
    directions = (actual / np.linalg.norm(actual, axis=0)).T
    assert_eigenvectors(directions, exact.vectors, exact.eigenvalues, condition=exact.condition, what="the columns, of length one,")


def leading(exact, most=3):
    """How many components come before an eigenvalue that is a tenth of the first one or less."""
    return st.integers(1, max(1, min(most, int(np.sum(exact.eigenvalues > 0.1 * exact.eigenvalues[0])))))


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(isomap, dtype):
    """knn_graph and geodesic_distances give (n, n), isomap gives (n, k), all in the dtype of their input."""
    x = GOOD.astype(dtype)
    neighbors_of(isomap, x, 2)
    geodesics_of(isomap, GOOD_GRAPH.astype(dtype))
    for k in (1, 2, 5):
        coordinates_of(isomap, Cloud(x, 3), k)


@points(1)
def test_knn_graph_leaves_the_data_as_they_were(isomap):
    """knn_graph does not change the samples that it is given."""
    answer = assert_leaves_inputs(isomap.knn_graph.options(finite=False), GOOD, 2)
    assert_graph(answer, graph_of(GOOD, 2), GOOD)


@points(1)
def test_geodesic_distances_leave_the_graph_as_it_was(isomap):
    """geodesic_distances does not change the graph that it is given."""
    answer = assert_leaves_inputs(isomap.geodesic_distances.options(finite=False), GOOD_GRAPH)
    assert_close(answer, [[0, 3, 5.5], [3, 0, 2.5], [5.5, 2.5, 0]])


@points(1)
def test_isomap_leaves_the_data_as_they_were(isomap):
    """isomap does not change the samples that it is given."""
    answer = assert_leaves_inputs(isomap.isomap, GOOD, 4, 3)
    assert_close(cdist(answer, answer), cdist(GOOD, GOOD), what="the distances between the coordinates")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_graph_joins_every_sample_to_its_nearest_ones(isomap, data, dtype):
    """Entry (i, j) is ‖x_i − x_j‖ where j is among the nearest of i or i among those of j, 0 on the diagonal, else inf."""
    cloud = data.draw(clouds(dtype), label="cloud")
    assert_graph(neighbors_of(isomap, *cloud), graph_of(*cloud), cloud.x)


@points(1)
@given(cloud=clouds())
def test_graph_is_that_of_scikit_learn(isomap, cloud):
    """kneighbors_graph has the edges from each sample to its neighbours; taken both ways they are the graph."""
    one_way = kneighbors_graph(cloud.x, cloud.n_neighbors, mode="distance").toarray()
    both_ways = np.maximum(one_way, one_way.T)
    expected = np.where((both_ways > 0) | np.eye(len(cloud.x), dtype=bool), both_ways, np.inf)
    assert_graph(neighbors_of(isomap, *cloud), expected, cloud.x)


@points(2)
@given(data=st.data(), dtype=dtypes(), n_neighbors=st.integers(1, 3))
def test_an_edge_need_be_wanted_on_one_side_only(isomap, data, dtype, n_neighbors):
    """A sample far from all others is no one's neighbour, but has neighbours and so its edges."""
    x = data.draw(clouds(dtype), label="cloud").x
    place = x.mean(axis=0) + 20 * np.abs(x - x.mean(axis=0)).max() * rotations(x.shape[1], data.draw(seeds, label="seed"))[0]
    x = np.vstack([x, place]).astype(dtype)
    answer = neighbors_of(isomap, x, n_neighbors)[-1, :-1]
    assert_equal(int(np.sum(np.isfinite(answer))), n_neighbors, what="the number of edges of the sample that is far from all")
    expected = np.sort(cdist(x[-1:].astype(np.float64), x[:-1].astype(np.float64))[0])[:n_neighbors]
    bound = tolerance(dtype, scale=np.sum(x.astype(np.float64) ** 2, axis=1).max()) / expected[0]
    assert_close(np.sort(answer)[:n_neighbors], expected, bound=bound, what="the lengths of these edges")


@points(2)
@given(data=st.data(), dtype=dtypes(), scale=st.sampled_from([1.0, 0.01, 100.0]))
def test_a_sample_is_not_its_own_neighbor(isomap, data, dtype, scale):
    """Where every sample is there twice, the one nearest to it is its copy, at distance 0: an edge, unlike inf."""
    half = data.draw(normal(st.integers(2, 6), 3, scale=scale, dtype=dtype), label="half of the samples")
    x = np.concatenate([half, half])[np.random.default_rng(data.draw(seeds, label="seed")).permutation(2 * len(half))]
    same = np.all(x[:, None] == x, axis=2)
    assert_graph(neighbors_of(isomap, x, 1), np.where(same, 0, np.inf), x)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_graph_of_all_neighbors_is_complete(isomap, data, dtype):
    """With n − 1 neighbours every pair has an edge, as long as its Euclidean distance."""
    x = data.draw(clouds(dtype), label="cloud").x
    assert_graph(neighbors_of(isomap, x, len(x) - 1), cdist(x.astype(np.float64), x.astype(np.float64)), x)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_graph_is_symmetric_with_zeros_on_its_diagonal(isomap, data, dtype):
    """(i, j) and (j, i) are one edge; every sample has as many edges as neighbours, or more; exactly 0 to itself."""
    cloud = data.draw(clouds(dtype), label="cloud")
    answer = neighbors_of(isomap, *cloud)
    assert_equal(np.diag(answer), np.zeros(len(answer), dtype), what="the diagonal of the graph")
    edges = np.sum(np.isfinite(answer), axis=1) - 1
    assert np.all(edges >= cloud.n_neighbors), f"a sample has {edges.min()} edges, {cloud.n_neighbors} at least expected"
    assert np.any(np.isinf(answer)), "every pair has an edge, though there are fewer neighbours than other samples"
    assert_graph(answer, answer.T, cloud.x)


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_geodesics_are_the_shortest_paths_of_scipy(isomap, data, dtype):
    """scipy.sparse.csgraph.shortest_path finds the same lengths, inf where there is no path."""
    graph = data.draw(graphs(dtype), label="graph")
    assert_lengths(
        geodesics_of(isomap, graph), shortest_path(graph.astype(np.float64), directed=False), what="the geodesic distance"
    )


@points(1)
@given(graph=graphs(sparse=True, n=11))
def test_geodesics_between_components_are_infinite(isomap, graph):
    """A sparse graph falls into parts; networkx finds which samples a path joins, and how long it is."""
    graph[5:, :5] = graph[:5, 5:] = np.inf
    graph[0, 1] = graph[1, 0] = 0.7
    assert_lengths(geodesics_of(isomap, graph), paths(graph), what="the geodesic distance")


@points(2)
@given(graph=graphs(), seed=seeds)
def test_an_edge_may_have_no_length(isomap, graph, seed):
    """0 off the diagonal is an edge between two samples in one place, not a missing one: it shortens the paths of others."""
    i, j = np.random.default_rng(seed).permutation(len(graph))[:2]
    graph[i, j] = graph[j, i] = 0
    graph = np.pad(graph, (0, 1), constant_values=np.inf)
    graph[-1, i] = graph[i, -1] = 0.3
    graph[-1, -1] = 0
    assert_lengths(geodesics_of(isomap, graph), paths(graph), what="the geodesic distance")


@points(2)
@given(data=st.data(), dtype=dtypes(), n=st.integers(3, 70), length=st.sampled_from([1.0, 0.3, 1e4]))
def test_geodesics_along_a_ring(isomap, data, dtype, n, length):
    """On a ring in any order the distance is the number of edges on the shorter way round, which may be many."""
    place = np.random.default_rng(data.draw(seeds, label="seed")).permutation(n)
    steps = np.abs(place[:, None] - place)
    steps = np.minimum(steps, n - steps)
    graph = np.where(steps <= 1, steps * length, np.inf).astype(dtype)
    assert_lengths(geodesics_of(isomap, graph), steps * np.float64(dtype.type(length)), what="the geodesic distance")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_geodesics_are_a_metric_that_no_edge_undercuts(isomap, data, dtype):
    """Going by another sample is never shorter, an edge is never shorter, and every path begins with an edge."""
    graph = data.draw(graphs(dtype), label="graph")
    answer = geodesics_of(isomap, graph).astype(np.float64)
    by_another = (answer[:, :, None] + answer[None]).min(axis=1)
    assert_lengths(answer.astype(dtype), by_another, what="the geodesic distance, expected the least by any other sample,")
    first_edge = np.where(np.eye(len(graph)), np.inf, graph.astype(np.float64))
    on_from_there = np.where(np.eye(len(graph)), 0, (first_edge[:, :, None] + answer[None]).min(axis=1))
    assert_lengths(answer.astype(dtype), on_from_there, what="the geodesic distance, expected the least over first edges,")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_coordinates_are_the_classical_scaling_of_squared_geodesics(isomap, data, dtype):
    """Columns sqrt(λ) v by the eigenpairs of −½ J D² J, descending, where D are the geodesics of the graph; up to sign."""
    cloud = data.draw(clouds(dtype), label="cloud")
    exact = truth(cloud)
    assert_coordinates(coordinates_of(isomap, cloud, data.draw(leading(exact), label="n_components")), exact)


@points(2)
@given(cloud=clouds(least_neighbors=3))
def test_coordinates_are_those_of_scikit_learn(isomap, cloud):
    """sklearn.manifold.Isomap has the same inner products of coordinates."""
    exact = truth(cloud)
    k = int(np.argmax(-np.diff(exact.eigenvalues[:4]))) + 1  # where the gap is widest
    oracle = Isomap(n_neighbors=cloud.n_neighbors, n_components=k, eigen_solver="dense", path_method="D").fit_transform(cloud.x)
    answer = coordinates_of(isomap, cloud, k)
    condition = exact.condition * exact.eigenvalues[0] / (exact.eigenvalues[k - 1] - exact.eigenvalues[k])
    assert_close(answer @ answer.T, oracle @ oracle.T, scale=exact.eigenvalues[0], condition=condition, what="the inner products")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_all_components_together_are_the_positive_part(isomap, data, dtype):
    """n components: inner products are those of the positive eigenvalues alone; the others have columns of zeros."""
    cloud = data.draw(clouds(dtype), label="cloud")
    exact = truth(cloud)
    answer = coordinates_of(isomap, cloud, len(cloud.x)).astype(np.float64)
    expected = (exact.vectors.T * np.maximum(exact.eigenvalues, 0)) @ exact.vectors
    error = {"scale": exact.eigenvalues[0], "condition": exact.condition}
    assert_close((answer @ answer.T).astype(dtype), expected, what="the inner products of the coordinates", **error)
    lengths = np.sum(answer**2, axis=0).astype(dtype)
    assert_close(lengths, np.maximum(exact.eigenvalues, 0), what="the sum of squares of each column", **error)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_coordinates_are_uncorrelated_and_about_zero(isomap, data, dtype):
    """Columns are orthogonal, each adds up to zero, and their lengths descend."""
    cloud = data.draw(clouds(dtype, d=3), label="cloud")
    exact = truth(cloud)
    answer = coordinates_of(isomap, cloud, 2).astype(np.float64)
    largest = exact.eigenvalues[0]
    products = (answer.T @ answer).astype(dtype)
    assert_close(products, np.diag(np.maximum(exact.eigenvalues[:2], 0)), scale=largest, condition=exact.condition)
    assert_close(answer.sum(axis=0).astype(dtype), np.zeros(2), scale=np.sqrt(largest), condition=exact.condition, what="the sums")


@points(1)
@given(cloud=clouds())
def test_the_largest_entry_of_a_column_is_positive(isomap, cloud):
    """The sign of a coordinate: its entry of largest magnitude is positive."""
    exact = truth(cloud)
    k = max(1, int(np.sum(exact.eigenvalues[:3] > 0.1 * exact.eigenvalues[0])))
    answer = coordinates_of(isomap, cloud, k)
    assert_sign_rule(answer.T, what="the column")
    assert np.all(np.any(answer > 0, axis=0)), "a column is zero, though its eigenvalue is positive"
    assert_close(np.sum(answer**2, axis=0), exact.eigenvalues[:k], scale=exact.eigenvalues[0], condition=exact.condition)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_all_neighbors_keep_the_distances(isomap, data, dtype):
    """With n − 1 neighbours the geodesics are straight: isomap is classical scaling, and keeps all the distances."""
    x = data.draw(clouds(dtype, d=3), label="cloud").x
    cloud = Cloud(x, len(x) - 1)
    answer, centred = coordinates_of(isomap, cloud, 3).astype(np.float64), x.astype(np.float64)
    centred = centred - centred.mean(axis=0)
    exact = truth(cloud)
    products = (answer @ answer.T).astype(dtype)
    assert_close(products, centred @ centred.T, scale=exact.eigenvalues[0], condition=exact.condition, what="the inner products")


@points(2)
@given(data=st.data(), dtype=dtypes(), n=st.integers(5, 15), growth=st.sampled_from([1.1, 1.3]), step=st.sampled_from([0.2, 0.4]))
def test_a_curve_is_laid_out_by_its_length(isomap, data, dtype, n, growth, step):
    """Along a spiral each sample is nearest to the one before: one neighbour is enough, and the coordinate is the length so far."""
    rng = np.random.default_rng(data.draw(seeds, label="seed"))
    angle, radius = step * np.arange(n), growth ** np.arange(n)
    curve = np.column_stack([radius * np.cos(angle), radius * np.sin(angle), np.zeros(n)]) @ rotations(3, data.draw(seeds)) + 1
    order = rng.permutation(n)
    cloud = Cloud(curve[order].astype(dtype), 1)
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1)))[order]
    expected = length - length.mean()
    answer = coordinates_of(isomap, cloud, 1)[:, 0]
    turned = -answer if answer @ expected < 0 else answer
    assert_close(turned, expected, condition=truth(cloud).condition, what="the coordinate")


@points(2)
def test_swiss_roll_is_unrolled(isomap):
    """600 samples, in at most a minute: the first coordinate is the length along the roll, the second the place across it."""
    roll = load("swiss_roll")
    x, t = roll["x"][:600], roll["t"][:600]
    first, second = coordinates_of(isomap, Cloud(x, 8), 2, deadline=60.0).T
    along, across = abs(spearmanr(first, t).statistic), abs(spearmanr(second, x[:, 1]).statistic)
    assert along > 0.99, f"the rank correlation of the first coordinate and the place along the roll is {along:.3f}"
    assert across > 0.9, f"the rank correlation of the second coordinate and the place across the roll is {across:.3f}"


@points(1)
@given(cloud=clouds(), seed=seeds)
def test_moving_and_turning_the_data_changes_nothing(isomap, cloud, seed):
    """Rotated, shifted and shuffled samples have the same coordinates, up to sign and shuffled in the same way."""
    order = np.random.default_rng(seed).permutation(len(cloud.x))
    shift = np.abs(cloud.x).max()
    moved = Cloud((cloud.x @ rotations(cloud.x.shape[1], seed) + shift)[order], cloud.n_neighbors)
    exact = truth(cloud)._replace(condition=truth(moved).condition)
    assert_coordinates(coordinates_of(isomap, moved, 1)[np.argsort(order)], exact)


@points(1)
def test_disconnected_graphs_are_rejected(isomap):
    """Where there is no path between some samples there is no map of them all: ValueError."""
    assert_rejects(isomap.isomap, APART, 2, 2, good=(APART, 6, 2))
    assert_rejects(isomap.isomap, APART, 4, 1, good=(APART, 5, 1))


@points(1)
def test_knn_graph_rejects_bad_data(isomap):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError; it names x where nothing else is at fault."""
    for bad in BAD_DATA:
        assert_rejects(isomap.knn_graph, bad, 4, good=(GOOD, 4), naming="x" if len(bad) else "")


@points(1)
def test_isomap_rejects_bad_data(isomap):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError; it names x where nothing else is at fault."""
    for bad in BAD_DATA:
        assert_rejects(isomap.isomap, bad, 4, 2, good=(GOOD, 4, 2), naming="x" if len(bad) else "")


@pytest.mark.parametrize(("function", "rest"), [("knn_graph", ()), ("isomap", (1,))])
@points(1)
def test_impossible_numbers_of_neighbors_are_rejected(isomap, function, rest):
    """No neighbour, fewer than none, or as many as there are samples raise ValueError."""
    question = getattr(isomap, function)
    for k in (0, -1):
        assert_rejects(question, GOOD, k, *rest, good=(GOOD, 4, *rest), naming="n_neighbors")
    assert_rejects(question, GOOD, 5, *rest, good=(GOOD, 4, *rest))
    assert_rejects(question, GOOD[:2], 2, *rest, good=(GOOD[:2], 1, *rest))


@points(1)
def test_impossible_numbers_of_components_are_rejected(isomap):
    """No component, fewer than none, or more than there are samples raise ValueError."""
    for k in (0, -1):
        assert_rejects(isomap.isomap, GOOD, 4, k, good=(GOOD, 4, 2), naming="n_components")
    assert_rejects(isomap.isomap, GOOD, 4, 6, good=(GOOD, 4, 5))


def altered(*entries):
    """GOOD_GRAPH with some entries replaced: (row, column, value)."""
    graph = GOOD_GRAPH.copy()
    for row, column, value in entries:
        graph[row, column] = value
    return graph


NO_GRAPHS = (
    GOOD_GRAPH[:2],
    GOOD_GRAPH[:0, :0],
    np.stack([GOOD_GRAPH] * 3),
    altered((0, 1, np.nan), (1, 0, np.nan)),
    altered((0, 1, 4.0)),  # two lengths of one edge
    altered((0, 1, np.inf)),  # an edge in one direction
    altered((0, 1, np.inf), (1, 0, 0.0)),
    altered((0, 1, -3.0), (1, 0, -3.0)),
    altered((1, 1, 2.0)),
)


@points(2)
def test_what_is_no_graph_is_rejected(isomap):
    """A matrix that is not square and symmetric, has NaN or a negative entry, or not 0 on its diagonal, raises ValueError."""
    for bad in NO_GRAPHS:
        assert_rejects(isomap.geodesic_distances.options(finite=False), bad, good=(GOOD_GRAPH,), naming="graph")
