"""Wrong and right variants of `breast_cancer`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
TRAIN = "test_training_set_is_standardised_by_its_mean_and_deviation"
TEST = "test_test_set_is_standardised_by_the_training_set"
CONSTANT = "test_columns_constant_in_training_become_zero"
GRADIENT = "test_gradient_vanishes_at_the_answer"
SKLEARN = "test_weights_are_those_of_scikit_learn"
FREE = "test_intercept_is_free"
SEPARABLE = "test_separable_classes_are_separated_without_a_penalty"
TUMOURS = "test_tumours_are_told_apart"
ACCURACY = "test_accuracy_is_the_share_of_right_labels"

INVERSE = ("inverse = torch.where(deviation > 0, 1 / deviation, 0)",
           "inverse = tf.math.divide_no_nan(tf.ones_like(deviation), deviation)")  # fmt: skip
ANSWER = "return (train - mean) * inverse, (test - mean) * inverse"
MOMENTS = ("((centred - offset) ** 2).mean(dim=0).sqrt()", "tf.sqrt(tf.reduce_mean((centred - offset) ** 2, axis=0))")
NEWTON = ("_newton((wide - mean) / scale, 2 * labels.double() - 1, penalty)",
          "_newton((wide - mean) / scale, 2 * tf.cast(labels, tf.float64) - 1, penalty)")  # fmt: skip
INTERCEPT = ("(intercept - mean @ weights).to(x.dtype)", "tf.cast(intercept - tf.tensordot(mean, weights, 1), x.dtype)")
PENALTY = "float(l2) / scale**2"
LENGTH = "        length = tf.ones_like(loss)\n"
STEP = "weights = weights + length * step"
SHARE = (
    "int((predicted == (labels == 1)).sum()) / len(labels)",
    "int(tf.math.count_nonzero(predicted == (labels == 1))) / len(labels)",
)
FITTED = "    check_nonnegative(l2=l2)\n"


def descent(torch_x, tensorflow_x, n_steps, rate):
    """fit_logistic_regression by steps down the gradient."""
    return {
        "torch": f"""
def fit_logistic_regression(x, labels, l2=1.0):
    _check_data(x, labels)
    if (labels == labels[0]).all():
        raise ValueError("labels must be of two classes")
    check_nonnegative(l2=l2)
    w, b = torch.zeros_like(x[0]), torch.zeros_like(x[0, 0])
    for _ in range({n_steps}):
        excess = torch.sigmoid(x @ w + b) - labels
        w, b = w - {rate} * ({torch_x} + float(l2) * w) / len(x), b - {rate} * excess.mean()
    return w, b
""",
        "tensorflow": f"""
def fit_logistic_regression(x, labels, l2=1.0):
    _check_data(x, labels)
    if tf.reduce_all(labels == labels[0]):
        raise ValueError("labels must be of two classes")
    check_nonnegative(l2=l2)
    w, b = tf.zeros_like(x[0]), tf.zeros_like(x[0, 0])
    for _ in range({n_steps}):
        excess = tf.sigmoid(tf.linalg.matvec(x, w) + b) - tf.cast(labels, x.dtype)
        w, b = w - {rate} * ({tensorflow_x} + float(l2) * w) / len(x), b - {rate} * tf.reduce_mean(excess)
    return w, b
