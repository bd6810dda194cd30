"""Slides hold charts that can be edited, say what every shape shows, and are the same every time."""

import io
import zipfile

import pytest
from pptx import Presentation

import dronestats as ds
from dronestats.charts.series import DRAWINGS, Drawing, Series, outcome_drawing, rate_drawing
from dronestats.errors import DronestatsError
from dronestats.export.deck import Slide, deck
from dronestats.export.logo import check_logo

CLAIMS = ds.load_claims()
URL = ds.load_reports().set_index("report_id").at["ua-2024-10-28", "url"]


@pytest.fixture(scope="module")
def october(tmp_path_factory):
    claims = CLAIMS[(CLAIMS["window_end"] >= "2024-10-20") & (CLAIMS["window_end"] < "2024-11-01")]
    out = tmp_path_factory.mktemp("deck") / "b"
    return ds.write_briefing(claims, out, formats=("pptx", "pdf"))


def shapes(show):
    return [(slide, shape) for slide in show.slides for shape in slide.shapes]


def told(shape):
    return shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_every_shape_is_described_and_every_slide_has_notes(october):
    show = Presentation(october / "briefing.pptx")
    assert (show.slide_width, show.slide_height) == (12191695, 6858000)
    assert all(told(shape) for _, shape in shapes(show))
    assert all(slide.notes_slide.notes_text_frame.text.strip() for slide in show.slides)


def test_the_chart_of_outcomes_holds_the_numbers_of_the_tally_and_its_source(october):
    show = Presentation(october / "briefing.pptx")
    charts = [(slide, shape) for slide, shape in shapes(show) if shape.has_chart]
    assert len(charts) >= 3
    slide, shape = next((slide, shape) for slide, shape in charts if told(shape).startswith("Stacked bars"))
    drawn = {series.name: sum(value or 0 for value in series.values) for series in shape.chart.plots[0].series}
    tally = ds.tally(ds.disjoint(ds.latest(CLAIMS)))
    night = tally[(tally["report_id"] == "ua-2024-10-28") & (tally["weapon_class"] == "drone")].iloc[0]
    assert drawn["shot down"] >= night["destroyed"] == 66
    notes = slide.notes_slide.notes_text_frame.text
    assert URL in notes
    assert "interception = destroyed+lost|intercepted / launched" in notes
    assert any("Source: " in own.text_frame.text for own in slide.shapes if own.has_text_frame)


def test_a_picture_on_a_slide_carries_its_source_with_it(tmp_path):
    out = ds.write_briefing(CLAIMS, tmp_path / "b", night="2024-10-28", formats=("pptx",))
    archive = zipfile.ZipFile(out / "briefing.pptx")
    pictures = [archive.read(name) for name in archive.namelist() if name.endswith(".png")]
    assert len(pictures) == 3
    assert all(b"tEXtSource" in own or b"iTXtSource" in own for own in pictures)


def test_markup_formulas_and_control_signs_stay_text(tmp_path):
    title = '=HYPERLINK("x")<script>\x07' + "long " * 60
    slide = Presentation(io.BytesIO(deck(title, [Slide(title, title, lines=(title,))]))).slides[0]
    assert slide.shapes.title.text_frame.text.startswith('=HYPERLINK("x")<script>')
    assert told(slide.shapes.title).startswith('=HYPERLINK("x")<script> long')


def test_a_line_stops_where_a_month_is_missing_and_what_is_possible_is_drawn():
    drawing = Drawing(
        "lines", ["a", "b"], [Series("x", [0.5, None], "#0173b2", low=[0.4, None], high=[0.7, None])], True
    )
    content = zipfile.ZipFile(io.BytesIO(deck("T", [Slide("t", "n", chart=drawing, alt_text="words")])))
    chart = content.read(next(name for name in content.namelist() if name.startswith("ppt/charts/chart")))
    assert b'<c:dispBlanksAs val="gap"/>' in chart
    assert b"<c:v>0.200000</c:v>" in chart
    assert b"<c:v>0.100000</c:v>" in chart


def test_no_series_of_destruction_crosses_a_change_of_counting():
    ukraine = CLAIMS[CLAIMS["claimant"] == "Ukraine"]
    side = ds.tally(ds.disjoint(ds.latest(ukraine)))
    side = side[(side["defender"] == "Ukraine") & (side["weapon_class"] == "drone")]
    assert len(rate_drawing(ds.interception_rates(side, "destruction", "month")).series) > 1
    assert len(rate_drawing(ds.interception_rates(side, "interception", "month")).series) == 1


def test_series_carry_what_the_chart_stacks_and_leave_out_what_is_absent():
    drawing = outcome_drawing(ds.tally(CLAIMS[CLAIMS["report_id"] == "ua-2024-10-28"]), "uk")
    assert {own.name: own.values for own in drawing.series} == {
        "збито": [66.0], "локаційно втрачено": [24.0], "залишили повітряний простір": [4.0], "доля не вказана": [6.0],
    }  # fmt: skip
    assert set(DRAWINGS) == {"outcomes", "counts", "rates", "regions"}


def test_lines_that_do_not_fit_go_on_to_a_next_slide():
    lines = tuple(f"{number} " + "drones were reported shot down over several regions " * 4 for number in range(20))
    show = Presentation(io.BytesIO(deck("T", [Slide("t", "n", lines=lines)])))
    found = [p.text for slide in show.slides for p in slide.shapes[1].text_frame.paragraphs]
    assert len(show.slides) > 1
    assert found == list(lines)


def test_slides_and_pages_are_the_same_every_time(october, tmp_path):
    claims = CLAIMS[(CLAIMS["window_end"] >= "2024-10-20") & (CLAIMS["window_end"] < "2024-11-01")]
    again = ds.write_briefing(claims, tmp_path / "b", formats=("pptx", "pdf"))
    for name in ("briefing.pptx", "briefing.pdf"):
        assert (again / name).read_bytes() == (october / name).read_bytes(), name


def test_the_pages_carry_title_and_descriptions(october):
    content = (october / "briefing.pdf").read_bytes()
    assert b"/Title (Drones: what both sides reported" in content
    assert b"CreationDate" not in content
    assert content.count(b"/Subtype /Text") >= 3


def test_a_logo_must_be_a_picture_that_every_format_can_hold(tmp_path):
    svg = tmp_path / "logo.svg"
    svg.write_text("<svg/>")
    with pytest.raises(DronestatsError, match=r"logo .*logo.svg: neither PNG nor JPEG; save it as one of the two"):
        check_logo(svg)
    with pytest.raises(DronestatsError, match=r"logo .*none.png: cannot be read \(No such file or directory\)"):
        check_logo(tmp_path / "none.png")


def test_a_logo_stands_on_page_slide_and_paper(tmp_path):
    night = ds.tally(CLAIMS[CLAIMS["report_id"] == "ua-2024-10-28"])
    (logo,) = ds.save_chart(ds.plot_outcomes(night), tmp_path / "l", credit="c", alt_text="a", formats=["png"], dpi=40)
    out = ds.write_briefing(CLAIMS, tmp_path / "b", night="2024-10-28", formats=("pptx", "pdf"), logo=logo)
    assert '<img class="logo" src="data:image/png;base64' in (out / "index.html").read_text(encoding="utf-8")
    first = Presentation(out / "briefing.pptx").slides[0]
    assert [told(shape) for shape in first.shapes if shape.shape_type == 13] == ["l"]
    assert b"/Subtype /Image" in (out / "briefing.pdf").read_bytes()
