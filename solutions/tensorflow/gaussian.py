"""Gaussian and Bernoulli terms of a variational autoencoder's objective, in nats."""

import math

import tensorflow as tf

from viva.arguments import check_finite, check_min_ndim, check_ndim, check_nonnegative, check_same_shape, check_shape


def log_density(x, mean, log_var):
    """Log density of N(mean, exp(log_var)) at x, summed over the last axis.

    Shapes: (..., d), (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Bishop 2006, eq. 2.43, with a diagonal covariance.
    """
    raise NotImplementedError("log_density is yours to write")


def kl_standard_normal(mean, log_var):
    """Kullback–Leibler divergence from N(mean, exp(log_var)) to N(0, I), summed over the last axis.

    Shapes: (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, appendix B.
    """
    raise NotImplementedError("kl_standard_normal is yours to write")


def kl_diagonal(mean_q, log_var_q, mean_p, log_var_p):
    """Kullback–Leibler divergence KL(q ‖ p) of two Gaussians with diagonal covariance, summed over the last axis.

    Shapes: four of (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Rasmussen & Williams 2006, eq. A.23, with diagonal covariances.
    """
    raise NotImplementedError("kl_diagonal is yours to write")


def reparameterize(mean, log_var, noise):
    """A sample of N(mean, exp(log_var)) from standard normal noise, differentiable in both parameters.

    Shapes: (..., d), (..., d), (..., d) -> (..., d).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, section 2.4.
    """
    raise NotImplementedError("reparameterize is yours to write")


def bernoulli_log_likelihood(x, logits):
    """Log likelihood x log p + (1 − x) log(1 − p) of x in [0, 1], p = sigmoid(logits), summed over the last axis.

    Shapes: (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, appendix C.1.
    """
    raise NotImplementedError("bernoulli_log_likelihood is yours to write")


def negative_elbo(x, reconstruction, mean, log_var, factor=1.0):
    """Mean over the batch of ½ · factor · ‖x − reconstruction‖² + KL(N(mean, exp(log_var)) ‖ N(0, I)).

    The square is summed over all axes but the first; Gaussian constants are left out.
    Shapes: (n, ...), (n, ...), (n, k), (n, k), non-negative scalar -> ().
    Raises: ValueError if the shapes do not fit, anything is not finite or `factor` is negative.
    Source: Kingma & Welling 2014, eq. 10, for the likelihood N(reconstruction, I / factor).
    """
    raise NotImplementedError("negative_elbo is yours to write")
