"""Mistakes in the loop that all trained models share: part of the variants of one autoencoder and of one variational one."""

from dataclasses import replace

from ..variant import Variant, both, edits

FALLING = "test_training_returns_falling_losses_and_leaves_the_samples"
NOTHING = "test_no_epoch_changes_nothing"
ALIKE = "test_reported_loss_counts_every_sample_alike"
STEPS = "test_training_takes_a_step_a_batch"
ORDER = "test_order_is_drawn_anew_in_every_epoch"
SEED = "test_a_seed_decides_the_training"
NUMBERS = "test_bad_numbers_are_rejected_by_training"

LOSS = "batch_losses.mean().backward()", "loss = tf.reduce_mean(batch_losses)"
DRAWN = (
    "    order = torch.randperm(len(data[0]), generator=generator, device=generator.device)\n",
    "    order = tf.random.experimental.stateless_shuffle(tf.range(n), seed)\n",
)
RESULT = "    return means\n", "    return tf.convert_to_tensor(means, tf.float32)\n"
TOTAL = "    return total / len(order)\n", "    return total / tf.cast(n, tf.float32)\n"
STEP = "        optimizer.step()\n"
GRADIENTS = "tape.gradient(loss, adam.variables)"
APPLY = f"        adam.apply({GRADIENTS}, learning_rate)\n"
UPDATE = "            tf.raw_ops.ResourceApplyAdam("


def instead(lines, torch, tensorflow):
    """What stands there now is replaced in each framework."""
    return edits((lines[0], torch), (lines[1], tensorflow))


