"""Statistics on claims: what each row is about, what is left out, and what it says in words."""

import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from claims import claims, night

import dronestats as ds
from dronestats.errors import DronestatsError
from dronestats.rates.changes import level_breaks
from dronestats.rates.prediction import shrink_rates
from dronestats.rates.sensitivity import misreporting_grid
from dronestats.rates.smooth import rolling_ratio
from dronestats.rates.trend import _line, wave_size_slope
from dronestats.rates.two_rates import compare_ratios

EVERY_FRAME = {
    "interception_rates": lambda frame, **more: ds.interception_rates(frame, every="month", **more),
    "rate_bounds": lambda frame, **more: ds.rate_bounds(frame, every="month", **more),
    "pool_rates": lambda frame, **more: ds.pool_rates(frame, **more),
    "rate_trend": lambda frame, **more: ds.rate_trend(frame, **more),
    "change_points": lambda frame, **more: ds.change_points(frame, **more),
    "compare_periods": lambda frame, **more: ds.compare_periods(
        frame, ("2025-01-01", "2025-01-15"), ("2025-01-16", "2025-02-28"), **more
    ),
    "predict_next": lambda frame, **more: ds.predict_next(frame, **more),
    "tipping_point": lambda frame, **more: ds.tipping_point(frame, 0.8, **more),
    "shrink_rates": lambda frame, **more: shrink_rates(frame, **more),
    "misreporting_grid": lambda frame, **more: misreporting_grid(frame, [0, -0.3, 0.2], [0, 0.3], **more),
}
NO_RATE_ROWS = ("rate_bounds", "compare_periods", "shrink_rates")
STATED = ["definition", "k", "n", "rate", "low", "high", "kind", "level", "method", "estimand", "regime", "n_nights",
          "n_dropped", "flags"]  # fmt: skip


def series(stopped, launched, *, start="2025-01-01", regime="ua-separate", name="r", lost=0.0, gaps=()):
    """Return the tally of one bulletin a night: shot down and lost stated apart, or one figure where merged."""
    rows = []
    for i, (k, n) in enumerate(zip(stopped, launched, strict=True)):
        if i in gaps:
            continue
        evening, morning = (pd.Timestamp(start) + pd.Timedelta(days=i + step) for step in (-1, 0))
        window = {"start": f"{evening:%Y-%m-%d}T20:00", "end": f"{morning:%Y-%m-%d}T08:00"}
        gone = round(lost * k)
        fates = {"intercepted": int(k)} if regime == "ua-merged" else {"destroyed": int(k - gone), "lost": int(gone)}
        rows += night(f"{name}-{i:03}", regime=regime, launched=int(n), **fates, **window)
    return ds.tally(claims(*rows))


def drawn(nights, mu=0.8, rho=0.08, seed=1, low=30, high=300):
    rng = np.random.default_rng(seed)
    n = rng.integers(low, high, nights)
    size = 1 / rho - 1
    return rng.binomial(n, rng.beta(mu * size, (1 - mu) * size, nights)), n


@pytest.fixture(scope="module")
def winter():
    return series(*drawn(50), lost=0.3)


@pytest.mark.parametrize("name", EVERY_FRAME)
def test_every_frame_speaks_in_sentences_and_keeps_its_columns(name, winter):
    plain, told = EVERY_FRAME[name](winter), EVERY_FRAME[name](winter, describe=True)
    assert [*plain.columns, "sentence"] == told.columns.tolist()
    assert told["sentence"].notna().all()
    assert not told["sentence"].str.contains("nan|<NA>|None").any()


@pytest.mark.parametrize("name", [name for name in EVERY_FRAME if name not in NO_RATE_ROWS])
def test_every_rate_row_says_what_it_is_about(name, winter):
    found = EVERY_FRAME[name](winter)
    assert set(STATED) <= set(found.columns)
    assert found["estimand"].notna().all()


@pytest.mark.parametrize("name", EVERY_FRAME)
def test_no_claims_give_no_rows_and_no_error(name, winter):
    found = EVERY_FRAME[name](winter.iloc[:0])
    assert len(found) == 0
    assert set(EVERY_FRAME[name](winter).columns) == set(found.columns)


