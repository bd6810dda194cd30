"""Sentences: tagged tokens -> figures, each with its number and the noun that it counts.

A figure is a number with the noun it counts, or a noun that counts without one (a drone was shot down; all were shot
down). What became of it and where is found by `dronestats.extraction.clauses`.

Numbers before their noun, after it and without one are read in one module, as each decides where the next may begin.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dronestats.extraction.around import (
    BESIDE,
    CUTS,
    PASSED,
    counts_people,
    falls_on,
    is_age,
    is_attack,
    is_located,
    leads_to_number,
    leads_to_weapon,
    names_kind,
    owns_unit,
    past_weapon,
    share_of,
)
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, Number, number

WEAK_ATTACK = "weak: no verb says launched"
_OPENING = frozenset({"number", "all", "same", "most", "rest", "nth", "weapon"})
_OTHER_NOUNS = frozenset({"unit", "head", "hours", "operator", "share", "month", "ground"})
_TARGETS = frozenset({"place", "area", "side", "target", "head"})
_LONGEST_NAME = 2
# "debris from a downed drone"
_SINGLED = (["from", "article"], ["of", "article"])
_LONGEST_WEAPON = 6
_LONGEST_LIST = 12


@dataclass(slots=True)
class Figure:
    """One number that a sentence states, and what has been found out about it."""

    number: Number
    first: int
    last: int
    kind: str = "count"
    weapons: list[tuple[str, str]] = field(default_factory=list)
    named: bool = False
    outcome: str | None = None
    places: tuple[str, ...] | None = None
    toward: bool = False
    leading: bool = False
    stands: bool = False
    each: bool = False
    more: bool = False
    subset: bool = False
    bracket: bool = False
    aside: bool = False
    place_only: bool = False
    of_total: bool = False
    by_noun: bool = False
    side: str | None = None
    people: bool = False
    implied_ok: bool = True
    rule: str = ""
    whole: Figure | None = None
    also: str | None = None
    words: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_figures(sentence: list[Token], compounds: bool) -> list[Figure]:
    """Return the figures of a sentence in their order, with number, noun and what stands inside their phrase.

    Those of kind ``rejected`` count something else; they stay in the list because verbs and places belong to them too.
    """
    figures: list[Figure] = []
    at, count = 0, len(sentence)
    while at < count:
        token = sentence[at]
        figure = None
        if token.kind not in _OPENING:
            at += 1
            continue
        if token.kind == "number":
            figure = _counted(sentence, at)
        elif token.kind in ("all", "same"):
            figure = _pointing(sentence, at)
        elif token.kind == "most" or (token.kind == "rest" and not leads_to_number(sentence, at + 1)):
            # A share or a rest is no count, but the verb after it is its own.
            figure = Figure(SEVERAL, at, past_weapon(sentence, at + 1), kind="rejected", aside=True)
        elif token.kind == "nth" and sentence[at + 1 : at + 2] and sentence[at + 1].kind in ("outcome", "dash"):
            figure = Figure(number(1), at, at + 1, rule=token.rule)  # "one was shot down, the other jammed"
        elif token.kind == "weapon":
            figure = _counted_after(sentence, at) or _uncounted(sentence, at, compounds)
        if figure and figure.place_only and figure.last == at + 1 and _are_sites(sentence, at, figures):
            figure.kind, figure.place_only = "sites", False  # "hits at 12 sites, debris at eight"
        if figure:
            figures.append(figure)
            at = max(figure.last, at + 1)
        else:
            at += 1
    return figures


def _are_sites(sentence: list[Token], at: int, figures: list[Figure]) -> bool:
    """Return whether a number after "at" counts sites as one before it does, or is told of by a noun behind a dash."""
    if figures and figures[-1].kind == "sites":
        return True
    behind = sentence[at + 1 : at + 3]
    told = [token.kind for token in behind] == ["dash", "outcome"] and behind[1].form == "noun"
    return told and any(figure.kind == "sites" for figure in figures[-_LONGEST_LIST:])


def _counted_after(sentence: list[Token], at: int) -> Figure | None:
    """Return the figure of a weapon whose number stands after it: Х-101 – 40, drones – 12."""
    if all(token.kind != "number" for token in sentence[at + 1 : at + _LONGEST_WEAPON]):
        return None
    figure = Figure(SEVERAL, at, at, rule=sentence[at].rule)
    end = _absorb(sentence, at, figure)
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


def _counted(sentence: list[Token], at: int, inner_share: bool = False) -> Figure | None:
    """Return the figure of a number: the noun after it says what it counts; a foreign noun rejects it."""
    token = sentence[at]
    figure = Figure(token.value, at, at + 1, people=token.form == "people", rule=token.rule)
    before = sentence[at - 1] if at else None
    if before and before.kind == "each":
        figure.each = True
    if at and (
        sentence[at - 1].kind in ("average", "money", "none")
        or sentence[at - 1].value == "part"
        or (at > 1 and sentence[at - 1].kind == "of" and sentence[at - 2].kind == "average")
    ):
        return None
    figure.more = any([own.kind in ("more", "rest") for own in sentence[max(at - 2, 0) : at]])
    figure.bracket = bool(
        before and "open" in (before.kind, sentence[at - 2].kind if at > 1 and before.kind == "outof" else "")
    )
    if share_of(sentence, at):
        # "half of the 24 drones", "of the 15 drones seven were downed": the number is the whole
        figure.outcome, figure.rule = "launched", "grammar/a_of_b"
    # "in 13 oblasts" says where, and what follows does not refer to it.
    located = before is not None and before.kind == "more" and at > 1 and sentence[at - 2].kind in ("prep", "on")
    located = located or bool(before and before.kind in ("prep", "on", "over", "from"))
    figure.aside = located or token.value.qualifier == "more_than"
    figure.place_only = figure.aside and figure.number.count is not None
    definite = False
    step, foreign, count = at + 1, 0, len(sentence)
    while step < count:
        kind = sentence[step].kind
        if kind == "weapon":
            figure.last = _absorb(sentence, step, figure)
            figure.of_total = figure.of_total or definite
            if figure.last < count and sentence[figure.last].kind == "side":
                # "61 беспилотник ВСУ", "drones Russia sent": the owner after the noun
                figure.side, figure.last = sentence[figure.last].value, figure.last + 1
            inner = figure.last
            while inner < count and sentence[inner].kind in ("skip", "of", "outof", "from"):
                inner += 1
            if (
                not inner_share
                and figure.last < inner < count
                and sentence[inner].kind == "number"
                and (sentence[inner - 1].kind != "skip")
            ):
                # 14 "Shaheds" out of 14
                return _share(sentence, figure, inner)
            break
        if kind == "sites":
            figure.kind, figure.last = "sites", step + 1
            break
        if figure.outcome and kind in BESIDE:
            step += 1
            continue
        if kind == "side" and sentence[step].form != "noun":
            figure.side = sentence[step].value
        elif kind == "subset":
            figure.of_total = True
            figure.last = step + 1
        elif kind == "each":
            figure.each = True
            figure.last = step + 1
        elif figure.outcome and is_attack(sentence[step]):
            pass
        elif kind == "outcome" and [own.kind for own in sentence[step + 1 : step + 3]] == ["and", "weapon"]:
            step += 1  # "407 strike and decoy drones"
        elif kind == "outcome" and foreign and sentence[step].form == "noun":
            return _reject(figure, step + 1)
        elif kind == "outcome" and not foreign:
            value, form = sentence[step].value, sentence[step].form
            if form == "noun" and value[1] == "verb":
                figure.outcome, figure.last = value[0], step + 1
                figure.of_total = figure.of_total or definite
                inner = next((at for at in range(step + 1, min(step + 3, count)) if sentence[at].kind != "skip"), step)
                if sentence[inner].kind == "weapon":
                    figure.last = _absorb(sentence, inner, figure)  # 12 влучань «молній»
                break
            if form == "noun" and value[1] == "place" and figure.place_only:
                break  # "debris fell at one" of the sites
            if form == "noun":
                return _reject(figure, step + 1)
            if leads_to_weapon(sentence, step + 1):
                figure.outcome = value[0]
            else:
                break
        elif kind in ("of", "outof"):
            inner = step + 1
            while inner < count and sentence[inner].kind in PASSED | {"area"}:
                inner += 1
            if inner < count and sentence[inner].kind == "number":
                return _reject(figure, inner) if inner_share else _share(sentence, figure, inner)
            if kind == "outof" and inner < count and (sentence[inner].kind == "unit" or sentence[inner].form == "noun"):
                return _reject(figure, inner)  # "on one of the houses", "of the hits"
            one_of = figure.number.count == 1 and inner < count and sentence[inner].kind in ("word", "superlative")
            if one_of and not leads_to_weapon(sentence, inner):
                return _reject(figure, inner)  # одного из падений, one of the machines
            if kind == "outof":
                break
            if owns_unit(sentence, inner):
                return _reject(figure, inner)  # "four of the capital's airports"
            definite = True
        elif kind == "unit" and figure.number is SEVERAL and leads_to_weapon(sentence, step + 1):
            pass  # "several groups of drones"
        elif kind in _OTHER_NOUNS or (kind == "superlative" and (definite or inner_share)):
            figure.aside = located or bool(before and before.kind == "outof")  # з чотирьох напрямків
            return _reject(figure, step + 1)
        elif kind in ("prep", "on", "over", "each", "target") and leads_to_weapon(sentence, step + 2):
            step += 1  # 15 выпущенных по Севастополю дронов
        elif kind == "from" and [own.kind for own in sentence[step + 1 : step + 2]] == ["number"] and not inner_share:
            return _share(sentence, figure, step + 1)  # "26 from 30 UAVs were beaten"
        elif kind == "dash" and names_kind(sentence, step + 1):
            step += 1  # "over 300 – Shaheds"
            continue
        elif kind in ("more", "rest"):
            figure.more = True
        elif kind == "word" and definite and not leads_to_weapon(sentence, step):
            return _reject(figure, step + 1)  # "three of its plants were halted"
        elif kind == "word":
            foreign += 1
            if foreign > _LONGEST_NAME or sentence[step - 1].value == "auxiliary":
                break  # "60 were wounded": a verb, so that no noun follows
        elif kind not in PASSED and kind != "area":
            break
        step += 1
    if not figure.weapons and figure.kind == "count" and before is not None and before.value == "auxiliary":
        # "the drones were 291", "there were 149 of them"
        named = [own for own in sentence[max(at - 6, 0) : at] if own.kind in ("weapon", *CUTS)]
        if named and named[-1].kind == "weapon":
            figure.weapons, figure.named = [named[-1].value], True
        figure.stands = figure.named or (at > 1 and sentence[at - 2].value == "them")
    if not figure.weapons and figure.kind == "count" and not figure.outcome:
        after = at + 2 if at + 1 < count and sentence[at + 1].kind == "more" else at + 1
        following = sentence[after] if after < count else None
        # "a city of 200,000": what stands before "of" is counted
        owned = (
            before is not None
            and before.kind == "of"
            and at > 1
            and sentence[at - 2].kind in ("word", "unit", "head", "operator")
            and (following is None or following.kind != "outcome")
        )
        if (
            owned
            or (figure.people and (following is None or following.kind != "outcome"))
            or counts_people(sentence, at)
            or is_age(sentence, at)
            or (following and following.kind in ("operator", "ordinal", "number", "slash"))
            or (following and following.kind == "word" and not falls_on(sentence, at))
        ):
            return _reject(figure, max(at + 1, step) if figure.last == at + 1 else at + 1)
    while figure.last < count and sentence[figure.last].kind == "each":
        if sentence[figure.last + 1 : figure.last + 2] and sentence[figure.last + 1].kind in _TARGETS:
            break  # six missiles по Донеччині
        figure.each = True
        figure.last += 1
    return figure


def _is_measure(token: Token) -> bool:
    """Return whether a word tells a share or a number of what follows: the share of drones stopped rose to 84 %."""
    return token.kind == "figure" or token.value == "share"


def _reject(figure: Figure, last: int) -> Figure:
    figure.kind, figure.last = "rejected", last
    return figure


def _share(sentence: list[Token], figure: Figure, at: int) -> Figure:
    """Return the figure A of "A of B drones"; B hangs on it as ``rest`` and is what was launched."""
    whole = _counted(sentence, at, inner_share=True)
    if (whole is None or whole.kind == "rejected") and figure.named:
        return figure  # "40 drones from two directions"
    more = whole is not None and (whole.number.count or 0) < (figure.number.count or 0)
    if more and sentence[at - 1].kind == "from":
        return figure  # "to 412 from 406"
    if whole is None or whole.kind == "rejected":
        return _reject(figure, at + 1)
    figure.weapons, figure.named = figure.weapons or whole.weapons, figure.named or whole.named
    whole.weapons = whole.weapons or figure.weapons
    figure.side = figure.side or whole.side
    figure.last, figure.kind = whole.last, "share"
    whole.outcome, whole.rule = "launched", "grammar/a_of_b"
    figure.whole = whole
    return figure


def _absorb(sentence: list[Token], at: int, figure: Figure) -> int:
    """Add the weapon at a token and the types named after it; return the index after the last word of the phrase."""
    figure.weapons.append(sentence[at].value)
    figure.named = True
    end, step, count = at + 1, at + 1, len(sentence)
    if end < count and sentence[end].kind == "word" and any(map(str.isdigit, sentence[end].value)):
        end = step = end + 1  # вертоліт Ка-52
    while step < count:
        kind = sentence[step].kind
        if kind == "weapon":
            value = sentence[step].value
            joined = {token.kind for token in sentence[end:step]}
            if value[0] != figure.weapons[0][0] and (joined & {"comma", "open"} or sentence[step].form == "one"):
                break
            if "and" in joined and any(own.kind == "skip" and own.form == "one" for own in sentence[end:step]):
                break  # два «Ланцети» й розвідувальний «Орлан-10»
            if value[0] != figure.weapons[0][0] and "and" in joined and figure.number is SEVERAL:
                break  # a missile and a drone
            if value[0] != figure.weapons[0][0] and "and" in joined and figure.weapons[0][0] != "mixed":
                # "151 missiles and drones": one number over two classes.
                value = ("mixed", "mixed")
            figure.weapons.append(value)
            end = step + 1
        elif kind == "open":
            close = next(
                (inner for inner in range(step, min(step + 8, count)) if sentence[inner].kind == "close"), None
            )
            if close is None or any(token.kind == "number" for token in sentence[step:close]):
                break
            step = close
        elif kind == "more" and sentence[step - 1].kind == "and":
            pass  # "Shahed and other drones"
        elif kind == "of" and step + 1 < count and sentence[step + 1].kind == "weapon":
            pass  # "UAVs of Shahed type"
        elif kind not in ("skip", "comma", "and", "slash", "side") and not _is_inside(sentence, step, figure):
            break
        step += 1
    return end


def _is_inside(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether an unknown word is part of a name: снарядов RM-70 «Vampire», Zircon hypersonic missile."""
    if sentence[at].kind != "word":
        return False
    then = sentence[at + 1] if at + 1 < len(sentence) else None
    described = then is not None and then.kind == "weapon" and then.value[0] == figure.weapons[0][0]
    return described or any(map(str.isdigit, sentence[at].value))


