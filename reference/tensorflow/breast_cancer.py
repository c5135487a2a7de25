"""Logistic regression, and what it says about tumours."""

import tensorflow as tf

from viva.arguments import check_between, check_finite, check_ndim, check_nonnegative, check_shape

DAMPING = 1e-10  # share of the Hessian's diagonal that is added to it: collinear columns leave it invertible
MAX_STEPS = 200
TOLERANCE = 1e-10  # of the loss: what a step may still promise when the steps end
SUFFICIENT = 0.1  # share of the promised decrease that a step must bring
_SIGNATURE = [tf.TensorSpec((None,) * n_axes, tf.float64) for n_axes in (2, 1, 1)]


def standardize(train, test):
    """Both data sets less the mean of `train` and divided by its deviation, divisor n; columns constant in `train` become 0.

    Shapes: (n, d), (m, d) -> (n, d), (m, d).
    Raises: ValueError if the widths differ, the number of axes is wrong, or anything is empty or not finite.
    Source: Hastie, Tibshirani & Friedman 2009, section 3.4.1.
    """
    check_ndim(2, train=train)
    check_shape((None, train.shape[1]), test=test)
    check_finite(train=train, test=test)
    mean, deviation = _moments(train)
    inverse = tf.math.divide_no_nan(tf.ones_like(deviation), deviation)
    return (train - mean) * inverse, (test - mean) * inverse


def fit_logistic_regression(x, labels, l2=1.0):
    """Weights w and intercept b that minimise ½ l2 ‖w‖² + Σ log(1 + exp(−y (x w + b))), y = 2 · label − 1.

    Newton's method in float64, whatever the columns' units. Where the classes can be separated and `l2` is 0 there is no
    minimum: the answer separates them.
    Shapes: (n, d), (n,) of 0 and 1 -> (d,), ().
    Raises: ValueError if `x` is not (n, d) and finite, if `labels` are not n zeros and ones with both among them, or if `l2`
    is negative.
    Source: Hastie, Tibshirani & Friedman 2009, section 4.4.1; for the line search, Boyd & Vandenberghe 2004, algorithm 9.5.
    """
    _check_data(x, labels)
    if tf.reduce_all(labels == labels[0]):
        raise ValueError("labels must be of two classes, but they are all equal")
    check_nonnegative(l2=l2)
    wide = tf.cast(x, tf.float64)
    mean, deviation = _moments(wide)
    scale = tf.where(deviation > 0, deviation, 1)
    # A constant column can do nothing that the intercept, which is free, cannot: any penalty makes its weight 0.
    penalty = tf.where(deviation > 0, float(l2) / scale**2, 1)
    weights, intercept = _newton((wide - mean) / scale, 2 * tf.cast(labels, tf.float64) - 1, penalty)
    weights = weights / scale
    return tf.cast(weights, x.dtype), tf.cast(intercept - tf.tensordot(mean, weights, 1), x.dtype)


def accuracy(x, labels, weights, intercept):
    """Share of the samples whose class is predicted rightly: 1 where x w + b is above 0, else 0; a Python float.

    Shapes: (n, d), (n,), (d,), () -> float.
    Raises: ValueError if shapes do not fit, anything is not finite, or a label is neither 0 nor 1.
    Source: Hastie, Tibshirani & Friedman 2009, section 4.1.
    """
    _check_data(x, labels)
    check_shape((x.shape[1],), weights=weights)
    check_shape((), intercept=intercept)
    check_finite(weights=weights, intercept=intercept)
    predicted = tf.linalg.matvec(x, weights) + intercept > 0
    return int(tf.math.count_nonzero(predicted == (labels == 1))) / len(labels)


def _moments(x):
    """Mean and deviation of every column, divisor n; the deviation of equal numbers is exactly 0."""
    centred = x - x[0]
    offset = tf.reduce_mean(centred, axis=0)
    return x[0] + offset, tf.sqrt(tf.reduce_mean((centred - offset) ** 2, axis=0))


@tf.function(input_signature=_SIGNATURE)  # TF: with few samples, one operation at a time takes ten times as long
def _newton(x, y, penalty):
    """Weights and intercept that minimise ½ Σ penalty · w² + Σ log(1 + exp(−y (x w + b))), by Newton steps with a line search."""
    x = tf.concat([x, tf.ones_like(x[:, :1])], axis=1)
    penalty = tf.concat([penalty, tf.zeros_like(penalty[:1])], axis=0)
    weights = tf.zeros_like(penalty)
    for _ in tf.range(MAX_STEPS):
        probability = tf.sigmoid(-y * tf.linalg.matvec(x, weights))  # of the class that is not the label's
        gradient = penalty * weights - tf.linalg.matvec(x, y * probability, transpose_a=True)
        hessian = tf.matmul(x, (probability * (1 - probability))[:, None] * x, transpose_a=True) + tf.linalg.diag(penalty)
        hessian += DAMPING * tf.linalg.diag(tf.linalg.diag_part(hessian))
        step = -tf.linalg.cholesky_solve(tf.linalg.cholesky(hessian), gradient[:, None])[:, 0]
        loss, decrement = _loss(x, y, penalty, weights), -tf.tensordot(gradient, step, 1)
        if decrement <= TOLERANCE * tf.maximum(loss, TOLERANCE):
            weights = weights + step  # the next step would be the square of this one
            break
        length = tf.ones_like(loss)
        while _loss(x, y, penalty, weights + length * step) > loss - SUFFICIENT * length * decrement:
            length /= 2
        weights = weights + length * step
    return weights[:-1], weights[-1]


def _loss(x, y, penalty, weights):
    margin = y * tf.linalg.matvec(x, weights)
    return 0.5 * tf.reduce_sum(penalty * weights**2) - tf.reduce_sum(tf.math.log_sigmoid(margin))


def _check_data(x, labels):
    check_ndim(2, x=x)
    check_shape((x.shape[0],), labels=labels)
    check_finite(x=x)
    check_between(0, 1, labels=labels)
