"""The Gaussian and Bernoulli terms of a variational autoencoder's objective."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from viva.chance import FALSE_ALARM, assert_follows, assert_mean
from viva.closeness import assert_close, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, seeds

gaussian = submitted("gaussian")

SIGNATURES = {
    "log_density": ("x", "mean", "log_var"),
    "kl_standard_normal": ("mean", "log_var"),
    "kl_diagonal": ("mean_q", "log_var_q", "mean_p", "log_var_p"),
    "reparameterize": ("mean", "log_var", "noise"),
    "bernoulli_log_likelihood": ("x", "logits"),
    "negative_elbo": ("x", "reconstruction", "mean", "log_var"),
}
SHAPES = st.sampled_from([(1,), (4,), (1, 3), (3, 5), (2, 3, 4)])
LARGEST_LOG_VAR = {"float64": 80.0, "float32": 40.0}
SWITCH = 1e-8  # what a softplus that switches to its asymptote may lose in a term

# A central difference with step h is off by h²/6 · |f'''| at most because the series is cut off, and by tolerance · |f| / h because
# values are rounded. Where one number bounds |f| and |f'''|, the sum is least at this step, and there it is h²/2 times that number.
STEP = float(np.cbrt(3 * tolerance(np.float64)))


@st.composite
def arguments(draw, function, shape=SHAPES, dtype=np.float64):
    """Valid arguments of a function, in its order, all of one shape (..., d)."""
    lengths, rng = draw(shape), np.random.default_rng(draw(seeds))
    drawn = {name: rng.normal(scale=2.0, size=lengths) for name in SIGNATURES[function]}
    for name in drawn:
        if name.startswith("log_var"):
            drawn[name] = rng.uniform(-3.0, 2.0, lengths)
    if function == "bernoulli_log_likelihood":
        drawn["x"] = rng.uniform(0.01, 0.99, lengths)
    return tuple(value.astype(dtype) for value in drawn.values())


def exact(arguments):
    """The same numbers in float64."""
    return (np.asarray(argument, dtype=np.float64) for argument in arguments)


def density_size(x, mean, log_var):
    """Sum of the magnitudes of a log density's terms."""
    return 0.5 * np.sum(np.log(2 * np.pi) + np.abs(log_var) + (np.abs(x) + np.abs(mean)) ** 2 * np.exp(-log_var), axis=-1)


def divergence_size(mean_q, log_var_q, mean_p=0.0, log_var_p=0.0):
    """Sum of the magnitudes of a divergence's terms."""
    spread = np.exp(log_var_q - log_var_p) + 1 + np.abs(log_var_q) + np.abs(log_var_p)
    return 0.5 * np.sum(spread + (np.abs(mean_q) + np.abs(mean_p)) ** 2 * np.exp(-log_var_p), axis=-1)


def likelihood_size(x, logits):
    """Sum of the magnitudes of a Bernoulli log likelihood's terms."""
    return np.sum(1 + np.abs(logits), axis=-1)


def sample_size(mean, log_var, noise):
    """Magnitudes of a sample's terms, entry by entry."""
    return np.abs(mean) + np.exp(0.5 * log_var) * np.abs(noise)


def elbo_size(x, reconstruction, mean, log_var, factor=1.0):
    """Sum of the magnitudes of a negative ELBO's terms."""
    rows = ((np.abs(x) + np.abs(reconstruction)) ** 2).reshape(len(x), -1)
    return np.mean(0.5 * factor * rows.sum(axis=1) + divergence_size(mean, log_var))


SIZES = {
    "log_density": density_size,
    "kl_standard_normal": divergence_size,
    "kl_diagonal": divergence_size,
    "reparameterize": sample_size,
    "bernoulli_log_likelihood": likelihood_size,
    "negative_elbo": elbo_size,
}


def divergence(mean_q, log_var_q, mean_p, log_var_p):
    """KL(q ‖ p) as cross entropy less entropy."""
    second_moment = np.exp(log_var_q) + (mean_q - mean_p) ** 2
    cross_entropy = 0.5 * (np.log(2 * np.pi) + log_var_p + second_moment * np.exp(-log_var_p))
    return np.sum(cross_entropy - stats.norm.entropy(scale=np.exp(0.5 * log_var_q)), axis=-1)


def log_likelihood(x, logits):
    """x log p + (1 − x) log(1 − p), by SciPy."""
    return np.sum(x * special.log_expit(logits) + (1 - x) * special.log_expit(-logits), axis=-1)


