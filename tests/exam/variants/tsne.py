"""Wrong and right variants of `tsne`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
DISTRIBUTIONS = "test_conditional_affinities_are_distributions"
PERPLEXITY = "test_every_row_has_the_perplexity"
GAUSSIAN = "test_conditional_affinities_fall_off_as_a_gaussian"
UNIT = "test_affinities_do_not_depend_on_the_unit"
OUTLIER = "test_an_outlier_has_neighbours_too"
JOINT = "test_joint_affinities_are_those_of_both_directions"
DIVERGENCE = "test_divergence_is_that_of_the_pairs"
FORCES = "test_gradient_is_the_sum_of_the_forces"
DIFFERENCES = "test_gradient_is_that_of_finite_differences"
SEED = "test_a_seed_gives_one_embedding"
ITERATIONS = "test_every_iteration_moves_the_embedding"
CLUSTERS = "test_clusters_stay_together"
DIGITS = "test_five_hundred_digits_keep_their_neighbours"
STAY = "test_inputs_stay_as_they_were"
MATRICES = "test_bad_matrices_are_rejected"
FIT = "test_embeddings_that_do_not_fit_are_rejected"
NUMBERS = "test_impossible_numbers_are_rejected"
PERPLEXITIES = "test_impossible_perplexities_are_rejected"

_GAPS = (
    "    return gaps.div_(torch.where(farthest > 0, farthest, 1))",
    "    return gaps / tf.where(farthest > 0, farthest, tf.ones_like(farthest))",
)
_NORMALISED = (
    "    return affinities.div_(affinities.sum(dim=1, keepdim=True))",
    "    return affinities / tf.reduce_sum(affinities, axis=1, keepdims=True)",
)
_JOINT = ("return (conditional + conditional.mT) / (2 * n)", "return (conditional + tf.transpose(conditional)) / (2 * n)")
_DIVERGENCE = ("return (torch.xlogy(p, p) + p * surprise).sum()", "tf.reduce_sum(tf.math.xlogy(p, p) + p * surprise)")
_GRADIENT = (
    "_gradient(joint.double(), embedding.double())",
    "_gradient(tf.cast(joint, tf.float64), tf.cast(embedding, tf.float64))",
)
_FORCES = (
    "return 4 * (weights.sum(dim=1, keepdim=True) * centred - weights @ centred)",
    "return 4 * (tf.reduce_sum(weights, axis=1, keepdims=True) * centred - weights @ centred)",
)
_WEIGHTS = (
    "torch.sub(joint, kernel, alpha=1 / float(kernel.sum())).mul_(kernel)",
    "(joint - kernel / tf.reduce_sum(kernel)) * kernel",
)
_START = ("torch.randn(n, n_components, generator=generator).to(x.device)", "generator.normal((n, n_components))")


def instead(olds, torch, tensorflow):
    """Another text for one of the reference's lines, in each framework."""
    return edits((olds[0], torch), (olds[1], tensorflow))


