"""Frames written as one Excel workbook: typed columns, texts that stay texts, the same bytes each time."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pandas as pd
import xlsxwriter

from dronestats.errors import DronestatsError
from dronestats.export.archive import LONGEST_PROPERTY, xml_text

SHARES = ("rate", "low", "high", "level", "share")
MOST_ROWS = 1_048_575  # below the header
MOST_LETTERS = 32_767  # of a cell
MOST_LINKS = 65_530  # of a sheet
_CUT = " ... (longer than a cell: the whole text is in the csv)"
_WIDEST = 60
_EPOCH = datetime(1980, 1, 1)  # no clock in the file: the day that zip archives start from


def workbook(sheets: dict[str, pd.DataFrame], *, title: str, about: list[str] | None = None) -> bytes:
    """Return a workbook with one sheet a frame.

    Parameters
    ----------
    sheets : dict of str to DataFrame
        Name -> frame. Whole numbers, shares (columns ``rate``, ``low``, ``high``, ``level``: shown as per cent), times
        (UTC) and texts keep their kind; missing cells are empty. A text is never a formula; an address of the web
        that fills its cell can be followed.
    title : str
        Property of the file, and heading of the first sheet where there is an `about`.
    about : list of str, optional
        Plain sentences of a first sheet.

    Raises
    ------
    DronestatsError
        For a frame with more rows than a sheet can hold.

    Examples
    --------
    >>> content = workbook({"notes": pd.DataFrame({"note": ["=1+1"]})}, title="Notes")
    >>> content[:2]
    b'PK'
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": xml_text(title)[:LONGEST_PROPERTY], "author": "dronestats", "created": _EPOCH})
    forms = {
        "head": book.add_format({"bold": True, "bg_color": "#f0f2f5", "bottom": 1, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "number": book.add_format({"num_format": "General"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    used: set[str] = set()
    if about is not None:
        sheet = book.add_worksheet(_sheet_name("about", used))
        sheet.set_column(0, 0, 110, forms["wrap"])
        _on_paper(sheet)
        sheet.write_string(0, 0, title, forms["title"])
        for row, text in enumerate(about, 1):
            # Not every program makes a row as high as its wrapped text.
            sheet.set_row(row, 15 * -(-len(text) // 100) + 3)
            sheet.write_string(row, 0, text[:MOST_LETTERS], forms["wrap"])
    for name, frame in sheets.items():
        _write(book.add_worksheet(_sheet_name(name, used)), name, frame, forms)
    book.close()
    return buffer.getvalue()


def _sheet_name(name: str, used: set[str]) -> str:
    """Return a name that Excel takes: 31 letters, none of its signs, each once."""
    short = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31] or "sheet"
    number = 2
    while short.casefold() in used:
        short, number = f"{short[:28]} {number}", number + 1
    used.add(short.casefold())
    return short


def _write(sheet, name: str, frame: pd.DataFrame, forms: dict) -> None:
    if len(frame) > MOST_ROWS:
        raise DronestatsError(
            f"{name}: {len(frame):,} rows, a sheet holds {MOST_ROWS:,}; leave xlsx out of the formats or filter first"
        )
    links = 0
    for place, column in enumerate(frame):
        values = frame[column]
        kind = _kind(str(column), values)
        sheet.write_string(0, place, str(column), forms["head"])
        widest = len(str(column)) + 2
        for row, value in enumerate(values, 1):
            if pd.isna(value):
                continue
            if kind == "text":
                text = str(value)
                widest = max(widest, len(text))
                is_link = links < MOST_LINKS and re.fullmatch(r"https?://\S{1,2070}", text) is not None
                links += is_link
                if is_link:
                    sheet.write_url(row, place, text, string=text)
                else:
                    # Where the text is too long for a cell, the cell says so.
                    sheet.write_string(
                        row, place, text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - len(_CUT)] + _CUT
                    )
            elif kind == "time":
                sheet.write_datetime(row, place, value.tz_convert("UTC").tz_localize(None).to_pydatetime(warn=False),
                                     forms["time"])  # fmt: skip
            elif kind == "truth":
                sheet.write_boolean(row, place, bool(value))
            else:
                sheet.write_number(row, place, float(value), forms[kind])
        sheet.set_column(place, place, 17 if kind == "time" else min(widest + 1, _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _on_paper(sheet)
    if len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _on_paper(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _kind(name: str, values: pd.Series) -> str:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return "time"
    if pd.api.types.is_bool_dtype(values):
        return "truth"
    if not pd.api.types.is_numeric_dtype(values):
        return "text"
    if name in SHARES:
        return "share"
    return "whole" if pd.api.types.is_integer_dtype(values) else "number"
