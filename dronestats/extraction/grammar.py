"""Sentences: tagged tokens -> figures, each with its number and the noun that it counts.

A figure is a number with the noun it counts, or a noun that counts without one (a drone was shot down; all were shot
down). What became of it and where is found by `dronestats.extraction.clauses`.

Nouns whose number does not stand before them are read by `dronestats.extraction.unnumbered`.
"""

from __future__ import annotations

from dronestats.extraction.around import (
    BESIDE,
    CUTS,
    PASSED,
    STOPPED,
    counts_attacks,
    counts_people,
    falls_on,
    is_age,
    is_attack,
    is_measured,
    is_ratio,
    leads_to_number,
    leads_to_weapon,
    names_kind,
    owns_unit,
    past_weapon,
    share_of,
)
from dronestats.extraction.figure import Figure, absorb, reject
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, number
from dronestats.extraction.unnumbered import counted_after, pointing, uncounted

_OPENING = frozenset({"number", "all", "same", "most", "rest", "nth", "weapon"})
_OTHER_NOUNS = frozenset({"unit", "head", "hours", "operator", "share", "month", "ground"})
_TARGETS = frozenset({"place", "area", "side", "target", "head"})
_LEADING = frozenset({"prep", "on", "over", "each", "target", "toward", "coast"})
_LONGEST_NAME = 2
_LONGEST_LIST = 12
_LONGEST_VERB = 4


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
            figure = pointing(sentence, at)
        elif token.kind == "most" or (token.kind == "rest" and not leads_to_number(sentence, at + 1)):
            # A share or a rest is no count, but the verb after it is its own.
            figure = Figure(SEVERAL, at, past_weapon(sentence, at + 1), kind="rejected", aside=True)
        elif token.kind == "nth" and any(_tells(own) for own in sentence[at + 1 : at + 2]):
            figure = Figure(number(1), at, at + 1, rule=token.rule)  # "one was shot down, the other jammed"
        elif token.kind == "weapon":
            figure = counted_after(sentence, at) or uncounted(sentence, at, compounds)
            if figure and figure.kind == "any" and figures and _adds_one(sentence, at, figures[-1]):
                figure.kind, figure.number = "one", number(1)
        if figure and figure.place_only and figure.last == at + 1 and _are_sites(sentence, at, figures):
            figure.kind, figure.place_only = "sites", False  # "hits at 12 sites, debris at eight"
        if figure:
            figures.append(figure)
            at = max(figure.last, at + 1)
        else:
            at += 1
    return figures


def _tells(token: Token) -> bool:
    """Return whether a token tells of one of several: the second was jammed, the other – over the sea."""
    return token.kind == "dash" or (token.kind == "outcome" and token.form != "noun" and not is_attack(token))


def _adds_one(sentence: list[Token], at: int, before: Figure) -> bool:
    """Return whether the name of a type is joined to one weapon of another: one Kh-59 missile and an Iskander-K."""
    between = [token.kind for token in sentence[before.last : at] if token.kind != "skip"]
    counted = before.number.count == 1 or sentence[at].form == "with"
    listed = between == ["comma"] and sentence[at].form == "with"
    return before.kind == "count" and counted and before.named and (listed or between == ["and"])


def _are_sites(sentence: list[Token], at: int, figures: list[Figure]) -> bool:
    """Return whether a number after "at" counts sites as one before it does, or is told of by a noun behind a dash."""
    if figures and figures[-1].kind == "sites":
        return True
    behind = sentence[at + 1 : at + 3]
    told = [token.kind for token in behind] == ["dash", "outcome"] and behind[1].form == "noun"
    return told and any(figure.kind == "sites" for figure in figures[-_LONGEST_LIST:])


