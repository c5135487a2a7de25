"""Wrong and right variants of `langevin`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
INPUTS = "test_inputs_stay_as_they_were"
SEED = "test_the_seed_alone_decides"
NO_STEPS = "test_no_steps_lead_nowhere"
STEP = "test_step_is_drift_plus_noise"
NUMBERS = "test_step_sizes_are_numbers_or_tensors"
MEAN = "test_mean_of_the_chain"
COVARIANCE = "test_covariance_of_the_chain"
STATIONARY = "test_plain_chain_stays_where_it_is_stationary"
NORMAL = "test_noise_is_normal"
OWN_NOISE = "test_every_row_and_coordinate_has_its_own_noise"
PERIOD = "test_every_step_has_its_own_noise"
DIGITS = "test_chains_keep_the_digits_of_their_dtype"
FLAT = "test_adjusted_chain_on_a_flat_density_is_a_random_walk"
MIXTURE = "test_adjusted_chain_leaves_a_mixture_invariant"
TARGET = "test_adjusted_chain_finds_its_target"
IMPOSSIBLE = "test_impossible_states_are_never_entered"
SMALL = "test_densities_may_be_too_small_for_a_float"
RATE = "test_acceptance_rate_on_the_standard_gaussian"
EVERY_STEP = "test_acceptance_rate_is_a_mean_over_steps"
DECISIONS = "test_every_chain_decides_for_itself"
WHOLE = "test_proposals_are_accepted_as_a_whole"
BAD_STEP = "test_bad_steps_are_rejected"
BAD_START = "test_bad_starts_are_rejected"
BAD_FUNCTION = "test_functions_of_another_shape_are_rejected"

MOVE_TORCH = "return torch.add(x, score, alpha=step_size).add_(noise, alpha=(2 * step_size) ** 0.5)"
MOVE_TF = "return x + step_size * score + (2 * step_size) ** 0.5 * noise"
NOISE_TORCH = "yield from torch.randn(shape, dtype=x.dtype, device=x.device, generator=generator)"
NOISE_TF = "noise = tf.random.stateless_normal(x.shape, [seed, k], dtype=x.dtype)"
ADJUSTED_NOISE_TF = "noise = tf.random.stateless_normal(x.shape, [seed, 2 * k], dtype=x.dtype)"
SAMPLE_TORCH = "return _chain(score_function, x0.detach().clone(), float(step_size), n_steps, seed)"
SAMPLE_TF = "return chain(x0, _scalar(step_size, x0.dtype), _scalar(n_steps, tf.int64), _scalar(seed, tf.int64))"
ADJUSTED_TORCH = "log_density, score_function, x0.detach().clone(), float(step_size), n_steps, seed)\n    return x,"
ADJUSTED_TF = "x, n_accepted = chain(x0, _scalar(step_size, x0.dtype), _scalar(n_steps, tf.int64), _scalar(seed, tf.int64))"
ACCEPT = "accepted = log_uniform < new_log_p - log_p + _log_proposal_ratio(score, new_score, step_size, noise)"
PROPOSE = "proposal = _move(x, score, step_size, noise)"
RATIO_TORCH = "return -(change * (noise + change / 2)).sum(dim=-1)"
RATIO_TF = "return -tf.reduce_sum(change * (noise + change / 2), axis=-1)"
STATES_TORCH = "x = torch.where(accepted[:, None], proposal, x)"
STATES_TF = "x = tf.where(accepted[:, None], proposal, x)"
LOG_P_TORCH = "log_p = torch.where(accepted, new_log_p, log_p)"
LOG_P_TF = "log_p = tf.where(accepted, new_log_p, log_p)"
SCORE_TORCH = "score = torch.where(accepted[:, None], new_score, score)"
SCORE_TF = "score = tf.where(accepted[:, None], new_score, score)"
NEW_LOG_P = 'new_log_p = _evaluate("log_density", log_density, proposal, x.shape[:1])'
NEW_SCORE = 'new_score = _evaluate("score_function", score_function, proposal, x.shape)'
UNIFORM_TORCH = "log_uniform = torch.rand(len(x), dtype=x.dtype, device=x.device, generator=generator).log()"
UNIFORM_TF = "log_uniform = tf.math.log(tf.random.stateless_uniform(x.shape[:1], [seed, 2 * k + 1], dtype=x.dtype))"
RATE_OF = "return x, int(n_accepted) / max(1, n_steps * len(x0))"
EAGER = "_compiled = functools.partial\n\n"


def moves(torch, tensorflow):
    """Another step, in `step` and in both chains."""
    return edits((MOVE_TORCH, torch), (MOVE_TF, tensorflow))


def steps_of_sample(n_steps):
    """The plain chain with another number of steps."""
    return edits((SAMPLE_TORCH, SAMPLE_TORCH.replace("n_steps", n_steps)), (SAMPLE_TF, SAMPLE_TF.replace("n_steps", n_steps)))


def steps_of_adjusted(n_steps):
    """The adjusted chain with another number of steps."""
    return edits(
        (ADJUSTED_TORCH, ADJUSTED_TORCH.replace("n_steps", n_steps)), (ADJUSTED_TF, ADJUSTED_TF.replace("n_steps", n_steps))
    )


WRONG = [
    # the step
    Variant("sign_of_the_drift", STEP, moves(MOVE_TORCH.replace("alpha=step_size", "alpha=-step_size"), MOVE_TF.replace("x +", "x -"))),
    Variant("half_the_drift", STEP, moves(
        MOVE_TORCH.replace("alpha=step_size", "alpha=step_size / 2"), MOVE_TF.replace("step_size * score", "step_size / 2 * score"))),
    Variant("other_convention_of_the_step", STATIONARY, moves(
        "step_size = step_size / 2\n    " + MOVE_TORCH, "step_size = step_size / 2\n    " + MOVE_TF)),
    Variant("noise_without_the_two", STATIONARY, moves(MOVE_TORCH.replace("(2 * step_size)", "step_size"), MOVE_TF.replace("(2 * step_size)", "step_size"))),
    Variant("noise_times_the_step_once_more", STATIONARY, moves(
        MOVE_TORCH.replace("** 0.5", "** 0.5 * step_size"), MOVE_TF.replace("** 0.5", "** 0.5 * step_size"))),
    Variant("noise_of_a_free_scale", COVARIANCE, moves(MOVE_TORCH.replace("(2 * step_size) ** 0.5", "0.01"), MOVE_TF.replace("(2 * step_size) ** 0.5", "0.01"))),
    Variant("no_noise", NORMAL, moves("return x + step_size * score", "return x + step_size * score")),
    Variant("score_clipped", MEAN, moves("score = score.clamp(-1, 1)\n    " + MOVE_TORCH, "score = tf.clip_by_value(score, -1, 1)\n    " + MOVE_TF)),
    Variant("float64_cut_to_float32", DIGITS, moves(MOVE_TORCH + ".float().to(x.dtype)", MOVE_TF.replace("return ", "return tf.cast(tf.cast(") + ", tf.float32), x.dtype)")),
    Variant("float32_cut_to_float16", DIGITS, moves(
        "cut = torch.float32 if x.dtype == torch.float64 else torch.float16\n    return _moved(x, score, step_size, noise).to(cut).to(x.dtype)\n\n\n"
        "def _moved(x, score, step_size, noise):\n    " + MOVE_TORCH.replace("add_(", "add("),
        MOVE_TF.replace("return ", "return x if x.dtype == tf.float64 else tf.cast(tf.cast(") + ", tf.float16), x.dtype)")),
    Variant("step_cut_to_float32", STEP, edits(
        ("return _move(x, score, float(step_size), noise)", "return _move(x.float(), score.float(), float(step_size), noise.float()).to(x.dtype)"),
        ("return _move(x, score, _scalar(step_size, x.dtype), noise)",
         "x32, score, noise = (tf.cast(t, tf.float32) for t in (x, score, noise))\n"
         "    return tf.cast(_move(x32, score, _scalar(step_size, tf.float32), noise), x.dtype)"))),
    Variant("step_size_cut_to_float32", NUMBERS, edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("float(step_size)", "float(torch.as_tensor(step_size))")),
        ("return tf.cast(tf.convert_to_tensor(value, dtype_hint=dtype), dtype)", "return tf.cast(value, dtype)"))),
    Variant("step_size_must_be_a_float", NUMBERS, both(
        "    check_finite(x0=x0)\n", "    check_finite(x0=x0)\n    assert isinstance(step_size, float)\n")),
    Variant("step_changes_x_in_place", INPUTS, {"torch": [
        ("return _move(x, score, float(step_size), noise)",
         "return x.add_(score, alpha=float(step_size)).add_(noise, alpha=(2 * float(step_size)) ** 0.5)")]}),
    Variant("result_always_float32", FORMS, edits(
        (SAMPLE_TORCH, SAMPLE_TORCH + ".float()"), (SAMPLE_TF, SAMPLE_TF.replace("return ", "return tf.cast(") + ", tf.float32)"))),
    # the plain chain
    Variant("start_changed_in_place", INPUTS, {"torch": [
        (SAMPLE_TORCH, SAMPLE_TORCH.replace(".clone()", "")),
        ("        x = _move(x, score, step_size, noise)", "        x.copy_(_move(x, score, step_size, noise))")]}),
    Variant("noise_drawn_once", COVARIANCE,
        instead={"torch": "def _noise(x, n_steps, generator):\n"
                          "    noise = torch.randn(x.shape, dtype=x.dtype, device=x.device, generator=generator)\n"
                          "    yield from noise.expand(n_steps, *x.shape)\n"},
        edits={"tensorflow": [(NOISE_TF, NOISE_TF.replace("[seed, k]", "[seed, 0]"))]}),
    Variant("noise_comes_back", PERIOD,
        instead={"torch": "def _noise(x, n_steps, generator):\n"
                          "    noise = torch.randn((64, *x.shape), dtype=x.dtype, device=x.device, generator=generator)\n"
                          "    yield from (noise[k % 64] for k in range(n_steps))\n"},
        edits={"tensorflow": [(NOISE_TF, NOISE_TF.replace("[seed, k]", "[seed, k % 64]"))]}),
    Variant("one_noise_for_all_rows", OWN_NOISE, edits(
        (NOISE_TORCH, NOISE_TORCH.replace("torch.randn(shape", "torch.randn((shape[0], 1, shape[2])") + ".expand(shape)"),
        (NOISE_TF, NOISE_TF.replace("x.shape", "[1, x.shape[1]]") + " + tf.zeros_like(x)"))),
    Variant("one_noise_for_all_coordinates", OWN_NOISE, edits(
        (NOISE_TORCH, NOISE_TORCH.replace("torch.randn(shape", "torch.randn((shape[0], shape[1], 1)") + ".expand(shape)"),
        (NOISE_TF, NOISE_TF.replace("x.shape", "[x.shape[0], 1]") + " + tf.zeros_like(x)"))),
    Variant("antithetic_rows", OWN_NOISE, edits(
        (NOISE_TORCH, "z = torch.randn((shape[0], -(-shape[1] // 2), shape[2]), dtype=x.dtype, device=x.device, generator=generator)\n"
                      "        yield from torch.cat([z, -z], dim=1)[:, : shape[1]]"),
        (NOISE_TF, "z = tf.random.stateless_normal([-(-x.shape[0] // 2), x.shape[1]], [seed, k], dtype=x.dtype)\n"
                   "        noise = tf.concat([z, -z], axis=0)[: x.shape[0]]"))),
    Variant("noise_uniform", NORMAL, edits(
        (NOISE_TORCH, NOISE_TORCH.replace("randn", "rand")), (NOISE_TF, NOISE_TF.replace("stateless_normal", "stateless_uniform")))),
    Variant("noise_uniform_with_the_right_variance", NORMAL, edits(
        (NOISE_TORCH, NOISE_TORCH.replace("yield from torch.randn", "yield from 12**0.5 * (torch.rand") [:-1] + ") - 0.5)"),
        (NOISE_TF, NOISE_TF.replace("noise = tf.random.stateless_normal", "noise = 12**0.5 * (tf.random.stateless_uniform") + " - 0.5)"))),
    Variant("seed_ignored", SEED, edits(
        (NOISE_TORCH, NOISE_TORCH.replace(", generator=generator", "")),
        (NOISE_TF, NOISE_TF.replace("stateless_normal(x.shape, [seed, k]", "normal(x.shape")))),
    Variant("seed_of_the_adjusted_chain_hard_coded", SEED, edits(
        (ADJUSTED_TORCH, ADJUSTED_TORCH.replace("seed)", "0)")), (ADJUSTED_TF, ADJUSTED_TF.replace("_scalar(seed", "_scalar(0")))),
    Variant("one_step_more", NO_STEPS, steps_of_sample("n_steps + 1")),
    Variant("one_step_less", MEAN, steps_of_sample("n_steps - 1")),
    Variant("a_tenth_of_the_steps", MEAN, steps_of_sample("n_steps // 10")),
    Variant("step_size_hard_coded", STATIONARY, edits(
        (SAMPLE_TORCH, SAMPLE_TORCH.replace("float(step_size)", "0.1")), (SAMPLE_TF, SAMPLE_TF.replace("_scalar(step_size", "_scalar(0.1")))),
    Variant("score_of_the_start_in_every_step", MEAN, edits(
        ('    for noise in _noise(x, n_steps, generator):\n        score = _evaluate("score_function", score_function, x, x.shape)\n',
         '    score = _evaluate("score_function", score_function, x, x.shape)\n    for noise in _noise(x, n_steps, generator):\n'),
        ("    def body(k, x):\n        noise = tf.random.stateless_normal(x.shape, [seed, k], dtype=x.dtype)\n"
         '        score = _evaluate("score_function", score_function, x, x.shape)\n',
         '    score = _evaluate("score_function", score_function, x, x.shape)\n\n'
         "    def body(k, x):\n        noise = tf.random.stateless_normal(x.shape, [seed, k], dtype=x.dtype)\n"))),
    # the adjusted chain
    Variant("always_accepted", MIXTURE, both(ACCEPT, "accepted = log_uniform <= 0 * log_p")),
    Variant("proposal_ratio_forgotten", MIXTURE, both(ACCEPT, ACCEPT.partition(" + ")[0])),
    Variant("proposal_ratio_upside_down", MIXTURE, both(ACCEPT, ACCEPT.replace("+ _log", "- _log"))),
    Variant("proposal_ratio_doubled", MIXTURE, both(ACCEPT, ACCEPT.replace("+ _log", "+ 2 * _log"))),
    Variant("score_of_the_proposal_forgotten", MIXTURE, both("* (score + new_score)", "* (2 * score)")),
    Variant("sign_of_the_drift_in_the_proposal", MIXTURE, both(PROPOSE, PROPOSE.replace("score", "-score"))),
    Variant("density_ratio_upside_down", TARGET, both(ACCEPT, ACCEPT.replace("new_log_p - log_p", "log_p - new_log_p"))),
    Variant("proposal_ratio_averaged_over_coordinates", MIXTURE, edits(
        (RATIO_TORCH, RATIO_TORCH.replace("sum", "mean")), (RATIO_TF, RATIO_TF.replace("sum", "mean")))),
    Variant("first_functions_kept", MEAN, edits(
        ("    value = function(x.detach())\n", "    value = _KEPT.setdefault(name, function)(x.detach())\n"),
        ("    value = function(x)\n", "    value = _KEPT.setdefault(name, function)(x)\n")),
        instead={"torch": "_KEPT = {}\n", "tensorflow": "_KEPT = {}\n"}),
    Variant("ratio_of_densities", SMALL, edits(
        (ACCEPT, "accepted = log_uniform.exp() < new_log_p.exp() / log_p.exp() * _log_proposal_ratio(score, new_score, step_size, noise).exp()"),
        (ACCEPT, "accepted = tf.exp(log_uniform) < tf.exp(new_log_p) / tf.exp(log_p) * tf.exp(_log_proposal_ratio(score, new_score, step_size, noise))"))),
    Variant("gradient_of_the_density", RATE, edits(
        (NEW_SCORE, NEW_SCORE + " * new_log_p.exp()[:, None]"), (NEW_SCORE, NEW_SCORE + " * tf.exp(new_log_p)[:, None]"))),
    Variant("one_decision_for_all_chains", RATE, edits(
        (UNIFORM_TORCH, UNIFORM_TORCH.replace("len(x)", "1")), (UNIFORM_TF, UNIFORM_TF.replace("x.shape[:1]", "[1]")))),
    Variant("one_decision_for_neighbours", DECISIONS, edits(
        (UNIFORM_TORCH, UNIFORM_TORCH.replace("len(x)", "-(-len(x) // 2)") + ".repeat_interleave(2)[: len(x)]"),
        (UNIFORM_TF, UNIFORM_TF.replace("x.shape[:1]", "[-(-x.shape[0] // 2)]").replace("tf.math.log(", "tf.repeat(tf.math.log(") + ", 2)[: x.shape[0]]"))),
    Variant("log_density_not_updated", MIXTURE, edits((f"        {LOG_P_TORCH}\n", ""), (f"        {LOG_P_TF}\n", ""))),
    Variant("score_of_refused_proposals", RATE, edits((SCORE_TORCH, "score = new_score"), (SCORE_TF, "score = new_score"))),
    Variant("refused_proposals_taken", MIXTURE, edits((STATES_TORCH, "x = proposal"), (STATES_TF, "x = proposal"))),
    Variant("states_never_updated", FLAT, edits((f"        {STATES_TORCH}\n", ""), (f"        {STATES_TF}\n", ""))),
    Variant("half_the_step_size_in_the_adjusted_chain", FLAT, edits(
        (ADJUSTED_TORCH, ADJUSTED_TORCH.replace("float(step_size)", "float(step_size) / 2")),
        (ADJUSTED_TF, ADJUSTED_TF.replace("_scalar(step_size, x0.dtype)", "_scalar(step_size, x0.dtype) / 2")))),
    Variant("noise_of_the_adjusted_chain_drawn_once", FLAT,
        instead={"torch": "def _noise(x, n_steps, generator):\n"
                          "    noise = torch.randn(x.shape, dtype=x.dtype, device=x.device, generator=generator)\n"
                          "    yield from noise.expand(n_steps, *x.shape)\n"},
        edits={"tensorflow": [(ADJUSTED_NOISE_TF, ADJUSTED_NOISE_TF.replace("2 * k", "0"))]}),
    Variant("a_tenth_of_the_adjusted_steps", TARGET, steps_of_adjusted("n_steps // 10")),
    Variant("broadcast_over_coordinates", WHOLE, edits(
        (STATES_TORCH, STATES_TORCH.replace("[:, None]", "")), (STATES_TF, STATES_TF.replace("[:, None]", "")))),
    Variant("infinite_log_density_repaired", IMPOSSIBLE, edits(
        (NEW_LOG_P, f"{NEW_LOG_P}\n        new_log_p = torch.where(new_log_p.isfinite(), new_log_p, log_p)"),
        (NEW_LOG_P, f"{NEW_LOG_P}\n        new_log_p = tf.where(tf.math.is_finite(new_log_p), new_log_p, log_p)"))),
    Variant("redrawn_until_accepted", RATE, instead={
        "torch": """
