"""Digits read row by row, and written again."""

from gallery.pieces import autoencoder


def draw(task, figure):
    """As for every autoencoder."""
    autoencoder(figure, task, task.RecurrentAutoencoder(), 30, shape=(28, 28))
