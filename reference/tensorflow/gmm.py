"""Gaussian mixtures with full covariances, by expectation maximisation."""

import math

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_nonnegative, check_shape, check_symmetric

REGULARISATION = 1e-6  # added to the variances, so that a component has a density even if its samples are all equal
_BLOCK = 2**20  # numbers that are worked on at a time: few enough to stay in the cache


def responsibilities(x, weights, means, covariances):
    """Probability of every component given each row of `x`; each row of the answer adds up to one.

    Computed in log space: no sample is too far away from all components.
    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n, K).
    Raises: ValueError if the shapes do not fit, anything is not finite, a weight is negative, or if `covariances` are not
    symmetric and positive definite.
    Source: Bishop 2006, section 9.2.2, equation 9.23.
    """
    _check_mixture(x, weights, means, covariances)
    return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)


def log_likelihood(x, weights, means, covariances):
    """Log density of every row of `x` under the mixture, in nats.

    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n,).
    Raises: ValueError as `responsibilities`.
    Source: Bishop 2006, section 9.2, equation 9.14.
    """
    _check_mixture(x, weights, means, covariances)
    return tf.reduce_logsumexp(_log_joint(x, weights, means, covariances), axis=1)


def m_step(x, responsibilities):
    """Weights, means and covariances under which samples, shared out by `responsibilities`, are most likely.

    10 eps are added to the counts Σ r and 1e-6 to the variances, so that empty and singular components stay finite.
    Shapes: (n, d), (n, K) -> (K,), (K, d), (K, d, d).
    Raises: ValueError if the shapes do not fit, anything is not finite or a responsibility is negative.
    Source: Bishop 2006, section 9.2.2, equations 9.24 to 9.27.
    """
    check_ndim(2, x=x, responsibilities=responsibilities)
    check_shape((x.shape[0], None), responsibilities=responsibilities)
    check_finite(x=x, responsibilities=responsibilities)
    check_nonnegative(**{"smallest of responsibilities": tf.reduce_min(responsibilities)})
    d, n_components = x.shape[1], responsibilities.shape[1]
    counts = tf.reduce_sum(responsibilities, axis=0) + 10 * tf.experimental.numpy.finfo(x.dtype).eps
    means = tf.matmul(responsibilities, x, transpose_a=True) / counts[:, None]
    scatter = tf.zeros((n_components, d, d), x.dtype)
    for rows, shares in zip(_blocks(x, means), _blocks(responsibilities, means), strict=True):
        deviations = rows - means[:, None]
        deviations *= tf.sqrt(tf.transpose(shares))[:, :, None]
        scatter += tf.matmul(deviations, deviations, transpose_a=True)
    covariances = scatter / counts[:, None, None] + REGULARISATION * tf.eye(d, dtype=x.dtype)
    return counts / tf.reduce_sum(counts), means, covariances


def fit(x, n_components, n_iterations=100, tol=1e-4, seed=0):
    """Weights, means and covariances of a mixture, by at most `n_iterations` steps of EM; the components are in any order.

    It stops when the mean log-likelihood rises by less than `tol`. Computed in float64.
    Shapes: (n, d) -> (K,), (K, d), (K, d, d), 1 ≤ K ≤ n.
    Raises: ValueError if `x` is not (n, d) and finite, if `n_components` is out of range, `n_iterations` below one or `tol`
    negative.
    Source: Dempster, Laird & Rubin 1977, section 4.3; Bishop 2006, section 9.2.2.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    check_integer(1, x.shape[0], n_components=n_components)
    check_integer(1, n_iterations=n_iterations)
    check_nonnegative(tol=tol)
    samples, previous = tf.cast(x, tf.float64), -math.inf
    parameters = _start(samples, n_components, seed)
    for _ in range(n_iterations):
        log_joint = _log_joint(samples, *parameters)
        reached = float(tf.reduce_mean(tf.reduce_logsumexp(log_joint, axis=1)))
        if reached - previous < tol:
            break
        previous, parameters = reached, m_step(samples, tf.nn.softmax(log_joint, axis=1))
    return tuple(tf.cast(part, x.dtype) for part in parameters)


def _log_joint(x, weights, means, covariances):
    """log w_k + log N(x | μ_k, Σ_k): a row for every sample, a column for every component."""
    n_components, d = means.shape
    factors = _cholesky(tf.cast(covariances, tf.float64))
    identity = tf.eye(d, batch_shape=[n_components], dtype=factors.dtype)
    whitening = tf.cast(tf.linalg.triangular_solve(factors, identity, lower=True), x.dtype)
    # From the middle of the means on, rounding is relative to the spread; the stacked L⁻¹ need one product for all components.
    origin = tf.reduce_mean(means, axis=0)
    offsets = tf.reshape(whitening @ (means - origin)[:, :, None], [-1])
    stacked = tf.reshape(whitening, (n_components * d, d))
    squares = []
    for rows in _blocks(x, means):
        whitened = tf.reshape(tf.matmul(rows - origin, stacked, transpose_b=True) - offsets, (-1, n_components, d))
        squares.append(tf.reduce_sum(tf.square(whitened), axis=2))  # TF: ** 2 is ten times slower
    log_det = tf.cast(2 * tf.reduce_sum(tf.math.log(tf.linalg.diag_part(factors)), axis=1), x.dtype)
    return tf.math.log(weights) - 0.5 * (d * math.log(2 * math.pi) + log_det + tf.concat(squares, axis=0))


def _check_mixture(x, weights, means, covariances):
    check_ndim(2, means=means)
    n_components, d = means.shape
    check_shape((None, d), x=x)
    check_shape((n_components,), weights=weights)
    check_shape((n_components, d, d), covariances=covariances)
    check_finite(x=x, weights=weights, means=means)
    check_nonnegative(**{"smallest of weights": tf.reduce_min(weights)})
    check_symmetric(covariances=covariances)


def _cholesky(covariances):
    """The lower factors."""
    try:
        factors = tf.linalg.cholesky(covariances)
        tf.debugging.assert_all_finite(factors, "TF: on some devices a failed factorisation gives NaN and does not raise")
    except tf.errors.InvalidArgumentError:
        raise ValueError("covariances must be positive definite") from None
    return factors


def _blocks(rows, means):
    """The rows, some at a time."""
    n_rows = max(1, _BLOCK // (means.shape[0] * means.shape[1]))
    return [rows[first : first + n_rows] for first in range(0, rows.shape[0], n_rows)]


def _start(x, n_components, seed):
    """Means of the samples that are nearest to centres drawn by k-means++, and the covariance within them for every component.

    A covariance of its own would leave a component that starts with one sample alone with it.
    Source: Arthur & Vassilvitskii 2007, section 2.2.
    """
    shares = tf.random.stateless_uniform((n_components,), tf.constant([seed, 0], tf.int64), dtype=x.dtype)
    nearest, squares = tf.ones(len(x), x.dtype), []
    for share in shares:
        cumulative = tf.cumsum(nearest)
        centre = x[tf.searchsorted(cumulative, (share * cumulative[-1])[None])[0]]
        squares.append(tf.reduce_sum(tf.square(x - centre), axis=1))
        nearest = tf.reduce_min(tf.stack(squares), axis=0)
    labels = tf.argmin(tf.stack(squares), axis=0)
    weights, means, covariances = m_step(x, tf.one_hot(labels, n_components, dtype=x.dtype))
    return weights, means, tf.broadcast_to(tf.reduce_sum(weights[:, None, None] * covariances, axis=0), covariances.shape)
