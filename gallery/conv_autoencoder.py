"""Digits through a code that still has a width and a height."""

from gallery.pieces import autoencoder


def draw(task, figure):
    """As for every autoencoder."""
    autoencoder(figure, task, task.ConvAutoencoder(), 20, shape=(28, 28, 1))
