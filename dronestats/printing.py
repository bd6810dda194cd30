"""What is printed: sentences and tables for people, rows for machines, the faults of the input, progress.

Modules are loaded inside the functions, so that ``dronestats --help`` need not wait for them.
"""

from __future__ import annotations

import sys
import time

_PIECE = 1024


def say(text: str) -> None:
    """Print for a person: control and direction marks are written as codes, not sent to the terminal."""
    from dronestats.errors import shown

    write("\n".join(shown(line, sys.maxsize) for line in text.split("\n")) + "\n")


def write(text: str) -> None:
    """Print as it is, in pieces: of one long text, what a full disk does not take would be lost without a word."""
    for start in range(0, len(text), _PIECE):
        print(text[start : start + _PIECE], end="")


def write_rows(frame, options) -> None:
    """Print a frame for a machine: JSON, or CSV with the columns and rules of `save_table`."""
    from dronestats.export.table import as_csv

    if options.json:
        write(frame.to_json(orient="records", date_format="iso", indent=1, force_ascii=False) + "\n")
    else:
        write(as_csv(frame))


def print_table(frame, options, columns: dict[str, str], nothing: str) -> None:
    """Print a frame as JSON or CSV with all columns, or as a table for a terminal with those named."""
    import pandas as pd

    if options.json or options.csv:
        write_rows(frame, options)
    elif frame.empty:
        say(nothing)
    else:
        shown = pd.DataFrame({head: _cells(frame[name]) for name, head in columns.items()})
        say(shown.to_string(index=False))


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


class Faults:
    """The first faults of many, and their number: an archive may have millions."""

    def __init__(self):
        self.first, self.count = None, 0

    def add(self, told) -> None:
        """Count the faults of a batch, and keep some if there are few so far."""
        import pandas as pd

        from dronestats.errors import SHOWN
        from dronestats.sources.anyfile import as_problems

        self.count += len(told)
        if self.first is None or len(self.first) < SHOWN:
            self.first = pd.concat([self.first, as_problems(told.head(SHOWN))], ignore_index=True)

    def report(self) -> int:
        """Print the first of them and how many there are; return the exit status."""
        return report_faults(self.first, self.count)


class Progress:
    """One line on a terminal about work that takes longer than two seconds; nothing elsewhere."""

    def __init__(self, words: str, *, every: int = 50):
        self.words, self.every, self.start, self.shown = words, every, time.monotonic(), False

    def __enter__(self):
        return self

    def __call__(self, number: int) -> None:
        """Show how far the work is."""
        if number % self.every == 0 and sys.stderr.isatty() and time.monotonic() - self.start > 2:
            self.shown = True
            print(f"\r{number:,} {self.words}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_) -> None:
        if self.shown:
            print(file=sys.stderr)
