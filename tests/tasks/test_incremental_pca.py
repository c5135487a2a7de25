"""Principal component analysis of samples that come in batches."""

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
    assert_equal,
    assert_form,
    assert_orthonormal,
    assert_sign_rule,
    singular_value_error,
    tolerance,
)
from viva.data import load
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.replies import SubmissionError
from viva.strategies import FLOATS, dtypes, samples, seeds

incremental_pca = submitted("incremental_pca")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5], [-1.0, 2.5, 2.0]])
WITH_NAN = np.where(GOOD == 3.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 3.0, np.inf, GOOD)
MATRICES = 10  # with d columns and d + batch rows each: as many numbers as these have, a state may hold


class Truth(NamedTuple):
    """Mean, all d principal axes as rows, their singular values (zero where the rank is lower), and scatter matrix, in float64."""

    mean: np.ndarray
    axes: np.ndarray
    sigma: np.ndarray
    scatter: np.ndarray


def truth(x):
    """The decomposition of the centred samples by NumPy."""
    exact = x.astype(np.float64)
    centred = exact - exact.mean(axis=0)
    _, sigma, axes = np.linalg.svd(centred)
    return Truth(exact.mean(axis=0), axes, np.append(sigma, np.zeros(len(axes) - len(sigma))), centred.T @ centred)


def remoteness(x):
    """How many deviations the samples lie away from zero: where means are merged, rounding is relative to them."""
    return 1 + np.abs(x).max() * np.sqrt(len(x)) / truth(x).sigma[0]


@st.composite
def streams(draw, dtype=np.float64, mean=3.0, rank=None):
    """Samples some deviations away from zero, cut into batches anywhere; the scale is 0.01 to 100."""
    n, d = draw(st.integers(3, 12), label="n"), draw(st.integers(2, 9), label="d")
    values = np.sqrt(n) * 0.7 ** np.arange(min(n - 1, d) if rank is None else min(n - 1, d, rank))
    x = samples(values, n, d, np.random.default_rng(draw(seeds, label="seed")), mean)
    cuts = draw(st.sets(st.integers(1, n - 1)), label="cuts")
    return np.split((draw(st.sampled_from([1.0, 0.01, 100.0]), label="scale") * x).astype(dtype), sorted(cuts))


def enough(x):
    """Numbers of components that lose nothing: from the rank of the centred samples to the number of columns."""
    return st.integers(min(len(x) - 1, x.shape[1]), x.shape[1])


def fed(task, batches, n_components):
    """A model that has seen the batches."""
    model = task.IncrementalPCA(n_components)
    for batch in batches:
        model.partial_fit(batch)
    return model


def result(model, x, n_components):
    """Components and singular values of a model that has seen x, their form checked."""
    k = min(n_components, *x.shape)
    components, singular_values = model.attribute("components"), model.attribute("singular_values")
    assert_form(components, (k, x.shape[1]), x.dtype, what="components")
    assert_form(singular_values, (k,), x.dtype, what="singular_values")
    return components, singular_values


def assert_decomposes(model, x, n_components):
    """Components and singular values put the scatter matrix of all samples together again: Vᵀ Σ² V = XᵀX."""
    components, singular_values = result(model, x, n_components)
    together = (components.T * singular_values**2) @ components
    scale = np.linalg.norm(truth(x).scatter, 2) + np.finfo(x.dtype).tiny
    assert_close(together, truth(x).scatter, scale=scale, condition=remoteness(x), what="the scatter matrix Vᵀ Σ² V")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(incremental_pca, dtype):
    """A mean (d,), components (k, d) and k singular values in the dtype of the batches, k = min(n_components, samples, d)."""
    for n_components in (1, 2, 3):
        model = incremental_pca.IncrementalPCA(n_components)
        for n in (1, 2, 5):
            model.partial_fit(GOOD[model.attribute("n_samples_seen") : n].astype(dtype))
            assert_form(model.attribute("mean"), (3,), dtype, what="the mean")
            result(model, GOOD[:n].astype(dtype), n_components)
            assert_equal(model.attribute("n_samples_seen"), n, what="n_samples_seen")


