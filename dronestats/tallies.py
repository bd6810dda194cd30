"""Claims -> the tally: one row for each office, window and weapon, a column for each outcome."""

from __future__ import annotations

from functools import cache

import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.schema import as_claims
from dronestats.selection import UNIT, joined
from dronestats.vocabulary import ids, lineage, table

# The words with which a report gives the drones that are no decoys.
STRIKE = ("uav-strike", "shahed")
PLACES = ("hit_location", "debris_location")
_ELSEWHERE = ("hit", "left_airspace", "still_airborne")


def tally(claims: pd.DataFrame, *, tolerance: float | None = None) -> pd.DataFrame:
    """Return one row for each office, window and weapon, with a column for each outcome.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Parts are not added in; of the parts only the strike drones among the launched are read.
    tolerance : float, optional
        Relative width that a figure worded "about" is given (0.1 for 10 % either way). Without it the range of
        such a figure is open, as the words are.

    Returns
    -------
    DataFrame
        ``report_id`` (several, with spaces, where several reports state the same window), ``claimant``,
        ``claimant_body``, ``attacker``, ``defender``, ``weapon_class``, ``weapon``, ``region``, ``scope``,
        ``window_start``, ``window_end``, ``as_of``, ``regime``, then for each outcome the count as stated (Int64, NA if
        not stated) with ``<outcome>_low`` and ``<outcome>_high`` (NA high: open), ``strike_low``, ``strike_high``,
        ``unaccounted``, ``launched_basis`` and ``flags`` (words with spaces between them).

    Notes
    -----
    Where a report words one attack in two ways (Shahed launched, drones shot down), the row stands under the wider
    word; where it gives one outcome for two weapons, each is a row of its own. Reports that disagree give
    no count but the range over them, flag ``conflict``. A list of regions without a total gives no count but
    its sum as the least, flag ``no_total``. ``unaccounted`` = launched - all stated fates; it is not called hit.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = claims[claims["report_id"] == "ua-2024-10-28"]
    >>> ds.tally(night)[["launched", "destroyed", "lost", "left_airspace", "hit", "unaccounted"]].iloc[0].tolist()
    [100, 66, 24, 4, <NA>, 6]
    """
    if "launched" in claims.columns and "outcome" not in claims.columns:
        raise DronestatsError("this is a tally already: give claims (one row per number), not their tally")
    if tolerance is not None and not 0 <= tolerance < 1:
        raise DronestatsError(f"tolerance = {tolerance}: give a share from 0 to below 1, as 0.1 for 10 % either way")
    claims = as_claims(claims)
    rows = claims.assign(weapon=claims["weapon"].fillna(_roots(claims)))
    rows = _with_tolerance(rows, tolerance)
    rows = rows.assign(place=rows["region"].fillna(""), depth=rows["weapon"].map(_depth))
    alone = rows[rows["part_of"].isna()]
    group = _with_group_weapon(alone)
    cells = _one_figure_each(group)
    wide = _wide(cells)
    wide = wide.merge(_strike(rows, group), on=[*UNIT, "group"], how="left")
    return _finish(wide)


@cache
def _depth(weapon: str) -> int:
    return len(lineage("weapons", weapon))


def _roots(claims: pd.DataFrame) -> pd.Series:
    """Return the widest weapon of each row's class: what a claim without a weapon is about."""
    weapons = table("weapons")
    roots = weapons[weapons["parent"].isna()].set_index("weapon_class")["weapon"]
    return claims["weapon_class"].astype("string").map(roots).astype("string")


@cache
def _grouping(weapons: frozenset[str]) -> dict[str, str]:
    """Return weapon -> the widest weapon of those named together that covers it."""
    return {own: [wide for wide in lineage("weapons", own) if wide in weapons][-1] for own in weapons}


