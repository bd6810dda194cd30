"""A workbook keeps the kind of every column, and a text stays a text."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest

from dronestats.errors import DronestatsError
from dronestats.export import workbook as module
from dronestats.export.workbook import workbook

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FRAME = pd.DataFrame(
    {
        "note": ['=HYPERLINK("https://evil.example")', "+1", "@SUM(1)", None],
        "count": pd.array([100, 0, None, -5], dtype="Int64"),
        "rate": pd.array([0.9, None, 0.5, 1], dtype="Float64"),
        "as_of": pd.to_datetime(["2024-10-28T08:30Z", None, None, None]),
        "url": ["https://a.example/?q=1", "javascript:alert(1)", None, None],
    }
)


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - written here
    return archive, ["".join(own.itertext()) for own in strings]


def cells(archive, strings, number=1):
    """Return cell -> value of a sheet: texts as str, numbers as float."""
    root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - written here
    assert root.findall(f".//{SPACE}f") == []
    return {
        cell.attrib["r"]: strings[int(cell.find(f"{SPACE}v").text)]
        if cell.attrib.get("t") == "s"
        else float(cell.find(f"{SPACE}v").text)
        for cell in root.iter(f"{SPACE}c")
        if cell.find(f"{SPACE}v") is not None
    }


def test_numbers_times_and_texts_keep_their_kind_and_missing_cells_are_empty():
    found = cells(*opened(workbook({"t": FRAME}, title="T")))
    assert [found.get(f"B{row}") for row in range(2, 6)] == [100, 0, None, -5]
    assert [found.get(f"C{row}") for row in range(2, 6)] == [0.9, None, 0.5, 1]
    assert found["D2"] == pytest.approx(45593 + 8.5 / 24)
    assert "D3" not in found


def test_a_text_that_looks_like_a_formula_stays_a_text_in_every_cell():
    archive, strings = opened(workbook({"t": FRAME}, title="=1+1", about=["=1+1"]))
    assert [cells(archive, strings, 2)[f"A{row}"] for row in (2, 3, 4)] == FRAME["note"].tolist()[:3]
    assert cells(archive, strings)["A1"] == "=1+1"


def test_only_addresses_of_the_web_can_be_followed():
    archive, _ = opened(workbook({"t": FRAME}, title="T"))
    targets = re.findall(rb'Target="(.*?)"', archive.read("xl/worksheets/_rels/sheet1.xml.rels"))
    assert targets == [b"https://a.example/?q=1"]


def test_the_header_stays_in_sight_and_can_filter():
    sheet = opened(workbook({"t": FRAME}, title="T"))[0].read("xl/worksheets/sheet1.xml")
    assert b'state="frozen"' in sheet
    assert b'<autoFilter ref="A1:E5"/>' in sheet


def test_names_of_sheets_are_short_allowed_and_each_once():
    names = ["a" * 40, "a" * 40 + "b", "what: [a] *?/\\"]
    archive, _ = opened(workbook(dict.fromkeys(names, FRAME), title="T"))
    found = re.findall(rb'<sheet name="(.*?)"', archive.read("xl/workbook.xml"))
    assert found == [b"a" * 31, b"a" * 28 + b" 2", b"what   a"]


def test_the_same_frames_give_the_same_bytes():
    assert workbook({"t": FRAME}, title="T") == workbook({"t": FRAME}, title="T")


def test_a_text_too_long_for_a_cell_says_so():
    found = cells(*opened(workbook({"t": pd.DataFrame({"note": ["x" * 40_000]})}, title="T")))
    assert found["A2"].endswith("the whole text is in the csv)")


def test_a_frame_too_long_for_a_sheet_is_named(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    with pytest.raises(DronestatsError, match="nights: 4 rows, a sheet holds 3; leave xlsx out of the formats"):
        workbook({"nights": FRAME}, title="T")
