"""Rates over time: what is reported, what is possible, and where the way of counting changes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.findings import rates_title
from dronestats.charts.periods import draw_axis, every_period, place_of, step_of
from dronestats.charts.phrases import say
from dronestats.charts.style import GRID, INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import (
    capital,
    definition_words,
    in_language,
    only_one_side,
    percent,
    period_name,
    printed,
    weapons,
    who,
)
from dronestats.vocabulary import column, table

TOP = 1.0
SHADE = "#f5f5f3"  # of the time under another way of counting
LABEL_BAND = 0.2  # room above 100 % for the names of breaks
LABEL_LINES = 3  # lines that this room holds; a longer name stands in the notes
RIGHT = 4  # room right of the Axes, in sizes of the text


def plot_rates(
    rates: pd.DataFrame, ax: Axes | None = None, *, intervals: pd.DataFrame | None = None, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw rates by period with what is possible, gaps where there is none, and the changes of counting named.

    Parameters
    ----------
    rates : DataFrame
        Rows of one side, weapon class and definition from `interception_rates` with ``every`` (one row a period).
    ax : Axes, optional
    intervals : DataFrame, optional
        Rows of the same side, weapon class, definition and kind of period from `pool_rates`: what is likely (their
        ``low`` to ``high``, the unit the night) is drawn as a thin line with caps beside what is possible.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the rates; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without rows, or where sides, weapon classes or definitions are mixed.

    Notes
    -----
    The time after every other change of counting is shaded. A line joins neighbouring periods only. Where a definition
    means something else after a change of counting (every one but ``interception`` and ``neutralised``), no line
    crosses the change. A period with reports and no rate has a mark on the zero line and no point: absent is not zero.

    Examples
    --------
    >>> import dronestats as ds
    >>> rates = ds.interception_rates(ds.load_claims(), every="month")
    >>> own = rates[(rates["claimant"] == "Ukraine") & (rates["defender"] == "Ukraine")]
    >>> ax = ds.plot_rates(own[own["weapon_class"] == "drone"])
    >>> [float(end) for end in ax.get_ylim()]
    [0.0, 1.2]
    """
    only_one_side(rates, "plot_rates", ("definition",))
    rates = rates.sort_values("period", kind="stable").reset_index(drop=True)
    own = look(language)
    step = step_of(rates["period"])
    periods = every_period(rates["period"], step)
    places = rates["period"].map({period: place for place, period in enumerate(periods)})
    title = rates_title(rates, own.language) if title is None else title
    definition = str(rates["definition"].iloc[0])
    if subtitle is None:
        name, words = capital(printed(definition, own.language)), definition_words(definition, own.language)
        subtitle = say("rates_subtitle", own.language, name=name, words=words, who=who(rates, own.language))
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        handles = _draw_rates(ax, own, rates, places, definition)
        if intervals is not None:
            handles += _draw_intervals(ax, own, rates, intervals, places)
        paper = ax.figure.get_size_inches()[0] * 72
        width = paper - 2 * layout.margin(own) - own.text * 8 if made else layout.width_in_points(ax)
        draw_axis(ax, own, periods, step, width)
        _finish(ax, own)
        _mark_breaks(ax, own, rates, periods, step, width, own.text * RIGHT if made else 0)
        # Where the band has room for the day alone, the words are here.
        notes = [note for note in _notes(rates, definition, own.language) if note]
        notes += [
            say("break_note", own.language, change=words) for _, words in breaks(rates, periods, step, own.language)
        ]
        if made:
            layout.arrange([ax], own, title, subtitle, notes, handles, right=own.text * RIGHT)
        else:
            layout.head(ax, own, title, subtitle, handles, width=width)
    return ax


def _draw_rates(ax: Axes, own: Look, rates: pd.DataFrame, places: pd.Series, definition: str) -> list:
    """Draw points, the lines between neighbours, the possible range, and marks for periods without a rate."""
    style, line = side_style(str(rates["claimant"].iloc[0])), own.text / 9.5
    many = len(rates) > 60
    rate = rates["rate"].astype("Float64").astype(float)
    low, high = (rates[name].astype("Float64").astype(float) for name in ("low", "high"))
    known = rate.notna()
    ways = rates["regime"].fillna("")
    comparable = "|" in column("definitions", "numerator").get(definition, "")
    for first, second in zip(rates.index[known][:-1], rates.index[known][1:], strict=True):
        neighbours = places[second] - places[first] == 1
        same_way = comparable or ways[first] == ways[second]
        if neighbours and same_way:
            ax.plot(
                places[[first, second]], rate[[first, second]], color=style["colour"], linewidth=1.2 * line, zorder=3
            )
    shown = known & (high > low)
    ax.vlines(
        places[shown], low[shown], high[shown], color=style["colour"], alpha=0.32, zorder=2,
        linewidth=(1.5 if many else 6) * line,
    )  # fmt: skip
    size = own.text * (0.3 if many else 0.62)
    point = {"linestyle": "none", "marker": style["marker"], "markersize": size, "color": style["colour"]}
    ax.plot(places[known], rate[known], zorder=4, **point)
    silent = places[~known]
    mark = {"linestyle": "none", "marker": "x", "markersize": own.text * 0.38, "color": "#767676"}
    ax.plot(silent, [0] * len(silent), clip_on=False, **mark)
    if known.any():
        last = rates.index[known][-1]
        ax.annotate(
            percent(rate[last], own.language), (places[last], rate[last]), (own.text * 0.7, 0),
            textcoords="offset points", ha="left", va="center", size=own.text, color=INK, fontweight="bold",
            annotation_clip=False,
        )  # fmt: skip
    handles = [Line2D([], [], label=say("rate_reported", own.language), **point)]
    if shown.any():
        handles.append(Patch(facecolor=style["colour"], alpha=0.32, label=say("possible", own.language)))
    if len(silent):
        handles.append(Line2D([], [], label=say("no_rate", own.language), **mark))
    return handles


