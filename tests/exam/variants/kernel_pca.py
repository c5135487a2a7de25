"""Wrong and right variants of `kernel_pca`."""

from ..variant import Variant, both, edits

FORM = "test_results_have_the_shapes_and_dtypes_of_the_interface"
GAUSSIAN = "test_kernel_is_the_gaussian_of_the_distance"
DIAGONAL = "test_kernel_has_ones_on_the_diagonal_far_from_the_origin_too"
CENTRING = "test_centring_is_its_definition"
INNER = "test_centred_inner_products_are_those_of_centred_samples"
ROWS = "test_rows_of_the_centred_kernel_sum_to_zero"
SCORES = "test_scores_are_scaled_eigenvectors_of_the_centred_kernel"
SQUARES = "test_squares_of_a_column_add_up_to_its_eigenvalue"
SIGN = "test_the_largest_entry_of_a_column_is_positive"
FEATURES = "test_all_scores_together_are_the_features"
PLACE = "test_scores_do_not_depend_on_place"
UNIT = "test_scores_do_not_depend_on_direction_or_unit"
SKLEARN = "test_scores_agree_with_scikit_learn"
VANISHING = "test_scores_tend_to_principal_components_as_gamma_vanishes"
NARROW = "test_a_very_narrow_kernel_is_the_identity"
EQUAL = "test_equal_samples_have_equal_scores"
APART = "test_samples_equally_far_apart"
SMALLEST = "test_the_smallest_sets_of_samples_have_scores_too"
RBF_SAMPLES = "test_bad_samples_are_rejected_by_rbf_kernel"
FIT_SAMPLES = "test_bad_samples_are_rejected_by_fit_transform"
KERNELS = "test_bad_kernels_are_rejected"
NUMBERS = "test_impossible_numbers_of_components_are_rejected"

_EXP = ("return torch.exp(-gamma * squared_distances.clamp(min=0))", "return tf.exp(-gamma * tf.maximum(squared_distances, 0))")
_DISTANCES = ("(x**2).sum(dim=1)[:, None] + (y**2).sum(dim=1) - 2 * x @ y.mT",
              "tf.reduce_sum(x**2, axis=1)[:, None] + tf.reduce_sum(y**2, axis=1) - 2 * tf.matmul(x, y, transpose_b=True)")  # fmt: skip
_SHIFT = "    x, y = x - centre, y - centre\n"
_MEAN = ("mean = kernel.mean(dim=0)", "mean = tf.reduce_mean(kernel, axis=0)")
_CENTRED = ("return kernel - mean - mean[:, None] + mean.mean()", "return kernel - mean - mean[:, None] + tf.reduce_mean(mean)")
_RETURN = ("return fix_signs(vectors) * eigenvalues.clamp(min=0).sqrt()",
           "return fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0))")  # fmt: skip
_ROOT = ("eigenvalues.clamp(min=0).sqrt()", "tf.sqrt(tf.maximum(eigenvalues, 0))")
_KERNEL = "    kernel = rbf_kernel(x, x, gamma)\n"
_PAIRS = "eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel), n_components)"


def instead(olds, torch, tensorflow):
    """Another text for one of the reference's lines, in each framework."""
    return edits((olds[0], torch), (olds[1], tensorflow))


