"""Ctrl-C, a kill between two renames, closed streams and odd names: what was there is whole, and one line says it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from claims import claims, night

import dronestats as ds
from dronestats.briefing import folder
from dronestats.cli import main
from dronestats.errors import DronestatsError
from dronestats.export import files
from dronestats.export.table import save_table

TEXT = "У ніч на 5 січня 2025 року противник атакував 40 БпЛА. Збито 30 БпЛА."
ONE = claims(*night("a", launched=10, destroyed=5, lost=4))
needs_posix = pytest.mark.skipif(os.name != "posix", reason="signals and names of POSIX")


def interrupting(work, when):
    """Return `work` with Ctrl-C pressed the first time that it is done for `when`."""
    pressed = []

    def own(first, *rest):
        done = work(first, *rest)
        if not pressed and when(Path(first)):
            pressed.append(True)
            os.kill(os.getpid(), signal.SIGINT)
        return done

    return own


@needs_posix
@pytest.mark.parametrize("when", ["the old one leaves", "the new one comes"])
def test_ctrl_c_between_two_renames_comes_after_the_new_briefing_is_there(tmp_path, monkeypatch, when):
    out = ds.write_briefing(ONE, tmp_path / "out")
    (out / "charts" / "old.png").write_bytes(b"")
    is_old = when == "the old one leaves"
    monkeypatch.setattr(Path, "rename", interrupting(Path.rename, lambda path: (path == out) == is_old))
    with pytest.raises(KeyboardInterrupt):
        ds.write_briefing(ONE, out)
    assert os.listdir(tmp_path) in (["out"], [".out-before", "out"], ["out", ".out-before"])
    assert (out / "manifest.json").is_file()
    assert not (out / "charts" / "old.png").exists()


@needs_posix
def test_ctrl_c_between_two_files_comes_after_all_are_there(tmp_path, monkeypatch):
    paths = {tmp_path / name: b"new" for name in ("a", "b")}
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(files.os, "replace", interrupting(os.replace, lambda path: path.name.startswith(".a-")))
    with pytest.raises(KeyboardInterrupt):
        files.write_together(paths)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "b": b"new"}


@pytest.mark.parametrize("is_new_there", [False, True])
def test_a_folder_hidden_by_a_run_that_was_killed_comes_back_or_goes(tmp_path, monkeypatch, is_new_there):
    out = ds.write_briefing(ONE, tmp_path / "out")
    out.rename(tmp_path / ".out-before")
    if is_new_there:
        ds.write_briefing(ONE, tmp_path / "new").rename(out)

    def fail(*_, **__):
        raise DronestatsError("nothing to brief on")

    monkeypatch.setattr(folder, "periods_content", fail)
    with pytest.raises(DronestatsError, match="nothing to brief on"):
        ds.write_briefing(ONE, out)
    assert os.listdir(tmp_path) == ["out"]
    assert (out / "manifest.json").is_file()


def test_a_disk_that_fails_between_two_renames_gives_the_old_briefing_back(tmp_path, monkeypatch):
    out = ds.write_briefing(ONE, tmp_path / "out")
    rename = Path.rename

    def failing(path, target):
        if target == out and not path.name.endswith("-before"):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="Input/output error"):
        ds.write_briefing(ONE, out)
    assert os.listdir(tmp_path) == ["out"]


@needs_posix
@pytest.mark.parametrize(
    ("command", "shell", "status", "told"),
    [
        ("rates", ">&-", 0, ""),
        ("extract -", "<&-", 1, "cannot be read (standard input is closed)"),
    ],
)
def test_a_closed_stream_is_no_traceback(command, shell, status, told):
    words = f'"{sys.executable}" -m dronestats {command} {shell}'
    done = subprocess.run(["/bin/sh", "-c", words], stderr=subprocess.PIPE, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)
    assert told in done.stderr


@needs_posix
def test_a_name_that_is_no_utf_8_is_shown_as_codes(tmp_path, capsys):
    path, out = tmp_path / "a\udcff.csv", tmp_path / "o\udcff"
    ONE.to_csv(path, index=False)
    assert main(["validate", str(path)]) == 0
    assert main(["brief", "--input", str(path), "--title", "Night \udcff", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert r"a\udcff.csv: 3 claims, no problem" in told
    assert r"o\udcff" in told
    assert "Night ?" in (out / "index.html").read_text(encoding="utf-8")


def test_what_could_turn_a_terminal_is_shown_as_codes(tmp_path, capsys):
    path = tmp_path / "a.csv"
    odd = claims(*night("a\x1b[31m\u202e", launched=10, destroyed=12))
    odd.to_csv(path, index=False)
    main(["check", "--input", str(path), "--all"])
    told = capsys.readouterr().out
    assert r"a\x1b[31m\u202e" in told
    assert not {"\x1b", "\u202e"} & set(told)


def test_rows_for_a_machine_hold_no_formula(tmp_path, capsys):
    path = tmp_path / "a.csv"
    ONE.assign(claimant_body="=1+1").to_csv(path, index=False)
    main(["compare", "--by", "month", "--csv", "--input", str(path)])
    assert "\n=" not in capsys.readouterr().out
    written = save_table(pd.DataFrame({"=A1": ["@x"]}), tmp_path / "t")[0].read_text()
    assert written == "'=A1\n'@x\n"


def test_a_column_that_stands_twice_is_named(tmp_path):
    with pytest.raises(DronestatsError, match="the column 'a' stands twice; keep one, or rename it"):
        save_table(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "t")


def test_half_a_character_in_a_cell_is_written_as_a_question_mark(tmp_path):
    frame = pd.DataFrame({"a": pd.Series(["x\ud800"], dtype=object)})
    for path in save_table(frame, tmp_path / "t", formats=["csv", "jsonl", "parquet"]):
        assert b"x?" in path.read_bytes()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\nxx", "the picture is damaged"),
        (b"GIF89a", "neither PNG nor JPEG; save it as one of the two"),
        (None, "is no regular file; name a PNG or JPEG file"),
    ],
)
def test_a_logo_that_cannot_be_drawn_is_refused_before_anything_is_written(tmp_path, content, told):
    logo = tmp_path / "logo.png"
    logo.mkdir() if content is None else logo.write_bytes(content)
    with pytest.raises(DronestatsError, match=told):
        ds.write_briefing(ONE, tmp_path / "out", logo=logo)
    assert not (tmp_path / "out").exists()


def test_faults_are_told_as_well_where_the_command_ends_in_an_error(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    ONE.assign(count="many").to_csv(path, index=False)
    assert main(["brief", "--input", str(path), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "there are no claims to brief on" in told
    assert "bad.csv:2 (a/1), column count: 'many': must be a whole number, 0 to 999,999,999" in told


def test_copies_with_faults_are_compared_and_the_faults_told(tmp_path, capsys):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    ONE.to_csv(good, index=False)
    ONE.astype({"count": object}).assign(count=[10, -4, 4]).to_csv(bad, index=False)
    assert main(["compare", "--copies", str(good), str(bad)]) == 1
    told = capsys.readouterr()
    assert "removed" in told.out
    assert "bad.csv:3 (a/2), column count: '-4'" in told.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compare", "--copies", "a", "b", "--from", "2025-01-01"], "--copies compares two files as they are"),
        (["extract", "a.txt", "--engine", "dask", "--out", "o", "--workers", "-3"], "'-3' is no number from 1 to 1024"),
        (["extract", "a.csv", "--out", "a.csv"], "a.csv is read and would be written; name another file"),
        (["extract", "a.txt", "--out", "c.csv", "--reports", "c.csv"], "--out and --reports name the same file"),
    ],
)
def test_words_that_cannot_go_together_are_refused(capsys, arguments, told):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert told in capsys.readouterr().err


def test_what_is_written_into_a_folder_of_texts_is_no_input_of_the_next_run(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "claims.csv"
    for _ in range(2):
        assert main(["extract", str(tmp_path), "--out", str(out)]) == 0
        assert len(pd.read_csv(out)) == 2
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("make", ["repeated index", "objects", "read_csv"])
def test_a_frame_that_was_not_checked_is_checked_first(tmp_path, make):
    frame = pd.concat([ONE.head(1), ONE.tail(2).reset_index(drop=True)])
    if make == "objects":
        frame = ONE.astype(object)
    elif make == "read_csv":
        ONE.to_csv(tmp_path / "a.csv", index=False)
        frame = pd.read_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(ds.interception_rates(frame), ds.interception_rates(ONE))
    assert len(ds.tally(frame)) == 1
    assert len(ds.of_night(frame, "2025-01-02")) == 3
    with pytest.raises(DronestatsError, match="column count: 'many': must be a whole number"):
        ds.tally(frame.astype({"count": object}).assign(count="many"))


def test_a_night_of_no_claims_is_no_traceback(tmp_path):
    assert ds.of_night(ONE.head(0), "2025-01-02").empty
    with pytest.raises(DronestatsError, match="there are no claims to brief on"):
        ds.write_briefing(ONE.head(0), tmp_path / "out", night="2025-01-02")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"window_end": "9999-12-31T23:59:59Z"}, "must not be after 2200; check the year"),
        ({"window_start": "1000-01-01T00:00:00Z"}, "must not be before 1900; check the year"),
        ({"count": 10**9, "count_low": 10**9, "count_high": 10**9}, "must be a whole number, 0 to 999,999,999"),
        ({"note": "half \ud83d"}, "holds half a character; write it anew"),
    ],
)
def test_years_counts_and_letters_that_nothing_can_hold_are_faults(changes, told):
    row = ONE.astype(object).head(1)
    row = row.assign(**{name: pd.Series([value], dtype=object) for name, value in changes.items()})
    with pytest.raises(DronestatsError, match=told):
        ds.validate_claims(row)


def test_a_further_column_named_like_one_of_a_tally_is_kept(tmp_path):
    assert len(ds.tally(ONE.assign(launched="yes"))) == 1


def test_windows_of_centuries_are_compared_in_bounded_memory():
    long = [
        claims(*night(f"x{at}", start="1900-01-02T00:00", end="2199-01-01T00:00", launched=at + 1)) for at in range(20)
    ]
    assert len(ds.compare_claims(pd.concat([ONE, *long], ignore_index=True))) >= 0


def test_texts_of_a_frame_may_be_dated_without_an_offset():
    texts = pd.DataFrame({"text": [TEXT], "published": pd.to_datetime(["2025-01-05T08:00"])})
    assert ds.extract_claims_frame(texts)["count"].tolist() == [40, 30]
