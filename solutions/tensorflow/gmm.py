"""Gaussian mixtures with full covariances, by expectation maximisation."""

import math

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_nonnegative, check_shape, check_symmetric

REGULARISATION = 1e-6  # added to the variances, so that a component has a density even if its samples are all equal


def responsibilities(x, weights, means, covariances):
    """Probability of every component given each row of `x`; each row of the answer adds up to one.

    Computed in log space: no sample is too far away from all components.
    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n, K).
    Raises: ValueError if the shapes do not fit, anything is not finite, a weight is negative, or if `covariances` are not
    symmetric and positive definite.
    Source: Bishop 2006, section 9.2.2, equation 9.23.
    """
    raise NotImplementedError("responsibilities is yours to write")


def log_likelihood(x, weights, means, covariances):
    """Log density of every row of `x` under the mixture, in nats.

    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n,).
    Raises: ValueError as `responsibilities`.
    Source: Bishop 2006, section 9.2, equation 9.14.
    """
    raise NotImplementedError("log_likelihood is yours to write")


def m_step(x, responsibilities):
    """Weights, means and covariances under which samples, shared out by `responsibilities`, are most likely.

    10 eps are added to the counts Σ r and 1e-6 to the variances, so that empty and singular components stay finite.
    Shapes: (n, d), (n, K) -> (K,), (K, d), (K, d, d).
    Raises: ValueError if the shapes do not fit, anything is not finite or a responsibility is negative.
    Source: Bishop 2006, section 9.2.2, equations 9.24 to 9.27.
    """
    raise NotImplementedError("m_step is yours to write")


def fit(x, n_components, n_iterations=100, tol=1e-4, seed=0):
    """Weights, means and covariances of a mixture, by at most `n_iterations` steps of EM; the components are in any order.

    It stops when the mean log-likelihood rises by less than `tol`. Computed in float64.
    Shapes: (n, d) -> (K,), (K, d), (K, d, d), 1 ≤ K ≤ n.
    Raises: ValueError if `x` is not (n, d) and finite, if `n_components` is out of range, `n_iterations` below one or `tol`
    negative.
    Source: Dempster, Laird & Rubin 1977, section 4.3; Bishop 2006, section 9.2.2.
    """
    raise NotImplementedError("fit is yours to write")