@points(1)
def test_before_the_first_batch_there_are_no_results(incremental_pca):
    """mean, components and singular_values are None and n_samples_seen is 0, until a batch comes."""
    model = incremental_pca.IncrementalPCA(2)
    for name in ("mean", "components", "singular_values"):
        assert model.attribute(name) is None, f"{name} must be None, not {model.attribute(name)}"
    assert_equal(model.attribute("n_samples_seen"), 0, what="n_samples_seen")
    assert_close(model.partial_fit(GOOD).attribute("mean"), truth(GOOD).mean, what="the mean")


@points(1)
def test_partial_fit_returns_the_model(incremental_pca):
    """So that calls can be chained: the answer of partial_fit is the model itself."""
    model = incremental_pca.IncrementalPCA(2)
    answer = model.partial_fit(GOOD[:2]).partial_fit(GOOD[2:])
    assert answer == model, f"partial_fit returned {answer}, not the model"
    assert_close(model.attribute("mean"), truth(GOOD).mean, what="the mean")


@points(1)
def test_batches_stay_as_they_were(incremental_pca):
    """partial_fit does not change the batches that it is given, neither the first nor those after it."""
    model = incremental_pca.IncrementalPCA(3)
    for batch in np.split(GOOD, [2, 3]):
        assert_leaves_inputs(model.partial_fit, batch)
    assert_decomposes(model, GOOD, 3)


@points(1)
@given(batches=streams())
def test_every_sample_is_counted(incremental_pca, batches):
    """n_samples_seen is the number of rows of all batches, a Python int, and the mean is their sum divided by it."""
    model, x = incremental_pca.IncrementalPCA(1), np.concatenate(batches)
    for number, batch in enumerate(batches, start=1):
        model.partial_fit(batch)
        assert_equal(model.attribute("n_samples_seen"), sum(map(len, batches[:number])), what="n_samples_seen")
    total = model.attribute("n_samples_seen") * model.attribute("mean")
    assert_close(total, x.sum(axis=0), scale=len(x) * np.abs(x).max(), what="n_samples_seen · mean")


@points(2)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_mean_is_that_of_all_samples(incremental_pca, data, dtype, mean):
    """The mean of every column over the samples of all batches, not over the batches and not of the last one."""
    batches = data.draw(streams(dtype, mean), label="batches")
    x = np.concatenate(batches)
    model = fed(incremental_pca, batches, 1)
    assert_close(model.attribute("mean"), truth(x).mean, scale=np.abs(x).max(), what="the mean")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_singular_values_are_those_of_all_samples(incremental_pca, data, dtype):
    """With as many components as the samples have dimensions: σ of the samples of all batches less their mean, descending."""
    batches = data.draw(streams(dtype), label="batches")
    x = np.concatenate(batches)
    k, sigma = data.draw(enough(x), label="n_components"), truth(x).sigma
    _, singular_values = result(fed(incremental_pca, batches, k), x, k)
    bound = remoteness(x) * singular_value_error(sigma, dtype)[: len(singular_values)]
    assert_close(singular_values, sigma[: len(singular_values)], bound=bound, what="singular_values")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_components_and_singular_values_are_those_of_all_samples(incremental_pca, data, dtype):
    """With as many components as dimensions, nothing is lost: Vᵀ Σ² V is the scatter matrix XᵀX of the centred samples."""
    batches = data.draw(streams(dtype), label="batches")
    x = np.concatenate(batches)
    k = data.draw(enough(x), label="n_components")
    assert_decomposes(fed(incremental_pca, batches, k), x, k)


