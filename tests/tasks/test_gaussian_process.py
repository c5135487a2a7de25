"""Gaussian processes."""

import functools
from typing import NamedTuple

import numpy as np
import pytest
from arviz_stats.base import array_stats
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import cdist
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

from viva.chance import FALSE_ALARM
from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import EXAM, points, submitted
from viva.strategies import FLOATS, dtypes, rotations, seeds

gaussian_process = submitted("gaussian_process")

NOISE = 1e-4  # variance of the noise wherever θ is inferred
CALLS, DRAWS = 4, 500
LEAST_ESS, LARGEST_RHAT = 400, 1.03
DEADLINE = 60.0  # seconds for one call of sample_posterior
GOOD_X, GOOD_Y = np.array([[0.3, 1.0], [2.0, -0.5], [-1.0, 0.7], [1.2, 2.2]]), np.array([1.5, -0.4, 0.8, -1.1])
GOOD_NEW, GOOD_THETA = np.array([[0.5, 0.9], [-0.7, 0.1], [3.0, 3.0]]), np.array([-0.3, 0.7])
GOOD_SCALARS = (0.7, 1.3, 0.3)
GOOD = {
    "rbf_kernel": (GOOD_X, GOOD_NEW, 0.7, 1.3),
    "log_marginal_likelihood": (GOOD_X, GOOD_Y, *GOOD_SCALARS),
    "posterior": (GOOD_X, GOOD_Y, GOOD_NEW, *GOOD_SCALARS),
    "log_posterior": (GOOD_THETA, GOOD_X, GOOD_Y),
    "sample_posterior": (GOOD_X, GOOD_Y, 7, 20, 1),
    "predict": (np.array([[-0.3, 0.7], [0.4, -0.6]]), GOOD_X, GOOD_Y, GOOD_NEW),
}
OF_SCALARS = ("rbf_kernel", "log_marginal_likelihood", "posterior")
OF_DATA = ("log_marginal_likelihood", "posterior", "log_posterior", "sample_posterior", "predict")


class Problem(NamedTuple):
    """Noisy values of a function, places where it is wanted, and the parameters of the process."""

    x: np.ndarray
    y: np.ndarray
    x_new: np.ndarray
    squared_lengthscale: float
    variance: float
    noise_variance: float

    @property
    def data(self):
        """x and y."""
        return self.x, self.y

    @property
    def scalars(self):
        """ℓ², v and σ²."""
        return self.squared_lengthscale, self.variance, self.noise_variance

    @property
    def condition(self):
        """How rounding grows: distances may come from ‖a‖² + ‖b‖² − 2ab, and the covariance is inverted."""
        size = max(np.sum(part.astype(np.float64) ** 2, axis=1).max() for part in (self.x, self.x_new))
        return (1 + size / self.squared_lengthscale) * np.linalg.cond(covariance(self.x, *self.scalars))


class Posterior(NamedTuple):
    """θ on a grid, with the probability of each of its points."""

    theta: np.ndarray
    weights: np.ndarray

    def expectation(self, features):
        """Mean and variance of functions of θ."""
        values = features(self.theta)
        mean = self.weights @ values
        return mean, self.weights @ (values - mean) ** 2


def waves(x):
    """The function of the course: sin 20x + 2 cos 14x − 2 sin 6x."""
    return np.sum(np.sin(20 * x) + 2 * np.cos(14 * x) - 2 * np.sin(6 * x), axis=1)


COURSE_X = np.linspace(-1, 1, 5)[:, None]
DATA = {
    "course": (COURSE_X, waves(COURSE_X)),
    "plane": (
        np.array([[0.3, -1.2], [1.9, 0.4], [-0.8, 0.7], [0.2, 2.1], [-1.5, -0.6], [1.1, -1.9]]),
        np.array([3.1, -2.4, 0.7, -4.2, 1.6, 2.8]),
    ),
}
PUBLISHED_MEAN, PUBLISHED_DEVIATION, PUBLISHED_CORRELATION = np.array([-1.630, 1.473]), np.array([0.683, 0.760]), 0.512


def kernel(x1, x2, squared_lengthscale, variance):
    """The kernel by SciPy, in float64."""
    return variance * np.exp(-cdist(x1.astype(np.float64), x2.astype(np.float64), "sqeuclidean") / (2 * squared_lengthscale))


def covariance(x, squared_lengthscale, variance, noise_variance):
    """Covariance of noisy values."""
    return kernel(x, x, squared_lengthscale, variance) + noise_variance * np.eye(len(x))


def conditional(x, y, x_new, squared_lengthscale, variance, noise_variance):
    """Mean and covariance at new places by NumPy."""
    cross = kernel(x, x_new, squared_lengthscale, variance)
    solved = np.linalg.solve(covariance(x, squared_lengthscale, variance, noise_variance), cross).T
    return solved @ y.astype(np.float64), kernel(x_new, x_new, squared_lengthscale, variance) - solved @ cross


