"""Texts in any of the usual formats -> documents, one at a time; what cannot be read is named, and the rest goes on."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dronestats.errors import shown
from dronestats.extraction.lexicon import languages
from dronestats.sources.page import page_text
from dronestats.sources.telegram import is_export, posts
from dronestats.sources.unpack import (
    Broken,
    Bytes,
    Fault,
    File,
    encoding_of,
    files_of,
    paths_of,
    read_whole,
    survey_bytes,
)

# Letters of one line of JSON Lines, or of one cell of a table.
MOST_LINE = 16 * 2**20

_TEXTS = (".txt", ".md", ".text", "")
_PAGES = (".html", ".htm", ".xhtml")
_TABLES = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson")
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


def read_documents(paths: Iterable[str | Path], but: Iterable[str | Path] = ()) -> Iterator[Document | Fault]:
    """Yield a Document for each text in files, folders and archives, and a Fault for each that cannot be read.

    Parameters
    ----------
    paths : iterable of str or Path
        Plain text, HTML, Telegram result.json, JSON Lines, CSV with a text column, ``.gz``, ``.zip``, folders of these;
        ``-`` is standard input. JSON Lines and CSV are read line by line, whatever their size.
    but : iterable of str or Path
        Files in such a folder that are no input, because they are written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp(), "night.txt")
    >>> _ = file.write_text("Two drones were shot down.", encoding="utf-8")
    >>> [document.id for document in read_documents([file])]
    ['night']
    """
    for path in paths_of(paths, but):
        for own in [path] if isinstance(path, Fault) else files_of(path):
            if isinstance(own, Fault):
                yield own
            else:
                yield from documents_of(own)


def distinct(documents: Iterable[Document | Fault], earlier: dict[int, int] | None = None):
    """Yield the documents with ids that stand once: the second text of one id is ``id~2``, and so on.

    An id that ends like that already is numbered from 1, so that no two meet. `earlier` counts, by `digest`, the texts
    of an id that another process reads before.
    """
    seen = Counter(earlier or {})
    for own in documents:
        if isinstance(own, Document):
            key = digest(own.id)
            seen[key] += 1
            _, mark, last = own.id.rpartition("~")
            if seen[key] > 1 or (mark and last.isdecimal()):
                own = own._replace(id=f"{own.id}~{seen[key]}")
        yield own


def dated(documents: Iterable[Document | Fault], published: str | None) -> Iterator[Document | Fault]:
    """Yield the documents, with a date where they carry none."""
    for own in documents:
        is_undated = published and isinstance(own, Document) and own.published is None
        yield own._replace(published=published) if is_undated else own


def digest(text: str) -> int:
    """Return a number of 64 bits that stands for an id, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "big", signed=True)


def documents_of(file: File) -> Iterator[Document | Fault]:
    """Yield the documents of one file, told apart by the ending of its name, as far as it can be read."""
    suffix, stem = PurePosixPath(file.name).suffix.lower(), PurePosixPath(file.name).stem
    try:
        if suffix in LINES or suffix in _TABLES:
            yield from _of_lines(file, suffix, stem)
        elif suffix in _TEXTS or suffix in _PAGES or suffix == ".json":
            yield from _of_whole(file, suffix, stem)
        else:
            endings = "give text, html, json, jsonl, csv, gz or zip"
            yield Fault(file.path, "", f"files ending in {shown(suffix)} are not read", endings)
    except Broken as error:
        yield Fault(file.path, "", error.what, error.way_out)


def _of_whole(file: File, suffix: str, stem: str) -> Iterator[Document | Fault]:
    data = read_whole(file)
    found = survey_bytes(io.BytesIO(data))
    encoding = encoding_of(data, found)
    text = data.decode(encoding, errors="replace")
    is_declared = encoding != found.encoding
    if fault := odd_bytes(file.path, found, nul=0 if found.mark else data.count(0), is_declared=is_declared):
        yield fault
    if suffix == ".json":
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Fault(file.path, "", f"is no JSON ({shown(error)})", "export it again")
            return
        if is_export(content):
            yield from of_posts(content, file.path)
        else:
            yield from of_rows(enumerate(content if isinstance(content, list) else [content], 1), stem, file.path)
    elif suffix in _PAGES:
        found = page_text(text)
        yield document(stem, found["text"], found["published"], found["language"], stem, file.path, file.path)
    else:
        yield document(stem, text, None, None, stem, file.path, file.path)


def _of_lines(file: File, suffix: str, stem: str) -> Iterator[Document | Fault]:
    with file.open() as stream:
        found = survey_bytes(stream)
    if fault := odd_bytes(file.path, found):
        yield fault
    with file.open() as stream:
        lines = lines_of(stream, found.encoding)
        if suffix in LINES:
            yield from of_rows(json_rows(lines), stem, file.path)
        else:
            yield from of_rows(_table_rows(lines, "\t" if suffix == ".tsv" else ","), stem, file.path)


