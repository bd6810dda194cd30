"""A figure: what a sentence states, the words of its phrase, and those before and behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dronestats.extraction.around import LINKS, names_kind
from dronestats.extraction.lexicon import Token
from dronestats.extraction.numbers import SEVERAL, Number

WEAK_ATTACK = "weak: no verb says launched"
# "of which between 23:00 and 07:00 over Kursk were downed 12": what may stand between "of which" and its number
_INSIDE_SUBSET = frozenset(
    {"place", "outcome", "prep", "over", "on", "area", "head", "clock", "date", "from", "until", "timezone", "word"}
)


@dataclass(slots=True)
class Figure:
    """One number that a sentence states, and what has been found out about it."""

    number: Number
    first: int
    last: int
    kind: str = "count"
    weapons: list[tuple[str, str]] = field(default_factory=list)
    named: bool = False
    definite: bool = False
    outcome: str | None = None
    places: tuple[str, ...] | None = None
    toward: bool = False
    # A district, whose name may recur in other regions.
    district: bool = False
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
    # A verb that one weapon may also do: it counts only where one was sent.
    acts: bool = False
    rule: str = ""
    whole: Figure | None = None
    also: str | None = None
    words: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def reject(figure: Figure, last: int) -> Figure:
    """Return the figure as one that counts something else, its phrase ending before `last`."""
    figure.kind, figure.last = "rejected", last
    return figure


def is_tried(figure: Figure) -> bool:
    """Return whether a noun of attack tells of a figure: an attack with five drones, an attempt to attack."""
    return any(token.kind == "outcome" and token.value[1] in ("attack", "attempt") for token in figure.words)


def absorb(sentence: list[Token], at: int, figure: Figure) -> int:
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
            if not figure.weapons:
                figure.weapons.append(value)
                end = step + 1
                break
            apart = joined & {"comma", "open"} or sentence[step].form in ("one", "with")
            if value[0] != figure.weapons[0][0] and apart:
                break
            if "and" in joined and any(own.kind == "skip" and own.form == "one" for own in sentence[end:step]):
                break  # два «Ланцети» й розвідувальний «Орлан-10»
            if _is_one_more(sentence, step):
                break  # двома ракетами «Іскандер-М», ракетою Х-59
            if value[0] != figure.weapons[0][0] and "and" in joined and figure.number is SEVERAL:
                break  # a missile and a drone
            if figure.number.count == 1 and "and" in joined:
                break  # one Kh-59 and (one) Iskander-K
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
        elif kind == "dash" and figure.weapons == [("mixed", "mixed")] and names_kind(sentence, step + 1, aside=True):
            figure.weapons.clear()  # two targets – unmanned boats – were destroyed
        elif kind == "dash" and _is_type(sentence, step + 1, figure):
            pass  # 250 безпілотників – типу «Шахед»
        elif kind == "more" and sentence[step - 1].kind == "and":
            pass  # "Shahed and other drones"
        elif kind == "of" and step + 1 < count and sentence[step + 1].kind == "weapon":
            pass  # "UAVs of Shahed type"
        elif kind not in ("skip", "comma", "and", "slash", "side") and not _is_inside(sentence, step, figure):
            break
        step += 1
    return end


def _is_one_more(sentence: list[Token], at: int) -> bool:
    """Return whether a noun in the singular, and no name of a type, goes on a list."""
    noun = sentence[at].form in ("one", "with") and sentence[at].rule.startswith("weapons/")
    before = next((own.kind for own in reversed(sentence[max(at - 3, 0) : at]) if own.kind not in ("skip", "word")), "")
    return noun and before == "comma"


def _is_type(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether a type of the weapon, and no number of its own, stands here."""
    named = next((token for token in sentence[at : at + 4] if token.kind != "skip"), None)
    alike = named is not None and named.kind == "weapon" and named.value[0] == figure.weapons[0][0]
    return alike and figure.number is not SEVERAL and names_kind(sentence, at)


def _is_inside(sentence: list[Token], at: int, figure: Figure) -> bool:
    """Return whether an unknown word is part of a name: снарядов RM-70 «Vampire», Zircon hypersonic missile."""
    if sentence[at].kind != "word":
        return False
    then = sentence[at + 1] if at + 1 < len(sentence) else None
    described = then is not None and then.kind == "weapon" and then.value[0] == figure.weapons[0][0]
    return described or any(map(str.isdigit, sentence[at].value))


def gap_between(sentence: list[Token], first: Figure, then: Figure) -> list[Token]:
    """Return the words between two figures."""
    return sentence[first.last : then.first]


def is_subset(figure: Figure, sentence: list[Token]) -> bool:
    """Return whether "of which", "including" stands before the figure, over words that belong to it."""
    words = 0
    for step in range(figure.first - 1, max(figure.first - 11, -1), -1):
        kind = sentence[step].kind
        words += kind == "word"
        if kind == "subset":
            # "23 of them over Odesa, while 18 got through": the mark is that of the number before it
            return step == figure.first - 1 or not step or sentence[step - 1].kind != "number"
        if (kind not in LINKS and kind not in _INSIDE_SUBSET) or words > 1:
            return False
    return False
