"""Fewer claims: what was known, totals without parts, windows that do not overlap, one row per window."""

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.errors import DronestatsError
from dronestats.selection import of_night


def stamp(text):
    return pd.Timestamp(text, tz="UTC")


VERSIONS = claims(
    claim("a/1", "destroyed", 50, as_of=stamp("2025-01-02T07:00")),
    claim("b/1", "destroyed", 61, as_of=stamp("2025-01-02T09:00")),
    claim("a/2", "destroyed", 20, region="UA-51", part_of="a/1"), claim("c/1", "destroyed", 58),
)  # fmt: skip


def test_a_later_figure_for_the_same_window_replaces_the_earlier_and_its_parts():
    assert ds.latest(VERSIONS)["claim_id"].tolist() == ["b/1", "c/1"]


def test_what_was_known_on_a_morning_leaves_out_what_was_said_later():
    assert ds.latest(VERSIONS, "2025-01-02T08:00Z")["claim_id"].tolist() == ["a/1", "a/2", "c/1"]
    assert ds.latest(VERSIONS, stamp("2025-01-01T08:00")).empty


def test_two_figures_of_unknown_time_both_stay():
    same = claims(claim("a/1", "destroyed", 50), claim("b/1", "destroyed", 61))
    assert len(ds.latest(same)) == 2


def test_a_part_is_no_total():
    assert ds.totals(VERSIONS)["claim_id"].tolist() == ["a/1", "b/1", "c/1"]


RUSSIA = {"claimant": "Russia", "regime": "ru-pooled"}
DAY = claims(
    *night("day", start="2024-10-28", end="2024-10-28", intercepted=64, **RUSSIA),
    *night("night", start="2024-10-27T23:00", end="2024-10-28T07:00", intercepted=21, **RUSSIA),
    *night("noon", start="2024-10-28T13:00", end="2024-10-28T14:30", intercepted=21, **RUSSIA),
    *night("afternoon", start="2024-10-28T07:00", end="2024-10-28T20:00", intercepted=43, **RUSSIA),
)  # fmt: skip
DAY.loc[DAY["report_id"] == "day", "scope"] = "digest"


def test_a_days_summary_and_a_window_inside_another_are_not_counted_twice():
    kept, dropped = ds.disjoint(DAY, return_dropped=True)
    assert kept["report_id"].tolist() == ["night", "afternoon"]
    assert kept["count"].sum() == 64
    assert dict(zip(dropped["report_id"], dropped["dropped_because"], strict=True)) == {
        "day": "overlaps night", "noon": "overlaps afternoon",
    }  # fmt: skip


def test_windows_that_touch_do_not_overlap():
    kept = ds.disjoint(DAY[DAY["report_id"].isin(["night", "afternoon"])])
    assert len(kept) == 2


def test_both_sides_and_both_directions_are_kept_apart():
    both = claims(*night("ua", launched=100), *night("ru", claimant="Russia", regime="ru-pooled", intercepted=21))
    assert len(ds.disjoint(both)) == 2


def test_the_office_for_the_whole_country_comes_before_a_governor():
    governor = claim(
        "gov/1",
        "intercepted",
        8,
        claimant="Russia",
        regime=pd.NA,
        claimant_body="Governor of Kursk region",
        region="RU-KRS",
    )
    ministry = claim("mod/1", "intercepted", 21, claimant="Russia", regime="ru-pooled")
    assert ds.disjoint(claims(governor, ministry))["report_id"].tolist() == ["mod"]
    assert ds.disjoint(claims(governor))["report_id"].tolist() == ["gov"]


def test_a_report_that_states_launched_comes_before_one_that_does_not():
    frame = claims(*night("short", destroyed=60), *night("full", start="2025-01-01T19:00", launched=100, destroyed=60))
    assert set(ds.disjoint(frame)["report_id"]) == {"full"}


def test_period_totals_never_mix_with_nights():
    month = claim("m/1", "launched", 3000, start="2025-01-01", end="2025-01-31", scope="cumulative")
    kept, dropped = ds.disjoint(claims(*night("n", launched=100), month), return_dropped=True)
    assert kept["report_id"].tolist() == ["n"]
    assert dropped["dropped_because"].tolist() == ["period total"]


def test_parts_stay_with_the_statement_that_is_kept():
    frame = claims(*night("n", intercepted=21), claim("n/2", "intercepted", 13, region="RU-BEL", part_of="n/1"))
    assert ds.disjoint(frame)["claim_id"].tolist() == ["n/1", "n/2"]


def test_a_tally_has_one_row_per_office_and_window_with_a_column_per_outcome():
    tally = ds.tally(claims(*night("a", launched=100, destroyed=66, lost=24, left_airspace=4)))
    assert tally.shape[0] == 1
    assert tally.loc[0, ["launched", "destroyed", "lost", "left_airspace", "unaccounted"]].tolist() == [
        100,
        66,
        24,
        4,
        6,
    ]
    assert pd.isna(tally.at[0, "hit"])
    assert tally.at[0, "flags"] == ""


def test_an_outcome_that_is_not_stated_is_missing_and_never_zero():
    tally = ds.tally(claims(*night("a", intercepted=21)))
    assert tally[["launched", "lost", "hit", "unaccounted"]].isna().all(axis=None)


def test_two_outlets_of_one_window_complete_each_other_and_name_both_reports():
    tally = ds.tally(claims(*night("a", launched=100, destroyed=66), *night("b", launched=100, lost=24)))
    assert tally["report_id"].tolist() == ["a b"]
    assert tally[["launched", "destroyed", "lost"]].iloc[0].tolist() == [100, 66, 24]


