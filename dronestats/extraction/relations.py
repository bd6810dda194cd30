"""Totals and parts: parts hung on their total, lost "each" restored by the sum, conflicts flagged."""

from __future__ import annotations

import itertools
from collections import deque

from dronestats import vocabulary
from dronestats.extraction.around import SITES, STOPPED
from dronestats.extraction.context import Claim
from dronestats.extraction.repeats import drop_headlines, drop_repeats, move_places, outcome_key, same_weapon

_MOST_CLASSES = 6
_SPLIT = "each: only so do the parts reach the total"


def relate(claims: list[Claim], with_head: dict[str, str]) -> list[Claim]:
    """Return the claims with parts, without repeats, with conflicts in their notes."""
    _name_targets(claims)
    _name_sums(claims)
    claims = _name_sites(claims)
    claims = move_places(claims)
    claims = _split_lost_each(claims)
    claims = drop_headlines(drop_repeats(claims))
    _find_parts(claims, with_head)
    _check(claims)
    return claims


def _name_targets(claims: list[Claim]) -> None:
    """Read "45 targets" as drones where the text says that drones only, and as many of them, were sent."""
    sent: dict[str, dict[str, int]] = {}
    for claim in claims:
        if claim.outcome == "launched":
            counts = sent.setdefault(claim.attacker, {})
            counts[claim.weapon_class] = max(counts.get(claim.weapon_class, 0), claim.number.count or 0)
    for claim in claims:
        counts = sent.get(claim.attacker, {})
        is_mixed = claim.weapon_class == "mixed" and claim.outcome not in SITES and claim.outcome != "launched"
        if is_mixed and set(counts) == {"drone"} and (claim.number.count or 0) <= counts["drone"]:
            claim.weapon_class, claim.weapon = "drone", "uav"


def _name_sums(claims: list[Claim]) -> None:
    """Read a bare number as one over all classes where the parts after it, of several, add up to it."""
    for at, claim in enumerate(claims):
        if claim.named or claim.number.count is None or claim.weapon_class == "mixed":
            continue
        parts = [
            then
            for then in claims[at + 1 : at + 1 + _MOST_CLASSES]
            if then.sentence == claim.sentence
            and then.named
            and outcome_key(then.outcome) == outcome_key(claim.outcome)
        ]
        is_sum = sum(part.number.count or 0 for part in parts) == claim.number.count
        if is_sum and len({part.weapon_class for part in parts}) > 1:
            claim.weapon_class, claim.weapon = "mixed", "mixed"


def _name_sites(claims: list[Claim]) -> list[Claim]:
    """Give places hit and places with debris the class of what hit or fell there: drone if drones only, else mixed."""
    seen: dict[tuple[str, str, str], set[str]] = {}
    for claim in claims:
        key = claim.attacker, claim.scope, outcome_key(claim.outcome)
        seen.setdefault(key, set()).add(claim.weapon_class)
    for claim in claims:
        if claim.outcome in SITES:
            cause = "hit" if claim.outcome == "hit_location" else "destroyed"
            sources = (cause, "launched", "hit", "destroyed")
            keys = [(claim.attacker, claim.scope, own) for own in sources]
            classes = next((seen[key] for key in keys if key in seen), set())
            claim.weapon_class = "drone" if classes == {"drone"} else "mixed"
            claim.weapon = "uav" if classes == {"drone"} else "mixed"
    return claims


def _split_lost_each(claims: list[Claim]) -> list[Claim]:
    """Read "nine over A and B" as nine each where a total stands before the list and only so the list reaches it."""
    out: list[Claim] = []
    at = 0
    while at < len(claims):
        total = claims[at]
        out.append(total)
        at += 1
        if total.places or total.number.count is None:
            continue
        end = at
        while (
            end < len(claims)
            and claims[end].places
            and claims[end].number.count is not None
            and _alike(claims[end], total)
        ):
            end += 1
        items = claims[at:end]
        if not items or items[0].more:
            continue
        shared = sum(item.number.count for item in items if not item.subset or item is items[0])
        spread = sum(item.number.count * len(item.places) for item in items if not item.subset or item is items[0])
        if shared < total.number.count == spread:
            for item in items:
                for place in item.places:
                    out.append(_copy(item, (place,)))
            at = end
    return out


