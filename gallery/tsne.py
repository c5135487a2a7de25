"""Digits, sorted by their neighbours alone."""

import numpy as np

from gallery.pieces import by_digit, digits

N_SAMPLES, SHOWN = 1000, (40, 100, 500)


def draw(task, figure):
    """The plane after some iterations."""
    x, labels, *_ = digits((784,))
    x, labels = x[:N_SAMPLES].astype(np.float64), labels[:N_SAMPLES]
    squares = np.sum(x**2, axis=1)
    distances = np.maximum(squares[:, None] + squares - 2 * x @ x.T, 0)
    np.fill_diagonal(distances, 0)
    joint = task.joint_affinities(task.conditional_affinities(distances, 30.0))
    for axes, n_iterations in zip(figure.subplots(1, len(SHOWN)), SHOWN, strict=True):
        plane = task.tsne(x, n_iterations=n_iterations)
        by_digit(axes, plane, labels, legend=n_iterations == SHOWN[-1])
        divergence = float(task.kl_divergence(joint, plane))
        axes.set_title(f"{n_iterations} iterations: {divergence:.2f} nats")
