"""Kernel principal component analysis with the Gaussian kernel."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigh
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA, KernelPCA

from viva.closeness import (
    assert_close,
    assert_eigenvectors,
    assert_form,
    assert_sign_rule,
    singular_value_error,
    tolerance,
)
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import FLOATS, data_sets, dtypes, normal, positive_definite, rotations, samples, seeds

kernel_pca = submitted("kernel_pca")

GOOD = np.array([[2.0, 0.5, 1.0], [0.0, 1.5, -1.0], [1.0, -2.0, 3.0], [4.0, 1.0, 0.5], [-1.0, 0.5, 2.5]])
OTHER = np.array([[1.0, -0.5, 2.0], [3.0, 0.0, 0.5]])
GAMMA = 0.3
WITH_NAN = np.where(GOOD == 3.0, np.nan, GOOD)
WITH_INFINITY = np.where(GOOD == 3.0, np.inf, GOOD)
BAD_SAMPLES = (WITH_NAN, WITH_INFINITY, GOOD[0], np.stack([GOOD, GOOD]), GOOD[:0], GOOD[:, :0])


def gaussian(x, y, gamma):
    """The kernel by its definition, in float64."""
    return np.exp(-float(gamma) * cdist(x.astype(np.float64), y.astype(np.float64), "sqeuclidean"))


def centred(kernel):
    """J K J, where J takes the mean away, in float64."""
    centring = np.eye(len(kernel)) - 1 / len(kernel)
    return centring @ kernel.astype(np.float64) @ centring


KERNEL = gaussian(GOOD, GOOD, GAMMA)


class Problem(NamedTuple):
    """Samples and the width of the kernel."""

    x: np.ndarray
    gamma: float

    @property
    def condition(self):
        """How much rounding in ‖x‖² + ‖y‖² − 2xy, once the samples are about their mean, enlarges in the kernel."""
        exact = self.x.astype(np.float64)
        return 1 + float(self.gamma) * np.max(np.sum((exact - exact.mean(axis=0)) ** 2, axis=1))


class Truth(NamedTuple):
    """The centred kernel, its eigenvalues, descending, its eigenvectors as rows, and the magnitude of rounding in it."""

    centred: np.ndarray
    values: np.ndarray
    vectors: np.ndarray
    scale: float

    def lengths(self, k):
        """Lengths of the first k columns of scores."""
        return np.sqrt(np.maximum(self.values[:k], 0))


def truth(problem):
    """The decomposition by SciPy."""
    matrix = centred(gaussian(problem.x, problem.x, problem.gamma))
    values, vectors = eigh(matrix)
    return Truth(matrix, values[::-1], vectors[:, ::-1].T, problem.condition * max(1.0, values[-1]))


@st.composite
def problems(draw, dtype=np.float64, mean=0.0):
    """Samples, and a kernel that is neither constant nor the identity on them."""
    x = draw(data_sets(dtype=dtype, mean=mean))
    width = np.mean(cdist(x.astype(np.float64), x.astype(np.float64), "sqeuclidean"))
    return Problem(x, draw(st.sampled_from([0.1, 0.4, 1.5])) / float(width))


def counts(problem, spare=0):
    """Numbers of components that a problem allows."""
    return st.integers(1, len(problem.x) - spare)


def scored(kernel_pca, problem, k):
    """The answer of fit_transform, its form checked."""
    answer = kernel_pca.fit_transform(problem.x, k, problem.gamma)
    assert_form(answer, (len(problem.x), k), problem.x.dtype, what="the scores")
    return answer


def assert_scores(answer, problem):
    """Each column is sqrt(λ) times the eigenvector of its place; its sign is free, and so is a basis of a repeated eigenvalue."""
    exact, k = truth(problem), answer.shape[1]
    assert_lengths(answer, problem)
    certain = np.sum(exact.values[:k] > 10 * tolerance(answer.dtype, exact.scale))
    unit = answer[:, :certain] / exact.lengths(certain).astype(answer.dtype)
    condition = exact.scale / exact.values[0]
    assert_eigenvectors(unit.T, exact.vectors, exact.values, what="the columns, divided by their lengths,", condition=condition)


def assert_lengths(answer, problem):
    """The columns have the lengths sqrt(λ)."""
    exact, k = truth(problem), answer.shape[1]
    bound = singular_value_error(np.append(exact.lengths(None), np.sqrt(exact.scale)), answer.dtype)[:k]
    assert_close(np.linalg.norm(answer, axis=0), exact.lengths(k), bound=bound, what="the lengths of the columns")


@pytest.mark.parametrize("function", ["rbf_kernel", "center_kernel", "fit_transform"])
@pytest.mark.parametrize("dtype", FLOATS)
@points(0.5)
def test_results_have_the_shapes_and_dtypes_of_the_interface(kernel_pca, dtype, function):
    """A function answers in the dtype of the data, with the promised shape."""
    x, y, kernel = (value.astype(dtype) for value in (GOOD, OTHER, KERNEL))
    asked = {"rbf_kernel": ((x, y, GAMMA), (5, 2)), "center_kernel": ((kernel,), (5, 5)), "fit_transform": ((x, 4, GAMMA), (5, 4))}
    arguments, shape = asked[function]
    assert_form(getattr(kernel_pca, function)(*arguments), shape, dtype, what=function)


@points(1)
def test_rbf_kernel_leaves_the_samples_as_they_were(kernel_pca):
    """rbf_kernel changes neither x nor y."""
    answer = assert_leaves_inputs(kernel_pca.rbf_kernel, GOOD, OTHER, GAMMA)
    assert_close(answer, gaussian(GOOD, OTHER, GAMMA), condition=20, what="the kernel")


@points(1)
def test_center_kernel_leaves_the_kernel_as_it_was(kernel_pca):
    """center_kernel does not change the matrix that it is given."""
    assert_close(assert_leaves_inputs(kernel_pca.center_kernel, KERNEL), centred(KERNEL), what="the centred kernel")


@points(1)
def test_fit_transform_leaves_the_samples_as_they_were(kernel_pca):
    """fit_transform does not change the data that it is given."""
    assert_scores(assert_leaves_inputs(kernel_pca.fit_transform, GOOD, 2, GAMMA), Problem(GOOD, GAMMA))


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_kernel_is_the_gaussian_of_the_distance(kernel_pca, data, dtype):
    """Entry i, j is exp(−γ ‖x_i − y_j‖²), for the rows of two sets of samples."""
    d = data.draw(st.integers(1, 6), label="d")
    x = data.draw(normal(st.integers(1, 7), d, dtype=dtype), label="x")
    y = data.draw(normal(st.integers(1, 7), d, dtype=dtype, scale=2.0), label="y")
    gamma = data.draw(st.sampled_from([0.03, 0.3, 1.7]), label="gamma")
    condition = 4 * Problem(np.concatenate([x, y]), gamma).condition  # 4, as the middle may be that of x alone
    assert_close(kernel_pca.rbf_kernel(x, y, gamma), gaussian(x, y, gamma), scale=1.0, condition=condition, what="the kernel")


@points(1)
def test_gamma_keeps_its_precision(kernel_pca):
    """γ = 0.3 is 0.3 in the dtype of the data, whether it comes as a number or as a tensor."""
    for dtype in FLOATS:
        x, y = np.array([[0.0, 1.0]], dtype), np.array([[2.0, 1.0]], dtype)
        for gamma in (0.3, np.array(0.3, dtype)):
            assert_close(kernel_pca.rbf_kernel(x, y, gamma), np.exp([[-0.3 * 4]]), what=f"the kernel in {dtype}")


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_kernel_has_ones_on_the_diagonal_far_from_the_origin_too(kernel_pca, data, dtype):
    """Far from the origin, too, every sample is at distance zero from itself, and as far from the others as it is."""
    offset = {"float64": 1e4, "float32": 1e3}[dtype.name]
    x, gamma = data.draw(problems(dtype, mean=offset), label="problem")
    answer, condition = kernel_pca.rbf_kernel(x, x, gamma), Problem(x, gamma).condition
    assert_close(np.diag(answer), np.ones(len(x)), condition=condition, what="the diagonal")
    assert_close(answer, gaussian(x, x, gamma), scale=1.0, condition=condition, what="the kernel")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_kernel_is_symmetric_and_positive_semidefinite(kernel_pca, data, dtype):
    """The kernel of samples with themselves is symmetric, without negative eigenvalues, and its squares are those of 2γ."""
    problem = data.draw(problems(dtype), label="problem")
    answer = kernel_pca.rbf_kernel(problem.x, problem.x, problem.gamma).astype(np.float64)
    error = tolerance(dtype, len(answer), problem.condition)
    assert_close(answer, answer.T, bound=error, what="the kernel")
    assert_close(answer**2, gaussian(problem.x, problem.x, 2 * problem.gamma), bound=error, what="the square of the kernel")
    lowest = np.linalg.eigvalsh(answer)[0]
    assert lowest >= -error, f"the kernel has the eigenvalue {lowest}; none is below zero"


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_centring_is_its_definition(kernel_pca, data, dtype):
    """K − 1K − K1 + 1K1 with 1 the matrix of entries 1/n, for any symmetric K."""
    kernel = data.draw(positive_definite(dtype=dtype), label="kernel") - dtype.type(0.3)
    answer = kernel_pca.center_kernel(kernel)
    assert_form(answer, kernel.shape, kernel.dtype, what="the centred kernel")
    assert_close(answer, centred(kernel), scale=np.abs(kernel).max(), what="the centred kernel")


@points(1)
@given(x=data_sets())
def test_centred_inner_products_are_those_of_centred_samples(kernel_pca, x):
    """Where the kernel is that of inner products, x xᵀ, the features are the samples: the answer is x_c x_cᵀ."""
    exact = x - x.mean(axis=0)
    assert_close(kernel_pca.center_kernel(x @ x.T), exact @ exact.T, scale=np.max(np.sum(x**2, axis=1)), what="x_c x_cᵀ")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_rows_of_the_centred_kernel_sum_to_zero(kernel_pca, data, dtype):
    """Every row and every column sums to zero, and the trace has lost Σ K / n."""
    kernel = data.draw(positive_definite(dtype=dtype), label="kernel")
    answer, error = kernel_pca.center_kernel(kernel).astype(np.float64), tolerance(dtype, np.trace(kernel))
    assert_close(answer.sum(axis=0), np.zeros(len(kernel)), bound=error, what="the sum of a column")
    assert_close(answer.sum(axis=1), np.zeros(len(kernel)), bound=error, what="the sum of a row")
    exact = kernel.astype(np.float64)
    assert_close(np.trace(answer), np.trace(exact) - exact.sum() / len(exact), bound=error, what="the trace")


@points(3)
@given(data=st.data(), dtype=dtypes())
def test_scores_are_scaled_eigenvectors_of_the_centred_kernel(kernel_pca, data, dtype):
    """Column i of the scores is sqrt(λ) v of the i-th largest eigenvalue of the centred kernel."""
    problem = data.draw(problems(dtype), label="problem")
    assert_scores(scored(kernel_pca, problem, data.draw(counts(problem), label="n_components")), problem)


@points(2)
@given(data=st.data(), dtype=dtypes())
def test_squares_of_a_column_add_up_to_its_eigenvalue(kernel_pca, data, dtype):
    """The columns are orthogonal to each other; the squares of the i-th add up to the i-th largest eigenvalue, in this order."""
    problem = data.draw(problems(dtype), label="problem")
    answer, exact = scored(kernel_pca, problem, data.draw(counts(problem), label="n_components")), truth(problem)
    wanted = np.diag(exact.lengths(answer.shape[1]) ** 2)
    assert_close(answer.T @ answer, wanted, scale=exact.scale, what="the products of the columns")


@points(2)
@given(data=st.data())
def test_the_largest_entry_of_a_column_is_positive(kernel_pca, data):
    """Every column is turned so that its entry of largest magnitude is positive (free where two differ by under 0.1 %)."""
    problem = data.draw(problems(), label="problem")
    answer = scored(kernel_pca, problem, data.draw(counts(problem, spare=1), label="n_components"))
    assert_lengths(answer, problem)
    assert_sign_rule(answer.T, what="the column")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_all_scores_together_are_the_features(kernel_pca, data, dtype):
    """With n components the inner products of the scores are the centred kernel."""
    problem = data.draw(problems(dtype), label="problem")
    answer, exact = scored(kernel_pca, problem, len(problem.x)), truth(problem)
    assert_close(answer @ answer.T, exact.centred, scale=exact.scale, what="the inner products of the scores")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_scores_do_not_depend_on_place(kernel_pca, data, dtype):
    """Samples far from the origin have the scores of their distances from each other."""
    problem = data.draw(problems(dtype, mean={"float64": 1e4, "float32": 1e3}[dtype.name]), label="problem")
    answer, exact = scored(kernel_pca, problem, len(problem.x)), truth(problem)
    assert_close(answer @ answer.T, exact.centred, scale=exact.scale, what="the inner products of the scores")


@points(1)
@given(data=st.data(), factor=st.sampled_from([1e-3, 0.2, 1e3]))
def test_scores_do_not_depend_on_direction_or_unit(kernel_pca, data, factor):
    """Samples turned round and measured in another unit, γ in its square, have the same scores."""
    problem = data.draw(problems(), label="problem")
    rotation = rotations(problem.x.shape[1], data.draw(seeds, label="seed"))
    turned = Problem(factor * problem.x @ rotation, problem.gamma / factor**2)
    answer, exact = scored(kernel_pca, turned, len(problem.x)), truth(problem)
    assert_close(answer @ answer.T, exact.centred, scale=exact.scale, condition=2, what="the inner products of the scores")


@points(1)
@given(data=st.data())
def test_the_order_of_the_samples_does_not_matter(kernel_pca, data):
    """Samples in another order have the same scores, in that order."""
    x, gamma = problem = data.draw(problems(), label="problem")
    order, n = np.random.default_rng(data.draw(seeds, label="seed")).permutation(len(x)), len(x)
    first, again, exact = scored(kernel_pca, problem, n), scored(kernel_pca, Problem(x[order], gamma), n), truth(problem)
    assert_close(np.sum(first**2), np.trace(exact.centred), scale=exact.scale, what="the sum of squares")
    assert_close(again @ again.T, first[order] @ first[order].T, scale=exact.scale, what="the inner products in another order")


@points(2)
@given(data=st.data())
def test_scores_agree_with_scikit_learn(kernel_pca, data):
    """Up to sign the scores are those of sklearn.decomposition.KernelPCA."""
    x, gamma = problem = data.draw(problems(), label="problem")
    k = data.draw(counts(problem, spare=1), label="n_components")
    answer, exact = scored(kernel_pca, problem, k), truth(problem)
    oracle = KernelPCA(k, kernel="rbf", gamma=gamma, eigen_solver="dense").fit_transform(x)
    condition = exact.values[0] / (exact.values[k - 1] - exact.values[k])  # of the space that the k columns span
    assert_close(answer @ answer.T, oracle @ oracle.T, scale=exact.scale, condition=condition, what="the inner products")


@points(2)
@given(data=st.data())
def test_scores_tend_to_principal_components_as_gamma_vanishes(kernel_pca, data):
    """For a small γ the kernel is 1 − γ ‖x − y‖²: scores / sqrt(2γ) are, up to sign, the scores of sklearn's PCA."""
    x = data.draw(data_sets(mean=0.0), label="x")
    k, n = data.draw(st.integers(1, min(len(x) - 1, x.shape[1])), label="n_components"), len(x)
    scores, farthest = PCA(k, svd_solver="full").fit_transform(x), cdist(x, x, "sqeuclidean").max()
    gamma = 1e-6 / float(farthest)
    answer = scored(kernel_pca, Problem(x, gamma), k) / np.sqrt(2 * gamma)
    turned = answer * np.where(np.sum(answer * scores, axis=0) < 0, -1, 1)
    error = n * (gamma * farthest**2 / 4 + tolerance(x.dtype) / (2 * gamma))  # the next term of the series, and rounding
    sigma = np.linalg.norm(scores, axis=0)
    gap = 0.5 * sigma[-1] ** 2  # each σ² of these samples is about half of the one before it
    assert_close(turned, scores, bound=3 * sigma[0] * error / gap, what="scores / sqrt(2γ)")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_a_very_narrow_kernel_is_the_identity(kernel_pca, data, dtype):
    """For a large γ every sample is like itself alone: the kernel is the identity, and n − 1 columns have length one."""
    x = data.draw(data_sets(dtype=dtype, mean=0.0), label="x")
    nearest = np.sort(cdist(x.astype(np.float64), x.astype(np.float64), "sqeuclidean"), axis=1)[:, 1].min()
    problem = Problem(x, 60 / float(nearest))
    answer, n = scored(kernel_pca, problem, len(x)), len(x)
    expected = np.eye(n) - 1 / n
    assert_close(answer @ answer.T, expected, condition=problem.condition, what="the inner products of the scores")


