"""Claims beside claims: one attack in two statements, both ledgers, and why some cannot be compared."""

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.briefing.words import two_rates_sentence
from dronestats.comparison.history import claims_and_later, rates_over_both
from dronestats.comparison.pairs import REASONS
from dronestats.errors import DronestatsError

NO_RELATIONS = ds.load_relations().head(0)


def compare(*rows, **options):
    return ds.compare_claims(claims(*rows), **{"relations": NO_RELATIONS} | options)


def own_launch(outcome="launched", count=50, **other):
    """Return what the attacker states about an attack on Russia."""
    told = {"claimant_body": "SBU source", "attacker": "Ukraine", "defender": "Russia", "regime": pd.NA}
    return claim("own/1", outcome, count, **told | other)


def russia(number, outcome="intercepted", count=40, **other):
    hours = {"start": "2025-01-01T21:00", "end": "2025-01-02T09:00"}  # the same hours on the clock of Moscow
    return claim(f"ru/{number}", outcome, count, claimant="Russia", **hours | other)


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_launched_stands_against_stopped_where_the_defender_states_no_launched():
    pair = compare(own_launch(), russia(1)).iloc[0]
    assert (pair["kind"], pair["claimant_a"], pair["claimant_b"]) == ("sides", "Ukraine", "Russia")
    assert (pair["measure_a"], pair["measure_b"]) == ("launched", "stopped")
    assert (pair["difference"], pair["ratio"], pair["overlap"]) == (-10, 0.8, 1.0)


def test_launched_stands_against_launched_where_both_state_it():
    pairs = compare(own_launch(), russia(1), russia(2, "launched", 45))
    assert pairs[["measure_a", "measure_b", "difference"]].values.tolist() == [["launched", "launched", -5]]


def test_clocks_of_two_capitals_are_one_moment():
    late = russia(1, start="2025-01-01T20:00", end="2025-01-02T08:00")
    assert compare(own_launch(), late)["overlap"].iloc[0] == pytest.approx(11 / 12)


def test_windows_that_share_too_little_time_have_no_difference_and_the_reason():
    pair = compare(own_launch(), russia(1, start="2025-01-02T01:00")).iloc[0]
    assert pair["not_comparable"] == "windows_differ"
    assert pair[["difference", "ratio", "log_ratio", "ranges_meet"]].isna().all()
    assert (pair["count_a"], pair["count_b"]) == (50, 40)


def test_windows_that_do_not_touch_are_no_pair():
    assert compare(own_launch(), russia(1, start="2025-01-03T01:00", end="2025-01-03T09:00")).empty


def test_a_person_may_say_that_two_reports_tell_of_one_attack():
    told = pd.DataFrame([["own", "ru", "launch_pair", pd.NA, "read together"]],
                        columns=["report_a", "report_b", "relation", "region", "note"])  # fmt: skip
    pair = compare(own_launch(), russia(1, start="2025-01-02T01:00"), relations=told).iloc[0]
    assert (pair["aligned_by"], pair["difference"], pair["remark"]) == ("record", -10, "read together")


def test_a_place_is_compared_with_the_same_place_of_the_other_report():
    rows = [russia(1), russia(2, count=15, region="RU-KRS", part_of="ru/1")]
    pairs = compare(own_launch(count=16, region="RU-KRS"), *rows)
    assert pairs[["region", "count_a", "count_b", "difference"]].values.tolist() == [["RU-KRS", 16, 15, -1]]


def test_a_place_within_an_undivided_number_is_not_compared():
    rows = [russia(1), russia(2, count=15, region="RU-KRS+RU-BEL", part_of="ru/1")]
    pair = compare(own_launch(count=16, region="RU-KRS"), *rows).iloc[0]
    assert (pair["not_comparable"], pair["count_b"]) == ("place_undivided", 15)


def test_a_place_that_the_other_report_does_not_list_is_not_compared():
    pair = compare(own_launch(count=16, region="RU-TVE"), russia(1)).iloc[0]
    assert (pair["not_comparable"], pair["count_b"]) == ("place_not_listed", 40)


