"""A time axis of whole periods: every night, week or month has its place, reported or not."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dronestats.charts.layout import width_of
from dronestats.charts.phrases import say
from dronestats.charts.style import Look
from dronestats.charts.words import month_name
from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.selection import nights

STEPS = ("day", "week", "month", "quarter", "year")
MOST_NIGHTS = 130  # more bars than this are thinner than a line on a page


def step_of(labels: pd.Series) -> str:
    """Return the kind of period that labels name.

    Examples
    --------
    >>> step_of(pd.Series(["2024-10", "2024-11"]))
    'month'
    """
    kinds = (
        (r"\d{4}-\d{2}-\d{2}", "day"), (r"\d{4}-W\d{2}", "week"), (r"\d{4}-Q\d", "quarter"), (r"\d{4}-\d{2}", "month"),
        (r"\d{4}", "year"), ("all", "all"),
    )  # fmt: skip
    for pattern, step in kinds:
        if labels.str.fullmatch(pattern).all():
            return step
    raise DronestatsError(
        f"period = {labels.iloc[0]!r}: periods must all be days, weeks, months, quarters or years, as "
        "interception_rates writes them"
    )


def start_of(label: str, step: str) -> pd.Timestamp:
    """Return the first day of a period."""
    if step == "week":
        return pd.Timestamp.fromisocalendar(int(label[:4]), int(label[6:]), 1)
    if step == "quarter":
        return pd.Timestamp(int(label[:4]), 3 * int(label[-1]) - 2, 1)
    return pd.Timestamp({"day": label, "month": f"{label}-01", "year": f"{label}-01-01"}[step])


def every_period(labels: pd.Series, step: str) -> list[str]:
    """Return all periods from the first to the last one, also those that the frame leaves out.

    Examples
    --------
    >>> every_period(pd.Series(["2024-11", "2025-02"]), "month")
    ['2024-11', '2024-12', '2025-01', '2025-02']
    """
    if step == "all":
        return ["all"]
    first, last = start_of(labels.min(), step), start_of(labels.max(), step)
    freq = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}[step]
    days = pd.date_range(first, last, freq=freq)
    if step == "quarter":
        return [f"{day:%Y}-Q{day.quarter}" for day in days]
    return [day.strftime({"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[step]) for day in days]


def choose_step(frame: pd.DataFrame, every: str | None) -> str:
    """Return the period of a bar: the one asked for, or nights as long as they stay apart on the page, then months."""
    if every is not None:
        must_be_one_of("every", every, STEPS)
        return every
    days = nights(frame)
    span = (pd.Timestamp(days.max()) - pd.Timestamp(days.min())).days + 1
    return "day" if span <= MOST_NIGHTS else "month"


def place_of(moment: pd.Timestamp, periods: list[str], step: str) -> float:
    """Return where the start of a day stands on an axis of numbered periods (bars are centred on whole numbers)."""
    starts = [start_of(period, step) for period in periods]
    number = max(sum(start <= moment for start in starts) - 1, 0)
    length = {"day": 1, "week": 7, "month": starts[number].days_in_month, "quarter": 91, "year": 365}[step]
    return number + (moment - starts[number]).days / length - 0.5


def draw_axis(ax: Axes, own: Look, periods: list[str], step: str, width: float) -> None:
    """Write as many period names below an axis as fit side by side.

    Parameters
    ----------
    ax : Axes
    own : Look
    periods : list of str
        Shown at 0, 1, 2 ...
    step : str
    width : float
        Width of the Axes in points.
    """
    ax.set_xlim(-0.6, len(periods) - 0.4)
    ax.tick_params(axis="x", length=0, labelsize=own.text, colors="#1a1a1a", pad=own.text * 0.45)
    if step == "all":
        ax.set_xticks([0], [say("all_time", own.language)])
        return
    starts = [start_of(period, step) for period in periods]
    names = [_name(start, step, own.language) for start in starts]
    slot = width / (len(periods) + 0.2)
    needed = max(width_of(name, own.text) for name in [*names, "2024"]) + own.text * 0.9
    shown = _shown(starts, step, needed, slot)
    labels, year = [], None
    for place in shown:
        # The year is printed once: below the first name of its own.
        head = names[place] if step != "year" else ""
        own_year = starts[place].year if step != "week" else starts[place].isocalendar().year
        labels.append(f"{head}\n{own_year}" if own_year != year and head else head or str(own_year))
        year = own_year
    ax.set_xticks(shown, labels, linespacing=1.35)


def _name(start: pd.Timestamp, step: str, language: str) -> str:
    if step == "day":
        return f"{start.day} {month_name(start.month, language)}"
    if step == "week":
        return say("week_short", language, week=start.isocalendar().week)
    if step == "quarter":
        return say("quarter_short", language, quarter=start.quarter)
    return month_name(start.month, language) if step == "month" else str(start.year)


def _shown(starts, step, needed, slot) -> list[int]:
    """Return which periods are named: those on round dates, with enough room from one to the next."""
    at_least = max(1, -(-needed // max(slot, 1e-6)))
    if step == "month":
        for months in (1, 2, 3, 6, 12, 24, 60):
            if months >= at_least:
                found = [n for n, day in enumerate(starts) if (day.year * 12 + day.month - 1) % months == 0]
                break
    elif step == "day" and 1 < at_least <= 7 and len(starts) > 9:
        found = [n for n, day in enumerate(starts) if day.weekday() == 0]
    elif step == "day" and at_least > 7:
        found = [n for n, day in enumerate(starts) if day.day == 1 or (at_least <= 14 and day.day == 16)]
    else:
        found = list(range(0, len(starts), int(at_least)))
    kept = []
    for place in found or [0]:
        if not kept or place - kept[-1] >= at_least:
            kept.append(place)
    return kept
