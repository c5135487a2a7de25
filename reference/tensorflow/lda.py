"""Fisher's linear discriminant analysis for any number of classes."""

import tensorflow as tf
from _spectral import fix_signs, leading_eigenpairs

from viva.arguments import check_finite, check_integer, check_ndim, check_shape


def scatter_matrices(x, labels):
    """Scatter within and between the classes: sums over samples, not divided, which add up to the total scatter about the mean.

    Within: Σ (x − m_c)(x − m_c)ᵀ, m_c the mean of the sample's class. Between: Σ n_c (m_c − m)(m_c − m)ᵀ, n_c its samples.
    Shapes: (n, d), (n,) integers -> (d, d), (d, d).
    Raises: ValueError if `x` is not (n, d) and finite, or if `labels` does not have one entry a sample.
    Source: Duda, Hart & Stork 2001, section 3.8.3.
    """
    _, counts, means, deviations = _split(x, labels)
    return tf.matmul(deviations, deviations, transpose_a=True), tf.matmul(means, counts[:, None] * means, transpose_a=True)


def fit(x, labels, n_components):
    """Mean of all samples, and the directions along which the classes lie farthest apart, by descending ratio between / within.

    Along the directions the classes have variance one and are uncorrelated: directions · within · directionsᵀ = n I. Each has
    its entry of largest magnitude positive. Classes may have any integers as labels. Computed in float64.
    Shapes: (n, d), (n,) -> (d,), (k, d), 1 ≤ k ≤ min(d, classes − 1).
    Raises: ValueError as `scatter_matrices`, if `n_components` is out of range, or if the scatter within is singular to rounding.
    Source: Duda, Hart & Stork 2001, section 3.8.3; Fukunaga 1990, section 10.2.
    """
    mean, counts, means, deviations = _split(tf.cast(x, tf.float64), labels)
    n, d = x.shape
    check_integer(1, min(d, len(counts) - 1), n_components=n_components)
    whitening = _whitening(tf.matmul(deviations, deviations, transpose_a=True) / n)
    whitened = means @ whitening
    _, vectors = leading_eigenpairs(tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True), n_components)
    return tf.cast(mean, x.dtype), tf.cast(tf.transpose(fix_signs(whitening @ vectors)), x.dtype)


def _split(x, labels):
    """Mean of all samples; the classes' sizes and means, measured from it; and the samples' deviations from their class's mean."""
    check_ndim(2, x=x)
    check_shape((x.shape[0],), labels=labels)
    check_finite(x=x)
    _, index, counts = tf.unique_with_counts(labels)
    counts = tf.cast(counts, x.dtype)
    # From some sample of the class on, rounding is relative to the spread, and a class of equal samples gives exact zeros.
    centred = x - x[0]
    origins = tf.tensor_scatter_nd_update(tf.zeros((len(counts), x.shape[1]), x.dtype), index[:, None], centred)
    deviations = centred - tf.gather(origins, index)
    offsets = tf.math.unsorted_segment_sum(deviations, index, len(counts)) / counts[:, None]
    deviations -= tf.gather(offsets, index)
    means = origins + offsets
    mean = tf.linalg.matvec(means, counts, transpose_a=True) / x.shape[0]
    return x[0] + mean, counts, means - mean, deviations


def _whitening(covariance):
    """A matrix W with Wᵀ · covariance · W = I, in float64. Raises: ValueError where rounding hides whether there is one."""
    spread = tf.sqrt(tf.linalg.diag_part(covariance))
    spread = tf.where(spread > 0, spread, tf.ones_like(spread))
    # Correlations instead of covariances: singular or not does not depend on the columns' units.
    eigenvalues, vectors = tf.linalg.eigh(covariance / (spread[:, None] * spread))
    if eigenvalues[0] <= 10 * len(spread) * tf.experimental.numpy.finfo(tf.float64).eps:
        raise ValueError("x has a singular scatter within its classes: too few samples, or columns that depend on each other")
    return vectors / tf.sqrt(eigenvalues) / spread[:, None]
