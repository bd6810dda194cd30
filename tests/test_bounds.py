"""What is possible: sharp bounds, checked by counting out every case."""

import itertools

import numpy as np
import pytest
from claims import claims, night
from hypothesis import given
from hypothesis import strategies as st

import dronestats as ds
from dronestats.errors import DronestatsError
from dronestats.rates.bounds import share_bounds, strike_bounds

RANGE = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted)


def counted_out(a, b, n):
    shares = [
        x / (x + y)
        for x, y in itertools.product(range(a[0], a[1] + 1), range(b[0], b[1] + 1))
        if n[0] <= x + y <= n[1] and x + y
    ]
    return (min(shares), max(shares)) if shares else (np.nan, np.nan)


@given(RANGE, RANGE, RANGE)
def test_bounds_are_the_least_and_greatest_of_all_cases(a, b, n):
    low, high, _ = share_bounds(*a, *b, *n)
    expected = counted_out(a, b, n)
    if n[1] == 0 or (a[1] == 0 and b[1] == 0):
        return  # nothing launched in the only case: no share exists
    if np.isnan(expected[0]):
        assert np.isnan(low)
    elif a[0] + b[0] > 0 or n[0] > 0:
        assert (float(low), float(high)) == pytest.approx(expected)


def test_an_open_denominator_gives_zero_and_an_open_numerator_one():
    low, high, _ = share_bounds(21, np.inf, 0, np.inf, 21, np.inf)
    assert (float(low), float(high)) == (0.0, 1.0)


def test_ranges_that_fit_no_count_give_none():
    low, high, _ = share_bounds(10, 12, 5, 6, 3, 9)
    assert np.isnan(low)
    assert np.isnan(high)


def test_a_negative_range_is_an_error():
    with pytest.raises(DronestatsError, match="a range starts below 0"):
        share_bounds(-1, 2, 0, 1, 0, 3)


@given(st.integers(1, 25), st.data())
def test_strike_bounds_are_the_least_and_greatest_of_all_splits(launched, data):
    stopped = data.draw(st.integers(0, launched))
    least, most = sorted(data.draw(st.tuples(st.integers(1, launched), st.integers(1, launched))))
    shares = [
        hit / strike
        for strike in range(least, most + 1)
        for hit in range(strike + 1)
        if hit <= stopped and stopped - hit <= launched - strike
    ]
    low, high = strike_bounds(stopped, launched, least, most)
    assert (float(low), float(high)) == pytest.approx((min(shares), max(shares)))


NIGHTS = claims(
    *night("a", start="2025-01-01T20:00", end="2025-01-02T08:00", launched=100, destroyed=66, lost=24, left_airspace=4),
    *night("b", start="2025-01-02T20:00", end="2025-01-03T08:00", launched=20, destroyed=10, lost=0, hit=5),
)  # fmt: skip


def test_pooled_bounds_take_every_night_at_its_worst_at_once():
    row = ds.rate_bounds(NIGHTS, every="month").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((100 / 120, (96 + 15) / 120))
    assert row["n_nights"] == 2


def test_a_window_without_launched_opens_the_low_end_unless_a_cap_is_given():
    frame = claims(*night("a", intercepted=21))
    assert ds.rate_bounds(frame)[["low", "high"]].iloc[0].tolist() == [0.0, 1.0]
    assert ds.rate_bounds(frame, cap=42)[["low", "high"]].iloc[0].tolist() == [0.5, 1.0]
    assert ds.rate_bounds(frame)["flags"].tolist() == ["no_denominator"]


def test_a_period_with_an_open_window_says_how_many():
    frame = claims(
        *night("a", intercepted=21),
        *night("b", start="2025-01-05T20:00", end="2025-01-06T08:00", launched=10, intercepted=9),
    )
    row = ds.rate_bounds(frame, every="month", cap=30).iloc[0]
    assert row["n_no_denominator"] == 1
    assert (row["low"], row["high"]) == pytest.approx((30 / 40, (30 + 10) / 40))


def test_launched_without_fates_can_be_anything():
    assert ds.rate_bounds(claims(*night("a", launched=9)))[["low", "high"]].iloc[0].tolist() == [0.0, 1.0]
