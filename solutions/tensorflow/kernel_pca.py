"""Kernel principal component analysis with the Gaussian kernel."""

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_positive, check_shape, check_symmetric


def rbf_kernel(x, y, gamma):
    """The kernel exp(−γ ‖x_i − y_j‖²) between the rows of `x` and of `y`.

    Shapes: (n, d), (m, d) -> (n, m).
    Raises: ValueError if `x` and `y` are not finite matrices of one width, or if `gamma` is not positive.
    Source: Schölkopf & Smola 2002, section 2.3.
    """
    raise NotImplementedError("rbf_kernel is yours to write")


def center_kernel(kernel):
    """The kernel of the features less their mean: K − 1K − K1 + 1K1, where 1 is the matrix of entries 1/n.

    Shapes: (n, n) -> (n, n), symmetric, rows sum to zero.
    Raises: ValueError if `kernel` is not finite, symmetric and (n, n).
    Source: Schölkopf, Smola & Müller 1998, appendix A.
    """
    raise NotImplementedError("center_kernel is yours to write")


def fit_transform(x, n_components, gamma):
    """Scores sqrt(λ) v of the rows of `x` by the leading eigenpairs of the centred kernel, in descending order of λ.

    Eigenvalues that rounding has made negative count as zero. Each column has its entry of largest magnitude positive.
    Shapes: (n, d) -> (n, k), 1 ≤ k ≤ n.
    Raises: ValueError as `rbf_kernel`, and if `n_components` is out of range.
    Source: Schölkopf, Smola & Müller 1998, section 3.
    """
    raise NotImplementedError("fit_transform is yours to write")
