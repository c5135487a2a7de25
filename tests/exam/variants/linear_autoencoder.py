"""Wrong and right variants of `linear_autoencoder`."""

from ..variant import Variant, both, edits

AFFINE = "test_maps_are_affine"
COUNT = "test_number_of_parameters"
FORM = "test_results_have_the_form_of_the_interface"
MEAN = "test_loss_is_the_mean_over_all_entries"
COMPARES = "test_loss_compares_the_reconstruction_with_the_sample"
START = "test_a_seed_decides_the_start"
REPORTED = "test_reported_loss_is_the_loss"
TRAINED = "test_every_parameter_is_trained"
LEARNS = "test_training_learns"
SPANS = "test_decoder_spans_the_principal_subspace"
SAMPLES = "test_bad_samples_are_rejected"
SLOPES = "test_gradients_equal_finite_differences"
DIMENSIONS = "test_impossible_dimensions_are_rejected"

CODE = "        return self.encoder(x)\n"
DECODED = "        return self.decoder(code)\n"
CALL = "        return self.decode(self.encode(x))\n"
SEEDED = "        with seeded(seed):\n"
LOSSES = {
    "torch": "    return ((x - model.decoder(model.encoder(x))) ** 2).mean(dim=-1)\n",
    "tensorflow": "    return tf.reduce_mean((x - model.decoder(model.encoder(x))) ** 2, axis=-1)\n",
}
LOSS = {"torch": "    return _losses(model, x).mean()\n", "tensorflow": "    return tf.reduce_mean(_losses(model, x))\n"}
ENCODER = {
    "torch": "            self.encoder = nn.Linear(input_dim, code_dim)\n",
    "tensorflow": "            self.encoder = keras.Sequential([keras.Input((input_dim,)), "
                  "keras.layers.Dense(code_dim, kernel_initializer=_small())])\n",
}  # fmt: skip
DECODER = {
    "torch": "            self.decoder = nn.Linear(code_dim, input_dim)\n",
    "tensorflow": "            self.decoder = keras.Sequential([keras.Input((code_dim,)), "
                  "keras.layers.Dense(input_dim, kernel_initializer=_small())])\n",
}  # fmt: skip
TRAIN = "    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)\n"


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # Maps
    Variant("rectified_code", AFFINE, edits(
        (CODE, "        return self.encoder(x).relu()\n"), (CODE, "        return tf.nn.relu(self.encoder(x))\n"))),
    Variant("code_by_the_hyperbolic_tangent", AFFINE, edits(
        (CODE, "        return self.encoder(x).tanh()\n"), (CODE, "        return tf.tanh(self.encoder(x))\n"))),
    Variant("output_by_the_hyperbolic_tangent", AFFINE, edits(
        (DECODED, "        return self.decoder(code).tanh()\n"), (DECODED, "        return tf.tanh(self.decoder(code))\n"))),
    Variant("sigmoid_as_output", "test_outputs_have_the_activation_of_the_interface", edits(
        (DECODED, "        return self.decoder(code).sigmoid()\n"), (DECODED, "        return tf.sigmoid(self.decoder(code))\n"))),
    Variant("output_kept_between_zero_and_one", "test_outputs_have_the_activation_of_the_interface", edits(
        (DECODED, "        return self.decoder(code).clamp(0, 1)\n"), (DECODED, "        return tf.clip_by_value(self.decoder(code), 0, 1)\n"))),
    Variant("samples_kept_between_zero_and_one", AFFINE, edits(
        (CODE, "        return self.encoder(x.clamp(0, 1))\n"), (CODE, "        return self.encoder(tf.clip_by_value(x, 0, 1))\n"))),
    Variant("batch_centred_before_the_encoder", "test_samples_are_independent", edits(
        (CODE, "        return self.encoder(x - x.mean(dim=0))\n"), (CODE, "        return self.encoder(x - tf.reduce_mean(x, axis=0))\n"))),
    Variant("sample_centred_before_the_encoder", AFFINE, edits(
        (CODE, "        return self.encoder(x - x.mean(dim=-1, keepdim=True))\n"),
        (CODE, "        return self.encoder(x - tf.reduce_mean(x, axis=-1, keepdims=True))\n"))),
    Variant("no_bottleneck", "test_reconstructions_have_no_more_dimensions_than_codes", both(CALL, "        return self.decode(self.encode(x)) + x\n")),
    Variant("call_without_the_code", "test_a_call_decodes_the_code", both(CALL, "        return x + 0 * self.decode(self.encode(x))\n")),
    Variant("call_returns_the_code_too", FORM, both(CALL, "        return self.decode(self.encode(x)), self.encode(x)\n")),
    # Layers
    Variant("no_biases", COUNT, {
        "torch": [("nn.Linear(input_dim, code_dim)", "nn.Linear(input_dim, code_dim, bias=False)"),
                  ("nn.Linear(code_dim, input_dim)", "nn.Linear(code_dim, input_dim, bias=False)")],
        "tensorflow": [("Dense(code_dim, ", "Dense(code_dim, use_bias=False, "), ("Dense(input_dim, ", "Dense(input_dim, use_bias=False, ")]}),
    Variant("tied_weights", COUNT, {
        "torch": [(DECODER["torch"], "            self.shift = nn.Parameter(self.encoder.weight.new_zeros(input_dim))\n"),
                  ("        _check_rows(self.decoder, code=code)\n", "        check_shape((None, self.encoder.out_features), code=code)\n        check_finite(code=code)\n"),
                  (DECODED, "        return code @ self.encoder.weight + self.shift\n"),
                  ("model.decoder(model.encoder(x))", "model.decode(model.encode(x))")],
        "tensorflow": [(DECODER["tensorflow"], "            self.shift = self.add_weight(shape=(input_dim,), initializer='zeros')\n"),
                       ("        _check_rows(self.decoder, code=code)\n", "        check_shape((None, self.encoder.output_shape[-1]), code=code)\n        check_finite(code=code)\n"),
                       (DECODED, "        return tf.matmul(code, self.encoder.layers[0].kernel, transpose_b=True) + self.shift\n"),
                       ("model.decoder(model.encoder(x))", "model.decode(model.encode(x))")]}),
    Variant("a_hidden_layer", COUNT, edits(
        ("            self.decoder = nn.Linear(code_dim, input_dim)\n",
         "            self.decoder = nn.Sequential(nn.Linear(code_dim, 5), nn.Linear(5, input_dim))\n            self.decoder.in_features = code_dim\n"),
        ("keras.Input((code_dim,)), ", "keras.Input((code_dim,)), keras.layers.Dense(5), "))),
    Variant("dimensions_hard_coded", "test_number_of_parameters_follows_the_dimensions", both(
        "        super().__init__()\n", "        super().__init__()\n        input_dim, code_dim = 3, 2\n")),
    Variant("encoder_frozen", COUNT, edits(
        (ENCODER["torch"], ENCODER["torch"] + "            self.encoder.requires_grad_(False)\n"),
        (ENCODER["tensorflow"], ENCODER["tensorflow"] + "            self.encoder.trainable = False\n"))),
    Variant("start_ignores_the_seed", START, both(SEEDED, "        with seeded(0):\n")),
    Variant("start_from_the_global_generator", START, both(SEEDED, "        if True:\n")),
    Variant("start_at_zero", LEARNS, edits(
        (DECODER["torch"], DECODER["torch"] + "            for layer in (self.encoder, self.decoder):\n                nn.init.zeros_(layer.weight)\n"
         "                nn.init.zeros_(layer.bias)\n"),
        ("VarianceScaling(1 / 3, \"fan_in\", \"uniform\")", "Zeros()"))),
    # The loss
    Variant("summed_over_entries", MEAN, edits((").mean(dim=-1)", ").sum(dim=-1)"), ("tf.reduce_mean((x -", "tf.reduce_sum((x -"))),
    Variant("summed_over_samples", MEAN, instead(
        LOSS, "    return _losses(model, x).sum()\n", "    return tf.reduce_sum(_losses(model, x))\n")),
    Variant("half_of_the_squared_error", MEAN, instead(
        LOSSES, LOSSES["torch"].replace("((x", "(0.5 * (x"),
        LOSSES["tensorflow"].replace("((x", "(0.5 * (x"))),
    Variant("root_of_the_loss", MEAN, instead(LOSS, "    return _losses(model, x).mean().sqrt()\n", "    return tf.sqrt(tf.reduce_mean(_losses(model, x)))\n")),
    Variant("absolute_error", COMPARES, instead(
        LOSSES, "    return (x - model.decoder(model.encoder(x))).abs().mean(dim=-1)\n",
        "    return tf.reduce_mean(tf.abs(x - model.decoder(model.encoder(x))), axis=-1)\n")),
    Variant("difference_not_squared", COMPARES, both("model.decoder(model.encoder(x))) ** 2)", "model.decoder(model.encoder(x))))") | {
        "tensorflow": [("(x - model.decoder(model.encoder(x))) ** 2", "x - model.decoder(model.encoder(x))")]}),
    Variant("reconstruction_of_the_mean", COMPARES, edits(
        ("model.encoder(x)))", "model.encoder(x.mean(dim=0, keepdim=True))))"),
        ("model.encoder(x)))", "model.encoder(tf.reduce_mean(x, axis=0, keepdims=True))))"))),
    Variant("large_errors_cut_off", "test_samples_may_be_any_numbers", instead(
        LOSSES, "    return nn.functional.huber_loss(x, model.decoder(model.encoder(x)), reduction='none', delta=5.0).mul(2).mean(dim=-1)\n",
        "    difference = tf.abs(x - model.decoder(model.encoder(x)))\n"
        "    return tf.reduce_mean(tf.where(difference < 5, difference**2, 10 * difference - 25), axis=-1)\n")),
    Variant("images_only", "test_samples_may_be_any_numbers", {
        framework: [("import check_finite,", "import check_between, check_finite,"), (LOSS[framework], "    check_between(0, 1, x=x)\n" + LOSS[framework])]
        for framework in ("torch", "tensorflow")}),
    Variant("loss_as_a_number", FORM, instead(
        LOSS, "    return _losses(model, x).mean().item()\n", "    return float(tf.reduce_mean(_losses(model, x)))\n")),
    Variant("loss_in_float64", FORM, instead(
        LOSS, "    return _losses(model, x).double().mean()\n", "    return tf.reduce_mean(tf.cast(_losses(model, x), tf.float64))\n")),
    Variant("single_code_squeezed", AFFINE, edits(
        (CODE, "        return self.encoder(x).sum(dim=-1)\n"), (CODE, "        return tf.reduce_sum(self.encoder(x), axis=-1)\n"))),
    Variant("gradient_cut_at_the_code", TRAINED, edits(
        ("model.decoder(model.encoder(x))", "model.decoder(model.encoder(x).detach())"),
        ("model.decoder(model.encoder(x))", "model.decoder(tf.stop_gradient(model.encoder(x)))"))),
    Variant("encoder_learns_half", SLOPES, {
        "torch": [(LOSSES["torch"], "    code = model.encoder(x)\n    code = 0.5 * code + 0.5 * code.detach()\n    return ((x - model.decoder(code)) ** 2).mean(dim=-1)\n")],
        "tensorflow": [(LOSSES["tensorflow"], "    code = model.encoder(x)\n    code = 0.5 * code + 0.5 * tf.stop_gradient(code)\n"
                                              "    return tf.reduce_mean((x - model.decoder(code)) ** 2, axis=-1)\n")]}),
    # Training
    Variant("default_learning_rate_too_small", LEARNS, both("learning_rate=0.01", "learning_rate=1e-4")),
    Variant("default_learning_rate_too_large", LEARNS, both("learning_rate=0.01", "learning_rate=0.3")),
    Variant("stopped_before_the_second_axis", SPANS, both("learning_rate=0.01", "learning_rate=3e-4")),
    Variant("one_axis_learned", SPANS, edits(
        (TRAIN, "    return train(model, lambda m, x, g: ((x - m.decoder(m.encoder(x) * m.encoder.bias.new_tensor([1.0, 0.0]))) ** 2).mean(dim=-1), "
                "(x,), n_epochs, batch_size, learning_rate, seed)\n"),
        (TRAIN, "    return train(model, lambda m, x, s: tf.reduce_mean((x - m.decoder(m.encoder(x) * [1.0, 0.0])) ** 2, axis=-1), "
                "(x,), n_epochs, batch_size, learning_rate, seed)\n"))),
    Variant("samples_centred_for_training", REPORTED, edits(
        (TRAIN, TRAIN.replace("(x,)", "(x - x.mean(dim=0),)")), (TRAIN, TRAIN.replace("(x,)", "(x - tf.reduce_mean(x, axis=0),)")))),
    Variant("samples_centred_in_place", "test_training_returns_falling_losses_and_leaves_the_samples", {"torch": [
        (TRAIN, "    x -= x.mean(dim=0)\n" + TRAIN)]}),
    Variant("loss_summed_in_training", REPORTED, edits(
        (TRAIN, TRAIN.replace("_losses", "lambda *a: 3 * _losses(*a)")), (TRAIN, TRAIN.replace("_losses", "lambda *a: 3 * _losses(*a)")))),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=32", "batch_size=128")),
    Variant("default_seed_of_training", "test_defaults_are_those_of_the_interface", both("learning_rate=0.01, seed=0", "learning_rate=0.01, seed=1")),
    # Bad input
    Variant("dimensions_not_checked", DIMENSIONS, {
        "torch": [("        check_integer(1, input_dim=input_dim, code_dim=code_dim)\n", "        input_dim, code_dim = max(input_dim, 1), max(code_dim, 1)\n")],
        "tensorflow": [("        check_integer(1, input_dim=input_dim, code_dim=code_dim)\n", "        input_dim, code_dim = max(input_dim, 1), max(code_dim, 1)\n")]}),
    Variant("dimension_of_zero_accepted", DIMENSIONS, {
        framework: [("check_integer(1, input_dim=input_dim, code_dim=code_dim)", "check_integer(0, input_dim=input_dim, code_dim=code_dim)"),
                    ("        super().__init__()\n", "        super().__init__()\n        input_dim, code_dim = max(input_dim, 1), max(code_dim, 1)\n")]
        for framework in ("torch", "tensorflow")}),
    Variant("nan_accepted", SAMPLES, both("    check_finite(**rows)\n", "")),
    Variant("no_samples_accepted", SAMPLES, edits(
        ("    check_shape((None, layer.in_features), **rows)\n",
         "    if any(x.ndim != 2 or x.shape[1] != layer.in_features for x in rows.values()):\n        raise ValueError('x or code')\n"),
        ("    check_shape((None, layer.input_shape[-1]), **rows)\n",
         "    if any(len(x.shape) != 2 or x.shape[1] != layer.input_shape[-1] for x in rows.values()):\n        raise ValueError('x or code')\n"))),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both("        _check_rows(self.decoder, code=code)\n", "")),
    Variant("training_does_not_check", SAMPLES, both(
        "    _check_rows(model.encoder, x=x)\n" + TRAIN, "    if 0 in x.shape:\n        return train(model, _losses, (x,), 0, batch_size, learning_rate, seed)\n" + TRAIN)),
]  # fmt: skip

