"""Autoencoder of digits with sigmoids throughout, and recognition of digits by the most similar code."""

import keras
import tensorflow as tf
from _training import seeded, train

from viva.arguments import check_between, check_finite, check_ndim, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 128
_ENTRIES = 1 << 22  # of an intermediate result


class SigmoidAutoencoder(keras.Model):
    """Dense encoder 784-256-128 and decoder 128-256-784, with a sigmoid after every layer; 468,368 parameters.

    Called on images `(n, 784)` in [0, 1], it reconstructs them.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Hinton & Salakhutdinov 2006; Glorot & Bengio 2010, section 4.2.1 (the start).
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.encoder = keras.Sequential([keras.Input((N_PIXELS,)), _layer(256), _layer(CODE_DIM)])
            self.decoder = keras.Sequential([keras.Input((CODE_DIM,)), _layer(256), _layer(N_PIXELS)])

    def encode(self, x):
        """Codes of images, in (0, 1).  Shapes: (n, 784) -> (n, 128)."""
        _check_images(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 128) -> (n, 784)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return self.decoder(code)

    def call(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Squared error between images and their reconstructions, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Hinton & Salakhutdinov 2006.
    """
    _check_images(x=x)
    return tf.reduce_mean(_losses(model, x))


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch.

    Shapes: (n, 784) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def recognize(codes, labelled_codes, labels):
    """Label of the labelled code nearest to each code by mean squared distance, the first of those that are equally near.

    Shapes: (n, d), (m, d), (m,) -> (n,), with the dtype of the labels.
    Raises: ValueError if the shapes do not fit, are empty, or a code is not finite.
    Source: Cover & Hart 1967.
    """
    check_ndim(2, codes=codes)
    check_shape((None, codes.shape[1]), labelled_codes=labelled_codes)
    check_shape((labelled_codes.shape[0],), labels=labels)
    check_finite(codes=codes, labelled_codes=labelled_codes)
    n_rows = max(1, _ENTRIES // len(labelled_codes))
    nearest = [_nearest(codes[start : start + n_rows], labelled_codes) for start in range(0, len(codes), n_rows)]
    return tf.gather(labels, tf.concat(nearest, axis=0))


def accuracy(predicted, labels):
    """Share of labels that were predicted, as a Python float.

    Shapes: (n,), (n,) -> float.
    Raises: ValueError if the shapes differ, are empty, or have not one axis.
    """
    check_same_shape(predicted=predicted, labels=labels)
    check_ndim(1, predicted=predicted, labels=labels)
    return float(tf.reduce_mean(tf.cast(predicted == labels, tf.float64)))


def _layer(n_outputs):
    """A dense layer and its sigmoid, from weights four times as large as for tanh: smaller ones learn nothing for long."""
    start = keras.initializers.VarianceScaling(4**2, "fan_avg", "uniform")
    return keras.layers.Dense(n_outputs, "sigmoid", kernel_initializer=start)


def _nearest(codes, labelled_codes):
    """Indices of the nearest labelled codes: by expanded squares, and where their rounding may decide, by differences.

    Shapes: (n, d), (m, d) -> (n,).
    Source: Higham 2002, section 3.1 (the bound).
    """
    offset = tf.reduce_mean(labelled_codes, axis=0)
    a, b = codes - offset, labelled_codes - offset
    squares = tf.reduce_sum(b**2, axis=1) - 2 * tf.matmul(a, b, transpose_b=True)  # the squared distances, but for |a|²
    rounding = 2 * (a.shape[1] + 8) * tf.experimental.numpy.finfo(a.dtype).eps
    bound = rounding * (tf.norm(a, axis=1, keepdims=True) + tf.reduce_max(tf.norm(b, axis=1))) ** 2
    nearly = tf.where(squares <= tf.reduce_min(squares, axis=1, keepdims=True) + bound)
    distances = tf.fill(squares.shape, tf.constant(float("inf"), a.dtype))
    n_pairs = max(1, _ENTRIES // a.shape[1])
    for pairs in (nearly[start : start + n_pairs] for start in range(0, len(nearly), n_pairs)):
        i, j = tf.unstack(pairs, axis=1)
        near = tf.reduce_mean((tf.gather(codes, i) - tf.gather(labelled_codes, j)) ** 2, axis=1)
        distances = tf.tensor_scatter_nd_update(distances, pairs, near)
    return tf.argmin(distances, axis=1)


def _losses(model, x, seed=None):
    """Squared error of each image, mean over its pixels."""
    return tf.reduce_mean((x - model.decoder(model.encoder(x))) ** 2, axis=-1)


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
