"""Principal component analysis."""

import functools
import os
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split

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
from viva.data import load, raccoon_rows
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, data_sets, dtypes, normal, rotations, samples, seeds

pca = submitted("pca")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5]])
CONSTANT = np.tile([1.0, 2.0, -4.0], (4, 1))
WITH_NAN = np.where(GOOD == 3.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 3.0, np.inf, GOOD)
BAD_DATA = (WITH_NAN, WITH_INFINITY, np.stack([GOOD, GOOD]), GOOD[:0], GOOD[:, :0])


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


def counts(x, spare=0):
    """Numbers of components that x allows."""
    return st.integers(1, min(len(x) - spare, x.shape[1]))


def fitted(pca, x, k):
    """The answer of fit, its form checked."""
    mean, components, singular_values = pca.fit(x, k)
    assert_form(mean, x.shape[1:], x.dtype, what="the mean")
    assert_form(components, (k, x.shape[1]), x.dtype, what="components")
    assert_form(singular_values, (k,), x.dtype, what="singular_values")
    return mean, components, singular_values


def reconstructed(pca, x, k):
    """The answer of reconstruct, its form checked."""
    answer = pca.reconstruct(x, k)
    assert_form(answer, x.shape, x.dtype, what="the reconstruction")
    return answer


def assert_decomposes(answer, x):
    """Singular values and components are those of the centred data."""
    _, components, singular_values = answer
    _, axes, sigma = truth(x)
    bound = singular_value_error(sigma, x.dtype)[: len(components)]
    assert_close(singular_values, sigma[: len(components)], what="singular_values", bound=bound)
    assert_eigenvectors(components, axes, sigma**2, what="components")


@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_fit(pca, dtype):
    """fit answers in the dtype of the data: a mean, a row for each component and a singular value for each."""
    for n, d in ((4, 3), (3, 5)):
        fitted(pca, np.resize(GOOD, (n, d)).astype(dtype), 2)


@pytest.mark.parametrize("function", ["covariance", "explained_variance", "energy", "project", "reconstruct"])
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(pca, dtype, function):
    """A function answers in the dtype of the data, with the promised shape."""
    for n, d in ((4, 3), (3, 5)):
        x = np.resize(GOOD, (n, d)).astype(dtype)
        rest = {"project": (x[0], np.eye(d, dtype=dtype)[:2]), "reconstruct": (2,)}.get(function, ())
        shape = {"covariance": (d, d), "project": (n, 2), "reconstruct": (n, d)}.get(function, (3,))
        assert_form(getattr(pca, function)(x, *rest), shape, dtype, what=function)


@points(0.5)
def test_the_number_of_components_is_a_python_int(pca):
    """components_for_energy counts: the answer is an int, and no tensor."""
    assert_equal(pca.components_for_energy(GOOD, 0.9), 2, what="components_for_energy")


def by_numpy(function):
    """Arguments and answer of a function for GOOD."""
    mean, axes, sigma = truth(GOOD)
    return {
        "covariance": ((), np.cov(GOOD.T)),
        "explained_variance": ((), sigma**2 / 3),
        "energy": ((), sigma**2 / np.sum(sigma**2)),
        "project": ((GOOD[0], np.eye(3)[:2]), (GOOD - GOOD[0])[:, :2]),
        "reconstruct": ((2,), mean + (GOOD - mean) @ axes[:2].T @ axes[:2]),
        "components_for_energy": ((0.9,), np.array(2)),
    }[function]


@pytest.mark.parametrize(
    "function", ["covariance", "explained_variance", "energy", "project", "reconstruct", "components_for_energy"]
)
@points(1)
def test_inputs_stay_as_they_were(pca, function):
    """No function changes the data that it is given."""
    rest, expected = by_numpy(function)
    answer = assert_leaves_inputs(getattr(pca, function), GOOD, *rest)
    assert_close(answer, expected, scale=truth(GOOD).sigma[0] ** 2)


@points(1)
def test_fit_leaves_the_data_as_they_were(pca):
    """fit does not change the data that it is given."""
    assert_decomposes(assert_leaves_inputs(pca.fit, GOOD, 2), GOOD)


