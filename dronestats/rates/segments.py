"""Where a series of nightly rates changes its level: penalised likelihood, scaled by how much neighbours differ."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import special

from dronestats.errors import DronestatsError, import_extra
from dronestats.rates.dispersion import used_nights
from dronestats.rates.two_rates import compare_ratios

MIN_NIGHTS = 7
PENALTY = 4.0
SURE = 0.997  # three standard errors


def local_dispersion(k, n) -> float:
    """Return phi from adjacent nights, 1 or more: the breaks that are sought hardly enter it.

    Notes
    -----
    Mean over neighbours of (p2 - p1)^2 / (p (1 - p) (1/n1 + 1/n2)), p pooled over the two; pairs whose fates are
    all the same are left out.

    Examples
    --------
    >>> round(local_dispersion([5, 9, 4, 8], [10, 10, 10, 10]), 3)
    4.212
    """
    k, n = used_nights(k, n)
    p = k / n
    pooled = (k[1:] + k[:-1]) / (n[1:] + n[:-1])
    chance = pooled * (1 - pooled) * (1 / n[1:] + 1 / n[:-1])
    differ = chance > 0
    if not differ.any():
        return 1.0
    return max(1.0, float(np.mean(np.diff(p)[differ] ** 2 / chance[differ])))


def segment_costs(k, n, phi: float = 1.0):
    """Return the function (start, end) -> -2 x greatest binomial log-likelihood of those nights / phi.

    Either place may be an array. The binomial coefficients are left out: they are the same for every cut.
    """
    sum_k, sum_n = (np.concatenate([[0.0], np.cumsum(values)]) for values in (k, n))

    def cost(start, end):
        own_k, own_n = sum_k[end] - sum_k[start], sum_n[end] - sum_n[start]
        rate = own_k / own_n
        return -2 * (special.xlogy(own_k, rate) + special.xlog1py(own_n - own_k, -rate)) / phi

    return cost


@cache
def _cost_class():
    """Return the cost as ruptures wants it; made on first use, because ruptures is in an extra."""
    base = import_extra("ruptures.base", "trend").BaseCost

    class BinomialCost(base):
        """Binomial cost of nights between two places; the signal has columns k and n."""

        model = "binomial"

        def __init__(self, phi: float, min_size: int):
            self.phi, self.min_size = phi, min_size

        def fit(self, signal):
            self.signal = signal  # ruptures asks for its length
            self.k, self.n = np.vstack([np.zeros(2), np.cumsum(signal, axis=0)]).T.tolist()
            return self

        def error(self, start, end):
            # Called a hundred thousand times for a year of nights, hence no arrays.
            k, n = self.k[end] - self.k[start], self.n[end] - self.n[start]
            if k <= 0 or k >= n:
                return 0.0
            return -2 * (k * math.log(k / n) + (n - k) * math.log1p(-k / n)) / self.phi

    return BinomialCost


def best_split(k, n, *, phi: float = 1.0, min_size: int = 1) -> tuple[int, float]:
    """Return the one place that splits the nights best, and its likelihood ratio statistic / phi.

    Returns
    -------
    (place, lr)
        ``k[:place]`` is the first part.

    Examples
    --------
    >>> place, lr = best_split([5, 6, 5, 9, 9, 10], [10] * 6)
    >>> place, round(lr, 1)
    (3, 13.4)
    """
    k, n = used_nights(k, n)
    if len(k) < 2 * min_size:
        raise DronestatsError(f"{len(k)} nights cannot be split into two parts of {min_size}")
    cost = segment_costs(k, n, phi)
    places = np.arange(min_size, len(k) - min_size + 1)
    gain = cost(0, len(k)) - cost(0, places) - cost(places, len(k))
    best = int(np.argmax(gain))
    return int(places[best]), float(gain[best])


def find_breaks(
    k, n, *, phi: float | None = None, penalty: float | None = None, min_size: int = MIN_NIGHTS
) -> list[int]:
    """Return the places where a new level starts.

    Parameters
    ----------
    k, n : array-like
        Drones in the numerator and in the denominator, night by night, in the order of time, all known.
    phi : float, optional
        Dispersion by which the likelihood is divided. Default: `local_dispersion`. 1 finds breaks everywhere.
    penalty : float, optional
        What one more break must gain. Default: 4 log T, calibrated on nights of constant rate.
    min_size : int
        Least nights in a segment.

    Returns
    -------
    list of int
        ``k[place]`` is the first night of a new segment; without 0 and without the end.

    Raises
    ------
    DronestatsError
        If the extra ``trend`` is missing.

    References
    ----------
    Killick, R., Fearnhead, P. and Eckley, I. A. (2012), Journal of the American Statistical Association 107,
    1590-1598, doi:10.1080/01621459.2012.737745.

    Examples
    --------
    >>> find_breaks([5, 6, 4, 5, 6, 5, 4, 9, 9, 10, 9, 8, 9, 10], [10] * 14)
    [7]
    """
    k, n = used_nights(k, n)
    if len(k) < 2 * min_size:
        return []
    phi = local_dispersion(k, n) if phi is None else phi
    penalty = PENALTY * np.log(len(k)) if penalty is None else penalty
    pelt = import_extra("ruptures", "trend").Pelt(custom_cost=_cost_class()(phi, min_size), min_size=min_size, jump=1)
    return [int(place) for place in pelt.fit(np.column_stack([k, n])).predict(pen=penalty)[:-1]]


def hold_over_nights(k, n, places: list[int], *, level: float = SURE) -> list[int]:
    """Return the breaks whose levels before and after differ with the night as the unit; the weakest goes first.

    Notes
    -----
    The likelihood takes the spread to grow with the number launched alike on all nights. One large wave with an odd
    share then looks like a level of its own; the jackknife over the nights of its segment shows that it is one night.

    Examples
    --------
    >>> hold_over_nights([5, 6, 4, 5, 6, 5, 4, 9, 9, 10, 9, 8, 9, 10], [10] * 14, [7])
    [7]
    """
    k, n = used_nights(k, n)
    places = list(places)
    while places:
        edges = [0, *places, len(k)]
        margins = [level_margin(k, n, *edges[i : i + 3], level=level) for i in range(len(places))]
        weakest = int(np.argmin(margins))
        if margins[weakest] > 0:
            break
        del places[weakest]
    return places


def level_margin(k, n, start: int, place: int, end: int, *, level: float = SURE) -> float:
    """Return how far the interval of the difference stays from 0, in widths of it; below 0 where it holds 0."""
    found = compare_ratios((k[start:place], n[start:place]), (k[place:end], n[place:end]), level=level)
    _, low, high = found["difference"]
    return max(low, -high) / (high - low) if high > low else -np.inf


def break_range(k, n, start: int, place: int, end: int, *, phi: float, level: float = 0.95, min_size: int = 1):
    """Return the first and last place that would split nights start:end nearly as well (profile likelihood).

    Returns
    -------
    (first, last, lr)
        Places whose likelihood ratio lies within the chi-square quantile of the best, and the statistic / phi.
    """
    cost = segment_costs(k, n, phi)
    places = np.arange(start + min_size, end - min_size + 1)
    gain = cost(start, end) - cost(start, places) - cost(places, end)
    own = float(cost(start, end) - cost(start, place) - cost(place, end))
    near = places[gain >= gain.max() - special.chdtri(1, 1 - level)]
    return int(min(near.min(), place)), int(max(near.max(), place)), own
