"""A PDF of A4 pages: text that flows on, and a chart a page, each with its description as a note."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.transforms import Bbox

from dronestats.charts.layout import SPACING, height_of, margin, wrap
from dronestats.charts.style import FONT, INK, look, new_figure, on_paper
from dronestats.export.figure import RENDERING, depth_below, signed

A4 = (8.27, 11.69)  # inches
_GAP = 0.6  # between two texts, in lines
_SLACK = 0.02  # inches: heights are reckoned in points


@dataclass(frozen=True)
class Text:
    """Pages of plain sentences under a heading."""

    heading: str
    lines: tuple[str, ...]
    size: float = 1.0  # in sizes of running text


@dataclass(frozen=True)
class Chart:
    """A page with a chart."""

    plot: Callable[[], Axes]
    credit: str
    alt_text: str


def document(title: str, parts: list[Text | Chart], *, logo: str | Path | None = None) -> bytes:
    """Return a PDF of A4 pages.

    Parameters
    ----------
    title : str
    parts : list of Text or Chart
        A chart lies across; one that is too high for that stands upright.
    logo : str or Path, optional
        Picture (PNG, JPEG) for the upper right corner of the first page, if that is a text.

    Notes
    -----
    The same parts give the same bytes. The description of a chart is a note on its page, and all of them are the
    subject of the file.
    """
    buffer = io.BytesIO()
    told = " ".join(part.alt_text for part in parts if isinstance(part, Chart))
    about = {"Title": title, "Subject": told, "Creator": "dronestats", "CreationDate": None}
    with mpl.rc_context(RENDERING), PdfPages(buffer, metadata=about) as pages:
        for number, part in enumerate(parts):
            if isinstance(part, Chart):
                _chart_page(pages, part)
            else:
                for page in _text_pages(part, logo if number == 0 else None):
                    pages.savefig(page)
    return buffer.getvalue()


def _chart_page(pages: PdfPages, part: Chart) -> None:
    for width, height in (A4[::-1], A4):
        with on_paper(width, height - depth_below(part.credit, width)):
            figure = part.plot().figure
        with signed(figure, credit=part.credit, alt_text=part.alt_text) as box:
            # The last try stands, whatever its height: the page grows before a word is cut.
            if box.height <= height + _SLACK or width == A4[0]:
                lift = max(height - box.height, 0)
                pages.attach_note(part.alt_text)
                pages.savefig(figure, bbox_inches=Bbox([[box.x0, box.y0 - lift], [box.x1, box.y1]]))
                return


def _text_pages(part: Text, logo) -> list[Figure]:
    """Return figures with a heading and lines, as many as are needed."""
    own = look()
    width, height = (inches * 72 for inches in A4[::-1])
    edge, size = margin(own) * 2.4, own.text * part.size
    reach = width - 2 * edge - (140 if logo else 0)
    heading = wrap(part.heading, reach, own.title * 1.15, "bold")
    found: list[Figure] = []
    top = 0.0
    for line in part.lines or ("",):
        text = wrap(line, width - 2 * edge, size)
        if not found or top - height_of(text, size) < edge:
            page = new_figure(own, (width / 72, height / 72))
            found.append(page)
            _put(page, heading, edge, height - edge, own.title * 1.15, weight="bold")
            top = height - edge - height_of(heading, own.title * 1.15) - own.text * 1.2
            if logo and len(found) == 1:
                _put_logo(page, logo, edge)
                top = min(top, height - edge - 64)
        _put(page, text, edge, top, size)
        top -= height_of(text, size) + size * _GAP
    return found


def _put(page: Figure, text: str, left: float, top: float, size: float, weight: str = "normal") -> None:
    width, height = (inches * 72 for inches in page.get_size_inches())
    page.text(
        left / width, top / height, text, ha="left", va="top", size=size, color=INK, family=FONT, weight=weight,
        linespacing=SPACING * 0.95, parse_math=False,
    )  # fmt: skip


def _put_logo(page: Figure, logo, edge: float) -> None:
    """Put a picture into the upper right corner, 130 by 56 points at most."""
    picture = imread(logo)
    width, height = (inches * 72 for inches in page.get_size_inches())
    scale = min(130 / picture.shape[1], 56 / picture.shape[0])
    wide, high = picture.shape[1] * scale, picture.shape[0] * scale
    ax = page.add_axes(
        ((width - edge - wide) / width, (height - edge * 0.6 - high) / height, wide / width, high / height)
    )
    ax.imshow(picture, aspect="auto")
    ax.set_axis_off()
