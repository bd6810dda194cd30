"""The data that comes with the package, found from a checkout and from a wheel."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.schema import validate
from dronestats.sources.canonical import read_table

GROUPS = ("claims", "cumulative", "history")


@cache
def data_folder() -> Traversable:
    """Return the data folder: inside the package in a wheel, beside it in a checkout."""
    inside = files("dronestats").joinpath("_data")
    beside = Path(__file__).parents[2] / "data"
    for folder in (inside, beside):
        if folder.joinpath("reports.csv").is_file():
            return folder
    raise DronestatsError(
        "the bundled data is missing; install dronestats again (pip install --force-reinstall dronestats)"
    )


def tables(group: str) -> list[Traversable]:
    """Return the CSV files of a folder in the data, by name."""
    found = [path for path in data_folder().joinpath(group).iterdir() if path.name.endswith(".csv")]
    return sorted(found, key=lambda path: path.name)


@cache
def _loaded(group: str, name: str) -> pd.DataFrame:
    paths = tables(group) if group else [data_folder().joinpath(f"{name}.csv")]
    raw = pd.concat([read_table(path)[0] for path in paths], ignore_index=True)
    return validate(raw.drop(columns="line"), name, file=group or f"{name}.csv")


def load_claims(group: str = "claims") -> pd.DataFrame:
    """Return the bundled claims, both sides.

    Parameters
    ----------
    group : {"claims", "cumulative", "history"}
        ``claims``: reports of attacks and days. ``cumulative``: totals of months, years and since the beginning.
        ``history``: earlier wars, with what was known later.

    Returns
    -------
    DataFrame
        The claims table (see `validate_claims`); `load_reports` has the source address of each ``report_id``.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> claims.loc[claims["report_id"] == "ru-2024-10-28", ["region", "count"]].fillna("").values.tolist()
    [['', 21], ['RU-BEL', 13], ['RU-BRY', 6], ['RU-VOR', 1], ['RU-KRS', 1]]
    """
    must_be_one_of("group", group, GROUPS)
    return _loaded(group, "claims").copy()


def load_reports() -> pd.DataFrame:
    """Return the reports behind the bundled claims: office, outlet, address, date.

    Examples
    --------
    >>> import dronestats as ds
    >>> reports = ds.load_reports().set_index("report_id")
    >>> reports.loc["ru-2024-10-28", "outlet"]
    'Sputnik'
    """
    return _loaded("", "reports").copy()


def load_published() -> pd.DataFrame:
    """Return rates, totals and averages that outlets and officials printed, to be checked against the claims.

    Examples
    --------
    >>> import dronestats as ds
    >>> figures = ds.load_published().set_index("figure_id")
    >>> float(figures.loc["pub-ua-2025-07-rate", "value"])
    88.0
    """
    return _loaded("published", "published").copy()


def load_relations() -> pd.DataFrame:
    """Return how reports stand to each other as far as it was read: contains, adjoins, revises, contradicts.

    Examples
    --------
    >>> import dronestats as ds
    >>> relations = ds.load_relations()
    >>> relations.loc[relations["report_a"] == "ru-2024-10-28-day", ["relation", "report_b"]].values.tolist()
    [['sum_of_parts', 'ru-2024-10-28'], ['sum_of_parts', 'ru-2024-10-28-daytime']]
    """
    return _loaded("", "relations").copy()
