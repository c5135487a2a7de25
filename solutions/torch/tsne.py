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
    raise NotImplementedError("conditional_affinities is yours to write")


def joint_affinities(conditional):
    """Symmetric probabilities p_ij = (p_j|i + p_i|j) / 2n of the pairs.

    Shapes: (n, n) -> (n, n).
    Raises: ValueError if `conditional` is not square and finite.
    Source: van der Maaten & Hinton 2008, section 3.1.
    """
    raise NotImplementedError("joint_affinities is yours to write")


def kl_divergence(joint, embedding):
    """Kullback–Leibler divergence Σ p_ij log(p_ij / q_ij) over i ≠ j, in nats, with 0 log 0 = 0.

    q_ij is the share of the pair in Σ 1 / (1 + ‖y_i − y_j‖²). Computed in float64.
    Shapes: (n, n), (n, k) -> ().
    Raises: ValueError if the lengths differ, the number of axes is wrong or anything is not finite.
    Source: van der Maaten & Hinton 2008, equations 2 and 4.
    """
    raise NotImplementedError("kl_divergence is yours to write")


def gradient(joint, embedding):
    """Gradient 4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²) of `kl_divergence` by the embedding, for P that sums to one.

    Computed in float64.
    Shapes: (n, n) symmetric, (n, k) -> (n, k).
    Raises: ValueError as `kl_divergence`.
    Source: van der Maaten & Hinton 2008, equation 5 and appendix A.
    """
    raise NotImplementedError("gradient is yours to write")


def tsne(x, n_components=2, perplexity=30.0, n_iterations=500, seed=0):
    """An embedding of the rows of `x` whose neighbourhoods resemble theirs, by descent on `kl_divergence` from a random start.

    Momentum 0.5 with affinities twelve times too large for the first 250 iterations (at most half of them), then 0.8; a gain for
    every coordinate. Computed in float32.
    Shapes: (n, d), 1 ≤ perplexity < n − 1 -> (n, n_components).
    Raises: ValueError if `x` is not (n, d) and finite, or if a number is out of range.
    Source: van der Maaten & Hinton 2008, section 3.4; Belkina et al. 2019 for the step size n / 12.
    """
    raise NotImplementedError("tsne is yours to write")
