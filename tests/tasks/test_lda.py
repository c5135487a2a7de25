"""Linear discriminant analysis."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.linalg import eigh
from sklearn.datasets import load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from viva.closeness import assert_close, assert_form, assert_sign_rule, eigenvector_error
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, rotations, seeds

lda = submitted("lda")

GOOD = np.array([[2.0, 0.5], [1.0, -2.0], [4.0, 1.0], [0.0, 1.5], [3.0, -1.0], [1.5, 3.0], [-2.0, 0.5]])
LABELS = np.array([4, -1, 4, 9, -1, 9, 4])
WITH_NAN = np.where(GOOD == 4.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 4.0, np.inf, GOOD)
REST = {"scatter_matrices": (), "fit": (1,)}
COLUMNS, CLASSES = st.integers(1, 5), st.integers(2, 5)


class Problem(NamedTuple):
    """Samples and the number of the class of each."""

    x: np.ndarray
    labels: np.ndarray

    @property
    def n_directions(self):
        """Directions that a problem can have."""
        return min(self.x.shape[1], len(np.unique(self.labels)) - 1)


class Truth(NamedTuple):
    """Mean, scatter matrices, all d directions as rows, and the ratios of variance between and within along them, in float64."""

    mean: np.ndarray
    within: np.ndarray
    between: np.ndarray
    directions: np.ndarray
    ratios: np.ndarray
    condition: float


def truth(problem):
    """The decomposition by NumPy and SciPy, and how much it enlarges rounding."""
    x, labels = problem.x.astype(np.float64), problem.labels
    mean, n = x.mean(axis=0), len(x)
    members = [x[labels == label] for label in np.unique(labels)]
    within = sum((rows - rows.mean(axis=0)).T @ (rows - rows.mean(axis=0)) for rows in members)
    between = sum(len(rows) * np.outer(rows.mean(axis=0) - mean, rows.mean(axis=0) - mean) for rows in members)
    ratios, directions = eigh(between, within / n)
    condition = np.linalg.cond(within) * (1 + np.abs(x).max() / np.sqrt(np.linalg.norm(within, 2) / n))
    return Truth(mean, within, between, directions[:, ::-1].T, np.maximum(ratios[::-1] / n, 0), condition)


def separated(labels, d, ratios, rng, mean=3.0):
    """Samples with the given ratios of variance between and within classes, at most min(d, classes − 1); the others are zero."""
    member, n = labels[:, None] == np.unique(labels), len(labels)
    root = np.sqrt(member.sum(axis=0))[:, None]
    noise = rng.normal(size=(n, d))
    noise = np.linalg.qr(noise - (member / root.T**2) @ (member.T @ noise))[0]
    balanced = np.linalg.qr(np.hstack([root, rng.normal(size=(len(root), len(root) - 1))]))[0][:, 1 : len(ratios) + 1]
    means = balanced / root * np.sqrt(ratios) @ np.linalg.qr(rng.normal(size=(d, len(ratios))))[0].T
    mixing = np.linalg.qr(rng.normal(size=(d, d)))[0] * np.geomspace(1, 1 / 4, d) @ np.linalg.qr(rng.normal(size=(d, d)))[0]
    return np.sqrt(n) * (noise + member @ means) @ mixing + mean * rng.normal(size=d)


@st.composite
def problems(draw, dtype=np.float64, mean=3.0, d=COLUMNS, n_classes=CLASSES, smallest=1):
    """Classes of unequal sizes, some of one sample, with labels of any value, in any order; more and fewer columns than classes."""
    d, n_classes = draw(d), draw(n_classes)
    rng = np.random.default_rng(draw(seeds))
    sizes = rng.integers(smallest, 7, n_classes)
    sizes[0] += d + 3  # more samples than the columns and the classes need
    labels = rng.permutation(np.repeat(rng.choice(np.arange(-50, 1000), n_classes, replace=False), sizes))
    ratios = draw(st.sampled_from([4.0, 0.5])) * 0.4 ** np.arange(min(d, n_classes - 1))
    scale = draw(st.sampled_from([1.0, 0.01, 100.0]))
    return Problem((scale * separated(labels, d, ratios, rng, mean)).astype(dtype), labels)


def scattered(lda, problem):
    """The answer of scatter_matrices, its form checked."""
    within, between = lda.scatter_matrices(*problem)
    for name, matrix in (("within", within), ("between", between)):
        assert_form(matrix, (problem.x.shape[1],) * 2, problem.x.dtype, what=name)
    return within, between


def fitted(lda, problem, k):
    """The answer of fit, its form checked."""
    mean, directions = lda.fit(*problem, k)
    assert_form(mean, problem.x.shape[1:], problem.x.dtype, what="the mean")
    assert_form(directions, (k, problem.x.shape[1]), problem.x.dtype, what="directions")
    return mean, directions


def assert_discriminates(directions, problem):
    """Each direction is, up to sign, the one of its place; in coordinates where the classes have unit covariance."""
    exact, k = truth(problem), len(directions)
    coordinates = directions @ (exact.within / len(problem.x)) @ exact.directions.T
    turned = coordinates * np.where(np.diag(coordinates) < 0, -1, 1)[:, None]
    bound = exact.condition * eigenvector_error(exact.ratios, problem.x.dtype)[:k, None]
    assert_close(turned, np.eye(*coordinates.shape), bound=bound, what="the directions in terms of the right ones")


def assert_normalised(directions, problem):
    """Along the directions the classes have variance one and are uncorrelated."""
    exact = truth(problem)
    product = (directions @ exact.within @ directions.T / len(problem.x)).astype(problem.x.dtype)
    assert_close(product, np.eye(len(directions)), condition=exact.condition, what="directions · within · directionsᵀ / n")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(lda, dtype):
    """Both functions answer in the dtype of x, with the promised shapes."""
    problem = Problem(GOOD.astype(dtype), LABELS)
    scattered(lda, problem)
    for k in (1, 2):
        fitted(lda, problem, k)


@points(1)
def test_scatter_matrices_leaves_its_inputs_as_they_were(lda):
    """scatter_matrices changes neither the samples nor the labels."""
    within, between = assert_leaves_inputs(lda.scatter_matrices, GOOD, LABELS)
    exact = truth(Problem(GOOD, LABELS))
    assert_close(within, exact.within, what="within")
    assert_close(between, exact.between, what="between")


@points(1)
def test_fit_leaves_its_inputs_as_they_were(lda):
    """fit changes neither the samples nor the labels."""
    _, directions = assert_leaves_inputs(lda.fit, GOOD, LABELS, 2)
    assert_discriminates(directions, Problem(GOOD, LABELS))


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_scatter_within_is_that_about_the_means_of_the_classes(lda, data, dtype):
    """Σ (x − m_c)(x − m_c)ᵀ over all samples, m_c the mean of the sample's class; a sum, not divided."""
    problem = data.draw(problems(dtype), label="problem")
    within, _ = scattered(lda, problem)
    exact = truth(problem)
    assert_close(within, exact.within, scale=np.linalg.norm(exact.within, 2), condition=exact.condition, what="within")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_scatter_between_weighs_every_class_with_its_samples(lda, data, dtype):
    """Σ n_c (m_c − m)(m_c − m)ᵀ over the classes, m the mean of all samples; a sum, not divided."""
    problem = data.draw(problems(dtype), label="problem")
    _, between = scattered(lda, problem)
    exact = truth(problem)
    scale = np.linalg.norm(exact.within + exact.between, 2)
    assert_close(between, exact.between, scale=scale, condition=exact.condition, what="between")


