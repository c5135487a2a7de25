"""Principal component analysis of samples that come in batches."""

import tensorflow as tf
from _spectral import fix_signs, leading_eigenpairs

from viva.arguments import check_finite, check_integer, check_ndim, check_shape


class IncrementalPCA:
    """Principal components of all samples seen so far, of which it keeps their mean and their scatter matrix and nothing else.

    The eigenvalues of the scatter Σ (x − m)(x − m)ᵀ are the squared singular values of the centred samples. So the results do
    not depend on how the samples were cut into batches. Before the first batch they are None, and `n_samples_seen` is 0.
    Shapes: k = min(n_components, n_samples_seen, d) components; the state has d² + 2d numbers.
    Raises: ValueError if `n_components` is below 1.
    Source: Jolliffe 2002, section 3.1; for the merging, Chan, Golub & LeVeque 1979.
    """

    def __init__(self, n_components):
        check_integer(1, n_components=n_components)
        self.n_components = n_components
        self.n_samples_seen = 0
        self._origin = self._offset = self._scatter = self._eigenpairs = None

    def partial_fit(self, batch):
        """Takes the samples of a batch in, and returns the model.

        Shapes: (m, d), m ≥ 1.
        Raises: ValueError if `batch` is not (m, d) and finite, has another width than those before it or fewer columns than
        `n_components`.
        Source: Chan, Golub & LeVeque 1979.
        """
        check_ndim(2, batch=batch)
        check_finite(batch=batch)
        check_integer(1, batch.shape[1], n_components=self.n_components)
        if self.n_samples_seen == 0:
            self._start(batch[0])
        check_shape((None, len(self._origin)), batch=batch)
        n, m = self.n_samples_seen, batch.shape[0]
        # From the first sample on, rounding is relative to the spread and not to the mean.
        deviations = batch - self._origin
        offset = tf.reduce_mean(deviations, axis=0)
        deviations -= offset
        shift = offset - self._offset
        self._scatter += tf.matmul(deviations, deviations, transpose_a=True) + n * m / (n + m) * shift[:, None] * shift
        self._offset += m / (n + m) * shift
        self.n_samples_seen, self._eigenpairs = n + m, None
        return self

    @property
    def mean(self):
        """Mean of the samples.  Shapes: (d,)."""
        return self._origin + self._offset if self.n_samples_seen else None

    @property
    def components(self):
        """Principal axes, orthonormal rows, each with its entry of largest magnitude positive.  Shapes: (k, d)."""
        return tf.transpose(fix_signs(self._decomposed()[1])) if self.n_samples_seen else None

    @property
    def singular_values(self):
        """Singular values of the centred samples, descending.  Shapes: (k,)."""
        return tf.sqrt(tf.maximum(self._decomposed()[0], 0)) if self.n_samples_seen else None

    def _start(self, sample):
        """From the first sample on the mean is measured."""
        self._origin = sample
        self._offset = tf.zeros_like(sample)
        self._scatter = tf.zeros((len(sample), len(sample)), dtype=sample.dtype)

    def _decomposed(self):
        """The leading eigenpairs of the scatter matrix, found once a batch at most."""
        if self._eigenpairs is None:
            k = min(self.n_components, self.n_samples_seen)
            self._eigenpairs = leading_eigenpairs(self._scatter, k)
        return self._eigenpairs
