"""Layers whose weights are all equal: known in NumPy, whatever the layout of a framework's weights."""

import itertools

import numpy as np


def dense(total, widths, weight, hidden, last):
    """What a last dense layer gives after rectified ones of these widths, for inputs with this sum."""
    for width in widths:
        total = width * max(weight * total + hidden, 0.0)
    return weight * total + last


def shrunk(plane, end):
    """A convolution of stride 2 with ones: sums over three by three, a row and column of zeros put before the plane or after it."""
    padded = np.pad(plane, (0, 1) if end else (1, 0))
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3))[::2, ::2].sum(axis=(2, 3))


def spread(plane):
    """A transposed convolution of stride 2 with ones: every entry is added to three by three, from twice its place on."""
    n = len(plane)
    full = np.zeros((2 * n + 1, 2 * n + 1))
    for i, j in itertools.product(range(3), repeat=2):
        full[i : i + 2 * n : 2, j : j + 2 * n : 2] += plane
    return full


def cut(plane, end):
    """One row and column fewer, at either end: that is where frameworks differ."""
    return plane[:-1, :-1] if end else plane[1:, 1:]


def nearest(actual, candidates):
    """The candidate with the smallest largest difference."""
    return min(candidates, key=lambda candidate: np.max(np.abs(actual - candidate)))
