"""How far two lists of numbers agree, running totals, last digits: plain numbers, no verdict on who is right."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from dronestats.errors import DronestatsError
from dronestats.rates.intervals import as_floats, normal_quantile


def discrepancy(x, y) -> dict[str, np.ndarray]:
    """Return how far y is from x, pair by pair.

    Parameters
    ----------
    x, y : array-like
        What one and what the other states (0 or more). A missing figure gives NaN; it is never inferred.

    Returns
    -------
    dict of arrays
        ``diff`` (y - x), ``ratio`` (y / x), ``log_ratio``, ``relative_pct`` (of x), ``symmetric_pct`` (of the mean).
        Ratios with a 0 are NaN.

    Examples
    --------
    >>> found = discrepancy(100, 96)
    >>> float(found["diff"]), float(found["ratio"]), round(float(found["symmetric_pct"]), 2)
    (-4.0, 0.96, -4.08)
    """
    x, y = np.broadcast_arrays(*as_floats(x, y))
    both = (x > 0) & (y > 0)
    empty = np.full(x.shape, np.nan)
    ratio = np.divide(y, x, out=empty.copy(), where=both)
    return {
        "diff": y - x,
        "ratio": ratio,
        "log_ratio": np.log(ratio),
        "relative_pct": 100 * np.divide(y - x, x, out=empty.copy(), where=x > 0),
        "symmetric_pct": 100 * np.divide(y - x, (x + y) / 2, out=empty.copy(), where=x + y > 0),
    }


def _pairs(x, y, least: int) -> tuple[np.ndarray, np.ndarray]:
    x, y = (values.ravel() for values in np.broadcast_arrays(*as_floats(x, y)))
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < least:
        raise DronestatsError(f"{both.sum()} pairs have both figures: agreement needs {least} or more")
    return x[both], y[both]


def limits_of_agreement(differences, *, level: float = 0.95) -> dict[str, float]:
    """Return the mean difference and the range that holds most differences.

    Parameters
    ----------
    differences : array-like
        Differences of pairs, or log ratios where the spread grows with size (see `ratio_limits`); NaN is left out.
    level : float
        Share of differences within the limits, and confidence level of the mean.

    Returns
    -------
    dict
        ``mean``, ``sd``, ``low``, ``high`` (limits), ``se_limit``, ``mean_low``, ``mean_high`` (t interval),
        ``n_pairs``.

    References
    ----------
    Bland, J. M. and Altman, D. G. (1986), Lancet 327, 307-310, doi:10.1016/S0140-6736(86)90837-8.

    Examples
    --------
    >>> found = limits_of_agreement([-18, 35, -4, 6, -24, -43])
    >>> round(found["mean"], 1), round(found["low"], 1), round(found["high"], 1)
    (-8.0, -60.9, 44.9)
    """
    d, _ = _pairs(differences, 0.0, 2)
    mean, sd, m = float(d.mean()), float(d.std(ddof=1)), len(d)
    reach = normal_quantile(level) * sd
    half = float(special.stdtrit(m - 1, (1 + level) / 2)) * sd / np.sqrt(m)
    return {
        "mean": mean, "sd": sd, "low": mean - reach, "high": mean + reach, "se_limit": float(np.sqrt(3 * sd**2 / m)),
        "mean_low": mean - half, "mean_high": mean + half, "n_pairs": m,
    }  # fmt: skip


def ratio_limits(x, y, *, level: float = 0.95) -> dict[str, float]:
    """Return the geometric mean of y / x and the range that holds most ratios; pairs with a 0 or a gap are left out.

    Returns
    -------
    dict
        ``mean_log_ratio``, ``geo_mean_ratio``, ``low``, ``high`` (ratios), ``n_pairs``.

    Examples
    --------
    >>> found = ratio_limits([205, 100, 197, 227], [117, 43, 72, 81])
    >>> round(found["geo_mean_ratio"], 2), round(found["low"], 2), round(found["high"], 2)
    (0.42, 0.28, 0.65)
    """
    found = limits_of_agreement(discrepancy(x, y)["log_ratio"], level=level)
    ratio, low, high = (float(np.exp(found[name])) for name in ("mean", "low", "high"))
    return {
        "mean_log_ratio": found["mean"], "geo_mean_ratio": ratio, "low": low, "high": high, "n_pairs": found["n_pairs"],
    }  # fmt: skip


def concordance(x, y, *, level: float = 0.95) -> dict[str, float]:
    """Return Lin's concordance: how near pairs are to the line of equal figures.

    Not for a source that quotes the other: agreement then measures copying.

    Returns
    -------
    dict
        ``ccc`` (1 = all pairs equal), ``low``, ``high`` (Fisher's z), ``pearson`` (nearness to any line), ``c_b`` (how
        near that line is to equality), ``scale_shift`` (spread of y / spread of x), ``location_shift`` (y above x),
        ``n_pairs``.

    References
    ----------
    Lin, L. I.-K. (1989), Biometrics 45, 255-268, doi:10.2307/2532051; correction: Biometrics 56 (2000), 324-325.

    Examples
    --------
    >>> found = concordance([205, 100, 197, 227], [117, 43, 72, 81])
    >>> round(found["ccc"], 2), round(found["pearson"], 2)
    (0.14, 0.74)
    """
    x, y = _pairs(x, y, 3)
    m = len(x)
    sx, sy = x.std(), y.std()
    if sx == 0 or sy == 0:
        raise DronestatsError("all figures of one source are the same: concordance is about how figures move together")
    between = float(np.mean((x - x.mean()) * (y - y.mean())))
    r = between / (sx * sy)
    ccc = 2 * between / (sx**2 + sy**2 + (x.mean() - y.mean()) ** 2)
    u = (y.mean() - x.mean()) / np.sqrt(sx * sy)
    found = {
        "ccc": float(ccc), "low": np.nan, "high": np.nan, "pearson": float(r), "c_b": float(ccc / r) if r else np.nan,
        "scale_shift": float(sy / sx), "location_shift": float(u), "n_pairs": m,
    }  # fmt: skip
    if abs(r) < 1 and r != 0:
        variance = (
            (1 - r**2) * ccc**2 / ((1 - ccc**2) * r**2)
            + 2 * ccc**3 * (1 - ccc) * u**2 / (r * (1 - ccc**2) ** 2)
            - ccc**4 * u**4 / (2 * r**2 * (1 - ccc**2) ** 2)
        ) / (m - 2)
        half = normal_quantile(level) * np.sqrt(variance)
        found |= {"low": float(np.tanh(np.arctanh(ccc) - half)), "high": float(np.tanh(np.arctanh(ccc) + half))}
    return found


def running_total(cumulative, daily=None) -> dict[str, float]:
    """Return what the steps of a running total say beside daily claims.

    Parameters
    ----------
    cumulative : array-like
        The total as stated, day after day.
    daily : array-like, optional
        Daily claims, as many; the first belongs to the first total and is not compared.

    Returns
    -------
    dict
        ``n_negative_increments`` (corrections: events, not errors), ``sum_increments``, and with `daily` ``sum_daily``,
        ``discrepancy`` (sum_daily - sum_increments), ``max_abs_daily_gap``, ``n_zero_increments_with_claims``.

    Examples
    --------
    >>> found = running_total([21310, 21290, 21300], [0, 5, 15])
    >>> found["n_negative_increments"], found["discrepancy"]
    (1, 30.0)
    """
    (total,) = as_floats(cumulative)
    steps = np.diff(total)
    found = {"n_negative_increments": int(np.sum(steps < 0)), "sum_increments": float(np.nansum(steps))}
    if daily is None:
        return found
    (daily,) = as_floats(daily)
    if daily.shape != total.shape:
        raise DronestatsError(f"{len(total)} totals and {len(daily)} daily claims: give one claim for each total")
    daily = daily[1:]
    both = ~(np.isnan(daily) | np.isnan(steps))
    gaps = np.abs(daily - steps)[both]
    return found | {
        "sum_daily": float(np.sum(daily[both])), "discrepancy": float(np.sum((daily - steps)[both])),
        "max_abs_daily_gap": float(gaps.max()) if len(gaps) else np.nan,
        "n_zero_increments_with_claims": int(np.sum((steps == 0) & (daily > 0))),
    }  # fmt: skip


def last_digits(values=None, *, counts=None, least: int = 20) -> dict[str, float]:
    """Return how evenly last digits are spread. Rounding is not invention, and a small p alone says nothing.

    Parameters
    ----------
    values : array-like, optional
        Figures from independent bulletins; those below `least` are left out, because they have no even last digit.
    counts : array-like of 10 int, optional
        Instead: how often each last digit 0 to 9 was seen.
    least : int

    Returns
    -------
    dict
        ``chi2`` (9 degrees of freedom), ``p``, ``whipple`` (100: 0 and 5 as often as others, 500: only they),
        ``share_zero``, ``p_zero`` (binomial test: more than 1 in 10), ``n``.

    Raises
    ------
    DronestatsError
        For fewer than 50 figures (expected count below 5).

    Examples
    --------
    >>> found = last_digits(counts=[94, 71, 94, 78, 72, 82, 75, 70, 66, 70])
    >>> round(found["chi2"], 1), round(found["whipple"])
    (11.5, 114)
    """
    if (values is None) == (counts is None):
        raise DronestatsError("give either the figures or counts= of their last digits 0 to 9")
    if counts is None:
        (x,) = as_floats(values)
        x = x[x >= least]
        counts = np.bincount((x % 10).astype(int), minlength=10)
    (seen,) = as_floats(counts)
    if seen.shape != (10,):
        raise DronestatsError(f"counts has {seen.size} entries: give one for each digit 0 to 9")
    total = seen.sum()
    if total < 50:
        raise DronestatsError(f"{total:g} figures: the test needs 50 or more (5 expected for each digit)")
    test = stats.chisquare(seen)
    zero = stats.binomtest(int(seen[0]), int(total), 0.1, alternative="greater").pvalue
    return {
        "chi2": float(test.statistic), "p": float(test.pvalue), "whipple": float(500 * (seen[0] + seen[5]) / total),
        "share_zero": float(seen[0] / total), "p_zero": float(zero), "n": int(total),
    }  # fmt: skip


def first_digits(values=None, *, counts=None) -> dict:
    """Return first digits beside Benford's law: a table to look at, no test of anyone.

    Figures that span fewer than three powers of ten, or mix ways of counting, differ from the law for that reason.

    Parameters
    ----------
    values : array-like, optional
        Figures above 0.
    counts : array-like of 9 int, optional
        Instead: how often each first digit 1 to 9 was seen.

    Returns
    -------
    dict
        ``share``, ``expected`` (arrays for digits 1 to 9), ``chi2`` and ``p`` (8 degrees of freedom), ``mad`` (mean
        absolute difference of shares), ``n``.

    References
    ----------
    Benford, F. (1938), Proceedings of the American Philosophical Society 78, 551-572.

    Examples
    --------
    >>> first_digits([100, 1, 19, 23, 31])["share"][:3].tolist()
    [0.6, 0.2, 0.2]
    """
    if (values is None) == (counts is None):
        raise DronestatsError("give either the figures or counts= of their first digits 1 to 9")
    if counts is None:
        (x,) = as_floats(values)
        x = x[x > 0]
        counts = np.bincount([int(f"{value:e}"[0]) for value in x], minlength=10)[1:]
    (seen,) = as_floats(counts)
    if seen.shape != (9,) or seen.sum() == 0:
        raise DronestatsError(f"counts has {seen.size} entries: give one for each digit 1 to 9, some above 0")
    expected = np.log10(1 + 1 / np.arange(1, 10))
    share = seen / seen.sum()
    test = stats.chisquare(seen, expected / expected.sum() * seen.sum())
    return {
        "share": share, "expected": expected, "chi2": float(test.statistic), "p": float(test.pvalue),
        "mad": float(np.mean(np.abs(share - expected))), "n": int(seen.sum()),
    }  # fmt: skip