def _counted(sentence: list[Token], at: int, inner_share: bool = False) -> Figure | None:
    """Return the figure of a number: the noun after it says what it counts; a foreign noun rejects it."""
    token = sentence[at]
    figure = Figure(token.value, at, at + 1, people=token.form == "people", rule=token.rule)
    before = sentence[at - 1] if at else None
    if before and before.kind == "each":
        figure.each = True
    if before and before.kind == "asof" and [own.kind for own in sentence[at + 1 : at + 2]] == ["dash"]:
        figure.each = True  # "by one – over A and B", as translations have it
    if at and (
        sentence[at - 1].kind in ("average", "money", "none")
        or sentence[at - 1].value == "part"
        or (at > 1 and sentence[at - 1].kind == "of" and sentence[at - 2].kind == "average")
    ):
        return None
    if is_ratio(sentence, at) or [own.kind for own in sentence[max(at - 2, 0) : at]] == ["number", "slash"]:
        return reject(figure, at + 1)  # of "5/7 drones" nobody can tell what it counts
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
        if kind == "weapon" and sentence[step].form == "one" and _describes(sentence, step, figure):
            return reject(figure, step + 1)  # "1,000 bomb shelters"
        if kind == "weapon":
            figure.last = absorb(sentence, step, figure)
            figure.of_total = figure.of_total or definite
            if figure.last < count and sentence[figure.last].kind == "side" and sentence[figure.last].form != "object":
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
        if kind == "place" and figure.outcome and sentence[step].value:
            figure.places, figure.toward = sentence[step].value, sentence[step].form == "toward"
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
            return reject(figure, step + 1)
        elif kind == "outcome" and not foreign:
            value, form = sentence[step].value, sentence[step].form
            origin = [own.kind for own in sentence[step + 1 : step + 3]]
            behind = [own.value[0] for own in sentence[step + 1 : step + 2] if own.kind == "outcome"]
            debris = behind == ["debris_location"]
            if form == "noun" and (debris or origin in (["outof", "word"], ["from", "word"])):
                return reject(figure, step + 1)  # 17 прилетов из минометов, 13 влучань уламків
            if form == "noun" and value[1] == "verb":
                figure.outcome, figure.last = value[0], step + 1
                figure.of_total = figure.of_total or definite
                inner = next((at for at in range(step + 1, min(step + 3, count)) if sentence[at].kind != "skip"), step)
                if sentence[inner].kind == "weapon":
                    figure.last = absorb(sentence, inner, figure)  # 12 влучань «молній»
                if [own.kind for own in sentence[step + 1 : step + 3]] == ["outof", "number"] and not inner_share:
                    return _share(sentence, figure, step + 2)  # 28 kills out of 33 Shaheds
                break
            if form == "noun" and value[1] == "place" and figure.place_only:
                break  # "debris fell at one" of the sites
            if form == "noun":
                return reject(figure, step + 1)
            if leads_to_weapon(sentence, step + 1):
                figure.outcome = value[0]
            else:
                break
        elif kind in ("of", "outof"):
            inner = step + 1
            while inner < count and sentence[inner].kind in PASSED | {"area"}:
                inner += 1
            if inner < count and sentence[inner].kind == "number":
                return reject(figure, inner) if inner_share or foreign else _share(sentence, figure, inner)
            if kind == "outof" and inner < count and (sentence[inner].kind == "unit" or sentence[inner].form == "noun"):
                return reject(figure, inner)  # "on one of the houses", "of the hits"
            one = figure.number.count == 1 and inner < count
            if one and sentence[inner].kind == "outcome" and sentence[inner].value[0] in STOPPED:
                return reject(figure, inner)  # один зі збитих дронів упав
            one_of = one and sentence[inner].kind in ("word", "superlative")
            if one_of and not leads_to_weapon(sentence, inner):
                return reject(figure, inner)  # одного из падений, one of the machines
            if kind == "outof":
                break
            if owns_unit(sentence, inner):
                return reject(figure, inner)  # "four of the capital's airports"
            definite = True
        elif kind == "unit" and figure.number is SEVERAL and leads_to_weapon(sentence, step + 1):
            pass  # "several groups of drones"
        elif kind == "unit" and figure.outcome and leads_to_weapon(sentence, step + 1):
            pass  # перехоплених за пів доби дронів
        elif kind == "month" and leads_to_weapon(sentence, step + 1):
            pass  # 4,370 of the November drones
        elif kind in _OTHER_NOUNS or (kind == "superlative" and (definite or inner_share)):
            figure.aside = located or bool(before and before.kind == "outof")  # з чотирьох напрямків
            return reject(figure, step + 1)
        elif kind in _LEADING and leads_to_weapon(sentence, step + 2):
            pass  # 15 выпущенных по Севастополю дронов
        elif kind == "from" and [own.kind for own in sentence[step + 1 : step + 2]] == ["number"] and not inner_share:
            return _share(sentence, figure, step + 1)  # "26 from 30 UAVs were beaten"
        elif kind == "dash" and names_kind(sentence, step + 1):
            step += 1  # "over 300 – Shaheds"
            continue
        elif kind in ("more", "rest"):
            figure.more = True
        elif kind == "word" and definite and not leads_to_weapon(sentence, step):
            return reject(figure, step + 1)  # "three of its plants were halted"
        elif kind == "word":
            foreign += 1
            if foreign > _LONGEST_NAME or sentence[step - 1].value == "auxiliary":
                break  # "60 were wounded": a verb, so that no noun follows
        elif (kind not in PASSED and kind != "area") or kind == "qualifier":
            break
        step += 1
    if figure.rule == "grammar/a_of_b" and foreign and not figure.weapons:
        return reject(figure, step)  # "from four bombers"
    behind = [own.kind for own in sentence[figure.last : figure.last + 2]]
    compared = any(own.kind == "than" for own in sentence[max(at - 2, 0) : at])
    if compared or "average" in behind or (figure.named and behind == ["article", "unit"]):
        return reject(figure, figure.last)  # "up from 90", "87 drones a night on average", "170 drones a day"
    if figure.kind == "count" and not figure.weapons:
        _name_from_before(sentence, at, figure)
    elif before is not None and before.value == "auxiliary" and figure.named:
        figure.stands = any(own.kind == "total" for own in sentence[max(at - _LONGEST_LIST, 0) : at])
    if (
        figure.kind == "count"
        and not figure.weapons
        and not figure.outcome
        and _counts_something_else(sentence, at, figure)
    ):
        return reject(figure, max(at + 1, step) if figure.last == at + 1 else at + 1)
    while figure.last < count and sentence[figure.last].kind == "each":
        if sentence[figure.last + 1 : figure.last + 2] and sentence[figure.last + 1].kind in _TARGETS:
            break  # six missiles по Донеччині
        figure.each = True
        figure.last += 1
    return figure


