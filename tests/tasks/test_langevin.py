"""Langevin sampling: the plain chain and the Metropolis-adjusted one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from viva.chance import FALSE_ALARM, assert_follows, assert_independent, assert_mean, assert_variance
from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, normal
from viva.wire import Function

langevin = submitted("langevin")

CHAINS = 20_000
SAMPLERS = ("sample", "adjusted_sample")


def gaussian(mean, variance, dtype=np.float64):
    """Log density and score of N(mean, diag(variance)); an infinite variance makes the density flat."""
    parameters = {"mean": np.asarray(mean, dtype), "variance": np.asarray(variance, dtype)}
    return Function("normal.log_density", parameters), Function("normal.score", parameters)


STANDARD = gaussian(0.0, 1.0)
FLAT = gaussian(0.0, np.inf)
HALF_NORMAL = (Function("half_normal.log_density", {"variance": np.ones(1)}), STANDARD[1])
MEAN, VARIANCE = np.array([1.0, -2.0]), np.array([0.5, 4.0])
WEIGHTS, MEANS, SPREAD = np.array([0.3, 0.7]), np.array([[-2.0, 1.0], [1.5, -0.5]]), 0.5
_PARAMETERS = {"weights": WEIGHTS, "means": MEANS, "variance": np.array(SPREAD)}
MIXTURE = (Function("mixture.log_density", _PARAMETERS), Function("mixture.score", _PARAMETERS))


def settings(step_size, n_steps, rng):
    """The last three arguments of a sampler: step size, number of steps, and a seed that nobody can foresee."""
    return step_size, n_steps, int(rng.integers(2**31))


def states(langevin, sampler, x0, target, *settings):
    """The last states of either sampler."""
    if sampler == "sample":
        return langevin.sample(x0, target[1], *settings)
    return langevin.adjusted_sample(x0, *target, *settings)[0]


def scattered(rng):
    """Starts of many chains in the plane, each at its own place, none typical of a target below."""
    return np.array([4.0, 3.0]) + rng.normal(size=(CHAINS, 2))


def recursion(x0, mean, step_size, n_steps):
    """Mean and variance of the plain chain's states on N(mean, diag(VARIANCE)); the coordinates are independent."""
    factor = 1 - step_size / VARIANCE
    variance = 2 * step_size * sum(factor ** (2 * k) for k in range(n_steps))
    return mean + factor**n_steps * (x0 - mean), variance


def acceptance(step_size):
    """Share of proposals that are accepted in equilibrium on N(0, 1): twice the chance that |x'| < |x|.

    log r = ε/4 (x² − x'²), and (x' − x)(x' + x) < 0 for two normal variables with a known correlation.
    """
    e = step_size
    return 1 - 2 / np.pi * np.arcsin(e**2 / np.sqrt((e**2 + 2 * e) * (e**2 - 2 * e + 4)))


def assert_rate(rate, expected, n):
    """The share of n independent trials is the expected one (binomial, two-sided). False alarm: FALSE_ALARM.

    Mean shares over several steps of n chains spread no wider.
    """
    tails = stats.binom.cdf(np.ceil(rate * n), n, expected), stats.binom.sf(np.floor(rate * n) - 1, n, expected)
    assert 2 * min(tails) >= FALSE_ALARM, f"the acceptance rate is {rate:.5f} over {n} chains, expected {expected:.5f}"


@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shape_and_dtype_of_the_start_of_a_step(langevin, rng, dtype):
    """A step keeps the shape and dtype of the state, of a single chain and coordinate too."""
    for shape in ((5, 3), (1, 1)):
        x, score, noise = rng.normal(size=(3, *shape)).astype(dtype)
        assert_form(langevin.step(x, score, 0.3, noise), shape, dtype, what="step")


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(langevin, rng, dtype, sampler):
    """States have the shape and dtype of the start, for a single chain and coordinate too; the acceptance rate is a float."""
    target = gaussian(0.0, 1.0, dtype)
    for shape in ((5, 3), (1, 1)):
        x0 = rng.normal(size=shape).astype(dtype)
        if sampler == "sample":
            x = langevin.sample(x0, target[1], *settings(0.3, 4, rng))
        else:
            x, rate = langevin.adjusted_sample(x0, *target, *settings(0.3, 4, rng))
            assert_equal(type(rate), float, what="the type of the acceptance rate")
        assert_form(x, shape, dtype, what=f"the states of {sampler}")


