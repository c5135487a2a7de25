"""Wrong and right variants of `gmm`."""

from ..variant import Variant, both, edits

DENSITY_FORMS = "test_results_have_the_shapes_and_dtypes_of_densities"
MIXTURE_FORMS = "test_results_have_the_shapes_and_dtypes_of_a_mixture"
SHARES = "test_responsibilities_are_shares_of_the_density"
SUMS = "test_rows_sum_to_one"
SMALL = "test_densities_may_be_too_small_for_a_float"
DENSITY = "test_log_likelihood_is_that_of_the_mixture"
FAR = "test_log_likelihood_of_data_far_from_the_origin"
WEIGHTS = "test_weights_are_the_shares_of_the_samples"
MEANS = "test_means_are_weighted_by_the_responsibilities"
COVARIANCES = "test_covariances_are_weighted_by_the_responsibilities"
MILLIONTH = "test_variances_are_raised_by_a_millionth"
EMPTY = "test_empty_components_stay_finite"
SKLEARN = "test_steps_of_em_are_those_of_scikit_learn"
MONOTONE = "test_no_step_lowers_the_likelihood"
ONE = "test_one_component_is_the_normal_distribution_of_the_data"
MOMENTS = "test_moments_of_the_fitted_mixture_are_those_of_the_data"
MORE = "test_more_iterations_never_lower_the_likelihood"
STILL = "test_fit_ends_where_em_stands_still"
CLUSTERS = "test_two_clusters_far_apart_are_found"
DEFINITE = "test_covariances_that_are_not_positive_definite_are_rejected"
UNFIT = "test_densities_reject_parameters_that_do_not_fit"

