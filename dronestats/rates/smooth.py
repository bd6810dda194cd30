"""Rates along time or along another number: rolling ratios, logistic fits with honest errors, a line for the eye."""

from __future__ import annotations

import numpy as np
from scipy import interpolate

from dronestats.errors import DronestatsError, import_extra
from dronestats.rates.dispersion import used_nights
from dronestats.rates.intervals import checked_counts

EXTRA = "trend"


def rolling_windows(day, k, n, *, days: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the nights in the order of time, and where the window that ends on each of them starts and ends.

    Parameters
    ----------
    day : array-like of int
        Day numbers of the nights.
    k, n : array-like
        Drones in the numerator and in the denominator; both are NaN afterwards where either is missing.
    days : int
        Length of the window in days, the last one included; days without a night stay days.

    Returns
    -------
    (day, k, n, first, last) : arrays
        ``first[i]:last[i]`` are the nights in the window that ends on ``day[i]``.
    """
    if days < 1:
        raise DronestatsError(f"days = {days}: a window has one day or more")
    k, n = checked_counts(k, n)
    day = np.asarray(day)
    order = np.argsort(day, kind="stable")
    day, k, n = day[order], k[order], n[order]
    return day, k, n, np.searchsorted(day, day - days + 1, side="left"), np.searchsorted(day, day, side="right")


def rolling_ratio(day, k, n, *, days: int, min_nights: int = 1) -> dict[str, np.ndarray]:
    """Return sum k / sum n over a window of days that ends on each night.

    Parameters
    ----------
    day, k, n, days
        See `rolling_windows`; a night that lacks k or n leaves both sums.
    min_nights : int
        Windows with fewer nights that have both give NaN.

    Returns
    -------
    dict of arrays
        ``day``, ``rate`` (ratio of sums), ``mean_of_ratios`` (what averaging nightly rates would give), ``k``, ``n``,
        ``n_nights``.

    Examples
    --------
    >>> rolling_ratio([1, 2, 3, 5], [5, 8, 0, 12], [6, 10, 0, 15], days=3)["rate"].round(3).tolist()
    [0.833, 0.812, 0.812, 0.8]
    """
    day, k, n, first, last = rolling_windows(day, k, n, days=days)

    def window_sum(values):
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return sums[last] - sums[first]

    known, has_drones = ~np.isnan(k), n > 0
    k, n = np.fmax(k, 0.0), np.fmax(n, 0.0)
    p = np.divide(k, n, out=np.zeros(len(k)), where=has_drones)
    sum_k, sum_n, flown = window_sum(k), window_sum(n), window_sum(has_drones)
    nights = window_sum(known)
    enough = nights >= min_nights
    rate = np.divide(sum_k, sum_n, out=np.full(len(k), np.nan), where=enough & (sum_n > 0))
    mean = np.divide(window_sum(p), flown, out=np.full(len(k), np.nan), where=enough & (flown > 0))
    return {"day": day, "rate": rate, "mean_of_ratios": mean, "k": sum_k, "n": sum_n, "n_nights": nights.astype(int)}


def fit_logit(k, n, design, *, max_lag: int = 7) -> dict:
    """Return a logistic regression of nightly shares with the errors that overdispersed nights need.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night, in the order of time; none missing.
    design : array-like, (nights, columns)
        What the logit is a sum of, the constant included.
    max_lag : int
        Nights over which neighbours may be alike (Newey-West, Bartlett weights).

    Returns
    -------
    dict
        ``coef``; ``phi`` (Pearson X2 / degrees of freedom), ``pearson_x2``, ``deviance``, ``fitted`` (shares); standard
        errors ``se_binomial`` (drones independent: too small), ``se_quasi`` (x sqrt(phi)), ``se_hc0``, ``se_hc1``,
        ``se_hc3``, ``se_hac``; ``cov_hac``, ``cov_quasi``; ``leverage``.

    Raises
    ------
    DronestatsError
        If the extra ``trend`` is missing, or for no more nights than columns.

    Notes
    -----
    statsmodels fits; the sandwiches are made here, because its GLM gives HC0 under the names HC1 to HC3, and its
    Pearson scale forgets n where the response is given as counts.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989), Generalized Linear Models, 2nd ed., doi:10.1007/978-1-4899-3242-6.
    Newey, W. K. and West, K. D. (1987), Econometrica 55, 703-708, doi:10.2307/1913610.

    Examples
    --------
    >>> import numpy as np
    >>> day = np.arange(6)
    >>> fit = fit_logit([5, 8, 7, 12, 9, 14], [10, 14, 11, 16, 12, 16], np.column_stack([np.ones(6), day]))
    >>> fit["coef"].round(2).tolist()
    [-0.07, 0.36]
    """
    glm = import_extra("statsmodels.genmod.generalized_linear_model", EXTRA).GLM
    families = import_extra("statsmodels.genmod.families", EXTRA)
    k, n = used_nights(k, n)
    design = np.asarray(design, dtype=float)
    m, columns = design.shape
    if len(k) != m:
        raise DronestatsError(f"{len(k)} nights with k and n, but {m} rows of the design: leave out the same nights")
    if m <= columns:
        raise DronestatsError(f"{m} nights cannot bear {columns} coefficients: take a longer period")
    fit = glm(k / n, design, family=families.Binomial(), var_weights=n).fit(tol=1e-12)
    p = np.asarray(fit.fittedvalues)
    weight = n * p * (1 - p)
    bread = np.linalg.inv(design.T @ (design * weight[:, None]))
    score = design * (k - n * p)[:, None]
    leverage = np.einsum("ij,jk,ik->i", design, bread, design) * weight
    x2 = float(np.sum((k - n * p) ** 2 / weight))
    phi = x2 / (m - columns)
    sandwich = {
        "hc0": score.T @ score,
        "hc1": score.T @ score * m / (m - columns),
        "hc3": (score / (1 - leverage)[:, None] ** 2).T @ score,
        "hac": _newey_west(score, min(max_lag, m - 1)),
    }
    found = {"coef": np.asarray(fit.params), "phi": phi, "pearson_x2": x2, "deviance": float(fit.deviance), "fitted": p}
    found |= {"se_binomial": np.sqrt(np.diag(bread)), "se_quasi": np.sqrt(phi * np.diag(bread)), "leverage": leverage}
    found |= {f"se_{name}": np.sqrt(np.diag(bread @ meat @ bread)) for name, meat in sandwich.items()}
    return found | {"cov_hac": bread @ sandwich["hac"] @ bread, "cov_quasi": phi * bread}


def _newey_west(score: np.ndarray, max_lag: int) -> np.ndarray:
    """Return the sum of products of scores, neighbours up to a lag with falling weights."""
    meat = score.T @ score
    for lag in range(1, max_lag + 1):
        beside = score[lag:].T @ score[:-lag]
        meat = meat + (1 - lag / (max_lag + 1)) * (beside + beside.T)
    return meat


def spline_design(day, *, degrees: int) -> np.ndarray:
    """Return a cubic B-spline basis over the days with its knots where the nights are.

    Examples
    --------
    >>> spline_design([0, 1, 2, 3, 4, 5, 6, 7], degrees=5).sum(axis=1).round(6).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    day = np.asarray(day, dtype=float)
    inner = np.quantile(day, np.linspace(0, 1, degrees - 2)[1:-1])
    knots = np.concatenate([[day.min()] * 4, inner, [day.max()] * 4])
    return interpolate.BSpline.design_matrix(day, knots, 3).toarray()


def lowess(x, y, *, fraction: float = 2 / 3, iterations: int = 3, delta: float = 0.0) -> np.ndarray:
    """Return a locally weighted line for the eye: knows neither n nor the ends 0 and 1, and has no interval.

    Parameters
    ----------
    x, y : array-like
        Where, and the values to smooth; none missing.
    fraction : float
        Share of the points that each local line uses.
    iterations : int
        Rounds in which outliers lose weight.
    delta : float
        Points closer than this are joined by straight lines.

    Returns
    -------
    array, at each x in the given order

    References
    ----------
    Cleveland, W. S. (1979), Journal of the American Statistical Association 74, 829-836,
    doi:10.1080/01621459.1979.10481038.
    """
    function = import_extra("statsmodels.nonparametric.smoothers_lowess", EXTRA).lowess
    return function(
        np.asarray(y, dtype=float), np.asarray(x, dtype=float), frac=fraction, it=iterations, delta=delta,
        is_sorted=False, return_sorted=False,
    )  # fmt: skip
