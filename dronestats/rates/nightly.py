"""From tallies to nights: what every statistic over nights starts from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.bounds import CORNERS, row_bounds
from dronestats.rates.counts import as_tally, count_arrays, flag_text, is_comparable
from dronestats.selection import SIDE
from dronestats.vocabulary import column, table
from dronestats.windows import local_days

ON_BREAK = ("split", "ignore", "raise")


def rate_rows(
    claims: pd.DataFrame, definition: str = "interception", *, denominator: str = "launched", point: str = "exact",
    tolerance: float | None = None, as_printed: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return the windows of a tally with k, n, their night and whether they enter sums.

    Parameters
    ----------
    claims, definition, denominator, point, tolerance
        See `dronestats.interception_rates`.
    as_printed : bool
        For ``destruction``: where one figure for all that was stopped is printed, take it. The series then is what a
        reader of the bulletins sees; across ways of counting it is not one rate.

    Returns
    -------
    DataFrame
        One row per window: ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``claimant_body``, ``weapon``,
        ``region``, ``regime``, ``day`` (see `dronestats.windows.local_days`), ``k``, ``n``, ``used``, the corners of
        its bounds, ``flags``.
    """
    tallies = as_tally(claims, tolerance=tolerance)
    counts = count_arrays(tallies, definition, denominator, point=point)
    words = counts.pop("words")
    if as_printed and definition == "destruction":
        merged = words["merged_reporting"]
        other = count_arrays(tallies, "interception", denominator, point=point)
        counts["k"] = np.where(merged, other["k"], counts["k"])
        counts["n"] = np.where(merged, other["n"], counts["n"])
    used = ~np.isnan(counts["k"]) & (counts["n"] > 0)
    bounds = row_bounds(tallies, counts, denominator)
    return pd.DataFrame(
        {
            **{name: tallies[name] for name in (*SIDE, "claimant_body", "weapon", "region", "regime")},
            "day": local_days(tallies),
            "k": counts["k"],
            "n": counts["n"],
            "used": used,
            **{name: bounds[name] for name in CORNERS},
            "flags": flag_text(tallies["flags"], words),
        },
        index=tallies.index,
    )


def by_night(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the sums of the windows that end on one night, by night: the unit that varies.

    Returns
    -------
    DataFrame
        The key, ``day``, ``k``, ``n``, the corners, ``regime`` (all that the night's windows follow), in the order of
        time.
    """
    used = rows[rows["used"]].assign(regime=lambda own: own["regime"].fillna(""))
    groups = used.groupby([*key, "day"], observed=True, dropna=False, sort=True)
    # A night whose windows have no bounds has none: the sum of nothing is not 0.
    sums = groups[["k", "n", *CORNERS]].sum(min_count=1)
    regimes = groups["regime"].first()
    several = groups["regime"].nunique() > 1
    if several.any():
        joined = groups["regime"].agg(lambda own: " ".join(dict.fromkeys(own)))
        regimes = regimes.mask(several, joined)
    return sums.assign(regime=regimes).reset_index()


def dropped_by_side(rows: pd.DataFrame) -> pd.Series:
    """Return how many windows of each side lack k or n."""
    return (~rows["used"]).groupby([rows[name] for name in SIDE], observed=True).sum()


def day_text(days) -> pd.Index:
    """Return day numbers as ISO dates."""
    return pd.to_datetime(np.asarray(days, dtype="int64"), unit="D").strftime("%Y-%m-%d")


def day_number(text: str, name: str) -> int:
    """Return the day number of an ISO date, or raise a DronestatsError that names the argument."""
    try:
        return int((pd.Timestamp(str(text)) - pd.Timestamp(0)).days)
    except ValueError as error:
        raise DronestatsError(f"{name} = {text!r} is no ISO date; write 2025-07-24") from error


def split_at_breaks(nights: pd.DataFrame, definition: str, on_break: str) -> list[pd.DataFrame]:
    """Return the nights of one side in stretches in which a rate means one thing.

    Raises
    ------
    DronestatsError
        If `on_break` is "raise" and there is more than one.
    """
    must_be_one_of("on_break", on_break, ON_BREAK)
    if is_comparable(definition) or on_break == "ignore" or nights.empty:
        return [nights]
    new = (nights["regime"] != nights["regime"].shift()).to_numpy(dtype=bool, na_value=True).cumsum()
    parts = [part for _, part in nights.groupby(new)]
    if len(parts) > 1 and on_break == "raise":
        days = ", ".join(day_text([part["day"].iloc[0] for part in parts[1:]]))
        raise DronestatsError(
            f"the way of counting changes on {days}, and {definition} means something else after it: "
            "use definition='interception', or on_break='split'"
        )
    return parts


def regime_starts(bodies: list[str], weapon_class: str) -> pd.DataFrame:
    """Return the ways of counting of some offices (and of those they count like): ``regime``, ``start``, ``day``."""
    like = column("bodies", "counts_like")
    offices = {like.get(body, body) for body in bodies}
    found = table("regimes")
    about_it = found["weapon_class"].fillna(weapon_class) == weapon_class
    found = found[found["claimant_body"].isin(offices) & about_it & found["start"].notna()]
    return found.assign(day=[day_number(start, "start") for start in found["start"]])


def tidy(frame: pd.DataFrame, *, shares=(), counts=(), texts=()) -> pd.DataFrame:
    """Return the frame with nullable columns: shares and other real numbers, whole numbers, texts."""
    frame = frame.reset_index(drop=True)
    for name in shares:
        values = frame[name].astype("Float64")
        frame[name] = values.mask(values.isna())
    for name in counts:
        frame[name] = frame[name].astype("Float64").astype("Int64")
    for name in texts:
        frame[name] = frame[name].astype("string")
    return frame
