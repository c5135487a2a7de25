"""Wrong and right variants of `lda`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
WITHIN = "test_scatter_within_is_that_about_the_means_of_the_classes"
BETWEEN = "test_scatter_between_weighs_every_class_with_its_samples"
DIRECTIONS = "test_directions_separate_the_classes_best"
VARIANCE = "test_classes_have_variance_one_along_the_directions"
SIGN = "test_the_largest_entry_of_a_direction_is_positive"
UNITS = "test_projections_do_not_depend_on_the_units_of_the_columns"
NOTHING = "test_directions_that_separate_nothing_are_normalised_too"
SAMPLES = "test_bad_samples_are_rejected"
NUMBERS = "test_impossible_numbers_of_components_are_rejected"
SINGULAR = "test_a_singular_scatter_within_is_rejected"

_WITHIN = ("return deviations.mT @ deviations, ", "return tf.matmul(deviations, deviations, transpose_a=True), ")
_BETWEEN = ("means.mT @ (counts[:, None] * means)", "tf.matmul(means, counts[:, None] * means, transpose_a=True)")
_COVARIANCE = ("_whitening(deviations.mT @ deviations / n)", "_whitening(tf.matmul(deviations, deviations, transpose_a=True) / n)")
_DIRECTIONS = ("fix_signs(whitening @ vectors).mT.to(x.dtype)", "tf.cast(tf.transpose(fix_signs(whitening @ vectors)), x.dtype)")
_RATIOS = ("whitened.mT @ (counts[:, None] * whitened)", "tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True)")


def instead(olds, torch, tensorflow):
    """Another text for one of the reference's lines, in each framework."""
    return edits((olds[0], torch), (olds[1], tensorflow))


