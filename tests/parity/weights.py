"""The parameters of PyTorch models as Keras keeps them."""

import numpy as np

AXES = {1: (0,), 2: (1, 0), 4: (2, 3, 1, 0)}


def to_keras(parameters):
    """Dense (o, i) to (i, o), convolutions (o, i, h, w) to (h, w, i, o), transposed ones (i, o, h, w) to (h, w, o, i)."""
    return tuple(np.transpose(p, AXES[p.ndim]) for p in parameters)


def one_bias(parameters, joined):
    """PyTorch's LSTMs have two biases, one after the other, where Keras has one: `joined` makes it of the pair."""
    found = []
    for p in parameters:
        if found and p.ndim == found[-1].ndim == 1:
            found[-1] = joined((found[-1], p))
        else:
            found.append(p)
    return tuple(found)
