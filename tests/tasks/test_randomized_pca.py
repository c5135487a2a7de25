"""Principal component analysis by random projections."""

import functools
import os
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from viva.closeness import (
    assert_close,
    assert_eigenvectors,
    assert_form,
    assert_orthonormal,
    assert_sign_rule,
    singular_value_error,
    tolerance,
)
from viva.data import load, raccoon_rows
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, normal, samples, seeds

randomized_pca = submitted("randomized_pca")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5]])
NOISE = np.array([[1.0, 0.5], [-0.3, 2.0], [0.7, -1.0]])
WITH_NAN = np.where(GOOD == 3.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 3.0, np.inf, GOOD)
BAD_DATA = (WITH_NAN, WITH_INFINITY, GOOD[0], np.stack([GOOD, GOOD]), GOOD[:0], GOOD[:, :0])
DRAWS = 20


class Truth(NamedTuple):
    """Mean, all d principal axes as rows, and their singular values (zero where the rank is lower), in float64."""

    mean: np.ndarray
    axes: np.ndarray
    sigma: np.ndarray


def truth(x):
    """The decomposition of the centred data by NumPy."""
    exact = x.astype(np.float64)
    mean = exact.mean(axis=0)
    _, sigma, axes = np.linalg.svd(exact - mean)
    return Truth(mean, axes, np.append(sigma, np.zeros(len(axes) - len(sigma))))


@st.composite
def data_sets(draw, dtype=np.float64, rank=None, mean=3.0):
    """Samples some deviations away from zero, more or fewer than columns, with singular values that keep their distance."""
    n, d = draw(st.integers(3, 12), label="n"), draw(st.integers(2, 9), label="d")
    values = np.sqrt(n) * 0.7 ** np.arange(min(n - 1, d) if rank is None else min(n - 1, d, rank))
    x = samples(values, n, d, np.random.default_rng(draw(seeds, label="seed")), mean)
    return (draw(st.sampled_from([1.0, 0.01, 100.0]), label="scale") * x).astype(dtype)


def counts(x, spare=0):
    """Numbers of components that x allows."""
    return st.integers(1, min(len(x) - spare, x.shape[1]))


def fitted(task, x, k, *rest):
    """The answer of fit, its form checked."""
    mean, components, singular_values = task.fit(x, k, *rest)
    assert_form(mean, x.shape[1:], x.dtype, what="the mean")
    assert_form(components, (k, x.shape[1]), x.dtype, what="components")
    assert_form(singular_values, (k,), x.dtype, what="singular_values")
    return mean, components, singular_values


def basis_of(task, x, size, n_power_iterations, noise):
    """The answer of range_finder, its form checked."""
    basis = task.range_finder(x, size, n_power_iterations, noise)
    assert_form(basis, (len(x), size), x.dtype, what="the basis")
    return basis


def assert_decomposes(answer, x):
    """Singular values and components are those of the centred data."""
    _, components, singular_values = answer
    _, axes, sigma = truth(x)
    bound = singular_value_error(sigma, x.dtype)[: len(components)]
    assert_close(singular_values, sigma[: len(components)], what="singular_values", bound=bound)
    assert_eigenvectors(components, axes, sigma**2, what="components")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(randomized_pca, dtype):
    """A basis (n, size); a mean (d,), components (k, d) and k singular values; all in the dtype of the data."""
    for n, d in ((4, 3), (3, 5)):
        x = np.resize(GOOD, (n, d)).astype(dtype)
        basis_of(randomized_pca, x, 2, 1, np.resize(NOISE, (d, 2)).astype(dtype))
        for k in (1, 3):
            fitted(randomized_pca, x, k)
            fitted(randomized_pca, x, k, 1, 0, 7)


@points(1)
def test_range_finder_leaves_its_inputs(randomized_pca):
    """Neither the data nor the noise is changed."""
    basis = assert_leaves_inputs(randomized_pca.range_finder, GOOD, 2, 1, NOISE)
    expected = np.linalg.qr(GOOD @ GOOD.T @ GOOD @ NOISE)[0]
    assert_close(basis @ basis.T, expected @ expected.T, what="QQᵀ", condition=np.linalg.cond(GOOD) ** 3)


@points(1)
def test_fit_leaves_the_data_as_they_were(randomized_pca):
    """fit does not change the data that it is given."""
    assert_decomposes(assert_leaves_inputs(randomized_pca.fit, GOOD, 2), GOOD)


