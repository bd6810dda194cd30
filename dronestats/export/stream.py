"""A table written batch by batch: larger than the memory, and there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pandas as pd

from dronestats.errors import import_extra, must_be_one_of
from dronestats.export.files import appearing
from dronestats.export.table import FORMATS, as_bytes, as_csv


@contextmanager
def stream_table(path: str | Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    r"""Give a function that adds a frame to the table in a file; the file takes its place when the block ends well.

    Parameters
    ----------
    path : str or Path
        Ends with one of the formats of `save_table`, whose rules hold.

    Raises
    ------
    DronestatsError
        For an unknown format, a missing folder or one that cannot be written. What was there before is kept.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> path = Path(tempfile.mkdtemp(), "claims.csv")
    >>> with stream_table(path) as add:
    ...     add(pd.DataFrame({"count": [17]}))
    ...     add(pd.DataFrame({"count": [18]}))
    >>> path.read_text()
    'count\n17\n18\n'
    """
    path = Path(path)
    form = path.suffix.removeprefix(".")
    must_be_one_of("format", form, FORMATS)
    with appearing(path) as work, ExitStack() as stack:
        if form == "parquet":
            yield _parquet(work, stack)
        else:
            file = stack.enter_context(work.open("wb"))
            yield _lines(file, form)


def _parquet(work: Path, stack: ExitStack) -> Callable[[pd.DataFrame], None]:
    arrow, parquet = import_extra("pyarrow", "dask"), import_extra("pyarrow.parquet", "dask")
    writer = None

    def add(frame: pd.DataFrame) -> None:
        nonlocal writer
        table = arrow.Table.from_pandas(frame, preserve_index=False)
        if writer is None:
            writer = stack.enter_context(parquet.ParquetWriter(work, table.schema))
        writer.write_table(table)

    return add


def _lines(file, form: str) -> Callable[[pd.DataFrame], None]:
    has_header = False

    def add(frame: pd.DataFrame) -> None:
        nonlocal has_header
        if form == "csv":
            file.write(as_csv(frame, header=not has_header).encode("utf-8"))
            has_header = True
        elif len(frame):
            file.write(as_bytes(frame, form))

    return add
