import math

import torch
import torch.nn.functional as F


def same_shape(*tensors):
    for t in tensors:
        if t.shape != tensors[0].shape:
            raise ValueError("shapes differ")


def log_density(x, mean, log_var):
    same_shape(x, mean, log_var)
    return (-0.5 * math.log(2 * math.pi) - 0.5 * log_var - (x - mean) ** 2 / (2 * log_var.exp())).sum(-1)


def kl_standard_normal(mean, log_var):
    same_shape(mean, log_var)
    return -0.5 * (1 + log_var - mean.pow(2) - log_var.exp()).sum(-1)


def kl_diagonal(mean_q, log_var_q, mean_p, log_var_p):
    same_shape(mean_q, log_var_q, mean_p, log_var_p)
    ratio = (log_var_q - log_var_p).exp()
    distance = (mean_q - mean_p) ** 2 / log_var_q.exp()
    return 0.5 * (ratio + distance - 1 - log_var_q + log_var_p).sum(-1)


def reparameterize(mean, log_var, noise):
    std = torch.exp(log_var)
    return mean + std * noise


def bernoulli_log_likelihood(x, logits):
    same_shape(x, logits)
    return -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)


def negative_elbo(x, reconstruction, mean, log_var, factor=1.0):
    kl = torch.mean(-0.5 * torch.sum(1 + log_var - mean**2 - log_var.exp(), dim=1))
    return factor * F.mse_loss(reconstruction, x) + kl