def _copy(item: Claim, places: tuple[str, ...]) -> Claim:
    values = {name: getattr(item, name) for name in Claim.__slots__} | {"places": places, "notes": list(item.notes)}
    if len(item.places) > 1:
        values["notes"].append(_SPLIT)
    return Claim(**values)


def _alike(claim: Claim, total: Claim) -> bool:
    return (
        claim.weapon_class == total.weapon_class
        and outcome_key(claim.outcome) == outcome_key(total.outcome)
        and claim.attacker == total.attacker
        and claim.scope == total.scope
    )


def _find_parts(claims: list[Claim], with_head: dict[str, str]) -> None:
    """Hang each claim on the latest total of its side and outcome that is larger and still has room for it."""
    totals: dict[tuple[str, str, str], deque[Claim]] = {}
    for at, claim in enumerate(claims):
        before = claims[at - 1] if at else None
        key = (claim.attacker, outcome_key(claim.outcome))
        own = totals.setdefault((*key, claim.weapon_class), deque(maxlen=3))
        mixed = totals.get((*key, "mixed"), ())
        found = None
        beside = claim.bracket and before is not None and before.bracket  # "over A (3) and B (2)"
        if claim.subset and before and not beside and _alike(before, claim) and _holds(before, claim):
            found = before
        else:
            found = next(
                (
                    total
                    for total in reversed(own)
                    if _holds(total, claim) and (_belongs(claim, total, with_head) or _goes_on(claim, before, total))
                ),
                None,
            )
            if found is None and claim.weapon_class != "mixed":
                found = next((total for total in reversed(mixed) if _holds(total, claim) and _near(claim, total)), None)
        if found is not None:
            claim.part_of = found
            found.parts += claim.number.count or 0
        if claim.outcome not in SITES and (
            found is None or found.weapon_class != claim.weapon_class or not claim.places
        ):
            own.append(claim)
    _place_brackets(claims)
    runs: dict[tuple, list[Claim]] = {}
    for claim in claims:
        runs.setdefault((claim.attacker, outcome_key(claim.outcome), claim.weapon_class, claim.scope), []).append(claim)
    for run in runs.values():
        _sum_lists(run)
    _sum_ways(claims)


def _place_brackets(claims: list[Claim]) -> None:
    """Give a further number the places of the brackets behind it: another five over A (3) and B (2)."""
    placeless: set[int] = set()
    told: set[tuple] = set()
    for claim in claims:
        # "six over A (4) and B (2)" after others were told of
        key = claim.attacker, outcome_key(claim.outcome), claim.weapon_class
        if not claim.places and (claim.more or (key in told and claim.part_of is None)):
            placeless.add(id(claim))
        told.add(key)
    for claim in claims:
        total = claim.part_of
        if claim.bracket and id(total) in placeless and total.sentence == claim.sentence:
            total.places = tuple(dict.fromkeys((*total.places, *claim.places)))


def _holds(total: Claim, part: Claim) -> bool:
    """Return whether a total has room left for a part, of the same window and period."""
    if total.number.count is None or part.number.count is None or total.scope != part.scope:
        return False
    if part.window.start != total.window.start and not part.subset:
        return False
    return (total.parts + part.number.count <= total.number.count and part.number.qualifier != "about") or (
        part.subset and part.number.count <= total.number.count
    )


def _near(part: Claim, total: Claim) -> bool:
    """Return whether a number of one class may be part of a sum over all: soon after it, in the same place."""
    return part.sentence - total.sentence <= 2 and (total.places == part.places or not total.places)


def _belongs(part: Claim, total: Claim, with_head: dict[str, str]) -> bool:
    """Return whether the words let a claim be part of a total: named so, or by a place inside the total's."""
    if part.subset:
        return True
    narrower = part.weapon != total.weapon and total.weapon in vocabulary.lineage("weapons", part.weapon or "uav")
    if part.outcome == total.outcome == "launched" and part.sentence == total.sentence and narrower:
        return True  # "of the 72 UAVs, 46 were Shaheds"
    if part.more and part.opens and not total.parts:
        return False
    if not part.places or not _can_be_one_of(part.weapon, total.weapon):
        return False
    if not total.places:
        return True
    inside = set(total.places) | {city for city, around in with_head.items() if around in total.places}
    return part.places != total.places and set(part.places) <= inside


