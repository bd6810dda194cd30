"""The command line: its words, their allowed values, and errors in one paragraph.

The types of the words stand beside the parser that uses them: together they are what ``--help`` and a wrong word show.
"""

from __future__ import annotations

import argparse
import os
import re
import sys

from dronestats import commands
from dronestats.printing import report_faults

EXAMPLES = """examples:
  dronestats brief                               all bundled data, both sides, into briefing/
  dronestats brief --night 2024-10-28            one night from both sides on one page
  dronestats brief --input attacks.csv --from 2025-07-01 --to 2025-07-31 --out july
  dronestats brief --input bulletins/            texts, read and briefed in one go
  dronestats extract bulletins.zip --out claims.csv
  dronestats rates --definition destruction --every month
  dronestats compare --by month --rate 97%
  dronestats check --from 2024-10-28 --to 2024-10-28 --all
  dronestats audit "88%" --from 2025-07-01 --to 2025-07-31 --input attacks.csv
  dronestats validate my_claims.csv
"""


_MOST_WORKERS = 1024


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 for done, 1 where the input has faults, 2 for wrong use."""
    from dronestats.errors import DronestatsError, shown

    try:
        parser = _parser()
        options = parser.parse_args(arguments)
        if options.command == "extract":
            _check_engine(parser, options)
        elif options.command == "compare" and options.copies and (options.input or options.start or options.end):
            parser.error("--copies compares two files as they are: leave --input, --from and --to out")
        # The same bytes in every locale; what stands in for it in a notebook takes text as it is.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        status = options.run(options)
        if sys.stdout:  # none where the caller closed it
            sys.stdout.flush()
        return status
    except DronestatsError as error:
        print("dronestats:", "\n".join(map(shown, str(error).split("\n"))), file=sys.stderr)
        report_faults(getattr(options, "faults", None))
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
    jobs = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    brief = _command(jobs, "brief", commands.brief, "write a folder that a briefer can hand over")
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
        help="png,svg,pdf of the charts; pdf,pptx,xlsx,html of the whole (default: png,svg; html always)",
    )
    brief.add_argument(
        "--definition", type=_id("definitions"), default="interception", help="rate definition (default: interception)"
    )
    brief.add_argument("--logo", metavar="FILE", help="PNG or JPEG for the first page and slide")
    brief.add_argument("--title", help="title instead of the one written from the claims")
    brief.add_argument(
        "--language",
        type=_tongue,
        default="en",
        metavar="L",
        help="en, uk or ru: of sentences and charts (default: en)",
    )

    extract = _command(
        jobs,
        "extract",
        commands.extract,
        "read bulletins and articles: texts in English, Ukrainian, Russian -> claims",
    )
    extract.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="text, HTML, Telegram result.json, JSON Lines, CSV with a text column, .gz, .zip, a folder, or -",
    )
    extract.add_argument(
        "--out",
        metavar="FILE",
        help="claims as .csv, .jsonl or .parquet (default: CSV on standard output); with --engine dask a folder",
    )
    extract.add_argument("--reports", type=_table_file, metavar="FILE", help="also write the reports table")
    extract.add_argument("--published", type=_stamp, metavar="D", help="date of texts that carry none, ISO 8601")
    extract.add_argument("--language", type=_language, metavar="L", help="en, uk or ru (default: guessed)")
    extract.add_argument("--claimant-body", metavar="OFFICE", help="office that speaks where the text does not say")

    extract.add_argument(
        "--engine", choices=("local", "dask"), default="local", help="dask: many processes, parts in parquet, resumable"
    )
    extract.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask cluster (default: one made here)")
    extract.add_argument(
        "--workers", type=_number, metavar="N", help="processes of a cluster made here (default: cores)"
    )

    rates = _command(jobs, "rates", commands.rates, "print rates with their definition, bounds and reasons")
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

    compare = _command(jobs, "compare", commands.compare, "set claims beside each other: both sides, offices, versions")
    _add_selection(compare)
    compare.add_argument(
        "--by", type=_by, default="window", help="window: pairs about one attack (default); night, day, month, ...: "
        "what each side states as launched and stopped",
    )  # fmt: skip
    compare.add_argument(
        "--rate", type=_share, metavar="P", help="a stated rate, 97%%: how many launched it would take"
    )
    compare.add_argument(
        "--copies", nargs=2, metavar=("OLD", "NEW"), help="instead: what two copies of a table changed"
    )
    _add_machine(compare)

    check = _command(jobs, "check", commands.check, "check what texts say of themselves: sums, hours, totals")
    _add_selection(check)
    check.add_argument("--checks", type=_checks, metavar="A,B", help="only these (default: all)")
    check.add_argument("--all", action="store_true", help="also what needs no second look")
    _add_machine(check)

    audit = _command(jobs, "audit", commands.audit, "recompute a printed percentage or total in every way")
    audit.add_argument("figure", nargs="?", metavar="FIGURE", help='"83%%", "5,298" (default: all of data/published)')
    _add_selection(audit)
    audit.add_argument("--weapon-class", type=_weapon_class, default="drone", help="default: drone")
    audit.add_argument("--weapon", type=_id("weapons"), help="only what this id of weapons.csv covers")
    audit.add_argument(
        "--measure", type=_measure, help="rate, launched, destroyed, intercepted, not_intercepted, average"
    )
    audit.add_argument("--defender", help="the side attacked (default: the one that states launched)")
    _add_machine(audit)
    audit.set_defaults(error=audit.error)

    validate = _command(jobs, "validate", commands.validate, "check claims files and list every problem")
    validate.add_argument(
        "files", nargs="+", metavar="FILE", help="CSV or parquet of claims, or a copy of the Kaggle table"
    )
    validate.add_argument("--json", action="store_true", help="problems as JSON")

    data = _command(jobs, "data", commands.data, "list the bundled tables with their licences")
    data.add_argument("--json", action="store_true", help="the whole descriptor as JSON")
    return parser


def _check_engine(parser: argparse.ArgumentParser, options) -> None:
    """End with status 2 where words of one engine are used with the other."""
    if options.engine == "local":
        if options.scheduler or options.workers:
            parser.error("--scheduler and --workers go with --engine dask")
        inputs = {os.path.realpath(path) for path in options.files}
        for path in filter(None, (options.out, options.reports)):
            if os.path.realpath(path) in inputs:
                parser.error(f"{path} is read and would be written; name another file")
        if options.out and options.reports and os.path.realpath(options.out) == os.path.realpath(options.reports):
            parser.error("--out and --reports name the same file; claims and reports are two tables")
        if options.out:
            try:
                _table_file(options.out)
            except argparse.ArgumentTypeError as error:
                parser.error(str(error))
    elif not options.out or options.reports:
        parser.error("--engine dask writes claims, reports and faults as parquet into one folder: give --out FOLDER")


class _Version(argparse.Action):
    """Print the version without loading anything else first."""

    def __init__(self, **options):
        super().__init__(nargs=0, **options)

    def __call__(self, parser, namespace, values, option_string=None):
        from dronestats import __version__

        print(f"dronestats {__version__}")
        parser.exit()


def _command(jobs, name, run, text):
    command = jobs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
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
    how.add_argument("--json", action="store_true", help="as JSON, one object a row")
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


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_WORKERS}")
    return int(text)


def _table_file(text: str) -> str:
    from dronestats.export.table import FORMATS

    if "." not in text or text.rsplit(".", 1)[1] not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text}: the ending must be .{', .'.join(FORMATS)}")
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


def _by(text: str) -> str:
    from dronestats.comparison.claims import BY

    return _one_of("by", text, BY)


def _measure(text: str) -> str:
    from dronestats.comparison.readings import MEASURES

    return _one_of("measure", text, MEASURES)


def _checks(text: str) -> list[str]:
    from dronestats.comparison.checks import CHECKS

    return [_one_of("check", name.strip(), CHECKS) for name in text.split(",")]


def _share(text: str) -> float:
    from dronestats.comparison.stated import read_stated
    from dronestats.errors import DronestatsError

    try:
        share = read_stated(text if "%" in text else float(text))
    except (DronestatsError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate; write 97% or 0.97") from error
    if not share.is_percent or not share.value:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate; write 97% or 0.97")
    return share.value


def _weapon_class(text: str) -> str:
    from dronestats.vocabulary import column

    return _one_of("weapon class", text, dict.fromkeys(column("weapons", "weapon_class").values()))


def _tongue(text: str) -> str:
    from dronestats.vocabulary import LANGUAGES

    return _one_of("language", text, LANGUAGES)


def _language(text: str) -> str:
    from dronestats.extraction.lexicon import languages

    return _one_of("language", text, languages())


def _formats(text: str) -> tuple[str, ...]:
    from dronestats.briefing.folder import FORMATS

    words = tuple(part.strip() for part in text.split(",") if part.strip())
    for word in words:
        _one_of("format", word, FORMATS)
    if not words:
        raise argparse.ArgumentTypeError("no format given; write png,svg")
    return words
