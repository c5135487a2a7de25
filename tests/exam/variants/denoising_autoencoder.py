"""Wrong and right variants of `denoising_autoencoder`."""

from ..variant import Variant, both, edits

NOISE = "test_noise_is_that_of_the_interface"
REPORTED = "test_reported_loss_is_the_loss"
CLEAN = "test_training_compares_with_the_clean_image"
ANEW = "test_noise_is_drawn_anew_for_every_image_and_epoch"
LAYERS = "test_hidden_layers_and_code_are_scaled_exponential_linear_units"
OUTPUTS = "test_outputs_have_the_activation_of_the_interface"
MEAN = "test_loss_is_the_mean_over_all_entries"
COMPARES = "test_loss_compares_the_reconstruction_with_the_sample"
BAD_NOISE = "test_bad_noise_is_rejected"

CORRUPTED = {
    "torch": '    return x + DEVIATION * noise if kind == "gaussian" else torch.where(noise < DROPPED, 0, x / (1 - DROPPED))',
    "tensorflow": '    return x + DEVIATION * noise if kind == "gaussian" else tf.where(noise < DROPPED, tf.zeros_like(x), x / (1 - DROPPED))',
}
DRAWN = {
    "torch": "    noise = draw(x.shape, generator=generator, device=x.device)\n",
    "tensorflow": "    noise = draw(tf.shape(x), seed)\n",
}
TRAINED = {framework: "    return _losses(model, _corrupted(x, model.noise, noise), x)" for framework in ("torch", "tensorflow")}
LOSSES = {
    "torch": "    return (nn.functional.softplus(logits) - target * logits).mean(dim=-1)",
    "tensorflow": "    return tf.reduce_mean(tf.nn.softplus(logits) - target * logits, axis=-1)",
}
LOGITS = {framework: "    logits = model.decoder(model.encoder(x))\n" for framework in ("torch", "tensorflow")}
ENCODER = {
    "torch": "nn.Sequential(nn.Linear(N_PIXELS, 100), nn.SELU(), nn.Linear(100, CODE_DIM), nn.SELU())",
    "tensorflow": 'keras.Sequential([keras.Input((N_PIXELS,)), layers.Dense(100, "selu"), layers.Dense(CODE_DIM, "selu")])',
}
DECODER = {
    "torch": "nn.Sequential(nn.Linear(CODE_DIM, 100), nn.SELU(), nn.Linear(100, N_PIXELS))",
    "tensorflow": 'keras.Sequential([keras.Input((CODE_DIM,)), layers.Dense(100, "selu"), layers.Dense(N_PIXELS)])',
}
DECODED = {"torch": "        return self.decoder(code).sigmoid()", "tensorflow": "        return tf.sigmoid(self.decoder(code))"}
FIT = "    return train(model, _denoising_losses, (x,), "


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # The noise
    Variant("gaussian_noise_clipped", NOISE, edits(
        ("return x + DEVIATION * noise if", "return (x + DEVIATION * noise).clamp(0, 1) if"),
        ("return x + DEVIATION * noise if", "return tf.clip_by_value(x + DEVIATION * noise, 0, 1) if"))),
    Variant("deviation_taken_for_the_variance", NOISE, both("DEVIATION * noise if", "DEVIATION**0.5 * noise if")),
    Variant("variance_taken_for_the_deviation", NOISE, both("DEVIATION * noise if", "DEVIATION**2 * noise if")),
    Variant("noise_multiplied", NOISE, both("x + DEVIATION * noise if", "x * (1 + DEVIATION * noise) if")),
    Variant("image_faded_by_the_noise", NOISE, both("x + DEVIATION * noise if", "(1 - DEVIATION) * x + DEVIATION * noise if")),
    Variant("noise_subtracted", NOISE, both("x + DEVIATION * noise if", "x - DEVIATION * noise if")),
    Variant("dropout_does_not_double", NOISE, both("x / (1 - DROPPED))", "x)")),
    Variant("dropout_halves", NOISE, both("x / (1 - DROPPED))", "x * (1 - DROPPED))")),
    Variant("dropout_the_other_way_round", NOISE, both("noise < DROPPED", "noise >= DROPPED")),
    Variant("dropped_pixels_are_grey", NOISE, edits(
        ("torch.where(noise < DROPPED, 0, ", "torch.where(noise < DROPPED, 0.5, "),
        ("tf.zeros_like(x), ", "tf.zeros_like(x) + 0.5, "))),
    Variant("three_tenths_dropped", NOISE, both("DEVIATION, DROPPED = 0.2, 0.5", "DEVIATION, DROPPED = 0.2, 0.3")),
    Variant("kinds_swapped", NOISE, both('* noise if kind == "gaussian"', '* noise if kind == "dropout"')),
    Variant("noise_in_float32", NOISE, edits(
        ("DEVIATION * noise if", "DEVIATION * noise.float() if"), ("DEVIATION * noise if", "tf.cast(tf.cast(DEVIATION * noise, tf.float32), x.dtype) if"))),
    Variant("noise_of_its_own", NOISE, edits(
        ("    return _corrupted(x, kind, noise)\n\n", "    return _corrupted(x, kind, torch.rand_like(noise))\n\n"),
        ("    return _corrupted(x, kind, noise)\n\n", "    return _corrupted(x, kind, tf.random.uniform(noise.shape, dtype=noise.dtype))\n\n"))),
    Variant("half_is_dropped_too", "test_dropout_starts_just_below_a_half", both("noise < DROPPED", "noise <= DROPPED")),
    Variant("result_in_float64", "test_results_have_the_form_of_images", edits(
        ("    return _corrupted(x, kind, noise)\n\n", "    return _corrupted(x, kind, noise).double()\n\n"),
        ("    return _corrupted(x, kind, noise)\n\n", "    return tf.cast(_corrupted(x, kind, noise), tf.float64)\n\n"))),
    Variant("noise_changed_in_place", "test_results_have_the_form_of_images", {"torch": [("DEVIATION * noise if", "noise.mul_(DEVIATION) if")]}),
    Variant("images_changed_in_place", "test_results_have_the_form_of_images", {"torch": [("x + DEVIATION * noise if", "x.add_(noise, alpha=DEVIATION) if")]}),
    # Training
    Variant("trained_without_noise", REPORTED, both(TRAINED["torch"], "    return _losses(model, x, x)")),
    Variant("noise_of_a_tenth_in_training", REPORTED, both(TRAINED["torch"], "    return _losses(model, x + 0.1 * noise, x)")),
    Variant("noise_clipped_in_training", REPORTED, edits(
        (TRAINED["torch"], "    return _losses(model, _corrupted(x, model.noise, noise).clamp(0, 1), x)"),
        (TRAINED["tensorflow"], "    return _losses(model, tf.clip_by_value(_corrupted(x, model.noise, noise), 0, 1), x)"))),
    Variant("always_uniform_noise", REPORTED, edits(
        ('draw = torch.randn if model.noise == "gaussian" else torch.rand\n', "draw = torch.rand\n"),
        ('draw = tf.random.stateless_normal if model.noise == "gaussian" else tf.random.stateless_uniform\n', "draw = tf.random.stateless_uniform\n"))),
    Variant("always_gaussian_noise", REPORTED, both("_corrupted(x, model.noise, noise), x)", '_corrupted(x, "gaussian", noise), x)')),
    Variant("one_number_an_image", REPORTED, edits(
        ("draw(x.shape, generator", "draw(len(x), 1, generator"), ("draw(tf.shape(x), seed)", "draw((tf.shape(x)[0], 1), seed) + tf.zeros_like(x)"))),
    Variant("codes_with_noise_too", REPORTED, both(
        TRAINED["torch"], "    return _losses(model, _corrupted(_corrupted(x, model.noise, noise), model.noise, noise), x)")),
    Variant("noisy_image_as_target", CLEAN, both(
        TRAINED["torch"], "    spoiled = _corrupted(x, model.noise, noise)\n    return _losses(model, spoiled, spoiled)")),
    Variant("noisy_target_of_a_clean_image", CLEAN, both(
        TRAINED["torch"], "    return _losses(model, x, _corrupted(x, model.noise, noise))")),
    Variant("target_clipped_after_the_noise", CLEAN, edits(
        (TRAINED["torch"], "    spoiled = _corrupted(x, model.noise, noise)\n    return _losses(model, spoiled, spoiled.clamp(0, 1))"),
        (TRAINED["tensorflow"], "    spoiled = _corrupted(x, model.noise, noise)\n    return _losses(model, spoiled, tf.clip_by_value(spoiled, 0, 1))"))),
    Variant("noise_drawn_once", ANEW, edits(
        (DRAWN["torch"], "    generator = torch.Generator(x.device).manual_seed(0)\n" + DRAWN["torch"]),
        (DRAWN["tensorflow"], "    noise = draw(tf.shape(x), [1, 2])\n"))),
    Variant("noise_shared_by_the_batch", ANEW, edits(
        (DRAWN["torch"], DRAWN["torch"].replace("x.shape", "(1, x.shape[1])")),
        (DRAWN["tensorflow"], "    noise = draw((1, N_PIXELS), seed) + tf.zeros_like(x)\n"))),
    Variant("noise_from_the_global_generator", "test_a_seed_decides_the_training", edits(
        (DRAWN["torch"], "    noise = draw(x.shape, device=x.device)\n"),
        ("    noise = draw(tf.shape(x), seed)\n",
         "    seed = tf.random.uniform((2,), maxval=2**30, dtype=tf.int32)\n    noise = draw(tf.shape(x), seed)\n"))),
    Variant("dropout_by_default", "test_noise_is_gaussian_by_default", both('noise="gaussian", seed=0):', 'noise="dropout", seed=0):')),
    Variant("call_returns_the_noisy_image", "test_a_trained_model_takes_noise_away", both(
        "        return self.decode(self.encode(x))", "        return x + 0 * self.decode(self.encode(x))")),
    Variant("ten_times_too_few_steps", "test_training_learns", both("learning_rate=1e-3", "learning_rate=3e-5")),
    Variant("default_batch_size_of_128", "test_defaults_are_those_of_the_interface", both("batch_size=32, learning_rate", "batch_size=128, learning_rate")),
    # The model
    Variant("noise_in_evaluation", COMPARES, both(
        "    return tf.reduce_mean(_losses(model, x, x))", "    return tf.reduce_mean(_denoising_losses(model, x, [1, 2]))") | {"torch": [
        ("    return _losses(model, x, x).mean()", "    return _denoising_losses(model, x, torch.Generator(x.device).manual_seed(0)).mean()")]}),
    Variant("noise_at_every_call", "test_a_call_decodes_the_code", edits(
        ("        return self.decode(self.encode(x))", "        return self.decode(self.encode(x + DEVIATION * torch.randn_like(x)))"),
        ("        return self.decode(self.encode(x))", "        return self.decode(self.encode(x + DEVIATION * tf.random.normal(tf.shape(x))))"))),
    Variant("noisy_images_refused", "test_a_trained_model_takes_noise_away", both(
        "        check_shape((None, N_PIXELS), x=x)\n        check_finite(x=x)\n", "        _check_images(x=x)\n")),
    Variant("rectified_code", LAYERS, instead(
        ENCODER, ENCODER["torch"].replace("CODE_DIM), nn.SELU()", "CODE_DIM), nn.ReLU()"), ENCODER["tensorflow"].replace('CODE_DIM, "selu"', 'CODE_DIM, "relu"'))),
    Variant("no_activation_of_the_code", LAYERS, instead(
        ENCODER, ENCODER["torch"].replace("CODE_DIM), nn.SELU()", "CODE_DIM)"), ENCODER["tensorflow"].replace('CODE_DIM, "selu"', "CODE_DIM"))),
    Variant("elu_in_the_decoder", LAYERS, instead(
        DECODER, DECODER["torch"].replace("SELU", "ELU"), DECODER["tensorflow"].replace("selu", "elu"))),
    Variant("dropout_layer_of_its_own", LAYERS, instead(
        ENCODER, ENCODER["torch"].replace("nn.Linear(100", "nn.AlphaDropout(0.5).train(), nn.Hardtanh(), nn.Linear(100"),
        ENCODER["tensorflow"].replace("layers.Dense(CODE", 'layers.Activation("tanh"), layers.Dense(CODE'))),
    Variant("one_layer_too_many", "test_number_of_parameters", instead(
        DECODER, DECODER["torch"].replace("nn.Linear(CODE_DIM, 100), ", "nn.Linear(CODE_DIM, 50), nn.SELU(), nn.Linear(50, 100), "),
        DECODER["tensorflow"].replace('layers.Dense(100, "selu"), ', 'layers.Dense(50, "selu"), layers.Dense(100, "selu"), '))),
    Variant("logits_as_images", OUTPUTS, instead(DECODED, "        return self.decoder(code)", "        return self.decoder(code)")),
    Variant("hyperbolic_tangent_at_the_end", OUTPUTS, instead(
        DECODED, "        return self.decoder(code).tanh()", "        return tf.tanh(self.decoder(code))")),
    Variant("squared_error", MEAN, instead(
        LOSSES, "    return ((target - logits.sigmoid()) ** 2).mean(dim=-1)", "    return tf.reduce_mean((target - tf.sigmoid(logits)) ** 2, axis=-1)")),
    Variant("loss_summed_over_the_pixels", MEAN, instead(
        LOSSES, LOSSES["torch"].replace(".mean(", ".sum("), LOSSES["tensorflow"].replace("reduce_mean", "reduce_sum"))),
    Variant("loss_in_bits", MEAN, instead(LOSSES, LOSSES["torch"] + " / 0.6931472", LOSSES["tensorflow"] + " / 0.6931472")),
    Variant("encoder_is_not_trained", "test_every_parameter_is_trained", instead(
        LOGITS, "    logits = model.decoder(model.encoder(x).detach())\n", "    logits = model.decoder(tf.stop_gradient(model.encoder(x)))\n")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("seeded(seed):", "seeded(0):")),
    # Bad input
    Variant("kind_not_checked", BAD_NOISE, both("    _check_kind(kind=kind)\n", "")),
    Variant("noise_for_one_image_spread", BAD_NOISE, both("    check_same_shape(x=x, noise=noise)\n", "")),
    Variant("nan_passed_through", BAD_NOISE, both("    check_finite(x=x, noise=noise)\n", "")),
    Variant("model_of_any_kind", "test_models_of_unknown_noise_are_rejected", both("        _check_kind(noise=noise)\n", "")),
    Variant("images_not_checked", "test_bad_samples_are_rejected", both(
        "    check_shape((None, N_PIXELS), x=x)\n    check_between(0, 1, x=x)\n", "    pass\n")),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both(
        "        check_shape((None, CODE_DIM), code=code)\n        check_finite(code=code)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("dropout_by_multiplication", edits=edits(
        ("torch.where(noise < DROPPED, 0, x / (1 - DROPPED))", "2 * x * (noise >= DROPPED)"),
        ("tf.where(noise < DROPPED, tf.zeros_like(x), x / (1 - DROPPED))", "2 * x * tf.cast(noise >= DROPPED, x.dtype)"))),
    Variant("cross_entropy_of_the_library", edits=instead(
        LOSSES, "    return nn.functional.binary_cross_entropy_with_logits(logits, target, reduction='none').mean(dim=-1)",
        "    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(target, logits), axis=-1)")),
    Variant("another_start", edits={
        "torch": [("    def encode(self, x):", "        for p in self.parameters():\n"
                   "            if p.ndim > 1:\n                nn.init.xavier_normal_(p, generator=torch.Generator().manual_seed(seed))\n\n    def encode(self, x):")],
        "tensorflow": [(ENCODER["tensorflow"], ENCODER["tensorflow"].replace('"selu")', '"selu", kernel_initializer="lecun_normal")'))]}),
    Variant("rounded_constants", edits=both("x / (1 - DROPPED)", "2 * x")),
    Variant("plain_student", instead={
        "torch": '''
def corrupt(x, kind, noise):
    if kind not in ("gaussian", "dropout"):
        raise ValueError(f"unknown kind {kind}")
    if x.shape != noise.shape or x.numel() == 0 or not torch.isfinite(x).all() or not torch.isfinite(noise).all():
        raise ValueError("x and noise must be finite and of one shape")
    if kind == "gaussian":
        return x + 0.2 * noise
    result = 2 * x
    result[noise < 0.5] = 0
    return result


class DenoisingAutoencoder(nn.Module):
    def __init__(self, noise="gaussian", seed=0):
        super().__init__()
        if noise != "gaussian" and noise != "dropout":
            raise ValueError("noise must be gaussian or dropout")
        self.kind = noise
        torch.manual_seed(seed)
        self.layers = nn.ModuleList([nn.Linear(784, 100), nn.Linear(100, 30), nn.Linear(30, 100), nn.Linear(100, 784)])

    def encode(self, x):
        if x.ndim != 2 or x.shape[1] != 784 or len(x) == 0 or not torch.isfinite(x).all():
            raise ValueError("x must be finite, one row an image")
        return torch.selu(self.layers[1](torch.selu(self.layers[0](x))))

    def decode(self, code):
        if code.ndim != 2 or code.shape[1] != 30 or len(code) == 0 or not torch.isfinite(code).all():
            raise ValueError("code must be finite")
        return torch.sigmoid(self.layers[3](torch.selu(self.layers[2](code))))

    def forward(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    return nn.functional.binary_cross_entropy(model(x), x)


def fit(model, x, n_epochs, batch_size=32, learning_rate=2e-3, seed=0):
    model.encode(x[:1])
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0 or not torch.isfinite(x).all():
        raise ValueError("n_epochs, batch_size or learning_rate is wrong, or x is not finite")
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            clean = x[rows]
            noise = torch.randn_like(clean) if model.kind == "gaussian" else torch.rand_like(clean)
            loss = nn.functional.binary_cross_entropy(model(corrupt(clean, model.kind, noise)), clean)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(rows) / len(x)
    return losses
''',
        "tensorflow": '''
class DenoisingAutoencoder(keras.Model):
    def __init__(self, noise="gaussian", seed=0):
        super().__init__()
        if noise not in ("gaussian", "dropout"):
            raise ValueError("noise must be gaussian or dropout")
        keras.utils.set_random_seed(seed)
        self.spoil = layers.GaussianNoise(0.2, seed=seed) if noise == "gaussian" else layers.Dropout(0.5, seed=seed)
        self.encoder = keras.models.Sequential([layers.Input((784,)), layers.Dense(100, "selu"), layers.Dense(30, "selu")])
        self.decoder = keras.models.Sequential([layers.Input((30,)), layers.Dense(100, "selu"), layers.Dense(784, "sigmoid")])

    def encode(self, x):
        check_shape((None, 784), x=x)
        check_finite(x=x)
        return self.encoder(x)

    def decode(self, code):
        check_shape((None, 30), code=code)
        check_finite(code=code)
        return self.decoder(code)

    def call(self, x):
        return self.decode(self.encode(x))


def reconstruction_loss(model, x):
    return tf.reduce_mean(keras.losses.binary_crossentropy(x, model(x)))


def fit(model, x, n_epochs, batch_size=32, learning_rate=2e-3, seed=0):
    model.encode(x)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    keras.utils.set_random_seed(seed)
    model.spoil.seed_generator.state.assign([seed, 1])
    optimizer = keras.optimizers.Adam(float(learning_rate))
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            drawn = model.decoder(model.encoder(model.spoil(batch, training=True)))
            loss = tf.reduce_mean(keras.losses.binary_crossentropy(batch, drawn))
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        return loss

    losses = []
    for _ in range(n_epochs):
        shuffled, total = tf.random.shuffle(x), 0.0
        for i in range(0, len(x), batch_size):
            batch = shuffled[i : i + batch_size]
            total += float(step(batch)) * len(batch)
        losses.append(total / len(x))
    return tf.constant(losses, tf.float32)
'''}),
]  # fmt: skip
