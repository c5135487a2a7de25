"""Wrong and right variants of `gaussian_process`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
INPUTS = "test_inputs_stay_as_they_were"
THETA_STAYS = "test_theta_and_the_data_stay_as_they_were"
NUMBERS = "test_scalars_are_numbers_or_tensors"
KERNEL = "test_kernel_is_that_of_scikit_learn"
RATIO = "test_kernel_knows_only_the_ratio_of_distance_and_lengthscale"
LIKELIHOOD = "test_likelihood_is_that_of_scikit_learn"
PRODUCT = "test_likelihood_of_distant_points_is_a_product"
CHAIN = "test_likelihood_grows_by_that_of_the_next_values"
POSTERIOR = "test_posterior_is_that_of_scikit_learn"
FAR = "test_far_from_the_data_the_posterior_is_the_prior"
NEAR = "test_posterior_at_the_data_comes_near_them"
REPEATED = "test_a_repeated_point_counts_as_its_mean_with_less_noise"
POSITIVE = "test_posterior_covariance_is_symmetric_and_positive"
PRIORS = "test_log_posterior_is_likelihood_times_prior"
OF_LENGTHSCALE = "test_prior_of_the_lengthscale"
OF_VARIANCE = "test_prior_of_the_variance"
GRADIENT = "test_gradient_of_the_log_posterior"
SEED = "test_the_seed_alone_decides"
MOMENTS = "test_moments_of_the_samples"
PUBLISHED = "test_published_moments"
QUANTILES = "test_quantiles_of_the_samples"
ESS = "test_samples_are_as_good_as_many_independent_ones"
SINGLE = "test_prediction_for_one_theta_is_its_posterior"
TOTAL = "test_prediction_has_the_total_variance"
SHARES = "test_prediction_counts_shares_and_not_samples"
MANY = "test_prediction_of_many_samples"
BAD_DATA = "test_bad_data_are_rejected"
BAD_POINTS = "test_kernels_of_bad_points_are_rejected"
BAD_SCALARS = "test_scalars_that_are_not_positive_are_rejected"
BAD_NEW = "test_new_places_that_do_not_fit_are_rejected"
BAD_THETA = "test_theta_must_be_a_pair"
BAD_NUMBERS = "test_impossible_numbers_of_samples_are_rejected"

EXPONENT_TORCH = "return variance * torch.exp(squared_distances / (-2 * squared_lengthscale))"
EXPONENT_TF = "return _scalar(variance, dtype) * tf.exp(squared_distances / (-2 * _scalar(squared_lengthscale, dtype)))"
LOG_NORMAL_TORCH = (
    "return -0.5 * ((_solve(factor, y[:, None]) ** 2).sum(dim=(-2, -1)) + log_determinant + len(y) * math.log(2 * math.pi))"
)
LOG_NORMAL_TF = "return -0.5 * (tf.reduce_sum(_solve(factor, y[:, None]) ** 2, axis=(-2, -1)) + log_determinant + constant)"
COVARIANCE_TORCH = "(prior - explained.mT @ explained).to(y.dtype)"
COVARIANCE_TF = "tf.cast(prior - tf.matmul(explained, explained, transpose_a=True), y.dtype)"
MEAN_TORCH = "return (explained.mT @ _solve(factor, y[:, None]))[..., 0], explained"
MEAN_TF = "return tf.matmul(explained, _solve(factor, y[:, None]), transpose_a=True)[..., 0], explained"
PRIOR_TORCH = "return -0.5 * (_standard(theta) ** 2).sum(dim=-1)"
PRIOR_TF = "return -0.5 * tf.reduce_sum(_standard(theta) ** 2, axis=-1)"
SUM_TORCH = "return (_log_likelihood(wide, _squared_distances(x_wide, x_wide), y_wide) + _log_prior(wide)).to(theta.dtype)"
SUM_TF = "return tf.cast(_log_likelihood(wide, _squared_distances(x_wide, x_wide), y_wide) + _log_prior(wide), theta.dtype)"
NOISY_TORCH = "_factor(_kernel(squared_distances, squared_lengthscale, variance), NOISE_VARIANCE)"
SAMPLES_TORCH = "return samples.reshape(-1, 2)[:n_samples].to(y.dtype)"
SAMPLES_TF = "return tf.cast(tf.reshape(samples, [-1, 2])[:n_samples], y.dtype)"
TOTAL_TORCH = "(variances.mean(dim=0) + means.var(dim=0, correction=0)).to(y.dtype)"
TOTAL_TF = "total = tf.reduce_mean(variances, axis=0) + tf.math.reduce_variance(means, axis=0)"
VARIANCES_TORCH = "variances = (variance[:, 0] - (explained**2).sum(dim=-2)).clamp(min=0)"
VARIANCES_TF = "variances = tf.maximum(variance[:, 0] - tf.reduce_sum(explained**2, axis=-2), 0)"
DISTANCES_TORCH = "return ((x1[:, None] - x2) ** 2).sum(dim=-1)"
DISTANCES_TF = "return tf.reduce_sum((x1[:, None] - x2) ** 2, axis=-1)"
DRAWN_TF = "momentum = tf.random.stateless_normal(tf.shape(theta), [seed, 2 * k], dtype=theta.dtype)"
UNIFORM_TF = "uniform = tf.random.stateless_uniform([2, tf.shape(theta)[0], 1], [seed, 2 * k + 1], dtype=theta.dtype)"
PROBABILITY_TORCH = "return state, change.clamp(max=0).exp()"
PROBABILITY_TF = "return state, tf.exp(tf.minimum(change, 0))"
CHAINS_TORCH = "samples = _chains(squared_distances, y_wide, theta, n_warmup, -(-n_samples // n_chains), generator)"
CHAINS_TF = (
    "samples = _chains(squared_distances, y_wide, theta, tf.constant(n_warmup), tf.constant(-(-n_samples // n_chains)), seed)"
)
START_TORCH = "theta = start * start.new_tensor(PRIOR_SCALE) + start.new_tensor(PRIOR_MEAN)"
START_TF = "theta = start * tf.constant(PRIOR_SCALE, tf.float64) + tf.constant(PRIOR_MEAN, tf.float64)"
FIT = "    check_shape((x.shape[0],), y=y)\n"
DENSITY = "_log_normal(y, factor) + _log_prior(theta)"


def exponents(torch, tensorflow):
    """Another kernel, everywhere."""
    return edits((EXPONENT_TORCH, torch), (EXPONENT_TF, tensorflow))


def likelihoods(torch, tensorflow):
    """Another log density of normal values."""
    return edits((LOG_NORMAL_TORCH, torch), (LOG_NORMAL_TF, tensorflow))


def densities(torch, tensorflow):
    """Another log density for the sampler alone."""
    return edits((DENSITY, torch), (DENSITY, tensorflow))


def priors(mean="PRIOR_MEAN, PRIOR_SCALE = (-1.0, 0.0), (1.0, 2.0)"):
    """Another prior."""
    return both("PRIOR_MEAN, PRIOR_SCALE = (-1.0, 0.0), (1.0, 2.0)", mean)


def noisier(torch, tensorflow):
    """Other noise added to the kernel."""
    return edits(
        ("noise = noise_variance * torch.eye(", f"noise = {torch} * torch.eye("),
        ("noise = _scalar(noise_variance, kernel.dtype) * tf.eye(", f"noise = {tensorflow} * tf.eye("),
    )


WRONG = [
    # the kernel
    Variant("exponent_without_its_half", KERNEL, exponents(
        EXPONENT_TORCH.replace("-2 * squared_lengthscale", "-squared_lengthscale"), EXPONENT_TF.replace("-2 * _scalar", "-1 * _scalar"))),
    Variant("lengthscale_squared_again", RATIO, exponents(
        EXPONENT_TORCH.replace("squared_lengthscale)", "squared_lengthscale**2)"), EXPONENT_TF.replace("dtype)))", "dtype) ** 2))"))),
    Variant("deviation_for_variance", KERNEL, exponents(EXPONENT_TORCH.replace("return variance", "return variance**2"), EXPONENT_TF.replace("dtype) * tf", "dtype) ** 2 * tf"))),
    Variant("distance_not_squared", KERNEL, exponents(
        EXPONENT_TORCH.replace("squared_distances", "squared_distances.sqrt()"), EXPONENT_TF.replace("exp(squared_distances", "exp(tf.sqrt(squared_distances)"))),
    Variant("mean_over_the_columns", KERNEL, edits(
        (DISTANCES_TORCH, DISTANCES_TORCH.replace(".sum(", ".mean(")), (DISTANCES_TF, DISTANCES_TF.replace("reduce_sum", "reduce_mean")))),
    Variant("first_column_alone", RATIO, edits(
        (DISTANCES_TORCH, "return (x1[:, :1] - x2[:, 0]) ** 2"), (DISTANCES_TF, "return (x1[:, :1] - x2[:, 0]) ** 2"))),
    Variant("inner_product_for_distance", RATIO, edits(
        (DISTANCES_TORCH, "return -2 * x1 @ x2.mT"), (DISTANCES_TF, "return -2 * tf.matmul(x1, x2, transpose_b=True)"))),
    Variant("kernel_cut_to_float32", NUMBERS, edits(
        ("    return _kernel(_squared_distances(x1, x2), squared_lengthscale, variance)",
         "    return _kernel(_squared_distances(x1, x2).float(), squared_lengthscale, variance).to(x1.dtype)"),
        ("    return _kernel(_squared_distances(x1, x2), squared_lengthscale, variance)",
         "    return tf.cast(_kernel(tf.cast(_squared_distances(x1, x2), tf.float32), squared_lengthscale, variance), x1.dtype)"))),
    Variant("scalars_cut_to_float32", NUMBERS, edits(
        (EXPONENT_TORCH, "variance, squared_lengthscale = torch.as_tensor(variance).float(), torch.as_tensor(squared_lengthscale).float()\n    " + EXPONENT_TORCH),
        ("return tf.cast(tf.convert_to_tensor(value, dtype_hint=dtype), dtype)", "return tf.cast(value, dtype)"))),
    Variant("scalars_must_be_floats", NUMBERS, both(
        "    check_positive(squared_lengthscale=squared_lengthscale, variance=variance)\n",
        "    check_positive(squared_lengthscale=squared_lengthscale, variance=variance)\n    assert isinstance(variance, float)\n")),
    Variant("kernel_in_float64", FORMS, edits(
        ("    return _kernel(_squared_distances(x1, x2), squared_lengthscale, variance)",
         "    return _kernel(_squared_distances(x1.double(), x2.double()), squared_lengthscale, variance)"),
        ("    return _kernel(_squared_distances(x1, x2), squared_lengthscale, variance)",
         "    return _kernel(_squared_distances(tf.cast(x1, tf.float64), tf.cast(x2, tf.float64)), squared_lengthscale, variance)"))),
    # the likelihood
    Variant("constant_of_the_density_missing", LIKELIHOOD, likelihoods(
        LOG_NORMAL_TORCH.replace(" + len(y) * math.log(2 * math.pi)", ""), LOG_NORMAL_TF.replace(" + constant", ""))),
    Variant("half_missing_at_the_determinant", PRODUCT, likelihoods(
        LOG_NORMAL_TORCH.replace("+ log_det", "+ 2 * log_det"), LOG_NORMAL_TF.replace("+ log_det", "+ 2 * log_det"))),
    Variant("sign_of_the_determinant", CHAIN, likelihoods(LOG_NORMAL_TORCH.replace("+ log_det", "- log_det"), LOG_NORMAL_TF.replace("+ log_det", "- log_det"))),
    Variant("negative_log_likelihood", LIKELIHOOD, likelihoods(LOG_NORMAL_TORCH.replace("-0.5", "0.5"), LOG_NORMAL_TF.replace("-0.5", "0.5"))),
    Variant("likelihood_a_point", CHAIN, likelihoods(LOG_NORMAL_TORCH + " / len(y)", LOG_NORMAL_TF + " / tf.cast(tf.shape(y)[0], y.dtype)")),
    Variant("constant_of_one_point", PRODUCT, likelihoods(
        LOG_NORMAL_TORCH.replace("len(y) * ", ""), LOG_NORMAL_TF.replace("constant)", "constant / tf.cast(tf.shape(y)[0], y.dtype))"))),
    Variant("noise_as_a_deviation", LIKELIHOOD, noisier("noise_variance**2", "_scalar(noise_variance, kernel.dtype) ** 2")),
    Variant("noise_of_its_own", POSTERIOR, noisier("1e-6", "1e-6")),
    Variant("noise_times_the_variance", NEAR, noisier("kernel[..., :1, :1] * noise_variance", "kernel[..., :1, :1] * _scalar(noise_variance, kernel.dtype)")),
    Variant("values_centred", LIKELIHOOD, edits(
        ("    return tuple(value.double() for value in (x, y, *x_new.values()))",
         "    return tuple(value.double() for value in (x, y - y.mean(), *x_new.values()))"),
        ("    return tuple(tf.cast(value, tf.float64) for value in (x, y, *x_new.values()))",
         "    return tuple(tf.cast(value, tf.float64) for value in (x, y - tf.reduce_mean(y), *x_new.values()))"))),
    Variant("likelihood_with_an_axis", LIKELIHOOD, edits(
        ("return _log_normal(y_wide, _factor(kernel, noise_variance)).to(y.dtype)", "return _log_normal(y_wide, _factor(kernel, noise_variance)).to(y.dtype)[None]"),
        ("return tf.cast(_log_normal(y_wide, _factor(kernel, noise_variance)), y.dtype)",
         "return tf.cast(_log_normal(y_wide, _factor(kernel, noise_variance)), y.dtype)[None]"))),
    Variant("data_scaled_in_place", INPUTS, {"torch": [
        ("    return tuple(value.double() for value in (x, y, *x_new.values()))",
         "    x /= 1 + 1e-9\n    return tuple(value.double() for value in (x, y, *x_new.values()))")]}),
    # the posterior
    Variant("covariance_of_noisy_values", POSTERIOR, edits(
        (COVARIANCE_TORCH, COVARIANCE_TORCH.replace("(prior", "(prior + noise_variance * torch.eye(len(x_new))")),
        (COVARIANCE_TF, COVARIANCE_TF.replace("prior", "prior + noise_variance * tf.eye(x_new.shape[0], dtype=tf.float64)")))),
    Variant("covariance_of_the_prior", NEAR, edits((COVARIANCE_TORCH, "prior.to(y.dtype)"), (COVARIANCE_TF, "tf.cast(prior, y.dtype)"))),
    Variant("explained_part_added", POSITIVE, edits((COVARIANCE_TORCH, COVARIANCE_TORCH.replace("prior -", "prior +")), (COVARIANCE_TF, COVARIANCE_TF.replace("prior -", "prior +")))),
    Variant("variances_on_the_diagonal_alone", POSITIVE, edits(
        (COVARIANCE_TORCH, "torch.diag(prior.diagonal() + (explained**2).sum(dim=0)).to(y.dtype)"),
        (COVARIANCE_TF, "tf.cast(tf.linalg.diag(tf.linalg.diag_part(prior) + tf.reduce_sum(explained**2, axis=0)), y.dtype)"))),
    Variant("correlations_forgotten", FAR, edits(
        (COVARIANCE_TORCH, "torch.diag((prior - explained.mT @ explained).diagonal()).to(y.dtype)"),
        (COVARIANCE_TF, "tf.cast(tf.linalg.diag(tf.linalg.diag_part(prior - tf.matmul(explained, explained, transpose_a=True))), y.dtype)"))),
    Variant("correlation_for_covariance", FAR, edits(
        (COVARIANCE_TORCH, "((prior - explained.mT @ explained) / variance).to(y.dtype)"),
        (COVARIANCE_TF, "tf.cast((prior - tf.matmul(explained, explained, transpose_a=True)) / variance, y.dtype)"))),
    Variant("half_of_the_factor_used_for_the_mean", POSTERIOR, edits(
        (MEAN_TORCH, MEAN_TORCH.replace("_solve(factor, y[:, None])", "y[:, None]")), (MEAN_TF, MEAN_TF.replace("_solve(factor, y[:, None])", "y[:, None] + 0 * factor[..., :1]")))),
    Variant("upper_factor_for_the_lower", REPEATED, edits(
        ("return torch.linalg.solve_triangular(factor, right, upper=False)", "return torch.linalg.solve_triangular(factor.mT, right, upper=True)"),
        ("return tf.linalg.triangular_solve(factor, right)", "return tf.linalg.triangular_solve(factor, right, adjoint=True)"))),
    Variant("repeated_points_dropped", REPEATED, edits(
        ("    mean, explained = _conditioned(x_wide,", "    keep = (_squared_distances(x_wide, x_wide).tril(-1) + torch.ones(len(x), len(x)).triu() > 0).all(dim=1)\n"
         "    x_wide, y_wide = x_wide[keep], y_wide[keep]\n    mean, explained = _conditioned(x_wide,"),
        ("    mean, explained = _conditioned(x_wide,", "    n = x.shape[0]\n    keep = tf.reduce_all(tf.linalg.band_part(_squared_distances(x_wide, x_wide), -1, 0)\n"
         "                         + tf.linalg.band_part(tf.ones([n, n], tf.float64), 0, -1) > 0, axis=1)\n"
         "    x_wide, y_wide = x_wide[keep], y_wide[keep]\n    mean, explained = _conditioned(x_wide,"))),
    # the posterior of θ
    Variant("prior_with_variances_for_deviations", OF_VARIANCE, priors("PRIOR_MEAN, PRIOR_SCALE = (-1.0, 0.0), (1.0, 2.0**0.5)")),
    Variant("priors_swapped", OF_LENGTHSCALE, priors("PRIOR_MEAN, PRIOR_SCALE = (0.0, -1.0), (2.0, 1.0)")),
    Variant("prior_of_the_lengthscale_about_zero", OF_LENGTHSCALE, priors("PRIOR_MEAN, PRIOR_SCALE = (0.0, 0.0), (1.0, 2.0)")),
    Variant("prior_counted_twice", PRIORS, edits((PRIOR_TORCH, PRIOR_TORCH.replace("0.5", "1.0")), (PRIOR_TF, PRIOR_TF.replace("0.5", "1.0")))),
    Variant("no_prior", GRADIENT, edits((SUM_TORCH, SUM_TORCH.replace(" + _log_prior(wide)", "")), (SUM_TF, SUM_TF.replace(" + _log_prior(wide)", "")))),
    Variant("density_of_the_parameters_themselves", GRADIENT, edits((SUM_TORCH, SUM_TORCH.replace("_log_prior(wide))", "_log_prior(wide) - wide.sum())")), (SUM_TF, SUM_TF.replace("_log_prior(wide),", "_log_prior(wide) - tf.reduce_sum(wide),")))),
    Variant("parameters_in_the_other_order", OF_VARIANCE, edits(
        ("squared_lengthscale, variance = theta[..., None, None, :].exp()", "variance, squared_lengthscale = theta[..., None, None, :].exp()"),
        ("squared_lengthscale, variance = tf.unstack(tf.exp(theta[..., None", "variance, squared_lengthscale = tf.unstack(tf.exp(theta[..., None"))),
    Variant("lengthscale_for_its_square", PRIORS, edits(
        ("    wide = theta.double()\n", "    wide = theta.double() * theta.new_tensor([2.0, 1.0])\n"),
        ("    wide = tf.cast(theta, tf.float64)\n", "    wide = tf.cast(theta, tf.float64) * tf.constant([2.0, 1.0], tf.float64)\n"))),
    Variant("noise_of_a_hundredth", PRIORS, both("NOISE_VARIANCE = 1e-4 ", "NOISE_VARIANCE = 1e-2 ")),
    Variant("gradient_cut_off", GRADIENT, edits(
        ("    wide = theta.double()\n", "    wide = theta.double().detach() + 0 * theta.sum()\n"),
        ("    wide = tf.cast(theta, tf.float64)\n", "    wide = tf.stop_gradient(tf.cast(theta, tf.float64)) + 0 * tf.cast(theta, tf.float64)\n"))),
    Variant("theta_changed_in_place", THETA_STAYS, {"torch": [
        ("    wide = theta.double()\n", "    wide = theta.double()\n    theta.detach().clamp_(-0.2, 0.2)\n")]}),
    # the sampler
    Variant("samples_of_the_prior", MOMENTS, edits((CHAINS_TORCH, "samples = start.new_tensor(PRIOR_MEAN) + start.new_tensor(PRIOR_SCALE) * torch.randn(n_samples, 2, dtype=start.dtype, generator=generator)"),
        (CHAINS_TF, "samples = tf.constant(PRIOR_MEAN, tf.float64) + tf.constant(PRIOR_SCALE, tf.float64) * tf.random.stateless_normal([n_samples, 2], [seed, 5], dtype=tf.float64)"))),
    Variant("likelihood_counted_twice", MOMENTS, both(DENSITY, "2 * " + DENSITY)),
    Variant("prior_left_out_of_the_sampler", PUBLISHED, both(DENSITY, DENSITY.replace("_log_prior", "0.05 * _log_prior"))),
    Variant("jacobian_counted_in_the_sampler", PUBLISHED, densities(DENSITY + " + theta.sum(dim=-1)", DENSITY + " + tf.reduce_sum(theta, axis=-1)")),
    Variant("noise_of_the_sampler", MOMENTS, densities(
        DENSITY.replace("factor", "_factor(kernel.detach(), 1.0)"), DENSITY.replace("factor", "_factor(kernel, 1.0)"))),
    Variant("all_proposals_accepted_at_a_large_step", QUANTILES, {
        "torch": [(PROBABILITY_TORCH, "return state, change.clamp(max=0).exp() * 0 + 1"), ("/ (k + 1) ** 0.5", "* 0"), ("_FIRST_STEP = 4, 0.8, 0.3", "_FIRST_STEP = 4, 0.8, 0.9")],
        "tensorflow": [(PROBABILITY_TF, "return state, tf.exp(tf.minimum(change, 0)) * 0 + 1"), ("(probability - _ACCEPTANCE) / ", "0 * (probability - _ACCEPTANCE) / "), ("_FIRST_STEP = 4, 0.8, 0.3", "_FIRST_STEP = 4, 0.8, 0.9")]}),
    Variant("kinetic_energy_forgotten", QUANTILES, edits(
        ("change = energy + state[1] - 0.5 * (momentum**2).sum(dim=-1, keepdim=True)", "change = energy + state[1] - energy - log_p"),
        ("change = energy + state[1] - 0.5 * tf.reduce_sum(momentum**2, axis=-1, keepdims=True)", "change = energy + state[1] - energy - log_p"))),
    Variant("mode_with_a_little_noise", QUANTILES, edits((SAMPLES_TORCH, "samples = samples * 0 + samples.mean(dim=(0, 1)) + 0.2 * torch.randn(samples.shape, dtype=samples.dtype, generator=generator)\n    " + SAMPLES_TORCH),
        (SAMPLES_TF, "samples = samples * 0 + tf.reduce_mean(samples, axis=(0, 1)) + 0.2 * tf.random.stateless_normal(tf.shape(samples), [seed, 77], dtype=tf.float64)\n    " + SAMPLES_TF))),
    Variant("parameters_sampled_apart", MOMENTS, edits(
        (SAMPLES_TORCH, "samples = torch.stack([samples[..., 0], samples[..., 1].flip(1)], dim=-1)\n    " + SAMPLES_TORCH),
        (SAMPLES_TF, "samples = tf.stack([samples[..., 0], tf.reverse(samples[..., 1], axis=[1])], axis=-1)\n    " + SAMPLES_TF))),
    Variant("all_chains_follow_the_first", ESS, edits(
        (SAMPLES_TORCH, "samples = samples[:, :1].expand(-1, n_chains, 2)\n    " + SAMPLES_TORCH),
        (SAMPLES_TF, "samples = tf.repeat(samples[:, :1], n_chains, axis=1)\n    " + SAMPLES_TF))),
    Variant("chains_wander_about_places_of_their_own", ESS, edits(
        (SAMPLES_TORCH, "samples = samples + 0.6 * start[0]\n    " + SAMPLES_TORCH), (SAMPLES_TF, "samples = samples + 0.6 * start[0]\n    " + SAMPLES_TF))),
    Variant("seed_ignored", SEED, edits(
        ("generator = torch.Generator(x.device).manual_seed(seed)", "generator = torch.Generator(x.device).manual_seed(0)"),
        ("    seed = tf.constant(seed, tf.int64)\n", "    seed = tf.constant(0, tf.int64)\n"))),
    Variant("a_thousand_samples_by_default", "test_defaults_are_those_of_the_interface", both("n_samples=500", "n_samples=1000")),
    Variant("short_warm_up_by_default", "test_defaults_are_those_of_the_interface", both("n_warmup=500", "n_warmup=300")),
    Variant("another_default_seed", "test_defaults_are_those_of_the_interface", both("n_warmup=500, seed=0", "n_warmup=500, seed=42")),
    Variant("global_generator_without_the_seed", SEED, edits(
        ("generator = torch.Generator(x.device).manual_seed(seed)", "generator = torch.Generator(x.device)\n    generator.seed()"),
        ("    seed = tf.constant(seed, tf.int64)\n", "    seed = tf.random.uniform([], maxval=2**40, dtype=tf.int64)\n"))),
    Variant("samples_of_the_parameters_themselves", PUBLISHED, edits(
        (SAMPLES_TORCH, SAMPLES_TORCH.replace("samples.", "samples.exp().")), (SAMPLES_TF, SAMPLES_TF.replace("reshape(samples", "reshape(tf.exp(samples)")))),
    Variant("samples_as_columns", FORMS, edits((SAMPLES_TORCH, SAMPLES_TORCH + ".mT"), (SAMPLES_TF, SAMPLES_TF.replace("return ", "return tf.transpose(") + ")"))),
    Variant("samples_in_float64", FORMS, edits((SAMPLES_TORCH, SAMPLES_TORCH.replace(".to(y.dtype)", "")), (SAMPLES_TF, "return tf.reshape(samples, [-1, 2])[:n_samples]"))),
    Variant("warm_up_returned_too", FORMS, {
        "torch": [(CHAINS_TORCH, CHAINS_TORCH.replace("-(-n_samples // n_chains)", "n_samples + n_warmup")), (SAMPLES_TORCH, SAMPLES_TORCH.replace("[:n_samples]", ""))],
        "tensorflow": [(CHAINS_TF, CHAINS_TF.replace("-(-n_samples // n_chains)", "n_samples + n_warmup")), (SAMPLES_TF, SAMPLES_TF.replace("[:n_samples]", ""))]}),
    # predictions
    Variant("variance_of_the_means_forgotten", TOTAL, edits(
        (TOTAL_TORCH, "variances.mean(dim=0).to(y.dtype)"), (TOTAL_TF, "total = tf.reduce_mean(variances, axis=0)"))),
    Variant("mean_of_the_variances_forgotten", TOTAL, edits(
        (TOTAL_TORCH, "means.var(dim=0, correction=0).to(y.dtype)"), (TOTAL_TF, "total = tf.math.reduce_variance(means, axis=0)"))),
    Variant("divisor_of_a_sample", SHARES, edits(
        (TOTAL_TORCH, "(variances.mean(dim=0) + (means - means.mean(dim=0)).square().sum(dim=0) / max(1, len(means) - 1)).to(y.dtype)"),
        (TOTAL_TF, TOTAL_TF + " * (means.shape[0] / max(1, means.shape[0] - 1))"))),
    Variant("prediction_at_the_mean_of_theta", TOTAL, edits(
        ("    squared_lengthscale, variance = theta_samples.double()[:", "    theta_samples = theta_samples.mean(dim=0, keepdim=True)\n    squared_lengthscale, variance = theta_samples.double()[:"),
        ("    squared_lengthscale, variance = tf.unstack(tf.exp(tf.cast(theta_samples", "    theta_samples = tf.reduce_mean(theta_samples, axis=0, keepdims=True)\n    squared_lengthscale, variance = tf.unstack(tf.exp(tf.cast(theta_samples"))),
    Variant("only_the_first_hundred_samples", MANY, edits(
        ("theta_samples.double()[:, None, None]", "theta_samples.double()[:100, None, None]"),
        ("tf.cast(theta_samples, tf.float64)[:, None, None]", "tf.cast(theta_samples, tf.float64)[:100, None, None]"))),
    Variant("every_sample_once", SHARES, edits(
        ("theta_samples.double()[:, None, None]", "torch.unique(theta_samples, dim=0).double()[:, None, None]"),
        ("tf.cast(theta_samples, tf.float64)[:, None, None]", "tf.constant(sorted(set(map(tuple, theta_samples.numpy().tolist()))), tf.float64)[:, None, None]"))),
    Variant("noise_added_to_predictions", SINGLE, edits(
        (VARIANCES_TORCH, VARIANCES_TORCH + " + 1e-2"), (VARIANCES_TF, VARIANCES_TF + " + 1e-2"))),
    Variant("standard_deviation_predicted", SINGLE, edits((TOTAL_TORCH, TOTAL_TORCH.replace(".to(", ".sqrt().to(")), (TOTAL_TF, TOTAL_TF.replace("= ", "= tf.sqrt(") + ")"))),
    Variant("mean_of_the_deviations", TOTAL, edits((TOTAL_TORCH, TOTAL_TORCH.replace("variances.mean(dim=0)", "variances.sqrt().mean(dim=0) ** 2")), (TOTAL_TF, TOTAL_TF.replace("tf.reduce_mean(variances, axis=0)", "tf.reduce_mean(tf.sqrt(variances), axis=0) ** 2")))),
    # bad input
    Variant("nan_in_the_data_passed_through", BAD_DATA, both("    check_finite(x=x, y=y, **x_new)\n", "")),
    Variant("values_of_another_length_accepted", BAD_DATA, both(FIT, "    y = y[..., : x.shape[0]] if len(y.shape) == 1 else y[:, 0]\n")),
    Variant("number_of_axes_of_x_not_checked", BAD_DATA, both("    check_ndim(2, x=x)\n    check_shape((x.shape[0],), y=y)\n", "    check_shape((None,), y=y)\n")),
    Variant("kernels_of_nan_passed_through", BAD_POINTS, both("    check_finite(x1=x1, x2=x2)\n", "")),
    Variant("kernels_of_two_widths", BAD_POINTS, both("    check_shape((None, x1.shape[1]), x2=x2)\n", "    check_ndim(2, x2=x2)\n")),
    Variant("negative_scalars_of_the_kernel_accepted", BAD_SCALARS, both("    check_positive(squared_lengthscale=squared_lengthscale, variance=variance)\n", "")),
    Variant("negative_noise_accepted", BAD_SCALARS, edits(("noise = noise_variance * torch.eye(", "noise = abs(noise_variance) * torch.eye("),
        ("noise = _scalar(noise_variance, kernel.dtype) * tf.eye(", "noise = abs(_scalar(noise_variance, kernel.dtype)) * tf.eye(")) | {
        framework: [("    x_wide, y_wide = _checked(x, y)\n    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)\n",
                     "    x_wide, y_wide = _checked(x, y)\n    check_positive(squared_lengthscale=squared_lengthscale, variance=variance)\n")] for framework in ("torch", "tensorflow")}),
    Variant("new_places_of_another_width_accepted", BAD_NEW, both("        check_shape((None, x.shape[1]), **{name: rows})\n", "        check_ndim(2, **{name: rows})\n")),
    Variant("new_places_with_nan_accepted", BAD_NEW, both("    check_finite(x=x, y=y, **x_new)\n", "    check_finite(x=x, y=y)\n")),
    Variant("theta_of_another_shape_accepted", BAD_THETA, both("    check_shape((2,), theta=theta)\n", "")),
    Variant("one_theta_for_samples_accepted", BAD_THETA, both("    check_shape((None, 2), theta_samples=theta_samples)\n", "")),
    Variant("theta_with_nan_accepted", BAD_THETA, both("    check_finite(theta=theta)\n", "")),
    Variant("no_samples_accepted", BAD_NUMBERS, both("    check_integer(1, n_samples=n_samples)\n", "    n_samples = max(1, n_samples)\n")),
    Variant("negative_warm_up_accepted", BAD_NUMBERS, both("    check_integer(0, n_warmup=n_warmup)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("by_inverses_and_determinants", instead={
        "torch": """
