"""What each side states: which figures its reports give, period by period."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Patch, Rectangle

from dronestats.charts import layout
from dronestats.charts.bins import stated_bins
from dronestats.charts.findings import coverage_title, sides_of
from dronestats.charts.periods import choose_step, draw_axis, every_period
from dronestats.charts.phrases import say
from dronestats.charts.style import INK, drawing, look, new_figure, side_style
from dronestats.charts.words import capital, dates, outcome_name, printed, weapons

STATED = ("launched", "destroyed", "lost", "intercepted", "hit", "left_airspace", "still_airborne")
_HATCH = "////"


def plot_coverage(
    tally: pd.DataFrame, ax: Axes | None = None, *, every: str | None = None, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw which figures the reports of each side give.

    Parameters
    ----------
    tally : DataFrame
        As for `plot_mirror`.
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
        As `plot_mirror`.

    Notes
    -----
    Full: every report of the period states the figure; hatched: some do; white: none does; no square: no report.

    Examples
    --------
    >>> import dronestats as ds
    >>> ax = ds.plot_coverage(ds.tally(ds.load_claims().query("report_id in ['ua-2024-10-28', 'ru-2024-10-28']")))
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['Ukraine: launched', 'shot down', 'lost from radar']
    """
    sides = sides_of(tally, "plot_coverage")
    own = look(language)
    both = pd.concat(sides)
    step = choose_step(both, every)
    title = coverage_title(sides, own.language) if title is None else title
    if subtitle is None:
        things = weapons(str(both["weapon_class"].iloc[0]), own.language)
        subtitle = capital(say("stated_subtitle", own.language, things=things, when=dates(both, own.language)))
    found = [stated_bins(side, STATED, step) for side in sides]
    periods = every_period(pd.concat(found)["period"], step)
    places = {period: place for place, period in enumerate(periods)}
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        rows, names, handles = [], [], []
        for number, (side, cells) in enumerate(zip(sides, found, strict=True)):
            start = number * (len(STATED) + 0.7)
            claimant = str(side["claimant"].iloc[0])
            _draw(ax, cells, places, start, side_style(claimant)["colour"])
            rows += [start + row for row in range(len(STATED))]
            words = [outcome_name(name, own.language) for name in STATED]
            names += [f"{printed(claimant, own.language)}: {words[0]}", *words[1:]]
        colour = side_style("other")["colour"]
        handles = [
            Patch(facecolor=colour, label=say("stated_all", own.language)),
            Patch(facecolor="white", edgecolor=colour, hatch=_HATCH, label=say("stated_some", own.language)),
            Patch(facecolor="white", edgecolor=colour, label=say("stated_none", own.language)),
        ]
        names = [layout.wrap(name, own.size[0] * 72 * 0.32, own.text) for name in names]
        ax.set_yticks(rows, names)
        paper = own.size[0] * 72 - 2 * layout.margin(own)
        labels = max(layout.width_of(line, own.text) for name in names for line in name.split("\n"))
        width = paper - labels if made else layout.width_in_points(ax)
        draw_axis(ax, own, periods, step, width)
        ax.set_ylim(rows[-1] + 0.6, -0.6)
        ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        notes = [say("stated_note", own.language)] + ([say("silent_side", own.language)] if len(sides) == 1 else [])
        if made:
            lines = max(name.count("\n") for name in names) + 1
            least = len(rows) * own.text * (0.3 + 1.25 * lines)
            layout.arrange([ax], own, title, subtitle, notes, handles, least=least)
        else:
            layout.head(ax, own, title, subtitle, handles, width=width)
    return ax


def _draw(ax: Axes, cells: pd.DataFrame, places: dict[str, int], start: float, colour: str) -> None:
    kinds = {
        "all": ({"facecolors": colour, "edgecolors": colour}, cells["n_stated"] == cells["n_reports"]),
        "some": (
            {"facecolors": "white", "edgecolors": colour, "hatch": _HATCH},
            (cells["n_stated"] > 0) & (cells["n_stated"] < cells["n_reports"]),
        ),
        "none": ({"facecolors": "white", "edgecolors": colour}, cells["n_stated"] == 0),
    }
    for kind, (look_of, mask) in kinds.items():
        squares = [
            Rectangle((places[row.period] - 0.4, start + STATED.index(row.outcome) - 0.38), 0.8, 0.76)
            for row in cells[mask].itertuples()
        ]
        if squares:
            ax.add_collection(PatchCollection(squares, linewidths=0.5, gid=f"{kind} {start:g}", **look_of))
