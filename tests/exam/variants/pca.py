"""Wrong and right variants of `pca`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
SMALLEST = "test_the_smallest_data_sets_have_components_too"
VALUES = "test_singular_values_are_those_of_the_centred_data"
COMPONENTS = "test_components_are_the_principal_axes"
SIGN = "test_the_largest_entry_of_a_component_is_positive"
LARGE_MEAN = "test_a_large_mean_does_not_spoil_the_components"
BEYOND = "test_components_beyond_the_rank"
COVARIANCE = "test_covariance_divides_by_n_minus_one"
VARIANCES = "test_explained_variances_are_those_of_scikit_learn"
SPECTRUM = "test_energies_of_a_known_spectrum"
INVARIANCE = "test_energies_do_not_depend_on_place_direction_or_unit"
COUNT = "test_components_for_energy_counts_cumulative_energy"
PROJECT = "test_projection_measures_from_the_given_mean_along_the_given_components"
RECONSTRUCT = "test_reconstruction_projects_onto_the_first_components"

WRONG = [
    # fit
    Variant("ascending_order", VALUES, {
        "torch": [("eigenvalues.flip(0)[:n_components]", "eigenvalues[:n_components]"),
                  ("vectors.flip(1)[:, :n_components]", "vectors[:, :n_components]")],
        "tensorflow": [("tf.reverse(eigenvalues, axis=[0])[:n_components]", "eigenvalues[:n_components]"),
                       ("tf.reverse(vectors, axis=[1])[:, :n_components]", "vectors[:, :n_components]")]}),
    Variant("vectors_left_unsorted", COMPONENTS, edits(
        ("vectors.flip(1)[:, :n_components]", "vectors[:, :n_components]"),
        ("tf.reverse(vectors, axis=[1])[:, :n_components]", "vectors[:, :n_components]"))),
    Variant("no_centring", LARGE_MEAN, both("return x[0] + offset, centred", "return x[0] + offset, x")),
    Variant("mean_of_all_entries", "test_mean_is_that_of_every_column", edits(
        ("offset = centred.mean(dim=0)", "offset = centred.mean().expand(x.shape[1])"),
        ("offset = tf.reduce_mean(centred, axis=0)", "offset = tf.fill([x.shape[1]], tf.reduce_mean(centred))"))),
    Variant("centred_by_rows", COMPONENTS, edits(
        ("    centred -= offset\n", "    centred -= centred.mean(dim=1, keepdim=True)\n"),
        ("    centred -= offset\n", "    centred -= tf.reduce_mean(centred, axis=1, keepdims=True)\n"))),
    Variant("gram_matrix_less_that_of_the_mean", LARGE_MEAN, {
        "torch": [("torch.linalg.eigh(_gram(centred))",
                   "torch.linalg.eigh(x.mT @ x - n * torch.outer(mean, mean) if n >= d else _gram(centred))")],
        "tensorflow": [("tf.linalg.eigh(_gram(centred))",
                        "tf.linalg.eigh(tf.matmul(x, x, transpose_a=True) - n * tf.tensordot(mean, mean, 0)\n"
                        "        if n >= d else _gram(centred))")]}),
    Variant("reshape_for_transpose", "test_components_are_orthonormal", edits(
        ("_fix_signs(vectors.mT)", "_fix_signs(vectors.reshape(n_components, d))"),
        ("_fix_signs(tf.transpose(vectors))", "_fix_signs(tf.reshape(vectors, (n_components, d)))"))),
    Variant("rows_of_the_eigenvectors", "test_components_diagonalise_the_covariance", edits(
        ("vectors = vectors.flip(1)[", "vectors = vectors.mT.flip(1)["),
        ("tf.reverse(vectors, axis=[1])[", "tf.reverse(tf.transpose(vectors), axis=[1])["))),
    Variant("eigenvalues_for_singular_values", VALUES, edits(
        (".clamp(min=0).sqrt()", ".clamp(min=0)"),
        ("tf.sqrt(tf.maximum(tf.reverse(eigenvalues, axis=[0])[:n_components], 0))",
         "tf.maximum(tf.reverse(eigenvalues, axis=[0])[:n_components], 0)"))),
    Variant("deviations_for_singular_values", "test_fit_agrees_with_scikit_learn", edits(
        ("clamp(min=0).sqrt()", "clamp(min=0).div(n - 1).sqrt()"),
        ("[:n_components], 0))", "[:n_components] / (n - 1), 0))"))),
    Variant("root_of_a_negative_eigenvalue", BEYOND, edits(
        ("[:n_components].clamp(min=0).sqrt()", "[:n_components].sqrt()"),
        ("tf.sqrt(tf.maximum(tf.reverse(eigenvalues, axis=[0])[:n_components], 0))",
         "tf.sqrt(tf.reverse(eigenvalues, axis=[0])[:n_components])"))),
    Variant("division_by_a_singular_value_of_zero", BEYOND, edits(
        ("torch.linalg.qr(centred.mT @ vectors).Q", "centred.mT @ vectors / singular_values"),
        ("tf.linalg.qr(tf.matmul(centred, vectors, transpose_a=True)).q",
         "tf.matmul(centred, vectors, transpose_a=True) / singular_values"))),
    Variant("each_vector_by_itself", "test_repeated_singular_values", edits(
        ("    vectors = vectors.flip(1)[:, :n_components]\n",
         "    shifted = _gram(centred) - (singular_values**2)[:, None, None] * torch.eye(min(n, d), dtype=x.dtype)\n"
         "    vectors = torch.linalg.svd(shifted).Vh[:, -1].mT\n"),
        ("    vectors = tf.reverse(vectors, axis=[1])[:, :n_components]\n",
         "    shifted = _gram(centred) - (singular_values**2)[:, None, None] * tf.eye(min(n, d), dtype=x.dtype)\n"
         "    vectors = tf.transpose(tf.linalg.svd(shifted)[2][:, :, -1])\n"))),
    Variant("approximate_axes", COMPONENTS, edits(
        ("    vectors = vectors.flip(1)[:, :n_components]\n",
         "    start = torch.randn(min(n, d), n_components, dtype=x.dtype)\n"
         "    vectors = torch.linalg.qr(_gram(centred) @ _gram(centred) @ start).Q\n"),
        ("    vectors = tf.reverse(vectors, axis=[1])[:, :n_components]\n",
         "    start = tf.random.normal((min(n, d), n_components), dtype=x.dtype)\n"
         "    vectors = tf.linalg.qr(_gram(centred) @ _gram(centred) @ start).q\n"))),
    Variant("small_singular_values_cut_off", "test_small_singular_values_keep_the_digits_that_a_covariance_has", edits(
        ("[:n_components].clamp(min=0).sqrt()", "[:n_components].clamp(min=0).sqrt()\n"
         "    singular_values = torch.where(singular_values > 1e-4 * singular_values[0], singular_values, 0)"),
        ("[:n_components], 0))\n", "[:n_components], 0))\n"
         "    singular_values = tf.where(singular_values > 1e-4 * singular_values[0], singular_values, 0)\n"))),
    Variant("float64_cut_to_float32", VALUES, edits(
        ("torch.linalg.eigh(_gram(centred))", "(part.to(x.dtype) for part in torch.linalg.eigh(_gram(centred).float()))"),
        ("tf.linalg.eigh(_gram(centred))",
         "(tf.cast(part, x.dtype) for part in tf.linalg.eigh(tf.cast(_gram(centred), tf.float32)))"))),
    Variant("float32_cut_to_float16", COMPONENTS, edits(
        ("    n, d = centred.shape\n",
         "    centred = centred.half().float() if centred.dtype == torch.float32 else centred\n    n, d = centred.shape\n"),
        ("    n, d = centred.shape\n",
         "    if centred.dtype == tf.float32:\n        centred = tf.cast(tf.cast(centred, tf.float16), tf.float32)\n"
         "    n, d = centred.shape\n"))),
    Variant("sign_left_to_the_solver", SIGN, edits(
        ("_fix_signs(vectors.mT)", "vectors.mT"), ("_fix_signs(tf.transpose(vectors))", "tf.transpose(vectors)"))),
    Variant("first_entry_positive", SIGN, edits(
        ("largest = vectors.gather(1, vectors.abs().argmax(dim=1, keepdim=True))", "largest = vectors[:, :1]"),
        ("largest = tf.gather(vectors, tf.argmax(tf.abs(vectors), axis=1), axis=1, batch_dims=1)[:, None]",
         "largest = vectors[:, :1]"))),
    Variant("largest_entry_without_its_magnitude", SIGN, edits(
        ("vectors.abs().argmax(", "vectors.argmax("), ("tf.argmax(tf.abs(vectors), axis=1)", "tf.argmax(vectors, axis=1)"))),
    Variant("one_component_without_its_axis", SMALLEST, edits(
        ("return mean, _fix_signs(vectors.mT), singular_values", "return mean, _fix_signs(vectors.mT).squeeze(), singular_values"),
        ("return mean, _fix_signs(tf.transpose(vectors)), singular_values",
         "return mean, tf.squeeze(_fix_signs(tf.transpose(vectors))), singular_values"))),
    Variant("fit_centres_in_place", "test_fit_leaves_the_data_as_they_were", {"torch": [
        ("    centred = x - x[0]\n    offset", "    centred = x.sub_(x[0].clone())\n    offset")]}),
    Variant("centred_in_place", "test_inputs_stay_as_they_were", {"torch": [
        ("    centred = x - x[0]\n    offset", "    centred = x.sub_(x[0].clone())\n    offset")]}),
    # covariance, variances, energies
    Variant("covariance_divided_by_n", COVARIANCE, edits(
        ("return centred.mT @ centred / (x.shape[0] - 1)", "return centred.mT @ centred / x.shape[0]"),
        ("transpose_a=True) / (x.shape[0] - 1)", "transpose_a=True) / x.shape[0]"))),
    Variant("covariance_of_the_rows", COVARIANCE, edits(
        ("return centred.mT @ centred / (x.shape[0] - 1)", "return centred @ centred.mT / (x.shape[0] - 1)"),
        ("return tf.matmul(centred, centred, transpose_a=True) / (", "return tf.matmul(centred, centred, transpose_b=True) / ("))),
    Variant("covariance_as_a_difference_of_moments", COVARIANCE, edits(
        ("    _, centred = _centre(x)\n    return centred.mT @ centred / (x.shape[0] - 1)",
         "    mean, _ = _centre(x)\n    return (x.mT @ x / len(x) - torch.outer(mean, mean)) * len(x) / (len(x) - 1)"),
        ("    _, centred = _centre(x)\n    return tf.matmul(centred, centred, transpose_a=True) / (x.shape[0] - 1)",
         "    mean, _ = _centre(x)\n    n = x.shape[0]\n"
         "    return (tf.matmul(x, x, transpose_a=True) / n - tf.tensordot(mean, mean, 0)) * n / (n - 1)"))),
    Variant("variances_divided_by_n", VARIANCES, edits(
        (".clamp(min=0) / (x.shape[0] - 1)", ".clamp(min=0) / x.shape[0]"), (", 0) / (x.shape[0] - 1)", ", 0) / x.shape[0]"))),
    Variant("variances_ascending", VARIANCES, edits(
        ("return eigenvalues.flip(0).clamp(min=0) /", "return eigenvalues.clamp(min=0) /"),
        ("return tf.maximum(tf.reverse(eigenvalues, axis=[0]), 0) /", "return tf.maximum(eigenvalues, 0) /"))),
    Variant("a_variance_for_every_column", FORMS, edits(
        ("eigenvalues = torch.linalg.eigvalsh(_gram(centred))", "eigenvalues = torch.linalg.eigvalsh(centred.mT @ centred)"),
        ("eigenvalues = tf.linalg.eigvalsh(_gram(centred))",
         "eigenvalues = tf.linalg.eigvalsh(tf.matmul(centred, centred, transpose_a=True))"))),
    Variant("energy_of_singular_values", SPECTRUM, edits(
        ("    variance = explained_variance(x)\n", "    variance = explained_variance(x).sqrt()\n"),
        ("    variance = explained_variance(x)\n", "    variance = tf.sqrt(explained_variance(x))\n"))),
    Variant("eigenvalues_squared_again", "test_energy_lost_on_data", both(
        "    variance = explained_variance(x)\n", "    variance = explained_variance(x) ** 2\n")),
    Variant("energy_of_the_uncentred_data", INVARIANCE, edits(
        ("total = variance.sum()", "total = variance.sum() + (x.mean(dim=0) ** 2).sum()"),
        ("total = tf.reduce_sum(variance)",
         "total = tf.reduce_sum(variance) + tf.reduce_sum(tf.reduce_mean(x, axis=0) ** 2)"))),
    Variant("small_variances_dropped", INVARIANCE, edits(
        ("    variance = explained_variance(x)\n",
         "    variance = explained_variance(x)\n    variance = variance * (variance > 1e-3)\n"),
        ("    variance = explained_variance(x)\n",
         "    variance = explained_variance(x)\n    variance = variance * tf.cast(variance > 1e-3, x.dtype)\n"))),
    Variant("relative_to_the_largest", SPECTRUM, edits(
        ("total = variance.sum()", "total = variance.max()"), ("tf.reduce_sum(variance)", "tf.reduce_max(variance)"))),
    # components_for_energy
    Variant("energies_not_accumulated", COUNT, edits(
        ("energy(x.double()).cumsum(dim=0)", "energy(x.double())"),
        ("tf.cumsum(energy(tf.cast(x, tf.float64)))", "energy(tf.cast(x, tf.float64))"))),
    Variant("one_component_too_few", COUNT, both("return 1 + int(", "return int(")),
    Variant("one_too_many_for_all_the_energy", "test_all_the_energy_takes_all_the_dimensions", both(
        "(cumulative[:-1] < float(fraction) - rounding)", "(cumulative <= float(fraction))")),
    Variant("components_for_the_singular_values", "test_components_for_all_but_one_per_cent_of_data", edits(
        ("energy(x.double()).cumsum(dim=0)", "energy(x.double()).sqrt().cumsum(dim=0)\n    cumulative /= cumulative[-1].clone()"),
        ("tf.cumsum(energy(tf.cast(x, tf.float64)))",
         "tf.cumsum(tf.sqrt(energy(tf.cast(x, tf.float64))))\n    cumulative /= cumulative[-1]"))),
    Variant("standardised_before_counting", "test_breast_cancer_needs_one_component_raw_and_ten_standardised", edits(
        ("energy(x.double())", "energy(x.double() / x.double().std(dim=0))"),
        ("energy(tf.cast(x, tf.float64))",
         "energy(tf.cast(x, tf.float64) / tf.math.reduce_std(tf.cast(x, tf.float64), axis=0))"))),
    Variant("fraction_hard_coded", COUNT, both("float(fraction) - rounding", "0.95 - rounding")),
    Variant("fraction_cut_to_float32", "test_fraction_keeps_its_precision", edits(
        ("float(fraction) - rounding", "float(torch.tensor(float(fraction))) - rounding"),
        ("float(fraction) - rounding", "float(tf.cast(fraction, tf.float32)) - rounding"))),
    Variant("count_as_a_tensor", "test_the_number_of_components_is_a_python_int", edits(
        ("return 1 + int((cumulative[:-1] < float(fraction) - rounding).sum())",
         "return 1 + (cumulative[:-1] < float(fraction) - rounding).sum()"),
        ("return 1 + int(tf.math.count_nonzero(cumulative[:-1] < float(fraction) - rounding))",
         "return 1 + tf.math.count_nonzero(cumulative[:-1] < float(fraction) - rounding)"))),
    # project, reconstruct
    Variant("mean_of_the_projected_samples", PROJECT, edits(
        ("return (x - mean) @ components.mT", "return (x - x.mean(dim=0)) @ components.mT"),
        ("tf.matmul(x - mean, components,", "tf.matmul(x - tf.reduce_mean(x, axis=0), components,"))),
    Variant("components_as_columns", PROJECT, edits(
        ("return (x - mean) @ components.mT", "return (x - mean) @ components"),
        ("components, transpose_b=True)", "components)"))),
    Variant("projection_without_the_mean", "test_projection_is_idempotent", edits(
        ("return (x - mean) @ components.mT", "return x @ components.mT"),
        ("tf.matmul(x - mean, components", "tf.matmul(x, components"))),
    Variant("mean_not_added_back", "test_all_components_together_lose_nothing", both(
        "return mean + project(x, mean, components) @ components", "return project(x, mean, components) @ components")),
    Variant("mean_added_but_not_subtracted", "test_reconstruction_is_idempotent", both(
        "return mean + project(x, mean, components) @ components", "return mean + project(x, 0 * mean, components) @ components")),
    Variant("scores_whitened_once", "test_pythagoras", {
        "torch": [("    mean, components, _ = fit(x, n_components)", "    mean, components, sigma = fit(x, n_components)"),
                  ("return mean + project(x, mean, components) @ components",
                   "return mean + project(x, mean, components) / sigma @ components")],
        "tensorflow": [("    mean, components, _ = fit(x, n_components)", "    mean, components, sigma = fit(x, n_components)"),
                       ("return mean + project(x, mean, components) @ components",
                        "return mean + project(x, mean, components) / sigma @ components")]}),
    Variant("first_columns_for_first_components", "test_no_other_projection_reconstructs_better", edits(
        ("return mean + project(x, mean, components) @ components",
         "components = torch.eye(x.shape[1], dtype=x.dtype)[:n_components]\n"
         "    return mean + project(x, mean, components) @ components"),
        ("return mean + project(x, mean, components) @ components",
         "components = tf.eye(x.shape[1], dtype=x.dtype)[:n_components]\n"
         "    return mean + project(x, mean, components) @ components"))),
    Variant("number_of_components_ignored", "test_squared_error_is_the_discarded_energy", both(
        "    mean, components, _ = fit(x, n_components)", "    mean, components, _ = fit(x, min(x.shape))")),
    Variant("three_components_at_most", "test_squared_error_on_data", both(
        "    mean, components, _ = fit(x, n_components)", "    mean, components, _ = fit(x, min(n_components, 3))")),
    Variant("last_component_forgotten", RECONSTRUCT, both(
        "return mean + project(x, mean, components) @ components",
        "components = components[: max(1, n_components - 1)]\n    return mean + project(x, mean, components) @ components")),
    # bad input
    Variant("nan_passed_through", "test_variances_and_energies_reject_bad_data", both("    check_finite(x=x)\n", "")),
    Variant("number_of_axes_not_checked", "test_fit_and_reconstruct_reject_bad_data", both(
        "    check_ndim(2, x=x)\n    if x.shape[0]", "    if x.shape[0]")),
    Variant("one_sample_accepted", "test_one_sample_is_too_few", both("if x.shape[0] < 2:", "if x.shape[0] < 1:")),
    Variant("number_of_components_not_checked", "test_impossible_numbers_of_components_are_rejected", both(
        "    check_integer(1, min(n, d), n_components=n_components)\n", "")),
    Variant("number_of_components_compared_with_the_columns", "test_impossible_numbers_of_components_are_rejected", both(
        "check_integer(1, min(n, d), n_components=n_components)", "check_integer(1, d, n_components=n_components)")),
    Variant("fraction_above_one_accepted", "test_impossible_fractions_are_rejected", both(
        "    check_between(0, 1, fraction=fraction)\n", "")),
    Variant("fraction_of_zero_accepted", "test_impossible_fractions_are_rejected", both(
        "    check_positive(fraction=fraction)\n", "")),
    Variant("constant_data_accepted", "test_constant_data_have_no_energy", both(
        '    check_positive(**{"variance of x": total})\n', "")),
    Variant("mean_of_another_length_accepted", "test_projection_rejects_what_does_not_fit", both(
        "    check_shape((d,), mean=mean)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("by_singular_value_decomposition", instead={
        "torch": "def fit(x, n_components):\n    mean, centred = _centre(x)\n"
                 "    check_integer(1, min(x.shape), n_components=n_components)\n"
                 "    _, sigma, axes = torch.linalg.svd(centred, full_matrices=False)\n"
                 "    return mean, _fix_signs(axes[:n_components]), sigma[:n_components]\n\n\n"
                 "def explained_variance(x):\n    return torch.linalg.svdvals(_centre(x)[1]) ** 2 / (len(x) - 1)\n",
        "tensorflow": "def fit(x, n_components):\n    mean, centred = _centre(x)\n"
                      "    check_integer(1, min(x.shape), n_components=n_components)\n"
                      "    sigma, _, axes = tf.linalg.svd(centred)\n"
                      "    return mean, _fix_signs(tf.transpose(axes)[:n_components]), sigma[:n_components]\n\n\n"
                      "def explained_variance(x):\n"
                      "    return tf.linalg.svd(_centre(x)[1], compute_uv=False) ** 2 / (x.shape[0] - 1)\n"}),
    Variant("always_by_the_covariance", instead={
        "torch": "def fit(x, n_components):\n    mean, _ = _centre(x)\n"
                 "    check_integer(1, min(x.shape), n_components=n_components)\n"
                 "    variance, axes = torch.linalg.eigh(covariance(x))\n"
                 "    order = variance.argsort(descending=True)[:n_components]\n"
                 "    sigma = (variance[order].clamp(min=0) * (len(x) - 1)).sqrt()\n"
                 "    return mean, _fix_signs(axes[:, order].mT), sigma\n\n\n"
                 "def explained_variance(x):\n"
                 "    return torch.linalg.eigvalsh(covariance(x)).sort(descending=True).values[: min(x.shape)]\n",
        "tensorflow": "def fit(x, n_components):\n    mean, _ = _centre(x)\n"
                      "    check_integer(1, min(x.shape), n_components=n_components)\n"
                      "    variance, axes = tf.linalg.eigh(covariance(x))\n"
                      "    order = tf.argsort(variance, direction='DESCENDING')[:n_components]\n"
                      "    sigma = tf.sqrt(tf.maximum(tf.gather(variance, order), 0) * (x.shape[0] - 1))\n"
                      "    return mean, _fix_signs(tf.gather(tf.transpose(axes), order)), sigma\n\n\n"
                      "def explained_variance(x):\n"
                      "    return tf.sort(tf.linalg.eigvalsh(covariance(x)), direction='DESCENDING')[: min(x.shape)]\n"}),
    Variant("by_the_products_of_the_samples", edits=edits(
        ("    return mean, _fix_signs(vectors.mT), singular_values",
         "    samples = torch.linalg.eigh(centred @ centred.mT)[1].flip(1)[:, :n_components]\n"
         "    axes = torch.linalg.qr(centred.mT @ samples).Q\n    return mean, _fix_signs(axes.mT), singular_values"),
        ("    return mean, _fix_signs(tf.transpose(vectors)), singular_values",
         "    samples = tf.reverse(tf.linalg.eigh(tf.matmul(centred, centred, transpose_b=True))[1], axis=[1])[:, :n_components]\n"
         "    axes = tf.linalg.qr(tf.matmul(centred, samples, transpose_a=True)).q\n"
         "    return mean, _fix_signs(tf.transpose(axes)), singular_values"))),
    Variant("another_basis_of_equal_eigenvalues", edits=edits(
        ("    return mean, _fix_signs(vectors.mT), singular_values",
         "    vectors = torch.linalg.svd(centred[:, range(d - 1, -1, -1)]).Vh[:n_components].flip(1).mT\n"
         "    return mean, _fix_signs(vectors.mT), singular_values"),
        ("    return mean, _fix_signs(tf.transpose(vectors)), singular_values",
         "    vectors = tf.reverse(tf.linalg.svd(centred[:, ::-1], full_matrices=True)[2][:, :n_components], axis=[0])\n"
         "    return mean, _fix_signs(tf.transpose(vectors)), singular_values"))),
    Variant("float64_inside", edits=edits(
        ("    return x[0] + offset, centred",
         "    wide = x.double()\n    mean = wide.mean(dim=0)\n    return mean.to(x.dtype), (wide - mean).to(x.dtype)"),
        ("    return x[0] + offset, centred",
         "    wide = tf.cast(x, tf.float64)\n    mean = tf.reduce_mean(wide, axis=0)\n"
         "    return tf.cast(mean, x.dtype), tf.cast(wide - mean, x.dtype)"))),
    Variant("by_loops_and_einsum", instead={
        "torch": "def covariance(x):\n    _, centred = _centre(x)\n"
                 "    return sum(torch.outer(row, row) for row in centred) / (len(x) - 1)\n\n\n"
                 "def components_for_energy(x, fraction):\n    check_positive(fraction=fraction)\n"
                 "    check_between(0, 1, fraction=fraction)\n    shares, total = energy(x).tolist(), 0.0\n"
                 "    for count, share in enumerate(shares, start=1):\n        total += share\n"
                 "        if total >= fraction:\n            return count\n    return len(shares)\n\n\n"
                 "def reconstruct(x, n_components):\n    mean, axes, _ = fit(x, n_components)\n"
                 "    return mean + torch.einsum('nd,kd,ke->ne', x - mean, axes, axes)\n",
        "tensorflow": "def covariance(x):\n    _, centred = _centre(x)\n"
                      "    return sum(tf.tensordot(row, row, 0) for row in centred) / (x.shape[0] - 1)\n\n\n"
                      "def components_for_energy(x, fraction):\n    check_positive(fraction=fraction)\n"
                      "    check_between(0, 1, fraction=fraction)\n    shares, total = energy(x).numpy().tolist(), 0.0\n"
                      "    for count, share in enumerate(shares, start=1):\n        total += share\n"
                      "        if total >= fraction:\n            return count\n    return len(shares)\n\n\n"
                      "def reconstruct(x, n_components):\n    mean, axes, _ = fit(x, n_components)\n"
                      "    return mean + tf.einsum('nd,kd,ke->ne', x - mean, axes, axes)\n"}),
]  # fmt: skip
