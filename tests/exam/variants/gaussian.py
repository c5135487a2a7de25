"""Wrong and right variants of `gaussian`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
DENSITY = "test_log_density_is_that_of_a_normal_distribution"
DIVERGENCE = "test_divergence_is_cross_entropy_less_entropy"
FROM_PRIOR = "test_divergence_from_a_standard_normal_is_cross_entropy_less_entropy"
SAMPLE = "test_sample_is_mean_plus_deviation_times_noise"
LIKELIHOOD = "test_bernoulli_likelihood_is_that_of_the_logits"
LARGE_LOGITS = "test_bernoulli_likelihood_bears_large_logits"
ELBO = "test_negative_elbo_is_squared_error_plus_divergence"
ONE_NAT = "test_a_nat_of_divergence_costs_a_nat"
EXTREMES = "test_extreme_variances_do_not_overflow"
SLOPE = "test_gradients_equal_finite_differences"
BAD = "test_bad_input_is_rejected"

PRIOR_TORCH = "return 0.5 * (log_var.expm1() - log_var + mean**2).sum(dim=-1)"
PRIOR_TF = "return 0.5 * tf.reduce_sum(tf.math.expm1(log_var) - log_var + mean**2, axis=-1)"
DENSITY_TORCH = "(math.log(2 * math.pi) + log_var + (x - mean) ** 2 * (-log_var).exp())"
DENSITY_TF = "math.log(2 * math.pi) + log_var + (x - mean) ** 2 * tf.exp(-log_var)"
PAIR_TORCH = "(mean_q - mean_p) ** 2 * (-log_var_p).exp()"
PAIR_TF = "(mean_q - mean_p) ** 2 * tf.exp(-log_var_p)"
SAMPLE_TORCH = "return mean + (0.5 * log_var).exp() * noise"
SAMPLE_TF = "return mean + tf.exp(0.5 * log_var) * noise"
LOGITS_TORCH = "return (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(dim=-1)"
LOGITS_TF = "return tf.reduce_sum(x * tf.math.log_sigmoid(logits) + (1 - x) * tf.math.log_sigmoid(-logits), axis=-1)"
LOSS_TORCH = "return (0.5 * factor * squared_error + kl_standard_normal(mean, log_var)).mean()"
LOSS_TF = "return tf.reduce_mean(0.5 * factor * squared_error + kl_standard_normal(mean, log_var))"
SQUARE_TORCH = "((x - reconstruction) ** 2).reshape(x.shape[0], -1).sum(dim=-1)"
SQUARE_TF = "tf.reduce_sum(tf.reshape((x - reconstruction) ** 2, [x.shape[0], -1]), axis=-1)"

WRONG = [
    # log_density
    Variant("variance_taken_for_a_deviation", DENSITY, edits(
        (DENSITY_TORCH, DENSITY_TORCH.replace("(-log_var)", "(-2 * log_var)")),
        (DENSITY_TF, DENSITY_TF.replace("(-log_var)", "(-2 * log_var)")))),
    Variant("density_of_float64_cut_to_float32", DENSITY, edits(
        (f"-0.5 * {DENSITY_TORCH}.sum(dim=-1)",
         f"-0.5 * {DENSITY_TORCH.replace('(x - mean)', '(x - mean).float()')}.sum(dim=-1)"),
        (f"tf.reduce_sum({DENSITY_TF}, axis=-1)",
         "tf.reduce_sum(" + DENSITY_TF.replace("(x - mean)", "tf.cast(tf.cast(x - mean, tf.float32), x.dtype)") + ", axis=-1)"))),
    Variant("density_of_float32_cut_to_float16", DENSITY, edits(
        (f"return -0.5 * {DENSITY_TORCH}", "x = x.half().float() if x.dtype.itemsize == 4 else x\n"
         f"    return -0.5 * {DENSITY_TORCH}"),
        (f"return -0.5 * tf.reduce_sum({DENSITY_TF}", "x = tf.cast(tf.cast(x, tf.float16), x.dtype) if x.dtype.size == 4 else x\n"
         f"    return -0.5 * tf.reduce_sum({DENSITY_TF}"))),
    Variant("two_pi_in_four_digits", DENSITY, both("math.log(2 * math.pi)", "math.log(6.283)")),
    Variant("sign_of_the_log_density", DENSITY, edits(
        (f"return -0.5 * {DENSITY_TORCH}", f"return 0.5 * {DENSITY_TORCH}"),
        (f"return -0.5 * tf.reduce_sum({DENSITY_TF}", f"return 0.5 * tf.reduce_sum({DENSITY_TF}"))),
    Variant("constant_left_out", "test_density_integrates_to_one", both("math.log(2 * math.pi) + log_var", "log_var")),
    Variant("constant_once_and_not_per_coordinate", "test_density_integrates_to_one", both(
        "math.log(2 * math.pi)", "math.log(2 * math.pi) / x.shape[-1]")),
    Variant("determinant_by_a_product", EXTREMES, edits(
        (f"{DENSITY_TORCH}.sum(dim=-1)",
         f"({DENSITY_TORCH.replace(' + log_var', '')}.sum(dim=-1) + log_var.exp().prod(dim=-1).log())"),
        (f"tf.reduce_sum({DENSITY_TF}, axis=-1)",
         f"(tf.reduce_sum({DENSITY_TF.replace(' + log_var', '')}, axis=-1)\n"
         "        + tf.math.log(tf.reduce_prod(tf.exp(log_var), axis=-1)))"))),
    Variant("first_row_of_a_batch", "test_batches_are_answered_one_by_one", both(
        "    _check(x=x, mean=mean, log_var=log_var)\n",
        "    _check(x=x, mean=mean, log_var=log_var)\n    if len(mean.shape) > 1:\n        log_var = log_var[..., :1, :]\n")),
    Variant("density_under_no_grad", f"{SLOPE}[log_density]", edits(
        (DENSITY_TORCH, DENSITY_TORCH.replace("(-log_var)", "(-log_var.detach())")),
        (DENSITY_TF, DENSITY_TF.replace("(-log_var)", "(-tf.stop_gradient(log_var))")))),
    # kl_standard_normal
    Variant("divergence_averaged_over_coordinates", FROM_PRIOR, edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace(".sum(", ".mean(")), (PRIOR_TF, PRIOR_TF.replace("reduce_sum", "reduce_mean")))),
    Variant("half_missing_in_the_divergence", FROM_PRIOR, edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("0.5 * ", "")), (PRIOR_TF, PRIOR_TF.replace("0.5 * ", "")))),
    Variant("divergence_of_float64_cut_to_float32", FROM_PRIOR, edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("log_var.expm1()", "log_var.float().expm1()")),
        (PRIOR_TF, PRIOR_TF.replace("tf.math.expm1(log_var)", "tf.cast(tf.math.expm1(tf.cast(log_var, tf.float32)), mean.dtype)")))),
    Variant("log_sigma_for_two_log_sigma", "test_divergence_from_a_standard_normal_is_never_negative", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("- log_var", "- 0.5 * log_var")),
        (PRIOR_TF, PRIOR_TF.replace("- log_var", "- 0.5 * log_var")))),
    Variant("sign_of_the_log_variance", "test_divergence_from_a_standard_normal_is_never_negative", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("- log_var", "+ log_var")), (PRIOR_TF, PRIOR_TF.replace("- log_var", "+ log_var")))),
    Variant("constant_of_the_divergence_left_out", "test_textbook_numbers", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("expm1", "exp")), (PRIOR_TF, PRIOR_TF.replace("math.expm1", "exp")))),
    Variant("latent_size_once_per_coordinate", "test_latent_size_counts_once", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("log_var.expm1()", "log_var.exp() - log_var.shape[-1]")),
        (PRIOR_TF, PRIOR_TF.replace("tf.math.expm1(log_var)", "tf.exp(log_var) - log_var.shape[-1]")))),
    Variant("sum_over_the_batch_too", "test_divergences_of_coordinates_add_up", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("dim=-1", "")), (PRIOR_TF, PRIOR_TF.replace(", axis=-1", "")))),
    Variant("log_variance_clamped", EXTREMES, edits(
        (PRIOR_TORCH, "log_var = log_var.clamp(-30, 20)\n    " + PRIOR_TORCH),
        (PRIOR_TF, "log_var = tf.clip_by_value(log_var, -30, 20)\n    " + PRIOR_TF))),
    Variant("answer_always_in_float32", FORMS, edits(
        (PRIOR_TORCH, PRIOR_TORCH + ".float()"), (PRIOR_TF, PRIOR_TF.replace("return ", "return tf.cast(") + ", tf.float32)"))),
    Variant("divergence_with_a_detached_variance", f"{SLOPE}[kl_standard_normal]", edits(
        (PRIOR_TORCH, PRIOR_TORCH.replace("log_var.expm1()", "log_var.detach().expm1()")),
        (PRIOR_TF, PRIOR_TF.replace("expm1(log_var)", "expm1(tf.stop_gradient(log_var))")))),
    # kl_diagonal
    Variant("arguments_swapped", "test_divergence_is_the_mean_log_ratio", both(
        "    log_ratio = log_var_q - log_var_p\n",
        "    mean_q, log_var_q, mean_p, log_var_p = mean_p, log_var_p, mean_q, log_var_q\n"
        "    log_ratio = log_var_q - log_var_p\n")),
    Variant("ratio_turned_round", DIVERGENCE, both("log_ratio = log_var_q - log_var_p", "log_ratio = log_var_p - log_var_q")),
    Variant("pair_of_float64_cut_to_float32", DIVERGENCE, edits(
        (PAIR_TORCH, PAIR_TORCH.replace("(-log_var_p)", "(-log_var_p.float())")),
        (PAIR_TF, PAIR_TF.replace("tf.exp(-log_var_p)", "tf.cast(tf.exp(-tf.cast(log_var_p, tf.float32)), mean_p.dtype)")))),
    Variant("distance_by_the_variance_of_q", DIVERGENCE, edits(
        (PAIR_TORCH, PAIR_TORCH.replace("-log_var_p", "-log_var_q")), (PAIR_TF, PAIR_TF.replace("-log_var_p", "-log_var_q")))),
    Variant("distance_in_units_of_the_data", "test_divergence_does_not_depend_on_units", edits(
        (PAIR_TORCH, "(mean_q - mean_p) ** 2"), (PAIR_TF, "(mean_q - mean_p) ** 2"))),
    Variant("distance_not_squared", "test_divergence_is_zero_only_at_equality", edits(
        (PAIR_TORCH, PAIR_TORCH.replace(" ** 2", "")), (PAIR_TF, PAIR_TF.replace(" ** 2", "")))),
    Variant("distance_left_out", "test_divergence_is_zero_only_at_equality", edits(
        (f" + {PAIR_TORCH}", ""), (f" + {PAIR_TF}", ""))),
    Variant("divergence_without_its_constant", "test_standard_normal_is_a_special_case", edits(
        ("log_ratio.expm1()", "log_ratio.exp()"), ("tf.math.expm1(log_ratio)", "tf.exp(log_ratio)"))),
    Variant("p_is_a_constant", f"{SLOPE}[kl_diagonal]", edits(
        (PAIR_TORCH, PAIR_TORCH.replace("- mean_p", "- mean_p.detach()")),
        (PAIR_TF, PAIR_TF.replace("- mean_p", "- tf.stop_gradient(mean_p)")))),
    # reparameterize
    Variant("deviation_is_exp_of_the_log_variance", "test_samples_follow_their_distribution", edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("0.5 * ", "")), (SAMPLE_TF, SAMPLE_TF.replace("0.5 * ", "")))),
    Variant("one_noise_for_the_batch", "test_samples_follow_their_distribution", edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("noise", "noise.reshape(-1, noise.shape[-1])[0]")),
        (SAMPLE_TF, SAMPLE_TF.replace("noise", "tf.reshape(noise, [-1, noise.shape[-1]])[0]")))),
    Variant("noise_with_a_deviation_of_a_tenth", "test_samples_follow_their_distribution", edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("noise", "(0.1 * noise)")), (SAMPLE_TF, SAMPLE_TF.replace("noise", "(0.1 * noise)")))),
    Variant("uniform_noise_of_its_own", SAMPLE, {
        "torch": [("import torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\n"),
                  (SAMPLE_TORCH, SAMPLE_TORCH.replace("noise", "torch.rand_like(mean)"))],
        "tensorflow": [(SAMPLE_TF, SAMPLE_TF.replace("noise", "tf.random.uniform(mean.shape, dtype=mean.dtype)"))]}),
    Variant("normal_noise_of_its_own", SAMPLE, {
        "torch": [("import torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\n"),
                  (SAMPLE_TORCH, SAMPLE_TORCH.replace("noise", "torch.randn_like(mean)"))],
        "tensorflow": [(SAMPLE_TF, SAMPLE_TF.replace("noise", "tf.random.normal(mean.shape, dtype=mean.dtype)"))]}),
    Variant("sample_of_float32_cut_to_float16", SAMPLE, edits(
        (SAMPLE_TORCH, "noise = noise.half().float() if noise.dtype.itemsize == 4 else noise\n    " + SAMPLE_TORCH),
        (SAMPLE_TF, "noise = tf.cast(tf.cast(noise, tf.float16), mean.dtype) if noise.dtype.size == 4 else noise\n    " + SAMPLE_TF))),
    Variant("sample_of_float64_cut_to_float32", SAMPLE, edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("noise", "noise.float()")),
        (SAMPLE_TF, SAMPLE_TF.replace("noise", "tf.cast(tf.cast(noise, tf.float32), mean.dtype)")))),
    Variant("gradient_cut_off_in_the_sampler", "test_samples_carry_gradients_to_both_parameters", edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("log_var)", "log_var.detach())")),
        (SAMPLE_TF, SAMPLE_TF.replace("log_var)", "tf.stop_gradient(log_var))")))),
    Variant("half_of_the_sampler_without_gradient", "test_samples_carry_gradients_to_both_parameters", edits(
        (SAMPLE_TORCH, "return mean + ((0.25 * log_var).exp() * (0.25 * log_var.detach()).exp()) * noise"),
        (SAMPLE_TF, "return mean + (tf.exp(0.25 * log_var) * tf.exp(0.25 * tf.stop_gradient(log_var))) * noise"))),
    Variant("sample_made_in_place", "test_inputs_stay_as_they_were", {"torch": [
        (SAMPLE_TORCH, "return noise.mul_((0.5 * log_var).exp()).add_(mean)")]}),
    # bernoulli_log_likelihood
    Variant("likelihood_arguments_swapped", LIKELIHOOD, both(
        "    _check(x=x, logits=logits)\n", "    _check(x=x, logits=logits)\n    x, logits = logits, x\n")),
    Variant("likelihood_averaged_over_the_picture", LIKELIHOOD, edits(
        (LOGITS_TORCH, LOGITS_TORCH.replace(".sum(", ".mean(")), (LOGITS_TF, LOGITS_TF.replace("reduce_sum", "reduce_mean")))),
    Variant("likelihood_of_float64_cut_to_float32", LIKELIHOOD, edits(
        (LOGITS_TORCH, "wide, x, logits = x.dtype, x.float(), logits.float()\n    " + LOGITS_TORCH + ".to(wide)"),
        (LOGITS_TF, "wide, x, logits = x.dtype, tf.cast(x, tf.float32), tf.cast(logits, tf.float32)\n    "
         + LOGITS_TF.replace("return ", "return tf.cast(") + ", wide)"))),
    Variant("pixels_rounded", LIKELIHOOD, edits(
        (LOGITS_TORCH, "x = x.round()\n    " + LOGITS_TORCH), (LOGITS_TF, "x = tf.round(x)\n    " + LOGITS_TF))),
    Variant("cross_entropy_for_its_negative", LIKELIHOOD, edits(
        (LOGITS_TORCH, LOGITS_TORCH.replace("return ", "return -")), (LOGITS_TF, LOGITS_TF.replace("return ", "return -")))),
    Variant("half_of_the_cross_entropy", "test_perfect_reconstruction_is_most_likely", edits(
        (LOGITS_TORCH, "return (x * F.logsigmoid(logits)).sum(dim=-1)"),
        (LOGITS_TF, "return tf.reduce_sum(x * tf.math.log_sigmoid(logits), axis=-1)"))),
    Variant("squared_error_for_a_likelihood", "test_bernoulli_probabilities_sum_to_one", edits(
        (LOGITS_TORCH, "return -0.5 * ((x - logits.sigmoid()) ** 2).sum(dim=-1)"),
        (LOGITS_TF, "return -0.5 * tf.reduce_sum((x - tf.sigmoid(logits)) ** 2, axis=-1)"))),
    Variant("log_of_a_sigmoid", LARGE_LOGITS, edits(
        (LOGITS_TORCH, "p = logits.sigmoid()\n    return (x * p.log() + (1 - x) * (1 - p).log()).sum(dim=-1)"),
        (LOGITS_TF, "p = tf.sigmoid(logits)\n"
         "    return tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), axis=-1)"))),
    Variant("probabilities_clipped", LARGE_LOGITS, edits(
        (LOGITS_TORCH, "p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)\n"
         "    return (x * p.log() + (1 - x) * (1 - p).log()).sum(dim=-1)"),
        (LOGITS_TF, "p = tf.clip_by_value(tf.sigmoid(logits), 1e-7, 1 - 1e-7)\n"
         "    return tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), axis=-1)"))),
    Variant("softplus_switches_too_soon", LARGE_LOGITS, edits(
        (LOGITS_TORCH, "return (x * logits - F.softplus(logits, threshold=17)).sum(dim=-1)"),
        (LOGITS_TF, "soft = tf.where(logits > 17, logits, tf.math.softplus(tf.minimum(logits, 17)))\n"
         "    return tf.reduce_sum(x * logits - soft, axis=-1)"))),
    Variant("gradient_of_the_branch_not_taken", LARGE_LOGITS, edits(
        (LOGITS_TORCH, "soft = (logits.exp() + 1).log().where(logits < 30, logits)\n    return (x * logits - soft).sum(dim=-1)"),
        (LOGITS_TF, "soft = tf.where(logits < 30, tf.math.log(tf.exp(logits) + 1), logits)\n"
         "    return tf.reduce_sum(x * logits - soft, axis=-1)"))),
    Variant("likelihood_with_detached_pixels", f"{SLOPE}[bernoulli_log_likelihood]", edits(
        (LOGITS_TORCH, LOGITS_TORCH.replace("(1 - x)", "(1 - x.detach())")),
        (LOGITS_TF, LOGITS_TF.replace("(1 - x)", "(1 - tf.stop_gradient(x))")))),
    # negative_elbo
    Variant("half_missing_on_the_squared_error", ELBO, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("0.5 * factor", "factor")), (LOSS_TF, LOSS_TF.replace("0.5 * factor", "factor")))),
    Variant("factor_ignored", ELBO, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("factor * ", "")), (LOSS_TF, LOSS_TF.replace("factor * ", "")))),
    Variant("error_averaged_over_the_picture", ONE_NAT, edits(
        (SQUARE_TORCH, SQUARE_TORCH.replace(".sum(", ".mean(")), (SQUARE_TF, SQUARE_TF.replace("reduce_sum", "reduce_mean")))),
    Variant("error_averaged_over_rows_of_the_picture", ONE_NAT, edits(
        (SQUARE_TORCH, "((x - reconstruction) ** 2).sum(dim=-1).reshape(x.shape[0], -1).mean(dim=-1)"),
        (SQUARE_TF, "tf.reduce_mean(tf.reshape(tf.reduce_sum((x - reconstruction) ** 2, axis=-1), [x.shape[0], -1]), axis=-1)"))),
    Variant("magic_weight_on_the_divergence", ONE_NAT, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("kl_standard", "5e-4 * kl_standard")),
        (LOSS_TF, LOSS_TF.replace("kl_standard", "5e-4 * kl_standard")))),
    Variant("no_divergence_at_all", ONE_NAT, edits(
        (LOSS_TORCH, LOSS_TORCH.replace(" + kl_standard_normal(mean, log_var)", "")),
        (LOSS_TF, LOSS_TF.replace(" + kl_standard_normal(mean, log_var)", "")))),
    Variant("divergence_summed_over_the_batch", ONE_NAT, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("kl_standard_normal(mean, log_var)", "kl_standard_normal(mean, log_var).sum()")),
        (LOSS_TF, LOSS_TF.replace("kl_standard_normal(mean, log_var)", "tf.reduce_sum(kl_standard_normal(mean, log_var))")))),
    Variant("loss_summed_over_the_batch", "test_negative_elbo_is_a_mean_over_rows", edits(
        (LOSS_TORCH, LOSS_TORCH.replace(".mean()", ".sum()")), (LOSS_TF, LOSS_TF.replace("reduce_mean", "reduce_sum")))),
    Variant("divisor_one_less_than_the_batch", "test_negative_elbo_is_a_mean_over_rows", edits(
        (LOSS_TORCH, LOSS_TORCH.replace(".mean()", ".sum() / max(1, x.shape[0] - 1)")),
        (LOSS_TF, LOSS_TF.replace("reduce_mean", "reduce_sum") + " / max(1, x.shape[0] - 1)"))),
    Variant("factor_cut_to_float32", "test_factor_is_a_number_or_a_scalar_tensor", {
        "torch": [("import torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\n"),
                  (LOSS_TORCH, "factor = torch.as_tensor(factor)\n    " + LOSS_TORCH)],
        "tensorflow": [(LOSS_TF, "factor = tf.cast(factor, x.dtype)\n    " + LOSS_TF)]}),
    Variant("factor_must_be_a_float", "test_factor_is_a_number_or_a_scalar_tensor", both(
        "    check_nonnegative(factor=factor)\n",
        "    if not isinstance(factor, float):\n        raise ValueError('factor must be a float')\n")),
    Variant("loss_with_a_detached_code", f"{SLOPE}[negative_elbo]", edits(
        (LOSS_TORCH, LOSS_TORCH.replace("(mean, ", "(mean.detach(), ")),
        (LOSS_TF, LOSS_TF.replace("(mean, ", "(tf.stop_gradient(mean), ")))),
    Variant("loss_as_a_python_number", FORMS, edits(
        (LOSS_TORCH, LOSS_TORCH + ".item()"), (LOSS_TF, LOSS_TF.replace("return ", "return float(") + ")"))),
    Variant("loss_of_float64_cut_to_float32", ELBO, edits(
        (SQUARE_TORCH, SQUARE_TORCH.replace("(x - reconstruction)", "(x - reconstruction).float()")),
        (SQUARE_TF, SQUARE_TF.replace("(x - reconstruction)", "tf.cast(tf.cast(x - reconstruction, tf.float32), x.dtype)")))),
    Variant("size_of_a_picture_hard_coded", ELBO, edits(
        (SQUARE_TORCH, SQUARE_TORCH.replace("reshape(x.shape[0], -1)", "reshape(-1, 784)")),
        (SQUARE_TF, SQUARE_TF.replace("[x.shape[0], -1]", "[-1, 784]")))),
    # bad input
    Variant("nan_passed_through", BAD, both("    check_finite(**arguments)\n", "")),
    Variant("shapes_broadcast", BAD, both("    check_same_shape(**arguments)\n", "")),
    Variant("nothing_at_all_accepted", BAD, both(
        "    check_min_ndim(1, **arguments)\n    check_same_shape(**arguments)\n",
        "    if len({tuple(a.shape) for a in arguments.values()}) > 1:\n        raise ValueError('shapes differ')\n")),
    Variant("error_names_another_argument", f"{BAD}[reparameterize]", both(
        "    _check(mean=mean, log_var=log_var, noise=noise)\n", "    _check(mean=mean, log_var=log_var, epsilon=noise)\n")),
    Variant("negative_factor_accepted", "test_a_negative_factor_and_codes_of_other_pictures_are_rejected", both(
        "    check_nonnegative(factor=factor)\n", "")),
    Variant("one_code_for_all_pictures", "test_a_negative_factor_and_codes_of_other_pictures_are_rejected", both(
        "    check_shape((mean.shape[0], *x.shape[1:]), x=x)\n", "")),
    Variant("codes_with_any_number_of_axes", "test_a_negative_factor_and_codes_of_other_pictures_are_rejected", both(
        "    check_ndim(2, mean=mean)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("ratios_of_deviations", edits={
        "torch": [
            (f"-0.5 * {DENSITY_TORCH}.sum(dim=-1)",
             "torch.distributions.Normal(mean, (0.5 * log_var).exp()).log_prob(x).sum(dim=-1)"),
            ("import torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\n"),
            ("    log_ratio = log_var_q - log_var_p\n",
             "    q = torch.distributions.Normal(mean_q, (0.5 * log_var_q).exp())\n"
             "    p = torch.distributions.Normal(mean_p, (0.5 * log_var_p).exp())\n"
             "    return torch.distributions.kl_divergence(q, p).sum(dim=-1)\n    log_ratio = log_var_q - log_var_p\n"),
            (PRIOR_TORCH, "return kl_diagonal(mean, log_var, mean * 0, log_var * 0)")],
        "tensorflow": [
            (f"-0.5 * tf.reduce_sum({DENSITY_TF}, axis=-1)",
             "-tf.reduce_sum(((x - mean) / tf.exp(log_var / 2)) ** 2 / 2 + log_var / 2 + math.log(2 * math.pi) / 2, axis=-1)"),
            ("    log_ratio = log_var_q - log_var_p\n",
             "    sigma_q, sigma_p = tf.exp(log_var_q / 2), tf.exp(log_var_p / 2)\n"
             "    terms = ((sigma_q / sigma_p) ** 2 + ((mean_q - mean_p) / sigma_p) ** 2 - 1) / 2 - tf.math.log(sigma_q / sigma_p)\n"
             "    return tf.reduce_sum(terms, axis=-1)\n    log_ratio = log_var_q - log_var_p\n"),
            (PRIOR_TF, "return kl_diagonal(mean, log_var, mean * 0, log_var * 0)")]}),
    Variant("losses_of_the_framework", edits={
        "torch": [
            (LOGITS_TORCH, "return -F.binary_cross_entropy_with_logits(logits, x, reduction='none').sum(dim=-1)"),
            (LOSS_TORCH, "square = F.mse_loss(reconstruction, x, reduction='sum') / len(x)\n"
                         "    return 0.5 * factor * square + kl_standard_normal(mean, log_var).mean()")],
        "tensorflow": [
            (LOGITS_TF, "return -tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=-1)"),
            (LOSS_TF, "square = tf.nn.l2_loss(x - reconstruction) / x.shape[0]\n"
                      "    return factor * square + tf.reduce_mean(kl_standard_normal(mean, log_var))")]}),
    Variant("softplus_and_plain_exponentials", edits={
        "torch": [
            (LOGITS_TORCH, "return (x * logits - F.softplus(logits)).sum(dim=-1)"),
            (PRIOR_TORCH, "return -0.5 * (1 + log_var - mean.pow(2) - log_var.exp()).sum(dim=-1)"),
            ("0.5 * (log_ratio.expm1() - log_ratio + ", "0.5 * (log_var_q.exp() / log_var_p.exp() - 1 - log_ratio + ")],
        "tensorflow": [
            (LOGITS_TF, "return tf.reduce_sum(x * logits - tf.math.softplus(logits), axis=-1)"),
            (PRIOR_TF, "return -0.5 * tf.reduce_sum(1 + log_var - mean**2 - tf.exp(log_var), axis=-1)"),
            ("tf.math.expm1(log_ratio) - log_ratio", "tf.exp(log_var_q) / tf.exp(log_var_p) - 1 - log_ratio")]}),
    Variant("loops_over_coordinates", instead={
        "torch": "import torch\n\n\ndef log_density(x, mean, log_var):\n    _check(x=x, mean=mean, log_var=log_var)\n    total = 0\n"
                 "    for a, m, s in zip(*(t.unbind(-1) for t in (x, mean, log_var))):\n"
                 "        total = total - (a - m) ** 2 / (2 * torch.exp(s)) - s / 2 - math.log(math.sqrt(2 * math.pi))\n"
                 "    return total\n\n\n"
                 "def bernoulli_log_likelihood(x, logits):\n    _check(x=x, logits=logits)\n    total = 0\n"
                 "    for p, a in zip(x.unbind(-1), logits.unbind(-1)):\n"
                 "        zero = torch.zeros_like(a)\n"
                 "        total = total - p * torch.logaddexp(zero, -a) - (1 - p) * torch.logaddexp(zero, a)\n"
                 "    return total\n\n\n"
                 "def negative_elbo(x, reconstruction, mean, log_var, factor=1.0):\n"
                 "    _check(x=x, reconstruction=reconstruction)\n    check_ndim(2, mean=mean)\n    check_nonnegative(factor=factor)\n"
                 "    if len(x) != len(mean):\n        raise ValueError('not as many codes as pictures')\n    total = 0\n"
                 "    for a, b, m, s in zip(x, reconstruction, mean, log_var, strict=True):\n"
                 "        total = total + factor * ((a - b) ** 2).sum() / 2 + kl_standard_normal(m, s)\n    return total / len(x)\n",
        "tensorflow": "def log_density(x, mean, log_var):\n    _check(x=x, mean=mean, log_var=log_var)\n    total = 0\n"
                      "    for a, m, s in zip(*(tf.unstack(t, axis=-1) for t in (x, mean, log_var))):\n"
                      "        total = total - (a - m) ** 2 / (2 * tf.exp(s)) - s / 2 - math.log(math.sqrt(2 * math.pi))\n"
                      "    return total\n\n\n"
                      "def bernoulli_log_likelihood(x, logits):\n    _check(x=x, logits=logits)\n    total = 0\n"
                      "    for p, a in zip(tf.unstack(x, axis=-1), tf.unstack(logits, axis=-1)):\n"
                      "        below = tf.reduce_logsumexp(tf.stack([tf.zeros_like(a), -a]), axis=0)\n"
                      "        above = tf.reduce_logsumexp(tf.stack([tf.zeros_like(a), a]), axis=0)\n"
                      "        total = total - p * below - (1 - p) * above\n"
                      "    return total\n\n\n"
                      "def negative_elbo(x, reconstruction, mean, log_var, factor=1.0):\n"
                      "    _check(x=x, reconstruction=reconstruction)\n    check_ndim(2, mean=mean)\n    check_nonnegative(factor=factor)\n"
                      "    if x.shape[0] != mean.shape[0]:\n        raise ValueError('not as many codes as pictures')\n    total = 0\n"
                      "    for i in range(x.shape[0]):\n"
                      "        square = tf.reduce_sum((x[i] - reconstruction[i]) ** 2)\n"
                      "        _check(mean=mean, log_var=log_var)\n"
                      "        total = total + factor * square / 2 + kl_standard_normal(mean[i], log_var[i])\n"
                      "    return total / x.shape[0]\n"}),
    Variant("float64_inside_and_squares_expanded", edits={
        "torch": [
            (f"return -0.5 * {DENSITY_TORCH}.sum(dim=-1)",
             "a, m, s = x.double(), mean.double(), log_var.double()\n"
             "    square = (a**2 - 2 * a * m + m**2) * (-s).exp()\n"
             "    return (-0.5 * (math.log(2 * math.pi) + s + square)).sum(dim=-1).to(x.dtype)"),
            (SAMPLE_TORCH, "return (mean.double() + log_var.double().exp().sqrt() * noise.double()).to(mean.dtype)"),
            (PAIR_TORCH, "(mean_q**2 - 2 * mean_q * mean_p + mean_p**2) / log_var_p.exp()")],
        "tensorflow": [
            (f"return -0.5 * tf.reduce_sum({DENSITY_TF}, axis=-1)",
             "a, m, s = (tf.cast(t, tf.float64) for t in (x, mean, log_var))\n"
             "    square = (a**2 - 2 * a * m + m**2) * tf.exp(-s)\n"
             "    return tf.cast(tf.reduce_sum(-0.5 * (math.log(2 * math.pi) + s + square), axis=-1), x.dtype)"),
            (SAMPLE_TF, "a, s, e = (tf.cast(t, tf.float64) for t in (mean, log_var, noise))\n"
                        "    return tf.cast(a + tf.sqrt(tf.exp(s)) * e, mean.dtype)"),
            (PAIR_TF, "(mean_q**2 - 2 * mean_q * mean_p + mean_p**2) / tf.exp(log_var_p)")]}),
    Variant("einsum_and_checks_of_its_own", edits={
        "torch": [(SQUARE_TORCH, "torch.einsum('nd,nd->n', *[(x - reconstruction).flatten(1)] * 2)"),
                  ("import torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\n")],
        "tensorflow": [(SQUARE_TF, "tf.einsum('nd,nd->n', *[tf.reshape(x - reconstruction, [x.shape[0], -1])] * 2)")]}, instead={
        "torch": "def _check(**arguments):\n    shapes = {a.shape for a in arguments.values()}\n"
                 "    if len(shapes) > 1 or () in shapes:\n        raise ValueError('these do not fit together')\n"
                 "    for name, a in arguments.items():\n        if a.numel() == 0 or not torch.isfinite(a).all():\n"
                 "            raise ValueError('bad ' + name)\n",
        "tensorflow": "def _check(**arguments):\n    shapes = {tuple(a.shape) for a in arguments.values()}\n"
                      "    if len(shapes) > 1 or () in shapes:\n        raise ValueError('these do not fit together')\n"
                      "    for name, a in arguments.items():\n"
                      "        if tf.size(a) == 0 or not tf.reduce_all(tf.math.is_finite(a)):\n"
                      "            raise ValueError('bad ' + name)\n"}),
]  # fmt: skip
