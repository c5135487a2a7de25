"""The model solutions of `denoising_autoencoder` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest

from viva.closeness import assert_close

from .weights import to_keras

RNG = np.random.default_rng(0)
X = RNG.random((5, 784), dtype=np.float32)
NOISY = X + 0.2 * RNG.normal(size=X.shape).astype(np.float32)
CODE = RNG.normal(size=(5, 30)).astype(np.float32)


@pytest.fixture(params=["gaussian", "dropout"])
def models(request, twins):
    """A model in each framework, with the same parameters."""
    torch, tensorflow = (twin.DenoisingAutoencoder(noise=request.param, seed=3) for twin in twins("denoising_autoencoder"))
    tensorflow.set_parameters(to_keras(torch.parameters()))
    return torch, tensorflow


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", ["gaussian", "dropout"])
def test_noisy_images_agree(twins, kind, dtype):
    """The same noise makes the same images."""
    noise = RNG.random(X.shape).astype(dtype)
    torch, tensorflow = (twin.corrupt(X.astype(dtype), kind, noise) for twin in twins("denoising_autoencoder"))
    assert torch.dtype == tensorflow.dtype == dtype
    assert_close(torch, tensorflow, what="the noisy images")


@pytest.mark.parametrize(("method", "argument"), [("encode", NOISY), ("decode", CODE), ("", NOISY)])
def test_answers_agree(models, method, argument):
    """The same answer to rounding."""
    torch, tensorflow = (getattr(model, method)(argument) for model in models)
    assert_close(torch, tensorflow)


def test_losses_and_gradients_agree(twins, models):
    """The same loss, and the same gradient of it in every layer."""
    losses, gradients = [], []
    for twin, model in zip(twins("denoising_autoencoder"), models, strict=True):
        losses.append(twin.reconstruction_loss(model, X))
        gradients.append(twin.reconstruction_loss.parameter_gradients(model, X, of=model))
    assert_close(*losses, what="the loss")
    for one, other in zip(to_keras(gradients[0]), gradients[1], strict=True):
        assert_close(one, other, what=f"the gradient of shape {one.shape}")


def test_trainings_agree(twins, models):
    """Where neither order nor noise matters, both trainings report the same losses and end with the same parameters."""
    outcomes = []
    for twin, model in zip(twins("denoising_autoencoder"), models, strict=True):
        biases = [p.shape == (784,) for p in model.parameters()]  # of the output; all else is 0
        model.set_parameters(tuple(np.full_like(p, 0.5 * bias) for p, bias in zip(model.parameters(), biases, strict=True)))
        outcomes.append((twin.fit(model, 0.3 * X, 5, 5, 0.01), model.parameters()))  # dark: no gradient near 0
    (losses, torch), (other_losses, tensorflow) = outcomes
    assert_close(losses, other_losses, what="the losses")
    for one, other in zip(to_keras(torch), tensorflow, strict=True):
        assert_close(one, other, what=f"the parameters of shape {one.shape}", scale=1.0)
