"""What each command does: it calls what is public, prints, and returns the exit status.

Modules are loaded inside the functions, so that ``dronestats --help`` need not wait for them.
"""

from __future__ import annotations

import json
import sys
import time

_PIECE = 1024


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


def _say(text: str) -> None:
    """Print for a person: control and direction marks are written as codes, not sent to the terminal."""
    from dronestats.errors import shown

    _write("\n".join(shown(line, sys.maxsize) for line in text.split("\n")) + "\n")


def _write(text: str) -> None:
    """Print as it is, in pieces: of one long text, what a full disk does not take would be lost without a word."""
    for start in range(0, len(text), _PIECE):
        print(text[start : start + _PIECE], end="")


def report_faults(faults, count: int | None = None) -> int:
    """Print the problems of the input; return the exit status."""
    if faults is None or faults.empty:
        return 0
    from dronestats.errors import problem_text

    print(
        f"dronestats: the input has faults; the rows without are used\n{problem_text(faults, 'input', count)}",
        file=sys.stderr,
    )
    return 1


def brief(options) -> int:
    """Write the briefing folder."""
    import dronestats as ds

    claims, reports, faults = _chosen(options)
    out = ds.write_briefing(
        claims, options.out, night=options.night, definition=options.definition, formats=options.formats,
        title=options.title, language=options.language, logo=options.logo, inputs=options.input,
        reports=reports, faults=faults,
    )  # fmt: skip
    _say(f"wrote {out}: open {out / 'index.html'}")
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
        progress = stack.enter_context(_Progress("texts read"))
        add_claims = stack.enter_context(stream_table(options.out)) if options.out else None
        add_reports = stack.enter_context(stream_table(options.reports)) if options.reports else None
        faults, is_first = _Faults(), True
        for claims, reports, told in extract_batches(
            documents, language=options.language, claimant_body=options.claimant_body, progress=progress
        ):
            if add_claims:
                add_claims(claims)
            else:
                _write(as_csv(claims, header=is_first))
            if add_reports:
                add_reports(reports)
            faults.add(told)
            is_first = False
    return faults.report()


class _Faults:
    """The first faults of many, and their number: an archive may have millions."""

    def __init__(self):
        self.first, self.count = None, 0

    def add(self, told) -> None:
        import pandas as pd

        from dronestats.errors import SHOWN
        from dronestats.sources.anyfile import as_problems

        self.count += len(told)
        if self.first is None or len(self.first) < SHOWN:
            self.first = pd.concat([self.first, as_problems(told.head(SHOWN))], ignore_index=True)

    def report(self) -> int:
        return report_faults(self.first, self.count)


def _extract_with_dask(options) -> int:
    """Read texts into claims on a Dask cluster, into a folder of parquet parts."""
    from dronestats.archives import extract_archive

    with _Progress("parts done", every=1) as progress:
        done = extract_archive(
            options.files, options.out, scheduler=options.scheduler, workers=options.workers,
            published=options.published, language=options.language, claimant_body=options.claimant_body,
            progress=progress,
        )  # fmt: skip
    _say(f"wrote {options.out}: {done['claims']:,} claims of {done['reports']:,} reports in {done['parts']} parts")
    faults = _Faults()
    faults.add(done["first_faults"])
    faults.count = done["faults"]
    return faults.report()


