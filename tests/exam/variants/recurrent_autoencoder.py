"""Wrong and right variants of `recurrent_autoencoder`."""

from ..variant import Variant, both, edits

CODE = "test_code_is_the_last_state_of_two_lstms_over_the_rows"
ROWS = "test_rows_come_from_an_lstm_that_gets_the_code_at_every_step"
OUTPUTS = "test_outputs_have_the_activation_of_the_interface"
MEAN = "test_loss_is_the_mean_over_all_entries"
COUNT = "test_number_of_parameters"
FORM = "test_results_have_the_form_of_the_interface"

READ = {
    "torch": "    states, _ = model.reader(x)\n    return model.summary(states)[0][:, -1]",
    "tensorflow": "    return model.summary(model.reader(x))",
}
WRITTEN = {
    "torch": "    states, _ = model.writer(code[:, None].expand(-1, N_ROWS, -1))\n    return model.pixels(states)",
    "tensorflow": "    return model.pixels(model.writer(tf.repeat(code[:, None], N_ROWS, axis=1)))",
}
READER = {
    "torch": "self.reader = nn.LSTM(N_COLUMNS, 100, batch_first=True)",
    "tensorflow": "self.reader = layers.LSTM(100, return_sequences=True)",
}
WRITER = {
    "torch": "self.writer = nn.LSTM(CODE_DIM, 100, batch_first=True)",
    "tensorflow": "self.writer = layers.LSTM(100, return_sequences=True)",
}
LOSSES = {
    "torch": "    return (nn.functional.softplus(logits) - x * logits).mean(dim=(1, 2))",
    "tensorflow": "    return tf.reduce_mean(tf.nn.softplus(logits) - x * logits, axis=(1, 2))",
}
LOGITS = {framework: "    logits = _logits(model, _codes(model, x))\n" for framework in ("torch", "tensorflow")}
DECODED = {"torch": "        return _logits(self, code).sigmoid()", "tensorflow": "        return tf.sigmoid(_logits(self, code))"}
ENCODED = {framework: "        return _codes(self, x)\n" for framework in ("torch", "tensorflow")}
CALLED = "        return self.decode(self.encode(x))"


