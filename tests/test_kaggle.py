"""The reader of the public Kaggle table: invented rows for each rule, and the real copies where they lie beside."""

import csv
import warnings
from pathlib import Path

import pandas as pd
import pytest

from dronestats.errors import DronestatsError
from dronestats.schema import check, columns, validate_claims
from dronestats.sources.kaggle import NEEDED, VARIABLE_MAP, read_kaggle
from dronestats.tallies import tally
from dronestats.vocabulary import column, lineage
from dronestats.windows import period_of, window

COPIES = Path(__file__).parents[2] / "shared" / "kaggle"
NEWEST = COPIES / "missile_attacks_daily_2026-06-07.csv"
ALL_COPIES = ["2024-10-13", "2025-02-03", "2026-02-08", "2026-06-07"]
with_copies = pytest.mark.skipif(not COPIES.is_dir(), reason=f"no copies of the Kaggle table in {COPIES}")

NINE = "time_start time_end model launch_place target carrier launched destroyed source".split()
SIXTEEN = [*NINE, "not_reach_goal", "cross_border_belarus", "back_russia", "still_attacking", "destroyed_details",
           "launched_details", "launch_place_details"]  # fmt: skip
SEVENTEEN = [*SIXTEEN, "affected region"]
NINETEEN = [*SEVENTEEN, "num_hit_location", "num_fall_fragment_location"]
TWENTY_TWO = [
    *(name for name in NINETEEN if name not in ("cross_border_belarus", "back_russia")),
    "border_crossing", "is_shahed", "target_main", "turbojet", "turbojet_destroyed",
]  # fmt: skip
TWENTY_THREE = [*TWENTY_TWO, "status_data"]
NIGHT = {
    "time_start": "2025-03-01 19:00", "time_end": "2025-03-02 08:30", "model": "Shahed-136/131", "target": "Ukraine",
    "launched": "50.0", "destroyed": "30.0", "border_crossing": "{}", "source": "kpszsu/posts/7",
}  # fmt: skip
MERGED = {"time_start": "2025-09-01 19:00", "time_end": "2025-09-02 08:30"}


@pytest.fixture
def write(tmp_path):
    """Return a function that writes rows, each a NIGHT with changes, and gives the path."""

    def _write(*rows, header=TWENTY_THREE):
        path = tmp_path / "attacks.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(NIGHT | row for row in rows)
        return path

    return _write


@pytest.fixture
def read(write):
    """Return a function that reads such rows, without faults allowed."""

    def _read(*rows, header=TWENTY_THREE):
        claims, faults = read_kaggle(write(*rows, header=header), faults=True)
        assert faults.empty, faults.to_dict("records")
        return claims

    return _read


@pytest.fixture
def faults_of(write):
    return lambda *rows: read_kaggle(write(*rows), faults=True)


def figures(claims, *names):
    """Return the claims as tuples, NA as None."""
    return [tuple(None if pd.isna(value) else value for value in row) for row in claims[list(names)].to_numpy()]


def stated(claims):
    return figures(claims, "outcome", "count")


def one(faults):
    assert len(faults) == 1, faults.to_dict("records")
    return faults.iloc[0]


# Layouts


@pytest.mark.parametrize("header", [NINE, SIXTEEN, SEVENTEEN, NINETEEN, TWENTY_TWO, TWENTY_THREE], ids=len)
def test_every_layout_since_2023_gives_the_same_launched_and_destroyed(read, header):
    assert stated(read({}, header=header)) == [("launched", 50), ("destroyed", 30)]


def test_the_claims_keep_every_rule_of_the_claims_table(read):
    claims = read({}, {"destroyed_details": "{'south': 3}"})
    assert list(claims.columns) == columns()
    pd.testing.assert_frame_equal(validate_claims(claims), claims)
    assert figures(claims.head(1), "claimant", "attacker", "defender", "scope", "window_basis", "qualifier") == [
        ("Ukraine", "Russia", "Ukraine", "bulletin", "stated", "exact")
    ]


def test_columns_that_are_not_in_the_map_are_ignored_without_a_warning(write):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_kaggle(write({"weather": "fog"}, header=[*NINE, "weather"]))) == 2


def test_a_missing_column_is_named_with_the_column_to_rename(write):
    header = ["launch" if name == "launched" else name for name in NINE]
    with pytest.raises(DronestatsError, match=r"attacks\.csv: column 'launched' is missing; rename 'launch'"):
        read_kaggle(write({}, header=header))


