"""Nouns whose number does not stand before them: it stands after, or the noun counts by itself.

"Drones – 12" and "decoys (24 of them)" are counted after; "a drone", "several drones" and "all", "both" by themselves.
"""

from __future__ import annotations

from dronestats.extraction.around import PASSED, is_located, leads_to_number, past_weapon
from dronestats.extraction.figure import Figure, absorb
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, number

# "debris from a downed drone"
_SINGLED = (["from", "article"], ["of", "article"])
_LONGEST_WEAPON = 6


def counted_after(sentence: list[Token], at: int) -> Figure | None:
    """Return the figure of a weapon whose number stands after it: Х-101 – 40, drones – 12."""
    if all(token.kind != "number" for token in sentence[at + 1 : at + _LONGEST_WEAPON]):
        return None
    figure = Figure(SEVERAL, at, at, rule=sentence[at].rule)
    end = absorb(sentence, at, figure)
    link = [token.kind for token in sentence[end : end + 2]]
    close = next((step for step in range(end + 2, min(end + 4, len(sentence))) if sentence[step].kind == "close"), None)
    if link == ["open", "number"] and close and all(token.kind == "skip" for token in sentence[end + 2 : close]):
        figure.number, figure.last = sentence[end + 1].value, close + 1  # decoys (24 of them)
        return figure
    told = any(token.kind == "figure" for token in sentence[max(at - 4, 0) : at])  # "the number of drones as 293"
    if link != ["dash", "number"] and not (told and link[1:] == ["number"] and link[0] in ("word", "prep", "skip")):
        return None
    last = end + 2
    while last < len(sentence) and sentence[last].kind == "skip":
        last += 1
    if last < len(sentence) and sentence[last].kind not in ("comma", "semi", "close", "and"):
        return None
    figure.number, figure.last = sentence[end + 1].value, last
    figure.stands = told and link != ["dash", "number"]
    return figure


def pointing(sentence: list[Token], at: int) -> Figure | None:
    """Return the figure of "all", "both", "the same number"; None before a number (all six); a share counts nothing."""
    if at and sentence[at - 1].kind == "qualifier":
        # "almost all of them" is no count, but the verb after it is its own; "almost all 20 drones" is one
        share = Figure(SEVERAL, at, past_weapon(sentence, at + 1), kind="rejected", aside=True)
        return None if leads_to_number(sentence, at + 1) else share
    figure = Figure(SEVERAL, at, at + 1, kind=sentence[at].kind, rule=sentence[at].rule)
    if at and sentence[at - 1].kind == "weapon":
        figure.weapons.append(sentence[at - 1].value)  # the Zircons all got through
        return figure
    for step in range(at + 1, min(at + 5, len(sentence))):
        kind = sentence[step].kind
        if kind == "weapon":
            figure.last = absorb(sentence, step, figure)
            return figure
        names = kind == "word" and [own.kind for own in sentence[step + 1 : step + 2]] == ["weapon"]
        if kind in ("number", "unit", "word", "head", "operator") and not names:
            return None
        if kind not in PASSED and kind not in ("of", "outof", "area") and not names:
            break
    return figure


def uncounted(sentence: list[Token], at: int, compounds: bool) -> Figure | None:
    """Return the figure of a weapon without a number: one by its form, several by its plural; else None."""
    token = sentence[at]
    figure = Figure(SEVERAL, at, at + 1, kind="any", rule=token.rule)
    article = plural = single = False
    step = at - 1
    while step >= 0 and at - step <= 4:
        before = sentence[step]
        if before.kind == "article" or (before.kind == "area" and before.value == "the"):
            article, figure.definite = True, before.kind == "area"
            break
        if before.value == "defence":
            break  # силами ПВО БПЛА сбит
        if before.kind in ("side", "skip"):
            plural = plural or before.form == "many"
            single = single or before.form == "one"
            figure.side = before.value if before.kind == "side" and not is_located(sentence, step) else figure.side
        elif before.kind in ("none", "operator"):
            return Figure(SEVERAL, at, absorb(sentence, at, figure), kind="rejected")
        elif before.kind == "of" and _is_measure(sentence[step - 1]):
            return None
        elif before.kind == "outcome" and step and sentence[step - 1].value == "measure":
            return None  # the number of missiles shot down is not told
        elif before.kind == "outcome" and [own.kind for own in sentence[max(step - 2, 0) : step]] in _SINGLED:
            return Figure(SEVERAL, at, absorb(sentence, at, figure), kind="rejected")
        elif before.kind == "word" and step == at - 1:
            # A foreign noun right before an unbending word owns it (пункт управления БПЛА).
            figure.implied_ok = token.form in ("one", "many")
        elif before.kind != "word":
            break
        step -= 1
    if article and [own.kind for own in sentence[max(step - 2, 0) : step]] == ["none", "of"]:
        return Figure(SEVERAL, at, absorb(sentence, at, figure), kind="rejected")  # neither of the Kinzhals
    figure.first = step if article else at - _is_described(sentence, at, compounds)
    figure.last = absorb(sentence, at, figure)
    end = figure.last
    while compounds and end < len(sentence) and sentence[end].kind in ("and", "weapon"):
        end += 1  # a missile and drone strike
    after = sentence[end] if end < len(sentence) else None
    described = after is not None and (after.kind in ("word", "unit", "operator", "head") or after.form == "noun")
    if (compounds and described and token.form != "many") or (token.form == "" and not article):
        return None
    beside = sentence[at - 1] if at else None
    is_ruled = not compounds and beside is not None and beside.kind == "outcome" and beside.form == "noun"
    if token.form == "owned" and is_ruled:
        figure.kind = "one"  # влучання ракети: the genitive of one, for that of many is ракет
    elif token.form in ("many", "owned") or (plural and token.form == "any"):
        figure.kind = "many"
    elif token.form == "one" or (single and token.form == "any") or article:
        figure.kind = "one"
    figure.implied_ok = figure.implied_ok and token.form != ""
    if figure.kind == "one":
        figure.number = number(1)
    return figure


def _is_described(sentence: list[Token], at: int, compounds: bool) -> bool:
    """Return whether an item of a list opens with an adjective that no table has: три бомбы, французская бомба."""
    before = [own.kind for own in sentence[max(at - 2, 0) : at]]
    return not compounds and before in (["comma", "word"], ["and", "word"]) and sentence[at].form in ("one", "with")


def _is_measure(token: Token) -> bool:
    """Return whether a word tells a share or a number of what follows: the share of drones stopped rose to 84 %."""
    return token.kind == "figure" or token.value == "share"