WRONG = [
    # scatter_matrices
    Variant("within_divided_by_the_samples", WITHIN, instead(
        _WITHIN, "return deviations.mT @ deviations / len(x), ",
        "return tf.matmul(deviations, deviations, transpose_a=True) / x.shape[0], ")),
    Variant("covariances_of_the_classes_added", WITHIN, instead(
        _WITHIN, "index = labels.unique(return_inverse=True)[1]\n"
                 "    return deviations.mT @ (deviations / counts[index][:, None]), ",
        "index = tf.unique(labels)[1]\n"
        "    return tf.matmul(deviations, deviations / tf.gather(counts, index)[:, None], transpose_a=True), ")),
    Variant("within_about_the_mean_of_all", WITHIN, both("means - mean, deviations\n", "means - mean, centred - mean\n")),
    Variant("products_of_the_samples", FORMS, instead(
        _WITHIN, "return deviations @ deviations.mT, ", "return tf.matmul(deviations, deviations, transpose_b=True), ")),
    Variant("between_and_within_swapped", BETWEEN, edits(
        ("    return deviations.mT @ deviations, means.mT @ (counts[:, None] * means)",
         "    return means.mT @ (counts[:, None] * means), deviations.mT @ deviations"),
        ("    return tf.matmul(deviations, deviations, transpose_a=True), tf.matmul(means, counts[:, None] * means, transpose_a=True)",
         "    return tf.matmul(means, counts[:, None] * means, transpose_a=True), tf.matmul(deviations, deviations, transpose_a=True)"))),
    Variant("classes_not_weighed", BETWEEN, instead(
        _BETWEEN, "means.mT @ means", "tf.matmul(means, means, transpose_a=True)")),
    Variant("between_about_the_origin", BETWEEN, instead(
        _BETWEEN, "(means + x.mean(dim=0)).mT @ (counts[:, None] * (means + x.mean(dim=0)))",
        "tf.matmul(means + tf.reduce_mean(x, axis=0), counts[:, None] * (means + tf.reduce_mean(x, axis=0)), transpose_a=True)")),
    Variant("classes_of_one_sample_left_out", BETWEEN, instead(
        _BETWEEN, "means.mT @ ((counts * (counts > 1))[:, None] * means)",
        "tf.matmul(means, tf.where(counts > 1, counts, 0 * counts)[:, None] * means, transpose_a=True)")),
    Variant("between_about_the_mean_of_the_means", "test_scatters_add_up_to_the_total", instead(
        _BETWEEN, "(means - means.mean(dim=0)).mT @ (counts[:, None] * (means - means.mean(dim=0)))",
        "tf.matmul(means - tf.reduce_mean(means, axis=0), counts[:, None] * (means - tf.reduce_mean(means, axis=0)),\n"
        "                     transpose_a=True)")),
    Variant("outer_product_collapsed_to_a_scalar", "test_scatter_between_has_one_dimension_less_than_there_are_classes", instead(
        _BETWEEN, "(counts * (means * means).sum(dim=1)).sum() * torch.ones_like(x[0]) * torch.ones_like(x[0])[:, None]",
        "tf.reduce_sum(counts * tf.reduce_sum(means * means, axis=1)) * tf.ones((x.shape[1], x.shape[1]), x.dtype)")),
    Variant("within_as_a_difference_of_moments", "test_a_large_mean_does_not_spoil_the_scatters", edits(
        ("    _, counts, means, deviations = _split(x, labels)\n    return deviations.mT @ deviations, ",
         "    mean, counts, means, _ = _split(x, labels)\n"
         "    return x.mT @ x - (means + mean).mT @ (counts[:, None] * (means + mean)), "),
        ("    _, counts, means, deviations = _split(x, labels)\n"
         "    return tf.matmul(deviations, deviations, transpose_a=True), ",
         "    mean, counts, means, _ = _split(x, labels)\n    return tf.matmul(x, x, transpose_a=True) - "
         "tf.matmul(means + mean, counts[:, None] * (means + mean), transpose_a=True), "))),
    Variant("scatter_matrices_centres_in_place", "test_scatter_matrices_leaves_its_inputs_as_they_were", {"torch": [
        ("    centred = x - x[0]\n", "    centred = x.sub_(x[0].clone())\n")]}),
    Variant("fit_centres_in_place", "test_fit_leaves_its_inputs_as_they_were", {"torch": [
        ("    centred = x - x[0]\n", "    centred = x.sub_(x[0].clone())\n")]}),
    # fit: mean and labels
    Variant("mean_of_the_classes", "test_mean_is_that_of_all_samples", edits(
        ("mean = counts @ means / x.shape[0]", "mean = means.mean(dim=0)"),
        ("mean = tf.linalg.matvec(means, counts, transpose_a=True) / x.shape[0]", "mean = tf.reduce_mean(means, axis=0)"))),
    Variant("mean_of_the_centred_samples", "test_mean_is_that_of_all_samples", both("return x[0] + mean, counts", "return mean, counts")),
    Variant("samples_taken_for_sorted", "test_labels_are_names_and_samples_have_no_order", edits(
        ("    counts = counts.to(x.dtype)\n", "    index, counts = index.sort().values, counts.to(x.dtype)\n"),
        ("    counts = tf.cast(counts, x.dtype)\n", "    index, counts = tf.sort(index), tf.cast(counts, x.dtype)\n"))),
    Variant("labels_taken_for_indices", "test_labels_are_names_and_samples_have_no_order", edits(
        ("    counts = counts.to(x.dtype)\n",
         "    index, counts = labels, torch.bincount(labels.clamp(min=0)).clamp(min=1).to(x.dtype)\n"),
        ("    counts = tf.cast(counts, x.dtype)\n",
         "    index, counts = labels, tf.cast(tf.maximum(tf.math.bincount(tf.maximum(labels, 0)), 1), x.dtype)\n"))),
    # fit: directions
    Variant("classes_count_alike", DIRECTIONS, instead(
        _RATIOS, "whitened.mT @ whitened", "tf.matmul(whitened, whitened, transpose_a=True)")),
    Variant("correlations_within_ignored", DIRECTIONS, instead(
        _COVARIANCE, "torch.diag(deviations.std(dim=0, correction=0) ** -1)", "tf.linalg.diag(1 / tf.math.reduce_std(deviations, axis=0))")),
    Variant("smallest_ratios", DIRECTIONS, instead(
        _RATIOS, "-whitened.mT @ (counts[:, None] * whitened)",
        "tf.matmul(-whitened, counts[:, None] * whitened, transpose_a=True)")),
    Variant("rows_of_the_eigenvectors", DIRECTIONS, edits(
        ("    _, vectors = leading_eigenpairs(whitened.mT @ (counts[:, None] * whitened), n_components)\n",
         "    _, vectors = leading_eigenpairs(whitened.mT @ (counts[:, None] * whitened), d)\n"
         "    vectors = vectors.mT[:, :n_components]\n"),
        ("    _, vectors = leading_eigenpairs(tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True), n_components)\n",
         "    _, vectors = leading_eigenpairs(tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True), d)\n"
         "    vectors = tf.transpose(vectors)[:, :n_components]\n"))),
    Variant("float64_cut_to_float32", DIRECTIONS, edits(
        ("_split(x.double(), labels)", "_split(x.float().double(), labels)"),
        ("_split(tf.cast(x, tf.float64), labels)", "_split(tf.cast(tf.cast(x, tf.float32), tf.float64), labels)"))),
    Variant("scatter_between_not_whitened_on_both_sides", "test_two_classes_are_separated_along_fishers_direction", edits(
        ("    whitened = means @ whitening\n", "    whitened = means @ whitening @ whitening.mT\n"),
        ("    whitened = means @ whitening\n", "    whitened = means @ tf.matmul(whitening, whitening, transpose_b=True)\n"))),
    Variant("not_symmetric_but_eigh", "test_two_classes_are_separated_along_fishers_direction", edits(
        ("    return mean.to(x.dtype), fix_signs(whitening @ vectors).mT.to(x.dtype)",
         "    within, between = deviations.mT @ deviations / n, means.mT @ (counts[:, None] * means) / n\n"
         "    _, vectors = leading_eigenpairs(torch.linalg.solve(within, between), n_components)\n"
         "    vectors /= (vectors * (within @ vectors)).sum(dim=0).sqrt()\n"
         "    return mean.to(x.dtype), fix_signs(vectors).mT.to(x.dtype)"),
        ("    return tf.cast(mean, x.dtype), tf.cast(tf.transpose(fix_signs(whitening @ vectors)), x.dtype)",
         "    within = tf.matmul(deviations, deviations, transpose_a=True) / n\n"
         "    between = tf.matmul(means, counts[:, None] * means, transpose_a=True) / n\n"
         "    _, vectors = leading_eigenpairs(tf.linalg.solve(within, between), n_components)\n"
         "    vectors /= tf.sqrt(tf.reduce_sum(vectors * (within @ vectors), axis=0))\n"
         "    return tf.cast(mean, x.dtype), tf.cast(tf.transpose(fix_signs(vectors)), x.dtype)"))),
    Variant("order_turned_round", "test_ratios_descend", instead(
        _DIRECTIONS, "fix_signs(whitening @ vectors.flip(1)).mT.to(x.dtype)",
        "tf.cast(tf.transpose(fix_signs(whitening @ tf.reverse(vectors, axis=[1]))), x.dtype)")),
    Variant("directions_of_length_one", VARIANCE, instead(
        _DIRECTIONS, "torch.nn.functional.normalize(fix_signs(whitening @ vectors).mT).to(x.dtype)",
        "tf.cast(tf.math.l2_normalize(tf.transpose(fix_signs(whitening @ vectors)), axis=1), x.dtype)")),
    Variant("total_for_within", VARIANCE, instead(
        _COVARIANCE, "_whitening(torch.cov(x.double().mT, correction=0).reshape(d, d))",
        "_whitening((tf.matmul(deviations, deviations, transpose_a=True)\n"
        "                           + tf.matmul(means, counts[:, None] * means, transpose_a=True)) / n)")),
    Variant("divisor_n_less_the_classes", "test_fit_agrees_with_scikit_learn", instead(
        _COVARIANCE, "_whitening(deviations.mT @ deviations / (n - len(counts)))",
        "_whitening(tf.matmul(deviations, deviations, transpose_a=True) / (n - len(counts)))")),
    Variant("scatter_for_covariance", NOTHING, instead(
        _COVARIANCE, "_whitening(deviations.mT @ deviations)", "_whitening(tf.matmul(deviations, deviations, transpose_a=True))")),
    Variant("scaled_by_the_ratio", NOTHING, edits(
        ("    _, vectors = leading_eigenpairs(whitened.mT @ (counts[:, None] * whitened), n_components)\n",
         "    ratios, vectors = leading_eigenpairs(whitened.mT @ (counts[:, None] * whitened), n_components)\n"
         "    vectors = vectors * ratios / ratios.clamp(min=1e-9)\n"),
        ("    _, vectors = leading_eigenpairs(tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True), n_components)\n",
         "    ratios, vectors = leading_eigenpairs(tf.matmul(whitened, counts[:, None] * whitened, transpose_a=True), n_components)\n"
         "    vectors = vectors * ratios / tf.maximum(ratios, 1e-9)\n"))),
    Variant("sign_left_to_the_solver", SIGN, instead(
        _DIRECTIONS, "(whitening @ vectors).mT.to(x.dtype)", "tf.cast(tf.transpose(whitening @ vectors), x.dtype)")),
    Variant("sign_of_the_whitened_vectors", SIGN, instead(
        _DIRECTIONS, "(whitening @ fix_signs(vectors)).mT.to(x.dtype)", "tf.cast(tf.transpose(whitening @ fix_signs(vectors)), x.dtype)")),
    Variant("directions_as_columns", FORMS, instead(
        _DIRECTIONS, "fix_signs(whitening @ vectors).to(x.dtype)", "tf.cast(fix_signs(whitening @ vectors), x.dtype)")),
    Variant("float64_for_float32", FORMS, instead(
        _DIRECTIONS, "fix_signs(whitening @ vectors).mT", "tf.transpose(fix_signs(whitening @ vectors))")),
    Variant("columns_standardised_for_good", UNITS, edits(
        ("    return vectors / eigenvalues.sqrt() / spread[:, None]", "    return vectors / eigenvalues.sqrt()"),
        ("    return vectors / tf.sqrt(eigenvalues) / spread[:, None]", "    return vectors / tf.sqrt(eigenvalues)"))),
    Variant("a_ridge_added", UNITS, instead(
        _COVARIANCE, "_whitening(deviations.mT @ deviations / n + 1e-3 * torch.eye(d).double())",
        "_whitening(tf.matmul(deviations, deviations, transpose_a=True) / n + 1e-3 * tf.eye(d, dtype=tf.float64))")),
    Variant("columns_of_different_units_taken_for_singular", "test_directions_of_real_flowers_and_wines", edits(
        ("    if eigenvalues[0] <= ",
         "    if torch.linalg.cond(covariance) > 1e6:\n        raise ValueError('singular')\n    if eigenvalues[0] <= "),
        ("    if eigenvalues[0] <= ",
         "    values = tf.linalg.eigvalsh(covariance)\n    if values[0] < 1e-6 * values[-1]:\n"
         "        raise ValueError('singular')\n    if eigenvalues[0] <= "))),
    Variant("nearly_dependent_columns_taken_for_singular", UNITS, both("if eigenvalues[0] <= ", "if eigenvalues[0] <= 1e-3 + ")),
    Variant("principal_axes_of_the_means", "test_one_direction_carries_nearly_all_that_separates_irises", instead(
        _COVARIANCE, "torch.eye(d, dtype=torch.float64)", "tf.eye(d, dtype=tf.float64)")),
    # bad input
    Variant("nan_passed_through", SAMPLES, both("    check_finite(x=x)\n", "")),
    Variant("number_of_axes_not_checked", SAMPLES, both("    check_ndim(2, x=x)\n", "")),
    Variant("number_of_labels_not_checked", "test_labels_that_do_not_fit_are_rejected", both(
        "    check_shape((x.shape[0],), labels=labels)\n", "")),
    Variant("number_of_components_not_checked", NUMBERS, both(
        "    check_integer(1, min(d, len(counts) - 1), n_components=n_components)\n", "")),
    Variant("as_many_components_as_classes", NUMBERS, both("min(d, len(counts) - 1)", "min(d, len(counts))")),
    Variant("components_compared_with_the_classes_only", NUMBERS, both("min(d, len(counts) - 1)", "len(counts) - 1")),
    Variant("pseudo_inverse_of_a_singular_scatter", SINGULAR, edits(
        ("        raise ValueError(\"x has a singular scatter within its classes: too few samples, or columns that depend on each other\")",
         "        vectors, eigenvalues = vectors[:, eigenvalues > 1e-9], eigenvalues[eigenvalues > 1e-9]"),
        ("        raise ValueError(\"x has a singular scatter within its classes: too few samples, or columns that depend on each other\")",
         "        keep = eigenvalues > 1e-9\n"
         "        vectors, eigenvalues = tf.boolean_mask(vectors, keep, axis=1), tf.boolean_mask(eigenvalues, keep)"))),
    Variant("constant_columns_taken_for_regular", SINGULAR, edits(
        ("    spread = torch.where(spread > 0, spread, 1)\n",
         "    covariance = covariance + torch.diag((spread == 0).double())\n    spread = torch.where(spread > 0, spread, 1)\n"),
        ("    spread = tf.where(spread > 0, spread, tf.ones_like(spread))\n",
         "    covariance += tf.linalg.diag(tf.cast(spread == 0, tf.float64))\n"
         "    spread = tf.where(spread > 0, spread, tf.ones_like(spread))\n"))),
]  # fmt: skip

