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
from dronestats.charts.comparison import plot_comparison
from dronestats.charts.counts import plot_counts, plot_outcomes
from dronestats.charts.findings import alt_text
from dronestats.charts.rates import plot_rates
from dronestats.charts.regions import plot_regions
from dronestats.charts.style import briefing_style
from dronestats.charts.words import number, percent, period_name, plural, span_name
from dronestats.errors import DronestatsError
from dronestats.export.figure import save_chart
from dronestats.export.page import bullets, data_table, figure, page, paragraph
from dronestats.export.table import save_table
from dronestats.rates.definitions import interception_rates
from dronestats.selection import disjoint, latest, nights, of_night, tally, totals
from dronestats.sources.bundled import data_folder, load_reports
from dronestats.vocabulary import ids, name_of, table

DEFINITIONS = ("interception", "destruction", "neutralised", "leak", "unexplained")
STOPPED = ("destroyed", "lost", "intercepted")


def write_briefing(
    claims: pd.DataFrame, out: str | Path, *, night: str | None = None, definition: str = "interception",
    formats: Iterable[str] = ("png", "svg"), title: str | None = None, inputs: Iterable[str | Path] | None = None,
    faults: pd.DataFrame | None = None,
) -> Path:  # fmt: skip
    """Write a folder that can be handed over: page, charts, tables, claims, manifest.

    Parameters
    ----------
    claims : DataFrame
        Claims table. Its sources are looked up in the bundled reports; claims of your own carry them in ``note``.
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
    options = {"night": night, "definition": definition, "formats": list(formats), "title": title}
    # Written beside its place, then moved: the folder is there whole or not at all.
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write(made, work, formats, options, inputs, faults)
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
    """Return the drone tallies of each side about attacks on itself, the side with launched figures first."""
    own = tallies[(tallies["weapon_class"] == "drone") & (tallies["claimant"] == tallies["defender"])]
    parts = [rows.reset_index(drop=True) for _, rows in own.groupby(["claimant", "attacker"], sort=True)]
    return sorted(parts, key=lambda rows: -int(rows["launched"].notna().sum()))


def _periods(claims: pd.DataFrame, definition: str, title: str | None) -> dict:
    """Return what the briefing on all periods shows."""
    if claims.empty:
        raise DronestatsError("there are no claims to brief on; widen --from, --to, --claimant or the input")
    used, dropped = disjoint(latest(claims), return_dropped=True)
    if used.empty:
        raise DronestatsError("all claims are period totals; a briefing needs claims about attacks or days")
    tallies = tally(used)
    rates = interception_rates(tallies, definition, "month")
    rates = rates[rates["claimant"] == rates["defender"]]
    charts, texts = [], []
    for side in _sides(tallies):
        speaker, enemy = side["claimant"].iloc[0], side["attacker"].iloc[0]
        own = rates[(rates["claimant"] == speaker) & (rates["attacker"] == enemy) & (rates["weapon_class"] == "drone")]
        slug = speaker.lower().replace(" ", "-")
        if own["rate"].notna().any():
            charts.append(
                (
                    f"rates-{slug}",
                    f"{speaker}: {definition} rate by month",
                    plot_rates,
                    own.reset_index(drop=True),
                    "rates",
                    {},
                )
            )
            if definition != "destruction":
                shot = interception_rates(side, "destruction", "month")
                if shot["rate"].notna().any():
                    charts.append((f"destruction-{slug}", f"{speaker}: shot down alone", plot_rates, shot, "rates", {}))
            charts.append(
                (f"outcomes-{slug}", f"{speaker}: what became of the drones", plot_outcomes, side, "outcomes", {})
            )
        else:
            charts.append((f"counts-{slug}", f"{speaker}: drones reported stopped", plot_counts, side, "counts", {}))
        regions = _by_region(used[(used["claimant"] == speaker) & (used["attacker"] == enemy)])
        if not own["rate"].notna().any() and len(regions):
            charts.append((f"regions-{slug}", f"{speaker}: by region", plot_regions, regions, "regions", {}))
        texts.append(_side_sentence(side, own, definition))
    if not charts:
        raise DronestatsError(
            "no side states anything about drones sent at it in the claims chosen, so there is nothing to draw"
        )
    first, last = nights(tallies).min(), nights(tallies).max()
    heading = title or f"Drones: what both sides reported, {span_name(first[:7], last[:7])}".replace("\u00a0", " ")
    frames = {
        "rates": rates,
        "destruction": interception_rates(tallies, "destruction", "month"),
        "tally": tallies,
        "left_out": _left_out(dropped),
    }
    return {
        "title": heading,
        "summary": texts + _regime_sentences(tallies),
        "charts": charts,
        "tables": frames,
        "claims": used,
    }


def _night(claims: pd.DataFrame, night: str, title: str | None) -> dict:
    """Return what the briefing on one night shows."""
    of = of_night(claims, night)
    of = of[of["weapon_class"] == "drone"]
    if of.empty:
        days = nights(claims[claims["scope"] == "bulletin"])
        close = sorted(set(days.dropna()), key=lambda day: abs((pd.Timestamp(day) - pd.Timestamp(night)).days))[:3]
        raise DronestatsError(
            f"no report covers the night that ends on {night}; nearest in the claims: {', '.join(sorted(close))}"
        )
    used, dropped = disjoint(latest(of), return_dropped=True)
    same_day = claims[
        (nights(claims) == night) & (claims["weapon_class"] == "drone") & ~claims["claim_id"].isin(used["claim_id"])
    ]
    tallies = tally(used)
    rates = pd.concat([interception_rates(tallies, name) for name in DEFINITIONS], ignore_index=True)
    texts = [_night_sentence(row) for _, row in tallies.iterrows()]
    heading = title or f"The night to {period_name(night)} from both sides".replace("\u00a0", " ")
    charts = [("both-sides", "Both sides of one night", plot_comparison, used, "comparison", {})]
    frames = {
        "rates": rates,
        "tally": tallies,
        "other_statements": same_day.drop(columns=["quote", "quote_start", "quote_end"]),
    }
    del dropped
    return {
        "title": heading,
        "summary": texts + _regime_sentences(tallies),
        "charts": charts,
        "tables": frames,
        "claims": used,
    }


def _by_region(claims: pd.DataFrame) -> pd.DataFrame:
    """Return what the reports say region by region, added over reports whose windows do not overlap."""
    listed = claims[
        claims["outcome"].isin(STOPPED)
        & claims["region"].notna()
        & (claims["weapon_class"] == "drone")
        & (claims["qualifier"] == "exact")
    ]
    counts = listed.groupby("region", as_index=False)["count"].sum()
    return counts.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def _left_out(dropped: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that were not added up, with the reason."""
    alone = totals(dropped)
    columns = [
        "report_id",
        "claimant",
        "claimant_body",
        "weapon_class",
        "outcome",
        "count",
        "scope",
        "window_start",
        "window_end",
        "dropped_because",
    ]
    return alone[columns].reset_index(drop=True)


