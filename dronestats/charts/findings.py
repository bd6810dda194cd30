"""What a frame says in a sentence: the title of a chart and the words of its notes."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.bins import count_bins, n_nights, outcome_bins
from dronestats.charts.phrases import number, say
from dronestats.charts.words import (
    counted,
    outcome_name,
    percent,
    period_name,
    printed,
    weapons,
    who,
)  # fmt: skip
from dronestats.errors import DronestatsError
from dronestats.vocabulary import ids, name_of

# A side that states launched more seldom is shown by counts: a rate of its exceptions would pass for its rate.
ENOUGH = 0.2


def states_launched(side: pd.DataFrame) -> bool:
    """Return whether a side states launched often enough for a rate of its own to mean something."""
    return side["launched"].notna().mean() >= ENOUGH


# --- outcomes ---------------------------------------------------------------------------------------------------------


def listed_outcomes(bins: pd.DataFrame, language: str = "en") -> list[str]:
    """Return "66 shot down", "24 lost from radar" ... for the sums of `outcome_bins`."""
    found = []
    for name in ("destroyed", "lost", "intercepted", "left_airspace", "hit", "still_airborne", "unaccounted"):
        total = bins[name].sum(min_count=1)
        if not pd.isna(total) and (total or name == "hit"):
            found.append(counted(number(total, language), outcome_name(name, language), language))
    least = bins["hit_at_least"].sum(min_count=1)
    if not pd.isna(least) and found and "unaccounted" in bins and bins["unaccounted"].sum() > 0:
        found[-1] += f" ({say('hit_within', language, n=least)})"
    return found


def outcomes_title(tally: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_outcomes`.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> outcomes_title(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]))
    "Ukraine's Air Force reports 66 of 100 drones shot down, 24 lost from radar"
    """
    bins = outcome_bins(tally)
    about = {"things": weapons(str(tally["weapon_class"].iloc[0]), language), "who": who(tally, language)}
    launched = bins["launched"].sum(min_count=1)
    if pd.isna(launched):
        stopped = bins["stopped_only"].sum(min_count=1)
        if pd.isna(stopped):
            return say("outcomes_none", language, **about)
        is_range = (tally["launched_low"] > 0).fillna(False).any()
        return say("outcomes_stopped_apart" if is_range else "outcomes_stopped_alone", language, n=stopped, **about)
    parts = {name: bins[name].sum(min_count=1) for name in ("destroyed", "lost", "intercepted")}
    known = {name: total for name, total in parts.items() if not pd.isna(total)}
    if not known:
        return say("outcomes_launched_alone", language, n=launched, **about)
    about |= {"n": launched, "k": sum(known.values())}
    if n_nights(tally) > 1:
        # Of the same reports: launched of others would make it a share of nothing.
        about["n"] = bins["launched_matched"].sum()
        return say("outcomes_stopped", language, reports=bins["n_matched"].sum(), **about)
    if "intercepted" in known:
        return say("outcomes_intercepted", language, **about)
    if "destroyed" not in known:
        return say("outcomes_lost", language, **about)
    about["k"] = known["destroyed"]
    if "lost" in known:
        return say("outcomes_destroyed_and_lost", language, lost=known["lost"], **about)
    return say("outcomes_destroyed", language, **about)


def incomplete_words(bins: pd.DataFrame, language: str = "en") -> str:
    """Return what the reports behind the bars leave out."""
    parts = []
    if (count := int(bins["n_incomplete"].sum())) > 0:
        parts.append(say("note_incomplete", language, n=count, total=bins["stopped_only"].sum()))
    if (count := int(bins["n_silent"].sum())) > 0:
        parts.append(say("note_silent", language, n=count))
    if (count := int(bins["n_none"].sum())) > 0:
        parts.append(say("note_none", language, n=count))
    if (count := int(bins["over"].notna().sum())) > 0:
        parts.append(say("note_over", language, n=count))
    return " ".join(parts)


# --- counts -----------------------------------------------------------------------------------------------------------


def count_noun(outcome: str, language: str = "en") -> str:
    """Return the words for a count of one outcome."""
    return say("stopped", language) if outcome == "intercepted" else outcome_name(outcome, language)


