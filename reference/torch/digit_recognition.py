"""Autoencoder of digits with sigmoids throughout, and recognition of digits by the most similar code."""

import torch
from _training import seeded, train
from torch import nn

from viva.arguments import check_between, check_finite, check_ndim, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 128
_ENTRIES = 1 << 22  # of an intermediate result


class SigmoidAutoencoder(nn.Module):
    """Dense encoder 784-256-128 and decoder 128-256-784, with a sigmoid after every layer; 468,368 parameters.

    Called on images `(n, 784)` in [0, 1], it reconstructs them.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Hinton & Salakhutdinov 2006; Glorot & Bengio 2010, section 4.2.1 (the start).
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.encoder = nn.Sequential(*_layer(N_PIXELS, 256), *_layer(256, CODE_DIM))
            self.decoder = nn.Sequential(*_layer(CODE_DIM, 256), *_layer(256, N_PIXELS))

    def encode(self, x):
        """Codes of images, in (0, 1).  Shapes: (n, 784) -> (n, 128)."""
        _check_images(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 128) -> (n, 784)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return self.decoder(code)

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Squared error between images and their reconstructions, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Hinton & Salakhutdinov 2006.
    """
    _check_images(x=x)
    return _losses(model, x).mean()


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch.

    Shapes: (n, 784) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def recognize(codes, labelled_codes, labels):
    """Label of the labelled code nearest to each code by mean squared distance, the first of those that are equally near.

    Shapes: (n, d), (m, d), (m,) -> (n,), with the dtype of the labels.
    Raises: ValueError if the shapes do not fit, are empty, or a code is not finite.
    Source: Cover & Hart 1967.
    """
    check_ndim(2, codes=codes)
    check_shape((None, codes.shape[1]), labelled_codes=labelled_codes)
    check_shape((labelled_codes.shape[0],), labels=labels)
    check_finite(codes=codes, labelled_codes=labelled_codes)
    n_rows = max(1, _ENTRIES // len(labelled_codes))
    return labels[torch.cat([_nearest(rows, labelled_codes) for rows in codes.split(n_rows)])]


def accuracy(predicted, labels):
    """Share of labels that were predicted, as a Python float.

    Shapes: (n,), (n,) -> float.
    Raises: ValueError if the shapes differ, are empty, or have not one axis.
    """
    check_same_shape(predicted=predicted, labels=labels)
    check_ndim(1, predicted=predicted, labels=labels)
    return (predicted == labels).double().mean().item()


def _layer(n_inputs, n_outputs):
    """A dense layer and its sigmoid, from weights four times as large as for tanh: smaller ones learn nothing for long."""
    dense = nn.Linear(n_inputs, n_outputs)
    nn.init.xavier_uniform_(dense.weight, gain=4)
    nn.init.zeros_(dense.bias)
    return dense, nn.Sigmoid()


def _nearest(codes, labelled_codes):
    """Indices of the nearest labelled codes: by expanded squares, and where their rounding may decide, by differences.

    Shapes: (n, d), (m, d) -> (n,).
    Source: Higham 2002, section 3.1 (the bound).
    """
    offset = labelled_codes.mean(dim=0)
    a, b = codes - offset, labelled_codes - offset
    squares = (b**2).sum(dim=1) - 2 * a @ b.mT  # the squared distances, but for |a|²
    rounding = 2 * (a.shape[1] + 8) * torch.finfo(a.dtype).eps
    bound = rounding * (a.norm(dim=1, keepdim=True) + b.norm(dim=1).max()) ** 2
    nearly = (squares <= squares.amin(dim=1, keepdim=True) + bound).nonzero()
    distances = torch.full_like(squares, torch.inf)
    for i, j in (pairs.unbind(dim=1) for pairs in nearly.split(max(1, _ENTRIES // a.shape[1]))):
        distances[i, j] = ((codes[i] - labelled_codes[j]) ** 2).mean(dim=1)
    return distances.argmin(dim=1)


def _losses(model, x, generator=None):
    """Squared error of each image, mean over its pixels."""
    return ((x - model.decoder(model.encoder(x))) ** 2).mean(dim=-1)


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
