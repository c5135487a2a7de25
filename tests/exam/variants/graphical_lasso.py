"""Wrong and right variants of `graphical_lasso`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
INPUTS = "test_inputs_stay_as_they_were"
RETURNS = "test_log_returns_are_logarithms_of_ratios"
STANDARD = "test_standardized_returns_follow_the_definition"
UNIT = "test_standardized_columns_have_mean_zero_and_variance_one"
COVARIANCE = "test_empirical_covariance_divides_by_n"
SHRINK = "test_soft_threshold_moves_towards_zero"
PRECISION = "test_python_floats_keep_their_precision"
OPTIMAL = "test_optimality_conditions_hold"
DIAGONAL = "test_diagonal_is_not_penalised"
DEFAULT = "test_default_tolerance_is_enough"
ORACLE = "test_answer_is_that_of_scikit_learn"
ZEROS = "test_zeros_are_exact"
INVERSE = "test_without_penalty_it_is_the_inverse"
CLOSED = "test_two_variables_have_a_closed_form"
GAP = "test_duality_gap_is_primal_less_dual"
EDGES = "test_edges_are_pairs_of_large_entries"
PATH = "test_path_has_an_answer_for_every_penalty_in_its_place"
ENDS = "test_path_reaches_from_the_inverse_to_the_diagonal"
BAD_COVARIANCE = "test_matrices_that_are_no_covariances_are_rejected"
BAD_PENALTY = "test_impossible_penalties_are_rejected"

PENALTY = "            penalty = alpha * weights\n"


def penalised(factor):
    """Another factor of the weights in the penalty, in both frameworks."""
    return both(PENALTY, PENALTY.replace("alpha", factor))


WRONG = [
    # returns
    Variant("gap_as_a_tensor", FORMS, edits(
        ("return float((s * theta).sum() - theta.shape[0] + float(alpha) * penalty)",
         "return (s * theta).sum() - theta.shape[0] + float(alpha) * penalty"),
        ("return float(tf.reduce_sum(s * theta) - theta.shape[0] + float(alpha) * penalty)",
         "return tf.reduce_sum(s * theta) - theta.shape[0] + float(alpha) * penalty"))),
    Variant("logarithm_in_place", INPUTS, {"torch": [("return prices.log().diff(dim=0)", "return prices.log_().diff(dim=0)")]}),
    Variant("returns_clipped_in_place", INPUTS, {"torch": [
        ("    centred = clipped - clipped[0]\n", "    returns.copy_(clipped)\n    centred = clipped - clipped[0]\n")]}),
    Variant("simple_returns", RETURNS, edits(
        ("return prices.log().diff(dim=0)", "return prices[1:] / prices[:-1] - 1"),
        ("return logs[1:] - logs[:-1]", "return prices[1:] / prices[:-1] - 1"))),
    Variant("ratios_upside_down", RETURNS, edits(
        ("return prices.log().diff(dim=0)", "return -prices.log().diff(dim=0)"),
        ("return logs[1:] - logs[:-1]", "return logs[:-1] - logs[1:]"))),
    Variant("along_the_wrong_axis", RETURNS, edits(
        ("return prices.log().diff(dim=0)", "return prices.log().diff(dim=1)"),
        ("return logs[1:] - logs[:-1]", "return logs[:, 1:] - logs[:, :-1]"))),
    Variant("differences_of_prices", "test_log_returns_add_up_and_have_no_unit", edits(
        ("return prices.log().diff(dim=0)", "return prices.diff(dim=0)"),
        ("return logs[1:] - logs[:-1]", "return prices[1:] - prices[:-1]"))),
    Variant("binary_logarithms", "test_returns_of_shares", edits(
        ("return prices.log().diff(dim=0)", "return prices.log2().diff(dim=0)"),
        ("return logs[1:] - logs[:-1]", "return (logs[1:] - logs[:-1]) / 0.6931471805599453"))),
    Variant("gains_clipped_too", STANDARD, edits(
        ("torch.maximum(returns, -float(n_sigma) * returns.std(correction=0))",
         "returns.clamp(-float(n_sigma) * returns.std(correction=0), float(n_sigma) * returns.std(correction=0))"),
        ("tf.maximum(returns, -float(n_sigma) * tf.math.reduce_std(returns))",
         "tf.clip_by_value(returns, -float(n_sigma) * tf.math.reduce_std(returns), float(n_sigma) * tf.math.reduce_std(returns))"))),
    Variant("a_limit_for_every_column", STANDARD, edits(
        ("returns.std(correction=0)", "returns.std(dim=0, correction=0)"),
        ("tf.math.reduce_std(returns)", "tf.math.reduce_std(returns, axis=0)"))),
    Variant("limit_by_the_sample_deviation", STANDARD, edits(
        ("returns.std(correction=0)", "returns.std()"),
        ("tf.math.reduce_std(returns)", "tf.math.reduce_std(returns) * (tf.size(returns).numpy() / (tf.size(returns).numpy() - 1)) ** 0.5"))),
    Variant("limit_ignored", STANDARD, edits(
        ("torch.maximum(returns, -float(n_sigma) * returns.std(correction=0))", "returns.clone()"),
        ("tf.maximum(returns, -float(n_sigma) * tf.math.reduce_std(returns))", "tf.identity(returns)"))),
    Variant("three_deviations_by_default", "test_four_deviations_of_loss_are_cut_by_default", both("n_sigma=4.0", "n_sigma=3.0")),
    Variant("columns_divided_by_n_minus_one", UNIT, edits(
        ("centred.square().mean(dim=0).sqrt()", "clipped.std(dim=0)"),
        ("tf.sqrt(tf.reduce_mean(centred**2, axis=0))",
         "tf.sqrt(tf.reduce_sum(centred**2, axis=0) / (returns.shape[0] - 1))"))),
    Variant("columns_not_centred", UNIT, both("return centred / deviation", "return clipped / deviation")),
    Variant("covariance_divided_by_n_minus_one", COVARIANCE, edits(
        ("centred.mT @ centred / x.shape[0]", "centred.mT @ centred / (x.shape[0] - 1)"),
        ("transpose_a=True) / x.shape[0]", "transpose_a=True) / (x.shape[0] - 1)"))),
    Variant("covariance_not_centred", COVARIANCE, edits(
        ("return centred.mT @ centred / x.shape[0]", "return x.mT @ x / x.shape[0]"),
        ("tf.matmul(centred, centred, transpose_a=True)", "tf.matmul(x, x, transpose_a=True)"))),
    Variant("hard_threshold", SHRINK, edits(
        ("return _shrink(x, float(threshold))", "return x * (x.abs() > float(threshold))"),
        ("return _shrink(x, float(threshold))", "return x * tf.cast(tf.abs(x) > float(threshold), x.dtype)"))),
    Variant("threshold_of_positive_entries_only", SHRINK, edits(
        ("return _shrink(x, float(threshold))", "return (x - float(threshold)).clamp(min=0)"),
        ("return _shrink(x, float(threshold))", "return tf.maximum(x - float(threshold), 0)"))),
    Variant("threshold_cut_to_float32", PRECISION, edits(
        ("_shrink(x, float(threshold))", "_shrink(x, float(torch.tensor(float(threshold))))"),
        ("_shrink(x, float(threshold))", "_shrink(x, float(tf.cast(threshold, tf.float32)))"))),
    # graphical_lasso
    Variant("penalty_of_half", OPTIMAL, penalised("0.5 * alpha")),
    Variant("optimal_before_it_starts", OPTIMAL, both(
        "    factor, decrement = _cholesky", "    return theta\n    factor, decrement = _cholesky")),  # where the gap formula is zero
    Variant("precision_in_float16", OPTIMAL, edits(
        ("(theta / scale).to(covariance.dtype)", "(theta / scale).half().to(covariance.dtype)"),
        ("tf.cast(theta / scale, covariance.dtype)", "tf.cast(tf.cast(theta / scale, tf.float16), covariance.dtype)"))),
    Variant("w_for_theta", OPTIMAL, edits(
        ("(theta / scale).to(covariance.dtype)", "torch.linalg.inv(theta / scale).to(covariance.dtype)"),
        ("tf.cast(theta / scale, covariance.dtype)", "tf.cast(tf.linalg.inv(theta / scale), covariance.dtype)"))),
    Variant("diagonal_penalised", DIAGONAL, both("(1 - identity) / scale, identity", "1 / scale, identity")),
    Variant("one_step_by_default", DEFAULT, both("tol=1e-6, max_iter=1000):", "tol=1e-6, max_iter=1):")),
    Variant("loose_by_default", DEFAULT, both("tol=1e-6, max_iter=1000):", "tol=0.1, max_iter=1000):")),
    Variant("penalty_times_p_minus_one", ORACLE, penalised("alpha * (s.shape[0] - 1)")),
    Variant("penalty_squared", ORACLE, penalised("alpha**2")),
    Variant("inverse_of_w_is_dense", ZEROS, edits(
        ("(theta / scale).to(covariance.dtype)",
         "(theta / scale + 1e-13 * (1 - identity) / scale).to(covariance.dtype)"),
        ("tf.cast(theta / scale, covariance.dtype)",
         "tf.cast(theta / scale + 1e-13 * (1 - identity) / scale, covariance.dtype)"))),
    Variant("inverse_of_a_ridge", INVERSE, both("theta = _inverse(correlation, rounding)",
                                                "theta = _inverse(correlation + 1e-4 * identity, rounding)")),
    Variant("inverse_in_float32", INVERSE, edits(
        ("theta = _inverse(correlation, rounding)", "theta = _inverse(correlation.float(), rounding).double()"),
        ("theta = _inverse(correlation, rounding)",
         "theta = tf.cast(_inverse(tf.cast(correlation, tf.float32), rounding), tf.float64)"))),
    Variant("correlations_for_covariances", "test_a_large_penalty_leaves_no_edge", edits(
        ("(theta / scale).to(covariance.dtype)", "theta.to(covariance.dtype)"),
        ("tf.cast(theta / scale, covariance.dtype)", "tf.cast(theta, covariance.dtype)"))),
    Variant("penalty_of_two_thirds", "test_graph_behind_simulated_prices_is_found", penalised("alpha / 1.5")),
    Variant("penalty_shared_by_both_triangles", CLOSED, penalised("alpha / 2")),
    Variant("penalty_of_correlations", "test_units_cancel", both("(1 - identity) / scale, identity", "1 - identity, identity")),
    Variant("first_variable_penalised_half", "test_order_of_the_variables_does_not_matter", edits(
        ("    reached, found =", "    weights[0], weights[:, 0] = weights[0] / 2, weights[:, 0] / 2\n    reached, found ="),
        ("    reached, found =",
         "    half = tf.constant([0.5] + [1.0] * (s.shape[0] - 1), s.dtype)\n"
         "    weights = weights * half[:, None] * half[None, :]\n    reached, found ="))),
    Variant("small_covariances_screened_out", "test_components_are_those_of_the_large_covariances", edits(
        (PENALTY, "            correlation = torch.where((s.abs() > 1.5 * alpha) | (identity > 0), correlation, 0.0)\n" + PENALTY),
        (PENALTY, "            correlation = tf.where((tf.abs(s) > 1.5 * alpha) | (identity > 0), correlation, 0 * s)\n" + PENALTY))),
    Variant("large_components_only", OPTIMAL, both(
        "                block = ", "                if members.shape[0] < 3:\n                    continue\n                block = ")),
    Variant("semidefinite_refused", "test_columns_may_be_almost_equal", both(
        "    weights, theta = (1", "    _inverse(correlation, rounding)\n    weights, theta = (1")),
    Variant("error_where_iterations_run_out", "test_search_ends_after_max_iter_iterations", both(
        "lets nothing become better\n            break\n    return theta",
        "lets nothing become better\n            break\n    else:\n        raise RuntimeError('no convergence')\n    return theta")),
    Variant("nothing_where_iterations_run_out", "test_search_ends_after_max_iter_iterations", both(
        "lets nothing become better\n            break\n    return theta",
        "lets nothing become better\n            break\n    else:\n        return theta + float('nan')\n    return theta")),
    Variant("stops_before_the_penalty_has_fallen", "test_weak_groups_are_solved_like_strong_ones", both(
        "if level == 1 and decrement <=", "if decrement <=")),
    Variant("stops_after_one_step", "test_number_of_edges_between_shares", both(
        "for _ in range(max_iter):", "for _ in range(min(max_iter, 1)):")),
    # gap, edges, path
    Variant("gap_with_the_diagonal", GAP, edits(
        ("theta.abs().sum() - theta.diagonal().abs().sum()", "theta.abs().sum()"),
        ("tf.reduce_sum(tf.abs(theta)) - tf.reduce_sum(tf.abs(tf.linalg.diag_part(theta)))", "tf.reduce_sum(tf.abs(theta))"))),
    Variant("gap_of_one_triangle", GAP, both("float(alpha) * penalty)", "float(alpha) * penalty / 2)")),
    Variant("gap_without_p", GAP, both(" - theta.shape[0] + float(alpha)", " + float(alpha)")),
    Variant("gap_never_negative", "test_duality_gap_vanishes_at_the_optimum", edits(
        ("return float((s * theta).sum() - theta.shape[0] + float(alpha) * penalty)",
         "return max(0.0, float((s * theta).sum() - theta.shape[0] + float(alpha) * penalty))"),
        ("return float(tf.reduce_sum(s * theta) - theta.shape[0] + float(alpha) * penalty)",
         "return max(0.0, float(tf.reduce_sum(s * theta) - theta.shape[0] + float(alpha) * penalty))"))),
    Variant("edges_of_partial_correlations", EDGES, edits(
        ("precision.abs().triu(diagonal=1)",
         "(precision / precision.diagonal().sqrt().outer(precision.diagonal().sqrt())).abs().triu(diagonal=1)"),
        ("    magnitudes = tf.abs(precision)\n",
         "    scale = tf.math.rsqrt(tf.linalg.diag_part(precision))\n"
         "    magnitudes = tf.abs(precision) * scale[:, None] * scale[None, :]\n"))),
    Variant("edges_both_ways", EDGES, edits(
        ("precision.abs().triu(diagonal=1)", "(precision - precision.diagonal().diag()).abs()"),
        ("magnitudes - tf.linalg.band_part(magnitudes, -1, 0)", "tf.linalg.set_diag(magnitudes, 0 * magnitudes[0])"))),
    Variant("positive_entries_only", EDGES, edits(
        ("precision.abs().triu(diagonal=1)", "precision.triu(diagonal=1)"),
        ("    magnitudes = tf.abs(precision)\n", "    magnitudes = tf.maximum(precision, 0)\n"))),
    Variant("every_entry_an_edge_by_default", "test_entries_up_to_one_hundredth_are_no_edges_by_default", both(
        "threshold=0.01", "threshold=1e-8")),
    Variant("path_sorted", PATH, both("return [found[alpha] for alpha in alphas]", "return list(found.values())")),
    Variant("path_of_its_largest_penalty", PATH, both(
        "    for alpha in sorted(set(alphas), reverse=True):\n",
        "    alphas = [max(alphas)] * len(alphas)\n    for alpha in set(alphas):\n")),
    Variant("path_ascending", PATH, both("return [found[alpha] for alpha in alphas]", "return [found[alpha] for alpha in sorted(alphas)]")),
    Variant("path_stops_short_of_zero", ENDS, both(
        "penalties = [float(alpha) for alpha in alphas]", "penalties = [max(float(alpha), 1e-3) for alpha in alphas if alpha >= 0]")),
    # bad input
    Variant("negative_prices_accepted", "test_impossible_prices_are_rejected", edits(
        ('    check_positive(**{"smallest of prices": prices.min()})\n', ""),
        ('    check_positive(**{"smallest of prices": tf.reduce_min(prices)})\n', ""))),
    Variant("constant_column_accepted", "test_returns_that_cannot_be_standardized_are_rejected", edits(
        ('    check_positive(**{"variance of every column of returns": deviation.min()})\n', ""),
        ('    check_positive(**{"variance of every column of returns": tf.reduce_min(deviation)})\n', ""))),
    Variant("negative_limit_accepted", "test_returns_that_cannot_be_standardized_are_rejected", both(
        "    check_positive(n_sigma=n_sigma)\n", "")),
    Variant("samples_not_checked", "test_samples_without_a_covariance_are_rejected", both(
        "    check_ndim(2, x=x)\n    check_finite(x=x)\n", "    check_ndim(2, x=x)\n")),
    Variant("negative_threshold_accepted", "test_impossible_thresholds_are_rejected", both(
        "    check_nonnegative(threshold=threshold)\n    return _shrink", "    return _shrink")),
    Variant("entries_not_checked", "test_soft_threshold_rejects_nan_and_infinity", both(
        "    check_finite(x=x)\n    check_nonnegative(threshold", "    check_nonnegative(threshold")),
    Variant("asymmetric_covariance_accepted", BAD_COVARIANCE, both(
        "    check_symmetric(covariance=covariance)\n", "    check_finite(covariance=covariance)\n")),
    Variant("indefinite_covariance_accepted", BAD_COVARIANCE, both(
        '        raise ValueError("covariance must be positive semidefinite")\n', "        pass\n")),
    Variant("negative_penalty_accepted", BAD_PENALTY, both(
        "    check_nonnegative(alpha=alpha)\n    check_positive(tol=tol)\n",
        "    alpha = max(0.0, float(alpha))\n    check_positive(tol=tol)\n")),
    Variant("penalties_of_a_path_not_checked", BAD_PENALTY, both(
        "        check_nonnegative(alphas=alpha)\n", "        pass\n")),
    Variant("singular_covariance_inverted", "test_a_singular_covariance_needs_a_penalty", both(
        "theta = _inverse(correlation, rounding)", "theta = _inverse(correlation + 1e-9 * identity, 0.0)")),
    Variant("sizes_not_compared", "test_gap_of_what_does_not_fit_is_rejected", edits(
        ("    check_symmetric(precision=precision, covariance=covariance)\n"
         "    check_same_shape(precision=precision, covariance=covariance)\n",
         "    check_finite(precision=precision, covariance=covariance)\n"),
        ("    check_symmetric(precision=precision, covariance=covariance)\n"
         "    check_same_shape(precision=precision, covariance=covariance)\n",
         "    check_finite(precision=precision, covariance=covariance)\n"))),
    Variant("edges_of_an_asymmetric_matrix", "test_edges_of_what_is_no_precision_are_rejected", both(
        "    check_symmetric(precision=precision)\n", "    check_finite(precision=precision)\n")),
]  # fmt: skip

ADMM = {
    "torch": "def _newton(s, penalty, theta, level, tol, max_iter):\n"
    "    z, u, rho = torch.eye(len(s), dtype=s.dtype), torch.zeros_like(s), 1.0\n"
    "    for _ in range(20 * max_iter):\n"
    "        values, vectors = torch.linalg.eigh(rho * (z - u) - s)\n"
    "        values = (values + (values**2 + 4 * rho).sqrt()) / (2 * rho)\n"
    "        x = (vectors * values) @ vectors.mT\n"
    "        before, z = z, _shrink(x + u, penalty / rho)\n"
    "        u = u + x - z\n"
    "        primal, dual = (x - z).norm(), rho * (z - before).norm()\n"
    "        if max(primal, dual) < 1e-3 * tol**0.5:\n            break\n"
    "        if primal > 10 * dual or dual > 10 * primal:\n"
    "            factor = 2.0 if primal > dual else 0.5\n"
    "            rho, u = rho * factor, u / factor\n"
    "    return (z + z.mT) / 2\n",
    "tensorflow": "@tf.function(input_signature=[tf.TensorSpec((None, None), tf.float64)] * 2 + [tf.TensorSpec((), tf.float64),\n"
    "                                                                               tf.TensorSpec((), tf.int32)])\n"
    "def _admm(s, penalty, tol, steps):\n"
    "    z, u, rho = tf.eye(tf.shape(s)[0], dtype=s.dtype), tf.zeros_like(s), tf.constant(1.0, s.dtype)\n"
    "    off, count = tf.constant(1.0, s.dtype), 0\n"
    "    while count < steps and off >= 1e-3 * tol**0.5:\n"
    "        values, vectors = tf.linalg.eigh(rho * (z - u) - s)\n"
    "        values = (values + tf.sqrt(values**2 + 4 * rho)) / (2 * rho)\n"
    "        x = tf.matmul(vectors * values, vectors, transpose_b=True)\n"
    "        before, z = z, _shrink(x + u, penalty / rho)\n"
    "        u = u + x - z\n"
    "        primal, dual = tf.norm(x - z), rho * tf.norm(z - before)\n"
    "        off, count = tf.maximum(primal, dual), count + 1\n"
    "        factor = tf.where(primal > 10 * dual, tf.constant(2.0, s.dtype), tf.constant(1.0, s.dtype))\n"
    "        factor = tf.where(dual > 10 * primal, 0.5 * factor, factor)\n"
    "        rho, u = rho * factor, u / factor\n"
    "    return (z + tf.transpose(z)) / 2\n\n\n"
    "def _newton(s, penalty, theta, level, tol, max_iter):\n"
    "    return _admm(s, penalty, tol, 20 * max_iter)\n",
}

RIGHT = [
    Variant("by_alternating_directions", instead=ADMM),
    Variant("from_scratch_for_every_penalty", edits=edits(
        ("    return torch.stack(_path(covariance, penalties, tol=1e-6, max_iter=1000))",
         "    return torch.stack([graphical_lasso(covariance, alpha, 1e-9) for alpha in penalties])"),
        ("    return tf.stack(_path(covariance, penalties, tol=1e-6, max_iter=1000))",
         "    return tf.stack([graphical_lasso(covariance, alpha, 1e-9) for alpha in penalties])"))),
    Variant("without_descending_penalties", edits=both("level = max(1.0, (STEEP if decrement < 1 else GENTLE) * level)", "level = 1.0")),
    Variant("without_preconditioner", edits={
        "torch": [("    solution, z = torch.zeros_like(w), free * (theta @ residual @ theta)", "    solution, z = torch.zeros_like(w), residual"),
                  ("        z = free * (theta @ residual @ theta)\n        before", "        z = residual\n        before"),
                  ("MOST_PRODUCTS = 200", "MOST_PRODUCTS = 2000"), ("clamp(min=0.1 * tol)", "clamp(min=1e-4 * tol)")],
        "tensorflow": [("    solution, z = tf.zeros_like(w), free * (theta @ residual @ theta)", "    solution, z = tf.zeros_like(w), residual"),
                       ("        z = free * (theta @ residual @ theta)\n        before", "        z = residual\n        before"),
                       ("MOST_PRODUCTS = 200", "MOST_PRODUCTS = 2000"), ("0.1 * tol)\n    step, over", "1e-4 * tol)\n    step, over")]}),
    Variant("float64_inside_and_by_columns", instead={
        "torch": "def standardize_returns(returns, n_sigma=4.0):\n    _check_rows(returns=returns)\n    check_positive(n_sigma=n_sigma)\n"
                 "    wide = returns.double()\n    limit = -float(n_sigma) * wide.flatten().std(correction=0)\n"
                 "    columns = []\n    for column in wide.mT:\n        column = column.clamp(min=limit)\n"
                 "        if column.max() == column.min():\n            raise ValueError('returns have a constant column')\n"
                 "        columns.append((column - column.mean()) / column.std(correction=0))\n"
                 "    return torch.stack(columns, dim=1).to(returns.dtype)\n\n\n"
                 "def empirical_covariance(x):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n    wide = x.double() - x.double().mean(dim=0)\n"
                 "    return sum(torch.outer(row, row) for row in wide).div(len(x)).to(x.dtype)\n\n\n"
                 "def graph_edges(precision, threshold=0.01):\n    check_ndim(2, precision=precision)\n"
                 "    check_symmetric(precision=precision)\n    check_nonnegative(threshold=threshold)\n    p = len(precision)\n"
                 "    pairs = [(i, j) for i in range(p) for j in range(i + 1, p) if abs(float(precision[i, j])) > float(threshold)]\n"
                 "    return torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2)\n",
        "tensorflow": "def standardize_returns(returns, n_sigma=4.0):\n    _check_rows(returns=returns)\n    check_positive(n_sigma=n_sigma)\n"
                      "    wide = tf.cast(returns, tf.float64)\n    limit = -float(n_sigma) * tf.math.reduce_std(wide)\n"
                      "    columns = []\n    for column in tf.unstack(wide, axis=1):\n        column = tf.maximum(column, limit)\n"
                      "        if tf.reduce_max(column) == tf.reduce_min(column):\n"
                      "            raise ValueError('returns have a constant column')\n"
                      "        columns.append((column - tf.reduce_mean(column)) / tf.math.reduce_std(column))\n"
                      "    return tf.cast(tf.stack(columns, axis=1), returns.dtype)\n\n\n"
                      "def empirical_covariance(x):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n"
                      "    wide = tf.cast(x, tf.float64)\n    wide = wide - tf.reduce_mean(wide, axis=0)\n"
                      "    return tf.cast(sum(tf.tensordot(row, row, 0) for row in wide) / x.shape[0], x.dtype)\n\n\n"
                      "def graph_edges(precision, threshold=0.01):\n    check_ndim(2, precision=precision)\n"
                      "    check_symmetric(precision=precision)\n    check_nonnegative(threshold=threshold)\n    p = precision.shape[0]\n"
                      "    pairs = [(i, j) for i in range(p) for j in range(i + 1, p) if abs(float(precision[i, j])) > float(threshold)]\n"
                      "    return tf.reshape(tf.constant(pairs, tf.int64), (-1, 2))\n"}),
]  # fmt: skip
