"""What a frame says in a sentence: the title of a chart, and its description for those who cannot see it."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.bins import count_bins, n_nights, outcome_bins
from dronestats.charts.phrases import number, say
from dronestats.charts.words import (
    dates,
    definition_words,
    outcome_name,
    percent,
    period_name,
    printed,
    sentence,
    span_name,
    weapons,
    who,
)  # fmt: skip
from dronestats.errors import must_be_one_of
from dronestats.vocabulary import ids, name_of

KINDS = ("outcomes", "counts", "rates", "regions", "comparison")


def alt_text(kind: str, frame: pd.DataFrame, *, language: str = "en", **options) -> str:
    r"""Return the description of a chart, written from the frame that it draws.

    Parameters
    ----------
    kind : {"outcomes", "counts", "rates", "regions", "comparison"}
    frame : DataFrame
        What the plot function was given.
    language : {"en", "uk", "ru"}
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
        return say("outcomes_stopped_alone", language, n=stopped, **about)
    parts = {name: bins[name].sum(min_count=1) for name in ("destroyed", "lost", "intercepted")}
    known = {name: total for name, total in parts.items() if not pd.isna(total)}
    if not known:
        return say("outcomes_launched_alone", language, n=launched, **about)
    about |= {"n": launched, "k": sum(known.values())}
    if n_nights(tally) > 1:
        return say("outcomes_stopped", language, reports=bins["n_complete"].sum(), **about)
    if "intercepted" in known:
        return say("outcomes_intercepted", language, **about)
    if "destroyed" not in known:
        return say("outcomes_lost", language, **about)
    about["k"] = known["destroyed"]
    if "lost" in known:
        return say("outcomes_destroyed_and_lost", language, lost=known["lost"], **about)
    return say("outcomes_destroyed", language, **about)


def _outcomes(tally: pd.DataFrame, language: str) -> str:
    bins = outcome_bins(tally)
    things, many = weapons(str(tally["weapon_class"].iloc[0]), language), n_nights(tally) > 1
    opening = say(
        "alt_outcomes", language, bars=2 if many else 1, things=things, when=dates(tally, language),
        who=who(tally, language),
    )  # fmt: skip
    launched = bins["launched"].sum(min_count=1)
    told = most = ""
    if not pd.isna(launched):
        told = say("alt_of_launched", language, n=launched, parts=", ".join(listed_outcomes(bins, language)))
    if many and not pd.isna(launched):
        top = bins.loc[bins["launched"].astype("Float64").idxmax()]
        last = bins[bins["launched"].notna()].iloc[-1]
        most = sentence(
            say("alt_most_launched", language, n=top["launched"], when=period_name(top["period"], language)),
            say("alt_last", language, n=last["launched"], when=period_name(last["period"], language)),
        )
    return sentence(opening, told, most, incomplete_words(bins, language))


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


def _counts(tally: pd.DataFrame, language: str, outcome: str = "intercepted") -> str:
    bins = count_bins(tally, outcome)
    total = bins[["count", "at_least"]].sum(axis=1, min_count=1)
    things = weapons(str(tally["weapon_class"].iloc[0]), language)
    noun = count_noun(outcome, language)
    opening = say("alt_counts", language, things=things, noun=noun, when=dates(tally, language))
    opening = f"{opening} {counts_title(tally, outcome, language)}."
    if total.notna().sum() < 2:
        return sentence(opening, rate_words(tally, language))
    top, last = total.astype("Float64").idxmax(), total[total.notna()].index[-1]
    return sentence(
        opening,
        say("alt_most", language, n=total[top], when=period_name(bins.at[top, "period"], language)),
        say("alt_last", language, n=total[last], when=period_name(bins.at[last, "period"], language)),
        rate_words(tally, language),
    )


def rate_words(tally: pd.DataFrame, language: str = "en") -> str:
    """Return why counts are no rate; empty where launched is stated."""
    without = int(tally["launched"].isna().sum())
    if without == len(tally):
        return say("no_launched", language)
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
    return say(
        "rates_title", language, who=printed(str(last["claimant"]), language), rate=percent(last["rate"], language),
        things=things, done=done_words(definition, language), when=period_name(last["period"], language),
    )  # fmt: skip


def done_words(definition: str, language: str = "en") -> str:
    """Return what became of the drones that a rate counts: "stopped", "shot down"; the rate's name for a new one."""
    phrase = f"done_{definition}"
    return say(phrase, language) if phrase in ids("phrases") else printed(definition, language)


def _rates(rates: pd.DataFrame, language: str) -> str:
    definition = str(rates["definition"].iloc[0])
    known = rates[rates["rate"].notna()].sort_values("period", kind="stable")
    labels = rates["period"].sort_values()
    opening = say(
        "alt_rates", language, definition=printed(definition, language), words=definition_words(definition, language),
        things=weapons(str(rates["weapon_class"].iloc[0]), language),
        when=span_name(labels.iloc[0], labels.iloc[-1], language), who=who(rates, language),
    )  # fmt: skip
    if known.empty:
        return sentence(opening, say("alt_no_rate", language, flags=str(rates["flags"].iloc[0])))
    low, high = known.loc[known["rate"].idxmin()], known.loc[known["rate"].idxmax()]
    last = known.iloc[-1]
    told = sentence(
        say("alt_range", language, low=percent(low["rate"], language), low_when=period_name(low["period"], language),
            high=percent(high["rate"], language), high_when=period_name(high["period"], language)),
        say("alt_last_rate", language, rate=percent(last["rate"], language), k=last["k"], n=last["n"],
            when=period_name(last["period"], language), low=percent(last["low"], language),
            high=percent(last["high"], language)),
    )  # fmt: skip
    gaps = int(rates["rate"].isna().sum())
    missing = say("alt_gaps", language, n=gaps) if gaps else ""
    ways = list(dict.fromkeys(" ".join(known["regime"].dropna()).split()))
    changed = say("alt_changes", language, n=len(ways) - 1) if len(ways) > 1 else ""
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


def _regions(counts: pd.DataFrame, language: str) -> str:
    first = [
        f"{region_words(region, language)} {number(count, language)}"
        for region, count in zip(counts["region"].head(12), counts["count"].head(12), strict=True)
    ]
    more = say("alt_more_places", language, n=len(counts) - 12) if len(counts) > 12 else ""
    return f"{say('alt_regions', language)} {regions_title(counts, language)}. {', '.join(first)}{more}."


# --- comparison -------------------------------------------------------------------------------------------------------


def comparison_title(tally: pd.DataFrame, language: str = "en") -> str:
    """Return the finding of `plot_comparison`: what each side says of the drones sent against it."""
    said = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        stated = not pd.isna(row["launched"])
        said.append(outcomes_title(one, language) if stated else counts_title(one, language=language))
    return "; ".join(said)


def _comparison(tally: pd.DataFrame, language: str) -> str:
    told = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        told.append(_outcomes(one, language) if not pd.isna(row["launched"]) else _counts(one, language))
    return sentence(say("alt_comparison", language), *told)
