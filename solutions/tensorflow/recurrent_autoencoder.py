"""Recurrent autoencoder of 28 × 28 images, read row by row."""

import keras
import tensorflow as tf
from keras import layers

from viva.arguments import check_between, check_finite, check_shape

N_ROWS, N_COLUMNS, CODE_DIM = 28, 28, 30


class RecurrentAutoencoder(keras.Model):
    """LSTM 100 and LSTM 30, whose last state is the code; LSTM 100 on 28 copies of it, and a dense sigmoid at every step.

    Called on images `(n, 28, 28)` in [0, 1], whose rows are the time steps, it reconstructs them; 122,548 parameters, as every
    LSTM has one bias.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Srivastava, Mansimov & Salakhutdinov 2015, section 2; Hochreiter & Schmidhuber 1997.
    """

    def __init__(self, seed=0):
        raise NotImplementedError("RecurrentAutoencoder is yours to write")

    def encode(self, x):
        """Codes of images.  Shapes: (n, 28, 28) -> (n, 30)."""
        raise NotImplementedError("RecurrentAutoencoder.encode is yours to write")

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 28, 28)."""
        raise NotImplementedError("RecurrentAutoencoder.decode is yours to write")

    def call(self, x):
        raise NotImplementedError("RecurrentAutoencoder.call is yours to write")


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 28, 28) -> ().
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    raise NotImplementedError("reconstruction_loss is yours to write")


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 28, 28) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")
