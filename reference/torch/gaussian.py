"""Gaussian and Bernoulli terms of a variational autoencoder's objective, in nats."""

import math

import torch.nn.functional as F

from viva.arguments import check_finite, check_min_ndim, check_ndim, check_nonnegative, check_same_shape, check_shape


def log_density(x, mean, log_var):
    """Log density of N(mean, exp(log_var)) at x, summed over the last axis.

    Shapes: (..., d), (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Bishop 2006, eq. 2.43, with a diagonal covariance.
    """
    _check(x=x, mean=mean, log_var=log_var)
    return -0.5 * (math.log(2 * math.pi) + log_var + (x - mean) ** 2 * (-log_var).exp()).sum(dim=-1)


def kl_standard_normal(mean, log_var):
    """Kullback–Leibler divergence from N(mean, exp(log_var)) to N(0, I), summed over the last axis.

    Shapes: (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, appendix B.
    """
    _check(mean=mean, log_var=log_var)
    # exp(s) − 1 − s by expm1: never below zero, and exact to rounding near s = 0.
    return 0.5 * (log_var.expm1() - log_var + mean**2).sum(dim=-1)


def kl_diagonal(mean_q, log_var_q, mean_p, log_var_p):
    """Kullback–Leibler divergence KL(q ‖ p) of two Gaussians with diagonal covariance, summed over the last axis.

    Shapes: four of (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Rasmussen & Williams 2006, eq. A.23, with diagonal covariances.
    """
    _check(mean_q=mean_q, log_var_q=log_var_q, mean_p=mean_p, log_var_p=log_var_p)
    log_ratio = log_var_q - log_var_p
    return 0.5 * (log_ratio.expm1() - log_ratio + (mean_q - mean_p) ** 2 * (-log_var_p).exp()).sum(dim=-1)


def reparameterize(mean, log_var, noise):
    """A sample of N(mean, exp(log_var)) from standard normal noise, differentiable in both parameters.

    Shapes: (..., d), (..., d), (..., d) -> (..., d).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, section 2.4.
    """
    _check(mean=mean, log_var=log_var, noise=noise)
    return mean + (0.5 * log_var).exp() * noise


def bernoulli_log_likelihood(x, logits):
    """Log likelihood x log p + (1 − x) log(1 − p) of x in [0, 1], p = sigmoid(logits), summed over the last axis.

    Shapes: (..., d), (..., d) -> (...,).
    Raises: ValueError if the shapes differ or anything is not finite.
    Source: Kingma & Welling 2014, appendix C.1.
    """
    _check(x=x, logits=logits)
    # 1 − sigmoid(a) is sigmoid(−a), whose logarithm stays finite where p itself rounds to zero or one.
    return (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(dim=-1)


def negative_elbo(x, reconstruction, mean, log_var, factor=1.0):
    """Mean over the batch of ½ · factor · ‖x − reconstruction‖² + KL(N(mean, exp(log_var)) ‖ N(0, I)).

    The square is summed over all axes but the first; Gaussian constants are left out.
    Shapes: (n, ...), (n, ...), (n, k), (n, k), non-negative scalar -> ().
    Raises: ValueError if the shapes do not fit, anything is not finite or `factor` is negative.
    Source: Kingma & Welling 2014, eq. 10, for the likelihood N(reconstruction, I / factor).
    """
    _check(x=x, reconstruction=reconstruction)
    check_ndim(2, mean=mean)
    check_shape((mean.shape[0], *x.shape[1:]), x=x)
    check_nonnegative(factor=factor)
    squared_error = ((x - reconstruction) ** 2).reshape(x.shape[0], -1).sum(dim=-1)
    return (0.5 * factor * squared_error + kl_standard_normal(mean, log_var)).mean()


def _check(**arguments):
    """The arguments are finite and of one shape, which is not ()."""
    check_min_ndim(1, **arguments)
    check_same_shape(**arguments)
    check_finite(**arguments)
