"""Variational autoencoder of people's positions in a building, and how many make its critical region too full."""

import keras
import tensorflow as tf
from _training import seeded, train
from keras import layers

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

LATENT_DIM = 2


class EvacuationVAE(keras.Model):
    """Dense encoder 2-512-512-512 (ReLU, ReLU, tanh) and the same mirrored as decoder, two latent dimensions.

    Called on normalised positions `(n, 2)`, it reconstructs them from their mean codes; 1,056,774 parameters.
    Raises: in every method, ValueError if an argument has a wrong shape or is not finite.
    Source: Kingma & Welling 2014, appendix C.2.
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.encoder = keras.Sequential([
                keras.Input((2,)),
                layers.Dense(512, "relu"),
                layers.Dense(512, "relu"),
                layers.Dense(512, "tanh"),
                layers.Dense(2 * LATENT_DIM),
            ])  # fmt: skip
            self.decoder = keras.Sequential([
                keras.Input((LATENT_DIM,)),
                layers.Dense(512, "tanh"),
                layers.Dense(512, "relu"),
                layers.Dense(512, "relu"),
                layers.Dense(2),
            ])  # fmt: skip

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 2) -> (n, 2), (n, 2)."""
        _check_positions(x=x)
        mean, log_var = tf.split(self.encoder(x), 2, axis=-1)
        return mean, log_var

    def decode(self, z):
        """Mean of the likelihood.  Shapes: (n, 2) -> (n, 2)."""
        _check_positions(z=z)
        return self.decoder(z)

    def call(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each position in nats, without log 2π, with one sample of z and the KL in closed form.

        Shapes: (n, 2), (n, 2) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_positions(x=x, noise=noise)
        check_shape((x.shape[0], LATENT_DIM), noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 2), (n, 2) -> ()."""
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        """Positions decoded from standard normal noise.  Shapes: (n, 2) -> (n, 2)."""
        _check_positions(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats a position.

    Shapes: (n, 2) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 2) and finite, `n_epochs` negative, `batch_size` below 1 or `learning_rate` not
    positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_positions(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def normalize(x):
    """Every column moved and scaled to [−1, 1], and its minimum and maximum.

    Shapes: (n, d) -> (n, d), (d,), (d,).
    Raises: ValueError if `x` has not two axes, is not finite, or a column is constant.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    low, high = tf.reduce_min(x, axis=0), tf.reduce_max(x, axis=0)
    if not tf.reduce_all(low < high):
        raise ValueError("x has a constant column, which cannot be scaled to [-1, 1]")
    return 2 * (x - low) / (high - low) - 1, low, high


def denormalize(normalized, low, high):
    """What `normalize` made of −1 and 1 is `low` and `high` again, column by column, and everything else in proportion.

    Shapes: (n, d), (d,), (d,) -> (n, d).
    Raises: ValueError if the shapes do not fit or an argument is not finite.
    """
    check_ndim(2, normalized=normalized)
    check_shape(normalized.shape[1:], low=low, high=high)
    check_finite(normalized=normalized, low=low, high=high)
    return low + (normalized + 1) / 2 * (high - low)


def critical_fraction(samples, region):
    """Share of the positions in the region (x_low, x_high, y_low, y_high), edges included, as a Python float.

    Shapes: (n, 2) -> float.
    Raises: ValueError if `samples` is not (n, 2) and finite, or `region` not four finite numbers.
    """
    return _count(samples, region) / len(samples)


def people_until_critical(samples, region, limit=100):
    """Fewest people of whom `limit` are in the region, if the share of the positions in it is theirs; a Python int.

    Shapes: (n, 2) -> int. Computed with whole numbers: limit · n / count, rounded up.
    Raises: ValueError as `critical_fraction` does; if no position is in the region, or if `limit` is negative.
    """
    check_integer(0, limit=limit)
    count = _count(samples, region)
    if count == 0:
        raise ValueError("samples has no position in the region")
    return -(-limit * len(samples) // count)


def _count(samples, region):
    """How many positions lie in the region."""
    _check_positions(samples=samples)
    if len(region) != 4:
        raise ValueError(f"region must have four numbers, not {len(region)}")
    for edge in region:
        check_finite(region=edge)
    x_low, x_high, y_low, y_high = region
    x, y = tf.unstack(samples, axis=1)
    return int(tf.math.count_nonzero((x >= x_low) & (x <= x_high) & (y >= y_low) & (y <= y_high)))


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)
    reconstruction = model.decoder(mean + tf.exp(0.5 * log_var) * noise)
    log_likelihood = -0.5 * tf.reduce_sum((x - reconstruction) ** 2, axis=-1)
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _losses(model, x, seed):
    """Negative ELBO of each position, with noise from the seed."""
    return -_elbo(model, x, tf.random.stateless_normal((tf.shape(x)[0], LATENT_DIM), seed))


def _check_positions(**rows):
    check_shape((None, 2), **rows)
    check_finite(**rows)
