"""Whole archives on a Dask cluster: files in, claims, reports and faults out as parquet, part by part, resumable."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import operator
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from dronestats import __version__
from dronestats.errors import SHOWN, DronestatsError, import_extra, shown
from dronestats.export.files import write_together
from dronestats.export.stream import stream_table
from dronestats.sources.documents import extract_batches
from dronestats.sources.frames import Before, Survey, before_each, survey_rows
from dronestats.sources.texts import (
    LINES,
    MOST_LINE,
    Document,
    dated,
    digest,
    json_rows,
    lines_of,
    odd_bytes,
    of_rows,
    read_documents,
)  # fmt: skip
from dronestats.sources.unpack import Bytes, Fault, paths_of, survey_bytes

# Bytes of JSON Lines, or of small files together, that make one part: half a minute of work.
PART_BYTES = 16 * 2**20
# As the batches come. The claims, entered first, appear last: a part whose claims are there is done.
TABLES = ("claims", "reports", "faults")
PLAN = "plan.json"
_OF_FILES = "part-files.parquet"
SECONDS_TO_ANSWER = 10


class Part(NamedTuple):
    """What one task reads: some files whole, or the lines of one that start in a stretch of it."""

    paths: tuple[str, ...]
    start: int | None = None
    end: int | None = None


class Known(NamedTuple):
    """What the first pass finds out about a part."""

    survey: Survey
    bytes: Bytes
    sha256: str


class Job(NamedTuple):
    """What the second pass must know of a part."""

    part: Part
    bytes: Bytes
    before: Before


def extract_archive(
    paths: Iterable[str | Path], out: str | Path, *, scheduler: str | None = None, workers: int | None = None,
    published: str | None = None, language: str | None = None, claimant_body: str | None = None,
    part_bytes: int = PART_BYTES, progress: Callable[[int], object] | None = None,
) -> dict:  # fmt: skip
    """Read the claims of whole archives on a Dask cluster.

    The claims are those that one process reads, with the same ids. The files are read twice: once for ids and numbers
    of lines, once for the claims. JSON Lines are cut into parts; a ``.gz``, a ``.zip`` or a table is one part.

    Parameters
    ----------
    paths : iterable of str or Path
        As in `read_documents`, without standard input. Every worker must see the same files under the same names.
    out : str or Path
        Folder for ``claims/``, ``reports/`` and ``faults/``, a parquet file for each part, and ``plan.json``: what was
        read, by digest, and how. A second run with the same plan keeps the parts that are done.
    scheduler : str, optional
        Address of a running cluster; without it, one is made here for the time of the run.
    workers : int, optional
        Processes of the cluster made here; the number of cores if not given.
    published, language, claimant_body : str, optional
        As in `extract_claims`, for texts that carry no date, and for all.
    part_bytes : int
        Size of the parts that JSON Lines are cut into; small files are put together up to it.
    progress : callable, optional
        Called with the number of parts done so far.

    Returns
    -------
    dict
        ``parts``, ``claims``, ``reports``, ``faults``: how many there are in the folder; ``first_faults``: a frame.

    Raises
    ------
    DronestatsError
        If Dask is missing, the cluster cannot be reached, or the folder holds anything but parts of this same run.
    """
    out = Path(out)
    options = {"published": published, "language": language, "claimant_body": claimant_body}
    parts, told = _parts(paths, part_bytes, out)
    with _client(scheduler, workers) as client:
        known = client.gather(client.map(_survey, parts, pure=False))
        jobs = _jobs(parts, known)
        digests = [[*part, own.sha256] for part, own in zip(parts, known, strict=True)]
        _start(out, {"made_by": f"dronestats {__version__}", "options": options, "parts": digests})
        with stream_table(out / "faults" / _OF_FILES) as add:
            add(pd.DataFrame(told, columns=Fault._fields, dtype="string"))
        names = [f"part-{number:06}.parquet" for number in range(len(parts))]
        todo = [at for at, name in enumerate(names) if not (out / TABLES[0] / name).is_file()]
        tasks = [client.submit(_read, jobs[at], str(out.absolute()), names[at], options, pure=False) for at in todo]
        distributed = import_extra("distributed", "dask")
        for number, task in enumerate(distributed.as_completed(tasks, loop=client.loop), 1):
            try:
                task.result()
            except distributed.KilledWorker as error:
                told = "workers died again and again over one part; give them more memory, or smaller files"
                raise DronestatsError(f"{told}; what is done is kept") from error
            if progress:
                progress(number)
    return {"parts": len(names)} | _counted(out)


@contextmanager
def _client(scheduler: str | None, workers: int | None):
    distributed = import_extra("distributed", "dask")
    with ExitStack() as stack:
        if scheduler:
            try:
                client = distributed.Client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
            except (OSError, ValueError) as error:
                told = f"{scheduler}: no Dask scheduler answers there ({shown(error, 200)})"
                raise DronestatsError(f"{told}; start one, or leave --scheduler out") from error
        else:
            cluster = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                    silence_logs=logging.ERROR,
                )
            )  # fmt: skip
            client = distributed.Client(cluster, set_as_default=False)
        stack.enter_context(client)
        if not scheduler:
            # Ctrl-C is for this process, which then ends the others.
            client.run(_leave_interrupts, on_error="ignore")
        yield client
        if not scheduler:
            # While all close, a worker's last heartbeat may find no scheduler: no news after a run that went well.
            client.run(logging.disable, logging.ERROR, on_error="ignore")


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _parts(paths: Iterable[str | Path], part_bytes: int, out: Path) -> tuple[list[Part], list[Fault]]:
    """Return the parts, in the order in which one process reads, and the faults of files that must not be read.

    What lies in the folder to be written is no input, also where that folder is inside one that is read.
    """
    parts: list[Part] = []
    told: list[Fault] = []
    small: list[str] = []
    size = 0

    def close():
        nonlocal small, size
        if small:
            parts.append(Part(tuple(small)))
        small, size = [], 0

    for path in paths_of(paths):
        if isinstance(path, Fault):
            told.append(path)
        elif path.absolute().is_relative_to(out.absolute()):
            continue
        elif str(path) == "-":
            told.append(Fault("-", "", "standard input is not read by several processes", "give a file"))
        else:
            own, name = path.stat().st_size, str(path.absolute())
            if path.suffix.lower() in LINES and own > part_bytes and not _mark(path):
                close()
                starts = range(0, own, part_bytes)
                parts += [Part((name,), start, min(start + part_bytes, own)) for start in starts]
                continue
            if size + own > part_bytes:
                close()
            small.append(name)
            size += own
    close()
    return parts, told


def _mark(path: Path) -> str:
    with path.open("rb") as file:
        return survey_bytes(io.BytesIO(file.read(4))).mark


def _survey(part: Part) -> Known:
    """Read a part for the first time."""
    if part.start is None:
        documents = (own for own in read_documents(part.paths) if isinstance(own, Document))
        ids = np.fromiter((digest(own.id) for own in documents), dtype="int64")
        sha256 = hashlib.sha256()
        for path in part.paths:
            with open(path, "rb") as file:
                sha256.update(hashlib.file_digest(file, "sha256").digest())
        return Known(Survey(0, np.arange(len(ids)), ids), Bytes("", 0, 0), sha256.hexdigest())
    data = _stretch(part)
    found = survey_bytes(io.BytesIO(data))
    lines = list(lines_of(io.BytesIO(data), found.encoding))
    return Known(survey_rows(json_rows(lines), len(lines)), found, hashlib.sha256(data).hexdigest())


def _stretch(part: Part) -> bytes:
    """Return the lines that start in a stretch of a file."""
    with open(part.paths[0], "rb") as file:
        if part.start:
            file.seek(part.start - 1)
            if not file.readline(part.end - part.start + 1).endswith(b"\n"):
                return b""
        data = file.read(max(part.end - file.tell(), 0))
        # The last line goes on beyond the stretch; of one that is too long to be read, the start is enough.
        return data if data.endswith(b"\n") or not data else data + file.readline(4 * MOST_LINE + 4)


def _jobs(parts: list[Part], known: list[Known]) -> list[Job]:
    """Return what the second pass must know: the encoding of each file as a whole, and what comes before each part."""
    files = ["" if part.start is None else part.paths[0] for part in parts]
    whole: dict[str, Bytes] = {}
    for file, own in zip(files, known, strict=True):
        before = whole.get(file, Bytes("", 0, 0))
        whole[file] = Bytes("", *map(operator.add, before[1:], own.bytes[1:]))
    before = before_each([own.survey for own in known], files)
    return [Job(part, whole[file], ahead) for part, file, ahead in zip(parts, files, before, strict=True)]


def _start(out: Path, plan: dict) -> None:
    """Make the folders, or see that they hold parts of this same run."""
    text = json.dumps(plan, ensure_ascii=False, indent=1) + "\n"
    path = out / PLAN
    if path.is_file():
        if path.read_text(encoding="utf-8") != text:
            told = f"{out} holds the parts of another run (other files, options or version)"
            raise DronestatsError(f"{told}; name another folder (--out) or remove it")
    elif out.exists() and (not out.is_dir() or any(not own.name.startswith(".") for own in out.iterdir())):
        raise DronestatsError(f"{out} holds files that no such run wrote; name another folder (--out)")
    else:
        out.mkdir(parents=True, exist_ok=True)
        write_together({path: text.encode("utf-8")})
    for table in TABLES:
        (out / table).mkdir(exist_ok=True)


def _read(job: Job, out: str, name: str, options: dict) -> None:
    """Read a part and write its tables; that of the claims appears last and says that the part is done."""
    documents = dated(_documents(job), options["published"])
    batches = extract_batches(
        documents, language=options["language"], claimant_body=options["claimant_body"], earlier=job.before.ids
    )
    with ExitStack() as stack:
        add = [stack.enter_context(stream_table(Path(out, table, name))) for table in TABLES]
        for batch in batches:
            for add_to, frame in zip(add, batch, strict=True):
                add_to(frame)


def _documents(job: Job) -> Iterator[Document | Fault]:
    part = job.part
    if part.start is None:
        yield from read_documents(part.paths)
        return
    path = Path(part.paths[0])
    fault = odd_bytes(shown(path), job.bytes)
    if fault and part.start == 0:
        yield fault
    lines = lines_of(io.BytesIO(_stretch(part)), job.bytes.encoding)
    yield from of_rows(json_rows(lines, job.before.rows + 1), path.stem, shown(path))


def _own_order(path: Path) -> tuple[bool, str]:
    return path.name != _OF_FILES, path.name


def _counted(out: Path) -> dict:
    parquet = import_extra("pyarrow.parquet", "dask")
    rows = dict.fromkeys(TABLES, 0)
    first = pd.DataFrame(columns=Fault._fields, dtype="string")
    # The faults of files that must not be read come first.
    for path in [path for table in TABLES for path in sorted((out / table).glob("part-*.parquet"), key=_own_order)]:
        try:
            rows[path.parent.name] += parquet.read_metadata(path).num_rows
            if path.parent.name == "faults" and len(first) < SHOWN:
                first = pd.concat([first, pd.read_parquet(path).head(SHOWN)], ignore_index=True)
        except (OSError, ValueError) as error:
            told = f"{shown(path)}: is no whole part ({shown(error, 100)})"
            raise DronestatsError(f"{told}; remove it and the claims of the same name, and run again") from error
    return rows | {"first_faults": first.head(SHOWN)}
