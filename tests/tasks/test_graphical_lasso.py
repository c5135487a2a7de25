"""The graphical lasso: sparse precision matrices of stock returns."""

import functools
import os
import warnings

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.linalg import block_diag
from sklearn.covariance import graphical_lasso as oracle
from sklearn.exceptions import ConvergenceWarning

from viva.closeness import assert_close, assert_equal, assert_form
from viva.data import load
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.report.figures import graph
from viva.strategies import FLOATS, data_sets, dtypes, normal, positive_definite, seeds, sparse_precisions

graphical_lasso = submitted("graphical_lasso")

STRICT = 1e-10  # what `tol` is where an answer must be precise
PRICES = np.array([[10.0, 2.0, 31.0], [11.0, 2.5, 30.0], [10.5, 2.4, 33.0], [13.0, 2.6, 29.0]])
RETURNS = np.diff(np.log(PRICES), axis=0)
GOOD = np.array([[2.0, 0.9, 0.1, -0.4], [0.9, 1.5, 0.3, 0.2], [0.1, 0.3, 1.0, 0.5], [-0.4, 0.2, 0.5, 3.0]])
ASYMMETRIC = GOOD + np.eye(4, k=1)
SINGULAR = np.array([[1.0, 1.0, 0.4], [1.0, 1.0, 0.4], [0.4, 0.4, 2.0]])
BAD_MATRICES = (ASYMMETRIC, GOOD[:, :3], np.where(GOOD == 0.3, np.nan, GOOD), np.stack([GOOD, GOOD]), GOOD[:0, :0])


@st.composite
def covariances(draw, ratio=None, dtype=np.float64, tamed=0.0):
    """Covariances (p, p) of n = 1 + ratio · p samples, 3 ≤ p ≤ 8, singular for a ratio of ½.

    `tamed` is the share of its diagonal that is mixed in: without, scikit-learn does not always converge.
    """
    p = draw(st.integers(3, 8))
    n = 1 + round(p * (draw(st.sampled_from([0.5, 1.0, 3.0])) if ratio is None else ratio))
    rng = np.random.default_rng(draw(seeds))
    x = rng.normal(size=(n, p)) @ (np.eye(p) + 0.5 * rng.normal(size=(p, p))) * rng.uniform(0.5, 2.0, p)
    s = draw(st.sampled_from([1.0, 0.01, 100.0])) * np.cov(x.T, bias=True)
    return ((1 - tamed) * s + tamed * np.diag(np.diag(s))).astype(dtype)


def largest(covariance):
    """The largest magnitude off the diagonal: the least penalty that leaves no edge."""
    return float(np.abs(covariance - np.diag(np.diag(covariance))).max())


def penalties(least=0.1):
    """Shares of the largest covariance."""
    return st.sampled_from([least, 0.3, 0.6])


def allowed(covariance, tol):
    """What a duality gap of `tol` may leave of the optimality conditions, and of W."""
    gap = max(tol, 10 * len(covariance) * np.finfo(covariance.dtype).eps)
    return 10 * np.sqrt(gap) * float(np.max(np.diag(covariance)))


def inverse_of(theta, covariance):
    """W = Θ⁻¹ of an answer that is a precision matrix: of the right form, symmetric, positive definite."""
    assert_form(theta, covariance.shape, covariance.dtype, what="the precision")
    assert_close(theta, theta.T, what="the transpose of the precision")
    smallest = np.linalg.eigvalsh(theta.astype(np.float64)).min()
    assert smallest > 0, f"the precision is not positive definite: its smallest eigenvalue is {smallest:.3g}"
    return np.linalg.inv(theta.astype(np.float64))


def assert_optimal(theta, covariance, alpha, tol=STRICT):
    """The optimality conditions: W_ii = S_ii, W_ij − S_ij = α sign Θ_ij, and at most α in magnitude where Θ_ij = 0."""
    excess = inverse_of(theta, covariance) - covariance
    nearest = np.where(theta != 0, alpha * np.sign(theta), np.clip(excess, -alpha, alpha))
    np.fill_diagonal(nearest, 0.0)
    assert_close(excess, nearest, bound=allowed(covariance, tol), what="W − S")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(graphical_lasso, dtype):
    """Matrices in the dtype of the input, edges in int64, the gap a Python float; penalties may be tensors."""
    s, prices, alpha = GOOD.astype(dtype), PRICES.astype(dtype), np.array(0.3, dtype)
    assert_form(graphical_lasso.log_returns(prices), (3, 3), dtype, what="log_returns")
    assert_form(graphical_lasso.standardize_returns(prices, alpha), (4, 3), dtype, what="standardize_returns")
    assert_form(graphical_lasso.empirical_covariance(prices[:, :2]), (2, 2), dtype, what="empirical_covariance")
    assert_form(graphical_lasso.soft_threshold(s[0], alpha), (4,), dtype, what="soft_threshold")
    assert_form(graphical_lasso.graphical_lasso(s, alpha), (4, 4), dtype, what="graphical_lasso")
    assert_form(graphical_lasso.regularization_path(s, (0.3, 0.1, 0.6)), (3, 4, 4), dtype, what="regularization_path")
    assert_form(graphical_lasso.graph_edges(s, 0.35), (3, 2), np.int64, what="graph_edges")
    assert type(graphical_lasso.duality_gap(s, s, alpha)) is float, "the duality gap must be a Python float"