WRONG = [
    # conditional_affinities
    Variant("diagonal_kept", DISTRIBUTIONS, edits(
        ("gaps.mul_(-high.exp()).exp_().fill_diagonal_(0)", "gaps.mul_(-high.exp()).exp_()"),
        ("_with_diagonal(tf.exp(-tf.exp(high) * gaps), 0)", "tf.exp(-tf.exp(high) * gaps)"))),
    Variant("columns_sum_to_one", DISTRIBUTIONS, instead(
        _NORMALISED, "    return affinities / affinities.sum(dim=0)", "    return affinities / tf.reduce_sum(affinities, axis=0)")),
    Variant("all_together_sum_to_one", DISTRIBUTIONS, instead(
        _NORMALISED, "    return affinities / affinities.sum()", "    return affinities / tf.reduce_sum(affinities)")),
    Variant("entropy_in_bits", PERPLEXITY, both("math.log(float(perplexity))", "math.log2(float(perplexity))")),
    Variant("entropy_for_perplexity", PERPLEXITY, edits(
        ("> math.log(float(perplexity))", "> min(float(perplexity), math.log(n - 1.01))"),
        ("tf.constant(math.log(float(perplexity)), ", "tf.constant(min(float(perplexity), math.log(n - 1.01)), "))),
    Variant("too_few_halvings", PERPLEXITY, both("HALVINGS = 32", "HALVINGS = 14")),
    Variant("entropy_with_the_sample_itself", PERPLEXITY, edits(
        ("total = weights.sum(dim=1, keepdim=True) - 1\n", "total = weights.sum(dim=1, keepdim=True)\n"),
        ("total = tf.reduce_sum(weights, axis=1, keepdims=True) - 1\n", "total = tf.reduce_sum(weights, axis=1, keepdims=True)\n"))),
    Variant("perplexity_hard_coded", PERPLEXITY, both("    gaps = _gaps(squared_distances)\n",
                                                      "    gaps, perplexity = _gaps(squared_distances), 2.0\n")),
    Variant("whole_perplexities_only", PERPLEXITY, both("math.log(float(perplexity))", "math.log(int(perplexity))")),
    Variant("one_bandwidth_for_all", PERPLEXITY, edits(
        ("_entropy(gaps, middle.exp()) > math.log", "_entropy(gaps, middle.exp()).mean() > math.log"),
        ("_entropy(gaps, tf.exp(middle)) > entropy", "tf.reduce_mean(_entropy(gaps, tf.exp(middle))) > entropy"))),
    Variant("distances_not_squared", GAUSSIAN, edits(
        ("gaps = _gaps(squared_distances)", "gaps = _gaps(squared_distances.sqrt())"),
        ("gaps = _gaps(squared_distances)", "gaps = _gaps(tf.sqrt(squared_distances))"))),
    Variant("distances_squared_again", GAUSSIAN, both("gaps = _gaps(squared_distances)", "gaps = _gaps(squared_distances**2)")),
    Variant("student_for_gaussian", GAUSSIAN, {
        "torch": [("weights = (-exponents).exp_()", "weights = 1 / (1 + exponents)"),
                  ("return total.log() + exponents.mul_(weights).sum(dim=1, keepdim=True) / total",
                   "return total.log() + (weights * exponents.log1p()).sum(dim=1, keepdim=True) / total"),
                  ("gaps.mul_(-high.exp()).exp_().fill_diagonal_(0)", "(1 / (1 + gaps * high.exp())).fill_diagonal_(0)")],
        "tensorflow": [("weights = tf.exp(-exponents)", "weights = 1 / (1 + exponents)"),
                       ("tf.reduce_sum(exponents * weights, axis=1, keepdims=True) / total",
                        "tf.reduce_sum(tf.math.log1p(exponents) * weights, axis=1, keepdims=True) / total"),
                       ("tf.exp(-tf.exp(high) * gaps)", "1 / (1 + tf.exp(high) * gaps)")]}),
    Variant("a_small_number_added_to_the_distances", UNIT, both(
        "gaps = _gaps(squared_distances)", "gaps = _gaps((1e-12 + squared_distances) ** 0.5) ** 2")),
    Variant("bandwidths_in_a_fixed_interval", UNIT, instead(
        _GAPS, "    return gaps", "    return gaps")),
    Variant("underflow_for_an_outlier", OUTLIER, edits(
        ("    gaps -= gaps.amin(dim=1, keepdim=True)\n", "    gaps -= 0 * gaps.amin(dim=1, keepdim=True)\n"),
        ("    gaps = _with_diagonal(squared_distances - nearest, 0)", "    gaps = _with_diagonal(squared_distances - 0 * nearest, 0)"))),
    Variant("copies_left_out", "test_samples_may_occur_several_times", edits(
        ("    return affinities.div_(affinities", "    affinities *= squared_distances > 0\n    return affinities.div_(affinities"),
        ("    return affinities / tf.reduce_sum(affinities", "    affinities *= tf.cast(squared_distances > 0, affinities.dtype)\n"
         "    return affinities / tf.reduce_sum(affinities"))),
    Variant("zero_divided_by_zero_for_equal_distances", "test_equal_distances_get_equal_shares", instead(
        _GAPS, "    return gaps.div_(farthest)", "    return gaps / farthest")),
    # joint_affinities
    Variant("mean_of_both_directions", JOINT, both("/ (2 * n)", "/ 2")),
    Variant("divided_by_the_samples", JOINT, both("/ (2 * n)", "/ n")),
    Variant("not_made_symmetric", "test_joint_affinities_are_symmetric_and_add_up_to_one", instead(
        _JOINT, "return conditional / n", "return conditional / n")),
    Variant("product_for_sum", JOINT, instead(
        _JOINT, "return (conditional * conditional.mT) / (2 * n)", "return (conditional * tf.transpose(conditional)) / (2 * n)")),
    # kl_divergence
    Variant("divergence_the_other_way", DIVERGENCE, instead(
        _DIVERGENCE, "return ((-surprise).exp() * (-surprise - p.log())).sum()",
        "tf.reduce_sum(tf.exp(-surprise) * (-surprise - tf.math.log(p)))")),
    Variant("cross_entropy", DIVERGENCE, instead(_DIVERGENCE, "return (p * surprise).sum()", "tf.reduce_sum(p * surprise)")),
    Variant("mean_for_sum", DIVERGENCE, instead(
        _DIVERGENCE, "return (torch.xlogy(p, p) + p * surprise).mean()", "tf.reduce_mean(tf.math.xlogy(p, p) + p * surprise)")),
    Variant("each_pair_once", DIVERGENCE, instead(
        _DIVERGENCE, "return (torch.xlogy(p, p) + p * surprise).div(2).sum()", "tf.reduce_sum(tf.math.xlogy(p, p) + p * surprise) / 2")),
    Variant("share_with_the_diagonal", DIVERGENCE, edits(
        ("(1 / (1 + squares)).sum().log()", "(len(joint) + (1 / (1 + squares)).sum()).log()"),
        ("tf.math.log(tf.reduce_sum(1 / (1 + squares)))", "tf.math.log(len(joint) + tf.reduce_sum(1 / (1 + squares)))"))),
    Variant("gaussian_in_the_embedding", DIVERGENCE, edits(
        ("surprise = squares.log1p() + (1 / (1 + squares)).sum().log()", "surprise = squares + (-squares).exp().sum().log()"),
        ("surprise = tf.math.log1p(squares) + tf.math.log(tf.reduce_sum(1 / (1 + squares)))",
         "surprise = squares + tf.math.log(tf.reduce_sum(tf.exp(-squares)))"))),
    Variant("float64_cut_to_float32", DIVERGENCE, edits(
        ("for column in embedding.double().mT)", "for column in embedding.float().double().mT)"),
        ("for column in tf.unstack(tf.cast(embedding, tf.float64), axis=1))",
         "for column in tf.unstack(tf.cast(tf.cast(embedding, tf.float32), tf.float64), axis=1))"))),
    Variant("not_a_number_for_an_affinity_of_zero", "test_affinities_of_zero_add_nothing", edits(
        ("torch.xlogy(p, p) + p", "p * p.log() + p"), ("tf.math.xlogy(p, p) + p", "p * tf.math.log(p) + p"))),
    Variant("affinities_of_zero_cut_off_at_a_thousandth", "test_affinities_of_zero_add_nothing", instead(
        _DIVERGENCE, "p = p.clamp(min=1e-3)\n    return (torch.xlogy(p, p) + p * surprise).sum()",
        "(lambda p: tf.reduce_sum(tf.math.xlogy(p, p) + p * surprise))(tf.maximum(p, 1e-3))")),
    Variant("shares_cut_off", "test_divergence_of_far_apart_embeddings", instead(
        _DIVERGENCE, "return (torch.xlogy(p, p) - p * ((1 / (1 + squares)).clamp(min=1e-12) / (1 / (1 + squares)).sum()).log()).sum()",
        "tf.reduce_sum(tf.math.xlogy(p, p) - p * tf.math.log(tf.maximum(1 / (1 + squares), 1e-12) / tf.reduce_sum(1 / (1 + squares))))")),
    Variant("an_epsilon_in_the_logarithm", "test_divergence_vanishes_where_the_embedding_has_the_affinities", instead(
        _DIVERGENCE, "return (p * (p / ((-surprise).exp() + 1e-6)).log()).sum()",
        "tf.reduce_sum(p * tf.math.log(p / (tf.exp(-surprise) + 1e-6)))")),
    # gradient
    Variant("factor_four_forgotten", DIFFERENCES, both("    return 4 * (", "    return 1 * (")),
    Variant("factor_two", DIFFERENCES, both("    return 4 * (", "    return 2 * (")),
    Variant("sign_of_the_gradient", DIFFERENCES, both("    return 4 * (", "    return -4 * (")),
    Variant("kernel_forgotten", FORCES, instead(
        _WEIGHTS, "torch.sub(joint, kernel, alpha=1 / float(kernel.sum()))", "joint - kernel / tf.reduce_sum(kernel)")),
    Variant("shares_not_normalised", FORCES, instead(_WEIGHTS, "torch.sub(joint, kernel).mul_(kernel)", "(joint - kernel) * kernel")),
    Variant("shares_normalised_by_row", FORCES, instead(
        _WEIGHTS, "(joint - kernel / kernel.sum(dim=1, keepdim=True)) * kernel",
        "(joint - kernel / tf.reduce_sum(kernel, axis=1, keepdims=True)) * kernel")),
    Variant("conditional_affinities_in_the_gradient", FORCES, instead(
        _WEIGHTS, "(joint / joint.sum(dim=1, keepdim=True) - kernel / kernel.sum()) * kernel",
        "(joint / tf.reduce_sum(joint, axis=1, keepdims=True) - kernel / tf.reduce_sum(kernel)) * kernel")),
    Variant("shares_with_the_diagonal", FORCES, edits(
        ("return kernel.reciprocal_().fill_diagonal_(0)", "return kernel.reciprocal_()"),
        ("return _with_diagonal(1 / (1 + squares), 0)", "return 1 / (1 + squares)"))),
    Variant("attraction_only", FORCES, instead(
        _WEIGHTS, "joint * kernel", "joint * kernel")),
    Variant("two_columns_only", FORCES, edits(
        ("    for column in embedding.mT:\n", "    for column in embedding.mT[:2]:\n"),
        ("for column in tf.unstack(embedding, axis=1))", "for column in tf.unstack(embedding, axis=1)[:2])"))),
    Variant("exaggeration_left_in_the_gradient", FORCES, instead(
        _GRADIENT, "_gradient(EXAGGERATION * joint.double(), embedding.double())",
        "_gradient(EXAGGERATION * tf.cast(joint, tf.float64), tf.cast(embedding, tf.float64))")),
    Variant("gradient_cut_to_float32", FORCES, instead(
        _GRADIENT, "_gradient(joint.float(), embedding.float())",
        "_gradient(tf.cast(joint, tf.float32), tf.cast(embedding, tf.float32))")),
    Variant("distances_by_products_in_float32", "test_gradient_of_far_apart_embeddings", edits(
        ("        kernel += (column[:, None] - column).square_()\n",
         "        narrow = column.float()\n"
         "        kernel += (narrow[:, None] ** 2 + narrow**2 - 2 * narrow[:, None] * narrow).clamp(min=0)\n"),
        ("    squares = sum((column[:, None] - column) ** 2 for column in tf.unstack(embedding, axis=1))\n    return",
         "    narrow = [tf.cast(column, tf.float32) for column in tf.unstack(embedding, axis=1)]\n"
         "    squares = sum(tf.maximum(c[:, None] ** 2 + c**2 - 2 * c[:, None] * c, 0) for c in narrow)\n"
         "    squares = tf.cast(squares, embedding.dtype)\n    return"))),
    # tsne
    Variant("seed_ignored", SEED, edits(
        ("manual_seed(seed)", "manual_seed(0)"), ("Generator.from_seed(seed)", "Generator.from_seed(0)"))),
    Variant("perplexity_of_40_by_default", "test_defaults_are_those_of_the_interface", both("perplexity=30.0", "perplexity=40.0")),
    Variant("a_thousand_iterations_by_default", "test_defaults_are_those_of_the_interface", both("n_iterations=500", "n_iterations=1000")),
    Variant("another_default_seed", "test_defaults_are_those_of_the_interface", both("n_iterations=500, seed=0", "n_iterations=500, seed=42")),
    Variant("start_without_a_seed", SEED, edits(
        ("torch.Generator().manual_seed(seed)", "torch.Generator()\n    generator.seed()"),
        ("tf.random.Generator.from_seed(seed)", "tf.random.Generator.from_non_deterministic_state()"))),
    Variant("always_two_dimensions", FORMS, instead(
        _START, "torch.randn(n, 2, generator=generator).to(x.device)", "generator.normal((n, 2))")),
    Variant("always_float32", FORMS, edits(
        ("    return embedding.to(x.dtype)", "    return embedding"), ("    return tf.cast(embedding, x.dtype)", "    return embedding"))),
    Variant("number_of_iterations_ignored", ITERATIONS, both(
        "    exaggerated = min(", "    n_iterations = 20\n    exaggerated = min(")),
    Variant("tsne_centres_in_place", "test_the_samples_stay_as_they_were", {"torch": [
        ("    x = x - x.mean(dim=0)\n", "    x -= x.mean(dim=0)\n")]}),
    Variant("uphill", CLUSTERS, both("- rate * gains * slope", "+ rate * gains * slope")),
    Variant("steps_a_million_times_too_small", CLUSTERS, both(
        "rate = max(len(joint) / EXAGGERATION / 4, 50)", "rate = max(len(joint) / EXAGGERATION / 4, 50) / 1e6")),
    Variant("nothing_but_noise", CLUSTERS, both(
        "joint = joint_affinities(conditional_affinities(_squared_distances(x), perplexity))",
        "joint = joint_affinities(conditional_affinities(0 * _squared_distances(x), perplexity))")),
    Variant("affinities_of_the_columns_sorted", DIGITS, edits(
        ("    x = x.double()\n", "    x = x.double().sort(dim=1).values\n"),
        ("    x = tf.cast(x, tf.float64)\n", "    x = tf.sort(tf.cast(x, tf.float64), axis=1)\n"))),
    Variant("half_of_the_iterations", ITERATIONS, edits(
        ("_descend(joint, state, 0.8, n_iterations - exaggerated)", "_descend(joint, state, 0.8, exaggerated)"),
        ("tf.constant(n_iterations - exaggerated))", "tf.constant(exaggerated))"))),
    Variant("two_principal_components", DIGITS, edits(
        ("    embedding, _, _ = _descend(joint, state, 0.8, n_iterations - exaggerated)\n",
         "    embedding = torch.linalg.svd(x - x.mean(dim=0), full_matrices=False).U[:, :n_components]\n"),
        ("    embedding, _, _ = _descend(joint, state, tf.constant(0.8, joint.dtype), tf.constant(n_iterations - exaggerated))\n",
         "    embedding = tf.linalg.svd(x - tf.reduce_mean(x, axis=0))[1][:, :n_components]\n"))),
    # inputs and bad input
    Variant("distances_changed_in_place", STAY, {"torch": [
        ("gaps = squared_distances.clone().fill_diagonal_(math.inf)", "gaps = squared_distances.fill_diagonal_(math.inf)")]}),
    Variant("embedding_centred_in_place", STAY, {"torch": [
        ("    centred = embedding - embedding.mean(dim=0)\n", "    centred = embedding.sub_(embedding.mean(dim=0))\n")]}),
    Variant("infinite_distances_accepted", MATRICES, both(
        "    check_between(0, math.inf, squared_distances=squared_distances)\n", "")),
    Variant("infinite_affinities_accepted", MATRICES, both("    check_finite(conditional=conditional)\n", "")),
    Variant("matrices_that_are_not_square_accepted", MATRICES, both(
        "    check_shape((n, n), squared_distances=squared_distances)\n", "    squared_distances = squared_distances[:, :n]\n")),
    Variant("infinite_embeddings_accepted", FIT, both("    check_finite(joint=joint, embedding=embedding)\n", "")),
    Variant("lengths_not_compared", FIT, both("    check_shape((embedding.shape[0],) * 2, joint=joint)\n", "")),
    Variant("perplexity_not_checked", PERPLEXITIES, both("    check_between(1, n - 1, perplexity=perplexity)\n", "")),
    Variant("perplexity_of_all_the_others_accepted", PERPLEXITIES, both(
        "    if float(perplexity) == n - 1:\n", "    if float(perplexity) == n:\n")),
    Variant("nan_in_the_samples_passed_through", "test_tsne_rejects_bad_samples", both("    check_finite(x=x)\n", "")),
    Variant("samples_may_have_any_axes", "test_tsne_rejects_bad_samples", both("    check_ndim(2, x=x)\n", "")),
    Variant("number_of_components_not_checked", NUMBERS, both("    check_integer(1, n_components=n_components)\n", "")),
    Variant("number_of_iterations_not_checked", NUMBERS, both("    check_integer(0, n_iterations=n_iterations)\n", "")),
]  # fmt: skip