def likelihood_bound(x, logits, dtype=np.float64):
    """What a Bernoulli log likelihood may be off by."""
    return x.shape[-1] * SWITCH + tolerance(dtype) * likelihood_size(x, logits)


@pytest.mark.parametrize("function", SIGNATURES)
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(gaussian, dtype, function):
    """A function answers in the dtype of its input, summed over the last axis; negative_elbo is a scalar tensor."""
    for shape in ((2, 3, 4), (1, 5)):
        values = [np.full(shape, value, dtype) for value in (0.7, 0.2, -0.4, 0.3)][: len(SIGNATURES[function])]
        if function == "negative_elbo":
            values[2:] = (value.reshape(shape[0], -1)[:, :2] for value in values[2:])
        form = {"reparameterize": shape, "negative_elbo": ()}.get(function, shape[:-1])
        assert_form(getattr(gaussian, function)(*values), form, dtype, what=function)


def by_scipy(function, *values):
    """The answer of a function of rows."""
    match function:
        case "log_density":
            x, mean, log_var = values
            return stats.norm.logpdf(x, mean, np.exp(0.5 * log_var)).sum(axis=-1)
        case "kl_standard_normal":
            return divergence(*values, 0.0, 0.0)
        case "kl_diagonal":
            return divergence(*values)
        case "reparameterize":
            mean, log_var, noise = values
            return mean + np.exp(0.5 * log_var) * noise
        case "bernoulli_log_likelihood":
            return log_likelihood(*values)
        case "negative_elbo":
            x, reconstruction, mean, log_var = values
            return np.mean(0.5 * np.sum((x - reconstruction) ** 2, axis=-1) + divergence(mean, log_var, 0.0, 0.0))


@pytest.mark.parametrize("function", SIGNATURES)
@points(1)
@given(data=st.data())
def test_inputs_stay_as_they_were(gaussian, function, data):
    """No function changes the tensors that it is given."""
    values = data.draw(arguments(function, st.just((3, 2))), label="arguments")
    answer = assert_leaves_inputs(getattr(gaussian, function), *values)
    assert_close(answer, by_scipy(function, *values), bound=2 * SWITCH + tolerance(np.float64) * SIZES[function](*values))


@pytest.mark.parametrize("function", list(SIGNATURES)[:5])
@points(1)
@given(data=st.data())
def test_batches_are_answered_one_by_one(gaussian, function, data):
    """A stack of rows gives the stack of the single answers."""
    stacks = data.draw(arguments(function, st.just((2, 2, 3))), label="arguments")
    bound = 3 * SWITCH + tolerance(np.float64) * SIZES[function](*stacks)
    assert_close(getattr(gaussian, function)(*stacks), by_scipy(function, *stacks), bound=bound)


@points(1)
def test_factor_is_a_number_or_a_scalar_tensor(gaussian, rng):
    """A Python float keeps all its digits in float64, and a 0-dimensional tensor says the same."""
    x, reconstruction, mean, log_var = rng.normal(size=(4, 3, 5))
    expected = 0.15 * np.sum((x - reconstruction) ** 2) / 3 + np.mean(divergence(mean, log_var, 0.0, 0.0))
    scale = elbo_size(x, reconstruction, mean, log_var)
    for factor in (0.3, np.array(0.3)):
        assert_close(gaussian.negative_elbo(x, reconstruction, mean, log_var, factor), expected, scale=scale)
    by_name = gaussian.negative_elbo(x, reconstruction, mean, log_var, factor=0.3)
    assert_close(by_name, expected, scale=scale)


@points(1)
@given(centre=arguments("kl_standard_normal", st.just((2,))))
def test_density_integrates_to_one(gaussian, centre):
    """The density of a Gaussian in the plane, summed over a fine grid, is 1."""
    mean, log_var = centre
    steps = np.linspace(-10, 10, 41)  # half a standard deviation each: the sum is off by less than exp(−78)
    z = np.stack(np.meshgrid(steps, steps), axis=-1)
    deviation = np.exp(0.5 * log_var)
    log_density = gaussian.log_density(mean + deviation * z, np.broadcast_to(mean, z.shape), np.broadcast_to(log_var, z.shape))
    assert_form(log_density, (41, 41), np.float64)
    total = np.sum(np.exp(log_density)) * np.prod(0.5 * deviation)
    assert_close(total, 1.0, what="the integral", condition=float(1 + np.max(np.abs(mean) / deviation)))


