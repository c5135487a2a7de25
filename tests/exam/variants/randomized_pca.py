"""Wrong and right variants of `randomized_pca`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
SPAN = "test_basis_spans_the_powers_of_the_data_times_the_noise"
HELD = "test_basis_as_large_as_the_rank_holds_the_data"
SPECTRAL = "test_mean_spectral_error_is_within_the_bound"
FROBENIUS = "test_mean_frobenius_error_is_within_the_bound"
VALUES = "test_small_data_have_all_their_singular_values"
COMPONENTS = "test_small_data_have_the_components_of_scikit_learn"
LOW_RANK = "test_fit_is_exact_where_the_rank_is_low"
POWER = "test_power_iterations_converge_to_the_components"
SIGN = "test_the_largest_entry_of_a_component_is_positive"
SEED = "test_a_seed_decides_the_noise"
DEFAULTS = "test_defaults_are_those_of_the_interface"

PUBLIC = ("lambda right: x @ right, lambda left: x.mT @ left, n_power",
          "lambda right: x @ right, lambda left: tf.matmul(x, left, transpose_a=True), n_power")  # fmt: skip
STEP = "basis = _orthonormal(times(_orthonormal(transposed_times(basis))))"
SIGNED = ("fix_signs(vectors[:, :n_components]).mT", "tf.transpose(fix_signs(vectors[:, :n_components]))")
VECTORS = ("    vectors, singular_values, _ = torch.linalg.svd(transposed_times(basis), full_matrices=False)\n",
           "    singular_values, vectors, _ = tf.linalg.svd(transposed_times(basis))\n")  # fmt: skip
RETURNED = (
    f"    return mean, {SIGNED[0]}, singular_values[:n_components]",
    f"    return mean, {SIGNED[1]}, singular_values[:n_components]",
)
DRAWN = ("torch.randn(x.shape[1], size, dtype=x.dtype, device=x.device, generator=generator)",
         "tf.random.stateless_normal((x.shape[1], size), [seed, 0], dtype=x.dtype)")  # fmt: skip
MEAN = ("(block - x[0]).sum(dim=0)", "tf.reduce_sum(block - x[0], axis=0)")
CENTRED = ("part.copy_((block - mean) @ right)", "[(block - mean) @ right for")
TRANSPOSED = ("(block - mean).mT @ part", "tf.matmul(block - mean, part, transpose_a=True)")
SIZE_CHECKED = "    check_integer(1, min(x.shape), size=size)\n"


def after_svd(torch, tensorflow):
    """More lines before fit returns."""
    return edits((RETURNED[0], torch + RETURNED[0]), (RETURNED[1], tensorflow + RETURNED[1]))


WRONG = [
    # range_finder
    Variant("centres_too", SPAN, edits(
        (PUBLIC[0], PUBLIC[0].replace("x @ right", "(x - x.mean(dim=0)) @ right")),
        (PUBLIC[1], PUBLIC[1].replace("x @ right", "(x - tf.reduce_mean(x, axis=0)) @ right")))),
    Variant("one_iteration_too_many", SPAN, both(
        "    for _ in range(n_power_iterations):", "    for _ in range(n_power_iterations + 1):")),
    Variant("power_iterations_ignored", SPECTRAL, both("    for _ in range(n_power_iterations):", "    for _ in range(0):")),
    Variant("one_iteration_at_most", SPAN, both(
        "    for _ in range(n_power_iterations):", "    for _ in range(min(1, n_power_iterations)):")),
    Variant("one_product_too_many", SPAN, edits(
        ("    basis = _orthonormal(times(noise))\n", "    basis = _orthonormal(times(transposed_times(times(noise))))\n"),
        ("    basis = _orthonormal(times(noise))\n", "    basis = _orthonormal(times(transposed_times(times(noise))))\n"))),
    Variant("noise_of_its_own", SPAN, edits(
        ("    check_finite(x=x, noise=noise)\n", "    check_finite(x=x, noise=noise)\n    noise = torch.randn_like(noise)\n"),
        ("    check_finite(x=x, noise=noise)\n",
         "    check_finite(x=x, noise=noise)\n    noise = tf.random.normal(noise.shape, dtype=x.dtype)\n"))),
    Variant("first_columns_for_noise", SPAN, edits(
        ("    check_finite(x=x, noise=noise)\n", "    check_finite(x=x, noise=noise)\n    noise = torch.eye(*noise.shape, dtype=x.dtype)\n"),
        ("    check_finite(x=x, noise=noise)\n",
         "    check_finite(x=x, noise=noise)\n    noise = tf.eye(*noise.shape, dtype=x.dtype)\n"))),
    Variant("half_of_the_noise", FROBENIUS, edits(
        ("    basis = _orthonormal(times(noise))\n",
         "    half = (noise.shape[1] + 1) // 2\n    basis = times(noise[:, :half])\n"
         "    basis = _orthonormal(torch.cat([basis, torch.randn(len(basis), noise.shape[1] - half, dtype=noise.dtype)], dim=1))\n"),
        ("    basis = _orthonormal(times(noise))\n",
         "    half = (noise.shape[1] + 1) // 2\n    basis = times(noise[:, :half])\n"
         "    rest = tf.random.normal((len(basis), noise.shape[1] - half), dtype=noise.dtype)\n"
         "    basis = _orthonormal(tf.concat([basis, rest], axis=1))\n"))),
    Variant("random_basis", FROBENIUS, edits(
        ("    basis = _orthonormal(times(noise))\n", "    basis = _orthonormal(torch.randn_like(times(noise)))\n"),
        ("    basis = _orthonormal(times(noise))\n",
         "    basis = _orthonormal(tf.random.normal(times(noise).shape, dtype=noise.dtype))\n"))),
    Variant("not_orthonormalised", "test_basis_is_orthonormal", edits(
        ("    return _range(lambda", "    return 2 * _range(lambda"), ("    return _range(lambda", "    return 2 * _range(lambda"))),
    Variant("columns_of_length_one_only", "test_basis_is_orthonormal", edits(
        ("    return torch.linalg.qr(columns).Q", "    return columns / columns.norm(dim=0)"),
        ("    return tf.linalg.qr(columns).q", "    return columns / tf.norm(columns, axis=0)"))),
    Variant("orthonormalised_at_the_end_only", HELD, edits(
        (f"        {STEP}\n    return basis\n", "        basis = times(transposed_times(basis))\n    return _orthonormal(basis)\n"),
        (f"        {STEP}\n    return basis\n", "        basis = times(transposed_times(basis))\n    return _orthonormal(basis)\n"))),
    Variant("singular_vectors_of_the_gram_matrix", HELD, edits(
        ("    return torch.linalg.qr(columns).Q",
         "    values, vectors = torch.linalg.eigh(columns.mT @ columns)\n    return columns @ vectors / values.clamp(min=1e-300).sqrt()"),
        ("    return tf.linalg.qr(columns).q",
         "    values, vectors = tf.linalg.eigh(tf.matmul(columns, columns, transpose_a=True))\n"
         "    return columns @ vectors / tf.sqrt(tf.maximum(values, 1e-37))"))),
    Variant("basis_as_rows", FORMS, edits(
        ("    return _range(lambda right: x @ right, lambda left: x.mT @ left, n_power_iterations, noise)",
         "    return _range(lambda right: x @ right, lambda left: x.mT @ left, n_power_iterations, noise).mT"),
        ("    return _range(lambda right: x @ right, lambda left: tf.matmul(x, left, transpose_a=True), n_power_iterations, noise)",
         "    return tf.transpose(\n        _range(lambda right: x @ right,"
         " lambda left: tf.matmul(x, left, transpose_a=True), n_power_iterations, noise))"))),
    Variant("noise_orthonormalised_in_place", "test_range_finder_leaves_its_inputs", {"torch": [
        ("    check_finite(x=x, noise=noise)\n", "    check_finite(x=x, noise=noise)\n    noise /= noise.norm(dim=0)\n")]}),
    # the mean
    Variant("mean_of_all_entries", "test_mean_is_that_of_every_column", edits(
        ("    mean = _mean(x)\n", "    mean = _mean(x).mean().expand(x.shape[1])\n"),
        ("    mean = _mean(x)\n", "    mean = tf.fill([x.shape[1]], tf.reduce_mean(x))\n"))),
    Variant("mean_from_the_first_sample", "test_mean_is_that_of_every_column", both("    return x[0] + sum(", "    return sum(")),
    Variant("mean_divided_by_n_minus_one", "test_mean_is_that_of_every_column", both(" / x.shape[0]\n", " / (x.shape[0] - 1)\n")),
    Variant("centred_in_place", "test_fit_leaves_the_data_as_they_were", {"torch": [
        ("    times, transposed_times = _centred_products(x, mean)\n",
         "    x -= mean\n    times, transposed_times = _centred_products(x, 0)\n")]}),
    Variant("not_centred", VALUES, edits(
        (" = _centred_products(x, mean)", " = _centred_products(x, 0 * mean)"), (" = _centred_products(x, mean)", " = _centred_products(x, 0 * mean)"))),
    Variant("basis_of_the_uncentred_data", LOW_RANK, edits(
        (CENTRED[0], "part.copy_(block @ right)"), (CENTRED[1], "[block @ right for"))),
    Variant("projection_not_centred", VALUES, edits((TRANSPOSED[0], "(block - 0 * mean).mT @ (part + 1)"),
        (TRANSPOSED[1], "tf.matmul(block - 0 * mean, part + 1, transpose_a=True)"))),
    Variant("difference_of_moments", "test_a_large_mean_does_not_spoil_the_components", edits(
        (VECTORS[0], "    gram = x.mT @ x - x.shape[0] * torch.outer(mean, mean)\n"
         "    basis = _orthonormal(transposed_times(basis))\n"
         "    squares, vectors = torch.linalg.eigh(basis.mT @ gram @ basis)\n"
         "    vectors, singular_values = basis @ vectors.flip(1), squares.flip(0).clamp(min=0).sqrt()\n"),
        (VECTORS[1], "    gram = tf.matmul(x, x, transpose_a=True) - x.shape[0] * mean[:, None] * mean\n"
         "    basis = _orthonormal(transposed_times(basis))\n"
         "    squares, vectors = tf.linalg.eigh(tf.matmul(basis, gram @ basis, transpose_a=True))\n"
         "    vectors, singular_values = basis @ vectors[:, ::-1], tf.sqrt(tf.maximum(squares[::-1], 0))\n"))),
    # fit
    Variant("ascending_order", VALUES, edits(
        (VECTORS[0], VECTORS[0] + "    vectors, singular_values = vectors.flip(1), singular_values.flip(0)\n"),
        (VECTORS[1], VECTORS[1] + "    vectors, singular_values = vectors[:, ::-1], singular_values[::-1]\n"))),
    Variant("basis_for_components", COMPONENTS, edits(
        (VECTORS[0], VECTORS[0] + "    vectors = _orthonormal(transposed_times(basis))\n"),
        (VECTORS[1], VECTORS[1] + "    vectors = _orthonormal(transposed_times(basis))\n"))),
    Variant("eigenvalues_for_singular_values", VALUES, after_svd(*2 * ("    singular_values = singular_values**2\n",))),
    Variant("deviations_for_singular_values", VALUES, after_svd(
        *2 * ("    singular_values = singular_values / (x.shape[0] - 1) ** 0.5\n",))),
    Variant("components_times_singular_values", "test_components_are_orthonormal", after_svd(*2 * ("    vectors = vectors * singular_values\n",))),
    Variant("projections_of_length_one_only", "test_components_are_orthonormal", edits(
        (VECTORS[0], VECTORS[0] + "    vectors = transposed_times(basis)\n    vectors = vectors / vectors.norm(dim=0)\n"),
        (VECTORS[1], VECTORS[1] + "    vectors = transposed_times(basis)\n    vectors = vectors / tf.norm(vectors, axis=0)\n"))),
    Variant("components_as_columns", FORMS, edits(
        (SIGNED[0], "fix_signs(vectors[:, :n_components])"), (SIGNED[1], "fix_signs(vectors[:, :n_components])"))),
    Variant("all_of_the_basis_returned", FORMS, edits(
        (RETURNED[0], "    return mean, fix_signs(vectors).mT, singular_values"),
        (RETURNED[1], "    return mean, tf.transpose(fix_signs(vectors)), singular_values"))),
    Variant("sign_left_to_the_solver", SIGN, edits(
        (SIGNED[0], "vectors[:, :n_components].mT"), (SIGNED[1], "tf.transpose(vectors[:, :n_components])"))),
    Variant("first_entry_positive", SIGN, edits(
        (SIGNED[0], "(vectors * vectors[0].sign())[:, :n_components].mT"),
        (SIGNED[1], "tf.transpose((vectors * tf.sign(vectors[0]))[:, :n_components])"))),
    Variant("oversampling_ignored", "test_oversampling_widens_the_basis", both(
        "size = min(n_components + n_oversamples, *x.shape)", "size = n_components")),
    Variant("oversampling_for_the_size", "test_oversampling_widens_the_basis", both(
        "size = min(n_components + n_oversamples, *x.shape)", "size = min(max(n_components, n_oversamples - 1), *x.shape)")),
    Variant("fit_ignores_power_iterations", POWER, both(
        "basis = _range(times, transposed_times, n_power_iterations, noise)", "basis = _range(times, transposed_times, 0, noise)")),
    Variant("four_power_iterations_always", POWER, both(
        "basis = _range(times, transposed_times, n_power_iterations, noise)", "basis = _range(times, transposed_times, 4, noise)")),
    Variant("size_not_capped", VALUES, both(
        "size = min(n_components + n_oversamples, *x.shape)",
        "size = n_components + n_oversamples\n    check_integer(1, min(x.shape), n_oversamples=size)")),
    Variant("float64_cut_to_float32", LOW_RANK, edits(
        (RETURNED[0], RETURNED[0].replace("singular_values[:", "singular_values.float().to(x.dtype)[:")),
        (RETURNED[1], RETURNED[1].replace("singular_values[:", "tf.cast(tf.cast(singular_values, tf.float32), x.dtype)[:")))),
    Variant("constant_columns_divided_by_their_deviation", "test_equal_samples_have_no_spread", after_svd(
        "    singular_values = singular_values * (x.std(dim=0) / x.std(dim=0)).mean()\n",
        "    deviation = tf.math.reduce_std(x - x[0], axis=0)\n"
        "    singular_values = singular_values * tf.reduce_mean(deviation / deviation)\n")),
    # randomness and defaults
    Variant("seed_ignored", SEED, edits(("manual_seed(seed)", "manual_seed(0)"), ("[seed, 0]", "[0, 0]"))),
    Variant("global_generator", SEED, edits(
        (DRAWN[0], "torch.randn(x.shape[1], size, dtype=x.dtype, device=x.device)"),
        (DRAWN[1], "tf.random.normal((x.shape[1], size), dtype=x.dtype)"))),
    Variant("global_generator_seeded", SEED, edits(
        (DRAWN[0], "torch.randn(x.shape[1], size, dtype=x.dtype) + torch.rand(()) * seed"),
        (DRAWN[1], "tf.random.stateless_normal((x.shape[1], size), [seed, 0], dtype=x.dtype)"
                   " + tf.random.uniform((), dtype=x.dtype) * seed"))),
    Variant("five_more_by_default", DEFAULTS, both("n_oversamples=10", "n_oversamples=5")),
    Variant("two_iterations_by_default", DEFAULTS, both("n_power_iterations=4", "n_power_iterations=2")),
    Variant("seed_42_by_default", DEFAULTS, both("seed=0)", "seed=42)")),
    Variant("no_iterations_at_all_by_default", "test_energy_lost_on_data", both(
        "n_oversamples=10, n_power_iterations=4", "n_oversamples=0, n_power_iterations=0")),
    # bad input
    Variant("nan_passed_through_by_range_finder", "test_range_finder_rejects_bad_data", both("check_finite(x=x, noise=noise)", "check_finite(noise=noise)")),
    Variant("nan_noise_passed_through", "test_range_finder_rejects_bad_noise", both("check_finite(x=x, noise=noise)", "check_finite(x=x)")),
    Variant("noise_of_another_shape_accepted", "test_range_finder_rejects_bad_noise", both(
        "    check_shape((x.shape[1], size), noise=noise)\n", "")),
    Variant("size_taken_from_the_noise", "test_range_finder_rejects_impossible_sizes", both(
        SIZE_CHECKED, "    check_shape((x.shape[1], None), noise=noise)\n    size = noise.shape[1]\n")),
    Variant("size_above_the_samples_accepted", "test_range_finder_rejects_impossible_sizes", both(
        SIZE_CHECKED, SIZE_CHECKED.replace("min(x.shape)", "x.shape[1]"))),
    Variant("negative_iterations_accepted_by_range_finder", "test_negative_numbers_of_iterations_are_rejected", both(
        "    check_integer(0, n_power_iterations=n_power_iterations)\n", "")),
    Variant("negative_iterations_accepted_by_fit", "test_negative_numbers_of_iterations_are_rejected", both(
        "check_integer(0, n_oversamples=n_oversamples, n_power_iterations=n_power_iterations)", "check_integer(0, n_oversamples=n_oversamples)")),
    Variant("negative_oversampling_accepted", "test_negative_oversampling_is_rejected", both(
        "check_integer(0, n_oversamples=n_oversamples, n_power_iterations=n_power_iterations)",
        "check_integer(0, n_power_iterations=n_power_iterations)")),
    Variant("one_sample_accepted", "test_fit_rejects_bad_data", both("if x.shape[0] < 2:", "if x.shape[0] < 1:")),
    Variant("nan_passed_through_by_fit", "test_fit_rejects_bad_data", both("    check_finite(x=x)\n", "")),
    Variant("number_of_components_not_checked", "test_fit_rejects_impossible_numbers_of_components", both(
        "    check_integer(1, min(x.shape), n_components=n_components)\n", "")),
    Variant("number_of_components_compared_with_the_columns", "test_fit_rejects_impossible_numbers_of_components", both(
        "check_integer(1, min(x.shape), n_components=n_components)", "check_integer(1, x.shape[1], n_components=n_components)")),
]  # fmt: skip

RIGHT = [
    Variant("centred_copy", edits=edits(
        ("    times, transposed_times = _centred_products(x, mean)\n",
         "    centred = x - mean\n    times, transposed_times = centred.matmul, centred.mT.matmul\n"),
        ("    times, transposed_times = _centred_products(x, mean)\n",
         "    centred = x - mean\n    times = lambda right: centred @ right\n"
         "    transposed_times = lambda left: tf.matmul(centred, left, transpose_a=True)\n"))),
    Variant("centred_implicitly", edits={
        "torch": [("    return x[0] + sum((block - x[0]).sum(dim=0) for block in _blocks(x)) / x.shape[0]", "    return x.mean(dim=0)"),
                  (CENTRED[0], "part.copy_(block @ right - mean @ right)"),
                  (TRANSPOSED[0], "block.mT @ part - torch.outer(mean, part.sum(dim=0))")],
        "tensorflow": [("    return x[0] + sum(tf.reduce_sum(block - x[0], axis=0) for block in _blocks(x)) / x.shape[0]",
                        "    return tf.reduce_mean(x, axis=0)"),
                       (CENTRED[1], "[block @ right - mean[None] @ right for"),
                       (TRANSPOSED[1], "tf.matmul(block, part, transpose_a=True) - mean[:, None] * tf.reduce_sum(part, axis=0)")]}),
    Variant("decomposition_of_the_wide_matrix", edits=edits(
        (VECTORS[0], "    u, singular_values, v = torch.linalg.svd(transposed_times(basis).mT, full_matrices=False)\n    vectors = v.mT\n"),
        (VECTORS[1], "    singular_values, u, vectors = tf.linalg.svd(tf.transpose(transposed_times(basis)))\n"))),
    Variant("orthonormalised_by_singular_vectors", edits=edits(
        ("    return torch.linalg.qr(columns).Q", "    return torch.linalg.svd(columns, full_matrices=False).U"),
        ("    return tf.linalg.qr(columns).q", "    return tf.linalg.svd(columns)[1]"))),
    Variant("float64_inside", edits={
        "torch": [("    return torch.linalg.qr(columns).Q", "    return torch.linalg.qr(columns.double()).Q.to(columns.dtype)"),
                  (VECTORS[0], "    vectors, singular_values, _ = torch.linalg.svd(transposed_times(basis).double(), full_matrices=False)\n"
                               "    vectors, singular_values = vectors.to(x.dtype), singular_values.to(x.dtype)\n")],
        "tensorflow": [("    return tf.linalg.qr(columns).q", "    return tf.cast(tf.linalg.qr(tf.cast(columns, tf.float64)).q, columns.dtype)"),
                       (VECTORS[1], "    singular_values, vectors, _ = tf.linalg.svd(tf.cast(transposed_times(basis), tf.float64))\n"
                                    "    vectors, singular_values = tf.cast(vectors, x.dtype), tf.cast(singular_values, x.dtype)\n")]}),
    Variant("other_noise", edits=edits(
        (DRAWN[0], "torch.rand(size, x.shape[1], dtype=torch.float64, device=x.device, generator=generator).sub(0.5).mT.to(x.dtype)"),
        (DRAWN[1], "tf.cast(tf.transpose(tf.random.Generator.from_seed(seed).normal((size, x.shape[1]))), x.dtype)"))),
]  # fmt: skip
