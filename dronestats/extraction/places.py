"""Places: neighbouring place names -> one token, with what the words around say of it (over, from, towards)."""

from __future__ import annotations

from dataclasses import replace

from dronestats.extraction.around import is_attack
from dronestats.extraction.lexicon import Lexicon, Token

# Words that may stand between two names of one list: над территориями Белгородской, Курской областей и над Крымом.
_BETWEEN = frozenset({"comma", "and", "also", "prep", "on", "over", "area", "head", "coast", "qualifier"})
_PREPOSITIONS = frozenset({"prep", "on", "over", "coast", "toward", "qualifier", "each", "each_of", "target", "until"})
_AROUND = frozenset({"area", "head", "skip", "article", "of"})
_LONGEST_GAP = 6
_LONGEST_ASIDE = 8
# What follows the places of an item that names its number last.
_ITEMS = (["dash", "number"], ["colon", "number"])
_NAMED = frozenset({"place", "agent"})
_LEFT = ("left_airspace", "verb")


def read_places(tokens: list[Token], words: Lexicon) -> list[Token]:
    """Return the tokens with every list of places joined into one token.

    Kind ``place``: value is the tuple of region ids, empty for a country or a compass point; form ``toward`` if it is a
    destination. Kind ``origin``: a launch area or a place named with "mainly". Kind ``scope``: the place that an
    official speaks for. Kind ``side``: a capital that stands for its government.
    """
    if not any([token.kind in _NAMED for token in tokens]):  # a list, as most sentences end here
        return tokens
    tokens = [_agent(tokens, at) if token.kind == "agent" else token for at, token in enumerate(tokens)]
    out: list[Token] = []
    at, origin, counted, told = 0, False, False, ""
    while at < len(tokens):
        token = tokens[at]
        told = token.value[0] if token.kind == "outcome" else told
        # What was counted in an item before this one owns no place of this one: six over A, over B and C two.
        if token.kind == "number":
            counted = True
        elif counted and token.kind in ("comma", "semi", "unit"):
            counted = [own.kind for own in tokens[at + 1 : at + 2]] == ["dash"]  # half, 19, – over A
        if token.kind == "outcome" or (token.kind == "number" and not _counts_carriers(tokens, at)):
            origin = False
        elif token.kind == "semi":
            # "from Kursk; Shatalovo, Smolensk Oblast; and Cape Chauda"
            then = next((own.kind for own in tokens[at + 1 : at + 6] if own.kind in ("place", "number", "outcome")), "")
            origin = origin and then == "place"
        elif token.kind in ("from", "outof", "mainly"):
            origin = True
        elif (
            token.kind in _PREPOSITIONS
            and token.kind != "until"
            and origin
            and tokens[at - 1].kind not in ("from", "outof", "mainly", "area")
            and not (token.kind == "over" and told == "launched")  # fired from bombers over the sea
            # from Cape Chauda in (occupied) Crimea
            and next((own.value for own in tokens[at + 1 : at + 4] if own.kind == "place"), "") != tokens[at - 1].value
        ):
            origin = False
        if token.kind != "place":
            out.append(token)
            at += 1
            continue
        ids, end = _group(tokens, at, words, counted)
        before = _word_before(out)
        after = tokens[end].kind if end < len(tokens) else ""
        if before == "governor" or after == "governor":
            kind, value = "scope", ids
        elif (
            token.form in words.sides
            and end == at + 1
            and (before not in _PREPOSITIONS | {"outcome"} or _acts(tokens, end, out))
            and not (at and tokens[at - 1].kind == "head")  # Шевченківському районі Києва
            and not (after in ("dash", "colon", "open") or origin)
            # "Kyiv was attacked by", Киев атаковали
            and not (after == "outcome" and tokens[end].form in ("any", "many"))
        ):
            kind, value = ("side", token.form)
        else:
            listed = after == "open" and [own.kind for own in tokens[end + 1 : end + 3]] == ["number", "close"]
            kind, value = "origin" if origin and not listed else "place", ids  # mainly over A (3) and B (2)
        told_there = [own.kind for own in tokens[max(at - 2, 0) : at]] == ["speech", "prep"]  # "they say in Kyiv:"
        speaks = _speaks(tokens, end, bool(told)) or (told_there and after in ("colon", "comma", ""))
        if token.form in words.sides and speaks:
            kind, value = "side", token.form  # "officials in Kyiv said", "in Moscow, the defence ministry"
        if kind == "place" and value and out and out[-1].value == _LEFT and out[-1].form != "any":
            # drones that fly on, or back, leave for another country; "flying toward Moscow" tells where they were going
            out[-1] = replace(out[-1], kind="toward", value="toward")
            before = "toward"
        spoken = token.form in words.sides and len(out) > 1 and out[-2].kind == "body"
        if kind == "place" and before in _PREPOSITIONS and spoken:
            # "the defence ministry in Moscow said" is no place of a drone
            kind, value = "skip", token.value
        if kind == "place" and (after == "axis" or (not ids and _is_name(tokens, at, end, out))):
            kind, value = "skip", token.value  # a stretch of the front is no region
        elif kind == "place" and not ids and tokens[end - 1].kind == "head":
            kind, value = "head", token.value
        elif kind == "place" and not ids and _opens_region(tokens, end):
            kind, value = "area", token.value  # in the south of the region
        form = {"toward": "toward", "each_of": "each"}.get(before) or ("prep" if before in _PREPOSITIONS else "")
        if form == "prep" and tokens[end - 1].value == "district":
            form = "district"
        out.append(Token(kind, value, form, token.start, tokens[end - 1].end, token.rule))
        at = end
    return out


