"""Tagging: the words of a text -> tokens, by the longest phrase of its language that stands there.

Printed names count only in capitals, and what no table has is tried by its first part.
"""

from __future__ import annotations

import re

from dronestats.extraction.lexicon import Lexicon, Token, languages, lexicon
from dronestats.extraction.text import plain, tokens

# Names count only where they start with a capital: Тула, but not тула; Hammer, but not hammer.
_NAMES = frozenset({"regions.csv", "towns", "weapons.csv"})
_SIGNS = {
    ",": "comma",
    ";": "semi",
    ":": "colon",
    "(": "open",
    ")": "close",
    "–": "dash",
    "-": "dash",
    '"': "skip",
    "/": "slash",
}
_SAMPLE = 2000
_SHORTEST_SHOUT = 3
_MODEL = re.compile(r"([^\W\d]+-\d+)(?:[^\W\d]{1,2}\d?)?")


def language_of(text: str) -> str:
    """Return the code of the language that knows most of a text's first words; own letters decide between neighbours.

    Examples
    --------
    >>> language_of("Збито 17 БпЛА, є влучання"), language_of("66 drones"), language_of("Сбиты 17 дронов")
    ('uk', 'en', 'ru')
    """
    return closest([word for kind, word, _, _ in tokens(plain(text[:_SAMPLE]).text) if kind == "word"])


def closest(words: list[str]) -> str:
    """Return the code of the language that the first words of a text belong to (see `language_of`)."""
    first = words[: _SAMPLE // 10]
    together = "".join(first)

    def votes(code: str) -> int:
        known = lexicon(code)
        return sum(map(known.phrases.__contains__, first)) + sum(map(together.count, known.letters))

    return max(languages(), key=votes)


def tag(text: str, raw: list[tuple[str, str, int, int]], words: Lexicon, span) -> list[Token]:
    """Return the tagged tokens of a text.

    Parameters
    ----------
    text : str
        The original, asked for capitals only.
    raw : list
        Its tokens in plain spelling (`dronestats.extraction.text.tokens`).
    words : Lexicon
    span : callable
        Plain span -> original span.
    """
    spelled = [word for _, word, _, _ in raw]
    possessive = words.compounds and any(word.endswith("'s") for word in spelled)
    out, at, count, phrases, seconds = [], 0, len(raw), words.phrases, words.seconds
    spelled.append("")  # what follows the last word
    while at < count:
        kind, word, start, end = raw[at]
        if kind != "word":
            out.append(Token(_SIGNS.get(word, kind), word, "", start, end, ""))
            at += 1
            continue
        choices = phrases.get(word, ())
        if word in seconds and spelled[at + 1] not in seconds[word]:
            choices = choices[-1:]  # the shortest stands last
        for phrase, (name, value, form, rule) in choices:
            size = len(phrase)
            if size > 1 and spelled[at : at + size] != phrase and not (possessive and _owns(spelled, at, phrase)):
                continue
            if name == "numeral" and size == 1 and _is_short_for(text, raw, at, span):
                continue
            if rule in _NAMES and text[span(start, end)[0]].islower():
                following = phrases.get(spelled[at + size])
                if following is None or following[-1][1].kind != "governor":
                    continue  # but псковский губернатор
            at += size
            out.append(Token(name, value, form, start, raw[at - 1][3], rule))
            break
        else:
            parted = "-" in word or "'" in word
            out.append(_unknown(word, start, end, words) if parted else Token("word", word, "", start, end, ""))
            at += 1
    return out


def _is_short_for(text: str, raw: list, at: int, span) -> bool:
    """Return whether a number word stands in capitals behind a word that does not: школа і СТО (a garage)."""
    before, own = raw[at - 1] if at else ("", "", 0, 0), raw[at]
    if before[0] != "word" or len(own[1]) < _SHORTEST_SHOUT:
        return False
    return text[slice(*span(*own[2:]))].isupper() and not text[slice(*span(*before[2:]))].isupper()


def _owns(spelled: list[str], at: int, phrase: list[str]) -> bool:
    """Return whether a phrase stands here in the possessive: the defence ministry's."""
    return spelled[at : at + len(phrase)] == [*phrase[:-1], f"{phrase[-1]}'s"]


def _unknown(word: str, start: int, end: int, words: Lexicon) -> Token:
    """Return the tag of a word that no table has: by its first part (дронів-імітаторів) or model (х-31п), else none."""
    model = _MODEL.fullmatch(word.split("/")[0])
    if model and model[1] in words.phrases:
        phrase, found = words.phrases[model[1]][-1]
        if len(phrase) == 1 and found.kind == "weapon":
            return Token(*found[:3], start, end, found.rule)
    head, _, rest = word.partition("-")
    if not rest:
        head = word.removesuffix("'s")
    if head != word:
        for phrase, found in words.phrases.get(head, ()):
            numeral = found.kind == "numeral" and rest
            if len(phrase) == 1 and (found.kind in ("weapon", "side") or (not rest and found.kind != "numeral")):
                return Token(*found[:3], start, end, found.rule)
            if len(phrase) == 1 and numeral:
                other = next((tag for phrase, tag in words.phrases.get(rest, ()) if len(phrase) == 1), None)
                if other and other.kind == "numeral" and other.value < found.value:
                    return Token("numeral", found.value + other.value, found.form, start, end, found.rule)
    return Token("word", word, "", start, end, "")
