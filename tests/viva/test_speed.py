"""The speed grade, on a clock that tests turn by hand."""

import numpy as np
import pytest

from viva import speed
from viva.speed import FEWEST_ROUNDS, FULL, IDLE_SHARE, MOST_ROUNDS, NOTHING, WARM_UPS, Interval, Verdict, interval
from viva.workload import Workload, load, no_subject, tasks


def verdict(low=1.0, high=None, itself=(1.0, 1.0), seconds=1.0, busy=0.0, parallel=1.0, floor=0.0):
    """What the timings say where most of it is as it should be."""
    high = low if high is None else high
    ratio, own = Interval(low, (low + high) / 2, high), Interval(itself[0], 1.0, itself[1])
    return Verdict(ratio, own, 9, seconds, busy, parallel, floor)


# From a ratio to points


@pytest.mark.parametrize(
    ("ratio", "fraction"),
    [(0.01, 1.0), (1.0, 1.0), (FULL, 1.0), (np.sqrt(FULL * NOTHING), 0.5), (NOTHING, 0.0), (1000.0, 0.0)],
)
def test_all_points_up_to_a_quarter_more_time_none_from_ten_times_on_logarithmic_between(ratio, fraction):
    assert (FULL, NOTHING) == (1.25, 10.0)
    assert verdict(ratio).fraction == pytest.approx(fraction)


def test_equal_factors_cost_equal_shares():
    first, second, third = (verdict(ratio).fraction for ratio in (1.5, 3.0, 6.0))
    assert first - second == pytest.approx(second - third)
    assert 0 < third < second < first < 1


def test_the_end_of_the_interval_that_favours_the_student_counts():
    assert verdict(low=1.2, high=9.0).fraction == 1
    assert verdict(low=2.0, high=9.0).fraction == verdict(low=2.0, high=2.1).fraction < 1


@pytest.mark.parametrize(
    ("itself", "conclusive"), [((0.9, 1.1), True), ((0.8, 1.25), True), ((0.79, 1.0), False), ((1.0, 1.26), False)]
)
def test_nothing_is_concluded_where_the_reference_does_not_equal_itself(itself, conclusive):
    assert verdict(itself=itself).conclusive is conclusive


def test_work_between_the_questions_costs_all_points_and_is_flagged():
    assert (verdict(busy=IDLE_SHARE).fraction, verdict(busy=IDLE_SHARE).flag) == (1, "")
    caught = verdict(busy=0.9)
    assert (caught.fraction, caught.flag) == (0, "it kept 0.9 cores busy between its own questions")


def test_more_cores_than_allowed_are_flagged_for_a_person():
    assert verdict(parallel=1.4).flag == ""
    assert verdict(parallel=2.0).flag == "it used 2.0 cores where one was allowed"
    assert verdict(parallel=2.0).fraction == 1


def test_a_time_below_what_the_machine_can_do_is_flagged_for_a_person():
    assert verdict(seconds=0.002, floor=0.001).flag == ""
    found = verdict(seconds=0.001, floor=0.002)
    assert found.flag == "1.00 ms is less than this machine needs for the arithmetic (2.00 ms)"
    assert found.fraction == 1


# The interval


def test_a_constant_ratio_has_an_interval_without_width():
    assert interval(np.full(9, np.log(2.0)), np.random.default_rng(0)) == Interval(*[pytest.approx(2.0)] * 3)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
def test_the_interval_holds_the_true_ratio_almost_always(ratio):
    rng = np.random.default_rng(1)
    held = [interval(np.log(ratio) + rng.normal(scale=0.2, size=30), rng) for _ in range(200)]
    assert np.mean([found.low <= ratio <= found.high for found in held]) > 0.95
    assert np.mean([found.high / found.low for found in held]) < 1.35
    assert all(found.low <= found.median <= found.high for found in held)


def test_one_slow_call_does_not_move_the_interval():
    quiet = np.full(30, np.log(2.0))
    quiet[:3] = np.log(50.0)
    found = interval(quiet, np.random.default_rng(0))
    assert found.low == found.median == pytest.approx(2.0)
    assert found.high < 3


def test_an_interval_reads_well():
    assert str(Interval(1.234, 2.0, 3.456)) == "2.00 (1.23 to 3.46)"


# A whole grade


