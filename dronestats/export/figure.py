"""A chart written as PNG, SVG or PDF that carries its source and its words with it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from contextlib import contextmanager
from html import escape
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from dronestats.charts.layout import CREDIT_LINES, NOTES, SPACING, height_of, margin, words_of, wrap
from dronestats.charts.style import FONT, MUTED, look
from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.export.archive import xml_text
from dronestats.export.files import write_together
from dronestats.export.table import as_csv

FORMATS = ("png", "svg", "pdf")
RENDERING = {
    # The same chart gives the same bytes: no clock, no random ids, no version of the machine's software.
    "svg.hashsalt": "dronestats", "svg.fonttype": "path", "pdf.fonttype": 42,
    # Hinted letters snap to pixels: at 72 to 100 dots per inch lines get up to 10 % wider, and leave the paper.
    "text.hinting": "no_hinting",
}  # fmt: skip


def save_chart(
    figure: Figure | Axes, path: str | Path, *, credit: str, alt_text: str, formats: Iterable[str] = ("png", "svg"),
    data: pd.DataFrame | None = None, dpi: int = 200,
) -> list[Path]:  # fmt: skip
    """Write a chart with its source below it and its description inside it.

    Parameters
    ----------
    figure : Figure or Axes
        Of dronestats or your own.
    path : str or Path
        Where to, without ending or with one of the formats', which is dropped.
    credit : str
        Source and licence, printed in a band at the foot. The band grows with it; nothing is cut.
    alt_text : str
        What the chart says, for those who cannot see it; `dronestats.charts.alt.alt_text` writes it from a frame.
    formats : iterable of {"png", "svg", "pdf"}
    data : DataFrame, optional
        What is drawn; written beside it as CSV.
    dpi : int
        Dots per inch of PNG; 300 for print.

    Returns
    -------
    list of Path
        The files written, CSV last. All of them appear, or none.

    Raises
    ------
    DronestatsError
        Without credit or alt text, for an unknown format, a missing folder or one that cannot be written.

    Examples
    --------
    >>> import dronestats as ds, tempfile
    >>> claims = ds.load_claims()
    >>> night = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    >>> paths = ds.save_chart(
    ...     ds.plot_outcomes(night), Path(tempfile.mkdtemp()) / "night", credit="Source: Ukraine's Air Force",
    ...     alt_text="Of 100 drones launched 66 were reported shot down.",
    ... )
    >>> [path.name for path in paths]
    ['night.png', 'night.svg']
    """
    formats = list(dict.fromkeys(formats))
    for name in formats:
        must_be_one_of("format", name, FORMATS)
    path = Path(path)
    path = path.with_suffix("") if path.suffix.removeprefix(".") in FORMATS else path
    figure = figure.figure if isinstance(figure, Axes) else figure
    with signed(figure, credit=credit, alt_text=alt_text) as box:
        contents = {
            path.with_name(f"{path.name}.{name}"): _rendered(figure, name, box, credit, alt_text, dpi)
            for name in formats
        }
    if data is not None:
        contents[path.with_name(f"{path.name}.csv")] = as_csv(data).encode("utf-8")
    return write_together(contents)


@contextmanager
def signed(figure: Figure, *, credit: str, alt_text: str):
    """Put the credit below a figure for as long as it is written; give the box of chart and credit, in inches.

    Raises
    ------
    DronestatsError
        Without credit or alt text.
    """
    for name, text in (("credit", credit), ("alt_text", alt_text)):
        if not isinstance(text, str) or not text.strip():
            raise DronestatsError(f"{name} is empty: no chart leaves without its source and its words")
    with mpl.rc_context(RENDERING):
        mark, box = _credit(figure, credit)
        try:
            yield box
        finally:
            mark.remove()


def picture(figure: Figure, *, credit: str, alt_text: str, dpi: int = 200) -> bytes:
    """Return a chart as PNG with its source below it and its description inside it (see `save_chart`)."""
    with signed(figure, credit=credit, alt_text=alt_text) as box:
        return _rendered(figure, "png", box, credit, alt_text, dpi)


def depth_below(credit: str, width: float) -> float:
    """Return how far the paper of a chart with a band of its own grows below it for a credit, all in inches."""
    return -_floor(_wrapped(credit, width * 72), _top(True)) / 72


def _wrapped(credit: str, width: float) -> str:
    own = look()
    return wrap(" ".join(credit.split()), width - 2 * margin(own), own.note)


def _top(has_band: bool) -> float:
    """Return where a credit starts, in points above the lower edge of the figure."""
    own = look()
    return margin(own) + CREDIT_LINES * own.note * SPACING if has_band else -margin(own) * 0.3


def _floor(text: str, top: float) -> float:
    """Return where the paper ends below a wrapped credit: there is no end, it grows as far as it needs."""
    own = look()
    return min(0.0, top - height_of(text, own.note) - margin(own) * 0.7)


def _credit(figure: Figure, credit: str):
    """Write the credit below the chart; return it and the box that holds chart and credit, in inches."""
    own = look()
    width, height = (inches * 72 for inches in figure.get_size_inches())
    edge = margin(own)
    text = _wrapped(credit, width)
    top = _top(any(words.get_gid() == NOTES for words in figure.texts))
    floor = _floor(text, top)
    mark = figure.text(
        edge / width, top / height, text, ha="left", va="top", size=own.note, color=MUTED, family=FONT,
        linespacing=SPACING * 0.95, parse_math=False,
    )  # fmt: skip
    return mark, Bbox([[0, floor / 72], [width / 72, height / 72]])


def _rendered(figure: Figure, form: str, box: Bbox, credit: str, alt_text: str, dpi: int) -> bytes:
    title = words_of(figure)["title"] or alt_text.split(". ")[0]
    told = {
        "png": {"Title": title, "Description": alt_text, "Source": credit, "Software": None},
        # No title here: matplotlib would write a second <title> beside the one that screen readers are pointed to.
        "svg": {"Description": alt_text, "Source": credit, "Date": None, "Creator": "dronestats"},
        "pdf": {"Title": title, "Subject": alt_text, "Keywords": credit, "CreationDate": None, "Creator": "dronestats"},
    }[form]
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, dpi=dpi, bbox_inches=box, metadata=told)
    content = buffer.getvalue()
    return _with_words(content, title, alt_text) if form == "svg" else content


def _with_words(svg: bytes, title: str, alt_text: str) -> bytes:
    """Add title and description where screen readers look for them; matplotlib only writes them as metadata."""
    words = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(alt_text)}</desc>'
    head = rb'\1 role="img" aria-labelledby="title desc">' + words.encode("utf-8").replace(b"\\", rb"\\")
    whole = re.sub(rb"(<svg\b[^>]*?)>", head, svg, count=1)
    return xml_text(whole.decode("utf-8")).encode("utf-8")
