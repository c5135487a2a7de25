"""Diffusion maps."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.special import ive
from scipy.stats import spearmanr

from viva.closeness import assert_close, assert_eigenvectors, assert_form, assert_orthonormal, assert_sign_rule, tolerance
from viva.data import load
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, normal, rotations, seeds

diffusion_maps = submitted("diffusion_maps")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5], [3.0, -1.0, 0.0]])
CONSTANT = np.tile([1.0, 2.0, -4.0], (4, 1))
WITH_NAN = np.where(GOOD == 4.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 4.0, np.inf, GOOD)
BAD_DATA = (WITH_NAN, WITH_INFINITY, np.stack([GOOD] * 5), GOOD[:0], GOOD[:, :0])
MANY_SAMPLES = 300.0  # seconds for an answer about thousands of them: TensorFlow takes two minutes for all eigenpairs


class Problem(NamedTuple):
    """Samples and the width of the kernel."""

    x: np.ndarray
    epsilon: float


class Truth(NamedTuple):
    """In float64: K, Q, the eigenvalues a of Q^(−½) K Q^(−½), its eigenvectors as rows, and how much rounding is enlarged."""

    kernel: np.ndarray
    weights: np.ndarray
    a: np.ndarray
    vectors: np.ndarray
    condition: float


def truth(x, epsilon):
    """The decomposition by NumPy and SciPy."""
    x = x.astype(np.float64)
    squared = cdist(x, x, "sqeuclidean")
    w = np.exp(-squared / epsilon)
    kernel = w / np.outer(w.sum(axis=1), w.sum(axis=1))
    weights = kernel.sum(axis=1)
    a, vectors = np.linalg.eigh(kernel / np.sqrt(np.outer(weights, weights)))
    condition = 1 + (squared.max() + np.sum(x**2, axis=1).max()) / epsilon  # ‖a‖² + ‖b‖² − 2ab is rounded before its exponential
    return Truth(kernel, weights, a[::-1], vectors[:, ::-1].T, condition)


def default_epsilon(x):
    """Five per cent of the largest distance."""
    return 0.05 * float(cdist(x, x).max())


@st.composite
def problems(draw, dtype=np.float64, least=5, most=30):
    """Samples in a cube that is not about zero, and widths from a third of its half side to more than that, squared."""
    rng, d = np.random.default_rng(draw(seeds)), draw(st.integers(1, 3))
    scale = draw(st.sampled_from([1.0, 0.5, 2.0]))
    x = scale * (rng.uniform(-1, 1, (draw(st.integers(least, most)), d)) + 2 * rng.normal(size=d))
    return Problem(x.astype(dtype), draw(st.sampled_from([0.7, 0.3, 1.7])) * scale**2)


def mapped(diffusion_maps, x, n_eigenfunctions, *epsilon, deadline=None):
    """Eigenvalues, and eigenfunctions as rows, their form checked."""
    question = diffusion_maps.diffusion_map.options(deadline=deadline)
    eigenvalues, eigenfunctions = question(x, n_eigenfunctions, *epsilon)
    assert_form(eigenvalues, (n_eigenfunctions + 1,), x.dtype, what="the eigenvalues")
    assert_form(eigenfunctions, (len(x), n_eigenfunctions + 1), x.dtype, what="the eigenfunctions")
    return eigenvalues, eigenfunctions.T


def assert_eigenvalues(actual, a, epsilon, condition):
    """λ = a^(1 / 2ε), where a is known to rounding."""
    a, power = np.clip(a[: len(actual)], 0, 1), 0.5 / epsilon
    error = tolerance(actual.dtype, condition=condition)
    above, below = np.minimum(a + error, 1) ** power - a**power, a**power - np.maximum(a - error, 0) ** power
    bound = np.maximum(above, below) + tolerance(actual.dtype)
    assert_close(actual, a**power, bound=bound, what="the eigenvalues")


def assert_eigenfunctions(actual, exact):
    """Each is Q^(−½) times a vector of the eigenspace of its place."""
    vectors = (actual * np.sqrt(exact.weights)).astype(actual.dtype)
    assert_eigenvectors(vectors, exact.vectors, exact.a, what="the eigenfunctions times the root of Q", condition=exact.condition)


def assert_orthonormal_functions(actual, exact):
    """Σ_i Q_i φ_ij φ_ik is 1 for j = k, else 0."""
    vectors = (actual * np.sqrt(exact.weights)).astype(actual.dtype)
    assert_orthonormal(vectors, what="the eigenfunctions, weighted by Q,", condition=exact.condition)


def assert_first_is_constant(first, exact):
    """φ₀ is 1 / sqrt(Σ Q) for every sample."""
    gap = 1 - exact.a[1]
    error = tolerance(first.dtype, condition=exact.condition) / max(gap, np.finfo(first.dtype).tiny)
    assert_close(first, np.full(len(first), exact.weights.sum() ** -0.5), bound=error / np.sqrt(exact.weights), what="φ₀")


def fourier(t, n_pairs):
    """The unit vectors 1, cos t, sin t, cos 2t, … on a closed circle with evenly spaced angles t, as rows."""
    waves = [np.ones_like(t)]
    for order in range(1, n_pairs + 1):
        waves += [np.cos(order * t), np.sin(order * t)]
    return np.array([wave / np.linalg.norm(wave) for wave in waves])


def eigenvalues_on_a_circle(radius, epsilon, n_pairs):
    """What a is on a closed circle with many samples: ratios of modified Bessel functions, those beyond the first in pairs."""
    z = 2 * radius**2 / epsilon
    return np.repeat(ive(np.arange(n_pairs + 1), z) / ive(0, z), [1] + [2] * n_pairs)


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(diffusion_maps, dtype):
    """squared_distances gives (n, n); diffusion_map gives (l + 1,) and (n, l + 1), the constant eigenfunction included."""
    for n in (5, 3):
        x = GOOD[:n].astype(dtype)
        assert_form(diffusion_maps.squared_distances(x), (n, n), dtype, what="squared_distances")
        for k in (1, n - 1):
            mapped(diffusion_maps, x, k, 0.7)
            mapped(diffusion_maps, x, k)


@points(1)
def test_squared_distances_leave_the_data_as_they_were(diffusion_maps):
    """squared_distances does not change the samples that it is given."""
    answer = assert_leaves_inputs(diffusion_maps.squared_distances, GOOD)
    assert_close(answer, cdist(GOOD, GOOD, "sqeuclidean"))


@points(1)
def test_diffusion_map_leaves_the_data_as_they_were(diffusion_maps):
    """diffusion_map does not change the samples that it is given."""
    exact = truth(GOOD, 9.0)
    eigenvalues, eigenfunctions = assert_leaves_inputs(diffusion_maps.diffusion_map, GOOD, 3, 9.0)
    assert_eigenvalues(eigenvalues, exact.a, 9.0, exact.condition)
    assert_eigenfunctions(eigenfunctions.T, exact)


@points(2)
@given(data=st.data(), dtype=dtypes(), scale=st.sampled_from([1.0, 0.01, 100.0]), n=st.integers(1, 9), d=st.integers(1, 12))
def test_squared_distances_are_those_of_scipy(diffusion_maps, data, dtype, scale, n, d):
    """Entry (i, j) is ‖x_i − x_j‖², as scipy.spatial.distance.cdist has it."""
    x = scale * (data.draw(normal(n, d), label="x") + data.draw(normal(d, scale=3.0), label="mean"))
    x = x.astype(dtype)
    expected = cdist(x.astype(np.float64), x.astype(np.float64), "sqeuclidean")
    answer = diffusion_maps.squared_distances(x)
    assert_form(answer, (n, n), dtype, what="squared_distances")
    assert_close(answer, expected, scale=np.sum(x.astype(np.float64) ** 2, axis=1).max(), what="squared_distances")


@points(2)
@given(data=st.data(), dtype=dtypes(), d=st.integers(3, 30), closeness=st.sampled_from([0.0, 1e-9, 1e-3]))
def test_no_squared_distance_is_negative_and_the_diagonal_is_zero(diffusion_maps, data, dtype, d, closeness):
    """Samples near to each other and far from the origin: rounding must not make −1e-16 of 0, nor of the diagonal."""
    x = data.draw(normal(d, scale=100.0), label="mean") + closeness * data.draw(normal(7, d), label="noise")
    x[0] += 50
    answer = diffusion_maps.squared_distances(x.astype(dtype))
    assert_form(answer, (7, 7), dtype, what="squared_distances")
    assert np.all(answer >= 0), f"the smallest squared distance is {answer.min():.3g}"
    assert np.all(np.diag(answer) == 0), f"the squared distance of a sample from itself is {np.diag(answer).max():.3g}"
    expected = cdist(x[:1], x[1:], "sqeuclidean")[0]
    assert_close(answer[0, 1:], expected, scale=np.sum(x**2, axis=1).max(), what="squared_distances")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_eigenvalues_are_roots_of_those_of_the_markov_matrix(diffusion_maps, data, dtype):
    """λ = a^(1 / 2ε), descending, by the eigenvalues a of Q^(−½) K Q^(−½): NumPy finds the same ones."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    k = data.draw(st.integers(1, len(x) - 1), label="n_eigenfunctions")
    exact = truth(x, epsilon)
    eigenvalues, _ = mapped(diffusion_maps, x, k, epsilon)
    assert_eigenvalues(eigenvalues, exact.a, epsilon, exact.condition)


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_eigenfunctions_are_those_of_the_markov_matrix(diffusion_maps, data, dtype):
    """φ = Q^(−½) v by the eigenvectors v of Q^(−½) K Q^(−½), up to sign, as NumPy finds them."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    k = data.draw(st.integers(1, min(4, len(x) - 1)), label="n_eigenfunctions")
    assert_eigenfunctions(mapped(diffusion_maps, x, k, epsilon)[1], truth(x, epsilon))


@points(2)
@given(data=st.data(), dtype=dtypes(), extent=st.sampled_from([1.0, 0.2, 4.0]))
def test_epsilon_is_by_default_five_per_cent_of_the_largest_distance(diffusion_maps, data, dtype, extent):
    """Of the distance, not of its square; so a map in another unit of length is another map."""
    x = data.draw(problems(dtype, least=20), label="problem").x
    x = (x * (extent / cdist(x, x).max())).astype(dtype)
    epsilon = default_epsilon(x)
    exact = truth(x, epsilon)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, 3)
    assert_eigenvalues(eigenvalues, exact.a, epsilon, exact.condition)
    assert_eigenfunctions(eigenfunctions, exact)


@points(1)
@given(problem=problems(), epsilon=st.sampled_from([0.3, 0.7, 1.1]))
def test_epsilon_keeps_its_precision(diffusion_maps, problem, epsilon):
    """A float, or a tensor without axes, is not rounded to float32 on its way."""
    exact = truth(problem.x, epsilon)
    for given_as in (epsilon, np.asarray(epsilon)):
        eigenvalues, _ = mapped(diffusion_maps, problem.x, 3, given_as)
        assert_eigenvalues(eigenvalues, exact.a, epsilon, exact.condition)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_first_eigenvalue_is_one_and_its_eigenfunction_constant(diffusion_maps, data, dtype):
    """λ₀ = 1, and φ₀ = 1 / sqrt(Σ Q) everywhere."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    exact = truth(x, epsilon)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, 1, epsilon)
    assert_eigenvalues(eigenvalues[:1], np.ones(1), epsilon, exact.condition)
    assert_first_is_constant(eigenfunctions[0], exact)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_the_markov_matrix_scales_every_eigenfunction(diffusion_maps, data, dtype):
    """The rows of T = Q⁻¹K add up to one, and T φ = a φ: a step of the random walk leaves the shape of φ as it is."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    exact = truth(x, epsilon)
    _, eigenfunctions = mapped(diffusion_maps, x, len(x) - 1, epsilon)
    image = eigenfunctions @ (exact.kernel / exact.weights[:, None]).T
    scale = 1 / np.sqrt(exact.weights.min())
    assert_close(
        image.astype(dtype), exact.a[:, None] * eigenfunctions, scale=scale, condition=exact.condition, what="T φ, expected a φ,"
    )
    norms = np.sum(exact.weights * eigenfunctions**2, axis=1).astype(dtype)
    assert_close(norms, np.ones(len(x)), condition=exact.condition, what="Σ Q φ²")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_eigenfunctions_are_orthonormal_in_the_weight_of_the_samples(diffusion_maps, data, dtype):
    """Σ_i Q_i φ_ij φ_ik is 1 for j = k and 0 otherwise."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    k = data.draw(st.integers(1, len(x) - 1), label="n_eigenfunctions")
    assert_orthonormal_functions(mapped(diffusion_maps, x, k, epsilon)[1], truth(x, epsilon))