def test_another_kind_of_table_is_refused_with_all_missing_columns(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    expected = "'time_start', .*'source' is missing; give read_kaggle the file missile_attacks_daily.csv"
    with pytest.raises(DronestatsError, match=expected):
        read_kaggle(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00time", b""])
def test_a_file_that_is_no_csv_text_is_refused_by_name(tmp_path, content):
    path = tmp_path / "attacks.csv"
    path.write_bytes(content)
    with pytest.raises(DronestatsError, match=r"attacks\.csv: (not readable as CSV|column 'time_start')"):
        read_kaggle(path)


def test_a_column_that_stands_twice_is_refused_for_either_may_be_meant(write):
    with pytest.raises(DronestatsError, match="the column 'launched' stands twice; keep one, or rename it"):
        read_kaggle(write({}, header=[*NINE, "launched"]))


@pytest.mark.parametrize("closed", ['"', '",', '\n"'])
def test_a_quote_that_is_not_closed_takes_no_other_row_along(write, closed):
    path = write({"source": "kpszsu/posts/1"}, {"source": "kpszsu/posts/2"}, {"source": "kpszsu/posts/3"})
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("Ukraine", '"Ukraine', 1)
    lines.append(closed)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    claims, faults = read_kaggle(path, faults=True)
    assert sorted(claims["report_id"].unique()) == ["kaggle-kpszsu-posts-1", "kaggle-kpszsu-posts-3"]
    assert faults["line"].tolist()[0] == 3
    assert faults["rule"][0] == "a quote is not closed, or stands inside a cell"


def test_a_file_with_a_header_only_gives_an_empty_claims_table(read):
    claims = read()
    assert claims.empty
    assert list(claims.columns) == columns()


def test_a_byte_order_mark_is_no_part_of_the_first_column(write):
    path = write({})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_kaggle(path)) == 2


def test_the_map_covers_every_column_that_is_needed():
    assert set(NEEDED) <= set(VARIABLE_MAP)


# Reports


def test_rows_with_one_source_are_one_report_and_its_claims_are_numbered_through(read):
    claims = read({}, {"model": "Kalibr", "launched": "4", "destroyed": "2"}, {"source": "kpszsu/posts/8"})
    assert claims["claim_id"].tolist() == [
        "kaggle-kpszsu-posts-7/1", "kaggle-kpszsu-posts-7/2", "kaggle-kpszsu-posts-7/3", "kaggle-kpszsu-posts-7/4",
        "kaggle-kpszsu-posts-8/1", "kaggle-kpszsu-posts-8/2",
    ]  # fmt: skip


def test_a_long_post_id_becomes_a_short_report_id_and_stays_whole_in_the_note(read):
    source = "PvKPivden/posts/pfbid" + "0a1B2c3D" * 8
    claims = read({"source": source}, {"source": source + "x"})
    assert claims["report_id"].nunique() == 2
    assert claims["report_id"].str.fullmatch(r"kaggle-PvKPivden-[0-9a-f]{10}").all()
    assert claims["note"].iloc[0] == f"source: {source}"
    assert claims["claimant_body"].unique().tolist() == ["Air Command South"]


@pytest.mark.parametrize(
    ("source", "report_id", "body"),
    [
        ("https://t.me/kpszsu/12", "kaggle-t-me-kpszsu-12", "Ukrainian Air Force"),
        ("https://www.facebook.com/kpszsu/posts/1", "kaggle-www-facebook-com-kpszsu-posts-1", "Ukrainian Air Force"),
        ("watch/?v=34", "kaggle-watch-v-34", "body not stated"),
        ("PvKPivden/videos/56/", "kaggle-PvKPivden-videos-56", "Air Command South"),
        ("pvkshid/posts/1", "kaggle-pvkshid-posts-1", "Air Command East"),
        ("GeneralStaff.ua/posts/1", "kaggle-GeneralStaff-ua-posts-1", "General Staff of the Armed Forces of Ukraine"),
        ("kharkivoda.gov.ua/news/7", "kaggle-kharkivoda-gov-ua-news-7", "Kharkiv Regional Military Administration"),
    ],
)
def test_the_account_in_the_source_names_the_office(read, source, report_id, body):
    assert figures(read({"source": source}).head(1), "report_id", "claimant_body") == [(report_id, body)]


def test_an_account_that_is_not_known_is_a_fault_and_its_figures_stay(faults_of):
    claims, faults = faults_of({"source": "newoffice/posts/1"})
    assert claims["claimant_body"].tolist() == ["body not stated"] * 2
    assert one(faults)["rule"] == "account 'newoffice' is not known, office not stated"
    assert one(faults)["way_out"] == "give the address; add its account to bodies.csv"


# Windows


@pytest.mark.parametrize(
    ("start", "end", "utc_start", "utc_end", "basis"),
    [
        ("2025-03-01 19:00", "2025-03-02 08:30", "2025-03-01T17:00Z", "2025-03-02T06:30Z", "stated"),
        ("2023-05-16 3:30", "2023-05-16 5:05", "2023-05-16T00:30Z", "2023-05-16T02:05Z", "stated"),
        ("2024-05-16 ", "2024-05-16 08:00 ", "2024-05-15T21:00Z", "2024-05-16T05:00Z", "assumed"),
        ("2023-05-16", "2023-05-16", "2023-05-15T21:00Z", "2023-05-16T21:00Z", "assumed"),
        ("2023-05-16", "2023-05-17", "2023-05-16T15:00Z", "2023-05-17T06:00Z", "assumed"),
        ("2023-05-16 20:00", "2023-05-17", "2023-05-16T17:00Z", "2023-05-17T06:00Z", "assumed"),
        ("2023-05-16 20:00", "2023-05-16", "2023-05-16T17:00Z", "2023-05-16T21:00Z", "assumed"),
        ("2023-05-16 20:00", "2023-05-16 23:59", "2023-05-16T17:00Z", "2023-05-16T20:59Z", "stated"),
        ("2023-05-16 04:00", "2023-05-16 04:00", "2023-05-16T01:00Z", "2023-05-16T01:01Z", "stated"),
        ("2023-05-16 20:00", "2023-05-16 24:00", "2023-05-16T17:00Z", "2023-05-16T21:00Z", "stated"),
        ("2023-10-29 03:30", "2023-10-29 09:00", "2023-10-29T00:30Z", "2023-10-29T07:00Z", "stated"),
    ],
)
def test_times_are_the_clock_of_kyiv_and_follow_the_rules_of_the_window_function(
    read, start, end, utc_start, utc_end, basis
):
    row = read({"time_start": start, "time_end": end}).iloc[0]
    assert (row["window_start"], row["window_end"], row["window_basis"]) == (
        pd.Timestamp(utc_start), pd.Timestamp(utc_end), basis,
    )  # fmt: skip
    assert (row["window_start"], row["window_end"], row["window_basis"]) == window(start, end, "Ukraine")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-13-01", "2025-03-02"), ("2025-03-02 25:00", "2025-03-02"), ("", "2025-03-02"),
     ("2025-03-03", "2025-03-02"), ("2025-03-02 20:00", "2025-03-02 08:00"), ("2025-03-02", "soon")],
)  # fmt: skip
def test_a_window_that_cannot_exist_is_a_fault_and_the_other_rows_stay(faults_of, start, end):
    claims, faults = faults_of({}, {"time_start": start, "time_end": end})
    assert len(claims) == 2
    assert figures(faults, "line", "id", "column", "value", "rule", "way_out") == [
        (3, "kaggle-kpszsu-posts-7", "time_start", start or None, f"makes no window with time_end '{end}'",
         "write 2024-10-27 19:00 or 2024-10-27")
    ]  # fmt: skip