def test_offices_of_one_side_are_compared_place_by_place_with_the_wider_one_first():
    governor = claim("gov/1", "intercepted", 12, claimant="Russia", claimant_body="Governor of Kursk region",
                     region="RU-KRS", start="2025-01-01T21:00", end="2025-01-02T09:00")  # fmt: skip
    pair = compare(governor, russia(1), russia(2, count=15, region="RU-KRS", part_of="ru/1")).iloc[0]
    assert (pair["kind"], pair["claimant_body_a"], pair["difference"]) == ("offices", "Ministry of Defence", -3)


def test_one_office_in_two_outlets_is_a_pair_of_reports_and_at_two_moments_a_revision():
    hours = {"start": "2025-01-01T20:00", "end": "2025-01-02T08:00"}
    moments = pd.to_datetime(["2025-01-02T08:00Z", "2025-01-02T12:00Z"])
    first, second = (claim(f"{own}/1", "launched", count, **hours) for own, count in (("a", 71), ("b", 74)))
    assert compare(first, second)["kind"].tolist() == ["reports"]
    rows = [row | {"as_of": moment} for row, moment in zip((first, second), reversed(moments), strict=True)]
    pair = compare(*rows).iloc[0]
    assert (pair["kind"], pair["report_a"], pair["difference"]) == ("revision", "b", -3)


def test_shot_down_alone_is_not_compared_with_shot_down_and_lost():
    pairs = compare(*night("a", launched=100, destroyed=60), *night("b", launched=100, destroyed=60, lost=30))
    assert pairs.set_index("measure_a")["not_comparable"].to_dict() == {"launched": "", "stopped": "outcomes_differ"}


def test_words_without_a_number_give_no_difference_but_their_ranges_may_meet():
    pair = compare(own_launch(), russia(1, count=pd.NA, qualifier="several")).iloc[0]
    assert (pair["not_comparable"], pair["ranges_meet"]) == ("no_count", True)
    assert pd.isna(pair["difference"])


def test_every_reason_for_no_difference_has_its_words():
    assert set(ds.compare_claims(ds.load_claims())["not_comparable"]) <= {"", *REASONS}


def test_nothing_to_compare_is_an_empty_frame_with_its_columns():
    pairs = compare(own_launch())
    assert pairs.empty
    assert {"kind", "difference", "not_comparable"} <= set(pairs.columns)


def test_the_recorded_launch_pairs_are_found_and_those_of_other_places_are_not_compared():
    pairs = ds.compare_claims(ds.load_claims())
    sides = pairs[pairs["kind"] == "sides"].set_index("report_a")
    recorded = ds.load_relations().query("relation == 'launch_pair'").dropna(subset="report_b")
    with_hits_only = {"ua-own-2023-10-18"}  # its figure is drones that hit: the ministry states none
    assert set(recorded["report_a"]) - with_hits_only <= set(sides.index)
    assert sides["difference"].dropna().to_dict() == {
        "ua-own-2024-06-14": 0, "ua-own-2024-08-21": -5, "ua-own-2024-09-29": -53,
    }  # fmt: skip
    assert set(sides["not_comparable"]) == {"", "place_not_listed"}


def test_the_recorded_conflicts_of_offices_are_found_with_their_figures():
    pairs = ds.compare_claims(ds.load_claims())
    conflicts = ds.load_relations().query("relation == 'conflict'").dropna(subset=["count_a", "count_b"])
    key = ["report_a", "report_b", "region"]
    found = pairs.merge(conflicts, on=key, suffixes=("", "_told"))
    found = found[(found["not_comparable"] == "") & found["count_b_told"].str.fullmatch(r"\d+")]
    assert len(found) == 14
    assert (found["count_a"] == found["count_a_told"].astype(int)).all()
    assert (found["count_b"] == found["count_b_told"].astype(int)).all()


# --- ledgers ----------------------------------------------------------------------------------------------------------


def test_both_ledgers_of_the_seed_night_stand_beside_each_other():
    ledger = ds.compare_claims(ds.load_claims(), by="night", stated_rate=0.97)
    seed = ledger[(ledger["period"] == "2024-10-28") & (ledger["weapon_class"] == "drone")].set_index("claimant")
    assert seed.loc["Ukraine", ["launched", "stopped", "k", "n"]].tolist() == [100, 90, 90, 100]
    assert seed.loc["Russia", "stopped"] == 21
    assert seed.loc["Russia", ["launched", "rate"]].isna().all()
    assert seed.loc["Russia", "launched_needed"] == 22
    assert seed.loc["Russia", "share_with_regions"] == 1
    assert "no rate, because how many were launched is not stated" in seed.loc["Russia", "sentence"]