def log_density(theta, x, y):
    """Log density of θ given the data, up to a constant, for a stack of θ: (..., 2) -> (...,)."""
    squared_lengthscale, variance = np.moveaxis(np.exp(theta[..., None, None, :]), -1, 0)
    noisy = variance * np.exp(-cdist(x, x, "sqeuclidean") / (2 * squared_lengthscale)) + NOISE * np.eye(len(x))
    log_determinant, quadratic = np.linalg.slogdet(noisy)[1], np.linalg.solve(noisy, y[:, None])[..., 0] @ y
    prior = stats.norm(-1, 1).logpdf(theta[..., 0]) + stats.norm(0, 2).logpdf(theta[..., 1])
    return prior - (quadratic + log_determinant) / 2


@functools.cache
def truth(name):
    """The posterior of θ on a grid that leaves out no more than 1e-8 of it."""
    grid = np.stack(np.meshgrid(np.linspace(-7, 5, 241), np.linspace(-6, 10, 241), indexing="ij"), axis=-1).reshape(-1, 2)
    log_weights = log_density(grid, *DATA[name])
    weights = np.exp(log_weights - log_weights.max())
    return Posterior(grid, weights / weights.sum())


@st.composite
def problems(draw, dtype=np.float64):
    """Data, new places and parameters of several scales; points that lie close together, and noise, both of several degrees."""
    rng, n, m, d = np.random.default_rng(draw(seeds)), *(draw(st.integers(1, most)) for most in (9, 6, 3))
    scale, size = draw(st.sampled_from([1.0, 0.01, 100.0])), draw(st.sampled_from([1.0, 0.01, 100.0]))
    noise = draw(st.sampled_from([0.3, 1e-3] if np.dtype(dtype) == np.float64 else [0.3]))
    x, x_new = np.split(scale * (rng.normal(size=(n + m, d)) + rng.normal(size=d)), [n])
    y = np.sqrt(size) * (2 * rng.normal(size=n) + rng.normal())
    lengthscale, variance = scale * rng.uniform(0.5, 1.5), size * rng.uniform(0.5, 2.0)
    return Problem(*(part.astype(dtype) for part in (x, y, x_new)), lengthscale**2, variance, noise * variance)


@st.composite
def inferences(draw, dtype=np.float64):
    """Data and new places with distances of their own, far enough for float32 too, and a parameter θ."""
    rng, n, m, d = np.random.default_rng(draw(seeds)), *(draw(st.integers(low, most)) for low, most in ((2, 7), (1, 6), (1, 3)))
    place = rng.permutation(n + m)[:, None] + rng.uniform(-0.2, 0.2, (n + m, d)) - (n + m) / 2
    x, x_new = np.split(1.3 * place, [n])
    y = 2 * rng.normal(size=n) + rng.normal()
    theta = rng.uniform((-2.0, -1.5), (0.5, 2.0)).astype(dtype)
    squared_lengthscale, variance = np.exp(theta.astype(np.float64)).tolist()
    return theta, Problem(*(part.astype(dtype) for part in (x, y, x_new)), squared_lengthscale, variance, NOISE)


def regressor(problem):
    """scikit-learn's Gaussian process with the same parameters, fitted to the data."""
    process = ConstantKernel(problem.variance, "fixed") * RBF(np.sqrt(problem.squared_lengthscale), "fixed")
    model = GaussianProcessRegressor(process, alpha=problem.noise_variance, optimizer=None)
    return model.fit(problem.x.astype(np.float64), problem.y.astype(np.float64))


def assert_log_density(actual, expected, problem, *, what, scale=0.0):
    """A log density as good as the conditioning allows; it is a sum of terms that may cancel, at most `scale` large."""
    noisy = covariance(problem.x, *problem.scalars)
    y = problem.y.astype(np.float64)
    terms = scale + y @ np.linalg.solve(noisy, y) + np.abs(np.linalg.slogdet(noisy)[1]) + 2 * len(y)
    assert_close(actual, np.asarray(expected), scale=terms, condition=problem.condition, what=what)


def moments_of(gaussian_process, problem):
    """The answer of posterior, its form checked."""
    mean, variance = gaussian_process.posterior(*problem.data, problem.x_new, *problem.scalars)
    m = len(problem.x_new)
    assert_form(mean, (m,), problem.y.dtype, what="the mean")
    assert_form(variance, (m, m), problem.y.dtype, what="the covariance")
    return mean, variance


def assert_moments(actual, expected, problem):
    """Mean and covariance as good as the conditioning allows."""
    scale = np.linalg.norm(problem.y.astype(np.float64)) + np.sqrt(problem.variance)
    assert_close(actual[0], expected[0], scale=scale, condition=problem.condition, what="the mean")
    assert_close(actual[1], expected[1], scale=problem.variance, condition=problem.condition, what="the covariance")


