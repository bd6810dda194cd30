"""The explorer, driven without a browser: knobs are set, and chart, table, notes and code follow."""

import datetime
import itertools
import re
import sys
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import dronestats as ds
from dronestats.errors import DronestatsError
from dronestats.explorer import GROUPINGS, _View, answer

pytest.importorskip("ipywidgets", reason="needs ipywidgets, which the extra jupyter brings")

SEED = ["ua-2024-10-28", "ru-2024-10-28"]


@pytest.fixture(scope="module")
def claims():
    return ds.of_days(ds.load_claims(), "2024-10-01", "2025-10-31")


def widgets_of(box):
    for child in box.children:
        if hasattr(child, "children"):
            yield from widgets_of(child)
        else:
            yield child


def knob(box, name):
    (found,) = [own for own in widgets_of(box) if getattr(own, "description", "") == name]
    return found


def shown(box):
    """Return the text of everything that the explorer shows."""
    html = [own.value for own in widgets_of(box) if type(own).__name__ == "HTML"]
    return unescape(" ".join(html)).replace("\u00a0", " ")


def seed():
    claims = ds.load_claims()
    return ds.explore(claims[claims["report_id"].isin(SEED)])


def test_it_opens_on_the_side_that_states_launched_and_shows_bounds_and_the_way_of_counting():
    box = seed()
    assert knob(box, "Side").value == "Ukraine"
    text = shown(box)
    assert "28 Oct 2024: 90 of 100 drones were reported stopped (90 %); between 90 % and 94 % is possible" in text
    assert "Ukrainian Air Force" in text or "Ukraine's Air Force" in text
    assert 'alt="Stacked bar of drones reported launched' in text
    assert "data:image/png;base64," in text


def test_the_other_side_has_a_count_and_no_rate():
    box = seed()
    knob(box, "Side").value = "Russia"
    text = shown(box)
    assert "no rate: how many were launched is not stated" in text
    assert "no_denominator" in text
    assert "between 90 %" not in text


def test_it_says_on_how_many_nights_a_rate_rests():
    box = ds.explore()
    knob(box, "Side").value = "Russia"
    rates = ds.interception_rates(
        ds.load_claims().query("claimant == 'Russia' and defender == 'Russia' and weapon_class == 'drone'"), every="all"
    )
    used, lacking = int(rates["n_nights"].iloc[0]), int(rates["n_dropped"].iloc[0])
    assert f"(100 %) on {used} nights; only 100 % is possible; left out for want of a figure: {lacking}" in shown(box)


def test_another_definition_gives_another_rate():
    box = seed()
    knob(box, "Definition").value = "destruction"
    text = shown(box)
    assert "between 66 % and 70 % is possible" in text
    assert "66.0%" in text
    assert "not comparable across 24 July 2025" in text


def test_days_and_grouping_choose_the_rows_of_the_table(claims):
    box = ds.explore(claims)
    knob(box, "From").value = datetime.date(2024, 10, 1)
    knob(box, "To").value = datetime.date(2024, 11, 30)
    assert re.findall(r"<td>(2024-\d\d)</td>", shown(box)) == ["2024-10", "2024-11"]
    knob(box, "By").value = "quarter"
    assert re.findall(r"<td>(2024-?Q\d)</td>", shown(box)) == ["2024-Q4"]
    knob(box, "To").value = datetime.date(2024, 9, 30)
    assert "the last day (2024-09-30) comes before the first (2024-10-01)" in shown(box)
    assert "data:image" not in shown(box)


def test_regions_are_those_that_the_side_speaks_of_and_show_their_own_figures():
    box = seed()
    knob(box, "Side").value = "Russia"
    labels = [label for label, _ in knob(box, "Region").options]
    assert labels[0] == "all regions"
    assert {"Belgorod", "Bryansk", "Kursk", "Voronezh"} <= set(labels)
    knob(box, "Region").value = "RU-BEL"
    assert re.findall(r"<td>(\d+)</td>", shown(box)) == ["13", "1", "0"]  # stopped, reports, reports without a figure
    knob(box, "Region").value = ""
    knob(box, "By").value = "region"
    assert re.findall(r"<td>(\d+)</td>", shown(box)) == ["13", "6", "1", "1"]


