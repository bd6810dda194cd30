"""Clauses: the verbs and places around the figures of a sentence -> what became of each, and where."""

from __future__ import annotations

import itertools

from dronestats.extraction.around import CUTS, PASSED, SITE_CAUSES, STOPPED, is_attack, is_located
from dronestats.extraction.figure import WEAK_ATTACK, Figure
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, number
from dronestats.extraction.owners import assign

_NEAR = 8
# "a missile destroyed part of a building"
_OBJECTS = (["word"], ["unit"], ["article"], ["area"], ["number"])
_CLAUSE = 40
_ASIDE = frozenset({"left_airspace", "unspecified"})
_OF_PLACE = PASSED | {"place", "prep", "over", "on", "area", "head"}


def attach(sentence: list[Token], figures: list[Figure]) -> None:
    """Give each figure the outcomes and places around it; without a verb for it ``outcome`` stays None."""
    verbs, grounds = assign(sentence, figures)
    for figure in figures:
        if sentence[figure.last : figure.last + 1] and sentence[figure.last].kind == "denied":
            figure.kind = "rejected"  # "two fell on a refinery"
    _choose_outcomes(sentence, figures, verbs)
    _choose_places(sentence, figures, grounds)


def _choose_outcomes(sentence, figures, verbs):
    """Set each figure's outcome: inside its phrase, else after it, else before it, else its neighbour's."""
    for figure, weak in zip(figures, verbs, strict=True):
        if figure.rule == "grammar/a_of_b":
            # "of the 39 drones destroyed, 24 were over Rostov" tells no longer of those sent
            figure.outcome = _end_of_whole(sentence, figure) or figure.outcome
        if figure.outcome or not weak:
            continue
        # "385 of the 479 that Russia used": sent is what the whole was, not the share.
        own = [
            (side, token)
            for side, token in weak
            if token.value[1] == "verb" and (figure.whole is None or token.value[0] != "launched")
        ]
        if figure.kind == "sites":
            causes = [(side, token) for side, token in weak if token.value[0] in SITE_CAUSES]
            debris = any(token.value[0] == "debris_location" for _, token in causes)
            own = causes if debris and not figure.named else own
            own = [(side, token) for side, token in own if token.value[0] in SITE_CAUSES] or own
        after = [token for side, token in own if side == "after"]
        before = [token for side, token in own if side == "before"]
        # What became of a weapon says more than that it was sent: "20 drones launched by X were shot down".
        pick = next((token for token in after if token.value[0] in STOPPED), None)
        pick = pick or next((token for token in after if token.value[0] != "launched"), None)
        pick = pick or (before[-1] if before and before[-1].value[0] != "launched" else None)
        pick = pick or (before[-1] if before else after[0] if after else None)
        if pick and pick.value[0] in _ASIDE and before and before[-1].value[0] in STOPPED:
            # "shot down 16 drones flying towards the city"; not "nine vanished and two flew towards the city";
            # "shot down 17 – the figure is being checked"
            pick = before[-1] if _near(sentence, figure, before[-1]) else pick
        beside = sentence[figure.first - 1] if figure.first else None
        if beside is not None and not after and is_attack(beside) and _is_adjunct(sentence, figure.first - 1):
            pick = beside  # "plants were knocked out in a barrage of 45 drones"
        if beside is not None and beside.kind == "outcome" and beside.value[0] == "debris_location":
            pick = beside  # "the remains of one missile came down"
        if pick is None and figure.whole is None:
            pick = next((token for _, token in reversed(weak) if figure.named or token.value[1] == "place"), None)
        if pick is not None:
            figure.outcome = "launched" if _sets_out(sentence, figure, pick) else pick.value[0]
            figure.rule, figure.by_noun = pick.rule, pick.form == "noun"
            figure.words.append(pick)
            figure.also = _sent_first(sentence, figure, own, pick)
            before = beside.kind if beside else ""
            if pick.value[0] == "hit" and before == "with" and pick.start < sentence[figure.first].start:
                figure.outcome = "launched"  # "struck the city with ten Shaheds"
            near = [token for token in sentence[figure.last : figure.last + 3] if token.kind not in ("skip", "side")]
            sent = [token for token in near[:1] if token.kind == "outcome"]
            if pick.value[0] in STOPPED and before == "all" and any(token.value[0] == "launched" for token in sent):
                figure.also = "launched"  # "shot down all 20 drones launched from X"; not those "that approached X"
            if pick.value[1] == "attack":
                figure.notes.append(WEAK_ATTACK)
            # "a drone dropped explosives" tells what one did, "a drone was launched" counts one
            counted = pick.form in ("one", "many", "any") or before == "nth"
            told = pick.value[0] == "launched" or (pick.value[0] == "lost" and not counted and figure.kind == "one")
            follows = sentence[figure.last : figure.last + 2]
            has_object = pick in follows[:1] and [own.kind for own in follows[1:]] in _OBJECTS
            told = told or (has_object and not counted and not _is_joined(sentence, figure))
            acts = told and pick.start > sentence[figure.first].start
            # "an attempt with the use of a drone was stopped", "dropped from a drone"
            alone = figure.kind in ("one", "many") and not figure.by_noun
            by_it = alone and (before in ("of", "from", "outof", "asof") or (beside is not None and is_attack(beside)))
            figure.acts = acts and pick.value[0] == "lost" and sentence[figure.last].value != "auxiliary"
            acts = acts and not figure.acts and sentence[figure.last].value != "auxiliary"
            if pick.value[1] != "verb" or by_it or acts:
                figure.implied_ok = False
            figure.implied_ok = figure.implied_ok and (
                _numbers_agree(figure, pick, _near(sentence, figure, pick)) or _is_joined(sentence, figure)
            )


