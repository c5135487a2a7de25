"""The way of Thompson sampling to the minimum of a function."""

import numpy as np

from viva.wire import Function

WAVES = {
    "amplitudes": np.array([1.0, 2.0, -2.0]),
    "wave_numbers": np.array([[20.0, 14.0, 6.0]]),
    "phases": np.array([0.0, np.pi / 2, 0.0]),
}
CANDIDATES = np.linspace(-1, 1, 200)[:, None]
START = np.linspace(-1, 1, 5)[:, None]
N_ITERATIONS, N_SEEDS = 30, 10


def draw(task, figure):
    """Where one search looked and in which order, and the smallest value so far of several searches."""
    searches = [
        task.minimize(Function("waves.value", WAVES), START, waves(START), CANDIDATES, N_ITERATIONS, seed)
        for seed in range(N_SEEDS)
    ]
    figure.set_size_inches(9, 3.6)
    path, curves = figure.subplots(1, 2, width_ratios=(1.5, 1))
    x, y = searches[0]
    path.plot(CANDIDATES[:, 0], waves(CANDIDATES), color="C4", linewidth=1)
    path.plot(START[:, 0], y[: len(START)], "s", color="black", markersize=5)
    dots = path.scatter(x[len(START) :, 0], y[len(START) :], c=np.arange(1, N_ITERATIONS + 1), s=24, zorder=3)
    figure.colorbar(dots, ax=path, label="evaluation").outline.set_visible(False)
    path.set(title="Where a search evaluates the function, after the five squares", xlabel="x", ylabel="f(x)")
    smallest = waves(CANDIDATES).min()
    for _, values in searches:
        above = np.minimum.accumulate(values)[len(START) - 1 :] - smallest
        curves.step(np.arange(len(above)), above, where="post", color="C0", alpha=0.5, linewidth=1)
    curves.set(title=f"Above the minimum, {N_SEEDS} seeds", xlabel="evaluations", ylabel="smallest value so far − minimum")


def waves(x):
    """The function of the course."""
    return np.sin(x @ WAVES["wave_numbers"] + WAVES["phases"]) @ WAVES["amplitudes"]
