"""Documents -> claims, batch by batch; what cannot be read is named, and the rest goes on."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from dronestats import schema
from dronestats.errors import DronestatsError
from dronestats.extraction.bulletin import Row, frame_of, looks_like_bulletin, read_claims_of
from dronestats.extraction.tagging import language_of
from dronestats.sources.telegram import is_export
from dronestats.sources.texts import Document, distinct, of_posts
from dronestats.sources.unpack import Fault, decode

# A batch ends after so many documents, or letters: memory holds one of them.
BATCH = 1000
_LETTERS = 4 * 2**20


def extract_documents(
    documents: Iterable[Document | Fault],
    *,
    language: str | None = None,
    claimant_body: str | None = None,
    progress: Callable[[int], object] | None = None,
    earlier: dict[int, int] | None = None,
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
    earlier : dict, optional
        How many texts of an id another process reads before (see `distinct`).

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
    batches = extract_batches(
        documents, language=language, claimant_body=claimant_body, progress=progress, earlier=earlier
    )
    return tuple(pd.concat(parts, ignore_index=True) for parts in zip(*batches, strict=True))


def extract_batches(
    documents: Iterable[Document | Fault], *, language: str | None = None, claimant_body: str | None = None,
    progress: Callable[[int], object] | None = None, earlier: dict[int, int] | None = None,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:  # fmt: skip
    """Yield what `extract_documents` returns, a batch at a time, at least one: for archives larger than the memory.

    Examples
    --------
    >>> nights = (Document("night", "Збито 17 БпЛА", "2024-10-28", None, "me", "-", "-") for _ in range(2500))
    >>> [len(claims) for claims, _, _ in extract_batches(nights)]
    [1000, 1000, 500]
    """
    batch, letters = [], 0
    number = 0
    for number, document in enumerate(distinct(documents, earlier), 1):
        batch.append(document)
        letters += len(document.text) if isinstance(document, Document) else 0
        if progress:
            progress(number)
        if len(batch) >= BATCH or letters >= _LETTERS:
            yield _extract(batch, language, claimant_body)
            batch, letters = [], 0
    if batch or not number:
        yield _extract(batch, language, claimant_body)


def _extract(batch: list[Document | Fault], language, claimant_body):
    rows: list[Row] = []
    reports: list[dict] = []
    faults: list[Fault] = []
    for document in batch:
        if isinstance(document, Fault):
            faults.append(document)
            continue
        found, published = _read_one(document, language, claimant_body, faults)
        if found:
            rows.extend(found)
            reports.append(_report(document, found, published, language))
    return frame_of(rows), _frame(reports), pd.DataFrame(faults, columns=Fault._fields, dtype="string")


def _read_one(document: Document, language, claimant_body, faults: list[Fault]) -> tuple[list[Row], object]:
    """Return the claims of a document and its date as far as it can be read."""
    published, spoken, report_id = document.published, language or document.language, document.id
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


def _report(document: Document, found: list[Row], published, language: str | None) -> dict:
    stamp = published
    if isinstance(published, datetime):
        # A time without an offset is taken as UTC, as by the reader.
        stamp = published.replace(tzinfo=published.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return {
        "report_id": document.id,
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
