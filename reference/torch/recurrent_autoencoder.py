"""Recurrent autoencoder of 28 × 28 images, read row by row."""

from _training import seeded, train
from torch import nn

from viva.arguments import check_between, check_finite, check_shape

N_ROWS, N_COLUMNS, CODE_DIM = 28, 28, 30


class RecurrentAutoencoder(nn.Module):
    """LSTM 100 and LSTM 30, whose last state is the code; LSTM 100 on 28 copies of it, and a dense sigmoid at every step.

    Called on images `(n, 28, 28)` in [0, 1], whose rows are the time steps, it reconstructs them; 123,468 parameters, as every
    LSTM has two biases.
    Raises: ValueError if an argument has a wrong shape or is not finite, or if images leave [0, 1].
    Source: Srivastava, Mansimov & Salakhutdinov 2015, section 2; Hochreiter & Schmidhuber 1997.
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.reader = nn.LSTM(N_COLUMNS, 100, batch_first=True)
            self.summary = nn.LSTM(100, CODE_DIM, batch_first=True)
            self.writer = nn.LSTM(CODE_DIM, 100, batch_first=True)
            self.pixels = nn.Linear(100, N_COLUMNS)

    def encode(self, x):
        """Codes of images.  Shapes: (n, 28, 28) -> (n, 30)."""
        _check_images(x)
        return _codes(self, x)

    def decode(self, code):
        """Images of codes, in (0, 1).  Shapes: (n, 30) -> (n, 28, 28)."""
        check_shape((None, CODE_DIM), code=code)
        check_finite(code=code)
        return _logits(self, code).sigmoid()

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    """Binary cross-entropy between images and their reconstructions in nats, mean over all pixels.

    Shapes: (n, 28, 28) -> ().
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1].
    Source: Bishop 2006, equation 4.90.
    """
    _check_images(x)
    return _losses(model, x).mean()


def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):
    """Minimises the reconstruction loss by Adam and returns its mean over each epoch, in nats a pixel.

    Shapes: (n, 28, 28) -> (n_epochs,). The order is drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 28, 28) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    _check_images(x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def _codes(model, x):
    """The last states of the second LSTM, which reads the states of the first."""
    states, _ = model.reader(x)
    return model.summary(states)[0][:, -1]


def _logits(model, code):
    """Pixels before the sigmoid."""
    states, _ = model.writer(code[:, None].expand(-1, N_ROWS, -1))
    return model.pixels(states)


def _losses(model, x, generator=None):
    """Cross-entropy of each image, mean over its pixels; from logits, so that no logarithm of 0 is taken."""
    logits = _logits(model, _codes(model, x))
    return (nn.functional.softplus(logits) - x * logits).mean(dim=(1, 2))


def _check_images(x):
    check_shape((None, N_ROWS, N_COLUMNS), x=x)
    check_between(0, 1, x=x)
