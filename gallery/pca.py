"""Principal axes of points, and a picture from few components of its rows."""

import numpy as np

from viva.data import load, raccoon_rows

N_COMPONENTS = (3, 10, 77)


def draw(task, figure):
    """The points and their axes, the energy that k components lose, and the picture that is left."""
    above, below = figure.subfigures(2, 1, height_ratios=(1, 1.1))
    plane, lost = above.subplots(1, 2)
    points, rows = load("points")["x"], raccoon_rows(load("raccoon")["image"])
    mean, components, singular_values = task.fit(points, 2)
    deviations = 2 * singular_values / np.sqrt(len(points) - 1)
    plane.scatter(*points.T, s=8, color="C4")
    for colour, component, deviation in zip(("C0", "C1"), components, deviations, strict=True):
        ends = np.stack([mean - deviation * component, mean + deviation * component])
        plane.plot(*ends.T, color=colour, linewidth=2.5)
    plane.set(title="Points, and two standard deviations along each axis", xlabel="x₁", ylabel="x₂", aspect="equal")

    energy = task.energy(rows)
    lost.semilogy(np.arange(1, 101), 100 * (1 - np.cumsum(energy))[:100])
    lost.set(title="Energy lost of the picture below", xlabel="components", ylabel="%")
    shown = {f"{k} components: {100 * (1 - energy[:k].sum()):.1f} % lost": task.reconstruct(rows, k) for k in N_COMPONENTS}
    pictures = {f"All {len(energy)} components": rows, **shown}
    for axes, (title, picture) in zip(below.subplots(1, len(pictures)), pictures.items(), strict=True):
        axes.imshow(picture, cmap="gray", vmin=rows.min(), vmax=rows.max())
        axes.set_title(title)
        axes.set_axis_off()
