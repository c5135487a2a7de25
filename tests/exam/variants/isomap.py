"""Wrong and right variants of `isomap`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
GRAPH = "test_graph_joins_every_sample_to_its_nearest_ones"
ONE_SIDE = "test_an_edge_need_be_wanted_on_one_side_only"
OWN = "test_a_sample_is_not_its_own_neighbor"
COMPLETE = "test_graph_of_all_neighbors_is_complete"
SYMMETRIC = "test_graph_is_symmetric_with_zeros_on_its_diagonal"
SHORTEST = "test_geodesics_are_the_shortest_paths_of_scipy"
COMPONENTS = "test_geodesics_between_components_are_infinite"
NO_LENGTH = "test_an_edge_may_have_no_length"
RING = "test_geodesics_along_a_ring"
METRIC = "test_geodesics_are_a_metric_that_no_edge_undercuts"
SCALING = "test_coordinates_are_the_classical_scaling_of_squared_geodesics"
SKLEARN = "test_coordinates_are_those_of_scikit_learn"
POSITIVE = "test_all_components_together_are_the_positive_part"
UNCORRELATED = "test_coordinates_are_uncorrelated_and_about_zero"
SIGN = "test_the_largest_entry_of_a_column_is_positive"
STRAIGHT = "test_all_neighbors_keep_the_distances"
CURVE = "test_a_curve_is_laid_out_by_its_length"
ROLL = "test_swiss_roll_is_unrolled"
MOVING = "test_moving_and_turning_the_data_changes_nothing"
NO_GRAPH = "test_what_is_no_graph_is_rejected"

ITSELF = (
    "(norms + norms[:, None] - 2 * wide @ wide.mT).fill_diagonal_(torch.inf)",
    'squared_distances = tf.linalg.set_diag(squared_distances, tf.fill([n], tf.constant(float("inf"), tf.float64)))',
)
NEIGHBORS = (
    "neighbors = squared_distances.topk(n_neighbors, largest=False).indices",
    "neighbors = tf.math.top_k(-squared_distances, n_neighbors).indices",
)
LENGTHS = ("lengths = (x[:, None] - x[neighbors]).norm(dim=2)", "lengths = tf.norm(x[:, None] - tf.gather(x, neighbors), axis=2)")
UNION = (
    "return torch.minimum(graph, graph.mT).fill_diagonal_(0)",
    "return tf.linalg.set_diag(tf.minimum(graph, tf.transpose(graph)), tf.zeros(n, x.dtype))",
)
PATHS = ("return _shortest_paths(graph.clone())", "return _shortest_paths(graph)")
STEP = (
    "torch.minimum(lengths, lengths[:, via, None] + lengths[via], out=lengths)",
    "lengths = tf.minimum(lengths, lengths[:, via, None] + lengths[via])",
)
COORDINATES = "return classical_mds(geodesics**2, n_components)"


def changed(text, torch, tensorflow):
    """The line of each framework, with other lines in its place."""
    return edits((text[0], torch), (text[1], tensorflow))


def after(text, torch, tensorflow):
    """The line of each framework, with more lines after it."""
    return changed(text, text[0] + torch, text[1] + tensorflow)


def scaled(torch, tensorflow):
    """Something made of the coordinates `y`."""
    start = "y = classical_mds(geodesics**2, n_components)\n    return "
    return edits((COORDINATES, start + torch), (COORDINATES, start + tensorflow))


WRONG = [
    # knn_graph
    Variant("edges_wanted_on_both_sides", ONE_SIDE, edits(("torch.minimum(graph, graph.mT)", "torch.maximum(graph, graph.mT)"),
                                                          ("tf.minimum(graph, tf.tr", "tf.maximum(graph, tf.tr"))),
    Variant("edges_in_one_direction", SYMMETRIC, edits(("torch.minimum(graph, graph.mT)", "graph"),
                                                       ("tf.minimum(graph, tf.transpose(graph))", "graph"))),
    Variant("squared_lengths", GRAPH, after(LENGTHS, " ** 2", " ** 2")),
    Variant("sums_of_absolute_differences", COMPLETE, changed(LENGTHS,
        "lengths = (x[:, None] - x[neighbors]).abs().sum(dim=2)",
        "lengths = tf.reduce_sum(tf.abs(x[:, None] - tf.gather(x, neighbors)), axis=2)")),
    Variant("edges_of_length_one", CURVE, after(LENGTHS, " * 0 + 1", " * 0 + 1")),
    Variant("lengths_cut_to_float32", GRAPH, after(LENGTHS,
        "\n    lengths = lengths.float().to(x.dtype)", "\n    lengths = tf.cast(tf.cast(lengths, tf.float32), x.dtype)")),
    Variant("a_sample_is_its_own_neighbor", "test_graph_is_that_of_scikit_learn", changed(ITSELF,
        ITSELF[0].replace("torch.inf", "-1"), ITSELF[1].replace('float("inf")', "-1.0"))),
    Variant("copies_taken_for_the_sample_itself", OWN, after(ITSELF,
        "\n    squared_distances = squared_distances.masked_fill((x[:, None] == x).all(dim=2), torch.inf)",
        "\n    same = tf.reduce_all(x[:, None] == x, axis=2)\n"
        "    squared_distances = tf.where(same, tf.constant(float('inf'), tf.float64), squared_distances)")),
    Variant("one_neighbor_too_many", ONE_SIDE, edits(
        ("squared_distances.topk(n_neighbors,", "squared_distances.topk(min(n - 1, n_neighbors + 1),"),
        ("tf.math.top_k(-squared_distances, n_neighbors)", "tf.math.top_k(-squared_distances, min(n - 1, n_neighbors + 1))"))),
    Variant("farthest_for_nearest", ONE_SIDE, {
        "torch": [(ITSELF[0], ITSELF[0].replace("torch.inf", "-1")), ("largest=False", "largest=True")],
        "tensorflow": [(ITSELF[1], ITSELF[1].replace('float("inf")', "-1.0")), ("top_k(-squared", "top_k(squared")]}),
    Variant("number_of_neighbors_ignored", GRAPH, edits(
        ("squared_distances.topk(n_neighbors,", "squared_distances.topk(min(n - 1, 5),"),
        ("tf.math.top_k(-squared_distances, n_neighbors)", "tf.math.top_k(-squared_distances, n_neighbors := min(n - 1, 5))"))),
    Variant("zero_for_no_edge", OWN, changed(UNION,
        "graph = torch.minimum(graph, graph.mT).fill_diagonal_(0)\n    return torch.where(graph.isinf(), 0, graph)",
        "graph = " + UNION[1].removeprefix("return ") + "\n    return tf.where(tf.math.is_inf(graph), tf.zeros_like(graph), graph)")),
    Variant("a_large_number_for_no_edge", GRAPH, changed(UNION,
        UNION[0] + ".nan_to_num(posinf=1e9)",
        "graph = " + UNION[1].removeprefix("return ") + "\n    return tf.where(tf.math.is_inf(graph), 1e9 * tf.ones_like(graph), graph)")),
    Variant("infinite_diagonal", SYMMETRIC, changed(UNION,
        "return torch.minimum(graph, graph.mT)", "return tf.minimum(graph, tf.transpose(graph))")),
    Variant("knn_graph_centres_in_place", "test_knn_graph_leaves_the_data_as_they_were", {"torch": [
        ("    wide = x.double() - x[0]\n", "    wide = x.sub_(x[0].clone()).double()\n")]}),
    # geodesic_distances
    Variant("paths_found_in_place", "test_geodesic_distances_leave_the_graph_as_it_was", {"torch": [
        (PATHS[0], "return _shortest_paths(graph)")]}),
    Variant("last_sample_not_passed_through", SHORTEST, edits(
        ("range(lengths.shape[0])", "range(lengths.shape[0] - 1)"),
        ("tf.range(tf.shape(lengths)[0])", "tf.range(tf.shape(lengths)[0] - 1)"))),
    Variant("edges_only", METRIC, changed(PATHS, "return graph.clone()", "return graph")),
    Variant("one_sample_on_the_way_at_most", RING, changed(PATHS,
        "return (graph[:, :, None] + graph).amin(dim=1)", "return tf.reduce_min(graph[:, :, None] + graph, axis=1)")),
    Variant("five_rounds", RING, changed(PATHS,
        "lengths = graph.clone()\n    for _ in range(5):\n        lengths = (lengths[:, :, None] + graph).amin(dim=1)\n    return lengths",
        "lengths = graph\n    for _ in range(5):\n        lengths = tf.reduce_min(lengths[:, :, None] + graph, axis=1)\n    return lengths")),
    Variant("longest_edge_for_the_sum", SHORTEST, changed(STEP,
        "torch.minimum(lengths, torch.maximum(lengths[:, via, None], lengths[via]), out=lengths)",
        "lengths = tf.minimum(lengths, tf.maximum(lengths[:, via, None], lengths[via]))")),
    Variant("edges_without_length_left_out", NO_LENGTH, changed(PATHS,
        "return _shortest_paths(torch.where(graph == 0, torch.inf, graph).fill_diagonal_(0))",
        "graph = tf.where(graph == 0, float('inf') * tf.ones_like(graph), graph)\n"
        "    return _shortest_paths(tf.linalg.set_diag(graph, tf.zeros_like(graph[0])))")),
    Variant("a_large_number_for_no_path", COMPONENTS, changed(PATHS,
        PATHS[0] + ".nan_to_num(posinf=1e6)", "graph = _shortest_paths(graph)\n"
        "    return tf.where(tf.math.is_inf(graph), 1e6 * tf.ones_like(graph), graph)")),
    Variant("infinity_of_a_hundred_thousand", COMPONENTS, changed(PATHS,
        "paths = _shortest_paths(graph.nan_to_num(posinf=1e5))\n    return torch.where(paths >= 1e5, torch.inf, paths) * (1 + 1e-9)",
        "paths = _shortest_paths(tf.where(tf.math.is_inf(graph), 1e5 * tf.ones_like(graph), graph))\n"
        "    return tf.where(paths >= 1e5, float('inf') * tf.ones_like(paths), paths) * (1 + 1e-9)")),
    Variant("paths_cut_to_float32", SHORTEST, changed(PATHS,
        "return _shortest_paths(graph.float()).to(graph.dtype)",
        "return tf.cast(_shortest_paths(tf.cast(graph, tf.float32)), graph.dtype)")),
    Variant("squared_edges_added", RING, changed(PATHS,
        "return _shortest_paths(graph**2).sqrt()", "return tf.sqrt(_shortest_paths(graph**2))")),
    # isomap
    Variant("geodesics_not_squared", SCALING, both(COORDINATES, "return classical_mds(geodesics, n_components)")),
    Variant("matrix_product_for_the_square", SKLEARN, edits(
        (COORDINATES, "return classical_mds((geodesics @ geodesics).fill_diagonal_(0), n_components)"),
        (COORDINATES, "return classical_mds(tf.linalg.set_diag(geodesics @ geodesics, tf.zeros_like(geodesics[0])), n_components)"))),
    Variant("a_quarter_for_a_half", STRAIGHT, both(COORDINATES, "return classical_mds(geodesics**2 / 2, n_components)")),
    Variant("straight_distances", ROLL, both("geodesic_distances(knn_graph(x, n_neighbors))",
        "geodesic_distances(knn_graph(x, max(x.shape[0] - 1, n_neighbors)))")),
    Variant("unit_columns", UNCORRELATED, scaled("y / y.norm(dim=0)", "y / tf.norm(y, axis=0)")),
    Variant("columns_by_the_eigenvalue", POSITIVE, scaled("y * y.norm(dim=0)", "y * tf.norm(y, axis=0)")),
    Variant("variance_one", SCALING, scaled("y * len(x) ** 0.5 / y.norm(dim=0)", "y * x.shape[0] ** 0.5 / tf.norm(y, axis=0)")),
    Variant("roots_of_negative_eigenvalues", POSITIVE, instead={
        "torch": "from _spectral import fix_signs\nfrom mds import double_center\n\n\n"
                 "def isomap(x, n_neighbors, n_components):\n    check_integer(1, x.shape[0], n_components=n_components)\n"
                 "    a, v = torch.linalg.eigh(double_center(geodesic_distances(knn_graph(x, n_neighbors)) ** 2))\n"
                 "    order = a.abs().argsort(descending=True)[:n_components]\n"
                 "    return fix_signs(v[:, order]) * a[order].abs().sqrt()\n",
        "tensorflow": "from _spectral import fix_signs\nfrom mds import double_center\n\n\n"
                      "def isomap(x, n_neighbors, n_components):\n    check_integer(1, x.shape[0], n_components=n_components)\n"
                      "    a, v = tf.linalg.eigh(double_center(geodesic_distances(knn_graph(x, n_neighbors)) ** 2))\n"
                      "    order = tf.argsort(tf.abs(a), direction='DESCENDING')[:n_components]\n"
                      "    return fix_signs(tf.gather(v, order, axis=1)) * tf.sqrt(tf.abs(tf.gather(a, order)))\n"}),
    Variant("not_about_zero", UNCORRELATED, scaled("y - y[0]", "y - y[0]")),
    Variant("columns_ascending", SCALING, scaled("y.flip(1)", "tf.reverse(y, axis=[1])")),
    Variant("first_column_dropped", CURVE, edits(
        (COORDINATES, "return classical_mds(geodesics**2, min(len(x), n_components + 1))[:, -n_components:]"),
        (COORDINATES, "return classical_mds(geodesics**2, min(x.shape[0], n_components + 1))[:, -n_components:]"))),
    Variant("two_columns_whatever_is_asked", FORMS, both(COORDINATES, "return classical_mds(geodesics**2, 2)")),
    Variant("sign_turned", SIGN, scaled("-y", "-y")),
    Variant("first_entry_positive", SIGN, scaled("y * y[0].sign()", "y * tf.sign(y[0])")),
    Variant("standardised_first", MOVING, edits(
        ("knn_graph(x, n_neighbors))", "knn_graph(x / x.std(dim=0), n_neighbors))"),
        ("knn_graph(x, n_neighbors))", "knn_graph(x / tf.math.reduce_std(x, axis=0), n_neighbors))"))),
    Variant("coordinates_in_another_order", CURVE, scaled("y.flip(0)", "tf.reverse(y, axis=[0])")),
    Variant("coordinates_cut_to_float32", SCALING, scaled("y.float().to(x.dtype)", "tf.cast(tf.cast(y, tf.float32), x.dtype)")),
    Variant("isomap_centres_in_place", "test_isomap_leaves_the_data_as_they_were", {"torch": [
        ("geodesic_distances(knn_graph(x, n_neighbors))", "geodesic_distances(knn_graph(x.sub_(x.mean(dim=0)), n_neighbors))")]}),
    # bad input
    Variant("disconnected_graph_accepted", "test_disconnected_graphs_are_rejected", edits(
        ("    if geodesics.isinf().any():\n        raise ValueError(\"n_neighbors is too small: the graph of the rows of x is not connected\")\n",
         "    geodesics = torch.where(geodesics.isinf(), 2 * geodesics[geodesics.isfinite()].max(), geodesics)\n"),
        ("    if tf.reduce_any(tf.math.is_inf(geodesics)):\n        raise ValueError(\"n_neighbors is too small: the graph of the rows of x is not connected\")\n",
         "    geodesics = tf.where(tf.math.is_inf(geodesics), tf.constant(200.0, geodesics.dtype), geodesics)\n"))),
    Variant("nan_passed_through", "test_knn_graph_rejects_bad_data", both("    check_finite(x=x)\n", "")),
    Variant("number_of_axes_not_checked", "test_isomap_rejects_bad_data", both("    check_ndim(2, x=x)\n", "")),
    Variant("number_of_neighbors_not_checked", "test_impossible_numbers_of_neighbors_are_rejected", both(
        "    check_integer(1, n - 1, n_neighbors=n_neighbors)\n", "    n_neighbors = max(1, min(n - 1, n_neighbors))\n")),
    Variant("as_many_neighbors_as_samples", "test_impossible_numbers_of_neighbors_are_rejected", both(
        "check_integer(1, n - 1, n_neighbors=n_neighbors)", "check_integer(1, n, n_neighbors=n_neighbors)\n    n_neighbors = min(n - 1, n_neighbors)")),
    Variant("number_of_components_not_checked", "test_impossible_numbers_of_components_are_rejected", both(
        "    check_integer(1, x.shape[0], n_components=n_components)\n", "    n_components = max(1, min(x.shape[0], n_components))\n")),
    Variant("any_matrix_for_a_graph", NO_GRAPH, both("    _check_graph(graph)\n", "")),
    Variant("negative_lengths_accepted", NO_GRAPH, edits(("(graph >= 0).all() and ", ""), ("tf.reduce_all(graph >= 0) and ", ""))),
    Variant("edges_in_one_direction_accepted", NO_GRAPH, edits(("(missing == missing.mT).all() and ", ""), ("same and ", ""))),
    Variant("two_lengths_of_an_edge_accepted", NO_GRAPH, edits(
        ("    check_symmetric(graph=torch.where(missing, 0, graph))\n", ""),
        ("    check_symmetric(graph=tf.where(missing, tf.zeros_like(graph), graph))\n", ""))),
    Variant("a_length_from_a_sample_to_itself_accepted", NO_GRAPH, edits(
        (" and (graph.diagonal() == 0).all()", ""), (" and tf.reduce_all(tf.linalg.diag_part(graph) == 0)", ""))),
]  # fmt: skip

DIJKSTRA = (
    "import heapq\n\n\n"
    "def geodesic_distances(graph):\n    _check_graph(graph)\n    rows, n = graph.numpy().astype(float).tolist(), graph.shape[0]\n"
    "    near = [[(j, w) for j, w in enumerate(row) if j != i and w < float('inf')] for i, row in enumerate(rows)]\n"
    "    answer = []\n"
    "    for start in range(n):\n        lengths = [float('inf')] * n\n        lengths[start], queue = 0.0, [(0.0, start)]\n"
    "        while queue:\n            length, i = heapq.heappop(queue)\n            if length > lengths[i]:\n                continue\n"
    "            for j, w in near[i]:\n                if length + w < lengths[j]:\n"
    "                    lengths[j] = length + w\n                    heapq.heappush(queue, (lengths[j], j))\n"
    "        answer.append(lengths)\n"
)
RIGHT = [
    Variant("by_dijkstra", instead={
        "torch": DIJKSTRA + "    return torch.tensor(answer, dtype=graph.dtype)\n",
        "tensorflow": DIJKSTRA + "    return tf.constant(answer, dtype=graph.dtype)\n"}),
    Variant("by_squares_of_the_path_matrix", instead={
        "torch": "def geodesic_distances(graph):\n    _check_graph(graph)\n    hops = 1\n"
                 "    while hops < len(graph):\n        hops *= 2\n"
                 "        graph = torch.stack([(row[:, None] + graph).amin(dim=0) for row in graph])\n    return graph.clone()\n",
        "tensorflow": "def geodesic_distances(graph):\n    _check_graph(graph)\n    hops = 1\n"
                      "    while hops < graph.shape[0]:\n        hops *= 2\n"
                      "        graph = tf.map_fn(lambda row: tf.reduce_min(row[:, None] + graph, axis=0), graph)\n    return graph\n"}),
    Variant("neighbors_by_the_differences_themselves", instead={
        "torch": "def knn_graph(x, n_neighbors):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n"
                 "    check_integer(1, len(x) - 1, n_neighbors=n_neighbors)\n"
                 "    lengths = torch.cat([(x - row).norm(dim=1, keepdim=True) for row in x], dim=1)\n"
                 "    rank = lengths.clone().fill_diagonal_(torch.inf).argsort().argsort()\n"
                 "    near = (rank < n_neighbors) | (rank < n_neighbors).mT\n"
                 "    return torch.where(near, lengths, torch.inf).fill_diagonal_(0)\n",
        "tensorflow": "def knn_graph(x, n_neighbors):\n    check_ndim(2, x=x)\n    check_finite(x=x)\n"
                      "    check_integer(1, x.shape[0] - 1, n_neighbors=n_neighbors)\n"
                      "    lengths, far = tf.norm(x[:, None] - x, axis=2), tf.fill([x.shape[0]], tf.constant(float('inf'), x.dtype))\n"
                      "    rank = tf.argsort(tf.argsort(tf.linalg.set_diag(lengths, far)))\n"
                      "    near = (rank < n_neighbors) | tf.transpose(rank < n_neighbors)\n"
                      "    return tf.linalg.set_diag(tf.where(near, lengths, far), tf.zeros_like(far))\n"}),
    Variant("lengths_from_products_in_the_own_dtype", edits={
        "torch": [("    wide = x.double() - x[0]\n", "    wide = x - x.mean(dim=0)\n"),
                  (LENGTHS[0], "lengths = squared_distances.gather(1, neighbors).clamp(min=0).sqrt()")],
        "tensorflow": [("    wide = tf.cast(x, tf.float64) - tf.cast(x[0], tf.float64)\n", "    wide = x - tf.reduce_mean(x, axis=0)\n"),
                       (ITSELF[1], ITSELF[1].replace("tf.float64", "x.dtype")),
                       (LENGTHS[1], "lengths = tf.sqrt(tf.maximum(tf.gather(squared_distances, neighbors, batch_dims=1), 0))")]}),
    Variant("by_all_eigenpairs_of_its_own", instead={
        "torch": "from _spectral import fix_signs\n\n\n"
                 "def isomap(x, n_neighbors, n_components):\n    check_integer(1, len(x), n_components=n_components)\n"
                 "    squared = geodesic_distances(knn_graph(x, n_neighbors)) ** 2\n"
                 "    if squared.isinf().any():\n        raise ValueError('the graph of x is not connected')\n"
                 "    centring = torch.eye(len(x), dtype=x.dtype) - 1 / len(x)\n"
                 "    a, v = torch.linalg.eigh(-0.5 * centring @ squared @ centring)\n"
                 "    a, v = a.flip(0)[:n_components], v.flip(1)[:, :n_components]\n"
                 "    return fix_signs(v) * a.clamp(min=0).sqrt()\n",
        "tensorflow": "from _spectral import fix_signs\n\n\n"
                      "def isomap(x, n_neighbors, n_components):\n    check_integer(1, x.shape[0], n_components=n_components)\n"
                      "    squared = tf.cast(geodesic_distances(knn_graph(x, n_neighbors)), tf.float64) ** 2\n"
                      "    if tf.reduce_any(tf.math.is_inf(squared)):\n        raise ValueError('the graph of x is not connected')\n"
                      "    centring = tf.eye(x.shape[0], dtype=tf.float64) - 1 / x.shape[0]\n"
                      "    a, v = tf.linalg.eigh(-0.5 * centring @ squared @ centring)\n"
                      "    a, v = a[::-1][:n_components], v[:, ::-1][:, :n_components]\n"
                      "    return tf.cast(fix_signs(v) * tf.sqrt(tf.maximum(a, 0)), x.dtype)\n"}),
    Variant("float64_inside", instead={
        "torch": "_map = isomap\n\n\ndef isomap(x, n_neighbors, n_components):\n"
                 "    return _map(x.double(), n_neighbors, n_components).to(x.dtype)\n",
        "tensorflow": "_map = isomap\n\n\ndef isomap(x, n_neighbors, n_components):\n"
                      "    return tf.cast(_map(tf.cast(x, tf.float64), n_neighbors, n_components), x.dtype)\n"}),
]  # fmt: skip