def assert_moved(answer, x0):
    """The answer has the form of the start, is not the start, and is not one number over and over."""
    assert_form(answer, x0.shape, x0.dtype, what="the states")
    assert not np.array_equal(answer, x0), "the states are where they started"
    assert np.ptp(answer) > 0, "all states are the same number"


@points(1)
def test_inputs_stay_as_they_were(langevin, rng):
    """No function changes the tensors that it is given."""
    x0, score, noise = rng.normal(size=(3, 6, 2))
    step_size = np.array(0.3)
    moved = assert_leaves_inputs(langevin.step, x0, score, step_size, noise)
    assert_close(moved, x0 + 0.3 * score + np.sqrt(0.6) * noise, what="the step")
    for ask, target in ((langevin.sample, STANDARD[1:]), (langevin.adjusted_sample, STANDARD)):
        answer, after = ask.with_inputs(x0, *target, *settings(step_size, 3, rng))
        assert_moved(answer[0] if isinstance(answer, tuple) else answer, x0)
        assert_equal(after[0], x0, what=f"x0 after {ask.name}")
        assert_equal(after[-3], step_size, what=f"step_size after {ask.name}")


@pytest.mark.parametrize("sampler", SAMPLERS)
@points(1)
def test_the_seed_alone_decides(langevin, rng, sampler):
    """The same seed gives the same states whatever the state of the global generators; another seed gives others."""
    x0, (step_size, n_steps, seed) = rng.normal(size=(7, 3)), settings(0.3, 5, rng)
    x = states(langevin, sampler, x0, STANDARD, step_size, n_steps, seed)
    assert_moved(x, x0)
    assert_equal(states(langevin, sampler, x0, STANDARD, step_size, n_steps, seed), x, what="the answer to the same seed")
    langevin.ask("reseed", seed=int(rng.integers(2**31)))
    again = states(langevin, sampler, x0, STANDARD, step_size, n_steps, seed)
    assert_equal(again, x, what="the answer to the same seed after other use of the global generators")
    other = states(langevin, sampler, x0, STANDARD, step_size, n_steps, seed + 1)
    assert not np.array_equal(other, x), "another seed gave the same states"


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_no_steps_lead_nowhere(langevin, rng, dtype):
    """Zero steps return the start."""
    x0 = rng.normal(size=(4, 3)).astype(dtype)
    assert_equal(langevin.sample(x0, gaussian(0.0, 1.0, dtype)[1], *settings(0.3, 0, rng)), x0)


@points(3)
@given(data=st.data(), dtype=dtypes(), step_size=st.just(0.3) | st.floats(1e-3, 3.0))
def test_step_is_drift_plus_noise(langevin, data, dtype, step_size):
    """A step leads to x + ε score + sqrt(2ε) noise, entry by entry."""
    shape = data.draw(st.tuples(st.integers(1, 6), st.integers(1, 6)), label="shape")
    x, score, noise = (data.draw(normal(*shape, dtype=dtype, scale=3.0), label=name) for name in ("x", "score", "noise"))
    terms = [x.astype(np.float64), step_size * score.astype(np.float64), np.sqrt(2 * step_size) * noise.astype(np.float64)]
    assert_close(langevin.step(x, score, step_size, noise), sum(terms), scale=np.abs(terms).max())


@pytest.mark.parametrize("function", ["step", *SAMPLERS])
@points(1)
def test_step_sizes_are_numbers_or_tensors(langevin, rng, function):
    """A Python float and a 0-dimensional tensor mean the same step size, to the last digits of float64 and of float32."""
    seed = int(rng.integers(2**31))
    for dtype in FLOATS:
        x, score, noise = rng.normal(size=(3, 2, 2)).astype(dtype)
        answers = []
        for step_size in (0.3, np.array(0.3, dtype)):
            if function == "step":
                answers.append(langevin.step(x, score, step_size, noise))
                assert_close(answers[-1], x + 0.3 * score + np.sqrt(0.6) * noise, scale=4 * np.abs([x, score, noise]).max())
            else:
                answers.append(states(langevin, function, x, gaussian(0.0, 1.0, dtype), step_size, 4, seed))
        assert_moved(answers[0], x)
        assert_close(answers[1], answers[0], what="the answer for a 0-dimensional step size", scale=np.abs(x).max())


@pytest.mark.parametrize(("step_size", "n_steps"), [(0.1, 1), (0.3, 6)])
@points(1)
def test_mean_of_the_chain(langevin, rng, step_size, n_steps):
    """On N(m, diag(v)) the mean after k steps from x0 is m + (1 − ε/v)ᵏ (x0 − m)."""
    x0 = scattered(rng)
    for mean in (MEAN, -MEAN):
        x = langevin.sample(x0, gaussian(mean, VARIANCE)[1], *settings(step_size, n_steps, rng))
        assert_form(x, x0.shape, np.float64)
        expected, _ = recursion(x0, mean, step_size, n_steps)
        assert_mean(x - expected, 0.0, what="the mean distance from m + (1 − ε/v)ᵏ (x0 − m)")


