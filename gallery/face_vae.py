"""Faces, and the way from one to another."""

import numpy as np

from gallery.pieces import curve, noise, packed, pictures, reconstruct, train
from viva.data import load
from viva.wire import Images

N_TRAINED, N_SHOWN, N_EPOCHS, ATTRIBUTE = 600, 10, 24, "Sunglasses"


def draw(task, figure):
    """Faces and their reconstructions, some near them, a face that turns into another, an attribute put on; loss and codes."""
    faces = load("faces")
    x = faces["images"].astype(np.float32)[: N_TRAINED + N_SHOWN] / 255
    scores = faces["scores"][: len(x), list(faces["attributes"]).index(ATTRIBUTE)]
    left, right = figure.subfigures(1, 2, width_ratios=(1.6, 1))
    loss, plane = right.subplots(2, 1)
    model = task.FaceVAE()
    losses = train(task, model, (packed(x[:N_TRAINED]),), N_EPOCHS, batch_size=16, learning_rate=5e-4)
    curve(loss, losses, "negative ELBO, nats an image")

    few, (high, low) = x[-N_SHOWN:], task.attribute_groups(scores)
    shifted = task.attribute_shift.options(images=True)(model, packed(x[high]), packed(x[low]))
    shown = {
        "Faces that it has not seen, and below as it redraws them": np.concatenate([few, reconstruct(model, few)]),
        "New faces near these": task.generate_near.options(images=True)(model, packed(few), 0.5, noise(N_SHOWN, 100)),
        "From one face to another": task.morph.options(images=True)(model, Images(few[0]), Images(few[1]), N_SHOWN),
        f"Faces without {ATTRIBUTE.lower()}, and below with them": np.concatenate([x[low][:N_SHOWN], shifted[:N_SHOWN]]),
    }
    for axes, (title, images) in zip(left.subplots(len(shown), 1, height_ratios=(2, 1, 1, 2)), shown.items(), strict=True):
        pictures(axes, images, N_SHOWN)
        axes.set_title(title)
    codes = [model.encode(packed(x[group]))[0] for group in (high, low)]
    for points, label in zip(task.latent_plane(*codes), ("with", "without"), strict=True):
        plane.scatter(*points.T, s=8, label=f"{label} {ATTRIBUTE.lower()}")
    plane.set(title="Mean codes in their principal plane", xticks=[], yticks=[])
    plane.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2)
