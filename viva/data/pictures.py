"""Colour photographs."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viva.data.download import RealFile
from viva.data.files import read_bz2
from viva.data.recipe import Arrays, Recipe

SHAPE = (768, 1024, 3)
ROWS, COLUMNS = 249, 185


def read_raccoon(path: Path) -> Arrays:
    """The raccoon of `scipy.datasets.face`: image (768, 1024, 3) uint8."""
    return {"image": read_bz2(path, SHAPE)}


def resized_china() -> Arrays:
    """scikit-learn's photograph of a Chinese temple, 427 × 640, stretched to the raccoon's 768 × 1024 linearly."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_sample_image

    image = load_sample_image("china.jpg")
    factors = [new / old for new, old in zip(SHAPE, image.shape, strict=True)]
    large = zoom(image.astype(np.float32), factors, order=1, mode="nearest", grid_mode=True)
    return {"image": np.rint(large).astype(np.uint8)}


def raccoon_rows(image: NDArray[Any]) -> NDArray[np.float64]:
    """The picture as 249 samples, its rows, of 185 grey levels between 0 and 255.

    Grey is 0.21 R + 0.71 G + 0.07 B, truncated to whole levels. It is smoothed before it is made smaller, as
    scikit-image's `resize` does with anti-aliasing.
    Shapes: (768, 1024, 3) uint8 -> (249, 185).  Raises: ValueError for another shape or dtype.
    """
    from scipy.ndimage import gaussian_filter, zoom

    if image.shape != SHAPE or image.dtype != np.uint8:
        raise ValueError(f"image must be uint8 of shape {SHAPE}, not {image.dtype} of shape {image.shape}")
    red, green, blue = np.moveaxis(image.astype(np.float64), -1, 0)
    grey = np.trunc(0.21 * red + 0.71 * green + 0.07 * blue)
    factors = np.array([SHAPE[0] / ROWS, SHAPE[1] / COLUMNS])
    smooth = gaussian_filter(grey, (factors - 1) / 2, mode="mirror")
    rows: NDArray[np.float64] = zoom(smooth, 1 / factors, order=1, mode="mirror", grid_mode=True)
    return rows


RACCOON = Recipe(
    name="raccoon",
    make=resized_china,
    made_from="scikit-learn's china.jpg, resized to 768 × 1024",
    files=(
        RealFile(
            "face.dat",
            url="https://raw.githubusercontent.com/scipy/dataset-face/main/face.dat",
            sha256="9d8b0b4d081313e2b485748c770472e5a95ed1738146883d84c7030493e82886",
        ),
    ),
    read=read_raccoon,
)