def instead(where, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((where["torch"], torch), (where["tensorflow"], tensorflow))


WRONG = [
    # Encoder
    Variant("columns_for_rows", CODE, instead(
        READ, "    x = x.mT\n" + READ["torch"], "    x = tf.transpose(x, (0, 2, 1))\n" + READ["tensorflow"])),
    Variant("read_from_below", CODE, instead(
        READ, "    x = x.flip(1)\n" + READ["torch"], "    x = x[:, ::-1]\n" + READ["tensorflow"])),
    Variant("first_state_as_code", CODE, instead(
        READ, READ["torch"].replace("[:, -1]", "[:, 0]"), "    return model.summary(model.reader(x)[:, :1])")),
    Variant("mean_state_as_code", CODE, instead(
        READ, READ["torch"].replace("[:, -1]", ".mean(dim=1)"),
        "    states = model.reader(x)\n    return sum(model.summary(states[:, : i + 1]) for i in range(N_ROWS)) / N_ROWS")),
    Variant("cell_as_code", CODE, instead(
        READ, "    states, _ = model.reader(x)\n    return model.summary(states)[1][1][0]",
        "    model.summary.return_state = True\n    code = model.summary(model.reader(x))[2]\n    model.summary.return_state = False\n    return code")),
    Variant("rectified_code", CODE, instead(
        READ, READ["torch"] + ".relu()", "    return tf.nn.relu(model.summary(model.reader(x)))")),
    Variant("code_squashed_once_more", CODE, instead(
        READ, READ["torch"] + ".tanh()", "    return tf.tanh(model.summary(model.reader(x)))")),
    Variant("last_row_left_out", CODE, instead(
        READ, "    x = x[:, :-1]\n" + READ["torch"], "    x = x[:, :-1]\n" + READ["tensorflow"])),
    Variant("only_the_last_row_is_read", CODE, instead(
        READ, "    x = x[:, -1:]\n" + READ["torch"], "    x = x[:, -1:]\n" + READ["tensorflow"])),
    Variant("rectified_states", CODE, instead(
        READ, READ["torch"].replace("summary(states)", "summary(states.relu())"), "    return model.summary(tf.nn.relu(model.reader(x)))")),
    Variant("all_states_as_code", FORM, instead(
        READ, "    states, _ = model.reader(x)\n    return model.summary(states)[0]",
        "    model.summary.return_sequences = True\n    return model.summary(model.reader(x))")),
    Variant("samples_taken_for_steps", "test_samples_are_independent", instead(
        READ, "    states, _ = model.reader(x.transpose(0, 1).reshape(x.shape))\n    return model.summary(states)[0][:, -1]",
        "    return model.summary(model.reader(tf.reshape(tf.transpose(x, (1, 0, 2)), tf.shape(x))))")),
    Variant("axes_of_the_batch_swapped", "test_samples_are_independent", {"torch": [
        (READER["torch"], "self.reader = nn.LSTM(N_COLUMNS, 100)")]}),
    Variant("gru_for_lstm", COUNT, instead(
        READER, READER["torch"].replace("LSTM", "GRU"), READER["tensorflow"].replace("LSTM", "GRU"))),
    Variant("read_both_ways", COUNT, instead(
        READER, READER["torch"].replace("100, batch", "50, bidirectional=True, batch"),
        "self.reader = layers.Bidirectional(layers.LSTM(50, return_sequences=True))")),
    # Decoder
    Variant("code_at_the_first_step_only", ROWS, instead(
        WRITTEN, "    states, _ = model.writer(nn.functional.pad(code[:, None], (0, 0, 0, N_ROWS - 1)))\n    return model.pixels(states)",
        "    return model.pixels(model.writer(tf.pad(code[:, None], ((0, 0), (0, N_ROWS - 1), (0, 0)))))")),
    Variant("written_from_below", ROWS, instead(
        WRITTEN, WRITTEN["torch"].replace("pixels(states)", "pixels(states.flip(1))"),
        "    return model.pixels(model.writer(tf.repeat(code[:, None], N_ROWS, axis=1))[:, ::-1])")),
    Variant("last_state_for_every_row", ROWS, instead(
        WRITTEN, WRITTEN["torch"].replace("pixels(states)", "pixels(states[:, -1:].expand(-1, N_ROWS, -1))"),
        "    states = model.writer(tf.repeat(code[:, None], N_ROWS, axis=1))\n    return model.pixels(tf.repeat(states[:, -1:], N_ROWS, axis=1))")),
    Variant("image_on_its_side", ROWS, instead(
        WRITTEN, WRITTEN["torch"] + ".mT", "    return tf.transpose(model.pixels(model.writer(tf.repeat(code[:, None], N_ROWS, axis=1))), (0, 2, 1))")),
    Variant("rectified_decoder", ROWS, instead(
        WRITTEN, WRITTEN["torch"].replace("pixels(states)", "pixels(states.relu())"),
        "    return model.pixels(tf.nn.relu(model.writer(tf.repeat(code[:, None], N_ROWS, axis=1))))")),
    Variant("states_of_steps_forgotten", ROWS, instead(
        WRITTEN, "    states, _ = model.writer(code[:, None])\n    return model.pixels(states.expand(-1, N_ROWS, -1))",
        "    return model.pixels(tf.repeat(model.writer(code[:, None]), N_ROWS, axis=1))")),
    Variant("codes_of_the_batch_mixed", "test_samples_are_independent", instead(
        WRITTEN, WRITTEN["torch"].replace("code[:, None].expand(-1, N_ROWS, -1)", "code.repeat(N_ROWS, 1).reshape(-1, N_ROWS, CODE_DIM)"),
        "    return model.pixels(model.writer(tf.reshape(tf.tile(code, (N_ROWS, 1)), (-1, N_ROWS, CODE_DIM))))")),
    Variant("no_bottleneck", "test_a_call_decodes_the_code", edits(
        (CALLED, "        states, _ = self.reader(x)\n        _check_images(x)\n        return self.pixels(states).sigmoid()"),
        (CALLED, "        _check_images(x)\n        return tf.sigmoid(self.pixels(self.reader(x)))"))),
    Variant("states_as_pixels", COUNT, instead(
        WRITER, WRITER["torch"].replace("100", "N_COLUMNS") + "\n            self.spare = nn.Identity()", WRITER["tensorflow"].replace("100", "N_COLUMNS"))),
    Variant("logits_as_images", OUTPUTS, instead(DECODED, "        return _logits(self, code)", "        return _logits(self, code)")),
    Variant("hyperbolic_tangent_at_the_end", OUTPUTS, instead(
        DECODED, "        return _logits(self, code).tanh()", "        return tf.tanh(_logits(self, code))")),
    Variant("softmax_over_a_row", OUTPUTS, instead(
        DECODED, "        return _logits(self, code).softmax(dim=-1)", "        return tf.nn.softmax(_logits(self, code))")),
    # Loss and training
    Variant("squared_error", MEAN, instead(
        LOSSES, "    return ((x - logits.sigmoid()) ** 2).mean(dim=(1, 2))", "    return tf.reduce_mean((x - tf.sigmoid(logits)) ** 2, axis=(1, 2))")),
    Variant("loss_summed_over_the_pixels", MEAN, instead(
        LOSSES, LOSSES["torch"].replace(".mean(", ".sum("), LOSSES["tensorflow"].replace("reduce_mean", "reduce_sum"))),
    Variant("mean_over_rows_only", MEAN, instead(
        LOSSES, LOSSES["torch"] + " * N_COLUMNS", LOSSES["tensorflow"] + " * N_COLUMNS")),
    Variant("target_upside_down", "test_loss_compares_the_reconstruction_with_the_sample", instead(
        LOSSES, "    x = x.flip(1)\n" + LOSSES["torch"], "    x = x[:, ::-1]\n" + LOSSES["tensorflow"])),
    Variant("code_is_not_trained", "test_every_parameter_is_trained", instead(
        LOGITS, "    logits = _logits(model, _codes(model, x).detach())\n", "    logits = _logits(model, tf.stop_gradient(_codes(model, x)))\n")),
    Variant("half_a_gradient", "test_gradients_equal_finite_differences", instead(
        LOGITS, "    code = _codes(model, x)\n    logits = _logits(model, (code + code.detach()) / 2)\n",
        "    code = _codes(model, x)\n    logits = _logits(model, (code + tf.stop_gradient(code)) / 2)\n")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", both("seeded(seed):", "seeded(0):")),
    Variant("learning_rate_far_too_small", "test_training_learns", both("learning_rate=3e-3", "learning_rate=1e-5")),
    Variant("default_batch_size_of_64", "test_defaults_are_those_of_the_interface", both("batch_size=32, learning_rate", "batch_size=64, learning_rate")),
    # Bad input
    Variant("images_not_checked", "test_bad_samples_are_rejected", both(
        "    check_shape((None, N_ROWS, N_COLUMNS), x=x)\n    check_between(0, 1, x=x)\n", "    pass\n")),
    Variant("nan_in_images_passed_through", "test_bad_samples_are_rejected", both("    check_between(0, 1, x=x)\n", "")),
    Variant("codes_not_checked", "test_bad_codes_are_rejected", both(
        "        check_shape((None, CODE_DIM), code=code)\n        check_finite(code=code)\n", "")),
    Variant("nan_in_codes_passed_through", "test_bad_codes_are_rejected", both("        check_finite(code=code)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("cross_entropy_of_the_library", edits=instead(
        LOSSES, "    return nn.functional.binary_cross_entropy_with_logits(logits, x, reduction='none').mean(dim=(1, 2))",
        "    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(x, logits), axis=(1, 2))")),
    Variant("another_start", edits={
        "torch": [("    def encode(self, x):", "        for p in self.parameters():\n            if p.ndim > 1:\n"
                   "                nn.init.orthogonal_(p, generator=torch.Generator().manual_seed(seed))\n\n    def encode(self, x):"),
                  ("from torch import nn\n", "import torch\nfrom torch import nn\n")],
        "tensorflow": [(READER["tensorflow"], READER["tensorflow"].replace("100,", "100, recurrent_initializer='glorot_uniform', unit_forget_bias=False,")),
                       (WRITER["tensorflow"], WRITER["tensorflow"].replace("100,", "100, kernel_initializer='lecun_normal',"))]}),
    Variant("state_handed_over", edits={
        "torch": [(READ["torch"], "    return model.summary(model.reader(x)[0])[1][0].squeeze(0)")],
        "tensorflow": [(WRITTEN["tensorflow"], "    return model.pixels(model.writer(layers.RepeatVector(N_ROWS)(code)))")]}),
    Variant("plain_student", instead={
        "torch": '''
import torch


class RecurrentAutoencoder(nn.Module):
    def __init__(self, seed=0):
        super().__init__()
        torch.manual_seed(seed)
        self.lstm1, self.lstm2 = nn.LSTM(28, 100, batch_first=True), nn.LSTM(100, 30, batch_first=True)
        self.lstm3, self.dense = nn.LSTM(30, 100, batch_first=True), nn.Linear(100, 28)

    def encode(self, x):
        if x.ndim != 3 or x.shape[1:] != (28, 28) or len(x) == 0 or not torch.isfinite(x).all():
            raise ValueError("x must be finite images")
        _, (state, _) = self.lstm2(self.lstm1(x)[0])
        return state[-1]

    def decode(self, code):
        if code.ndim != 2 or code.shape[1] != 30 or len(code) == 0 or not torch.isfinite(code).all():
            raise ValueError("code must be finite")
        return torch.sigmoid(self.dense(self.lstm3(code.unsqueeze(1).repeat(1, 28, 1))[0]))

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
class RecurrentAutoencoder(keras.Model):
    def __init__(self, seed=0):
        super().__init__()
        keras.utils.set_random_seed(seed)
        self.encoder = keras.models.Sequential([
            layers.Input((28, 28)), layers.LSTM(100, return_sequences=True), layers.LSTM(30)])
        self.decoder = keras.models.Sequential([
            layers.Input((30,)), layers.RepeatVector(28), layers.LSTM(100, return_sequences=True),
            layers.TimeDistributed(layers.Dense(28, activation="sigmoid"))])

    def encode(self, x):
        _check_images(x)
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
