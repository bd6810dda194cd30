"""Which charts a briefing shows of which frame, and what it leaves out for want of data."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dronestats import __version__
from dronestats.charts.alt import alt_text
from dronestats.charts.bins import outcome_bins
from dronestats.charts.calendar import plot_calendar
from dronestats.charts.comparison import plot_comparison
from dronestats.charts.counts import plot_counts, plot_outcomes
from dronestats.charts.coverage import plot_coverage
from dronestats.charts.findings import states_launched
from dronestats.charts.map import outlines, plot_map
from dronestats.charts.mirror import plot_mirror
from dronestats.charts.phrases import say
from dronestats.charts.rates import plot_rates
from dronestats.charts.regions import plot_regions
from dronestats.charts.waffle import plot_waffle
from dronestats.charts.waves import plot_prediction, plot_waves
from dronestats.charts.words import printed
from dronestats.rates.definitions import interception_rates
from dronestats.rates.pooling import pool_rates
from dronestats.rates.prediction import predict_next
from dronestats.selection import by_region, nights

FEW_MONTHS = 2
LEAST_NIGHTS = 10  # points from which a cloud of nights, or a calendar, shows more than its table


def chart(slug: str, heading: str, plot, frame: pd.DataFrame, kind: str, claims: pd.DataFrame, language: str,
          told=None) -> dict:  # fmt: skip
    """Return a chart to be drawn: what, from which frame, in which words, on whose claims it rests."""
    return {
        "slug": slug, "heading": heading, "plot": plot, "frame": frame, "kind": kind, "claims": claims,
        "words": alt_text(kind, frame if told is None else told, language=language),
        "credit": credit(claims, language),
    }  # fmt: skip


def side_charts(
    side: pd.DataFrame, claims: pd.DataFrame, definition: str, language: str
) -> tuple[list[dict], list[str]]:
    """Return the charts of one side over all periods, and the headings of those that its data are too few for."""
    speaker = str(side["claimant"].iloc[0])
    slug, name = speaker.lower().replace(" ", "-"), printed(speaker, language)
    charts, lacking = [], []

    def add(kind, phrase, plot, frame, words=None, **values):
        heading = say(f"heading_{phrase}", language, side=name, **values)
        charts.append(chart(f"{kind}-{slug}", heading, plot, frame, words or kind, claims, language))

    # Of a month or two each night has its own point: two points would be no course of time.
    every = "day" if nights(side).str[:7].nunique() <= FEW_MONTHS else "month"
    rates = interception_rates(side, definition, every)
    if not states_launched(side) or rates["rate"].isna().all():
        add("counts", "counts", plot_counts, side)
        regions = by_region(claims)
        if regions["region"].isin(outlines().keys()).any():
            add("map", "map", plot_map, regions)
        if len(regions):
            add("regions", "regions", plot_regions, regions)
        return charts, lacking
    likely = pool_rates(side, definition, by="month") if every == "month" else None
    drawn = partial(plot_rates, intervals=likely)
    add("rates", "rates", drawn, rates, definition=printed(definition, language))
    shot = interception_rates(side, "destruction", every)
    if definition != "destruction" and shot["rate"].notna().any():
        add("destruction", "shot_down", plot_rates, shot, "rates")
    add("outcomes", "outcomes", plot_outcomes, side)
    nightly = interception_rates(side, definition, "day")
    known = nightly[nightly["rate"].notna()].sort_values("period", kind="stable")
    latest = known[known["regime"] == known["regime"].iloc[-1]]
    ahead = predict_next(side, definition)
    if nights(side[side["launched"].notna()]).nunique() >= LEAST_NIGHTS:
        add("calendar", "calendar", plot_calendar, side)
    else:
        lacking.append(say("heading_calendar", language, side=name))
    if len(latest) >= LEAST_NIGHTS:
        add("waves", "waves", plot_waves, latest)
    else:
        lacking.append(say("heading_waves", language, side=name))
    if len(ahead) == 1 and ahead["low"].notna().all() and len(latest) >= LEAST_NIGHTS:
        add("prediction", "ahead", partial(plot_prediction, rates=nightly), ahead)
    else:
        lacking.append(say("heading_ahead", language, side=name))
    return charts, lacking


def both_charts(sides: list[pd.DataFrame], claims: pd.DataFrame, language: str) -> list[dict]:
    """Return the charts that set two sides beside each other; none for one side alone."""
    if len({str(side["claimant"].iloc[0]) for side in sides}) != 2:
        return []
    both = pd.concat(sides, ignore_index=True)
    own = claims[(claims["weapon_class"] == "drone") & (claims["claimant"] == claims["defender"])]
    return [
        chart("mirror", say("heading_mirror", language), plot_mirror, both, "mirror", own, language),
        chart("coverage", say("heading_stated", language), plot_coverage, both, "coverage", own, language),
    ]


def night_charts(used: pd.DataFrame, accounts: pd.DataFrame, language: str) -> list[dict]:
    """Return the charts of one night: both sides, then squares and a map where a side's account allows them."""
    heading = say("heading_night", language)
    charts = [chart("both-sides", heading, plot_comparison, used, "comparison", used, language, accounts)]
    for place in range(len(accounts)):
        side = accounts.iloc[[place]].reset_index(drop=True)
        speaker = str(side["claimant"].iloc[0])
        slug, name = speaker.lower().replace(" ", "-"), printed(speaker, language)
        own = used[used["claimant"] == speaker]
        if _is_whole(side):
            heading = say("heading_waffle", language, side=name)
            charts.append(chart(f"squares-{slug}", heading, plot_waffle, side, "waffle", own, language))
        regions = by_region(own[own["attacker"] == side["attacker"].iloc[0]])
        if regions["region"].isin(outlines().keys()).any():
            heading = say("heading_map", language, side=name)
            charts.append(chart(f"map-{slug}", heading, plot_map, regions, "map", own, language))
    return charts


def _is_whole(side: pd.DataFrame) -> bool:
    """Return whether launched is stated and the outcomes do not go beyond it."""
    row = side.iloc[0]
    return not pd.isna(row["launched"]) and row["launched"] > 0 and pd.isna(outcome_bins(side)["over"].iloc[0])


def credit(claims: pd.DataFrame, language: str) -> str:
    """Return the source and licence of a chart: its offices, those with most claims first, and how many reports."""
    bodies = [printed(body, language) for body in claims["claimant_body"].value_counts().index]
    offices = ", ".join(bodies[:3])
    if len(bodies) > 3:
        offices = say("other_offices", language, offices=offices, n=len(bodies) - 3)
    made_by = f"dronestats {__version__}"
    return say("credit", language, offices=offices, reports=claims["report_id"].nunique(), made_by=made_by)