def log_marginal_likelihood(x, y, squared_lengthscale, variance, noise_variance):
    x_wide, y_wide = _checked(x, y)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    noisy = _kernel(_squared_distances(x_wide, x_wide), squared_lengthscale, variance) + noise_variance * torch.eye(len(x)).double()
    quadratic = y_wide @ torch.linalg.inv(noisy) @ y_wide
    return (-0.5 * (quadratic + torch.linalg.slogdet(noisy).logabsdet + len(y) * math.log(2 * math.pi))).to(y.dtype)


def posterior(x, y, x_new, squared_lengthscale, variance, noise_variance):
    x_wide, y_wide, new_wide = _checked(x, y, x_new=x_new)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    noisy = _kernel(_squared_distances(x_wide, x_wide), squared_lengthscale, variance) + noise_variance * torch.eye(len(x)).double()
    cross = _kernel(_squared_distances(x_wide, new_wide), squared_lengthscale, variance)
    gain = torch.linalg.solve(noisy, cross).mT
    prior = _kernel(_squared_distances(new_wide, new_wide), squared_lengthscale, variance)
    return (gain @ y_wide).to(y.dtype), (prior - gain @ cross).to(y.dtype)


def predict(theta_samples, x, y, x_new):
    check_shape((None, 2), theta_samples=theta_samples)
    check_finite(theta_samples=theta_samples)
    wide = _checked(x, y, x_new=x_new)
    parts = [posterior(*wide, *theta.double().exp(), NOISE_VARIANCE) for theta in theta_samples]
    means = torch.stack([mean for mean, _ in parts])
    second = torch.stack([covariance.diagonal() + mean**2 for mean, covariance in parts]).mean(dim=0)
    return means.mean(dim=0).to(y.dtype), (second - means.mean(dim=0) ** 2).to(y.dtype)
