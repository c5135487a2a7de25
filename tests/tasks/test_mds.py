"""Classical multidimensional scaling."""

from typing import NamedTuple

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigh
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import PCA

from viva.closeness import (
    assert_close,
    assert_eigenvectors,
    assert_form,
    assert_sign_rule,
    singular_value_error,
    tolerance,
)
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, data_sets, dtypes, normal, samples, seeds

mds = submitted("mds")

REST = {"double_center": (), "classical_mds": (2,)}
FUNCTIONS = tuple(REST)


def squared_distances(x):
    """Squared distances between the rows of x: symmetric, zeros on the diagonal."""
    return squareform(pdist(x.astype(np.float64), "sqeuclidean")).astype(x.dtype)


GOOD = squared_distances(np.array([[2.0, 0.5], [0.0, 1.5], [1.0, -2.0], [4.0, 1.0], [-3.0, 2.5]]))
# Four dissimilarities that no points have: Borg & Groenen 2005, section 12.1
BORG = squareform([4.05, 8.25, 5.57, 2.54, 2.69, 2.11]) ** 2


class Truth(NamedTuple):
    """The double-centred matrix, its eigenvalues, descending, its eigenvectors as rows, and the magnitude of rounding in it."""

    centred: np.ndarray
    values: np.ndarray
    vectors: np.ndarray
    scale: float

    def lengths(self, k):
        """Lengths of the first k columns: roots of the eigenvalues, 0 where one is negative."""
        return np.sqrt(np.maximum(self.values[:k], 0))


def truth(squared):
    """The definition, in float64: J is the matrix that takes the mean away."""
    n = len(squared)
    centring = np.eye(n) - 1 / n
    centred = -0.5 * centring @ squared.astype(np.float64) @ centring
    values, vectors = eigh((centred + centred.T) / 2)
    return Truth(centred, values[::-1], vectors[:, ::-1].T, float(np.abs(squared).max() + np.abs(values).max()))