@points(1)
@given(q=arguments("kl_standard_normal"), shift=st.sampled_from([-0.5, -0.02, 0.02, 0.5]), data=st.data())
def test_divergence_is_zero_only_at_equality(gaussian, q, shift, data):
    """KL(q ‖ p) is 0 where q = p, and positive where one coordinate's mean or variance differs."""
    mean, log_var = q
    nothing = gaussian.kl_diagonal(mean, log_var, mean, log_var)
    assert_close(nothing, np.zeros(mean.shape[:-1]), scale=divergence_size(mean, log_var, mean, log_var))
    coordinate = data.draw(st.integers(0, mean.shape[-1] - 1), label="coordinate")
    moved = shift * np.eye(mean.shape[-1])[coordinate]
    for other in ((mean + moved, log_var), (mean, log_var + moved)):
        something = gaussian.kl_diagonal(mean, log_var, *other)
        assert_form(something, mean.shape[:-1], np.float64)
        least = tolerance(np.float64) * divergence_size(mean, log_var, *other)
        assert np.all(something > least), f"KL is {something.min()} although q and p differ; it must be above {least.max():.1g}"


@points(1)
@given(data=st.data())
def test_divergence_from_a_standard_normal_is_never_negative(gaussian, data):
    """KL(q ‖ N(0, I)) ≥ ½ ‖mean‖² up to rounding, whatever the variances, also for standard deviations near 1."""
    mean, log_var = data.draw(arguments("kl_standard_normal"), label="mean, log_var")
    near = data.draw(st.sampled_from([1.0, 0.1, 1e-3]), label="distance from N(0, I)")
    answer = gaussian.kl_standard_normal(near * mean, near * log_var)
    assert_form(answer, mean.shape[:-1], np.float64)
    rounding = tolerance(np.float64) * divergence_size(near * mean, near * log_var)
    least = 0.5 * np.sum((near * mean) ** 2, axis=-1)
    assert np.all(answer >= least - rounding), f"KL is {answer}; it must not be below {least}, with {rounding} for rounding"
    assert np.all(answer <= least + divergence_size(0 * mean, near * log_var)), f"KL is {answer}, far above its terms"


@points(1)
@given(pair=arguments("kl_diagonal"))
def test_divergences_of_coordinates_add_up(gaussian, pair):
    """The KL of independent coordinates is the sum of their own."""
    for function, of in (("kl_diagonal", pair), ("kl_standard_normal", pair[:2])):
        single = getattr(gaussian, function)(*(value[..., None] for value in of))
        alone = [value[..., None] for value in of]
        assert_close(single, by_scipy(function, *alone), what=f"{function} of single coordinates", scale=SIZES[function](*alone))
        assert_close(getattr(gaussian, function)(*of), single.sum(axis=-1), what=function, scale=SIZES[function](*of))


@points(1)
@given(pair=arguments("kl_diagonal"), seed=seeds)
def test_divergence_does_not_depend_on_units(gaussian, pair, seed):
    """Stretching, mirroring and shifting both distributions alike leaves KL(q ‖ p) as it is."""
    rng, d = np.random.default_rng(seed), pair[0].shape[-1]
    stretch, shift = rng.choice([-1, 1], d) * rng.uniform(0.1, 10, d), rng.normal(scale=3, size=d)
    mean_q, log_var_q, mean_p, log_var_p = pair
    wider = 2 * np.log(np.abs(stretch))
    mapped = (stretch * mean_q + shift, log_var_q + wider, stretch * mean_p + shift, log_var_p + wider)
    scale = divergence_size(*pair) + divergence_size(*mapped)
    assert_close(gaussian.kl_diagonal(*mapped), divergence(*pair), scale=scale)


@points(1)
@given(q=arguments("kl_standard_normal"))
def test_standard_normal_is_a_special_case(gaussian, q):
    """kl_diagonal against N(0, I) is kl_standard_normal."""
    zeros = np.zeros(q[0].shape)
    from_prior = gaussian.kl_standard_normal(*q)
    assert_close(from_prior, divergence(*q, 0.0, 0.0), what="kl_standard_normal", scale=divergence_size(*q))
    assert_close(gaussian.kl_diagonal(*q, zeros, zeros), from_prior, what="kl_diagonal", scale=divergence_size(*q))


