"""Claims -> the briefing folder: a page, charts, tables, the claims used, and a manifest of what it was made from."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dronestats import __version__
from dronestats.charts.comparison import accounts_of, plot_comparison
from dronestats.charts.counts import plot_counts, plot_outcomes
from dronestats.charts.findings import alt_text
from dronestats.charts.rates import plot_rates
from dronestats.charts.regions import plot_regions
from dronestats.charts.style import briefing_style, off_screen
from dronestats.charts.words import number, percent, period_name, plural, span_name
from dronestats.errors import DronestatsError
from dronestats.export.figure import save_chart
from dronestats.export.page import bullets, data_table, figure, page, paragraph
from dronestats.export.table import save_table
from dronestats.rates.definitions import interception_rates
from dronestats.selection import by_region, disjoint, latest, nights, of_night, tally, totals
from dronestats.sources.bundled import data_folder, load_reports
from dronestats.vocabulary import ids, name_of, table

# A side that states launched more seldom is shown by counts: a rate of its exceptions would pass for its rate.
ENOUGH = 0.2
STOPPED = ("destroyed", "lost", "intercepted")


def write_briefing(
    claims: pd.DataFrame, out: str | Path, *, night: str | None = None, definition: str = "interception",
    formats: Iterable[str] = ("png", "svg"), title: str | None = None, inputs: Iterable[str | Path] | None = None,
    reports: pd.DataFrame | None = None, faults: pd.DataFrame | None = None,
) -> Path:  # fmt: skip
    """Write a folder that can be handed over: page, charts, tables, claims, manifest.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Its sources are looked up in `reports` and in the bundled reports, or stand in ``note``.
    out : str or Path
        Folder to make. A folder that a briefing was written to before is replaced as a whole; any other folder that
        holds something is left alone.
    night : str, optional
        ISO day: one page about the night that ends on it, from both sides. Without it, all periods.
    definition : str
        Row of ``definitions.csv`` for the monthly rates.
    formats : iterable of {"png", "svg", "pdf"}
        Of the charts.
    title : str, optional
    inputs : iterable of str or Path, optional
        Files that the claims were read from, for the manifest; the bundled data otherwise.
    reports : DataFrame, optional
        Reports behind claims that are not bundled.
    faults : DataFrame, optional
        Rows of the inputs that could not be used, to be listed.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DronestatsError
        Without claims to show, or for a folder that must not be replaced. Nothing is written then.

    Examples
    --------
    >>> import dronestats as ds, tempfile, pathlib
    >>> out = ds.write_briefing(ds.load_claims(), pathlib.Path(tempfile.mkdtemp()) / "seed", night="2024-10-28")
    >>> sorted(path.name for path in out.iterdir())
    ['charts', 'claims.csv', 'index.html', 'manifest.json', 'tables']
    """
    out = Path(out)
    _may_replace(out)
    formats = tuple(dict.fromkeys(formats))
    made = _night(claims, night, title) if night else _periods(claims, definition, title)
    reports = load_reports() if reports is None else pd.concat([reports, load_reports()], ignore_index=True)
    options = {"night": night, "definition": definition, "formats": list(formats), "title": title}
    # Written beside its place, then moved: the folder is there whole or not at all.
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write(made, work, formats, options, inputs, reports, faults)
        work.chmod(0o755)
        _swap(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return out


def _may_replace(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise DronestatsError(f"{out} is a file; name a folder to write (--out)")
    if any(out.iterdir()) and not (out / "manifest.json").is_file():
        raise DronestatsError(
            f"{out} holds files that no briefing wrote; name another folder (--out) or empty it first"
        )


def _swap(work: Path, out: Path) -> None:
    """Put the finished folder in its place; the one that was there goes only after."""
    old = None
    if out.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent)) / "old"
        out.rename(old)
    try:
        work.rename(out)
    except OSError:
        if old:
            old.rename(out)
        raise
    finally:
        if old:
            shutil.rmtree(old.parent, ignore_errors=True)


# --- what is in it ----------------------------------------------------------------------------------------------------


def _sides(tallies: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the drone tallies of each side about attacks on itself, the side with most launched figures first."""
    own = tallies[(tallies["weapon_class"] == "drone") & (tallies["claimant"] == tallies["defender"])]
    parts = [rows.reset_index(drop=True) for _, rows in own.groupby(["claimant", "attacker"], sort=True)]
    return sorted(parts, key=lambda rows: -int(rows["launched"].notna().sum()))


def _states_launched(side: pd.DataFrame) -> bool:
    """Return whether a side states launched often enough for a rate of its own to mean something."""
    return side["launched"].notna().mean() >= ENOUGH


def _chart(slug: str, heading: str, plot, frame: pd.DataFrame, kind: str, claims: pd.DataFrame, told=None) -> dict:
    """Return a chart to be drawn: what, from which frame, in which words, on whose claims it rests."""
    words = alt_text(kind, frame if told is None else told)
    return {"slug": slug, "heading": heading, "plot": plot, "frame": frame, "words": words, "credit": _credit(claims)}


