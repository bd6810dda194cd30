"""Feed the readers and writers with broken input: python benchmarks/fuzz.py [--inputs N] [--seconds S] [--seed K].

Each input is a good text or file, mutated a few times by a seeded generator. Prints the number of inputs, the slowest
in milliseconds of processor time per kB beyond what the good input takes (for one above the limit, the least of three
more turns), and each uncaught exception once with its input; a DronestatsError is an answer, not a crash. The status is
1 if an exception escaped or an input took longer than 100 ms per kB.

With ``--atheris`` and the package of that name, coverage guides the mutations instead; ``--inputs`` and ``--seconds``
bound it, too, and libFuzzer prints its own count.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import io
import json
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from pathlib import Path

from dronestats import schema
from dronestats.errors import DronestatsError
from dronestats.export.page import data_table
from dronestats.export.table import FORMATS, as_bytes, as_csv
from dronestats.extraction.bulletin import explain_text, frame_of, read_claims_of
from dronestats.extraction.lexicon import languages, lexicon
from dronestats.sources.anyfile import read_any
from dronestats.sources.documents import extract_documents
from dronestats.sources.page import page_text
from dronestats.sources.texts import of_posts, read_documents

MOST_MS_PER_KB = 100
_FRAME_EVERY = 200

TEXTS = [
    "У ніч на 28 жовтня (з 19:00 27 жовтня) противник атакував 100 ударними БпЛА. Збито 66, ще 24 локаційно втрачено, "
    "4 покинули повітряний простір; влучання 5 БпЛА на 3 локаціях.",
    "В период с 20.00 до 23.00 мск перехвачены и уничтожены 66 БПЛА: 43 – над Ростовской областью, 20 – над Курской, "
    "по одному – над Тульской и Орловской областями.",
    "Russia launched 145 drones overnight on 9-10 March 2025. As of 09:30, 62 had been shot down, 67 went off radar; "
    "more than 80, several, all but two of the 17, twenty-one or 5 of 6 drones over Kursk.",
]
PAGE = (
    "<html lang='ru'><head><meta property='article:published_time' content='2025-03-10T06:00:00+03:00'><title>t</title>"
    f"</head><nav><li>99 дронов</nav><script>x = 5</script><p>{TEXTS[1]}</p><ul><li>3 &ndash; Крым<li>2</ul><!-- c -->"
)
ROW = {"id": "a", "text": TEXTS[0], "date": "2024-10-28", "lang": "uk", "channel": "air", "link": "https://a.example"}
EXPORT = {
    "name": "air",
    "messages": [
        {"id": 2, "type": "message", "date": "2024-10-28T09:00:00", "date_unixtime": "1730102400", "text": TEXTS[0]},
        {"id": 3, "type": "message", "edited": "2024-10-29T10:00:00", "text": ["Збито ", {"type": "b", "text": "18"}]},
    ],
}
KAGGLE = (
    "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,not_reach_goal,destroyed_details,"
    "num_hit_location,is_shahed,source\n"
    "2024-10-27 19:00,2024-10-28 09:00,Shahed-136/131,Kursk,Ukraine,,100,66,24,\"{'south': 16, 'east': NaN}\",2,70,"
    "kpszsu/posts/1\n2023-05-01 20:00,2023-05-02 04:00,Orlan-10,,south,,12.0,12.0,,,,,kpszsu/posts/2\n"
)
MARKS = [
    *"\0\ufeff\u202e\u200b\u2028\x85\x1b\r\n\t\"',;:.()<>[]{}&=+-@/\\–%№",
    *["\ud83d", "&#x110000;", "&#" + "9" * 5000 + ";", "<!--", "<a ", "]]>", "{'", "9" * 40, "-1", "1e400", "NaN"],
    *["2024-02-30", "31.04.2025", "25:61", "0", "2", "17", "1 000 000", " of ", " из ", " з ", "of 6 of 7 ", "&amp"],
]  # fmt: skip


def words() -> list[str]:
    """Return words of the language tables and marks that readers stumble over."""
    return [word for code in languages() for word in list(lexicon(code).phrases)[::7]] + MARKS * 20


def mutated(text: str, rng: random.Random, tokens: list[str]) -> str:
    """Return a text cut, doubled, spliced and sprinkled a few times."""
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 20))):
        here, there = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        there = min(there, here + rng.choice((1, 5, 40, len(text))))
        match rng.randrange(6):
            case 0:
                text = text[:here] + text[there:]
            case 1:
                text = text[:here] + text[here:there] * rng.choice((2, 2, 3, 9)) + text[there:]
            case 2:
                text = text[:here] + rng.choice(TEXTS)[: rng.randrange(200)] + text[there:]
            case 3:
                text = text[:here] + chr(rng.choice((rng.randrange(128), rng.randrange(0x3000)))) + text[here + 1 :]
            case _:
                text = text[:here] + rng.choice(("", " ")) + rng.choice(tokens) + rng.choice(("", " ")) + text[here:]
        text = text[:4000]
    return text


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with some changed, or cut short."""
    changed = bytearray(data)
    for _ in range(rng.choice((0, 1, 1, 3, 10)) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randrange(len(changed) + 1)] if rng.random() < 0.2 else changed)


