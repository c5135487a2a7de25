"""Wrong and right variants of `mds`."""

from ..variant import Variant, both, edits

FORM = "test_results_have_the_form_of_classical_mds"
DEFINITION = "test_double_centring_is_its_definition"
INNER = "test_double_centred_distances_are_inner_products"
ROWS = "test_rows_of_the_double_centred_matrix_sum_to_zero"
DISTANCES = "test_distances_of_points_are_recovered"
COLUMNS = "test_columns_are_scaled_eigenvectors"
SQUARES = "test_squares_of_a_column_add_up_to_its_eigenvalue"
SIGN = "test_the_largest_entry_of_a_column_is_positive"
ZEROS = "test_components_without_a_positive_eigenvalue_are_columns_of_zeros"
BEYOND = "test_points_of_few_dimensions_leave_the_other_columns_empty"
EQUAL = "test_points_equally_far_apart"
SMALLEST = "test_the_smallest_sets_of_points_have_coordinates_too"
HUNDREDS = "test_hundreds_of_points"
NUMBERS = "test_impossible_numbers_of_components_are_rejected"

_MEAN = ("mean = squared_distances.mean(dim=0)", "mean = tf.reduce_mean(squared_distances, axis=0)")
_CENTRED = ("(squared_distances - mean - mean[:, None] + mean.mean())",
            "(squared_distances - mean - mean[:, None] + tf.reduce_mean(mean))")  # fmt: skip
_RETURN = ("return fix_signs(vectors) * eigenvalues.clamp(min=0).sqrt()",
           "return fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0))")  # fmt: skip
_ROOT = ("eigenvalues.clamp(min=0).sqrt()", "tf.sqrt(tf.maximum(eigenvalues, 0))")
_PAIRS = "eigenvalues, vectors = leading_eigenpairs(centred, n_components)"
_TORCH, _TF = "import torch\n\n\n", "import tensorflow as tf\n\n\n"  # before definitions of a variant


def instead(olds, torch, tensorflow):
    """Another text for one of the reference's lines, in each framework."""
    return edits((olds[0], torch), (olds[1], tensorflow))


def pairs(torch, tensorflow):
    """Other eigenpairs."""
    return edits((_PAIRS, "import torch\n    " + torch), (_PAIRS, tensorflow))