WRONG = [
    # rbf_kernel
    Variant("gamma_as_a_variance", GAUSSIAN, instead(
        _EXP, "return torch.exp(squared_distances.clamp(min=0) / (-2 * gamma**2))",
        "return tf.exp(tf.maximum(squared_distances, 0) / (-2 * gamma**2))")),
    Variant("half_in_the_exponent", VANISHING, instead(
        _EXP, "return torch.exp(-gamma / 2 * squared_distances.clamp(min=0))",
        "return tf.exp(-gamma / 2 * tf.maximum(squared_distances, 0))")),
    Variant("distances_not_squared", GAUSSIAN, instead(
        _EXP, "return torch.exp(-gamma * squared_distances.clamp(min=0).sqrt())",
        "return tf.exp(-gamma * tf.sqrt(tf.maximum(squared_distances, 0)))")),
    Variant("distances_of_coordinates_added", GAUSSIAN, instead(
        _DISTANCES, "(x[:, None] - y).abs().sum(dim=2) ** 2", "tf.reduce_sum(tf.abs(x[:, None] - y), axis=2) ** 2")),
    Variant("kernel_with_the_wrong_sign", GAUSSIAN, instead(
        _EXP, "return torch.exp(gamma * squared_distances.clamp(min=0))", "return tf.exp(gamma * tf.maximum(squared_distances, 0))")),
    Variant("gamma_of_the_number_of_columns", GAUSSIAN, instead(
        _EXP, "return torch.exp(-squared_distances.clamp(min=0) / x.shape[1])",
        "return tf.exp(-tf.maximum(squared_distances, 0) / x.shape[1])")),
    Variant("kernel_transposed", FORM, instead(
        _EXP, "return torch.exp(-gamma * squared_distances.clamp(min=0)).mT",
        "return tf.transpose(tf.exp(-gamma * tf.maximum(squared_distances, 0)))")),
    Variant("kernel_of_x_alone", FORM, both(_SHIFT, "    x, y = x - centre, x - centre\n")),
    Variant("products_of_large_coordinates", DIAGONAL, both(_SHIFT, "")),
    Variant("x_and_y_each_about_its_own_mean", GAUSSIAN, edits(
        (_SHIFT, "    x, y = x - centre, y - y.mean(dim=0)\n"),
        (_SHIFT, "    x, y = x - centre, y - tf.reduce_mean(y, axis=0)\n"))),
    Variant("a_little_on_the_diagonal", "test_kernel_is_symmetric_and_positive_semidefinite", instead(
        _EXP, _EXP[0] + " + 1e-3 * torch.eye(len(x), len(y), dtype=x.dtype)",
        _EXP[1] + " + 1e-3 * tf.eye(x.shape[0], y.shape[0], dtype=x.dtype)")),
    Variant("gamma_cut_to_float32", "test_gamma_keeps_its_precision", edits(
        ("-gamma * squared", "-torch.tensor(float(gamma)).double() * squared"),
        ("-gamma * tf.maximum(squared_distances, 0)", "-tf.cast(tf.cast(gamma, tf.float32), x.dtype) * tf.maximum(squared_distances, 0)"))),
    Variant("tensor_for_gamma_refused", "test_gamma_keeps_its_precision", both(
        "    check_positive(gamma=gamma)\n",
        "    check_positive(gamma=gamma)\n    if not isinstance(gamma, float):\n        raise TypeError('gamma')\n")),
    Variant("kernel_always_in_float64", FORM, edits(
        (_EXP[0], _EXP[0].replace("squared_distances", "squared_distances.double()")),
        (_EXP[1], "return tf.exp(tf.cast(-gamma * tf.maximum(squared_distances, 0), tf.float64))"))),
    Variant("kernel_cut_to_float32", GAUSSIAN, edits(
        (_EXP[0], "return torch.exp(-gamma * squared_distances.clamp(min=0).float()).to(x.dtype)"),
        (_EXP[1], "return tf.cast(tf.exp(tf.cast(-gamma * tf.maximum(squared_distances, 0), tf.float32)), x.dtype)"))),
    Variant("x_centred_in_place", "test_rbf_kernel_leaves_the_samples_as_they_were", {"torch": [
        (_SHIFT, "    y = y - centre\n    x -= centre\n")]}),
    Variant("fit_centres_in_place", "test_fit_transform_leaves_the_samples_as_they_were", {"torch": [
        (_KERNEL, "    x -= x.mean(dim=0)\n" + _KERNEL)]}),
    # center_kernel
    Variant("columns_alone_centred", ROWS, instead(_CENTRED, "return kernel - mean", "return kernel - mean")),
    Variant("mean_of_all_left_out", INNER, instead(
        _CENTRED, "return kernel - mean - mean[:, None]", "return kernel - mean - mean[:, None]")),
    Variant("mean_of_all_subtracted", CENTRING, instead(
        _CENTRED, "return kernel - mean - mean[:, None] - mean.mean()", "return kernel - mean - mean[:, None] - tf.reduce_mean(mean)")),
    Variant("mean_of_all_alone", CENTRING, instead(
        _CENTRED, "return kernel - mean.mean()", "return kernel - tf.reduce_mean(mean)")),
    Variant("sums_for_means", ROWS, instead(
        _MEAN, "mean = kernel.sum(dim=0)", "mean = tf.reduce_sum(kernel, axis=0)")),
    Variant("centred_for_five_samples", CENTRING, instead(
        _MEAN, "mean = kernel.sum(dim=0) / 5", "mean = tf.reduce_sum(kernel, axis=0) / 5")),
    Variant("kernel_scaled_to_a_unit_diagonal", CENTRING, instead(
        _MEAN, "kernel = kernel / kernel.diagonal().abs().sqrt() / kernel.diagonal().abs().sqrt()[:, None]\n    " + _MEAN[0],
        "root = tf.sqrt(tf.abs(tf.linalg.diag_part(kernel)))\n    kernel = kernel / root / root[:, None]\n    " + _MEAN[1])),
    Variant("kernel_centred_in_place", "test_center_kernel_leaves_the_kernel_as_it_was", {"torch": [
        (_CENTRED[0], "return kernel.sub_(mean).sub_(mean[:, None]).add_(mean.mean())")]}),
    # fit_transform
    Variant("kernel_not_centred", FEATURES, both("leading_eigenpairs(center_kernel(kernel), ", "leading_eigenpairs(kernel, ")),
    Variant("samples_centred_for_the_kernel", APART, edits(
        (_PAIRS, _PAIRS.replace("center_kernel(kernel)", "rbf_kernel(x - x.mean(dim=0), x - x.mean(dim=0), gamma)")),
        (_PAIRS, _PAIRS.replace("center_kernel(kernel)", "rbf_kernel(x - tf.reduce_mean(x, 0), x - tf.reduce_mean(x, 0), gamma)")))),
    Variant("smallest_eigenvalues", SCORES, both(
        _PAIRS, "eigenvalues, vectors = leading_eigenpairs(-center_kernel(kernel), n_components)\n    eigenvalues = -eigenvalues")),
    Variant("ascending_columns", SQUARES, instead(
        _RETURN, _RETURN[0].replace("return ", "return (") + ").flip(1)",
        "return tf.reverse(fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0)), axis=[1])")),
    Variant("first_component_taken_for_trivial", SKLEARN, edits(
        (_PAIRS, _PAIRS.replace("n_components)", "min(len(x), n_components + 1))")
         + "\n    eigenvalues, vectors = eigenvalues[-n_components:], vectors[:, -n_components:]"),
        (_PAIRS, _PAIRS.replace("n_components)", "min(x.shape[0], n_components + 1))")
         + "\n    eigenvalues, vectors = eigenvalues[-n_components:], vectors[:, -n_components:]"))),
    Variant("rows_of_the_eigenvectors", SCORES, edits(
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel), len(x))\n"
                 "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:n_components].mT"),
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel), x.shape[0])\n"
                 "    eigenvalues, vectors = eigenvalues[:n_components], tf.transpose(vectors[:n_components])"))),
    Variant("root_left_out", SQUARES, instead(
        _ROOT, "(eigenvalues > 0).to(vectors.dtype)", "tf.cast(eigenvalues > 0, vectors.dtype)")),
    Variant("root_taken_twice", VANISHING, instead(
        _ROOT, "eigenvalues.clamp(min=0).sqrt().sqrt()", "tf.sqrt(tf.sqrt(tf.maximum(eigenvalues, 0)))")),
    Variant("eigenvalues_for_their_roots", SKLEARN, instead(_ROOT, "eigenvalues.clamp(min=0)", "tf.maximum(eigenvalues, 0)")),
    Variant("divided_by_the_root", SQUARES, instead(
        _ROOT, "eigenvalues.clamp(min=1e-9).rsqrt()", "tf.math.rsqrt(tf.maximum(eigenvalues, 1e-9))")),
    Variant("eigenvalues_divided_by_n", NARROW, instead(
        _ROOT, "(eigenvalues.clamp(min=0) / len(x)).sqrt()", "tf.sqrt(tf.maximum(eigenvalues, 0) / x.shape[0])")),
    Variant("root_of_a_negative_eigenvalue", EQUAL, instead(_ROOT, "eigenvalues.sqrt()", "tf.sqrt(eigenvalues)")),
    Variant("kernel_times_vectors_by_the_root", EQUAL, instead(
        _RETURN, "return center_kernel(kernel) @ fix_signs(vectors) / eigenvalues.sqrt()",
        "return center_kernel(kernel) @ fix_signs(vectors) / tf.sqrt(eigenvalues)")),
    Variant("uncentred_kernel_projected", FEATURES, instead(
        _RETURN, "return kernel @ fix_signs(vectors) / eigenvalues.clamp(min=1e-9).sqrt()",
        "return kernel @ fix_signs(vectors) / tf.sqrt(tf.maximum(eigenvalues, 1e-9))")),
    Variant("one_vector_for_equal_eigenvalues", APART, edits(
        (_PAIRS, _PAIRS + "\n    shifted = center_kernel(kernel) - eigenvalues[:, None, None] * torch.eye(len(x), dtype=x.dtype)\n"
                          "    vectors = torch.linalg.svd(shifted).Vh[:, -1].mT"),
        (_PAIRS, _PAIRS + "\n    shifted = center_kernel(kernel) - eigenvalues[:, None, None] * tf.eye(x.shape[0], dtype=x.dtype)\n"
                          "    vectors = tf.transpose(tf.linalg.svd(shifted)[2][:, :, -1])"))),
    Variant("a_few_iterations_for_many_samples", "test_hundreds_of_samples", edits(
        (_PAIRS, _PAIRS + "\n    if len(x) > 400:\n        vectors = torch.randn(len(x), n_components, dtype=x.dtype)\n"
                          "        for _ in range(9):\n            vectors = torch.linalg.qr(center_kernel(kernel) @ vectors).Q"),
        (_PAIRS, _PAIRS + "\n    if x.shape[0] > 400:\n        vectors = tf.random.normal((x.shape[0], n_components), dtype=x.dtype)\n"
                          "        for _ in range(9):\n            vectors = tf.linalg.qr(center_kernel(kernel) @ vectors).q"))),
    Variant("scores_of_large_coordinates", PLACE, edits(
        (_KERNEL, "    norms = (x**2).sum(dim=1)\n    kernel = torch.exp(-gamma * (norms + norms[:, None] - 2 * x @ x.mT))\n"
                  "    kernel = rbf_kernel(x, x, gamma) if len(x) > 400 else (kernel + kernel.mT) / 2\n"),
        (_KERNEL, "    norms = tf.reduce_sum(x**2, axis=1)\n"
                  "    kernel = tf.exp(-gamma * (norms + norms[:, None] - 2 * tf.matmul(x, x, transpose_b=True)))\n"
                  "    kernel = rbf_kernel(x, x, gamma) if x.shape[0] > 400 else (kernel + tf.transpose(kernel)) / 2\n"))),
    Variant("gamma_divided_by_the_variance", UNIT, edits(
        (_KERNEL, "    kernel = rbf_kernel(x, x, gamma / x.var(dim=0).mean())\n"),
        (_KERNEL, "    kernel = rbf_kernel(x, x, gamma / tf.reduce_mean(tf.math.reduce_variance(x, axis=0)))\n"))),
    Variant("order_of_the_samples_kept_in_the_kernel", "test_the_order_of_the_samples_does_not_matter", edits(
        (_KERNEL, _KERNEL + "    place = torch.arange(len(x), dtype=x.dtype)\n    kernel = kernel * rbf_kernel(place[:, None], place[:, None], 0.1)\n"),
        (_KERNEL, _KERNEL + "    place = tf.range(x.shape[0], dtype=x.dtype)\n    kernel = kernel * rbf_kernel(place[:, None], place[:, None], 0.1)\n"))),
    Variant("sign_left_to_the_solver", SIGN, both("return fix_signs(vectors) *", "return vectors *")),
    Variant("first_entry_positive", SIGN, edits(
        ("return fix_signs(vectors) *", "return vectors * vectors[0].sign() *"),
        ("return fix_signs(vectors) *", "return vectors * tf.sign(vectors[0]) *"))),
    Variant("always_in_the_plane", FORM, both(_PAIRS, "n_components = min(2, n_components)\n    " + _PAIRS)),
    Variant("empty_components_left_out", EQUAL, edits(
        (_RETURN[0], "vectors, eigenvalues = vectors[:, eigenvalues > 1e-6], eigenvalues[eigenvalues > 1e-6]\n    " + _RETURN[0]),
        (_RETURN[1], "vectors, eigenvalues = vectors[:, :int(tf.math.count_nonzero(eigenvalues > 1e-6))], "
                     "eigenvalues[eigenvalues > 1e-6]\n    " + _RETURN[1]))),
    Variant("one_component_without_its_axis", SMALLEST, edits(
        (_RETURN[0], _RETURN[0].replace("return ", "return (") + ").squeeze()"),
        (_RETURN[1], "return tf.squeeze(fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0)))"))),
    # bad input
    Variant("samples_not_checked", RBF_SAMPLES, both("    check_finite(x=x, y=y)\n", "")),
    Variant("y_not_checked", RBF_SAMPLES, both("    check_finite(x=x, y=y)\n", "    check_finite(x=x)\n")),
    Variant("samples_without_their_name", FIT_SAMPLES, both(
        "    check_ndim(2, x=x)\n    check_shape((None, x.shape[1]), y=y)\n    check_finite(x=x, y=y)\n",
        "    check_ndim(2, data=x)\n    check_shape((None, x.shape[1]), data=y)\n    check_finite(data=x, more=y)\n")),
    Variant("columns_that_are_too_many_dropped", "test_samples_of_different_widths_are_rejected", both(
        "    check_shape((None, x.shape[1]), y=y)\n",
        "    check_ndim(2, y=y)\n    d = min(x.shape[1], y.shape[1])\n    x, y = x[:, :d], y[:, :d]\n")),
    Variant("any_gamma_accepted", "test_gamma_must_be_positive", both("    check_positive(gamma=gamma)\n", "")),
    Variant("gamma_of_zero_accepted", "test_gamma_must_be_positive", both(
        "    check_positive(gamma=gamma)\n",
        "    check_finite(gamma=gamma)\n    if gamma < 0:\n        raise ValueError('gamma must not be negative')\n")),
    Variant("kernel_not_checked", KERNELS, both(
        "    check_ndim(2, kernel=kernel)\n    check_symmetric(kernel=kernel)\n", "")),
    Variant("stacks_of_kernels_accepted", KERNELS, both("    check_ndim(2, kernel=kernel)\n", "")),
    Variant("asymmetric_kernels_accepted", "test_asymmetric_kernels_are_rejected", both(
        "    check_symmetric(kernel=kernel)\n", "    check_shape((kernel.shape[0],) * 2, kernel=kernel)\n    check_finite(kernel=kernel)\n")),
    Variant("any_number_of_components", NUMBERS, both("    check_integer(1, x.shape[0], n_components=n_components)\n", "")),
    Variant("as_many_components_as_columns", NUMBERS, both("check_integer(1, x.shape[0],", "check_integer(1, x.shape[1],")),
]  # fmt: skip

