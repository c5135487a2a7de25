"""What few components make of digits, and what they draw by themselves."""

import numpy as np

from gallery.pieces import digits, pictures

N_COMPONENTS = (2, 10, 50)
SHOWN = 10


def draw(task, figure):
    """What each number of components makes of digits that it has not seen, what it draws, the weights, and the likelihood."""
    x, _, x_test, _ = digits((784,))
    x, x_test = x.astype(np.float64), x_test.astype(np.float64)
    axes = figure.subplot_mosaic([["seen", "drawn"], ["weights", "likelihood"]], height_ratios=(1.5, 1))
    redrawn, new, likelihoods = [x_test[:SHOWN]], [], []
    for k in N_COMPONENTS:
        mean, weights, noise_variance = task.fit(x, k)
        codes, _ = task.posterior(x_test[:SHOWN], mean, weights, noise_variance)
        redrawn.append(mean + codes @ weights.T)
        new.append(mean + np.random.default_rng(0).standard_normal((SHOWN, k)) @ weights.T)
        likelihoods.append(task.log_likelihood(x_test, mean, weights, noise_variance).mean())
    numbers = ", ".join(map(str, N_COMPONENTS))
    pictures(axes["seen"], np.concatenate(redrawn).reshape(-1, 28, 28), SHOWN)
    axes["seen"].set_title(f"Digits that it has not seen, and by {numbers} components")
    pictures(axes["drawn"], np.concatenate(new).reshape(-1, 28, 28), SHOWN)
    axes["drawn"].set_title(f"Drawn from {numbers} components, without the noise")
    shares = weights[:, : 2 * SHOWN].T / np.abs(weights[:, : 2 * SHOWN]).max()
    pictures(axes["weights"], 0.5 + 0.5 * shares.reshape(-1, 28, 28), SHOWN)
    axes["weights"].set_title("The first columns of the weights")
    axes["likelihood"].plot(N_COMPONENTS, likelihoods, marker="o")
    axes["likelihood"].set(title="Log-likelihood of unseen digits", xlabel="components", ylabel="nats a digit")
