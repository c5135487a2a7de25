import torch


def fit(x, n_components):
    if x.dim() != 2 or not 1 <= n_components <= min(x.shape):
        raise ValueError("n_components out of range")
    mean = x.mean(dim=0)
    _, s, vt = torch.linalg.svd(x - mean, full_matrices=False)
    return mean, vt[:n_components], s[:n_components]


def covariance(x):
    centered = x - x.mean(dim=0)
    return centered.T @ centered / len(x)


def explained_variance(x):
    s = torch.linalg.svdvals(x - x.mean(dim=0))
    return s**2 / (len(x) - 1)


def energy(x):
    s = torch.linalg.svdvals(x - x.mean(dim=0))
    return s / s.sum()


def components_for_energy(x, fraction):
    if not 0 < fraction <= 1:
        raise ValueError("fraction must be in (0, 1]")
    total = 0.0
    for k, e in enumerate(energy(x).tolist(), start=1):
        total += e
        if total >= fraction:
            return k
    return min(x.shape)


def project(x, mean, components):
    return (x - mean) @ components.T


def reconstruct(x, n_components):
    mean, components, _ = fit(x, n_components)
    return project(x, mean, components) @ components
