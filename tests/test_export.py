"""What leaves the package carries its source, is the same every time, and is whole or not there."""

import os
import struct
import xml.etree.ElementTree as ElementTree
import zlib

import pandas as pd
import pytest
from matplotlib import image
from matplotlib.figure import Figure

import dronestats as ds
from dronestats.charts.layout import text_faults
from dronestats.errors import DronestatsError
from dronestats.export.files import write_together
from dronestats.selection import of_days

CLAIMS = ds.load_claims()
NIGHT = ds.tally(CLAIMS[CLAIMS["report_id"] == "ua-2024-10-28"])
WORDS = 'Of 100 launched 66 were <shot down> & 24 "lost".'
CREDIT = "Source: Ukrainian Air Force. Facts CC BY 4.0."


def save(path, **options):
    return ds.save_chart(ds.plot_outcomes(NIGHT), path, **{"credit": CREDIT, "alt_text": WORDS} | options)


def png_texts(path):
    """Return the text chunks of a PNG file."""
    content, place, found = path.read_bytes(), 8, {}
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 8 : place + 8 + length]
        if kind == b"tEXt":
            key, value = body.split(b"\0", 1)
            found[key.decode()] = value.decode("latin-1")
        elif kind == b"iTXt":
            key, rest = body.split(b"\0", 1)
            value = rest[2:].split(b"\0", 2)[2]
            found[key.decode()] = (zlib.decompress(value) if rest[0] else value).decode("utf-8")
        place += length + 12
    return found


def test_a_picture_carries_its_words_and_its_source(tmp_path):
    (png,) = save(tmp_path / "night", formats=["png"])
    texts = png_texts(png)
    assert texts["Description"] == WORDS
    assert texts["Source"] == CREDIT
    assert texts["Title"].startswith("Ukraine's Air Force reports 66 of 100 drones shot down")
    assert "Software" not in texts


def test_an_svg_says_what_it_is_to_a_screen_reader(tmp_path):
    (svg,) = save(tmp_path / "night", formats=["svg"])
    root = ElementTree.fromstring(svg.read_bytes())  # noqa: S314 - written here
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert root.find(f"{space}desc").text == WORDS
    assert root.find(f"{space}title").text.startswith("Ukraine's Air Force")
    assert len(root.findall(f"{space}title")) == 1
    assert not root.findall(f".//{space}text")


def test_a_pdf_carries_its_words(tmp_path):
    (pdf,) = save(tmp_path / "night", formats=["pdf"], alt_text="Of 100 launched 66 were shot down.")
    content = pdf.read_bytes()
    assert b"/Subject (Of 100 launched 66 were shot down.)" in content
    assert b"CreationDate" not in content


