"""Sparse inverse covariance of stock returns, by Newton steps on the entries that are not zero."""

import contextlib

import tensorflow as tf

from viva.arguments import (
    check_finite,
    check_integer,
    check_ndim,
    check_nonnegative,
    check_positive,
    check_same_shape,
    check_symmetric,
)

STEEP, GENTLE = 0.5, 0.7
ROUNDS = 5  # times that a step is solved again without the entries whose sign it would change
MOST_PRODUCTS = 200  # steps of conjugate gradients in a Newton step
MATRIX, NUMBER = tf.TensorSpec((None, None), tf.float64), tf.TensorSpec((), tf.float64)


def log_returns(prices):
    """Logarithms of the ratios of each row of `prices` to the row before.

    Shapes: (t, p) -> (t − 1, p), t ≥ 2.
    Raises: ValueError if `prices` is not (t, p) with t ≥ 2, finite and positive.
    Source: Campbell, Lo & MacKinlay 1997, section 1.4.
    """
    raise NotImplementedError("log_returns is yours to write")


def standardize_returns(returns, n_sigma=4.0):
    """Returns clipped below, then each column shifted and scaled to mean 0 and variance 1 (divisor n).

    The lower limit is −n_sigma · s, s the standard deviation of all entries about their common mean (divisor n·p).
    Shapes: (n, p) -> (n, p), n ≥ 2.
    Raises: ValueError if `returns` is not (n, p) with n ≥ 2 and finite, if `n_sigma` is not positive, or if a column is
    constant after clipping.
    Source: Huber & Ronchetti 2009, section 1.1, on why outliers are cut.
    """
    raise NotImplementedError("standardize_returns is yours to write")


def empirical_covariance(x):
    """Covariance of the columns of `x` about their means, divisor n.

    Shapes: (n, p) -> (p, p).
    Raises: ValueError if `x` is not (n, p), not empty and finite.
    Source: Mardia, Kent & Bibby 1979, section 1.4.1.
    """
    raise NotImplementedError("empirical_covariance is yours to write")


def soft_threshold(x, threshold):
    """Every entry moved towards zero by `threshold`, and no further: sign(x) · max(|x| − threshold, 0).

    Shapes: (...) -> (...).
    Raises: ValueError if `x` is not finite or `threshold` is negative.
    Source: Hastie, Tibshirani & Friedman 2009, section 17.3.
    """
    raise NotImplementedError("soft_threshold is yours to write")


def graphical_lasso(covariance, alpha, tol=1e-6, max_iter=1000):
    """The precision Θ that minimises −log det Θ + tr(S Θ) + α Σ_{i≠j} |Θ_ij|, S being `covariance`; zeros are exact.

    It stops when the duality gap is at most `tol`, or after `max_iter` Newton steps. α = 0 gives S⁻¹.
    Shapes: (p, p) -> (p, p).
    Raises: ValueError if `covariance` is not symmetric, positive semidefinite with a positive diagonal (for α = 0
    positive definite) and finite, or if `alpha` is negative, `tol` not positive or `max_iter` below one.
    Source: Friedman, Hastie & Tibshirani 2008 for the problem; Olsen, Oztoprak, Nocedal & Rennie 2012 for the method.
    """
    raise NotImplementedError("graphical_lasso is yours to write")


def duality_gap(precision, covariance, alpha):
    """tr(S Θ) − p + α Σ_{i≠j} |Θ_ij|, a Python float: how far Θ is from optimal, in nats, where Θ⁻¹ is dual feasible.

    Shapes: (p, p), (p, p) -> float.
    Raises: ValueError if the matrices are not symmetric, finite and of one shape, or if `alpha` is negative.
    Source: Banerjee, El Ghaoui & d'Aspremont 2008, section 2.
    """
    raise NotImplementedError("duality_gap is yours to write")


def graph_edges(precision, threshold=0.01):
    """Edges i < j, sorted: pairs whose entry of `precision` exceeds `threshold` in magnitude.

    Shapes: (p, p) -> (m, 2), int64.
    Raises: ValueError if `precision` is not one symmetric finite matrix or `threshold` is negative.
    Source: Lauritzen 1996, section 5.1.3.
    """
    raise NotImplementedError("graph_edges is yours to write")


def regularization_path(covariance, alphas):
    """`graphical_lasso` for every penalty of `alphas`, in their order.

    Shapes: (p, p), k numbers -> (k, p, p).
    Raises: ValueError as `graphical_lasso`, and if `alphas` is empty.
    Source: Friedman, Hastie & Tibshirani 2008, section 3.
    """
    raise NotImplementedError("regularization_path is yours to write")