def by_numpy(function):
    """Arguments and answer of a function."""
    diagonal = np.diag(np.diag(GOOD))
    return {
        "log_returns": ((PRICES,), RETURNS),
        "standardize_returns": ((RETURNS, 0.3), standardized(RETURNS, 0.3)),
        "empirical_covariance": ((PRICES,), np.cov(PRICES.T, bias=True)),
        "soft_threshold": ((GOOD, 0.3), np.sign(GOOD) * np.maximum(np.abs(GOOD) - 0.3, 0)),
        "graphical_lasso": ((GOOD, 1.0), np.linalg.inv(diagonal)),
        "duality_gap": ((GOOD, GOOD, 0.3), np.sum(GOOD**2) - 4 + 0.3 * np.sum(np.abs(GOOD - diagonal))),
        "graph_edges": ((GOOD, 0.35), np.array([[0, 1], [0, 3], [2, 3]])),
    }[function]


def standardized(returns, n_sigma):
    """The definition, by NumPy in float64."""
    clipped = np.maximum(returns, -n_sigma * returns.std(dtype=np.float64), dtype=np.float64)
    return (clipped - clipped.mean(axis=0)) / clipped.std(axis=0)


@pytest.mark.parametrize(
    "function",
    [
        "log_returns",
        "standardize_returns",
        "empirical_covariance",
        "soft_threshold",
        "graphical_lasso",
        "duality_gap",
        "graph_edges",
    ],
)
@points(1)
def test_inputs_stay_as_they_were(graphical_lasso, function):
    """No function changes what it is given."""
    arguments, expected = by_numpy(function)
    answer = assert_leaves_inputs(getattr(graphical_lasso, function), *arguments)
    assert_close(answer, expected, bound=allowed(GOOD, 1e-6) if function == "graphical_lasso" else None)


# returns


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_log_returns_are_logarithms_of_ratios(graphical_lasso, data, dtype):
    """From each row to the next, the natural logarithm of the ratio of prices."""
    logs = data.draw(normal(st.integers(2, 7), st.integers(1, 6)), label="logarithms of prices")
    prices = (20 * np.exp(logs)).astype(dtype)
    expected = np.diff(np.log(prices.astype(np.float64)), axis=0)
    assert_close(graphical_lasso.log_returns(prices), expected, scale=np.abs(np.log(prices)).max(), what="the returns")


@points(1)
@given(data=st.data())
def test_log_returns_add_up_and_have_no_unit(graphical_lasso, data):
    """Over time they add up to the logarithm of last over first price, in whatever currency prices are given."""
    logs = data.draw(normal(st.integers(3, 7), st.integers(2, 6)), label="logarithms of prices")
    returns = graphical_lasso.log_returns(np.exp(logs) * np.geomspace(0.01, 100, logs.shape[1]))
    assert_form(returns, (len(logs) - 1, logs.shape[1]), logs.dtype, what="the returns")
    assert_close(returns.sum(axis=0), logs[-1] - logs[0], scale=np.abs(logs).max() + np.log(100), what="the sum of returns")


@points(2)
@given(data=st.data(), dtype=dtypes(), n_sigma=st.sampled_from([0.7, 1.3, 4.0]))
def test_standardized_returns_follow_the_definition(graphical_lasso, data, dtype, n_sigma):
    """Losses beyond n_sigma standard deviations of all returns together are cut; then every column has mean 0 and variance 1."""
    returns = data.draw(normal(st.integers(5, 15), st.integers(2, 6), scale=0.03), label="returns").astype(dtype)
    returns *= np.linspace(0.7, 1.5, returns.shape[1], dtype=dtype)
    answer = graphical_lasso.standardize_returns(returns, n_sigma)
    expected = standardized(returns, n_sigma)
    spread = np.maximum(returns, -n_sigma * returns.std()).std(axis=0).min()
    assert_close(answer, expected, condition=np.abs(returns).max() / spread, what="the standardised returns")


