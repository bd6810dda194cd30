"""A share and its interval for one count of independent trials: asked for by name, never the default for nights."""

from __future__ import annotations

import numpy as np
from scipy import special

from dronestats.errors import DronestatsError, must_be_one_of

METHODS = ("wilson", "wilson_cc", "clopper_pearson", "jeffreys", "agresti_coull", "midp", "wald")


def normal_quantile(level: float, *, sides: int = 2) -> float:
    """Return the normal quantile of a confidence level.

    Examples
    --------
    >>> round(normal_quantile(0.95), 6), round(normal_quantile(0.95, sides=1), 6)
    (1.959964, 1.644854)
    """
    if not 0 < level < 1:
        raise DronestatsError(f"level = {level!r}: give a share between 0 and 1, for example 0.95")
    return float(special.ndtri(1 - (1 - level) / sides))


def as_floats(*values) -> list[np.ndarray]:
    """Return numbers, lists, arrays or Series (also with pandas NA or None) as float arrays, missing as NaN."""
    found = []
    for value in values:
        if hasattr(value, "to_numpy"):
            found.append(value.to_numpy(dtype=float, na_value=np.nan))
        else:
            array = np.asarray(value)
            if array.dtype == object:
                missing = np.array([_is_missing(entry) for entry in array.ravel()], dtype=bool).reshape(array.shape)
                array = np.where(missing, np.nan, array)
            found.append(np.asarray(array, dtype=float))
    return found


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ == "NAType"


