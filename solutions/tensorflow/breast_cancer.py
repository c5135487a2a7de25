"""Logistic regression, and what it says about tumours."""

import tensorflow as tf

from viva.arguments import check_between, check_finite, check_ndim, check_nonnegative, check_shape

DAMPING = 1e-10  # share of the Hessian's diagonal that is added to it: collinear columns leave it invertible
MAX_STEPS = 200
TOLERANCE = 1e-10  # of the loss: what a step may still promise when the steps end
SUFFICIENT = 0.1  # share of the promised decrease that a step must bring


def standardize(train, test):
    """Both data sets less the mean of `train` and divided by its deviation, divisor n; columns constant in `train` become 0.

    Shapes: (n, d), (m, d) -> (n, d), (m, d).
    Raises: ValueError if the widths differ, the number of axes is wrong, or anything is empty or not finite.
    Source: Hastie, Tibshirani & Friedman 2009, section 3.4.1.
    """
    raise NotImplementedError("standardize is yours to write")


def fit_logistic_regression(x, labels, l2=1.0):
    """Weights w and intercept b that minimise ½ l2 ‖w‖² + Σ log(1 + exp(−y (x w + b))), y = 2 · label − 1.

    Newton's method in float64, whatever the columns' units. Where the classes can be separated and `l2` is 0 there is no
    minimum: the answer separates them.
    Shapes: (n, d), (n,) of 0 and 1 -> (d,), ().
    Raises: ValueError if `x` is not (n, d) and finite, if `labels` are not n zeros and ones with both among them, or if `l2`
    is negative.
    Source: Hastie, Tibshirani & Friedman 2009, section 4.4.1; for the line search, Boyd & Vandenberghe 2004, algorithm 9.5.
    """
    raise NotImplementedError("fit_logistic_regression is yours to write")


def accuracy(x, labels, weights, intercept):
    """Share of the samples whose class is predicted rightly: 1 where x w + b is above 0, else 0; a Python float.

    Shapes: (n, d), (n,), (d,), () -> float.
    Raises: ValueError if shapes do not fit, anything is not finite, or a label is neither 0 nor 1.
    Source: Hastie, Tibshirani & Friedman 2009, section 4.1.
    """
    raise NotImplementedError("accuracy is yours to write")
