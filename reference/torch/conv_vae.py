"""Variational autoencoder of 28 × 28 images with convolutions and a Bernoulli likelihood."""

import torch
from _training import seeded, train
from torch import nn

from viva.arguments import check_between, check_finite, check_integer, check_shape

IMAGE = (1, 28, 28)


class ConvVAE(nn.Module):
    """Two convolutions of stride 2, 28-14-7, and two transposed ones back, with ReLU; 20,549 parameters with two latents.

    Called on images `(n, 1, 28, 28)` in [0, 1], it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1].
    Source: Kingma & Welling 2014, appendix C.1; Dumoulin & Visin 2016, section 4 (transposed convolutions).
    """

    def __init__(self, latent_dim=2, seed=0):
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        with seeded(seed):
            self.encoder = nn.Sequential(
                *(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU()),
                *(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU()),
                *(nn.Flatten(), nn.Linear(32 * 7 * 7, 2 * latent_dim)),
            )
            self.decoder = nn.Sequential(
                *(nn.Linear(latent_dim, 32 * 7 * 7), nn.ReLU(), nn.Unflatten(1, (32, 7, 7))),
                *(nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.ReLU()),
                nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),
            )

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 1, 28, 28) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x)
        mean, log_var = self.encoder(x).chunk(2, dim=-1)
        return mean, log_var

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 1, 28, 28)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return self.decoder(z).sigmoid()

    def forward(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 1, 28, 28), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 1, 28, 28), (n, latent_dim) -> ()."""
        return -self.elbo(x, noise).mean()

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 1, 28, 28)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 1, 28, 28) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 1, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = model.encoder(x).chunk(2, dim=-1)
    logits = model.decoder(mean + (0.5 * log_var).exp() * noise)
    log_likelihood = (x * logits - nn.functional.softplus(logits)).sum(dim=(1, 2, 3))
    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)
    return log_likelihood - kl


def _losses(model, x, generator):
    """Negative ELBO of each image, with noise from the generator."""
    return -_elbo(model, x, torch.randn(len(x), model.latent_dim, generator=generator, device=x.device))


def _check_images(x):
    check_shape((None, *IMAGE), x=x)
    check_between(0, 1, x=x)
