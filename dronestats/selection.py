"""Fewer claims: the latest ones, totals without their parts, windows that do not overlap, nights, days, regions."""

from __future__ import annotations

from bisect import bisect_left

import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.schema import as_claims
from dronestats.vocabulary import column
from dronestats.windows import clock_of, parse_stamp, period_of

# What makes two claims statements about the same thing by the same office.
UNIT = [
    "claimant", "claimant_body", "attacker", "defender", "weapon_class", "scope", "window_start", "window_end",
]  # fmt: skip
SIDE = ["claimant", "attacker", "defender", "weapon_class"]
UNKNOWN_RANK = 9


def latest(claims: pd.DataFrame, as_of: str | pd.Timestamp | None = None) -> pd.DataFrame:
    """Return what was known at a moment: later figures for the same window replace earlier ones.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    as_of : str or Timestamp, optional
        Claims stated after this moment are left out; without offset it is UTC. A claim without ``as_of``
        counts as stated when its window ended. Without it, everything is known.

    Returns
    -------
    DataFrame
        The claims kept, in their order. A part goes where its total goes. Claims of the same window that were
        stated at the same moment, or at moments unknown, all stay: none of them is later.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> nights(ds.latest(claims, "2024-10-28T12:00Z")).max()
    '2024-10-28'
    """
    claims = as_claims(claims)
    if as_of is not None:
        moment = parse_stamp(as_of, "UTC")[0] if isinstance(as_of, str) else pd.Timestamp(as_of)
        moment = moment if moment.tzinfo else moment.tz_localize("UTC")
        claims = claims[claims["as_of"].fillna(claims["window_end"]) <= moment]
    key = [*UNIT, "weapon", "outcome", "region"]
    alone = claims[claims["part_of"].isna()]
    newest = alone.groupby(key, dropna=False, observed=True)["as_of"].transform("max")
    # Where one version has no moment, none can be called later, so it stays.
    superseded = alone.loc[(alone["as_of"] < newest).fillna(False), "claim_id"]
    return _without(claims, set(superseded))