@points(1)
@given(data=st.data(), dtype=dtypes())
def test_equal_samples_have_equal_scores(kernel_pca, data, dtype):
    """Samples that occur several times have the same scores; columns beyond the rank are zero but for rounding, never NaN."""
    few = data.draw(normal(4, 3, dtype=dtype, scale=2.0), label="x")
    problem = Problem(few[[0, 1, 2, 1, 3, 1, 0, 3]], 0.1)
    answer, exact = scored(kernel_pca, problem, 8), truth(problem)
    assert_close(answer @ answer.T, exact.centred, scale=exact.scale, what="the inner products of the scores")
    assert_lengths(answer, problem)
    rounding = singular_value_error(np.array([np.sqrt(exact.scale), 0.0]), dtype)[1]
    assert_close(answer[3], answer[1], bound=rounding, what="the scores of an equal sample")


@points(1)
@given(n=st.integers(3, 9), data=st.data(), dtype=dtypes())
def test_samples_equally_far_apart(kernel_pca, n, data, dtype):
    """n samples at one distance have one eigenvalue, n − 1 times: any orthogonal columns of equal length will do."""
    problem = Problem(0.7 * np.eye(n, dtype=dtype), 0.4)
    k = data.draw(st.integers(1, n - 1), label="n_components")
    answer = scored(kernel_pca, problem, k)
    expected = (1 - np.exp(-0.4 * 2 * 0.7**2)) * np.eye(k)
    assert_close(answer.T @ answer, expected, scale=1.0, condition=problem.condition, what="the products of the columns")
    assert_close(answer.sum(axis=0), np.zeros(k), scale=1.0, condition=problem.condition * n, what="the sum of a column")