class Targets:
    """What is fed: each method takes the bytes of one input."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows: list[dict] = []
        self.number = 0

    def text(self, data: bytes) -> None:
        """Read a text; now and then make a frame of what was read and write it in every format."""
        self.number += 1
        text = data.decode("utf-8", errors="surrogatepass")
        stamp = (None, "2025-03-10T06:00Z", "2024-10-28")[self.number % 3]
        self.rows += read_claims_of(text, published=stamp, report_id=f"r{self.number}")

    def frames(self) -> None:
        """Validate and write what the texts gave."""
        claims = frame_of(self.rows)
        self.rows = []
        for form in FORMATS:
            as_bytes(claims, form)
        data_table(claims.head(50), caption="claims")

    def explain(self, data: bytes) -> None:
        """Explain a text word by word."""
        explain_text(data.decode("utf-8", errors="surrogatepass"))

    def page(self, data: bytes) -> None:
        """Read a page."""
        read_claims_of(page_text(data.decode("utf-8", errors="replace"))["text"])

    def export(self, data: bytes) -> None:
        """Read an export of Telegram whose text fields hold anything."""
        try:
            content = json.loads(data)
        except (ValueError, RecursionError):
            return
        if isinstance(content, dict):
            list(of_posts(content, "result.json"))

    def _file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def lines(self, data: bytes) -> None:
        """Read JSON Lines to claims, reports and faults."""
        extract_documents(read_documents([self._file("x.jsonl", data)]))

    def table(self, data: bytes) -> None:
        """Read a table of texts."""
        extract_documents(read_documents([self._file("x.csv", data)]))

    def zipped(self, data: bytes) -> None:
        """Read a zip archive."""
        list(read_documents([self._file("x.zip", data)]))

    def gzipped(self, data: bytes) -> None:
        """Read a gzip archive of JSON Lines."""
        list(read_documents([self._file("x.jsonl.gz", data)]))

    def kaggle(self, data: bytes) -> None:
        """Read a copy of the Kaggle table."""
        read_any(self._file("kaggle.csv", data))

    def claims(self, data: bytes) -> None:
        """Read a table with the columns of the claims table."""
        read_any(self._file("claims.csv", data))

    def parquet(self, data: bytes) -> None:
        """Read a parquet file."""
        read_any(self._file("claims.parquet", data))


def seeds() -> dict[str, list[bytes]]:
    """Return the good inputs of each target."""
    texts = [text.encode() for text in TEXTS]
    rows = "\n".join(json.dumps(ROW | {"text": text}, ensure_ascii=False) for text in TEXTS).encode()
    table = "id,date,text\n" + "".join(f'{n},2024-10-28,"{text}"\n' for n, text in enumerate(TEXTS))
    packed, parquet = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXTS[0])
        archive.writestr("in/b.jsonl", rows)
    claims = frame_of(read_claims_of(TEXTS[0], published="2024-10-28", report_id="a"))
    claims.to_parquet(parquet, index=False)
    return {
        "text": texts,
        "explain": texts,
        "page": [PAGE.encode()],
        "export": [json.dumps(EXPORT, ensure_ascii=False).encode()],
        "lines": [rows],
        "table": [table.encode()],
        "zipped": [packed.getvalue()],
        "gzipped": [gzip.compress(rows, mtime=0)],
        "kaggle": [KAGGLE.encode()],
        "claims": [as_csv(claims.reindex(columns=schema.columns())).encode()],
        "parquet": [parquet.getvalue()],
    }


# Share of the inputs that each target gets: the quick ones most.
SHARES = {
    "text": 700, "explain": 80, "page": 120, "export": 60, "lines": 8, "table": 8, "zipped": 8, "gzipped": 8,
    "kaggle": 3, "claims": 3, "parquet": 2,
}  # fmt: skip
_BINARY = {"zipped", "gzipped", "parquet"}


def run(inputs: int, seconds: float, seed: int, shares: dict[str, int]) -> dict:
    """Feed up to `inputs` inputs for up to `seconds`, and return counts, crashes and the slowest input.

    Ctrl-C ends it early, with what was found.
    """
    rng, tokens, good = random.Random(seed), words(), seeds()  # noqa: S311 - not for secrets
    found = {"inputs": Counter(), "crashes": {}, "slowest": {}, "too_slow": [], "fixed": {}}
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        targets = Targets(Path(folder))
        for name, (data, *_) in good.items():
            found["fixed"][name] = min(_seconds(getattr(targets, name), data) for _ in range(5))
        names, weights = list(shares), list(shares.values())
        stopped = []
        signal.signal(signal.SIGINT, lambda *_: stopped.append(True))
        for number in range(inputs):
            if stopped or (number % 100 == 0 and time.monotonic() > end):
                break
            name = rng.choices(names, weights)[0]
            data = rng.choice(good[name])
            if name not in _BINARY:
                data = mutated(data.decode(), rng, tokens).encode("utf-8", errors="surrogatepass")
            if name in _BINARY or rng.random() < 0.1:
                data = flipped(data, rng)
                if name in ("text", "explain"):
                    data = data.decode("utf-8", errors="replace").encode()
            _feed(getattr(targets, name), name, data, found)
            if targets.number % _FRAME_EVERY == 0 and targets.rows:
                _feed(lambda _: targets.frames(), "frames", data, found, counted=False)
    return found


def _seconds(target, data: bytes) -> float:
    start = time.process_time()
    target(data)
    return time.process_time() - start


def _once(target, data: bytes) -> tuple[float, Exception | None]:
    """Return the seconds of one input, and what it raised."""
    start, raised = time.process_time(), None
    try:
        target(data)
    except Exception as error:
        raised = error
    return time.process_time() - start, raised


def _feed(target, name: str, data: bytes, found: dict, counted: bool = True) -> None:
    def rate(seconds: float) -> float:
        return (seconds - found["fixed"].get(name, 0)) * 1000 / max(1, len(data) / 1000)

    seconds, error = _once(target, data)
    if isinstance(error, DronestatsError):
        found["inputs"]["refused with a DronestatsError"] += 1
    elif error is not None:
        where = traceback.extract_tb(error.__traceback__)[-1]
        found["crashes"].setdefault(f"{name}: {type(error).__name__} at {where.filename}:{where.lineno}: {error}", data)
    if counted:
        slow = rate(seconds)
        if slow > MOST_MS_PER_KB:
            # A busy machine makes any input slow once; one that is slow by itself is so each time.
            slow = min(rate(_once(target, data)[0]) for _ in range(3))
        found["inputs"][name] += 1
        if slow > found["slowest"].get(name, 0):
            found["slowest"][name] = slow
        if slow > MOST_MS_PER_KB:
            found["too_slow"].append((name, slow, data))


def guided(options) -> None:
    """Let atheris mutate what the readers of texts get, guided by coverage."""
    import atheris

    # The tables of words and letters are built once and teach the fuzzer nothing: instrumented, that takes minutes.
    grammar = "numbers times places sentences clauses statements discourse sharing relations bulletin".split()
    names = [f"dronestats.extraction.{name}" for name in grammar]
    with atheris.instrument_imports(include=names):
        for name in names:
            importlib.reload(sys.modules[name])
    reader = sys.modules["dronestats.extraction.bulletin"]

    def one(data: bytes) -> None:
        text = atheris.FuzzedDataProvider(data).ConsumeUnicode(4000)
        reader.read_claims_of(text, published="2025-03-10")

    with tempfile.TemporaryDirectory() as corpus:
        for number, text in enumerate(TEXTS):
            Path(corpus, str(number)).write_bytes(b"\x01" + text.encode("utf-32-le"))
        limits = [f"-runs={options.inputs}", f"-max_total_time={int(options.seconds)}", "-max_len=4000", "-timeout=5"]
        atheris.Setup([sys.argv[0], *limits, f"-seed={options.seed}", "-print_final_stats=1", corpus], one)
        atheris.Fuzz()


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=20241028)
    parser.add_argument("--targets", nargs="+", choices=list(SHARES), default=list(SHARES), help="default: all")
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("error")
    if options.atheris:
        guided(options)
    shares = {name: SHARES[name] for name in options.targets}
    found = run(options.inputs, options.seconds, options.seed, shares)
    refused = found["inputs"].pop("refused with a DronestatsError", 0)
    print(f"{sum(found['inputs'].values()):,} inputs, {refused:,} refused with a DronestatsError; seed {options.seed}")
    for name, count in found["inputs"].most_common():
        print(f"  {name:<9} {count:>9,} inputs, slowest {found['slowest'].get(name, 0):6.1f} ms per kB")
    for told, data in found["crashes"].items():
        print(f"CRASH {told}\n  input {data[:2000]!r}")
    for name, rate, data in sorted(found["too_slow"], key=lambda own: -own[1])[:10]:
        print(f"SLOW {name}: {rate:.0f} ms per kB, {len(data)} bytes\n  input {data[:500]!r}")
    slow = f"{len(found['too_slow'])} inputs above {MOST_MS_PER_KB} ms per kB"
    print(f"{len(found['crashes'])} uncaught exceptions, {slow}")
    return 1 if found["crashes"] or found["too_slow"] else 0


if __name__ == "__main__":
    sys.exit(main())
