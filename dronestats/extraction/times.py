"""Times: clock times and dates in the text -> tokens, and the window that a sentence states."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dronestats import vocabulary
from dronestats.extraction.lexicon import Token


class Window(NamedTuple):
    """What a text says about when: clock times as (hour, minute), dates as (year or None, month, day)."""

    start: tuple[int, int] | None = None
    start_day: tuple | None = None
    end: tuple[int, int] | None = None
    end_day: tuple | None = None
    as_of: tuple[int, int] | None = None
    day: tuple | None = None
    phrase: str = ""
    month: int | None = None
    days: int | None = None


NOTHING = Window()
_PHRASES = ("night", "morning", "daytime", "evening", "weekend")
TIMES = frozenset({*_PHRASES, "clock", "date"})
_HOURS = {"morning": (6, 12), "daytime": (12, 18), "evening": (18, 24)}
_STARTS = frozenset({"clock", "hour", "midnight", "day", "month", "digits", "numeral"})
_NUMERIC = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2,4})")
_MILITARY = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_RANGE = frozenset({"until", "dash", "and", "slash"})
_SMALL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?[^\W\d]{1,3})?")
_YEARS = range(1990, 2051)
_AROUND_TIME = frozenset({"timezone", "until", "from", "skip", "comma", "prep", "article", "area", "on"})
_LONGEST_NAME = 6
_TELLING = frozenset({"speech", "comma", "outcome", "number"})
_HALF_A_YEAR = timedelta(days=183)


def read_times(tokens: list[Token]) -> list[Token]:
    """Return the tokens with clock times, dates, months and years marked, so that none of them is read as a count."""
    out: list[Token] = []
    at, size = 0, len(tokens)
    while at < size:
        token = tokens[at]
        if token.kind in _STARTS:
            found, end = _time_at(tokens, at)
            if found:
                kind, value = found
                out.append(Token(kind, value, "", token.start, tokens[end - 1].end, f"times/{kind}"))
                at = end
                continue
        out.append(token)
        at += 1
    return out


def _time_at(tokens: list[Token], at: int):
    """Return ((kind, value), index after it) of the time that starts at a token, or (None, index)."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind == "numeral":
        in_words = following is not None and following.kind == "hours" and 0 < token.value <= 24
        if in_words and at and tokens[at - 1].kind == "qualifier":
            # "about two hours" lasted something, "about two in the morning" it was
            in_words = any(own.kind in (*_PHRASES, "timezone") for own in tokens[at + 2 : at + 3])
        return (("clock", (token.value % 24, 0)), at + 2) if in_words and _before_hours(tokens, at) else (None, at)
    if token.kind == "clock":
        hour, minute = re.split(r"[:.]", token.value)
        return ("clock", (int(hour), int(minute))), at + 1
    if token.kind == "digits" and _MILITARY.fullmatch(token.value):
        before = tokens[at - 1].kind if at else ""
        if (following and following.kind == "timezone") or (
            token.value[0] == "0" and before in _RANGE | {"from", "asof"}
        ):
            return ("clock", (int(token.value[:2]), int(token.value[2:]))), at + 1
    if token.kind == "hour":
        hour, minute, half = re.match(r"(\d+)(?:[:.](\d+))?\s*([ap])", token.value).groups()
        return ("clock", (int(hour) % 12 + 12 * (half == "p"), int(minute or 0))), at + 1
    # Ukrainian північ is midnight and north: "до півночі" is a time, "на півночі" is none.
    if token.kind == "midnight" and at and tokens[at - 1].kind in ("until", "from", "and", "dash"):
        return ("clock", (24, 0)), at + 1
    if token.kind == "day":
        day, month, year = (int(part) for part in _NUMERIC.match(token.value).groups())
        return ("date", (year + 2000 * (year < 100), month, day)), at + 1
    if token.kind == "month":
        if at and tokens[at - 1].kind == "word" and tokens[at - 1].value.endswith(("ого", "его")):
            return ("date", None), at + 1  # сьомого лютого: a day, whichever
        if token.form == "short" and following is not None and following.value == ".":
            at, following = at + 1, tokens[at + 2] if at + 2 < len(tokens) else None  # Dec. 5
        day = _small(following)
        if day:
            # "March 9 to 10": the night ends on the second
            last = _small(tokens[at + 3]) if at + 3 < len(tokens) and tokens[at + 2].kind in _RANGE else 0
            noun = tokens[at + 4].kind if at + 4 < len(tokens) else ""
            between = at > 0 and tokens[at - 1].kind == "from"
            ends = day < last <= 31 and (between or noun not in ("weapon", "skip", "side"))
            day, end = (last, at + 4) if ends else (day, at + 2)
            year, end = _year(tokens, end)
            return ("date", (year, token.value, day)), end
        year, end = _year(tokens, at + 1)
        return ("month", token.value), end
    day = _small(token)
    if day and following and following.kind in _RANGE and at + 2 < len(tokens) and tokens[at + 2].kind == "hour":
        half = tokens[at + 2].value.lstrip("0123456789:. ")[:1]  # "between 5 and 7 a.m."
        return ("clock", (day % 12 + 12 * (half == "p"), 0)), at + 1
    # The word of "по 10 мая" (until) and "по десять" (each) is one.
    is_range = day and following and (following.kind in _RANGE or following.kind == "each") and at + 3 < len(tokens)
    if is_range and tokens[at + 3].kind == "month" and _small(tokens[at + 2]):
        return _time_at(tokens, at + 2)
    if day and following:
        step = at + 2 if following.kind == "of" and at + 2 < len(tokens) else at + 1
        if tokens[step].kind == "month":
            year, end = _year(tokens, step + 1)
            return ("date", (year, tokens[step].value, day)), end
        if following.kind == "hours" and day <= 24:
            minute = _small(tokens[at + 2]) if at + 3 < len(tokens) and tokens[at + 3].kind == "unit" else 0
            if at == 0 or _before_hours(tokens, at):
                return ("clock", (day % 24, minute or 0)), at + (4 if minute else 2)
    is_year = token.kind == "digits" and re.fullmatch(r"\d{4}", token.value) and int(token.value) in _YEARS
    if is_year and (following is None or following.kind not in ("weapon", "skip", "side")):
        return ("year", int(token.value)), at + 1
    return None, at


