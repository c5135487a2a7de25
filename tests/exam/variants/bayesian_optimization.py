"""Wrong and right variants of `bayesian_optimization`."""

from ..variant import Variant, both, edits

TYPES = "test_results_have_the_types_of_the_interface"
STEP_INPUTS = "test_a_step_leaves_its_inputs_as_they_were"
INPUTS = "test_minimize_leaves_its_inputs_as_they_were"
STEP_SEED = "test_the_seed_alone_decides_a_step"
SEED = "test_the_seed_alone_decides_the_search"
KNOWN = "test_where_all_is_known_the_smallest_is_chosen"
REPEATED = "test_points_may_repeat"
UNKNOWN = "test_the_unknown_is_chosen_as_often_as_it_is_smaller"
ROUGHNESS = "test_many_values_tell_how_rough_the_function_is[0.1]"
EXTENT = "test_many_values_tell_how_rough_the_function_is[0.2]"
PRIOR_OF_THE_VARIANCE = "test_one_value_leaves_the_variance_to_its_prior"
PRIOR_OF_THE_LENGTHSCALE = "test_two_values_leave_the_lengthscale_to_its_prior"
WHOLE = "test_the_function_is_drawn_as_a_whole"
START = "test_the_start_comes_first_and_then_values_of_the_function"
ONCE = "test_no_candidate_is_evaluated_twice"
ALL = "test_once_none_is_left_all_are_offered"
BOWL = "test_the_bottom_of_a_bowl_is_found"
COURSE = "test_the_minimum_of_the_course_is_found"
BAD_DATA = "test_data_that_do_not_fit_are_rejected"
BAD_NUMBER = "test_a_negative_number_of_evaluations_is_rejected"

CHOICE_TORCH = "return int((factor[n:] @ torch.cat([known, drawn])).argmin())"
CHOICE_TF = "return int(tf.argmin(tf.matmul(factor[n:], tf.concat([known, drawn], axis=0))[:, 0]))"
DRAWN_TORCH = "drawn = torch.randn(len(candidates), 1, dtype=torch.float64, device=x.device, generator=generator)"
DRAWN_TF = "drawn = tf.random.stateless_normal([candidates.shape[0], 1], [seed, 2], dtype=tf.float64)"
THETA_TORCH = "squared_lengthscale, variance = _draw_theta(x.double(), y.double(), generator).exp()"
THETA_TF = "squared_lengthscale, variance = tf.unstack(tf.exp(_draw_theta(tf.cast(x, tf.float64), tf.cast(y, tf.float64), seed)))"
PRIORS = "(standard[0][:, None] ** 2 + standard[1] ** 2)"
OFFERED_TORCH = "offered = candidates[fresh] if fresh.any() else candidates"
OFFERED_TF = "offered = candidates[fresh] if tf.reduce_any(fresh) else candidates"
CHOSEN = "chosen = offered[thompson_step(x, y, offered, step_seed), None]"
APPEND_TORCH = "x, y = torch.cat([x, chosen]), torch.cat([y, value])"
APPEND_TF = "x, y = tf.concat([x, chosen], axis=0), tf.concat([y, value], axis=0)"
SEED_TORCH = "generator = torch.Generator(x.device).manual_seed(seed)"
SEED_TF = "seed = tf.constant(seed, tf.int64)"
FACTOR_TORCH = "factor = torch.linalg.cholesky(rbf_kernel(points, points, squared_lengthscale, variance) + noise)"
FACTOR_TF = "factor = tf.linalg.cholesky(rbf_kernel(points, points, squared_lengthscale, variance) + noise)"


def choices(torch, tensorflow):
    """Another choice among the values drawn."""
    return edits((CHOICE_TORCH, torch), (CHOICE_TF, tensorflow))


def theta(torch, tensorflow):
    """Another θ."""
    return edits((THETA_TORCH, torch), (THETA_TF, tensorflow))


def offers(torch, tensorflow):
    """Other candidates offered."""
    return edits((OFFERED_TORCH, torch), (OFFERED_TF, tensorflow))


