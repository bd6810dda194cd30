"""Memory: what a sentence leaves for those after it: who speaks, who attacks, what was sent and where."""

from __future__ import annotations

from dataclasses import replace

from dronestats.extraction.around import SITES, STOPPED
from dronestats.extraction.context import Claim, Context
from dronestats.extraction.figure import Figure
from dronestats.extraction.lexicon import Token
from dronestats.extraction.sides import attacker_named, enemy_of
from dronestats.extraction.statements import MOST_POINTED

_SPEAKERS = frozenset({"scope", "governor", "body"})


def listen(sentence: list[Token], kinds: set[str], context: Context, opens: bool) -> None:
    """Note who speaks, in what kind of report, and of which place, before anything is counted."""
    if kinds & _SPEAKERS:
        _hear(sentence, kinds, context)
    if "digest" in kinds:
        context.scope = "digest"
    heads = sentence[0].kind == "place" and sentence[0].value
    if heads and ([token.kind for token in sentence[1:2]] == ["colon"] if sentence[2:] else not sentence[1:]):
        context.place = sentence[0].value
    if "outcome" in kinds and not context.attacked:
        context.attacked = any(token.kind == "outcome" and token.value[0] in ("launched", "hit") for token in sentence)
    if sentence[0].kind == "total" and not context.speaks_for:
        context.place = ()  # "in all, 93": the sum is over all places
    if context.scope == "digest" and opens:
        context.place = ()  # each line of a digest tells of something else
    named = {token.value for token in sentence if token.kind == "place" and token.value} if "place" in kinds else ()
    there = next((at for at in range(1, len(sentence)) if _is_there(sentence[at - 1], sentence[at])), None)
    if "head" in kinds and not named and context.known and there is not None:
        # "in the region" that was named last: of all that follows, or of the last of several numbers
        if sum(token.kind == "number" for token in sentence[:there]) > 1:
            sentence[there] = replace(sentence[there], kind="place", value=context.known, form="prep")
        else:
            context.place = context.known
        named = {context.known}
    elif context.known not in ((), context.place):
        is_there = "there" in kinds or any(map(_fell_there, sentence, sentence[1:]))
        context.place = context.known if is_there else context.place
    told = named or {token.value for token in sentence if token.kind == "scope" and token.value}
    context.known = context.known if not told else next(iter(told)) if len(told) == 1 else ()
    context.named = named.pop() if len(named) == 1 else ()


def _hear(sentence: list[Token], kinds: set[str], context: Context) -> None:
    """Note who speaks and for which place: an office, an official of a region."""
    for at, token in enumerate(sentence):
        if token.kind == "place" and token.value:
            context.named = token.value
        elif token.kind == "scope" and token.value:
            context.place, context.body, context.speaks_for = token.value, None, True
        elif token.kind == "governor" and token.value != "title" and "scope" not in kinds and context.named:
            # "X greeted the Mykolaiv region. The head of the administration said": he speaks for the place just named.
            context.place, context.speaks_for = context.named, True
        elif token.kind == "body" and _is_agent(sentence, at):
            context.body = token.value  # "all ten were shot down by the military": it does not speak
        elif token.kind == "body" and "scope" in kinds:
            context.body = context.body or token.value
        elif token.kind == "body" and _is_same_side(token.value, context):
            context.body = token.value  # "Russia foiled an attack on Crimea. 14 were downed, the ministry said"
        elif token.kind == "body":
            context.place, context.body, context.speaks_for = (), token.value, False
            context.sent = {}
    if "governor" not in kinds or "scope" in kinds:
        return
    if any(token.kind == "governor" and token.value != "title" for token in sentence):
        places = {token.value for token in sentence if token.kind == "place" and token.value}
        context.place, context.speaks_for = (
            (places.pop(), True) if len(places) == 1 else (context.place, context.speaks_for)
        )


def _is_same_side(body: str, context: Context) -> bool:
    """Return whether an office speaks for the side that has spoken, without an office, of the attack so far."""
    enemy = enemy_of(body, context.words.sides)
    # "ten were shot down over Ryazan. The ministry told of 92": it counts anew
    told = context.outcome in STOPPED
    return context.body is None and not context.speaks_for and context.attacker == enemy and not told


def _is_agent(sentence: list[Token], at: int) -> bool:
    """Return whether an office is named as the one that acted: shot down by the (defence ministry's) units."""
    before = [token.kind for token in sentence[max(at - 3, 0) : at] if token.kind not in ("area", "article")]
    return before[-1:] in (["outcome"], ["asof"])


def _is_there(before: Token, token: Token) -> bool:
    """Return whether a bare "in the region" stands here."""
    return token.kind == "head" and before.kind in ("prep", "over", "on", "each", "area", "outcome")