# What the figures mean


def test_destroyed_is_intercepted_from_the_night_that_ends_on_24_july_2025(read):
    claims = read(
        {"time_start": "2025-07-22 20:00", "time_end": "2025-07-23 09:00"},
        {"time_start": "2025-07-23 22:00", "time_end": "2025-07-24 09:00"},
    )
    assert figures(claims[claims["outcome"] != "launched"], "outcome", "regime") == [
        ("destroyed", "ua-separate"), ("intercepted", "ua-merged"),
    ]  # fmt: skip


def test_an_office_without_a_regime_on_record_keeps_its_word_destroyed(read):
    claims = read(MERGED | {"source": "kharkivoda.gov.ua/news/1"})
    assert figures(claims, "outcome", "regime") == [("launched", None), ("destroyed", None)]


def test_a_window_that_ends_at_midnight_belongs_to_the_day_before(read):
    claims = read({"time_start": "2025-07-23 20:00", "time_end": "2025-07-24 00:00"})
    assert claims["regime"].tolist() == ["ua-separate"] * 2


def test_a_zero_lost_is_not_stated_where_one_merged_figure_is_given(read):
    assert stated(read(MERGED | {"not_reach_goal": "0.0"})) == [("launched", 50), ("intercepted", 30)]


def test_a_zero_lost_is_stated_where_the_lost_are_stated_apart(read):
    assert stated(read({"not_reach_goal": "0.0"}))[-1] == ("lost", 0)