class _Progress:
    """One line on a terminal about work that takes longer than two seconds; nothing elsewhere."""

    def __init__(self, words: str, *, every: int = 50):
        self.words, self.every, self.start, self.shown = words, every, time.monotonic(), False

    def __enter__(self):
        return self

    def __call__(self, number: int) -> None:
        if number % self.every == 0 and sys.stderr.isatty() and time.monotonic() - self.start > 2:
            self.shown = True
            print(f"\r{number:,} {self.words}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_) -> None:
        if self.shown:
            print(file=sys.stderr)


def rates(options) -> int:
    """Print rates."""
    import dronestats as ds

    claims, _, faults = _chosen(options)
    rates = ds.interception_rates(claims, options.definition, options.every, denominator=options.denominator)
    rates = rates[rates["weapon_class"].astype("string") == options.weapon_class].reset_index(drop=True)
    if options.json or options.csv:
        _write_rows(rates, options)
    elif rates.empty:
        _say(f"no {options.weapon_class} in the claims chosen")
    else:
        _say(_rate_lines(rates))
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
        _print_table(frame, options, _PAIR_COLUMNS, "no two statements about one attack in the claims chosen")
    else:
        _print_table(frame, options, _LEDGER_COLUMNS, "no side states anything about attacks on itself here")
    return report_faults(faults)


def _compare_copies(options) -> int:
    """Print what two copies of a table changed, and what neither could be asked for."""
    import pandas as pd

    import dronestats as ds
    from dronestats.sources.anyfile import read_any

    copies = [read_any(path) for path in options.copies]
    options.faults = pd.concat([own.faults for own in copies], ignore_index=True)
    frame = ds.compare_snapshots(*(own.claims for own in copies))
    _print_table(frame, options, _COPY_COLUMNS, "the two copies state the same")
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


def _print_table(frame, options, columns: dict[str, str], nothing: str) -> None:
    """Print a frame as JSON or CSV with all columns, or as a table for a terminal with those named."""
    import pandas as pd

    if options.json or options.csv:
        _write_rows(frame, options)
    elif frame.empty:
        _say(nothing)
    else:
        shown = pd.DataFrame({head: _cells(frame[name]) for name, head in columns.items()})
        _say(shown.to_string(index=False))


def _write_rows(frame, options) -> None:
    """Print a frame for a machine: JSON, or CSV with the columns and rules of `save_table`."""
    from dronestats.export.table import as_csv

    if options.json:
        _write(frame.to_json(orient="records", date_format="iso", indent=1, force_ascii=False) + "\n")
    else:
        _write(as_csv(frame))


def _cells(values):
    """Return a column as text for a terminal: shares in percent, times to the minute, a dash for what is not known."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d %H:%M").fillna("-")
    if values.name == "ratio":
        return values.map(lambda ratio: "-" if pd.isna(ratio) else f"{ratio:.2f}").astype("string")
    if pd.api.types.is_float_dtype(values):
        return values.map(lambda share: "-" if pd.isna(share) else f"{share:.0%}").astype("string")
    return values.astype("string").replace("", pd.NA).fillna("-")


def check(options) -> int:
    """Print what the texts themselves show."""
    import dronestats as ds

    claims, _, faults = _chosen(options)
    found = ds.check_claims(claims, options.checks)
    shown = found if options.all else found[found["is_flag"]]
    if options.json or options.csv:
        _print_table(shown, options, {}, "")
    else:
        for name, rows in shown.groupby("check", sort=False):
            _say(f"{name.replace('_', ' ')}: {len(rows)}")
            _say("\n".join(f"  {sentence}" for sentence in rows["sentence"]))
        quiet = f"; {len(found) - len(shown)} findings without a flag: --all" if len(found) > len(shown) else ""
        _say(f"{int(found['is_flag'].sum())} flags on {len(claims)} claims{quiet}. Flags are facts about the texts.")
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
            _say("\n".join(f"{row.figure_id} ({row.stated_by}): {row.sentence}" for row in found.itertuples()))
            return report_faults(faults)
        _print_table(found, options, {}, "")
        return report_faults(faults)
    found = ds.audit_rate(claims, options.figure, period, options.weapon_class, measure=options.measure,
                          weapon=options.weapon, defender=options.defender)  # fmt: skip
    if not (options.json or options.csv):
        _say(found["sentence"].iloc[0] + "\n")
        found = found.head(12).assign(value=[_as_printed(row) for row in found.head(12).itertuples()])
    _print_table(found, options, {name: name for name in _AUDIT_COLUMNS}, "")
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
            _say(problem_text(faults, str(path)) if len(faults) else f"{path}: {len(claims)} claims, no problem")
    if options.json:
        table = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
        rows = json.loads(table.astype("string").to_json(orient="records", force_ascii=False))
        _write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
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