WRONG = [
    # double_center
    Variant("half_left_out", DEFINITION, both("return -0.5 * (", "return -1.0 * (")),
    Variant("half_with_the_wrong_sign", ROWS, both("return -0.5 * (", "return 0.5 * (")),
    Variant("columns_alone_centred", ROWS, instead(
        _CENTRED, "(squared_distances - mean)", "(squared_distances - mean)")),
    Variant("mean_of_all_left_out", INNER, instead(
        _CENTRED, "(squared_distances - mean - mean[:, None])", "(squared_distances - mean - mean[:, None])")),
    Variant("mean_of_all_subtracted", DEFINITION, instead(
        _CENTRED, "(squared_distances - mean - mean[:, None] - mean.mean())",
        "(squared_distances - mean - mean[:, None] - tf.reduce_mean(mean))")),
    Variant("centred_for_four_points", DEFINITION, instead(
        _MEAN, "mean = squared_distances.sum(dim=0) / 4", "mean = tf.reduce_sum(squared_distances, axis=0) / 4")),
    Variant("mean_with_divisor_n_minus_one", ROWS, instead(
        _MEAN, "mean = squared_distances.sum(dim=0) / max(1, len(squared_distances) - 1)",
        "mean = tf.reduce_sum(squared_distances, axis=0) / max(1, squared_distances.shape[0] - 1)")),
    Variant("squared_again", INNER, instead(
        _MEAN, "squared_distances = squared_distances**2\n    mean = squared_distances.mean(dim=0)",
        "squared_distances = squared_distances**2\n    mean = tf.reduce_mean(squared_distances, axis=0)")),
    Variant("distances_for_their_squares", DEFINITION, instead(
        _MEAN, "squared_distances = squared_distances**0.5\n    mean = squared_distances.mean(dim=0)",
        "squared_distances = squared_distances**0.5\n    mean = tf.reduce_mean(squared_distances, axis=0)")),
    Variant("matrix_product_for_the_square", INNER, instead(
        _MEAN, "distances = squared_distances**0.5\n    squared_distances = distances @ distances\n"
               "    mean = squared_distances.mean(dim=0)",
        "distances = squared_distances**0.5\n    squared_distances = distances @ distances\n"
        "    mean = tf.reduce_mean(squared_distances, axis=0)")),
    Variant("centred_in_place", "test_double_center_leaves_the_distances_as_they_were", {"torch": [
        (_CENTRED[0], "squared_distances.sub_(mean).sub_(mean[:, None]).add_(mean.mean())")]}),
    Variant("distances_overwritten_by_inner_products", "test_classical_mds_leaves_the_distances_as_they_were", {"torch": [
        ("centred = double_center(squared_distances)", "centred = squared_distances.copy_(double_center(squared_distances))")]}),
    Variant("matrix_cut_to_float32", DEFINITION, edits(
        (_MEAN[0], "squared_distances = squared_distances.float().to(squared_distances.dtype)\n    " + _MEAN[0]),
        (_MEAN[1],
         "squared_distances = tf.cast(tf.cast(squared_distances, tf.float32), squared_distances.dtype)\n    " + _MEAN[1]))),
    Variant("matrix_cut_to_float16", DEFINITION, edits(
        (_MEAN[0], "squared_distances = squared_distances.half().to(squared_distances.dtype)\n    " + _MEAN[0]),
        (_MEAN[1],
         "squared_distances = tf.cast(tf.cast(squared_distances, tf.float16), squared_distances.dtype)\n    " + _MEAN[1]))),
    Variant("matrix_always_in_float64", "test_results_have_the_form_of_double_center", edits(
        (_MEAN[0], "squared_distances = squared_distances.double()\n    " + _MEAN[0]),
        (_MEAN[1], "squared_distances = tf.cast(squared_distances, tf.float64)\n    " + _MEAN[1]))),
    # classical_mds: which eigenpairs
    Variant("nothing_centred", DISTANCES, both(_PAIRS, _PAIRS.replace("centred", "-0.5 * squared_distances"))),
    Variant("first_point_in_the_origin", "test_the_order_of_the_points_does_not_matter", both(
        _PAIRS, "first = squared_distances[0]\n    centred = 0.5 * (first + first[:, None] - squared_distances)\n    " + _PAIRS)),
    Variant("smallest_eigenvalues", COLUMNS, both(
        _PAIRS, "eigenvalues, vectors = leading_eigenpairs(-centred, n_components)\n    eigenvalues = -eigenvalues")),
    Variant("ascending_columns", SQUARES, instead(
        _RETURN, _RETURN[0].replace("return ", "return (") + ").flip(1)",
        "return tf.reverse(fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0)), axis=[1])")),
    Variant("unsorted_eigenvalues", DISTANCES, pairs(
        "eigenvalues, vectors = torch.linalg.eigh(centred)\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:, :n_components]",
        "eigenvalues, vectors = tf.linalg.eigh(centred)\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:, :n_components]")),
    Variant("largest_magnitudes_first", "test_four_dissimilarities_of_a_textbook", pairs(
        "eigenvalues, vectors = torch.linalg.eigh(centred)\n    order = eigenvalues.abs().argsort(descending=True)[:n_components]\n"
        "    eigenvalues, vectors = eigenvalues[order], vectors[:, order]",
        "eigenvalues, vectors = tf.linalg.eigh(centred)\n"
        "    order = tf.argsort(tf.abs(eigenvalues), direction='DESCENDING')[:n_components]\n"
        "    eigenvalues, vectors = tf.gather(eigenvalues, order), tf.gather(vectors, order, axis=1)")),
    Variant("singular_values_for_eigenvalues", COLUMNS, pairs(
        "vectors, eigenvalues, _ = torch.linalg.svd(centred)\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:, :n_components]",
        "eigenvalues, vectors, _ = tf.linalg.svd(centred)\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:, :n_components]")),
    Variant("rows_of_the_eigenvectors", COLUMNS, pairs(
        "eigenvalues, vectors = leading_eigenpairs(centred, len(centred))\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], vectors[:n_components].mT",
        "eigenvalues, vectors = leading_eigenpairs(centred, centred.shape[0])\n"
        "    eigenvalues, vectors = eigenvalues[:n_components], tf.transpose(vectors[:n_components])")),
    Variant("one_vector_for_equal_eigenvalues", EQUAL, pairs(
        _PAIRS + "\n    shifted = centred - eigenvalues[:, None, None] * torch.eye(len(centred), dtype=centred.dtype)\n"
        "    vectors = torch.linalg.svd(shifted).Vh[:, -1].mT",
        _PAIRS + "\n    shifted = centred - eigenvalues[:, None, None] * tf.eye(centred.shape[0], dtype=centred.dtype)\n"
        "    vectors = tf.transpose(tf.linalg.svd(shifted)[2][:, :, -1])")),
    Variant("a_few_iterations_for_many_points", HUNDREDS, pairs(
        _PAIRS + "\n    if len(centred) > 400:\n        start = torch.randn(len(centred), n_components, dtype=centred.dtype)\n"
        "        vectors = torch.linalg.qr(torch.linalg.matrix_power(centred, 9) @ start).Q\n"
        "        eigenvalues = (vectors * (centred @ vectors)).sum(dim=0)",
        _PAIRS + "\n    if centred.shape[0] > 400:\n        vectors = tf.random.normal((centred.shape[0], n_components), dtype=centred.dtype)\n"
        "        for _ in range(9):\n            vectors = tf.linalg.qr(centred @ vectors).q\n"
        "        eigenvalues = tf.reduce_sum(vectors * (centred @ vectors), axis=0)")),
    # classical_mds: lengths
    Variant("unit_columns", SQUARES, instead(
        _ROOT, "(eigenvalues > 0).to(vectors.dtype)", "tf.cast(eigenvalues > 0, vectors.dtype)")),
    Variant("eigenvalues_for_their_roots", SQUARES, instead(_ROOT, "eigenvalues.clamp(min=0)", "tf.maximum(eigenvalues, 0)")),
    Variant("root_taken_twice", DISTANCES, instead(
        _ROOT, "eigenvalues.clamp(min=0).sqrt().sqrt()", "tf.sqrt(tf.sqrt(tf.maximum(eigenvalues, 0)))")),
    Variant("times_the_root_of_n", "test_of_points_the_coordinates_are_their_principal_components", instead(
        _ROOT, "(eigenvalues.clamp(min=0) * len(vectors)).sqrt()", "tf.sqrt(tf.maximum(eigenvalues, 0) * vectors.shape[0])")),
    Variant("root_of_a_negative_eigenvalue", ZEROS, instead(_ROOT, "eigenvalues.sqrt()", "tf.sqrt(eigenvalues)")),
    Variant("magnitude_of_a_negative_eigenvalue", "test_paths_around_a_cycle", instead(
        _ROOT, "eigenvalues.abs().sqrt()", "tf.sqrt(tf.abs(eigenvalues))")),
    Variant("negative_eigenvalues_a_little_positive", ZEROS, instead(
        _ROOT, "eigenvalues.clamp(min=1e-12).sqrt()", "tf.sqrt(tf.maximum(eigenvalues, 1e-12))")),
    Variant("columns_of_zeros_left_out", BEYOND, edits(
        (_RETURN[0], "vectors, eigenvalues = vectors[:, eigenvalues > 0], eigenvalues[eigenvalues > 0]\n    " + _RETURN[0]),
        (_RETURN[1], "vectors, eigenvalues = vectors[:, :int(tf.math.count_nonzero(eigenvalues > 0))], "
                     "eigenvalues[eigenvalues > 0]\n    " + _RETURN[1]))),
    Variant("negative_eigenvalues_made_up_for", "test_a_star_of_three_arms_is_flat", both(
        _PAIRS, "lowest = -leading_eigenpairs(-centred, 1)[0]\n    " + _PAIRS + "\n    eigenvalues = eigenvalues - lowest")),
    Variant("negative_eigenvalues_taken_off", "test_what_is_lost_is_the_energy_of_the_other_eigenvalues", both(
        _PAIRS, "lowest = -leading_eigenpairs(-centred, 1)[0]\n    " + _PAIRS + "\n    eigenvalues = eigenvalues + lowest")),
    Variant("small_eigenvalues_dropped", DISTANCES, instead(
        _ROOT, "(eigenvalues * (eigenvalues > 0.05 * eigenvalues[0])).sqrt()",
        "tf.sqrt(tf.where(eigenvalues > 0.05 * eigenvalues[0], eigenvalues, tf.zeros_like(eigenvalues)))")),
    Variant("eigenvalues_below_a_fixed_threshold_dropped", "test_distances_in_another_unit_give_coordinates_in_that_unit", instead(
        _ROOT, "(eigenvalues * (eigenvalues > 1e-6)).sqrt()",
        "tf.sqrt(tf.where(eigenvalues > 1e-6, eigenvalues, tf.zeros_like(eigenvalues)))")),
    Variant("points_kept_a_little_apart", "test_coincident_points_stay_together", edits(
        (_MEAN[0], "squared_distances = squared_distances.clamp(min=1e-6).fill_diagonal_(0)\n    " + _MEAN[0]),
        (_MEAN[1], "squared_distances = tf.maximum(squared_distances, 1e-6)\n    squared_distances = tf.linalg.set_diag("
                   "squared_distances, 0 * squared_distances[0])\n    " + _MEAN[1]))),
    # classical_mds: sign, shape, dtype
    Variant("sign_left_to_the_solver", SIGN, both("return fix_signs(vectors) *", "return vectors *")),
    Variant("first_entry_positive", SIGN, edits(
        ("return fix_signs(vectors) *", "return vectors * vectors[0].sign() *"),
        ("return fix_signs(vectors) *", "return vectors * tf.sign(vectors[0]) *"))),
    Variant("sum_positive", SIGN, edits(
        ("return fix_signs(vectors) *", "return vectors * (vectors**3).sum(dim=0).sign() *"),
        ("return fix_signs(vectors) *", "return vectors * tf.sign(tf.reduce_sum(vectors**3, axis=0)) *"))),
    Variant("always_in_the_plane", FORM, both(_PAIRS, "n_components = min(2, n_components)\n    " + _PAIRS)),
    Variant("one_component_without_its_axis", SMALLEST, edits(
        (_RETURN[0], _RETURN[0].replace("return ", "return (") + ").squeeze()"),
        (_RETURN[1], "return tf.squeeze(fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0)))"))),
    Variant("components_as_rows", FORM, edits(
        (_RETURN[0], _RETURN[0].replace("return ", "return (") + ").mT"),
        (_RETURN[1], "return tf.transpose(fix_signs(vectors) * tf.sqrt(tf.maximum(eigenvalues, 0)))"))),
    Variant("eigenvectors_cut_to_float32", COLUMNS, edits(
        ("leading_eigenpairs(centred, n_components)", "(p.to(centred.dtype) for p in leading_eigenpairs(centred.float(), n_components))"),
        ("leading_eigenpairs(centred, n_components)",
         "(tf.cast(p, centred.dtype) for p in leading_eigenpairs(tf.cast(centred, tf.float32), n_components))"))),
    Variant("fewer_than_three_points_refused", SMALLEST, both(
        _PAIRS, 'check_integer(3, **{"number of squared_distances": centred.shape[0]})\n    ' + _PAIRS)),
    # bad input
    Variant("nothing_checked", "test_bad_matrices_are_rejected", both(
        "    _check_squared_distances(squared_distances)\n    mean", "    mean")),
    Variant("message_without_the_name", "test_bad_matrices_are_rejected", both(
        "    check_symmetric(squared_distances=squared_distances)\n", "    check_symmetric(matrix=squared_distances)\n")),
    Variant("asymmetric_distances_accepted", "test_asymmetric_distances_are_rejected", both(
        "    check_symmetric(squared_distances=squared_distances)\n",
        "    from viva.arguments import check_finite, check_square\n\n"
        "    check_square(squared_distances=squared_distances)\n    check_finite(squared_distances=squared_distances)\n")),
    Variant("negative_distances_accepted", "test_negative_squared_distances_are_rejected", both(
        "    check_between(0, math.inf, squared_distances=squared_distances)\n", "")),
    Variant("any_diagonal_accepted", "test_points_apart_from_themselves_are_rejected", both(
        "    check_between(0, 0, **", "    check_between(-math.inf, math.inf, **")),
    Variant("any_number_of_components", NUMBERS, both("    check_integer(1, centred.shape[0], n_components=n_components)\n", "")),
    Variant("no_component_accepted", NUMBERS, both("check_integer(1, centred.shape[0]", "check_integer(0, centred.shape[0]")),
]  # fmt: skip