RIGHT = [
    Variant("other_start", edits=edits(
        (DECODER["torch"], DECODER["torch"] + "            for layer in (self.encoder, self.decoder):\n"
                           "                nn.init.normal_(layer.weight, std=0.4)\n                nn.init.zeros_(layer.bias)\n"),
        ("VarianceScaling(1 / 3, \"fan_in\", \"uniform\")", "RandomNormal(stddev=0.4)"))),
    Variant("decoder_made_first", edits={
        "torch": [(ENCODER["torch"], ""), (DECODER["torch"], DECODER["torch"] + ENCODER["torch"])],
        "tensorflow": [(ENCODER["tensorflow"], ""), (DECODER["tensorflow"], DECODER["tensorflow"] + ENCODER["tensorflow"])]}),
    Variant("loss_of_the_library", edits=edits(
        (LOSS["torch"], "    return nn.functional.mse_loss(model(x), x)\n"),
        (LOSS["tensorflow"], "    return tf.reduce_mean(keras.losses.mean_squared_error(x, model(x)))\n"))),
    Variant("errors_in_float64", edits=instead(
        LOSSES, "    return ((x.double() - model.decoder(model.encoder(x)).double()) ** 2).mean(dim=-1).float()\n",
        "    difference = tf.cast(x, tf.float64) - tf.cast(model.decoder(model.encoder(x)), tf.float64)\n"
        "    return tf.cast(tf.reduce_mean(difference**2, axis=-1), tf.float32)\n")),
    Variant("layers_of_parameters", edits={
        "torch": [(ENCODER["torch"], ENCODER["torch"].replace("nn.Linear", "_Affine")), (DECODER["torch"], DECODER["torch"].replace("nn.Linear", "_Affine"))]},
        instead={"torch": "class _Affine(nn.Module):\n    def __init__(self, n_inputs, n_outputs):\n        super().__init__()\n"
                          "        start = nn.Linear(n_inputs, n_outputs)\n        self.in_features = n_inputs\n"
                          "        self.matrix = nn.Parameter(start.weight.detach().T.clone())\n        self.shift = nn.Parameter(start.bias.detach()[None].clone()[0])\n\n"
                          "    def forward(self, x):\n        return self.shift + x @ self.matrix\n"}),
    Variant("loop_of_the_library", instead={
        "torch": "from torch.utils.data import DataLoader, TensorDataset\n"
                 "from viva.arguments import check_positive\n\n\n"
                 "def fit(model, x, n_epochs, batch_size=32, learning_rate=0.01, seed=0):\n"
                 "    _check_rows(model.encoder, x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                 "    check_positive(learning_rate=learning_rate)\n"
                 "    import torch\n\n    torch.manual_seed(seed)\n"
                 "    loader = DataLoader(TensorDataset(x), batch_size, shuffle=True)\n"
                 "    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))\n"
                 "    losses = torch.zeros(n_epochs)\n"
                 "    for epoch in range(n_epochs):\n"
                 "        for (batch,) in loader:\n"
                 "            loss = nn.functional.mse_loss(model(batch), batch)\n"
                 "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
                 "            losses[epoch] += loss.item() * len(batch) / len(x)\n"
                 "    return losses\n",
        "tensorflow": "from viva.arguments import check_positive\n\n\n"
                      "def fit(model, x, n_epochs, batch_size=32, learning_rate=0.01, seed=0):\n"
                      "    _check_rows(model.encoder, x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                      "    check_positive(learning_rate=learning_rate)\n"
                      "    keras.utils.set_random_seed(seed)\n"
                      "    whole = keras.Sequential([model.encoder, model.decoder])\n"
                      "    whole.compile(keras.optimizers.Adam(float(learning_rate)), 'mse')\n"
                      # Keras itself would repeat one order in every epoch, because the global seed is set.
                      "    batches = tf.data.Dataset.from_tensor_slices((x, x)).shuffle(len(x), seed).batch(batch_size)\n"
                      "    history = whole.fit(batches, epochs=n_epochs, verbose=0).history\n"
                      "    return tf.constant(history.get('loss', []), tf.float32)\n"}),
]  # fmt: skip