@points(1)
@given(problem=problems())
def test_the_largest_entry_of_an_eigenfunction_is_positive(diffusion_maps, problem):
    """The sign of φ, the returned vector: its entry of largest magnitude is positive."""
    _, eigenfunctions = mapped(diffusion_maps, problem.x, len(problem.x) - 1, problem.epsilon)
    assert_orthonormal_functions(eigenfunctions, truth(*problem))
    assert_sign_rule(eigenfunctions, what="the eigenfunction")


@points(1)
@given(problem=problems(), seed=seeds, distance=st.sampled_from([1.0, 10.0]))
def test_moving_and_turning_the_data_changes_nothing(diffusion_maps, problem, seed, distance):
    """Only distances count: rotated and shifted samples have the same eigenvalues and eigenfunctions."""
    x, epsilon = problem
    moved = x @ rotations(x.shape[1], seed) + distance
    exact = truth(x, epsilon)._replace(condition=truth(moved, epsilon).condition)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, moved, 3, epsilon)
    assert_eigenvalues(eigenvalues, exact.a, epsilon, exact.condition)
    assert_eigenfunctions(eigenfunctions, exact)


@points(1)
@given(problem=problems(), seed=seeds)
def test_the_order_of_the_samples_does_not_matter(diffusion_maps, problem, seed):
    """Shuffled samples have the same eigenvalues, and eigenfunctions shuffled in the same way."""
    x, epsilon = problem
    order = np.random.default_rng(seed).permutation(len(x))
    exact = truth(x, epsilon)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x[order], 3, epsilon)
    assert_eigenvalues(eigenvalues, exact.a, epsilon, exact.condition)
    assert_eigenfunctions(eigenfunctions[:, np.argsort(order)], exact)


