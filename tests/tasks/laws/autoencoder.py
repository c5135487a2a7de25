"""What every autoencoder is asked: encode, decode, a call that does both, the loss, and the training."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.closeness import assert_close, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points
from viva.strategies import seeds
from viva.wire import Images

from .subject import LOSS_ALLOWANCE, STANDSTILL, Subject, assert_form_and_inputs  # noqa: F401
from .training import *  # noqa: F403
from .training import assert_same_and_other, assert_slopes


def loss_of(subject, model, samples):
    """The submission's loss of a model."""
    return subject.task.reconstruction_loss(model.remote, *subject.packed(samples))


def codes(subject, rng, n):
    """Codes to decode."""
    return rng.normal(size=(n, *subject.kind.code)).astype(np.float32)


@pytest.mark.parametrize("method", ["encode", "decode", "call", "reconstruction_loss"])
@points(1)
def test_results_have_the_form_of_the_interface(subject, rng, method):
    """Codes and reconstructions have one row a sample, the loss is a scalar, all float32; arguments stay as they were."""
    model, samples, code = subject.lively(rng), subject.packed(subject.samples(rng, 5)), codes(subject, rng, 5)
    question, arguments, shape = {
        "encode": (model.question("encode"), samples, (5, *subject.kind.code)),
        "decode": (model.question("decode"), (Images(code) if subject.kind.image_codes else code,), (5, *subject.kind.sample)),
        "call": (model.question(""), samples, (5, *subject.kind.sample)),
        "reconstruction_loss": (subject.task.reconstruction_loss, (model.remote, *samples), ()),
    }[method]
    assert_form_and_inputs(question, arguments, [shape], what=method)


@points(1)
def test_a_call_decodes_the_code(subject, rng):
    """A call returns decode(encode(x))."""
    model, samples = subject.lively(rng), subject.samples(rng, 4)
    code = model.encode(*samples)
    assert_form(code, (4, *subject.kind.code), np.float32, what="encode")
    decoded = model.decode(code)
    assert np.ptp(decoded, axis=0).max() > 0, "all reconstructions are the same"
    assert_close(model(*samples), decoded, what="a call", scale=max(1.0, np.abs(decoded).max()))


@points(1)
def test_samples_are_independent(subject, rng):
    """The code and the reconstruction of a sample depend on this sample alone, whatever else is in the batch."""
    model, samples = subject.lively(rng), subject.samples(rng, 4)
    for name, method, shape in (("code", model.encode, subject.kind.code), ("reconstruction", model, subject.kind.sample)):
        together = method(*samples)
        assert_form(together, (4, *shape), np.float32, what=f"the {name}")
        assert np.ptp(together, axis=0).max() > 0, f"all samples have the same {name}"
        alone = np.concatenate([method(*(part[i : i + 1] for part in samples)) for i in range(4)])
        assert_close(together, alone, what=f"the {name}")


@pytest.fixture
def model(subject):
    """A model whose parameters each example sets."""
    return subject.shared()


@points(2)
@given(seed=seeds, n=st.integers(1, 4))
def test_loss_is_the_mean_over_all_entries(subject, model, seed, n):
    """reconstruction_loss is the mean over all entries of all samples, of what each costs by itself."""
    rng = np.random.default_rng(seed)
    samples = subject.samples(rng, n)
    values = rng.normal(size=subject.kind.n_outputs).astype(np.float32)
    model.rest(values)
    expected = np.mean(subject.cost(samples[0], values))
    assert_close(loss_of(subject, model, samples), expected, what="the loss", scale=np.max(subject.cost(samples[0], values)))


@points(1)
def test_loss_compares_the_reconstruction_with_the_sample(subject, rng):
    """reconstruction_loss is that of the model's own reconstruction of these samples."""
    model, samples = subject.lively(rng), subject.samples(rng, 6)
    drawn, x = model(*samples), samples[0].astype(np.float64)
    assert_form(drawn, x.shape, np.float32, what="a call")
    expected = np.mean(subject.kind.output.cost_of_drawn(x, subject.kind.output.clipped(drawn)))
    assert_close(loss_of(subject, model, samples), expected, what="the loss")


@points(2)
def test_outputs_have_the_activation_of_the_interface(subject, rng):
    """decode ends in the activation that the interface names, and in no other."""
    model = subject.shared()
    values = rng.uniform(-4, 4, subject.kind.n_outputs).astype(np.float32)
    model.rest(values)
    expected = np.broadcast_to(subject.kind.output.drawn(values.astype(np.float64)), (3, *subject.kind.sample))
    assert_close(model.decode(codes(subject, rng, 3)), expected, what="the decoded sample")


