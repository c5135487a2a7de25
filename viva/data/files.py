"""Readers of data files. If anything is wrong with one, a DataError names it, what was expected and what was found."""

import bz2
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viva.data.errors import mismatch


def read_npz(path: Path, shapes: Mapping[str, tuple[int, ...]], dtype: str) -> dict[str, NDArray[Any]]:
    """The arrays named in `shapes` from an npz archive of plain arrays, all of one dtype; other arrays are ignored."""
    if not zipfile.is_zipfile(path):
        raise mismatch(path, "an npz archive", "something else, or an archive that was cut off")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in shapes if name in archive.files}
            keys = archive.files
    except Exception as error:  # zipfile, zlib and NumPy have a dozen exceptions for damaged bytes, MemoryError too
        raise mismatch(path, "an undamaged npz archive of plain arrays", f"{type(error).__name__}: {error}") from error
    for name, shape in shapes.items():
        if name not in arrays:
            raise mismatch(path, f"the arrays {', '.join(shapes)}", f"only {', '.join(keys)}" if keys else "none")
        check_array(path, name, arrays[name], shape, dtype)
    return arrays


def read_npy(path: Path, shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    """The finite numbers of an npy file of one plain array."""
    try:
        with path.open("rb") as file:
            array = np.load(file, allow_pickle=False)
    except Exception as error:  # as above
        raise mismatch(path, "an undamaged npy file of a plain array", f"{type(error).__name__}: {error}") from error
    check_array(path, "an array", array, shape, dtype)
    if not np.isfinite(array).all():
        raise mismatch(path, "finite numbers", f"{array[~np.isfinite(array)][0]}")
    finite: NDArray[Any] = array
    return finite


def read_bz2(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The uint8 array of the given shape whose bytes, in C order, are the bz2-compressed contents."""
    size = int(np.prod(shape))
    expected = f"{size} bytes of shape {shape}, compressed with bz2"
    try:
        with bz2.open(path) as file:
            data = file.read(size + 1)
    except (OSError, EOFError) as error:
        raise mismatch(path, expected, f"{type(error).__name__}: {error}") from error
    if len(data) != size:
        raise mismatch(path, expected, f"{len(data)} bytes" if len(data) < size else "more")
    return np.frombuffer(data, np.uint8).reshape(shape)


def read_table(path: Path, shape: tuple[int | None, int | None]) -> NDArray[np.float64]:
    """The finite numbers of a text file, one row a line, separated by blanks; `None` stands for any number but zero."""
    expected = f"{shape[0] or 'some'} rows of {shape[1] or 'some'} numbers"
    try:
        with warnings.catch_warnings(action="ignore"):  # of an empty file; the shape tells it too
            table = np.loadtxt(path, comments=None, encoding="utf-8", ndmin=2)
    except (OSError, ValueError) as error:
        raise mismatch(path, expected, f"{type(error).__name__}: {error}") from error
    if not table.size:
        raise mismatch(path, expected, f"shape {table.shape}")
    rows, columns = (wanted or found for wanted, found in zip(shape, table.shape, strict=True))
    check_array(path, "a table", table, (rows, columns), "float64")
    if not np.isfinite(table).all():
        row, column = np.argwhere(~np.isfinite(table))[0]
        raise mismatch(path, "finite numbers", f"{table[row, column]} in row {row + 1}, column {column + 1}")
    return table


def check_array(path: Path, name: str, array: Any, shape: tuple[int, ...], dtype: str) -> None:
    """What was read under `name` is an array of the shape and dtype that it should have."""
    expected = f"{name} of shape {shape}, {dtype}"
    if not isinstance(array, np.ndarray):
        raise mismatch(path, expected, "no array")
    if array.shape != shape or array.dtype != dtype:
        raise mismatch(path, expected, f"shape {array.shape}, {array.dtype}")
