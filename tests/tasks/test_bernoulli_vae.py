"""Variational autoencoder of digits with a Bernoulli likelihood."""

import contextlib
import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from viva import data
from viva.chance import assert_variance
from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.replies import NotAttempted, SubmissionError
from viva.strategies import seeds

bernoulli_vae = submitted("bernoulli_vae")

N_PIXELS, N_HIDDEN = 784, 400
LATENT_DIM = 3  # not the default
LOSS_ALLOWANCE = 0.02  # what a reported loss may be off
ADAM_ALLOWANCE = 0.3  # of a step: Adam's other settings are free
STANDSTILL = 1e-12  # a learning rate that changes no parameter in float32
TRAINING = {"n_epochs": 10, "batch_size": 32}  # on 1000 digits; learning rate and seed are left at their defaults
LARGEST_NEGATIVE_ELBO = 178.0  # from benchmarks/calibrate_bernoulli_vae.py; every digit drawn as their mean: 180.9
LARGEST_SQUARED_ERROR = 0.019  # from the same; every digit drawn as their mean: 0.0225


def built(task, latent_dim=LATENT_DIM, seed=0):
    """A new model. It is called once before it is asked for its parameters, because layers may be built by the first call."""
    model = task.BernoulliVAE(latent_dim=latent_dim, seed=seed)
    with contextlib.suppress(SubmissionError, NotAttempted):
        model(np.zeros((1, N_PIXELS), np.float32))
    return model


def arrange(model, weights=0.0, hidden=0.0, heads=0.0, pixels=0.0):
    """Set all weights, and the biases of hidden layers, of the encoder's heads and of the pixels, to known values.

    They are told apart by their sizes alone, so that any order of layers and either layout of the heads will do.
    """
    values = []
    for parameter in model.parameters():
        bias = {N_HIDDEN: hidden, N_PIXELS: pixels}.get(parameter.size, heads)
        values.append(np.broadcast_to(bias if parameter.ndim == 1 else weights, parameter.shape).astype(np.float32))
    model.set_parameters(tuple(values))


def pixel_biases(arrays):
    """Of the parameters, or of their gradients, those that only shift the pixels' logits."""
    return next(array for array in arrays if array.shape == (N_PIXELS,))


@pytest.fixture
def model(bernoulli_vae, rng):
    """A model with parameters of our own, all different from zero: no question depends on how a submission starts."""
    return lively(bernoulli_vae, rng, LATENT_DIM)


def lively(task, rng, latent_dim):
    """A model whose codes differ between images and whose pixels are neither black nor white."""
    model = built(task, latent_dim)
    scales = [np.sqrt(4 / sum(p.shape)) if p.ndim > 1 else 0.2 for p in model.parameters()]
    drawn = [rng.normal(scale=s, size=p.shape).astype(np.float32) for s, p in zip(scales, model.parameters(), strict=True)]
    model.set_parameters(tuple(drawn))
    return model


@st.composite
def images(draw, fewest=1):
    """Up to five pictures in rows: grey pixels, and a third exactly black or white."""
    return grey(np.random.default_rng(draw(seeds)), draw(st.integers(fewest, 5)))


def grey(rng, n):
    """Pictures in rows (n, 784), a third of the pixels exactly black or white."""
    return np.clip(rng.uniform(-0.25, 1.25, (n, N_PIXELS)), 0, 1).astype(np.float32)


def noise_for(x, seed):
    """Standard normal noise, one row for each image."""
    return np.random.default_rng([seed, 1]).normal(size=(len(x), LATENT_DIM)).astype(np.float32)


def log_likelihood(x, logits):
    """Σ x log p + (1 − x) log(1 − p) of every row, p = 1 / (1 + exp(−logits)), in float64."""
    return np.sum(x.astype(np.float64) * logits - np.logaddexp(0, logits), axis=-1)


def kl(mean, log_var):
    """KL(N(mean, exp(log_var)) ‖ N(0, I)) of every row, in float64."""
    mean, log_var = np.float64(mean), np.float64(log_var)
    return np.sum(np.exp(log_var) + mean**2 - 1 - log_var, axis=-1) / 2


