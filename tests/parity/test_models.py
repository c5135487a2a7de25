"""The twins of every model give the same numbers from the same parameters, wherever chance has no say."""

import importlib

import numpy as np
import pytest
from laws.subject import Subject

from viva.closeness import assert_close, assert_equal
from viva.exam import ROOT

from .weights import to_keras

TASKS = sorted(
    path.stem.removeprefix("test_")
    for path in (ROOT / "tests/tasks").glob("test_*.py")
    if "KIND = Kind(" in path.read_text(encoding="utf-8")
)
ADAM = 4  # its epsilon counts where the two frameworks correct the moments differently
CONDITION = {"recurrent_autoencoder": 28}  # a gradient is a sum over as many steps


@pytest.fixture(params=TASKS)
def subjects(request, twins):
    """A task's model in PyTorch and in TensorFlow."""
    kind = importlib.import_module(f"test_{request.param}").KIND
    return [Subject(twin, kind) for twin in twins(request.param)]


@pytest.fixture
def models(subjects):
    """A lively model in each framework, with the same parameters."""
    torch, tensorflow = subjects[0].lively(np.random.default_rng(3)), subjects[1].built()
    tensorflow.set_parameters(to_keras(torch.parameters()))
    return torch, tensorflow


@pytest.fixture
def asked(subjects):
    """Samples, codes of as many, and the conditions of both."""
    rng = np.random.default_rng(0)
    x, *condition = subjects[0].samples(rng, 6)
    return x, rng.normal(size=(6, *subjects[0].kind.code)).astype(np.float32), condition


def test_answers_agree(models, asked):
    """The same codes and the same pictures to rounding, edges included."""
    x, code, condition = asked
    questions = [
        lambda model: model.encode(x, *condition),
        lambda model: model.decode(code, *condition),
        lambda model: model(x, *condition),
    ]
    if models[0].kind.latent_dim:
        questions += [
            lambda model: model.ask("elbo", (x, *condition), code),
            lambda model: model.question("generate")(*condition, code),
        ]
    for question in questions:
        torch, tensorflow = (np.asarray(question(model)) for model in models)
        assert np.ptp(torch) > 0, "the answer is constant"
        assert_close(torch, tensorflow)


def test_losses_and_gradients_agree(models, asked):
    """The same loss, and the same gradient of it in every layer."""
    losses, gradients = [], []
    for model in models:
        x, code, condition = asked
        samples, task = model.subject.packed((x, *condition)), model.subject.task
        loss, arguments = (
            (model.question("negative_elbo"), (*samples, code))
            if model.kind.latent_dim
            else (task.reconstruction_loss, (model.remote, *samples))
        )
        losses.append(loss(*arguments))
        gradients.append(loss.parameter_gradients(*arguments, of=model.remote))
    assert_close(*losses, what="the loss")
    for one, other in zip(to_keras(gradients[0], either), gradients[1], strict=True):
        condition = CONDITION.get(models[0].subject.task.task, 1)
        assert_close(one, other, what=f"the gradient of shape {one.shape}", condition=condition)


def either(pair):
    """Either of two gradients, which must be the same."""
    assert_close(*pair, what="the gradient of PyTorch's second bias")
    return pair[0]


def test_trainings_agree(subjects):
    """Where neither order nor noise matters, both trainings report the same losses and end with the same parameters."""
    outcomes = []
    for subject in subjects:
        model, samples = subject.built(), subject.constant(np.random.default_rng(1), np.full(8, 0.1))
        model.rest(0.5, heads=0.5)  # all other biases and weights are 0
        outcomes.append((subject.fit(model, samples, 5, 8, 0.01), model.parameters()))
    (losses, torch), (other_losses, tensorflow) = outcomes
    assert losses[4] < losses[0]
    assert_close(losses, other_losses, what="the losses", condition=ADAM)
    for one, other in zip(to_keras(torch), tensorflow, strict=True):
        assert_close(one, other, what=f"the parameters of shape {one.shape}", scale=1.0, condition=ADAM)


@pytest.mark.parametrize("framework", [0, 1], ids=["torch", "tensorflow"])
def test_nothing_is_left_of_an_earlier_training(subjects, framework):
    """From the same start, a second training is the first one again: what is kept with a model are compiled steps only."""
    subject, rng = subjects[framework], np.random.default_rng(2)
    model, samples = subject.built(), subject.samples(rng, 6)
    start = model.parameters()
    losses = subject.fit(model, samples, 3, 4, seed=7)
    model.set_parameters(start)
    subject.fit(model, samples, 1, 4, 0.01, seed=8)
    model.set_parameters(start)
    assert_equal(subject.fit(model, samples, 3, 4, seed=7), losses, what="the losses")
