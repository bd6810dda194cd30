"""Two lists of figures, running totals, digits, counts per day, logits of the literature."""

import numpy as np
import pytest
from scipy import stats

from dronestats.comparison import agreement
from dronestats.errors import DronestatsError
from dronestats.rates import literature, volumes
from dronestats.rates.smooth import fit_logit


def test_a_missing_figure_is_never_inferred_and_0_has_no_ratio():
    found = agreement.discrepancy([None, 0, 100], [100, 5, 96])
    assert np.isnan(found["diff"]).tolist() == [True, False, False]
    assert np.isnan(found["ratio"]).tolist() == [True, True, False]
    assert found["symmetric_pct"][2] == pytest.approx(-400 / 98)


def test_sources_that_move_together_at_another_level_agree_in_pearson_and_not_in_concordance():
    x = np.array([100, 200, 150, 300, 250.0])
    found = agreement.concordance(x, x / 2)
    assert found["pearson"] == pytest.approx(1)
    assert found["ccc"] < 0.6
    assert agreement.concordance(x, x)["ccc"] == pytest.approx(1)
    with pytest.raises(DronestatsError, match="move together"):
        agreement.concordance([1, 1, 1], [1, 2, 3])
    with pytest.raises(DronestatsError, match="3 or more"):
        agreement.concordance([1, 2], [1, 2])


def test_limits_hold_most_differences_and_ratios_turn_round():
    d = np.random.default_rng(1).normal(3, 2, 2000)
    found = agreement.limits_of_agreement(d)
    assert np.mean((d > found["low"]) & (d < found["high"])) == pytest.approx(0.95, abs=0.015)
    x, y = np.exp(d[:50]), np.exp(d[50:100])
    one, other = agreement.ratio_limits(x, y), agreement.ratio_limits(y, x)
    assert one["geo_mean_ratio"] == pytest.approx(1 / other["geo_mean_ratio"])


def test_a_correction_of_a_running_total_is_counted_and_not_dropped():
    found = agreement.running_total([100, 90, 90, 130], [7, 5, 4, 40])
    assert found["n_negative_increments"] == 1
    assert found["sum_increments"] == 30
    assert found["sum_daily"] == 49
    assert found["discrepancy"] == 19
    assert found["max_abs_daily_gap"] == 15
    assert found["n_zero_increments_with_claims"] == 1
    with pytest.raises(DronestatsError, match="one claim for each total"):
        agreement.running_total([1, 2], [1])


