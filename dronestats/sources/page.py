"""HTML pages -> text: headings, paragraphs and every item of every list, without menus, scripts and footers."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from dronestats.extraction.bulletin import extract_claims
from dronestats.extraction.lexicon import languages

# Boxes that hold no text of the page itself. Lists are kept: the split by region is usually one.
_DROPPED = frozenset(
    "script style noscript template svg nav header footer aside form button select iframe figure".split()
)
_LINES = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr td th blockquote section article main dd dt pre hr table title".split()
)
_DATES = frozenset({"article:published_time", "datepublished", "pubdate", "date", "dc.date", "og:published_time"})
_DEEPEST = 10_000


class _Reader(HTMLParser):
    """Collects the text of a page, line by line, and the date and language that its head states."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropped: list[str] = []
        self.published: str | None = None
        self.language: str | None = None

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "html" and found.get("lang"):
            self.language = found["lang"][:2].lower()
        if tag == "meta" and not self.published:
            name = found.get("property") or found.get("name") or found.get("itemprop") or ""
            if name.lower() in _DATES:
                self.published = found.get("content") or None
        if tag == "time" and not self.published:
            self.published = found.get("datetime") or None
        if tag in _DROPPED and len(self.dropped) < _DEEPEST:
            self.dropped.append(tag)
        if tag in _LINES:
            self.pieces.append("\n")

    def handle_endtag(self, tag):
        if self.dropped and tag == self.dropped[-1]:
            self.dropped.pop()
        if tag in _LINES:
            self.pieces.append("\n")

    def handle_data(self, data):
        if not self.dropped:
            self.pieces.append(data)


def decode(data: bytes) -> str:
    """Return bytes as text: UTF-8 if they are, else UTF-16 by its mark, else Windows-1251.

    Examples
    --------
    >>> decode("Збито 17".encode("cp1251")), decode("Збито 17".encode("utf-8-sig"))
    ('Збито 17', 'Збито 17')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def page_text(html: str) -> dict:
    r"""Return the text of an HTML page and what its head states.

    Parameters
    ----------
    html : str

    Returns
    -------
    dict
        ``text`` (a line for each paragraph and list item), ``published`` and ``language`` (None where
        not stated; a language that is not read is None, too).

    Examples
    --------
    >>> page_text("<nav>menu</nav><p>Збито 3 БпЛА:<ul><li>2 – Одещина<li>1 – Сумщина</ul>")["text"]
    'Збито 3 БпЛА:\n2 – Одещина\n1 – Сумщина'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    known = reader.language if reader.language in languages() else None
    return {"text": "\n".join(filter(None, lines)), "published": reader.published, "language": known}


def read_page(
    path: str | Path,
    *,
    published=None,
    language: str | None = None,
    claimant_body: str | None = None,
    report_id: str | None = None,
) -> pd.DataFrame:
    """Read the claims of a saved HTML page.

    Parameters
    ----------
    path : str or Path
        HTML file, UTF-8 or Windows-1251.
    published : datetime or str, optional
        Overrules the date in the head of the page.
    language, claimant_body, report_id : str, optional
        As in `extract_claims`; the id is the file name if not given.

    Returns
    -------
    DataFrame
        The claims table. Offsets are those in the text of `page_text`.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> page = pathlib.Path(tempfile.mkdtemp(), "page.html")
    >>> _ = page.write_text("<p>Two drones were shot down over Bryansk.</p>", encoding="utf-8")
    >>> read_page(page, published="2024-10-28")[["count", "region"]].values.tolist()
    [[2, 'RU-BRY']]
    """
    found = page_text(decode(Path(path).read_bytes()))
    return extract_claims(
        found["text"],
        published=published or found["published"],
        language=language or found["language"],
        claimant_body=claimant_body,
        report_id=report_id or Path(path).stem,
    )