@st.composite
def sketches(draw, dtype=np.float64):
    """Data, size, number of power iterations and noise, with which the basis is well determined."""
    x = draw(data_sets(dtype), label="x")
    size = draw(st.integers(1, min(*x.shape, 4)), label="size")
    q = draw(st.integers(0, 2), label="n_power_iterations")
    return x, size, q, draw(normal(x.shape[1], size, dtype=dtype), label="noise")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_basis_spans_the_powers_of_the_data_times_the_noise(randomized_pca, data, dtype):
    """QQᵀ projects onto the span of (x xᵀ)^q x Ω: of the data as they are, not centred."""
    x, size, q, noise = data.draw(sketches(dtype), label="sketch")
    wide, omega = x.astype(np.float64), noise.astype(np.float64)
    y = np.linalg.matrix_power(wide @ wide.T, q) @ wide @ omega
    basis = basis_of(randomized_pca, x, size, q, noise)
    expected = np.linalg.qr(y)[0]
    # What rounding adds to y, as a share of the least that y has in any direction.
    condition = np.linalg.norm(wide, 2) ** (2 * q + 1) * np.linalg.norm(omega, 2) / np.linalg.norm(y, -2)
    assert_close(basis @ basis.T, expected @ expected.T, what="QQᵀ", scale=1.0, condition=condition)


@points(1)
@given(data=st.data(), dtype=dtypes(), n_power_iterations=st.integers(0, 6))
def test_basis_is_orthonormal(randomized_pca, data, dtype, n_power_iterations):
    """The columns have length one and are orthogonal to each other, however many iterations made them parallel."""
    x = data.draw(data_sets(dtype), label="x")
    size = data.draw(counts(x), label="size")
    noise = data.draw(normal(x.shape[1], size, dtype=dtype), label="noise")
    assert_orthonormal(basis_of(randomized_pca, x, size, n_power_iterations, noise).T, what="the basis")


@points(1)
@given(data=st.data(), dtype=dtypes(), n_power_iterations=st.integers(0, 6), rank=st.integers(1, 4))
def test_basis_as_large_as_the_rank_holds_the_data(randomized_pca, data, dtype, n_power_iterations, rank):
    """QQᵀx = x where the size is at least the rank, the directions of small singular values included."""
    n, d = data.draw(st.sampled_from([(12, 7), (8, 11)]), label="shape")
    rng = np.random.default_rng(data.draw(seeds, label="seed"))
    smallest = 1e-2 if dtype == np.float32 else 1e-4
    x = samples(np.geomspace(1, smallest, rank), n, d, rng, mean=0.0).astype(dtype)
    noise = rng.normal(size=(d, rank + 2)).astype(dtype)
    basis = basis_of(randomized_pca, x, rank + 2, n_power_iterations, noise)
    seen = np.linalg.svd(x)[2][:rank] @ noise  # what the noise sees of the row space
    condition = np.linalg.norm(noise, 2) / np.linalg.norm(seen, -2)
    assert_close(basis @ (basis.T @ x), x, what="QQᵀx", scale=np.linalg.norm(x, 2), condition=condition)


def matrix_with(sigma, n, d, rng):
    """A matrix (n, d) with the given singular values."""
    left, right = (np.linalg.qr(rng.normal(size=(m, len(sigma))))[0] for m in (n, d))
    return (left * sigma) @ right.T


def residuals(task, a, size, n_power_iterations, rng):
    """(I − QQᵀ)A for some bases, each from noise of its own."""
    for _ in range(DRAWS):
        basis = basis_of(task, a, size, n_power_iterations, rng.normal(size=(a.shape[1], size)))
        yield a - basis @ (basis.T @ a)


@pytest.mark.parametrize("n_power_iterations", [0, 1, 3])
@points(1)
def test_mean_spectral_error_is_within_the_bound(randomized_pca, rng, n_power_iterations):
    """Halko, Martinsson and Tropp 2011, theorem 10.6, and corollary 10.10 for power iterations: 20 draws, on average."""
    k, p, power = 5, 5, 2 * n_power_iterations + 1
    sigma = np.concatenate([np.full(k, 1e3), np.linspace(2, 1, 75)])
    a = matrix_with(sigma, 90, 80, rng)
    errors = [np.linalg.norm(rest, 2) for rest in residuals(randomized_pca, a, k + p, n_power_iterations, rng)]
    tail = sigma[k:] ** power
    bound = ((1 + np.sqrt(k / (p - 1))) * tail[0] + np.e * np.sqrt(k + p) / p * np.linalg.norm(tail)) ** (1 / power)
    assert np.mean(errors) <= bound, f"‖(I − QQᵀ)A‖ is {np.mean(errors):.3g} on average, and at most {bound:.3g} is expected"


