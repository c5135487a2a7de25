"""Schur complements and conditional independence in Gaussian graphical models."""

import tensorflow as tf

from viva.arguments import check_indices, check_integer, check_ndim, check_nonnegative, check_symmetric


def schur_complement(matrix, k):
    """Schur complement C − Bᵀ A⁻¹ B of the leading k × k block A of the symmetric matrix [[A, B], [Bᵀ, C]].

    Shapes: (..., p, p) -> (..., p − k, p − k), 1 ≤ k ≤ p − 1.
    Raises: ValueError if `matrix` is not symmetric and finite, if `k` is out of range, or if A is singular.
    Source: Boyd & Vandenberghe 2004, appendix A.5.5.
    """
    raise NotImplementedError("schur_complement is yours to write")


def block_inverse(matrix, k):
    """Inverse of a symmetric matrix, assembled from its four blocks by way of the Schur complement S of A.

    Shapes: (..., p, p) -> (..., p, p), 1 ≤ k ≤ p − 1.
    Raises: ValueError as `schur_complement`, and if S is singular.
    Source: Boyd & Vandenberghe 2004, appendix C.4.3.
    """
    raise NotImplementedError("block_inverse is yours to write")


def marginal_precision(precision, keep):
    """Precision of x[keep] with every other variable integrated out, in the order of `keep`.

    Shapes: (..., p, p), m distinct indices -> (..., m, m).
    Raises: ValueError if `precision` is not symmetric positive definite or `keep` is empty, repeats or leaves 0..p−1.
    Source: Lauritzen 1996, appendix C: the marginal precision is a Schur complement.
    """
    raise NotImplementedError("marginal_precision is yours to write")


def partial_correlations(precision):
    """Correlation of each pair given all other variables, −Ω_ij / sqrt(Ω_ii Ω_jj), with ones on the diagonal.

    Shapes: (..., p, p) -> (..., p, p).
    Raises: ValueError if `precision` is not symmetric positive definite.
    Source: Lauritzen 1996, section 5.1.3.
    """
    raise NotImplementedError("partial_correlations is yours to write")


def graph_edges(precision, tolerance=1e-8):
    """Edges i < j of the Gaussian graphical model, sorted: pairs whose partial correlation exceeds `tolerance` in magnitude.

    Shapes: (p, p) -> (m, 2), int64.
    Raises: ValueError if `precision` is not one symmetric positive definite matrix or `tolerance` is negative.
    Source: Lauritzen 1996, section 5.1.3.
    """
    raise NotImplementedError("graph_edges is yours to write")


def conditionally_independent(precision, a, b, given, tolerance=1e-8):
    """Whether x[a] and x[b] are independent given x[given], all other variables integrated out; a Python bool.

    Shapes: (p, p), three tuples of indices -> bool. `given` may be empty.
    Raises: ValueError if `precision` is not one symmetric positive definite matrix, if `a` or `b` is empty, or if the
    indices overlap, repeat or leave 0..p−1.
    Source: Lauritzen 1996, proposition 5.2, on the marginal of a ∪ b ∪ given.
    """
    raise NotImplementedError("conditionally_independent is yours to write")