def test_a_region_that_the_new_side_does_not_speak_of_falls_back_to_all():
    box = seed()
    knob(box, "Side").value = "Russia"
    knob(box, "Region").value = "RU-BEL"
    knob(box, "Side").value = "Ukraine"
    assert knob(box, "Region").value == ""
    assert "90 %" in shown(box)


VIEWS = list(itertools.product((("Ukraine", ""), ("Russia", ""), ("Russia", "RU-BEL")), GROUPINGS))


@pytest.mark.parametrize(("of", "grouping"), VIEWS)
def test_the_code_that_is_shown_makes_the_chart_that_is_shown(claims, of, grouping):
    side, region = of
    view = _View(side, "2024-10-01", "2024-10-31", "drone", "interception", grouping, region)
    found = answer(claims[claims["claimant"] == claims["defender"]], view)
    names = {"claims": claims}
    exec(found.code, names)  # noqa: S102 - the code that users are shown
    ours, theirs = found.draw(), names["ax"]
    assert theirs.get_title(loc="left") == ours.get_title(loc="left")
    assert len(theirs.patches) == len(ours.patches)
    assert len(theirs.lines) == len(ours.lines)
    assert [text.get_text() for text in theirs.texts] == [text.get_text() for text in ours.texts]


def test_the_buttons_show_the_code_and_the_claims_with_links_to_their_sources():
    box = seed()
    assert "import dronestats" not in shown(box)
    knob(box, "Code").value = True
    knob(box, "Claims").value = True
    text = shown(box)
    assert "ax = ds.plot_outcomes(ds.tally(kept))" in text
    assert re.search(r'<a href="https?://[^"]+" target="_blank">', text)
    knob(box, "Code").value = False
    assert "import dronestats" not in shown(box)


def test_the_code_starts_from_the_bundled_claims_where_none_were_given():
    box = ds.explore()
    knob(box, "Code").value = True
    assert "claims = ds.load_claims()" in shown(box)


def test_a_chart_is_written_with_its_source_and_its_data(tmp_path):
    box = seed()
    knob(box, "Folder").value = str(tmp_path / "new" / "charts")
    knob(box, "Write chart").click()
    names = sorted(path.name for path in (tmp_path / "new" / "charts").iterdir())
    assert names == [f"ukraine-drone-interception-month.{ending}" for ending in ("csv", "png", "svg")]
    assert "ukraine-drone-interception-month.png" in shown(box)
    svg = (tmp_path / "new" / "charts" / names[2]).read_text(encoding="utf-8")
    assert "Stacked bar of drones reported launched" in svg
    assert pd.read_csv(tmp_path / "new" / "charts" / names[0])["launched"].tolist() == [100]


def test_a_folder_that_cannot_be_made_is_said_and_nothing_is_written(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    box = seed()
    knob(box, "Folder").value = str(tmp_path / "file")
    knob(box, "Write chart").click()
    assert "file" in shown(box)
    assert "Written" not in shown(box)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_what_a_claim_says_is_shown_as_text_and_never_as_markup():
    claims = ds.load_claims()
    claims = claims[claims["report_id"].isin(SEED)]
    claims = claims.assign(claimant_body=claims["claimant_body"].mask(claims["claimant"] == "Ukraine", "<b>x</b>"))
    box = ds.explore(claims)
    knob(box, "Claims").value = True
    assert "<b>x</b>" not in " ".join(own.value for own in widgets_of(box) if type(own).__name__ == "HTML")
    assert "<b>x</b>" in shown(box)


def test_claims_about_others_alone_give_no_view():
    claims = ds.load_claims()
    with pytest.raises(DronestatsError, match="no side states anything about attacks on itself"):
        ds.explore(claims[claims["claimant"] != claims["defender"]])


def test_without_ipywidgets_the_way_out_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(DronestatsError, match=re.escape('this needs ipywidgets: pip install "dronestats[jupyter]"')):
        ds.explore()


def test_nothing_is_written_before_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seed()
    assert list(Path(tmp_path).iterdir()) == []


def test_a_second_chart_of_the_same_view_is_the_same_file(tmp_path):
    box = seed()
    knob(box, "Folder").value = str(tmp_path)
    knob(box, "Write chart").click()
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    knob(box, "Write chart").click()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
