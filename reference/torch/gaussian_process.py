"""Gaussian processes with the squared exponential kernel, and what data say about its lengthscale and variance."""

import math

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape

NOISE_VARIANCE = 1e-4  # of the data, where θ = (log ℓ², log v) is inferred
PRIOR_MEAN, PRIOR_SCALE = (-1.0, 0.0), (1.0, 2.0)  # of θ, whose coordinates are independent and normal

_N_CHAINS = 20  # side by side they cost hardly more than one
_N_STARTS = 400
_N_LEAPFROG, _ACCEPTANCE, _FIRST_STEP = 4, 0.8, 0.3
_FARTHEST = 15.0  # coordinate of θ up to which rounding leaves the covariance of noisy data positive definite


def rbf_kernel(x1, x2, squared_lengthscale, variance):
    """The kernel v exp(−‖x_i − x_j‖² / (2ℓ²)) between the rows of `x1` and of `x2`.

    Shapes: (n, d), (m, d), positive scalars ℓ² and v -> (n, m).
    Raises: ValueError if `x1` and `x2` are not finite matrices of one width, or if a scalar is not positive.
    Source: Rasmussen & Williams 2006, equation 2.31 without its noise.
    """
    check_ndim(2, x1=x1)
    check_shape((None, x1.shape[1]), x2=x2)
    check_finite(x1=x1, x2=x2)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance)
    return _kernel(_squared_distances(x1, x2), squared_lengthscale, variance)


def log_marginal_likelihood(x, y, squared_lengthscale, variance, noise_variance):
    """Log density of N(0, K + σ²I) at `y`, in nats: the function is integrated out.

    Shapes: (n, d), (n,), positive scalars ℓ², v and σ² -> ().
    Raises: ValueError if `x` and `y` do not fit or are not finite, if a scalar is not positive, or if σ² is so small
    that rounding leaves K + σ²I indefinite.
    Source: Rasmussen & Williams 2006, algorithm 2.1.
    """
    x_wide, y_wide = _checked(x, y)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    kernel = _kernel(_squared_distances(x_wide, x_wide), squared_lengthscale, variance)
    return _log_normal(y_wide, _factor(kernel, noise_variance)).to(y.dtype)


def posterior(x, y, x_new, squared_lengthscale, variance, noise_variance):
    """Mean and covariance of the function's values at `x_new`, without noise, given noisy values `y` at `x`.

    Shapes: (n, d), (n,), (m, d), positive scalars ℓ², v and σ² -> (m,), (m, m).
    Raises: ValueError as `log_marginal_likelihood`, and if `x_new` is not finite and as wide as `x`.
    Source: Rasmussen & Williams 2006, algorithm 2.1.
    """
    x_wide, y_wide, new_wide = _checked(x, y, x_new=x_new)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    mean, explained = _conditioned(x_wide, y_wide, new_wide, squared_lengthscale, variance, noise_variance)
    prior = _kernel(_squared_distances(new_wide, new_wide), squared_lengthscale, variance)
    return mean.to(y.dtype), (prior - explained.mT @ explained).to(y.dtype)


def log_posterior(theta, x, y):
    """Log density of θ = (log ℓ², log v) given the data, in nats, up to a constant; differentiable.

    The noise variance is 1e-4; before the data, log ℓ² ~ N(−1, 1²) and log v ~ N(0, 2²), with standard deviations.
    Shapes: (2,), (n, d), (n,) -> ().
    Raises: ValueError if `x` and `y` do not fit, if `theta` is not (2,), or if anything is not finite.
    Source: Rasmussen & Williams 2006, section 5.2.
    """
    check_shape((2,), theta=theta)
    check_finite(theta=theta)
    x_wide, y_wide = _checked(x, y)
    wide = theta.double()
    return (_log_likelihood(wide, _squared_distances(x_wide, x_wide), y_wide) + _log_prior(wide)).to(theta.dtype)


