"""Wrong and right variants of `bernoulli_vae`."""

from ..variant import Variant, both, edits
from ._training import RIGHT_TRAINING, WRONG_TRAINING

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
STEPS = "test_training_takes_a_step_a_batch"
SAMPLES = "test_training_samples_codes_from_the_posterior"
START = "test_a_seed_decides_the_start"
FORM = "test_results_have_the_form_of_the_interface"
IMAGES = "test_bad_samples_are_rejected"

LIKELIHOOD = {
    "torch": "    log_likelihood = (x * logits - nn.functional.softplus(logits)).sum(dim=-1)",
    "tensorflow": "    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=-1)",
}
KL = {
    "torch": "    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)",
    "tensorflow": "    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)",
}
LOGITS = {
    "torch": "    logits = model.decoder(mean + (0.5 * log_var).exp() * noise)",
    "tensorflow": "    logits = model.decoder(mean + tf.exp(0.5 * log_var) * noise)",
}
CODES = {
    "torch": "    mean, log_var = model.encoder(x).chunk(2, dim=-1)\n",
    "tensorflow": "    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)\n",
}
LOSSES = {
    "torch": "    return -_elbo(model, x, torch.randn(len(x), model.latent_dim, generator=generator, device=x.device))\n",
    "tensorflow": "    return -_elbo(model, x, tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed))\n",
}
DIVERGENCE = {
    "torch": "    mean, log_var = model.encoder(x).chunk(2, dim=-1)\n    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)\n",
    "tensorflow": "    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)\n"
    "    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)\n",
}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


def weighted(likelihood, divergence):
    """What training minimises has other weights than the ELBO."""
    return {
        f: [
            (
                line,
                DIVERGENCE[f]
                + line.replace("return -_elbo", f"return {likelihood} * (-kl - _elbo").rstrip()
                + f") + {divergence} * kl\n",
            )
        ]
        for f, line in LOSSES.items()
    }


def noise(torch, tensorflow):
    """The noise of the training is drawn in another way."""
    return edits(
        ("torch.randn(len(x), model.latent_dim, generator=generator, device=x.device)", torch),
        ("tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed)", tensorflow),
    )


