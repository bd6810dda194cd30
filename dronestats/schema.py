"""What a row is: the columns of every table, exact dtypes, and the check that names what is wrong."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from dronestats.claim_rules import claim_faults, fill_ranges
from dronestats.distinct import distinct, spread
from dronestats.errors import ClaimsError, DronestatsError, nearest, problem_text, shown
from dronestats.vocabulary import allowed, table
from dronestats.windows import DTYPE

# Below it sums of millions of rows fit; what is larger is a slip of the pen, and no count of weapons or letters.
MOST = 10**9

PROBLEM = ["file", "line", "id", "column", "value", "rule", "way_out"]
_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "timestamp": DTYPE, "date": "string"}
_HALF = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def columns(name: str = "claims") -> list[str]:
    """Return the columns of a table in their order.

    Examples
    --------
    >>> columns("reports")[:3]
    ['report_id', 'claimant_body', 'outlet']
    """
    rows = table("schema")
    return rows.loc[rows["table"] == name, "column"].tolist()


def empty(name: str = "claims") -> pd.DataFrame:
    """Return a table without rows, with the exact dtypes."""
    return validate(pd.DataFrame(columns=columns(name)), name)


def validate_claims(claims: pd.DataFrame, *, file: str = "") -> pd.DataFrame:
    """Return the claims with exact columns and dtypes, or raise with every row that breaks a rule.

    Parameters
    ----------
    claims : DataFrame
        Columns of the claims table (``schema.csv``); columns that may be empty can be missing. Further columns
        stay, after the others. A column ``line`` or the index says where a row stands.
    file : str, optional
        Name to print in front of the line.

    Returns
    -------
    DataFrame
        ``claim_id`` to ``note``, dtypes string, category, ``datetime64[us, UTC]``, Int64. Where the qualifier fixes
        the range and it is not given, ``count_low`` and ``count_high`` are filled from it.

    Raises
    ------
    ClaimsError
        Names file, line, column, value, rule and way out of the first rows; ``.problems`` holds all of them.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ds.validate_claims(claims).equals(claims)
    True
    >>> ds.validate_claims(claims.head(3).assign(outcome="destroed"))
    Traceback (most recent call last):
    dronestats.errors.ClaimsError: claims: 3 problems
    ...
    """
    return validate(claims, "claims", file=file)


def as_claims(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of claims as it is, if its columns have their dtypes and its index repeats nothing; else made so.

    Raises
    ------
    ClaimsError
        If it breaks a rule of the table (see `validate_claims`).
    DronestatsError
        If it is no frame.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DronestatsError(f"{type(frame).__name__} is no frame of claims; read_claims, load_claims make one")
    if not all(_has_dtype(frame[col], rule.dtype) for col, rule in _rules("claims").items() if col in frame):
        return validate_claims(frame)
    return frame if frame.index.is_unique else frame.reset_index(drop=True)


def _has_dtype(own: pd.Series | pd.DataFrame, kind: str) -> bool:
    if not isinstance(own, pd.Series):
        return False  # the column stands twice
    wanted = {"category": pd.CategoricalDtype, "timestamp": pd.DatetimeTZDtype}.get(kind)
    if wanted:
        return isinstance(own.dtype, wanted)
    is_number = kind in ("integer", "number")
    return pd.api.types.is_numeric_dtype(own) if is_number else isinstance(own.dtype, pd.StringDtype)


def validate(frame: pd.DataFrame, name: str, *, file: str = "") -> pd.DataFrame:
    """Return any table of ``schema.csv`` with exact dtypes, or raise a ClaimsError (see `validate_claims`)."""
    checked, problems = check(frame, name, file=file)
    if len(problems):
        raise ClaimsError(problem_text(problems, file or name), problems)
    return checked


def check(frame: pd.DataFrame, name: str, *, file: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that keep every rule, with exact dtypes, and one row for each problem of the others.

    A problem with a column as a whole leaves no row.
    """
    rules = _rules(name)
    problems = [_problem(file, 1, "", *fault) for fault in _column_faults(frame, rules)]
    if problems:
        return empty(name), pd.DataFrame(problems, columns=PROBLEM)
    rest = [extra for extra in frame.columns if extra not in rules and extra != "line"]
    lines = frame["line"].array if "line" in frame else frame.index
    frame = frame.reset_index(drop=True)
    made, faults = {}, []
    for col, rule in rules.items():
        if col not in frame:
            made[col] = pd.Series(pd.NA, index=frame.index, dtype=_dtype(rule.dtype, rule.allowed))
            continue
        raw, broken = _storable(frame[col])
        made[col], wrong = _cast(raw, rule)
        known = {row for row, _ in broken}
        wrong = broken + [fault for fault in wrong if fault[0] not in known]
        faults += [(row, col, *why) for row, why in wrong]
    table_ = pd.DataFrame(made, index=frame.index)
    if name == "claims":
        table_ = fill_ranges(table_)
        told = {fault[:2] for fault in faults}
        faults += [fault for fault in claim_faults(table_) if fault[:2] not in told]
    if rest:
        table_[rest] = frame[rest]
    own, places = next(iter(rules)), list(rules)
    for row, col, *why in sorted(faults, key=lambda fault: (fault[0], places.index(fault[1]))):
        label = table_.at[row, own] if rules[own].key == "unique" and not pd.isna(table_.at[row, own]) else ""
        problems.append(_problem(file, lines[row], label, col, *why))
    bad = {fault[0] for fault in faults}
    kept = table_.drop(index=list(bad)).reset_index(drop=True) if bad else table_
    return kept, pd.DataFrame(problems, columns=PROBLEM)