def _agent(tokens: list[Token], at: int) -> Token:
    """Return a capital in the instrumental as the side that did it, right behind a verb, or as the place it is."""
    before = tokens[at - 1] if at else None
    if before is not None and before.kind == "outcome" and before.form != "noun":
        return replace(tokens[at], kind="side", value=tokens[at].form, form="")  # запущенных Москвой
    return replace(tokens[at], kind="place")  # над Москвой


def _is_name(tokens: list[Token], at: int, end: int, out: list[Token]) -> bool:
    """Return whether a part of a country belongs to a name or a description: the East air command, further west."""
    before = tokens[at - 1] if at else None
    # "a recreation centre", "the regional centre"; командування «Схід»
    owned = before is not None and (before.kind in ("word", "head", "unit") or before.value in ('"', "defence"))
    further = bool(out) and out[-1].kind == "more"
    return owned or further or [own.kind for own in tokens[end : end + 2]] == ["skip", "word"]


def _opens_region(tokens: list[Token], at: int) -> bool:
    """Return whether "(of the) region" follows."""
    kinds = [own.kind for own in tokens[at : at + 3] if own.kind not in ("of", "area")]
    return kinds[:1] == ["head"]


def _acts(tokens: list[Token], at: int, out: list[Token]) -> bool:
    """Return whether a capital right behind a noun of attack sends something itself: the raid in which Moscow used."""
    verb = next((own for own in tokens[at : at + 2] if own.value != "auxiliary"), None)
    sends = verb is not None and verb.kind == "outcome" and verb.value == ("launched", "verb") and verb.form != "any"
    return sends and bool(out) and is_attack(out[-1])


def _counts_carriers(tokens: list[Token], at: int) -> bool:
    """Return whether a number behind "from" counts what launched: from six bombers (Caspian Sea)."""
    noun = next((own.kind for own in tokens[at + 1 : at + 4] if own.kind != "word"), "")
    return at > 0 and tokens[at - 1].kind in ("from", "outof") and noun != "weapon"


def _speaks(tokens: list[Token], at: int, told: bool) -> bool:
    """Return whether a verb of speech or an office follows, the latter over a comma only if nothing was told so far."""
    kinds = [own.kind for own in tokens[at : at + _LONGEST_ASIDE] if own.kind not in ("area", "article", "skip")]
    if kinds[:1] == ["comma"] and "comma" in kinds[1:]:
        aside = kinds[1:].index("comma") + 1
        if kinds[aside + 1 : aside + 2] == ["speech"] and set(kinds[1:aside]) <= {"word", "prep", "from", "outof"}:
            return True  # "in Kyiv, for their part, they said"
    # "in Moscow, the ministry said"; not "shot down on the approach to Kyiv, the air force said"
    return kinds[:1] in (["speech"], ["body"]) or (kinds[:2] == ["comma", "body"] and not told)