WRONG = [
    *(v for v in WRONG_TRAINING if v.question != START),  # its layers have initialisers of their own
    # The evidence lower bound
    Variant("standard_deviation_from_log_variance", ELBO, instead(
        LOGITS, "    logits = model.decoder(mean + log_var.exp() * noise)", "    logits = model.decoder(mean + tf.exp(log_var) * noise)")),
    Variant("noise_left_out", ELBO, instead(LOGITS, "    logits = model.decoder(mean)", "    logits = model.decoder(mean)")),
    Variant("noise_shrunk_to_a_tenth", ELBO, both("* noise)\n", "* (0.1 * noise))\n")),
    Variant("noise_with_the_wrong_sign", ELBO, instead(
        LOGITS, "    logits = model.decoder(mean - (0.5 * log_var).exp() * noise)",
        "    logits = model.decoder(mean - tf.exp(0.5 * log_var) * noise)")),
    Variant("no_divergence", ELBO, both("return log_likelihood - kl", "return log_likelihood")),
    Variant("divergence_added", ELBO, both("return log_likelihood - kl", "return log_likelihood + kl")),
    Variant("half_missing_in_the_divergence", ELBO, both("kl = 0.5 *", "kl =")),
    Variant("constant_of_the_divergence_dropped", ELBO, both("mean**2 - 1 - log_var", "mean**2 - log_var")),
    Variant("log_variance_counted_half", ELBO, both("mean**2 - 1 - log_var", "mean**2 - 1 - 0.5 * log_var")),
    Variant("mean_not_squared", ELBO, both("+ mean**2 - 1", "+ mean - 1")),
    Variant("squared_error_for_the_likelihood", ELBO, instead(
        LIKELIHOOD, "    log_likelihood = -0.5 * ((x - logits.sigmoid()) ** 2).sum(dim=-1)",
        "    log_likelihood = -0.5 * tf.reduce_sum((x - tf.sigmoid(logits)) ** 2, axis=-1)")),
    Variant("only_white_pixels_count", ELBO, instead(
        LIKELIHOOD, "    log_likelihood = (x * nn.functional.logsigmoid(logits)).sum(dim=-1)",
        "    log_likelihood = tf.reduce_sum(x * tf.math.log_sigmoid(logits), axis=-1)")),
    Variant("prediction_and_target_swapped", ELBO, instead(
        LIKELIHOOD, "    log_likelihood = -nn.functional.binary_cross_entropy(x, logits.sigmoid(), reduction='none').sum(dim=-1)",
        "    y = tf.clip_by_value(x, 1e-7, 1 - 1e-7)\n    p = tf.sigmoid(logits)\n"
        "    log_likelihood = tf.reduce_sum(p * tf.math.log(y) + (1 - p) * tf.math.log(1 - y), axis=-1)")),
    Variant("probabilities_taken_for_logits", ELBO, instead(
        LIKELIHOOD, "    logits = logits.sigmoid()\n" + LIKELIHOOD["torch"], "    logits = tf.sigmoid(logits)\n" + LIKELIHOOD["tensorflow"])),
    Variant("images_rounded_to_black_and_white", ELBO, instead(
        LIKELIHOOD, "    x = x.round()\n" + LIKELIHOOD["torch"], "    x = tf.round(x)\n" + LIKELIHOOD["tensorflow"])),
    Variant("mean_over_pixels", ALIKE, edits(
        ("softplus(logits)).sum(dim=-1)", "softplus(logits)).mean(dim=-1)"),
        ("tf.reduce_sum(x * logits", "tf.reduce_mean(x * logits"))),
    Variant("mean_over_latents", ALIKE, instead(
        KL, "    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).mean(dim=-1)",
        "    kl = 0.5 * tf.reduce_mean(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)")),
    Variant("hidden_weight_of_the_divergence", ALIKE, both("return log_likelihood - kl", "return log_likelihood - 5e-4 * kl")),
    Variant("half_of_the_cross_entropy", ALIKE, both("return log_likelihood - kl", "return 0.5 * log_likelihood - kl")),
    Variant("noise_shared_by_the_batch", "test_samples_are_independent", both("* noise)\n", "* noise[:1])\n")),
    Variant("divergence_averaged_over_the_batch", "test_samples_are_independent", edits(
        ("return log_likelihood - kl", "return log_likelihood - kl.mean()"),
        ("return log_likelihood - kl", "return log_likelihood - tf.reduce_mean(kl)"))),
    Variant("logarithm_of_clipped_probabilities", "test_elbo_is_right_for_saturated_pixels", instead(
        LIKELIHOOD,
        "    p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)\n    log_likelihood = (x * p.log() + (1 - x) * (1 - p).log()).sum(dim=-1)",
        "    p = tf.clip_by_value(tf.sigmoid(logits), 1e-7, 1 - 1e-7)\n"
        "    log_likelihood = tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), axis=-1)")),
    Variant("softplus_written_out", "test_elbo_is_right_for_saturated_pixels", instead(
        LIKELIHOOD, "    log_likelihood = (x * logits - (1 + logits.exp()).log()).sum(dim=-1)",
        "    log_likelihood = tf.reduce_sum(x * logits - tf.math.log(1 + tf.exp(logits)), axis=-1)")),
    Variant("sums_in_float16", "test_elbo_is_right_for_saturated_pixels", edits(
        ("softplus(logits)).sum(dim=-1)", "softplus(logits)).half().sum(dim=-1).float()"),
        (LIKELIHOOD["tensorflow"],
         "    terms = tf.cast(x * logits - tf.nn.softplus(logits), tf.float16)\n"
         "    log_likelihood = tf.cast(tf.reduce_sum(terms, axis=-1), tf.float32)"))),
    Variant("logits_clipped", "test_saturated_pixels_keep_their_gradient", instead(
        LIKELIHOOD, "    logits = logits.clamp(-50, 50)\n" + LIKELIHOOD["torch"],
        "    logits = tf.clip_by_value(logits, -50, 50)\n" + LIKELIHOOD["tensorflow"])),
    Variant("loss_summed_over_the_batch", "test_loss_is_minus_the_mean_elbo", edits(
        ("return -self.elbo(x, noise).mean()", "return -self.elbo(x, noise).sum()"),
        ("return -tf.reduce_mean(self.elbo(x, noise))", "return -tf.reduce_sum(self.elbo(x, noise))"))),
    Variant("sign_of_the_loss", "test_loss_is_minus_the_mean_elbo", edits(
        ("return -self.elbo(x, noise).mean()", "return self.elbo(x, noise).mean()"),
        ("return -tf.reduce_mean(self.elbo(x, noise))", "return tf.reduce_mean(self.elbo(x, noise))"))),
    # Gradients
    Variant("gradient_cut_at_the_sample", "test_gradients_equal_finite_differences", instead(
        LOGITS, "    logits = model.decoder((mean + (0.5 * log_var).exp() * noise).detach())",
        "    logits = model.decoder(tf.stop_gradient(mean + tf.exp(0.5 * log_var) * noise))")),
    Variant("gradient_cut_at_the_standard_deviation", "test_gradients_equal_finite_differences", instead(
        LOGITS, "    logits = model.decoder(mean + (0.5 * log_var).exp().detach() * noise)",
        "    logits = model.decoder(mean + tf.stop_gradient(tf.exp(0.5 * log_var)) * noise)")),
    Variant("log_variance_never_trained", "test_every_parameter_is_trained", instead(
        CODES, CODES["torch"] + "    log_var = log_var.detach()\n", CODES["tensorflow"] + "    log_var = tf.stop_gradient(log_var)\n")),
    Variant("codes_through_numpy", "test_every_parameter_is_trained", instead(
        CODES, CODES["torch"] + "    mean, log_var = torch.tensor(mean.tolist()), torch.tensor(log_var.tolist())\n",
        CODES["tensorflow"] + "    mean, log_var = tf.stop_gradient(mean), tf.stop_gradient(log_var)\n")),
    # Layers
    Variant("latent_dim_hard_coded", "test_number_of_parameters", both(
        "        self.latent_dim = latent_dim\n", "        latent_dim = self.latent_dim = 2\n")),
    Variant("one_hidden_layer", "test_number_of_parameters", {
        framework: [("[N_PIXELS, 400, 400, 2 * latent_dim]", "[N_PIXELS, 400, 2 * latent_dim]"),
                    ("[latent_dim, 400, 400, N_PIXELS]", "[latent_dim, 400, N_PIXELS]")]
        for framework in ("torch", "tensorflow")}),
    Variant("hidden_layers_of_512", "test_number_of_parameters", both("[latent_dim, 400, 400, N_PIXELS]", "[latent_dim, 512, 512, N_PIXELS]")),
    Variant("hyperbolic_tangent_in_hidden_layers", "test_hidden_layers_are_rectified", edits(
        ("layers += [layer, nn.ReLU()]", "layers += [layer, nn.Tanh()]"),
        ("keras.layers.ReLU()", "keras.layers.Activation('tanh')"))),
    Variant("no_activation_in_hidden_layers", "test_hidden_layers_are_rectified", edits(
        ("layers += [layer, nn.ReLU()]", "layers += [layer, nn.Identity()]"),
        ("keras.layers.ReLU()", "keras.layers.Identity()"))),
    Variant("decoder_returns_logits", "test_decoding_ends_in_the_mean_of_the_likelihood", edits(
        ("return self.decoder(z).sigmoid()", "return self.decoder(z)"), ("return tf.sigmoid(self.decoder(z))", "return self.decoder(z)"))),
    Variant("softmax_over_pixels", "test_decoding_ends_in_the_mean_of_the_likelihood", edits(
        ("return self.decoder(z).sigmoid()", "return self.decoder(z).softmax(dim=-1)"),
        ("return tf.sigmoid(self.decoder(z))", "return tf.nn.softmax(self.decoder(z))"))),
    Variant("hyperbolic_tangent_as_output", "test_decoding_ends_in_the_mean_of_the_likelihood", edits(
        ("return self.decoder(z).sigmoid()", "return self.decoder(z).tanh()"),
        ("return tf.sigmoid(self.decoder(z))", "return tf.tanh(self.decoder(z))"))),
    Variant("decoded_in_float16", "test_decoding_ends_in_the_mean_of_the_likelihood", edits(
        ("return self.decoder(z).sigmoid()", "return self.decoder(z).half().sigmoid().float()"),
        ("return tf.sigmoid(self.decoder(z))", "return tf.cast(tf.sigmoid(tf.cast(self.decoder(z), tf.float16)), tf.float32)"))),
    Variant("rectified_codes", "test_codes_take_both_signs", edits(
        ("        return mean, log_var\n", "        return mean.relu(), log_var.relu()\n"),
        ("        return mean, log_var\n", "        return tf.nn.relu(mean), tf.nn.relu(log_var)\n"))),
    Variant("log_variance_kept_positive", "test_codes_take_both_signs", edits(
        ("        return mean, log_var\n", "        return mean, nn.functional.softplus(log_var)\n"),
        ("        return mean, log_var\n", "        return mean, tf.nn.softplus(log_var)\n"))),
    Variant("mean_kept_between_minus_one_and_one", "test_codes_take_both_signs", edits(
        ("        return mean, log_var\n", "        return mean.tanh(), log_var\n"),
        ("        return mean, log_var\n", "        return tf.tanh(mean), log_var\n"))),
    Variant("codes_as_one_tensor", FORM, edits(
        ("        return mean, log_var\n", "        return self.encoder(x)\n"),
        ("        return mean, log_var\n", "        return self.encoder(x)\n"))),
    Variant("grid_as_a_square", "test_results_have_the_form_of_a_grid", edits(
        ("return model.decode(torch.cartesian_prod(quantiles, quantiles))",
         "return model.decode(torch.cartesian_prod(quantiles, quantiles)).reshape(size, size, -1)"),
        ("return model.decode(tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1))",
         "z = tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1)\n"
         "    return tf.reshape(model.decode(z), (size, size, -1))"))),
    Variant("elbo_in_float64", FORM, edits(
        ("return log_likelihood - kl", "return (log_likelihood - kl).double()"),
        ("return log_likelihood - kl", "return tf.cast(log_likelihood - kl, tf.float64)"))),
    Variant("generates_from_little_noise", "test_generating_is_decoding", both("return self.decode(noise)", "return self.decode(0.1 * noise)")),
    Variant("noise_changed_in_place", FORM, {"torch": [
        (LOGITS["torch"], "    logits = model.decoder(noise.mul_((0.5 * log_var).exp()).add_(mean))")]}),
    Variant("start_ignores_the_seed", START, edits(
        ("torch.Generator().manual_seed(seed)", "torch.Generator().manual_seed(0)"),
        ("keras.random.SeedGenerator(seed)", "keras.random.SeedGenerator(0)"))),
    Variant("start_from_the_global_generator", START, edits(
        ("nn.init.xavier_uniform_(layer.weight, generator=generator)", "nn.init.xavier_uniform_(layer.weight)"),
        ("keras.initializers.GlorotUniform(generator)", "'glorot_uniform'"))),
    Variant("default_seed_of_the_model", START, both(
        "def __init__(self, latent_dim=2, seed=0):", "def __init__(self, latent_dim=2, seed=1):")),
    # The grid
    Variant("first_latent_fastest", "test_latent_grid_is_even_in_probability", edits(
        ("torch.cartesian_prod(quantiles, quantiles)", "torch.cartesian_prod(quantiles, quantiles).flip(-1)"),
        ("tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])]", "tf.stack([tf.tile(quantiles, [size]), tf.repeat(quantiles, size)]"))),
    Variant("quantiles_of_i_by_size_plus_one", "test_latent_grid_is_even_in_probability", edits(
        ("device=device) + 0.5) / size)", "device=device) + 1) / (size + 1))"),
        ("dtype=tf.float64) + 0.5) / size)", "dtype=tf.float64) + 1) / (size + 1))"))),
    Variant("even_steps_in_the_plane", "test_latent_grid_is_even_in_probability", edits(
        ("torch.special.ndtri((torch.arange(size, dtype=torch.float64, device=device) + 0.5) / size).float()", "torch.linspace(-2, 2, size)"),
        ("tf.cast(tf.math.ndtri((tf.range(size, dtype=tf.float64) + 0.5) / size), tf.float32)", "tf.linspace(-2.0, 2.0, size)"))),
    # Training
    Variant("divergence_not_trained", "test_training_descends_the_negative_elbo", weighted(1, 0)),
    Variant("divergence_warmed_up", "test_training_descends_the_negative_elbo", weighted(1, 0.5)),
    Variant("divergence_counted_twice", "test_training_descends_the_negative_elbo", weighted(1, 2)),
    Variant("trained_on_averages_over_pixels", "test_training_descends_the_negative_elbo", weighted("(1 / N_PIXELS)", 1)),
    Variant("divergence_not_reported", "test_reported_loss_is_the_negative_elbo", {
        "torch": [(LOSSES["torch"], DIVERGENCE["torch"] + LOSSES["torch"].rstrip() + " - kl.detach()\n")],
        "tensorflow": [(LOSSES["tensorflow"], DIVERGENCE["tensorflow"] + LOSSES["tensorflow"].rstrip() + " - tf.stop_gradient(kl)\n")]}),
    Variant("noise_drawn_once", "test_training_draws_noise_anew", noise(
        "torch.randn(len(x), model.latent_dim, generator=torch.Generator().manual_seed(3))",
        "tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), [3, 4])")),
    Variant("noise_shared_by_a_batch", "test_training_draws_noise_anew", noise(
        "torch.randn(1, model.latent_dim, generator=generator).repeat(len(x), 1)",
        "tf.tile(tf.random.stateless_normal((1, model.latent_dim), seed), (tf.shape(x)[0], 1))")),
    Variant("uniform_noise", SAMPLES, noise(
        "torch.rand(len(x), model.latent_dim, generator=generator)",
        "tf.random.stateless_uniform((tf.shape(x)[0], model.latent_dim), seed)")),
    Variant("noise_with_deviation_of_a_tenth", SAMPLES, noise(
        "0.1 * torch.randn(len(x), model.latent_dim, generator=generator)",
        "0.1 * tf.random.stateless_normal((tf.shape(x)[0], model.latent_dim), seed)")),
    Variant("trained_on_mean_codes", SAMPLES, noise("torch.zeros(len(x), model.latent_dim)", "tf.zeros((tf.shape(x)[0], model.latent_dim))")),
    Variant("noise_from_the_global_generator", "test_a_seed_decides_the_training", noise(
        "torch.randn(len(x), model.latent_dim)", "tf.random.normal((tf.shape(x)[0], model.latent_dim))")),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=128, learning_rate=1e-3", "batch_size=64, learning_rate=1e-3")),
    Variant("default_learning_rate", "test_defaults_are_those_of_the_interface", both("batch_size=128, learning_rate=1e-3", "batch_size=128, learning_rate=1e-2")),
    Variant("divergence_weighted_tenfold", "test_training_learns", both("return log_likelihood - kl", "return log_likelihood - 10 * kl")),
    Variant("call_forgets_the_code", "test_a_call_decodes_the_mean_code", both("return self.decode(mean)", "return self.decode(0 * mean)")),
    Variant("call_returns_logits", "test_a_call_decodes_the_mean_code", both("return self.decode(mean)", "return self.decoder(mean)")),
    # Bad input
    Variant("images_not_checked", IMAGES, both("    check_shape((None, N_PIXELS), x=x)\n    check_between(0, 1, x=x)", "    pass")),
    Variant("nan_in_images_passed_through", IMAGES, both("    check_between(0, 1, x=x)\n", "")),
    Variant("noise_for_one_image_spread", "test_bad_codes_and_noise_are_rejected", both(
        "        check_shape((x.shape[0], self.latent_dim), noise=noise)\n", "        check_shape((None, self.latent_dim), noise=noise)\n")),
    Variant("codes_not_checked", "test_bad_codes_and_noise_are_rejected", both(
        "        check_shape((None, self.latent_dim), z=z)\n        check_finite(z=z)\n", "")),
    Variant("latent_dim_not_checked", "test_bad_sizes_are_rejected", both("        check_integer(1, latent_dim=latent_dim)\n", "")),
    Variant("grid_of_any_model", "test_bad_sizes_are_rejected", {
        "torch": [("    if model.latent_dim != 2:", "    if False:"),
                  ("return model.decode(torch.cartesian_prod(quantiles, quantiles))",
                   "z = torch.zeros(size**2, model.latent_dim)\n    z[:, :2] = torch.cartesian_prod(quantiles, quantiles)\n    return model.decode(z)")],
        "tensorflow": [("    if model.latent_dim != 2:", "    if False:"),
                       ("return model.decode(tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1))",
                        "z = tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1)\n"
                        "    return model.decode(tf.pad(z, ((0, 0), (0, model.latent_dim - 2))))")]}),
]  # fmt: skip

