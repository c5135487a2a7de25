"""Recurrent autoencoder of 28 × 28 images, read row by row."""

import keras
import tensorflow as tf
from _training import seeded, train
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
        super().__init__()
        with seeded(seed):
            self.reader = layers.LSTM(100, return_sequences=True)
            self.summary = layers.LSTM(CODE_DIM)
            self.writer = layers.LSTM(100, return_sequences=True)
            self.pixels = layers.Dense(N_COLUMNS)
            for layer, width in ((self.reader, N_COLUMNS), (self.summary, 100), (self.writer, CODE_DIM), (self.pixels, 100)):
                layer.build((None, N_ROWS, width))

    def encode(self, x):
        """Codes of images.  Shapes: (n, 28, 28) -> (n, 30)."""
        _check_images(x)
        return _codes(self, x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 28, 28)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return tf.sigmoid(_logits(self, code))

    def call(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 28, 28) -> ().
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x)
    return tf.reduce_mean(_losses(model, x))


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 28, 28) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


@tf.function(reduce_retracing=True, autograph=False)  # TF: without a graph, Keras takes an LSTM's steps one operation at a time
def _codes(model, x):
    """The last states of the second LSTM, which reads the states of the first."""
    return model.summary(model.reader(x))


@tf.function(reduce_retracing=True, autograph=False)
def _logits(model, code):
    """Pixels before the sigmoid."""
    return model.pixels(model.writer(tf.repeat(code[:, None], N_ROWS, axis=1)))


def _losses(model, x, seed=None):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = _logits(model, _codes(model, x))
    return tf.reduce_mean(tf.nn.softplus(logits) - x * logits, axis=(1, 2))


def _check_images(x):
    check_shape((None, N_ROWS, N_COLUMNS), x=x)
    check_between(0, 1, x=x)
