"""What is asked of every training: `fit` reports the mean loss of each epoch and takes one step of Adam a batch.

Most of it is asked with all weights at 0: then every sample is drawn alike, only the biases of the last layer have a gradient,
and what a training must report and do is known in closed form.
"""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_rejects
from viva.plugin import points

from .subject import ADAM_ALLOWANCE, LOSS_ALLOWANCE, STANDSTILL

LEAST_JUMP = 0.002  # see below
LONGEST_STEP = 0.03  # of a finite difference, where a gradient happens to be small
KINKS = 0.1  # of a slope: activations and pooling have kinks; 60 convolutional models needed at most a quarter of the bound


def flat(arrays):
    """All entries in one vector."""
    return np.concatenate([array.ravel() for array in arrays])


@points(1)
def test_number_of_parameters(subject):
    """The model has as many parameters as its layers need, no more and no fewer."""
    count, wanted = sum(p.size for p in subject.shared().parameters()), subject.kind.n_parameters
    assert count in wanted, f"the model has {count:,} parameters, not {' or '.join(format(n, ',') for n in wanted)}"


@points(1)
def test_training_returns_falling_losses_and_leaves_the_samples(subject, rng):
    """fit returns one float32 loss an epoch; they fall; the samples are as they were."""
    x, *condition = subject.samples(rng, 64)
    x = 1 - np.float32(0.2) * x  # all bright: easy to learn, and far from where any model starts
    losses, (_, after, *_) = subject.task.fit.with_inputs(subject.built().remote, *subject.packed((x, *condition)), 3, 16)
    assert_form(losses, (3,), np.float32, what="the losses")
    assert max(losses[1:]) < losses[0], f"the losses of three epochs must fall, but they are {losses}"
    assert_equal(after, x, what="x after the training")


@points(1)
def test_no_epoch_changes_nothing(subject, rng):
    """n_epochs=0 returns an empty tensor and leaves the model as it was; one epoch does not."""
    model, samples, dark = subject.built(), subject.constant(rng, np.zeros(5)), subject.kind.output.dark
    model.rest(dark)
    before = flat(model.parameters())
    assert_form(subject.fit(model, samples, 0), (0,), np.float32, what="the losses")
    assert_equal(flat(model.parameters()), before, what="the vector of parameters")
    cost = np.mean(subject.cost(samples[0], dark))
    assert_close(subject.fit(model, samples, 1, 5), [cost], what="the loss of one epoch", bound=LOSS_ALLOWANCE * cost)
    assert not np.array_equal(flat(model.parameters()), before), "one epoch changed nothing"


@pytest.mark.long
@points(1)
def test_reported_loss_counts_every_sample_alike(subject, rng):
    """The loss of an epoch is the mean over samples, although the last batch is smaller than the others."""
    model, samples = subject.built(), subject.constant(rng, rng.permutation([0, 0, 0, 0, 0, 1, 1, 1, 1]))
    model.rest(subject.kind.output.dark)  # the last batch is one sample: much cheaper than the mean, or much dearer
    expected = np.mean(subject.cost(samples[0], subject.kind.output.dark))
    losses = subject.fit(model, samples, 3, 8, STANDSTILL)
    assert_close(losses, np.full(3, expected), what="the reported loss", bound=LOSS_ALLOWANCE * expected)