@points(1)
@given(shape=st.sampled_from([(2, 1), (2, 2), (2, 6), (5, 1), (3, 3)]), seed=seeds)
def test_the_smallest_data_sets_have_components_too(pca, shape, seed):
    """Two samples, one column, as many samples as columns: each has min(n, d) components, and one may be asked for."""
    x = samples([1.0], *shape, np.random.default_rng(seed))
    for k in (1, min(shape)):
        assert_decomposes(fitted(pca, x, k), x)
        assert_close(pca.reconstruct(x, k), x, scale=np.abs(x).max(), what="the reconstruction of data on a line")


@points(1)
def test_fraction_keeps_its_precision(pca, rng):
    """The first component carries a share of 0.300000005: enough for 0.3 in float64, as a number and as a tensor."""
    x = samples(np.sqrt([0.3 + 5e-9, 0.25, 0.25, 0.2 - 5e-9]), 6, 4, rng)
    assert_equal(pca.components_for_energy(x, 0.3), 1, what="the number of components for 0.3")
    assert_equal(pca.components_for_energy(x, np.float64(0.3)), 1, what="the number of components for a tensor 0.3")
    assert_equal(pca.components_for_energy(x, 0.3 + 1e-8), 2, what="the number of components for a little more")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_mean_is_that_of_every_column(pca, data, dtype):
    """The mean of every column over the samples."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    mean, _, _ = fitted(pca, x, 1)
    assert_close(mean, truth(x).mean, scale=np.abs(x).max(), what="the mean")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_singular_values_are_those_of_the_centred_data(pca, data, dtype):
    """The first k singular values of the data less their mean, in descending order."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    k = data.draw(counts(x), label="k")
    sigma = truth(x).sigma
    _, _, singular_values = fitted(pca, x, k)
    assert_close(singular_values, sigma[:k], what="singular_values", bound=singular_value_error(sigma, dtype)[:k])


