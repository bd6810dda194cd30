"""The folder that is handed over: whole, traceable, the same every time."""

import base64
import hashlib
import json
import os
import re
import zipfile

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.errors import DronestatsError


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    return ds.write_briefing(ds.load_claims(), tmp_path_factory.mktemp("seed") / "night", night="2024-10-28")


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return ds.write_briefing(ds.load_claims(), tmp_path_factory.mktemp("all") / "briefing", formats=("png",))


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_seed_night_shows_both_sides_on_one_page(seed):
    text = (seed / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "<h1>The night to 28 Oct 2024 from both sides</h1>" in text
    assert "100 launched, 66 shot down, 24 lost from radar, at least 2 hit, 4 left the airspace" in text
    assert (
        "Destruction 66 % (between 66 % and 70 % is possible); interception 90 % (between 90 % and 94 % is possible)"
        in text
    )
    assert "Russia (Ministry of Defence): 21 intercepted. Launched is not stated, so no rate exists." in text


def test_the_seed_nights_rates_are_in_the_table_with_the_reason_for_the_missing_ones(seed):
    rates = pd.read_csv(seed / "tables" / "rates.csv").set_index(["claimant", "definition"])
    assert rates.loc[("Ukraine", "interception"), ["rate", "low", "high"]].tolist() == [0.9, 0.9, 0.94]
    assert rates.loc[("Ukraine", "leak"), ["low", "high"]].tolist() == [0.02, 0.06]
    russia = rates.loc["Russia"]
    assert russia["rate"].isna().all()
    assert russia["flags"].str.contains("no_denominator").all()


def test_the_seed_night_shows_both_ledgers_and_what_the_statements_say_about_themselves(seed):
    ledger = pd.read_csv(seed / "tables" / "ledger.csv").set_index("claimant")
    assert ledger.loc["Ukraine", ["launched", "stopped", "rate"]].tolist() == [100, 90, 0.9]
    assert ledger.loc["Russia", "stopped"] == 21
    assert ledger.loc["Russia", ["launched", "rate"]].isna().all()
    text = (seed / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    for words in (
        "Both ledgers",
        "66 of 100 (66 %) shot down; 24 more were lost from radar",
        "who counts them as stopped says 90 of 100 (90 %).",
        "how many were launched is not stated",
        "ru-2024-10-28: 4 parts listed add up to the total of 21",
        "64 is the sum of what reports on hours within give, ru-2024-10-28 (21) and ru-2024-10-28-daytime (43)",
    ):
        assert words in text


def test_every_number_of_the_night_is_linked_to_its_source(seed):
    text = (seed / "index.html").read_text(encoding="utf-8")
    for report_id in ("ua-2024-10-28", "ru-2024-10-28"):
        assert ds.load_reports().set_index("report_id").at[report_id, "url"] in text


def test_other_statements_of_the_day_are_listed_and_not_added(seed):
    others = pd.read_csv(seed / "tables" / "other_statements.csv")
    assert {"ru-2024-10-28-day", "ru-2024-10-28-1300", "ru-2024-10-28-gov-kursk"} <= set(others["report_id"])
    used = pd.read_csv(seed / "claims.csv")
    assert set(used["report_id"]) == {"ua-2024-10-28", "ru-2024-10-28"}


def test_a_briefing_on_everything_has_page_charts_tables_claims_and_manifest(everything):
    found = files(everything)
    for name in (
        "index.html",
        "claims.csv",
        "manifest.json",
        "tables/rates.csv",
        "tables/sources.csv",
        "tables/left_out.csv",
    ):
        assert name in found
    charts = [name for name in found if name.startswith("charts/")]
    assert {
        "charts/rates-ukraine.png",
        "charts/outcomes-ukraine.png",
        "charts/counts-russia.png",
        "charts/regions-russia.png",
    } <= set(charts)
    assert not [name for name in charts if name.endswith(".svg")]


def test_summary_and_chart_of_a_side_without_launched_state_one_number(everything):
    text = (everything / "index.html").read_text(encoding="utf-8")
    (stated,) = re.findall(r"sent at it, (at least [\d,]+) reported stopped", text)
    assert f"Russia reports {stated} drones stopped" in text


def test_no_claim_disappears_between_used_and_left_out(everything):
    used = pd.read_csv(everything / "claims.csv", dtype={"part_of": "string"})
    left = pd.read_csv(everything / "tables" / "left_out.csv")
    latest = ds.totals(ds.latest(ds.load_claims()))
    assert used["part_of"].isna().sum() + len(left) == len(latest)
    assert left["dropped_because"].notna().all()


def test_the_manifest_names_inputs_options_definitions_and_every_file_with_its_digest(everything):
    manifest = json.loads((everything / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_by"] == f"dronestats {ds.__version__}"
    assert manifest["options"] == {
        "night": None,
        "definition": "interception",
        "formats": ["png"],
        "title": None,
        "language": "en",
        "logo": None,
    }
    assert len(manifest["inputs"]) == 12
    assert [own["definition"] for own in manifest["definitions"]][:2] == ["destruction", "interception"]
    listed = {own["path"]: own["sha256"] for own in manifest["files"]}
    assert set(listed) == set(files(everything)) - {"manifest.json"}
    for path, digest in listed.items():
        assert hashlib.sha256((everything / path).read_bytes()).hexdigest() == digest


def test_the_same_claims_give_the_same_bytes(seed, tmp_path):
    again = ds.write_briefing(ds.load_claims(), tmp_path / "night", night="2024-10-28")
    assert files(again) == files(seed)
    for name in files(seed):
        assert (again / name).read_bytes() == (seed / name).read_bytes(), name


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(DronestatsError, match="holds files that no briefing wrote; name another folder"):
        ds.write_briefing(ds.load_claims(), tmp_path, night="2024-10-28")
    assert files(tmp_path) == ["letters.txt"]


def test_a_briefing_replaces_an_earlier_one_as_a_whole(tmp_path):
    out = tmp_path / "briefing"
    one = claims(*night("a", launched=10, destroyed=5, lost=4))
    ds.write_briefing(one, out)
    (out / "charts" / "old.png").write_bytes(b"")
    ds.write_briefing(one, out, night="2025-01-02")
    assert "charts/old.png" not in files(out)
    assert os.listdir(tmp_path) == ["briefing"]


def test_a_briefing_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    out = tmp_path / "briefing"
    one = claims(*night("a", launched=10, destroyed=5, lost=4))
    ds.write_briefing(one, out)
    before = {name: (out / name).read_bytes() for name in files(out)}

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dronestats.briefing.folder.save_table", full)
    with pytest.raises(OSError, match="No space left"):
        ds.write_briefing(one, out)
    assert {name: (out / name).read_bytes() for name in files(out)} == before
    assert os.listdir(tmp_path) == ["briefing"]


def test_no_claims_and_only_period_totals_are_said_so(tmp_path):
    with pytest.raises(DronestatsError, match="there are no claims to brief on"):
        ds.write_briefing(ds.load_claims().iloc[:0], tmp_path / "b")
    with pytest.raises(DronestatsError, match="all claims are period totals"):
        ds.write_briefing(ds.load_claims("history"), tmp_path / "b")
    assert os.listdir(tmp_path) == []


def test_one_side_alone_is_briefed_and_the_other_is_said_to_be_silent(tmp_path):
    out = ds.write_briefing(claims(*night("a", launched=10, destroyed=5, lost=4)), tmp_path / "b", night="2025-01-02")
    assert "Ukraine (Ukrainian Air Force): 10 launched, 5 shot down, 4 lost from radar." in (
        out / "index.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", ("Росія: про безпілотники, запущені по ній, у вибраних даних нічого не сказано.", "Замало для графіка")),
        (
            "ru",
            ("Россия: о беспилотниках, запущенных по ней, в выбранных данных ничего не сказано.", "Слишком мало для"),
        ),
    ],
)
def test_one_night_of_one_side_says_who_is_silent_and_what_is_too_little(tmp_path, language, words):
    one = claims(*night("a", launched=10, destroyed=5, lost=4))
    out = ds.write_briefing(one, tmp_path / "b", language=language, formats=("png",))
    text = (out / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in text
    assert all(word in text for word in words)
    assert {name for name in files(out) if name.endswith(".png")} == {
        "charts/destruction-ukraine.png", "charts/outcomes-ukraine.png", "charts/rates-ukraine.png",
    }  # fmt: skip


def test_every_chart_has_alt_text_source_and_the_way_to_its_figures(everything):
    text = (everything / "index.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure>.*?</figure>", text)
    assert len(figures) == len([name for name in files(everything) if name.endswith(".png")]) >= 10
    for own in figures:
        assert len(re.search(r'alt="(.*?)"', own)[1]) > 60
        assert '<a href="#claims">' in own
        svg = base64.b64decode(re.search(r"base64,(.*?)\"", own)[1]).decode("utf-8")
        assert "<dc:source>" in svg
        assert "Source: " in svg
    assert text.count('id="claims"') == 1


def test_every_night_is_linked_to_its_reports(everything):
    text = (everything / "index.html").read_text(encoding="utf-8")
    table = re.search(r'id="claims".*?</table>', text, re.DOTALL)[0]
    row = next(own for own in re.findall(r"<tr>.*?</tr>", table) if 'data-v="2024-10-28"' in own and ">66<" in own)
    assert ds.load_reports().set_index("report_id").at["ua-2024-10-28", "url"] in row


def test_a_quote_with_markup_or_a_formula_stays_text(tmp_path):
    note = '=HYPERLINK("https://evil.example")<script>alert(1)</script>'
    frame = claims(claim("a/1", "launched", 10, note=note), claim("a/2", "intercepted", 5))
    out = ds.write_briefing(frame, tmp_path / "b", night="2025-01-02", formats=("xlsx",))
    assert "<script>alert" not in (out / "index.html").read_text(encoding="utf-8")
    assert pd.read_csv(out / "claims.csv").at[0, "note"].lstrip("'") == note
    archive = zipfile.ZipFile(out / "briefing.xlsx")
    sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert b"=HYPERLINK(" in archive.read("xl/sharedStrings.xml")


def test_the_workbook_has_a_sheet_for_each_table_with_sources_and_definitions(tmp_path):
    out = ds.write_briefing(ds.load_claims(), tmp_path / "b", night="2024-10-28", formats=("xlsx",))
    archive = zipfile.ZipFile(out / "briefing.xlsx")
    names = re.findall(r'<sheet name="(.*?)"', archive.read("xl/workbook.xml").decode("utf-8"))
    assert names == [
        "about", "rates", "ledger", "checks", "tally", "other_statements", "claims", "definitions", "regimes",
        "sources",
    ]  # fmt: skip
    texts = archive.read("xl/sharedStrings.xml").decode("utf-8")
    assert ds.load_reports().set_index("report_id").at["ua-2024-10-28", "url"] in texts
    assert "share of the launched drones reported stopped" in texts


def test_an_unknown_format_is_named_before_anything_is_written(tmp_path):
    with pytest.raises(DronestatsError, match="format = 'docx' is not one of png, svg, pdf, html, xlsx, pptx"):
        ds.write_briefing(ds.load_claims(), tmp_path / "b", formats=("docx",))
    assert os.listdir(tmp_path) == []


def test_a_night_whose_launched_is_told_in_two_figures_is_not_called_unstated(tmp_path):
    one = night("a", launched=805, intercepted=747)
    two = night("b", launched=810)
    out = ds.write_briefing(claims(*one, *two), tmp_path / "out", night="2025-01-02")
    page = (out / "index.html").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "Launched is no single figure: 805–810; for interception, between 92.2 % and 100 % is possible." in page
    assert "Launched is not stated" not in page.split("Way of counting")[0].split("Russia")[0]


def test_ids_that_stand_twice_are_named_before_anything_is_written(tmp_path):
    one = claims(*night("a", launched=10, destroyed=5, lost=4))
    with pytest.raises(DronestatsError, match="must be unique"):
        ds.write_briefing(pd.concat([one, one]), tmp_path / "out")
    assert not (tmp_path / "out").exists()
