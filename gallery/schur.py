"""Which of six variables depend on which, before and after some of them are integrated out."""

import numpy as np

from viva.report.figures import draw_graph

NAMES = ("Y1", "Y2", "Z1", "Z2", "Z3", "Z4")
PRECISION = np.array(
    [
        [2, 0, 1, 1 / 2, 1 / 3, 1 / 4],
        [0, 2, -1, 1 / 2, -1 / 3, 1 / 4],
        [1, -1, 2, 1 / 2, 0, 0],
        [1 / 2, 1 / 2, 1 / 2, 2, 0, 0],
        [1 / 3, -1 / 3, 0, 0, 2, 1 / 2],
        [1 / 4, 1 / 4, 0, 0, 1 / 2, 2],
    ]
)
CHOICES = {"All six": range(6), "Without Y1": range(1, 6), "Without Y1 and Y2": range(2, 6)}


def draw(task, figure):
    """A column for each choice of variables: the graph above, the partial correlations below."""
    axes = figure.subplots(2, len(CHOICES), height_ratios=(1.2, 1))
    for column, (title, keep) in zip(axes.T, CHOICES.items(), strict=True):
        correlations = task.partial_correlations(task.marginal_precision(PRECISION, tuple(keep)))
        names = [NAMES[i] for i in keep]
        between = np.where(np.abs(correlations) > 1e-8, correlations, 0) - np.eye(len(keep))
        draw_graph(column[0], names, between)
        column[0].set_title(title)
        picture = column[1].imshow(between, cmap="RdBu", vmin=-0.6, vmax=0.6)
        column[1].set(xticks=range(len(keep)), yticks=range(len(keep)), xticklabels=names, yticklabels=names)
    figure.colorbar(picture, ax=axes[1], label="partial correlation")