""",
    }


WRONG = [
    # standardize
    Variant("deviation_divided_by_n_minus_one", TRAIN, edits(
        (MOMENTS[0], "((centred - offset) ** 2).sum(dim=0).div(max(1, len(x) - 1)).sqrt()"),
        (MOMENTS[1], "tf.sqrt(tf.reduce_sum((centred - offset) ** 2, axis=0) / max(1, len(x) - 1))"))),
    Variant("divided_by_the_variance", TRAIN, both(ANSWER, "return (train - mean) * inverse**2, (test - mean) * inverse**2")),
    Variant("not_centred", TRAIN, both(ANSWER, "return train * inverse, test * inverse")),
    Variant("not_scaled", "test_standardised_columns_have_mean_zero_and_deviation_one", both(ANSWER, "return train - mean, test - mean")),
    Variant("moments_of_all_entries", TRAIN, edits(
        ("    mean, deviation = _moments(train)\n", "    mean, deviation = (part.expand(train.shape[1]) for part in _moments(train.reshape(-1, 1)))\n"),
        ("    mean, deviation = _moments(train)\n",
         "    mean, deviation = (tf.fill([train.shape[1]], part[0]) for part in _moments(tf.reshape(train, (-1, 1))))\n"))),
    Variant("standardised_by_rows", TRAIN, edits(
        (ANSWER, "return ((x - x.mean(dim=1, keepdim=True)) * inverse for x in (train, test))"),
        (ANSWER, "return [(x - tf.reduce_mean(x, axis=1, keepdims=True)) * inverse for x in (train, test)]"))),
    Variant("test_by_its_own_moments", TEST, edits(
        (ANSWER, "ours = _moments(test)\n    return (train - mean) * inverse, (test - ours[0]) / torch.where(ours[1] > 0, ours[1], 1)"),
        (ANSWER, "ours = _moments(test)\n    return (train - mean) * inverse, tf.math.divide_no_nan(test - ours[0], ours[1])"))),
    Variant("moments_of_both_sets", TEST, edits(
        ("_moments(train)", "_moments(torch.cat([train, test]))"), ("_moments(train)", "_moments(tf.concat([train, test], axis=0))"))),
    Variant("test_divided_but_not_centred", TEST, both("(test - mean) * inverse", "test * inverse")),
    Variant("sets_exchanged", TEST, both(ANSWER, "return (test - mean) * inverse, (train - mean) * inverse")),
    Variant("difference_of_mean_squares", "test_a_large_mean_does_not_spoil_the_deviation", edits(
        (MOMENTS[0], "((x**2).mean(dim=0) - x.mean(dim=0) ** 2).clamp(min=0).sqrt()"),
        (MOMENTS[1], "tf.sqrt(tf.maximum(tf.reduce_mean(x**2, axis=0) - tf.reduce_mean(x, axis=0) ** 2, 0))"))),
    Variant("zero_divided_by_zero", CONSTANT, edits((INVERSE[0], "inverse = 1 / deviation"), (INVERSE[1], "inverse = 1 / deviation"))),
    Variant("constant_columns_divided_by_one", CONSTANT, edits(
        (INVERSE[0], "inverse = 1 / torch.where(deviation > 0, deviation, 1)"),
        (INVERSE[1], "inverse = 1 / tf.where(deviation > 0, deviation, 1)"))),
    Variant("epsilon_beside_the_deviation", TRAIN, edits((INVERSE[0], "inverse = 1 / (deviation + 1e-3)"), (INVERSE[1], "inverse = 1 / (deviation + 1e-3)"))),
    Variant("deviation_of_a_constant_by_rounding", CONSTANT, edits(
        (MOMENTS[0], "((x - x.mean(dim=0)) ** 2).mean(dim=0).sqrt()"), (MOMENTS[1], "tf.math.reduce_std(x, axis=0)"))),
    Variant("float64_cut_to_float32", TRAIN, edits(
        (ANSWER, "return ((train - mean) * inverse).float().to(train.dtype), (test - mean) * inverse"),
        (ANSWER, "return tf.cast(tf.cast((train - mean) * inverse, tf.float32), train.dtype), (test - mean) * inverse"))),
    Variant("training_set_in_place", "test_standardize_leaves_its_inputs", {"torch": [
        (ANSWER, "return train.sub_(mean).mul_(inverse), (test - mean) * inverse")]}),
    # fit_logistic_regression
    Variant("penalty_without_a_half", GRADIENT, both(PENALTY, "2 * float(l2) / scale**2")),
    Variant("penalty_a_sample", SKLEARN, both(PENALTY, "len(x) * float(l2) / scale**2")),
    Variant("inverse_of_the_penalty", GRADIENT, both(PENALTY, "1 / max(float(l2), 1e-3) / scale**2")),
    Variant("penalty_of_the_standardised_weights", "test_samples_may_have_other_places_and_units", both(PENALTY, "float(l2) + 0 * scale")),
    Variant("penalty_ignored", GRADIENT, both(PENALTY, "0 / scale**2")),
    Variant("penalty_of_one_always", SKLEARN, both(PENALTY, "1 / scale**2")),
    Variant("no_penalty_by_default", "test_penalty_is_one_by_default", both("labels, l2=1.0)", "labels, l2=0.0)")),
    Variant("penalty_must_be_a_number", "test_penalty_may_be_a_tensor", both(
        FITTED, "    if not isinstance(l2, (int, float)):\n        raise TypeError('l2 must be a number')\n" + FITTED)),
    Variant("intercept_penalised", FREE, edits(
        ("torch.zeros_like(penalty[:1])", "torch.ones_like(penalty[:1])"), ("tf.zeros_like(penalty[:1])", "tf.ones_like(penalty[:1])"))),
    Variant("no_intercept", FREE, edits(
        ("torch.zeros_like(penalty[:1])", "torch.full_like(penalty[:1], 1e12)"),
        ("tf.zeros_like(penalty[:1])", "tf.fill([1], tf.constant(1e12, tf.float64))"))),
    Variant("intercept_of_the_centred_samples", "test_samples_may_have_other_places_and_units", edits(
        (INTERCEPT[0], "intercept.to(x.dtype)"), (INTERCEPT[1], "tf.cast(intercept, x.dtype)"))),
    Variant("labels_for_signs", SKLEARN, edits(
        (NEWTON[0], "_newton((wide - mean) / scale, labels.double(), penalty)"),
        (NEWTON[1], "_newton((wide - mean) / scale, tf.cast(labels, tf.float64), penalty)"))),
    Variant("classes_exchanged", "test_exchanging_the_labels_turns_the_weights", edits(
        (NEWTON[0], NEWTON[0].replace("2 * labels.double() - 1", "1 - 2 * labels.double()")),
        (NEWTON[1], NEWTON[1].replace("2 * tf.cast(labels, tf.float64) - 1", "1 - 2 * tf.cast(labels, tf.float64)")))),
    Variant("three_steps_only", "test_gradient_vanishes_for_tumours", both("MAX_STEPS = 200", "MAX_STEPS = 3")),
    Variant("least_squares", SKLEARN, edits(
        ("torch.sigmoid(-y * (x @ weights))", "(1 - y * (x @ weights)) / 2"),
        ("tf.sigmoid(-y * tf.linalg.matvec(x, weights))", "(1 - y * tf.linalg.matvec(x, weights)) / 2"))),
    Variant("few_steps_down_the_gradient", GRADIENT, instead=descent("excess @ x", "tf.linalg.matvec(x, excess, transpose_a=True)", 100, 0.1)),
    Variant("diverges_on_raw_data", TUMOURS, instead=descent("excess @ x", "tf.linalg.matvec(x, excess, transpose_a=True)", 2000, 1.0)),
    Variant("weights_capped", SKLEARN, edits(
        ("    return weights.to(x.dtype), (", "    weights = weights.clamp(-0.5, 0.5)\n    return weights.to(x.dtype), ("),
        ("    return tf.cast(weights, x.dtype), tf", "    weights = tf.clip_by_value(weights, -0.5, 0.5)\n    return tf.cast(weights, x.dtype), tf"))),
    Variant("constant_columns_by_their_deviation", "test_a_constant_column_has_no_weight", edits(
        ("    scale = torch.where(deviation > 0, deviation, 1)\n", "    scale = deviation\n"),
        ("    scale = tf.where(deviation > 0, deviation, 1)\n", "    scale = deviation\n"))),
    Variant("half_the_intercept_in_a_constant_column", "test_a_constant_column_has_no_weight", edits(
        ("    weights = weights / scale\n", "    weights = torch.where(deviation > 0, weights / scale, 0.5)\n"),
        ("    weights = weights / scale\n", "    weights = tf.where(deviation > 0, weights / scale, 0.5)\n"))),
    Variant("singular_where_columns_repeat", "test_a_repeated_column_is_no_obstacle", {
        "torch": [("        hessian += DAMPING * hessian.diagonal().diag()\n", ""),
                  ("loss, decrement = ", "assert torch.linalg.cond(hessian) < 1e12\n        loss, decrement = ")],
        "tensorflow": [("        hessian += DAMPING * tf.linalg.diag(tf.linalg.diag_part(hessian))\n", ""),
                       ("loss, decrement = ", "assert tf.linalg.svd(hessian, compute_uv=False)[-1] > 1e-12 * tf.norm(hessian)\n"
                                              "        loss, decrement = ")]}),
    Variant("no_line_search_and_no_damping", SEPARABLE, {
        "torch": [("        if decrement <= TOLERANCE * max(loss, TOLERANCE):", "        if decrement < 0:"),
                  ("        length = 1.0\n", "        length = 1.0\n        assert loss > TOLERANCE, 'no convergence'\n")],
        "tensorflow": [("        if decrement <= TOLERANCE * tf.maximum(loss, TOLERANCE):", "        if decrement < 0:"),
                       (LENGTH, LENGTH + "        tf.debugging.Assert(loss > TOLERANCE, ['no convergence'])\n")]}),
    Variant("separable_classes_are_an_error", SEPARABLE, edits(
        ("        length = 1.0\n", "        length = 1.0\n        if loss < 1e-3:\n            raise ValueError('the classes are separable')\n"),
        (LENGTH, LENGTH + "        tf.debugging.Assert(loss >= 1e-3, ['the classes are separable'])\n"))),
    Variant("without_a_penalty_nothing_moves", "test_without_a_penalty_the_likelihood_is_largest", both(PENALTY, "(float(l2) or 1.0) / scale**2")),
    Variant("weights_as_a_column", FORMS, edits(
        ("    return weights.to(x.dtype), (", "    return weights[:, None].to(x.dtype), ("),
        ("    return tf.cast(weights, x.dtype), tf", "    return tf.cast(weights[:, None], x.dtype), tf"))),
    Variant("samples_centred_in_place", "test_fit_leaves_its_inputs", {"torch": [
        ("(wide - mean) / scale", "wide.sub_(mean) / scale")]}),
    # accuracy
    Variant("error_for_accuracy", ACCURACY, edits(
        (SHARE[0], "1 - " + SHARE[0]), (SHARE[1], "1 - " + SHARE[1]))),
    Variant("number_right", ACCURACY, edits(
        (SHARE[0], "float(int((predicted == (labels == 1)).sum()))"),
        (SHARE[1], "float(int(tf.math.count_nonzero(predicted == (labels == 1))))"))),
    Variant("accuracy_as_a_tensor", FORMS, edits(
        (SHARE[0], "(predicted == (labels == 1)).double().mean()"),
        (SHARE[1], "tf.reduce_mean(tf.cast(predicted == (labels == 1), tf.float64))"))),
    Variant("intercept_forgotten", ACCURACY, edits(
        ("predicted = x @ weights + intercept > 0", "predicted = x @ weights > 0"),
        ("predicted = tf.linalg.matvec(x, weights) + intercept > 0", "predicted = tf.linalg.matvec(x, weights) > 0"))),
    Variant("zero_is_class_one", "test_a_score_of_zero_is_class_zero", both("+ intercept > 0", "+ intercept >= 0")),
    Variant("above_a_half", ACCURACY, both("+ intercept > 0", "+ intercept > 0.5")),
    Variant("probability_above_zero", ACCURACY, edits(
        ("predicted = x @ weights + intercept > 0", "predicted = torch.sigmoid(x @ weights + intercept) > 0"),
        ("predicted = tf.linalg.matvec(x, weights) + intercept > 0", "predicted = tf.sigmoid(tf.linalg.matvec(x, weights) + intercept) > 0"))),
    Variant("weights_scaled_in_place", "test_accuracy_leaves_its_inputs", {"torch": [
        ("predicted = x @ weights + intercept > 0", "predicted = x @ weights.mul_(1.5) + 1.5 * intercept > 0")]}),
    # bad input
    Variant("nan_to_be_standardised", "test_standardize_rejects_bad_data", both("    check_finite(train=train, test=test)\n", "")),
    Variant("nan_in_the_test_set", "test_standardize_rejects_bad_data", both("check_finite(train=train, test=test)", "check_finite(train=train)")),
    Variant("one_wide_test_set", "test_standardize_rejects_bad_data", both(
        "    check_shape((None, train.shape[1]), test=test)\n", "    check_ndim(2, test=test)\n")),
    Variant("nan_passed_through", "test_fit_rejects_bad_data", both("    check_finite(x=x)\n", "")),
    Variant("number_of_labels_not_checked", "test_fit_rejects_bad_labels", both("    check_shape((x.shape[0],), labels=labels)\n", "")),
    Variant("any_labels_accepted", "test_fit_rejects_bad_labels", both("    check_between(0, 1, labels=labels)\n", "")),
    Variant("one_class_accepted", "test_one_class_is_rejected", edits(
        ("if (labels == labels[0]).all():", "if False:"), ("if tf.reduce_all(labels == labels[0]):", "if False:"))),
    Variant("negative_penalty_accepted", "test_a_negative_penalty_is_rejected", both(FITTED, "")),
    Variant("positive_penalty_demanded", "test_without_a_penalty_the_likelihood_is_largest", both(
        FITTED, FITTED + "    if float(l2) == 0:\n        raise ValueError('l2 must be positive')\n")),
    Variant("weights_not_checked", "test_accuracy_rejects_bad_input", both("    check_shape((x.shape[1],), weights=weights)\n", "")),
    Variant("nan_intercept_passed_through", "test_accuracy_rejects_bad_input", both(
        "check_finite(weights=weights, intercept=intercept)", "check_finite(weights=weights)")),
]  # fmt: skip

RIGHT = [
    Variant("limited_memory_quasi_newton", instead={
        "torch": """