def counts_title(tally: pd.DataFrame, outcome: str = "intercepted", language: str = "en") -> str:
    """Return the finding of `plot_counts`.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> counts_title(ds.tally(claims[claims["report_id"] == "ru-2024-10-28"]))
    "Russia's Ministry of Defence reports 21 drones stopped"
    """
    about = {
        "things": weapons(str(tally["weapon_class"].iloc[0]), language), "who": who(tally, language),
        "noun": count_noun(outcome, language),
    }  # fmt: skip
    total = count_words(tally, outcome, language)
    if not total:
        return say("counts_none", language, **about)
    if n_nights(tally) > 1:
        reports = count_bins(tally, outcome)["n_reports"].sum()
        return say("counts_over", language, total=total, reports=reports, **about)
    return say("counts", language, total=total, **about)


def count_words(tally: pd.DataFrame, outcome: str = "intercepted", language: str = "en") -> str:
    """Return the sum that `plot_counts` draws, as "at least" where it holds words; empty where there is none.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> count_words(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]), "hit")
    'at least 2'
    """
    bins = count_bins(tally, outcome)
    total = bins[["count", "at_least"]].sum(axis=1, min_count=1).sum(min_count=1)
    if pd.isna(total):
        return ""
    return say("at_least", language, n=total) if bins["at_least"].notna().any() else number(total, language)


def rate_words(tally: pd.DataFrame, language: str = "en") -> str:
    """Return why counts are no rate; empty where launched is stated."""
    without = int(tally["launched"].isna().sum())
    if without == len(tally):
        return say("launched_range" if (tally["launched_low"] > 0).fillna(False).any() else "no_launched", language)
    return say("some_no_launched", language, n=without) if without else ""


# --- rates ------------------------------------------------------------------------------------------------------------


