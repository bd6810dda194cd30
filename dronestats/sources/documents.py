"""Files, folders and archives -> documents -> claims; what cannot be read is named, and the rest goes on."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from dronestats import schema
from dronestats.errors import DronestatsError
from dronestats.extraction.bulletin import Row, frame_of, looks_like_bulletin, read_claims_of
from dronestats.extraction.lexicon import language_of, languages
from dronestats.sources.page import decode, page_text
from dronestats.sources.telegram import is_export, posts

# Bounds for what one file may unpack to: a bomb is named as a fault, not read.
MOST_BYTES = 256 * 2**20
MOST_RATIO = 200
MOST_MEMBERS = 20_000

_TEXTS = (".txt", ".md", ".text", "")
_PAGES = (".html", ".htm", ".xhtml")
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
# Column or key of a table of texts -> what it is called there.
FIELDS = {
    "id": ("id", "report_id", "message_id", "post_id"),
    "text": ("text", "message", "body", "content", "fulltext"),
    "published": ("published", "published_at", "date", "datetime", "time", "timestamp"),
    "language": ("language", "lang"),
    "outlet": ("outlet", "channel", "source"),
    "url": ("url", "link"),
}


class Document(NamedTuple):
    """One text to read."""

    id: str
    text: str
    published: datetime | str | None
    language: str | None
    outlet: str
    url: str
    path: str
    note: str | None = None


class Fault(NamedTuple):
    """One thing that could not be read: where, what is wrong, the way out."""

    path: str
    where: str
    what: str
    way_out: str


def read_documents(paths: Iterable[str | Path]) -> Iterator[Document | Fault]:
    """Yield a Document for each text in files, folders and archives, and a Fault for each that cannot be read.

    Parameters
    ----------
    paths : iterable of str or Path
        Plain text, HTML, Telegram result.json, JSON Lines, CSV with a text column, ``.gz``, ``.zip``, folders of these;
        ``-`` is standard input.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp(), "night.txt")
    >>> _ = file.write_text("Two drones were shot down.", encoding="utf-8")
    >>> [document.id for document in read_documents([file])]
    ['night']
    """
    for path in paths:
        if str(path) == "-":
            yield Document("stdin", sys.stdin.read(MOST_BYTES), None, None, "stdin", "-", "-")
            continue
        own = Path(path)
        if own.is_dir():
            for inner in sorted(own.rglob("*")):
                if inner.is_file() and not any(part.startswith(".") for part in inner.relative_to(own).parts):
                    yield from _file(inner)
        elif own.is_file():
            yield from _file(own)
        else:
            yield Fault(str(path), "", "no such file or folder", "check the name")


def _file(path: Path) -> Iterator[Document | Fault]:
    try:
        if path.stat().st_size > MOST_BYTES:
            yield Fault(str(path), "", f"larger than {MOST_BYTES >> 20} MB", "split it")
        elif path.suffix.lower() == ".zip":
            yield from _archive(path)
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as file:
                data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES or len(data) > max(path.stat().st_size, 2**16) * MOST_RATIO:
                yield Fault(str(path), "", "unpacks to far more than its size", "unpack it yourself if you trust it")
            else:
                yield from _parse(data, path.stem, str(path))
        else:
            yield from _parse(path.read_bytes(), path.name, str(path))
    except (OSError, EOFError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        yield Fault(str(path), "", f"cannot be read ({error})", "is the file complete?")


def _archive(path: Path) -> Iterator[Document | Fault]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
            yield Fault(str(path), "", f"holds more than {MOST_MEMBERS} files or {MOST_BYTES >> 20} MB", "split it")
            return
        for member in sorted(members, key=lambda member: member.filename):
            where = f"{path}!{member.filename}"
            if member.file_size > max(member.compress_size, 2**16) * MOST_RATIO:
                yield Fault(where, "", "unpacks to far more than its size", "unpack it yourself if you trust it")
                continue
            try:
                with archive.open(member) as file:
                    data = file.read(MOST_BYTES)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
                yield Fault(where, "", f"cannot be read ({error})", "is it encrypted or broken?")
                continue
            yield from _parse(data, PurePosixPath(member.filename).name, where)


def _parse(data: bytes, name: str, path: str) -> Iterator[Document | Fault]:
    """Yield the documents of one unpacked file, told apart by the ending of its name."""
    suffix, stem = PurePosixPath(name).suffix.lower(), PurePosixPath(name).stem
    if suffix in _TEXTS:
        yield Document(stem, decode(data), None, None, stem, path, path)
    elif suffix in _PAGES:
        found = page_text(decode(data))
        yield Document(stem, found["text"], found["published"], found["language"], stem, path, path)
    elif suffix == ".json":
        try:
            content = json.loads(decode(data))
        except (ValueError, RecursionError) as error:
            yield Fault(path, "", f"is no JSON ({error})", "export it again")
            return
        if is_export(content):
            yield from of_posts(content, path)
        else:
            rows = content if isinstance(content, list) else [content]
            yield from _of_rows(enumerate(rows, 1), stem, path)
    elif suffix in _LINES:
        yield from _of_rows(_json_lines(decode(data)), stem, path)
    elif suffix in _TABLES:
        csv.field_size_limit(MOST_BYTES)
        lines = io.StringIO(decode(data), newline="")
        reader = csv.DictReader(lines, delimiter="\t" if suffix == ".tsv" else ",")
        try:
            yield from _of_rows(((reader.line_num, row) for row in reader), stem, path)
        except csv.Error as error:
            yield Fault(path, f"line {reader.line_num}", f"is no CSV ({error})", "export it again")
    else:
        yield Fault(path, "", f"files ending in {suffix} are not read", "give text, html, json, jsonl, csv, gz or zip")


def _json_lines(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _of_rows(rows: Iterable[tuple[int, object]], stem: str, path: str) -> Iterator[Document | Fault]:
    """Yield a document for each row that has a text under one of the usual names."""
    for number, row in rows:
        if not isinstance(row, dict):
            yield Fault(path, f"line {number}", "is no object with fields", 'write {"text": "..."}')
            continue
        low = {str(key).strip().lower(): value for key, value in row.items()}
        found = {name: next((low[word] for word in words if low.get(word)), None) for name, words in FIELDS.items()}
        if not isinstance(found["text"], str):
            yield Fault(path, f"line {number}", "has no text", f"name its field one of {', '.join(FIELDS['text'])}")
            continue
        known = str(found["language"]).lower() if str(found["language"]).lower() in languages() else None
        yield Document(
            str(found["id"] or f"{stem}-{number}"),
            found["text"],
            found["published"],
            known,
            str(found["outlet"] or stem),
            str(found["url"] or path),
            path,
        )


def of_posts(export: dict, path: str) -> Iterator[Document]:
    """Yield the posts of a Telegram export as documents."""
    for post in posts(export):
        yield Document(
            post["id"], post["text"], post["published"], None, post["outlet"], post["url"], path, post["note"]
        )


def extract_documents(
    documents: Iterable[Document | Fault],
    *,
    language: str | None = None,
    claimant_body: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the claims of many documents.

    Parameters
    ----------
    documents : iterable
        As `read_documents` yields them.
    language, claimant_body : str, optional
        As in `extract_claims`, for all of them.
    progress : callable, optional
        Called with the number of documents read so far.

    Returns
    -------
    (claims, reports, faults)
        The claims and reports tables, and a frame with ``path``, ``where``, ``what``, ``way_out``: documents that
        cannot be read, carry no date, or look like a bulletin and yield nothing.

    Examples
    --------
    >>> night = Document("night", "Two drones were shot down over Bryansk.", "2024-10-28", None, "me", "-", "night.txt")
    >>> claims, reports, faults = extract_documents([night])
    >>> claims["region"].tolist(), reports["report_id"].tolist(), len(faults)
    (['RU-BRY'], ['night'], 0)
    """
    rows: list[Row] = []
    reports: list[dict] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, document in enumerate(documents, 1):
        if isinstance(document, Fault):
            faults.append(document)
        else:
            seen[document.id] = seen.get(document.id, 0) + 1
            report_id = document.id if seen[document.id] == 1 else f"{document.id}~{seen[document.id]}"
            found, published = _read_one(document, report_id, language, claimant_body, faults)
            if found:
                rows.extend(found)
                reports.append(_report(document, report_id, found, published, language))
        if progress:
            progress(number)
    return frame_of(rows), _frame(reports), pd.DataFrame(faults, columns=Fault._fields)


