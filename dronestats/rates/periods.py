"""Two periods side by side: difference, ratio, ratio of what was not stopped, odds ratio."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.rates.counts import is_comparable
from dronestats.rates.intervals import normal_quantile
from dronestats.rates.nightly import by_night, day_number, rate_rows, tidy
from dronestats.rates.sentences import period_sentences
from dronestats.rates.two_rates import compare_ratios
from dronestats.selection import SIDE
from dronestats.vocabulary import column

MEASURES = ("difference", "ratio", "leak_ratio", "odds_ratio")
METHODS = {"difference": "mover", "ratio": "mover_log", "leak_ratio": "mover_log", "odds_ratio": "welch_logit"}
RATES = ["rate_first", "low_first", "high_first", "rate_second", "low_second", "high_second"]


def compare_periods(
    claims: pd.DataFrame, first: tuple[str, str], second: tuple[str, str], definition: str = "interception", *,
    level: float = 0.95, denominator: str = "launched", point: str = "exact", tolerance: float | None = None,
    describe: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Return how the rate of one period differs from that of another, the night being what varies.

    Parameters
    ----------
    claims : DataFrame
        Claims, or their tally.
    first, second : (str, str)
        First and last night of each period, ISO dates on the claimant's clock; the periods do not overlap.
    definition : str
        Row of ``definitions.csv``.
    level : float
        Confidence level, 0 to 1.
    denominator : {"launched", "resolved"}
    point, tolerance
        See `dronestats.interception_rates`.
    describe : bool
        Add ``sentence``: the row in words.

    Returns
    -------
    DataFrame
        Four rows for each side: ``claimant``, ``attacker``, ``defender``, ``weapon_class``, ``definition``,
        ``numerator``, ``denominator``, ``measure`` ("difference" second - first; "ratio"; "leak_ratio" of 1 - rate, the
        one to read where rates are high; "odds_ratio"; each second / first), ``estimate``, ``low``, ``high``, ``kind``,
        ``level``, ``method``, ``estimand``, ``rate_first``, ``low_first``, ``high_first``, ``rate_second``,
        ``low_second``, ``high_second``, ``k_first``, ``n_first``, ``k_second``, ``n_second``, ``n_nights_first``,
        ``n_nights_second``, ``n_dropped``, ``regime_first``, ``regime_second``, ``flags``.

    Raises
    ------
    DronestatsError
        For words that are not allowed, or periods that overlap or run backwards.

    Notes
    -----
    A definition that is not comparable across the ways of counting of the two periods gives no estimate, flag
    ``regime_break``. For two sources on the same nights see `two_rates.paired_difference`.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008), Statistics in Medicine 27, 1693-1702, doi:10.1002/sim.3095.
    Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> found = ds.compare_periods(
    ...     claims[claims["claimant"] == "Ukraine"], ("2025-01-01", "2025-07-23"), ("2025-07-24", "2025-12-31")
    ... )
    >>> found["measure"].unique().tolist()
    ['difference', 'ratio', 'leak_ratio', 'odds_ratio']
    """
    must_be_one_of("denominator", denominator, ("launched", "resolved"))
    normal_quantile(level)
    spans = [[day_number(day, name) for day in period] for name, period in (("first", first), ("second", second))]
    for (start, end), period in zip(spans, (first, second), strict=True):
        if end < start:
            raise DronestatsError(f"the period {period[0]} to {period[1]} ends before it starts")
    if spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
        raise DronestatsError(
            f"{first[0]} to {first[1]} and {second[0]} to {second[1]} share nights: compare periods that do not overlap"
        )
    rows = rate_rows(claims, definition, denominator=denominator, point=point, tolerance=tolerance)
    found = []
    for side, own in rows.groupby(SIDE, observed=True, sort=True):
        halves = [own[own["day"].between(start, end)] for start, end in spans]
        if all(half.empty for half in halves):
            continue
        about = dict(zip(SIDE, side, strict=True)) | _compared(halves, definition, level)
        estimates = about.pop("estimates")
        for measure in MEASURES:
            estimate, low, high = estimates[measure]
            own_row = {"measure": measure, "estimate": estimate, "low": low, "high": high, "method": METHODS[measure]}
            found.append(about | own_row)
    pairs = [f"{name}_{which}" for which in ("first", "second") for name in ("k", "n")]
    nights = ["n_nights_first", "n_nights_second", "n_dropped"]
    texts = ["definition", "numerator", "denominator", "measure", "kind", "method", "estimand", "regime_first",
             "regime_second", "flags"]  # fmt: skip
    names = [*SIDE, "definition", "numerator", "denominator", "measure", "estimate", "low", "high", "kind", "level",
             "method", "estimand", *RATES, *pairs, *nights, "regime_first", "regime_second", "flags"]  # fmt: skip
    frame = pd.DataFrame(found, columns=names).assign(
        definition=definition, numerator=column("definitions", "numerator")[definition], denominator=denominator,
        kind="interval", level=level, estimand="underlying_drone",
    )  # fmt: skip
    frame = tidy(frame, shares=["estimate", "low", "high", "level", *RATES], counts=[*pairs, *nights], texts=texts)
    return frame.assign(sentence=period_sentences(frame, first, second)) if describe else frame


def _compared(halves: list[pd.DataFrame], definition: str, level: float) -> dict:
    """Return the two rates of one side and what lies between them."""
    nights = [by_night(half, SIDE) for half in halves]
    found = compare_ratios(*((part["k"], part["n"]) for part in nights), level=level)
    regimes = [list(dict.fromkeys(word for text in part["regime"] for word in text.split())) for part in nights]
    row: dict = {"n_dropped": sum(int((~half["used"]).sum()) for half in halves)}
    flags: list[str] = []
    for which, half, part, words in zip(("first", "second"), halves, nights, regimes, strict=True):
        own = found[which]
        row |= {f"rate_{which}": own["estimate"], f"low_{which}": own["low"], f"high_{which}": own["high"],
                f"k_{which}": own["k"], f"n_{which}": own["n"], f"n_nights_{which}": own["n_nights"],
                f"regime_{which}": " ".join(words) or None}  # fmt: skip
        reasons = own["flags"].split()
        if part.empty:
            reasons = [word for text in half["flags"] for word in text.split()] or reasons
        flags += reasons
    estimates = {measure: found[measure] for measure in MEASURES}
    if not is_comparable(definition) and len({word for words in regimes for word in words}) > 1:
        flags.append("regime_break")
        estimates = dict.fromkeys(MEASURES, (np.nan,) * 3)
    return row | {"estimates": estimates, "flags": " ".join(dict.fromkeys(flags))}
