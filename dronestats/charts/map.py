"""Counts by region on a map; what cannot be placed in one region is listed beside it, never divided."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import Patch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from dronestats.charts import layout
from dronestats.charts.findings import region_words, regions_title
from dronestats.charts.phrases import number, say
from dronestats.charts.regions import check_counts
from dronestats.charts.shades import classes, shade, shade_names
from dronestats.charts.style import INK, MUTED, Look, drawing, ink_on, look, new_figure, side_style
from dronestats.vocabulary import FOLDER, column

LAND, WATER, EDGE = "#f1f1ee", "#ffffff", "#c4c4bf"
MOST_LISTED = 10
MARGIN = 0.6  # degrees around what is drawn
_WIDE_LIST = 15.5  # of the list, in sizes of the text
# From so many places on, some numbers may find no room and are listed.
_ROOMY = 8
# Where a label may stand, in halves of its size: on its place, or beside it within its region.
_WAYS = [
    (0, 0),
    *(
        (x * far, y * far)
        for far in (0.7, 1.4)
        for x, y in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
    ),
]


def plot_map(
    counts: pd.DataFrame, ax: Axes | None = None, *, language: str | None = None, title: str | None = None,
    subtitle: str | None = None,
) -> Axes:  # fmt: skip
    r"""Draw counts by region on a map of Ukraine and the west of Russia.

    Parameters
    ----------
    counts : DataFrame
        As for `plot_regions`: ``region``, ``count``; one row a region, as `by_region` gives them.
    ax : Axes, optional
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

    Notes
    -----
    Boundaries are those of Natural Earth (public domain), tagged as ISO 3166-2 tags them: Crimea is UA-43, Sevastopol
    UA-40. Seas are labels. A number for several regions together, for a town or for a place beyond the map is listed at
    the right and not drawn.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_map(ds.by_region(claims[claims["report_id"] == "ru-2024-10-28"]))
    >>> sorted(text.get_text() for text in ax.texts if "13" in text.get_text())
    ['Belgorod\n13']
    """
    check_counts(counts, "plot_map")
    own = look(language)
    title = regions_title(counts, own.language) if title is None else title
    subtitle = say("regions_subtitle", own.language) if subtitle is None else subtitle
    placed, seas, listed = _split(counts)
    side = str(counts["claimant"].iloc[0]) if "claimant" in counts else ""
    limits = classes(placed["count"])
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        colours = [shade(count, limits, side_style(side)["colour"]) for count in placed["count"]]
        handles = [
            Patch(facecolor=shade(low, limits, side_style(side)["colour"]), edgecolor=EDGE, label=name)
            for low, name in shade_names(limits, own.language)
        ]
        notes = [
            say("map_outside", own.language) if len(listed) else "",
            say("unnumbered_note", own.language),
            say("map_note", own.language),
        ]
        has_list = len(listed) or len(placed) + len(seas) > _ROOMY
        right = own.text * _WIDE_LIST if has_list and not _is_narrow(own) else 0.0
        if made:
            notes += [_listed_line(listed, own)] if len(listed) and _is_narrow(own) else []
            layout.arrange([ax], own, title, subtitle, [note for note in notes if note], handles, right=right)
        else:
            layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))
        _frame(ax, [*placed["region"], *seas["region"]])
        _draw(ax, placed["region"].tolist(), colours)
        without = _label(ax, own, placed, colours, seas)
        if right:
            _list(ax, own, listed, counts[counts["region"].isin(without)])
    return ax


def _is_narrow(own: Look) -> bool:
    """Return whether the list must go under the map."""
    return own.size[0] * 72 < own.text * 50


@cache
def outlines() -> dict[str, tuple[Outline, ...]]:
    """Return region -> its outlines, holes cut out, in degrees east and north.

    Examples
    --------
    >>> len(outlines()["UA-43"]), "RU-BEL" in outlines(), len([own for own in outlines() if own.startswith("UA-")])
    (1, True, 27)
    """
    features = json.loads((FOLDER / "boundaries.geojson").read_text(encoding="utf-8"))["features"]
    return {
        own["properties"]["region"]: tuple(
            Outline.make_compound_path(*(Outline(ring, closed=True) for ring in rings))
            for rings in own["geometry"]["coordinates"]
        )
        for own in features
    }


def _split(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what is drawn as an area, what is a sea with a place on the map, and what is listed."""
    kinds = column("regions", "kind")
    west, south, east, north = _extent(list(outlines()))
    lat, lon = (column("regions", name) for name in ("latitude", "longitude"))

    def is_sea(region: str) -> bool:
        if kinds.get(region) != "sea" or region not in lat:
            return False
        # The Black Sea begins where the land ends: a degree below the map is still beside it.
        return south - 1 < float(lat[region]) < north and west < float(lon[region]) < east

    area = counts["region"].isin(outlines().keys())
    sea = counts["region"].map(is_sea).astype(bool)
    return counts[area], counts[sea], counts[~area & ~sea]


def _extent(regions: list[str]) -> tuple[float, float, float, float]:
    points = np.concatenate([own.vertices for region in regions for own in outlines()[region]])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return west, south, east, north


