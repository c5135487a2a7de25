"""What tells benign from malignant tumours."""

import numpy as np
from sklearn.datasets import load_breast_cancer

from viva.data import load

SHOWN = 12


def draw(task, figure):
    """The heaviest weights, and the scores of the tumours that it has not seen."""
    data, names = load("breast_cancer"), load_breast_cancer().feature_names
    train, test = task.standardize(data["x_train"], data["x_test"])
    weights, intercept = task.fit_logistic_regression(train, data["y_train"])
    right = task.accuracy(test, data["y_test"], weights, intercept)
    found = test @ weights + intercept
    bars, scores = figure.subplots(1, 2)
    heaviest = np.argsort(-np.abs(weights))[:SHOWN][::-1]
    bars.barh(names[heaviest], weights[heaviest], color=np.where(weights[heaviest] > 0, "C0", "C1"))
    bars.axvline(0, color="C4", linewidth=0.8)
    bars.set(title=f"The {SHOWN} heaviest of {len(weights)} weights", xlabel="weight of the standardised measurement")
    bins = np.arange(np.floor(found.min()), found.max() + 1)
    for label, colour, name in ((0, "C1", "malignant"), (1, "C0", "benign")):
        chosen = found[data["y_test"] == label]
        scores.hist(chosen, bins=bins, color=colour, alpha=0.6, label=f"{len(chosen)} {name}")
    scores.axvline(0, color="C4", linewidth=0.8)
    scores.set(title=f"{100 * right:.1f} % of the test set on the right side", xlabel="score", ylabel="tumours")
    scores.legend(loc="upper left")