def _end_of_whole(sentence: list[Token], figure: Figure) -> str | None:
    """Return what became of a whole if that stands before a comma behind which its parts are counted."""
    behind = [token for token in sentence[figure.last : figure.last + _NEAR] if token.kind != "skip"]
    if behind[:1] and behind[0].kind == "comma":
        behind = behind[1:]  # ", destroyed overnight,"
    ends = [token.kind for token in itertools.dropwhile(lambda token: token.kind not in ("comma", "number"), behind)]
    end = behind[0].value[0] if behind[:1] and behind[0].kind == "outcome" else None
    return end if end in STOPPED and ends[:2] == ["comma", "number"] else None


def _sets_out(sentence: list[Token], figure: Figure, verb: Token) -> bool:
    """Return whether "flew" leads to where from, not where to."""
    after = sentence[figure.last : figure.last + _NEAR]
    follows = after[after.index(verb) + 1 :] if verb.value[0] == "left_airspace" and verb in after else []
    before = sentence[max(figure.first - 3, 0) : figure.first]
    ahead = before[: before.index(verb)] if verb.value[0] == "left_airspace" and verb in before else []
    return [token.kind for token in ahead or follows[:2]] in (["from", "origin"], ["outof", "origin"])


def _is_adjunct(sentence: list[Token], at: int) -> bool:
    """Return whether a preposition rules the noun here: in a barrage, not a barrage that was repelled."""
    for token in reversed(sentence[max(at - _NEAR, 0) : at]):
        if token.kind not in ("article", "area", "skip", "superlative", "night", "morning", "daytime", "evening"):
            return token.kind in ("prep", "when")
    return False


def _is_joined(sentence: list[Token], figure: Figure) -> bool:
    """Return whether one weapon is the first of several: a missile(,) and three drones were shot down."""
    behind = [own.kind for own in sentence[figure.last : figure.last + _NEAR] if own.kind not in _OF_PLACE]
    ahead = [own.kind for own in sentence[max(figure.first - 4, 0) : figure.first] if own.kind not in ("skip", "side")]
    return figure.kind == "one" and (
        behind[:1] == ["and"] or behind[:2] == ["comma", "number"] or ahead[-2:] == ["weapon", "and"]
    )