@functools.cache
def digits():
    """A thousand of the embedded digits, in rows."""
    return (data.load("mnist", "embedded")["x_train"][:1000].reshape(1000, N_PIXELS) / 255).astype(np.float32)


FORMS = {
    "encode": ("x", [(5, LATENT_DIM), (5, LATENT_DIM)]),
    "decode": ("z", [(5, N_PIXELS)]),
    "": ("x", [(5, N_PIXELS)]),
    "elbo": ("xz", [(5,)]),
    "negative_elbo": ("xz", [()]),
    "generate": ("z", [(5, N_PIXELS)]),
}


@pytest.mark.parametrize("method", [pytest.param(name, id=name or "call") for name in FORMS])
@points(1)
def test_results_have_the_form_of_the_interface(model, rng, method):
    """Codes are (n, latent_dim), images (n, 784), the ELBO is (n,), the loss a scalar, all float32; arguments stay as they were."""
    arguments, shapes = FORMS[method]
    inputs = {"x": grey(rng, 5), "z": rng.normal(size=(5, LATENT_DIM)).astype(np.float32)}
    answer = assert_leaves_inputs(getattr(model, method), *(inputs[name] for name in arguments))
    for part, shape in zip(answer if isinstance(answer, tuple) else (answer,), shapes, strict=True):
        assert_form(part, shape, np.float32, what=method or "a call")


@points(1)
def test_results_have_the_form_of_a_grid(bernoulli_vae):
    """latent_grid returns (size², 784) in float32."""
    assert_form(bernoulli_vae.latent_grid(built(bernoulli_vae, 2), 3), (9, N_PIXELS), np.float32, what="latent_grid")


@points(1)
def test_number_of_parameters(bernoulli_vae):
    """784-400-400 and back has 951,988 parameters with two latent dimensions, and 1202 more with each further one."""
    for latent_dim in (2, 5):
        count = sum(parameter.size for parameter in built(bernoulli_vae, latent_dim).parameters())
        assert_equal(count, 951_988 + 1202 * (latent_dim - 2), what=f"the number of parameters with latent_dim={latent_dim}")


@points(1)
def test_training_returns_falling_losses_and_leaves_the_images(bernoulli_vae):
    """fit returns one float32 loss an epoch; they fall; the images are as they were."""
    x = digits()[:128]
    losses, after = bernoulli_vae.fit.with_inputs(built(bernoulli_vae), x, 3, 32)
    assert_form(losses, (3,), np.float32, what="the losses")
    assert losses[2] < losses[1] < losses[0], f"the losses of three epochs must fall, but they are {losses}"
    assert_equal(after[1], x, what="x after the training")


@points(1)
def test_no_epoch_changes_nothing(bernoulli_vae, rng):
    """n_epochs=0 returns an empty tensor and leaves the model as it was; one epoch does not."""
    model, x = built(bernoulli_vae), grey(rng, 5)
    before = np.concatenate([p.ravel() for p in model.parameters()])
    assert_form(bernoulli_vae.fit(model, x, 0), (0,), np.float32, what="the losses")
    assert_equal(np.concatenate([p.ravel() for p in model.parameters()]), before, what="the vector of parameters")
    assert np.all(bernoulli_vae.fit(model, x, 1) > 1), "one epoch on grey images has a loss of hundreds of nats"
    assert not np.array_equal(np.concatenate([p.ravel() for p in model.parameters()]), before), "one epoch changed nothing"


@points(1)
def test_a_seed_decides_the_start(bernoulli_vae, rng):
    """The same seed gives the same model whatever the state of the global generators, another seed another; the default is 0."""
    x, starts = grey(rng, 2), []
    for global_seed, arguments in enumerate([{"seed": 5}, {"seed": 5}, {"seed": 6}, {"latent_dim": 2, "seed": 0}, {}]):
        bernoulli_vae.ask("reseed", seed=global_seed)
        model = bernoulli_vae.BernoulliVAE(**arguments)
        starts.append(np.concatenate([*model.encode(x), *model.decode(np.ones((1, 2), np.float32))], axis=None))
    assert_close(starts[1], starts[0], what="what a model of the same seed answers")
    assert_close(starts[4], starts[3], what="what BernoulliVAE() answers")
    for other in (2, 3):
        off = np.abs(starts[other] - starts[0]) > tolerance(np.float32, np.abs(starts[0]).max())
        assert np.any(off[:8]), "models of different seeds have the same codes"
        assert np.any(off[8:]), "models of different seeds decode to the same images"


