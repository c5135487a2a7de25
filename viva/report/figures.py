"""Pictures in a report, as base64-encoded PNG files."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np

POSITIVE, NEGATIVE = "#1d6fa5", "#d1495b"


def canvas(width: float, height: float) -> tuple[Any, Any]:
    """A figure of that many inches and its axes; nothing is shown on a screen."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")


def encoded(figure: Any) -> str:
    """The finished figure."""
    from matplotlib import pyplot as plt

    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=130)
    plt.close(figure)
    return base64.b64encode(image.getvalue()).decode()


def graph(names: Sequence[str], weights: np.ndarray) -> str:
    """A picture of `draw_graph` alone."""
    figure, axes = canvas(7, 5)
    draw_graph(axes, names, weights)
    return encoded(figure)


def draw_graph(axes: Any, names: Sequence[str], weights: np.ndarray) -> None:
    """The graph of a symmetric matrix of weights (n, n): an edge where the weight is not zero, blue if positive, red if negative.

    Strong edges are thick; vertices without edges are left out.
    """
    pairs = np.argwhere(np.triu(weights, 1))
    drawn: nx.Graph = nx.Graph([(str(names[i]), str(names[j]), {"weight": float(weights[i, j])}) for i, j in pairs])
    pull: nx.Graph = nx.Graph([(a, b, {"weight": abs(w)}) for a, b, w in drawn.edges.data("weight")])
    strongest = max((abs(w) for *_, w in drawn.edges.data("weight")), default=1.0)
    nx.draw_networkx(
        drawn,
        nx.spring_layout(pull, seed=0),
        ax=axes,
        node_color="#dfe6ee",
        node_size=420,
        font_size=7,
        edge_color=[POSITIVE if w > 0 else NEGATIVE for *_, w in drawn.edges.data("weight")],
        width=[0.5 + 3 * abs(w) / strongest for *_, w in drawn.edges.data("weight")],
    )
    axes.set_axis_off()