@points(1)
@given(data=st.data(), scale=st.sampled_from([0.01, 100.0]))
def test_standardized_columns_have_mean_zero_and_variance_one(graphical_lasso, data, scale):
    """Mean 0 and variance 1 with divisor n, whatever the unit and wherever the returns lie."""
    x = scale * data.draw(data_sets(n=12, mean=3.0), label="returns")
    answer = graphical_lasso.standardize_returns(x, 100.0)
    assert_form(answer, x.shape, x.dtype, what="the standardised returns")
    condition = np.abs(x).max() / x.std(axis=0).min()
    assert_close(answer.mean(axis=0), np.zeros(x.shape[1]), scale=condition, what="the mean of the columns")
    assert_close((answer**2).mean(axis=0), np.ones(x.shape[1]), scale=condition, what="the variance of the columns")


@points(1)
def test_four_deviations_of_loss_are_cut_by_default(graphical_lasso, rng):
    """A crash of 20 deviations is cut to 4, a rise of 20 stays; without n_sigma the limit is 4."""
    returns = 0.01 * rng.normal(size=(300, 3))
    returns[17, 1], returns[40, 2] = -0.2, 0.2
    answer = graphical_lasso.standardize_returns(returns)
    assert_close(answer, standardized(returns, 4.0), what="the standardised returns")


@points(2)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_empirical_covariance_divides_by_n(graphical_lasso, data, dtype, mean):
    """The covariance of the columns about their means, with divisor n, wherever the data lie."""
    x = data.draw(data_sets(dtype=dtype, mean=mean), label="x")
    expected = np.cov(x.astype(np.float64), rowvar=False, bias=True)
    rounding_of_x = 1 + np.abs(x).max() / np.sqrt(np.trace(expected))
    assert_close(graphical_lasso.empirical_covariance(x), expected, condition=rounding_of_x, what="the covariance")


@points(2)
@given(data=st.data(), dtype=dtypes(), threshold=st.sampled_from([0.0, 0.3, 1.7]))
def test_soft_threshold_moves_towards_zero(graphical_lasso, data, dtype, threshold):
    """Every entry comes closer to zero by the threshold and never crosses it, whatever the shape."""
    shape = data.draw(st.sampled_from([(5,), (3, 4), (2, 3, 2)]), label="shape")
    x = data.draw(normal(*shape, dtype=dtype), label="x")
    expected = np.sign(x) * np.maximum(np.abs(x.astype(np.float64)) - threshold, 0)
    assert_close(graphical_lasso.soft_threshold(x, threshold), expected, scale=1 + threshold, what="the entries")


@pytest.mark.parametrize("function", ["soft_threshold", "duality_gap", "graph_edges", "standardize_returns"])
@points(1)
def test_python_floats_keep_their_precision(graphical_lasso, function):
    """0.3 is not the float32 number 0.300000012, neither as a Python float nor as a tensor of float64."""
    entry = 0.3 + 5e-9
    matrix = np.array([[1.0, entry], [entry, 1.0]])
    for number in (0.3, np.float64(0.3)):
        arguments, expected = {
            "soft_threshold": ((matrix, number), np.array([[0.7, 5e-9], [5e-9, 0.7]])),
            "duality_gap": ((matrix, np.eye(2), number), np.array(0.6 * entry)),
            "graph_edges": ((matrix, number), np.array([[0, 1]])),
            "standardize_returns": ((RETURNS, number), standardized(RETURNS, 0.3)),
        }[function]
        assert_close(getattr(graphical_lasso, function)(*arguments), expected, scale=1.0)


# the graphical lasso


@points(4)
@given(data=st.data(), dtype=dtypes(), share=penalties())
def test_optimality_conditions_hold(graphical_lasso, data, dtype, share):
    """With W = Θ⁻¹: W_ii = S_ii, W_ij = S_ij + α sign Θ_ij on the edges, and |W_ij − S_ij| ≤ α elsewhere; singular S too."""
    s = data.draw(covariances(dtype=dtype), label="covariance")
    alpha = share * largest(s)
    assert_optimal(graphical_lasso.graphical_lasso(s, alpha, STRICT), s, alpha)


