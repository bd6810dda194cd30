"""Which counts make a rate, row by row: numerator, denominator, their ranges, and the reason where one is missing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.schema import as_claims
from dronestats.selection import disjoint, latest
from dronestats.tallies import tally
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
    tallied = tally(disjoint(latest(as_claims(claims))), tolerance=tolerance)
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


def is_comparable(definition: str) -> bool:
    """Return whether a rate means the same across ways of counting: its numerator can be added up in several ways.

    Examples
    --------
    >>> is_comparable("interception"), is_comparable("destruction")
    (True, False)
    """
    return len(numerators(definition)) > 1


def _or_zero(values: np.ndarray) -> np.ndarray:
    """Return counts with 0 where they are not stated: for sums of what is stated."""
    return np.fmax(values, 0.0)


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
    found = count_arrays(tallies, definition, denominator, point=point)
    words = found.pop("words")
    return pd.DataFrame({**found, "flags": flag_text(tallies["flags"], words)}, index=tallies.index)


def count_arrays(
    tallies: pd.DataFrame, definition: str, denominator: str = "launched", *, point: str = "exact"
) -> dict:
    """Return what `rate_counts` does as arrays, and ``words``: each flag word with the rows where it holds."""
    must_be_one_of("denominator", denominator, DENOMINATORS)
    must_be_one_of("point", point, ("exact", "value"))
    ways = numerators(definition)
    counts = {name: _number(tallies, name) for name in ("launched", *FATES)}
    lows = {name: _number(tallies, f"{name}_low") for name in counts}
    stated = {name: ~np.isnan(lows[name]) for name in counts}
    for values in (*counts.values(), *lows.values()):
        if np.any(values < 0):
            first = tallies["report_id"].iloc[int(np.argmax(values < 0))]
            rows = int(np.any([own < 0 for own in (*counts.values(), *lows.values())], axis=0).sum())
            raise DronestatsError(f"a count is below 0 in {rows} rows of the tally, first in {first}")

    @cache
    def usable(name: str) -> np.ndarray:
        if point == "value":
            return ~np.isnan(counts[name])
        count, high = tallies[name], tallies[f"{name}_high"]
        # Compared as they are: turning a column into floats takes ten times as long. Nothing equals an open end.
        is_top = (high.eq(count) & high.notna() & count.notna()).to_numpy(dtype=bool)
        return is_top & (lows[name] == counts[name])

    def figure(name: str) -> np.ndarray:
        # Nearly all figures that are stated can be used, and np.where is fast where its condition hardly varies.
        vague = stated[name] & ~usable(name)
        return np.where(vague, np.nan, counts[name]) if vague.any() else counts[name]

    k = None
    if definition == "unexplained":
        # A word such as "several" is no number to subtract; a worded number ("more than 80") leaves a range.
        worded = [~np.isnan(counts[name]) & ~usable(name) for name in FATES]
        k = np.where(np.logical_or.reduce(worded), np.nan, _number(tallies, "unaccounted"))
    for way in ways:
        if way[0] in FATES:
            total = sum(figure(name) for name in way)
            k = total if k is None else np.where(np.isnan(k), total, k)
    n = figure("launched")
    # fmin and fmax pass over what is not stated.
    n_low, n_high = _or_zero(lows["launched"]), np.fmin(_number(tallies, "launched_high"), np.inf)
    if denominator == "resolved":
        air = stated["still_airborne"]
        most = np.fmin(_number(tallies, "still_airborne_high"), np.inf)
        n = np.where(air, n - figure("still_airborne"), n)
        n_low = np.where(air, np.maximum(n_low - most, 0), n_low)
        n_high = np.where(air, n_high - _or_zero(lows["still_airborne"]), n_high)

    imputed = tallies["launched_basis"].eq("imputed").fillna(False).to_numpy(dtype=bool)
    words = _reasons(definition, ways, k, n, stated, usable, imputed)
    if imputed.any():
        k, n = np.where(imputed, np.nan, k), np.where(imputed, np.nan, n)
        n_low, n_high = np.where(imputed, 0.0, n_low), np.where(imputed, np.inf, n_high)
    over = k > n
    a_low, b_low = _least(definition, ways, lows, denominator)
    a_said, b_said = _least(definition, ways, counts, denominator)
    numbers_exceed = (a_said + b_said > n_high) | (_stopped(counts) > n_high)
    words_exceed = ~numbers_exceed & (a_low + b_low > n_high)
    a_low, b_low = np.where(words_exceed, a_said, a_low), np.where(words_exceed, b_said, b_low)
    if definition == "unexplained":
        a_low, b_low = _unexplained(tallies, counts, lows, n_low)
    without = over | (numbers_exceed & (definition != "destruction"))
    words |= {"k_gt_n": over, "parts_gt_whole": numbers_exceed & ~over, "words_gt_whole": words_exceed}
    if denominator == "strike":
        words["bounds_only"] = np.full(len(tallies), True)
    return {
        "k": np.where(without, np.nan, k),
        "n": np.where(without, np.nan, n),
        "a_low": np.where(numbers_exceed, np.nan, a_low),
        "b_low": np.where(numbers_exceed, np.nan, b_low),
        "n_low": n_low,
        "n_high": n_high,
        "words": words,
    }


def _unexplained(tallies: pd.DataFrame, counts: dict, lows: dict, n_low: np.ndarray):
    """Return the least that is unexplained, and the least that is explained, by the numbers stated."""
    least, most = {}, {}
    for name in FATES:
        high = _number(tallies, f"{name}_high")
        is_number = ~np.isnan(counts[name]) | ~np.isnan(high)
        least[name] = np.where(is_number, _or_zero(lows[name]), 0.0)
        most[name] = np.where(is_number, np.where(np.isnan(high), np.inf, high), 0.0)
    rest = ("hit", "left_airspace", "still_airborne")
    explained, at_most = (_stopped(own) + sum(own[name] for name in rest) for own in (least, most))
    return np.maximum(n_low - at_most, 0.0), explained


def _stopped(counts: dict[str, np.ndarray]) -> np.ndarray:
    """Return all that was stopped: one figure for it, or shot down and lost; the larger where both are printed."""
    apart = _or_zero(counts["destroyed"]) + _or_zero(counts["lost"])
    return np.maximum(_or_zero(counts["intercepted"]), apart)


def _least(definition: str, ways: list[list[str]], counts: dict[str, np.ndarray], denominator: str):
    """Return the least of the numerator and the least of what is certainly not in it."""
    inside = {name for way in ways for name in way}
    nothing = np.zeros(len(counts["launched"]))
    least = nothing
    for way in ways:
        if way[0] in FATES:
            least = np.maximum(least, sum(_or_zero(counts[name]) for name in way))
    rest = nothing
    for name in ("hit", "left_airspace", "still_airborne"):
        if name not in inside and not (name == "still_airborne" and denominator == "resolved"):
            rest = rest + _or_zero(counts[name])
    if definition == "destruction":
        # One figure for all that was stopped may hold any number of drones shot down: it counts for neither side.
        return least, rest + _or_zero(counts["lost"])
    return least, rest if "intercepted" in inside else rest + _stopped(counts)


def flag_text(base: pd.Series, words: dict[str, np.ndarray]) -> pd.Series:
    """Return the flags of each row as text: those it has, then the words that hold and that it lacks.

    Examples
    --------
    >>> flag_text(pd.Series(["", "late"]), {"zero": np.array([True, True])}).tolist()
    ['zero', 'late zero']
    """
    codes, texts = flag_codes(base, word_bits(words, len(base)), list(words))
    return pd.Series(pd.array(texts, dtype="string").take(codes), index=base.index)


def word_bits(words: dict[str, np.ndarray], size: int) -> np.ndarray:
    """Return a number for each row: bit i is set where the word i holds."""
    bits = np.zeros(size, dtype=np.uint16)
    for place, mask in enumerate(words.values()):
        if mask.any():
            bits |= mask.astype(np.uint16) << np.uint16(place)
    return bits


def flag_codes(base: pd.Series, bits: np.ndarray, words: list[str]) -> tuple[np.ndarray, list[str]]:
    """Return a code for each row, and the text of each code: the words of base, then those of the row's bits.

    There are few combinations: each is spelled once.
    """
    codes, texts = pd.factorize(base.astype("string").fillna(""))
    rows, kinds = pd.factorize(bits.astype(np.int64) * max(len(texts), 1) + codes)
    spelled = []
    for kind in kinds.tolist():
        said = texts[kind % len(texts)].split()
        new = [word for place, word in enumerate(words) if kind // len(texts) >> place & 1]
        spelled.append(" ".join([*said, *(word for word in new if word not in said)]))
    return rows, spelled


def _reasons(definition, ways, k, n, stated, usable, imputed) -> dict[str, np.ndarray]:
    """Return why rows have no rate."""
    terms = [name for way in ways for name in way if name in stated]
    zero = n == 0
    no_k = np.isnan(k) & ~zero
    nowhere = np.zeros(len(k), dtype=bool)
    worded = FATES if definition == "unexplained" else terms
    any_term = np.logical_or.reduce([nowhere, *(stated[name] for name in worded)])
    vague = np.logical_or.reduce([stated[name] & ~usable(name) for name in (*worded, "launched")])
    merged = no_k & stated["intercepted"] if definition == "destruction" else nowhere
    lost = no_k & stated["destroyed"] & ~stated["lost"] if "lost" in terms else nowhere
    return {
        "no_denominator": ~stated["launched"],
        "imputed_denominator": imputed,
        "zero_launched": zero,
        "range": vague & (no_k | np.isnan(n)) & stated["launched"],
        "merged_reporting": merged,
        "lost_not_stated": lost,
        "numerator_not_stated": no_k & ~merged & ~lost & ~(vague & any_term),
    }
