"""Gaussian processes with the squared exponential kernel, and what data say about its lengthscale and variance."""

import math

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape

NOISE_VARIANCE = 1e-4  # of the data, where θ = (log ℓ², log v) is inferred
PRIOR_MEAN, PRIOR_SCALE = (-1.0, 0.0), (1.0, 2.0)  # of θ, whose coordinates are independent and normal


def rbf_kernel(x1, x2, squared_lengthscale, variance):
    """The kernel v exp(−‖x_i − x_j‖² / (2ℓ²)) between the rows of `x1` and of `x2`.

    Shapes: (n, d), (m, d), positive scalars ℓ² and v -> (n, m).
    Raises: ValueError if `x1` and `x2` are not finite matrices of one width, or if a scalar is not positive.
    Source: Rasmussen & Williams 2006, equation 2.31 without its noise.
    """
    raise NotImplementedError("rbf_kernel is yours to write")


def log_marginal_likelihood(x, y, squared_lengthscale, variance, noise_variance):
    """Log density of N(0, K + σ²I) at `y`, in nats: the function is integrated out.

    Shapes: (n, d), (n,), positive scalars ℓ², v and σ² -> ().
    Raises: ValueError if `x` and `y` do not fit or are not finite, if a scalar is not positive, or if σ² is so small
    that rounding leaves K + σ²I indefinite.
    Source: Rasmussen & Williams 2006, algorithm 2.1.
    """
    raise NotImplementedError("log_marginal_likelihood is yours to write")


def posterior(x, y, x_new, squared_lengthscale, variance, noise_variance):
    """Mean and covariance of the function's values at `x_new`, without noise, given noisy values `y` at `x`.

    Shapes: (n, d), (n,), (m, d), positive scalars ℓ², v and σ² -> (m,), (m, m).
    Raises: ValueError as `log_marginal_likelihood`, and if `x_new` is not finite and as wide as `x`.
    Source: Rasmussen & Williams 2006, algorithm 2.1.
    """
    raise NotImplementedError("posterior is yours to write")


def log_posterior(theta, x, y):
    """Log density of θ = (log ℓ², log v) given the data, in nats, up to a constant; differentiable.

    The noise variance is 1e-4; before the data, log ℓ² ~ N(−1, 1²) and log v ~ N(0, 2²), with standard deviations.
    Shapes: (2,), (n, d), (n,) -> ().
    Raises: ValueError if `x` and `y` do not fit, if `theta` is not (2,), or if anything is not finite.
    Source: Rasmussen & Williams 2006, section 5.2.
    """
    raise NotImplementedError("log_posterior is yours to write")


def sample_posterior(x, y, n_samples=500, n_warmup=500, seed=0):
    """Samples of θ = (log ℓ², log v) given the data, by Hamiltonian Monte Carlo, in rows.

    They come from several chains, each after `n_warmup` steps that also fit its step size. A chain starts at one of some
    draws of the prior, chosen by their likelihoods.
    Shapes: (n, d), (n,) -> (n_samples, 2), in the dtype of `y`.
    Raises: ValueError if `x` and `y` do not fit or are not finite, `n_samples` is not positive or `n_warmup` negative.
    Source: Neal 2011, section 5.3; Andrieu & Thoms 2008, section 4.2.2, for the step size.
    """
    raise NotImplementedError("sample_posterior is yours to write")


def predict(theta_samples, x, y, x_new):
    """Mean and variance of the function's values at `x_new`, without noise, where θ is as likely each of the samples.

    Law of total variance: the mean of the variances and the variance, divisor S, of the means. Noise as in `log_posterior`.
    Shapes: (S, 2), (n, d), (n,), (m, d) -> (m,), (m,).
    Raises: ValueError as `posterior`, and if `theta_samples` is not (S, 2) and finite.
    Source: Gelman et al. 2013, section 1.8.
    """
    raise NotImplementedError("predict is yours to write")