WRONG = [
    # responsibilities, log_likelihood
    Variant("softmax_over_the_samples", SUMS, edits(
        ("covariances).softmax(dim=1)", "covariances).softmax(dim=0)"),
        ("tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=0)"))),
    Variant("weights_ignored", SHARES, edits(
        ("return weights.log() - 0.5 *", "return -0.5 *"), ("return tf.math.log(weights) - 0.5 *", "return -0.5 *"))),
    Variant("weights_not_in_log_space", DENSITY, edits(
        ("return weights.log() - 0.5", "return weights - 0.5"), ("return tf.math.log(weights) - 0.5", "return weights - 0.5"))),
    Variant("determinants_ignored", SHARES, both("+ log_det + ", "+ ")),
    Variant("determinants_halved", DENSITY, edits(
        ("log_det = 2 * factors", "log_det = factors"), ("tf.cast(2 * tf.reduce_sum", "tf.cast(tf.reduce_sum"))),
    Variant("determinant_with_the_wrong_sign", "test_densities_agree_with_scikit_learn", both("+ log_det + ", "- log_det + ")),
    Variant("no_half", SHARES, both("- 0.5 * (d *", "- (d *")),
    Variant("without_the_constant", DENSITY, both("d * math.log(2 * math.pi) + log_det", "log_det")),
    Variant("constant_without_the_dimension", DENSITY, both("(d * math.log(2", "(math.log(2")),
    Variant("density_not_in_log_space", SMALL, edits(
        ("return _log_joint(x, weights, means, covariances).softmax(dim=1)",
         "joint = _log_joint(x, weights, means, covariances).exp()\n    return joint / joint.sum(dim=1, keepdim=True)"),
        ("return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "joint = tf.exp(_log_joint(x, weights, means, covariances))\n"
         "    return joint / tf.reduce_sum(joint, axis=1, keepdims=True)"))),
    Variant("likelihood_not_in_log_space", SMALL, edits(
        ("covariances).logsumexp(dim=1)", "covariances).exp().sum(dim=1).log()"),
        ("tf.reduce_logsumexp(_log_joint(x, weights, means, covariances), axis=1)",
         "tf.math.log(tf.reduce_sum(tf.exp(_log_joint(x, weights, means, covariances)), axis=1))"))),
    Variant("responsibilities_kept_away_from_zero", SMALL, edits(
        ("covariances).softmax(dim=1)", "covariances).softmax(dim=1).clamp(min=1e-3)"),
        ("return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "return tf.maximum(tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1), 1e-3)"))),
    Variant("hard_assignment", SHARES, edits(
        ("covariances).softmax(dim=1)", "covariances).mul(1e6).softmax(dim=1)"),
        ("tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "tf.nn.softmax(1e6 * _log_joint(x, weights, means, covariances), axis=1)"))),
    Variant("sum_of_the_logs", DENSITY, edits(
        ("covariances).logsumexp(dim=1)", "covariances).sum(dim=1)"),
        ("tf.reduce_logsumexp(_log", "tf.reduce_sum(_log"))),
    Variant("likelihood_of_the_nearest_component", DENSITY, edits(
        ("covariances).logsumexp(dim=1)", "covariances).amax(dim=1)"), ("tf.reduce_logsumexp(_log", "tf.reduce_max(_log"))),
    Variant("likelihood_summed_over_samples", DENSITY_FORMS, edits(
        ("covariances).logsumexp(dim=1)", "covariances).logsumexp(dim=1).sum()"),
        ("return tf.reduce_logsumexp(_log_joint(x, weights, means, covariances), axis=1)",
         "return tf.reduce_sum(tf.reduce_logsumexp(_log_joint(x, weights, means, covariances), axis=1))"))),
    Variant("whitened_by_the_transpose", SHARES, edits(
        ("upper=False).to(x.dtype)", "upper=False).mT.to(x.dtype)"),
        ("whitening = tf.cast(tf.linalg.triangular_solve(factors, identity, lower=True), x.dtype)",
         "whitening = tf.cast(tf.linalg.matrix_transpose(tf.linalg.triangular_solve(factors, identity, lower=True)), x.dtype)"))),
    Variant("variances_alone", DENSITY, edits(
        ("factors = _cholesky(covariances.double())", "factors = _cholesky(covariances.double()) * torch.eye(d, dtype=torch.float64)"),
        ("factors = _cholesky(tf.cast(covariances, tf.float64))",
         "factors = _cholesky(tf.cast(covariances, tf.float64)) * tf.eye(d, dtype=tf.float64)"))),
    Variant("covariance_of_the_first_component", "test_the_order_of_the_components_does_not_matter", edits(
        ("covariances.double())", "covariances.double()[:1].expand_as(covariances))"),
        ("_cholesky(tf.cast(covariances, tf.float64))",
         "_cholesky(tf.broadcast_to(tf.cast(covariances, tf.float64)[:1], covariances.shape))"))),
    Variant("squares_expanded", FAR, edits(
        ("squares.append((whitened**2).sum(dim=2))",
         "y = rows @ stacked.mT\n        z = (whitening @ means[:, :, None]).flatten()\n"
         "        whitened = (y**2 - 2 * y * z + z**2).reshape(-1, n_components, d)\n"
         "        squares.append(whitened.sum(dim=2))"),
        ("squares.append(tf.reduce_sum(tf.square(whitened), axis=2))",
         "y = tf.matmul(rows, stacked, transpose_b=True)\n        z = tf.reshape(whitening @ means[:, :, None], [-1])\n"
         "        whitened = tf.reshape(y**2 - 2 * y * z + z**2, (-1, n_components, d))\n"
         "        squares.append(tf.reduce_sum(whitened, axis=2))"))),
    Variant("in_float32", SHARES, edits(
        ("return _log_joint(x, weights, means, covariances).softmax(dim=1)",
         "return _log_joint(x.float(), weights.float(), means.float(), covariances.float()).softmax(dim=1).to(x.dtype)"),
        ("return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "narrow = (tf.cast(part, tf.float32) for part in (x, weights, means, covariances))\n"
         "    return tf.cast(tf.nn.softmax(_log_joint(*narrow), axis=1), x.dtype)"))),
    Variant("nan_for_a_weight_of_zero", "test_a_component_of_weight_zero_gets_nothing", edits(
        ("covariances).softmax(dim=1)", "covariances).softmax(dim=1) * weights / weights"),
        ("return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1)",
         "return tf.nn.softmax(_log_joint(x, weights, means, covariances), axis=1) * weights / weights"))),
    Variant("samples_moved_in_place", "test_inputs_stay_as_they_were", {"torch": [
        ("    origin = means.mean(dim=0)\n", "    origin = means.mean(dim=0)\n    x -= origin\n    means = means - origin\n    origin = 0 * origin\n")]}),
    # m_step
    Variant("weights_equal", WEIGHTS, edits(
        ("return counts / counts.sum(), means", "return torch.full_like(counts, 1 / n_components), means"),
        ("return counts / tf.reduce_sum(counts), means", "return tf.ones_like(counts) / n_components, means"))),
    Variant("counts_for_weights", WEIGHTS, edits(
        ("return counts / counts.sum(), means", "return counts, means"),
        ("return counts / tf.reduce_sum(counts), means", "return counts, means"))),
    Variant("weights_never_updated", MONOTONE, edits(
        ("return counts / counts.sum(), means", "return (counts / counts.sum()).flip(0), means"),
        ("return counts / tf.reduce_sum(counts), means", "return tf.reverse(counts / tf.reduce_sum(counts), axis=[0]), means"))),
    Variant("means_divided_by_all_samples", MEANS, edits(
        ("means = responsibilities.mT @ x / counts[:, None]", "means = responsibilities.mT @ x / len(x)"),
        ("x, transpose_a=True) / counts[:, None]", "x, transpose_a=True) / x.shape[0]"))),
    Variant("means_of_all_samples", MEANS, edits(
        ("means = responsibilities.mT @ x / counts[:, None]", "means = x.mean(dim=0).expand(n_components, d)"),
        ("means = tf.matmul(responsibilities, x, transpose_a=True) / counts[:, None]",
         "means = tf.broadcast_to(tf.reduce_mean(x, axis=0), (n_components, d))"))),
    Variant("covariances_about_the_mean_of_all", COVARIANCES, edits(
        ("deviations = rows - means[:, None]", "deviations = (rows - x.mean(dim=0)).expand(n_components, -1, -1).clone()"),
        ("deviations = rows - means[:, None]", "deviations = tf.stack([rows - tf.reduce_mean(x, axis=0)] * n_components)"))),
    Variant("scatter_of_the_last_block_alone", "test_many_samples_count_alike", edits(
        ("scatter += deviations", "scatter = deviations"), ("scatter += tf.matmul", "scatter = tf.matmul"))),
    Variant("covariances_not_divided", COVARIANCES, both("scatter / counts[:, None, None] +", "scatter +")),
    Variant("covariances_divided_by_all_samples", COVARIANCES, both("scatter / counts[:, None, None] +", "scatter / x.shape[0] +")),
    Variant("covariances_divided_by_one_less", COVARIANCES, both("scatter / counts[:, None, None] +", "scatter / (counts[:, None, None] - 1) +")),
    Variant("responsibilities_squared", COVARIANCES, edits(
        ("shares.mT.sqrt()[", "shares.mT["), ("tf.sqrt(tf.transpose(shares))[", "tf.transpose(shares)["))),
    Variant("variances_alone_are_updated", COVARIANCES, edits(
        ("    return counts / counts.sum(), means, covariances",
         "    covariances = covariances * torch.eye(d, dtype=x.dtype)\n    return counts / counts.sum(), means, covariances"),
        ("    return counts / tf.reduce_sum(counts), means, covariances",
         "    covariances = covariances * tf.eye(d, dtype=x.dtype)\n    return counts / tf.reduce_sum(counts), means, covariances"))),
    Variant("moments_less_the_square_of_the_mean", COVARIANCES, edits(
        ("    covariances = scatter /", "    moments = (responsibilities.mT[:, :, None] * x).mT @ x\n"
         "    scatter = moments - counts[:, None, None] * means[:, :, None] * means[:, None]\n    covariances = scatter /"),
        ("    covariances = scatter /", "    moments = tf.matmul(tf.transpose(responsibilities)[:, :, None] * x,\n"
         "                        tf.broadcast_to(x, (n_components, *x.shape)), transpose_a=True)\n"
         "    scatter = moments - counts[:, None, None] * means[:, :, None] * means[:, None]\n    covariances = scatter /"))),
    Variant("means_of_the_step_before", SKLEARN, edits(
        ("deviations = rows - means[:, None]", "deviations = rows - (means + 0.01 * x.std())[:, None]"),
        ("deviations = rows - means[:, None]", "deviations = rows - (means + 0.01 * tf.math.reduce_std(x))[:, None]"))),
    Variant("nothing_added_to_the_variances", MILLIONTH, both("REGULARISATION * t", "0 * t")),
    Variant("a_millionth_everywhere", MILLIONTH, edits(
        ("REGULARISATION * torch.eye(d, dtype=x.dtype, device=x.device)", "REGULARISATION"),
        ("REGULARISATION * tf.eye(d, dtype=x.dtype)", "REGULARISATION"))),
    Variant("a_thousandth_added", MILLIONTH, both("REGULARISATION = 1e-6", "REGULARISATION = 1e-3")),
    Variant("nothing_added_to_the_counts", EMPTY, edits(
        (" + 10 * torch.finfo(x.dtype).eps", ""), (" + 10 * tf.experimental.numpy.finfo(x.dtype).eps", ""))),
    Variant("counts_kept_away_from_zero", "test_counts_are_raised_by_ten_eps", edits(
        ("counts = responsibilities.sum(dim=0) + 10 * torch.finfo(x.dtype).eps",
         "counts = responsibilities.sum(dim=0).clamp(min=10 * torch.finfo(x.dtype).eps)"),
        ("counts = tf.reduce_sum(responsibilities, axis=0) + 10 * tf.experimental.numpy.finfo(x.dtype).eps",
         "counts = tf.maximum(tf.reduce_sum(responsibilities, axis=0), 10 * tf.experimental.numpy.finfo(x.dtype).eps)"))),
    Variant("a_count_of_one_added", WEIGHTS, edits(
        ("+ 10 * torch.finfo(x.dtype).eps", "+ 1"), ("+ 10 * tf.experimental.numpy.finfo(x.dtype).eps", "+ 1"))),
    Variant("one_component_without_its_axis", MIXTURE_FORMS, edits(
        ("return counts / counts.sum(), means, covariances", "return counts / counts.sum(), means.squeeze(), covariances.squeeze()"),
        ("return counts / tf.reduce_sum(counts), means, covariances",
         "return counts / tf.reduce_sum(counts), tf.squeeze(means), tf.squeeze(covariances)"))),
    Variant("responsibilities_normalised_in_place", "test_m_step_leaves_its_inputs_as_they_were", {"torch": [
        ("    counts = responsibilities.sum(dim=0) +", "    responsibilities.mul_(2).div_(4)\n    responsibilities = responsibilities * 2\n"
         "    counts = responsibilities.sum(dim=0) +")]}),
    # fit
    Variant("fit_divides_by_one_less", ONE, edits(
        ("    return tuple(part.to(x.dtype) for part in parameters)",
         "    parameters = (*parameters[:2], parameters[2] * len(x) / (len(x) - 1))\n"
         "    return tuple(part.to(x.dtype) for part in parameters)"),
        ("    return tuple(tf.cast(part, x.dtype) for part in parameters)",
         "    parameters = (*parameters[:2], parameters[2] * x.shape[0] / (x.shape[0] - 1))\n"
         "    return tuple(tf.cast(part, x.dtype) for part in parameters)"))),
    Variant("weights_stay_equal", MOMENTS, edits(
        ("previous, parameters = reached, m_step(samples, log_joint.softmax(dim=1))",
         "previous, parameters = reached, (torch.full_like(parameters[0], 1 / n_components), *m_step(samples, log_joint.softmax(dim=1))[1:])"),
        ("previous, parameters = reached, m_step(samples, tf.nn.softmax(log_joint, axis=1))",
         "previous, parameters = reached, (tf.ones_like(parameters[0]) / n_components, *m_step(samples, tf.nn.softmax(log_joint, axis=1))[1:])"))),
    Variant("covariances_stay_those_of_the_start", MOMENTS, edits(
        ("previous, parameters = reached, m_step(samples, log_joint.softmax(dim=1))",
         "previous, parameters = reached, (*m_step(samples, log_joint.softmax(dim=1))[:2], parameters[2])"),
        ("previous, parameters = reached, m_step(samples, tf.nn.softmax(log_joint, axis=1))",
         "previous, parameters = reached, (*m_step(samples, tf.nn.softmax(log_joint, axis=1))[:2], parameters[2])"))),
    Variant("the_start_is_returned", "test_iterations_are_counted", edits(
        ("    for _ in range(n_iterations):", "    return tuple(part.to(x.dtype) for part in parameters)\n    for _ in range(n_iterations):"),
        ("    for _ in range(n_iterations):", "    return tuple(tf.cast(part, x.dtype) for part in parameters)\n    for _ in range(n_iterations):"))),
    Variant("another_start_for_every_length", MORE, both(
        "_start(samples, n_components, seed)", "_start(samples, n_components, seed + 7 * n_iterations)")),
    Variant("number_of_iterations_ignored", "test_iterations_are_counted", both("range(n_iterations)", "range(100)")),
    Variant("tol_ignored", "test_tol_ends_the_iteration", both("if reached - previous < tol:", "if reached - previous < -1:")),
    Variant("tol_of_the_sum", STILL, both("reached - previous < tol", "reached - previous < 1e4 * tol")),
    Variant("tol_as_a_share_of_the_likelihood", STILL, both("reached - previous < tol", "reached - previous < tol * abs(reached)")),
    Variant("stops_after_ten", STILL, both("range(n_iterations)", "range(min(n_iterations, 10))")),
    Variant("every_component_at_one_place", CLUSTERS, edits(
        ("    return weights, means, (weights[", "    means = x.mean(dim=0).expand_as(means)\n    return weights, means, (weights["),
        ("    return weights, means, tf.broadcast_to(", "    means = tf.broadcast_to(tf.reduce_mean(x, axis=0), means.shape)\n"
         "    return weights, means, tf.broadcast_to("))),
    Variant("fit_in_float32", CLUSTERS, edits(
        ("samples, previous = x.double(), -math.inf", "samples, previous = x.float(), -math.inf"),
        ("tf.cast(x, tf.float64), -math.inf", "tf.cast(x, tf.float32), -math.inf"))),
    Variant("few_steps_by_default", "test_defaults_are_those_of_the_interface", both("n_iterations=100", "n_iterations=20")),
    Variant("early_end_by_default", "test_defaults_are_those_of_the_interface", both("tol=1e-4", "tol=1e-3")),
    Variant("another_default_seed", "test_defaults_are_those_of_the_interface", both("tol=1e-4, seed=0", "tol=1e-4, seed=42")),
    Variant("seed_from_the_global_generator", "test_the_seed_decides", edits(
        ("manual_seed(seed)", "manual_seed(int(torch.randint(1000, ())))"),
        ("tf.constant([seed, 0], tf.int64)", "tf.random.uniform((2,), maxval=1000, dtype=tf.int64)"))),
    Variant("a_covariance_of_its_own_without_a_floor", "test_fits_of_singular_data_stay_finite", both("REGULARISATION * t", "0 * t")),
    Variant("fit_centres_in_place", "test_fit_leaves_the_data_as_they_were", {"torch": [
        ("    samples, previous =", "    x -= x[0].clone()\n    samples, previous =")]}),
    # bad input
    Variant("samples_not_checked", "test_densities_reject_bad_samples", both("check_finite(x=x, weights=weights, means=means)", "check_finite(weights=weights, means=means)")),
    Variant("parameters_not_checked", UNFIT, both("check_finite(x=x, weights=weights, means=means)", "check_finite(x=x)")),
    Variant("weights_of_another_length_accepted", UNFIT, both("    check_shape((n_components,), weights=weights)\n", "")),
    Variant("symmetry_not_checked", DEFINITE, both("    check_symmetric(covariances=covariances)\n", "    check_finite(covariances=covariances)\n")),
    Variant("covariances_made_definite", DEFINITE, edits(
        ("        raise ValueError(\"covariances must be positive definite\")",
         "        factors = torch.linalg.cholesky(covariances + 10 * torch.eye(covariances.shape[-1], dtype=covariances.dtype))"),
        ("        raise ValueError(\"covariances must be positive definite\") from None",
         "        factors = tf.linalg.cholesky(covariances + 10 * tf.eye(covariances.shape[-1], dtype=covariances.dtype))"))),
    Variant("responsibilities_not_checked", "test_m_step_rejects_what_does_not_fit", both(
        "    check_finite(x=x, responsibilities=responsibilities)\n", "    check_finite(x=x)\n")),
    Variant("nan_fitted", "test_fit_rejects_bad_data", {"torch": [  # in TensorFlow the first M-step says the same
        ("    check_finite(x=x)\n    check_integer(1, x.shape[0]", "    check_integer(1, x.shape[0]")]}),
    Variant("counts_not_checked", "test_impossible_counts_are_rejected", both(
        "    check_integer(1, n_iterations=n_iterations)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("a_component_at_a_time", instead={
        "torch": "def _log_joint(x, weights, means, covariances):\n    _check_mixture(x, weights, means, covariances)\n"
                 "    if (torch.linalg.eigvalsh(covariances.double()) <= 0).any():\n"
                 "        raise ValueError('covariances must be positive definite')\n    columns = []\n"
                 "    for w, m, c in zip(weights, means, covariances, strict=True):\n        values, vectors = torch.linalg.eigh(c)\n"
                 "        y = (x - m) @ vectors / values.sqrt()\n"
                 "        columns.append(w.log() - 0.5 * ((y**2).sum(dim=1) + values.log().sum() + len(m) * math.log(2 * math.pi)))\n"
                 "    return torch.stack(columns, dim=1)\n\n\n"
                 "def m_step(x, responsibilities):\n    check_ndim(2, x=x, responsibilities=responsibilities)\n"
                 "    check_shape((x.shape[0], None), responsibilities=responsibilities)\n"
                 "    check_finite(x=x, responsibilities=responsibilities)\n    means, covariances = [], []\n"
                 "    counts = responsibilities.sum(dim=0) + 10 * torch.finfo(x.dtype).eps\n"
                 "    for r, count in zip(responsibilities.mT, counts, strict=True):\n        means.append(r @ x / count)\n"
                 "        y = x - means[-1]\n"
                 "        covariances.append((r[:, None] * y).mT @ y / count + 1e-6 * torch.eye(x.shape[1], dtype=x.dtype))\n"
                 "    return counts / len(x), torch.stack(means), torch.stack(covariances)\n",
        "tensorflow": "def _log_joint(x, weights, means, covariances):\n    _check_mixture(x, weights, means, covariances)\n"
                      "    if tf.reduce_any(tf.linalg.eigvalsh(tf.cast(covariances, tf.float64)) <= 0):\n"
                      "        raise ValueError('covariances must be positive definite')\n    columns = []\n"
                      "    for w, m, c in zip(weights, means, covariances, strict=True):\n"
                      "        values, vectors = tf.linalg.eigh(tf.cast(c, tf.float64))\n"
                      "        y = tf.cast(x - m, tf.float64) @ vectors / tf.sqrt(values)\n"
                      "        constant = tf.reduce_sum(tf.math.log(values)) + len(m) * math.log(2 * math.pi)\n"
                      "        columns.append(tf.math.log(w) - tf.cast(0.5 * (tf.reduce_sum(y**2, axis=1) + constant), x.dtype))\n"
                      "    return tf.stack(columns, axis=1)\n\n\n"
                      "def m_step(x, responsibilities):\n    check_ndim(2, x=x, responsibilities=responsibilities)\n"
                      "    check_shape((x.shape[0], None), responsibilities=responsibilities)\n"
                      "    check_finite(x=x, responsibilities=responsibilities)\n    means, covariances = [], []\n"
                      "    counts = tf.reduce_sum(responsibilities, axis=0) + 10 * tf.experimental.numpy.finfo(x.dtype).eps\n"
                      "    for r, count in zip(tf.transpose(responsibilities), counts, strict=True):\n"
                      "        means.append(tf.linalg.matvec(x, r, transpose_a=True) / count)\n        y = x - means[-1]\n"
                      "        scatter = tf.matmul(r[:, None] * y, y, transpose_a=True)\n"
                      "        covariances.append(scatter / count + 1e-6 * tf.eye(x.shape[1], dtype=x.dtype))\n"
                      "    return counts / x.shape[0], tf.stack(means), tf.stack(covariances)\n"}),
    Variant("products_before_differences", edits=edits(
        ("(rows - origin) @ stacked.mT - offsets)", "rows @ stacked.mT - (whitening @ means[:, :, None]).flatten())"),
        ("tf.matmul(rows - origin, stacked, transpose_b=True) - offsets,",
         "tf.matmul(rows, stacked, transpose_b=True) - tf.reshape(whitening @ means[:, :, None], [-1]),"))),
    Variant("started_from_random_responsibilities", instead={
        "torch": "def _start(x, n_components, seed):\n    generator = torch.Generator().manual_seed(seed)\n"
                 "    shares = torch.rand(len(x), n_components, dtype=x.dtype, generator=generator) ** 3\n"
                 "    return m_step(x, shares / shares.sum(dim=1, keepdim=True))\n",
        "tensorflow": "def _start(x, n_components, seed):\n"
                      "    shares = tf.random.stateless_uniform((x.shape[0], n_components), [seed, 5], dtype=x.dtype) ** 3\n"
                      "    return m_step(x, shares / tf.reduce_sum(shares, axis=1, keepdims=True))\n"}),
    Variant("started_from_samples_and_the_covariance_of_all", instead={
        "torch": "def _start(x, n_components, seed):\n    generator = torch.Generator().manual_seed(seed)\n"
                 "    chosen = x[torch.randperm(len(x), generator=generator)[:n_components]]\n"
                 "    weights, _, covariances = m_step(x, x.new_full((len(x), n_components), 1 / n_components))\n"
                 "    return weights, chosen, covariances\n",
        "tensorflow": "def _start(x, n_components, seed):\n"
                      "    order = tf.argsort(tf.random.stateless_uniform((x.shape[0],), [seed, 5]))\n"
                      "    weights, _, covariances = m_step(x, tf.fill((x.shape[0], n_components), tf.cast(1 / n_components, x.dtype)))\n"
                      "    return weights, tf.gather(x, order[:n_components]), covariances\n"}),
    Variant("stops_one_step_later", edits=both(
        "        if reached - previous < tol:\n            break\n", "        if previous == math.inf:\n            break\n"
        "        if reached - previous < tol:\n            reached = math.inf\n")),
]  # fmt: skip
