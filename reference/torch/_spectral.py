"""Leading eigenpairs of a large symmetric matrix, which several model solutions share."""

import torch

DENSE = 400  # up to this size all eigenpairs at once are found faster
SPARE = 4  # vectors of a block beyond those that are wanted


def leading_eigenpairs(matrix, k):
    """The `k` algebraically largest eigenvalues, descending, and their unit eigenvectors as columns, without a sign rule.

    Block Lanczos with full reorthogonalisation: the Krylov space grows until the residuals are as small as rounding allows. A
    block holds more vectors than are wanted, so that all members of a repeated eigenvalue are found.
    Shapes: (n, n) symmetric -> (k,), (n, k).
    Source: Saad 2011, sections 6.5 and 6.7; Parlett 1998, section 13.10.
    """
    n = matrix.shape[0]
    if n <= DENSE:
        return _dense(matrix, k)
    generator = torch.Generator(matrix.device).manual_seed(0)
    block = _orthonormal(torch.randn(k + SPARE, n, dtype=matrix.dtype, device=matrix.device, generator=generator))
    basis, images = block, block @ matrix  # rows, which products with a large matrix like better than columns
    rayleigh_ritz = 6 * len(block)
    while 2 * len(basis) < n:
        block = images[-len(block) :]
        for _ in range(2):  # once leaves what rounding adds, which grows from step to step
            block = _orthonormal(block - block @ basis.mT @ basis)
        basis = torch.cat([basis, block])
        images = torch.cat([images, block @ matrix.mT])
        if len(basis) >= rayleigh_ritz:
            values, coordinates = _dense(images @ basis.mT, k)
            vectors = coordinates.mT @ basis
            residuals = coordinates.mT @ images - values[:, None] * vectors
            rounding = 4 * n**0.5 * torch.finfo(matrix.dtype).eps * images.norm(dim=1).max()
            if residuals.norm(dim=1).max() <= rounding:
                return values, vectors.mT
            rayleigh_ritz *= 1.3
    return _dense(matrix, k)


def fix_signs(vectors):
    """Turns every column so that its entry of largest magnitude is positive.

    Shapes: (n, k) -> (n, k).
    """
    largest = vectors.gather(0, vectors.abs().argmax(dim=0, keepdim=True))
    return vectors * torch.where(largest < 0, -1, 1).to(vectors.dtype)


def _orthonormal(rows):
    return torch.linalg.qr(rows.mT).Q.mT


def _dense(matrix, k):
    """All eigenpairs at once, of which the `k` largest are kept; in float64, as TensorFlow's float32 loses three digits."""
    values, vectors = torch.linalg.eigh(matrix.double())
    return values[-k:].flip(0).to(matrix.dtype), vectors[:, -k:].flip(1).to(matrix.dtype)
