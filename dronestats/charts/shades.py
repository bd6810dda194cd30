"""Numbers as shades of one colour, in classes with round limits that a reader can name."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from dronestats.charts.phrases import number, say

MOST = 5
_LIGHTEST = 0.16


def classes(counts: pd.Series, most: int = MOST) -> list[int]:
    """Return the lower limits of classes of counts, about equally filled, each a round number.

    Examples
    --------
    >>> classes(pd.Series([1, 1, 6, 13])), classes(pd.Series([7])), classes(pd.Series([0]))
    ([1, 5], [5], [])
    >>> classes(pd.Series([30, 64, 175, 504, 1127, 3152]))
    [20, 50, 100, 500, 1000]
    """
    values = counts.dropna().astype(float)
    values = values[values > 0]
    limits = sorted({_round(value) for value in values.quantile(np.linspace(0, 1, most + 1)[:-1]).dropna()})
    places = np.searchsorted(limits, values, side="right") - 1
    return [low for place, low in enumerate(limits) if place in places]


def _round(value: float) -> int:
    """Return the 1, 2 or 5 with zeros at or below a number."""
    step = 10 ** int(np.floor(np.log10(max(value, 1))))
    return int(max(own * step for own in (1, 2, 5) if own * step <= max(value, 1)))


def shade(count, limits: list[int], colour: str) -> str:
    """Return the shade of a count: the colour itself for the highest class, lighter below, white for 0.

    Examples
    --------
    >>> shade(20, [1, 10], "#0173b2"), shade(0, [1, 10], "#0173b2")
    ('#0173b2', '#ffffff')
    """
    place = sum(limit <= count for limit in limits)
    if place == 0:
        return "#ffffff"
    share = 1 if len(limits) == 1 else _LIGHTEST + (1 - _LIGHTEST) * (place - 1) / (len(limits) - 1)
    return to_hex([1 - share * (1 - part) for part in to_rgb(colour)])


def shade_names(limits: list[int], language: str = "en") -> list[tuple[int, str]]:
    """Return the least count of each class and its words for a legend.

    Examples
    --------
    >>> shade_names([1, 5, 10])
    [(1, '1–4'), (5, '5–9'), (10, '10 or more')]
    """
    found = []
    for low, following in zip(limits, [*limits[1:], None], strict=True):
        if following is None:
            found.append((low, say("range_up", language, low=low)))
        elif following - 1 == low:
            found.append((low, number(low, language)))
        else:
            found.append((low, say("range", language, low=low, high=following - 1)))
    return found
