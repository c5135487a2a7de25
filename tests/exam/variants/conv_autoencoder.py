"""Wrong and right variants of `conv_autoencoder`."""

from ..variant import Variant, both, edits

CODES = "test_codes_come_from_three_pooled_convolutions"
IMAGES = "test_images_come_from_three_transposed_convolutions"
OUTPUTS = "test_outputs_have_the_activation_of_the_interface"
COMPARES = "test_loss_compares_the_reconstruction_with_the_sample"
MEAN = "test_loss_is_the_mean_over_all_entries"
COUNT = "test_number_of_parameters"
FORM = "test_results_have_the_form_of_the_interface"

LOSSES = {
    "torch": "    return (nn.functional.softplus(logits) - x * logits).mean(dim=(1, 2, 3))",
    "tensorflow": "    return tf.reduce_mean(tf.nn.softplus(logits) - x * logits, axis=(1, 2, 3))",
}
LOGITS = {framework: "    logits = model.decoder(model.encoder(x))\n" for framework in ("torch", "tensorflow")}
DECODED = {"torch": "        return self.decoder(code).sigmoid()", "tensorflow": "        return tf.sigmoid(self.decoder(code))"}
CODE = {framework: "        return self.encoder(x)\n" for framework in ("torch", "tensorflow")}
FIRST = {
    "torch": "nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2), nn.SELU()",
    "tensorflow": 'layers.Conv2D(16, 3, padding="same"), layers.MaxPooling2D(), layers.Activation("selu")',
}
LAST = {
    "torch": "nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.SELU()",
    "tensorflow": 'layers.Conv2D(64, 3, padding="same"), layers.MaxPooling2D(), layers.Activation("selu")',
}
WIDENED = {
    "torch": "(nn.ConvTranspose2d(64, 32, 3, stride=2), nn.SELU())",
    "tensorflow": 'layers.Conv2DTranspose(32, 3, 2, "valid", activation="selu")',
}
MIDDLE = {
    "torch": "(nn.ConvTranspose2d(32, 16, 3, stride=2), nn.ZeroPad2d(cut), nn.SELU())",
    "tensorflow": 'layers.Conv2DTranspose(16, 3, 2, "same", activation="selu")',
}
OUTPUT = {
    "torch": "(nn.ConvTranspose2d(16, 1, 3, stride=2), nn.ZeroPad2d(cut))",
    "tensorflow": 'layers.Conv2DTranspose(1, 3, 2, "same")',
}
START = {"torch": "        with seeded(seed):\n", "tensorflow": "        with seeded(seed):\n"}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # Encoder
    Variant("averages_instead_of_largest", CODES, instead(
        FIRST, FIRST["torch"].replace("Max", "Avg"), FIRST["tensorflow"].replace("MaxPooling2D", "AveragePooling2D"))),
    Variant("strides_instead_of_pooling", CODES, instead(
        LAST, "nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ZeroPad2d((0, -1, 0, -1)), nn.SELU()",
        'layers.Conv2D(64, 3, 2, "same"), layers.Cropping2D(((0, 1), (0, 1))), layers.Activation("selu")')),
    Variant("largest_of_three_by_three", CODES, instead(
        LAST, LAST["torch"].replace("MaxPool2d(2)", "MaxPool2d(3, 2)"),
        LAST["tensorflow"].replace("MaxPooling2D()", "MaxPooling2D(3, 2)"))),
    Variant("rectified_convolutions", CODES, instead(
        FIRST, FIRST["torch"].replace("SELU", "ReLU"), FIRST["tensorflow"].replace("selu", "relu"))),
    Variant("elu_for_selu", CODES, instead(
        LAST, LAST["torch"].replace("SELU", "ELU"), LAST["tensorflow"].replace("selu", "elu"))),
    Variant("no_activation_of_the_code", CODES, instead(
        LAST, LAST["torch"].replace("SELU", "Identity"), LAST["tensorflow"].replace("selu", "linear"))),
    Variant("code_activated_twice", CODES, instead(
        CODE, "        return nn.functional.selu(self.encoder(x))\n", "        return tf.nn.selu(self.encoder(x))\n")),
    Variant("edges_repeated_instead_of_zeros", CODES, {"torch": [
        ("nn.Conv2d(1, 16, 3, padding=1)", "nn.Conv2d(1, 16, 3, padding=1, padding_mode='replicate')")]}),
    Variant("padded_on_one_side", CODES, instead(
        FIRST, "nn.ZeroPad2d((0, 2, 0, 2)), nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), nn.SELU()",
        'layers.ZeroPadding2D(((0, 2), (0, 2))), layers.Conv2D(16, 3), layers.MaxPooling2D(), layers.Activation("selu")')),
    Variant("images_centred_first", CODES, instead(
        CODE, "        return self.encoder(x - x.mean())\n", "        return self.encoder(x - tf.reduce_mean(x))\n")),
    Variant("normalised_over_the_batch", "test_samples_are_independent", {
        "torch": [(CODE["torch"], "        return self.encoder(x) - self.encoder(x).mean(dim=0)\n")],
        "tensorflow": [(CODE["tensorflow"], "        return self.encoder(x) - tf.reduce_mean(self.encoder(x), axis=0)\n")]}),
    Variant("images_turned_on_their_side", CODES, instead(
        CODE, "        return self.encoder(x.mT)\n", "        return self.encoder(tf.transpose(x, (0, 2, 1, 3)))\n")),
    Variant("kernels_of_five", COUNT, instead(
        FIRST, FIRST["torch"].replace("3, padding=1", "5, padding=2"), FIRST["tensorflow"].replace("3, padding", "5, padding"))),
    Variant("no_biases", COUNT, instead(
        FIRST, FIRST["torch"].replace("padding=1", "padding=1, bias=False"),
        FIRST["tensorflow"].replace('padding="same"', 'padding="same", use_bias=False'))),
    Variant("dense_code", FORM, instead(
        CODE, "        return self.encoder(x).flatten(1)\n", "        return tf.reshape(self.encoder(x), (-1, 576))\n")),
    Variant("pooling_that_keeps_the_last_column", FORM, instead(
        LAST, LAST["torch"].replace("MaxPool2d(2)", "MaxPool2d(2, ceil_mode=True)"),
        LAST["tensorflow"].replace("MaxPooling2D()", 'MaxPooling2D(padding="same")'))),
    # Decoder
    Variant("rectified_decoder", IMAGES, instead(
        MIDDLE, MIDDLE["torch"].replace("SELU", "ReLU"), MIDDLE["tensorflow"].replace("selu", "relu"))),
    Variant("no_activation_in_the_decoder", IMAGES, instead(
        WIDENED, WIDENED["torch"].replace("nn.SELU()", "nn.Identity()"), WIDENED["tensorflow"].replace("selu", "linear"))),
    Variant("upsampled_and_convolved", IMAGES, instead(
        MIDDLE, "(nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 3, padding=1), nn.SELU())",
        '*(layers.UpSampling2D(), layers.Conv2D(16, 3, padding="same", activation="selu"))')),
    Variant("enlarged_between_the_pixels", IMAGES, instead(
        OUTPUT, "(nn.Upsample(scale_factor=2, mode='bilinear'), nn.Conv2d(16, 1, 3, padding=1))",
        '*(layers.UpSampling2D(interpolation="bilinear"), layers.Conv2D(1, 3, padding="same"))')),
    Variant("one_step_short_and_padded", IMAGES, instead(
        MIDDLE, "(nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1), nn.ZeroPad2d((0, 1, 0, 1)), nn.SELU())",
        '*(layers.Conv2DTranspose(16, 3, 2, "valid"), layers.Cropping2D(1), layers.ZeroPadding2D(((0, 1), (0, 1))), layers.Activation("selu"))')),
    Variant("logits_as_images", OUTPUTS, instead(
        DECODED, "        return self.decoder(code)", "        return self.decoder(code)")),
    Variant("hyperbolic_tangent_at_the_end", OUTPUTS, instead(
        DECODED, "        return self.decoder(code).tanh()", "        return tf.tanh(self.decoder(code))")),
    Variant("rectified_images", OUTPUTS, instead(
        DECODED, "        return self.decoder(code).clamp(0, 1)", "        return tf.clip_by_value(self.decoder(code), 0, 1)")),
    Variant("softmax_over_the_pixels", OUTPUTS, instead(
        DECODED, "        return self.decoder(code).flatten(1).softmax(dim=-1).reshape(-1, 1, 28, 28)",
        "        return tf.reshape(tf.nn.softmax(tf.reshape(self.decoder(code), (-1, 784))), (-1, 28, 28, 1))")),
    Variant("sigmoid_of_a_sigmoid", OUTPUTS, instead(
        DECODED, "        return self.decoder(code).sigmoid().sigmoid()", "        return tf.sigmoid(tf.sigmoid(self.decoder(code)))")),
    Variant("call_returns_the_code", FORM, both("        return self.decode(self.encode(x))", "        return self.encode(x)")),
    Variant("call_adds_noise_to_the_code", "test_a_call_decodes_the_code", edits(
        ("        return self.decode(self.encode(x))", "        return self.decode(self.encode(x) * (1 + 0.1 * x.mean()))"),
        ("        return self.decode(self.encode(x))", "        return self.decode(self.encode(x) * (1 + 0.1 * tf.reduce_mean(x)))"))),
    # Loss
    Variant("squared_error", MEAN, instead(
        LOSSES, "    return ((x - logits.sigmoid()) ** 2).mean(dim=(1, 2, 3))",
        "    return tf.reduce_mean((x - tf.sigmoid(logits)) ** 2, axis=(1, 2, 3))")),
    Variant("loss_summed_over_the_pixels", MEAN, instead(
        LOSSES, LOSSES["torch"].replace(".mean(", ".sum("), LOSSES["tensorflow"].replace("reduce_mean", "reduce_sum"))),
    Variant("loss_in_bits", MEAN, edits(
        ("    return _losses(model, x).mean()", "    return _losses(model, x).mean() / 0.6931472"),
        ("    return tf.reduce_mean(_losses(model, x))", "    return tf.reduce_mean(_losses(model, x)) / 0.6931472"))),
    Variant("loss_of_the_batch_summed", MEAN, edits(
        ("    return _losses(model, x).mean()", "    return _losses(model, x).sum()"),
        ("    return tf.reduce_mean(_losses(model, x))", "    return tf.reduce_sum(_losses(model, x))"))),
    Variant("only_white_pixels_count", MEAN, instead(
        LOSSES, "    return -(x * nn.functional.logsigmoid(logits)).mean(dim=(1, 2, 3))",
        "    return -tf.reduce_mean(x * tf.math.log_sigmoid(logits), axis=(1, 2, 3))")),
    Variant("images_rounded_in_the_loss", MEAN, instead(
        LOSSES, "    x = x.round()\n" + LOSSES["torch"], "    x = tf.round(x)\n" + LOSSES["tensorflow"])),
    Variant("probabilities_taken_for_logits", MEAN, instead(
        LOSSES, "    logits = logits.sigmoid()\n" + LOSSES["torch"], "    logits = tf.sigmoid(logits)\n" + LOSSES["tensorflow"])),
    Variant("loss_of_another_image", COMPARES, instead(
        LOGITS, "    logits = model.decoder(model.encoder(x.flip(0)))\n", "    logits = model.decoder(model.encoder(x[::-1]))\n")),
    Variant("loss_of_the_mirrored_image", COMPARES, instead(
        LOSSES, "    x = x.flip(-1)\n" + LOSSES["torch"], "    x = x[:, :, ::-1]\n" + LOSSES["tensorflow"])),
    Variant("encoder_is_not_trained", "test_every_parameter_is_trained", instead(
        LOGITS, "    logits = model.decoder(model.encoder(x).detach())\n", "    logits = model.decoder(tf.stop_gradient(model.encoder(x)))\n")),
    Variant("half_a_gradient", "test_gradients_equal_finite_differences", instead(
        LOGITS, "    code = model.encoder(x)\n    logits = model.decoder((code + code.detach()) / 2)\n",
        "    code = model.encoder(x)\n    logits = model.decoder((code + tf.stop_gradient(code)) / 2)\n")),
    # Start and training
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", instead(
        START, START["torch"].replace("seeded(seed)", "seeded(0)"), START["tensorflow"].replace("seeded(seed)", "seeded(0)"))),
    Variant("all_images_trained_alike", "test_training_learns", both(
        "    return train(model, _losses, (x,), ",
        "    return train(model, lambda model, x, _: _losses(model, x * 0 + 0.1), (x,), ")),
    Variant("training_on_half_an_image", "test_reported_loss_is_the_loss", both(
        "    return train(model, _losses, (x,), ", "    return train(model, lambda model, x, _: _losses(model, x / 2), (x,), ")),
    Variant("default_batch_size_of_64", "test_defaults_are_those_of_the_interface", both(
        "n_epochs, batch_size=32, learning_rate", "n_epochs, batch_size=64, learning_rate")),
    Variant("default_learning_rate_far_too_small", "test_training_learns", both("learning_rate=1e-3", "learning_rate=1e-5")),
    # Bad input
    Variant("images_not_checked", "test_bad_samples_are_rejected", both(
        "    check_shape((None, *IMAGE), x=x)\n    check_between(0, 1, x=x)\n", "    pass\n")),
    Variant("nan_in_images_passed_through", "test_bad_samples_are_rejected", both("    check_between(0, 1, x=x)\n", "")),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both("        check_shape((None, *CODE), code=code)\n        check_finite(code=code)\n", "")),
    Variant("nan_in_codes_passed_through", "test_bad_codes_are_rejected", both("        check_finite(code=code)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("pooled_after_the_activation", edits={
        framework: [(line[framework], after) for line, after in zip((FIRST, LAST), lines, strict=True)]
        for framework, lines in {
            "torch": ["nn.Conv2d(1, 16, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)",
                      "nn.Conv2d(32, 64, 3, padding='same'), nn.SELU(), nn.MaxPool2d(2, 2)"],
            "tensorflow": ['layers.Conv2D(16, 3, padding="same", activation="selu"), layers.MaxPooling2D()',
                           'layers.Conv2D(64, (3, 3), padding="same", activation="selu"), layers.MaxPooling2D(2, 2)'],
        }.items()}),
    Variant("the_other_end_cut_off", edits={
        "torch": [(MIDDLE["torch"], "(nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.SELU())"),
                  (OUTPUT["torch"], "(nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1),)")],
        "tensorflow": [(OUTPUT["tensorflow"], '*(layers.Conv2DTranspose(1, 3, 2, "valid"), layers.Cropping2D(((1, 0), (1, 0))))')]}),
    Variant("another_start", edits={
        "torch": [("    def encode(self, x):", "        for p in self.parameters():\n"
                   "            if p.ndim > 1:\n                nn.init.xavier_normal_(p, generator=torch.Generator().manual_seed(seed))\n"
                   "            else:\n                nn.init.zeros_(p)\n\n    def encode(self, x):"),
                  ("from torch import nn\n", "import torch\nfrom torch import nn\n")],
        "tensorflow": [(FIRST["tensorflow"], FIRST["tensorflow"].replace('"same"', '"same", kernel_initializer="lecun_normal"')),
                       (LAST["tensorflow"], LAST["tensorflow"].replace('"same"', '"same", kernel_initializer="he_normal"'))]}),
    Variant("cross_entropy_of_the_library", edits=instead(
        LOSSES, "    return nn.functional.binary_cross_entropy_with_logits(logits, x, reduction='none').mean(dim=(1, 2, 3))",
        "    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=(1, 2, 3))")),
    Variant("decoder_comes_first", edits={
        "torch": [("            # Pooled before", "            self.add_module('decoder', None)\n            # Pooled before")]}),
    Variant("plain_student", instead={
        "torch": '''
import torch


class ConvAutoencoder(nn.Module):
    def __init__(self, seed=0):
        super().__init__()
        torch.manual_seed(seed)
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, 1), nn.Conv2d(32, 64, 3, 1, 1)
        self.up1 = nn.ConvTranspose2d(64, 32, 3, 2)
        self.up2 = nn.ConvTranspose2d(32, 16, 3, 2, 1, 1)
        self.up3 = nn.ConvTranspose2d(16, 1, 3, 2, 1, 1)

    def encode(self, x):
        if x.ndim != 4 or x.shape[1:] != (1, 28, 28) or len(x) == 0 or not torch.isfinite(x).all():
            raise ValueError("x must be finite images")
        for conv in (self.conv1, self.conv2, self.conv3):
            x = nn.functional.max_pool2d(torch.selu(conv(x)), 2)
        return x

    def decode(self, code):
        if code.ndim != 4 or code.shape[1:] != (64, 3, 3) or len(code) == 0 or not torch.isfinite(code).all():
            raise ValueError("code must be finite")
        return torch.sigmoid(self.up3(torch.selu(self.up2(torch.selu(self.up1(code))))))

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
            loss = reconstruction_loss(model, x[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(rows) / len(x)
    return losses
''',
        "tensorflow": '''
class ConvAutoencoder(keras.Model):
    def __init__(self, seed=0):
        super().__init__()
        keras.utils.set_random_seed(seed)
        self.encoder = keras.models.Sequential([
            layers.Input((28, 28, 1)),
            layers.Conv2D(16, kernel_size=3, padding="SAME", activation="selu"), layers.MaxPool2D(pool_size=2),
            layers.Conv2D(32, kernel_size=3, padding="SAME", activation="selu"), layers.MaxPool2D(pool_size=2),
            layers.Conv2D(64, kernel_size=3, padding="SAME", activation="selu"), layers.MaxPool2D(pool_size=2)])
        self.decoder = keras.models.Sequential([
            layers.Input((3, 3, 64)),
            layers.Conv2DTranspose(32, kernel_size=3, strides=2, padding="VALID", activation="selu"),
            layers.Conv2DTranspose(16, kernel_size=3, strides=2, padding="SAME", activation="selu"),
            layers.Conv2DTranspose(1, kernel_size=3, strides=2, padding="SAME", activation="sigmoid")])

    def encode(self, x):
        _check_images(x)
        return self.encoder(x)

    def decode(self, code):
        check_shape((None, 3, 3, 64), code=code)
        check_finite(code=code)
        return self.decoder(code)

    def call(self, x):
        return self.decoder(self.encoder(x)) if isinstance(x, keras.KerasTensor) else self.decode(self.encode(x))


def reconstruction_loss(model, x):
    return tf.reduce_mean(keras.losses.binary_crossentropy(x, model(x)))


def fit(model, x, n_epochs, batch_size=32, learning_rate=2e-3, seed=0):
    _check_images(x)
    if n_epochs < 0 or batch_size < 1 or not learning_rate > 0:
        raise ValueError("n_epochs, batch_size or learning_rate is wrong")
    keras.utils.set_random_seed(seed)
    optimizer = keras.optimizers.Adam(float(learning_rate))
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.binary_crossentropy(batch, model.decoder(model.encoder(batch))))
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
