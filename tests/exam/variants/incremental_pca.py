"""Wrong and right variants of `incremental_pca`."""

from ..variant import Variant, both, edits

FORMS = "test_results_have_the_shapes_and_dtypes_of_the_interface"
BEFORE = "test_before_the_first_batch_there_are_no_results"
COUNT = "test_every_sample_is_counted"
MEAN = "test_mean_is_that_of_all_samples"
VALUES = "test_singular_values_are_those_of_all_samples"
SCATTER = "test_components_and_singular_values_are_those_of_all_samples"
AXES = "test_components_are_the_principal_axes_of_all_samples"
SIGN = "test_the_largest_entry_of_a_component_is_positive"
ORTHONORMAL = "test_components_are_orthonormal_however_few"
ORDER = "test_order_and_sizes_of_batches_do_not_matter"
ONE_BY_ONE = "test_samples_may_come_one_by_one"

RETURN = "        self.n_samples_seen, self._eigenpairs = n + m, None\n        return self\n"
DECOMPOSITION = "self._eigenpairs = leading_eigenpairs(self._scatter, k)"
SUMS = (
    ("deviations.mT, deviations).addr_(shift, shift, alpha=n * m / (n + m))", "deviations.mT, deviations)"),
    ("transpose_a=True) + n * m / (n + m) * shift[:, None] * shift", "transpose_a=True)"),
)
COMPONENTS = ("fix_signs(self._decomposed()[1]).mT", "tf.transpose(fix_signs(self._decomposed()[1]))")
SINGULAR_VALUES = ("self._decomposed()[0].clamp(min=0).sqrt()", "tf.sqrt(tf.maximum(self._decomposed()[0], 0))")


def components(torch, tensorflow):
    """The property of the components, written otherwise."""
    return edits((COMPONENTS[0], torch), (COMPONENTS[1], tensorflow))


def singular_values(torch, tensorflow):
    """The property of the singular values, written otherwise."""
    return edits((SINGULAR_VALUES[0], torch), (SINGULAR_VALUES[1], tensorflow))


