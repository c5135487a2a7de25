"""Digits with the noise taken away."""

import numpy as np

from gallery.pieces import autoencoder


def draw(task, figure):
    """As for every autoencoder, from noisy digits."""
    rng = np.random.default_rng(0)
    model = task.DenoisingAutoencoder(noise="dropout")
    autoencoder(figure, task, model, 40, corrupted=lambda x: task.corrupt(x, "dropout", rng.random(x.shape, np.float32)))