@points(1)
@given(data=st.data(), dtype=dtypes(), distance=st.sampled_from([0.5, 1.0, 1.5]), epsilon=st.sampled_from([0.7, 1.3]))
def test_two_samples(diffusion_maps, data, dtype, distance, epsilon):
    """With w = exp(−D²/ε) between them, a = (1 − w)/(1 + w); φ₁ is the constant with one sign turned."""
    x = np.zeros((2, 3)) + data.draw(normal(3, scale=2.0), label="mean")
    x[1] += distance * rotations(3, data.draw(seeds, label="seed"))[0]
    x, w = x.astype(dtype), np.exp(-(distance**2) / epsilon)
    condition = 1 + np.sum(x**2, axis=1).max() / epsilon
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, 1, epsilon)
    assert_eigenvalues(eigenvalues, np.array([1, (1 - w) / (1 + w)]), epsilon, condition)
    expected = np.full((2, 2), np.sqrt((1 + w) / 2))
    assert_close(np.abs(eigenfunctions), expected, condition=condition / (1 - w), what="the magnitude of the eigenfunctions")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_all_the_eigenfunctions_together_make_the_markov_matrix(diffusion_maps, data, dtype):
    """With l = n − 1 nothing is lost: T = Q⁻¹K is Σ_j a_j φ_j φ_jᵀ Q."""
    x, epsilon = data.draw(problems(dtype), label="problem")
    exact = truth(x, epsilon)
    _, eigenfunctions = mapped(diffusion_maps, x, len(x) - 1, epsilon)
    together = (eigenfunctions.T * exact.a) @ eigenfunctions * exact.weights
    scale = np.sqrt(exact.weights.max() / exact.weights.min())
    expected = exact.kernel / exact.weights[:, None]
    assert_close(together.astype(dtype), expected, scale=scale, condition=exact.condition, what="the Markov matrix")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_copies_of_samples_have_eigenvalues_of_zero(diffusion_maps, data, dtype):
    """With every sample twice the walk is the same, and the eigenvalues added are 0: rounding to −1e-17 must not make NaN."""
    x, epsilon = data.draw(problems(dtype, least=3, most=8), label="problem")
    exact = truth(x, epsilon)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, np.concatenate([x, x]), 2 * len(x) - 1, epsilon)
    assert_eigenvalues(eigenvalues, np.append(exact.a, np.zeros(len(x))), epsilon, exact.condition)
    assert_eigenfunctions(eigenfunctions[:2, : len(x)] * np.sqrt(2).astype(dtype), exact._replace(weights=exact.weights / 2))


