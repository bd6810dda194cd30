"""What a briefing says in sentences, every number computed."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.findings import count_words, states_launched
from dronestats.charts.phrases import say
from dronestats.charts.words import capital, counted, in_language, percent, period_name, printed, sentence, span_name
from dronestats.rates.definitions import interception_rates
from dronestats.selection import nights
from dronestats.vocabulary import ids, name_of, table


def side_sentence(side: pd.DataFrame, rates: pd.DataFrame, definition: str, language: str = "en") -> str:
    """Return how much a side states, and its last month in words."""
    days = span_name(nights(side).min(), nights(side).max(), language)
    opening = {"who": printed(str(side["claimant"].iloc[0]), language), "days": days, "n": len(side)}
    if rates["rate"].isna().all() or not states_launched(side):
        stopped = count_words(side, language=language) or say("no_number", language)
        launched = int(side["launched"].notna().sum())
        seldom = say("launched_seldom", language, n=launched) if launched else say("launched_never", language)
        return say("side_counts", language, stopped=stopped, seldom=seldom, **opening)
    last = rates[rates["rate"].notna()].iloc[-1]
    dropped = int(last["n_dropped"])
    told = say(
        "side_rate", language, definition=printed(definition, language), rate=percent(last["rate"], language),
        month=period_name(last["period"], language), k=last["k"], launched=last["n"], nights=last["n_nights"],
        possible=_possible(last, language), **opening,
    )  # fmt: skip
    return sentence(told, say("side_dropped", language, n=dropped) if dropped else "")


def _possible(rate: pd.Series, language: str) -> str:
    return say("possible_between", language, low=percent(rate["low"], language), high=percent(rate["high"], language))


def night_sentence(account: pd.DataFrame, language: str = "en") -> str:
    """Return one side's account of a night in words, the rate under each definition that it allows."""
    row = account.iloc[0]
    counts = {name: count_words(account, name, language) for name in ids("outcomes") if not pd.isna(row[f"{name}_low"])}
    said = [counted(count, name_of("outcomes", name, language), language) for name, count in counts.items() if count]
    who, body = printed(str(row["claimant"]), language), printed(str(row["claimant_body"]), language)
    told = f"{who} ({body}): {', '.join(said) or say('no_national_number', language)}."
    if pd.isna(row["launched"]):
        return sentence(told, _without_launched(account, language))
    found = []
    for definition in ("destruction", "interception"):
        rate = interception_rates(account, definition).iloc[0]
        if not pd.isna(rate["rate"]):
            name = printed(definition, language)
            found.append(f"{name} {percent(rate['rate'], language)} ({_possible(rate, language)})")
    return sentence(told, f"{capital('; '.join(found) or say('no_rate_told', language))}.")


def _without_launched(account: pd.DataFrame, language: str) -> str:
    """Return why a night has no rate: launched is not stated, or not as one figure."""
    row = account.iloc[0]
    if pd.isna(row["launched_low"]):
        return say("no_rate_exists", language)
    low, high = row["launched_low"], row["launched_high"]
    launched = say("at_least", language, n=low) if pd.isna(high) else say("range", language, low=low, high=high)
    rate = interception_rates(account, "interception").iloc[0]
    name = printed("interception", language)
    return say("launched_apart", language, launched=launched, name=name, possible=_possible(rate, language))


def two_rates_sentence(tallies: pd.DataFrame, language: str = "en") -> str:
    """Return why a statement gives two rates: with the lost counted and without; empty if it does not.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> two_rates_sentence(ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])).replace(chr(0xA0), " ")
    '66 of 100 (66 %) shot down; 24 more were lost from radar, and who counts them as stopped says 90 of 100 (90 %).'
    """
    rows = tallies[~tallies["flags"].str.contains("parts_gt_whole")].dropna(subset=["launched", "destroyed", "lost"])
    shot, lost, launched = (int(rows[name].sum()) for name in ("destroyed", "lost", "launched"))
    if not lost or not launched:
        return ""
    rate, share = (percent(count / launched, language) for count in (shot, shot + lost))
    return say("two_rates", language, shot=shot, lost=lost, launched=launched, both=shot + lost, rate=rate, share=share)


def regime_sentences(tallies: pd.DataFrame, language: str = "en") -> list[str]:
    """Return the ways of counting behind the figures, from the table."""
    rules = table("regimes")
    rules = rules[rules["regime"].isin(tallies["regime"].dropna().unique())].fillna("")
    return [
        say(
            "way_of_counting", language, body=printed(rule.claimant_body, language),
            side=printed(rule.claimant, language), words=getattr(rule, in_language("words", language)),
            when=say("from_to" if rule.end else "from", language, start=rule.start, end=rule.end),
        )
        for rule in rules.itertuples()
    ]  # fmt: skip