@pytest.mark.parametrize("function", ["kl_diagonal", "kl_standard_normal"])
@points(1)
def test_divergence_is_the_mean_log_ratio(gaussian, rng, function):
    """A divergence is the mean of log q(z) − log p(z) over draws z from q, within that mean's own standard error."""
    mean_q, mean_p = rng.normal(size=(2, 6, 3))
    log_var_q, log_var_p = rng.uniform(-1, 1, (2, 6, 3))
    p = (mean_p, log_var_p) if function == "kl_diagonal" else ()
    answer = getattr(gaussian, function)(mean_q, log_var_q, *p)
    assert_form(answer, (6,), np.float64, what=function)
    z = mean_q + np.exp(0.5 * log_var_q) * rng.normal(size=(20_000, 6, 3))
    mean, log_var = p or (0.0, np.zeros(3))
    ratios = stats.norm.logpdf(z, mean_q, np.exp(0.5 * log_var_q)) - stats.norm.logpdf(z, mean, np.exp(0.5 * log_var))
    # The ratios are skewed, and the normal approximation is a little too sure of itself.
    assert_mean(ratios.sum(axis=-1), answer, what="the mean log ratio", false_alarm=FALSE_ALARM / 10)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_sample_is_mean_plus_deviation_times_noise(gaussian, data, dtype):
    """A sample is mean + exp(½ log_var) · noise, with a standard deviation, noise and row of its own for every entry."""
    given_to_it = data.draw(arguments("reparameterize", dtype=dtype), label="mean, log_var, noise")
    mean, log_var, noise = exact(given_to_it)
    expected = mean + np.exp(0.5 * log_var) * noise
    assert_close(gaussian.reparameterize(*given_to_it), expected, scale=sample_size(mean, log_var, noise))


@points(1)
def test_samples_follow_their_distribution(gaussian, rng):
    """Made from standard normal noise, samples follow N(mean, exp(log_var)): log_var is a log variance."""
    mean, log_var = rng.uniform(-3, 3, 4), rng.permutation([-3.0, -1.0, 1.0, 3.0])
    noise = rng.normal(size=(5_000, 4))
    z = gaussian.reparameterize(np.tile(mean, (5_000, 1)), np.tile(log_var, (5_000, 1)), noise)
    assert_form(z, noise.shape, np.float64)
    assert_follows((z - mean) / np.exp(0.5 * log_var), stats.norm.cdf, what="the standardised sample")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_samples_carry_gradients_to_both_parameters(gaussian, data, dtype):
    """A sample's derivative is 1 with respect to mean and ½ exp(½ log_var) · noise with respect to log_var."""
    given_to_it = data.draw(arguments("reparameterize", dtype=dtype), label="mean, log_var, noise")
    mean, log_var, noise = exact(given_to_it)
    by_mean, by_log_var = gaussian.reparameterize.gradient(*given_to_it, wrt=(0, 1))
    assert_close(by_mean, np.ones(mean.shape), what="the derivative by mean")
    expected = 0.5 * np.exp(0.5 * log_var) * noise
    assert_close(by_log_var, expected, what="the derivative by log_var", scale=np.abs(expected))


@pytest.mark.parametrize("function", [name for name in SIGNATURES if name != "reparameterize"])
@points(1)
@given(data=st.data())
def test_gradients_equal_finite_differences(gaussian, function, data):
    """Automatic differentiation finds the slope that two nearby values show, for every argument."""
    ask, given_to_it = getattr(gaussian, function), data.draw(arguments(function, st.just((3, 2))), label="arguments")
    direction = np.random.default_rng(data.draw(seeds)).choice([-1.0, 1.0], (3, 2))
    gradients = ask.gradient(*given_to_it, wrt=tuple(range(len(given_to_it))))
    bound = STEP**2 / 2 * np.sum(SIZES[function](*given_to_it))
    for i, name in enumerate(SIGNATURES[function]):
        before, value, after = given_to_it[:i], given_to_it[i], given_to_it[i + 1 :]
        up, down = (np.sum(ask(*before, value + step * direction, *after)) for step in (STEP, -STEP))
        assert_form(gradients[i], (3, 2), np.float64, what=f"the gradient by {name}")
        assert_close(np.sum(gradients[i] * direction), (up - down) / (2 * STEP), what=f"the slope by {name}", bound=bound)


