"""Schur complements and conditional independence in Gaussian graphical models."""

import torch

from viva.arguments import check_indices, check_integer, check_ndim, check_nonnegative, check_symmetric


def schur_complement(matrix, k):
    """Schur complement C − Bᵀ A⁻¹ B of the leading k × k block A of the symmetric matrix [[A, B], [Bᵀ, C]].

    Shapes: (..., p, p) -> (..., p − k, p − k), 1 ≤ k ≤ p − 1.
    Raises: ValueError if `matrix` is not symmetric and finite, if `k` is out of range, or if A is singular.
    Source: Boyd & Vandenberghe 2004, appendix A.5.5.
    """
    a, b, c = _blocks(matrix, k)
    return c - b.mT @ _solve(a, b)


def block_inverse(matrix, k):
    """Inverse of a symmetric matrix, assembled from its four blocks by way of the Schur complement S of A.

    Shapes: (..., p, p) -> (..., p, p), 1 ≤ k ≤ p − 1.
    Raises: ValueError as `schur_complement`, and if S is singular.
    Source: Boyd & Vandenberghe 2004, appendix C.4.3.
    """
    a, b, c = _blocks(matrix, k)
    identity = torch.eye(k, dtype=matrix.dtype, device=matrix.device).expand_as(a)
    a_inverse, a_inverse_b = _solve(a, torch.cat([identity, b], dim=-1)).split([k, b.shape[-1]], dim=-1)
    s = c - b.mT @ a_inverse_b
    lower_left = -_solve(s, a_inverse_b.mT)
    upper = torch.cat([a_inverse - a_inverse_b @ lower_left, lower_left.mT], dim=-1)
    lower = torch.cat([lower_left, torch.linalg.inv(s)], dim=-1)
    return torch.cat([upper, lower], dim=-2)


def marginal_precision(precision, keep):
    """Precision of x[keep] with every other variable integrated out, in the order of `keep`.

    Shapes: (..., p, p), m distinct indices -> (..., m, m).
    Raises: ValueError if `precision` is not symmetric positive definite or `keep` is empty, repeats or leaves 0..p−1.
    Source: Lauritzen 1996, appendix C: the marginal precision is a Schur complement.
    """
    _check_positive_definite(precision)
    p = precision.shape[-1]
    if not keep:
        raise ValueError("keep is empty")
    check_indices(p, keep=keep)
    rest = [i for i in range(p) if i not in keep]
    order = torch.tensor([*rest, *keep], device=precision.device)
    ordered = precision[..., order[:, None], order]
    return schur_complement(ordered, len(rest)) if rest else ordered


def partial_correlations(precision):
    """Correlation of each pair given all other variables, −Ω_ij / sqrt(Ω_ii Ω_jj), with ones on the diagonal.

    Shapes: (..., p, p) -> (..., p, p).
    Raises: ValueError if `precision` is not symmetric positive definite.
    Source: Lauritzen 1996, section 5.1.3.
    """
    _check_positive_definite(precision)
    scale = precision.diagonal(dim1=-2, dim2=-1).rsqrt()
    correlations = -precision * scale[..., :, None] * scale[..., None, :]
    correlations.diagonal(dim1=-2, dim2=-1).fill_(1)
    return correlations


def graph_edges(precision, tolerance=1e-8):
    """Edges i < j of the Gaussian graphical model, sorted: pairs whose partial correlation exceeds `tolerance` in magnitude.

    Shapes: (p, p) -> (m, 2), int64.
    Raises: ValueError if `precision` is not one symmetric positive definite matrix or `tolerance` is negative.
    Source: Lauritzen 1996, section 5.1.3.
    """
    check_ndim(2, precision=precision)
    check_nonnegative(tolerance=tolerance)
    return (partial_correlations(precision).abs() > tolerance).triu(diagonal=1).nonzero()


def conditionally_independent(precision, a, b, given, tolerance=1e-8):
    """Whether x[a] and x[b] are independent given x[given], all other variables integrated out; a Python bool.

    Shapes: (p, p), three tuples of indices -> bool. `given` may be empty.
    Raises: ValueError if `precision` is not one symmetric positive definite matrix, if `a` or `b` is empty, or if the
    indices overlap, repeat or leave 0..p−1.
    Source: Lauritzen 1996, proposition 5.2, on the marginal of a ∪ b ∪ given.
    """
    check_ndim(2, precision=precision)
    check_nonnegative(tolerance=tolerance)
    for name, indices in (("a", a), ("b", b)):
        if not indices:
            raise ValueError(f"{name} is empty")
    check_indices(precision.shape[-1], a=a, b=b, given=given)
    correlations = partial_correlations(marginal_precision(precision, (*a, *b, *given)))
    between = correlations[: len(a), len(a) : len(a) + len(b)]
    return bool((between.abs() <= tolerance).all())


def _blocks(matrix, k):
    """The blocks A (k × k), B and C of a symmetric matrix."""
    check_symmetric(matrix=matrix)
    check_integer(1, matrix.shape[-1] - 1, k=k)
    return matrix[..., :k, :k], matrix[..., :k, k:], matrix[..., k:, k:]


def _solve(a, b):
    """A⁻¹ b by LU: the blocks need not be definite."""
    solution, info = torch.linalg.solve_ex(a, b)
    if info.any():
        raise ValueError("matrix has a singular block A, or a singular Schur complement")
    return solution


def _check_positive_definite(precision):
    check_symmetric(precision=precision)
    if torch.linalg.cholesky_ex(precision).info.any():
        raise ValueError("precision must be positive definite")
