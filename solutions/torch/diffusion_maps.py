"""Diffusion maps: eigenfunctions of the diffusion on a set of samples, whatever their density."""

import torch

from viva.arguments import check_finite, check_integer, check_ndim, check_positive


def squared_distances(x):
    """Squared Euclidean distances between the rows of `x`; never negative, exactly zero on the diagonal.

    Good to eps times the square of the extent of the data.
    Shapes: (n, d) -> (n, n).
    Raises: ValueError if `x` is not (n, d) and finite.
    Source: ‖a − b‖² = ‖a‖² + ‖b‖² − 2ab.
    """
    raise NotImplementedError("squared_distances is yours to write")


def diffusion_map(x, n_eigenfunctions, epsilon=None):
    """Eigenvalues λ and eigenfunctions φ of the Laplace–Beltrami operator on the manifold that the rows of `x` sample.

    W = exp(−D²/ε), with ε by default 5 % of the largest distance. The density is divided out, K = P⁻¹WP⁻¹ with P = diag(W1);
    (a, φ) are the eigenpairs of the Markov matrix Q⁻¹K, Q = diag(K1), and λ = a^(1/2ε). The constant φ₀ comes first, then the
    `l = n_eigenfunctions` next in descending order; Σ_i Q_i φ_ij² = 1, and the entry of largest magnitude of φ_j is positive.
    Shapes: (n, d) -> (l + 1,), (n, l + 1), 1 ≤ l ≤ n − 1.
    Raises: ValueError if `x` is not (n, d) and finite, if `n_eigenfunctions` is out of range, if `epsilon` is not positive or,
    where none is given, if all rows of `x` are equal.
    Source: Coifman & Lafon 2006, section 3, with α = 1; Berry & Harlim 2016 for λ.
    """
    raise NotImplementedError("diffusion_map is yours to write")
