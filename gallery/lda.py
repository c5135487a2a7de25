"""Directions along which digits differ."""

import numpy as np

from gallery.pieces import by_digit, digits, principal_plane


def draw(task, figure):
    """Digits that it has not seen, along the first two directions of the others, and for comparison along principal ones."""
    x, labels, x_test, test_labels = digits((28, 28))
    x, x_test = ((part[:, 4:24, 4:24].reshape(-1, 5, 4, 5, 4).mean(axis=(2, 4)).reshape(-1, 25)) for part in (x, x_test))
    mean, directions = task.fit(x.astype(np.float64), labels, 2)
    principal, discriminating = figure.subplots(1, 2, width_ratios=(1, 1.13))
    by_digit(principal, principal_plane(x_test), test_labels, legend=False)
    by_digit(discriminating, (x_test - mean) @ directions.T, test_labels)
    principal.set(title="Along the two principal components", xlabel="first", ylabel="second")
    discriminating.set(title="Along the two discriminating directions", xlabel="first", ylabel="second")
