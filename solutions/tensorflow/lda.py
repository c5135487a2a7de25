"""Fisher's linear discriminant analysis for any number of classes."""

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_shape


def scatter_matrices(x, labels):
    """Scatter within and between the classes: sums over samples, not divided, which add up to the total scatter about the mean.

    Within: Σ (x − m_c)(x − m_c)ᵀ, m_c the mean of the sample's class. Between: Σ n_c (m_c − m)(m_c − m)ᵀ, n_c its samples.
    Shapes: (n, d), (n,) integers -> (d, d), (d, d).
    Raises: ValueError if `x` is not (n, d) and finite, or if `labels` does not have one entry a sample.
    Source: Duda, Hart & Stork 2001, section 3.8.3.
    """
    raise NotImplementedError("scatter_matrices is yours to write")


def fit(x, labels, n_components):
    """Mean of all samples, and the directions along which the classes lie farthest apart, by descending ratio between / within.

    Along the directions the classes have variance one and are uncorrelated: directions · within · directionsᵀ = n I. Each has
    its entry of largest magnitude positive. Classes may have any integers as labels. Computed in float64.
    Shapes: (n, d), (n,) -> (d,), (k, d), 1 ≤ k ≤ min(d, classes − 1).
    Raises: ValueError as `scatter_matrices`, if `n_components` is out of range, or if the scatter within is singular to rounding.
    Source: Duda, Hart & Stork 2001, section 3.8.3; Fukunaga 1990, section 10.2.
    """
    raise NotImplementedError("fit is yours to write")
