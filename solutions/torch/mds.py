"""Classical multidimensional scaling: coordinates from distances."""

import math

from viva.arguments import check_between, check_integer, check_ndim, check_symmetric


def double_center(squared_distances):
    """The matrix −½ J D² J, J = I − 11ᵀ/n: inner products of points about their mean, if D² are their squared distances.

    Shapes: (n, n) -> (n, n), symmetric.
    Raises: ValueError if `squared_distances` is not finite, symmetric and (n, n), is negative anywhere or not 0 on the diagonal.
    Source: Torgerson 1952; Borg & Groenen 2005, section 12.1.
    """
    raise NotImplementedError("double_center is yours to write")


def classical_mds(squared_distances, n_components):
    """Coordinates sqrt(λ) v by the leading eigenpairs of the double-centred matrix, in descending order of the eigenvalue λ.

    A component whose eigenvalue is not positive is a column of zeros; every other column has its entry of largest magnitude
    positive.
    Shapes: (n, n) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `double_center`, and if `n_components` is out of range.
    Source: Gower 1966; Borg & Groenen 2005, section 12.1.
    """
    raise NotImplementedError("classical_mds is yours to write")
