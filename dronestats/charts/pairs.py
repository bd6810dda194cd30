"""Two figures for one thing, joined by a line: paired claims of two sides, a stated rate and the one reckoned anew."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from dronestats.charts import layout
from dronestats.charts.findings import pair_value, pairs_title
from dronestats.charts.phrases import say
from dronestats.charts.style import GRID, INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import printed
from dronestats.errors import DronestatsError

NEEDED = ("label", "value_a", "value_b")


def plot_pairs(
    pairs: pd.DataFrame, ax: Axes | None = None, *, names: tuple[str, str] = ("A", "B"), is_share: bool = False,
    most: int = 30, language: str | None = None, title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw pairs of figures as dumbbells, in the order of the frame.

    Parameters
    ----------
    pairs : DataFrame
        ``label`` (what the pair is about), ``value_a``, ``value_b`` (numbers, NA where one is not stated).
    ax : Axes, optional
    names : (str, str)
        What ``value_a`` and ``value_b`` are; a side's name gives its colour.
    is_share : bool
        Values are shares, printed as per cent.
    most : int
        Pairs at most, the first of the frame; the note says how many follow.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding written from the pairs; the subtitle should say measure and unit.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without rows, a needed column, or any value.

    Examples
    --------
    >>> import dronestats as ds
    >>> rates = ds.interception_rates(ds.load_claims().query("report_id == 'ua-2024-10-28'"))
    >>> pairs = pd.DataFrame({"label": rates["period"], "value_a": [0.66], "value_b": rates["rate"]})
    >>> ax = ds.plot_pairs(pairs, names=("an agency's wording", "destroyed and lost"), is_share=True)
    >>> [text.get_text().replace(chr(160), " ") for text in ax.texts][:2]
    ['66 %', '90 %']
    """
    missing = [name for name in NEEDED if name not in pairs]
    if missing:
        raise DronestatsError(f"plot_pairs: column {missing[0]!r} is missing; it draws {', '.join(NEEDED)}")
    known = pairs[pairs["value_a"].notna() | pairs["value_b"].notna()]
    if known.empty:
        raise DronestatsError("plot_pairs: no pair has a figure, so there is nothing to draw")
    own = look(language)
    shown, rest = known.head(most), len(known) - most
    title = pairs_title(known, is_share, own.language) if title is None else title
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        handles = _draw(ax, own, shown, names, is_share)
        both = shown["value_a"].notna() & shown["value_b"].notna()
        notes = [
            say("pairs_note", own.language) if both.any() else "",
            "" if both.all() else say("pairs_missing", own.language),
            say("pairs_rest", own.language, n=rest) if rest > 0 else "",
        ]
        notes = [note for note in notes if note]
        if made:
            layout.arrange([ax], own, title, subtitle or "", notes, handles, least=len(shown) * own.text * 2)
        else:
            layout.head(ax, own, title, subtitle or "", handles, width=layout.width_in_points(ax))
    return ax


def _draw(ax: Axes, own: Look, pairs: pd.DataFrame, names: tuple[str, str], is_share: bool) -> list:
    values = pairs[["value_a", "value_b"]].astype("Float64").astype(float)
    high = 1.0 if is_share and values.max().max() <= 1 else max(float(values.max().max()), 1e-9)
    looks = [_mark(name, place) for place, name in enumerate(names)]
    size = own.text * 0.85
    for place, (first, second) in enumerate(values.itertuples(index=False, name=None)):
        ax.plot([first, second], [place, place], color=MUTED, linewidth=own.text * 0.16, zorder=2)
        for number, (value, other, mark) in enumerate(zip((first, second), (second, first), looks, strict=True)):
            if pd.isna(value):
                continue
            ax.plot([value], [place], linestyle="none", markersize=size, zorder=3 + number, **mark)
            # Numbers stand outside the pair; where both are the same, left and right of it.
            is_left = value < other or (value == other and number == 0)
            ax.annotate(
                pair_value(value, is_share, own.language), (value, place), (own.text * (-0.9 if is_left else 0.9), 0),
                textcoords="offset points", ha="right" if is_left else "left", va="center", size=own.note, color=INK,
                annotation_clip=False,
            )  # fmt: skip
    labels = [layout.wrap(str(label), own.size[0] * 72 * 0.3, own.text) for label in pairs["label"]]
    ax.set_yticks(range(len(pairs)), labels, linespacing=1.1)
    ax.set_ylim(len(pairs) - 0.4, -0.6)
    # Room for a number left of the lowest and right of the highest figure.
    ax.set_xlim(-0.16 * high, 1.16 * high)
    ax.set_xticks([])
    ax.axvline(0, color=GRID, linewidth=0.8, zorder=1)
    ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return [
        Line2D([], [], linestyle="none", markersize=size, label=printed(name, own.language), **mark)
        for name, mark in zip(names, looks, strict=True)
    ]


def _mark(name: str, place: int) -> dict:
    """Return marker and colour of a side; other names take dark and light, filled and open."""
    style = side_style(name)
    if style != side_style("other"):
        return {"marker": style["marker"], "color": style["colour"]}
    return {"marker": "D", "color": INK, "markerfacecolor": INK if place == 0 else "white"}