def test_last_digits_of_even_figures_pass_and_rounded_ones_do_not():
    even = agreement.last_digits(np.arange(20, 1020))
    assert even["p"] == pytest.approx(1)
    assert even["whipple"] == pytest.approx(100)
    rounded = agreement.last_digits(np.arange(20, 1020) // 10 * 10)
    assert rounded["whipple"] == 500
    assert rounded["p_zero"] < 1e-10
    with pytest.raises(DronestatsError, match="50 or more"):
        agreement.last_digits([20, 30])
    with pytest.raises(DronestatsError, match="either"):
        agreement.last_digits()


def test_first_digits_of_powers_follow_benford():
    found = agreement.first_digits([2.0**i for i in range(300)])
    assert found["mad"] < 0.01
    assert found["p"] > 0.9


def test_a_poisson_process_has_a_fano_of_1_and_nights_of_waves_have_more():
    rng = np.random.default_rng(3)
    even = volumes.count_dispersion(rng.poisson(20, 4000))
    assert even["fano"] == pytest.approx(1, abs=0.1)
    assert even["p_upper"] > 0.01
    waves = rng.negative_binomial(2, 2 / 152, 4000)
    assert volumes.count_dispersion(waves)["fano"] > 50
    assert volumes.fit_negative_binomial(waves)["theta_ml"] == pytest.approx(2, abs=0.15)
    assert volumes.fit_negative_binomial(np.full(30, 5))["theta_ml"] == np.inf


def test_all_drones_on_one_day_is_the_most_unequal():
    assert volumes.count_dispersion([0] * 99 + [50])["gini"] == pytest.approx(0.99)
    assert volumes.count_dispersion([7] * 50)["gini"] == pytest.approx(0)
    with pytest.raises(DronestatsError, match="whole numbers"):
        volumes.count_dispersion([1.5, 2])


def test_a_weekly_rhythm_is_seen_at_lag_7_and_by_the_weekday_test():
    week = np.tile([0, 0, 0, 0, 0, 9, 9], 20) + np.random.default_rng(5).integers(0, 3, 140)
    assert volumes.autocorrelation(week, 7) > 0.8
    assert volumes.weekday_test(week)[1] < 1e-6
    with pytest.raises(DronestatsError, match="lag = 0"):
        volumes.autocorrelation(week, 0)


def test_the_tail_of_a_power_law_has_its_index():
    values = stats.pareto.rvs(2.5, size=20_000, random_state=11)
    alpha, se = volumes.hill(values, 2000)
    assert alpha == pytest.approx(2.5, abs=0.2)
    assert se == pytest.approx(alpha / np.sqrt(2000))
    with pytest.raises(DronestatsError, match="k = 3"):
        volumes.hill([3, 2, 1], 3)


def test_studies_of_one_rate_have_no_variance_between_them_and_all_methods_agree():
    k, n = [50, 101, 26], [100, 200, 50]
    found = {method: literature.pool_logits(k, n, method=method) for method in ("EE", "DL", "PM", "REML")}
    for method in ("DL", "PM", "REML"):
        assert found[method]["tau2"] == pytest.approx(0, abs=1e-6)
        assert found[method]["estimate"] == pytest.approx(found["EE"]["estimate"], abs=1e-6)


def test_statsmodels_finds_the_same_variance_between_studies():
    meta = pytest.importorskip("statsmodels.stats.meta_analysis")
    k, n = np.array([16.0, 10, 4, 43, 10, 25]), np.array([17.0, 12, 8, 58, 11, 42])
    y, v = np.log(k / (n - k)), 1 / k + 1 / (n - k)
    for ours, theirs in (("DL", "dl"), ("PM", "iterated")):
        want = meta.combine_effects(y, v, method_re=theirs).tau2
        assert literature.pool_logits(k, n, method=ours)["tau2"] == pytest.approx(want, abs=1e-4)


def test_the_binomial_normal_fit_of_studies_of_one_rate_is_the_logit_of_all_of_them():
    k, n = np.array([50, 101, 26, 75]), np.array([100, 200, 50, 151])
    found = literature.pool_logits(k, n, method="GLMM")
    assert found["pooled_prob"] == pytest.approx(k.sum() / n.sum(), abs=1e-4)
    assert found["tau2"] == pytest.approx(0, abs=1e-3)


@pytest.mark.filterwarnings("ignore:cov_type not fully supported with var_weights")
def test_the_errors_of_a_logistic_fit_are_those_of_statsmodels_where_it_has_them_right():
    glm = pytest.importorskip("statsmodels.genmod.generalized_linear_model").GLM
    families = pytest.importorskip("statsmodels.genmod.families")
    rng = np.random.default_rng(8)
    n = rng.integers(20, 200, 50)
    k = rng.binomial(n, rng.beta(8, 3, 50))
    design = np.column_stack([np.ones(50), np.arange(50) / 50])
    model = glm(k / n, design, family=families.Binomial(), var_weights=n)
    found = fit_logit(k, n, design)
    assert found["se_quasi"] == pytest.approx(model.fit(scale="X2").bse, rel=1e-6)
    assert found["se_hc0"] == pytest.approx(model.fit(cov_type="HC0").bse, rel=1e-6)
    hac = model.fit(cov_type="HAC", cov_kwds={"maxlags": 7, "use_correction": False})
    assert found["se_hac"] == pytest.approx(hac.bse, rel=1e-6)
    assert (found["se_hc3"] > found["se_hc1"]).all()
    assert (found["se_hc1"] > found["se_hc0"]).all()
    with pytest.raises(DronestatsError, match="cannot bear"):
        fit_logit(k[:2], n[:2], design[:2])