def test_an_empty_lost_is_not_stated_even_where_the_lost_are_stated_apart(read):
    assert "lost" not in set(read({"not_reach_goal": ""})["outcome"])


@pytest.mark.parametrize("when", [MERGED, {"time_start": "2024-08-17 20:00", "time_end": "2024-08-18 08:00"}])
def test_lost_stated_against_the_regime_stays_with_a_remark(read, when):
    claims = read(when | {"not_reach_goal": "6"})
    assert stated(claims)[-1] == ("lost", 6)
    assert claims["note"].iloc[-1].endswith("; lost stated apart, against the regime")


def test_lost_stated_in_its_regime_needs_no_remark(read):
    assert read({"not_reach_goal": "6"})["note"].iloc[-1] == "source: kpszsu/posts/7"


def test_a_missing_figure_gives_no_claim_and_no_zero(read):
    assert stated(read({"launched": ""}, {"destroyed": ""})) == [("destroyed", 30), ("launched", 50)]


def test_impossible_rows_are_kept_as_they_are(read):
    claims = read({"launched": "2", "destroyed": "4", "not_reach_goal": "3"})
    assert stated(claims) == [("launched", 2), ("destroyed", 4), ("lost", 3)]


def test_a_hidden_figure_is_withheld_and_never_zero(read):
    claims = read(
        {"time_start": "2026-08-14 18:00", "time_end": "2026-08-15 08:00", "model": "Iskander-M", "launched": "0.0",
         "destroyed": "0.0", "status_data": "hidden"}
    )  # fmt: skip
    assert figures(claims, "outcome", "count", "count_low", "count_high", "qualifier", "regime") == [
        ("launched", None, None, None, "withheld", "ua-withheld"),
        ("intercepted", None, None, None, "withheld", "ua-withheld"),
    ]


def test_an_empty_cell_of_a_hidden_row_is_withheld_and_a_figure_that_is_given_stays(read):
    claims = read(MERGED | {"launched": "5", "destroyed": "", "status_data": "hidden"})
    assert figures(claims, "count", "qualifier") == [(5, "exact"), (None, "withheld")]


# Lists of kills


@pytest.mark.parametrize(
    ("model", "source", "destroyed", "basis"),
    [
        ("Orlan-10", "kpszsu/posts/1", "50", "imputed"),
        ("Orlan-10 and ZALA", "kpszsu/posts/1", "50", "imputed"),
        ("Lancet", "kpszsu/posts/1", "50", "imputed"),
        ("Unknown UAV", "kpszsu/posts/1", "50", "imputed"),
        ("Unknown UAV", "PvKPivden/posts/1", "50", "imputed"),
        ("Shahed-136/131", "PvKPivden/posts/1", "50", "imputed"),
        ("X-59", "pvkshid/posts/1", "50", "imputed"),
        ("Orlan-10", "PvKPivden/posts/1", "49", "stated"),
        ("Shahed-136/131", "kpszsu/posts/1", "50", "stated"),
        ("Shahed-136/131 and Lancet", "kpszsu/posts/1", "50", "stated"),
        ("Kalibr", "kpszsu/posts/1", "50", "stated"),
        ("Shahed-136/131", "GeneralStaff.ua/posts/1", "50", "stated"),
    ],
)
def test_a_list_of_kills_has_no_denominator_but_a_night_with_all_shot_down_has(read, model, source, destroyed, basis):
    claims = read({"model": model, "source": source, "destroyed": destroyed})
    assert figures(claims, "outcome", "basis") == [("launched", basis), ("destroyed", "stated")]
    assert claims["note"].str.contains("launched copied from the kills").tolist() == [basis == "imputed", False]


# Weapons


@pytest.mark.parametrize(
    ("model", "weapon", "weapon_class"),
    [
        ("Молнія", "molniya", "drone"),
        ("Shahed-136/131", "shahed", "drone"),
        ("C-300/C-400", "s-300", "missile"),
        ("X-22 and X-32", "kh-22", "missile"),
        ("X-101/X-555 and Kalibr", "missile-cruise", "missile"),
        ("C-400 and Iskander-M", "missile-ballistic", "missile"),
        ("Kalibr/Iskander-M", "missile", "missile"),
        ("Orlan-10 and ZALA and Supercam", "uav-recon", "drone"),
        ("Shahed-136/131 and Kalibr", "mixed", "mixed"),
    ],
)
def test_joined_models_are_the_narrowest_weapon_that_covers_them(read, model, weapon, weapon_class):
    claims = read({"model": model})
    assert set(figures(claims, "weapon", "weapon_class")) == {(weapon, weapon_class)}


