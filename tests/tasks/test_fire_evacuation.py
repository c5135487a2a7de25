"""Variational autoencoder of positions in a building, and how many people make its critical region too full."""

import functools
import os
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.layers import nearest
from laws.subject import GAUSSIAN, Kind, subject
from laws.variational import *  # noqa: F403
from sklearn.preprocessing import MinMaxScaler

from viva import data
from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_leaves_inputs, assert_rejects
from viva.plugin import points, submitted
from viva.strategies import data_sets, dtypes, seeds

N_HIDDEN = 512
REGION = (130.0, 150.0, 50.0, 70.0)
COUNTED = {"embedded": (291, 33), "real": (274, 14)}  # of the 3000 positions for training and the 600 for testing
PEOPLE = {"embedded": 1031, "real": 1095}


@functools.cache
def places():
    """Positions about four places far from each other, (1000, 2): who knows the place saves most of the cost."""
    rng = np.random.default_rng(0)
    corners = np.array([(5, 5), (5, -5), (-5, 5), (-5, -5)])
    return (np.repeat(corners, 250, axis=0) + 0.5 * rng.normal(size=(1000, 2))).astype(np.float32)


KIND = Kind(
    name="EvacuationVAE",
    sample=(2,),
    code=(2,),
    output=GAUSSIAN,
    n_outputs=2,
    reduce=np.sum,
    n_parameters=(1_056_774,),
    largest_loss=10.0,  # all drawn as their mean: 25.3
    latent_dim=2,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    lesson=lambda: (places(),),
)
fire_evacuation = submitted("fire_evacuation")
subject = subject("fire_evacuation", KIND)


def rectified(values):
    """max(v, 0)."""
    return max(values, 0.0)


def through(total, activations, weight, hidden, last):
    """What a last dense layer gives after hidden ones with these activations, for inputs with this sum; all weights equal."""
    for activation in activations:
        total = N_HIDDEN * activation(weight * total + hidden)
    return weight * total + last


@pytest.mark.parametrize(("weight", "hidden"), [(0.003, 0.4), (0.003, -0.6), (-0.006, 0.5)])
@points(2)
def test_hidden_layers_are_rectified_twice_and_then_bounded(subject, weight, hidden):
    """2-512-512-512 with ReLU, ReLU and tanh, and 512-512-512-2 mirrored: known weights give known codes and positions."""
    model, last = subject.shared(), -0.7
    biases = [np.full(shape, hidden if shape == (N_HIDDEN,) else last) for shape in model.shapes]
    model.set_parameters([b if b.ndim == 1 else np.full(b.shape, weight) for b in biases])
    mean, _ = model.encode(np.full((1, 2), 50.0, np.float32))
    layers = (rectified, rectified, np.tanh)
    assert_close(mean, np.full((1, 2), through(100.0, layers, weight, hidden, last)), what="the mean")
    decoded = model.decode(np.full((1, 2), 60.0, np.float32))
    mirrored = [through(120.0, order, weight, hidden, last) for order in (layers[::-1], layers)]  # either may be meant
    expected = nearest(decoded, [np.full((1, 2), value) for value in mirrored])
    assert_close(decoded, expected, what="the decoded position")


@points(1)
@given(x=dtypes().flatmap(lambda dtype: data_sets(dtype=dtype)))
def test_results_have_the_form_of_normalised_columns(fire_evacuation, x):
    """normalize returns (n, d) and twice (d,), denormalize (n, d), in the dtype of the samples, which stay as they were."""
    normalized, low, high = assert_leaves_inputs(fire_evacuation.normalize, x)
    for part, shape in ((normalized, x.shape), (low, x.shape[1:]), (high, x.shape[1:])):
        assert_form(part, shape, x.dtype, what="normalize")
    assert_form(assert_leaves_inputs(fire_evacuation.denormalize, x, x[0], x[0] + 1), x.shape, x.dtype, what="denormalize")


def loss_of_digits(x):
    """How much larger than the width of a column its entries are, at most: so many digits are lost where it is scaled."""
    return np.max(np.abs(x).max(axis=0) / np.ptp(x, axis=0))


@points(2)
@given(x=dtypes().flatmap(lambda dtype: data_sets(dtype=dtype)))
def test_columns_are_scaled_as_by_scikit_learn(fire_evacuation, x):
    """normalize is sklearn.preprocessing.MinMaxScaler((−1, 1)): every column by its own minimum and maximum."""
    oracle = MinMaxScaler((-1, 1)).fit(x.astype(np.float64))
    normalized, low, high = fire_evacuation.normalize(x)
    assert_close(low, oracle.data_min_, what="low", scale=np.abs(x).max())
    assert_close(high, oracle.data_max_, what="high", scale=np.abs(x).max())
    assert_close(normalized, oracle.transform(x.astype(np.float64)), what="normalized", condition=loss_of_digits(x), scale=1.0)


