"""The bundled data: nothing lost, every row with its source, generated files as committed."""

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import dronestats as ds
from dronestats.schema import validate
from dronestats.sources.bundled import data_folder, tables
from dronestats.sources.canonical import read_table
from dronestats.sources.describe import as_text, describe
from dronestats.vocabulary import regime_of
from dronestats.windows import period_of

FOLDER = data_folder()
ABOUT = tomllib.loads(FOLDER.joinpath("about.toml").read_text(encoding="utf-8"))
LEFT_OUT = validate(read_table(FOLDER.joinpath("left_out.csv"))[0].drop(columns="line"), "left_out")


def left_out(file: str) -> int:
    return int((LEFT_OUT["file"] == file).sum())


def test_every_row_of_fact_is_a_claim_or_is_left_out_with_its_reason():
    received, claims = ABOUT["received"], ds.load_claims()
    ukraine = claims["claim_id"].str.startswith("ua-") & ~claims["report_id"].str.startswith("ua-own-")
    assert ukraine.sum() + left_out("claims_ua.csv") == received["claims_ua"]
    russia = claims["claim_id"].str.startswith("ru-").sum()
    assert russia + left_out("claims_ru.csv") == received["claims_ru"] + received["completions_ru"]
    assert claims["report_id"].str.startswith("ua-own-").sum() == received["claims_ua_own_launches"]
    assert len(ds.load_claims("history")) == received["history"] + received["history_engaged"]
    assert LEFT_OUT["reason"].str.len().min() > 10


def test_period_totals_are_claims_printed_figures_or_left_out():
    received, totals, figures = ABOUT["received"], ds.load_claims("cumulative"), ds.load_published()
    printed = figures["figure_id"].str.startswith("pub-cum-").sum()
    ukraine = totals["report_id"].str.startswith("cum-").sum()
    assert ukraine + printed + left_out("claims_ua_cumulative.csv") == received["cumulative_ua"]
    russia = totals[(totals["claimant"] == "Russia") & (totals["scope"] == "cumulative")]
    assert len(russia) + left_out("claims_ru_cumulative.csv") == received["cumulative_ru"]
    averages = figures["figure_id"].str.startswith("pub-ru-2025-belousov").sum()
    assert len(figures) == received["published"] + printed + averages


def test_every_claim_has_a_report_with_an_address_and_every_report_has_claims():
    reports = ds.load_reports().set_index("report_id")
    claims = pd.concat([ds.load_claims(group) for group in ("claims", "cumulative", "history")])
    assert set(claims["report_id"]) <= set(reports.index)
    with_claims = set(claims["report_id"])
    assert [own for own in reports.index if own not in with_claims] == []
    pages = reports.loc[reports.index.intersection(ds.load_claims()["report_id"].unique()), "url"]
    assert pages.str.match(r"https?://").all()


def test_both_sides_are_there_from_2022_to_2026():
    claims = ds.load_claims()
    years = period_of(claims, "year").groupby(claims["claimant"]).agg(["min", "max"])
    assert years.loc["Ukraine"].tolist() == ["2022", "2026"]
    assert years.loc["Russia"].tolist() == ["2023", "2026"]


def test_the_regime_of_a_row_is_the_one_of_its_office_on_its_day():
    claims = ds.load_claims()
    days = period_of(claims, "day")
    for body, weapon_class, day, scope, regime in zip(
        claims["claimant_body"], claims["weapon_class"], days, claims["scope"], claims["regime"], strict=True
    ):
        expected = None if scope == "cumulative" else regime_of(body, day, weapon_class)
        assert (None if pd.isna(regime) else regime) == expected


def test_the_air_force_states_no_drone_as_shot_down_apart_after_24_july_2025():
    claims = ds.load_claims()
    merged = claims[(claims["regime"] == "ua-merged")]
    assert not merged["outcome"].isin(["destroyed"]).any()
    separate = claims[claims["regime"] == "ua-separate"]
    assert (separate["outcome"] == "destroyed").sum() > 100


def test_places_are_never_counted_as_drones():
    claims = ds.load_claims()
    notes = claims["note"].fillna("")
    assert claims.loc[notes.str.contains("unit: places"), "outcome"].isin(["hit_location", "debris_location"]).all()


def test_contradictions_are_kept():
    notes = ds.load_claims()["note"].fillna("")
    assert notes.str.contains("CONFLICT").sum() > 200
    assert notes.str.contains("SUM MISMATCH").sum() >= 6


def test_a_completed_report_keeps_both_readings_and_both_addresses():
    claims = ds.load_claims()
    crimea = claims[(claims["report_id"] == "ru-2026-01-24") & (claims["region"] == "UA-43")]
    assert sorted(crimea["count"]) == [2, 3]
    assert len(ds.load_reports().set_index("report_id").at["ru-2026-01-24", "url"].split()) == 2


def test_the_regional_list_of_the_seed_night_points_to_its_total():
    claims = ds.load_claims()
    night = claims[claims["report_id"] == "ru-2024-10-28"]
    total = night[night["part_of"].isna()]
    parts = night[night["part_of"].notna()]
    assert total[["count", "outcome"]].astype(str).values.tolist() == [["21", "intercepted"]]
    assert dict(zip(parts["region"], parts["count"], strict=True)) == {
        "RU-BEL": 13,
        "RU-BRY": 6,
        "RU-VOR": 1,
        "RU-KRS": 1,
    }
    assert set(parts["part_of"]) == set(total["claim_id"])


def test_relations_name_reports_that_exist():
    relations = validate(read_table(FOLDER.joinpath("relations.csv"))[0].drop(columns="line"), "relations")
    known = set(ds.load_reports()["report_id"]) | set(LEFT_OUT["report_id"].dropna())
    assert set(relations["report_a"]) <= known
    assert set(relations["report_b"].dropna()) <= known


def test_the_descriptor_is_the_one_that_the_tables_give():
    committed = FOLDER.joinpath("datapackage.json").read_text(encoding="utf-8")
    assert committed == as_text(describe(FOLDER)), "run: python3 dev.py describe"
    descriptor = json.loads(committed)
    assert {resource["path"] for resource in descriptor["resources"]} == {
        str(path.relative_to(FOLDER)).replace("\\", "/") for path in Path(str(FOLDER)).rglob("*.csv")
    }


@pytest.mark.parametrize(
    "path",
    [path for group in ("claims", "cumulative", "history", "published") for path in tables(group)],
    ids=lambda path: path.name,
)
def test_files_are_utf8_with_unix_line_ends(path):
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")


def test_every_fact_of_the_shared_files_is_in_the_data(shared):
    claims = ds.load_claims()
    have = claims.groupby("report_id")["count"].agg(lambda counts: sorted(counts.dropna().astype(int)))
    for file in ("claims_ua.csv", "claims_ru.csv"):
        facts = pd.read_csv(shared / "facts" / file, dtype="string", keep_default_na=False)
        gone = set(LEFT_OUT.loc[LEFT_OUT["file"] == file, "report_id"])
        for report_id, rows in facts.groupby("report_id"):
            given = sorted(int(count) for count in rows["count"] if count)
            missing = list(given)
            for count in have.get(report_id, []):
                if count in missing:
                    missing.remove(count)
            assert not missing or report_id in gone, (report_id, missing)
    addresses = set(" ".join(ds.load_reports()["url"]).split())
    for file in ("claims_ua.csv", "claims_ru.csv", "completions_ru.csv"):
        facts = pd.read_csv(shared / "facts" / file, dtype="string", keep_default_na=False)
        lost = set(facts["source_url"]) - addresses - set(LEFT_OUT["url"].dropna())
        assert lost == set()
