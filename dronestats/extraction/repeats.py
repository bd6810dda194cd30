"""Repeats: a number said twice, or restated with its places, is one claim."""

from __future__ import annotations

from dronestats import vocabulary
from dronestats.extraction.around import SITES
from dronestats.extraction.context import Claim
from dronestats.extraction.numbers import SEVERAL

# From here on the same number twice is the same statement; small numbers recur by chance.
_LARGE = 10


def outcome_key(outcome: str) -> str:
    """Return the outcome under which parts are sought: lists mix destroyed and intercepted freely."""
    return "destroyed" if outcome == "intercepted" else outcome


def move_places(claims: list[Claim]) -> list[Claim]:
    """Give a total the places of a "several" that only restates it in the same sentence, and drop the latter."""
    out: list[Claim] = []
    for claim in claims:
        total = out[-1] if out else None
        if (
            total
            and claim.number == SEVERAL
            and total.number.count is not None
            and total.sentence == claim.sentence
            and total.weapon_class == claim.weapon_class
            and claim.places
            and not total.places
            and outcome_key(total.outcome) == outcome_key(claim.outcome)
        ):
            total.places, total.end = claim.places, claim.end
            total.notes.append("place from the words that restate it")
            continue
        out.append(claim)
    return out


def drop_repeats(claims: list[Claim]) -> list[Claim]:
    """Keep one claim of a number said twice, with the words of the later place (a headline gives way to the body)."""
    seen: dict[tuple, Claim] = {}
    out = []
    for claim in claims:
        key = (claim.attacker, outcome_key(claim.outcome), claim.weapon_class, claim.places, claim.number, claim.scope)
        twin = seen.get(key)
        same_window = twin is not None and twin.window.start in (None, claim.window.start)
        if (
            same_window
            and (twin.sentence != claim.sentence or _said_twice(twin, claim))
            and (not claim.more or (twin.sentence == 0 and (claim.number.count or 0) >= _LARGE))
            and (not claim.named or same_weapon(twin.weapon, claim.weapon))
        ):
            twin.start, twin.end, twin.sentence = claim.start, claim.end, claim.sentence
            twin.weapon = claim.weapon if claim.named else twin.weapon
            twin.subset, twin.window = claim.subset, claim.window
            continue
        seen[key] = claim
        out.append(claim)
    return out


def _said_twice(first: Claim, then: Claim) -> bool:
    """Return whether a headline that no full stop ends is said again in the sentence that it runs into."""
    large = (then.number.count or 0) >= _LARGE and then.number.qualifier == "exact"
    return large and first.named and then.named and not then.each


def drop_headlines(claims: list[Claim]) -> list[Claim]:
    """Drop a number without a place where a later sentence says it again with the places.

    A small one, which may recur by chance, is dropped from the first sentence only.
    """
    said = {}
    for claim in claims:
        if claim.places and claim.number.qualifier == "exact" and not claim.more:
            said.setdefault(_statement(claim), claim)
    out = []
    for claim in claims:
        again = said.get(_statement(claim))
        if (
            again is None
            or claim.places
            or claim.sentence >= again.sentence
            or claim.outcome in SITES
            or (claim.sentence and claim.number.count < _LARGE)
        ):
            out.append(claim)
    return out


def _statement(claim: Claim) -> tuple:
    return claim.attacker, outcome_key(claim.outcome), claim.weapon_class, claim.number, claim.scope


def same_weapon(first: str | None, then: str | None) -> bool:
    """Return whether two types may name one weapon: unknown, the same, or one a kind of the other."""
    if first is None or then is None or first == then:
        return True
    return first in vocabulary.lineage("weapons", then) or then in vocabulary.lineage("weapons", first)
