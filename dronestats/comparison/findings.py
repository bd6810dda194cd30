"""A finding of a check: which rows, what was stated and found, and the sentence of ``checks.csv`` about it."""

from __future__ import annotations

import itertools

import pandas as pd

from dronestats.vocabulary import column

COLUMNS = [
    "check", "verdict", "is_flag", "report_id", "claimant", "claimant_body", "weapon_class", "outcome", "window_start",
    "window_end", "stated", "found", "claim_ids", "sentence",
]  # fmt: skip
# Of more rows than this not every choice is tried.
TRIED = 8


def finding(name: str, row, ids=(), *, stated=pd.NA, found=pd.NA, outcome=None, **words) -> dict:
    """Return one finding as a row.

    Parameters
    ----------
    name : str
        Id in ``checks.csv``: check and verdict with a colon between them.
    row : Series
        What is checked: a claim, or a row with its columns.
    ids : iterable of str
        Claims that it rests on.
    stated, found : number, optional
        What the row states and what the others give.
    outcome : str, optional
        Where it is not that of the row.
    words : str or number
        What else the sentence names.

    Examples
    --------
    >>> import dronestats as ds
    >>> total = ds.load_claims().query("report_id == 'ru-2024-10-28'").iloc[0]
    >>> finding("parts_sum:holds", total, stated=21, listed="4 parts add up to")["sentence"]
    'ru-2024-10-28: 4 parts add up to the total of 21'
    """
    check, verdict = name.split(":")
    outcome = row.get("outcome", pd.NA) if outcome is None else outcome
    told = {"stated": number(stated), "found": number(found), "outcome": outcome}
    if not (pd.isna(stated) or pd.isna(found)):
        told["gap"] = number(abs(found - stated))
    sentence = column("checks", "words")[name].format(**told | words)
    return {
        "check": check, "verdict": verdict, "is_flag": column("checks", "is_flag")[name] == "yes",
        "report_id": row["report_id"], "claimant": row["claimant"], "claimant_body": row["claimant_body"],
        "weapon_class": str(row["weapon_class"]), "outcome": outcome, "window_start": row["window_start"],
        "window_end": row["window_end"], "stated": stated, "found": found, "claim_ids": " ".join(ids),
        "sentence": f"{row['report_id']}: {sentence}",
    }  # fmt: skip


def number(value) -> str:
    """Return a count as text with commas; empty where there is none."""
    return "" if pd.isna(value) else f"{int(value):,}"


def as_frame(findings: list[dict]) -> pd.DataFrame:
    """Return findings as a frame with fixed columns and dtypes."""
    frame = pd.DataFrame(findings, columns=COLUMNS)
    texts = ["check", "verdict", "report_id", "claimant", "claimant_body", "weapon_class", "outcome", "claim_ids"]
    frame = frame.astype({name: "string" for name in [*texts, "sentence"]} | {"is_flag": bool})
    for name in ("window_start", "window_end"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame.astype({"stated": "Int64", "found": "Int64"})


def choices(rows: list):
    """Yield every choice of one or more rows, small choices first; nothing where there are too many.

    Examples
    --------
    >>> list(choices(["a", "b"]))
    [('a',), ('b',), ('a', 'b')]
    """
    if len(rows) <= TRIED:
        for size in range(1, len(rows) + 1):
            yield from itertools.combinations(rows, size)
