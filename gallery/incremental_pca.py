"""Principal components of digits that arrive in batches."""

import numpy as np

from gallery.pieces import digits, pictures

K, BATCH, SHOWN = 12, 50, (1, 4, 20)


def draw(task, figure):
    """The components after some batches, and how far their space is from that of all the digits."""
    x = digits((784,))[0][:1000]
    final = np.linalg.svd(x - x.mean(axis=0), full_matrices=False).Vh[:K]
    axes = figure.subplot_mosaic([[f"{n}", "distance"] for n in SHOWN], width_ratios=(1.2, 1))
    model, outside = task.IncrementalPCA(K), []
    for number, first in enumerate(range(0, len(x), BATCH), start=1):
        model.partial_fit(x[first : first + BATCH])
        components = model.attribute("components")
        outside.append(100 * (1 - np.sum((components @ final.T) ** 2) / K))
        if number in SHOWN:
            pictures(axes[f"{number}"], 0.5 + components.reshape(-1, 28, 28) / (2 * np.abs(components).max()), 6)
            axes[f"{number}"].set_title(f"The components of {BATCH * number} digits")
    axes["distance"].plot(BATCH * np.arange(1, len(outside) + 1), outside, marker=".")
    axes["distance"].set(title=f"How far they are from those of all {len(x)}", xlabel="digits seen", ylim=(0, None))
    axes["distance"].set_ylabel("% outside the space of those")
