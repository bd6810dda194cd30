"""How a rate moves: over days that roll, along a smooth line, or with the size of the wave."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.clusters import pooled_interval
from dronestats.rates.intervals import normal_quantile
from dronestats.rates.nightly import by_night, day_text, dropped_by_side, rate_rows, split_at_breaks, tidy
from dronestats.rates.sentences import slope_sentences, trend_sentences
from dronestats.rates.smooth import fit_logit, lowess, rolling_windows, spline_design
from dronestats.selection import SIDE
from dronestats.vocabulary import column

METHODS = ("rolling", "smooth", "linear", "lowess")
MAX_LAG = 7
LEAST_NIGHTS = 10  # for a fit
SHARES = ["rate", "low", "high", "level", "mean_of_ratios", "odds_ratio_30_days"]
COUNTS = ["k", "n", "n_nights", "n_dropped", "window_days", "segment"]
TEXTS = ["date", "definition", "numerator", "denominator", "kind", "method", "estimand", "regime", "flags"]


def rate_trend(
    claims: pd.DataFrame, definition: str = "interception", *, method: str = "rolling", days: int = 28,
    min_nights: int = 5, level: float = 0.95, denominator: str = "launched", point: str = "exact",
    tolerance: float | None = None, on_break: str = "split", describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return a rate along time, each night with the days before it or on a fitted line.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``.
    method : {"rolling", "smooth", "linear", "lowess"}
        Sum k / sum n of the last `days`, with the jackknife of the nights inside; a spline or a straight line on the
        logit (a grouped binomial regression; the larger of the errors for neighbours that are alike and for nights
        that vary more than drones would, with t; extra ``trend``); a line for the eye, which knows neither n nor the
        ends and has no interval.
    days : int
        Length of the rolling window in calendar days.
    min_nights : int
        Windows with fewer nights have no rate.
    level : float
        Confidence level, 0 to 1. Windows overlap, so bands hold night by night, not for the whole line.
    denominator : {"launched", "resolved"}
    point, tolerance
        See `dronestats.interception_rates`.
    on_break : {"split", "ignore", "raise"}
        What a change of the way of counting does to a definition that is not comparable across it.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        A row for each night with k and n: ``date``, ``claimant``, ``attacker``, ``defender``, ``weapon_class``,
        ``definition``, ``numerator``, ``denominator``, ``k``, ``n`` (of the window, or of the night), ``rate``,
        ``low``, ``high``, ``kind``, ``level``, ``method``, ``estimand``, ``regime``, ``segment`` (counts the stretches
        between breaks), ``window_days``, ``n_nights`` (in the window, or behind the line), ``n_dropped`` (windows of
        the side without k or n), ``mean_of_ratios``, ``odds_ratio_30_days`` (linear), ``flags``.

    Raises
    ------
    DronestatsError
        For words that are not allowed, a break with ``on_break="raise"``, or a missing extra.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989), Generalized Linear Models, 2nd ed., doi:10.1007/978-1-4899-3242-6.
    Newey, W. K. and West, K. D. (1987), Econometrica 55, 703-708, doi:10.2307/1913610.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> trend = ds.rate_trend(claims[claims["claimant"] == "Ukraine"], days=60)
    >>> trend[["date", "rate", "low", "high"]].dropna().shape[0] > 10
    True
    """
    must_be_one_of("method", method, METHODS)
    must_be_one_of("denominator", denominator, ("launched", "resolved"))
    normal_quantile(level)
    rows = rate_rows(claims, definition, denominator=denominator, point=point, tolerance=tolerance)
    dropped = dropped_by_side(rows)
    found = []
    for side, nights in by_night(rows, SIDE).groupby(SIDE, observed=True, sort=True):
        for place, part in enumerate(split_at_breaks(nights, definition, on_break)):
            part = part.reset_index(drop=True)
            line = _rolling(part, days, min_nights, level) if method == "rolling" else _line(part, method, level)
            about = dict(zip(SIDE, side, strict=True)) | {"segment": place, "n_dropped": dropped[side]}
            found.append(line.assign(**about, regime=part["regime"].replace("", pd.NA)))
    first = ["date", *SIDE, "definition", "numerator", "denominator", "k", "n", *SHARES[:3], "kind", "level",
             "method", "estimand", "regime", "segment", "window_days", "n_nights", "n_dropped", *SHARES[4:],
             "flags"]  # fmt: skip
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=first)
    frame = frame.assign(
        definition=definition, numerator=column("definitions", "numerator")[definition], denominator=denominator,
        level=level if method != "lowess" else np.nan, method=method, kind="interval" if method != "lowess" else "line",
        estimand="underlying_drone", window_days=days if method == "rolling" else np.nan,
    )  # fmt: skip
    frame = tidy(frame.reindex(columns=first), shares=SHARES, counts=COUNTS, texts=TEXTS)
    return frame.assign(sentence=trend_sentences(frame)) if describe else frame


def _rolling(part: pd.DataFrame, days: int, min_nights: int, level: float) -> pd.DataFrame:
    day, k, n, first, last = rolling_windows(part["day"], part["k"], part["n"], days=days)
    found = []
    for own, start, end in zip(day, first, last, strict=True):
        row = pooled_interval(k[start:end], n[start:end], level=level)
        if end - start < min_nights:
            row |= {
                "estimate": np.nan,
                "low": np.nan,
                "high": np.nan,
                "mean_of_ratios": np.nan,
                "flags": "too_few_nights",
            }
        names = ("k", "n", "low", "high", "n_nights", "mean_of_ratios", "flags")
        found.append({"day": own, "rate": row["estimate"], **{name: row[name] for name in names}})
    frame = pd.DataFrame(found)
    return frame.assign(date=day_text(frame["day"]))