@points(2)
@given(data=st.data(), dtype=dtypes(), binary=st.booleans())
def test_bernoulli_likelihood_is_that_of_the_logits(gaussian, data, dtype, binary):
    """The log likelihood is x log p + (1 − x) log(1 − p) with p = sigmoid(logits), for x of 0, of 1 and between."""
    x, logits = data.draw(arguments("bernoulli_log_likelihood", dtype=dtype), label="x, logits")
    x = np.round(x) if binary else x
    expected = log_likelihood(*exact((x, logits)))
    bound = likelihood_bound(x, logits, dtype)
    assert_close(gaussian.bernoulli_log_likelihood(x, logits), expected, bound=bound)


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_bernoulli_likelihood_bears_large_logits(gaussian, dtype):
    """Logits up to ±10,000 give the exact value and the exact gradient x − sigmoid(logits), where sigmoid is 0 or 1 to rounding."""
    sizes = [0.5, 15.0, 17.5, 37.0, 90.0, 105.0, 710.0, 750.0, 1e4]
    x, size, sign = (grid.ravel() for grid in np.meshgrid([0.0, 0.3, 1.0], sizes, [-1.0, 1.0]))
    x, logits = x[:, None].astype(dtype), (sign * size)[:, None].astype(dtype)
    wide_x, wide_logits = exact((x, logits))
    bound = likelihood_bound(x, logits, dtype)
    assert_close(gaussian.bernoulli_log_likelihood(x, logits), log_likelihood(wide_x, wide_logits), bound=bound)
    gradient = gaussian.bernoulli_log_likelihood.gradient(x, logits, wrt=1)
    assert_close(gradient, wide_x - special.expit(wide_logits), what="the gradient", bound=SWITCH + tolerance(dtype))


@points(1)
@given(logits=arguments("bernoulli_log_likelihood", st.sampled_from([(1,), (3,), (6,)])).map(lambda pair: pair[1]))
def test_bernoulli_probabilities_sum_to_one(gaussian, logits):
    """The probabilities of all 2^d binary pictures sum to 1, as a likelihood's must."""
    pictures = np.array(list(itertools.product([0.0, 1.0], repeat=len(logits))))
    answer = gaussian.bernoulli_log_likelihood(pictures, np.broadcast_to(logits, pictures.shape))
    assert_form(answer, (len(pictures),), np.float64)
    assert_close(np.sum(np.exp(answer)), 1.0, what="the sum of the probabilities", bound=likelihood_bound(pictures, logits).max())


@points(1)
@given(x=arguments("bernoulli_log_likelihood").map(lambda pair: pair[0]), shift=st.sampled_from([-1.0, -0.1, 0.1, 1.0]))
def test_perfect_reconstruction_is_most_likely(gaussian, x, shift):
    """Nothing explains a picture better than the picture itself: p = x has the highest likelihood and gradient 0."""
    logits = special.logit(x)
    gradient = gaussian.bernoulli_log_likelihood.gradient(x, logits, wrt=1)
    assert_close(gradient, np.zeros(x.shape), what="the gradient at p = x", bound=SWITCH + tolerance(np.float64))
    best, other = (gaussian.bernoulli_log_likelihood(x, logits + s) for s in (0.0, shift))
    assert_form(best, x.shape[:-1], np.float64)
    assert_form(other, x.shape[:-1], np.float64)
    assert np.all(best > other), f"the log likelihood at p = x is {best}, and {other} with logits off by {shift}"


@points(2)
@given(data=st.data(), dtype=dtypes(), shape=st.sampled_from([(4,), (2, 3), (3, 2, 2)]), factor=st.just(1.0) | st.floats(0.01, 100))
def test_negative_elbo_is_squared_error_plus_divergence(gaussian, data, dtype, shape, factor):
    """The loss is the batch mean of ½ · factor · ‖x − x̂‖² over all of a picture's entries, plus the KL."""
    n, k = data.draw(st.integers(1, 4), label="n"), data.draw(st.integers(1, 5), label="k")
    pictures = data.draw(arguments("negative_elbo", st.just((n, *shape)), dtype), label="x, reconstruction")[:2]
    q = data.draw(arguments("kl_standard_normal", st.just((n, k)), dtype), label="mean, log_var")
    x, reconstruction, mean, log_var = exact((*pictures, *q))
    errors = np.sum((x - reconstruction).reshape(n, -1) ** 2, axis=1)
    expected = np.mean(0.5 * factor * errors + divergence(mean, log_var, 0.0, 0.0))
    answer = gaussian.negative_elbo(*pictures, *q, *([] if factor == 1.0 else [factor]))
    assert_close(answer, expected, scale=elbo_size(x, reconstruction, mean, log_var, factor))


