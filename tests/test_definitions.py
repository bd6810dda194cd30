"""Rates say what they are rates of; where there is none, they say why."""

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.errors import DronestatsError
from dronestats.rates.definitions import COLUMNS

SEED = ds.load_claims()
SEED = SEED[SEED["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]


def rate_of(frame, definition="interception", **options):
    rates = ds.interception_rates(frame, definition, **options)
    assert len(rates) == 1
    return rates.iloc[0]


def seed(definition):
    rates = ds.interception_rates(SEED, definition).set_index("claimant")
    return rates.loc["Ukraine"], rates.loc["Russia"]


def test_the_seed_night_is_66_or_90_of_100_by_definition():
    assert seed("destruction")[0]["rate"] == 0.66
    assert seed("interception")[0]["rate"] == 0.90
    assert seed("neutralised")[0]["rate"] == 0.94
    assert seed("unexplained")[0]["rate"] == 0.06


def test_the_seed_nights_bounds_close_several_hits_by_the_launched():
    ukraine, _ = seed("interception")
    assert ukraine[["low", "high"]].tolist() == [0.90, 0.94]
    leak, _ = seed("leak")
    assert pd.isna(leak["rate"])
    assert leak[["low", "high", "flags"]].tolist() == [0.02, 0.06, "range"]


def test_russias_21_are_a_count_without_a_rate_and_the_reason_is_named():
    for definition in ("interception", "destruction", "neutralised", "leak", "unexplained"):
        _, russia = seed(definition)
        assert pd.isna(russia["rate"])
        assert pd.isna(russia["n"])
        assert "no_denominator" in russia["flags"].split()
    assert seed("interception")[1][["k", "low", "high"]].tolist() == [21, 0.0, 1.0]


def test_a_rate_row_carries_what_it_is_about():
    rates = ds.interception_rates(SEED)
    assert list(rates.columns) == COLUMNS
    ukraine = rates.iloc[0]
    carried = {
        "definition": "interception", "numerator": "destroyed+lost|intercepted", "denominator": "launched",
        "kind": "bounds", "method": "counts", "estimand": "realised_night", "regime": "ua-separate", "n_nights": 1,
        "n_dropped": 0,
    }  # fmt: skip
    assert ukraine[list(carried)].to_dict() == carried
    assert pd.isna(ukraine["level"])


def test_lost_drones_count_as_intercepted_but_not_as_destroyed():
    frame = claims(*night("a", launched=10, destroyed=5, lost=3))
    assert rate_of(frame)["k"] == 8
    assert rate_of(frame, "destruction")["k"] == 5


def test_one_merged_figure_gives_interception_and_no_destruction():
    frame = claims(*night("a", launched=104, intercepted=76, hit=28, hit_location=15, regime="ua-merged"))
    assert rate_of(frame)["rate"] == 76 / 104
    destruction = rate_of(frame, "destruction")
    assert pd.isna(destruction["rate"])
    assert destruction["flags"] == "merged_reporting"
    assert destruction[["low", "high"]].tolist() == [0.0, 76 / 104]
    assert rate_of(frame, "leak")["k"] == 28


def test_shot_down_alone_gives_no_interception_even_where_all_were_shot_down():
    frame = claims(*night("a", launched=24, destroyed=24, regime="ua-destroyed-only"))
    row = rate_of(frame)
    assert pd.isna(row["rate"])
    assert row[["flags", "low", "high"]].tolist() == ["lost_not_stated", 1.0, 1.0]
    assert rate_of(frame, "destruction")["rate"] == 1.0


def test_nothing_launched_is_no_rate():
    row = rate_of(claims(*night("a", launched=0, destroyed=0, lost=0)))
    assert pd.isna(row["rate"])
    assert row["flags"] == "zero_launched"


def test_nothing_stopped_is_a_rate_of_zero():
    assert rate_of(claims(*night("a", launched=20, intercepted=0)))["rate"] == 0.0
    assert rate_of(claims(*night("a", launched=20, intercepted=20)))["rate"] == 1.0


def test_more_stopped_than_launched_is_flagged_and_never_cut_to_one():
    frame = claims(*night("a", launched=20, intercepted=21))
    row = rate_of(frame)
    assert pd.isna(row["rate"])
    assert "k_gt_n" in row["flags"].split()
    with pytest.raises(DronestatsError, match="1 windows state more fates than drones launched, first: a"):
        rate_of(frame, errors="raise")


def test_shot_down_and_lost_beyond_the_launched_void_interception_but_not_destruction():
    frame = claims(*night("a", launched=16, destroyed=15, lost=11))
    assert pd.isna(rate_of(frame)["rate"])
    assert rate_of(frame, "destruction")["rate"] == 0.9375
    assert "parts_gt_whole" in rate_of(frame, "destruction")["flags"].split()


def test_a_word_that_pushes_past_the_launched_does_not_void_the_numbers():
    frame = claims(
        *night("a", launched=38, intercepted=26, hit=12), claim("a/9", "still_airborne", pd.NA, qualifier="several")
    )
    row = rate_of(frame)
    assert row[["rate", "low", "high", "flags"]].tolist() == [26 / 38, 26 / 38, 26 / 38, "words_gt_whole"]


def test_a_denominator_copied_from_the_numerator_is_none():
    frame = claims(*night("a", destroyed=33, lost=0), claim("a/3", "launched", 33, basis="imputed"))
    row = rate_of(frame)
    assert row[["k", "n", "rate"]].isna().all()
    assert "imputed_denominator" in row["flags"].split()


def test_a_rounded_figure_gives_a_rate_only_when_asked():
    frame = claims(claim("a/1", "launched", 100, qualifier="about"), claim("a/2", "intercepted", 66))
    assert pd.isna(rate_of(frame)["rate"])
    assert rate_of(frame)["flags"] == "range"
    assert rate_of(frame, point="value")["rate"] == 0.66


def test_drones_still_in_the_air_may_be_taken_out_of_the_denominator():
    frame = claims(*night("a", launched=100, intercepted=66, still_airborne=10))
    assert rate_of(frame, denominator="resolved")["rate"] == 66 / 90
    assert rate_of(frame)["rate"] == 0.66


def test_without_decoys_there_are_bounds_and_no_rate():
    frame = claims(
        *night("a", launched=78, intercepted=51), claim("a/3", "launched", 60, weapon="shahed", part_of="a/1")
    )
    row = rate_of(frame, denominator="strike")
    assert pd.isna(row["rate"])
    assert row[["low", "high", "flags"]].tolist() == [0.55, 0.85, "bounds_only"]


def test_missiles_drones_and_mixed_sums_are_never_in_one_rate():
    frame = claims(
        *night("a", launched=73, intercepted=60), claim("a/3", "launched", 3, weapon_class="missile", weapon="kalibr"),
        claim("a/4", "launched", 76, weapon_class="mixed", weapon="mixed"),
    )  # fmt: skip
    rates = ds.interception_rates(frame)
    assert sorted(rates["weapon_class"].astype(str)) == ["drone", "missile"]


MONTH = claims(
    *night("a", start="2025-01-01T20:00", end="2025-01-02T08:00", launched=20, destroyed=3, lost=2),
    *night("b", start="2025-01-02T20:00", end="2025-01-03T08:00", launched=400, destroyed=300, lost=80),
    *night("c", start="2025-01-03T20:00", end="2025-01-04T08:00", launched=90),
    *night("d", start="2025-01-31T20:00", end="2025-02-01T08:00", launched=60, destroyed=30, lost=0),
)  # fmt: skip


def test_a_month_is_a_sum_over_a_sum_of_the_nights_that_end_in_it():
    rates = ds.interception_rates(MONTH, every="month").set_index("period")
    assert rates.loc["2025-01", ["k", "n", "rate"]].tolist() == [385, 420, 385 / 420]
    assert rates.loc["2025-02", "rate"] == 0.5


def test_a_night_that_lacks_a_count_leaves_both_sums_and_is_counted():
    january = ds.interception_rates(MONTH, every="month").iloc[0]
    assert january[["n_nights", "n_dropped", "estimand", "method"]].tolist() == [
        2,
        1,
        "realised_period",
        "ratio_of_sums",
    ]


def test_a_month_without_any_rate_is_missing_with_its_reasons():
    frame = claims(
        *night("a", destroyed=5), *night("b", start="2025-01-05T20:00", end="2025-01-06T08:00", launched=9, destroyed=5)
    )
    row = rate_of(frame, every="month")
    assert row[["k", "n", "rate", "low", "high"]].isna().all()
    assert row["flags"] == "no_denominator lost_not_stated"
    assert row["n_dropped"] == 2


def test_destruction_does_not_run_across_a_change_of_counting_unmarked():
    frame = claims(
        *night("a", start="2025-07-22T20:00", end="2025-07-23T08:00", launched=10, destroyed=5, lost=4),
        *night("b", start="2025-07-24T20:00", end="2025-07-25T08:00", launched=10, intercepted=8, regime="ua-merged"),
    )  # fmt: skip
    assert rate_of(frame, every="month")["rate"] == 17 / 20
    destruction = rate_of(frame, "destruction", every="month")
    assert destruction[["k", "n", "n_dropped", "regime"]].tolist() == [5, 10, 1, "ua-separate"]


def test_a_rate_may_be_kept_apart_by_further_columns():
    frame = claims(
        *night("a", start="2025-07-22T20:00", end="2025-07-23T08:00", launched=10, destroyed=5, lost=4),
        *night("b", start="2025-07-24T20:00", end="2025-07-25T08:00", launched=10, intercepted=8, regime="ua-merged"),
    )  # fmt: skip
    rates = ds.interception_rates(frame, every="all", by="regime")
    assert rates[["regime", "rate"]].values.tolist() == [["ua-merged", 0.8], ["ua-separate", 0.9]]
    assert ds.interception_rates(frame, every="all", by=["weapon"])["weapon"].tolist() == ["uav"]


def test_a_tally_gives_the_same_rates_as_its_claims():
    tally = ds.tally(MONTH)
    pd.testing.assert_frame_equal(
        ds.interception_rates(tally, every="month"), ds.interception_rates(MONTH, every="month")
    )


def test_no_claims_give_no_rates_with_the_same_columns():
    for every in (None, "month"):
        none = ds.interception_rates(MONTH.iloc[:0], every=every)
        assert len(none) == 0
        assert list(none.columns) == COLUMNS


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"definition": "intercept"}, "definition = 'intercept' is not one of destruction, interception"),
        ({"every": "night"}, "every = 'night' is not one of day, week"),
        ({"denominator": "decoys"}, "denominator = 'decoys' is not one of launched, resolved, strike"),
        ({"point": "mid"}, "point = 'mid' is not one of exact, value"),
        ({"errors": "ignore"}, "errors = 'ignore' is not one of flag, raise"),
    ],
)
def test_a_word_that_is_not_allowed_lists_the_allowed_ones(options, text):
    with pytest.raises(DronestatsError, match=text):
        ds.interception_rates(MONTH, **options)


def test_a_negative_count_in_a_tally_is_always_an_error():
    tally = ds.tally(MONTH)
    tally.loc[0, "destroyed"] = -1
    with pytest.raises(DronestatsError, match="a count is below 0 in 1 rows of the tally, first in a"):
        ds.interception_rates(tally)


@pytest.mark.parametrize(
    ("destroyed", "qualifier", "low", "high"),
    [(80, "more_than", 0, 0.14), (9, "up_to", 0.86, 0.95), (60, "about", 0, 0.95), (80, "exact", 0.15, 0.15)],
)
def test_what_is_unexplained_beside_a_worded_number_is_a_range(destroyed, qualifier, low, high):
    rows = claims(
        claim("x/1", "launched", 100),
        claim("x/2", "destroyed", destroyed, qualifier=qualifier),
        claim("x/3", "lost", 5),
    )
    found = ds.interception_rates(rows, "unexplained").iloc[0]
    assert (round(found["low"], 9), round(found["high"], 9)) == (low, high)
    assert (found["flags"] == "range") is (qualifier != "exact")
    assert pd.isna(found["rate"]) is (qualifier != "exact")