@points(1)
@given(dtype=dtypes(), shape=st.sampled_from([(9, 6), (5, 8)]), seed=seeds)
def test_small_singular_values_keep_the_digits_that_a_covariance_has(pca, dtype, shape, seed):
    """Down to sqrt(eps) · σ₁ singular values are good to eps · σ₁² / σ: enough digits, whether by a covariance or an SVD."""
    smallest = 100 * np.sqrt(np.finfo(dtype).eps)
    x = samples(np.geomspace(1, smallest, 4), *shape, np.random.default_rng(seed), mean=0.3).astype(dtype)
    sigma = truth(x).sigma
    _, _, singular_values = fitted(pca, x, 4)
    assert_close(singular_values, sigma[:4], what="singular_values", bound=singular_value_error(sigma, dtype)[:4])


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_components_are_the_principal_axes(pca, data, dtype):
    """Component i spans the i-th principal axis of the data, for more samples than columns and for fewer."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    _, axes, sigma = truth(x)
    _, components, _ = fitted(pca, x, data.draw(counts(x), label="k"))
    assert_eigenvectors(components, axes, sigma**2, what="components")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_components_are_orthonormal(pca, data, dtype):
    """The components have length one and are orthogonal to each other."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    sigma = truth(x).sigma
    _, components, _ = fitted(pca, x, k)
    assert_orthonormal(components, what="the components", condition=(sigma[0] / sigma[k - 1]) ** 2)


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_component_is_positive(pca, data):
    """Every component is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    _, components, _ = fitted(pca, x, k)
    assert_sign_rule(components)
    sigma = truth(x).sigma
    assert_orthonormal(components, what="the components", condition=(sigma[0] / sigma[k - 1]) ** 2)


@points(1)
@given(data=st.data())
def test_components_diagonalise_the_covariance(pca, data):
    """Along the components the data are uncorrelated, and σ² is the sum of squares along each: V XᵀX Vᵀ = diag σ²."""
    x = data.draw(data_sets(), label="x")
    _, components, singular_values = fitted(pca, x, data.draw(counts(x), label="k"))
    scores = (x - x.mean(axis=0)) @ components.T
    sigma = truth(x).sigma
    assert_close(scores.T @ scores, np.diag(singular_values**2), what="V XᵀX Vᵀ", scale=sigma[0] ** 2)
    assert_close(np.trace(scores.T @ scores), np.sum(sigma[: len(components)] ** 2), what="trace V XᵀX Vᵀ", scale=sigma[0] ** 2)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_a_large_mean_does_not_spoil_the_components(pca, data, dtype):
    """Data hundreds of deviations away from the origin have the components of their spread, not of their place."""
    x = data.draw(data_sets(dtype=dtype, mean=100.0), label="x")
    assert_decomposes(fitted(pca, x, data.draw(counts(x), label="k")), x)


@points(1)
@given(data=st.data(), values=st.sampled_from([(2.0, 2.0, 1.0), (3.0, 0.01, 0.01), (2.0, 2.0, 2.0)]))
def test_repeated_singular_values(pca, data, values):
    """Components of equal singular values are some orthonormal basis of the space that they share."""
    n, d = data.draw(st.sampled_from([(12, 4), (9, 6), (5, 9)]), label="shape")
    x = samples(values, n, d, np.random.default_rng(data.draw(seeds, label="seed")))
    answer = fitted(pca, x, data.draw(st.integers(1, len(values)), label="k"))
    assert_decomposes(answer, x)
    assert_orthonormal(answer[1], what="the components", condition=(values[0] / values[-1]) ** 2)


@points(1)
@given(data=st.data(), values=st.sampled_from([(3.0, 2.0), (1.0,), (0.0,)]), dtype=dtypes())
def test_components_beyond_the_rank(pca, data, values, dtype):
    """Where the data have fewer dimensions than components, the rest are orthonormal too, with singular values of zero."""
    n, d = data.draw(st.sampled_from([(12, 4), (5, 5), (4, 9)]), label="shape")
    x = samples(values, n, d, np.random.default_rng(data.draw(seeds, label="seed"))).astype(dtype)
    x = x if any(values) else np.ones_like(x)
    answer = fitted(pca, x, min(n, d))
    assert_decomposes(answer, x)
    assert_orthonormal(answer[1], what="the components", condition=1 / np.sqrt(np.finfo(dtype).eps))


@points(2)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_covariance_divides_by_n_minus_one(pca, data, dtype, mean):
    """The covariance of the columns about their means, with divisor n − 1, wherever the data lie."""
    x = data.draw(data_sets(dtype=dtype, mean=mean), label="x")
    expected = np.cov(x.astype(np.float64), rowvar=False)
    assert_close(pca.covariance(x), expected, scale=np.linalg.norm(expected, 2), what="the covariance")


@points(1)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_explained_variances_are_those_of_scikit_learn(pca, data, dtype, mean):
    """The min(n, d) largest eigenvalues of the covariance, σ² / (n − 1), in descending order, as sklearn's PCA has them."""
    x = data.draw(data_sets(dtype=dtype, mean=mean), label="x")
    expected = PCA(svd_solver="full").fit(x.astype(np.float64)).explained_variance_
    assert_close(pca.explained_variance(x), expected, scale=expected[0], what="explained_variance")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_energies_of_a_known_spectrum(pca, data, dtype):
    """Energies are the shares of the squared singular values, in descending order; they add up to one."""
    values = data.draw(st.lists(st.sampled_from([0.01, 1.0, 2.0, 5.0]), min_size=1, max_size=4), label="singular values")
    n, d = data.draw(st.sampled_from([(12, 4), (5, 5), (6, 9)]), label="shape")
    x = samples(values, n, d, np.random.default_rng(data.draw(seeds, label="seed")), mean=0.0).astype(dtype)
    sigma = np.zeros(min(n, d))
    sigma[: len(values)] = sorted(values, reverse=True)
    assert_close(pca.energy(x), sigma**2 / np.sum(sigma**2), scale=1.0, what="the energy")


@points(1)
@given(x=data_sets(), scale=st.sampled_from([1e-3, 1e3]), seed=seeds)
def test_energies_do_not_depend_on_place_direction_or_unit(pca, x, scale, seed):
    """Moving, turning and scaling the data leaves the energies as they are."""
    turned = scale * (x @ rotations(x.shape[1], seed) + 10)
    spread = np.abs(turned).max() / (scale * truth(x).sigma[0])
    expected = truth(x).sigma[: min(x.shape)] ** 2 / np.sum(truth(x).sigma ** 2)
    assert_close(pca.energy(turned), expected, scale=1.0, condition=1 + spread, what="the energy of the moved data")


