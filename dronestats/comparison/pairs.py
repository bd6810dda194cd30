"""Two statements about one attack beside each other, and why two that look alike cannot be compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from dronestats.comparison.agreement import discrepancy
from dronestats.comparison.statements import MEASURES, same_weapons, statements
from dronestats.errors import DronestatsError
from dronestats.selection import UNKNOWN_RANK
from dronestats.vocabulary import column
from dronestats.windows import overlap

ATTACK = ["attacker", "defender", "weapon_class"]
# Relations in which a person read two reports as telling of one attack, whatever hours they print.
ONE_ATTACK = ("launch_pair", "conflict", "same_event", "revision", "known_later")
# What is set against what: of the sides the attacker's launched also stands against what the defender stopped.
MATCHES = [(name, name) for name in MEASURES]
REASONS = {
    "place_undivided": "one of the two gives a single number for several places",
    "place_not_listed": "the other report does not give the place by itself",
    "outcomes_differ": "one counts the shot down, the other also or only the lost",
    "windows_differ": "their hours differ",
    "no_count": "one of them gives words or a list without a total, no number",
}
WIDE = [
    "kind", *ATTACK, "region", "measure_a", "measure_b", "report_a", "report_b", "claimant_a", "claimant_b",
    "claimant_body_a", "claimant_body_b", "count_a", "low_a", "high_a", "count_b", "low_b", "high_b", "difference",
    "ratio", "log_ratio", "ranges_meet", "overlap", "aligned_by", "not_comparable", "window_start_a", "window_end_a",
    "window_start_b", "window_end_b", "remark",
]  # fmt: skip


def pair_claims(claims: pd.DataFrame, relations: pd.DataFrame, *, least_overlap: float = 0.9) -> pd.DataFrame:
    """Return statements about one attack, two by two (see `dronestats.compare_claims`)."""
    if not 0 < least_overlap <= 1:
        raise DronestatsError(f"least_overlap = {least_overlap}: give a share above 0, at most 1")
    rows = statements(claims)
    recorded = _recorded(relations)
    pairs = _near(rows, recorded)
    pairs = _oriented(rows, pairs)
    pairs = pairs.assign(aligned=pairs["overlap"] >= least_overlap)
    return _compared(rows, _same_place(rows, pairs))


class Record(NamedTuple):
    """What a person read about two reports: how they stand to each other, and whether the first was stated first."""

    relation: str
    note: str
    is_earlier: bool


def _recorded(relations: pd.DataFrame) -> dict[tuple[str, str], Record]:
    """Return the record on each pair of reports that tell of one attack, in both orders."""
    own = relations[relations["relation"].isin(ONE_ATTACK) & relations["report_b"].notna()]
    found = {}
    told = own.assign(note=own["note"].fillna(""))
    for a, b, relation, note in told[["report_a", "report_b", "relation", "note"]].itertuples(index=False):
        # "a revises b", but "b was known later than a".
        earlier = relation != "revision"
        found |= {(a, b): Record(relation, note, earlier), (b, a): Record(relation, note, not earlier)}
    return found


def _near(rows: pd.DataFrame, recorded: dict) -> pd.DataFrame:
    """Return which rows overlap in time, or are recorded as one attack, each two once, of different reports."""
    rows = rows.assign(number=range(len(rows)), is_period=rows["scope"] == "cumulative")
    groups = rows.groupby([*ATTACK, "is_period"], observed=True, sort=False)
    by_time = pd.concat(
        [pd.DataFrame(columns=["number_a", "number_b"], dtype="int64"), *(_overlaps(own) for _, own in groups)]
    )
    partners = pd.DataFrame(list(recorded), columns=["report_id", "partner"], dtype="string")
    own = rows[[*ATTACK, "number", "report_id"]]
    told = own.merge(partners, on="report_id")
    by_record = told.merge(own, left_on=[*ATTACK, "partner"], right_on=[*ATTACK, "report_id"], suffixes=("_a", "_b"))
    pairs = pd.concat([by_time, by_record[["number_a", "number_b"]]]).astype("int64")
    pairs = pairs[pairs["number_a"] < pairs["number_b"]].drop_duplicates().sort_values(["number_a", "number_b"])
    ids = rows["report_id"].array
    pairs = pairs.assign(**{f"report_id_{side}": ids.take(pairs[f"number_{side}"]) for side in "ab"})
    pairs = pairs[pairs["report_id_a"] != pairs["report_id_b"]].reset_index(drop=True)
    shared = overlap(_side(rows, pairs["number_a"]), _side(rows, pairs["number_b"]))
    records = [recorded.get(pair) for pair in zip(pairs["report_id_a"], pairs["report_id_b"], strict=True)]
    pairs = pairs.assign(overlap=shared, record=pd.Series(records, index=pairs.index, dtype=object))
    one_set = same_weapons(*(_side(rows, pairs[name])["weapon"] for name in ("number_a", "number_b")))
    return pairs[one_set & ((shared > 0) | pairs["record"].notna())]


def _overlaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each two rows whose windows overlap, by their numbers: sought among those sorted by start, not by day."""
    rows = rows.sort_values("window_start", kind="stable")
    starts, ends, numbers = (rows[name].to_numpy() for name in ("window_start", "window_end", "number"))
    last = np.searchsorted(starts, ends, side="left")  # windows are half-open
    later = np.maximum(last - np.arange(len(rows)) - 1, 0)
    first = np.repeat(np.arange(len(rows)), later)
    second = first + 1 + np.arange(later.sum()) - np.repeat(np.cumsum(later) - later, later)
    two = np.sort(np.stack([numbers[first], numbers[second]], axis=1), axis=1)
    return pd.DataFrame(two, columns=["number_a", "number_b"])


