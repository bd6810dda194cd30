"""Ellipsis of places: a place said once for two weapons is that of both, one at the head that of all that follow."""

from __future__ import annotations

import itertools

from dronestats.extraction.around import LINKS, is_list
from dronestats.extraction.figure import Figure, gap_between
from dronestats.extraction.lexicon import Token


def share_places(sentence: list[Token], figures: list[Figure]) -> None:
    """Give a place said once for two weapons to both, and one at the head of the sentence to all that follow."""
    for at in range(len(figures) - 2, -1, -1):
        figure, then = figures[at], figures[at + 1]
        gap = gap_between(sentence, figure, then)
        joined = bool(gap) and is_list(gap)
        third = figures[at + 2] if at + 2 < len(figures) else None
        goes_on = third is not None and third.kind == "count" and third.named and third.places is None
        goes_on = goes_on and all(
            token.kind in LINKS | {"prep", "over", "place"} for token in gap_between(sentence, then, third)
        )
        if (
            joined
            and not goes_on
            and not (_own_verb(figure) and _own_verb(then))
            and figure.places is None
            and then.places
            and not then.each
            and figure.outcome == then.outcome
            and figure.named
            and then.named
            and then.weapons != figure.weapons
        ):
            figure.places = then.places
        # "four destroyed and two more intercepted over the sea": two verbs, one place
        told = [token.kind for token in gap if token.kind not in LINKS] == ["outcome"] and any(
            token.kind in ("and", "also") for token in gap
        )
        one_noun = not (figure.named and then.named) and then.outcome != "left_airspace"
        if told and figure.places is None and then.places and one_noun and not then.each and _own_verb(then):
            figure.places = then.places
    for at, figure in enumerate(figures):
        # "24 were destroyed, 17 intercepted, all over the sea"
        last = sentence[figure.first - 1].kind if figure.first else ""
        if figure.kind == "all" and figure.places and figure.outcome is None and last in ("dash", "comma"):
            for earlier in figures[:at]:
                earlier.places = figure.places if earlier.places is None else earlier.places
    placed = [figure for figure in figures if figure.places and figure.kind != "rejected"]
    for figure in figures[1:]:
        # "one was downed near Moscow, then three more"; not "63 were downed over Sumy, 64 others lost"
        apart = figure.outcome == "still_airborne" or (figure.outcome == "lost" and _own_verb(figure))
        apart = apart or (figure.outcome == "launched" and bool(placed) and _has_other_verb(figure, placed[0]))
        if figure.more and not apart and figure.places is None and len(placed) == 1 and placed[0].last <= figure.first:
            figure.places = placed[0].places
    for before, figure in itertools.pairwise(figures):
        # "at Odesa they fired an Onyx and three Kh-31Ps"
        same = before.leading and before.places and before.outcome == figure.outcome and figure.named
        gap = gap_between(sentence, before, figure)
        joined = is_list(gap) and any(token.kind in ("and", "also") for token in gap)
        if same and joined and figure.places is None and not _own_verb(figure):
            figure.places, figure.leading = before.places, True
    if figures and figures[0].places and figures[0].leading:
        alone = not any(figure.places for figure in figures[1:])
        for before, figure in itertools.pairwise(figures):
            gap = gap_between(sentence, before, figure)
            kinds = [token.kind for token in gap]
            # "over Rostov five were downed and three intercepted, two more over Voronezh"
            linked = is_list(gap) or kinds in (["outcome", "and"], ["skip", "outcome", "and"])
            if not alone and (figure.places is not None or not linked):
                break
            if "scope" in kinds or (figure.outcome == "launched" and _has_other_verb(figure, figures[0])):
                break  # another official speaks for another place; "struck Odesa with two, and attacked with 62"
            elsewhere = figure.more and figure.outcome == "lost" and _own_verb(figure) and len(figures[0].places) > 1
            figure.places = figures[0].places if figure.places is None and not elsewhere else figure.places


def _has_other_verb(figure: Figure, first: Figure) -> bool:
    return _own_verb(first) and any(token.kind == "outcome" and token not in first.words for token in figure.words)


def _own_verb(figure: Figure) -> bool:
    return any(token.kind == "outcome" for token in figure.words)