def _adjusted_chain(log_density, score_function, x, step_size, n_steps, seed):
    generator, n_accepted = torch.Generator().manual_seed(seed), 0
    for _ in range(n_steps):
        waiting = torch.ones(len(x), dtype=torch.bool)
        log_p, score = log_density(x), score_function(x)
        for _ in range(30):
            noise = torch.randn(x.shape, dtype=x.dtype, generator=generator)
            proposal = _move(x, score, step_size, noise)
            log_ratio = log_density(proposal) - log_p + _log_proposal_ratio(score, score_function(proposal), step_size, noise)
            accepted = waiting & (torch.rand(len(x), dtype=x.dtype, generator=generator).log() < log_ratio)
            x, waiting, n_accepted = torch.where(accepted[:, None], proposal, x), waiting & ~accepted, n_accepted + accepted.sum()
            if not waiting.any():
                break
    return x, n_accepted
""",
        "tensorflow": EAGER + """
def _adjusted_chain(log_density, score_function, x, step_size, n_steps, seed):
    n_accepted = 0
    for k in range(int(n_steps)):
        waiting = tf.ones(len(x), dtype=tf.bool)
        log_p, score = log_density(x), score_function(x)
        for i in range(30):
            noise = tf.random.stateless_normal(x.shape, [seed, 100 * k + 2 * i], dtype=x.dtype)
            proposal = _move(x, score, step_size, noise)
            log_ratio = log_density(proposal) - log_p + _log_proposal_ratio(score, score_function(proposal), step_size, noise)
            uniform = tf.random.stateless_uniform([len(x)], [seed, 100 * k + 2 * i + 1], dtype=x.dtype)
            accepted = waiting & (tf.math.log(uniform) < log_ratio)
            x, waiting = tf.where(accepted[:, None], proposal, x), waiting & ~accepted
            n_accepted += int(tf.math.count_nonzero(accepted))
            if not tf.reduce_any(waiting):
                break
    return x, n_accepted
