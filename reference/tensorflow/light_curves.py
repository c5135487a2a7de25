"""Conditional variational autoencoder of light curves given their parameter p, with a Gaussian likelihood of variance 1."""

import keras
import tensorflow as tf
from _training import seeded, train
from keras import layers
from tsne import tsne

from viva.arguments import check_between, check_finite, check_integer, check_ndim, check_shape

LATENT_DIM, N_COPIES = 32, 32
P_LOW, P_HIGH = 0.01 - 1e-9, 5.0  # 0.01 in float32 lies a little lower


class LightCurveCVAE(keras.Model):
    """Dense encoder (length + 32)-128-32 and decoder 64-128-length with ReLU, whose inputs end with 32 copies of p.

    Called on curves `(n, length)` and their parameters p `(n,)`, it reconstructs the curves from their mean codes.
    Raises: ValueError if `length` is below 1; in every method, if an argument has a wrong shape or is not finite.
    Source: Sohn, Lee & Yan 2015.
    """

    def __init__(self, length, seed=0):
        check_integer(1, length=length)
        super().__init__()
        self.length = length
        with seeded(seed):
            self.encoder = keras.Sequential(
                [keras.Input((length + N_COPIES,)), layers.Dense(128, "relu"), layers.Dense(2 * LATENT_DIM)]
            )
            self.decoder = keras.Sequential(
                [keras.Input((LATENT_DIM + N_COPIES,)), layers.Dense(128, "relu"), layers.Dense(length)]
            )

    def encode(self, x, p):
        """Mean and log variance of q(z | x, p).  Shapes: (n, length), (n,) -> (n, 32), (n, 32)."""
        _check_curves(self, x, p)
        mean, log_var = tf.split(self.encoder(_with_copies(x, p)), 2, axis=-1)
        return mean, log_var

    def decode(self, z, p):
        """Mean of the likelihood.  Shapes: (n, 32), (n,) -> (n, length)."""
        check_shape((None, LATENT_DIM), z=z)
        check_shape((z.shape[0],), p=p)
        check_finite(z=z, p=p)
        return self.decoder(_with_copies(z, p))

    def call(self, x, p):
        mean, _ = self.encode(x, p)
        return self.decode(mean, p)

    def elbo(self, x, p, noise):
        """Evidence lower bound of each curve given its p in nats, without ½ · length log 2π, from one sample of z.

        Shapes: (n, length), (n,), (n, 32) -> (n,). `noise` is standard normal.
        Source: Sohn, Lee & Yan 2015, equation 4, with a standard normal prior of z.
        """
        _check_curves(self, x, p)
        check_shape((x.shape[0], LATENT_DIM), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, p, noise)

    def negative_elbo(self, x, p, noise):
        """The loss, −mean ELBO.  Shapes: (n, length), (n,), (n, 32) -> ()."""
        return -tf.reduce_mean(self.elbo(x, p, noise))

    def generate(self, p, noise):
        """Curves for these p, decoded from standard normal noise.  Shapes: (n,), 0.01 ≤ p ≤ 5, (n, 32) -> (n, length)."""
        check_shape((None, LATENT_DIM), noise=noise)
        check_finite(noise=noise)
        check_shape((noise.shape[0],), p=p)
        check_between(P_LOW, P_HIGH, p=p)
        return self.decode(noise, p)


def fit(model, x, p, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats a curve.

    Shapes: (n, length), (n,) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, length) and finite, `p` not (n,) and finite, `n_epochs` negative, `batch_size`
    below 1 or `learning_rate` not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_curves(model, x, p)
    return train(model, _losses, (x, p), n_epochs, batch_size, learning_rate, seed)


def embed(curves, seed=0):
    """Curves as points in the plane, by t-SNE: neighbours have similar shapes.

    Shapes: (n, length) -> (n, 2).
    Raises: ValueError if `curves` has not two axes, is not finite, or has fewer than four rows.
    Source: van der Maaten & Hinton 2008.
    """
    check_ndim(2, curves=curves)
    check_finite(curves=curves)
    if len(curves) < 4:
        raise ValueError(f"curves must have at least four rows, not {len(curves)}")
    return tsne(curves, perplexity=min(30.0, (len(curves) - 1) / 3), seed=seed)


def _with_copies(values, p):
    """The values, followed by 32 copies of their p."""
    return tf.concat([values, tf.repeat(p[:, None], N_COPIES, axis=1)], axis=-1)


def _elbo(model, x, p, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(_with_copies(x, p)), 2, axis=-1)
    reconstruction = model.decoder(_with_copies(mean + tf.exp(0.5 * log_var) * noise, p))
    log_likelihood = -0.5 * tf.reduce_sum((x - reconstruction) ** 2, axis=-1)
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _losses(model, x, p, seed):
    """Negative ELBO of each curve, with noise from the seed."""
    return -_elbo(model, x, p, tf.random.stateless_normal((tf.shape(x)[0], LATENT_DIM), seed))


def _check_curves(model, x, p):
    check_shape((None, model.length), x=x)
    check_shape((x.shape[0],), p=p)
    check_finite(x=x, p=p)
