"""HTML -> tags and text in one pass forward: time grows with length alone, whatever a page leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape as _resolve
from typing import NamedTuple

# Python's own parser takes quadratic time on tags and comments that never end (66 s for 80 kB of "<a ").
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]{0,99})((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,99})")
_ATTRIBUTE = re.compile(r"""([^\s/>"'=]++)\s*+(?:=\s*+("[^"]*+"|'[^']*+'|[^\s>"']++))?+""")
# Python refuses to read a number of thousands of digits.
_HUGE = re.compile(r"&#\d{16,}+;?")
# Their content is no markup, and none of it is text.
_RAW = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style")}


class Tag(NamedTuple):
    """A tag that opens or closes: its name in small letters and its attributes."""

    name: str
    is_end: bool
    attributes: dict[str, str]


def read_markup(html: str) -> Iterator[Tag | str]:
    """Yield tags and the text between them, entities resolved.

    What is left open at the end (a tag, a comment, a script) is dropped, as a browser does.

    Examples
    --------
    >>> [own if isinstance(own, str) else own.name for own in read_markup("<p>3 &lt; 5<br>x <b")]
    ['p', '3 < 5', 'br', 'x ']
    """
    place, start = 0, 0
    pairs = True  # whether quotes still come in pairs: looked for in vain once, not again for every tag
    while (start := html.find("<", start)) >= 0:
        found = _TAG.match(html, start) if pairs else None
        named = found or _NAME.match(html, start)
        if named and not found:
            pairs, end = False, html.find(">", named.end()) + 1
        elif found:
            end = found.end()
        elif html.startswith(("<!", "<?", "</"), start):
            mark = "-->" if html.startswith("<!--", start) else ">"
            last = html.find(mark, start + 2)
            end = last + len(mark) if last >= 0 else 0
        else:
            start += 1  # a bare less-than sign is text
            continue
        if start > place:
            yield _unescape(html[place:start])
        if not end:
            return
        place = start = end
        if named:
            name = named[2].lower()
            yield Tag(name, bool(named[1]), {} if named[1] else _attributes(html[named.end(2) : end - 1]))
            if name in _RAW and not named[1]:
                last = _RAW[name].search(html, place)
                if last is None:
                    return
                place = start = last.start()
    if place < len(html):
        yield _unescape(html[place:])


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): _unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(text)}


def _unescape(text: str) -> str:
    return _resolve(_HUGE.sub("\ufffd", text))
