"""What single reports and long series of them show: fates against launched, places, ways of counting, last digits."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from dronestats.comparison.agreement import last_digits
from dronestats.comparison.findings import finding
from dronestats.comparison.pairs import ATTACK
from dronestats.comparison.statements import statements
from dronestats.selection import nights, totals
from dronestats.tallies import tally
from dronestats.vocabulary import column, table

SMALLEST = 20  # figures below have no even last digit
ENOUGH = 50  # figures from which the digits are tested
LEVEL = 0.05


def check_fates(claims: pd.DataFrame) -> list[dict]:
    """Return a finding where the fates exceed the launched, all were stopped, or launched repeats the kills."""
    found = []
    for row in tally(claims[claims["weapon_class"] != "mixed"]).itertuples(index=False):
        fates = sum(0 if pd.isna(own) else int(own) for own in (
            row.destroyed, row.lost, row.intercepted, row.hit, row.left_airspace, row.still_airborne))  # fmt: skip
        stopped = sum(0 if pd.isna(own) else int(own) for own in (row.destroyed, row.lost, row.intercepted))
        if pd.isna(row.launched):
            continue
        launched = int(row.launched)
        told_by = row._asdict()
        told = {"stated": launched, "outcome": "launched"}
        if row.launched_basis == "imputed":
            found.append(finding("fates:imputed", told_by, **told))
        elif "parts_gt_whole" in row.flags.split():
            found.append(finding("fates:above", told_by, found=fates, **told))
        elif stopped == launched >= SMALLEST:
            found.append(finding("fates:all_stopped", told_by, found=stopped, **told))
    return found


def check_places(claims: pd.DataFrame) -> list[dict]:
    """Return a finding for each report that gives one number for drones that hit and for places hit."""
    hits, places = (totals(claims[claims["outcome"] == own]).dropna(subset="count") for own in ("hit", "hit_location"))
    key = ["report_id", "window_start", "window_end", "count"]
    both = hits[hits["count"] > 0].merge(places[[*key, "claim_id"]], on=key, suffixes=("", "_place"))
    return [
        finding("places:same_number", row, [row["claim_id"], row["claim_id_place"]], stated=int(row["count"]))
        for row in both.to_dict("records")
    ]


def check_regimes(claims: pd.DataFrame) -> list[dict]:
    """Return a finding for each change of an office's way of counting, and for reports that state what theirs lacks."""
    rows = totals(claims[claims["scope"] != "cumulative"]).dropna(subset="regime")
    rows = rows.assign(day=nights(rows)).sort_values("day", kind="stable")
    starts = column("regimes", "start")
    found = []
    for _, own in rows.groupby(["claimant", "claimant_body", *ATTACK], dropna=False, observed=True, sort=False):
        seen = own.drop_duplicates("regime").to_dict("records")
        for before, after in pairwise(seen):
            told = {"before": before["regime"], "after": after["regime"], "day": starts[after["regime"]]}
            found.append(finding("regime:changes", after, outcome="stopped", **told))
    ways = table("regimes").set_index("regime")
    no_lost = (rows["regime"].map(ways["states_lost"]) == "no") & (rows["count"] > 0).fillna(False)
    odd = (rows["outcome"] == "lost") & no_lost
    for _, own in rows[odd].groupby(["report_id", "outcome", "weapon_class"], observed=True, sort=False):
        first = own.iloc[0]
        found.append(finding("regime:differs", first, own["claim_id"], outcome=str(first["outcome"]),
                             regime=first["regime"]))  # fmt: skip
    return found


def check_digits(claims: pd.DataFrame) -> list[dict]:
    """Return a finding for each office and measure with enough exact figures; p is corrected for the number of tests.

    References
    ----------
    Holm, S. (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    rows = statements(claims[claims["scope"] == "bulletin"])
    rows = rows[rows["region"].isna()]
    tests = []
    for (_, body), own in rows.groupby(["claimant", "claimant_body"], observed=True, sort=False):
        for measure in ("launched", "stopped"):
            exact = own[f"{measure}_count"].where(own[f"{measure}_low"] == own[f"{measure}_high"])
            values = exact[(exact >= SMALLEST).fillna(False)]
            if len(values) >= ENOUGH:
                tests.append((last_digits(values, least=SMALLEST), own.loc[values.index], measure, body))
    tests.sort(key=lambda test: test[0]["p"])
    found, least = [], 0.0
    for place, (digits, own, measure, body) in enumerate(tests):
        least = max(least, min(1.0, digits["p"] * (len(tests) - place)))
        verdict = "even" if least >= LEVEL else "uneven"
        first = own.iloc[0].to_dict() | {"report_id": f"{body}, {measure}", "window_end": own["window_end"].max()}
        found.append(finding(f"last_digits:{verdict}", first, outcome=measure, size=digits["n"], p=f"{least:.2g}",
                             zero=f"{100 * digits['share_zero']:.0f} %"))  # fmt: skip
    return found