@points(2)
@given(data=st.data(), dtype=dtypes(), part=st.sampled_from([0.1, 0.5, 0.9]))
def test_components_for_energy_counts_cumulative_energy(pca, data, dtype, part):
    """The fewest components that together carry the fraction: k where it lies between the first k − 1 energies and the first k."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    sigma = truth(x).sigma
    cumulative = np.append(0, np.cumsum(sigma**2) / np.sum(sigma**2))
    fraction = float((1 - part) * cumulative[k - 1] + part * cumulative[k])
    assert_equal(pca.components_for_energy(x, fraction), k, what=f"the number of components for {fraction:.6f}")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_all_the_energy_takes_all_the_dimensions(pca, data, dtype):
    """A fraction of one takes as many components as the data have dimensions (and rounding may add the one without energy)."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    rank = min(len(x) - 1, x.shape[1])
    answer = pca.components_for_energy(x, 1.0)
    expected = answer if answer == min(x.shape) else rank
    assert_equal(answer, expected, what="the number of components for all the energy")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_projection_measures_from_the_given_mean_along_the_given_components(pca, data, dtype):
    """The coordinates of new samples are (x − mean) · component, whatever mean and components were fitted on; one row will do."""
    x = data.draw(normal(st.integers(1, 6), st.integers(2, 6), dtype=dtype), label="x")
    mean = data.draw(normal(x.shape[1], dtype=dtype, scale=3.0), label="mean")
    components = rotations(x.shape[1], data.draw(seeds, label="seed"))[: data.draw(st.integers(1, x.shape[1]), label="k")]
    expected = (x.astype(np.float64) - mean) @ components.T.astype(dtype)
    assert_close(pca.project(x, mean, components.astype(dtype)), expected, scale=np.abs(x).max() + np.abs(mean).max())


@points(1)
@given(x=data_sets(), seed=seeds, k=st.integers(1, 2))
def test_projection_is_idempotent(pca, x, seed, k):
    """A sample put back from its coordinates, mean + z · components, has the same coordinates."""
    mean, components = x[0], rotations(x.shape[1], seed)[:k]
    scores = pca.project(x, mean, components)
    assert_form(scores, (len(x), k), x.dtype, what="the projection")
    assert_close(scores, (x - mean) @ components.T, scale=np.abs(x).max(), what="the projection")
    again = pca.project(mean + scores @ components, mean, components)
    assert_close(again, scores, scale=np.abs(x).max(), what="the second projection")