"""}),
    # the acceptance rate
    Variant("rate_as_a_tensor", FORMS, edits((RATE_OF, "return x, n_accepted / max(1, n_steps * len(x0))"), (RATE_OF, "return x, n_accepted / max(1, n_steps * len(x0))"))),
    Variant("rate_over_steps_only", RATE, both(RATE_OF, RATE_OF.replace("n_steps * len(x0)", "n_steps"))),
    Variant("rate_over_chains_only", RATE, both(RATE_OF, RATE_OF.replace("n_steps * len(x0)", "len(x0)"))),
    Variant("rate_of_the_last_step", EVERY_STEP, edits(
        ("n_accepted += accepted.sum()", "n_accepted = n_steps * accepted.sum()"),
        ("n_accepted + tf.math.count_nonzero(accepted)", "n_steps * tf.math.count_nonzero(accepted)"))),
    Variant("mean_probability_as_the_rate", WHOLE, {
        "torch": [(ACCEPT, ACCEPT.replace("accepted = log_uniform < ", "log_ratio = ") + "\n        accepted = log_uniform < log_ratio"),
                  ("n_accepted += accepted.sum()", "n_accepted = n_accepted + log_ratio.exp().clamp(max=1).sum()"),
                  (RATE_OF, RATE_OF.replace("int(", "float("))],
        "tensorflow": [(ACCEPT, ACCEPT.replace("accepted = log_uniform < ", "log_ratio = ") + "\n        accepted = log_uniform < log_ratio"),
                       ("n_accepted + tf.math.count_nonzero(accepted)", "n_accepted + tf.cast(1e6 * tf.reduce_sum(tf.exp(tf.minimum(log_ratio, 0))), tf.int64)"),
                       (RATE_OF, RATE_OF.replace("int(n_accepted)", "1e-6 * int(n_accepted)"))]}),
    # bad input
    Variant("nan_passed_through", BAD_STEP, both("    check_finite(x=x, score=score, noise=noise)\n", "")),
    Variant("shapes_not_compared", BAD_STEP, both("    check_same_shape(x=x, score=score, noise=noise)\n", "")),
    Variant("negative_step_size_accepted", BAD_STEP, edits(
        ("    check_positive(step_size=step_size)\n    return _move(", "    step_size = abs(step_size)\n    return _move("),
        ("    check_positive(step_size=step_size)\n    return _move(", "    step_size = abs(step_size)\n    return _move("))),
    Variant("start_not_checked", BAD_START, both("    check_finite(x0=x0)\n", "")),
    Variant("step_size_of_a_chain_not_checked", BAD_START, both("    check_positive(step_size=step_size)\n    check_integer", "    check_integer")),
    Variant("negative_number_of_steps_accepted", BAD_START, both("    check_integer(0, n_steps=n_steps)", "")),
    Variant("shapes_of_the_functions_not_checked", BAD_FUNCTION, {"torch": [("    if value.shape != shape:", "    if False:")]}),
    Variant("results_of_the_functions_reshaped", BAD_FUNCTION, edits(
        ("    if value.shape != shape:", "    value = value[..., :1].reshape(shape)\n    if value.shape != shape:"),
        ("    if not value.shape.is", "    value = tf.reshape(value[..., :1] if len(value.shape) == 2 else value, shape)\n    if not value.shape.is"))),
]  # fmt: skip

RIGHT = [
    Variant("plain_loops_and_log_densities_of_the_proposals", instead={
        "torch": """