def _without(claims: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    """Drop claims and, with them, every part of theirs."""
    parts = claims["part_of"]
    while True:
        more = set(claims.loc[parts.isin(gone), "claim_id"]) - gone
        if not more:
            return claims[~claims["claim_id"].isin(gone)]
        gone = gone | more


def totals(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that stand alone: no part of a total, so nothing is counted twice.

    Examples
    --------
    >>> import dronestats as ds
    >>> bool(ds.totals(ds.load_claims())["part_of"].isna().all())
    True
    """
    return claims[claims["part_of"].isna()]


def disjoint(claims: pd.DataFrame, *, return_dropped: bool = False):
    """Return claims whose windows do not overlap, so that they can be summed.

    For each side, attack direction and weapon class the statements (one office, one window) are taken in this
    order, and one that overlaps a statement already taken is dropped: office that speaks for more of the country
    (``rank`` in ``bodies.csv``), one attack before a day's summary, launched stated, more outcomes stated, clock
    times stated, later statement, longer window. Period totals (scope cumulative) are always dropped.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    return_dropped : bool
        Also return the dropped claims.

    Returns
    -------
    DataFrame, or (DataFrame, DataFrame)
        The claims kept, in their order; and the dropped ones with ``dropped_because``.

    Notes
    -----
    Windows are half-open: 20:00-23:00 and 23:00-07:00 do not overlap. No count is apportioned by time.

    Examples
    --------
    >>> import dronestats as ds
    >>> kept, dropped = ds.disjoint(ds.load_claims(), return_dropped=True)
    >>> len(kept) + len(dropped) == len(ds.load_claims())
    True
    """
    claims = as_claims(claims)
    alone = claims[claims["part_of"].isna()]
    alone = alone.assign(launched=alone["outcome"] == "launched", stated=alone["window_basis"] == "stated")
    ranks = {body: int(rank) for body, rank in column("bodies", "rank").items()}
    by = alone.groupby(UNIT, dropna=False, observed=True)
    units = by.agg(
        outcomes=("outcome", "nunique"), launched=("launched", "any"), stated=("stated", "any"), as_of=("as_of", "max")
    )  # fmt: skip
    units = units.assign(reports=joined(by["report_id"])).reset_index()
    units["rank"] = units["claimant_body"].map(ranks).fillna(UNKNOWN_RANK).astype(int)
    units["length"] = units["window_end"] - units["window_start"]
    units = units.sort_values(
        ["rank", "scope", "launched", "outcomes", "stated", "as_of", "length", "window_start", "reports"],
        ascending=[True, True, False, False, False, False, False, True, True],
        na_position="last",
        kind="stable",
    )
    because = _first_overlaps(units)
    units = units.assign(dropped_because=because)
    marked = claims.merge(units[[*UNIT, "dropped_because"]], on=UNIT, how="left").set_index(claims.index)
    is_dropped = marked["dropped_because"].notna()
    kept = claims[~is_dropped]
    return (kept, marked[is_dropped]) if return_dropped else kept


def joined(groups) -> pd.Series:
    """Return the different words of each group, sorted, with spaces between them."""
    words = groups.first()
    # Few groups have several words: only their rows are looked at one by one.
    several = groups.transform("nunique") > 1
    if several.any():
        joined = groups.obj[several].groupby(groups.ngroup()[several]).agg(lambda own: " ".join(sorted(set(own))))
        words.iloc[joined.index] = joined.to_numpy()
    return words


def _first_overlaps(units: pd.DataFrame) -> pd.Series:
    """Return, in order of preference, why each statement is dropped; NA for one that is taken."""
    taken: dict[tuple, list] = {}
    why = []
    for unit in units.itertuples(index=False):
        if unit.scope == "cumulative":
            why.append("period total")
            continue
        windows = taken.setdefault(tuple(getattr(unit, name) for name in SIDE), [])
        # Taken windows are disjoint and sorted, so only the neighbours of the place to insert can overlap.
        place = bisect_left(windows, (unit.window_start,))
        near = windows[max(place - 1, 0) : place + 1]
        clash = next((own for own in near if own[0] < unit.window_end and unit.window_start < own[1]), None)
        if clash:
            why.append(f"overlaps {clash[2]}")
        else:
            windows.insert(place, (unit.window_start, unit.window_end, unit.reports))
            why.append(pd.NA)
    return pd.Series(why, index=units.index, dtype="string")


def nights(frame: pd.DataFrame) -> pd.Series:
    """Return the local day on which each window ends: the unit that varies from night to night."""
    return period_of(frame, "day")


def of_night(claims: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the statements about the night that ends on a day: one attack, a window that holds 03:00 that day.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    day : str
        ISO date of the morning, on each claimant's clock.

    Returns
    -------
    DataFrame
        The claims kept, in their order, of one attack each (scope ``bulletin``): no summaries of a day.

    Examples
    --------
    >>> import dronestats as ds
    >>> night = ds.of_night(ds.load_claims(), "2024-10-28")
    >>> sorted(set(ds.disjoint(night)["report_id"]))
    ['ru-2024-10-28', 'ua-2024-10-28']
    """
    claims = as_claims(claims)
    middle = {claimant: parse_stamp(f"{day}T03:00", clock_of(claimant))[0] for claimant in claims["claimant"].unique()}
    moment = pd.to_datetime(claims["claimant"].astype(object).map(middle), utc=True)
    inside = (claims["window_start"] <= moment) & (moment < claims["window_end"])
    return claims[inside & (claims["scope"] == "bulletin")]


def of_days(claims: pd.DataFrame, start: str | None = None, end: str | None = None) -> pd.DataFrame:
    """Return the claims whose window ends on a day from `start` to `end`, on the claimant's clock.

    A part is kept without its total only where both end on different days, which no report does.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    start, end : str, optional
        ISO dates, both included; without one, that side is open.

    Returns
    -------
    DataFrame
        The claims kept, in their order.

    Raises
    ------
    DronestatsError
        Where the last day comes before the first.

    Examples
    --------
    >>> import dronestats as ds
    >>> october = ds.of_days(ds.load_claims(), "2024-10-01", "2024-10-31")
    >>> days = nights(october)
    >>> days.min(), days.max()
    ('2024-10-01', '2024-10-31')
    """
    if start is None and end is None:
        return claims
    if start is not None and end is not None and end < start:
        raise DronestatsError(f"the last day ({end}) comes before the first ({start})")
    claims = as_claims(claims)
    days = nights(claims)
    return claims[(days >= (start or "")) & (days <= (end or "9999"))]


def by_region(claims: pd.DataFrame, outcomes: tuple[str, ...] = ("destroyed", "lost", "intercepted")) -> pd.DataFrame:
    """Return what reports state region by region, added up over the claims given.

    Parameters
    ----------
    claims : DataFrame
        Of one side and weapon class, in windows that do not overlap (`disjoint`).
    outcomes : tuple of str
        Outcomes added; by default all that was stopped.

    Returns
    -------
    DataFrame
        ``region``, ``count`` (exact figures only), ``claimant``, ``weapon_class``; highest count first. An undivided
        number over several regions is a row of its own.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ds.by_region(claims[claims["report_id"] == "ru-2024-10-28"])[["region", "count"]].values.tolist()
    [['RU-BEL', 13], ['RU-BRY', 6], ['RU-KRS', 1], ['RU-VOR', 1]]
    """
    claims = as_claims(claims)
    listed = claims[claims["outcome"].isin(outcomes) & claims["region"].notna() & (claims["qualifier"] == "exact")]
    counts = listed.groupby(["region", "claimant", "weapon_class"], observed=True, as_index=False)["count"].sum()
    counts = counts.sort_values(["count", "region"], ascending=[False, True], kind="stable").reset_index(drop=True)
    return counts[["region", "count", "claimant", "weapon_class"]]
