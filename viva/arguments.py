"""Argument checks for model solutions: bad input raises a ValueError that names the argument.

They take PyTorch tensors, TensorFlow tensors and Python numbers alike and import neither framework. A tensor whose values do not
exist yet (inside a `tf.function`) is checked for its shape only.
"""

import math
import operator
import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

SYMMETRY_TOLERANCE = {"float32": 1e-4, "float64": 1e-7}


def _is_torch(x: Any) -> bool:
    return type(x).__module__.partition(".")[0] == "torch"


def _has_values(x: Any) -> bool:
    return _is_torch(x) or isinstance(x, (int, float)) or hasattr(x, "numpy")


def _values(x: Any) -> Any:
    """The values as a NumPy array; free for a PyTorch tensor in main memory."""
    return np.asarray(x.detach().cpu() if _is_torch(x) else x)


def _all_finite(x: Any) -> bool:
    if isinstance(x, (int, float)):
        return math.isfinite(x)
    if _is_torch(x):
        if not x.is_floating_point() or x.numel() == 0:
            return True
        extremes = x.detach().aminmax()  # one pass without temporaries: twenty times as fast as x.isfinite().all()
        return bool(extremes.min.isfinite() & extremes.max.isfinite())
    if "CPU" in x.device:  # ten times as fast as an eager operation where there is little to look at
        return not x.dtype.is_floating or bool(np.isfinite(x.numpy()).all())
    tf = sys.modules["tensorflow"]
    return not x.dtype.is_floating or bool(tf.reduce_all(tf.math.is_finite(x)))


def _range(x: Any) -> tuple[float, float]:
    if isinstance(x, (int, float)):
        return x, x
    if _is_torch(x):
        return float(x.detach().min()), float(x.detach().max())
    if "CPU" in x.device:
        return float(x.numpy().min()), float(x.numpy().max())
    tf = sys.modules["tensorflow"]
    return float(tf.reduce_min(x)), float(tf.reduce_max(x))


def check_finite(**arguments: Any) -> None:
    """Every argument is free of NaN and infinity."""
    for name, x in arguments.items():
        if _has_values(x) and not _all_finite(x):
            raise ValueError(f"{name} contains NaN or infinity")


def check_ndim(ndim: int, **arguments: Any) -> None:
    """Every argument has exactly `ndim` axes, none of them empty."""
    for name, x in arguments.items():
        if len(x.shape) != ndim:
            raise ValueError(f"{name} must have {ndim} axes, not shape {tuple(x.shape)}")
        _check_not_empty(name, x)


def check_min_ndim(ndim: int, **arguments: Any) -> None:
    """Every argument has at least `ndim` axes, none of them empty."""
    for name, x in arguments.items():
        if len(x.shape) < ndim:
            raise ValueError(f"{name} must have at least {ndim} axes, not shape {tuple(x.shape)}")
        _check_not_empty(name, x)


def _check_not_empty(name: str, x: Any) -> None:
    if 0 in tuple(x.shape):
        raise ValueError(f"{name} is empty: its shape is {tuple(x.shape)}")


def check_shape(shape: tuple[int | None, ...], **arguments: Any) -> None:
    """Every argument has the given shape, in which `None` stands for any length but zero."""
    for name, x in arguments.items():
        found = tuple(x.shape)
        if len(found) != len(shape) or any(want not in (None, has) for want, has in zip(shape, found, strict=True)):
            wanted = ", ".join("n" if want is None else str(want) for want in shape)
            raise ValueError(f"{name} must have shape ({wanted}), not {found}")
        _check_not_empty(name, x)


def check_same_shape(**arguments: Any) -> None:
    """All arguments have one shape, and it is not empty."""
    shapes = {name: tuple(x.shape) for name, x in arguments.items()}
    if len(set(shapes.values())) > 1:
        raise ValueError("shapes differ: " + ", ".join(f"{name} {shape}" for name, shape in shapes.items()))
    for name, x in arguments.items():
        _check_not_empty(name, x)


def check_square(**arguments: Any) -> None:
    """Every argument is a (stack of) square matrices, not empty."""
    for name, x in arguments.items():
        if len(x.shape) < 2 or x.shape[-1] != x.shape[-2]:
            raise ValueError(f"{name} must be square, not of shape {tuple(x.shape)}")
        _check_not_empty(name, x)


def check_symmetric(**arguments: Any) -> None:
    """Every argument is a finite, square, symmetric matrix (or a stack of them), up to rounding in its dtype."""
    check_square(**arguments)
    check_finite(**arguments)
    for name, x in arguments.items():
        if _has_values(x):
            values = _values(x)
            asymmetry = np.abs(values - np.swapaxes(values, -1, -2)).max(axis=(-1, -2))
            if np.any(asymmetry > SYMMETRY_TOLERANCE[str(values.dtype)] * np.abs(values).max(axis=(-1, -2))):
                raise ValueError(f"{name} must be symmetric")


def check_integer(low: int, high: int | None = None, **arguments: Any) -> None:
    """Every argument is an integer in low..high, both included."""
    for name, value in arguments.items():
        try:
            number = operator.index(value)
        except TypeError:
            raise ValueError(f"{name} must be an integer, not {value!r}") from None
        if number < low or (high is not None and number > high):
            bounds = f"at least {low}" if high is None else f"between {low} and {high}"
            raise ValueError(f"{name} must be {bounds}, not {number}")


def check_positive(**arguments: Any) -> None:
    """Every argument, a Python number or a 0-dimensional tensor, is finite and above zero."""
    check_finite(**arguments)
    for name, value in arguments.items():
        if _has_values(value) and not float(value) > 0:
            raise ValueError(f"{name} must be positive, not {float(value)}")


def check_nonnegative(**arguments: Any) -> None:
    """Every argument, a Python number or a 0-dimensional tensor, is finite and not below zero."""
    check_finite(**arguments)
    for name, value in arguments.items():
        if _has_values(value) and float(value) < 0:
            raise ValueError(f"{name} must not be negative, but is {float(value)}")


def check_between(low: float, high: float, **arguments: Any) -> None:
    """Every entry of every argument is finite and lies in [low, high]."""
    check_finite(**arguments)
    for name, x in arguments.items():
        if _has_values(x):
            smallest, largest = _range(x)
            if smallest < low or largest > high:
                raise ValueError(f"{name} must lie in [{low}, {high}], but reaches from {smallest} to {largest}")


def check_indices(size: int, **arguments: Iterable[int]) -> None:
    """The arguments hold distinct integers in 0..size−1, and no two of them share one."""
    owner: dict[int, str] = {}
    for name, indices in arguments.items():
        for index in indices:
            check_integer(0, size - 1, **{name: index})
            if operator.index(index) in owner:
                raise ValueError(f"{name} repeats index {index}, which is in {owner[operator.index(index)]} already")
            owner[operator.index(index)] = name
