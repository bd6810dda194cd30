"""Numbers: digits and number words with their qualifier -> one token with count, low, high and qualifier."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from dronestats.extraction.lexicon import Lexicon, Token

_DIGITS = re.compile(r"\d[\d ,.']*\d|\d")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+")
_YEAR = re.compile(r"20[12]\d")
# More digits are no count; Python refuses thousands of them, and a float of hundreds is infinite.
_DIGITS_READ = 16
_MOST = 10**7
MULTIPLIERS = ("times", "plural")
_LONGEST_WAY = 12
_COUNTING = frozenset({"qualifier", "numeral", "digits"})


class Number(NamedTuple):
    """What a number says: count as printed, the least and the most that the words allow, the qualifier."""

    count: int | None
    low: int | None
    high: int | None
    qualifier: str


def number(count: int, qualifier: str = "exact") -> Number:
    """Return a printed count with the range that its qualifier allows (design, section 3)."""
    low, high = {
        "exact": (count, count),
        "more_than": (count + 1, None),
        "at_least": (count, None),
        "up_to": (0, count),
    }.get(qualifier, (None, None))
    return Number(count, low, high, qualifier)


SEVERAL = Number(None, 2, None, "several")


def read_numbers(tokens: list[Token], words: Lexicon) -> list[Token]:
    """Return the tokens with every number joined into one of kind ``number``, or ``ordinal`` if it counts nothing.

    Number words join while each is smaller than the one before (сто двадцать один) and multiply with the words of
    ``[numbers.times]``; a qualifier directly before belongs to the number.
    """
    out: list[Token] = []
    at, size = 0, len(tokens)
    while at < size:
        token = tokens[at]
        if token.kind not in _COUNTING:
            out.append(token)
            at += 1
            continue
        if token.kind == "qualifier" and token.value == "several":
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following and following.kind == "numeral" and following.form in MULTIPLIERS:
                value, at = Number(None, 2 * following.value, None, "several"), at + 1
            else:
                value = SEVERAL
            out.append(Token("number", value, "", token.start, tokens[at].end, token.rule))
            at += 1
            continue
        if token.kind == "qualifier":
            out.append(token)
            at += 1
            continue
        if _is_year(token, out, tokens[at + 1 : at + 2]):
            out.append(Token("ordinal", None, "", token.start, token.end, "numbers/ordinal"))
            at += 1
            continue
        count, end, form = _compose(tokens, at, words)
        qualifier, start = "exact", token.start
        before = out[-1] if out else None
        if before and before.kind == "article" and len(out) > 1:
            before = out[-2] if out[-2].kind in ("qualifier", "until", "over") else before
        if before and (
            before.kind == "qualifier" or (before.kind in ("until", "over") and before.value != before.kind)
        ):
            qualifier, start = before.value, before.start
            while out[-1] is not before:
                out.pop()
            if before.kind == "qualifier" or count is not None:
                out.pop()
        if form == "vague" and qualifier != "exact":
            value = number(count // 2, qualifier)  # около сотни
        elif form == "vague":
            value = Number(None, count, None, "several")
        elif count is None or count > _MOST:
            out.append(Token("ordinal", count, "", start, tokens[end - 1].end, "numbers/ordinal"))
            at = end
            continue
        else:
            value = number(count, qualifier)
        rule = token.rule or "numbers/digits"
        out.append(Token("number", value, form, start, tokens[end - 1].end, rule))
        at = end
    return _complements(out) if any(token.kind == "complement" for token in out) else out


def _is_year(token: Token, before: list[Token], after: list[Token]) -> bool:
    """Return whether four digits after a preposition, with nothing that they could count, are a year (in 2024)."""
    if token.kind != "digits" or not before or before[-1].kind != "prep" or not _YEAR.fullmatch(token.value):
        return False
    return not after or after[0].kind not in ("weapon", "word", "side", "numeral")


def _complements(tokens: list[Token]) -> list[Token]:
    """Read "all but two of the 17" as 15 of the 17."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        before = out[-1] if out else None
        if token.kind == "number" and before and before.kind == "complement":
            out.pop()
            near = tokens[at + 1 : at + 5]
            whole = next((then for then in near if then.kind in ("number", "comma")), None)
            if whole is None or whole.kind != "number":
                # "50 drones, of which all but four were shot down"
                whole = next((then for then in out[:-_LONGEST_WAY:-1] if then.kind in ("number", "stop")), None)
            if whole is None or whole.kind != "number" or not _exceeds(whole.value, token.value):
                out.append(replace(token, kind="most", value=None))  # of how many is not said
                continue
            value = number(whole.value.count - token.value.count)
            token = Token("number", value, token.form, before.start, token.end, before.rule)
        out.append(token)
    return out


def _exceeds(whole: Number, part: Number) -> bool:
    return whole.qualifier == part.qualifier == "exact" and whole.count > part.count


def _compose(tokens: list[Token], at: int, words: Lexicon) -> tuple[int | None, int, str]:
    """Return (count, index after it, form) of the number that starts at a token; None where it counts nothing."""
    first, form = tokens[at], tokens[at].form
    total, running, room = 0, 0, _MOST
    if first.kind == "digits":
        running, form, room, at = _digits(first.value, words), "digits", 1, at + 1
        if running is None:
            return None, at, ""
    elif form == "plural":
        # "dozens" alone is no number: at least two of them. After a number it multiplies (five dozens).
        return 2 * first.value, at + 1, "vague"
    while at < len(tokens) and tokens[at].kind == "numeral":
        token = tokens[at]
        if token.form in MULTIPLIERS:
            running, room = min((running or 1) * token.value, _MOST * _MOST), token.value
            if token.value >= 1000:
                total, running = total + running, 0
        elif 0 < token.value < room or token is first:
            running, room = running + token.value, _magnitude(token.value)
        else:
            break
        at += 1
        # "one hundred and twenty-one"
        joined = token.form in MULTIPLIERS and token.value == 100 and at + 1 < len(tokens) and tokens[at].kind == "and"
        if joined and tokens[at + 1].kind == "numeral" and tokens[at + 1].value < 100:
            at += 1
    count = total + running
    return (int(count) if count == int(count) else None), at, form


def _magnitude(value: int) -> int:
    """Return the bound below which a following number word is still part of the number."""
    return 1 if value < 20 else 10 if value < 100 else 100


def _digits(text: str, words: Lexicon) -> float | None:
    """Return the value of digits; None with an ending that makes them no count (24th, 47-year-old)."""
    found = _DIGITS.match(text)
    ending = text[found.end() :].lstrip("-")
    if ending and ending not in words.suffixes:
        return None
    plain = found[0]
    if _GROUPED.fullmatch(plain):
        return int(re.sub(r"\D", "", plain)[:_DIGITS_READ])
    plain = plain[:_DIGITS_READ]
    return float(plain.replace(",", ".")) if re.search(r"[.,]", plain) else int(plain)
