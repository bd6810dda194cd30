"""Counts over time: outcomes stacked to launched, and the counts of a side that states no launched."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.bins import FATES, count_bins, outcome_bins
from dronestats.charts.findings import count_noun, counts_title, incomplete_words, outcomes_title, rate_words
from dronestats.charts.periods import draw_axis
from dronestats.charts.style import (
    GRID,
    INK,
    MUTED,
    Look,
    drawing,
    ink_on,
    look,
    new_figure,
    outcome_styles,
    side_style,
)
from dronestats.charts.words import as_of, dates, number, only_one_side, outcome_name, plural, sentence, weapons, who
from dronestats.errors import must_be_one_of
from dronestats.vocabulary import ids

_PER = {"day": "each night", "week": "per week", "month": "per month", "quarter": "per quarter", "year": "per year"}
_OF = {"day": "night", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}


def plot_outcomes(
    tally: pd.DataFrame, ax: Axes | None = None, *, every: str | None = None, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw what became of the drones of each night, stacked to launched, the unaccounted part visible.

    Parameters
    ----------
    tally : DataFrame
        Tally of one side, one attack direction and one weapon class; of more than one report, of claims without
        overlaps (``ds.tally(ds.disjoint(ds.latest(claims)))``).
    ax : Axes, optional
        Where to draw. Without it the chart makes a figure with a band for notes at its foot.
    every : {None, "day", "week", "month", "quarter", "year"}
        Period of a bar. None: nights up to about four months, months beyond.
    language : {"en", "uk", "ru"}, optional
        Of outcomes and months; that of the `briefing_style` otherwise.
    title, subtitle : str, optional
        Instead of the finding and the measure written from the tally; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without rows, or where rows of several sides or weapon classes are mixed.

    Notes
    -----
    Unaccounted for is launched less all stated outcomes; it is not called hit. A report that does not state launched
    stands outlined and is never part of a complete bar. A night without a report keeps its place.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_outcomes(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]))
    >>> ax.get_title(loc="left").replace(chr(10), " ")
    "Ukraine's Air Force reports 66 of 100 drones shot down, 24 lost from radar"
    """
    only_one_side(tally, "plot_outcomes")
    bins = outcome_bins(tally, every)
    own, step = look(language), bins["step"].iloc[0]
    title = outcomes_title(tally) if title is None else title
    things = weapons(str(tally["weapon_class"].iloc[0]))
    if subtitle is None:
        # One bar has no need of "per": its date says all.
        when = dates(tally, own.language) if len(bins) == 1 else f"{_PER[step]}, {dates(tally, own.language)}"
        subtitle = f"{things.capitalize()} by what became of them, as reported by {who(tally)}, {when}"
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        handles = draw_stacks(ax, own, bins)
        single = len(bins) == 1
        if single:
            ax.set_xlim(-0.45, 0.45)
            ax.set_xticks([])
        else:
            draw_axis(ax, own, bins["period"].tolist(), step, _axis_width(ax, own, made))
        finish_values(ax, own)
        notes = [
            f"A bar adds up to the {things} reported launched. Unaccounted for: launched less every stated outcome; "
            "it is not the same as hit.",
            _coverage(bins, step),
            incomplete_words(bins, own.language),
            as_of(tally, own.language),
        ]
        _frame(
            ax, own, made, title, subtitle, notes, [] if single else handles, right=_label_room(own) if single else 0
        )
        if single:
            label_stack(ax, own, bins.iloc[0])
    return ax


def draw_stacks(ax: Axes, own: Look, bins: pd.DataFrame, width: float | None = None) -> list:
    """Draw the bars of `outcome_bins` and return the handles of a legend."""
    many = len(bins) > 60
    width = width or (0.56 if len(bins) == 1 else 1.0 if many else 0.82)
    places = range(len(bins))
    base = pd.Series(0.0, index=bins.index)
    handles = []
    line = own.text / 9.5
    for name, style in outcome_styles().items():
        values = bins[name].astype("Float64").astype(float)
        if not (values > 0).any():
            continue
        hatched = bool(style["hatch"])
        look_of = {
            "facecolor": style["colour"],
            "hatch": style["hatch"] or None,
            # The hatch takes the colour of the edge.
            "edgecolor": MUTED if hatched else "white",
            "linewidth": 0 if many else (0.6 if hatched else 0.4) * line,
        }
        _bars(ax, values, width, base, label=outcome_name(name, own.language), **look_of)
        base = base + values.fillna(0)
        handles.append(Patch(label=outcome_name(name, own.language), **{**look_of, "linewidth": 0.6 * line}))
    alone = bins["stopped_only"].astype("Float64").astype(float)
    if (alone > 0).any():
        look_of = {
            "facecolor": "#f4f4f4",
            "edgecolor": INK,
            "linestyle": (0, (2, 1.4)),
            "linewidth": (0.5 if many else 0.9) * line,
        }
        label = {"en": "stopped, launched not stated", "uk": "зупинено, запуски не вказано",
                 "ru": "остановлено, запуски не указаны"}[own.language]  # fmt: skip
        _bars(ax, alone, width, base, label=label, **look_of)
        handles.append(Patch(label=label, **look_of))
    for place, row in zip(places, bins.itertuples(), strict=True):
        if not pd.isna(row.over):
            ax.plot(
                [place - width / 2, place + width / 2], [row.launched] * 2, color=INK, linewidth=1.4 * line, zorder=3
            )
    handles += mark_absent(ax, own, bins[["n_complete", "n_incomplete", "n_none"]].sum(axis=1) == 0)
    return handles


