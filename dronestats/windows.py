"""When a number was true: stamps, half-open windows in UTC, nights of a bare date, periods."""

from __future__ import annotations

import re

import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.vocabulary import clock_of, table

DTYPE = pd.DatetimeTZDtype("us", "UTC")
EVERY = ("day", "week", "month", "quarter", "year", "all")

_STAMP = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<second>:\d{2}(?:\.\d+)?)?)?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)


def parse_stamp(text: str, clock: str) -> tuple[pd.Timestamp, bool]:
    """Read an ISO 8601 date or time.

    Parameters
    ----------
    text : str
        ``2024-10-28``, ``2024-10-28T10:30``, ``2024-10-28 10:30+02:00``; ``24:00`` is the end of the day.
    clock : str
        IANA time zone of a stamp without offset.

    Returns
    -------
    (Timestamp, bool)
        The instant in UTC, and whether a time of day was given (a bare date is its midnight on `clock`).

    Raises
    ------
    DronestatsError
        If the text is in no allowed format or no such day, hour or clock time exists.

    Examples
    --------
    >>> parse_stamp("2024-10-28T10:30", "Europe/Kyiv")
    (Timestamp('2024-10-28 08:30:00+0000', tz='UTC'), True)
    """
    found = _STAMP.fullmatch(text.strip())
    if not found or (found["offset"] and not found["hour"]):
        raise DronestatsError(f"{text!r} is no ISO date or time; write 2024-10-28 or 2024-10-28T10:30+02:00")
    has_time = found["hour"] is not None
    clock_time = f"{found['hour'] or '0':0>2}:{found['minute'] or '00'}{found['second'] or ''}"
    whole_day = clock_time == "24:00"
    try:
        stamp = pd.Timestamp(f"{found['day']}T{'00:00' if whole_day else clock_time}{found['offset'] or ''}")
        stamp += pd.Timedelta(days=int(whole_day))
        # A clock set back shows an hour twice: the first pass is meant. One set forward skips an hour.
        stamp = stamp if stamp.tz else stamp.tz_localize(clock, ambiguous=True, nonexistent="shift_forward")
    except ValueError as error:
        raise DronestatsError(f"{text!r} is no real date or time ({error})") from error
    return stamp.tz_convert("UTC").as_unit("us"), has_time


def _at(day: pd.Timestamp, clock_time: str, clock: str) -> pd.Timestamp:
    """Return the instant of a clock time on the local day of `day`."""
    local = day.tz_convert(clock)
    return parse_stamp(f"{local:%Y-%m-%d}T{clock_time}", clock)[0]


def window(start: str, end: str, claimant: str, *, as_of: str | None = None, scope: str = "bulletin"):
    """Return the half-open window of a report from its printed dates and times.

    Parameters
    ----------
    start, end : str
        ISO dates or times as printed, on the claimant's clock unless an offset is given.
    claimant : str
        Side whose clock and night hours apply (``claimants.csv``).
    as_of : str, optional
        When it was stated. With a time on the day of `end`, it closes a window whose end is a bare date.
    scope : {"bulletin", "digest", "cumulative"}
        Two successive bare dates are a night in a bulletin and 24 hours to noon in a digest.

    Returns
    -------
    (Timestamp, Timestamp, str)
        Start and end in UTC, and ``"stated"`` or ``"assumed"``.

    Notes
    -----
    The clock shows minutes: a single stated moment covers one minute.

    Examples
    --------
    >>> window("2024-10-27T19:00", "2024-10-28", "Ukraine", as_of="2024-10-28T10:30")
    (Timestamp('2024-10-27 17:00:00+0000', tz='UTC'), Timestamp('2024-10-28 08:30:00+0000', tz='UTC'), 'stated')
    """
    must_be_one_of("scope", scope, ("bulletin", "digest", "cumulative"))
    clock = clock_of(claimant)
    row = table("claimants").set_index("claimant").loc[claimant]
    first, first_has_time = parse_stamp(start, clock)
    last, last_has_time = parse_stamp(end, clock)
    days = (last.tz_convert(clock).normalize() - first.tz_convert(clock).normalize()).round("D").days
    said, said_has_time = parse_stamp(as_of, clock) if as_of else (None, False)
    same_day = said is not None and said.tz_convert(clock).date() == last.tz_convert(clock).date()
    stated = first_has_time and last_has_time
    next_day = (last.tz_convert(clock) + pd.DateOffset(days=1)).tz_convert("UTC")
    if not first_has_time:
        if days == 1 and scope == "bulletin":
            first = _at(first, row["night_start"], clock)
        elif days == 1 and scope == "digest":
            first = _at(first, "12:00", clock)
    if not last_has_time:
        if said_has_time and same_day and said > first and scope == "bulletin":
            last, stated = said, first_has_time
        elif days == 1 and scope == "bulletin":
            last = _at(last, row["night_end"], clock)
        elif days == 1 and scope == "digest":
            last = _at(last, "12:00", clock)
        else:
            last = next_day
    if first == last:
        last += pd.Timedelta(minutes=1)
    if last < first:
        raise DronestatsError(f"window ends ({end}) before it starts ({start})")
    return first, last, "stated" if stated else "assumed"


def period_of(claims: pd.DataFrame, every: str) -> pd.Series:
    """Return the period that each window belongs to: the one in which it ends, on the claimant's clock.

    Parameters
    ----------
    claims : DataFrame
        With ``claimant`` and ``window_end``.
    every : {"day", "week", "month", "quarter", "year", "all"}

    Returns
    -------
    Series of string
        ``2024-10-28``, ``2024-W44``, ``2024-10``, ``2024-Q4``, ``2024`` or ``all``.
    """
    must_be_one_of("every", every, EVERY)
    labels = pd.Series("all", index=claims.index, dtype="string")
    if every == "all":
        return labels
    for claimant, rows in claims.groupby("claimant"):
        # The last instant inside the half-open window: a day that ends at midnight is that day.
        ends = (rows["window_end"] - pd.Timedelta(microseconds=1)).dt.tz_convert(clock_of(claimant))
        if every == "quarter":
            text = ends.dt.strftime("%Y-Q") + ends.dt.quarter.astype("string")
        else:
            text = ends.dt.strftime({"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[every])
        labels.loc[rows.index] = text.astype("string")
    return labels


def overlap(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Return the shared share of two windows, row by row: overlap / the longer of the two.

    Parameters
    ----------
    first, second : DataFrame
        With ``window_start`` and ``window_end``; same index.

    Returns
    -------
    Series of float
        1 for the same window, 0 where they do not touch.
    """
    starts = first["window_start"].where(first["window_start"] > second["window_start"], second["window_start"])
    ends = first["window_end"].where(first["window_end"] < second["window_end"], second["window_end"])
    shared = (ends - starts).clip(lower=pd.Timedelta(0))
    lengths = pd.concat([table_["window_end"] - table_["window_start"] for table_ in (first, second)], axis=1)
    return shared / lengths.max(axis=1)