def mixture(thetas, problem):
    """Mean and variance of the function where θ is as likely each of the rows."""
    parts = [conditional(*problem.data, problem.x_new, *np.exp(theta.astype(np.float64)), NOISE) for theta in thetas]
    means = np.array([mean for mean, _ in parts])
    return means.mean(axis=0), np.mean([np.diag(part) for _, part in parts], axis=0) + means.var(axis=0)


def assert_predicts(actual, thetas, problem):
    """Mean and variance of the mixture, as good as the worst conditioned of its parts."""
    parts = [problem._replace(squared_lengthscale=a, variance=v) for a, v in np.exp(thetas.astype(np.float64))]
    mean, variance = mixture(thetas, problem)
    scale, condition = np.linalg.norm(problem.y.astype(np.float64)) + 1, max(part.condition for part in parts)
    for name, found, wanted, size in zip(("mean", "variance"), actual, (mean, variance), (scale, scale**2), strict=True):
        assert_form(found, wanted.shape, problem.y.dtype, what=f"the {name}")
        assert_close(found, wanted, scale=size, condition=condition, what=f"the {name}")


@pytest.fixture(scope="module")
def draws(gaussian_process, request):
    """`draws(name)` are the samples of four calls with four seeds, (4, 500, 2): the same for all questions, as they take long."""

    @functools.cache
    def ask(name):
        rng = np.random.default_rng([request.config.stash[EXAM].seed, len(name)])
        sample = gaussian_process.sample_posterior.options(deadline=DEADLINE)
        samples = [sample(*DATA[name], DRAWS, DRAWS, seed) for seed in rng.choice(2**31, CALLS, replace=False).tolist()]
        for part in samples:
            assert_form(part, (DRAWS, 2), np.float64, what="the samples")
            assert np.all(np.ptp(part, axis=0) > 0), "all samples are the same"
        return np.array(samples)

    return ask


def centred_moments(mean):
    """Functions whose expectations are means, variances and the covariance."""
    return lambda theta: np.column_stack([theta, (theta - mean) ** 2, np.prod(theta - mean, axis=1)])


def assert_expectations(samples, features, expected, spread, *, what):
    """Means of functions of θ over all samples are the expected ones, within the error of LEAST_ESS independent draws.

    False alarm: FALSE_ALARM, shared among the functions; rows may come in any order, so that their own correlation says nothing.
    """
    found = features(samples.reshape(-1, 2)).mean(axis=0)
    allowed = stats.norm.isf(FALSE_ALARM / 2 / found.size) * np.sqrt(spread / LEAST_ESS)
    assert_close(found, expected, bound=allowed, what=what)


@pytest.mark.parametrize("function", GOOD)
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(gaussian_process, dtype, function):
    """A function answers in the dtype of its tensors, with the promised shape, a scalar with none."""
    arguments = [value.astype(dtype) if isinstance(value, np.ndarray) else value for value in GOOD[function]]
    answer = getattr(gaussian_process, function)(*arguments)
    shapes = {
        "rbf_kernel": [(4, 3)],
        "posterior": [(3,), (3, 3)],
        "sample_posterior": [(7, 2)],
        "predict": [(3,), (3,)],
    }.get(function, [()])
    parts = answer if isinstance(answer, tuple) else (answer,)
    assert_equal(len(parts), len(shapes), what="the number of results")
    for part, shape in zip(parts, shapes, strict=True):
        assert_form(part, shape, dtype, what=function)


def by_numpy(function):
    """The answer of a function to GOOD, joined to one vector; a log density less that of another θ has no constant."""
    problem = Problem(GOOD_X, GOOD_Y, GOOD_NEW, *GOOD_SCALARS)
    match function:
        case "rbf_kernel":
            parts = (kernel(*GOOD[function]),)
        case "log_marginal_likelihood":
            parts = (stats.multivariate_normal(np.zeros(4), covariance(GOOD_X, *GOOD_SCALARS)).logpdf(GOOD_Y),)
        case "posterior":
            parts = conditional(GOOD_X, GOOD_Y, GOOD_NEW, *GOOD_SCALARS)
        case "predict":
            parts = mixture(GOOD[function][0], problem)
    return np.concatenate([np.ravel(part) for part in parts])


@pytest.mark.parametrize("function", ["rbf_kernel", "log_marginal_likelihood", "posterior", "predict"])
@points(1)
def test_inputs_stay_as_they_were(gaussian_process, function):
    """No function changes the tensors that it is given."""
    answer = assert_leaves_inputs(getattr(gaussian_process, function), *GOOD[function])
    joined = np.concatenate([np.ravel(part) for part in (answer if isinstance(answer, tuple) else (answer,))])
    assert_close(joined, by_numpy(function), condition=1e4, what=function)


