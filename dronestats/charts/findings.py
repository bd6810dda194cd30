"""What a frame says in a sentence: the title of a chart, and its description for those who cannot see it."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.bins import count_bins, n_nights, outcome_bins
from dronestats.charts.words import (
    count_word,
    dates,
    number,
    outcome_name,
    percent,
    period_name,
    plural,
    sentence,
    span_name,
    weapons,
    who,
)  # fmt: skip
from dronestats.errors import must_be_one_of
from dronestats.vocabulary import column, name_of

KINDS = ("outcomes", "counts", "rates", "regions", "comparison")


def alt_text(kind: str, frame: pd.DataFrame, *, language: str = "en", **options) -> str:
    r"""Return the description of a chart, written from the frame that it draws.

    Parameters
    ----------
    kind : {"outcomes", "counts", "rates", "regions", "comparison"}
    frame : DataFrame
        What the plot function was given.
    language : {"en", "uk", "ru"}
        Language of names and months; the sentences are English.
    **options
        ``outcome`` for counts.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    >>> alt_text("outcomes", night).replace("\u00a0", " ")
    "Stacked bar of drones reported launched by outcome, 28 Oct 2024, as stated by Ukraine's Air Force. Of 100 launched: 66 shot down, 24 lost from radar, 4 left the airspace, 6 unaccounted for (of which at least 2 hit)."
    """  # noqa: E501
    must_be_one_of("kind", kind, KINDS)
    own = {"outcomes": _outcomes, "counts": _counts, "rates": _rates, "regions": _regions, "comparison": _comparison}
    return own[kind](frame, language, **options)


# --- outcomes ---------------------------------------------------------------------------------------------------------


def listed_outcomes(bins: pd.DataFrame, language: str = "en") -> list[str]:
    """Return "66 shot down", "24 lost from radar" ... for the sums of `outcome_bins`."""
    found = []
    for name in ("destroyed", "lost", "intercepted", "left_airspace", "hit", "still_airborne", "unaccounted"):
        total = bins[name].sum(min_count=1)
        if not pd.isna(total) and (total or name == "hit"):
            found.append(f"{number(total, language)} {outcome_name(name, language)}")
    least = bins["hit_at_least"].sum(min_count=1)
    if not pd.isna(least) and found and "unaccounted" in bins and bins["unaccounted"].sum() > 0:
        found[-1] += f" (of which at least {number(least, language)} hit)"
    return found


def outcomes_title(tally: pd.DataFrame) -> str:
    """Return the finding of `plot_outcomes`.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> outcomes_title(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"]))
    "Ukraine's Air Force reports 66 of 100 drones shot down, 24 lost from radar"
    """
    bins = outcome_bins(tally)
    things, speaker = weapons(str(tally["weapon_class"].iloc[0])), who(tally)
    launched = bins["launched"].sum(min_count=1)
    if pd.isna(launched):
        stopped = bins["stopped_only"].sum(min_count=1)
        if pd.isna(stopped):
            return f"{speaker} gives no numbers of {things} launched or stopped"
        return f"{speaker} reports {number(stopped)} {things} stopped; how many were launched is not stated"
    parts = {name: bins[name].sum(min_count=1) for name in ("destroyed", "lost", "intercepted")}
    known = {name: total for name, total in parts.items() if not pd.isna(total)}
    if not known:
        return f"{speaker} reports {number(launched)} {things} launched; what became of them is not stated"
    total = f"{number(sum(known.values()))} of {number(launched)} {things}"
    if n_nights(tally) > 1:
        return f"{speaker} reports {total} stopped over {plural(int(bins['n_complete'].sum()), 'report')}"
    if "intercepted" in known:
        return f"{speaker} reports {total} intercepted"
    if "destroyed" not in known:
        return f"{speaker} reports {total} lost from radar"
    lost = f", {number(known['lost'])} lost from radar" if "lost" in known else ""
    return f"{speaker} reports {number(known['destroyed'])} of {number(launched)} {things} shot down{lost}"


def _outcomes(tally: pd.DataFrame, language: str) -> str:
    bins = outcome_bins(tally)
    things, speaker = weapons(str(tally["weapon_class"].iloc[0])), who(tally)
    many = n_nights(tally) > 1
    opening = (
        f"Stacked bar{'s' if many else ''} of {things} reported launched by outcome, {dates(tally, language)}, "
        f"as stated by {speaker}."
    )
    launched = bins["launched"].sum(min_count=1)
    told = ""
    if not pd.isna(launched):
        parts = listed_outcomes(bins, language)
        told = f"Of {number(launched, language)} launched: {', '.join(parts)}."
    most = ""
    if many and not pd.isna(launched):
        top = bins.loc[bins["launched"].astype("Float64").idxmax()]
        last = bins[bins["launched"].notna()].iloc[-1]
        most = (
            f"Most launched: {number(top['launched'], language)}, {period_name(top['period'], language)}. "
            f"Last: {number(last['launched'], language)}, {period_name(last['period'], language)}."
        )
    return sentence(opening, told, most, incomplete_words(bins, language))


def incomplete_words(bins: pd.DataFrame, language: str = "en") -> str:
    """Return what the reports behind the bars leave out."""
    parts = []
    if (count := int(bins["n_incomplete"].sum())) > 0:
        total = number(bins["stopped_only"].sum(), language)
        reports = plural(count, "report does", "reports do")
        parts.append(f"{reports} not state how many were launched ({total} stopped, outlined).")
    if (count := int(bins["n_silent"].sum())) > 0:
        reports = plural(count, "report states", "reports state")
        parts.append(f"{reports} launched but not what became of them.")
    if (count := int(bins["n_none"].sum())) > 0:
        parts.append(f"{plural(count, 'report gives', 'reports give')} no number that can be drawn.")
    if (count := int(bins["over"].notna().sum())) > 0:
        parts.append(f"In {plural(count, 'bar')} more outcomes than launches are stated; the line marks launched.")
    return " ".join(parts)


# --- counts -----------------------------------------------------------------------------------------------------------


def count_noun(outcome: str) -> str:
    """Return the words for a count of one outcome."""
    return "stopped" if outcome == "intercepted" else outcome_name(outcome)


def counts_title(tally: pd.DataFrame, outcome: str = "intercepted") -> str:
    """Return the finding of `plot_counts`.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> counts_title(ds.tally(claims[claims["report_id"] == "ru-2024-10-28"]))
    "Russia's Ministry of Defence reports 21 drones stopped"
    """
    things, speaker, total = weapons(str(tally["weapon_class"].iloc[0])), who(tally), count_words(tally, outcome)
    if not total:
        return f"{speaker} gives no number of {things} {count_noun(outcome)}"
    reports = int(count_bins(tally, outcome)["n_reports"].sum())
    over = f" over {plural(reports, 'report')}" if n_nights(tally) > 1 else ""
    return f"{speaker} reports {total} {things} {count_noun(outcome)}{over}"


def count_words(tally: pd.DataFrame, outcome: str = "intercepted") -> str:
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
    return ("at least " if bins["at_least"].notna().any() else "") + number(total)


def _counts(tally: pd.DataFrame, language: str, outcome: str = "intercepted") -> str:
    bins = count_bins(tally, outcome)
    total = bins[["count", "at_least"]].sum(axis=1, min_count=1)
    things = weapons(str(tally["weapon_class"].iloc[0]))
    opening = (
        f"Bars of {things} reported {count_noun(outcome)}, {dates(tally, language)}. {counts_title(tally, outcome)}."
    )
    if total.notna().sum() < 2:
        return sentence(opening, rate_words(tally))
    top, last = total.astype("Float64").idxmax(), total[total.notna()].index[-1]
    return sentence(
        opening,
        f"Most: {number(total[top], language)}, {period_name(bins.at[top, 'period'], language)}. "
        f"Last: {number(total[last], language)}, {period_name(bins.at[last, 'period'], language)}.",
        rate_words(tally),
    )


def rate_words(tally: pd.DataFrame) -> str:
    """Return why counts are no rate; empty where launched is stated."""
    without = int(tally["launched"].isna().sum())
    if without == len(tally):
        return "How many were launched is not stated, so no rate exists."
    if without:
        return (
            f"{plural(without, 'report does', 'reports do')} not state how many were launched, so these have no rate."
        )
    return ""


# --- rates ------------------------------------------------------------------------------------------------------------


def rates_title(rates: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_rates`: the last rate, what it is of, and what is possible."""
    definition, things = str(rates["definition"].iloc[0]), weapons(str(rates["weapon_class"].iloc[0]))
    known = rates[rates["rate"].notna()]
    if known.empty:
        return f"{who(rates)} states no numbers that give a rate of {definition} of {things}"
    last = known.sort_values("period", kind="stable").iloc[-1]
    verb = {
        "interception": "stopped", "destruction": "shot down", "neutralised": "stopped or gone", "leak": "hit",
        "unexplained": "without a stated outcome",
    }.get(definition, definition)  # fmt: skip
    where = period_name(last["period"], language)
    return f"{last['claimant']}'s figures: {percent(last['rate'], language)} of launched {things} {verb} in {where}"


def _rates(rates: pd.DataFrame, language: str) -> str:
    definition = str(rates["definition"].iloc[0])
    known = rates[rates["rate"].notna()].sort_values("period", kind="stable")
    labels = rates["period"].sort_values()
    opening = (
        f"Rates of {definition} ({column('definitions', 'words').get(definition, '')}) of "
        f"{weapons(str(rates['weapon_class'].iloc[0]))}, {span_name(labels.iloc[0], labels.iloc[-1], language)}, "
        f"from the figures of {who(rates)}."
    )
    if known.empty:
        return sentence(opening, f"No rate exists: {rates['flags'].iloc[0]}.")
    low, high = known.loc[known["rate"].idxmin()], known.loc[known["rate"].idxmax()]
    last = known.iloc[-1]
    told = (
        f"From {percent(low['rate'], language)} ({period_name(low['period'], language)}) to "
        f"{percent(high['rate'], language)} ({period_name(high['period'], language)}). "
        f"Last: {percent(last['rate'], language)}, {period_name(last['period'], language)}, "
        f"{number(last['k'], language)} of {number(last['n'], language)}, possible {percent(last['low'], language)} to "
        f"{percent(last['high'], language)}."
    )
    gaps = int(rates["rate"].isna().sum())
    missing = f"{plural(gaps, 'period has', 'periods have')} reports but no rate." if gaps else ""
    ways = list(dict.fromkeys(" ".join(known["regime"].dropna()).split()))
    changed = (
        f"The way of counting changes {count_word(len(ways) - 1)} time{'s' if len(ways) > 2 else ''}."
        if len(ways) > 1
        else ""
    )
    return sentence(opening, told, missing, changed)


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
        return {"en": "{} regions together", "uk": "{} регіонів разом", "ru": "{} регионов вместе"}[language].format(
            len(parts)
        )
    together = {"en": "{} and {}, together", "uk": "{} і {}, разом", "ru": "{} и {}, вместе"}[language]
    names = [name_of("regions", part, language) for part in parts]
    return together.format(", ".join(names[:-1]), names[-1])


def regions_title(counts: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_regions`: the region with the highest number."""
    single = counts[~counts["region"].str.contains("+", regex=False)]
    top = (single if len(single) else counts).iloc[0]
    things = weapons(str(counts["weapon_class"].iloc[0])) if "weapon_class" in counts else "drones"
    speaker = who(counts) if "claimant" in counts else ""
    total = counts["count"].sum()
    start = (
        f"{speaker} reports {number(total)} {things} by region" if speaker else f"{number(total)} {things} by region"
    )
    if len(counts) == 1:
        place = region_words(top["region"], language)
        return (
            f"{speaker} reports {number(total)} {things} over {place}"
            if speaker
            else f"{number(total)} {things}: {place}"
        )
    return f"{start}, most over {region_words(top['region'], language)}: {number(top['count'])}"


def _regions(counts: pd.DataFrame, language: str) -> str:
    first = [
        f"{region_words(region, language)} {number(count, language)}"
        for region, count in zip(counts["region"].head(12), counts["count"].head(12), strict=True)
    ]
    more = f" and {plural(len(counts) - 12, 'more place')}" if len(counts) > 12 else ""
    return f"Bars of counts by region. {regions_title(counts, language)}. {', '.join(first)}{more}."


# --- comparison -------------------------------------------------------------------------------------------------------


def comparison_title(tally: pd.DataFrame) -> str:
    """Return the finding of `plot_comparison`: what each side says of the drones sent against it."""
    said = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        text = outcomes_title(one) if not pd.isna(row["launched"]) else counts_title(one)
        said.append(text)
    return "; ".join(said)


def _comparison(tally: pd.DataFrame, language: str) -> str:
    told = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        told.append(_outcomes(one, language) if not pd.isna(row["launched"]) else _counts(one, language))
    return sentence("Two panels, one for the account of each side.", *told)
