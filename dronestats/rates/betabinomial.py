"""Nights whose rates differ: the beta-binomial, what the next night may bring, nightly rates drawn to the mean."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from dronestats.errors import DronestatsError
from dronestats.rates.dispersion import used_nights
from dronestats.rates.intervals import checked_counts, normal_quantile

_RHO = 1e-7, 1 - 1e-9  # what the search may reach
_NO_RHO = 1e-6


def fit_beta_binomial(k, n, *, freq=None) -> dict:
    """Return the beta-binomial that fits nightly counts best (maximum likelihood).

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night.
    freq : array-like of int, optional
        How often each pair was seen.

    Returns
    -------
    dict
        ``mu`` (rate of a typical night), ``rho`` (correlation of two drones of one night, 0 to 1), ``alpha``, ``beta``,
        ``loglik``, ``aic``, ``se_logit_mu`` (from the observed information), ``loglik_binomial``, ``aic_binomial``,
        ``lrt``, ``p_lrt`` (half of chi-square with 1 degree of freedom: rho cannot be below 0), ``n_nights``, ``flags``
        (``no_overdispersion``: rho is 0, alpha and beta are infinite).

    Raises
    ------
    DronestatsError
        For fewer than 2 nights or counts that are not allowed.

    Notes
    -----
    rho = 1 / (alpha + beta + 1); the variance of k is n mu (1 - mu) (1 + (n - 1) rho). mu weighs nights nearly
    alike, so it is not the ratio of sums. Fit one way of counting at a time.

    References
    ----------
    Williams, D. A. (1975), Biometrics 31, 949-952, doi:10.2307/2529820.
    Crowder, M. J. (1978), Applied Statistics 27, 34-37, doi:10.2307/2346223.

    Examples
    --------
    >>> fit = fit_beta_binomial([8, 19, 40, 55, 12], [10, 20, 50, 60, 30])
    >>> round(fit["mu"], 3), round(fit["rho"], 3)
    (0.767, 0.152)
    """
    weights = np.ones(len(np.atleast_1d(k))) if freq is None else np.asarray(freq, dtype=float)
    given_k, given_n = (np.atleast_1d(values) for values in checked_counts(k, n))
    used = (given_n > 0) & (weights > 0)
    k, n, weights = given_k[used], given_n[used], weights[used]
    if weights.sum() < 2:
        raise DronestatsError(f"{weights.sum():g} nights have k and n: a beta-binomial needs 2 or more, better 10")
    ways = np.sum(weights * _log_ways(k, n))
    total_k, total_n = np.sum(weights * k), np.sum(weights * n)
    mean = total_k / total_n
    plain = float(ways + special.xlogy(total_k, mean) + special.xlogy(total_n - total_k, 1 - mean))
    found = {
        "mu": float(mean), "rho": 0.0, "alpha": np.inf, "beta": np.inf, "loglik": plain, "aic": 4 - 2 * plain,
        "se_logit_mu": 1 / np.sqrt(total_n * mean * (1 - mean)) if 0 < mean < 1 else np.nan, "loglik_binomial": plain,
        "aic_binomial": 2 - 2 * plain, "lrt": 0.0, "p_lrt": 1.0, "n_nights": int(weights.sum()),
        "flags": "no_overdispersion",
    }  # fmt: skip
    if mean in (0, 1):
        return found

    def cost(point):
        mu, rho = special.expit(point[0]), np.clip(special.expit(point[1]), *_RHO)
        size = (1 - rho) / rho
        return -float(ways + np.sum(weights * (special.betaln(k + mu * size, n - k + (1 - mu) * size)
                                               - special.betaln(mu * size, (1 - mu) * size))))  # fmt: skip

    start = special.logit(mean)
    settings = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 2000}
    tries = [
        optimize.minimize(cost, (start, special.logit(rho)), method="Nelder-Mead", options=settings)
        for rho in (0.01, 0.1, 0.5)
    ]
    best = min(tries, key=lambda tried: tried.fun)
    mu, rho = float(special.expit(best.x[0])), float(special.expit(best.x[1]))
    if rho < _NO_RHO or -best.fun <= plain:
        return found
    lrt = -2 * best.fun - 2 * plain
    return found | {
        "mu": mu, "rho": rho, "alpha": mu * (1 - rho) / rho, "beta": (1 - mu) * (1 - rho) / rho, "loglik": -best.fun,
        "aic": 4 + 2 * best.fun, "se_logit_mu": first_error(cost, best.x), "lrt": lrt,
        "p_lrt": float(special.chdtrc(1, lrt)) / 2, "flags": "",
    }  # fmt: skip


def _log_ways(k, n):
    return special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)


def first_error(cost, point) -> float:
    """Return the standard error of the first parameter from the second differences of the cost."""
    step = 1e-3
    axes = np.eye(2) * step
    second = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            corners = [cost(point + a * axes[i] + b * axes[j]) * a * b for a in (1, -1) for b in (1, -1)]
            second[i, j] = sum(corners) / (4 * step * step)
    spread = np.linalg.det(second)
    return float(np.sqrt(second[1, 1] / spread)) if spread > 0 else np.nan


def raw_moments(k, n: float, *, freq=None) -> tuple[float, float]:
    """Return alpha and beta from the first two raw moments, all nights of one size n.

    Examples
    --------
    >>> alpha, beta = raw_moments([0, 1, 2, 3, 4], 4, freq=[9, 7, 6, 7, 9])
    >>> round(alpha, 3), round(beta, 3)
    (0.687, 0.687)
    """
    k = np.asarray(k, dtype=float)
    first, second = (np.average(k**power, weights=freq) for power in (1, 2))
    below = n * (second / first - first - 1) + first
    return float((n * first - second) / below), float((n - first) * (n - second / first) / below)


def predict_share(n_next, alpha: float, beta: float, *, level: float = 0.95) -> dict[str, float]:
    """Return what a night of a given size, or one drawn from several sizes, may bring.

    Parameters
    ----------
    n_next : float or array-like
        Drones launched; several sizes are equally likely.
    alpha, beta : float
        Of the beta-binomial; infinite with a finite mean are not allowed here (see `fit_beta_binomial`).
    level : float
        Share of such nights that the interval holds.

    Returns
    -------
    dict
        ``mean`` and ``sd`` of the count, ``low_count``, ``high_count`` (smallest counts whose cumulative probability
        reaches the tails; for one size only), ``mean_share``, ``low``, ``high`` (shares).

    References
    ----------
    Skellam, J. G. (1948), Journal of the Royal Statistical Society B 10, 257-261,
    doi:10.1111/j.2517-6161.1948.tb00014.x.

    Examples
    --------
    >>> found = predict_share(100, 12.3, 2.65)
    >>> found["low_count"], found["high_count"], round(found["mean"], 2)
    (58, 97, 82.27)
    """
    normal_quantile(level)
    sizes = np.unique(np.asarray(n_next, dtype=float).ravel(), return_counts=True)
    if not (alpha > 0 and beta > 0) or np.any(sizes[0] < 1):
        raise DronestatsError(f"alpha = {alpha:g}, beta = {beta:g}, n_next = {n_next}: each must be above 0")
    shares, chances, means, squares = [], [], [], []
    for n, seen in zip(*sizes, strict=True):
        k = np.arange(n + 1)
        chance = np.exp(_log_ways(k, n) + special.betaln(k + alpha, n - k + beta) - special.betaln(alpha, beta))
        weight = seen / sizes[1].sum()
        shares.append(k / n)
        chances.append(chance * weight)
        means.append(weight * np.sum(k * chance))
        squares.append(weight * np.sum(k * k * chance))
    share, chance = np.concatenate(shares), np.concatenate(chances)
    order = np.argsort(share, kind="stable")
    reached = np.cumsum(chance[order])
    tail = (1 - level) / 2
    # A cumulative probability that should equal a tail may come out a rounding error below it.
    low, high = (share[order][min(np.searchsorted(reached, p - 1e-12), len(order) - 1)] for p in (tail, 1 - tail))
    found = {
        "mean": float(sum(means)), "sd": float(np.sqrt(sum(squares) - sum(means) ** 2)),
        "mean_share": alpha / (alpha + beta), "low": float(low), "high": float(high),
    }  # fmt: skip
    if len(sizes[0]) == 1:
        size = sizes[0][0]
        found |= {"low_count": round(low * size), "high_count": round(high * size)}
    return found


def shrink(k, n, alpha: float, beta: float, *, level: float = 0.95):
    """Return the rates of nights, or of places with a launched figure each, drawn towards their common mean.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator.
    alpha, beta : float
        Of the beta-binomial fitted to the same way of counting.
    level : float
        Probability that the interval holds, alpha and beta taken as known.

    Returns
    -------
    (mean, low, high) : arrays
        NaN where k or n is missing. With n = 0 the common mean.

    Notes
    -----
    mean = w k/n + (1 - w) mu with w = n / (n + alpha + beta). For the propensity of a night, not for the share of
    this attack, which is as reported. Ignores that alpha and beta are estimates: too narrow for fewer than 20 groups.

    References
    ----------
    Efron, B. and Morris, C. (1975), Journal of the American Statistical Association 70, 311-319,
    doi:10.1080/01621459.1975.10479864.

    Examples
    --------
    >>> mean, low, high = shrink([2, 90], [2, 100], 8, 2)
    >>> [round(float(value), 3) for value in mean]
    [0.833, 0.891]
    """
    k, n = checked_counts(k, n)
    first, second = k + alpha, n - k + beta
    tail = (1 - level) / 2
    return (
        first / (first + second),
        special.betaincinv(first, second, tail),
        special.betaincinv(first, second, 1 - tail),
    )


def james_stein(k, n) -> dict:
    """Return proportions drawn to their mean by James and Stein's rule, all with the variance of the mean rate.

    Returns
    -------
    dict
        ``grand_mean``, ``shrink_factor`` (share of the distance from the mean that is kept; not below 0), ``rates``.

    References
    ----------
    Efron, B. and Morris, C. (1977), Stein's paradox in statistics, Scientific American 236 (5), 119-127,
    doi:10.1038/scientificamerican0577-119.

    Examples
    --------
    >>> found = james_stein([18, 17, 16, 15, 8, 7], [45] * 6)
    >>> round(found["shrink_factor"], 2)
    0.75
    """
    k, n = used_nights(k, n)
    p = k / n
    mean = p.mean()
    spread = np.sum((p - mean) ** 2)
    factor = 1 - (len(p) - 3) * mean * (1 - mean) / n.mean() / spread if spread > 0 else 0.0
    factor = max(0.0, float(factor))
    return {"grand_mean": float(mean), "shrink_factor": factor, "rates": mean + factor * (p - mean)}
