"""Autoencoder of digits with sigmoids throughout, and recognition of digits by the nearest code."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.autoencoder import *  # noqa: F403
from laws.subject import SQUARED_ERROR_OF_PROBABILITIES, Kind, subject
from scipy.special import expit
from sklearn.neighbors import KNeighborsClassifier

from viva import data
from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import dtypes, seeds

N_PIXELS, N_HIDDEN, CODE_DIM = 784, 256, 128
MANY, FEW_COLUMNS = 10_000, 16  # all differences of so many codes take 6.4 GB, their distances 0.4
PATIENCE = 60.0  # seconds

KIND = Kind(
    name="SigmoidAutoencoder",
    sample=(N_PIXELS,),
    code=(CODE_DIM,),
    output=SQUARED_ERROR_OF_PROBABILITIES,
    n_outputs=N_PIXELS,
    reduce=np.mean,
    n_parameters=(468_368,),
    largest_loss=0.015,  # all drawn as their mean: 0.0225
    resting=-60.0,
    defaults={"batch_size": 32, "seed": 0},
    n_epochs=20,
)
digit_recognition = submitted("digit_recognition")
subject = subject("digit_recognition", KIND)


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_every_layer_ends_in_a_sigmoid(subject, bias):
    """784-256-128 and back, with a sigmoid after each of the four layers: known weights give known codes and pixels."""
    model, weight = subject.shared(), 0.006
    model.set_parameters([np.full(shape, bias if len(shape) == 1 else weight) for shape in model.shapes])
    code = expit(N_HIDDEN * weight * expit(0.3 * N_PIXELS * weight + bias) + bias)
    pixel = expit(N_HIDDEN * weight * expit(-0.4 * CODE_DIM * weight + bias) + bias)
    assert_close(model.encode(np.full((1, N_PIXELS), 0.3, np.float32)), np.full((1, CODE_DIM), code), what="the code")
    drawn = model.decode(np.full((1, CODE_DIM), -0.4, np.float32))
    assert_close(drawn, np.full((1, N_PIXELS), pixel), what="the decoded image")


@points(1)
@given(dtype=dtypes(), seed=seeds)
def test_results_have_the_form_of_labels(digit_recognition, dtype, seed):
    """recognize returns one label a code, with the dtype of the labels, and leaves all it is given as it was."""
    codes, labelled, labels = coded(np.random.default_rng(seed), 4, 6, 3, dtype)
    answer = assert_leaves_inputs(digit_recognition.recognize, codes, labelled, labels)
    assert_form(answer, (4,), np.int64, what="the labels")


def coded(rng, n, m, d, dtype, scale=1.0):
    """Codes, labelled codes about the same place, and the labels of those: any numbers, some of them more than once."""
    place = 3 * rng.normal(size=d)
    codes, labelled = (scale * (rng.normal(size=(count, d)) + place) for count in (n, m))
    return codes.astype(dtype), labelled.astype(dtype), rng.integers(-5, 30, m)


def mean_squares(codes, labelled):
    """Mean squared differences of every code from every labelled one, (n, m)."""
    return np.mean((codes[:, None].astype(np.float64) - labelled) ** 2, axis=-1)


@points(3)
@given(
    dtype=dtypes(),
    seed=seeds,
    n=st.integers(1, 9),
    m=st.integers(1, 12),
    d=st.integers(1, 9),
    scale=st.sampled_from([0.01, 1.0, 100.0]),
)
def test_label_is_that_of_the_nearest_code(digit_recognition, dtype, seed, n, m, d, scale):
    """Each code gets the label of the labelled code with the smallest mean squared difference."""
    codes, labelled, labels = coded(np.random.default_rng(seed), n, m, d, dtype, scale)
    distances = mean_squares(codes, labelled)
    rounding = tolerance(dtype, max(np.max(codes**2), np.max(labelled**2)))  # who is no farther than this may be taken for nearest
    near = distances <= np.min(distances, axis=1, keepdims=True) + rounding
    answer = digit_recognition.recognize(codes, labelled, labels)
    assert_form(answer, (n,), np.int64, what="the labels")
    expected = labels[np.argmin(distances, axis=1)]
    right = np.any(near & (labels == answer[:, None]), axis=1)
    assert_equal(answer, np.where(right, answer, expected), what="the vector of labels")


@points(2)
@given(dtype=dtypes(), seed=seeds, d=st.integers(2, 9))
def test_codes_that_lie_close_together_are_told_apart(digit_recognition, dtype, seed, d):
    """Differences that are small beside the codes themselves decide, although the codes' squares do not show them."""
    rng = np.random.default_rng(seed)
    apart = {"float32": 0.02, "float64": 3e-5}[dtype.name]  # its square is below the rounding of the codes' squares in float32
    corners = np.unique(rng.integers(-3, 4, (20, d)), axis=0)
    labelled = 100 * np.sign(rng.normal(size=d)) + apart * rng.permutation(corners)
    order = rng.permutation(len(labelled))
    codes = labelled[order] + 0.3 * apart / np.sqrt(d) * rng.uniform(-1, 1, labelled.shape)
    answer = digit_recognition.recognize(codes.astype(dtype), labelled.astype(dtype), np.arange(len(labelled)) + 4)
    assert_equal(answer, order + 4, what="the vector of labels")


