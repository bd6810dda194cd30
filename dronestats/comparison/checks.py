"""What the texts themselves show: sums, hours within hours, running totals, ways of counting. Flags, no accusations."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.findings import as_frame
from dronestats.comparison.nesting import check_inside, check_overlaps
from dronestats.comparison.oddities import check_digits, check_fates, check_places, check_regimes
from dronestats.comparison.parts import check_parts
from dronestats.comparison.running import check_running
from dronestats.errors import must_be_one_of
from dronestats.schema import as_claims
from dronestats.sources.bundled import load_relations

CHECKS = {
    "parts": check_parts,
    "fates": lambda claims, _: check_fates(claims),
    "places": lambda claims, _: check_places(claims),
    "inside": check_inside,
    "overlap": lambda claims, _: check_overlaps(claims),
    "running_total": lambda claims, _: check_running(claims),
    "regime": lambda claims, _: check_regimes(claims),
    "last_digits": lambda claims, _: check_digits(claims),
}


def check_claims(
    claims: pd.DataFrame, checks: list[str] | None = None, *, relations: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Check what claims say about themselves and each other, with a verdict and the rows behind it.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Running totals are compared with the reports in it.
    checks : list of str, optional
        ``parts``, ``fates``, ``places``, ``inside``, ``overlap``, ``running_total``, ``regime``, ``last_digits``; by
        default all: parts against their total (a number over several places shared, or that many in each); fates
        against launched, and launched that repeat the kills; drones that hit against places hit; hours within hours,
        night and day against the day's summary; hours that cross; running totals; ways of counting; last digits.
    relations : DataFrame, optional
        What a person read (``partial_list``: the page gave a part of its list); by default the bundled ones.

    Returns
    -------
    DataFrame
        One row a finding: ``check``, ``verdict`` (both together are an id of ``checks.csv``), ``is_flag`` (a reader
        should look), ``report_id``, ``claimant``, ``claimant_body``, ``weapon_class``, ``outcome``, ``window_start``,
        ``window_end``, ``stated``, ``found`` (drones), ``claim_ids`` (the rows, with spaces), ``sentence``.

    Raises
    ------
    DronestatsError
        For a check that does not exist.

    Notes
    -----
    A flag is a fact about a text. An outlet may have dropped a line, a page may give part of a list, an office may have
    corrected itself; none of it says whether a figure is true.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> day = claims[claims["report_id"].str.startswith("ru-2024-10-28")]
    >>> found = ds.check_claims(day, ["parts", "inside"])
    >>> found[["verdict", "report_id", "stated", "found"]].values.tolist()[0]
    ['holds', 'ru-2024-10-28', 21, 21]
    >>> found["sentence"].iloc[-1].partition(": ")[2].split(", ")[0]
    '64 is the sum of what reports on hours within give'
    """
    for name in checks or ():
        must_be_one_of("check", name, CHECKS)
    claims = as_claims(claims)
    relations = load_relations() if relations is None else relations
    chosen = CHECKS if checks is None else checks
    return as_frame([found for name in chosen for found in CHECKS[name](claims, relations)])
