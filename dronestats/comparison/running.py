"""Running totals: how they rise, fall or stand still, and which two may not be subtracted from one another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.comparison.agreement import running_total
from dronestats.comparison.findings import finding
from dronestats.comparison.pairs import ATTACK
from dronestats.comparison.statements import STOPPED, statements
from dronestats.rates.sentences import NOUNS
from dronestats.selection import disjoint, latest
from dronestats.vocabulary import name_of
from dronestats.windows import overlap

# Days between two totals from which one speaks of a gap: a daily series prints one a day.
GAP = pd.Timedelta(days=2)
# Totals that agree in these are one series.
SERIES = ("window_start", "claimant_body", "weapon")


def check_running(claims: pd.DataFrame) -> list[dict]:
    """Return a finding for each step of each running total, beside the reports of its side in between."""
    whole = claims["part_of"].isna() & claims["region"].isna() & claims["count"].notna()
    rows = claims[whole & (claims["scope"] == "cumulative")].sort_values(["window_end", "claim_id"], kind="stable")
    reported = _reported(claims[claims["scope"] != "cumulative"])
    found = []
    for _, own in rows.groupby(["claimant", *ATTACK, "outcome"], observed=True, sort=False):
        last: dict[tuple, pd.Series] = {}
        earlier = None
        for _, after in own.iterrows():
            series = tuple(str(after[name]) for name in SERIES)
            if series in last and last[series]["window_end"] < after["window_end"]:
                found.append(_step(last[series], after, reported))
            # Totals of a month and of a year are no steps of one series, and nobody takes them for it.
            elif series not in last and earlier is not None and _overlap(earlier, after) >= 0.5:
                why = why_not_differenced(earlier, after)
                found += [_refused(earlier, after, why)] if why else []
            last[series] = earlier = after
    return found


def _overlap(before: pd.Series, after: pd.Series) -> float:
    one, two = (own.to_frame().T.reset_index(drop=True) for own in (before, after))
    return float(overlap(one, two).iloc[0])


def why_not_differenced(before: pd.Series, after: pd.Series) -> str:
    """Return why the later of two totals minus the earlier is no count of what came in between; empty if it is.

    Parameters
    ----------
    before, after : Series
        Rows with ``window_start``, ``claimant_body`` and ``weapon``.

    Examples
    --------
    >>> import dronestats as ds
    >>> one, two = ds.load_claims("cumulative").query("claimant == 'Russia' and scope == 'cumulative'").iloc[:2].iloc
    >>> why_not_differenced(one, two)
    ''
    >>> why_not_differenced(one.replace({one["claimant_body"]: "Minister of Defence"}), two)
    'they come from different offices (Minister of Defence; Ministry of Defence)'
    """
    reasons = []
    if before["window_start"] != after["window_start"]:
        days = [f"{own['window_start']:%Y-%m-%d}" for own in (before, after)]
        reasons.append(f"they count from different days ({'; '.join(days)})")
    for name, words in (("claimant_body", "come from different offices"), ("weapon", "are about different weapons")):
        one, two = (own.get(name, pd.NA) for own in (before, after))
        if not (pd.isna(one) and pd.isna(two)) and (pd.isna(one) or pd.isna(two) or one != two):
            shown = [
                name_of("weapons", own) if name == "weapon" and not pd.isna(own) else str(own) for own in (one, two)
            ]
            reasons.append(f"they {words} ({'; '.join(shown)})")
    return " and ".join(reasons)


def _refused(before: pd.Series, after: pd.Series, why: str) -> dict:
    ids = [after["claim_id"], before["claim_id"]]
    told = {"stated": int(after["count"]), "other": before["report_id"], "why": why}
    return finding("running_total:not_differenced", after, ids, **told)


def _step(before: pd.Series, after: pd.Series, reported: pd.DataFrame) -> dict:
    between = reported[
        (reported["claimant"] == after["claimant"]) & (reported["weapon_class"] == str(after["weapon_class"]))
        & (reported["attacker"] == after["attacker"]) & (reported["measure"] == _measure(after["outcome"]))
        & (reported["window_start"] >= before["window_end"] - GAP / 2) & (reported["window_end"] <= after["window_end"])
        & (reported["window_end"] > before["window_end"])
    ]["least"]  # fmt: skip
    told = float(between.sum()) if len(between) else np.nan
    step = running_total([before["count"], after["count"]], [np.nan, told])
    rise, length = int(step["sum_increments"]), after["window_end"] - before["window_end"]
    if step["n_negative_increments"]:
        verdict = "falls"
    elif step["n_zero_increments_with_claims"]:
        verdict = "stands_still"
    elif told > rise:
        verdict = "below_reports"
    else:
        verdict = "gap" if length >= GAP else "rises"
    days = round(length / pd.Timedelta(days=1))
    words = {"days": "1 day" if days == 1 else f"{days:,} days", "before": f"{int(before['count']):,}"}
    words |= {"reported": "" if np.isnan(told) else f"{int(told):,} {NOUNS[str(after['weapon_class'])]}"}
    words |= {"gap": f"{abs(rise):,}"}
    ids = [after["claim_id"], before["claim_id"]]
    return finding(f"running_total:{verdict}", after, ids, stated=int(after["count"]), found=rise, **words)


def _measure(outcome: str) -> str:
    return "stopped" if outcome in STOPPED else str(outcome)


def _reported(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the least that reports in windows that do not overlap state, one row for each window and measure."""
    rows = statements(disjoint(latest(claims)))
    rows = rows[rows["region"].isna()]
    key = ["claimant", "attacker", "window_start", "window_end"]
    return pd.concat(
        rows[[*key]].assign(weapon_class=rows["weapon_class"].astype("string"), measure=name, least=rows[f"{name}_low"])
        for name in ("launched", "stopped")
    ).dropna(subset="least")  # fmt: skip
