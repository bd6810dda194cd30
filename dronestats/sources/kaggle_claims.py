"""What a row of the Kaggle table states: its claims, from arrays with a value for each row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dronestats.distinct import among, spread, together
from dronestats.schema import MOST
from dronestats.sources.kaggle_names import details_of, place_of, weapon_of
from dronestats.vocabulary import column

# Their column -> ours (a column of the claims table, or an outcome). What is not here is not read.
VARIABLE_MAP = {
    "time_start": "window_start", "time_end": "window_end", "model": "weapon", "target": "region",
    "source": "report_id", "status_data": "qualifier",  # from August 2026: 'hidden' = withheld
    "launch_place": "part_of",  # only tells apart the rows that split one figure
    "launched": "launched", "not_reach_goal": "lost", "still_attacking": "still_airborne",
    "destroyed": "destroyed",  # intercepted where the regime states one merged figure
    "back_russia": "left_airspace", "cross_border_belarus": "left_airspace",  # until 2025
    "border_crossing": "left_airspace",  # since: {country: number}
    "num_hit_location": "hit_location", "num_fall_fragment_location": "debris_location",
    "is_shahed": "launched", "turbojet": "launched", "turbojet_destroyed": "destroyed",  # parts
    "launched_details": "launched", "destroyed_details": "destroyed",  # parts by weapon, by place
}  # fmt: skip
# Place of a claim among the claims of its row. Totals stand first, so that parts can point to them.
LAUNCHED, STOPPED, LOST, AIRBORNE, LEFT, HIT, DEBRIS, *PARTS = range(13)
SPLIT = 50
# What stands for a count where there is none: nothing stated, or stated that it is withheld.
NONE, HIDDEN = -1, -2
SAME = {"claimant": "Ukraine", "attacker": "Russia", "defender": "Ukraine", "scope": "bulletin"}


def claims_of(rows: dict, cells: dict, found: list) -> pd.DataFrame:
    """Return all claims in the order of the file; ``row`` is the place in it. Faults of cells are added to `found`."""
    claims = _stated(_stacked(_pieces(rows, cells, found)), rows, found)
    return _numbered(_stacked([claims, _split_totals(claims, rows, cells)]), rows)


def _is_copied(rows: dict, launched: np.ndarray, destroyed: np.ndarray) -> np.ndarray:
    """Tell a list of kills, whose launched was copied from destroyed, from an attack of which nothing came through.

    Copied: both are equal, and either all weapons are reconnaissance or tactical drones, which are reported when shot
    down, or the office speaks for a part of the country (rank 7 and 8 in ``bodies.csv``, or not listed there) and
    reports its own kills. A nationwide report of strike drones or missiles that were all shot down is none.
    """
    nationwide = [body for body, rank in column("bodies", "rank").items() if rank not in ("7", "8")]
    is_regional = ~among(rows["claimant_body"], nationwide)
    return (launched == destroyed) & (launched > 0) & (is_regional | pd.notna(rows["is_tactical"]))


def _choose(mask: np.ndarray, yes, no=None) -> np.ndarray:
    return np.array([no, yes], dtype=object)[mask.astype("int8")]


def _pieces(rows: dict, cells: dict, found: list) -> list[dict]:
    """Return the claims of all rows, a few columns for each column that they come from."""

    def number(name):
        codes, words = cells[name]
        value = np.asarray(pd.to_numeric(words, errors="coerce"), dtype="float64")
        fits = (value >= 0) & (value < MOST)
        fits &= np.where(fits, value, 0) % 1 == 0
        rule, way_out = f"must be a whole number, 0 to {MOST - 1:,}", "leave the cell empty if nothing is stated"
        for at in np.flatnonzero(spread(~fits, codes, False)):
            found.append((int(rows["row"][at]), name, words[codes[at]], rule, way_out))
        return spread(np.where(fits, value, NONE).astype("int64"), codes, NONE)

    def piece(name, counts, order, **own):
        at = np.flatnonzero(counts != NONE)
        own = {"name": name, "outcome": VARIABLE_MAP[name], "order": order, "count": counts} | own
        return {"at": at} | {key: value[at] if isinstance(value, np.ndarray) else value for key, value in own.items()}

    def details(name, look_up, words):
        (at, ids, counts), bad = details_of(cells[name], look_up, words)
        found.extend((int(rows["row"][row]), name, *fault) for row, fault in zip(*bad, strict=True))
        return {"at": at, "name": name, "id": ids, "count": counts}

    regime, launched, destroyed, lost = rows["regime"], *map(number, ("launched", "destroyed", "not_reach_goal"))
    stopped_as, states_lost = column("regimes", "stopped_as"), column("regimes", "states_lost")
    # ua-withheld is about the figures that are missing; those that are given are merged as before.
    is_merged = among(regime, [own for own, as_ in stopped_as.items() if as_ in ("intercepted", "withheld")])
    states_lost = among(regime, [own for own, states in states_lost.items() if states == "yes"])
    stopped = _choose(is_merged, "intercepted", "destroyed")
    copied = _is_copied(rows, launched, destroyed)
    codes, words = cells["status_data"]
    is_hidden = spread([word.strip().casefold() == "hidden" for word in words], codes, False).astype(bool)
    # The file holds a placeholder 0 where a figure is withheld.
    launched, destroyed = (np.where(is_hidden & (counts <= 0), HIDDEN, counts) for counts in (launched, destroyed))
    others = among(rows["report_id"], set(rows["report_id"][rows["weapon_class"] != "drone"]))
    attack = _choose(others, "mixed", "uav")
    basis, remark = _choose(copied, "imputed", "stated"), _choose(copied, "launched copied from the kills")
    odd = _choose(pd.notna(regime) & ~states_lost, "lost stated apart, against the regime")
    pieces = [
        piece("launched", launched, LAUNCHED, basis=basis, remark=remark),
        piece("destroyed", destroyed, STOPPED, outcome=stopped),
        piece("not_reach_goal", np.where((lost > 0) | states_lost, lost, NONE), LOST, remark=odd),
        piece("still_attacking", number("still_attacking"), AIRBORNE),
        piece("num_hit_location", number("num_hit_location"), HIT, weapon=attack),
        piece("num_fall_fragment_location", number("num_fall_fragment_location"), DEBRIS, weapon=attack),
        piece("is_shahed", number("is_shahed"), PARTS[0], total=LAUNCHED, weapon="shahed", qualifier="about"),
        piece("turbojet", number("turbojet"), PARTS[1], total=LAUNCHED, weapon="shahed-jet"),
        piece("turbojet_destroyed", number("turbojet_destroyed"), PARTS[2], total=STOPPED, outcome=stopped,
              weapon="shahed-jet"),
    ]  # fmt: skip
    models = details("launched_details", lambda key: weapon_of(key)[::3], "weapons")
    places = details("destroyed_details", place_of, "regions")
    left = [details("border_crossing", place_of, "regions")]
    for name, country in (("back_russia", "RU"), ("cross_border_belarus", "BY")):
        left.append({"id": country} | piece(name, number(name), LEFT))
    return [
        *pieces, *_left(left),
        models | {"outcome": "launched", "order": PARTS[3], "total": LAUNCHED, "weapon": models["id"]},
        places | {"outcome": stopped[places["at"]], "order": PARTS[4], "total": STOPPED, "region": places["id"]},
    ]  # fmt: skip


def _left(pieces: list[dict]) -> list[dict]:
    """Return what left to other countries: one claim a row, and its parts where there are several countries."""
    parts = _stacked(pieces)
    parts = {name: own[np.argsort(parts["at"], kind="stable")] for name, own in parts.items()}
    names = column("regions", "name_en")
    remark = np.array([f"to {names.get(own, 'another part of the country')}" for own in parts["id"]], dtype=object)
    at, first, sizes = np.unique(parts["at"], return_index=True, return_counts=True)
    whole = {
        "at": at, "outcome": "left_airspace", "order": LEFT, "name": parts["name"][first],
        "count": np.add.reduceat(parts["count"], first) if len(at) else parts["count"],
        "basis": _choose(sizes > 1, "derived", "stated"),
        "remark": np.array([", ".join(remark[start : start + size]) for start, size in zip(first, sizes, strict=True)],
                           dtype=object),
    }  # fmt: skip
    several = np.repeat(sizes > 1, sizes)
    parts |= {"remark": remark, "region": parts["id"]}
    parts = {name: own[several] for name, own in parts.items()}
    return [whole, parts | {"outcome": "left_airspace", "order": PARTS[5], "total": LEFT}]


def _stacked(pieces: list[dict]) -> dict[str, np.ndarray]:
    """Return the columns of all pieces, one piece after the other; where a piece lacks a column, it has no value."""
    stacked = {}
    for name in dict.fromkeys(name for piece in pieces for name in piece):
        dtype, rest = ("int64", NONE) if name in ("at", "order", "count", "total", "key") else (object, None)
        stacked[name] = np.concatenate([np.full(len(own["at"]), own.get(name, rest), dtype) for own in pieces])
    return stacked


def _stated(claims: dict, rows: dict, found: list) -> dict:
    """Return the claims with the keys of their own and of their total; a part without its total is none."""
    at, order, total = (claims[name] for name in ("at", "order", "total"))
    is_stated = np.zeros((len(rows["row"]), DEBRIS + 1), dtype=bool)
    is_stated[at[order <= DEBRIS], order[order <= DEBRIS]] = True
    is_orphan = (total != NONE) & ~is_stated[at, total]
    for part in np.flatnonzero(is_orphan):
        row, name, count = int(rows["row"][at[part]]), claims["name"][part], int(claims["count"][part])
        found.append((row, name, count, "is part of a total that is not stated", "give the total"))
    keys = {"key": at * 100 + order, "total": np.where(total == NONE, NONE, at * 100 + total)}
    return {name: own[~is_orphan] for name, own in (claims | keys).items()}


def _numbered(claims: dict, rows: dict) -> pd.DataFrame:
    """Return all claims in the order of the file, with ids, totals and the columns that a row shares."""
    claims = {name: own[np.argsort(claims["key"], kind="stable")] for name, own in claims.items()}
    own = {name: values[claims["at"]] for name, values in rows.items()}
    report = pd.Series(pd.factorize(own["report_id"])[0])
    number = (report.groupby(report).cumcount() + 1).to_numpy()
    claim_id = own["report_id"] + np.array([f"/{n}" for n in range(number.max(initial=0) + 1)], dtype=object)[number]
    is_part, is_hidden = claims["total"] != NONE, claims["count"] == HIDDEN
    codes, weapons = pd.factorize(claims["weapon"])
    weapon_class = spread([column("weapons", "weapon_class")[weapon] for weapon in weapons], codes, None)
    remark = np.where(pd.notna(claims["remark"]), "; " + _filled(claims["remark"], ""), "")
    texts = {
        "claim_id": claim_id, "report_id": own["report_id"], "note": own["note"] + remark,
        "part_of": np.where(is_part, claim_id[np.searchsorted(claims["key"], claims["total"])], None),
    }  # fmt: skip
    words = {name: own[name] for name in ("claimant_body", "window_basis", "regime")} | {
        "weapon_class": _filled(weapon_class, own["weapon_class"]), "weapon": _filled(claims["weapon"], own["weapon"]),
        "outcome": claims["outcome"], "region": _filled(claims["region"], own["region"]),
        "qualifier": np.where(is_hidden, "withheld", _filled(claims["qualifier"], "exact")),
        "basis": _filled(claims["basis"], "stated"),
    }  # fmt: skip
    columns = {name: pd.array(values, dtype="string") for name, values in texts.items()}
    columns |= {name: pd.Categorical.from_codes(*pd.factorize(values)) for name, values in words.items()}
    same = np.zeros(len(claim_id), dtype="int8")
    columns |= {name: pd.Categorical.from_codes(same, [value]) for name, value in SAME.items()}
    columns |= {name: own[name] for name in ("row", "window_start", "window_end")}
    return pd.DataFrame(columns | {"count": pd.arrays.IntegerArray(claims["count"], is_hidden)})


def _filled(values: np.ndarray, rest) -> np.ndarray:
    return np.where(pd.isna(values), rest, values)


def _split_totals(claims: dict, rows: dict, cells: dict) -> dict:
    """Return a derived total for each weapon of a window that one report splits over rows by target or launch place.

    As claims that stand alone, such rows would pass for two versions of one figure. Rows that do not differ in place
    are left as they are: they may be the same row twice. The rows are made parts of it.
    """
    is_figure = (claims["total"] == NONE) & (claims["count"] >= 0) & (claims["order"] <= AIRBORNE)
    figures = np.flatnonzero(is_figure & pd.notna(rows["weapon"])[claims["at"]])
    same_figure = together(*(rows[name] for name in ("report_id", "window_start", "window_end", "weapon")))[0]
    same_place = together(*(cells[name][0] for name in ("target", "launch_place")))[0]
    at = claims["at"][figures]
    codes, first = together(same_figure[at], claims["outcome"][figures])
    sizes, places = np.bincount(codes), np.bincount(codes[together(codes, same_place[at])[1]])
    is_split = (sizes > 1) & (places == sizes)
    keys = claims["key"][figures[first]] + SPLIT
    counts, imputed = np.zeros(len(first), dtype="int64"), np.zeros(len(first), dtype=bool)
    np.add.at(counts, codes, claims["count"][figures])
    imputed[codes[claims["basis"][figures] == "imputed"]] = True
    parts = is_split[codes]
    claims["total"][figures[parts]] = keys[codes[parts]]
    own = {name: claims[name][figures[first]][is_split] for name in ("at", "name", "outcome", "order")}
    return own | {
        "key": keys[is_split], "count": counts[is_split], "basis": _choose(imputed[is_split], "imputed", "derived"),
        "region": "", "remark": "sum of the rows that split it",
    }  # fmt: skip
