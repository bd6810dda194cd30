"""Sentences: tokens cut where a statement ends, and verbs joined that tell one fate."""

from __future__ import annotations

from dataclasses import replace

from dronestats.extraction.around import CUTS, STOPPED
from dronestats.extraction.lexicon import Token

_SHORTEST_HEADLINE = 3
_CLAUSE = 8
_OPENING = frozenset(" \"'()[]")
_PREPOSITIONS = frozenset({"prep", "on", "over", "from"})
_MEASURED = frozenset({"number", "unit", "clock", "date", "year", "ordinal"})
_BESIDE_CLOCK = frozenset({"timezone", "weekday", "month", "date", "place"})
_DASHES = frozenset("–—-")
_WHERE = frozenset({"place", "of", "over"})
_NO_END = frozenset({"prep", "on", "over", "from", "and", "also", "comma", "colon", "dash", "open", "skip", "line"})


def sentences(
    tokens: list[Token], plain_text: str, text: str, span, abbreviations: frozenset[str]
) -> list[list[Token]]:
    """Return the tokens cut at the ends of sentences and lines; a list goes on over its line ends.

    The first sentence of a line opens with a token of kind ``line``.
    """
    out: list[list[Token]] = []
    running: list[Token] = []
    shouts = None  # whether the sentence starts in capitals
    for token in tokens:
        if token.kind != "stop":
            if running and running[-1].kind == "clock" and _ends_at_clock(running, token, text, span):
                out.append(running)
                running, shouts = [], None
            if shouts is False:
                if token.kind in _PREPOSITIONS and _opens(running, token, text, span):
                    out.append(running)
                    running, shouts = [], None
            elif shouts is None:
                shouts = text[slice(*span(token.start, token.end))].isupper()
            elif len(running) >= _SHORTEST_HEADLINE and _ends_headline(running, token, text, span):
                out.append(running)
                running, shouts = [], False
            running.append(token)
            continue
        before = running[-1] if running else None
        begin = token.end
        while begin < len(plain_text) and plain_text[begin] in _OPENING:
            begin += 1
        at = span(begin, begin + 1)[0] if begin < len(plain_text) else len(text)
        rest = text[at : at + 1]
        lower = rest.islower()
        if token.value.startswith(("\n", "▫", "▪", "●", "•")) or token.value[0] in "🔹🔸◾◽✅💥📌❗":
            if before is not None and before.kind in ("colon", "semi", "comma"):
                running.append(replace(token, kind="semi"))
                continue
            if lower and token.value.startswith("\n"):
                continue
        elif (
            token.value == "."
            and (
                lower
                or rest == ","
                or (rest in _DASHES and text[at + 1 : at + 3].strip().islower())  # "(Belgorod reg. – Russia)"
                or (
                    before
                    and plain_text[before.start : before.end] in abbreviations
                    and not (begin > token.end and _is_measured(running))
                )
            )
        ):
            continue
        if any(own.kind != "line" for own in running):
            out.append(running)
            running, shouts = [], None
        if token.value.startswith("\n") and not running:
            # The first sentence of a line carries a mark, for what holds only to the end of a paragraph.
            running.append(replace(token, kind="line"))
    if any(own.kind != "line" for own in running):
        out.append(running)
    return out


def _is_measured(running: list[Token]) -> bool:
    """Return whether an abbreviation is that of a unit or time (600 кв. м., 2024 г.), which a full stop may end."""
    return len(running) > 1 and running[-2].kind in _MEASURED


def _ends_at_clock(running: list[Token], token: Token, text: str, span) -> bool:
    """Return whether the full stop of "p.m." ends a sentence: 26 were downed by 2 p.m. Strikes hit 24 sites."""
    stop, begin = span(running[-1].start, running[-1].end)[1], span(token.start, token.end)[0]
    ends = text[stop - 1] == "." and text[stop:begin].isspace() and text[begin].isupper()
    return ends and token.kind not in _BESIDE_CLOCK and any(own.kind in ("number", "outcome") for own in running)


def _opens(running: list[Token], token: Token, text: str, span) -> bool:
    """Return whether a preposition with a capital opens a sentence where a line end was lost: 118 дронів У Сумах."""
    capital = text[span(token.start, token.end)[0]].isupper()
    return capital and len(running) >= _SHORTEST_HEADLINE and running[-1].kind not in _NO_END


def _ends_headline(running: list[Token], token: Token, text: str, span) -> bool:
    """Return whether words all in capitals end before a token: ЗБИТО 25 БПЛА У ніч на 24 січня ворог ..."""
    said = text[slice(*span(token.start, token.end))]
    if not said[:1].isupper() or said.isupper():
        return False
    return text[slice(*span(running[0].start, running[-1].end))].isupper()


def join_outcomes(tokens: list[Token]) -> list[Token]:
    """Return the tokens with verbs joined that tell one fate: уничтожены и перехвачены, збито/подавлено."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        if token.kind != "outcome":
            out.append(token)
            continue
        before = next((own for own in out[:-4:-1] if own.kind not in ("and", "slash", "skip")), None) if out else None
        following = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.value[0] == "still_airborne" and following in _WHERE and (token.form == "many" or _is_stopped(out)):
            # шість – у небі Черкащини; "destroyed 11 of them in the sky of the region"
            out.append(replace(token, kind="prep", value="prep"))
            continue
        unseen = token.value[0] == "still_airborne" and any(own.kind == "none" for own in tokens[at + 1 : at + 3])
        if _denied(out) or unseen:
            out.append(replace(token, kind="denied"))
            continue
        if before is not None and before.kind == "outcome" and out[-1].kind in ("and", "slash", "skip"):
            linked = any(own.kind in ("and", "slash") for own in out[-3:] if own.start >= before.end)
            fate = (
                _fate(before.value[0], token.value[0])
                if linked
                and "verb" in (token.value[1], before.value[1])
                and (token.form == "noun") == (before.form == "noun")
                else None
            )
            if fate:
                while out[-1] is not before:
                    out.pop()
                form = token.form if fate == token.value[0] else before.form
                out[-1] = replace(before, value=(fate, "verb"), form=form, end=token.end)
                continue
        out.append(token)
    return out


def _denied(out: list[Token]) -> bool:
    """Return whether "none", "not" stands before a verb with nothing but small words between."""
    for token in reversed(out[-5:]):
        if token.kind == "none":
            return True
        if token.kind not in ("skip", "weapon", "side", "of", "subset"):
            return False
    return False


def _is_stopped(out: list[Token]) -> bool:
    """Return whether the last verb, which no comma cuts off, tells that something was stopped."""
    last = next((own for own in out[:-_CLAUSE:-1] if own.kind in ("outcome", *CUTS)), None)
    return last is not None and last.kind == "outcome" and last.value[0] in STOPPED


def _fate(first: str, then: str) -> str | None:
    """Return the one outcome of two verbs over the same number, None if they tell two stories."""
    if first == then:
        return first
    if {first, then} <= STOPPED:
        return "intercepted"
    if first == "launched" and then in STOPPED:
        return then
    return None
