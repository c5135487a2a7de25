"""t-distributed stochastic neighbour embedding."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.spatial.distance import cdist
from scipy.special import rel_entr
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness

from viva.closeness import assert_close, assert_form, tolerance
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, dtypes, normal, seeds

tsne = submitted("tsne")

ENTROPY_ERROR = 1e-4  # nats, that the search for a bandwidth may leave
FEW = st.integers(4, 12)
UNITS, SPREADS = st.sampled_from([1.0, 0.01, 100.0]), st.sampled_from([0.1, 1.0, 10.0])
EMBEDDING = np.array([[2.0, 0.5], [0.0, 1.5], [1.0, -2.0], [4.0, 1.0], [-3.0, 0.5]])
SQUARES = cdist(EMBEDDING, EMBEDDING, "sqeuclidean")
JOINT = np.exp(-SQUARES / 10) * (1 - np.eye(5))
JOINT /= JOINT.sum()
SAMPLES = np.column_stack([EMBEDDING, EMBEDDING[:, 0] - 3 * EMBEDDING[:, 1]])
ARGUMENTS = {
    "conditional_affinities": (SQUARES, 2.5),
    "joint_affinities": (JOINT,),
    "kl_divergence": (JOINT, EMBEDDING),
    "gradient": (JOINT, EMBEDDING),
}


class Affinities(NamedTuple):
    """Conditional affinities, and how far each may be from them where the entropy of a row is off by ENTROPY_ERROR."""

    exact: np.ndarray
    error: np.ndarray


def gaussian(gaps, log_precision):
    """Probabilities ∝ exp(−precision · gap) of one row."""
    weights = np.exp(-np.exp(log_precision) * gaps)
    return weights / weights.sum()


def entropy(affinities):
    """Entropy of every row, in nats."""
    p = affinities.astype(np.float64)
    return -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1)


def affinities_of(squares, perplexity):
    """The bandwidths by scipy's brentq, row by row."""
    n = len(squares)
    exact, error = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        others = np.arange(n) != i
        distances = squares[i, others].astype(np.float64)
        gaps = (distances - distances.min()) / np.ptp(distances)

        def surplus(u, gaps=gaps):
            return entropy(gaussian(gaps, u)[None])[0] - np.log(perplexity)

        log_precision = brentq(surplus, -30.0, 60.0, xtol=1e-13)
        p, energy = gaussian(gaps, log_precision), np.exp(log_precision) * gaps
        deviation = energy - p @ energy  # dp = −p · deviation · du and dH = −variance · du, u = log precision
        exact[i, others] = p
        error[i, others] = 2 * ENTROPY_ERROR * p * np.abs(deviation) / (p @ deviation**2)
        error[i, others] += tolerance(squares.dtype, 1 + np.exp(log_precision) * distances.max() / np.ptp(distances))
    return Affinities(exact, error)


@st.composite
def distances(draw, dtype=np.float64, n=FEW, scale=UNITS):
    """Squared distances between samples in general position, and a perplexity between 1.5 and n − 1.5."""
    x = draw(scale) * draw(normal(n, 3))
    perplexity = 1.5 + (len(x) - 3) * draw(st.sampled_from([0.03, 0.3, 0.55, 1.0]))
    return cdist(x, x, "sqeuclidean").astype(dtype), draw(st.sampled_from([float, np.float64]))(perplexity)


@st.composite
def embedded(draw, dtype=np.float64, scale=SPREADS, missing=0.0):
    """Joint affinities, symmetric and adding up to one, a share of them zero, and an embedding that has nothing to do with them."""
    embedding = draw(scale) * draw(normal(st.integers(3, 10), st.integers(1, 3)))
    n, rng = len(embedding), np.random.default_rng(draw(seeds))
    upper = np.triu(rng.uniform(0.1, 1, (n, n)) * (rng.random((n, n)) >= missing), 1)
    upper[0, 1] = 1.0
    joint = (upper + upper.T) / (2 * upper.sum())
    return joint.astype(dtype), embedding.astype(dtype)


