"""What each command does: it calls what is public, prints, and returns the exit status.

Modules are loaded inside the functions, so that ``dronestats --help`` need not wait for them.
"""

from __future__ import annotations

import json
import sys

from dronestats.printing import Faults, Progress, print_table, report_faults, say, write, write_rows


def _chosen(options):
    """Return the claims asked for, the reports behind them and the faults of the files they came from."""
    import dronestats as ds
    from dronestats.errors import DronestatsError
    from dronestats.selection import of_days
    from dronestats.sources.anyfile import read_all

    if options.input:
        claims, reports, faults = read_all(options.input)
        options.faults = faults  # told as well where the command ends in an error
    else:
        claims, reports, faults = ds.load_claims(), None, None
    if options.claimant:
        sides = sorted(claims["claimant"].unique())
        if options.claimant not in sides:
            there = f"there are {', '.join(sides)}" if sides else "there are no claims at all"
            raise DronestatsError(f"claimant {options.claimant!r} states nothing here; {there}")
        claims = claims[claims["claimant"] == options.claimant]
    return of_days(claims, options.start, options.end), reports, faults


def brief(options) -> int:
    """Write the briefing folder."""
    import dronestats as ds

    claims, reports, faults = _chosen(options)
    out = ds.write_briefing(
        claims, options.out, night=options.night, definition=options.definition, formats=options.formats,
        title=options.title, language=options.language, logo=options.logo, inputs=options.input,
        reports=reports, faults=faults,
    )  # fmt: skip
    say(f"wrote {out}: open {out / 'index.html'}")
    return report_faults(faults)


def extract(options) -> int:
    """Read texts into claims, a batch at a time."""
    if options.engine == "dask":
        return _extract_with_dask(options)
    from contextlib import ExitStack

    from dronestats.export.stream import stream_table
    from dronestats.export.table import as_csv
    from dronestats.sources.documents import extract_batches
    from dronestats.sources.texts import dated, read_documents

    written = [path for path in (options.out, options.reports) if path]
    documents = dated(read_documents(options.files, written), options.published)
    with ExitStack() as stack:
        # Entered first, left last: the line of progress ends before an error is printed.
        progress = stack.enter_context(Progress("texts read"))
        add_claims = stack.enter_context(stream_table(options.out)) if options.out else None
        add_reports = stack.enter_context(stream_table(options.reports)) if options.reports else None
        faults, is_first = Faults(), True
        for claims, reports, told in extract_batches(
            documents, language=options.language, claimant_body=options.claimant_body, progress=progress
        ):
            if add_claims:
                add_claims(claims)
            else:
                write(as_csv(claims, header=is_first))
            if add_reports:
                add_reports(reports)
            faults.add(told)
            is_first = False
    return faults.report()


def _extract_with_dask(options) -> int:
    """Read texts into claims on a Dask cluster, into a folder of parquet parts."""
    from dronestats.archives import extract_archive

    with Progress("parts done", every=1) as progress:
        done = extract_archive(
            options.files, options.out, scheduler=options.scheduler, workers=options.workers,
            published=options.published, language=options.language, claimant_body=options.claimant_body,
            progress=progress,
        )  # fmt: skip
    say(f"wrote {options.out}: {done['claims']:,} claims of {done['reports']:,} reports in {done['parts']} parts")
    faults = Faults()
    faults.add(done["first_faults"])
    faults.count = done["faults"]
    return faults.report()


def rates(options) -> int:
    """Print rates."""
    import dronestats as ds

    claims, _, faults = _chosen(options)
    rates = ds.interception_rates(claims, options.definition, options.every, denominator=options.denominator)
    rates = rates[rates["weapon_class"].astype("string") == options.weapon_class].reset_index(drop=True)
    if options.json or options.csv:
        write_rows(rates, options)
    elif rates.empty:
        say(f"no {options.weapon_class} in the claims chosen")
    else:
        say(_rate_lines(rates))
    return report_faults(faults)


def _rate_lines(rates) -> str:
    """Return rates as a table for a terminal."""
    import pandas as pd

    from dronestats.vocabulary import column

    def shown(value):
        return "-" if pd.isna(value) else f"{value:.1%}"

    table = pd.DataFrame(
        {
            "period": rates["period"], "stated by": rates["claimant"], "attack on": rates["defender"],
            "numerator": rates["k"], "launched": rates["n"],
            **{name: [shown(share) for share in rates[name]] for name in ("rate", "low", "high")},
            "nights": rates["n_nights"], "left out": rates["n_dropped"], "flags": rates["flags"],
        }
    )  # fmt: skip
    table = table.astype("string").fillna("-")
    definition = rates["definition"].iloc[0]
    words, limits = (column("definitions", name)[definition] for name in ("words", "limits"))
    return f"{definition}: {words}\n({limits}; low and high: what is possible)\n\n{table.to_string(index=False)}"


def compare(options) -> int:
    """Print claims beside claims: pairs, ledgers, or what two copies of a table changed."""
    import dronestats as ds
    from dronestats.comparison.pairs import REASONS

    if options.copies:
        return _compare_copies(options)
    claims, _, faults = _chosen(options)
    frame = ds.compare_claims(claims, options.by, stated_rate=options.rate)
    if options.by == "window":
        if not (options.json or options.csv):
            frame = frame.assign(not_comparable=frame["not_comparable"].map(REASONS))
        print_table(frame, options, _PAIR_COLUMNS, "no two statements about one attack in the claims chosen")
    else:
        print_table(frame, options, _LEDGER_COLUMNS, "no side states anything about attacks on itself here")
    return report_faults(faults)


