"""Gaussian mixtures."""

import warnings
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp, softmax
from scipy.stats import Covariance, multivariate_normal
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from viva.closeness import Mismatch, assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import CONDITION, FLOATS, dtypes, rotations, seeds, spectra

gmm = submitted("gmm")

REGULARISATION = 1e-6  # on the diagonal of every covariance
FALL = 1e-5  # nats a sample by which the regularisation may lower the likelihood
FAR = {"float64": 1e6, "float32": 1e3}  # deviations from the origin at which differences of squares have no digit left
GOOD = np.array([[2.0, 0.5], [0.0, 1.5], [1.0, -2.0], [4.0, 1.0], [-1.0, 0.3]])
SHARES = np.array([[0.2, 0.8], [1.0, 0.0], [0.5, 0.5], [0.9, 0.1], [0.3, 0.7]])
WEIGHTS, MEANS = np.array([0.3, 0.7]), np.array([[1.0, -0.5], [2.0, 1.0]])
COVARIANCES = np.array([[[1.0, 0.3], [0.3, 0.5]], [[2.0, -0.7], [-0.7, 1.5]]])
MIXTURE = (WEIGHTS, MEANS, COVARIANCES)
BAD_DATA = (np.where(GOOD == 4.0, np.nan, GOOD), np.where(GOOD == 4.0, np.inf, GOOD), GOOD[None], GOOD[:0])
DENSITIES = ("responsibilities", "log_likelihood")


class Problem(NamedTuple):
    """Samples and a mixture that they may have come from."""

    x: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    @property
    def log_joint(self):
        """log w_k + log N(x | μ_k, Σ_k) by SciPy, in float64: a row for every sample, a column for every component."""
        wide = [part.astype(np.float64) for part in self]
        factors = [Covariance.from_cholesky(factor) for factor in np.linalg.cholesky(wide[3])]
        differences = (wide[0][:, None] - wide[2]).swapaxes(0, 1)
        densities = [multivariate_normal.logpdf(rows, cov=c) for rows, c in zip(differences, factors, strict=True)]
        return np.log(wide[1]) + np.reshape(densities, (len(wide[1]), len(self.x))).T

    @property
    def nats(self):
        """What rounding counts against: the largest exponent, longer by what is lost where samples are far from the origin."""
        smallest = np.sqrt(np.linalg.eigvalsh(self.covariances.astype(np.float64)).min())
        places = (np.abs(self.x).max() + np.abs(self.means).max()) / smallest
        exponent = np.abs(self.log_joint).max()
        return self.x.shape[1] + exponent + np.sqrt(exponent) * places

    @property
    def condition(self):
        """How much the covariances enlarge rounding."""
        return max(np.linalg.cond(covariance) for covariance in self.covariances.astype(np.float64))


@st.composite
def problems(draw, dtype=np.float64, offset=3.0, spread=2.0):
    """Mixtures of any number of components in any unit, `offset` deviations from the origin, and samples of them."""
    d, n_components, n = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(1, 7))
    rng, scale = np.random.default_rng(draw(seeds)), draw(st.sampled_from([1.0, 0.01, 100.0]))
    condition = draw(st.sampled_from([2.0, CONDITION[np.dtype(dtype).name]]))
    roots = [np.sqrt(draw(spectra(d, condition))) * rotations(d, draw(seeds)) for _ in range(n_components)]
    weights = 0.05 + rng.dirichlet(np.ones(n_components))
    means = offset * rng.normal(size=d) + spread * rng.normal(size=(n_components, d))
    own = rng.integers(n_components, size=n)
    x = means[own] + np.einsum("nij,nj->ni", np.stack(roots)[own], rng.normal(size=(n, d)))
    covariances = scale**2 * np.stack([root @ root.T for root in roots])
    symmetric = (covariances + covariances.swapaxes(1, 2)) / 2
    parts = (scale * x, weights / weights.sum(), scale * means, symmetric)
    return Problem(*(part.astype(dtype) for part in parts))