@points(2)
def test_decoded_images_are_probabilities(bernoulli_vae, rng):
    """decode returns p = 1 / (1 + exp(−logit)), pixel by pixel."""
    model, z = built(bernoulli_vae), rng.normal(size=(4, LATENT_DIM)).astype(np.float32)
    logits = np.concatenate([rng.uniform(-6, 6, N_PIXELS - 2), [-200.0, 200.0]])
    arrange(model, pixels=logits)
    expected = np.broadcast_to(special.expit(logits), (4, N_PIXELS))
    assert_close(model.decode(z), expected, what="the decoded image", scale=1.0)


@points(1)
def test_codes_take_both_signs(bernoulli_vae, rng):
    """Mean and log variance are free numbers: no activation keeps either of them positive or small."""
    model = built(bernoulli_vae)
    for sign in (-1, 1):
        arrange(model, heads=sign * 3.0)
        for name, code in zip(("mean", "log variance"), model.encode(grey(rng, 2)), strict=True):
            assert_form(code, (2, LATENT_DIM), np.float32, what=f"the {name}")
            assert np.all(sign * code > 1), f"with biases of {sign * 3} at the heads, the {name} is {code[0]}"


@points(1)
def test_hidden_layers_are_rectified(bernoulli_vae, rng):
    """Encoder and decoder have two hidden layers of 400 units with ReLU: values below zero count as zero, others pass."""
    model, weight, z = built(bernoulli_vae), 0.003, np.zeros((1, LATENT_DIM), np.float32)
    for hidden in (-1.0, 0.5):
        first = max(hidden, 0.0)
        second = max(N_HIDDEN * weight * first + hidden, 0.0)
        output = N_HIDDEN * weight * second - 0.7
        arrange(model, weights=weight, hidden=hidden, heads=-0.7, pixels=-0.7)
        mean, _ = model.encode(np.zeros((1, N_PIXELS), np.float32))
        assert_close(mean, np.full((1, LATENT_DIM), output), what=f"the mean with hidden biases of {hidden}")
        assert_close(model.decode(z), np.full((1, N_PIXELS), special.expit(output)), what=f"decode with hidden biases of {hidden}")


@points(3)
@given(x=images(), seed=seeds)
def test_elbo_is_the_log_likelihood_minus_the_divergence(model, x, seed):
    """elbo = Σ x log p + (1 − x) log(1 − p) − KL, image by image, p decoded from mean + exp(½ log_var) · noise."""
    noise = noise_for(x, seed)
    mean, log_var = (code.astype(np.float64) for code in model.encode(x))
    p = model.decode((mean + np.exp(log_var / 2) * noise).astype(np.float32)).astype(np.float64)
    expected = log_likelihood(x, special.logit(p)) - kl(mean, log_var)
    assert_close(model.elbo(x, noise), expected, what="the ELBO")


@pytest.mark.parametrize("largest", [100.0, 1e4])
@points(1)
def test_elbo_is_right_for_saturated_pixels(bernoulli_vae, rng, largest):
    """The log-likelihood is computed from logits: right to rounding where p itself rounds to 0 or 1."""
    model, x, noise = built(bernoulli_vae), grey(rng, 3), rng.normal(size=(3, LATENT_DIM)).astype(np.float32)
    logits = rng.uniform(-largest, largest, N_PIXELS).astype(np.float32).astype(np.float64)
    arrange(model, pixels=logits)
    expected = log_likelihood(x, logits) - kl(*model.encode(x))
    scale = np.sum(np.abs(x * logits) + np.logaddexp(0, logits), axis=-1)
    assert_close(model.elbo(x, noise), expected, what="the ELBO", scale=scale)


