"""Rates that say what they are rates of, for each window or pooled over a period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.rates.bounds import row_bounds
from dronestats.rates.counts import as_tally, numerators, rate_counts
from dronestats.selection import SIDE, nights
from dronestats.vocabulary import column
from dronestats.windows import period_of

COLUMNS = [
    "period", "claimant", "claimant_body", "attacker", "defender", "weapon_class", "weapon", "window_start", "window_end",
    "definition", "numerator", "denominator", "k", "n", "rate", "low", "high", "kind", "level", "method", "estimand",
    "regime", "n_nights", "n_dropped", "flags", "report_id",
]  # fmt: skip


def interception_rates(
    claims: pd.DataFrame, definition: str = "interception", every: str | None = None, *, denominator: str = "launched",
    by: str | list[str] | None = None, point: str = "exact", tolerance: float | None = None, errors: str = "flag",
) -> pd.DataFrame:  # fmt: skip
    """Return rates with their definition, counts, bounds and, where there is none, the reason.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally. Of claims, the latest in windows that do not overlap are used.
    definition : {"interception", "destruction", "neutralised", "leak", "unexplained"}
        See ``definitions.csv``. Only ``interception`` is comparable across ways of counting.
    every : {None, "day", "week", "month", "quarter", "year", "all"}
        None: one row for each window. Else sums of k over sums of n of the windows that end in the period, on the
        claimant's clock; windows that lack k or n are left out of both and counted in ``n_dropped``.
    denominator : {"launched", "resolved", "strike"}
        All launched; launched without those still in the air; strike drones without decoys (bounds only).
    by : str or list of str, optional
        Further columns of the tally to keep apart, for example ``"weapon"`` or ``"regime"``.
    point : {"exact", "value"}
        Whether a figure worded "about" or "more than" gives a rate (``value``) or none (``exact``).
    tolerance : float, optional
        Relative width of figures worded "about" for the bounds (see `tally`).
    errors : {"flag", "raise"}
        What a numerator above its denominator does: a row without rate, or an error.

    Returns
    -------
    DataFrame
        ``period``, ``claimant``, ``claimant_body``, ``attacker``, ``defender``, ``weapon_class``, ``weapon``,
        ``window_start``, ``window_end``, ``definition``, ``numerator``, ``denominator``, ``k``, ``n`` (drones), ``rate``
        (share, 0 to 1, NA where there is none), ``low``, ``high``, ``kind`` ("bounds"), ``level`` (NA: bounds have none),
        ``method``, ``estimand``, ``regime``, ``n_nights``, ``n_dropped``, ``flags``, ``report_id``.

    Raises
    ------
    DronestatsError
        For a word that is not allowed, a negative count, or with ``errors="raise"`` for an impossible row.

    Notes
    -----
    ``low`` and ``high`` are what is possible for the drones behind the rate, given those whose fate is not stated
    (`rate_bounds` also takes in windows without a launched figure). A pooled rate is a ratio of sums; it is not
    the mean of the nightly rates.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = claims[claims["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]
    >>> ds.interception_rates(night)[["claimant", "k", "n", "rate", "low", "high", "flags"]].values.tolist()
    [['Ukraine', 90, 100, 0.9, 0.9, 0.94, ''], ['Russia', 21, <NA>, <NA>, 0.0, 1.0, 'no_denominator']]
    """
    if errors not in ("flag", "raise"):
        raise DronestatsError(f"errors = {errors!r} is not one of flag, raise")
    tallies = as_tally(claims, tolerance=tolerance)
    counts = rate_counts(tallies, definition, denominator, point=point)
    impossible = counts["flags"].str.contains("k_gt_n|parts_gt_whole")
    if errors == "raise" and impossible.any():
        rows = tallies.loc[impossible, "report_id"].head(5).tolist()
        raise DronestatsError(
            f"{int(impossible.sum())} windows state more fates than drones launched, first: {', '.join(rows)}"
        )
    bounds = row_bounds(tallies, counts, denominator)
    rows = pd.concat([tallies.drop(columns="flags"), counts, bounds], axis=1)
    rows["night"] = nights(tallies)
    has_rate = rows["k"].notna() & rows["n"].notna() & (rows["n"] > 0) & (denominator != "strike")
    if every is None:
        rates = rows.assign(
            period=rows["night"], rate=(rows["k"] / rows["n"]).where(has_rate), n_nights=1, n_dropped=(~has_rate).astype(int),
            estimand="realised_night", method="counts",
        )  # fmt: skip
    else:
        rates = _pool(rows.assign(has_rate=has_rate, period=period_of(tallies, every)), by, definition)
    rates = rates.assign(
        definition=definition,
        numerator=column("definitions", "numerator")[definition],
        denominator=denominator,
        kind="bounds",
        level=np.nan,
    )
    return _typed(rates, [by] if isinstance(by, str) else list(by or []))


def _pool(rows: pd.DataFrame, by, definition: str) -> pd.DataFrame:
    """Return sums over the windows of each period that have both k and n."""
    key = ["period", *SIDE, *([by] if isinstance(by, str) else by or [])]
    used = rows["has_rate"]
    for name in ("k", "n", "a_least", "b_most", "a_most", "b_least"):
        rows[name] = rows[name].where(used)
    rows["night"] = rows["night"].where(used)
    rows["used_regime"] = rows["regime"].where(used)
    groups = rows.groupby(key, observed=True, dropna=False, sort=True)

    def listed(values: pd.Series) -> str:
        return " ".join(dict.fromkeys(values.dropna()))

    pooled = groups.agg(
        claimant_body=("claimant_body", lambda values: "; ".join(dict.fromkeys(values.dropna()))),
        window_start=("window_start", "min"), window_end=("window_end", "max"),
        a_least=("a_least", "sum"), b_most=("b_most", "sum"), a_most=("a_most", "sum"), b_least=("b_least", "sum"),
        rows=("has_rate", "size"), used=("has_rate", "sum"), n_nights=("night", "nunique"),
        used_regimes=("used_regime", listed), reasons=("flags", listed),
    )  # fmt: skip
    sums = groups[["k", "n"]].sum(min_count=1)
    pooled = pooled.join(sums).reset_index()
    pooled["rate"] = pooled["k"] / pooled["n"]
    some = pooled["used"] > 0
    with np.errstate(invalid="ignore"):
        pooled["low"] = (pooled["a_least"] / (pooled["a_least"] + pooled["b_most"])).where(some)
        pooled["high"] = (pooled["a_most"] / (pooled["a_most"] + pooled["b_least"])).where(some)
    # Nothing is stated about the period as a whole, so the reasons of its windows stand for it.
    reasons = pooled["reasons"].map(lambda text: " ".join(dict.fromkeys(text.split())))
    mixed = (len(numerators(definition)) == 1) & pooled["used_regimes"].str.contains(" ")
    pooled["flags"] = reasons.where(~some, "").where(~mixed, "regime_break")
    pooled["n_dropped"] = pooled["rows"] - pooled["used"]
    if "regime" not in key:
        pooled["regime"] = pooled["used_regimes"].replace("", pd.NA)
    for name in {"weapon", "report_id"} - set(key):
        pooled[name] = pd.NA
    return pooled.assign(estimand="realised_period", method="ratio_of_sums")


def _typed(rates: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the columns in their order, text as string, shares as Float64, counts as Int64."""
    rates = rates[[*COLUMNS, *(name for name in by if name not in COLUMNS)]].reset_index(drop=True)
    for name in ("rate", "low", "high", "level"):
        rates[name] = rates[name].astype("Float64")
        rates[name] = rates[name].mask(rates[name].isna())
    for name in ("k", "n", "n_nights", "n_dropped"):
        rates[name] = rates[name].astype("Float64").astype("Int64")
    for name in ("period", "claimant_body", "weapon", "definition", "numerator", "denominator", "kind", "method", "estimand",
                 "regime", "flags", "report_id"):  # fmt: skip
        rates[name] = rates[name].astype("string")
    return rates