@points(2)
@given(data=st.data(), dtype=dtypes(), epsilon=st.sampled_from([0.03, 0.01]), n_clusters=st.integers(2, 4))
def test_separate_clusters_repeat_the_eigenvalue_one(diffusion_maps, data, dtype, epsilon, n_clusters):
    """As often as there are clusters, never above 1; φ₀ is the constant, and the others are constant on every cluster."""
    n = data.draw(st.integers(2, 5), label="samples of a cluster")
    places = 4 * np.eye(n_clusters) + 1
    x = (np.repeat(places, n, axis=0) + 0.03 * data.draw(normal(n * n_clusters, n_clusters), label="noise")).astype(dtype)
    exact = truth(x, epsilon)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, n_clusters - 1, epsilon)
    assert np.all(eigenvalues <= 1), f"an eigenvalue is 1 + {np.max(eigenvalues) - 1:.3g}"
    assert_eigenvalues(eigenvalues, np.ones(n_clusters), epsilon, exact.condition)
    assert_first_is_constant(eigenfunctions[0], exact._replace(a=np.zeros(len(x))))
    assert_eigenfunctions(eigenfunctions, exact)


@points(2)
@given(dtype=dtypes(), radius=st.sampled_from([1.0, 0.7, 2.5]), part=st.sampled_from([0.1, 0.3]), n=st.integers(60, 90))
def test_eigenvalues_on_a_closed_circle(diffusion_maps, dtype, radius, part, n):
    """There a is I_m(z) / I_0(z), z = 2r²/ε, by modified Bessel functions, and each m beyond 0 has a pair of them."""
    t, epsilon = 2 * np.pi * np.arange(n) / n, part * radius**2
    x = (radius * np.column_stack([np.cos(t), np.sin(t)])).astype(dtype)
    eigenvalues, _ = mapped(diffusion_maps, x, 6, epsilon)
    assert_eigenvalues(eigenvalues, eigenvalues_on_a_circle(radius, epsilon, 3), epsilon, condition=1 + 4 / part)


