"""A frame of texts, of pandas or of Dask -> claims: the same ones, however it is partitioned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import NamedTuple

import numpy as np
import pandas as pd

from dronestats import schema
from dronestats.errors import DronestatsError, import_extra
from dronestats.sources.documents import extract_documents
from dronestats.sources.texts import FIELDS, digest, fields_of, named, of_rows
from dronestats.sources.unpack import Fault

_STEM = "row"


class Survey(NamedTuple):
    """What a partition must tell before others can be read: its rows, and the ids of its texts."""

    rows: int
    numbers: np.ndarray  # of the rows that hold a text, from 1
    ids: np.ndarray  # their ids as digests, 0 where the row gives none


class Before(NamedTuple):
    """What comes before a partition: how many rows, and how many texts of each id that comes again."""

    rows: int
    ids: dict[int, int]


def extract_claims_frame(frame, *, language: str | None = None, claimant_body: str | None = None, faults: bool = False):
    """Read the claims of a frame of texts.

    Parameters
    ----------
    frame : pandas.DataFrame or dask.dataframe.DataFrame
        One text a row in ``text`` (or message, body, content, fulltext). Read where present: ``id``, ``published``
        (ISO 8601 or datetime), ``language``, ``outlet``, ``url``, each under the names that `dronestats extract` knows.
        A text without an id gets ``row-<number>``; a second one of the same id ``<id>~2``.
    language, claimant_body : str, optional
        As in `extract_claims`, for all of them.
    faults : bool
        Also return the texts that could not be read, carry no date, or look like a bulletin and yield nothing:
        ``path``, ``where``, ``what``, ``way_out``.

    Returns
    -------
    DataFrame, or (DataFrame, DataFrame)
        The claims table; of Dask, and not computed yet, where the frame is. Each partition is read twice: once for its
        ids, once for its claims.

    Raises
    ------
    DronestatsError
        If the frame has no column of texts, or one of these columns twice.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"id": ["a", "b"], "text": ["Збито 17 БпЛА", "Two drones were shot down."]})
    >>> extract_claims_frame(texts.assign(published="2024-10-28"))[["claim_id", "count"]].values.tolist()
    [['a/1', 17], ['b/1', 2]]
    """
    names = [str(name).strip().lower() for name in frame.columns]
    known = [name for words in FIELDS.values() for name in words]
    twice = [name for name in known if names.count(name) > 1]
    if twice:
        raise DronestatsError(f"the frame names the column {twice[0]!r} twice; keep one")
    if not any(name in names for name in FIELDS["text"]):
        raise DronestatsError(f"the frame has no column of texts; name it one of {', '.join(FIELDS['text'])}")
    frame = frame[[own for own, name in zip(frame.columns, names, strict=True) if name in known]]
    if isinstance(frame, pd.DataFrame):
        claims, told = _extract(frame, Before(0, {}), language, claimant_body)
    else:
        claims, told = _over_partitions(frame, language, claimant_body)
    return (claims, told) if faults else claims


def before_each(surveys: list[Survey], files: list[str]) -> list[Before]:
    """Return for each partition what comes before it: rows of the same file, and texts of the same ids anywhere."""
    firsts, rows = [], Counter()
    for own, file in zip(surveys, files, strict=True):
        firsts.append(rows[file])
        rows[file] += own.rows
    earlier: list[dict[int, int]] = [{} for _ in surveys]
    if any(own.ids.any() for own in surveys):
        ids = [_all_ids(*own) for own in zip(surveys, firsts, files, strict=True)]
        found = pd.DataFrame({"id": np.concatenate(ids), "part": np.repeat(range(len(ids)), [len(own) for own in ids])})
        known, counts = np.unique(found["id"], return_counts=True)
        found = found[found["id"].isin(known[counts > 1])]
        sizes = found.groupby(["id", "part"], as_index=False).size()
        again = sizes[sizes["id"].duplicated(keep=False)]
        again = again.assign(before=again.groupby("id")["size"].cumsum() - again["size"])
        for own in again[again["before"] > 0].itertuples():
            earlier[own.part][own.id] = own.before
    return [Before(first, ids) for first, ids in zip(firsts, earlier, strict=True)]


def _all_ids(survey: Survey, first: int, file: str) -> np.ndarray:
    """Return the digests of all ids, those included that are only the number of a row."""
    ids, stem = survey.ids.copy(), PurePath(file).stem
    for at in np.flatnonzero(ids == 0):
        ids[at] = digest(named(f"{stem}-{first + survey.numbers[at]}"))
    return ids


def survey_rows(rows: Iterable[tuple[int, object]], count: int) -> Survey:
    """Return the survey of rows that are numbered from 1; `count` includes those that are blank."""
    found = [(number, fields_of(row)) for number, row in rows]
    texts = [(number, digest(own["id"]) if own["id"] else 0) for number, own in found if isinstance(own, dict)]
    numbers, ids = np.array(texts, dtype="int64").reshape(-1, 2).T
    return Survey(count, numbers, ids)


def _rows(frame: pd.DataFrame, first: int = 1) -> Iterator[tuple[int, dict]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return enumerate(plain.to_dict("records"), first)


def _survey(frame: pd.DataFrame) -> Survey:
    return survey_rows(_rows(frame), len(frame))


def _extract(frame: pd.DataFrame, before: Before, language, claimant_body) -> tuple[pd.DataFrame, pd.DataFrame]:
    documents = of_rows(_rows(frame, before.rows + 1), _STEM, "frame")
    claims, _, told = extract_documents(documents, language=language, claimant_body=claimant_body, earlier=before.ids)
    return claims, told


def _over_partitions(frame, language, claimant_body) -> list:
    """Return claims and faults as frames of Dask: each partition waits for what the others tell of their ids."""
    dask, dataframe = import_extra("dask", "dask"), import_extra("dask.dataframe", "dask")
    parts = frame.to_delayed()
    before = dask.delayed(before_each)([dask.delayed(_survey)(part) for part in parts], [_STEM] * len(parts))
    done = [dask.delayed(_extract)(part, before[at], language, claimant_body) for at, part in enumerate(parts)]
    empty = schema.empty("claims"), pd.DataFrame(columns=Fault._fields, dtype="string")
    return [dataframe.from_delayed([own[at] for own in done], meta=empty[at]) for at in (0, 1)]
