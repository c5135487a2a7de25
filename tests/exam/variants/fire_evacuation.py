"""Wrong and right variants of `fire_evacuation`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
HIDDEN = "test_hidden_layers_are_rectified_twice_and_then_bounded"
COUNT = "test_number_of_parameters"
DECODED = "test_decoding_ends_in_the_mean_of_the_likelihood"
SIGNS = "test_codes_take_both_signs"
SCALED = "test_columns_are_scaled_as_by_scikit_learn"
COLUMNS = "test_results_have_the_form_of_normalised_columns"
UNDONE = "test_denormalizing_undoes_normalizing"
LINEAR = "test_denormalizing_is_linear_beyond_the_ends_too"
FRACTION = "test_fraction_counts_the_region_with_its_edges"
ORDER = "test_fraction_depends_on_the_order_of_the_region"
PEOPLE = "test_people_are_the_fewest_that_reach_the_limit"
WHOLE = "test_people_are_counted_in_whole_numbers"
LIMIT = "test_limit_is_a_hundred_by_default"
DATA = "test_people_of_an_evacuation"
BAD_COLUMNS = "test_bad_columns_are_rejected"
BAD_NORMALISED = "test_bad_normalised_samples_are_rejected"
BAD_POSITIONS = "test_bad_positions_are_rejected"
BAD_REGIONS = "test_bad_regions_are_rejected"
NOBODY = "test_nobody_inside_or_a_negative_limit_is_rejected"
CODES_AND_NOISE = "test_bad_codes_and_noise_are_rejected"

LIKELIHOOD = {
    "torch": "-0.5 * ((x - reconstruction) ** 2).sum(dim=-1)",
    "tensorflow": "-0.5 * tf.reduce_sum((x - reconstruction) ** 2, axis=-1)",
}
DEVIATION = {"torch": "(0.5 * log_var).exp() * noise", "tensorflow": "tf.exp(0.5 * log_var) * noise"}
LAST_OF_ENCODER = {
    "torch": "*(nn.Linear(512, 512), nn.Tanh()),\n                nn.Linear(512, 2 * LATENT_DIM),",
    "tensorflow": 'layers.Dense(512, "tanh"),\n                layers.Dense(2 * LATENT_DIM),',
}
FIRST_OF_ENCODER = {
    "torch": "*(nn.Linear(2, 512), nn.ReLU()),",
    "tensorflow": 'keras.Input((2,)),\n                layers.Dense(512, "relu"),',
}
FIRST_OF_DECODER = {
    "torch": "*(nn.Linear(LATENT_DIM, 512), nn.Tanh()),",
    "tensorflow": 'keras.Input((LATENT_DIM,)),\n                layers.Dense(512, "tanh"),',
}
OUTPUT = {"torch": "                nn.Linear(512, 2),\n", "tensorflow": "                layers.Dense(2),\n"}
ENDS = {
    "torch": "    low, high = x.aminmax(dim=0)\n",
    "tensorflow": "    low, high = tf.reduce_min(x, axis=0), tf.reduce_max(x, axis=0)\n",
}
SHARE = "    return _count(samples, region) / len(samples)\n"
ROUNDED_UP = "    return -(-limit * len(samples) // count)\n"
INSIDE = "(x >= x_low) & (x <= x_high) & (y >= y_low) & (y <= y_high)"


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # The evidence lower bound
    Variant("squared_error_not_halved", ELBO, both("log_likelihood = -0.5 *", "log_likelihood = -1.0 *")),
    Variant("squared_error_as_a_mean", ALIKE, instead(
        LIKELIHOOD, "-0.5 * ((x - reconstruction) ** 2).mean(dim=-1)", "-0.5 * tf.reduce_mean((x - reconstruction) ** 2, axis=-1)")),
    Variant("absolute_error", ELBO, instead(
        LIKELIHOOD, "-0.5 * (x - reconstruction).abs().sum(dim=-1)", "-0.5 * tf.reduce_sum(tf.abs(x - reconstruction), axis=-1)")),
    Variant("constant_of_the_gaussian_kept", ELBO, both("return log_likelihood - kl", "return log_likelihood - kl - 1.8378770664")),
    Variant("no_divergence", ELBO, both("return log_likelihood - kl", "return log_likelihood")),
    Variant("divergence_added", ELBO, both("return log_likelihood - kl", "return log_likelihood + kl")),
    Variant("hidden_weight_of_the_divergence", ALIKE, both("return log_likelihood - kl", "return log_likelihood - 0.01 * kl")),
    Variant("half_missing_in_the_divergence", ELBO, both("kl = 0.5 *", "kl =")),
    Variant("variance_for_the_deviation", ELBO, instead(DEVIATION, "log_var.exp() * noise", "tf.exp(log_var) * noise")),
    Variant("log_deviation_in_the_sampler", ELBO, instead(DEVIATION, "log_var * noise", "log_var * noise")),
    Variant("noise_of_the_first_for_all", "test_samples_are_independent", both("* noise)\n", "* noise[:1])\n")),
    Variant("loss_summed", "test_loss_is_minus_the_mean_elbo", edits(
        ("-self.elbo(x, noise).mean()", "-self.elbo(x, noise).sum()"), ("-tf.reduce_mean(self.elbo", "-tf.reduce_sum(self.elbo"))),
    Variant("gradient_cut_at_the_code", "test_training_descends_the_negative_elbo", edits(
        ("model.decoder(mean + (0.5 * log_var).exp() * noise)", "model.decoder((mean + (0.5 * log_var).exp() * noise).detach())"),
        ("model.decoder(mean + tf.exp(0.5 * log_var) * noise)", "model.decoder(tf.stop_gradient(mean + tf.exp(0.5 * log_var) * noise))"))),
    Variant("generates_from_the_mean", "test_generating_is_decoding", both("        return self.decode(noise)\n", "        return self.decode(0 * noise)\n")),
    Variant("call_decodes_the_log_variance", "test_a_call_decodes_the_mean_code", both("        mean, _ = self.encode(x)\n", "        _, mean = self.encode(x)\n")),
    # Layers
    Variant("rectified_instead_of_bounded", HIDDEN, instead(
        LAST_OF_ENCODER, LAST_OF_ENCODER["torch"].replace("Tanh", "ReLU"), LAST_OF_ENCODER["tensorflow"].replace("tanh", "relu"))),
    Variant("bounded_at_once", HIDDEN, instead(
        FIRST_OF_ENCODER, FIRST_OF_ENCODER["torch"].replace("ReLU", "Tanh"), FIRST_OF_ENCODER["tensorflow"].replace("relu", "tanh"))),
    Variant("decoder_without_tanh", HIDDEN, instead(
        FIRST_OF_DECODER, FIRST_OF_DECODER["torch"].replace("Tanh", "ReLU"), FIRST_OF_DECODER["tensorflow"].replace("tanh", "relu"))),
    Variant("no_activation_in_the_first_layer", HIDDEN, instead(
        FIRST_OF_ENCODER, "nn.Linear(2, 512),", "keras.Input((2,)),\n                layers.Dense(512),")),
    Variant("one_layer_more", COUNT, instead(
        FIRST_OF_ENCODER, FIRST_OF_ENCODER["torch"] + "\n                *(nn.Linear(512, 512), nn.ReLU()),",
        FIRST_OF_ENCODER["tensorflow"] + '\n                layers.Dense(512, "relu"),')),
    Variant("layers_of_256", COUNT, instead(
        LAST_OF_ENCODER, "*(nn.Linear(512, 256), nn.Tanh()),\n                nn.Linear(256, 2 * LATENT_DIM),",
        'layers.Dense(256, "tanh"),\n                layers.Dense(2 * LATENT_DIM),')),
    Variant("output_by_tanh", DECODED, instead(
        OUTPUT, "                *(nn.Linear(512, 2), nn.Tanh()),\n", '                layers.Dense(2, "tanh"),\n')),
    Variant("output_by_sigmoid", DECODED, instead(
        OUTPUT, "                *(nn.Linear(512, 2), nn.Sigmoid()),\n", '                layers.Dense(2, "sigmoid"),\n')),
    Variant("mean_by_tanh", SIGNS, edits(
        ("        return mean, log_var\n", "        return mean.tanh(), log_var\n"), ("        return mean, log_var\n", "        return tf.tanh(mean), log_var\n"))),
    Variant("log_variance_by_softplus", SIGNS, edits(
        ("        return mean, log_var\n", "        return mean, nn.functional.softplus(log_var)\n"),
        ("        return mean, log_var\n", "        return mean, tf.nn.softplus(log_var)\n"))),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("        with seeded(seed):\n", "        with seeded(0):\n")),
    Variant("default_seed_of_the_model", "test_a_seed_decides_the_start", both("def __init__(self, seed=0):", "def __init__(self, seed=1):")),
    # Training
    Variant("trained_without_noise", "test_training_samples_codes_from_the_posterior", edits(
        ("torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device)", "torch.zeros(len(x), LATENT_DIM)"),
        ("tf.random.stateless_normal((tf.shape(x)[0], LATENT_DIM), seed)", "tf.zeros((tf.shape(x)[0], LATENT_DIM))"))),
    Variant("trained_with_uniform_noise", "test_training_samples_codes_from_the_posterior", edits(
        ("torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device)", "torch.rand(len(x), LATENT_DIM, generator=generator)"),
        ("tf.random.stateless_normal((tf", "tf.random.stateless_uniform((tf"))),
    Variant("default_learning_rate_far_too_small", "test_training_learns", both("    return train(model,", "    learning_rate = 0.001 * learning_rate\n    return train(model,")),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=128", "batch_size=512")),
    # Normalising
    Variant("scaled_to_zero_and_one", SCALED, both("    return 2 * (x - low) / (high - low) - 1, low, high", "    return (x - low) / (high - low), low, high")),
    Variant("standardised", SCALED, edits(
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (x - x.mean(dim=0)) / x.std(dim=0),"),
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (x - tf.reduce_mean(x, axis=0)) / tf.math.reduce_std(x, axis=0),"))),
    Variant("scaled_by_the_extremes_of_all_columns", SCALED, instead(
        ENDS, "    low, high = x.min().expand(x.shape[1]), x.max().expand(x.shape[1])\n",
        "    low, high = tf.fill([x.shape[1]], tf.reduce_min(x)), tf.fill([x.shape[1]], tf.reduce_max(x))\n")),
    Variant("scaled_by_rows", COLUMNS, instead(
        ENDS, "    low, high = x.aminmax(dim=1, keepdim=True)\n",
        "    low, high = tf.reduce_min(x, axis=1, keepdims=True), tf.reduce_max(x, axis=1, keepdims=True)\n")),
    Variant("divided_by_the_largest_magnitude", SCALED, edits(
        ("    return 2 * (x - low) / (high - low) - 1,", "    return x / x.abs().amax(dim=0),"),
        ("    return 2 * (x - low) / (high - low) - 1,", "    return x / tf.reduce_max(tf.abs(x), axis=0),"))),
    Variant("width_padded", SCALED, both("(x - low) / (high - low) - 1", "(x - low) / (high - low + 0.01) - 1")),
    Variant("high_and_low_swapped", SCALED, both("- 1, low, high", "- 1, high, low")),
    Variant("normalised_in_float32", SCALED, edits(
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (2 * (x - low) / (high - low) - 1).float().to(x.dtype),"),
        ("    return 2 * (x - low) / (high - low) - 1,", "    return tf.cast(tf.cast(2 * (x - low) / (high - low) - 1, tf.float32), x.dtype),"))),
    Variant("normalised_to_float32", COLUMNS, edits(
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (2 * (x - low) / (high - low) - 1).float(),"),
        ("    return 2 * (x - low) / (high - low) - 1,", "    return tf.cast(2 * (x - low) / (high - low) - 1, tf.float32),"))),
    Variant("normalised_in_place", COLUMNS, {"torch": [("    return 2 * (x - low) / (high - low) - 1,", "    return x.sub_(low).div_(high - low).mul_(2).sub_(1),")]}),
    Variant("ends_as_numbers", COLUMNS, edits(
        ("- 1, low, high", "- 1, float(low.min()), float(high.max())"), ("- 1, low, high", "- 1, float(tf.reduce_min(low)), float(tf.reduce_max(high))"))),
    Variant("denormalised_from_zero_and_one", UNDONE, both("    return low + (normalized + 1) / 2 * (high - low)", "    return low + normalized * (high - low)")),
    Variant("low_not_added", UNDONE, both("    return low + (normalized + 1) / 2 * (high - low)", "    return (normalized + 1) / 2 * (high - low)")),
    Variant("clipped_to_the_ends", LINEAR, edits(
        ("    return low + (normalized + 1) / 2 * (high - low)", "    return low + (normalized.clamp(-1, 1) + 1) / 2 * (high - low)"),
        ("    return low + (normalized + 1) / 2 * (high - low)", "    return low + (tf.clip_by_value(normalized, -1, 1) + 1) / 2 * (high - low)"))),
    Variant("ends_of_the_first_column_for_all", LINEAR, both("    return low + (normalized + 1) / 2 * (high - low)", "    return low[0] + (normalized + 1) / 2 * (high[0] - low[0])")),
    # The region
    Variant("edges_left_out", FRACTION, both(INSIDE, "(x > x_low) & (x < x_high) & (y > y_low) & (y < y_high)")),
    Variant("upper_edges_left_out", FRACTION, both(INSIDE, "(x >= x_low) & (x < x_high) & (y >= y_low) & (y < y_high)")),
    Variant("one_coordinate_is_enough", FRACTION, both(INSIDE, "((x >= x_low) & (x <= x_high)) | ((y >= y_low) & (y <= y_high))")),
    Variant("second_coordinate_forgotten", FRACTION, both(INSIDE, "(x >= x_low) & (x <= x_high)")),
    Variant("coordinates_swapped", ORDER, both("    x_low, x_high, y_low, y_high = region\n", "    y_low, y_high, x_low, x_high = region\n")),
    Variant("corners_for_ends", ORDER, both("    x_low, x_high, y_low, y_high = region\n", "    x_low, y_low, x_high, y_high = region\n")),
    Variant("share_of_those_outside", FRACTION, both(SHARE, "    return 1 - _count(samples, region) / len(samples)\n")),
    Variant("fraction_in_per_cent", "test_fraction_of_an_evacuation", both(SHARE, "    return 100 * _count(samples, region) / len(samples)\n")),
    Variant("fraction_of_two_digits", "test_fraction_of_an_evacuation", both(SHARE, "    return round(_count(samples, region) / len(samples), 2)\n")),
    Variant("number_for_the_fraction", FRACTION, both(SHARE, "    return float(_count(samples, region))\n")),
    Variant("fraction_as_a_tensor", FRACTION, edits(
        (SHARE, "    return torch.tensor(_count(samples, region) / len(samples))\n"), (SHARE, "    return tf.constant(_count(samples, region) / len(samples))\n"))),
    Variant("region_hard_coded", FRACTION, both("    x_low, x_high, y_low, y_high = region\n", "    x_low, x_high, y_low, y_high = 130, 150, 50, 70\n")),
    Variant("people_by_floating_point", WHOLE, both(ROUNDED_UP, "    import math\n\n    return math.ceil(limit / (count / len(samples)))\n")),
    Variant("people_rounded_down", PEOPLE, both(ROUNDED_UP, "    return limit * len(samples) // count\n")),
    Variant("people_rounded", PEOPLE, both(ROUNDED_UP, "    return round(limit * len(samples) / count)\n")),
    Variant("one_person_more", PEOPLE, both(ROUNDED_UP, "    return limit * len(samples) // count + 1\n")),
    Variant("more_than_the_limit", WHOLE, both(ROUNDED_UP, "    return -(-(limit + 1) * len(samples) // count)\n")),
    Variant("people_as_a_float", PEOPLE, both(ROUNDED_UP, "    return float(-(-limit * len(samples) // count))\n")),
    Variant("people_of_the_rounded_fraction", DATA, both(ROUNDED_UP, "    fraction = round(100 * count / len(samples))\n    return -(-100 * limit // fraction)\n")),
    Variant("limit_hard_coded", PEOPLE, both(ROUNDED_UP, "    return -(-100 * len(samples) // count)\n")),
    Variant("default_limit", LIMIT, both("limit=100", "limit=101")),
    # Bad input
    Variant("constant_columns_accepted", BAD_COLUMNS, edits(("    if not (low < high).all():", "    if False:"), ("    if not tf.reduce_all(low < high):", "    if False:"))),
    Variant("constant_columns_only_where_all_are", BAD_COLUMNS, edits(
        ("    if not (low < high).all():", "    if not (low < high).any():"), ("    if not tf.reduce_all(low < high):", "    if not tf.reduce_any(low < high):"))),
    Variant("nan_in_columns_accepted", BAD_COLUMNS, edits(
        ("    check_finite(x=x)\n    low,", "    low,"), ("    check_finite(x=x)\n    low,", "    low,")) | {
        "torch": [("    check_finite(x=x)\n    low,", "    low,"), ("(low < high).all()", "(low != high).all()")],
        "tensorflow": [("    check_finite(x=x)\n    low,", "    low,"), ("tf.reduce_all(low < high)", "tf.reduce_all(low != high)")]}),
    Variant("ends_not_checked", BAD_NORMALISED, both("    check_shape(normalized.shape[1:], low=low, high=high)\n", "")),
    Variant("nan_in_the_ends_accepted", BAD_NORMALISED, both("check_finite(normalized=normalized, low=low, high=high)", "check_finite(normalized=normalized)")),
    Variant("nan_positions_accepted", BAD_POSITIONS, both("    _check_positions(samples=samples)\n", "    check_shape((None, 2), samples=samples)\n")),
    Variant("columns_not_counted", BAD_POSITIONS, both("    _check_positions(samples=samples)\n", "    check_ndim(2, samples=samples)\n    check_finite(samples=samples)\n    samples = samples[:, :2]\n")),
    Variant("nan_in_the_region_accepted", BAD_REGIONS, both("        check_finite(region=edge)\n", "        pass\n")),
    Variant("longer_regions_accepted", BAD_REGIONS, both("    if len(region) != 4:", "    if len(region) < 4:") | {
        framework: [("    if len(region) != 4:", "    if len(region) < 4:"), ("y_high = region\n", "y_high = region[:4]\n")]
        for framework in ("torch", "tensorflow")}),
    Variant("nobody_inside_gives_minus_one", NOBODY, both('        raise ValueError("samples has no position in the region")', "        return -1")),
    Variant("nobody_inside_divides_by_zero", NOBODY, both('        raise ValueError("samples has no position in the region")', "        pass")),
    Variant("negative_limit_accepted", NOBODY, both("    check_integer(0, limit=limit)\n", "")),
    Variant("noise_not_checked", CODES_AND_NOISE, both("        _check_positions(noise=noise)\n        return self.decode", "        return self.decode")),
    Variant("noise_of_other_samples_accepted", CODES_AND_NOISE, both("        check_shape((x.shape[0], LATENT_DIM), noise=noise)\n", "        noise = noise[:1] + 0 * x\n")),
    Variant("nan_accepted", "test_bad_samples_are_rejected", both("    check_finite(**rows)\n", "")),
]  # fmt: skip

STUDENT = {
    "torch": """