""",
        "tensorflow": """
def log_marginal_likelihood(x, y, squared_lengthscale, variance, noise_variance):
    x_wide, y_wide = _checked(x, y)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    noisy = _kernel(_squared_distances(x_wide, x_wide), squared_lengthscale, variance)
    noisy += _scalar(noise_variance, tf.float64) * tf.eye(x.shape[0], dtype=tf.float64)
    quadratic = tf.tensordot(y_wide, tf.linalg.matvec(tf.linalg.inv(noisy), y_wide), 1)
    return tf.cast(-0.5 * (quadratic + tf.linalg.slogdet(noisy)[1] + y.shape[0] * math.log(2 * math.pi)), y.dtype)


def posterior(x, y, x_new, squared_lengthscale, variance, noise_variance):
    x_wide, y_wide, new_wide = _checked(x, y, x_new=x_new)
    check_positive(squared_lengthscale=squared_lengthscale, variance=variance, noise_variance=noise_variance)
    noisy = _kernel(_squared_distances(x_wide, x_wide), squared_lengthscale, variance)
    noisy += _scalar(noise_variance, tf.float64) * tf.eye(x.shape[0], dtype=tf.float64)
    cross = _kernel(_squared_distances(x_wide, new_wide), squared_lengthscale, variance)
    gain = tf.transpose(tf.linalg.solve(noisy, cross))
    prior = _kernel(_squared_distances(new_wide, new_wide), squared_lengthscale, variance)
    return tf.cast(tf.linalg.matvec(gain, y_wide), y.dtype), tf.cast(prior - gain @ cross, y.dtype)


