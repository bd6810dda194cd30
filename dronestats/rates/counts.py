"""Which counts make a rate: numerator, denominator and their ranges, row by row, and the reason where one is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.selection import disjoint, latest, tally
from dronestats.vocabulary import column, ids

DENOMINATORS = ("launched", "resolved", "strike")
FATES = ("destroyed", "lost", "intercepted", "hit", "left_airspace", "still_airborne")


def as_tally(claims: pd.DataFrame, *, tolerance: float | None = None) -> pd.DataFrame:
    """Return the tally of the latest claims in windows that do not overlap; a tally is returned as it is."""
    if "launched_basis" in claims.columns:
        return claims
    if "outcome" not in claims.columns:
        raise DronestatsError(
            "neither claims (a column 'outcome') nor a tally (a column 'launched'): see validate_claims"
        )
    tallied = tally(disjoint(latest(claims)), tolerance=tolerance)
    return tallied[tallied["weapon_class"] != "mixed"].reset_index(drop=True)


def numerators(definition: str) -> list[list[str]]:
    """Return the ways to add up a numerator, in order of preference.

    Examples
    --------
    >>> numerators("interception")
    [['destroyed', 'lost'], ['intercepted']]
    """
    must_be_one_of("definition", definition, ids("definitions"))
    text = column("definitions", "numerator")[definition]
    return [way.split("+") for way in text.split("|")]


def _number(tallies: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as float, NaN where it is not stated."""
    return tallies[name].to_numpy(dtype=float, na_value=np.nan)


def rate_counts(
    tallies: pd.DataFrame, definition: str = "interception", denominator: str = "launched", *, point: str = "exact"
) -> pd.DataFrame:
    """Return k, n and the ranges of both for each row of a tally.

    Parameters
    ----------
    tallies : DataFrame
        See `dronestats.tally`.
    definition : str
        Row of ``definitions.csv``.
    denominator : {"launched", "resolved", "strike"}
        All launched; launched without those still in the air; strike drones without decoys (bounds only).
    point : {"exact", "value"}
        ``exact``: a figure worded "about" or "more than" gives no rate. ``value``: its printed number is used.

    Returns
    -------
    DataFrame
        ``k``, ``n`` (float, NaN where there is no rate), ``a_low`` least of the numerator, ``b_low`` least of the
        rest, ``n_low``, ``n_high`` (inf: open) and ``flags``.

    Notes
    -----
    A numerator term that is not stated is never taken as 0, not even where the other fates add up to all that was
    launched: only such nights would then enter a pooled rate. Their bounds say it. Words such as "several" that
    push the fates past the launched are dropped from the bounds (``words_gt_whole``); numbers that do so leave the
    row without a rate (``parts_gt_whole``), except for destruction, which does not rest on the others.
    """
    must_be_one_of("denominator", denominator, DENOMINATORS)
    must_be_one_of("point", point, ("exact", "value"))
    ways = numerators(definition)
    counts = {name: _number(tallies, name) for name in ("launched", *FATES)}
    lows = {name: _number(tallies, f"{name}_low") for name in counts}
    highs = {name: _number(tallies, f"{name}_high") for name in counts}
    stated = {name: ~np.isnan(lows[name]) for name in counts}
    exact = {name: (lows[name] == counts[name]) & (highs[name] == counts[name]) for name in counts}
    negative = np.any([values < 0 for values in (*counts.values(), *lows.values())], axis=0)
    if negative.any():
        first = tallies["report_id"].iloc[int(np.argmax(negative))]
        raise DronestatsError(f"a count is below 0 in {int(negative.sum())} rows of the tally, first in {first}")
    usable = {name: exact[name] if point == "exact" else ~np.isnan(counts[name]) for name in counts}

    k = np.full(len(tallies), np.nan)
    if definition == "unexplained":
        k = _number(tallies, "unaccounted")
    for way in reversed(ways):
        if way[0] in FATES:
            have = np.all([usable[name] for name in way], axis=0)
            k = np.where(have, np.sum([np.nan_to_num(counts[name]) for name in way], axis=0), k)
    n = np.where(usable["launched"], counts["launched"], np.nan)
    n_low, n_high = np.nan_to_num(lows["launched"]), np.nan_to_num(highs["launched"], nan=np.inf)
    if denominator == "resolved":
        air = stated["still_airborne"]
        n = np.where(air, n - np.where(usable["still_airborne"], counts["still_airborne"], np.nan), n)
        n_low = np.where(air, np.maximum(n_low - np.nan_to_num(highs["still_airborne"], nan=np.inf), 0), n_low)
        n_high = np.where(air, n_high - np.nan_to_num(lows["still_airborne"]), n_high)

    imputed = tallies["launched_basis"].eq("imputed").fillna(False).to_numpy(dtype=bool)
    flags = _reasons(tallies, definition, ways, k, n, stated, usable, imputed)
    k, n = np.where(imputed, np.nan, k), np.where(imputed, np.nan, n)
    n_low, n_high = np.where(imputed, 0.0, n_low), np.where(imputed, np.inf, n_high)
    over = k > n
    a_low, b_low = _least(definition, ways, lows, denominator)
    a_said, b_said = _least(definition, ways, counts, denominator)
    numbers_exceed = (a_said + b_said > n_high) | (np.nan_to_num(_stopped(counts)) > n_high)
    words_exceed = ~numbers_exceed & (a_low + b_low > n_high)
    a_low, b_low = np.where(words_exceed, a_said, a_low), np.where(words_exceed, b_said, b_low)
    if definition == "unexplained":
        # What is unexplained is arithmetic on what is stated: no range of its own.
        a_low, b_low = np.nan_to_num(k), np.nan_to_num(n - k)
    without = over | (numbers_exceed & (definition != "destruction"))
    words = {"k_gt_n": over, "parts_gt_whole": numbers_exceed & ~over, "words_gt_whole": words_exceed}
    if denominator == "strike":
        words["bounds_only"] = np.full(len(tallies), True)
    return pd.DataFrame(
        {
            "k": np.where(without, np.nan, k),
            "n": np.where(without, np.nan, n),
            "a_low": np.where(numbers_exceed, np.nan, a_low),
            "b_low": np.where(numbers_exceed, np.nan, b_low),
            "n_low": n_low,
            "n_high": n_high,
            "flags": _join(flags, words),
        },
        index=tallies.index,
    )