@points(1)
def test_eigenvalues_of_three_hundred_samples_on_the_circle(diffusion_maps):
    """ε = 0.1: 1, 0.87961 twice, 0.59885 twice, 0.31590."""
    eigenvalues, _ = mapped(diffusion_maps, load("circle")["x"], 5, 0.1)
    rounding_of_the_table = 0.5e-5
    assert_close(eigenvalues, [1, 0.87961, 0.87961, 0.59885, 0.59885, 0.31590], bound=rounding_of_the_table, what="the eigenvalues")


@points(1)
def test_first_eigenfunctions_on_the_circle_are_sine_and_cosine(diffusion_maps):
    """φ₁ and φ₂ span {cos t, sin t}: the map of a circle is a circle."""
    x, t = (load("circle")[key] for key in ("x", "t"))
    _, eigenfunctions = mapped(diffusion_maps, x, 2, 0.1)
    exact = truth(x, 0.1)
    assert_orthonormal_functions(eigenfunctions, exact)
    waves = fourier(t, 2)
    assert_eigenfunctions(eigenfunctions, exact._replace(vectors=waves, a=eigenvalues_on_a_circle(1, 0.1, 2)))


@points(2)
def test_both_members_of_a_pair_are_found_among_many_samples(diffusion_maps, rng):
    """On a circle of 1601 samples every eigenvalue but the first is there twice, with two eigenfunctions for it."""
    t = 2 * np.pi * (rng.permutation(1601) + rng.random()) / 1601
    x, a = np.column_stack([np.cos(t), np.sin(t)]), eigenvalues_on_a_circle(1, 0.13, 3)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, 4, 0.13, deadline=MANY_SAMPLES)
    condition, weight = 1 + 4 / 0.13, np.full(1601, 1 / (1601 * ive(0, 2 / 0.13)))
    assert_eigenvalues(eigenvalues, a, 0.13, condition)
    exact = Truth(np.empty(0), weight, a, fourier(t, 3), condition)
    assert_orthonormal_functions(eigenfunctions, exact)
    assert_eigenfunctions(eigenfunctions, exact)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [290, 600])