def sample_posterior(x, y, n_samples=500, n_warmup=500, seed=0):
    """Samples of θ = (log ℓ², log v) given the data, by Hamiltonian Monte Carlo, in rows.

    They come from several chains, each after `n_warmup` steps that also fit its step size. A chain starts at one of some
    draws of the prior, chosen by their likelihoods.
    Shapes: (n, d), (n,) -> (n_samples, 2), in the dtype of `y`.
    Raises: ValueError if `x` and `y` do not fit or are not finite, `n_samples` is not positive or `n_warmup` negative.
    Source: Neal 2011, section 5.3; Andrieu & Thoms 2008, section 4.2.2, for the step size.
    """
    x_wide, y_wide = _checked(x, y)
    check_integer(1, n_samples=n_samples)
    check_integer(0, n_warmup=n_warmup)
    n_chains = min(_N_CHAINS, n_samples)
    generator = torch.Generator(x.device).manual_seed(seed)
    start = torch.randn(_N_STARTS, 2, dtype=torch.float64, device=x.device, generator=generator)
    theta = start * start.new_tensor(PRIOR_SCALE) + start.new_tensor(PRIOR_MEAN)
    squared_distances = _squared_distances(x_wide, x_wide)
    likelihood = _log_likelihood(theta.clamp(-_FARTHEST, _FARTHEST), squared_distances, y_wide).softmax(dim=0)
    theta = theta[torch.multinomial(likelihood, n_chains, replacement=True, generator=generator)]
    samples = _chains(squared_distances, y_wide, theta, n_warmup, -(-n_samples // n_chains), generator)
    return samples.reshape(-1, 2)[:n_samples].to(y.dtype)


def predict(theta_samples, x, y, x_new):
    """Mean and variance of the function's values at `x_new`, without noise, where θ is as likely each of the samples.

    Law of total variance: the mean of the variances and the variance, divisor S, of the means. Noise as in `log_posterior`.
    Shapes: (S, 2), (n, d), (n,), (m, d) -> (m,), (m,).
    Raises: ValueError as `posterior`, and if `theta_samples` is not (S, 2) and finite.
    Source: Gelman et al. 2013, section 1.8.
    """
    check_shape((None, 2), theta_samples=theta_samples)
    check_finite(theta_samples=theta_samples)
    x_wide, y_wide, new_wide = _checked(x, y, x_new=x_new)
    squared_lengthscale, variance = theta_samples.double()[:, None, None].exp().unbind(dim=-1)
    means, explained = _conditioned(x_wide, y_wide, new_wide, squared_lengthscale, variance, NOISE_VARIANCE)
    variances = (variance[:, 0] - (explained**2).sum(dim=-2)).clamp(min=0)
    return means.mean(dim=0).to(y.dtype), (variances.mean(dim=0) + means.var(dim=0, correction=0)).to(y.dtype)


def _squared_distances(x1, x2):
    """By differences: products of the rows would lose digits where the lengthscale is short."""
    return ((x1[:, None] - x2) ** 2).sum(dim=-1)


def _kernel(squared_distances, squared_lengthscale, variance):
    return variance * torch.exp(squared_distances / (-2 * squared_lengthscale))


def _factor(kernel, noise_variance):
    """Lower Cholesky factor of the covariance of noisy values."""
    noise = noise_variance * torch.eye(kernel.shape[-1], dtype=kernel.dtype, device=kernel.device)
    factor, failed = torch.linalg.cholesky_ex(kernel + noise)
    if failed.any():
        raise ValueError("noise_variance is too small: rounding leaves the covariance of y indefinite")
    return factor


def _solve(factor, right):
    return torch.linalg.solve_triangular(factor, right, upper=False)


def _log_normal(y, factor):
    """Log density of N(0, L Lᵀ) at `y`."""
    log_determinant = 2 * factor.diagonal(dim1=-2, dim2=-1).log().sum(dim=-1)
    return -0.5 * ((_solve(factor, y[:, None]) ** 2).sum(dim=(-2, -1)) + log_determinant + len(y) * math.log(2 * math.pi))


def _conditioned(x, y, x_new, squared_lengthscale, variance, noise_variance):
    """Mean at `x_new` and L⁻¹ K(x, x_new): the products of its columns are what the data take from the covariance."""
    factor = _factor(_kernel(_squared_distances(x, x), squared_lengthscale, variance), noise_variance)
    explained = _solve(factor, _kernel(_squared_distances(x, x_new), squared_lengthscale, variance))
    return (explained.mT @ _solve(factor, y[:, None]))[..., 0], explained


def _kernel_of(theta, squared_distances):
    squared_lengthscale, variance = theta[..., None, None, :].exp().unbind(dim=-1)
    return _kernel(squared_distances, squared_lengthscale, variance)


def _log_likelihood(theta, squared_distances, y):
    return _log_normal(y, _factor(_kernel_of(theta, squared_distances), NOISE_VARIANCE))


def _log_prior(theta):
    return -0.5 * (_standard(theta) ** 2).sum(dim=-1)


def _standard(theta):
    """θ in the units of its prior."""
    return (theta - theta.new_tensor(PRIOR_MEAN)) / theta.new_tensor(PRIOR_SCALE)


def _chains(squared_distances, y, theta, n_warmup, n_steps, generator):
    """States of all chains in `n_steps` steps after the warm-up, in which their step sizes reach the wanted acceptance."""

    def step(state, step_size):
        momentum = torch.randn(theta.shape, dtype=theta.dtype, device=theta.device, generator=generator)
        uniform = torch.rand(2, len(theta), 1, dtype=theta.dtype, device=theta.device, generator=generator)
        # Trajectories of one length could come back to where they started.
        end, probability = _trajectory(squared_distances, y, state, momentum, step_size * (0.5 + uniform[0]))
        accepted = uniform[1] < probability
        return [torch.where(accepted, new, old) for new, old in zip(end, state, strict=True)], probability

    state = _state(theta, squared_distances, y)
    log_step_size = theta.new_full([len(theta), 1], math.log(_FIRST_STEP))
    for k in range(n_warmup):
        state, probability = step(state, log_step_size.exp())
        log_step_size += (probability - _ACCEPTANCE) / (k + 1) ** 0.5
    samples = []
    for _ in range(n_steps):
        state, _ = step(state, log_step_size.exp())
        samples.append(state[0])
    return torch.stack(samples)


def _trajectory(squared_distances, y, state, momentum, step_size):
    """State after some leapfrog steps, and the probability to accept it."""
    energy = 0.5 * (momentum**2).sum(dim=-1, keepdim=True) - state[1]
    for _ in range(_N_LEAPFROG):
        momentum = momentum + step_size / 2 * state[2]
        state = _state(state[0] + step_size * momentum, squared_distances, y)
        momentum = momentum + step_size / 2 * state[2]
    change = energy + state[1] - 0.5 * (momentum**2).sum(dim=-1, keepdim=True)
    return state, change.clamp(max=0).exp()


def _state(theta, squared_distances, y):
    """θ, its log density up to a constant, and the gradient; a θ that is too far, as 1e-13 of the prior is, has none.

    That of the likelihood is Σ (α αᵀ − K⁻¹) / 2 ⊙ ∂K, α = K⁻¹y, K with its noise; by log v ∂K is the kernel, and by log ℓ² the
    kernel ⊙ r² / (2ℓ²). To differentiate through the Cholesky factor would take several times as long.
    Source: Rasmussen & Williams 2006, equation 5.9.
    """
    near = theta.clamp(-_FARTHEST, _FARTHEST)
    kernel = _kernel_of(near, squared_distances)
    factor = _factor(kernel, NOISE_VARIANCE)
    inverse = torch.cholesky_inverse(factor)
    alpha = inverse @ y[:, None]
    by_variance = 0.5 * (alpha @ alpha.mT - inverse) * kernel
    by_lengthscale = by_variance * squared_distances / (2 * near[:, :1, None].exp())
    of_likelihood = torch.stack([by_lengthscale.sum(dim=(-2, -1)), by_variance.sum(dim=(-2, -1))], dim=-1)
    gradient = of_likelihood - _standard(theta) / theta.new_tensor(PRIOR_SCALE)
    log_p = torch.where((near != theta).any(dim=-1), -math.inf, _log_normal(y, factor) + _log_prior(theta))
    return theta, log_p[:, None], gradient


def _checked(x, y, **x_new):
    """The data in float64, in which covariances that are nearly singular keep digits enough."""
    check_ndim(2, x=x)
    check_shape((x.shape[0],), y=y)
    for name, rows in x_new.items():
        check_shape((None, x.shape[1]), **{name: rows})
    check_finite(x=x, y=y, **x_new)
    return tuple(value.double() for value in (x, y, *x_new.values()))