def _draw_intervals(
    ax: Axes, own: Look, rates: pd.DataFrame, intervals: pd.DataFrame, places: pd.Series
) -> list[Line2D]:
    """Draw what is likely, period by period, and return its handle; none where no period has an interval."""
    only_one_side(intervals, "plot_rates: intervals", ("definition",))
    found = intervals[(intervals["kind"] == "interval") & intervals["low"].notna() & intervals["high"].notna()]
    found = found.drop_duplicates("period").set_index("period")[["low", "high", "level"]]
    shown = rates[["period"]].join(found, on="period", how="inner")
    if shown.empty:
        return []
    low, high = (shown[name].astype("Float64").astype(float) for name in ("low", "high"))
    look_of = {"color": INK, "linewidth": own.text * 0.09}
    ax.vlines(places[shown.index], low, high, zorder=3.5, gid="intervals", **look_of)
    for ends in (low, high):
        ax.plot(places[shown.index], ends, linestyle="none", marker="_", markersize=own.text * 0.5, zorder=3.5,
                markeredgewidth=own.text * 0.09, color=INK)  # fmt: skip
    level = percent(shown["level"].iloc[0], own.language, 0)
    return [Line2D([], [], label=say("likely", own.language, level=level), **look_of)]


def _finish(ax: Axes, own: Look) -> None:
    ax.set_ylim(0, TOP + LABEL_BAND)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    ax.yaxis.set_major_formatter(lambda value, _: percent(value, own.language, 0))
    ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.grid(visible=False, axis="x")
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=MUTED, linewidth=0.8)


def breaks(rates: pd.DataFrame, periods: list[str], step: str, language: str = "en") -> list[tuple[float, str]]:
    """Return where on the axis the way of counting changes, and its words.

    Parameters
    ----------
    rates : DataFrame
        Of one side and weapon class.
    periods : list of str
        Shown at 0, 1, 2 ...
    step : str
        What the periods are (`periods.step_of`).
    language : {"en", "uk", "ru"}
    """
    bodies = {body for bodies in rates["claimant_body"].dropna() for body in str(bodies).split("; ")}
    rules = table("regimes")
    own = rules[rules["claimant_body"].isin(bodies) & rules["weapon_class"].isna()].sort_values("start")
    found = []
    for rule in own.iloc[1:].itertuples():
        place = place_of(pd.Timestamp(rule.start), periods, step)
        if step != "all" and -0.5 < place < len(periods) - 0.5:
            words = getattr(rule, in_language("words", language)).split(" (")[0]
            found.append((place, f"{period_name(rule.start, language)}: {words}"))
    return found


def _mark_breaks(
    ax: Axes, own: Look, rates: pd.DataFrame, periods: list[str], step: str, width: float, right: float
) -> None:
    """Draw a line for each change of counting, with its words in the band above 100 %."""
    changes = breaks(rates, periods, step, own.language)
    slot = width / (len(periods) + 0.2)
    # Words stand right of their line, over the time that they are about; a figure of its own has room at its right.
    ends = [*(place for place, _ in changes[1:]), len(periods) - 0.4 + right / slot]
    for number, ((place, words), end) in enumerate(zip(changes, ends, strict=False)):
        if number % 2 == 0:
            edge = changes[number + 1][0] if number + 1 < len(changes) else len(periods) - 0.4
            ax.axvspan(place, edge, ymax=TOP / (TOP + LABEL_BAND), color=SHADE, linewidth=0, zorder=0)
        ax.plot([place, place], [0, TOP + LABEL_BAND], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        room = max((end - place) * slot - own.text, own.text * 3)
        text = layout.wrap(words, room, own.note)
        if text.count("\n") >= LABEL_LINES:
            day = words.split(": ")[0]
            text = day if layout.width_of(day, own.note) <= room else ""
        ax.annotate(
            text, (place, TOP + LABEL_BAND), (own.text * 0.4, 0), textcoords="offset points", ha="left", va="top",
            size=own.note, color=MUTED, linespacing=1.15, annotation_clip=False,
        )  # fmt: skip


def _notes(rates: pd.DataFrame, definition: str, language: str) -> list[str]:
    things = weapons(str(rates["weapon_class"].iloc[0]), language)
    used, dropped = rates[rates["rate"].notna()], int(rates["n_dropped"].sum())
    limits = column("definitions", in_language("limits", language)).get(definition, "")
    return [
        say("sum_note", language, things=things, nights=int(used["n_nights"].sum()), launched=used["n"].sum()),
        say("possible_note", language) if (rates["high"] > rates["low"]).any() else "",
        say("dropped_note", language, n=dropped) if dropped else "",
        f"{capital(limits)}." if limits else "",
    ]
