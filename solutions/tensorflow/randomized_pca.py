"""Principal component analysis by random projections."""

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

BLOCK = 2048  # rows that are centred at a time


def range_finder(x, size, n_power_iterations, noise):
    """Orthonormal basis of the span of (x xᵀ)^q x Ω with q = `n_power_iterations` and Ω = `noise`; `x` is not centred.

    Orthonormalised after every product, as rounding would otherwise hide all but the leading directions.
    Shapes: (n, d), (d, size) -> (n, size), 1 ≤ size ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) and finite, a number is out of range, or `noise` is not (d, size) and finite.
    Source: Halko, Martinsson & Tropp 2011, algorithm 4.4.
    """
    raise NotImplementedError("range_finder is yours to write")


def fit(x, n_components, n_oversamples=10, n_power_iterations=4, seed=0):
    """Mean, principal axes and singular values of the centred rows of `x`, as far as a random subspace shows them.

    The subspace has n_components + n_oversamples dimensions, min(n, d) at most. The axes are orthonormal rows, by descending
    singular value, each with its entry of largest magnitude positive.
    Shapes: (n, d) -> (d,), (k, d), (k,), 1 ≤ k ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite, or if a number is out of range.
    Source: Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1.
    """
    raise NotImplementedError("fit is yours to write")
