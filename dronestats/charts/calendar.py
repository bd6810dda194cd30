"""Counts night by night as a calendar: a square a night, a row of weeks a year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from dronestats.charts import layout
from dronestats.charts.bins import count_bins
from dronestats.charts.findings import calendar_title, count_noun
from dronestats.charts.phrases import say
from dronestats.charts.shades import classes, shade, shade_names
from dronestats.charts.style import INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import capital, month_name, only_one_side, weapons
from dronestats.errors import must_be_one_of
from dronestats.vocabulary import ids

YEAR = 8.6  # rows from one year to the next: seven days, and room for the months
LARGEST = 26  # points of a square


def plot_calendar(
    tally: pd.DataFrame, ax: Axes | None = None, *, outcome: str = "launched", language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw one count of one side, a square a night.

    Parameters
    ----------
    tally : DataFrame
        As for `plot_outcomes`.
    ax : Axes, optional
    outcome : str
        Row of ``outcomes.csv``; ``intercepted`` as for `plot_counts`.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the tally; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        As `plot_counts`.

    Notes
    -----
    A night stands on the day on which its window ends. A night without a report is an empty square, one whose report
    gives no figure has a cross; 0 is a figure.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> tally = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    >>> ax = ds.plot_calendar(tally)
    >>> [label.get_text() for label in ax.get_yticklabels()][:1]
    ['2024  Mon']
    """
    only_one_side(tally, "plot_calendar")
    must_be_one_of("outcome", outcome, ids("outcomes"))
    own = look(language)
    bins = count_bins(tally, outcome, "day")
    title = calendar_title(tally, outcome, own.language) if title is None else title
    if subtitle is None:
        things = weapons(str(tally["weapon_class"].iloc[0]), own.language)
        noun = count_noun(outcome, own.language)
        subtitle = say("calendar_subtitle", own.language, things=capital(things), noun=noun)
    colour = side_style(str(tally["claimant"].iloc[0]))["colour"]
    limits = classes(bins["count"])
    with drawing(own):
        made = ax is None
        days = _places(bins["period"])
        years = days["year"].nunique()
        size = own.size
        ax = new_figure(own, size).add_subplot() if made else ax
        handles = _draw(ax, own, bins, days, limits, colour)
        _axes(ax, own, days)
        covered = int(((bins["n_reports"] > 0) | (bins["n_none"] > 0)).sum())
        notes = [say("coverage_day", own.language, n=covered, total=len(bins))]
        if made:
            least = years * YEAR * own.text * 0.8
            layout.arrange([ax], own, title, subtitle, notes, handles, least=least)
        else:
            layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))
        _keep_square(ax, days)
    return ax


def _places(periods: pd.Series) -> pd.DataFrame:
    """Return year, column (week) and row (weekday, Monday 0) of each day; one year begins with its first week shown."""
    moments = pd.to_datetime(periods.astype("str"))
    first = pd.to_datetime(moments.dt.year.astype(str) + "-01-01")
    week = ((moments - first).dt.days + first.dt.day_of_week) // 7
    is_one_year = moments.dt.year.nunique() == 1
    return pd.DataFrame(
        {
            "moment": moments, "year": moments.dt.year, "week": week - (week.min() if is_one_year else 0),
            "row": moments.dt.day_of_week + (moments.dt.year - moments.dt.year.min()) * YEAR,
        }
    )  # fmt: skip


def _draw(ax: Axes, own: Look, bins: pd.DataFrame, days: pd.DataFrame, limits: list[int], colour: str) -> list:
    known = bins["count"].notna()
    squares, colours = [], []
    for (_, day), count, has in zip(days.iterrows(), bins["count"], known, strict=True):
        squares.append(Rectangle((day["week"] + 0.06, day["row"] + 0.06), 0.88, 0.88))
        colours.append(shade(count, limits, colour) if has else "#ffffff")
    ax.add_collection(PatchCollection(squares, facecolors=colours, edgecolors="#c9c9c9", linewidths=0.5))
    worded = ~known & ((bins["n_reports"] > 0) | (bins["n_none"] > 0))
    mark = {"linestyle": "none", "marker": "x", "color": MUTED, "markersize": own.text * 0.38}
    ax.plot(days["week"][worded] + 0.5, days["row"][worded] + 0.5, **mark)
    handles = [Patch(facecolor=shade(low, limits, colour), edgecolor="#c9c9c9", label=name)
               for low, name in shade_names(limits, own.language)] if known.any() else []  # fmt: skip
    if worded.any():
        handles.append(Line2D([], [], label=say("calendar_worded", own.language), **mark))
    if (bins["n_reports"].isna() & bins["n_none"].isna()).any():
        handles.append(Patch(facecolor="white", edgecolor="#c9c9c9", label=say("no_report", own.language)))
    return handles


def _axes(ax: Axes, own: Look, days: pd.DataFrame) -> None:
    """Name weekdays and years at the left, months above their first week."""
    names = say("weekdays", own.language).split()
    first = int(days["year"].min())
    places, labels = [], []
    for year in sorted(days["year"].unique()):
        for weekday in (0, 3, 6):
            places.append(weekday + (year - first) * YEAR + 0.5)
            labels.append(f"{year}  {names[weekday]}" if weekday == 0 else names[weekday])
    ax.set_yticks(places, labels)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0, labelsize=own.note, colors=INK)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    last = None
    for (year, month), part in days.groupby(["year", days["moment"].dt.month], sort=True):
        place = float(part["week"].min()) + (0.0 if int(part["moment"].min().day) == 1 else 0.5)
        if last is None or last[0] != year or place - last[1] >= 3.4:
            ax.text(place, (year - first) * YEAR - 0.25, month_name(month, own.language), ha="left", va="bottom",
                    size=own.note, color=MUTED)  # fmt: skip
            last = (year, place)


def _keep_square(ax: Axes, days: pd.DataFrame) -> None:
    """Set the limits so that a night is a square, no larger than `LARGEST`, from the upper left."""
    wide, high = layout.width_in_points(ax), layout.height_in_points(ax)
    columns = max(float(days["week"].max()) + 1, 4)
    rows = float(days["row"].max() - days["row"].min()) // YEAR * YEAR + 7
    top = -1.6
    side = min(wide / columns, high / (rows - top), LARGEST)
    ax.set_xlim(0, wide / side)
    ax.set_ylim(top + high / side, top)
