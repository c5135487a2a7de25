"""The model solutions of `recurrent_autoencoder` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest

from viva.closeness import assert_close

from .weights import one_bias, to_keras

RNG = np.random.default_rng(0)
X = RNG.random((5, 28, 28), dtype=np.float32)
CODE = RNG.normal(size=(5, 30)).astype(np.float32)


@pytest.fixture
def models(twins):
    """A model in each framework, with the same parameters."""
    torch, tensorflow = (twin.RecurrentAutoencoder(seed=3) for twin in twins("recurrent_autoencoder"))
    tensorflow.set_parameters(to_keras(one_bias(torch.parameters(), sum)))
    return torch, tensorflow


@pytest.mark.parametrize(("method", "argument"), [("encode", X), ("decode", CODE), ("", X)])
def test_answers_agree(models, method, argument):
    """The same answer to rounding, with the gates in the same order."""
    torch, tensorflow = (getattr(model, method)(argument) for model in models)
    assert_close(torch, tensorflow)


def test_losses_and_gradients_agree(twins, models):
    """The same loss, and the same gradient of it in every layer; each of PyTorch's two biases has that of Keras's one."""
    losses, gradients = [], []
    for twin, model in zip(twins("recurrent_autoencoder"), models, strict=True):
        losses.append(twin.reconstruction_loss(model, X))
        gradients.append(twin.reconstruction_loss.parameter_gradients(model, X, of=model))
    assert_close(*losses, what="the loss")
    for one, other in zip(to_keras(one_bias(gradients[0], either)), gradients[1], strict=True):
        assert_close(one, other, what=f"the gradient of shape {one.shape}", condition=28)  # a sum over as many steps


def either(pair):
    """Either of two gradients, which must be the same."""
    assert_close(*pair, what="the gradient of PyTorch's second bias")
    return pair[0]


def test_trainings_agree(twins, models):
    """Where the order does not matter, both trainings report the same losses and end with the same parameters."""
    outcomes = []
    for twin, model in zip(twins("recurrent_autoencoder"), models, strict=True):
        biases = [p.shape == (28,) for p in model.parameters()]  # of the output; all else is 0
        model.set_parameters(tuple(np.full_like(p, 0.5 * bias) for p, bias in zip(model.parameters(), biases, strict=True)))
        outcomes.append((twin.fit(model, 0.3 * X, 5, 5, 0.01), model.parameters()))  # dark: no gradient near 0
    (losses, torch), (other_losses, tensorflow) = outcomes
    assert_close(losses, other_losses, what="the losses")
    for one, other in zip(to_keras(one_bias(torch, sum)), tensorflow, strict=True):
        assert_close(one, other, what=f"the parameters of shape {one.shape}", scale=1.0)