TWO_HEADS = {
    "torch": [
        ("[N_PIXELS, 400, 400, 2 * latent_dim], generator)",
         "[N_PIXELS, 400, 400], generator)\n        self.encoder.append(nn.ReLU())\n"
         "        self.to_mean = _dense_layers([400, latent_dim], generator)\n"
         "        self.to_log_var = _dense_layers([400, latent_dim], generator)"),
        ("mean, log_var = self.encoder(x).chunk(2, dim=-1)", "mean, log_var = self.to_mean(self.encoder(x)), self.to_log_var(self.encoder(x))"),
        ("mean, log_var = model.encoder(x).chunk(2, dim=-1)", "mean, log_var = model.encode(x)")],
    "tensorflow": [
        ("[N_PIXELS, 400, 400, 2 * latent_dim], generator)",
         "[N_PIXELS, 400, 400], generator)\n        self.to_mean = keras.layers.Dense(latent_dim)\n"
         "        self.to_log_var = keras.layers.Dense(latent_dim, kernel_initializer='zeros')\n"
         "        self.to_mean.kernel_initializer = keras.initializers.GlorotUniform(generator)"),
        ("mean, log_var = tf.split(self.encoder(x), 2, axis=-1)",
         "hidden = tf.nn.relu(self.encoder(x))\n        mean, log_var = self.to_mean(hidden), self.to_log_var(hidden)"),
        ("        self.build((None, N_PIXELS))\n", "        self.elbo(tf.zeros((1, N_PIXELS)), tf.zeros((1, latent_dim)))\n"),
        ("mean, log_var = tf.split(model.encoder(x), 2, axis=-1)", "mean, log_var = model.encode(x)")],
}  # fmt: skip

