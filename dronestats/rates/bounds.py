"""What is possible where fates, words or denominators leave a range: sharp bounds, no confidence intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.rates.counts import as_tally, rate_counts
from dronestats.rates.sentences import bound_sentences
from dronestats.selection import SIDE, nights
from dronestats.vocabulary import column
from dronestats.windows import period_of

# The counts that reach the ends: least of the numerator with most of the rest, and the other way round.
CORNERS = ("a_least", "b_most", "a_most", "b_least")


def share_bounds(a_low, a_high, b_low, b_high, n_low, n_high):
    """Return the least and greatest a/(a+b) with a, b and a + b in given ranges.

    Parameters
    ----------
    a_low, a_high, b_low, b_high, n_low, n_high : array-like of float
        Ranges of the numerator, of the rest, and of both together (drones). ``inf`` is an open end.

    Returns
    -------
    (low, high, corners)
        Arrays, and the four counts ``(a-, b+, a+, b-)`` that reach them. NaN where no counts fit the ranges or
        where nothing was launched; 0 where the denominator has no upper end.

    References
    ----------
    Manski, C. F. (1989), Anatomy of the selection problem, Journal of Human Resources 24, 343-360,
    doi:10.2307/145818. Horowitz, J. L. and Manski, C. F. (1998), Journal of Econometrics 84, 37-58,
    doi:10.1016/S0304-4076(97)00077-8.

    Examples
    --------
    >>> low, high, _ = share_bounds(5, 9, 0, 3, 7, 11)
    >>> float(low), float(high)
    (0.625, 1.0)
    """
    a_low, a_high, b_low, b_high, n_low, n_high = np.broadcast_arrays(
        *(np.asarray(value, dtype=float) for value in (a_low, a_high, b_low, b_high, n_low, n_high))
    )
    if np.any([(low < 0) for low in (a_low, b_low, n_low)]):
        raise DronestatsError("a range starts below 0: counts of drones are 0 or more")
    with np.errstate(invalid="ignore"):
        # inf - inf stands for "no limit from here", which the other term then sets.
        least_a = np.maximum(a_low, np.nan_to_num(n_low - b_high, nan=0.0, neginf=0.0))
        most_b = np.minimum(b_high, np.where(np.isinf(n_high), np.inf, n_high - least_a))
        least_b = np.maximum(b_low, np.nan_to_num(n_low - a_high, nan=0.0, neginf=0.0))
        most_a = np.minimum(a_high, np.where(np.isinf(n_high), np.inf, n_high - least_b))
    fits = (least_a <= a_high) & (least_b <= b_high) & (most_b >= b_low) & (most_a >= a_low)
    fits &= (n_low <= n_high) & (most_b >= 0) & (most_a >= 0)
    corners = tuple(np.where(fits, value, np.nan) for value in (least_a, most_b, most_a, least_b))
    return (*_shares(*corners), corners)


def _shares(least_a, most_b, most_a, least_b):
    """Return the two shares of the corners; an open end of b gives 0, of a gives 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(np.isinf(most_b), 0.0, np.where(most_b == 0, 1.0, least_a / (least_a + most_b)))
        high = np.where(np.isinf(most_a), 1.0, np.where(most_a == 0, 0.0, most_a / (most_a + least_b)))
    missing = np.isnan(least_a) | ((most_a == 0) & (most_b == 0))
    return np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def pool_bounds(least_a, most_b, most_a, least_b) -> tuple[float, float]:
    """Return the least and greatest pooled share: all nights at their worst, and at their best, at once.

    Parameters
    ----------
    least_a, most_b, most_a, least_b : array-like
        The corners that `share_bounds` gives, night by night; nights whose corners are NaN are left out.

    Examples
    --------
    >>> _, _, corners = share_bounds([66, 10], [66, 19], [6, 1], [34, 9], [100, 20], [100, 20])
    >>> low, high = pool_bounds(*corners)
    >>> round(float(low), 3), round(float(high), 3)
    (0.642, 0.708)
    """
    corners = dict(
        zip(CORNERS, (np.asarray(values, dtype=float) for values in (least_a, most_b, most_a, least_b)), strict=True)
    )
    low, high = pooled_bounds(np.zeros(len(corners["a_least"]), dtype=int), 1, corners)
    return float(low[0]), float(high[0])