RIGHT = [
    Variant("by_the_centring_matrix_and_all_eigenpairs", instead={
        "torch": _TORCH + "def double_center(squared_distances):\n    _check_squared_distances(squared_distances)\n"
                 "    n = len(squared_distances)\n    centring = torch.eye(n, dtype=squared_distances.dtype) - 1 / n\n"
                 "    return -0.5 * centring @ squared_distances @ centring\n\n\n"
                 "def leading_eigenpairs(matrix, k):\n    values, vectors = torch.linalg.eigh(matrix)\n"
                 "    return values.flip(0)[:k], vectors.flip(1)[:, :k]\n",
        "tensorflow": "def double_center(squared_distances):\n    _check_squared_distances(squared_distances)\n"
                      "    n = squared_distances.shape[0]\n    centring = tf.eye(n, dtype=squared_distances.dtype) - 1 / n\n"
                      "    return -0.5 * centring @ squared_distances @ centring\n\n\n"
                      "def leading_eigenpairs(matrix, k):\n    values, vectors = tf.linalg.eigh(matrix)\n"
                      "    return values[::-1][:k], vectors[:, ::-1][:, :k]\n"}),
    Variant("by_singular_values_of_a_shifted_matrix", instead={
        "torch": _TORCH + "def leading_eigenpairs(matrix, k):\n    shift = matrix.norm()\n"
                 "    vectors, values, _ = torch.linalg.svd(matrix + shift * torch.eye(len(matrix), dtype=matrix.dtype))\n"
                 "    return values[:k] - shift, vectors[:, :k]\n",
        "tensorflow": "def leading_eigenpairs(matrix, k):\n    shift = tf.norm(matrix)\n"
                      "    values, vectors, _ = tf.linalg.svd(matrix + shift * tf.eye(matrix.shape[0], dtype=matrix.dtype))\n"
                      "    return values[:k] - shift, vectors[:, :k]\n"}),
    Variant("float64_inside", edits=edits(
        ("    centred = double_center(squared_distances)\n", "    centred = double_center(squared_distances.double())\n"),
        ("    centred = double_center(squared_distances)\n", "    centred = double_center(tf.cast(squared_distances, tf.float64))\n")), instead={
        "torch": "_wide_mds = classical_mds\n\n\ndef classical_mds(squared_distances, n_components):\n"
                 "    return _wide_mds(squared_distances, n_components).to(squared_distances.dtype)\n",
        "tensorflow": "_wide_mds = classical_mds\n\n\ndef classical_mds(squared_distances, n_components):\n"
                      "    return tf.cast(_wide_mds(squared_distances, n_components), squared_distances.dtype)\n"}),
    Variant("another_basis_of_equal_eigenvalues", edits=edits(
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(centred.flip(0, 1), n_components)\n    vectors = -vectors.flip(0)"),
        (_PAIRS, "eigenvalues, vectors = leading_eigenpairs(centred[::-1, ::-1], n_components)\n    vectors = -vectors[::-1]"))),
    Variant("by_loops", instead={
        "torch": _TORCH + "def double_center(squared_distances):\n    _check_squared_distances(squared_distances)\n"
                 "    centred = squared_distances.clone()\n    for row in centred:\n        row -= row.mean()\n"
                 "    for column in centred.mT:\n        column -= column.mean()\n    return -centred / 2\n\n\n"
                 "def classical_mds(squared_distances, n_components):\n    centred = double_center(squared_distances)\n"
                 "    check_integer(1, len(centred), n_components=n_components)\n"
                 "    values, vectors = torch.linalg.eigh((centred + centred.mT) / 2)\n    x = torch.zeros_like(centred)\n"
                 "    for column, value, vector in zip(x.mT, values.flip(0), vectors.mT.flip(0)):\n        if value > 0:\n"
                 "            column += value.sqrt() * vector * vector[vector.abs().argmax()].sign()\n"
                 "    return x[:, :n_components]\n",
        "tensorflow": "def double_center(squared_distances):\n    _check_squared_distances(squared_distances)\n"
                      "    rows = tf.stack([row - tf.reduce_mean(row) for row in squared_distances])\n"
                      "    columns = tf.stack([column - tf.reduce_mean(column) for column in tf.transpose(rows)])\n"
                      "    return -tf.transpose(columns) / 2\n\n\n"
                      "def classical_mds(squared_distances, n_components):\n    centred = double_center(squared_distances)\n"
                      "    check_integer(1, centred.shape[0], n_components=n_components)\n"
                      "    values, vectors = tf.linalg.eigh((centred + tf.transpose(centred)) / 2)\n    x = []\n"
                      "    for value, vector in zip(values[::-1], tf.transpose(vectors)[::-1]):\n"
                      "        sign = tf.sign(vector[int(tf.argmax(tf.abs(vector)))])\n"
                      "        x.append(tf.sqrt(value) * vector * sign if value > 0 else tf.zeros_like(vector))\n"
                      "    return tf.stack(x[:n_components], axis=1)\n"}),
]  # fmt: skip