def log_share(embedding):
    """Logarithm of the share q_ij that every pair has in Σ 1 / (1 + ‖y_i − y_j‖²) over i ≠ j; zero on the diagonal."""
    log_kernel = -np.log1p(cdist(embedding, embedding, "sqeuclidean"))
    others = ~np.eye(len(embedding), dtype=bool)
    return (log_kernel - np.log(np.sum(np.exp(log_kernel)[others]))) * others


def divergence(joint, embedding):
    """Σ p log(p / q) over i ≠ j in float64."""
    joint, embedding = joint.astype(np.float64), embedding.astype(np.float64)
    return np.sum(rel_entr(joint, np.exp(log_share(embedding))))


def slope(joint, embedding):
    """4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²) in float64, and the largest sum of the terms' magnitudes."""
    joint, embedding = joint.astype(np.float64), embedding.astype(np.float64)
    apart = embedding[:, None] - embedding
    share = np.exp(log_share(embedding)) * ~np.eye(len(joint), dtype=bool)
    kernel = 1 / (1 + np.sum(apart**2, axis=2))
    magnitude = 4 * np.max(np.sum((joint + share) * kernel, axis=1)) * np.abs(embedding - embedding.mean(axis=0)).max()
    return 4 * np.sum(((joint - share) * kernel)[:, :, None] * apart, axis=1), magnitude


def conditional(tsne, squares, perplexity):
    """The answer of conditional_affinities, its form checked."""
    answer = tsne.conditional_affinities(squares, perplexity)
    assert_form(answer, squares.shape, squares.dtype, what="the conditional affinities")
    return answer


def assert_distributions(affinities):
    """Rows that sum to one, of nonnegative entries, with a zero on the diagonal."""
    n = len(affinities)
    assert_close(np.diag(affinities), np.zeros(n), what="the diagonal", bound=0.0)
    assert_close(affinities.sum(axis=1), np.ones(n), what="the sum of a row", condition=n)
    assert affinities.min() >= 0, f"an affinity is {affinities.min()}"


def assert_entropy(affinities, perplexity):
    """Every row is a distribution with the entropy of the perplexity."""
    assert_distributions(affinities)
    expected = np.full(len(affinities), np.log(perplexity))
    assert_close(entropy(affinities), expected, bound=ENTROPY_ERROR, what="the entropy of a row")


def assert_divergence(actual, joint, embedding):
    """The divergence is that of NumPy, up to rounding of the largest logarithm."""
    assert_form(actual, (), joint.dtype, what="the divergence")
    scale = np.abs(log_share(embedding.astype(np.float64))).max() + np.log(joint.size)
    assert_close(actual, divergence(joint, embedding), scale=scale, what="the divergence")


def assert_slope(actual, joint, embedding):
    """The gradient is that of NumPy, up to rounding of the largest terms."""
    assert_form(actual, embedding.shape, embedding.dtype, what="the gradient")
    expected, magnitude = slope(joint, embedding)
    assert_close(actual, expected, scale=magnitude, what="the gradient")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_results_have_the_shapes_and_dtypes_of_the_interface(tsne, dtype):
    """Every function answers in the dtype of its input, with the promised shape; tsne for no iteration, one, and any dimension."""
    joint, embedding = JOINT.astype(dtype), EMBEDDING.astype(dtype)
    conditional(tsne, SQUARES.astype(dtype), 2.5)
    assert_form(tsne.joint_affinities(joint), (5, 5), dtype, what="the joint affinities")
    assert_form(tsne.kl_divergence(joint, embedding), (), dtype, what="the divergence")
    assert_form(tsne.gradient(joint, embedding), (5, 2), dtype, what="the gradient")
    for k, n_iterations in ((2, 0), (1, 1), (3, 2)):
        answer = tsne.tsne(SAMPLES.astype(dtype), n_components=k, perplexity=2.5, n_iterations=n_iterations)
        assert_form(answer, (5, k), dtype, what="the embedding")


