"""Wrong and right variants of `digit_recognition`."""

from ..variant import Variant, both, edits

SIGMOIDS = "test_every_layer_ends_in_a_sigmoid"
OUTPUTS = "test_outputs_have_the_activation_of_the_interface"
COUNT = "test_number_of_parameters"
FORM = "test_results_have_the_form_of_the_interface"
MEAN = "test_loss_is_the_mean_over_all_entries"
COMPARES = "test_loss_compares_the_reconstruction_with_the_sample"
NEAREST = "test_label_is_that_of_the_nearest_code"
CLOSE = "test_codes_that_lie_close_together_are_told_apart"
FIRST = "test_first_of_equally_near_codes_decides"
MANY = "test_ten_thousand_codes_are_recognized_among_ten_thousand"
LABELS = "test_results_have_the_form_of_labels"
ORACLE = "test_digits_are_recognized_as_by_scikit_learn"
ACCURACY = "test_accuracy_is_the_share_of_right_labels"
FIT = "test_codes_that_do_not_fit_are_rejected"
FINITE = "test_codes_that_are_not_finite_are_rejected"

CODE = "        return self.encoder(x)\n"
DECODED = "        return self.decoder(code)\n"
LOSSES = {
    "torch": "    return ((x - model.decoder(model.encoder(x))) ** 2).mean(dim=-1)\n",
    "tensorflow": "    return tf.reduce_mean((x - model.decoder(model.encoder(x))) ** 2, axis=-1)\n",
}
LOSS = {"torch": "    return _losses(model, x).mean()\n", "tensorflow": "    return tf.reduce_mean(_losses(model, x))\n"}
SHARE = {
    "torch": "    return (predicted == labels).double().mean().item()\n",
    "tensorflow": "    return float(tf.reduce_mean(tf.cast(predicted == labels, tf.float64)))\n",
}
LABELLED = {
    "torch": "    return labels[torch.cat([_nearest(rows, labelled_codes) for rows in codes.split(n_rows)])]\n",
    "tensorflow": "    return tf.gather(labels, tf.concat(nearest, axis=0))\n",
}
TRAIN = "    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)\n"


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


def nearest(torch, tensorflow):
    """Another body of `_nearest`, which gives the indices."""
    head = "def _nearest(codes, labelled_codes):\n"
    return {"torch": head + f"    return {torch}\n", "tensorflow": head + f"    return {tensorflow}\n"}


def smallest(torch, tensorflow):
    """The column of the smallest entry of each row."""
    return nearest(f"({torch}).argmin(dim=1)", f"tf.argmin({tensorflow}, axis=1)")


DIFFERENCES = "(codes[:, None] - labelled_codes)", "(codes[:, None] - labelled_codes)"
EXPANDED = (
    "(codes**2).sum(dim=1, keepdim=True) + (labelled_codes**2).sum(dim=1) - 2 * codes @ labelled_codes.mT",
    "tf.reduce_sum(codes**2, axis=1, keepdims=True) + tf.reduce_sum(labelled_codes**2, axis=1) - 2 * codes @ tf.transpose(labelled_codes)",
)

