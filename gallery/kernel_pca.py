"""Rings that a Gaussian kernel takes apart."""

import numpy as np
from sklearn.datasets import make_circles

GAMMA = 10.0


def draw(task, figure):
    """Two rings, their kernel and their scores."""
    x, ring = make_circles(400, factor=0.3, noise=0.05, random_state=0)
    figure.set_size_inches(9, 3.2)
    points, kernel, scores = figure.subplots(1, 3, width_ratios=(1, 1.25, 1))
    colours = np.where(ring, "C1", "C0")
    points.scatter(*x.T, c=colours, s=8)
    points.set(title="Samples", xlabel="x₁", ylabel="x₂", aspect="equal")
    order = np.lexsort((np.arctan2(*x.T), ring))
    picture = kernel.imshow(task.center_kernel(task.rbf_kernel(x[order], x[order], GAMMA)))
    kernel.set(title="Centred kernel, ring by ring", xticks=[], yticks=[])
    figure.colorbar(picture, ax=kernel, shrink=0.7)
    scores.scatter(*task.fit_transform(x, 2, GAMMA).T, c=colours, s=8)
    scores.set(title="Their first two scores", xlabel="first", ylabel="second", aspect="equal")