# --- pool_rates -------------------------------------------------------------------------------------------------------


def test_a_month_is_a_ratio_of_sums_with_an_interval_over_its_nights(winter):
    months = ds.pool_rates(winter).set_index("period")
    january = ds.interception_rates(winter, every="month").set_index("period").loc["2025-01"]
    row = months.loc["2025-01"]
    assert (row["k"], row["n"], row["rate"]) == (january["k"], january["n"], january["rate"])
    assert row["low"] < row["rate"] < row["high"]
    assert (row["n_nights"], row["n_dropped"], row["method"]) == (31, 0, "jackknife")
    assert row["difference"] == pytest.approx(row["ratio_of_sums"] - row["mean_of_ratios"])
    assert (row["possible_low"], row["possible_high"]) == (january["low"], january["high"])


def test_two_windows_of_one_night_are_one_night():
    early, late = (
        {"start": f"2025-01-{day}T{a}", "end": f"2025-01-02T{b}"}
        for day, a, b in (("01", "20:00", "01:00"), ("02", "01:00", "08:00"))
    )
    rows = [
        *night("a", launched=10, destroyed=6, lost=1, **early),
        *night("b", launched=90, destroyed=60, lost=20, **late),
    ]
    row = ds.pool_rates(ds.tally(claims(*rows)), by="all").iloc[0]
    assert (row["k"], row["n"], row["n_nights"]) == (87, 100, 1)
    assert "single_night" in row["flags"]
    assert pd.isna(row["low"])
    assert row["possible_high"] == 1


def test_a_night_without_a_figure_leaves_both_sums_and_is_counted():
    ks, ns = [80, 85, 90], [100, 100, 100]
    whole = series(ks, ns)
    rows = [*night("x", start="2025-01-05T20:00", end="2025-01-06T08:00", destroyed=40, lost=3)]
    rows += night("y", start="2025-01-06T20:00", end="2025-01-07T08:00", launched=70)
    more = pd.concat([whole, ds.tally(claims(*rows))], ignore_index=True)
    one, other = (ds.pool_rates(frame, by="all").iloc[0] for frame in (whole, more))
    assert (other["k"], other["n"], other["rate"], other["n_dropped"]) == (one["k"], one["n"], one["rate"], 2)


def test_a_period_without_any_rate_says_why():
    rows = night("r", claimant="Russia", regime="ru-pooled", intercepted=21)
    row = ds.pool_rates(claims(*rows), describe=True).iloc[0]
    assert pd.isna(row["rate"])
    assert pd.isna(row["k"])
    assert (row["flags"], row["n_dropped"], row["n_nights"]) == ("no_denominator", 1, 0)
    assert row["sentence"] == "2025-01: no rate: how many were launched is not stated"


def test_ways_of_counting_are_kept_apart_unless_the_rate_is_comparable():
    both = pd.concat(
        [series([70, 72, 75], [100] * 3, start="2024-08-22", regime="ua-destroyed-only", name="a"),
         series([90, 92, 95], [100] * 3, start="2024-08-25", lost=0.4, name="b")], ignore_index=True
    )  # fmt: skip
    apart = ds.pool_rates(both, "destruction")
    assert apart["regime"].tolist() == ["ua-destroyed-only", "ua-separate"]
    assert apart["n_nights"].tolist() == [3, 3]
    joined = ds.pool_rates(both, "destruction", on_break="ignore").iloc[0]
    assert "regime_break" in joined["flags"].split()
    with pytest.raises(DronestatsError, match=r"changes within 2024-08.*by='regime'"):
        ds.pool_rates(both, "destruction", on_break="raise")
    assert len(ds.pool_rates(both, "interception")) == 1


def test_statements_without_a_way_of_counting_on_record_are_not_lost():
    frame = series([8, 9, 9], [10, 10, 10])
    frame["regime"] = pd.Series([pd.NA, pd.NA, "ua-separate"], dtype="string")
    found = ds.pool_rates(frame, "destruction", by="all")
    assert found["n"].sum() == 30
    assert found["n_nights"].tolist() == [1, 2]


