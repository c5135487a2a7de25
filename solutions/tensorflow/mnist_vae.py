"""Variational autoencoder of 28 × 28 images in rows, with a Gaussian likelihood of variance 1."""

import keras
import tensorflow as tf
from keras import layers

from viva.arguments import check_finite, check_integer, check_shape

N_PIXELS = 784


class MnistVAE(keras.Model):
    """Dense encoder 784-256-256 and decoder 256-256-784 with ReLU; 535,828 parameters with two latent dimensions.

    Called on images `(n, 784)`, it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite.
    Source: Kingma & Welling 2014, appendix C.2.
    """

    def __init__(self, latent_dim=2, seed=0):
        raise NotImplementedError("MnistVAE is yours to write")

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 784) -> (n, latent_dim), (n, latent_dim)."""
        raise NotImplementedError("MnistVAE.encode is yours to write")

    def decode(self, z):
        """Mean of the likelihood.  Shapes: (n, latent_dim) -> (n, 784)."""
        raise NotImplementedError("MnistVAE.decode is yours to write")

    def call(self, x):
        raise NotImplementedError("MnistVAE.call is yours to write")

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, without ½ · 784 log 2π, with one sample of z and the KL in closed form.

        Shapes: (n, 784), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        raise NotImplementedError("MnistVAE.elbo is yours to write")

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n, latent_dim) -> ()."""
        raise NotImplementedError("MnistVAE.negative_elbo is yours to write")

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 784)."""
        raise NotImplementedError("MnistVAE.generate is yours to write")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) and finite, `n_epochs` negative, `batch_size` below 1 or `learning_rate` not
    positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")