@pytest.mark.parametrize("function", ARGUMENTS)
@points(1)
def test_inputs_stay_as_they_were(tsne, function):
    """No function changes the arrays that it is given."""
    answer = assert_leaves_inputs(getattr(tsne, function), *ARGUMENTS[function])
    if function == "conditional_affinities":
        assert_entropy(answer, 2.5)
    elif function == "joint_affinities":
        assert_close(answer, JOINT / 5, what="the joint affinities")
    else:
        {"kl_divergence": assert_divergence, "gradient": assert_slope}[function](answer, JOINT, EMBEDDING)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_conditional_affinities_are_distributions(tsne, data, dtype):
    """Row i holds probabilities of the other samples: they sum to one, and sample i itself has none."""
    squares, perplexity = data.draw(distances(dtype), label="distances and perplexity")
    assert_distributions(conditional(tsne, squares, perplexity))


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_every_row_has_the_perplexity(tsne, data, dtype):
    """The entropy of every row is log perplexity, to 1e-4 nats, for whole perplexities and for others."""
    squares, perplexity = data.draw(distances(dtype), label="distances and perplexity")
    assert_entropy(conditional(tsne, squares, perplexity), perplexity)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_conditional_affinities_fall_off_as_a_gaussian(tsne, data, dtype):
    """p_j|i ∝ exp(−β_i d_ij²): with the entropy, this leaves one answer."""
    squares, perplexity = data.draw(distances(dtype), label="distances and perplexity")
    exact, error = affinities_of(squares, perplexity)
    assert_close(conditional(tsne, squares, perplexity), exact, bound=error, what="the affinity")


@points(1)
@given(data=st.data(), scale=st.sampled_from([1e-6, 1e6]), dtype=dtypes())
def test_affinities_do_not_depend_on_the_unit(tsne, data, scale, dtype):
    """Distances a million times larger or smaller give the same affinities."""
    squares, perplexity = data.draw(distances(dtype, scale=st.just(scale)), label="distances and perplexity")
    exact, error = affinities_of(squares, perplexity)
    assert_close(conditional(tsne, squares, perplexity), exact, bound=error, what="the affinity")


@points(1)
@given(x=normal(st.integers(8, 12), 2), far=st.sampled_from([100.0, 3000.0]))
def test_an_outlier_has_neighbours_too(tsne, x, far):
    """One sample far from all the others has the perplexity of every other one: underflow is no excuse."""
    x[0] += far
    squares = cdist(x, x, "sqeuclidean")
    assert_entropy(conditional(tsne, squares, 2.5), 2.5)


@points(1)
@given(x=normal(5, 2), copies=st.integers(2, 3))
def test_samples_may_occur_several_times(tsne, x, copies):
    """Where fewer copies of a sample exist than the perplexity, its row has the perplexity as every other one."""
    squares = cdist(np.repeat(x, copies, axis=0), np.repeat(x, copies, axis=0), "sqeuclidean")
    assert_entropy(conditional(tsne, squares, 3.5), 3.5)


@points(1)
@given(n=FEW, distance=st.sampled_from([1.0, 0.3, 1e4]))
def test_equal_distances_get_equal_shares(tsne, n, distance):
    """Where all distances are equal no bandwidth reaches the perplexity, and the others share the probability."""
    shares = (1 - np.eye(n)) / (n - 1)
    answer = conditional(tsne, distance * (1 - np.eye(n)), 2.0)
    assert_close(answer, shares, condition=n, what="the affinity")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_joint_affinities_are_those_of_both_directions(tsne, data, dtype):
    """p_ij = (p_j|i + p_i|j) / 2n."""
    n = data.draw(FEW, label="n")
    given_ = np.random.default_rng(data.draw(seeds, label="seed")).uniform(size=(n, n)).astype(dtype)
    answer = tsne.joint_affinities(given_)
    assert_form(answer, (n, n), dtype, what="the joint affinities")
    assert_close(answer, (given_.astype(np.float64) + given_.T) / (2 * n), what="the joint affinities")