def _read_one(
    document: Document, report_id: str, language, claimant_body, faults: list[Fault]
) -> tuple[list[Row], object]:
    """Return the claims of a document and its date as far as it can be read."""
    published, spoken = document.published, language or document.language
    try:
        found = read_claims_of(
            document.text, published=published, language=spoken, claimant_body=claimant_body, report_id=report_id
        )
    except DronestatsError as error:
        if published is None:
            raise
        faults.append(Fault(document.path, report_id, str(error), "it is read as undated"))
        published = None
        found = read_claims_of(document.text, language=spoken, claimant_body=claimant_body, report_id=report_id)
    if any("undated" in (row.note or "") for row in found):
        faults.append(Fault(document.path, report_id, "states no date", "give a date with the text"))
    if not found and looks_like_bulletin(document.text, language=spoken):
        faults.append(Fault(document.path, report_id, "looks like a bulletin and yields no claim", "see explain_text"))
    return found, published


def _report(document: Document, report_id: str, found: list[Row], published, language: str | None) -> dict:
    stamp = published.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if isinstance(published, datetime) else published
    return {
        "report_id": report_id,
        "claimant_body": found[0].claimant_body,
        "outlet": document.outlet,
        "url": document.url,
        "language": language or document.language or language_of(document.text),
        "published_at": stamp,
        "sha256": hashlib.sha256(document.text.encode("utf-8", errors="surrogatepass")).hexdigest(),
        "kind": found[0].scope,
        "note": document.note,
    }