WRONG = [
    # a step
    Variant("largest_for_smallest", KNOWN, choices(CHOICE_TORCH.replace("argmin", "argmax"), CHOICE_TF.replace("argmin", "argmax"))),
    Variant("index_as_a_tensor", TYPES, choices(CHOICE_TORCH[len("return int(") : -1].join(("return ", "")), CHOICE_TF[len("return int(") : -1].join(("return ", "")))),
    Variant("index_among_the_data_too", KNOWN, choices(
        "return int((factor @ torch.cat([known, drawn])).argmin()) % len(candidates)",
        "return int(tf.argmin(tf.matmul(factor, tf.concat([known, drawn], axis=0))[:, 0])) % candidates.shape[0]")),
    Variant("drawn_from_the_prior", KNOWN, choices(
        "return int((factor[n:] @ torch.cat([0 * known, drawn])).argmin())",
        "return int(tf.argmin(tf.matmul(factor[n:], tf.concat([0 * known, drawn], axis=0))[:, 0]))")),
    Variant("mean_without_a_draw", UNKNOWN, choices(
        "return int((factor[n:] @ torch.cat([known, 0 * drawn])).argmin())",
        "return int(tf.argmin(tf.matmul(factor[n:], tf.concat([known, 0 * drawn], axis=0))[:, 0]))")),
    Variant("drawn_from_the_marginals", WHOLE, choices(
        "mean, variance = factor[n:, :n] @ known, (factor[n:, n:] ** 2).sum(dim=1, keepdim=True)\n    return int((mean + variance.sqrt() * drawn).argmin())",
        "mean, variance = factor[n:, :n] @ known, tf.reduce_sum(factor[n:, n:] ** 2, axis=1, keepdims=True)\n"
        "    return int(tf.argmin((mean + tf.sqrt(variance) * drawn)[:, 0]))")),
    Variant("lower_confidence_bound", WHOLE, choices(
        "deviation = (factor[n:, n:] ** 2).sum(dim=1, keepdim=True).sqrt()\n    return int((factor[n:, :n] @ known - 2 * deviation + 1e-9 * drawn).argmin())",
        "deviation = tf.sqrt(tf.reduce_sum(factor[n:, n:] ** 2, axis=1, keepdims=True))\n"
        "    return int(tf.argmin((factor[n:, :n] @ known - 2 * deviation + 1e-9 * drawn)[:, 0]))")),
    Variant("a_tenth_of_the_deviation", UNKNOWN, choices(CHOICE_TORCH.replace("drawn]", "0.1 * drawn]"), CHOICE_TF.replace("drawn]", "0.1 * drawn]"))),
    Variant("largest_deviation_for_the_smallest_value", REPEATED, choices(
        "return int((-(factor[n:, n:] ** 2).sum(dim=1) + 1e-9 * drawn[:, 0]).argmin())",
        "return int(tf.argmin(-tf.reduce_sum(factor[n:, n:] ** 2, axis=1) + 1e-9 * drawn[:, 0]))")),
    Variant("candidate_by_lot", BOWL, choices("return int(drawn.argmin())", "return int(tf.argmin(drawn[:, 0]))")),
    Variant("theta_at_the_mean_of_its_prior", UNKNOWN, theta(
        "squared_lengthscale, variance = torch.tensor([-1.0, 0.0]).double().exp()", "squared_lengthscale, variance = tf.unstack(tf.exp(tf.constant([-1.0, 0.0], tf.float64)))")),
    Variant("theta_from_its_prior", UNKNOWN, theta(
        "squared_lengthscale, variance = (torch.tensor([-1.0, -3.0]).double() + torch.randn(2, generator=generator).double()).exp()",
        "squared_lengthscale, variance = tf.unstack(tf.exp(tf.constant([-1.0, -3.0], tf.float64) + tf.random.stateless_normal([2], [seed, 9], dtype=tf.float64)))")),
    Variant("theta_among_a_few_draws_of_its_prior", ROUGHNESS, instead={
        "torch": """
from gaussian_process import log_marginal_likelihood


def _draw_theta(x, y, generator):
    prior = torch.tensor([PRIOR_MEAN, PRIOR_SCALE]).double()
    theta = prior[0] + prior[1] * torch.randn(30, 2, generator=generator).double()
    log_p = torch.stack([log_marginal_likelihood(x, y, *t.exp(), NOISE_VARIANCE) for t in theta])
    return theta[torch.multinomial(log_p.softmax(dim=0), 1, generator=generator)[0]]
""",
        "tensorflow": """
from gaussian_process import log_marginal_likelihood


def _draw_theta(x, y, seed):
    prior = tf.constant([PRIOR_MEAN, PRIOR_SCALE], tf.float64)
    theta = prior[0] + prior[1] * tf.random.stateless_normal([30, 2], [seed, 0], dtype=tf.float64)
    log_p = tf.stack([log_marginal_likelihood(x, y, *tf.unstack(tf.exp(t)), NOISE_VARIANCE) for t in tf.unstack(theta)])
    return theta[int(tf.random.stateless_categorical(log_p[None], 1, [seed, 1])[0, 0])]
"""}),
    Variant("no_prior_of_the_variance", PRIOR_OF_THE_VARIANCE, both(PRIORS, "standard[0][:, None] ** 2")),
    Variant("no_prior_of_the_lengthscale", PRIOR_OF_THE_LENGTHSCALE, both(PRIORS, "standard[1] ** 2")),
    Variant("prior_of_the_lengthscale_around_its_inverse", PRIOR_OF_THE_LENGTHSCALE, both("- PRIOR_MEAN[0]", "+ PRIOR_MEAN[0]")),
    Variant("theta_of_few_values", ROUGHNESS, edits(
        (THETA_TORCH, THETA_TORCH.replace("x.double(), y.double()", "x[::4].double(), y[::4].double()")),
        (THETA_TF, THETA_TF.replace("tf.cast(x,", "tf.cast(x[::4],").replace("tf.cast(y,", "tf.cast(y[::4],")))),
    Variant("lengthscale_half_as_long", EXTENT, theta(
        THETA_TORCH + "\n    squared_lengthscale = squared_lengthscale / 4", THETA_TF + "\n    squared_lengthscale = squared_lengthscale / 4")),
    Variant("theta_without_its_exponential", UNKNOWN, theta(
        THETA_TORCH.replace(".exp()", ".abs()"), THETA_TF.replace("tf.exp(", "tf.abs("))),
    Variant("lengthscale_far_too_long", COURSE, theta(
        THETA_TORCH + "\n    squared_lengthscale = 100 * squared_lengthscale", THETA_TF + "\n    squared_lengthscale = 100 * squared_lengthscale")),
    Variant("noise_free", REPEATED, edits(
        (FACTOR_TORCH, FACTOR_TORCH.replace("+ noise", "+ 0 * noise")), (FACTOR_TF, FACTOR_TF.replace("+ noise", "+ 0 * noise")))),
    Variant("repeated_candidates_dropped", REPEATED, edits(
        ("    points, n = torch", "    candidates = torch.unique(candidates, dim=0)\n    points, n = torch"),
        ("    points, n = tf", "    candidates = tf.constant(sorted(set(map(tuple, candidates.numpy().tolist()))), x.dtype)\n    points, n = tf"))),
    Variant("seed_of_a_step_ignored", STEP_SEED, edits(
        (SEED_TORCH, SEED_TORCH.replace("(seed)", "(0)")), (SEED_TF, SEED_TF.replace("(seed", "(0")))),
    Variant("global_generator_in_a_step", STEP_SEED, edits(
        (DRAWN_TORCH, DRAWN_TORCH.replace(", generator=generator", "")),
        (DRAWN_TF, "drawn = tf.random.normal([candidates.shape[0], 1], dtype=tf.float64)"))),
    Variant("values_shifted_in_place", STEP_INPUTS, {"torch": [(SEED_TORCH, "y -= 1e-6\n    " + SEED_TORCH)]}),
    Variant("candidates_sorted_in_place", STEP_INPUTS, {"torch": [(SEED_TORCH, "candidates.copy_(candidates.sort(dim=0).values)\n    " + SEED_TORCH)]}),
    # the search
    Variant("candidates_crossed_out_in_place", INPUTS, {"torch": [
        (OFFERED_TORCH, OFFERED_TORCH), (APPEND_TORCH, APPEND_TORCH + "\n        candidates[0] += 1e-12 * len(x)")]}),
    Variant("start_rounded_in_place", INPUTS, {"torch": [("    for step_seed in _seeds", "    x.mul_(1 + 1e-9)\n    for step_seed in _seeds")]}),
    Variant("same_seed_for_all_searches", SEED, both("for step_seed in _seeds(seed, n_iterations):", "for step_seed in _seeds(0, n_iterations):")),
    Variant("seeds_from_the_clock", SEED, both("for step_seed in _seeds(seed, n_iterations):", "for step_seed in _seeds(__import__('time').time_ns(), n_iterations):")),
    Variant("start_evaluated_again", START, edits(
        ("    for step_seed in _seeds", "    y = torch.cat([function(row) for row in x.split(1)])\n    for step_seed in _seeds"),
        ("    for step_seed in _seeds", "    y = tf.concat([function(row[None]) for row in x], axis=0)\n    for step_seed in _seeds"))),
    Variant("newest_first", START, edits(
        (APPEND_TORCH, "x, y = torch.cat([chosen, x]), torch.cat([value, y])"), (APPEND_TF, "x, y = tf.concat([chosen, x], axis=0), tf.concat([value, y], axis=0)"))),
    Variant("start_left_out", TYPES, both("    return x, y\n", "    return x[-n_iterations:], y[-n_iterations:]\n")),
    Variant("one_evaluation_too_few", TYPES, both("_seeds(seed, n_iterations):", "_seeds(seed, max(0, n_iterations - 1)):")),
    Variant("values_drawn_and_not_evaluated", START, both("value = function(chosen)", "value = 0 * function(chosen) + y[:1]")),
    Variant("best_alone_returned", TYPES, edits(
        ("    return x, y\n", "    return x[y.argmin()], y.min()\n"), ("    return x, y\n", "    return x[tf.argmin(y)], tf.reduce_min(y)\n"))),
    Variant("results_in_float64", TYPES, edits(
        ("    return x, y\n", "    return x.double(), y.double()\n"), ("    return x, y\n", "    return tf.cast(x, tf.float64), tf.cast(y, tf.float64)\n"))),
    Variant("evaluated_again_and_again", ONCE, offers("offered = candidates", "offered = candidates")),
    Variant("points_of_the_start_offered", ONCE, edits(
        ("    for step_seed in _seeds", "    n = len(x)\n    for step_seed in _seeds"), ("    for step_seed in _seeds", "    n = x.shape[0]\n    for step_seed in _seeds")) | {
        "torch": [("    for step_seed in _seeds", "    n = len(x)\n    for step_seed in _seeds"), ("(candidates[:, None] != x).any", "(candidates[:, None] != x[n:]).any")],
        "tensorflow": [("    for step_seed in _seeds", "    n = x.shape[0]\n    for step_seed in _seeds"), ("tf.reduce_any(candidates[:, None] != x, axis=2)", "tf.reduce_any(candidates[:, None] != x[n:], axis=2)")]}),
    Variant("index_in_all_candidates", ONCE, both(CHOSEN, "chosen = candidates[thompson_step(x, y, offered, step_seed), None]")),
    Variant("the_first_once_none_is_left", ALL, edits(
        (OFFERED_TORCH, "offered = candidates[fresh] if fresh.any() else candidates[:1]"), (OFFERED_TF, "offered = candidates[fresh] if tf.reduce_any(fresh) else candidates[:1]"))),
    Variant("by_turns_once_none_is_left", ALL, edits(
        (OFFERED_TORCH, "offered = candidates[fresh] if fresh.any() else candidates[len(x) % len(candidates), None]"),
        (OFFERED_TF, "offered = candidates[fresh] if tf.reduce_any(fresh) else candidates[x.shape[0] % candidates.shape[0], None]"))),
    Variant("an_error_once_none_is_left", ALL, offers("offered = candidates[fresh]", "offered = candidates[fresh]")),
    Variant("model_of_the_start_alone", COURSE, both(CHOSEN, CHOSEN.replace("thompson_step(x, y, ", "thompson_step(x[:4], y[:4], "))),
    Variant("searches_for_the_largest", BOWL, both(CHOSEN, CHOSEN.replace("(x, y,", "(x, -y,"))),
    Variant("neighbours_only", COURSE, edits(
        (OFFERED_TORCH, OFFERED_TORCH + "\n        near = (offered - x[y.argmin()]).abs().sum(dim=1)\n        offered = offered[near <= 0.2 + near.min()]"),
        (OFFERED_TF, OFFERED_TF + "\n        near = tf.reduce_sum(tf.abs(offered - x[tf.argmin(y)]), axis=1)\n        offered = offered[near <= 0.2 + tf.reduce_min(near)]"))),
    # bad input
    Variant("nan_passed_through", BAD_DATA, both("    check_finite(x=x, y=y, candidates=candidates)\n", "    check_finite(x=x, y=y)\n")),
    Variant("candidates_of_another_width_accepted", BAD_DATA, edits(
        ("    check_shape((None, x.shape[1]), candidates=candidates)\n    check_finite(x=x, y=y, candidates=candidates)\n", "    return\n"),
        ("    check_shape((None, x.shape[1]), candidates=candidates)\n    check_finite(x=x, y=y, candidates=candidates)\n", "    return\n"))),
    Variant("negative_number_of_evaluations_accepted", BAD_NUMBER, both("    check_integer(0, n_iterations=n_iterations)\n", "    n_iterations = max(0, n_iterations)\n")),
    Variant("other_errors_for_negative_numbers", BAD_NUMBER, both("    check_integer(0, n_iterations=n_iterations)\n", "    assert n_iterations >= 0\n")),
]  # fmt: skip