# --- sentences --------------------------------------------------------------------------------------------------------


def _side_sentence(side: pd.DataFrame, rates: pd.DataFrame, definition: str) -> str:
    speaker = side["claimant"].iloc[0]
    days = span_name(nights(side).min(), nights(side).max())
    if rates["rate"].isna().all():
        stopped = side[list(STOPPED)].sum(axis=1, min_count=1)
        launched = int(side["launched"].notna().sum())
        return (
            f"{speaker}, {days}: {plural(len(side), 'statement')} about drones sent at it, {number(stopped.sum())} reported stopped. "
            f"Launched is stated in {number(launched)} of them, so there is no rate, only a count."
        )  # fmt: skip
    last = rates[rates["rate"].notna()].iloc[-1]
    return (
        f"{speaker}, {days}: {plural(len(side), 'statement')} about drones sent at it. Last month with a rate, {period_name(last['period'])}: "
        f"{definition} {percent(last['rate'])} ({number(last['k'])} of {number(last['n'])} launched, {plural(int(last['n_nights']), 'night')}); "
        f"between {percent(last['low'])} and {percent(last['high'])} is possible; {plural(int(last['n_dropped']), 'statement')} "
        "of that month lacked a count and were left out."
    )  # fmt: skip


def _night_sentence(row: pd.Series) -> str:
    """Return one side's account of a night in words, the rate under each definition that it allows."""
    own = pd.DataFrame([row]).astype({name: "Int64" for name in row.index if name in ids("outcomes")})
    speaker = f"{row['claimant']} ({row['claimant_body']})"
    said = [f"{number(row[name])} {name_of('outcomes', name)}" for name in ids("outcomes") if not pd.isna(row[name])]
    told = f"{speaker}: {', '.join(said)}." if said else f"{speaker}: no number for the country as a whole."
    if pd.isna(row["launched"]):
        return f"{told} Launched is not stated, so no rate exists."
    found = []
    for name in ("destruction", "interception"):
        rate = interception_rates(own, name).iloc[0]
        if not pd.isna(rate["rate"]):
            found.append(
                f"{name} {percent(rate['rate'])} (between {percent(rate['low'])} and {percent(rate['high'])} is possible)"
            )
    return f"{told} {'; '.join(found).capitalize()}." if found else f"{told} No rate can be told from these figures."


