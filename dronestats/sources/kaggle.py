"""The public Kaggle table "Massive Missile Attacks on Ukraine" (piterfm) read as claims: a row of theirs is several."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from dronestats.distinct import spread, together
from dronestats.errors import DronestatsError, nearest
from dronestats.schema import PROBLEM, validate_claims
from dronestats.sources.kaggle_names import details_of, offices, place_of, weapon_of
from dronestats.vocabulary import column, regime_of
from dronestats.windows import DTYPE, day_labels, local_days, window

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
NEEDED = ("time_start", "time_end", "model", "target", "launched", "destroyed", "source")
# Place of a claim among the claims of its row. Totals stand first, so that parts can point to them.
LAUNCHED, STOPPED, LOST, AIRBORNE, LEFT, HIT, DEBRIS, *PARTS = range(13)
SPLIT = 50
# What stands for a count where there is none: nothing stated, or stated that it is withheld.
NONE, HIDDEN = -1, -2
_ACCOUNT = re.compile(r"(?:https?://)?(?:(?:www\.|m\.)?facebook\.com/|t\.me/(?:s/)?)?([^/?]+)")


def read_kaggle(path: str | Path, *, faults: bool = False):
    r"""Read a copy of the Kaggle table ``missile_attacks_daily.csv`` as claims.

    Parameters
    ----------
    path : str or Path
        CSV in any layout since 2023: 9 columns, up to 22, or with ``status_data``, recognised by its columns. Columns
        that are not in ``VARIABLE_MAP`` (carrier, affected region, new ones) are ignored, no warning.
    faults : bool
        Also return what could not be read. Without it, one UserWarning says how much that was.

    Returns
    -------
    DataFrame, or (DataFrame, DataFrame)
        Claims table, one report for each ``source`` (its address is in ``note``). With `faults` also ``file``,
        ``line``, ``id`` (report), ``column``, ``value``, ``rule``, ``way_out`` of each row or cell that gave no claim.
        Every row of the file is in one of the two.

    Raises
    ------
    DronestatsError
        If the file is no CSV text or lacks a needed column; names file, column and way out.

    Notes
    -----
    - ``destroyed`` changes its meaning: in the Air Force's regime ``ua-merged`` (windows ending from 24 July 2025) it
      is all that was stopped: ``intercepted``. Its commands and the
      General Staff count like it; offices without a regime on record stay ``destroyed``.
    - ``not_reach_goal`` is ``lost``. Empty is "not stated"; so is 0 unless the regime states the lost apart. A number
      above 0 stays, with a remark where the regime does not have it.
    - The model Shahed-136/131 covers all drones of a night, decoys too; ``is_shahed`` is a part of it, "about".
    - Lists of kills have no denominator: their launched claim is ``imputed`` (see `_is_copied`).
    - Places hit or with debris are those of the whole attack: class mixed if the report has other weapons too.
    - Contradictions stay (destroyed above launched, parts above their total); nothing is clipped.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "attacks.csv"
    >>> _ = file.write_text(
    ...     "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,source\n"
    ...     "2023-05-01 20:00,2023-05-02 04:00,Shahed-136/131,,Ukraine,,12.0,9.0,kpszsu/posts/1\n"
    ... )
    >>> read_kaggle(file)[["claim_id", "weapon", "outcome", "count"]].values.tolist()
    [['kaggle-kpszsu-posts-1/1', 'shahed', 'launched', 12], ['kaggle-kpszsu-posts-1/2', 'shahed', 'destroyed', 9]]
    """
    file, found = Path(path), []
    cells, lines = _read(file, found)
    rows = _understood(cells, found)
    claims = _numbered(_pieces(rows, found), rows, found)
    told = np.zeros(len(lines), dtype=bool)
    told[claims.pop("row")] = True
    lost = int((~told).sum())
    told[[row for row, *_ in found]] = True
    silent = np.flatnonzero(~told).tolist()
    found += [(row, "launched", None, "the row states no number", "give launched or destroyed") for row in silent]
    ids = spread(_reports(cells["source"][1])["report_id"], cells["source"][0], "")
    problems = pd.DataFrame(sorted(found, key=lambda fault: fault[0]), columns=["row", *PROBLEM[3:]])
    bad_rows = problems["row"].to_numpy("int64")
    problems = problems.assign(file=str(file), line=lines[bad_rows], id=pd.array(ids[bad_rows], "string"))[PROBLEM]
    result = validate_claims(claims, file=str(file))
    if faults:
        return result, problems
    if len(problems):
        bad = problems["line"].nunique()
        first = "line {line}, column {column}: {value!r}: {rule}".format(**problems.iloc[0])
        warnings.warn(
            f"{file}: {bad} of {len(lines)} rows have faults, {lost} of them give no claim; first: {first}; "
            "read_kaggle(path, faults=True) returns all",
            stacklevel=2,
        )
    return result


def _read(file: Path, found: list) -> tuple[dict, np.ndarray]:
    """Return for each column we know a code for each row and the text of each code, -1 where nothing stands; lines."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            read = [(reader.line_num, row) for row in reader if any(row)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise DronestatsError(f"{file}: not readable as CSV ({error}); download missile_attacks_daily.csv") from error
    missing = [name for name in NEEDED if name not in header]
    if missing:
        near = nearest(missing[0], [name for name in header if name not in VARIABLE_MAP])
        way_out = f"rename {near!r}" if near else "give read_kaggle the file missile_attacks_daily.csv"
        raise DronestatsError(f"{file}: column {', '.join(map(repr, missing))} is missing; {way_out}")
    lines, body = np.array([line for line, _ in read], dtype="int64"), [row for _, row in read]
    for number, row in enumerate(body):
        if len(row) != len(header):
            rule = f"the row has {len(row)} cells, the header {len(header)}"
            found.append((number, "", ",".join(row)[:200], rule, "put texts with a comma in double quotes"))
            body[number] = [""] * len(header)
    columns, cells = list(zip(*body, strict=True)), {}
    for name in VARIABLE_MAP:
        given = columns[header.index(name)] if body and name in header else [""] * len(body)
        codes, words = pd.factorize(np.array(given, dtype=object))
        is_word = np.array([word not in ("", "NaN", "nan") for word in words], dtype=bool)
        cells[name] = np.where(spread(is_word, codes, False), codes, -1), words
    return cells, lines