def _sent_first(sentence, figure, own, pick) -> str | None:
    """Return "launched" where a clause of its own says what became of those sent: five were fired, which were lost."""
    sent = [token for _, token in own if token.value[0] == "launched" and token.start < pick.start]
    if pick.value[0] == "launched" or not sent:
        return None
    ahead = sentence[max(figure.first - _CLAUSE, 0) : figure.first]
    if any(token.kind in ("comma", "semi") and token.start > sent[-1].start for token in ahead):
        return None  # "of 16 launched, two got through": it was said of others
    begin = max(sent[-1].end, sentence[figure.last - 1].end)
    for token, follows in itertools.pairwise(sentence[figure.last : figure.last + _CLAUSE]):
        if token.start >= pick.start:
            return None
        if token.start >= begin and token.kind == "comma":
            # "31 drones, destroyed near the city": said of them all along
            along = follows is pick and pick.value[0] in STOPPED
            apart = pick.value[0] == "lost" and sent[-1].start < sentence[figure.first].start
            return None if along and not apart else "launched"
    return None


def _near(sentence: list[Token], figure: Figure, verb: Token) -> bool:
    """Return whether only small words stand between a figure and its verb."""
    after = (
        sentence[figure.last : figure.last + _NEAR]
        if verb.start > sentence[figure.first].start
        else (sentence[max(figure.first - _NEAR, 0) : figure.first][::-1])
    )
    for token in after:
        if token is verb:
            return True
        if token.kind not in _OF_PLACE:
            return False
    return False


def _numbers_agree(figure: Figure, verb: Token, near: bool) -> bool:
    """Return whether a weapon without a number may be one or several beside this verb."""
    if figure.kind == "any" and verb.form in ("one", "many"):
        figure.kind = verb.form
        figure.number = number(1) if verb.form == "one" else SEVERAL
    if figure.kind == "many" and not near:
        return False
    return not (figure.kind == "one" and verb.form == "many")


def _at_a_country(sentence: list[Token], figure: Figure) -> bool:
    """Return whether a country is the target named right behind a figure, before any comma."""
    for at in range(figure.last, min(figure.last + _NEAR, len(sentence))):
        kinds = [own.kind for own in sentence[at - 1 : at + 2]]
        goes_on = ["and", "number"] in (kinds[:2], kinds[1:])  # "412 drones and 33 missiles at Ukraine"
        if not goes_on and sentence[at].kind in (*CUTS, "place", "number", "colon", "dash"):
            return False
        if sentence[at].kind == "side" and is_located(sentence, at):
            return sentence[at + 1 : at + 2] == [] or sentence[at + 1].kind != "place"
    return False


def _is_cut(sentence: list[Token], figure: Figure, first: Token, then: Token) -> bool:
    """Return whether a comma stands between two tokens after a figure."""
    between = sentence[figure.last : figure.last + _CLAUSE]
    return any(token.kind == "comma" and first.start < token.start < then.start for token in between)


def _choose_places(sentence, figures, grounds):
    for figure, own in zip(figures, grounds, strict=True):
        if figure.places:
            continue  # named inside its phrase
        if figure.outcome in (None, "launched") and not figure.toward and _at_a_country(sentence, figure):
            figure.places = ()  # "sent at Ukraine, leaving the city of X without power"
            continue
        if not own:
            continue
        after = [token for side, token in own if side == "after"]
        before = [token for side, token in own if side == "before"]
        named = [token for token in after if token.value]
        if len(named) > 1 and not _is_cut(sentence, figure, named[0], named[1]):
            named.sort(key=lambda token: token.form == "toward")
        past = [token for token in reversed(before) if token.value]
        if not named or (past and named[0].form == "toward"):
            named = past or named  # "over the sea were destroyed two boats heading for Crimea"
        if named:
            figure.places, figure.toward = named[0].value, named[0].form == "toward"
            figure.each = figure.each or named[0].form == "each"
            figure.district = named[0].form == "district"
            figure.leading = named[0] in before
            figure.words.append(named[0])
        else:
            figure.places = ()
