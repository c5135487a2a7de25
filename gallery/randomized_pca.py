"""Singular values of a picture by way of a random subspace."""

import numpy as np

from viva.data import load, raccoon_rows

K = 20


def draw(task, figure):
    """The singular values that it finds beside the exact ones, and what they fall short by."""
    rows = raccoon_rows(load("raccoon")["image"])
    exact = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)[:K]
    values, missing = figure.subplots(1, 2)
    numbers = np.arange(1, K + 1)
    values.semilogy(numbers, exact, color="black", linewidth=1, label="exact")
    for colour, n_power_iterations in enumerate((0, 1, 2, 4)):
        _, _, found = task.fit(rows, K, n_oversamples=5, n_power_iterations=n_power_iterations)
        name = f"{n_power_iterations} power iteration" + "s" * (n_power_iterations != 1)
        values.semilogy(numbers, found, ".", color=f"C{colour}", label=name)
        missing.semilogy(numbers, np.maximum(100 * (1 - found / exact), 1e-12), marker=".", color=f"C{colour}", label=name)
    values.set(title="Singular values of the picture's rows", xlabel="number", xticks=range(0, K + 1, 5))
    missing.set(title="What they fall short by", xlabel="number", ylabel="%", xticks=range(0, K + 1, 5))
    values.legend()