def test_a_split_of_joined_models_gives_parts_of_the_launched(read):
    claims = read({"model": "X-101/X-555 and Kalibr", "launched_details": "{ 'X-101/X-555': 40,    'Kalibr': 10.0}"})
    assert figures(claims[claims["part_of"].notna()], "outcome", "weapon", "count", "part_of") == [
        ("launched", "kh-101", 40, "kaggle-kpszsu-posts-7/1"), ("launched", "kalibr", 10, "kaggle-kpszsu-posts-7/1"),
    ]  # fmt: skip


def test_an_unknown_model_whose_class_is_told_stays_without_a_weapon(faults_of):
    claims, faults = faults_of({"model": "Sarma UAV"})
    assert figures(claims, "outcome", "weapon", "weapon_class") == [
        ("launched", None, "drone"), ("destroyed", None, "drone"),
    ]  # fmt: skip
    assert one(faults)["rule"].startswith("'Sarma UAV' is not in weapons.csv")


def test_an_unknown_model_is_a_fault_that_names_the_nearest_and_the_way_out(faults_of):
    claims, faults = faults_of({}, {"model": "Kalibra"})
    assert len(claims) == 2
    assert figures(faults, "line", "column", "value", "rule", "way_out") == [
        (3, "model", "Kalibra", "'Kalibra' is not in weapons.csv; nearest: 'kalibr' (kalibr)",
         "add a row or alias to weapons.csv")
    ]  # fmt: skip


def test_the_shahed_sub_count_is_about_and_a_part_of_the_launched(read):
    claims = read(MERGED | {"is_shahed": "40.0"})
    assert figures(claims.tail(1), "outcome", "weapon", "count", "qualifier", "count_low", "part_of") == [
        ("launched", "shahed", 40, "about", None, "kaggle-kpszsu-posts-7/1")
    ]


def test_jet_drones_are_parts_of_the_launched_and_of_the_stopped(read):
    claims = read(MERGED | {"turbojet": "8", "turbojet_destroyed": "5"})
    assert figures(claims.tail(2), "outcome", "weapon", "count", "part_of") == [
        ("launched", "shahed-jet", 8, "kaggle-kpszsu-posts-7/1"),
        ("intercepted", "shahed-jet", 5, "kaggle-kpszsu-posts-7/2"),
    ]


# Places


@pytest.mark.parametrize(
    ("target", "region"),
    [
        ("Ukraine", None),
        ("", None),
        ("Odesa oblast", "UA-51"),
        ("Odesa", "CITY-ODESA"),
        ("Kyiv", "UA-30"),
        ("Kyiv oblast (south)", "UA-32"),
        ("Dnipropetrovsk oblast, Kryvyi Rih Raion", "RAION-KRYVYI-RIH"),
        ("south", "AREA-SOUTH"),
        ("south and east", "AREA-SOUTH+AREA-EAST"),
        ("Odesa oblast and Mykolaiv oblast", "UA-51+UA-48"),
    ],
)
def test_the_target_is_the_region_and_the_whole_country_is_none(read, target, region):
    assert figures(read({"target": target}), "region") == [(region,)] * 2


def test_a_place_that_is_not_known_is_a_fault_of_its_cell_and_the_figures_stay(faults_of):
    claims, faults = faults_of({"target": "Odessos oblast"})
    assert figures(claims, "count", "region", "note") == [
        (count, None, "source: kpszsu/posts/7; target not read: Odessos oblast") for count in (50, 30)
    ]
    assert (one(faults)["column"], one(faults)["way_out"]) == ("target", "add a row or alias to regions.csv")
    assert one(faults)["rule"].startswith("'Odessos oblast' is not in regions.csv; nearest: ")


def test_regional_figures_are_parts_of_the_stopped_and_a_place_without_a_number_is_no_claim(read):
    claims = read(MERGED | {"destroyed_details": "{'south': 16, 'east': NaN, 'Odesa oblast and Kherson oblast ': 4.0}"})
    assert figures(claims.tail(2), "outcome", "region", "count", "part_of") == [
        ("intercepted", "AREA-SOUTH", 16, "kaggle-kpszsu-posts-7/2"),
        ("intercepted", "UA-51+UA-65", 4, "kaggle-kpszsu-posts-7/2"),
    ]
    assert len(claims) == 4


