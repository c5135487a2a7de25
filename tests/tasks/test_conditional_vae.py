"""Variational autoencoder of digits that knows which digit it sees or draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.bernoulli import *  # noqa: F403
from laws.bernoulli import noise_for, seeds
from laws.layers import dense
from laws.subject import BERNOULLI, Kind, Model, digits, edges, subject

from viva import data
from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted

N_PIXELS, N_LABELS, SIDE = 784, 10, 28
LATENT_DIM = 5  # not the default
HIDDEN = (512, 256)  # of the encoder; the decoder's are the other way round
N_DRAWN, FEWEST_RIGHT = 20, 7  # images of every digit that are averaged; labels whose average looks like their digit: 10 in 12 runs


def labels_of(rng, n):
    """Any labels."""
    return (rng.integers(0, N_LABELS, n),)


def rectangles():
    """Pictures white left of an edge, whose place is left to the code, and above another, which the label tells."""
    labels = np.arange(len(edges())) % N_LABELS
    lengths = SIDE * (1 + labels) / N_LABELS
    white = np.arange(SIDE)[:, None] < lengths[:, None, None]
    return (edges() * white).reshape(-1, N_PIXELS), labels


KIND = Kind(
    name="ConditionalVAE",
    sample=(N_PIXELS,),
    code=(LATENT_DIM,),
    output=BERNOULLI,
    n_outputs=N_PIXELS,
    reduce=np.sum,
    n_parameters=(1_099_600 - 27 * (2 * 257 + 256),),
    largest_loss=150.0,  # all drawn as the mean of their label: 221
    arguments={"latent_dim": LATENT_DIM},
    latent_dim=LATENT_DIM,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    condition=labels_of,
    lesson=rectangles,
    n_epochs=20,
)
conditional_vae = submitted("conditional_vae")
subject = subject("conditional_vae", KIND)


@points(1)
def test_defaults_of_the_model(subject, rng):
    """ConditionalVAE() is ConditionalVAE(latent_dim=32, seed=0), with 1,099,600 parameters."""
    default, given_all = Model(subject, subject.task.ConditionalVAE()), subject.built(latent_dim=32)
    assert_equal(sum(p.size for p in default.parameters()), 1_099_600, what="the number of parameters of ConditionalVAE()")
    samples = subject.samples(rng, 2)
    mean = given_all.encode(*samples)[0]
    assert_form(mean, (2, 32), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    assert_close(default.encode(*samples)[0], mean, what="the codes of ConditionalVAE()")


@pytest.mark.parametrize(("weight", "hidden"), [(0.002, 0.3), (0.002, -1.0), (-0.002, 0.3)])
@points(2)
def test_hidden_layers_are_rectified(subject, weight, hidden):
    """794-512-256 and back, ReLU in hidden layers, every label one 1 among ten inputs: known weights give known values."""
    model, last, labels = subject.shared(), 0.7, np.arange(N_LABELS)
    biases = [np.full(shape, hidden if shape[0] in HIDDEN else last) for shape in model.shapes]
    model.set_parameters([b if b.ndim == 1 else np.full(b.shape, weight) for b in biases])
    mean, _ = model.encode(np.full((N_LABELS, N_PIXELS), 0.3, np.float32), labels)
    code = dense(0.3 * N_PIXELS + 1, HIDDEN, weight, hidden, last)
    assert_close(mean, np.full((N_LABELS, LATENT_DIM), code), what="the mean")
    decoded = model.decode(np.full((N_LABELS, LATENT_DIM), 120.0, np.float32), labels)
    drawn = BERNOULLI.drawn(dense(120 * LATENT_DIM + 1, HIDDEN[::-1], weight, hidden, last))
    assert_close(decoded, np.full((N_LABELS, N_PIXELS), drawn), what="the decoded image")


@pytest.mark.parametrize("method", ["encode", "decode"])
@points(2)
def test_every_label_counts(subject, rng, method):
    """One image has ten codes, and one code ten images: another for every label."""
    model, (x, _), noise = subject.lively(rng), subject.samples(rng, 1), noise_for(subject, rng, 1)
    ask = {"encode": lambda *args: model.encode(*args)[0], "decode": model.decode}[method]
    answers = ask(np.repeat({"encode": x, "decode": noise}[method], N_LABELS, axis=0), np.arange(N_LABELS))
    assert_form(answers, (N_LABELS, {"encode": LATENT_DIM, "decode": N_PIXELS}[method]), np.float32, what=method)
    distances = np.abs(answers[:, None] - answers).max(axis=-1) + np.eye(N_LABELS)
    assert distances.min() > 1e-3, f"labels {np.unravel_index(distances.argmin(), distances.shape)} are not told apart"


@pytest.mark.long
@points(3)
def test_training_learns_what_labels_mean(subject, rng):
    """After training, what is generated for a label looks, on average, like the mean of its digits and not like another's."""
    x, model = digits().reshape(-1, N_PIXELS), subject.built()
    labels = data.load("mnist", "embedded")["y_train"][: len(x)]
    subject.fit(model, (x, labels), 10, 32)
    asked = np.repeat(np.arange(N_LABELS), N_DRAWN)
    drawn = model.question("generate")(asked, noise_for(subject, rng, len(asked)))
    assert_form(drawn, (len(asked), N_PIXELS), np.float32, what="what is generated")
    right = resembled(drawn, asked, x, labels)
    assert right >= FEWEST_RIGHT, f"only {right} of 10 labels give images that look like their digit, at least {FEWEST_RIGHT} must"