def _stopped(counts: dict[str, np.ndarray]) -> np.ndarray:
    """Return all that was stopped: one figure for it, or shot down and lost; the larger where both are printed."""
    apart = np.nan_to_num(counts["destroyed"]) + np.nan_to_num(counts["lost"])
    return np.maximum(np.nan_to_num(counts["intercepted"]), apart)


def _least(definition: str, ways: list[list[str]], counts: dict[str, np.ndarray], denominator: str):
    """Return the least of the numerator and the least of what is certainly not in it."""
    inside = {name for way in ways for name in way}
    sums = [np.sum([np.nan_to_num(counts[name]) for name in way], axis=0) for way in ways if way[0] in FATES]
    least = np.max(sums, axis=0) if sums else np.zeros(len(counts["launched"]))
    rest = np.zeros(len(counts["launched"]))
    for name in ("hit", "left_airspace", "still_airborne"):
        if name not in inside and not (name == "still_airborne" and denominator == "resolved"):
            rest = rest + np.nan_to_num(counts[name])
    if definition == "destruction":
        # One figure for all that was stopped may hold any number of drones shot down: it counts for neither side.
        return least, rest + np.nan_to_num(counts["lost"])
    return least, rest if "intercepted" in inside else rest + _stopped(counts)


def _join(flags: pd.Series, more: dict[str, np.ndarray]) -> pd.Series:
    """Add words to the flags of the rows where they hold, each word once."""
    flags = flags.copy()
    for word, mask in more.items():
        new = mask & ~flags.str.contains(word, regex=False).to_numpy(dtype=bool) if mask.any() else mask
        if new.any():
            flags[new] = (flags[new] + " " + word).str.strip()
    return flags


def _reasons(tallies, definition, ways, k, n, stated, usable, imputed) -> pd.Series:
    """Return why a row has no rate, added to the flags that the tally already carries."""
    terms = [name for way in ways for name in way if name in stated]
    zero = n == 0
    no_k = np.isnan(k) & ~zero
    any_term = np.any([stated[name] for name in terms], axis=0) if terms else np.zeros(len(k), dtype=bool)
    vague = np.any([stated[name] & ~usable[name] for name in (*terms, "launched")], axis=0)
    merged = no_k & stated["intercepted"] & (definition == "destruction")
    lost = no_k & stated["destroyed"] & ~stated["lost"] & ("lost" in terms)
    words = {
        "no_denominator": ~stated["launched"],
        "imputed_denominator": imputed,
        "zero_launched": zero,
        "range": vague & (no_k | np.isnan(n)) & stated["launched"],
        "merged_reporting": merged,
        "lost_not_stated": lost,
        "numerator_not_stated": no_k & ~merged & ~lost & ~(vague & any_term),
    }
    return _join(tallies["flags"].fillna("").astype("string"), words)