WRONG = [
    # the mean
    Variant("mean_of_the_batch_means", MEAN, both("self._offset += m / (n + m) * shift", "self._offset += (0.5 if n else 1) * shift")),
    Variant("mean_of_the_last_batch", ORDER, both("self._offset += m / (n + m) * shift", "self._offset = offset")),
    Variant("mean_of_all_entries", MEAN, edits(
        ("return self._origin + self._offset if", "return (self._origin + self._offset).mean().expand(len(self._origin)) if"),
        ("return self._origin + self._offset if",
         "return tf.fill(self._origin.shape, tf.reduce_mean(self._origin + self._offset)) if"))),
    Variant("mean_from_the_first_sample", MEAN, both(
        "return self._origin + self._offset if", "return self._offset if")),
    # the scatter
    Variant("batches_centred_each_by_itself", "test_batches_may_lie_far_apart", edits(*SUMS)),
    Variant("means_weighted_by_the_batch", SCATTER, {
        "torch": [("alpha=n * m / (n + m)", "alpha=m if n else 0")],
        "tensorflow": [(" + n * m / (n + m) * shift[:, None]", " + (m if n else 0) * shift[:, None]")]}),
    Variant("not_centred", SCATTER, both("        deviations -= offset\n", "")),
    Variant("centred_by_the_mean_so_far", SCATTER, both(
        "        deviations -= offset\n", "        deviations -= self._offset + m / (n + m) * (offset - self._offset)\n")),
    Variant("centred_by_rows", SCATTER, edits(
        ("        deviations -= offset\n", "        deviations -= offset\n        deviations -= deviations.mean(dim=1, keepdim=True)\n"),
        ("        deviations -= offset\n",
         "        deviations -= offset\n        deviations -= tf.reduce_mean(deviations, axis=1, keepdims=True)\n"))),
    Variant("difference_of_moments", "test_a_large_mean_does_not_spoil_the_components", {
        "torch": [("self._origin = sample.clone()", "self._origin = torch.zeros_like(sample)"),
                  ("        deviations -= offset\n", ""), SUMS[0],
                  ("leading_eigenpairs(self._scatter, k)",
                   "leading_eigenpairs(self._scatter - self.n_samples_seen * torch.outer(self._offset, self._offset), k)")],
        "tensorflow": [("self._origin = sample", "self._origin = tf.zeros_like(sample)"),
                       ("        deviations -= offset\n", ""), SUMS[1],
                       ("leading_eigenpairs(self._scatter, k)",
                        "leading_eigenpairs(self._scatter - self.n_samples_seen * self._offset[:, None] * self._offset, k)")]}),
    Variant("last_batch_only", ORDER, both(
        "        deviations = batch - self._origin\n", "        self._scatter *= 0\n        deviations = batch - self._origin\n")),
    Variant("older_batches_fade", "test_energy_lost_by_pedestrians", both(
        "        deviations = batch - self._origin\n", "        self._scatter *= 0.8\n        deviations = batch - self._origin\n")),
    Variant("covariance_of_each_batch", ONE_BY_ONE, edits(
        ("self._scatter.addmm_(deviations.mT, deviations)", "self._scatter.addmm_(deviations.mT / (m - 1), deviations * (m - 1))"),
        ("tf.matmul(deviations, deviations, transpose_a=True)",
         "(m - 1) * (tf.matmul(deviations, deviations, transpose_a=True) / tf.cast(m - 1, batch.dtype))"))),
    Variant("small_batches_rejected", ONE_BY_ONE, both(
        "        n, m = self.n_samples_seen, batch.shape[0]\n",
        "        n, m = self.n_samples_seen, batch.shape[0]\n"
        "        if m < self.n_components:\n            raise ValueError('batch has fewer rows than n_components')\n")),
    Variant("one_sample_rejected", "test_one_sample_has_no_spread", both(
        "        n, m = self.n_samples_seen, batch.shape[0]\n",
        "        n, m = self.n_samples_seen, batch.shape[0]\n        if n + m < 2:\n            raise ValueError('batch is too small')\n")),
    Variant("one_component_fewer_is_kept", "test_as_many_components_as_the_rank_are_enough", {
        "torch": [(RETURN, RETURN.replace("        return self\n", "") +
                   "        values, vectors = leading_eigenpairs(self._scatter, max(1, self.n_components - 1))\n"
                   "        self._scatter = (vectors * values) @ vectors.mT\n        return self\n")],
        "tensorflow": [(RETURN, RETURN.replace("        return self\n", "") +
                        "        values, vectors = leading_eigenpairs(self._scatter, max(1, self.n_components - 1))\n"
                        "        self._scatter = tf.matmul(vectors * values, vectors, transpose_b=True)\n        return self\n")]}),
    Variant("float64_cut_to_float32", SCATTER, edits(
        ("        deviations -= offset\n", "        deviations = (deviations - offset).float().to(batch.dtype)\n"),
        ("        deviations -= offset\n", "        deviations = tf.cast(tf.cast(deviations - offset, tf.float32), batch.dtype)\n"))),
    Variant("many_columns_in_float32", "test_samples_may_have_many_columns", edits(
        ("        deviations -= offset\n",
         "        deviations -= offset\n        deviations = deviations.float().to(batch.dtype) if len(offset) > 30 else deviations\n"),
        ("        deviations -= offset\n",
         "        deviations -= offset\n"
         "        deviations = tf.cast(tf.cast(deviations, tf.float32), batch.dtype) if len(offset) > 30 else deviations\n"))),
    # components and singular values
    Variant("eigenvalues_for_singular_values", VALUES, singular_values(
        "self._decomposed()[0].clamp(min=0)", "tf.maximum(self._decomposed()[0], 0)")),
    Variant("deviations_for_singular_values", VALUES, singular_values(
        "(self._decomposed()[0].clamp(min=0) / max(1, self.n_samples_seen - 1)).sqrt()",
        "tf.sqrt(tf.maximum(self._decomposed()[0], 0) / max(1, self.n_samples_seen - 1))")),
    Variant("root_of_a_negative_eigenvalue", VALUES, singular_values(
        "self._decomposed()[0].sqrt()", "tf.sqrt(self._decomposed()[0])")),
    Variant("ascending_order", "test_singular_values_descend_however_few", {
        "torch": [(COMPONENTS[0], COMPONENTS[0] + ".flip(0)"), (SINGULAR_VALUES[0], SINGULAR_VALUES[0] + ".flip(0)")],
        "tensorflow": [(COMPONENTS[1], COMPONENTS[1] + "[::-1]"), (SINGULAR_VALUES[1], SINGULAR_VALUES[1] + "[::-1]")]}),
    Variant("components_left_unsorted", AXES, components(COMPONENTS[0] + ".flip(0)", COMPONENTS[1] + "[::-1]")),
    Variant("rows_of_the_eigenvectors", AXES, components(
        "fix_signs(torch.linalg.eigh(self._scatter)[1].flip(1)[: min(self.n_components, self.n_samples_seen)].mT).mT",
        "tf.transpose(fix_signs(tf.transpose("
        "tf.linalg.eigh(self._scatter)[1][:, ::-1][: min(self.n_components, self.n_samples_seen)])))")),
    Variant("components_as_columns", FORMS, components("fix_signs(self._decomposed()[1])", "fix_signs(self._decomposed()[1])")),
    Variant("components_times_singular_values", ORTHONORMAL, components(
        COMPONENTS[0] + " * self.singular_values[:, None]", COMPONENTS[1] + " * self.singular_values[:, None]")),
    Variant("no_components_beyond_the_rank", ORTHONORMAL, components(
        COMPONENTS[0] + " * (self.singular_values > 1e-3 * self.singular_values[0])[:, None]",
        COMPONENTS[1] + " * tf.cast(self.singular_values > 1e-3 * self.singular_values[0], self._scatter.dtype)[:, None]")),
    Variant("sign_left_to_the_solver", SIGN, components("self._decomposed()[1].mT", "tf.transpose(self._decomposed()[1])")),
    Variant("first_entry_positive", SIGN, components(
        "(self._decomposed()[1] * self._decomposed()[1][0].sign()).mT",
        "tf.transpose(self._decomposed()[1] * tf.sign(self._decomposed()[1][0]))")),
    Variant("one_column_without_its_axis", "test_one_column_has_one_component", components(
        COMPONENTS[0] + ".squeeze(1)", "tf.squeeze(" + COMPONENTS[1] + ")")),
    Variant("divided_by_the_total_variance", "test_equal_samples_have_no_spread", edits(
        (DECOMPOSITION,
         "values, vectors = leading_eigenpairs(self._scatter / self._scatter.trace(), k)\n"
         "            self._eigenpairs = values * self._scatter.trace(), vectors"),
        (DECOMPOSITION,
         "values, vectors = leading_eigenpairs(self._scatter / tf.linalg.trace(self._scatter), k)\n"
         "            self._eigenpairs = values * tf.linalg.trace(self._scatter), vectors"))),
    Variant("more_components_than_samples", FORMS, both(
        "k = min(self.n_components, self.n_samples_seen)", "k = self.n_components")),
    Variant("number_of_components_ignored", FORMS, both(
        "k = min(self.n_components, self.n_samples_seen)", "k = min(self._scatter.shape[0], self.n_samples_seen)")),
    # the object
    Variant("batches_counted", COUNT, both("= n + m, None", "= n + 1, None")),
    Variant("count_as_a_tensor", COUNT, edits(
        ("self.n_samples_seen = 0", "self.n_samples_seen = torch.tensor(0)"),
        ("self.n_samples_seen = 0", "self.n_samples_seen = tf.constant(0)"))),
    Variant("zeros_before_the_first_batch", BEFORE, edits(
        ("return self._origin + self._offset if self.n_samples_seen else None",
         "return self._origin + self._offset if self.n_samples_seen else torch.zeros(self.n_components)"),
        ("return self._origin + self._offset if self.n_samples_seen else None",
         "return self._origin + self._offset if self.n_samples_seen else tf.zeros(self.n_components)"))),
    Variant("no_results_is_an_error", BEFORE, both(
        "return self._origin + self._offset if self.n_samples_seen else None", "return self._origin + self._offset")),
    Variant("partial_fit_returns_nothing", "test_partial_fit_returns_the_model", both(RETURN, RETURN.replace(" self\n", " None\n"))),
    Variant("partial_fit_returns_a_copy", "test_partial_fit_returns_the_model", both(
        RETURN, RETURN.replace("return self\n", "return __import__('copy').deepcopy(self)\n"))),
    Variant("results_kept_from_the_first_look", "test_results_are_up_to_date_after_every_batch", both(
        "self.n_samples_seen, self._eigenpairs = n + m, None", "self.n_samples_seen = n + m")),
    Variant("state_of_the_class", "test_models_do_not_share_what_they_have_seen", both(
        "    def __init__(self, n_components):\n",
        "    _everything = {}\n\n    def __init__(self, n_components):\n        self.__dict__ = self._everything\n")),
    Variant("every_batch_kept", "test_state_does_not_grow", both(
        RETURN, RETURN.replace("        return", "        self._batches = [*getattr(self, '_batches', []), batch]\n        return"))),
    Variant("all_samples_joined", "test_state_does_not_grow", {
        "torch": [(RETURN, RETURN.replace("        return", "        self._x = torch.cat([self._x, batch]) if n else batch\n        return"))],
        "tensorflow": [(RETURN, RETURN.replace(
            "        return", "        self._x = tf.concat([self._x, batch], axis=0) if n else batch\n        return"))]}),
    Variant("centred_in_place", "test_batches_stay_as_they_were", {"torch": [
        ("deviations = batch - self._origin", "deviations = batch.sub_(self._origin)")]}),
    # bad input
    Variant("nan_passed_through", "test_bad_batches_are_rejected", both("        check_finite(batch=batch)\n", "")),
    Variant("later_batches_not_looked_at", "test_bad_batches_are_rejected", both(
        "        check_finite(batch=batch)\n", "        if self.n_samples_seen == 0:\n            check_finite(batch=batch)\n")),
    Variant("first_batch_not_looked_at", "test_a_bad_first_batch_is_rejected", both(
        "        check_finite(batch=batch)\n", "        if self.n_samples_seen:\n            check_finite(batch=batch)\n")),
    Variant("other_widths_not_looked_at", "test_batches_of_another_width_are_rejected", both(
        "        check_shape((None, len(self._origin)), batch=batch)\n", "")),
    Variant("started_anew_at_another_width", "test_batches_of_another_width_are_rejected", both(
        "        if self.n_samples_seen == 0:\n",
        "        if self.n_samples_seen and len(self._origin) != batch.shape[1]:\n            self.n_samples_seen = 0\n"
        "        if self.n_samples_seen == 0:\n")),
    Variant("no_components_accepted", "test_impossible_numbers_of_components_are_rejected", {
        framework: [("        check_integer(1, n_components=n_components)\n", ""),
                    ("check_integer(1, batch.shape[1], n", "check_integer(-1, batch.shape[1], n")]
        for framework in ("torch", "tensorflow")}),
    Variant("more_components_than_columns_accepted", "test_more_components_than_columns_are_rejected", both(
        "        check_integer(1, batch.shape[1], n_components=self.n_components)\n", "")),
]  # fmt: skip

