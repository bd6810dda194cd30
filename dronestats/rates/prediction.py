"""What the next night may bring, and nightly rates drawn to the mean of their way of counting."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.rates.betabinomial import fit_beta_binomial, predict_share, shrink
from dronestats.rates.intervals import normal_quantile
from dronestats.rates.nightly import by_night, day_text, dropped_by_side, rate_rows, tidy
from dronestats.rates.sentences import prediction_sentences, shrunk_sentences
from dronestats.selection import SIDE
from dronestats.vocabulary import column

LEAST_NIGHTS = 5
FEW_GROUPS = 20
NEARLY_BINOMIAL = 1e-6  # rho that stands for 0, where the beta-binomial has no alpha and beta


def _fit(part: pd.DataFrame) -> dict:
    """Return the fit of one stretch of nights, with alpha and beta finite."""
    fit = fit_beta_binomial(part["k"], part["n"])
    if not np.isfinite(fit["alpha"]) and 0 < fit["mu"] < 1:
        size = (1 - NEARLY_BINOMIAL) / NEARLY_BINOMIAL
        fit |= {"alpha": fit["mu"] * size, "beta": (1 - fit["mu"]) * size}
    return fit


def predict_next(
    claims: pd.DataFrame, definition: str = "interception", *, launched: int | None = None, nights: int = 30,
    level: float = 0.95, denominator: str = "launched", point: str = "exact", tolerance: float | None = None,
    describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return the range in which the share that will be reported for the next attack lies.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``.
    launched : int, optional
        Size of the next wave. Default: any of the sizes of the nights used, each as likely.
    nights : int
        How many of the last nights to learn from, 5 or more; only those of the latest way of counting are. Where that
        no longer gives the rate (``merged_reporting``), there is no range.
    level : float
        Share of next nights that the range holds.
    denominator : {"launched", "resolved"}
    point, tolerance
        See `dronestats.interception_rates`.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        A row for each side: ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``definition``, ``numerator``,
        ``denominator``, ``k``, ``n`` (of the nights used), ``rate`` (expected share of a typical night), ``low``,
        ``high``, ``kind``, ``level``, ``method``, ``estimand`` ("next_night"), ``regime``, ``n_nights``, ``n_dropped``,
        ``first_night``, ``last_night``, ``launched``, ``low_count``, ``high_count`` (drones, if `launched` is given),
        ``rho``, ``flags``.

    Raises
    ------
    DronestatsError
        For fewer than 5 `nights`, or `launched` below 1.

    Notes
    -----
    Flags: ``too_few_nights`` (fewer than 5: no range), ``few_nights`` (below 10), ``no_overdispersion``, ``degenerate``
    (all drones of all nights stopped, or none). The range is wide, about 40 points: that is how much nights differ.

    References
    ----------
    Skellam, J. G. (1948), Journal of the Royal Statistical Society B 10, 257-261,
    doi:10.1111/j.2517-6161.1948.tb00014.x.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ahead = ds.predict_next(claims[claims["claimant"] == "Ukraine"], launched=100)
    >>> ahead["estimand"].unique().tolist()
    ['next_night']
    """
    normal_quantile(level)
    if nights < LEAST_NIGHTS:
        raise DronestatsError(f"nights = {nights}: give {LEAST_NIGHTS} or more")
    if launched is not None and launched < 1:
        raise DronestatsError(f"launched = {launched}: a wave has 1 drone or more")
    rows = rate_rows(claims, definition, denominator=denominator, point=point, tolerance=tolerance)
    dropped = dropped_by_side(rows)
    found = []
    for side, own in by_night(rows, SIDE).groupby(SIDE, observed=True, sort=True):
        latest = own[own["regime"] == own["regime"].iloc[-1]].tail(nights)
        about = dict(zip(SIDE, side, strict=True)) | {
            "n_dropped": dropped[side],
            "regime": latest["regime"].iloc[-1] or None,
        }
        found.append(about | _prediction(latest, launched, level, _since(rows, side, own["day"].iloc[-1])))
    shares = ["rate", "low", "high", "level", "rho"]
    counts = ["k", "n", "n_nights", "n_dropped", "launched", "low_count", "high_count"]
    texts = [
        "definition",
        "numerator",
        "denominator",
        "kind",
        "method",
        "estimand",
        "regime",
        "first_night",
        "last_night",
        "flags",
    ]
    names = [*SIDE, "definition", "numerator", "denominator", "k", "n", "rate", "low", "high", "kind", "level",
             "method", "estimand", "regime", "n_nights", "n_dropped", "first_night", "last_night", "launched",
             "low_count", "high_count", "rho", "flags"]  # fmt: skip
    frame = pd.DataFrame(found, columns=names).assign(
        definition=definition, numerator=column("definitions", "numerator")[definition], denominator=denominator,
        kind="interval", level=level, method="beta_binomial", estimand="next_night",
    )  # fmt: skip
    frame = tidy(frame, shares=shares, counts=counts, texts=texts)
    return frame.assign(sentence=prediction_sentences(frame)) if describe else frame