@st.composite
def shared(draw, dtype=np.float64, offset=3.0):
    """Samples and responsibilities for them."""
    n, d, n_components = draw(st.integers(1, 12)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rng, scale = np.random.default_rng(draw(seeds)), draw(st.sampled_from([1.0, 0.01, 100.0]))
    x = scale * (offset * rng.normal(size=d) + rng.normal(size=(n, d)))
    return x.astype(dtype), rng.dirichlet(np.full(n_components, 0.5), size=n).astype(dtype)


@st.composite
def clusters(draw, n_components, d=None):
    """Three or more times as many samples as the components have parameters, in clusters that overlap a little."""
    d = draw(st.integers(1, 3)) if d is None else d
    rng, scale = np.random.default_rng(draw(seeds)), draw(st.sampled_from([1.0, 10.0, 100.0]))  # 1e-6 is small beside them
    means = 4 * rng.normal(size=(n_components, d))
    own = rng.choice(n_components, size=40 * n_components, p=rng.dirichlet(np.full(n_components, 5.0)))
    mixing = np.stack([rotations(d, draw(seeds)) * rng.uniform(0.5, 1.5, d) for _ in range(n_components)])
    return scale * (10 * rng.normal(size=d) + means[own] + np.einsum("nij,nj->ni", mixing[own], rng.normal(size=(len(own), d))))


def best_mixture(x, shares):
    """Counts, weights, means and covariances by their formulas, in float64."""
    wide, r = x.astype(np.float64), shares.astype(np.float64)
    counts = r.sum(axis=0) + 10 * np.finfo(x.dtype).eps
    means = r.T @ wide / counts[:, None]
    deviations = wide[:, None] - means
    covariances = np.einsum("nk,nki,nkj->kij", r, deviations, deviations) / counts[:, None, None]
    return counts, counts / counts.sum(), means, covariances + REGULARISATION * np.eye(x.shape[1])


def random_start(x, n_components, rng):
    """A mixture to start from: some of the samples as means, the covariance of all for every component, unequal weights."""
    means = x[rng.choice(len(x), n_components, replace=False)]
    covariance = np.cov(x.T, bias=True).reshape(x.shape[1], x.shape[1])
    return rng.dirichlet(np.full(n_components, 3.0)), means, np.stack([covariance] * n_components)


def assert_form_of_mixture(mixture, n_components, x):
    """Shapes and dtypes of weights, means and covariances."""
    d = x.shape[1]
    for name, part, shape in zip(
        ("weights", "means", "covariances"), mixture, [(n_components,), (n_components, d), (n_components, d, d)], strict=True
    ):
        assert_form(part, shape, x.dtype, what=name)


def mean_log_likelihood(x, mixture):
    """By SciPy, in nats a sample; the mixture must have a density."""
    n_components = len(mixture[0])
    assert_form_of_mixture(mixture, n_components, x)
    smallest = np.linalg.eigvalsh(mixture[2].astype(np.float64)).min()
    if not smallest > 0:
        raise Mismatch(f"a covariance has the eigenvalue {smallest:.3g}; all must be positive", "a positive number", smallest)
    if not mixture[0].min() > 0:
        raise Mismatch(f"a weight is {mixture[0].min():.3g}; all must be positive", "a positive number", mixture[0].min())
    return np.mean(logsumexp(Problem(x, *mixture).log_joint, axis=1))


def assert_has_the_moments(mixture, x):
    """Whatever the components are, together they have the mean and the covariance of the data: every m_step sees to that."""
    weights, means, covariances = mixture
    mean = x.mean(axis=0, dtype=np.float64)
    assert_close(weights.sum(), 1.0, what="the sum of the weights")
    assert_close(weights @ means, mean, scale=np.abs(x).max(), what="the mean of the mixture")
    between = means - mean
    total = np.tensordot(weights, covariances, 1) + (weights * between.T) @ between
    expected = np.cov(x.T.astype(np.float64), bias=True) + REGULARISATION * np.eye(x.shape[1])
    assert_close(total.astype(x.dtype), expected, scale=np.abs(x).max() ** 2, what="the covariance of the mixture")


def by_scikit_learn(x, start, n_steps):
    """Weights, means and covariances after some steps of sklearn's GaussianMixture."""
    weights, means, covariances = start
    oracle = GaussianMixture(
        len(weights), weights_init=weights, means_init=means, precisions_init=np.linalg.inv(covariances), max_iter=n_steps, tol=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        oracle.fit(x)
    return oracle


def assert_same_mixture(mixture, expected, x, *, condition=1.0):
    """Weights, means and covariances agree, component by component."""
    size = np.abs(x - x.mean(axis=0)).max()
    assert_form_of_mixture(mixture, len(expected[0]), x)
    assert_close(mixture[0], expected[0], scale=1.0, condition=condition, what="weights")
    assert_close(mixture[1], expected[1], scale=np.abs(x).max(), condition=condition, what="means")
    assert_close(mixture[2], expected[2], scale=size**2 + REGULARISATION, condition=condition, what="covariances")


@pytest.mark.parametrize("function", DENSITIES)
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_densities(gmm, dtype, function):
    """A function answers in the dtype of the data; one sample, one column and one component will do."""
    for n, d, k in ((5, 2, 2), (1, 2, 2), (4, 1, 2), (4, 2, 1), (1, 1, 1)):
        model = (WEIGHTS[:k] / WEIGHTS[:k].sum(), MEANS[:k, :d], COVARIANCES[:k, :d, :d])
        answer = getattr(gmm, function)(GOOD[:n, :d].astype(dtype), *(part.astype(dtype) for part in model))
        assert_form(answer, (n, k) if function == "responsibilities" else (n,), dtype, what=function)


@pytest.mark.parametrize("function", ["m_step", "fit"])
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_a_mixture(gmm, dtype, function):
    """Weights (K,), means (K, d) and covariances (K, d, d) in the dtype of the data, for one column or component too."""
    for d, k in ((2, 2), (1, 2), (2, 1)):
        x, rest = GOOD[:, :d].astype(dtype), (k,) if function == "fit" else (SHARES[:, :k].astype(dtype),)
        assert_form_of_mixture(getattr(gmm, function)(x, *rest), k, x)


@pytest.mark.parametrize("function", DENSITIES)
@points(1)
def test_inputs_stay_as_they_were(gmm, function):
    """No function changes the data or the parameters that it is given."""
    answer = assert_leaves_inputs(getattr(gmm, function), GOOD, *MIXTURE)
    log_joint = Problem(GOOD, *MIXTURE).log_joint
    expected = softmax(log_joint, axis=1) if function == "responsibilities" else logsumexp(log_joint, axis=1)
    assert_close(answer, expected, condition=10, what=function)


@points(1)
def test_m_step_leaves_its_inputs_as_they_were(gmm):
    """m_step changes neither the samples nor the responsibilities."""
    assert_same_mixture(assert_leaves_inputs(gmm.m_step, GOOD, SHARES), best_mixture(GOOD, SHARES)[1:], GOOD)


@points(1)
def test_fit_leaves_the_data_as_they_were(gmm):
    """fit does not change the data that it is given."""
    mixture = assert_leaves_inputs(gmm.fit, GOOD, 1)
    assert_same_mixture(mixture, best_mixture(GOOD, np.ones((5, 1)))[1:], GOOD)


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_responsibilities_are_shares_of_the_density(gmm, data, dtype):
    """r_nk is w_k N(x_n | μ_k, Σ_k), divided by the sum over all components: Bayes' rule."""
    problem = data.draw(problems(dtype), label="problem")
    answer = gmm.responsibilities(*problem)
    expected = softmax(problem.log_joint, axis=1)
    assert_close(answer, expected, scale=problem.nats, condition=problem.condition, what="responsibilities")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_rows_sum_to_one(gmm, data, dtype):
    """Every sample is shared out wholly, however far it is from all components; the nearest gets most."""
    problem = data.draw(problems(dtype, spread=20.0), label="problem")
    answer = gmm.responsibilities(*problem)
    assert_form(answer, (len(problem.x), len(problem.weights)), dtype, what="responsibilities")
    assert_close(answer.sum(axis=1), np.ones(len(answer)), what="the sums of the rows")
    assert answer.min() >= 0, f"a responsibility is {answer.min()}"
    expected = softmax(problem.log_joint, axis=1)
    assert_close(answer, expected, scale=problem.nats, condition=problem.condition, what="responsibilities")


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("function", DENSITIES)
@points(1)
def test_densities_may_be_too_small_for_a_float(gmm, dtype, function):
    """A sample so far away that every density is zero in floating point still has a log density and belongs to the nearest."""
    x = np.array([[1000.0], [-1500.0], [0.25]], dtype)
    mixture = (np.array([0.3, 0.7], dtype), np.array([[-1.0], [1.0]], dtype), np.array([[[0.5]], [[0.5]]], dtype))
    answer, log_joint = getattr(gmm, function)(x, *mixture), Problem(x, *mixture).log_joint
    if function == "responsibilities":
        assert_close(answer, softmax(log_joint, axis=1), scale=1.0, what=function)
    else:
        assert_close(answer, logsumexp(log_joint, axis=1), scale=1 + np.abs(log_joint).max(axis=1), what=function)


@points(1)
def test_a_component_of_weight_zero_gets_nothing(gmm):
    """Where a weight is zero so are its responsibilities, and the other components share the samples."""
    weights, means, covariances = (np.concatenate([part, part[:1]]) for part in MIXTURE)
    weights[2] = 0
    expected = np.append(softmax(Problem(GOOD, *MIXTURE).log_joint, axis=1), np.zeros((5, 1)), axis=1)
    assert_close(gmm.responsibilities(GOOD, weights, means, covariances), expected, condition=10, what="responsibilities")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_log_likelihood_is_that_of_the_mixture(gmm, data, dtype):
    """For every sample log Σ w_k N(x | μ_k, Σ_k), one number each and not their sum or mean."""
    problem = data.draw(problems(dtype), label="problem")
    answer = gmm.log_likelihood(*problem)
    expected = logsumexp(problem.log_joint, axis=1)
    assert_close(answer, expected, scale=problem.nats, condition=problem.condition, what="the log-likelihood")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_log_likelihood_of_data_far_from_the_origin(gmm, data, dtype):
    """Samples and components together a thousand or a million deviations away: only their differences count."""
    problem = data.draw(problems(dtype, offset=FAR[np.dtype(dtype).name]), label="problem")
    answer = gmm.log_likelihood(*problem)
    condition = np.sqrt(problem.condition)  # lengths, not their squares, are lost in the distance
    expected = logsumexp(problem.log_joint, axis=1)
    assert_close(answer, expected, scale=problem.nats, condition=condition, what="the log-likelihood")


@points(1)
@given(data=st.data())
def test_the_order_of_the_components_does_not_matter(gmm, data):
    """Components in another order: the columns of the responsibilities in the same other order, and nothing else."""
    problem = data.draw(problems(), label="problem")
    order = data.draw(st.permutations(range(len(problem.weights))), label="order")
    answer = gmm.responsibilities(problem.x, *(part[list(order)] for part in problem[1:]))
    expected = softmax(problem.log_joint, axis=1)[:, order]
    assert_close(answer, expected, scale=problem.nats, condition=problem.condition, what="responsibilities")


@points(1)
@given(data=st.data())
def test_densities_agree_with_scikit_learn(gmm, data):
    """With the parameters of sklearn.mixture.GaussianMixture the log-likelihood of every sample is its score."""
    k = data.draw(st.integers(1, 3), label="n_components")
    x = data.draw(clusters(k), label="x")
    oracle = by_scikit_learn(x, random_start(x, k, np.random.default_rng(data.draw(seeds, label="seed"))), 3)
    problem = Problem(x, oracle.weights_, oracle.means_, oracle.covariances_)
    answer = gmm.log_likelihood(*problem)
    assert_close(answer, oracle.score_samples(x), scale=problem.nats, condition=problem.condition, what="the log-likelihood")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_weights_are_the_shares_of_the_samples(gmm, data, dtype):
    """m_step: the weight of a component is the mean of its responsibilities."""
    x, shares = data.draw(shared(dtype), label="x, responsibilities")
    weights, _, _ = gmm.m_step(x, shares)
    assert_close(weights, best_mixture(x, shares)[1], scale=1.0, what="weights")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_means_are_weighted_by_the_responsibilities(gmm, data, dtype):
    """m_step: the mean of a component is that of all samples, each weighted by its responsibility."""
    x, shares = data.draw(shared(dtype), label="x, responsibilities")
    counts, _, expected, _ = best_mixture(x, shares)
    relative = shares.sum(axis=0).max() / counts[:, None]  # a count near zero is known to fewer digits
    _, means, _ = gmm.m_step(x, shares)
    assert_close(means, expected, scale=np.abs(x).max(), bound=tolerance(dtype, np.abs(x).max()) * np.maximum(relative, 1))


@points(1)
def test_many_samples_count_alike(gmm, rng):
    """Weights, means and covariances of 70,000 samples, whose first half lies elsewhere than the second: all of them count."""
    n, places = 70_000, np.array([[0.0, 3.0, -1.0, 0.0, 2.0, 1.0], [4.0, 0.0, 1.0, -2.0, 0.0, 1.0]])
    x = np.repeat(places, n // 2, axis=0) + rng.normal(size=(n, 6))
    shares = rng.dirichlet(np.ones(3), size=n)
    assert_same_mixture(gmm.m_step(x, shares), best_mixture(x, shares)[1:], x)


@points(2)
@given(data=st.data(), dtype=dtypes(), offset=st.sampled_from([3.0, 1000.0]))
def test_covariances_are_weighted_by_the_responsibilities(gmm, data, dtype, offset):
    """m_step: the covariance of a component is that about its own mean, divided by its count, and 1e-6 on the diagonal."""
    x, shares = data.draw(shared(dtype, offset=offset), label="x, responsibilities")
    counts, _, means, expected = best_mixture(x, shares)
    relative = np.maximum(shares.sum(axis=0).max() / counts, 1)[:, None, None]
    spread = np.max(np.abs(x[:, None] - means) ** 2)
    moved = tolerance(dtype, np.abs(x).max()) ** 2  # rounding of a mean enters squared
    bound = relative * (tolerance(dtype, spread + REGULARISATION) + relative * moved)
    assert_close(gmm.m_step(x, shares)[2], expected, bound=bound, what="covariances")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_variances_are_raised_by_a_millionth(gmm, dtype):
    """Components of one sample each, or of equal samples, have the covariance 1e-6 I, exactly round in all directions."""
    x = np.array([[3.0, -1.0, 0.5], [2.0, 7.0, 4.0], [2.0, 7.0, 4.0]], dtype)
    weights, means, covariances = gmm.m_step(x, np.array([[1, 0], [0, 1], [0, 1]], dtype))
    assert_close(weights, [1 / 3, 2 / 3], what="weights")
    assert_close(means, x[:2], what="means")
    rounding = tolerance(dtype, 1e-6) + tolerance(dtype, 7.0) ** 2  # that of the means, squared
    assert_close(covariances, np.stack([REGULARISATION * np.eye(3)] * 2), bound=rounding, what="covariances")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_counts_are_raised_by_ten_eps(gmm, dtype):
    """A component whose responsibilities add up to 30 eps has the count 40 eps, so that its mean is pulled towards zero."""
    eps = np.finfo(dtype).eps
    x = np.array([[3.0, -1.0], [2.0, 7.0], [-4.0, 2.0]], dtype)
    shares = np.array([[1.0, 10 * eps], [1.0, 10 * eps], [1.0, 10 * eps]], dtype)
    _, means, _ = gmm.m_step(x, shares)
    expected = np.stack([x.mean(axis=0), 0.75 * x.mean(axis=0)])
    assert_close(means, expected, scale=7.0, what="means")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_empty_components_stay_finite(gmm, dtype):
    """A component without samples has almost no weight, the mean 0 and the covariance 1e-6 I, and spoils no other."""
    x = GOOD.astype(dtype)
    weights, means, covariances = gmm.m_step(x, np.array([[1, 0]] * 5, dtype))
    assert_close(weights, [1.0, 0.0], what="weights")
    assert_close(means, [GOOD.mean(axis=0), [0, 0]], scale=4.0, what="means")
    expected = [np.cov(GOOD.T, bias=True), np.zeros((2, 2))] + REGULARISATION * np.eye(2)
    assert_close(covariances[0], expected[0], what="the covariance of all samples")
    assert_close(covariances[1], expected[1], what="the covariance of the empty component")


@points(2)
@given(data=st.data(), n_steps=st.integers(1, 6))
def test_steps_of_em_are_those_of_scikit_learn(gmm, data, n_steps):
    """From the same start, responsibilities and m_step in turn lead where sklearn's GaussianMixture is after as many steps."""
    k = data.draw(st.integers(1, 3), label="n_components")
    x = data.draw(clusters(k), label="x")
    mixture = start = random_start(x, k, np.random.default_rng(data.draw(seeds, label="seed")))
    for _ in range(n_steps):
        mixture = gmm.m_step(x, gmm.responsibilities(x, *mixture))
    oracle = by_scikit_learn(x, start, n_steps)
    expected = (oracle.weights_, oracle.means_, oracle.covariances_)
    growth = 10.0**n_steps * Problem(x, *expected).condition  # from step to step
    assert_same_mixture(mixture, expected, x, condition=growth * (1 + np.abs(x).max() / x.std()))


@pytest.mark.long
@points(2)
@given(data=st.data())
def test_no_step_lowers_the_likelihood(gmm, data):
    """Each m_step after the responsibilities makes the data at least as likely, and eight make them more likely."""
    k = data.draw(st.integers(2, 3), label="n_components")
    x = data.draw(clusters(k), label="x")
    mixture = random_start(x, k, np.random.default_rng(data.draw(seeds, label="seed")))
    before = start = mean_log_likelihood(x, mixture)
    for step in range(1, 9):
        mixture = gmm.m_step(x, softmax(Problem(x, *mixture).log_joint, axis=1))
        after = mean_log_likelihood(x, mixture)
        assert after >= before - FALL, f"step {step} takes the mean log-likelihood from {before:.6f} to {after:.6f}"
        before = after
    assert before > start + FALL, f"the mean log-likelihood goes from {start:.6f} to {before:.6f} in eight steps"


@points(2)
@given(data=st.data(), dtype=dtypes(), n_iterations=st.integers(1, 5))
def test_one_component_is_the_normal_distribution_of_the_data(gmm, data, dtype, n_iterations):
    """fit with one component: weight one, the mean, and the covariance with divisor n, and 1e-6 on its diagonal."""
    x = data.draw(clusters(1), label="x").astype(dtype)
    mixture = gmm.fit(x, 1, n_iterations, seed=data.draw(st.integers(0, 999), label="seed"))
    assert_same_mixture(mixture, best_mixture(x, np.ones((len(x), 1), dtype))[1:], x)


@points(2)
@given(data=st.data(), dtype=dtypes(), n_iterations=st.sampled_from([1, 2, 7, 100]))
def test_moments_of_the_fitted_mixture_are_those_of_the_data(gmm, data, dtype, n_iterations):
    """However far EM has come: Σ w_k μ_k is the mean, and Σ w_k (Σ_k + μ_k μ_kᵀ) the second moments, but for 1e-6."""
    k = data.draw(st.integers(1, 4), label="n_components")
    x = data.draw(clusters(k), label="x").astype(dtype)
    mixture = gmm.fit(x, k, n_iterations)
    assert_form_of_mixture(mixture, k, x)
    assert_has_the_moments(mixture, x)


@pytest.mark.long
@points(2)
@given(data=st.data(), seed=st.integers(0, 999))
def test_more_iterations_never_lower_the_likelihood(gmm, data, seed):
    """From one seed 1, 2, 3 and more iterations make the data more and more likely."""
    k = data.draw(st.integers(2, 3), label="n_components")
    x = data.draw(clusters(k), label="x")
    mixtures = [gmm.fit(x, k, n, tol=1e-12, seed=seed) for n in (1, 2, 3, 5, 20)]
    reached = [mean_log_likelihood(x, mixture) for mixture in mixtures]
    assert np.diff(reached).min() >= -FALL, f"the mean log-likelihoods after 1, 2, 3, 5 and 20 iterations are {reached}"
    assert_has_the_moments(mixtures[-1], x)


@points(1)
def test_iterations_are_counted(gmm, rng):
    """Where `tol` stops nothing, more iterations go on: one is not a hundred."""
    x = overlapping(rng)
    reached = [mean_log_likelihood(x, gmm.fit(x, 3, n, tol=1e-12, seed=5)) for n in (1, 4, 60)]
    assert np.diff(reached).min() > tolerance(x.dtype, 1e3), f"the mean log-likelihoods after 1, 4 and 60 iterations are {reached}"


@points(1)
def test_tol_ends_the_iteration(gmm, rng):
    """The first rise below `tol` ends it: a large one after a step or two, whatever n_iterations allows."""
    x = overlapping(rng)
    early = gmm.fit(x, 3, 60, tol=1e3, seed=5)
    reached = mean_log_likelihood(x, early)
    first = [mean_log_likelihood(x, gmm.fit(x, 3, n, tol=1e-12, seed=5)) for n in (1, 2, 3)]
    off = min(abs(reached - value) for value in first)
    assert off <= tolerance(x.dtype, 1e3), f"with a tol of 1000 the mean log-likelihood is {reached}; 1, 2, 3 steps reach {first}"
    last = mean_log_likelihood(x, gmm.fit(x, 3, 60, tol=1e-12, seed=5))
    assert reached < last - 1e-4, f"with a tol of 1000 it goes on as with 1e-12, to {reached}"


def overlapping(rng):
    """Clusters that overlap so much that EM takes its time."""
    means = np.array([[0.0, 0.0], [2.5, 0.0], [0.0, 3.0]])
    return means[rng.integers(3, size=301)] + rng.normal(size=(301, 2)) * (1.0, 0.7) + 5


@points(2)
def test_fit_ends_where_em_stands_still(gmm, rng):
    """With a small `tol` and time enough, another step by its formulas changes the likelihood by hardly more than `tol`."""
    x, tol = 1e10 * overlapping(rng), 1e-7  # −49 nats a sample: `tol` is a difference of nats, not a share of them
    mixture = gmm.fit(x, 3, 2000, tol=tol, seed=3)
    before = mean_log_likelihood(x, mixture)
    after = mean_log_likelihood(x, best_mixture(x, softmax(Problem(x, *mixture).log_joint, axis=1))[1:])
    slack = 10  # the rises fall from step to step, but for a while they may grow again
    assert abs(after - before) <= slack * tol, f"another step takes the mean log-likelihood from {before:.9f} to {after:.9f}"
    assert_has_the_moments(mixture, x)


@pytest.mark.parametrize("dtype", FLOATS)
@points(2)
def test_two_clusters_far_apart_are_found(gmm, rng, dtype):
    """From one of ten seeds at least: each component has the share, mean and covariance of one of the clusters."""
    sizes, apart = (130, 70), np.array([40.0, -30.0, 0.0])
    parts = [place + rng.normal(size=(n, 3)) * (1.0, 0.5, 2.0) for n, place in zip(sizes, (0 * apart, apart), strict=True)]
    x = np.concatenate(parts).astype(dtype)
    expected = best_mixture(x, np.repeat(np.eye(2, dtype=dtype), sizes, axis=0))[1:]
    lost = []
    for seed in range(10):
        weights, means, covariances = mixture = gmm.fit(x, 2, 500, tol=1e-9, seed=seed)
        assert_form_of_mixture(mixture, 2, x)
        order = np.argsort(-weights)
        try:
            assert_same_mixture((weights[order], means[order], covariances[order]), expected, x)
        except AssertionError as error:
            lost.append(error)
        else:
            return
    raise lost[0]


@points(1)
def test_the_seed_decides(gmm, rng):
    """The same seed gives the same mixture, whatever the state of the global generators."""
    x, seed = overlapping(rng), int(rng.integers(2**31))
    mixture = gmm.fit(x, 3, 4, seed=seed)
    assert_form_of_mixture(mixture, 3, x)
    assert_has_the_moments(mixture, x)
    for name, part, again in zip(("weights", "means", "covariances"), mixture, gmm.fit(x, 3, 4, seed=seed), strict=True):
        assert_equal(again, part, what=f"{name} from the same seed")


@points(1)
def test_defaults_are_those_of_the_interface(gmm, rng):
    """Without further arguments, fit makes at most 100 steps, ends at 1e-4 nats a step, and takes seed 0."""
    x = rng.normal(size=(400, 8))  # no clusters: EM takes its time
    left_out, given_all = gmm.fit(x, 8), gmm.fit(x, 8, 100, 1e-4, 0)
    assert_form_of_mixture(left_out, 8, x)
    assert_has_the_moments(left_out, x)
    for name, one, other in zip(("weights", "means", "covariances"), left_out, given_all, strict=True):
        assert_close(one, other, what=f"{name} without further arguments")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_fits_of_singular_data_stay_finite(gmm, dtype):
    """Equal samples, samples on a line, and fewer different ones than components: weights that add up to one, no NaN."""
    line = np.outer(np.arange(12.0) % 7, [1.0, 2.0, -1.0])
    on_a_line = (line, np.repeat(line[:2], 5, axis=0)) if dtype == "float64" else ()  # float32 loses 1e-6 beside other variances
    for x in (np.full((6, 2), 3.0), *on_a_line):
        mixture = gmm.fit(x.astype(dtype), 3)
        assert_form_of_mixture(mixture, 3, x.astype(dtype))
        assert_has_the_moments(mixture, x.astype(dtype))


@pytest.mark.parametrize("function", DENSITIES)
@points(1)
def test_densities_reject_bad_samples(gmm, function):
    """NaN, infinity, a third axis, no rows, and another number of columns raise a ValueError."""
    for bad in BAD_DATA:
        assert_rejects(getattr(gmm, function), bad, *MIXTURE, good=(GOOD, *MIXTURE), naming="x")
    assert_rejects(getattr(gmm, function), GOOD[:, :1], *MIXTURE, good=(GOOD, *MIXTURE))


@pytest.mark.parametrize("function", DENSITIES)
@points(1)
def test_densities_reject_parameters_that_do_not_fit(gmm, function):
    """NaN in a parameter, and numbers of components or columns that differ, raise a ValueError."""
    ask, good = getattr(gmm, function), (GOOD, *MIXTURE)
    for position, name in enumerate(("weights", "means", "covariances"), start=1):
        part = good[position]
        bad = [np.where(part == part.max(), np.nan, part) if i == position else value for i, value in enumerate(good)]
        assert_rejects(ask, *bad, good=good, naming=name)
    assert_rejects(ask, GOOD, WEIGHTS[:1], MEANS, COVARIANCES, good=good)
    assert_rejects(ask, GOOD, WEIGHTS, MEANS[:1], COVARIANCES, good=good)
    assert_rejects(ask, GOOD, WEIGHTS, MEANS, COVARIANCES[:1], good=good)
    assert_rejects(ask, GOOD, WEIGHTS, MEANS, COVARIANCES[:, :1], good=good)


@pytest.mark.parametrize("function", DENSITIES)
@points(1)
def test_covariances_that_are_not_positive_definite_are_rejected(gmm, function):
    """An eigenvalue below zero, a covariance of zeros and an asymmetric one raise a ValueError that names covariances."""
    for wrong in ([[1.0, 2.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]], [[-1.0, 0.0], [0.0, 2.0]], [[1.0, 0.5], [0.1, 1.0]]):
        covariances = np.stack([COVARIANCES[0], np.array(wrong)])
        bad = (GOOD, WEIGHTS, MEANS, covariances)
        assert_rejects(getattr(gmm, function), *bad, good=(GOOD, *MIXTURE), naming="covariances")


@points(1)
def test_m_step_rejects_what_does_not_fit(gmm):
    """NaN or infinity in either argument, a missing row, one axis and no rows raise a ValueError."""
    for bad in (*BAD_DATA[:2], GOOD[:0]):
        assert_rejects(gmm.m_step, bad, SHARES[: len(bad)], good=(GOOD, SHARES))
    assert_rejects(gmm.m_step, BAD_DATA[0], SHARES, good=(GOOD, SHARES), naming="x")
    for bad in (np.where(SHARES == 1.0, np.nan, SHARES), np.where(SHARES == 1.0, np.inf, SHARES), SHARES[:, 0]):
        assert_rejects(gmm.m_step, GOOD, bad, good=(GOOD, SHARES), naming="responsibilities")
    assert_rejects(gmm.m_step, GOOD, SHARES[:4], good=(GOOD, SHARES))


@points(1)
def test_fit_rejects_bad_data(gmm):
    """NaN, infinity, a third axis and no rows raise a ValueError that names x."""
    for bad in BAD_DATA:
        assert_rejects(gmm.fit, bad, 2, good=(GOOD, 2), naming="x")


@points(1)
def test_impossible_counts_are_rejected(gmm):
    """No component, fewer than none, and a negative number of iterations raise a ValueError that names the argument."""
    for k in (0, -1):
        assert_rejects(gmm.fit, GOOD, k, good=(GOOD, 2), naming="n_components")
    assert_rejects(gmm.fit, GOOD, 2, -1, good=(GOOD, 2, 1), naming="n_iterations")
