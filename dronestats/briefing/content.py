"""What a briefing shows: charts, tables, sentences and the claims behind them, for all periods or for one night."""

from __future__ import annotations

import pandas as pd

from dronestats.briefing.charts import both_charts, night_charts, side_charts
from dronestats.briefing.words import night_sentence, regime_sentences, side_sentence, two_rates_sentence
from dronestats.charts.comparison import accounts_of
from dronestats.charts.phrases import say
from dronestats.charts.words import period_name, printed, span_name
from dronestats.comparison.checks import check_claims
from dronestats.comparison.claims import compare_claims
from dronestats.errors import DronestatsError
from dronestats.rates.definitions import interception_rates
from dronestats.selection import disjoint, latest, nights, of_night, totals
from dronestats.tallies import tally
from dronestats.vocabulary import ids


def _sides(tallies: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the drone tallies of each side about attacks on itself, the side with most launched figures first."""
    own = tallies[(tallies["weapon_class"] == "drone") & (tallies["claimant"] == tallies["defender"])]
    parts = [rows.reset_index(drop=True) for _, rows in own.groupby(["claimant", "attacker"], sort=True)]
    return sorted(parts, key=lambda rows: -int(rows["launched"].notna().sum()))


def _must_have_some(claims: pd.DataFrame) -> None:
    if claims.empty:
        raise DronestatsError("there are no claims to brief on; widen --from, --to, --claimant or the input")


def periods_content(claims: pd.DataFrame, definition: str, title: str | None, language: str = "en") -> dict:
    """Return what the briefing on all periods shows."""
    _must_have_some(claims)
    used, dropped = disjoint(latest(claims), return_dropped=True)
    if used.empty:
        raise DronestatsError("all claims are period totals; a briefing needs claims about attacks or days")
    tallies = tally(used)
    sides = _sides(tallies)
    if not sides:
        raise DronestatsError("no side states anything about drones sent at it in the claims chosen: nothing to draw")
    charts, texts, lacking = [], [], []
    for side in sides:
        speaker, enemy = side["claimant"].iloc[0], side["attacker"].iloc[0]
        own = used[(used["claimant"] == speaker) & (used["attacker"] == enemy) & (used["weapon_class"] == "drone")]
        drawn, without = side_charts(side, own, definition, language)
        charts, lacking = charts + drawn, lacking + without
        texts.append(side_sentence(side, interception_rates(side, definition, "month"), definition, language))
    speaking = {str(side["claimant"].iloc[0]) for side in sides}
    silent = sorted({str(side["attacker"].iloc[0]) for side in sides} - speaking)
    texts += [say("side_silent", language, who=printed(name, language)) for name in silent]
    charts += both_charts(sides, used, language)
    if lacking:
        texts.append(say("too_little", language, what="; ".join(lacking)))
    rates = interception_rates(tallies, definition, "month")
    first, last = nights(tallies).min(), nights(tallies).max()
    return {
        "title": title or _plain(_title("briefing_title", sides, span_name(first[:7], last[:7], language), language)),
        "language": language,
        "summary": texts + regime_sentences(tallies, language),
        "charts": charts,
        "tables": {
            "rates": rates,
            "ledger": compare_claims(claims, "month"),
            "tally": tallies,
            "left_out": _left_out(dropped),
        },
        "claims": used,
    }


def night_content(claims: pd.DataFrame, night: str, title: str | None, language: str = "en") -> dict:
    """Return what the briefing on one night shows."""
    _must_have_some(claims)
    drones = claims[claims["weapon_class"] == "drone"]
    of = of_night(drones, night)
    if of.empty:
        days = nights(drones[drones["scope"] == "bulletin"]).dropna().unique()
        close = sorted(days, key=lambda day: abs((pd.Timestamp(day) - pd.Timestamp(night)).days))[:3]
        nearest = ", ".join(sorted(close)) or "none"
        raise DronestatsError(f"no report covers the night that ends on {night}; nearest in the claims: {nearest}")
    used, accounts = accounts_of(of)
    others = drones[(nights(drones) == night) & ~drones["claim_id"].isin(used["claim_id"])]
    rates = [interception_rates(tally(used), definition) for definition in ids("definitions")]
    sides = [accounts.iloc[[place]] for place in range(len(accounts))]
    return {
        "title": title or _plain(_title("night_title", sides, period_name(night, language), language)),
        "language": language,
        "summary": [night_sentence(side, language) for side in sides]
        + list(filter(None, [two_rates_sentence(tally(used), language)]))
        + regime_sentences(accounts, language),
        "charts": night_charts(used, accounts, language),
        "tables": {
            "rates": pd.concat(rates, ignore_index=True),
            "ledger": compare_claims(of, "night"),
            "checks": check_claims(pd.concat([used, others]), ["parts", "inside", "fates"]),
            "tally": tally(used),
            "other_statements": others.drop(columns=["quote", "quote_start", "quote_end"]),
        },
        "claims": used,
    }


def _title(phrase: str, sides: list[pd.DataFrame], when: str, language: str) -> str:
    """Return the title of a briefing; one on a single side names it."""
    who = [printed(str(side["claimant"].iloc[0]), language) for side in sides]
    return say(phrase, language, when=when) if len(who) > 1 else say(f"{phrase}_one", language, who=who[0], when=when)


def _plain(text: str) -> str:
    """Return a text with ordinary spaces, for a title that is searched for."""
    return text.replace("\u00a0", " ")


def _left_out(dropped: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that were not added up, with the reason."""
    shown = ["report_id", "claimant", "claimant_body", "weapon_class", "outcome", "count", "scope", "window_start",
             "window_end", "dropped_because"]  # fmt: skip
    return totals(dropped)[shown].reset_index(drop=True)
