"""Extract an archive of JSON Lines far larger than the memory may be: python benchmarks/big_archive.py [--megabytes N].

Writes a file of that size from bulletins of different figures, reads it with ``dronestats extract``, and prints
seconds, texts and claims, and the peak of memory of that process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTE = 10**6
BULLETINS = [
    "У ніч на {day} листопада 2024 року (з 19:00) противник атакував {a} ударними БпЛА типу Shahed та безпілотниками "
    "інших типів із напрямків Курськ, Орел, Приморсько-Ахтарськ. Станом на 09:30 підтверджено збиття {b} ворожих БпЛА "
    "у Київській, Сумській, Полтавській областях, ще {c} локаційно втрачено.",
    "В период с 20.00 {day} ноября до 7.00 дежурными средствами ПВО перехвачены и уничтожены {a} украинских "
    "беспилотных летательных аппаратов самолетного типа: {b} – над территорией Брянской области, {c} – над Курской.",
    "Russia launched {a} drones at Ukraine overnight on {day} November 2024, the air force said. It shot down {b} of "
    "them over Kyiv and Odesa regions, and {c} were lost from radar without reaching their targets.",
]


def write_archive(path: Path, size: int) -> int:
    """Write JSON Lines of about that many bytes; return how many texts."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            for _ in range(1000):
                a = 30 + number % 170
                text = BULLETINS[number % 3].format(day=1 + number % 29, a=a, b=a // 2, c=a // 3)
                row = {"id": f"post-{number}", "date": f"2024-11-{1 + number % 29:02}T09:30:00Z", "text": text}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                number += 1
    return number


def extract(path: Path, out: Path, *arguments: str) -> tuple[float, float]:
    """Return seconds of the clock, and megabytes at the peak, of the command."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "dronestats", "extract", str(path), "--out", str(out), *arguments]
    process = subprocess.Popen(command)  # noqa: S603 - ours
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"extract ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss * 1024 / MEGABYTE


def measure(megabytes: int) -> dict[str, float]:
    """Return size, texts, seconds and memory."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "archive.jsonl"), Path(folder, "claims.csv")
        texts = write_archive(path, megabytes * MEGABYTE)
        seconds, peak = extract(path, out)
        with out.open(encoding="utf-8") as lines:
            claims = sum(1 for _ in lines) - 1
        return {
            "megabytes": path.stat().st_size / MEGABYTE, "texts": texts, "claims": claims, "seconds": seconds,
            "texts a second": texts / seconds, "peak of memory, MB": peak,
        }  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    for name, value in measure(parser.parse_args().megabytes).items():
        print(f"{name:<20} {value:>12,.0f}")


if __name__ == "__main__":
    main()
