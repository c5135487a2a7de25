"""Wrong and right variants of `conv_vae`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
CODES = "test_codes_come_from_two_convolutions"
IMAGES = "test_images_come_from_two_transposed_convolutions"
COUNT = "test_number_of_parameters"
DECODED = "test_decoding_ends_in_the_mean_of_the_likelihood"
FORM = "test_results_have_the_form_of_the_interface"
SAMPLES = "test_bad_samples_are_rejected"
CODES_AND_NOISE = "test_bad_codes_and_noise_are_rejected"

LIKELIHOOD = {
    "torch": "(x * logits - nn.functional.softplus(logits)).sum(dim=(1, 2, 3))",
    "tensorflow": "tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=(1, 2, 3))",
}
FIRST = {
    "torch": "*(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU()),",
    "tensorflow": '*(layers.ZeroPadding2D(first), layers.Conv2D(16, 3, 2, activation="relu")),',
}
SECOND = {
    "torch": "*(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU()),",
    "tensorflow": '*(layers.ZeroPadding2D(first), layers.Conv2D(32, 3, 2, activation="relu")),',
}
HEADS = {"torch": "nn.Linear(32 * 7 * 7, 2 * latent_dim)", "tensorflow": "layers.Dense(2 * latent_dim)"}
DENSE = {"torch": "nn.Linear(latent_dim, 32 * 7 * 7), nn.ReLU(),", "tensorflow": 'layers.Dense(32 * 7 * 7, "relu"),'}
THIRD = {
    "torch": "*(nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.ReLU()),",
    "tensorflow": "*(layers.Conv2DTranspose(16, 3, 2), layers.Cropping2D(first), layers.ReLU()),",
}
LAST = {
    "torch": "nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),",
    "tensorflow": "*(layers.Conv2DTranspose(1, 3, 2), layers.Cropping2D(first)),",
}
DRAWN = {"torch": "return self.decoder(z).sigmoid()", "tensorflow": "return tf.sigmoid(self.decoder(z))"}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # Layers
    Variant("pooling_for_the_stride", CODES, instead(
        FIRST, "*(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),",
        '*(layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D()),')),
    Variant("no_activation_after_the_first_convolution", CODES, instead(
        FIRST, FIRST["torch"].replace("nn.ReLU()", "nn.Identity()"), FIRST["tensorflow"].replace("relu", "linear"))),
    Variant("no_activation_after_the_second_convolution", CODES, instead(
        SECOND, SECOND["torch"].replace("nn.ReLU()", "nn.Identity()"), SECOND["tensorflow"].replace("relu", "linear"))),
    Variant("leaky_units", CODES, instead(
        SECOND, SECOND["torch"].replace("nn.ReLU()", "nn.LeakyReLU(0.1)"),
        SECOND["tensorflow"].replace('"relu"', "lambda v: tf.nn.leaky_relu(v, 0.1)"))),
    Variant("hyperbolic_tangent_after_the_first_convolution", CODES, instead(
        FIRST, FIRST["torch"].replace("nn.ReLU()", "nn.Tanh()"), FIRST["tensorflow"].replace("relu", "tanh"))),
    Variant("rectified_codes", "test_codes_take_both_signs", instead(
        HEADS, HEADS["torch"] + ", nn.ReLU()", 'layers.Dense(2 * latent_dim, "relu")')),
    Variant("first_convolution_without_padding", CODES, {
        "torch": [(FIRST["torch"], FIRST["torch"].replace(", padding=1", ""))],
        "tensorflow": [(FIRST["tensorflow"], 'layers.Conv2D(16, 3, 2, activation="relu"),'),
                       (SECOND["tensorflow"], 'layers.Conv2D(32, 3, 2, "same", activation="relu"),')]}),
    Variant("edges_repeated_for_padding", CODES, {
        "torch": [(FIRST["torch"], FIRST["torch"].replace("padding=1)", "padding=1, padding_mode='replicate')"))],
        "tensorflow": [(FIRST["tensorflow"], FIRST["tensorflow"].replace(
            "layers.ZeroPadding2D(first)", 'layers.Lambda(lambda v: tf.pad(v, ((0, 0), (1, 0), (1, 0), (0, 0)), "SYMMETRIC"))'))]}),
    Variant("no_activation_after_the_dense_layer", IMAGES, instead(
        DENSE, DENSE["torch"].replace("nn.ReLU(),", ""), DENSE["tensorflow"].replace(', "relu"', ""))),
    Variant("no_activation_between_the_transposed_convolutions", IMAGES, instead(
        THIRD, THIRD["torch"].replace("nn.ReLU()", "nn.Identity()"), THIRD["tensorflow"].replace(", layers.ReLU()", ""))),
    Variant("upsampling_for_the_transposed_convolution", IMAGES, instead(
        THIRD, "*(nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 3, padding=1), nn.ReLU()),",
        '*(layers.UpSampling2D(), layers.Conv2D(16, 3, padding="same"), layers.ReLU()),')),
    Variant("image_scaled_to_its_size", IMAGES, instead(
        LAST, "*(nn.ConvTranspose2d(16, 1, 3, padding=1), nn.Upsample(scale_factor=2)),",
        '*(layers.Conv2DTranspose(1, 3, padding="same"), layers.UpSampling2D()),')),
    Variant("channels_the_other_way_round", COUNT, {
        "torch": [(FIRST["torch"], FIRST["torch"].replace("16", "32")),
                  (SECOND["torch"], SECOND["torch"].replace("16, 32", "32, 16")), (HEADS["torch"], HEADS["torch"].replace("32 * 7", "16 * 7"))],
        "tensorflow": [(f'{FIRST["tensorflow"]}\n                {SECOND["tensorflow"]}', f'{SECOND["tensorflow"]} {FIRST["tensorflow"]}')]}),
    Variant("kernels_of_five", COUNT, instead(
        FIRST, "*(nn.Conv2d(1, 16, 5, stride=2, padding=2), nn.ReLU()),", '*(layers.Conv2D(16, 5, 2, "same", activation="relu"),),')),
    Variant("batches_normalised", COUNT, instead(
        SECOND, SECOND["torch"].replace("nn.ReLU()", "nn.BatchNorm2d(32), nn.ReLU()"),
        SECOND["tensorflow"].replace('activation="relu")', "), layers.BatchNormalization(), layers.ReLU()"))),
    Variant("latent_dim_hard_coded", COUNT, both("        self.latent_dim = latent_dim\n", "        latent_dim = self.latent_dim = 2\n")),
    Variant("default_number_of_latents", "test_defaults_of_the_model", both("latent_dim=2, seed=0", "latent_dim=8, seed=0")),
    Variant("default_seed_of_the_model", "test_defaults_of_the_model", both("latent_dim=2, seed=0", "latent_dim=2, seed=1")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("with seeded(seed):", "with seeded(0):")),
    # What is drawn
    Variant("decoder_returns_logits", DECODED, instead(DRAWN, "return self.decoder(z)", "return self.decoder(z)")),
    Variant("hyperbolic_tangent_as_output", DECODED, instead(DRAWN, "return self.decoder(z).tanh()", "return tf.tanh(self.decoder(z))")),
    Variant("rectified_before_the_sigmoid", DECODED, instead(
        DRAWN, "return self.decoder(z).relu().sigmoid()", "return tf.sigmoid(tf.nn.relu(self.decoder(z)))")),
    Variant("images_in_rows", FORM, instead(
        DRAWN, DRAWN["torch"] + ".flatten(1)", "return tf.reshape(tf.sigmoid(self.decoder(z)), (-1, 784))")),
    # The loss
    Variant("likelihood_of_each_row_of_pixels", FORM, instead(
        LIKELIHOOD, LIKELIHOOD["torch"].replace("(1, 2, 3)", "(1, 2)"), LIKELIHOOD["tensorflow"].replace("(1, 2, 3)", "(1, 3)"))),
    Variant("mean_over_pixels", ALIKE, instead(
        LIKELIHOOD, LIKELIHOOD["torch"].replace(".sum(", ".mean("), LIKELIHOOD["tensorflow"].replace("reduce_sum", "reduce_mean"))),
    Variant("sum_over_the_batch_too", "test_samples_are_independent", instead(
        LIKELIHOOD, LIKELIHOOD["torch"].replace("dim=(1, 2, 3)", ""), LIKELIHOOD["tensorflow"].replace(", axis=(1, 2, 3)", ""))),
    Variant("probabilities_taken_for_logits", ELBO, instead(
        LIKELIHOOD, "(x * logits.sigmoid() - nn.functional.softplus(logits.sigmoid())).sum(dim=(1, 2, 3))",
        "tf.reduce_sum(x * tf.sigmoid(logits) - tf.nn.softplus(tf.sigmoid(logits)), axis=(1, 2, 3))")),
    Variant("logarithm_of_clipped_probabilities", "test_elbo_is_right_for_saturated_pixels", instead(
        LIKELIHOOD, "(x * logits.sigmoid().clamp(1e-7, 1).log() + (1 - x) * (-logits).sigmoid().clamp(1e-7, 1).log()).sum(dim=(1, 2, 3))",
        "tf.reduce_sum(x * tf.math.log(tf.sigmoid(logits) + 1e-7) + (1 - x) * tf.math.log(tf.sigmoid(-logits) + 1e-7), axis=(1, 2, 3))")),
    Variant("logits_clipped", "test_saturated_pixels_keep_their_gradient", edits(
        ("    log_likelihood =", "    logits = logits.clamp(-20, 20)\n    log_likelihood ="),
        ("    log_likelihood =", "    logits = tf.clip_by_value(logits, -20, 20)\n    log_likelihood ="))),
    Variant("standard_deviation_from_log_variance", ELBO, edits(
        ("(0.5 * log_var).exp() * noise", "log_var.exp() * noise"), ("tf.exp(0.5 * log_var) * noise", "tf.exp(log_var) * noise"))),
    Variant("divergence_hides_the_images", "test_training_learns", both("return log_likelihood - kl", "return log_likelihood - 1000 * kl")),
    # Bad input
    Variant("nan_in_images_passed_through", SAMPLES, both("    check_between(0, 1, x=x)\n", "")),
    Variant("images_not_checked", SAMPLES, both("    check_shape((None, *IMAGE), x=x)\n    check_between(0, 1, x=x)\n", "    pass\n")),
    Variant("noise_for_one_image_spread", CODES_AND_NOISE, both("check_shape((x.shape[0], self.latent_dim), noise=noise)", "check_shape((None, self.latent_dim), noise=noise)")),
    Variant("codes_not_checked", CODES_AND_NOISE, both("        check_shape((None, self.latent_dim), z=z)\n        check_finite(z=z)\n", "")),
    Variant("latent_dim_not_checked", "test_bad_sizes_are_rejected", both("        check_integer(1, latent_dim=latent_dim)\n", "")),
]  # fmt: skip

STUDENT = {
    "torch": """
