"""Wrong and right variants of `conditional_vae`."""

from ..variant import Variant, both, edits

ELBO = "test_elbo_is_the_log_likelihood_minus_the_divergence"
ALIKE = "test_divergence_and_likelihood_count_alike"
HIDDEN = "test_hidden_layers_are_rectified"
COUNT = "test_number_of_parameters"
LABELS = "test_every_label_counts"
LEARNED = "test_training_learns_what_labels_mean"
NUMBER = "test_a_number_is_its_digits_side_by_side"
BAD_LABELS = "test_bad_labels_are_rejected"
BAD_NUMBERS = "test_bad_numbers_are_not_drawn"
CODES_AND_NOISE = "test_bad_codes_and_noise_are_rejected"
DECODED = "test_decoding_ends_in_the_mean_of_the_likelihood"

LABELLED = {
    "torch": "torch.cat([values, nn.functional.one_hot(labels, N_LABELS).to(values.dtype)], dim=-1)",
    "tensorflow": "tf.concat([values, tf.one_hot(labels, N_LABELS, dtype=values.dtype)], axis=-1)",
}
DRAWN = {
    "torch": "return self.decoder(_labelled(z, labels)).sigmoid()",
    "tensorflow": "return tf.sigmoid(self.decoder(_labelled(z, labels)))",
}
LIKELIHOOD = {
    "torch": "(x * logits - nn.functional.softplus(logits)).sum(dim=-1)",
    "tensorflow": "tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=-1)",
}
LOGITS = {
    "torch": "model.decoder(_labelled(mean + (0.5 * log_var).exp() * noise, labels))",
    "tensorflow": "model.decoder(_labelled(mean + tf.exp(0.5 * log_var) * noise, labels))",
}
FIRST = {
    "torch": "*(nn.Linear(N_PIXELS + N_LABELS, 512), nn.ReLU()),",
    "tensorflow": 'keras.Input((N_PIXELS + N_LABELS,)),\n                layers.Dense(512, "relu"),',
}
FIRST_OF_DECODER = {
    "torch": "*(nn.Linear(latent_dim + N_LABELS, 256), nn.ReLU()),",
    "tensorflow": 'keras.Input((latent_dim + N_LABELS,)),\n                layers.Dense(256, "relu"),',
}
HEADS = {"torch": "nn.Linear(256, 2 * latent_dim),", "tensorflow": "layers.Dense(2 * latent_dim),"}
SIDE_BY_SIDE = {
    "torch": "return images.reshape(-1, 28, 28).permute(1, 0, 2).reshape(28, -1)",
    "tensorflow": "return tf.reshape(tf.transpose(tf.reshape(images, (-1, 28, 28)), (1, 0, 2)), (28, -1))",
}
IMAGES = {
    "torch": "model.generate(torch.tensor(digits, device=noise.device), noise)",
    "tensorflow": "model.generate(tf.constant(digits, tf.int64), noise)",
}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # Labels
    Variant("zero_and_one_share_a_label", LABELS, instead(
        LABELLED, LABELLED["torch"].replace("one_hot(labels", "one_hot(labels.clamp(1, 9)"),
        LABELLED["tensorflow"].replace("one_hot(labels", "one_hot(tf.maximum(labels, 1)"))),
    Variant("labels_counted_from_one", HIDDEN, instead(
        LABELLED, LABELLED["torch"].replace("one_hot(labels, N_LABELS)", "one_hot(labels, N_LABELS + 1)[:, 1:]"),
        LABELLED["tensorflow"].replace("one_hot(labels", "one_hot(labels - 1"))),
    Variant("labels_as_shares", HIDDEN, instead(
        LABELLED, "torch.cat([values, (0.1 * nn.functional.one_hot(labels, N_LABELS)).to(values.dtype)], dim=-1)",
        "tf.concat([values, 0.1 * tf.one_hot(labels, N_LABELS, dtype=values.dtype)], axis=-1)")),
    Variant("labels_as_probabilities", HIDDEN, instead(
        LABELLED, LABELLED["torch"].replace(".to(values.dtype)", ".to(values.dtype).sigmoid()"),
        LABELLED["tensorflow"].replace("tf.one_hot(labels, N_LABELS, dtype=values.dtype)", "tf.sigmoid(tf.one_hot(labels, N_LABELS, dtype=values.dtype))"))),
    Variant("label_as_a_number", COUNT, {
        "torch": [(LABELLED["torch"], "torch.cat([values, labels[:, None].to(values.dtype)], dim=-1)"), ("N_PIXELS, N_LABELS = 784, 10", "N_PIXELS, N_LABELS = 784, 1"),
                  ("check_between(0, N_LABELS - 1, labels=labels)", "check_between(0, 9, labels=labels)")],
        "tensorflow": [(LABELLED["tensorflow"], "tf.concat([values, tf.cast(labels, values.dtype)[:, None]], axis=-1)"),
                       ("N_PIXELS, N_LABELS = 784, 10", "N_PIXELS, N_LABELS = 784, 1"),
                       ("check_between(0, N_LABELS - 1, labels=labels)", "check_between(0, 9, labels=labels)")]}),
    Variant("decoder_sees_no_label", LABELS, instead(
        DRAWN, "return self.decoder(_labelled(z, 0 * labels)).sigmoid()", "return tf.sigmoid(self.decoder(_labelled(z, 0 * labels)))")),
    Variant("encoder_sees_no_label", LABELS, edits(
        ("self.encoder(_labelled(x, labels))", "self.encoder(_labelled(x, 0 * labels))"),
        ("self.encoder(_labelled(x, labels))", "self.encoder(_labelled(x, 0 * labels))"))),
    Variant("elbo_forgets_the_label_of_the_code", ELBO, both("noise, labels))\n    log", "noise, 0 * labels))\n    log")),
    Variant("elbo_forgets_the_label_of_the_image", ELBO, edits(
        ("model.encoder(_labelled(x, labels))", "model.encoder(_labelled(x, 0 * labels))"),
        ("model.encoder(_labelled(x, labels))", "model.encoder(_labelled(x, 0 * labels))"))),
    Variant("one_label_for_the_batch", "test_samples_are_independent", instead(
        LABELLED, LABELLED["torch"].replace("one_hot(labels", "one_hot(labels[:1].expand(len(values))"),
        LABELLED["tensorflow"].replace("one_hot(labels", "one_hot(tf.repeat(labels[:1], tf.shape(values)[0])"))),
    Variant("trained_with_labels_of_other_images", LEARNED, edits(
        ("train(model, _losses, (x, labels),", "train(model, _losses, (x, labels.flip(0)),"),
        ("train(model, _losses, (x, labels),", "train(model, _losses, (x, labels[::-1]),"))),
    Variant("trained_without_labels", LEARNED, edits(
        ("train(model, _losses, (x, labels),", "train(model, _losses, (x, 0 * labels),"),
        ("train(model, _losses, (x, labels),", "train(model, _losses, (x, 0 * labels),"))),
    Variant("labels_reversed_in_generation", "test_generating_is_decoding", both("return self.decode(noise, labels)", "return self.decode(noise, 9 - labels)")),
    Variant("generates_from_little_noise", "test_generating_is_decoding", both("return self.decode(noise, labels)", "return self.decode(0.1 * noise, labels)")),
    Variant("call_decodes_for_another_label", "test_a_call_decodes_the_mean_code", both("return self.decode(mean, labels)", "return self.decode(mean, 0 * labels)")),
    # Layers and loss
    Variant("no_activation_in_the_encoder", HIDDEN, instead(
        FIRST, FIRST["torch"].replace("ReLU", "Identity"), FIRST["tensorflow"].replace("relu", "linear"))),
    Variant("leaky_units_in_the_decoder", HIDDEN, instead(
        FIRST_OF_DECODER, FIRST_OF_DECODER["torch"].replace("nn.ReLU()", "nn.LeakyReLU(0.1)"),
        FIRST_OF_DECODER["tensorflow"].replace('"relu"', "lambda v: tf.nn.leaky_relu(v, 0.1)"))),
    Variant("hidden_layers_of_400", COUNT, edits(
        ("*(nn.Linear(512, 256), nn.ReLU()),\n                nn.Linear(256, 2 * latent_dim),", "*(nn.Linear(512, 400), nn.ReLU()),\n                nn.Linear(400, 2 * latent_dim),"),
        ('layers.Dense(256, "relu"),\n                layers.Dense(2 * latent_dim),', 'layers.Dense(400, "relu"),\n                layers.Dense(2 * latent_dim),'))),
    Variant("rectified_codes", "test_codes_take_both_signs", instead(HEADS, HEADS["torch"] + " nn.ReLU(),", 'layers.Dense(2 * latent_dim, "relu"),')),
    Variant("decoder_returns_logits", DECODED, instead(DRAWN, "return self.decoder(_labelled(z, labels))", "return self.decoder(_labelled(z, labels))")),
    Variant("default_number_of_latents", "test_defaults_of_the_model", both("latent_dim=32, seed=0", "latent_dim=2, seed=0")),
    Variant("default_seed_of_the_model", "test_defaults_of_the_model", both("latent_dim=32, seed=0", "latent_dim=32, seed=1")),
    Variant("mean_over_pixels", ALIKE, instead(
        LIKELIHOOD, LIKELIHOOD["torch"].replace(".sum(", ".mean("), LIKELIHOOD["tensorflow"].replace("reduce_sum", "reduce_mean"))),
    Variant("standard_deviation_from_log_variance", ELBO, instead(
        LOGITS, LOGITS["torch"].replace("(0.5 * log_var).exp()", "log_var.exp()"), LOGITS["tensorflow"].replace("0.5 * log_var", "log_var"))),
    Variant("divergence_hides_the_images", "test_training_learns", both("return log_likelihood - kl", "return log_likelihood - 1000 * kl")),
    # Numbers
    Variant("digits_one_below_the_other", "test_results_have_the_form_of_a_number", instead(
        SIDE_BY_SIDE, "return images.reshape(-1, 28)", "return tf.reshape(images, (-1, 28))")),
    Variant("digits_as_a_batch", "test_results_have_the_form_of_a_number", instead(
        SIDE_BY_SIDE, "return images.reshape(-1, 28, 28)", "return tf.reshape(images, (-1, 28, 28))")),
    Variant("rows_of_pixels_mixed_up", NUMBER, instead(
        SIDE_BY_SIDE, "return images.reshape(28, -1)", "return tf.reshape(images, (28, -1))")),
    Variant("digits_transposed", NUMBER, instead(
        SIDE_BY_SIDE, "return images.reshape(-1, 28, 28).permute(2, 0, 1).reshape(28, -1)",
        "return tf.reshape(tf.transpose(tf.reshape(images, (-1, 28, 28)), (2, 0, 1)), (28, -1))")),
    Variant("last_digit_first", NUMBER, both("[int(digit) for digit in number]", "[int(digit) for digit in reversed(number)]")),
    Variant("leading_zeros_lost", NUMBER, both("[int(digit) for digit in number]", "[int(digit) for digit in str(int(number))]")),
    Variant("first_noise_for_every_digit", NUMBER, instead(
        IMAGES, IMAGES["torch"].replace(", noise)", ", noise[:1].repeat(len(digits), 1))"),
        IMAGES["tensorflow"].replace(", noise)", ", tf.repeat(noise[:1], len(digits), axis=0))"))),
    Variant("only_strings_are_numbers", NUMBER, both("        number = str(int(number))\n", "        raise ValueError('number must be a string')\n")),
    # Bad input
    Variant("large_labels_passed_through", BAD_LABELS, {
        "torch": [("check_between(0, N_LABELS - 1, labels=labels)", "check_between(0, 2**40, labels=labels)"),
                  (LABELLED["torch"], LABELLED["torch"].replace("one_hot(labels", "one_hot(labels.clamp(0, 9)"))],
        "tensorflow": [("check_between(0, N_LABELS - 1, labels=labels)", "check_between(0, 2**40, labels=labels)")]}),
    Variant("negative_labels_counted_from_the_end", BAD_LABELS, {
        "torch": [("check_between(0, N_LABELS - 1, labels=labels)", "check_between(-10, 9, labels=labels)"),
                  (LABELLED["torch"], LABELLED["torch"].replace("one_hot(labels", "one_hot(labels % 10"))],
        "tensorflow": [("check_between(0, N_LABELS - 1, labels=labels)", "check_between(-10, 9, labels=labels)"),
                       (LABELLED["tensorflow"], LABELLED["tensorflow"].replace("one_hot(labels", "one_hot(labels % 10"))]}),
    Variant("one_label_for_all_accepted", BAD_LABELS, {
        "torch": [("    check_shape((n,), labels=labels)\n", ""), (LABELLED["torch"], LABELLED["torch"].replace("one_hot(labels", "one_hot(labels.flatten()[:1].expand(len(values)) if labels.numel() != len(values) else labels.flatten()"))],
        "tensorflow": [("    check_shape((n,), labels=labels)\n", ""), (LABELLED["tensorflow"], LABELLED["tensorflow"].replace("one_hot(labels", "one_hot(labels[:1] + tf.zeros_like(values[:, 0], labels.dtype)"))]}),
    Variant("nan_in_images_passed_through", "test_bad_samples_are_rejected", both("    check_between(0, 1, x=x)\n", "")),
    Variant("noise_for_one_image_spread", CODES_AND_NOISE, both("check_shape((x.shape[0], self.latent_dim), noise=noise)", "check_shape((None, self.latent_dim), noise=noise)")),
    Variant("sign_of_a_number_ignored", BAD_NUMBERS, edits(
        ("        check_integer(0, number=number)\n        number = str(int(number))", "        number = str(abs(number))"),
        ("        check_integer(0, number=number)\n        number = str(int(number))", "        number = str(abs(number))"))),
    Variant("fractions_cut_off", BAD_NUMBERS, both("check_integer(0, number=number)", "check_integer(0, number=int(number))")),
    Variant("other_characters_skipped", BAD_NUMBERS, both(
        "    if not (number.isascii() and number.isdecimal()):\n", "    number = number.strip(' -x')\n    if not number:\n")),
    Variant("noise_of_one_digit_for_all", BAD_NUMBERS, edits(
        ("    check_shape((len(digits), model.latent_dim), noise=noise)\n", "    noise = noise.expand(len(digits), -1)\n"),
        ("    check_shape((len(digits), model.latent_dim), noise=noise)\n", "    noise = noise + tf.zeros((len(digits), 1))\n"))),
    Variant("latent_dim_not_checked", "test_bad_sizes_are_rejected", both("        check_integer(1, latent_dim=latent_dim)\n", "")),
]  # fmt: skip

