"""The model solutions of `bernoulli_vae` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal

N_PIXELS, LATENT_DIM = 784, 2
RNG = np.random.default_rng(0)
X = RNG.random((6, N_PIXELS), dtype=np.float32)
Z = RNG.normal(size=(6, LATENT_DIM)).astype(np.float32)


def transposed(parameters):
    """PyTorch keeps a layer's weights as (outputs, inputs), Keras as (inputs, outputs); order and biases are the same."""
    return tuple(p.T for p in parameters)


@pytest.fixture
def models(twins):
    """A model in each framework, with the same parameters."""
    torch, tensorflow = (twin.BernoulliVAE(seed=3) for twin in twins("bernoulli_vae"))
    tensorflow.set_parameters(transposed(torch.parameters()))
    return torch, tensorflow


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("encode", (X,)), ("decode", (Z,)), ("", (X,)), ("elbo", (X, Z)), ("negative_elbo", (X, Z)), ("generate", (Z,))],
)
def test_answers_agree(models, method, arguments):
    """The same answer to rounding."""
    torch, tensorflow = (getattr(model, method)(*arguments) for model in models)
    assert_close(torch, tensorflow)


def test_gradients_agree(models):
    """The same gradient of the loss in every layer."""
    torch, tensorflow = (model.negative_elbo.parameter_gradients(X, Z) for model in models)
    for one, other in zip(torch, transposed(tensorflow), strict=True):
        assert_close(one, other, what=f"the gradient of shape {one.shape}")


def test_grids_agree(twins, models):
    """The same grid in the same order."""
    torch, tensorflow = (twin.latent_grid(model, 4) for twin, model in zip(twins("bernoulli_vae"), models, strict=True))
    assert_close(torch, tensorflow, scale=1.0)


def test_trainings_agree(twins, models):
    """Where neither order nor noise matters, both trainings report the same losses and end with the same parameters."""
    outcomes = []
    for twin, model in zip(twins("bernoulli_vae"), models, strict=True):
        biases = [p.shape in ((N_PIXELS,), (2 * LATENT_DIM,)) for p in model.parameters()]  # of the outputs; all else 0
        model.set_parameters(tuple(np.full_like(p, 0.5 * bias) for p, bias in zip(model.parameters(), biases, strict=True)))
        outcomes.append((twin.fit(model, 0.3 * X, 5, 6, 0.01), model.parameters()))  # dark: no gradient near 0
    (losses, torch), (other_losses, tensorflow) = outcomes
    assert_close(losses, other_losses, what="the losses")
    for one, other in zip(torch, transposed(tensorflow), strict=True):
        assert_close(one, other, what=f"the parameters of shape {one.shape}", scale=1.0)


@pytest.mark.parametrize("framework", [0, 1], ids=["torch", "tensorflow"])
def test_nothing_is_left_of_an_earlier_training(twins, models, framework):
    """From the same start, a second training is the first one again: what is kept with a model are compiled steps only."""
    twin, model = twins("bernoulli_vae")[framework], models[framework]
    start = model.parameters()
    losses = twin.fit(model, X, 3, 4, seed=7)
    model.set_parameters(start)
    twin.fit(model, X, 1, 4, 0.01, seed=8)
    model.set_parameters(start)
    assert_equal(twin.fit(model, X, 3, 4, seed=7), losses, what="the losses")
