"""Variational autoencoder of 28 × 28 images in rows that knows which digit each of them shows."""

import torch
from torch import nn

from viva.arguments import check_between, check_finite, check_integer, check_shape

N_PIXELS, N_LABELS = 784, 10


class ConditionalVAE(nn.Module):
    """Dense encoder 794-512-256 and decoder 42-256-512-784 with ReLU; 1,099,600 parameters with 32 latent dimensions.

    Both get the label appended one-hot. Called on images `(n, 784)` in [0, 1] and their labels `(n,)`, integers in 0..9, it
    reconstructs the images from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1] or labels 0..9.
    Source: Sohn, Lee & Yan 2015; Kingma & Welling 2014, appendix C.1.
    """

    def __init__(self, latent_dim=32, seed=0):
        raise NotImplementedError("ConditionalVAE is yours to write")

    def encode(self, x, labels):
        """Mean and log variance of q(z | x, label).  Shapes: (n, 784), (n,) -> (n, latent_dim), (n, latent_dim)."""
        raise NotImplementedError("ConditionalVAE.encode is yours to write")

    def decode(self, z, labels):
        """Probability of a white pixel.  Shapes: (n, latent_dim), (n,) -> (n, 784)."""
        raise NotImplementedError("ConditionalVAE.decode is yours to write")

    def forward(self, x, labels):
        raise NotImplementedError("ConditionalVAE.forward is yours to write")

    def elbo(self, x, labels, noise):
        """Evidence lower bound of each image given its label in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n,), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Sohn, Lee & Yan 2015, equation 4, with a standard normal prior of z.
        """
        raise NotImplementedError("ConditionalVAE.elbo is yours to write")

    def negative_elbo(self, x, labels, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n,), (n, latent_dim) -> ()."""
        raise NotImplementedError("ConditionalVAE.negative_elbo is yours to write")

    def generate(self, labels, noise):
        """Images of these digits, decoded from standard normal noise.  Shapes: (n,), (n, latent_dim) -> (n, 784)."""
        raise NotImplementedError("ConditionalVAE.generate is yours to write")


def fit(model, x, labels, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784), (n,) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `labels` not (n,) in 0..9, `n_epochs` negative, `batch_size`
    below 1 or `learning_rate` not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def draw_number(model, number, noise):
    """An image of a number, its k digits generated one by one and set side by side.

    Shapes: (k, latent_dim) -> (28, 28 k). `number` is a non-negative integer, or a string of digits, whose leading zeros count.
    Raises: ValueError if `number` is neither, or if `noise` is not finite or has not one row a digit.
    """
    raise NotImplementedError("draw_number is yours to write")
