"""HTML pages -> text: headings, paragraphs and every item of every list, without menus, scripts and footers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dronestats.extraction.bulletin import extract_claims
from dronestats.extraction.lexicon import languages
from dronestats.sources.markup import Tag, read_markup
from dronestats.sources.unpack import decode

# Boxes that hold no text of the page itself. Lists are kept: the split by region is usually one.
_DROPPED = frozenset(
    "script style noscript template svg nav header footer aside form button select iframe figure".split()
)
_LINES = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr td th blockquote section article main dd dt pre hr table title".split()
)
_DATES = frozenset({"article:published_time", "datepublished", "pubdate", "date", "dc.date", "og:published_time"})
_DEEPEST = 10_000


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
    pieces: list[str] = []
    dropped: list[str] = []
    published = spoken = None
    for own in read_markup(html):
        if isinstance(own, str):
            if not dropped:
                pieces.append(own)
            continue
        if own.name in _LINES:
            pieces.append("\n")
        if own.is_end:
            if dropped and own.name == dropped[-1]:
                dropped.pop()
            continue
        if own.name in _DROPPED and len(dropped) < _DEEPEST:
            dropped.append(own.name)
        if own.name == "html":
            spoken = own.attributes.get("lang", "")[:2].lower()
        published = published or _date_of(own)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return {
        "text": "\n".join(filter(None, lines)),
        "published": published,
        "language": spoken if spoken in languages() else None,
    }


def _date_of(tag: Tag) -> str | None:
    """Return the date of publication that a tag states."""
    found = tag.attributes
    if tag.name == "time":
        return found.get("datetime") or None
    name = found.get("property") or found.get("name") or found.get("itemprop") or ""
    return found.get("content") or None if tag.name == "meta" and name.lower() in _DATES else None


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
