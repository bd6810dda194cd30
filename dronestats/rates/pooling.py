"""Rates of many nights with the interval that nights allow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.bounds import pool_bounds
from dronestats.rates.clusters import FEW_NIGHTS, pooled_interval, standard_errors
from dronestats.rates.counts import is_comparable
from dronestats.rates.dispersion import dispersion
from dronestats.rates.groups import group_codes
from dronestats.rates.misreporting import imbens_manski
from dronestats.rates.nightly import ON_BREAK, by_night, rate_rows, tidy
from dronestats.rates.sentences import pool_sentences
from dronestats.selection import SIDE
from dronestats.vocabulary import column
from dronestats.windows import EVERY, day_labels

COLUMNS = ["weapon", "region", "regime", "claimant_body", "wave_size"]
WAVE_SIZES = (60, 100, 200, 400)
TRUSTED_NIGHTS = 30  # Below this the standard errors of bounds are too uncertain for the shorter interval.
SHARES = [
    "rate", "low", "high", "level", "ratio_of_sums", "mean_of_ratios", "difference", "possible_low", "possible_high",
    "phi", "rho", "deff",
]  # fmt: skip
COUNTS = ["k", "n", "n_nights", "n_dropped"]
TEXTS = ["period", "definition", "numerator", "denominator", "kind", "method", "estimand", "regime", "flags"]


def pool_rates(
    claims: pd.DataFrame, definition: str = "interception", by: str | list[str] = "month", *,
    estimand: str = "underlying_drone", method: str = "jackknife", level: float = 0.95, denominator: str = "launched",
    point: str = "exact", tolerance: float | None = None, nights_in_period: int | None = None,
    deff: float | None = None, on_break: str = "split", wave_sizes: tuple[int, ...] = WAVE_SIZES,
    seed: int | None = None, resamples: int = 4000, describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return rates over nights with an interval whose unit is the night.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``.
    by : str or list of str
        One of "day", "week", "month", "quarter", "year", "all", and "weapon", "region", "regime", "claimant_body" or
        "wave_size" (drones launched on the night). The sides and the weapon class are always kept apart.
    estimand : {"underlying_drone", "underlying_night", "realised_period"}
        What the rate is about: the share of drones behind many such nights (ratio of sums); the rate of a typical
        night (mean of the nightly rates); this very period, some of whose nights are not reported.
    method : str
        ``jackknife``, ``linearised``, ``bootstrap`` (needs `seed`), ``beta_binomial`` (underlying_night),
        ``imbens_manski`` (around the bounds that the unexplained drones leave), or ``wilson``, ``clopper_pearson``,
        ``jeffreys``, ``agresti_coull`` as if drones were independent trials: one night, or with `deff`.
    level : float
        Confidence level, 0 to 1.
    denominator : {"launched", "resolved", "strike"}
        ``strike``: drones without decoys; there are bounds only, so `method` must be ``imbens_manski``.
    point, tolerance
        See `dronestats.interception_rates`.
    nights_in_period : int, optional
        Attack nights of each period in all, for ``realised_period``.
    deff : float, optional
        Design effect; default where nights do not differ at all: that of all nights of the side.
    on_break : {"split", "ignore", "raise"}
        Where the way of counting changes and the definition is not comparable: a row for each way, or one row with the
        flag ``regime_break``, or an error.
    wave_sizes : tuple of int
        Upper ends of the classes of ``wave_size``.
    seed, resamples : int
        Of the bootstrap.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        ``period``, ``claimant``, ``attacker``, ``defender``, ``weapon_class``, further columns of `by`, ``definition``,
        ``numerator``, ``denominator``, ``k``, ``n`` (drones), ``rate``, ``low``, ``high`` (shares), ``kind``
        ("interval"), ``level``, ``method``, ``estimand``, ``regime``, ``n_nights``, ``n_dropped`` (windows without k or
        n), ``ratio_of_sums``, ``mean_of_ratios``, ``difference`` of the two, ``possible_low``, ``possible_high``
        (bounds of the same nights), ``phi``, ``rho``, ``deff``, ``flags``.

    Raises
    ------
    DronestatsError
        For a word that is not allowed, or options that do not go together.

    Notes
    -----
    Flags: ``single_night`` (no interval: see the bounds), ``few_nights`` (below 10), ``degenerate``,
    ``jackknife_undefined``, ``several_nights``, ``independent_trials`` (see `clusters.pooled_interval`), and the
    reasons of the windows where no night has a rate. A month that is fully reported has no sampling error as such: the
    interval is about the nights that could have been.

    References
    ----------
    Miller, R. G. (1974), Biometrika 61, 1-15, doi:10.1093/biomet/61.1.1. Imbens, G. W. and Manski, C. F. (2004),
    Econometrica 72, 1845-1857, doi:10.1111/j.1468-0262.2004.00555.x.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ukraine = claims[claims["claimant"] == "Ukraine"]
    >>> october = ds.pool_rates(ukraine, by="month").set_index("period").loc[["2024-10"]]
    >>> october[october["weapon_class"] == "drone"][["rate", "low", "high", "n_nights"]].round(2).values.tolist()
    [[0.91, 0.87, 0.94, 15]]
    """
    by = [by] if isinstance(by, str) else list(by)
    for name in by:
        must_be_one_of("by", name, (*EVERY, *COLUMNS))
    times = [name for name in by if name in EVERY]
    if len(times) > 1:
        raise DronestatsError(f"by = {by}: give one of {', '.join(EVERY)}, not {len(times)}")
    must_be_one_of("on_break", on_break, ON_BREAK)
    if denominator == "strike" and method != "imbens_manski":
        raise DronestatsError("without decoys there are bounds only: use rate_bounds, or method='imbens_manski'")
    rows = rate_rows(claims, definition, denominator=denominator, point=point, tolerance=tolerance)
    rows = rows.assign(period=_labels(rows["day"], times[0] if times else "all"))
    if "wave_size" in by:
        rows = rows.assign(wave_size=_wave_size(rows, wave_sizes))
    split = on_break != "ignore" and not is_comparable(definition)
    key = ["period", *SIDE, *(name for name in by if name not in times)]
    if split and "regime" not in key:
        key.append("regime")
        if on_break == "raise":
            _refuse_breaks(rows, definition)
    options = {
        "estimand": estimand,
        "level": level,
        "nights_in_period": nights_in_period,
        "seed": seed,
        "resamples": resamples,
    }
    codes, keys = group_codes([rows[name] for name in key])
    rows = rows.assign(group=codes)
    nights = by_night(rows, ["group"])
    parts = dict(list(nights.groupby("group")))
    borrowed = _design_effects(nights, keys)
    found = []
    for group, own in rows.groupby("group", sort=True):
        part = parts.get(group, nights.iloc[:0])
        effect = deff if deff is not None else borrowed.get(group)
        row = _row(
            part, own, method=method, deff=deff, borrowed=effect, strike=denominator == "strike", options=options
        )
        found.append(row | _regime(part, key, definition))
    frame = pd.concat([keys, pd.DataFrame(found, columns=_names(key))], axis=1)
    frame = frame.assign(
        definition=definition, numerator=column("definitions", "numerator")[definition], denominator=denominator,
        kind="interval",
    )  # fmt: skip
    frame["flags"] = (frame["flags"] + " " + frame.pop("break_flag")).str.strip()
    first = [name for name in key if name != "regime"]
    order = [*first, "definition", "numerator", "denominator", *COUNTS[:2], *SHARES[:3], "kind", "level", "method",
             "estimand", "regime", *COUNTS[2:], *SHARES[4:], "flags"]  # fmt: skip
    frame = tidy(frame[order], shares=SHARES, counts=COUNTS, texts=TEXTS)
    return frame.assign(sentence=pool_sentences(frame)) if describe else frame


