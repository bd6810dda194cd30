"""The public Kaggle table "Massive Missile Attacks on Ukraine" (piterfm) read as claims: a row of theirs is several."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from dronestats.distinct import among, spread, together
from dronestats.errors import DronestatsError, nearest, shown
from dronestats.schema import PROBLEM, validate_claims
from dronestats.sources.canonical import holds_rows
from dronestats.sources.kaggle_claims import VARIABLE_MAP, claims_of
from dronestats.sources.kaggle_names import offices, place_of, weapon_of
from dronestats.vocabulary import regime_of
from dronestats.windows import day_labels, local_days, windows

NEEDED = ("time_start", "time_end", "model", "target", "launched", "destroyed", "source")
_ACCOUNT = re.compile(r"(?:https?://)?(?:(?:www\.|m\.)?facebook\.com/|t\.me/(?:s/)?)?([^/?]+)")


def read_kaggle(path: str | Path, *, faults: bool = False):
    r"""Read a copy of the Kaggle table ``missile_attacks_daily.csv`` as claims.

    Parameters
    ----------
    path : str or Path
        CSV in any layout since 2023: 9 columns, up to 22, or with ``status_data``, recognised by its columns. Columns
        that are not in ``VARIABLE_MAP`` (carrier, affected region, new ones) are ignored, no warning.
    faults : bool
        Also return what could not be read. Without it, one UserWarning says how much that was.

    Returns
    -------
    DataFrame, or (DataFrame, DataFrame)
        Claims table, one report for each ``source`` (its address is in ``note``). With `faults` also ``file``,
        ``line``, ``id`` (report), ``column``, ``value``, ``rule``, ``way_out`` of each row or cell that gave no claim.
        Every row of the file is in one of the two.

    Raises
    ------
    DronestatsError
        If the file is no CSV text or lacks a needed column; names file, column and way out.

    Notes
    -----
    - ``destroyed`` changes its meaning: in the Air Force's regime ``ua-merged`` (windows ending from 24 July 2025) it
      is all that was stopped: ``intercepted``. Its commands and the
      General Staff count like it; offices without a regime on record stay ``destroyed``.
    - ``not_reach_goal`` is ``lost``. Empty is "not stated"; so is 0 unless the regime states the lost apart. A number
      above 0 stays, with a remark where the regime does not have it.
    - The model Shahed-136/131 covers all drones of a night, decoys too; ``is_shahed`` is a part of it, "about".
    - Lists of kills have no denominator: their launched claim is ``imputed`` (see `kaggle_claims._is_copied`).
    - Places hit or with debris are those of the whole attack: class mixed if the report has other weapons too.
    - Contradictions stay (destroyed above launched, parts above their total); nothing is clipped.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "attacks.csv"
    >>> _ = file.write_text(
    ...     "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,source\n"
    ...     "2023-05-01 20:00,2023-05-02 04:00,Shahed-136/131,,Ukraine,,12.0,9.0,kpszsu/posts/1\n"
    ... )
    >>> read_kaggle(file)[["claim_id", "weapon", "outcome", "count"]].values.tolist()
    [['kaggle-kpszsu-posts-1/1', 'shahed', 'launched', 12], ['kaggle-kpszsu-posts-1/2', 'shahed', 'destroyed', 9]]
    """
    file, found = Path(path), []
    cells, lines = _read(file, found)
    reports = {name: spread(own, cells["source"][0], "") for name, own in _reports(cells["source"][1]).items()}
    rows, cells = _understood(cells, reports, found)
    claims = claims_of(rows, cells, found)
    told = np.zeros(len(lines), dtype=bool)
    told[claims.pop("row")] = True
    lost = int((~told).sum())
    told[[row for row, *_ in found]] = True
    silent = np.flatnonzero(~told).tolist()
    found += [(row, "launched", None, "the row states no number", "give launched or destroyed") for row in silent]
    problems = pd.DataFrame(sorted(found, key=lambda fault: fault[0]), columns=["row", *PROBLEM[3:]])
    bad_rows = problems["row"].to_numpy("int64")
    problems = problems.assign(
        file=shown(file), line=lines[bad_rows], id=pd.array(reports["report_id"][bad_rows], "string")
    )[PROBLEM]
    result = validate_claims(claims, file=str(file))
    if faults:
        return result, problems
    if len(problems):
        bad = problems["line"].nunique()
        first = "line {line}, column {column}: {value!r}: {rule}".format(**problems.iloc[0])
        warnings.warn(
            f"{file}: {bad} of {len(lines)} rows have faults, {lost} of them give no claim; first: {first}; "
            "read_kaggle(path, faults=True) returns all",
            stacklevel=2,
        )
    return result


def _read(file: Path, found: list) -> tuple[dict, np.ndarray]:
    """Return for each column we know a code for each row and the text of each code, -1 where nothing stands; lines."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            texts = stream.readlines()
    except UnicodeDecodeError as error:
        raise DronestatsError(f"{file}: not readable as CSV ({error}); download missile_attacks_daily.csv") from error
    rows = _rows(texts)
    header = rows[0][1] or [] if rows else []
    told = [(line, row) for line, row in rows[1:] if row is None or any(row)]
    lines, body = [line for line, _ in told], [row for _, row in told]
    twice = [name for name in VARIABLE_MAP if header.count(name) > 1]
    if twice:
        raise DronestatsError(f"{file}: the column {twice[0]!r} stands twice; keep one, or rename it")
    missing = [name for name in NEEDED if name not in header]
    if missing:
        near = nearest(missing[0], [name for name in header if name not in VARIABLE_MAP])
        way_out = f"rename {near!r}" if near else "give read_kaggle the file missile_attacks_daily.csv"
        raise DronestatsError(f"{file}: column {', '.join(map(repr, missing))} is missing; {way_out}")
    for number, row in enumerate(body):
        if row is None:
            text, rule = texts[lines[number] - 1].rstrip("\r\n")[:200], "a quote is not closed, or stands inside a cell"
            found.append((number, "", text, rule, "put such a cell in double quotes, on one line"))
            body[number] = [""] * len(header)
        elif len(row) != len(header):
            rule = f"the row has {len(row)} cells, the header {len(header)}"
            found.append((number, "", ",".join(row)[:200], rule, "put texts with a comma in double quotes"))
            body[number] = [""] * len(header)
    columns = list(zip(*body, strict=True))
    cells = dict.fromkeys(VARIABLE_MAP, (np.full(len(body), -1), np.array([], dtype=object)))
    for name in [name for name in cells if name in header and body]:
        codes, words = pd.factorize(np.array(columns[header.index(name)], dtype=object))
        is_word = ~among(words, ["", "NaN", "nan"])
        cells[name] = np.where(spread(is_word, codes, False), codes, -1), words
    return cells, np.array(lines, dtype="int64")


