"""Principal component analysis by the eigenvectors of the smaller Gram matrix."""

import torch

from viva.arguments import check_between, check_finite, check_integer, check_ndim, check_positive, check_shape


def fit(x, n_components):
    """Mean, principal axes and singular values of the centred rows of `x`, by descending singular value σ.

    The axes are orthonormal rows, each with its entry of largest magnitude positive. The eigenvalues σ² are good to
    eps · σ₁²; so of singular values below sqrt(eps) · σ₁, and of their axes, no digit is certain.
    Shapes: (n, d) -> (d,), (k, d), (k,), 1 ≤ k ≤ min(n, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite, or if `n_components` is out of range.
    Source: Bishop 2006, sections 12.1.1 and, for n < d, 12.1.4.
    """
    mean, centred = _centre(x)
    n, d = x.shape
    check_integer(1, min(n, d), n_components=n_components)
    eigenvalues, vectors = torch.linalg.eigh(_gram(centred))
    singular_values = eigenvalues.flip(0)[:n_components].clamp(min=0).sqrt()
    vectors = vectors.flip(1)[:, :n_components]
    if n < d:
        # The columns of xᵀ u have length σ: unlike a division by σ, QR leaves orthonormal ones where σ is zero too.
        vectors = torch.linalg.qr(centred.mT @ vectors).Q
    return mean, _fix_signs(vectors.mT), singular_values


def covariance(x):
    """Covariance of the columns of `x`, divisor n − 1.

    Shapes: (n, d) -> (d, d).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite.
    Source: Jolliffe 2002, section 3.1.
    """
    _, centred = _centre(x)
    return centred.mT @ centred / (x.shape[0] - 1)


def explained_variance(x):
    """Variance σ² / (n − 1) along every principal axis, descending.

    Shapes: (n, d) -> (min(n, d),).
    Raises: ValueError if `x` is not (n, d) with n ≥ 2 and finite.
    Source: Jolliffe 2002, section 3.1.
    """
    _, centred = _centre(x)
    eigenvalues = torch.linalg.eigvalsh(_gram(centred))
    return eigenvalues.flip(0).clamp(min=0) / (x.shape[0] - 1)


def energy(x):
    """Share σ_i² / Σ σ² of the total variance along every principal axis, descending; the shares add up to one.

    Shapes: (n, d) -> (min(n, d),).
    Raises: ValueError as `explained_variance`, and if all rows of `x` are equal.
    Source: Jolliffe 2002, section 6.1.1.
    """
    variance = explained_variance(x)
    total = variance.sum()
    check_positive(**{"variance of x": total})
    return variance / total


def components_for_energy(x, fraction):
    """Fewest components whose cumulative energy is at least `fraction`; a Python int.

    Summed in float64. What rounding can hide, 4 eps of the dtype of `x` and max(n, d) eps of float64, may be missing:
    data of rank r need r components for a fraction of one.
    Shapes: (n, d), 0 < fraction ≤ 1 -> int.
    Raises: ValueError as `energy`, and if `fraction` is out of range.
    Source: Jolliffe 2002, section 6.1.1.
    """
    check_positive(fraction=fraction)
    check_between(0, 1, fraction=fraction)
    cumulative = energy(x.double()).cumsum(dim=0)
    rounding = 4 * torch.finfo(x.dtype).eps + max(x.shape) * torch.finfo(torch.float64).eps
    return 1 + int((cumulative[:-1] < float(fraction) - rounding).sum())


def project(x, mean, components):
    """Coordinates of the rows of `x` along the components, measured from the mean.

    Shapes: (n, d), (d,), (k, d) -> (n, k).
    Raises: ValueError if the widths differ, the number of axes is wrong or anything is not finite.
    Source: Jolliffe 2002, section 3.1.
    """
    check_ndim(2, components=components)
    d = components.shape[1]
    check_shape((d,), mean=mean)
    check_shape((None, d), x=x)
    check_finite(x=x, mean=mean, components=components)
    return (x - mean) @ components.mT


def reconstruct(x, n_components):
    """The rows of `x` projected onto the affine span of the mean and the first components.

    Shapes: (n, d) -> (n, d), 1 ≤ n_components ≤ min(n, d).
    Raises: ValueError as `fit`.
    Source: Bishop 2006, section 12.1.2.
    """
    mean, components, _ = fit(x, n_components)
    return mean + project(x, mean, components) @ components


def _centre(x):
    """Mean of the rows, and their deviations from it."""
    check_ndim(2, x=x)
    if x.shape[0] < 2:
        raise ValueError("x must have at least two rows")
    check_finite(x=x)
    # From the first row on, rounding is relative to the spread and not to the mean, and constant data give exact zeros.
    centred = x - x[0]
    offset = centred.mean(dim=0)
    centred -= offset
    return x[0] + offset, centred


def _gram(centred):
    """Inner products of the columns or of the rows, whichever are fewer: both have the eigenvalues σ²."""
    n, d = centred.shape
    gram = centred @ centred.mT if n < d else centred.mT @ centred
    check_finite(**{"square of x": gram})
    return gram


def _fix_signs(vectors):
    """Turns every row so that its entry of largest magnitude is positive."""
    largest = vectors.gather(1, vectors.abs().argmax(dim=1, keepdim=True))
    return vectors * largest.sign()
