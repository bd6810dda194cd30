"""A frame written as a table that reads the same everywhere: CSV, JSON Lines, parquet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError, import_extra, must_be_one_of, shown
from dronestats.export.files import write_together
from dronestats.extraction.text import storable

FORMATS = ("csv", "jsonl", "parquet")


def save_table(frame: pd.DataFrame, path: str | Path, *, formats: Iterable[str] = ("csv",)) -> list[Path]:
    r"""Write a frame as a table: UTF-8, unix line ends, times in UTC as ISO 8601, missing cells empty or null.

    Parameters
    ----------
    frame : DataFrame
        Written without its index.
    path : str or Path
        With or without the ending of a format, which is dropped.
    formats : iterable of {"csv", "jsonl", "parquet"}
        Parquet needs pyarrow.

    Returns
    -------
    list of Path
        The files written; all of them appear, or none.

    Raises
    ------
    DronestatsError
        For an unknown format, a column that stands twice, a missing folder or one that cannot be written. No half file
        is left.

    Notes
    -----
    In CSV, a text or column name that a spreadsheet would take for a formula (it starts with = + - @ or a control
    character and is no number) is written with an apostrophe in front, which spreadsheets take for "this is text".
    Numbers stay numbers. Line ends inside a cell are unix ones.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> paths = save_table(pd.DataFrame({"note": ["=1+1"], "count": [-3]}), Path(tempfile.mkdtemp()) / "t")
    >>> paths[0].read_text()
    "note,count\n'=1+1,-3\n"
    """
    path = Path(path)
    formats = list(dict.fromkeys(formats))
    for name in formats:
        must_be_one_of("format", name, FORMATS)
    path = path.with_suffix("") if path.suffix.removeprefix(".") in FORMATS else path
    return write_together({path.with_name(f"{path.name}.{name}"): as_bytes(frame, name) for name in formats})


def as_bytes(frame: pd.DataFrame, form: str) -> bytes:
    """Return a frame as the bytes of a file in one of the formats (see `save_table`)."""
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise DronestatsError(f"the column {shown(twice)!r} stands twice; keep one, or rename it")
    frame = frame.assign(**{str(name): frame[name].map(_storable) for name in frame if frame[name].dtype == object})
    if form == "parquet":
        import_extra("pyarrow", "dask")
        return frame.to_parquet(None, index=False)
    if form == "jsonl":
        text = frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso", double_precision=15)
        return text.replace("\\/", "/").encode("utf-8")
    return as_csv(frame).encode("utf-8")


def _storable(value: object) -> object:
    """Return a cell of a frame of objects: in a text, half a surrogate pair, which no file can hold, is ``?``."""
    return storable(value) if isinstance(value, str) else value


def _as_text(text: pd.Series) -> pd.Series:
    """Return texts with an apostrophe before each that a spreadsheet would take for a formula."""
    risky = text.str.match(r"[=+\-@\t\r]", na=False) & pd.to_numeric(text, errors="coerce").isna()
    # A lone carriage return would end the row in some readers.
    return text.mask(risky, "'" + text).str.replace("\r\n?", "\n", regex=True)


def as_csv(frame: pd.DataFrame, *, header: bool = True) -> str:
    """Return a frame as the text of a CSV file (see `save_table`), or of a further piece of one."""
    table = frame.copy()
    for name in table.columns:
        if isinstance(table[name].dtype, pd.DatetimeTZDtype):
            table[name] = table[name].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif pd.api.types.is_string_dtype(table[name]) or table[name].dtype == object:
            table[name] = _as_text(table[name].astype("string"))
    table.columns = _as_text(pd.Series(table.columns.map(str), dtype="string")).tolist()
    return table.to_csv(index=False, header=header, lineterminator="\n")
