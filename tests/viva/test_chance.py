"""Statistical tests: they are silent on right draws, and see the defects that they promise to see."""

import numpy as np
import pytest
from scipy import stats

from viva.chance import FALSE_ALARM, assert_follows, assert_independent, assert_mean, assert_variance, energy_distance

SEEDS = range(300)
N = 2000
NORMAL = stats.norm.cdf


def draws(seed, shape=N):
    """Standard normal numbers."""
    return np.random.default_rng(seed).normal(size=shape)


def alarms(check):
    """The share of seeds at which a check is not satisfied."""
    found = 0
    for seed in SEEDS:
        try:
            check(draws(seed), seed)
        except AssertionError:
            found += 1
    return found / len(SEEDS)


FOLLOWS = {
    "right": (lambda x, seed: assert_follows(x, NORMAL), 0.0),
    "scaled": (lambda x, seed: assert_follows(1.3 * x, NORMAL), 0.9),
    "shifted": (lambda x, seed: assert_follows(x + 7.5 / np.sqrt(N), NORMAL), 0.9),
    "every draw forty times": (lambda x, seed: assert_follows(np.repeat(x[: N // 40], 40), NORMAL), 0.9),
    "of another kind": (lambda x, seed: assert_follows(np.random.default_rng(seed).exponential(size=N) - 1, NORMAL), 1.0),
}
MEAN = {
    "right": (lambda x, seed: assert_mean(x, 0.0), 0.0),
    "right, many entries": (lambda x, seed: assert_mean(draws(seed, (N, 20)), np.zeros(20)), 0.0),
    "right, skewed": (lambda x, seed: assert_mean(x**2, 1.0), 0.0),
    "off": (lambda x, seed: assert_mean(x + 7 / np.sqrt(N), 0.0), 0.9),
    "one entry off": (
        lambda x, seed: assert_mean(draws(seed, (N, 20)) + 8 / np.sqrt(N) * (np.arange(20) == 7), np.zeros(20)),
        0.9,
    ),
}
VARIANCE = {
    "right": (lambda x, seed: assert_variance(3 * x, 9.0), 0.0),
    "too large": (lambda x, seed: assert_variance(x, 1 - 9 / np.sqrt(N)), 0.9),
    "too small": (lambda x, seed: assert_variance(x, 1 + 11 / np.sqrt(N)), 0.9),
    "standard deviation for variance": (lambda x, seed: assert_variance(3 * x, 3.0), 1.0),
}
INDEPENDENT = {
    "right": (lambda x, seed: assert_independent(x[::2], x[1::2]), 0.0),
    "correlated": (lambda x, seed: assert_independent(x, draws(seed + 1000) + 7 / np.sqrt(N) * x), 0.9),
    "anticorrelated": (lambda x, seed: assert_independent(x, draws(seed + 1000) - 7 / np.sqrt(N) * x), 0.9),
    "the same": (lambda x, seed: assert_independent(x, x), 1.0),
}
CASES = {"follows": FOLLOWS, "mean": MEAN, "variance": VARIANCE, "independent": INDEPENDENT}


@pytest.mark.parametrize(
    ("check", "least"),
    [
        pytest.param(*case, id=f"{name}: {title}")
        for name, cases in CASES.items()
        for title, case in cases.items()
        if not title.startswith("right")
    ],
)
def test_a_defect_of_the_stated_size_is_seen(check, least):
    assert alarms(check) >= least


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=f"{name}: {title}")
        for name, cases in CASES.items()
        for title, (check, _) in cases.items()
        if title.startswith("right")
    ],
)
def test_right_draws_raise_no_alarm(check):
    assert alarms(check) == 0


@pytest.mark.parametrize("name", CASES)
def test_the_false_alarm_rate_is_the_stated_one(monkeypatch, name):
    """At a rate of one in ten, about one seed in ten raises an alarm: the probabilities behind the bounds are right."""
    monkeypatch.setattr("viva.chance.FALSE_ALARM", 0.1)
    check = {
        "follows": lambda x, seed: assert_follows(x, NORMAL),
        "mean": lambda x, seed: assert_mean(draws(seed, (N, 5)), np.zeros(5), false_alarm=0.1),
        "variance": lambda x, seed: assert_variance(x, 1.0),
        "independent": lambda x, seed: assert_independent(x[::2], x[1::2]),
    }[name]
    assert 0.04 < alarms(check) < 0.17  # the binomial distribution leaves this once in a thousand sets of seeds


@pytest.mark.parametrize(
    "check",
    [
        lambda x: assert_follows(x, NORMAL),
        lambda x: assert_mean(x, 0.0),
        lambda x: assert_variance(x, 1.0),
        lambda x: assert_independent(x, draws(1)),
    ],
    ids=CASES,
)
def test_nan_raises_the_alarm(check):
    sample = draws(0)
    check(sample)
    sample[5] = np.nan
    with pytest.raises(AssertionError):
        check(sample)


def test_draws_without_spread_have_their_own_mean():
    assert_mean(np.full((N, 2), 0.1), [0.1, 0.1])
    with pytest.raises(AssertionError):
        assert_mean(np.full((N, 2), 0.1), [0.1, 0.1001])


def test_every_entry_has_its_own_standard_error():
    sample = draws(0, (N, 2)) * [1000.0, 1.0]
    assert_mean(sample, [0.0, 0.0])
    with pytest.raises(AssertionError):
        assert_mean(sample, [0.0, 0.5])


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda x: assert_follows(x + 1, NORMAL, what="the noise"), rf"^the noise does not follow.*{N} draws.*allowed 1e-06"),
        (lambda x: assert_mean(x + 1, 0.0, what="the noise"), rf"^the noise is 0\.97.*expected 0\.0.*of {N} draws, allowed 4\.9"),
        (lambda x: assert_variance(x, 2.0, what="the noise"), rf"^the noise is 1\.00.*expected 2\.0.*{N} draws"),
        (
            lambda x: assert_independent(x, x, what="the noise"),
            rf"^the noise have correlation 1\.0000 over {N} pairs, allowed",
        ),
    ],
    ids=CASES,
)
def test_an_alarm_names_the_quantity_the_values_and_the_bound(check, message):
    with pytest.raises(AssertionError, match=message):
        check(draws(0))


def test_a_right_submission_fails_once_in_a_million():
    assert FALSE_ALARM <= 1e-6


def test_energy_distance_of_two_points_is_twice_their_distance():
    """And 0 of a sample and itself, in another order; both samples may have any size."""
    assert energy_distance([[0.0, 0.0]], [[3.0, 4.0]]) == 10
    x = draws(0, (9, 3))
    assert energy_distance(x, x[::-1]) == pytest.approx(0, abs=1e-12)
    assert energy_distance([[0.0], [2.0]], [[1.0]]) == pytest.approx(2 * 1 - 1)
