"""Claims explored in JupyterLab: turn a knob, and the chart, its table and what limits it follow.

The knobs and the code that they stand for stand together: what is drawn is what the shown code says.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from dronestats.briefing.charts import credit
from dronestats.briefing.tables import sources_of
from dronestats.briefing.words import regime_sentences
from dronestats.charts.alt import alt_text
from dronestats.charts.bins import count_bins
from dronestats.charts.counts import plot_counts, plot_outcomes
from dronestats.charts.rates import plot_rates
from dronestats.charts.regions import plot_regions
from dronestats.charts.style import off_screen
from dronestats.charts.words import capital, definition_words, span_name
from dronestats.errors import DronestatsError, import_extra
from dronestats.export.figure import save_chart
from dronestats.rates.definitions import interception_rates
from dronestats.rates.pooling import pool_rates
from dronestats.selection import by_region, disjoint, latest, nights, of_days
from dronestats.sources.bundled import load_claims, load_reports
from dronestats.tallies import tally
from dronestats.vocabulary import column, ids, name_of

EVERYWHERE = "all regions"
GROUPINGS = ("night", "week", "month", "quarter", "year", "region")
RATES = ["period", "k", "n", "rate", "low", "high", "n_nights", "n_dropped", "regime", "flags"]
CLAIMS = ["claimant_body", "outcome", "region", "count", "count_low", "count_high", "window_end", "url"]
SHARES = frozenset({"rate", "low", "high"})
MOST_ROWS = 300  # of a table on the screen: a browser slows down with thousands
DOTS_PER_INCH = 110
# JupyterLab breaks the words of a table at hyphens, so a month would stand on two lines.
ONE_LINE = """<style>.jp-RenderedHTMLCommon.dronestats-rows { overflow-x: auto; }
.jp-RenderedHTMLCommon.dronestats-rows td { white-space: nowrap; }
.jp-RenderedHTMLCommon.dronestats-rows td:last-child { white-space: normal; text-align: left; }</style>"""
# JupyterLab takes arrows, letters and Enter for commands on cells unless the element that has the focus says otherwise.
OWN_KEYS = """setTimeout(() => element.closest('.widget-vbox').querySelectorAll('select, button, input').forEach(
    (knob) => knob.setAttribute('data-lm-suppress-shortcuts', 'true')))"""


@dataclass(frozen=True)
class _View:
    """Where the knobs stand."""

    side: str
    first: str | None
    last: str | None
    weapon_class: str
    definition: str
    grouping: str
    region: str  # empty for all


@dataclass(frozen=True)
class _Answer:
    """What a view shows: a chart of a frame, a table, what limits it, the claims behind it, and the code."""

    kind: str
    draw: Callable[[], Axes]
    frame: pd.DataFrame
    table: pd.DataFrame
    notes: list[str]
    claims: pd.DataFrame
    code: str


def explore(claims: pd.DataFrame | None = None):
    """Explore claims with knobs in JupyterLab: side, days, weapon, definition, period, region.

    Parameters
    ----------
    claims : DataFrame, optional
        Claims table; the bundled claims of both sides otherwise. Each side is shown by what it states about the
        attacks on itself.

    Returns
    -------
    ipywidgets.VBox
        Shown by the cell that ends with it. The chart, its table, what is possible and the ways of counting follow
        each knob. *Write chart* saves PNG and SVG with source and alt text, and the data, into the folder named beside
        it, which is made if need be; *Code* shows the lines that make the same chart.

    Raises
    ------
    DronestatsError
        Without ipywidgets (``pip install "dronestats[jupyter]"``), or where no side states anything about attacks
        on itself.

    Notes
    -----
    A line of rates is drawn where a rate exists, counts where none does: a side that does not state how many were
    launched has no rate under any definition.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> box = ds.explore(claims[claims["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])])
    >>> [knob.description for row in box.children[:2] for knob in row.children]
    ['Side', 'From', 'To', 'Weapon', 'Definition', 'By', 'Region']
    """
    widgets = import_extra("ipywidgets", "jupyter")
    is_bundled = claims is None
    claims = load_claims() if is_bundled else claims
    own = claims[(claims["claimant"] == claims["defender"]).fillna(False) & (claims["weapon_class"] != "mixed")]
    if own.empty:
        raise DronestatsError("no side states anything about attacks on itself in these claims, so there is no view")
    return _Explorer(widgets, own, "ds.load_claims()" if is_bundled else None).box


class _Explorer:
    """The widgets of one explorer; each knob asks for the answer anew."""

    def __init__(self, widgets, own: pd.DataFrame, source: str | None):
        self.own, self.source = own, source
        self.is_busy = False

        def knob(name, options, value):
            return widgets.Dropdown(description=name, options=options, value=value)

        sides = own.groupby("claimant")["report_id"].nunique().sort_values(ascending=False).index.tolist()
        states = own.loc[own["outcome"] == "launched", "claimant"].value_counts()
        self.side = knob("Side", sides, states.index[0] if len(states) else sides[0])
        self.first = widgets.DatePicker(description="From")
        self.last = widgets.DatePicker(description="To")
        self.weapon = widgets.Dropdown(description="Weapon")
        self.definition = knob("Definition", ids("definitions"), "interception")
        self.grouping = knob("By", GROUPINGS, "month")
        self.region = widgets.Dropdown(description="Region")
        self.chart, self.notes, self.table, self.status = (widgets.HTML() for _ in range(4))
        self.folder = widgets.Text(description="Folder", value="charts")
        self.write = widgets.Button(description="Write chart", icon="save")
        self.with_claims = widgets.ToggleButton(description="Claims")
        self.with_code = widgets.ToggleButton(description="Code")
        self.code, self.claims = widgets.HTML(), widgets.HTML()
        self.box = widgets.VBox(
            [
                widgets.HBox([self.side, self.first, self.last, self.weapon]),
                widgets.HBox([self.definition, self.grouping, self.region]),
                self.chart,
                self.notes,
                widgets.HBox([self.folder, self.write, self.with_claims, self.with_code]),
                self.status,
                self.code,
                self.claims,
                self.table,
                widgets.Output(outputs=(_script(OWN_KEYS),)),
            ]
        )
        self._offer()
        for control in (self.first, self.last, self.definition, self.grouping, self.region):
            control.observe(self._follow, "value")
        for control in (self.side, self.weapon):
            control.observe(self._follow_side, "value")
        for toggle in (self.with_claims, self.with_code):
            toggle.observe(self._show_more, "value")
        self.write.on_click(self._write)
        self._follow()

    def _offer(self) -> None:
        """Offer the weapons and regions that the side speaks of; what was chosen stays where it can."""
        own = self.own[self.own["claimant"] == self.side.value]
        classes = own["weapon_class"].astype("string").value_counts().index.tolist()
        _reoffer(self.weapon, classes, "drone" if "drone" in classes else classes[0])
        places = own.loc[own["weapon_class"] == self.weapon.value, "region"].dropna().unique()
        named = sorted((name_of("regions", place, "en"), place) for place in places if "+" not in place)
        _reoffer(self.region, [(EVERYWHERE, ""), *named], "")

    def _follow_side(self, _change) -> None:
        if not self.is_busy:
            # The new offers set knobs of their own; one answer for all of them.
            self.is_busy = True
            try:
                self._offer()
            finally:
                self.is_busy = False
            self._follow()

    def _follow(self, _change=None) -> None:
        """Show the answer to where the knobs stand, or why there is none."""
        if self.is_busy:
            return
        try:
            self.answer = answer(self.own, self._view(), source=self.source)
            with off_screen():
                self.ax = self.answer.draw()
        except DronestatsError as error:
            self.answer = None
            shown = "", "", "", _status(str(error))
        else:
            notes = "".join(f"<li>{escape(note)}</li>" for note in self.answer.notes)
            shown = _picture(self.ax, _words(self.answer)), f"<ul>{notes}</ul>", _table(self.answer.table), ""
        # Replaced at the end and not emptied before: what follows on the page would jump.
        self.chart.value, self.notes.value, self.table.value, self.status.value = shown
        self._show_more()

    def _view(self) -> _View:
        days = [None if own.value is None else own.value.isoformat() for own in (self.first, self.last)]
        knobs = (self.weapon, self.definition, self.grouping, self.region)
        return _View(self.side.value, *days, *(knob.value for knob in knobs))

    def _show_more(self, _change=None) -> None:
        """Show the code and the claims behind the view where they are asked for."""
        is_known = self.answer is not None
        self.code.value = f"<pre>{escape(self.answer.code)}</pre>" if is_known and self.with_code.value else ""
        self.claims.value = _claims_table(self.answer.claims) if is_known and self.with_claims.value else ""

    def _write(self, _button) -> None:
        if self.answer is None:
            return
        view = self._view()
        parts = [view.side, view.weapon_class, view.definition, view.grouping, view.region]
        name = "-".join(part.lower().replace(" ", "-") for part in parts if part)
        try:
            folder = Path(self.folder.value).expanduser()
            folder.mkdir(parents=True, exist_ok=True)
            paths = save_chart(
                self.ax, folder / name, credit=credit(self.answer.claims, "en"), alt_text=_words(self.answer),
                data=self.answer.frame,
            )  # fmt: skip
        except (DronestatsError, OSError) as error:
            self.status.value = _status(str(error))
        else:
            self.status.value = _status(f"Written: {', '.join(str(path) for path in paths)}")


def answer(own: pd.DataFrame, view: _View, *, source: str | None = None) -> _Answer:
    """Return what a view shows, and the code of the public names that makes the same chart.

    Parameters
    ----------
    own : DataFrame
        Claims of sides about attacks on themselves.
    view : _View
    source : str, optional
        How the code gets the claims; without it, it starts from the user's ``claims``.
    """
    chosen = of_days(own, view.first, view.last)
    chosen = chosen[(chosen["claimant"] == view.side) & (chosen["weapon_class"] == view.weapon_class)]
    kept, dropped = disjoint(latest(chosen), return_dropped=True)
    if view.region:
        # A part of a total stands alone where its place is all that is looked at.
        kept = kept[kept["region"] == view.region].assign(part_of=pd.NA)
    if kept.empty:
        raise DronestatsError(f"{view.side} states nothing about this weapon, place and time")
    counts = tally(kept)
    kind, draw, frame, table, lines = _regions(kept, view) if view.grouping == "region" else _periods(counts, view)
    notes = _limits(counts, view, dropped["report_id"].nunique())
    return _Answer(kind, draw, frame, table, notes, kept, "\n".join([*_selecting(view, source), *lines]))


def _regions(kept: pd.DataFrame, view: _View) -> tuple:
    """Return kind, chart, its frame, table and lines of code: what the side states place by place."""
    frame = by_region(kept)
    if frame.empty:
        raise DronestatsError(f"{view.side} states no counts by region here")
    return "regions", partial(plot_regions, frame), frame, frame, ["ax = ds.plot_regions(ds.by_region(kept))"]


def _periods(counts: pd.DataFrame, view: _View) -> tuple:
    """Return the same over time: the outcomes of one attack, rates where there are any, counts where there are none."""
    every = "day" if view.grouping == "night" else view.grouping
    rates = interception_rates(counts, view.definition, every)
    if len(counts) == 1 and counts["launched"].notna().all():
        lines = ["ax = ds.plot_outcomes(ds.tally(kept))"]
        return "outcomes", partial(plot_outcomes, counts), counts, rates[RATES], lines
    if rates["rate"].isna().all():
        stopped = count_bins(counts, "intercepted", every).drop(columns="step").rename(columns={"count": "stopped"})
        table = stopped.merge(rates[["period", "regime", "flags"]], on="period")
        lines = [f"ax = ds.plot_counts(ds.tally(kept), every={every!r})"]
        return "counts", partial(plot_counts, counts, every=every), counts, table, lines
    how = f"kept, {view.definition!r}, {every!r}"
    lines = [f"rates = ds.interception_rates({how})"]
    if every == "day":  # an interval is about many nights, not about one
        return "rates", partial(plot_rates, rates), rates, rates[RATES], [*lines, "ax = ds.plot_rates(rates)"]
    intervals = pool_rates(counts, view.definition, every)
    lines += [f"ax = ds.plot_rates(rates, intervals=ds.pool_rates({how}))"]
    return "rates", partial(plot_rates, rates, intervals=intervals), rates, rates[RATES], lines


def _selecting(view: _View, source: str | None) -> list[str]:
    """Return the lines of code that choose the claims of a view."""
    days = f"ds.of_days(claims, {view.first!r}, {view.last!r})" if view.first or view.last else "claims"
    chosen = {"claimant": view.side, "defender": view.side, "weapon_class": view.weapon_class}
    return [
        "import dronestats as ds",
        "",
        *([f"claims = {source}"] if source else []),
        f"own = {days}",
        *(f"own = own[own[{name!r}] == {value!r}]" for name, value in chosen.items()),
        "kept = ds.disjoint(ds.latest(own))",
        *([f"kept = kept[kept['region'] == {view.region!r}].assign(part_of=None)"] if view.region else []),
    ]


def _limits(counts: pd.DataFrame, view: _View, n_dropped: int) -> list[str]:
    """Return what is possible, what the rate is a rate of, what was left out, and the ways of counting."""
    whole = interception_rates(counts, view.definition, "all", describe=True)["sentence"]
    words, limits = definition_words(view.definition), column("definitions", "limits")[view.definition]
    days = nights(counts)
    return [
        *(f"{span_name(days.min(), days.max())}: {said.removeprefix('all: ')}." for said in whole),
        f"{capital(view.definition)}: {words}; {limits}.",
        *([f"Not added, because another statement covers the same time: {n_dropped} reports."] if n_dropped else []),
        *regime_sentences(counts),
    ]


def _words(shown: _Answer) -> str:
    return alt_text(shown.kind, shown.frame)


def _picture(ax: Axes, words: str) -> str:
    """Return a chart as an image that needs no file."""
    buffer = io.BytesIO()
    ax.figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape(words)}" style="max-width: 100%">'


def _table(frame: pd.DataFrame) -> str:
    """Return the first rows of a frame in the look of the notebook, shares as per cent, addresses as links."""
    shown = frame.head(MOST_ROWS).astype(object)
    shown = shown.where(shown.notna(), "")
    for name in SHARES.intersection(shown):
        shown[name] = [f"{own:.1%}" if own != "" else "" for own in shown[name]]
    if "region" in shown:
        shown["region"] = [name_of("regions", own, "en") if own else "" for own in shown["region"]]
    rest = len(frame) - len(shown)
    more = f"<p>{rest:,} more rows</p>" if rest else ""
    text = shown.to_html(index=False, render_links=True, border=0)
    return f'{ONE_LINE}<div class="jp-RenderedHTMLCommon dronestats-rows" tabindex="0">{text}{more}</div>'


def _claims_table(claims: pd.DataFrame) -> str:
    """Return the claims behind a view, each with a link to where it was read."""
    urls = sources_of(claims, load_reports()).set_index("report_id")["url"]
    with_url = claims.assign(url=claims["report_id"].map(urls), window_end=claims["window_end"].dt.strftime("%Y-%m-%d"))
    return _table(with_url.set_index("report_id")[CLAIMS].reset_index())


def _script(line: str) -> dict:
    """Return a line of JavaScript as an output of a cell."""
    return {"output_type": "display_data", "data": {"application/javascript": line}, "metadata": {}}


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'


def _reoffer(knob, options: list, fallback) -> None:
    """Give a knob new options; it keeps its value where that is still offered."""
    values = [own[1] if isinstance(own, tuple) else own for own in options]
    kept = knob.value if knob.value in values else fallback
    knob.options = options
    knob.value = kept
