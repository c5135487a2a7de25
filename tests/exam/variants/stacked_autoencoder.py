"""Wrong and right variants of `stacked_autoencoder`."""

from ..variant import Variant, both, edits
from ._training import RIGHT_TRAINING, WRONG_TRAINING

LAYERS = "test_hidden_layers_and_code_are_scaled_exponential_linear_units"
OUTPUT = "test_outputs_have_the_activation_of_the_interface"
LOSS = "test_loss_is_the_mean_over_all_entries"
OWN = "test_loss_compares_the_reconstruction_with_the_sample"
SLOPES = "test_gradients_equal_finite_differences"
FORM = "test_results_have_the_form_of_the_interface"
SHARE = "test_rounded_accuracy_counts_entries_that_agree_once_rounded"
SQUARE = "test_plane_fills_the_unit_square"

ENCODER = {
    "torch": "nn.Sequential(nn.Linear(N_PIXELS, 100), nn.SELU(), nn.Linear(100, CODE_DIM), nn.SELU())",
    "tensorflow": '[keras.Input((N_PIXELS,)), layers.Dense(100, "selu"), layers.Dense(CODE_DIM, "selu")]',
}
DECODER = {
    "torch": "nn.Sequential(nn.Linear(CODE_DIM, 100), nn.SELU(), nn.Linear(100, N_PIXELS))",
    "tensorflow": '[keras.Input((CODE_DIM,)), layers.Dense(100, "selu"), layers.Dense(N_PIXELS)]',
}
TERMS = {
    "torch": "(nn.functional.softplus(logits) - x * logits).mean(dim=-1)",
    "tensorflow": "tf.reduce_mean(tf.nn.softplus(logits) - x * logits, axis=-1)",
}
LOGITS = {"torch": "logits = model.decoder(model.encoder(x))\n", "tensorflow": "logits = model.decoder(model.encoder(x))\n"}
DRAWN = {"torch": "return self.decoder(code).sigmoid()", "tensorflow": "return tf.sigmoid(self.decoder(code))"}
MEAN = {"torch": "return _losses(model, x).mean()", "tensorflow": "return tf.reduce_mean(_losses(model, x))"}
SCALED = {"torch": "return (plane - low) / (plane - low).max()", "tensorflow": "return (plane - low) / tf.reduce_max(plane - low)"}


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    *(v for v in WRONG_TRAINING if v.name != "weights_decay"),  # it shows in dead units, which SELU does not have
    Variant("gradients_pile_up", "test_training_learns", {"torch": [("        optimizer.zero_grad()\n", "")]}, module="_training"),
    # Layers
    Variant("rectified_linear_units", LAYERS, {
        "torch": [(ENCODER["torch"], ENCODER["torch"].replace("SELU", "ReLU")), (DECODER["torch"], DECODER["torch"].replace("SELU", "ReLU"))],
        "tensorflow": [(ENCODER["tensorflow"], ENCODER["tensorflow"].replace("selu", "relu")),
                       (DECODER["tensorflow"], DECODER["tensorflow"].replace("selu", "relu"))]}),
    Variant("exponential_linear_units", LAYERS, instead(
        ENCODER, ENCODER["torch"].replace("SELU", "ELU"), ENCODER["tensorflow"].replace("selu", "elu"))),
    Variant("linear_code", LAYERS, instead(
        ENCODER, ENCODER["torch"].replace(", nn.SELU())", ")"), ENCODER["tensorflow"].replace('CODE_DIM, "selu")', "CODE_DIM)"))),
    Variant("linear_hidden_layer_in_the_decoder", LAYERS, instead(
        DECODER, DECODER["torch"].replace("nn.SELU(), ", ""), DECODER["tensorflow"].replace('100, "selu"', "100"))),
    Variant("no_hidden_layers", "test_number_of_parameters", {
        "torch": [(ENCODER["torch"], "nn.Sequential(nn.Linear(N_PIXELS, CODE_DIM), nn.SELU())"),
                  (DECODER["torch"], "nn.Sequential(nn.Linear(CODE_DIM, N_PIXELS))")],
        "tensorflow": [(ENCODER["tensorflow"], '[keras.Input((N_PIXELS,)), layers.Dense(CODE_DIM, "selu")]'),
                       (DECODER["tensorflow"], "[keras.Input((CODE_DIM,)), layers.Dense(N_PIXELS)]")]}),
    Variant("no_biases", "test_number_of_parameters", instead(
        DECODER, DECODER["torch"].replace("nn.Linear(CODE_DIM, 100)", "nn.Linear(CODE_DIM, 100, bias=False)"),
        DECODER["tensorflow"].replace('Dense(100, "selu")', 'Dense(100, "selu", False)'))),
    Variant("decodes_to_logits", OUTPUT, instead(DRAWN, "return self.decoder(code)", "return self.decoder(code)")),
    Variant("softmax_over_pixels", OUTPUT, instead(DRAWN, "return self.decoder(code).softmax(dim=-1)", "return tf.nn.softmax(self.decoder(code))")),
    Variant("hyperbolic_tangent_as_output", OUTPUT, instead(DRAWN, "return self.decoder(code).tanh()", "return tf.tanh(self.decoder(code))")),
    Variant("sigmoid_twice", OUTPUT, instead(DRAWN, "return self.decoder(code).sigmoid().sigmoid()", "return tf.sigmoid(tf.sigmoid(self.decoder(code)))")),
    Variant("codes_standardised_in_the_batch", "test_samples_are_independent", edits(
        ("        return self.encoder(x)\n", "        code = self.encoder(x)\n        return code - code.mean(dim=0)\n"),
        ("        return self.encoder(x)\n", "        code = self.encoder(x)\n        return code - tf.reduce_mean(code, axis=0)\n"))),
    Variant("codes_in_float64", FORM, edits(
        ("        return self.encoder(x)\n", "        return self.encoder(x).double()\n"),
        ("        return self.encoder(x)\n", "        return tf.cast(self.encoder(x), tf.float64)\n"))),
    Variant("call_returns_the_code", FORM, both("return self.decode(self.encode(x))", "return self.encode(x)")),
    Variant("call_forgets_the_code", "test_a_call_decodes_the_code", both("return self.decode(self.encode(x))", "return self.decode(0 * self.encode(x))")),
    Variant("call_rounds", "test_a_call_decodes_the_code", edits(
        ("return self.decode(self.encode(x))", "return self.decode(self.encode(x)).round()"),
        ("return self.decode(self.encode(x))", "return tf.round(self.decode(self.encode(x)))"))),
    # The loss
    Variant("squared_error", LOSS, instead(TERMS, "((x - logits.sigmoid()) ** 2).mean(dim=-1)", "tf.reduce_mean((x - tf.sigmoid(logits)) ** 2, axis=-1)")),
    Variant("sum_over_pixels", LOSS, instead(TERMS, TERMS["torch"].replace("mean", "sum"), TERMS["tensorflow"].replace("reduce_mean", "reduce_sum"))),
    Variant("sum_over_the_batch", LOSS, instead(MEAN, "return _losses(model, x).sum()", "return tf.reduce_sum(_losses(model, x))")),
    Variant("loss_in_bits", LOSS, instead(MEAN, "return _losses(model, x).mean() / 0.6931471805599453", "return tf.reduce_mean(_losses(model, x)) / 0.6931471805599453")),
    Variant("only_white_pixels_count", LOSS, instead(TERMS, "(-x * nn.functional.logsigmoid(logits)).mean(dim=-1)", "tf.reduce_mean(-x * tf.math.log_sigmoid(logits), axis=-1)")),
    Variant("images_rounded_in_the_loss", LOSS, instead(TERMS, TERMS["torch"].replace("x * logits", "x.round() * logits"), TERMS["tensorflow"].replace("x * logits", "tf.round(x) * logits"))),
    Variant("sign_of_the_loss", LOSS, instead(MEAN, "return -_losses(model, x).mean()", "return -tf.reduce_mean(_losses(model, x))")),
    Variant("probabilities_taken_for_logits", LOSS, instead(
        LOGITS, "logits = model.decoder(model.encoder(x)).sigmoid()\n", "logits = tf.sigmoid(model.decoder(model.encoder(x)))\n")),
    Variant("loss_of_another_image", OWN, instead(
        LOGITS, "logits = model.decoder(model.encoder(x.flip(0)))\n", "logits = model.decoder(model.encoder(x[::-1]))\n")),
    Variant("loss_of_corrupted_images", OWN, instead(
        LOGITS, "logits = model.decoder(model.encoder(x + 0.2))\n", "logits = model.decoder(model.encoder(x + 0.2))\n")),
    Variant("loss_in_float64", FORM, instead(MEAN, "return _losses(model, x).mean().double()", "return tf.cast(tf.reduce_mean(_losses(model, x)), tf.float64)")),
    Variant("gradient_cut_at_the_code", "test_every_parameter_is_trained", instead(
        LOGITS, "logits = model.decoder(model.encoder(x).detach())\n", "logits = model.decoder(tf.stop_gradient(model.encoder(x)))\n")),
    Variant("gradient_halved_at_the_code", SLOPES, instead(
        LOGITS, "code = model.encoder(x)\n    logits = model.decoder((code + code.detach()) / 2)\n",
        "code = model.encoder(x)\n    logits = model.decoder((code + tf.stop_gradient(code)) / 2)\n")),
    # Training
    Variant("training_reports_half", "test_reported_loss_is_the_loss", edits(
        ("return train(model, _losses, (x,)", "return 0.5 * train(model, _losses, (x,)"), ("return train(model, _losses, (x,)", "return 0.5 * train(model, _losses, (x,)"))),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=32, learning_rate=1e-3", "batch_size=64, learning_rate=1e-3")),
    Variant("default_learning_rate_of_nothing", "test_training_learns", both("batch_size=32, learning_rate=1e-3", "batch_size=32, learning_rate=1e-5")),
    Variant("default_seed_of_the_training", "test_defaults_are_those_of_the_interface", both("learning_rate=1e-3, seed=0", "learning_rate=1e-3, seed=1")),
    # Rounded accuracy
    Variant("accuracy_within_a_tenth", SHARE, edits(
        ("equal = x.round() == reconstruction.round()", "equal = (x - reconstruction).abs() < 0.1"),
        ("equal = tf.round(x) == tf.round(reconstruction)", "equal = tf.abs(x - reconstruction) < 0.1"))),
    Variant("only_reconstructions_rounded", SHARE, edits(
        ("equal = x.round() ==", "equal = x =="), ("equal = tf.round(x) ==", "equal = x =="))),
    Variant("images_that_agree_in_every_pixel", SHARE, edits(
        ("equal.double().mean()", "equal.all(dim=-1).double().mean()"), ("tf.cast(equal, tf.float64)", "tf.cast(tf.reduce_all(equal, axis=-1), tf.float64)"))),
    Variant("accuracy_as_a_tensor", SHARE, edits((".mean().item()", ".mean()"), ("float(tf.reduce_mean(tf.cast(equal, tf.float64)))", "tf.reduce_mean(tf.cast(equal, tf.float64))"))),
    Variant("accuracy_spreads_one_image", "test_bad_pairs_are_rejected", both("    check_same_shape(x=x, reconstruction=reconstruction)\n", "")),
    Variant("accuracy_of_nan", "test_bad_pairs_are_rejected", both("    check_finite(x=x, reconstruction=reconstruction)\n", "")),
    # The plane
    Variant("plane_as_it_comes", SQUARE, instead(SCALED, "return plane", "return plane")),
    Variant("plane_scaled_by_its_deviation", SQUARE, instead(SCALED, "return (plane - low) / plane.std()", "return (plane - low) / tf.math.reduce_std(plane)")),
    Variant("plane_about_zero", SQUARE, instead(SCALED, "return (plane - low) / (plane - low).max() - 0.5", "return (plane - low) / tf.reduce_max(plane - low) - 0.5")),
    Variant("first_two_codes", "test_plane_keeps_neighbours_together", edits(
        ("plane = tsne(codes, perplexity=min(30.0, (len(codes) - 1) / 3), seed=seed)", "plane = codes[:, 5:7]"),
        ("plane = tsne(codes, perplexity=min(30.0, (len(codes) - 1) / 3), seed=seed)", "plane = codes[:, 5:7]"))),
    Variant("another_seed_of_the_plane_by_default", "test_a_seed_decides_the_plane", both("codes, seed=0", "codes, seed=42")),
    Variant("plane_ignores_the_seed", "test_a_seed_decides_the_plane", both("(len(codes) - 1) / 3), seed=seed)", "(len(codes) - 1) / 3), seed=0)")),
    Variant("plane_in_float32", "test_results_have_the_form_of_a_plane", instead(
        SCALED, "return ((plane - low) / (plane - low).max()).float()", "return tf.cast((plane - low) / tf.reduce_max(plane - low), tf.float32)")),
    Variant("any_codes_have_a_plane", "test_bad_codes_have_no_plane", both(
        "    check_ndim(2, codes=codes)\n    check_finite(codes=codes)\n    if", "    codes = codes.reshape(-1, 1) if False else codes\n    if")),
    # Bad input
    Variant("images_not_checked", "test_bad_samples_are_rejected", both("    check_between(0, 1, x=x)\n", "")),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both("        check_finite(code=code)\n", "")),
]  # fmt: skip

