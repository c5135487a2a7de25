"""Linear autoencoder: affine maps to a code and back, which find the space of the principal components."""

import keras
import tensorflow as tf
from _training import seeded, train

from viva.arguments import check_finite, check_integer, check_shape


class LinearAutoencoder(keras.Model):
    """Affine encoder from `input_dim` to `code_dim` numbers and affine decoder back; 2dk + d + k parameters.

    Called on samples `(n, input_dim)`, it reconstructs them.
    Raises: ValueError if a dimension is below 1; in every method, if an argument has a wrong shape or is not finite.
    Source: Baldi & Hornik 1989.
    """

    def __init__(self, input_dim, code_dim, seed=0):
        check_integer(1, input_dim=input_dim, code_dim=code_dim)
        super().__init__()
        self.input_dim, self.code_dim = input_dim, code_dim
        with seeded(seed):
            self.encoder = keras.Sequential([keras.Input((input_dim,)), keras.layers.Dense(code_dim, kernel_initializer=_small())])
            self.decoder = keras.Sequential([keras.Input((code_dim,)), keras.layers.Dense(input_dim, kernel_initializer=_small())])

    def encode(self, x):
        """Codes of samples.  Shapes: (n, input_dim) -> (n, code_dim)."""
        _check_rows(self.encoder, x=x)
        return self.encoder(x)

    def decode(self, code):
        """Samples of codes.  Shapes: (n, code_dim) -> (n, input_dim)."""
        _check_rows(self.decoder, code=code)
        return self.decoder(code)

    def call(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Squared error between samples and their reconstructions, mean over all entries.

    Shapes: (n, input_dim) -> ().
    Raises: ValueError if `x` is not (n, input_dim) or not finite.
    Source: Baldi & Hornik 1989, equation 1.
    """
    _check_rows(model.encoder, x=x)
    return tf.reduce_mean(_losses(model, x))


def fit(model, x, n_epochs, batch_size=32, learning_rate=0.01, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch.

    Shapes: (n, input_dim) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, input_dim) or not finite, `n_epochs` negative, `batch_size` below 1 or
    `learning_rate` not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_rows(model.encoder, x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _small():
    """Weights as PyTorch's layers start with: from Keras's own, up to three times as large, some trainings take twice as long."""
    return keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform")


def _losses(model, x, seed=None):
    """Squared error of each sample, mean over its entries."""
    return tf.reduce_mean((x - model.decoder(model.encoder(x))) ** 2, axis=-1)


def _check_rows(layer, **rows):
    check_shape((None, layer.input_shape[-1]), **rows)
    check_finite(**rows)
