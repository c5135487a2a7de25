"""The model solutions of `incremental_pca` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal, eigenvector_error, singular_value_error
from viva.strategies import samples

SIGMA = 3 * 0.6 ** np.arange(4)


@pytest.fixture(params=[("float64", 9, 5), ("float32", 9, 5), ("float64", 5, 8), ("float32", 5, 8)], ids=str)
def x(request):
    """Samples with known singular values: more of them than columns, and fewer."""
    dtype, n, d = request.param
    return samples(SIGMA, n, d, np.random.default_rng(0)).astype(dtype)


@pytest.mark.parametrize("n_components", [3, 5])
def test_results_agree_after_every_batch(twins, x, n_components):
    """The same count, mean, components (signs included) and singular values."""
    models = [twin.IncrementalPCA(n_components) for twin in twins("incremental_pca")]
    for batch in np.split(x, [1, 4]):
        torch, tensorflow = (model.partial_fit(batch) for model in models)
        assert_equal(torch.attribute("n_samples_seen"), tensorflow.attribute("n_samples_seen"))
        assert_close(torch.attribute("mean"), tensorflow.attribute("mean"), scale=np.abs(x).max(), what="the mean")
    bound = singular_value_error(SIGMA, x.dtype)[:3]
    assert_close(torch.attribute("singular_values")[:3], tensorflow.attribute("singular_values")[:3], bound=bound)
    bound = eigenvector_error(SIGMA**2, x.dtype)[:3, None]
    assert_close(torch.attribute("components")[:3], tensorflow.attribute("components")[:3], bound=bound, what="the components")
