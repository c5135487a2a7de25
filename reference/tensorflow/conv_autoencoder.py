"""Convolutional autoencoder of 28 × 28 images."""

import keras
import tensorflow as tf
from _training import seeded, train
from keras import layers

from viva.arguments import check_between, check_finite, check_shape

IMAGE, CODE = (28, 28, 1), (3, 3, 64)


class ConvAutoencoder(keras.Model):
    """Three convolutions with pooling, 28-14-7-3, and three transposed ones back, with SELU and at the end a sigmoid.

    Called on images `(n, 28, 28, 1)` in [0, 1], it reconstructs them; 46,529 parameters.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Masci et al. 2011; Dumoulin & Visin 2016, section 4 (transposed convolutions); Klambauer et al. 2017, equation 2 (SELU).
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            # Pooled before the activation: SELU increases, so that the order changes nothing but the work.
            self.encoder = keras.Sequential([
                keras.Input(IMAGE),
                *(layers.Conv2D(16, 3, padding="same"), layers.MaxPooling2D(), layers.Activation("selu")),
                *(layers.Conv2D(32, 3, padding="same"), layers.MaxPooling2D(), layers.Activation("selu")),
                *(layers.Conv2D(64, 3, padding="same"), layers.MaxPooling2D(), layers.Activation("selu")),
            ])  # fmt: skip
            self.decoder = keras.Sequential([
                keras.Input(CODE),
                layers.Conv2DTranspose(32, 3, 2, "valid", activation="selu"),
                layers.Conv2DTranspose(16, 3, 2, "same", activation="selu"),
                layers.Conv2DTranspose(1, 3, 2, "same"),
            ])  # fmt: skip

    def encode(self, x):
        """Codes of images.  Shapes: (n, 28, 28, 1) -> (n, 3, 3, 64)."""
        _check_images(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 3, 3, 64) -> (n, 28, 28, 1)."""
        check_shape((None, *CODE), code=code)
        check_finite(code=code)
        return tf.sigmoid(self.decoder(code))

    def call(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 28, 28, 1) -> ().
    Raises: ValueError if `x` is not (n, 28, 28, 1) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x=x)
    return tf.reduce_mean(_losses(model, x))


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 28, 28, 1) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28, 1) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _losses(model, x, seed=None):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = model.decoder(model.encoder(x))
    return tf.reduce_mean(tf.nn.softplus(logits) - x * logits, axis=(1, 2, 3))


def _check_images(x):
    check_shape((None, *IMAGE), x=x)
    check_between(0, 1, x=x)