@points(1)
def test_theta_and_the_data_stay_as_they_were(gaussian_process):
    """log_posterior and sample_posterior do not change θ or the data."""
    other = GOOD_THETA + 0.3
    difference = assert_leaves_inputs(gaussian_process.log_posterior, GOOD_THETA, GOOD_X, GOOD_Y)
    difference = difference - gaussian_process.log_posterior(other, GOOD_X, GOOD_Y)
    expected = log_density(GOOD_THETA, GOOD_X, GOOD_Y) - log_density(other, GOOD_X, GOOD_Y)
    assert_close(difference, expected, condition=1e4, scale=10.0, what="the difference of two log densities")
    samples = assert_leaves_inputs(gaussian_process.sample_posterior, *GOOD["sample_posterior"])
    assert np.ptp(samples) > 0, "all samples are the same"


@pytest.mark.parametrize("function", OF_SCALARS)
@points(1)
def test_scalars_are_numbers_or_tensors(gaussian_process, function):
    """A Python float and a 0-dimensional tensor mean the same number, to the last digits of float64."""
    tensors = [np.array(value) if isinstance(value, float) else value for value in GOOD[function]]
    for arguments in (GOOD[function], tensors):
        answer = getattr(gaussian_process, function)(*arguments)
        joined = np.concatenate([np.ravel(part) for part in (answer if isinstance(answer, tuple) else (answer,))])
        assert_close(joined, by_numpy(function), condition=1e2, what=function)


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_kernel_is_that_of_scikit_learn(gaussian_process, data, dtype):
    """The kernel v exp(−‖x − x'‖² / (2ℓ²)) between rows, as v times sklearn's RBF of length scale ℓ has it."""
    problem = data.draw(problems(dtype), label="problem")
    answer = gaussian_process.rbf_kernel(problem.x, problem.x_new, *problem.scalars[:2])
    oracle = RBF(np.sqrt(problem.squared_lengthscale))
    expected = problem.variance * oracle(problem.x.astype(np.float64), problem.x_new.astype(np.float64))
    size = np.sum(np.concatenate([problem.x, problem.x_new]).astype(np.float64) ** 2, axis=1).max()
    condition = 1 + size / problem.squared_lengthscale
    assert_close(answer, expected, scale=problem.variance, condition=condition, what="the kernel")


@points(1)
@given(problem=problems(), seed=seeds, factor=st.sampled_from([0.3, 30.0]))
def test_kernel_knows_only_the_ratio_of_distance_and_lengthscale(gaussian_process, problem, seed, factor):
    """Moving, turning, and scaling the points and the lengthscale alike leaves the kernel as it is."""
    turn = rotations(problem.x.shape[1], seed)
    x1, x2 = (factor * (part @ turn + np.std(problem.x_new) + 1e-3) for part in (problem.x, problem.x_new))
    answer = gaussian_process.rbf_kernel(x1, x2, factor**2 * problem.squared_lengthscale, problem.variance)
    size = np.sum(np.concatenate([x1, x2]) ** 2, axis=1).max()
    condition = 1 + size / (factor**2 * problem.squared_lengthscale)
    expected = kernel(problem.x, problem.x_new, *problem.scalars[:2])
    assert_close(answer, expected, scale=problem.variance, condition=condition, what="the kernel of the moved points")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_likelihood_is_that_of_scikit_learn(gaussian_process, data, dtype):
    """The log density of N(0, K + σ²I) at y, with all its constants, as sklearn's GaussianProcessRegressor has it."""
    problem = data.draw(problems(dtype), label="problem")
    answer = gaussian_process.log_marginal_likelihood(*problem.data, *problem.scalars)
    assert_form(answer, (), dtype, what="the log likelihood")
    assert_log_density(answer, regressor(problem).log_marginal_likelihood(), problem, what="the log likelihood")


@points(1)
@given(problem=problems(), seed=seeds)
def test_likelihood_of_distant_points_is_a_product(gaussian_process, problem, seed):
    """Points many lengthscales apart have independent values: the log densities of N(0, v + σ²) add up."""
    n, length = len(problem.y), np.sqrt(problem.squared_lengthscale)
    x = 30 * length * np.random.default_rng(seed).permutation(n)[:, None]
    answer = gaussian_process.log_marginal_likelihood(x, problem.y, *problem.scalars)
    expected = stats.norm(scale=np.sqrt(problem.variance + problem.noise_variance)).logpdf(problem.y).sum()
    assert_log_density(answer, expected, problem._replace(x=x), what="the log likelihood")