WRONG_TRAINING = [
    Variant("climbs_instead_of_descending", FALLING, instead(LOSS, "(-batch_losses.mean()).backward()", "loss = -tf.reduce_mean(batch_losses)")),
    Variant("losses_as_a_list", FALLING, instead(
        RESULT, "    return [float(loss) for loss in means]\n", "    return [float(loss) for loss in means]\n")),
    Variant("samples_shuffled_in_place", FALLING, {"torch": [(DRAWN[0], DRAWN[0] + "    data[0][:] = data[0][order]\n")]}),
    Variant("no_epoch_crashes", NOTHING, instead(
        RESULT, "    return torch.stack([*means])\n", "    return tf.concat([mean[None] for mean in means], axis=0)\n")),
    Variant("one_epoch_at_least", NOTHING, {
        "torch": [("torch.zeros(n_epochs,", "torch.zeros(max(n_epochs, 1),"), ("trange(n_epochs,", "trange(max(n_epochs, 1),"),
                  ("    return means\n", "    return means[:n_epochs]\n")],
        "tensorflow": [("trange(n_epochs,", "trange(max(n_epochs, 1),"), ("(means, tf.float32)", "(means[:n_epochs], tf.float32)")]}),
    Variant("losses_in_float64", FALLING, instead(
        RESULT, "    return means.double()\n", "    return tf.cast(tf.convert_to_tensor(means), tf.float64)\n")),
    Variant("loss_divided_by_the_batches_too", ALIKE, instead(
        TOTAL, "    return total / len(order) / -(-len(order) // batch_size)\n", "    return total / tf.cast(n * -(-n // batch_size), tf.float32)\n")),
    Variant("mean_of_the_batches_means", ALIKE, {
        "torch": [("batch_losses.detach().sum()", "batch_losses.detach().mean()"),
                  (TOTAL[0], "    return total / -(-len(order) // batch_size)\n")],
        "tensorflow": [("total + tf.reduce_sum(batch_losses)", "total + tf.reduce_mean(batch_losses)"),
                       (TOTAL[1], "    return total / tf.cast(-(-n // batch_size), tf.float32)\n")]}),
    Variant("last_batch_dropped", ALIKE, {
        "torch": [(DRAWN[0], DRAWN[0] + "    order = order[: max(len(order) // batch_size * batch_size, min(len(order), batch_size))]\n")],
        "tensorflow": [(DRAWN[1], DRAWN[1] + "    n = tf.maximum(n // batch_size * batch_size, tf.minimum(n, batch_size))\n")]}),
    Variant("last_batch_crashes", ALIKE, edits(
        ("        optimizer.zero_grad()\n", "        batch_losses = batch_losses.reshape(min(batch_size, len(order)))\n        optimizer.zero_grad()\n"),
        ("            loss = tf", "            tf.debugging.assert_equal(tf.shape(batch_losses)[0], tf.minimum(batch_size, n))\n            loss = tf"))),
    Variant("batch_size_ignored", STEPS, both("    check_integer(1, batch_size=batch_size)\n", "    check_integer(1, batch_size=batch_size)\n    batch_size = 32\n")),
    Variant("learning_rate_ignored", STEPS, edits(
        ("lr=float(learning_rate)", "lr=1e-3"), ("float(learning_rate)", "1e-3"))),
    Variant("only_the_first_epoch_trains", STEPS, edits(
        (STEP, "        if len(optimizer.state) == 0 or optimizer.state_dict()['state'][0]['step'] < -(-len(order) // batch_size):\n    " + STEP),
        (APPLY, f"        gradients, first = {GRADIENTS}, adam.n_steps < tf.cast(-(-n // batch_size), tf.float32)\n"
                "        tf.cond(first, lambda: adam.apply(gradients, learning_rate), lambda: None)\n"))),
    Variant("plain_gradient_descent", STEPS, edits(
        ("torch.optim.Adam(model.parameters(), lr=float(learning_rate), fused=True)", "torch.optim.SGD(model.parameters(), lr=float(learning_rate))"),
        (UPDATE, "            variable.assign_sub(learning_rate * gradient)\n            continue\n" + UPDATE))),
    Variant("weights_decay", STEPS, edits(
        ("lr=float(learning_rate), fused=True)", "lr=float(learning_rate), fused=True, weight_decay=0.1)"),
        (UPDATE, "            variable.assign_sub(0.1 * learning_rate * variable)\n" + UPDATE))),
    Variant("order_drawn_once", ORDER, {
        "torch": [("generator=generator, device=generator.device)", "generator=torch.Generator(generator.device).manual_seed(5), device=generator.device)")],
        "tensorflow": [(DRAWN[1], DRAWN[1].replace("seed)", "[5, 6])"))]}),
    Variant("never_shuffled", ORDER, instead(DRAWN, "    order = torch.arange(len(data[0]), device=generator.device)\n", "    order = tf.range(n)\n")),
    Variant("training_ignores_the_seed", SEED, edits(
        (".manual_seed(seed)\n    optimizer", ".manual_seed(0)\n    optimizer"), ("Generator.from_seed(seed)", "Generator.from_seed(0)"))),
    Variant("optimizer_kept_from_the_last_training", SEED, {"tensorflow": [("    adam.reset()\n", "")]}),
    Variant("order_from_the_global_generator", SEED, instead(
        DRAWN, "    order = torch.randperm(len(data[0]), device=generator.device)\n", "    order = tf.random.shuffle(tf.range(n))\n")),
    Variant("start_ignores_the_seed", "test_a_seed_decides_the_start", edits(
        ("torch.default_generator.manual_seed(seed)", "torch.default_generator.manual_seed(0)"), ("random.seed(seed)", "random.seed(0)"))),
    Variant("start_from_the_global_generator", "test_a_seed_decides_the_start", edits(
        ("        torch.default_generator.manual_seed(seed)\n", ""), ("    random.seed(seed)  #", "    #"))),
    Variant("epochs_not_checked", NUMBERS, both("    check_integer(0, n_epochs=n_epochs)\n", "    n_epochs = max(n_epochs, 0)\n")),
    Variant("batch_size_not_checked", NUMBERS, both(
        "    check_integer(1, batch_size=batch_size)\n", "    batch_size = max(batch_size, 1)\n")),
    Variant("learning_rate_not_checked", NUMBERS, both("    check_positive(learning_rate=learning_rate)\n", "    learning_rate = abs(learning_rate)\n")),
]  # fmt: skip
WRONG_TRAINING = [replace(variant, module="_training") for variant in WRONG_TRAINING]

RIGHT_TRAINING = [
    Variant("other_settings_of_adam", edits={
        "torch": [("torch.optim.Adam(model.parameters(), lr=float(learning_rate), fused=True)",
                   "torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.99), eps=1e-7, amsgrad=True)")],
        "tensorflow": [("0.9, 0.999, 1e-8", "0.9, 0.99, 1e-7"), (GRADIENTS, f"tf.clip_by_global_norm({GRADIENTS}, 1.0)[0]")]}),
    Variant("losses_read_batch_by_batch", edits={"torch": [("total += batch_losses.detach().sum()", "total += batch_losses.sum().item()")]}),
]  # fmt: skip
RIGHT_TRAINING = [replace(variant, module="_training") for variant in RIGHT_TRAINING]
