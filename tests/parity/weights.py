"""The parameters of PyTorch models as Keras keeps them."""

import numpy as np

AXES = {1: (0,), 2: (1, 0), 4: (2, 3, 1, 0)}


def to_keras(parameters, joined=sum):
    """Dense (o, i) to (i, o), convolutions (o, i, h, w) to (h, w, i, o), transposed ones (i, o, h, w) to (h, w, o, i).

    An LSTM has two biases in PyTorch, one after the other, where it has one in Keras: `joined` makes it of the pair.
    """
    found = []
    for p in parameters:
        if found and p.ndim == found[-1].ndim == 1:
            found[-1] = joined((found[-1], p))
        else:
            found.append(np.transpose(p, AXES[p.ndim]))
    return tuple(found)
