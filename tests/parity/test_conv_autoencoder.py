"""The model solutions of `conv_autoencoder` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest

from viva.closeness import assert_close
from viva.wire import Images

from .weights import to_keras

RNG = np.random.default_rng(0)
X = Images(RNG.random((5, 28, 28, 1), dtype=np.float32))
CODE = Images(RNG.normal(size=(5, 3, 3, 64)).astype(np.float32))


@pytest.fixture
def models(twins):
    """A model in each framework, with the same parameters."""
    torch, tensorflow = (twin.ConvAutoencoder(seed=3) for twin in twins("conv_autoencoder"))
    tensorflow.set_parameters(to_keras(torch.parameters()))
    return torch, tensorflow


@pytest.mark.parametrize(("method", "argument"), [("encode", X), ("decode", CODE), ("", X)])
def test_answers_agree(models, method, argument):
    """The same answer to rounding, edges included."""
    torch, tensorflow = (getattr(model, method).options(images=True)(argument) for model in models)
    assert_close(torch, tensorflow)


def test_losses_and_gradients_agree(twins, models):
    """The same loss, and the same gradient of it in every layer."""
    losses, gradients = [], []
    for twin, model in zip(twins("conv_autoencoder"), models, strict=True):
        losses.append(twin.reconstruction_loss(model, X))
        gradients.append(twin.reconstruction_loss.parameter_gradients(model, X, of=model))
    assert_close(*losses, what="the loss")
    for one, other in zip(to_keras(gradients[0]), gradients[1], strict=True):
        assert_close(one, other, what=f"the gradient of shape {one.shape}")


def test_trainings_agree(twins, models):
    """Where the order does not matter, both trainings report the same losses and end with the same parameters."""
    outcomes = []
    for twin, model in zip(twins("conv_autoencoder"), models, strict=True):
        start = model.parameters()
        model.set_parameters(tuple(np.full_like(p, 0.5 * (p.shape == (1,))) for p in start))  # the output's bias; all else 0
        outcomes.append((twin.fit(model, Images(0.3 * X.array), 5, 5, 0.01), model.parameters()))  # dark: no gradient near 0
    (losses, torch), (other_losses, tensorflow) = outcomes
    assert_close(losses, other_losses, what="the losses")
    for one, other in zip(to_keras(torch), tensorflow, strict=True):
        assert_close(one, other, what=f"the parameters of shape {one.shape}", scale=1.0)
