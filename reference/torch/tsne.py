"""t-distributed stochastic neighbour embedding with exact gradients."""

import math

import torch

from viva.arguments import check_between, check_finite, check_integer, check_ndim, check_shape

EXAGGERATION = 12.0
EXAGGERATED_ITERATIONS = 250
HALVINGS = 32  # of the widest interval for the logarithm of a precision


def conditional_affinities(squared_distances, perplexity):
    """Probabilities p_j|i ∝ exp(−β_i d_ij²), j ≠ i, with β_i such that every row has the entropy log `perplexity`, in nats.

    β_i is found by bisection of its logarithm, for all rows at once. Where more than `perplexity` samples are nearest to sample
    i, all at one distance, no β_i reaches so low an entropy: these then share the whole probability.
    Shapes: (n, n), 1 ≤ perplexity < n − 1 -> (n, n), rows that sum to one, zero diagonal.
    Raises: ValueError if `squared_distances` is not square, finite and nonnegative, or if `perplexity` is out of range.
    Source: van der Maaten & Hinton 2008, section 2.
    """
    check_ndim(2, squared_distances=squared_distances)
    n = squared_distances.shape[0]
    check_shape((n, n), squared_distances=squared_distances)
    check_between(0, math.inf, squared_distances=squared_distances)
    _check_perplexity(perplexity, n)
    gaps = _gaps(squared_distances)
    finfo = torch.finfo(gaps.dtype)
    low = gaps.new_full((n, 1), math.log(finfo.eps))
    high = gaps.new_full((n, 1), 0.95 * math.log(finfo.max))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        too_flat = _entropy(gaps, middle.exp()) > math.log(float(perplexity))
        low, high = torch.where(too_flat, middle, low), torch.where(too_flat, high, middle)
    affinities = gaps.mul_(-high.exp()).exp_().fill_diagonal_(0)
    return affinities.div_(affinities.sum(dim=1, keepdim=True))


def joint_affinities(conditional):
    """Symmetric probabilities p_ij = (p_j|i + p_i|j) / 2n of the pairs.

    Shapes: (n, n) -> (n, n).
    Raises: ValueError if `conditional` is not square and finite.
    Source: van der Maaten & Hinton 2008, section 3.1.
    """
    check_ndim(2, conditional=conditional)
    n = conditional.shape[0]
    check_shape((n, n), conditional=conditional)
    check_finite(conditional=conditional)
    return (conditional + conditional.mT) / (2 * n)


def kl_divergence(joint, embedding):
    """Kullback–Leibler divergence Σ p_ij log(p_ij / q_ij) over i ≠ j, in nats, with 0 log 0 = 0.

    q_ij is the share of the pair in Σ 1 / (1 + ‖y_i − y_j‖²). Computed in float64.
    Shapes: (n, n), (n, k) -> ().
    Raises: ValueError if the lengths differ, the number of axes is wrong or anything is not finite.
    Source: van der Maaten & Hinton 2008, equations 2 and 4.
    """
    _check_embedding(joint, embedding)
    squares = sum((column[:, None] - column) ** 2 for column in embedding.double().mT)
    others = ~torch.eye(len(embedding), dtype=torch.bool, device=embedding.device)
    p, squares = joint.double()[others], squares[others]
    # −log q by logarithms of its parts: the ratio itself may be too small a number.
    surprise = squares.log1p() + (1 / (1 + squares)).sum().log()
    return (torch.xlogy(p, p) + p * surprise).sum().to(joint.dtype)


def gradient(joint, embedding):
    """Gradient 4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²) of `kl_divergence` by the embedding, for P that sums to one.

    Computed in float64.
    Shapes: (n, n) symmetric, (n, k) -> (n, k).
    Raises: ValueError as `kl_divergence`.
    Source: van der Maaten & Hinton 2008, equation 5 and appendix A.
    """
    _check_embedding(joint, embedding)
    return _gradient(joint.double(), embedding.double()).to(embedding.dtype)


