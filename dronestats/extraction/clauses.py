"""Clauses: the verbs and places around the figures of a sentence -> what became of each, and where.

What stands between two figures belongs to the one it is not cut off from by a comma or an "and".
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from dronestats.extraction.around import CUTS, LINKS, PASSED, SITE_CAUSES, STOPPED, is_attack, is_located
from dronestats.extraction.figure import WEAK_ATTACK, Figure
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, number

_NEAR = 8
# "a missile destroyed part of a building"
_OBJECTS = (["word"], ["unit"], ["article"], ["area"], ["number"])
_CLAUSE = 40
_RULING = frozenset({"outcome", "place"})
_CUTTING = CUTS | {"colon", "open", "dash", "all", "when"}


def attach(sentence: list[Token], figures: list[Figure]) -> None:
    """Give each figure the outcomes and places around it; without a verb for it ``outcome`` stays None."""
    verbs: list[list[tuple[str, Token]]] = [[] for _ in figures]
    grounds: list[list[tuple[str, Token]]] = [[] for _ in figures]
    covered: list[bool] = [False] * len(figures)
    edges = [0] + [figure.last for figure in figures]
    ends = [figure.first for figure in figures] + [len(sentence)]
    for index, (start, end) in enumerate(zip(edges, ends, strict=True)):
        left, right = index - 1 if index else None, index if index < len(figures) else None
        if left is not None:
            own = bool(verbs[left]) or figures[left].outcome is not None
            covered[left] = own or (
                left > 0
                and covered[left - 1]
                and all(token.kind in LINKS for token in sentence[figures[left - 1].last : figures[left].first])
            )
        ruling = [at for at in range(start, end) if sentence[at].kind in _RULING]
        gap = Gap.of(sentence, start, end) if ruling else None
        for at in ruling:
            token = sentence[at]
            owner, side = _owner(sentence, at, gap, left, right, figures, covered, grounds)
            if owner is None or (token.kind == "place" and gap.first_all < at):
                continue  # "for all regions and the sea" is everywhere
            seas = token.kind == "place" and token.value and all(own.startswith("SEA") for own in token.value)
            if seas and side == "after" and _fell(sentence, figures[owner].last, at):
                continue
            if token.kind == "place" and side == "after" and _is_aside(sentence, figures[owner], at):
                continue
            passes = token.kind == "outcome" and side == "before" and figures[owner].kind == "rejected"
            if passes and figures[owner].place_only and _leads_on(sentence, figures, owner):
                owner += 1  # "destroyed over three districts 16 drones"
            elif passes and figures[owner].place_only and left is not None and not _is_stopped(verbs[left]):
                owner, side = left, "after"  # "12 drones, downed over six districts"
            while (
                token.kind == "place"
                and side == "after"
                and owner
                and figures[owner].kind == "rejected"
                and figures[owner].place_only
            ):
                owner -= 1  # "over three districts of the Rostov region" says where the figure before was
            if token.kind == "place" and side == "before" and _counts_districts(sentence, figures, owner):
                owner += 1  # "over Voronezh and four districts of the region 12 drones were downed"
            if token.kind == "outcome" and side == "after" and _passes_back(sentence, figures, owner, covered):
                owner -= 1  # "20 drones within 11 hours were shot down"
            (verbs if token.kind == "outcome" else grounds)[owner].append((side, token))
            if token.kind == "outcome" and side == "after":
                covered[owner] = True
            if owner == left and right is not None and token.form == "noun" and at + 1 == figures[right].first:
                verbs[right].append(("before", token))  # "at 19 sites – hits by 18 missiles"
    for figure in figures:
        if sentence[figure.last : figure.last + 1] and sentence[figure.last].kind == "denied":
            figure.kind = "rejected"  # "two fell on a refinery"
    _choose_outcomes(sentence, figures, verbs)
    _choose_places(sentence, figures, grounds)


def _fell(sentence: list[Token], start: int, at: int) -> bool:
    """Return whether a place is where what was lost came down in the end: were jammed and fell into the sea."""
    verbs = [own for own in sentence[start : min(at, start + _CLAUSE)] if own.kind == "outcome"]
    return len(verbs) > 1 and verbs[-1].value[0] == "lost" and verbs[0].value[0] in STOPPED


def _is_stopped(verbs: list[tuple[str, Token]]) -> bool:
    return any(token.value[0] != "launched" for _, token in verbs)


def _counts_districts(sentence: list[Token], figures: list[Figure], at: int) -> bool:
    """Return whether a number counts districts and a figure of its own follows."""
    figure = figures[at]
    return figure.kind == "rejected" and sentence[figure.last - 1].kind == "head" and _leads_on(sentence, figures, at)


def _leads_on(sentence: list[Token], figures: list[Figure], at: int) -> bool:
    """Return whether a figure follows that no comma or colon cuts off."""
    if at + 1 == len(figures):
        return False
    between = sentence[figures[at].last : figures[at + 1].first]
    return not any(token.kind in ("comma", "semi", "colon") for token in between)


def _is_aside(sentence: list[Token], figure: Figure, at: int) -> bool:
    """Return whether a place is that of another clause: at 11 sites, among them Lviv; a raid that set Odesa alight."""
    between = sentence[figure.last : min(at, figure.last + _CLAUSE)]
    if figure.kind == "sites" or figure.more:
        return any(token.kind == "subset" for token in between)
    clause = next((step for step, token in enumerate(between) if token.value == "clause"), None)
    if clause is None or not (figure.outcome or any(token.kind == "outcome" for token in between[:clause])):
        return False
    after = between[clause + 1 :]
    return after[:1] != [] and after[0].kind == "word" and not any(token.kind == "outcome" for token in after)


def _passes_back(sentence: list[Token], figures: list[Figure], at: int, covered: list[bool]) -> bool:
    """Return whether a verb after what counts no weapon belongs to the weapons right before that."""
    if not at or figures[at].kind != "rejected" or figures[at - 1].kind == "rejected" or covered[at - 1]:
        return False
    between = sentence[figures[at - 1].last : min(figures[at].first, figures[at - 1].last + _NEAR)]
    return len(between) < _NEAR and not any(token.kind in CUTS for token in between)


class Gap(NamedTuple):
    """What cuts the words between two figures: first and last cut, last colon, first dash and "all", last "as"."""

    first_cut: float
    last_cut: int
    last_colon: int
    dash: float
    first_all: float
    last_when: int
    opens_when: bool
    last_comma: int
    last_semi: int
    last_relative: int

    @classmethod
    def of(cls, sentence: list[Token], start: int, end: int) -> Gap:
        """Return the cuts between two indices."""
        first_cut, last_cut, last_colon, dash, first_all, last_when = math.inf, -1, -1, math.inf, math.inf, -1
        last_comma = last_semi = last_relative = -1
        for at in range(start, end):
            kind = sentence[at].kind
            if kind not in _CUTTING:
                continue
            if kind in CUTS:
                first_cut, last_cut = min(first_cut, at), at
                last_comma = at if kind == "comma" else last_comma
                follows = sentence[at + 1] if at + 1 < end else None
                last_relative = at if follows is not None and follows.value == "clause" else last_relative
                last_semi = at if kind == "semi" else last_semi
            elif kind == "dash":
                dash = min(dash, at)
            elif kind == "all":
                first_all = min(first_all, at)
            elif kind == "when":
                last_when = at
            else:
                first_cut = min(first_cut, at)
                last_colon = at if kind == "colon" else last_colon
        opens_when = start == 0 and sentence[0].kind == "when"
        lasts = last_when, opens_when, last_comma, last_semi, last_relative
        return cls(first_cut, last_cut, last_colon, dash, first_all, *lasts)


def _leads_to_share(sentence: list[Token], at: int) -> bool:
    """Return whether a share without a number stands here or just behind."""
    return any(token.kind == "most" or token.value == "share" for token in sentence[at : at + 3])


def _owner(sentence, at: int, gap: Gap, left, right, figures, covered, grounds):
    """Return (figure, side) that a verb or place between two figures belongs to.

    A cut (comma, and) on one side only sends it to the other. Without any cut a noun (destruction of, hits by) rules
    what follows, a verb the figure before it unless that has one already.
    """
    token = sentence[at]
    follows = sentence[at + 1].kind if at + 1 < len(sentence) else ""
    if left is None:
        # "A strike on Kyiv: 20 drones ..." names the target of all that follows, not the place of the first number;
        # "blasts shook Kyiv as Russia launched 20 drones" tells what happened there.
        # "while fires burned in Kyiv, Russia launched" likewise.
        apart = at < max(gap.last_colon, gap.last_when) or (gap.opens_when and at < gap.last_comma)
        # "they did not name Kursk in the report, which told of 42 drones"
        apart = apart or (at < gap.last_relative and follows != "comma")
        return (None if token.kind == "place" and apart else right), "before"
    sent = token.kind == "outcome" and token.value[0] == "launched" and right is not None
    if sent and figures[right].kind == "rejected" and at == figures[left].last + 1 and gap.first_cut == at - 1:
        return left, "after"  # "13 missiles, launched from four bombers"
    if token.kind == "outcome" and gap.first_cut < at and follows == "colon" and right is not None:
        return right, "before"  # "sent 12 drones; destroyed: three missiles and nine drones"
    if token.kind == "outcome" and gap.last_colon > at and figures[left].kind != "rejected":
        return left, "after"  # "all 20 drones launched from X: 11 over Y"
    if token.kind == "outcome" and covered[left] and 0 <= gap.last_semi < at:
        return right, "before"  # "12 hit; the others were shot down"
    if right is None and token.kind == "outcome" and figures[left].kind == "sites":
        # "16 locations took direct hits"; not "16 locations were hit; debris damaged a track"
        return (None if 0 <= gap.last_semi < at else left), "after"
    if token.kind == "place" and right is not None and _is_item(sentence, at, figures[right]):
        return right, "before"
    if token.kind == "place" and right is not None and _opens_where(sentence, at, figures[right]):
        return right, "before"
    if token.kind == "place" and 0 <= gap.last_semi < at < (math.inf if right is None else gap.last_cut):
        return right, "before"  # a clause of its own, and of what it counts
    if right is None and token.value[:1] == ("debris_location",) and 0 <= gap.last_semi < at:
        return None, "after"  # "three over Tula; debris damaged a house"
    cut_left = gap.first_cut < at
    cut_right = right is None or gap.last_cut > at
    if token.kind == "place":
        bracketed = right is not None and figures[right].bracket and figures[right].first - at <= 3
        bracketed = bracketed and not figures[right].of_total  # 15 over Tula (four of them flew at Moscow)
        if bracketed:
            return right, "before"
    elif figures[left].kind == "sites" and gap.dash == figures[left].last == at - 1:
        return left, "after"  # "at 12 sites – hits, at eight – debris"
    elif token.form == "noun" and (right is not None or token.value[1] == "verb"):
        return right, "before"
    if right is not None and figures[right].kind == "sites" and token.kind == "outcome" and not cut_left:
        return left, "after"
    if token.kind == "place" and gap.last_colon > at and right is not None and figures[right].kind == "rejected":
        return left, "after"  # "two drones, which hit houses in Kotovsk: seven people"
    if cut_left and not cut_right:
        return right, "before"
    if cut_right and not cut_left:
        return left, "after"
    if token.kind == "outcome" and cut_left and covered[left] and follows == "word":
        return None, "after"  # "two missiles were fired, destroyed was a plant": the verb has an object of its own
    if right is None and token.kind == "outcome" and cut_left and token.value[0] in STOPPED:
        begin = figures[left].last
        earlier = [own for own in sentence[begin : min(gap.last_cut, begin + _CLAUSE)] if own.kind == "outcome"]
        if earlier and earlier[-1].value == ("hit", "verb") and earlier[-1].form != "noun":
            return None, "after"  # "one drone hit a hotel, and the fire was put out"
    if right is None and token.kind == "place" and 0 <= gap.last_comma < gap.last_when < at:
        return None, "after"  # "19 were shot down, hours before a parade in Moscow"
    if right is None:
        # "270 were fired, and Ukraine stopped just over half"
        told = token.kind == "outcome" and covered[left] and cut_left and _leads_to_share(sentence, at + 1)
        return (None if told else left), "after"
    if figures[left].kind == "rejected":
        return right, "before"
    if figures[right].kind == "rejected" and at + 1 < figures[right].first:
        return left, "after"
    has = covered[left] if token.kind == "outcome" else grounds[left]
    return (right, "before") if has else (left, "after")


def _opens_where(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether "where" and a verb lead from a place to a figure: it named Kursk, where five were downed."""
    between = sentence[at + 1 : min(figure.first, at + _NEAR)]
    return [token.value for token in between[1:2]] == ["where"] and any(token.kind == "outcome" for token in between)