@points(1)
@given(problem=problems())
def test_scatters_add_up_to_the_total(lda, problem):
    """Within and between together are the scatter of all samples about their mean."""
    total = np.cov(problem.x.T, bias=True) * len(problem.x)
    within, between = scattered(lda, problem)
    condition = truth(problem).condition
    assert_close(within + between, np.atleast_2d(total), scale=np.linalg.norm(total), condition=condition, what="within + between")


@points(1)
@given(problem=problems(d=st.just(5), n_classes=st.integers(2, 4)))
def test_scatter_between_has_one_dimension_less_than_there_are_classes(lda, problem):
    """The rank of the scatter between c classes in general position is c − 1, where there are columns enough."""
    exact = truth(problem)
    values = np.linalg.svd(scattered(lda, problem)[1], compute_uv=False)
    scale = np.linalg.norm(exact.between, 2)
    expected = np.linalg.svd(exact.between, compute_uv=False)
    assert np.linalg.matrix_rank(exact.between, tol=1e-6 * scale) == problem.n_directions
    assert_close(values, expected, scale=scale, condition=exact.condition, what="the singular values of between")


@points(1)
@given(problem=problems(mean=1e4))
def test_a_large_mean_does_not_spoil_the_scatters(lda, problem):
    """Samples thousands of deviations away from the origin have the scatter of their spread, not of their place."""
    exact = truth(problem)
    for answer, expected in zip(scattered(lda, problem), (exact.within, exact.between), strict=True):
        scale = np.linalg.norm(exact.within + exact.between, 2)
        assert_close(answer, expected, scale=scale, condition=exact.condition, what="the scatter of the moved samples")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_mean_is_that_of_all_samples(lda, data, dtype):
    """The mean is over all samples, so that a large class counts more than a small one."""
    problem = data.draw(problems(dtype), label="problem")
    mean, _ = fitted(lda, problem, 1)
    assert_close(mean, truth(problem).mean, scale=np.abs(problem.x).max(), what="the mean")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_directions_separate_the_classes_best(lda, data, dtype):
    """Direction i has, after those before it, the largest ratio of variance between the classes to variance within."""
    problem = data.draw(problems(dtype), label="problem")
    k = data.draw(st.integers(1, problem.n_directions), label="k")
    _, directions = fitted(lda, problem, k)
    assert_discriminates(directions, problem)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_classes_have_variance_one_along_the_directions(lda, data, dtype):
    """directions · within · directionsᵀ = n I: within the classes the projections are uncorrelated, with variance one."""
    problem = data.draw(problems(dtype), label="problem")
    _, directions = fitted(lda, problem, problem.n_directions)
    assert_normalised(directions, problem)