def sample(x0, score_function, step_size, n_steps, seed):
    _check_start(x0, step_size, n_steps)
    generator = torch.Generator().manual_seed(seed)
    x = x0
    for _ in range(n_steps):
        noise = torch.randn(x.shape, dtype=x.dtype, generator=generator)
        x = step(x, _evaluate("score_function", score_function, x, x.shape), step_size, noise)
    return x


def _log_q(to, start, score, step_size):
    return -((to - start - step_size * score) ** 2).sum(dim=1) / (4 * step_size)


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    _check_start(x0, step_size, n_steps)
    generator = torch.Generator().manual_seed(seed)
    x, rates = x0, []
    for _ in range(n_steps):
        score = _evaluate("score_function", score_function, x, x.shape)
        proposal = step(x, score, step_size, torch.randn(x.shape, dtype=x.dtype, generator=generator))
        back = _evaluate("score_function", score_function, proposal, x.shape)
        log_ratio = _evaluate("log_density", log_density, proposal, x.shape[:1]) - log_density(x)
        log_ratio = log_ratio + _log_q(x, proposal, back, step_size) - _log_q(proposal, x, score, step_size)
        accepted = torch.rand(len(x), dtype=x.dtype, generator=generator) < torch.exp(log_ratio).clamp(max=1)
        accepted = accepted.to(x.dtype)
        x = accepted[:, None] * proposal + (1 - accepted[:, None]) * x
        rates.append(accepted.mean().item())
    return x, sum(rates) / max(1, len(rates))
