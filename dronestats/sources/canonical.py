"""Tables in the project's own columns, as CSV or parquet."""

from __future__ import annotations

import csv
import io
import os
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from dronestats.errors import ClaimsError, DronestatsError, import_extra, problem_text, shown
from dronestats.schema import PROBLEM, check
from dronestats.sources.texts import MOST_LINE


def read_claims(path, *, faults: bool = False):
    """Read claims from a CSV or parquet file with the columns of the claims table.

    Parameters
    ----------
    path : str or Path
        UTF-8 CSV (a byte order mark is allowed), or ``.parquet`` where pyarrow is installed.
    faults : bool
        Return the good rows and the problems instead of raising.

    Returns
    -------
    DataFrame, or (DataFrame, DataFrame)
        Claims with exact dtypes; with ``faults`` also one row for each problem: ``file``, ``line``, ``id``,
        ``column``, ``value``, ``rule``, ``way_out``. The parts of a total that is bad are problems too.

    Raises
    ------
    ClaimsError
        If a row breaks a rule (and not ``faults``).
    DronestatsError
        If the file cannot be read at all.

    Examples
    --------
    >>> import dronestats as ds, tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "night.csv"
    >>> ds.load_claims().head(5).to_csv(path, index=False)
    >>> len(ds.read_claims(path))
    5
    """
    raw, broken = read_table(path)
    name = Path(str(path)).name
    kept, problems = check(raw, "claims", file=name)
    problems = pd.concat([broken, problems], ignore_index=True) if len(broken) else problems
    if not faults:
        if len(problems):
            raise ClaimsError(problem_text(problems, name), problems)
        return kept
    # A part whose total was bad cannot stand without it; each round can only take rows away.
    while True:
        kept, more = check(kept, "claims", file=name)
        if more.empty:
            return kept, problems
        problems = pd.concat([problems, more], ignore_index=True)


def read_table(path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a CSV or parquet file as columns of text with ``line`` (where each row starts), and the broken rows.

    A broken row has more or fewer cells than the header.
    """
    path = path if isinstance(path, Traversable) else Path(path)
    name = shown(path.name)
    if not path.is_file():
        told = "is no regular file" if os.path.exists(str(path)) else "no such file"
        raise DronestatsError(f"{path}: {'this is a folder; name a file in it' if path.is_dir() else told}")
    if name.lower().endswith(".parquet"):
        frame = _read_parquet(path)
        return frame.assign(line=range(1, len(frame) + 1)), _broken(name, [], 0)
    text = _read_text(path)
    rows, lines = _rows(text, name)
    if not rows:
        raise DronestatsError(f"{name}: is empty; the first line must name the columns")
    header = [column.strip() for column in rows[0]]
    body = list(zip(lines[1:], rows[1:], strict=True))
    whole = [(line, row) for line, row in body if len(row) == len(header)]
    frame = pd.DataFrame([row for _, row in whole], columns=header, dtype="string").replace("", pd.NA)
    wrong = [(line, len(row)) for line, row in body if len(row) != len(header)]
    return frame.assign(line=[line for line, _ in whole]), _broken(name, wrong, len(header))


def _broken(name: str, wrong: list[tuple[int, int]], width: int) -> pd.DataFrame:
    rows = [
        (
            shown(name),
            line,
            "",
            "",
            f"{cells} cells",
            f"the header has {width} columns",
            "quote cells that hold a comma",
        )
        for line, cells in wrong
    ]
    return pd.DataFrame(rows, columns=PROBLEM)


def _read_text(path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DronestatsError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DronestatsError(f"{path.name}:{line}: not UTF-8; save the file as UTF-8 CSV") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DronestatsError(f"{path.name}:{line}: holds a NUL byte; is this a CSV file?")
    return text


def _rows(text: str, name: str) -> tuple[list[list[str]], list[int]]:
    """Return the records that are not blank, and the line on which each starts."""
    reader = csv.reader(io.StringIO(text), strict=True)
    rows, lines, start = [], [], 1
    others = csv.field_size_limit(MOST_LINE)  # a setting of the whole process
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(start)
            if reader.line_num > start and any(holds_rows(cell, len(rows[0])) for cell in row):
                raise DronestatsError(f"{name}:{start}: a cell holds whole rows; close its quote on this line")
            start = reader.line_num + 1
    except csv.Error as error:
        raise DronestatsError(
            f"{name}:{reader.line_num}: broken CSV ({error}); quote cells that hold quotes or line ends"
        ) from error
    finally:
        csv.field_size_limit(others)
    return rows, lines


def holds_rows(cell: str, width: int) -> bool:
    """Return whether a cell of a table of so many columns holds rows: a quote that is not closed takes them along."""
    return "\n" in cell and cell.count(",") >= width - 1


def _read_parquet(path) -> pd.DataFrame:
    try:
        parquet = import_extra("pyarrow.parquet", "dask")
    except DronestatsError as error:
        raise DronestatsError(f"{path.name}: parquet needs pyarrow (pip install pyarrow), or save as CSV") from error
    try:
        found = parquet.read_table(path)
        found.validate(full=True)
        return found.to_pandas()
    except Exception as error:
        # A damaged file fails in whatever way pandas and pyarrow come to stumble.
        raise DronestatsError(f"{path.name}: cannot be read as parquet ({shown(error, 200)})") from error