@points(1)
@given(problem=problems())
def test_ratios_descend(lda, problem):
    """directions · between · directionsᵀ / n is diagonal: the ratios of variance between and within, the largest first."""
    exact, k = truth(problem), problem.n_directions
    _, directions = fitted(lda, problem, k)
    ratios = directions @ exact.between @ directions.T / len(problem.x)
    bound = eigenvector_error(exact.ratios, np.float64)[:k, None] * exact.condition * exact.ratios[0]
    assert_close(ratios, np.diag(exact.ratios[:k]), bound=bound, what="directions · between · directionsᵀ / n")


@points(2)
@given(problem=problems(d=st.integers(2, 5)))
def test_the_largest_entry_of_a_direction_is_positive(lda, problem):
    """Every direction is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    _, directions = fitted(lda, problem, problem.n_directions)
    assert_sign_rule(directions, what="direction")
    assert_normalised(directions, problem)


@points(2)
@given(problem=problems(), seed=seeds, scale=st.sampled_from([0.001, 0.1, 10.0]))
def test_projections_do_not_depend_on_the_units_of_the_columns(lda, problem, seed, scale):
    """An invertible linear map of the samples leaves their projections as they are, up to sign; columns may nearly be dependent."""
    d, exact, k = problem.x.shape[1], truth(problem), problem.n_directions
    mapping = rotations(d, seed) * np.geomspace(scale, 1.0, d) @ rotations(d, seed + 1)
    moved = Problem(problem.x @ mapping, problem.labels)
    mean, directions = fitted(lda, moved, k)
    expected = (problem.x - exact.mean) @ exact.directions[:k].T
    projections = (moved.x - mean) @ directions.T
    turned = projections * np.where(np.sum(projections * expected, axis=0) < 0, -1, 1)
    bound = truth(moved).condition * eigenvector_error(exact.ratios, np.float64)[:k] * np.abs(expected).max()
    assert_close(turned, expected, bound=bound, what="the projections of the mapped samples")


@points(1)
@given(problem=problems(), seed=seeds)
def test_labels_are_names_and_samples_have_no_order(lda, problem, seed):
    """Other integers for the same classes, and the samples in another order, give the same directions."""
    rng = np.random.default_rng(seed)
    old, index = np.unique(problem.labels, return_inverse=True)
    names, order = rng.choice(np.arange(-(10**9), 10**9, 10**6 + 3), len(old), replace=False), rng.permutation(len(index))
    renamed = Problem(problem.x[order], names[index][order])
    _, directions = fitted(lda, renamed, problem.n_directions)
    assert_discriminates(directions, problem)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_two_classes_are_separated_along_fishers_direction(lda, data, dtype):
    """For two classes the direction is within⁻¹ (m₁ − m₀), up to its length and sign; one column will do."""
    problem = data.draw(problems(dtype, n_classes=st.just(2)), label="problem")
    exact = truth(problem)
    low, high = (problem.x[problem.labels == label].astype(np.float64).mean(axis=0) for label in np.unique(problem.labels))
    expected = np.linalg.solve(exact.within, high - low)
    expected /= np.sqrt(expected @ exact.within @ expected / len(problem.x))
    _, (direction,) = fitted(lda, problem, 1)
    expected *= -1 if expected @ exact.within @ direction < 0 else 1
    error = eigenvector_error(exact.ratios, dtype)[0] * exact.condition
    assert_close(direction, expected, bound=error * np.linalg.norm(expected) * np.sqrt(exact.condition), what="the direction")


@points(1)
@given(seed=seeds, d=st.integers(2, 4))
def test_directions_that_separate_nothing_are_normalised_too(lda, seed, d):
    """Where the means of the classes lie on a line, the directions after the first separate nothing, but have variance one."""
    labels = np.repeat([2, 3, 5], [d + 4, 4, 3])
    problem = Problem(separated(labels, d, [2.0], np.random.default_rng(seed)), labels)
    _, directions = fitted(lda, problem, 2)
    assert_normalised(directions, problem)
    assert_discriminates(directions[:1], problem)


@points(1)
@given(problem=problems(smallest=2))  # scikit-learn warns of a class of one
def test_fit_agrees_with_scikit_learn(lda, problem):
    """Directions, up to sign, are those of sklearn's LinearDiscriminantAnalysis(solver="eigen")."""
    k = problem.n_directions
    oracle = LinearDiscriminantAnalysis(solver="eigen").fit(*problem)
    mean, directions = fitted(lda, problem, k)
    assert_close(mean, oracle.priors_ @ oracle.means_, scale=np.abs(problem.x).max(), what="the mean")
    expected = oracle.scalings_[:, :k].T
    turned = directions * np.where(np.sum(directions * expected, axis=1) < 0, -1, 1)[:, None]
    exact = truth(problem)
    bound = exact.condition**1.5 * eigenvector_error(exact.ratios, np.float64)[:k, None] * np.linalg.norm(expected)
    assert_close(turned, expected, bound=bound, what="directions")


