"""Stacked autoencoder of 28 × 28 images in rows, and two ways to look at what it learned."""

from _training import seeded, train
from torch import nn
from tsne import tsne

from viva.arguments import check_between, check_finite, check_ndim, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 30


class StackedAutoencoder(nn.Module):
    """Dense encoder 784-100-30 and decoder 30-100-784, with SELU and at the end a sigmoid; 163,814 parameters.

    Called on images `(n, 784)` in [0, 1], it reconstructs them.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Hinton & Salakhutdinov 2006; Klambauer et al. 2017, equation 2 (SELU).
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.encoder = nn.Sequential(nn.Linear(N_PIXELS, 100), nn.SELU(), nn.Linear(100, CODE_DIM), nn.SELU())
            self.decoder = nn.Sequential(nn.Linear(CODE_DIM, 100), nn.SELU(), nn.Linear(100, N_PIXELS))

    def encode(self, x):
        """Codes of images.  Shapes: (n, 784) -> (n, 30)."""
        _check_images(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 784)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return self.decoder(code).sigmoid()

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x=x)
    return _losses(model, x).mean()


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 784) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def rounded_accuracy(x, reconstruction):
    """Share of entries that are equal once both are rounded, as a Python float.

    Shapes: (...), (...) -> float.
    Raises: ValueError if the shapes differ or an entry is not finite.
    """
    check_same_shape(x=x, reconstruction=reconstruction)
    check_finite(x=x, reconstruction=reconstruction)
    equal = x.round() == reconstruction.round()
    return equal.double().mean().item()


def visualization_plane(codes, seed=0):
    """Codes embedded in the unit square by t-SNE; one scale for both sides, the longer of which is 1.

    Shapes: (n, k) -> (n, 2).
    Raises: ValueError if `codes` has not two axes, is not finite, or has fewer than four rows.
    Source: van der Maaten & Hinton 2008.
    """
    check_ndim(2, codes=codes)
    check_finite(codes=codes)
    if len(codes) < 4:
        raise ValueError(f"codes must have at least four rows, not {len(codes)}")
    plane = tsne(codes, perplexity=min(30.0, (len(codes) - 1) / 3), seed=seed)
    low = plane.amin(dim=0)
    return (plane - low) / (plane - low).max()


def _losses(model, x, generator=None):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = model.decoder(model.encoder(x))
    return (nn.functional.softplus(logits) - x * logits).mean(dim=-1)


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
