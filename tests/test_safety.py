"""What SECURITY.md promises: nothing runs, nothing leaves, nothing is half-written, whatever the input or the end."""

import ast
import os
import resource
import signal
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import dronestats as ds
from dronestats.cli import main
from dronestats.export.stream import stream_table
from dronestats.sources.texts import Document, read_documents

PACKAGE = Path(ds.__file__).parent
TEXT = "У ніч на 5 січня 2025 року противник атакував 40 БпЛА. Збито 30 БпЛА."
needs_posix = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")
# Importing any of these is a decision for SECURITY.md, not for a module.
FORBIDDEN_MODULES = set(
    "pickle marshal shelve dill joblib subprocess socket ssl http urllib requests ctypes pty".split()
)
FORBIDDEN_CALLS = set("eval exec compile __import__ system popen read_pickle literal_eval extractall".split())


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_runs_no_input_and_opens_no_connection(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            assert not {name.split(".")[0] for name in names} & FORBIDDEN_MODULES, f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            is_pattern = name == "compile" and getattr(getattr(node.func, "value", None), "id", "") == "re"
            assert name not in FORBIDDEN_CALLS or is_pattern, f"{path.name}:{node.lineno} calls {name}"


@pytest.mark.slow
def test_no_command_opens_a_connection(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('a connection was opened')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from dronestats.cli import main\n"
        f"assert main(['extract', {str(tmp_path)!r}]) == 0\n"
        f"assert main(['brief', '--night', '2024-10-28', '--out', {str(tmp_path / 'out')!r}]) == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def of(path):
    return [(own.id, None) if isinstance(own, Document) else (None, own.what) for own in read_documents([path])]


@needs_posix
def test_links_out_of_a_folder_pipes_and_loops_are_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "c.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "d").symlink_to(tmp_path)
    (folder / "e.txt").symlink_to(folder / "none.txt")
    (folder / "f.txt").symlink_to(folder / "f.txt")
    os.mkfifo(folder / "g.txt")
    out, irregular = "is a link that leads out of the folder", "is no regular file"
    assert of(folder) == [
        ("a", None), ("b", None), (None, out), (None, out), (None, irregular), (None, irregular), (None, irregular),
    ]  # fmt: skip
    assert of(folder / "g.txt") == of("/dev/zero") == [(None, irregular)]


@needs_posix
def test_a_pipe_that_calls_itself_a_table_is_not_waited_for(capsys, tmp_path):
    os.mkfifo(tmp_path / "claims.csv")
    assert main(["validate", str(tmp_path / "claims.csv")]) == 1
    assert capsys.readouterr().err.endswith("claims.csv: is no regular file\n")


def test_an_archive_whose_files_overlap_is_not_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", os.urandom(2000).hex())
    content = path.read_bytes()
    at = content.index(b"PK\x01\x02")
    entry, end = content[at : content.index(b"PK\x05\x06")], bytearray(content[content.index(b"PK\x05\x06") :])
    copies = b"".join(entry.replace(b"a.txt", b"%c.txt" % letter) for letter in b"abcdefgh")
    end[8:16] = struct.pack("<HHI", 8, 8, len(copies))
    path.write_bytes(content[:at] + copies + bytes(end))
    assert of(path) == [(None, "its files overlap, as those of a bomb do")]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_stream_that_fails_leaves_what_was_there(tmp_path, ending):
    path = tmp_path / f"claims.{ending}"
    path.write_text("before")

    def fail():
        with stream_table(path) as add:
            add(pd.DataFrame({"count": [1]}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [own.name for own in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "before"


def command(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "dronestats", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def finish(*arguments):
    run = command(*arguments)
    _, told = run.communicate(timeout=120)
    assert (run.returncode, told) == (0, "")


def state(folder):
    """Return the bytes of each file of a folder that is not hidden."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    shown = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in shown}


@needs_posix
@pytest.mark.slow
@pytest.mark.parametrize("job", ["extract", "brief"])
def test_a_full_disk_leaves_what_was_there_and_no_half_file(tmp_path, job):
    texts, out = tmp_path / "a.jsonl", tmp_path / "out"
    texts.write_text(f'{{"text": "{TEXT}"}}\n' * 3000, encoding="utf-8")
    out.mkdir()
    arguments = {
        "extract": ("extract", texts, "--out", out / "claims.csv"),
        "brief": ("brief", "--night", "2024-10-28", "--out", out / "briefing"),
    }[job]
    if job == "extract":
        (out / "claims.csv").write_text("before")
    before = state(out)
    # No file may grow beyond this: the system answers like a full disk.
    full = command(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
    _, told = full.communicate(timeout=120)
    assert full.returncode == 1
    assert "cannot be written (File too large); name another folder" in told
    assert "Traceback" not in told
    assert state(out) == before
    assert not [path for path in out.rglob(".*")]


@needs_posix
def test_a_full_device_behind_standard_output_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dronestats", "extract", str(tmp_path)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "dronestats: file: No space left on device\n"


@needs_posix
@pytest.mark.slow
@pytest.mark.parametrize("job", ["extract", "brief"])
def test_a_killed_run_leaves_what_was_there_and_a_second_one_finishes(tmp_path, job):
    texts, out = tmp_path / "a.jsonl", tmp_path / "out"
    out.mkdir()
    arguments = {
        "extract": ("extract", texts, "--out", out / "claims.csv"),
        "brief": ("brief", "--night", "2024-10-28", "--formats", "svg", "--out", out / "briefing"),
    }[job]
    texts.write_text(f'{{"text": "{TEXT}"}}\n', encoding="utf-8")
    finish(*arguments)
    before = state(out)
    texts.write_text(f'{{"text": "{TEXT}"}}\n' * 3000, encoding="utf-8")
    for _ in range(2):
        run = command(*arguments)
        # It is at work when its hidden file or folder is there.
        deadline = time.monotonic() + 60
        while not list(out.glob(".*")):
            assert run.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(0.1)
        run.kill()
        run.communicate()
        assert run.returncode == -signal.SIGKILL
        assert state(out) == before
        for own in out.glob(".*"):
            own.rename(tmp_path / f"left-{time.monotonic_ns()}")
    finish(*arguments)
    assert set(state(out)) == set(before)
    if job == "extract":
        assert len(pd.read_csv(out / "claims.csv")) == 6000
