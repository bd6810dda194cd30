"""Where the words of a figure stand: heading above, notes and credit in a band of their own below, nothing cut."""

from __future__ import annotations

from functools import cache, lru_cache

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import ScaledTranslation

from dronestats.charts.style import FONT, INK, MUTED, Look

NOTES = "dronestats-notes"  # gids of the texts of a figure, by which an export finds them
SUBTITLE = "dronestats-subtitle"
CREDIT_LINES = 2  # room that a chart keeps free for the credit of the export
SPACING = 1.3
_DPI = 600


@cache
def _ruler() -> RendererAgg:
    return RendererAgg(1, 1, _DPI)


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text in points."""
    return _width_of_one(text, weight) * size


@lru_cache(maxsize=50_000)  # a briefing lays the same words out for page, slide and paper
def _width_of_one(text: str, weight: str) -> float:
    """Return the width of a line at a size of one point; letters are outlines, so it grows with the size."""
    font = FontProperties(family=FONT, size=10, weight=weight)
    return _ruler().get_text_width_height_descent(text, font, False)[0] * 72 / _DPI / 10


def wrap(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break text into lines no wider than `width` points; a word that is wider by itself is cut up.

    Examples
    --------
    >>> wrap("shot down and lost from radar", 90, 10).split(chr(10))
    ['shot down and', 'lost from radar']
    """
    # On a screen letters are rounded to pixels, and a line is wider by some per cent; save_chart has them unrounded.
    width *= 0.94
    space = width_of("n n", size, weight) - width_of("nn", size, weight)
    lines = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split(" "):
            longer = used + space + width_of(word, size, weight) if line else width_of(word, size, weight)
            if longer <= width:
                line, used = f"{line} {word}" if line else word, longer
                continue
            if line:
                lines.append(line)
            while width_of(word, size, weight) > width and len(word) > 1:
                fits = next(
                    n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, weight) <= width
                )
                lines.append(word[:fits])
                word = word[fits:]
            line, used = word, width_of(word, size, weight)
        lines.append(line)
    return "\n".join(lines)


def height_of(text: str, size: float) -> float:
    """Return the height of a wrapped block of text in points."""
    return (text.count("\n") + 1) * size * SPACING if text else 0.0


def margin(own: Look) -> float:
    """Return the free border of a figure in points."""
    return own.text * 1.5


def head(ax: Axes, own: Look, title: str, subtitle: str, handles=(), *, left: float = 0.0, width: float) -> float:
    """Write title, subtitle and legend above an Axes and return their height in points.

    Parameters
    ----------
    ax : Axes
    own : Look
    title, subtitle : str
    handles : list of artists with labels
    left : float
        Start of the lines, in points from the left edge of the Axes.
    width : float
        Longest line in points.
    """
    figure = ax.figure
    up = own.text * 0.6
    if handles:
        legend = _legend(ax, own, handles, left, up, width)
        up += legend.get_window_extent(_renderer(figure)).height / figure.dpi * 72 + own.text * 0.7
    if subtitle:
        text = wrap(subtitle, width, own.text)
        ax.text(0, 1, text, transform=_shifted(ax, left, up), va="bottom", ha="left", size=own.text, color=MUTED,
                linespacing=SPACING, parse_math=False, clip_on=False, gid=SUBTITLE)  # fmt: skip
        up += height_of(text, own.text) + own.text * 0.45
    if title:
        text = wrap(title, width, own.title, "bold")
        label = ax.set_title(text, loc="left", x=0, y=1, size=own.title, weight="bold", color=INK, parse_math=False)
        label.set(transform=_shifted(ax, left, up), va="bottom", linespacing=SPACING * 0.95)
        up += height_of(text, own.title)
    return up


def _shifted(ax: Axes, right: float, up: float):
    return ax.transAxes + ScaledTranslation(right / 72, up / 72, ax.figure.dpi_scale_trans)


def _legend(ax, own, handles, left, up, width):
    """Return a legend of as many columns as fit the width, to be read line by line."""
    count = len(handles)
    for columns in range(count, 0, -1):
        # matplotlib fills columns; this order makes the lines read on.
        ordered = [handles[place] for first in range(columns) for place in range(first, count, columns)]
        legend = ax.legend(
            handles=ordered, loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=_shifted(ax, left, up),
            ncols=columns, borderaxespad=0, borderpad=0, handlelength=1.3, handleheight=0.9, handletextpad=0.5,
            columnspacing=1.4, labelspacing=0.45, frameon=False, fontsize=own.text, labelcolor=INK,
        )  # fmt: skip
        if legend.get_window_extent(_renderer(ax.figure)).width / ax.figure.dpi * 72 <= width:
            break
    return legend