def _reports(words: np.ndarray) -> dict[str, np.ndarray]:
    """Return account, office, report_id and note of each source."""
    source = pd.Series(words, dtype="string").str.strip()
    account = source.str.extract(_ACCOUNT, expand=False)
    slug = source.str.removeprefix("https://").str.replace(r"\W+", "-", regex=True).str.strip("-").to_numpy(object)
    for number in np.flatnonzero([len(own) > 60 for own in slug]):
        # Readable, and from the source alone: a long Facebook post id is hashed.
        slug[number] = f"{account[number]}-{hashlib.sha256(source[number].encode()).hexdigest()[:10]}"
    account = account.to_numpy(object, na_value="")
    body = np.array([offices().get(own, "body not stated") for own in account], dtype=object)
    return {"account": account, "claimant_body": body, "report_id": "kaggle-" + slug,
            "note": "source: " + source.to_numpy(object)}  # fmt: skip


def _understood(cells: dict, found: list) -> dict:
    """Return the rows whose report, window and weapon class are known: what is read of them, and their cells."""
    is_whole = np.ones(len(cells["source"][0]), dtype=bool)
    is_whole[[row for row, *_ in found]] = False
    (source, sources), (model, models), (target, targets) = (cells[name] for name in ("source", "model", "target"))
    rows = {name: spread(own, source, "") for name, own in _reports(sources).items()} | _windows(cells)
    # An empty cell has the code -1 and takes what comes last.
    weapons = zip(*map(weapon_of, [*models, ""]), strict=True)
    regions = zip(*map(place_of, [*targets, "Ukraine"]), strict=True)
    for name, own in zip(("weapon", "weapon_class", "is_tactical", "no_weapon"), weapons, strict=True):
        rows[name] = np.array(own, dtype=object)[model]
    for name, own in zip(("region", "no_region"), regions, strict=True):
        rows[name] = np.array(own, dtype=object)[target]
    account, has_window = rows["account"], rows["window_start"].notna()

    def no_account(row):
        return f"account '{account[row]}' is not known, office not stated" if account[row] else "must not be empty"

    def no_window(row):
        return f"makes no window with time_end '{_text(cells['time_end'], row, '')}'"

    for name, wrong, rule, way_out in (
        ("source", ~_among(account, offices()), no_account, "give the address; add its account to bodies.csv"),
        ("time_start", ~has_window, no_window, "write 2024-10-27 19:00 or 2024-10-27"),
        ("model", pd.notna(rows["no_weapon"]), rows["no_weapon"].item, "add a row or alias to weapons.csv"),
        ("target", pd.notna(rows["no_region"]), rows["no_region"].item, "add a row or alias to regions.csv"),
    ):
        wrong_rows = np.flatnonzero(wrong & is_whole).tolist()
        found += [(row, name, _text(cells[name], row), rule(row), way_out) for row in wrong_rows]
    not_read = pd.notna(rows["no_region"])
    rows["note"][not_read] += "; target not read: " + spread(targets, target, "")[not_read]
    kept = np.flatnonzero(is_whole & (source >= 0) & has_window & pd.notna(rows["weapon_class"]))
    rows = {name: own[kept] for name, own in rows.items()} | {"row": kept}
    rows["cells"] = {name: (codes[kept], words) for name, (codes, words) in cells.items()}
    rows["regime"] = _regimes(rows)
    return rows


