"""Bayesian optimisation over a list of candidates by Thompson sampling."""

import torch
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
    generator = torch.Generator(x.device).manual_seed(value_seed)
    squared_lengthscale, variance = sample_posterior(x, y, 1, _N_WARMUP, chain_seed)[0].double().exp()
    points, n = torch.cat([x, candidates]).double(), len(x)
    noise = NOISE_VARIANCE * torch.eye(len(points), dtype=torch.float64, device=x.device)
    factor = torch.linalg.cholesky(rbf_kernel(points, points, squared_lengthscale, variance) + noise)
    # Values are the factor times white noise: that of the data is known, that of the candidates is drawn.
    known = torch.linalg.solve_triangular(factor[:n, :n], y[:, None].double(), upper=False)
    drawn = torch.randn(len(candidates), 1, dtype=torch.float64, device=x.device, generator=generator)
    return int((factor[n:] @ torch.cat([known, drawn])).argmin())


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
        fresh = (candidates[:, None] != x).any(dim=2).all(dim=1)
        offered = candidates[fresh] if fresh.any() else candidates
        chosen = offered[thompson_step(x, y, offered, step_seed), None]
        value = function(chosen).detach()
        check_shape((1,), **{"value of function": value})
        check_finite(**{"value of function": value})
        x, y = torch.cat([x, chosen]), torch.cat([y, value])
    return x, y


def _seeds(seed, n):
    """Seeds that follow from one."""
    return torch.randint(2**62, (n,), generator=torch.Generator().manual_seed(seed)).tolist()


def _check(x, y, candidates):
    check_ndim(2, x=x)
    check_shape((x.shape[0],), y=y)
    check_shape((None, x.shape[1]), candidates=candidates)
    check_finite(x=x, y=y, candidates=candidates)
