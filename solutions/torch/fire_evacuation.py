"""Variational autoencoder of people's positions in a building, and how many make its critical region too full."""

import torch
from torch import nn

from viva.arguments import check_finite, check_integer, check_ndim, check_shape

LATENT_DIM = 2


class EvacuationVAE(nn.Module):
    """Dense encoder 2-512-512-512 (ReLU, ReLU, tanh) and the same mirrored as decoder, two latent dimensions.

    Called on normalised positions `(n, 2)`, it reconstructs them from their mean codes; 1,056,774 parameters.
    Raises: in every method, ValueError if an argument has a wrong shape or is not finite.
    Source: Kingma & Welling 2014, appendix C.2.
    """

    def __init__(self, seed=0):
        raise NotImplementedError("EvacuationVAE is yours to write")

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 2) -> (n, 2), (n, 2)."""
        raise NotImplementedError("EvacuationVAE.encode is yours to write")

    def decode(self, z):
        """Mean of the likelihood.  Shapes: (n, 2) -> (n, 2)."""
        raise NotImplementedError("EvacuationVAE.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("EvacuationVAE.forward is yours to write")

    def elbo(self, x, noise):
        """Evidence lower bound of each position in nats, without log 2π, with one sample of z and the KL in closed form.

        Shapes: (n, 2), (n, 2) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        raise NotImplementedError("EvacuationVAE.elbo is yours to write")

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 2), (n, 2) -> ()."""
        raise NotImplementedError("EvacuationVAE.negative_elbo is yours to write")

    def generate(self, noise):
        """Positions decoded from standard normal noise.  Shapes: (n, 2) -> (n, 2)."""
        raise NotImplementedError("EvacuationVAE.generate is yours to write")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats a position.

    Shapes: (n, 2) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 2) and finite, `n_epochs` negative, `batch_size` below 1 or `learning_rate` not
    positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def normalize(x):
    """Every column moved and scaled to [−1, 1], and its minimum and maximum.

    Shapes: (n, d) -> (n, d), (d,), (d,).
    Raises: ValueError if `x` has not two axes, is not finite, or a column is constant.
    """
    raise NotImplementedError("normalize is yours to write")


def denormalize(normalized, low, high):
    """What `normalize` made of −1 and 1 is `low` and `high` again, column by column, and everything else in proportion.

    Shapes: (n, d), (d,), (d,) -> (n, d).
    Raises: ValueError if the shapes do not fit or an argument is not finite.
    """
    raise NotImplementedError("denormalize is yours to write")


def critical_fraction(samples, region):
    """Share of the positions in the region (x_low, x_high, y_low, y_high), edges included, as a Python float.

    Shapes: (n, 2) -> float.
    Raises: ValueError if `samples` is not (n, 2) and finite, or `region` not four finite numbers.
    """
    raise NotImplementedError("critical_fraction is yours to write")


def people_until_critical(samples, region, limit=100):
    """Fewest people of whom `limit` are in the region, if the share of the positions in it is theirs; a Python int.

    Shapes: (n, 2) -> int. Computed with whole numbers: limit · n / count, rounded up.
    Raises: ValueError as `critical_fraction` does; if no position is in the region, or if `limit` is negative.
    """
    raise NotImplementedError("people_until_critical is yours to write")