def _renderer(figure: Figure) -> RendererAgg:
    return RendererAgg(1, 1, figure.dpi)


def arrange(
    axes: list[Axes], own: Look, title: str, subtitle: str, notes: list[str], handles=(), *,
    right: float = 0.0, least: float = 0.0, gap: float = 0.0, panel_heads: list[str] | None = None, shares=None,
) -> None:  # fmt: skip
    """Lay out a figure that a chart made for itself.

    Parameters
    ----------
    axes : list of Axes
        One, or panels from left to right.
    own : Look
    title, subtitle : str
    notes : list of str
        Sentences of the band at the foot.
    handles : list of artists
        Legend.
    right : float
        Room for labels right of each Axes, in points.
    least : float
        Least height of the Axes in points: the figure grows where it has less.
    gap : float
        Room between panels in points.
    panel_heads : list of str, optional
        Heading of each panel; the title then stands above all panels.
    shares : list of float, optional
        Width of each panel.
    """
    figure = axes[0].figure
    edge = margin(own)
    width, height = (value * 72 for value in figure.get_size_inches())
    inner = width - 2 * edge
    foot = edge + CREDIT_LINES * own.note * SPACING + own.note * 0.3
    text = wrap(" ".join(notes), inner, own.note) if notes else ""
    floor = foot + height_of(text, own.note) + own.text * 0.9
    shares = shares or [1 / len(axes)] * len(axes)
    cells, start = [], edge
    for share in shares:
        cell = (inner - gap * (len(axes) - 1)) * share
        cells.append((start, cell))
        start += cell + gap
    top = 0.0
    if panel_heads:
        top = _panel_heads(axes, own, title, subtitle, inner, height)
    # Room for tick labels is known only once they are drawn, and drawing them takes a place: twice settles it.
    boxes = [(first, floor, first + cell - right, height - edge - top) for first, cell in cells]
    for _ in range(2):
        _place(axes, boxes, width, height)
        figure.draw_without_rendering()
        boxes = []
        low = max(_outside(ax)[1] for ax in axes)
        for ax, (first, cell) in zip(axes, cells, strict=True):
            boxes.append((first + _outside(ax)[0], floor + low, first + cell - right, height - edge - top))
    up = []
    for number, (ax, box) in enumerate(zip(axes, boxes, strict=True)):
        first, cell = cells[number]
        if panel_heads:
            up.append(_panel_head(ax, own, panel_heads[number], first - box[0], cell))
        else:
            up.append(head(ax, own, title, subtitle, handles, left=first - box[0], width=inner))
    boxes = [(x0, y0, x1, y1 - max(up)) for x0, y0, x1, y1 in boxes]
    lack = max(0.0, max(least, own.text * 11) - min(y1 - y0 for _, y0, _, y1 in boxes))
    if lack:
        height += lack
        figure.set_size_inches(width / 72, height / 72, forward=False)
        boxes = [(x0, y0, x1, y1 + lack) for x0, y0, x1, y1 in boxes]
        for own_text in figure.texts:
            own_text.set_y((own_text.get_position()[1] * (height - lack) + lack) / height)
    _place(axes, boxes, width, height)
    figure.text(edge / width, foot / height, text, ha="left", va="bottom", size=own.note, color=MUTED,
                linespacing=SPACING * 0.95, gid=NOTES, parse_math=False)  # fmt: skip


def _panel_heads(axes, own, title, subtitle, inner, height) -> float:
    """Write the title above all panels and return its height in points."""
    figure, edge = axes[0].figure, margin(own)
    left = edge / (figure.get_size_inches()[0] * 72)
    text = wrap(title, inner, own.title, "bold")
    figure.suptitle(text, x=left, y=1 - edge / height, ha="left", va="top", size=own.title, weight="bold", color=INK,
                    linespacing=SPACING * 0.95)  # fmt: skip
    top = height_of(text, own.title)
    if subtitle:
        text = wrap(subtitle, inner, own.text)
        figure.text(left, 1 - (edge + top) / height, text, ha="left", va="top", size=own.text, color=MUTED,
                    linespacing=SPACING, parse_math=False, gid=SUBTITLE)  # fmt: skip
        top += height_of(text, own.text)
    return top + own.text


