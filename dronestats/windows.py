"""When a number was true: stamps, half-open windows in UTC, nights of a bare date, periods."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
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
    moment, has_time = _read(text, ZoneInfo(clock))
    return _stamp(moment), has_time


def _read(text: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return the moment on the clock of `zone`, and whether a time of day was given."""
    found = _STAMP.fullmatch(text.strip())
    day, hour, minute, second, offset = found.groups() if found else [None] * 5
    if not day or (offset and not hour):
        raise DronestatsError(f"{text!r} is no ISO date or time; write 2024-10-28 or 2024-10-28T10:30+02:00")
    clock_time = f"{hour or '0':0>2}:{minute or '00'}{second or ''}"
    whole_day = clock_time == "24:00"
    try:
        moment = datetime.fromisoformat(f"{day}T{'00:00' if whole_day else clock_time}{offset or ''}")
    except ValueError as error:
        raise DronestatsError(f"{text!r} is no real date or time ({error})") from error
    # A clock set back shows an hour twice: the first pass is meant (fold=0, the default).
    is_local = moment.tzinfo is None
    moment = moment.replace(tzinfo=zone) if is_local else moment.astimezone(zone)
    if is_local and moment.astimezone(UTC).astimezone(zone).hour != moment.hour:
        raise DronestatsError(f"{text!r} is no real time: the clock of {zone.key} was set forward over it")
    return moment + timedelta(days=1) if whole_day else moment, hour is not None


def _stamp(moment: datetime) -> pd.Timestamp:
    return pd.Timestamp(moment.astimezone(UTC)).tz_convert("UTC").as_unit("us")


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
    first, last, basis = _window(start, end, claimant, as_of, scope)
    return _stamp(first), _stamp(last), basis


def windows(starts: list[str], ends: list[str], claimant: str) -> pd.DataFrame:
    """Return the windows of many bulletins (see `window`), a row without values where none can exist.

    Returns
    -------
    DataFrame
        window_start, window_end, window_basis.

    Examples
    --------
    >>> windows(["2024-10-27T19:00", "soon"], ["2024-10-28T08:30"] * 2, "Ukraine")["window_basis"].tolist()
    ['stated', <NA>]
    """
    found = []
    for start, end in zip(starts, ends, strict=True):
        try:
            found.append(_window(start, end, claimant))
        except DronestatsError:
            found.append((None, None, None))
    first, last, basis = map(list, zip(*found, strict=True)) if found else ([], [], [])
    times = {"window_start": pd.array(first, dtype=DTYPE), "window_end": pd.array(last, dtype=DTYPE)}
    return pd.DataFrame(times | {"window_basis": pd.array(basis, dtype="string")})


def _window(start, end, claimant, as_of=None, scope="bulletin") -> tuple[datetime, datetime, str]:
    """Return the window of a report, its start and end in UTC."""
    must_be_one_of("scope", scope, ("bulletin", "digest", "cumulative"))
    zone = ZoneInfo(clock_of(claimant))
    night_start, night_end = _night_hours(claimant)
    first, first_has_time = _read(start, zone)
    last, last_has_time = _read(end, zone)
    days = (last.date() - first.date()).days
    if days < 0:
        raise DronestatsError(f"window ends ({end}) before it starts ({start})")
    said, said_has_time = _read(as_of, zone) if as_of else (first, False)
    stated = first_has_time and last_has_time
    is_night, is_day = (days == 1 and scope == own for own in ("bulletin", "digest"))
    if not first_has_time and (is_night or is_day):
        first = _at(first, night_start if is_night else time(12))
    if not last_has_time:
        if said_has_time and said.date() == last.date() and _utc(said) > _utc(first) and scope == "bulletin":
            last, stated = said, first_has_time
        else:
            last = _at(last, night_end if is_night else time(12)) if is_night or is_day else last + timedelta(days=1)
    first, last = _utc(first), _utc(last)
    if last < first:
        raise DronestatsError(f"window ends ({end}) before it starts ({start})")
    return first, last if last > first else first + timedelta(minutes=1), "stated" if stated else "assumed"


@cache
def _night_hours(claimant: str) -> tuple[time, time]:
    row = table("claimants").set_index("claimant").loc[claimant]
    return time.fromisoformat(row["night_start"]), time.fromisoformat(row["night_end"])


def _at(day: datetime, clock_time: time) -> datetime:
    """Return a time of day on the same day and clock."""
    return datetime.combine(day.date(), clock_time, tzinfo=day.tzinfo)


def _utc(moment: datetime) -> datetime:
    """Return the moment for comparing: two moments on one clock compare by the hands, not by the time between."""
    return moment.astimezone(UTC)


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
    if every == "all" or claims.empty:
        return pd.Series("all", index=claims.index, dtype="string")
    days = local_days(claims)
    labels = day_labels(days.min(), days.max(), every)
    return pd.Series(pd.array(labels, dtype="string").take(days - days.min()), index=claims.index)


def day_labels(first: int, last: int, every: str) -> pd.Index:
    """Return the period of each day from the first to the last (see `local_days`): a label for a day, not for a row."""
    span = pd.to_datetime(np.arange(first, last + 1), unit="D")
    if every == "all":
        return pd.Index(["all"] * len(span))
    if every == "quarter":
        return span.strftime("%Y-Q") + span.quarter.astype(str)
    return span.strftime({"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[every])


def local_days(frame: pd.DataFrame) -> np.ndarray:
    """Return the day, counted from 1970 on the claimant's clock, on which each window ends.

    Parameters
    ----------
    frame : DataFrame
        With ``claimant`` and ``window_end``.

    Returns
    -------
    array of int
        The day of the last instant inside the half-open window: one that ends at midnight is of the day before it.
    """
    days = np.empty(len(frame), dtype="int64")
    codes, claimants = pd.factorize(frame["claimant"])
    # pandas 2 counts nanoseconds after the subtraction.
    ends = (pd.DatetimeIndex(frame["window_end"]) - pd.Timedelta(microseconds=1)).as_unit("us")
    for code, claimant in enumerate(claimants):
        own = slice(None) if len(claimants) == 1 else codes == code
        days[own] = ends[own].tz_convert(clock_of(claimant)).tz_localize(None).asi8 // 86_400_000_000
    return days


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
