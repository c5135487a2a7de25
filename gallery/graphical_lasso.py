"""Which share prices depend on which."""

import numpy as np

from viva.data import load
from viva.report.figures import draw_graph

ALPHAS, MOST_EDGES = np.linspace(0.1, 0.9, 33), 50


def draw(task, figure):
    """The graph for one penalty, and how many edges there are for each."""
    prices = load("prices")
    covariance = task.empirical_covariance(task.standardize_returns(task.log_returns(prices["weekly"])))
    path = task.regularization_path(covariance, tuple(map(float, ALPHAS)))
    edges = [task.graph_edges(precision) for precision in path]
    shown = next(i for i, found in enumerate(edges) if len(found) <= MOST_EDGES)
    graph, numbers = figure.subplots(1, 2, width_ratios=(2, 1))
    links, (i, j) = np.zeros_like(path[shown]), edges[shown].T
    links[i, j] = -path[shown][i, j]
    draw_graph(graph, prices["tickers"], links + links.T)
    graph.set_title(f"{len(i)} pairs of funds whose returns depend on each other given all others")
    numbers.plot(ALPHAS, list(map(len, edges)), marker=".")
    numbers.plot(ALPHAS[shown], len(edges[shown]), "o", color="C1")
    numbers.set(title="Edges", xlabel="penalty", ylim=(0, None))
