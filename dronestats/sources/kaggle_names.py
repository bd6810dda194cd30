"""What the names in the Kaggle table mean: offices, weapons, places, and the lists that stand in one cell."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

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


@cache
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
def place_of(text: str) -> tuple:
    """Return region (None for the whole country) and why it is not known; a bare town name means the town here."""
    towns = {name.casefold(): region for region, name in column("regions", "name_en").items() if name.endswith(" City")}
    regions = []
    for atom in re.split(r"\s+and\s+", text.strip()):
        try:
            regions.append(towns.get(f"{atom} city".casefold()) or find("regions", atom))
        except DronestatsError as error:
            return None, str(error).rsplit("; ", 1)[0]
    return (None if "UA" in regions else "+".join(dict.fromkeys(regions))), None


def details_of(cells: pd.Series, look_up, words: str, found: list) -> pd.DataFrame:
    """Return the numbers in dict literals like ``{'south': 16, 'east': NaN}``: index = row; name, id, count.

    Read by a pattern, never evaluated: one level, bounded length. A key without a number is a place named, no claim.
    """
    out = []
    for row, text in cells.dropna().items():
        if len(text) > LONGEST_DETAILS or not _DETAILS.fullmatch(text.strip()):
            rule = "must be one flat list of 'name': number"
            found.append((row, cells.name, text[:200], rule, "write {'south': 16, 'east': NaN}"))
            continue
        for key, count in re.findall(_PAIR, text):
            own, unknown = look_up(key) if count[0].isdigit() else (None, None)
            if unknown:
                found.append((row, cells.name, key, unknown, f"add a row or alias to {words}.csv"))
            elif count[0].isdigit():
                out.append((row, cells.name, own, int(float(count))))
    frame = pd.DataFrame(out, columns=["row", "name", "id", "count"]).set_index("row")
    return frame.astype({"name": "string", "id": "string", "count": "Int64"})
