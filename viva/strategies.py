"""Hypothesis strategies for valid inputs. Shapes and scales are drawn one by one and shrink; entries come from a drawn seed."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

FLOATS = ("float64", "float32")
CONDITION = {"float64": 1e3, "float32": 20.0}  # far enough from singular that one precision lower is seen

seeds = st.integers(0, 2**32 - 1)


def dtypes() -> st.SearchStrategy[np.dtype[Any]]:
    """float64 or float32."""
    return st.sampled_from(FLOATS).map(np.dtype)


@st.composite
def normal(draw: st.DrawFn, *shape: int | st.SearchStrategy[int], dtype: Any = np.float64, scale: float = 1.0) -> np.ndarray:
    """Independent normal entries; axes may be numbers or strategies."""
    lengths = [n if isinstance(n, int) else draw(n) for n in shape]
    values = np.random.default_rng(draw(seeds)).normal(scale=scale, size=lengths)
    return values.astype(dtype)


@st.composite
def spectra(draw: st.DrawFn, size: int, condition: float) -> np.ndarray:
    """Positive numbers from 1 down to 1/condition, both reached when size > 1, in descending order."""
    inner = np.random.default_rng(draw(seeds)).uniform(-np.log(condition), 0.0, size)
    inner[:1], inner[-1:] = 0.0, inner[-1:] if size == 1 else -np.log(condition)
    descending: np.ndarray = np.sort(np.exp(inner))[::-1]
    return descending


@st.composite
def positive_definite(
    draw: st.DrawFn, size: int | st.SearchStrategy[int] | None = None, dtype: Any = np.float64, batch: tuple[int, ...] = ()
) -> np.ndarray:
    """Symmetric positive definite matrices (*batch, p, p) with a known condition number, 2 ≤ p ≤ 8 by default."""
    size = st.integers(2, 8) if size is None else size
    p = size if isinstance(size, int) else draw(size)
    condition = draw(st.sampled_from([2.0, CONDITION[np.dtype(dtype).name]]))
    scale = draw(st.sampled_from([1.0, 0.01, 100.0]))
    stack = [_rotated(draw(spectra(p, condition)) * scale, draw(seeds)) for _ in range(int(np.prod(batch)))]
    return np.reshape(stack, (*batch, p, p)).astype(dtype)


@st.composite
def sparse_precisions(draw: st.DrawFn, size: int | st.SearchStrategy[int] | None = None) -> np.ndarray:
    """Positive definite (p, p) with exact zeros: each edge is there or not; diagonally dominant, 3 ≤ p ≤ 8 by default."""
    size = st.integers(3, 8) if size is None else size
    p = size if isinstance(size, int) else draw(size)
    rng = np.random.default_rng(draw(seeds))
    present = rng.random((p, p)) < draw(st.sampled_from([0.15, 0.3, 0.6]))
    upper = np.triu(present * rng.choice([-1, 1], (p, p)) * rng.uniform(0.3, 1.0, (p, p)), 1)
    dominant = np.abs(upper + upper.T).sum(axis=1) + rng.uniform(0.3, 1.0, p)
    scale = rng.uniform(0.5, 2.0, p)  # otherwise a row's diagonal would tell its neighbours
    precision: np.ndarray = (upper + upper.T + np.diag(dominant)) * np.outer(scale, scale)
    return precision


@st.composite
def indefinite(draw: st.DrawFn, size: int | st.SearchStrategy[int] | None = None, dtype: Any = np.float64) -> np.ndarray:
    """Symmetric matrices with eigenvalues of both signs, none near zero, all leading blocks well conditioned; 2 ≤ p ≤ 8."""
    size = st.integers(2, 8) if size is None else size
    p = size if isinstance(size, int) else draw(size)
    rng = np.random.default_rng(draw(seeds))
    lower = np.tril(rng.uniform(-0.5, 0.5, (p, p)), -1) + np.eye(p)
    signs = np.where(np.arange(p) % 2 == draw(st.integers(0, 1)), 1.0, -1.0)
    matrix: np.ndarray = (lower * (signs * rng.uniform(0.5, 2.0, p))) @ lower.T
    symmetric: np.ndarray = (matrix + matrix.T) / 2
    return symmetric.astype(dtype)


@st.composite
def data_sets(
    draw: st.DrawFn,
    n: int | st.SearchStrategy[int] | None = None,
    d: int | st.SearchStrategy[int] | None = None,
    dtype: Any = np.float64,
    mean: float = 3.0,
) -> np.ndarray:
    """Samples (n, d) around a mean far from zero, with a spectrum whose values keep their distance; n < d and n > d occur."""
    n = st.integers(3, 12) if n is None else n
    d = st.integers(2, 9) if d is None else d
    rows = n if isinstance(n, int) else draw(n)
    columns = d if isinstance(d, int) else draw(d)
    rng = np.random.default_rng(draw(seeds))
    rank = min(rows - 1, columns)
    values = draw(st.sampled_from([1.0, 0.1, 10.0])) * 0.7 ** np.arange(rank) * np.sqrt(rows)
    return samples(values, rows, columns, rng, mean).astype(dtype)


def samples(singular_values: Any, n: int, d: int, rng: np.random.Generator, mean: float = 3.0) -> np.ndarray:
    """Samples (n, d) whose centred form has the given singular values, at most min(n − 1, d) of them; the others are zero."""
    values = np.asarray(singular_values)
    centred = rng.normal(size=(n, len(values)))
    left = np.linalg.qr(centred - centred.mean(axis=0))[0]
    right = np.linalg.qr(rng.normal(size=(d, len(values))))[0]
    rows: np.ndarray = (left * values) @ right.T + mean * rng.normal(size=d)
    return rows


def rotations(d: int, seed: int) -> np.ndarray:
    """An orthogonal (d, d) matrix drawn uniformly."""
    if d == 1:
        return np.ones((1, 1))
    rotation: np.ndarray = stats.ortho_group.rvs(d, random_state=np.random.default_rng(seed))
    return rotation


def _rotated(spectrum: np.ndarray, seed: int) -> np.ndarray:
    q = rotations(len(spectrum), seed)
    matrix = (q * spectrum) @ q.T
    symmetric: np.ndarray = (matrix + matrix.T) / 2
    return symmetric
