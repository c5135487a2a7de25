"""The model solutions of `energy_model` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest
from scipy import stats

from viva.chance import FALSE_ALARM
from viva.closeness import assert_close

from .weights import to_keras

RNG = np.random.default_rng(0)
X, OTHER = RNG.normal(scale=5, size=(6, 2)).astype(np.float32), RNG.normal(scale=3, size=(4, 2)).astype(np.float32)


@pytest.fixture
def models(twins):
    """A task and a model in each framework, with the same parameters."""
    torch, tensorflow = twins("energy_model")
    model, twin = torch.EnergyModel(seed=1), tensorflow.EnergyModel(seed=1)
    twin.set_parameters(to_keras(model.parameters()))
    return (torch, model), (tensorflow, twin)


def test_values_and_scores_agree(models):
    """The same f and the same score at every point."""
    for question in (lambda task, model: model(X), lambda task, model: task.score(model, X)):
        torch, tensorflow = (question(task, model) for task, model in models)
        assert np.ptp(torch) > 0, "the answer is constant"
        assert_close(torch, tensorflow)


def test_losses_and_gradients_agree(models):
    """The same loss, and the same gradient of it in every layer."""
    losses = [task.contrastive_loss(model, X, OTHER) for task, model in models]
    assert_close(*losses, what="the loss", scale=1.0)
    torch, tensorflow = (task.contrastive_loss.parameter_gradients(model, X, OTHER, of=model) for task, model in models)
    for one, other in zip(to_keras(torch), tensorflow, strict=True):
        assert_close(one, other, what=f"the gradient of shape {one.shape}", scale=max(1.0, np.abs(one).max()))


@pytest.mark.parametrize("n_steps", [0, 10])
def test_distributions_agree(models, n_steps):
    """Samples have one distribution (Kolmogorov–Smirnov, two samples)."""
    torch, tensorflow = (task.sample(model, 20_000, 0.3, n_steps, 1) for task, model in models)
    for j in range(2):
        assert stats.ks_2samp(torch[:, j], tensorflow[:, j]).pvalue >= FALSE_ALARM, f"coordinate {j}"


def test_starts_agree(twins):
    """The weights and biases of new models have the same spread, layer by layer."""
    torch, tensorflow = (twin.EnergyModel(seed=2).parameters() for twin in twins("energy_model"))
    for one, other in zip(to_keras(torch), tensorflow, strict=True):
        if one.size > 1:
            assert 0.7 < one.std() / other.std() < 1.4, f"the spread of the parameters of shape {one.shape}"
