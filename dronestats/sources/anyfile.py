"""Claims from a file of whatever kind: the project's own columns or the public Kaggle table, told by the columns."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError
from dronestats.sources.canonical import read_claims
from dronestats.sources.kaggle import read_kaggle

KAGGLE = {"time_start", "time_end", "model"}


def read_any(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims of a file and its faults, the good rows kept.

    Parameters
    ----------
    path : str or Path
        CSV or parquet with the columns of the claims table, or a copy of the Kaggle table.

    Returns
    -------
    (DataFrame, DataFrame)
        Claims, and one row for each problem (see `read_claims`).

    Examples
    --------
    >>> import dronestats as ds, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "claims.csv"
    >>> ds.load_claims().head(3).to_csv(path, index=False)
    >>> claims, faults = read_any(path)
    >>> len(claims), len(faults)
    (3, 0)
    """
    path = Path(path)
    if _header(path) >= KAGGLE:
        return read_kaggle(path, faults=True)
    return read_claims(path, faults=True)


def read_all(paths) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims of several files together; an id that stands in two files is a DronestatsError."""
    read = [read_any(path) for path in paths]
    claims = pd.concat([own for own, _ in read], ignore_index=True)
    faults = pd.concat([own for _, own in read], ignore_index=True)
    twice = claims["claim_id"][claims["claim_id"].duplicated()]
    if len(twice):
        raise DronestatsError(
            f"claim_id {twice.iloc[0]!r} stands in two of the files; give each report to one file only"
        )
    return claims, faults


def _header(path: Path) -> set[str]:
    """Return the column names in the first line; what cannot be read is left to the reader's own error."""
    if path.suffix == ".parquet" or not path.is_file():
        return set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return set(next(csv.reader([lines.readline(1_000_000)]), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