def _bars(ax: Axes, values: pd.Series, width: float, base: pd.Series, **look_of) -> None:
    """Draw the bars that have a height: one of none would still draw its edge, a line that stands for nothing."""
    some = (values > 0).to_numpy()
    places = np.arange(len(values))[some]
    ax.bar(places, values[some], width, bottom=base[some], zorder=2, **look_of)


def mark_absent(ax: Axes, own: Look, absent: pd.Series) -> list:
    """Mark periods without any report on the zero line: absent is not zero."""
    if not absent.any() or len(absent) > 200:
        return []
    label = {"en": "no report here", "uk": "звіту тут немає", "ru": "отчёта здесь нет"}[own.language]
    mark = {"marker": "x", "linestyle": "none", "color": "#767676", "markersize": own.text * 0.38}
    ax.plot(
        [n for n, none in enumerate(absent) if none],
        [0] * int(absent.sum()),
        clip_on=False,
        zorder=4,
        label=label,
        **mark,
    )
    return [Line2D([], [], label=label, **mark)]


def label_stack(ax: Axes, own: Look, row: pd.Series, right: float = 0.28, room: float | None = None) -> None:
    """Write the name and number of each part beside a single stack.

    Parameters
    ----------
    ax : Axes
    own : Look
    row : Series
        Of `outcome_bins`.
    right : float
        Where the stack ends on the axis.
    room : float, optional
        Longest line in points; free without it.
    """
    parts, base = [], 0.0
    for name in outcome_styles():
        if not pd.isna(row[name]) and row[name] > 0:
            text = f"{number(row[name], own.language)} {outcome_name(name, own.language)}"
            if name == "unaccounted" and not pd.isna(row["hit_at_least"]):
                text += f",\nof which at least {number(row['hit_at_least'], own.language)} hit"
            parts.append((base + float(row[name]) / 2, text))
            base += float(row[name])
    if not pd.isna(row["stopped_only"]) and row["stopped_only"] > 0:
        text = f"{number(row['stopped_only'], own.language)} stopped,\nlaunched not stated"
        parts.append((base + float(row["stopped_only"]) / 2, text))
    if room is not None:
        parts = [(place, layout.wrap(text, room, own.text)) for place, text in parts]
    low, high = ax.get_ylim()
    unit = (high - low) / layout.height_in_points(ax)
    line = own.text * layout.SPACING * unit
    # A label of two lines needs the room of two: places are those of the single lines.
    lines = [place for place, text in parts for _ in text.split("\n")]
    spread = iter(layout.spread(lines, line * 1.04, low + line, high))
    for place, text in parts:
        rows = text.split("\n")
        slots = [next(spread) for _ in rows]
        middle = sum(slots) / len(slots)
        ax.annotate(
            text, xy=(right, place), xytext=(own.text * 1.6, (middle - place) / unit), textcoords="offset points",
            va="center", ha="left", size=own.text, color=INK, linespacing=layout.SPACING * 0.9, annotation_clip=False,
            parse_math=False,
            arrowprops={
                "arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 2, "shrinkB": 1, "relpos": (0, 0.5),
            },
        )  # fmt: skip