@points(1)
@given(s=covariances(ratio=3.0), share=penalties())
def test_diagonal_is_not_penalised(graphical_lasso, s, share):
    """The penalty counts entries off the diagonal only: the variances W_ii are those of S."""
    w = inverse_of(graphical_lasso.graphical_lasso(s, share * largest(s), STRICT), s)
    assert_close(np.diag(w), np.diag(s), bound=allowed(s, STRICT), what="the diagonal of W")


@points(1)
@given(data=st.data(), share=penalties())
def test_default_tolerance_is_enough(graphical_lasso, data, share):
    """Called without tol and max_iter, the answer is optimal up to a gap of 1e-6."""
    s = data.draw(covariances(), label="covariance")
    alpha = share * largest(s)
    assert_optimal(graphical_lasso.graphical_lasso(s, alpha), s, alpha, tol=1e-6)


@functools.cache
def by_sklearn(entries, p, alpha):
    """W of scikit-learn, at tolerances far below its defaults; scaled, because they are absolute."""
    s = np.frombuffer(entries).reshape(p, p)
    unit = np.diag(s).max()
    with warnings.catch_warnings():  # of steps on the way that were cut short
        warnings.simplefilter("ignore", ConvergenceWarning)
        return unit * oracle(s / unit, alpha / unit, tol=1e-9, enet_tol=1e-11, max_iter=500)[0]


@points(2)
@given(s=covariances(ratio=3.0, tamed=0.3), share=penalties(least=0.05))
def test_answer_is_that_of_scikit_learn(graphical_lasso, s, share):
    """W = Θ⁻¹ agrees with sklearn.covariance.graphical_lasso at a small tolerance."""
    alpha = share * largest(s)
    expected = by_sklearn(s.tobytes(), len(s), alpha)
    w = inverse_of(graphical_lasso.graphical_lasso(s, alpha, STRICT), s)
    assert_close(w, expected, bound=allowed(s, STRICT), what="W")


@points(3)
@given(s=covariances(ratio=3.0, tamed=0.3), share=penalties())
def test_zeros_are_exact(graphical_lasso, s, share):
    """Where no edge is, Θ_ij is zero and not merely small; where W_ij − S_ij stays inside ±0.99 α no edge is."""
    alpha = share * largest(s)
    zero = np.abs(by_sklearn(s.tobytes(), len(s), alpha) - s) < 0.99 * alpha
    np.fill_diagonal(zero, False)
    theta = graphical_lasso.graphical_lasso(s, alpha, STRICT)
    assert_optimal(theta, s, alpha)
    assert_equal(theta[zero], np.zeros(zero.sum()), what="the precision where no edge is")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_without_penalty_it_is_the_inverse(graphical_lasso, data, dtype):
    """α = 0 gives S⁻¹."""
    s = data.draw(positive_definite(dtype=dtype), label="covariance")
    expected = np.linalg.inv(s.astype(np.float64))
    assert_close(graphical_lasso.graphical_lasso(s, 0.0), expected, condition=np.linalg.cond(s), what="the inverse")


@points(1)
@given(data=st.data(), dtype=dtypes(), more=st.sampled_from([1.0, 1.01, 30.0]))
def test_a_large_penalty_leaves_no_edge(graphical_lasso, data, dtype, more):
    """From α = max |S_ij| on, Θ is diagonal with entries 1 / S_ii, and exactly so off the diagonal."""
    s = data.draw(covariances(dtype=dtype), label="covariance")
    theta = graphical_lasso.graphical_lasso(s, more * largest(s), STRICT)
    assert_close(inverse_of(theta, s), np.diag(np.diag(s)), bound=allowed(s, STRICT), what="W")
    if more > 1:
        assert_equal(theta[~np.eye(len(s), dtype=bool)], np.zeros(s.size - len(s), s.dtype), what="what is off the diagonal")


@points(1)
@given(
    sigma=st.sampled_from([1.0, 0.1, 20.0]), covariance=st.sampled_from([0.7, -0.45, 0.3]), alpha=st.sampled_from([0.13, 0.3, 0.6])
)
def test_two_variables_have_a_closed_form(graphical_lasso, sigma, covariance, alpha):
    """W_12 is S_12 moved towards zero by α, and Θ is the inverse of W; one variable alone has the precision 1 / S."""
    s = sigma * np.array([[1.3, covariance], [covariance, 0.8]])
    theta = graphical_lasso.graphical_lasso(s, sigma * alpha, STRICT)
    moved = np.sign(covariance) * max(abs(covariance) - alpha, 0)
    expected = sigma * np.array([[1.3, moved], [moved, 0.8]])
    assert_close(inverse_of(theta, s), expected, bound=allowed(s, STRICT), what="W")
    alone = graphical_lasso.graphical_lasso(s[:1, :1], sigma * alpha, STRICT)
    assert_close(inverse_of(alone, s[:1, :1]), s[:1, :1], bound=allowed(s, STRICT), what="W of one variable")


