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
    check_ndim(2, x=x)
    check_same_shape(x=x, score=score, noise=noise)
    check_finite(x=x, score=score, noise=noise)
    check_positive(step_size=step_size)
    return _move(x, score, float(step_size), noise)


def sample(x0, score_function, step_size, n_steps, seed):
    """Last states of n plain chains that start at the rows of `x0`; no gradient flows through them.

    Shapes: (n, d) -> (n, d); `score_function` maps (n, d) to (n, d).
    Raises: ValueError if `x0` is not (n, d) and finite, `step_size` not positive, `n_steps` negative, or if
    `score_function` changes the shape.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    _check_start(x0, step_size, n_steps)
    return _chain(score_function, x0.detach().clone(), float(step_size), n_steps, seed)


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    """Last states of n Metropolis-adjusted chains, and the share of accepted proposals (0.0 where there were none).

    Shapes: (n, d) -> (n, d), float; `log_density` maps (n, d) to (n,), up to a constant. A state where it is −inf or
    NaN is never accepted.
    Raises: ValueError as `sample`, and if `log_density` does not give one number a row.
    Source: Roberts & Tweedie 1996, section 1.4.2, with h = 2ε.
    """
    _check_start(x0, step_size, n_steps)
    x, n_accepted = _adjusted_chain(log_density, score_function, x0.detach().clone(), float(step_size), n_steps, seed)
    return x, int(n_accepted) / max(1, n_steps * len(x0))


def _chain(score_function, x, step_size, n_steps, seed):
    generator = torch.Generator(x.device).manual_seed(seed)
    for noise in _noise(x, n_steps, generator):
        score = _evaluate("score_function", score_function, x, x.shape)
        x = _move(x, score, step_size, noise)
    return x


def _adjusted_chain(log_density, score_function, x, step_size, n_steps, seed):
    generator = torch.Generator(x.device).manual_seed(seed)
    log_p = _evaluate("log_density", log_density, x, x.shape[:1])
    score = _evaluate("score_function", score_function, x, x.shape)
    n_accepted = torch.zeros((), dtype=torch.int64, device=x.device)
    for noise in _noise(x, n_steps, generator):
        log_uniform = torch.rand(len(x), dtype=x.dtype, device=x.device, generator=generator).log()
        proposal = _move(x, score, step_size, noise)
        new_log_p = _evaluate("log_density", log_density, proposal, x.shape[:1])
        new_score = _evaluate("score_function", score_function, proposal, x.shape)
        accepted = log_uniform < new_log_p - log_p + _log_proposal_ratio(score, new_score, step_size, noise)
        x = torch.where(accepted[:, None], proposal, x)
        log_p = torch.where(accepted, new_log_p, log_p)
        score = torch.where(accepted[:, None], new_score, score)
        n_accepted += accepted.sum()
    return x, n_accepted


def _move(x, score, step_size, noise):
    return torch.add(x, score, alpha=step_size).add_(noise, alpha=(2 * step_size) ** 0.5)


def _log_proposal_ratio(score, new_score, step_size, noise):
    """log q(x | x') − log q(x' | x) = ½‖noise‖² − ½‖noise + change‖², where −(noise + change) leads from x' back to x.

    Differences of the states would lose digits far from the origin.
    """
    change = (step_size / 2) ** 0.5 * (score + new_score)
    return -(change * (noise + change / 2)).sum(dim=-1)


def _noise(x, n_steps, generator):
    """Standard normal noise for each step. Torch: drawn in blocks, as a call for every step costs a fifth of the time."""
    n_ahead = max(1, BLOCK // x.numel())
    for start in range(0, n_steps, n_ahead):
        shape = (min(n_ahead, n_steps - start), *x.shape)
        yield from torch.randn(shape, dtype=x.dtype, device=x.device, generator=generator)


def _evaluate(name, function, x, shape):
    """function(x), cut off from the graph of both."""
    value = function(x.detach())
    if value.shape != shape:
        raise ValueError(f"{name} must return shape {tuple(shape)}, not {tuple(value.shape)}")
    return value.detach()


def _check_start(x0, step_size, n_steps):
    check_ndim(2, x0=x0)
    check_finite(x0=x0)
    check_positive(step_size=step_size)
    check_integer(0, n_steps=n_steps)
