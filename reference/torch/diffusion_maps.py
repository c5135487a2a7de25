"""Diffusion maps: eigenfunctions of the diffusion on a set of samples, whatever their density."""

import torch
from _spectral import fix_signs, leading_eigenpairs

from viva.arguments import check_finite, check_integer, check_ndim, check_positive


def squared_distances(x):
    """Squared Euclidean distances between the rows of `x`; never negative, exactly zero on the diagonal.

    Good to eps times the square of the extent of the data.
    Shapes: (n, d) -> (n, n).
    Raises: ValueError if `x` is not (n, d) and finite.
    Source: ‖a − b‖² = ‖a‖² + ‖b‖² − 2ab.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    x = x - x[0]  # near zero without rounding: equal rows give exact zeros
    norms = (x**2).sum(dim=1)
    # Torch: in place, because a matrix of all pairs may be large.
    return torch.addmm(norms, x, x.mT, alpha=-2).add_(norms[:, None]).clamp_(min=0).fill_diagonal_(0)


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
    kernel = squared_distances(x)
    check_integer(1, x.shape[0] - 1, n_eigenfunctions=n_eigenfunctions)
    if epsilon is None:
        epsilon = 0.05 * kernel.max().sqrt()
        check_positive(**{"distance between the rows of x": epsilon})
    check_positive(epsilon=epsilon)
    kernel.div_(-epsilon).exp_()
    density = kernel.sum(dim=1)
    kernel.div_(density).div_(density[:, None])
    root = kernel.sum(dim=1).sqrt()
    kernel.div_(root).div_(root[:, None])
    # The first eigenpair is known: (1, Q^½1). Moved from 1 to −1 it comes last, and the others are what is left.
    first = root / root.norm()
    a, vectors = leading_eigenpairs(kernel.addr_(first, first, alpha=-2), n_eigenfunctions)
    a = torch.cat([torch.ones_like(a[:1]), a.clamp(0, 1)])
    return a ** (0.5 / epsilon), fix_signs(torch.column_stack([first, vectors]) / root[:, None])