STUDENT = {
    "torch": """
class ConditionalVAE(nn.Module):
    def __init__(self, latent_dim=32, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        torch.manual_seed(seed)
        self.latent_dim = latent_dim
        self.fc1 = nn.Linear(10 + 784, 512)
        self.fc2 = nn.Linear(512, 256)
        self.fc_mean = nn.Linear(256, latent_dim)
        self.fc_log_var = nn.Linear(256, latent_dim)
        self.fc3 = nn.Linear(10 + latent_dim, 256)
        self.fc4 = nn.Linear(256, 512)
        self.fc5 = nn.Linear(512, 784)

    def encode(self, x, labels):
        _check_images(x, labels)
        x = torch.cat((torch.eye(10)[labels], x), dim=1)
        hidden = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return self.fc_mean(hidden), self.fc_log_var(hidden)

    def logits(self, z, labels):
        z = torch.cat((torch.eye(10)[labels], z), dim=1)
        return self.fc5(torch.relu(self.fc4(torch.relu(self.fc3(z)))))

    def decode(self, z, labels):
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        _check_labels(len(z), labels)
        return torch.sigmoid(self.logits(z, labels))

    def forward(self, x, labels):
        return self.decode(self.encode(x, labels)[0], labels)

    def elbo(self, x, labels, noise):
        mean, log_var = self.encode(x, labels)
        check_shape((len(x), self.latent_dim), noise=noise)
        check_finite(noise=noise)
        logits = self.logits(mean + torch.exp(log_var / 2) * noise, labels)
        cross_entropy = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        return -cross_entropy + 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp(), dim=1)

    def negative_elbo(self, x, labels, noise):
        return -self.elbo(x, labels, noise).mean()

    def generate(self, labels, noise):
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise, labels)


def fit(model, x, labels, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    _check_images(x, labels)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    torch.manual_seed(seed)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, labels), batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for images, digits in loader:
            loss = model.negative_elbo(images, digits, torch.randn(len(images), model.latent_dim))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(images) / len(x)
    return losses


def draw_number(model, number, noise):
    if not isinstance(number, (int, str)) or not str(number).isdigit():
        raise ValueError("number must have digits only")
    if len(noise) != len(str(number)):
        raise ValueError("noise must have a row for each digit")
    pictures = [model.generate(torch.tensor([int(c)]), noise[i : i + 1]).view(28, 28) for i, c in enumerate(str(number))]
    return torch.hstack(pictures)
""",
    "tensorflow": """
class ConditionalVAE(keras.Model):
    def __init__(self, latent_dim=32, seed=0):
        super().__init__()
        if latent_dim < 1:
            raise ValueError("latent_dim must be positive")
        keras.utils.set_random_seed(seed)
        self.latent_dim = latent_dim
        self.encoder = keras.Sequential([
            keras.Input((794,)), layers.Dense(512, activation="relu"), layers.Dense(256, activation="relu"), layers.Dense(latent_dim * 2)])
        self.decoder = keras.Sequential([
            keras.Input((latent_dim + 10,)), layers.Dense(256, activation="relu"), layers.Dense(512, activation="relu"), layers.Dense(784)])

    def encode(self, x, labels):
        _check_images(x, labels)
        code = self.encoder(tf.concat([tf.gather(tf.eye(10), labels), x], 1))
        return code[:, : self.latent_dim], code[:, self.latent_dim :]

    def logits(self, z, labels):
        return self.decoder(tf.concat([tf.gather(tf.eye(10), labels), z], 1))

    def decode(self, z, labels):
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        _check_labels(len(z), labels)
        return tf.nn.sigmoid(self.logits(z, labels))

    def call(self, x, labels):
        return self.decode(self.encode(x, labels)[0], labels)

    def elbo(self, x, labels, noise):
        _check_images(x, labels)
        check_shape((len(x), self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.bound(x, labels, noise)

    def bound(self, x, labels, noise):
        mean, log_var = tf.split(self.encoder(tf.concat([tf.gather(tf.eye(10), labels), x], 1)), 2, axis=1)
        logits = self.logits(mean + tf.exp(log_var / 2) * noise, labels)
        cross_entropy = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits), axis=1)
        return -cross_entropy + 0.5 * tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=1)

    def negative_elbo(self, x, labels, noise):
        return -tf.reduce_mean(self.elbo(x, labels, noise))

    def generate(self, labels, noise):
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise, labels)


def fit(model, x, labels, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    _check_images(x, labels)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    keras.utils.set_random_seed(seed)
    optimizer = keras.optimizers.Adam(float(learning_rate))
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(images, digits):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(model.bound(images, digits, tf.random.normal((len(images), model.latent_dim))))
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        return loss

    losses = []
    for _ in range(n_epochs):
        order, total = tf.random.shuffle(tf.range(len(x))), 0.0
        for i in range(0, len(x), batch_size):
            rows = order[i : i + batch_size]
            total += float(step(tf.gather(x, rows), tf.gather(labels, rows))) * len(rows)
        losses.append(total / len(x))
    return tf.constant(losses, tf.float32)


def draw_number(model, number, noise):
    if not isinstance(number, (int, str)) or not str(number).isdigit():
        raise ValueError("number must have digits only")
    if len(noise) != len(str(number)):
        raise ValueError("noise must have a row for each digit")
    pictures = [tf.reshape(model.generate(tf.constant([int(c)]), noise[i : i + 1]), (28, 28)) for i, c in enumerate(str(number))]
    return tf.concat(pictures, 1)
""",
}

