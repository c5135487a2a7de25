"""Langevin sampling with a score function: the plain chain and the Metropolis-adjusted one."""

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_same_shape

BLOCK = 2**16  # Torch: normal numbers drawn in one call; few enough to stay in the cache


def step(x, score, step_size, noise):
    """One step of the plain chain, x + ε score + sqrt(2ε) noise, with the score ∇ log p(x) and standard normal noise.

    Shapes: (n, d), (n, d), positive scalar ε, (n, d) -> (n, d).
    Raises: ValueError if shapes differ, anything is not finite or `step_size` is not positive.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    raise NotImplementedError("step is yours to write")


def sample(x0, score_function, step_size, n_steps, seed):
    """Last states of n plain chains that start at the rows of `x0`; no gradient flows through them.

    Shapes: (n, d) -> (n, d); `score_function` maps (n, d) to (n, d).
    Raises: ValueError if `x0` is not (n, d) and finite, `step_size` not positive, `n_steps` negative, or if
    `score_function` changes the shape.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    raise NotImplementedError("sample is yours to write")


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    """Last states of n Metropolis-adjusted chains, and the share of accepted proposals (0.0 where there were none).

    Shapes: (n, d) -> (n, d), float; `log_density` maps (n, d) to (n,), up to a constant. A state where it is −inf or
    NaN is never accepted.
    Raises: ValueError as `sample`, and if `log_density` does not give one number a row.
    Source: Roberts & Tweedie 1996, section 1.4.2, with h = 2ε.
    """
    raise NotImplementedError("adjusted_sample is yours to write")
