"""Wrong and right variants of `schur`."""

from ..variant import Variant, both, edits

COMPLEMENT = "test_schur_complement_is_c_minus_bt_a_inverse_b"
INVERSE = "test_block_inverse_is_the_inverse"
MARGINAL = "test_marginal_precision_inverts_the_marginal_covariance"
PARTIAL = "test_partial_correlations_are_correlations_given_the_rest"

WRONG = [
    Variant("sign_of_the_correction", COMPLEMENT, edits(
        ("return c - b.mT @ _solve(a, b)", "return c + b.mT @ _solve(a, b)"),
        ("return c - tf.matmul(b, _solve(a, b)", "return c + tf.matmul(b, _solve(a, b)"))),
    Variant("product_instead_of_solve", COMPLEMENT, edits(
        ("return c - b.mT @ _solve(a, b)", "return c - b.mT @ (a @ b)"),
        ("return c - tf.matmul(b, _solve(a, b)", "return c - tf.matmul(b, a @ b"))),
    Variant("float64_cut_to_float32", COMPLEMENT, edits(
        ("return c - b.mT @ _solve(a, b)", "return (c.float() - b.float().mT @ _solve(a.float(), b.float())).to(c.dtype)"),
        ("return c - tf.matmul(b, _solve(a, b), transpose_a=True)",
         "a, b, c = (tf.cast(m, tf.float32) for m in (a, b, c))\n"
         "    return tf.cast(c - tf.matmul(b, _solve(a, b), transpose_a=True), matrix.dtype)"))),
    Variant("float32_cut_to_float16", COMPLEMENT, edits(
        ("return c - b.mT @ _solve(a, b)", "return c - (b.mT.half() @ _solve(a, b).half()).to(c.dtype)"),
        ("return c - tf.matmul(b, _solve(a, b), transpose_a=True)",
         "solved = tf.cast(_solve(a, b), tf.float16)\n"
         "    return c - tf.cast(tf.matmul(tf.cast(b, tf.float16), solved, transpose_a=True), c.dtype)"))),
    Variant("ridge_on_the_block", COMPLEMENT, edits(
        ("solution, info = torch.linalg.solve_ex(a, b)",
         "solution, info = torch.linalg.solve_ex(a + 1e-6 * torch.eye(a.shape[-1], dtype=a.dtype), b)"),
        ("return tf.linalg.solve(a, b)", "return tf.linalg.solve(a + 1e-6 * tf.eye(a.shape[-1], dtype=a.dtype), b)"))),
    Variant("cholesky_of_an_indefinite_block", "test_inertia_is_additive", edits(
        ("solution, info = torch.linalg.solve_ex(a, b)",
         "solution, info = torch.cholesky_solve(b, torch.linalg.cholesky(a)), torch.zeros(1)"),
        ("return tf.linalg.solve(a, b)", "return tf.linalg.cholesky_solve(tf.linalg.cholesky(a), b)"))),
    Variant("complement_of_the_other_block", "test_determinant_factorises", edits(
        ("return matrix[..., :k, :k], matrix[..., :k, k:], matrix[..., k:, k:]",
         "k = matrix.shape[-1] - k\n    return matrix[..., k:, k:], matrix[..., k:, :k], matrix[..., :k, :k]"),
        ("return matrix[..., :k, :k], matrix[..., :k, k:], matrix[..., k:, k:]",
         "k = matrix.shape[-1] - k\n    return matrix[..., k:, k:], matrix[..., k:, :k], matrix[..., :k, :k]"))),
    Variant("sign_of_the_inverse_corner", INVERSE, both("lower_left = -_solve(", "lower_left = _solve(")),
    Variant("inverse_corner_without_correction", INVERSE, both(
        "a_inverse - a_inverse_b @ lower_left", "a_inverse")),
    Variant("first_matrix_of_a_batch", "test_batches_are_answered_one_by_one", edits(
        ("    a, b, c = _blocks(matrix, k)\n    return c",
         "    a, b, c = _blocks(matrix, k)\n    if a.ndim > 2:\n"
         "        a = a.flatten(0, -3)[:1].reshape((1,) * (a.ndim - 2) + a.shape[-2:]).expand_as(a)\n    return c"),
        ("    a, b, c = _blocks(matrix, k)\n    return c",
         "    a, b, c = _blocks(matrix, k)\n    if len(a.shape) > 2:\n"
         "        a = tf.broadcast_to(tf.reshape(a, (-1, k, k))[0], a.shape)\n    return c"))),
    Variant("conditional_instead_of_marginal", MARGINAL, both(
        "return schur_complement(ordered, len(rest)) if rest else ordered",
        "return ordered[..., len(rest):, len(rest):]")),
    Variant("keep_sorted", MARGINAL, edits(
        ("torch.tensor([*rest, *keep]", "torch.tensor([*rest, *sorted(keep)]"),
        ("tf.constant([*rest, *keep])", "tf.constant([*rest, *sorted(keep)])"))),
    Variant("keep_everything_forgotten", MARGINAL, both(
        "return schur_complement(ordered, len(rest)) if rest else ordered",
        "return schur_complement(ordered, len(rest))")),
    Variant("sign_of_partial_correlations", PARTIAL, both("correlations = -precision *", "correlations = precision *")),
    Variant("correlations_of_the_covariance", PARTIAL, edits(
        ("scale = precision.diagonal", "precision = -torch.linalg.inv(precision)\n    scale = (-precision).diagonal"),
        ("scale = tf.math.rsqrt(tf.linalg.diag_part(precision))",
         "precision = -tf.linalg.inv(precision)\n    scale = tf.math.rsqrt(tf.linalg.diag_part(-precision))"))),
    Variant("diagonal_left_at_minus_one", PARTIAL, edits(
        ("    correlations.diagonal(dim1=-2, dim2=-1).fill_(1)\n", ""),
        ("return tf.linalg.set_diag(correlations, tf.ones_like(scale))", "return correlations"))),
    Variant("divided_once", PARTIAL, both("* scale[..., None, :]", "* scale[..., :, None]")),
    Variant("edges_of_the_entries", "test_edges_do_not_depend_on_units", edits(
        ("(partial_correlations(precision).abs() > tolerance)", "(precision.abs() > tolerance)"),
        ("tf.abs(partial_correlations(precision))", "tf.abs(precision)"))),
    Variant("edges_twice", "test_edges_are_the_nonzero_partial_correlations", edits(
        (".triu(diagonal=1).nonzero()", ".fill_diagonal_(False).nonzero()"),
        ("above_diagonal = magnitudes - tf.linalg.band_part(magnitudes, -1, 0)",
         "above_diagonal = magnitudes - tf.linalg.band_part(magnitudes, 0, 0)"))),
    Variant("diagonal_as_edges", "test_edges_are_the_nonzero_partial_correlations", edits(
        (".triu(diagonal=1)", ".triu()"),
        ("magnitudes - tf.linalg.band_part(magnitudes, -1, 0)", "tf.linalg.band_part(magnitudes, 0, -1)"))),
    Variant("edges_as_int32", "test_edges_have_the_form_of_the_interface", edits(
        (".triu(diagonal=1).nonzero()", ".triu(diagonal=1).nonzero().int()"),
        ("return tf.where(above_diagonal > tolerance)", "return tf.cast(tf.where(above_diagonal > tolerance), tf.int32)"))),
    Variant("edges_from_a_millionth_by_default", "test_tolerance_is_that_of_the_interface_by_default", both(
        "def graph_edges(precision, tolerance=1e-8)", "def graph_edges(precision, tolerance=1e-6)")),
    Variant("dependence_of_any_size_by_default", "test_tolerance_is_that_of_the_interface_by_default", both(
        "given, tolerance=1e-8)", "given, tolerance=1e-12)")),
    Variant("default_tolerance_hard_coded", "test_tolerance_decides_what_is_an_edge", edits(
        ("(partial_correlations(precision).abs() > tolerance)", "(partial_correlations(precision).abs() > 1e-8)"),
        ("tf.where(above_diagonal > tolerance)", "tf.where(above_diagonal > 1e-8)"))),
    Variant("independence_given_all_others", "test_statements_about_the_example", both(
        "correlations = partial_correlations(marginal_precision(precision, (*a, *b, *given)))",
        "rest = [i for i in range(precision.shape[-1]) if i not in (*a, *b)]\n"
        "    correlations = partial_correlations(marginal_precision(precision, (*a, *b, *rest)))")),
    Variant("first_pair_only", "test_separation_implies_independence", both(
        "between = correlations[: len(a), len(a) : len(a) + len(b)]", "between = correlations[:1, len(a) : len(a) + 1]")),
    Variant("independence_as_a_tensor", "test_statements_about_the_example", edits(
        ("return bool((between.abs() <= tolerance).all())", "return (between.abs() <= tolerance).all()"),
        ("return bool(tf.reduce_all(tf.abs(between) <= tolerance))", "return tf.reduce_all(tf.abs(between) <= tolerance)"))),
    Variant("input_changed_in_place", "test_inputs_stay_as_they_were", {"torch": [
        ("    a, b, c = _blocks(matrix, k)\n    return c - b.mT @ _solve(a, b)",
         "    a, b, c = _blocks(matrix, k)\n    return c.sub_(b.mT @ _solve(a, b))")]}),
    Variant("symmetry_not_checked", "test_bad_matrices_are_rejected", edits(
        ("    check_symmetric(matrix=matrix)\n", ""), ("    check_symmetric(matrix=matrix)\n", ""))),
    Variant("singular_block_not_noticed", "test_bad_matrices_are_rejected", edits(
        ("    solution, info = torch.linalg.solve_ex(a, b)\n    if info.any():",
         "    solution, info = torch.linalg.pinv(a) @ b, torch.zeros(1)\n    if info.any():"),
        ("return tf.linalg.solve(a, b)", "return tf.linalg.pinv(a) @ b"))),
    Variant("definiteness_not_checked", "test_bad_precisions_are_rejected", edits(
        ("if torch.linalg.cholesky_ex(precision).info.any():", "if False:"),
        ("factor = tf.linalg.cholesky(precision)", "factor = precision"))),
    Variant("repeated_indices_accepted", "test_bad_indices_are_rejected", both("    check_indices(p, keep=keep)\n", "")),
    Variant("size_of_the_block_hard_coded", "test_quotient_property", both(
        "    return matrix[..., :k, :k], matrix", "    k = matrix.shape[-1] // 2\n    return matrix[..., :k, :k], matrix")),
]  # fmt: skip

