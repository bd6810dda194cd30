"""A briefing as one file: the workbook."""

from __future__ import annotations

import pandas as pd

from dronestats.briefing.tables import definitions_of
from dronestats.export.workbook import workbook
from dronestats.vocabulary import table


def book_of(made: dict, frames: dict[str, pd.DataFrame]) -> bytes:
    """Return the workbook of a briefing: what it says, a sheet for each table, the claims, definitions and sources.

    Parameters
    ----------
    made : dict
        From `dronestats.briefing.content`.
    frames : dict of str to DataFrame
        Tables of the briefing, ``sources`` among them.
    """
    told = {name: frame for name, frame in frames.items() if name != "sources"}
    sheets = {
        **told,
        "claims": made["claims"],
        "definitions": definitions_of(made["language"]),
        "regimes": table("regimes"),
        "sources": frames["sources"],
    }
    return workbook(sheets, title=made["title"], about=made["summary"])
