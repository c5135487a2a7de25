"""Variational autoencoder of 28 × 28 images in rows, with a Bernoulli likelihood."""

from itertools import pairwise

import torch
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
        raise NotImplementedError("BernoulliVAE is yours to write")

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 784) -> (n, latent_dim), (n, latent_dim)."""
        raise NotImplementedError("BernoulliVAE.encode is yours to write")

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 784)."""
        raise NotImplementedError("BernoulliVAE.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("BernoulliVAE.forward is yours to write")

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        raise NotImplementedError("BernoulliVAE.elbo is yours to write")

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n, latent_dim) -> ()."""
        raise NotImplementedError("BernoulliVAE.negative_elbo is yours to write")

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 784)."""
        raise NotImplementedError("BernoulliVAE.generate is yours to write")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def latent_grid(model, size):
    """Images decoded at a grid of equal prior probability: the normal quantiles of (i + ½)/size, first latent slowest.

    Shapes: size -> (size², 784).
    Raises: ValueError if `size` is below 1 or `model` has not two latent dimensions.
    Source: Kingma & Welling 2014, appendix A.
    """
    raise NotImplementedError("latent_grid is yours to write")
