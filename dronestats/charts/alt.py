"""What a chart says to those who cannot see it, written from the frame that it draws."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.bins import count_bins, n_nights, outcome_bins
from dronestats.charts.findings import (
    calendar_title,
    count_noun,
    counts_title,
    coverage_title,
    done_words,
    incomplete_words,
    listed_outcomes,
    outcomes_title,
    pair_value,
    pairs_title,
    prediction_title,
    rate_words,
    region_words,
    regions_title,
    sides_of,
    sides_title,
    waves_title,
)
from dronestats.charts.phrases import number, say
from dronestats.charts.words import (
    dates,
    definition_words,
    percent,
    period_name,
    printed,
    sentence,
    span_name,
    weapons,
    who,
)
from dronestats.errors import must_be_one_of


def alt_text(kind: str, frame: pd.DataFrame, *, language: str = "en", **options) -> str:
    r"""Return the description of a chart, written from the frame that it draws.

    Parameters
    ----------
    kind : {"outcomes", "counts", "rates", "regions", "comparison", "map", "waffle", "calendar", "mirror", "waves", "prediction", "coverage", "pairs"}
    frame : DataFrame
        What the plot function was given.
    language : {"en", "uk", "ru"}
    **options
        ``outcome`` for counts and calendar, ``names`` for pairs.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> night = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    >>> alt_text("outcomes", night).replace("\u00a0", " ")
    "Stacked bar of drones reported launched by outcome, 28 Oct 2024, as stated by Ukraine's Air Force. Of 100 launched: 66 shot down, 24 lost from radar, 4 left the airspace, 6 unaccounted for (of which at least 2 hit)."
    """  # noqa: E501
    must_be_one_of("kind", kind, _TOLD)
    return _TOLD[kind](frame, language, **options)


def _of_launched(bins: pd.DataFrame, language: str) -> str:
    launched = bins["launched"].sum(min_count=1)
    return say("alt_of_launched", language, n=launched, parts=", ".join(listed_outcomes(bins, language)))


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
        told = _of_launched(bins, language)
    if many and not pd.isna(launched):
        top = bins.loc[bins["launched"].astype("Float64").idxmax()]
        last = bins[bins["launched"].notna()].iloc[-1]
        most = sentence(
            say("alt_most_launched", language, n=top["launched"], when=period_name(top["period"], language)),
            say("alt_last", language, n=last["launched"], when=period_name(last["period"], language)),
        )
    return sentence(opening, told, most, incomplete_words(bins, language))


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


def _regions(counts: pd.DataFrame, language: str) -> str:
    first = [
        f"{region_words(region, language)} {number(count, language)}"
        for region, count in zip(counts["region"].head(12), counts["count"].head(12), strict=True)
    ]
    more = say("alt_more_places", language, n=len(counts) - 12) if len(counts) > 12 else ""
    return f"{say('alt_regions', language)} {regions_title(counts, language)}. {', '.join(first)}{more}."


def _comparison(tally: pd.DataFrame, language: str) -> str:
    told = []
    for _, row in tally.iterrows():
        one = row.to_frame().T.astype(tally.dtypes.to_dict())
        told.append(_outcomes(one, language) if not pd.isna(row["launched"]) else _counts(one, language))
    return sentence(say("alt_comparison", language), *told)


def _map(counts: pd.DataFrame, language: str) -> str:
    return _regions(counts, language).replace(say("alt_regions", language), say("alt_map", language), 1)


def _waffle(tally: pd.DataFrame, language: str) -> str:
    opening = say("alt_waffle", language, when=dates(tally, language))
    return sentence(opening, f"{outcomes_title(tally, language)}.", _of_launched(outcome_bins(tally), language))


def _calendar(tally: pd.DataFrame, language: str, outcome: str = "launched") -> str:
    things = weapons(str(tally["weapon_class"].iloc[0]), language)
    noun = count_noun(outcome, language)
    opening = say("alt_calendar", language, things=things, noun=noun, when=dates(tally, language))
    return sentence(opening, f"{calendar_title(tally, outcome, language)}.")


def _mirror(tally: pd.DataFrame, language: str) -> str:
    sides = sides_of(tally, "plot_mirror")
    return sentence(say("alt_mirror", language), f"{sides_title(sides, language)}.", say("mirror_note", language))


def _waves(rates: pd.DataFrame, language: str) -> str:
    done = done_words(str(rates["definition"].iloc[0]), language)
    return sentence(say("alt_waves", language, done=done), f"{waves_title(rates, language)}.")


def _prediction(ahead: pd.DataFrame, language: str) -> str:
    row = ahead.iloc[0]
    if pd.isna(row["low"]):
        return f"{prediction_title(ahead, language)}."
    return say(
        "alt_ahead", language, rate=percent(row["rate"], language, 0), low=percent(row["low"], language, 0),
        high=percent(row["high"], language, 0), nights=row["n_nights"],
    )  # fmt: skip


def _coverage(tally: pd.DataFrame, language: str) -> str:
    opening = say("alt_stated", language, when=dates(tally, language))
    return sentence(opening, f"{coverage_title(sides_of(tally, 'plot_coverage'), language)}.")


def _pairs(pairs: pd.DataFrame, language: str, names: tuple[str, str] = ("A", "B"), is_share: bool = False) -> str:
    opening = say("alt_pairs", language, first=names[0], second=names[1])
    told = "; ".join(
        f"{row.label}: {pair_value(row.value_a, is_share, language)}, {pair_value(row.value_b, is_share, language)}"
        for row in pairs.head(12).itertuples()
    )
    return sentence(opening, f"{pairs_title(pairs, is_share, language)}.", f"{told}.")


_TOLD = {
    "outcomes": _outcomes, "counts": _counts, "rates": _rates, "regions": _regions, "comparison": _comparison,
    "map": _map, "waffle": _waffle, "calendar": _calendar, "mirror": _mirror, "waves": _waves,
    "prediction": _prediction, "coverage": _coverage, "pairs": _pairs,
}  # fmt: skip