def pooled_bounds(codes: np.ndarray, size: int, corners: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return what `pool_bounds` does for each of several groups; NaN for a group without rows that have corners."""
    fits = ~np.isnan(corners["a_least"])
    sums = [np.bincount(codes, np.where(fits, corners[name], 0.0), size) for name in CORNERS]
    low, high = _shares(*sums)
    none = np.bincount(codes[fits], minlength=size) == 0
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def strike_bounds(stopped, launched, strike_low, strike_high):
    """Return the least and greatest share of strike drones stopped, decoys not told apart among the stopped.

    Parameters
    ----------
    stopped, launched, strike_low, strike_high : array-like of float
        Drones stopped and launched, and the range of strike drones among the launched.

    Returns
    -------
    (low, high) : arrays

    Notes
    -----
    With k stopped, n launched and s strike drones the share lies in [max(0, k - (n - s))/s, min(k, s)/s], the
    bounds of Fréchet (1951); over a range of s each end is reached at an end of the range or at s = k.

    Examples
    --------
    >>> low, high = strike_bounds(51, 78, 60, 60)
    >>> float(low), float(high)
    (0.55, 0.85)
    """
    k, n, least, most = (np.asarray(value, dtype=float) for value in (stopped, launched, strike_low, strike_high))
    most = np.minimum(most, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.minimum(*(np.maximum(0.0, k - n + s) / s for s in (least, most)))
        high = np.minimum(k, least) / least
    bad = np.isnan(k) | np.isnan(n) | (least <= 0) | (least > n) | (k > n)
    return np.where(bad, np.nan, low), np.where(bad, np.nan, high)


def row_bounds(tallies: pd.DataFrame, counts, denominator: str, cap: float = np.inf) -> dict[str, np.ndarray]:
    """Return ``low``, ``high`` and the corners ``a_least``, ``b_most``, ``a_most``, ``b_least`` of each row, as arrays.

    Parameters
    ----------
    tallies : DataFrame
        Only read for the denominator ``strike``.
    counts : DataFrame or dict of arrays
        See `rate_counts`.
    denominator : {"launched", "resolved", "strike"}
    cap : float
        Most drones launched where no launched figure is stated.
    """
    a, b, n_low, n_high = (np.asarray(counts[name], dtype=float) for name in ("a_low", "b_low", "n_low", "n_high"))
    if denominator == "strike":
        k, n = (np.asarray(counts[name], dtype=float) for name in ("k", "n"))
        least, most = (tallies[f"strike_{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "high"))
        most = np.where(np.isnan(most), np.inf, most)
        low, high = strike_bounds(k, n, least, most)
        size = np.minimum(most, n)
        corners = (low * size, size - low * size, high * least, least - high * least)
    else:
        low, high, corners = _corners(a, b, np.maximum(n_low, a + b), np.minimum(n_high, np.maximum(cap, a + b)))
    return {"low": low, "high": high, **dict(zip(CORNERS, corners, strict=True))}


def _corners(a, b, n_low, n_high):
    """Return `share_bounds` of a numerator and a rest that are open above; one launched figure makes it easy."""
    if np.array_equal(n_low, n_high):
        corners = (a, n_low - a, n_low - b, b)
        return *_shares(*corners), corners
    return share_bounds(a, np.inf, b, np.inf, n_low, n_high)


def rate_bounds(
    claims: pd.DataFrame, definition: str = "interception", every: str | None = None, *, denominator: str = "launched",
    cap: int | None = None, tolerance: float | None = None, describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return what a rate can be, whatever became of the drones whose fate is not stated.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``.
    every : {None, "day", "week", "month", "quarter", "year", "all"}
        None: each window. Else every window that ends in the period, all at their worst and all at their best at
        once, also those that state no launched figure or no fates: they are possible, too.
    denominator : {"launched", "resolved", "strike"}
    cap : int, optional
        Most drones launched that you allow where no launched figure is stated. Without it the low end is 0.
    tolerance : float, optional
        Relative width of figures worded "about" (see `tally`).
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        ``period``, ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``definition``, ``denominator``,
        ``low``, ``high``, ``kind`` ("bounds"), ``n_nights``, ``n_no_denominator``; for single windows also
        ``report_id``, ``window_start``, ``window_end``, ``weapon`` and ``flags``.

    Notes
    -----
    Single window: numerator a, rest b, a + b = launched (see `share_bounds`). Pooled: sum of a- over sum of
    a- + b+, not the mean of nightly bounds. No probability attaches to bounds.

    References
    ----------
    Manski, C. F. (2003), Partial Identification of Probability Distributions, Springer, doi:10.1007/b97478.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = claims[claims["report_id"] == "ua-2024-10-28"]
    >>> ds.rate_bounds(night)[["low", "high"]].round(2).iloc[0].tolist()
    [0.9, 0.94]
    """
    tallies = as_tally(claims, tolerance=tolerance)
    counts = rate_counts(tallies, definition, denominator)
    rows = pd.DataFrame(row_bounds(tallies, counts, denominator, np.inf if cap is None else cap), index=tallies.index)
    known = np.isfinite(counts["n_high"])
    about = tallies[["claimant", "attacker", "defender", "weapon_class"]].copy()
    about["period"] = nights(tallies) if every is None else period_of(tallies, every)
    about["definition"] = definition
    about["denominator"] = (
        column("definitions", "denominator")[definition] if denominator == "launched" else denominator
    )
    if every is None:
        extra = tallies[["report_id", "window_start", "window_end", "weapon"]]
        rows = pd.concat([about, extra, rows[["low", "high"]]], axis=1)
        rows = rows.assign(kind="bounds", n_nights=1, n_no_denominator=(~known).astype(int), flags=counts["flags"])
        return rows.assign(sentence=bound_sentences(rows)) if describe else rows
    rows = pd.concat([about, rows], axis=1).assign(night=nights(tallies), unknown=~known)
    key = ["period", *SIDE, "definition", "denominator"]
    fits = rows["a_least"].notna()
    pooled = rows[fits].groupby(key, observed=True).agg(
        a_least=("a_least", "sum"), b_most=("b_most", "sum"), a_most=("a_most", "sum"), b_least=("b_least", "sum"),
        n_nights=("night", "nunique"), n_no_denominator=("unknown", "sum"),
    ).reset_index()  # fmt: skip
    low, high = _shares(*(pooled[name].to_numpy() for name in ("a_least", "b_most", "a_most", "b_least")))
    pooled = pooled.assign(low=low, high=high, kind="bounds")
    pooled = pooled[[*key, "low", "high", "kind", "n_nights", "n_no_denominator"]]
    return pooled.assign(sentence=bound_sentences(pooled)) if describe else pooled
