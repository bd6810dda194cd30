"""Several nights: weighting, the unit of uncertainty, and what stands in where there is no spread."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dronestats.errors import DronestatsError
from dronestats.rates.bounds import pool_bounds, share_bounds
from dronestats.rates.clusters import bootstrap_ratios, pooled_interval, standard_errors
from dronestats.rates.dispersion import design_effect, dispersion
from dronestats.rates.intervals import binomial_interval

K, N = [67, 168, 430, 94, 121, 68, 35, 80, 51, 112, 20, 77], [86, 203, 502, 122, 157, 91, 60, 90, 78, 142, 33, 95]

NIGHTS = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=40
)


def test_leaving_out_each_night_by_hand_gives_the_interval():
    m = len(K)
    left = [math.log(k / (n - k)) for i in range(m) for k, n in [(sum(K) - K[i], sum(N) - N[i])]]
    se = math.sqrt((m - 1) / m * sum((value - sum(left) / m) ** 2 for value in left))
    found = pooled_interval(K, N)
    centre = math.log(sum(K) / (sum(N) - sum(K)))
    t = 2.200985160082949  # 11 degrees of freedom
    assert found["low"] == pytest.approx(1 / (1 + math.exp(-(centre - t * se))))
    assert found["high"] == pytest.approx(1 / (1 + math.exp(-(centre + t * se))))


@given(nights=NIGHTS)
def test_an_interval_over_nights_holds_the_rate_and_never_shrinks_to_a_point(nights):
    k, n = zip(*nights, strict=True)
    found = pooled_interval(k, n)
    rate = sum(k) / sum(n)
    assert found["estimate"] == pytest.approx(rate)
    assert 0 <= found["low"] <= rate <= found["high"] <= 1
    assert found["low"] < found["high"]


@given(nights=NIGHTS, spoilt=st.sampled_from([(None, 50), (5, None), (0, 0), (float("nan"), 3)]))
def test_a_night_without_both_figures_changes_nothing_but_the_count_of_those_left_out(nights, spoilt):
    k, n = (list(values) for values in zip(*nights, strict=True))
    plain, more = pooled_interval(k, n), pooled_interval([*k, spoilt[0]], [*n, spoilt[1]])
    assert (plain["estimate"], plain["low"], plain["high"]) == (more["estimate"], more["low"], more["high"])
    assert more["n_dropped"] == plain["n_dropped"] + 1


def test_the_mean_of_ratios_stands_beside_the_ratio_of_sums_and_under_its_own_name():
    found = dispersion([5, 380, 30, 9], [20, 400, 60, 30])
    assert found["ratio_of_sums"] == pytest.approx(424 / 510)
    assert found["mean_of_ratios"] == pytest.approx(0.5)
    p, n = np.array([0.25, 0.95, 0.5, 0.3]), np.array([20, 400, 60, 30])
    assert found["difference"] == pytest.approx(np.cov(n, p, bias=True)[0, 1] / n.mean())
    assert pooled_interval([5, 380, 30, 9], n, estimand="underlying_night")["estimate"] == pytest.approx(0.5)


def test_one_night_has_no_interval_unless_one_is_asked_for_by_name():
    found = pooled_interval([66], [100])
    assert math.isnan(found["low"])
    assert found["flags"].split() == ["single_night", "few_nights"] or found["flags"] == "single_night"
    named = pooled_interval([66], [100], method="wilson")
    assert (named["low"], named["high"]) == tuple(binomial_interval(66, 100))
    assert "independent_trials" in named["flags"]


def test_several_nights_are_not_one_count_of_independent_drones():
    found = pooled_interval(K, N, method="wilson")
    assert math.isnan(found["low"])
    assert "several_nights" in found["flags"]
    deff = dispersion(K, N)["deff"]
    wide = pooled_interval(K, N, method="wilson", deff=deff)
    assert wide["high"] - wide["low"] > 1.5 * np.diff(binomial_interval(sum(K), sum(N)))


@pytest.mark.parametrize(("k", "end"), [([5, 7, 9], "high"), ([0, 0, 0], "low")])
def test_nights_without_a_difference_borrow_a_design_effect_and_do_not_end_in_a_point(k, end):
    found = pooled_interval(k, [5, 7, 9])
    assert "degenerate" in found["flags"].split()
    assert found[end] == (1 if end == "high" else 0)
    assert found["low"] < found["high"]
    assert math.isnan(found["phi"])
    tight = pooled_interval(k, [5, 7, 9], deff=1)
    assert tight["high"] - tight["low"] < found["high"] - found["low"]


def test_nights_of_exactly_one_half_are_degenerate_too():
    found = pooled_interval([5, 10, 20], [10, 20, 40])
    assert "degenerate" in found["flags"]
    assert found["low"] < 0.5 < found["high"]


def test_a_rate_that_rests_on_one_night_is_linearised_and_says_so():
    found = pooled_interval([10, 20, 29], [10, 20, 30])
    assert found["method"] == "linearised"
    assert "jackknife_undefined" in found["flags"]
    assert found["high"] < 1


def test_the_linearised_error_is_that_of_a_survey_ratio():
    k, n = np.array(K), np.array(N)
    residuals = k - n * k.sum() / n.sum()
    want = math.sqrt(len(k) / (len(k) - 1) * (residuals**2).sum()) / n.sum()
    assert standard_errors(K, N)["linearised"] == pytest.approx(want)


def test_the_errors_shrink_to_0_as_every_night_of_the_period_is_reported():
    errors = [standard_errors(K, N, nights_in_period=nights)["linearised"] for nights in (1000, 24, 12)]
    assert errors[0] > errors[1] > errors[2] == 0
    with pytest.raises(DronestatsError, match="12 nights have figures"):
        standard_errors(K, N, nights_in_period=11)
    with pytest.raises(DronestatsError, match="go together"):
        pooled_interval(K, N, estimand="realised_period")


def test_a_bootstrap_asks_for_a_seed_and_repeats_itself():
    with pytest.raises(DronestatsError, match="seed="):
        pooled_interval(K, N, method="bootstrap")
    first, again = (pooled_interval(K, N, method="bootstrap", seed=3) for _ in range(2))
    assert (first["low"], first["high"]) == (again["low"], again["high"])
    assert first["low"] != pooled_interval(K, N, method="bootstrap", seed=4)["low"]


def test_many_draws_come_near_the_list_of_all_draws():
    k, n = [8, 19, 40, 55], [10, 20, 50, 60]
    every = [sum(k[i] for i in draw) / sum(n[i] for i in draw) for draw in itertools.product(range(4), repeat=4)]
    assert np.allclose(np.sort(bootstrap_ratios(k, n, resamples="all")), np.sort(every))
    some = bootstrap_ratios(k, n, resamples=20_000, seed=1)
    assert some.mean() == pytest.approx(np.mean(every), abs=0.003)
    assert np.quantile(some, [0.025, 0.975]) == pytest.approx(np.quantile(every, [0.025, 0.975]), abs=0.003)
    with pytest.raises(DronestatsError, match="1000 or more"):
        bootstrap_ratios(k, n, resamples=100, seed=1)


def test_over_long_periods_nights_are_drawn_in_blocks():
    n = np.full(90, 100)
    k = np.where(np.arange(90) < 45, 60, 95)
    blocks = bootstrap_ratios(k, n, seed=2)
    single = bootstrap_ratios(k, n, seed=2, block=1)
    assert blocks.std() > 1.5 * single.std()


def test_drones_that_share_a_fate_count_as_fewer():
    assert design_effect(0.063, 100) == pytest.approx(1 + 99 * 0.063)
    assert design_effect(0.0, [50, 70]) == 1
    together = dispersion([100, 0, 100, 0], [100] * 4)
    assert together["rho"] == pytest.approx(1, abs=0.01)
    assert together["n_effective"] < 4
    assert dispersion([50, 50, 50], [100] * 3)["rho"] < 0


def test_the_default_interval_holds_the_rate_where_wilson_on_pooled_drones_does_not():
    rng = np.random.default_rng(12)
    held = wilson = 0
    for _ in range(600):
        n = rng.integers(30, 300, 30)
        k = rng.binomial(n, rng.beta(0.8 * 9, 0.2 * 9, 30))
        found = pooled_interval(k, n)
        held += found["low"] <= 0.8 <= found["high"]
        low, high = binomial_interval(k.sum(), n.sum())
        wilson += low <= 0.8 <= high
    assert held / 600 >= 0.93
    assert wilson / 600 < 0.6


def test_words_and_options_that_do_not_go_together_are_refused():
    with pytest.raises(DronestatsError, match=r"method = 'jacknife'.*did you mean 'jackknife'"):
        pooled_interval(K, N, method="jacknife")
    with pytest.raises(DronestatsError, match="underlying_night"):
        pooled_interval(K, N, method="beta_binomial")
    with pytest.raises(DronestatsError, match="k = 12 > n = 10"):
        pooled_interval([12], [10])


@given(
    nights=st.lists(
        st.tuples(*(st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted) for _ in range(3))),
        min_size=1,
        max_size=3,
    )
)
def test_pooled_bounds_are_those_of_trying_every_night(nights):
    choices = [
        [(a, b) for a in range(a1, a2 + 1) for b in range(b1, b2 + 1) if n1 <= a + b <= n2]
        for (a1, a2), (b1, b2), (n1, n2) in nights
    ]
    if not all(choices):
        return
    tried = [
        sum(a for a, _ in pick) / total
        for pick in itertools.product(*choices)
        if (total := sum(a + b for a, b in pick)) > 0
    ]
    box = np.array([[*a, *b, *n] for a, b, n in nights], dtype=float)
    low, high = pool_bounds(*share_bounds(*box.T)[2])
    if not tried:
        assert math.isnan(low)
    else:
        assert low == pytest.approx(min(tried))
        assert high == pytest.approx(max(tried))