def _names(key: list[str]) -> list[str]:
    names = [*COUNTS, *SHARES, "method", "estimand", "flags", "break_flag", *([] if "regime" in key else ["regime"])]
    return [name for name in names if name not in key]


def _labels(days: pd.Series, every: str) -> pd.Series:
    if days.empty:
        return pd.Series([], dtype="string", index=days.index)
    first = days.min()
    labels = pd.array(day_labels(first, days.max(), every), dtype="string")
    return pd.Series(labels.take(days.to_numpy() - first), index=days.index)


def _wave_size(rows: pd.DataFrame, ends: tuple[int, ...]) -> pd.Series:
    """Return the class of the night's launched figure, all windows of the side together."""
    size = (
        rows["n"].where(rows["used"]).groupby([rows[name] for name in (*SIDE, "day")], observed=True).transform("sum")
    )
    ends = sorted(ends)
    labels = [f"{low + 1} to {high}" for low, high in zip([0, *ends], ends, strict=False)] + [f"over {ends[-1]}"]
    classes = pd.cut(size.where(size > 0), [0, *ends, np.inf], labels=labels)
    return classes


def _design_effects(nights: pd.DataFrame, keys: pd.DataFrame) -> dict[int, float]:
    """Return for each group the design effect of all nights of its side, to borrow where its own do not differ."""
    sides = keys.groupby(SIDE, observed=True).ngroup()
    by_side = {
        side: dispersion(part["k"], part["n"])["deff"] for side, part in nights.groupby(nights["group"].map(sides))
    }
    return {group: by_side[side] for group, side in sides.items() if by_side.get(side, 0) >= 1}


