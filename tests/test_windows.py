"""Stamps, half-open windows, nights of a bare date, periods on the claimant's clock."""

import pandas as pd
import pytest

from dronestats.errors import DronestatsError
from dronestats.windows import DTYPE, overlap, parse_stamp, period_of, window, windows


def utc(*texts):
    return [pd.Timestamp(text, tz="UTC") for text in texts]


@pytest.mark.parametrize(
    ("text", "clock", "expected"),
    [
        ("2024-10-28T10:30", "Europe/Kyiv", "2024-10-28T08:30"),
        ("2024-10-28 10:30+03:00", "Europe/Kyiv", "2024-10-28T07:30"),
        ("2024-07-01T24:00", "Europe/Moscow", "2024-07-01T21:00"),
        ("2023-05-16 3:30", "Europe/Kyiv", "2023-05-16T00:30"),
        ("2024-10-28T10:30Z", "Europe/Moscow", "2024-10-28T10:30"),
        # The clock is set back at 04:00 on 27 October 2024: the first pass is meant.
        ("2024-10-27T03:30", "Europe/Kyiv", "2024-10-27T00:30"),
    ],
)
def test_a_stamp_without_offset_is_on_the_claimants_clock(text, clock, expected):
    assert parse_stamp(text, clock) == (utc(expected)[0], True)


@pytest.mark.parametrize(
    "text", ["28.10.2024", "2024-13-01", "2024-02-30", "2024-10-28T25:00", "yesterday", "2024-10-28Z"]
)
def test_a_stamp_in_another_format_is_an_error_and_never_missing(text):
    with pytest.raises(DronestatsError, match="is no "):
        parse_stamp(text, "Europe/Kyiv")


def test_a_statement_as_of_the_morning_closes_a_window_that_ends_on_a_bare_date():
    start, end, basis = window("2024-10-27T19:00", "2024-10-28", "Ukraine", as_of="2024-10-28T10:30")
    assert [start, end] == utc("2024-10-27T17:00", "2024-10-28T08:30")
    assert basis == "stated"


def test_two_bare_dates_are_a_night_in_a_bulletin_and_a_day_to_noon_in_a_digest():
    assert window("2024-10-27", "2024-10-28", "Russia")[:2] == tuple(utc("2024-10-27T20:00", "2024-10-28T04:00"))
    digest = window("2024-10-27", "2024-10-28", "Russia", scope="digest")
    assert digest == (*utc("2024-10-27T09:00", "2024-10-28T09:00"), "assumed")


def test_one_bare_date_is_a_whole_day_and_a_month_is_whole_days():
    assert window("2024-10-28", "2024-10-28", "Russia")[:2] == tuple(utc("2024-10-27T21:00", "2024-10-28T21:00"))
    month = window("2025-03-01", "2025-03-31", "Ukraine", scope="cumulative")
    assert month[:2] == tuple(utc("2025-02-28T22:00", "2025-03-31T21:00"))


def test_a_single_moment_covers_one_minute():
    start, end, basis = window("2024-10-28T15:00", "2024-10-28T15:00", "Russia")
    assert (end - start, basis) == (pd.Timedelta(minutes=1), "stated")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2024-10-28T20:00", "2024-10-27T07:00"), ("2025-03-03", "2025-03-02"), ("2025-03-03T09:00", "2025-03-03T08:59")],
)
def test_a_window_that_ends_before_it_starts_is_an_error(start, end):
    with pytest.raises(DronestatsError, match=rf"window ends \({end}\) before it starts \({start}\)"):
        window(start, end, "Russia")


def ending(*texts, claimant="Ukraine"):
    return pd.DataFrame(
        {"claimant": claimant, "window_end": pd.Series([pd.Timestamp(text) for text in texts]).astype(DTYPE)}
    )


def test_a_day_that_ends_at_midnight_belongs_to_that_day_and_month():
    ends = ending("2025-03-31T21:00Z", "2025-03-31T21:01Z")
    assert period_of(ends, "day").tolist() == ["2025-03-31", "2025-04-01"]
    assert period_of(ends, "month").tolist() == ["2025-03", "2025-04"]


def test_periods_are_named_on_the_claimants_clock():
    ends = ending("2024-12-31T22:30Z")
    labels = {every: period_of(ends, every).iloc[0] for every in ("day", "week", "month", "quarter", "year", "all")}
    assert labels == {
        "day": "2025-01-01",
        "week": "2025-W01",
        "month": "2025-01",
        "quarter": "2025-Q1",
        "year": "2025",
        "all": "all",
    }
    assert period_of(ending("2024-12-31T22:30Z", claimant="United Kingdom"), "year").iloc[0] == "2024"


def test_an_unknown_period_lists_the_allowed_ones():
    with pytest.raises(
        DronestatsError,
        match="every = 'monthly' is not one of day, week, month, quarter, year, all; did you mean 'month'",
    ):
        period_of(ending("2024-12-31T22:30Z"), "monthly")


def test_overlap_is_the_shared_part_of_the_longer_window():
    hours = [("00:00", "08:00"), ("00:00", "08:00"), ("00:00", "08:00")]
    others = [("00:00", "08:00"), ("04:00", "08:00"), ("08:00", "10:00")]
    frames = [
        pd.DataFrame(
            {
                name: utc(*(f"2025-01-01T{pair[place]}" for pair in pairs))
                for place, name in enumerate(("window_start", "window_end"))
            }
        )
        for pairs in (hours, others)
    ]
    assert overlap(*frames).tolist() == [1.0, 0.5, 0.0]


def test_windows_of_many_stamps_are_those_of_one_by_one_and_none_where_there_is_none():
    starts = ["2024-10-27T19:00", "2024-10-27", "2024-10-27 02:30", "soon", "2024-10-28", ""]
    ends = ["2024-10-28T08:30", "2024-10-28", "2024-10-27 24:00", "2024-10-28", "2024-10-27", ""]
    found = windows(starts, ends, "Ukraine")
    assert found.dtypes["window_start"] == found.dtypes["window_end"] == DTYPE
    expected = [window(start, end, "Ukraine") for start, end in zip(starts[:3], ends[:3], strict=True)]
    assert list(found.head(3).itertuples(index=False, name=None)) == expected
    assert found.tail(3).isna().all(axis=None)
    assert windows([], [], "Ukraine").dtypes["window_start"] == DTYPE


def test_a_time_over_which_the_clock_was_set_forward_is_refused():
    told = "'2025-03-30T03:30' is no real time: the clock of Europe/Kyiv was set forward over it"
    with pytest.raises(DronestatsError, match=told):
        window("2025-03-30T03:30", "2025-03-30T04:30", "Ukraine")
