"""Damaged input: a clear error or a named fault, the good rows kept, no traceback, no half file, bounded time."""

import time

import pandas as pd
import pytest
from damaged import TABLE_CASES, TEXT_CASES

from dronestats.cli import main

SECONDS = 10


def run(capsys, *arguments):
    """Return status, output and error of a command that must end in bounded time; an exception fails the test."""
    start = time.process_time()
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert time.process_time() - start < SECONDS
    assert status in (0, 1)
    assert "Traceback" not in err
    assert all(letter.isprintable() or letter in "\n" for letter in err), "a terminal would obey this"
    return status, out, err


def write(folder, files):
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def check_told(case, status, err):
    if case.told is None:
        assert (status, err) == (0, "")
    elif case.told is not ...:
        assert status == 1
        assert case.told in err


def test_there_are_at_least_300_damaged_inputs_and_no_two_have_one_name():
    names = [case.name for case in TEXT_CASES + TABLE_CASES]
    assert len(names) >= 300
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", TEXT_CASES, ids=lambda case: ascii(case.name))
def test_texts(capsys, tmp_path, case):
    out = tmp_path / "out"
    out.mkdir()
    status, _, err = run(capsys, "extract", write(tmp_path / "in", case.files), "--out", out / "claims.csv")
    check_told(case, status, err.replace("states no date", ""))
    assert [path.name for path in out.iterdir()] == ["claims.csv"]
    assert case.kept <= set(pd.read_csv(out / "claims.csv")["count"])


@pytest.mark.parametrize("case", TABLE_CASES, ids=lambda case: ascii(case.name))
def test_tables(capsys, tmp_path, case):
    (path,) = write(tmp_path / "in", case.files).iterdir()
    status, out, err = run(capsys, "validate", path)
    check_told(case, status, out + err if status else err)


# Every fourth: a table is read in the same way by each command.
@pytest.mark.parametrize("case", TABLE_CASES[::4], ids=lambda case: ascii(case.name))
def test_rates_of_tables(capsys, tmp_path, case):
    (path,) = write(tmp_path / "in", case.files).iterdir()
    status, out, err = run(capsys, "rates", "--input", path, "--every", "night", "--csv")
    check_told(case, status, err)
    kept = {int(count) for line in out.splitlines()[1:] for count in line.split(",") if count.isdigit()}
    assert {40, 100} & case.kept <= kept
