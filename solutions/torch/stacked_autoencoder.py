"""Stacked autoencoder of 28 × 28 images in rows, and two ways to look at what it learned."""

from torch import nn

from viva.arguments import check_between, check_finite, check_ndim, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 30


class StackedAutoencoder(nn.Module):
    """Dense encoder 784-100-30 and decoder 30-100-784, with SELU and at the end a sigmoid; 163,814 parameters.

    Called on images `(n, 784)` in [0, 1], it reconstructs them.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Hinton & Salakhutdinov 2006; Klambauer et al. 2017, equation 2 (SELU).
    """

    def __init__(self, seed=0):
        raise NotImplementedError("StackedAutoencoder is yours to write")

    def encode(self, x):
        """Codes of images.  Shapes: (n, 784) -> (n, 30)."""
        raise NotImplementedError("StackedAutoencoder.encode is yours to write")

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 784)."""
        raise NotImplementedError("StackedAutoencoder.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("StackedAutoencoder.forward is yours to write")


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    raise NotImplementedError("reconstruction_loss is yours to write")


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 784) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def rounded_accuracy(x, reconstruction):
    """Share of entries that are equal once both are rounded, as a Python float.

    Shapes: (...), (...) -> float.
    Raises: ValueError if the shapes differ or an entry is not finite.
    """
    raise NotImplementedError("rounded_accuracy is yours to write")


def visualization_plane(codes, seed=0):
    """Codes embedded in the unit square by t-SNE; one scale for both sides, the longer of which is 1.

    Shapes: (n, k) -> (n, 2).
    Raises: ValueError if `codes` has not two axes, is not finite, or has fewer than four rows.
    Source: van der Maaten & Hinton 2008.
    """
    raise NotImplementedError("visualization_plane is yours to write")