@points(1)
def test_mean_frobenius_error_is_within_the_bound(randomized_pca, rng):
    """Halko, Martinsson and Tropp 2011, theorem 10.5: without power iterations, 20 draws, on average."""
    k, p = 5, 5
    # Were the first values larger, the bound would lie so near the expectation that luck decided. So it is 10 deviations away.
    sigma = np.concatenate([np.full(k, 15.0), np.linspace(2, 1, 75)])
    a = matrix_with(sigma, 90, 80, rng)
    errors = [np.linalg.norm(rest) for rest in residuals(randomized_pca, a, k + p, 0, rng)]
    bound = np.sqrt(1 + k / (p - 1)) * np.linalg.norm(sigma[k:])
    assert np.mean(errors) <= bound, f"‖(I − QQᵀ)A‖ is {np.mean(errors):.3g} on average, and at most {bound:.3g} is expected"


@points(1)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_mean_is_that_of_every_column(randomized_pca, data, dtype, mean):
    """The mean of every column over the samples."""
    x = data.draw(data_sets(dtype, mean=mean), label="x")
    answer, _, _ = fitted(randomized_pca, x, 1)
    assert_close(answer, truth(x).mean, scale=np.abs(x).max(), what="the mean")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_small_data_have_all_their_singular_values(randomized_pca, data, dtype):
    """Where the size reaches min(n, d), nothing is left to chance: σ of the data less their mean, in descending order."""
    x = data.draw(data_sets(dtype), label="x")
    k, sigma = data.draw(counts(x), label="k"), truth(x).sigma
    _, _, singular_values = fitted(randomized_pca, x, k)
    assert_close(singular_values, sigma[:k], what="singular_values", bound=singular_value_error(sigma, dtype)[:k])


@points(2)
@given(data=st.data())
def test_small_data_have_the_components_of_scikit_learn(randomized_pca, data):
    """Where the size reaches min(n, d), the components are those of sklearn.decomposition.PCA, up to sign."""
    x = data.draw(data_sets(), label="x")
    k, (_, axes, sigma) = data.draw(counts(x, spare=1), label="k"), truth(x)
    _, components, _ = fitted(randomized_pca, x, k)
    exact = PCA(k, svd_solver="full").fit(x).components_
    assert_eigenvectors(components, np.concatenate([exact, axes[k:]]), sigma**2, what="components")


@points(2)
@given(data=st.data(), dtype=dtypes(), rank=st.integers(1, 3), how=st.sampled_from([(5, 0), (10, 2), (0, 1), (0, 4)]))
def test_fit_is_exact_where_the_rank_is_low(randomized_pca, data, dtype, rank, how):
    """Data of k dimensions about their mean have exactly k components, whatever the noise."""
    n, d = data.draw(st.sampled_from([(30, 20), (19, 40)]), label="shape")
    rng = np.random.default_rng(data.draw(seeds, label="seed"))
    x = samples(3 * 0.6 ** np.arange(rank), n, d, rng, mean=1.0).astype(dtype)
    k, seed = rank + data.draw(st.integers(0, 1), label="spare"), data.draw(st.integers(0, 1000), label="seed of fit")
    assert_decomposes(fitted(randomized_pca, x, k, *how, seed), x)


@points(1)
@given(seed=st.integers(0, 1000), extra=st.sampled_from([4, 7, 9]))
def test_oversampling_widens_the_basis(randomized_pca, seed, extra):
    """With k + n_oversamples dimensions, data of no more dimensions lose nothing: their first k components are exact."""
    rng = np.random.default_rng(seed)
    x = samples(3 * 0.8 ** np.arange(extra), 50, 40, rng, mean=1.0)
    assert_decomposes(fitted(randomized_pca, x, 2, extra, 0, seed), x)


