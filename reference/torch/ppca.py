"""Probabilistic principal component analysis: a normal distribution with covariance W Wᵀ + σ² I."""

import math

import torch
from _spectral import fix_signs, leading_eigenpairs

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape


def fit(x, n_components):
    """Mean, weights W and noise variance σ² under which the rows of `x` are most likely, in closed form.

    W = U (Λ − σ² I)^½ with the largest eigenvalues Λ of the covariance (divisor n), descending, and their eigenvectors U; each
    column has its entry of largest magnitude positive. σ² is the mean of all d − k other eigenvalues, zeros included.
    Shapes: (n, d) -> (d,), (d, k), (), 1 ≤ k ≤ d − 1.
    Raises: ValueError if `x` is not (n, d) and finite, or if `n_components` is out of range.
    Source: Tipping & Bishop 1999, section 3.2; Bishop 2006, section 12.2.1.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    n, d = x.shape
    check_integer(1, d - 1, n_components=n_components)
    # From the first row on, rounding is relative to the spread and not to the mean.
    centred = x - x[0]
    offset = centred.mean(dim=0)
    centred -= offset
    eigenvalues, axes = leading_eigenpairs(centred.mT @ centred / n, n_components)
    # What the axes leave, and not the trace less their eigenvalues, which would lose the digits of a small noise.
    residual = centred - centred @ axes @ axes.mT
    noise_variance = (residual**2).sum() / (n * (d - n_components))
    scales = (eigenvalues - noise_variance).clamp(min=0).sqrt()
    return x[0] + offset, fix_signs(axes) * scales, noise_variance


def log_likelihood(x, mean, weights, noise_variance):
    """Log density of every row of `x` under N(mean, W Wᵀ + σ² I), in nats; no d × d matrix is formed.

    Shapes: (n, d), (d,), (d, k), positive scalar σ² -> (n,).
    Raises: ValueError if the shapes do not fit, anything is not finite or `noise_variance` is not positive.
    Source: Tipping & Bishop 1999, section 3.1; Golub & Van Loan 2013, section 2.1.4, for the inverse.
    """
    centred, variance = _centred(x, mean, weights, noise_variance)
    d, k = weights.shape
    regression, root = _regression(weights, variance)
    codes = centred @ regression
    # δᵀ (I − W M⁻¹ Wᵀ) δ as a sum of squares: the difference would lose the digits of a small noise.
    residual = centred - codes @ weights.mT
    squares = (residual**2).sum(dim=1) / variance + (codes**2).sum(dim=1)
    log_det = (d - k) * variance.log() - 2 * root.diagonal().abs().log().sum()
    return -0.5 * (d * math.log(2 * math.pi) + log_det + squares)


def posterior(x, mean, weights, noise_variance):
    """Means of the codes given each row of `x`, M⁻¹ Wᵀ (x − mean), and their common covariance σ² M⁻¹, M = Wᵀ W + σ² I.

    Shapes: (n, d), (d,), (d, k), positive scalar σ² -> (n, k), (k, k).
    Raises: ValueError as `log_likelihood`.
    Source: Bishop 2006, section 12.2, equation 12.42.
    """
    centred, variance = _centred(x, mean, weights, noise_variance)
    regression, root = _regression(weights, variance)
    return centred @ regression, variance * root @ root.mT


def sample(n, mean, weights, noise_variance, seed=0):
    """New samples, mean + W z + σ ε, with z and ε standard normal; each row and each column has its own noise.

    Shapes: n, (d,), (d, k), positive scalar σ² -> (n, d).
    Raises: ValueError if `n` is below one, the shapes do not fit, anything is not finite or `noise_variance` is not positive.
    Source: Bishop 2006, section 12.2, equation 12.33.
    """
    check_integer(1, n=n)
    variance = _variance(mean, weights, noise_variance)
    d, k = weights.shape
    generator = torch.Generator(mean.device).manual_seed(seed)
    noise = torch.randn(n, k + d, dtype=mean.dtype, device=mean.device, generator=generator)
    codes, noise = noise.split([k, d], dim=1)
    return mean + codes @ weights.mT + variance.sqrt() * noise


def _variance(mean, weights, noise_variance):
    """The noise variance as a tensor, if it and the others are the parameters of a model."""
    check_ndim(2, weights=weights)
    check_shape(weights.shape[:1], mean=mean)
    check_finite(mean=mean, weights=weights)
    check_positive(noise_variance=noise_variance)
    return torch.as_tensor(noise_variance, dtype=mean.dtype, device=mean.device)


def _centred(x, mean, weights, noise_variance):
    """Deviations of the samples from the mean, and the noise variance as a tensor."""
    variance = _variance(mean, weights, noise_variance)
    check_shape((None, *mean.shape), x=x)
    check_finite(x=x)
    return x - mean, variance


def _regression(weights, variance):
    """W M⁻¹, which takes deviations to posterior means, and a triangular root of M⁻¹, where M = Wᵀ W + σ² I.

    [W; σ I] = Q R gives M = Rᵀ R with the root of its condition, and W M⁻¹ = Q₁ R⁻ᵀ.
    """
    d, k = weights.shape
    identity = torch.eye(k, dtype=weights.dtype, device=weights.device)
    q, r = torch.linalg.qr(torch.cat([weights, variance.sqrt() * identity]))
    root = torch.linalg.solve_triangular(r, identity, upper=True)
    return q[:d] @ root.mT, root