class ConvVAE(nn.Module):
    def __init__(self, latent_dim=2, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        torch.manual_seed(seed)
        self.latent_dim = latent_dim
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1)
        self.fc_mean = nn.Linear(7 * 7 * 32, latent_dim)
        self.fc_log_var = nn.Linear(7 * 7 * 32, latent_dim)
        self.fc = nn.Linear(latent_dim, 7 * 7 * 32)
        self.deconv1 = nn.ConvTranspose2d(32, 16, kernel_size=3, stride=2, padding=1, output_padding=1)
        self.deconv2 = nn.ConvTranspose2d(16, 1, kernel_size=3, stride=2, padding=1, output_padding=1)

    def encode(self, x):
        _check_images(x)
        hidden = torch.relu(self.conv2(torch.relu(self.conv1(x)))).permute(0, 2, 3, 1).flatten(1)
        return self.fc_mean(hidden), self.fc_log_var(hidden)

    def logits(self, z):
        hidden = torch.relu(self.fc(z)).view(-1, 7, 7, 32).permute(0, 3, 1, 2)
        return self.deconv2(torch.relu(self.deconv1(hidden)))

    def decode(self, z):
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return torch.sigmoid(self.logits(z))

    def forward(self, x):
        return self.decode(self.encode(x)[0])

    def elbo(self, x, noise):
        mean, log_var = self.encode(x)
        check_shape((len(x), self.latent_dim), noise=noise)
        check_finite(noise=noise)
        logits = self.logits(mean + torch.exp(log_var / 2) * noise)
        cross_entropy = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1)
        return -cross_entropy + 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp(), dim=1)

    def negative_elbo(self, x, noise):
        return -self.elbo(x, noise).mean()

    def generate(self, noise):
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    _check_images(x)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for batch in x[torch.randperm(len(x))].split(batch_size):
            loss = model.negative_elbo(batch, torch.randn(len(batch), model.latent_dim))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(batch) / len(x)
    return losses