@pytest.mark.parametrize(
    "text",
    ["{'south': 16", "['south']", "{'south': {'east': 1}}", "{'south': __import__('os')}", "{'south': -1}", "  ",
     "{'south': 1.5}", "{south: 1}", "{'a': 1 'b': 2}", "{" + "'south': 1, " * 1000 + "}", "{'south': 1e999}"],
)  # fmt: skip
def test_a_malformed_split_is_a_fault_of_its_cell_and_is_never_evaluated(faults_of, text):
    claims, faults = faults_of({"destroyed_details": text})
    assert stated(claims) == [("launched", 50), ("destroyed", 30)]
    assert one(faults)["column"] == "destroyed_details"
    assert one(faults)["rule"] == "must be one flat list of 'name': number"


def test_a_hostile_split_is_refused_and_does_not_hang(faults_of):
    for text in ("{" + " " * 4900, "{" + "'a':1 ," * 700, "{" + "'" * 4900 + "}", "{'a':" + "1" * 4900 + "}"):
        assert one(faults_of({"destroyed_details": text})[1])["column"] == "destroyed_details"


def test_a_split_names_the_place_it_cannot_find_and_keeps_the_others(faults_of):
    claims, faults = faults_of({"destroyed_details": "{'south': 2, 'Atlantis': 1, 'Lemuria': NaN}"})
    assert figures(claims.tail(1), "region", "count") == [("AREA-SOUTH", 2)]
    assert one(faults)["value"] == "Atlantis"


def test_a_part_without_a_stated_total_is_a_fault_and_no_claim(faults_of):
    claims, faults = faults_of({"destroyed": "", "destroyed_details": "{'south': 2}"})
    assert stated(claims) == [("launched", 50)]
    assert figures(faults, "column", "value", "rule") == [
        ("destroyed_details", 2, "is part of a total that is not stated")
    ]


def test_places_hit_belong_to_the_whole_attack_and_to_no_single_weapon(read):
    places = {"num_hit_location": "5", "num_fall_fragment_location": "0"}
    alone = read(places)
    assert figures(alone.tail(2), "outcome", "count", "weapon", "weapon_class") == [
        ("hit_location", 5, "uav", "drone"), ("debris_location", 0, "uav", "drone"),
    ]  # fmt: skip
    with_missiles = read(places, {"model": "Kalibr"})
    there = with_missiles[with_missiles["outcome"].isin(["hit_location", "debris_location"])]
    assert set(figures(there, "weapon", "weapon_class")) == {("mixed", "mixed")}


def test_drones_that_left_to_one_country_are_one_claim(read):
    for row, header in (
        ({"border_crossing": "{'belarus': 2.0}"}, TWENTY_TWO),
        ({"cross_border_belarus": "2.0"}, SIXTEEN),
    ):
        claims = read(row, header=header)
        assert figures(claims.tail(1), "outcome", "count", "region", "basis", "part_of") == [
            ("left_airspace", 2, None, "stated", None)
        ]
        assert claims["note"].iloc[-1].endswith("; to Belarus")


def test_drones_that_left_to_several_countries_are_a_derived_total_with_parts(read):
    for row, header in (
        ({"border_crossing": "{'russia': 3.0, 'belarus': 1.0}"}, TWENTY_TWO),
        ({"back_russia": "3", "cross_border_belarus": "1"}, SIXTEEN),
    ):
        left = read(row, header=header).query("outcome == 'left_airspace'")
        assert figures(left, "count", "region", "basis", "part_of") == [
            (4, None, "derived", None),
            (3, "RU", "stated", "kaggle-kpszsu-posts-7/3"),
            (1, "BY", "stated", "kaggle-kpszsu-posts-7/3"),
        ]


def test_drones_still_in_the_air_are_stated_apart(read):
    assert stated(read({"still_attacking": "4.0"}))[-1] == ("still_airborne", 4)


# Faults


@pytest.mark.parametrize("value", ["many", "-1", "2.5", "inf"])
@pytest.mark.parametrize("name", ["launched", "still_attacking", "num_hit_location"])
def test_a_cell_that_is_no_whole_number_is_a_fault_and_the_rest_of_its_row_stays(faults_of, name, value):
    claims, faults = faults_of({name: value})
    assert "destroyed" in set(claims["outcome"])
    rule = "must be a whole number, 0 to 999,999,999"
    assert figures(faults, "line", "column", "value", "rule") == [(2, name, value, rule)]


