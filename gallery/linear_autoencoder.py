"""A bent curve in space, flattened by a linear autoencoder."""

import numpy as np

from gallery.pieces import curve, space, train
from viva.data import load

N_EPOCHS = 500


def draw(task, figure):
    """The points and their reconstructions in space, the codes, and the loss on its way to that of the principal components."""
    ellipse = load("half_ellipse")
    x, t = ellipse["x"].astype(np.float32), ellipse["t"]
    model = task.LinearAutoencoder(3, 2)
    losses = train(task, model, (x,), N_EPOCHS)
    left, right = figure.subfigures(1, 2, width_ratios=(1.2, 1))
    cloud = left.add_subplot(projection="3d")
    cloud.scatter(*x.T, c=t, s=12)
    for sample, drawn in zip(x, model(x), strict=True):
        cloud.plot(*np.stack([sample, drawn]).T, color="C1", linewidth=0.7)
    space(cloud, title="Points, and in red the way to their reconstructions", elevation=40)
    codes, loss = right.subplots(2, 1)
    codes.scatter(*model.encode(x).T, c=t, s=12)
    codes.set(title="Codes", xlabel="first", ylabel="second", aspect="equal")
    curve(loss, losses, "squared error")
    loss.axhline(np.linalg.svd(x, compute_uv=False)[-1] ** 2 / x.size, color="C1", linewidth=1, label="principal components")
    loss.set_yscale("log")
    loss.legend()
