"""Probabilistic principal component analysis: a normal distribution with covariance W Wᵀ + σ² I."""

import math

import tensorflow as tf
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
    offset = tf.reduce_mean(centred, axis=0)
    centred -= offset
    eigenvalues, axes = leading_eigenpairs(tf.matmul(centred, centred, transpose_a=True) / n, n_components)
    # What the axes leave, and not the trace less their eigenvalues, which would lose the digits of a small noise.
    residual = centred - tf.matmul(centred @ axes, axes, transpose_b=True)
    noise_variance = tf.reduce_sum(tf.square(residual)) / (n * (d - n_components))  # TF: ** 2 is ten times slower
    scales = tf.sqrt(tf.maximum(eigenvalues - noise_variance, 0))
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
    residual = centred - tf.matmul(codes, weights, transpose_b=True)
    squares = tf.reduce_sum(tf.square(residual), axis=1) / variance + tf.reduce_sum(tf.square(codes), axis=1)
    log_det = (d - k) * tf.math.log(variance) - 2 * tf.reduce_sum(tf.math.log(tf.abs(tf.linalg.diag_part(root))))
    return -0.5 * (d * math.log(2 * math.pi) + log_det + squares)


def posterior(x, mean, weights, noise_variance):
    """Means of the codes given each row of `x`, M⁻¹ Wᵀ (x − mean), and their common covariance σ² M⁻¹, M = Wᵀ W + σ² I.

    Shapes: (n, d), (d,), (d, k), positive scalar σ² -> (n, k), (k, k).
    Raises: ValueError as `log_likelihood`.
    Source: Bishop 2006, section 12.2, equation 12.42.
    """
    centred, variance = _centred(x, mean, weights, noise_variance)
    regression, root = _regression(weights, variance)
    return centred @ regression, variance * tf.matmul(root, root, transpose_b=True)


def sample(n, mean, weights, noise_variance, seed=0):
    """New samples, mean + W z + σ ε, with z and ε standard normal; each row and each column has its own noise.

    Shapes: n, (d,), (d, k), positive scalar σ² -> (n, d).
    Raises: ValueError if `n` is below one, the shapes do not fit, anything is not finite or `noise_variance` is not positive.
    Source: Bishop 2006, section 12.2, equation 12.33.
    """
    check_integer(1, n=n)
    variance = _variance(mean, weights, noise_variance)
    d, k = weights.shape
    noise = tf.random.stateless_normal((n, k + d), tf.constant([seed, 0], tf.int64), dtype=mean.dtype)
    codes, noise = tf.split(noise, [k, d], axis=1)
    return mean + tf.matmul(codes, weights, transpose_b=True) + tf.sqrt(variance) * noise


def _variance(mean, weights, noise_variance):
    """The noise variance as a tensor, if it and the others are the parameters of a model."""
    check_ndim(2, weights=weights)
    check_shape(weights.shape[:1], mean=mean)
    check_finite(mean=mean, weights=weights)
    check_positive(noise_variance=noise_variance)
    # TF: `tf.cast` alone would round a Python number to float32 first.
    return tf.cast(tf.convert_to_tensor(noise_variance, dtype_hint=mean.dtype), mean.dtype)


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
    identity = tf.eye(k, dtype=weights.dtype)
    q, r = tf.linalg.qr(tf.concat([weights, tf.sqrt(variance) * identity], axis=0))
    root = tf.linalg.triangular_solve(r, identity, lower=False)
    return tf.matmul(q[:d], root, transpose_b=True), root