def fit_logistic_regression(x, labels, l2=1.0):
    _check_data(x, labels)
    if (labels == labels[0]).all():
        raise ValueError("labels must be of two classes")
    check_nonnegative(l2=l2)
    mean, deviation = _moments(x.double())
    scale = torch.where(deviation > 0, deviation, 1)
    z, y = (x.double() - mean) / scale, 2 * labels.double() - 1
    u, b = (torch.zeros(m, dtype=torch.float64, requires_grad=True) for m in (x.shape[1], 1))
    optimizer = torch.optim.LBFGS([u, b], max_iter=2000, max_eval=4000, tolerance_grad=1e-8, tolerance_change=1e-16,
                                  line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = 0.5 * float(l2) * ((u / scale) ** 2).sum() + torch.nn.functional.softplus(-y * (z @ u + b), threshold=700).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    w = (u / scale).detach()
    return w.to(x.dtype), (b.detach()[0] - mean @ w).to(x.dtype)
""",
        "tensorflow": """
def fit_logistic_regression(x, labels, l2=1.0):
    import scipy.optimize
    _check_data(x, labels)
    if tf.reduce_all(labels == labels[0]):
        raise ValueError("labels must be of two classes")
    check_nonnegative(l2=l2)
    mean, deviation = _moments(tf.cast(x, tf.float64))
    scale = tf.where(deviation > 0, deviation, 1)
    z, y, d = (tf.cast(x, tf.float64) - mean) / scale, 2 * tf.cast(labels, tf.float64) - 1, x.shape[1]

    def loss(u):
        u = tf.constant(u)
        with tf.GradientTape() as tape:
            tape.watch(u)
            value = 0.5 * float(l2) * tf.reduce_sum((u[:d] / scale) ** 2)
            value += tf.reduce_sum(tf.nn.softplus(-y * (tf.linalg.matvec(z, u[:d]) + u[d])))
        return value.numpy(), tape.gradient(value, u).numpy()

    found = scipy.optimize.minimize(loss, [0.0] * (d + 1), jac=True, method="L-BFGS-B",
                                    options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-16, "gtol": 1e-8})
    u = tf.constant(found.x)
    w = u[:d] / scale
    return tf.cast(w, x.dtype), tf.cast(u[d] - tf.tensordot(mean, w, 1), x.dtype)
