"""Owners: which figure the verbs and places between two figures belong to.

What stands between them belongs to the one that it is not cut off from by a comma or an "and".
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from dronestats.extraction.around import CUTS, STOPPED, is_list
from dronestats.extraction.figure import Figure
from dronestats.extraction.lexicon import Token

Owned = tuple[str, Token]
_NEAR = 8
_CLAUSE = 40
_RULING = frozenset({"outcome", "place"})
_CUTTING = CUTS | {"colon", "open", "dash", "all", "when"}


def assign(sentence: list[Token], figures: list[Figure]) -> tuple[list[list[Owned]], list[list[Owned]]]:
    """Return the verbs and the places of each figure, with the side of it on which they stand."""
    verbs: list[list[Owned]] = [[] for _ in figures]
    grounds: list[list[Owned]] = [[] for _ in figures]
    covered: list[bool] = [False] * len(figures)
    edges = [0] + [figure.last for figure in figures]
    ends = [figure.first for figure in figures] + [len(sentence)]
    for index, (start, end) in enumerate(zip(edges, ends, strict=True)):
        left, right = index - 1 if index else None, index if index < len(figures) else None
        if left is not None:
            own = bool(verbs[left]) or figures[left].outcome is not None
            covered[left] = own or (
                left > 0 and covered[left - 1] and is_list(sentence[figures[left - 1].last : figures[left].first])
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
            if token.kind == "place" and side == "after" and _adds_to_regions(sentence, figures[owner], at):
                continue  # "over four regions and the Black Sea" is everywhere
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
    return verbs, grounds


def _passes_back(sentence: list[Token], figures: list[Figure], at: int, covered: list[bool]) -> bool:
    """Return whether a verb after what counts no weapon belongs to the weapons right before that."""
    if not at or figures[at].kind != "rejected" or figures[at - 1].kind == "rejected" or covered[at - 1]:
        return False
    between = sentence[figures[at - 1].last : min(figures[at].first, figures[at - 1].last + _NEAR)]
    return len(between) < _NEAR and not any(token.kind in CUTS for token in between)


def _is_stopped(verbs: list[tuple[str, Token]]) -> bool:
    return any(token.value[0] != "launched" for _, token in verbs)


def _adds_to_regions(sentence: list[Token], figure: Figure, at: int) -> bool:
    """Return whether a place is one more beside regions that are only counted."""
    counted = figure.kind == "rejected" and figure.place_only
    between = {token.kind for token in sentence[figure.last : at]} if counted and at - figure.last <= _NEAR else set()
    return "and" in between and between <= {"and", "also", "area", "over", "prep", "comma"}


def _counts_districts(sentence: list[Token], figures: list[Figure], at: int) -> bool:
    """Return whether a number counts districts and a figure of its own follows."""
    figure = figures[at]
    return figure.kind == "rejected" and sentence[figure.last - 1].kind == "head" and _leads_on(sentence, figures, at)


def _leads_on(sentence: list[Token], figures: list[Figure], at: int) -> bool:
    """Return whether a figure follows, not far off, that no comma or colon cuts off."""
    if at + 1 == len(figures) or figures[at + 1].first - figures[at].last > _CLAUSE:
        return False
    between = sentence[figures[at].last : figures[at + 1].first]
    return not any(token.kind in ("comma", "semi", "colon") for token in between)


def _fell(sentence: list[Token], start: int, at: int) -> bool:
    """Return whether a place is where what was lost came down in the end: were jammed and fell into the sea."""
    verbs = [own for own in sentence[start : min(at, start + _CLAUSE)] if own.kind == "outcome"]
    return len(verbs) > 1 and verbs[-1].value[0] == "lost" and verbs[0].value[0] in STOPPED


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


@dataclass(slots=True)
class Gap:
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
    last_while: int

    @classmethod
    def of(cls, sentence: list[Token], start: int, end: int) -> Gap:
        """Return the cuts between two indices."""
        first_cut, last_cut, last_colon, dash, first_all, last_when = math.inf, -1, -1, math.inf, math.inf, -1
        last_comma = last_semi = last_relative = last_while = -1
        for at in range(start, end):
            kind = sentence[at].kind
            if kind not in _CUTTING:
                continue
            if kind in CUTS:
                first_cut, last_cut = min(first_cut, at), at
                last_comma = at if kind == "comma" else last_comma
                follows = sentence[at + 1] if at + 1 < end else None
                last_relative = at if follows is not None and follows.value == "clause" else last_relative
                last_while = at if sentence[at].value == "while" else last_while
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
        lasts = last_when, opens_when, last_comma, last_semi, last_relative, last_while
        return cls(first_cut, last_cut, last_colon, dash, first_all, *lasts)


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
        apart = apart or (at < gap.last_relative and follows != "comma") or at < gap.last_while
        if token.kind == "place" and not apart and right is not None:
            # "in Kalmykia debris fell, and the head of the Volgograd region told of three"
            apart = any(own.kind == "scope" for own in sentence[at + 1 : min(figures[right].first, at + _CLAUSE)])
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
    if token.kind == "outcome" and _is_elsewhere(sentence, figures[left], at):
        return (None if right is None or figures[right].kind == "rejected" else right), "before"
    if right is None and token.kind == "outcome" and figures[left].kind == "sites":
        # "16 locations took direct hits"; not "16 locations were hit; debris damaged a track"
        return (None if 0 <= gap.last_semi < at else left), "after"
    if (
        token.kind == "place"
        and right is not None
        and (_is_item(sentence, at, figures[right]) or _opens_where(sentence, at, figures[right]))
    ):
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
    elif figures[left].kind == "sites" and token.form == "noun" and follows == "comma":
        return left, "after"  # на 13 локаціях є влучання, ще на дев'яти
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
    if right is None and token.kind == "place" and covered[left] and _opens_clause(sentence, at):
        return None, "after"  # "one was downed near Saratov, and in Samara nothing happened"
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


def _opens_clause(sentence: list[Token], at: int) -> bool:
    """Return whether a place opens a further clause: a comma and "and" before it, a verb or a comma right behind."""
    before = [token.kind for token in sentence[max(at - 4, 0) : at]]
    follows = [token.kind for token in sentence[at + 1 : at + 2]]
    return ("comma", "and") in itertools.pairwise(before) and follows in (["outcome"], ["comma"])


def _is_elsewhere(sentence: list[Token], figure: Figure, at: int) -> bool:
    """Return whether a verb tells what happened at a place: 26 over Volgograd, where debris stopped the trains."""
    between = sentence[figure.last : min(at, figure.last + _CLAUSE)]
    return any(token.value == "where" for token in between)


def _opens_where(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether "where" and a verb lead from a place to a figure: it named Kursk, where five were downed."""
    between = sentence[at + 1 : min(figure.first, at + _NEAR)] if figure.kind != "rejected" else []
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
        and cut in (["comma", "and"], ["comma", "over"], ["comma", "prep"])
    )


def _leads_to_share(sentence: list[Token], at: int) -> bool:
    """Return whether a share without a number stands here or just behind."""
    return any(token.kind == "most" or token.value == "share" for token in sentence[at : at + 3])
