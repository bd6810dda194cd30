"""Sides: who launched what a figure counts, and whose territory a place is."""

from __future__ import annotations

from functools import lru_cache

from dronestats import vocabulary
from dronestats.extraction.around import CUTS, is_located
from dronestats.extraction.context import Context
from dronestats.extraction.figure import Figure, is_tried
from dronestats.extraction.lexicon import CAPITALS, Lexicon, Token


def attacker_of(figure: Figure, position: int, figures, sentence, context: Context) -> str:
    """Return who launched: the weapon's own adjective, else the claimant's enemy, else the subject, else as before."""
    sides = context.words.sides
    if figure.side in sides:
        return figure.side
    begin = figures[position - 1].last if position else 0
    if position:
        # What stands before the cut belongs to the figure before: "31 drones launched by Russia, while six were lost".
        cuts = (at for at in range(figure.first - 1, begin - 1, -1) if sentence[at].kind in CUTS)
        begin = next((at + 1 for at in cuts if not _is_aside(sentence, at)), begin)
    verb = next((token.start for token in figure.words if token.kind == "outcome"), None)
    sent = figure.outcome in ("launched", "hit") or is_tried(figure)
    near = range(figure.first - 1, begin - 1, -1)
    attacks = False
    for at in reversed(near) if figure.by_noun else near:
        token = sentence[at]
        # "counted 104 neutralised drones" tells of no attack
        attacks = attacks or (token.kind == "outcome" and token.value[0] == "launched" and at + 1 < figure.first)
        if token.kind == "body":
            return enemy_of(token.value, sides)
        if token.kind != "side":
            continue
        if _is_target(sentence, at) or (verb is not None and token.start > verb):
            if sent or _is_target(sentence, at):
                # "attacked Ukraine with 145 drones", "over Russia": the one attacked
                return opponent(token.value, sides)
            continue
        # "the enemy tried to strike, but all 13 were shot down"
        return token.value if sent or attacks else opponent(token.value, sides)
    spoken = side_of(context.place, context.words) if context.speaks_for else None
    if spoken and spoken == context.attacker:
        return opponent(spoken, sides)  # an official tells of what flew at his region
    if context.attacker:
        return context.attacker
    if context.body:
        return enemy_of(context.body, sides)
    where = side_of(figure.places or (), context.words) or side_of(context.place, context.words)
    return opponent(where or context.home, sides)


def _is_aside(sentence: list[Token], at: int) -> bool:
    """Return whether a comma opens or closes words about who speaks: Russia, he said, had used 20 drones."""
    ahead, behind = ([own.kind for own in part] for part in (sentence[at + 1 : at + 6], sentence[max(at - 5, 0) : at]))
    opens = "comma" in ahead and "speech" in ahead[: ahead.index("comma")]
    return opens or ("comma" in behind and "speech" in behind[behind.index("comma") :])


def attacker_named(sentence: list[Token], sides: tuple[str, ...], *, by_verb: bool = False) -> str | None:
    """Return the side that a sentence names as the one that attacks, by its first word of attack, or verb only."""
    words = (at for at, own in enumerate(sentence) if own.kind == "outcome" and own.value[0] == "launched")
    verb = next((at for at in words if not by_verb or sentence[at].form != "noun"), 0)
    named = [at for at in range(verb) if sentence[at].kind == "side" and not is_located(sentence, at)]
    if not named:
        return None
    side = sentence[named[-1]].value
    # "Russia said an attack on Crimea was foiled": it is the one attacked
    return opponent(side, sides) if any(own.kind == "speech" for own in sentence[named[-1] : verb]) else side


def _is_target(sentence: list[Token], at: int) -> bool:
    """Return whether a side is the one attacked: over Ukraine, Україну атакували, Ukraine was attacked with."""
    then = next((token for token in sentence[at + 1 : at + 3] if token.kind not in ("skip", "night")), None)
    passive = then is not None and then.kind == "outcome" and then.form == "any" and then.value[0] == "launched"
    return passive or is_located(sentence, at)


@lru_cache(maxsize=1024)
def _country(place: str) -> str:
    return vocabulary.name_of("regions", vocabulary.lineage("regions", place)[-1])


def side_of(places: tuple[str, ...], words: Lexicon) -> str | None:
    """Return the side to which places belong, None for seas and for regions where either may be attacked."""
    for place in places:
        if place in CAPITALS:
            continue
        country = _country(place)
        if country in words.sides and place not in words.contested:
            return country
    return None


def enemy_of(body: str, sides: tuple[str, ...]) -> str:
    """Return the side that an office reports about."""
    return opponent(vocabulary.column("bodies", "claimant")[body], sides)


def opponent(side: str, sides: tuple[str, ...]) -> str:
    """Return the other of the two sides that a language table names."""
    first, second = sides
    return second if side == first else first