RIGHT = [
    *RIGHT_TRAINING,
    Variant("another_start", edits=edits(
        ("            self.decoder =", "            nn.init.kaiming_normal_(self.encoder[0].weight, nonlinearity='linear')\n            self.decoder ="),
        (ENCODER["tensorflow"], ENCODER["tensorflow"].replace('"selu"', '"selu", kernel_initializer="lecun_normal"')))),
    Variant("cross_entropy_of_the_library", edits=instead(
        TERMS, "nn.functional.binary_cross_entropy(logits.sigmoid(), x, reduction='none').mean(dim=-1)", "keras.losses.binary_crossentropy(x, tf.sigmoid(logits))")),
    Variant("plain_loop", instead={
        "torch": "def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):\n"
                 "    import torch\n    from viva.arguments import check_integer, check_positive\n\n"
                 "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                 "    check_positive(learning_rate=learning_rate)\n"
                 "    torch.manual_seed(seed)\n"
                 "    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size, shuffle=True)\n"
                 "    optimizer = torch.optim.Adam(model.parameters(), float(learning_rate))\n"
                 "    losses = torch.zeros(n_epochs)\n"
                 "    for epoch in range(n_epochs):\n"
                 "        for (batch,) in loader:\n"
                 "            loss = nn.functional.binary_cross_entropy(model(batch), batch)\n"
                 "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
                 "            losses[epoch] += loss.item() * len(batch) / len(x)\n"
                 "    return losses\n",
        "tensorflow": "def fit(model, x, n_epochs, batch_size=32, learning_rate=1e-3, seed=0):\n"
                      "    from viva.arguments import check_integer, check_positive\n\n"
                      "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                      "    check_positive(learning_rate=learning_rate)\n"
                      "    keras.utils.set_random_seed(seed)\n"
                      "    model.compile(keras.optimizers.Adam(float(learning_rate)), 'binary_crossentropy')\n"
                      "    batches = tf.data.Dataset.from_tensor_slices((x, x)).shuffle(len(x), seed).batch(batch_size)\n"
                      "    history = model.fit(batches, epochs=n_epochs, verbose=0).history\n"
                      "    return tf.constant(history.get('loss', []), tf.float32)\n"}),
]  # fmt: skip