def _line(part: pd.DataFrame, method: str, level: float) -> pd.DataFrame:
    """Return the fitted line of one stretch."""
    day, k, n = (part[name].to_numpy(dtype=float) for name in ("day", "k", "n"))
    frame = pd.DataFrame({"date": day_text(day), "k": k, "n": n, "n_nights": len(part), "flags": ""})
    frame[["rate", "low", "high"]] = np.nan
    if len(part) < LEAST_NIGHTS:
        return frame.assign(flags="too_few_nights")
    if method == "lowess":
        return frame.assign(rate=lowess(day, k / n))
    if (k == n).all() or (k == 0).all():
        return frame.assign(rate=k / n, flags="degenerate")
    middle = (day - day.mean()) / 30
    degrees = int(np.clip(len(part) // 20, 4, 30))
    design = np.column_stack([np.ones(len(day)), middle]) if method == "linear" else spline_design(day, degrees=degrees)
    fit = fit_logit(k, n, design, max_lag=MAX_LAG)
    centre = design @ fit["coef"]
    # Of few nights Newey and West see too little: the larger of the two errors, and t for the normal.
    errors = [np.einsum("ij,jk,ik->i", design, fit[name], design) for name in ("cov_hac", "cov_quasi")]
    freedom = len(part) - design.shape[1]
    half = special.stdtrit(freedom, (1 + level) / 2) * np.sqrt(np.maximum(*errors))
    frame = frame.assign(
        rate=special.expit(centre), low=special.expit(centre - half), high=special.expit(centre + half)
    )
    return frame.assign(odds_ratio_30_days=float(np.exp(fit["coef"][1]))) if method == "linear" else frame


def wave_size_slope(
    claims: pd.DataFrame, definition: str = "interception", *, level: float = 0.95, on_break: str = "raise",
    by_month: bool = False, describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return how the rate goes with the number launched, within one way of counting: an association, not an effect.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally. Nights whose launched figure is worded "about" are left out: an error in it is on both
        sides of the equation.
    definition : str
        Row of ``definitions.csv``.
    level : float
    on_break : {"raise", "split"}
        Nights of several ways of counting: refuse, or a row for each. A common slope would mix their levels.
    by_month : bool
        Compare nights of the same month only.
    describe : bool
        Add ``sentence``.

    Returns
    -------
    DataFrame
        A row for each side and way of counting: ``claimant``, ``attacker``, ``defender``, ``weapon_class``,
        ``definition``, ``regime``, ``slope`` (change of the logit when the launched grow by a factor e; below 0: the
        rate falls with the size of the wave), ``se_quasi``, ``se_hc1``, ``low``, ``high`` (t on the larger of the two),
        ``odds_ratio_doubling``, ``phi``, ``n_nights``, ``level``, ``flags``.

    Raises
    ------
    DronestatsError
        If nights of several ways of counting are given and `on_break` is "raise".

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> slopes = wave_size_slope(claims[claims["claimant"] == "Ukraine"], on_break="split")
    >>> slopes.columns[:6].tolist()
    ['claimant', 'attacker', 'defender', 'weapon_class', 'definition', 'regime']
    """
    must_be_one_of("on_break", on_break, ("raise", "split"))
    nights = by_night(rate_rows(claims, definition), SIDE)
    found = []
    for side, own in nights.groupby(SIDE, observed=True, sort=True):
        regimes = own["regime"].unique()
        if len(regimes) > 1 and on_break == "raise":
            raise DronestatsError(
                f"the nights follow {len(regimes)} ways of counting ({', '.join(regimes)}), and a slope over all of "
                "them is one between them: select one, or give on_break='split'"
            )
        for regime, part in own.groupby("regime", sort=False):
            about = dict(zip(SIDE, side, strict=True)) | {
                "definition": definition,
                "regime": regime or None,
                "level": level,
            }
            found.append(about | _slope(part, level, by_month))
    names = [*SIDE, "definition", "regime", "slope", "se_quasi", "se_hc1", "low", "high", "odds_ratio_doubling",
             "phi", "n_nights", "level", "flags"]  # fmt: skip
    frame = tidy(
        pd.DataFrame(found, columns=names), shares=[*names[6:13], "level"], counts=["n_nights"],
        texts=["definition", "regime", "flags"],
    )  # fmt: skip
    return frame.assign(sentence=slope_sentences(frame)) if describe else frame


def _slope(part: pd.DataFrame, level: float, by_month: bool) -> dict:
    k, n = part["k"].to_numpy(), part["n"].to_numpy()
    months = pd.factorize(pd.to_datetime(part["day"], unit="D").dt.strftime("%Y-%m"))[0]
    levels = np.eye(months.max() + 1)[months] if by_month and len(months) else np.ones((len(k), 1))
    design = np.column_stack([np.log(n), levels])
    empty = {"n_nights": len(k), "flags": "too_few_nights"}
    if len(k) < max(LEAST_NIGHTS, design.shape[1] + 5):
        return empty
    if np.ptp(n) == 0 or (k == n).all() or (k == 0).all():
        return empty | {"flags": "degenerate"}
    fit = fit_logit(k, n, design)
    slope, errors = float(fit["coef"][0]), (float(fit["se_quasi"][0]), float(fit["se_hc1"][0]))
    half = special.stdtrit(len(k) - design.shape[1], (1 + level) / 2) * max(errors)
    return {
        "slope": slope, "se_quasi": errors[0], "se_hc1": errors[1], "low": slope - half, "high": slope + half,
        "odds_ratio_doubling": float(2**slope), "phi": fit["phi"], "n_nights": len(k), "flags": "",
    }  # fmt: skip