@points(2)
@given(data=st.data())
def test_components_are_the_principal_axes_of_all_samples(incremental_pca, data):
    """Up to sign, the components are those of sklearn.decomposition.PCA of all samples, in its order."""
    batches = data.draw(streams(mean=1.0), label="batches")
    x = np.concatenate(batches)
    k, (_, axes, sigma, _) = data.draw(enough(x), label="n_components"), truth(x)
    components, _ = result(fed(incremental_pca, batches, k), x, k)
    rank = min(len(x) - 1, x.shape[1])
    axes = np.concatenate([PCA(rank, svd_solver="full").fit(x).components_, axes[rank:]])
    assert_eigenvectors(components, axes, sigma**2, what="components")


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_component_is_positive(incremental_pca, data):
    """Every component is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    batches = data.draw(streams(), label="batches")
    x = np.concatenate(batches)
    k = data.draw(st.integers(1, x.shape[1]), label="n_components")
    components, _ = result(fed(incremental_pca, batches, k), x, k)
    assert_sign_rule(components)
    assert_orthonormal(components, what="the components")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_components_are_orthonormal_however_few(incremental_pca, data, dtype):
    """Below the rank, where a method may lose something, and beyond it, where singular values are zero."""
    batches = data.draw(streams(dtype), label="batches")
    x = np.concatenate(batches)
    k = data.draw(st.integers(1, x.shape[1]), label="n_components")
    components, _ = result(fed(incremental_pca, batches, k), x, k)
    assert_orthonormal(components, what="the components")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_singular_values_descend_however_few(incremental_pca, data, dtype):
    """Below the rank too they are in descending order, not negative, and no larger than those of all samples."""
    batches = data.draw(streams(dtype), label="batches")
    x = np.concatenate(batches)
    k, sigma = data.draw(st.integers(1, x.shape[1]), label="n_components"), truth(x).sigma
    _, singular_values = result(fed(incremental_pca, batches, k), x, k)
    error = remoteness(x) * singular_value_error(sigma, dtype)[: len(singular_values)]
    assert np.all(np.diff(singular_values) <= 0), f"the singular values {singular_values} do not descend"
    assert np.all(singular_values >= 0), f"the singular values {singular_values} are negative"
    excess = singular_values - sigma[: len(singular_values)]
    assert np.all(excess <= error), f"the singular values {singular_values} are larger than those of the data, {sigma}"
    assert singular_values[0] > sigma[0] / np.sqrt(len(x)), f"σ₁ is {singular_values[0]}; that of the data is {sigma[0]}"


@points(1)
@given(data=st.data(), rank=st.integers(1, 3))
def test_as_many_components_as_the_rank_are_enough(incremental_pca, data, rank):
    """Samples on a line, in a plane or in a space of three dimensions lose nothing with one, two or three components."""
    batches = data.draw(streams(rank=rank), label="batches")
    x = np.concatenate(batches)
    k = data.draw(st.integers(min(rank, len(x) - 1, x.shape[1]), x.shape[1]), label="n_components")
    assert_decomposes(fed(incremental_pca, batches, k), x, k)


@points(1)
@given(batches=streams(), seed=seeds)
def test_order_and_sizes_of_batches_do_not_matter(incremental_pca, batches, seed):
    """The same samples in another order and in two other batches give the same mean, components and singular values."""
    x, rng = np.concatenate(batches), np.random.default_rng(seed)
    cut = rng.integers(1, len(x))
    for parts in (batches, np.split(rng.permutation(x), [cut])):
        model = fed(incremental_pca, parts, x.shape[1])
        assert_close(model.attribute("mean"), truth(x).mean, scale=np.abs(x).max(), what="the mean")
        assert_decomposes(model, x, x.shape[1])


@points(1)
@given(batches=streams(), dtype=dtypes())
def test_samples_may_come_one_by_one(incremental_pca, batches, dtype):
    """Batches of one row, from the first on, give what all of them together give."""
    x = np.concatenate(batches).astype(dtype)
    assert_decomposes(fed(incremental_pca, x[:, None], x.shape[1]), x, x.shape[1])


@points(1)
@given(batches=streams(), distance=st.sampled_from([10.0, 1000.0]))
def test_batches_may_lie_far_apart(incremental_pca, batches, distance):
    """The scatter of the batches' means counts too: every batch lies somewhere else."""
    parts = [batch + distance * (-1) ** number * np.sqrt(number) for number, batch in enumerate(batches)]
    x = np.concatenate(parts)
    assert_decomposes(fed(incremental_pca, parts, x.shape[1]), x, x.shape[1])


