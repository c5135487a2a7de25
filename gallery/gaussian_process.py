"""What five values of a function say about its lengthscale and variance, and about the function."""

import numpy as np

X = np.linspace(-1, 1, 5)[:, None]
X_NEW = np.linspace(-1.1, 1.1, 300)[:, None]


def draw(task, figure):
    """Samples of θ on the density that they follow, and the predictions with them beside those with one θ."""
    y = waves(X)
    theta = task.sample_posterior(X, y)
    figure.set_size_inches(9, 5)
    axes = figure.subplot_mosaic([["theta", "one"], ["theta", "all"]], width_ratios=(1, 1.4))
    density(axes["theta"], task, theta, y)
    mean, covariance = task.posterior(X, y, X_NEW, *np.exp(np.median(theta, axis=0)).tolist(), 1e-4)
    band(axes["one"], mean, np.diag(covariance), y)
    axes["one"].set(title="The function, with the medians of ℓ² and v", xticklabels=[])
    band(axes["all"], *task.predict(theta, X, y, X_NEW), y)
    axes["all"].set(title="The function, over all samples of θ", xlabel="x")


def density(axes, task, theta, y):
    """Samples, and contours of the density."""
    lengthscale, variance = np.meshgrid(np.linspace(-4, 0.8, 33), np.linspace(-1, 4.5, 33))
    grid = np.column_stack([lengthscale.ravel(), variance.ravel()])
    log_density = np.reshape([task.log_posterior(one, X, y) for one in grid], lengthscale.shape)
    axes.scatter(*theta.T, s=4, alpha=0.6)
    axes.contour(lengthscale, variance, np.exp(log_density - log_density.max()), levels=[0.03, 0.1, 0.3, 0.6, 0.9], colors="C1",
                 linewidths=1)  # fmt: skip
    axes.set(title=f"{len(theta)} samples of θ and their density", xlabel="log ℓ²", ylabel="log v", xlim=(-4, 0.8), ylim=(-1, 4.5))


def band(axes, mean, variance, y):
    """A mean between two standard deviations on either side, with the function and the data."""
    deviation = np.sqrt(np.maximum(variance, 0))
    axes.plot(X_NEW[:, 0], waves(X_NEW), color="C4", linewidth=1, label="the function")
    axes.plot(X_NEW[:, 0], mean, label="mean")
    axes.fill_between(
        X_NEW[:, 0], mean - 2 * deviation, mean + 2 * deviation, alpha=0.2, linewidth=0, label="± 2 standard deviations"
    )
    axes.plot(X[:, 0], y, "o", color="C1", label="data")
    axes.set_ylim(-7, 5)
    axes.legend(loc="lower left", ncols=4, fontsize=6.5)


def waves(x):
    """The function of the course."""
    return np.sum(np.sin(20 * x) + 2 * np.cos(14 * x) - 2 * np.sin(6 * x), axis=1)