@pytest.mark.parametrize(("name", "rule"), [("source", "must not be empty"), ("model", "'' is not in weapons.csv")])
def test_a_row_without_source_or_model_is_named(faults_of, name, rule):
    claims, faults = faults_of({}, {name: ""})
    assert len(claims) == 2
    assert figures(faults, "line", "column", "rule") == [(3, name, rule)]


def test_a_row_that_states_no_number_is_named(faults_of):
    claims, faults = faults_of({"launched": "", "destroyed": ""})
    assert claims.empty
    assert figures(faults, "column", "rule") == [("launched", "the row states no number")]


def test_a_row_with_too_many_cells_is_named_and_the_others_are_read(write):
    path = write({}, {}, header=NINE)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2] + ",spare", lines[2]]) + "\n", encoding="utf-8")
    claims, faults = read_kaggle(path, faults=True)
    assert len(claims) == 4
    assert (one(faults)["line"], one(faults)["rule"]) == (3, "the row has 10 cells, the header 9")


def test_lines_are_those_of_the_file_across_blank_lines_and_broken_cells(write):
    path = write({"launch_place": "Kursk\noblast"}, {"launched": "x"}, header=NINE)
    text = path.read_text(encoding="utf-8").replace("destroyed,source\n", "destroyed,source\n\n")
    path.write_text(text, encoding="utf-8")
    assert text.splitlines()[4].count(",x,") == 1
    assert one(read_kaggle(path, faults=True)[1])["line"] == 5


def test_without_faults_a_bad_row_is_warned_of_once_with_numbers(write):
    path = write({}, {"launched": "x"}, {"model": "Kalibra", "launched": "y"})
    with pytest.warns(UserWarning, match=r"2 of 3 rows have faults, 1 of them give no claim; first: line 3") as caught:
        claims = read_kaggle(path)
    assert len(caught) == 1
    text = str(caught[0].message)
    assert "column launched: 'x': must be a whole number, 0 to 999,999,999; " in text
    assert text.endswith("read_kaggle(path, faults=True) returns all")
    assert len(claims) == 3


def test_faults_have_the_columns_of_the_problems_of_a_claims_error(write):
    _, faults = read_kaggle(write({"launched": "x"}), faults=True)
    assert faults.columns.tolist() == check(pd.DataFrame(columns=columns()), "claims")[1].columns.tolist()


def test_rows_that_split_one_weapon_by_place_are_parts_of_a_derived_total(read):
    row = {"launched": "6", "destroyed": "2", "launch_place": "Kursk oblast"}
    claims = read(row, row | {"launched": "4", "launch_place": "Millerovo"})
    launched = claims[claims["outcome"] == "launched"]
    total = launched[launched["part_of"].isna()]
    assert total[["count", "basis"]].values.tolist() == [[10, "derived"]]
    assert set(launched["part_of"].dropna()) == set(total["claim_id"])
    assert tally(claims)["launched"].tolist() == [10]


def test_the_same_row_twice_is_not_added_up(read):
    assert tally(read({"launched": "6"}, {"launched": "6"}))["launched"].tolist() == [6]


# The real copies


@pytest.fixture(scope="module")
def newest():
    return read_kaggle(NEWEST)


def shahed_rows(claims):
    """Return one row for each report, window, target and weapon of Shahed type, a column for each outcome."""
    drones = claims[(claims["weapon"] == "shahed") & claims["part_of"].isna()].assign(
        month=lambda frame: period_of(frame, "month"), day=lambda frame: period_of(frame, "day")
    )
    keys = ["report_id", "window_start", "window_end", "region", "month", "day"]
    drones["region"] = drones["region"].fillna("")
    return drones.pivot(index=keys, columns="outcome", values="count").reset_index()


def of_rows(claims):
    """Return the claims that one row states: no derived totals over split rows, no parts within a row."""
    sums = claims["note"].str.contains("sum of the rows that split it")
    return claims[~sums & (claims["part_of"].isna() | claims["part_of"].isin(claims.loc[sums, "claim_id"]))]