def rates_title(rates: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_rates`: the last rate, what it is of, and what is possible."""
    definition = str(rates["definition"].iloc[0])
    things = weapons(str(rates["weapon_class"].iloc[0]), language)
    known = rates[rates["rate"].notna()]
    if known.empty:
        name = printed(definition, language)
        return say("rates_none", language, who=who(rates, language), definition=name, things=things)
    last = known.sort_values("period", kind="stable").iloc[-1]
    is_day = last["period"].count("-") == 2
    return say(
        "rates_title_day" if is_day else "rates_title", language,
        who=printed(str(last["claimant"]), language), rate=percent(last["rate"], language), things=things,
        done=done_words(definition, language), when=period_name(last["period"], language),
    )  # fmt: skip


def done_words(definition: str, language: str = "en") -> str:
    """Return what became of the drones that a rate counts: "stopped", "shot down"; the rate's name for a new one."""
    phrase = f"done_{definition}"
    return say(phrase, language) if phrase in ids("phrases") else printed(definition, language)


# --- regions ----------------------------------------------------------------------------------------------------------


def region_words(region: str, language: str = "en", most: int = 3) -> str:
    """Return the name of a region, or of several that share one number.

    Examples
    --------
    >>> region_words("RU-BEL"), region_words("RU-BEL+RU-KRS"), region_words("UA-59+UA-63+UA-74+UA-53")
    ('Belgorod', 'Belgorod and Kursk, together', '4 regions together')
    """
    parts = region.split("+")
    if len(parts) == 1:
        return name_of("regions", region, language)
    if len(parts) > most:
        return say("regions_together", language, n=len(parts))
    names = [name_of("regions", part, language) for part in parts]
    return say("names_together", language, names=", ".join(names[:-1]), last=names[-1])


def regions_title(counts: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_regions`: the region with the highest number."""
    single = counts[~counts["region"].str.contains("+", regex=False)]
    top = (single if len(single) else counts).iloc[0]
    weapon_class = str(counts["weapon_class"].iloc[0]) if "weapon_class" in counts else "drone"
    about = {
        "things": weapons(weapon_class, language), "n": counts["count"].sum(),
        "place": region_words(top["region"], language),
    }  # fmt: skip
    speaker = f"{who(counts, language)}: " if "claimant" in counts else ""
    if len(counts) == 1:
        return speaker + say("regions_one", language, **about)
    return speaker + say("regions_title", language, top=top["count"], **about)


# --- comparison -------------------------------------------------------------------------------------------------------


def comparison_title(tally: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_comparison`: what each side says of the drones sent against it."""
    said = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        stated = not pd.isna(row["launched"])
        said.append(outcomes_title(one, language) if stated else counts_title(one, language=language))
    return "; ".join(said)


# --- other charts -----------------------------------------------------------------------------------------------------


def sides_of(tally: pd.DataFrame, chart: str) -> list[pd.DataFrame]:
    """Return the rows in which each side speaks of attacks on itself; the side with most launched figures first."""
    own = tally[tally["claimant"] == tally["defender"]]
    if own.empty:
        raise DronestatsError(f"{chart}: no side states anything about weapons sent at it in this frame")
    for name, words, most in (("weapon_class", "one weapon_class", 1), ("claimant", "two sides", 2)):
        found = sorted(own[name].astype("string").unique())
        if len(found) > most:
            raise DronestatsError(f"{chart} draws {words} at a time, this frame has {', '.join(found)}; filter first")
    parts = [part.reset_index(drop=True) for _, part in own.groupby("claimant", sort=True)]
    return sorted(parts, key=lambda part: -int(part["launched"].notna().sum()))


def sides_title(sides: list[pd.DataFrame], language: str = "en") -> str:
    """Return what each side reports in all, one after the other."""
    return "; ".join(
        outcomes_title(side, language) if states_launched(side) else counts_title(side, language=language)
        for side in sides
    )


def calendar_title(tally: pd.DataFrame, outcome: str = "launched", language: str = "en") -> str:
    """Return the finding of `plot_calendar`: the sum and the largest night."""
    bins = count_bins(tally, outcome, "day")
    about = {
        "things": weapons(str(tally["weapon_class"].iloc[0]), language), "who": who(tally, language),
        "noun": count_noun(outcome, language),
    }  # fmt: skip
    known = bins[bins["count"].notna()]
    if known.empty:
        return say("counts_none", language, **about)
    top = known.loc[known["count"].astype(float).idxmax()]
    if len(known) == 1:
        return say("counts", language, total=number(top["count"], language), **about)
    return say(
        "calendar_title", language, total=known["count"].sum(), reports=known["n_reports"].sum(), top=top["count"],
        when=period_name(top["period"], language), **about,
    )  # fmt: skip


def waves_title(rates: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_waves`: the sizes of the nights and the shares reported."""
    done = done_words(str(rates["definition"].iloc[0]), language)
    known = rates[rates["rate"].notna()]
    if known.empty:
        return say("waves_none", language, who=who(rates, language), done=done)
    return say(
        "waves_title", language, who=printed(str(rates["claimant"].iloc[0]), language), low=known["n"].min(),
        high=known["n"].max(), things=weapons(str(rates["weapon_class"].iloc[0]), language), done=done,
        rate_low=percent(known["rate"].min(), language, 0), rate_high=percent(known["rate"].max(), language, 0),
    )  # fmt: skip


def prediction_title(ahead: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_prediction`: the range of the next night."""
    row = ahead.iloc[0]
    speaker = printed(str(row["claimant"]), language)
    if pd.isna(row["low"]):
        return say("ahead_none", language, who=speaker)
    low, high = (percent(row[name], language, 0) for name in ("low", "high"))
    return say("ahead_title", language, who=speaker, low=low, high=high, done=done_words(row["definition"], language))


def coverage_title(sides: list[pd.DataFrame], language: str = "en") -> str:
    """Return the finding of `plot_coverage`: how often each side states launched."""
    return "; ".join(
        say("stated_title", language, who=who(side, language), k=side["launched_low"].notna().sum(), n=len(side))
        for side in sides
    )


def pair_value(value, is_share: bool, language: str = "en") -> str:
    """Return one figure of a pair as printed."""
    if pd.isna(value):
        return say("not_stated", language)
    return percent(value, language) if is_share else number(value, language)


def pairs_title(pairs: pd.DataFrame, is_share: bool = False, language: str = "en") -> str:
    """Return the finding of `plot_pairs`: how many pairs, and the one whose figures lie widest apart."""
    both = pairs[pairs["value_a"].notna() & pairs["value_b"].notna()]
    if both.empty:
        return say("pairs_alone", language, n=len(pairs))
    widest = both.loc[(both["value_a"].astype(float) - both["value_b"].astype(float)).abs().idxmax()]
    first, second = (pair_value(widest[name], is_share, language) for name in ("value_a", "value_b"))
    return say("pairs_title", language, n=len(both), label=str(widest["label"]), first=first, second=second)
