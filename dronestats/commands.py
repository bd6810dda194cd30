"""What each command does: it calls what is public, prints, and returns the exit status.

Modules are loaded inside the functions, so that ``dronestats --help`` need not wait for them.
"""

from __future__ import annotations

import json
import sys
import time


def _chosen(options):
    """Return the claims asked for, the reports behind them and the faults of the files they came from."""
    import dronestats as ds
    from dronestats.errors import DronestatsError
    from dronestats.selection import of_days
    from dronestats.sources.anyfile import read_all

    if options.input:
        claims, reports, faults = read_all(options.input)
    else:
        claims, reports, faults = ds.load_claims(), None, None
    if options.claimant:
        sides = sorted(claims["claimant"].unique())
        if options.claimant not in sides:
            raise DronestatsError(f"claimant {options.claimant!r} states nothing here; there are {', '.join(sides)}")
        claims = claims[claims["claimant"] == options.claimant]
    return of_days(claims, options.start, options.end), reports, faults


def _report_faults(faults) -> int:
    """Print the problems of the input; return the exit status."""
    if faults is None or faults.empty:
        return 0
    from dronestats.errors import problem_text

    print(
        f"dronestats: the input has faults; the rows without are used\n{problem_text(faults, 'input')}", file=sys.stderr
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
    print(f"wrote {out}: open {out / 'index.html'}")
    return _report_faults(faults)


def extract(options) -> int:
    """Read texts into claims."""
    import dronestats as ds
    from dronestats.export.table import as_csv
    from dronestats.sources.anyfile import as_problems
    from dronestats.sources.documents import extract_documents, read_documents

    documents = (_dated(document, options.published) for document in read_documents(options.files))
    with _Progress("texts read") as progress:
        claims, reports, told = extract_documents(
            documents, language=options.language, claimant_body=options.claimant_body, progress=progress
        )
    if options.out:
        ds.save_table(claims, options.out, formats=[options.out.rsplit(".", 1)[1]])
    else:
        print(as_csv(claims), end="")
    if options.reports:
        ds.save_table(reports, options.reports)
    return _report_faults(as_problems(told))


def _dated(document, published):
    """Return a document with a date where it carries none."""
    is_undated = published and getattr(document, "published", "") is None
    return document._replace(published=published) if is_undated else document


class _Progress:
    """One line on a terminal about work that takes longer than two seconds; nothing elsewhere."""

    def __init__(self, words: str):
        self.words, self.start, self.shown = words, time.monotonic(), False

    def __enter__(self):
        return self

    def __call__(self, number: int) -> None:
        if number % 50 == 0 and sys.stderr.isatty() and time.monotonic() - self.start > 2:
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
    if options.json:
        print(rates.to_json(orient="records", date_format="iso", indent=1, force_ascii=False))
    elif options.csv:
        print(rates.to_csv(index=False, lineterminator="\n"), end="")
    elif rates.empty:
        print(f"no {options.weapon_class} in the claims chosen")
    else:
        print(_rate_lines(rates))
    return _report_faults(faults)


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


def validate(options) -> int:
    """Check files of claims."""
    import pandas as pd

    from dronestats.errors import DronestatsError, problem_text
    from dronestats.sources.anyfile import read_any

    found, status = [], 0
    for path in options.files:
        try:
            claims, _, faults = read_any(path)
        except DronestatsError as error:
            print(f"dronestats: {error}", file=sys.stderr)
            status = 1
            continue
        found.append(faults)
        if len(faults):
            status = 1
        if not options.json:
            print(problem_text(faults, str(path)) if len(faults) else f"{path}: {len(claims)} claims, no problem")
    if options.json:
        table = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
        print(
            json.dumps(
                json.loads(table.astype("string").to_json(orient="records", force_ascii=False)),
                ensure_ascii=False,
                indent=1,
            )
        )
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