@points(1)
def test_a_seed_decides_the_start(subject, rng):
    """The same seed gives the same model whatever the state of the global generators, another seed another; the default is 0."""
    samples, code = subject.samples(rng, 2), codes(subject, rng, 2)
    models = [subject.built(seed) for seed in (0, None, 6)]
    assert_same_and_other([model.encode(*samples) for model in models], what="the codes of new models")
    assert_same_and_other([model.decode(code) for model in models], what="what new models decode")


@points(1)
def test_reported_loss_is_the_loss(subject, rng):
    """Where training stands still, the loss of an epoch is the reconstruction loss."""
    model, samples = subject.lively(rng), subject.samples(rng, 12)
    drawn = subject.kind.output.clipped(model(*samples))
    expected = np.mean(subject.kind.output.cost_of_drawn(samples[0].astype(np.float64), drawn))
    losses = subject.fit(model, samples, 2, 5, STANDSTILL)
    assert_close(losses, np.full(2, expected), what="the reported loss", bound=LOSS_ALLOWANCE * expected)


@points(1)
def test_every_parameter_is_trained(subject, rng):
    """The loss has a gradient in every layer."""
    model, samples = subject.lively(rng), subject.samples(rng, 8)
    for gradient in gradients_of(subject, model, samples):
        assert np.any(gradient != 0), f"no gradient reaches the parameters of shape {gradient.shape}"


@pytest.mark.long
@points(2)
def test_gradients_equal_finite_differences(subject, rng):
    """In every layer, the loss changes along the gradient by the gradient's length."""
    model, samples = subject.lively(rng), subject.samples(rng, 8)
    gradients = gradients_of(subject, model, samples)
    assert_slopes(model, enumerate(gradients), lambda: float(loss_of(subject, model, samples)))


def gradients_of(subject, model, samples):
    """Gradients of the loss with respect to every parameter."""
    packed = (model.remote, *subject.packed(samples))
    gradients = subject.task.reconstruction_loss.parameter_gradients(*packed, of=model.remote)
    for gradient, parameter in zip(gradients, model.parameters(), strict=True):
        assert_form(gradient, parameter.shape, np.float32, what="a gradient")
    return gradients


def loss_of_lesson(subject, model):
    """Mean loss of the lesson's samples, from their reconstructions."""
    samples = subject.lesson()
    code = model.encode(*samples)
    assert_form(code, (len(code), *subject.kind.code), np.float32, what="encode")
    drawn = model.decode(code)
    assert_form(drawn, samples[0].shape, np.float32, what="the reconstruction")
    return float(np.mean(subject.kind.output.cost_of_drawn(samples[0].astype(np.float64), subject.kind.output.clipped(drawn))))


@pytest.mark.long
@points(2)
def test_training_learns(subject):
    """After some epochs on few samples, reconstructions cost less than any model without a code can reach."""
    found, allowed = loss_of_lesson(subject, subject.trained()), subject.kind.largest_loss
    assert found <= allowed, f"the loss is {found:.4f}, allowed {allowed}"


@points(1)
def test_bad_samples_are_rejected(subject, rng):
    """Samples of a wrong shape, none at all, NaN and infinity raise ValueError everywhere."""
    model, (good, *_) = subject.lively(rng), subject.samples(rng, 4)
    images = Images if subject.kind.images else lambda x: x
    fit, loss = subject.task.fit, subject.task.reconstruction_loss
    for bad in (good[:, :-1], good[0], good[:0], good * np.float32(np.nan), good + np.float32(np.inf)):
        for method in (model.question("encode"), model.question("")):
            assert_rejects(method, images(bad), good=(images(good),), naming="x")
        assert_rejects(loss, model.remote, images(bad), good=(model.remote, images(good)), naming="x")
        assert_rejects(fit, model.remote, images(bad), 1, good=(model.remote, images(good), 0), naming="x")


@points(1)
def test_bad_codes_are_rejected(subject, rng):
    """Codes of a wrong shape, none at all, NaN and infinity raise ValueError."""
    model, good = subject.lively(rng), codes(subject, rng, 4)
    images = Images if subject.kind.image_codes else lambda x: x
    for bad in (good[:, :-1], good[0], good[:0], good * np.float32(np.nan), good + np.float32(np.inf)):
        assert_rejects(model.question("decode"), images(bad), good=(images(good),), naming="code")
