"""What a word means: the shipped tables, read once, and the look-ups on them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of, nearest

FOLDER = Path(__file__).parent / "tables"
LANGUAGES = ("en", "uk", "ru")


@cache
def table(name: str) -> pd.DataFrame:
    """Return a shipped vocabulary table, all columns as strings, empty cells as NA.

    Parameters
    ----------
    name : {"outcomes", "definitions", "weapons", "regions", "regimes", "claimants", "bodies", "schema"}

    Examples
    --------
    >>> table("outcomes").loc[0, "outcome"]
    'launched'
    """
    must_be_one_of("name", name, sorted(path.stem for path in FOLDER.glob("*.csv")))
    return pd.read_csv(FOLDER / f"{name}.csv", dtype="string", keep_default_na=False, na_values=[""])


@cache
def ids(name: str) -> tuple[str, ...]:
    """Return the ids (first column) of a table in its own order."""
    return tuple(table(name).iloc[:, 0])


@cache
def column(name: str, values: str) -> dict[str, str]:
    """Return id -> value of one column of a table, rows without a value left out."""
    rows = table(name).dropna(subset=[values])
    return dict(zip(rows.iloc[:, 0], rows[values], strict=True))


@cache
def allowed(rule: str) -> tuple[str, ...]:
    """Return the allowed values that a rule in ``schema.csv`` stands for: a list or another table's ids."""
    words = rule.removesuffix("+")
    return tuple(words.split("|")) if "|" in words else ids(words)


@cache
def _names(name: str) -> dict[str, str]:
    """Return every id, name and alias of a table, case-folded, -> id."""
    found: dict[str, str] = {}
    for row in table(name).fillna("").to_dict("records"):
        own = row[table(name).columns[0]]
        words = [own, *(row[f"name_{code}"] for code in LANGUAGES), *row["aliases"].split("|")]
        for word in filter(None, words):
            if found.setdefault(word.casefold(), own) != own:
                raise DronestatsError(f"{name}.csv: {word!r} names both {found[word.casefold()]} and {own}")
    return found


def find(name: str, word: str) -> str:
    """Return the id that a name or alias stands for.

    Parameters
    ----------
    name : {"weapons", "regions"}
    word : str
        An id, a name in any of the languages, or an alias; upper and lower case are the same.

    Raises
    ------
    DronestatsError
        If the word is not in the table; the text gives the nearest one.

    Examples
    --------
    >>> find("regions", "Belgorod"), find("weapons", "Shahed-136/131")
    ('RU-BEL', 'shahed')
    """
    names = _names(name)
    key = " ".join(word.split()).casefold()
    if key not in names:
        guess = nearest(key, names)
        hint = f"; nearest: {guess!r} ({names[guess]})" if guess else ""
        raise DronestatsError(f"{word!r} is not in {name}.csv{hint}; add a row or an alias there")
    return names[key]


def name_of(name: str, value: str, language: str = "en") -> str:
    """Return the printed name of an id, ``A+B`` joined by ``", "``.

    Examples
    --------
    >>> name_of("regions", "RU-BEL+RU-KRS")
    'Belgorod, Kursk'
    """
    must_be_one_of("language", language, LANGUAGES)
    names = column(name, f"name_{language}")
    return ", ".join(names[part] for part in value.split("+"))


@cache
def lineage(name: str, value: str) -> tuple[str, ...]:
    """Return the id and all its parents, narrowest first.

    Examples
    --------
    >>> lineage("weapons", "shahed-jet")
    ('shahed-jet', 'shahed', 'uav-strike', 'uav')
    """
    parents = column(name, "parent")
    found = [value]
    while found[-1] in parents:
        found.append(parents[found[-1]])
        if len(found) > len(parents) + 1:
            raise DronestatsError(f"{name}.csv: the parents of {value} run in a circle")
    return tuple(found)


def widest(values: list[str]) -> str | None:
    """Return the narrowest weapon that covers all of `values`, or None where they share no parent.

    Examples
    --------
    >>> widest(["shahed", "gerbera"]), widest(["kh-101", "kalibr"]), widest(["uav", "missile"])
    ('uav', 'missile-cruise', None)
    """
    lines = [lineage("weapons", value) for value in values]
    return next((own for own in lines[0] if all(own in line for line in lines)), None)


def clock_of(claimant: str) -> str:
    """Return the IANA time zone of a claimant's stamps without offset.

    Examples
    --------
    >>> clock_of("Russia")
    'Europe/Moscow'
    """
    clocks = column("claimants", "clock")
    if claimant not in clocks:
        raise DronestatsError(
            f"no clock is known for claimant {claimant!r}: write times with an offset (2024-10-28T10:30+02:00) "
            "or add a row to claimants.csv"
        )
    return clocks[claimant]


def regime_of(claimant_body: str, day: str, weapon_class: str | None = None) -> str | None:
    """Return the way of counting that a body followed on a day, None where none is on record.

    Parameters
    ----------
    claimant_body : str
        Office; offices that quote another one follow its regimes (``counts_like`` in ``bodies.csv``).
    day : str
        ISO date on which the window ends, on the claimant's clock.
    weapon_class : str, optional
        Regimes limited to one class come before the general ones.

    Examples
    --------
    >>> regime_of("Ukrainian Air Force", "2025-07-24"), regime_of("Ukrainian Air Force", "2025-07-23")
    ('ua-merged', 'ua-separate')
    """
    body = column("bodies", "counts_like").get(claimant_body, claimant_body)
    for rule in _regimes().get(body, ()):
        if rule["start"] <= day <= (rule["end"] or "9999") and rule["weapon_class"] in ("", weapon_class):
            return rule["regime"]
    return None


@cache
def _regimes() -> dict[str, list[dict[str, str]]]:
    """Return the regimes of each office, those limited to a weapon class first."""
    found: dict[str, list[dict[str, str]]] = {}
    for rule in table("regimes").fillna("").to_dict("records"):
        found.setdefault(rule["claimant_body"], []).append(rule)
    return {body: sorted(rules, key=lambda rule: rule["weapon_class"] == "") for body, rules in found.items()}
