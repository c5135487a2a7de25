"""Variational autoencoder of 28 × 28 images in rows that knows which digit each of them shows."""

import keras
import tensorflow as tf
from _training import seeded, train
from keras import layers

from viva.arguments import check_between, check_finite, check_integer, check_shape

N_PIXELS, N_LABELS = 784, 10


class ConditionalVAE(keras.Model):
    """Dense encoder 794-512-256 and decoder 42-256-512-784 with ReLU; 1,099,600 parameters with 32 latent dimensions.

    Both get the label appended one-hot. Called on images `(n, 784)` in [0, 1] and their labels `(n,)`, integers in 0..9, it
    reconstructs the images from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1] or labels 0..9.
    Source: Sohn, Lee & Yan 2015; Kingma & Welling 2014, appendix C.1.
    """

    def __init__(self, latent_dim=32, seed=0):
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        with seeded(seed):
            self.encoder = keras.Sequential([
                keras.Input((N_PIXELS + N_LABELS,)),
                layers.Dense(512, "relu"),
                layers.Dense(256, "relu"),
                layers.Dense(2 * latent_dim),
            ])  # fmt: skip
            self.decoder = keras.Sequential([
                keras.Input((latent_dim + N_LABELS,)),
                layers.Dense(256, "relu"),
                layers.Dense(512, "relu"),
                layers.Dense(N_PIXELS),
            ])  # fmt: skip

    def encode(self, x, labels):
        """Mean and log variance of q(z | x, label).  Shapes: (n, 784), (n,) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x, labels)
        mean, log_var = tf.split(self.encoder(_labelled(x, labels)), 2, axis=-1)
        return mean, log_var

    def decode(self, z, labels):
        """Probability of a white pixel.  Shapes: (n, latent_dim), (n,) -> (n, 784)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        _check_labels(z.shape[0], labels)
        return tf.sigmoid(self.decoder(_labelled(z, labels)))

    def call(self, x, labels):
        mean, _ = self.encode(x, labels)
        return self.decode(mean, labels)

    def elbo(self, x, labels, noise):
        """Evidence lower bound of each image given its label in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n,), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Sohn, Lee & Yan 2015, equation 4, with a standard normal prior of z.
        """
        _check_images(x, labels)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, labels, noise)

    def negative_elbo(self, x, labels, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n,), (n, latent_dim) -> ()."""
        return -tf.reduce_mean(self.elbo(x, labels, noise))

    def generate(self, labels, noise):
        """Images of these digits, decoded from standard normal noise.  Shapes: (n,), (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise, labels)


def fit(model, x, labels, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784), (n,) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `labels` not (n,) in 0..9, `n_epochs` negative, `batch_size`
    below 1 or `learning_rate` not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x, labels)
    return train(model, _losses, (x, labels), n_epochs, batch_size, learning_rate, seed)


def draw_number(model, number, noise):
    """An image of a number, its k digits generated one by one and set side by side.

    Shapes: (k, latent_dim) -> (28, 28 k). `number` is a non-negative integer, or a string of digits, whose leading zeros count.
    Raises: ValueError if `number` is neither, or if `noise` is not finite or has not one row a digit.
    """
    digits = _digits(number)
    check_shape((len(digits), model.latent_dim), noise=noise)
    images = model.generate(tf.constant(digits, tf.int64), noise)
    return tf.reshape(tf.transpose(tf.reshape(images, (-1, 28, 28)), (1, 0, 2)), (28, -1))


def _digits(number):
    """The decimal digits of a number, the first one first."""
    if not isinstance(number, str):
        check_integer(0, number=number)
        number = str(int(number))
    if not (number.isascii() and number.isdecimal()):
        raise ValueError(f"number must be a non-negative integer or a string of digits, not {number!r}")
    return [int(digit) for digit in number]


def _labelled(values, labels):
    """The values with their labels appended, one-hot."""
    return tf.concat([values, tf.one_hot(labels, N_LABELS, dtype=values.dtype)], axis=-1)


def _elbo(model, x, labels, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(_labelled(x, labels)), 2, axis=-1)
    logits = model.decoder(_labelled(mean + tf.exp(0.5 * log_var) * noise, labels))
    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=-1)
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _losses(model, x, labels, seed):
    """Negative ELBO of each image, with noise from the seed."""
    return -_elbo(model, x, labels, tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed))


def _check_images(x, labels):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
    _check_labels(x.shape[0], labels)


def _check_labels(n, labels):
    check_shape((n,), labels=labels)
    check_between(0, N_LABELS - 1, labels=labels)
