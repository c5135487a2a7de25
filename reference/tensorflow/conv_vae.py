"""Variational autoencoder of 28 × 28 images with convolutions and a Bernoulli likelihood."""

import keras
import tensorflow as tf
from _training import seeded, train
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
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        first = ((1, 0), (1, 0))  # TF: "same" pads and crops at the other end, so that the twins would differ
        with seeded(seed):
            self.encoder = keras.Sequential([
                keras.Input(IMAGE),
                *(layers.ZeroPadding2D(first), layers.Conv2D(16, 3, 2, activation="relu")),
                *(layers.ZeroPadding2D(first), layers.Conv2D(32, 3, 2, activation="relu")),
                *(layers.Permute((3, 1, 2)), layers.Flatten(), layers.Dense(2 * latent_dim)),  # TF: in PyTorch's order
            ])  # fmt: skip
            self.decoder = keras.Sequential([
                keras.Input((latent_dim,)),
                *(layers.Dense(32 * 7 * 7, "relu"), layers.Reshape((32, 7, 7)), layers.Permute((2, 3, 1))),
                *(layers.Conv2DTranspose(16, 3, 2), layers.Cropping2D(first), layers.ReLU()),
                *(layers.Conv2DTranspose(1, 3, 2), layers.Cropping2D(first)),
            ])  # fmt: skip

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 28, 28, 1) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x)
        mean, log_var = tf.split(self.encoder(x), 2, axis=-1)
        return mean, log_var

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 28, 28, 1)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return tf.sigmoid(self.decoder(z))

    def call(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 28, 28, 1), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 28, 28, 1), (n, latent_dim) -> ()."""
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 28, 28, 1)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 28, 28, 1) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28, 1) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)
    logits = model.decoder(mean + tf.exp(0.5 * log_var) * noise)
    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=(1, 2, 3))
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _losses(model, x, seed):
    """Negative ELBO of each image, with noise from the seed."""
    return -_elbo(model, x, tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed))


def _check_images(x):
    check_shape((None, *IMAGE), x=x)
    check_between(0, 1, x=x)
