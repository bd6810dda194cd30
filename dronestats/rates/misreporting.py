"""What would have to be untrue for a rate to be another: arithmetic on assumptions, no estimate of the truth."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from dronestats.errors import DronestatsError
from dronestats.rates.intervals import as_floats, checked_counts, normal_quantile


def _above_minus_one(name: str, value) -> np.ndarray:
    (value,) = as_floats(value)
    if np.any(value <= -1):
        raise DronestatsError(
            f"{name} = {np.nanmin(value):g}: an inflation is above -1 (0.1 means 10 % too many claimed)"
        )
    return value


def deflated_rate(k, n, inflation=0.0, launched_inflation=0.0, *, errors: str = "flag"):
    """Return the rate if the numerator is claimed too high by one share, and the launched by another.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, as claimed.
    inflation, launched_inflation : array-like
        0.1: the claim is 10 % above what is true; above -1.
    errors : {"flag", "raise"}
        What k above n does: NaN, or an error.

    Returns
    -------
    array
        [k / (1 + x)] / [n / (1 + y)]. NaN where it would pass 1: then both cannot be true.

    Examples
    --------
    >>> float(deflated_rate(90, 100, 0.25))
    0.72
    """
    k, n = checked_counts(k, n, errors=errors)
    x, y = _above_minus_one("inflation", inflation), _above_minus_one("launched_inflation", launched_inflation)
    true_k, true_n = k / (1 + x), n / (1 + y)
    true_k, true_n = np.broadcast_arrays(true_k, true_n)
    possible = (true_n > 0) & (true_k <= true_n * (1 + 1e-12))
    return np.divide(true_k, true_n, out=np.full(true_k.shape, np.nan), where=possible)


def inflation_needed(k, n, target):
    """Return by what share the numerator must be claimed too high for the rate to be the target.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, as claimed.
    target : array-like
        Rate, above 0, up to 1.

    Returns
    -------
    array
        k / (n target) - 1; NaN where the claimed rate is below the target already, and for k = 0.

    Examples
    --------
    >>> round(float(inflation_needed(4223, 5300, 0.7)), 4)
    0.1383
    """
    k, n = checked_counts(k, n, errors="flag")
    target = _share("target", target)
    with np.errstate(invalid="ignore", divide="ignore"):
        needed = k / (n * target) - 1
    return np.where((needed >= 0) & (k > 0), needed, np.nan)


def leak_multiplier(k, n, target):
    """Return how many times the claimed rest (1 - k/n) the rest at the target rate is; NaN where nothing is left.

    Examples
    --------
    >>> round(float(leak_multiplier(90, 100, 0.8)), 6)
    2.0
    """
    k, n = checked_counts(k, n, errors="flag")
    target = _share("target", target)
    with np.errstate(invalid="ignore"):
        rest = 1 - np.divide(k, n, out=np.full(k.shape, np.nan), where=n > 0)
    rest, target = np.broadcast_arrays(rest, target)
    return np.divide(1 - target, rest, out=np.full(rest.shape, np.nan), where=rest > 0)


def change_in_inflation(k1, n1, k2, n2):
    """Return the change in inflation between two periods that would alone explain the change of the rate.

    The true rate is held constant: (1 + x2) / (1 + x1) - 1 = (k2/n2) / (k1/n1) - 1.

    Examples
    --------
    >>> round(float(change_in_inflation(83, 100, 90, 100)), 3)
    0.084
    """
    k1, n1 = checked_counts(k1, n1, errors="flag")
    k2, n2 = checked_counts(k2, n2, errors="flag")
    with np.errstate(invalid="ignore", divide="ignore"):
        change = (k2 / n2) / (k1 / n1) - 1
    return np.where(np.isfinite(change), change, np.nan)


def _share(name: str, value) -> np.ndarray:
    (value,) = as_floats(value)
    if np.any((value <= 0) | (value > 1)):
        raise DronestatsError(f"{name} = {value}: a rate is a share above 0, up to 1 (0.8, not 80)")
    return value


def imbens_manski_critical(width_over_se: float, *, level: float = 0.95) -> float:
    """Return how many standard errors to go beyond bounds so that the rate itself is covered.

    Parameters
    ----------
    width_over_se : float
        (upper - lower bound) / the larger of their standard errors, 0 or more.
    level : float

    Returns
    -------
    float
        c with Phi(c + width) - Phi(-c) = level: from the two-sided normal quantile (width 0) down to the one-sided.

    References
    ----------
    Imbens, G. W. and Manski, C. F. (2004), Econometrica 72, 1845-1857, doi:10.1111/j.1468-0262.2004.00555.x.

    Examples
    --------
    >>> round(imbens_manski_critical(0.5), 4)
    1.7697
    """
    if not width_over_se >= 0:
        raise DronestatsError(f"width_over_se = {width_over_se}: the upper bound is not below the lower one")
    least, most = normal_quantile(level, sides=1), normal_quantile(level)

    def short(c):
        return special.ndtr(c + width_over_se) - special.ndtr(-c) - level

    return float(optimize.brentq(short, least - 1e-9, most + 1e-9, xtol=1e-14))


def imbens_manski(low, high, se_low, se_high, *, level: float = 0.95, conservative: bool = False) -> dict[str, float]:
    """Return an interval for a rate of which only bounds are known, the bounds being estimates themselves.

    Parameters
    ----------
    low, high : float
        Estimated bounds, 0 to 1.
    se_low, se_high : float
        Their standard errors, over nights.
    level : float
    conservative : bool
        Go as far as for a rate without bounds (normal quantile): with fewer than 30 nights.

    Returns
    -------
    dict
        ``critical_value``, ``low``, ``high`` (cut at 0 and 1, where no rate can be).

    References
    ----------
    See `imbens_manski_critical`. Stoye, J. (2009), Econometrica 77, 1299-1315, doi:10.3982/ECTA7347.

    Examples
    --------
    >>> found = imbens_manski(0.66, 0.94, 0.0474, 0.0237)
    >>> round(found["low"], 3), round(found["high"], 3)
    (0.582, 0.979)
    """
    if not (se_low >= 0 and se_high >= 0):
        raise DronestatsError(f"standard errors {se_low}, {se_high}: each is 0 or more")
    widest = max(se_low, se_high)
    width = (high - low) / widest if widest > 0 else np.inf
    c = normal_quantile(level) if conservative else imbens_manski_critical(width, level=level)
    return {"critical_value": c, "low": max(0.0, float(low - c * se_low)), "high": min(1.0, float(high + c * se_high))}
