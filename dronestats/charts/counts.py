"""Counts over time: outcomes stacked to launched, and the counts of a side that states no launched."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.bins import count_bins, outcome_bins
from dronestats.charts.findings import count_noun, counts_title, incomplete_words, outcomes_title, rate_words
from dronestats.charts.periods import draw_axis
from dronestats.charts.phrases import number, say
from dronestats.charts.stacks import draw_bars, draw_stacks, finish_values, label_stack, mark_absent
from dronestats.charts.style import INK, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import as_of, capital, dates, only_one_side, sentence, weapons, who
from dronestats.errors import must_be_one_of
from dronestats.vocabulary import ids


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
    title = outcomes_title(tally, own.language) if title is None else title
    things = weapons(str(tally["weapon_class"].iloc[0]), own.language)
    if subtitle is None:
        speaker = who(tally, own.language)
        subtitle = say(
            "outcomes_subtitle", own.language, things=capital(things), who=speaker, when=_when(tally, bins, own)
        )
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
            say("stack_note", own.language, things=things),
            _coverage(bins, step, own.language),
            incomplete_words(bins, own.language),
            as_of(tally, own.language),
        ]
        _frame(
            ax, own, made, title, subtitle, notes, [] if single else handles, right=_label_room(own) if single else 0
        )
        if single:
            label_stack(ax, own, bins.iloc[0])
    return ax


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
    title = counts_title(tally, outcome, own.language) if title is None else title
    things = weapons(str(tally["weapon_class"].iloc[0]), own.language)
    if subtitle is None:
        noun = count_noun(outcome, own.language)
        counted = say("counts_subtitle", own.language, things=capital(things), noun=noun, when=_when(tally, bins, own))
        subtitle = sentence(counted, rate_words(tally, own.language))
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
            say("stopped_note", own.language) if outcome == "intercepted" else "",
            _coverage(bins, step, own.language),
            say("no_such_number", own.language, n=silent) if silent else "",
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
    stated = say("as_stated", own.language)
    bars = ax.bar(places, count.fillna(0), width, color=colour, label=stated, zorder=2, linewidth=0)
    handles = [Patch(facecolor=colour, label=stated)]
    if (least > 0).any():
        look_of = {"facecolor": "white", "edgecolor": colour, "hatch": "....", "linewidth": 0.8 * line}
        label = say("at_least_bar", own.language)
        draw_bars(ax, least, width, count.fillna(0), label=label, **look_of)
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


def _when(tally: pd.DataFrame, bins: pd.DataFrame, own: Look) -> str:
    """Return the dates, and what a bar is; one bar has no need of that: its date says all."""
    days = dates(tally, own.language)
    return days if len(bins) == 1 else f"{say('per_' + bins['step'].iloc[0], own.language)}, {days}"


def _coverage(bins: pd.DataFrame, step: str, language: str) -> str:
    """Return how many of the periods shown have a report."""
    known = [name for name in ("n_complete", "n_incomplete", "n_silent", "n_reports", "n_none") if name in bins]
    reported = int((bins[known].sum(axis=1) > 0).sum())
    if len(bins) == 1:
        return ""
    return say(f"coverage_{step}", language, n=reported, total=len(bins))
