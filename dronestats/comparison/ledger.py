"""Both ledgers beside each other: what each side says was launched at it and stopped, and how well that is covered."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.statements import STOPPED, with_stopped
from dronestats.errors import DronestatsError
from dronestats.rates.definitions import interception_rates
from dronestats.rates.sentences import NOUNS, percent, reasons
from dronestats.selection import SIDE, disjoint, latest
from dronestats.tallies import tally
from dronestats.vocabulary import clock_of
from dronestats.windows import parse_stamp, period_of

COLUMNS = [
    "period", *SIDE, "launched", "stopped", "stopped_low", "stopped_high", "k", "n", "rate", "low", "high", "reason",
    "launched_needed", "n_reports", "share_with_launched", "share_with_lost", "share_with_times", "share_with_regions",
    "n_left_out", "regime", "flags", "sentence",
]  # fmt: skip


def both_ledgers(claims: pd.DataFrame, every: str, *, stated_rate: float | None = None) -> pd.DataFrame:
    """Return what each side says was sent at it and what it stopped, by period (see `dronestats.compare_claims`)."""
    if stated_rate is not None and not 0 < stated_rate <= 1:
        raise DronestatsError(f"stated_rate = {stated_rate}: give a share above 0, at most 1, as 0.97 for 97 %")
    own = claims[(claims["claimant"] == claims["defender"]) & (claims["weapon_class"] != "mixed")]
    if every == "night":
        own, every = one_night_each(own), "day"
    kept, dropped = disjoint(latest(own), return_dropped=True)
    tallies = tally(kept)
    key = ["period", *SIDE]
    rows = with_stopped(tallies.rename(columns={name: f"{name}_count" for name in STOPPED}))
    is_open = rows["stopped_low"].notna() & rows["stopped_high"].isna()
    rows = rows.assign(period=period_of(tallies, every), is_open=is_open)
    by = rows.groupby(key, observed=True)
    ledger = by.agg(
        launched=("launched", _sum), stopped=("stopped_count", _sum), stopped_low=("stopped_low", _sum),
        stopped_high=("stopped_high", _sum), is_open=("is_open", "any"),
    ).reset_index()  # fmt: skip
    ledger["stopped_high"] = ledger["stopped_high"].mask(ledger.pop("is_open"))
    ledger = ledger.merge(_coverage(kept, every), on=key, how="left")
    ledger = ledger.merge(_left_out(dropped, every), on=key, how="left")
    ledger["n_left_out"] = ledger["n_left_out"].fillna(0).astype("Int64")
    rates = interception_rates(tallies, every=every)[[*key, "k", "n", "rate", "low", "high", "regime", "flags"]]
    ledger = ledger.merge(rates.astype({"period": ledger["period"].dtype}), on=key, how="left")
    ledger["reason"] = [reasons(flags) if pd.isna(rate) else "" for rate, flags in
                        zip(ledger["rate"], ledger["flags"], strict=True)]  # fmt: skip
    needed = ledger["stopped"].astype("Float64") / (pd.NA if stated_rate is None else stated_rate)
    ledger["launched_needed"] = needed.round().astype("Int64").mask(ledger["rate"].notna())
    ledger = ledger.astype({"reason": "string"})
    ledger["sentence"] = pd.Series([_said(row) for row in ledger.itertuples()], index=ledger.index, dtype="string")
    order = ["period", "weapon_class", "claimant", "attacker"]
    return ledger.sort_values(order, kind="stable").reset_index(drop=True)[COLUMNS]


def _sum(counts: pd.Series):
    return counts.sum(min_count=1)


def one_night_each(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the statements about one attack whose window holds 03:00 of the day on which it ends.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> day = claims[claims["report_id"].str.startswith("ru-2024-10-28")]
    >>> one_night_each(day)["report_id"].unique().tolist()
    ['ru-2024-10-28', 'ru-2024-10-28-gov-kursk']
    """
    rows = claims[claims["scope"] == "bulletin"]
    days = period_of(rows, "day")
    keys = list(zip(days, rows["claimant"], strict=True))
    threes = {key: parse_stamp(f"{key[0]}T03:00", clock_of(key[1]))[0] for key in set(keys)}
    middle = pd.Series([threes[key] for key in keys], index=rows.index, dtype=rows["window_start"].dtype)
    return rows[(rows["window_start"] <= middle) & (middle < rows["window_end"])]


def _coverage(kept: pd.DataFrame, every: str) -> pd.DataFrame:
    """Return how many reports there are, and the share of them with launched, lost, clock times, a list of places."""
    rows = kept.assign(period=period_of(kept, every))
    key = ["period", *SIDE]
    marks = rows[[*key, "report_id"]].assign(
        share_with_launched=(rows["outcome"] == "launched") & (rows["basis"] != "imputed"),
        share_with_lost=rows["outcome"] == "lost",
        share_with_times=rows["window_basis"] == "stated",
        share_with_regions=rows["region"].notna() & rows["part_of"].notna(),
    )
    reports = marks.groupby([*key, "report_id"], observed=True).any().reset_index()
    shares = [name for name in marks if name.startswith("share_with")]
    by = reports.groupby(key, observed=True)
    return by[shares].mean().assign(n_reports=by.size().astype("Int64")).reset_index()


def _left_out(dropped: pd.DataFrame, every: str) -> pd.DataFrame:
    """Return how many reports overlap others and were not added."""
    rows = dropped.assign(period=period_of(dropped, every))
    return rows.groupby(["period", *SIDE], observed=True)["report_id"].nunique().rename("n_left_out").reset_index()


def _said(row) -> str:
    """Return one side's ledger of a period in words."""
    noun = NOUNS[str(row.weapon_class)]
    start = f"{row.claimant}, {row.period}: "
    if pd.isna(row.stopped):
        start += f"no number of {noun} stopped"
    else:
        # Figures in words add to the least, not to the sum.
        least = not pd.isna(row.stopped_low) and row.stopped_low > row.stopped
        start += f"at least {int(row.stopped_low):,}" if least else f"{int(row.stopped):,}"
        start += f" {noun} stated as stopped"
    if pd.isna(row.rate):
        end = f"no rate, because {row.reason}"
        if not pd.isna(row.launched_needed):
            end += f"; {int(row.launched_needed):,} launched would be needed for the stated rate"
        return f"{start}; {end}."
    where = "" if row.n == row.launched else "where both are stated, "
    return f"{start}; {where}{int(row.k):,} of {int(row.n):,} launched, {percent(row.rate)}."