@pytest.mark.parametrize(("step_size", "n_steps"), [(0.1, 1), (0.3, 6)])
@points(1)
def test_covariance_of_the_chain(langevin, rng, step_size, n_steps):
    """On N(m, diag(v)) the variances after k steps are 2ε Σ (1 − ε/v)²ʲ over j < k, and the coordinates stay independent."""
    x0 = scattered(rng)
    x = langevin.sample(x0, gaussian(MEAN, VARIANCE)[1], *settings(step_size, n_steps, rng))
    assert_form(x, x0.shape, np.float64)
    mean, variance = recursion(x0, MEAN, step_size, n_steps)
    for j in range(2):
        assert_variance(x[:, j] - mean[:, j], variance[j], what=f"the variance of coordinate {j} around its mean")
    assert_independent(*(x - mean).T, what="the two coordinates")


@pytest.mark.parametrize("step_size", [0.3, 1.5])
@points(2)
def test_plain_chain_stays_where_it_is_stationary(langevin, rng, step_size):
    """On N(0, I) the plain chain's own equilibrium is N(0, 1/(1 − ε/2)): chains that start there stay there."""
    scale = 1 / np.sqrt(1 - step_size / 2)
    x0 = rng.normal(scale=scale, size=(CHAINS, 1))
    x = langevin.sample(x0, STANDARD[1], *settings(step_size, 5, rng))
    assert_form(x, x0.shape, np.float64)
    assert_follows(x, stats.norm(scale=scale).cdf, what="the state after five steps")


@points(1)
def test_noise_is_normal(langevin, rng):
    """A single step from anywhere ends in the normal distribution N(x − ε x, 2ε) on N(0, 1)."""
    x0 = rng.uniform(-5, 5, size=(CHAINS, 1))
    x = langevin.sample(x0, STANDARD[1], *settings(0.2, 1, rng))
    assert_form(x, x0.shape, np.float64)
    assert_follows(x - 0.8 * x0, stats.norm(scale=np.sqrt(0.4)).cdf, what="the state after one step, minus its mean")


@pytest.mark.parametrize("sampler", SAMPLERS)
@points(1)
def test_every_row_and_coordinate_has_its_own_noise(langevin, rng, sampler):
    """Chains from one start are independent of each other, and so are the coordinates of one chain."""
    x = states(langevin, sampler, np.zeros((200, 150)), FLAT, *settings(0.4, 3, rng))
    assert_form(x, (200, 150), np.float64)
    assert_independent(x[1:], x[:-1], what="neighbouring rows")
    assert_independent(x[:100], x[100:], what="the first half of the rows and the second")
    assert_independent(x[:, 1:], x[:, :-1], what="neighbouring coordinates")
    assert_independent(x[:, :75], x[:, 75:], what="the first half of the coordinates and the second")


@pytest.mark.parametrize("sampler", SAMPLERS)
@points(1)
def test_every_step_has_its_own_noise(langevin, rng, sampler):
    """On a flat density 500 steps add up to the variance 500 · 2ε: no noise ever comes back."""
    x = states(langevin, sampler, np.zeros((1000, 1)), FLAT, *settings(0.3, 500, rng))
    assert_form(x, (1000, 1), np.float64)
    assert_variance(x, 500 * 0.6, what="the variance after 500 steps")


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("sampler", SAMPLERS)
@points(1)
def test_chains_keep_the_digits_of_their_dtype(langevin, rng, sampler, dtype):
    """Far from the origin, where one precision lower would lose the noise, a chain on N(0, 1) still falls as (1 − ε)ᵏ x0."""
    far = {"float64": 2.0**27, "float32": 2.0**10}[dtype]
    x0 = rng.uniform(far, 2 * far, size=(CHAINS, 1)).astype(dtype)
    x = states(langevin, sampler, x0, gaussian(0.0, 1.0, dtype), *settings(0.3, 3, rng))
    assert_form(x, x0.shape, dtype)
    noise = stats.norm(scale=np.sqrt(0.6 * (1 + 0.7**2 + 0.7**4)))
    assert_follows(x.astype(np.float64) - 0.7**3 * x0.astype(np.float64), noise.cdf, what="the state minus (1 − ε)³ x0")


