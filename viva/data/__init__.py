"""Data sets: an embedded default that needs no network, and a loader of the real files with the same arrays.

    >>> load("mnist")["x_train"].shape[1:]
    (28, 28)

The real files lie in the folder that the environment variable `VIVA_DATA` names, or are downloaded and checked where a
public address is known. To add a data set, write its `Recipe` in a module of its family and list it in `RECIPES`.
"""

from viva.data.clouds import CIRCLE, HALF_ELLIPSE, POINTS, SWISS_ROLL, SWISS_ROLL_2D
from viva.data.crowds import EVACUATION, PEDESTRIANS
from viva.data.curves import LIGHT_CURVES
from viva.data.digits import MNIST
from viva.data.errors import DataError
from viva.data.faces import FACES
from viva.data.pictures import RACCOON, raccoon_rows
from viva.data.prices import PRICES
from viva.data.recipe import Dataset, Recipe, Source
from viva.data.tables import BREAST_CANCER

__all__ = ["RECIPES", "DataError", "Dataset", "Recipe", "Source", "load", "raccoon_rows"]

RECIPES = {
    recipe.name: recipe
    for recipe in (
        *(MNIST, RACCOON, FACES),
        *(PEDESTRIANS, EVACUATION, POINTS, CIRCLE, SWISS_ROLL, SWISS_ROLL_2D, HALF_ELLIPSE),
        *(PRICES, LIGHT_CURVES, BREAST_CANCER),
    )
}


def load(name: str, source: Source = "auto") -> Dataset:
    """The data set called `name`, its arrays read-only.

    `source="embedded"` needs neither files nor network; `"real"` reads the real files from the folder named by
    `VIVA_DATA`, or else downloads them; `"auto"` takes the real files if that folder has them, otherwise the embedded
    set, and never downloads.

    Raises: ValueError for an unknown name or source; DataError if a real file is missing, damaged or not the right one.
    """
    if name not in RECIPES:
        raise ValueError(f"unknown data set {name!r}; known are {', '.join(sorted(RECIPES))}")
    return RECIPES[name].load(source)