def _regime_sentences(tallies: pd.DataFrame) -> list[str]:
    """Return the ways of counting behind the figures, from the table."""
    used = table("regimes")[table("regimes")["regime"].isin(tallies["regime"].dropna().unique())]
    return [
        f"Way of counting, {row.claimant_body} ({row.claimant}), from {row.start}{'' if pd.isna(row.end) else f' to {row.end}'}: {row.words}."
        for row in used.itertuples()
    ]  # fmt: skip


# --- writing ----------------------------------------------------------------------------------------------------------


def _sources(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the reports behind claims; those that are not bundled stand by their id alone."""
    used = claims[["report_id"]].drop_duplicates()
    reports = load_reports()[["report_id", "claimant_body", "outlet", "published_at", "url"]]
    return used.merge(reports, on="report_id", how="left").sort_values("report_id").reset_index(drop=True)


def _credit(claims: pd.DataFrame, sources: pd.DataFrame) -> str:
    bodies = claims["claimant_body"].value_counts().index.tolist()
    named = ", ".join(bodies[:3]) + (f" and {plural(len(bodies) - 3, 'other office')}" if len(bodies) > 3 else "")
    return f"Source: {named}, {plural(len(sources), 'report')} listed with addresses in index.html. dronestats {__version__}; facts CC BY 4.0."


def _write(made: dict, folder: Path, formats, options: dict, inputs, faults) -> None:
    (folder / "charts").mkdir()
    (folder / "tables").mkdir()
    sources = _sources(made["claims"])
    credit = _credit(made["claims"], sources)
    sections = [("In short", bullets(made["summary"]))]
    with briefing_style():
        for slug, heading, plot, frame, kind, extra in made["charts"]:
            words = alt_text(kind, frame, **extra)
            ax = plot(frame, **extra)
            # SVG is always made: the page holds it. It stays in the folder only where it was asked for.
            save_chart(
                ax,
                folder / "charts" / slug,
                credit=credit,
                alt_text=words,
                formats=dict.fromkeys((*formats, "svg")),
                data=frame,
            )
            picture = folder / "charts" / f"{slug}.svg"
            sections.append((heading, figure(picture.read_bytes(), alt_text=words, caption=words)))
            if "svg" not in formats:
                picture.unlink()
    shown = dict(made["tables"])
    if faults is not None and len(faults):
        shown["faults"] = faults
    for name, frame in shown.items():
        save_table(frame, folder / "tables" / f"{name}.csv")
    save_table(sources, folder / "tables" / "sources.csv")
    save_table(made["claims"], folder / "claims.csv")
    sections += _table_sections(shown, sources, night=options["night"], claims=made["claims"])
    foot = (
        f"dronestats {__version__}. Claims are claims: a figure is what an office stated, not what happened. Facts CC BY 4.0; "
        "the pages linked belong to their publishers."
    )
    text = page(made["title"], sections, foot=paragraph(foot))
    (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")
    _manifest(folder, options, inputs, made)


def _table_sections(
    frames: dict[str, pd.DataFrame], sources: pd.DataFrame, *, night, claims: pd.DataFrame
) -> list[tuple[str, str]]:
    shares = ("rate", "low", "high")
    short = [
        "period",
        "claimant",
        "weapon_class",
        "definition",
        "k",
        "n",
        *shares,
        "n_nights",
        "n_dropped",
        "regime",
        "flags",
    ]
    parts = [
        (
            "Rates",
            data_table(
                frames["rates"][short],
                caption="Rates: k of n launched; low and high are what is possible; n_dropped windows lacked a count",
                shares=shares,
            ),
        )
    ]
    if night:
        with_source = claims.merge(sources[["report_id", "url"]], on="report_id", how="left")
        columns = [
            "claim_id",
            "claimant_body",
            "outcome",
            "region",
            "count",
            "count_low",
            "count_high",
            "qualifier",
            "as_of",
            "note",
            "url",
        ]
        with_source["region"] = with_source["region"].map(
            lambda own: pd.NA if pd.isna(own) else name_of("regions", own)
        )
        parts.append(
            (
                "Claims used",
                data_table(
                    _as_text(with_source[columns]),
                    caption="Every number of the page and where it was read",
                    links="url",
                ),
            )
        )
        others = frames["other_statements"].merge(sources_of(frames["other_statements"]), on="report_id", how="left")
        columns = [
            "claim_id",
            "claimant_body",
            "scope",
            "outcome",
            "region",
            "count",
            "window_start",
            "window_end",
            "note",
            "url",
        ]
        if len(others):
            parts.append(
                (
                    "Other statements that day",
                    data_table(
                        _as_text(others[columns]),
                        caption="Not added: they overlap the night, repeat it, or tell of another window",
                        links="url",
                    ),
                )
            )
    else:
        parts.append(
            (
                "Left out",
                data_table(
                    _as_text(frames["left_out"]),
                    caption="Statements not added up, because another one covers the same time",
                ),
            )
        )
    if "faults" in frames:
        parts.append(
            ("Faults of the input", data_table(_as_text(frames["faults"]), caption="Rows that could not be used"))
        )
    definitions = table("definitions")
    parts.append(("Definitions", data_table(definitions, caption="What each rate is a rate of")))
    parts.append(("Sources", data_table(_as_text(sources), caption="Reports behind the figures", links="url")))
    return parts


def sources_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Return report_id and address of the reports behind claims."""
    return _sources(claims)[["report_id", "url"]]


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with times as ISO text, to be shown."""
    times = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d %H:%M UTC") for name in times})


def _manifest(folder: Path, options: dict, inputs, made: dict) -> None:
    """Write what the folder was made from and what is in it. No clock: the same input gives the same bytes."""
    if inputs:
        digests = [{"path": Path(path).name, "sha256": _sha256(Path(path))} for path in inputs]
    else:
        package = json.loads(data_folder().joinpath("datapackage.json").read_text(encoding="utf-8"))
        digests = [
            {"path": f"bundled/{own['path']}", "sha256": own["hash"].removeprefix("sha256:")}
            for own in package["resources"]
        ]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    definitions = table("definitions").to_dict("records")
    manifest = {
        "made_by": f"dronestats {__version__}",
        "title": made["title"],
        "options": options,
        "inputs": digests,
        "claims": len(made["claims"]),
        "definitions": definitions,
        "regimes": table("regimes").fillna("").to_dict("records"),
        "licence": "facts CC BY 4.0",
        "files": [
            {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in files
        ],
    }
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
