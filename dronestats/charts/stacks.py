"""Bars: outcomes stacked to launched, their labels, and the value axis under them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.phrases import number, say
from dronestats.charts.style import GRID, INK, MUTED, Look, outcome_styles
from dronestats.charts.words import counted, outcome_name


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
        draw_bars(ax, values, width, base, label=outcome_name(name, own.language), **look_of)
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
        label = say("stopped_alone", own.language)
        draw_bars(ax, alone, width, base, label=label, **look_of)
        handles.append(Patch(label=label, **look_of))
    for place, row in zip(places, bins.itertuples(), strict=True):
        if not pd.isna(row.over):
            ax.plot(
                [place - width / 2, place + width / 2], [row.launched] * 2, color=INK, linewidth=1.4 * line, zorder=3
            )
    handles += mark_absent(ax, own, bins[["n_complete", "n_incomplete", "n_none"]].sum(axis=1) == 0)
    return handles


def draw_bars(ax: Axes, values: pd.Series, width: float, base: pd.Series, **look_of) -> None:
    """Draw the bars that have a height: one of none would still draw its edge, a line that stands for nothing."""
    some = (values > 0).to_numpy()
    places = np.arange(len(values))[some]
    ax.bar(places, values[some], width, bottom=base[some], zorder=2, **look_of)


def mark_absent(ax: Axes, own: Look, absent: pd.Series) -> list:
    """Mark periods without any report on the zero line: absent is not zero."""
    if not absent.any() or len(absent) > 200:
        return []
    label = say("no_report", own.language)
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
            text = counted(number(row[name], own.language), outcome_name(name, own.language), own.language)
            if name == "unaccounted" and not pd.isna(row["hit_at_least"]):
                text += ",\n" + say("hit_within", own.language, n=row["hit_at_least"])
            parts.append((base + float(row[name]) / 2, text))
            base += float(row[name])
    if not pd.isna(row["stopped_only"]) and row["stopped_only"] > 0:
        text = f"{number(row['stopped_only'], own.language)} {say('stopped_alone', own.language)}".replace(", ", ",\n")
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
