"""One night in a hundred squares."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from dronestats.charts import layout
from dronestats.charts.bins import outcome_bins
from dronestats.charts.findings import outcomes_title
from dronestats.charts.phrases import number, say
from dronestats.charts.style import MUTED, drawing, look, new_figure, outcome_styles
from dronestats.charts.words import as_of, capital, counted, dates, only_one_side, outcome_name, weapons
from dronestats.errors import DronestatsError

SIDE = 10


def plot_waffle(
    tally: pd.DataFrame, ax: Axes | None = None, *, language: str | None = None, title: str | None = None,
    subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw what became of the drones of one night as a hundred squares.

    Parameters
    ----------
    tally : DataFrame
        Tally of one side, attack direction and weapon class with one row that states launched.
    ax : Axes, optional
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the tally; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        For other than one row, without launched, or where more outcomes than launches are stated.

    Notes
    -----
    The squares of each outcome are its share of a hundred, rounded so that they add up to a hundred (largest remainders
    first); the numbers in the legend are those stated.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_waffle(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]))
    >>> len(ax.patches), squares_of(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])).tolist()
    (100, [66, 24, 4, 6])
    """
    only_one_side(tally, "plot_waffle")
    squares = squares_of(tally)
    own = look(language)
    row = outcome_bins(tally, "day").iloc[0]
    launched = int(row["launched"])
    title = outcomes_title(tally, own.language) if title is None else title
    things = weapons(str(tally["weapon_class"].iloc[0]), own.language)
    if subtitle is None:
        phrase = "waffle_subtitle" if launched == SIDE * SIDE else "waffle_subtitle_shares"
        when = dates(tally, own.language)
        subtitle = say(phrase, own.language, things=capital(things), when=when, n=launched)
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        kinds = [name for name, count in squares.items() for _ in range(count)]
        styles = outcome_styles()
        for place, name in enumerate(kinds):
            column, level = divmod(place, SIDE)
            ax.add_patch(Rectangle((column + 0.06, level + 0.06), 0.88, 0.88, gid=name, **_face(styles[name], own)))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks([])
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.grid(visible=False)
        handles = [Patch(label=_legend(name, row, own.language), **_face(styles[name], own)) for name in squares.index]
        notes = [note for note in (say("waffle_note", own.language), as_of(tally, own.language)) if note]
        if made:
            layout.arrange([ax], own, title, subtitle, notes, handles)
        else:
            layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))
        # Squares stay square, and stand left under their legend.
        stretch = layout.width_in_points(ax) / layout.height_in_points(ax)
        ax.set_xlim(0, SIDE * max(stretch, 1))
        ax.set_ylim(0, SIDE * max(1 / stretch, 1))
    return ax


def squares_of(tally: pd.DataFrame) -> pd.Series:
    """Return how many of a hundred squares each stated outcome gets."""
    if len(tally) != 1:
        raise DronestatsError(f"plot_waffle draws one night of one office, this frame has {len(tally)} rows; pick one")
    row = outcome_bins(tally, "day").iloc[0]
    if pd.isna(row["launched"]) or row["launched"] == 0:
        raise DronestatsError("plot_waffle: how many were launched is not stated, so there is no whole to divide")
    if not pd.isna(row["over"]):
        raise DronestatsError("plot_waffle: more outcomes than launches are stated, so the parts make no whole")
    counts = row[[name for name in outcome_styles() if not pd.isna(row[name]) and row[name] > 0]].astype(float)
    exact = counts * SIDE * SIDE / float(row["launched"])
    squares = np.floor(exact).astype(int)
    short = SIDE * SIDE - int(squares.sum())
    first = (exact - squares).sort_values(ascending=False, kind="stable").index[:short]
    squares[first] += 1
    return squares[squares > 0]


def _face(style: dict, own) -> dict:
    is_hatched = bool(style["hatch"])
    return {
        "facecolor": style["colour"], "hatch": style["hatch"] or None, "edgecolor": MUTED if is_hatched else "white",
        "linewidth": 0.6 * own.text / 9.5,
    }  # fmt: skip


def _legend(name: str, row: pd.Series, language: str) -> str:
    text = counted(number(row[name], language), outcome_name(name, language), language)
    if name == "unaccounted" and not pd.isna(row["hit_at_least"]):
        text += ", " + say("hit_within", language, n=row["hit_at_least"])
    return text