def _since(rows: pd.DataFrame, side: tuple, day: int) -> str:
    """Return why later nights of a side give no rate if the way of counting is the reason, and the next will not."""
    later = rows[(rows[SIDE] == list(side)).all(axis=1) & (rows["day"] > day)]
    return "merged_reporting" if later["flags"].str.contains("merged_reporting").any() else ""


def _prediction(part: pd.DataFrame, launched: int | None, level: float, ended: str) -> dict:
    first, last = day_text(part["day"].iloc[[0, -1]])
    found = {"k": part["k"].sum(), "n": part["n"].sum(), "n_nights": len(part), "first_night": first,
             "last_night": last, "launched": launched, "flags": "too_few_nights"}  # fmt: skip
    if ended or len(part) < LEAST_NIGHTS:
        return found | {"flags": ended or found["flags"]}
    fit = _fit(part)
    if fit["mu"] in (0, 1):
        return found | {"rate": fit["mu"], "flags": "degenerate"}
    ahead = predict_share(part["n"] if launched is None else launched, fit["alpha"], fit["beta"], level=level)
    flags = [fit["flags"], "few_nights" if len(part) < 10 else ""]
    counts = {name: ahead[name] if launched is not None else None for name in ("low_count", "high_count")}
    return found | counts | {
        "rate": ahead["mean_share"], "low": ahead["low"], "high": ahead["high"], "rho": fit["rho"],
        "flags": " ".join(flags).strip(),
    }  # fmt: skip


def shrink_rates(
    claims: pd.DataFrame, definition: str = "interception", *, level: float = 0.95, point: str = "exact",
    describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return nightly rates drawn towards the mean of their way of counting: what lay behind a night.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    definition : str
        Row of ``definitions.csv``.
    level : float
        Probability that the interval holds, the spread of nights taken as known.
    point : {"exact", "value"}
        See `dronestats.interception_rates`.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        A row for each night with k and n: ``date``, ``claimant``, ``attacker``, ``defender``, ``weapon_class``,
        ``definition``, ``k``, ``n``, ``reported`` (k / n), ``rate``, ``low``, ``high``, ``kind``, ``level``,
        ``method``, ``estimand``, ``regime``, ``flags`` (``few_groups``: below 20 nights the interval is too narrow;
        ``too_few_nights``: below 5 nothing is given).

    References
    ----------
    Efron, B. and Morris, C. (1975), Journal of the American Statistical Association 70, 311-319,
    doi:10.1080/01621459.1975.10479864.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> nights = shrink_rates(claims[claims["claimant"] == "Ukraine"])
    >>> nights["estimand"].unique().tolist()
    ['underlying_night']
    """
    normal_quantile(level)
    found = []
    for _, part in by_night(rate_rows(claims, definition, point=point), SIDE).groupby([*SIDE, "regime"], observed=True):
        part = part.assign(
            date=day_text(part["day"]), reported=part["k"] / part["n"], rate=np.nan, low=np.nan, high=np.nan
        )
        fit = _fit(part) if len(part) >= LEAST_NIGHTS else {"alpha": np.inf}
        if np.isfinite(fit["alpha"]):
            rate, low, high = shrink(part["k"], part["n"], fit["alpha"], fit["beta"], level=level)
            few = "few_groups" if len(part) < FEW_GROUPS else ""
            part = part.assign(rate=rate, low=low, high=high, flags=f"{fit['flags']} {few}".strip())
        else:
            part = part.assign(flags="too_few_nights" if len(part) < LEAST_NIGHTS else "degenerate")
        found.append(part)
    names = ["date", *SIDE, "definition", "k", "n", "reported", "rate", "low", "high", "kind", "level", "method",
             "estimand", "regime", "flags"]  # fmt: skip
    frame = pd.concat(found) if found else pd.DataFrame(columns=names)
    frame = frame.assign(
        definition=definition, kind="interval", level=level, method="empirical_bayes", estimand="underlying_night",
        regime=frame["regime"].replace("", pd.NA),
    ).sort_values([*SIDE, "date"], kind="stable")  # fmt: skip
    frame = tidy(
        frame[names], shares=["reported", "rate", "low", "high", "level"], counts=["k", "n"],
        texts=["date", "definition", "kind", "method", "estimand", "regime", "flags"],
    )  # fmt: skip
    return frame.assign(sentence=shrunk_sentences(frame)) if describe else frame