def _is_item(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether a place opens an item: they attacked with 72 drones, and Sumy – with two missiles more."""
    between = [token.kind for token in sentence[at + 1 : min(figure.first, at + _NEAR)]]
    if between[:1] == ["outcome"] and "also" in between:
        # ", at Chernihiv were also fired two"
        return any(token.kind == "comma" for token in sentence[max(at - 2, 0) : at])
    cut = [token.kind for token in sentence[max(at - 2, 0) : at]]
    return (
        between[:1] == ["dash"]
        and {*between[1:]} <= {"more", "also", "and", "skip", "each"}
        and cut == ["comma", "and"]
    )


def _choose_outcomes(sentence, figures, verbs):
    """Set each figure's outcome: inside its phrase, else after it, else before it, else its neighbour's."""
    for figure, weak in zip(figures, verbs, strict=True):
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
        if pick and pick.value[0] == "left_airspace" and before and before[-1].value[0] in STOPPED:
            # "shot down 16 drones flying towards the city"; not "nine vanished and two flew towards the city"
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
    behind = [own.kind for own in sentence[figure.last : figure.last + _NEAR] if own.kind != "skip"]
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
        if token.kind not in PASSED and token.kind not in ("place", "prep", "over", "on", "area", "head"):
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
        if sentence[at].kind in CUTS or sentence[at].kind in ("place", "number", "colon", "dash"):
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
