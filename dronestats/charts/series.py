"""What a chart draws as plain series, for programs that draw it themselves: a slide whose chart can be edited."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from dronestats.charts.bins import count_bins, outcome_bins
from dronestats.charts.findings import region_words
from dronestats.charts.periods import every_period, step_of
from dronestats.charts.phrases import say
from dronestats.charts.regions import undivided
from dronestats.charts.style import outcome_styles, side_style
from dronestats.charts.words import in_language, outcome_name, period_name
from dronestats.vocabulary import column


@dataclass(frozen=True)
class Series:
    """One series: a value for each category (None: absent), and how it looks."""

    name: str
    values: list[float | None]
    colour: str
    hatch: bool = False
    hatched: list[int] = field(default_factory=list)  # places of single points that are hatched
    low: list[float | None] | None = None
    high: list[float | None] | None = None


@dataclass(frozen=True)
class Drawing:
    """A chart as series over categories; ``kind`` is stacked, bars (first on top) or lines."""

    kind: str
    categories: list[str]
    series: list[Series]
    is_share: bool = False


MOST_BARS = 20  # regions on a slide that can still be read


def outcome_drawing(tally: pd.DataFrame, language: str = "en") -> Drawing:
    """Return what `plot_outcomes` draws.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> drawn = outcome_drawing(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]))
    >>> [(own.name, own.values) for own in drawn.series][:2]
    [('shot down', [66.0]), ('lost from radar', [24.0])]
    """
    bins = outcome_bins(tally)
    found = [
        Series(outcome_name(name, language), _floats(bins[name]), style["colour"], hatch=bool(style["hatch"]))
        for name, style in outcome_styles().items()
    ]
    found.append(Series(say("stopped_alone", language), _floats(bins["stopped_only"]), "#595959", hatch=True))
    return Drawing("stacked", _names(bins["period"], language), _some(found))


def count_drawing(tally: pd.DataFrame, language: str = "en") -> Drawing:
    """Return what `plot_counts` draws of all that was stopped."""
    bins = count_bins(tally, "intercepted")
    colour = side_style(str(tally["claimant"].iloc[0]))["colour"]
    found = [
        Series(say("as_stated", language), _floats(bins["count"]), colour),
        Series(say("at_least_bar", language), _floats(bins["at_least"]), colour, hatch=True),
    ]
    return Drawing("stacked", _names(bins["period"], language), _some(found))


def rate_drawing(rates: pd.DataFrame, language: str = "en") -> Drawing:
    """Return what `plot_rates` draws: a series for each way of counting, where the rate is not comparable across."""
    rates = rates.sort_values("period", kind="stable")
    periods = every_period(rates["period"], step_of(rates["period"]))
    colour = side_style(str(rates["claimant"].iloc[0]))["colour"]
    rows = rates.set_index("period")
    comparable = "|" in column("definitions", "numerator").get(str(rates["definition"].iloc[0]), "")
    ways = rows["regime"].fillna("").where(rows["rate"].notna())
    if comparable:
        ways = ways.where(ways.isna(), "")
    words = column("regimes", in_language("words", language))
    found = []
    for way in ways.dropna().unique():
        own = rows[ways == way].reindex(periods)
        # A month that holds a change of counting has both ways.
        names = [words.get(part, part).split(" (")[0] for part in way.split()]
        name = "; ".join(names) or say("rate_reported", language)
        found.append(Series(name, _floats(own["rate"]), colour, low=_floats(own["low"]), high=_floats(own["high"])))
    return Drawing("lines", _names(pd.Series(periods), language), found, is_share=True)


def region_drawing(counts: pd.DataFrame, language: str = "en") -> Drawing:
    """Return what `plot_regions` draws, the highest numbers as far as a slide has room."""
    shown = counts.head(MOST_BARS)
    colour = side_style(str(shown["claimant"].iloc[0]) if "claimant" in shown else "")["colour"]
    together = [place for place, several in enumerate(undivided(shown)) if several]
    names = [region_words(region, language) for region in shown["region"]]
    return Drawing(
        "bars", names, [Series(say("as_stated", language), _floats(shown["count"]), colour, hatched=together)]
    )


# A kind of chart that a program can draw itself -> its series. The others go as pictures.
DRAWINGS = {
    "outcomes": outcome_drawing, "counts": count_drawing, "rates": rate_drawing, "regions": region_drawing,
}  # fmt: skip


def _floats(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _some(series: list[Series]) -> list[Series]:
    """Return the series that have something to draw."""
    return [own for own in series if any(own.values)]


def _names(periods: pd.Series, language: str) -> list[str]:
    return [period_name(period, language) for period in periods]