_SINGULAR = "    raise ValueError('x: the scatter within the classes is singular')\n"

RIGHT = [
    Variant("by_cholesky_in_the_dtype_of_x", instead={
        "torch": "def fit(x, labels, n_components):\n    mean, counts, _, _ = _split(x, labels)\n"
                 "    check_integer(1, min(x.shape[1], len(counts) - 1), n_components=n_components)\n"
                 "    within, between = scatter_matrices(x, labels)\n    _whitening(within.double())\n"
                 "    lower = torch.linalg.cholesky(within / len(x))\n"
                 "    half = torch.linalg.solve_triangular(lower, between, upper=False)\n"
                 "    ratios, vectors = torch.linalg.eigh(torch.linalg.solve_triangular(lower, half.mT, upper=False))\n"
                 "    vectors = vectors[:, ratios.argsort(descending=True)[:n_components]]\n"
                 "    return mean, fix_signs(torch.linalg.solve_triangular(lower.mT, vectors, upper=True)).mT\n",
        "tensorflow": "def fit(x, labels, n_components):\n    mean, counts, _, _ = _split(x, labels)\n"
                      "    check_integer(1, min(x.shape[1], len(counts) - 1), n_components=n_components)\n"
                      "    within, between = scatter_matrices(x, labels)\n    _whitening(tf.cast(within, tf.float64))\n"
                      "    lower = tf.linalg.cholesky(within / x.shape[0])\n"
                      "    half = tf.linalg.triangular_solve(lower, between)\n"
                      "    ratios, vectors = tf.linalg.eigh(tf.linalg.triangular_solve(lower, tf.transpose(half)))\n"
                      "    vectors = tf.gather(vectors, tf.argsort(-ratios)[:n_components], axis=1)\n"
                      "    return mean, tf.transpose(fix_signs(tf.linalg.triangular_solve(lower, vectors, adjoint=True)))\n"}),
    Variant("by_two_singular_value_decompositions", instead={
        "torch": "def fit(x, labels, n_components):\n    n, wide = len(x), x.double()\n"
                 "    mean, counts, means, deviations = _split(wide, labels)\n"
                 "    check_integer(1, min(x.shape[1], len(counts) - 1), n_components=n_components)\n"
                 "    spread = deviations.std(dim=0, correction=0)\n"
                 "    if n < x.shape[1] or spread.min() < 1e-12 * wide.abs().max():\n    " + _SINGULAR +
                 "    _, sigma, axes = torch.linalg.svd(deviations / spread, full_matrices=False)\n"
                 "    if sigma[-1] < 1e-6 * sigma[0]:\n    " + _SINGULAR +
                 "    whitening = axes.mT / sigma * n**0.5 / spread[:, None]\n"
                 "    rotation = torch.linalg.svd(counts.sqrt()[:, None] * means @ whitening).Vh\n"
                 "    return mean.to(x.dtype), fix_signs(whitening @ rotation.mT[:, :n_components]).mT.to(x.dtype)\n",
        "tensorflow": "def fit(x, labels, n_components):\n    n, wide = x.shape[0], tf.cast(x, tf.float64)\n"
                      "    mean, counts, means, deviations = _split(wide, labels)\n"
                      "    check_integer(1, min(x.shape[1], len(counts) - 1), n_components=n_components)\n"
                      "    spread = tf.math.reduce_std(deviations, axis=0)\n"
                      "    if n < x.shape[1] or tf.reduce_min(spread) < 1e-12 * tf.reduce_max(tf.abs(wide)):\n    " + _SINGULAR +
                      "    sigma, _, axes = tf.linalg.svd(deviations / spread)\n"
                      "    if sigma[-1] < 1e-6 * sigma[0]:\n    " + _SINGULAR +
                      "    whitening = axes / sigma * n**0.5 / spread[:, None]\n"
                      "    _, _, rotation = tf.linalg.svd(tf.sqrt(counts)[:, None] * means @ whitening, full_matrices=True)\n"
                      "    directions = fix_signs(whitening @ rotation[:, :n_components])\n"
                      "    return tf.cast(mean, x.dtype), tf.cast(tf.transpose(directions), x.dtype)\n"}),
    Variant("by_the_inverse_root_of_the_covariance", edits=edits(
        ("    return vectors / eigenvalues.sqrt() / spread[:, None]",
         "    values, axes = torch.linalg.eigh(covariance)\n    return axes / values.sqrt() @ axes.mT"),
        ("    return vectors / tf.sqrt(eigenvalues) / spread[:, None]",
         "    values, axes = tf.linalg.eigh(covariance)\n    return tf.matmul(axes / tf.sqrt(values), axes, transpose_b=True)"))),
    Variant("scatters_by_loops", instead={
        "torch": "def scatter_matrices(x, labels):\n    _split(x, labels)\n    within, between = 0, 0\n"
                 "    for label in labels.unique():\n        rows = x[labels == label]\n"
                 "        apart = rows.mean(dim=0) - x.mean(dim=0)\n"
                 "        within = within + sum(torch.outer(row, row) for row in rows - rows.mean(dim=0))\n"
                 "        between = between + len(rows) * torch.outer(apart, apart)\n    return within, between\n",
        "tensorflow": "def scatter_matrices(x, labels):\n    _split(x, labels)\n    within, between = 0, 0\n"
                      "    for label in tf.unique(labels)[0]:\n        rows = x[labels == label]\n"
                      "        apart = tf.reduce_mean(rows, axis=0) - tf.reduce_mean(x, axis=0)\n"
                      "        within += sum(tf.tensordot(row, row, 0) for row in rows - tf.reduce_mean(rows, axis=0))\n"
                      "        between += rows.shape[0] * tf.tensordot(apart, apart, 0)\n    return within, between\n"}),
    Variant("between_as_the_rest_of_the_total", instead={
        "torch": "def scatter_matrices(x, labels):\n    _, _, _, deviations = _split(x, labels)\n"
                 "    within, centred = deviations.mT @ deviations, x - x.mean(dim=0)\n"
                 "    return within, centred.mT @ centred - within\n",
        "tensorflow": "def scatter_matrices(x, labels):\n    _, _, _, deviations = _split(x, labels)\n"
                      "    within, centred = tf.matmul(deviations, deviations, transpose_a=True), x - tf.reduce_mean(x, axis=0)\n"
                      "    return within, tf.matmul(centred, centred, transpose_a=True) - within\n"}),
]  # fmt: skip
