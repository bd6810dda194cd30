"""Time what has a limit: python benchmarks/rates_speed.py.

A million tallies are rated in at most 3 times the time that pandas takes to sum the same frame by the same groups, and
importing the package takes at most 1.3 times as long as importing pandas. Both are ratios within one run, the best of
several turns. Options: --rows N.
"""

import argparse
import subprocess
import sys
import time

import numpy as np
import pandas as pd

import dronestats as ds
from dronestats.selection import SIDE
from dronestats.windows import period_of

SEED = 20250724


def many_tallies(rows: int) -> pd.DataFrame:
    """Return the bundled tallies over and over, in disorder, each with a window of its own."""
    tallies = ds.tally(ds.disjoint(ds.latest(ds.load_claims())))
    rng = np.random.default_rng(SEED)
    frame = tallies.iloc[rng.integers(0, len(tallies), rows)].reset_index(drop=True)
    later = pd.to_timedelta(rng.integers(0, 86_400, rows), unit="s").astype("timedelta64[us]")
    return frame.assign(window_end=frame["window_end"] + later)


def best(*jobs, turns: int = 7) -> list[float]:
    """Return the least seconds of each job; the jobs take turns, so that a busy machine disturbs them alike."""
    seconds = np.full((turns, len(jobs)), np.inf)
    for turn in range(turns):
        for place, job in enumerate(jobs):
            start = time.perf_counter()
            job()
            seconds[turn, place] = time.perf_counter() - start
    return seconds.min(axis=0).tolist()


def rating(rows: int) -> dict[str, float]:
    """Return seconds and ratios of rating a frame against bare sums of it."""
    frame = many_tallies(rows)
    counts = [name for name in frame.columns if frame[name].dtype == "Int64"]
    months = frame.assign(month=period_of(frame, "month"))

    def bare():
        months.groupby([*SIDE, "month"], observed=True)[counts].sum()

    def bare_with_months():
        frame.assign(month=period_of(frame, "month")).groupby([*SIDE, "month"], observed=True)[counts].sum()

    rated, summed, summed_with_months = best(
        lambda: ds.interception_rates(frame, every="month"), bare, bare_with_months
    )
    return {
        "seconds": rated,
        "seconds of the sum": summed,
        "ratio": rated / summed,
        "ratio, months found in both": rated / summed_with_months,
    }


def importing() -> dict[str, float]:
    """Return seconds and ratio of importing the package against importing pandas."""

    def load(name: str):
        return lambda: subprocess.run([sys.executable, "-c", f"import {name}"], check=True)  # noqa: S603

    package, pandas = best(load("dronestats"), load("pandas"))
    return {"seconds": package, "seconds of pandas": pandas, "ratio": package / pandas}


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    for what, found in (("rating", rating(options.rows)), ("importing", importing())):
        print(what, "  ".join(f"{name} {value:.3f}" for name, value in found.items()))


if __name__ == "__main__":
    main()
