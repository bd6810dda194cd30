"""Check values computed independently of the package (../shared/stats/reference.json): every number, by its format."""

import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dronestats import interception_rates
from dronestats.comparison import agreement
from dronestats.rates import (
    betabinomial,
    bounds,
    clusters,
    dispersion,
    intervals,
    literature,
    misreporting,
    segments,
    smooth,
    two_rates,
    volumes,
)  # fmt: skip
from dronestats.rates.counts import FATES

FILE = Path(__file__).resolve().parents[2] / "shared" / "stats" / "reference.json"
FOUND = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {"cases": [], "edge_cases": []}
WORDS = {"several": 2, "couple": 2, "dozens": 24}


def nights(inputs: dict):
    """Return k and n night by night: n may be one size for all, `freq` how often each night was seen."""
    k = np.asarray(inputs["k"], dtype=float)
    n = np.broadcast_to(np.asarray(inputs["n"], dtype=float), k.shape)
    return (np.repeat(k, inputs["freq"]), np.repeat(n, inputs["freq"])) if "freq" in inputs else (k, n)


def at(values, keys, pattern: str) -> dict:
    """Return the values whose keys end in a position that counts from 1."""
    return {key: values[int(found[1]) - 1] for key in keys if (found := re.fullmatch(pattern, key))}


# --- groups -----------------------------------------------------------------------------------------------------------


def binomial_interval(inputs, keys):
    low, high = intervals.binomial_interval(
        inputs["k"], inputs["n"], level=inputs.get("level", 0.95), method=inputs["method"]
    )
    return {"low": low, "high": high}


def two_rates_case(inputs, keys):
    counts = [inputs[name] for name in ("k1", "n1", "k2", "n2")]
    level = inputs.get("level", 0.95)
    if "measure" in inputs:
        measure = next(name for word, name in (("odds", "odds"), ("risk ratio", "rate")) if word in inputs["measure"])
        return dict(
            zip(("ratio", "low", "high"), two_rates.ratio_of_counts(*counts, level=level, measure=measure), strict=True)
        )
    if "method" in inputs:
        method = "newcombe" if "newcombe hybrid" in inputs["method"] else inputs["method"]
        found = two_rates.difference_of_counts(*counts, level=level, method=method)
        return dict(zip(("diff", "low", "high"), found, strict=True))
    return {"p": two_rates.fisher_p(*counts)}


def dispersion_case(inputs, keys):
    found = dispersion.dispersion(*nights(inputs))
    return found | {"pearson_X2": found["pearson_x2"], "rho_anova": found["rho"], "I2": found["i2"]}


def pooled_interval(inputs, keys):
    k, n = nights(inputs)
    errors = clusters.standard_errors(k, n)
    found = clusters.pooled_interval(k, n, level=inputs.get("level", 0.95)) | {
        f"se_{name}": value for name, value in errors.items()
    }
    found |= {f"{end}_logit_jackknife_t": found[end] for end in ("low", "high")}
    found |= {
        f"{end}_linearised_t": clusters.pooled_interval(k, n, method="linearised")[end] for end in ("low", "high")
    }
    found["se_superpop"] = errors["linearised"]
    if "nights_in_period" in inputs:
        in_all = inputs["nights_in_period"]
        found["se_fpc"] = clusters.standard_errors(k, n, nights_in_period=in_all)["linearised"]
    if "resamples" in inputs:
        draws = clusters.bootstrap_ratios(k, n, resamples="all")
        found |= {"mean": draws.mean(), "sd_population": draws.std(), "min": draws.min(), "max": draws.max()}
        found |= {key: np.quantile(draws, int(key[1:4]) / 1000) for key in keys if re.fullmatch(r"q\d{3}_linear", key)}
    return found


def pooling_weights(inputs, keys):
    k, n = nights(inputs)
    found = dispersion.dispersion(k, n)
    # The sign of the printed difference is mean of ratios less ratio of sums.
    return found | {"difference": -found["difference"], "cov_identity": found["difference"]}


