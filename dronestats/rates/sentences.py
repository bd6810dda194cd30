"""Results in words that a briefing can print: what was counted, what is possible, and why a number is missing."""

from __future__ import annotations

import pandas as pd

NOUNS = {
    "drone": "drones", "missile": "missiles", "guided_bomb": "guided bombs", "rocket": "rockets", "boat": "boats",
    "other": "weapons", "mixed": "drones and missiles",
}  # fmt: skip
VERBS = {
    "interception": "were reported stopped",
    "destruction": "were reported shot down",
    "neutralised": "were reported stopped or gone from the airspace",
    "leak": "were reported to have hit",
    "unexplained": "have no stated fate",
}
REASONS = {
    "no_denominator": "how many were launched is not stated",
    "imputed_denominator": "the launched figure only repeats the kills",
    "zero_launched": "none were launched",
    "range": "the figures are given in words, as about, or contradict each other",
    "merged_reporting": "shot down is not stated apart from lost",
    "lost_not_stated": "how many were lost from radar is not stated",
    "numerator_not_stated": "their fate is not stated",
    "k_gt_n": "more are stated than were launched",
    "parts_gt_whole": "the stated fates add up to more than were launched",
    "bounds_only": "only bounds can be given",
    "single_night": "one night alone has no interval",
    "several_nights": "the nights are not one count of independent drones",
    "too_few_nights": "there are too few nights",
    "degenerate": "all nights are alike",
    "no_nights": "no night has both figures",
    "regime_break": "the way of counting changed in between",
}


def percent(share) -> str:
    """Return a share as text, with a decimal only where it is near an end.

    Examples
    --------
    >>> percent(0.661), percent(0.9962), percent(1), percent(0.004)
    ('66 %', '99.6 %', '100 %', '0.4 %')
    """
    value = 100 * float(share)
    near = 0 < value < 1 or 99 < value < 100
    return f"{value:.1f} %" if near else f"{value:.0f} %"


def points(share) -> str:
    """Return a difference of shares in percentage points, without its sign.

    Examples
    --------
    >>> points(-0.049), points(0.01)
    ('5 points', '1 point')
    """
    value = round(abs(100 * float(share)))
    return f"{value} point" if value == 1 else f"{value} points"


def reasons(flags: str) -> str:
    """Return why there is no number, in words.

    Examples
    --------
    >>> reasons("no_denominator lost_not_stated")
    'how many were launched is not stated and how many were lost from radar is not stated'
    """
    said = [REASONS[flag] for flag in str(flags).split() if flag in REASONS]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]])) or "the reports do not give it"


def _number(value) -> str:
    return f"{int(value):,}"


def _between(low, high) -> str:
    low, high = percent(low), percent(high)
    return f"only {low}" if low == high else f"between {low} and {high}"


def _to(low, high) -> str:
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def _nights(count) -> str:
    return "1 night" if count == 1 else f"{_number(count)} nights"


def _noun(row) -> str:
    return NOUNS.get(str(row.weapon_class), "weapons")


def _written(frame: pd.DataFrame, say) -> pd.Series:
    return pd.Series([say(row) for row in frame.itertuples()], index=frame.index, dtype="string")


def rate_sentences(rates: pd.DataFrame, parts: pd.DataFrame | None = None) -> pd.Series:
    """Return what `interception_rates` gives in words.

    Parameters
    ----------
    rates : DataFrame
    parts : DataFrame, optional
        ``destroyed`` and ``lost`` of each row: interception then names both.
    """
    apart = {} if parts is None else {row.Index: (row.destroyed, row.lost) for row in parts.itertuples()}

    def say(row) -> str:
        verb, noun = VERBS[row.definition], _noun(row)
        when = "" if row.estimand == "realised_night" else f"{row.period}: "
        if pd.isna(row.rate):
            counted = "" if pd.isna(row.k) else f"{_number(row.k)} {noun} {verb}; "
            says_nothing = pd.isna(row.low) or (row.low == 0 and row.high == 1)
            possible = "" if says_nothing else f"; {_between(row.low, row.high)} is possible"
            return f"{when}{counted}no rate: {reasons(row.flags)}{possible}"
        shot, lost = apart.get(row.Index, (pd.NA, pd.NA))
        if row.definition == "interception" and not (pd.isna(shot) or pd.isna(lost)) and lost > 0:
            start = f"{_number(shot)} of {_number(row.n)} {noun} were reported shot down ({percent(shot / row.n)}); "
            start += f"counting {_number(lost)} lost from radar, {percent(row.rate)}"
        else:
            start = f"{_number(row.k)} of {_number(row.n)} {noun} {verb} ({percent(row.rate)})"
        if row.n_nights > 1:
            start += f" on {_nights(row.n_nights)}"
        if not pd.isna(row.low):
            start += f"; {_between(row.low, row.high)} is possible"
        if row.estimand != "realised_night" and row.n_dropped:
            left = "1 statement" if row.n_dropped == 1 else f"{_number(row.n_dropped)} statements"
            start += f"; left out for want of a figure: {left}"
        return when + start

    return _written(rates, say)


