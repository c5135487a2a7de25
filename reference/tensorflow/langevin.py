"""Langevin sampling with a score function: the plain chain and the Metropolis-adjusted one."""

import functools

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_same_shape


def step(x, score, step_size, noise):
    """One step of the plain chain, x + ε score + sqrt(2ε) noise, with the score ∇ log p(x) and standard normal noise.

    Shapes: (n, d), (n, d), positive scalar ε, (n, d) -> (n, d).
    Raises: ValueError if shapes differ, anything is not finite or `step_size` is not positive.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    check_ndim(2, x=x)
    check_same_shape(x=x, score=score, noise=noise)
    check_finite(x=x, score=score, noise=noise)
    check_positive(step_size=step_size)
    return _move(x, score, _scalar(step_size, x.dtype), noise)


def sample(x0, score_function, step_size, n_steps, seed):
    """Last states of n plain chains that start at the rows of `x0`; no gradient flows through them.

    Shapes: (n, d) -> (n, d); `score_function` maps (n, d) to (n, d).
    Raises: ValueError if `x0` is not (n, d) and finite, `step_size` not positive, `n_steps` negative, or if
    `score_function` changes the shape.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    _check_start(x0, step_size, n_steps)
    chain = _compiled(_chain, score_function)
    return chain(x0, _scalar(step_size, x0.dtype), _scalar(n_steps, tf.int64), _scalar(seed, tf.int64))


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    """Last states of n Metropolis-adjusted chains, and the share of accepted proposals (0.0 where there were none).

    Shapes: (n, d) -> (n, d), float; `log_density` maps (n, d) to (n,), up to a constant. A state where it is −inf or
    NaN is never accepted.
    Raises: ValueError as `sample`, and if `log_density` does not give one number a row.
    Source: Roberts & Tweedie 1996, section 1.4.2, with h = 2ε.
    """
    _check_start(x0, step_size, n_steps)
    chain = _compiled(_adjusted_chain, log_density, score_function)
    x, n_accepted = chain(x0, _scalar(step_size, x0.dtype), _scalar(n_steps, tf.int64), _scalar(seed, tf.int64))
    return x, int(n_accepted) / max(1, n_steps * len(x0))


@functools.lru_cache(maxsize=32)
def _compiled(chain, *functions):
    """TF: an eager step costs thirty times a compiled one. Traced once for the same functions, shape and dtype, which
    freezes the Python values (not the variables) that the functions close over.
    """
    return tf.function(functools.partial(chain, *functions), autograph=False)


def _chain(score_function, x, step_size, n_steps, seed):
    def body(k, x):
        noise = tf.random.stateless_normal(x.shape, [seed, k], dtype=x.dtype)
        score = _evaluate("score_function", score_function, x, x.shape)
        return k + 1, _move(x, score, step_size, noise)

    _, x = tf.while_loop(lambda k, _: k < n_steps, body, [tf.zeros((), tf.int64), x])
    return tf.stop_gradient(x)


def _adjusted_chain(log_density, score_function, x, step_size, n_steps, seed):
    def body(k, x, log_p, score, n_accepted):
        noise = tf.random.stateless_normal(x.shape, [seed, 2 * k], dtype=x.dtype)
        log_uniform = tf.math.log(tf.random.stateless_uniform(x.shape[:1], [seed, 2 * k + 1], dtype=x.dtype))
        proposal = _move(x, score, step_size, noise)
        new_log_p = _evaluate("log_density", log_density, proposal, x.shape[:1])
        new_score = _evaluate("score_function", score_function, proposal, x.shape)
        accepted = log_uniform < new_log_p - log_p + _log_proposal_ratio(score, new_score, step_size, noise)
        x = tf.where(accepted[:, None], proposal, x)
        log_p = tf.where(accepted, new_log_p, log_p)
        score = tf.where(accepted[:, None], new_score, score)
        return k + 1, x, log_p, score, n_accepted + tf.math.count_nonzero(accepted)

    log_p = _evaluate("log_density", log_density, x, x.shape[:1])
    score = _evaluate("score_function", score_function, x, x.shape)
    zero = tf.zeros((), tf.int64)
    _, x, _, _, n_accepted = tf.while_loop(lambda k, *_: k < n_steps, body, [zero, x, log_p, score, zero])
    return tf.stop_gradient(x), n_accepted


def _move(x, score, step_size, noise):
    return x + step_size * score + (2 * step_size) ** 0.5 * noise


def _log_proposal_ratio(score, new_score, step_size, noise):
    """log q(x | x') − log q(x' | x) = ½‖noise‖² − ½‖noise + change‖², where −(noise + change) leads from x' back to x.

    Differences of the states would lose digits far from the origin.
    """
    change = (step_size / 2) ** 0.5 * (score + new_score)
    return -tf.reduce_sum(change * (noise + change / 2), axis=-1)


def _scalar(value, dtype):
    """TF: `tf.cast` alone would round a Python number to float32 first."""
    return tf.cast(tf.convert_to_tensor(value, dtype_hint=dtype), dtype)


def _evaluate(name, function, x, shape):
    """function(x), of a known shape."""
    value = function(x)
    if not value.shape.is_compatible_with(shape):
        raise ValueError(f"{name} must return shape {tuple(shape)}, not {tuple(value.shape)}")
    return tf.ensure_shape(value, shape)


def _check_start(x0, step_size, n_steps):
    check_ndim(2, x0=x0)
    check_finite(x0=x0)
    check_positive(step_size=step_size)
    check_integer(0, n_steps=n_steps)
