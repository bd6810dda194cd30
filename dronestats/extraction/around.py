"""Neighbourhood: what the tokens around a place in a sentence are, for those who ask before they decide."""

from __future__ import annotations

from dronestats.extraction.lexicon import Token

STOPPED = frozenset({"destroyed", "intercepted", "lost"})
SITES = frozenset({"hit_location", "debris_location"})
SITE_CAUSES = frozenset({"hit", "debris_location"})
CUTS = frozenset({"comma", "and", "also", "semi", "close"})
# What may stand between a number and its noun, and what joins two numbers of one list.
PASSED = frozenset({"skip", "side", "article", "qualifier", "body", "respectively"})
LINKS = frozenset({"and", "also", "with", "comma", "skip", "article", "more", "side", "dash", "slash", "each"})
# 32 сбитых за ночь БПЛА, over thirty збитих над регіоном дронів, двух подавленных средствами РЭБ дронах
BESIDE = frozenset(
    {"night", "morning", "daytime", "evening", "weekday", "clock", "date", "from", "hours", "place", "head"}
)
_TO = frozenset({"prep", "on", "over", "area", "each", "target", "until", "toward"})
_LONGEST_PHRASE = 6
_LONGEST_OPENING = 12


def is_list(gap: list[Token]) -> bool:
    """Return whether nothing stands between two numbers but what joins those of one list."""
    return all(token.kind in LINKS for token in gap)


def past_weapon(sentence: list[Token], at: int) -> int:
    """Return the index after "of the drones" if that follows, else the index itself."""
    step = at
    while step < len(sentence) and sentence[step].kind in ("of", "outof", "area", "skip", "side"):
        step += 1
    return step + 1 if at < step < len(sentence) and sentence[step].kind == "weapon" else at


def leads_to_number(sentence: list[Token], at: int) -> bool:
    """Return whether a number stands here or just behind."""
    return any(token.kind == "number" for token in sentence[at : at + 3])


def counts_people(sentence: list[Token], at: int) -> bool:
    """Return whether the number is one of people hurt: ранены пятеро, поранених у місті вже 33."""
    for token in reversed(sentence[max(at - 5, 0) : at]):
        if token.value == "casualty":
            return True
        if token.kind not in ("prep", "on", "place", "area", "head", "skip", "side", "word", "figure", "number", "and"):
            return False
    return False


def is_age(sentence: list[Token], at: int) -> bool:
    """Return whether the number stands between commas behind a person: the driver, 49, lost a leg."""
    near = sentence[max(at - 2, 0) : at + 2]
    if [token.kind for token in near[1:]] != ["comma", "number", "comma"]:
        return False
    told = any(token.kind == "outcome" for token in sentence[max(at - 5, 0) : at])  # "downed, as they say, 66,"
    return near[0].kind in ("word", "unit", "operator") and near[0].value != "share" and not told


def is_ratio(sentence: list[Token], at: int) -> bool:
    """Return whether the number is one of two that tell a share: four in five (of the drones) were stopped."""
    then = [token.kind for token in sentence[at + 1 : at + 3]] == ["prep", "number"]
    before = [token.kind for token in sentence[max(at - 2, 0) : at]] == ["number", "prep"]
    behind = at + 3 if then else at + 1
    following = sentence[behind].kind if behind < len(sentence) else ""
    ends = following in ("", "outcome", "skip") or (following == "of" and leads_to_weapon(sentence, behind + 2))
    return (then or before) and ends


def counts_attacks(sentence: list[Token], at: int) -> bool:
    """Return whether a clause opens with the attacks that its number counts: обстрілів з артилерії нарахували 62."""
    step = at
    while step > max(at - _LONGEST_OPENING, 0) and sentence[step - 1].kind not in (*CUTS, "weapon"):
        step -= 1
    opening = next((token for token in sentence[step:at] if token.kind != "word"), None)
    return opening is not None and is_attack(opening) and sentence[at - 1].kind == "outcome"


def is_measured(sentence: list[Token], at: int) -> bool:
    """Return whether the number shares the measure of the next: at 500 to 700 metres, aged 43 and 57 years."""
    kinds = [token.kind for token in sentence[at + 1 : at + 4]]
    return kinds in (["until", "number", "unit"], ["and", "number", "unit"])


def names_kind(sentence: list[Token], at: int, aside: bool = False) -> bool:
    """Return whether a weapon and no number of its own stands here, quoted or not; `aside`: between two dashes."""
    while at < len(sentence) and sentence[at].kind == "skip":
        at += 1
    following = sentence[at + 1].kind if at + 1 < len(sentence) else ""
    named = at < len(sentence) and sentence[at].kind == "weapon"
    return named and (following == "dash" if aside else following not in ("dash", "number", "colon"))


def owns_unit(sentence: list[Token], at: int) -> bool:
    """Return whether a place and then a noun that is no weapon stands here: the capital's (four main) airports."""
    kinds = [token.kind for token in sentence[at : at + 5]]
    return kinds[:1] == ["place"] and "unit" in kinds


def falls_on(sentence: list[Token], at: int) -> bool:
    """Return whether an unknown verb leads from "of which N" to a place: из них 14 пришлись на Брянскую область."""
    after = next((token.kind for token in sentence[at + 2 : at + 4] if token.kind != "more"), "")
    leads = at > 0 and sentence[at - 1].kind in ("subset", "each", "rest", "colon")
    return leads and after in ("prep", "on", "over", "each")


def share_of(sentence: list[Token], at: int) -> bool:
    """Return whether "half of the", "most of", "almost all" or an opening "of the" stands before a number."""
    step = at - 1
    while step >= 0 and sentence[step].kind in ("area", "skip", "of", "outof", "side"):
        step -= 1
    opens = step < 0 or sentence[step].kind in ("most", "comma", "semi", "colon", "dash", "share", "none")
    opens = opens or sentence[step].value == "share"
    # "all but three of the 40 drones": 40 is the whole
    opens = opens or (step > 0 and sentence[step].kind == "number" and sentence[step - 1].kind == "none")
    # "almost all 20 drones were shot down": 20 came
    nearly = step > 0 and sentence[step].kind == "all" and sentence[step - 1].kind == "qualifier"
    return nearly or (opens and any(own.kind in ("of", "outof") for own in sentence[step + 1 : at]))


def leads_to_weapon(sentence: list[Token], at: int) -> bool:
    """Return whether only adjectives stand between here and a weapon (54 уничтоженных украинских БПЛА)."""
    for token in sentence[at : at + _LONGEST_PHRASE]:
        if token.kind == "weapon":
            return True
        if token.kind == "unit" and token.value == "unit":
            continue  # перехоплених за пів доби дронів
        if (
            token.kind not in PASSED
            and token.kind not in ("word", "prep", "over", "toward", "coast", *BESIDE)
            and not is_attack(token)
        ):
            return False
    return False


def is_attack(token: Token) -> bool:
    """Return whether a token is a noun of attack (raid, wave, за ніч)."""
    return token.kind == "outcome" and token.value[1] == "attack"


def is_located(sentence: list[Token], at: int) -> bool:
    """Return whether a side is named as a place: on the territory of Russia, по Україні."""
    before = at - 1
    while before >= 0 and sentence[before].value == "the":
        before -= 1  # "the Russians used 38 missiles"
    ruled = before >= 0 and sentence[before].kind in _TO
    return ruled or sentence[at].form == "object"
