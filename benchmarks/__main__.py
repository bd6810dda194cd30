"""Measure what has a limit, and write it as a table: python -m benchmarks [--out benchmarks/results.md] [--only WORD].

Every figure is a ratio within one run, the best of several turns, so that a slow or busy machine changes little. Needs
the extra ``bench`` for the comparison with yargy; a row whose package is absent says so. The longer runs have commands
of their own: benchmarks/fuzz.py, big_archive.py, scaling.py, rates_coverage.py, extraction.py.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import dronestats as ds
from benchmarks.extraction import HARD, grown, seconds
from benchmarks.rates_speed import best, many_tallies, rating
from dronestats.extraction.bulletin import read_claims_of

SEED = 20241028


class Row(NamedTuple):
    """One line of the table: what, the figure, its limit, and how it was found."""

    what: str
    figure: float
    limit: float | None
    is_least: bool
    how: str


def starting() -> list[Row]:
    """Return the time to import the package and to print the help, against imports that users know."""

    def run(*words: str) -> Callable:
        return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603

    ours, pandas, helping, seaborn = best(
        run("-c", "import dronestats"), run("-c", "import pandas"), run("-m", "dronestats", "--help"),
        run("-c", "import seaborn"),
    )  # fmt: skip
    return [
        Row("import dronestats / import pandas", ours / pandas, 1.3, False, f"{ours:.2f} s / {pandas:.2f} s"),
        Row("dronestats --help / import seaborn", helping / seaborn, 0.35, False, f"{helping:.2f} s / {seaborn:.2f} s"),
    ]


def briefing() -> list[Row]:
    """Return the time of the whole briefing from the bundled data, against importing what it draws with."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dronestats", "brief", "--out", f"{folder}/out"]
        drawn, imported = best(
            lambda: subprocess.run(command, check=True, capture_output=True),  # noqa: S603
            lambda: subprocess.run([sys.executable, "-c", "import seaborn"], check=True),
            turns=2,
        )
    return [Row("dronestats brief / import seaborn", drawn / imported, None, False, f"{drawn:.1f} s")]