def test_nights_are_classed_by_the_size_of_the_whole_wave():
    found = ds.pool_rates(series([50, 90, 300], [60, 100, 500]), by="wave_size")
    assert found["wave_size"].astype(str).tolist() == ["1 to 60", "61 to 100", "over 400"]
    assert ds.pool_rates(series([50], [60]), by="wave_size", wave_sizes=(50,))["wave_size"].astype(str).tolist() == [
        "over 50"
    ]


def test_all_nights_alike_borrow_the_design_effect_of_the_side(winter):
    rest = series([10, 20, 30], [10, 20, 30], start="2025-06-01", name="s")
    found = ds.pool_rates(pd.concat([winter, rest], ignore_index=True)).set_index("period")
    june, alone = found.loc["2025-06"], ds.pool_rates(rest).iloc[0]
    assert "degenerate" in june["flags"]
    assert june["high"] == alone["high"] == 1
    assert june["low"] > alone["low"]  # here a night counted as one trial
    assert june["deff"] > 1


def test_a_typical_night_and_the_share_of_drones_are_two_estimands():
    frame = series([50, 60, 480, 55] * 3, [100, 100, 500, 100] * 3)
    drone, typical, model = (
        ds.pool_rates(frame, by="all", estimand=estimand, method=method).iloc[0]
        for estimand, method in (
            ("underlying_drone", "jackknife"), ("underlying_night", "jackknife"), ("underlying_night", "beta_binomial"),
        )
    )  # fmt: skip
    assert drone["rate"] == pytest.approx(645 / 800)
    assert typical["rate"] == pytest.approx((0.5 + 0.6 + 0.96 + 0.55) / 4)
    assert abs(model["rate"] - typical["rate"]) < 0.05
    assert {drone["estimand"], typical["estimand"]} == {"underlying_drone", "underlying_night"}


def test_a_period_of_which_nights_are_missing_has_a_narrower_interval_than_what_lies_behind_it(winter):
    behind = ds.pool_rates(winter, by="all").iloc[0]
    period = ds.pool_rates(winter, by="all", estimand="realised_period", nights_in_period=60).iloc[0]
    assert behind["low"] < period["low"] < period["high"] < behind["high"]
    whole = ds.pool_rates(winter, by="all", estimand="realised_period", nights_in_period=50).iloc[0]
    assert whole["low"] == pytest.approx(whole["rate"])


def test_bounds_and_nights_meet_in_an_interval_that_holds_the_bounds(winter):
    found = ds.pool_rates(winter, by="all", method="imbens_manski").iloc[0]
    assert found["low"] < found["possible_low"] <= found["rate"] <= found["possible_high"] == found["high"] == 1
    assert found["method"] == "imbens_manski"


def test_without_decoys_there_are_bounds_only():
    rows = []
    for day in range(2, 22):
        window = {"start": f"2025-01-{day - 1:02}T20:00", "end": f"2025-01-{day:02}T08:00"}
        total = night(f"d{day}", launched=100, destroyed=60 + day, lost=10, **window)
        part = total[0] | {"claim_id": f"d{day}/9", "weapon": "uav-strike", "part_of": f"d{day}/1", "count": 70}
        rows += [*total, part]
    tally = ds.tally(claims(*rows))
    with pytest.raises(DronestatsError, match="bounds only"):
        ds.pool_rates(tally, denominator="strike")
    row = ds.pool_rates(tally, by="all", denominator="strike", method="imbens_manski", describe=True).iloc[0]
    assert pd.isna(row["rate"])
    assert row["low"] < row["possible_low"] < row["possible_high"] <= row["high"] <= 1
    assert "without decoys" in row["sentence"]


def test_by_takes_one_period_and_known_words(winter):
    with pytest.raises(DronestatsError, match="give one of day, week"):
        ds.pool_rates(winter, by=["week", "month"])
    with pytest.raises(DronestatsError, match=r"by = 'wepon'.*did you mean 'weapon'"):
        ds.pool_rates(winter, by="wepon")


# --- sentences --------------------------------------------------------------------------------------------------------


