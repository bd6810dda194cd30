"""Counts by region as horizontal bars; a number for several regions together is shown as one, never divided."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dronestats.charts import layout
from dronestats.charts.findings import region_words, regions_title
from dronestats.charts.phrases import number, say
from dronestats.charts.style import INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.errors import DronestatsError

NEEDED = ("region", "count")


def plot_regions(
    counts: pd.DataFrame, ax: Axes | None = None, *, most: int = 30, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw one bar a region, longest first.

    Parameters
    ----------
    counts : DataFrame
        ``region`` (id of ``regions.csv``, ``A+B`` for an undivided number) and ``count``, as `by_region`
        gives them; with ``claimant`` and ``weapon_class`` the title says whose they are.
    ax : Axes, optional
    most : int
        Bars at most; the note says how many places follow and what they add up to.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the counts; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without rows or a needed column.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_regions(ds.by_region(claims[claims["report_id"] == "ru-2024-10-28"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Belgorod', 'Bryansk', 'Kursk', 'Voronezh']
    """
    check_counts(counts, "plot_regions")
    own = look(language)
    title = regions_title(counts, own.language) if title is None else title
    subtitle = say("regions_subtitle", own.language) if subtitle is None else subtitle
    shown, rest = counts.head(most), counts.iloc[most:]
    notes = [
        say("together_note", own.language) if undivided(shown).any() else "",
        say("rest_note", own.language, n=len(rest), total=rest["count"].sum()) if len(rest) else "",
        say("unnumbered_note", own.language),
    ]
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        draw_regions(ax, own, shown)
        if made:
            least = len(shown) * own.text * 1.75
            layout.arrange([ax], own, title, subtitle, [note for note in notes if note], least=least)
        else:
            layout.head(ax, own, title, subtitle, width=layout.width_in_points(ax))
    return ax


def check_counts(counts: pd.DataFrame, chart: str) -> None:
    """Raise unless a frame holds counts by region."""
    if "claim_id" in counts:
        raise DronestatsError(f"{chart} draws counts, these are claims: {chart}(by_region(claims))")
    missing = [name for name in NEEDED if name not in counts]
    if missing:
        raise DronestatsError(f"{chart}: column {missing[0]!r} is missing; by_region(claims) makes such a frame")
    if counts.empty:
        raise DronestatsError(f"{chart}: no count names a region, so there is nothing to draw")


def undivided(counts: pd.DataFrame) -> pd.Series:
    """Return which rows are one number for several regions."""
    return counts["region"].str.contains("+", regex=False)


def draw_regions(ax: Axes, own: Look, counts: pd.DataFrame) -> None:
    """Draw the bars with name and number; the first row on top."""
    side = str(counts["claimant"].iloc[0]) if "claimant" in counts else ""
    colour, line = side_style(side)["colour"], own.text / 9.5
    values = counts["count"].astype(float)
    together = undivided(counts)
    places = range(len(counts))
    bars = ax.barh(places, values, 0.72, color=colour, zorder=2, linewidth=0)
    for bar, mark in zip(bars, together, strict=True):
        if mark:
            bar.set(facecolor="white", edgecolor=colour, hatch="////", linewidth=0.8 * line)
    for place, count in zip(places, counts["count"], strict=True):
        ax.annotate(number(count, own.language), (float(count), place), (own.text * 0.4, 0), textcoords="offset points",
                    ha="left", va="center", size=own.text, color=INK)  # fmt: skip
    names = [layout.wrap(region_words(region, own.language), own.text * 17, own.text) for region in counts["region"]]
    ax.set_yticks(list(places), names, linespacing=1.1)
    ax.set_ylim(len(counts) - 0.4, -0.6)
    ax.set_xlim(0, max(values.max(), 1) * 1.12)
    ax.tick_params(axis="both", length=0, labelsize=own.text, colors=INK)
    ax.set_xticks([])
    ax.grid(visible=False)
    for name in ("right", "top", "bottom"):
        ax.spines[name].set_visible(False)
    ax.spines["left"].set(visible=True, color=MUTED, linewidth=0.8)
