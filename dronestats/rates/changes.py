"""Where a rate changes its level, and whether what changed is the rate or the way of counting."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from dronestats.errors import must_be_one_of
from dronestats.rates.clusters import pooled_interval
from dronestats.rates.counts import is_comparable
from dronestats.rates.intervals import normal_quantile
from dronestats.rates.nightly import by_night, day_text, dropped_by_side, rate_rows, regime_starts, tidy
from dronestats.rates.segments import (
    MIN_NIGHTS,
    PENALTY,
    break_range,
    find_breaks,
    hold_over_nights,
    level_margin,
    local_dispersion,
)
from dronestats.rates.sentences import change_sentences
from dronestats.selection import SIDE
from dronestats.vocabulary import column

NEAR = 30  # days: a break of the comparable rate this near is the same change
CHANGE, DEFINITION, MAYBE = "change in rate", "definition change", "possible definition change"
# Short series have false breaks more often: they must clear what a series of half a year must.
LEAST_LENGTH = 180
SHARES = ["rate", "low", "high", "level", "rate_before", "low_before", "high_before", "lr", "phi"]
COUNTS = ["k", "n", "n_nights", "n_nights_before", "n_dropped"]
TEXTS = ["date", "date_low", "date_high", "definition", "numerator", "denominator", "kind", "method", "estimand",
         "regime", "label", "regime_start", "flags"]  # fmt: skip


def change_points(
    claims: pd.DataFrame, definition: str = "interception", *, level: float = 0.95, penalty: float | None = None,
    min_nights: int = MIN_NIGHTS, denominator: str = "launched", point: str = "exact", tolerance: float | None = None,
    describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return the nights from which a rate has another level, and what kind of change each is.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``. For ``destruction`` the figure that is printed as stopped is followed across ways of
        counting (shot down, then one figure for all that was stopped), so that its breaks can be seen and named.
    level : float
        Of the intervals, and of the range of dates.
    penalty : float, optional
        What one more break must gain, in units of log T. Default: 4, T at least 180.
    min_nights : int
        Least nights between breaks.
    denominator : {"launched", "resolved"}
    point, tolerance
        See `dronestats.interception_rates`.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        A row for each break: ``date`` (first night of the new level), ``date_low``, ``date_high`` (profile likelihood),
        ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``definition``, ``numerator``, ``denominator``,
        ``label``, ``regime_start`` (first day of the way of counting, where one is on record), ``rate_before``,
        ``low_before``, ``high_before``, ``k``, ``n``, ``rate``, ``low``, ``high`` (after the break, to the next one),
        ``kind``, ``level``, ``method``, ``estimand``, ``regime``, ``n_nights_before``, ``n_nights``, ``n_dropped``,
        ``lr`` (likelihood ratio / phi), ``phi``, ``flags``. No rows: no break. There is no p-value: the place was
        searched for.

        ``label``: "definition change" (``regimes.csv`` has another way of counting from that time, and the comparable
        rate has no break then), "possible definition change" (no way of counting on record, but the comparable rate has
        no break then: the fates were shared out in another way), "change in rate" (else).

    Raises
    ------
    DronestatsError
        For words that are not allowed, or a missing extra ``trend``.

    Notes
    -----
    The ways of counting on record are tested first, by the 30 nights on each side; the search goes on between those
    that change the level. PELT with the binomial likelihood, divided by the dispersion of adjacent nights; of the
    breaks found those stay whose levels differ with the night as the unit (99.7 % interval): one odd night with a large
    wave is no level. Flags: ``few_nights``, ``comparable_not_stated`` (no interception rate on both sides of the break,
    so nothing to test against), ``regime_break`` (a way of counting begins there, and the comparable rate breaks, too).

    References
    ----------
    Killick, R., Fearnhead, P. and Eckley, I. A. (2012), Journal of the American Statistical Association 107,
    1590-1598, doi:10.1080/01621459.2012.737745.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> breaks = ds.change_points(claims[claims["claimant"] == "Ukraine"], "destruction")
    >>> breaks["label"].isin(["definition change", "possible definition change", "change in rate"]).all().item()
    True
    """
    must_be_one_of("denominator", denominator, ("launched", "resolved"))
    normal_quantile(level)
    options = {"denominator": denominator, "point": point, "tolerance": tolerance}
    rows = rate_rows(claims, definition, as_printed=True, **options)
    comparable = rate_rows(claims, "interception", **options) if not is_comparable(definition) else rows
    others = dict(list(by_night(comparable, SIDE).groupby(SIDE, observed=True)))
    dropped = dropped_by_side(rows)
    found = []
    for side, nights in by_night(rows, SIDE).groupby(SIDE, observed=True, sort=True):
        nights = nights.reset_index(drop=True)
        is_side = np.logical_and.reduce([rows[name] == value for name, value in zip(SIDE, side, strict=True)])
        starts = regime_starts(rows.loc[is_side, "claimant_body"].dropna().unique().tolist(), side[-1])
        known = {} if is_comparable(definition) else _known_breaks(nights, starts, min_nights)
        own = _breaks(nights, level, penalty, min_nights, known)
        if not own:
            continue
        other = others.get(side, nights.iloc[:0]).reset_index(drop=True)
        about = dict(zip(SIDE, side, strict=True)) | {"n_dropped": dropped[side]}
        tests = {} if is_comparable(definition) else _comparable_breaks(other, penalty, min_nights)
        for row in own:
            found.append(about | row | _named(row, nights, tests, starts, is_comparable(definition)))
    names = ["date", "date_low", "date_high", *SIDE, "definition", "numerator", "denominator", "label", "regime_start",
             "rate_before", "low_before", "high_before", "k", "n", *SHARES[:3], "kind", "level", "method", "estimand",
             "regime", "n_nights_before", "n_nights", "n_dropped", "lr", "phi", "flags"]  # fmt: skip
    frame = pd.DataFrame(found, columns=names).assign(
        definition=definition, numerator=column("definitions", "numerator")[definition], denominator=denominator,
        kind="interval", level=level, method="pelt", estimand="underlying_drone",
    )  # fmt: skip
    frame = tidy(frame, shares=SHARES, counts=COUNTS, texts=TEXTS)
    return frame.assign(sentence=change_sentences(frame)) if describe else frame


