"""Digits from two numbers each, with a normal likelihood."""

from gallery.pieces import by_digit, digits, noise, pictures, variational

WHITE = 4  # in deviations of the likelihood: with less, the embedded digits are not worth a code


def draw(task, figure):
    """As for every variational autoencoder."""
    x, _, x_test, y_test = digits((784,))
    model = task.MnistVAE(latent_dim=2)
    axes, codes = variational(figure, task, model, (WHITE * x,), (WHITE * x_test,), 40, WHITE)
    pictures(axes["made"], model.generate(noise(100, 2)).reshape(-1, 28, 28) / WHITE, 10)
    by_digit(axes["plane"], codes, y_test)
    axes["made"].set_title("New digits")
    axes["plane"].set_title("Codes")
