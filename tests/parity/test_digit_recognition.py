"""The model solutions of `digit_recognition` recognize alike; test_models.py compares the autoencoders."""

import numpy as np
import pytest

from viva.closeness import assert_equal


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("place", [0.0, 100.0])
def test_labels_agree(twins, dtype, place):
    """The same labels, where codes lie about the origin and where they lie together far from it."""
    rng = np.random.default_rng(0)
    codes, labelled = ((place + 0.1 * rng.normal(size=(n, 11))).astype(dtype) for n in (300, 200))
    torch, tensorflow = (twin.recognize(codes, labelled, np.arange(200)) for twin in twins("digit_recognition"))
    assert len(np.unique(torch)) > 20
    assert_equal(torch, tensorflow, what="the vector of labels")


def test_ties_agree(twins):
    """The first of several nearest codes, in both."""
    rng = np.random.default_rng(1)
    codes, labelled = (rng.integers(-2, 3, (n, 2)).astype(np.float32) for n in (40, 60))
    torch, tensorflow = (twin.recognize(codes, labelled, np.arange(60)) for twin in twins("digit_recognition"))
    assert_equal(torch, tensorflow, what="the vector of labels")


def test_accuracies_agree(twins):
    """The same share."""
    predicted, labels = np.random.default_rng(2).integers(0, 3, (2, 37))
    torch, tensorflow = (twin.accuracy(predicted, labels) for twin in twins("digit_recognition"))
    assert 0 < torch < 1
    assert_equal(torch, tensorflow, what="the accuracy")
