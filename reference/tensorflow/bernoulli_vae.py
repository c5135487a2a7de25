"""Variational autoencoder of 28 × 28 images in rows, with a Bernoulli likelihood."""

import keras
import tensorflow as tf
from _training import train

from viva.arguments import check_between, check_finite, check_integer, check_shape

N_PIXELS = 784


class BernoulliVAE(keras.Model):
    """Dense encoder 784-400-400 and decoder 400-400-784 with ReLU; 951,988 parameters with two latent dimensions.

    Called on images `(n, 784)` in [0, 1], it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1].
    Source: Kingma & Welling 2014, appendix C.1.
    """

    def __init__(self, latent_dim=2, seed=0):
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        generator = keras.random.SeedGenerator(seed)
        self.encoder = _dense_layers([N_PIXELS, 400, 400, 2 * latent_dim], generator)
        self.decoder = _dense_layers([latent_dim, 400, 400, N_PIXELS], generator)
        self.build((None, N_PIXELS))

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 784) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x)
        mean, log_var = tf.split(self.encoder(x), 2, axis=-1)
        return mean, log_var

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return tf.sigmoid(self.decoder(z))

    def call(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n, latent_dim) -> ()."""
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def latent_grid(model, size):
    """Images decoded at a grid of equal prior probability: the normal quantiles of (i + ½)/size, first latent slowest.

    Shapes: size -> (size², 784).
    Raises: ValueError if `size` is below 1 or `model` has not two latent dimensions.
    Source: Kingma & Welling 2014, appendix A.
    """
    check_integer(1, size=size)
    if model.latent_dim != 2:
        raise ValueError(f"model must have two latent dimensions, not {model.latent_dim}")
    quantiles = tf.cast(tf.math.ndtri((tf.range(size, dtype=tf.float64) + 0.5) / size), tf.float32)
    return model.decode(tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1))


def _dense_layers(sizes, generator):
    """Dense layers with ReLU between them, initialised as by Glorot & Bengio 2010."""
    layers = [keras.Input((sizes[0],))]
    for n_outputs in sizes[1:]:
        initializer = keras.initializers.GlorotUniform(generator)  # TF: else it draws from the global generator
        layers += [keras.layers.Dense(n_outputs, kernel_initializer=initializer), keras.layers.ReLU()]
    return keras.Sequential(layers[:-1])


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)
    logits = model.decoder(mean + tf.exp(0.5 * log_var) * noise)
    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=-1)
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _losses(model, x, seed):
    """Negative ELBO of each image, with noise from the seed."""
    return -_elbo(model, x, tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed))


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