RIGHT = [
    *RIGHT_TRAINING,
    Variant("two_heads", edits=TWO_HEADS),
    Variant("another_start", edits=edits(
        ("        nn.init.xavier_uniform_(layer.weight, generator=generator)\n        nn.init.zeros_(layer.bias)\n",
         "        nn.init.kaiming_uniform_(layer.weight, 5**0.5, generator=generator)\n"
         "        nn.init.uniform_(layer.bias, -(n_inputs**-0.5), n_inputs**-0.5, generator=generator)\n"),
        ("        layers += [keras.layers.Dense(n_outputs, kernel_initializer=initializer), keras.layers.ReLU()]\n",
         "        initializer, small = keras.initializers.HeNormal(generator), keras.initializers.RandomUniform(-0.05, 0.05, generator)\n"
         "        layers += [keras.layers.Dense(n_outputs, 'relu', True, initializer, small), keras.layers.Identity()]\n"
         "    layers[-2].activation = keras.activations.linear\n"))),
    Variant("cross_entropy_of_the_library", edits=instead(
        LIKELIHOOD,
        "    log_likelihood = -nn.functional.binary_cross_entropy_with_logits(logits, x, reduction='none').sum(dim=-1)",
        "    log_likelihood = -tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=-1)")),
    Variant("sums_in_float64", edits={
        "torch": [(LIKELIHOOD["torch"], "    x, logits, mean, log_var = (t.double() for t in (x, logits, mean, log_var))\n" + LIKELIHOOD["torch"]),
                  ("return log_likelihood - kl", "return (log_likelihood - kl).float()")],
        "tensorflow": [(LIKELIHOOD["tensorflow"],
                        "    x, logits, mean, log_var = (tf.cast(t, tf.float64) for t in (x, logits, mean, log_var))\n" + LIKELIHOOD["tensorflow"]),
                       ("return log_likelihood - kl", "return tf.cast(log_likelihood - kl, tf.float32)")]}),
    Variant("deviation_by_softplus", edits={
        "torch": [("        return mean, log_var\n", "        return mean, 2 * nn.functional.softplus(log_var).log()\n"),
                  (CODES["torch"], "    mean, log_var = model.encode(x)\n")],
        "tensorflow": [("        return mean, log_var\n", "        return mean, 2 * tf.math.log(tf.nn.softplus(log_var))\n"),
                       (CODES["tensorflow"], "    mean, log_var = model.encode(x)\n")]}),
    Variant("call_samples_its_code", edits=edits(
        ("        mean, _ = self.encode(x)\n        return self.decode(mean)",
         "        mean, log_var = self.encode(x)\n        return self.decode(mean + (0.5 * log_var).exp() * torch.randn_like(mean))"),
        ("        mean, _ = self.encode(x)\n        return self.decode(mean)",
         "        mean, log_var = self.encode(x)\n        return self.decode(mean + tf.exp(0.5 * log_var) * tf.random.normal(mean.shape))"))),
    Variant("decoder_made_first", edits={
        "torch": [("        self.encoder = _dense_layers([N_PIXELS, 400, 400, 2 * latent_dim], generator)\n", ""),
                  ("[latent_dim, 400, 400, N_PIXELS], generator)\n",
                   "[latent_dim, 400, 400, N_PIXELS], generator)\n"
                   "        self.encoder = _dense_layers([N_PIXELS, 400, 400, 2 * latent_dim], generator)\n")]}),
    # In TensorFlow the layers are built by the first call.
    Variant("loop_of_the_library", edits={"tensorflow": [
        ("        self.build((None, N_PIXELS))\n", "        self.total = keras.metrics.Mean('loss')\n"),
        ("    layers = [keras.Input((sizes[0],))]\n", "    layers = []\n")],
    }, instead={
        "torch": "def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
                 "    from viva.arguments import check_positive\n\n    _check_images(x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                 "    check_positive(learning_rate=learning_rate)\n"
                 "    torch.manual_seed(seed)\n"
                 "    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size, shuffle=True)\n"
                 "    optimizer = torch.optim.Adam(model.parameters(), float(learning_rate))\n"
                 "    losses = torch.zeros(n_epochs)\n"
                 "    for epoch in range(n_epochs):\n"
                 "        for (batch,) in loader:\n"
                 "            noise = torch.randn(len(batch), model.latent_dim)\n"
                 "            loss = len(batch) * model.negative_elbo(batch, noise)\n"
                 "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
                 "            losses[epoch] += loss.item() / len(x)\n"
                 "    return losses\n",
        "tensorflow": "class BernoulliVAE(BernoulliVAE):\n"
                      "    def train_step(self, data):\n"
                      "        noise = tf.random.normal((tf.shape(data)[0], self.latent_dim))\n"
                      "        with tf.GradientTape() as tape:\n"
                      "            elbo = _elbo(self, data, noise)\n            loss = -tf.reduce_mean(elbo)\n"
                      "        gradients = tape.gradient(loss, self.trainable_variables)\n"
                      "        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))\n"
                      "        self.total.update_state(-elbo)\n"
                      "        return {'loss': self.total.result()}\n\n\n"
                      "def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
                      "    from viva.arguments import check_positive\n\n    _check_images(x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                      "    check_positive(learning_rate=learning_rate)\n"
                      "    keras.utils.set_random_seed(seed)\n"
                      "    model.compile(keras.optimizers.Adam(float(learning_rate)))\n"
                      # Keras itself would repeat one order in every epoch, because the global seed is set.
                      "    batches = tf.data.Dataset.from_tensor_slices(x).shuffle(len(x), seed).batch(batch_size)\n"
                      "    history = model.fit(batches, epochs=n_epochs, verbose=0).history\n"
                      "    return tf.constant(history.get('loss', []), tf.float32)\n"}),
]  # fmt: skip