def _side(rows: pd.DataFrame, numbers: pd.Series) -> pd.DataFrame:
    return rows.iloc[numbers.to_numpy()].reset_index(drop=True)


def _oriented(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Add the kind of pair, and turn it: the attacker or the earlier first, else the office that speaks for more."""
    pairs = pairs.reset_index(drop=True)
    a, b = _side(rows, pairs["number_a"]), _side(rows, pairs["number_b"])
    ranks = pd.Series(column("bodies", "rank"), dtype="float64")
    of_attacker = [(own["claimant"] == own["attacker"]) for own in (a, b)]
    one_side = a["claimant"] == b["claimant"]
    one_office = one_side & (a["claimant_body"].fillna("") == b["claimant_body"].fillna(""))
    one_window = (a["window_start"] == b["window_start"]) & (a["window_end"] == b["window_end"])
    restated = ((a["as_of"] != b["as_of"]) & a["as_of"].notna() & b["as_of"].notna()).fillna(False)
    relation = pairs["record"].map(lambda own: own.relation, na_action="ignore").fillna("")
    kind = np.select(
        [relation.isin(["revision", "known_later"]), ~one_side & (of_attacker[0] | of_attacker[1]), ~one_side,
         ~one_office, restated],
        [relation, "sides", "third_party", "offices", "revision"], "reports",
    )  # fmt: skip
    told = pairs["record"].map(lambda own: isinstance(own, Record) and not own.is_earlier).astype(bool)
    later = ((a["as_of"] > b["as_of"]) | told).fillna(False)
    body_ranks = [own["claimant_body"].map(ranks).fillna(UNKNOWN_RANK) for own in (a, b)]
    in_order = np.isin(kind, ["revision", "known_later"])
    turn = np.select([kind == "sides", in_order], [of_attacker[1], later], body_ranks[0] > body_ranks[1]).astype(bool)
    first = pairs["number_a"].mask(turn, pairs["number_b"])
    second = pairs["number_b"].mask(turn, pairs["number_a"])
    # Two statements of one office about different hours are two statements, not two versions.
    is_pair = one_window | ~one_office | pairs["record"].notna()
    return pairs.assign(kind=kind, number_a=first, number_b=second)[is_pair]


def _same_place(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep what speaks of one place; where the other report has it only within more, keep that with the reason."""
    pairs = pairs.reset_index(drop=True)
    a, b = _side(rows, pairs["number_a"]), _side(rows, pairs["number_b"])
    places = [own["region"].fillna("") for own in (a, b)]
    equal = places[0] == places[1]
    sets = [own.str.split("+").map(set) for own in places]
    inside = pd.Series([a < b or b < a for a, b in zip(*sets, strict=True)], index=pairs.index, dtype=bool)
    inside &= (places[0] != "") & (places[1] != "")
    # Who speaks of a place is the attacker, or the office of that place: the other one's whole stands beside it.
    narrow = ((places[0] != "") & (places[1] == "") & (pairs["kind"] == "sides")) | (
        (places[1] != "") & (places[0] == "") & (pairs["kind"] == "offices")
    )
    # Of two offices that tell of other hours, what one does not list says nothing.
    narrow &= (pairs["kind"] == "sides") | pairs["aligned"] | pairs["record"].notna()
    reason = pd.Series("", index=pairs.index).mask(inside, "place_undivided").mask(narrow, "place_not_listed")
    pairs = pairs.assign(reason=reason, best=np.select([equal, inside, narrow], [0, 1, 2], 9))
    pairs = pairs[(pairs["best"] < 9) & ((pairs["best"] == 0) | pairs["kind"].isin(["sides", "offices"]))]
    speaker = pairs["number_a"].where(pairs["kind"] == "sides", pairs["number_b"])
    other = pairs["number_b"].where(pairs["kind"] == "sides", pairs["number_a"])
    key = [speaker, rows["report_id"].to_numpy()[other.to_numpy()]]
    return pairs[pairs["best"] == pairs.groupby(key)["best"].transform("min")]


def _compared(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure that both have, with difference and ratio where they can be compared."""
    pairs = pairs.reset_index(drop=True)
    sides = {name: _side(rows, pairs[f"number_{name}"]) for name in ("a", "b")}
    wide = sides["a"][ATTACK].assign(region=sides["a"]["region"].fillna(sides["b"]["region"]))
    wide = wide.assign(kind=pairs["kind"], overlap=pairs["overlap"], reason=pairs["reason"])
    for name, own in sides.items():
        wide[f"report_{name}"] = own["report_id"]
        for col in ("claimant", "claimant_body", "window_start", "window_end"):
            wide[f"{col}_{name}"] = own[col]
    is_recorded = pairs["record"].notna()
    wide["remark"] = pairs["record"].map(lambda own: own.note, na_action="ignore").fillna("")
    wide["aligned_by"] = np.select([pairs["aligned"], is_recorded], ["window", "record"], "")
    wide["reason"] = wide["reason"].mask((wide["reason"] == "") & (wide["aligned_by"] == ""), "windows_differ")
    found = []
    for one, two in [*MATCHES, ("launched", "stopped")]:
        both = sides["a"][f"{one}_low"].notna() & sides["b"][f"{two}_low"].notna()
        if one != two:
            # Launched stands against stopped only where the defender does not say what was launched.
            both &= (wide["kind"] == "sides") & sides["b"]["launched_low"].isna()
        figures = {
            f"{part}_{name}": sides[name].loc[both, f"{measure}_{part}"]
            for name, measure in (("a", one), ("b", two)) for part in ("count", "low", "high")
        }  # fmt: skip
        own = wide[both].assign(measure_a=one, measure_b=two, **figures)
        if one == two == "stopped":
            words = [sides[name].loc[both, "stopped_as"] for name in ("a", "b")]
            differ = (words[0] != words[1]) & (words[0] != "intercepted") & (words[1] != "intercepted")
            own["reason"] = own["reason"].mask((own["reason"] == "") & differ, "outcomes_differ")
        found.append(own)
    return _arithmetic(pd.concat(found, ignore_index=True))


def _arithmetic(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add difference, ratio and whether the ranges meet, where the two can be compared."""
    silent = pairs["count_a"].isna() | pairs["count_b"].isna()
    reason = pairs["reason"].mask((pairs["reason"] == "") & silent, "no_count")
    apart = discrepancy(*(pairs[name].mask(reason != "").to_numpy("float64", na_value=np.nan)
                          for name in ("count_a", "count_b")))  # fmt: skip
    for name, values in (("difference", "diff"), ("ratio", "ratio"), ("log_ratio", "log_ratio")):
        pairs[name] = pd.Series(apart[values], index=pairs.index).astype("Float64").mask(np.isnan(apart[values]))
    pairs["difference"] = pairs["difference"].astype("Int64")
    meets = (pairs["low_a"] <= pairs["high_b"].fillna(pairs["low_a"])) & (
        pairs["low_b"] <= pairs["high_a"].fillna(pairs["low_b"])
    )
    pairs["ranges_meet"] = meets.astype("boolean").mask(~reason.isin(["", "no_count"]))
    pairs["not_comparable"] = reason
    for name in ("kind", "not_comparable", "aligned_by", "remark", "measure_a", "measure_b"):
        pairs[name] = pairs[name].astype("string")
    pairs = pairs.sort_values(["window_end_b", "kind", "report_a", "report_b", "region", "measure_a"], kind="stable")
    return pairs[WIDE].reset_index(drop=True)