""",
        "tensorflow": """
def sample(x0, score_function, step_size, n_steps, seed):
    _check_start(x0, step_size, n_steps)
    generator = tf.random.Generator.from_seed(seed)
    x = x0
    for _ in range(n_steps):
        x = step(x, _evaluate("score_function", score_function, x, x.shape), step_size, generator.normal(x.shape, dtype=x.dtype))
    return x


def _log_q(to, start, score, step_size):
    return -tf.reduce_sum((to - start - step_size * score) ** 2, axis=1) / (4 * step_size)


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    _check_start(x0, step_size, n_steps)
    generator = tf.random.Generator.from_seed(seed)
    x, rates = x0, []
    for _ in range(n_steps):
        score = _evaluate("score_function", score_function, x, x.shape)
        proposal = step(x, score, step_size, generator.normal(x.shape, dtype=x.dtype))
        back = _evaluate("score_function", score_function, proposal, x.shape)
        log_ratio = _evaluate("log_density", log_density, proposal, x.shape[:1]) - log_density(x)
        log_ratio += _log_q(x, proposal, back, step_size) - _log_q(proposal, x, score, step_size)
        accepted = generator.uniform([len(x)], dtype=x.dtype) < tf.minimum(tf.exp(log_ratio), 1)
        accepted = tf.cast(accepted, x.dtype)
        x = accepted[:, None] * proposal + (1 - accepted[:, None]) * x
        rates.append(float(tf.reduce_mean(accepted)))
    return x, sum(rates) / max(1, len(rates))
