"""Measurements with a label."""

import numpy as np

from viva.data.recipe import Arrays, Recipe


def breast_cancer() -> Arrays:
    """The Wisconsin diagnostic data that scikit-learn ships: 30 measurements x of 569 tumours, y = 1 where benign.

    Split as scikit-learn's `train_test_split(random_state=0)` splits it: 426 for training, 143 for testing.
    """
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    bunch = load_breast_cancer()
    x_train, x_test, y_train, y_test = train_test_split(bunch.data, bunch.target.astype(np.int64), random_state=0)
    return {"x_train": x_train, "x_test": x_test, "y_train": y_train, "y_test": y_test}


BREAST_CANCER = Recipe(name="breast_cancer", make=breast_cancer, made_from="shipped with scikit-learn")
