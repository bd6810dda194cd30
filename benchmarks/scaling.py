"""Measure how Dask scales from one process to more: python -m benchmarks.scaling [--megabytes N] [--workers 1 2].

The same archive of JSON Lines is extracted with each number of workers; starting the cluster is timed apart. On a busy
machine the clock tells little: the time of the processors shows what the cluster itself costs.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from benchmarks.big_archive import MEGABYTE, write_archive
from dronestats.archives import extract_archive


def run(paths: list[Path], out: Path, workers: int) -> tuple[float, float]:
    """Return the seconds of one run by the clock, and those of the processors that its workers used."""
    start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    extract_archive(paths, out, workers=workers, part_bytes=MEGABYTE)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used


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
            idle, start_cost = run([small], Path(folder, f"idle-{workers}"), workers)
            busy, cost = run([path], Path(folder, f"out-{workers}"), workers)
            busy -= idle
            first = first or busy
            rate = f"{texts / busy:,.0f} texts a second, gain {first / busy:.2f}"
            print(f"{workers} workers: start {idle:.1f} s, work {busy:.1f} s by the clock, {rate}; "
                  f"{cost - start_cost:.1f} s of processors", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
