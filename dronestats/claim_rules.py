"""The rules of the claims table that join several columns: ranges, windows, weapons, totals and parts, quotes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.distinct import distinct, spread
from dronestats.vocabulary import column

SEVERAL_LOW = 2
_YEARS = pd.Timestamp("1900-01-01", tz="UTC"), pd.Timestamp("2200-01-01", tz="UTC")


def word_range(qualifier: str, count) -> tuple:
    """Return the least and the most that the words allow, NA for an open end.

    Parameters
    ----------
    qualifier : {"exact", "about", "at_least", "more_than", "up_to", "several", "withheld"}
    count : int, NA, or a column of them

    Notes
    -----
    ``about`` is left open: a tolerance is the user's to set, never ours. ``dozens`` is several with a low of 24.

    Examples
    --------
    >>> word_range("more_than", 80), word_range("up_to", 9)
    ((81, <NA>), (0, 9))
    """
    return {
        "exact": (count, count),
        "more_than": (count + 1, pd.NA),
        "at_least": (count, pd.NA),
        "up_to": (0, count),
        "several": (SEVERAL_LOW, pd.NA),
    }.get(qualifier, (pd.NA, pd.NA))


def fill_ranges(claims: pd.DataFrame) -> pd.DataFrame:
    """Fill count_low and count_high where the qualifier fixes them and neither is given."""
    silent = claims["count_low"].isna() & claims["count_high"].isna()
    for qualifier in ("exact", "more_than", "at_least", "up_to", "several"):
        rows = silent & (claims["qualifier"] == qualifier)
        if rows.any():
            low, high = word_range(qualifier, claims["count"])
            claims["count_low"], claims["count_high"] = (
                claims[name].mask(rows, end) for name, end in (("count_low", low), ("count_high", high))
            )
    return claims


def claim_faults(claims: pd.DataFrame):
    """Yield (row, column, value, rule, way out) for the rules that join several columns."""

    def each(mask, col, rule, way_out=""):
        for row in np.flatnonzero(pd.Series(mask).to_numpy(bool, na_value=False)).tolist():
            yield row, col, claims.at[row, col], rule, way_out

    # Whole numbers below 2**53 are exact as floats, and what compares with NaN is no fault.
    count, low, high = (
        claims[name].to_numpy("float64", na_value=np.nan) for name in ("count", "count_low", "count_high")
    )
    said = {word: (claims["qualifier"] == word).to_numpy() for word in claims["qualifier"].cat.categories}
    yield from each(_outside_report(claims), "claim_id", "must be <report_id>/<number>")
    yield from each(claims["attacker"] == claims["defender"], "defender", "must differ from attacker")
    yield from each(
        claims["window_end"] <= claims["window_start"],
        "window_end",
        "must come after window_start",
        "windows are half-open: end is the first instant after",
    )
    yield from each(claims["window_start"] < _YEARS[0], "window_start", "must not be before 1900", "check the year")
    yield from each(claims["window_end"] > _YEARS[1], "window_end", "must not be after 2200", "check the year")
    yield from each(low > high, "count_high", "must not be below count_low")
    yield from each(
        (said["several"] | said["withheld"]) & ~np.isnan(count),
        "count",
        "must be empty for several and withheld",
        "use about, at_least or exact for a printed number",
    )
    yield from each(
        (said["exact"] | said["at_least"] | said["more_than"] | said["up_to"]) & np.isnan(count),
        "count",
        "must be given for exact, at_least, more_than and up_to",
        "a word without a number is several or withheld",
    )
    yield from each(
        said["exact"] & (_differ(low, count) | _differ(high, count)),
        "count_low",
        "exact means count_low = count = count_high",
        "use about for a rounded figure",
    )
    yield from each(said["more_than"] & _differ(low, count + 1), "count_low", "more_than N means count_low = N + 1")
    yield from each(said["at_least"] & _differ(low, count), "count_low", "at_least N means count_low = N")
    yield from each(said["up_to"] & _differ(high, count), "count_high", "up_to N means count_high = N")
    yield from each(said["several"] & (low < SEVERAL_LOW), "count_low", f"several means {SEVERAL_LOW} or more")
    codes, weapons = distinct(claims["weapon"])
    classes = claims["weapon_class"].cat.categories.get_indexer(weapons.map(column("weapons", "weapon_class")))
    expected, own = spread(classes, codes, -1), claims["weapon_class"].cat.codes.to_numpy()
    yield from each(
        (expected >= 0) & (own >= 0) & (expected != own),
        "weapon",
        "belongs to another weapon_class",
        "see weapons.csv",
    )
    # Claims and the totals that they name, as codes of one list of ids.
    own, total = np.split(pd.factorize(pd.concat([claims["claim_id"], claims["part_of"]]))[0], 2)
    yield from each((total >= 0) & (total == own), "part_of", "a claim is no part of itself")
    yield from each(
        (total >= 0) & ~np.isin(total, own), "part_of", "no claim has this id", "keep the total in the same table"
    )
    yield from each(_in_circle(own, total), "part_of", "parts run in a circle")
    length = claims["quote_end"] - claims["quote_start"]
    yield from each(
        claims["quote"].str.len() != length,
        "quote_end",
        "quote_end - quote_start must be the length of the quote",
    )


def _differ(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return (first < second) | (first > second)


def _outside_report(claims: pd.DataFrame) -> np.ndarray:
    """Return which claim_id does not begin with the report_id and a slash."""
    own, report = claims["claim_id"], claims["report_id"]
    outside = (own.str.replace(r"/[^/]*$", "/", regex=True) != report + "/").to_numpy(bool, na_value=True)
    # Only an id that does not end with one number, or has none, is left to be looked at by itself.
    for row in np.flatnonzero(outside):
        outside[row] = not pd.isna(own[row]) and not own[row].startswith(f"{report[row]}/")
    return outside


def _in_circle(own: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return which claims lead back to themselves along their totals."""
    above = np.full(len(own) * 2 + 1, -1)
    above[own] = np.where(total == own, -1, total)
    above[-1] = -1
    # Each round doubles the steps: after as many as there are claims, every way is at its end or on a circle.
    for _ in range(len(own).bit_length()):
        if (above < 0).all():
            break
        above = above[above]
    return np.isin(own, above[above >= 0])