@points(1)
@given(s=covariances(ratio=3.0), share=penalties(), unit=st.sampled_from([1e-4, 0.03, 1e4]))
def test_units_cancel(graphical_lasso, s, share, unit):
    """glasso(c S, c α) is glasso(S, α) / c."""
    alpha = share * largest(s)
    theta = graphical_lasso.graphical_lasso(s, alpha, STRICT)
    scaled = graphical_lasso.graphical_lasso(unit * s, unit * alpha, STRICT)
    assert_optimal(theta, s, alpha)
    assert_close(inverse_of(scaled, s) / unit, inverse_of(theta, s), bound=allowed(s, STRICT), what="W in another unit")


@points(1)
@given(s=covariances(ratio=3.0), share=penalties(), seed=seeds)
def test_order_of_the_variables_does_not_matter(graphical_lasso, s, share, seed):
    """Variables in another order have the same precision in that order."""
    order, alpha = np.random.default_rng(seed).permutation(len(s)), share * largest(s)
    theta = graphical_lasso.graphical_lasso(s, alpha, STRICT)
    permuted = graphical_lasso.graphical_lasso(s[np.ix_(order, order)], alpha, STRICT)
    assert_optimal(theta, s, alpha)
    w = inverse_of(theta, s)[np.ix_(order, order)]
    assert_close(inverse_of(permuted, s), w, bound=allowed(s, STRICT), what="W of the variables in another order")


def components(matrix, threshold):
    """The sets of variables that entries above the threshold connect."""
    return sorted(map(sorted, nx.connected_components(nx.from_numpy_array(np.abs(matrix) > threshold))))


@points(2)
@given(data=st.data(), share=st.sampled_from([0.45, 0.6, 0.8]))
def test_components_are_those_of_the_large_covariances(graphical_lasso, data, share):
    """Which variables hang together can be read off S: the components of |S_ij| > α are those of Θ."""
    s = data.draw(covariances(), label="covariance")
    alpha = share * largest(s)
    theta = graphical_lasso.graphical_lasso(s, alpha, STRICT)
    assert_optimal(theta, s, alpha)
    found, expected = components(theta, 0), components(s, alpha)
    assert found == expected, f"the components of the graph are {found}, expected {expected}"


@points(1)
@given(strong=covariances(ratio=3.0), weak=covariances(ratio=3.0, tamed=0.8), share=penalties())
def test_weak_groups_are_solved_like_strong_ones(graphical_lasso, strong, weak, share):
    """Two groups without any covariance between them: a penalty that matters to the weak one is answered in both."""
    strong, weak = (group / np.sqrt(np.outer(np.diag(group), np.diag(group))) for group in (strong, weak))
    s, alpha = block_diag(strong, weak), share * largest(weak)
    assert_optimal(graphical_lasso.graphical_lasso(s, alpha, STRICT), s, alpha)


@points(1)
@given(data=st.data(), share=penalties(), difference=st.sampled_from([0.0, 1e-6]))
def test_columns_may_be_almost_equal(graphical_lasso, data, share, difference):
    """A share listed twice makes S singular, or nearly so: with a penalty there is an answer."""
    x = data.draw(normal(20, st.integers(3, 7)), label="x")
    x[:, 1] = x[:, 0] + difference * x[:, 1]
    s = np.cov(x.T, bias=True)
    alpha = share * largest(s)
    assert_optimal(graphical_lasso.graphical_lasso(s, alpha, STRICT), s, alpha)


@points(1)
@given(s=covariances(ratio=3.0), share=penalties())
def test_search_ends_after_max_iter_iterations(graphical_lasso, s, share):
    """Where max_iter ends the search, the last iterate is returned, however far from optimal; a thousand iterations are enough."""
    alpha = share * largest(s)
    early = graphical_lasso.graphical_lasso(s, alpha, STRICT, 1)
    assert_form(early, s.shape, s.dtype, what="the first iterate")
    assert np.all(np.isfinite(early)), f"the first iterate is {early}"
    assert_optimal(graphical_lasso.graphical_lasso(s, alpha, STRICT, 1000), s, alpha)


# gap, edges, path