@points(2)
def test_adjusted_chain_on_a_flat_density_is_a_random_walk(langevin, rng):
    """Where the density is constant every proposal is accepted, and k steps add independent noise of variance 2ε each."""
    x0 = scattered(rng)
    x, rate = langevin.adjusted_sample(x0, *FLAT, *settings(0.4, 6, rng))
    assert_form(x, x0.shape, np.float64)
    assert_close(rate, 1.0, what="the acceptance rate", bound=tolerance(np.float32))
    assert_follows(x - x0, stats.norm(scale=np.sqrt(6 * 0.8)).cdf, what="the way of six steps")


@pytest.mark.parametrize("step_size", [0.1, 0.8])
@points(2)
def test_adjusted_chain_leaves_a_mixture_invariant(langevin, rng, step_size):
    """Exact samples of a mixture of two Gaussians stay exact samples, at a large step too, where a wrong ratio shows."""
    x0 = MEANS[rng.choice(2, CHAINS, p=WEIGHTS)] + rng.normal(scale=np.sqrt(SPREAD), size=(CHAINS, 2))
    x, rate = langevin.adjusted_sample(x0, *MIXTURE, *settings(step_size, 10, rng))
    assert_form(x, x0.shape, np.float64)
    assert 0 < rate < 1, f"the acceptance rate is {rate}; some proposals must be accepted and some refused"
    for j in range(2):
        assert_follows(x[:, j], lambda t, m=MEANS[:, j]: stats.norm.cdf(t[..., None], m, np.sqrt(SPREAD)) @ WEIGHTS)


@points(1)
def test_adjusted_chain_finds_its_target(langevin, rng):
    """From one point far off, after many steps, the states follow N(m, diag(v)) itself, not the plain chain's wider equilibrium."""
    x, _ = langevin.adjusted_sample(np.full((CHAINS, 2), 5.0), *gaussian(MEAN, VARIANCE), *settings(0.4, 100, rng))
    assert_form(x, (CHAINS, 2), np.float64)
    for j in range(2):
        assert_follows(x[:, j], stats.norm(MEAN[j], np.sqrt(VARIANCE[j])).cdf, what=f"coordinate {j}")


@points(2)
def test_impossible_states_are_never_entered(langevin, rng):
    """A log density of −∞ is never accepted: chains on the positive half of N(0, I) stay there, and keep its distribution."""
    x0 = np.abs(rng.normal(size=(CHAINS, 2)))
    x, rate = langevin.adjusted_sample(x0, *HALF_NORMAL, *settings(0.5, 10, rng))
    assert_form(x, x0.shape, np.float64)
    assert np.all(x >= 0), "a chain has entered a state whose log density is −∞"
    assert rate < 1, "the acceptance rate is 1 although the chains meet states that cannot be accepted"
    for j in range(2):
        assert_follows(x[:, j], stats.halfnorm.cdf, what=f"coordinate {j} after ten steps")


@points(1)
def test_densities_may_be_too_small_for_a_float(langevin, rng):
    """Only the logarithm of a density is safe: where exp(log p) is 0 in floating point a chain still walks towards the mean."""
    x0 = rng.uniform(100, 200, size=(CHAINS, 1))
    x, rate = langevin.adjusted_sample(x0, *STANDARD, *settings(0.1, 1, rng))
    assert_form(x, x0.shape, np.float64)
    assert_close(rate, 1.0, what="the acceptance rate", bound=tolerance(np.float32))
    assert_follows(x - 0.9 * x0, stats.norm(scale=np.sqrt(0.2)).cdf, what="the state minus (1 − ε) x0")


@pytest.mark.parametrize("step_size", [0.01, 0.5, 2.0])
@points(1)
def test_acceptance_rate_on_the_standard_gaussian(langevin, rng, step_size):
    """In equilibrium on N(0, 1) the rate is 1 − 2/π arcsin(ε² / sqrt((ε² + 2ε)(ε² − 2ε + 4))), over any number of steps."""
    x0 = rng.normal(size=(CHAINS, 1))
    for n_steps in (1, 1, 1, 1, 4, 20):  # several seeds, as one decision for all chains may fall right by luck
        x, rate = langevin.adjusted_sample(x0, *STANDARD, *settings(step_size, n_steps, rng))
        assert_moved(x, x0)
        assert_rate(rate, acceptance(step_size), CHAINS)


