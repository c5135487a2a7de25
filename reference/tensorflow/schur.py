"""Schur complements and conditional independence in Gaussian graphical models."""

import tensorflow as tf

from viva.arguments import check_indices, check_integer, check_ndim, check_nonnegative, check_symmetric


def schur_complement(matrix, k):
    """Schur complement C − Bᵀ A⁻¹ B of the leading k × k block A of the symmetric matrix [[A, B], [Bᵀ, C]].

    Shapes: (..., p, p) -> (..., p − k, p − k), 1 ≤ k ≤ p − 1.
    Raises: ValueError if `matrix` is not symmetric and finite, if `k` is out of range, or if A is singular.
    Source: Boyd & Vandenberghe 2004, appendix A.5.5.
    """
    a, b, c = _blocks(matrix, k)
    return c - tf.matmul(b, _solve(a, b), transpose_a=True)


def block_inverse(matrix, k):
    """Inverse of a symmetric matrix, assembled from its four blocks by way of the Schur complement S of A.

    Shapes: (..., p, p) -> (..., p, p), 1 ≤ k ≤ p − 1.
    Raises: ValueError as `schur_complement`, and if S is singular.
    Source: Boyd & Vandenberghe 2004, appendix C.4.3.
    """
    a, b, c = _blocks(matrix, k)
    identity = tf.eye(k, batch_shape=a.shape[:-2], dtype=matrix.dtype)
    a_inverse, a_inverse_b = tf.split(_solve(a, tf.concat([identity, b], axis=-1)), [k, b.shape[-1]], axis=-1)
    s = c - tf.matmul(b, a_inverse_b, transpose_a=True)
    lower_left = -_solve(s, tf.linalg.matrix_transpose(a_inverse_b))
    upper = tf.concat([a_inverse - a_inverse_b @ lower_left, tf.linalg.matrix_transpose(lower_left)], axis=-1)
    lower = tf.concat([lower_left, tf.linalg.inv(s)], axis=-1)
    return tf.concat([upper, lower], axis=-2)


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
    order = tf.constant([*rest, *keep])
    ordered = tf.gather(tf.gather(precision, order, axis=-2), order, axis=-1)
    return schur_complement(ordered, len(rest)) if rest else ordered


def partial_correlations(precision):
    """Correlation of each pair given all other variables, −Ω_ij / sqrt(Ω_ii Ω_jj), with ones on the diagonal.

    Shapes: (..., p, p) -> (..., p, p).
    Raises: ValueError if `precision` is not symmetric positive definite.
    Source: Lauritzen 1996, section 5.1.3.
    """
    _check_positive_definite(precision)
    scale = tf.math.rsqrt(tf.linalg.diag_part(precision))
    correlations = -precision * scale[..., :, None] * scale[..., None, :]
    return tf.linalg.set_diag(correlations, tf.ones_like(scale))


def graph_edges(precision, tolerance=1e-8):
    """Edges i < j of the Gaussian graphical model, sorted: pairs whose partial correlation exceeds `tolerance` in magnitude.

    Shapes: (p, p) -> (m, 2), int64.
    Raises: ValueError if `precision` is not one symmetric positive definite matrix or `tolerance` is negative.
    Source: Lauritzen 1996, section 5.1.3.
    """
    check_ndim(2, precision=precision)
    check_nonnegative(tolerance=tolerance)
    magnitudes = tf.abs(partial_correlations(precision))
    above_diagonal = magnitudes - tf.linalg.band_part(magnitudes, -1, 0)  # TF: there is no triu(diagonal=1)
    return tf.where(above_diagonal > tolerance)


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
    return bool(tf.reduce_all(tf.abs(between) <= tolerance))


def _blocks(matrix, k):
    """The blocks A (k × k), B and C of a symmetric matrix."""
    check_symmetric(matrix=matrix)
    check_integer(1, matrix.shape[-1] - 1, k=k)
    return matrix[..., :k, :k], matrix[..., :k, k:], matrix[..., k:, k:]


def _solve(a, b):
    """A⁻¹ b by LU: the blocks need not be definite."""
    try:
        return tf.linalg.solve(a, b)
    except tf.errors.InvalidArgumentError:
        raise ValueError("matrix has a singular block A, or a singular Schur complement") from None


def _check_positive_definite(precision):
    check_symmetric(precision=precision)
    try:
        factor = tf.linalg.cholesky(precision)
        tf.debugging.assert_all_finite(factor, "TF: on some devices a failed factorisation gives NaN and does not raise")
    except tf.errors.InvalidArgumentError:
        raise ValueError("precision must be positive definite") from None