@points(2)
@given(data=st.data(), dtype=dtypes(), mean=st.sampled_from([3.0, 100.0]))
def test_reconstruction_projects_onto_the_first_components(pca, data, dtype, mean):
    """Every sample moves to the nearest point of the affine space of the mean and the first k principal axes."""
    x = data.draw(data_sets(dtype=dtype, mean=mean), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    centre, axes, sigma = truth(x)
    expected = centre + (x - centre) @ axes[:k].T @ axes[:k]
    gap = sigma[k - 1] ** 2 - np.append(sigma, 0)[k] ** 2
    assert_close(pca.reconstruct(x, k), expected, scale=np.abs(x).max(), condition=sigma[0] ** 2 / gap)


@points(1)
@given(data=st.data())
def test_squared_error_is_the_discarded_energy(pca, data):
    """What a reconstruction loses, summed over all entries, is exactly σ² of the components that it leaves out."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x), label="k")
    error = np.sum((x - reconstructed(pca, x, k)) ** 2)
    assert_close(error, np.sum(truth(x).sigma[k:] ** 2), what="the squared error", scale=np.sum(x**2))


@points(1)
@given(data=st.data(), distance=st.sampled_from([1.0, 0.1, 0.01]))
def test_no_other_projection_reconstructs_better(pca, data, distance):
    """Eckart–Young: no projection onto k directions, random or near the best, has a smaller squared error."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    mean, axes, _ = truth(x)
    noise = data.draw(normal(*axes[:k].T.shape, scale=distance), label="noise")
    other = np.linalg.qr(axes[:k].T + noise)[0]
    error = np.sum((x - reconstructed(pca, x, k)) ** 2)
    rival = np.sum((x - mean - (x - mean) @ other @ other.T) ** 2)
    assert error <= rival + tolerance(x.dtype, np.sum(x**2)), f"the squared error is {error}; another projection has {rival}"


@points(1)
@given(data=st.data())
def test_pythagoras(pca, data):
    """For every sample the squared distance from the mean is that of its reconstruction plus the squared error."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    mean, _, sigma = truth(x)
    answer = reconstructed(pca, x, k)
    together = np.sum((answer - mean) ** 2, axis=1) + np.sum((x - answer) ** 2, axis=1)
    condition = (sigma[0] / sigma[k - 1]) ** 2
    assert_close(together, np.sum((x - mean) ** 2, axis=1), scale=np.abs(x).max() ** 2, condition=condition)


@points(1)
@given(data=st.data())
def test_reconstruction_is_idempotent(pca, data):
    """Reconstructing a reconstruction changes nothing."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    once, sigma = reconstructed(pca, x, k), truth(x).sigma
    condition = (sigma[0] / sigma[k - 1]) ** 2
    assert_close(once.mean(axis=0), x.mean(axis=0), scale=np.abs(x).max(), what="the mean of the reconstruction")
    assert np.linalg.matrix_rank(once - once.mean(axis=0), tol=sigma[k - 1] / 2) == k, f"a reconstruction has {k} dimensions"
    assert_close(pca.reconstruct(once, k), once, scale=np.abs(x).max(), condition=condition, what="the second reconstruction")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_all_components_together_lose_nothing(pca, data, dtype):
    """With min(n, d) components the reconstruction is the data, the mean added back."""
    x = data.draw(data_sets(dtype=dtype), label="x")
    sigma = truth(x).sigma
    condition = (sigma[0] / sigma[min(len(x) - 1, x.shape[1]) - 1]) ** 2
    assert_close(pca.reconstruct(x, min(x.shape)), x, scale=np.abs(x).max(), condition=condition, what="the reconstruction")


@points(1)
@given(data=st.data())
def test_fit_agrees_with_scikit_learn(pca, data):
    """Mean, singular values and components, up to sign, are those of sklearn.decomposition.PCA."""
    x = data.draw(data_sets(), label="x")
    k = data.draw(counts(x, spare=1), label="k")
    oracle, whole = PCA(k, svd_solver="full").fit(x), truth(x).sigma
    mean, components, singular_values = fitted(pca, x, k)
    assert_close(mean, oracle.mean_, scale=np.abs(x).max(), what="the mean")
    assert_close(singular_values, oracle.singular_values_, bound=singular_value_error(whole, x.dtype)[:k], what="singular_values")
    axes = np.concatenate([oracle.components_, truth(x).axes[k:]])
    assert_eigenvectors(components, axes, whole**2, what="components")


LOST = {  # per cent of the energy that the first k components leave out
    "embedded": (("points", 1, "0.686"), ("pedestrians", 2, "15.1"), ("pedestrians", 3, "0.287"), ("raccoon", 10, "5.1")),
    "real": (("points", 1, "0.686"), ("pedestrians", 2, "15.08"), ("pedestrians", 3, "0.287"), ("raccoon", 10, "17.60")),
}
NEEDED = {  # components for 99 % of the energy
    "embedded": (("points", 1), ("pedestrians", 3), ("raccoon", 36)),
    "real": (("points", 1), ("pedestrians", 3), ("raccoon", 77)),
}


@pytest.fixture(params=["embedded", "real"])
def source(request):
    """Where data come from; questions on real data are not graded where there are none."""
    if request.param == "real" and not os.environ.get("VIVA_DATA"):
        pytest.skip("needs VIVA_DATA")
    return request.param


@functools.cache
def samples_of(name, source):
    """The samples of a data set."""
    x = load(name, source)[{"points": "x", "pedestrians": "positions", "raccoon": "image"}[name]]
    return raccoon_rows(x) if name == "raccoon" else x


def assert_percent(actual, percent, *, what):
    """A share is the percentage of a table, to the digits that the table gives."""
    rounding_of_the_table = 0.5 * 10.0 ** -len(percent.partition(".")[2])
    assert_close(100 * actual, float(percent), bound=rounding_of_the_table, what=f"{what}, in per cent,")


@points(1)
def test_energy_lost_on_data(pca, source):
    """The energy that the first components leave out: of points, of pedestrians' positions, of the rows of a picture."""
    for name, k, percent in LOST[source]:
        x = samples_of(name, source)
        energy = pca.energy(x)
        assert_form(energy, (min(x.shape),), x.dtype, what="the energy")
        assert_percent(energy[k:].sum(), percent, what=f"the energy of {name} beyond {k} components")


@points(1)
def test_components_for_all_but_one_per_cent_of_data(pca, source):
    """How many components keep 99 % of the energy: a photograph needs many, pedestrians need three."""
    for name, k in NEEDED[source]:
        answer = pca.components_for_energy(samples_of(name, source), 0.99)
        assert_equal(answer, k, what=f"the number of components for {name}")


@points(1)
def test_squared_error_on_data(pca, source):
    """What is lost where the data are put together again from their first components, as a share of all squares."""
    for name, k, percent in LOST[source]:
        x = samples_of(name, source)
        error = np.sum((x - reconstructed(pca, x, k)) ** 2) / np.sum((x - x.mean(axis=0)) ** 2)
        assert_percent(error, percent, what=f"the squared error of {name} out of {k} components")


@points(1)
def test_breast_cancer_needs_one_component_raw_and_ten_standardised(pca):
    """For 95 % of the energy; raw, one measurement with large numbers is nearly all there is, 98.2 %."""
    x = load_breast_cancer()["data"]
    train, _ = train_test_split(x, random_state=0)
    standardised = (train - train.mean(axis=0)) / train.std(axis=0)
    assert_equal(pca.components_for_energy(x, 0.95), 1, what="the number of components of the raw data")
    assert_equal(pca.components_for_energy(standardised, 0.95), 10, what="the number of components of the standardised data")


@points(1)
def test_fit_and_reconstruct_reject_bad_data(pca):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError that names x."""
    for bad in BAD_DATA:
        assert_rejects(pca.fit, bad, 1, good=(GOOD, 1), naming="x")
        assert_rejects(pca.reconstruct, bad, 1, good=(GOOD, 1), naming="x")


@points(1)
def test_variances_and_energies_reject_bad_data(pca):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError that names x."""
    for bad in BAD_DATA:
        for function in (pca.covariance, pca.explained_variance, pca.energy):
            assert_rejects(function, bad, good=(GOOD,), naming="x")
        assert_rejects(pca.components_for_energy, bad, 0.9, good=(GOOD, 0.9), naming="x")


@points(1)
def test_one_sample_is_too_few(pca):
    """fit raises ValueError where there is only one sample."""
    assert_rejects(pca.fit, GOOD[:1], 1, good=(GOOD[:2], 1), naming="x")


@points(1)
def test_impossible_numbers_of_components_are_rejected(pca):
    """No component, fewer than none, or more than there are samples or columns raise ValueError."""
    for function in (pca.fit, pca.reconstruct):
        for k in (0, -1):
            assert_rejects(function, GOOD, k, good=(GOOD, 3), naming="n_components")
        assert_rejects(function, GOOD, 4, good=(GOOD, 3))
        assert_rejects(function, GOOD[:2], 3, good=(GOOD[:2], 2))


@points(1)
def test_impossible_fractions_are_rejected(pca):
    """A fraction must lie above 0 and be at most 1."""
    for fraction in (0.0, -0.1, 1.1, float("nan")):
        assert_rejects(pca.components_for_energy, GOOD, fraction, good=(GOOD, 0.5), naming="fraction")


@points(1)
def test_constant_data_have_no_energy(pca):
    """Where all samples are equal there is nothing to share out: ValueError."""
    assert_rejects(pca.energy, CONSTANT, good=(GOOD,))
    assert_rejects(pca.components_for_energy, CONSTANT, 0.5, good=(GOOD, 0.5))


@points(1)
def test_projection_rejects_what_does_not_fit(pca):
    """Widths that differ, a missing axis and NaN in any of the three arguments raise ValueError."""
    mean, components = GOOD[0], np.eye(3)[:2]
    good = (GOOD, mean, components)
    for bad in ((GOOD[:, :2], mean, components), (GOOD, mean[:1], components), (GOOD, mean, components[:, :2])):
        assert_rejects(pca.project, *bad, good=good)
    assert_rejects(pca.project, GOOD, mean, components[0], good=good, naming="components")
    for position, name in enumerate(("x", "mean", "components")):
        bad = tuple(np.where(part == part.max(), np.nan, part) if i == position else part for i, part in enumerate(good))
        assert_rejects(pca.project, *bad, good=good, naming=name)
