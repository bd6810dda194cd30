"""A printed figure is recomputed in every way that could lie behind it; only what fits its rounding fits."""

import re

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.comparison.audit import audit_figures, difference_figures
from dronestats.comparison.stated import read_period, read_stated
from dronestats.errors import DronestatsError


def two_nights(**other):
    return claims(
        *night("a", launched=100, destroyed=60, lost=30),
        *night("b", start="2025-01-02T20:00", end="2025-01-03T08:00", launched=100, destroyed=50, lost=34, **other),
    )


# --- the figure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "low", "high"), [
    ("88%", 0.875, 0.885), ("82.6 %", 0.8255, 0.8265), (0.88, 0.875, 0.885), ("almost 81%", 0.80, 0.82),
    ("more than 2,000", 2000, float("inf")), ("5,298", 5298, 5298), ("about 4300", 4200, 4400), ("up to 90", 0, 90),
])  # fmt: skip
def test_a_figure_stands_for_what_rounds_to_it(stated, low, high):
    assert read_stated(stated)[1:3] == (low, high)


@pytest.mark.parametrize("stated", ["", "eighty", "8 8%", "188%", "-5", "88%%"])
def test_what_is_no_figure_is_refused(stated):
    with pytest.raises(DronestatsError, match=r"is no figure; write|is more than 100 %"):
        read_stated(stated)


def test_a_month_has_all_its_days_and_a_period_runs_forward():
    assert read_period("2024-02") == ("2024-02-01", "2024-02-29")
    with pytest.raises(DronestatsError, match="comes before the first"):
        read_period(("2024-02-02", "2024-02-01"))
    with pytest.raises(DronestatsError, match="'2024-13' is no month"):
        read_period("2024-13")


# --- readings ---------------------------------------------------------------------------------------------------------


def test_a_rate_that_needs_the_lost_says_so_and_what_it_is_without():
    found = ds.audit_rate(two_nights(), "87%", "2025-01")
    best = found.iloc[0]
    assert (best["count"], best["k"], best["n"], best["is_fit"], best["order"]) == ("interception", 174, 200, True, 0)
    assert found["sentence"].iloc[0] == (
        "87 % for January 2025 holds only with the lost counted: 87.0 % (174 of 200); with the figure printed as shot "
        "down alone it is 55.0 %. Claims cover 2 of 31 days."
    )


def test_a_rate_without_the_lost_is_found_too():
    found = ds.audit_rate(two_nights(), "55%", "2025-01")
    assert found["count"].iloc[0] in {"as_printed", "destruction"}
    assert found["is_fit"].iloc[0]


def test_a_figure_that_no_way_reaches_is_told_with_the_nearest():
    found = ds.audit_rate(two_nights(), "70%", "2025-01")
    assert not found["is_fit"].any()
    assert (
        "is not reached in any way of counting: 87.0 % (174 of 200) in the way of the package" in found["sentence"][0]
    )


def test_a_total_of_a_month_depends_on_which_nights_belong_to_it():
    rows = two_nights()
    rows = pd.concat(
        [rows, claims(*night("c", start="2025-01-31T20:00", end="2025-02-01T08:00", launched=70))], ignore_index=True
    )
    assert ds.audit_rate(rows, "200", "2025-01")["month"].iloc[0] == "end"
    found = ds.audit_rate(rows, "270", "2025-01")
    assert (found["month"].iloc[0], found["is_fit"].iloc[0]) == ("start", True)


def test_drones_and_missiles_are_added_only_where_the_figure_is_about_both():
    rows = [*night("a", launched=100, destroyed=60, lost=30), claim("m/1", "launched", 20, weapon_class="missile",
            weapon="missile"), claim("m/2", "destroyed", 10, weapon_class="missile", weapon="missile")]  # fmt: skip
    both = ds.audit_rate(claims(*rows), "58%", "2025-01", "mixed")
    assert both["is_fit"].any()
    assert not ds.audit_rate(claims(*rows), "58%", "2025-01", "drone")["is_fit"].any()


def test_the_same_result_is_one_row():
    found = ds.audit_rate(two_nights(), "87%", "2025-01")
    assert not found.duplicated(["k", "n"]).any()


