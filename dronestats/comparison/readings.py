"""Every way to count that could be behind a printed figure, with the count that each gives."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from dronestats.rates.counts import rate_counts
from dronestats.rates.sentences import NOUNS
from dronestats.selection import disjoint, latest, nights
from dronestats.tallies import tally
from dronestats.vocabulary import column, ids, lineage, name_of
from dronestats.windows import local_days

# A window is half-open: the first moment in it tells the day on which it starts.
_MOMENT = pd.Timedelta(microseconds=1)
_NEAR = pd.Timedelta(days=2)  # clocks are hours from UTC, and a window is no longer than a day or two
# A weapon with a smaller share of the launched is no population that a figure for its class could mean.
_SMALLEST = 0.1
CHOICES = ("count", "denominator", "weapons", "month", "overlaps", "office")
MEASURES = ("rate", "launched", "destroyed", "intercepted", "not_intercepted", "average")
# Which ways of counting a measure may rest on.
COUNTS = {
    "rate": None,  # all of them
    "destroyed": ["interception", "as_printed", "destruction", "neutralised"],
    "intercepted": ["interception", "as_printed", "destruction", "neutralised"],
    "not_intercepted": ["interception", "as_printed", "destruction", "neutralised"],
    "launched": ["launched"],
    "average": ["launched"],
}


def both_tallies(claims: pd.DataFrame, weapon_class: str) -> dict[str, pd.DataFrame]:
    """Return the tally of the claims of a class without statements that overlap (``left_out``), and with (``added``).

    ``mixed`` takes drones and missiles together, as outlets add them; the package itself never does.
    """
    classes = ["drone", "missile"] if weapon_class == "mixed" else [weapon_class]
    chosen = latest(claims[claims["weapon_class"].isin(classes) & (claims["scope"] != "cumulative")])
    return {"left_out": tally(disjoint(chosen)), "added": tally(chosen)}


def readings_of(
    tallies: dict[str, pd.DataFrame], start: str, end: str, weapon_class: str, weapon: str | None, measure: str
) -> pd.DataFrame:
    """Return every reading of a measure over a period with its counts.

    Parameters
    ----------
    tallies : dict of DataFrame
        From `both_tallies`, of one side about attacks on it.
    start, end : str
        First and last day on the claimant's clock.
    weapon_class : str
        The class that the tallies are of.
    weapon : str or None
        Only what this id of ``weapons.csv`` covers.
    measure : {"rate", "launched", "destroyed", "intercepted", "not_intercepted", "average"}

    Returns
    -------
    DataFrame
        A column for each choice (count, denominator, weapons, month, overlaps, office), ``order`` (0: the way of the
        package), ``k``, ``n``, ``value``, ``days_covered``, ``n_windows``, ``n_dropped``, ``weapon_set``.
    """
    found = []
    first, last = (pd.Timestamp(day, tz="UTC") for day in (start, end))
    for overlaps, rows in tallies.items():
        rows = rows[(rows["window_end"] >= first - _NEAR) & (rows["window_start"] <= last + _NEAR)]
        if weapon is not None:
            rows = rows[[weapon in lineage("weapons", own) for own in rows["weapon"]]]
        if len(rows):
            found += _of_tally(rows.reset_index(drop=True), start, end, measure, overlaps, weapon_class)
    frame = pd.DataFrame(found)
    if frame.empty:
        return frame
    days = (pd.Timestamp(end) - pd.Timestamp(start)).days + 1
    frame["value"] = {
        "rate": frame["k"] / frame["n"].where(frame["n"] > 0), "launched": frame["n"], "destroyed": frame["k"],
        "intercepted": frame["k"], "not_intercepted": frame["n"] - frame["k"], "average": frame["n"] / days,
    }[measure]  # fmt: skip
    return frame.dropna(subset="value").sort_values("order", kind="stable").reset_index(drop=True)


def _of_tally(tallies, start, end, measure, overlaps, weapon_class) -> list[dict]:
    """Return the readings of one tally: sums over the rows that a choice of month, weapons and office takes."""
    months = {"end": nights(tallies), "start": nights(tallies.assign(window_end=tallies["window_start"] + _MOMENT))}
    inside = {name: ((days >= start) & (days <= end)).to_numpy(dtype=bool) for name, days in months.items()}
    ends = local_days(tallies)
    offices = {"all": np.ones(len(tallies), dtype=bool)}
    main = tallies.loc[inside["end"], "claimant_body"].mode()
    if len(main):
        offices["one"] = (tallies["claimant_body"] == main.iloc[0]).to_numpy(dtype=bool)
    present = tallies.loc[inside["end"] | inside["start"]]
    sets = weapon_sets(present, weapon_class)
    masks = {name: tallies["weapon"].isin(own).to_numpy(dtype=bool) for name, (own, _) in sets.items()}
    orders = column("readings", "order")
    found = []
    for count, denominator in _counts(measure):
        k, n = _figures(tallies, count, denominator)
        used = ~np.isnan(n) if count == "launched" else ~np.isnan(k)
        if measure in ("rate", "not_intercepted"):
            used = used & ~np.isnan(n)
        for month, weapons, office in itertools.product(inside, sets, offices):
            rows = inside[month] & masks[weapons] & offices[office]
            own = rows & used
            if not own.any():
                continue
            choice = {
                "count": count,
                "denominator": denominator,
                "month": month,
                "overlaps": overlaps,
                "office": office,
            }
            order = sum(int(orders.get(f"{name}:{value}", 0)) for name, value in choice.items())
            found.append(choice | {
                "weapons": weapons, "order": order + sets[weapons][1], "k": np.nansum(k[own]), "n": np.nansum(n[own]),
                "days_covered": len(np.unique(ends[own])), "n_windows": int(own.sum()),
                "n_dropped": int((rows & ~used).sum()), "weapon_set": sets[weapons][0],
            })  # fmt: skip
    return found


def _counts(measure: str) -> list[tuple[str, str]]:
    if COUNTS[measure] is not None:
        return [(count, "launched") for count in COUNTS[measure]]
    return list(itertools.product([*ids("definitions"), "as_printed"], ("launched", "resolved")))


def _figures(tallies: pd.DataFrame, count: str, denominator: str) -> tuple[np.ndarray, np.ndarray]:
    """Return k and n, row by row; NaN where a row does not give them."""
    definition = "interception" if count in ("as_printed", "launched") else count
    counts = rate_counts(tallies, definition, denominator)
    k, n = counts["k"].to_numpy(), counts["n"].to_numpy()
    if count == "as_printed":
        # What stands under "shot down" in each report, whatever its way of counting.
        k = tallies["intercepted"].fillna(tallies["destroyed"]).to_numpy("float64", na_value=np.nan)
    return k, n


def weapon_sets(tallies: pd.DataFrame, weapon_class: str) -> dict[str, tuple[frozenset, int]]:
    """Return the sets of weapons that a figure may be about: words -> the weapons of the tally, and the order.

    All of the class; what one wider word covers; that without one of its weapons. Small sets fit any figure by chance
    and are left out.
    """
    weapons = tallies["weapon"].unique()
    everything = frozenset(weapons)
    found = {"all": (everything, 0)}
    covered: dict[str, set] = {}
    for own in weapons:
        for wide in lineage("weapons", own):
            covered.setdefault(wide, set()).add(own)
    seen = {everything}
    launched = tallies.groupby("weapon")["launched"].sum().astype("float64")
    enough = _SMALLEST * launched.sum()
    for word, own in covered.items():
        if frozenset(own) not in seen and launched[list(own)].sum() >= enough:
            found[name_of("weapons", word)] = (frozenset(own), 1)
            seen.add(frozenset(own))
    for words, (own, order) in list(found.items()):
        for left in sorted(own):
            rest = own - {left}
            if launched[left] > 0 and rest and rest not in seen and launched[list(rest)].sum() >= enough:
                seen.add(rest)
                whole = NOUNS[weapon_class] if words == "all" else words
                found[f"{whole} without {name_of('weapons', left)}"] = (rest, order + 2)
    return found