def tsne(x, n_components=2, perplexity=30.0, n_iterations=500, seed=0):
    """An embedding of the rows of `x` whose neighbourhoods resemble theirs, by descent on `kl_divergence` from a random start.

    Momentum 0.5 with affinities twelve times too large for the first 250 iterations (at most half of them), then 0.8; a gain for
    every coordinate. Computed in float32.
    Shapes: (n, d), 1 ≤ perplexity < n − 1 -> (n, n_components).
    Raises: ValueError if `x` is not (n, d) and finite, or if a number is out of range.
    Source: van der Maaten & Hinton 2008, section 3.4; Belkina et al. 2019 for the step size n / 12.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    n = x.shape[0]
    check_integer(1, n_components=n_components)
    check_integer(0, n_iterations=n_iterations)
    _check_perplexity(perplexity, n)
    joint = joint_affinities(conditional_affinities(_squared_distances(x), perplexity))
    generator = torch.Generator().manual_seed(seed)
    embedding = 1e-4 * torch.randn(n, n_components, generator=generator).to(x.device)
    exaggerated = min(EXAGGERATED_ITERATIONS, n_iterations // 2)
    state = embedding, torch.zeros_like(embedding), torch.ones_like(embedding)
    state = _descend(EXAGGERATION * joint, state, 0.5, exaggerated)
    embedding, _, _ = _descend(joint, state, 0.8, n_iterations - exaggerated)
    return embedding.to(x.dtype)


def _descend(joint, state, momentum, n_iterations):
    """Embedding, velocity and gains after some steps."""
    for _ in range(n_iterations):
        state = _step(joint, *state, momentum)
    return state


def _step(joint, embedding, velocity, gains, momentum):
    """One step of the descent: a gain grows while its coordinate goes on in one direction."""
    rate = max(len(joint) / EXAGGERATION / 4, 50)
    slope = _gradient(joint, embedding)
    gains = torch.where(slope * velocity < 0, gains + 0.2, gains * 0.8).clamp(min=0.01)
    velocity = momentum * velocity - rate * gains * slope
    return embedding + velocity, velocity, gains


def _gradient(joint, embedding):
    kernel = _kernel(embedding)
    weights = torch.sub(joint, kernel, alpha=1 / float(kernel.sum())).mul_(kernel)
    centred = embedding - embedding.mean(dim=0)
    return 4 * (weights.sum(dim=1, keepdim=True) * centred - weights @ centred)


def _kernel(embedding):
    """1 / (1 + ‖y_i − y_j‖²), zero on the diagonal; (n, n)."""
    kernel = embedding.new_ones(len(embedding), len(embedding))
    for column in embedding.mT:
        kernel += (column[:, None] - column).square_()
    return kernel.reciprocal_().fill_diagonal_(0)


def _squared_distances(x):
    """Squared distances between the rows, in units in which the largest entry is one, in float32."""
    x = x.double()
    x = x - x.mean(dim=0)
    x /= x.abs().max().clamp(min=torch.finfo(x.dtype).tiny)
    squares = (x**2).sum(dim=1)
    return (squares[:, None] + squares - 2 * x @ x.mT).clamp_(min=0).float()


def _gaps(squared_distances):
    """How much farther than the nearest other sample each is, as a share of the farthest of the row; zero on the diagonal."""
    gaps = squared_distances.clone().fill_diagonal_(math.inf)
    gaps -= gaps.amin(dim=1, keepdim=True)
    gaps.fill_diagonal_(0)
    farthest = gaps.amax(dim=1, keepdim=True)
    return gaps.div_(torch.where(farthest > 0, farthest, 1))


def _entropy(gaps, precision):
    """Entropy of the probabilities ∝ exp(−precision · gap) of every row but for its diagonal, whose term is one; (n, 1)."""
    exponents = gaps * precision
    weights = (-exponents).exp_()
    total = weights.sum(dim=1, keepdim=True) - 1
    return total.log() + exponents.mul_(weights).sum(dim=1, keepdim=True) / total


def _check_perplexity(perplexity, n):
    check_between(1, n - 1, perplexity=perplexity)
    if float(perplexity) == n - 1:
        raise ValueError(f"perplexity must be below the number of other samples, {n - 1}")


def _check_embedding(joint, embedding):
    check_ndim(2, embedding=embedding)
    check_shape((embedding.shape[0],) * 2, joint=joint)
    check_finite(joint=joint, embedding=embedding)