@points(1)
@given(x=dtypes().flatmap(lambda dtype: data_sets(dtype=dtype)))
def test_denormalizing_undoes_normalizing(fire_evacuation, x):
    """What was normalised comes back."""
    normalized, low, high = fire_evacuation.normalize(x)
    assert_form(normalized, x.shape, x.dtype, what="normalized")
    assert_close(fire_evacuation.denormalize(normalized, low, high), x, what="the samples", scale=np.abs(x).max())


@points(2)
@given(x=data_sets(mean=0.0), seed=seeds, dtype=dtypes())
def test_denormalizing_is_linear_beyond_the_ends_too(fire_evacuation, x, seed, dtype):
    """−1 becomes low and 1 high, column by column, and what lies between or beyond them follows in proportion."""
    ends = np.sort(np.random.default_rng(seed).normal(scale=30, size=(2, x.shape[1])), axis=0).astype(dtype)
    expected = ends[0] + (x.astype(dtype).astype(np.float64) + 1) * (ends[1].astype(np.float64) - ends[0]) / 2
    answer = fire_evacuation.denormalize(x.astype(dtype), *ends)
    assert_close(answer, expected, what="the samples", scale=np.abs(ends).max() * (1 + np.abs(x).max()))


def scattered(seed, n, dtype=np.float64):
    """Positions (n, 2) on a grid of whole numbers from 0 to 8: some lie on the edges of a region."""
    return np.random.default_rng(seed).integers(0, 9, (n, 2)).astype(dtype)


regions = st.tuples(*(st.integers(a, b).map(float) for a, b in ((0, 3), (4, 8), (1, 4), (5, 8))))


def counted(x, region):
    """How many positions lie in the region, edges included."""
    low, high = np.array(region[::2]), np.array(region[1::2])
    return int(np.sum(np.all((low <= x) & (x <= high), axis=1)))


@points(2)
@given(seed=seeds, n=st.integers(1, 60), region=regions, dtype=dtypes())
def test_fraction_counts_the_region_with_its_edges(fire_evacuation, seed, n, region, dtype):
    """critical_fraction is the share of positions with x_low ≤ x ≤ x_high and y_low ≤ y ≤ y_high, as a Python float."""
    x = scattered(seed, n, dtype)
    share = fire_evacuation.critical_fraction(x, region)
    assert type(share) is float, f"critical_fraction must be a Python float, not {type(share).__name__}"
    assert_close(share, counted(x, region) / n, what="the fraction", scale=1.0)


@points(1)
def test_fraction_depends_on_the_order_of_the_region(fire_evacuation):
    """The region is (x_low, x_high, y_low, y_high): a wide one is not a high one."""
    x = np.array([(9, 1), (7, 2), (8, 0), (1, 9), (5, 5)], np.float32)
    assert_close(fire_evacuation.critical_fraction(x, (6.0, 10.0, -1.0, 3.0)), 0.6, what="the fraction")
    assert_close(fire_evacuation.critical_fraction(x, (-1.0, 3.0, 6.0, 10.0)), 0.2, what="the fraction")


@points(3)
@given(seed=seeds, n=st.integers(1, 60), region=regions, limit=st.integers(1, 400), dtype=dtypes())
def test_people_are_the_fewest_that_reach_the_limit(fire_evacuation, seed, n, region, limit, dtype):
    """people_until_critical is the smallest whole N with N · fraction ≥ limit, exactly."""
    x = np.append([[region[0], region[2]]], scattered(seed, n, dtype), axis=0).astype(dtype)  # one at least is inside
    fraction = Fraction(counted(x, region), len(x))
    people = fire_evacuation.people_until_critical(x, region, limit)
    assert type(people) is int, f"people_until_critical must be a Python int, not {type(people).__name__}"
    assert people * fraction >= limit, f"{people} people with a share of {fraction} are fewer than {limit} in the region"
    assert (people - 1) * fraction < limit, f"{people - 1} people with a share of {fraction} are enough for {limit} in the region"


