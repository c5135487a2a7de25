"""Logistic regression, and what it says about tumours."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from sklearn.linear_model import LogisticRegression

from viva.closeness import assert_close, assert_equal, assert_form, tolerance
from viva.data import load
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, seeds

breast_cancer = submitted("breast_cancer")

PATIENCE = 60.0  # seconds for a fit: quasi-Newton methods need thousands of steps where the columns' units differ
GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5]])
LABELS = np.array([1, 0, 0, 1])
WEIGHTS, INTERCEPT = np.array([1.0, 0.5, -0.3]), np.array(-1.0)
WITH_NAN = np.where(GOOD == 3.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 3.0, np.inf, GOOD)
BAD_DATA = (WITH_NAN, WITH_INFINITY, GOOD[0], np.stack([GOOD, GOOD]), GOOD[:0], GOOD[:, :0])
BAD_LABELS = (LABELS[:3], np.append(LABELS, 1), LABELS[:, None], np.array([1, 0, 2, 1]), np.array([1, 0, -1, 1]))
GRADIENT = 1e-4  # a sample: the norm of the gradient that the minimum may be left with


@st.composite
def tables(draw, dtype=np.float64, remoteness=30.0):
    """Training and test samples of one population, every column with a mean and a deviation of its own."""
    n, m, d = (draw(st.integers(low, 9), label=name) for low, name in ((2, "n"), (1, "m"), (1, "d")))
    rng = np.random.default_rng(draw(seeds, label="seed"))
    deviation = 10.0 ** rng.uniform(-2, 2, d)
    x = deviation * (rng.normal(size=(n + m, d)) + remoteness * rng.uniform(-1, 1, d))
    return x[:n].astype(dtype), x[n:].astype(dtype)


def by_training(train, x):
    """The samples less the mean of the training set, divided by its deviation; and the rounding that any method may leave."""
    exact = train.astype(np.float64)
    mean, deviation = exact.mean(axis=0), exact.std(axis=0)
    largest = np.maximum(np.abs(exact).max(axis=0), np.abs(x).max(axis=0))
    spread = np.abs(x - mean).max(axis=0) / deviation
    return (x - mean) / deviation, tolerance(train.dtype) * (1 + spread) * largest / deviation


@st.composite
def experiments(draw, dtype=np.float64, spare=0):
    """Samples about zero with deviation one, and labels that depend on them and on chance; `spare` rows have both labels."""
    n, d = draw(st.integers(20, 60), label="n"), draw(st.integers(1, 5), label="d")
    rng = np.random.default_rng(draw(seeds, label="seed"))
    x = rng.normal(size=(n, d))
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    labels = (x @ rng.normal(size=d) + rng.logistic(loc=0.7, size=n) > 0).astype(np.int64)
    labels[:2] = 0, 1
    rows = slice(0, spare * (d + 1))
    return np.concatenate([x, x[rows]]).astype(dtype), np.concatenate([labels, 1 - labels[rows]])


penalties = st.sampled_from([0.01, 0.3, 1.0, 10.0])


def fitted(task, x, labels, *l2):
    """The answer of fit_logistic_regression, its form checked."""
    weights, intercept = task.fit_logistic_regression.options(deadline=PATIENCE)(x, labels, *l2)
    assert_form(weights, (x.shape[1],), x.dtype, what="the weights")
    assert_form(intercept, (), x.dtype, what="the intercept")
    return weights, intercept


def gradient(x, labels, weights, intercept, l2):
    """Gradient of ½ l2 ‖w‖² + Σ log(1 + exp(−y (x w + b))) by (w, b), in float64."""
    x, weights = x.astype(np.float64), weights.astype(np.float64)
    excess = special.expit(x @ weights + float(intercept)) - labels
    return np.append(l2 * weights + excess @ x, np.sum(excess))


def assert_minimises(answer, x, labels, l2):
    """The gradient at the answer is as good as zero."""
    norm, allowed = np.linalg.norm(gradient(x, labels, *answer, l2)), GRADIENT * len(x)
    assert norm <= allowed, f"the gradient at the answer has norm {norm:.3g}, allowed {allowed:.3g}"


def uncertainty(x, labels, weights, intercept, l2):
    """How far from the minimum an answer may be whose gradient is as large as allowed, by the curvature there."""
    design = np.column_stack([x, np.ones(len(x))]).astype(np.float64)
    p = special.expit(x @ weights + intercept)
    hessian = design.T @ ((p * (1 - p))[:, None] * design) + l2 * np.diag(np.append(np.ones_like(weights), 0.0))
    return 2 * GRADIENT * len(x) / np.linalg.eigvalsh(hessian)[0]  # twice, as the curvature changes on the way


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(breast_cancer, dtype):
    """Tables like those given, weights (d,), an intercept (), all in the dtype of the data; accuracy is a Python float."""
    x = GOOD.astype(dtype)
    train, test = breast_cancer.standardize(x, x[:2])
    assert_form(train, (4, 3), dtype, what="the training set")
    assert_form(test, (2, 3), dtype, what="the test set")
    fitted(breast_cancer, x, LABELS)
    share = breast_cancer.accuracy(x, LABELS, WEIGHTS.astype(dtype), INTERCEPT.astype(dtype))
    assert type(share) is float, f"accuracy must be a Python float, not {type(share).__name__}"


@points(1)
def test_standardize_leaves_its_inputs(breast_cancer):
    """Neither the training set nor the test set is changed."""
    train, test = assert_leaves_inputs(breast_cancer.standardize, GOOD, GOOD[:2])
    expected, _ = by_training(GOOD, GOOD)
    assert_close(train, expected, scale=10)
    assert_close(test, expected[:2], scale=10)


@points(1)
def test_fit_leaves_its_inputs(breast_cancer):
    """Neither samples nor labels are changed."""
    answer = assert_leaves_inputs(breast_cancer.fit_logistic_regression, GOOD, LABELS, 0.3)
    assert_minimises(answer, GOOD, LABELS, 0.3)


@points(1)
def test_accuracy_leaves_its_inputs(breast_cancer):
    """Neither samples nor labels nor weights are changed."""
    share = assert_leaves_inputs(breast_cancer.accuracy, GOOD, LABELS, WEIGHTS, INTERCEPT)
    assert_close(share, 0.75, what="the accuracy")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_training_set_is_standardised_by_its_mean_and_deviation(breast_cancer, data, dtype):
    """Every column of the training set less its mean, divided by its deviation, divisor n."""
    train, test = data.draw(tables(dtype), label="tables")
    expected, error = by_training(train, train)
    assert_close(breast_cancer.standardize(train, test)[0], expected, bound=error, what="the training set")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_test_set_is_standardised_by_the_training_set(breast_cancer, data, dtype):
    """Every column of the test set, of one sample or of many, less the mean of the training set, divided by its deviation."""
    train, test = data.draw(tables(dtype), label="tables")
    expected, error = by_training(train, test)
    assert_close(breast_cancer.standardize(train, test)[1], expected, bound=error, what="the test set")


@points(1)
@given(tables=tables())
def test_standardised_columns_have_mean_zero_and_deviation_one(breast_cancer, tables):
    """In the training set, whatever unit a column was measured in."""
    train, test = tables
    answer, _ = breast_cancer.standardize(train, test)
    error = np.max(by_training(train, train)[1])
    assert_close(answer.mean(axis=0), np.zeros(train.shape[1]), bound=error, what="the mean")
    assert_close(answer.std(axis=0), np.ones(train.shape[1]), bound=error, what="the deviation")


@points(1)
@given(tables=tables(remoteness=1e5))
def test_a_large_mean_does_not_spoil_the_deviation(breast_cancer, tables):
    """A hundred thousand deviations away from zero, a difference of mean squares would have no digit right but five."""
    train, test = tables
    for answer, x in zip(breast_cancer.standardize(train, test), tables, strict=True):
        expected, error = by_training(train, x)
        assert_close(answer, expected, bound=error)


@points(2)
@given(data=st.data(), dtype=dtypes(), size=st.sampled_from([1.0, 0.0, 1e4]))
def test_columns_constant_in_training_become_zero(breast_cancer, data, dtype, size):
    """In the training set, and in the test set whatever is there; the other columns are standardised as ever."""
    parts = data.draw(tables(dtype), label="tables")
    train, test = (np.column_stack([x[:, :1], x]) for x in parts)
    train[:, 0] = size * (1 + np.random.default_rng(data.draw(seeds, label="seed of the constant")).random())
    for answer, x, part in zip(breast_cancer.standardize(train, test), (train, test), parts, strict=True):
        expected, error = by_training(parts[0], part)
        assert_close(answer[:, 0], np.zeros(len(x)), bound=tolerance(dtype), what="the column that is constant in training")
        assert_close(answer[:, 1:], expected, bound=error, what="the other columns")


@points(3)
@given(data=st.data(), dtype=dtypes(), l2=penalties)
def test_gradient_vanishes_at_the_answer(breast_cancer, data, dtype, l2):
    """At weights and intercept, the gradient of ½ l2 ‖w‖² + Σ log(1 + exp(−y (x w + b))) is at most 0.0001 n."""
    x, labels = data.draw(experiments(dtype), label="experiment")
    assert_minimises(fitted(breast_cancer, x, labels, l2), x, labels, l2)


@points(2)
@given(experiment=experiments(), l2=penalties)
def test_weights_are_those_of_scikit_learn(breast_cancer, experiment, l2):
    """Weights and intercept of LogisticRegression with C = 1 / l2, as far as the gradient allowed can tell."""
    x, labels = experiment
    oracle = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(x, labels)
    expected = oracle.coef_[0], oracle.intercept_[0]
    bound = uncertainty(x, labels, *expected, l2)
    weights, intercept = fitted(breast_cancer, x, labels, l2)
    assert_close(weights, expected[0], bound=bound, what="the weights")
    assert_close(intercept, expected[1], bound=bound, what="the intercept")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_without_a_penalty_the_likelihood_is_largest(breast_cancer, data, dtype):
    """With l2 = 0, where some samples have both labels: the gradient of the log likelihood vanishes."""
    x, labels = data.draw(experiments(dtype, spare=1), label="experiment")
    assert_minimises(fitted(breast_cancer, x, labels, 0.0), x, labels, 0.0)


@points(1)
@given(experiment=experiments())
def test_penalty_is_one_by_default(breast_cancer, experiment):
    """Without a third argument, l2 is 1."""
    assert_minimises(fitted(breast_cancer, *experiment), *experiment, 1.0)


@points(1)
@given(data=st.data(), dtype=dtypes(), l2=penalties)
def test_penalty_may_be_a_tensor(breast_cancer, data, dtype, l2):
    """A tensor without axes does as well as a Python number."""
    x, labels = data.draw(experiments(dtype), label="experiment")
    assert_minimises(fitted(breast_cancer, x, labels, np.array(l2, dtype)), x, labels, l2)


@points(2)
@given(d=st.integers(1, 4), dtype=dtypes(), share=st.sampled_from([0.1, 0.25, 0.8]), l2=st.sampled_from([1.0, 10.0]))
def test_intercept_is_free(breast_cancer, d, dtype, share, l2):
    """Samples of zeros tell nothing: no weights, and the logarithm of the odds as intercept, log(n₁ / n₀), without a penalty."""
    labels = (np.arange(40) < share * 40).astype(np.int64)
    weights, intercept = fitted(breast_cancer, np.zeros((40, d), dtype), labels, l2)
    assert_close(weights, np.zeros_like(weights), bound=GRADIENT * 40 / l2, what="the weights")
    bound = 2 * GRADIENT / (share * (1 - share))  # the gradient allowed by the curvature; twice, as it changes on the way
    assert_close(intercept, np.array(special.logit(share)), bound=bound, what="the intercept")


@points(1)
@given(experiment=experiments(), unit=st.sampled_from([0.3, 3.0]), shift=st.sampled_from([-3.0, 3.0]))
def test_samples_may_have_other_places_and_units(breast_cancer, experiment, unit, shift):
    """The penalty is on the weights of the samples as they are, and none on the intercept: the gradient vanishes as ever."""
    x, labels = unit * (experiment[0] + shift), experiment[1]
    assert_minimises(fitted(breast_cancer, x, labels, 1.0), x, labels, 1.0)


@points(1)
@given(experiment=experiments(), l2=penalties)
def test_exchanging_the_labels_turns_the_weights(breast_cancer, experiment, l2):
    """Zeros for ones and ones for zeros: weights and intercept change their signs."""
    x, labels = experiment
    weights, intercept = fitted(breast_cancer, x, 1 - labels, l2)
    assert_minimises((-weights, -intercept), x, labels, l2)


@points(1)
@given(experiment=experiments(), constant=st.sampled_from([0.0, 2.5]))
def test_a_constant_column_has_no_weight(breast_cancer, experiment, constant):
    """What it could do, the intercept does without a penalty."""
    x, labels = experiment
    x = np.column_stack([np.full(len(x), constant), x])
    answer = fitted(breast_cancer, x, labels, 1.0)
    assert_minimises(answer, x, labels, 1.0)
    bound = (1 + constant) * GRADIENT * len(x)  # l2 w = gradient by w − constant · gradient by b
    assert_close(answer[0][0], np.array(0.0), bound=bound, what="the weight of the constant column")


@points(1)
@given(experiment=experiments(spare=1), l2=st.sampled_from([0.0, 1.0]))
def test_a_repeated_column_is_no_obstacle(breast_cancer, experiment, l2):
    """Columns may depend on each other, with a penalty or without: the gradient vanishes, whatever the weights."""
    x, labels = experiment
    x = np.column_stack([x, x[:, 0]])
    assert_minimises(fitted(breast_cancer, x, labels, l2), x, labels, l2)


@pytest.mark.parametrize("shape", [(2, 1), (12, 1), (30, 4), (5, 20)])
@points(1)
def test_separable_classes_are_separated_without_a_penalty(breast_cancer, rng, shape):
    """With l2 = 0 there is no minimum: the answer is finite all the same, and puts every sample on its own side."""
    for dtype in FLOATS:
        x = rng.normal(size=shape)
        labels = (np.arange(len(x)) % 3 == 0).astype(np.int64)
        x[:, 0] = (2 * labels - 1) * (1 + np.abs(x[:, 0])) + 5
        weights, intercept = fitted(breast_cancer, x.astype(dtype), labels, 0.0)
        scores = x.astype(dtype).astype(np.float64) @ weights.astype(np.float64) + float(intercept)
        right = int(np.sum((scores > 0) == (labels == 1)))
        assert_equal(right, len(x), what=f"the number of samples of {len(x)} on their own side")


@functools.cache
def tumours(kind):
    """Training and test samples of the tumours: raw, standardised, or two components of the standardised ones; and labels."""
    parts = load("breast_cancer")
    train, test = parts["x_train"], parts["x_test"]
    if kind != "raw":
        train, test = ((x - parts["x_train"].mean(axis=0)) / parts["x_train"].std(axis=0) for x in (train, test))
    if kind == "two components":
        axes = np.linalg.svd(train)[2][:2]
        train, test = train @ axes.T, test @ axes.T
    return (train, parts["y_train"]), (test, parts["y_test"])


RIGHT = {"raw": (409, 136), "standardised": (422, 137), "two components": (410, 134)}  # of 426 and 143


@pytest.mark.parametrize("kind", RIGHT)
@points(1)
def test_tumours_are_told_apart(breast_cancer, kind):
    """Of 426 tumours and 143 others: 0.960 and 0.951 raw, 0.991 and 0.958 standardised, 0.962 and 0.937 by two components."""
    (x, labels), _ = tumours(kind)
    weights, intercept = fitted(breast_cancer, x, labels)
    for (samples, truth), expected in zip(tumours(kind), RIGHT[kind], strict=True):
        right = np.sum((samples @ weights + intercept > 0) == (truth == 1))
        assert_close(right, expected, bound=1, what=f"the number of {len(truth)} tumours that are told right")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_gradient_vanishes_for_tumours(breast_cancer, dtype):
    """For the 30 standardised measurements of 426 tumours, which depend on each other."""
    (x, labels), _ = tumours("standardised")
    for l2 in (0.3, 1.0):
        assert_minimises(fitted(breast_cancer, x.astype(dtype), labels, l2), x.astype(dtype), labels, l2)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_accuracy_is_the_share_of_right_labels(breast_cancer, data, dtype):
    """Class 1 where x w + b is above 0, else class 0: the number of samples that are told right, divided by n."""
    n, d = data.draw(st.integers(1, 11), label="n"), data.draw(st.integers(1, 5), label="d")
    rng = np.random.default_rng(data.draw(seeds, label="seed"))
    x, labels = rng.integers(-9, 10, (n, d)), rng.integers(0, 2, n)
    weights, intercept = rng.integers(-9, 10, d) / 4, rng.integers(-9, 10) / 4  # without rounding, zero is zero
    share = breast_cancer.accuracy(x.astype(dtype), labels, weights.astype(dtype), np.array(intercept, dtype))
    expected = float(np.mean((x @ weights + intercept > 0) == (labels == 1)))
    assert_close(share, expected, bound=tolerance(dtype), what="the accuracy")


@points(1)
def test_a_score_of_zero_is_class_zero(breast_cancer):
    """Only above 0 is a sample told to be of class 1."""
    x = np.array([[1.0, -1.0], [2.0, -2.0], [3.0, -1.0]])
    share = breast_cancer.accuracy(x, np.array([0, 0, 0]), np.ones(2), np.array(0.0))
    assert_close(share, 2 / 3, what="the accuracy")


@points(1)
def test_standardize_rejects_bad_data(breast_cancer):
    """NaN, infinity, one axis, a third axis, no rows or no columns, and another width, raise ValueError in either set."""
    for bad in BAD_DATA:
        assert_rejects(breast_cancer.standardize, bad, GOOD, good=(GOOD, GOOD), naming="train" if bad.size else "")
        assert_rejects(breast_cancer.standardize, GOOD, bad, good=(GOOD, GOOD), naming="test" if bad.size else "")
    for bad in (GOOD[:, :2], GOOD[:, :1]):
        assert_rejects(breast_cancer.standardize, GOOD, bad, good=(GOOD, GOOD))


@points(1)
def test_fit_rejects_bad_data(breast_cancer):
    """NaN, infinity, one axis, a third axis, no rows or no columns raise ValueError."""
    for bad in BAD_DATA:
        naming = "x" if bad.size == GOOD.size else ""
        assert_rejects(breast_cancer.fit_logistic_regression, bad, LABELS, good=(GOOD, LABELS), naming=naming)


@points(1)
def test_fit_rejects_bad_labels(breast_cancer):
    """Too few, too many, a second axis, and labels that are neither 0 nor 1 raise ValueError."""
    for bad in BAD_LABELS:
        naming = "labels" if bad.shape == LABELS.shape else ""
        assert_rejects(breast_cancer.fit_logistic_regression, GOOD, bad, good=(GOOD, LABELS), naming=naming)


@points(1)
def test_one_class_is_rejected(breast_cancer):
    """Where all labels are equal there is nothing to tell apart: ValueError."""
    for labels in (np.zeros_like(LABELS), np.ones_like(LABELS)):
        assert_rejects(breast_cancer.fit_logistic_regression, GOOD, labels, good=(GOOD, LABELS), naming="labels")


@points(1)
def test_a_negative_penalty_is_rejected(breast_cancer):
    """l2 must not be negative, nor NaN; zero is allowed."""
    for l2 in (-0.3, float("nan")):
        assert_rejects(breast_cancer.fit_logistic_regression, GOOD, LABELS, l2, good=(GOOD, LABELS, 0.3), naming="l2")


@points(1)
def test_accuracy_rejects_bad_input(breast_cancer):
    """Samples, labels, weights and an intercept that do not fit together or are not finite raise ValueError."""
    good = (GOOD, LABELS, WEIGHTS, INTERCEPT)
    for bad in BAD_DATA:
        assert_rejects(breast_cancer.accuracy, bad, *good[1:], good=good)
    for bad in BAD_LABELS:
        assert_rejects(breast_cancer.accuracy, GOOD, bad, *good[2:], good=good)
    for bad in (WEIGHTS[:2], WEIGHTS[:, None], WEIGHTS * np.nan):
        assert_rejects(breast_cancer.accuracy, GOOD, LABELS, bad, INTERCEPT, good=good, naming="weights" if len(bad) == 3 else "")
    assert_rejects(breast_cancer.accuracy, *good[:3], INTERCEPT * np.nan, good=good, naming="intercept")