@points(1)
@given(n=FEW, seed=seeds)
def test_joint_affinities_are_symmetric_and_add_up_to_one(tsne, n, seed):
    """Rows that sum to one each make pairs that sum to one all together."""
    rows = np.random.default_rng(seed).dirichlet(np.ones(n), size=n)
    answer = tsne.joint_affinities(rows)
    assert_form(answer, (n, n), rows.dtype, what="the joint affinities")
    assert_close(answer, answer.T, what="the joint affinities, transposed,")
    assert_close(answer.sum(), 1.0, what="the sum of the joint affinities")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_divergence_is_that_of_the_pairs(tsne, data, dtype):
    """Σ p_ij log(p_ij / q_ij) over i ≠ j, q_ij the share of the pair in Σ 1 / (1 + ‖y_i − y_j‖²), in any dimension."""
    joint, embedding = data.draw(embedded(dtype), label="joint and embedding")
    assert_divergence(tsne.kl_divergence(joint, embedding), joint, embedding)


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_affinities_of_zero_add_nothing(tsne, data, dtype):
    """0 log 0 is 0: pairs without affinity count in no term of the divergence."""
    joint, embedding = data.draw(embedded(dtype, missing=0.6), label="joint and embedding")
    assert_divergence(tsne.kl_divergence(joint, embedding), joint, embedding)


@points(1)
@given(data=st.data(), scale=st.sampled_from([1e3, 1e8]), dtype=dtypes())
def test_divergence_of_far_apart_embeddings(tsne, data, scale, dtype):
    """Distances of thousands and of millions leave the divergence a number with all its digits."""
    joint, embedding = data.draw(embedded(dtype, scale=st.just(scale)), label="joint and embedding")
    assert_divergence(tsne.kl_divergence(joint, embedding), joint, embedding)


@points(1)
@given(data=st.data())
def test_divergence_vanishes_where_the_embedding_has_the_affinities(tsne, data):
    """The divergence is zero where p = q, and that of NumPy where the same embedding is stretched."""
    _, embedding = data.draw(embedded(), label="joint and embedding")
    joint = np.exp(log_share(embedding)) * ~np.eye(len(embedding), dtype=bool)
    assert_close(
        tsne.kl_divergence(joint, embedding), 0.0, scale=np.log(joint.size), what="the divergence of an embedding from itself"
    )
    assert_divergence(tsne.kl_divergence(joint, 2.5 * embedding), joint, 2.5 * embedding)


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_gradient_is_the_sum_of_the_forces(tsne, data, dtype):
    """4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²), in any dimension."""
    joint, embedding = data.draw(embedded(dtype, missing=0.3), label="joint and embedding")
    assert_slope(tsne.gradient(joint, embedding), joint, embedding)


@points(2)
@given(data=st.data())
def test_gradient_is_that_of_finite_differences(tsne, data):
    """Moving one coordinate a little changes the divergence by the gradient's entry times the move."""
    joint, embedding = data.draw(embedded(scale=st.just(1.0), missing=0.3), label="joint and embedding")
    row = data.draw(st.integers(0, len(embedding) - 1), label="row")
    column = data.draw(st.integers(0, embedding.shape[1] - 1), label="column")
    step = np.finfo(np.float64).eps ** (1 / 3)  # rounding and curvature weigh the same
    move = np.zeros_like(embedding)
    move[row, column] = step
    difference = (divergence(joint, embedding + move) - divergence(joint, embedding - move)) / (2 * step)
    answer = tsne.gradient(joint, embedding)
    assert_form(answer, embedding.shape, embedding.dtype, what="the gradient")
    curvature = 100 * step**2  # third derivatives of log(1 + d²) and of log Σ are a few tens at most
    assert_close(answer[row, column], difference, bound=curvature, what=f"entry {row}, {column} of the gradient")


@points(1)
@given(data=st.data(), scale=st.sampled_from([1e2, 1e4]), dtype=dtypes())
def test_gradient_of_far_apart_embeddings(tsne, data, scale, dtype):
    """Distances of thousands leave the gradient all its digits."""
    joint, embedding = data.draw(embedded(dtype, scale=st.just(scale)), label="joint and embedding")
    assert_slope(tsne.gradient(joint, embedding), joint, embedding)


