import torch


def check(matrix, name):
    if matrix.dim() < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise ValueError(f"{name} is not square")
    if not torch.isfinite(matrix).all():
        raise ValueError(f"{name} has NaN or inf in it")
    if not torch.allclose(matrix, matrix.transpose(-1, -2), rtol=1e-4, atol=1e-6):
        raise ValueError(f"{name} is not symmetric")


def split(matrix, k):
    check(matrix, "matrix")
    if not 1 <= k < matrix.shape[-1]:
        raise ValueError(f"k = {k} does not split the matrix")
    A = matrix[..., :k, :k]
    B = matrix[..., :k, k:]
    C = matrix[..., k:, k:]
    return A, B, C


def inverse(A):
    if (torch.linalg.matrix_rank(A) < A.shape[-1]).any():
        raise ValueError("singular block")
    return torch.linalg.inv(A)


def schur_complement(matrix, k):
    A, B, C = split(matrix, k)
    return C - B.transpose(-1, -2) @ inverse(A) @ B


def block_inverse(matrix, k):
    A, B, C = split(matrix, k)
    A_inv = inverse(A)
    S_inv = inverse(schur_complement(matrix, k))
    upper_right = -A_inv @ B @ S_inv
    upper_left = A_inv - upper_right @ B.transpose(-1, -2) @ A_inv
    top = torch.cat([upper_left, upper_right], -1)
    bottom = torch.cat([upper_right.transpose(-1, -2), S_inv], -1)
    return torch.cat([top, bottom], -2)


def check_precision(precision):
    check(precision, "precision")
    if (torch.linalg.eigvalsh(precision) <= 0).any():
        raise ValueError("precision is not positive definite")


def marginal_precision(precision, keep):
    check_precision(precision)
    p = precision.shape[-1]
    keep = list(keep)
    if not keep or len(set(keep)) < len(keep) or min(keep) < 0 or max(keep) >= p:
        raise ValueError("keep must be distinct indices")
    others = [i for i in range(p) if i not in keep]
    order = others + keep
    shuffled = precision[..., order, :][..., order]
    if not others:
        return shuffled
    return schur_complement(shuffled, len(others))


def partial_correlations(precision):
    check_precision(precision)
    d = torch.diagonal(precision, dim1=-2, dim2=-1).sqrt()
    rho = -precision / (d.unsqueeze(-1) * d.unsqueeze(-2))
    eye = torch.eye(precision.shape[-1], dtype=torch.bool)
    return torch.where(eye, torch.ones_like(rho), rho)


def graph_edges(precision, tolerance=1e-8):
    if precision.dim() != 2:
        raise ValueError("precision must be one matrix")
    rho = partial_correlations(precision)
    p = len(rho)
    edges = [(i, j) for i in range(p) for j in range(i + 1, p) if abs(rho[i, j].item()) > tolerance]
    return torch.tensor(edges, dtype=torch.int64).reshape(-1, 2)


def conditionally_independent(precision, a, b, given, tolerance=1e-8):
    if not a or not b or len({*a, *b, *given}) < len(a) + len(b) + len(given):
        raise ValueError("a, b and given must be disjoint, a and b not empty")
    rho = partial_correlations(marginal_precision(precision, tuple(a) + tuple(b) + tuple(given)))
    for i in range(len(a)):
        for j in range(len(b)):
            if abs(rho[i, len(a) + j].item()) > tolerance:
                return False
    return True
