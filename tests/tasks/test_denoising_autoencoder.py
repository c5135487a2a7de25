"""Denoising autoencoder of digits, and the noise that it takes away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.autoencoder import *  # noqa: F403
from laws.subject import BERNOULLI, STANDSTILL, Kind, subject

from viva.chance import assert_mean
from viva.closeness import assert_close, assert_form
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import dtypes, seeds

N_PIXELS, N_HIDDEN, CODE_DIM = 784, 100, 30
N_EPOCHS = 10
N_DRAWS, FEW_DRAWS = 500, 200  # epochs in which nothing moves, and the loss is one of so many draws
SPREAD = 4  # what a variance may be off: the false alarm rate of few draws is far below a millionth; noise shared by 8 images has 8
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Source: Klambauer et al. 2017, equation 14

KIND = Kind(
    name="DenoisingAutoencoder",
    sample=(N_PIXELS,),
    code=(CODE_DIM,),
    output=BERNOULLI,
    n_outputs=N_PIXELS,
    reduce=np.mean,
    n_parameters=(163_814,),
    largest_loss=0.215,  # all drawn as their mean: 0.2307
    arguments={"noise": "dropout"},
    defaults={"batch_size": 32, "seed": 0},
)
denoising_autoencoder = submitted("denoising_autoencoder")
subject = subject("denoising_autoencoder", KIND)
either_noise = pytest.mark.parametrize("noise", ["gaussian", "dropout"])


def selu(values):
    """The scaled exponential linear unit."""
    return SELU_SCALE * np.where(values > 0, values, SELU_ALPHA * np.expm1(np.minimum(values, 0)))


def drawn_noise(rng, kind, shape, dtype=np.float32):
    """Noise as `corrupt` takes it."""
    return (rng.normal(size=shape) if kind == "gaussian" else rng.random(shape)).astype(dtype)


def noisy(x, kind, noise):
    """Images with noise, in float64."""
    x, noise = x.astype(np.float64), noise.astype(np.float64)
    return x + 0.2 * noise if kind == "gaussian" else np.where(noise < 0.5, 0, 2 * x)


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_hidden_layers_and_code_are_scaled_exponential_linear_units(subject, bias):
    """784-100-30 and back, with SELU in the hidden layers and at the code: known weights give known codes and pixels."""
    model, weight = subject.shared(), 0.02
    model.set_parameters([np.full(shape, bias if len(shape) == 1 else weight) for shape in model.shapes])
    code = selu(N_HIDDEN * weight * selu(0.3 * N_PIXELS * weight + bias) + bias)
    logit = N_HIDDEN * weight * selu(0.1 * CODE_DIM * weight + bias) + bias
    assert_close(model.encode(np.full((1, N_PIXELS), 0.3, np.float32)), np.full((1, CODE_DIM), code), what="the code")
    drawn = model.decode(np.full((1, CODE_DIM), 0.1, np.float32))
    assert_close(drawn, np.full((1, N_PIXELS), 1 / (1 + np.exp(-logit))), what="the decoded image")


@either_noise
@points(1)
def test_results_have_the_form_of_images(denoising_autoencoder, rng, noise):
    """corrupt returns the shape and the dtype of the images, which stay as they were, and so does the noise."""
    for shape, dtype in (((3, 784), np.float32), ((2, 5, 7), np.float64)):
        pair = rng.random(shape).astype(dtype), drawn_noise(rng, noise, shape, dtype)
        answer = assert_leaves_inputs(denoising_autoencoder.corrupt, pair[0], noise, pair[1])
        assert_form(answer, shape, dtype, what="the noisy images")


@pytest.mark.parametrize("kind", ["gaussian", "dropout"])
@points(2)
@given(dtype=dtypes(), seed=seeds, n=st.integers(1, 4), scale=st.sampled_from([1.0, 0.01, 100.0]))
def test_noise_is_that_of_the_interface(denoising_autoencoder, kind, dtype, seed, n, scale):
    """Gaussian: a fifth of the noise is added, and nothing clipped. Dropout: 0 where the noise is below ½, double elsewhere."""
    rng = np.random.default_rng(seed)
    x, noise = (scale * rng.uniform(-0.2, 1, (n, 9))).astype(dtype), drawn_noise(rng, kind, (n, 9), dtype)
    expected = noisy(x, kind, noise)
    answer = denoising_autoencoder.corrupt(x, kind, noise)
    assert_close(answer, expected, what="the noisy images", scale=np.max(np.abs(x)) + np.max(np.abs(noise)))


@points(1)
def test_dropout_starts_just_below_a_half(denoising_autoencoder):
    """Noise of exactly ½ keeps a pixel, the next smaller number drops it, and 0 drops it, too."""
    noise = np.array([[0.5, np.nextafter(np.float32(0.5), np.float32(0)), 0, 0.75]], np.float32)
    answer = denoising_autoencoder.corrupt(np.full((1, 4), 0.3, np.float32), "dropout", noise)
    assert_close(answer, np.array([[0.6, 0, 0, 0.6]]), what="the noisy images")


@either_noise
@pytest.mark.long
@points(2)
def test_reported_loss_is_the_loss(subject, rng, noise):
    """Where training stands still, the loss of an epoch is that between images and what becomes of their noisy versions."""
    model, x = subject.lively(rng, noise=noise), subject.samples(rng, 8)[0]
    expected = denoised_losses(subject, model, x, noise, rng, N_DRAWS)
    assert_mean(subject.fit(model, (x,), N_DRAWS, 8, STANDSTILL) - expected, 0, what="the reported loss minus the expected one")


def denoised_losses(subject, model, x, noise, rng, n):
    """Mean losses of images reconstructed from noisy versions, n of each.  (n,)"""
    target = np.repeat(x, n, axis=0)
    reconstructions = model(noisy(target, noise, drawn_noise(rng, noise, target.shape)).astype(np.float32))
    costs = subject.kind.output.cost_of_drawn(target.astype(np.float64), subject.kind.output.clipped(reconstructions))
    assert_form(costs, target.shape, np.float64, what="the costs")
    return costs.reshape(len(x), n, -1).mean(axis=(0, 2))


@either_noise
@pytest.mark.long
@points(1)
def test_noise_is_drawn_anew_for_every_image_and_epoch(subject, rng, noise):
    """The losses of epochs in which nothing moves differ, as much as those of images with noise of their own do."""
    model, x = subject.lively(rng, noise=noise), np.repeat(subject.samples(rng, 1)[0], 8, axis=0)
    expected = np.var(denoised_losses(subject, model, x, noise, rng, FEW_DRAWS))
    found = np.var(subject.fit(model, (x,), FEW_DRAWS, 8, STANDSTILL), dtype=np.float64)
    assert expected / SPREAD < found < expected * SPREAD, f"the variance of the losses is {found:.2g}, expected {expected:.2g}"


@either_noise
@points(1)
def test_training_compares_with_the_clean_image(subject, rng, noise):
    """Where all weights are 0, noise changes no reconstruction, and so not the loss: the target has no noise."""
    model, x = subject.built(noise=noise), subject.samples(rng, 3)[0]
    model.rest(KIND.output.dark)
    expected = np.mean(subject.cost(x, KIND.output.dark))
    assert_close(subject.fit(model, (x,), 5, 3, STANDSTILL), np.full(5, expected), what="the reported loss")


@points(1)
def test_noise_is_gaussian_by_default(subject, denoising_autoencoder, rng):
    """A model made without `noise` learns as one made with "gaussian" does, and not as one made with "dropout"."""
    samples, losses = subject.samples(rng, 12), []
    for arguments in ({}, {"noise": "gaussian"}, {"noise": "dropout"}):
        model = denoising_autoencoder.DenoisingAutoencoder(**arguments, seed=4)
        losses.append(denoising_autoencoder.fit(model, *samples, 3, 5, seed=4))
    assert_form(losses[0], (3,), np.float32, what="the losses")
    assert_same_and_other(losses, what="the losses")  # noqa: F405


@either_noise
@pytest.mark.long
@points(2)
def test_a_trained_model_takes_noise_away(subject, rng, noise):
    """Reconstructions of noisy digits are closer to the digits than the noisy ones are, on the average over pixels."""
    model, (x,) = subject.built(noise=noise), subject.lesson()
    subject.fit(model, (x,), N_EPOCHS, 32)
    spoiled = noisy(x, noise, drawn_noise(rng, noise, x.shape)).astype(np.float32)
    before, after = (np.mean((images.astype(np.float64) - x) ** 2) for images in (spoiled, model(spoiled)))
    assert after < before, f"the mean squared error is {after:.4f}, of the noisy digits themselves {before:.4f}"


@points(1)
def test_bad_noise_is_rejected(denoising_autoencoder, rng):
    """corrupt of an unknown kind, of different shapes, of nothing, and of NaN or infinity raises ValueError."""
    x, noise, corrupt = *rng.random((2, 3, 4)).astype(np.float32), denoising_autoencoder.corrupt
    good = (x, "dropout", noise)
    assert_rejects(corrupt, x, "salt", noise, good=good, naming="kind")
    nan, infinity = np.full((2, *x.shape), [[[np.nan]], [[np.inf]]], np.float32)
    for images, bad in ((x, noise[:1]), (x, noise[:, :1]), (x[:0], noise[:0]), (nan, noise), (x, infinity)):
        assert_rejects(corrupt, images, "gaussian", bad, good=good)


@points(1)
def test_models_of_unknown_noise_are_rejected(subject, rng):
    """A model learns from Gaussian noise or from dropout; any other kind raises ValueError."""
    codes = subject.built(noise="dropout").encode(*subject.samples(rng, 2))
    assert_form(codes, (2, *KIND.code), np.float32, what="the codes")
    assert np.ptp(codes) > 0, "all codes are the same"
    assert_rejects(subject.task.DenoisingAutoencoder, "salt", good=("dropout",), naming="noise")
