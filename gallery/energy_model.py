"""A density learned from a Swiss roll, and chains in it at three step sizes."""

import numpy as np

from viva.chance import energy_distance
from viva.data import load

STEP_SIZES = (0.1, 0.01, 0.001)
REACH = 18


def draw(task, figure):
    """The data, the start and the ends of chains, the density exp f and the loss."""
    x = load("swiss_roll_2d")["x"].astype(np.float32)
    model = task.EnergyModel()
    losses = task.fit(model, x)
    (first, second, density), rest = figure.subplots(2, 3)
    clouds = [("The data", x), ("The start of the chains", task.sample(model, n_steps=0))]
    clouds += [(f"1000 steps of {e:g}", task.sample(model, step_size=e)) for e in STEP_SIZES]
    for axes, (title, points) in zip((first, second, *rest), clouds, strict=True):
        axes.scatter(*points.T, s=2, linewidths=0)
        far = "" if points is x else f": {energy_distance(points, x):.2f} from them"
        axes.set(title=title + far, xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=[], yticks=[])
    side = np.linspace(-REACH, REACH, 300, dtype=np.float32)
    f = model(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)).reshape(300, 300)
    extent = (-REACH, REACH, -REACH, REACH)
    density.imshow(f, vmin=np.quantile(f, 0.3), extent=extent, origin="lower", cmap="magma")
    density.set(title=f"f; the last loss is {losses[-100:].mean():.2f} nats", xticks=[], yticks=[])
