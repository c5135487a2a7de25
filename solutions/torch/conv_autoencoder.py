"""Convolutional autoencoder of 28 × 28 images."""

from torch import nn

from viva.arguments import check_between, check_finite, check_shape

IMAGE, CODE = (1, 28, 28), (64, 3, 3)


class ConvAutoencoder(nn.Module):
    """Three convolutions with pooling, 28-14-7-3, and three transposed ones back, with SELU and at the end a sigmoid.

    Called on images `(n, 1, 28, 28)` in [0, 1], it reconstructs them; 46,529 parameters.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Masci et al. 2011; Dumoulin & Visin 2016, section 4 (transposed convolutions); Klambauer et al. 2017, equation 2 (SELU).
    """

    def __init__(self, seed=0):
        raise NotImplementedError("ConvAutoencoder is yours to write")

    def encode(self, x):
        """Codes of images.  Shapes: (n, 1, 28, 28) -> (n, 64, 3, 3)."""
        raise NotImplementedError("ConvAutoencoder.encode is yours to write")

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 64, 3, 3) -> (n, 1, 28, 28)."""
        raise NotImplementedError("ConvAutoencoder.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("ConvAutoencoder.forward is yours to write")


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 1, 28, 28) -> ().
    Raises: ValueError if `x` is not (n, 1, 28, 28) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    raise NotImplementedError("reconstruction_loss is yours to write")


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 1, 28, 28) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 1, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")
