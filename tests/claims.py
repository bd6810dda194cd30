"""Small claims for tests: one call a claim, everything not named is plain."""

import pandas as pd

from dronestats.schema import validate_claims
from dronestats.windows import window


def claim(claim_id, outcome, count, *, start="2025-01-01T20:00", end="2025-01-02T08:00", claimant="Ukraine", **other):
    """Return one claim as a dict: by default Ukraine's Air Force on drones of one night."""
    attacker, defender = ("Russia", "Ukraine") if claimant == "Ukraine" else ("Ukraine", "Russia")
    first, last, basis = window(start, end, claimant)
    body = "Ukrainian Air Force" if claimant == "Ukraine" else "Ministry of Defence"
    row = {
        "claim_id": claim_id, "report_id": claim_id.rsplit("/", 1)[0], "claimant": claimant, "claimant_body": body,
        "attacker": attacker, "defender": defender, "weapon_class": "drone", "weapon": "uav", "outcome": outcome,
        "region": pd.NA, "part_of": pd.NA, "scope": "bulletin", "window_start": first, "window_end": last,
        "window_basis": basis, "as_of": pd.NaT, "count": count, "count_low": pd.NA, "count_high": pd.NA,
        "qualifier": "exact", "basis": "stated", "regime": "ua-separate" if claimant == "Ukraine" else "ru-pooled",
        "note": pd.NA,
    }  # fmt: skip
    unknown = set(other) - set(row)
    assert not unknown, unknown
    return row | other


def claims(*rows):
    """Return validated claims."""
    return validate_claims(pd.DataFrame(rows))


def night(
    report_id, *, start="2025-01-01T20:00", end="2025-01-02T08:00", claimant="Ukraine", regime="ua-separate", **counts
):
    """Return the claims of one report, outcome=count."""
    return [
        claim(f"{report_id}/{number}", outcome, count, start=start, end=end, claimant=claimant, regime=regime)
        for number, (outcome, count) in enumerate(counts.items(), 1)
    ]
