"""Show whether intervals over nights hold what they promise: python benchmarks/rates_coverage.py, about two minutes.

Nights are drawn from the beta-binomial that fits each way of counting in the bundled data, with the wave sizes of its
nights. Shown are the share of intervals that hold the true rate, and the share of constant series in which a
change-point is found. Options: --series N (fewer is faster), --json.
"""

import argparse
import json
import time

import numpy as np

import dronestats as ds
from dronestats.rates.betabinomial import fit_beta_binomial, predict_share
from dronestats.rates.changes import level_breaks
from dronestats.rates.clusters import pooled_interval
from dronestats.rates.intervals import binomial_interval
from dronestats.rates.nightly import by_night, rate_rows
from dronestats.rates.segments import find_breaks
from dronestats.selection import SIDE

SEED = 20250724
LEAST_NIGHTS = 30


def fitted_regimes() -> dict[str, dict]:
    """Return mean, rho and wave sizes of each rate and way of counting that has enough nights."""
    claims = ds.load_claims()
    claims = claims[(claims["claimant"] == "Ukraine") & (claims["weapon_class"] == "drone")]
    found = {}
    for definition in ("destruction", "interception"):
        nights = by_night(rate_rows(claims, definition), SIDE)
        for regime, part in nights[nights["attacker"] == "Russia"].groupby("regime"):
            if regime and len(part) >= LEAST_NIGHTS:
                fit = fit_beta_binomial(part["k"], part["n"])
                found[f"{definition}, {regime}"] = {"mu": fit["mu"], "rho": fit["rho"], "sizes": part["n"].to_numpy()}
    return found


def draw(regime: dict, nights: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return k and n of nights of one constant rate."""
    size = 1 / regime["rho"] - 1
    n = rng.choice(regime["sizes"], nights)
    return rng.binomial(n.astype(int), rng.beta(regime["mu"] * size, (1 - regime["mu"]) * size, nights)), n


def coverage(regime: dict, nights: int, series: int, rng: np.random.Generator) -> dict[str, float]:
    """Return how often intervals at 95 % hold the true rate, and how often a range holds the next night."""
    held = {"jackknife": 0, "linearised": 0, "wilson": 0}
    ahead = 0
    for _ in range(series):
        k, n = draw(regime, nights, rng)
        for method in ("jackknife", "linearised"):
            found = pooled_interval(k, n, method=method)
            held[method] += found["low"] <= regime["mu"] <= found["high"]
        low, high = binomial_interval(k.sum(), n.sum())
        held["wilson"] += low <= regime["mu"] <= high
    learnt = max(series // 30, 20)
    for _ in range(learnt):
        k, n = draw(regime, nights, rng)
        next_k, next_n = draw(regime, 1, rng)
        fit = fit_beta_binomial(k, n)
        if np.isfinite(fit["alpha"]):
            found = predict_share(next_n[0], fit["alpha"], fit["beta"])
            ahead += found["low"] <= next_k[0] / next_n[0] <= found["high"]
    return {name: count / series for name, count in held.items()} | {"next_night": ahead / learnt}


def false_breaks(regime: dict, nights: int, series: int, rng: np.random.Generator) -> dict[str, float]:
    """Return the share of series of constant rate in which at least one break is found."""
    scaled = unscaled = 0
    for _ in range(series):
        k, n = draw(regime, nights, rng)
        scaled += bool(level_breaks(k, n)[0])
    few = 4
    for _ in range(few):
        unscaled += bool(find_breaks(*draw(regime, nights, rng), phi=1.0))
    return {"false_breaks": scaled / series, "without_dispersion": unscaled / few}


def run(series: int = 2400, seed: int = SEED) -> dict:
    """Return all figures of the study."""
    rng = np.random.default_rng(seed)
    regimes = fitted_regimes()
    found = {"coverage": {}, "false_breaks": {}}
    for name, regime in regimes.items():
        for nights in (10, 30, 90):
            size = 3 * series if nights == 30 else series // 4
            found["coverage"][f"{name}, {nights} nights"] = coverage(regime, nights, size, rng)
        for nights in (90, 180, 365):
            found["false_breaks"][f"{name}, {nights} nights"] = false_breaks(regime, nights, series * 12 // nights, rng)
    thirty = {name: row for name, row in found["coverage"].items() if name.endswith(" 30 nights")}
    found["worst_with_30_nights"] = {
        method: float(min(row[method] for row in thirty.values())) for method in ("jackknife", "wilson")
    }
    found["false_breaks_in_all"] = float(np.mean([row["false_breaks"] for row in found["false_breaks"].values()]))
    found["false_breaks_worst"] = max(row["false_breaks"] for row in found["false_breaks"].values())
    return found


def main() -> None:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    found = run(options.series, options.seed)
    if options.json:
        print(json.dumps(found))
        return
    for table in ("coverage", "false_breaks"):
        for name, row in found[table].items():
            print(f"{name:45}", "  ".join(f"{key} {value:.3f}" for key, value in row.items()))
    for name in ("worst_with_30_nights", "false_breaks_in_all", "false_breaks_worst"):
        print(name, found[name])
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