@points(2)
@given(pictures=arguments("negative_elbo", st.just((3, 2, 5))), q=arguments("kl_standard_normal", st.just((3, 4))))
def test_a_nat_of_divergence_costs_a_nat(gaussian, pictures, q):
    """Divergence and reconstruction error come in the same unit: neither is averaged, halved or weighted against the other."""
    (x, reconstruction), prior = pictures[:2], (np.zeros((3, 4)), np.zeros((3, 4)))
    asked = ((x, x, *prior), (x, reconstruction, *prior), (x, reconstruction, *q))
    losses = [gaussian.negative_elbo(*arguments) for arguments in asked]
    for loss in losses:
        assert_form(loss, (), np.float64, what="the loss")
    error, nats = 0.5 * np.sum((x - reconstruction) ** 2), np.sum(divergence(*q, 0.0, 0.0))
    of_error, of_divergence = (losses[1] - losses[0]) / error, (losses[2] - losses[1]) / nats
    assert of_error > 0, f"the loss must rise with the squared error, but it rises by {of_error:.3g} for a nat"
    condition = 3 * elbo_size(x, reconstruction, *q) * (1 / error + 1 / nats)
    assert_close(of_divergence / of_error, 1.0, what="what a nat of KL costs, in nats of squared error", condition=condition)


@points(1)
@given(data=st.data())
def test_negative_elbo_is_a_mean_over_rows(gaussian, data):
    """The loss of a batch is the mean of its rows' own losses, and a batch taken twice has the same loss."""
    batch = data.draw(arguments("negative_elbo", st.tuples(st.integers(1, 4), st.integers(1, 4))), label="batch")
    together = gaussian.negative_elbo(*batch)
    scale = elbo_size(*batch)
    assert_close(gaussian.negative_elbo(*(np.concatenate([a, a]) for a in batch)), together, scale=scale)
    rows = [gaussian.negative_elbo(*(a[i : i + 1] for a in batch)) for i in range(len(batch[0]))]
    for i, row in enumerate(rows):
        assert_close(
            row, by_scipy("negative_elbo", *(a[i : i + 1] for a in batch)), what="the loss of one row", scale=scale * len(rows)
        )
    assert_close(together, np.mean(rows), scale=scale)


@pytest.mark.parametrize("function", [name for name in SIGNATURES if name != "bernoulli_log_likelihood"])
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_extreme_variances_do_not_overflow(gaussian, dtype, function):
    """Log variances up to ±80 in float64 and ±40 in float32 give the right numbers, in ten dimensions too."""
    largest = LARGEST_LOG_VAR[dtype]
    pairs = np.array(list(itertools.product([-largest, -0.5 * largest, 0.0, largest], repeat=2)))
    log_vars = iter(np.repeat(column[:, None], 10, axis=1) for column in pairs.T)
    numbers = {"x": 1.5, "mean": -0.25, "mean_q": 1.5, "mean_p": -0.25, "noise": -0.75, "reconstruction": 0.25}
    names = SIGNATURES[function]
    values = [next(log_vars) if name.startswith("log_var") else np.full((len(pairs), 10), numbers[name]) for name in names]
    answer = getattr(gaussian, function)(*(value.astype(dtype) for value in values))
    assert_close(answer, by_scipy(function, *values), what=function, scale=SIZES[function](*values))


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_log_density_is_that_of_a_normal_distribution(gaussian, data, dtype):
    """The log density is the sum over coordinates of log N(x; mean, exp(log_var)), as SciPy has it."""
    given_to_it = data.draw(arguments("log_density", dtype=dtype), label="x, mean, log_var")
    x, mean, log_var = exact(given_to_it)
    expected = stats.norm.logpdf(x, mean, np.exp(0.5 * log_var)).sum(axis=-1)
    assert_close(gaussian.log_density(*given_to_it), expected, scale=density_size(x, mean, log_var))


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_divergence_from_a_standard_normal_is_cross_entropy_less_entropy(gaussian, data, dtype):
    """KL(q ‖ N(0, I)) is the cross entropy of q and N(0, I) less the entropy of q, which SciPy knows."""
    q = data.draw(arguments("kl_standard_normal", dtype=dtype), label="mean, log_var")
    mean, log_var = exact(q)
    assert_close(gaussian.kl_standard_normal(*q), divergence(mean, log_var, 0.0, 0.0), scale=divergence_size(mean, log_var))


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_divergence_is_cross_entropy_less_entropy(gaussian, data, dtype):
    """KL(q ‖ p) is the cross entropy of q and p less the entropy of q, which SciPy knows."""
    pair = data.draw(arguments("kl_diagonal", dtype=dtype), label="q, p")
    wide = tuple(exact(pair))
    assert_close(gaussian.kl_diagonal(*pair), divergence(*wide), scale=divergence_size(*wide))


