"""Probabilistic principal component analysis."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm
from sklearn.decomposition import PCA

from viva.chance import assert_follows, assert_independent, assert_mean
from viva.closeness import Mismatch, assert_close, assert_equal, assert_form, assert_sign_rule, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, data_sets, dtypes, rotations, seeds

ppca = submitted("ppca")

DRAWS = 20_000
GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5], [-1.0, 0.3, 2.0]])
MEAN, WEIGHTS = np.array([1.0, -2.0, 0.5]), np.array([[0.5, 1.0], [-2.0, 0.3], [0.7, 1.5]])
MODEL = (MEAN, WEIGHTS, 0.3)
BAD_DATA = (np.where(GOOD == 3.0, np.nan, GOOD), np.where(GOOD == 3.0, np.inf, GOOD), GOOD[None], GOOD[:0], GOOD[:, :0])
OF_A_MODEL = ("log_likelihood", "posterior", "sample")


class Truth(NamedTuple):
    """Mean, eigenvalues of the covariance (divisor n), descending, and their vectors as columns, in float64."""

    mean: np.ndarray
    eigenvalues: np.ndarray
    axes: np.ndarray


class Problem(NamedTuple):
    """Samples, and the parameters of a model that they may have come from."""

    x: np.ndarray
    mean: np.ndarray
    weights: np.ndarray
    noise_variance: float

    @property
    def exact(self):
        """The same in float64."""
        return Problem(*(np.asarray(part, np.float64) for part in self))

    @property
    def covariance(self):
        """W Wᵀ + σ² I, in float64."""
        weights = self.exact.weights
        return weights @ weights.T + self.noise_variance * np.eye(len(weights))

    @property
    def nats(self):
        """What rounding counts against: the number of columns, and the lengths before a division by the noise variance."""
        deviations = np.linalg.norm(self.exact.x - self.exact.mean, axis=1).max()
        places = deviations + np.abs(self.x).max() + np.abs(self.mean).max()
        return len(self.mean) + deviations * places / self.noise_variance


def truth(x):
    """The decomposition of the covariance by NumPy."""
    exact = x.astype(np.float64)
    values, axes = np.linalg.eigh(np.cov(exact.T, bias=True))
    return Truth(exact.mean(axis=0), np.maximum(values[::-1], 0), axes[:, ::-1])


def optimum(x, k):
    """The parameters of the best model by their formulas, in float64, with any signs."""
    mean, values, axes = truth(x)
    noise_variance = values[k:].mean()
    return mean, axes[:, :k] * np.sqrt(np.maximum(values[:k] - noise_variance, 0)), noise_variance


def mixing(eigenvalues, k):
    """How many times the rounding of a covariance comes back in W Wᵀ: more where the axes k and k + 1 are hard to tell apart."""
    gap = max(eigenvalues[k - 1] - eigenvalues[k], np.finfo(np.float64).tiny)
    return max(1.0, (eigenvalues[k - 1] - eigenvalues[k:].mean()) / gap)


def mean_log_likelihood(x, mean, weights, noise_variance):
    """By NumPy, in nats a sample."""
    covariance = weights @ weights.T + noise_variance * np.eye(len(mean))
    return np.mean(multivariate_normal(mean, covariance).logpdf(x))


@st.composite
def scaled(draw, dtype=np.float64, mean=3.0, n=None, d=None):
    """Samples in any unit, far from the origin; more and fewer of them than columns."""
    x = draw(data_sets(n=n, d=d, mean=mean))
    return (draw(st.sampled_from([1.0, 0.01, 100.0])) * x).astype(dtype)


@st.composite
def problems(draw, dtype=np.float64, mean=3.0, noise=(0.3, 0.01, 2.0)):
    """Models of any shape in any unit, and samples of them; `noise` are possible variances where the weights are about one."""
    d = draw(st.integers(2, 7))
    k, n = draw(st.integers(1, d - 1)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(seeds))
    scale, variance = draw(st.sampled_from([1.0, 0.01, 100.0])), draw(st.sampled_from(noise))
    weights, middle = scale * rng.normal(size=(d, k)), scale * mean * rng.normal(size=d)
    x = middle + rng.normal(size=(n, k)) @ weights.T + scale * np.sqrt(variance) * rng.normal(size=(n, d))
    return Problem(x.astype(dtype), middle.astype(dtype), weights.astype(dtype), scale**2 * variance)


def fitted(ppca, x, k):
    """The answer of fit, its form checked."""
    mean, weights, noise_variance = ppca.fit(x, k)
    assert_form(mean, x.shape[1:], x.dtype, what="the mean")
    assert_form(weights, (x.shape[1], k), x.dtype, what="weights")
    assert_form(noise_variance, (), x.dtype, what="noise_variance")
    return mean, weights, noise_variance


def positive(answer):
    """A fitted model that has a density."""
    if not answer[2] > 0:
        raise Mismatch(f"noise_variance is {answer[2]}; it must be positive", "a positive number", answer[2])
    return answer


def assert_optimal(answer, x):
    """W Wᵀ and σ² are those of the best model."""
    _, weights, noise_variance = answer
    k, values = weights.shape[1], truth(x).eigenvalues
    _, best, variance = optimum(x, k)
    bound = tolerance(x.dtype, values[0])
    assert_close(noise_variance, variance, bound=bound, what="noise_variance")
    exact = weights.astype(np.float64)
    assert_close(exact @ exact.T, best @ best.T, bound=mixing(values, k) * bound, what="W Wᵀ")


def drawn(ppca, n, model, seed):
    """Samples of a model, their form checked."""
    x = ppca.sample(n, *model, seed)
    assert_form(x, (n, len(model[0])), model[0].dtype, what="the samples")
    return x


def whitened(x, mean, weights, noise_variance):
    """Samples in coordinates in which they should be independent and standard normal."""
    covariance = weights @ weights.T + noise_variance * np.eye(len(mean))
    return np.linalg.solve(np.linalg.cholesky(covariance), (x - mean).T).T


@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_fit(ppca, dtype):
    """fit answers in the dtype of the data: a mean, a row of weights for each column, and one variance."""
    for n, d in ((5, 3), (3, 6)):
        for k in (1, d - 1):
            fitted(ppca, np.resize(GOOD, (n, d)).astype(dtype), k)


@pytest.mark.parametrize("function", OF_A_MODEL)
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(ppca, dtype, function):
    """A function answers in the dtype of the model, with the promised shapes; one sample and one component will do."""
    for n, k in ((5, 2), (1, 1)):
        model = (MEAN.astype(dtype), WEIGHTS[:, :k].astype(dtype), 0.3)
        answer = getattr(ppca, function)(n if function == "sample" else GOOD[:n].astype(dtype), *model)
        shapes = {"log_likelihood": [(n,)], "posterior": [(n, k), (k, k)], "sample": [(n, 3)]}[function]
        for part, shape in zip(answer if isinstance(answer, tuple) else (answer,), shapes, strict=True):
            assert_form(part, shape, dtype, what=function)


def by_numpy(function):
    """The answer of a function for GOOD and MODEL."""
    covariance = WEIGHTS @ WEIGHTS.T + 0.3 * np.eye(3)
    if function == "log_likelihood":
        return (multivariate_normal(MEAN, covariance).logpdf(GOOD),)
    return (GOOD - MEAN) @ np.linalg.solve(covariance, WEIGHTS), np.eye(2) - WEIGHTS.T @ np.linalg.solve(covariance, WEIGHTS)


@points(1)
def test_fit_leaves_the_data_as_they_were(ppca):
    """fit does not change the data that it is given."""
    assert_optimal(assert_leaves_inputs(ppca.fit, GOOD, 2), GOOD)


@pytest.mark.parametrize("function", ["log_likelihood", "posterior"])
@points(1)
def test_inputs_stay_as_they_were(ppca, function):
    """No function changes the data or the parameters that it is given."""
    answer = assert_leaves_inputs(getattr(ppca, function), GOOD, MEAN, WEIGHTS, np.array(0.3))
    for part, expected in zip(answer if isinstance(answer, tuple) else (answer,), by_numpy(function), strict=True):
        assert_close(part, expected, scale=Problem(GOOD, *MODEL).nats)


@points(1)
def test_sample_leaves_the_model_as_it_was(ppca):
    """sample does not change the parameters that it is given."""
    x = assert_leaves_inputs(ppca.sample, DRAWS, MEAN, WEIGHTS, np.array(0.3))
    assert_form(x, (DRAWS, 3), np.float64)
    assert_mean(x, MEAN, what="the mean of the samples")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_mean_is_that_of_every_column(ppca, data, dtype):
    """The mean of every column over the samples."""
    x = data.draw(scaled(dtype), label="x")
    mean, _, _ = fitted(ppca, x, 1)
    assert_close(mean, truth(x).mean, scale=np.abs(x).max(), what="the mean")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_noise_variance_is_the_mean_of_all_discarded_eigenvalues(ppca, data, dtype):
    """σ² is the mean of the d − k eigenvalues of the covariance (divisor n) that the model leaves out."""
    x = data.draw(scaled(dtype), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    values = truth(x).eigenvalues
    _, _, noise_variance = fitted(ppca, x, k)
    assert_close(noise_variance, values[k:].mean(), bound=tolerance(dtype, values[0]), what="noise_variance")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_eigenvalues_of_zero_count_too(ppca, data, dtype):
    """With fewer samples than columns most discarded eigenvalues are zero; σ² is the mean of all d − k all the same."""
    n = data.draw(st.integers(3, 5), label="n")
    x = data.draw(scaled(dtype, n=n, d=n + 4), label="x")
    k = data.draw(st.integers(1, n - 2), label="k")
    values = truth(x).eigenvalues
    _, _, noise_variance = fitted(ppca, x, k)
    assert_close(noise_variance, values[k:].sum() / (n + 4 - k), bound=tolerance(dtype, values[0]), what="noise_variance")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_weights_hold_what_the_first_eigenvalues_have_above_the_noise(ppca, data, dtype):
    """W Wᵀ is U (Λ − σ² I) Uᵀ, with the k largest eigenvalues of the covariance (divisor n) and their vectors."""
    x = data.draw(scaled(dtype), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    values, (_, best, _) = truth(x).eigenvalues, optimum(x, k)
    weights = fitted(ppca, x, k)[1].astype(np.float64)
    bound = mixing(values, k) * tolerance(dtype, values[0])
    assert_close(weights @ weights.T, best @ best.T, bound=bound, what="W Wᵀ")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_columns_of_the_weights_are_orthogonal_and_descend(ppca, data, dtype):
    """Wᵀ W is diagonal: λ_i − σ², in descending order; the columns are the axes themselves, not a rotation of them."""
    x = data.draw(scaled(dtype), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    values = truth(x).eigenvalues
    weights = fitted(ppca, x, k)[1].astype(np.float64)
    expected = np.diag(np.maximum(values[:k] - values[k:].mean(), 0))
    assert_close(weights.T @ weights, expected, bound=tolerance(dtype, values[0]), what="Wᵀ W")


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_column_is_positive(ppca, data):
    """Every column of the weights has its entry of largest magnitude positive (free where two differ by under 0.1 %)."""
    x = data.draw(scaled(), label="x")
    k = data.draw(st.integers(1, min(len(x) - 2, x.shape[1] - 1)), label="k")
    answer = fitted(ppca, x, k)
    assert_sign_rule(answer[1].T, what="column")
    assert_optimal(answer, x)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_a_large_mean_does_not_spoil_the_model(ppca, data, dtype):
    """Data hundreds of deviations away from the origin have the model of their spread, not of their place."""
    x = data.draw(scaled(dtype, mean=100.0), label="x")
    assert_optimal(fitted(ppca, x, data.draw(st.integers(1, x.shape[1] - 1), label="k")), x)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_components_beyond_the_rank_have_no_weight(ppca, data, dtype):
    """Where the samples span fewer dimensions than the model has, the rest of the weights is zero, and so is the noise."""
    n, d = data.draw(st.sampled_from([(3, 7), (2, 5), (4, 9)]), label="shape")
    x = data.draw(scaled(dtype, n=n, d=d), label="x")
    k = data.draw(st.integers(n - 1, d - 1), label="k")
    assert_optimal(fitted(ppca, x, k), x)


@points(1)
@given(data=st.data())
def test_fit_agrees_with_scikit_learn(ppca, data):
    """The covariance W Wᵀ + σ² I is that of sklearn.decomposition.PCA, but for its divisor n − 1."""
    x = data.draw(scaled(n=st.integers(9, 14), d=st.integers(2, 7)), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    _, weights, noise_variance = fitted(ppca, x, k)
    expected = PCA(k, svd_solver="full").fit(x).get_covariance() * (len(x) - 1) / len(x)
    values = truth(x).eigenvalues
    model = weights @ weights.T + noise_variance * np.eye(len(weights))
    assert_close(model, expected, bound=mixing(values, k) * tolerance(x.dtype, values[0]), what="W Wᵀ + σ² I")


@points(2)
@given(data=st.data())
def test_a_step_of_expectation_maximisation_changes_nothing(ppca, data):
    """At the maximum EM stands still: posterior moments of the codes, and the best W and σ² for them, are those that were."""
    x = data.draw(scaled(n=st.integers(9, 14), d=st.integers(2, 7)), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    _, weights, variance = positive(fitted(ppca, x, k))
    inverse = np.linalg.inv(weights.T @ weights + variance * np.eye(k))
    centred = x - x.mean(axis=0)
    codes = centred @ weights @ inverse
    moments = codes.T @ codes + len(x) * variance * inverse
    new = np.linalg.solve(moments, codes.T @ centred).T
    left = np.sum(centred**2) - 2 * np.sum(codes * (centred @ new)) + np.sum(moments * (new.T @ new))
    values = truth(x).eigenvalues
    condition = mixing(values, k) * values[0] / variance
    assert_close(weights @ weights.T, new @ new.T, scale=values[0], condition=condition, what="W Wᵀ before and after a step")
    assert_close(variance, left / x.size, scale=values[0], condition=condition, what="noise_variance before and after a step")


@points(2)
@given(data=st.data(), distance=st.sampled_from([1.0, 0.1, 0.01]), seed=seeds)
def test_no_perturbation_of_the_parameters_raises_the_likelihood(ppca, data, distance, seed):
    """Another mean, other weights or another noise, near or far: none makes the data more likely than those that fit found."""
    x = data.draw(scaled(n=st.integers(9, 14), d=st.integers(2, 7)), label="x")
    mean, weights, variance = positive(fitted(ppca, x, data.draw(st.integers(1, x.shape[1] - 1), label="k")))
    rng, unit = np.random.default_rng(seed), distance * np.sqrt(variance)
    best = mean_log_likelihood(x, mean, weights, variance)
    rounding = tolerance(x.dtype, Problem(x, mean, weights, variance).nats)
    for moved in np.eye(3)[[0, 1, 2, 2]]:
        by = moved * (unit * rng.normal(), unit, distance * rng.normal())
        other = (mean + by[0], weights + by[1] * rng.normal(size=weights.shape), variance * np.exp(by[2]))
        rival = mean_log_likelihood(x, *other)
        assert rival <= best + rounding, f"the mean log-likelihood is {best}; other parameters have {rival}"


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_log_likelihood_is_that_of_the_normal_distribution(ppca, data, dtype):
    """For every sample the log density of N(mean, W Wᵀ + σ² I), for any parameters, fitted or not."""
    problem = data.draw(problems(dtype), label="problem")
    expected = multivariate_normal(problem.exact.mean, problem.covariance).logpdf(problem.exact.x)
    answer = ppca.log_likelihood(*problem)
    assert_close(answer, np.reshape(expected, len(problem.x)), scale=problem.nats, what="the log-likelihood")


@points(1)
@given(data=st.data(), seed=seeds)
def test_rotated_weights_are_the_same_model(ppca, data, seed):
    """The codes have no direction of their own: with W R, R any rotation, every sample is as likely as with W."""
    problem = data.draw(problems(), label="problem")
    rotated = problem.weights @ rotations(problem.weights.shape[1], seed)
    expected = multivariate_normal(problem.mean, problem.covariance).logpdf(problem.x)
    answer = ppca.log_likelihood(problem.x, problem.mean, rotated, problem.noise_variance)
    assert_close(answer, np.reshape(expected, len(problem.x)), scale=problem.nats, what="the log-likelihood with rotated weights")


@points(1)
@given(data=st.data())
def test_log_likelihood_agrees_with_scikit_learn(ppca, data):
    """With the parameters that sklearn.decomposition.PCA finds, the log-likelihood of every sample is its score."""
    x = data.draw(scaled(n=st.integers(9, 14), d=st.integers(2, 7)), label="x")
    oracle = PCA(data.draw(st.integers(1, x.shape[1] - 1), label="k"), svd_solver="full").fit(x)
    variance = float(oracle.noise_variance_)
    weights = oracle.components_.T * np.sqrt(oracle.explained_variance_ - variance)
    answer = ppca.log_likelihood(x, oracle.mean_, weights, variance)
    nats = Problem(x, oracle.mean_, weights, variance).nats
    assert_close(answer, oracle.score_samples(x), scale=nats, what="the log-likelihood")


@points(1)
@given(data=st.data())
def test_likelihood_of_data_far_from_the_origin(ppca, data):
    """Samples and mean a million units away: only their difference counts."""
    problem = data.draw(problems(mean=1e6), label="problem")
    expected = multivariate_normal(cov=problem.covariance).logpdf(problem.x - problem.mean)
    answer = ppca.log_likelihood(*problem)
    assert_close(answer, np.reshape(expected, len(problem.x)), scale=problem.nats, what="the log-likelihood")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_posterior_is_the_conditional_distribution_of_the_codes(ppca, data, dtype):
    """Codes z ~ N(0, I) and samples W z + noise are jointly normal: given x the mean is Wᵀ C⁻¹ (x − m), C = W Wᵀ + σ² I."""
    problem = data.draw(problems(dtype), label="problem")
    exact, condition = problem.exact, np.linalg.cond(problem.covariance)
    gain = np.linalg.solve(problem.covariance, exact.weights)
    means, _ = ppca.posterior(*problem)
    deviations = exact.x - exact.mean
    size = (np.abs(deviations).max() + np.abs(exact.mean).max()) * len(exact.mean) * np.abs(gain).max()
    assert_close(means, deviations @ gain, scale=size, condition=condition, what="the posterior means")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_posterior_covariance_is_one_for_all_samples(ppca, data, dtype):
    """σ² M⁻¹ with M = Wᵀ W + σ² I, which does not depend on the sample."""
    problem = data.draw(problems(dtype), label="problem")
    weights = problem.exact.weights
    m = weights.T @ weights + problem.noise_variance * np.eye(weights.shape[1])
    _, covariance = ppca.posterior(*problem)
    expected = problem.noise_variance * np.linalg.inv(m)
    assert_close(covariance, expected, condition=np.linalg.cond(m), what="the posterior covariance")


@points(1)
@given(data=st.data())
def test_codes_of_the_data_spread_as_the_model_says(ppca, data):
    """For the best model the mean of z zᵀ over the posteriors of all samples is I, as z ~ N(0, I) demands."""
    x = data.draw(scaled(n=st.integers(9, 14), d=st.integers(2, 7)), label="x")
    k = data.draw(st.integers(1, x.shape[1] - 1), label="k")
    model, values = optimum(x, k), truth(x).eigenvalues
    means, covariance = ppca.posterior(x, model[0], model[1], float(model[2]))
    moments = means.T @ means / len(x) + covariance
    assert_close(moments, np.eye(k), condition=mixing(values, k) * values[0] / values[k:].mean(), what="the mean of z zᵀ")


@points(1)
@given(data=st.data())
def test_small_noise_approaches_principal_components(ppca, data):
    """As the noise goes to zero, mean + W z of the posterior mean z is the projection onto the principal axes.

    Each coordinate shrinks by s² / (s² + σ²), s the length of a column of W, so at most σ² / s² of it is missing.
    """
    problem = data.draw(problems(noise=(1e-6,)), label="problem")
    x, mean, weights, variance = problem
    smallest = np.linalg.svd(weights, compute_uv=False).min() ** 2
    means, _ = ppca.posterior(*problem)
    assert_form(means, (len(x), weights.shape[1]), x.dtype, what="the posterior means")
    deviations = x - mean
    projection = deviations @ np.linalg.pinv(weights).T @ weights.T
    missing = variance / smallest * np.linalg.norm(deviations)
    rounding = tolerance(x.dtype, np.abs(x).max() + np.abs(mean).max(), condition=np.linalg.cond(weights) ** 2)
    assert_close(means @ weights.T, projection, bound=missing + rounding, what="W z")


@pytest.mark.parametrize("function", ["log_likelihood", "posterior"])
@points(1)
def test_a_noise_variance_is_a_number_or_a_tensor(ppca, function):
    """0.3 as a Python float and as a 0-dimensional tensor is the same, to the last digits of float64."""
    for noise_variance in (0.3, np.array(0.3)):
        answer = getattr(ppca, function)(GOOD, MEAN, WEIGHTS, noise_variance)
        for part, expected in zip(answer if isinstance(answer, tuple) else (answer,), by_numpy(function), strict=True):
            assert_close(part, expected, scale=Problem(GOOD, *MODEL).nats)


@pytest.mark.parametrize("function", ["log_likelihood", "posterior"])
@points(1)
def test_wide_data_take_no_square_matrix(ppca, rng, function):
    """With 30 000 columns a matrix of columns by columns would take 7 gigabytes: k × k ones are enough."""
    d, variance = 30_000, 0.3
    weights, mean, z = rng.normal(size=(d, 2)) * (2.0, 0.5), 3 * rng.normal(size=d), rng.normal(size=(3, 2))
    deviations = z @ weights.T + np.sqrt(variance) * rng.normal(size=(3, d))
    m = weights.T @ weights + variance * np.eye(2)
    codes = np.linalg.solve(m, weights.T @ deviations.T).T
    answer = getattr(ppca, function)(mean + deviations, mean, weights, variance)
    scale = Problem(mean + deviations, mean, weights, variance).nats
    if function == "posterior":
        assert_close(answer[0], codes, condition=np.linalg.cond(m), what="the posterior means")
        assert_close(answer[1], variance * np.linalg.inv(m), condition=np.linalg.cond(m), what="the posterior covariance")
    else:
        squares = (np.sum(deviations**2, axis=1) - np.sum(codes * (deviations @ weights), axis=1)) / variance
        log_det = (d - 2) * np.log(variance) + np.linalg.slogdet(m)[1]
        assert_close(answer, -0.5 * (d * np.log(2 * np.pi) + log_det + squares), scale=scale, what="the log-likelihood")


@pytest.mark.parametrize("dtype", FLOATS)
@points(2)
def test_samples_follow_the_model(ppca, rng, dtype):
    """Samples have mean m and covariance W Wᵀ + σ² I, and are normal: standard normal in the coordinates that undo it."""
    model = (MEAN.astype(dtype), WEIGHTS.astype(dtype), 0.3)
    x = drawn(ppca, DRAWS, model, int(rng.integers(2**31)))
    assert_mean(x, MEAN, what="the mean of the samples")
    coordinates = whitened(x, MEAN, WEIGHTS, 0.3)
    for j, column in enumerate(coordinates.T):
        assert_follows(column, norm.cdf, what=f"coordinate {j} of the whitened samples")
    for i, j in combinations(range(3), 2):
        assert_independent(coordinates[:, i], coordinates[:, j], what=f"the whitened coordinates {i} and {j}")


@points(1)
def test_a_noise_variance_of_samples_is_a_number_or_a_tensor(ppca, rng):
    """The same seed gives the same samples for 0.3 and for a tensor 0.3; along no weight they have variance 0.3."""
    seed, weights = int(rng.integers(2**31)), np.array([[2.0], [0.0], [0.0]])
    x = drawn(ppca, DRAWS, (MEAN, weights, 0.3), seed)
    assert_follows(x[:, 1] - MEAN[1], norm(scale=np.sqrt(0.3)).cdf, what="a column without a weight")
    assert_close(drawn(ppca, DRAWS, (MEAN, weights, np.array(0.3)), seed), x, what="the samples for a tensor")


@points(1)
def test_rows_and_columns_have_their_own_noise(ppca, rng):
    """Samples are independent of each other, and so is the noise of each column."""
    model = (np.zeros(40), np.full((40, 1), 1e-6), 2.0)
    x = drawn(ppca, 500, model, int(rng.integers(2**31)))
    assert_follows(x, norm(scale=np.sqrt(2.0)).cdf, what="the entries of all samples")
    assert_independent(x[1:], x[:-1], what="neighbouring rows")
    assert_independent(x[:250], x[250:], what="the first half of the rows and the second")
    assert_independent(x[:, 1:], x[:, :-1], what="neighbouring columns")


@points(1)
def test_the_seed_alone_decides(ppca, rng):
    """The same seed gives the same samples whatever the state of the global generators; another seed gives others."""
    seed = int(rng.integers(2**31))
    x = drawn(ppca, 200, MODEL, seed)
    assert_follows(whitened(x, *MODEL)[:, 0], norm.cdf, what="the first whitened coordinate")
    assert_equal(drawn(ppca, 200, MODEL, seed), x, what="the answer to the same seed")
    other = drawn(ppca, 200, MODEL, seed + 1)
    assert not np.any(other == x), "another seed gave some of the same numbers"


@points(1)
def test_seed_has_a_default(ppca):
    """Without a seed it is 0."""
    x = drawn(ppca, 200, MODEL, 0)
    assert_follows(whitened(x, *MODEL)[:, 0], norm.cdf, what="the first whitened coordinate")
    assert_equal(ppca.sample(200, *MODEL), x, what="the answer without a seed")


@points(1)
def test_fit_rejects_bad_data(ppca):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError that names x."""
    for bad in BAD_DATA:
        assert_rejects(ppca.fit, bad, 1, good=(GOOD, 1), naming="x")


