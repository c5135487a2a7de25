"""Binary digits from two numbers each."""

from gallery.pieces import by_digit, digits, pictures, variational


def draw(task, figure):
    """As for every variational autoencoder; the new digits lie on a grid of equal probability."""
    x, _, x_test, y_test = digits((784,))
    model = task.BernoulliVAE(latent_dim=2)
    axes, codes = variational(figure, task, model, (x,), (x_test,), 40)
    pictures(axes["made"], task.latent_grid(model, 10).reshape(-1, 28, 28), 10)
    by_digit(axes["plane"], codes, y_test)
    axes["made"].set_title("Digits from a grid of codes")
    axes["plane"].set_title("Codes")
