"""Claims from whatever a user points at: the project's own columns, the Kaggle table, or texts to be read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from dronestats import schema
from dronestats.errors import DronestatsError
from dronestats.sources.canonical import read_claims
from dronestats.sources.documents import extract_documents
from dronestats.sources.kaggle import read_kaggle
from dronestats.sources.texts import FIELDS, read_documents

KAGGLE = {"time_start", "time_end", "model"}


class Input(NamedTuple):
    """What was read: claims, the reports behind them where the source has any, and the problems."""

    claims: pd.DataFrame
    reports: pd.DataFrame
    faults: pd.DataFrame


def read_any(path: str | Path, *, progress=None) -> Input:
    """Return the claims of a file or folder, their reports and the faults; the good rows are kept.

    Parameters
    ----------
    path : str or Path
        CSV or parquet with the columns of the claims table; a copy of the Kaggle table; or texts (plain, HTML, Telegram
        export, JSON Lines, CSV with a text column, ``.gz``, ``.zip``, a folder), which are read as bulletins.
    progress : callable, optional
        Called with the number of texts read so far.

    Returns
    -------
    Input
        ``claims``; ``reports`` (empty where the claims name their sources themselves); ``faults``: ``file``, ``line``,
        ``id``, ``column``, ``value``, ``rule``, ``way_out``.

    Examples
    --------
    >>> import dronestats as ds, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "claims.csv"
    >>> ds.load_claims().head(3).to_csv(path, index=False)
    >>> found = read_any(path)
    >>> len(found.claims), len(found.faults)
    (3, 0)
    """
    own = Path(path)
    header, suffix = _header(own), own.suffix.lower()
    if header & KAGGLE == KAGGLE:
        claims, faults = read_kaggle(own, faults=True)
    elif suffix == ".parquet" or (suffix == ".csv" and not _has_texts(header)) or not own.exists():
        claims, faults = read_claims(own, faults=True)
    else:
        claims, reports, told = extract_documents(read_documents([path]), progress=progress)
        return Input(claims, reports, as_problems(told))
    return Input(claims, schema.empty("reports"), faults)


def read_all(paths) -> Input:
    """Return the claims of several files together; an id that stands in two of them is a DronestatsError."""
    read = [read_any(path) for path in paths]
    claims, reports, faults = (pd.concat(parts, ignore_index=True) for parts in zip(*read, strict=True))
    twice = claims["claim_id"][claims["claim_id"].duplicated()]
    if len(twice):
        raise DronestatsError(
            f"claim_id {twice.iloc[0]!r} stands in two of the files; give each report to one file only"
        )
    return Input(claims, reports, faults)


def as_problems(told: pd.DataFrame) -> pd.DataFrame:
    """Return the faults of documents in the columns of a ClaimsError."""
    blank = pd.Series("", index=told.index, dtype="string")
    columns = (told["path"], told["where"], blank, blank, blank, told["what"], told["way_out"])
    return pd.DataFrame(dict(zip(schema.PROBLEM, columns, strict=True)))


def _has_texts(header: set[str]) -> bool:
    return "claim_id" not in header and any(name in header for name in FIELDS["text"])


def _header(path: Path) -> set[str]:
    """Return the column names in the first line of a CSV; what cannot be read is left to the reader's own error."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return set(next(csv.reader([lines.readline(1_000_000)]), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