def plot_counts(
    tally: pd.DataFrame, ax: Axes | None = None, *, outcome: str = "intercepted", every: str | None = None,
    language: str | None = None, title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw one count per night or month of one side, and say where no rate exists.

    Parameters
    ----------
    tally : DataFrame
        As for `plot_outcomes`.
    ax : Axes, optional
    outcome : str
        Row of ``outcomes.csv``. ``intercepted``: all that was stopped as stated (intercepted, or destroyed and lost).
    every : {None, "day", "week", "month", "quarter", "year"}
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        As `plot_outcomes`, and for an outcome that is not in the list.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_counts(ds.tally(claims[claims["report_id"] == "ru-2024-10-28"]))
    >>> [float(bar.get_height()) for bar in ax.patches]
    [21.0]
    """
    only_one_side(tally, "plot_counts")
    must_be_one_of("outcome", outcome, ids("outcomes"))
    bins = count_bins(tally, outcome, every)
    own, step = look(language), bins["step"].iloc[0]
    title = counts_title(tally, outcome) if title is None else title
    things = weapons(str(tally["weapon_class"].iloc[0]))
    if subtitle is None:
        when = dates(tally, own.language) if len(bins) == 1 else f"{_PER[step]}, {dates(tally, own.language)}"
        subtitle = sentence(f"{things.capitalize()} reported {count_noun(outcome)}, {when}.", rate_words(tally))
    colour = side_style(str(tally["claimant"].iloc[0]))["colour"]
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        handles = _draw_counts(ax, own, bins, colour)
        if len(bins) == 1:
            ax.set_xlim(-1.2, 1.2)
            ax.set_xticks([])
        else:
            draw_axis(ax, own, bins["period"].tolist(), step, _axis_width(ax, own, made))
        finish_values(ax, own)
        silent = int(bins["n_none"].sum())
        notes = [
            "Stopped: one figure for all that was destroyed or intercepted, or those destroyed (and lost) where they "
            "are stated apart." if outcome == "intercepted" else "",
            _coverage(bins, step),
            f"{plural(silent, 'report gives', 'reports give')} no such number." if silent else "",
            as_of(tally, own.language),
        ]  # fmt: skip
        _frame(ax, own, made, title, subtitle, notes, handles if len(handles) > 1 else [])
    return ax


def _draw_counts(ax: Axes, own: Look, bins: pd.DataFrame, colour: str) -> list:
    many = len(bins) > 60
    width = 0.44 if len(bins) == 1 else 1.0 if many else 0.82
    places, line = range(len(bins)), own.text / 9.5
    count = bins["count"].astype("Float64").astype(float)
    least = bins["at_least"].astype("Float64").astype(float)
    bars = ax.bar(places, count.fillna(0), width, color=colour, label="as stated", zorder=2, linewidth=0)
    handles = [Patch(facecolor=colour, label="as stated")]
    if (least > 0).any():
        look_of = {"facecolor": "white", "edgecolor": colour, "hatch": "....", "linewidth": 0.8 * line}
        label = 'at least (worded without a figure, or "more than")'
        _bars(ax, least, width, count.fillna(0), label=label, **look_of)
        handles.append(Patch(label=label, **look_of))
    if len(bins) <= 12:
        for bar, place, low in zip(bars, places, least.fillna(0), strict=True):
            total = bar.get_height() + low
            if total:
                ax.annotate(
                    number(total, own.language), (place, total), (0, own.text * 0.3), textcoords="offset points",
                    ha="center", va="bottom", size=own.text, color=INK,
                )  # fmt: skip
    handles += mark_absent(ax, own, bins["n_reports"].isna())
    return handles


def finish_values(ax: Axes, own: Look) -> None:
    """Set the value axis: from zero, whole numbers, a light grid."""
    top = max([ax.dataLim.y1, 1.0])
    ax.set_ylim(0, top * 1.06)
    ax.yaxis.get_major_locator().set_params(integer=True, nbins=6)
    ax.yaxis.set_major_formatter(lambda value, _: number(value, own.language))
    ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.grid(visible=False, axis="x")
    ax.set_axisbelow(True)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=MUTED, linewidth=0.8)


def _axis_width(ax: Axes, own: Look, made: bool) -> float:
    if not made:
        return layout.width_in_points(ax)
    return ax.figure.get_size_inches()[0] * 72 - 2 * layout.margin(own) - own.text * 4


def _label_room(own: Look) -> float:
    return own.text * 17


def _frame(ax, own, made, title, subtitle, notes, handles, right=0.0) -> None:
    """Put heading, legend and notes around the drawn Axes."""
    notes = [note for note in notes if note]
    if made:
        layout.arrange([ax], own, title, subtitle, notes, handles, right=right)
    else:
        layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))


def _coverage(bins: pd.DataFrame, step: str) -> str:
    """Return how many of the periods shown have a report."""
    known = [name for name in ("n_complete", "n_incomplete", "n_silent", "n_reports", "n_none") if name in bins]
    reported = int((bins[known].sum(axis=1) > 0).sum())
    if len(bins) == 1:
        return ""
    return f"{number(reported)} of the {plural(len(bins), _OF[step])} shown have a report in this data."


__all__ = ["FATES", "ink_on", "plot_counts", "plot_outcomes"]