WRONG = [
    # Layers
    Variant("code_without_sigmoid", SIGMOIDS, edits(
        ("*_layer(256, CODE_DIM))", "_layer(256, CODE_DIM)[0])"), ("_layer(CODE_DIM)])", "keras.layers.Dense(CODE_DIM)])"))),
    Variant("rectified_hidden_layers", SIGMOIDS, edits(
        ("*_layer(N_PIXELS, 256), ", "_layer(N_PIXELS, 256)[0], nn.ReLU(), "),
        ("keras.Input((N_PIXELS,)), _layer(256), ", "keras.Input((N_PIXELS,)), keras.layers.Dense(256, 'relu'), "))),
    Variant("hyperbolic_tangent_in_the_decoder", SIGMOIDS, edits(
        ("*_layer(CODE_DIM, 256), ", "_layer(CODE_DIM, 256)[0], nn.Tanh(), "),
        ("keras.Input((CODE_DIM,)), _layer(256), ", "keras.Input((CODE_DIM,)), keras.layers.Dense(256, 'tanh'), "))),
    Variant("hard_sigmoid", SIGMOIDS, edits(
        ("    return dense, nn.Sigmoid()", "    return dense, nn.Hardsigmoid()"), ('Dense(n_outputs, "sigmoid",', 'Dense(n_outputs, "hard_sigmoid",'))),
    Variant("two_sigmoids_at_the_code", SIGMOIDS, edits(
        (CODE, "        return self.encoder(x).sigmoid()\n"), (CODE, "        return tf.sigmoid(self.encoder(x))\n"))),
    Variant("two_sigmoids_at_the_output", OUTPUTS, edits(
        (DECODED, "        return self.decoder(code).sigmoid()\n"), (DECODED, "        return tf.sigmoid(self.decoder(code))\n"))),
    Variant("linear_output", OUTPUTS, edits(
        ("*_layer(256, N_PIXELS))", "_layer(256, N_PIXELS)[0])"), ("_layer(N_PIXELS)])", "keras.layers.Dense(N_PIXELS)])"))),
    Variant("output_by_softmax", OUTPUTS, edits(
        (DECODED, "        return self.decoder(code).logit().softmax(dim=-1)\n"),
        (DECODED, "        p = self.decoder(code)\n        return tf.nn.softmax(tf.math.log(p / (1 - p)))\n"))),
    Variant("one_hidden_layer_less", COUNT, edits(
        ("*_layer(CODE_DIM, 256), *_layer(256, N_PIXELS)", "*_layer(CODE_DIM, N_PIXELS)"),
        ("keras.Input((CODE_DIM,)), _layer(256), ", "keras.Input((CODE_DIM,)), "))),
    Variant("code_of_64", COUNT, both("N_PIXELS, CODE_DIM = 784, 128", "N_PIXELS, CODE_DIM = 784, 64")),
    Variant("no_biases_at_the_output", COUNT, edits(
        ("*_layer(256, N_PIXELS))", "nn.Linear(256, N_PIXELS, bias=False), nn.Sigmoid())"),
        ("_layer(N_PIXELS)])", "keras.layers.Dense(N_PIXELS, 'sigmoid', use_bias=False)])"))),
    Variant("start_from_the_global_generator", "test_a_seed_decides_the_start", both("        with seeded(seed):\n", "        if True:\n")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("        with seeded(seed):\n", "        with seeded(0):\n")),
    Variant("all_weights_start_alike", "test_training_learns", edits(
        ("nn.init.xavier_uniform_(dense.weight, gain=4)", "nn.init.constant_(dense.weight, 0.01)"),
        ('keras.initializers.VarianceScaling(4**2, "fan_avg", "uniform")', "keras.initializers.Constant(0.01)"))),
    Variant("call_without_the_code", "test_a_call_decodes_the_code", both(
        "        return self.decode(self.encode(x))\n", "        return x + 0 * self.decode(self.encode(x))\n")),
    Variant("codes_normalised_in_the_batch", "test_samples_are_independent", edits(
        (CODE, "        code = self.encoder(x)\n        return code / code.amax(dim=0)\n"),
        (CODE, "        code = self.encoder(x)\n        return code / tf.reduce_max(code, axis=0)\n"))),
    # The loss
    Variant("binary_cross_entropy", MEAN, instead(
        LOSSES, "    return nn.functional.binary_cross_entropy(model.decoder(model.encoder(x)), x, reduction='none').mean(dim=-1)\n",
        "    return keras.losses.binary_crossentropy(x, model.decoder(model.encoder(x)))\n")),
    Variant("summed_over_pixels", MEAN, edits((").mean(dim=-1)", ").sum(dim=-1)"), ("tf.reduce_mean((x -", "tf.reduce_sum((x -"))),
    Variant("summed_over_images", MEAN, instead(LOSS, "    return _losses(model, x).sum()\n", "    return tf.reduce_sum(_losses(model, x))\n")),
    Variant("half_of_the_squared_error", MEAN, edits(
        ("return ((x - model", "return (0.5 * (x - model"), ("tf.reduce_mean((x - model", "tf.reduce_mean(0.5 * (x - model"))),
    Variant("root_of_the_loss", MEAN, instead(LOSS, "    return _losses(model, x).mean().sqrt()\n", "    return tf.sqrt(tf.reduce_mean(_losses(model, x)))\n")),
    Variant("absolute_error", COMPARES, instead(
        LOSSES, "    return (x - model.decoder(model.encoder(x))).abs().mean(dim=-1)\n",
        "    return tf.reduce_mean(tf.abs(x - model.decoder(model.encoder(x))), axis=-1)\n")),
    Variant("target_rounded", COMPARES, edits(
        ("    return ((x - model", "    return ((x.round() - model"), ("tf.reduce_mean((x - model", "tf.reduce_mean((tf.round(x) - model"))),
    Variant("reconstruction_rounded", "test_every_parameter_is_trained", edits(
        ("model.decoder(model.encoder(x))", "model.decoder(model.encoder(x)).round()"),
        ("model.decoder(model.encoder(x))", "tf.stop_gradient(model.decoder(model.encoder(x)))"))),
    Variant("gradient_cut_at_the_code", "test_every_parameter_is_trained", edits(
        ("model.decoder(model.encoder(x))", "model.decoder(model.encoder(x).detach())"),
        ("model.decoder(model.encoder(x))", "model.decoder(tf.stop_gradient(model.encoder(x)))"))),
    Variant("encoder_learns_half", "test_gradients_equal_finite_differences", edits(
        ("model.decoder(model.encoder(x))", "model.decoder(0.5 * model.encoder(x) + 0.5 * model.encoder(x).detach())"),
        ("model.decoder(model.encoder(x))", "model.decoder(0.5 * model.encoder(x) + 0.5 * tf.stop_gradient(model.encoder(x)))"))),
    Variant("loss_in_float64", FORM, instead(
        LOSS, "    return _losses(model, x).double().mean()\n", "    return tf.reduce_mean(tf.cast(_losses(model, x), tf.float64))\n")),
    # Training
    Variant("summed_loss_reported", "test_reported_loss_is_the_loss", both(TRAIN, TRAIN.replace("_losses", "lambda *a: 784 * _losses(*a)"))),
    Variant("default_learning_rate_too_small", "test_training_learns", both("learning_rate=3e-3", "learning_rate=3e-5")),
    Variant("default_batch_size", "test_defaults_are_those_of_the_interface", both("batch_size=32", "batch_size=64")),
    Variant("images_rounded_in_place", "test_training_returns_falling_losses_and_leaves_the_samples", {"torch": [(TRAIN, "    x.round_()\n" + TRAIN)]}),
    # Recognition
    Variant("farthest_code", NEAREST, edits(
        ("    return distances.argmin(dim=1)", "    return squares.argmax(dim=1)"), ("    return tf.argmin(distances, axis=1)", "    return tf.argmax(squares, axis=1)"))),
    Variant("largest_inner_product", NEAREST, instead=nearest(
        "(codes @ labelled_codes.mT).argmax(dim=1)", "tf.argmax(codes @ tf.transpose(labelled_codes), axis=1)")),
    Variant("cosine_similarity", NEAREST, instead=nearest(
        "(nn.functional.normalize(codes) @ nn.functional.normalize(labelled_codes).mT).argmax(dim=1)",
        "tf.argmax(tf.math.l2_normalize(codes, 1) @ tf.transpose(tf.math.l2_normalize(labelled_codes, 1)), axis=1)")),
    Variant("absolute_differences", NEAREST, instead=smallest(
        DIFFERENCES[0] + ".abs().mean(dim=-1)", f"tf.reduce_mean(tf.abs{DIFFERENCES[1]}, axis=-1)")),
    Variant("largest_difference", ORACLE, instead=smallest(DIFFERENCES[0] + ".abs().amax(dim=-1)", f"tf.reduce_max(tf.abs{DIFFERENCES[1]}, axis=-1)")),
    Variant("square_of_the_mean", NEAREST, instead=smallest(DIFFERENCES[0] + ".mean(dim=-1) ** 2", f"tf.reduce_mean({DIFFERENCES[1]}, axis=-1) ** 2")),
    Variant("square_of_the_code_for_that_of_the_labelled_one", NEAREST, edits(
        ("squares = (b**2).sum(dim=1) -", "squares = (a**2).sum(dim=1, keepdim=True) -"),
        ("squares = tf.reduce_sum(b**2, axis=1) -", "squares = tf.reduce_sum(a**2, axis=1, keepdims=True) -"))),
    Variant("two_missing_in_the_expanded_square", NEAREST, edits(("- 2 * a @ b.mT", "- a @ b.mT"), ("- 2 * tf.matmul(a,", "- tf.matmul(a,"))),
    Variant("index_for_label", NEAREST, edits(
        ("    return labels[torch.cat(", "    return torch.arange(len(labels))[torch.cat("), ("tf.gather(labels, tf", "tf.gather(tf.range(len(labels), dtype=tf.int64), tf"))),
    Variant("labels_sorted", NEAREST, edits(
        ("    return labels[torch", "    return labels.sort().values[torch"), ("tf.gather(labels, tf", "tf.gather(tf.sort(labels), tf"))),
    Variant("nearest_code_for_each_labelled_one", NEAREST, instead=nearest(
        "((codes[:, None] - labelled_codes) ** 2).mean(dim=-1).argmin(dim=0)[torch.arange(len(codes)) % len(labelled_codes)] % len(labelled_codes)",
        "tf.gather(tf.argmin(tf.reduce_mean((codes[:, None] - labelled_codes) ** 2, axis=-1), axis=0), tf.range(len(codes)) % len(labelled_codes))"
        " % len(labelled_codes)")),
    Variant("vote_of_three", NEAREST, {
        "torch": [(LABELLED["torch"], "    distances = ((codes[:, None] - labelled_codes) ** 2).mean(dim=-1)\n"
                                      "    return labels[distances.topk(min(3, len(labels)), largest=False).indices].mode(dim=1).values\n")],
        "tensorflow": [(LABELLED["tensorflow"], "    distances = tf.reduce_mean((codes[:, None] - labelled_codes) ** 2, axis=-1)\n"
                                                "    three = tf.gather(labels, tf.math.top_k(-distances, min(3, len(labels))).indices)\n"
                                                "    return tf.sort(three, axis=1)[:, (three.shape[1] - 1) // 2]\n")]}),
    Variant("expanded_square", CLOSE, instead=smallest(*EXPANDED)),
    Variant("expanded_square_of_the_library", CLOSE, instead={"torch": nearest(
        "torch.cdist(codes, labelled_codes, compute_mode='use_mm_for_euclid_dist').argmin(dim=1)", "")["torch"]}),
    Variant("codes_rounded_to_three_digits", CLOSE, edits(
        ("    offset = labelled_codes", "    codes, labelled_codes = codes.round(decimals=3), labelled_codes.round(decimals=1)\n    offset = labelled_codes"),
        ("    offset = tf", "    codes, labelled_codes = tf.round(codes * 1000) / 1000, tf.round(labelled_codes * 10) / 10\n    offset = tf"))),
    Variant("last_of_equally_near_codes", FIRST, edits(
        ("    return distances.argmin(dim=1)", "    return distances.shape[1] - 1 - distances.flip(1).argmin(dim=1)"),
        ("    return tf.argmin(distances, axis=1)", "    return distances.shape[1] - 1 - tf.argmin(tf.reverse(distances, [1]), axis=1)"))),
    Variant("smallest_label_of_equally_near_codes", FIRST, {
        "torch": [(LABELLED["torch"], "    distances = ((codes[:, None] - labelled_codes) ** 2).mean(dim=-1)\n"
                                      "    near = distances == distances.amin(dim=1, keepdim=True)\n"
                                      "    return torch.where(near, labels, labels.max()).amin(dim=1)\n")],
        "tensorflow": [(LABELLED["tensorflow"], "    distances = tf.reduce_mean((codes[:, None] - labelled_codes) ** 2, axis=-1)\n"
                                                "    near = distances == tf.reduce_min(distances, axis=1, keepdims=True)\n"
                                                "    return tf.reduce_min(tf.where(near, labels, tf.reduce_max(labels)), axis=1)\n")]}),
    Variant("differences_of_all_pairs", MANY, {
        "torch": [("_ENTRIES // len(labelled_codes)", "_ENTRIES")], "tensorflow": [("_ENTRIES // len(labelled_codes)", "_ENTRIES")]},
        smallest("((codes[:, None] - labelled_codes) ** 2).mean(dim=-1)", "tf.reduce_mean((codes[:, None] - labelled_codes) ** 2, axis=-1)")),
    Variant("labels_in_a_column", LABELS, edits(
        ("    return labels[torch", "    return labels[:, None][torch"), ("tf.gather(labels, tf", "tf.gather(labels[:, None], tf"))),
    Variant("labels_as_floats", LABELS, edits(
        ("    return labels[torch", "    return labels.float()[torch"), ("tf.gather(labels, tf", "tf.gather(tf.cast(labels, tf.float32), tf"))),
    Variant("labels_in_int32", LABELS, edits(
        ("    return labels[torch", "    return labels.int()[torch"), ("tf.gather(labels, tf", "tf.gather(tf.cast(labels, tf.int32), tf"))),
    Variant("codes_centred_in_place", LABELS, {"torch": [("    offset = labelled_codes", "    codes -= labelled_codes.mean(dim=0)\n    offset = labelled_codes")]}),
    # Accuracy
    Variant("share_of_wrong_labels", ACCURACY, both("(predicted == labels)", "(predicted != labels)") | {
        "tensorflow": [("tf.cast(predicted == labels,", "tf.cast(predicted != labels,")]}),
    Variant("number_of_right_labels", ACCURACY, edits((".double().mean()", ".double().sum()"), ("tf.reduce_mean(tf.cast(predicted", "tf.reduce_sum(tf.cast(predicted"))),
    Variant("accuracy_in_per_cent", ACCURACY, edits(("    return (predicted", "    return 100 * (predicted"), ("    return float(tf.reduce_mean(tf.cast(predicted", "    return 100 * float(tf.reduce_mean(tf.cast(predicted"))),
    Variant("accuracy_as_a_tensor", ACCURACY, edits((".mean().item()", ".mean()"), (SHARE["tensorflow"], SHARE["tensorflow"].replace("float(", "(", 1)))),
    Variant("accuracy_in_float32", ACCURACY, edits((".double()", ".float()"), ("labels, tf.float64)", "labels, tf.float32)"))),
    # Bad input
    Variant("nan_in_codes_accepted", FINITE, both("check_finite(codes=codes, labelled_codes=labelled_codes)", "check_finite(labelled_codes=labelled_codes)")),
    Variant("nan_in_labelled_codes_accepted", FINITE, both("check_finite(codes=codes, labelled_codes=labelled_codes)", "check_finite(codes=codes)")),
    Variant("widths_not_checked", FIT, both("    check_shape((None, codes.shape[1]), labelled_codes=labelled_codes)\n", "    codes = codes[:, : labelled_codes.shape[1]]\n    labelled_codes = labelled_codes[:, : codes.shape[1]]\n")),
    Variant("axes_not_checked", FIT, edits(
        ("    check_ndim(2, codes=codes)\n", "    codes = codes.reshape(-1, codes.shape[-1])\n    check_ndim(2, codes=codes)\n"),
        ("    check_ndim(2, codes=codes)\n", "    codes = tf.reshape(codes, (-1, codes.shape[-1]))\n    check_ndim(2, codes=codes)\n"))),
    Variant("number_of_labels_not_checked", "test_labels_that_do_not_fit_are_rejected", both("    check_shape((labelled_codes.shape[0],), labels=labels)\n", "    labelled_codes = labelled_codes[: len(labels)]\n")),
    Variant("lengths_not_checked", "test_bad_predictions_are_rejected", both(
        "    check_same_shape(predicted=predicted, labels=labels)\n", "    n = min(len(predicted), len(labels))\n    predicted, labels = predicted[:n], labels[:n]\n")),
    Variant("accuracy_of_matrices", "test_bad_predictions_are_rejected", both("    check_ndim(1, predicted=predicted, labels=labels)\n", "")),
    Variant("nan_images_accepted", "test_bad_samples_are_rejected", both("    check_between(0, 1, x=x)\n", "    pass\n")),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both("        check_finite(code=code)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("start_of_the_library", edits={
        "torch": [("    nn.init.xavier_uniform_(dense.weight, gain=4)\n    nn.init.zeros_(dense.bias)\n", "")],
        "tensorflow": [('keras.initializers.VarianceScaling(4**2, "fan_avg", "uniform")', "'glorot_uniform'")]}),
    Variant("decoder_made_first", edits={
        "torch": [("            self.encoder = nn.Sequential(*_layer(N_PIXELS, 256), *_layer(256, CODE_DIM))\n", ""),
                  ("*_layer(256, N_PIXELS))\n", "*_layer(256, N_PIXELS))\n            self.encoder = nn.Sequential(*_layer(N_PIXELS, 256), *_layer(256, CODE_DIM))\n")],
        "tensorflow": [("            self.encoder = keras.Sequential([keras.Input((N_PIXELS,)), _layer(256), _layer(CODE_DIM)])\n", ""),
                       ("_layer(N_PIXELS)])\n", "_layer(N_PIXELS)])\n            self.encoder = keras.Sequential([keras.Input((N_PIXELS,)), _layer(256), _layer(CODE_DIM)])\n")]}),
    Variant("expanded_square_about_the_mean", edits={
        "torch": [("    nearly = (squares", "    return squares.argmin(dim=1)\n    nearly = (squares")],
        "tensorflow": [("    nearly = tf.where(squares", "    return tf.argmin(squares, axis=1)\n    nearly = tf.where(squares")]}),
    Variant("expanded_square_in_float64", edits={
        "torch": [("    offset = labelled_codes.mean(dim=0)\n", "    codes, labelled_codes = codes.double(), labelled_codes.double()\n    offset = 0.0\n"),
                  ("    nearly = (squares", "    return squares.argmin(dim=1)\n    nearly = (squares")],
        "tensorflow": [("    offset = tf.reduce_mean(labelled_codes, axis=0)\n",
                        "    codes, labelled_codes, offset = tf.cast(codes, tf.float64), tf.cast(labelled_codes, tf.float64), 0.0\n"),
                       ("    nearly = tf.where(squares", "    return tf.argmin(squares, axis=1)\n    nearly = tf.where(squares")]}),
    Variant("one_code_at_a_time", edits={
        "torch": [(LABELLED["torch"], "    return labels[torch.stack([((code - labelled_codes) ** 2).mean(dim=1).argmin() for code in codes])]\n")],
        "tensorflow": [("    n_rows = max(1, _ENTRIES // len(labelled_codes))\n", "    n_rows = 20\n")]},
        instead={"tensorflow": smallest("", "tf.reduce_mean((codes[:, None] - labelled_codes) ** 2, axis=-1)")["tensorflow"]}),
    Variant("distances_of_the_library", edits={"torch": [
        (LABELLED["torch"], "    distances = torch.cdist(codes, labelled_codes, compute_mode='donot_use_mm_for_euclid_dist')\n    return labels[distances.argmin(dim=1)]\n")]}),
    Variant("loop_of_the_library", instead={
        "torch": "def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):\n"
                 "    from viva.arguments import check_integer, check_positive\n"
                 "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                 "    check_positive(learning_rate=learning_rate)\n"
                 "    torch.manual_seed(seed)\n"
                 "    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size, shuffle=True)\n"
                 "    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))\n"
                 "    losses = torch.zeros(n_epochs)\n"
                 "    for epoch in range(n_epochs):\n"
                 "        for (batch,) in loader:\n"
                 "            loss = nn.functional.mse_loss(model(batch), batch)\n"
                 "            optimizer.zero_grad()\n            loss.backward()\n            optimizer.step()\n"
                 "            losses[epoch] += loss.item() * len(batch) / len(x)\n"
                 "    return losses\n",
        "tensorflow": "def fit(model, x, n_epochs, batch_size=32, learning_rate=3e-3, seed=0):\n"
                      "    from viva.arguments import check_integer, check_positive\n"
                      "    _check_images(x=x)\n    check_integer(0, n_epochs=n_epochs)\n    check_integer(1, batch_size=batch_size)\n"
                      "    check_positive(learning_rate=learning_rate)\n"
                      "    keras.utils.set_random_seed(seed)\n"
                      "    whole = keras.Sequential([model.encoder, model.decoder])\n"
                      "    whole.compile(keras.optimizers.Adam(float(learning_rate)), 'mse')\n"
                      # Keras itself would repeat one order in every epoch, because the global seed is set.
                      "    batches = tf.data.Dataset.from_tensor_slices((x, x)).shuffle(len(x), seed).batch(batch_size)\n"
                      "    history = whole.fit(batches, epochs=n_epochs, verbose=0).history\n"
                      "    return tf.constant(history.get('loss', []), tf.float32)\n"}),
]  # fmt: skip
