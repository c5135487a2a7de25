"""Wrong and right variants of `ppca`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
NOISE = "test_noise_variance_is_the_mean_of_all_discarded_eigenvalues"
ZEROS = "test_eigenvalues_of_zero_count_too"
WEIGHTS = "test_weights_hold_what_the_first_eigenvalues_have_above_the_noise"
COLUMNS = "test_columns_of_the_weights_are_orthogonal_and_descend"
SIGN = "test_the_largest_entry_of_a_column_is_positive"
LARGE_MEAN = "test_a_large_mean_does_not_spoil_the_model"
RANK = "test_components_beyond_the_rank_have_no_weight"
SKLEARN = "test_fit_agrees_with_scikit_learn"
STEP = "test_a_step_of_expectation_maximisation_changes_nothing"
PERTURBATION = "test_no_perturbation_of_the_parameters_raises_the_likelihood"
DENSITY = "test_log_likelihood_is_that_of_the_normal_distribution"
POSTERIOR = "test_posterior_is_the_conditional_distribution_of_the_codes"
COVARIANCE = "test_posterior_covariance_is_one_for_all_samples"
SAMPLES = "test_samples_follow_the_model"
PARAMETERS = "test_parameters_that_do_not_fit_are_rejected"

WRONG = [
    # fit
    Variant("mean_of_all_entries", "test_mean_is_that_of_every_column", edits(
        ("offset = centred.mean(dim=0)", "offset = centred.mean().expand(d)"),
        ("offset = tf.reduce_mean(centred, axis=0)", "offset = tf.fill([d], tf.reduce_mean(centred))"))),
    Variant("no_centring", LARGE_MEAN, both("    centred -= offset\n", "    centred = x\n")),
    Variant("moments_less_the_square_of_the_mean", LARGE_MEAN, edits(
        ("leading_eigenpairs(centred.mT @ centred / n, n_components)",
         "leading_eigenpairs(x.mT @ x / n - torch.outer(x.mean(dim=0), x.mean(dim=0)), n_components)"),
        ("leading_eigenpairs(tf.matmul(centred, centred, transpose_a=True) / n, n_components)",
         "leading_eigenpairs(\n        tf.matmul(x, x, transpose_a=True) / n\n"
         "        - tf.tensordot(tf.reduce_mean(x, axis=0), tf.reduce_mean(x, axis=0), 0), n_components)"))),
    Variant("covariance_divided_by_n_minus_one", STEP, edits(
        ("centred.mT @ centred / n,", "centred.mT @ centred / (n - 1),"), ("transpose_a=True) / n,", "transpose_a=True) / (n - 1),"))),
    Variant("everything_divided_by_n_minus_one", SKLEARN, {
        "torch": [("centred.mT @ centred / n,", "centred.mT @ centred / (n - 1),"),
                  ("/ (n * (d - n_components))", "/ ((n - 1) * (d - n_components))")],
        "tensorflow": [("transpose_a=True) / n,", "transpose_a=True) / (n - 1),"),
                       ("/ (n * (d - n_components))", "/ ((n - 1) * (d - n_components))")]}),
    Variant("noise_is_the_sum_of_the_discarded_eigenvalues", NOISE, both("/ (n * (d - n_components))", "/ n")),
    Variant("noise_without_the_trace_of_the_posterior_covariance", STEP, both("/ (n * (d - n_components))", "/ (n * d)")),
    Variant("noise_divided_by_the_components", NOISE, both("/ (n * (d - n_components))", "/ (n * n_components)")),
    Variant("noise_not_divided_by_n", NOISE, both("/ (n * (d - n_components))", "/ (d - n_components)")),
    Variant("noise_of_the_eigenvalues_that_are_not_zero", ZEROS, both(
        "/ (n * (d - n_components))", "/ (n * max(1, min(d, n - 1) - n_components))")),
    Variant("noise_is_the_first_discarded_eigenvalue", NOISE, edits(
        ("(residual**2).sum() / (n * (d - n_components))", "torch.linalg.matrix_norm(residual, 2) ** 2 / n"),
        ("tf.reduce_sum(tf.square(residual)) / (n * (d - n_components))", "tf.linalg.svd(residual, compute_uv=False)[0] ** 2 / n"))),
    Variant("deviation_for_variance", NOISE, edits(
        ("(residual**2).sum() / (n * (d - n_components))", "((residual**2).sum() / (n * (d - n_components))).sqrt()"),
        ("tf.reduce_sum(tf.square(residual)) / (n * (d - n_components))",
         "tf.sqrt(tf.reduce_sum(tf.square(residual)) / (n * (d - n_components)))"))),
    Variant("noise_not_subtracted_from_the_weights", WEIGHTS, both("eigenvalues - noise_variance", "eigenvalues")),
    Variant("weights_without_the_root", WEIGHTS, edits(
        ("(eigenvalues - noise_variance).clamp(min=0).sqrt()", "(eigenvalues - noise_variance).clamp(min=0)"),
        ("tf.sqrt(tf.maximum(eigenvalues - noise_variance, 0))", "tf.maximum(eigenvalues - noise_variance, 0)"))),
    Variant("root_less_deviation", PERTURBATION, edits(
        ("(eigenvalues - noise_variance).clamp(min=0).sqrt()", "eigenvalues.clamp(min=0).sqrt() - noise_variance.sqrt()"),
        ("tf.sqrt(tf.maximum(eigenvalues - noise_variance, 0))",
         "tf.sqrt(tf.maximum(eigenvalues, 0)) - tf.sqrt(noise_variance)"))),
    Variant("weights_ascend", COLUMNS, edits(
        ("return x[0] + offset, fix_signs(axes) * scales,", "return x[0] + offset, (fix_signs(axes) * scales).flip(1),"),
        ("return x[0] + offset, fix_signs(axes) * scales,",
         "return x[0] + offset, tf.reverse(fix_signs(axes) * scales, axis=[1]),"))),
    Variant("smallest_eigenvalues", NOISE, edits(
        ("    residual = centred - centred @",
         "    axes = torch.linalg.eigh(centred.mT @ centred).eigenvectors[:, :n_components]\n    residual = centred - centred @"),
        ("    residual = centred - tf.matmul(centred @ axes",
         "    axes = tf.linalg.eigh(tf.matmul(centred, centred, transpose_a=True))[1][:, :n_components]\n"
         "    residual = centred - tf.matmul(centred @ axes"))),
    Variant("rotated_weights", COLUMNS, edits(
        ("fix_signs(axes) * scales, noise", "fix_signs(axes * scales @ _turn(axes)), noise"),
        ("fix_signs(axes) * scales, noise", "fix_signs(axes * scales @ _turn(axes)), noise")), {
        "torch": "def _turn(axes):\n    return torch.linalg.qr(axes[:axes.shape[1]] + torch.eye(axes.shape[1], dtype=axes.dtype)).Q\n",
        "tensorflow": "def _turn(axes):\n    return tf.linalg.qr(axes[:axes.shape[1]] + tf.eye(axes.shape[1], dtype=axes.dtype)).q\n"}),
    Variant("sign_left_to_the_solver", SIGN, both("fix_signs(axes) * scales, noise", "axes * scales, noise")),
    Variant("first_row_positive", SIGN, edits(
        ("fix_signs(axes) * scales, noise", "axes * axes[0].sign() * scales, noise"),
        ("fix_signs(axes) * scales, noise", "axes * tf.sign(axes[0]) * scales, noise"))),
    Variant("root_of_a_negative_number", RANK, edits(
        ("(eigenvalues - noise_variance).clamp(min=0).sqrt()", "(eigenvalues - noise_variance - 1e-12 * eigenvalues[0]).sqrt()"),
        ("tf.sqrt(tf.maximum(eigenvalues - noise_variance, 0))", "tf.sqrt(eigenvalues - noise_variance - 1e-12 * eigenvalues[0])"))),
    Variant("one_component_without_its_axis", "test_results_have_the_shapes_and_dtypes_of_fit", edits(
        ("fix_signs(axes) * scales, noise", "(fix_signs(axes) * scales).squeeze(), noise"),
        ("fix_signs(axes) * scales, noise", "tf.squeeze(fix_signs(axes) * scales), noise"))),
    Variant("fit_in_float32", STEP, edits(
        ("return x[0] + offset, fix_signs(axes) * scales, noise_variance",
         "return x[0] + offset, (fix_signs(axes) * scales).float().to(x.dtype), noise_variance"),
        ("return x[0] + offset, fix_signs(axes) * scales, noise_variance",
         "return x[0] + offset, tf.cast(tf.cast(fix_signs(axes) * scales, tf.float32), x.dtype), noise_variance"))),
    Variant("centred_in_place", "test_fit_leaves_the_data_as_they_were", {"torch": [
        ("    centred = x - x[0]\n    offset", "    centred = x.sub_(x[0].clone())\n    offset")]}),
    # log_likelihood
    Variant("without_the_constant", DENSITY, both("d * math.log(2 * math.pi) + log_det", "log_det")),
    Variant("determinant_of_the_small_matrix_alone", DENSITY, edits(
        ("(d - k) * variance.log() - 2 *", "-2 *"), ("(d - k) * tf.math.log(variance) - 2 *", "-2 *"))),
    Variant("noise_counted_d_times", "test_rotated_weights_are_the_same_model", edits(
        ("(d - k) * variance.log()", "d * variance.log()"), ("(d - k) * tf.math.log(variance)", "d * tf.math.log(variance)"))),
    Variant("half_of_the_determinant", "test_log_likelihood_agrees_with_scikit_learn", edits(
        ("2 * root.diagonal()", "root.diagonal()"), ("2 * tf.reduce_sum(tf.math.log(tf.abs", "tf.reduce_sum(tf.math.log(tf.abs"))),
    Variant("no_half", DENSITY, both("return -0.5 * (d", "return -(d")),
    Variant("likelihood_with_the_wrong_sign", DENSITY, both("return -0.5 * (d", "return 0.5 * (d")),
    Variant("mean_likelihood", FORMS, edits(
        ("log_det + squares)\n", "log_det + squares).mean()\n"),
        ("return -0.5 * (d * math.log(2 * math.pi) + log_det + squares)",
         "return tf.reduce_mean(-0.5 * (d * math.log(2 * math.pi) + log_det + squares))"))),
    Variant("codes_not_counted", DENSITY, edits(
        (" / variance + (codes**2).sum(dim=1)", " / variance"), (" / variance + tf.reduce_sum(tf.square(codes), axis=1)", " / variance"))),
    Variant("deviation_for_variance_in_the_density", DENSITY, edits(
        ("sum(dim=1) / variance + (codes", "sum(dim=1) / variance.sqrt() + (codes"),
        ("axis=1) / variance + tf", "axis=1) / tf.sqrt(variance) + tf"))),
    Variant("squares_expanded", "test_likelihood_of_data_far_from_the_origin", edits(
        ("(residual**2).sum(dim=1) / variance", "((x**2).sum(dim=1) - 2 * x @ mean + mean @ mean - (centred**2).sum(dim=1)\n"
         "               + (residual**2).sum(dim=1)) / variance"),
        ("tf.reduce_sum(tf.square(residual), axis=1) / variance",
         "(tf.reduce_sum(x**2, axis=1) - 2 * tf.linalg.matvec(x, mean) + tf.reduce_sum(mean**2)\n"
         "               - tf.reduce_sum(centred**2, axis=1) + tf.reduce_sum(residual**2, axis=1)) / variance"))),
    Variant("a_square_matrix", "test_wide_data_take_no_square_matrix", edits(
        ("    codes = centred @ regression\n",
         "    codes = centred @ regression\n    full = weights @ weights.mT + variance * torch.eye(d, dtype=x.dtype)\n"
         "    codes = codes + 0 * full.sum()\n"),
        ("    codes = centred @ regression\n",
         "    codes = centred @ regression\n    full = tf.matmul(weights, weights, transpose_b=True) + variance * tf.eye(d, dtype=x.dtype)\n"
         "    codes = codes + 0 * tf.reduce_sum(full)\n"))),
    Variant("centred_by_its_own_mean", DENSITY, edits(
        ("return x - mean, variance", "return x - x.mean(dim=0), variance"),
        ("return x - mean, variance", "return x - tf.reduce_mean(x, axis=0), variance"))),
    Variant("centred_in_the_argument", "test_inputs_stay_as_they_were", {"torch": [
        ("return x - mean, variance", "return x.sub_(mean), variance")]}),
    Variant("noise_cut_to_float32", "test_a_noise_variance_is_a_number_or_a_tensor", edits(
        ("torch.as_tensor(noise_variance, dtype=mean.dtype, device=mean.device)",
         "torch.as_tensor(noise_variance, dtype=torch.float32).to(mean.dtype)"),
        ("tf.cast(tf.convert_to_tensor(noise_variance, dtype_hint=mean.dtype), mean.dtype)", "tf.cast(tf.cast(noise_variance, tf.float32), mean.dtype)"))),
    # posterior
    Variant("posterior_covariance_without_the_noise", COVARIANCE, edits(
        ("variance * root @ root.mT", "root @ root.mT"),
        ("variance * tf.matmul(root, root, transpose_b=True)", "tf.matmul(root, root, transpose_b=True)"))),
    Variant("deviation_in_the_posterior_covariance", COVARIANCE, edits(
        ("variance * root @ root.mT", "variance.sqrt() * root @ root.mT"),
        ("variance * tf.matmul(root, root, transpose_b=True)", "tf.sqrt(variance) * tf.matmul(root, root, transpose_b=True)"))),
    Variant("root_on_the_wrong_side", COVARIANCE, edits(
        ("variance * root @ root.mT", "variance * root.mT @ root"),
        ("tf.matmul(root, root, transpose_b=True)", "tf.matmul(root, root, transpose_a=True)"))),
    Variant("posterior_means_of_the_raw_samples", POSTERIOR, edits(
        ("return centred @ regression, variance", "return x @ regression, variance"),
        ("return centred @ regression, variance", "return x @ regression, variance"))),
    Variant("noise_left_out_of_the_posterior_mean", POSTERIOR, edits(
        ("return centred @ regression, variance", "return centred @ torch.linalg.pinv(weights).mT, variance"),
        ("return centred @ regression, variance", "return centred @ tf.transpose(tf.linalg.pinv(weights)), variance"))),
    Variant("posterior_mean_not_divided", "test_small_noise_approaches_principal_components", both(
        "return centred @ regression, variance", "return centred @ weights, variance")),
    Variant("codes_scaled_to_unit_variance", "test_codes_of_the_data_spread_as_the_model_says", edits(
        ("return centred @ regression, variance", "return centred @ regression * 1.1, variance"),
        ("return centred @ regression, variance", "return centred @ regression * 1.1, variance"))),
    Variant("posterior_with_a_square_matrix", "test_wide_data_take_no_square_matrix", edits(
        ("    return centred @ regression, variance", "    zero = 0 * (weights @ weights.mT).sum()\n    return centred @ regression + zero, variance"),
        ("    return centred @ regression, variance",
         "    zero = 0 * tf.reduce_sum(tf.matmul(weights, weights, transpose_b=True))\n    return centred @ regression + zero, variance"))),
    # sample
    Variant("samples_without_the_mean", SAMPLES, both("return mean + ", "return ")),
    Variant("samples_without_noise", SAMPLES, edits(
        (" + variance.sqrt() * noise\n", "\n"), (" + tf.sqrt(variance) * noise\n", "\n"))),
    Variant("noise_scaled_by_its_variance", "test_a_noise_variance_of_samples_is_a_number_or_a_tensor", edits(
        ("+ variance.sqrt() * noise", "+ variance * noise"), ("+ tf.sqrt(variance) * noise", "+ variance * noise"))),
    Variant("uniform_noise", SAMPLES, edits(
        ("torch.randn(n, k + d,", "torch.rand(n, k + d,"), ("tf.random.stateless_normal(", "tf.random.stateless_uniform("))),
    Variant("one_noise_for_all_columns", "test_rows_and_columns_have_their_own_noise", both("* noise\n", "* noise[:, :1]\n")),
    Variant("one_noise_for_all_rows", "test_rows_and_columns_have_their_own_noise", both("* noise\n", "* noise[:1]\n")),
    Variant("codes_used_as_noise", SAMPLES, both("* noise\n", "* codes[:, [0] * d]\n") | {"tensorflow": [
        ("* noise\n", "* tf.gather(codes, [0] * d, axis=1)\n")]}),
    Variant("seed_ignored", "test_the_seed_alone_decides", edits(
        ("manual_seed(seed)", "manual_seed(0)"), ("tf.constant([seed, 0], tf.int64)", "tf.constant([0, 0], tf.int64)"))),
    Variant("global_generator", "test_the_seed_alone_decides", edits(
        (", generator=generator)", ")"), ("tf.random.stateless_normal((n, k + d), tf.constant([seed, 0], tf.int64), dtype=mean.dtype)",
                                          "tf.random.normal((n, k + d), dtype=mean.dtype)"))),
    Variant("another_default_seed", "test_seed_has_a_default", both("noise_variance, seed=0)", "noise_variance, seed=1)")),
    Variant("samples_in_float32", FORMS, edits(
        ("torch.randn(n, k + d, dtype=mean.dtype,", "torch.randn(n, k + d, dtype=torch.float64,"),
        ("    codes, noise = tf.split", "    noise, mean, weights, variance = (tf.cast(part, tf.float64) for part in (noise, mean, weights, variance))\n"
         "    codes, noise = tf.split"))),
    Variant("mean_shifted_in_place", "test_sample_leaves_the_model_as_it_was", {"torch": [
        ("return mean + codes @ weights.mT", "mean += 1\n    return mean - 1 + codes @ weights.mT")]}),
    # bad input
    Variant("nan_passed_through", "test_fit_rejects_bad_data", both(
        "    check_finite(x=x)\n    n, d = x.shape\n", "    n, d = x.shape\n")),
    Variant("as_many_components_as_columns", "test_impossible_numbers_of_components_are_rejected", both(
        "check_integer(1, d - 1, n_components", "check_integer(1, d, n_components")),
    Variant("samples_not_checked", "test_bad_samples_are_rejected", both("    check_finite(x=x)\n    return x - mean", "    return x - mean")),
    Variant("noise_of_zero_accepted", "test_impossible_noise_is_rejected", both("    check_positive(noise_variance=noise_variance)\n", "")),
    Variant("parameters_not_checked", PARAMETERS, both("    check_finite(mean=mean, weights=weights)\n", "")),
    Variant("mean_of_another_length_accepted", PARAMETERS, both("    check_shape(weights.shape[:1], mean=mean)\n", "")),
    Variant("fewer_than_no_samples_accepted", "test_fewer_than_no_samples_are_rejected", both(
        "    check_integer(1, n=n)\n", "    n = max(0, n)\n")),
]  # fmt: skip

RIGHT = [
    Variant("by_singular_values_and_the_full_covariance", instead={
        "torch": "def fit(x, n_components):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n    n, d = x.shape\n"
                 "    check_integer(1, d - 1, n_components=n_components)\n    mean = x.mean(dim=0)\n"
                 "    _, sigma, axes = torch.linalg.svd(x - mean, full_matrices=True)\n"
                 "    values = torch.cat([sigma**2 / n, x.new_zeros(d)])[:d]\n    noise = values[n_components:].mean()\n"
                 "    scales = (values[:n_components] - noise).clamp(min=0).sqrt()\n"
                 "    return mean, fix_signs(axes[:n_components].mT) * scales, noise\n",
        "tensorflow": "def fit(x, n_components):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n    n, d = x.shape\n"
                      "    check_integer(1, d - 1, n_components=n_components)\n    mean = tf.reduce_mean(x, axis=0)\n"
                      "    sigma, _, axes = tf.linalg.svd(x - mean, full_matrices=True)\n"
                      "    values = tf.concat([sigma**2 / n, tf.zeros(d, x.dtype)], axis=0)[:d]\n"
                      "    noise = tf.reduce_mean(values[n_components:])\n"
                      "    scales = tf.sqrt(tf.maximum(values[:n_components] - noise, 0))\n"
                      "    return mean, fix_signs(axes[:, :n_components]) * scales, noise\n"}),
    Variant("noise_from_the_trace", edits=edits(
        ("noise_variance = (residual**2).sum() / (n * (d - n_components))",
         "noise_variance = (((centred**2).sum() / n - eigenvalues.sum()) / (d - n_components)).clamp(min=0)"),
        ("noise_variance = tf.reduce_sum(tf.square(residual)) / (n * (d - n_components))",
         "noise_variance = (tf.reduce_sum(centred**2) / n - tf.reduce_sum(eigenvalues)) / (d - n_components)\n"
         "    noise_variance = tf.maximum(noise_variance, 0)"))),
    Variant("by_the_inverse_of_m", instead={
        "torch": "def log_likelihood(x, mean, weights, noise_variance):\n"
                 "    centred, variance = _centred(x, mean, weights, noise_variance)\n    d, k = weights.shape\n"
                 "    m = weights.mT @ weights + variance * torch.eye(k, dtype=x.dtype)\n"
                 "    scores = centred @ weights\n"
                 "    squares = ((centred**2).sum(dim=1) - ((scores @ torch.linalg.inv(m)) * scores).sum(dim=1)) / variance\n"
                 "    log_det = (d - k) * variance.log() + torch.linalg.slogdet(m)[1]\n"
                 "    return -0.5 * (d * math.log(2 * math.pi) + log_det + squares)\n\n\n"
                 "def posterior(x, mean, weights, noise_variance):\n"
                 "    centred, variance = _centred(x, mean, weights, noise_variance)\n"
                 "    m = weights.mT @ weights + variance * torch.eye(weights.shape[1], dtype=x.dtype)\n"
                 "    return torch.linalg.solve(m, weights.mT @ centred.mT).mT, variance * torch.linalg.inv(m)\n",
        "tensorflow": "def log_likelihood(x, mean, weights, noise_variance):\n"
                      "    centred, variance = _centred(x, mean, weights, noise_variance)\n    d, k = weights.shape\n"
                      "    m = tf.matmul(weights, weights, transpose_a=True) + variance * tf.eye(k, dtype=x.dtype)\n"
                      "    scores = centred @ weights\n"
                      "    squares = tf.reduce_sum(centred**2, axis=1) - tf.reduce_sum((scores @ tf.linalg.inv(m)) * scores, axis=1)\n"
                      "    log_det = (d - k) * tf.math.log(variance) + tf.linalg.slogdet(m)[1]\n"
                      "    return -0.5 * (d * math.log(2 * math.pi) + log_det + squares / variance)\n\n\n"
                      "def posterior(x, mean, weights, noise_variance):\n"
                      "    centred, variance = _centred(x, mean, weights, noise_variance)\n"
                      "    m = tf.matmul(weights, weights, transpose_a=True) + variance * tf.eye(weights.shape[1], dtype=x.dtype)\n"
                      "    codes = tf.linalg.solve(m, tf.matmul(weights, centred, transpose_a=True, transpose_b=True))\n"
                      "    return tf.transpose(codes), variance * tf.linalg.inv(m)\n"}),
    Variant("float64_inside_and_two_draws", instead={
        "torch": "_narrow_fit, _narrow_likelihood = fit, log_likelihood\n\n\n"
                 "def fit(x, n_components):\n    return tuple(part.to(x.dtype) for part in _narrow_fit(x.double(), n_components))\n\n\n"
                 "def log_likelihood(x, mean, weights, noise_variance):\n"
                 "    return _narrow_likelihood(x.double(), mean.double(), weights.double(), noise_variance).to(x.dtype)\n\n\n"
                 "def sample(n, mean, weights, noise_variance, seed=0):\n    check_integer(0, n=n)\n"
                 "    variance = _variance(mean, weights, noise_variance)\n"
                 "    generator = torch.Generator().manual_seed(seed + 12345)\n"
                 "    noise = torch.randn(n, len(mean), dtype=mean.dtype, generator=generator)\n"
                 "    codes = torch.randn(n, weights.shape[1], dtype=mean.dtype, generator=generator)\n"
                 "    return codes @ weights.mT + mean + noise * variance.sqrt()\n",
        "tensorflow": "_narrow_fit, _narrow_likelihood = fit, log_likelihood\n\n\n"
                      "def fit(x, n_components):\n"
                      "    return tuple(tf.cast(part, x.dtype) for part in _narrow_fit(tf.cast(x, tf.float64), n_components))\n\n\n"
                      "def log_likelihood(x, mean, weights, noise_variance):\n"
                      "    wide = (tf.cast(part, tf.float64) for part in (x, mean, weights))\n"
                      "    return tf.cast(_narrow_likelihood(*wide, noise_variance), x.dtype)\n\n\n"
                      "def sample(n, mean, weights, noise_variance, seed=0):\n    check_integer(0, n=n)\n"
                      "    variance = _variance(mean, weights, noise_variance)\n"
                      "    generator = tf.random.Generator.from_seed(seed)\n"
                      "    noise = generator.normal((n, mean.shape[0]), dtype=mean.dtype)\n"
                      "    codes = generator.normal((n, weights.shape[1]), dtype=mean.dtype)\n"
                      "    return tf.matmul(codes, weights, transpose_b=True) + mean + noise * tf.sqrt(variance)\n"}),
]  # fmt: skip