def _describes(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether a weapon in the singular behind a larger number stands before the noun that is counted."""
    follows = sentence[at + 1 : at + 2]
    several = figure.number.count is not None and figure.number.count > 1
    counted = bool(follows) and (follows[0].kind in ("word", "unit") or is_attack(follows[0]))
    return several and counted and sentence[at].rule.startswith("weapons/")


def _name_from_before(sentence: list[Token], at: int, figure: Figure) -> None:
    """Give a number after a verb of being the noun before it: the drones were 291, there were 149 of them."""
    if not at or sentence[at - 1].value != "auxiliary":
        return
    named = [own for own in sentence[max(at - 6, 0) : at] if own.kind in ("weapon", *CUTS)]
    if named and named[-1].kind == "weapon":
        figure.weapons, figure.named = [named[-1].value], True
    told = next((own.value for own in reversed(sentence[:at][-_LONGEST_VERB:]) if own.value != "auxiliary"), "")
    figure.stands = figure.named or told in ("them", "there")


def _counts_something_else(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether a number without a noun that we know counts people, years, a share or a thing of another kind."""
    after = at + 2 if at + 1 < len(sentence) and sentence[at + 1].kind == "more" else at + 1
    following = sentence[after] if after < len(sentence) else None
    if following is not None and following.kind == "side" and after + 1 < len(sentence):
        following = sentence[after + 1]  # six Russian boats
    is_told = following is not None and following.kind == "outcome"
    # "a city of 200,000": what stands before "of" is counted
    owner = sentence[at - 2].kind if at > 1 and sentence[at - 1].kind == "of" else None
    return (
        (owner in ("word", "unit", "head", "operator") and not is_told)
        or (figure.people and not is_told)
        or counts_people(sentence, at)
        or is_age(sentence, at)
        or (at > 0 and sentence[at - 1].kind == "asof" and not figure.each)  # к восьми (часам)
        or (at > 0 and sentence[at - 1].kind == "outcome" and sentence[at - 1].value[1] == "tally")  # мінус 18
        or counts_attacks(sentence, at)
        or is_measured(sentence, at)
        or (following is not None and following.kind in ("operator", "ordinal", "number", "slash"))
        or (following is not None and following.kind == "area" and figure.aside)  # над двумя городами
        or (following is not None and following.kind == "word" and not falls_on(sentence, at))
    )


def _share(sentence: list[Token], figure: Figure, at: int) -> Figure:
    """Return the figure A of "A of B drones"; B hangs on it as ``whole`` and is what was launched."""
    whole = _counted(sentence, at, inner_share=True)
    if (whole is None or whole.kind == "rejected") and figure.named:
        return figure  # "40 drones from two directions"
    more = whole is not None and (whole.number.count or 0) < (figure.number.count or 0)
    risen = figure.first > 0 and sentence[figure.first - 1].kind == "until"
    if (more or risen) and sentence[at - 1].kind == "from":
        return figure  # "to 412 from 406"
    if whole is None or whole.kind == "rejected":
        return reject(figure, at + 1)
    figure.weapons, figure.named = figure.weapons or whole.weapons, figure.named or whole.named
    whole.weapons = whole.weapons or figure.weapons
    figure.side = figure.side or whole.side
    figure.last, figure.kind = whole.last, "share"
    whole.outcome, whole.rule = "launched", "grammar/a_of_b"
    figure.whole = whole
    return figure
