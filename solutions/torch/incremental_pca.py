"""Principal component analysis of samples that come in batches."""

import torch

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
        raise NotImplementedError("IncrementalPCA is yours to write")

    def partial_fit(self, batch):
        """Takes the samples of a batch in, and returns the model.

        Shapes: (m, d), m ≥ 1.
        Raises: ValueError if `batch` is not (m, d) and finite, has another width than those before it or fewer columns than
        `n_components`.
        Source: Chan, Golub & LeVeque 1979.
        """
        raise NotImplementedError("IncrementalPCA.partial_fit is yours to write")

    @property
    def mean(self):
        """Mean of the samples.  Shapes: (d,)."""
        raise NotImplementedError("IncrementalPCA.mean is yours to write")

    @property
    def components(self):
        """Principal axes, orthonormal rows, each with its entry of largest magnitude positive.  Shapes: (k, d)."""
        raise NotImplementedError("IncrementalPCA.components is yours to write")

    @property
    def singular_values(self):
        """Singular values of the centred samples, descending.  Shapes: (k,)."""
        raise NotImplementedError("IncrementalPCA.singular_values is yours to write")