def bound_sentences(bounds: pd.DataFrame) -> pd.Series:
    """Return what `rate_bounds` gives in words."""

    def say(row) -> str:
        what = f"share of {_noun(row)} that {VERBS[row.definition]}"
        if pd.isna(row.low):
            return f"{row.period}: the {what}: no counts fit what is stated"
        if row.low == 0 and row.high == 1:
            return f"{row.period}: the {what} can be anything from 0 % to 100 %"
        return f"{row.period}: {_between(row.low, row.high)} for the {what} is possible"

    return _written(bounds, say)


def pool_sentences(rates: pd.DataFrame) -> pd.Series:
    """Return what `pool_rates` gives in words."""

    def say(row) -> str:
        noun, verb = _noun(row), VERBS[row.definition]
        when = "" if row.period == "all" else f"{row.period}: "
        bounds = "" if pd.isna(row.possible_low) else f"; {_between(row.possible_low, row.possible_high)} is possible"
        if pd.isna(row.rate) and pd.isna(row.low):
            return f"{when}no rate: {reasons(row.flags)}"
        if pd.isna(row.rate):
            text = f"{when}on {_nights(row.n_nights)} {noun} without decoys"
            return f"{text}{bounds}; with the chance of nights {_to(row.low, row.high)}"
        text = f"{when}{_number(row.k)} of {_number(row.n)} {noun} on {_nights(row.n_nights)} {verb}"
        text += f" ({percent(row.ratio_of_sums)})"
        if row.estimand == "underlying_night":
            text += f"; a typical night has {percent(row.rate)}"
        if pd.isna(row.low):
            text += f"; no interval: {reasons(row.flags)}"
        elif row.method == "imbens_manski":
            return f"{text}{bounds}; with the chance of nights {_to(row.low, row.high)}"
        else:
            text += f"; many nights like these: {_to(row.low, row.high)} ({percent(row.level)} interval)"
        if row.estimand != "underlying_night" and row.n_nights > 1 and abs(row.difference) >= 0.01:
            text += f"; the mean of the nightly rates is {percent(row.mean_of_ratios)}"
        return text + bounds

    return _written(rates, say)


def trend_sentences(trend: pd.DataFrame) -> pd.Series:
    """Return what `rate_trend` gives in words."""

    def say(row) -> str:
        if pd.isna(row.rate):
            return f"{row.date}: no rate: {reasons(row.flags)}"
        span = (
            ""
            if pd.isna(row.window_days)
            else f" in the {row.window_days} days to that night ({_nights(row.n_nights)})"
        )
        ends = "" if pd.isna(row.low) else f", {_to(row.low, row.high)} ({percent(row.level)} interval)"
        if row.method == "lowess":
            return f"{row.date}: a line through the shares that {VERBS[row.definition]} stands at {percent(row.rate)}"
        return f"{row.date}: {percent(row.rate)} of the {_noun(row)} {VERBS[row.definition]}{span}{ends}"

    return _written(trend, say)


def slope_sentences(slopes: pd.DataFrame) -> pd.Series:
    """Return what `wave_size_slope` gives in words."""

    def say(row) -> str:
        if pd.isna(row.slope):
            return f"no slope: {reasons(row.flags)}"
        clear = row.low > 0 or row.high < 0
        way = "higher" if row.slope > 0 else "lower"
        text = f"on {_nights(row.n_nights)} the reported rate is {way} in larger waves" if clear else (
            f"on {_nights(row.n_nights)} the reported rate shows no clear link with the size of the wave"
        )  # fmt: skip
        odds = f"odds x {row.odds_ratio_doubling:.2f} for twice as many {_noun(row)}"
        return f"{text} ({odds}); an association, not an effect"

    return _written(slopes, say)


