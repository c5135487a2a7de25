"""Wrong and right variants of `energy_model`."""

from ..variant import Variant, both, edits

FORM = "test_results_have_the_form_of_the_interface"
NUMBER = "test_number_of_parameters"
INPUTS = "test_points_stay_as_they_were"
LAYERS = "test_two_hidden_layers_have_one_activation"
SMOOTH = "test_activation_is_smooth"
ALONE = "test_points_are_independent"
START = "test_a_seed_decides_the_start"
SCORE = "test_score_is_the_gradient_of_f"
VALLEY = "test_score_of_a_valley"
LOSS = "test_loss_is_the_mean_at_samples_minus_the_mean_at_data"
GRADIENT = "test_gradient_of_the_loss_is_a_difference_of_means"
FLOWS = "test_nothing_flows_through_the_samples"
NO_STEPS = "test_no_steps_lead_nowhere"
LAW = "test_chains_in_a_valley_follow_their_law"
SAMPLES_SEED = "test_a_seed_decides_the_samples"
DEFAULTS = "test_samples_without_further_arguments"
FINITE = "test_samples_are_finite"
MODEL = "test_sampling_leaves_the_model_alone"
NO_TRAINING = "test_no_step_changes_nothing"
REPORTED = "test_reported_loss_is_the_contrastive_loss"
RISE = "test_training_raises_f_at_the_data"
FIT_SEED = "test_a_seed_decides_the_training"
LESSON = "test_samples_of_a_trained_model_resemble_the_data"
BAD_POINTS = "test_bad_points_are_rejected"
BAD_NUMBERS = "test_bad_numbers_are_rejected_by_sampling"
BAD_STEPS = "test_a_negative_number_of_steps_is_rejected_by_training"

HIDDEN_TORCH = "nn.SiLU(), nn.Linear(N_HIDDEN, N_HIDDEN), nn.SiLU()"
HIDDEN_TF = '_dense(2, N_HIDDEN, "silu"), _dense(N_HIDDEN, N_HIDDEN, "silu")'
F_TORCH, F_TF = "return self.network(x).squeeze(-1)", "return tf.squeeze(self.network(x), -1)"
SCORE_TORCH, SCORE_TF = "return silu_backward(back, before_first) @ first.weight", "return tape.gradient(f, x)"
DERIVED = "with torch.enable_grad():\n            x = x.detach().requires_grad_()\n            return torch.autograd.grad(self._f(x).sum(), x)[0]"
SUM_TF = "            f = self._f(x)\n"
LOSS_TORCH = "return model._f(samples.detach()).mean() - model._f(data).mean()"
LOSS_TF = "return tf.reduce_mean(model._f(tf.stop_gradient(samples))) - tf.reduce_mean(model._f(data))"
START_TORCH = "return START * torch.randn(n, 2, generator=generator, device=generator.device)"
START_TF = "return START * generator.normal((n, 2))"
ENDS = "return langevin_sample(_start(n, generator), model._score, step_size, n_steps, _seed(generator))"
MINIMISED_TORCH = "(loss + REGULARISER * (f_samples**2 + f_data**2).mean()).backward()"
MINIMISED_TF = "objective = loss + REGULARISER * tf.reduce_mean(f_samples**2 + f_data**2)"
REPORT_TORCH, REPORT_TF = "return samples, loss.detach()", "return samples, loss"
MOVED = "samples = langevin_sample(chains, model._score, STEP_SIZE, N_MOVES, _seed(generator))"
SIGNATURE = "def sample(model, n=1000, step_size=0.01, n_steps=1000, seed=0):"

CHAIN = {
    "torch": """def langevin_sample(x0, score_function, step_size, n_steps, seed):
    generator, x, e = torch.Generator().manual_seed(seed), x0, float(step_size)
    for k in range(n_steps):
        noise = torch.randn(x.shape, generator=generator)
        x = {move}
    return x
""",
    "tensorflow": """def langevin_sample(x0, score_function, step_size, n_steps, seed):
    x, e = x0, float(step_size)
    for k in range(n_steps):
        noise = tf.random.stateless_normal(x.shape, tf.stack([seed, k]))
        x = {move}
    return x
""",
}


