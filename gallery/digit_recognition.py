"""Digits recognised by the most similar code."""

from gallery.pieces import autoencoder, digits


def draw(task, figure):
    """As for every autoencoder, and how many digits that it has not seen are recognised."""
    x, labels, x_test, test_labels = digits((784,))
    model = task.SigmoidAutoencoder()
    axes = autoencoder(figure, task, model, 40, unit="squared error")
    predicted = task.recognize(model.encode(x_test), model.encode(x), labels)
    axes["codes"].set_title(f"Codes: the nearest one tells {100 * task.accuracy(predicted, test_labels):.1f} % of the digits")
