"""Slides: charts that can be edited where the kind allows, pictures elsewhere, every shape described, notes."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dronestats.charts.layout import height_of, width_of, wrap
from dronestats.charts.series import Drawing, Series
from dronestats.charts.style import INK, MUTED
from dronestats.export.archive import LONGEST_PROPERTY, without_clock, xml_text

WIDTH, HEIGHT = 13.333, 7.5  # inches, 16:9
EDGE = 0.5
CHART = (WIDTH - 2 * EDGE, 5.05)  # room for a chart whose notes stand below it
PICTURE = (WIDTH - 2 * EDGE, 5.9)  # for a picture that carries its notes
_TOP, _FOOT = 1.45, 6.55
_SIZES = {"title": 24, "subtitle": 14, "body": 16, "chart": 12, "foot": 10}
_KINDS = {
    "stacked": XL_CHART_TYPE.COLUMN_STACKED, "bars": XL_CHART_TYPE.BAR_CLUSTERED, "lines": XL_CHART_TYPE.LINE_MARKERS,
}  # fmt: skip
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
_FEW = 13  # bars that have room for their numbers


@dataclass(frozen=True)
class Slide:
    """A slide: title and lines of text, or title and a chart (series to be drawn, or a PNG)."""

    title: str
    notes: str
    lines: tuple[str, ...] = ()
    subtitle: str = ""
    foot: str = ""
    chart: Drawing | bytes | None = None
    alt_text: str = ""


def deck(title: str, slides: list[Slide], *, language: str = "en", logo: str | Path | None = None) -> bytes:
    """Return a presentation of 16:9.

    Parameters
    ----------
    title : str
        Property of the file.
    slides : list of Slide
        Lines that do not fit on one slide go on to a next one under the same title.
    language : {"en", "uk", "ru"}
    logo : str or Path, optional
        Picture for the upper right corner of the first slide.

    Notes
    -----
    The same slides give the same bytes.
    """
    show = _empty(title, language)
    for number, slide in enumerate(slides):
        for part in _parts(slide):
            _add(show, part, logo if number == 0 else None)
    buffer = io.BytesIO()
    show.save(buffer)
    return without_clock(buffer.getvalue())


def _empty(title: str, language: str):
    """Return a presentation without slides; the template of python-pptx is 4:3 and is drawn wider with all it holds."""
    show = Presentation()
    before = show.slide_width
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for page in (show.slide_master, *show.slide_layouts):
        for shape in page.placeholders:
            left, width = shape.left, shape.width
            if left is not None:
                shape.left, shape.width = (int(own * show.slide_width / before) for own in (left, width))
    about = show.core_properties
    about.title, about.author, about.language = xml_text(title)[:LONGEST_PROPERTY], "dronestats", language
    return show


def _parts(slide: Slide) -> list[Slide]:
    """Return a slide as often as its lines need."""
    room, width, size = (_FOOT - _TOP) * 72, (WIDTH - 2 * EDGE - 0.4) * 72, _SIZES["body"]
    parts: list[list[str]] = [[]]
    used = 0.0
    for line in slide.lines:
        height = height_of(wrap(xml_text(line), width, size), size) + size * 0.6
        if parts[-1] and used + height > room:
            parts.append([])
            used = 0.0
        parts[-1].append(line)
        used += height
    return [replace(slide, lines=tuple(lines)) for lines in parts]


def _add(show, slide: Slide, logo) -> None:
    page = show.slides.add_slide(show.slide_layouts[5])
    reach = WIDTH - 2 * EDGE - (1.7 if logo else 0)
    heading = page.shapes.title
    heading.left, heading.top, heading.width, heading.height = (
        Inches(own) for own in (EDGE, 0.3, reach, 0.75)
    )  # fmt: skip
    size = _fitting(slide.title, reach * 72, 0.75 * 72, _SIZES["title"], "bold")
    _write(heading, [slide.title], size, INK, bold=True, anchor=MSO_ANCHOR.BOTTOM)
    _describe(heading, slide.title)
    if slide.subtitle:
        _text(page, slide.subtitle, (EDGE, 1.05, WIDTH - 2 * EDGE, 0.4), _SIZES["subtitle"], MUTED)
    if slide.lines:
        _text(page, "\n".join(slide.lines), (EDGE, _TOP, WIDTH - 2 * EDGE, _FOOT - _TOP), _SIZES["body"], INK, gap=True)
    if isinstance(slide.chart, bytes):
        _picture(page, slide.chart, slide.alt_text)
    elif slide.chart is not None:
        _chart(page, slide.chart, slide.alt_text)
    if slide.foot:
        _text(page, slide.foot, (EDGE, _FOOT, WIDTH - 2 * EDGE, HEIGHT - _FOOT - 0.15), _SIZES["foot"], MUTED)
    if logo:
        _logo(page, logo)
    page.notes_slide.notes_text_frame.text = slide.notes


def _fitting(text: str, width: float, height: float, size: float, weight: str = "normal") -> float:
    """Return the size, at most the one given, at which a text fits a box in points."""
    text = xml_text(text)
    while size > 8 and height_of(wrap(text, width, size, weight), size) > height:
        size -= 1
    return size


def _text(page, text: str, box: tuple, size: float, colour: str, *, gap: bool = False) -> None:
    shape = page.shapes.add_textbox(*(Inches(own) for own in box))
    _, _, width, height = (own * 72 for own in box)
    if not gap:
        size = _fitting(text, width - 15, height, size)
    _write(shape, text.split("\n"), size, colour, gap=gap)
    _describe(shape, text)


def _write(shape, lines: list[str], size: float, colour: str, *, bold=False, anchor=MSO_ANCHOR.TOP, gap=False) -> None:
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = 1  # left; the template centres titles
        if gap:
            paragraph.space_after = Pt(size * 0.5)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _rgb(colour)


def _describe(shape, text: str) -> None:
    """Set the alternative text of a shape, for which python-pptx has no word."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", xml_text(text))


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _picture(page, content: bytes, alt_text: str) -> None:
    """Put a PNG as large as its place allows, in the middle."""
    picture = page.shapes.add_picture(io.BytesIO(content), Inches(EDGE), Inches(_TOP - 0.05))
    width, height = (Inches(own) for own in PICTURE)
    scale = min(width / picture.width, height / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = int((Inches(WIDTH) - picture.width) / 2)
    _describe(picture, alt_text)


def _logo(page, logo) -> None:
    picture = page.shapes.add_picture(str(logo), 0, Inches(0.3))
    scale = min(Inches(1.5) / picture.width, Inches(0.75) / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = Inches(WIDTH - EDGE) - picture.width
    _describe(picture, Path(logo).stem)


# --- charts -----------------------------------------------------------------------------------------------------------


def _chart(page, drawing: Drawing, alt_text: str) -> None:
    """Draw series as a chart of the presentation, its numbers in a workbook inside it."""
    form = "0%" if drawing.is_share else "#,##0"
    data = CategoryChartData(number_format=form)
    data.categories = drawing.categories
    for own in drawing.series:
        data.add_series(own.name, own.values)
    box = (EDGE, _TOP + 0.05, *CHART)
    frame = page.shapes.add_chart(_KINDS[drawing.kind], *(Inches(own) for own in box), data)
    _describe(frame, alt_text)
    chart = frame.chart
    chart.font.size, chart.font.color.rgb = Pt(_SIZES["chart"]), _rgb(INK)
    chart.has_title = False
    chart.has_legend = len(drawing.series) > 1 or drawing.kind == "lines"
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(chart, drawing, form)
    plot = chart.plots[0]
    if drawing.kind != "lines":
        plot.gap_width = 15 if len(drawing.categories) > _FEW else 45 if len(drawing.categories) > 3 else 200
    for number, (own, shown) in enumerate(zip(drawing.series, plot.series, strict=True)):
        if drawing.kind == "lines":
            _line(shown, own, _MARKERS[number % len(_MARKERS)])
        else:
            _fill(shown.format.fill, own.colour, own.hatch)
            shown.format.line.color.rgb = _rgb(own.colour if own.hatch else "#ffffff")
            for place in own.hatched:
                _fill(shown.points[place].format.fill, own.colour, True)
    if drawing.kind == "bars" or len(drawing.categories) * len(drawing.series) <= _FEW:
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = form, False
        labels.font.size = Pt(_SIZES["chart"])
        if drawing.kind == "bars":
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
        elif drawing.kind == "stacked":
            # Numbers stand on light and dark parts: a white ground keeps them readable on all.
            properties = etree.fromstring(
                '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
                'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
                '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
            )
            labels._element.insert(list(labels._element).index(labels._element.find(qn("c:txPr"))), properties)


def _axes(chart, drawing: Drawing, form: str) -> None:
    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale = 0
    if drawing.is_share:
        values.maximum_scale, values.major_unit = 1, 0.2
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    values.major_gridlines.format.line.color.rgb = _rgb("#dedede")
    values.format.line.fill.background()
    names.format.line.color.rgb = _rgb(MUTED)
    names.has_major_gridlines = False
    if drawing.kind == "bars":
        names.reverse_order = True
        values.has_major_gridlines, values.visible = False, False
        names.tick_labels.font.size = Pt(min(_SIZES["chart"], CHART[1] * 72 / max(len(drawing.categories), 1) * 0.62))
        return
    names.tick_labels.font.size = Pt(_SIZES["chart"])
    widest = max((width_of(name, _SIZES["chart"]) for name in drawing.categories), default=0) + _SIZES["chart"]
    fits = max(int((CHART[0] - 1) * 72 / widest), 1)
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = names._element.makeelement(qn(name), {"val": str(-(-len(drawing.categories) // fits))})
        names._element.insert(list(names._element).index(names._element.find(qn("c:noMultiLvlLbl"))), skip)


def _fill(fill, colour: str, is_hatched: bool) -> None:
    if not is_hatched:
        fill.solid()
        fill.fore_color.rgb = _rgb(colour)
        return
    fill.patterned()
    fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    # A hatch of white on white would be none.
    fill.fore_color.rgb = _rgb(MUTED if colour.lower() in ("#ffffff", "#f3ead0") else colour)
    fill.back_color.rgb = _rgb("#ffffff")


def _line(shown, own: Series, marker) -> None:
    shown.smooth = False
    shown.format.line.color.rgb, shown.format.line.width = _rgb(own.colour), Pt(1.75)
    shown.marker.style, shown.marker.size = marker, 7
    shown.marker.format.fill.solid()
    shown.marker.format.fill.fore_color.rgb = shown.marker.format.line.color.rgb = _rgb(own.colour)
    if own.low and own.high:
        _error_bars(shown._element, own)


def _error_bars(series, own: Series) -> None:
    """Add what is possible as bars around each point, for which python-pptx has no word."""

    def reach(name, ends, sign):
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{max(sign * (end - value), 0):.6f}</c:v></c:pt>'
            for place, (value, end) in enumerate(zip(own.values, ends, strict=True))
            if value is not None and end is not None
        )
        return f'<c:{name}><c:numLit><c:ptCount val="{len(ends)}"/>{points}</c:numLit></c:{name}>'

    bars = etree.fromstring(
        '<c:errBars xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"{reach('plus', own.high, 1)}{reach('minus', own.low, -1)}"
        f'<c:spPr><a:ln w="57150"><a:solidFill><a:srgbClr val="{own.colour.removeprefix("#").upper()}">'
        '<a:alpha val="35000"/></a:srgbClr></a:solidFill></a:ln></c:spPr></c:errBars>'
    )  # fmt: skip
    series.insert(list(series).index(series.find(qn("c:cat"))), bars)