class Clock:
    """Time that passes only where a candidate lets it."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    perf_counter = monotonic


class Runner:
    """In the place of an examiner: answers after a time of its own."""

    def __init__(self, clock, seconds, answer=1.0, cpu=1.0, idle=0.0, name="f"):
        self.clock, self.seconds, self.answer, self.cpu, self.idle = clock, seconds, answer, cpu, idle
        self.asked, self.used, self.waited, self.starting, self.sandbox, self.log = [], 0.0, 0.0, 0.0, self, None
        setattr(self, name, self.call)

    def call(self, *arguments):
        self.asked.append(arguments)
        if self.log is not None:
            self.log.append(self)
        spent = self.seconds(len(self.asked)) if callable(self.seconds) else self.seconds
        self.clock.now += spent
        self.used += self.cpu * spent
        return self.answer

    def cpu_seconds(self):
        return self.used + self.idle * self.clock.now


@pytest.fixture
def clock(monkeypatch):
    """The clock by which `speed` takes its times."""
    clock = Clock()
    monkeypatch.setattr(speed, "time", clock)
    monkeypatch.setattr(speed, "_product_rate", lambda dtype: 1e9)
    return clock


def workload(check=lambda task, arguments, answer: None, operations=0.0, subject=no_subject):
    """One whose inputs are a random number and the size."""
    return Workload(
        function="f", sizes=(1, 8), graded_size=8, unit="calls", arguments=lambda rng, size: (rng.random(), size),
        items=lambda n: n, operations=lambda n: operations, traffic=lambda n: 0.0, check=check, subject=subject,
    )  # fmt: skip


def grade(clock, submission, *references, seed=0, budget=20.0, **options):
    """The verdict on a submission, and who was asked in which order."""
    order = []
    runners = [submission, *(references or (Runner(clock, 0.1), Runner(clock, 0.1)))]
    for runner in runners:
        runner.log = order
    return speed.grade(workload(**options), runners[0], runners[1:], seed, budget), [runners.index(r) for r in order], runners


@pytest.mark.parametrize("ratio", [0.5, 1.0, 4.0])
def test_the_ratio_of_times_is_found(clock, ratio):
    found, _, _ = grade(clock, Runner(clock, 0.1 * ratio))
    assert found.ratio.median == pytest.approx(ratio)
    assert found.itself.median == pytest.approx(1)
    assert found.seconds == pytest.approx(0.1 * ratio)
    assert found.conclusive


def test_everybody_answers_the_same_fresh_questions(clock):
    _, _, (submission, *references) = grade(clock, Runner(clock, 0.1))
    assert submission.asked == references[0].asked == references[1].asked
    assert len(set(submission.asked)) == len(submission.asked) == WARM_UPS + FEWEST_ROUNDS
    assert {size for _, size in submission.asked} == {8}


def test_questions_and_their_order_follow_from_the_seed(clock):
    first, again, other = (grade(clock, Runner(clock, 0.1), seed=seed) for seed in (1, 1, 2))
    warm = 3 * WARM_UPS  # asked in any order
    assert (first[1][warm:], first[2][0].asked) == (again[1][warm:], again[2][0].asked)
    assert first[1][warm:] != other[1][warm:]
    assert first[2][0].asked[0] != other[2][0].asked[0]


def test_nobody_is_always_asked_first(clock):
    _, order, _ = grade(clock, Runner(clock, lambda n: 0.1 + 0.02 * (n % 3)), budget=1e9)
    rounds = np.reshape(order[3 * WARM_UPS :], (-1, 3))
    assert np.all(np.sort(rounds, axis=1) == [0, 1, 2])
    assert set(rounds[:, 0]) == {0, 1, 2}


def test_a_submission_that_fails_at_once_costs_the_reference_no_time(clock):
    def fail(n):
        raise NotImplementedError

    references = (Runner(clock, 0.1), Runner(clock, 0.1))
    with pytest.raises(NotImplementedError):
        grade(clock, Runner(clock, fail), *references)
    assert [runner.asked for runner in references] == [[], []]


def test_seconds_in_which_several_are_waited_for_count_once(clock):
    runners = [Runner(clock, 0.0) for _ in range(3)]
    with speed._waiting_once(runners):
        for runner in runners:
            runner.starting += 0.5
            runner.waited += 1.5
        clock.now += 3.0
    assert [(runner.starting, runner.waited) for runner in runners] == [pytest.approx((0.25, 0.75))] * 3


def test_calls_that_warm_up_do_not_count(clock):
    found, _, _ = grade(clock, Runner(clock, lambda n: 100.0 if n <= WARM_UPS else 0.1))
    assert found.ratio.high == pytest.approx(1)


def test_every_answer_that_was_timed_is_checked(clock):
    """A right answer to the first questions does not carry a wrong one later."""
    for wrong in range(1, WARM_UPS + FEWEST_ROUNDS + 1):
        submission = Runner(clock, 0.1)

        def check(task, arguments, answer, wrong=wrong, submission=submission):
            assert task is not submission or len(task.asked) < wrong, "the answer is wrong"

        with pytest.raises(AssertionError, match="the answer is wrong"):
            grade(clock, submission, check=check)


def test_the_time_of_the_check_is_nobodys(clock):
    def check(task, arguments, answer):
        clock.now += 1000.0

    found, _, _ = grade(clock, Runner(clock, 0.2), check=check)
    assert found.ratio.median == pytest.approx(2)


def test_a_quiet_machine_needs_the_fewest_rounds(clock):
    assert grade(clock, Runner(clock, 0.1))[0].rounds == FEWEST_ROUNDS


@pytest.mark.parametrize(("seconds", "at_once"), [(0.09, True), (0.2, False)])
def test_noise_that_leaves_no_doubt_of_all_points_does_not_prolong_the_grade(clock, seconds, at_once):
    rng = np.random.default_rng(0)

    def noisy(seconds):
        return Runner(clock, lambda n: seconds * np.exp(0.06 * rng.normal()))

    found, _, _ = grade(clock, noisy(seconds), noisy(0.1), noisy(0.1), budget=1e9)
    assert (found.rounds == FEWEST_ROUNDS) is at_once


def test_noise_prolongs_the_grade_up_to_a_limit(clock):
    rng = np.random.default_rng(0)
    noisy = [Runner(clock, lambda n: 0.1 * np.exp(rng.normal())) for _ in range(3)]
    found, _, _ = grade(clock, *noisy, budget=1e9)
    assert found.rounds == MOST_ROUNDS


def test_the_budget_ends_the_grade(clock):
    rng = np.random.default_rng(0)
    noisy = [Runner(clock, lambda n: np.exp(rng.normal())) for _ in range(3)]
    assert FEWEST_ROUNDS <= grade(clock, *noisy, budget=60.0)[0].rounds < MOST_ROUNDS


def test_a_machine_that_changes_its_mind_concludes_nothing(clock):
    references = (Runner(clock, 0.1), Runner(clock, 0.2))
    assert not grade(clock, Runner(clock, 0.1), *references)[0].conclusive


def test_cores_that_work_between_the_questions_are_seen(clock):
    idle, _, _ = grade(clock, Runner(clock, 1.0))
    busy, _, _ = grade(clock, Runner(clock, 1.0, idle=0.8))
    assert idle.busy == 0
    assert busy.busy == pytest.approx(0.8)
    assert busy.fraction == 0


def test_cores_that_work_beside_the_one_allowed_are_seen(clock):
    assert grade(clock, Runner(clock, 1.0))[0].parallel == pytest.approx(1)
    assert grade(clock, Runner(clock, 1.0, cpu=3.0))[0].parallel == pytest.approx(3)


def test_what_is_too_short_for_the_processors_clock_is_not_judged_by_it(clock):
    found, _, _ = grade(clock, Runner(clock, 0.001, cpu=9.0, idle=9.0), Runner(clock, 0.001), Runner(clock, 0.001))
    assert (found.busy, found.parallel) == (0.0, 1.0)


def test_the_floor_is_the_arithmetic_at_the_machines_best_rate(clock):
    assert grade(clock, Runner(clock, 0.1), operations=2e9)[0].floor == 2.0


def test_a_subject_is_made_once_and_passed_every_time(clock):
    made = []

    def subject(task):
        made.append(task)
        return (f"model {len(made)}",)

    _, _, runners = grade(clock, Runner(clock, 0.1), subject=subject)
    assert made == runners
    assert [{asked[0] for asked in runner.asked} for runner in runners] == [{"model 1"}, {"model 2"}, {"model 3"}]


# Workloads


def test_workloads_are_found_by_their_file(tmp_path):
    for name in ("pca", "schur"):
        (tmp_path / f"bench_{name}.py").write_text(f"WORKLOAD = {name!r}\n")
    (tmp_path / "conftest.py").write_text("")
    assert tasks(tmp_path) == ["pca", "schur"]
    assert load("pca", tmp_path) == "pca"
    with pytest.raises(FileNotFoundError, match="gaussian has no workload"):
        load("gaussian", tmp_path)


def test_the_machines_rate_is_measured():
    assert speed._product_rate("float32") > 1e7