@points(2)
@given(seed=st.integers(0, 1000))
def test_power_iterations_converge_to_the_components(randomized_pca, seed):
    """Each iteration shrinks the error by the square of σ beyond the basis by σ inside it; after 20, nothing is left."""
    rng = np.random.default_rng(seed)
    x = samples(np.concatenate([[5.0, 4.0, 3.0], np.linspace(1, 0.5, 30)]), 50, 40, rng, mean=1.0)
    assert_decomposes(fitted(randomized_pca, x, 3, 2, 20, seed), x)


@points(1)
@given(data=st.data(), rank=st.sampled_from([None, 1]), dtype=dtypes())
def test_components_are_orthonormal(randomized_pca, data, rank, dtype):
    """The components have length one and are orthogonal to each other, beyond the rank too."""
    x = data.draw(data_sets(dtype, rank), label="x")
    _, components, _ = fitted(randomized_pca, x, data.draw(counts(x), label="k"), 1, 2, 3)
    assert_orthonormal(components, what="the components")


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_component_is_positive(randomized_pca, data):
    """Every component is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    x = data.draw(data_sets(), label="x")
    _, components, _ = fitted(randomized_pca, x, data.draw(counts(x), label="k"))
    assert_sign_rule(components)
    assert_orthonormal(components, what="the components")


@points(1)
@given(data=st.data())
def test_a_large_mean_does_not_spoil_the_components(randomized_pca, data):
    """Ten thousand deviations away from the origin: V XᵀX Vᵀ = diag σ² for the centred X."""
    x = data.draw(data_sets(mean=1e4), label="x")
    k, (mean, _, sigma) = data.draw(counts(x, spare=1), label="k"), truth(x)
    _, components, singular_values = fitted(randomized_pca, x, k)
    scores = (x - mean) @ components.T
    far = 1 + np.abs(x).max() * np.sqrt(x.size) / sigma[0]  # x Ω − 1 (m Ω) is right to this many roundings
    assert_close(scores.T @ scores, np.diag(sigma[:k] ** 2), scale=sigma[0] ** 2, condition=far, what="V XᵀX Vᵀ")
    assert_close(singular_values**2, sigma[:k] ** 2, scale=sigma[0] ** 2, condition=far, what="σ²")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_equal_samples_have_no_spread(randomized_pca, rng, dtype):
    """Their mean is the sample, all singular values are zero, and the components are still orthonormal."""
    x = np.tile(rng.normal(size=4, loc=10), (5, 1)).astype(dtype)
    mean, components, singular_values = fitted(randomized_pca, x, 3)
    assert_close(mean, x[0], what="the mean")
    error = tolerance(dtype, np.linalg.norm(x))  # that of a method which decomposes what rounding has left of the deviations
    assert_close(singular_values, np.zeros(3), bound=error, what="singular_values")
    assert_orthonormal(components, what="the components")


def flat(rng):
    """Data without a direction of their own: what is found depends on the noise alone."""
    return samples(np.full(30, 5.0), 60, 30, rng, mean=1.0)


@points(1)
def test_a_seed_decides_the_noise(randomized_pca, rng):
    """The same seed gives the same components whatever the state of the global generators, another seed gives others."""
    x = flat(rng)
    runs = [fitted(randomized_pca, x, 3, 2, 0, seed)[1] for seed in (5, 5, 6)]
    assert_orthonormal(runs[0], what="the components")
    assert_close(runs[1], runs[0], what="the components for the same seed")
    difference = np.max(np.abs(runs[2] - runs[0]))
    assert difference > tolerance(x.dtype), "fits with different seeds have the same components"


@points(1)
def test_defaults_are_those_of_the_interface(randomized_pca, rng):
    """Without further arguments, fit takes 10 dimensions more than asked for, 4 power iterations and seed 0."""
    x = flat(rng) + rng.normal(size=(60, 30))
    left_out, given_all = (fitted(randomized_pca, x, 3, *rest) for rest in ((), (10, 4, 0)))
    assert_orthonormal(left_out[1], what="the components")
    for name, one, other in zip(("the mean", "components", "singular_values"), left_out, given_all, strict=True):
        assert_close(one, other, what=f"{name} without further arguments")


LOST = {  # per cent of the energy that the first k components leave out
    "embedded": (("pedestrians", 2, "15.1"), ("pedestrians", 3, "0.287"), ("raccoon", 10, "5.1")),
    "real": (("pedestrians", 2, "15.08"), ("pedestrians", 3, "0.287"), ("raccoon", 10, "17.6")),
}


@functools.cache
def samples_of(name, source):
    """The samples of a data set."""
    x = load(name, source)[{"pedestrians": "positions", "raccoon": "image"}[name]]
    return raccoon_rows(x) if name == "raccoon" else x


@pytest.mark.parametrize("source", ["embedded", "real"])
@points(1)
def test_energy_lost_on_data(randomized_pca, source):
    """The energy that the first components leave out, of pedestrians' positions and of the rows of a picture, as by `pca`."""
    if source == "real" and not os.environ.get("VIVA_DATA"):
        pytest.skip("needs VIVA_DATA")
    for name, k, percent in LOST[source]:
        x = samples_of(name, source)
        _, _, singular_values = fitted(randomized_pca, x, k)
        lost = 1 - np.sum(singular_values**2) / np.sum((x - x.mean(axis=0)) ** 2)
        rounding_of_the_table = 0.5 * 10.0 ** -len(percent.partition(".")[2])
        assert_close(100 * lost, float(percent), bound=rounding_of_the_table, what=f"the energy of {name}, in per cent,")