RIGHT = [
    Variant("theta_from_a_chain", instead={
        "torch": """
from gaussian_process import sample_posterior


def _draw_theta(x, y, generator):
    return sample_posterior(x, y, 1, 50, int(torch.randint(2**31, (), generator=generator)))[0]
""",
        "tensorflow": """
from gaussian_process import sample_posterior


def _draw_theta(x, y, seed):
    return sample_posterior(x, y, 1, 50, int(seed))[0]
"""}),
    Variant("a_finer_grid", edits=both("_WIDEST, _N_NODES = 15.0, 41", "_WIDEST, _N_NODES = 14.0, 60")),
    Variant("mean_and_covariance_first", instead={
        "torch": """
from gaussian_process import posterior, sample_posterior


def thompson_step(x, y, candidates, seed):
    _check(x, y, candidates)
    theta = sample_posterior(x, y, 3, 60, seed)[1].double().exp()
    mean, covariance = posterior(x.double(), y.double(), candidates.double(), *theta, NOISE_VARIANCE)
    values, vectors = torch.linalg.eigh(covariance)
    noise = torch.randn(len(candidates), generator=torch.Generator().manual_seed(seed + 1), dtype=torch.float64)
    return int((mean + vectors @ (values.clamp(min=0).sqrt() * noise)).argmin())
""",
        "tensorflow": """
from gaussian_process import posterior, sample_posterior


def thompson_step(x, y, candidates, seed):
    _check(x, y, candidates)
    theta = tf.unstack(tf.exp(tf.cast(sample_posterior(x, y, 3, 60, seed)[1], tf.float64)))
    wide = (tf.cast(part, tf.float64) for part in (x, y, candidates))
    mean, covariance = posterior(*wide, *theta, NOISE_VARIANCE)
    values, vectors = tf.linalg.eigh(covariance)
    noise = tf.random.stateless_normal([candidates.shape[0]], [seed, 1], dtype=tf.float64)
    return int(tf.argmin(mean + tf.linalg.matvec(vectors, tf.sqrt(tf.maximum(values, 0)) * noise)))
"""}),
    Variant("candidates_crossed_out_in_a_list", instead={
        "torch": """
def minimize(function, x, y, candidates, n_iterations, seed):
    _check(x, y, candidates)
    check_integer(0, n_iterations=n_iterations)
    rows = [tuple(row) for row in candidates.tolist()]
    done = {tuple(row) for row in x.tolist()}
    left = [i for i, row in enumerate(rows) if row not in done]
    for k in range(n_iterations):
        offered = left or list(range(len(rows)))
        i = offered[thompson_step(x, y, candidates[offered], 1000 * seed + k)]
        left = [j for j in left if rows[j] != rows[i]]
        x, y = torch.cat([x, candidates[i : i + 1]]), torch.cat([y, function(candidates[i : i + 1])])
    return x, y
""",
        "tensorflow": """
def minimize(function, x, y, candidates, n_iterations, seed):
    _check(x, y, candidates)
    check_integer(0, n_iterations=n_iterations)
    rows = [tuple(row) for row in candidates.numpy().tolist()]
    done = {tuple(row) for row in x.numpy().tolist()}
    left = [i for i, row in enumerate(rows) if row not in done]
    for k in range(n_iterations):
        offered = left or list(range(len(rows)))
        i = offered[thompson_step(x, y, tf.gather(candidates, offered), 1000 * seed + k)]
        left = [j for j in left if rows[j] != rows[i]]
        row = candidates[i : i + 1]
        x, y = tf.concat([x, row], axis=0), tf.concat([y, function(row)], axis=0)
    return x, y
"""}),
]  # fmt: skip
