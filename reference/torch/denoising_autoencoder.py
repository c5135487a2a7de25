"""Denoising autoencoder of 28 × 28 images in rows: the stacked autoencoder, taught to take noise away."""

import torch
from _training import seeded, train
from torch import nn

from viva.arguments import check_between, check_finite, check_same_shape, check_shape

N_PIXELS, CODE_DIM = 784, 30
DEVIATION, DROPPED = 0.2, 0.5


def corrupt(x, kind, noise):
    """Images with noise: `kind="gaussian"` adds 0.2 · noise; `kind="dropout"` blackens where noise < ½ and doubles elsewhere.

    Shapes: (...), (...) -> (...). `noise` is standard normal for the first and uniform on [0, 1) for the second; nothing is
    clipped, and the mean over the noise is `x` either way.
    Raises: ValueError if the shapes differ, an entry is not finite, `kind` is neither, or uniform noise leaves [0, 1].
    Source: Vincent et al. 2010, section 3.3; Srivastava et al. 2014, section 10 (the factor of 2).
    """
    _check_kind(kind=kind)
    check_same_shape(x=x, noise=noise)
    check_finite(x=x, noise=noise)
    if kind == "dropout":
        check_between(0, 1, noise=noise)
    return _corrupted(x, kind, noise)


class DenoisingAutoencoder(nn.Module):
    """Dense encoder 784-100-30 and decoder 30-100-784, with SELU and at the end a sigmoid; 163,814 parameters.

    Called on images `(n, 784)`, noisy or not, it reconstructs what they are without noise; `noise`, "gaussian" or "dropout",
    is the kind that it learns from.
    Raises: ValueError if `noise` is neither; in every method, if an argument has a wrong shape or is not finite.
    Source: Vincent et al. 2010, section 3; Klambauer et al. 2017, equation 2 (SELU).
    """

    def __init__(self, noise="gaussian", seed=0):
        _check_kind(noise=noise)
        super().__init__()
        self.noise = noise
        with seeded(seed):
            self.encoder = nn.Sequential(nn.Linear(N_PIXELS, 100), nn.SELU(), nn.Linear(100, CODE_DIM), nn.SELU())
            self.decoder = nn.Sequential(nn.Linear(CODE_DIM, 100), nn.SELU(), nn.Linear(100, N_PIXELS))

    def encode(self, x):
        """Codes of images, noisy or not.  Shapes: (n, 784) -> (n, 30)."""
        check_shape((None, N_PIXELS), x=x)
        check_finite(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 784)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return self.decoder(code).sigmoid()

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions without noise, in nats, mean over all pixels.

    Shapes: (n, 784) -> ().
    Raises: ValueError if `x` is not (n, 784) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x=x)
    return _losses(model, x, x).mean()


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the loss between images and the reconstructions of their noisy versions by Adam.

    Returns its mean over each epoch, in nats a pixel.
    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Vincent et al. 2010, section 3; Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _denoising_losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _corrupted(x, kind, noise):
    """`corrupt` without its checks."""
    return x + DEVIATION * noise if kind == "gaussian" else torch.where(noise < DROPPED, 0, x / (1 - DROPPED))


def _denoising_losses(model, x, generator):
    """Losses of reconstructions from noisy images, against the clean ones."""
    draw = torch.randn if model.noise == "gaussian" else torch.rand
    noise = draw(x.shape, generator=generator, device=x.device)
    return _losses(model, _corrupted(x, model.noise, noise), x)


def _losses(model, x, target):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = model.decoder(model.encoder(x))
    return (nn.functional.softplus(logits) - target * logits).mean(dim=-1)


def _check_kind(**kinds):
    for name, kind in kinds.items():
        if kind not in ("gaussian", "dropout"):
            raise ValueError(f'{name} must be "gaussian" or "dropout", not {kind!r}')


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
