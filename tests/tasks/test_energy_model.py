"""Energy model of points in the plane, trained by contrast with its own Langevin samples."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.subject import LESSON_DEADLINE, forget, kept, lively_scale
from laws.training import assert_same_and_other
from scipy import stats

from viva.chance import assert_follows, assert_independent, energy_distance
from viva.closeness import assert_close, assert_equal, assert_form
from viva.data import load
from viva.expectations import assert_rejects
from viva.plugin import points, submitted
from viva.replies import NotAttempted, SubmissionError
from viva.strategies import seeds

energy_model = submitted("energy_model")

N_HIDDEN = 128
N_PARAMETERS = (17_025, 17_024)  # a bias of the last layer changes no density
START = 3.0  # standard deviation of the start of a chain
CHAINS = 20_000
SLIGHT = 0.01  # a weight of the first layer with which an activation is a parabola, to 1 %, as far as chains get
FAR = np.array([[0, 0], [6, 6], [-6, -6]], np.float32)  # u = 0, ± 6 √2
LARGEST_SHARE = 0.25  # of the start's energy distance
KINK = 0.1  # of the largest slope: what it may change between neighbours; 0.02 by a curvature of 2, 0.4 at the kink of SELU


def points_of(rng, n, scale=5.0):
    """Points (n, 2), as far from the origin as the data are."""
    return rng.normal(scale=scale, size=(n, 2)).astype(np.float32)


def built(energy_model, seed=0):
    """A new model. It is called once before it is asked for its parameters: layers may be built by the first call."""
    model = energy_model.EnergyModel(seed=seed)
    with contextlib.suppress(SubmissionError, NotAttempted):
        model(np.ones((1, 2), np.float32))
    return model


def shared(energy_model):
    """A model that is shared until it is trained; a question sets its parameters before it asks for anything."""
    return kept(energy_model, "shared", lambda: built(energy_model))


def lively(energy_model, rng, scale=1.0):
    """A model with parameters of our own: nothing depends on how a submission starts."""
    model = shared(energy_model)
    values = [rng.normal(scale=scale * lively_scale(p.shape), size=p.shape) for p in model.parameters()]
    model.set_parameters(tuple(value.astype(np.float32) for value in values))
    return model


def fit(energy_model, model, *arguments, **options):
    """Train, and return the losses."""
    forget(energy_model, model)
    return energy_model.fit(model, *arguments, **options)


def set_layers(model, first, second, last, bias=0.0, last_bias=0.0):
    """One weight for a whole layer, or in the first one for each unit, (128,); told apart by their sizes, in either layout."""
    first = np.broadcast_to(first, N_HIDDEN)

    def value(p):
        if p.ndim == 1:
            return np.full(p.shape, bias if p.size == N_HIDDEN else last_bias)
        if p.size == 2 * N_HIDDEN:
            return np.broadcast_to(first[:, None] if len(p) == N_HIDDEN else first, p.shape)
        return np.full(p.shape, second if p.size == N_HIDDEN**2 else last)

    model.set_parameters(tuple(value(p).astype(np.float32) for p in model.parameters()))


def activation(model, t):
    """The activation at t: f of a model that has no weights but 1/128 in the last layer."""
    sign = sign_of(model)
    set_layers(model, 0.0, 0.0, 1 / N_HIDDEN, bias=t)
    return sign * float(model(np.zeros((1, 2), np.float32))[0])


def sign_of(model):
    """1, or −1 where the network is the energy −f, as a bias of the last layer shows."""
    set_layers(model, 0.0, 0.0, 0.0, last_bias=1.0)
    return float(np.sign(model(np.zeros((1, 2), np.float32))[0])) or 1.0


def valley(energy_model, curvature):
    """A model with f = −½ curvature u² along u = (x₁ + x₂)/√2, and constant across, whatever its activation."""
    model, slight = shared(energy_model), SLIGHT * np.where(np.arange(N_HIDDEN) % 2, 1, -1)

    def bend(bias):
        set_layers(model, slight, 1 / N_HIDDEN, 1 / N_HIDDEN, bias)
        bottom, *sides = model(FAR).astype(np.float64)
        return sum(sides) - 2 * bottom

    bias = max((0.7, -0.7), key=lambda bias: abs(bend(bias)))
    assert bend(bias) != 0, "f does not depend on the point"
    set_layers(model, slight, 1 / N_HIDDEN, -curvature * 72 / bend(bias) / N_HIDDEN, bias)  # 72 = u²
    return model


def slope(energy_model, place, height):
    """A model whose f is nearly 0 at the start of chains, and `height` at (place, place); 30 is added to both."""
    model = shared(energy_model)
    set_layers(model, SLIGHT / 2, 1 / N_HIDDEN, 1.0, bias=0.7)
    near, far = model(np.array([[0, 0], [place, place]], np.float32)).astype(np.float64)
    assert near != far, "f does not depend on the point"
    set_layers(model, SLIGHT / 2, 1 / N_HIDDEN, height / (far - near), 0.7, 30.0 - near * height / (far - near))
    return model


def far_data(rng, n):
    """Points about (60, 60)."""
    return (60 + rng.normal(size=(n, 2))).astype(np.float32)


def settings(rng, step_size, n_steps):
    """The last arguments of `sample`: many chains, and a seed that nobody can foresee."""
    return CHAINS, step_size, n_steps, int(rng.integers(2**31))


def data(n=None):
    """The Swiss roll in the plane."""
    return load("swiss_roll_2d")["x"][:n].astype(np.float32)


def flat(model):
    """All parameters in one vector."""
    return np.concatenate([p.ravel() for p in model.parameters()])


# Form


@points(1)
def test_results_have_the_form_of_the_interface(energy_model, rng):
    """f is (n,), the score (n, 2), the loss a scalar, samples (n, 2) and the losses (n_steps,), all float32, for one point too."""
    model = built(energy_model)
    for n in (1, 5):
        x, other = points_of(rng, n), points_of(rng, 3)
        assert_form(model(x), (n,), np.float32, what="f")
        assert_form(energy_model.score(model, x), (n, 2), np.float32, what="the score")
        assert_form(energy_model.contrastive_loss(model, x, other), (), np.float32, what="the loss")
        assert_form(energy_model.sample(model, n, 0.3, 2, seed=1), (n, 2), np.float32, what="the samples")
        assert_form(energy_model.fit(model, x, n, seed=1), (n,), np.float32, what="the losses")


@points(1)
def test_number_of_parameters(energy_model):
    """The layers 2-128-128-1 have 17,025 parameters, or one less where the last has no bias."""
    count = sum(p.size for p in built(energy_model).parameters())
    assert count in N_PARAMETERS, f"the model has {count:,} parameters, not {N_PARAMETERS[0]:,}"


@points(1)
def test_points_stay_as_they_were(energy_model, rng):
    """Neither the score nor the loss changes the points that it is given."""
    model, x, other = lively(energy_model, rng), points_of(rng, 4), points_of(rng, 7)
    f, f_other = model(x).astype(np.float64), model(other).astype(np.float64)
    value, after = energy_model.score.with_inputs(model, x)
    assert np.ptp(value) > 0, "the score is the same everywhere"
    assert_equal(after[1], x, what="x after score")
    value, after = energy_model.contrastive_loss.with_inputs(model, x, other)
    assert_close(value, f_other.mean() - f.mean(), what="the loss", scale=np.abs([*f, *f_other]).max())
    assert_equal(after[1], x, what="data after contrastive_loss")
    assert_equal(after[2], other, what="samples after contrastive_loss")


# The model


@pytest.mark.parametrize(("first", "second", "bias"), [(0.3, 0.01, -0.4), (-0.2, -0.02, 0.7)])
@points(3)
def test_two_hidden_layers_have_one_activation(energy_model, first, second, bias):
    """With equal weights in each layer, f = 128 w₃ φ(128 w₂ φ(w₁ (x₁ + x₂) + b) + b), with φ in both hidden layers only."""
    model, x, last = shared(energy_model), np.array([[1, 0.5], [-2, 0.3], [0, 4]], np.float32), 0.05
    hidden = [activation(model, first * float(total) + bias) for total in x.sum(axis=1)]
    expected = [N_HIDDEN * last * activation(model, N_HIDDEN * second * h + bias) for h in hidden]
    at_rest, one, three = (activation(model, t) for t in (0.0, 1.0, 3.0))
    assert abs(three - at_rest - 3 * (one - at_rest)) > 0.01, "the hidden layers have no activation"
    sign = sign_of(model)
    set_layers(model, first, second, last, bias)
    f = model(x)
    assert np.ptp(f) > 0, "f is the same everywhere"
    assert_close(f, sign * np.array(expected), what="f", scale=max(1.0, np.abs(expected).max()))


@points(2)
def test_activation_is_smooth(energy_model):
    """Along a line the slope of f has no jump: chains need a score that is continuous."""
    model, x = shared(energy_model), np.repeat(np.arange(-4, 4, 0.005)[:, None], 2, axis=1)
    for bias in (-0.5, 0.8):
        set_layers(model, 1.0, 1 / N_HIDDEN, 1 / N_HIDDEN, bias)
        slopes = np.diff(model(x.astype(np.float32)).astype(np.float64)) / 0.01
        assert_form(slopes, (len(x) - 1,), np.float64, what="the slopes")
        largest, jump = np.abs(slopes).max(), np.abs(np.diff(slopes)).max()
        assert jump < KINK * largest, f"the slope of f jumps by {jump / largest:.0%} of its largest value"


@points(1)
def test_points_are_independent(energy_model, rng):
    """f of a point depends on this point alone."""
    model, x = lively(energy_model, rng), points_of(rng, 6)
    together = model(x)
    assert_form(together, (6,), np.float32, what="f")
    assert np.ptp(together) > 0, "f is the same everywhere"
    assert_close(together, np.concatenate([model(row[None]) for row in x]), what="f")


@points(1)
def test_a_seed_decides_the_start(energy_model, rng):
    """The same seed makes the same model whatever the state of the global generators, another seed another; it is 0 by itself."""
    x = points_of(rng, 5)
    answers = [energy_model.EnergyModel(**arguments)(x) for arguments in ({}, {"seed": 0}, {"seed": 7})]
    assert np.ptp(answers[0]) > 0, "f is the same everywhere"
    assert_same_and_other(answers, what="the values of new models")


# Score and loss


@points(3)
@given(seed=seeds, n=st.integers(1, 6), scale=st.sampled_from([0.01, 1.0, 100.0]))
def test_score_is_the_gradient_of_f(energy_model, seed, n, scale):
    """score(model, x) is ∇f at every point: upwards, of f itself and not of its exponential, and summed over nothing."""
    rng = np.random.default_rng(seed)
    model, x = lively(energy_model, rng), points_of(rng, n, scale)
    expected = getattr(model, "").gradient(x)
    assert np.any(expected != 0), "f has no gradient"
    assert_close(energy_model.score(model, x), expected, what="the score")


@points(2)
def test_score_of_a_valley(energy_model, rng):
    """Where f = −½ c u² with u = (x₁ + x₂)/√2, the score is −c u along (1, 1)/√2, and nothing across."""
    model, x = valley(energy_model, 0.3), points_of(rng, 50, 3.0)
    expected = -0.15 * np.repeat(x.sum(axis=1, keepdims=True), 2, axis=1)
    assert_close(energy_model.score(model, x), expected, what="the score", bound=0.03 * np.abs(expected).max())


@points(2)
@given(seed=seeds, n=st.integers(1, 9), m=st.integers(1, 9))
def test_loss_is_the_mean_at_samples_minus_the_mean_at_data(energy_model, seed, n, m):
    """contrastive_loss(model, data, samples) = mean f(samples) − mean f(data), for any numbers of both, and nothing is added."""
    rng = np.random.default_rng(seed)
    model, x, samples = lively(energy_model, rng), points_of(rng, n), points_of(rng, m)
    f, f_samples = model(x).astype(np.float64), model(samples).astype(np.float64)
    expected = f_samples.mean() - f.mean()
    assert np.ptp([*f, *f_samples]) > 0, "f is the same everywhere"
    assert_close(energy_model.contrastive_loss(model, x, samples), expected, what="the loss", scale=np.abs([*f, *f_samples]).max())


@points(2)
def test_gradient_of_the_loss_is_a_difference_of_means(energy_model, rng):
    """Its gradient is the mean of ∂f/∂θ over the samples minus that over the data: up at the data, down at the samples."""
    model, x, samples = lively(energy_model, rng), points_of(rng, 3), points_of(rng, 2)

    def mean_gradient(rows):
        gradients = [getattr(model, "").parameter_gradients(row[None]) for row in rows]
        return [np.mean(parts, axis=0, dtype=np.float64) for parts in zip(*gradients, strict=True)]

    found = energy_model.contrastive_loss.parameter_gradients(model, x, samples, of=model)
    for part, up, down in zip(found, mean_gradient(samples), mean_gradient(x), strict=True):
        scale = max(np.abs(up).max(), np.abs(down).max())
        assert_close(part, up - down, what=f"the gradient of shape {part.shape}", scale=scale)


@points(1)
def test_nothing_flows_through_the_samples(energy_model, rng):
    """The loss has no gradient with respect to the samples."""
    model, x, samples = lively(energy_model, rng), points_of(rng, 4), points_of(rng, 4)
    f, f_samples = model(x).astype(np.float64), model(samples).astype(np.float64)
    assert np.ptp([*f, *f_samples]) > 0, "f is the same everywhere"
    value = energy_model.contrastive_loss(model, x, samples)
    assert_close(value, f_samples.mean() - f.mean(), what="the loss", scale=np.abs([*f, *f_samples]).max())
    with contextlib.suppress(SubmissionError):  # no way from the loss to the samples, no gradient to ask for
        gradient = energy_model.contrastive_loss.gradient(model, x, samples, wrt=2)
        assert_equal(gradient, np.zeros_like(samples), what="the gradient with respect to the samples")


# Samples


@points(2)
def test_no_steps_lead_nowhere(energy_model, rng):
    """Chains start from N(0, 9 I), each of their own, and n_steps=0 returns their starts."""
    x = energy_model.sample(lively(energy_model, rng), *settings(rng, 2.0, 0))
    assert_form(x, (CHAINS, 2), np.float32, what="the samples")
    for j in range(2):
        assert_follows(x[:, j], stats.norm(scale=START).cdf, what=f"coordinate {j} of the start")
    assert_independent(*x.T, what="the coordinates")
    assert_independent(*np.split(x, 2), what="the first half of the chains and the second")


@pytest.mark.parametrize(
    ("step_size", "n_steps"),
    [
        pytest.param(1.0, 1, id="one step"),
        pytest.param(np.array(0.5, np.float32), 4, id="a tensor as step size"),
        pytest.param(0.1, 30, id="thirty steps"),
    ],
)
@points(2)
def test_chains_in_a_valley_follow_their_law(energy_model, rng, step_size, n_steps):
    """Where f = −½ c u², u has variance 9 a²ᵏ + 2ε Σ a²ʲ after k steps, j < k, a = 1 − cε; what lies across has 9 + 2εk."""
    curvature, e = 0.3, float(step_size)
    x = energy_model.sample(valley(energy_model, curvature), *settings(rng, step_size, n_steps))
    assert_form(x, (CHAINS, 2), np.float32, what="the samples")
    along, across = (x @ np.array([[1, 1], [1, -1]]) / np.sqrt(2)).T
    powers = (1 - curvature * e) ** (2 * np.arange(n_steps + 1))
    variance = START**2 * powers[-1] + 2 * e * powers[:-1].sum()
    assert_follows(along, stats.norm(scale=np.sqrt(variance)).cdf, what="u, along the slope,")
    assert_follows(across, stats.norm(scale=np.sqrt(START**2 + 2 * e * n_steps)).cdf, what="what lies across")
    assert_independent(x[1:], x[:-1], what="neighbouring chains")


@points(1)
def test_a_seed_decides_the_samples(energy_model, rng):
    """The same seed gives the same samples whatever the state of the global generators; another seed gives others."""
    model, seed = lively(energy_model, rng), int(rng.integers(2**30))
    answers = [energy_model.sample(model, 20, 0.1, 7, seed=own) for own in (seed, seed, seed + 1)]
    assert np.unique(answers[0]).size == 40, "some numbers are the same"
    assert_same_and_other(answers, what="the samples")


@pytest.mark.long
@points(1)
def test_samples_without_further_arguments(energy_model, rng):
    """sample(model) takes 1000 steps of 1000 chains with ε = 0.01 and seed 0."""
    model = lively(energy_model, rng)
    x = energy_model.sample(model)
    assert_form(x, (1000, 2), np.float32, what="the samples")
    assert np.unique(x).size > 1900, "many numbers are the same"
    assert_close(x, energy_model.sample(model, 1000, 0.01, 1000, 0), what="the samples without further arguments")


@pytest.mark.parametrize("step_size", [0.1, 0.01, 0.001])
@points(1)
def test_samples_are_finite(energy_model, rng, step_size):
    """After 1000 steps on steep slopes too."""
    x = energy_model.sample(lively(energy_model, rng, 2.0), 100, step_size, 1000, seed=1)
    assert_form(x, (100, 2), np.float32, what="the samples")
    assert np.unique(x).size > 100, "many numbers are the same"


@points(1)
def test_sampling_leaves_the_model_alone(energy_model, rng):
    """Parameters are as they were after score, loss and samples, and no gradient is left for the training: it is the same."""
    model, fresh = lively(energy_model, rng), built(energy_model)
    fresh.set_parameters(model.parameters())
    before, x = flat(model), data(50)
    energy_model.score(model, x)
    energy_model.contrastive_loss(model, x, x[:9])
    energy_model.sample(model, 50, 0.1, 5, seed=1)
    assert_equal(flat(model), before, what="the vector of parameters")
    losses = [fit(energy_model, each, x, 3, seed=2) for each in (fresh, model)]
    assert np.ptp(losses[0]) > 0, "all losses are the same"
    assert_close(losses[1], losses[0], what="the losses after sampling")


# Training


@points(1)
def test_no_step_changes_nothing(energy_model, rng):
    """n_steps=0 returns an empty tensor and leaves the model as it was; one step does not; the points stay as they were."""
    model, x = slope(energy_model, 60, 5.0), far_data(rng, 30)
    before = flat(model)
    assert_form(fit(energy_model, model, x, 0), (0,), np.float32, what="the losses")
    assert_equal(flat(model), before, what="the vector of parameters")
    losses, after = energy_model.fit.with_inputs(model, x, 1)
    assert_close(losses, np.array([-5.0]), what="the first loss", bound=1.0)
    assert not np.array_equal(flat(model), before), "one step changed nothing"
    assert_equal(after[1], x, what="x after the training")


@points(2)
def test_reported_loss_is_the_contrastive_loss(energy_model, rng):
    """Where f is nearly flat but at the data, the first loss is −(f there − f at the start), without any regulariser."""
    for height in (5.0, -4.0):
        losses = fit(energy_model, slope(energy_model, 60, height), far_data(rng, 300), 1, seed=3)
        assert_close(losses, np.array([-height]), what="the first loss", bound=0.2 * abs(height))


@points(2)
def test_training_raises_f_at_the_data(energy_model, rng):
    """From f near 0 everywhere, twenty steps raise f at far data above f at the start of the chains, and the loss falls."""
    model = lively(energy_model, rng, 0.1)
    x, start = far_data(rng, 200), points_of(rng, 1000, START)  # so far that no chain overtakes it
    f = [model(part).astype(np.float64).mean() for part in (x, start)]
    losses = fit(energy_model, model, x, 20, seed=4)
    after = [model(part).astype(np.float64).mean() for part in (x, start)]
    rise = (after[0] - f[0]) - (after[1] - f[1])
    assert rise > 0, f"f at the data, less f at the start of the chains, has changed by {rise:.3g}; it must rise"
    assert losses[-1] < losses[0], f"the losses must fall, but they are {losses}"


@pytest.mark.long
@points(1)
def test_a_seed_decides_the_training(energy_model, rng):
    """The same seed gives the same losses whatever the state of the global generators, another seed others; it is 0 by itself."""
    runs = [energy_model.fit(built(energy_model), data(50), 3, **arguments) for arguments in ({}, {"seed": 0}, {"seed": 7})]
    assert np.ptp(runs[0]) > 0, "all losses are the same"
    assert_same_and_other(runs, what="the losses")


def trained(energy_model, seed=0):
    """A model after its lesson, and the losses."""
    model = built(energy_model, seed)
    return model, energy_model.fit.options(deadline=LESSON_DEADLINE)(model, data(), seed=seed)


def distances(energy_model, seed=0):
    """Energy distance from the data of the start, and of the samples of a model after its lesson."""
    model, losses = trained(energy_model, seed)
    assert_form(losses, (1000,), np.float32, what="the losses")
    samples = energy_model.sample.options(deadline=LESSON_DEADLINE)(model, seed=seed)
    assert_form(samples, (1000, 2), np.float32, what="the samples")
    start = np.random.default_rng(seed).normal(scale=START, size=(1000, 2))
    return energy_distance(start, data()), energy_distance(samples, data())


@pytest.mark.long
@points(4)
def test_samples_of_a_trained_model_resemble_the_data(energy_model):
    """After training on the Swiss roll, chains end at most a quarter as far from it as they start, in energy distance."""
    before, after = distances(energy_model)
    share = after / before
    assert share <= LARGEST_SHARE, f"the energy distance has gone from {before:.3f} to {after:.3f}, by a factor of {share:.3f}"


# Bad input

GOOD = np.array([[1, 2], [3, -1], [0.5, 0]], np.float32)
BAD = {
    "three coordinates": np.ones((3, 3), np.float32),
    "one axis": GOOD[0],
    "three axes": GOOD[None],
    "no points": GOOD[:0],
    "NaN": GOOD * np.float32(np.nan),
    "infinity": GOOD + np.float32(np.inf),
}


@pytest.mark.parametrize("function", ["call", "score", "data", "samples", "fit"])
@points(1)
def test_bad_points_are_rejected(energy_model, function):
    """Points that are not (n, 2), none at all, NaN and infinity raise ValueError, which names the argument."""
    model = built(energy_model)
    ask, arguments, naming = {
        "call": (model, lambda x: (x,), "x"),
        "score": (energy_model.score, lambda x: (model, x), "x"),
        "data": (energy_model.contrastive_loss, lambda x: (model, x, GOOD), "data"),
        "samples": (energy_model.contrastive_loss, lambda x: (model, GOOD, x), "samples"),
        "fit": (energy_model.fit, lambda x: (model, x, 0), "x"),
    }[function]
    for bad in BAD.values():
        assert_rejects(ask, *arguments(bad), good=arguments(GOOD), naming=naming)


@points(1)
def test_bad_numbers_are_rejected_by_sampling(energy_model):
    """No chain at all, a step size that is not positive, NaN, and a negative number of steps raise ValueError."""
    model, good = built(energy_model), (3, 0.1, 2)
    for n in (0, -3):
        assert_rejects(energy_model.sample, model, n, 0.1, 2, good=(model, *good), naming="n")
    for step_size in (0.0, -0.1, float("nan"), float("inf"), np.array(-0.1, np.float32)):
        assert_rejects(energy_model.sample, model, 3, step_size, 2, good=(model, *good), naming="step_size")
    assert_rejects(energy_model.sample, model, 3, 0.1, -1, good=(model, *good), naming="n_steps")


@points(1)
def test_a_negative_number_of_steps_is_rejected_by_training(energy_model):
    """n_steps must not be negative."""
    model = built(energy_model)
    assert_rejects(energy_model.fit, model, GOOD, -1, good=(model, GOOD, 1), naming="n_steps")