def _text(cells: tuple, row: int, empty=pd.NA):
    """Return the text of one cell."""
    codes, words = cells
    return words[codes[row]] if codes[row] >= 0 else empty


def _among(values: np.ndarray, known) -> np.ndarray:
    return pd.Series(values, dtype=object).isin(list(known)).to_numpy()


def _windows(cells: dict) -> dict:
    """Return start, end and basis of each row's window, looked up once for each pair of stamps."""
    start, end = cells["time_start"], cells["time_end"]
    codes, first = together(start[0], end[0])
    found = [_window(_text(start, row, ""), _text(end, row, "")) for row in first]
    starts, ends, basis = (list(own) for own in zip(*found, strict=True)) if found else ([], [], [])
    starts, ends = (pd.to_datetime(own, utc=True).astype(DTYPE)[codes] for own in (starts, ends))
    return {"window_start": starts, "window_end": ends, "window_basis": np.array(basis, dtype=object)[codes]}


def _window(start: str, end: str) -> tuple:
    try:
        return window(start, end, "Ukraine")
    except DronestatsError:
        return pd.NaT, pd.NaT, None


def _regimes(rows: dict) -> np.ndarray:
    """Return the way of counting of each row, looked up once for each office, day and class."""
    bodies, classes = rows["claimant_body"], rows["weapon_class"]
    if not len(bodies):
        return bodies
    days = local_days(pd.DataFrame({"window_end": rows["window_end"]}).assign(claimant="Ukraine"))
    codes, first = together(bodies, days, classes)
    labels = day_labels(days.min(), days.max(), "day")[days[first] - days.min()]
    keys = zip(bodies[first], labels, classes[first], strict=True)
    return np.array([regime_of(*key) for key in keys], dtype=object)[codes]


def _is_copied(rows: dict, launched: np.ndarray, destroyed: np.ndarray) -> np.ndarray:
    """Tell a list of kills, whose launched was copied from destroyed, from an attack of which nothing came through.

    Copied: both are equal, and either all weapons are reconnaissance or tactical drones, which are reported when shot
    down, or the office speaks for a part of the country (rank 7 and 8 in ``bodies.csv``, or not listed there) and
    reports its own kills. A nationwide report of strike drones or missiles that were all shot down is none.
    """
    nationwide = [body for body, rank in column("bodies", "rank").items() if rank not in ("7", "8")]
    is_regional = ~_among(rows["claimant_body"], nationwide)
    return (launched == destroyed) & (launched > 0) & (is_regional | pd.notna(rows["is_tactical"]))


def _choose(mask: np.ndarray, yes, no=None) -> np.ndarray:
    return np.array([no, yes], dtype=object)[mask.astype("int8")]


def _pieces(rows: dict, found: list) -> list[dict]:
    """Return the claims of all rows, a few columns for each column that they come from."""

    def number(name):
        codes, words = rows["cells"][name]
        value = np.asarray(pd.to_numeric(words, errors="coerce"), dtype="float64")
        fits = (value >= 0) & (value < 2**53)
        fits &= np.where(fits, value, 0) % 1 == 0
        rule, way_out = "must be a whole number, 0 or more", "leave the cell empty if nothing is stated"
        for at in np.flatnonzero(spread(~fits, codes, False)):
            found.append((int(rows["row"][at]), name, words[codes[at]], rule, way_out))
        return spread(np.where(fits, value, NONE).astype("int64"), codes, NONE)

    def piece(name, counts, order, **own):
        at = np.flatnonzero(counts != NONE)
        own = {"name": name, "outcome": VARIABLE_MAP[name], "order": order, "count": counts} | own
        return {"at": at} | {key: value[at] if isinstance(value, np.ndarray) else value for key, value in own.items()}

    def details(name, look_up, words):
        (at, ids, counts), bad = details_of(rows["cells"][name], look_up, words)
        found.extend((int(rows["row"][row]), name, *fault) for row, fault in zip(*bad, strict=True))
        return {"at": at, "name": name, "id": ids, "count": counts}

    regime, launched, destroyed, lost = rows["regime"], *map(number, ("launched", "destroyed", "not_reach_goal"))
    stopped_as, states_lost = column("regimes", "stopped_as"), column("regimes", "states_lost")
    # ua-withheld is about the figures that are missing; those that are given are merged as before.
    is_merged = _among(regime, [own for own, as_ in stopped_as.items() if as_ in ("intercepted", "withheld")])
    states_lost = _among(regime, [own for own, states in states_lost.items() if states == "yes"])
    stopped = _choose(is_merged, "intercepted", "destroyed")
    copied = _is_copied(rows, launched, destroyed)
    codes, words = rows["cells"]["status_data"]
    is_hidden = spread([word.strip().casefold() == "hidden" for word in words], codes, False).astype(bool)
    # The file holds a placeholder 0 where a figure is withheld.
    launched, destroyed = (np.where(is_hidden & (counts <= 0), HIDDEN, counts) for counts in (launched, destroyed))
    others = _among(rows["report_id"], set(rows["report_id"][rows["weapon_class"] != "drone"]))
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


