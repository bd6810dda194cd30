"""Frames and archives on Dask: the claims of one process, whatever the partitions; a run that was cut off goes on."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

import dronestats as ds
from dronestats import archives, schema
from dronestats.cli import main
from dronestats.errors import DronestatsError
from dronestats.sources.documents import extract_documents
from dronestats.sources.texts import read_documents

dataframe = pytest.importorskip("dask.dataframe")

TEXTS = [
    "У ніч на 5 січня 2025 року противник атакував {} БпЛА. Збито 30 БпЛА, ще 8 локаційно втрачено.",
    "В ночь на 5 января 2025 года уничтожены {} БПЛА, из них 9 – над Брянской областью.",
    "Russia launched {} drones overnight. 12 were shot down.",
    "Погода була ясною, {} градусів.",
]


def frame_of_texts(rows=40):
    """Return texts of which some share an id, some have none, and one is missing."""
    ids = [None if number % 5 == 0 else f"night-{number % 7}" for number in range(rows)]
    texts = [TEXTS[number % 4].format(40 + number) for number in range(rows)]
    return pd.DataFrame({"id": ids, "text": [*texts[:-1], None], "published": pd.Timestamp("2025-01-05T07:00Z")})


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_a_frame_gives_the_same_claims_in_any_number_of_partitions(partitions):
    frame = frame_of_texts()
    claims, faults = ds.extract_claims_frame(frame, faults=True)
    assert claims["claim_id"].is_unique
    assert "night-1~2" in set(claims["report_id"])
    assert faults["what"].tolist() == ["has no text"]
    lazy = ds.extract_claims_frame(dataframe.from_pandas(frame, npartitions=partitions), faults=True)
    computed, told = (own.compute(scheduler="synchronous").reset_index(drop=True) for own in lazy)
    pd.testing.assert_frame_equal(computed, claims)
    pd.testing.assert_frame_equal(told, faults)


def test_a_frame_is_read_as_its_texts_are_one_by_one():
    text = TEXTS[0].format(40)
    claims = ds.extract_claims_frame(pd.DataFrame({"text": [text]}, index=[9]), language="uk")
    pd.testing.assert_frame_equal(claims, ds.extract_claims(text, language="uk", report_id="row-1"))


@pytest.mark.parametrize(
    ("columns", "told"),
    [(["story"], "has no column of texts; name it one of text, message"), (["text", "Text"], "'text' twice; keep one")],
)
def test_a_frame_without_one_column_of_texts_is_refused(columns, told):
    with pytest.raises(DronestatsError, match=told):
        ds.extract_claims_frame(pd.DataFrame([["x"] * len(columns)], columns=columns))


@pytest.fixture
def archive(tmp_path):
    """Return a folder: JSON Lines with shared ids and broken lines, a text, a page, a zip that is none."""
    folder = tmp_path / "archive"
    folder.mkdir()
    frame = frame_of_texts(400).assign(published="2025-01-05T07:00Z")
    lines = [json.dumps(row, ensure_ascii=False) for row in frame.to_dict("records")]
    lines[37], lines[200] = "no json", ""
    (folder / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "a.txt").write_text(TEXTS[0].format(50), encoding="utf-8")
    (folder / "c.html").write_text(f"<p>{TEXTS[1].format(60)}", encoding="utf-8")
    (folder / "d.jsonl").write_text(lines[1] + "\n", encoding="utf-8")
    (folder / "e.zip").write_bytes(b"PK")
    return folder


def tables_of(folder):
    """Return the claims, reports and faults in the folder of a Dask run."""
    claims, reports, faults = (pd.read_parquet(folder / table) for table in archives.TABLES)
    return schema.validate_claims(claims), schema.validate(reports, "reports"), faults


@pytest.mark.parametrize("size", [4000, 2**24])
def test_an_archive_gives_the_same_tables_in_parts_of_any_size(archive, tmp_path, size):
    one = extract_documents(read_documents([archive.absolute()]))
    parts, told = archives._parts([archive], size, archive.parent / "out")
    assert told == []
    known = [archives._survey(part) for part in parts]
    out = tmp_path / "out"
    archives._start(out, {"parts": []})
    options = {"published": None, "language": None, "claimant_body": None}
    for number, job in enumerate(archives._jobs(parts, known)):
        archives._read(job, str(out), f"part-{number:06}.parquet", options)
    assert (len(parts) > 10) == (size == 4000)
    for ours, theirs in zip(one, tables_of(out), strict=True):
        pd.testing.assert_frame_equal(theirs, ours)


RUN = """
import sys
from dronestats.archives import extract_archive
if __name__ == "__main__":
    done = extract_archive([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]), part_bytes=3000)
    print(done["parts"], done["claims"], done["reports"], done["faults"])
