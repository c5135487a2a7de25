"""Handwritten digits."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viva.data.download import RealFile
from viva.data.errors import mismatch
from viva.data.files import read_npz
from viva.data.recipe import Arrays, Recipe

SHAPES = {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}


def read_mnist(path: Path) -> Arrays:
    """MNIST from one npz archive: images (n, 28, 28) uint8, labels (n,) int64 in 0..9, for training and test."""
    arrays = read_npz(path, SHAPES, "uint8")
    for name in ("y_train", "y_test"):
        if arrays[name].max() > 9:
            raise mismatch(path, f"{name} to hold the labels 0 to 9", f"the label {arrays[name].max()}")
        arrays[name] = arrays[name].astype(np.int64)
    return arrays


def enlarged_digits() -> Arrays:
    """scikit-learn's 1797 digits of 8 × 8, in the form of MNIST: 20 × 20 by linear interpolation, with a margin of 4.

    Every sixth image of each digit is for the test. (Every sixth of all would miss some digits: they come in runs
    from 0 to 9.)
    """
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    digits = load_digits()
    large = zoom(digits.images, (1, 2.5, 2.5), order=1, mode="grid-constant", grid_mode=True)
    x = np.pad(np.rint(large * (255 / 16)).astype(np.uint8), ((0, 0), (4, 4), (4, 4)))
    y = digits.target.astype(np.int64)
    test = _rank_within_label(y) % 6 == 5
    return {"x_train": x[~test], "y_train": y[~test], "x_test": x[test], "y_test": y[test]}


def _rank_within_label(labels: NDArray[np.int64]) -> NDArray[Any]:
    """How many earlier samples have the same label, (n,)."""
    return np.array([np.count_nonzero(labels[:i] == label) for i, label in enumerate(labels)])


MNIST = Recipe(
    name="mnist",
    make=enlarged_digits,
    made_from="scikit-learn's digits, enlarged to 28 × 28",
    files=(
        RealFile(
            "mnist.npz",
            url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
            sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        ),
    ),
    read=read_mnist,
)