@pytest.mark.parametrize("data_set", [load_iris, load_wine])
@points(1)
def test_directions_of_real_flowers_and_wines(lda, data_set):
    """Three kinds of iris in four measurements, three wines in thirteen, whose units differ by a factor of ten thousand."""
    problem = Problem(*data_set(return_X_y=True))
    mean, directions = fitted(lda, problem, 2)
    assert_close(mean, problem.x.mean(axis=0), scale=np.abs(problem.x).max(), what="the mean")
    assert_discriminates(directions, problem)


@points(1)
def test_one_direction_carries_nearly_all_that_separates_irises(lda):
    """99.12 % of the variance between the species lies along the first direction, 0.88 % along the second."""
    problem = Problem(*load_iris(return_X_y=True))
    _, directions = fitted(lda, problem, 2)
    ratios = np.diag(directions @ truth(problem).between @ directions.T)
    rounding_of_the_table = 0.005
    assert_close(100 * ratios / ratios.sum(), [99.12, 0.88], bound=rounding_of_the_table, what="the share, in per cent,")
    assert_normalised(directions, problem)


@pytest.mark.parametrize("function", REST)
@points(1)
def test_bad_samples_are_rejected(lda, function):
    """NaN, infinity, a third axis, no samples or no columns raise a ValueError; it names x."""
    for bad in (WITH_NAN, WITH_INFINITY, np.stack([GOOD, GOOD]), GOOD[:, :0]):
        assert_rejects(getattr(lda, function), bad, LABELS, *REST[function], good=(GOOD, LABELS, *REST[function]), naming="x")
    assert_rejects(getattr(lda, function), GOOD[:0], LABELS[:0], *REST[function], good=(GOOD, LABELS, *REST[function]))


@pytest.mark.parametrize("function", REST)
@points(1)
def test_labels_that_do_not_fit_are_rejected(lda, function):
    """Too few labels, too many, or a second axis raise ValueError."""
    for bad in (LABELS[:-1], np.append(LABELS, 4), np.stack([LABELS, LABELS], axis=1)):
        assert_rejects(getattr(lda, function), GOOD, bad, *REST[function], good=(GOOD, LABELS, *REST[function]))


@points(1)
def test_impossible_numbers_of_components_are_rejected(lda):
    """No direction, fewer than none, or more than there are columns or classes less one raise ValueError."""
    for k in (0, -1):
        assert_rejects(lda.fit, GOOD, LABELS, k, good=(GOOD, LABELS, 2), naming="n_components")
    assert_rejects(lda.fit, GOOD[:, :1], LABELS, 2, good=(GOOD, LABELS, 2))
    assert_rejects(lda.fit, GOOD, np.minimum(LABELS, 4), 2, good=(GOOD, np.minimum(LABELS, 4), 1))
    assert_rejects(lda.fit, GOOD, np.zeros_like(LABELS), 1, good=(GOOD, LABELS, 1))


@points(1)
@given(seed=seeds)
@example(seed=0)
def test_a_singular_scatter_within_is_rejected(lda, seed):
    """A column twice, one that is the same for all of a class, or too few samples for the columns raise ValueError."""
    rng = np.random.default_rng(seed)
    labels = np.repeat([7, 1, 4], [5, 6, 4])
    x = separated(labels, 3, [2.0, 1.0], rng)
    good = (x, labels, 1)
    for bad in (x[:, [0, 1, 0, 2]], np.column_stack([x, labels]), np.column_stack([x, rng.normal(size=(15, 10))])):
        assert_rejects(lda.fit, bad, labels, 1, good=good)