def _frame(reports: list[dict]) -> pd.DataFrame:
    return schema.validate(pd.DataFrame(reports, columns=schema.columns("reports")), "reports")


def read_telegram(path: str | Path, *, language: str | None = None, claimant_body: str | None = None) -> pd.DataFrame:
    """Read the claims of a Telegram Desktop export.

    Parameters
    ----------
    path : str or Path
        ``result.json`` as Telegram Desktop writes it.
    language : {"en", "uk", "ru"}, optional
        Guessed for each post if not given.
    claimant_body : str, optional
        Office that speaks in the channel (``bodies.csv``).

    Returns
    -------
    DataFrame
        The claims table; ``report_id`` is channel and number of the post, with the time of the edit if there was one.

    Raises
    ------
    DronestatsError
        If the file is no export of Telegram Desktop in JSON.

    Notes
    -----
    Posts that carry no date, or look like a bulletin and yield nothing, are told in one UserWarning.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp(), "result.json")
    >>> post = {"id": 7, "type": "message", "date_unixtime": "1730102400", "text": "Збито 17 БпЛА"}
    >>> _ = file.write_text(json.dumps({"name": "air", "messages": [post]}), encoding="utf-8")
    >>> read_telegram(file)[["report_id", "count"]].values.tolist()
    [['air/7', 17]]
    """
    try:
        data = json.loads(decode(Path(path).read_bytes()))
    except (ValueError, RecursionError) as error:
        raise DronestatsError(f"{path}: is no JSON ({error}); export it again") from error
    if not is_export(data):
        raise DronestatsError(f"{path}: is no Telegram export; export the channel as JSON with Telegram Desktop")
    posted = of_posts(data, str(path))
    claims, _, faults = extract_documents(posted, language=language, claimant_body=claimant_body)
    if len(faults):
        first = "{where}: {what}; {way_out}".format(**faults.iloc[0])
        warnings.warn(f"{path}: {len(faults)} posts have faults; first: {first}", stacklevel=2)
    return claims
