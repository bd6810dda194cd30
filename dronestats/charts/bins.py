"""Tallies put into the bars of a chart: what is complete apart from what is not."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.periods import choose_step, every_period
from dronestats.rates.counts import FATES
from dronestats.selection import nights
from dronestats.windows import period_of

STOPPED = ("destroyed", "lost", "intercepted")


def outcome_bins(tally: pd.DataFrame, every: str | None = None) -> pd.DataFrame:
    """Return one row per period of what `plot_outcomes` stacks, also for periods without a report.

    Parameters
    ----------
    tally : DataFrame
        Of one side.
    every : {None, "day", "week", "month", "quarter", "year"}
        None: nights, or months where the nights are too many for a page.

    Returns
    -------
    DataFrame
        ``period``; over the windows that state launched: ``launched``, each outcome, ``unaccounted`` (what the stated
        outcomes leave), ``over`` (stated outcomes beyond launched), ``hit_at_least`` (hits worded without a number,
        inside ``unaccounted``), ``n_complete``, ``launched_matched`` and ``n_matched`` (those that state what was
        stopped as well); of the windows that do not: ``stopped_only`` and ``n_incomplete``; ``n_silent`` windows that
        state launched and no single figure of those stopped; ``n_none`` windows that give no number to draw. No column
        has 0 for a number that was not stated.
    """
    step = choose_step(tally, every)
    rows = pd.DataFrame({"period": period_of(tally, step)}, index=tally.index)
    # A denominator that someone copied from the numerator is none.
    complete = tally["launched"].notna() & ~tally["launched_basis"].eq("imputed").fillna(False)
    fates = pd.DataFrame({name: _stated(tally, name) for name in FATES}, index=tally.index)
    # One figure for all that was stopped holds those shot down and lost, where a report prints them beside it.
    inside = fates["intercepted"].notna()
    fates[["destroyed", "lost"]] = fates[["destroyed", "lost"]].mask(inside)
    stated = fates.sum(axis=1, min_count=1)
    rows["launched"] = tally["launched"].where(complete)
    for name in FATES:
        rows[name] = fates[name].where(complete)
    rest = tally["launched"].where(complete) - stated.fillna(0)
    rows["unaccounted"] = rest.clip(lower=0)
    rows["over"] = (-rest).clip(lower=0).mask(rest >= 0)
    vague = complete & fates["hit"].isna() & (tally["hit_low"] > 0).fillna(False)
    rows["hit_at_least"] = tally["hit_low"].where(vague)
    stopped = fates[list(STOPPED)].sum(axis=1, min_count=1)
    matched = complete & stopped.notna()
    rows["launched_matched"] = rows["launched"].where(matched)
    rows["n_matched"] = matched.astype("Int64")
    rows["stopped_only"] = stopped.where(~complete)
    rows["n_complete"] = complete.astype("Int64")
    rows["n_incomplete"] = (~complete & stopped.notna()).astype("Int64")
    rows["n_silent"] = (complete & stopped.isna()).astype("Int64")
    rows["n_none"] = (~complete & stopped.isna()).astype("Int64")
    return _by_period(rows, step)


def count_bins(tally: pd.DataFrame, outcome: str, every: str | None = None) -> pd.DataFrame:
    """Return one row per period of what `plot_counts` draws.

    Columns ``period``, ``count``, ``at_least``, ``n_reports``, ``n_none``.

    Parameters
    ----------
    tally : DataFrame
        Of one side.
    outcome : str
        ``intercepted`` takes the one figure for all that was stopped or, where a report has none, those destroyed
        (and lost, where stated). Any other outcome is taken as it is.
    every : {None, "day", "week", "month", "quarter", "year"}
        As for `outcome_bins`.
    """
    step = choose_step(tally, every)
    count, least = tally[outcome], tally[f"{outcome}_low"]
    if outcome == "intercepted":
        count = count.fillna(tally[["destroyed", "lost"]].sum(axis=1, min_count=1))
        least = least.fillna(tally["destroyed_low"])
    only_least = count.isna() & (least > 0).fillna(False)
    rows = pd.DataFrame({"period": period_of(tally, step)}, index=tally.index)
    rows["count"] = count.astype("Int64")
    rows["at_least"] = least.where(only_least).astype("Int64")
    rows["n_reports"] = (count.notna() | only_least).astype("Int64")
    rows["n_none"] = (count.isna() & ~only_least).astype("Int64")
    return _by_period(rows, step)


def _stated(tally: pd.DataFrame, name: str) -> pd.Series:
    """Return the count of an outcome; of a list without a total its sum, as the tally reckons it."""
    listed = tally["flags"].fillna("").str.contains(f"no_total:{name}", regex=False)
    return tally[name].fillna(tally[f"{name}_low"].where(listed)).astype("Int64")


def _by_period(rows: pd.DataFrame, step: str) -> pd.DataFrame:
    groups = rows.groupby("period")
    sums = groups.sum(min_count=1)
    periods = every_period(rows["period"], step)
    return sums.reindex(pd.Index(periods, name="period", dtype="string")).reset_index().assign(step=step)


def n_nights(tally: pd.DataFrame) -> int:
    """Return how many nights a tally is about."""
    return int(nights(tally).nunique())


def stated_bins(tally: pd.DataFrame, outcomes: tuple[str, ...], every: str | None = None) -> pd.DataFrame:
    """Return how many reports of each period state each outcome: what `plot_coverage` draws.

    Columns ``period``, ``outcome``, ``n_reports``, ``n_stated`` (a figure, or words that give a least).
    """
    step = choose_step(tally, every)
    periods = period_of(tally, step)
    found = []
    for name in outcomes:
        stated = tally[f"{name}_low"].notna().astype("Int64")
        rows = pd.DataFrame({"period": periods, "n_stated": stated, "n_reports": 1})
        found.append(rows.groupby("period", as_index=False).sum().assign(outcome=name))
    return pd.concat(found, ignore_index=True)[["period", "outcome", "n_reports", "n_stated"]]
