"""Bayesian optimisation over a list of candidates by Thompson sampling."""

import tensorflow as tf
from gaussian_process import NOISE_VARIANCE, PRIOR_MEAN, PRIOR_SCALE, rbf_kernel

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

_WIDEST, _N_NODES = 15.0, 41  # the grid of θ at first: its largest coordinate, and its nodes along an axis
_N_ZOOMS, _NEGLIGIBLE = 2, 20.0  # how often it shrinks, leaving out densities that many nats below the largest


def thompson_step(x, y, candidates, seed):
    """Index of the smallest value of a function drawn from its posterior over the rows of `candidates`; a Python int.

    First θ = (log ℓ², log v) is drawn given the data, with the kernel, priors and noise of `gaussian_process`: from a grid,
    as a chain would need many steps for its first draw. Then the values of the function are drawn, jointly. They carry the
    noise too, which keeps their covariance positive definite where points repeat.
    Shapes: (n, d), (n,), (m, d) -> int in 0..m − 1.
    Raises: ValueError if `x`, `y` and `candidates` do not fit or are not finite.
    Source: Thompson 1933; Russo et al. 2018, section 4; Rasmussen & Williams 2006, section 2.2.
    """
    _check(x, y, candidates)
    seed = tf.constant(seed, tf.int64)
    squared_lengthscale, variance = tf.unstack(tf.exp(_draw_theta(tf.cast(x, tf.float64), tf.cast(y, tf.float64), seed)))
    points, n = tf.cast(tf.concat([x, candidates], axis=0), tf.float64), x.shape[0]
    noise = NOISE_VARIANCE * tf.eye(points.shape[0], dtype=tf.float64)
    factor = tf.linalg.cholesky(rbf_kernel(points, points, squared_lengthscale, variance) + noise)
    # Values are the factor times white noise: that of the data is known, that of the candidates is drawn.
    known = tf.linalg.triangular_solve(factor[:n, :n], tf.cast(y, tf.float64)[:, None])
    drawn = tf.random.stateless_normal([candidates.shape[0], 1], [seed, 2], dtype=tf.float64)
    return int(tf.argmin(tf.matmul(factor[n:], tf.concat([known, drawn], axis=0))[:, 0]))


def minimize(function, x, y, candidates, n_iterations, seed):
    """The data, and after them `n_iterations` evaluations of the function where Thompson sampling looks for its minimum.

    Candidates that have not been evaluated are offered first, and all of them once none is left.
    Shapes: (n, d), (n,), (m, d) -> (n + n_iterations, d), (n + n_iterations,); `function` maps (1, d) to (1,).
    Raises: ValueError as `thompson_step`, if `n_iterations` is negative, or if `function` gives anything but a finite number.
    Source: Russo et al. 2018, section 4.
    """
    _check(x, y, candidates)
    check_integer(0, n_iterations=n_iterations)
    for step_seed in _seeds(seed, n_iterations):
        fresh = tf.reduce_all(tf.reduce_any(candidates[:, None] != x, axis=2), axis=1)
        offered = candidates[fresh] if tf.reduce_any(fresh) else candidates
        chosen = offered[thompson_step(x, y, offered, step_seed), None]
        value = function(chosen)
        check_shape((1,), **{"value of function": value})
        check_finite(**{"value of function": value})
        x, y = tf.concat([x, chosen], axis=0), tf.concat([y, value], axis=0)
    return x, y


@tf.function(reduce_retracing=True, autograph=False)  # TF: eager, the small operations on the grid take five times as long
def _draw_theta(x, y, seed):
    """θ given the data: a cell of a grid by its probability, then a place in it, each as likely as the others.

    Source: Gelman et al. 2013, section 3.7.
    """
    squared_distances = tf.reduce_sum((x[:, None] - x) ** 2, axis=-1)
    axes = 2 * [tf.linspace(tf.constant(-_WIDEST, x.dtype), _WIDEST, _N_NODES)]
    for _ in range(_N_ZOOMS):
        axes = _zoomed(axes, _log_posterior(*axes, squared_distances, y))
    log_p = _log_posterior(*axes, squared_distances, y)
    cell = tf.random.stateless_categorical(tf.reshape(log_p, [1, -1]), 1, [seed, 0])[0]
    row, column = tf.unstack(tf.unravel_index(cell, log_p.shape))
    node = tf.concat([tf.gather(axes[0], row), tf.gather(axes[1], column)], axis=0)
    place = tf.random.stateless_uniform([2], [seed, 1], dtype=x.dtype) - 0.5
    return node + place * tf.stack([axis[1] - axis[0] for axis in axes])


def _zoomed(axes, log_p):
    """The axes of a grid over the nodes whose density is not negligible, and the cells around them."""
    likely = log_p > tf.reduce_max(log_p) - _NEGLIGIBLE
    kept = axes[0][tf.reduce_any(likely, axis=1)], axes[1][tf.reduce_any(likely, axis=0)]
    steps = [axis[1] - axis[0] for axis in axes]
    ends = [(nodes[0] - step, nodes[-1] + step) for nodes, step in zip(kept, steps, strict=True)]
    return [tf.linspace(*pair, _N_NODES) for pair in ends]


def _log_posterior(log_squared_lengthscale, log_variance, squared_distances, y):
    """Log density of θ at every node of a grid (p, q), in nats, up to a constant.

    The eigenvalues λ and vectors Q of the correlations at one ℓ² serve every v: log N(y; 0, v QΛQᵀ + σ²I) is
    −½ Σ ((Qᵀy)² / (vλ + σ²) + log(vλ + σ²)).
    """
    correlations = tf.exp(squared_distances / (-2 * tf.exp(log_squared_lengthscale)[:, None, None]))
    eigenvalues, vectors = tf.linalg.eigh(correlations)
    squares = tf.linalg.matvec(vectors, y, transpose_a=True) ** 2
    variances = tf.exp(log_variance)[:, None] * tf.maximum(eigenvalues, 0)[:, None] + NOISE_VARIANCE
    log_likelihood = -0.5 * tf.reduce_sum(squares[:, None] / variances + tf.math.log(variances), axis=-1)
    standard = (log_squared_lengthscale - PRIOR_MEAN[0]) / PRIOR_SCALE[0], (log_variance - PRIOR_MEAN[1]) / PRIOR_SCALE[1]
    return log_likelihood - 0.5 * (standard[0][:, None] ** 2 + standard[1] ** 2)


def _seeds(seed, n):
    """Seeds that follow from one."""
    return tf.random.stateless_uniform([n], [seed, 0], minval=0, maxval=2**62, dtype=tf.int64).numpy().tolist()


def _check(x, y, candidates):
    check_ndim(2, x=x)
    check_shape((x.shape[0],), y=y)
    check_shape((None, x.shape[1]), candidates=candidates)
    check_finite(x=x, y=y, candidates=candidates)