def checked_counts(k, n, *, errors: str = "raise", effective: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return k and n as floats of one shape, both NaN where either is missing.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator; NaN, None and pandas NA are missing.
    errors : {"raise", "flag"}
        What k above n does: an error, or NaN.
    effective : bool
        Whether numbers that are not whole are accepted (counts divided by a design effect).

    Raises
    ------
    DronestatsError
        For a negative or infinite count always, for one that is not whole unless `effective`, for k > n if "raise".

    Examples
    --------
    >>> k, n = checked_counts([90, None], [100, 20])
    >>> k.tolist(), n.tolist()
    ([90.0, nan], [100.0, nan])
    """
    must_be_one_of("errors", errors, ("raise", "flag"))
    k, n = np.broadcast_arrays(*as_floats(k, n))
    k, n = k.astype(float), n.astype(float)
    for name, values in (("k", k), ("n", n)):
        bad = (values < 0) | np.isinf(values)
        if np.any(bad):
            raise DronestatsError(f"{name} = {values[bad].flat[0]:g}: a count of drones is 0 or more and finite")
        part = ~np.isnan(values) & (values != np.round(values))
        if not effective and np.any(part):
            raise DronestatsError(
                f"{name} = {values[part].flat[0]:g} is not whole: give counts, and deff= for a design effect, not rates"
            )
    over = k > n
    if errors == "raise" and np.any(over):
        raise DronestatsError(
            f"k = {k[over].flat[0]:g} > n = {n[over].flat[0]:g}: more drones in the numerator than in the denominator; "
            "check the row, or give errors='flag' to get NaN"
        )
    missing = np.isnan(k) | np.isnan(n) | over
    return np.where(missing, np.nan, k), np.where(missing, np.nan, n)


def share(k, n, *, errors: str = "flag") -> tuple[np.ndarray, np.ndarray]:
    """Return k/n and the reason where there is none.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator.
    errors : {"flag", "raise"}
        What k above n does.

    Returns
    -------
    (rate, flags) : arrays
        Share 0 to 1, NaN where undefined; ``zero_launched``, ``no_denominator``, ``numerator_not_stated``, ``k_gt_n``
        or "".

    Raises
    ------
    DronestatsError
        See `checked_counts`.

    Examples
    --------
    >>> rate, flags = share([66, 21, 0], [100, None, 0])
    >>> rate.tolist(), flags.tolist()
    ([0.66, nan, nan], ['', 'no_denominator', 'zero_launched'])
    """
    given_k, given_n = np.broadcast_arrays(*as_floats(k, n))
    k, n = checked_counts(k, n, errors=errors)
    with np.errstate(invalid="ignore"):
        rate = np.divide(k, n, out=np.full(k.shape, np.nan), where=n > 0)
    reasons = [np.isnan(given_n), np.isnan(given_k), given_k > given_n, given_n == 0]
    words = ["no_denominator", "numerator_not_stated", "k_gt_n", "zero_launched"]
    return rate, np.select(reasons, words, default="")


def binomial_interval(k, n, *, level: float = 0.95, method: str = "wilson", deff=None, errors: str = "raise"):
    """Return an interval for the propensity behind one count, if the n drones were independent trials.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator.
    level : float
        Confidence level, 0 to 1.
    method : {"wilson", "wilson_cc", "clopper_pearson", "jeffreys", "agresti_coull", "midp", "wald"}
        ``wilson`` unless there is a reason. ``clopper_pearson`` guarantees the level and is wider; ``wilson_cc`` is the
        score interval with continuity correction; ``wald`` is here to redo what others printed, never to be used.
    deff : array-like, optional
        Design effect, 1 or more: k and n are divided by it (effective counts, which need not be whole).
    errors : {"raise", "flag"}
        What k above n does: an error, or NaN.

    Returns
    -------
    (low, high) : arrays
        Shares, 0 to 1. NaN for 0/0 and for missing counts; low is exactly 0 for k = 0, high exactly 1 for k = n.

    Raises
    ------
    DronestatsError
        For an unknown method, a level outside 0 to 1, and what `checked_counts` refuses.

    Notes
    -----
    The drones of a night are not independent trials, and the count of one night is complete: its uncertainty is in
    what is not reported (`rate_bounds`). For several nights see `pool_rates`.

    References
    ----------
    Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
    Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Statistical Science 16, 101-133, doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> low, high = binomial_interval(66, 100)
    >>> round(float(low), 4), round(float(high), 4)
    (0.5628, 0.7454)
    """
    must_be_one_of("method", method, METHODS)
    z = normal_quantile(level)
    k, n = checked_counts(k, n, errors=errors, effective=deff is not None)
    ends = np.where(k == 0, 0.0, np.nan), np.where((k == n) & (n > 0), 1.0, np.nan)
    if deff is not None:
        (deff,) = as_floats(deff)
        if np.any(deff < 1):
            raise DronestatsError(f"deff = {np.nanmin(deff):g}: a design effect is 1 or more")
        k, n = k / deff, n / deff
    n = np.where(n > 0, n, np.nan)
    low, high = _LIMITS[method](k, n, z, (1 - level) / 2)
    if method != "wald":
        low, high = (np.where(np.isnan(end), found, end) for end, found in zip(ends, (low, high), strict=True))
    defined = ~np.isnan(n)
    low, high = np.where(defined, np.clip(low, 0, 1), np.nan), np.where(defined, np.clip(high, 0, 1), np.nan)
    return low, high


def _wilson(k, n, z, _):
    centre = (k + z * z / 2) / (n + z * z)
    half = z * np.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return centre - half, centre + half


def _wilson_cc(k, n, z, _):
    p = k / n
    with np.errstate(invalid="ignore"):
        below = z * np.sqrt(z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))
        above = z * np.sqrt(z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1))
    middle, width = 2 * n * p + z * z, 2 * (n + z * z)
    return (middle - 1 - below) / width, (middle + 1 + above) / width


def _clopper_pearson(k, n, _, tail):
    with np.errstate(invalid="ignore"):
        low = special.betaincinv(np.where(k > 0, k, np.nan), n - k + 1, tail)
        high = special.betaincinv(k + 1, np.where(k < n, n - k, np.nan), 1 - tail)
    return low, high


def _jeffreys(k, n, _, tail):
    return special.betaincinv(k + 0.5, n - k + 0.5, tail), special.betaincinv(k + 0.5, n - k + 0.5, 1 - tail)


def _agresti_coull(k, n, z, _):
    wide = n + z * z
    centre = (k + z * z / 2) / wide
    half = z * np.sqrt(centre * (1 - centre) / wide)
    return centre - half, centre + half


def _midp(k, n, _, tail):
    """Solve P(more than k) + half of P(k) = tail for each end, by halving: the function rises in the rate."""

    def upper_tail(p):  # P(X > k) + P(X = k)/2
        more = np.where(k < n, special.betainc(k + 1, np.maximum(n - k, 0.5), p), 0.0)
        least = np.where(k > 0, special.betainc(np.maximum(k, 0.5), n - k + 1, p), 1.0)
        return (more + least) / 2

    ends = []
    for target in (tail, 1 - tail):
        below, above = np.zeros(k.shape), np.ones(k.shape)
        for _step in range(60):
            middle = (below + above) / 2
            is_below = upper_tail(middle) < target
            below, above = np.where(is_below, middle, below), np.where(is_below, above, middle)
        ends.append((below + above) / 2)
    return tuple(ends)


def _wald(k, n, z, _):
    p = k / n
    half = z * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


_LIMITS = {
    "wilson": _wilson,
    "wilson_cc": _wilson_cc,
    "clopper_pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "agresti_coull": _agresti_coull,
    "midp": _midp,
    "wald": _wald,
}