@points(2)
@given(dtype=dtypes(), seed=seeds)
def test_first_of_equally_near_codes_decides(digit_recognition, dtype, seed):
    """Where several labelled codes are exactly as near, the first of them gives the label."""
    rng = np.random.default_rng(seed)
    codes, labelled = (rng.integers(-1, 2, (8, 3)).astype(dtype) for _ in range(2))  # small numbers: no method has to round
    labels = rng.permutation(8)
    expected = labels[np.argmin(mean_squares(codes, labelled), axis=1)]
    assert_equal(digit_recognition.recognize(codes, labelled, labels), expected, what="the vector of labels")


@points(1)
def test_ten_thousand_codes_are_recognized_among_ten_thousand(digit_recognition, rng):
    """There is no need to hold the differences of all pairs of codes at once, which would not fit into memory."""
    labelled = rng.integers(-8, 9, (MANY, FEW_COLUMNS)).astype(np.float32)
    order = rng.integers(0, MANY, MANY)
    codes = labelled[order] + rng.uniform(-0.1, 0.1, labelled.shape).astype(np.float32)
    labels = rng.integers(0, 10, MANY)
    answer = digit_recognition.recognize.options(deadline=PATIENCE)(codes, labelled, labels)
    assert_equal(answer, labels[order], what="the vector of labels")


@points(1)
def test_digits_are_recognized_as_by_scikit_learn(digit_recognition):
    """With ten labelled pictures of each digit, the labels are those of sklearn.neighbors.KNeighborsClassifier(1)."""
    digits = data.load("mnist", "embedded")
    x, test = (digits[name].reshape(-1, N_PIXELS) / np.float32(255) for name in ("x_train", "x_test"))
    chosen = np.concatenate([np.flatnonzero(digits["y_train"] == digit)[:10] for digit in range(10)])
    labelled, labels = x[chosen], digits["y_train"][chosen]
    expected = KNeighborsClassifier(1, algorithm="brute").fit(labelled, labels).predict(test)
    assert_equal(digit_recognition.recognize(test, labelled, labels), expected, what="the vector of labels")


@points(1)
@given(seed=seeds, n=st.integers(1, 40))
def test_accuracy_is_the_share_of_right_labels(digit_recognition, seed, n):
    """accuracy is how many labels were predicted, of all of them, as a Python float."""
    predicted, labels = np.random.default_rng(seed).integers(0, 3, (2, n)) * 4
    share = digit_recognition.accuracy(predicted, labels)
    assert type(share) is float, f"accuracy must be a Python float, not {type(share).__name__}"
    assert_close(share, np.mean(predicted == labels), what="the accuracy")


@points(1)
def test_codes_that_do_not_fit_are_rejected(digit_recognition, rng):
    """Codes of different widths, with one axis or three, or none at all, raise ValueError."""
    codes, labelled, labels = good = coded(rng, 4, 6, 3, np.float32)
    for bad in ((codes[:, :2], labelled), (codes, labelled[:, :2]), (codes[:0], labelled), (codes[:, :0], labelled[:, :0])):
        assert_rejects(digit_recognition.recognize, *bad, labels, good=good)
    assert_rejects(digit_recognition.recognize, codes, labelled[:0], labels[:0], good=good)
    for wrong in (codes[0], codes[None]):
        assert_rejects(digit_recognition.recognize, wrong, labelled, labels, good=good)
    for wrong in (labelled[0], labelled[None]):
        assert_rejects(digit_recognition.recognize, codes, wrong, labels, good=good)


@points(1)
def test_labels_that_do_not_fit_are_rejected(digit_recognition, rng):
    """Labels fewer or more than labelled codes, or in a column, raise a ValueError that names them."""
    codes, labelled, labels = good = coded(rng, 4, 6, 3, np.float32)
    for bad in (labels[:5], np.append(labels, 1), labels[:, None]):
        assert_rejects(digit_recognition.recognize, codes, labelled, bad, good=good, naming="labels")


@pytest.mark.parametrize("value", [np.nan, np.inf])
@points(1)
def test_codes_that_are_not_finite_are_rejected(digit_recognition, rng, value):
    """NaN or infinity in one code raises a ValueError that names the argument."""
    codes, labelled, labels = good = coded(rng, 4, 6, 3, np.float32)
    for position, name in enumerate(("codes", "labelled_codes")):
        bad = [codes.copy(), labelled.copy(), labels]
        bad[position][1, 2] = value
        assert_rejects(digit_recognition.recognize, *bad, good=good, naming=name)


@points(1)
def test_bad_predictions_are_rejected(digit_recognition, rng):
    """accuracy of vectors of different lengths, of matrices or of nothing raises ValueError."""
    labels = rng.integers(0, 10, 6)
    for bad in ((labels, labels[:5]), (labels[:1], labels), (labels[None], labels[None]), (labels[:0], labels[:0])):
        assert_rejects(digit_recognition.accuracy, *bad, good=(labels, labels))