def _panel_head(ax, own, text, left, width) -> float:
    size = own.text * 1.08
    text = wrap(text, width, size, "bold")
    label = ax.set_title(text, loc="left", x=0, y=1, size=size, weight="bold", color=INK, parse_math=False)
    label.set(transform=_shifted(ax, left, own.text * 0.6), va="bottom", linespacing=SPACING)
    return height_of(text, size) + own.text * 0.9


def _place(axes, boxes, width, height):
    for ax, (x0, y0, x1, y1) in zip(axes, boxes, strict=True):
        ax.set_position((x0 / width, y0 / height, max(x1 - x0, 1) / width, max(y1 - y0, 1) / height))


def _outside(ax: Axes) -> tuple[float, float]:
    """Return how far the axis labels reach out of an Axes to the left and below, in points."""
    renderer, box = _renderer(ax.figure), ax.get_window_extent()
    found = [own for own in (ax.xaxis.get_tightbbox(renderer), ax.yaxis.get_tightbbox(renderer)) if own is not None]
    scale = 72 / ax.figure.dpi
    left = max([box.x0 - own.x0 for own in found] + [0]) * scale
    return left, max([box.y0 - own.y0 for own in found] + [0]) * scale


def words_of(figure: Figure) -> dict[str, str]:
    """Return the title, subtitle and notes of a figure, each on one line; empty where it has none.

    Examples
    --------
    >>> words_of(Figure())
    {'title': '', 'subtitle': '', 'notes': ''}
    """
    titles = [figure.get_suptitle(), *(ax.get_title(loc=place) for ax in figure.axes for place in ("left", "center"))]
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    found = {text.get_gid(): text.get_text() for text in texts}
    words = {
        "title": next((text for text in titles if text.strip()), ""),
        "subtitle": found.get(SUBTITLE, ""),
        "notes": found.get(NOTES, ""),
    }
    return {name: " ".join(text.split()) for name, text in words.items()}


def width_in_points(ax: Axes) -> float:
    """Return the width of an Axes in points."""
    return ax.get_window_extent().width / ax.figure.dpi * 72


def height_in_points(ax: Axes) -> float:
    """Return the height of an Axes in points."""
    return ax.get_window_extent().height / ax.figure.dpi * 72


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones (rising), at least `gap` apart and inside the limits where they fit.

    Examples
    --------
    >>> spread([1.0, 1.2, 5.0], 1.0, 0.0, 6.0)
    [1.0, 2.0, 5.0]
    """
    places = list(wanted)
    for number in range(1, len(places)):
        places[number] = max(places[number], places[number - 1] + gap)
    if places and places[-1] > high:
        places[-1] = high
        for number in range(len(places) - 2, -1, -1):
            places[number] = min(places[number], places[number + 1] - gap)
    if places and places[0] < low:
        lift = low - places[0]
        places = [place + lift for place in places]
    return places


class _Recorder(RendererAgg):
    """A renderer that notes the box of every line of text it draws, in pixels from the upper left."""

    def __init__(self, width, height, dpi):
        super().__init__(width, height, dpi)
        self.lines = []

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        self.lines.append((s, x, y - (height - descent), x + width, y + descent))


def text_faults(figure: Figure, slack: float = 1.0) -> list[str]:
    """Return what is wrong with the words of a figure: lines that leave the canvas, lines that overlap.

    Parameters
    ----------
    figure : Figure
    slack : float
        Pixels by which two boxes may touch.

    Returns
    -------
    list of str
        One sentence for each fault; empty where all is well.
    """
    width, height = (figure.get_size_inches() * figure.dpi).round().astype(int).tolist()
    recorder = _Recorder(width, height, figure.dpi)
    figure.draw(recorder)
    lines = [line for line in recorder.lines if line[0].strip()]
    faults = [
        f"{text!r} leaves the canvas" for text, x0, y0, x1, y1 in lines
        if x0 < -slack or y0 < -slack or x1 > width + slack or y1 > height + slack
    ]  # fmt: skip
    for number, (text, x0, y0, x1, y1) in enumerate(lines):
        for other, u0, v0, u1, v1 in lines[number + 1 :]:
            if min(x1, u1) - max(x0, u0) > slack and min(y1, v1) - max(y0, v0) > slack:
                faults.append(f"{text!r} overlaps {other!r}")
    return faults
