"""Principal component analysis by random projections."""

import tensorflow as tf
from _spectral import fix_signs

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

BLOCK = 2048  # rows that are centred at a time


def range_finder(x, size, n_power_iterations, noise):
    """Orthonormal basis of the span of (x xᵀ)^q x Ω with q = `n_power_iterations` and Ω = `noise`; `x` is not centred.

    Orthonormalised after every product, as rounding would otherwise hide all but the leading directions.
    Shapes: (n, d), (d, size) -> (n, size), 1 ≤ size ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) and finite, a number is out of range, or `noise` is not (d, size) and finite.
    Source: Halko, Martinsson & Tropp 2011, algorithm 4.4.
    """
    check_ndim(2, x=x)
    check_integer(1, min(x.shape), size=size)
    check_integer(0, n_power_iterations=n_power_iterations)
    check_shape((x.shape[1], size), noise=noise)
    check_finite(x=x, noise=noise)
    return _range(lambda right: x @ right, lambda left: tf.matmul(x, left, transpose_a=True), n_power_iterations, noise)


def fit(x, n_components, n_oversamples=10, n_power_iterations=4, seed=0):
    """Mean, principal axes and singular values of the centred rows of `x`, as far as a random subspace shows them.

    The subspace has n_components + n_oversamples dimensions, min(n, d) at most. The axes are orthonormal rows, by descending
    singular value, each with its entry of largest magnitude positive.
    Shapes: (n, d) -> (d,), (k, d), (k,), 1 ≤ k ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite, or if a number is out of range.
    Source: Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1.
    """
    _check_samples(x)
    check_integer(1, min(x.shape), n_components=n_components)
    check_integer(0, n_oversamples=n_oversamples, n_power_iterations=n_power_iterations)
    mean = _mean(x)
    size = min(n_components + n_oversamples, *x.shape)
    noise = tf.random.stateless_normal((x.shape[1], size), [seed, 0], dtype=x.dtype)
    times, transposed_times = _centred_products(x, mean)
    basis = _range(times, transposed_times, n_power_iterations, noise)
    singular_values, vectors, _ = tf.linalg.svd(transposed_times(basis))
    return mean, tf.transpose(fix_signs(vectors[:, :n_components])), singular_values[:n_components]


def _range(times, transposed_times, n_power_iterations, noise):
    """Orthonormal basis of the span of (A Aᵀ)^q A Ω, A given by its products."""
    basis = _orthonormal(times(noise))
    for _ in range(n_power_iterations):
        basis = _orthonormal(times(_orthonormal(transposed_times(basis))))
    return basis


def _mean(x):
    """Mean of the rows."""
    # From the first row on, rounding is relative to the spread and not to the mean.
    return x[0] + sum(tf.reduce_sum(block - x[0], axis=0) for block in _blocks(x)) / x.shape[0]


def _centred_products(x, mean):
    """Products of the centred data, and of their transpose, with few columns; block by block, so that they need no copy."""

    def times(right):
        return tf.concat([(block - mean) @ right for block in _blocks(x)], axis=0)

    def transposed_times(left):
        pairs = zip(_blocks(x), _blocks(left), strict=True)
        return sum(tf.matmul(block - mean, part, transpose_a=True) for block, part in pairs)

    return times, transposed_times


def _blocks(x):
    return [x[i : i + BLOCK] for i in range(0, x.shape[0], BLOCK)]


def _orthonormal(columns):
    return tf.linalg.qr(columns).q


def _check_samples(x):
    check_ndim(2, x=x)
    if x.shape[0] < 2:
        raise ValueError("x must have at least two rows")
    check_finite(x=x)
