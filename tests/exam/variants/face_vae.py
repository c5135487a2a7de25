"""Wrong and right variants of `face_vae`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
COUNT = "test_number_of_parameters"
CODES = "test_codes_come_from_three_pooled_convolutions"
IMAGES = "test_images_come_from_four_transposed_convolutions"
FORM_OF_IMAGES = "test_results_have_the_form_of_images"
DTYPE = "test_results_have_the_dtype_of_the_interface"
GROUPS = "test_groups_are_the_highest_and_the_lowest_scores"
PLANE = "test_plane_is_that_of_the_principal_components_of_both_groups"
MORPH = "test_morphing_goes_straight_from_code_to_code"
SHIFT = "test_attributes_are_shifted_by_the_difference_of_the_group_means"
NEAR = "test_near_images_are_decoded_near_the_code"
RAMPS = "test_resizing_keeps_ramps"
MEAN_COLOUR = "test_resizing_keeps_the_mean_colour"
SMOOTH = "test_resizing_smooths_fine_noise"
CONSTANTS = "test_resizing_keeps_constants"
BAD_GROUPS = "test_bad_groups_and_noise_are_rejected"
BAD_PHOTOGRAPHS = "test_bad_photographs_are_rejected"

LIKELIHOOD = (
    "    log_likelihood = -0.5 * model.factor * ((x - reconstruction) ** 2).sum(dim=(1, 2, 3))\n",
    "    log_likelihood = -0.5 * model.factor * tf.reduce_sum((x - reconstruction) ** 2, axis=(1, 2, 3))\n",
)
KL = (
    "    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)\n",
    "    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)\n",
)
LAST = (
    "                *(nn.ConvTranspose2d(16, 3, 6), nn.ReLU()),\n",
    '                layers.Conv2DTranspose(3, 6, activation="relu", bias_initializer=keras.initializers.Constant(0.5)),\n',
)
GREY = "            nn.init.constant_(self.decoder[-2].bias, 0.5)", "bias_initializer=keras.initializers.Constant(0.5)"
HEADS = "        return mean, log_var\n"
STEPS = "model.decode((1 - weights) * mean[0] + weights * mean[1])"
SHIFTED = (
    "model.decode(mean_without + mean_with.mean(dim=0) - mean_without.mean(dim=0))",
    "model.decode(mean_without + tf.reduce_mean(mean_with, axis=0) - tf.reduce_mean(mean_without, axis=0))",
)
COMPONENTS = (
    "    mean, components, _ = principal_components(torch.cat([codes_a, codes_b]), 2)\n",
    "    mean, components, _ = principal_components(tf.concat([codes_a, codes_b], axis=0), 2)\n",
)
RESIZED = (
    "    return rows @ images[..., border : h - border, border : w - border] @ columns.mT\n",
    '    return tf.einsum("ih,nhwc,jw->nijc", rows, images[:, border : h - border, border : w - border], columns)\n',
)
SORTED = (
    "    highest = scores.sort(descending=True, stable=True).indices\n    lowest = scores.sort(stable=True).indices\n    return highest[:size], lowest[:size]\n",
    '    highest = tf.argsort(scores, direction="DESCENDING", stable=True)\n    lowest = tf.argsort(scores, stable=True)\n'
    "    return tf.cast(highest[:size], tf.int64), tf.cast(lowest[:size], tf.int64)\n",
)
CENTRES = (
    "    centres = (torch.arange(size, dtype=images.dtype, device=images.device) + 0.5) * step - 0.5\n",
    "    centres = (tf.range(size, dtype=images.dtype) + 0.5) * step - 0.5\n",
)
NOISE = (
    "torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device)",
    "tf.random.stateless_normal((tf.shape(x)[0], LATENT_DIM), seed)",
)


def instead(lines, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((lines[0], torch), (lines[1], tensorflow))


WRONG = [
    # The evidence lower bound
    Variant(
        "standard_deviation_from_log_variance",
        ELBO,
        edits(
            ("(0.5 * log_var).exp() * noise", "log_var.exp() * noise"), ("tf.exp(0.5 * log_var) * noise", "tf.exp(log_var) * noise")
        ),
    ),
    Variant("noise_left_out", ELBO, edits((" + (0.5 * log_var).exp() * noise)", ")"), (" + tf.exp(0.5 * log_var) * noise)", ")"))),
    Variant(
        "latent_size_counted_once_a_coordinate",
        ELBO,
        both("return log_likelihood - kl", "return log_likelihood - kl + 0.5 * 100 * 99"),
    ),
    Variant("divergence_added", ELBO, both("return log_likelihood - kl", "return log_likelihood + kl")),
    Variant("factor_hard_coded", ELBO, both("-0.5 * model.factor *", "-0.5 * 100.0 *")),
    Variant("factor_left_out", ALIKE, both("-0.5 * model.factor *", "-0.5 *")),
    Variant("half_missing_in_the_likelihood", ALIKE, both("-0.5 * model.factor *", "-model.factor *")),
    Variant("factor_of_the_divergence_too", ELBO, both("return log_likelihood - kl", "return log_likelihood - model.factor * kl")),
    Variant(
        "mean_over_pixels",
        ALIKE,
        instead(LIKELIHOOD, LIKELIHOOD[0].replace(".sum(", ".mean("), LIKELIHOOD[1].replace("reduce_sum", "reduce_mean")),
    ),
    Variant("mean_over_latents", ALIKE, instead(KL, KL[0].replace(".sum(", ".mean("), KL[1].replace("reduce_sum", "reduce_mean"))),
    Variant(
        "absolute_error",
        ELBO,
        instead(
            LIKELIHOOD,
            LIKELIHOOD[0].replace("((x - reconstruction) ** 2)", "(x - reconstruction).abs()"),
            LIKELIHOOD[1].replace("(x - reconstruction) ** 2", "tf.abs(x - reconstruction)"),
        ),
    ),
    Variant("default_factor_of_ten", "test_factor_is_one_hundred_by_itself", both("seed=0, factor=100.0", "seed=0, factor=10.0")),
    Variant(
        "loss_summed_over_the_batch",
        "test_loss_is_minus_the_mean_elbo",
        edits(
            ("self.elbo(x, noise).mean()", "self.elbo(x, noise).sum()"), ("-tf.reduce_mean(self.elbo", "-tf.reduce_sum(self.elbo")
        ),
    ),
    # Layers
    Variant(
        "padded_convolution",
        CODES,
        edits(
            ("nn.Conv2d(64, 32, 3)", "nn.ZeroPad2d((1, 0, 1, 0)), nn.Conv2d(64, 32, 3)"),
            ("layers.Conv2D(32, 3)", "layers.ZeroPadding2D(((1, 0), (1, 0))), layers.Conv2D(32, 3)"),
        ),
    ),
    Variant(
        "means_for_largest",
        CODES,
        edits(
            ("nn.Conv2d(64, 64, 3), nn.MaxPool2d(2)", "nn.Conv2d(64, 64, 3), nn.AvgPool2d(2)"),
            ("layers.Conv2D(64, 3), layers.MaxPooling2D()", "layers.Conv2D(64, 3), layers.AveragePooling2D()"),
        ),
    ),
    Variant(
        "no_activation_in_the_encoder",
        CODES,
        edits(
            ("nn.Conv2d(64, 32, 3), nn.MaxPool2d(2), nn.ReLU()", "nn.Conv2d(64, 32, 3), nn.MaxPool2d(2)"),
            ("layers.Conv2D(32, 3), layers.MaxPooling2D(), layers.ReLU()", "layers.Conv2D(32, 3), layers.MaxPooling2D()"),
        ),
    ),
    Variant(
        "leaky_units_in_the_encoder",
        CODES,
        edits(
            ("nn.Conv2d(64, 64, 3), nn.MaxPool2d(2), nn.ReLU()", "nn.Conv2d(64, 64, 3), nn.MaxPool2d(2), nn.LeakyReLU()"),
            (
                "layers.Conv2D(64, 3), layers.MaxPooling2D(), layers.ReLU()",
                "layers.Conv2D(64, 3), layers.MaxPooling2D(), layers.LeakyReLU()",
            ),
        ),
    ),
    Variant(
        "no_activation_between_transposed_convolutions",
        IMAGES,
        edits(
            ("nn.ConvTranspose2d(64, 32, 3), nn.ReLU(),", "nn.ConvTranspose2d(64, 32, 3),"),
            ('layers.Conv2DTranspose(32, 3, activation="relu")', "layers.Conv2DTranspose(32, 3)"),
        ),
    ),
    Variant(
        "no_activation_of_the_code",
        IMAGES,
        edits(
            ("nn.ConvTranspose2d(LATENT_DIM, 64, 3), nn.ReLU(),", "nn.ConvTranspose2d(LATENT_DIM, 64, 3),"),
            ('layers.Conv2DTranspose(64, 3, activation="relu")', "layers.Conv2DTranspose(64, 3)"),
        ),
    ),
    Variant(
        "doubled_by_interpolation",
        IMAGES,
        edits(
            (
                "nn.ConvTranspose2d(32, 16, 5), nn.ReLU(), nn.Upsample(scale_factor=2)",
                'nn.ConvTranspose2d(32, 16, 5), nn.ReLU(), nn.Upsample(scale_factor=2, mode="bilinear")',
            ),
            (
                'layers.Conv2DTranspose(16, 5, activation="relu"), layers.UpSampling2D()',
                'layers.Conv2DTranspose(16, 5, activation="relu"), layers.UpSampling2D(interpolation="bilinear")',
            ),
        ),
    ),
    Variant(
        "no_bias_at_the_code",
        COUNT,
        edits(
            ("nn.ConvTranspose2d(LATENT_DIM, 64, 3)", "nn.ConvTranspose2d(LATENT_DIM, 64, 3, bias=False)"),
            (
                'layers.Conv2DTranspose(64, 3, activation="relu")',
                'layers.Conv2DTranspose(64, 3, activation="relu", use_bias=False)',
            ),
        ),
    ),
    Variant(
        "output_between_zero_and_one",
        "test_decoding_ends_in_the_mean_of_the_likelihood",
        instead(LAST, LAST[0].replace("ReLU", "Sigmoid"), LAST[1].replace("relu", "sigmoid")),
    ),
    Variant("output_of_any_sign", IMAGES, instead(LAST, LAST[0].replace("ReLU", "Identity"), LAST[1].replace("relu", "linear"))),
    Variant(
        "dead_at_the_start",
        "test_a_seed_decides_the_start",
        instead(GREY, GREY[0].replace("0.5", "-5.0"), GREY[1].replace("0.5", "-5.0")),
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
        "call_decodes_half_the_code",
        "test_a_call_decodes_the_mean_code",
        both("return self.decode(mean)", "return self.decode(0.5 * mean)"),
    ),
    Variant(
        "generates_from_little_noise",
        "test_generating_is_decoding",
        both("return self.decode(noise)", "return self.decode(0.1 * noise)"),
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
        "decoder_of_a_mean_image",
        "test_training_learns",
        edits(
            ("model.decoder(mean + (0.5 * log_var).exp() * noise)", "model.decoder(0 * noise)"),
            ("model.decoder(mean + tf.exp(0.5 * log_var) * noise)", "model.decoder(0 * noise)"),
        ),
    ),
    Variant("factor_unchecked", "test_bad_factors_are_rejected", both("        check_positive(factor=factor)\n", "")),
    # Groups
    Variant(
        "groups_swapped",
        GROUPS,
        both("    check_finite(scores=scores)\n", "    check_finite(scores=scores)\n    scores = -scores\n"),
    ),
    Variant(
        "highest_ascending",
        GROUPS,
        instead(
            SORTED,
            SORTED[0].replace("highest[:size],", "highest[:size].flip(0),"),
            SORTED[1].replace("tf.cast(highest[:size]", "tf.cast(highest[:size][::-1]"),
        ),
    ),
    Variant(
        "last_on_ties",
        GROUPS,
        instead(
            SORTED,
            SORTED[0].replace(
                "    highest =", "    lowest = scores.sort(stable=True).indices\n    highest = lowest.flip(0)\n    unused ="
            ),
            SORTED[1].replace(
                '    highest = tf.argsort(scores, direction="DESCENDING", stable=True)\n',
                "    highest = tf.argsort(scores, stable=True)[::-1]\n",
            ),
        ),
    ),
    Variant(
        "size_of_groups_ignored",
        GROUPS,
        both(
            "    check_integer(1, scores.shape[0], size=size)\n",
            "    check_integer(1, scores.shape[0], size=size)\n    size = 36\n",
        ),
    ),
    Variant(
        "twenty_five_by_itself",
        "test_groups_have_thirty_six_members_by_themselves",
        both("def attribute_groups(scores, size=36):", "def attribute_groups(scores, size=25):"),
    ),
    Variant(
        "groups_in_int32",
        DTYPE,
        instead(
            SORTED,
            SORTED[0].replace("highest[:size], lowest[:size]", "highest[:size].int(), lowest[:size].int()"),
            SORTED[1].replace("int64", "int32"),
        ),
    ),
    Variant(
        "size_of_groups_unchecked", "test_bad_scores_are_rejected", both("    check_integer(1, scores.shape[0], size=size)\n", "")
    ),
    Variant("infinite_scores_accepted", "test_bad_scores_are_rejected", both("    check_finite(scores=scores)\n", "")),
    # The plane
    Variant(
        "components_of_the_first_group",
        PLANE,
        instead(
            COMPONENTS,
            "    mean, components, _ = principal_components(codes_a, 2)\n",
            "    mean, components, _ = principal_components(codes_a, 2)\n",
        ),
    ),
    Variant(
        "each_group_from_its_own_mean",
        PLANE,
        edits(
            ("project(codes_b, mean, components)", "project(codes_b, codes_b.mean(dim=0), components)"),
            ("project(codes_b, mean, components)", "project(codes_b, tf.reduce_mean(codes_b, axis=0), components)"),
        ),
    ),
    Variant(
        "mean_of_the_group_means",
        PLANE,
        instead(
            COMPONENTS,
            COMPONENTS[0] + "    mean = (codes_a.mean(dim=0) + codes_b.mean(dim=0)) / 2\n",
            COMPONENTS[1] + "    mean = (tf.reduce_mean(codes_a, axis=0) + tf.reduce_mean(codes_b, axis=0)) / 2\n",
        ),
    ),
    Variant(
        "plane_without_the_mean",
        PLANE,
        both("    return project(codes_a, mean, components)", "    mean = 0 * mean\n    return project(codes_a, mean, components)"),
    ),
    Variant(
        "second_and_third_component",
        PLANE,
        edits(
            (COMPONENTS[0], COMPONENTS[0].replace(", 2)", ", 3)") + "    components = components[1:]\n"),
            (COMPONENTS[1], COMPONENTS[1].replace(", 2)", ", 3)") + "    components = components[1:]\n"),
        ),
    ),
    Variant(
        "plane_turned_round",
        PLANE,
        both(
            "    return project(codes_a, mean, components)",
            "    components = -components\n    return project(codes_a, mean, components)",
        ),
    ),
    Variant(
        "plane_in_float32",
        DTYPE,
        edits(
            (COMPONENTS[0], "    codes_a, codes_b = codes_a.float(), codes_b.float()\n" + COMPONENTS[0]),
            (COMPONENTS[1], "    codes_a, codes_b = tf.cast(codes_a, tf.float32), tf.cast(codes_b, tf.float32)\n" + COMPONENTS[1]),
        ),
    ),
    Variant(
        "infinite_codes_accepted",
        "test_bad_codes_have_no_plane",
        {
            "torch": [
                (
                    "    check_finite(codes_a=codes_a, codes_b=codes_b)\n",
                    "    codes_a, codes_b = codes_a.nan_to_num(), codes_b.nan_to_num()\n",
                )
            ],
            "tensorflow": [
                (
                    "    check_finite(codes_a=codes_a, codes_b=codes_b)\n",
                    "    codes_a, codes_b = (tf.where(tf.math.is_finite(c), c, 0) for c in (codes_a, codes_b))\n",
                )
            ],
        },
    ),
    # Walks in the space of codes
    Variant(
        "morph_without_its_end",
        MORPH,
        edits(
            ("torch.linspace(0, 1, n, device=mean.device)", "torch.arange(n, device=mean.device) / n"),
            ("tf.linspace(0.0, 1.0, n)", "tf.range(n, dtype=tf.float32) / n"),
        ),
    ),
    Variant("morph_the_other_way_round", MORPH, both(STEPS, "model.decode((1 - weights) * mean[1] + weights * mean[0])")),
    Variant(
        "morph_of_pictures",
        MORPH,
        edits(
            (STEPS, "(1 - weights[..., None, None]) * model(x1[None]) + weights[..., None, None] * model(x2[None])"),
            (STEPS, "(1 - weights[..., None, None]) * model(x1[None]) + weights[..., None, None] * model(x2[None])"),
        ),
    ),
    Variant(
        "morph_of_sampled_codes",
        MORPH,
        edits(
            (
                "    mean, _ = model.encode(torch.stack([x1, x2]))\n",
                "    mean, log_var = model.encode(torch.stack([x1, x2]))\n    mean = mean + (0.5 * log_var).exp() * torch.randn_like(mean)\n",
            ),
            (
                "    mean, _ = model.encode(tf.stack([x1, x2]))\n",
                "    mean, log_var = model.encode(tf.stack([x1, x2]))\n    mean = mean + tf.exp(0.5 * log_var) * tf.random.normal(mean.shape)\n",
            ),
        ),
    ),
    Variant(
        "one_step_more",
        FORM_OF_IMAGES,
        edits(
            ("torch.linspace(0, 1, n, device", "torch.linspace(0, 1, n + 1, device"),
            ("tf.linspace(0.0, 1.0, n)", "tf.linspace(0.0, 1.0, n + 1)"),
        ),
    ),
    Variant(
        "single_step_accepted", "test_bad_ends_of_a_morph_are_rejected", both("    check_integer(2, n=n)\n", "    n = max(n, 2)\n")
    ),
    Variant(
        "shift_the_other_way",
        SHIFT,
        instead(
            SHIFTED,
            "model.decode(mean_without - mean_with.mean(dim=0) + mean_without.mean(dim=0))",
            "model.decode(mean_without - tf.reduce_mean(mean_with, axis=0) + tf.reduce_mean(mean_without, axis=0))",
        ),
    ),
    Variant(
        "shift_into_the_dark",
        "test_a_shifted_attribute_is_seen",
        instead(
            SHIFTED,
            "model.decode(mean_without - mean_with.mean(dim=0) + mean_without.mean(dim=0))",
            "model.decode(mean_without - tf.reduce_mean(mean_with, axis=0) + tf.reduce_mean(mean_without, axis=0))",
        ),
    ),
    Variant(
        "shift_to_the_other_mean",
        SHIFT,
        instead(
            SHIFTED,
            "model.decode(mean_without + mean_with.mean(dim=0))",
            "model.decode(mean_without + tf.reduce_mean(mean_with, axis=0))",
        ),
    ),
    Variant(
        "shift_by_one_number",
        SHIFT,
        instead(
            SHIFTED,
            "model.decode(mean_without + mean_with.mean() - mean_without.mean())",
            "model.decode(mean_without + tf.reduce_mean(mean_with) - tf.reduce_mean(mean_without))",
        ),
    ),
    Variant(
        "those_with_it_shifted",
        FORM_OF_IMAGES,
        instead(
            SHIFTED,
            SHIFTED[0].replace("decode(mean_without", "decode(mean_with"),
            SHIFTED[1].replace("decode(mean_without", "decode(mean_with"),
        ),
    ),
    Variant("noise_level_ignored", NEAR, both("model.decode(mean + noise_level * noise)", "model.decode(mean + noise)")),
    Variant(
        "noise_level_squared", NEAR, both("model.decode(mean + noise_level * noise)", "model.decode(mean + noise_level**2 * noise)")
    ),
    Variant("near_nothing", NEAR, both("model.decode(mean + noise_level * noise)", "model.decode(0 * mean + noise_level * noise)")),
    Variant(
        "near_by_the_posterior",
        NEAR,
        edits(
            (
                "    mean, _ = model.encode(x)\n    check_shape(mean.shape",
                "    mean, log_var = model.encode(x)\n    noise_level = noise_level * (0.5 * log_var).exp()\n    check_shape(mean.shape",
            ),
            (
                "    mean, _ = model.encode(x)\n    check_shape(mean.shape",
                "    mean, log_var = model.encode(x)\n    noise_level = noise_level * tf.exp(0.5 * log_var)\n    check_shape(mean.shape",
            ),
        ),
    ),
    Variant("noise_of_one_row_accepted", BAD_GROUPS, both("    check_shape(mean.shape, noise=noise)\n", "")),
    Variant(
        "noise_level_unchecked",
        BAD_GROUPS,
        edits(
            ("    check_nonnegative(noise_level=noise_level)\n", "    noise_level = min(1.0, float(noise_level))\n"),
            ("    check_nonnegative(noise_level=noise_level)\n", "    noise_level = min(1.0, float(noise_level))\n"),
        ),
    ),
    # Photographs
    Variant(
        "every_so_many_pixels_picked",
        SMOOTH,
        edits(
            (
                "    weights = (1 - distances / max(step, 1)).clamp(min=0)\n",
                "    weights = (distances == distances.amin(dim=1, keepdim=True)).to(images.dtype)\n",
            ),
            (
                "    weights = tf.maximum(1 - distances / max(step, 1), 0)\n",
                "    weights = tf.cast(distances == tf.reduce_min(distances, axis=1, keepdims=True), images.dtype)\n",
            ),
        ),
    ),
    Variant(
        "no_anti_aliasing",
        SMOOTH,
        edits(("distances / max(step, 1)).clamp", "distances).clamp"), ("distances / max(step, 1), 0)", "distances, 0)")),
    ),
    Variant(
        "corners_aligned",
        RAMPS,
        instead(
            CENTRES,
            "    centres = torch.linspace(0, n - 1, size, dtype=images.dtype, device=images.device)\n",
            "    centres = tf.cast(tf.linspace(0.0, n - 1.0, size), images.dtype)\n",
        ),
    ),
    Variant(
        "half_a_pixel_off", RAMPS, instead(CENTRES, CENTRES[0].replace(" - 0.5\n", "\n"), CENTRES[1].replace(" - 0.5\n", "\n"))
    ),
    Variant(
        "weights_that_do_not_sum_to_one",
        CONSTANTS,
        edits(
            ("    return weights / weights.sum(dim=1, keepdim=True)\n", "    return weights / max(step, 1)\n"),
            ("    return weights / tf.reduce_sum(weights, axis=1, keepdims=True)\n", "    return weights / max(step, 1)\n"),
        ),
    ),
    Variant(
        "border_left_on",
        MEAN_COLOUR,
        both("    check_integer(1, size=size)\n", "    check_integer(1, size=size)\n    border = 0\n"),
    ),
    Variant(
        "border_hard_coded",
        CONSTANTS,
        both("    check_integer(1, size=size)\n", "    check_integer(1, size=size)\n    border = 70\n"),
    ),
    Variant(
        "border_by_negative_index",
        CONSTANTS,
        edits(
            ("border : h - border, border : w - border]", "border:-border, border:-border]"),
            ("border : h - border, border : w - border]", "border:-border, border:-border]"),
        ),
    ),
    Variant(
        "rows_for_columns",
        CONSTANTS,
        edits(
            (RESIZED[0], RESIZED[0].replace("return rows", "return columns").replace("columns.mT", "rows.mT")),
            (RESIZED[1], RESIZED[1].replace("rows, images", "columns, images").replace(", columns)", ", rows)")),
        ),
    ),
    Variant(
        "cropped_on_one_side_only",
        MEAN_COLOUR,
        {
            "torch": [(RESIZED[0], RESIZED[0].replace("border : h - border, border", ": h - 2 * border, border"))],
            "tensorflow": [(RESIZED[1], RESIZED[1].replace("border : h - border, border", ": h - 2 * border, border"))],
        },
    ),
    Variant(
        "default_border",
        "test_photographs_lose_seventy_pixels_and_become_forty_five_wide",
        both("border=70, size=45", "border=60, size=45"),
    ),
    Variant(
        "default_size",
        "test_photographs_lose_seventy_pixels_and_become_forty_five_wide",
        both("border=70, size=45", "border=70, size=48"),
    ),
    Variant(
        "pictures_in_float32",
        DTYPE,
        edits(
            (RESIZED[0], RESIZED[0].rstrip("\n").replace("return ", "return (") + ").float()\n"),
            (RESIZED[1], RESIZED[1].rstrip("\n").replace("return ", "return tf.cast(") + ", tf.float32)\n"),
        ),
    ),
    Variant(
        "border_unchecked",
        BAD_PHOTOGRAPHS,
        both(
            "    check_integer(0, (min(h, w) - 1) // 2, border=border)\n",
            "    border = max(0, min(border, (min(h, w) - 1) // 2))\n",
        ),
    ),
    Variant("infinite_pixels_accepted", BAD_PHOTOGRAPHS, both("    check_finite(images=images)\n", "")),
]

RIGHT = [
    Variant(
        "two_heads",
        edits={
            "torch": [
                ("*(nn.Flatten(), nn.Linear(32 * 3 * 3, 2 * LATENT_DIM)),", "nn.Flatten(),"),
                (
                    "            self.decoder =",
                    "            self.mean, self.log_var = nn.Linear(288, LATENT_DIM), nn.Linear(288, LATENT_DIM)\n            self.decoder =",
                ),
                (
                    "        mean, log_var = self.encoder(x).chunk(2, dim=-1)\n",
                    "        hidden = self.encoder(x)\n        mean, log_var = self.mean(hidden), self.log_var(hidden)\n",
                ),
                ("    mean, log_var = model.encoder(x).chunk(2, dim=-1)\n    rec", "    mean, log_var = model.encode(x)\n    rec"),
            ],
            "tensorflow": [
                ("*(layers.Flatten(), layers.Dense(2 * LATENT_DIM)),", "layers.Flatten(),"),
                (
                    "            self.decoder =",
                    "            self.mean, self.log_var = layers.Dense(LATENT_DIM), layers.Dense(LATENT_DIM)\n"
                    "            self.mean.build((None, 288)), self.log_var.build((None, 288))\n            self.decoder =",
                ),
                (
                    "        mean, log_var = tf.split(self.encoder(x), 2, axis=-1)\n",
                    "        hidden = self.encoder(x)\n        mean, log_var = self.mean(hidden), self.log_var(hidden)\n",
                ),
                (
                    "    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)\n    rec",
                    "    mean, log_var = model.encode(x)\n    rec",
                ),
            ],
        },
    ),
    Variant(
        "rectified_before_pooling",
        edits={
            "torch": [
                ("nn.Conv2d(3, 64, 5), nn.MaxPool2d(2), nn.ReLU()", "nn.Conv2d(3, 64, 5), nn.ReLU(), nn.MaxPool2d(2)"),
                ("nn.Conv2d(64, 64, 3), nn.MaxPool2d(2), nn.ReLU()", "nn.Conv2d(64, 64, 3), nn.ReLU(), nn.MaxPool2d(2)"),
            ],
            "tensorflow": [
                (
                    "layers.Conv2D(64, 5), layers.MaxPooling2D(), layers.ReLU()",
                    'layers.Conv2D(64, 5, activation="relu"), layers.MaxPooling2D()',
                ),
                ("layers.Permute((3, 1, 2)),  # TF: channels first, as in PyTorch, so that the twins' next layers agree", ""),
            ],
        },
    ),
    Variant(
        "resized_by_the_library",
        edits={
            "torch": [
                (
                    RESIZED[0],
                    "    middle = images[..., border : h - border, border : w - border]\n"
                    '    return nn.functional.interpolate(middle, size=(size, size), mode="bicubic", antialias=True)\n',
                )
            ],
            "tensorflow": [
                (
                    RESIZED[1],
                    "    middle = images[:, border : h - border, border : w - border]\n"
                    "    if images.dtype == tf.float64:\n"
                    '        return tf.einsum("ih,nhwc,jw->nijc", rows, middle, columns)\n'
                    '    return tf.image.resize(middle, (size, size), "lanczos3", antialias=True)\n',
                )
            ],
        },
    ),
    Variant(
        "a_loop_of_its_own",
        instead={
            "torch": "def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
            "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
            "    check_positive(learning_rate=learning_rate)\n"
            "    torch.manual_seed(seed)\n"
            "    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size, shuffle=True)\n"
            "    optimizer = torch.optim.Adam(model.parameters(), float(learning_rate))\n"
            "    losses = torch.zeros(n_epochs)\n"
            "    for epoch in range(n_epochs):\n"
            "        for (images,) in loader:\n"
            "            mean, log_var = model.encode(images)\n"
            "            drawn = model.decode(mean + torch.exp(log_var / 2) * torch.randn_like(mean))\n"
            "            squares = model.factor * nn.functional.mse_loss(drawn, images, reduction='sum') / 2\n"
            "            loss = (squares - 0.5 * torch.sum(1 + log_var - mean**2 - log_var.exp())) / len(images)\n"
            "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
            "            losses[epoch] += loss.item() * len(images) / len(x)\n"
            "    return losses\n",
            "tensorflow": "def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):\n"
            "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
            "    check_positive(learning_rate=learning_rate)\n"
            "    optimizer, losses = keras.optimizers.Adam(float(learning_rate)), []\n"
            "    optimizer.build(model.trainable_variables)\n"
            "    generator = tf.random.Generator.from_seed(seed)\n\n"
            "    @tf.function(reduce_retracing=True)\n"
            "    def step(images, noise):\n"
            "        with tf.GradientTape() as tape:\n"
            "            mean, log_var = model.encode(images)\n"
            "            drawn = model.decode(mean + tf.exp(log_var / 2) * noise)\n"
            "            squares = 0.5 * model.factor * tf.reduce_sum(tf.math.squared_difference(images, drawn), axis=(1, 2, 3))\n"
            "            kl = -0.5 * tf.reduce_sum(1 + log_var - mean**2 - tf.exp(log_var), axis=1)\n"
            "            loss = tf.reduce_mean(squares + kl)\n"
            "        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))\n"
            "        return tf.reduce_sum(squares + kl)\n\n"
            "    for _ in range(n_epochs):\n"
            "        order, total = tf.argsort(generator.uniform((len(x),))), 0.0\n"
            "        for start in range(0, len(x), batch_size):\n"
            "            rows = order[start : start + batch_size]\n"
            "            total += float(step(tf.gather(x, rows), generator.normal((len(rows), LATENT_DIM))))\n"
            "        losses.append(total / len(x))\n"
            "    return tf.constant(losses, tf.float32, (n_epochs,))\n",
        },
    ),
]
