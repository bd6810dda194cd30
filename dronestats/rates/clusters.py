"""One rate over several nights and its interval. The unit that varies is the night, not the drone."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import special

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.betabinomial import fit_beta_binomial
from dronestats.rates.dispersion import dispersion, used_nights
from dronestats.rates.intervals import METHODS as SINGLE_COUNT
from dronestats.rates.intervals import binomial_interval, normal_quantile

METHODS = ("jackknife", "linearised", "bootstrap", "beta_binomial", *SINGLE_COUNT)
ESTIMANDS = ("underlying_drone", "underlying_night", "realised_period")
FEW_NIGHTS = 10
LONG_PERIOD = 60  # Over more nights than these the level drifts, and nights are drawn in blocks.
BLOCK = 7
_NO_SPREAD = 1e-12


def standard_errors(k, n, *, nights_in_period: int | None = None) -> dict[str, float]:
    """Return the standard errors of sum k / sum n that come from nights differing.

    Parameters
    ----------
    k, n : array-like
        Numerator and denominator, night by night (drones; ones as denominators give the mean of k).
    nights_in_period : int, optional
        How many nights the period has in all. The errors then are about that finite period and shrink by
        sqrt(1 - m/M); they are 0 where every night is reported.

    Returns
    -------
    dict
        ``linearised`` (on the share), ``jackknife`` (on the share), ``logit_jackknife`` (on the logit; NaN where
        leaving out one night leaves a share of 0 or 1).

    References
    ----------
    Efron, B. and Stein, C. (1981), The jackknife estimate of variance, Annals of Statistics 9, 586-596,
    doi:10.1214/aos/1176345462. Cochran, W. G. (1977), Sampling Techniques, 3rd ed., Wiley, chapter 6.

    Examples
    --------
    >>> found = standard_errors([8, 19, 40, 55], [10, 20, 50, 60])
    >>> {name: round(value, 4) for name, value in found.items()}
    {'linearised': 0.0396, 'jackknife': 0.0469, 'logit_jackknife': 0.4413}
    """
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    m = len(k)
    if m < 2:
        return dict.fromkeys(("linearised", "jackknife", "logit_jackknife"), np.nan)
    without_k, without_n = k.sum() - k, n.sum() - n
    without = without_k / without_n
    ratio = k.sum() / n.sum()
    scale = 1.0
    if nights_in_period is not None:
        if nights_in_period < m:
            raise DronestatsError(f"nights_in_period = {nights_in_period}, but {m} nights have figures")
        scale = float(np.sqrt(1 - m / nights_in_period))
    inside = bool(np.all((without_k > 0) & (without_k < without_n)))
    spread = _spread(special.logit(without)) if inside else np.nan
    return {
        "linearised": scale * float(np.sqrt(m / (m - 1) * np.sum((k - ratio * n) ** 2)) / n.sum()),
        "jackknife": scale * _spread(without),
        "logit_jackknife": scale * spread,
    }


def _spread(values: np.ndarray) -> float:
    """Return the standard error from the values that leave out one night each."""
    return float(np.sqrt((len(values) - 1) / len(values) * np.sum((values - values.mean()) ** 2)))


def bootstrap_ratios(k, n, *, resamples: int | str = 4000, seed: int | None = None, block: int | None = None):
    """Return sum k / sum n of nights drawn anew with replacement.

    Parameters
    ----------
    k, n : array-like
        Numerator and denominator, night by night, in the order of time.
    resamples : int or "all"
        How many, 1,000 or more; "all" lists every equally likely draw of at most 6 nights.
    seed : int
        Needed unless "all": the same seed gives the same draws.
    block : int, optional
        Nights that are drawn together, in a circle (1: each by itself). Default: 1 up to 60 nights, then 7.

    Returns
    -------
    array

    Examples
    --------
    >>> draws = bootstrap_ratios([8, 19, 40, 55], [10, 20, 50, 60], resamples="all")
    >>> len(draws), round(float(draws.mean()), 4)
    (256, 0.8712)
    """
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    m = len(k)
    if resamples == "all":
        if m > 6:
            raise DronestatsError(f"{m} nights have {m}^{m} draws: give resamples= a number and seed=")
        drawn = np.array(list(itertools.product(range(m), repeat=m)))
    else:
        if seed is None:
            raise DronestatsError("a bootstrap needs seed=, so that the same call gives the same interval")
        if not isinstance(resamples, int) or resamples < 1000:
            raise DronestatsError(f"resamples = {resamples!r}: give 1000 or more (4000 for 95 %), or 'all'")
        block = block or (BLOCK if m > LONG_PERIOD else 1)
        starts = np.random.default_rng(seed).integers(0, m, (resamples, -(-m // block)))
        drawn = (starts[:, :, None] + np.arange(block)).reshape(resamples, -1)[:, :m] % m
    return k[drawn].sum(axis=1) / n[drawn].sum(axis=1)


def pooled_interval(
    k, n, *, level: float = 0.95, method: str = "jackknife", estimand: str = "underlying_drone",
    nights_in_period: int | None = None, deff: float | None = None, seed: int | None = None, resamples: int = 4000,
) -> dict:  # fmt: skip
    """Return the rate of several nights with its interval, averages and diagnostics.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night, in the order of time. Nights that lack either
        leave both sums; nights with 0/0 add nothing.
    level : float
        Confidence level, 0 to 1.
    method : str
        ``jackknife`` (leaves out one night at a time, on the logit, t with m - 1 degrees of freedom), ``linearised`` (t
        on the logit), ``bootstrap`` (percentile, over nights; needs `seed`), ``beta_binomial`` (underlying_night only),
        or a method of `binomial_interval`: then one night, or `deff`, is needed.
    estimand : {"underlying_drone", "underlying_night", "realised_period"}
        The ratio of sums behind many such nights; the rate of a typical night (mean of ratios, or the mean of the
        beta-binomial); the ratio of sums of this very period, of which some nights are missing.
    nights_in_period : int, optional
        Nights in the period in all; needed for ``realised_period``.
    deff : float, optional
        Design effect for single-count methods, and to borrow where the nights do not differ at all.
    seed, resamples : int
        See `bootstrap_ratios`.

    Returns
    -------
    dict
        ``estimate``, ``low``, ``high`` (shares, NaN where there is none), ``level``, ``method`` (the one used),
        ``estimand``, ``k``, ``n``, ``n_nights``, ``n_dropped``, what `dispersion` gives, and ``flags``: ``no_nights``,
        ``single_night``, ``few_nights`` (below 10: true coverage is 90 to 93 %), ``jackknife_undefined`` (linearised
        instead), ``degenerate`` (all nights alike: Wilson, one-sided at a rate of 0 or 1, on k/deff of n/deff; with no
        deff to borrow a night counts as one trial), ``several_nights``, ``independent_trials``, ``no_overdispersion``.

    Raises
    ------
    DronestatsError
        For words and counts that are not allowed.

    References
    ----------
    Miller, R. G. (1974), The jackknife: a review, Biometrika 61, 1-15, doi:10.1093/biomet/61.1.1.

    Examples
    --------
    >>> found = pooled_interval([8, 19, 40, 55], [10, 20, 50, 60])
    >>> [round(float(found[name]), 3) for name in ("estimate", "low", "high")], found["flags"]
    ([0.871, 0.625, 0.965], 'few_nights')
    """
    must_be_one_of("method", method, METHODS)
    must_be_one_of("estimand", estimand, ESTIMANDS)
    normal_quantile(level)
    if method == "beta_binomial" and estimand != "underlying_night":
        raise DronestatsError("the beta-binomial mean is the rate of a typical night: give estimand='underlying_night'")
    if (estimand == "realised_period") != (nights_in_period is not None):
        raise DronestatsError(
            "estimand='realised_period' and nights_in_period= go together: a period whose nights are all reported has "
            "bounds (rate_bounds), one with missing nights has an interval"
        )
    given = np.atleast_1d(np.asarray(k)).size
    k, n = used_nights(k, n)
    spread = dispersion(k, n)
    by_night = estimand == "underlying_night"
    found = {
        "estimate": spread["mean_of_ratios" if by_night else "ratio_of_sums"], "low": np.nan, "high": np.nan,
        "level": level, "method": method, "estimand": estimand, "k": k.sum() if len(k) else np.nan,
        "n": n.sum() if len(k) else np.nan, "n_dropped": given - len(k), **spread,
    }  # fmt: skip
    flags: list[str] = []
    if len(k) == 0:
        flags.append("no_nights")
    elif method in SINGLE_COUNT:
        found |= _single_count(k, n, level, method, deff, flags)
    elif len(k) == 1:
        flags.append("single_night")
    else:
        top, bottom = (k / n, np.ones(len(k))) if by_night else (k, n)
        errors = standard_errors(top, bottom)
        if errors["linearised"] < _NO_SPREAD:
            found |= _degenerate(k, n, level, deff)
            flags.append("degenerate")
        elif method == "bootstrap":
            draws = bootstrap_ratios(top, bottom, resamples=resamples, seed=seed)
            found |= dict(zip(("low", "high"), np.quantile(draws, [(1 - level) / 2, (1 + level) / 2]), strict=True))
        elif method == "beta_binomial":
            found |= _typical_night(k, n, level, flags)
        else:
            errors = standard_errors(top, bottom, nights_in_period=nights_in_period)
            found |= _on_the_logit(found["estimate"], errors, len(k), level, method, flags)
        if len(k) < FEW_NIGHTS:
            flags.append("few_nights")
    return found | {"flags": " ".join(flags)}


def _on_the_logit(rate, errors, m, level, method, flags) -> dict:
    """Return expit(logit(rate) +- t se): inside 0 to 1 without a clip."""
    se = errors["logit_jackknife"] if method == "jackknife" else np.nan
    used = method
    if np.isnan(se):
        # Leaving out one night leaves 0 or 1, whose logit is infinite.
        se, used = errors["linearised"] / (rate * (1 - rate)), "linearised"
        flags.extend(["jackknife_undefined"] * (method == "jackknife"))
    half = special.stdtrit(m - 1, (1 + level) / 2) * se
    centre = special.logit(rate)
    return {
        "low": special.expit(centre - half), "high": special.expit(centre + half), "method": used, "se_logit": se,
    }  # fmt: skip


def _degenerate(k, n, level, deff) -> dict:
    """Return what stands in where the nights do not differ: no interval of width 0."""
    ratio = k.sum() / n.sum()
    at_end = ratio in (0, 1)
    deff = max(float(deff), 1.0) if deff is not None else n.mean()
    low, high = binomial_interval(k.sum(), n.sum(), level=2 * level - 1 if at_end else level, deff=deff)
    return {"low": float(low), "high": float(high), "method": "wilson", "deff": deff}


def _single_count(k, n, level, method, deff, flags) -> dict:
    if len(k) > 1 and deff is None:
        flags.append("several_nights")
        return {}
    flags.append("independent_trials")
    low, high = binomial_interval(k.sum(), n.sum(), level=level, method=method, deff=deff)
    return {"low": float(low), "high": float(high), "deff": 1.0 if deff is None else deff}


def _typical_night(k, n, level, flags) -> dict:
    """Return the mean of the beta-binomial with its interval on the logit."""
    fit = fit_beta_binomial(k, n)
    flags.extend(fit["flags"].split())
    half = special.stdtrit(len(k) - 1, (1 + level) / 2) * fit["se_logit_mu"]
    centre = special.logit(fit["mu"])
    return {
        "estimate": fit["mu"], "low": special.expit(centre - half), "high": special.expit(centre + half),
        "rho": fit["rho"],
    }  # fmt: skip