@lru_cache(maxsize=64)
def _rules(name: str) -> dict[str, NamedTuple]:
    """Return column -> its row of ``schema.csv``, empty cells as empty text."""
    rows = table("schema").fillna("")
    return {rule.column: rule for rule in rows[rows["table"] == name].itertuples(index=False)}


@lru_cache(maxsize=64)
def _dtype(kind: str, words: str):
    return pd.CategoricalDtype(list(allowed(words))) if kind == "category" else _DTYPES[kind]


def _problem(file, line, label, col, value, rule, way_out=""):
    return dict(zip(PROBLEM, (shown(file), line, label, col, value, rule, way_out), strict=True))


def _column_faults(frame, rules):
    twice = frame.columns[frame.columns.duplicated()].unique()
    for col in twice:
        yield col, col, "this column stands twice", "keep one"
    extras = [col for col in frame.columns if col not in rules]
    for col in (col for col in rules if col not in frame.columns):
        near = next((extra for extra in extras if nearest(extra, [col])), None)
        if rules[col].required == "yes":
            yield col, None, "this column is required", f"rename {near!r}" if near else "add it"
        elif near and near not in ("line",):
            yield near, near, "this column is not known", f"rename it to {col!r}, or give it a name of its own"


def _storable(raw: pd.Series) -> tuple[pd.Series, list]:
    """Return a column without the texts that hold half a surrogate pair, which no file can, and a fault for each."""
    if raw.dtype != object:
        return raw, []
    odd = raw.map(lambda value: isinstance(value, str) and _HALF.search(value) is not None).to_numpy(bool)
    wrong = [
        (row, (shown(raw[row]), "holds half a character", "write it anew")) for row in np.flatnonzero(odd).tolist()
    ]
    return (raw.mask(odd) if wrong else raw), wrong


def _cast(raw: pd.Series, rule):
    """Return the column in its dtype, and (row, (value, rule, way out)) for each cell that does not fit."""
    kind, wrong = rule.dtype, []

    def each(mask, why, way_out=""):
        wrong.extend((row, (raw[row], why, way_out)) for row in np.flatnonzero(mask).tolist())

    if isinstance(raw.dtype, pd.DatetimeTZDtype) and kind == "timestamp":
        if rule.required == "yes":
            each(raw.isna(), "must not be empty")
        return raw.dt.tz_convert("UTC").astype(DTYPE), wrong
    is_number = kind in ("integer", "number")
    if is_number and pd.api.types.is_integer_dtype(raw.dtype):
        number = raw.to_numpy("float64", na_value=np.nan)
        blank = np.isnan(number)
    else:
        # What a text means is found once for each text that occurs.
        codes, words = distinct(raw)
        blank = codes < 0
        if is_number:
            parsed = pd.to_numeric(words, errors="coerce").astype("Float64")
            number = spread(parsed.to_numpy("float64", na_value=np.nan), codes, np.nan)
    if rule.required == "yes":
        each(blank, "must not be empty")
    if is_number:
        fits = np.abs(number) < (MOST if kind == "integer" else 2**53)
        number = np.where(fits, number, 0)
        if kind == "integer":
            fits &= (number >= 0) & (number % 1 == 0)
        each(~blank & ~fits, f"must be a whole number, 0 to {MOST - 1:,}" if kind == "integer" else "must be a number")
        return pd.array(np.where(fits, number, np.nan), dtype="Float64").astype(_DTYPES[kind]), wrong
    if kind == "timestamp":
        has_offset = words.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", na=False)
        times = pd.to_datetime(words.where(has_offset), utc=True, errors="coerce", format="ISO8601").astype(DTYPE)
        value = times.array.take(codes, allow_fill=True)
        each(~blank & value.isna(), "must be an ISO 8601 time with offset", "write 2024-10-28T08:30:00Z")
        return value, wrong
    if kind == "date":
        days = words.where(words.str.fullmatch(_DAY.pattern, na=False))
        is_no_day = pd.to_datetime(days, errors="coerce", format="%Y-%m-%d").isna()
        each(spread(is_no_day, codes, False), "must be an ISO date", "write 2024-10-28")
    if rule.allowed:
        known, is_list = allowed(rule.allowed), rule.allowed.endswith("+")
        every = set(known)
        odd = [not every.issuperset(word.split("+") if is_list else [word]) for word in words.tolist()]
        for row in np.flatnonzero(spread(odd, codes, False)).tolist():
            part = next((part for part in words[codes[row]].split("+") if part not in known), words[codes[row]])
            guess = nearest(part, known)
            shown = ", ".join(known) if len(known) <= 12 else f"an id of {rule.allowed.removesuffix('+')}.csv"
            wrong.append((row, (raw[row], f"must be one of {shown}", f"did you mean {guess!r}?" if guess else "")))
        if kind == "category":
            dtype = _dtype(kind, rule.allowed)
            return pd.Categorical.from_codes(spread(dtype.categories.get_indexer(words), codes, -1), dtype=dtype), wrong
    text = words.array.take(codes, allow_fill=True)
    if rule.key == "unique":
        each(pd.Series(text).duplicated() & ~blank, "must be unique", "this id stands in an earlier row")
    return text, wrong
