"""The model solutions of `fire_evacuation` scale and count alike; test_models.py compares the autoencoders."""

import numpy as np
import pytest

from viva import data
from viva.closeness import assert_close, assert_equal

REGION = (130.0, 150.0, 50.0, 70.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scaled_columns_agree(twins, dtype):
    """The same columns, the same ends, and the same way back."""
    x = np.random.default_rng(0).normal(3, 20, (50, 3)).astype(dtype)
    torch, tensorflow = (twin.normalize(x) for twin in twins("fire_evacuation"))
    for one, other in zip(torch, tensorflow, strict=True):
        assert_close(one, other)
    torch, tensorflow = (twin.denormalize(x, *torch[1:]) for twin in twins("fire_evacuation"))
    assert_close(torch, tensorflow)


def test_counts_agree(twins):
    """The same share in the region and the same number of people."""
    x = data.load("evacuation", "embedded")["x_train"]
    answers = [(twin.critical_fraction(x, REGION), twin.people_until_critical(x, REGION, 37)) for twin in twins("fire_evacuation")]
    assert answers[0][0] > 0
    assert_equal(*answers)
