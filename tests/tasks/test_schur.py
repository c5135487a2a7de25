"""Schur complements and conditional independence."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, indefinite, positive_definite, sparse_precisions

schur = submitted("schur")

Y1, Y2, Z1, Z2, Z3, Z4 = range(6)
EXAMPLE = np.array(
    [
        [2, 0, 1, 1 / 2, 1 / 3, 1 / 4],
        [0, 2, -1, 1 / 2, -1 / 3, 1 / 4],
        [1, -1, 2, 1 / 2, 0, 0],
        [1 / 2, 1 / 2, 1 / 2, 2, 0, 0],
        [1 / 3, -1 / 3, 0, 0, 2, 1 / 2],
        [1 / 4, 1 / 4, 0, 0, 1 / 2, 2],
    ]
)
ASYMMETRIC = np.array([[2.0, 0.5, 0.1], [0.5, 2.0, 0.3], [0.1, 0.5, 2.0]])
INDEFINITE = np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
GOOD = np.array([[2.0, 0.5, 0.1], [0.5, 2.0, 0.3], [0.1, 0.3, 2.0]])


def splits(matrix):
    """Where a matrix can be cut into four blocks."""
    return st.integers(1, matrix.shape[-1] - 1)


def condition(matrix, k):
    """How much rounding a Schur complement may amplify."""
    return np.linalg.cond(matrix) + np.linalg.cond(matrix[..., :k, :k])


FORMS = {
    "schur_complement": ((2,), (2, 3, 4, 4)),
    "block_inverse": ((4,), (2, 3, 6, 6)),
    "marginal_precision": (((5, 0, 3),), (2, 3, 3, 3)),
    "partial_correlations": ((), (2, 3, 6, 6)),
}


@pytest.mark.parametrize("function", FORMS)
@points(1)
def test_results_have_the_form_of_the_interface(schur, function):
    """A stack of matrices gives a stack of matrices of the promised shape, in the dtype of the input."""
    rest, shape = FORMS[function]
    for dtype in FLOATS:
        batch = np.broadcast_to(EXAMPLE, (2, 3, 6, 6)).astype(dtype)
        assert_form(getattr(schur, function)(batch, *rest), shape, dtype, what=f"{function} in {dtype}")


@points(1)
def test_edges_have_the_form_of_the_interface(schur):
    """Edges are (m, 2) int64, and (0, 2) where there are none."""
    for dtype in FLOATS:
        assert_form(schur.graph_edges(EXAMPLE.astype(dtype), 1e-5), (10, 2), np.int64, what="graph_edges")
        assert_form(schur.graph_edges(np.eye(4, dtype=dtype), 1e-5), (0, 2), np.int64, what="graph_edges without edges")


@pytest.mark.parametrize("function", FORMS)
@points(1)
def test_inputs_stay_as_they_were(schur, function):
    """No function changes the matrix that it is given."""
    expected = by_numpy(function, GOOD, *FEW[function])
    answer = assert_leaves_inputs(getattr(schur, function), GOOD, *FEW[function])
    assert_close(answer, expected, scale=np.abs(GOOD).max(), condition=np.linalg.cond(GOOD))


FEW = {"schur_complement": (1,), "block_inverse": (1,), "marginal_precision": ((2, 0),), "partial_correlations": ()}


def by_numpy(function, matrix, *rest):
    """The answer to a definite matrix, by way of its inverse."""
    inverse = np.linalg.inv(matrix)
    match function, rest:
        case "schur_complement", (k,):
            return np.linalg.inv(inverse[..., k:, k:])
        case "marginal_precision", (keep,):
            return np.linalg.inv(inverse[..., np.array(keep)[:, None], np.array(keep)])
        case "partial_correlations", ():
            scale = np.sqrt(np.diagonal(matrix, axis1=-2, axis2=-1))
            return 2 * np.eye(matrix.shape[-1]) - matrix / (scale[..., :, None] * scale[..., None, :])
    return inverse


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_schur_complement_is_c_minus_bt_a_inverse_b(schur, data, dtype):
    """The Schur complement is C − Bᵀ A⁻¹ B, for definite and for indefinite matrices."""
    matrix = data.draw(st.one_of(positive_definite(dtype=dtype), indefinite(dtype=dtype)), label="matrix")
    k = data.draw(splits(matrix), label="k")
    exact = matrix.astype(np.float64)
    expected = exact[k:, k:] - exact[:k, k:].T @ np.linalg.solve(exact[:k, :k], exact[:k, k:])
    scale = np.abs(exact).max()
    assert_close(schur.schur_complement(matrix, k), expected, scale=scale, condition=condition(exact, k))


@points(2)
@given(matrix=positive_definite(), data=st.data())
def test_determinant_factorises(schur, matrix, data):
    """det M = det A · det S, wherever M is split."""
    k = data.draw(splits(matrix), label="k")
    s = schur.schur_complement(matrix, k)
    expected = np.linalg.slogdet(matrix)[1] - np.linalg.slogdet(matrix[:k, :k])[1]
    assert_close(np.linalg.slogdet(s)[1], expected, what="log det S", scale=len(matrix), condition=np.linalg.cond(matrix))


@points(2)
@given(matrix=indefinite(), data=st.data())
def test_inertia_is_additive(schur, matrix, data):
    """M has as many negative eigenvalues as A and S together (Haynsworth)."""
    k = data.draw(splits(matrix), label="k")
    s = schur.schur_complement(matrix, k)
    together = negative(matrix[:k, :k]) + negative(s)
    assert_equal(together, negative(matrix), what="the number of negative eigenvalues of A and S")


def negative(matrix):
    """The number of negative eigenvalues."""
    return int(np.sum(np.linalg.eigvalsh(matrix) < 0))


@points(2)
@given(matrix=positive_definite(size=st.integers(3, 8)), data=st.data())
def test_quotient_property(schur, matrix, data):
    """Eliminating k variables and then j more is the same as eliminating all k + j at once."""
    k = data.draw(st.integers(1, len(matrix) - 2), label="k")
    j = data.draw(st.integers(1, len(matrix) - 1 - k), label="j")
    at_once = np.linalg.inv(np.linalg.inv(matrix)[k + j :, k + j :])
    in_turn = schur.schur_complement(schur.schur_complement(matrix, k), j)
    assert_close(in_turn, at_once, scale=np.abs(matrix).max(), condition=np.linalg.cond(matrix))


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_block_inverse_is_the_inverse(schur, data, dtype):
    """The assembled matrix is M⁻¹, and its lower-right block is S⁻¹, for definite and for indefinite matrices."""
    matrix = data.draw(st.one_of(positive_definite(dtype=dtype), indefinite(dtype=dtype)), label="matrix")
    k = data.draw(splits(matrix), label="k")
    expected = np.linalg.inv(matrix.astype(np.float64))
    assert_close(schur.block_inverse(matrix, k), expected, condition=condition(matrix.astype(np.float64), k))


@pytest.mark.parametrize("function", FORMS)
@points(1)
@given(stack=positive_definite(size=5, batch=(2, 2)))
def test_batches_are_answered_one_by_one(schur, function, stack):
    """A stack of matrices gives the stack of the single answers."""
    expected = by_numpy(function, stack, *FEW[function])
    scale = max(np.abs(stack).max(), np.abs(expected).max())
    answer = getattr(schur, function)(stack, *FEW[function])
    assert_close(answer, expected, scale=scale, condition=np.linalg.cond(stack).max())


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_marginal_precision_inverts_the_marginal_covariance(schur, data, dtype):
    """The marginal precision is inv(inv(Ω)[keep, keep]), in the order of keep; keeping everything only reorders."""
    precision = data.draw(positive_definite(dtype=dtype), label="precision")
    order = data.draw(st.permutations(range(len(precision))), label="order")
    keep = tuple(order[: data.draw(st.integers(1, len(order)), label="size")])
    covariance = np.linalg.inv(precision.astype(np.float64))
    expected = np.linalg.inv(covariance[np.ix_(keep, keep)])
    answer = schur.marginal_precision(precision, keep)
    assert_close(answer, expected, scale=np.abs(precision).max(), condition=np.linalg.cond(precision.astype(np.float64)))


@points(3)
@given(precision=positive_definite())
def test_partial_correlations_are_correlations_given_the_rest(schur, precision):
    """−Ω_ij / sqrt(Ω_ii Ω_jj) is the correlation of x_i and x_j in their distribution given all other variables."""
    answer = schur.partial_correlations(precision)
    for i in range(len(precision)):
        for j in range(i):
            conditional = np.linalg.inv(precision[np.ix_((i, j), (i, j))])
            expected = conditional[0, 1] / np.sqrt(conditional[0, 0] * conditional[1, 1])
            assert_close(answer[i, j], expected, scale=1.0, condition=np.linalg.cond(precision))
    assert_close(np.diag(answer), np.ones(len(precision)), what="the diagonal")


@points(2)
@given(precision=sparse_precisions())
def test_edges_are_the_nonzero_partial_correlations(schur, precision):
    """The edges i < j are the pairs with Ω_ij ≠ 0, sorted."""
    expected = np.argwhere(np.triu(precision != 0, 1))
    assert_equal(schur.graph_edges(precision), expected, what="the list of edges")


@points(1)
@given(precision=sparse_precisions(), scale=st.sampled_from([1e-6, 1e6]))
def test_edges_do_not_depend_on_units(schur, precision, scale):
    """The threshold counts against partial correlations, so measuring the variables in other units changes no edge."""
    spread = np.sqrt(np.diag(precision))
    strong = np.abs(precision / np.outer(spread, spread)) > 0.1
    assert_equal(schur.graph_edges(precision * scale, 0.1), np.argwhere(np.triu(strong, 1)), what="the list of edges")


@points(1)
@given(precision=positive_definite(size=6), tolerance=st.sampled_from([0.05, 0.2, 0.4]))
def test_tolerance_decides_what_is_an_edge(schur, precision, tolerance):
    """A pair is an edge when its partial correlation exceeds the given tolerance in magnitude, and independent otherwise."""
    scale = np.sqrt(np.diag(precision))
    strong = np.abs(precision / np.outer(scale, scale)) > tolerance
    assert_equal(schur.graph_edges(precision, tolerance), np.argwhere(np.triu(strong, 1)), what="the list of edges")
    rest = (2, 3, 4, 5)
    independent = schur.conditionally_independent(precision, (0,), (1,), rest, tolerance)
    assert_equal(independent, not strong[0, 1], what="independence of 0 and 1 given all others")


@points(1)
def test_tolerance_is_that_of_the_interface_by_default(schur):
    """Without further arguments, a partial correlation of 3e-8 is an edge and no independence, and one of 3e-9 the opposite."""
    for correlation, is_edge in ((3e-8, True), (3e-9, False), (-3e-8, True)):
        precision = np.array([[4.0, -correlation, 0.0], [-correlation, 0.25, 0.0], [0.0, 0.0, 1.0]])
        edges = np.array([(0, 1)] if is_edge else [], np.int64).reshape(-1, 2)
        assert_equal(schur.graph_edges(precision), edges, what=f"the list of edges, of a partial correlation of {correlation},")
        independent = schur.conditionally_independent(precision, (0,), (1,), (2,))
        assert_equal(independent, not is_edge, what=f"independence at a partial correlation of {correlation}")


@points(3)
@given(precision=sparse_precisions(size=st.integers(4, 8)), data=st.data())
def test_separation_implies_independence(schur, precision, data):
    """Where `given` separates a from b in the graph, x[a] and x[b] are independent given it; where they touch, they are not."""
    graph = nx.from_numpy_array(precision != 0)
    order = data.draw(st.permutations(range(len(precision))), label="order")
    first, second = data.draw(st.sampled_from([(2, 2), (2, 1), (1, 2), (1, 1)]), label="sizes of a and b")
    a, b, rest = order[:first], order[first : first + second], order[first + second :]
    separator = rest[: data.draw(st.just(len(rest)) | st.integers(0, len(rest)), label="size of given")]
    reachable = graph.subgraph(set(graph) - set(separator))
    separated = not any(nx.has_path(reachable, i, j) for i in a for j in b)
    answer = schur.conditionally_independent(precision, tuple(a), tuple(b), tuple(separator))
    if separated or len(separator) == len(rest):  # given all the rest, independence is the absence of edges
        expected = not np.any(precision[np.ix_(a, b)]) if len(separator) == len(rest) else True
        assert_equal(answer, expected, what=f"independence of {a} and {b} given {separator}")


@points(1)
@given(precision=sparse_precisions(), data=st.data())
def test_names_of_variables_do_not_matter(schur, precision, data):
    """Renumbering the variables renumbers the edges, and changes nothing else."""
    order = data.draw(st.permutations(range(len(precision))), label="order")
    edges = schur.graph_edges(precision[np.ix_(order, order)])
    assert_form(edges, (len(edges), 2), np.int64, what="the edges")
    renamed = sorted(tuple(sorted(order[i] for i in edge)) for edge in edges.tolist())
    expected = [tuple(edge) for edge in np.argwhere(np.triu(precision != 0, 1)).tolist()]
    assert_equal(renamed, expected, what="the renamed edges")


@points(2)
def test_the_six_variable_example(schur):
    """The example of the lecture: the Schur complement of Y, and the graphs of X and of Z alone."""
    complement = [[1, 1 / 2, -1 / 3, 0], [1 / 2, 7 / 4, 0, -1 / 8], [-1 / 3, 0, 17 / 9, 1 / 2], [0, -1 / 8, 1 / 2, 31 / 16]]
    assert_close(schur.schur_complement(EXAMPLE, 2), complement)
    missing = [(Y1, Y2), (Z1, Z3), (Z1, Z4), (Z2, Z3), (Z2, Z4)]
    edges = [[i, j] for i in range(6) for j in range(i + 1, 6) if (i, j) not in missing]
    assert_equal(schur.graph_edges(EXAMPLE), np.array(edges), what="the edges of X")
    z = schur.marginal_precision(EXAMPLE, (Z1, Z2, Z3, Z4))
    assert_equal(schur.graph_edges(z), np.array([[0, 1], [0, 2], [1, 3], [2, 3]]), what="the edges of Z alone")


@pytest.mark.parametrize(
    ("a", "b", "given", "correlation"),
    [
        pytest.param(Y1, Y2, (Z1, Z2, Z3, Z4), 0.0, id="Y1,Y2|Z"),
        pytest.param(Z1, Z4, (Z2,), -0.0677, id="Z1,Z4|Z2"),
        pytest.param(Z1, Z4, (Y1,), -0.1409, id="Z1,Z4|Y1"),
        pytest.param(Z1, Z2, (), -0.3962, id="Z1,Z2"),
        pytest.param(Z1, Z4, (Z2, Z3), 0.0, id="Z1,Z4|Z2,Z3"),
    ],
)
@points(1)
def test_statements_about_the_example(schur, a, b, given, correlation):
    """Of the lecture's four statements only the first holds; the partial correlations say by how much the others fail."""
    marginal = schur.marginal_precision(EXAMPLE, (a, b, *given))
    rounding_of_the_table = 5e-5
    assert_close(schur.partial_correlations(marginal)[0, 1], correlation, bound=rounding_of_the_table)
    assert_equal(schur.conditionally_independent(EXAMPLE, (a,), (b,), given), correlation == 0.0)


