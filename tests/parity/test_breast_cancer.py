"""The model solutions of `breast_cancer` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal
from viva.data import load


@pytest.fixture(params=["float64", "float32"])
def tumours(request):
    """Training and test samples, and their labels."""
    data = load("breast_cancer")
    return *(data[name].astype(request.param) for name in ("x_train", "x_test")), data["y_train"], data["y_test"]


def test_standardised_tables_agree(twins, tumours):
    """The same numbers to rounding, which is relative to means of up to ten deviations."""
    for torch, tensorflow in zip(*(twin.standardize(*tumours[:2]) for twin in twins("breast_cancer")), strict=True):
        assert_close(torch, tensorflow, scale=1.0, condition=10.0)


@pytest.mark.parametrize("l2", [0.3, 1.0])
def test_fits_agree(twins, tumours, l2):
    """The same weights and intercept: both are Newton's method in float64, and well determined."""
    x, _ = twins("breast_cancer")[0].standardize(*tumours[:2])
    torch, tensorflow = (twin.fit_logistic_regression(x, tumours[2], l2) for twin in twins("breast_cancer"))
    assert_close(torch[0], tensorflow[0], what="the weights")
    assert_close(torch[1], tensorflow[1], scale=1.0, what="the intercept")


def test_accuracies_agree(twins, tumours):
    """The same share."""
    x, weights, intercept = tumours[1], np.full(30, -0.01, tumours[1].dtype), np.array(13.0, tumours[1].dtype)
    torch, tensorflow = (twin.accuracy(x, tumours[3], weights, intercept) for twin in twins("breast_cancer"))
    assert 0.5 < torch < 1
    assert_equal(torch, tensorflow)