def _periods(claims: pd.DataFrame, definition: str, title: str | None) -> dict:
    """Return what the briefing on all periods shows."""
    if claims.empty:
        raise DronestatsError("there are no claims to brief on; widen --from, --to, --claimant or the input")
    used, dropped = disjoint(latest(claims), return_dropped=True)
    if used.empty:
        raise DronestatsError("all claims are period totals; a briefing needs claims about attacks or days")
    tallies = tally(used)
    sides = _sides(tallies)
    if not sides:
        raise DronestatsError("no side states anything about drones sent at it in the claims chosen: nothing to draw")
    charts, texts = [], []
    for side in sides:
        speaker, enemy = side["claimant"].iloc[0], side["attacker"].iloc[0]
        own = used[(used["claimant"] == speaker) & (used["attacker"] == enemy) & (used["weapon_class"] == "drone")]
        slug = speaker.lower().replace(" ", "-")
        rates = interception_rates(side, definition, "month")
        if _states_launched(side) and rates["rate"].notna().any():
            charts.append(_chart(f"rates-{slug}", f"{speaker}: {definition} by month", plot_rates, rates, "rates", own))
            shot = interception_rates(side, "destruction", "month")
            if definition != "destruction" and shot["rate"].notna().any():
                heading = f"{speaker}: shot down alone"
                charts.append(_chart(f"destruction-{slug}", heading, plot_rates, shot, "rates", own))
            heading = f"{speaker}: what became of the drones"
            charts.append(_chart(f"outcomes-{slug}", heading, plot_outcomes, side, "outcomes", own))
        else:
            heading = f"{speaker}: drones reported stopped"
            charts.append(_chart(f"counts-{slug}", heading, plot_counts, side, "counts", own))
            regions = by_region(own)
            if len(regions):
                heading = f"{speaker}: by region"
                charts.append(_chart(f"regions-{slug}", heading, plot_regions, regions, "regions", own))
        texts.append(_side_sentence(side, rates, definition))
    rates = interception_rates(tallies, definition, "month")
    first, last = nights(tallies).min(), nights(tallies).max()
    return {
        "title": title or _plain(f"Drones: what both sides reported, {span_name(first[:7], last[:7])}"),
        "summary": texts + _regime_sentences(tallies),
        "charts": charts,
        "tables": {"rates": rates, "tally": tallies, "left_out": _left_out(dropped)},
        "claims": used,
    }


def _night(claims: pd.DataFrame, night: str, title: str | None) -> dict:
    """Return what the briefing on one night shows."""
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
    return {
        "title": title or _plain(f"The night to {period_name(night)} from both sides"),
        "summary": [_night_sentence(accounts.iloc[[place]]) for place in range(len(accounts))]
        + _regime_sentences(accounts),
        "charts": [
            _chart("both-sides", "Both sides of one night", plot_comparison, used, "comparison", used, accounts)
        ],
        "tables": {
            "rates": pd.concat(rates, ignore_index=True),
            "tally": tally(used),
            "other_statements": others.drop(columns=["quote", "quote_start", "quote_end"]),
        },
        "claims": used,
    }


def _plain(text: str) -> str:
    """Return a text with ordinary spaces, for a title that is searched for."""
    return text.replace("\u00a0", " ")