@points(1)
def test_divergence_and_likelihood_count_alike(bernoulli_vae, rng):
    """Both terms of the ELBO are sums in nats: neither is divided or weighted on its own."""
    model, x, noise = built(bernoulli_vae), grey(rng, 3), rng.normal(size=(3, LATENT_DIM)).astype(np.float32)

    def elbo(heads, pixels):
        arrange(model, heads=heads, pixels=pixels)
        answer = model.elbo(x, noise)
        assert_form(answer, (3,), np.float32, what="elbo")
        return answer.astype(np.float64), kl(*model.encode(x)), log_likelihood(x, np.full(N_PIXELS, pixels))

    (start, kl_start, _), (far, kl_far, _) = elbo(0.0, -1.0), elbo(3.0, -1.0)
    (dark, _, likelihood_dark), (light, _, likelihood_light) = elbo(0.0, -1.0), elbo(0.0, 0.5)
    weight_of_kl = (start - far) / (kl_far - kl_start)
    weight_of_likelihood = (light - dark) / (likelihood_light - likelihood_dark)
    rounding = 2 * tolerance(np.float32, np.abs(far).max()) / np.min(kl_far)
    assert_close(weight_of_kl / weight_of_likelihood, np.ones(3), what="the relative weight of the KL", bound=2 * rounding)


@points(1)
@given(x=images(fewest=2), seed=seeds)
def test_images_are_independent(model, x, seed):
    """The ELBO of an image depends on this image and on its own row of noise, and on no other row."""
    noise = noise_for(x, seed)
    together = model.elbo(x, noise)
    assert_form(together, (len(x),), np.float32, what="elbo")
    assert np.ptp(together) > 0, "all images have the same ELBO"
    alone = [model.elbo(x[i : i + 1], noise[i : i + 1]) for i in range(len(x))]
    assert_close(together, np.concatenate(alone), what="the ELBO")


@points(1)
@given(x=images(), seed=seeds)
def test_loss_is_minus_the_mean_elbo(model, x, seed):
    """negative_elbo is −mean(elbo) over the batch."""
    noise = noise_for(x, seed)
    elbo = model.elbo(x, noise)
    assert_form(elbo, (len(x),), np.float32, what="elbo")
    assert np.all(elbo < 0), f"the ELBO of images is negative, not {elbo}"
    assert_close(model.negative_elbo(x, noise), -np.mean(elbo, dtype=np.float64), what="negative_elbo")


@points(1)
@given(n=st.integers(1, 5), seed=seeds)
def test_generating_is_decoding(model, n, seed):
    """generate(noise) is decode(noise)."""
    noise = noise_for(range(n), seed)
    decoded = model.decode(noise)
    assert_form(decoded, (n, N_PIXELS), np.float32, what="decode")
    assert np.ptp(decoded) > 0, "all pixels are the same"
    assert_close(model.generate(noise), decoded, what="generate", scale=1.0)


@points(1)
def test_every_parameter_is_trained(model, rng):
    """The loss has a gradient in every layer, in every pixel's bias, and in the biases of every mean and log variance."""
    x, noise = grey(rng, 8), rng.normal(size=(8, LATENT_DIM)).astype(np.float32)
    gradients = model.negative_elbo.parameter_gradients(x, noise)
    for gradient, parameter in zip(gradients, model.parameters(), strict=True):
        assert_form(gradient, parameter.shape, np.float32, what="a gradient")
        assert np.any(gradient != 0), f"no gradient reaches the parameters of shape {gradient.shape}"
        if gradient.ndim == 1 and gradient.size != N_HIDDEN:
            assert np.all(gradient != 0), f"no gradient reaches some of the {gradient.size} biases of an output"


@points(2)
def test_gradients_equal_finite_differences(model, rng):
    """The gradient of negative_elbo is its slope, in every layer of encoder and decoder."""
    x, noise = grey(rng, 8), rng.normal(size=(8, LATENT_DIM)).astype(np.float32)
    gradients = [g.astype(np.float64) for g in model.negative_elbo.parameter_gradients(x, noise)]
    start = model.parameters()
    rounding = tolerance(np.float32, float(model.negative_elbo(x, noise)))
    for layer, gradient in enumerate(gradients):
        length = np.linalg.norm(gradient)
        step = 0.15 / length  # changes the loss by about 0.15 nats: far above rounding, far below what would bend its graph
        slopes = [slope(model, x, noise, start, layer, gradient / length, k * step) for k in (1, 2)]
        bound = rounding / step + abs(slopes[1] - slopes[0])  # rounding of the loss, and its curvature
        assert_close(slopes[0], length, what=f"the slope along the gradient of shape {gradient.shape}", bound=bound)


