"""The model solutions of `bayesian_optimization` do the same in both frameworks, wherever chance has no say."""

import numpy as np
import pytest
from scipy import stats

from viva.chance import FALSE_ALARM
from viva.closeness import assert_close, assert_equal
from viva.strategies import FLOATS
from viva.wire import Function

N_SEEDS = 60
START = np.linspace(-1, 1, 5)[:, None]
VALUES = np.array([2.0, -1.0, 1.5, -1.2, 1.8])
CANDIDATES = np.linspace(-1, 1, 41)[:, None]


@pytest.mark.parametrize("dtype", FLOATS)
def test_the_smallest_known_value_is_chosen_by_both(twins, dtype):
    """Offered the data themselves, both take the point of the smallest value."""
    order = np.array([4, 3, 0, 2, 1])
    x, y = START.astype(dtype), VALUES.astype(dtype)
    answers = [twin.thompson_step(x, y, x[order], seed) for seed, twin in enumerate(twins("bayesian_optimization"))]
    assert_equal(answers, [1, 1], what="both indices")


@pytest.mark.parametrize("dtype", FLOATS)
def test_both_evaluate_every_candidate_once(twins, dtype):
    """As many evaluations as candidates: the same points in some order, the same value at each."""
    function = Function("normal.log_density", {"mean": np.array([0.3], dtype), "variance": np.array(-0.5, dtype)})
    candidates = np.array([[-0.8], [-0.3], [0.1], [0.6]], dtype)
    found = []
    for twin in twins("bayesian_optimization"):
        x, y = twin.minimize(function, START.astype(dtype), VALUES.astype(dtype), candidates, 4, 7)
        assert x.dtype == y.dtype == np.dtype(dtype)
        order = np.argsort(x[5:, 0])
        found.append((x[5:][order], y[5:][order]))
    assert_equal(found[0][0], found[1][0], what="the points")
    assert_close(found[0][1], found[1][1], what="the values")


def test_choices_have_one_distribution(twins):
    """Where chance decides, the chosen places of many seeds follow one distribution (Kolmogorov–Smirnov, two samples)."""
    torch, tensorflow = (
        [twin.thompson_step(START, VALUES, CANDIDATES, seed) for seed in range(N_SEEDS)] for twin in twins("bayesian_optimization")
    )
    assert len(set(torch)) > 2
    assert stats.ks_2samp(torch, tensorflow).pvalue >= FALSE_ALARM
