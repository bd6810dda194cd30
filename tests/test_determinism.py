"""The same input gives the same bytes: whatever hash seed, locale, clock and number of processes."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

TEXTS = [
    {"id": "a", "date": "2024-10-28T09:00Z", "text": "У ніч на 28 жовтня ворог атакував 100 БпЛА. Збито 66 з 100."},
    {"id": "b", "date": "2024-10-28", "text": "Ночью уничтожены 21 БПЛА: 13 – над Белгородской, 8 – над Брянской."},
    {
        "id": "c",
        "text": "Russia launched 145 drones on 9-10 March 2025 from 20:00 to 06:00 Moscow time.",
    },
]
# What each command prints is written into the folder, too; names are relative, so that folders may differ.
RUN = """
import contextlib, io
from dronestats.cli import main
for name, arguments in {
    "brief": ["brief", "--night", "2024-10-28", "--out", "brief", "--formats", "png,svg,pdf"],
    "extract": ["extract", "texts.jsonl", "--out", "claims.csv", "--reports", "reports.jsonl"],
    "parquet": ["extract", "texts.jsonl", "--out", "claims.parquet"],
    "rates": ["rates", "--csv"],
    "brief texts": ["brief", "--input", "texts.jsonl", "--out", "own", "--formats", "svg"],
}.items():
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "ascii")) as out:
        main(arguments)
        out.flush()
        open(f"{name}.out", "wb").write(out.buffer.getvalue())
"""
SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "POSIX", "TZ": "America/St_Johns", "OMP_NUM_THREADS": "1"},
]


def digests(folder, surroundings):
    """Return the digest of each file that the commands write in these surroundings."""
    folder.mkdir()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in TEXTS)
    (folder / "texts.jsonl").write_text(lines, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONHASH"))}
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, env=env | {"PYTHONPATH": os.pathsep.join(sys.path)} | surroundings,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_hash_seed_locale_and_time_zone_change_no_byte(tmp_path):
    first, *others = (digests(tmp_path / str(number), own) for number, own in enumerate(SURROUNDINGS))
    assert {"claims.csv", "claims.parquet", "reports.jsonl", "rates.out"} <= set(first)
    assert sum(name.endswith((".png", ".svg", ".pdf")) for name in first) >= 6
    for other in others:
        assert {name for name in first if first[name] != other[name]} == set()
