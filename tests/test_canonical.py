"""Files in the project's own columns: whole, or an error that names file, line and way out."""

import pandas as pd
import pytest
from claims import claims, night

import dronestats as ds
from dronestats.errors import ClaimsError, DronestatsError


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "night.csv"
    claims(*night("a", launched=10, destroyed=4), *night("b", launched=7)).to_csv(path, index=False)
    return path


def test_what_is_written_is_read_again(path):
    frame = claims(*night("a", launched=10, destroyed=4), *night("b", launched=7))
    assert ds.read_claims(path).equals(frame)


def test_parquet_is_read_as_csv_is(path, tmp_path):
    pytest.importorskip("pyarrow")
    ds.read_claims(path).to_parquet(tmp_path / "night.parquet")
    assert ds.read_claims(tmp_path / "night.parquet").equals(ds.read_claims(path))


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_do_no_harm(path):
    text = path.read_text().replace("\n", "\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(ds.read_claims(path)) == 3


def test_a_bad_value_names_file_and_line(path):
    path.write_text(path.read_text().replace(",destroyed,", ",destroed,"))
    with pytest.raises(ClaimsError, match=r"night.csv: 1 problem\n  night.csv:3 \(a/2\), column outcome: 'destroed'"):
        ds.read_claims(path)


def test_good_rows_are_kept_beside_the_faults(path):
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace(",destroyed,", ",destroed,")
    lines.append("c/1,c,too,few")
    path.write_text("\n".join(lines))
    kept, faults = ds.read_claims(path, faults=True)
    assert kept["claim_id"].tolist() == ["a/1", "b/1"]
    assert sorted(zip(faults["line"], faults["value"], strict=True)) == [(3, "destroed"), (5, "4 cells")]


def test_a_part_of_a_bad_total_is_a_fault_too(path):
    rows = night("a", launched=10, destroyed=-4) + night("b", destroyed=3)
    rows[2] |= {"part_of": "a/2"}
    pd.DataFrame(rows).to_csv(path, index=False)
    kept, faults = ds.read_claims(path, faults=True)
    assert kept["claim_id"].tolist() == ["a/1"]
    assert faults["id"].tolist() == ["a/2", "b/1"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "night.csv: is empty; the first line must name the columns"),
        (b"claim_id\n\xff\xfe", "night.csv:2: not UTF-8; save the file as UTF-8 CSV"),
        (b"claim_id\na\0b", "night.csv:2: holds a NUL byte"),
        (b'claim_id\n"a', "night.csv:2: broken CSV"),
    ],
)
def test_a_file_that_is_no_csv_is_named_with_the_way_out(path, content, text):
    path.write_bytes(content)
    with pytest.raises(DronestatsError, match=text):
        ds.read_claims(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(DronestatsError, match=r"nothing\.csv: no such file"):
        ds.read_claims(tmp_path / "nothing.csv")
    with pytest.raises(DronestatsError, match=r"nothing\.parquet: no such file"):
        ds.read_claims(tmp_path / "nothing.parquet")
    with pytest.raises(DronestatsError, match="this is a folder; name a file in it"):
        ds.read_claims(tmp_path)
