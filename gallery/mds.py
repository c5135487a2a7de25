"""A map of funds from how their prices move together."""

import numpy as np

from viva.data import load


def draw(task, figure):
    """The map, and distances on it beside those that it was drawn from."""
    prices = load("prices")
    squares = np.maximum(2 - 2 * np.corrcoef(np.diff(np.log(prices["weekly"]), axis=0).T), 0)
    np.fill_diagonal(squares, 0)
    places = task.classical_mds((squares + squares.T) / 2, 2)
    plane, comparison = figure.subplots(1, 2, width_ratios=(1.6, 1))
    plane.scatter(*places.T, s=0)
    for name, place in zip(prices["tickers"], places, strict=True):
        plane.annotate(name, place, ha="center", va="center", fontsize=8, color="C0")
    plane.set(title="Funds whose weekly returns go together lie together", aspect="equal")
    plane.set_axis_off()
    drawn = np.linalg.norm(places[:, None] - places, axis=-1)
    pairs = np.triu_indices(len(places), 1)
    comparison.plot([0, 1.5], [0, 1.5], color="C4", linewidth=0.8)
    comparison.scatter(np.sqrt(squares[pairs]), drawn[pairs], s=5)
    comparison.set(title="All pairs", xlabel="distance, √(2 − 2 correlation)", ylabel="distance on the map", aspect="equal")
