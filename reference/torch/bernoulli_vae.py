"""Variational autoencoder of 28 × 28 images in rows, with a Bernoulli likelihood."""

from itertools import pairwise

import torch
from _training import train
from torch import nn

from viva.arguments import check_between, check_finite, check_integer, check_shape

N_PIXELS = 784


class BernoulliVAE(nn.Module):
    """Dense encoder 784-400-400 and decoder 400-400-784 with ReLU; 951,988 parameters with two latent dimensions.

    Called on images `(n, 784)` in [0, 1], it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1].
    Source: Kingma & Welling 2014, appendix C.1.
    """

    def __init__(self, latent_dim=2, seed=0):
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        generator = torch.Generator().manual_seed(seed)
        self.encoder = _dense_layers([N_PIXELS, 400, 400, 2 * latent_dim], generator)
        self.decoder = _dense_layers([latent_dim, 400, 400, N_PIXELS], generator)

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 784) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x)
        mean, log_var = self.encoder(x).chunk(2, dim=-1)
        return mean, log_var

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return self.decoder(z).sigmoid()

    def forward(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n, latent_dim) -> ()."""
        return -self.elbo(x, noise).mean()

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def latent_grid(model, size):
    """Images decoded at a grid of equal prior probability: the normal quantiles of (i + ½)/size, first latent slowest.

    Shapes: size -> (size², 784).
    Raises: ValueError if `size` is below 1 or `model` has not two latent dimensions.
    Source: Kingma & Welling 2014, appendix A.
    """
    check_integer(1, size=size)
    if model.latent_dim != 2:
        raise ValueError(f"model must have two latent dimensions, not {model.latent_dim}")
    device = next(model.parameters()).device
    quantiles = torch.special.ndtri((torch.arange(size, dtype=torch.float64, device=device) + 0.5) / size).float()
    return model.decode(torch.cartesian_prod(quantiles, quantiles))


def _dense_layers(sizes, generator):
    """Dense layers with ReLU between them, initialised as by Glorot & Bengio 2010."""
    layers = []
    for n_inputs, n_outputs in pairwise(sizes):
        layer = nn.utils.skip_init(nn.Linear, n_inputs, n_outputs)  # Torch: else it draws from the global generator
        nn.init.xavier_uniform_(layer.weight, generator=generator)
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = model.encoder(x).chunk(2, dim=-1)
    logits = model.decoder(mean + (0.5 * log_var).exp() * noise)
    log_likelihood = (x * logits - nn.functional.softplus(logits)).sum(dim=-1)
    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)
    return log_likelihood - kl


def _losses(model, x, generator):
    """Negative ELBO of each image, with noise from the generator."""
    return -_elbo(model, x, torch.randn(len(x), model.latent_dim, generator=generator, device=x.device))


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