RIGHT = [
    Variant("bandwidths_row_by_row", instead={
        "torch": "def conditional_affinities(squared_distances, perplexity):\n"
                 "    n = _checked(squared_distances, perplexity)\n    rows = []\n"
                 "    for i in range(n):\n        wide = squared_distances[i].double()\n"
                 "        others = torch.arange(n) != i\n        gaps = wide[others] - wide[others].min()\n"
                 "        low, high = 0.0, 1.0\n"
                 "        while _flat(gaps, high, perplexity) and high < 1e300:\n            low, high = high, 2 * high\n"
                 "        for _ in range(60):\n            beta = (low + high) / 2\n"
                 "            low, high = (beta, high) if _flat(gaps, beta, perplexity) else (low, beta)\n"
                 "        p = torch.softmax(-high * gaps, dim=0)\n"
                 "        row = torch.zeros_like(wide)\n        row[others] = p\n        rows.append(row)\n"
                 "    return torch.stack(rows).to(squared_distances.dtype)\n\n\n"
                 "def _flat(gaps, beta, perplexity):\n"
                 "    return torch.special.entr(torch.softmax(-beta * gaps, dim=0)).sum() > math.log(float(perplexity))\n\n\n"
                 "def _checked(squared_distances, perplexity):\n    check_ndim(2, squared_distances=squared_distances)\n"
                 "    n = squared_distances.shape[0]\n    check_shape((n, n), squared_distances=squared_distances)\n"
                 "    check_finite(squared_distances=squared_distances)\n    _check_perplexity(perplexity, n)\n    return n\n"}),
    Variant("twice_as_many_halvings", edits=edits(
        ("HALVINGS = 32", "HALVINGS = 60"), ("HALVINGS = 32", "HALVINGS = 60"))),
    Variant("float64_descent", edits={
        "torch": [("2 * x @ x.mT).clamp_(min=0).float()", "2 * x @ x.mT).clamp_(min=0)"),
                  ("generator=generator).to(x.device)", "generator=generator).to(x.device).double()")],
        "tensorflow": [("transpose_b=True), 0), tf.float32)", "transpose_b=True), 0), tf.float64)"),
                       ("generator.normal((n, n_components))", "generator.normal((n, n_components), dtype=tf.float64)")]}),
    Variant("gradient_by_loops", instead={
        "torch": "def gradient(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                 "    apart = embedding[:, None] - embedding\n    kernel = 1 / (1 + (apart**2).sum(dim=2))\n"
                 "    kernel = kernel * (1 - torch.eye(len(kernel), dtype=kernel.dtype))\n"
                 "    weights = (joint - kernel / kernel.sum()) * kernel\n"
                 "    return torch.stack([4 * sum(w * d for w, d in zip(row, rows)) for row, rows in zip(weights, apart)])\n",
        "tensorflow": "def gradient(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                      "    apart = embedding[:, None] - embedding\n    kernel = 1 / (1 + tf.reduce_sum(apart**2, axis=2))\n"
                      "    kernel = kernel * (1 - tf.eye(len(kernel), dtype=kernel.dtype))\n"
                      "    weights = (joint - kernel / tf.reduce_sum(kernel)) * kernel\n"
                      "    return 4 * tf.reduce_sum(weights[:, :, None] * apart, axis=1)\n"}),
    Variant("gradient_by_autodiff", instead={
        "torch": "def gradient(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                 "    moving = embedding.double().requires_grad_()\n"
                 "    return torch.autograd.grad(kl_divergence(joint.double(), moving), moving)[0].to(embedding.dtype)\n",
        "tensorflow": "def gradient(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                      "    moving = tf.cast(embedding, tf.float64)\n    with tf.GradientTape() as tape:\n"
                      "        tape.watch(moving)\n        divergence = kl_divergence(tf.cast(joint, tf.float64), moving)\n"
                      "    return tf.cast(tape.gradient(divergence, moving), embedding.dtype)\n"}),
    Variant("divergence_in_the_dtype_of_the_input", instead={
        "torch": "def kl_divergence(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                 "    squares = ((embedding[:, None] - embedding) ** 2).sum(dim=2)\n"
                 "    others = ~torch.eye(len(joint), dtype=torch.bool)\n"
                 "    log_q = torch.log_softmax(-squares[others].log1p(), dim=0)\n"
                 "    return torch.nn.functional.kl_div(log_q, joint[others], reduction='sum')\n",
        "tensorflow": "def kl_divergence(joint, embedding):\n    _check_embedding(joint, embedding)\n"
                      "    squares = tf.reduce_sum((embedding[:, None] - embedding) ** 2, axis=2)\n"
                      "    others = ~tf.eye(len(joint), dtype=tf.bool)\n"
                      "    log_q = tf.nn.log_softmax(-tf.math.log1p(squares[others]))\n"
                      "    p = joint[others]\n    return tf.reduce_sum(tf.math.xlogy(p, p) - p * log_q)\n"}),
    Variant("start_from_the_principal_components", edits=edits(
        ("    embedding = 1e-4 * torch.randn(n, n_components, generator=generator).to(x.device)\n",
         "    scores = torch.linalg.svd(x.float() - x.float().mean(dim=0), full_matrices=False).U[:, :n_components]\n"
         "    noise = torch.randn(n, n_components, generator=generator)\n    embedding = 1e-4 * (n**0.5 * scores + noise)\n"),
        ("    embedding = 1e-4 * generator.normal((n, n_components))\n",
         "    x32 = tf.cast(x, tf.float32)\n"
         "    scores = tf.linalg.svd(x32 - tf.reduce_mean(x32, axis=0))[1][:, :n_components]\n"
         "    embedding = 1e-4 * (n**0.5 * scores + generator.normal((n, n_components)))\n"))),
]  # fmt: skip
