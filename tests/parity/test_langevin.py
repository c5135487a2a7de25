"""The model solutions of `langevin` give the same numbers in both frameworks, wherever chance has no say."""

import numpy as np
import pytest
from scipy import stats

from viva.chance import FALSE_ALARM
from viva.closeness import assert_close, assert_equal
from viva.wire import Function

PARAMETERS = {"mean": np.array([1.0, -2.0, 0.5]), "variance": np.array([0.5, 4.0, 1.0])}
TARGET = (Function("normal.log_density", PARAMETERS), Function("normal.score", PARAMETERS))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_steps_agree(twins, dtype):
    """The same step to rounding."""
    x, score, noise = np.random.default_rng(0).normal(size=(3, 5, 4)).astype(dtype)
    torch, tensorflow = (twin.step(x, score, 0.3, noise) for twin in twins("langevin"))
    assert torch.dtype == tensorflow.dtype == x.dtype
    assert_close(torch, tensorflow)


def test_chains_agree_where_the_noise_is_below_rounding(twins):
    """So far from the target that float64 does not see the noise, both chains fall the same way, and all proposals are accepted."""
    x0 = 1e17 * np.random.default_rng(0).normal(size=(5, 3))
    torch, tensorflow = twins("langevin")
    assert_close(torch.sample(x0, TARGET[1], 0.1, 4, 1), tensorflow.sample(x0, TARGET[1], 0.1, 4, 2))
    (first, first_rate), (second, second_rate) = (twin.adjusted_sample(x0, *TARGET, 0.1, 4, 1) for twin in (torch, tensorflow))
    assert_close(first, second)
    assert_equal((first_rate, second_rate), (1.0, 1.0), what="both acceptance rates")


@pytest.mark.parametrize("sampler", ["sample", "adjusted_sample"])
def test_distributions_agree(twins, sampler):
    """Where chance decides, both samples have one distribution (Kolmogorov–Smirnov, two samples)."""
    functions = TARGET[1:] if sampler == "sample" else TARGET
    torch, tensorflow = (getattr(twin, sampler)(np.zeros((20_000, 3)), *functions, 0.5, 3, 1) for twin in twins("langevin"))
    if sampler == "adjusted_sample":
        torch, tensorflow = torch[0], tensorflow[0]
    for j in range(3):
        assert stats.ks_2samp(torch[:, j], tensorflow[:, j]).pvalue >= FALSE_ALARM, f"coordinate {j}"
