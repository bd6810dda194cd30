"""What a briefing says in sentences, every number computed."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.findings import count_words
from dronestats.charts.words import number, percent, period_name, plural, span_name
from dronestats.rates.definitions import interception_rates
from dronestats.selection import nights
from dronestats.vocabulary import ids, name_of, table

# A side that states launched more seldom is shown by counts: a rate of its exceptions would pass for its rate.
ENOUGH = 0.2


def states_launched(side: pd.DataFrame) -> bool:
    """Return whether a side states launched often enough for a rate of its own to mean something."""
    return side["launched"].notna().mean() >= ENOUGH


def side_sentence(side: pd.DataFrame, rates: pd.DataFrame, definition: str) -> str:
    """Return how much a side states, and its last month in words."""
    days = span_name(nights(side).min(), nights(side).max())
    opening = f"{side['claimant'].iloc[0]}, {days}: {plural(len(side), 'statement')} about drones sent at it"
    if rates["rate"].isna().all() or not states_launched(side):
        stopped = count_words(side) or "no number"
        launched = int(side["launched"].notna().sum())
        seldom = f"Launched is stated in {number(launched)} of them" if launched else "Launched is never stated"
        return f"{opening}, {stopped} reported stopped. {seldom}: a count, and no rate of that side."
    last = rates[rates["rate"].notna()].iloc[-1]
    dropped = int(last["n_dropped"])
    missing = f" {plural(dropped, 'statement')} of that month lacked a count and stayed out." if dropped else ""
    return (
        f"{opening}. Last month with a rate, {period_name(last['period'])}: {definition} {percent(last['rate'])} "
        f"({number(last['k'])} of {number(last['n'])} launched, {plural(int(last['n_nights']), 'night')}); between "
        f"{percent(last['low'])} and {percent(last['high'])} is possible.{missing}"
    )


def night_sentence(account: pd.DataFrame) -> str:
    """Return one side's account of a night in words, the rate under each definition that it allows."""
    row = account.iloc[0]
    counts = {name: count_words(account, name) for name in ids("outcomes") if not pd.isna(row[f"{name}_low"])}
    said = [f"{count} {name_of('outcomes', name)}" for name, count in counts.items() if count]
    told = f"{row['claimant']} ({row['claimant_body']}): {', '.join(said) or 'no number for the country as a whole'}."
    if pd.isna(row["launched"]):
        return f"{told} Launched is not stated, so no rate exists."
    found = []
    for definition in ("destruction", "interception"):
        rate = interception_rates(account, definition).iloc[0]
        if not pd.isna(rate["rate"]):
            possible = f"between {percent(rate['low'])} and {percent(rate['high'])} is possible"
            found.append(f"{definition} {percent(rate['rate'])} ({possible})")
    return f"{told} {'; '.join(found).capitalize() or 'No rate can be told from these figures'}."


def regime_sentences(tallies: pd.DataFrame) -> list[str]:
    """Return the ways of counting behind the figures, from the table."""
    rules = table("regimes")
    rules = rules[rules["regime"].isin(tallies["regime"].dropna().unique())].fillna("")
    return [
        f"Way of counting, {rule.claimant_body} ({rule.claimant}), from {rule.start}"
        f"{rule.end and f' to {rule.end}'}: {rule.words}."
        for rule in rules.itertuples()
    ]