def resembled(drawn, asked, x, labels):
    """How many labels give images whose mean is nearer to the mean of their digits than to that of any other."""
    generated = np.stack([drawn[asked == label].mean(axis=0) for label in range(N_LABELS)])
    wanted = np.stack([x[labels == label].mean(axis=0) for label in range(N_LABELS)])
    distances = np.sum((generated[:, None] - wanted) ** 2, axis=-1)
    return np.count_nonzero(np.argmin(distances, axis=1) == np.arange(N_LABELS))


@pytest.fixture
def artist(subject, rng):
    """A model that draws every digit another way."""
    return subject.lively(rng)


@points(1)
def test_results_have_the_form_of_a_number(conditional_vae, artist, rng):
    """draw_number returns (28, 28 k) in float32."""
    noise = noise_for(artist.subject, rng, 3)
    assert_form(conditional_vae.draw_number(artist.remote, 407, noise), (SIDE, 3 * SIDE), np.float32, what="draw_number")


numerals = st.text("0123456789", min_size=1, max_size=4)


@points(2)
@given(number=st.integers(0, 10**6) | numerals | numerals.map("0{}".format), seed=seeds)
def test_a_number_is_its_digits_side_by_side(conditional_vae, artist, number, seed):
    """Digit i of the number is the image generated for it and for row i of the noise; a string keeps its leading zeros."""
    labels = np.array([int(digit) for digit in str(number)])
    noise = noise_for(artist.subject, np.random.default_rng(seed), len(labels))
    images = artist.question("generate")(labels, noise)
    assert_form(images, (len(labels), N_PIXELS), np.float32, what="generate")
    assert np.ptp(images) > 0, "all pixels are the same"
    drawn = conditional_vae.draw_number(artist.remote, number, noise)
    assert_close(drawn, np.hstack(images.reshape(-1, SIDE, SIDE)), what="the number", scale=1.0)


@points(1)
def test_bad_sizes_are_rejected(subject, rng):
    """One latent dimension is enough for a model; none, or fewer, raise ValueError."""
    mean, _ = subject.built(latent_dim=1).encode(*subject.samples(rng, 2))
    assert_form(mean, (2, 1), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    for latent_dim in (0, -1):
        assert_rejects(subject.task.ConditionalVAE, latent_dim, good=(1,), naming="latent_dim")


@pytest.mark.parametrize("method", ["encode", "decode", "", "elbo", "negative_elbo", "generate", "fit"])
@points(1)
def test_bad_labels_are_rejected(subject, rng, method):
    """Labels below 0 or above 9, too few or too many of them, none at all, or with two axes raise ValueError."""
    model, (x, good), noise = subject.lively(rng), subject.samples(rng, 4), noise_for(subject, rng, 4)
    before = {"decode": (noise,), "generate": (), "fit": (model.remote, x)}.get(method, (x,))
    after = {"elbo": (noise,), "negative_elbo": (noise,), "generate": (noise,), "fit": (0,)}.get(method, ())
    ask = subject.task.fit if method == "fit" else model.question(method)
    for bad in (good - 10, np.append(good[:3], 10), good[:3], np.append(good, 0), good[:0], good[:1], good[:, None]):
        naming = "labels" if bad.shape == (4,) else ""  # of another length, it may be what goes with them that is wrong
        assert_rejects(ask, *before, bad, *after, good=(*before, good, *after), naming=naming)


@points(1)
def test_bad_numbers_are_not_drawn(conditional_vae, artist, rng):
    """Negative numbers, fractions, strings that are empty or not all digits, and noise of another shape raise ValueError."""
    noise, draw_number = noise_for(artist.subject, rng, 2), conditional_vae.draw_number
    good = (artist.remote, 42, noise)
    for number in (-7, 4.2, "", "-7", "4x", "4 "):
        assert_rejects(draw_number, artist.remote, number, noise, good=good, naming="number" if number != "" else "")
    for bad in (noise[:1], noise[:, :-1], noise[0], noise * np.float32(np.nan)):
        assert_rejects(draw_number, artist.remote, 42, bad, good=good, naming="noise")
