"""Wrong and right variants of `diffusion_maps`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
DISTANCES = "test_squared_distances_are_those_of_scipy"
NEGATIVE = "test_no_squared_distance_is_negative_and_the_diagonal_is_zero"
VALUES = "test_eigenvalues_are_roots_of_those_of_the_markov_matrix"
FUNCTIONS = "test_eigenfunctions_are_those_of_the_markov_matrix"
DEFAULT = "test_epsilon_is_by_default_five_per_cent_of_the_largest_distance"
PRECISION = "test_epsilon_keeps_its_precision"
FIRST = "test_first_eigenvalue_is_one_and_its_eigenfunction_constant"
MARKOV = "test_the_markov_matrix_scales_every_eigenfunction"
ORTHONORMAL = "test_eigenfunctions_are_orthonormal_in_the_weight_of_the_samples"
SIGN = "test_the_largest_entry_of_an_eigenfunction_is_positive"
ALL = "test_all_the_eigenfunctions_together_make_the_markov_matrix"
COPIES = "test_copies_of_samples_have_eigenvalues_of_zero"
CLUSTERS = "test_separate_clusters_repeat_the_eigenvalue_one"
CIRCLE = "test_eigenvalues_on_a_closed_circle"
THREE_HUNDRED = "test_eigenvalues_of_three_hundred_samples_on_the_circle"
PAIRS = "test_both_members_of_a_pair_are_found_among_many_samples"
HUNDREDS = "test_hundreds_of_samples_agree_with_all_eigenpairs_by_numpy"
ROLL = "test_swiss_roll_is_unrolled"

KERNEL = ("    kernel.div_(-epsilon).exp_()\n", "    kernel = tf.exp(kernel / -epsilon)\n")
DENSITY = ("    kernel.div_(density).div_(density[:, None])\n", "    kernel = kernel / density / density[:, None]\n")
SYMMETRIC = ("    kernel.div_(root).div_(root[:, None])\n", "    kernel = kernel / root / root[:, None]\n")
LEADING = (
    "a, vectors = leading_eigenpairs(kernel.addr_(first, first, alpha=-2), n_eigenfunctions)",
    "a, vectors = leading_eigenpairs(kernel - 2 * first * first[:, None], n_eigenfunctions)",
)
CLIP = ("a.clamp(0, 1)", "tf.clip_by_value(a, 0, 1)")
ANSWER = (
    "fix_signs(torch.column_stack([first, vectors]) / root[:, None])",
    "fix_signs(tf.concat([first[:, None], vectors], axis=1) / root[:, None])",
)
SQUARES = (
    "return torch.addmm(norms, x, x.mT, alpha=-2).add_(norms[:, None]).clamp_(min=0).fill_diagonal_(0)",
    "return tf.linalg.set_diag(tf.maximum(squared, 0), tf.zeros_like(norms))",
)


def changed(text, torch, tensorflow):
    """The line of each framework, with other lines in its place."""
    return edits((text[0], torch), (text[1], tensorflow))


def after(text, torch, tensorflow):
    """The line of each framework, with more lines after it."""
    return changed(text, text[0] + torch, text[1] + tensorflow)


WRONG = [
    # squared_distances
    Variant("roots_of_squared_distances", DISTANCES, changed(SQUARES,
        SQUARES[0] + ".sqrt()", "return tf.sqrt(tf.linalg.set_diag(tf.maximum(squared, 0), tf.zeros_like(norms)))")),
    Variant("half_of_the_product", DISTANCES, edits(("alpha=-2).add_", "alpha=-1).add_"), ("tf.matmul(-2 * x, x,", "tf.matmul(-x, x,"))),
    Variant("sums_of_absolute_differences", DISTANCES, changed(SQUARES,
        "return torch.cdist(x, x, p=1) ** 2", "return tf.reduce_sum(tf.abs(x[:, None] - x), axis=2) ** 2")),
    Variant("mean_of_the_squared_differences", DISTANCES, changed(SQUARES,
        SQUARES[0] + " / x.shape[1]", SQUARES[1] + " / x.shape[1]")),
    Variant("distances_of_the_columns", FORMS, edits(
        ("    x = x - x[0]  #", "    x = (x - x[0]).mT  #"), ("    x = x - x[0]  #", "    x = tf.transpose(x - x[0])  #"))),
    Variant("negative_squares", NEGATIVE, {
        "torch": [("    x = x - x[0]  # near zero without rounding: equal rows give exact zeros\n", ""), (".clamp_(min=0)", "")],
        "tensorflow": [("    x = x - x[0]  # near zero without rounding: equal rows give exact zeros\n", ""),
                       ("tf.maximum(squared, 0)", "squared")]}),
    Variant("rounding_on_the_diagonal", NEGATIVE, {
        "torch": [("    x = x - x[0]  # near zero without rounding: equal rows give exact zeros\n", ""), (".fill_diagonal_(0)", "")],
        "tensorflow": [("    x = x - x[0]  # near zero without rounding: equal rows give exact zeros\n", ""),
                       ("tf.linalg.set_diag(tf.maximum(squared, 0), tf.zeros_like(norms))", "tf.maximum(squared, 0)")]}),
    Variant("squared_distances_centre_in_place", "test_squared_distances_leave_the_data_as_they_were", {"torch": [
        ("    x = x - x[0]  #", "    x = x.sub_(x[0].clone())  #")]}),
    Variant("map_centres_in_place", "test_diffusion_map_leaves_the_data_as_they_were", {"torch": [
        ("    kernel = squared_distances(x)\n", "    kernel = squared_distances(x.sub_(x.mean(dim=0)))\n")]}),
    # the kernel
    Variant("distances_not_squared", THREE_HUNDRED, changed(KERNEL,
        "    kernel.sqrt_().div_(-epsilon).exp_()\n", "    kernel = tf.exp(tf.sqrt(kernel) / -epsilon)\n")),
    Variant("width_squared", VALUES, changed(KERNEL,
        "    kernel.div_(-(epsilon**2)).exp_()\n", "    kernel = tf.exp(kernel / -(epsilon**2))\n")),
    Variant("width_doubled", CIRCLE, changed(KERNEL,
        "    kernel.div_(-2 * epsilon).exp_()\n", "    kernel = tf.exp(kernel / (-2 * epsilon))\n")),
    Variant("sample_not_near_to_itself", CIRCLE, after(KERNEL,
        "    kernel.fill_diagonal_(0)\n", "    kernel = tf.linalg.set_diag(kernel, tf.zeros(x.shape[0], x.dtype))\n")),
    Variant("small_affinities_dropped", VALUES, after(KERNEL,
        "    kernel[kernel < 0.3] = 0\n", "    kernel = tf.where(kernel < 0.3, tf.zeros_like(kernel), kernel)\n")),
    Variant("width_by_the_largest_squared_distance", DEFAULT, edits(
        ("0.05 * kernel.max().sqrt()", "0.05 * kernel.max()"), ("0.05 * tf.sqrt(tf.reduce_max(kernel))", "0.05 * tf.reduce_max(kernel)"))),
    Variant("width_by_the_mean_distance", DEFAULT, edits(
        ("kernel.max().sqrt()", "kernel.sqrt().mean()"), ("tf.sqrt(tf.reduce_max(kernel))", "tf.reduce_mean(tf.sqrt(kernel))"))),
    Variant("width_by_the_largest_coordinate", ROLL, edits(
        ("0.05 * kernel.max().sqrt()", "5 * x.abs().max()"), ("0.05 * tf.sqrt(tf.reduce_max(kernel))", "5 * tf.reduce_max(tf.abs(x))"))),
    Variant("given_width_ignored", VALUES, both("    if epsilon is None:\n", "    if True:\n")),
    Variant("width_cut_to_float32", PRECISION, edits(
        ("    check_positive(epsilon=epsilon)\n", "    check_positive(epsilon=epsilon)\n    epsilon = torch.as_tensor(epsilon).float()\n"),
        ("    check_positive(epsilon=epsilon)\n",
         "    check_positive(epsilon=epsilon)\n    epsilon = tf.cast(tf.cast(epsilon, tf.float32), x.dtype)\n"))),
    # the normalisations
    Variant("density_not_divided_out", VALUES, changed(DENSITY, "", "")),
    Variant("root_of_the_density_divided_out", FUNCTIONS, changed(DENSITY,
        "    kernel.div_(density.sqrt()).div_(density[:, None].sqrt())\n",
        "    kernel = kernel / tf.sqrt(density) / tf.sqrt(density[:, None])\n")),
    Variant("density_divided_out_on_one_side", MARKOV, changed(DENSITY,
        "    kernel.div_(density[:, None])\n", "    kernel = kernel / density[:, None]\n")),
    Variant("symmetric_solver_for_the_markov_matrix", FUNCTIONS, changed(SYMMETRIC,
        "    kernel.div_(root[:, None] ** 2)\n", "    kernel = kernel / root[:, None] ** 2\n")),
    Variant("not_made_markov", FIRST, changed(SYMMETRIC, "    root = torch.ones_like(root)\n", "    root = tf.ones_like(root)\n")),
    Variant("whole_weights_for_their_roots", "test_the_order_of_the_samples_does_not_matter", edits(
        ("root = kernel.sum(dim=1).sqrt()", "root = kernel.sum(dim=1)"),
        ("root = tf.sqrt(tf.reduce_sum(kernel, axis=1))", "root = tf.reduce_sum(kernel, axis=1)"))),
    # eigenvalues
    Variant("no_root", THREE_HUNDRED, both("return a ** (0.5 / epsilon)", "return a ** (1 / epsilon)")),
    Variant("root_alone", CIRCLE, both("return a ** (0.5 / epsilon)", "return a**0.5")),
    Variant("eigenvalues_of_the_markov_matrix", DEFAULT, both("return a ** (0.5 / epsilon)", "return a")),
    Variant("exponential_for_the_power", VALUES, edits(
        ("return a ** (0.5 / epsilon)", "return torch.exp((a - 1) / (2 * epsilon))"),
        ("return a ** (0.5 / epsilon)", "return tf.exp((a - 1) / (2 * epsilon))"))),
    Variant("negative_eigenvalues_left", COPIES, changed(CLIP, "a", "a")),
    Variant("eigenvalues_above_one_left", CLUSTERS, changed(CLIP, "a.abs() * 1.0000003", "tf.abs(a) * 1.0000003")),
    Variant("ascending_order", VALUES, after(LEADING,
        "\n    a, vectors = a.flip(0), vectors.flip(1)", "\n    a, vectors = tf.reverse(a, axis=[0]), tf.reverse(vectors, axis=[1])")),
    Variant("the_smallest_eigenpairs", ROLL, edits(
        ("kernel.addr_(first, first, alpha=-2), n_eigenfunctions)", "-kernel.addr_(first, first, alpha=-2), n_eigenfunctions)"),
        ("leading_eigenpairs(kernel - 2 * first", "leading_eigenpairs(-kernel + 2 * first"))),
    Variant("constant_taken_for_the_first_of_the_others", "test_two_samples", changed(LEADING,
        "a, vectors = leading_eigenpairs(kernel, n_eigenfunctions)", "a, vectors = leading_eigenpairs(kernel, n_eigenfunctions)")),
    Variant("constant_left_out", FORMS, changed(ANSWER, "fix_signs(vectors / root[:, None])", "fix_signs(vectors / root[:, None])")),
    Variant("constant_dropped_twice", "test_first_eigenfunctions_on_the_circle_are_sine_and_cosine", {
        "torch": [(LEADING[0], "a, vectors = leading_eigenpairs(kernel.addr_(first, first, alpha=-2), n_eigenfunctions + 1)\n"
                               "    a, vectors = a[1:], vectors[:, 1:]")],
        "tensorflow": [(LEADING[1], "a, vectors = leading_eigenpairs(kernel - 2 * first * first[:, None], n_eigenfunctions + 1)\n"
                                    "    a, vectors = a[1:], vectors[:, 1:]")]}),
    Variant("constant_left_to_the_solver", CLUSTERS, {
        "torch": [(LEADING[0], "a, vectors = leading_eigenpairs(kernel, n_eigenfunctions + 1)"),
                  ("torch.cat([torch.ones_like(a[:1]), a.clamp(0, 1)])", "a.clamp(0, 1)"),
                  (ANSWER[0], "fix_signs(vectors / root[:, None])")],
        "tensorflow": [(LEADING[1], "a, vectors = leading_eigenpairs(kernel, n_eigenfunctions + 1)"),
                       ("tf.concat([tf.ones_like(a[:1]), tf.clip_by_value(a, 0, 1)], axis=0)", "tf.clip_by_value(a, 0, 1)"),
                       (ANSWER[1], "fix_signs(vectors / root[:, None])")]}),
    Variant("one_member_of_a_pair", PAIRS, edits(
        (LEADING[0], "rows = [first.new_ones(len(x)) * torch.arange(len(x)).cos()]\n"
                     "    kernel.addr_(first, first, alpha=-2)\n"
                     "    for _ in range(min(len(x) // 2, 12)):\n"
                     "        basis = torch.stack(rows) / torch.stack(rows).norm(dim=1, keepdim=True)\n"
                     "        image = kernel @ basis[-1]\n"
                     "        rows.append(image - basis.mT @ (basis @ image) - basis.mT @ (basis @ (image - basis.mT @ (basis @ image))))\n"
                     "    a, turn = torch.linalg.eigh(basis @ kernel @ basis.mT)\n"
                     "    a, vectors = a.flip(0)[:n_eigenfunctions], (basis.mT @ turn).flip(1)[:, :n_eigenfunctions]"),
        (LEADING[1], "rows = [tf.cos(tf.range(x.shape[0], dtype=x.dtype))]\n"
                     "    kernel -= 2 * first * first[:, None]\n"
                     "    for _ in range(min(x.shape[0] // 2, 12)):\n"
                     "        basis = tf.math.l2_normalize(tf.stack(rows), axis=1, epsilon=0.0)\n"
                     "        image = tf.linalg.matvec(kernel, basis[-1])\n"
                     "        for _ in range(2):\n"
                     "            image -= tf.linalg.matvec(basis, tf.linalg.matvec(basis, image), transpose_a=True)\n"
                     "        rows.append(image)\n"
                     "    a, turn = tf.linalg.eigh(basis @ kernel @ tf.transpose(basis))\n"
                     "    a, vectors = a[::-1][:n_eigenfunctions], (tf.transpose(basis) @ turn)[:, ::-1][:, :n_eigenfunctions]"))),
    Variant("four_products_with_random_vectors", HUNDREDS, edits(
        (LEADING[0], "vectors = torch.randn(len(x), min(len(x), n_eigenfunctions + 10), dtype=x.dtype)\n"
                     "    kernel.addr_(first, first, alpha=-1)\n"
                     "    for _ in range(4):\n        vectors = torch.linalg.qr(kernel @ vectors).Q\n"
                     "    a, turn = torch.linalg.eigh(vectors.mT @ kernel @ vectors)\n"
                     "    a, vectors = a.flip(0)[:n_eigenfunctions], (vectors @ turn).flip(1)[:, :n_eigenfunctions]"),
        (LEADING[1], "vectors = tf.random.normal((x.shape[0], min(x.shape[0], n_eigenfunctions + 10)), dtype=x.dtype)\n"
                     "    kernel -= first * first[:, None]\n"
                     "    for _ in range(4):\n        vectors = tf.linalg.qr(kernel @ vectors).q\n"
                     "    a, turn = tf.linalg.eigh(tf.transpose(vectors) @ kernel @ vectors)\n"
                     "    a, vectors = a[::-1][:n_eigenfunctions], (vectors @ turn)[:, ::-1][:, :n_eigenfunctions]"))),
    Variant("float64_cut_to_float32", HUNDREDS, edits(
        (LEADING[0], "a, vectors = leading_eigenpairs(kernel.addr_(first, first, alpha=-2).float(), n_eigenfunctions)\n"
                     "    a, vectors = a.to(x.dtype), vectors.to(x.dtype)"),
        (LEADING[1], "a, vectors = leading_eigenpairs(tf.cast(kernel - 2 * first * first[:, None], tf.float32), n_eigenfunctions)\n"
                     "    a, vectors = tf.cast(a, x.dtype), tf.cast(vectors, x.dtype)"))),
    # eigenfunctions
    Variant("eigenvectors_for_eigenfunctions", ORTHONORMAL, changed(ANSWER,
        "fix_signs(torch.column_stack([first, vectors]))", "fix_signs(tf.concat([first[:, None], vectors], axis=1))")),
    Variant("times_the_root_of_the_weights", FUNCTIONS, changed(ANSWER,
        ANSWER[0].replace(" / root", " * root"), ANSWER[1].replace(" / root", " * root"))),
    Variant("unit_eigenfunctions", FIRST, changed(ANSWER,
        "torch.nn.functional.normalize(fix_signs(torch.column_stack([first, vectors]) / root[:, None]), dim=0)",
        "tf.math.l2_normalize(fix_signs(tf.concat([first[:, None], vectors], axis=1) / root[:, None]), axis=0)")),
    Variant("coordinates_of_the_diffusion", MARKOV, changed(ANSWER,
        "a ** (0.5 / epsilon) * " + ANSWER[0], "a ** (0.5 / epsilon) * " + ANSWER[1])),
    Variant("weights_of_the_first_sample", ALL, changed(ANSWER,
        ANSWER[0].replace("root[:, None]", "root[0]"), ANSWER[1].replace("root[:, None]", "root[0]"))),
    Variant("rows_of_the_eigenvectors", ALL, after(LEADING,
        "\n    vectors = vectors.reshape(n_eigenfunctions, -1).mT", "\n    vectors = tf.transpose(tf.reshape(vectors, (n_eigenfunctions, -1)))")),
    Variant("order_of_the_samples_turned", "test_moving_and_turning_the_data_changes_nothing", after(LEADING,
        "\n    vectors = vectors.flip(0)", "\n    vectors = tf.reverse(vectors, axis=[0])")),
    Variant("sign_left_to_the_solver", SIGN, changed(ANSWER, ANSWER[0].removeprefix("fix_signs"), ANSWER[1].removeprefix("fix_signs"))),
    Variant("sign_of_the_eigenvectors", SIGN, changed(ANSWER,
        "fix_signs(torch.column_stack([first, vectors])) / root[:, None]",
        "fix_signs(tf.concat([first[:, None], vectors], axis=1)) / root[:, None]")),
    Variant("first_entry_positive", SIGN, changed(ANSWER,
        "torch.column_stack([first, vectors * vectors[0].sign()]) / root[:, None]",
        "tf.concat([first[:, None], vectors * tf.sign(vectors[0])], axis=1) / root[:, None]")),
    # bad input
    Variant("nan_passed_through", "test_squared_distances_reject_bad_data", both("    check_finite(x=x)\n", "")),
    Variant("number_of_axes_not_checked", "test_diffusion_map_rejects_bad_data", both("    check_ndim(2, x=x)\n", "")),
    Variant("number_of_eigenfunctions_not_checked", "test_impossible_numbers_of_eigenfunctions_are_rejected", both(
        "    check_integer(1, x.shape[0] - 1, n_eigenfunctions=n_eigenfunctions)\n", "")),
    Variant("as_many_eigenfunctions_as_samples", "test_impossible_numbers_of_eigenfunctions_are_rejected", both(
        "check_integer(1, x.shape[0] - 1,", "check_integer(1, x.shape[0],")),
    Variant("width_not_checked", "test_impossible_widths_are_rejected", both("    check_positive(epsilon=epsilon)\n", "")),
    Variant("equal_samples_accepted", "test_equal_samples_have_no_width_of_their_own", both(
        '        check_positive(**{"distance between the rows of x": epsilon})\n',
        "        epsilon = epsilon if epsilon > 0 else 1.0\n")),
    Variant("equal_samples_refused_with_a_width_too", "test_equal_samples_have_no_width_of_their_own", edits(
        ("    if epsilon is None:\n", '    check_positive(**{"distance between the rows of x": kernel.max()})\n    if epsilon is None:\n'),
        ("    if epsilon is None:\n",
         '    check_positive(**{"distance between the rows of x": tf.reduce_max(kernel)})\n    if epsilon is None:\n'))),
]  # fmt: skip

RIGHT = [
    Variant("by_all_eigenpairs", edits={
        "torch": [(LEADING[0], "a, vectors = torch.linalg.eigh(kernel.addr_(first, first, alpha=-2))\n"
                               "    a, vectors = a.flip(0)[:n_eigenfunctions], vectors.flip(1)[:, :n_eigenfunctions]")],
        # TF: its solver takes minutes for 5000 samples.
        "tensorflow": [(LEADING[1], LEADING[1] + "\n"
                                    "    if x.shape[0] < 2000:\n"
                                    "        a, vectors = tf.linalg.eigh(tf.cast(kernel - 2 * first * first[:, None], tf.float64))\n"
                                    "        a = tf.cast(a[::-1][:n_eigenfunctions], x.dtype)\n"
                                    "        vectors = tf.cast(vectors[:, ::-1][:, :n_eigenfunctions], x.dtype)")]}),
    Variant("by_the_differences_themselves", instead={
        "torch": "def squared_distances(x):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n"
                 "    return ((x[:, None] - x) ** 2).sum(dim=2)\n",
        "tensorflow": "def squared_distances(x):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n"
                      "    return tf.reduce_sum((x[:, None] - x) ** 2, axis=2)\n"}),
    Variant("without_centring", edits=both("    x = x - x[0]  # near zero without rounding: equal rows give exact zeros\n", "")),
    Variant("by_rayleigh_quotients_of_the_markov_matrix", edits={
        "torch": [(SYMMETRIC[0], "    markov = kernel / kernel.sum(dim=1, keepdim=True)\n" + SYMMETRIC[0]),
                  (LEADING[0], LEADING[0] + "\n"
                               "    phi = vectors / root[:, None]\n"
                               "    a = (root[:, None] ** 2 * phi * (markov @ phi)).sum(dim=0)")],
        "tensorflow": [(SYMMETRIC[1], "    markov = kernel / tf.reduce_sum(kernel, axis=1, keepdims=True)\n" + SYMMETRIC[1]),
                       (LEADING[1], LEADING[1] + "\n"
                                    "    phi = vectors / root[:, None]\n"
                                    "    a = tf.reduce_sum(root[:, None] ** 2 * phi * (markov @ phi), axis=0)")]}),
    Variant("by_singular_values", edits={  # of the matrix whose first eigenvalue is doubled, so that it is the first whatever comes
        "torch": [(LEADING[0], "if len(x) < 1000:\n"
                               "        vectors, a, _ = torch.linalg.svd(kernel + torch.outer(first, first))\n"
                               "        a, vectors = a[1 : n_eigenfunctions + 1], vectors[:, 1 : n_eigenfunctions + 1]\n"
                               "    else:\n        " + LEADING[0])],
        "tensorflow": [(LEADING[1], "if x.shape[0] < 500:\n"
                                    "        a, vectors, _ = tf.linalg.svd(tf.cast(kernel + first * first[:, None], tf.float64))\n"
                                    "        a = tf.cast(a[1 : n_eigenfunctions + 1], x.dtype)\n"
                                    "        vectors = tf.cast(vectors[:, 1 : n_eigenfunctions + 1], x.dtype)\n"
                                    "    else:\n        " + LEADING[1])]}),
    Variant("float64_inside", instead={
        "torch": "_map = diffusion_map\n\n\ndef diffusion_map(x, n_eigenfunctions, epsilon=None):\n"
                 "    return tuple(part.to(x.dtype) for part in _map(x.double(), n_eigenfunctions, epsilon))\n",
        "tensorflow": "_map = diffusion_map\n\n\ndef diffusion_map(x, n_eigenfunctions, epsilon=None):\n"
                      "    epsilon = tf.cast(epsilon, tf.float64) if tf.is_tensor(epsilon) else epsilon\n"
                      "    return tuple(tf.cast(part, x.dtype) for part in _map(tf.cast(x, tf.float64), n_eigenfunctions, epsilon))\n"}),
]  # fmt: skip