"""


def start(*arguments):
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_run_that_is_killed_is_finished_by_a_second_one_which_keeps_what_is_done(archive, tmp_path):
    out, archive = tmp_path / "out", archive.absolute()
    first = start(archive, out, 2)
    deadline = time.monotonic() + 60
    while not list(out.glob("claims/part-*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.01)
    first.kill()
    first.communicate()
    kept = {path: path.stat().st_mtime_ns for path in out.glob("claims/part-*.parquet")}
    assert kept
    assert all(len(pd.read_parquet(path).columns) == len(schema.columns()) for path in kept)
    printed, told = start(archive, out, 1).communicate(timeout=120)
    assert "Traceback" not in told
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    one = extract_documents(read_documents([archive]))
    for ours, theirs in zip(one, tables_of(out), strict=True):
        pd.testing.assert_frame_equal(theirs, ours)
    assert [int(count) for count in printed.split()[1:]] == [len(own) for own in one]


@pytest.mark.slow
def test_the_command_starts_a_cluster_and_names_the_faults(archive, tmp_path):
    command = [sys.executable, "-m", "dronestats", "extract", "--engine", "dask", "--workers", "1"]
    out = tmp_path / "out"
    done = subprocess.run([*command, archive, "--out", out], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(f"wrote {out}: ")
    assert "e.zip: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    done = subprocess.run([*command, archive / "a.txt", "--out", out], capture_output=True, text=True, check=False)
    assert done.stderr == (
        f"dronestats: {out} holds the parts of another run (other files, options or version); "
        "name another folder (--out) or remove it\n"
    )


def test_a_scheduler_that_does_not_answer_is_an_error(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(DronestatsError, match=r"tcp://127.0.0.1:1: no Dask scheduler answers there"):
        archives.extract_archive([archive], tmp_path / "out", scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "dask"], "give --out FOLDER"),
        (["--scheduler", "tcp://x:1", "--out", "x.csv"], "--scheduler and --workers go with --engine dask"),
    ],
)
def test_words_of_one_engine_are_not_taken_by_the_other(capsys, arguments, told):
    with pytest.raises(SystemExit, match="2"):
        main(["extract", "x.txt", *arguments])
    assert told in capsys.readouterr().err


def test_a_folder_with_other_files_is_left_alone(archive, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(DronestatsError, match="holds files that no such run wrote"):
        archives._start(tmp_path, {})


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.slow
def test_ctrl_c_in_a_terminal_ends_all_processes_with_one_line(tmp_path):
    text = "У ніч на 5 січня 2025 року противник атакував 40 БпЛА. Збито 30 БпЛА."
    texts, out = tmp_path / "a.jsonl", tmp_path / "out"
    texts.write_text(f'{{"text": "{text}"}}\n' * 60_000, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-m", "dronestats", "extract", str(texts), "--engine", "dask", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (out / "faults" / "part-files.parquet").is_file():
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    # A terminal sends it to every process of the group.
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (130, "dronestats: stopped; nothing was left half-written\n")
