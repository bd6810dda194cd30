"""One restrained look for report, slide and phone; colours of outcomes and sides; the figure that a chart makes."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache

import matplotlib as mpl
import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from dronestats.errors import must_be_one_of
from dronestats.vocabulary import LANGUAGES, table

INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#dedede"
FONT = "DejaVu Sans"  # comes with matplotlib and covers Latin and Cyrillic: no chart depends on installed fonts
# Width and height in inches, size of the running text in points.
CONTEXTS = {"report": (8.0, 5.2, 9.5), "slide": (13.333, 7.5, 16.0), "phone": (4.6, 5.8, 9.0)}
_SEABORN = {"report": "paper", "slide": "talk", "phone": "paper"}


@dataclass(frozen=True)
class Look:
    """What the charts inside a `briefing_style` share. Lengths in inches, sizes in points."""

    language: str = "en"
    context: str = "report"
    on_screen: bool = True
    paper: tuple[float, float] | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a figure."""
        return self.paper or CONTEXTS[self.context][:2]

    @property
    def text(self) -> float:
        """Size of running text."""
        return CONTEXTS[self.context][2]

    @property
    def title(self) -> float:
        """Size of a title."""
        return round(self.text * 1.42, 1)

    @property
    def note(self) -> float:
        """Size of the notes at the foot."""
        return round(self.text * (0.72 if self.context == "slide" else 0.82), 1)


_LOOK: ContextVar[Look] = ContextVar("dronestats_look", default=Look())  # noqa: B039 - frozen


def look(language: str | None = None) -> Look:
    """Return the look in force, in another language where one is asked for."""
    if language is None:
        return _LOOK.get()
    must_be_one_of("language", language, LANGUAGES)
    return replace(_LOOK.get(), language=language)


@contextmanager
def briefing_style(language: str = "en", context: str = "report"):
    """Draw in the style of a briefing: sizes, fonts and colours; matplotlib's settings come back afterwards.

    Parameters
    ----------
    language : {"en", "uk", "ru"}
        Language of outcomes, regions and months in charts that are not given their own.
    context : {"report", "slide", "phone"}
        8 x 5.2 inches with 9.5 point text, 13.33 x 7.5 inches with 16 point, 4.6 x 5.8 inches with 9 point. A chart
        grows in height where its words need it.

    Raises
    ------
    DronestatsError
        For a language or context that is not in the list.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    >>> with ds.briefing_style(context="slide"):
    ...     ax = ds.plot_outcomes(night)
    >>> ax.figure.get_size_inches().round(1).tolist()
    [13.3, 7.5]
    """
    must_be_one_of("language", language, LANGUAGES)
    must_be_one_of("context", context, CONTEXTS)
    own = replace(_LOOK.get(), language=language, context=context)
    _wake(own)
    token = _LOOK.set(own)
    try:
        with mpl.rc_context(settings(own)):
            yield
    finally:
        _LOOK.reset(token)


@contextmanager
def off_screen():
    """Keep charts made inside off the screen, in a notebook too: for code that only writes files."""
    token = _LOOK.set(replace(_LOOK.get(), on_screen=False))
    try:
        yield
    finally:
        _LOOK.reset(token)


@contextmanager
def on_paper(width: float, height: float):
    """Give the charts made inside another size, in inches: for a page or a slide that has room of its own."""
    token = _LOOK.set(replace(_LOOK.get(), paper=(width, height)))
    try:
        yield
    finally:
        _LOOK.reset(token)


def settings(own: Look) -> dict:
    """Return the matplotlib settings of a look, on the ground of seaborn's white style."""
    line = own.text / 9.5
    return {
        **sns.axes_style("white"),
        **sns.plotting_context(_SEABORN[own.context]),
        "font.family": FONT,
        "font.size": own.text,
        "axes.titlesize": own.title,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlecolor": INK,
        "axes.labelsize": own.text,
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": 0.8 * line,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.prop_cycle": mpl.cycler(color=[side_style(name)["colour"] for name in _marks("side")]),
        "grid.color": GRID,
        "grid.linewidth": 0.8 * line,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": own.text,
        "ytick.labelsize": own.text,
        "text.color": INK,
        "hatch.linewidth": 0.7 * line,
        "legend.frameon": False,
        "legend.fontsize": own.text,
        "lines.linewidth": 1.6 * line,
        "figure.facecolor": "white",
        "figure.figsize": own.size,
        "savefig.facecolor": "white",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }


@contextmanager
def drawing(own: Look):
    """Set the look while one chart is drawn, whether or not the caller stands in a `briefing_style`."""
    _wake(own)
    with mpl.rc_context(settings(own)):
        yield


def new_figure(own: Look, size: tuple[float, float] | None = None) -> Figure:
    """Return an empty figure for a chart that was given no Axes.

    Notes
    -----
    In a notebook it is a figure of pyplot: the cell shows it whatever its last line is, and the inline backend closes
    it, as people know it from seaborn. Anywhere else it is a figure of its own, so that a script that makes a
    thousand charts leaves none open, warns of none and needs no screen; for a window give ``ax=plt.gca()``.
    """
    size = size or own.size
    if own.on_screen and _in_notebook():
        import matplotlib.pyplot as plt

        return plt.figure(figsize=size)
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)  # a canvas that can measure text
    return figure


def _wake(own: Look) -> None:
    """Load the notebook's backend before settings are changed for a while.

    Its first use turns on the showing of figures, a setting too: it would be taken back with the others.
    """
    if own.on_screen and _in_notebook():
        import matplotlib.pyplot as plt

        plt.draw_if_interactive()


def _in_notebook() -> bool:
    """Return whether an IPython session shows figures: a kernel with any backend but the ones that only write files."""
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        return False
    return mpl.get_backend().lower() not in ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")


# --- colours ----------------------------------------------------------------------------------------------------------


@cache
def _marks(kind: str) -> dict[str, dict[str, str]]:
    rows = table("colours")
    rows = rows[rows["kind"] == kind].fillna("")
    return rows.set_index("mark").to_dict("index")


def outcome_styles() -> dict[str, dict[str, str]]:
    """Return outcome -> colour and hatch, in the order in which they are stacked.

    Examples
    --------
    >>> list(outcome_styles())[:3]
    ['destroyed', 'intercepted', 'lost']
    """
    return _marks("outcome")


def side_style(side: str) -> dict[str, str]:
    """Return colour, marker and line of a side.

    Examples
    --------
    >>> side_style("Ukraine")["colour"], side_style("Narnia")["marker"]
    ('#0173b2', 'D')
    """
    sides = _marks("side")
    return sides.get(side, sides["other"])


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2).

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(colour: str) -> float:
    """Return the lightness L* of a colour, 0 to 100: what is left of it in greyscale."""
    level = _luminance(colour)
    return 116 * level ** (1 / 3) - 16 if level > 0.008856 else 903.3 * level


def ink_on(colour: str) -> str:
    """Return white or the dark ink, whichever reads better on a colour."""
    return max(("#ffffff", INK), key=lambda ink: contrast(ink, colour))