@pytest.mark.parametrize(
    ("n", "n_epochs", "batch_size", "learning_rate"),
    [
        pytest.param(12, 2, 4, 0.02, id="number"),
        pytest.param(3, 4, 2, np.array(3e-3, np.float32), id="tensor"),
    ],
)
@pytest.mark.long
@points(1)
def test_training_takes_a_step_a_batch(subject, rng, n, n_epochs, batch_size, learning_rate):
    """Every batch of every epoch is one step of Adam of the size of the learning rate, and only what has a gradient moves."""
    model, start = subject.built(), subject.kind.output.dark
    model.rest(start)  # grey samples pull the biases of the last layer up, and nothing else
    before = model.parameters()
    losses = subject.fit(model, subject.constant(rng, np.full(n, 0.5)), n_epochs, batch_size, learning_rate)
    assert losses[-1] < losses[0], f"the losses must fall, but they are {losses}"
    expected = n_epochs * -(-n // batch_size) * float(learning_rate)
    steps = (model.output_biases() - start) / expected
    assert_close(steps, np.ones_like(steps), what="the way that an output's bias went, by the expected way,", bound=ADAM_ALLOWANCE)
    loose = {model.output_place, *model.head_places}  # heads may rest where the KL still pulls
    for place, (now, then) in enumerate(zip(model.parameters(), before, strict=True)):
        if place not in loose:
            assert_close(now, then, what=f"the parameter of shape {then.shape}, without gradient,", bound=1e-6 * expected)


@pytest.mark.long
@points(1)
def test_order_is_drawn_anew_in_every_epoch(subject, rng):
    """Large steps, one sample each: the losses settle if every epoch has the same order, and go on jumping if not."""
    output, model = subject.kind.output, subject.built()
    model.rest(output.dark)
    samples = subject.constant(rng, rng.permutation(np.repeat(output.levels, 3)))
    losses = subject.fit(model, samples, 30, 1, output.rate)
    assert_form(losses, (30,), np.float32, what="the losses")
    jumps = np.diff(losses[-12:].astype(np.float64), 2) / np.mean(losses[-12:])
    # In 1500 simulated runs it was 0.03 to 0.06, its logarithm with standard deviation 0.44; with a fixed order at most 0.0015.
    assert np.sqrt(np.mean(jumps**2)) > LEAST_JUMP, f"from epoch to epoch the loss changes as smoothly as {jumps} of itself"


@pytest.mark.long
@points(1)
def test_defaults_are_those_of_the_interface(subject, rng):
    """Without further arguments, fit takes the batch size and seed of the interface, and a learning rate that trains."""
    defaults = subject.kind.defaults
    samples = subject.samples(rng, 3 * defaults["batch_size"] // 2)
    left_out = subject.fit(subject.built(), samples, 2)
    given_all = subject.fit(subject.built(), samples, 2, **defaults)
    assert_form(left_out, (2,), np.float32, what="the losses")
    assert 0 < left_out[1] < left_out[0], f"the losses of grey samples fall, but they are {left_out}"
    assert_close(left_out, given_all, what="the losses without further arguments")


@points(1)
def test_bad_numbers_are_rejected_by_training(subject, rng):
    """A negative number of epochs, an empty batch and a learning rate that is negative or NaN raise ValueError."""
    model, fit = subject.lively(rng), subject.task.fit
    samples = subject.packed(subject.samples(rng, 4))
    good = (model.remote, *samples, 0, 2, 1e-3)
    assert_rejects(fit, model.remote, *samples, -1, good=good, naming="n_epochs")
    for batch_size in (0, -2):
        assert_rejects(fit, model.remote, *samples, 1, batch_size, good=good, naming="batch_size")
    for learning_rate in (-1e-3, float("nan")):
        assert_rejects(fit, model.remote, *samples, 1, 2, learning_rate, good=good, naming="learning_rate")


def assert_same_and_other(answers, *, what):
    """All answers are the same but the last, which is of another seed."""
    for again in answers[1:-1]:
        assert_close(again, answers[0], what=f"{what} for the same seed")
    difference = np.max(np.abs(answers[-1] - answers[0]))
    assert difference > tolerance(np.float32, np.max(np.abs(answers[0]))), f"{what} are the same for different seeds"


@pytest.mark.long
@points(2)
def test_a_seed_decides_the_training(subject, rng):
    """The same seed gives the same losses whatever the state of the global generators, another seed gives others."""
    samples = subject.samples(rng, 20)
    runs = [subject.fit(subject.built(), samples, 3, 8, seed=seed) for seed in (5, 5, 6)]
    assert_form(runs[0], (3,), np.float32, what="the losses")
    assert_same_and_other(runs, what="the losses")


def assert_slopes(model, gradients, loss):
    """Central differences of the loss along the gradient of each layer are the gradient's length.

    `gradients` holds pairs of a layer's number and its gradient, or a part of that with zeros elsewhere.
    """
    start, value = model.parameters(), loss()
    rounding = tolerance(np.float32, value)
    for layer, gradient in gradients:
        length = np.linalg.norm(gradient.astype(np.float64))
        assert length > 0, f"no gradient reaches the parameters of shape {gradient.shape}"
        step = min(np.sqrt(rounding) / length, LONGEST_STEP)  # changes the loss more than rounding, less than bends its graph
        slopes = [slope(model, loss, start, layer, gradient / length, k * step) for k in (1, 2)]
        bound = rounding / step + abs(slopes[1] - slopes[0]) + KINKS * length  # rounding of the loss, curvature, kinks
        assert_close(slopes[0], length, what=f"the slope along the gradient of shape {gradient.shape}", bound=bound)


def slope(model, loss, start, layer, direction, step):
    """Central difference of the loss along a direction in one of the parameter arrays."""
    losses = []
    for signed_step in (step, -step):
        model.set_parameters([p + signed_step * direction if i == layer else p for i, p in enumerate(start)])
        losses.append(loss())
    model.set_parameters(start)
    return (losses[0] - losses[1]) / (2 * step)