def slope(model, x, noise, start, layer, direction, step):
    """Central difference of the loss along a direction in one of the parameter arrays."""
    losses = []
    for signed_step in (step, -step):
        moved = [p + signed_step * direction if i == layer else p for i, p in enumerate(start)]
        model.set_parameters(tuple(p.astype(np.float32) for p in moved))
        losses.append(float(model.negative_elbo(x, noise)))
    return (losses[0] - losses[1]) / (2 * step)


@points(1)
def test_saturated_pixels_keep_their_gradient(bernoulli_vae, rng):
    """The loss changes with a pixel's logit by p − x, and by nothing else, also where p rounds to 0 or 1."""
    model, x, noise = built(bernoulli_vae), grey(rng, 3), rng.normal(size=(3, LATENT_DIM)).astype(np.float32)
    logits = rng.choice([-1e4, -100.0, -1.0, 1.0, 100.0, 1e4], N_PIXELS)
    arrange(model, pixels=logits)
    gradient = pixel_biases(model.negative_elbo.parameter_gradients(x, noise))
    assert_close(gradient, special.expit(logits) - x.mean(axis=0, dtype=np.float64), what="the gradient", scale=1.0)


@points(2)
@given(size=st.integers(1, 6))
def test_latent_grid_is_even_in_probability(grid_model, bernoulli_vae, size):
    """The grid decodes all pairs of the normal quantiles of (i + ½)/size, the first latent slowest."""
    quantiles = stats.norm.ppf((np.arange(size) + 0.5) / size)
    z = np.array([(first, second) for first in quantiles for second in quantiles], np.float32)
    decoded = grid_model.decode(z)
    assert np.ptp(decoded) > 0, "all pixels are the same"
    assert_close(bernoulli_vae.latent_grid(grid_model, size), decoded, what="the grid", scale=1.0)


@pytest.fixture
def grid_model(bernoulli_vae, rng):
    """A model with two latent dimensions that count differently."""
    return lively(bernoulli_vae, rng, 2)


@points(1)
def test_reported_loss_is_the_negative_elbo(bernoulli_vae, rng):
    """fit reports log-likelihood and KL in full: where training stands still, the loss of an epoch is the negative ELBO."""
    model, x = built(bernoulli_vae, latent_dim=8), 0.02 * grey(rng, 12)
    arrange(model, heads=3.0, pixels=-3.0)  # with weights of 0, noise and order change nothing
    expected = np.mean(kl(*model.encode(x)) - log_likelihood(x, np.full(N_PIXELS, -3.0)))
    losses = bernoulli_vae.fit(model, x, 2, 4, STANDSTILL)
    assert_close(losses, np.full(2, expected), what="the reported loss", bound=LOSS_ALLOWANCE * expected)


@points(1)
def test_reported_loss_counts_every_image_alike(bernoulli_vae, rng):
    """The loss of an epoch is the mean over images, although the last batch is smaller than the others."""
    model, x = built(bernoulli_vae), np.zeros((9, N_PIXELS), np.float32)
    x[rng.permutation(9)[:4]] = 1.0  # the last batch is one image: much cheaper than the mean, or much dearer
    arrange(model, pixels=-3.0)
    expected = -np.mean(log_likelihood(x, np.full(N_PIXELS, -3.0)))
    losses = bernoulli_vae.fit(model, x, 3, 8, STANDSTILL)
    assert_close(losses, np.full(3, expected), what="the reported loss", bound=LOSS_ALLOWANCE * expected)