@points(1)
def test_every_chain_decides_for_itself(langevin, rng):
    """Of chains that start from one point, which proposals are accepted is independent from chain to chain."""
    x, _ = langevin.adjusted_sample(np.ones((CHAINS, 1)), *STANDARD, *settings(2.0, 1, rng))
    assert_form(x, (CHAINS, 1), np.float64)
    moved = x != 1
    assert_independent(moved[::2], moved[1::2], what="the decisions of neighbouring chains")
    assert_independent(*np.split(moved, 2), what="the decisions of the first half of the chains and of the second")


@points(1)
@given(x0=normal(12, 12), step_size=st.floats(0.1, 1.0), seed=st.integers(0, 2**31 - 1))
def test_proposals_are_accepted_as_a_whole(langevin, x0, step_size, seed):
    """In one step a chain moves in all coordinates or in none, and the rate is the share of chains that have moved."""
    x, rate = langevin.adjusted_sample(x0, *STANDARD, step_size, 1, seed)
    assert_form(x, x0.shape, np.float64)
    assert np.unique(x).size == x.size, "states have numbers in common"
    moved = (x != x0).any(axis=1)
    assert_equal((x != x0).all(axis=1), moved, what="which chains moved in all coordinates (expected: in any)")
    assert_close(rate, moved.mean(), what="the acceptance rate", bound=tolerance(np.float32))


@points(1)
def test_acceptance_rate_is_a_mean_over_steps(langevin, rng):
    """The rate counts every step: 200 steps of a single chain give a multiple of 1/200, neither 0 nor 1 where half are refused."""
    _, rate = langevin.adjusted_sample(np.zeros((1, 1)), *STANDARD, *settings(2.0, 200, rng))
    assert_close(200 * rate, np.round(200 * rate), what="200 times the acceptance rate", bound=200 * tolerance(np.float32))
    assert 0 < rate < 1, f"the acceptance rate of 200 steps is {rate}"


@points(1)
def test_bad_steps_are_rejected(langevin, rng):
    """NaN, shapes that differ, an empty x and a step size that is not positive raise ValueError."""
    x, score, noise = rng.normal(size=(3, 4, 2))
    good = (x, score, 0.3, noise)
    for bad in (np.nan, np.inf):
        assert_rejects(langevin.step, np.full((4, 2), bad), score, 0.3, noise, good=good, naming="x")
        assert_rejects(langevin.step, x, np.full((4, 2), bad), 0.3, noise, good=good, naming="score")
        assert_rejects(langevin.step, x, score, 0.3, np.full((4, 2), bad), good=good, naming="noise")
    for step_size in (0.0, -0.3, float("nan"), np.array(-0.3)):
        assert_rejects(langevin.step, x, score, step_size, noise, good=good, naming="step_size")
    assert_rejects(langevin.step, x, score[:1], 0.3, noise, good=good)
    assert_rejects(langevin.step, x, score, 0.3, noise[:, :1], good=good)
    assert_rejects(langevin.step, x[:0], score[:0], 0.3, noise[:0], good=good)


@pytest.mark.parametrize("sampler", SAMPLERS)
@points(1)
def test_bad_starts_are_rejected(langevin, rng, sampler):
    """A start that is not (n, d) and finite, a step size that is not positive and a negative n_steps raise ValueError."""
    ask, target = getattr(langevin, sampler), STANDARD[-1:] if sampler == "sample" else STANDARD
    x0 = rng.normal(size=(4, 2))
    good = (x0, *target, 0.3, 2, 1)
    for bad in (np.full((4, 2), np.nan), np.full((4, 2), np.inf), x0[None], x0[:0], x0[:, :0]):
        assert_rejects(ask, bad, *target, 0.3, 2, 1, good=good, naming="x0")
    for step_size in (0.0, -0.3, float("inf"), np.array(-0.3)):
        assert_rejects(ask, x0, *target, step_size, 2, 1, good=good, naming="step_size")
    assert_rejects(ask, x0, *target, 0.3, -1, 1, good=good, naming="n_steps")


@points(1)
def test_functions_of_another_shape_are_rejected(langevin, rng):
    """A score that is not of the shape of x, and a log density that is not one number a row, raise ValueError."""
    x0 = rng.normal(size=(4, 1))
    rest, plane = settings(0.3, 2, rng), gaussian(MEAN, VARIANCE)
    assert_rejects(langevin.sample, x0, plane[1], *rest, good=(x0, STANDARD[1], *rest))
    assert_rejects(langevin.adjusted_sample, x0, STANDARD[0], plane[1], *rest, good=(x0, *STANDARD, *rest))
    assert_rejects(langevin.adjusted_sample, x0, STANDARD[1], STANDARD[1], *rest, good=(x0, *STANDARD, *rest))
