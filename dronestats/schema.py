"""What a row is: the columns of every table, exact dtypes, and the check that names what is wrong."""

from __future__ import annotations

import re

import pandas as pd

from dronestats.errors import ClaimsError, nearest, problem_text
from dronestats.vocabulary import allowed, column, table
from dronestats.windows import DTYPE

SEVERAL_LOW = 2

PROBLEM = ["file", "line", "id", "column", "value", "rule", "way_out"]
_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "timestamp": DTYPE, "date": "string"}
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


def word_range(qualifier: str, count) -> tuple:
    """Return the least and the most that the words allow, NA for an open end.

    Parameters
    ----------
    qualifier : {"exact", "about", "at_least", "more_than", "up_to", "several", "withheld"}
    count : int or NA

    Notes
    -----
    ``about`` is left open: a tolerance is the user's to set, never ours. ``dozens`` is several with a low of 24.

    Examples
    --------
    >>> word_range("more_than", 80), word_range("up_to", 9)
    ((81, <NA>), (0, 9))
    """
    known = not pd.isna(count)
    return {
        "exact": (count, count),
        "more_than": (count + 1 if known else pd.NA, pd.NA),
        "at_least": (count, pd.NA),
        "up_to": (0, count),
        "several": (SEVERAL_LOW, pd.NA),
    }.get(qualifier, (pd.NA, pd.NA))


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
    spec = table("schema").fillna("")
    spec = spec[spec["table"] == name].set_index("column")
    problems = [_problem(file, 1, "", *fault) for fault in _column_faults(frame, spec)]
    if problems:
        return empty(name), pd.DataFrame(problems, columns=PROBLEM)
    rest = [extra for extra in frame.columns if extra not in spec.index and extra != "line"]
    lines = frame["line"] if "line" in frame else pd.Series(frame.index, index=frame.index)
    frame = frame.reset_index(drop=True)
    lines = lines.reset_index(drop=True)
    made, faults = {}, []
    for col, rule in spec.iterrows():
        raw = frame[col] if col in frame else pd.Series(pd.NA, index=frame.index, dtype="string")
        made[col], wrong = _cast(raw, rule)
        faults += [(row, col, *why) for row, why in wrong]
    table_ = pd.DataFrame(made, index=frame.index)
    if name == "claims":
        table_ = _fill_ranges(table_)
        faults += [fault for fault in _claim_faults(table_) if (fault[0], fault[1]) not in {f[:2] for f in faults}]
    table_[rest] = frame[rest]
    own = spec.index[0]
    for row, col, value, rule_text, way_out in sorted(
        faults, key=lambda fault: (fault[0], spec.index.get_loc(fault[1]))
    ):
        label = table_.at[row, own] if spec.at[own, "key"] == "unique" and not pd.isna(table_.at[row, own]) else ""
        problems.append(_problem(file, lines[row], label, col, value, rule_text, way_out))
    bad = {fault[0] for fault in faults}
    kept = table_.drop(index=list(bad)).reset_index(drop=True) if bad else table_
    return kept, pd.DataFrame(problems, columns=PROBLEM)


def _problem(file, line, label, col, value, rule, way_out=""):
    return dict(zip(PROBLEM, (file, line, label, col, value, rule, way_out), strict=True))


def _column_faults(frame, spec):
    twice = frame.columns[frame.columns.duplicated()].unique()
    for col in twice:
        yield col, col, "this column stands twice", "keep one"
    extras = [col for col in frame.columns if col not in spec.index]
    for col in spec.index[~spec.index.isin(frame.columns)]:
        near = next((extra for extra in extras if nearest(extra, [col])), None)
        if spec.at[col, "required"] == "yes":
            yield col, None, "this column is required", f"rename {near!r}" if near else "add it"
        elif near and near not in ("line",):
            yield near, near, "this column is not known", f"rename it to {col!r}, or give it a name of its own"


def _cast(raw: pd.Series, rule: pd.Series):
    """Return the column in its dtype, and (row, (value, rule, way out)) for each cell that does not fit."""
    kind, wrong = rule["dtype"], []
    if isinstance(raw.dtype, pd.DatetimeTZDtype) and kind == "timestamp":
        missing = raw.index[raw.isna()] if rule["required"] == "yes" else []
        return raw.dt.tz_convert("UTC").astype(DTYPE), [(row, (raw[row], "must not be empty", "")) for row in missing]
    blank = raw.isna() | (raw.astype("string").str.strip() == "").fillna(True)
    if rule["required"] == "yes":
        wrong += [(row, (raw[row], "must not be empty", "")) for row in raw.index[blank]]
    text = raw.astype("string").where(~blank)
    if kind in ("integer", "number"):
        value = pd.to_numeric(text, errors="coerce").astype("Float64")
        fits = value.notna() & (value.abs() < 2**53)
        if kind == "integer":
            fits &= (value >= 0) & ((value % 1) == 0)
        expected = "must be a whole number, 0 or more" if kind == "integer" else "must be a number"
        wrong += [(row, (raw[row], expected, "")) for row in raw.index[~blank & ~fits.fillna(False)]]
        return value.where(fits.fillna(False)).astype(_DTYPES[kind]), wrong
    if kind == "timestamp":
        has_offset = text.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", na=False)
        value = pd.to_datetime(text.where(has_offset), utc=True, errors="coerce", format="ISO8601").astype(DTYPE)
        expected = "must be an ISO 8601 time with offset"
        wrong += [(row, (raw[row], expected, "write 2024-10-28T08:30:00Z")) for row in raw.index[~blank & value.isna()]]
        return value, wrong
    if kind == "date":
        real = pd.to_datetime(
            text.where(text.str.fullmatch(_DAY.pattern, na=False)), errors="coerce", format="%Y-%m-%d"
        )
        wrong += [
            (row, (raw[row], "must be an ISO date", "write 2024-10-28")) for row in raw.index[~blank & real.isna()]
        ]
    if rule["allowed"]:
        words = allowed(rule["allowed"])
        parts = text.str.split("+", regex=False).explode() if rule["allowed"].endswith("+") else text
        unknown = (parts.notna() & ~parts.isin(words)).groupby(level=0).any()
        for row in raw.index[unknown]:
            part = next(part for part in str(text[row]).split("+") if part not in words)
            guess = nearest(part, words)
            shown = ", ".join(words) if len(words) <= 12 else f"an id of {rule['allowed'].removesuffix('+')}.csv"
            wrong.append((row, (raw[row], f"must be one of {shown}", f"did you mean {guess!r}?" if guess else "")))
        if kind == "category":
            return text.where(text.isin(words)).astype(pd.CategoricalDtype(list(words))), wrong
    if rule["key"] == "unique":
        again = text.duplicated(keep="first") & text.notna()
        wrong += [(row, (raw[row], "must be unique", "this id stands in an earlier row")) for row in raw.index[again]]
    return text.astype(_DTYPES.get(kind, "string")), wrong


