"""Words: the language tables and their written-out forms, each with the tag that it gets.

`dronestats.extraction.tagging` relies on the order of the forms: names, then blocks, longest phrase first.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from dronestats import vocabulary
from dronestats.errors import DronestatsError
from dronestats.extraction.text import plain, tokens


# No tuple: a slot is read four times as fast, and the rules ask each token many times.
@dataclass(slots=True)
class Token:
    """A word, phrase or sign with its tag."""

    kind: str
    value: Any
    form: str
    start: int
    end: int
    rule: str


class Tag(NamedTuple):
    """What a word or phrase means: kind, value, grammatical form, and the rule (table block) that says so."""

    kind: str
    value: Any
    form: str
    rule: str


class Lexicon(NamedTuple):
    """One language as the engine reads it.

    Its own letters, whose language it is, tags by first word (longest phrase first), second words by first word,
    endings of digits that keep a count, cities whose name with "region" means the region around them, abbreviations,
    capital by side.
    """

    code: str
    letters: frozenset[str]
    home: str
    phrases: dict[str, list[tuple[list[str], Tag]]]
    seconds: dict[str, frozenset[str]]
    suffixes: frozenset[str]
    with_head: dict[str, str]
    abbreviations: frozenset[str]
    sides: tuple[str, ...]
    compounds: bool
    contested: frozenset[str]
    capitals: dict[str, str]


def expand(pattern: str, endings: dict[str, str]) -> list[str]:
    """Return the written-out forms of a pattern: ``(a|b)`` is a choice, ``{name}`` an ending set of the table.

    Examples
    --------
    >>> expand("дрон(|а{m})", {"m": "x|y"})
    ['дрон', 'дронаx', 'дронаy']
    """
    whole = re.sub(r"\{(\w+)\}", lambda found: f"({endings[found[1]]})", pattern)
    # Each open bracket keeps (choices finished, forms of the running choice); a closed one multiplies into its outer.
    stack: list[tuple[list[str], list[str]]] = [([], [""])]
    for piece in re.split(r"([()|])", whole):
        done, running = stack[-1]
        if piece == "(":
            stack.append(([], [""]))
        elif piece == "|":
            stack[-1] = (done + running, [""])
        elif piece == ")":
            stack.pop()
            outer, before = stack[-1]
            stack[-1] = (outer, [first + last for first in before for last in done + running])
        else:
            stack[-1] = (done, [first + piece for first in running])
    return stack[0][0] + stack[0][1]


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the shipped language tables, in the order of the vocabulary."""
    found = sorted(path.stem for path in vocabulary.FOLDER.glob("*.toml"))
    return tuple(sorted(found, key=(*vocabulary.LANGUAGES, *found).index))


@cache
def lexicon(code: str) -> Lexicon:
    """Return a language, read once from ``tables/<code>.toml`` and the names in regions.csv and weapons.csv.

    Raises
    ------
    DronestatsError
        If a block of the table has an unknown kind, id or ending set; the text names block and form.
    """
    table = _read(code)
    try:
        # Printed names come first, a table's own blocks overrule them; the first block that names a form keeps it.
        found = {_words(form): tag for form, tag in _names(code, table)}
        blocks: dict[tuple[str, ...], Tag] = {}
        for form, tag in _blocks(table):
            blocks.setdefault(_words(form), tag)
        for words, tag in list(blocks.items()):
            for one, other in table.get("alternate", ()):
                if words and re.match(f"{one}(?![аеиіоуюяєї'-])", words[0]):
                    blocks.setdefault((other + words[0][len(one) :], *words[1:]), tag)
    except (KeyError, ValueError) as error:
        raise DronestatsError(f"tables/{code}.toml: {error}") from error
    found |= blocks
    found.pop((), None)
    phrases: dict[str, list[tuple[list[str], Tag]]] = {}
    for words, tag in found.items():
        phrases.setdefault(words[0], []).append((list(words), tag))
    for choices in phrases.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    numbers = table["numbers"]
    return Lexicon(
        code,
        frozenset(table["letters"]),
        table["home"],
        phrases,
        _seconds(phrases),
        frozenset(numbers["suffixes"]),
        {block["region"]: block["with_head"] for block in table["places"] if "with_head" in block},
        frozenset(table["abbreviations"]),
        tuple(block["side"] for block in table["sides"]),
        table.get("compounds", False),
        frozenset(table["contested"]),
        {block["metonym"]: block["region"] for block in table["places"] if "metonym" in block},
    )


def _seconds(phrases: dict[str, list[tuple[list[str], Tag]]]) -> dict[str, frozenset[str]]:
    """Return first word -> second words of the phrases that open with it, each also in the possessive."""
    out = {}
    for word, choices in phrases.items():
        second = {phrase[1] for phrase, _ in choices if len(phrase) > 1}
        if second:
            out[word] = frozenset(second | {f"{own}'s" for own in second})
    return out


def _read(code: str) -> dict:
    with open(vocabulary.FOLDER / f"{code}.toml", "rb") as file:
        return tomllib.load(file)


def _words(form: str) -> tuple[str, ...]:
    return tuple(word for _, word, _, _ in tokens(plain(form).text))