def test_outlets_that_disagree_give_a_range_and_no_figure():
    tally = ds.tally(claims(*night("a", destroyed=42), *night("b", destroyed=46)))
    assert pd.isna(tally.at[0, "destroyed"])
    assert tally[["destroyed_low", "destroyed_high", "flags"]].iloc[0].tolist() == [42, 46, "conflict:destroyed"]


def test_a_rounded_figure_gives_way_to_the_exact_one():
    tally = ds.tally(claims(claim("a/1", "launched", 90, qualifier="more_than"), claim("b/1", "launched", 98)))
    assert tally["launched"].tolist() == [98]


def test_a_list_of_regions_without_a_total_gives_its_sum_as_the_least_and_no_total():
    rows = [
        claim(f"a/{number}", "intercepted", count, claimant="Russia", region=place)
        for number, (place, count) in enumerate([("RU-BEL", 2), ("RU-KRS", 1)], 1)
    ]
    tally = ds.tally(claims(*rows))
    assert pd.isna(tally.at[0, "intercepted"])
    assert tally[["intercepted_low", "flags"]].iloc[0].tolist() == [3, "no_total:intercepted"]
    assert pd.isna(tally.at[0, "intercepted_high"])


def test_the_total_counts_and_not_the_figure_for_one_place_beside_it():
    tally = ds.tally(claims(claim("a/1", "destroyed", 29), claim("a/2", "destroyed", 5, region="UA-51")))
    assert tally["destroyed"].tolist() == [29]


def test_wider_and_narrower_words_for_the_weapon_are_one_row_under_the_wider():
    tally = ds.tally(
        claims(claim("a/1", "launched", 100, weapon="shahed"), claim("a/2", "destroyed", 66, weapon="uav"))
    )
    assert tally[["weapon", "launched", "destroyed"]].values.tolist() == [["uav", 100, 66]]


def test_weapons_without_a_common_word_in_the_report_are_rows_of_their_own():
    rows = [
        claim(f"a/{number}", "launched", number, weapon_class="missile", weapon=weapon)
        for number, weapon in enumerate(("kalibr", "iskander-m"), 1)
    ]
    assert ds.tally(claims(*rows))[["weapon", "launched"]].values.tolist() == [["iskander-m", 2], ["kalibr", 1]]


def test_several_is_no_number_to_subtract():
    tally = ds.tally(
        claims(
            *night("a", launched=100, destroyed=66, lost=24, left_airspace=4),
            claim("a/9", "hit", pd.NA, qualifier="several"),
        )
    )
    assert tally.at[0, "unaccounted"] == 6
    assert tally.at[0, "hit_low"] == 2


def test_strike_drones_among_the_launched_are_read_from_the_part_that_says_so():
    frame = claims(
        *night("a", launched=136, intercepted=100),
        claim("a/3", "launched", 80, weapon="shahed", part_of="a/1", qualifier="about"),
    )
    assert pd.isna(ds.tally(frame).at[0, "strike_low"])
    assert ds.tally(frame, tolerance=0.1)[["strike_low", "strike_high"]].iloc[0].tolist() == [72, 88]
    assert ds.tally(frame)["launched"].tolist() == [136]


def test_a_tolerance_closes_the_range_of_about_and_of_nothing_else():
    frame = claims(
        claim("a/1", "launched", 100, qualifier="about"), claim("a/2", "destroyed", 60, qualifier="more_than")
    )
    assert ds.tally(frame)[["launched_low", "launched_high"]].iloc[0].isna().tolist() == [False, True]
    wide = ds.tally(frame, tolerance=0.1)
    assert wide[["launched_low", "launched_high", "destroyed_low"]].iloc[0].tolist() == [90, 110, 61]
    assert pd.isna(wide.at[0, "destroyed_high"])


@pytest.mark.parametrize("tolerance", [-0.1, 1, 10])
def test_a_tolerance_is_a_share(tolerance):
    with pytest.raises(DronestatsError, match=f"tolerance = {tolerance}: give a share from 0 to below 1"):
        ds.tally(claims(claim("a/1", "launched", 100)), tolerance=tolerance)


def test_fates_that_exceed_the_launched_are_flagged_and_not_cut():
    tally = ds.tally(claims(*night("a", launched=16, destroyed=15, lost=11)))
    assert tally[["launched", "destroyed", "lost"]].iloc[0].tolist() == [16, 15, 11]
    assert pd.isna(tally.at[0, "unaccounted"])
    assert tally.at[0, "flags"] == "parts_gt_whole"


def test_an_office_that_is_not_named_does_not_lose_its_claims():
    tally = ds.tally(claims(claim("a/1", "launched", 9, claimant_body=pd.NA, regime=pd.NA)))
    assert tally["launched"].tolist() == [9]


def test_the_tally_of_no_claims_is_empty_with_the_same_columns():
    tally = ds.tally(claims(*night("a", launched=9)))
    none = ds.tally(claims(*night("a", launched=9)).iloc[:0])
    assert len(none) == 0
    assert list(none.columns) == list(tally.columns)


def test_a_tally_is_refused_as_claims():
    with pytest.raises(DronestatsError, match="this is a tally already"):
        ds.tally(ds.tally(claims(*night("a", launched=9))))


def test_a_nights_statements_are_those_of_one_attack_whose_window_holds_three_in_the_morning():
    chosen = of_night(ds.load_claims(), "2024-10-28")
    assert set(chosen["report_id"]) == {"ua-2024-10-28", "ru-2024-10-28", "ru-2024-10-28-gov-kursk"}
    assert set(ds.disjoint(chosen)["report_id"]) == {"ua-2024-10-28", "ru-2024-10-28"}


def test_selection_leaves_its_input_as_it_was():
    frame = ds.load_claims()
    before = frame.copy()
    ds.tally(ds.disjoint(ds.latest(frame)))
    pd.testing.assert_frame_equal(frame, before)