def level_breaks(
    k, n, *, penalty: float | None = None, min_nights: int = MIN_NIGHTS, known: tuple[int, ...] = ()
) -> tuple[list[int], float]:
    """Return the places where nightly rates take another level, and the dispersion by which the likelihood was divided.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night, in the order of time.
    penalty, min_nights
        See `change_points`.
    known : tuple of int
        Places of breaks that are known: the search goes on between them.

    Examples
    --------
    >>> level_breaks([5, 6, 4, 5, 6, 5, 4] * 3 + [9, 9, 10, 9, 8, 9, 10] * 3, [10] * 42)[0]
    [21]
    """
    if len(k) < 2 * min_nights:
        return [], np.nan
    phi = local_dispersion(k, n)
    gain = PENALTY * np.log(max(len(k), LEAST_LENGTH)) if penalty is None else penalty * np.log(len(k))
    places = list(known)
    for start, end in pairwise([0, *known, len(k)]):
        stretch = k[start:end], n[start:end]
        found = find_breaks(*stretch, phi=phi, penalty=gain, min_size=min_nights)
        places += [start + place for place in hold_over_nights(*stretch, found)]
    return sorted(places), phi


def _known_breaks(nights: pd.DataFrame, starts: pd.DataFrame, min_nights: int) -> dict[int, str]:
    """Return the places where a way of counting on record begins and the level changes, with its first day.

    The nights nearest to it are compared: breaks further off are another matter.
    """
    k, n, day = (nights[name].to_numpy(dtype=float) for name in ("k", "n", "day"))
    found = {}
    for row in starts.sort_values("day").itertuples():
        place = int(np.searchsorted(day, row.day))
        first, last = max(0, place - NEAR), min(len(k), place + NEAR)
        if min(place - first, last - place) >= min_nights and level_margin(k, n, first, place, last) > 0:
            found[place] = row.start
    return found