def _left_out(dropped: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that were not added up, with the reason."""
    shown = ["report_id", "claimant", "claimant_body", "weapon_class", "outcome", "count", "scope", "window_start",
             "window_end", "dropped_because"]  # fmt: skip
    return totals(dropped)[shown].reset_index(drop=True)


# --- sentences --------------------------------------------------------------------------------------------------------


def _side_sentence(side: pd.DataFrame, rates: pd.DataFrame, definition: str) -> str:
    """Return how much a side states, and its last month in words."""
    days = span_name(nights(side).min(), nights(side).max())
    opening = f"{side['claimant'].iloc[0]}, {days}: {plural(len(side), 'statement')} about drones sent at it"
    if rates["rate"].isna().all() or not _states_launched(side):
        stopped = number(side[list(STOPPED)].sum(axis=1, min_count=1).sum())
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


def _night_sentence(account: pd.DataFrame) -> str:
    """Return one side's account of a night in words, the rate under each definition that it allows."""
    row = account.iloc[0]
    said = [f"{number(row[name])} {name_of('outcomes', name)}" for name in ids("outcomes") if not pd.isna(row[name])]
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


def _regime_sentences(tallies: pd.DataFrame) -> list[str]:
    """Return the ways of counting behind the figures, from the table."""
    rules = table("regimes")
    rules = rules[rules["regime"].isin(tallies["regime"].dropna().unique())].fillna("")
    return [
        f"Way of counting, {rule.claimant_body} ({rule.claimant}), from {rule.start}"
        f"{rule.end and f' to {rule.end}'}: {rule.words}."
        for rule in rules.itertuples()
    ]


# --- writing ----------------------------------------------------------------------------------------------------------


def _sources(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports behind claims; those that are not known stand by their id alone."""
    used = claims[["report_id"]].drop_duplicates()
    reports = reports[["report_id", "claimant_body", "outlet", "published_at", "url"]].drop_duplicates("report_id")
    return used.merge(reports, on="report_id", how="left").sort_values("report_id").reset_index(drop=True)


def _credit(claims: pd.DataFrame) -> str:
    bodies = claims["claimant_body"].value_counts().index.tolist()
    more = f" and {plural(len(bodies) - 3, 'other office')}" if len(bodies) > 3 else ""
    reports = plural(claims["report_id"].nunique(), "report")
    listed = f"Source: {', '.join(bodies[:3])}{more}; {reports}, listed with addresses in index.html."
    return f"{listed} dronestats {__version__}, facts CC BY 4.0."


def _write(made: dict, folder: Path, formats, options: dict, inputs, reports, faults) -> None:
    for name in ("charts", "tables"):
        (folder / name).mkdir()
    sections = [("In short", bullets(made["summary"]))]
    with briefing_style(), off_screen():
        for chart in made["charts"]:
            path = folder / "charts" / chart["slug"]
            # The page holds every chart as SVG; the file stays only where that format was asked for.
            save_chart(
                chart["plot"](chart["frame"]), path, credit=chart["credit"], alt_text=chart["words"],
                data=chart["frame"], formats=dict.fromkeys((*formats, "svg")),
            )  # fmt: skip
            picture = path.with_name(f"{path.name}.svg")
            html = figure(picture.read_bytes(), alt_text=chart["words"], caption=chart["words"])
            sections.append((chart["heading"], html))
            if "svg" not in formats:
                picture.unlink()
    frames = made["tables"] | ({"faults": faults} if faults is not None and len(faults) else {})
    sources = _sources(made["claims"], reports)
    for name, frame in (frames | {"sources": sources}).items():
        save_table(frame, folder / "tables" / name)
    save_table(made["claims"], folder / "claims")
    foot = (
        f"dronestats {__version__}. A figure is what an office stated, not what happened. Facts CC BY 4.0; the pages "
        "linked belong to their publishers."
    )
    sections += _table_sections(frames, made["claims"], reports)
    text = page(made["title"], sections, foot=paragraph(foot))
    (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")
    _manifest(folder, options, inputs, made)


def _table_sections(frames: dict[str, pd.DataFrame], claims: pd.DataFrame, reports: pd.DataFrame) -> list[tuple]:
    """Return heading and table of everything that the page lists."""
    shares = ("rate", "low", "high")
    shown = ["period", "claimant", "weapon_class", "definition", "k", "n", *shares, "n_nights", "n_dropped"]
    caption = "k of n launched; low and high: what is possible; n_dropped: windows that lacked a count"
    rates = frames["rates"][[*shown, "regime", "flags"]]
    parts = [("Rates", data_table(rates, caption=caption, shares=shares))]

    def add(heading, frame, caption, links=None):
        if len(frame):
            parts.append((heading, data_table(_as_text(frame), caption=caption, links=links)))

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
    add("Sources", _sources(claims, reports), "Reports behind the figures", "url")
    return parts


def _with_url(claims: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return claims with the address of their report, and regions by name."""
    found = claims.merge(_sources(claims, reports)[["report_id", "url"]], on="report_id", how="left")
    return found.assign(region=[pd.NA if pd.isna(own) else name_of("regions", own) for own in found["region"]])


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with times as ISO text, to be shown."""
    times = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d %H:%M UTC") for name in times})


def _manifest(folder: Path, options: dict, inputs, made: dict) -> None:
    """Write what the folder was made from and what is in it. No clock: the same input gives the same bytes."""
    if inputs:
        named = [Path(path) for path in inputs]
        files = [(path, inner) for path in named for inner in (sorted(path.rglob("*")) if path.is_dir() else [path])]
        digests = [
            (inner.relative_to(path.parent).as_posix(), _sha256(inner)) for path, inner in files if inner.is_file()
        ]
    else:
        package = json.loads(data_folder().joinpath("datapackage.json").read_text(encoding="utf-8"))
        digests = [(f"bundled/{own['path']}", own["hash"].removeprefix("sha256:")) for own in package["resources"]]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "made_by": f"dronestats {__version__}",
        "title": made["title"],
        "options": options,
        "inputs": [{"path": path, "sha256": digest} for path, digest in digests],
        "claims": len(made["claims"]),
        "definitions": table("definitions").to_dict("records"),
        "regimes": table("regimes").fillna("").to_dict("records"),
        "licence": "facts CC BY 4.0",
        "files": [
            {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in files
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
