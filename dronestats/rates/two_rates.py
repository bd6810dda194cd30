"""Two rates: difference, ratio, odds ratio, with intervals for single counts and for nights."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special, stats

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.clusters import pooled_interval, standard_errors
from dronestats.rates.dispersion import used_nights
from dronestats.rates.intervals import binomial_interval, checked_counts, normal_quantile

DIFFERENCES = ("newcombe", "newcombe_cc", "agresti_caffo", "miettinen_nurminen")


def mover(first, second):
    """Return second - first with an interval from the intervals of the two.

    Parameters
    ----------
    first, second : (estimate, low, high)
        Floats or arrays; independent of each other.

    Returns
    -------
    (difference, low, high)

    References
    ----------
    Zou, G. Y. and Donner, A. (2008), Statistics in Medicine 27, 1693-1702, doi:10.1002/sim.3095.

    Examples
    --------
    >>> [round(float(value), 4) for value in mover((0.6, 0.4905, 0.7003), (0.8, 0.6918, 0.8772))]
    [0.2, 0.0525, 0.334]
    """
    (own, low, high), (other, other_low, other_high) = first, second
    difference = other - own
    below = difference - np.sqrt((other - other_low) ** 2 + (high - own) ** 2)
    return difference, below, difference + np.sqrt((other_high - other) ** 2 + (own - low) ** 2)


def difference_of_counts(k1, n1, k2, n2, *, level: float = 0.95, method: str = "newcombe"):
    """Return k1/n1 - k2/n2 with an interval, for two single counts of independent trials.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        The two counts. Not for pooled nights: see `compare_ratios`.
    level : float
    method : {"newcombe", "newcombe_cc", "agresti_caffo", "miettinen_nurminen"}
        ``newcombe`` is MOVER of two Wilson intervals (his method 10); ``_cc`` with continuity correction;
        ``miettinen_nurminen`` inverts the score test.

    Returns
    -------
    (difference, low, high) : floats

    References
    ----------
    Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    Agresti, A. and Caffo, B. (2000), The American Statistician 54, 280-288, doi:10.1080/00031305.2000.10474560.
    Miettinen, O. and Nurminen, M. (1985), Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> [round(value, 4) for value in difference_of_counts(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    must_be_one_of("method", method, DIFFERENCES)
    z = normal_quantile(level)
    (k1, k2), (n1, n2) = (values.tolist() for values in checked_counts([k1, k2], [n1, n2]))
    if not (n1 > 0 and n2 > 0):
        return np.nan, np.nan, np.nan
    p1, p2 = k1 / n1, k2 / n2
    if method in ("newcombe", "newcombe_cc"):
        single = "wilson" if method == "newcombe" else "wilson_cc"
        ends = [binomial_interval(k, n, level=level, method=single) for k, n in ((k2, n2), (k1, n1))]
        found = mover((p2, *ends[0]), (p1, *ends[1]))
    elif method == "agresti_caffo":
        q1, q2 = (k1 + 1) / (n1 + 2), (k2 + 1) / (n2 + 2)
        half = z * np.sqrt(q1 * (1 - q1) / (n1 + 2) + q2 * (1 - q2) / (n2 + 2))
        found = p1 - p2, max(q1 - q2 - half, -1.0), min(q1 - q2 + half, 1.0)
    else:
        found = p1 - p2, *_score_ends(k1, n1, k2, n2, z)
    return tuple(float(value) for value in found)


def _score_ends(k1, n1, k2, n2, z):
    """Return the differences that the score test just does not refuse.

    statsmodels has the test, too, but its rates under a difference other than 0 are not the likeliest ones.
    """
    size, seen = n1 + n2, k1 / n1 - k2 / n2

    def distance(gap):
        def cost(p):
            likely = special.xlogy(k1, p + gap) + special.xlogy(n1 - k1, 1 - p - gap)
            return -(likely + special.xlogy(k2, p) + special.xlogy(n2 - k2, 1 - p))

        ends = max(0.0, -gap), min(1.0, 1 - gap)
        p = optimize.minimize_scalar(cost, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
        variance = ((p + gap) * (1 - p - gap) / n1 + p * (1 - p) / n2) * size / (size - 1)
        return (seen - gap) / np.sqrt(max(variance, 1e-300))

    edge = 1 - 1e-9
    low = optimize.brentq(lambda gap: distance(gap) - z, -edge, seen) if distance(-edge) > z and seen > -edge else -1.0
    high = optimize.brentq(lambda gap: distance(gap) + z, seen, edge) if distance(edge) < -z and seen < edge else 1.0
    return low, high


def ratio_of_counts(k1, n1, k2, n2, *, level: float = 0.95, measure: str = "rate"):
    """Return the ratio of two rates, of two leaks (1 - rate) or of two odds, for single counts of independent trials.

    Parameters
    ----------
    k1, n1, k2, n2 : int
    level : float
    measure : {"rate", "leak", "odds"}
        (k1/n1) / (k2/n2) (Katz's interval, on the log), the same for n - k, or the odds ratio (Woolf's).

    Returns
    -------
    (ratio, low, high) : floats
        NaN where a cell that enters a logarithm is 0.

    References
    ----------
    Katz, D. et al. (1978), Biometrics 34, 469-474, doi:10.2307/2530610.
    Woolf, B. (1955), Annals of Human Genetics 19, 251-253, doi:10.1111/j.1469-1809.1955.tb01348.x.

    Examples
    --------
    >>> [round(value, 3) for value in ratio_of_counts(95, 100, 90, 100, measure="leak")]
    [0.5, 0.177, 1.411]
    """
    must_be_one_of("measure", measure, ("rate", "leak", "odds"))
    z = normal_quantile(level)
    (k1, k2), (n1, n2) = (values.tolist() for values in checked_counts([k1, k2], [n1, n2]))
    if measure == "leak":
        k1, k2 = n1 - k1, n2 - k2
    cells = (k1, k2, n1 - k1, n2 - k2) if measure == "odds" else (k1, k2)
    if not all(cell > 0 for cell in cells):
        return np.nan, np.nan, np.nan
    if measure == "odds":
        ratio, se = k1 * (n2 - k2) / (k2 * (n1 - k1)), np.sqrt(sum(1 / cell for cell in cells))
    else:
        ratio, se = k1 / n1 / (k2 / n2), np.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2)
    return ratio, float(ratio * np.exp(-z * se)), float(ratio * np.exp(z * se))


def fisher_p(k1, n1, k2, n2) -> float:
    """Return the two-sided p of Fisher's exact test for two single counts of independent trials.

    Examples
    --------
    >>> round(fisher_p(6, 7, 2, 7), 4)
    0.1026
    """
    (k1, k2), (n1, n2) = checked_counts([k1, k2], [n1, n2])
    return float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def compare_ratios(first, second, *, level: float = 0.95) -> dict:
    """Return how the pooled rate of some nights differs from that of others, the night being what varies.

    Parameters
    ----------
    first, second : (k, n)
        Numerators and denominators, night by night; other nights in the second than in the first.
    level : float

    Returns
    -------
    dict
        ``first``, ``second`` (what `pooled_interval` gives), and (estimate, low, high) of ``difference`` (second -
        first, MOVER of two jackknife intervals), ``ratio`` and ``leak_ratio`` (second / first; MOVER on the log),
        ``odds_ratio`` (Welch's t on the logits), with ``log_odds_ratio``, ``log_odds_se``, ``welch_df``. NaN where a
        side has none.

    References
    ----------
    Welch, B. L. (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28. See also `mover`.

    Examples
    --------
    >>> found = compare_ratios(([50, 40, 66], [100, 90, 120]), ([80, 95, 70], [100, 110, 90]))
    >>> [round(float(value), 2) for value in found["difference"]]
    [0.31, 0.12, 0.47]
    """
    sides = [pooled_interval(*nights, level=level) for nights in (first, second)]
    one, two = ((side["estimate"], side["low"], side["high"]) for side in sides)
    errors = [_logit_error(nights, side["estimate"]) for nights, side in zip((first, second), sides, strict=True)]
    sizes = [side["n_nights"] for side in sides]
    found = {"first": sides[0], "second": sides[1], "difference": mover(one, two)}
    found["ratio"] = _log_mover(one, two)
    found["leak_ratio"] = _log_mover((1 - one[0], 1 - one[2], 1 - one[1]), (1 - two[0], 1 - two[2], 1 - two[1]))
    gap, se, df = np.nan, np.nan, np.nan
    if np.all(np.isfinite(errors)) and min(errors) > 0:
        gap = float(special.logit(two[0]) - special.logit(one[0]))
        se = float(np.hypot(*errors))
        df = se**4 / sum(error**4 / (m - 1) for error, m in zip(errors, sizes, strict=True))
    half = special.stdtrit(df, (1 + level) / 2) * se
    found |= {"log_odds_ratio": gap, "log_odds_se": se, "welch_df": df, "log_odds_interval": (gap - half, gap + half)}
    return found | {"odds_ratio": tuple(float(np.exp(value)) for value in (gap, gap - half, gap + half))}


def _logit_error(nights, rate: float) -> float:
    """Return the error of a pooled logit: by the jackknife, or linearised where a night left out gives 0 or 1."""
    errors = standard_errors(*used_nights(*nights))
    inside = 0 < rate < 1
    if np.isfinite(errors["logit_jackknife"]) or not inside:
        return errors["logit_jackknife"]
    return errors["linearised"] / (rate * (1 - rate))


def _log_mover(first, second):
    """Return second / first; NaN where a rate or an end is 0."""
    if not all(value > 0 for value in (*first, *second)):
        return (np.nan,) * 3
    return tuple(float(np.exp(value)) for value in mover(np.log(first), np.log(second)))


def paired_difference(k1, n1, k2, n2, *, level: float = 0.95) -> dict[str, float]:
    """Return how two sources differ on the same nights: rate of the second less rate of the first.

    Parameters
    ----------
    k1, n1, k2, n2 : array-like
        Counts of both sources, night by night; a night that lacks one of the four is left out.
    level : float

    Returns
    -------
    dict
        ``difference``, ``low``, ``high`` (jackknife over nights, t), ``se``, ``n_nights``.

    Examples
    --------
    >>> found = paired_difference([66, 80, 50], [100, 100, 80], [90, 88, 60], [100, 100, 80])
    >>> round(found["difference"], 3), found["n_nights"]
    (0.15, 3)
    """
    k1, n1 = (np.atleast_1d(values) for values in checked_counts(k1, n1))
    k2, n2 = (np.atleast_1d(values) for values in checked_counts(k2, n2))
    if k1.shape != k2.shape:
        raise DronestatsError(f"{len(k1)} and {len(k2)} nights: give the same nights of both sources")
    both = (n1 > 0) & (n2 > 0)
    k1, n1, k2, n2 = k1[both], n1[both], k2[both], n2[both]
    m = len(k1)
    if m < 2:
        return {"difference": np.nan, "low": np.nan, "high": np.nan, "se": np.nan, "n_nights": m}
    whole = k2.sum() / n2.sum() - k1.sum() / n1.sum()
    without = (k2.sum() - k2) / (n2.sum() - n2) - (k1.sum() - k1) / (n1.sum() - n1)
    se = float(np.sqrt((m - 1) / m * np.sum((without - without.mean()) ** 2)))
    half = special.stdtrit(m - 1, (1 + level) / 2) * se
    return {
        "difference": float(whole),
        "low": float(whole - half),
        "high": float(whole + half),
        "se": se,
        "n_nights": m,
    }
