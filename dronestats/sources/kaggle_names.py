"""What the names in the Kaggle table mean: offices, weapons, places, and the lists that stand in one cell."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np

from dronestats.distinct import unrolled
from dronestats.errors import DronestatsError
from dronestats.vocabulary import column, find, widest

# Drones that, like the reconnaissance types, only appear in lists of kills.
TACTICAL = ("lancet", "kub", "molniya", "fpv", "privet-82", "uav-unknown")
# What tells the class of a weapon whose name is not known.
CLASS_WORDS = {"uav": "drone", "drone": "drone", "missile": "missile", "bomb": "guided_bomb"}
LONGEST_DETAILS = 5000
_PAIR = r"""\s*['"]([^'"{}]*)['"]\s*:\s*(NaN|nan|None|\d{1,9}(?:\.0*)?)\s*"""
_DETAILS = re.compile(rf"\{{(?:{_PAIR}(?:,|(?=\}})))*\s*\}}")


@cache
def offices() -> dict[str, str]:
    """Return the office behind each account of ``bodies.csv``; a Facebook video has no account in its address."""
    accounts = column("bodies", "accounts")
    known = {account: body for body, own in accounts.items() for account in own.split("|")}
    return {**known, "watch": "body not stated"}


@lru_cache(maxsize=4096)
def weapon_of(model: str) -> tuple:
    """Return weapon, class, whether all of it is tactical, and why the name is not known."""
    try:
        weapons = _joined(model)
    except DronestatsError as error:
        told = {own for word, own in CLASS_WORDS.items() if word in model.casefold() and " and " not in model}
        return None, told.pop() if len(told) == 1 else None, None, str(error).rsplit("; ", 1)[0]
    weapon = widest(weapons) or "mixed"
    roles = column("weapons", "role")
    is_tactical = all(own in TACTICAL or roles.get(own) == "reconnaissance" for own in weapons)
    return weapon, column("weapons", "weapon_class")[weapon], "yes" if is_tactical else None, None


def _joined(model: str, joints: tuple[str, ...] = (" and ", "/")) -> list[str]:
    """Return the weapons that a name stands for, whole where the table has it whole, else its parts."""
    try:
        return [find("weapons", model)]
    except DronestatsError:
        if not joints:
            raise
        return [own for atom in model.split(joints[0]) for own in _joined(atom, joints[1:])]


@cache
def _towns() -> dict[str, str]:
    return {name.casefold(): region for region, name in column("regions", "name_en").items() if name.endswith(" City")}


@lru_cache(maxsize=4096)
def place_of(text: str) -> tuple:
    """Return region (None for the whole country) and why it is not known; a bare town name means the town here."""
    regions = []
    for atom in re.split(r"\s+and\s+", text.strip()):
        try:
            regions.append(_towns().get(f"{atom} city".casefold()) or find("regions", atom))
        except DronestatsError as error:
            return None, str(error).rsplit("; ", 1)[0]
    return (None if "UA" in regions else "+".join(dict.fromkeys(regions))), None


def details_of(cells: tuple, look_up, words: str) -> tuple[tuple, tuple]:
    """Return the numbers in dict literals like ``{'south': 16, 'east': NaN}`` (rows, ids, counts), and (rows, faults).

    Read by a pattern, never evaluated: one level, bounded length. A key without a number is a place named, no claim.
    """
    codes, texts = cells
    read = [_details(text, look_up, words) for text in texts]
    (rows, at), (bad, wrong) = (unrolled([own[part] for own in read], codes) for part in (0, 1))
    numbers, faults = ([item for own in read for item in own[part]] for part in (0, 1))
    ids, counts = (np.array([own[part] for own in numbers], kind)[at] for part, kind in ((0, object), (1, "int64")))
    return (rows, ids, counts), (bad, [faults[item] for item in wrong])


def _details(text: str, look_up, words: str) -> tuple[list, list]:
    """Return (id, count) of each number in one cell, and (value, rule, way out) of each fault."""
    if len(text) > LONGEST_DETAILS or not _DETAILS.fullmatch(text.strip()):
        return [], [(text[:200], "must be one flat list of 'name': number", "write {'south': 16, 'east': NaN}")]
    numbers, faults = [], []
    for key, count in re.findall(_PAIR, text):
        if count[0].isdigit():
            own, unknown = look_up(key)
            if unknown:
                faults.append((key, unknown, f"add a row or alias to {words}.csv"))
            else:
                numbers.append((own, int(float(count))))
    return numbers, faults
