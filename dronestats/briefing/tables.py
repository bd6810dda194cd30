"""The tables of the page, and the sources behind claims."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.phrases import say
from dronestats.charts.words import in_language
from dronestats.export.page import data_table
from dronestats.selection import nights
from dronestats.vocabulary import name_of, table

CLAIMS = "claims"  # anchor of the table that a chart's figures lead to
NIGHT = ["launched", "destroyed", "lost", "intercepted", "hit", "left_airspace", "unaccounted"]
LEDGER = [
    "period", "claimant", "weapon_class", "launched", "stopped", "rate", "n_reports", "share_with_launched",
    "share_with_lost", "share_with_times", "share_with_regions", "n_left_out", "reason",
]  # fmt: skip


def sources_of(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports behind claims; those that are not known stand by their id alone."""
    used = claims[["report_id"]].drop_duplicates()
    reports = reports[["report_id", "claimant_body", "outlet", "published_at", "url"]].drop_duplicates("report_id")
    return used.merge(reports, on="report_id", how="left").sort_values("report_id").reset_index(drop=True)


def definitions_of(language: str = "en") -> pd.DataFrame:
    """Return the rate definitions with their words in one language."""
    texts = {name: table("definitions")[in_language(name, language)] for name in ("words", "limits")}
    return table("definitions")[["definition", "numerator", "denominator"]].assign(**texts)


def table_sections(
    frames: dict[str, pd.DataFrame], claims: pd.DataFrame, reports: pd.DataFrame, language: str = "en"
) -> list[tuple]:
    """Return heading and table of everything that the page lists."""
    shares = ("rate", "low", "high")
    shown = ["period", "claimant", "weapon_class", "definition", "k", "n", *shares, "n_nights", "n_dropped"]
    caption = say("table_rates_caption", language)
    rates = frames["rates"][[*shown, "regime", "flags"]]
    parts = [(say("table_rates", language), data_table(rates, caption=caption, shares=shares))]

    told: list[str] = []

    def add(name, frame, links=None):
        if len(frame):
            words = say(f"table_{name}_caption", language)
            html = data_table(_as_text(frame), caption=words, links=links, anchor=CLAIMS if links and not told else "")
            told.append(name)
            parts.append((say(f"table_{name}", language), html))

    ledger = frames["ledger"][LEDGER].rename(columns=lambda name: name.removeprefix("share_").replace("_", " "))
    caption = say("table_ledger_caption", language)
    ledger_html = data_table(ledger, caption=caption, shares=("rate", *(name for name in ledger if "with " in name)))
    parts.append((say("table_ledger", language), ledger_html))
    if "checks" in frames:
        add("checks", frames["checks"][["check", "verdict", "sentence"]])
    if "other_statements" in frames:
        shown = ["claim_id", "claimant_body", "outcome", "region", "count", "count_low", "count_high", "qualifier"]
        add("used", _with_url(claims, reports, language)[[*shown, "as_of", "url", "note"]], "url")
        shown = ["claim_id", "claimant_body", "scope", "outcome", "region", "count", "window_start", "window_end"]
        add("others", _with_url(frames["other_statements"], reports, language)[[*shown, "url", "note"]], "url")
    else:
        add("nights", nights_of(frames["tally"], reports), "url")
        add("left_out", frames["left_out"])
    add("faults", frames.get("faults", pd.DataFrame()))
    add("definitions", definitions_of(language))
    add("sources", sources_of(claims, reports), "url")
    return parts


def nights_of(tallies: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return what the charts are made of: the drones of each night, with the addresses of the reports."""
    own = tallies[(tallies["weapon_class"] == "drone") & (tallies["claimant"] == tallies["defender"])]
    urls = reports.drop_duplicates("report_id").set_index("report_id")["url"].dropna().to_dict()
    addresses = [" ".join(urls[name] for name in str(ids).split() if name in urls) for ids in own["report_id"]]
    shown = own[["claimant", "claimant_body", *NIGHT, "flags"]].assign(url=pd.array(addresses, dtype="string"))
    shown.insert(0, "night", nights(own))
    return shown.sort_values(["night", "claimant"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _with_url(claims: pd.DataFrame, reports: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return claims with the address of their report, and regions by name."""
    found = claims.merge(sources_of(claims, reports)[["report_id", "url"]], on="report_id", how="left")
    return found.assign(
        region=[pd.NA if pd.isna(own) else name_of("regions", own, language) for own in found["region"]]
    )


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with times as ISO text, to be shown."""
    times = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d %H:%M UTC") for name in times})