"""}),
    Variant("global_generator", instead={
        "torch": """
def _chain(score_function, x, step_size, n_steps, seed):
    torch.manual_seed(seed)
    for _ in range(n_steps):
        x = x + step_size * _evaluate("score_function", score_function, x, x.shape) + (2 * step_size) ** 0.5 * torch.randn_like(x)
    return x
""",
        "tensorflow": EAGER + """
def _chain(score_function, x, step_size, n_steps, seed):
    tf.random.set_seed(int(seed))
    for _ in range(int(n_steps)):
        noise = tf.random.normal(x.shape, dtype=x.dtype)
        x = x + step_size * _evaluate("score_function", score_function, x, x.shape) + (2 * step_size) ** 0.5 * noise
    return x
"""}),
    Variant("noise_by_numpy_and_by_the_inverse_distribution", instead={
        "torch": """
def _noise(x, n_steps, generator):
    import numpy as np

    rng = np.random.default_rng(generator.initial_seed())
    for _ in range(n_steps):
        yield torch.special.ndtri(torch.from_numpy(rng.uniform(1e-16, 1, size=x.shape))).to(x.dtype)
""",
        "tensorflow": EAGER + """
def _chain(score_function, x, step_size, n_steps, seed):
    import numpy as np

    rng = np.random.default_rng(int(seed))
    for _ in range(int(n_steps)):
        noise = tf.cast(tf.math.ndtri(tf.constant(rng.uniform(1e-16, 1, size=x.shape))), x.dtype)
        x = _move(x, _evaluate("score_function", score_function, x, x.shape), step_size, noise)
    return x
