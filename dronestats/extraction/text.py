"""Letters: one plain spelling for look-ups, the way back to the original offsets, and the cut into tokens."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import NamedTuple


class Plain(NamedTuple):
    """A text in plain lower-case letters; for each of them, and the end, where it stood (None: letter for letter)."""

    text: str
    origin: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original text of a non-empty span of the plain one."""
        return (start, end) if self.origin is None else (self.origin[start], self.origin[end])


def storable(text: str) -> str:
    r"""Return a text of the same length in which half a surrogate pair, which no file and no frame can hold, is ``?``.

    Examples
    --------
    >>> storable("17 \ud83d")
    '17 ?'
    """
    return text if text.isprintable() else text.encode("utf-8", errors="replace").decode("utf-8")


def _letters() -> dict[int, str]:
    """Return the one-for-one spellings: every dash, quote, apostrophe, space and digit in its plain form."""
    table = {ord(char): "'" for char in "’ʼ‘`´ʹ′"}
    table |= {ord(char): "–" for char in "—−‒―➖"} | {ord("‑"): "-", ord("‐"): "-"}
    table |= {ord(char): '"' for char in "«»“”„‟"}
    table |= {ord(char): " " for char in "\u00a0\u1680\u2007\u2009\u200a\u202f\u205f\u3000\ufe0e\ufe0f\t\v\f*"}
    table |= {code: " " for code in range(0x2000, 0x2007)}
    # The letter ё is written or not at the writer's liking; й and ї are letters of their own and stay.
    table |= {ord("ё"): "е", ord("Ё"): "Е", 0x130: "I", ord("⁄"): "/", ord("\r"): "\n", 0x2028: "\n", 0x2029: "\n"}
    for code in range(0x80, 0x11000):
        char = chr(code)
        if unicodedata.category(char) == "Nd":
            table[code] = str(unicodedata.digit(char))
        elif 0xFF01 <= code <= 0xFF5E:
            table[code] = chr(code - 0xFEE0)
    return table


_PLAIN = {chr(code): char for code, char in _letters().items()}
# Most letters are plain already: a search for the others is six times as fast as str.translate.
_FANCY = re.compile(f"[{re.escape(''.join(_PLAIN))}]")
# Invisible marks that may stand inside a word: soft hyphen, zero-width signs, the stress mark.
_INVISIBLE = "\u00ad\u0301\u200b\u200c\u200d\u2060\ufeff"
_MARKED = re.compile(f"[{_INVISIBLE}\u0300\u0306\u0308]")
_COMBINING = re.compile(f"[{_INVISIBLE}]|.[\u0300\u0306\u0308]", re.DOTALL)


def _plain_letter(found: re.Match) -> str:
    return _PLAIN[found[0]]


def plain(text: str) -> Plain:
    r"""Return a text in plain lower-case letters with the way back to the original.

    Examples
    --------
    >>> plain("Збито П’ЯТЬ — «Shahed»")
    Plain(text='збито п\'ять – "shahed"', origin=None)
    >>> plain("би\u00adто").span(0, 4)
    (0, 5)
    """
    if not _MARKED.search(text):
        return Plain(_FANCY.sub(_plain_letter, text).lower(), None)
    letters, origin, done = [], [], 0
    for found in _COMBINING.finditer(text):
        letters.append(text[done : found.start()])
        origin.extend(range(done, found.start()))
        whole = unicodedata.normalize("NFC", found[0])
        if found[0] not in _INVISIBLE:
            # A letter with its mark written apart becomes one letter; where none exists the bare letter stays.
            letters.append(whole[0])
            origin.append(found.start())
        done = found.end()
    letters.append(text[done:])
    origin.extend(range(done, len(text) + 1))
    return Plain(_FANCY.sub(_plain_letter, "".join(letters)).lower(), origin)


# Each name is the kind of the token; words come first because most tokens are words. Spaces in front are taken along,
# a few at a time, as a search that starts anew at every space would cost more than the words.
TOKEN = re.compile(
    r"""
    \ {0,3}(?:
    (?P<word>(?!https?://|t\.me/)[^\W\d_][^\W_]*(?:['-][^\W_]+)*(?:(?<=\d)/-?\d+s?)*)           # п'ять  х-101/555
  | (?P<sign>[,;:()/–"+-])
  | (?P<day>(?<![\w.,])[0-3]?\d\.[01]?\d\.(?:\d{4}|\d{2})(?!\d))                                # 28.10.2024
  | (?P<hour>(?<![\w.,])[01]?\d(?:[:.][0-5]\d)?\ ?[ap]\.?\ ?m\b\.?)                              # 8 p.m.  10:30am
  | (?P<clock>(?<![\w.,])(?:[01]?\d|2[0-4])[:.][0-5]\d(?=мск\b|(?!\w|[.,:]\d)))                  # 20.00   8:30
  | (?P<share>(?<![\w.,])\d+(?:[.,]\d+)?\ ?%)
  | (?P<digits>(?<![\w.,])\d{1,3}(?:\ \d{3}|[.,]\d{3}|'\d{3})+(?![\d'-]|[.,]\d)                  # 13 217  1,339
      | (?<![\w.,])\d+(?:[.,]\d+)?(?:-?[^\W\d_]+(?:-[^\W\d_]+)*)?)                              # 16  1.2  16-ю  24th
  | (?P<stop>[.!?…]+|\n[\n\ ]*|[▫▪🔹🔸•●◾◽✅💥📌❗]+)
  | (?P<link>\[|\](?:\(https?://[^\s)]*\)?)?)                                                 # [words](https://t.me/x)
  | (?P<address>https?://[^\s)\]]+|t\.me/\S+|[@\#][^\W\d]\w*)
  | (?P<money>[$€£₴₽№])
    )
    """,
    re.VERBOSE,
)


_PASSED_OVER = ("link", "address")


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> list[tuple[str, str, int, int]]:
    """Return (kind, word, start, end) for each token of a plain text, or of a stretch of it.

    Examples
    --------
    >>> [word for _, word, _, _ in tokens("збито/подавлено 13 217 shahed-136/131, о 20.00")]
    ['збито', '/', 'подавлено', '13 217', 'shahed-136/131', ',', 'о', '20.00']
    """
    return [
        (found.lastgroup, found[found.lastindex], found.start(found.lastindex), found.end())
        for found in TOKEN.finditer(text, start, end)
        if found.lastgroup not in _PASSED_OVER
    ]
