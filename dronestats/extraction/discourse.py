"""The whole text: sentence by sentence, with what each owes to those before it.

A sentence may leave out the verb, the weapon, the place or the side; it is then taken from what was said before.
Periods other than the report's own (another night, a month, since the start) are told apart here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

from dronestats.extraction.around import STOPPED
from dronestats.extraction.clauses import attach
from dronestats.extraction.context import Claim, Context
from dronestats.extraction.figure import WEAK_ATTACK, Figure
from dronestats.extraction.grammar import find_figures
from dronestats.extraction.lexicon import Token
from dronestats.extraction.memory import listen, remember, remember_topic, take_leading_place, tells_an_attack
from dronestats.extraction.shared_places import share_places
from dronestats.extraction.shared_verbs import share_outcomes
from dronestats.extraction.sides import attacker_of
from dronestats.extraction.statements import (
    MOST_POINTED,
    claims_of,
    name_weapons,
    pair_respectively,
)
from dronestats.extraction.times import NOTHING, TIMES, Window, real_day, window_of


def read_sentences(cut: Iterable[list[Token]], context: Context) -> list[Claim]:
    """Return the claims of a text that is cut into sentences, in their order and still without parts and checks."""
    claims: list[Claim] = []
    for index, sentence in enumerate(cut):
        opens = sentence[0].kind == "line"
        claims.extend(_read(sentence[opens:], index, context, bool(claims), opens))
    _complete_windows(claims, context.lasted)
    return claims


def _complete_windows(claims: list[Claim], lasted: Window) -> None:
    """Give a headline the window that its text states first, and all of one window the hour at which it was counted.

    Where no sentence with a number states a window, it is that in which the attack lasted.
    """
    stated = next((claim.window for claim in claims if claim.window.start), lasted if lasted.start else None)
    for claim in claims:
        if claim.window.start or claim.scope == "cumulative" or stated is None:
            break
        claim.window = stated
    counted: dict[tuple, tuple[int, int]] = {}
    for claim in claims:
        if claim.window.as_of:
            counted[claim.window.start, claim.window.start_day] = claim.window.as_of
    for claim in claims:
        hour = counted.get((claim.window.start, claim.window.start_day))
        if hour and claim.window.end is None and claim.scope != "cumulative":
            claim.window = claim.window._replace(as_of=hour)


def _read(sentence: list[Token], index: int, context: Context, later: bool, opens: bool) -> list[Claim]:
    kinds = {token.kind for token in sentence}
    listen(sentence, kinds, context, opens)
    if not kinds & {"number", "weapon", "all", "same"}:
        context.period = None if opens else context.period
        if kinds & TIMES:
            _note_hours(sentence, context, later)
        remember_topic(sentence, kinds, context)
        return []
    figures = find_figures(sentence, context.words.compounds)
    attach(sentence, figures)
    known = context.weapons
    name_weapons(sentence, figures, context)
    window = window_of(sentence) if kinds & TIMES else NOTHING
    another = window.start or (window.phrase and window.phrase != context.window.phrase)
    if later and another and not (context.speaks_for or "there" in kinds or any(figure.more for figure in figures)):
        context.place, context.sent = (), {}  # what was attacked at another hour may have been elsewhere
    context.window = _window_after(window, context.window, later)
    period = _period(sentence, kinds, figures, window, context, later, opens)
    share_outcomes(sentence, figures, context)
    share_places(sentence, figures)
    if "respectively" in kinds:
        pair_respectively(sentence, figures)
    take_leading_place(sentence, figures, context)
    struck = ("ground" in kinds or context.ground) and not any(token.value == "defence" for token in sentence)
    if struck:
        _drop_ground(sentence, figures, "ground" in kinds)
    if figures and sentence[0].kind == "more" and figures[0].named and not context.speaks_for:
        sent = [own.weapon_class for own in context.attacks if own.places == context.place]
        context.place = context.place if figures[0].weapons[0][0] in (*(own for own, _ in known), *sent) else ()
    claims = _told_later(figures, context, later)
    for position, figure in enumerate(figures):
        if figure.whole:
            shared = figure.places if len(figure.places or ()) < 2 else ()
            figure.whole.places = shared if figure.whole.places is None else figure.whole.places
            figure.side = figure.whole.side = attacker_of(figure, position, figures, sentence, context)
            claims.extend(claims_of(figure.whole, position, figures, sentence, index, context))
        told = claims_of(figure, position, figures, sentence, index, context)
        context.sent |= {claim.weapon_class: claim.places for claim in told if claim.outcome == "launched"}
        claims.extend(told)
    remember(sentence, figures, claims, context)
    if claims or any(figure.kind == "count" for figure in figures):
        context.pending = None if claims else (sentence, figures, index, context.place)
    context.ground = struck and "ground" in kinds and "number" not in kinds and tells_an_attack(sentence)
    if period == "background":
        return []
    return _over_period(claims, sentence, context, later) if period else claims


def _note_hours(sentence: list[Token], context: Context, later: bool) -> None:
    """Keep what a sentence without numbers says about when: the attack lasted from 8 p.m. to 6 a.m.; as of 8:00."""
    window = window_of(sentence)
    if any(token.kind == "outcome" and token.value[0] == "launched" for token in sentence):
        context.lasted = window
    elif window.as_of and not later:
        context.window = _merged(context.window, NOTHING._replace(as_of=window.as_of, day=window.day))


def _window_after(window: Window, known: Window, later: bool) -> Window:
    """Return the window that counts from here on: the stated one, or what it adds to the one known before."""
    if not later:
        return _merged(known, window)
    if window.start or (window.phrase and not known.start and window.phrase != known.phrase):
        return window  # "over the weekend 100 were launched ... overnight 21 were destroyed"
    return known._replace(as_of=window.as_of) if window.as_of else known


def _period(sentence, kinds, figures, window, context: Context, later: bool, opens: bool) -> str | None:
    """Return the period of a sentence (see `_other_period`), its own or that of the one before, and keep it."""
    period = _other_period(sentence, kinds, window, context, later)
    follows = not opens or sentence[0].kind == "subset"  # "Of that total" goes on over a paragraph
    if period is None and context.period and follows and window == NOTHING:
        today = "digest" in kinds or any(token.value == "today" for token in sentence)
        period = None if today else context.period
    elif period:
        context.span = None
    # "the fifth attack on five regions since March" counts nothing over that period
    counts = any(figure.kind != "rejected" for figure in figures)
    # "the first days of December went on so: 104 drones overnight" tells of the night
    ends = period == "cumulative" and later and "night" in kinds
    context.period = period if (counts and not ends) or period == "background" else None
    return period


def _told_later(figures: list[Figure], context: Context, later: bool) -> list[Claim]:
    """Return what the sentence before counted without a verb, where this one tells that all, or some, were stopped."""
    claims: list[Claim] = []
    first = figures[0] if figures else None
    opens = first is not None and first.outcome in STOPPED and (first.kind == "all" or not later)
    if context.pending and opens and (first.kind == "all" or _fits(first, context.pending[1])):
        sentence, counted, index, place = context.pending
        for position, figure in enumerate(counted):
            if figure.kind == "count" and figure.outcome is None and (figure.named or figure.places):
                figure.outcome, figure.rule = "launched", "discourse/all_of_them"
                figure.notes.append(WEAK_ATTACK)
                figure.places = place if figure.places is None else figure.places
                claims.extend(claims_of(figure, position, counted, sentence, index, context))
        context.attacks = claims[-MOST_POINTED:] or context.attacks
    return claims


def _fits(figure: Figure, counted: list[Figure]) -> bool:
    """Return whether a number stopped can be some of those that a text opened with: 5 missiles and 75 drones."""
    most = [own.number.count or 0 for own in counted if own.kind == "count" and _alike(own, figure)]
    return figure.kind == "count" and bool(most) and (figure.number.count or 0) <= max(most)


def _alike(first: Figure, then: Figure) -> bool:
    """Return whether two figures count arms of one class."""
    return bool(first.weapons and then.weapons) and first.weapons[0][0] == then.weapons[0][0]


def _over_period(claims: list[Claim], sentence: list[Token], context: Context, later: bool) -> list[Claim]:
    """Give the claims of a longer period its window: a named month, a week; any other (since the start) has none."""
    # "4,000 since the start of the month, and 165 overnight": the night starts a period of its own.
    night = next((token.start for token in sentence if token.kind in ("night", "clock") and later), None)
    months = [token for token in sentence if token.kind == "month"]
    if months:
        context.span = None
    elif any(token.kind == "cumulative" and token.value == "week" for token in sentence):
        context.span = Window(days=7)
    out = []
    for claim in claims:
        if night is not None and claim.end + 12 > night:
            out.append(claim)
            continue
        if months:
            nearest = min(months[:MOST_POINTED], key=lambda token: abs(token.start - claim.start))
            context.span = Window(month=nearest.value)
        if context.span:
            claim.scope, claim.window = "cumulative", context.span
        if context.span or any(token.kind in ("night", "clock", "date") for token in sentence):
            out.append(claim)
    return out


def _drop_ground(sentence: list[Token], figures: list[Figure], named: bool) -> None:
    """Drones in a depot or a workshop are targets of a strike, not of an air defence: no outcome.

    Where the sentence does not name what was struck, it goes on about the strike of the one before: "A strike hit
    hangars. Up to 40 drones were destroyed".
    """
    for at, figure in enumerate(figures):
        end = figures[at + 1].first if at + 1 < len(figures) else len(sentence)
        # "the store of 120 drones was destroyed"
        begin = figure.first - 2 if at else 0
        told = max((token.start for token in figure.words if token.kind == "outcome"), default=math.inf)
        after = itertools.takewhile(lambda token: token.kind not in ("comma", "semi"), sentence[figure.last : end])
        # "three were shot down and a fire broke out at a depot"
        after = itertools.takewhile(lambda token, told=told: token.kind != "and" or token.start < told, after)
        near = [*sentence[max(begin, 0) : figure.first], *after]
        if figure.outcome in STOPPED and (not named or any(token.kind == "ground" for token in near)):
            figure.outcome = None


def _merged(first: Window, then: Window) -> Window:
    """Return the window of the headline completed by that of the sentence after it."""
    if NOTHING in (first, then):
        return then if first == NOTHING else first
    return Window(*(new if new not in (None, "") else old for old, new in zip(first, then, strict=True)))


def _other_period(sentence, kinds, window, context: Context, later: bool) -> str | None:
    """Return "background" for another night, "cumulative" for a longer period, None for the report's own."""
    # "the heaviest since the invasion began a year ago" compares, it tells of no other night
    told = itertools.takewhile(lambda token: token.kind != "than", sentence)  # "up from 90 the night before" as well
    other = "background" in kinds and any(token.kind == "background" for token in told)
    if other and later and not {"superlative", "cumulative"} <= kinds:
        return "background"
    if (
        later
        and sentence[0].kind == "eve"
        and not window.start
        and [token.kind for token in sentence[1:2]] != ["evening"]
    ):
        return "background"
    if later and context.day and window.day and not window.start:
        day = real_day(window.day, context.day)
        if day and abs((day - context.day).days) > 1:
            return "background"
    if later and context.day:
        opening = itertools.takewhile(lambda token: token.kind not in ("clock", "evening"), sentence[:3])
        weekday = next((token.value for token in opening if token.kind == "weekday"), None)
        if weekday is not None and weekday != context.day.weekday() and "night" not in kinds:
            return "background"
    # "the highest number since the beginning" compares, it does not add up.
    if sentence[0].kind == "month" and "night" in kinds:
        return None  # "February began with 21 drones downed overnight"
    return "cumulative" if kinds & {"cumulative", "month"} and "superlative" not in kinds else None