"""}),
    Variant("noise_of_all_steps_at_once", instead={
        "torch": """
def _noise(x, n_steps, generator):
    return torch.randn((n_steps, *x.shape), dtype=x.dtype, generator=generator)
""",
        "tensorflow": """
def _chain(score_function, x, step_size, n_steps, seed):
    shape = tf.concat([[n_steps], tf.cast(tf.shape(x), tf.int64)], axis=0)
    noise = tf.random.stateless_normal(shape, [seed, 7], dtype=x.dtype)

    def body(x, noise):
        return _move(x, _evaluate("score_function", score_function, x, x.shape), step_size, noise)

    return tf.foldl(body, noise, x)
"""}),
    Variant("higher_precision_inside", edits={
        "torch": [("return torch.add(x, score, alpha=step_size).add_(noise, alpha=(2 * step_size) ** 0.5)",
                   "return (x.double() + step_size * score.double() + (2 * step_size) ** 0.5 * noise.double()).to(x.dtype)"),
                  (RATIO_TORCH, "change, noise = change.double(), noise.double()\n"
                                "    return (0.5 * noise.square().sum(dim=-1) - 0.5 * (noise + change).square().sum(dim=-1)).to(score.dtype)")],
        "tensorflow": [("return _move(x, score, _scalar(step_size, x.dtype), noise)",
                        "x64, score, noise = (tf.cast(t, tf.float64) for t in (x, score, noise))\n"
                        "    return tf.cast(_move(x64, score, _scalar(step_size, tf.float64), noise), x.dtype)"),
                       (RATIO_TF, "change, noise = tf.cast(change, tf.float64), tf.cast(noise, tf.float64)\n"
                                  "    ratio = tf.reduce_sum(noise**2, axis=-1) / 2 - tf.reduce_sum((noise + change) ** 2, axis=-1) / 2\n"
                                  "    return tf.cast(ratio, score.dtype)")]}),
    Variant("decision_by_an_exponential_variable", edits={
        "torch": [(UNIFORM_TORCH, "log_uniform = -torch.empty(len(x), dtype=x.dtype).exponential_(generator=generator)")],
        "tensorflow": [(UNIFORM_TF, "log_uniform = tf.math.log1p(-tf.random.stateless_uniform(x.shape[:1], [seed, 2 * k + 1], dtype=x.dtype))")]}),
    Variant("states_selected_by_arithmetic", edits={
        "torch": [(STATES_TORCH, "x = x + accepted[:, None] * (proposal - x)"), ("n_accepted += accepted.sum()", "n_accepted += accepted.count_nonzero()")],
        "tensorflow": [(STATES_TF, "x = x + tf.cast(accepted, x.dtype)[:, None] * (proposal - x)")]}),
]  # fmt: skip