@points(1)
@given(data=st.data(), problem=problems())
def test_likelihood_grows_by_that_of_the_next_values(gaussian_process, data, problem):
    """log p(all values) − log p(the first k) is the log density of the others in the posterior, noise included."""
    k = data.draw(st.integers(1, len(problem.y)), label="k")
    first = problem._replace(x=problem.x[:k], y=problem.y[:k], x_new=problem.x[k:])
    whole, part = (gaussian_process.log_marginal_likelihood(*one.data, *one.scalars) for one in (problem, first))
    mean, variance = conditional(*first.data, first.x_new, *first.scalars)
    noisy = variance + problem.noise_variance * np.eye(len(mean))
    expected = stats.multivariate_normal(mean, noisy, allow_singular=True).logpdf(problem.y[k:]) if len(mean) else 0.0
    assert_log_density(whole - part, expected, problem, what="the difference of the log likelihoods")
    single = stats.norm(scale=np.sqrt(problem.variance + problem.noise_variance)).logpdf(problem.y[0])
    alone = gaussian_process.log_marginal_likelihood(problem.x[:1], problem.y[:1], *problem.scalars)
    assert_log_density(alone, single, problem, what="the log likelihood of the first value")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_posterior_is_that_of_scikit_learn(gaussian_process, data, dtype):
    """Mean and covariance of the function itself, without noise, given noisy values, as GaussianProcessRegressor predicts them."""
    problem = data.draw(problems(dtype), label="problem")
    expected = regressor(problem).predict(problem.x_new.astype(np.float64), return_cov=True)
    assert_moments(moments_of(gaussian_process, problem), expected, problem)


@points(1)
@given(problem=problems())
def test_far_from_the_data_the_posterior_is_the_prior(gaussian_process, problem):
    """Many lengthscales away from all data the mean is 0 and the covariance is the kernel."""
    far = problem.x_new + 30 * (np.sqrt(problem.squared_lengthscale) + np.ptp(problem.x))
    moved = problem._replace(x_new=far)
    expected = np.zeros(len(far)), kernel(far, far, *problem.scalars[:2])
    assert_moments(moments_of(gaussian_process, moved), expected, moved)


@points(1)
@given(problem=problems())
def test_posterior_at_the_data_comes_near_them(gaussian_process, problem):
    """At the data themselves y − mean is σ² (K + σ²I)⁻¹ y, and no variance is above σ²."""
    there = problem._replace(x_new=problem.x)
    mean, variance = moments_of(gaussian_process, there)
    expected = problem.noise_variance * np.linalg.solve(covariance(problem.x, *problem.scalars), problem.y)
    scale = np.linalg.norm(problem.y)
    assert_close(problem.y - mean, expected, scale=scale, condition=there.condition, what="y − mean")
    above = np.diag(variance) - problem.noise_variance
    assert np.max(above) <= tolerance(np.float64, problem.variance, there.condition), f"a variance is {np.max(above):.3g} above σ²"


@points(1)
@given(problem=problems(), seed=seeds)
def test_a_repeated_point_counts_as_its_mean_with_less_noise(gaussian_process, problem, seed):
    """Two values at each point tell what their means tell at half the noise; nothing breaks where points repeat."""
    second = problem.y + np.sqrt(problem.variance) * np.random.default_rng(seed).normal(size=len(problem.y))
    twice = problem._replace(x=np.concatenate([problem.x] * 2), y=np.concatenate([problem.y, second]))
    mean = (problem.y + second) / 2
    expected = conditional(problem.x, mean, problem.x_new, *problem.scalars[:2], problem.noise_variance / 2)
    assert_moments(moments_of(gaussian_process, twice), expected, twice)


@points(1)
@given(problem=problems(), dense=st.booleans())
def test_posterior_covariance_is_symmetric_and_positive(gaussian_process, problem, dense):
    """A covariance is symmetric and has no negative eigenvalue, and data only take from it."""
    if dense:
        problem = problem._replace(x_new=np.concatenate([problem.x_new, problem.x, problem.x_new]))
    _, variance = moments_of(gaussian_process, problem)
    rounding = tolerance(np.float64, len(variance) * problem.variance, problem.condition)
    assert_close(variance, variance.T, bound=rounding, what="the transposed covariance")
    prior = kernel(problem.x_new, problem.x_new, *problem.scalars[:2])
    for name, matrix in (("the covariance", variance), ("prior less posterior covariance", prior - variance)):
        smallest = np.linalg.eigvalsh((matrix + matrix.T) / 2)[0]
        assert smallest >= -rounding, f"{name} has the eigenvalue {smallest:.3g}"
    expected = conditional(*problem.data, problem.x_new, *problem.scalars)[1]
    assert_close(np.trace(variance), np.trace(expected), bound=rounding, what="the sum of the variances")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_log_posterior_is_likelihood_times_prior(gaussian_process, data, dtype):
    """Between two θ it differs by log p(y | θ) at a noise of 1e-4, and by the priors log ℓ² ~ N(−1, 1²), log v ~ N(0, 2²)."""
    theta, problem = data.draw(inferences(dtype), label="θ and data")
    other = (theta + data.draw(st.sampled_from([(0.3, -0.7), (-0.5, 0.4)]), label="step")).astype(dtype)
    answers = [gaussian_process.log_posterior(one, *problem.data) for one in (theta, other)]
    assert_form(answers[0], (), dtype, what="the log posterior")
    exact = [log_density(one.astype(np.float64), *(part.astype(np.float64) for part in problem.data)) for one in (theta, other)]
    squared_lengthscale, variance = np.exp(other.astype(np.float64)).tolist()
    others = problem._replace(squared_lengthscale=squared_lengthscale, variance=variance)
    worse, size = max(problem, others, key=lambda one: one.condition), np.abs(exact).max()
    assert_log_density(answers[0] - answers[1], exact[0] - exact[1], worse, scale=size, what="the difference of two log densities")


