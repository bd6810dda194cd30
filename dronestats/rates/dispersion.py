"""How much nights differ beyond chance: phi, rho, design effect. Diagnostics, not intervals."""

from __future__ import annotations

import numpy as np

from dronestats.rates.intervals import checked_counts


def used_nights(k, n, *, errors: str = "raise") -> tuple[np.ndarray, np.ndarray]:
    """Return the nights that have k and n and launched some: missing nights leave both sums, 0/0 adds nothing."""
    k, n = (np.atleast_1d(values) for values in checked_counts(k, n, errors=errors))
    used = n > 0
    return k[used], n[used]


def dispersion(k, n) -> dict[str, float]:
    """Return how much the nightly rates spread about the ratio of sums, on the common scales.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night.

    Returns
    -------
    dict
        ``ratio_of_sums``, ``mean_of_ratios``, ``difference`` (of the two), ``pearson_x2``, ``phi`` (X2 / (m - 1)),
        ``i2`` (share of the spread beyond chance, 0 to 1), ``se_logit_quasi``, ``rho`` (analysis of variance,
        as it comes: below 0 where nights differ less than chance), ``rho_kleinman``, ``deff`` (variance of the ratio
        over nights / that of independent drones), ``n_effective`` (n / deff), ``n_nights``. NaN where undefined: fewer
        than 2 nights, or all fates the same.

    Notes
    -----
    ratio_of_sums - mean_of_ratios = cov(n, p) / mean(n): not 0 where wave size and rate go together.

    References
    ----------
    Ridout, M. S., Demetrio, C. G. B. and Firth, D. (1999), Biometrics 55, 137-148,
    doi:10.1111/j.0006-341X.1999.00137.x. Kleinman, J. C. (1973), Journal of the American Statistical Association 68,
    46-54, doi:10.1080/01621459.1973.10481332.

    Examples
    --------
    >>> found = dispersion([5, 380, 30, 9], [20, 400, 60, 30])
    >>> round(found["ratio_of_sums"], 3), round(found["mean_of_ratios"], 3), round(found["phi"], 1)
    (0.831, 0.5, 65.3)
    """
    k, n = used_nights(k, n)
    m, size = len(k), n.sum()
    names = ("pearson_x2", "phi", "i2", "se_logit_quasi", "rho", "rho_kleinman", "deff", "n_effective")
    found = dict.fromkeys(("ratio_of_sums", "mean_of_ratios", "difference", *names), np.nan) | {"n_nights": m}
    if m == 0:
        return found
    ratio, mean = float(k.sum() / size), float((k / n).mean())
    found |= {"ratio_of_sums": ratio, "mean_of_ratios": mean, "difference": ratio - mean}
    if m == 1 or ratio in (0, 1):
        return found
    x2 = float(np.sum((k - n * ratio) ** 2 / (n * ratio * (1 - ratio))))
    phi = x2 / (m - 1)
    between = m / (m - 1) * np.sum((k - n * ratio) ** 2) / size**2
    deff = float(between / (ratio * (1 - ratio) / size))
    return found | {
        "pearson_x2": x2,
        "phi": phi,
        "i2": max(0.0, 1 - 1 / phi) if phi > 0 else 0.0,
        "se_logit_quasi": float(np.sqrt(phi / (size * ratio * (1 - ratio)))),
        "rho": _rho_anova(k, n),
        "rho_kleinman": _rho_kleinman(k, n),
        "deff": deff,
        "n_effective": float(size / deff) if deff > 0 else np.nan,
    }


def _rho_anova(k: np.ndarray, n: np.ndarray) -> float:
    """Return the intraclass correlation of drones of one night, from the analysis of variance."""
    m, size = len(k), n.sum()
    if size <= m:
        return np.nan
    between = (np.sum(k**2 / n) - k.sum() ** 2 / size) / (m - 1)
    within = np.sum(k - k**2 / n) / (size - m)
    usual = (size - np.sum(n**2) / size) / (m - 1)
    spread = between + (usual - 1) * within
    return float((between - within) / spread) if spread > 0 else np.nan


def _rho_kleinman(k: np.ndarray, n: np.ndarray) -> float:
    """Return the moment estimate with weights n / sum of n."""
    weights, p = n / n.sum(), k / n
    ratio = np.sum(weights * p)
    spread = np.sum(weights * (p - ratio) ** 2)
    chance = np.sum(weights * (1 - weights) / n)
    share = ratio * (1 - ratio)
    below = share * (np.sum(weights * (1 - weights)) - chance)
    return float((spread - share * chance) / below) if below > 0 else np.nan


def design_effect(rho: float, n) -> float:
    """Return 1 + (n - 1) rho for the wave size n, or for the size-weighted mean of several.

    Examples
    --------
    >>> round(design_effect(0.063, 100), 2)
    7.24
    """
    n = np.atleast_1d(np.asarray(n, dtype=float))
    return float(1 + ((n**2).sum() / n.sum() - 1) * rho)