@points(1)
def test_a_seed_gives_one_embedding(tsne):
    """The same seed gives the same embedding, and another seed another one."""
    first, again, other = (tsne.tsne(SAMPLES, perplexity=2.5, n_iterations=30, seed=seed) for seed in (3, 3, 4))
    assert_form(first, (5, 2), SAMPLES.dtype, what="the embedding")
    assert_close(again, first, bound=0.0, what="the embedding with the same seed")
    assert np.abs(other - first).max() > tolerance(np.float32, np.abs(first).max()), "another seed gave the same embedding"


@points(1)
def test_defaults_are_those_of_the_interface(tsne, rng):
    """Without further arguments, tsne has two components, perplexity 30, 500 iterations and seed 0."""
    x = rng.normal(size=(100, 4))
    embedding = tsne.tsne(x)
    assert_form(embedding, (100, 2), x.dtype, what="the embedding")
    assert np.ptp(embedding[:, 0]) > 0, "all samples lie in one place"
    assert_close(embedding, tsne.tsne(x, 2, 30.0, 500, 0), bound=0.0, what="the embedding without further arguments")


@points(1)
def test_the_samples_stay_as_they_were(tsne):
    """tsne does not change the samples."""
    embedding = assert_leaves_inputs(tsne.tsne, SAMPLES, 2, 2.5, 30, 3)
    assert_form(embedding, (5, 2), SAMPLES.dtype, what="the embedding")
    assert np.ptp(embedding[:, 0]) > 0, "all samples lie in one place"


@points(1)
def test_every_iteration_moves_the_embedding(tsne):
    """With one iteration more, from the first on, the same seed gives another embedding."""
    embeddings = {n: tsne.tsne(SAMPLES, perplexity=2.5, n_iterations=n, seed=3) for n in (0, 1, 2, 3, 30)}
    for few, many in itertools.pairwise(embeddings):
        assert_form(embeddings[many], (5, 2), SAMPLES.dtype, what="the embedding")
        assert not np.array_equal(embeddings[few], embeddings[many]), f"{many} iterations give the embedding of {few}"