def _numbered(pieces: list[dict], rows: dict, found: list) -> pd.DataFrame:
    """Return all claims in the order of the file, with ids, totals and the columns that a row shares."""
    claims = _stacked(pieces)
    claims["key"] = claims["at"] * 100 + claims["order"]
    claims["total"] = np.where(claims["total"] == NONE, NONE, claims["at"] * 100 + claims["total"])
    is_orphan = (claims["total"] != NONE) & ~np.isin(claims["total"], claims["key"])
    for part in np.flatnonzero(is_orphan):
        row, name, count = int(rows["row"][claims["at"][part]]), claims["name"][part], int(claims["count"][part])
        found.append((row, name, count, "is part of a total that is not stated", "give the total"))
    claims = {name: own[~is_orphan] for name, own in claims.items()}
    claims = _stacked([claims, _split_totals(claims, rows)])
    sort = np.argsort(claims["key"], kind="stable")
    claims = {name: own[sort] for name, own in claims.items()}
    own = {name: values[claims["at"]] for name, values in rows.items() if name != "cells"}
    report = pd.Series(pd.factorize(own["report_id"])[0])
    number = (report.groupby(report).cumcount() + 1).to_numpy()
    claim_id = own["report_id"] + np.array([f"/{n}" for n in range(number.max(initial=0) + 1)], dtype=object)[number]
    is_part, is_hidden = claims["total"] != NONE, claims["count"] == HIDDEN
    classes = column("weapons", "weapon_class")
    weapon_class = np.array([classes.get(weapon) for weapon in claims["weapon"]], dtype=object)
    remark = np.where(pd.notna(claims["remark"]), "; " + _filled(claims["remark"], ""), "")
    return pd.DataFrame({
        "row": own["row"], "claim_id": claim_id, "report_id": own["report_id"], "claimant": "Ukraine",
        "claimant_body": own["claimant_body"], "attacker": "Russia", "defender": "Ukraine",
        "weapon_class": _filled(weapon_class, own["weapon_class"]), "weapon": _filled(claims["weapon"], own["weapon"]),
        "outcome": claims["outcome"], "region": _filled(claims["region"], own["region"]),
        "part_of": np.where(is_part, claim_id[np.searchsorted(claims["key"], claims["total"])], None),
        "scope": "bulletin", "window_start": own["window_start"], "window_end": own["window_end"],
        "window_basis": own["window_basis"],
        "count": pd.arrays.IntegerArray(claims["count"], is_hidden),
        "qualifier": np.where(is_hidden, "withheld", _filled(claims["qualifier"], "exact")),
        "basis": _filled(claims["basis"], "stated"), "regime": own["regime"], "note": own["note"] + remark,
    })  # fmt: skip


def _filled(values: np.ndarray, rest) -> np.ndarray:
    return np.where(pd.isna(values), rest, values)


def _split_totals(claims: dict, rows: dict) -> dict:
    """Return a derived total for each weapon of a window that one report splits over rows by target or launch place.

    As claims that stand alone, such rows would pass for two versions of one figure. Rows that do not differ in place
    are left as they are: they may be the same row twice. The rows are made parts of it.
    """
    is_figure = (claims["total"] == NONE) & (claims["count"] >= 0) & (claims["order"] <= AIRBORNE)
    figures = np.flatnonzero(is_figure & pd.notna(rows["weapon"])[claims["at"]])
    same_figure = together(*(rows[name] for name in ("report_id", "window_start", "window_end", "weapon")))[0]
    same_place = together(*(rows["cells"][name][0] for name in ("target", "launch_place")))[0]
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