def beta_binomial(inputs, keys):
    k = np.asarray(inputs["k"], dtype=float)
    n = np.broadcast_to(np.asarray(inputs["n"], dtype=float), k.shape)
    if "moments" in inputs.get("method", ""):
        alpha, beta = betabinomial.raw_moments(k, inputs["n"], freq=inputs.get("freq"))
        return {"alpha": alpha, "beta": beta}
    found = betabinomial.fit_beta_binomial(k, n, freq=inputs.get("freq"))
    moments = dispersion.dispersion(*nights(inputs))
    moments = {"rho_anova": moments["rho"], "rho_kleinman_n_weights": moments["rho_kleinman"]}
    return found | moments | {"neg_loglik": -found["loglik"]}


def shrinkage(inputs, keys):
    k, n = nights(inputs)
    if "James-Stein" in inputs.get("rule", ""):
        found = betabinomial.james_stein(k, n)
        return found | {"first": found["rates"][0], "last": found["rates"][-1]}
    fit = betabinomial.fit_beta_binomial(k, n)
    mean, low, high = betabinomial.shrink(k, n, fit["alpha"], fit["beta"])
    return {"low95_first": low[0], "high95_first": high[0]} | at(mean, keys, r"post_mean_(\d+)")


def prediction(inputs, keys):
    return betabinomial.predict_share(inputs["n"], inputs["alpha"], inputs["beta"], level=inputs.get("level", 0.95))


def meta(inputs, keys):
    k, n = nights(inputs)
    if "Freeman" in inputs.get("transform", ""):
        found = literature.freeman_tukey(k, n)
        own = at(found["y"], keys, r"y(\d+)") | at(found["v"], keys, r"v(\d+)")
        return own | {"pooled_ipft_hm": found["pooled"]}
    method = inputs["method"]
    names = {"glmm": "GLMM", "reml": "REML", "EE": "EE", "DL": "DL", "PM": "PM"}
    found = literature.pool_logits(
        k, n, method=next(own for word, own in names.items() if word in method or own in method)
    )
    printed = {"I2": "i2", "H2": "h2", "Q": "q", "pi_low_logit": "pi_low", "pi_high_logit": "pi_high"}
    return found | {theirs: found[ours] for theirs, ours in printed.items() if ours in found}


def trend_glm(inputs, keys):
    k, n = nights(inputs)
    if "x1" in inputs:
        x1, x2 = (np.asarray(inputs[name], dtype=float) for name in ("x1", "x2"))
        names = ["0", "1", "2", "12"]
        fit = smooth.fit_logit(k, n, np.column_stack([np.ones(len(k)), x1, x2, x1 * x2]))
        found = {f"b{name}": value for name, value in zip(names, fit["coef"], strict=True)}
        found |= {f"se_b{name}": value for name, value in zip(names, fit["se_quasi"], strict=True)}
    else:
        fit = smooth.fit_logit(k, n, np.column_stack([np.ones(len(k)), np.asarray(inputs["t"], dtype=float)]))
        found = {"intercept": fit["coef"][0], "slope": fit["coef"][1]}
        for kind in ("quasi", "binomial", "HC0", "HC1", "HC3", "NW_lag7"):
            errors = fit[f"se_{'hac' if kind == 'NW_lag7' else kind.lower()}"]
            found |= {f"se_{kind}_intercept": errors[0], f"se_{kind}_slope": errors[1]}
    fitted = {"fitted_first": fit["fitted"][0], "fitted_last": fit["fitted"][-1]}
    return found | fitted | {"phi": fit["phi"], "pearson_X2": fit["pearson_x2"], "deviance": fit["deviance"]}


def trend_lowess(inputs, keys):
    x = np.asarray(inputs["x"], dtype=float)
    delta = inputs.get("delta", 0.0)
    delta = float(delta.split("*")[0]) * np.ptp(x) if isinstance(delta, str) else delta
    line = smooth.lowess(x, inputs["y"], fraction=inputs["f"], iterations=inputs["iter"], delta=delta)
    return at(line, keys, r"y(\d+)")