@points(1)
@given(start=st.floats(-3, 2), step=st.floats(0.2, 3), log_variance=st.floats(-2, 3), y=st.floats(-3, 3))
def test_prior_of_the_lengthscale(gaussian_process, start, step, log_variance, y):
    """A single value says nothing about the lengthscale: log ℓ² keeps its prior N(−1, 1²)."""
    x, y = np.array([[0.7]]), np.array([y])
    answers = [gaussian_process.log_posterior(np.array([one, log_variance]), x, y) for one in (start, start + step)]
    first, second = stats.norm(-1, 1).logpdf([start, start + step])
    scale = 100 + y[0] ** 2 / NOISE
    assert_close(answers[1] - answers[0], second - first, scale=scale, what="the difference of two log densities")


@points(1)
@given(start=st.floats(-3, 2), step=st.floats(0.2, 3), log_squared_lengthscale=st.floats(-2, 1), y=st.floats(-3, 3))
def test_prior_of_the_variance(gaussian_process, start, step, log_squared_lengthscale, y):
    """Given a single value, log v has the prior N(0, 2²) times the density of N(0, v + 1e-4) at it."""
    x, y, places = np.array([[0.7]]), np.array([y]), np.array([start, start + step])
    answers = [gaussian_process.log_posterior(np.array([log_squared_lengthscale, one]), x, y) for one in places]
    first, second = stats.norm(0, 2).logpdf(places) + stats.norm(scale=np.sqrt(np.exp(places) + NOISE)).logpdf(y)
    scale = 100 + y[0] ** 2 / NOISE
    assert_close(answers[1] - answers[0], second - first, scale=scale, what="the difference of two log densities")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_gradient_of_the_log_posterior(gaussian_process, data, dtype):
    """Its gradient with respect to θ is ½ tr((α αᵀ − (K + σ²I)⁻¹) ∂K/∂θ) with α = (K + σ²I)⁻¹ y, and that of the priors."""
    theta, problem = data.draw(inferences(dtype), label="θ and data")
    answer = gaussian_process.log_posterior.gradient(theta, *problem.data)
    exact = kernel(problem.x, problem.x, *problem.scalars[:2])
    inverse = np.linalg.inv(exact + NOISE * np.eye(len(exact)))
    alpha, wide = inverse @ problem.y.astype(np.float64), theta.astype(np.float64)
    slopes = (exact * cdist(problem.x.astype(np.float64), problem.x.astype(np.float64), "sqeuclidean")
              / (2 * problem.squared_lengthscale), exact)  # fmt: skip
    expected = np.array([np.sum((np.outer(alpha, alpha) - inverse) * slope) / 2 for slope in slopes]) - (wide - (-1, 0)) / (1, 4)
    assert_form(answer, (2,), dtype, what="the gradient")
    scale = 10 + np.sum(np.abs(np.outer(alpha, alpha)) * exact) + np.sum(np.abs(inverse) * exact)
    assert_close(answer, expected, scale=scale, condition=problem.condition, what="the gradient")


@points(1)
def test_the_seed_alone_decides(gaussian_process, rng):
    """The same seed gives the same samples whatever the state of the global generators; another seed gives others."""
    ask, seed = gaussian_process.sample_posterior, int(rng.integers(2**31))
    samples = ask(GOOD_X, GOOD_Y, 9, 30, seed)
    assert_form(samples, (9, 2), np.float64, what="the samples")
    assert_equal(ask(GOOD_X, GOOD_Y, 9, 30, seed), samples, what="the answer to the same seed")
    gaussian_process.ask("reseed", seed=int(rng.integers(2**31)))
    again = ask(GOOD_X, GOOD_Y, 9, 30, seed)
    assert_equal(again, samples, what="the answer to the same seed after other use of the global generators")
    assert not np.array_equal(ask(GOOD_X, GOOD_Y, 9, 30, seed + 1), samples), "another seed gave the same samples"


@pytest.mark.long
@points(1)
def test_defaults_are_those_of_the_interface(gaussian_process):
    """Without further arguments, sample_posterior gives 500 samples, after a warm-up of 500 steps, of seed 0."""
    ask = gaussian_process.sample_posterior.options(deadline=DEADLINE)
    left_out = ask(*DATA["course"])
    assert_form(left_out, (DRAWS, 2), np.float64, what="the samples")
    assert np.all(np.ptp(left_out, axis=0) > 0), "all samples are the same"
    assert_equal(ask(*DATA["course"], DRAWS, DRAWS, 0), left_out, what="the samples for the defaults")


