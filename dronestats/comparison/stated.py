"""A figure as someone printed it: its number, its unit, and the range of values that its rounding allows."""

from __future__ import annotations

import calendar
import math
import re
from typing import NamedTuple

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.windows import parse_stamp

PRECISIONS = ("exact", "rounded", "about", "at_least", "more_than", "up_to")
WORDS = {
    "about": "about", "around": "about", "nearly": "about", "almost": "about", "some": "about", "~": "about",
    "more than": "more_than", "over": "more_than", "at least": "at_least", "up to": "up_to",
}  # fmt: skip
_FIGURE = re.compile(r"(?P<words>[a-z ]+|~)?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<percent>%|percent|per cent)?", re.I)
_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Stated(NamedTuple):
    """A printed figure: value (share or number), the range that its rounding allows, whether a percentage, its text."""

    value: float
    low: float
    high: float
    is_percent: bool
    text: str


def read_stated(stated: str | float, precision: str | None = None) -> Stated:
    """Return a printed figure with the range of values that it stands for.

    Parameters
    ----------
    stated : str or number
        ``"88%"``, ``"almost 81 %"``, ``"5,298"``; a number is a total, or a share if it is a fraction from 0 to 1.
    precision : {"exact", "rounded", "about", "at_least", "more_than", "up_to"}, optional
        By default what the words say; a number without words is exact, a percentage rounded.

    Notes
    -----
    A percentage stands for half a unit of its last digit either way, "about" for a whole one. In a total the last
    digit that is not 0 counts.

    Examples
    --------
    >>> read_stated("88%")[:3]
    (0.88, 0.875, 0.885)
    >>> read_stated("about 4,300")[:3], read_stated(1077)[:3]
    ((4300.0, 4200.0, 4400.0), (1077.0, 1077.0, 1077.0))
    """
    if isinstance(stated, float) and 0 <= stated <= 1 and not stated.is_integer():
        stated = f"{100 * stated:.10g}%"
    text = f"{stated:.10g}" if isinstance(stated, int | float) else " ".join(str(stated).split())
    found = _FIGURE.fullmatch(text)
    words = found["words"].strip().lower() if found and found["words"] else ""
    if not found or (words and words not in WORDS):
        raise DronestatsError(f'{stated!r} is no figure; write "88%", "about 81%", "5,298" or "more than 2,000"')
    number, is_percent = found["number"].replace(",", ""), bool(found["percent"])
    precision = precision or WORDS.get(words) or ("rounded" if is_percent else "exact")
    must_be_one_of("precision", precision, PRECISIONS)
    value, decimals = float(number), len(number.partition(".")[2])
    if is_percent:
        if value > 100:
            raise DronestatsError(f"{stated!r} is more than 100 %")
        unit = 10.0**-decimals
    else:
        digits = number.rstrip("0") if not decimals and value else number
        unit = 10.0 ** (len(number) - len(digits)) if precision in ("about", "rounded") else 0.0
    either = {"exact": unit / 2, "rounded": unit / 2, "about": unit}.get(precision, 0.0)
    low, high = value - either, value + either
    if precision in ("at_least", "more_than"):
        high = math.inf
    elif precision == "up_to":
        low = 0.0
    scale = 100 if is_percent else 1
    shown = f"{number} %" if is_percent else f"{float(number):,.10g}"
    told = f"{words} {shown}".strip()
    return Stated(value / scale, round(low / scale, 12), round(high / scale, 12), is_percent, told)


def as_rounded(stated: Stated) -> Stated:
    """Return a bare number as one that its last digit rounds: a mean is hardly ever whole.

    Examples
    --------
    >>> as_rounded(read_stated(92))[:3], as_rounded(read_stated("92.3"))[:3]
    ((92.0, 91.5, 92.5), (92.3, 92.25, 92.35))
    """
    if stated.low != stated.high:
        return stated
    either = 10.0 ** -len(stated.text.partition(".")[2]) / 2
    return stated._replace(low=round(stated.value - either, 12), high=round(stated.value + either, 12))


def fits(stated: Stated, value: float) -> bool:
    """Return whether a value is within what the figure stands for; a value at the upper edge rounds to it, too."""
    return stated.low - 1e-12 <= value <= stated.high + 1e-12


def read_period(period: str | tuple[str, str]) -> tuple[str, str]:
    """Return first and last day of a month, a year, a day, or a pair of days.

    Examples
    --------
    >>> read_period("2025-02"), read_period("2024"), read_period(("2024-01-01", "2024-06-25"))
    (('2025-02-01', '2025-02-28'), ('2024-01-01', '2024-12-31'), ('2024-01-01', '2024-06-25'))
    """
    if not isinstance(period, str):
        start, end = period
    elif not _PERIOD.fullmatch(period):
        raise DronestatsError(f"{period!r} is no period; write 2025-07, 2025, 2025-07-13 or a pair of days")
    elif len(period) == 4:
        start, end = f"{period}-01-01", f"{period}-12-31"
    elif len(period) == 7:
        year, month = (int(part) for part in period.split("-"))
        if not 1 <= month <= 12:
            raise DronestatsError(f"{period!r} is no month; write 2025-07")
        start, end = f"{period}-01", f"{period}-{calendar.monthrange(year, month)[1]}"
    else:
        start = end = period
    for day in (start, end):
        parse_stamp(day, "UTC")
    if end < start:
        raise DronestatsError(f"the last day ({end}) comes before the first ({start})")
    return start, end


def period_text(start: str, end: str) -> str:
    """Return a period in words: ``July 2025``, ``2024``, ``2024-01-01 to 2024-06-25``.

    Examples
    --------
    >>> period_text("2025-07-01", "2025-07-31"), period_text("2025-07-01", "2025-07-11")
    ('July 2025', '2025-07-01 to 2025-07-11')
    """
    if (start, end) == read_period(start[:7]):
        return f"{calendar.month_name[int(start[5:7])]} {start[:4]}"
    if (start, end) == read_period(start[:4]):
        return start[:4]
    return start if start == end else f"{start} to {end}"
