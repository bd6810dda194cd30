"""Measure how Dask scales from one process to more: python benchmarks/scaling.py [--megabytes N] [--workers 1 2].

The same archive of JSON Lines is extracted with each number of workers; starting the cluster is timed apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.big_archive import MEGABYTE, write_archive
from dronestats.archives import extract_archive


def run(paths: list[Path], out: Path, workers: int) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    extract_archive(paths, out, workers=workers, part_bytes=MEGABYTE)
    return time.perf_counter() - start


def main() -> None:
    """Print texts a second for each number of workers, and the gain over the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=16)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder, "archive.jsonl"), Path(folder, "small.jsonl")
        texts = write_archive(path, options.megabytes * MEGABYTE)
        with path.open("rb") as file:
            small.write_bytes(file.readline())
        first = None
        for workers in options.workers:
            idle = run([small], Path(folder, f"idle-{workers}"), workers)
            busy = run([path], Path(folder, f"out-{workers}"), workers) - idle
            first = first or busy
            rate = f"{texts / busy:,.0f} texts a second"
            print(
                f"{workers} workers: start {idle:.1f} s, work {busy:.1f} s, {rate}, gain {first / busy:.2f}", flush=True
            )


if __name__ == "__main__":
    main()