@pytest.mark.parametrize("dpi", [72, 80, 90, 100])
def test_at_a_screens_resolution_no_line_leaves_the_paper(tmp_path, dpi):
    october = of_days(CLAIMS[CLAIMS["claimant"] == "Ukraine"], "2024-10-01", "2024-10-31")
    nights = ds.tally(ds.disjoint(ds.latest(october)))
    drones = nights[(nights["weapon_class"] == "drone") & (nights["attacker"] == "Russia")]
    (path,) = ds.save_chart(
        ds.plot_outcomes(drones), tmp_path / "october", credit=CREDIT, alt_text=WORDS, formats=["png"], dpi=dpi
    )
    edge = image.imread(path)[:, -dpi // 10 :, :3]
    assert edge.min() == 1, "the border on the right is not white"


def test_the_same_chart_gives_the_same_bytes(tmp_path):
    formats = ("png", "svg", "pdf")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        save(tmp_path / folder / "night", formats=formats, data=NIGHT)
    for name in ("night.png", "night.svg", "night.pdf", "night.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_is_drawn_is_written_beside_it(tmp_path):
    paths = save(tmp_path / "night.png", data=NIGHT)
    assert [path.name for path in paths] == ["night.png", "night.svg", "night.csv"]
    assert pd.read_csv(paths[-1])["launched"].tolist() == [100]


@pytest.mark.parametrize("name", ["credit", "alt_text"])
@pytest.mark.parametrize("text", ["", "  ", None])
def test_no_chart_leaves_without_its_source_or_its_words(tmp_path, name, text):
    with pytest.raises(DronestatsError, match=f"{name} is empty: no chart leaves without its source and its words"):
        save(tmp_path / "night", **{name: text})
    with pytest.raises(TypeError, match="missing 2 required keyword-only arguments: 'credit' and 'alt_text'"):
        ds.save_chart(Figure(), tmp_path / "night")
    assert os.listdir(tmp_path) == []


def test_a_long_credit_makes_the_paper_longer_and_covers_nothing(tmp_path, monkeypatch):
    seen = []
    draw = Figure.savefig

    def look(figure, *arguments, **options):
        seen.append((text_faults(figure), options["bbox_inches"].height))
        return draw(figure, *arguments, **options)

    monkeypatch.setattr(Figure, "savefig", look)
    save(tmp_path / "short", formats=["png"])
    save(tmp_path / "long", formats=["png"], credit=CREDIT * 12)
    assert seen[0][0] == []
    assert [fault for fault in seen[1][0] if "overlaps" in fault] == []
    assert seen[1][1] > seen[0][1]


def test_the_credit_is_gone_from_the_figure_after_saving(tmp_path):
    ax = ds.plot_outcomes(NIGHT)
    before = len(ax.figure.texts)
    ds.save_chart(ax, tmp_path / "night", credit=CREDIT, alt_text=WORDS)
    assert len(ax.figure.texts) == before


def test_a_figure_of_ones_own_gets_a_band_below_it(tmp_path):
    figure = Figure(figsize=(4, 3))
    figure.add_subplot().plot([1, 2])
    ds.save_chart(figure, tmp_path / "own", credit=CREDIT, alt_text=WORDS, formats=["svg"])
    root = ElementTree.fromstring((tmp_path / "own.svg").read_bytes())  # noqa: S314 - written here
    assert float(root.attrib["height"].removesuffix("pt")) > 3 * 72


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"formats": ["png", "jpg"]}, "format = 'jpg' is not one of png, svg, pdf"),
        ({"path": "missing/night"}, "does not exist; make it first or name another"),
    ],
)
def test_what_cannot_be_written_is_named_and_nothing_is_left(tmp_path, options, text):
    path = tmp_path / options.pop("path", "night")
    with pytest.raises(DronestatsError, match=text):
        save(path, **options)
    assert os.listdir(tmp_path) == []


def test_if_one_file_fails_none_appears(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("dronestats.export.files.os.replace", full)
    with pytest.raises(DronestatsError, match=r"cannot be written \(No space left on device\); name another folder"):
        save(tmp_path / "night")
    assert os.listdir(tmp_path) == []


def test_if_the_second_file_fails_the_first_is_what_it_was(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"old {name}")
    replace, calls = os.replace, []

    def full_at_the_second(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr("dronestats.export.files.os.replace", full_at_the_second)
    with pytest.raises(DronestatsError, match="b: cannot be written"):
        write_together({tmp_path / name: b"new" for name in ("a", "b", "c")})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old a", "b": "old b"}


def test_a_table_is_plain_csv_with_times_in_utc_and_missing_cells_empty(tmp_path):
    (path,) = ds.save_table(NIGHT[["report_id", "window_end", "launched", "hit"]], tmp_path / "night")
    assert path.read_text() == "report_id,window_end,launched,hit\nua-2024-10-28,2024-10-28T08:30:00Z,100,\n"


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1+cmd", "-1+1", "@SUM(1)", "\tx", "\rx"])
def test_no_text_becomes_a_formula(tmp_path, text):
    (path,) = ds.save_table(pd.DataFrame({"note": [text], "count": [-5]}), tmp_path / "t.csv")
    assert pd.read_csv(path, dtype=str).iloc[0].tolist() == [f"'{text}".replace("\r", "\n"), "-5"]


def test_a_number_written_as_text_stays_a_number(tmp_path):
    (path,) = ds.save_table(pd.DataFrame({"value": ["-3.5", "+2"]}), tmp_path / "t")
    assert path.read_text() == "value\n-3.5\n+2\n"


def test_an_unknown_table_format_is_named(tmp_path):
    with pytest.raises(DronestatsError, match="format = 'ods' is not one of csv, jsonl, parquet"):
        ds.save_table(NIGHT, tmp_path / "t", formats=["ods"])
