"""What the pictures of several tasks have in common."""

import numpy as np
from tqdm import tqdm

from viva.data import load
from viva.wire import Images

PART = 10  # epochs after which the bar moves; fewer would cost the optimiser its memory too often
MOST = 4000  # of the real digits: a picture shall not take minutes


def digits(shape):
    """Training and test digits in [0, 1], each `(n, *shape)`, and the digits that they show."""
    mnist = load("mnist")
    parts = [mnist[name][:MOST] for name in ("x_train", "y_train", "x_test", "y_test")]
    return [part.reshape(-1, *shape).astype(np.float32) / 255 if part.ndim == 3 else part for part in parts]


def train(task, model, samples, n_epochs, **options):
    """Train some epochs at a time, each time with another seed; returns the losses of all."""
    losses = []
    with tqdm(total=n_epochs, desc=task.task, unit="epoch", disable=None) as bar:
        for seed, part in enumerate(np.array_split(np.arange(n_epochs), max(1, n_epochs // PART))):
            losses.append(task.fit(model, *samples, len(part), seed=seed, **options))
            bar.set_postfix(loss=f"{losses[-1][-1]:.4g}")
            bar.update(len(part))
    return np.concatenate(losses)


def packed(x):
    """Images (n, h, w, c) go to the submission in the layout of its framework."""
    return Images(x) if x.ndim == 4 else x


def reconstruct(model, x, *condition):
    """What the model makes of samples."""
    return getattr(model, "").options(images=x.ndim == 4)(packed(x), *condition)


def autoencoder(figure, task, model, n_epochs, shape=(784,), unit="cross-entropy, nats a pixel", plane=None, corrupted=None):
    """Train on digits, and show some beside their reconstructions, the loss and the codes; returns the axes.

    `plane` turns codes into points; the model reconstructs what `corrupted` makes of digits, if it is given.
    """
    x, _, x_test, y_test = digits(shape)
    axes = figure.subplot_mosaic([["digits", "digits"], ["loss", "codes"]], height_ratios=(1, 1.7))
    curve(axes["loss"], train(task, model, (packed(x),), n_epochs), unit)
    shown = [x_test[:14]]
    if corrupted is not None:
        shown.append(corrupted(shown[0]))
    pictures(axes["digits"], np.concatenate([*shown, reconstruct(model, shown[-1])]).reshape(-1, 28, 28), 14)
    below = "with noise, and as it redraws them" if corrupted else "as it redraws them"
    axes["digits"].set_title(f"Digits that it has not seen, and below {below}")
    codes = model.encode.options(images=x.ndim == 4)(packed(x_test))
    by_digit(axes["codes"], (plane or principal_plane)(codes.reshape(len(codes), -1)), y_test)
    axes["codes"].set_title("Their codes in a plane")
    return axes


def variational(figure, task, model, samples, test, n_epochs, white=1):
    """Train on digits, and show some beside their reconstructions, and the loss; returns the axes and the codes of `test`.

    `samples` and `test` hold digits, up to the grey level `white`, and whatever the model takes beside them. The axes
    "made" and "plane" are still empty.
    """
    rows = [["pairs", "pairs", "made"], ["loss", "plane", "made"]]
    axes = figure.subplot_mosaic(rows, height_ratios=(1, 2), width_ratios=(1, 1.2, 1.9))
    losses = train(task, model, (packed(samples[0]), *samples[1:]), n_epochs, batch_size=32)
    curve(axes["loss"], losses, "negative ELBO, nats an image")
    few = [part[:10] for part in test]
    pictures(axes["pairs"], np.concatenate([few[0], reconstruct(model, *few)]).reshape(-1, 28, 28) / white, 10)
    axes["pairs"].set_title("Digits that it has not seen, and below as it redraws them")
    codes, _ = model.encode(packed(test[0]), *test[1:])
    return axes, codes


def noise(n, latent_dim):
    """Standard normal numbers."""
    return np.random.default_rng(0).standard_normal((n, latent_dim)).astype(np.float32)


def principal_plane(points):
    """The coordinates of points along the two directions in which they spread most."""
    centred = points - points.mean(axis=0)
    return centred @ np.linalg.svd(centred, full_matrices=False).Vh[:2].T


def pictures(axes, images, columns):
    """Images (n, h, w) or (n, h, w, 3) in [0, 1], row by row."""
    _, height, width, *colours = images.shape
    sheet = np.ones((-(-len(images) // columns), columns, height + 1, width + 1, *colours))
    sheet.reshape(-1, *sheet.shape[2:])[: len(images), :-1, :-1] = np.clip(images, 0, 1)
    sheet = np.moveaxis(sheet, 2, 1).reshape(len(sheet) * (height + 1), -1, *colours)
    axes.imshow(sheet[:-1, :-1], cmap="gray", vmin=0, vmax=1)
    axes.set_axis_off()


def curve(axes, losses, unit):
    """Losses by epoch."""
    axes.plot(np.arange(1, len(losses) + 1), losses)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(title="Training", xlabel="epoch", ylabel=unit)


def by_digit(axes, points, labels, legend=True):
    """Points (n, 2) in the colours of their digits."""
    dots = axes.scatter(*points.T, c=labels, cmap="tab10", vmin=-0.5, vmax=9.5, s=max(5, 3000 / len(points)), linewidths=0)
    if legend:
        axes.figure.colorbar(dots, ax=axes, ticks=range(10), label="digit").outline.set_visible(False)
    axes.set(xticks=[], yticks=[])


def space(axes, title, elevation=12):
    """Three axes of one scale, seen from above by an elevation in degrees, that leave the room to what they hold."""
    axes.view_init(elevation, -72)
    axes.set_box_aspect([high - low for low, high in (axes.get_xlim(), axes.get_ylim(), axes.get_zlim())], zoom=1.35)
    axes.set_axis_off()
    axes.set_title(title)
