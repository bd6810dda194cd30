"""Rates that say what they are rates of, for each window or pooled over a period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.bounds import pooled_bounds, row_bounds
from dronestats.rates.counts import as_tally, count_arrays, flag_codes, flag_text, is_comparable, word_bits
from dronestats.rates.groups import as_category, count_by, ends_by, group_codes, label_codes, list_by
from dronestats.rates.sentences import rate_sentences
from dronestats.selection import SIDE, nights
from dronestats.vocabulary import column
from dronestats.windows import EVERY, day_labels, local_days

COLUMNS = [
    "period", "claimant", "claimant_body", "attacker", "defender", "weapon_class", "weapon", "window_start",
    "window_end", "definition", "numerator", "denominator", "k", "n", "rate", "low", "high", "kind", "level",
    "method", "estimand", "regime", "n_nights", "n_dropped", "flags", "report_id",
]  # fmt: skip


def interception_rates(
    claims: pd.DataFrame, definition: str = "interception", every: str | None = None, *, denominator: str = "launched",
    by: str | list[str] | None = None, point: str = "exact", tolerance: float | None = None, errors: str = "flag",
    describe: bool = False,
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
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        ``period``, ``claimant``, ``claimant_body``, ``attacker``, ``defender``, ``weapon_class``, ``weapon``,
        ``window_start``, ``window_end``, ``definition``, ``numerator``, ``denominator``, ``k``, ``n`` (drones),
        ``rate`` (share, 0 to 1, NA where there is none), ``low``, ``high``, ``kind`` ("bounds"), ``level`` (NA: bounds
        have none), ``method``, ``estimand``, ``regime``, ``n_nights``, ``n_dropped``, ``flags``, ``report_id``.

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
    must_be_one_of("errors", errors, ("flag", "raise"))
    by = [by] if isinstance(by, str) else list(by or [])
    tallies = as_tally(claims, tolerance=tolerance)
    counts = count_arrays(tallies, definition, denominator, point=point)
    words = counts.pop("words")
    if errors == "raise":
        _refuse_impossible(tallies, words)
    if every is None:
        rates = _rows(tallies, counts, words, denominator)
    else:
        rates = _pool(tallies, counts, words, every, by, definition, denominator)
    rates = rates.assign(
        definition=definition,
        numerator=column("definitions", "numerator")[definition],
        denominator=denominator,
        kind="bounds",
        level=np.nan,
    )
    rates = _typed(rates, by)
    if not describe:
        return rates
    parts = tallies[["destroyed", "lost"]].reset_index(drop=True) if every is None else None
    return rates.assign(sentence=rate_sentences(rates, parts))


def _refuse_impossible(tallies: pd.DataFrame, words: dict[str, np.ndarray]) -> None:
    impossible = words["k_gt_n"] | words["parts_gt_whole"]
    if impossible.any():
        rows = tallies.loc[impossible, "report_id"].head(5).tolist()
        raise DronestatsError(
            f"{int(impossible.sum())} windows state more fates than drones launched, first: {', '.join(rows)}"
        )


def has_rate(counts: dict, denominator: str) -> np.ndarray:
    """Return which rows give a rate: k and n known and some launched; of strike drones there are bounds only."""
    return ~np.isnan(counts["k"]) & (counts["n"] > 0) & (denominator != "strike")


def _rows(tallies: pd.DataFrame, counts: dict, words: dict, denominator: str) -> pd.DataFrame:
    """Return one row for each window."""
    used = has_rate(counts, denominator)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(used, counts["k"] / counts["n"], np.nan)
    bounds = row_bounds(tallies, counts, denominator)
    return tallies.assign(
        period=nights(tallies), k=counts["k"], n=counts["n"], rate=rate, low=bounds["low"], high=bounds["high"],
        flags=flag_text(tallies["flags"], words), n_nights=1, n_dropped=(~used).astype(int), estimand="realised_night",
        method="counts",
    )  # fmt: skip


def _periods(days: np.ndarray, every: str) -> pd.Series:
    """Return the period of each row as a category."""
    if not len(days):
        return pd.Series([], dtype="string", name="period")
    codes, labels = pd.factorize(day_labels(days.min(), days.max(), every))
    return pd.Series(pd.Categorical.from_codes(codes[days - days.min()], labels), name="period")


def _pool(
    tallies: pd.DataFrame, counts: dict, words: dict, every: str, by: list[str], definition: str, denominator: str
) -> pd.DataFrame:  # fmt: skip
    """Return sums over the windows of each period that have both k and n."""
    must_be_one_of("every", every, EVERY)
    # Rows are taken by their places: on a million of them a mask of bools is far slower.
    used = np.flatnonzero(has_rate(counts, denominator))
    dtypes = tallies[SIDE].dtypes
    tallies = tallies.assign(**{name: as_category(tallies[name]) for name in SIDE})
    days = local_days(tallies)
    codes, pooled = group_codes([_periods(days, every), *(tallies[name] for name in [*SIDE, *by])])
    pooled = pooled.astype(dtypes)
    size = len(pooled)
    rows = np.bincount(codes, minlength=size)
    own, own_codes = {name: values.take(used) for name, values in counts.items()}, codes.take(used)
    rows_used = np.bincount(own_codes, minlength=size)
    some = rows_used > 0
    corners = row_bounds(tallies.iloc[used] if denominator == "strike" else tallies.iloc[:0], own, denominator)
    for name in ("k", "n"):
        pooled[name] = np.where(some, np.bincount(own_codes, own[name], size), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled["rate"] = pooled["k"] / pooled["n"]
    pooled["low"], pooled["high"] = pooled_bounds(own_codes, size, corners)
    regimes, regime_names = label_codes(tallies["regime"])
    used_regimes = pd.Series(list_by(own_codes, size, (regimes.take(used), regime_names)), dtype="string")
    # Nothing is stated about the period as a whole, so the reasons of its windows stand for it.
    bare = np.flatnonzero(~some[codes])
    reasons = flag_codes(tallies["flags"].iloc[bare], word_bits(words, len(tallies)).take(bare), list(words))
    reasons = pd.Series(list_by(codes.take(bare), size, reasons), dtype="string")
    mixed = (not is_comparable(definition)) & used_regimes.str.contains(" ")
    pooled["flags"] = reasons.map(lambda text: " ".join(dict.fromkeys(text.split()))).mask(mixed, "regime_break")
    pooled["n_dropped"] = rows - rows_used
    pooled["n_nights"] = count_by(own_codes, size, days.take(used))
    if "claimant_body" not in by:
        pooled["claimant_body"] = list_by(codes, size, label_codes(tallies["claimant_body"]), between="; ")
    for name, last in (("window_start", False), ("window_end", True)):
        pooled[name] = ends_by(codes, size, tallies[name], last=last)
    if "regime" not in by:
        pooled["regime"] = used_regimes.replace("", pd.NA)
    for name in {"weapon", "report_id"} - set(by):
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
    for name in ("period", "claimant_body", "weapon", "definition", "numerator", "denominator", "kind", "method",
                 "estimand", "regime", "flags", "report_id"):  # fmt: skip
        rates[name] = rates[name].astype("string")
    return rates