@st.composite
def dissimilarities(draw, dtype=np.float64):
    """Squared dissimilarities that need not be those of any points: some eigenvalues are negative."""
    n, scale = draw(st.integers(3, 10)), draw(st.sampled_from([1.0, 0.01, 100.0]))
    upper = np.random.default_rng(draw(seeds)).uniform(0.1, 3.0, n * (n - 1) // 2)
    return (scale * squareform(upper)).astype(dtype)


def clouds(dtype=np.float64):
    """Squared distances of points in some dimensions."""
    return data_sets().map(lambda x: squared_distances(x).astype(dtype))


def either(dtype):
    """Squared distances of points, or dissimilarities."""
    return st.one_of(clouds(dtype), dissimilarities(dtype))


def scaled(mds, squared, k):
    """The answer of classical_mds, its form checked."""
    answer = mds.classical_mds(squared, k)
    assert_form(answer, (len(squared), k), squared.dtype, what="the coordinates")
    return answer


def assert_coordinates(answer, squared):
    """Each column is sqrt(λ) times the eigenvector of its place; its sign is free, and so is a basis of a repeated eigenvalue."""
    exact, k = truth(squared), answer.shape[1]
    assert_lengths(answer, squared)
    certain = np.sum(exact.values[:k] > 10 * tolerance(answer.dtype, exact.scale))
    unit = answer[:, :certain] / exact.lengths(certain).astype(answer.dtype)
    assert_eigenvectors(unit.T, exact.vectors, exact.values, what="the columns, divided by their lengths,")


def assert_lengths(answer, squared):
    """The columns have the lengths sqrt(λ)."""
    exact, k = truth(squared), answer.shape[1]
    bound = singular_value_error(np.append(np.sqrt(np.abs(exact.values)), np.sqrt(exact.scale)), answer.dtype)[:k]
    assert_close(np.linalg.norm(answer, axis=0), exact.lengths(k), bound=bound, what="the lengths of the columns")


def assert_products(answer, squared):
    """With all n columns the inner products are those of the double-centred matrix less its negative part."""
    exact = truth(squared)
    columns = exact.vectors.T * exact.lengths(len(squared))
    assert_close(answer @ answer.T, columns @ columns.T, scale=exact.scale, what="the inner products")


@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_form_of_double_center(mds, dtype):
    """double_center answers with a matrix of the shape and dtype of its argument."""
    for n in (1, 2, 5):
        assert_form(mds.double_center(GOOD[:n, :n].astype(dtype)), (n, n), dtype, what="the double-centred matrix")


@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_form_of_classical_mds(mds, dtype):
    """classical_mds always has a column for each component asked for, up to one for every point."""
    for k in (1, 2, 4, 5):
        scaled(mds, GOOD.astype(dtype), k)


@points(1)
def test_double_center_leaves_the_distances_as_they_were(mds):
    """double_center does not change the matrix that it is given."""
    answer = assert_leaves_inputs(mds.double_center, GOOD)
    assert_close(answer, truth(GOOD).centred, what="the double-centred matrix")


@points(1)
def test_classical_mds_leaves_the_distances_as_they_were(mds):
    """classical_mds does not change the matrix that it is given."""
    assert_coordinates(assert_leaves_inputs(mds.classical_mds, GOOD, 2), GOOD)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_double_centring_is_its_definition(mds, data, dtype):
    """−½ J D² J with J = I − 11ᵀ/n, for any symmetric D² with zeros on its diagonal."""
    squared = data.draw(dissimilarities(dtype), label="squared_distances")
    answer = mds.double_center(squared)
    assert_form(answer, squared.shape, squared.dtype, what="the double-centred matrix")
    assert_close(answer, truth(squared).centred, scale=squared.max(), what="the double-centred matrix")


@points(1)
@given(x=data_sets(mean=10.0))
def test_double_centred_distances_are_inner_products(mds, x):
    """Of points it is the matrix of their inner products about their mean: x_c x_cᵀ, wherever the points lie."""
    squared, centred = squared_distances(x), x - x.mean(axis=0)
    condition = 1 + np.abs(x).max() ** 2 / squared.max()  # the differences of large coordinates
    assert_close(mds.double_center(squared), centred @ centred.T, scale=squared.max(), condition=condition, what="x_c x_cᵀ")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_rows_of_the_double_centred_matrix_sum_to_zero(mds, data, dtype):
    """Every row and every column sums to zero, the matrix is symmetric, and its trace is Σ D² / 2n."""
    squared = data.draw(dissimilarities(dtype), label="squared_distances")
    answer, scale = mds.double_center(squared).astype(np.float64), tolerance(dtype, squared.max())
    assert_close(answer.sum(axis=0), np.zeros(len(squared)), bound=scale, what="the sum of a column")
    assert_close(answer.sum(axis=1), np.zeros(len(squared)), bound=scale, what="the sum of a row")
    assert_close(answer, answer.T, bound=scale, what="the matrix")
    assert_close(np.trace(answer), squared.sum(dtype=np.float64) / (2 * len(squared)), bound=scale, what="the trace")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_distances_of_points_are_recovered(mds, data, dtype):
    """With as many components as the points have dimensions, or more, the coordinates have the distances that were given."""
    squared = data.draw(clouds(dtype), label="squared_distances")
    exact = truth(squared)
    rank = int(np.sum(exact.values > 10 * tolerance(dtype, exact.scale)))
    answer = scaled(mds, squared, data.draw(st.integers(rank, len(squared)), label="n_components"))
    assert_close(squared_distances(answer), squared, scale=exact.scale, what="the squared distance")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_columns_are_scaled_eigenvectors(mds, data, dtype):
    """Column i is sqrt(λ) v of the i-th largest eigenvalue of the double-centred matrix, whether or not there are such points."""
    squared = data.draw(either(dtype), label="squared_distances")
    k = data.draw(st.integers(1, len(squared)), label="n_components")
    assert_coordinates(scaled(mds, squared, k), squared)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_squares_of_a_column_add_up_to_its_eigenvalue(mds, data, dtype):
    """The columns are orthogonal to each other; the squares of the i-th add up to the i-th largest eigenvalue, in this order."""
    squared = data.draw(either(dtype), label="squared_distances")
    answer = scaled(mds, squared, data.draw(st.integers(1, len(squared)), label="n_components"))
    exact = truth(squared)
    wanted = np.diag(exact.lengths(answer.shape[1]) ** 2)
    assert_close(answer.T @ answer, wanted, scale=exact.scale, what="the products of the columns")


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_column_is_positive(mds, data):
    """Every column is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    squared = data.draw(either(np.float64), label="squared_distances")
    positive = int(np.sum(truth(squared).values > 10 * tolerance(squared.dtype, truth(squared).scale)))
    answer = scaled(mds, squared, data.draw(st.integers(1, positive), label="n_components"))
    assert_lengths(answer, squared)
    assert_sign_rule(answer.T, what="the column")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_components_without_a_positive_eigenvalue_are_columns_of_zeros(mds, data, dtype):
    """Where the eigenvalue is negative the column is exactly zero, without NaN, and the columns before it are untouched."""
    squared = data.draw(dissimilarities(dtype), label="squared_distances")
    exact = truth(squared)
    answer = scaled(mds, squared, len(squared))
    negative = exact.values < -10 * tolerance(dtype, exact.scale)
    assert_close(answer[:, negative], np.zeros((len(squared), negative.sum())), bound=0.0, what="a column")
    assert_products(answer, squared)


@points(1)
@given(n=st.integers(4, 11), length=st.sampled_from([0.3, 1.0, 20.0]), dtype=dtypes())
def test_paths_around_a_cycle(mds, n, length, dtype):
    """The squared lengths of shortest paths around a cycle are of no points; their eigenvalues come in equal pairs."""
    squared = (length * np.array(nx.floyd_warshall_numpy(nx.cycle_graph(n)))).astype(dtype) ** 2
    answer = scaled(mds, squared, n)
    assert_coordinates(answer, squared)
    assert_products(answer, squared)


@points(1)
@given(data=st.data(), dtype=dtypes(), rank=st.integers(1, 3))
def test_points_of_few_dimensions_leave_the_other_columns_empty(mds, data, dtype, rank):
    """Points on a line, in a plane or in space: the components beyond are zero but for rounding, never NaN."""
    n = data.draw(st.integers(5, 9), label="n")
    x = samples(3 * 0.6 ** np.arange(rank), n, 6, np.random.default_rng(data.draw(seeds, label="seed")))
    squared = squared_distances(x).astype(dtype)
    answer = scaled(mds, squared, data.draw(st.integers(rank + 1, n), label="n_components"))
    rounding = singular_value_error(np.array([3.0, 0.0]), dtype)[1]
    assert_close(answer[:, rank:], np.zeros((n, answer.shape[1] - rank)), bound=rounding, what="a column beyond")
    assert_close(squared_distances(answer[:, :rank]), squared, scale=truth(squared).scale, what="the squared distance")


@points(1)
@given(data=st.data())
def test_coincident_points_stay_together(mds, data):
    """Points at distance zero from each other have the same coordinates; the others keep their distances from them."""
    x = data.draw(normal(4, 3, scale=2.0), label="x")[[0, 1, 2, 1, 3, 1, 0]]
    squared = squared_distances(x)
    answer = scaled(mds, squared, 3)
    assert_close(squared_distances(answer), squared, scale=truth(squared).scale, what="the squared distance")


@points(1)
@given(data=st.data())
def test_the_order_of_the_points_does_not_matter(mds, data):
    """Points in another order have the same coordinates, in that order."""
    squared = data.draw(either(np.float64), label="squared_distances")
    order = np.random.default_rng(data.draw(seeds, label="seed")).permutation(len(squared))
    first, again = scaled(mds, squared, len(squared)), scaled(mds, squared[np.ix_(order, order)], len(squared))
    exact = truth(squared)
    assert_close(np.sum(first**2), np.sum(exact.lengths(len(squared)) ** 2), scale=exact.scale, what="the sum of squares")
    assert_close(again @ again.T, first[order] @ first[order].T, scale=exact.scale, what="the inner products in another order")


@points(1)
@given(data=st.data(), factor=st.sampled_from([1e-4, 1e3]), dtype=dtypes())
def test_distances_in_another_unit_give_coordinates_in_that_unit(mds, data, factor, dtype):
    """Distances c times as long give coordinates c times as long, however small or large."""
    squared = data.draw(clouds(np.float64), label="squared_distances")
    longer = (factor**2 * squared).astype(dtype)
    answer = scaled(mds, longer, len(squared))
    assert_close(squared_distances(answer / dtype.type(factor)), squared, scale=truth(squared).scale, what="the squared distance")


@points(1)
@given(n=st.integers(2, 9), distance=st.sampled_from([0.01, 1.7, 100.0]), data=st.data(), dtype=dtypes())
def test_points_equally_far_apart(mds, n, distance, data, dtype):
    """n points at one distance from each other need n − 1 dimensions; any orthogonal columns of equal length will do."""
    squared = (distance**2 * (1 - np.eye(n))).astype(dtype)
    assert_close(squared_distances(scaled(mds, squared, n - 1)), squared, what="the squared distance")
    k = data.draw(st.integers(1, n - 1), label="n_components")
    answer = scaled(mds, squared, k)
    assert_close(answer.T @ answer, distance**2 / 2 * np.eye(k), what="the products of the columns")


@points(1)
@given(data=st.data())
def test_what_is_lost_is_the_energy_of_the_other_eigenvalues(mds, data):
    """The squared error Σ (B − x xᵀ)² is the sum of the squares of the eigenvalues that are left out or negative: none is less."""
    squared = data.draw(either(np.float64), label="squared_distances")
    k = data.draw(st.integers(1, len(squared)), label="n_components")
    answer, exact = scaled(mds, squared, k), truth(squared)
    lost = np.sum((exact.values - np.append(exact.lengths(k) ** 2, np.zeros(len(squared) - k))) ** 2)
    assert_close(np.sum((exact.centred - answer @ answer.T) ** 2), lost, scale=exact.scale**2, what="the squared error")


@points(1)
@given(distance=st.floats(0.1, 100.0), dtype=dtypes())
def test_the_smallest_sets_of_points_have_coordinates_too(mds, distance, dtype):
    """Two points lie half their distance to either side of zero; one point lies at zero."""
    squared = np.array([[0, distance**2], [distance**2, 0]], dtype)
    expected = np.array([distance / 2, -distance / 2])
    answer = scaled(mds, squared, 1)
    assert_close(answer[np.argsort(-answer[:, 0]), 0], expected, what="the coordinate of one of two points")
    assert_close(scaled(mds, squared[:1, :1], 1), np.zeros((1, 1)), bound=0.0, what="the coordinate of a single point")


@pytest.mark.parametrize("kind", ["points", "dissimilarities"])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.long
@points(1)
def test_hundreds_of_points(mds, dtype, kind, rng):
    """With 450 points the leading components are exact too: B x = λ x for the columns of the algebraically largest eigenvalues."""
    if kind == "points":
        squared = squared_distances(samples(30 * 0.8 ** np.arange(7), 450, 9, rng)).astype(dtype)
    else:
        squared = squareform(rng.uniform(0.5, 1.5, 450 * 449 // 2)).astype(dtype)
    answer, exact, growth = scaled(mds, squared, 3), truth(squared), np.sqrt(450)  # of rounding, with the number of terms
    products = np.diag(exact.values[:3])
    assert_close(answer.T @ answer, products, scale=exact.scale, condition=growth, what="the products of the columns")
    image = (exact.centred @ answer).astype(dtype)
    assert_close(image, answer @ products, scale=exact.scale**1.5, condition=growth, what="the matrix times the columns")


@points(1)
@given(data=st.data())
def test_of_points_the_coordinates_are_their_principal_components(mds, data):
    """Classical scaling of Euclidean distances is principal component analysis: up to sign, the scores of sklearn's PCA."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(st.integers(1, min(len(x) - 1, x.shape[1])), label="n_components")
    squared, scores = squared_distances(x), PCA(k, svd_solver="full").fit_transform(x)
    answer, exact = scaled(mds, squared, k), truth(squared)
    turned = answer * np.where(np.sum(answer * scores, axis=0) < 0, -1, 1)
    gap = 0.5 * exact.values[k - 1]  # a following eigenvalue is at most 0.7² times as large
    assert_close(turned, scores, bound=tolerance(x.dtype, exact.scale**1.5) / gap, what="the coordinates")


@points(1)
@given(dtype=dtypes())
def test_four_dissimilarities_of_a_textbook(mds, dtype):
    """Borg & Groenen's example: eigenvalues 35.71, 3.27, 0 and −5.57, and coordinates in the plane to two digits."""
    answer = scaled(mds, BORG.astype(dtype), 4)
    assert_close(np.sum(answer**2, axis=0), np.array([35.71, 3.27, 0, 0]), bound=0.005, what="the sum of squares of a column")
    expected = np.array([[4.62, 0.09, -3.63, -1.08], [0.07, -1.11, -0.34, 1.38]]).T
    turned = answer[:, :2] * np.where(np.sum(answer[:, :2] * expected, axis=0) < 0, -1, 1)
    assert_close(turned, expected, bound=0.005, what="the coordinates, up to sign,")


@points(1)
@given(length=st.sampled_from([0.3, 1.0, 20.0]), dtype=dtypes())
def test_a_star_of_three_arms_is_flat(mds, length, dtype):
    """Of paths along three equal arms: their ends form an equilateral triangle, and the centre lies in its middle."""
    squared = (length**2 * np.array([[0, 1, 1, 1], [1, 0, 4, 4], [1, 4, 0, 4], [1, 4, 4, 0]])).astype(dtype)
    answer = scaled(mds, squared, 4)
    side, to_the_centre = 4.0, 4 / 3
    expected = np.full((4, 4), side) - (side - to_the_centre) * (np.eye(4)[:1] + np.eye(4)[:, :1])
    np.fill_diagonal(expected, 0)
    assert_close(squared_distances(answer), length**2 * expected, condition=10, what="the squared distance")


def bad(position, value, other=None):
    """GOOD with another entry, on both sides of the diagonal."""
    matrix = GOOD.copy()
    matrix[position] = value
    matrix[position[::-1]] = value if other is None else other
    return matrix


@pytest.mark.parametrize("function", FUNCTIONS)
@points(0.5)
def test_bad_matrices_are_rejected(mds, function):
    """NaN, infinity, a wrong number of axes, no entries and shapes that are not square raise a ValueError that names it."""
    for matrix in (bad((3, 1), np.nan), bad((2, 4), np.inf), GOOD[0], np.stack([GOOD, GOOD]), GOOD[:0, :0], GOOD[:4]):
        rest = REST[function]
        assert_rejects(getattr(mds, function), matrix, *rest, good=(GOOD, *rest), naming="squared_distances")


@pytest.mark.parametrize("function", FUNCTIONS)
@points(0.5)
def test_asymmetric_distances_are_rejected(mds, function):
    """Distances that differ between there and back, by as little as one per cent of the largest, raise a ValueError."""
    for matrix in (bad((3, 1), 3.0, 4.0), bad((0, 4), GOOD[0, 4], GOOD[0, 4] + 0.011 * GOOD.max())):
        rest = REST[function]
        assert_rejects(getattr(mds, function), matrix, *rest, good=(GOOD, *rest), naming="squared_distances")


@pytest.mark.parametrize("function", FUNCTIONS)
@points(0.5)
def test_negative_squared_distances_are_rejected(mds, function):
    """A square is never negative: such an entry raises a ValueError."""
    rest = REST[function]
    assert_rejects(getattr(mds, function), bad((3, 1), -0.3), *rest, good=(GOOD, *rest), naming="squared_distances")


@pytest.mark.parametrize("function", FUNCTIONS)
@points(0.5)
def test_points_apart_from_themselves_are_rejected(mds, function):
    """The distance of a point to itself is zero: anything else on the diagonal raises a ValueError."""
    rest = REST[function]
    assert_rejects(getattr(mds, function), bad((2, 2), 0.3), *rest, good=(GOOD, *rest), naming="squared_distances")


@points(1)
def test_impossible_numbers_of_components_are_rejected(mds):
    """There is at least one component and at most one for every point; a number of them is whole."""
    for k in (0, -1, 6, 1.5):
        assert_rejects(mds.classical_mds, GOOD, k, good=(GOOD, 5), naming="n_components")
