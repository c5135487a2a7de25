"""Convolutional autoencoder of 28 × 28 images."""

from _training import seeded, train
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
        super().__init__()
        with seeded(seed):
            # Pooled before the activation: SELU increases, so that the order changes nothing but the work.
            self.encoder = nn.Sequential(
                *(nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2), nn.SELU()),
                *(nn.Conv2d(16, 32, 3, padding=1), nn.MaxPool2d(2), nn.SELU()),
                *(nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.SELU()),
            )
            cut = (0, -1, 0, -1)  # Torch: the last row and column, as in Keras; output_padding would keep them and lose the first
            self.decoder = nn.Sequential(
                *(nn.ConvTranspose2d(64, 32, 3, stride=2), nn.SELU()),
                *(nn.ConvTranspose2d(32, 16, 3, stride=2), nn.ZeroPad2d(cut), nn.SELU()),
                *(nn.ConvTranspose2d(16, 1, 3, stride=2), nn.ZeroPad2d(cut)),
            )

    def encode(self, x):
        """Codes of images.  Shapes: (n, 1, 28, 28) -> (n, 64, 3, 3)."""
        _check_images(x=x)
        return self.encoder(x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 64, 3, 3) -> (n, 1, 28, 28)."""
        check_shape((None, *CODE), code=code)
        check_finite(code=code)
        return self.decoder(code).sigmoid()

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 1, 28, 28) -> ().
    Raises: ValueError if `x` is not (n, 1, 28, 28) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x=x)
    return _losses(model, x).mean()


def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 1, 28, 28) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 1, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _losses(model, x, generator=None):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = model.decoder(model.encoder(x))
    return (nn.functional.softplus(logits) - x * logits).mean(dim=(1, 2, 3))


def _check_images(x):
    check_shape((None, *IMAGE), x=x)
    check_between(0, 1, x=x)
