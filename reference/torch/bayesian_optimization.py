"""Bayesian optimisation over a list of candidates by Thompson sampling."""

import torch
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
    generator = torch.Generator(x.device).manual_seed(seed)
    squared_lengthscale, variance = _draw_theta(x.double(), y.double(), generator).exp()
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


def _draw_theta(x, y, generator):
    """θ given the data: a cell of a grid by its probability, then a place in it, each as likely as the others.

    Source: Gelman et al. 2013, section 3.7.
    """
    squared_distances = ((x[:, None] - x) ** 2).sum(dim=-1)
    axes = 2 * [torch.linspace(-_WIDEST, _WIDEST, _N_NODES, dtype=x.dtype, device=x.device)]
    for _ in range(_N_ZOOMS):
        axes = _zoomed(axes, _log_posterior(*axes, squared_distances, y))
    log_p = _log_posterior(*axes, squared_distances, y)
    cell = torch.multinomial(log_p.flatten().softmax(dim=0), 1, generator=generator)
    row, column = torch.unravel_index(cell, log_p.shape)
    node = torch.cat([axes[0][row], axes[1][column]])
    place = torch.rand(2, dtype=x.dtype, device=x.device, generator=generator) - 0.5
    return node + place * torch.stack([axis[1] - axis[0] for axis in axes])


def _zoomed(axes, log_p):
    """The axes of a grid over the nodes whose density is not negligible, and the cells around them."""
    likely = log_p > log_p.max() - _NEGLIGIBLE
    kept = axes[0][likely.any(dim=1)], axes[1][likely.any(dim=0)]
    steps = [axis[1] - axis[0] for axis in axes]
    ends = [(nodes[0] - step, nodes[-1] + step) for nodes, step in zip(kept, steps, strict=True)]
    return [torch.linspace(*pair, _N_NODES, dtype=log_p.dtype, device=log_p.device) for pair in ends]


def _log_posterior(log_squared_lengthscale, log_variance, squared_distances, y):
    """Log density of θ at every node of a grid (p, q), in nats, up to a constant.

    The eigenvalues λ and vectors Q of the correlations at one ℓ² serve every v: log N(y; 0, v QΛQᵀ + σ²I) is
    −½ Σ ((Qᵀy)² / (vλ + σ²) + log(vλ + σ²)).
    """
    correlations = torch.exp(squared_distances / (-2 * log_squared_lengthscale.exp()[:, None, None]))
    eigenvalues, vectors = torch.linalg.eigh(correlations)
    squares = (vectors.mT @ y) ** 2
    variances = log_variance.exp()[:, None] * eigenvalues.clamp(min=0)[:, None] + NOISE_VARIANCE
    log_likelihood = -0.5 * (squares[:, None] / variances + variances.log()).sum(dim=-1)
    standard = (log_squared_lengthscale - PRIOR_MEAN[0]) / PRIOR_SCALE[0], (log_variance - PRIOR_MEAN[1]) / PRIOR_SCALE[1]
    return log_likelihood - 0.5 * (standard[0][:, None] ** 2 + standard[1] ** 2)


def _seeds(seed, n):
    """Seeds that follow from one."""
    return torch.randint(2**62, (n,), generator=torch.Generator().manual_seed(seed)).tolist()


def _check(x, y, candidates):
    check_ndim(2, x=x)
    check_shape((x.shape[0],), y=y)
    check_shape((None, x.shape[1]), candidates=candidates)
    check_finite(x=x, y=y, candidates=candidates)