def _frame(ax: Axes, regions: list[str]) -> None:
    """Set the limits so that the regions are in sight and a degree has its true shape."""
    known = [region for region in regions if region in outlines()] or list(outlines())
    west, south, east, north = _extent(known)
    lat, lon = (column("regions", name) for name in ("latitude", "longitude"))
    for region in set(regions) - set(known):
        west, east = min(west, float(lon[region])), max(east, float(lon[region]))
        south, north = min(south, float(lat[region]) - 0.3), max(north, float(lat[region]))
    west, south, east, north = west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN
    stretch = 1 / np.cos(np.radians((south + north) / 2))
    wide, high = layout.width_in_points(ax), layout.height_in_points(ax)
    # The side that is too short for the paper shows more of the neighbourhood.
    lack = (north - south) * stretch * wide / high - (east - west)
    if lack > 0:
        west, east = west - lack / 2, east + lack / 2
    else:
        more = (east - west) * high / wide / stretch - (north - south)
        south, north = south - more / 2, north + more / 2
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)


def _draw(ax: Axes, regions: list[str], colours: list[str]) -> None:
    kinds = column("regions", "kind")
    for region in sorted(set(outlines()) - set(regions)):
        # The parts of a neighbouring country are not told apart.
        edge = LAND if kinds[region] == "country" else EDGE
        ax.add_collection(
            PathCollection(outlines()[region], facecolors=LAND, edgecolors=edge, linewidths=0.5, zorder=1)
        )
    for region, colour in zip(regions, colours, strict=True):
        ax.add_collection(
            PathCollection(outlines()[region], facecolors=colour, edgecolors="white", linewidths=0.6, zorder=2,
                           gid=region)
        )  # fmt: skip


def _label(ax: Axes, own: Look, placed: pd.DataFrame, colours: list[str], seas: pd.DataFrame) -> list[str]:
    """Write names and numbers where they have room, the highest first: name and number, or the number alone.

    Return the regions for whose numbers there is none.
    """
    lat, lon = (column("regions", name) for name in ("latitude", "longitude"))
    taken: list[tuple[float, float, float, float]] = []
    without: list[str] = []
    size = own.note
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    per_x = (east - west) / layout.width_in_points(ax)
    per_y = (north - south) / layout.height_in_points(ax)
    waters = [(row, WATER, "italic") for row in seas.itertuples()]
    lands = [(row, colour, "normal") for row, colour in zip(placed.itertuples(), colours, strict=True)]
    for row, colour, style in sorted([*waters, *lands], key=lambda own_: -float(own_[0].count)):
        x, y = float(lon[row.region]), float(lat[row.region])
        shown = number(row.count, own.language)
        name = layout.wrap(region_words(row.region, own.language), own.text * 7.5, size)
        for text, east_, north_ in [(words, *way) for words in (f"{name}\n{shown}", shown) for way in _WAYS]:
            half = max(layout.width_of(line, size, "bold") for line in text.split("\n")) / 2 * 1.08 * per_x
            high = layout.height_of(text, size) / 2 * per_y
            at = x + east_ * half, y + north_ * high
            box = (at[0] - half, at[1] - high, at[0] + half, at[1] + high)
            inside = west < box[0] and box[2] < east and south < box[1] and box[3] < north
            free = all(box[2] < a or c < box[0] or box[3] < b or d < box[1] for a, b, c, d in taken)
            if inside and free and (not (east_ or north_) or _lies_in(row.region, at)):
                taken.append(box)
                ink = MUTED if style == "italic" else _ink(text, colour, row.region, box)
                label = ax.text(*at, text, ha="center", va="center", size=size, color=ink, style=style,
                                linespacing=1.15, zorder=4, parse_math=False, clip_on=False)  # fmt: skip
                if ink == INK:
                    label.set_path_effects([withStroke(linewidth=own.text * 0.22, foreground="white")])
                break
        else:
            without.append(row.region)
    return without


def _lies_in(region: str, point: tuple[float, float]) -> bool:
    """Return whether a point lies in a region; a sea is wherever there is no land."""
    if region in outlines():
        return any(part.contains_point(point) for part in outlines()[region])
    return not any(part.contains_point(point) for parts in outlines().values() for part in parts)


def _ink(text: str, colour: str, region: str, box: tuple) -> str:
    """Return the ink of a label; one that leaves its region must read on the neighbours too."""
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    inside = any(all(part.contains_point(corner) for corner in corners) for part in outlines()[region])
    return ink_on(colour) if inside else INK


def _listed(listed: pd.DataFrame, own: Look, most: int = MOST_LISTED) -> list[str]:
    shown, rest = listed.head(most), listed.iloc[most:]
    lines = [
        f"{region_words(row.region, own.language)}: {number(row.count, own.language)}" for row in shown.itertuples()
    ]
    return lines + ([say("map_more", own.language, n=len(rest), total=rest["count"].sum())] if len(rest) else [])


def _listed_line(listed: pd.DataFrame, own: Look) -> str:
    return f"{say('map_listed', own.language)} {'; '.join(_listed(listed, own))}."


def _list(ax: Axes, own: Look, listed: pd.DataFrame, without: pd.DataFrame) -> None:
    width = own.text * (_WIDE_LIST - 1)
    lists = [(name, rows) for name, rows in (("map_listed", listed), ("map_without", without)) if len(rows)]
    for most in range(MOST_LISTED, 1, -1):
        lines = [line for name, rows in lists for line in (say(name, own.language), *_listed(rows, own, most))]
        text = "\n".join(layout.wrap(line, width, own.note) for line in lines)
        if layout.height_of(text, own.note) <= layout.height_in_points(ax):
            break
    ax.annotate(
        text, (1, 1), (own.text, 0), xycoords="axes fraction", textcoords="offset points", ha="left", va="top",
        size=own.note, color=INK, linespacing=layout.SPACING, annotation_clip=False, parse_math=False,
    )  # fmt: skip