""",
    "tensorflow": """
class ConvVAE(keras.Model):
    def __init__(self, latent_dim=2, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        keras.utils.set_random_seed(seed)
        self.latent_dim = latent_dim
        self.encoder = keras.Sequential([
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(latent_dim + latent_dim)])
        self.decoder = keras.Sequential([
            keras.Input((latent_dim,)),
            layers.Dense(7 * 7 * 32, activation="relu"),
            layers.Reshape((7, 7, 32)),
            layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(1, 3, strides=2, padding="same")])

    def encode(self, x):
        _check_images(x)
        code = self.encoder(x)
        return code[:, self.latent_dim :], code[:, : self.latent_dim]

    def decode(self, z):
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return tf.nn.sigmoid(self.decoder(z))

    def call(self, x):
        return self.decode(self.encode(x)[0])

    def elbo(self, x, noise):
        _check_images(x)
        check_shape((len(x), self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.bound(x, noise)

    def bound(self, x, noise):
        log_var, mean = tf.split(self.encoder(x), 2, axis=1)
        logits = self.decoder(mean + tf.exp(log_var / 2) * noise)
        cross_entropy = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits), axis=[1, 2, 3])
        return -cross_entropy + 0.5 * tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=1)

    def negative_elbo(self, x, noise):
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    _check_images(x)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    keras.utils.set_random_seed(seed)
    optimizer = keras.optimizers.Adam(float(learning_rate))
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(model.bound(batch, tf.random.normal((len(batch), model.latent_dim))))
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
""",
}

RIGHT = [
    Variant("pads_at_the_other_side", edits=edits(
        ("*(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU()),", "*(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 16, 3, stride=2), nn.ReLU()),"),
        ("first = ((1, 0), (1, 0))", "first = ((0, 1), (0, 1))"))),
    Variant("another_start", edits=edits(
        ("\n    def encode(self, x):", "            for p in self.parameters():\n"
         "                nn.init.xavier_uniform_(p) if p.ndim > 1 else nn.init.zeros_(p)\n\n    def encode(self, x):"),
        ('layers.Dense(32 * 7 * 7, "relu")', 'layers.Dense(32 * 7 * 7, "relu", kernel_initializer="he_normal", bias_initializer="random_uniform")'))),
    Variant("cross_entropy_of_the_library", edits=instead(
        LIKELIHOOD, "-nn.functional.binary_cross_entropy_with_logits(logits, x, reduction='none').sum(dim=(1, 2, 3))",
        "-tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=(1, 2, 3))")),
    Variant("sums_row_by_row", edits=instead(
        LIKELIHOOD, "sum((x * logits - nn.functional.softplus(logits))[:, 0, i].sum(dim=-1) for i in range(28))",
        "tf.add_n([tf.reduce_sum((x * logits - tf.nn.softplus(logits))[:, i], axis=(1, 2)) for i in range(28)])")),
    Variant("written_by_a_student", instead=STUDENT),
]  # fmt: skip