def _refuse_breaks(rows: pd.DataFrame, definition: str) -> None:
    used = rows[rows["used"]]
    several = used.groupby(["period", *SIDE], observed=True)["regime"].nunique() > 1
    if several.any():
        where = ", ".join(sorted({key[0] for key in several[several].index}))
        raise DronestatsError(
            f"the way of counting changes within {where}, and {definition} means something else after it: "
            "use definition='interception', on_break='split' or by='regime'"
        )


def _regime(part: pd.DataFrame, key: list[str], definition: str) -> dict:
    if "regime" in key:
        return {"break_flag": ""}
    words = list(dict.fromkeys(word for text in part["regime"] for word in text.split()))
    mixed = len(words) > 1 and not is_comparable(definition)
    return {"regime": " ".join(words) or None, "break_flag": "regime_break" if mixed else ""}


def _row(part, own, *, method, deff, borrowed, strike, options) -> dict:
    """Return the numbers of one row from its nights and its windows."""
    combined = method == "imbens_manski"
    found = pooled_interval(
        part["k"], part["n"], method="jackknife" if combined else method,
        deff=borrowed if method in ("jackknife", "linearised", "bootstrap", "beta_binomial") or combined else deff,
        **options,
    )  # fmt: skip
    low, high = pool_bounds(*(part[name] for name in ("a_least", "b_most", "a_most", "b_least")))
    found |= {"possible_low": low, "possible_high": high}
    if combined:
        found |= _around_bounds(part, found, options["level"])
    flags = found["flags"].split()
    if part.empty:
        flags = list(dict.fromkeys(word for text in own["flags"] for word in text.split())) or flags
    if strike:
        found |= dict.fromkeys(
            ("estimate", "ratio_of_sums", "mean_of_ratios", "difference", "phi", "rho", "deff"), np.nan
        )
        flags.append("bounds_only")
    return found | {
        "rate": found["estimate"], "n_dropped": int((~own["used"]).sum()), "flags": " ".join(dict.fromkeys(flags)),
        "k": found["k"] if len(part) else np.nan, "n": found["n"] if len(part) else np.nan,
    }  # fmt: skip


def _around_bounds(part: pd.DataFrame, found: dict, level: float) -> dict:
    """Return the interval for a rate of which each night leaves bounds, the nights being a sample."""
    part = part[part["a_least"].notna()]
    empty = {"low": np.nan, "high": np.nan, "method": "imbens_manski"}
    if len(part) < 2:
        return empty
    errors = [
        standard_errors(part[top], part[top] + part[rest])["linearised"]
        for top, rest in (("a_least", "b_most"), ("a_most", "b_least"))
    ]
    ends = imbens_manski(
        found["possible_low"], found["possible_high"], *errors, level=level, conservative=len(part) < TRUSTED_NIGHTS
    )
    flags = found["flags"].split()
    kept = [flag for flag in flags if flag in ("few_nights", "degenerate")]
    kept += ["few_nights"] if len(part) < FEW_NIGHTS and "few_nights" not in kept else []
    return empty | {"low": ends["low"], "high": ends["high"], "flags": " ".join(kept)}
