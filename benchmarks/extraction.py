"""Score, speed and linearity of the reader: ``python benchmarks/extraction.py [SHARED_FOLDER]``.

Prints the score table of ../shared/corpus/score.py for both corpora and each language, bulletins a second on one core,
and how time grows from 1 MB to 10 MB for bulletins and for texts made to be hard; since a busy machine bends times, the
number of function calls as well.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dronestats import vocabulary
from dronestats.extraction.bulletin import read_claims_of

ROOT = Path(__file__).resolve().parents[1]
HARD = {
    "numbers": "двадцать один ", "weapons": "БПЛА ракета ", "places": "Курск, Брянск, ", "brackets": "(((((",
    "pointing": "все БПЛА сбиты, 5 БПЛА атаковали ", "shares": "5 of 6 of 7 drones ",
    "clocks": "с 10.00 до 11.00 мск 5 мая ",
}  # fmt: skip


SIZES = 10**6, 10**7


def names() -> dict[str, str]:
    """Return region id -> the short English name that the annotations use."""
    return {**vocabulary.column("regions", "name_en"), "UA-30": "Kyiv"}


def prediction(document: dict) -> dict:
    """Return the claims of an annotated text in the form that score.py reads."""
    claims = []
    for row in read_claims_of(document["text"], published=document["published"]):
        region = "+".join(names()[part] for part in row.region.split("+")) if row.region else None
        claims.append(row._asdict() | {"region": region, "part_of_total": row.part_of is not None})
    return {"id": document["id"], "claims": claims}


def score(corpus: Path, name: str) -> str:
    """Return the lenient table of score.py for one corpus."""
    gold = corpus / f"{name}.jsonl"
    lines = gold.read_text(encoding="utf-8").splitlines()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(prediction(json.loads(line)), default=str) + "\n" for line in lines)
        file.flush()
        done = subprocess.run(  # noqa: S603 - the scorer beside the corpus
            [sys.executable, corpus / "score.py", gold, file.name], capture_output=True, text=True
        )
    return done.stdout.split("[lenient]")[1].split("[loose]")[0]


def seconds(work) -> float:
    """Return the processor time of a call, not that of clearing up after the one before."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def best_of(turns: int, work) -> float:
    """Return the least seconds of several turns."""
    return min(seconds(work) for _ in range(turns))


def calls(text: str) -> int:
    """Return how many functions reading a text calls: what grows with it on any machine alike."""
    profile = cProfile.Profile()
    profile.runcall(read_claims_of, text)
    return pstats.Stats(profile).total_calls


def grown(unit: str, size: int) -> str:
    """Return a text of a given size made of one piece again and again."""
    return (unit * (size // len(unit) + 1))[:size]


def main() -> None:
    """Print scores by language, bulletins a second, and how time grows with length."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    for name in ("bulletins", "reworded"):
        print(f"{name}: lenient{score(shared / 'corpus', name)}")
    documents = [json.loads(line) for line in (shared / "corpus" / "bulletins.jsonl").read_text("utf-8").splitlines()]

    def read_all():
        for document in documents:
            read_claims_of(document["text"], published=document["published"])

    best = best_of(20, read_all)
    letters = sum(len(document["text"]) for document in documents) / len(documents)
    print(f"speed: {len(documents) / best:,.0f} bulletins a second ({letters:.0f} letters each)")
    units = {"bulletins": "\n\n".join(document["text"] for document in documents) + "\n\n", **HARD}
    for name, unit in units.items():
        # The best of two turns each, for a busy machine slows one or the other.
        small, large = (best_of(2, lambda size=size, unit=unit: read_claims_of(grown(unit, size))) for size in SIZES)
        work = calls(grown(unit, 2 * 10**6)) / calls(grown(unit, 2 * 10**5))
        told = f"1 MB {small:6.2f} s, 10 MB {large:6.2f} s, ratio {large / small:5.1f}"
        print(f"growth: {name:<10} {told}; function calls, 0.2 and 2 MB, ratio {work:5.1f}", flush=True)


if __name__ == "__main__":
    main()