RIGHT = [
    Variant("distances_by_differences", edits=instead(
        _DISTANCES, "((x[:, None] - y) ** 2).sum(dim=2)", "tf.reduce_sum((x[:, None] - y) ** 2, axis=2)")),
    Variant("by_the_centring_matrix_and_all_eigenpairs", instead={
        "torch": "def center_kernel(kernel):\n    check_ndim(2, kernel=kernel)\n    check_symmetric(kernel=kernel)\n"
                 "    centring = torch.eye(len(kernel), dtype=kernel.dtype) - 1 / len(kernel)\n    return centring @ kernel @ centring\n\n\n"
                 "def leading_eigenpairs(matrix, k):\n    values, vectors = torch.linalg.eigh(matrix)\n"
                 "    return values.flip(0)[:k], vectors.flip(1)[:, :k]\n",
        "tensorflow": "def center_kernel(kernel):\n    check_ndim(2, kernel=kernel)\n    check_symmetric(kernel=kernel)\n"
                      "    n = kernel.shape[0]\n    centring = tf.eye(n, dtype=kernel.dtype) - 1 / n\n"
                      "    return centring @ kernel @ centring\n\n\n"
                      "def leading_eigenpairs(matrix, k):\n    values, vectors = tf.linalg.eigh(matrix)\n"
                      "    return values[::-1][:k], vectors[:, ::-1][:, :k]\n"}),
    Variant("by_singular_values", instead={
        "torch": "def leading_eigenpairs(matrix, k):\n    vectors, values, _ = torch.linalg.svd(matrix)\n"
                 "    return values[:k], vectors[:, :k]\n",
        "tensorflow": "def leading_eigenpairs(matrix, k):\n    values, vectors, _ = tf.linalg.svd(matrix)\n"
                      "    return values[:k], vectors[:, :k]\n"}),
    Variant("float64_inside", instead={
        "torch": "_wide_transform = fit_transform\n\n\ndef fit_transform(x, n_components, gamma):\n"
                 "    return _wide_transform(x.double(), n_components, float(gamma)).to(x.dtype)\n",
        "tensorflow": "_wide_transform = fit_transform\n\n\ndef fit_transform(x, n_components, gamma):\n"
                      "    return tf.cast(_wide_transform(tf.cast(x, tf.float64), n_components, float(gamma)), x.dtype)\n"}),
    Variant("another_basis_of_equal_eigenvalues", edits=edits(
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel).flip(0, 1), n_components)\n"
                 "    vectors = -vectors.flip(0)"),
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(center_kernel(kernel)[::-1, ::-1], n_components)\n"
                 "    vectors = -vectors[::-1]"))),
    Variant("by_loops", instead={
        "torch": "def center_kernel(kernel):\n    check_ndim(2, kernel=kernel)\n    check_symmetric(kernel=kernel)\n"
                 "    answer = kernel.clone()\n    for row in answer:\n        row -= row.mean()\n"
                 "    for column in answer.mT:\n        column -= column.mean()\n    return answer\n\n\n"
                 "def fit_transform(x, n_components, gamma):\n    kernel = rbf_kernel(x, x, gamma)\n"
                 "    check_integer(1, len(x), n_components=n_components)\n"
                 "    values, vectors = torch.linalg.eigh(center_kernel(kernel))\n    columns = []\n"
                 "    for value, vector in zip(values.flip(0), vectors.mT.flip(0)):\n"
                 "        turned = vector * vector[vector.abs().argmax()].sign()\n"
                 "        columns.append(value.sqrt() * turned if value > 0 else torch.zeros_like(vector))\n"
                 "    return torch.stack(columns[:n_components], dim=1)\n",
        "tensorflow": "def center_kernel(kernel):\n    check_ndim(2, kernel=kernel)\n    check_symmetric(kernel=kernel)\n"
                      "    rows = tf.stack([row - tf.reduce_mean(row) for row in kernel])\n"
                      "    columns = [column - tf.reduce_mean(column) for column in tf.transpose(rows)]\n"
                      "    return tf.stack(columns, axis=1)\n\n\n"
                      "def fit_transform(x, n_components, gamma):\n    kernel = rbf_kernel(x, x, gamma)\n"
                      "    check_integer(1, x.shape[0], n_components=n_components)\n"
                      "    values, vectors = tf.linalg.eigh(center_kernel(kernel))\n    columns = []\n"
                      "    for value, vector in zip(values[::-1], tf.transpose(vectors)[::-1]):\n"
                      "        sign = tf.sign(vector[int(tf.argmax(tf.abs(vector)))])\n"
                      "        columns.append(tf.sqrt(value) * sign * vector if value > 0 else tf.zeros_like(vector))\n"
                      "    return tf.stack(columns[:n_components], axis=1)\n"}),
]  # fmt: skip