@points(1)
@given(gamma=st.floats(0.05, 2.0), dtype=dtypes())
def test_the_smallest_sets_of_samples_have_scores_too(kernel_pca, gamma, dtype):
    """Two samples have scores ± sqrt((1 − K₁₂) / 2), in a column of their own; a single one has the score zero."""
    x = np.array([[1.0, -0.5], [0.5, 1.0]], dtype)
    score = np.sqrt((1 - np.exp(-gamma * 2.5)) / 2)
    answer = scored(kernel_pca, Problem(x, gamma), 1)
    assert_close(answer[np.argsort(-answer[:, 0]), 0], np.array([score, -score]), condition=20, what="the score of one of two")
    alone, rounding = scored(kernel_pca, Problem(x[:1], gamma), 1), singular_value_error(np.array([1.0, 0.0]), dtype)[1]
    assert_close(alone, np.zeros((1, 1)), bound=rounding, what="the score of a single sample")


@pytest.mark.parametrize("dtype", FLOATS)
@points(1)
def test_hundreds_of_samples(kernel_pca, dtype, rng):
    """With 450 samples the scores are those of the largest eigenvalues too: K x = λ x, K the centred kernel."""
    problem = Problem(samples(20 * 0.8 ** np.arange(5), 450, 6, rng, mean=0.0).astype(dtype), 0.3)
    answer, exact, growth = scored(kernel_pca, problem, 4), truth(problem), np.sqrt(450)  # of rounding, with the number of terms
    products, image = np.diag(exact.values[:4]), (exact.centred @ answer).astype(dtype)
    assert_close(answer.T @ answer, products, scale=exact.scale, condition=growth, what="the products of the columns")
    assert_close(image, answer @ products, scale=exact.scale**1.5, condition=growth, what="the kernel times the columns")