@points(2)
@given(precision=sparse_precisions(), share=st.sampled_from([0.1, 0.3, 0.9]), seed=seeds, dtype=dtypes())
def test_duality_gap_is_primal_less_dual(graphical_lasso, precision, share, seed, dtype):
    """tr(SΘ) − p + α Σ |Θ_ij|, i ≠ j: primal less dual objective where W = Θ⁻¹ differs from S by at most α, off the diagonal."""
    w = np.linalg.inv(precision)
    alpha = share * float(np.diag(w).min())
    within = np.triu(np.random.default_rng(seed).uniform(-alpha, alpha, w.shape), 1)
    s = w - within - within.T
    expected = np.sum(s * precision) - len(s) + alpha * np.sum(np.abs(precision - np.diag(np.diag(precision))))
    gap = graphical_lasso.duality_gap(precision.astype(dtype), s.astype(dtype), alpha)
    terms = len(s) + np.sum(np.abs(s * precision)) + alpha * np.sum(np.abs(precision))
    assert_close(np.array(gap, dtype), expected, scale=terms, what="the duality gap")


@points(1)
@given(s=covariances(ratio=3.0, tamed=0.3), share=penalties())
def test_duality_gap_vanishes_at_the_optimum(graphical_lasso, s, share):
    """At scikit-learn's answer the gap is zero, and with half of α it is minus half of the penalty."""
    alpha = share * largest(s)
    theta = np.linalg.inv(by_sklearn(s.tobytes(), len(s), alpha))
    penalty = alpha * np.sum(np.abs(theta - np.diag(np.diag(theta))))
    bound = allowed(s, STRICT) * np.abs(theta).sum()
    assert_close(graphical_lasso.duality_gap(theta, s, alpha), 0.0, bound=bound, what="the duality gap")
    assert_close(graphical_lasso.duality_gap(theta, s, alpha / 2), -penalty / 2, bound=bound, what="the gap with half of alpha")


@points(2)
@given(precision=sparse_precisions(), threshold=st.sampled_from([0.0, 0.01, 0.3, 0.7]))
@example(precision=np.array([[4.0, 0.5], [0.5, 1.0]]), threshold=0.3)  # whose partial correlation is below
def test_edges_are_pairs_of_large_entries(graphical_lasso, precision, threshold):
    """The pairs i < j, in order, whose entry (not partial correlation) exceeds the threshold in magnitude; perhaps none."""
    expected = np.argwhere(np.triu(np.abs(precision) > threshold, 1))
    assert_equal(graphical_lasso.graph_edges(precision, threshold), expected, what="the edges")
    none = graphical_lasso.graph_edges(np.diag(np.diag(precision)), threshold)
    assert_equal(none, np.empty((0, 2), np.int64), what="the edges of a diagonal matrix")


@points(1)
def test_entries_up_to_one_hundredth_are_no_edges_by_default(graphical_lasso):
    """Without threshold, 0.0101 and −0.02 are edges, 0.0099 and zero are none."""
    precision = np.array([[1.0, 0.0101, 0.0099], [0.0101, 1.0, -0.02], [0.0099, -0.02, 5.0]])
    assert_equal(graphical_lasso.graph_edges(precision), np.array([[0, 1], [1, 2]]), what="the edges")


@points(2)
@given(s=covariances(ratio=3.0), shares=st.permutations([0.1, 0.3, 0.3, 0.6, 1.2]))
def test_path_has_an_answer_for_every_penalty_in_its_place(graphical_lasso, s, shares):
    """Whatever the order of the penalties, each has the precision that graphical_lasso would give; a repeated one has it twice."""
    alphas = tuple(share * largest(s) for share in shares)
    path = graphical_lasso.regularization_path(s, alphas)
    assert_form(path, (5, *s.shape), s.dtype, what="the path")
    for theta, alpha in zip(path, alphas, strict=True):
        assert_optimal(theta, s, alpha, tol=1e-6)


@points(1)
@given(s=positive_definite(), shares=st.permutations([0.0, 0.2, 2.0]))
def test_path_reaches_from_the_inverse_to_the_diagonal(graphical_lasso, s, shares):
    """A path may end without a penalty, at S⁻¹, and start where no edge is left; a single penalty is a path too."""
    path = graphical_lasso.regularization_path(s, tuple(share * largest(s) for share in shares))
    assert_form(path, (3, *s.shape), s.dtype, what="the path")
    w_full, w_none = (inverse_of(path[shares.index(share)], s) for share in (0.0, 2.0))
    assert_close(w_full, s, condition=np.linalg.cond(s) ** 2, what="W without a penalty")
    assert_close(w_none, np.diag(np.diag(s)), bound=allowed(s, 1e-6), what="W with a large penalty")
    assert_optimal(graphical_lasso.regularization_path(s, (0.2 * largest(s),))[0], s, 0.2 * largest(s), tol=1e-6)