def _before_hours(tokens: list[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].kind in ("prep", "qualifier", "asof", "from", "until", "on")


def _small(token: Token | None) -> int:
    """Return the day or hour that a token may name (21, 21st), 0 if none."""
    found = _SMALL.fullmatch(token.value) if token and token.kind == "digits" else None
    return int(found[1]) if found and int(found[1]) <= 59 else 0


def _year(tokens: list[Token], at: int) -> tuple[int | None, int]:
    """Return the year that stands after a month, over a comma, and the index after it."""
    step = at + 1 if at + 1 < len(tokens) and tokens[at].kind == "comma" else at
    if step < len(tokens) and tokens[step].kind == "digits":
        found = re.match(r"(\d{4})(?!\d)", tokens[step].value)
        if found and int(found[1]) in _YEARS:
            return int(found[1]), step + 1
    return None, at


def window_of(sentence: list[Token]) -> Window:
    """Return what a sentence says about when its numbers hold."""
    found: dict[str, Any] = {}
    place = None
    for at, token in enumerate(sentence):
        if token.kind in _PHRASES:
            found.setdefault("phrase", token.kind)
        elif token.kind == "date":
            # A date belongs to the clock time next to it (с 23.00 26 марта до 7.00 27 марта); else it is the day.
            own = f"{place}_day" if place and f"{place}_day" not in found else "day"
            if found.get(own) is None:
                found[own] = token.value
            place = None
        elif token.kind == "clock":
            marker = _marker(sentence, at)
            if marker == "asof":
                found["as_of"] = token.value
            elif marker == "from" and "start" not in found:
                found["start"], place = token.value, "start"
            elif "start" in found and "end" not in found and marker in ("until", "and"):
                found["end"], place = token.value, "end"
            elif "start" not in found and marker == "at" and _is_spoken(sentence, at):
                found["as_of"] = token.value  # "the mayor wrote at 3:40"
            elif "start" not in found and marker in ("at", "on"):
                found["start"], found["end"], place = token.value, token.value, None
        elif token.kind not in _AROUND_TIME:
            place = None
    return Window(**found) if found else NOTHING


def _marker(sentence: list[Token], at: int) -> str:
    """Return what the words before a clock time make of it: from, until, and, at, asof."""
    step = at - 1
    while step >= 0 and at - step < 5 and sentence[step].kind in ("date", "timezone", "qualifier", "area", "skip"):
        step -= 1
    kind = sentence[step].kind if step >= 0 else "at"
    if kind in ("from", "outof"):
        return "from"
    if kind in ("until", "and", "asof"):
        return kind
    if kind == "each":
        return "until"  # с 08.20 по 10.30
    return "asof" if kind == "on" else "until" if kind == "dash" else "at"


def _is_spoken(sentence: list[Token], at: int) -> bool:
    """Return whether a clock time is that at which somebody spoke."""
    before = [token.kind for token in sentence[max(at - _LONGEST_NAME, 0) : at]]
    return next((kind for kind in reversed(before) if kind in _TELLING), "") == "speech"


@cache
def _zone(claimant: str) -> ZoneInfo:
    return ZoneInfo(vocabulary.clock_of(claimant))


@cache
def _night(claimant: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the clock times at which the night of a bare date starts and ends for a claimant."""
    starts, ends = (vocabulary.column("claimants", name)[claimant] for name in ("night_start", "night_end"))
    return tuple(int(part) for part in starts.split(":")), tuple(int(part) for part in ends.split(":"))


@lru_cache(maxsize=1024)
def local_day(published: datetime | None, claimant: str) -> date | None:
    """Return the day of publication on the claimant's clock."""
    return published.astimezone(_zone(claimant)).date() if published else None


def real_day(day: tuple | None, near: date | None) -> date | None:
    """Return a stated day as a date; without a year, the one within half a year of `near`; None for no such day."""
    if not day or not (day[0] or near):
        return None
    year, month, number = day
    for own in (year,) if year else (near.year, near.year - 1, near.year + 1):
        try:
            found = date(own, month, number)
        except ValueError:
            continue  # 31 April, 29 February in other years than leap years
        if year or abs(found - near) <= _HALF_A_YEAR:
            return found
    return None


def resolve(window: Window, day: date, claimant: str, scope: str) -> tuple[datetime, datetime, str, datetime | None]:
    """Return (start, end, basis, as_of) in UTC of a window whose last day is `day` unless it says otherwise."""
    night_start, night_end = _night(claimant)
    if window.month or window.days:
        return (*_period(window, day, claimant), "assumed", None)
    last = real_day(window.end_day, day) or real_day(window.day, day) or day
    as_of = _instant(last, window.as_of, claimant) if window.as_of else None
    if window.start is not None:
        ends = window.end or window.as_of or night_end
        first = real_day(window.start_day, day)
        if first is None:
            first = last - timedelta(days=1) if window.start > ends else last
        start, end = _instant(first, window.start, claimant), _instant(last, ends, claimant)
        if end == start:
            end += timedelta(minutes=1)
        if end > start:
            return start, end, "stated" if window.end or window.as_of else "assumed", as_of
    if scope == "digest" and not window.phrase:
        start, end = _instant(last, (0, 0), claimant), _instant(last, (24, 0), claimant)
    elif window.phrase == "weekend":
        monday = last - timedelta(days=last.weekday())
        start, end = _instant(monday - timedelta(days=2), (0, 0), claimant), _instant(monday, (0, 0), claimant)
    elif window.phrase in _HOURS:
        start, end = (_instant(last, (hour, 0), claimant) for hour in _HOURS[window.phrase])
    else:
        start = _instant(last - timedelta(days=1), night_start, claimant)
        end = as_of or _instant(last, night_end, claimant)
    return start, end, "assumed", as_of


def _period(window: Window, day: date, claimant: str) -> tuple[datetime, datetime]:
    """Return the latest month of that name that has begun, or the days before `day`."""
    if window.days:
        return _instant(day - timedelta(days=window.days), (0, 0), claimant), _instant(day, (0, 0), claimant)
    year = day.year - (window.month > day.month)
    following = date(year + window.month // 12, window.month % 12 + 1, 1)
    return _instant(date(year, window.month, 1), (0, 0), claimant), _instant(following, (0, 0), claimant)


@lru_cache(maxsize=4096)
def _offset_day(day: date, claimant: str, hour: int, minute: int) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=_zone(claimant)) + timedelta(hours=hour, minutes=minute)
    return local.astimezone(UTC)


def _instant(day: date, clock: tuple[int, int], claimant: str) -> datetime:
    """Return the instant of a clock time; 24:00 is the end of the day."""
    return _offset_day(day, claimant, *clock)