import math


class EvacuationVAE(nn.Module):
    def __init__(self, seed=0):
        super().__init__()
        state = torch.get_rng_state()
        torch.manual_seed(seed)
        self.one, self.two, self.three = nn.Linear(2, 512), nn.Linear(512, 512), nn.Linear(512, 512)
        self.to_mean, self.to_log_var = nn.Linear(512, 2), nn.Linear(512, 2)
        self.four, self.five, self.six, self.seven = nn.Linear(2, 512), nn.Linear(512, 512), nn.Linear(512, 512), nn.Linear(512, 2)
        torch.set_rng_state(state)

    def _check(self, **rows):
        for name, value in rows.items():
            if value.ndim != 2 or value.shape[1] != 2 or len(value) == 0 or not torch.isfinite(value).all():
                raise ValueError(f"{name} must be (n, 2) and finite")

    def encode(self, x):
        self._check(x=x)
        h = torch.tanh(self.three(torch.relu(self.two(torch.relu(self.one(x))))))
        return self.to_mean(h), self.to_log_var(h)

    def decode(self, z):
        self._check(z=z)
        return self.seven(torch.tanh(self.six(torch.relu(self.five(torch.relu(self.four(z)))))))

    def forward(self, x):
        return self.decode(self.encode(x)[0])

    def elbo(self, x, noise):
        self._check(x=x, noise=noise)
        if len(x) != len(noise):
            raise ValueError("noise must have as many rows as x")
        mean, log_var = self.encode(x)
        error = nn.functional.mse_loss(self.decode(mean + torch.exp(log_var / 2) * noise), x, reduction="none").sum(1)
        q = torch.distributions.Normal(mean, torch.exp(log_var / 2))
        return -error / 2 - torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0)).sum(1)

    def negative_elbo(self, x, noise):
        return -torch.mean(self.elbo(x, noise))

    def generate(self, noise):
        self._check(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    model._check(x=x)
    if n_epochs < 0 or batch_size < 1 or not float(learning_rate) > 0:
        raise ValueError("n_epochs, batch_size or learning_rate")
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            loss = model.negative_elbo(x[rows], torch.randn(len(rows), 2, generator=generator))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(rows) / len(x)
    return losses


def people_until_critical(samples, region, limit=100):
    if limit < 0:
        raise ValueError("limit")
    count = _count(samples, region)
    if not count:
        raise ValueError("nobody")
    people = 0 if limit == 0 else (limit * len(samples) - 1) // count + 1
    return people
""",
    "tensorflow": """
def critical_fraction(samples, region):
    _check_positions(samples=samples)
    if len(region) != 4 or any(edge != edge for edge in region):
        raise ValueError("region")
    inside = [r[0] <= x <= r[1] and r[2] <= y <= r[3] for r in [region] for x, y in samples.numpy().tolist()]
    return sum(inside) / len(inside)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    _check_positions(x=x)
    if n_epochs < 0:
        raise ValueError("n_epochs")
    if batch_size < 1:
        raise ValueError("batch_size")
    if not float(learning_rate) > 0:
        raise ValueError("learning_rate")
    optimizer, generator, losses = keras.optimizers.Adam(float(learning_rate)), tf.random.Generator.from_seed(seed), []
    optimizer.build(model.trainable_variables)

    @tf.function(reduce_retracing=True)
    def step(batch, noise):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(_elbo(model, batch, noise))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    for _ in range(n_epochs):
        order, total = tf.argsort(generator.uniform([len(x)])), 0.0
        for start in range(0, len(x), batch_size):
            batch = tf.gather(x, order[start : start + batch_size])
            total += float(step(batch, generator.normal(batch.shape))) * len(batch)
        losses.append(total / len(x))
    return tf.constant(losses, tf.float32)
""",
}

RIGHT = [
    Variant("another_start", edits=edits(
        ("\n    def encode(self, x):", "            for p in self.parameters():\n"
         "                nn.init.xavier_normal_(p) if p.ndim > 1 else nn.init.uniform_(p, -0.05, 0.05)\n\n    def encode(self, x):"),
        ("from keras import layers\n", "from keras import layers as library\n\n\nclass layers:\n    @staticmethod\n"
         "    def Dense(width, activation=None):\n        return library.Dense(width, activation, True, 'glorot_normal', keras.initializers.RandomUniform(-0.05, 0.05))\n"))),
    Variant("decoder_in_the_order_of_the_encoder", edits={
        "torch": [(FIRST_OF_DECODER["torch"], FIRST_OF_DECODER["torch"].replace("Tanh", "ReLU")),
                  ("*(nn.Linear(512, 512), nn.ReLU()),\n                nn.Linear(512, 2),\n", "*(nn.Linear(512, 512), nn.Tanh()),\n                nn.Linear(512, 2),\n")],
        "tensorflow": [(FIRST_OF_DECODER["tensorflow"], FIRST_OF_DECODER["tensorflow"].replace("tanh", "relu")),
                       ('layers.Dense(512, "relu"),\n                layers.Dense(2),\n', 'layers.Dense(512, "tanh"),\n                layers.Dense(2),\n')]}),
    Variant("error_in_float64", edits={
        "torch": [(LIKELIHOOD["torch"], "-0.5 * ((x.double() - reconstruction.double()) ** 2).sum(dim=-1)"),
                  ("return log_likelihood - kl", "return (log_likelihood - kl).float()")],
        "tensorflow": [(LIKELIHOOD["tensorflow"], "-0.5 * tf.reduce_sum(tf.cast(x - reconstruction, tf.float64) ** 2, axis=-1)"),
                       ("return log_likelihood - kl", "return tf.cast(log_likelihood, tf.float32) - kl")]}),
    Variant("middle_and_half_width", edits=edits(
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (x - (low + high) / 2) / ((high - low) / 2),"),
        ("    return 2 * (x - low) / (high - low) - 1,", "    return (x - (low + high) / 2) / ((high - low) / 2),"))),
    Variant("weighted_ends", edits=both(
        "    return low + (normalized + 1) / 2 * (high - low)", "    return (1 - normalized) / 2 * low + (1 + normalized) / 2 * high")),
    Variant("people_by_fractions", edits=both(
        ROUNDED_UP, "    import math\n    from fractions import Fraction\n\n    return math.ceil(limit / Fraction(count, len(samples)))\n")),
    Variant("written_by_a_student", instead=STUDENT),
]  # fmt: skip
