"""Autoencoder of digits with sigmoids throughout, and recognition of digits by the most similar code."""

import torch
from torch import nn

from viva.arguments import check_between, check_finite, check_ndim, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 128


class SigmoidAutoencoder(nn.Module):
    """Dense encoder 784-256-128 and decoder 128-256-784, with a sigmoid after every layer; 468,368 parameters.

    Called on images `(n, 784)` in [0, 1], it reconstructs them.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Hinton & Salakhutdinov 2006; Glorot & Bengio 2010, section 4.2.1 (the start).
    """

    def __init__(self, seed=0):
        raise NotImplementedError("SigmoidAutoencoder is yours to write")

    def encode(self, x):
        """Codes of images, in (0, 1).  Shapes: (n, 784) -> (n, 128)."""
        raise NotImplementedError("SigmoidAutoencoder.encode is yours to write")

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 128) -> (n, 784)."""
        raise NotImplementedError("SigmoidAutoencoder.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("SigmoidAutoencoder.forward is yours to write")


def reconstruction_loss(model, x):
    """Squared error between images and their reconstructions, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Hinton & Salakhutdinov 2006.
    """
    raise NotImplementedError("reconstruction_loss is yours to write")


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch.

    Shapes: (n, 784) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def recognize(codes, labelled_codes, labels):
    """Label of the labelled code nearest to each code by mean squared distance, the first of those that are equally near.

    Shapes: (n, d), (m, d), (m,) -> (n,), with the dtype of the labels.
    Raises: ValueError if the shapes do not fit, are empty, or a code is not finite.
    Source: Cover & Hart 1967.
    """
    raise NotImplementedError("recognize is yours to write")


def accuracy(predicted, labels):
    """Share of labels that were predicted, as a Python float.

    Shapes: (n,), (n,) -> float.
    Raises: ValueError if the shapes differ, are empty, or have not one axis.
    """
    raise NotImplementedError("accuracy is yours to write")
