"""Earlier cases: what was claimed beside what was known later, and one number over two denominators."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.pairs import pair_claims
from dronestats.rates.sentences import percent
from dronestats.selection import SIDE
from dronestats.sources.bundled import load_relations
from dronestats.tallies import tally

LATER = ["case", "claimant", "body", "later_body", "claimed", "later", "claim_to_later", "sentence"]
OVER = ["case", "claimant", "k", "denominator", "n", "rate", "sentence"]


def claims_and_later(history: pd.DataFrame, relations: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each claim beside what was known later, and how many times as large it was.

    Parameters
    ----------
    history : DataFrame
        Claims, for example ``load_claims("history")``.
    relations : DataFrame, optional
        With ``known_later`` between the reports; by default the bundled ones.

    Returns
    -------
    DataFrame
        ``case`` (attacker against defender and year), ``claimant``, ``body`` that claimed, ``later_body``, ``claimed``,
        ``later`` (weapons), ``claim_to_later`` (1: alike), ``sentence``.

    Examples
    --------
    >>> import dronestats as ds
    >>> found = claims_and_later(ds.load_claims("history"))
    >>> found[["claimed", "later", "claim_to_later"]].round(1).values.tolist()
    [[185, 80, 2.3], [185, 53, 3.5], [41, 4, 10.2], [45, 4, 11.2]]
    """
    pairs = pair_claims(history, load_relations() if relations is None else relations)
    pairs = pairs[(pairs["kind"] == "known_later") & pairs["ratio"].notna()]
    found = pd.DataFrame({
        "case": _case(pairs, pairs["window_end_a"]), "claimant": pairs["claimant_a"], "body": pairs["claimant_body_a"],
        "later_body": pairs["claimant_body_b"], "claimed": pairs["count_a"], "later": pairs["count_b"],
        "claim_to_later": 1 / pairs["ratio"],
    })  # fmt: skip
    said = [
        f"{row.case}: {row.claimed:,} stated by {row.body}, {row.later:,} by {row.later_body}: "
        f"{row.claim_to_later:.1f} to 1."
        for row in found.itertuples()
    ]
    found["sentence"] = pd.Series(said, index=found.index, dtype="string")
    found = found.sort_values(["case", "claimed", "later"], ascending=[True, True, False], kind="stable")
    return found[LATER].reset_index(drop=True)


def rates_over_both(history: pd.DataFrame) -> pd.DataFrame:
    """Return what was stopped as a share of all that was launched and of those that the defence engaged.

    Returns
    -------
    DataFrame
        ``case``, ``claimant``, ``k`` (stopped), ``denominator`` (launched, engaged), ``n`` (weapons), ``rate`` (share),
        ``sentence``. Figures worded "about" are used as printed: this is history, not an estimate.

    Examples
    --------
    >>> import dronestats as ds
    >>> found = rates_over_both(ds.load_claims("history")).query("k == 735")
    >>> found[["denominator", "n", "rate"]].round(3).values.tolist()
    [['launched', 4594, 0.16], ['engaged', 805, 0.913]]
    """
    rows = tally(history)
    rows = rows[rows["destroyed"].notna()].rename(columns={"destroyed": "k"})
    rows["case"] = _case(rows, rows["window_end"])
    found = []
    for name in ("launched", "engaged"):
        own = rows.loc[rows[name].notna(), ["case", "claimant", "k"]]
        found.append(own.assign(denominator=name, n=rows[name], rate=rows["k"] / rows[name]))
    whole = pd.concat(found, ignore_index=True).astype({"rate": "Float64", "denominator": "string"})
    whole["sentence"] = pd.Series(
        [f"{row.case}: {row.k:,} of {row.n:,} {row.denominator}, {percent(row.rate)}." for row in whole.itertuples()],
        index=whole.index, dtype="string",
    )  # fmt: skip
    return whole.sort_values(["case", "k"], kind="stable").reset_index(drop=True)[OVER]


def _case(rows: pd.DataFrame, ends: pd.Series) -> pd.Series:
    year = (ends - pd.Timedelta(days=1)).dt.year.astype("string")
    return rows[SIDE[1]].astype("string") + " against " + rows[SIDE[2]].astype("string") + ", " + year