def predict(theta_samples, x, y, x_new):
    check_shape((None, 2), theta_samples=theta_samples)
    check_finite(theta_samples=theta_samples)
    wide = _checked(x, y, x_new=x_new)
    parts = [posterior(*wide, *tf.unstack(tf.exp(tf.cast(theta, tf.float64))), NOISE_VARIANCE) for theta in theta_samples]
    means = tf.stack([mean for mean, _ in parts])
    second = tf.reduce_mean(tf.stack([tf.linalg.diag_part(covariance) + mean**2 for mean, covariance in parts]), axis=0)
    mean = tf.reduce_mean(means, axis=0)
    return tf.cast(mean, y.dtype), tf.cast(second - mean**2, y.dtype)
"""}),
    Variant("distances_by_products", edits=edits(
        (DISTANCES_TORCH, "x1, x2 = x1 - x1.mean(dim=0), x2 - x1.mean(dim=0)\n"
                          "    return ((x1**2).sum(dim=1)[:, None] + (x2**2).sum(dim=1) - 2 * x1 @ x2.mT).clamp(min=0)"),
        (DISTANCES_TF, "centre = tf.reduce_mean(x1, axis=0)\n    x1, x2 = x1 - centre, x2 - centre\n"
                       "    products = tf.matmul(x1, x2, transpose_b=True)\n"
                       "    return tf.maximum(tf.reduce_sum(x1**2, axis=1)[:, None] + tf.reduce_sum(x2**2, axis=1) - 2 * products, 0)"))),
    Variant("in_the_dtype_of_the_data", edits={
        "torch": [("    return tuple(value.double() for value in (x, y, *x_new.values()))", "    return (x, y, *x_new.values())"),
                  ("    wide = theta.double()\n", "    wide = theta\n"), ("theta_samples.double()[:, None, None]", "theta_samples[:, None, None]"),
                  ("    x_wide, y_wide = _checked(x, y)\n    check_integer(1", "    x_wide, y_wide = (part.double() for part in _checked(x, y))\n    check_integer(1")],
        "tensorflow": [("    return tuple(tf.cast(value, tf.float64) for value in (x, y, *x_new.values()))", "    return (x, y, *x_new.values())"),
                       ("    wide = tf.cast(theta, tf.float64)\n", "    wide = theta\n"),
                       ("tf.exp(tf.cast(theta_samples, tf.float64)[:, None, None])", "tf.exp(theta_samples[:, None, None])"),
                       ("    x_wide, y_wide = _checked(x, y)\n    check_integer(1", "    x_wide, y_wide = (tf.cast(part, tf.float64) for part in _checked(x, y))\n    check_integer(1")]}),
    Variant("four_chains_one_after_the_other", edits={
        "torch": [("_N_CHAINS = 20", "_N_CHAINS = 4"), ("    return torch.stack(samples)", "    return torch.stack(samples, dim=1)")],
        "tensorflow": [("_N_CHAINS = 20", "_N_CHAINS = 4"), ("    return samples.stack()", "    return tf.transpose(samples.stack(), [1, 0, 2])")]}),
    Variant("samples_shuffled", edits=edits(
        (SAMPLES_TORCH, "samples = samples.reshape(-1, 2)[torch.randperm(samples.shape[0] * n_chains, generator=generator)]\n    " + SAMPLES_TORCH),
        (SAMPLES_TF, "samples = tf.random.experimental.stateless_shuffle(tf.reshape(samples, [-1, 2]), [seed, 3])\n    " + SAMPLES_TF))),
    Variant("from_the_mean_of_the_prior_with_more_steps", edits={
        "torch": [(START_TORCH, START_TORCH.replace("start * start", "0.1 * start * start")), ("_N_LEAPFROG, _ACCEPTANCE, _FIRST_STEP = 4, 0.8, 0.3", "_N_LEAPFROG, _ACCEPTANCE, _FIRST_STEP = 7, 0.9, 0.05")],
        "tensorflow": [(START_TF, START_TF.replace("start * tf", "0.1 * start * tf")), ("_N_LEAPFROG, _ACCEPTANCE, _FIRST_STEP = 4, 0.8, 0.3", "_N_LEAPFROG, _ACCEPTANCE, _FIRST_STEP = 7, 0.9, 0.05")]}),
    Variant("constant_of_the_prior_counted", edits=edits((PRIOR_TORCH, PRIOR_TORCH + " - math.log(4 * math.pi)"), (PRIOR_TF, PRIOR_TF + " - math.log(4 * math.pi)"))),
]  # fmt: skip
