"""Bayesian optimisation over a list of candidates by Thompson sampling."""

import tensorflow as tf
from gaussian_process import NOISE_VARIANCE, rbf_kernel, sample_posterior

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

_N_WARMUP = 50  # steps of a single chain


def thompson_step(x, y, candidates, seed):
    """Index of the smallest value of a function drawn from its posterior over the rows of `candidates`; a Python int.

    First θ = (log ℓ², log v) is drawn given the data, with the kernel, priors and noise of `gaussian_process`, then the
    values of the function, jointly. They carry the noise too, which keeps their covariance positive definite where points
    repeat.
    Shapes: (n, d), (n,), (m, d) -> int in 0..m − 1.
    Raises: ValueError if `x`, `y` and `candidates` do not fit or are not finite.
    Source: Thompson 1933; Russo et al. 2018, section 4; Rasmussen & Williams 2006, section 2.2.
    """
    _check(x, y, candidates)
    chain_seed, value_seed = _seeds(seed, 2)
    squared_lengthscale, variance = tf.unstack(tf.exp(tf.cast(sample_posterior(x, y, 1, _N_WARMUP, chain_seed)[0], tf.float64)))
    points, n = tf.cast(tf.concat([x, candidates], axis=0), tf.float64), x.shape[0]
    noise = NOISE_VARIANCE * tf.eye(points.shape[0], dtype=tf.float64)
    factor = tf.linalg.cholesky(rbf_kernel(points, points, squared_lengthscale, variance) + noise)
    # Values are the factor times white noise: that of the data is known, that of the candidates is drawn.
    known = tf.linalg.triangular_solve(factor[:n, :n], tf.cast(y, tf.float64)[:, None])
    drawn = tf.random.stateless_normal([candidates.shape[0], 1], [value_seed, 0], dtype=tf.float64)
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


def _seeds(seed, n):
    """Seeds that follow from one."""
    return tf.random.stateless_uniform([n], [seed, 0], minval=0, maxval=2**62, dtype=tf.int64).numpy().tolist()


def _check(x, y, candidates):
    check_ndim(2, x=x)
    check_shape((x.shape[0],), y=y)
    check_shape((None, x.shape[1]), candidates=candidates)
    check_finite(x=x, y=y, candidates=candidates)
