"""Light curves of stars by the strength of the caustic that they cross."""

import matplotlib as mpl
import numpy as np

from gallery.pieces import curve, noise, train
from viva.data import load

N_EPOCHS, SHOWN = 100, (0.015, 0.05, 0.2, 0.8, 2, 4)
TICKS = (-1, -0.5, 0, 0.5, 1)


def draw(task, figure):
    """Curves of the data and new ones in the colours of p, the loss, and all the curves in a plane."""
    data = load("light_curves")
    x, p = data["curves"].astype(np.float32), data["parameters"][:, 3].astype(np.float32)
    model = task.LightCurveCVAE(x.shape[1])
    (seen, made), (loss, plane) = figure.subplots(2, 2)
    curve(loss, train(task, model, (x, p), N_EPOCHS), "negative ELBO, nats a curve")
    colours = mpl.cm.ScalarMappable(mpl.colors.LogNorm(min(SHOWN), max(SHOWN)))
    t = np.linspace(-1, 1, x.shape[1])
    for row in np.argsort(p)[:: len(p) // 8]:
        seen.plot(t, x[row], color=colours.to_rgba(p[row]), linewidth=1)
    asked = np.array(SHOWN, np.float32)
    for new, value in zip(model.generate(asked, noise(1, 32).repeat(len(asked), axis=0)), asked, strict=True):
        made.plot(t, new, color=colours.to_rgba(value), linewidth=1)
    plane.scatter(*task.embed(x).T, c=p, norm=colours.norm, s=5)
    seen.set(title="Some of the curves", xlabel="time", ylabel="brightness", xticks=TICKS)
    made.set(title=f"New ones from the same noise, p = {', '.join(map(str, SHOWN))}", xlabel="time", xticks=TICKS)
    plane.set(title="All the curves by t-SNE", xticks=[], yticks=[])
    figure.colorbar(colours, ax=[made, plane], label="p, strength of the caustic")
