"""How untrue the claims must be for a rate to be another one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.rates.definitions import interception_rates
from dronestats.rates.misreporting import change_in_inflation, deflated_rate, inflation_needed, leak_multiplier
from dronestats.rates.nightly import tidy
from dronestats.rates.sentences import grid_sentences, tipping_sentences

INFLATIONS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)


def _rates(claims: pd.DataFrame, definition: str, every: str | None) -> pd.DataFrame:
    if {"k", "n", "rate", "definition"} <= set(claims.columns):
        return claims.reset_index(drop=True)
    return interception_rates(claims, definition, every)


def tipping_point(
    claims: pd.DataFrame, target: float, definition: str = "interception", every: str | None = "month", *,
    describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return by how much the numerator must be claimed too high for the rate to be a target.

    Parameters
    ----------
    claims : DataFrame
        Claims, their tally, or rates (what `interception_rates` or `pool_rates` gives).
    target : float
        Rate, above 0, up to 1.
    definition, every
        See `dronestats.interception_rates`; not read where rates are given.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        The columns of the rates, then ``target``, ``inflation_needed`` (0.15: the numerator is 15 % too high; NA where
        the rate is below the target already or there is none), ``leak_multiplier`` (how many times the claimed rest the
        rest at the target is), ``change_explains`` (change in inflation since the row before, of the same side, that
        would alone explain the change of the rate).

    Raises
    ------
    DronestatsError
        For a target that is no share.

    Notes
    -----
    Arithmetic on an assumption, no estimate: with k claimed and inflation x the true numerator is k / (1 + x).

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = claims[claims["report_id"] == "ua-2024-10-28"]
    >>> ds.tipping_point(night, 0.8, every=None)[["rate", "inflation_needed"]].round(3).values.tolist()
    [[0.9, 0.125]]
    """
    rates = _rates(claims, definition, every)
    k, n = rates["k"], rates["n"].where(rates["rate"].notna())
    side = [name for name in ("claimant", "attacker", "defender", "weapon_class", "weapon") if name in rates]
    before = (
        rates[["k", "n"]].groupby([rates[name] for name in side], observed=True, dropna=False).shift() if side else None
    )
    found = rates.assign(
        target=target, inflation_needed=inflation_needed(k, n, target), leak_multiplier=leak_multiplier(k, n, target),
        change_explains=change_in_inflation(before["k"], before["n"], k, n) if side else np.nan,
    )  # fmt: skip
    found = tidy(found, shares=["target", "inflation_needed", "leak_multiplier", "change_explains"])
    return found.assign(sentence=tipping_sentences(found)) if describe else found


def misreporting_grid(
    claims: pd.DataFrame, inflation: Iterable[float] = INFLATIONS, launched_inflation: Iterable[float] = (0.0,),
    definition: str = "interception", every: str | None = "month", *, describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return the rate under each pair of assumptions about how far the claims are too high.

    Parameters
    ----------
    claims : DataFrame
        Claims, their tally, or rates.
    inflation, launched_inflation : iterable of float
        By what share the numerator and the launched are claimed too high; above -1.
    definition, every
        See `dronestats.interception_rates`.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        The rates once for each pair, with ``inflation``, ``launched_inflation`` and ``assumed_rate`` (NA where there is
        no rate, or where it would pass 1: then both cannot be true).

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = claims[claims["report_id"] == "ua-2024-10-28"]
    >>> misreporting_grid(night, [0, 0.25], every=None)["assumed_rate"].tolist()
    [0.9, 0.72]
    """
    inflation, launched_inflation = list(inflation), list(launched_inflation)
    if not inflation or not launched_inflation:
        raise DronestatsError("an empty grid: give one inflation or more")
    rates = _rates(claims, definition, every)
    pairs = pd.DataFrame(
        [(x, y) for x in inflation for y in launched_inflation], columns=["inflation", "launched_inflation"]
    )
    grid = rates.merge(pairs, how="cross")
    rate = deflated_rate(
        grid["k"], grid["n"].where(grid["rate"].notna()), grid["inflation"], grid["launched_inflation"]
    )
    grid = tidy(grid.assign(assumed_rate=rate), shares=["inflation", "launched_inflation", "assumed_rate"])
    return grid.assign(sentence=grid_sentences(grid)) if describe else grid