@points(2)
@given(data=st.data())
def test_a_large_mean_does_not_spoil_the_components(incremental_pca, data):
    """A hundred thousand deviations away from the origin: a difference of Σ x xᵀ and n m mᵀ would lose all digits but five."""
    batches = data.draw(streams(mean=1e5), label="batches")
    x = np.concatenate(batches)
    assert_decomposes(fed(incremental_pca, batches, x.shape[1]), x, x.shape[1])


@points(1)
@given(batches=streams())
def test_results_are_up_to_date_after_every_batch(incremental_pca, batches):
    """Whoever looks between batches sees the samples so far, and does not disturb what comes after."""
    model, k = incremental_pca.IncrementalPCA(batches[0].shape[1]), batches[0].shape[1]
    for number, batch in enumerate(batches, start=1):
        model.partial_fit(batch)
        x = np.concatenate(batches[:number])
        assert_close(model.attribute("mean"), truth(x).mean, scale=np.abs(x).max(), what="the mean")
        if len(x) > 1:
            assert_decomposes(model, x, k)


@points(1)
def test_models_do_not_share_what_they_have_seen(incremental_pca, rng):
    """Two models that are fed in turn each know their own samples only, however wide those are."""
    x, y = 1 + rng.normal(size=(7, 3)), 5 + rng.normal(size=(9, 4))
    first, second = incremental_pca.IncrementalPCA(3), incremental_pca.IncrementalPCA(4)
    for rows in (slice(0, 4), slice(4, None)):
        first.partial_fit(x[rows])
        second.partial_fit(y[rows])
    assert_decomposes(first, x, 3)
    assert_decomposes(second, y, 4)


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_one_sample_has_no_spread(incremental_pca, rng, dtype):
    """Its mean is the sample, its singular value is zero, and its component is any unit vector."""
    x = rng.normal(size=(1, 4), loc=10).astype(dtype)
    model = fed(incremental_pca, [x], 2)
    components, singular_values = result(model, x, 2)
    assert_close(model.attribute("mean"), x[0], what="the mean")
    assert_close(singular_values, [0.0], bound=tolerance(dtype, np.abs(x).max()), what="singular_values")
    assert_orthonormal(components, what="the component")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_equal_samples_have_no_spread(incremental_pca, rng, dtype):
    """Their mean is the sample, all singular values are zero, and the components are still orthonormal."""
    x = np.tile(rng.normal(size=4, loc=10), (5, 1)).astype(dtype)
    model = fed(incremental_pca, np.split(x, [2]), 3)
    components, singular_values = result(model, x, 3)
    assert_close(model.attribute("mean"), x[0], what="the mean")
    error = tolerance(dtype, np.linalg.norm(x))  # that of a method which decomposes what rounding has left of the deviations
    assert_close(singular_values, np.zeros(3), bound=error, what="singular_values")
    assert_orthonormal(components, what="the components")


@pytest.mark.parametrize("d", [40, 450])
@points(1)
def test_samples_may_have_many_columns(incremental_pca, rng, d):
    """Fewer samples than columns: as many components as samples, the last one without a singular value."""
    x = samples(3 * 0.7 ** np.arange(6), 7, d, rng)
    model = fed(incremental_pca, np.split(x, [1, 4]), 10)
    assert_decomposes(model, x, 10)
    assert_orthonormal(result(model, x, 10)[0], what="the components")


@points(1)
def test_one_column_has_one_component(incremental_pca, rng):
    """Samples of one number each: the component is 1, the singular value the root of the sum of squares."""
    x = rng.normal(size=(6, 1), loc=3)
    model = fed(incremental_pca, np.split(x, [2, 3]), 1)
    components, singular_values = result(model, x, 1)
    assert_close(components, [[1.0]], what="components")
    assert_close(singular_values, [np.sqrt(np.sum((x - x.mean()) ** 2))], what="singular_values", condition=remoteness(x))