def _with_group_weapon(alone: pd.DataFrame) -> pd.DataFrame:
    """Add ``group``: the weapon under whose row a claim is tallied.

    A report that gives one outcome for two weapons, neither as part of the other, tells of two sets of weapons: they
    stay apart. Else the words of a report (Shahed launched, drones shot down) mean one set, named by the widest. Places
    are no drones: they say nothing about the weapons, and stand with the only set that their window has.
    """
    is_place = alone["outcome"].isin(PLACES)
    unit = alone.groupby(UNIT, dropna=False, observed=True).ngroup()
    group = _group_weapons(alone[~is_place], unit[~is_place])
    sets = group.groupby(unit[~is_place]).agg(["first", "nunique"])
    only = unit[is_place].map(sets["first"].where(sets["nunique"] == 1)).fillna(alone["weapon"])
    return alone.assign(group=pd.concat([group, only]).reindex(alone.index).astype("string"))


def _group_weapons(alone: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Return the weapon of each claim, or the widest of its unit where the unit means one set."""
    group = alone["weapon"].copy()
    several = group.groupby(unit).transform("nunique") > 1
    rows, unit = alone[several], unit[several]
    kinds = rows.groupby([unit, rows["report_id"], rows["outcome"]], observed=True)["weapon"].transform("nunique")
    one_set = kinds.groupby(unit).transform("max") == 1
    words = rows["weapon"][one_set]
    together = words.groupby(unit[one_set]).agg(frozenset)
    group[words.index] = [_grouping(together[number])[own] for number, own in zip(unit[one_set], words, strict=True)]
    return group


def _with_tolerance(rows: pd.DataFrame, tolerance: float | None) -> pd.DataFrame:
    """Give figures worded "about" the range that the user allows them; one that the report states stays."""
    about = (rows["qualifier"] == "about") & rows["count_low"].isna() & rows["count_high"].isna()
    if tolerance is None or not about.any():
        return rows
    near = rows["count"].where(about).astype("Float64")
    low, high = ((near * share).round().astype("Int64") for share in (1 - tolerance, 1 + tolerance))
    return rows.assign(count_low=rows["count_low"].fillna(low), count_high=rows["count_high"].fillna(high))


def _one_figure_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per tally cell with count, low, high and flag."""
    key = [*UNIT, "group", "outcome"]
    rows = rows.assign(count_low=rows["count_low"].fillna(0))
    # The figure about the widest weapon counts; then the one without a place, which covers every place.
    by = rows.groupby(key, dropna=False, observed=True)
    rows = rows[rows["depth"] == by["depth"].transform("min")]
    by = rows.groupby(key, dropna=False, observed=True)
    everywhere = (
        (rows["place"] == "").groupby([rows[name] for name in key], dropna=False, observed=True).transform("any")
    )
    rows = rows[(rows["place"] == "") | ~everywhere]
    exact = rows["qualifier"] == "exact"
    any_exact = exact.groupby([rows[name] for name in key], dropna=False, observed=True).transform("any")
    rows = rows[exact | ~any_exact]
    by = rows.groupby(key, dropna=False, observed=True)
    cells = by.agg(
        count=("count", "max"), least=("count", "min"), known=("count", "count"), rows=("count", "size"),
        low=("count_low", "min"), top=("count_low", "max"), total=("count_low", "sum"),
        high=("count_high", "max"), closed=("count_high", "count"),
        places=("place", "nunique"), place=("place", "first"),
    ).reset_index()  # fmt: skip
    listed = cells["places"] > 1
    differ = (
        ~listed
        & (cells["rows"] > 1)
        & ((cells["count"] != cells["least"]).fillna(False) | (cells["low"] != cells["top"]))
    )
    cells["high"] = cells["high"].where(cells["closed"] == cells["rows"]).mask(listed)
    cells["low"] = cells["low"].mask(listed, cells["total"])
    cells["count"] = cells["count"].mask(listed | differ)
    cells["flag"] = pd.Series("", index=cells.index, dtype="string").mask(listed, "no_total").mask(differ, "conflict")
    cells["place"] = cells["place"].mask(listed, "")
    return cells


def _wide(cells: pd.DataFrame) -> pd.DataFrame:
    """Turn tally cells into one row with three columns per outcome."""
    index = [*UNIT, "group"]
    cells = cells.assign(outcome=cells["outcome"].astype("string"))
    # pivot drops rows whose key holds NA, so the office is kept as text here and restored after.
    cells["claimant_body"] = cells["claimant_body"].fillna("")
    keys = cells[index].drop_duplicates().reset_index(drop=True)
    numbers = keys.assign(unit=range(len(keys)))
    cells = cells.merge(numbers, on=index)
    wide = keys.assign(claimant_body=keys["claimant_body"].replace("", pd.NA))
    for outcome in ids("outcomes"):
        own = cells[cells["outcome"] == outcome].set_index("unit")
        for suffix, values in (("", "count"), ("_low", "low"), ("_high", "high")):
            wide[f"{outcome}{suffix}"] = own[values].reindex(range(len(keys))).astype("Int64")
    said = cells[cells["flag"] != ""]
    flags = (said["flag"] + ":" + said["outcome"]).groupby(said["unit"]).agg(" ".join)
    wide["flags"] = flags.reindex(range(len(keys))).fillna("").astype("string")
    places = cells.groupby("unit")["place"].agg(["first", "nunique"])
    region = places["first"].where(places["nunique"] == 1)
    wide["region"] = region.reindex(range(len(keys))).replace("", pd.NA).astype("string")
    return wide


def _strike(rows: pd.DataFrame, group: pd.DataFrame) -> pd.DataFrame:
    """Return the range of strike drones among the launched, from the parts that say so, and the row's own facts."""
    key = [*UNIT, "group"]
    by = group.groupby(key, dropna=False, observed=True)
    facts = by.agg(as_of=("as_of", "max"), regime=("regime", "first")).assign(report_id=joined(by["report_id"]))
    launched = group[group["outcome"] == "launched"]
    # The weakest basis speaks: stated before derived before imputed, as the categories are ordered.
    weakest = launched["basis"].cat.codes.groupby([launched[name] for name in key], dropna=False, observed=True).max()
    names = dict(enumerate(launched["basis"].cat.categories))
    facts = facts.assign(launched_basis=weakest.map(names).astype("string")).reset_index()
    strike = rows[
        rows["part_of"].isin(launched["claim_id"]) & (rows["outcome"] == "launched")
        & rows["weapon"].isin(STRIKE) & rows["region"].isna()
    ]  # fmt: skip
    strike = strike.merge(
        launched[["claim_id", "group"]], left_on="part_of", right_on="claim_id", suffixes=("", "_total")
    )
    found = strike.groupby(key, dropna=False, observed=True).agg(
        strike=("count", "max"), strike_low=("count_low", "min"), strike_high=("count_high", "max")
    )
    return facts.merge(found.reset_index(), on=key, how="left")


def _finish(wide: pd.DataFrame) -> pd.DataFrame:
    """Add what is derived, order columns and rows."""
    stopped = wide["intercepted"].fillna(wide[["destroyed", "lost"]].sum(axis=1, min_count=1))
    # A list without a total is still so many drones; a word such as "several" is no number to subtract.
    listed = {name: wide[f"{name}_low"].where(wide["flags"].str.contains(f"no_total:{name}")) for name in _ELSEWHERE}
    rest = sum(wide[name].fillna(listed[name]).fillna(0) for name in _ELSEWHERE)
    left = (wide["launched"] - stopped - rest).astype("Int64")
    over = (left < 0).fillna(False).astype(bool)
    wide["unaccounted"] = left.mask(over)
    wide.loc[over, "flags"] = (wide.loc[over, "flags"] + " parts_gt_whole").str.strip()
    wide["weapon"] = wide["group"].astype("string")
    first = [
        "report_id", "claimant", "claimant_body", "attacker", "defender", "weapon_class", "weapon", "region", "scope",
        "window_start", "window_end", "as_of", "regime",
    ]  # fmt: skip
    counts = [f"{outcome}{suffix}" for outcome in ids("outcomes") for suffix in ("", "_low", "_high")]
    last = ["strike", "strike_low", "strike_high", "unaccounted", "launched_basis", "flags"]
    wide = wide.sort_values(["window_start", "claimant", "claimant_body", "weapon_class", "weapon"], kind="stable")
    return wide[[*first, *counts, *last]].reset_index(drop=True)