# "The capital" is that of the side under attack, which only the sentence tells.
CAPITALS = ("capital", "capital region")
# Section of a table -> the key that holds the value of a block.
SECTIONS = {
    "qualifiers": "qualifier",
    "weapons": "weapon",
    "outcomes": "outcome",
    "marks": "mark",
    "sides": "side",
    "bodies": "body",
    "places": "region",
}


def _blocks(table: dict):
    """Yield (form, tag) for every block of a language table."""
    endings = table["endings"]
    for section, key in SECTIONS.items():
        for block in table.get(section, ()):
            value, rule = block[key], f"{section}/{block[key]}"
            kind = {"marks": value, "bodies": "body"}.get(section, section[:-1])
            if section == "weapons":
                value = (vocabulary.column("weapons", "weapon_class")[value], value)
            elif section == "outcomes":
                _must_be_known(rule, value, "outcomes")
                value = (value, block.get("strength", "verb"))
            elif section == "marks":
                value = block.get("value", value)
            elif section == "places" and value not in ("", *CAPITALS):
                _must_be_known(rule, value, "regions")
            for form in ("one", "many", "owned", "with", "any", "noun", "agent", "object", "forms"):
                for pattern in block.get(form, ()):
                    own = "agent" if form == "agent" else kind
                    for word in expand(pattern, endings):
                        yield word, Tag(own, value, block.get("metonym", "" if form == "forms" else form), rule)
    numbers = table["numbers"]
    for group in ("words", "people", "plural", "times"):
        for value, pattern in numbers.get(group, {}).items():
            for word in expand(pattern, endings):
                yield word, Tag("numeral", int(value), group, f"numbers/{group}")
    for number, patterns in enumerate(table["months"], 1):
        for word in expand(patterns, endings):
            yield word, Tag("month", number, "short" if word in table["abbreviations"] else "", "months")
    for number, patterns in enumerate(table["weekdays"]):
        for word in expand(patterns, endings):
            yield word, Tag("weekday", number, "", "weekdays")


def _must_be_known(rule: str, value: str, table_name: str) -> None:
    if value not in vocabulary.ids(table_name):
        raise ValueError(f"{rule} is no id of {table_name}.csv")


def _names(code: str, table: dict):
    """Yield (form, tag) for the printed names of regions.csv and weapons.csv, inflected by the table's rules."""
    endings, plural = table["endings"], table["inflect_weapon"]
    for row in vocabulary.table("regions").fillna("").to_dict("records"):
        if row["kind"] in ("area", "country"):
            continue
        region = _first_level(row["region"])
        for name in filter(None, [row[f"name_{code}"], *row["aliases"].split("|")]):
            for word in _inflected(name, table):
                yield word, Tag("place", region, "", "regions.csv")
    for region, names in _towns(table):
        _must_be_known(f"towns/{region}", region, "regions")
        for name in names:
            for word in _inflected(name, table):
                yield word, Tag("place", region, "", "towns")
    for row in vocabulary.table("weapons").fillna("").to_dict("records"):
        for name in filter(None, [row["name_en"], row[f"name_{code}"], *row["aliases"].split("|")]):
            if row["weapon"] != row["weapon_class"] and row["weapon"] not in ("uav", "mixed", "other"):
                # A pair of types is printed in full or either alone; X is written in Latin or Cyrillic (Х-59/Х-69).
                variants = {name, *name.split("/")}
                variants |= {variant.replace("X-", "Х-") for variant in variants}
                for word in (
                    form
                    for variant in sorted(variants)
                    for form in expand(variant.lower() + plural * variant.isalpha(), endings)
                ):
                    yield word, Tag("weapon", (row["weapon_class"], row["weapon"]), "any", "weapons.csv")


def _towns(table: dict):
    """Yield (region, names) of a table's towns, and of those of other tables as this one spells them."""
    yield from table["towns"].items()
    for code, spellings in table.get("romanised", {}).items():
        letters = dict(pair.split("=") for pair in spellings.split(" "))
        spelled = re.compile("|".join(sorted(letters, key=len, reverse=True)))
        for region, names in _read(code)["towns"].items():
            patterns = [spelled.sub(lambda found, own=letters: own[found[0]], plain(name).text) for name in names]
            yield region, [form for pattern in patterns for form in expand(pattern, {})]


def _inflected(name: str, table: dict) -> list[str]:
    """Return the forms of a printed name: the first rule whose ending fits (a list of the table, longest first).

    A rule for the noun alone leaves the adjective before it (Нижний Новгород) to the table's ``inflect_first``.
    """
    low = name.lower()
    for ending, forms in table["inflect"]:
        if low.endswith(ending):
            first, space, rest = low[: len(low) - len(ending)].partition(" ")
            for own, all_forms in table["inflect_first"] if space and " " not in ending else ():
                if first.endswith(own):
                    first = first.removesuffix(own) + all_forms
                    break
            return [low, *expand(first + space + rest + forms, table["endings"])]
    return [low]


@cache
def _first_level(region: str) -> str:
    """Return the region of the first level that a city or district lies in."""
    line = vocabulary.lineage("regions", region)
    kinds = vocabulary.column("regions", "kind")
    return next((own for own in line if kinds[own] in ("region", "sea")), region)