def _fill_ranges(claims: pd.DataFrame) -> pd.DataFrame:
    """Fill count_low and count_high where the qualifier fixes them and neither is given."""
    claims = claims.copy()
    silent = claims["count_low"].isna() & claims["count_high"].isna()
    for qualifier in ("exact", "more_than", "at_least", "up_to", "several"):
        rows = silent & (claims["qualifier"] == qualifier)
        if rows.any():
            low, high = zip(*(word_range(qualifier, count) for count in claims.loc[rows, "count"]), strict=True)
            claims.loc[rows, "count_low"] = pd.array(low, dtype="Int64")
            claims.loc[rows, "count_high"] = pd.array(high, dtype="Int64")
    return claims


def _claim_faults(claims: pd.DataFrame):
    """Yield (row, column, value, rule, way out) for the rules that join several columns."""

    def each(mask, col, rule, way_out=""):
        for row in claims.index[mask.fillna(False).astype(bool)]:
            yield row, col, claims.at[row, col], rule, way_out

    count, low, high = claims["count"], claims["count_low"], claims["count_high"]
    said = claims["qualifier"].astype("string")
    prefix = [
        str(own).startswith(f"{report}/") for own, report in zip(claims["claim_id"], claims["report_id"], strict=True)
    ]
    yield from each(
        claims["claim_id"].notna() & ~pd.Series(prefix, index=claims.index, dtype=bool),
        "claim_id",
        "must be <report_id>/<number>",
        "",
    )
    yield from each(claims["attacker"] == claims["defender"], "defender", "must differ from attacker")
    yield from each(
        claims["window_end"] <= claims["window_start"],
        "window_end",
        "must come after window_start",
        "windows are half-open: end is the first instant after",
    )
    yield from each(low > high, "count_high", "must not be below count_low")
    yield from each(
        said.isin(["several", "withheld"]) & count.notna(),
        "count",
        "must be empty for several and withheld",
        "use about, at_least or exact for a printed number",
    )
    yield from each(
        said.isin(["exact", "at_least", "more_than", "up_to"]) & count.isna(),
        "count",
        "must be given for exact, at_least, more_than and up_to",
        "a word without a number is several or withheld",
    )
    yield from each(
        (said == "exact") & ((low != count) | (high != count)),
        "count_low",
        "exact means count_low = count = count_high",
        "use about for a rounded figure",
    )
    yield from each((said == "more_than") & (low != count + 1), "count_low", "more_than N means count_low = N + 1")
    yield from each((said == "at_least") & (low != count), "count_low", "at_least N means count_low = N")
    yield from each((said == "up_to") & (high != count), "count_high", "up_to N means count_high = N")
    yield from each((said == "several") & (low < SEVERAL_LOW), "count_low", f"several means {SEVERAL_LOW} or more")
    classes = claims["weapon"].map(column("weapons", "weapon_class"))
    yield from each(
        classes.notna() & (classes != claims["weapon_class"].astype("string")),
        "weapon",
        "belongs to another weapon_class",
        "see weapons.csv",
    )
    total = claims["part_of"]
    yield from each(total == claims["claim_id"], "part_of", "a claim is no part of itself")
    yield from each(
        total.notna() & ~total.isin(claims["claim_id"]),
        "part_of",
        "no claim has this id",
        "keep the total in the same table",
    )
    yield from each(_in_circle(claims), "part_of", "parts run in a circle")
    quote = claims["quote"]
    length = claims["quote_end"] - claims["quote_start"]
    yield from each(
        quote.notna() & length.notna() & (quote.str.len() != length),
        "quote_end",
        "quote_end - quote_start must be the length of the quote",
    )


def _in_circle(claims: pd.DataFrame) -> pd.Series:
    """Return which claims lead back to themselves along part_of."""
    parent = dict(zip(claims["claim_id"], claims["part_of"], strict=True))
    parent = {own: total for own, total in parent.items() if not pd.isna(total) and total != own}
    circle = set()
    for own in parent:
        seen, step = [own], parent.get(own)
        while step in parent and step not in seen:
            seen.append(step)
            step = parent[step]
        if step == own:
            circle.add(own)
    return claims["claim_id"].isin(circle)
