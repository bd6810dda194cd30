"""Statements whose hours are within those of another one, or cross them: the same drones told twice."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.findings import choices, finding, number
from dronestats.comparison.pairs import ATTACK
from dronestats.comparison.statements import statements
from dronestats.selection import disjoint, totals

# A night of 23:00 to 07:00 lies by seven eighths in the day on which it ends.
INSIDE = 0.85
# Relations in which a person read that one report holds the other, or that they tell of different hours or places.
HOLDS = ("contains", "nested_window", "sum_of_parts")
APART = ("adjoins", "may_overlap", "overlaps")


def check_inside(claims: pd.DataFrame, relations: pd.DataFrame) -> list[dict]:
    """Return a finding for each statement of an office that holds shorter ones of the same office.

    A statement holds another where its hours do and are known: it is a day's summary or prints clock times; or where a
    record says so. Those inside count where they do not overlap, longest first: what a report within a report states is
    not added twice. A list without a total counts with its sum.
    """
    rows = statements(claims[claims["scope"] != "cumulative"])
    rows = rows[rows["region"].isna()]
    told = {kinds: _recorded(relations, kinds) for kinds in (HOLDS, APART)}
    found = []
    for _, own in rows.groupby(["claimant", "claimant_body", *ATTACK], dropna=False, observed=True, sort=False):
        own = own.sort_values(["window_start", "window_end"], kind="stable").reset_index(drop=True)
        starts, ends = own["window_start"], own["window_end"]
        for row in own.itertuples():
            # Only rows that start before the end and end after the start can be inside.
            last = starts.searchsorted(row.window_end)
            near = own.iloc[:last]
            near = near[(ends.iloc[:last] > row.window_start) & (near["report_id"] != row.report_id)]
            if len(near):
                inner = _inside(row, near, told)
                found += _compared(row, inner) if len(inner) else []
    return found


def _recorded(relations: pd.DataFrame, kinds: tuple[str, ...]) -> set[tuple[str, str]]:
    own = relations[relations["relation"].isin(kinds)].dropna(subset="report_b")
    return set(zip(own["report_a"], own["report_b"], strict=True))


def _inside(row, near: pd.DataFrame, told: dict) -> pd.DataFrame:
    """Return the shorter statements inside, those that do not overlap one another, the longest first."""
    length = near["window_end"] - near["window_start"]
    start, end = near["window_start"].clip(lower=row.window_start), near["window_end"].clip(upper=row.window_end)
    is_inside = ((end - start) / length >= INSIDE) & (length < row.window_end - row.window_start)
    # A summary that repeats attacks is no attack within another one, and a bare date is no window that holds others.
    is_inside &= (near["scope"] == "bulletin") | (row.scope == "digest")
    is_inside &= row.scope == "digest" or row.window_basis == "stated"
    pairs = [((row.report_id, other), (other, row.report_id)) for other in near["report_id"]]
    is_inside |= pd.Series([pair in told[HOLDS] for pair, _ in pairs], index=near.index)
    is_inside &= ~pd.Series([any(one in told[APART] for one in both) for both in pairs], index=near.index)
    taken: list = []
    for place in length[is_inside].sort_values(ascending=False, kind="stable").index:
        one = near.loc[place]
        if all(one["window_end"] <= own["window_start"] or own["window_end"] <= one["window_start"] for own in taken):
            taken.append(one)
    return pd.DataFrame(taken, columns=near.columns)


def _compared(row, inner: pd.DataFrame) -> list[dict]:
    found = []
    for measure in ("launched", "stopped"):
        count, least = getattr(row, f"{measure}_count"), inner[f"{measure}_low"].dropna()
        if pd.isna(count) or least.empty:
            continue
        if least.sum() > count and row.window_basis == "assumed":
            # A bare date may mean the day without the night: then some of the reports add up to it.
            some = (chosen for chosen in choices(list(least.index)) if least[list(chosen)].sum() == count)
            least = least[list(next(some, least.index))]
        total, own = int(least.sum()), inner.loc[least.index].sort_values("window_start")
        verdict = "holds" if total == count else "within" if total < count else "above"
        each = zip(own["report_id"], own[f"{measure}_low"], strict=True)
        reports = " and ".join(f"{report} ({number(low)})" for report, low in each)
        told = {"stated": int(count), "found": total, "outcome": measure, "reports": reports}
        found.append(finding(f"inside:{verdict}", row._asdict(), **told))
    return found


def check_overlaps(claims: pd.DataFrame) -> list[dict]:
    """Return a finding for each statement that may not be added to another one (see `dronestats.disjoint`)."""
    _, dropped = disjoint(claims[claims["scope"] != "cumulative"], return_dropped=True)
    dropped = totals(dropped)
    key = ["report_id", *ATTACK, "claimant", "claimant_body", "window_start", "window_end", "dropped_because"]
    return [
        finding("overlap:left_out", rows.iloc[0], rows["claim_id"],
                other=str(rows["dropped_because"].iloc[0]).removeprefix("overlaps "))
        for _, rows in dropped.groupby(key, dropna=False, observed=True, sort=False)
    ]  # fmt: skip