RIGHT = [
    Variant("labels_before_the_values", edits=instead(
        LABELLED, "torch.cat([torch.eye(N_LABELS, dtype=values.dtype)[labels], values], dim=-1)",
        "tf.concat([tf.gather(tf.eye(N_LABELS, dtype=values.dtype), labels), values], axis=-1)")),
    Variant("another_start", edits=edits(
        ("\n    def encode(self, x, labels):", "            for p in self.parameters():\n"
         "                nn.init.xavier_uniform_(p) if p.ndim > 1 else nn.init.zeros_(p)\n\n    def encode(self, x, labels):"),
        ("from keras import layers\n", "from keras import layers as library\n\n\nclass layers:\n    @staticmethod\n"
         "    def Dense(width, activation=None):\n        return library.Dense(width, activation, True, 'he_uniform', keras.initializers.RandomUniform(-0.05, 0.05))\n"))),
    Variant("cross_entropy_of_the_library", edits=instead(
        LIKELIHOOD, "-nn.functional.binary_cross_entropy_with_logits(logits, x, reduction='none').sum(dim=-1)",
        "-tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=-1)")),
    Variant("digits_set_side_by_side_one_by_one", edits=instead(
        SIDE_BY_SIDE, "return torch.cat([image.view(28, 28) for image in images], dim=1)",
        "return tf.concat([tf.reshape(image, (28, 28)) for image in images], axis=1)")),
    Variant("written_by_a_student", instead=STUDENT),
]  # fmt: skip