def change_sentences(changes: pd.DataFrame) -> pd.Series:
    """Return what `change_points` gives in words."""

    def say(row) -> str:
        text = f"from {row.date} the figure goes from {percent(row.rate_before)} to {percent(row.rate)}"
        if row.date_low != row.date_high:
            text += f" (between {row.date_low} and {row.date_high})"
        if row.label == "definition change":
            since = "" if pd.isna(row.regime_start) else f" from {row.regime_start}"
            return f"{text}: a definition change; the way of counting is another one{since}"
        if row.label == "possible definition change":
            return f"{text}: possibly a definition change; all that was stopped, taken together, has no break then"
        if "regime_break" in row.flags.split():
            return f"{text}: the way of counting changed, and so did the comparable rate"
        if "comparable_not_stated" in row.flags.split():
            return f"{text}; whether the way of counting changed cannot be told from the figures"
        return f"{text}: a change in the rate"

    return _written(changes, say)


def period_sentences(compared: pd.DataFrame, first: tuple[str, str], second: tuple[str, str]) -> pd.Series:
    """Return what `compare_periods` gives in words."""
    spans = [f"{start} to {end}" for start, end in (first, second)]

    def say(row) -> str:
        if pd.isna(row.estimate):
            return f"{spans[1]} cannot be compared with {spans[0]}: {reasons(row.flags)}"
        text = f"{percent(row.rate_second)} of the {_noun(row)} {VERBS[row.definition]} from {spans[1]}, after "
        text += f"{percent(row.rate_first)} from {spans[0]}"
        if row.measure == "difference":
            way = "more" if row.estimate > 0 else "less"
            if pd.isna(row.low):
                return f"{text}: {points(row.estimate)} {way}; no interval: {reasons(row.flags)}"
            ends = " to ".join(f"{points(end)} {'more' if end > 0 else 'less'}" for end in (row.low, row.high))
            clear = f" ({ends}, {percent(row.level)} interval)"
            return f"{text}: {points(row.estimate)} {way}{clear}"
        what = {
            "ratio": "the rate",
            "leak_ratio": "the share that was not",
            "odds_ratio": "the ratio of stopped to not stopped",
        }[row.measure]
        ends = "" if pd.isna(row.low) else f" ({row.low:.2f} to {row.high:.2f})"
        return f"{text}: {what} is {row.estimate:.2f} times as large{ends}"

    return _written(compared, say)


def prediction_sentences(ahead: pd.DataFrame) -> pd.Series:
    """Return what `predict_next` gives in words."""

    def say(row) -> str:
        if pd.isna(row.low):
            return f"no range for the next attack: {reasons(row.flags)}"
        wave = (
            "the next attack" if pd.isna(row.launched) else f"the next attack of {_number(row.launched)} {_noun(row)}"
        )
        text = f"for {wave} a share of {_to(row.low, row.high)} is to be expected ({percent(row.level)} of such nights)"
        return f"{text}; learnt from {_nights(row.n_nights)} from {row.first_night} to {row.last_night}"

    return _written(ahead, say)


def shrunk_sentences(nights: pd.DataFrame) -> pd.Series:
    """Return what `shrink_rates` gives in words."""

    def say(row) -> str:
        reported = f"{row.date}: {_number(row.k)} of {_number(row.n)} {_noun(row)} {VERBS[row.definition]}"
        reported += f" ({percent(row.reported)})"
        if pd.isna(row.rate):
            return f"{reported}; nothing on what lay behind it: {reasons(row.flags)}"
        return f"{reported}; beside the other nights, {percent(row.rate)} lay behind it ({_to(row.low, row.high)})"

    return _written(nights, say)


def grid_sentences(grid: pd.DataFrame) -> pd.Series:
    """Return what `misreporting_grid` gives in words."""

    def say(row) -> str:
        if pd.isna(row.rate):
            return f"no rate: {reasons(row.flags)}"
        claims = [
            f"{what} claimed {percent(abs(share))} too {'high' if share > 0 else 'low'}"
            for what, share in (("the numerator", row.inflation), ("the launched", row.launched_inflation))
            if share
        ]
        if not claims:
            return f"the stated rate is {percent(row.rate)}"
        given = f"with {' and '.join(claims)}"
        if pd.isna(row.assumed_rate):
            return f"{given} the rate would pass 100 %: that cannot be"
        return f"{given} the stated {percent(row.rate)} would be {percent(row.assumed_rate)}"

    return _written(grid, say)


def tipping_sentences(tipping: pd.DataFrame) -> pd.Series:
    """Return what `tipping_point` gives in words."""

    def say(row) -> str:
        if pd.isna(row.rate):
            return f"no rate: {reasons(row.flags)}"
        if pd.isna(row.inflation_needed):
            return f"the stated rate of {percent(row.rate)} is not above {percent(row.target)}"
        needed = percent(row.inflation_needed)
        rates = f"the stated {percent(row.rate)} would be {percent(row.target)}"
        return f"{rates} if the numerator were claimed {needed} too high"

    return _written(tipping, say)
