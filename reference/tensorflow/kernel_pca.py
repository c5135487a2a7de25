"""Kernel principal component analysis with the Gaussian kernel."""

import tensorflow as tf
from _spectral import fix_signs, leading_eigenpairs

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape, check_symmetric


def rbf_kernel(x, y, gamma):
    """The kernel exp(−γ ‖x_i − y_j‖²) between the rows of `x` and of `y`.

    Shapes: (n, d), (m, d) -> (n, m).
    Raises: ValueError if `x` and `y` are not finite matrices of one width, or if `gamma` is not positive.
    Source: Schölkopf & Smola 2002, section 2.3.
    """
    check_ndim(2, x=x)
    check_shape((None, x.shape[1]), y=y)
    check_finite(x=x, y=y)
    check_positive(gamma=gamma)
    centre = tf.reduce_mean(x, axis=0)  # far from the origin, the products below would be large and their difference small
    x, y = x - centre, y - centre
    squared_distances = tf.reduce_sum(x**2, axis=1)[:, None] + tf.reduce_sum(y**2, axis=1) - 2 * tf.matmul(x, y, transpose_b=True)
    return tf.exp(-gamma * tf.maximum(squared_distances, 0))


def center_kernel(kernel):
    """The kernel of the features less their mean: K − 1K − K1 + 1K1, where 1 is the matrix of entries 1/n.

    Shapes: (n, n) -> (n, n), symmetric, rows sum to zero.
    Raises: ValueError if `kernel` is not finite, symmetric and (n, n).
    Source: Schölkopf, Smola & Müller 1998, appendix A.
    """
    check_ndim(2, kernel=kernel)
    check_symmetric(kernel=kernel)
    mean = tf.reduce_mean(kernel, axis=0)
    return kernel - mean - mean[:, None] + tf.reduce_mean(mean)


def fit_transform(x, n_components, gamma):
    """Scores sqrt(λ) v of the rows of `x` by the leading eigenpairs of the centred kernel, in descending order of λ.

    Eigenvalues that rounding has made negative count as zero. Each column has its entry of largest magnitude positive.
    Shapes: (n, d) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `rbf_kernel`, and if `n_components` is out of range.
    Source: Schölkopf, Smola & Müller 1998, section 3.
    """
    kernel = rbf_kernel(x, x, gamma)
    check_integer(1, x.shape[0], n_components=n_components)
    eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel), n_components)
    return fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0))
