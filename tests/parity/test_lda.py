"""The model solutions of `lda` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close

LABELS = np.array([5, -2, 5, 30, 8, -2, 30, 8, 5, 5, 30, -2, 5])


@pytest.fixture(params=["float64", "float32"])
def x(request):
    """Samples of four classes, one of them larger than the others."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=(len(LABELS), 4)) + 0.1 * LABELS[:, None] * rng.normal(size=4) + 3).astype(request.param)


def test_scatters_agree(twins, x):
    """The same numbers to rounding."""
    torch, tensorflow = (twin.scatter_matrices(x, LABELS) for twin in twins("lda"))
    for ours, theirs in zip(torch, tensorflow, strict=True):
        assert ours.dtype == theirs.dtype == x.dtype
        assert_close(ours, theirs, scale=np.linalg.norm(x) ** 2)


@pytest.mark.parametrize("k", [1, 3])
def test_fits_agree(twins, x, k):
    """The same mean and directions, signs included."""
    torch, tensorflow = (twin.fit(x, LABELS, k) for twin in twins("lda"))
    within, between = twins("lda")[0].scatter_matrices(x.astype(np.float64), LABELS)
    ratios = np.linalg.eigvals(np.linalg.solve(within, between)).real
    gap = np.min(-np.diff(np.sort(ratios)[::-1]))
    assert_close(torch[0], tensorflow[0], scale=np.abs(x).max(), what="the mean")
    assert_close(torch[1], tensorflow[1], condition=np.linalg.cond(within) * ratios.max() / gap, what="the directions")
