"""Single counts: the ends, what is missing, what is refused, and agreement with scipy and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dronestats.errors import DronestatsError
from dronestats.rates import betabinomial, misreporting, two_rates
from dronestats.rates.intervals import METHODS, binomial_interval, checked_counts, share

GOOD = [method for method in METHODS if method != "wald"]


@pytest.mark.parametrize("method", GOOD)
def test_nothing_stopped_starts_at_0_and_everything_stopped_ends_at_1(method):
    low, high = binomial_interval([0, 20], [20, 20], method=method)
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert high[0] < 1
    assert low[1] > 0


@pytest.mark.parametrize("method", METHODS)
def test_none_of_none_has_no_interval(method):
    assert np.isnan(binomial_interval(0, 0, method=method)).all()


@given(
    counts=st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    method=st.sampled_from(GOOD),
    level=st.floats(0.5, 0.999),
)
def test_an_interval_lies_within_0_and_1_and_holds_the_share(counts, method, level):
    k, n = counts
    low, high = binomial_interval(k, n, method=method, level=level)
    assert 0 <= low <= k / n + 1e-9
    assert k / n - 1e-9 <= high <= 1


@pytest.mark.parametrize(
    ("method", "theirs"), [("wilson", "wilson"), ("wilson_cc", "wilsoncc"), ("clopper_pearson", "exact")]
)
def test_scipy_gives_the_same_interval(method, theirs):
    for k, n in ((0, 7), (3, 11), (94, 100), (1195, 2476), (12, 12)):
        want = stats.binomtest(k, n).proportion_ci(0.9, method=theirs)
        got = binomial_interval(k, n, method=method, level=0.9)
        assert np.allclose(got, (want.low, want.high), atol=1e-9)


@pytest.mark.parametrize(("method", "theirs"), [("jeffreys", "jeffreys"), ("agresti_coull", "agresti_coull")])
def test_statsmodels_gives_the_same_interval_away_from_the_ends(method, theirs):
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for k, n in ((3, 11), (94, 100), (1195, 2476)):
        assert np.allclose(
            binomial_interval(k, n, method=method), proportion.proportion_confint(k, n, method=theirs), atol=1e-9
        )


def test_missing_counts_stay_missing_in_every_form():
    for missing in (None, float("nan"), pd.NA):
        low, high = binomial_interval([5, missing], [10, 10])
        assert not np.isnan(low[0])
        assert np.isnan([low[1], high[1]]).all()
    k = pd.Series([5, pd.NA], dtype="Int64")
    assert np.isnan(binomial_interval(k, 10)[0]).tolist() == [False, True]
    assert share(k, 10)[1].tolist() == ["", "numerator_not_stated"]


@pytest.mark.parametrize(
    ("k", "n", "words"),
    [
        (-1, 20, "0 or more"),
        (float("inf"), 20, "finite"),
        (5, -20, "0 or more"),
        (10.5, 20, "not whole"),
        (21, 20, "k = 21 > n = 20"),
    ],
)
def test_impossible_counts_are_refused_with_the_count_and_the_rule(k, n, words):
    with pytest.raises(DronestatsError, match=words):
        binomial_interval(k, n)


def test_more_stopped_than_launched_is_missing_and_flagged_on_request_and_never_1():
    rate, flags = share([21, 20], [20, 20])
    assert np.isnan(rate[0])
    assert rate[1] == 1
    assert flags.tolist() == ["k_gt_n", ""]
    assert np.isnan(binomial_interval(21, 20, errors="flag")).all()
    with pytest.raises(DronestatsError, match="k = 21"):
        share(21, 20, errors="raise")


def test_effective_counts_need_not_be_whole_and_widen_the_interval():
    plain, wide = binomial_interval(66, 100), binomial_interval(66, 100, deff=7.2)
    assert wide[0] < plain[0]
    assert wide[1] > plain[1]
    assert np.isfinite(binomial_interval(10.5, 20, deff=1)).all()
    with pytest.raises(DronestatsError, match=r"deff = 0.5"):
        binomial_interval(66, 100, deff=0.5)


def test_a_level_in_percent_or_an_unknown_method_names_what_is_allowed():
    with pytest.raises(DronestatsError, match="share between 0 and 1"):
        binomial_interval(5, 10, level=95)
    with pytest.raises(DronestatsError, match="did you mean 'wilson'"):
        binomial_interval(5, 10, method="wilsn")


def test_counts_of_one_shape_come_back_missing_in_pairs():
    k, n = checked_counts([1, None, 3], [2, 5, None])
    assert np.isnan(k).tolist() == np.isnan(n).tolist() == [False, True, True]


def test_a_difference_of_counts_holds_0_where_the_shares_are_equal_and_turns_round():
    for method in two_rates.DIFFERENCES:
        difference, low, high = two_rates.difference_of_counts(30, 40, 15, 20, method=method)
        assert difference == 0
        assert low < 0 < high
        other = two_rates.difference_of_counts(48, 80, 56, 70, method=method)
        assert other[0] == pytest.approx(-0.2)
        assert other[1] == pytest.approx(-two_rates.difference_of_counts(56, 70, 48, 80, method=method)[2], abs=1e-6)


def test_a_ratio_with_an_empty_cell_is_missing_and_not_infinite():
    assert np.isnan(two_rates.ratio_of_counts(0, 10, 5, 10)).all()
    assert np.isnan(two_rates.ratio_of_counts(10, 10, 5, 10, measure="leak")).all()
    assert np.isnan(two_rates.ratio_of_counts(10, 10, 5, 10, measure="odds")).all()
    assert two_rates.ratio_of_counts(10, 10, 5, 10)[0] == 2


def test_halving_what_gets_through_is_a_leak_ratio_of_one_half():
    assert two_rates.ratio_of_counts(95, 100, 90, 100, measure="leak")[0] == pytest.approx(0.5)


@given(width=st.floats(0, 50), level=st.floats(0.6, 0.995))
def test_the_critical_value_for_bounds_lies_between_the_one_and_the_two_sided_quantile(width, level):
    c = misreporting.imbens_manski_critical(width, level=level)
    assert stats.norm.ppf(level) - 1e-7 <= c <= stats.norm.ppf((1 + level) / 2) + 1e-7
    assert stats.norm.cdf(c + width) - stats.norm.cdf(-c) == pytest.approx(level, abs=1e-9)


def test_an_interval_for_bounds_holds_both_bounds_and_stays_within_0_and_1():
    found = misreporting.imbens_manski(0.9, 1.0, 0.02, 0.05)
    assert found["low"] < 0.9
    assert found["high"] == 1
    wide = misreporting.imbens_manski(0.9, 1.0, 0.02, 0.05, conservative=True)
    assert wide["low"] < found["low"]
    assert misreporting.imbens_manski(0.9, 1.0, 0, 0) == {
        "critical_value": pytest.approx(1.644854),
        "low": 0.9,
        "high": 1.0,
    }
    with pytest.raises(DronestatsError, match="not below"):
        misreporting.imbens_manski_critical(-1)


def test_a_claim_inflated_by_a_quarter_is_deflated_by_a_fifth():
    assert misreporting.deflated_rate(90, 100, 0.25) == pytest.approx(0.72)
    assert misreporting.deflated_rate(90, 100, 0.0, 0.25).item() != misreporting.deflated_rate(90, 100).item()
    assert np.isnan(misreporting.deflated_rate(90, 100, 0.0, 0.25))  # 90 of 80 cannot be
    with pytest.raises(DronestatsError, match="above -1"):
        misreporting.deflated_rate(90, 100, -1)


def test_a_tipping_point_is_missing_below_the_target_and_for_nothing_stopped():
    assert np.isnan(misreporting.inflation_needed([70, 0], [100, 100], 0.8)).all()
    needed = misreporting.inflation_needed(86, 100, 0.8)
    assert misreporting.deflated_rate(86, 100, needed) == pytest.approx(0.8)
    with pytest.raises(DronestatsError, match=r"0.8, not 80"):
        misreporting.inflation_needed(86, 100, 80)


def test_the_fit_finds_the_rho_that_made_the_nights():
    rng = np.random.default_rng(7)
    n = rng.integers(40, 400, 400)
    k = rng.binomial(n, rng.beta(0.8 * 9, 0.2 * 9, 400))
    fit = betabinomial.fit_beta_binomial(k, n)
    assert fit["mu"] == pytest.approx(0.8, abs=0.02)
    assert fit["rho"] == pytest.approx(0.1, abs=0.02)
    assert fit["lrt"] > 100
    assert fit["flags"] == ""


def test_nights_that_differ_no_more_than_chance_have_rho_0_and_say_so():
    fit = betabinomial.fit_beta_binomial([50, 51, 49, 50], [100] * 4)
    assert fit["rho"] == 0
    assert fit["flags"] == "no_overdispersion"
    assert fit["p_lrt"] == 1
    assert betabinomial.fit_beta_binomial([5, 7], [5, 7])["rho"] == 0
    with pytest.raises(DronestatsError, match="2 or more"):
        betabinomial.fit_beta_binomial([5], [7])


def test_scipy_gives_the_same_prediction_for_one_size():
    for n, alpha, beta in ((100, 12.3, 2.65), (7, 0.8, 0.3), (653, 3.3, 0.9)):
        found = betabinomial.predict_share(n, alpha, beta, level=0.9)
        law = stats.betabinom(n, alpha, beta)
        assert (found["low_count"], found["high_count"]) == (law.ppf(0.05), law.ppf(0.95))
        assert found["mean"] == pytest.approx(law.mean())
        assert found["sd"] == pytest.approx(law.std())


def test_a_prediction_over_several_sizes_lies_between_those_of_each():
    ends = [betabinomial.predict_share(n, 12, 3) for n in (20, 500)]
    both = betabinomial.predict_share([20, 500], 12, 3)
    assert min(end["low"] for end in ends) <= both["low"] <= max(end["low"] for end in ends)
    with pytest.raises(DronestatsError, match="above 0"):
        betabinomial.predict_share(0, 12, 3)


def test_a_small_night_is_drawn_to_the_mean_more_than_a_large_one():
    mean, low, high = betabinomial.shrink([2, 200, None], [2, 200, 5], 8, 2)
    assert 0.8 < mean[0] < mean[1] < 1
    assert low[0] < low[1]
    assert np.isnan([mean[2], low[2], high[2]]).all()
