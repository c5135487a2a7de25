"""Where people are in a building that burns, and how many make its entrance too full."""

from matplotlib.patches import Rectangle

from gallery.pieces import curve, noise, train
from viva.data import load

REGION, N_EPOCHS, N_NEW = (130, 150, 50, 70), 40, 3000
SCALE = 10  # deviations of the likelihood that half the building measures: with few, a position is not worth a code


def draw(task, figure):
    """People while it was evacuated, people of the test set as the model redraws them, new people, and the loss."""
    data = load("evacuation")
    x, low, high = task.normalize(data["x_train"])
    model = task.EvacuationVAE()
    losses = train(task, model, ((SCALE * x).astype("float32"),), N_EPOCHS, batch_size=64, learning_rate=3e-4)

    def positions(drawn):
        return task.denormalize(drawn.astype("float64") / SCALE, low, high)

    new = positions(model.generate(noise(N_NEW, 2)))
    test = 2 * (data["x_test"] - low) / (high - low) - 1
    redrawn = positions(model((SCALE * test).astype("float32")))
    (seen, unseen), (made, loss) = figure.subplots(2, 2)
    for axes, people, name in ((seen, data["x_train"], "trained on"), (unseen, redrawn, "redrawn"), (made, new, "new")):
        fraction, enough = task.critical_fraction(people, REGION), task.people_until_critical(people, REGION)
        axes.scatter(*people.T, s=1.5)
        axes.add_patch(Rectangle(REGION[::2], REGION[1] - REGION[0], REGION[3] - REGION[2], fill=False, edgecolor="C1"))
        axes.set(title=f"{len(people)} {name}\n{100 * fraction:.1f} % at the entrance: {enough} put 100 there", aspect="equal")
        axes.set(xlabel="x", ylabel="y", xlim=(0, 200), ylim=(0, 115))
    curve(loss, losses, "negative ELBO, nats a person")