def clusters(rng, n_clusters, size, d=6):
    """Samples in clusters of the given size, one after the other, each sample twice; far from the origin."""
    centres = 10 * np.linalg.qr(rng.normal(size=(d, d)))[0][:n_clusters]
    return (
        np.repeat(np.repeat(centres, size // 2, axis=0) + rng.normal(scale=0.5, size=(n_clusters * (size // 2), d)), 2, axis=0) + 30
    )


@pytest.mark.parametrize("n_components", [2, 3])
@points(1)
def test_clusters_stay_together(tsne, rng, n_components):
    """Of samples in three clusters, far apart, nearly all have a sample of their own cluster nearest in the embedding."""
    x = clusters(rng, 3, 60)
    embedding = tsne.tsne(x, n_components=n_components, perplexity=15.0, n_iterations=400, seed=1)
    assert_form(embedding, (len(x), n_components), x.dtype, what="the embedding")
    apart = cdist(embedding, embedding) + np.diag(np.full(len(x), np.inf))
    own = np.mean(apart.argmin(axis=1) // 60 == np.arange(len(x)) // 60)
    assert own >= 0.9, f"{100 * own:.0f} % have one of their own cluster nearest, expected 90 %"
    assert np.ptp(embedding[:, 0]) > 0, "all samples lie in one place"


def assert_trustworthy(tsne, x, least):
    """Neighbours in the embedding are neighbours in the data."""
    embedding = tsne.tsne.options(deadline=120.0)(x)
    assert_form(embedding, (len(x), 2), x.dtype, what="the embedding")
    share = trustworthiness(x, embedding, n_neighbors=5)
    assert share >= least, f"the trustworthiness of the embedding is {share:.4f}, expected {least}"


@points(4)
def test_five_hundred_digits_keep_their_neighbours(tsne, rng):
    """The trustworthiness of the embedding of 500 handwritten digits is at least 0.93, with five neighbours."""
    x = load_digits().data
    assert_trustworthy(tsne, x[rng.choice(len(x), 500, replace=False)], 0.93)


@points(1)
def test_all_digits_keep_their_neighbours(tsne, request):
    """The trustworthiness of the embedding of 1797 handwritten digits is at least 0.99, with five neighbours."""
    if request.config.getoption("profile") != "thorough":
        pytest.skip("needs --profile thorough")
    assert_trustworthy(tsne, load_digits().data, 0.99)


def spoiled(matrix, value):
    """The matrix with one entry replaced."""
    bad = matrix.copy()
    bad[1, 0] = value
    return bad


@pytest.mark.parametrize("function", ["conditional_affinities", "joint_affinities"])
@points(1)
def test_bad_matrices_are_rejected(tsne, function):
    """NaN, infinity, a missing or a third axis, more columns than rows, and no rows raise a ValueError that names the matrix."""
    good, *rest = ARGUMENTS[function]
    name = {"conditional_affinities": "squared_distances", "joint_affinities": "conditional"}[function]
    for bad in (spoiled(good, np.nan), spoiled(good, np.inf), good[0], np.stack([good, good]), good[:4], good[:0, :0]):
        assert_rejects(getattr(tsne, function), bad, *rest, good=(good, *rest), naming=name)


@points(1)
def test_impossible_perplexities_are_rejected(tsne):
    """A perplexity must be at least 1 and below n − 1; tsne with its perplexity of 30 needs 32 samples."""
    for bad in (0.9, 0.0, -3.0, 4.0, 5.0, float("nan")):
        assert_rejects(tsne.conditional_affinities, SQUARES, bad, good=(SQUARES, 3.5), naming="perplexity")
        assert_rejects(tsne.tsne, SAMPLES, 2, bad, 1, good=(SAMPLES, 2, 3.5, 1), naming="perplexity")
    assert_rejects(tsne.tsne, SAMPLES, good=(SAMPLES, 2, 3.5, 1))


@pytest.mark.parametrize("function", ["kl_divergence", "gradient"])
@points(1)
def test_embeddings_that_do_not_fit_are_rejected(tsne, function):
    """Lengths that differ, a missing axis, and NaN or infinity in either argument raise ValueError."""
    ask = getattr(tsne, function)
    for bad in ((JOINT[:4, :4], EMBEDDING), (JOINT[:, :4], EMBEDDING), (JOINT, EMBEDDING[:4])):
        assert_rejects(ask, *bad, good=(JOINT, EMBEDDING))
    for value in (np.nan, np.inf):
        assert_rejects(ask, spoiled(JOINT, value), EMBEDDING, good=(JOINT, EMBEDDING), naming="joint")
        assert_rejects(ask, JOINT, spoiled(EMBEDDING, value), good=(JOINT, EMBEDDING), naming="embedding")
    assert_rejects(ask, JOINT, EMBEDDING[:, 0], good=(JOINT, EMBEDDING), naming="embedding")


@points(1)
def test_tsne_rejects_bad_samples(tsne):
    """NaN, infinity, a missing or a third axis, and no columns raise a ValueError that names x."""
    for bad in (spoiled(SAMPLES, np.nan), spoiled(SAMPLES, np.inf), SAMPLES[:, 0], np.stack([SAMPLES, SAMPLES]), SAMPLES[:, :0]):
        assert_rejects(tsne.tsne, bad, 2, 2.5, 1, good=(SAMPLES, 2, 2.5, 1), naming="x")


@points(1)
def test_impossible_numbers_are_rejected(tsne):
    """No dimension, fewer than none, and fewer than no iterations raise ValueError."""
    for bad in (0, -1):
        assert_rejects(tsne.tsne, SAMPLES, bad, 2.5, 1, good=(SAMPLES, 2, 2.5, 1), naming="n_components")
    assert_rejects(tsne.tsne, SAMPLES, 2, 2.5, -1, good=(SAMPLES, 2, 2.5, 0), naming="n_iterations")
