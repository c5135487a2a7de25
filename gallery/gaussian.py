"""The pieces of a variational autoencoder's objective."""

import numpy as np


def draw(task, figure):
    """The divergence from the standard normal distribution, samples under their density, and the cost of a pixel."""
    divergence, density, pixel = figure.subplots(1, 3)
    mean, log_var = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(-3, 2, 81))
    kl = task.kl_standard_normal(mean[..., None], log_var[..., None])
    lines = divergence.contour(mean, log_var, kl, levels=[0.02, 0.1, 0.3, 0.6, 1, 1.5, 2, 3, 4])
    divergence.clabel(lines, fontsize=7, fmt="%g")
    divergence.set(title="Divergence from N(0, 1) in nats", xlabel="mean", ylabel="log variance")

    ones, x = np.ones((4000, 1)), np.linspace(-1.5, 3.5, 201)[:, None]
    samples = task.reparameterize(0.8 * ones, np.log(0.5) * ones, np.random.default_rng(0).standard_normal(ones.shape))
    density.hist(samples[:, 0], bins=40, density=True, alpha=0.4, label="4000 samples")
    heights = np.exp(task.log_density(x, np.full_like(x, 0.8), np.full_like(x, np.log(0.5))))
    density.plot(x, heights, color="C1", label="density")
    density.set(title="N(0.8, 0.5) from noise", xlabel="x", ylim=(0, 0.7))
    density.legend()

    logits = np.linspace(-6, 6, 121)[:, None]
    for grey in (0, 0.3, 1):
        costs = -task.bernoulli_log_likelihood(np.full_like(logits, grey), logits)
        pixel.plot(logits, costs, label=f"x = {grey}")
    pixel.set(title="Cost of a pixel x in nats", xlabel="logit of its probability to be white")
    pixel.legend()
