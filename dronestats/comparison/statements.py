"""What each report states about one place, window and weapon class: launched, stopped, hit, with their ranges."""

from __future__ import annotations

import pandas as pd

from dronestats.selection import UNIT
from dronestats.vocabulary import column, lineage

MEASURES = ("launched", "stopped", "hit")
STOPPED = ("intercepted", "destroyed", "lost")
KEY = ["report_id", *UNIT]


def statements(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row for what a report states about one place, window and set of weapons.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Figures for a place count whether they stand alone or are parts of a total; parts by weapon are
        left out, and so is what mixes weapon classes.

    Returns
    -------
    DataFrame
        ``report_id``, ``claimant``, ``claimant_body``, ``attacker``, ``defender``, ``weapon_class``, ``scope``,
        ``window_start``, ``window_end``, ``window_basis``, ``as_of``, ``region`` (NA: as a whole), ``weapon``
        (widest), then for launched, stopped and hit the ``<measure>_count``, ``_low``, ``_high`` (NA high: open),
        ``stopped_as`` (the outcomes added) and ``is_list`` (no total is stated: the sum of the places is the least).

    Notes
    -----
    Stopped is the one figure for all that was stopped where a report has it, else shot down plus lost.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> seed = statements(claims[claims["report_id"] == "ru-2024-10-28-daytime"])
    >>> seed[["region", "stopped_count", "stopped_low", "is_list"]].values.tolist()[-2:]
    [['RU-ORL', 6, 6, False], [<NA>, <NA>, 43, True]]
    """
    used = _places(claims[claims["weapon_class"] != "mixed"])
    cells = _cells(_whole(used))
    listed = _listed(cells)
    cells = pd.concat([cells, listed], ignore_index=True) if len(listed) else cells
    key = [*KEY, "region", "set"]
    rows = cells.groupby(key, dropna=False, observed=True, as_index=False).agg(
        as_of=("as_of", "max"),
        window_basis=("window_basis", "first"),
        weapon=("weapon", "first"),
        is_list=("is_list", "any"),
    )
    for name in ("launched", "hit", *STOPPED):
        own = cells.loc[cells["outcome"] == name, [*key, "count", "low", "high"]]
        own = own.rename(columns={part: f"{name}_{part}" for part in ("count", "low", "high")})
        rows = rows.merge(own, on=key, how="left")
    rows = with_stopped(rows).sort_values([*KEY, "region", "set"], kind="stable")
    return rows.drop(columns="set").reset_index(drop=True)


def _places(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that stand alone and the parts for a place of its own, of the outcomes compared."""
    whole = claims["part_of"].map(claims.set_index("claim_id")["region"])
    is_place = claims["region"].notna() & (claims["region"] != whole).fillna(True)
    used = claims[(claims["part_of"].isna() | is_place) & claims["outcome"].isin(["launched", "hit", *STOPPED])]
    weapons = used["weapon"].map({own: len(lineage("weapons", own)) for own in used["weapon"].dropna().unique()})
    # The word that covers most speaks for the report, as in the tally.
    return used.assign(depth=weapons.fillna(1))


def _whole(used: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the only figure of an outcome for the whole, where its report speaks of the whole.

    "100 launched, 66 shot down over these regions": the list of names is no part of a total, as in the tally.
    """
    by = [used[name] for name in KEY]
    speaks = used["region"].isna().groupby(by, dropna=False, observed=True).transform("any")
    by.append(used["outcome"])
    has_whole = used["region"].isna().groupby(by, dropna=False, observed=True).transform("any")
    places = used["region"].groupby(by, dropna=False, observed=True).transform("nunique")
    only = speaks & ~has_whole & (places == 1) & used["part_of"].isna()
    return used.assign(region=used["region"].mask(only))


def _cells(used: pd.DataFrame) -> pd.DataFrame:
    """Return one figure for each report, place and outcome: its count where all versions agree, else their range."""
    key = [*KEY, "region", "outcome"]
    least = used.groupby(key, dropna=False, observed=True)["depth"].transform("min")
    used = used[used["depth"] == least]
    # One outcome for two weapons tells of two sets of weapons; else a report means one set, as in the tally.
    kinds = used.groupby(key, dropna=False, observed=True)["weapon"].transform("nunique")
    apart = kinds.groupby([used[name] for name in [*KEY, "region"]], dropna=False, observed=True).transform("max") > 1
    used = used.assign(set=used["weapon"].where(apart, "").fillna(""))
    key.append("set")
    cells = used.groupby(key, dropna=False, observed=True).agg(
        top=("count", "max"), least=("count", "min"), known=("count", "count"), size=("count", "size"),
        low=("count_low", "min"), high=("count_high", "max"), closed=("count_high", "count"),
        as_of=("as_of", "max"), window_basis=("window_basis", "first"), weapon=("weapon", "first"),
        is_alone=("part_of", lambda own: own.isna().any()),
    ).reset_index()  # fmt: skip
    is_one = (cells["top"] == cells["least"]).fillna(False) & (cells["known"] == cells["size"])
    cells["count"] = cells["top"].where(is_one)
    cells["low"] = cells["low"].fillna(0)
    cells["is_alone"] = cells["is_alone"].astype(bool)
    cells["high"] = cells["high"].where(cells["closed"] == cells["size"])
    return cells.assign(is_list=False)


def _listed(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the whole of reports that list places and give no total: the sum is the least it can be."""
    key = [*KEY, "outcome", "set"]
    has_total = cells["region"].isna().groupby([cells[name] for name in key], dropna=False, observed=True)
    places = cells[~has_total.transform("any") & cells["is_alone"]]
    listed = places.groupby(key, dropna=False, observed=True).agg(
        low=("low", "sum"),
        size=("low", "size"),
        as_of=("as_of", "max"),
        window_basis=("window_basis", "first"),
        weapon=("weapon", "first"),
    )
    listed = listed[listed["size"] > 1].reset_index()
    empty = pd.Series(pd.NA, index=listed.index, dtype="Int64")
    return listed.assign(count=empty, high=empty, region=pd.Series(pd.NA, listed.index, "string"), is_list=True)


def with_stopped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with what was stopped: the one figure for it, else shot down plus lost.

    Parameters
    ----------
    rows : DataFrame
        With ``<outcome>_count``, ``_low``, ``_high`` of intercepted, destroyed and lost; these go, ``stopped_count``,
        ``_low``, ``_high`` and ``stopped_as`` come.
    """
    merged = rows["intercepted_low"].notna()
    apart = [rows[f"{name}_low"].notna() for name in ("destroyed", "lost")]
    for part in ("count", "low", "high"):
        both = rows[[f"destroyed_{part}", f"lost_{part}"]].astype("Float64")
        added = both.sum(axis=1, min_count=1)
        # A part that is stated without this end leaves the sum without it.
        gap = sum((stated & both.iloc[:, place].isna()).astype(int) for place, stated in enumerate(apart)) > 0
        rows[f"stopped_{part}"] = rows[f"intercepted_{part}"].where(merged, added.mask(gap)).astype("Int64")
    words = pd.Series("", index=rows.index)
    for name, stated in zip(("destroyed", "lost"), apart, strict=True):
        words = words.where(~stated, words + "+" + name)
    rows["stopped_as"] = words.str.strip("+").mask(merged, "intercepted").replace("", pd.NA).astype("string")
    return rows.drop(columns=[f"{name}_{part}" for name in STOPPED for part in ("count", "low", "high")])


def same_weapons(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return whether one of two weapons covers the other, row by row; a weapon not named covers its class."""
    pairs = set(zip(first.fillna(""), second.fillna(""), strict=True))
    lines = {own: set(lineage("weapons", own)) if own in column("weapons", "weapon_class") else {own}
             for pair in pairs for own in pair}  # fmt: skip
    fits = {(a, b): "" in (a, b) or a in lines[b] or b in lines[a] for a, b in pairs}
    return pd.Series(
        [fits[pair] for pair in zip(first.fillna(""), second.fillna(""), strict=True)], index=first.index, dtype=bool
    )