def numbers_held(model):
    """How many numbers the tensors among a model's attributes have together, those in lists too."""
    state, held = model.attribute("__dict__").copy(), 0
    while True:
        try:
            _, value = state.popitem.options(finite=False)()
        except SubmissionError as error:
            if "KeyError" in error.types:  # nothing is left
                return held
        else:
            held += sum(np.size(part) for part in (value if isinstance(value, tuple) else (value,)))


@points(1)
def test_state_does_not_grow(incremental_pca, rng):
    """However many samples were seen, a model holds no more than some matrices of d columns and d + batch rows."""
    m, d = 5, 3
    x = rng.normal(size=(100 * m, d), loc=3)
    model = fed(incremental_pca, x.reshape(100, m, d), d)
    assert_decomposes(model, x, d)
    held, allowed = numbers_held(model), MATRICES * d * (d + m)
    assert held <= allowed, f"after {x.size} numbers in batches of {m * d}, the model holds {held} numbers, allowed {allowed}"


@pytest.mark.parametrize("source", ["embedded", "real"])
@points(1)
def test_energy_lost_by_pedestrians(incremental_pca, source):
    """A thousand positions of 15 pedestrians, in batches of 150: two components lose 15.1 % of the energy, three 0.287 %."""
    if source == "real" and not os.environ.get("VIVA_DATA"):
        pytest.skip("needs VIVA_DATA")
    x = load("pedestrians", source)["positions"]
    model = fed(incremental_pca, np.split(x, range(150, len(x), 150)), x.shape[1])
    _, singular_values = result(model, x, x.shape[1])
    energy = singular_values**2 / np.sum(singular_values**2)
    assert_close(100 * energy[2:].sum(), 15.1, bound=0.05, what="the energy beyond two components, in per cent,")
    assert_close(100 * energy[3:].sum(), 0.287, bound=0.0005, what="the energy beyond three components, in per cent,")


@points(1)
def test_bad_batches_are_rejected(incremental_pca):
    """NaN, infinity, one axis, a third axis, no rows or no columns raise a ValueError that names the batch."""
    model = incremental_pca.IncrementalPCA(1)
    for bad in (WITH_NAN, WITH_INFINITY, GOOD[0], np.stack([GOOD, GOOD]), GOOD[:0], GOOD[:, :0]):
        assert_rejects(model.partial_fit, bad, good=(GOOD,), naming="batch")


@points(1)
def test_a_bad_first_batch_is_rejected(incremental_pca):
    """The first batch is looked at like all others: NaN, a third axis or no rows raise ValueError."""
    for bad in (WITH_NAN, np.stack([GOOD, GOOD]), GOOD[:0]):
        assert_rejects(lambda batch: incremental_pca.IncrementalPCA(1).partial_fit(batch), bad, good=(GOOD,), naming="batch")


@points(1)
def test_batches_of_another_width_are_rejected(incremental_pca):
    """Once a batch has come, those with fewer or more columns raise ValueError."""
    model = incremental_pca.IncrementalPCA(1)
    for bad in (GOOD[:, :2], GOOD[:, :1], np.hstack([GOOD, GOOD])):
        assert_rejects(model.partial_fit, bad, good=(GOOD,), naming="batch")


@points(1)
def test_impossible_numbers_of_components_are_rejected(incremental_pca):
    """No component or fewer than none raise ValueError at once or with the first batch."""
    for k in (0, -1):
        assert_rejects(lambda k: incremental_pca.IncrementalPCA(k).partial_fit(GOOD), k, good=(3,), naming="n_components")
    assert_decomposes(fed(incremental_pca, [GOOD], 3), GOOD, 3)


@points(1)
def test_more_components_than_columns_are_rejected(incremental_pca):
    """Three columns have three components at most; fewer samples than that are no error."""
    assert_rejects(lambda k: incremental_pca.IncrementalPCA(k).partial_fit(GOOD), 4, good=(3,))
    assert_rejects(lambda k: incremental_pca.IncrementalPCA(k).partial_fit(GOOD[:1]), 4, good=(3,))