# numbers


@pytest.fixture(params=["embedded", "real"])
def source(request):
    """Where data come from; questions on real data are not graded where there are none."""
    if request.param == "real" and not os.environ.get("VIVA_DATA"):
        pytest.skip("needs VIVA_DATA")
    return request.param


EDGES = {  # (n_sigma, alpha) -> pairs with an entry above 0.01 in magnitude, of weekly returns
    "embedded": {(4.0, 0.3): 54, (4.0, 0.4): 30, (4.0, 0.5): 7, (1.0, 0.3): 50, (1.0, 0.4): 21, (1.0, 0.5): 1},
    "real": {(4.0, 0.6): 202, (4.0, 0.7): 110, (4.0, 0.75): 75, (1.0, 0.6): 165, (1.0, 0.7): 94, (1.0, 0.75): 63},
}


@functools.cache
def weekly(source):
    """Weekly closing prices of 33 shares."""
    return load("prices", source)["weekly"]


DRAWN = {"embedded": (4.0, 0.4), "real": (4.0, 0.75)}


@points(2)
def test_number_of_edges_between_shares(graphical_lasso, source, exhibit):
    """How many pairs of 33 shares depend on each other given all others, for several penalties and limits of losses."""
    returns = np.diff(np.log(weekly(source)), axis=0)
    for (n_sigma, alpha), expected in EDGES[source].items():
        s = np.cov(standardized(returns, n_sigma).T, bias=True)
        theta = graphical_lasso.graphical_lasso(s, alpha, STRICT)
        inverse_of(theta, s)
        count = int(np.sum(np.triu(np.abs(theta) > 0.01, 1)))
        if (n_sigma, alpha) == DRAWN[source]:
            weights = np.where(np.abs(theta) > 0.01, -theta, 0) / np.sqrt(np.outer(np.diag(theta), np.diag(theta)))
            caption = f"Your graph of 33 shares ({source} prices), alpha = {alpha}: blue edges join shares that move together."
            exhibit(graph(load("prices", source)["tickers"], weights), caption)
        assert_equal(count, expected, what=f"the number of edges for alpha = {alpha}, n_sigma = {n_sigma}")


@points(1)
def test_graph_behind_simulated_prices_is_found(graphical_lasso):
    """Of the 56 edges that daily prices were simulated with, alpha = 0.3 finds 54, and no edge that is not there."""
    data = load("prices", "embedded")
    s = np.cov(standardized(np.diff(np.log(data["daily"]), axis=0), 4.0).T, bias=True)
    found, true = (np.triu(np.abs(m) > 0.01, 1) for m in (graphical_lasso.graphical_lasso(s, 0.3, STRICT), data["precision"]))
    assert_equal(int(np.sum(found & true)), 54, what="the number of true edges that were found")
    assert_equal(int(np.sum(found & ~true)), 0, what="the number of edges that are not there")


@points(1)
def test_returns_of_shares(graphical_lasso, source):
    """Weekly log returns of 33 shares, standardised with losses cut at one deviation."""
    returns = np.diff(np.log(weekly(source)), axis=0)
    found = graphical_lasso.log_returns(weekly(source))
    assert_close(found, returns, scale=np.log(weekly(source)).max(), what="the returns")
    condition = np.log(weekly(source)).max() / returns.std(axis=0).min()
    assert_close(
        graphical_lasso.standardize_returns(found, 1.0),
        standardized(returns, 1.0),
        condition=condition,
        what="the standardised returns",
    )


# bad input


@points(1)
def test_impossible_prices_are_rejected(graphical_lasso):
    """NaN, infinity, zero, a negative price, a single row, one axis and three axes raise a ValueError that names prices."""
    bad_entries = (np.nan, np.inf, 0.0, -1.0)
    bad = [np.where(PRICES == 33.0, entry, PRICES) for entry in bad_entries]
    for prices in (*bad, PRICES[:1], PRICES[0], np.stack([PRICES, PRICES])):
        assert_rejects(graphical_lasso.log_returns, prices, good=(PRICES,), naming="prices")


@points(1)
def test_returns_that_cannot_be_standardized_are_rejected(graphical_lasso):
    """NaN, infinity, one axis, no rows and a constant column raise a ValueError that names returns; n_sigma must be positive."""
    constant = RETURNS * [1.0, 0.0, 1.0] + [0.0, 0.1, 0.0]
    bad_entries = [np.where(RETURNS > 0.1, entry, RETURNS) for entry in (np.nan, np.inf)]
    for returns in (*bad_entries, RETURNS[0], RETURNS[:0], constant):
        assert_rejects(graphical_lasso.standardize_returns, returns, 2.0, good=(RETURNS, 2.0), naming="returns")
    for n_sigma in (-1.0, np.nan):
        assert_rejects(graphical_lasso.standardize_returns, RETURNS, n_sigma, good=(RETURNS, 2.0), naming="n_sigma")


