"""Digits through a code of thirty numbers."""

from gallery.pieces import autoencoder


def draw(task, figure):
    """As for every autoencoder; the codes lie in the plane that the task asks for."""
    autoencoder(figure, task, task.StackedAutoencoder(), 40, plane=task.visualization_plane)
