"""Pooled logits as meta-analyses print them: to compare with the literature, never the package's own answer.

Their mean weighs nights nearly alike, and the probability that they pool is a median, not a share of the drones.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from dronestats.errors import must_be_one_of
from dronestats.rates.betabinomial import first_error
from dronestats.rates.dispersion import used_nights
from dronestats.rates.intervals import normal_quantile

METHODS = ("EE", "DL", "PM", "REML", "GLMM")


def pool_logits(k, n, *, method: str = "REML", level: float = 0.95, points: int = 7) -> dict[str, float]:
    """Return the common or random-effects mean of the logits of several studies or nights.

    Parameters
    ----------
    k, n : array-like
        Events and trials; where k is 0 or n, one half is added to both cells of that study (not for ``GLMM``).
    method : {"EE", "DL", "PM", "REML", "GLMM"}
        Equal effects; DerSimonian and Laird; Paule and Mandel; restricted likelihood; binomial-normal likelihood.
    level : float
        Of the prediction interval.
    points : int
        Points of the adaptive Gauss-Hermite quadrature of ``GLMM``.

    Returns
    -------
    dict
        ``estimate`` and ``se`` (logit), ``pooled_prob`` (share), ``tau2``, ``q``, ``i2`` (percent), ``h2``, ``pi_low``,
        ``pi_high`` (logit, normal quantile); what a method does not give is left out.

    Raises
    ------
    DronestatsError
        For an unknown method.

    Notes
    -----
    statsmodels (`combine_effects`) has DL and PM, too; its PM gives a variance of 0 where the iteration passes the root
    by a rounding error, so the root is found here.

    References
    ----------
    Viechtbauer, W. (2005), Journal of Educational and Behavioral Statistics 30, 261-293, doi:10.3102/10769986030003261.
    Stijnen, T., Hamza, T. H. and Ozdemir, P. (2010), Statistics in Medicine 29, 3046-3067, doi:10.1002/sim.4040.

    Examples
    --------
    >>> found = pool_logits([16, 10, 4, 43, 10, 25], [17, 12, 8, 58, 11, 42])
    >>> round(found["estimate"], 2), round(found["tau2"], 2)
    (1.04, 0.32)
    """
    must_be_one_of("method", method, METHODS)
    k, n = used_nights(k, n)
    if method == "GLMM":
        return _binomial_normal(k, n, points)
    half = np.where((k == 0) | (k == n), 0.5, 0.0)
    y, v = np.log((k + half) / (n - k + half)), 1 / (k + half) + 1 / (n - k + half)
    fixed = 1 / v
    q = float(np.sum(fixed * (y - np.sum(fixed * y) / fixed.sum()) ** 2))
    typical = (len(y) - 1) * fixed.sum() / (fixed.sum() ** 2 - np.sum(fixed**2))
    tau2 = {
        "EE": lambda: 0.0,
        "DL": lambda: (q / (len(y) - 1) - 1) * typical,
        "PM": lambda: _paule_mandel(y, v),
        "REML": lambda: _restricted(y, v),
    }[method]()
    tau2 = max(0.0, tau2)
    weights = 1 / (v + tau2)
    mean, se = float(np.sum(weights * y) / weights.sum()), float(1 / np.sqrt(weights.sum()))
    reach = normal_quantile(level) * np.sqrt(tau2 + se**2)
    found = {"estimate": mean, "se": se, "pooled_prob": float(special.expit(mean))}
    found["q"] = q
    if method == "EE":
        return found
    return found | {
        "tau2": tau2, "i2": 100 * tau2 / (tau2 + typical), "h2": tau2 / typical + 1,
        "pi_low": mean - reach, "pi_high": mean + reach,
    }  # fmt: skip


def _paule_mandel(y: np.ndarray, v: np.ndarray) -> float:
    """Return the variance between studies at which the weighted spread is what is expected."""

    def excess(tau2):
        weights = 1 / (v + tau2)
        mean = np.sum(weights * y) / weights.sum()
        return np.sum(weights * (y - mean) ** 2) - (len(y) - 1)

    top = 10 * y.var() + 1
    return float(optimize.brentq(excess, 0.0, top, xtol=1e-14)) if excess(0.0) > 0 else 0.0


def _restricted(y: np.ndarray, v: np.ndarray) -> float:
    """Return the variance between studies that maximises the restricted likelihood."""

    def cost(tau2):
        weights = 1 / (v + tau2)
        mean = np.sum(weights * y) / weights.sum()
        return (np.sum(np.log(v + tau2)) + np.log(weights.sum()) + np.sum(weights * (y - mean) ** 2)) / 2

    top = 10 * y.var() + 1
    best = optimize.minimize_scalar(cost, bounds=(0, top), method="bounded", options={"xatol": 1e-12})
    return float(best.x) if best.fun < cost(0.0) else 0.0


def _binomial_normal(k: np.ndarray, n: np.ndarray, points: int) -> dict[str, float]:
    """Return the fit of logits that are normal between studies and counts that are binomial within."""
    nodes, weights = np.polynomial.hermite.hermgauss(points)
    weights = np.log(weights) + nodes**2
    nodes = np.sqrt(2) * nodes

    def cost(point):
        mean, sd = point[0], np.exp(point[1])
        mode = np.zeros(len(k))
        for _ in range(50):  # Newton steps to the mode of each study's deviation
            p = special.expit(mean + sd * mode)
            mode = mode - (mode - sd * (k - n * p)) / (1 + sd**2 * n * p * (1 - p))
        p = special.expit(mean + sd * mode)
        width = 1 / np.sqrt(1 + sd**2 * n * p * (1 - p))
        at = mode[:, None] + width[:, None] * nodes
        logit = mean + sd * at
        inside = k[:, None] * logit - n[:, None] * np.logaddexp(0, logit) - at**2 / 2
        return -np.sum(special.logsumexp(inside + weights, axis=1) + np.log(width))

    start = special.logit((k.sum() + 0.5) / (n.sum() + 1)), np.log(0.5)
    settings = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 2000}
    best = optimize.minimize(cost, start, method="Nelder-Mead", options=settings)
    mean = float(best.x[0])
    return {
        "estimate": mean, "se": first_error(cost, best.x), "tau2": float(np.exp(2 * best.x[1])),
        "pooled_prob": float(special.expit(mean)),
    }  # fmt: skip


def freeman_tukey(k, n) -> dict:
    """Return double-arcsine values and their pooled share as older papers print them. Not to be used for new results.

    Returns
    -------
    dict
        ``y``, ``v`` (arrays: half of Miller's values, and their variances), ``pooled`` (share, back-transformed at the
        harmonic mean of n: the step that makes the method unreliable).

    References
    ----------
    Miller, J. J. (1978), The American Statistician 32, 138, doi:10.1080/00031305.1978.10479283.
    Schwarzer, G. et al. (2019), Research Synthesis Methods 10, 476-483, doi:10.1002/jrsm.1348.

    Examples
    --------
    >>> round(freeman_tukey([3, 6, 10, 1], [11, 17, 21, 6])["pooled"], 4)
    0.3595
    """
    k, n = used_nights(k, n)
    y = (np.arcsin(np.sqrt(k / (n + 1))) + np.arcsin(np.sqrt((k + 1) / (n + 1)))) / 2
    v = 1 / (4 * n + 2)
    t = 2 * np.sum(y / v) / np.sum(1 / v)
    size = len(n) / np.sum(1 / n)
    inner = np.sin(t) + (np.sin(t) - 1 / np.sin(t)) / size
    pooled = (1 - np.sign(np.cos(t)) * np.sqrt(max(0.0, 1 - inner**2))) / 2
    return {"y": y, "v": v, "pooled": float(pooled)}
