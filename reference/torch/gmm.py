"""Gaussian mixtures with full covariances, by expectation maximisation."""

import math

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_nonnegative, check_shape, check_symmetric

REGULARISATION = 1e-6  # added to the variances, so that a component has a density even if its samples are all equal
_BLOCK = 2**19  # numbers that are worked on at a time: few enough to stay in the cache


def responsibilities(x, weights, means, covariances):
    """Probability of every component given each row of `x`; each row of the answer adds up to one.

    Computed in log space: no sample is too far away from all components.
    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n, K).
    Raises: ValueError if the shapes do not fit, anything is not finite, a weight is negative, or if `covariances` are not
    symmetric and positive definite.
    Source: Bishop 2006, section 9.2.2, equation 9.23.
    """
    _check_mixture(x, weights, means, covariances)
    return _log_joint(x, weights, means, covariances).softmax(dim=1)


def log_likelihood(x, weights, means, covariances):
    """Log density of every row of `x` under the mixture, in nats.

    Shapes: (n, d), (K,), (K, d), (K, d, d) -> (n,).
    Raises: ValueError as `responsibilities`.
    Source: Bishop 2006, section 9.2, equation 9.14.
    """
    _check_mixture(x, weights, means, covariances)
    return _log_joint(x, weights, means, covariances).logsumexp(dim=1)


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
    check_nonnegative(**{"smallest of responsibilities": responsibilities.min()})
    d, n_components = x.shape[1], responsibilities.shape[1]
    counts = responsibilities.sum(dim=0) + 10 * torch.finfo(x.dtype).eps
    means = responsibilities.mT @ x / counts[:, None]
    scatter = x.new_zeros(n_components, d, d)
    for rows, shares in zip(_blocks(x, means), _blocks(responsibilities, means), strict=True):
        deviations = rows - means[:, None]
        deviations *= shares.mT.sqrt()[:, :, None]
        scatter += deviations.mT @ deviations
    covariances = scatter / counts[:, None, None] + REGULARISATION * torch.eye(d, dtype=x.dtype, device=x.device)
    return counts / counts.sum(), means, covariances


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
    samples, previous = x.double(), -math.inf
    parameters = _start(samples, n_components, seed)
    for _ in range(n_iterations):
        log_joint = _log_joint(samples, *parameters)
        reached = float(log_joint.logsumexp(dim=1).mean())
        if reached - previous < tol:
            break
        previous, parameters = reached, m_step(samples, log_joint.softmax(dim=1))
    return tuple(part.to(x.dtype) for part in parameters)


def _log_joint(x, weights, means, covariances):
    """log w_k + log N(x | μ_k, Σ_k): a row for every sample, a column for every component."""
    n_components, d = means.shape
    factors = _cholesky(covariances.double())
    identity = torch.eye(d, dtype=factors.dtype, device=factors.device)
    whitening = torch.linalg.solve_triangular(factors, identity, upper=False).to(x.dtype)
    # From the middle of the means on, rounding is relative to the spread; the stacked L⁻¹ need one product for all components.
    origin = means.mean(dim=0)
    offsets = (whitening @ (means - origin)[:, :, None]).flatten()
    stacked = whitening.reshape(n_components * d, d)
    squares = []
    for rows in _blocks(x, means):
        whitened = ((rows - origin) @ stacked.mT - offsets).reshape(-1, n_components, d)
        squares.append((whitened**2).sum(dim=2))
    log_det = 2 * factors.diagonal(dim1=1, dim2=2).log().sum(dim=1).to(x.dtype)
    return weights.log() - 0.5 * (d * math.log(2 * math.pi) + log_det + torch.cat(squares))


def _check_mixture(x, weights, means, covariances):
    check_ndim(2, means=means)
    n_components, d = means.shape
    check_shape((None, d), x=x)
    check_shape((n_components,), weights=weights)
    check_shape((n_components, d, d), covariances=covariances)
    check_finite(x=x, weights=weights, means=means)
    check_nonnegative(**{"smallest of weights": weights.min()})
    check_symmetric(covariances=covariances)


def _cholesky(covariances):
    """The lower factors."""
    factors, info = torch.linalg.cholesky_ex(covariances)
    if info.any():
        raise ValueError("covariances must be positive definite")
    return factors


def _blocks(rows, means):
    """The rows, some at a time."""
    return rows.split(max(1, _BLOCK // means.numel()))


def _start(x, n_components, seed):
    """Means of the samples that are nearest to centres drawn by k-means++, and the covariance within them for every component.

    A covariance of its own would leave a component that starts with one sample alone with it.
    Source: Arthur & Vassilvitskii 2007, section 2.2.
    """
    generator = torch.Generator(x.device).manual_seed(seed)
    nearest, squares = x.new_ones(len(x)), []
    for share in torch.rand(n_components, dtype=x.dtype, device=x.device, generator=generator):
        cumulative = nearest.cumsum(dim=0)
        centre = x[torch.searchsorted(cumulative, share * cumulative[-1])]
        squares.append(((x - centre) ** 2).sum(dim=1))
        nearest = torch.stack(squares).amin(dim=0)
    labels = torch.stack(squares).argmin(dim=0)
    weights, means, covariances = m_step(x, torch.nn.functional.one_hot(labels, n_components).to(x.dtype))
    return weights, means, (weights[:, None, None] * covariances).sum(dim=0).expand_as(covariances)
