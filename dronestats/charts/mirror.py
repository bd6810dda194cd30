"""Both sides by date: one above and one below the line, on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.bins import STOPPED, outcome_bins
from dronestats.charts.findings import sides_of, sides_title
from dronestats.charts.periods import choose_step, draw_axis, every_period
from dronestats.charts.phrases import number, say
from dronestats.charts.style import GRID, INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import capital, dates, printed, weapons


def plot_mirror(
    tally: pd.DataFrame, ax: Axes | None = None, *, every: str | None = None, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw what each side reports of the drones sent at it, by date.

    Parameters
    ----------
    tally : DataFrame
        Tally of one weapon class; the rows in which a side speaks of attacks on itself are drawn, of two sides at most.
    ax : Axes, optional
    every : {None, "day", "week", "month", "quarter", "year"}
        As for `plot_outcomes`.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the tally; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without a side that speaks of attacks on itself, or with several weapon classes or more than two sides.

    Notes
    -----
    Filled: stopped as stated. Outlined: launched, where it is stated. The halves tell of different attacks.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_mirror(ds.tally(claims[claims["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]))
    >>> {bar.get_gid(): float(bar.get_height()) for bar in ax.patches}
    {'Ukraine launched': 100.0, 'Ukraine stopped': 90.0, 'Russia stopped': -21.0}
    """
    sides = sides_of(tally, "plot_mirror")
    own = look(language)
    both = pd.concat(sides)
    step = choose_step(both, every)
    title = sides_title(sides, own.language) if title is None else title
    if subtitle is None:
        things = capital(weapons(str(both["weapon_class"].iloc[0]), own.language))
        subtitle = say("mirror_subtitle", own.language, things=things, when=dates(both, own.language))
    bins = [outcome_bins(side, step) for side in sides]
    periods = every_period(pd.concat([own_["period"] for own_ in bins]), step)
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        handles = []
        for sign, side, rows in zip((1, -1), sides, bins, strict=False):
            handles += _draw(ax, own, str(side["claimant"].iloc[0]), rows, periods, sign)
        width = _width(ax, own, made)
        if len(periods) == 1:
            ax.set_xlim(-1.2, 1.2)
            ax.set_xticks([])
        else:
            draw_axis(ax, own, periods, step, width)
        _finish(ax, own)
        notes = [say("mirror_note", own.language)] + ([say("silent_side", own.language)] if len(sides) == 1 else [])
        if made:
            layout.arrange([ax], own, title, subtitle, notes, handles)
        else:
            layout.head(ax, own, title, subtitle, handles, width=width)
    return ax


def _width(ax: Axes, own: Look, made: bool) -> float:
    return own.size[0] * 72 - 2 * layout.margin(own) - own.text * 4 if made else layout.width_in_points(ax)


def _draw(ax: Axes, own: Look, side: str, bins: pd.DataFrame, periods: list[str], sign: int) -> list:
    """Draw one half and return its handles."""
    rows = bins.set_index("period").reindex(periods)
    style, line = side_style(side), own.text / 9.5
    stopped = rows[[*STOPPED, "stopped_only"]].astype("Float64").sum(axis=1, min_count=1)
    many = len(periods) > 60
    width = 0.44 if len(periods) == 1 else 1.0 if many else 0.82
    speaker = printed(side, own.language)
    handles = []
    outline = {"facecolor": "none", "edgecolor": style["colour"], "linewidth": (0.5 if many else 0.9) * line}
    filled = {"facecolor": style["colour"], "linewidth": 0}
    for name, values, look_of, phrase in (
        ("launched", rows["launched"].astype("Float64"), outline, "mirror_launched"),
        ("stopped", stopped, filled, "mirror_stopped"),
    ):
        some = [(place, float(value)) for place, value in enumerate(values) if not pd.isna(value) and value > 0]
        if some:
            places, heights = zip(*some, strict=True)
            bars = ax.bar(places, [sign * height for height in heights], width, zorder=2, **look_of)
            for bar in bars:
                bar.set_gid(f"{side} {name}")
            handles.append(Patch(label=say(phrase, own.language, who=speaker), **look_of))
    return handles


def _finish(ax: Axes, own: Look) -> None:
    low, high = min(ax.dataLim.y0, 0), max(ax.dataLim.y1, 0)
    reach = max(high - low, 1) * 0.05
    ax.set_ylim(low - (reach if low < 0 else 0), high + (reach if high > 0 else 0))
    ax.yaxis.get_major_locator().set_params(integer=True, nbins=7)
    ax.yaxis.set_major_formatter(lambda value, _: number(abs(value), own.language))
    ax.axhline(0, color=INK, linewidth=0.9, zorder=3)
    ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.grid(visible=False, axis="x")
    ax.set_axisbelow(True)
    for side in ("left", "right", "top", "bottom"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=MUTED)