def rolling(inputs, keys):
    k, n = nights(inputs)
    least = inputs.get("min_periods", inputs["window"])
    day = np.asarray(inputs.get("t", range(len(k))))
    found = smooth.rolling_ratio(day, k, n, days=inputs["window"], min_nights=least)
    # A case without min_periods shows what the rolling mean of nightly rates would have given.
    series = found["rate"] if "min_periods" in inputs else found["mean_of_ratios"]
    given = series[~np.isnan(series)]
    found = {"first": given[0], "last": given[-1], "max": given.max(), "mid": given[len(given) // 2 - 1]}
    return found | at(series, keys, r"r(\d+)")


def changepoint(inputs, keys):
    if "x" in inputs:
        found = volumes.level_shift(inputs["x"])
        return found | {"first_segment_length": found["place"]}
    k, n = nights(inputs)
    penalty = float(re.match(r"([\d.]+)\*log\(T\)", inputs["penalty"])[1]) * np.log(len(k))
    phi = segments.local_dispersion(k, n)
    split, lr = segments.best_split(k, n, min_size=inputs["min_size"])
    found = {"phi_local_adjacent": phi, "best_single_split": split, "lr_statistic": lr}
    for name, own in (("naive", 1.0), ("phi_scaled", phi)):
        places = segments.find_breaks(k, n, phi=own, penalty=penalty, min_size=inputs["min_size"])
        found |= {f"n_changepoints_{name}": len(places), f"breakpoints_{name}": [*places, len(k)]}
    return found


def period_comparison(inputs, keys):
    first, second = (nights(inputs[name]) for name in ("before", "after"))
    found = two_rates.compare_ratios(first, second, level=inputs.get("level", 0.95))
    difference = dict(zip(("diff", "mover_low", "mover_high"), found["difference"], strict=True))
    odds = dict(zip(("lor_low", "lor_high"), found["log_odds_interval"], strict=True))
    return found | difference | odds | {"lor_se": found["log_odds_se"]}


def agreement_case(inputs, keys):
    x, y = inputs["x"], inputs["y"]
    if any("log" in key or "ratio" in key for key in keys):
        found = agreement.ratio_limits(x, y)
        return found | {
            "mean_logratio": found["mean_log_ratio"], "loa_low": found["low"], "loa_high": found["high"],
        }  # fmt: skip
    if "ccc" in keys:
        found = agreement.concordance(x, y)
        return found | {"C_b": found["c_b"]}
    found = agreement.limits_of_agreement(np.subtract(x, y))
    return {
        "bias": found["mean"], "sd": found["sd"], "loa_low_196": found["low"], "loa_high_196": found["high"],
        "loa_low_2sd": found["mean"] - 2 * found["sd"], "loa_high_2sd": found["mean"] + 2 * found["sd"],
        "bias_ci_low": found["mean_low"], "bias_ci_high": found["mean_high"], "se_loa": found["se_limit"],
    }  # fmt: skip


def digits(inputs, keys):
    if "counts_of_first_digit_1_to_9" in inputs:
        found = agreement.first_digits(counts=inputs["counts_of_first_digit_1_to_9"])
        return found | at(found["expected"], keys, r"expected_share_(\d)")
    found = agreement.last_digits(counts=inputs["counts_of_last_digit_0_to_9"])
    return found | {"whipple_05": found["whipple"], "binom_p_zero": found["p_zero"]}


def tally_row(launched=None, bounds_only=None, **fates) -> pd.DataFrame:
    """Return a tally of one window; a fate is a number or the least that a word stands for, as (least,)."""
    row = {
        "report_id": "r", "claimant": "Ukraine", "claimant_body": "Ukrainian Air Force", "attacker": "Russia",
        "defender": "Ukraine", "weapon_class": "drone", "weapon": "uav", "regime": None,
        "window_start": pd.Timestamp("2024-10-27T17:00Z"), "window_end": pd.Timestamp("2024-10-28T08:00Z"),
        "launched_basis": "stated", "flags": "", "unaccounted": None, "strike": None, "strike_low": None,
        "strike_high": None,
    }  # fmt: skip
    numbers = {"launched": launched, **dict.fromkeys(FATES), **fates}
    for name, value in numbers.items():
        is_word = isinstance(value, tuple)
        row |= {name: None if is_word else value, f"{name}_low": value[0] if is_word else value,
                f"{name}_high": None if is_word else value}  # fmt: skip
    stopped = [fates.get(name) for name in ("destroyed", "lost", "intercepted")]
    elsewhere = [fates.get(name) for name in ("hit", "left_airspace", "still_airborne")]
    if launched is not None and any(value is not None for value in stopped):
        known = [value for value in (*stopped, *elsewhere) if isinstance(value, int)]
        row["unaccounted"] = launched - sum(known) if sum(known) <= launched else None
    whole = [*numbers, *(f"{name}_{end}" for name in numbers for end in ("low", "high")), "unaccounted", "strike",
             "strike_low", "strike_high"]  # fmt: skip
    return pd.DataFrame([row]).astype(dict.fromkeys(whole, "Int64") | {"flags": "string", "regime": "string"})


def seed_row(inputs) -> pd.DataFrame:
    """Return the tally of a night as the file describes nights; a hit in words is its least."""
    theirs = {"shot": "destroyed", "shot_or_suppressed": "intercepted", "lost": "lost", "left": "left_airspace",
              "hit_drones": "hit", "airborne": "still_airborne", "n": "launched", "k": "destroyed"}  # fmt: skip
    fates = {ours: inputs[name] for name, ours in theirs.items() if name in inputs}
    if "hits_word" in inputs:
        fates["hit"] = (inputs.get("several_lower", WORDS[inputs["hits_word"]]),)
    return tally_row(**{"launched": inputs.get("launched"), **fates})


RATES = {"shot_rate": "destruction", "suppressed_inclusive_rate": "interception", "suppressed_rate": "interception",
         "neutralised_rate": "neutralised", "leak_rate": "leak", "unexplained_rate": "unexplained",
         "unexplained_share": "unexplained"}  # fmt: skip


def rates(inputs, keys):
    tally = seed_row(inputs)
    found = {name: interception_rates(tally, own)["rate"].iloc[0] for name, own in RATES.items()}
    found |= {
        f"{name}_resolved": interception_rates(tally, own, denominator="resolved")["rate"].iloc[0]
        for name, own in RATES.items()
    }
    row = tally.iloc[0]
    parts = {"lost_rate": "lost", "left_rate": "left_airspace", "airborne_rate": "still_airborne"}
    found |= dict(zip(parts, intervals.share([row[own] for own in parts.values()], row["launched"])[0], strict=True))
    return found | {"unexplained": row["unaccounted"], "count": row["destroyed"]}


def claims(inputs, keys):
    if "cumulative" in inputs:
        return agreement.running_total(inputs["cumulative"], inputs.get("daily_claims"))
    if "row" in inputs:
        row = inputs["row"]
        return rates(row, keys) | {"k_plus_lost_minus_n": row["k"] + row["lost"] - row["n"]}
    if "press_launched" in inputs:
        found = agreement.discrepancy(inputs["press_launched"], inputs["sum_of_daily_launched"])
        rate = intervals.share(inputs["sum_of_daily_neutralised"], inputs["sum_of_daily_launched"])[0]
        return {"rate": rate, "launched_diff": -found["diff"], "launched_ratio": found["ratio"]}
    if "monthly_statement" in inputs:
        found = agreement.discrepancy(inputs["monthly_statement"], inputs["sum_of_daily_airforce"])
    else:
        assert np.isnan(agreement.discrepancy(inputs["attacker_launched"], inputs["defender_launched"])["diff"]) == (
            inputs["attacker_launched"] is None
        )
        found = agreement.discrepancy(inputs["defender_launched"], inputs["other_outlet_launched"])
    return found | {"relative_diff_pct": found["relative_pct"]}


def bounds_case(inputs, keys):
    if "nights" in inputs:
        box = np.array([[*night["a"], *night["b"], *night["n"]] for night in inputs["nights"]], dtype=float)
        low, high, corners = bounds.share_bounds(*box.T)
        pooled = bounds.pool_bounds(*corners)
        naive = {"naive_mean_of_lows": low.mean(), "naive_mean_of_highs": high.mean()}
        return dict(zip(("low", "high"), pooled, strict=True)) | naive
    if "numerator_range" in inputs:
        low, high, _ = bounds.share_bounds(
            *inputs["numerator_range"], *inputs["complement_range"], *inputs["launched_range"]
        )
        return {"low": low, "high": high}
    if "strike" in inputs:
        k, n, strike = (inputs[name] for name in ("neutralised", "launched", "strike"))
        low, high = bounds.strike_bounds(k, n, strike, strike)
        return {"strike_low": low, "strike_high": high, "overall": intervals.share(k, n)[0]}
    tally, found = seed_row(inputs), {}
    for name, definition in (("neutralised", "neutralised"), ("leak", "leak"), ("shot", "destruction"),
                             ("kinetic", "destruction"), ("suppressed", "interception"),
                             ("suppressed_inclusive", "interception")):  # fmt: skip
        row = bounds.rate_bounds(tally, definition).iloc[0]
        found |= {f"{name}_low": row["low"], f"{name}_high": row["high"]}
    if "kinetic_high" in keys:
        # Theirs lets a drone that is lost from radar have been shot down, too; ours takes the report at its word.
        fates = {"left_airspace": inputs.get("left", 0), "hit": (inputs.get("several_lower", 2),)}
        words = tally_row(inputs["launched"], destroyed=(inputs.get("shot", 0),), **fates)
        found["kinetic_high"] = bounds.rate_bounds(words, "destruction").iloc[0]["high"]
    return found


def imbens_manski(inputs, keys):
    level = inputs.get("level", 0.95)
    if "width_over_max_se" in inputs:
        return {"critical_value": misreporting.imbens_manski_critical(inputs["width_over_max_se"], level=level)}
    found = misreporting.imbens_manski(*(inputs[name] for name in ("low", "high", "se_low", "se_high")), level=level)
    return found | {"ci_low": found["low"], "ci_high": found["high"]}


def misreporting_case(inputs, keys):
    k, n = inputs["k"], inputs["n"]
    if "inflation_range" in inputs:
        ends = misreporting.deflated_rate(k, n, inputs["inflation_range"])
        return {"low": ends.min(), "high": ends.max()}
    found = {"inflation_needed": misreporting.inflation_needed(k, n, inputs["target"]),
             "leak_multiplier": misreporting.leak_multiplier(k, n, inputs["target"])}  # fmt: skip
    tenths = {key: int(part[1]) / 100 for key in keys if (part := re.fullmatch(r"deflated_(\d+)pct", key))}
    return found | {key: misreporting.deflated_rate(k, n, share) for key, share in tenths.items()}


def counts(inputs, keys):
    if any(key.startswith("hill") for key in keys):
        alpha, se = volumes.hill(inputs["x"], inputs["k"])
        return {"hill_alpha": alpha, "hill_se": se}
    x = np.repeat(inputs["values"], inputs["freq"]) if "values" in inputs else np.asarray(inputs["x"])
    found = volumes.count_dispersion(x)
    found |= {"poisson_dispersion_X2": found["poisson_x2"]}
    if keys & {"theta_ml", "theta_moment", "loglik"}:
        found |= volumes.fit_negative_binomial(x)
    if any(key.startswith("kruskal") for key in keys):
        h, p = volumes.weekday_test(x)
        found |= {"kruskal_weekday_H": h, "kruskal_p": p}
    return found | {key: volumes.autocorrelation(x, int(key[3:])) for key in keys if re.fullmatch(r"acf\d+", key)}


GROUPS = {
    "binomial_interval": binomial_interval, "binomial_published": binomial_interval, "two_rates": two_rates_case,
    "two_rates_published": two_rates_case, "dispersion": dispersion_case, "pooled_interval": pooled_interval,
    "pooled_interval_py": pooled_interval, "pooling_weights": pooling_weights, "beta_binomial": beta_binomial,
    "beta_binomial_published": beta_binomial, "shrinkage": shrinkage, "prediction": prediction, "meta_logit": meta,
    "meta_published": meta, "trend_glm": trend_glm, "trend_lowess": trend_lowess, "rolling": rolling,
    "changepoint": changepoint, "period_comparison": period_comparison, "agreement": agreement_case, "digits": digits,
    "rates": rates, "claims": claims, "bounds": bounds_case, "imbens_manski": imbens_manski,
    "misreporting": misreporting_case, "counts": counts, "counts_py": counts,
}  # fmt: skip


def is_within(got, want, tolerance: dict) -> bool:
    got = float(got)
    return any(abs(got - want) <= share * (abs(want) if kind == "rel" else 1) for kind, share in tolerance.items())


def test_the_reference_values_are_at_hand():
    if not FILE.is_file():
        pytest.skip("needs ../shared/stats/reference.json, which is not on this machine")
    assert len(FOUND["cases"]) == FOUND["meta"]["cases"]


@pytest.mark.parametrize("case", FOUND["cases"], ids=[case["id"] for case in FOUND["cases"]])
def test_a_reference_case_is_met_within_its_tolerance(case):
    assert case["group"] in GROUPS, f"nothing computes the group {case['group']}"
    found = GROUPS[case["group"]](case["inputs"], set(case["expected"]))
    for key, want in case["expected"].items():
        assert key in found, f"nothing computes {key} of the group {case['group']}"
        assert is_within(found[key], want, case["tol"]), (
            f"{key}: {found[key]!r}, expected {want!r} within {case['tol']}"
        )
    for key in case.get("must_be_nan", []):
        assert pd.isna(found[key]), f"{key} must be missing, is {found[key]!r}"
    for key in ("breakpoints_naive", "breakpoints_phi_scaled"):
        assert found.get(key) == case[key] if key in case else True
    assert not {"low", "high"} & set(case.get("must_be_nan", [])) or math.isnan(found["low"])


@pytest.mark.parametrize("case", FOUND["edge_cases"], ids=[case["id"] for case in FOUND["edge_cases"]])
def test_an_edge_case_is_flagged_missing_or_refused_never_clipped(case):
    k, n = (float("nan") if value == "NaN" else value for value in (case["inputs"]["k"], case["inputs"]["n"]))
    expect = case["expect"]
    if isinstance(k, list):
        found = clusters.pooled_interval(k, n)
        named = [word for word in ("degenerate", "single_night", "few_nights", "no_nights") if word in expect]
        assert named, f"no flag of ours in {expect!r}"
        assert set(named) <= set(found["flags"].split())
        has_none = {"single_night", "no_nights"} & set(named)
        assert math.isnan(found["low"]) if has_none else found["low"] < found["high"]
        return
    if "ValueError" in expect:
        with pytest.raises(ValueError, match="k = "):
            intervals.binomial_interval(k, n)
        if "otherwise" in expect:
            rate, flags = intervals.share(k, n)
            assert np.isnan(rate)
            assert str(flags) in expect
        if "deff" in expect:
            assert np.isfinite(intervals.binomial_interval(k, n, deff=1)[0])
        return
    rate, flags = intervals.share(k, n)
    low, high = intervals.binomial_interval(k, n)
    if "NaN" in expect:
        assert all(np.isnan(value) for value in (rate, low, high))
        reason = re.search(r"(?:flag|reason) (\w+)", expect)
        assert reason is None or str(flags) == reason[1]
    else:
        assert f"rate {int(rate)}" in expect
        assert (low == 0.0) if "low exactly 0" in expect else (high == 1.0)


def test_every_group_of_the_file_is_computed_here():
    assert {case["group"] for case in FOUND["cases"]} <= set(GROUPS)
    assert all(len(set(ids)) == 1 for _, ids in itertools.groupby(case["id"] for case in FOUND["cases"]))