"""}),
    Variant("standardised_by_numpy_rules_in_float64", edits=edits(
        ("    mean, deviation = _moments(train)\n    " + INVERSE[0] + "\n    " + ANSWER,
         "    wide = train.double()\n    mean, constant = wide.mean(dim=0), wide.amax(dim=0) == wide.amin(dim=0)\n"
         "    deviation = wide.std(dim=0, correction=0)\n"
         "    return tuple(torch.where(constant, 0, (x.double() - mean) / torch.where(constant, 1, deviation)).to(x.dtype)\n"
         "                 for x in (train, test))"),
        ("    mean, deviation = _moments(train)\n    " + INVERSE[1] + "\n    " + ANSWER,
         "    wide = tf.cast(train, tf.float64)\n"
         "    mean, constant = tf.reduce_mean(wide, axis=0), tf.reduce_max(wide, axis=0) == tf.reduce_min(wide, axis=0)\n"
         "    deviation = tf.math.reduce_std(wide, axis=0)\n"
         "    return tuple(tf.cast(tf.where(constant, 0, (tf.cast(x, tf.float64) - mean) / tf.where(constant, 1, deviation)), x.dtype)\n"
         "                 for x in (train, test))"))),
    Variant("deviation_measured_from_the_mean", edits=edits(
        (MOMENTS[0], "torch.where((x == x[0]).all(dim=0), 0, ((x - x.mean(dim=0)) ** 2).mean(dim=0).sqrt())"),
        (MOMENTS[1], "tf.where(tf.reduce_all(x == x[0], axis=0), 0, tf.sqrt(tf.reduce_mean((x - tf.reduce_mean(x, axis=0)) ** 2, axis=0)))"))),
    Variant("ends_before_the_last_digit", edits=both("TOLERANCE = 1e-10", "TOLERANCE = 1e-8")),
    Variant("accuracy_by_probabilities_in_a_loop", edits=edits(
        (SHARE[0], "sum(bool(a) == bool(b) for a, b in zip(predicted, labels, strict=True)) / len(labels)"),
        (SHARE[1], "sum(bool(a) == bool(b) for a, b in zip(predicted.numpy(), labels.numpy(), strict=True)) / len(labels)"))),
]  # fmt: skip
