"""The tables of the page, and the sources behind claims."""

from __future__ import annotations

import pandas as pd

from dronestats.export.page import data_table
from dronestats.vocabulary import name_of, table


def sources_of(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports behind claims; those that are not known stand by their id alone."""
    used = claims[["report_id"]].drop_duplicates()
    reports = reports[["report_id", "claimant_body", "outlet", "published_at", "url"]].drop_duplicates("report_id")
    return used.merge(reports, on="report_id", how="left").sort_values("report_id").reset_index(drop=True)


def table_sections(frames: dict[str, pd.DataFrame], claims: pd.DataFrame, reports: pd.DataFrame) -> list[tuple]:
    """Return heading and table of everything that the page lists."""
    shares = ("rate", "low", "high")
    shown = ["period", "claimant", "weapon_class", "definition", "k", "n", *shares, "n_nights", "n_dropped"]
    caption = "k of n launched; low and high: what is possible; n_dropped: windows that lacked a count"
    rates = frames["rates"][[*shown, "regime", "flags"]]
    parts = [("Rates", data_table(rates, caption=caption, shares=shares)), _ledger_section(frames["ledger"])]

    def add(heading, frame, caption, links=None):
        if len(frame):
            parts.append((heading, data_table(_as_text(frame), caption=caption, links=links)))

    if "checks" in frames:
        caption = "What the statements of that day say about themselves; a flag is a fact about a text"
        add("Sums and hours", frames["checks"][["check", "verdict", "sentence"]], caption)
    if "other_statements" in frames:
        shown = ["claim_id", "claimant_body", "outcome", "region", "count", "count_low", "count_high", "qualifier"]
        used = _with_url(claims, reports)[[*shown, "as_of", "url", "note"]]
        add("Claims used", used, "Every number of the page and where it was read", "url")
        shown = ["claim_id", "claimant_body", "scope", "outcome", "region", "count", "window_start", "window_end"]
        others = _with_url(frames["other_statements"], reports)[[*shown, "url", "note"]]
        caption = "Not added: they overlap the night, repeat it, or tell of other hours"
        add("Other statements that day", others, caption, "url")
    else:
        add("Left out", frames["left_out"], "Statements not added up, because another one covers the same time")
    add("Faults of the input", frames.get("faults", pd.DataFrame()), "Rows that could not be used")
    add("Definitions", table("definitions"), "What each rate is a rate of")
    add("Sources", sources_of(claims, reports), "Reports behind the figures", "url")
    return parts


def _ledger_section(ledger: pd.DataFrame) -> tuple:
    """Return both ledgers: what each side states, how well it is covered, and why there is no rate."""
    shares = [name for name in ledger if name.startswith("share_with_")]
    shown = ["period", "claimant", "weapon_class", "launched", "stopped", "rate", "n_reports", *shares]
    caption = "What each side says was launched at it and what it stopped; shares of its reports that give a figure"
    heads = {name: name.removeprefix("share_").replace("_", " ") for name in shares}
    table_ = ledger[[*shown, "n_left_out", "reason"]].rename(columns=heads)
    return "Both ledgers", data_table(table_, caption=caption, shares=("rate", *heads.values()))


def _with_url(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return claims with the address of their report, and regions by name."""
    found = claims.merge(sources_of(claims, reports)[["report_id", "url"]], on="report_id", how="left")
    return found.assign(region=[pd.NA if pd.isna(own) else name_of("regions", own) for own in found["region"]])


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with times as ISO text, to be shown."""
    times = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d %H:%M UTC") for name in times})