@pytest.mark.parametrize(("stated", "period", "options", "words"), [
    ("87%", "2025-01", {"measure": "launched"}, "is a percentage"),
    ("200", "2025-01", {"measure": "rate"}, "is no percentage"),
    ("87%", "2024-01", {}, "nothing is claimed about drone for January 2024"),
    ("87%", "2025-01", {"weapon_class": "dron"}, "did you mean 'drone'"),
    ("87%", "2025-01", {"weapon": "shahid"}, "did you mean 'shahed'"),
    ("87%", "2025-01", {"defender": "Russia"}, "Russia states nothing about attacks on itself"),
])  # fmt: skip
def test_what_cannot_be_audited_is_refused_with_the_reason(stated, period, options, words):
    with pytest.raises(DronestatsError, match=words):
        ds.audit_rate(two_nights(), stated, period, **options)


# --- what others printed ----------------------------------------------------------------------------------------------


def test_every_printed_figure_gets_a_verdict_and_a_sentence():
    figures = ds.load_published().iloc[::6]
    found = audit_figures(ds.load_claims(), figures)
    assert found["figure_id"].tolist()[: len(figures)] == figures["figure_id"].tolist()
    assert set(found["verdict"]) <= {"fits", "fits_far", "differs", "no_claims", "not_differenced", "differenced"}
    assert (found["sentence"].str.len() > 20).all()
    assert found.loc[found["verdict"] == "no_claims", "value"].isna().all()


def test_the_two_totals_since_the_beginning_are_not_subtracted():
    (destroyed, launched) = difference_figures(ds.load_published())
    assert destroyed["verdict"] == launched["verdict"] == "not_differenced"
    assert launched["sentence"] == (
        "4,630 and 13,997 launched must not be subtracted: they count from different days (2022-09-01; 2022-02-24) and "
        "they come from different offices (Ihnat (Reuters); Syrskyi)."
    )
    assert pd.isna(launched["value"])


# --- the newest public copy -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newest(shared):
    return ds.read_kaggle(shared / "kaggle" / "missile_attacks_daily_2026-06-07.csv")


@pytest.mark.parametrize(("month", "stated", "measure"), [
    ("2025-03", 4198, "launched"), ("2025-08", 4132, "launched"),
    ("2025-10", 1077, "not_intercepted"), ("2025-12", 987, "not_intercepted"),
])  # fmt: skip
def test_printed_totals_are_met_exactly_in_the_way_of_the_package(newest, month, stated, measure):
    best = ds.audit_rate(newest, stated, month, measure=measure).iloc[0]
    assert (best["value"], best["is_fit"], best["order"]) == (stated, True, 0)


def test_88_per_cent_for_july_2025_holds_only_with_the_lost(newest):
    found = ds.audit_rate(newest, "88%", "2025-07")
    assert set(found.loc[found["is_fit"], "count"]) == {"interception"}
    assert found["value"].iloc[0] == pytest.approx(0.884, abs=0.0005)
    # Shot down alone is 56.3 % over all rows of the copy; six drones of an overlapping statement are left out here.
    alone = found[(found["count"] == "as_printed") & (found["order"] == 1)].iloc[0]
    assert alone["value"] == pytest.approx(0.563, abs=0.001)
    sentence = found["sentence"].iloc[0]
    assert re.match(r"88 % for July 2025 holds only with the lost counted: 88\.4 % \(5,564 of 6,297\)", sentence)


@pytest.mark.parametrize("weapon", [None, "missile-ballistic"])
def test_6_per_cent_of_ballistic_missiles_in_september_2025_holds_only_with_s_300(newest, weapon):
    found = ds.audit_rate(newest, "6%", "2025-09", "missile", weapon=weapon)
    best = found.iloc[0]
    assert (best["k"], best["n"], best["is_fit"]) == (2, 33, True)
    assert "with S-300 or S-400 on ground targets in the denominator: 6.1 % (2 of 33)" in best["sentence"]
    assert "without it is 8.7 %" in best["sentence"]


@pytest.mark.parametrize(("stated", "fits"), [(92, True), ("92.3", True), ("92.4", False), (93, False)])
def test_a_printed_mean_is_rounded_to_its_last_digit(stated, fits):
    days = [night(f"a{day}", start=f"2025-03-{day:02}T00:00", end=f"2025-03-{day:02}T08:00", launched=92 + (day == 2))
            for day in range(1, 5)]  # fmt: skip
    rows = claims(*(own for group in days for own in group))
    found = ds.audit_rate(rows, stated, ("2025-03-01", "2025-03-04"), measure="average")
    assert bool(found["is_fit"].iloc[0]) is fits