@pytest.mark.parametrize("name", DATA)
@pytest.mark.long
@points(3)
def test_moments_of_the_samples(draws, name):
    """Means, variances and covariance of θ over four calls are those that a grid over both parameters gives."""
    samples, exact = draws(name), truth(name)
    mean, _ = exact.expectation(lambda theta: theta)
    features = centred_moments(mean)
    expected, spread = exact.expectation(features)
    assert_expectations(samples, features, expected, spread, what="the means, variances and covariance of θ")


@points(1)
def test_published_moments(draws):
    """On the five values of the course log ℓ² is −1.630 ± 0.683 and log v is 1.473 ± 0.760, with a correlation of 0.512."""
    samples = draws("course")
    features = centred_moments(PUBLISHED_MEAN)
    product = PUBLISHED_CORRELATION * PUBLISHED_DEVIATION.prod()
    expected = np.concatenate([PUBLISHED_MEAN, PUBLISHED_DEVIATION**2, [product]])
    _, spread = truth("course").expectation(features)
    assert_expectations(samples, features, expected, spread, what="the means, variances and covariance of θ")


@pytest.mark.parametrize("name", DATA)
@points(2)
def test_quantiles_of_the_samples(draws, name):
    """As many samples lie below a quantile of log ℓ², log v or their sum as the posterior on a grid says."""
    samples, exact = draws(name), truth(name)

    def coordinates(theta):
        return np.column_stack([theta, theta.sum(axis=1)])

    grid = coordinates(exact.theta)
    order = np.argsort(grid, axis=0)
    below = np.cumsum(exact.weights[order], axis=0)
    limits = [[grid[order[np.searchsorted(below[:, j], p), j], j] for p in (0.05, 0.25, 0.5, 0.75, 0.95)] for j in range(3)]

    def features(theta):
        return (coordinates(theta)[:, :, None] < np.array(limits)).reshape(len(theta), -1).astype(np.float64)

    expected, spread = exact.expectation(features)
    assert_expectations(samples, features, expected, spread, what="the share of samples below quantiles")


@points(3)
def test_samples_are_as_good_as_many_independent_ones(draws):
    """Four calls of 500 count as four chains: split R-hat at most 1.03, and together worth 400 independent samples (ArviZ)."""
    chains = np.moveaxis(draws("course"), -1, 0)
    _, variance = truth("course").expectation(lambda theta: theta)
    spread = chains.std(axis=(1, 2)) / np.sqrt(variance)
    assert np.all(spread > 0.5), f"the standard deviations are {spread} of what they should be"
    for name, values in zip(("log ℓ²", "log v"), chains, strict=True):
        rhat = float(array_stats.rhat(values, chain_axis=0, draw_axis=1, method="split"))
        size = float(array_stats.ess(values, chain_axis=0, draw_axis=1, method="bulk"))
        assert rhat <= LARGEST_RHAT, f"the split R-hat of {name} is {rhat:.4f}, allowed {LARGEST_RHAT}"
        assert size >= LEAST_ESS, f"the bulk ESS of {name} is {size:.0f} of {CALLS * DRAWS}, wanted {LEAST_ESS}"


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_prediction_for_one_theta_is_its_posterior(gaussian_process, data, dtype):
    """A single θ leaves nothing to mix: mean and variances of the posterior with its parameters, at a noise of 1e-4."""
    theta, problem = data.draw(inferences(dtype), label="θ and data")
    assert_predicts(gaussian_process.predict(theta[None], *problem.data, problem.x_new), theta[None], problem)


@points(3)
@given(data=st.data(), dtype=dtypes(), more=st.integers(1, 6))
def test_prediction_has_the_total_variance(gaussian_process, data, dtype, more):
    """The mean of the means; and the mean of the variances plus the variance, divisor S, of the means."""
    theta, problem = data.draw(inferences(dtype), label="θ and data")
    rng = np.random.default_rng(data.draw(seeds, label="seed"))
    thetas = np.concatenate([theta[None], rng.uniform((-2.0, -1.5), (0.5, 2.0), (more, 2))]).astype(dtype)
    assert_predicts(gaussian_process.predict(thetas, *problem.data, problem.x_new), thetas, problem)


@points(1)
@given(inference=inferences(), times=st.permutations([1, 2, 4]), whole=st.integers(1, 3), seed=seeds)
def test_prediction_counts_shares_and_not_samples(gaussian_process, inference, times, whole, seed):
    """A sample that is there twice counts twice; all of them several times over, in whatever order, predict the same."""
    theta, problem = inference
    shares = np.repeat(theta + np.array([[0.0, 0.0], [0.4, -0.6], [-0.7, -0.3]]), times, axis=0)
    many = np.random.default_rng(seed).permutation(np.concatenate([shares] * whole))
    assert_predicts(gaussian_process.predict(many, *problem.data, problem.x_new), shares, problem)


@points(1)
def test_prediction_of_many_samples(gaussian_process):
    """Five hundred samples at two hundred places, as the figure of a posterior needs them."""
    x, y = DATA["course"]
    thetas = PUBLISHED_MEAN + np.random.default_rng(0).normal(size=(500, 2)) * PUBLISHED_DEVIATION
    problem = Problem(x, y, np.linspace(-1, 1, 200)[:, None], 1.0, 1.0, NOISE)
    assert_predicts(gaussian_process.predict(thetas, x, y, problem.x_new), thetas, problem)