@points(1)
def test_bad_samples_are_rejected_by_rbf_kernel(kernel_pca):
    """NaN, infinity, a wrong number of axes and no entries raise a ValueError, in x and in y."""
    for bad in BAD_SAMPLES:
        assert_rejects(kernel_pca.rbf_kernel, bad, GOOD, GAMMA, good=(GOOD, OTHER, GAMMA))
        assert_rejects(kernel_pca.rbf_kernel, GOOD, bad, GAMMA, good=(GOOD, OTHER, GAMMA))


@points(0.5)
def test_samples_of_different_widths_are_rejected(kernel_pca):
    """Samples of three columns have no distance from samples of two or of one: a ValueError."""
    for width in (1, 2):
        assert_rejects(kernel_pca.rbf_kernel, GOOD, OTHER[:, :width], GAMMA, good=(GOOD, OTHER, GAMMA))


@points(1)
def test_bad_samples_are_rejected_by_fit_transform(kernel_pca):
    """NaN, infinity, a wrong number of axes and no entries raise a ValueError that names x."""
    for bad in BAD_SAMPLES:
        assert_rejects(kernel_pca.fit_transform, bad, 1, GAMMA, good=(GOOD, 1, GAMMA), naming="x")


@pytest.mark.parametrize("function", ["rbf_kernel", "fit_transform"])
@points(0.5)
def test_gamma_must_be_positive(kernel_pca, function):
    """A γ that is zero, negative, infinite or not a number raises a ValueError that names it."""
    second = {"rbf_kernel": OTHER, "fit_transform": 2}[function]
    for gamma in (0.0, -0.3, np.inf, np.nan):
        assert_rejects(getattr(kernel_pca, function), GOOD, second, gamma, good=(GOOD, second, GAMMA), naming="gamma")