@points(1)
def test_samples_without_a_covariance_are_rejected(graphical_lasso):
    """NaN, infinity, one axis, three axes, no rows and no columns raise a ValueError that names x."""
    bad_entries = [np.where(PRICES == 33.0, entry, PRICES) for entry in (np.nan, np.inf)]
    for x in (*bad_entries, PRICES[0], np.stack([PRICES, PRICES]), PRICES[:0], PRICES[:, :0]):
        assert_rejects(graphical_lasso.empirical_covariance, x, good=(PRICES,), naming="x")


@pytest.mark.parametrize("function", ["soft_threshold", "graph_edges"])
@points(1)
def test_impossible_thresholds_are_rejected(graphical_lasso, function):
    """A threshold that is negative or NaN raises a ValueError that names it."""
    for threshold in (-0.1, np.nan):
        assert_rejects(getattr(graphical_lasso, function), GOOD, threshold, good=(GOOD, 0.3), naming="threshold")


@points(1)
def test_soft_threshold_rejects_nan_and_infinity(graphical_lasso):
    """NaN and infinity raise a ValueError that names x."""
    for entry in (np.nan, np.inf):
        assert_rejects(graphical_lasso.soft_threshold, np.where(GOOD == 0.3, entry, GOOD), 0.3, good=(GOOD, 0.3), naming="x")


@pytest.mark.parametrize("function", ["graphical_lasso", "regularization_path"])
@points(1)
def test_matrices_that_are_no_covariances_are_rejected(graphical_lasso, function):
    """Not symmetric, not square, NaN, three axes, empty or with a negative eigenvalue: a ValueError that names covariance."""
    alpha = 0.3 if function == "graphical_lasso" else (0.3, 0.1)
    indefinite = np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    for bad in (*BAD_MATRICES, indefinite):
        assert_rejects(getattr(graphical_lasso, function), bad, alpha, good=(GOOD, alpha), naming="covariance")


@points(1)
def test_impossible_penalties_are_rejected(graphical_lasso):
    """A negative penalty or NaN raises a ValueError that names alpha; in a path, among good ones too."""
    for alpha in (-0.1, np.nan):
        assert_rejects(graphical_lasso.graphical_lasso, GOOD, alpha, good=(GOOD, 0.3), naming="alpha")
        assert_rejects(graphical_lasso.duality_gap, GOOD, GOOD, alpha, good=(GOOD, GOOD, 0.3), naming="alpha")
        assert_rejects(graphical_lasso.regularization_path, GOOD, (0.3, alpha, 0.1), good=(GOOD, (0.3, 0.1)), naming="alpha")


@points(1)
def test_a_singular_covariance_needs_a_penalty(graphical_lasso):
    """Without a penalty a singular covariance has no precision: ValueError; with one it has."""
    assert_rejects(graphical_lasso.graphical_lasso, SINGULAR, 0.0, good=(SINGULAR, 0.3))
    assert_rejects(graphical_lasso.regularization_path, SINGULAR, (0.3, 0.0), good=(SINGULAR, (0.3, 0.1)))


@points(1)
def test_gap_of_what_does_not_fit_is_rejected(graphical_lasso):
    """Precision and covariance are symmetric matrices of one size, without NaN."""
    for bad in (ASYMMETRIC, GOOD[:, :3], np.where(GOOD == 0.3, np.nan, GOOD), np.stack([GOOD, GOOD])):
        assert_rejects(graphical_lasso.duality_gap, bad, GOOD, 0.3, good=(GOOD, GOOD, 0.3), naming="precision")
        assert_rejects(graphical_lasso.duality_gap, GOOD, bad, 0.3, good=(GOOD, GOOD, 0.3), naming="covariance")
    assert_rejects(graphical_lasso.duality_gap, GOOD[:3, :3], GOOD, 0.3, good=(GOOD, GOOD, 0.3))


@points(1)
def test_edges_of_what_is_no_precision_are_rejected(graphical_lasso):
    """Not symmetric, not square, NaN, three axes or empty: a ValueError that names precision."""
    for bad in BAD_MATRICES:
        assert_rejects(graphical_lasso.graph_edges, bad, good=(GOOD,), naming="precision")
