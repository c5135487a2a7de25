"""Variational autoencoder of 28 × 28 images with convolutions and a Bernoulli likelihood."""

import keras
import tensorflow as tf
from keras import layers

from viva.arguments import check_between, check_finite, check_integer, check_shape

IMAGE = (28, 28, 1)


class ConvVAE(keras.Model):
    """Two convolutions of stride 2, 28-14-7, and two transposed ones back, with ReLU; 20,549 parameters with two latents.

    Called on images `(n, 28, 28, 1)` in [0, 1], it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1].
    Source: Kingma & Welling 2014, appendix C.1; Dumoulin & Visin 2016, section 4 (transposed convolutions).
    """

    def __init__(self, latent_dim=2, seed=0):
        raise NotImplementedError("ConvVAE is yours to write")

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 28, 28, 1) -> (n, latent_dim), (n, latent_dim)."""
        raise NotImplementedError("ConvVAE.encode is yours to write")

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 28, 28, 1)."""
        raise NotImplementedError("ConvVAE.decode is yours to write")

    def call(self, x):
        raise NotImplementedError("ConvVAE.call is yours to write")

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 28, 28, 1), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        raise NotImplementedError("ConvVAE.elbo is yours to write")

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 28, 28, 1), (n, latent_dim) -> ()."""
        raise NotImplementedError("ConvVAE.negative_elbo is yours to write")

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 28, 28, 1)."""
        raise NotImplementedError("ConvVAE.generate is yours to write")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 28, 28, 1) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28, 1) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")
