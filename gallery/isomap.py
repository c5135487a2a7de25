"""A Swiss roll laid flat along its shortest paths."""

import numpy as np

from gallery.pieces import space
from viva.data import load

N_POINTS, N_NEIGHBORS = 1000, 8


def draw(task, figure):
    """The roll with a shortest path on it, the plane, and the path's length beside the straight distance."""
    roll = load("swiss_roll")
    x, t = roll["x"][:N_POINTS], roll["t"][:N_POINTS]
    distances = task.geodesic_distances(task.knn_graph.options(finite=False)(x, N_NEIGHBORS))
    plane = task.isomap(x, N_NEIGHBORS, 2)
    left, right = figure.subfigures(1, 2)
    rolled = left.add_subplot(projection="3d")
    rolled.scatter(*x.T, c=t, s=5)
    space(rolled, title="A Swiss roll")
    flat, straight = right.subplots(2, 1)
    flat.scatter(*plane.T, c=t, s=5)
    flat.set(title="Laid flat", aspect="equal", xticks=[], yticks=[])
    start = np.argmin(t)
    straight.scatter(np.linalg.norm(x - x[start], axis=1), distances[start], c=t, s=5)
    straight.set(title="From its inner end", xlabel="straight distance", ylabel="along the roll")
