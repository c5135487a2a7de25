"""Mixtures of normal distributions, after more and more steps of expectation maximisation."""

import numpy as np
from matplotlib.patches import Ellipse

N_COMPONENTS, STEPS = 4, (1, 3, 10, 100)
CLUSTERS = (  # samples, mean, angle, deviations
    (250, (0, 0), 0.4, (2.5, 0.4)),
    (200, (3, 3), 1.9, (1.5, 0.5)),
    (120, (-3, 3), 0.0, (0.7, 0.7)),
    (80, (3, -2), 0.0, (1.0, 0.3)),
)


def draw(task, figure):
    """Samples in the colours of the components that answer for them, and two deviations of each component."""
    x = samples(np.random.default_rng(3))
    figure.suptitle(f"{len(x)} samples and {N_COMPONENTS} components: the ellipses are two standard deviations")
    colours = np.array([[0.18, 0.45, 0.71], [0.82, 0.29, 0.36], [0.3, 0.62, 0.35], [0.91, 0.64, 0.19]])
    for axes, n in zip(figure.subplots(2, 2).flat, STEPS, strict=True):
        weights, means, covariances = mixture = task.fit(x, N_COMPONENTS, n, tol=1e-9, seed=1)
        axes.scatter(*x.T, s=4, c=task.responsibilities(x, *mixture) @ colours)
        for weight, mean, covariance, colour in zip(weights, means, covariances, colours, strict=True):
            lengths, directions = np.linalg.eigh(covariance)
            angle = np.degrees(np.arctan2(*directions[::-1, 1]))
            width, height = 4 * np.sqrt(lengths[::-1])
            axes.add_patch(Ellipse(mean, width, height, angle=angle, fill=False, color=colour, linewidth=1 + 3 * weight))
        likelihood = task.log_likelihood(x, *mixture).mean()
        axes.set(title=f"{n} step{'s' * (n > 1)}: {likelihood:.3f} nats", aspect="equal", xticks=[], yticks=[])


def samples(rng):
    """Four clusters of unequal size, width and direction."""
    parts = []
    for n, mean, turn, spread in CLUSTERS:
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        parts.append(np.array(mean) + rng.normal(size=(n, 2)) * spread @ rotation.T)
    return np.concatenate(parts)
