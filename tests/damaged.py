"""Damaged inputs, made on the spot: each is a small file, what must still be read of it, and what must be said."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from claims import claims, night

TEXT = "У ніч на 5 січня 2025 року противник атакував 40 БпЛА."
OTHER = "В ночь на 6 января 2025 года уничтожены 21 БПЛА."


class Case(NamedTuple):
    """One damaged input: its files, the counts that are still read, and what is said (nothing: no fault at all)."""

    name: str
    files: dict[str, bytes]
    kept: set[int]
    told: str | None


# --- texts with odd letters: nothing is lost and nothing needs saying -------------------------------------------------

ODD_TEXTS = {
    "zero-width": TEXT.replace(" ", " \u200b"),
    "right-to-left": f"\u202e{TEXT}\u202c",
    "direction marks": TEXT.replace("40", "\u200f40\u200e"),
    "no-break spaces": TEXT.replace(" ", "\u00a0"),
    "soft hyphens": TEXT.replace("противник", "про\u00adтив\u00adник"),
    "line separators": f"\u2028{TEXT}\u2029\x85",
    "escape codes": f"\x1b[31m{TEXT}\x1b[0m",
    "form feeds": f"\f{TEXT}\f",
    "emoji": f"🛩️💥 {TEXT} 🇺🇦",
    "private use": f"\ue000\uf8ff {TEXT}",
    "formula before": f"=1+1 {TEXT}",
    "long word": f"{TEXT}\n\n" + "ж" * 200_000,
    "many lines": "\n" * 20_000 + TEXT,
    "many spaces": f"{TEXT}{' ' * 50_000}",
    "many brackets": f"{TEXT}\n\n" + "(" * 5000,
    "huge number": f"{'9' * 5000}. {TEXT}",
    "replacement letters": f"\ufffd\ufffd {TEXT}",
}
ENCODINGS = {
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 little": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 big": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "windows-1251": lambda text: text.encode("cp1251"),
    "windows line ends": lambda text: f"{text}\n".replace("\n", "\r\n").encode(),
}
BAD_BYTES = {
    "a bad byte": lambda text: text.replace("року", "року #").encode().replace(b"#", b"\xff"),
    "an overlong letter": lambda text: text.replace("року", "року #").encode().replace(b"#", b"\xc0\xaf"),
    "a surrogate as bytes": lambda text: text.replace("року", "року #").encode().replace(b"#", b"\xed\xa0\x80"),
}


def jsonl(*rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def telegram(*messages) -> bytes:
    return json.dumps({"name": "air", "messages": list(messages)}, ensure_ascii=False).encode("utf-8")


def zipped(**members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


POST = {"id": 7, "type": "message", "date_unixtime": "1736060400", "text": OTHER}
ROW = {"id": "good", "text": OTHER, "date": "2025-01-06"}
CONTAINERS = {
    "a.txt": lambda text: text.encode(),
    "a.html": lambda text: f"<p>{text}</p>".encode(),
    "a.txt.gz": lambda text: gzip.compress(text.encode(), mtime=0),
    "a.zip": lambda text: zipped(**{"a.txt": text}),
    "a.jsonl": lambda text: jsonl({"text": text}),
    "a.json": lambda text: json.dumps([{"text": text}]).encode(),
    "a.csv": lambda text: pd.DataFrame({"text": [text]}).to_csv(index=False, quoting=1).encode(),
    "a.tsv": lambda text: pd.DataFrame({"text": [text]}).to_csv(index=False, sep="\t", quoting=1).encode(),
    "result.json": lambda text: telegram(POST | {"text": [{"type": "bold", "text": text}]}),
}


def odd_letters() -> Iterator[Case]:
    for what, text in ODD_TEXTS.items():
        for name, make in CONTAINERS.items():
            yield Case(f"{what} in {name}", {name: make(text)}, {40}, None)


def encodings() -> Iterator[Case]:
    whole = {
        "a.txt": TEXT, "a.html": f"<p>{TEXT}</p>", "a.jsonl": json.dumps({"text": TEXT}, ensure_ascii=False),
        "a.json": json.dumps({"text": TEXT}, ensure_ascii=False), "a.csv": f"text,id\n{TEXT},x",
    }  # fmt: skip
    for name, text in whole.items():
        for what, encode in ENCODINGS.items():
            yield Case(f"{what} in {name}", {name: encode(text)}, {40}, None)
        for what, encode in BAD_BYTES.items():
            yield Case(f"{what} in {name}", {name: encode(text)}, {40}, "bytes that are no UTF-8")
        yield Case(
            f"{what} {name}, packed", {f"{name}.gz": gzip.compress(encode(text))}, {40}, "bytes that are no UTF-8"
        )
    yield Case("NUL bytes in text", {"a.txt": f"\0{TEXT}\0\0".encode()}, {40}, "holds 3 NUL bytes")
    yield Case("UTF-16 without mark", {"a.txt": TEXT.encode("utf-16-le"), "b.txt": OTHER.encode()}, {21}, "NUL bytes")
    long, told = f"{OTHER} " * 5, "is neither UTF-8 nor Windows-1251 throughout"
    for code in ("koi8-r", "cp866", "iso-8859-5"):
        yield Case(f"{code} unnamed", {"a.txt": long.encode(code), "b.txt": TEXT.encode()}, {40}, told)
        page = f'<html><head><meta charset="{code}"></head><p>{long}</p></html>'.encode(code)
        yield Case(f"{code} named by its page", {"a.html": page}, {21}, None)
    shout = (OTHER.upper() + " БпЛА. ") * 5
    yield Case("windows-1251 in capitals", {"a.txt": shout.encode("cp1251")}, {21}, None)
    lines = f"{long}\n".encode("cp1251") * 3 + f"{long}\n".encode()
    yield Case("windows-1251 and a line of UTF-8", {"a.txt": lines}, {21}, told)
    yield Case("text cut inside a letter", {"a.txt": (TEXT + " я").encode()[:-1]}, {40}, None)


# --- files of many texts: the good ones are read, the bad ones named --------------------------------------------------

BAD_LINES = {
    "no json": ("збито 5", "is no object with fields"),
    "a number": ("17", "is no object with fields"),
    "a list": ('[{"text": "x"}]', "is no object with fields"),
    "null": ("null", "is no object with fields"),
    "half an object": ('{"text": "x', "is no object with fields"),
    "two objects": ('{"text": "x"}{"text": "y"}', "is no object with fields"),
    "deep lists": ("[" * 100_000, "is no object with fields"),
    "deep objects": ('{"text":' * 100_000, "is no object with fields"),
    "too many digits": ('{"text": "x", "id": ' + "9" * 5000 + "}", "is no object with fields"),
    "no text": ("{}", "has no text"),
    "text a number": ('{"text": 5}', "has no text"),
    "text null": ('{"text": null}', "has no text"),
    "text empty": ('{"text": ""}', "has no text"),
    "text a list": ('{"text": ["x"]}', "has no text"),
    "text an object": ('{"text": {"text": "x"}}', "has no text"),
    "a raw tab": ('{"text": "x\ty"}', "is no object with fields"),
}
BAD_DATES = [
    "05.01.2025", "01/05/2025", "yesterday", "2025-02-30", "2025-13-01", "2025-01-05T25:00", "1736060400", 1736060400,
    -1, 1e300, True, "0001-01-01", "9999-12-31", "2025-01-05T07:00+99:00", "\u202e2025", "x" * 100_000,
]  # fmt: skip
ODD_IDS = [
    "", "  ", "\u202enight", "a\nb", "a\0b", "\x1b[2J", "../../etc/passwd", "=1+1", "a/1", "x" * 100_000, -5,
    1e400, True, ["a"], {"a": 1}, "good", "good~2",
]  # fmt: skip


def many_texts() -> Iterator[Case]:
    for what, (line, told) in BAD_LINES.items():
        yield Case(f"{what} in a line", {"a.jsonl": jsonl(ROW) + f"{line}\n".encode() + jsonl({"text": TEXT})},
                   {21, 40}, told)  # fmt: skip
    for number, date in enumerate(BAD_DATES):
        file = {"a.jsonl": jsonl({"text": TEXT, "date": date}, ROW)}
        yield Case(f"date {number}: {str(date)[:20]!r}", file, {21, 40}, "it is read as undated")
    for number, own in enumerate(ODD_IDS):
        yield Case(
            f"id {number}: {str(own)[:20]!r}", {"a.jsonl": jsonl({"text": TEXT, "id": own}, ROW)}, {21, 40}, None
        )
    halves = b'{"text": "\\ud83d %s", "id": "\\ud83d", "url": "\\ude00"}' % TEXT.encode()
    yield Case("half pairs of surrogates", {"a.jsonl": halves}, {40}, None)
    for what, (table, kept, told) in {
        "a cell too many": (f"text,date\n{TEXT},,\n{OTHER},2025-01-06\n", {21}, "line 2: has 3 cells, the header 2"),
        "a cell too few": (f"text,date\n{TEXT}\n{OTHER},2025-01-06\n", {21}, "has 1 cells, the header 2"),
        "a quote inside": (f'text,date\n"{TEXT}"x,\n{OTHER},2025-01-06\n', {21}, "is no CSV"),
        "a quote left open": (f'text,date\n{OTHER},2025-01-06\n"{TEXT},\n', {21}, "is no CSV (unexpected end of data)"),
        "text column twice": (f"text,text\n{TEXT},x\n", set(), "names the column 'text' twice"),
        "no text column": (f"story\n{TEXT}\n", set(), "has no text"),
        "header only": ("text,date\n", set(), None),
        "empty": ("", set(), None),
        "blank rows": (f"\n\ntext,date\n\n,,\n{OTHER},2025-01-06\n\n", {21}, None),
        "header in capitals": (f"TEXT , Date\n{OTHER},2025-01-06\n", {21}, None),
        "semicolons": (f"text;date\n{OTHER};2025-01-06\n", set(), "has no text"),
    }.items():
        yield Case(f"table: {what}", {"a.csv": table.encode()}, kept, told)


def exports() -> Iterator[Case]:
    values = (None, [], {}, "x", -1, 1e400, [[["x"]]], True)
    for field in ("id", "type", "date_unixtime", "edited_unixtime", "text", "text_entities"):
        for value in values:
            yield Case(f"telegram {field} = {value!r}", {"result.json": telegram(POST, POST | {"id": 8, field: value})},
                       {21}, ...)  # fmt: skip
    for what, content in {
        "cut short": telegram(POST)[:-5], "empty": b"", "only a bracket": b"[", "deep": b"[" * 200_000,
        "a word": b"drones", "digits": b"9" * 5000,
    }.items():  # fmt: skip
        yield Case(f"telegram {what}", {"result.json": content, "b.txt": OTHER.encode()}, {21}, "is no JSON")
    chats = {"chats": {"list": [None, 5, {"messages": 5}, {"name": [1], "messages": [POST]}]}}
    yield Case("telegram account", {"result.json": json.dumps(chats).encode()}, {21}, None)


def pages() -> Iterator[Case]:
    for what, html in {
        "tags left open": "<a " * 20_000,
        "quotes left open": "<a b='" * 20_000, "comments left open": "<!-- >" * 20_000,
        "deep tags": "<div>" * 50_000, "deep dropped tags": "<nav>" * 50_000, "script left open": "<script>5 БпЛА",
        "declarations": "<!doctype " * 20_000, "ends alone": "</p>" * 20_000, "less-than signs": "<" * 50_000,
        "numbered letters": "&#" + "9" * 5000 + ";&#x110000;&#0;&#xd800;", "ampersands": "&" * 50_000,
        "an attribute of 1 MB": f"<a b='{'x' * 10**6}'>", "sections": "<![CDATA[" * 20_000,
    }.items():  # fmt: skip
        page = f"<html><p>{OTHER}</p>{html}".encode()
        yield Case(f"page with {what}", {"a.html": page}, {21}, None)
    script = f"<script>{TEXT}</script><style>{TEXT}</style><p>{OTHER}<img onerror=\"alert('{TEXT}')\">"
    yield Case("page with figures in scripts", {"a.html": script.encode()}, {21}, None)
    yield Case("page with a bad date", {"a.html": f"<time datetime='soon'><p>{OTHER}".encode()}, {21}, "undated")


# --- archives ---------------------------------------------------------------------------------------------------------


def archives() -> Iterator[Case]:
    good = {"b.txt": OTHER.encode()}
    lines = jsonl(*[ROW | {"id": f"{n}"} for n in range(3000)])
    packed, archive = gzip.compress(lines, mtime=0), zipped(**{"a.txt": TEXT, "b.txt": OTHER})
    for share in (0, 1, 9, 10, 18, 100):
        files = {"a.txt.gz": packed[:share]} | good
        yield Case(f"gzip cut to {share} bytes", files, {21}, "cannot be read" if share else None)
    pieces = gzip.compress(TEXT[:9].encode()) + gzip.compress(TEXT[9:].encode())
    for what, name, content, kept, told in (
        ("cut at half", "a.jsonl.gz", packed[: len(packed) // 2], {21}, "a.jsonl.gz: cannot be read"),
        ("with changed bytes", "a.jsonl.gz", packed[:200] + b"\0\0\0" + packed[203:], set(), "a.jsonl.gz"),
        ("with a wrong sum", "a.txt.gz", packed[:-8] + b"\0" * 8, set(), "cannot be read (CRC check failed"),
        ("with bytes after", "a.jsonl.gz", packed + b"rest", {21}, "Not a gzipped file"),
        ("in two pieces", "a.txt.gz", pieces, {40}, None),
        ("that is none", "a.gz", b"text", set(), "Not a gzipped file"),
        ("bomb", "a.txt.gz", gzip.compress(b"0" * 2**25), set(), "unpacks to far more than its size"),
        ("bomb of lines", "a.jsonl.gz", gzip.compress(b"\n" * 2**25), set(), "unpacks to far more than its size"),
    ):
        yield Case(f"gzip {what}", {name: content} | good, kept | {21}, told)
    nested = zipped(**{"in.zip": archive, "b.txt": OTHER})
    yield Case("zip in a zip", {"a.zip": nested}, {21}, "ending in .zip are not read")
    bomb = zipped(**{"a.txt": b"0" * 2**25, "c.txt": TEXT})
    yield Case("zip bomb", {"a.zip": bomb}, {40}, "a.zip!a.txt: unpacks to far more than its size")
    for share in (0, 3, 30, len(archive) // 2, len(archive) - 1):
        yield Case(f"zip cut to {share} bytes", {"a.zip": archive[:share]} | good, {21}, "cannot be read")
    for number, name in enumerate((
        "../up.txt", "/etc/abs.txt", "..\\up.txt", "C:\\abs.txt", "a/../../b.txt", "new\nline.txt", "\x1b[2J.txt",
        "\u202etxt.exe", "x" * 2000 + ".txt",
    )):  # fmt: skip
        files = {"a.zip": zipped(**{name: TEXT, "b.txt": OTHER})}
        yield Case(f"zip with name {number}: {name[:20]!r}", files, {21}, "has a name that no file should have")
    for what, local, central, value in (
        ("a password", 6, 8, b"\x01\x00"), ("an unknown method", 8, 10, b"\x61\x00")
    ):  # fmt: skip
        changed = bytearray(archive)
        for at in (archive.find(b"PK\x03\x04") + local, archive.find(b"PK\x01\x02") + central):
            changed[at : at + 2] = value
        yield Case(f"zip with {what}", {"a.zip": bytes(changed)}, {21}, "a.zip!a.txt: cannot be read")
    changed = bytearray(archive)
    changed[archive.find(b"a.txt") + 12] ^= 0xFF
    yield Case("zip with a changed byte", {"a.zip": bytes(changed)}, {21}, "a.zip!a.txt: cannot be read")
    yield Case("a file of an unknown kind", {"a.pdf": b"%PDF"} | good, {21}, "files ending in .pdf are not read")
    yield Case("a hidden file", {".a.txt": TEXT.encode()} | good, {21}, None)


TEXT_CASES = [
    case for make in (odd_letters, encodings, many_texts, exports, pages, archives) for case in make()
]  # fmt: skip

# --- tables of figures ------------------------------------------------------------------------------------------------

GOOD = claims(
    *night("a", launched=100, destroyed=66, lost=24),
    *night("b", start="2025-01-05T20:00", end="2025-01-06T08:00", launched=10, destroyed=5, lost=4),
)
BAD_CELLS = {
    "count": [
        "-1",
        "1.5",
        "NaN?",
        "1e400",
        "9" * 30,
        "inf",
        "0x10",
        "ten",
        "1,000",
        "\u0661\u0662x",
        "=1+1",
        "<b>1</b>",
    ],
    "window_start": ["05.01.2025", "2025-02-30T00:00:00Z", "2025-01-01T20:00", "now", "2030-01-01T00:00:00Z"],
    "claimant": [" "],
    "outcome": ["destroed", "<script>", "\x1b[2J"],
    "weapon_class": ["drones", "9"],
    "weapon": ["shahid", "iskander-m"],
    "region": ["Atlantis", "UA-51+", "+"],
    "part_of": ["b/9", "b/1", "a/1x"],
    "claim_id": ["a/2", "b", "c/1", ""],
    "qualifier": ["exactly", "several"],
    "basis": ["guessed"],
}


def bad_cells() -> Iterator[Case]:
    """Yield tables in which one cell of report b is bad: report a is kept, the cell is named by file and line."""
    table = pd.read_csv(io.StringIO(GOOD.to_csv(index=False)), dtype="string", keep_default_na=False)
    for column, values in BAD_CELLS.items():
        for number, value in enumerate(values):
            changed = table.copy()
            changed.loc[3, column] = value
            csv = changed.to_csv(index=False).encode()
            yield Case(f"{column} {number}: {value[:20]!r}", {"claims.csv": csv}, {100, 66, 24}, "claims.csv:5")


def bad_tables() -> Iterator[Case]:
    csv, parquet = GOOD.to_csv(index=False), GOOD.to_parquet(index=False)
    lines = csv.splitlines()
    refused = {
        "empty": ("", "is empty"),
        "blank": ("\n\n\n", "is empty"),
        "header only, wrong": ("a,b,c\n", "this column is required"),
        "a column twice": ("\n".join(f"{line},{line.split(',')[0]}" for line in lines), "claim_id"),
        "a column renamed": (csv.replace("outcome", "outcom", 1), "rename 'outcom'"),
        "a NUL byte": (csv.replace("a/2", "a\0/2", 1), "NUL byte"),
        "a quote left open": (csv.replace("a/2", '"a/2', 1), "broken CSV"),
        "semicolons": (csv.replace(",", ";"), "this column is required"),
        "a web page": ("<!doctype html><title>Sign in</title>", "this column is required"),
    }
    for what, (content, told) in refused.items():
        yield Case(f"claims: {what}", {"claims.csv": content.encode()}, set(), told)
    yield Case("claims in UTF-16", {"claims.csv": csv.encode("utf-16")}, set(), "not UTF-8")
    yield Case("claims with a bad byte", {"claims.csv": csv.encode().replace(b"a/2", b"a\xff2", 1)}, set(), "not UTF-8")
    yield Case("claims with a mark", {"claims.csv": csv.encode("utf-8-sig")}, {100, 10}, None)
    yield Case("claims with windows line ends", {"claims.csv": csv.replace("\n", "\r\n").encode()}, {100, 10}, None)
    yield Case("claims cut in a row", {"claims.csv": csv.encode()[:-40]}, {100, 66, 24}, "claims.csv:7")
    short = csv.replace("\n", "\n,,\n", 1).encode()
    yield Case("claims with a short row", {"claims.csv": short}, {100, 10}, "claims.csv:2")
    for share in (0, 4, 100, len(parquet) // 2, len(parquet) - 1):
        yield Case(f"parquet cut to {share} bytes", {"a.parquet": parquet[:share]}, set(), "cannot be read as parquet")
    for at in range(200, len(parquet), len(parquet) // 6):
        content = parquet[:at] + b"\xff" * 60 + parquet[at + 60 :]
        yield Case(f"parquet changed at {at}", {"a.parquet": content}, set(), ...)
    other = io.BytesIO()
    pd.DataFrame({0: [1], 1: [["x"]]}).rename(columns=str).to_parquet(other)
    yield Case("parquet with other columns", {"a.parquet": other.getvalue()}, set(), "this column is required")


KAGGLE = (
    "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,not_reach_goal,destroyed_details,source\n"
    "2025-01-04 20:00,2025-01-05 08:00,Shahed-136/131,,Ukraine,,40,30,8,,kpszsu/posts/1\n"
)
BAD_KAGGLE = {
    "time_start": ["05.01.2025", "2025-02-30", "", "NaN?", "9999-99-99", "\u202e", "2026-01-01"],
    "model": ["Shahid-999", "", "<script>alert(1)</script>", "=1+1", "x" * 5000, " and  and "],
    "launched": ["-5", "1.5", "9" * 40, "1e400", "inf", "ten", "=1+1", "\u0661x"],
    "destroyed": ["-5", "0.1", "None", "['a']"],
    "source": ["", "http://[", "nobody/posts/1", "\x1b[2J"],
    "target": ["Atlantis", "\u202e", "x" * 5000],
    "destroyed_details": [
        "{'south': __import__('os').system('true')}", "{" * 5000, "{'a': {'b': 1}}", "{'south': 16", "[1, 2]",
        "{'south': 1" + "0" * 30 + "}", "{'south': -1}", "{'south': 1e9}", "lambda: 0", "{'" + "x" * 6000 + "': 1}",
        "{'Atlantis': 5}", "{'south': 5,, 'east': 1}",
    ],
}  # fmt: skip


def bad_kaggle() -> Iterator[Case]:
    """Yield copies of the Kaggle table in which a cell of the second row is bad: the first row is kept."""
    good = pd.read_csv(io.StringIO(KAGGLE), dtype="string", keep_default_na=False)
    night = {"time_start": "2025-01-06 20:00", "time_end": "2025-01-07 08:00", "source": "kpszsu/posts/2"}
    other = good.assign(**night, launched="50", destroyed="21")
    for column, values in BAD_KAGGLE.items():
        for number, value in enumerate(values):
            csv = pd.concat([good, other.assign(**{column: value})]).to_csv(index=False).encode()
            yield Case(f"kaggle {column} {number}: {value[:20]!r}", {"attacks.csv": csv}, {40, 30, 8}, "attacks.csv:3")
    for what, content, told in (
        ("cut in a row", KAGGLE + "2025-01-05 20:00,2025", "attacks.csv:3"),
        ("a row with a quote", KAGGLE + KAGGLE.splitlines()[1].replace("Ukraine", '"Ukraine') + "\n", "attacks.csv:3"),
        (
            "a row with two quotes",
            KAGGLE + KAGGLE.splitlines()[1].replace("Ukraine", '"Ukr"aine') + "\n",
            "attacks.csv:3",
        ),
        ("a column twice", KAGGLE.replace("carrier", "launched"), "stands twice"),
        ("a row too long", KAGGLE + "," * 30 + "x\n", "attacks.csv:3"),
        ("only the first columns", "time_start,time_end,model\n1,2,3\n", "'target', 'launched'"),
    ):
        yield Case(f"kaggle {what}", {"attacks.csv": content.encode()}, {40} if "row" in what else set(), told)
    russian = KAGGLE.replace("Ukraine", "Одеса").encode("cp1251")
    yield Case("kaggle in windows-1251", {"attacks.csv": russian}, set(), "not UTF-8")


TABLE_CASES = [case for make in (bad_cells, bad_tables, bad_kaggle) for case in make()]
