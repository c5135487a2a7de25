"""What a data set is, and how one is made or found."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from viva.data.download import RealFile, fetch
from viva.data.errors import DataError

Arrays = Mapping[str, NDArray[Any]]
Source = Literal["auto", "embedded", "real"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Named arrays, `dataset["x_train"]`, with a note of where they come from.

    `source` is "embedded" or "real"; `origin` says it for a reader: the path of the files, or how the set was made.
    """

    name: str
    source: Literal["embedded", "real"]
    origin: str
    arrays: Arrays

    def __post_init__(self) -> None:
        frozen = {key: _read_only(array) for key, array in self.arrays.items()}
        object.__setattr__(self, "arrays", MappingProxyType(frozen))

    def __getitem__(self, key: str) -> NDArray[Any]:
        if key not in self.arrays:
            raise KeyError(f"{self.name} has no array {key!r}; it has {', '.join(self.arrays)}")
        return self.arrays[key]


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that cannot be written to, not even through another view of the same memory."""
    array = np.array(array, order="C")
    array.setflags(write=False)
    return array


@dataclass(frozen=True)
class Recipe:
    """One data set: `make()` gives the embedded arrays, `read(*paths)` those of the real `files`, under the same keys.

    `made_from` tells a reader what the embedded arrays are. A set may have no real files; and what is known only of an
    embedded one, such as the truth that it was drawn from, may have a key of its own.
    """

    name: str
    make: Callable[[], Arrays]
    made_from: str
    files: tuple[RealFile, ...] = ()
    read: Callable[..., Arrays] | None = None

    def load(self, source: Source = "auto") -> Dataset:
        """The data set from the given source, as in `viva.data.load`."""
        if source not in get_args(Source):
            raise ValueError(f"unknown source {source!r}; known are {', '.join(get_args(Source))}")
        if source == "real" and self.read is None:
            raise DataError(f"{self.name!r} has no real files: it is {self.made_from}")
        paths = [] if source == "embedded" else self._real_paths(may_download=source == "real")
        if paths and self.read is not None:
            origin = ", ".join(map(str, paths)) if len(paths) < 4 else f"{len(paths)} files below {os.path.commonpath(paths)}"
            return Dataset(self.name, "real", origin, self.read(*paths))
        return Dataset(self.name, "embedded", self.made_from, self.make())

    def _real_paths(self, may_download: bool) -> list[Path]:
        """Where the real files are; nothing if there are none and none may be downloaded."""
        folder = _data_folder()
        local = {file: folder / file.name for file in self.files if folder and (folder / file.name).exists()}
        if not local and not may_download:
            return []
        return [local.get(file) or self._download(file, folder, may_download) for file in self.files]

    def _download(self, file: RealFile, folder: Path | None, may_download: bool) -> Path:
        if may_download and file.url:
            return fetch(file)
        place = f"put it into {folder}" if folder else "put it into a folder and set VIVA_DATA to that folder"
        raise DataError(f"the real data set {self.name!r} needs the file {file.name}, which is not there: {place}")


def _data_folder() -> Path | None:
    """The folder named by VIVA_DATA; an empty name counts as none."""
    name = os.environ.get("VIVA_DATA")
    if not name:
        return None
    if not Path(name).is_dir():
        raise DataError(f"VIVA_DATA names {name!r}, which is not a folder")
    return Path(name)
