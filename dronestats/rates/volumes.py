"""How many drones come per day: spread, zeros, weekday, neighbours, the tail. Counts, not rates."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special, stats

from dronestats.errors import DronestatsError
from dronestats.rates.intervals import as_floats


def _whole(values) -> np.ndarray:
    (x,) = as_floats(values)
    if np.any((x < 0) | np.isinf(x) | (x != np.round(x)) & ~np.isnan(x)):
        raise DronestatsError("daily counts are whole numbers of 0 or more (missing days: NaN, days without attack: 0)")
    return x[~np.isnan(x)]


def count_dispersion(counts) -> dict[str, float]:
    """Return mean, spread and the test of a Poisson process for counts per day.

    Parameters
    ----------
    counts : array-like
        Drones per calendar day: 0 for a day without attack within the days covered, NaN for a day not covered.

    Returns
    -------
    dict
        ``mean``, ``var`` (divisor m - 1), ``fano`` (var / mean; 1 for a Poisson process), ``poisson_x2``, ``p_upper``,
        ``zero_share``, ``gini`` (0 all days alike, 1 all drones on one day), ``top10_share`` (share of the ten
        largest).

    References
    ----------
    Clarke, R. D. (1946), Journal of the Institute of Actuaries 72, 481, doi:10.1017/S0020268100035435.

    Examples
    --------
    >>> found = count_dispersion([0, 2, 1, 3, 0, 0])
    >>> found["mean"], round(found["fano"], 2), found["zero_share"]
    (1.0, 1.6, 0.5)
    """
    x = _whole(counts)
    if len(x) < 2 or x.sum() == 0:
        raise DronestatsError(f"{len(x)} days with {x.sum():g} drones: give 2 days or more and some drones")
    mean, var = float(x.mean()), float(x.var(ddof=1))
    x2 = (len(x) - 1) * var / mean
    ranks = np.arange(1, len(x) + 1)
    return {
        "mean": mean, "var": var, "fano": var / mean, "poisson_x2": x2, "p_upper": float(special.chdtrc(len(x) - 1,
        x2)), "zero_share": float(np.mean(x == 0)),
        "gini": float(2 * np.sum(ranks * np.sort(x)) / (len(x) * x.sum()) - (len(x) + 1) / len(x)),
        "top10_share": float(np.sort(x)[-10:].sum() / x.sum()),
    }  # fmt: skip


def fit_negative_binomial(counts) -> dict[str, float]:
    """Return the negative binomial with one mean that fits counts per day best (maximum likelihood).

    Returns
    -------
    dict
        ``mean``, ``theta_ml`` (variance = mean + mean^2 / theta; inf where the counts spread no more than Poisson),
        ``theta_moment``, ``loglik``.

    References
    ----------
    Lawless, J. F. (1987), Canadian Journal of Statistics 15, 209-225, doi:10.2307/3314912.

    Examples
    --------
    >>> round(fit_negative_binomial([0, 9, 1, 3, 0, 0, 12, 2])["theta_ml"], 2)
    0.5
    """
    x = _whole(counts)
    mean, var = x.mean(), x.var(ddof=1)

    def cost(log_theta):
        theta = np.exp(log_theta)
        return -np.sum(stats.nbinom.logpmf(x, theta, theta / (theta + mean)))

    best = optimize.minimize_scalar(cost, bounds=(-12, 18), method="bounded", options={"xatol": 1e-10})
    plain = float(np.sum(stats.poisson.logpmf(x, mean)))
    found = {"mean": float(mean), "theta_moment": float(mean**2 / (var - mean)) if var > mean else np.inf}
    if -best.fun <= plain:
        return found | {"theta_ml": np.inf, "loglik": plain}
    return found | {"theta_ml": float(np.exp(best.x)), "loglik": float(-best.fun)}


def autocorrelation(counts, lag: int) -> float:
    """Return how alike days are that lie `lag` days apart (divisor m); the level of a trend counts as alikeness.

    Examples
    --------
    >>> round(autocorrelation([1, 2, 3, 4, 5, 6], 1), 2)
    0.5
    """
    x = _whole(counts)
    if not 0 < lag < len(x):
        raise DronestatsError(f"lag = {lag}: give 1 to {len(x) - 1} days")
    around = x - x.mean()
    return float(np.sum(around[lag:] * around[:-lag]) / np.sum(around**2))


def weekday_test(counts, weekday=None) -> tuple[float, float]:
    """Return Kruskal and Wallis's H and p for counts of days of the week.

    Parameters
    ----------
    counts : array-like
        Drones per calendar day.
    weekday : array-like, optional
        Weekday of each; without it the days follow each other without a gap.

    Examples
    --------
    >>> h, p = weekday_test(list(range(28)))
    >>> round(h, 1), round(p, 2)
    (1.7, 0.95)
    """
    (x,) = as_floats(counts)
    weekday = np.arange(len(x)) % 7 if weekday is None else np.asarray(weekday)
    known = ~np.isnan(x)
    found = stats.kruskal(*(x[known & (weekday == day)] for day in np.unique(weekday[known])))
    return float(found.statistic), float(found.pvalue)


def hill(values, k: int) -> tuple[float, float]:
    """Return the tail index from the k largest values, and its standard error.

    Parameters
    ----------
    values : array-like
        Drones per attack, above 0.
    k : int
        How many of the largest; one more is the threshold. With 10 the error is a third: no power law is shown.

    References
    ----------
    Hill, B. M. (1975), Annals of Statistics 3, 1163-1174, doi:10.1214/aos/1176343247.

    Examples
    --------
    >>> alpha, se = hill([948, 810, 728, 704, 634, 629, 600], 5)
    >>> round(alpha, 2), round(se, 2)
    (5.38, 2.4)
    """
    (x,) = as_floats(values)
    x = np.sort(x[~np.isnan(x)])[::-1]
    if not 0 < k < len(x) or x[k] <= 0:
        raise DronestatsError(f"k = {k}: give 1 to {len(x) - 1}, all of them and the next above 0")
    alpha = float(1 / np.mean(np.log(x[:k] / x[k])))
    return alpha, alpha / float(np.sqrt(k))


def level_shift(values, *, min_size: int = 2) -> dict[str, float]:
    """Return the one place where splitting a series leaves the least squares about the two means.

    Returns
    -------
    dict
        ``place`` (length of the first part), ``mean_before``, ``mean_after``.

    Examples
    --------
    >>> level_shift([5, 6, 5, 9, 9, 10])["place"]
    3
    """
    (x,) = as_floats(values)
    places = np.arange(min_size, len(x) - min_size + 1)
    before = np.cumsum(x)[places - 1]
    gain = before**2 / places + (x.sum() - before) ** 2 / (len(x) - places)
    place = int(places[np.argmax(gain)])
    return {"place": place, "mean_before": float(x[:place].mean()), "mean_after": float(x[place:].mean())}