@pytest.mark.parametrize("function", OF_DATA)
@points(1)
def test_bad_data_are_rejected(gaussian_process, function):
    """NaN, infinity, a wrong number of axes and no data at all raise ValueError, and so do values that are not one a row."""
    ask, good = getattr(gaussian_process, function), GOOD[function]
    at = next(i for i, value in enumerate(good) if value is GOOD_X)
    nan, infinity = (np.where(GOOD_X == 2.0, bad, GOOD_X) for bad in (np.nan, np.inf))
    for x in (nan, infinity, GOOD_X[None], GOOD_X[:, :0]):
        assert_rejects(ask, *good[:at], x, *good[at + 1 :], good=good, naming="x")
    for y in (np.where(GOOD_Y == 1.5, np.nan, GOOD_Y), np.where(GOOD_Y == 1.5, np.inf, GOOD_Y), GOOD_Y[:, None]):
        assert_rejects(ask, *good[: at + 1], y, *good[at + 2 :], good=good, naming="y")
    assert_rejects(ask, *good[: at + 1], GOOD_Y[:3], *good[at + 2 :], good=good)
    assert_rejects(ask, *good[:at], GOOD_X[:0], GOOD_Y[:0], *good[at + 2 :], good=good)


@points(1)
def test_kernels_of_bad_points_are_rejected(gaussian_process):
    """NaN, a wrong number of axes, no rows and rows of two widths raise ValueError."""
    good = GOOD["rbf_kernel"]
    for bad in (np.where(GOOD_X == 2.0, np.nan, GOOD_X), GOOD_X[None], GOOD_X[:0]):
        assert_rejects(gaussian_process.rbf_kernel, bad, *good[1:], good=good, naming="x1")
        assert_rejects(gaussian_process.rbf_kernel, good[1], bad, *good[2:], good=good, naming="x2")
    assert_rejects(gaussian_process.rbf_kernel, GOOD_X, GOOD_NEW[:, :1], 0.7, 1.3, good=good)


@pytest.mark.parametrize("function", OF_SCALARS)
@points(1)
def test_scalars_that_are_not_positive_are_rejected(gaussian_process, function):
    """A squared lengthscale or a variance that is negative, or not finite, and one of zero, raise ValueError."""
    ask, good = getattr(gaussian_process, function), GOOD[function]
    names = ("squared_lengthscale", "variance", "noise_variance")
    first = next(i for i, value in enumerate(good) if isinstance(value, float))
    for at, name in enumerate(names[: len(good) - first], start=first):
        for bad in (-0.3, float("nan"), float("inf"), np.array(-0.3), *([0.0] if name != "noise_variance" else [])):
            assert_rejects(ask, *good[:at], bad, *good[at + 1 :], good=good, naming=name)


@pytest.mark.parametrize("function", ["posterior", "predict"])
@points(1)
def test_new_places_that_do_not_fit_are_rejected(gaussian_process, function):
    """New places with NaN, of another width than the data, or none at all, raise ValueError that names x_new."""
    ask, good = getattr(gaussian_process, function), GOOD[function]
    at = next(i for i, value in enumerate(good) if value is GOOD_NEW)
    for bad in (np.where(GOOD_NEW == 3.0, np.nan, GOOD_NEW), GOOD_NEW[:, :1], GOOD_NEW[0], GOOD_NEW[:0]):
        assert_rejects(ask, *good[:at], bad, *good[at + 1 :], good=good, naming="x_new")


@points(1)
def test_theta_must_be_a_pair(gaussian_process):
    """log_posterior takes one finite pair, predict takes rows of finite pairs; all else raises ValueError that names them."""
    good = GOOD["log_posterior"]
    for bad in (GOOD_THETA[:1], GOOD_THETA[None], np.array([0.3, np.nan]), np.zeros(3)):
        assert_rejects(gaussian_process.log_posterior, bad, *good[1:], good=good, naming="theta")
    good = GOOD["predict"]
    for bad in (GOOD_THETA, good[0][:, :1], good[0][:0], np.array([[0.3, np.nan]])):
        assert_rejects(gaussian_process.predict, bad, *good[1:], good=good, naming="theta_samples")


@points(1)
def test_impossible_numbers_of_samples_are_rejected(gaussian_process):
    """No samples, and a negative number of samples or of warm-up steps, raise ValueError."""
    good = GOOD["sample_posterior"]
    for bad in (0, -3):
        assert_rejects(gaussian_process.sample_posterior, GOOD_X, GOOD_Y, bad, 20, 1, good=good, naming="n_samples")
    for bad in (-1, -20):
        assert_rejects(gaussian_process.sample_posterior, GOOD_X, GOOD_Y, 7, bad, 1, good=good, naming="n_warmup")