def _rows(texts: list[str]) -> list[tuple[int, list[str] | None]]:
    """Return the line on which each row ends and its cells, None where the quotes of a line do not fit.

    A quote that is not closed takes the rows after it into its cell. Where one does, each line is read by itself.
    """
    reader = csv.reader(texts, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
        width = len(rows[0][1]) if rows else 0
        if len(rows) == len(texts) or not any(holds_rows(cell, width) for _, row in rows for cell in row):
            return rows
    except csv.Error:
        pass  # it is found in its line
    return [(line, _cells(text)) for line, text in enumerate(texts, 1)]


def _cells(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def _reports(words: np.ndarray) -> dict[str, np.ndarray]:
    """Return account, office, report_id and note of each source."""
    source = pd.Series(words, dtype="string").str.strip()
    slug = source.str.removeprefix("https://").str.replace(r"\W+", "-", regex=True).str.strip("-").to_numpy(object)
    source = source.to_numpy(object)
    account = np.array([found[1] if (found := _ACCOUNT.search(own)) else "" for own in source], dtype=object)
    body = np.array([offices().get(own, "body not stated") for own in account], dtype=object)
    for number in np.flatnonzero([len(own) > 60 for own in slug]):
        # Readable, and from the source alone: a long Facebook post id is hashed.
        slug[number] = f"{account[number]}-{hashlib.sha256(source[number].encode()).hexdigest()[:10]}"
    return {"account": account, "claimant_body": body, "report_id": "kaggle-" + slug, "note": "source: " + source}


def _understood(cells: dict, reports: dict, found: list) -> tuple[dict, dict]:
    """Return what is read of the rows whose report, window and weapon class are known, and their cells."""
    is_whole = np.ones(len(cells["source"][0]), dtype=bool)
    is_whole[[row for row, *_ in found]] = False
    account, windows_ = reports["account"], _windows(cells)
    weapon, weapon_class, is_tactical, no_weapon = _looked_up(weapon_of, cells["model"], "")
    region, no_region = _looked_up(place_of, cells["target"], "Ukraine")
    has_window, not_read = pd.notna(windows_["window_start"]), pd.notna(no_region)

    def no_account(row):
        return f"account '{account[row]}' is not known, office not stated" if account[row] else "must not be empty"

    def no_window(row):
        return f"makes no window with time_end '{_text(cells['time_end'], row, '')}'"

    for name, wrong, rule, way_out in (
        ("source", ~among(account, offices()), no_account, "give the address; add its account to bodies.csv"),
        ("time_start", ~has_window, no_window, "write 2024-10-27 19:00 or 2024-10-27"),
        ("model", pd.notna(no_weapon), no_weapon.item, "add a row or alias to weapons.csv"),
        ("target", not_read, no_region.item, "add a row or alias to regions.csv"),
    ):
        wrong_rows = np.flatnonzero(wrong & is_whole).tolist()
        found += [(row, name, _text(cells[name], row), rule(row), way_out) for row in wrong_rows]
    note, target = reports["note"].copy(), spread(cells["target"][1], cells["target"][0], "")
    note[not_read] += "; target not read: " + target[not_read]
    rows = windows_ | {
        "report_id": reports["report_id"], "claimant_body": reports["claimant_body"], "note": note, "region": region,
        "weapon": weapon, "weapon_class": weapon_class, "is_tactical": is_tactical,
    }  # fmt: skip
    kept = np.flatnonzero(is_whole & (cells["source"][0] >= 0) & has_window & pd.notna(weapon_class))
    rows = {name: own[kept] for name, own in rows.items()} | {"row": kept}
    cells = {name: (codes[kept], words) for name, (codes, words) in cells.items()}
    return rows | {"regime": _regimes(rows)}, cells


def _looked_up(look_up, cells: tuple, empty: str) -> list[np.ndarray]:
    """Return what the text of each row means, an array for each thing told; an empty cell means what `empty` does."""
    codes, words = cells
    # The code -1 of an empty cell takes what comes last.
    return [np.array(own, dtype=object)[codes] for own in zip(*map(look_up, [*words, empty]), strict=True)]


def _text(cells: tuple, row: int, empty=pd.NA):
    """Return the text of one cell."""
    codes, words = cells
    return words[codes[row]] if codes[row] >= 0 else empty


def _windows(cells: dict) -> dict:
    """Return start, end and basis of each row's window, looked up once for each pair of stamps."""
    stamps = [cells[name] for name in ("time_start", "time_end")]
    codes, first = together(*(own for own, _ in stamps))
    found = windows(*(spread(words, own, "")[first] for own, words in stamps), "Ukraine")
    return {name: found[name].array[codes] for name in found}


def _regimes(rows: dict) -> np.ndarray:
    """Return the way of counting of each row, looked up once for each office, day and class."""
    bodies, classes = rows["claimant_body"], rows["weapon_class"]
    if not len(bodies):
        return bodies
    days = local_days(pd.DataFrame({"window_end": rows["window_end"]}).assign(claimant="Ukraine"))
    codes, first = together(bodies, days, classes)
    labels = day_labels(days.min(), days.max(), "day")[days[first] - days.min()]
    keys = zip(bodies[first], labels, classes[first], strict=True)
    return np.array([regime_of(*key) for key in keys], dtype=object)[codes]