RIGHT = [
    Variant("explicit_inverse_in_float64", instead={
        "torch": "def _solve(a, b):\n    if (torch.linalg.matrix_rank(a) < a.shape[-1]).any():\n"
                 "        raise ValueError('matrix has a singular block')\n"
                 "    return (torch.linalg.inv(a.double()) @ b.double()).to(b.dtype)\n",
        "tensorflow": "def _solve(a, b):\n    if tf.reduce_any(tf.linalg.matrix_rank(a) < a.shape[-1]):\n"
                      "        raise ValueError('matrix has a singular block')\n"
                      "    return tf.cast(tf.linalg.inv(tf.cast(a, tf.float64)) @ tf.cast(b, tf.float64), b.dtype)\n"}),
    Variant("edges_by_loops", instead={
        "torch": "def graph_edges(precision, tolerance=1e-8):\n    rho = partial_correlations(precision)\n    p = len(rho)\n"
                 "    if rho.ndim != 2:\n        raise ValueError('precision must be one matrix')\n"
                 "    pairs = [(i, j) for i in range(p) for j in range(i + 1, p) if abs(rho[i, j]) > tolerance]\n"
                 "    return torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2)\n",
        "tensorflow": "def graph_edges(precision, tolerance=1e-8):\n    rho = partial_correlations(precision).numpy()\n"
                      "    p = len(rho)\n"
                      "    if rho.ndim != 2:\n        raise ValueError('precision must be one matrix')\n"
                      "    pairs = [(i, j) for i in range(p) for j in range(i + 1, p) if abs(rho[i, j]) > tolerance]\n"
                      "    return tf.reshape(tf.constant(pairs, dtype=tf.int64), (-1, 2))\n"}),
    Variant("marginal_by_two_inversions", edits={
        "torch": [("return schur_complement(ordered, len(rest)) if rest else ordered",
                   "kept = torch.linalg.inv(ordered.double())[..., len(rest):, len(rest):]\n"
                   "    return torch.linalg.inv(kept).to(precision.dtype)")],
        "tensorflow": [("return schur_complement(ordered, len(rest)) if rest else ordered",
                        "kept = tf.linalg.inv(tf.cast(ordered, tf.float64))[..., len(rest):, len(rest):]\n"
                        "    return tf.cast(tf.linalg.inv(kept), precision.dtype)")]}),
    Variant("block_inverse_by_inversion", edits={
        "torch": [("    upper = torch.cat(", "    return torch.linalg.inv(matrix)\n    upper = torch.cat(")],
        "tensorflow": [("    upper = tf.concat(", "    return tf.linalg.inv(matrix)\n    upper = tf.concat(")]}),
    Variant("einsum_and_cholesky_check", edits={
        "torch": [("return c - b.mT @ _solve(a, b)", "return c - torch.einsum('...ki,...kj->...ij', b, _solve(a, b))")],
        "tensorflow": [("return c - tf.matmul(b, _solve(a, b), transpose_a=True)",
                        "return c - tf.einsum('...ki,...kj->...ij', b, _solve(a, b))")]}),
]  # fmt: skip