@with_copies
@pytest.mark.parametrize("copy", ALL_COPIES)
def test_every_row_of_the_real_copies_is_read_without_a_warning(copy):
    path = COPIES / f"missile_attacks_daily_{copy}.csv"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        claims = read_kaggle(path)
    raw = pd.read_csv(path)
    alone, rows = claims[claims["part_of"].isna()], of_rows(claims)
    for name, outcomes in (("launched", ["launched"]), ("destroyed", ["destroyed", "intercepted"])):
        assert rows["outcome"].isin(outcomes).sum() == raw[name].notna().sum()
        assert alone.loc[alone["outcome"].isin(outcomes), "count"].sum() == raw[name].sum()
    assert alone.loc[alone["outcome"] == "lost", "count"].sum() == raw["not_reach_goal"].sum()
    assert claims["report_id"].nunique() == raw["source"].str.strip("/").nunique()


@with_copies
def test_the_newest_copy_has_3770_rows_and_each_gives_a_claim(newest):
    faults = read_kaggle(NEWEST, faults=True)[1]
    main = of_rows(newest)
    main = main[main["outcome"].isin(["launched", "destroyed", "intercepted"])]
    raw = pd.read_csv(NEWEST)
    assert len(raw) == 3770
    assert faults.empty
    assert len(main) == raw["launched"].notna().sum() + raw["destroyed"].notna().sum()
    assert (raw["launched"].notna() | raw["destroyed"].notna()).all()


@with_copies
def test_windows_of_the_newest_copy_are_those_of_the_window_function(newest):
    raw = pd.read_csv(NEWEST).drop_duplicates(["time_start", "time_end"])
    expected = {window(start, end, "Ukraine") for start, end in zip(raw["time_start"], raw["time_end"], strict=True)}
    found = newest[["window_start", "window_end", "window_basis"]].drop_duplicates()
    assert set(found.itertuples(index=False, name=None)) == expected


@with_copies
@pytest.mark.parametrize(("month", "launched"), [("2025-03", 4198), ("2025-08", 4132)])
def test_published_launched_drones_of_a_month_are_those_of_windows_that_end_in_it(newest, month, launched):
    rows = shahed_rows(newest)
    assert rows.loc[rows["month"] == month, "launched"].sum() == launched


@with_copies
@pytest.mark.parametrize(("month", "through", "lost"), [("2025-10", 1077, 17), ("2025-12", 987, 15)])
def test_published_drones_not_intercepted_are_launched_minus_intercepted_with_the_odd_lost_left_in(
    newest, month, through, lost
):
    rows = shahed_rows(newest)
    rows = rows[rows["month"] == month]
    stopped = rows["intercepted"].fillna(rows["destroyed"])
    assert (rows["launched"] - stopped).sum() == through
    assert rows["lost"].sum() == lost


@with_copies
def test_thirty_nights_either_side_of_the_merged_figure_give_the_rates_on_record(newest):
    launched = newest[newest["outcome"] == "launched"]
    imputed = launched.loc[launched["basis"] == "imputed", "report_id"]
    rows = shahed_rows(newest)
    rows = rows[~rows["report_id"].isin(imputed)]
    before = rows[rows["day"].between("2025-06-24", "2025-07-23")]
    after = rows[rows["day"].between("2025-07-24", "2025-08-22")]
    assert before["day"].nunique() == after["day"].nunique() == 30

    def rate(stopped, launched_):
        both = stopped.notna() & launched_.notna()
        return round(float(stopped[both].sum() / launched_[both].sum()), 3)

    assert rate(before["destroyed"], before["launched"]) == 0.489
    assert rate(before["destroyed"] + before["lost"], before["launched"]) == 0.881
    assert rate(after["intercepted"], after["launched"]) == 0.832


@with_copies
def test_no_reconnaissance_row_of_the_newest_copy_has_a_rate_of_one(newest):
    launched = newest[(newest["outcome"] == "launched") & newest["part_of"].isna()]
    roles = launched["weapon"].map(column("weapons", "role"))
    stopped = newest[newest["outcome"].isin(["destroyed", "intercepted"]) & newest["part_of"].isna()]
    key = ["report_id", "window_start", "window_end", "weapon", "region"]
    both = launched[roles == "reconnaissance"].merge(stopped, on=key, suffixes=("", "_stopped"))
    assert (both.loc[both["count"] == both["count_stopped"], "basis"] == "imputed").all()
    nights = launched[launched["weapon"].map(lambda own: "shahed" in lineage("weapons", own))]
    assert (nights.loc[nights["claimant_body"] == "Ukrainian Air Force", "basis"] != "imputed").all()