def _compare_copies(options) -> int:
    """Print what two copies of a table changed, and what neither could be asked for."""
    import pandas as pd

    import dronestats as ds
    from dronestats.sources.anyfile import read_any

    copies = [read_any(path) for path in options.copies]
    options.faults = pd.concat([own.faults for own in copies], ignore_index=True)
    frame = ds.compare_snapshots(*(own.claims for own in copies))
    print_table(frame, options, _COPY_COLUMNS, "the two copies state the same")
    return report_faults(options.faults)


_COPY_COLUMNS = {"change": "change", "window_end": "window ends", "claimant_body": "stated by", "weapon": "weapon",
                 "outcome": "outcome", "column": "column", "old": "old", "new": "new", "count": "count"}  # fmt: skip
_PAIR_COLUMNS = {
    "kind": "kind", "window_end_b": "window ends", "claimant_body_a": "a", "claimant_body_b": "b", "region": "place",
    "measure_a": "a states", "count_a": "count a", "measure_b": "b states", "count_b": "count b",
    "difference": "b - a", "ratio": "b / a", "not_comparable": "not comparable",
}  # fmt: skip
_LEDGER_COLUMNS = {
    "period": "period", "claimant": "stated by", "weapon_class": "weapon", "launched": "launched", "stopped": "stopped",
    "k": "k", "n": "n", "rate": "rate", "launched_needed": "needed", "n_reports": "reports",
    "share_with_launched": "launched in", "share_with_lost": "lost in", "share_with_times": "times in",
    "share_with_regions": "places in", "n_left_out": "left out", "reason": "no rate, because",
}  # fmt: skip


def check(options) -> int:
    """Print what the texts themselves show."""
    import dronestats as ds

    claims, _, faults = _chosen(options)
    found = ds.check_claims(claims, options.checks)
    shown = found if options.all else found[found["is_flag"]]
    if options.json or options.csv:
        print_table(shown, options, {}, "")
    else:
        for name, rows in shown.groupby("check", sort=False):
            say(f"{name.replace('_', ' ')}: {len(rows)}")
            say("\n".join(f"  {sentence}" for sentence in rows["sentence"]))
        quiet = f"; {len(found) - len(shown)} findings without a flag: --all" if len(found) > len(shown) else ""
        say(f"{int(found['is_flag'].sum())} flags on {len(claims)} claims{quiet}. Flags are facts about the texts.")
    return report_faults(faults)


def audit(options) -> int:
    """Print how a printed figure can be had, or all that others printed."""
    import dronestats as ds
    from dronestats.comparison.audit import audit_figures

    if options.figure and not (options.start and options.end):
        options.error("a figure needs its period: --from 2025-07-01 --to 2025-07-31")
    period, options.start, options.end = (options.start, options.end), None, None
    claims, _, faults = _chosen(options)
    if options.figure is None:
        found = audit_figures(claims, ds.load_published())
        if not (options.json or options.csv):
            say("\n".join(f"{row.figure_id} ({row.stated_by}): {row.sentence}" for row in found.itertuples()))
            return report_faults(faults)
        print_table(found, options, {}, "")
        return report_faults(faults)
    found = ds.audit_rate(claims, options.figure, period, options.weapon_class, measure=options.measure,
                          weapon=options.weapon, defender=options.defender)  # fmt: skip
    if not (options.json or options.csv):
        say(found["sentence"].iloc[0] + "\n")
        found = found.head(12).assign(value=[_as_printed(row) for row in found.head(12).itertuples()])
    print_table(found, options, {name: name for name in _AUDIT_COLUMNS}, "")
    return report_faults(faults)


_AUDIT_COLUMNS = ["value", "is_fit", "k", "n", "count", "denominator", "weapons", "month", "overlaps", "office"]


def _as_printed(row) -> str:
    return f"{row.value:.1%}" if row.measure == "rate" else f"{row.value:,.10g}"


def validate(options) -> int:
    """Check files of claims."""
    import pandas as pd

    from dronestats.errors import DronestatsError, problem_text, shown
    from dronestats.sources.anyfile import read_any

    found, status = [], 0
    for path in options.files:
        try:
            claims, _, faults = read_any(path)
        except DronestatsError as error:
            print(f"dronestats: {shown(error)}", file=sys.stderr)
            status = 1
            continue
        found.append(faults)
        if len(faults):
            status = 1
        if not options.json:
            say(problem_text(faults, str(path)) if len(faults) else f"{path}: {len(claims)} claims, no problem")
    if options.json:
        table = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
        rows = json.loads(table.astype("string").to_json(orient="records", force_ascii=False))
        write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return status


def data(options) -> int:
    """List the bundled tables."""
    from dronestats.sources.bundled import data_folder

    text = data_folder().joinpath("datapackage.json").read_text(encoding="utf-8")
    if options.json:
        print(text, end="")
        return 0
    package = json.loads(text)
    width = max(len(resource["path"]) for resource in package["resources"])
    print(package["title"])
    for resource in package["resources"]:
        print(f"  {resource['path']:<{width}}  {resource['rows']:>5} rows  {resource['title']}")
    licence = package["licenses"][0]
    print(f"facts: {licence['title']} ({licence['path']}); code: BSD-3-Clause\nin {data_folder()}")
    return 0
