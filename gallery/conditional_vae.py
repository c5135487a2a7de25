"""Digits that are asked for by name."""

import numpy as np

from gallery.pieces import digits, noise, pictures, variational

NUMBER = "007300"


def draw(task, figure):
    """As for every variational autoencoder, with ten of each digit, and a number instead of the codes."""
    x, labels, x_test, test_labels = digits((784,))
    model = task.ConditionalVAE(latent_dim=32)
    axes, _ = variational(figure, task, model, (x, labels), (x_test, test_labels), 30)
    wanted = np.repeat(np.arange(10), 10)
    pictures(axes["made"], model.generate(wanted, noise(100, 32)).reshape(-1, 28, 28), 10)
    pictures(axes["plane"], task.draw_number(model, NUMBER, noise(len(NUMBER), 32))[None], 1)
    axes["made"].set_title("Ten new digits of each kind")
    axes["plane"].set_title(f"The number {NUMBER}")
