"""Principal component analysis by the eigenvectors of the smaller Gram matrix."""

import tensorflow as tf

from viva.arguments import check_between, check_finite, check_integer, check_ndim, check_positive, check_shape


def fit(x, n_components):
    """Mean, principal axes and singular values of the centred rows of `x`, by descending singular value σ.

    The axes are orthonormal rows, each with its entry of largest magnitude positive. The eigenvalues σ² are good to
    eps · σ₁²; so of singular values below sqrt(eps) · σ₁, and of their axes, no digit is certain.
    Shapes: (n, d) -> (d,), (k, d), (k,), 1 ≤ k ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite, or if `n_components` is out of range.
    Source: Bishop 2006, sections 12.1.1 and, for n < d, 12.1.4.
    """
    raise NotImplementedError("fit is yours to write")


def covariance(x):
    """Covariance of the columns of `x`, divisor n − 1.

    Shapes: (n, d) -> (d, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite.
    Source: Jolliffe 2002, section 3.1.
    """
    raise NotImplementedError("covariance is yours to write")


def explained_variance(x):
    """Variance σ² / (n − 1) along every principal axis, descending.

    Shapes: (n, d) -> (min(n, d),).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite.
    Source: Jolliffe 2002, section 3.1.
    """
    raise NotImplementedError("explained_variance is yours to write")


def energy(x):
    """Share σ_i² / Σ σ² of the total variance along every principal axis, descending; the shares add up to one.

    Shapes: (n, d) -> (min(n, d),).
    Raises: ValueError as `explained_variance`, and if all rows of `x` are equal.
    Source: Jolliffe 2002, section 6.1.1.
    """
    raise NotImplementedError("energy is yours to write")


def components_for_energy(x, fraction):
    """Fewest components whose cumulative energy is at least `fraction`; a Python int.

    Summed in float64. What rounding can hide, 4 eps of the dtype of `x` and max(n, d) eps of float64, may be missing:
    data of rank r need r components for a fraction of one.
    Shapes: (n, d), 0 < fraction ≤ 1 -> int.
    Raises: ValueError as `energy`, and if `fraction` is out of range.
    Source: Jolliffe 2002, section 6.1.1.
    """
    raise NotImplementedError("components_for_energy is yours to write")


def project(x, mean, components):
    """Coordinates of the rows of `x` along the components, measured from the mean.

    Shapes: (n, d), (d,), (k, d) -> (n, k).
    Raises: ValueError if the widths differ, the number of axes is wrong or anything is not finite.
    Source: Jolliffe 2002, section 3.1.
    """
    raise NotImplementedError("project is yours to write")


def reconstruct(x, n_components):
    """The rows of `x` projected onto the affine span of the mean and the first components.

    Shapes: (n, d) -> (n, d), 1 ≤ n_components ≤ min(n, d).
    Raises: ValueError as `fit`.
    Source: Bishop 2006, section 12.1.2.
    """
    raise NotImplementedError("reconstruct is yours to write")