@pytest.mark.long
@points(1)
def test_hundreds_of_samples_agree_with_all_eigenpairs_by_numpy(diffusion_maps, rng, n, dtype):
    """Whatever finds the leading eigenpairs alone finds those of the whole decomposition, to the digits that there are."""
    x = (rng.uniform(-1, 1, (n, 2)) * [1.3, 1] + 1).astype(dtype)
    exact = truth(x, 0.3)
    eigenvalues, eigenfunctions = mapped(diffusion_maps, x, 5, 0.3)
    assert_eigenvalues(eigenvalues, exact.a, 0.3, exact.condition)
    assert_orthonormal_functions(eigenfunctions, exact)
    assert_eigenfunctions(eigenfunctions, exact)


def smoothness(values, along):
    """How much `values` are a function of `along`: 1 for a smooth one, 0 for values in random order."""
    ordered = values[np.argsort(along)]
    return 1 - np.mean(np.diff(ordered) ** 2) / (2 * np.var(ordered))


@pytest.mark.long
@points(3)
def test_swiss_roll_is_unrolled(diffusion_maps):
    """5000 samples, in at most five minutes: φ₁ follows the roll, φ₂ and φ₃ are functions of φ₁, φ₄ or φ₅ is not."""
    roll = load("swiss_roll")
    _, (_, first, *others) = mapped(diffusion_maps, roll["x"], 5, deadline=MANY_SAMPLES)
    correlation = abs(spearmanr(first, roll["t"]).statistic)
    assert correlation > 0.99, f"the rank correlation of φ₁ and the place along the roll is {correlation:.3f}"
    along = [smoothness(other, first) for other in others]
    assert min(along[:2]) >= 0.95, f"φ₂ and φ₃ are functions of φ₁ to {along[0]:.2f} and {along[1]:.2f}, at least 0.95 expected"
    assert min(along[2:]) <= 0.5, (
        f"φ₄ and φ₅ are functions of φ₁ to {along[2]:.2f} and {along[3]:.2f}, for one at most 0.5 expected"
    )


@points(1)
def test_squared_distances_reject_bad_data(diffusion_maps):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError that names x."""
    for bad in BAD_DATA:
        assert_rejects(diffusion_maps.squared_distances, bad, good=(GOOD,), naming="x")


@points(1)
def test_diffusion_map_rejects_bad_data(diffusion_maps):
    """NaN, infinity, a third axis, no rows or no columns raise a ValueError; it names x where nothing else is at fault."""
    for bad in BAD_DATA:
        assert_rejects(diffusion_maps.diffusion_map, bad, 2, 0.7, good=(GOOD, 2, 0.7), naming="x" if len(bad) else "")


@points(1)
def test_impossible_numbers_of_eigenfunctions_are_rejected(diffusion_maps):
    """No eigenfunction beside the constant, fewer than none, or as many as there are samples raise ValueError."""
    for k in (0, -1):
        assert_rejects(diffusion_maps.diffusion_map, GOOD, k, 0.7, good=(GOOD, 4, 0.7), naming="n_eigenfunctions")
    assert_rejects(diffusion_maps.diffusion_map, GOOD, 5, 0.7, good=(GOOD, 4, 0.7))
    assert_rejects(diffusion_maps.diffusion_map, GOOD[:1], 1, 0.7, good=(GOOD[:2], 1, 0.7))


@points(1)
def test_impossible_widths_are_rejected(diffusion_maps):
    """epsilon must be a positive number."""
    for epsilon in (0.0, -0.7, float("nan"), float("inf")):
        assert_rejects(diffusion_maps.diffusion_map, GOOD, 2, epsilon, good=(GOOD, 2, 0.7), naming="epsilon")


@points(1)
def test_equal_samples_have_no_width_of_their_own(diffusion_maps):
    """Where all samples are equal and no epsilon is given there is no length to go by: ValueError."""
    assert_rejects(diffusion_maps.diffusion_map, CONSTANT, 1, good=(CONSTANT, 1, 0.7))
    assert_rejects(diffusion_maps.diffusion_map, CONSTANT, 1, good=(GOOD, 1))