CLASS = """class IncrementalPCA:
    def __init__(self, n_components):
        check_integer(1, n_components=n_components)
        self.n_components, self.n_samples_seen = n_components, 0
        self.mean = self.components = self.singular_values = None

    def partial_fit(self, batch):
        check_ndim(2, batch=batch)
        check_finite(batch=batch)
        check_integer(1, batch.shape[1], n_components=self.n_components)
        if self.mean is not None:
            check_shape((None, len(self.mean)), batch=batch)
"""  # with plain attributes

RIGHT = [
    Variant("singular_value_decompositions_merged", instead={
        "torch": CLASS + """\
        n, m, d = self.n_samples_seen, *batch.shape
        old = batch.new_zeros(d) if self.mean is None else self.mean
        rows = [] if self.mean is None else [self.singular_values[:, None] * self.components]
        mean = batch.mean(dim=0)
        rows = torch.cat([*rows, batch - mean, (n * m / (n + m)) ** 0.5 * (mean - old)[None]])
        _, sigma, axes = torch.linalg.svd(rows, full_matrices=False)
        k = min(self.n_components, n + m)
        self.mean, self.n_samples_seen = old + m / (n + m) * (mean - old), n + m
        self.components, self.singular_values = fix_signs(axes[:k].mT).mT, sigma[:k]
        return self
""",
        "tensorflow": CLASS + """\
        n, m, d = self.n_samples_seen, *batch.shape
        old = tf.zeros(d, batch.dtype) if self.mean is None else self.mean
        rows = [] if self.mean is None else [self.singular_values[:, None] * self.components]
        mean = tf.reduce_mean(batch, axis=0)
        rows = tf.concat([*rows, batch - mean, (n * m / (n + m)) ** 0.5 * (mean - old)[None]], axis=0)
        sigma, _, axes = tf.linalg.svd(rows)
        k = min(self.n_components, n + m)
        self.mean, self.n_samples_seen = old + m / (n + m) * (mean - old), n + m
        self.components, self.singular_values = tf.transpose(fix_signs(axes[:, :k])), sigma[:k]
        return self
"""}),
    Variant("sample_by_sample_in_float64", instead={
        "torch": CLASS + """\
        if self.mean is None:
            self._mean, self._m2 = batch[0].double() * 0, torch.zeros(2 * batch.shape[1:], dtype=torch.float64)
        for row in batch.double():
            self.n_samples_seen += 1
            before = row - self._mean
            self._mean = self._mean + before / self.n_samples_seen
            self._m2 = self._m2 + torch.outer(before, row - self._mean)
        values, vectors = torch.linalg.eigh((self._m2 + self._m2.mT) / 2)
        k = min(self.n_components, self.n_samples_seen)
        self.mean, self.components = self._mean.to(batch.dtype), fix_signs(vectors.flip(1)[:, :k]).mT.to(batch.dtype)
        self.singular_values = values.flip(0)[:k].clamp(min=0).sqrt().to(batch.dtype)
        return self
""",
        "tensorflow": CLASS + """\
        if self.mean is None:
            self._mean = tf.zeros(batch.shape[1], tf.float64)
            self._m2 = tf.zeros((batch.shape[1], batch.shape[1]), tf.float64)
        for row in tf.cast(batch, tf.float64):
            self.n_samples_seen += 1
            before = row - self._mean
            self._mean = self._mean + before / self.n_samples_seen
            self._m2 = self._m2 + before[:, None] * (row - self._mean)
        values, vectors = tf.linalg.eigh((self._m2 + tf.transpose(self._m2)) / 2)
        k = min(self.n_components, self.n_samples_seen)
        self.mean = tf.cast(self._mean, batch.dtype)
        self.components = tf.cast(tf.transpose(fix_signs(vectors[:, ::-1][:, :k])), batch.dtype)
        self.singular_values = tf.cast(tf.sqrt(tf.maximum(values[::-1][:k], 0)), batch.dtype)
        return self
"""}),
    Variant("means_measured_from_zero", edits=edits(
        ("self._origin = sample.clone()", "self._origin = torch.zeros_like(sample)"),
        ("self._origin = sample", "self._origin = tf.zeros_like(sample)"))),
    Variant("singular_value_decomposition_of_the_scatter", edits=edits(
        (DECOMPOSITION, "vectors, values, _ = torch.linalg.svd(self._scatter)\n            self._eigenpairs = values[:k], vectors[:, :k]"),
        (DECOMPOSITION,
         "values, vectors, _ = tf.linalg.svd(self._scatter)\n            self._eigenpairs = values[:k], vectors[:, :k]"))),
]  # fmt: skip