@points(1)
def test_range_finder_rejects_bad_data(randomized_pca):
    """NaN, infinity, one axis, a third axis, no rows or no columns raise a ValueError that names x."""
    for bad in BAD_DATA:
        assert_rejects(randomized_pca.range_finder, bad, 2, 1, NOISE, good=(GOOD, 2, 1, NOISE), naming="x")


@points(1)
def test_range_finder_rejects_bad_noise(randomized_pca):
    """NaN, infinity, a missing axis, and another number of rows or columns than d and size raise ValueError."""
    good = (GOOD, 2, 1, NOISE)
    for bad in (NOISE * np.nan, np.where(NOISE == 2.0, np.inf, NOISE)):
        assert_rejects(randomized_pca.range_finder, GOOD, 2, 1, bad, good=good, naming="noise")
    for bad in (NOISE[:, 0], NOISE[:2], NOISE[:, :1], np.vstack([NOISE, NOISE]), np.hstack([NOISE, NOISE[:, :1]])):
        assert_rejects(randomized_pca.range_finder, GOOD, 2, 1, bad, good=good)


@points(1)
def test_range_finder_rejects_impossible_sizes(randomized_pca):
    """No column, fewer than none, or more than there are samples raise ValueError."""
    good = (GOOD[:2], 2, 1, NOISE)
    for size in (0, -1):
        assert_rejects(randomized_pca.range_finder, GOOD[:2], size, 1, NOISE, good=good)
    assert_rejects(randomized_pca.range_finder, GOOD[:2], 3, 1, np.eye(3), good=good)


@points(1)
def test_fit_rejects_bad_data(randomized_pca):
    """NaN, infinity, one axis, a third axis, no rows, no columns or a single sample raise a ValueError that names x."""
    for bad in (*BAD_DATA, GOOD[:1]):
        assert_rejects(randomized_pca.fit, bad, 1, good=(GOOD, 1), naming="x")


@points(1)
def test_fit_rejects_impossible_numbers_of_components(randomized_pca):
    """No component, fewer than none, or more than there are samples or columns raise ValueError."""
    for k in (0, -1):
        assert_rejects(randomized_pca.fit, GOOD, k, good=(GOOD, 3), naming="n_components")
    assert_rejects(randomized_pca.fit, GOOD, 4, good=(GOOD, 3))
    assert_rejects(randomized_pca.fit, GOOD[:2], 3, good=(GOOD[:2], 2))


@points(1)
def test_negative_numbers_of_iterations_are_rejected(randomized_pca):
    """Fewer than no power iterations raise ValueError; none is allowed."""
    good = (GOOD, 2, 0, NOISE)
    assert_rejects(randomized_pca.range_finder, GOOD, 2, -1, NOISE, good=good, naming="n_power_iterations")
    assert_rejects(randomized_pca.fit, GOOD, 2, 1, -1, good=(GOOD, 2, 1, 0), naming="n_power_iterations")


@points(1)
def test_negative_oversampling_is_rejected(randomized_pca):
    """A basis smaller than the number of components raises ValueError; one just as large is allowed."""
    assert_rejects(randomized_pca.fit, GOOD, 2, -1, good=(GOOD, 2, 0), naming="n_oversamples")