def _goes_on(claim: Claim, before: Claim | None, total: Claim) -> bool:
    """Return whether a claim goes on with a list of types: among them nine Kh-59s and twelve Iskander-Ms."""
    if before is None or before.part_of is not total or before.sentence != claim.sentence or claim.places:
        return False
    return not before.places and before.outcome == claim.outcome and before.weapon != claim.weapon


def _can_be_one_of(weapon: str | None, total: str | None) -> bool:
    """Return whether a type may count among those of a total: no S-300 among cruise missiles."""
    kinds = vocabulary.column("weapons", "weapon_class")
    return total in kinds.values() or same_weapon(weapon, total)


def _sum_lists(claims: list[Claim]) -> None:
    """Hang a run of claims without a split by place on the total before it if they sum to it exactly."""
    for at, total in enumerate(claims):
        if total.number.count is None or total.parts or total.outcome in SITES:
            continue
        end, reached = at + 1, 0
        while end < len(claims) and end - at < 12 and claims[end].part_of is None and _alike(claims[end], total):
            if claims[end].places != total.places or claims[end].number.count is None:
                break
            reached += claims[end].number.count
            end += 1
            if reached >= total.number.count:
                break
        if end - at > 2 and reached == total.number.count:
            for part in claims[at + 1 : end]:
                part.part_of = total
                total.parts += part.number.count


def _sum_ways(claims: list[Claim]) -> None:
    """Hang what was shot down and what was lost on the number stopped before it, if they sum to it exactly."""
    for at, total in enumerate(claims):
        ways = list(itertools.takewhile(lambda claim, total=total: _is_way(claim, total), claims[at + 1 : at + 4]))
        counts = list(itertools.accumulate(way.number.count for way in ways))
        if total.outcome == "intercepted" and total.number.count in counts[1:]:
            ways = ways[: counts.index(total.number.count) + 1]
            if any(way.outcome == "lost" for way in ways):
                for way in ways:
                    way.part_of = total


def _is_way(claim: Claim, total: Claim) -> bool:
    """Return whether a claim may tell in what way some of those stopped were."""
    same = (claim.attacker, claim.scope, claim.places) == (total.attacker, total.scope, total.places)
    known = claim.number.count is not None and claim.outcome in STOPPED
    return same and known and total.weapon_class in (claim.weapon_class, "mixed") and claim.part_of in (None, total)


def _check(claims: list[Claim]) -> None:
    """Flag, and never mend, parts that exceed their total and outcomes that exceed what was launched."""
    # Several kinds of one class are sent in one sentence; a sum in another sentence repeats them.
    sums: dict[tuple[str, str, int], int] = {}
    stopped: dict[tuple[str, str], int] = {}
    for claim in claims:
        count = claim.number.count
        if count is None or claim.part_of is not None or claim.places or claim.scope == "cumulative":
            continue
        key = (claim.attacker, claim.weapon_class)
        if claim.outcome == "launched":
            sums[(*key, claim.sentence)] = sums.get((*key, claim.sentence), 0) + count
        elif claim.outcome in ("destroyed", "intercepted", "lost", "left_airspace", "hit"):
            stopped[key] = stopped.get(key, 0) + count
    launched: dict[tuple[str, str], int] = {}
    for (*key, _), count in sums.items():
        launched[tuple(key)] = max(launched.get(tuple(key), 0), count)
    for claim in claims:
        if claim.number.count is not None and claim.parts > claim.number.count:
            claim.notes.append("conflict: parts exceed the total")
        key = (claim.attacker, claim.weapon_class)
        if claim.outcome == "launched" and claim.part_of is None and stopped.get(key, 0) > launched.get(key, 10**9):
            claim.notes.append("conflict: outcomes exceed launched")