def bulletins(count: int, languages: str = "ukraine russia english") -> list[str]:
    """Return bulletins of different figures."""
    rng = random.Random(SEED)  # noqa: S311 - not for secrets
    patterns = {
        "ukraine": "У ніч на {d} квітня (з 18:00) противник атакував {a} ударними БпЛА типу Shahed та безпілотниками "
        "інших типів. Станом на 08:30 збито {b} ворожих БпЛА, ще {c} локаційно втрачено.",
        "russia": "В период с 20.00 до 23.00 мск {d} апреля дежурными средствами ПВО перехвачены и уничтожены {a} "
        "украинских беспилотных летательных аппаратов: {b} БПЛА – над Ростовской областью, {c} – над Курской областью.",
        "english": "Russia launched {a} drones overnight on {d} April, the air force said. {b} were shot down over "
        "Kyiv region, and {c} went off radar.",
    }
    chosen = [patterns[name] for name in languages.split()]
    figures = [(rng.randrange(1, 29), rng.randrange(30, 300)) for _ in range(count)]
    return [chosen[n % len(chosen)].format(d=d, a=a, b=a // 2, c=a // 3) for n, (d, a) in enumerate(figures)]


def extraction() -> list[Row]:
    """Return bulletins a second, and the reader against a plain pattern and against yargy."""
    texts = bulletins(600)
    pattern = re.compile(r"(\d+)\s+(?:\w+\s+){0,4}?(?:бпла|беспилотн\w*|безпілотник\w*|дрон\w*|drones?)", re.IGNORECASE)

    def read(own):
        return lambda: [read_claims_of(text, published="2025-04-18T06:00Z") for text in own]

    read(texts)()
    reading = min(seconds(read(texts)) for _ in range(5))
    matching = min(seconds(lambda: [pattern.findall(text) for text in texts]) for _ in range(5))
    rows = [
        Row(
            "bulletins a second on one core",
            len(texts) / reading,
            2000,
            True,
            f"{len(texts)} texts, three languages",
        ),
        Row(
            "reader / one plain pattern",
            reading / matching,
            None,
            False,
            "it finds numbers before a drone word",
        ),
    ]
    return rows + against_yargy(bulletins(60, "russia"))


def against_yargy(texts: list[str], limit: float = 50) -> list[Row]:
    """Return the reader against yargy on Russian bulletins: finding words, and finding the same claims."""
    names = [f"yargy {work} / reader" for work in ("finding words", "finding the same claims", "knowing one sentence")]
    limits = limit, limit, None
    try:
        from benchmarks import yargy_grammar
    except ImportError:
        how = "yargy is not installed (extra bench)"
        return [Row(name, float("nan"), own, True, how) for name, own in zip(names, limits, strict=True)]
    published = pd.Timestamp("2025-04-18T06:00Z").to_pydatetime()
    find = yargy_grammar.finder()
    grammars = [yargy_grammar.reader(own) for own in (yargy_grammar.GRAMMAR, yargy_grammar.ONE_SENTENCE)]
    ours = [read_claims_of(text, published=published.isoformat()) for text in texts]
    wanted = [Counter(map(yargy_grammar.figure_of, rows)) for rows in ours]
    same = [
        sum(Counter(read(text, published)) == own for text, own in zip(texts, wanted, strict=True)) for read in grammars
    ]

    def over(read, *published):
        return lambda: [read(text, *published) for text in texts]

    # What this process holds already (pandas, our tables) is kept from the collector: yargy is not to pay for it.
    gc.collect()
    gc.freeze()
    reading = over(lambda text: read_claims_of(text, published=published.isoformat()))
    quick, *slow = best(reading, over(find), *(over(read, published) for read in grammars), turns=5)
    gc.unfreeze()
    claims = sum(map(len, ours))
    hows = (
        f"{len(texts)} Russian bulletins; numbers, weapons, fates and places of our tables, each by itself",
        f"the same; {same[0]} of {len(texts)} give the reader's {claims} claims, with place, part and window",
        f"the same claims in {same[1]} of {len(texts)}, from a grammar that knows the sentence of these texts only",
    )
    return [Row(n, own / quick, most, True, how) for n, own, most, how in zip(names, slow, limits, hows, strict=True)]


def growth() -> list[Row]:
    """Return how time grows from 0.2 MB to 2 MB: bulletins, and the text made to be hard that grows worst."""
    units = {"bulletins": "\n\n".join(bulletins(60)) + "\n\n", **HARD}
    ratios = {}
    for name, unit in units.items():
        once, more = grown(unit, 200_000), grown(unit, 2_000_000)
        small, large = best(lambda own=once: read_claims_of(own), lambda own=more: read_claims_of(own), turns=2)
        ratios[name] = large / small
    worst = max(ratios, key=lambda name: ratios[name])
    return [
        Row("10 times the bulletins / once", ratios["bulletins"], 11, False, "0.2 and 2 MB in one text"),
        Row("10 times the hardest text / once", ratios[worst], 11, False, f"of {len(units)} kinds, worst: {worst}"),
    ]


def rates() -> list[Row]:
    """Return rates of a million tallies against the bare sum, and of fewer against a loop over statsmodels."""
    found = rating(1_000_000)
    how = f"{found['seconds']:.2f} s; by side and month"
    rows = [Row("rates of 1,000,000 tallies / bare groupby", found["ratio"], 3, False, how)]
    try:
        from statsmodels.stats.proportion import proportion_confint
    except ImportError:
        return [*rows, Row("loop over statsmodels / rates", float("nan"), None, True, "statsmodels is not installed")]
    frame = many_tallies(20_000)
    share = frame.dropna(subset=["launched", "destroyed"])

    def loop():
        for row in share.itertuples():
            proportion_confint(min(row.destroyed, row.launched), max(row.launched, 1), method="wilson")

    looped, ours = best(loop, lambda: ds.interception_rates(frame, "destruction"), turns=3)
    how = f"{len(share):,} nights, an interval for each"
    return [*rows, Row("loop over statsmodels / rates", looped / ours, None, True, how)]


def kaggle(rows: int = 4000) -> list[Row]:
    """Return reading a copy of the Kaggle table against pandas' read_csv of the same file."""
    rng = random.Random(SEED)  # noqa: S311 - not for secrets
    models = ["Shahed-136/131", "X-101/X-555", "Iskander-M", "Orlan-10", "Lancet", "Kalibr", "X-59", "ZALA"]
    lines = ["time_start,time_end,model,launch_place,target,carrier,launched,destroyed,not_reach_goal,source"]
    for number in range(rows):
        day = pd.Timestamp("2023-01-01") + pd.Timedelta(days=number // 4)
        count = rng.randrange(1, 200)
        stamps = f"{day:%Y-%m-%d} 20:00,{day + pd.Timedelta(days=1):%Y-%m-%d} 08:00"
        figures = f"{count},{rng.randrange(count + 1)},"
        lines.append(f"{stamps},{models[number % 8]},,Ukraine,,{figures},kpszsu/posts/{number}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "attacks.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        claims = ds.read_kaggle(path)
        ours, least, bare = best(lambda: ds.read_kaggle(path), without_meaning(path, claims), lambda: pd.read_csv(path))
    how = f"{rows:,} rows, {len(claims):,} claims: {ours * 1000:.0f} ms / {bare * 1000:.1f} ms"
    put = f"{least * 1000:.1f} ms: stamps and columns from what is known beforehand, no cell checked or looked up"
    return [
        Row("read_kaggle / read_csv", ours / bare, 3, False, how),
        Row("its frame without its meaning / read_csv", least / bare, None, False, put),
    ]


def without_meaning(path: Path, claims: pd.DataFrame) -> Callable:
    """Return what no reader of the table can leave out: the file, its stamps in UTC, and the columns of the claims."""
    texts = {name: claims[name].to_numpy(object, na_value=None) for name in claims if claims[name].dtype == "string"}
    order = np.arange(len(claims))

    def put_together():
        raw = pd.read_csv(path)
        for name in ("time_start", "time_end"):
            codes, stamps = pd.factorize(raw[name])
            pd.to_datetime(stamps).tz_localize("Europe/Kyiv").tz_convert("UTC").take(codes)
        made = {name: pd.array(words, dtype="string") for name, words in texts.items()}
        made |= {name: claims[name].array.take(order) for name in claims if name not in texts}
        return pd.DataFrame(made)

    return put_together


JOBS = (starting, briefing, extraction, growth, rates, kaggle)


def table(rows: list[Row]) -> str:
    """Return the rows as Markdown."""
    lines = ["| what | measured | limit | | how |", "| --- | ---: | ---: | --- | --- |"]
    for row in rows:
        holds = row.figure >= row.limit if row.limit and row.is_least else row.limit is None or row.figure <= row.limit
        limit = "" if row.limit is None else f"{'at least' if row.is_least else 'at most'} {row.limit:,g}"
        figure = f"{row.figure:,.0f}" if row.figure >= 100 else f"{row.figure:.2f}"
        lines.append(f"| {row.what} | {figure} | {limit} | {'' if holds else 'missed'} | {row.how} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=[job.__name__ for job in JOBS])
    options = parser.parse_args()
    start = time.perf_counter()
    rows = [row for job in JOBS if options.only in (None, job.__name__) for row in job()]
    head = (
        f"Measured by `python -m benchmarks` in {time.perf_counter() - start:.0f} s: Python "
        f"{platform.python_version()}, pandas {pd.__version__}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}.\n\n"
    )
    print(head + table(rows), end="")
    if options.out:
        options.out.write_text(head + table(rows), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