@pytest.mark.parametrize("function", ["schur_complement", "block_inverse"])
@points(1)
def test_bad_matrices_are_rejected(schur, function):
    """NaN, a matrix that is not square or not symmetric, k out of range and a singular block A raise ValueError."""
    ask = getattr(schur, function)
    assert_rejects(ask, np.full((3, 3), np.nan), 1, good=(GOOD, 1), naming="matrix")
    assert_rejects(ask, GOOD[:2], 1, good=(GOOD, 1), naming="matrix")
    assert_rejects(ask, ASYMMETRIC, 1, good=(GOOD, 1), naming="matrix")
    for k in (0, 3, -1):
        assert_rejects(ask, GOOD, k, good=(GOOD, 2), naming="k")
    singular = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.25], [0.5, 0.25, 3.0]])
    assert_rejects(ask, singular, 2, good=(singular, 1))


@points(1)
def test_a_singular_complement_has_no_inverse(schur):
    """block_inverse raises ValueError where S is singular, although A is not."""
    singular = np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 1.0]])
    assert_rejects(schur.block_inverse, singular, 1, good=(GOOD, 1))


@points(1)
def test_bad_precisions_are_rejected(schur):
    """A precision that is not symmetric or not positive definite raises ValueError, everywhere."""
    for bad in (ASYMMETRIC, INDEFINITE, np.full((3, 3), np.inf), GOOD[:2]):
        assert_rejects(schur.marginal_precision, bad, (0, 1), good=(GOOD, (0, 1)), naming="precision")
        assert_rejects(schur.partial_correlations, bad, good=(GOOD,), naming="precision")
        assert_rejects(schur.graph_edges, bad, good=(GOOD,), naming="precision")
        assert_rejects(schur.conditionally_independent, bad, (0,), (1,), (), good=(GOOD, (0,), (1,), ()), naming="precision")


@points(1)
def test_bad_indices_are_rejected(schur):
    """Indices that repeat, overlap or do not exist raise ValueError, and so do an empty keep, a or b."""
    for keep in ((), (0, 0), (0, 3), (-1,)):
        assert_rejects(schur.marginal_precision, GOOD, keep, good=(GOOD, (2, 0)), naming="keep")
    for indices in (((), (1,), ()), ((0,), (), ()), ((0,), (0,), ()), ((0,), (1,), (1,)), ((0,), (3,), ()), ((0,), (1,), (-1,))):
        assert_rejects(schur.conditionally_independent, GOOD, *indices, good=(GOOD, (0,), (1,), (2,)))
