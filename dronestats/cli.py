"""The command line: every command only calls what is public, and says what is wrong in one paragraph."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time

EXAMPLES = """examples:
  dronestats brief                               all bundled data, both sides, into briefing/
  dronestats brief --night 2024-10-28            one night from both sides on one page
  dronestats brief --input attacks.csv --from 2025-07-01 --to 2025-07-31 --out july
  dronestats brief --input bulletins/            texts, read and briefed in one go
  dronestats extract bulletins.zip --out claims.csv
  dronestats rates --definition destruction --every month
  dronestats validate my_claims.csv
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 for done, 1 where the input has faults, 2 for wrong use."""
    parser = _parser()
    options = parser.parse_args(arguments)
    from dronestats.errors import DronestatsError

    try:
        return options.run(options)
    except DronestatsError as error:
        print(f"dronestats: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing more can be written, not even at exit.
        sys.stdout = None
        return 0
    except OSError as error:
        print(f"dronestats: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dronestats: stopped; nothing was left half-written", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dronestats", description="What both sides of a war report about drones, as claims, rates and charts.",
        epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action=_Version, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    brief = _command(commands, "brief", _brief, "write a folder that a briefer can hand over")
    _add_selection(brief)
    brief.add_argument(
        "--night", type=_day, metavar="D", help="the night that ends on this day, both sides on one page"
    )
    brief.add_argument("--out", default="briefing", metavar="FOLDER", help="folder to write (default: briefing)")
    brief.add_argument(
        "--formats",
        type=_formats,
        default=("png", "svg"),
        metavar="F,F",
        help="of the charts: png,svg,pdf (default: png,svg)",
    )
    brief.add_argument(
        "--definition", type=_id("definitions"), default="interception", help="rate definition (default: interception)"
    )
    brief.add_argument("--title", help="title of the page")

    extract = _command(
        commands, "extract", _extract, "read bulletins and articles: texts in English, Ukrainian, Russian -> claims"
    )
    extract.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="text, HTML, Telegram result.json, JSON Lines, CSV with a text column, .gz, .zip, a folder, or -",
    )
    extract.add_argument(
        "--out", metavar="FILE", help="claims as .csv, .jsonl or .parquet (default: CSV on standard output)"
    )
    extract.add_argument("--reports", metavar="FILE", help="also write the reports table, .csv")
    extract.add_argument("--published", type=_stamp, metavar="D", help="date of texts that carry none, ISO 8601")
    extract.add_argument("--language", choices=("en", "uk", "ru"), help="guessed for each text if not given")
    extract.add_argument("--claimant-body", metavar="OFFICE", help="office that speaks where the text does not say")

    rates = _command(commands, "rates", _rates, "print rates with their definition, bounds and reasons")
    _add_selection(rates)
    rates.add_argument(
        "--definition", type=_id("definitions"), default="interception", help="rate definition (default: interception)"
    )
    rates.add_argument(
        "--every", type=_every, default="month", help="night, day, week, month, quarter, year or all (default: month)"
    )
    rates.add_argument("--denominator", choices=("launched", "resolved", "strike"), default="launched")
    rates.add_argument("--weapon-class", type=_weapon_class, default="drone", help="default: drone")
    _add_machine(rates)

    validate = _command(commands, "validate", _validate, "check claims files and list every problem")
    validate.add_argument(
        "files", nargs="+", metavar="FILE", help="CSV or parquet of claims, or a copy of the Kaggle table"
    )
    validate.add_argument("--json", action="store_true", help="problems as JSON")

    data = _command(commands, "data", _data, "list the bundled tables with their licences")
    data.add_argument("--json", action="store_true", help="the whole descriptor as JSON")
    return parser


class _Version(argparse.Action):
    """Print the version without loading anything else first."""

    def __init__(self, **options):
        super().__init__(nargs=0, **options)

    def __call__(self, parser, namespace, values, option_string=None):
        from dronestats import __version__

        print(f"dronestats {__version__}")
        parser.exit()


def _command(commands, name, run, text):
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(run=run)
    return command


def _add_selection(command) -> None:
    command.add_argument(
        "--input",
        action="append",
        metavar="FILE",
        help="claims (CSV, parquet), a copy of the Kaggle table, or texts; may be repeated (default: bundled data)",
    )
    command.add_argument("--from", dest="start", type=_day, metavar="D", help="first day on which a window ends")
    command.add_argument("--to", dest="end", type=_day, metavar="D", help="last day on which a window ends")
    command.add_argument("--claimant", help="only what this side states, for example Ukraine")


def _add_machine(command) -> None:
    how = command.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as JSON, one object a rate")
    how.add_argument("--csv", action="store_true", help="as CSV, all columns")


# --- types: wrong words end with status 2 and name the allowed ones ---------------------------------------------------


def _day(text: str) -> str:
    from dronestats.errors import DronestatsError
    from dronestats.windows import parse_stamp

    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise DronestatsError(f"{text!r} is no day; write 2024-10-28")
        parse_stamp(text, "UTC")
    except DronestatsError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _stamp(text: str) -> str:
    from dronestats.errors import DronestatsError
    from dronestats.windows import parse_stamp

    try:
        parse_stamp(text, "UTC")
    except DronestatsError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _one_of(name: str, text: str, words) -> str:
    from dronestats.errors import DronestatsError, must_be_one_of

    try:
        must_be_one_of(name, text, words)
    except DronestatsError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _id(table: str):
    def check(text: str) -> str:
        from dronestats.vocabulary import ids

        return _one_of(table.removesuffix("s"), text, ids(table))

    return check


def _every(text: str) -> str | None:
    from dronestats.windows import EVERY

    return None if text == "night" else _one_of("every", text, ("night", *EVERY))


def _weapon_class(text: str) -> str:
    from dronestats.vocabulary import column

    return _one_of("weapon class", text, dict.fromkeys(column("weapons", "weapon_class").values()))


def _formats(text: str) -> tuple[str, ...]:
    words = tuple(part.strip() for part in text.split(",") if part.strip())
    for word in words:
        _one_of("format", word, ("png", "svg", "pdf"))
    if not words:
        raise argparse.ArgumentTypeError("no format given; write png,svg")
    return words


# --- commands ---------------------------------------------------------------------------------------------------------


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


def _brief(options) -> int:
    import dronestats as ds

    claims, reports, faults = _chosen(options)
    out = ds.write_briefing(
        claims, options.out, night=options.night, definition=options.definition, formats=options.formats,
        title=options.title, inputs=options.input, reports=reports, faults=faults,
    )  # fmt: skip
    print(f"wrote {out}: open {out / 'index.html'}")
    return _report_faults(faults)


def _extract(options) -> int:
    from dronestats.sources.anyfile import as_problems
    from dronestats.sources.documents import extract_documents, read_documents

    write = _claims_writer(options.out)
    documents = (_dated(document, options.published) for document in read_documents(options.files))
    with _Progress("texts read") as progress:
        claims, reports, told = extract_documents(
            documents, language=options.language, claimant_body=options.claimant_body, progress=progress
        )
    write(claims)
    if options.reports:
        from dronestats.export.table import save_table

        save_table(reports, options.reports)
    return _report_faults(as_problems(told))


def _dated(document, published):
    """Return a document with a date where it carries none."""
    is_undated = published and getattr(document, "published", "") is None
    return document._replace(published=published) if is_undated else document


def _claims_writer(out: str | None):
    """Return what writes claims to standard output or to a file, told by its ending; a wrong ending is wrong use."""
    from pathlib import Path

    from dronestats.errors import DronestatsError
    from dronestats.export.files import write_together
    from dronestats.export.table import as_csv

    if out is None:
        return lambda claims: print(as_csv(claims), end="")
    path = Path(out)
    made = {
        ".csv": lambda claims: as_csv(claims).encode("utf-8"),
        ".jsonl": lambda claims: (
            claims.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
            .replace("\\/", "/")
            .encode("utf-8")
        ),
        ".parquet": lambda claims: claims.to_parquet(None, index=False),
    }.get(path.suffix)
    if made is None:
        raise DronestatsError(f"--out {out}: the ending must be .csv, .jsonl or .parquet")
    if path.suffix == ".parquet":
        from dronestats.errors import import_extra

        import_extra("pyarrow", "dask")
    return lambda claims: write_together({path: made(claims)})


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


def _rates(options) -> int:
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


def _validate(options) -> int:
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


def _data(options) -> int:
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