def _fell_there(before: Token, token: Token) -> bool:
    """Return whether "there" stands behind a verb: shot down there."""
    return token.value == "there" and before.kind == "outcome"


def take_leading_place(sentence: list[Token], figures: list[Figure], context: Context) -> None:
    """Let the place before the first number of a sentence, with or without a colon, be that of what follows."""
    head = sentence[: figures[0].first] if figures else []
    colons = [at for at, token in enumerate(head) if token.kind == "colon"]
    if colons:
        led = [token.value for token in head[: colons[-1]] if token.kind == "place"]
        if led:
            context.place = led[0] if len(led) == 1 == len(led[0]) else ()
    elif figures and context.place:
        led = [token.value for token in head if token.kind == "place" and len(token.value) == 1]
        context.place = led[0] if len(led) == 1 else context.place
    told = head[colons[-1] :] if colons else head
    if context.place and not context.speaks_for and any(map(_is_everywhere, told, told[1:])):
        context.place = ()


def _is_everywhere(token: Token, then: Token) -> bool:
    """Return whether a country, or a part of it, is named: across the country, but not in the south of the region."""
    return token.kind == "place" and not token.value and then.kind != "head"


def remember_topic(sentence: list[Token], kinds: set[str], context: Context) -> None:
    """Keep of a sentence that counts nothing the period, the attacker and the target that those after it owe to it."""
    if ("cumulative" in kinds and "superlative" not in kinds) or "background" in kinds:
        told = any(token.kind == "outcome" and token.value[0] == "launched" for token in sentence)
        # "15.7 million tonnes a year" is a rate, no heading over what follows
        heads = "cumulative" in kinds and not told and "ordinal" not in kinds
        context.period = "cumulative" if heads else None
    if "outcome" in kinds:
        context.attacker = attacker_named(sentence, context.words.sides) or context.attacker
        _remember_target(sentence, [token for token in sentence if token.kind == "place"], context)


def remember(sentence: list[Token], figures: list[Figure], claims: list[Claim], context: Context) -> None:
    """Keep what later sentences may leave out: how many were launched, over which place, what became of them."""
    launched = [claim for claim in claims if claim.outcome == "launched"]
    for claim in launched:
        context.launched[claim.weapon_class] = max(claim.number.count or 0, context.launched.get(claim.weapon_class, 0))
    if launched:
        context.attacks, place = launched[-MOST_POINTED:], context.place
        if len({claim.places for claim in launched}) == 1 and len(launched[0].places) == 1:
            context.place = launched[0].places
        everywhere = any(figure.outcome == "launched" and figure.places == () for figure in figures)
        context.place = () if everywhere and not context.speaks_for else context.place
        where: dict[str, tuple[str, ...]] = {}
        for claim in launched:
            known = where.setdefault(claim.weapon_class, claim.places)
            where[claim.weapon_class] = claim.places if claim.places == known else ()
        context.sent |= where
        context.sent_at = context.place if context.place != place else context.sent_at
    elif not any(claim.places for claim in claims) and any(token.kind == "outcome" for token in sentence):
        _remember_target(sentence, [token for token in sentence if token.kind == "place"], context)
    leads = claims and figures[0].leading and figures[0].places and figures[0].kind != "rejected"
    if leads and len({claim.places for claim in claims}) == 1:
        context.place = figures[0].places if len(figures[0].places) == 1 else ()
    if claims:
        context.outcome = claims[-1].outcome if claims[-1].outcome not in SITES else context.outcome


def _remember_target(sentence: list[Token], places: list[Token], context: Context) -> None:
    """Keep the one place below country level that an attack clause names; two leave the place open."""
    if tells_an_attack(sentence):
        named = {own for token in places for own in token.value}
        if named:
            context.place = tuple(named) if len(named) == 1 else ()


def tells_an_attack(sentence: list[Token]) -> bool:
    """Return whether a sentence tells that a place was attacked; a mere mention (after the attack) is not enough."""
    kinds = {token.kind for token in sentence}
    for at, token in enumerate(sentence):
        if token.kind == "outcome" and token.value[0] == "launched":
            after = [own.kind for own in sentence[at + 1 : at + 6] if own.kind not in ("area", "article")]
            follows = [*after[:1], *(kind for kind in after[1:] if kind != "word")][:2]
            if (
                token.value[1] == "verb"
                or kinds & {"attack", "target"}
                or (follows[-1:] == ["place"] and len(follows) == 2)
                or _is_under_attack(sentence, at)
            ):
                return True
    return False


def _is_under_attack(sentence: list[Token], at: int) -> bool:
    """Return whether a place is told to be under a strike: the Poltava region was under attack."""
    before = [own.kind for own in sentence[max(at - 5, 0) : at] if own.kind not in ("skip", "area", "word")]
    return before[-2:] == ["place", "prep"]