def test_no_month_of_a_side_that_states_no_launched_gets_a_rate():
    ledger = ds.compare_claims(ds.load_claims(), by="month")
    silent = ledger[ledger["share_with_launched"] == 0]
    assert len(silent) > 20
    assert silent["rate"].isna().all()
    assert (silent["reason"] != "").all()


def test_the_ledger_of_a_month_has_the_rate_of_the_library():
    told = ds.load_claims()
    ledger = ds.compare_claims(told, by="month").set_index(["period", "claimant", "weapon_class"])
    rates = ds.interception_rates(told, every="month")
    rates = rates[rates["claimant"] == rates["defender"]].set_index(["period", "claimant", "weapon_class"])
    assert ledger.loc[("2024-10", "Ukraine", "drone"), "k"] == rates.loc[("2024-10", "Ukraine", "drone"), "k"]


def test_a_report_that_repeats_another_is_left_out_and_counted():
    day = ds.load_claims().query("report_id in ['ru-2024-10-28', 'ru-2024-10-28-daytime', 'ru-2024-10-28-day']")
    ledger = ds.compare_claims(day, by="day").iloc[0]
    assert (ledger["stopped_low"], ledger["n_left_out"]) == (64, 1)


def test_an_open_end_of_one_figure_leaves_the_sum_open():
    rows = night("a", launched=100, destroyed=60, lost=20)
    rows[2] |= {"qualifier": "at_least"}
    ledger = ds.compare_claims(claims(*rows), by="month").iloc[0]
    assert (ledger["stopped"], ledger["stopped_low"]) == (80, 80)
    assert pd.isna(ledger["stopped_high"])


def test_launched_needed_is_never_given_unasked_or_where_a_rate_exists():
    ledger = ds.compare_claims(ds.load_claims(), by="month")
    assert ledger["launched_needed"].isna().all()
    ledger = ds.compare_claims(ds.load_claims(), by="month", stated_rate=0.9)
    assert ledger.loc[ledger["rate"].notna(), "launched_needed"].isna().all()


def test_one_sentence_explains_the_two_rates_of_the_seed_night():
    tallies = ds.tally(ds.load_claims().query("report_id == 'ua-2024-10-28'"))
    sentence = two_rates_sentence(tallies).replace("\u00a0", " ")
    assert "66 of 100 (66 %)" in sentence
    assert "90 of 100 (90 %)" in sentence
    assert two_rates_sentence(tallies.assign(lost=pd.NA)) == ""


@pytest.mark.parametrize(("options", "words"), [
    ({"by": "nights"}, "did you mean 'night'"),
    ({"least_overlap": 0}, "give a share above 0, at most 1"),
    ({"by": "month", "stated_rate": 97}, "as 0.97 for 97 %"),
])  # fmt: skip
def test_options_out_of_range_are_refused(options, words):
    with pytest.raises(DronestatsError, match=words):
        ds.compare_claims(ds.load_claims().head(3), **options)


# --- earlier cases ----------------------------------------------------------------------------------------------------


def test_claims_of_earlier_wars_stand_beside_what_was_known_later():
    found = claims_and_later(ds.load_claims("history")).set_index(["body", "later_body"])["claim_to_later"]
    assert found["RAF claim", "later research high"] == pytest.approx(185 / 80)
    assert found["RAF claim", "later research low"] == pytest.approx(185 / 53)
    assert found["US Army second claim", "GAO strong evidence"] == pytest.approx(45 / 4)


def test_one_count_gives_two_rates_over_those_engaged_and_those_launched():
    rates = rates_over_both(ds.load_claims("history"))
    gaza = rates[rates["k"] == 735].set_index("denominator")
    assert gaza["n"].to_dict() == {"launched": 4594, "engaged": 805}
    assert gaza["rate"].round(3).to_dict() == {"launched": 0.160, "engaged": 0.913}
    assert gaza.loc["engaged", "sentence"] == "Hamas against Israel, 2014: 735 of 805 engaged, 91 %."
    assert rates.loc[rates["n"] == 8000, "rate"].iloc[0] == pytest.approx(0.4625)
