"""Wrong and right variants of `light_curves`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
LAYERS = "test_one_hidden_layer_sees_every_p_thirty_two_times"
COUNT = "test_number_of_parameters"
FORM = "test_results_have_the_form_of_the_interface"
PLANE = "test_results_have_the_form_of_a_plane"
NEIGHBOURS = "test_neighbours_in_the_plane_have_similar_p"
SEED_OF_PLANE = "test_a_seed_decides_the_plane"
RANGE = "test_p_outside_its_range_is_not_drawn"
BAD_P = "test_bad_p_is_rejected"
BRIGHTER = "test_generated_curves_are_the_brighter_the_larger_p"
ANY_LENGTH = "test_curves_may_have_any_length"

LIKELIHOOD = (
    "    log_likelihood = -0.5 * ((x - reconstruction) ** 2).sum(dim=-1)\n",
    "    log_likelihood = -0.5 * tf.reduce_sum((x - reconstruction) ** 2, axis=-1)\n",
)
KL = (
    "    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)\n",
    "    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)\n",
)
RECONSTRUCTION = (
    "model.decoder(_with_copies(mean + (0.5 * log_var).exp() * noise, p))",
    "model.decoder(_with_copies(mean + tf.exp(0.5 * log_var) * noise, p))",
)
COPIES = "p[:, None].expand(-1, N_COPIES)", "tf.repeat(p[:, None], N_COPIES, axis=1)"
ENCODER = (
    "nn.Sequential(nn.Linear(length + N_COPIES, 128), nn.ReLU(), nn.Linear(128, 2 * LATENT_DIM))",
    '[keras.Input((length + N_COPIES,)), layers.Dense(128, "relu"), layers.Dense(2 * LATENT_DIM)]',
)
DECODER = (
    "nn.Sequential(nn.Linear(LATENT_DIM + N_COPIES, 128), nn.ReLU(), nn.Linear(128, length))",
    '[keras.Input((LATENT_DIM + N_COPIES,)), layers.Dense(128, "relu"), layers.Dense(length)]',
)
HEADS = "        return mean, log_var\n"
TSNE = "tsne(curves, perplexity=min(30.0, (len(curves) - 1) / 3), seed=seed)"
CHECKS_OF_CURVES = "    check_ndim(2, curves=curves)\n    check_finite(curves=curves)\n"
NOISE = (
    "torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device)",
    "tf.random.stateless_normal((tf.shape(x)[0], LATENT_DIM), seed)",
)


def instead(lines, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((lines[0], torch), (lines[1], tensorflow))


TWO_HEADS = {
    "torch": [
        (
            ENCODER[0],
            "nn.Sequential(nn.Linear(length + N_COPIES, 128), nn.ReLU())\n"
            "            self.mean, self.log_var = nn.Linear(128, LATENT_DIM), nn.Linear(128, LATENT_DIM)",
        ),
        (
            "        mean, log_var = self.encoder(_with_copies(x, p)).chunk(2, dim=-1)\n",
            "        hidden = self.encoder(_with_copies(x, p))\n        mean, log_var = self.mean(hidden), self.log_var(hidden)\n",
        ),
        (
            "    mean, log_var = model.encoder(_with_copies(x, p)).chunk(2, dim=-1)\n    rec",
            "    mean, log_var = model.encode(x, p)\n    rec",
        ),
    ],
    "tensorflow": [
        (ENCODER[1], '[keras.Input((length + N_COPIES,)), layers.Dense(128, "relu")]'),
        (
            "    def encode(self, x, p):\n",
            "        with seeded(seed + 1000):\n"
            "            self.mean, self.log_var = layers.Dense(LATENT_DIM), layers.Dense(LATENT_DIM)\n"
            "            self.mean.build((None, 128)), self.log_var.build((None, 128))\n\n"
            "    def encode(self, x, p):\n",
        ),
        (
            "        mean, log_var = tf.split(self.encoder(_with_copies(x, p)), 2, axis=-1)\n",
            "        hidden = self.encoder(_with_copies(x, p))\n        mean, log_var = self.mean(hidden), self.log_var(hidden)\n",
        ),
        (
            "    mean, log_var = tf.split(model.encoder(_with_copies(x, p)), 2, axis=-1)\n    rec",
            "    mean, log_var = model.encode(x, p)\n    rec",
        ),
    ],
}

WRONG = [
    # The evidence lower bound
    Variant(
        "standard_deviation_from_log_variance",
        ELBO,
        edits(
            ("(0.5 * log_var).exp() * noise", "log_var.exp() * noise"), ("tf.exp(0.5 * log_var) * noise", "tf.exp(log_var) * noise")
        ),
    ),
    Variant("noise_left_out", ELBO, edits((" + (0.5 * log_var).exp() * noise", ""), (" + tf.exp(0.5 * log_var) * noise", ""))),
    Variant("no_divergence", ELBO, both("return log_likelihood - kl", "return log_likelihood")),
    Variant("divergence_added", ELBO, both("return log_likelihood - kl", "return log_likelihood + kl")),
    Variant(
        "constant_of_the_gaussian_counted",
        ELBO,
        both("return log_likelihood - kl", "return log_likelihood - kl - 0.5 * 1.8378770664093453 * model.length"),
    ),
    Variant("half_missing_in_the_likelihood", ALIKE, both("log_likelihood = -0.5 *", "log_likelihood = -1.0 *")),
    Variant(
        "mean_over_the_length",
        ALIKE,
        instead(LIKELIHOOD, LIKELIHOOD[0].replace(".sum(", ".mean("), LIKELIHOOD[1].replace("reduce_sum", "reduce_mean")),
    ),
    Variant("mean_over_latents", ALIKE, instead(KL, KL[0].replace(".sum(", ".mean("), KL[1].replace("reduce_sum", "reduce_mean"))),
    Variant(
        "cross_entropy_for_the_likelihood",
        ELBO,
        instead(
            LIKELIHOOD,
            "    log_likelihood = (x * reconstruction - nn.functional.softplus(reconstruction)).sum(dim=-1)\n",
            "    log_likelihood = tf.reduce_sum(x * reconstruction - tf.nn.softplus(reconstruction), axis=-1)\n",
        ),
    ),
    Variant(
        "gradient_cut_at_the_sample",
        "test_training_learns",
        instead(
            RECONSTRUCTION,
            "model.decoder(_with_copies((mean + (0.5 * log_var).exp() * noise).detach(), p))",
            "model.decoder(_with_copies(tf.stop_gradient(mean + tf.exp(0.5 * log_var) * noise), p))",
        ),
    ),
    Variant(
        "loss_summed_over_the_batch",
        "test_loss_is_minus_the_mean_elbo",
        edits(
            ("self.elbo(x, p, noise).mean()", "self.elbo(x, p, noise).sum()"),
            ("-tf.reduce_mean(self.elbo", "-tf.reduce_sum(self.elbo"),
        ),
    ),
    Variant(
        "elbo_in_float64",
        FORM,
        edits(
            ("return log_likelihood - kl", "return (log_likelihood - kl).double()"),
            ("return log_likelihood - kl", "return tf.cast(log_likelihood - kl, tf.float64)"),
        ),
    ),
    # The condition
    Variant("p_once", COUNT, both("LATENT_DIM, N_COPIES = 32, 32", "LATENT_DIM, N_COPIES = 32, 1")),
    Variant("p_once_and_zeros", LAYERS, instead(COPIES, "p[:, None] * torch.eye(1, N_COPIES)", "p[:, None] * tf.eye(1, N_COPIES)")),
    Variant("p_shared_out_among_the_copies", LAYERS, instead(COPIES, COPIES[0] + " / N_COPIES", COPIES[1] + " / N_COPIES")),
    Variant(
        "logarithm_of_p",
        LAYERS,
        instead(COPIES, "p[:, None].log().expand(-1, N_COPIES)", "tf.repeat(tf.math.log(p[:, None]), N_COPIES, axis=1)"),
    ),
    Variant(
        "decoder_does_not_know_p",
        LAYERS,
        {
            "torch": [
                ("self.decoder(_with_copies(z, p))", "self.decoder(_with_copies(z, 0 * p))"),
                ("* noise, p))", "* noise, 0 * p))"),
            ],
            "tensorflow": [
                ("self.decoder(_with_copies(z, p))", "self.decoder(_with_copies(z, 0 * p))"),
                ("* noise, p))", "* noise, 0 * p))"),
            ],
        },
    ),
    Variant(
        "p_relative_to_the_batch",
        "test_samples_are_independent",
        instead(
            COPIES, "(p - p.mean())[:, None].expand(-1, N_COPIES)", "tf.repeat((p - tf.reduce_mean(p))[:, None], N_COPIES, axis=1)"
        ),
    ),
    Variant(
        "p_of_the_first_curve_for_all",
        "test_samples_are_independent",
        instead(COPIES, "p[:1, None].expand(len(p), N_COPIES)", "tf.repeat(0 * p[:, None] + p[0], N_COPIES, axis=1)"),
    ),
    Variant(
        "trained_with_the_p_of_other_curves",
        BRIGHTER,
        edits(
            ("train(model, _losses, (x, p),", "train(model, _losses, (x, p.roll(len(p) // 2)),"),
            ("train(model, _losses, (x, p),", "train(model, _losses, (x, tf.roll(p, len(p) // 2, 0)),"),
        ),
    ),
    Variant(
        "p_whole_in_what_is_drawn",
        BRIGHTER,
        edits(
            ("return self.decode(noise, p)", "return self.decode(noise, p.floor())"),
            ("return self.decode(noise, p)", "return self.decode(noise, tf.floor(p) * tf.cast(p < 4, p.dtype))"),
        ),
    ),
    Variant(
        "p_beyond_the_range_is_clipped",
        RANGE,
        edits(
            ("        check_between(P_LOW, P_HIGH, p=p)\n", "        check_finite(p=p)\n        p = p.clamp(P_LOW, P_HIGH)\n"),
            (
                "        check_between(P_LOW, P_HIGH, p=p)\n",
                "        check_finite(p=p)\n        p = tf.clip_by_value(p, P_LOW, P_HIGH)\n",
            ),
        ),
    ),
    Variant("lowest_p_lost_to_rounding", RANGE, both("P_LOW, P_HIGH = 0.01 - 1e-9, 5.0", "P_LOW, P_HIGH = 0.01, 5.0")),
    Variant("only_positive_p_asked_for", RANGE, both("P_LOW, P_HIGH = 0.01 - 1e-9, 5.0", "P_LOW, P_HIGH = 0.0, 5.0")),
    Variant("nothing_outside_the_training_range", RANGE, both("P_LOW, P_HIGH = 0.01 - 1e-9, 5.0", "P_LOW, P_HIGH = 0.02, 2.0")),
    Variant("infinite_p_accepted", BAD_P, both("    check_finite(x=x, p=p)\n", "    check_finite(x=x)\n")),
    Variant("infinite_p_decoded", BAD_P, both("        check_finite(z=z, p=p)\n", "        check_finite(z=z)\n")),
    Variant("number_of_p_unchecked", BAD_P, both("    check_shape((x.shape[0],), p=p)\n    check", "    check")),
    Variant(
        "one_p_for_all_accepted",
        BAD_P,
        {
            "torch": [("        check_shape((z.shape[0],), p=p)\n", "        p = p.reshape(-1).expand(len(z))\n")],
            "tensorflow": [("        check_shape((z.shape[0],), p=p)\n", "        p = tf.reshape(p, [-1]) + 0 * z[:, 0]\n")],
        },
    ),
    # Layers
    Variant("length_hard_coded", COUNT, both("        self.length = length\n", "        length = self.length = 100\n")),
    Variant(
        "short_curves_filled_up",
        ANY_LENGTH,
        both("        self.length = length\n", "        length = self.length = max(length, 16)\n"),
    ),
    Variant(
        "two_hidden_layers",
        COUNT,
        instead(
            ENCODER,
            "nn.Sequential(nn.Linear(length + N_COPIES, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 2 * LATENT_DIM))",
            '[keras.Input((length + N_COPIES,)), layers.Dense(128, "relu"), layers.Dense(128, "relu"), layers.Dense(2 * LATENT_DIM)]',
        ),
    ),
    Variant(
        "hyperbolic_tangent_in_the_encoder",
        LAYERS,
        instead(ENCODER, ENCODER[0].replace("ReLU", "Tanh"), ENCODER[1].replace("relu", "tanh")),
    ),
    Variant(
        "hyperbolic_tangent_in_the_decoder",
        LAYERS,
        instead(DECODER, DECODER[0].replace("ReLU", "Tanh"), DECODER[1].replace("relu", "tanh")),
    ),
    Variant(
        "no_activation_in_the_decoder",
        LAYERS,
        instead(DECODER, DECODER[0].replace("ReLU", "Identity"), DECODER[1].replace("relu", "linear")),
    ),
    Variant(
        "leaky_units_in_the_encoder",
        LAYERS,
        instead(ENCODER, ENCODER[0].replace("ReLU", "LeakyReLU"), ENCODER[1].replace("relu", "leaky_relu")),
    ),
    Variant(
        "curves_between_zero_and_one",
        "test_decoding_ends_in_the_mean_of_the_likelihood",
        edits(
            ("return self.decoder(_with_copies(z, p))", "return self.decoder(_with_copies(z, p)).sigmoid()"),
            ("return self.decoder(_with_copies(z, p))", "return tf.sigmoid(self.decoder(_with_copies(z, p)))"),
        ),
    ),
    Variant(
        "curves_above_zero",
        "test_decoding_ends_in_the_mean_of_the_likelihood",
        edits(
            ("return self.decoder(_with_copies(z, p))", "return self.decoder(_with_copies(z, p)).relu()"),
            ("return self.decoder(_with_copies(z, p))", "return tf.nn.relu(self.decoder(_with_copies(z, p)))"),
        ),
    ),
    Variant(
        "rectified_codes",
        "test_codes_take_both_signs",
        edits(
            (HEADS, "        return mean.relu(), log_var.relu()\n"),
            (HEADS, "        return tf.nn.relu(mean), tf.nn.relu(log_var)\n"),
        ),
    ),
    Variant(
        "codes_as_one_tensor",
        FORM,
        edits(
            (HEADS, "        return self.encoder(_with_copies(x, p))\n"),
            (HEADS, "        return self.encoder(_with_copies(x, p))\n"),
        ),
    ),
    Variant(
        "call_decodes_half_the_code",
        "test_a_call_decodes_the_mean_code",
        both("return self.decode(mean, p)", "return self.decode(0.5 * mean, p)"),
    ),
    Variant(
        "generates_from_little_noise",
        "test_generating_is_decoding",
        both("return self.decode(noise, p)", "return self.decode(0.1 * noise, p)"),
    ),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("with seeded(seed):", "with seeded(0):")),
    Variant("length_unchecked", "test_bad_lengths_are_rejected", both("        check_integer(1, length=length)\n", "")),
    # Training
    Variant(
        "divergence_not_trained",
        "test_training_descends_the_negative_elbo",
        edits(
            (
                f"    return -_elbo(model, x, p, {NOISE[0]})\n",
                f"    noise = {NOISE[0]}\n    mean, log_var = model.encode(x, p)\n"
                "    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)\n    return kl.detach() - kl - _elbo(model, x, p, noise)\n",
            ),
            (
                f"    return -_elbo(model, x, p, {NOISE[1]})\n",
                f"    noise = {NOISE[1]}\n    mean, log_var = tf.split(model.encoder(_with_copies(x, p)), 2, axis=-1)\n"
                "    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)\n"
                "    return tf.stop_gradient(kl) - kl - _elbo(model, x, p, noise)\n",
            ),
        ),
    ),
    Variant(
        "trained_on_mean_codes",
        "test_training_samples_codes_from_the_posterior",
        instead(NOISE, "0 * " + NOISE[0], "0 * " + NOISE[1]),
    ),
    Variant(
        "noise_shared_by_the_batch",
        "test_training_draws_noise_anew",
        instead(NOISE, NOISE[0].replace("len(x)", "1"), NOISE[1].replace("tf.shape(x)[0]", "1")),
    ),
    Variant(
        "default_batch_size",
        "test_defaults_are_those_of_the_interface",
        both("batch_size=128, learning_rate=1e-3", "batch_size=64, learning_rate=1e-3"),
    ),
    # The plane
    Variant(
        "plane_of_the_shapes_alone",
        NEIGHBOURS,
        edits(
            (TSNE, TSNE.replace("curves,", "(curves - curves.mean(dim=1, keepdim=True)) / curves.std(dim=1, keepdim=True),")),
            (
                TSNE,
                TSNE.replace(
                    "curves,",
                    "(curves - tf.reduce_mean(curves, axis=1, keepdims=True)) / tf.math.reduce_std(curves, axis=1, keepdims=True),",
                ),
            ),
        ),
    ),
    Variant("plane_in_another_order", NEIGHBOURS, edits((TSNE, TSNE + ".flip(0)"), (TSNE, f"tf.reverse({TSNE}, axis=[0])"))),
    Variant(
        "plane_of_the_times",
        PLANE,
        edits((TSNE, TSNE.replace("curves,", "curves.mT,")), (TSNE, TSNE.replace("curves,", "tf.transpose(curves),"))),
    ),
    Variant("perplexity_thirty_for_few_curves", PLANE, both(TSNE, "tsne(curves, perplexity=30.0, seed=seed)")),
    Variant("plane_in_float32", PLANE, edits((TSNE, TSNE + ".float()"), (TSNE, f"tf.cast({TSNE}, tf.float32)"))),
    Variant("plane_ignores_the_seed", SEED_OF_PLANE, both(TSNE, TSNE.replace("seed=seed", "seed=0"))),
    Variant("default_seed_of_the_plane", SEED_OF_PLANE, both("def embed(curves, seed=0):", "def embed(curves, seed=1):")),
    Variant(
        "curves_of_the_plane_unchecked",
        "test_bad_curves_have_no_plane",
        edits(
            (CHECKS_OF_CURVES, "    curves = curves.nan_to_num()\n"),
            (CHECKS_OF_CURVES, "    curves = tf.where(tf.math.is_finite(curves), curves, 0)\n"),
        ),
    ),
]

RIGHT = [
    Variant("two_heads", edits=TWO_HEADS),
    Variant(
        "another_start",
        edits=edits(
            (
                "    def encode(self, x, p):\n",
                "        generator = torch.Generator().manual_seed(seed)\n"
                "        for q in self.parameters():\n"
                "            nn.init.normal_(q, 0, 0.05 if q.ndim == 1 else (2 / sum(q.shape)) ** 0.5, generator=generator)\n\n"
                "    def encode(self, x, p):\n",
            ),
            (
                DECODER[1] + "\n            )\n",
                DECODER[1] + "\n            )\n"
                "        for number, q in enumerate(self.trainable_variables):\n"
                "            deviation = 0.05 if q.ndim == 1 else (2 / sum(q.shape)) ** 0.5\n"
                "            q.assign(deviation * tf.random.stateless_normal(q.shape, (seed, number)))\n",
            ),
        ),
    ),
    Variant(
        "p_in_front",
        edits=instead(
            ("[values, p[:, None].expand(-1, N_COPIES)]", "[values, tf.repeat(p[:, None], N_COPIES, axis=1)]"),
            "[p.repeat(N_COPIES, 1).mT, values]",
            "[tf.tile(p[:, None], (1, N_COPIES)), values]",
        ),
    ),
    Variant(
        "sums_in_float64",
        edits={
            "torch": [
                (
                    LIKELIHOOD[0],
                    "    x, reconstruction, mean, log_var = (t.double() for t in (x, reconstruction, mean, log_var))\n"
                    + LIKELIHOOD[0],
                ),
                ("return log_likelihood - kl", "return (log_likelihood - kl).float()"),
            ],
            "tensorflow": [
                (
                    LIKELIHOOD[1],
                    "    x, reconstruction, mean, log_var = (tf.cast(t, tf.float64) for t in (x, reconstruction, mean, log_var))\n"
                    + LIKELIHOOD[1],
                ),
                ("return log_likelihood - kl", "return tf.cast(log_likelihood - kl, tf.float32)"),
            ],
        },
    ),
    Variant("plane_at_half_the_perplexity", edits=both(TSNE, TSNE.replace("30.0", "15.0"))),
    Variant(
        "range_checked_everywhere",
        edits=both("    check_finite(x=x, p=p)\n", "    check_finite(x=x, p=p)\n    check_between(P_LOW, P_HIGH, p=p)\n"),
    ),
    Variant(
        "a_loop_of_its_own",
        instead={
            "torch": "def fit(model, x, p, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
            "    from viva.arguments import check_positive\n\n"
            "    _check_curves(model, x, p)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
            "    check_positive(learning_rate=learning_rate)\n"
            "    torch.manual_seed(seed)\n"
            "    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, p), batch_size, shuffle=True)\n"
            "    optimizer = torch.optim.Adam(model.parameters(), float(learning_rate))\n"
            "    losses = torch.zeros(n_epochs)\n"
            "    for epoch in range(n_epochs):\n"
            "        for curves, condition in loader:\n"
            "            mean, log_var = model.encode(curves, condition)\n"
            "            drawn = model.decode(mean + torch.exp(log_var / 2) * torch.randn_like(mean), condition)\n"
            "            squares = nn.functional.mse_loss(drawn, curves, reduction='sum') / 2\n"
            "            loss = (squares - 0.5 * torch.sum(1 + log_var - mean**2 - log_var.exp())) / len(curves)\n"
            "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
            "            losses[epoch] += loss.item() * len(curves) / len(x)\n"
            "    return losses\n",
            "tensorflow": "def fit(model, x, p, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
            "    from viva.arguments import check_positive\n\n"
            "    _check_curves(model, x, p)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
            "    check_positive(learning_rate=learning_rate)\n"
            "    optimizer, losses = keras.optimizers.Adam(float(learning_rate)), []\n"
            "    optimizer.build(model.trainable_variables)\n"
            "    generator = tf.random.Generator.from_seed(seed)\n\n"
            "    @tf.function(reduce_retracing=True)\n"
            "    def step(curves, condition, noise):\n"
            "        with tf.GradientTape() as tape:\n"
            "            mean, log_var = model.encode(curves, condition)\n"
            "            drawn = model.decode(mean + tf.exp(log_var / 2) * noise, condition)\n"
            "            squares = 0.5 * tf.reduce_sum(tf.math.squared_difference(curves, drawn), axis=1)\n"
            "            kl = -0.5 * tf.reduce_sum(1 + log_var - mean**2 - tf.exp(log_var), axis=1)\n"
            "            loss = tf.reduce_mean(squares + kl)\n"
            "        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))\n"
            "        return tf.reduce_sum(squares + kl)\n\n"
            "    for _ in range(n_epochs):\n"
            "        order, total = tf.argsort(generator.uniform((len(x),))), 0.0\n"
            "        for start in range(0, len(x), batch_size):\n"
            "            rows = order[start : start + batch_size]\n"
            "            total += float(step(tf.gather(x, rows), tf.gather(p, rows), generator.normal((len(rows), LATENT_DIM))))\n"
            "        losses.append(total / len(x))\n"
            "    return tf.constant(losses, tf.float32, (n_epochs,))\n",
        },
    ),
]
