"""Chains in a mixture of two normal distributions."""

import numpy as np

from viva.wire import Function

MIXTURE = {"weights": np.array([0.3, 0.7]), "means": np.array([[-1.5, 1.0], [1.0, -0.5]]), "variance": np.array(0.5)}
LOG_DENSITY, SCORE = Function("mixture.log_density", MIXTURE), Function("mixture.score", MIXTURE)
N_CHAINS, STEP_SIZE, LARGE_STEP_SIZE = 2000, 0.05, 0.6


def draw(task, figure):
    """Where the chains are after more and more steps, and at a step size that is too large, plain and adjusted."""
    start = 3 * np.random.default_rng(0).standard_normal((N_CHAINS, 2))
    shown = [(f"{n} steps of {STEP_SIZE}", task.sample(start, SCORE, STEP_SIZE, n, 0)) for n in (0, 5, 30, 300)]
    adjusted, accepted = task.adjusted_sample(start, LOG_DENSITY, SCORE, LARGE_STEP_SIZE, 300, 0)
    shown += [(f"300 steps of {LARGE_STEP_SIZE}: too large", task.sample(start, SCORE, LARGE_STEP_SIZE, 300, 0))]
    shown += [(f"The same, adjusted: {100 * accepted:.0f} % accepted", adjusted)]
    x, y = np.meshgrid(np.linspace(-5, 5, 101), np.linspace(-4, 4, 101))
    squares = ((np.stack([x, y], axis=-1)[..., None, :] - MIXTURE["means"]) ** 2).sum(axis=-1)
    density = (MIXTURE["weights"] * np.exp(-squares / (2 * MIXTURE["variance"]))).sum(axis=-1)
    for axes, (title, states) in zip(figure.subplots(2, 3).flat, shown, strict=True):
        axes.scatter(*states.T, s=1.5, color="C0", alpha=0.6)
        axes.contour(x, y, density, levels=[0.02, 0.1, 0.3, 0.5], colors="#d1495b", linewidths=1)
        axes.set(title=title, xlim=(-5, 5), ylim=(-4, 4), aspect="equal", xticks=[], yticks=[])
