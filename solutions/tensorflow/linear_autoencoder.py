"""Linear autoencoder: affine maps to a code and back, which find the space of the principal components."""

import keras
import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_shape


class LinearAutoencoder(keras.Model):
    """Affine encoder from `input_dim` to `code_dim` numbers and affine decoder back; 2dk + d + k parameters.

    Called on samples `(n, input_dim)`, it reconstructs them.
    Raises: ValueError if a dimension is below 1; in every method, if an argument has a wrong shape or is not finite.
    Source: Baldi & Hornik 1989.
    """

    def __init__(self, input_dim, code_dim, seed=0):
        raise NotImplementedError("LinearAutoencoder is yours to write")

    def encode(self, x):
        """Codes of samples.  Shapes: (n, input_dim) -> (n, code_dim)."""
        raise NotImplementedError("LinearAutoencoder.encode is yours to write")

    def decode(self, code):
        """Samples of codes.  Shapes: (n, code_dim) -> (n, input_dim)."""
        raise NotImplementedError("LinearAutoencoder.decode is yours to write")

    def call(self, x):
        raise NotImplementedError("LinearAutoencoder.call is yours to write")


def reconstruction_loss(model, x):
    """Squared error between samples and their reconstructions, mean over all entries.

    Shapes: (n, input_dim) -> ().
    Raises: ValueError if `x` is not (n, input_dim) or not finite.
    Source: Baldi & Hornik 1989, equation 1.
    """
    raise NotImplementedError("reconstruction_loss is yours to write")


def fit(model, x, n_epochs, batch_size=32, learning_rate=0.01, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch.

    Shapes: (n, input_dim) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, input_dim) or not finite, `n_epochs` negative, `batch_size` below 1 or
    `learning_rate` not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")
