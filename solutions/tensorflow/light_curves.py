"""Conditional variational autoencoder of light curves given their parameter p, with a Gaussian likelihood of variance 1."""

import keras
import tensorflow as tf
from keras import layers

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
        raise NotImplementedError("LightCurveCVAE is yours to write")

    def encode(self, x, p):
        """Mean and log variance of q(z | x, p).  Shapes: (n, length), (n,) -> (n, 32), (n, 32)."""
        raise NotImplementedError("LightCurveCVAE.encode is yours to write")

    def decode(self, z, p):
        """Mean of the likelihood.  Shapes: (n, 32), (n,) -> (n, length)."""
        raise NotImplementedError("LightCurveCVAE.decode is yours to write")

    def call(self, x, p):
        raise NotImplementedError("LightCurveCVAE.call is yours to write")

    def elbo(self, x, p, noise):
        """Evidence lower bound of each curve given its p in nats, without ½ · length log 2π, from one sample of z.

        Shapes: (n, length), (n,), (n, 32) -> (n,). `noise` is standard normal.
        Source: Sohn, Lee & Yan 2015, equation 4, with a standard normal prior of z.
        """
        raise NotImplementedError("LightCurveCVAE.elbo is yours to write")

    def negative_elbo(self, x, p, noise):
        """The loss, −mean ELBO.  Shapes: (n, length), (n,), (n, 32) -> ()."""
        raise NotImplementedError("LightCurveCVAE.negative_elbo is yours to write")

    def generate(self, p, noise):
        """Curves for these p, decoded from standard normal noise.  Shapes: (n,), 0.01 ≤ p ≤ 5, (n, 32) -> (n, length)."""
        raise NotImplementedError("LightCurveCVAE.generate is yours to write")


def fit(model, x, p, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats a curve.

    Shapes: (n, length), (n,) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, length) and finite, `p` not (n,) and finite, `n_epochs` negative, `batch_size`
    below 1 or `learning_rate` not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def embed(curves, seed=0):
    """Curves as points in the plane, by t-SNE: neighbours have similar shapes.

    Shapes: (n, length) -> (n, 2).
    Raises: ValueError if `curves` has not two axes, is not finite, or has fewer than four rows.
    Source: van der Maaten & Hinton 2008.
    """
    raise NotImplementedError("embed is yours to write")