@points(1)
def test_bad_kernels_are_rejected(kernel_pca):
    """NaN, infinity, a wrong number of axes, no entries and shapes that are not square raise a ValueError that names the kernel."""
    holes = [np.where(KERNEL[1, 3] == KERNEL, hole, KERNEL) for hole in (np.nan, np.inf)]
    for bad in (*holes, KERNEL[0], np.stack([KERNEL, KERNEL]), KERNEL[:0, :0], KERNEL[:4], KERNEL[:, :3]):
        assert_rejects(kernel_pca.center_kernel, bad, good=(KERNEL,), naming="kernel")


@points(1)
def test_asymmetric_kernels_are_rejected(kernel_pca):
    """A kernel of which two entries across the diagonal differ by one per cent of the largest raises a ValueError."""
    bad = KERNEL.copy()
    bad[3, 1] += 0.011
    assert_rejects(kernel_pca.center_kernel, bad, good=(KERNEL,), naming="kernel")


@points(1)
def test_impossible_numbers_of_components_are_rejected(kernel_pca):
    """There is at least one component and at most one for every sample; a number of them is whole."""
    for k in (0, -1, 6, 1.5):
        assert_rejects(kernel_pca.fit_transform, GOOD, k, GAMMA, good=(GOOD, 5, GAMMA), naming="n_components")