def odd_bytes(path: str, found: Bytes, *, nul: int = 0, is_declared: bool = False) -> Fault | None:
    """Return the Fault of a file that holds bytes which are no text; it is read all the same."""
    what = "" if is_declared else found.doubt
    if not what and not nul:
        return None
    way_out = "they are read as U+FFFD; save it as UTF-8" if found.encoding != "cp1251" else "save it as UTF-8"
    return Fault(path, "", what or f"holds {nul} NUL bytes", way_out)


def lines_of(stream, encoding: str) -> Iterator[str | None]:
    """Yield the lines of a stream of bytes with their ends, and None for one that is too long."""
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    while line := text.readline(MOST_LINE):
        if len(line) < MOST_LINE or line.endswith(("\n", "\r")):
            yield line
            continue
        while (more := text.readline(MOST_LINE)) and not more.endswith(("\n", "\r")):
            pass
        yield None


def json_rows(lines: Iterable[str | None], first: int = 1) -> Iterator[tuple[int, object]]:
    """Yield the number and the object of each line of JSON Lines that is not blank."""
    for number, line in enumerate(lines, first):
        if line is None:
            yield number, _too_long()
        elif line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _table_rows(lines: Iterable[str | None], delimiter: str) -> Iterator[tuple[int, object]]:
    """Yield the line and the cells by their column of each record of a table."""
    long: list[int] = []

    def whole():
        for number, line in enumerate(lines, 1):
            if line is None:
                long.append(number)
            yield "\n" if line is None else line

    reader = csv.reader(whole(), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        others = csv.field_size_limit(MOST_LINE)  # a setting of the whole process
        try:
            cells = next(reader, None)
        except csv.Error as error:
            cells = Broken(f"is no CSV ({error})", "put texts with quotes or line ends in double quotes")
        finally:
            csv.field_size_limit(others)
        while long:
            yield long.pop(), _too_long()
        if cells is None:
            return
        if isinstance(cells, Broken):
            yield reader.line_num, cells
            continue
        if not any(cells):
            continue
        if not header:
            header = [name.strip().lower() for name in cells]
            twice = [word for words in FIELDS.values() for word in words if header.count(word) > 1]
            if twice:
                yield reader.line_num, Broken(f"names the column {twice[0]!r} twice", "keep one")
                return
        elif len(cells) != len(header):
            what = f"has {len(cells)} cells, the header {len(header)}"
            yield reader.line_num, Broken(what, "put texts with a comma in double quotes")
        else:
            yield reader.line_num, dict(zip(header, cells, strict=True))


def _too_long() -> Broken:
    return Broken(f"is longer than {MOST_LINE >> 20} million letters", "split it")


def of_rows(rows: Iterable[tuple[int, object]], stem: str, path: str) -> Iterator[Document | Fault]:
    """Yield a document for each row that has a text under one of the usual names."""
    for number, row in rows:
        own = fields_of(row)
        if isinstance(own, Broken):
            yield Fault(path, f"line {number}", own.what, own.way_out)
        else:
            yield document(
                own.get("id") or f"{stem}-{number}",
                own["text"],
                own.get("published"),
                str(own.get("language")),
                str(own.get("outlet", stem)),
                str(own.get("url", path)),
                path,
            )


def fields_of(row: object) -> dict | Broken:
    """Return what a row gives of a document, under our names, or what is wrong with it. An id is never blank."""
    if isinstance(row, Broken):
        return row
    if not isinstance(row, dict):
        return Broken("is no object with fields", 'write {"text": "..."}')
    low = {str(key).strip().lower(): value for key, value in row.items()}
    found = {name: next((low[word] for word in words if low.get(word)), None) for name, words in FIELDS.items()}
    if not isinstance(found["text"], str):
        return Broken("has no text", f"name its field one of {', '.join(FIELDS['text'])}")
    own = {name: value for name, value in found.items() if isinstance(value, str | int | float | datetime)}
    own["id"] = shown(own.get("id", "")).strip()
    return own


def of_posts(export: dict, path: str) -> Iterator[Document]:
    """Yield the posts of a Telegram export as documents."""
    for post in posts(export):
        yield document(
            post["id"], post["text"], post["published"], None, post["outlet"], post["url"], path, post["note"]
        )


def document(report_id: str, text: str, published, language, outlet: str, url: str, path: str, note=None) -> Document:
    """Return a Document whose names can be shown and stored, whatever the file holds."""
    language = language.lower() if language and language.lower() in languages() else None
    published = shown(published, 100) if isinstance(published, str) else published
    return Document(
        named(report_id), text.replace("\0", "\ufffd"), published, language, named(outlet), named(url), path, note
    )


def named(text: str) -> str:
    """Return a name that can be shown and stored, never blank."""
    return shown(text).strip() or "text"
