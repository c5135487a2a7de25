"""Sparse inverse covariance of stock returns, by Newton steps on the entries that are not zero."""

import torch

from viva.arguments import (
    check_finite,
    check_integer,
    check_ndim,
    check_nonnegative,
    check_positive,
    check_same_shape,
    check_symmetric,
)

# Factors by which the penalty falls to its value, so that every step starts near its answer, with few entries: the first one is
# taken after a step that did, the second after one that did not.
STEEP, GENTLE = 0.5, 0.7
ROUNDS = 5  # times that a step is solved again without the entries whose sign it would change
MOST_PRODUCTS = 200  # steps of conjugate gradients in a Newton step


def log_returns(prices):
    """Logarithms of the ratios of each row of `prices` to the row before.

    Shapes: (t, p) -> (t − 1, p), t ≥ 2.
    Raises: ValueError if `prices` is not (t, p) with t ≥ 2, finite and positive.
    Source: Campbell, Lo & MacKinlay 1997, section 1.4.
    """
    _check_rows(prices=prices)
    check_positive(**{"smallest of prices": prices.min()})
    return prices.log().diff(dim=0)


def standardize_returns(returns, n_sigma=4.0):
    """Returns clipped below, then each column shifted and scaled to mean 0 and variance 1 (divisor n).

    The lower limit is −n_sigma · s, s the standard deviation of all entries about their common mean (divisor n·p).
    Shapes: (n, p) -> (n, p), n ≥ 2.
    Raises: ValueError if `returns` is not (n, p) with n ≥ 2 and finite, if `n_sigma` is not positive, or if a column is
    constant after clipping.
    Source: Huber & Ronchetti 2009, section 1.1, on why outliers are cut.
    """
    _check_rows(returns=returns)
    check_positive(n_sigma=n_sigma)
    clipped = torch.maximum(returns, -float(n_sigma) * returns.std(correction=0))
    # From the first row on, constant columns give exact zeros.
    centred = clipped - clipped[0]
    centred = centred - centred.mean(dim=0)
    deviation = centred.square().mean(dim=0).sqrt()
    check_positive(**{"variance of every column of returns": deviation.min()})
    return centred / deviation


