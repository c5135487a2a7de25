"""Statistical tests with a stated false-alarm rate: a right submission fails one of them at most once in a million runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats
from scipy.spatial.distance import cdist

FALSE_ALARM = 1e-6


def assert_follows(sample: Any, distribution: Callable[[np.ndarray], np.ndarray], *, what: str = "the sample") -> None:
    """A one-dimensional sample of independent draws follows a continuous distribution function (Kolmogorov–Smirnov).

    False alarm: FALSE_ALARM. With n draws it sees a distribution function that is off by 2.7 / sqrt(n) anywhere.
    """
    result = stats.kstest(np.ravel(sample).astype(np.float64), distribution)
    assert result.pvalue >= FALSE_ALARM, (
        f"{what} does not follow its distribution: the distribution functions differ by {result.statistic:.4f} "
        f"with {np.size(sample)} draws (probability {result.pvalue:.1e}, allowed {FALSE_ALARM:.0e})"
    )


def assert_mean(sample: Any, expected: Any, *, what: str = "the mean", false_alarm: float = FALSE_ALARM) -> None:
    """The mean over the first axis of independent draws is the expected one, entry by entry, within its own standard error.

    False alarm: `false_alarm`, shared among the entries (Bonferroni), by the normal approximation: use 1000 draws or more.
    It sees an error of about 5 standard errors.
    """
    sample = np.asarray(sample, dtype=np.float64)
    error = sample.std(axis=0, ddof=1) / np.sqrt(len(sample))
    quantile = stats.norm.isf(false_alarm / 2 / error.size)
    off = np.abs(sample.mean(axis=0) - expected)
    allowed = quantile * error + 1e-12 * np.max(np.abs(sample))  # rounding, where the sample has no spread at all
    assert np.all(off <= allowed), (
        f"{what} is {sample.mean(axis=0)}, expected {expected}: off by {np.max(off / np.maximum(error, 1e-300)):.1f} standard "
        f"errors of {len(sample)} draws, allowed {quantile:.1f}"
    )


def assert_variance(sample: Any, expected: float, *, what: str = "the variance") -> None:
    """The variance of independent normal draws of mean zero is the expected one (chi-squared, two-sided).

    False alarm: FALSE_ALARM. With n draws it sees a variance that is off by a factor of 1 ± 7 / sqrt(n).
    """
    sample = np.ravel(sample).astype(np.float64)
    statistic = float(np.sum(sample**2) / expected)
    probability = 2 * min(stats.chi2.cdf(statistic, sample.size), stats.chi2.sf(statistic, sample.size))
    assert probability >= FALSE_ALARM, (
        f"{what} is {np.mean(sample**2):.5f}, expected {expected:.5f} (probability {probability:.1e} with {sample.size} draws, "
        f"allowed {FALSE_ALARM:.0e})"
    )


def assert_independent(first: Any, second: Any, *, what: str = "the draws") -> None:
    """Two samples of the same length have no correlation (Fisher's z).

    False alarm: FALSE_ALARM. With n pairs it sees a correlation of 5 / sqrt(n).
    """
    first, second = np.ravel(first).astype(np.float64), np.ravel(second).astype(np.float64)
    correlation = float(np.corrcoef(first, second)[0, 1])
    limit = float(np.tanh(stats.norm.isf(FALSE_ALARM / 2) / np.sqrt(first.size - 3)))
    assert abs(correlation) <= limit, f"{what} have correlation {correlation:.4f} over {first.size} pairs, allowed {limit:.4f}"


def energy_distance(first: Any, second: Any) -> float:
    """2 E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖ of two samples, each mean over all pairs of rows: 0 where they are the same points.

    It never falls below 0, and grows with what tells the distributions apart. Shapes: (n, d), (m, d) -> float.
    Source: Székely & Rizzo 2013, section 2.
    """
    x, y = (np.asarray(sample, dtype=np.float64) for sample in (first, second))
    return float(2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean())