@pytest.mark.parametrize(
    ("n", "n_epochs", "batch_size", "learning_rate"),
    [
        pytest.param(12, 2, 4, 0.02, id="number"),
        pytest.param(3, 4, 2, np.array(3e-3, np.float32), id="tensor"),
    ],
)
@points(1)
def test_training_takes_a_step_a_batch(bernoulli_vae, n, n_epochs, batch_size, learning_rate):
    """Every batch of every epoch is one step of Adam of the size of the learning rate, and only what has a gradient moves."""
    model = built(bernoulli_vae)
    arrange(model, hidden=-1.0)  # the hidden layers are dead: white images pull the pixels' biases up, and nothing else
    losses = bernoulli_vae.fit(model, np.ones((n, N_PIXELS), np.float32), n_epochs, batch_size, learning_rate)
    assert losses[-1] < losses[0], f"the losses must fall, but they are {losses}"
    expected = n_epochs * -(-n // batch_size) * float(learning_rate)
    steps = pixel_biases(model.parameters()) / expected
    assert_close(steps, np.ones(N_PIXELS), what="the way that a pixel's bias went, by the expected way,", bound=ADAM_ALLOWANCE)
    for still in (p for p in model.parameters() if p.shape == (N_HIDDEN,)):
        assert_equal(still, np.full_like(still, -1.0), what="the vector of biases of a hidden layer")


@pytest.mark.parametrize("pull", [2 / 3, 3 / 2])
@points(1)
def test_training_weighs_both_terms_alike(bernoulli_vae, pull):
    """In what fit minimises, one nat of KL is worth one nat of likelihood: the stronger of two known pulls moves the means."""
    model, x = built(bernoulli_vae, latent_dim=16), np.ones((128, N_PIXELS), np.float32)
    # Codes have mean 1. White pixels, all drawn black, pull every coordinate of it up with this strength, the KL down with 1.
    weights = (pull / N_PIXELS / N_HIDDEN**2) ** (1 / 3)
    arrange(model, weights=weights, heads=1 - pull, pixels=-20.0)
    loss = bernoulli_vae.fit(model, x, 1, 128)
    assert_close(loss, [20.0 * N_PIXELS], what="the loss of white images drawn black", bound=20.0 * N_PIXELS * LOSS_ALLOWANCE)
    heads = np.concatenate([p for p in model.parameters() if p.ndim == 1 and p.size not in (N_HIDDEN, N_PIXELS)])
    rising = int(np.sum(heads > np.float32(1 - pull)))  # the log variances' fall in any case
    assert_equal(rising, 16 if pull > 1 else 0, what=f"the number of biases at the heads that rise with a pull of {pull:.2f}")


@points(1)
def test_order_is_drawn_anew_in_every_epoch(bernoulli_vae, rng):
    """Large steps, one image each: the losses settle if every epoch has the same order, and go on jumping if not."""
    model, x = built(bernoulli_vae), (rng.random((6, N_PIXELS)) < 0.5).astype(np.float32)
    arrange(model)  # with weights of 0 the noise changes nothing
    losses = bernoulli_vae.fit(model, x, 24, 1, 1.0)
    assert_form(losses, (24,), np.float32, what="the losses")
    jumps = np.abs(np.diff(losses[-12:].astype(np.float64), 2)) / np.mean(losses)
    # In 1000 simulated runs it was 0.08, its logarithm with standard deviation 0.3, and with a fixed order at most 0.0024.
    assert np.max(jumps) > 0.006, f"from epoch to epoch the loss changes as smoothly as {np.max(jumps):.1e} of itself"


def losses_at_rest(bernoulli_vae, n=64, n_epochs=60):
    """Losses of a training that stands still on black images, where only noise makes them differ: with their mean and variance.

    The logits are slope · max(Σ z, 0) − 5 in every pixel, so the loss is a function of one normal variable, Σ z.
    """
    model, x, slope = built(bernoulli_vae, latent_dim=16), np.zeros((n, N_PIXELS), np.float32), 0.3
    arrange(model, weights=(slope / N_HIDDEN**2) ** (1 / 3), heads=1.0, pixels=-5.0)
    mean, log_var = (code[0].astype(np.float64) for code in model.encode(x[:1]))
    centre, spread = np.sum(mean), np.sqrt(np.sum(np.exp(log_var)))
    quantiles = centre + spread * stats.norm.ppf((np.arange(10_000) + 0.5) / 10_000)
    terms = N_PIXELS * np.logaddexp(0, slope * np.maximum(quantiles, 0) - 5.0) + kl(mean, log_var)
    losses = bernoulli_vae.fit(model, x, n_epochs, n, STANDSTILL)
    assert_form(losses, (n_epochs,), np.float32, what="the losses")
    return losses.astype(np.float64), np.mean(terms), np.var(terms) / n


@points(2)
def test_training_samples_codes_from_the_posterior(bernoulli_vae):
    """In fit, z = mean + exp(½ log_var) · noise with standard normal noise: the mean loss is what this gives."""
    losses, mean, variance = losses_at_rest(bernoulli_vae)
    assert_variance([np.mean(losses) - mean], variance / len(losses), what="the squared error of the mean loss")


@points(1)
def test_training_draws_noise_anew(bernoulli_vae):
    """In fit, every image has noise of its own, new in every epoch: the losses vary as much as this gives."""
    losses, _, variance = losses_at_rest(bernoulli_vae)
    assert_variance((losses[1::2] - losses[::2]) / np.sqrt(2), variance, what="the variance of an epoch's loss")


@points(2)
def test_a_seed_decides_the_training(bernoulli_vae, rng):
    """The same seed gives the same losses whatever the state of the global generators, another seed gives others."""
    x, runs = grey(rng, 20), []
    for global_seed, seed in ((1, 5), (2, 5), (1, 6)):
        model = built(bernoulli_vae)
        bernoulli_vae.ask("reseed", seed=global_seed)
        runs.append(bernoulli_vae.fit(model, x, 3, 8, 1e-3, seed))
    assert_form(runs[0], (3,), np.float32, what="the losses")
    assert_close(runs[1], runs[0], what="the losses for the same seed")
    difference = np.max(np.abs(runs[2] - runs[0]))
    assert difference > tolerance(np.float32, np.max(runs[0])), "trainings with different seeds have the same losses"


@points(1)
def test_defaults_are_those_of_the_interface(bernoulli_vae, rng):
    """Without further arguments, fit takes batches of 128, a learning rate of 0.001 and seed 0."""
    x = grey(rng, 200)
    left_out = bernoulli_vae.fit(built(bernoulli_vae), x, 2)
    given_all = bernoulli_vae.fit(built(bernoulli_vae), x, 2, batch_size=128, learning_rate=1e-3, seed=0)
    assert_form(left_out, (2,), np.float32, what="the losses")
    assert np.all(left_out > 1), f"the losses of grey images are hundreds of nats, not {left_out}"
    assert_close(left_out, given_all, what="the losses without further arguments")


def trained(task, seed=0):
    """A model with two latent dimensions, trained on a thousand digits."""
    model = built(task, 2, seed)
    task.fit(model, digits(), **TRAINING, seed=seed)
    return model


def negative_elbo_of_digits(model, rng):
    """Mean negative ELBO of the digits, computed from their codes and decoded images."""
    x = digits().astype(np.float64)
    mean, log_var = (code.astype(np.float64) for code in model.encode(digits()))
    z = mean + np.exp(log_var / 2) * rng.normal(size=(len(x), 2))
    p = model.decode(z.astype(np.float32))
    assert_form(p, x.shape, np.float32, what="the decoded images")
    smallest = np.finfo(np.float32).eps
    logits = special.logit(np.clip(p.astype(np.float64), smallest, 1 - smallest))
    return float(np.mean(kl(mean, log_var) - log_likelihood(x, logits)))


def squared_error(model, x):
    """Mean squared error of reconstructed images."""
    reconstructed = model(x)
    assert_form(reconstructed, x.shape, np.float32, what="the reconstruction")
    return float(np.mean((reconstructed - x) ** 2, dtype=np.float64))


@points(2)
def test_training_learns_the_digits(bernoulli_vae, rng):
    """After 10 epochs on 1000 digits the negative ELBO is at most 178 nats an image; without codes it stays above 180."""
    found = negative_elbo_of_digits(trained(bernoulli_vae), rng)
    assert found <= LARGEST_NEGATIVE_ELBO, f"the negative ELBO is {found:.1f} nats an image, allowed {LARGEST_NEGATIVE_ELBO}"


@points(1)
def test_a_trained_model_reconstructs(bernoulli_vae, rng):
    """Called on its training digits, a model returns them with a mean squared error of at most 0.019; two codes hold no noise."""
    model = trained(bernoulli_vae)
    found = squared_error(model, digits())
    assert found <= LARGEST_SQUARED_ERROR, f"the mean squared error is {found:.4f}, allowed {LARGEST_SQUARED_ERROR}"
    assert squared_error(model, grey(rng, 50)) > LARGEST_SQUARED_ERROR, "the images did not go through the code"


GOOD = np.full((4, N_PIXELS), 0.5, np.float32)
CODES = np.full((4, LATENT_DIM), 0.5, np.float32)
NAN, INFINITY = np.float32(np.nan), np.float32(np.inf)
BAD_IMAGES = [GOOD[:, :-1], GOOD[0], GOOD.reshape(4, 28, 28), GOOD[:0], GOOD * NAN, GOOD + INFINITY]
BAD_CODES = [CODES[:, :-1], CODES[0], CODES[:, None], CODES[:0], CODES * NAN, CODES + INFINITY]


@points(1)
def test_bad_images_are_rejected(bernoulli_vae, model):
    """Images that are not (n, 784), empty, NaN or infinite raise ValueError everywhere."""
    for bad in BAD_IMAGES:
        assert_rejects(model.encode, bad, good=(GOOD,), naming="x")
        assert_rejects(model, bad, good=(GOOD,), naming="x")
        assert_rejects(bernoulli_vae.fit, model, bad, 1, good=(model, GOOD, 0), naming="x")
    for bad in (GOOD[:, :-1], GOOD * NAN):
        assert_rejects(model.elbo, bad, CODES, good=(GOOD, CODES), naming="x")
        assert_rejects(model.negative_elbo, bad, CODES, good=(GOOD, CODES), naming="x")


@points(1)
def test_bad_codes_and_noise_are_rejected(model):
    """Codes and noise that are not (n, latent_dim), empty, NaN or infinite raise ValueError; so does noise for other images."""
    for bad in BAD_CODES:
        assert_rejects(model.decode, bad, good=(CODES,), naming="z")
        assert_rejects(model.generate, bad, good=(CODES,), naming="noise")
        assert_rejects(model.elbo, GOOD, bad, good=(GOOD, CODES), naming="" if len(bad) != 4 else "noise")
        assert_rejects(model.negative_elbo, GOOD, bad, good=(GOOD, CODES), naming="" if len(bad) != 4 else "noise")
    for bad in (CODES[:1], CODES[:3]):
        assert_rejects(model.elbo, GOOD, bad, good=(GOOD, CODES))


@points(1)
def test_bad_numbers_are_rejected_by_training(bernoulli_vae, model):
    """A negative number of epochs, an empty batch and a learning rate that is negative or NaN raise ValueError."""
    good = (model, GOOD, 0, 2, 1e-3)
    assert_rejects(bernoulli_vae.fit, model, GOOD, -1, good=good, naming="n_epochs")
    for batch_size in (0, -2):
        assert_rejects(bernoulli_vae.fit, model, GOOD, 1, batch_size, good=good, naming="batch_size")
    for learning_rate in (-1e-3, float("nan")):
        assert_rejects(bernoulli_vae.fit, model, GOOD, 1, 2, learning_rate, good=good, naming="learning_rate")


@points(1)
def test_bad_sizes_are_rejected(bernoulli_vae, model):
    """A model without latent dimensions, an empty grid and a grid of a model with three latent dimensions raise ValueError."""
    for latent_dim in (0, -1):
        assert_rejects(bernoulli_vae.BernoulliVAE, latent_dim, good=(2,), naming="latent_dim")
    flat = built(bernoulli_vae, 2)
    for size in (0, -1):
        assert_rejects(bernoulli_vae.latent_grid, flat, size, good=(flat, 1), naming="size")
    assert_rejects(bernoulli_vae.latent_grid, model, 2, good=(flat, 2))