def chain(torch, tensorflow=None):
    """A chain of the submission's own, by its move."""
    return {"torch": CHAIN["torch"].format(move=torch), "tensorflow": CHAIN["tensorflow"].format(move=tensorflow or torch)}


def activations(torch, tensorflow):
    """Another activation in both hidden layers, and its score."""
    return {
        "torch": [(HIDDEN_TORCH, HIDDEN_TORCH.replace("nn.SiLU()", torch)), (SCORE_TORCH, DERIVED)],
        "tensorflow": [(HIDDEN_TF, HIDDEN_TF.replace('"silu"', tensorflow))],
    }


WRONG = [
    # the model
    Variant("half_as_many_hidden_units", NUMBER, both("N_HIDDEN = 128", "N_HIDDEN = 64")),
    Variant("a_third_hidden_layer", NUMBER, edits(
        (HIDDEN_TORCH, HIDDEN_TORCH + ", nn.Linear(N_HIDDEN, N_HIDDEN), nn.SiLU()"),
        (HIDDEN_TF, HIDDEN_TF + ', _dense(N_HIDDEN, N_HIDDEN, "silu")'))),
    Variant("relu", SMOOTH, activations("nn.ReLU()", '"relu"')),
    Variant("leaky_relu", SMOOTH, activations("nn.LeakyReLU(0.2)", "lambda x: tf.nn.leaky_relu(x, 0.2)")),
    Variant("selu", SMOOTH, activations("nn.SELU()", '"selu"')),
    Variant("no_activation", LAYERS, activations("nn.Identity()", "None")),
    Variant("no_activation_in_the_second_layer", LAYERS, edits(
        (HIDDEN_TORCH, HIDDEN_TORCH.removesuffix("nn.SiLU()") + "nn.Identity()"),
        (HIDDEN_TF, HIDDEN_TF.replace('N_HIDDEN, "silu")', "N_HIDDEN)").replace("2, N_HIDDEN)", '2, N_HIDDEN, "silu")')))),
    Variant("activation_at_the_end", LAYERS, edits((F_TORCH, F_TORCH + ".tanh()"), (F_TF, "return tf.tanh(self.network(x)[:, 0])"))),
    Variant("logarithm_of_a_positive_end", LAYERS, edits(
        (F_TORCH, "return nn.functional.softplus(self.network(x).squeeze(-1)).log()"),
        (F_TF, "return tf.math.log(tf.nn.softplus(self.network(x)[:, 0]))"))),
    Variant("activation_with_a_power", FINITE, activations("_Cubic()", "lambda x: x**3"), instead={
        "torch": "class _Cubic(nn.Module):\n    def forward(self, x):\n        return x**3\n"}),
    Variant("f_keeps_an_axis", FORM, edits((F_TORCH, "return self.network(x)"), (F_TF, "return self.network(x)"))),
    Variant("f_of_one_point_loses_its_axis", FORM, edits((F_TORCH, "return self.network(x).squeeze()"), (F_TF, "return tf.squeeze(self.network(x))"))),
    Variant("points_centred_by_the_batch", ALONE, edits(
        (F_TORCH, F_TORCH.replace("(x)", "(x - x.mean(dim=0))")), (F_TF, F_TF.replace("(x)", "(x - tf.reduce_mean(x, axis=0))")))),
    Variant("values_normalised_over_the_batch", ALONE, edits(
        (F_TORCH, F_TORCH + ".log_softmax(dim=0)"), (F_TF, "return tf.nn.log_softmax(self.network(x)[:, 0])"))),
    Variant("seed_of_the_start_hard_coded", START, both("with seeded(seed):", "with seeded(0):")),
    Variant("start_from_the_global_generator", START, edits(
        ("with seeded(seed):", "if True:"), ("with seeded(seed):", "with seeded(int(tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int32))):"))),
    # score and loss
    Variant("gradient_of_the_density", SCORE, edits((SCORE_TORCH, SCORE_TORCH + " * self._f(x).exp()[:, None]"), (SUM_TF, SUM_TF.replace("self._f(x)", "tf.exp(self._f(x))")))),
    Variant("gradient_of_the_energy", VALLEY, edits((SCORE_TORCH, SCORE_TORCH.replace("return ", "return -")), (SCORE_TF, SCORE_TF.replace("return ", "return -")))),
    Variant("gradient_of_the_mean", SCORE, edits((SCORE_TORCH, SCORE_TORCH + " / len(x)"), (SUM_TF, SUM_TF.replace("self._f(x)", "tf.reduce_mean(self._f(x))")))),
    Variant("score_of_length_one", VALLEY, edits(
        (SCORE_TORCH, "return nn.functional.normalize(" + SCORE_TORCH.removeprefix("return ") + ", dim=-1)"),
        (SCORE_TF, "return tf.linalg.normalize(tape.gradient(f, x) + 1e-12, axis=-1)[0]"))),
    Variant("score_clipped_at_a_thousandth", SCORE, edits(
        (SCORE_TORCH, "return (" + SCORE_TORCH.removeprefix("return ") + ").clamp(-1e-3, 1e-3)"), (SCORE_TF, "return tf.clip_by_value(tape.gradient(f, x), -1e-3, 1e-3)"))),
    Variant("sign_of_the_loss", LOSS, edits((LOSS_TORCH, LOSS_TORCH.replace("return ", "return -(") + ")"), (LOSS_TF, LOSS_TF.replace("return ", "return -(") + ")"))),
    Variant("loss_summed", LOSS, edits((LOSS_TORCH, LOSS_TORCH.replace("mean", "sum")), (LOSS_TF, LOSS_TF.replace("reduce_mean", "reduce_sum")))),
    Variant("loss_with_a_regulariser", LOSS, edits(
        (LOSS_TORCH, LOSS_TORCH + " + 1e-2 * (model._f(data) ** 2).mean()"), (LOSS_TF, LOSS_TF + " + 1e-2 * tf.reduce_mean(model._f(data) ** 2)"))),
    Variant("loss_of_pairs", LOSS, edits(
        (LOSS_TORCH, "k = min(len(data), len(samples))\n    return (model._f(samples.detach()[:k]) - model._f(data[:k])).mean()"),
        (LOSS_TF, "k = min(len(data), len(samples))\n    return tf.reduce_mean(model._f(tf.stop_gradient(samples)[:k]) - model._f(data[:k]))"))),
    Variant("f_at_the_data_cut_from_the_graph", GRADIENT, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("(data)", "(data).detach()")), (LOSS_TF, LOSS_TF.replace("model._f(data)", "tf.stop_gradient(model._f(data))")))),
    Variant("f_at_the_samples_cut_from_the_graph", GRADIENT, edits(
        (LOSS_TORCH, LOSS_TORCH.replace("(samples.detach())", "(samples).detach()")),
        (LOSS_TF, LOSS_TF.replace("model._f(tf.stop_gradient(samples))", "tf.stop_gradient(model._f(samples))")))),
    Variant("gradient_flows_through_the_samples", FLOWS, edits(
        (LOSS_TORCH, LOSS_TORCH.replace(".detach()", "")), (LOSS_TF, LOSS_TF.replace("tf.stop_gradient(samples)", "samples")))),
    Variant("data_changed_in_place", INPUTS, {"torch": [(LOSS_TORCH, "value = " + LOSS_TORCH.removeprefix("return ") + "\n    data += 1e-3\n    return value")]}),
    # samples
    Variant("start_of_variance_one", NO_STEPS, both("START = 3.0", "START = 1.0")),
    Variant("start_of_deviation_nine", NO_STEPS, both("START = 3.0", "START = 9.0")),
    Variant("start_uniform", NO_STEPS, edits(
        (START_TORCH, START_TORCH.replace("randn(n", "rand(n").replace("START * ", "START * 12**0.5 * (") + " - 0.5)"),
        (START_TF, START_TF.replace("normal((n, 2))", "uniform((n, 2), -(3**0.5), 3**0.5)")))),
    Variant("one_start_for_both_coordinates", NO_STEPS, edits(
        (START_TORCH, START_TORCH.replace("(n, 2,", "(n, 1,") + ".expand(n, 2)"), (START_TF, START_TF.replace("(n, 2))", "(n, 1)) * tf.ones((1, 2))")))),
    Variant("first_noise_is_the_start_again", LAW, edits(
        (ENDS, ENDS.replace("_seed(generator)", "seed")),
        (ENDS, ENDS.replace("_start(n, generator)", "START * tf.random.stateless_normal((n, 2), tf.constant([seed, 0], tf.int64))").replace("_seed(generator)", "seed")))),
    Variant("noise_without_the_two", LAW, instead=chain("x + e * score_function(x) + e**0.5 * noise")),
    Variant("noise_times_the_step_size", LAW, instead=chain("x + e * score_function(x) + e * 2**0.5 * noise")),
    Variant("noise_of_a_free_scale", LAW, instead=chain("x + e * score_function(x) + 0.01 * noise")),
    Variant("no_noise", LAW, instead=chain("x + e * score_function(x)")),
    Variant("half_the_drift", LAW, instead=chain("x + e / 2 * score_function(x) + (2 * e) ** 0.5 * noise")),
    Variant("chains_walk_downhill", LAW, instead=chain("x - e * score_function(x) + (2 * e) ** 0.5 * noise")),
    Variant("score_of_the_start_in_every_step", LAW, instead=chain("x + e * score_function(x0) + (2 * e) ** 0.5 * noise")),
    Variant("noise_of_the_first_step_in_every_step", LAW, instead=chain(
        "x + e * score_function(x) + (2 * e) ** 0.5 * torch.randn(x.shape, generator=generator.manual_seed(seed))",
        "x + e * score_function(x) + (2 * e) ** 0.5 * tf.random.stateless_normal(x.shape, tf.stack([seed, 0]))")),
    Variant("one_noise_for_all_chains", LAW, instead=chain("x + e * score_function(x) + (2 * e) ** 0.5 * noise[:1]")),
    Variant("one_step_more", NO_STEPS, both(ENDS, ENDS.replace("n_steps", "n_steps + 1"))),
    Variant("half_the_steps", LAW, both(ENDS, ENDS.replace("n_steps", "n_steps // 2"))),
    Variant("step_size_hard_coded", LAW, both(ENDS, ENDS.replace("step_size", "0.01"))),
    Variant("step_size_must_be_a_float", LAW, both(ENDS, "assert isinstance(step_size, float)\n    " + ENDS)),
    Variant("seed_of_the_samples_ignored", SAMPLES_SEED, both("    check_integer(1, n=n)\n", "    check_integer(1, n=n)\n    seed = 0\n")),
    Variant("noise_from_the_global_generator", SAMPLES_SEED, edits(
        (ENDS, ENDS.replace("_seed(generator)", "torch.randint(2**31, ()).item()")),
        (ENDS, ENDS.replace("_seed(generator)", "tf.random.uniform((), maxval=2**31 - 1, dtype=tf.int32)")))),
    Variant("a_hundred_chains_by_default", DEFAULTS, both(SIGNATURE, SIGNATURE.replace("n=1000", "n=100"))),
    Variant("ten_times_the_step_size_by_default", DEFAULTS, both(SIGNATURE, SIGNATURE.replace("0.01", "0.1"))),
    Variant("a_hundred_steps_by_default", DEFAULTS, both(SIGNATURE, SIGNATURE.replace("n_steps=1000", "n_steps=100"))),
    Variant("another_seed_by_default", DEFAULTS, both(SIGNATURE, SIGNATURE.replace("seed=0", "seed=1"))),
    Variant("gradients_of_the_sampler_left_on_the_weights", MODEL, {"torch": [
        (SCORE_TORCH, DERIVED.replace("return torch.autograd.grad(self._f(x).sum(), x)[0]", "self._f(x).sum().backward()\n            return x.grad")),
        ("    optimizer.zero_grad()\n", ""), ("    optimizer.step()\n", "    optimizer.step()\n    optimizer.zero_grad()\n")]}),
    Variant("sampling_changes_the_weights", MODEL, edits(
        (ENDS, "with torch.no_grad():\n        next(model.parameters()).mul_(1.01)\n    " + ENDS),
        (ENDS, "model.trainable_variables[0].assign(model.trainable_variables[0] * 1.01)\n    " + ENDS))),
    # training
    Variant("one_step_too_many", NO_TRAINING, edits(
        ("    losses = torch.zeros(n_steps, device=x.device)\n", "    losses = torch.zeros(n_steps, device=x.device)\n    _training_step(model, optimizer, x, chains, generator)\n"),
        ("    chains, losses = _start(N_CHAINS, generator), []\n", "    chains, losses = _start(N_CHAINS, generator), []\n    training_step(x, chains, tf.constant(LEARNING_RATE))\n"))),
    Variant("points_centred_in_place", NO_TRAINING, {"torch": [("    optimizer = torch", "    x -= 1e-3\n    optimizer = torch")]}),
    Variant("nothing_is_trained", NO_TRAINING, both("LEARNING_RATE, REGULARISER = ", "LEARNING_RATE, REGULARISER = 0.0, 0.0  # ")),
    Variant("one_loss_less", FORM, edits(("return losses\n", "return losses[1:]\n"), ("(losses, tf.float32)", "(losses[1:], tf.float32)"))),
    Variant("regulariser_reported", REPORTED, edits(
        (REPORT_TORCH, "return samples, (loss + REGULARISER * (f_samples**2 + f_data**2).mean()).detach()"), (REPORT_TF, "return samples, objective"))),
    Variant("sign_of_the_reported_loss", REPORTED, edits((REPORT_TORCH, "return samples, -loss.detach()"), (REPORT_TF, "return samples, -loss"))),
    Variant("reported_loss_summed", REPORTED, edits(
        (REPORT_TORCH, "return samples, len(x) * loss.detach()"), (REPORT_TF, "return samples, x.shape[0] * loss"))),
    Variant("training_uphill", RISE, edits((MINIMISED_TORCH, MINIMISED_TORCH.replace("loss", "-loss")), (MINIMISED_TF, MINIMISED_TF.replace("loss", "-loss")))),
    Variant("seed_of_the_training_ignored", FIT_SEED, edits(
        ("    generator = torch.Generator(x.device).manual_seed(seed)\n", "    generator = torch.Generator(x.device).manual_seed(0)\n"),
        ("    adam = Adam", "    generator = tf.random.Generator.from_seed(0)\n    adam = Adam"))),
    Variant("training_from_the_global_generator", FIT_SEED, edits(
        ("    generator = torch.Generator(x.device).manual_seed(seed)\n", "    generator = torch.default_generator\n"),
        ("    adam = Adam", "    generator = tf.random.get_global_generator()\n    adam = Adam"))),
    Variant("negatives_never_move", LESSON, both(MOVED, "samples = chains")),
    Variant("few_steps_whatever_is_asked", LESSON, edits(
        ("chains, losses[k] = _training_step(model, optimizer, x, chains, generator)", "chains, losses[k] = _training_step(model, optimizer, x, chains, generator) if k < 20 else (chains, losses[0])"),
        ("chains, loss = training_step(x, chains, tf.constant(LEARNING_RATE * (1 - k / n_steps)))", "chains, loss = training_step(x, chains, tf.constant(LEARNING_RATE * (1 - k / n_steps))) if k < 20 else (chains, losses[0])"))),
    # bad input
    Variant("infinity_accepted", BAD_POINTS, both("    check_finite(**arguments)\n", "")),
    Variant("any_shape_accepted", BAD_POINTS, both("    check_shape((None, 2), **arguments)\n", "")),
    Variant("points_of_the_training_not_checked", BAD_POINTS, both("    _check_points(x=x)\n    check_integer(0, n_steps=n_steps)\n", "    check_integer(0, n_steps=n_steps)\n")),
    Variant("samples_of_the_loss_not_checked", BAD_POINTS, both("_check_points(data=data, samples=samples)", "_check_points(data=data)")),
    Variant("message_names_another_argument", BAD_POINTS, both("_check_points(data=data, samples=samples)", "_check_points(points=data, other=samples)")),
    Variant("no_chain_becomes_one", BAD_NUMBERS, both("check_integer(1, n=n)", "n = max(1, n)")),
    Variant("negative_step_size_turned_round", BAD_NUMBERS, both("    check_positive(step_size=step_size)\n", "    step_size = abs(step_size)\n")),
    Variant("negative_steps_of_chains_become_none", BAD_NUMBERS, both(
        "check_positive(step_size=step_size)\n    check_integer(0, n_steps=n_steps)", "check_positive(step_size=step_size)\n    n_steps = max(0, n_steps)")),
    Variant("negative_steps_of_training_become_none", BAD_STEPS, both("_check_points(x=x)\n    check_integer(0, n_steps=n_steps)", "_check_points(x=x)\n    n_steps = max(0, n_steps)")),
]  # fmt: skip
RIGHT = [
    Variant("softplus_and_a_score_by_hand", edits={
        "torch": [
            (HIDDEN_TORCH, HIDDEN_TORCH.replace("SiLU", "Softplus")),
            (SCORE_TORCH, "two = second(nn.functional.softplus(before_first))\n"
                          "        return (last.weight * two.sigmoid()) @ second.weight * before_first.sigmoid() @ first.weight")],
        "tensorflow": [
            (HIDDEN_TF, HIDDEN_TF.replace("silu", "softplus")),
            (SCORE_TF, "first, second, last = self.network.layers\n"
                       "        one = x @ first.kernel + first.bias\n        two = tf.nn.softplus(one) @ second.kernel + second.bias\n"
                       "        back = tf.matmul(tf.transpose(last.kernel) * tf.sigmoid(two), second.kernel, transpose_b=True)\n"
                       "        return tf.matmul(back * tf.sigmoid(one), first.kernel, transpose_b=True)")]}),
    Variant("the_network_is_the_energy", edits={
        "torch": [(F_TORCH, F_TORCH.replace("self", "-self")), (SCORE_TORCH, DERIVED)],
        "tensorflow": [(F_TF, F_TF.replace("self.network", "-self.network"))]}),
    Variant("gelu_and_another_start", edits={
        "torch": [(HIDDEN_TORCH, HIDDEN_TORCH.replace("SiLU", "GELU")), (SCORE_TORCH, DERIVED),
                  ("    def forward(self, x):", "            for p in self.parameters():\n                nn.init.normal_(p, 0, 0.05)\n\n    def forward(self, x):")],
        "tensorflow": [(HIDDEN_TF, HIDDEN_TF.replace("silu", "gelu")), (
            "Dense(n_outputs, activation, kernel_initializer=start(-limit, limit), bias_initializer=start(-limit, limit))",
            "Dense(n_outputs, activation)")]}),
    Variant("no_bias_at_the_end", edits={
        "torch": [("nn.Linear(N_HIDDEN, 1)", "nn.Linear(N_HIDDEN, 1, bias=False)")],
        "tensorflow": [("_dense(N_HIDDEN, 1)", "layers.Dense(1, use_bias=False)")]}),
]  # fmt: skip