@points(1)
def test_impossible_numbers_of_components_are_rejected(ppca):
    """No component, fewer than none, and as many as there are columns raise a ValueError that names n_components."""
    for k in (0, -1, 3, 4):
        assert_rejects(ppca.fit, GOOD, k, good=(GOOD, 2), naming="n_components")


@pytest.mark.parametrize("function", ["log_likelihood", "posterior"])
@points(1)
def test_bad_samples_are_rejected(ppca, function):
    """NaN, infinity, a third axis, no rows, and another number of columns raise a ValueError."""
    ask = getattr(ppca, function)
    for bad in BAD_DATA[:4]:
        assert_rejects(ask, bad, *MODEL, good=(GOOD, *MODEL), naming="x")
    assert_rejects(ask, GOOD[:, :2], *MODEL, good=(GOOD, *MODEL))


@pytest.mark.parametrize("function", OF_A_MODEL)
@points(1)
def test_impossible_noise_is_rejected(ppca, function):
    """A noise variance of zero, below zero or NaN raises a ValueError that names it."""
    first = 4 if function == "sample" else GOOD
    for noise_variance in (0.0, -0.3, float("nan"), np.array(0.0)):
        bad = (first, MEAN, WEIGHTS, noise_variance)
        assert_rejects(getattr(ppca, function), *bad, good=(first, *MODEL), naming="noise_variance")


@pytest.mark.parametrize("function", OF_A_MODEL)
@points(1)
def test_parameters_that_do_not_fit_are_rejected(ppca, function):
    """NaN in mean or weights, weights of one axis, and a mean of another length raise ValueError."""
    ask, first = getattr(ppca, function), 4 if function == "sample" else GOOD
    good = (first, *MODEL)
    assert_rejects(ask, first, np.where(MEAN == 0.5, np.nan, MEAN), WEIGHTS, 0.3, good=good, naming="mean")
    assert_rejects(ask, first, MEAN, np.where(WEIGHTS == 0.5, np.nan, WEIGHTS), 0.3, good=good, naming="weights")
    assert_rejects(ask, first, MEAN, WEIGHTS[:, 0], 0.3, good=good, naming="weights")
    assert_rejects(ask, first, MEAN[:1], WEIGHTS, 0.3, good=good)


@points(1)
def test_fewer_than_no_samples_are_rejected(ppca):
    """A negative number of samples raises a ValueError."""
    assert_rejects(ppca.sample, -1, *MODEL, good=(2, *MODEL))