def test_the_seed_night_reads_as_in_the_bulletin():
    frame = ds.load_claims()
    frame = frame[frame["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]
    ukraine, russia = ds.interception_rates(frame, describe=True)["sentence"]
    assert ukraine == (
        "66 of 100 drones were reported shot down (66 %); counting 24 lost from radar, 90 %; "
        "between 90 % and 94 % is possible"
    )
    assert russia == "21 drones were reported stopped; no rate: how many were launched is not stated"


# --- rate_trend -------------------------------------------------------------------------------------------------------


def test_a_rolling_rate_counts_days_and_not_rows():
    frame = series([10, 20, 30, 40, 50, 60], [100] * 6, gaps=(2, 3))
    found = ds.rate_trend(frame, days=3, min_nights=1).set_index("date")
    assert found["n_nights"].tolist() == [1, 2, 1, 2]
    assert found.loc["2025-01-05", "rate"] == 0.5
    assert found.loc["2025-01-06", "rate"] == 0.55


def test_a_night_without_a_figure_leaves_a_rolling_rate_as_it_is():
    found = rolling_ratio([1, 2, 3, 4], [5, None, 7, 0], [10, 10, None, 0], days=2)
    assert found["rate"][:2].tolist() == [0.5, 0.5]
    assert np.isnan(found["rate"][2:]).all()
    assert found["n_nights"].tolist() == [1, 1, 0, 1]


def test_a_rolling_window_below_the_least_nights_has_no_rate_but_a_reason(winter):
    found = ds.rate_trend(winter, days=10, min_nights=5)
    assert found["rate"].isna().tolist()[:4] == [True] * 4
    assert set(found["flags"][:4]) == {"too_few_nights"}
    assert found["rate"].notna()[4:].all()


def test_a_trend_does_not_cross_a_change_of_the_way_of_counting():
    frame = pd.concat(
        [series([70] * 8, [100] * 8, start="2024-08-17", regime="ua-destroyed-only", name="a"),
         series([90] * 8, [100] * 8, start="2024-08-25", lost=0.5, name="b")], ignore_index=True
    )  # fmt: skip
    found = ds.rate_trend(frame, "destruction", days=30, min_nights=1)
    assert found["segment"].tolist() == [0] * 8 + [1] * 8
    assert found["rate"].tolist() == pytest.approx([0.7] * 8 + [0.45] * 8)
    with pytest.raises(DronestatsError, match="changes on 2024-08-25"):
        ds.rate_trend(frame, "destruction", on_break="raise")
    crossed = ds.rate_trend(frame, "destruction", days=30, min_nights=1, on_break="ignore")
    assert crossed["rate"].iloc[-1] == pytest.approx((8 * 70 + 8 * 45) / 1600)


def test_a_line_rises_with_a_rate_that_rises_and_its_band_holds_it():
    rng = np.random.default_rng(4)
    truth = 1 / (1 + np.exp(-np.linspace(0, 2, 120)))
    n = rng.integers(50, 200, 120)
    frame = series(rng.binomial(n, rng.beta(truth * 20, (1 - truth) * 20)), n)
    line = ds.rate_trend(frame, method="linear")
    assert line["odds_ratio_30_days"].iloc[0] == pytest.approx(math.exp(2 * 30 / 119), rel=0.25)
    smooth = ds.rate_trend(frame, method="smooth")
    for found in (line, smooth):
        held = (found["low"] < truth) & (truth < found["high"])
        assert held.mean() > 0.8
        assert np.abs(found["rate"].to_numpy(dtype=float) - truth).max() < 0.12
    eye = ds.rate_trend(frame, method="lowess")
    assert eye["low"].isna().all()
    assert (eye["kind"] == "line").all()


def test_a_slope_over_several_ways_of_counting_is_refused():
    n = np.tile([40, 80, 160, 320], 10)
    k = (n * np.tile([0.6, 0.7, 0.8, 0.9], 10)).astype(int)
    first = series(k, n, start="2025-03-01", name="a", lost=0.2)
    second = series(k, n, start="2025-07-24", regime="ua-merged", name="b")
    both = pd.concat([first, second], ignore_index=True)
    with pytest.raises(DronestatsError, match="2 ways of counting"):
        wave_size_slope(both)
    found = wave_size_slope(both, on_break="split", describe=True)
    assert found["regime"].tolist() == ["ua-separate", "ua-merged"]
    assert (found["low"] > 0).all()
    assert found["sentence"].str.contains("an association, not an effect").all()


# --- change_points ----------------------------------------------------------------------------------------------------


def counted_anew():
    """Return nights of one constant share stopped; from 24 July 2025 shot down and lost are one figure."""
    k, n = drawn(120, mu=0.85, rho=0.03, seed=9)
    return pd.concat(
        [series(k[:60], n[:60], start="2025-05-25", lost=0.45, name="a"),
         series(k[60:], n[60:], start="2025-07-24", regime="ua-merged", name="b")], ignore_index=True
    )  # fmt: skip


def test_a_break_in_destruction_that_interception_lacks_is_a_definition_change():
    found = ds.change_points(counted_anew(), "destruction", describe=True)
    assert found["date"].tolist() == ["2025-07-24"]
    row = found.iloc[0]
    assert (row["label"], row["regime_start"], row["regime"]) == ("definition change", "2025-07-24", "ua-merged")
    assert row["date_low"] <= row["date"] <= row["date_high"]
    assert row["rate_before"] < 0.6 < 0.8 < row["rate"]
    assert "a definition change" in row["sentence"]
    assert ds.change_points(counted_anew(), "interception").empty


def test_a_shift_between_fates_without_a_new_way_of_counting_is_only_possibly_one():
    k, n = drawn(120, mu=0.85, rho=0.03, seed=9)
    frame = pd.concat(
        [series(k[:60], n[:60], start="2024-10-15", lost=0.1, name="a"),
         series(k[60:], n[60:], start="2024-12-14", lost=0.6, name="b")], ignore_index=True
    )  # fmt: skip
    found = ds.change_points(frame, "destruction")
    assert found["label"].tolist() == ["possible definition change"]
    assert found["regime_start"].isna().all()


def test_a_rate_that_changes_is_a_change_in_rate_and_dated():
    first, second = drawn(80, mu=0.9, rho=0.03, seed=3), drawn(80, mu=0.6, rho=0.03, seed=4)
    frame = series(np.r_[first[0], second[0]], np.r_[first[1], second[1]], start="2024-11-01", lost=0.3)
    for definition in ("interception", "destruction"):
        found = ds.change_points(frame, definition)
        assert found["label"].tolist() == ["change in rate"]
        assert abs((pd.Timestamp(found["date"].iloc[0]) - pd.Timestamp("2025-01-20")).days) <= 3
        assert (found["low_before"] > found["high"]).all()


def test_nights_of_a_constant_rate_have_no_break_even_where_they_differ():
    found = [bool(level_breaks(*drawn(120, rho=0.12, seed=seed))[0]) for seed in range(60)]
    assert np.mean(found) <= 0.05


def test_one_large_odd_night_is_no_new_level():
    k, n = (np.full(40, value) for value in (80, 100))
    k[::3] += 6
    k[20], n[20] = 100, 700
    assert level_breaks(k, n)[0] == []


def test_the_newest_public_table_changes_its_definition_on_24_july_2025(shared):
    files = sorted((shared / "kaggle").glob("missile_attacks_daily_*.csv"))
    frame, _ = ds.read_kaggle(files[-1], faults=True)
    tally = ds.tally(ds.disjoint(ds.latest(frame)))
    shahed = tally[tally["weapon"] == "shahed"]
    destruction = ds.change_points(shahed, "destruction").set_index("date")
    assert destruction.loc["2025-07-24", "label"] == "definition change"
    days = pd.to_datetime(ds.change_points(shahed, "interception")["date"])
    assert (abs((days - pd.Timestamp("2025-07-24")).dt.days) > 30).all()


# --- compare_periods --------------------------------------------------------------------------------------------------


def test_periods_swap_their_signs_and_the_ratio_of_leaks_is_what_gets_through():
    first, second = drawn(30, mu=0.9, seed=5), drawn(30, mu=0.8, seed=6)
    frame = series(np.r_[first[0], second[0]], np.r_[first[1], second[1]], lost=0.2)
    spans = ("2025-01-01", "2025-01-30"), ("2025-01-31", "2025-03-01")
    there, back = (ds.compare_periods(frame, *order).set_index("measure") for order in (spans, spans[::-1]))
    assert there.loc["difference", "estimate"] == pytest.approx(-back.loc["difference", "estimate"])
    assert there.loc["difference", "low"] == pytest.approx(-back.loc["difference", "high"])
    assert there.loc["odds_ratio", "estimate"] == pytest.approx(1 / back.loc["odds_ratio", "estimate"])
    row = there.loc["leak_ratio"]
    assert row["estimate"] == pytest.approx((1 - row["rate_second"]) / (1 - row["rate_first"]))
    assert (row["n_nights_first"], row["n_nights_second"]) == (30, 30)


def test_periods_of_two_ways_of_counting_are_not_compared_by_destruction():
    found = ds.compare_periods(
        counted_anew(), ("2025-06-24", "2025-07-23"), ("2025-07-24", "2025-08-22"), "destruction", describe=True
    )
    assert found["estimate"].isna().all()
    assert found["flags"].str.contains("merged_reporting").all()
    assert found["sentence"].str.contains("cannot be compared").all()
    inclusive = ds.compare_periods(counted_anew(), ("2025-06-24", "2025-07-23"), ("2025-07-24", "2025-08-22"))
    difference = inclusive.set_index("measure").loc["difference"]
    assert difference["low"] < 0 < difference["high"]


def test_periods_that_share_a_night_or_run_backwards_are_refused(winter):
    with pytest.raises(DronestatsError, match="share nights"):
        ds.compare_periods(winter, ("2025-01-01", "2025-01-15"), ("2025-01-15", "2025-01-30"))
    with pytest.raises(DronestatsError, match="ends before it starts"):
        ds.compare_periods(winter, ("2025-01-15", "2025-01-01"), ("2025-01-16", "2025-01-30"))
    with pytest.raises(DronestatsError, match="first = 'January' is no ISO date"):
        ds.compare_periods(winter, ("January", "2025-01-15"), ("2025-01-16", "2025-01-30"))


# --- predict_next, shrink_rates ---------------------------------------------------------------------------------------


def test_the_next_night_may_differ_more_than_the_rate_of_the_month(winter):
    ahead = ds.predict_next(winter, launched=120).iloc[0]
    pooled = ds.pool_rates(winter, by="all").iloc[0]
    assert ahead["high"] - ahead["low"] > 2 * (pooled["high"] - pooled["low"])
    assert (ahead["estimand"], ahead["n_nights"], ahead["last_night"]) == ("next_night", 30, "2025-02-19")
    assert ahead["low_count"] == round(ahead["low"] * 120)


def test_a_prediction_learns_from_the_latest_way_of_counting_only():
    ahead = ds.predict_next(counted_anew(), nights=90).iloc[0]
    assert (ahead["regime"], ahead["n_nights"], ahead["first_night"]) == ("ua-merged", 60, "2025-07-24")


def test_too_few_nights_give_no_prediction_but_a_reason():
    row = ds.predict_next(series([80, 90, 70], [100] * 3), describe=True).iloc[0]
    assert pd.isna(row["low"])
    assert row["flags"] == "too_few_nights"
    assert "too few nights" in row["sentence"]
    with pytest.raises(DronestatsError, match="nights = 3"):
        ds.predict_next(series([80], [100]), nights=3)
    with pytest.raises(DronestatsError, match="launched = 0"):
        ds.predict_next(series([80], [100]), launched=0)


def test_shrunk_rates_stand_beside_what_was_reported(winter):
    found = shrink_rates(winter)
    mean = float(ds.pool_rates(winter, by="all", estimand="underlying_night", method="beta_binomial")["rate"].iloc[0])
    gap, drawn_in = (abs(found[name].to_numpy(dtype=float) - mean) for name in ("reported", "rate"))
    assert (drawn_in <= gap + 1e-9).all()
    assert (found["estimand"] == "underlying_night").all()


# --- tipping_point ----------------------------------------------------------------------------------------------------


def test_a_tipping_point_reads_claims_and_rates_alike(winter):
    from_claims = ds.tipping_point(winter, 0.7)
    from_rates = ds.tipping_point(ds.interception_rates(winter, every="month"), 0.7)
    pd.testing.assert_frame_equal(from_claims, from_rates)
    row = from_claims.iloc[0]
    assert row["k"] / (1 + row["inflation_needed"]) / row["n"] == pytest.approx(0.7)
    assert pd.isna(from_claims["change_explains"].iloc[0])
    assert (1 + from_claims["change_explains"].iloc[1]) * row["rate"] == pytest.approx(from_claims["rate"].iloc[1])


def test_a_rate_below_the_target_has_no_tipping_point():
    row = ds.tipping_point(series([60], [100]), 0.8, describe=True).iloc[0]
    assert pd.isna(row["inflation_needed"])
    assert row["sentence"] == "the stated rate of 60 % is not above 80 %"


def test_a_grid_shows_each_pair_of_assumptions_and_what_cannot_be():
    grid = misreporting_grid(series([90], [100]), [0, 0.25], [0, 0.2], every=None)
    assert grid["assumed_rate"].round(3).tolist()[0] == 0.9
    assert grid["assumed_rate"].isna().tolist() == [False, True, False, False]
    with pytest.raises(DronestatsError, match="empty grid"):
        misreporting_grid(series([90], [100]), [])


# --- the extra --------------------------------------------------------------------------------------------------------

BLOCKED = "import sys; sys.modules.update(dict.fromkeys(['statsmodels', 'ruptures'])); import dronestats as ds; "


def test_the_core_needs_neither_statsmodels_nor_ruptures():
    code = BLOCKED + (
        "c = ds.load_claims(); ds.pool_rates(c); ds.rate_trend(c); ds.predict_next(c); ds.tipping_point(c, 0.8); "
        "ds.compare_periods(c, ('2024-10-01', '2024-10-31'), ('2025-09-01', '2025-09-30')); print('done')"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "done\n"


@pytest.mark.parametrize(
    ("call", "package"), [("ds.change_points(c)", "ruptures"), ("ds.rate_trend(c, method='smooth')", "statsmodels")]
)
def test_what_needs_the_extra_says_how_to_get_it(call, package):
    code = BLOCKED + f"c = ds.load_claims(); {call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f'this needs {package}: pip install "dronestats[trend]"' in done.stderr.splitlines()[-1]


def test_a_way_of_counting_that_has_ended_predicts_no_next_night():
    old = [night(f"a{day}", start=f"2025-07-{day:02}T20:00", end=f"2025-07-{day + 1:02}T08:00", launched=100,
                 destroyed=60 + day, lost=20) for day in range(1, 13)]  # fmt: skip
    new = night("b", start="2025-08-01T20:00", end="2025-08-02T08:00", launched=100, intercepted=85)
    both = claims(*(own for group in old for own in group), *new)
    found = ds.predict_next(both, "destruction", describe=True).iloc[0]
    assert (found["flags"], found["last_night"]) == ("merged_reporting", "2025-07-13")
    assert pd.isna(found["low"])
    assert found["sentence"] == "no range for the next attack: shot down is not stated apart from lost"
    assert pd.notna(ds.predict_next(claims(*(own for group in old for own in group)), "destruction")["low"].iloc[0])


@pytest.mark.parametrize("method", ["linear", "smooth"])
def test_the_band_of_a_fitted_line_holds_for_few_nights(method):
    rng = np.random.default_rng(20241028)
    days, mu, rho = 15, 0.8, 0.08
    held = []
    for _ in range(150):
        n = rng.integers(30, 301, days)
        k = rng.binomial(n, rng.beta(mu * (1 / rho - 1), (1 - mu) * (1 / rho - 1), days))
        line = _line(pd.DataFrame({"day": np.arange(days) + 20_000, "k": k, "n": n}), method, 0.95)
        held.append([line["low"].iloc[at] <= mu <= line["high"].iloc[at] for at in (days // 2, -1)])
    # 0.66 and 0.49 with the errors for neighbours alone.
    assert np.mean(held, axis=0).min() >= 0.88


def test_an_odds_ratio_is_given_where_leaving_a_night_out_gives_a_rate_of_one():
    found = compare_ratios(([20] * 5 + [10], [20] * 6), ([80, 95, 70, 60], [100, 110, 90, 90]))
    estimate, low, high = found["odds_ratio"]
    assert round(estimate, 3) == 0.326
    assert 0 < low < estimate < high