def _word_before(out: list[Token]) -> str:
    """Return the kind of the word that governs a name: the first to the left that is no part of its own phrase."""
    for token in out[:-_LONGEST_GAP:-1]:
        if token.kind not in _AROUND:
            return token.kind
    return ""


def _group(tokens: list[Token], at: int, words: Lexicon, counted: bool) -> tuple[tuple[str, ...], int]:
    """Return the region ids of the list that starts at a name, and the index after it."""
    ids, end, has_head = [tokens[at].value], at + 1, False
    while True:
        step, coast, crossed, led = end, False, False, False
        while step < len(tokens) and step - end < _LONGEST_GAP and _joins(tokens, step):
            coast = coast or tokens[step].kind == "coast"
            crossed = crossed or tokens[step].kind in ("comma", "and", "also")
            led = led or tokens[step].kind in ("prep", "on", "over")
            if tokens[step].kind == "head" and not crossed:
                has_head, end = True, step + 1
            elif tokens[step].kind == "head" and tokens[end].kind == "and" and tokens[end - 1].value in words.with_head:
                # "the capital and the region": both.
                ids.append(words.with_head[tokens[end - 1].value])
                end = step + 1
            step += 1
        if (
            step >= len(tokens)
            or tokens[step].kind != "place"
            or (step == end and tokens[step].form in words.sides)  # "across the country Moscow sent"
            or (counted and crossed and _owns_what_follows(tokens, step))
            or (led and not crossed and not coast)  # "from the Belgorod region at the Kharkiv region"
            or any(own.value == "while" for own in tokens[end:step])  # "to Moscow, while in Smolensk"
        ):
            break
        government = (
            tokens[step].form in words.sides
            and tokens[step - 1].kind == "comma"
            and (step + 1 < len(tokens) and tokens[step + 1].kind in ("word", "speech"))
        )
        if government:
            break  # "In Makiivka, Moscow said"
        if not coast:
            ids.append(tokens[step].value)
        end = step + 1
    if _and_others(tokens, end):
        return (), end  # "over Kyiv and other regions": where else is not said
    known = [words.with_head.get(own, own) if has_head else own for own in ids]
    return tuple(dict.fromkeys(own for own in known if own)), end


def _joins(tokens: list[Token], at: int) -> bool:
    """Return whether a word may stand between two names of one list: and (over) the water area of the Black Sea."""
    return tokens[at].kind in _BETWEEN or (tokens[at].kind == "of" and tokens[at - 1].kind == "area")


def _and_others(tokens: list[Token], at: int) -> bool:
    """Return whether "and other regions", "and central regions" follows."""
    kinds = [token.kind for token in tokens[at : at + 4] if token.kind not in ("prep", "over")]
    between = kinds[1 : kinds.index("head")] if "head" in kinds else []
    return kinds[:1] == ["and"] and bool(between) and {*between} <= {"more", "rest", "area", "word"}


def _owns_what_follows(tokens: list[Token], at: int) -> bool:
    """Return whether the name opens an item of its own: над Курской (и Тульской) — три, over Kursk were downed 3."""
    step = _past(tokens, at + 1)
    if [token.kind for token in tokens[step : step + 2]] == ["and", "place"]:
        after = _past(tokens, step + 2)
        return [token.kind for token in tokens[after : after + 2]] in (*_ITEMS, ["dash", "each"])
    kinds = [token.kind for token in tokens[step : step + 2]]
    return kinds[:1] == ["number"] or kinds in (*_ITEMS, ["outcome", "number"])


def _past(tokens: list[Token], at: int) -> int:
    """Return the index after the words of a name's own phrase and of the night."""
    while at < len(tokens) and (tokens[at].kind in ("head", "area", "skip", "night") or is_attack(tokens[at])):
        at += 1
    return at
