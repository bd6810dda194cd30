"""Claims beside claims: pairs of statements about one attack, or the ledgers of both sides."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.ledger import both_ledgers
from dronestats.comparison.pairs import pair_claims
from dronestats.errors import must_be_one_of
from dronestats.schema import as_claims
from dronestats.sources.bundled import load_relations
from dronestats.windows import EVERY

BY = ("window", "night", *EVERY)


def compare_claims(
    claims: pd.DataFrame, by: str = "window", *, least_overlap: float = 0.9, stated_rate: float | None = None,
    relations: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Set claims beside each other: two statements about one attack, or the ledgers of both sides.

    Parameters
    ----------
    claims : DataFrame
        Claims table, any number of sides. Every version is compared with every other: nothing is selected first.
    by : {"window", "night", "day", "week", "month", "quarter", "year", "all"}
        ``window``: pairs of statements. Else one row for each side and period: the mirrored ledger. ``night`` takes
        statements about one attack that hold 03:00 in the morning; ``day`` all that end on the day.
    least_overlap : float
        Pairs: shared time / the longer window, from which two windows count as one attack.
    stated_rate : float, optional
        Ledger: a rate that someone stated (0 to 1); ``launched_needed`` says how many launched it would take.
    relations : DataFrame, optional
        Reports that a person read as telling of one attack (columns of ``relations.csv``); by default the bundled ones.

    Returns
    -------
    DataFrame
        By window: ``kind`` (``sides``: attacker and defender; ``offices`` of one side; ``reports`` of one office in
        several outlets; ``revision``: the same at a later moment; ``known_later``; ``third_party``), ``attacker``,
        ``defender``, ``weapon_class``, ``region`` (NA: as a whole), ``measure_a``, ``measure_b`` (launched, stopped,
        hit), then for a and b ``report``, ``claimant``, ``claimant_body``, ``count``, ``low``, ``high``, window;
        ``difference`` (b - a), ``ratio`` (b / a), ``log_ratio``, ``ranges_meet``, ``overlap`` (0 to 1), ``aligned_by``
        (window, record), ``not_comparable`` (``""``, or ``place_undivided``, ``place_not_listed``, ``outcomes_differ``,
        ``windows_differ``, ``no_count``: then there is no difference), ``remark``.

        Else: ``period``, ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``launched`` and ``stopped`` as
        stated, ``stopped_low``, ``stopped_high``; ``k``, ``n``, ``rate``, ``low``, ``high`` of interception, or the
        ``reason`` why there is no rate; ``launched_needed``; ``n_reports`` and the shares of them (0 to 1) with a
        launched figure, a lost figure, clock times, a list of regions; ``n_left_out`` (reports that overlap others),
        ``regime``, ``flags``, ``sentence``.

    Raises
    ------
    DronestatsError
        For a word that is not allowed or a share out of range.

    Notes
    -----
    The attacker's side comes first in a pair, else the office that speaks for more of the country. Launched stands
    against stopped only where the defender does not state launched; the difference is then what neither accounts for.
    No count is apportioned by time. A difference is a discrepancy of two texts and says nothing about which is right.
    `dronestats.comparison.agreement` has limits of agreement for many pairs.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> pairs = ds.compare_claims(claims[claims["report_id"].isin(["ua-own-2024-06-14", "ru-2024-06-14"])])
    >>> pairs[["kind", "region", "measure_a", "count_a", "measure_b", "count_b", "difference"]].values.tolist()
    [['sides', 'RU-ROS', 'launched', 70, 'stopped', 70, 0]]
    >>> night = claims[claims["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]
    >>> ds.compare_claims(night, by="night")[["claimant", "launched", "stopped", "rate", "reason"]].values.tolist()
    [['Russia', <NA>, 21, <NA>, 'how many were launched is not stated'], ['Ukraine', 100, 90, 0.9, '']]
    """
    must_be_one_of("by", by, BY)
    claims = as_claims(claims)
    if by == "window":
        relations = load_relations() if relations is None else relations
        return pair_claims(claims, relations, least_overlap=least_overlap)
    return both_ledgers(claims, by, stated_rate=stated_rate)