def _pointing(sentence: list[Token], at: int) -> Figure | None:
    """Return the figure of "all", "both", "the same number"; None before a number (all six)."""
    if at and sentence[at - 1].kind == "qualifier":
        return None  # "almost all of them"
    figure = Figure(SEVERAL, at, at + 1, kind=sentence[at].kind, rule=sentence[at].rule)
    for step in range(at + 1, min(at + 5, len(sentence))):
        kind = sentence[step].kind
        if kind == "weapon":
            figure.last = _absorb(sentence, step, figure)
            return figure
        if kind in ("number", "unit", "word", "head", "operator"):
            return None
        if kind not in PASSED and kind not in ("of", "outof", "area"):
            break
    return figure


def _uncounted(sentence: list[Token], at: int, compounds: bool) -> Figure | None:
    """Return the figure of a weapon without a number: one by its form, several by its plural; else None."""
    token = sentence[at]
    figure = Figure(SEVERAL, at, at + 1, kind="any", rule=token.rule)
    article = plural = single = False
    step = at - 1
    while step >= 0 and at - step <= 4:
        before = sentence[step]
        if before.kind == "article" or (before.kind == "area" and before.value == "the"):
            article = True
            break
        if before.kind in ("side", "skip"):
            plural = plural or before.form == "many"
            single = single or before.form == "one"
            figure.side = before.value if before.kind == "side" and not is_located(sentence, step) else figure.side
        elif before.kind in ("none", "operator"):
            return Figure(SEVERAL, at, _absorb(sentence, at, figure), kind="rejected")
        elif before.kind == "of" and _is_measure(sentence[step - 1]):
            return None
        elif before.kind == "outcome" and [own.kind for own in sentence[max(step - 2, 0) : step]] in _SINGLED:
            return Figure(SEVERAL, at, _absorb(sentence, at, figure), kind="rejected")
        elif before.kind == "word" and step == at - 1:
            # A foreign noun right before an unbending word owns it (пункт управления БПЛА).
            figure.implied_ok = token.form in ("one", "many")
        elif before.kind != "word":
            break
        step -= 1
    if article and [own.kind for own in sentence[max(step - 2, 0) : step]] == ["none", "of"]:
        return Figure(SEVERAL, at, _absorb(sentence, at, figure), kind="rejected")  # neither of the Kinzhals
    figure.first = step if article else at
    figure.last = _absorb(sentence, at, figure)
    end = figure.last
    while compounds and end < len(sentence) and sentence[end].kind in ("and", "weapon"):
        end += 1  # a missile and drone strike
    after = sentence[end] if end < len(sentence) else None
    described = after is not None and (after.kind in ("word", "unit", "operator", "head") or after.form == "noun")
    if (compounds and described and token.form != "many") or (token.form == "" and not article):
        return None
    if token.form == "many" or (plural and token.form == "any"):
        figure.kind = "many"
    elif token.form == "one" or (single and token.form == "any") or article:
        figure.kind = "one"
    figure.implied_ok = figure.implied_ok and token.form != ""
    if figure.kind == "one":
        figure.number = number(1)
    return figure
