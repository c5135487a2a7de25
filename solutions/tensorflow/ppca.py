"""Probabilistic principal component analysis: a normal distribution with covariance W Wᵀ + σ² I."""

import math

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape


def fit(x, n_components):
    """Mean, weights W and noise variance σ² under which the rows of `x` are most likely, in closed form.

    W = U (Λ − σ² I)^½ with the largest eigenvalues Λ of the covariance (divisor n), descending, and their eigenvectors U; each
    column has its entry of largest magnitude positive. σ² is the mean of all d − k other eigenvalues, zeros included.
    Shapes: (n, d) -> (d,), (d, k), (), 1 ≤ k ≤ d − 1.
    Raises: ValueError if `x` is not (n, d) and finite, or if `n_components` is out of range.
    Source: Tipping & Bishop 1999, section 3.2; Bishop 2006, section 12.2.1.
    """
    raise NotImplementedError("fit is yours to write")


def log_likelihood(x, mean, weights, noise_variance):
    """Log density of every row of `x` under N(mean, W Wᵀ + σ² I), in nats; no d × d matrix is formed.

    Shapes: (n, d), (d,), (d, k), positive scalar σ² -> (n,).
    Raises: ValueError if the shapes do not fit, anything is not finite or `noise_variance` is not positive.
    Source: Tipping & Bishop 1999, section 3.1; Golub & Van Loan 2013, section 2.1.4, for the inverse.
    """
    raise NotImplementedError("log_likelihood is yours to write")


def posterior(x, mean, weights, noise_variance):
    """Means of the codes given each row of `x`, M⁻¹ Wᵀ (x − mean), and their common covariance σ² M⁻¹, M = Wᵀ W + σ² I.

    Shapes: (n, d), (d,), (d, k), positive scalar σ² -> (n, k), (k, k).
    Raises: ValueError as `log_likelihood`.
    Source: Bishop 2006, section 12.2, equation 12.42.
    """
    raise NotImplementedError("posterior is yours to write")


def sample(n, mean, weights, noise_variance, seed=0):
    """New samples, mean + W z + σ ε, with z and ε standard normal; each row and each column has its own noise.

    Shapes: n, (d,), (d, k), positive scalar σ² -> (n, d).
    Raises: ValueError if `n` is below one, the shapes do not fit, anything is not finite or `noise_variance` is not positive.
    Source: Bishop 2006, section 12.2, equation 12.33.
    """
    raise NotImplementedError("sample is yours to write")