def empirical_covariance(x):
    """Covariance of the columns of `x` about their means, divisor n.

    Shapes: (n, p) -> (p, p).
    Raises: ValueError if `x` is not (n, p), not empty and finite.
    Source: Mardia, Kent & Bibby 1979, section 1.4.1.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    centred = x - x[0]  # rounding is then relative to the spread and not to the mean
    centred = centred - centred.mean(dim=0)
    return centred.mT @ centred / x.shape[0]


def soft_threshold(x, threshold):
    """Every entry moved towards zero by `threshold`, and no further: sign(x) · max(|x| − threshold, 0).

    Shapes: (...) -> (...).
    Raises: ValueError if `x` is not finite or `threshold` is negative.
    Source: Hastie, Tibshirani & Friedman 2009, section 17.3.
    """
    check_finite(x=x)
    check_nonnegative(threshold=threshold)
    return _shrink(x, float(threshold))


def graphical_lasso(covariance, alpha, tol=1e-6, max_iter=1000):
    """The precision Θ that minimises −log det Θ + tr(S Θ) + α Σ_{i≠j} |Θ_ij|, S being `covariance`; zeros are exact.

    It stops when the duality gap is at most `tol`, or after `max_iter` Newton steps. α = 0 gives S⁻¹.
    Shapes: (p, p) -> (p, p).
    Raises: ValueError if `covariance` is not symmetric, positive semidefinite with a positive diagonal (for α = 0
    positive definite) and finite, or if `alpha` is negative, `tol` not positive or `max_iter` below one.
    Source: Friedman, Hastie & Tibshirani 2008 for the problem; Olsen, Oztoprak, Nocedal & Rennie 2012 for the method.
    """
    check_nonnegative(alpha=alpha)
    check_positive(tol=tol)
    check_integer(1, max_iter=max_iter)
    return _path(covariance, [float(alpha)], float(tol), max_iter)[0]


def duality_gap(precision, covariance, alpha):
    """tr(S Θ) − p + α Σ_{i≠j} |Θ_ij|, a Python float: how far Θ is from optimal, in nats, where Θ⁻¹ is dual feasible.

    Shapes: (p, p), (p, p) -> float.
    Raises: ValueError if the matrices are not symmetric, finite and of one shape, or if `alpha` is negative.
    Source: Banerjee, El Ghaoui & d'Aspremont 2008, section 2.
    """
    check_ndim(2, precision=precision, covariance=covariance)
    check_symmetric(precision=precision, covariance=covariance)
    check_same_shape(precision=precision, covariance=covariance)
    check_nonnegative(alpha=alpha)
    theta, s = precision.double(), covariance.double()
    penalty = theta.abs().sum() - theta.diagonal().abs().sum()
    return float((s * theta).sum() - theta.shape[0] + float(alpha) * penalty)


def graph_edges(precision, threshold=0.01):
    """Edges i < j, sorted: pairs whose entry of `precision` exceeds `threshold` in magnitude.

    Shapes: (p, p) -> (m, 2), int64.
    Raises: ValueError if `precision` is not one symmetric finite matrix or `threshold` is negative.
    Source: Lauritzen 1996, section 5.1.3.
    """
    check_ndim(2, precision=precision)
    check_symmetric(precision=precision)
    check_nonnegative(threshold=threshold)
    return (precision.abs().triu(diagonal=1) > float(threshold)).nonzero()


def regularization_path(covariance, alphas):
    """`graphical_lasso` for every penalty of `alphas`, in their order.

    Shapes: (p, p), k numbers -> (k, p, p).
    Raises: ValueError as `graphical_lasso`, and if `alphas` is empty.
    Source: Friedman, Hastie & Tibshirani 2008, section 3.
    """
    penalties = [float(alpha) for alpha in alphas]
    if not penalties:
        raise ValueError("alphas is empty")
    for alpha in penalties:
        check_nonnegative(alphas=alpha)
    return torch.stack(_path(covariance, penalties, tol=1e-6, max_iter=1000))


def _check_rows(**arguments):
    check_ndim(2, **arguments)
    check_finite(**arguments)
    for name, x in arguments.items():
        if x.shape[0] < 2:
            raise ValueError(f"{name} must have at least two rows")


def _shrink(x, threshold):
    return x.sign() * (x.abs() - threshold).clamp(min=0)


def _path(covariance, alphas, tol, max_iter):
    """Precisions in the order of `alphas`: found from the largest on, each from the one before."""
    check_ndim(2, covariance=covariance)
    check_symmetric(covariance=covariance)
    check_positive(**{"diagonal of covariance": covariance.diagonal().min()})
    s = covariance.double()
    scale = s.diagonal().sqrt().outer(s.diagonal().sqrt())
    correlation = (s + s.mT) / 2 / scale  # the gap is the same in these units, and rounding does not depend on S_ii
    rounding = 4 * s.shape[0] * torch.finfo(covariance.dtype).eps
    identity = torch.eye(s.shape[0], dtype=s.dtype, device=s.device)
    if _cholesky(correlation + rounding * identity) is None:
        raise ValueError("covariance must be positive semidefinite")
    weights, theta = (1 - identity) / scale, identity
    reached, found = float((s.abs() * (1 - identity)).max()), {}
    for alpha in sorted(set(alphas), reverse=True):
        if alpha > 0:
            penalty = alpha * weights
            for members in _components(correlation.abs() > penalty):
                block = members[:, None], members
                solved = _newton(correlation[block], penalty[block], theta[block], reached / alpha, tol, max_iter)
                theta = theta.index_put(block, solved)
        else:
            theta = _inverse(correlation, rounding)
        reached, found[alpha] = alpha, (theta / scale).to(covariance.dtype)
    return [found[alpha] for alpha in alphas]


def _components(linked):
    """Indices of each connected component of a graph with loops: Θ has a block for each. Source: Witten, Friedman & Simon 2011."""
    reached = linked.double()
    for _ in range(len(linked).bit_length()):
        reached = (reached @ reached).sign()
    first = reached.argmax(dim=1)
    return [(first == i).nonzero()[:, 0] for i in first.unique()]


def _inverse(correlation, rounding):
    factor = _cholesky(correlation)
    if factor is None or factor.diagonal().min() ** 2 <= rounding:
        raise ValueError("covariance must be positive definite where alpha is zero")
    return _inverse_of(factor)


def _newton(s, penalty, theta, level, tol, max_iter):
    """Minimises −log det Θ + tr(S Θ) + Σ penalty · |Θ| from `theta`, a good answer for `level` times the penalty."""
    factor, decrement = _cholesky(theta), 0.0
    for _ in range(max_iter):
        level = max(1.0, (STEEP if decrement < 1 else GENTLE) * level)
        step, residual, decrement = _direction(s, level * penalty, theta, factor, tol)
        # ρ² = tr(RΘRΘ): W − R is dual feasible for ρ < 1 and leaves a gap of at most ρ² / (2 − 2ρ).
        if level == 1 and decrement <= min(tol, 0.25):
            break
        previous, (theta, factor) = theta, _search(s, level * penalty, theta, factor, step, residual)
        if theta is previous:  # rounding lets nothing become better
            break
    return theta


def _direction(s, penalty, theta, factor, tol):
    """Newton step D, residual R = W − S − penalty · (subgradient nearest to W − S), and tr(RΘRΘ), W being Θ⁻¹.

    W D W = R on the free entries, those that are not zero or whose residual is not; where the step would change the sign of an
    entry it ends at zero, and the others are solved for again.
    """
    w = _inverse_of(factor)
    residual = torch.where(theta != 0, w - s - penalty * theta.sign(), _shrink(w - s, penalty))
    sign = torch.where(theta != 0, theta.sign(), residual.sign())
    free = (sign != 0).to(s.dtype)
    decrement = (residual * (theta @ residual @ theta)).sum()
    target = (decrement * decrement.clamp(max=0.01)).clamp(min=0.1 * tol)
    step, over, rounds = torch.zeros_like(s), free > 0, 0
    while over.any() and rounds < ROUNDS:
        step = step + _conjugate_gradients(w, theta, free, free * (residual - w @ step @ w), target)
        over = (penalty > 0) & (free > 0) & ((theta + step) * sign <= 0)
        step, free = torch.where(over, -theta, step), torch.where(over, 0, free)
        rounds += 1
    step = torch.where((residual * step).sum() > 0, (step + step.mT) / 2, residual)
    return step, residual, decrement


def _conjugate_gradients(w, theta, free, residual, target):
    """D that is zero where `free` is, with W D W = `residual` on the others, preconditioned by R -> Θ R Θ."""
    solution, z = torch.zeros_like(w), free * (theta @ residual @ theta)
    direction, rest, products = z, (residual * z).sum(), 0
    while rest > target and products < MOST_PRODUCTS:
        image = free * (w @ direction @ w)
        length = rest / (direction * image).sum()
        solution, residual = solution + length * direction, residual - length * image
        z = free * (theta @ residual @ theta)
        before, rest, products = rest, (residual * z).sum(), products + 1
        direction = z + rest / before * direction
    return solution


def _search(s, penalty, theta, factor, step, residual):
    """The longest of the steps 1, ½, ¼, … that stays positive definite and descends, entries that change sign put to zero."""
    length = 1.0
    while length > 1e-10:
        trial, trial_factor, descends = _trial(s, penalty, theta, factor, step, residual, length)
        if descends:
            return trial, trial_factor
        length /= 2
    return theta, factor


def _trial(s, penalty, theta, factor, step, residual, length):
    """A step of some length, its factor, and whether the objective falls by a share of what `residual` promises, up to rounding."""
    trial = theta + length * step
    trial = torch.where(trial * theta < 0, 0, trial)
    trial_factor = _cholesky(trial)
    if trial_factor is None:
        return trial, None, False
    before, after = _objective(s, penalty, theta, factor), _objective(s, penalty, trial, trial_factor)
    rounding = 4 * torch.finfo(s.dtype).eps * (s.shape[0] + before.abs())
    return trial, trial_factor, after <= before - 1e-4 * (residual * (trial - theta)).sum() + rounding


def _objective(s, penalty, theta, factor):
    return (s * theta + penalty * theta.abs()).sum() - 2 * factor.diagonal().log().sum()


def _cholesky(matrix):
    """The lower factor, or None where there is none."""
    factor, failed = torch.linalg.cholesky_ex(matrix)
    return None if failed else factor


def _inverse_of(factor):
    return torch.cholesky_inverse(factor)
