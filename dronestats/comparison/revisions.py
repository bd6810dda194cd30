"""Two copies of one table: what was added, removed or changed. Later figures for one window: `dronestats.latest`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.schema import validate_claims
from dronestats.selection import UNIT
from dronestats.sources.anyfile import read_any

# What says which claim it is, as far as a text says it; ids and notes may be given anew in every copy.
KEY = ["report_id", *UNIT, "weapon", "outcome", "region", "is_part"]
FIGURES = ("count", "count_low", "count_high", "qualifier", "basis")
# What else may be corrected: a claim that is missed on one side is looked for with one of these left open.
LOOSE = ("weapon", "region", "outcome", "window_start", "window_end", "weapon_class", "claimant_body")
COLUMNS = [
    "change", "column", "old", "new", "report_id", "claimant_body", "weapon_class", "weapon", "outcome", "region",
    "window_start", "window_end", "count", "claim_id_old", "claim_id_new",
]  # fmt: skip


def compare_snapshots(old, new) -> pd.DataFrame:
    """Return what was added, removed or changed between two copies of a table of claims.

    Parameters
    ----------
    old, new : DataFrame, str or Path
        Claims, or files: CSV or parquet of claims, or copies of the Kaggle table in any layout. Columns of a file that
        were renamed or are new are no change of the data: both are compared as claims.

    Returns
    -------
    DataFrame
        One row for each claim ``added`` or ``removed`` and for each value ``changed`` (``change``): ``column``, ``old``
        and ``new`` as text, then the claim as it is in the new copy (removed: in the old one): ``report_id``,
        ``claimant_body``, ``weapon_class``, ``weapon``, ``outcome``, ``region``, ``window_start``, ``window_end``,
        ``count``, ``claim_id_old``, ``claim_id_new``. No row: the copies state the same.

    Notes
    -----
    A claim is known again by report, office, window, weapon, outcome and place. One that is missing on one side is
    looked for with one of these left open, so a corrected window is a change and no removal. Neither copy is called
    right.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims().query("report_id == 'ua-2024-10-28'")
    >>> later = claims.assign(count=claims["count"].replace(66, 67), count_low=pd.NA, count_high=pd.NA)
    >>> ds.compare_snapshots(claims, later)[["change", "column", "old", "new"]].values.tolist()[0]
    ['changed', 'count', '66', '67']
    """
    before, after = (_keyed(_claims(own)) for own in (old, new))
    pairs = _matched(before, after, KEY)
    found = [_changes(before, after, pairs, FIGURES)]
    for name in LOOSE:
        rest = [own.drop(index=pairs[side]) for own, side in ((before, "old"), (after, "new"))]
        more = _matched(*rest, [own for own in KEY if own != name], unique=True)
        found.append(_changes(before, after, more, (name, *FIGURES)))
        pairs = pd.concat([pairs, more])
    found.append(_lone(after.drop(index=pairs["new"]), "added"))
    found.append(_lone(before.drop(index=pairs["old"]), "removed"))
    # A column without a value has no say in the type of the whole.
    parts = [own.dropna(axis="columns", how="all") for own in found if len(own)]
    whole = pd.concat(parts or found[:1], ignore_index=True)
    whole = whole.reindex(columns=COLUMNS)
    order = ["window_end", "report_id", "change", "column"]
    texts = ["change", "column", "old", "new", "weapon_class", "outcome", "claim_id_old", "claim_id_new"]
    whole = whole.astype({name: "string" for name in texts} | {"count": "Int64"})
    return whole.sort_values(order, kind="stable").reset_index(drop=True)


def _claims(source) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return validate_claims(source)
    if not isinstance(source, str | Path):
        raise DronestatsError(f"{type(source).__name__} is no copy of a table: give claims or the path of a file")
    return read_any(source).claims


def _keyed(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims with a number for those that are alike in everything else, so that each has a key of its own."""
    rows = claims.reset_index(drop=True).assign(is_part=claims["part_of"].notna().to_numpy())
    texts = {name: rows[name].astype("string").fillna("") for name in KEY if name not in ("window_start", "window_end")}
    keys = rows[["window_start", "window_end"]].assign(**texts)
    return rows.assign(again=keys.groupby(KEY, sort=False).cumcount()).join(keys.add_prefix("key_"))


def _matched(before: pd.DataFrame, after: pd.DataFrame, key: list[str], *, unique: bool = False) -> pd.DataFrame:
    """Return the places of claims with the same key; with `unique` only where each side has one."""
    on = [f"key_{name}" for name in key] + ([] if unique else ["again"])
    sides = []
    for own, name in ((before, "old"), (after, "new")):
        rows = own[on].assign(**{name: own.index})
        sides.append(rows.drop_duplicates(on, keep=False) if unique else rows)
    return sides[0].merge(sides[1], on=on)[["old", "new"]]


def _changes(before: pd.DataFrame, after: pd.DataFrame, pairs: pd.DataFrame, names) -> pd.DataFrame:
    """Return a row for each value that differs in matched claims."""
    one = before.loc[pairs["old"]].reset_index(drop=True)
    two = after.loc[pairs["new"]].reset_index(drop=True)
    # An exact figure is its own range: that is one change, not three.
    exact = (one["qualifier"] == "exact") & (two["qualifier"] == "exact")
    found = []
    for name in names:
        old, new = (own[name].astype("string").fillna("") for own in (one, two))
        differs = (old != new) & ~(exact & (name in ("count_low", "count_high")))
        rows = two[differs].assign(change="changed", column=name, old=old[differs], new=new[differs])
        found.append(rows.assign(claim_id_old=one.loc[differs, "claim_id"], claim_id_new=two.loc[differs, "claim_id"]))
    found = [own for own in found if len(own)] or found[:1]
    return pd.concat(found, ignore_index=True).reindex(columns=COLUMNS)


def _lone(rows: pd.DataFrame, change: str) -> pd.DataFrame:
    side = {"added": "claim_id_new", "removed": "claim_id_old"}[change]
    return rows.assign(change=change, column=pd.NA, **{side: rows["claim_id"]}).reindex(columns=COLUMNS)