@pytest.mark.parametrize(("inside", "n", "limit"), [(25, 29, 100), (5, 39, 100), (20, 67, 100), (3, 10, 3**30)])
@points(1)
def test_people_are_counted_in_whole_numbers(fire_evacuation, inside, n, limit):
    """Where limit · n / count is a whole number, it is the answer: floating-point division would often round it up by one."""
    x = np.where(np.arange(n)[:, None] < inside, 1.0, 9.0) * np.ones(2)
    people = fire_evacuation.people_until_critical(x, (0.0, 2.0, 0.0, 2.0), limit)
    assert_equal(people, limit * n // inside, what="the number of people")


@points(1)
def test_limit_is_a_hundred_by_default(fire_evacuation):
    """Without a limit, a hundred people make the region critical."""
    x = scattered(1, 30)
    answer = fire_evacuation.people_until_critical(x, (0.0, 4.0, 0.0, 5.0))
    assert_equal(answer, -(-100 * 30 // counted(x, (0.0, 4.0, 0.0, 5.0))), what="the number of people")


@pytest.fixture(params=["embedded", "real"])
def positions(request):
    """The positions for training and for testing, and what is known of them; real ones are not graded where there are none."""
    if request.param == "real" and not os.environ.get("VIVA_DATA"):
        pytest.skip("needs VIVA_DATA")
    evacuation = data.load("evacuation", request.param)
    return evacuation["x_train"], evacuation["x_test"], COUNTED[request.param], PEOPLE[request.param]


@points(1)
def test_fraction_of_an_evacuation(fire_evacuation, positions):
    """The share of an evacuated building's positions in its critical region, and that on another day."""
    *samples, counts, _ = positions
    for x, count in zip(samples, counts, strict=True):
        assert_close(fire_evacuation.critical_fraction(x, REGION), count / len(x), what="the fraction")


@points(1)
def test_people_of_an_evacuation(fire_evacuation, positions):
    """How many people the building may have until a hundred stand in its critical region."""
    assert_equal(fire_evacuation.people_until_critical(positions[0], REGION), positions[3], what="the number of people")


GOOD = np.array([(1.0, 5.0), (2.0, 3.0), (4.0, 4.5)])
BAD = (GOOD[0], GOOD[None], GOOD[:0], GOOD * np.nan, np.where(GOOD == 4, np.inf, GOOD))
EVERYWHERE = (0.0, 9.0, 0.0, 9.0)


@points(1)
def test_bad_columns_are_rejected(fire_evacuation):
    """Samples with one axis or three, none at all, NaN, infinity and a constant column raise ValueError."""
    for bad in (*BAD, np.where([True, False], 3.0, GOOD), GOOD[:1]):
        assert_rejects(fire_evacuation.normalize, bad, good=(GOOD,), naming="x")


@points(1)
def test_bad_normalised_samples_are_rejected(fire_evacuation):
    """Shapes that do not fit, NaN and infinity in any argument raise ValueError."""
    low, high = good = (np.zeros(2), np.ones(2))
    for bad in BAD:
        assert_rejects(fire_evacuation.denormalize, bad, *good, good=(GOOD, *good))
    for bad in ((low[:1], high), (low, high[:1]), (low[None], high), (low * np.nan, high), (low, high + np.inf)):
        assert_rejects(fire_evacuation.denormalize, GOOD, *bad, good=(GOOD, *good))


@pytest.mark.parametrize("function", ["critical_fraction", "people_until_critical"])
@points(1)
def test_bad_positions_are_rejected(fire_evacuation, function):
    """Samples with one axis or three, three columns, none at all, NaN and infinity raise a ValueError that names them."""
    for bad in (*BAD, np.ones((4, 3))):
        assert_rejects(getattr(fire_evacuation, function), bad, EVERYWHERE, good=(GOOD, EVERYWHERE), naming="samples")


@pytest.mark.parametrize("function", ["critical_fraction", "people_until_critical"])
@points(1)
def test_bad_regions_are_rejected(fire_evacuation, function):
    """A region of three numbers or five, or with a NaN, raises a ValueError that names it."""
    for bad in (EVERYWHERE[:3], (*EVERYWHERE, 1.0), (0.0, float("nan"), 0.0, 9.0)):
        assert_rejects(getattr(fire_evacuation, function), GOOD, bad, good=(GOOD, EVERYWHERE), naming="region")


@points(1)
def test_nobody_inside_or_a_negative_limit_is_rejected(fire_evacuation):
    """Where nobody is in the region no number of people is enough: ValueError. So does a negative limit raise."""
    nowhere, good = (20.0, 30.0, 20.0, 30.0), (GOOD, EVERYWHERE, 5)
    assert_rejects(fire_evacuation.people_until_critical, GOOD, nowhere, 5, good=good)
    assert_rejects(fire_evacuation.people_until_critical, GOOD, EVERYWHERE, -5, good=good, naming="limit")