def _breaks(nights: pd.DataFrame, level: float, penalty: float | None, min_nights: int, known: dict) -> list[dict]:
    """Return the breaks of one side's nights with the levels before and after."""
    k, n, day = (nights[name].to_numpy(dtype=float) for name in ("k", "n", "day"))
    if len(k) < 2 * min_nights:
        return []
    places, phi = level_breaks(k, n, penalty=penalty, min_nights=min_nights, known=tuple(known))
    edges = [0, *places, len(k)]
    levels = [pooled_interval(k[a:b], n[a:b], level=level) for a, b in pairwise(edges)]
    found = []
    for i, place in enumerate(places):
        first, last, lr = break_range(k, n, edges[i], place, edges[i + 2], phi=phi, level=level, min_size=min_nights)
        first, last = (place, place) if place in known else (first, last)
        before, after = levels[i], levels[i + 1]
        dates = day_text([day[place], day[first], day[last]])
        found.append(
            {
                "day": day[place], "day_low": day[first], "day_high": day[last], "date": dates[0], "date_low": dates[1],
                "date_high": dates[2], "rate_before": before["estimate"], "low_before": before["low"],
                "high_before": before["high"], "rate": after["estimate"], "low": after["low"], "high": after["high"],
                "k": after["k"], "n": after["n"], "n_nights_before": before["n_nights"], "n_nights": after["n_nights"],
                "lr": lr, "phi": phi, "place": place, "known": known.get(place),
                "flags": " ".join(dict.fromkeys(f"{before['flags']} {after['flags']}".split())),
            }
        )  # fmt: skip
    return found


def _comparable_breaks(nights: pd.DataFrame, penalty: float | None, min_nights: int) -> dict:
    """Return the breaks of the comparable rate, and the days on which it is stated."""
    k, n, day = (nights[name].to_numpy(dtype=float) for name in ("k", "n", "day"))
    places = level_breaks(k, n, penalty=penalty, min_nights=min_nights)[0]
    return {"breaks": day[places], "days": day}


def _named(row: dict, nights: pd.DataFrame, tests: dict, starts: pd.DataFrame, is_same: bool) -> dict:
    """Return what kind of change a break is: the ways of counting on record are asked first."""
    after = nights["regime"].iloc[row["place"] :]
    found = {"regime": after.iloc[0] or None, "label": CHANGE, "regime_start": None}
    flags = row["flags"].split()
    near = starts[(starts["day"] >= row["day_low"] - 1) & (starts["day"] <= row["day_high"] + 1)]
    if row["known"]:
        found["regime_start"] = row["known"]
    elif len(near):
        found["regime_start"] = near.loc[(near["day"] - row["day"]).abs().idxmin(), "start"]
    on_record = found["regime_start"] is not None
    if is_same:
        # Comparable in what it adds up, but a new way of counting may change which reports can be added up.
        return found | {"flags": " ".join([*flags, *["regime_break"] * on_record])}
    within = np.abs(tests["days"] - row["day"]) <= NEAR
    both_sides = (within & (tests["days"] < row["day"])).any() and (within & (tests["days"] >= row["day"])).any()
    breaks_too = (np.abs(tests["breaks"] - row["day"]) <= NEAR).any()
    if not both_sides:
        flags.append("comparable_not_stated")
        found["label"] = DEFINITION if on_record else CHANGE
    elif not breaks_too:
        found["label"] = DEFINITION if on_record else MAYBE
    elif on_record:
        flags.append("regime_break")
    return found | {"flags": " ".join(flags)}
