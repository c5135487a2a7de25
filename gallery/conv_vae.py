"""Binary digits from two numbers each, by convolutions."""

from gallery.pieces import by_digit, digits, noise, pictures, variational


def draw(task, figure):
    """As for every variational autoencoder."""
    x, _, x_test, y_test = digits((28, 28, 1))
    model = task.ConvVAE(latent_dim=2)
    axes, codes = variational(figure, task, model, (x,), (x_test,), 60)
    pictures(axes["made"], model.generate.options(images=True)(noise(100, 2))[..., 0], 10)
    by_digit(axes["plane"], codes, y_test)
    axes["made"].set_title("New digits")
    axes["plane"].set_title("Codes")