@points(1)
def test_textbook_numbers(gaussian):
    """N(0, I) is at distance 0 from itself; KL(N(1, 4) ‖ N(0, 1)) = 2 − log 2, and the other way round it is log 2 − ¼."""
    zero, one, log_four = np.zeros(1), np.ones(1), np.full(1, math.log(4))
    assert_close(gaussian.kl_standard_normal(np.zeros(7), np.zeros(7)), 0.0, what="KL(N(0, I) ‖ N(0, I))", scale=7.0)
    assert_close(gaussian.kl_standard_normal(one, log_four), 2 - math.log(2), what="KL(N(1, 4) ‖ N(0, 1))")
    assert_close(gaussian.kl_diagonal(one, log_four, zero, zero), 2 - math.log(2), what="KL(N(1, 4) ‖ N(0, 1))")
    assert_close(gaussian.kl_diagonal(zero, zero, one, log_four), math.log(2) - 0.25, what="KL(N(0, 1) ‖ N(1, 4))")
    assert_close(gaussian.log_density(zero, zero, zero), -0.5 * math.log(2 * math.pi), what="log N(0; 0, 1)")


@points(2)
def test_latent_size_counts_once(gaussian, rng):
    """With 100 latent variables a perfect picture under the prior costs 0; counted once a coordinate they would make it −4950."""
    x, prior = rng.uniform(size=(2, 45, 45, 3)), (np.zeros((2, 100)), np.zeros((2, 100)))
    assert_close(gaussian.negative_elbo(x, x, *prior, 100.0), 0.0, what="the loss of a perfect picture", scale=100.0)
    shift = math.sqrt(2825.5 / 50 / x[0].size)  # with a KL of 50, the loss that was published as −2074.50
    loss = gaussian.negative_elbo(x, x + shift, np.ones((2, 100)), prior[1], 100.0)
    assert_close(loss, 2875.50, what="the loss that was published as −2074.50", condition=1 / shift)


@pytest.mark.parametrize("function", SIGNATURES)
@points(1)
def test_bad_input_is_rejected(gaussian, function):
    """Shapes that differ, NaN, infinity, a number for a vector and nothing at all raise ValueError; nothing broadcasts."""
    ask, names = getattr(gaussian, function), SIGNATURES[function]
    good = tuple(np.full((3, 2), 0.1 * (i + 1)) for i in range(len(names)))
    for i, name in enumerate(names):
        for bad in (np.nan, np.inf, -np.inf):
            spoilt = np.where(np.arange(6).reshape(3, 2) == 3, bad, good[i])
            assert_rejects(ask, *good[:i], spoilt, *good[i + 1 :], good=good, naming=name)
        for smaller in (good[i][:, :1], good[i][:1], good[i][0]):
            assert_rejects(ask, *good[:i], smaller, *good[i + 1 :], good=good)
    for empty in (np.zeros((0, 2)), np.zeros((3, 0)), np.array(0.5)):
        assert_rejects(ask, *[empty] * len(names), good=good)


@points(1)
def test_a_negative_factor_and_codes_of_other_pictures_are_rejected(gaussian):
    """negative_elbo raises ValueError for a factor below 0 or NaN, and for as many codes as there are no pictures."""
    x, codes = np.full((3, 2, 2), 0.5), np.full((3, 4), 0.1)
    good = (x, x, codes, codes)
    for factor in (-1.0, float("nan")):
        assert_rejects(gaussian.negative_elbo, *good, factor, good=(*good, 2.0), naming="factor")
    for other in (codes[:1], codes[:2], codes[0], codes[:, None]):
        assert_rejects(gaussian.negative_elbo, x, x, other, other, good=good)
