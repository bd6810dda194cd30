"""The public Kaggle table "Massive Missile Attacks on Ukraine" (piterfm) read as claims: a row of theirs is several."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from pathlib import Path

import pandas as pd

from dronestats.errors import DronestatsError, nearest
from dronestats.schema import PROBLEM, columns, validate_claims
from dronestats.sources.kaggle_names import details_of, offices, place_of, weapon_of
from dronestats.vocabulary import column, regime_of
from dronestats.windows import DTYPE, period_of, window

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
    everything = _read(file, found)
    rows = _understood(everything, found)
    claims = _numbered(_pieces(rows, found), rows, found)
    silent = everything.index.difference(claims.index).difference([row for row, *_ in found])
    found += [(row, "launched", None, "the row states no number", "give launched or destroyed") for row in silent]
    problems = pd.DataFrame(sorted(found, key=lambda fault: fault[0]), columns=["row", *PROBLEM[3:]])
    own = everything.loc[problems["row"]].reset_index(drop=True)
    problems = problems.assign(file=str(file), line=own["line"], id=own["report_id"].fillna(""))[PROBLEM]
    result = validate_claims(claims.reset_index(drop=True), file=str(file))
    if faults:
        return result, problems
    if len(problems):
        bad, lost = problems["line"].nunique(), len(everything) - claims.index.nunique()
        first = "line {line}, column {column}: {value!r}: {rule}".format(**problems.iloc[0])
        warnings.warn(
            f"{file}: {bad} of {len(everything)} rows have faults, {lost} of them give no claim; first: {first}; "
            "read_kaggle(path, faults=True) returns all",
            stacklevel=2,
        )
    return result


def _read(file: Path, found: list) -> pd.DataFrame:
    """Return the columns we know as strings, those that a layout lacks as NA, with line and report_id."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise DronestatsError(f"{file}: not readable as CSV ({error}); download missile_attacks_daily.csv") from error
    missing = [name for name in NEEDED if name not in header]
    if missing:
        near = nearest(missing[0], [name for name in header if name not in VARIABLE_MAP])
        way_out = f"rename {near!r}" if near else "give read_kaggle the file missile_attacks_daily.csv"
        raise DronestatsError(f"{file}: column {', '.join(map(repr, missing))} is missing; {way_out}")
    for row, (_, cells) in enumerate(lines):
        if len(cells) != len(header):
            rule = f"the row has {len(cells)} cells, the header {len(header)}"
            found.append((row, "", ",".join(cells)[:200], rule, "put texts with a comma in double quotes"))
            cells[:] = [""] * len(header)
    places = {name: header.index(name) for name in VARIABLE_MAP if name in header}
    rows = pd.DataFrame({name: [cells[place] for _, cells in lines] for name, place in places.items()}, dtype="string")
    rows = rows.reindex(columns=list(VARIABLE_MAP)).astype("string").replace(["", "NaN", "nan"], pd.NA)
    rows["line"] = [line for line, _ in lines]
    source = rows["source"].str.strip()
    rows["account"] = source.str.extract(_ACCOUNT, expand=False)
    slug = source.str.removeprefix("https://").str.replace(r"\W+", "-", regex=True).str.strip("-")
    hashes = [hashlib.sha256(text.encode()).hexdigest()[:10] for text in source.fillna("")]
    # Readable, and from the source alone: a long Facebook post id is hashed.
    rows["report_id"] = "kaggle-" + slug.where(slug.str.len() <= 60, rows["account"] + "-" + pd.array(hashes, "string"))
    return rows


def _understood(rows: pd.DataFrame, found: list) -> pd.DataFrame:
    """Return the rows whose report, window and weapon class are known, with these and office, region, regime, note."""
    rows = rows.drop(index=[row for row, *_ in found])
    names = ["weapon", "weapon_class", "is_tactical", "no_weapon", "region", "no_region"]
    texts = zip(rows["model"].fillna(""), rows["target"].fillna("Ukraine"), strict=True)
    found_names = [weapon_of(model) + place_of(target) for model, target in texts]
    made = pd.DataFrame(found_names, rows.index, names, dtype="string")
    rows = rows.join([made, _windows(rows)])
    account = rows["account"]
    rows["claimant_body"] = account.map(offices()).fillna("body not stated")
    unknown = ("account '" + account + "' is not known, office not stated").fillna("must not be empty")
    no_window = "makes no window with time_end '" + rows["time_end"].fillna("") + "'"
    for name, rules, way_out in (
        ("source", unknown.mask(account.isin(list(offices()))), "give the address; add its account to bodies.csv"),
        ("time_start", no_window.where(rows["window_start"].isna()), "write 2024-10-27 19:00 or 2024-10-27"),
        ("model", rows["no_weapon"], "add a row or alias to weapons.csv"),
        ("target", rows["no_region"], "add a row or alias to regions.csv"),
    ):
        found += [(row, name, rows.at[row, name], rule, way_out) for row, rule in rules.dropna().items()]
    not_read = ("; target not read: " + rows["target"]).where(rows["no_region"].notna(), "")
    rows["note"] = "source: " + rows["source"].str.strip() + not_read
    rows = rows[rows["source"].notna() & rows["window_start"].notna() & rows["weapon_class"].notna()]
    rows = rows.assign(claimant="Ukraine", attacker="Russia", defender="Ukraine")
    return rows.assign(regime=_regimes(rows), scope="bulletin", qualifier="exact", basis="stated")


def _windows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return start, end and basis of each row's window, looked up once for each pair of stamps."""
    pairs = list(zip(rows["time_start"].fillna(""), rows["time_end"].fillna(""), strict=True))
    known = {pair: _window(*pair) for pair in set(pairs)}
    made = pd.DataFrame([known[pair] for pair in pairs], rows.index, ["window_start", "window_end", "window_basis"])
    for name in ("window_start", "window_end"):
        made[name] = pd.to_datetime(made[name], utc=True).astype(DTYPE)
    return made


def _window(start: str, end: str) -> tuple:
    try:
        return window(start, end, "Ukraine")
    except DronestatsError:
        return pd.NaT, pd.NaT, pd.NA


def _regimes(rows: pd.DataFrame) -> pd.Series:
    keys = zip(rows["claimant_body"], period_of(rows, "day"), rows["weapon_class"], strict=True)
    return pd.Series([regime_of(*key) for key in keys], index=rows.index, dtype="string")


def _is_copied(rows: pd.DataFrame, launched: pd.Series, destroyed: pd.Series) -> pd.Series:
    """Tell a list of kills, whose launched was copied from destroyed, from an attack of which nothing came through.

    Copied: both are equal, and either all weapons are reconnaissance or tactical drones, which are reported when shot
    down, or the office speaks for a part of the country (rank 7 and 8 in ``bodies.csv``, or not listed there) and
    reports its own kills. A nationwide report of strike drones or missiles that were all shot down is none.
    """
    ranks = rows["claimant_body"].map(column("bodies", "rank"))
    is_regional = ranks.isna() | ranks.isin(["7", "8"])
    return ((launched == destroyed) & (launched > 0)).fillna(False) & (is_regional | rows["is_tactical"].notna())


def _pieces(rows: pd.DataFrame, found: list) -> list[pd.DataFrame]:
    """Return the claims of all rows, one frame for each column that they come from; index = row."""

    def number(name):
        value = pd.to_numeric(rows[name], errors="coerce").astype("Float64")
        fits = ((value >= 0) & (value % 1 == 0) & (value < 2**53)).fillna(False)
        rule, way_out = "must be a whole number, 0 or more", "leave the cell empty if nothing is stated"
        found.extend((row, name, text, rule, way_out) for row, text in rows[name][~fits].dropna().items())
        return value.where(fits).astype("Int64")

    def piece(name, counts, order, **own):
        own = {"outcome": VARIABLE_MAP[name], "total": pd.NA} | own | {"count": counts, "name": name, "order": order}
        return pd.DataFrame(own, index=counts.index[counts.notna()])

    def where(mask, yes, no=pd.NA):
        return pd.Series(no, index=rows.index, dtype="string").mask(mask.astype(bool), yes)

    regime, launched, destroyed, lost = rows["regime"], *map(number, ("launched", "destroyed", "not_reach_goal"))
    # ua-withheld is about the figures that are missing; those that are given are merged as before.
    is_merged = regime.map(column("regimes", "stopped_as")).isin(["intercepted", "withheld"])
    stopped = where(is_merged, "intercepted", "destroyed")
    states_lost = (regime.map(column("regimes", "states_lost")) == "yes").fillna(False).astype(bool)
    copied = _is_copied(rows, launched, destroyed)
    is_hidden = (rows["status_data"].str.strip().str.casefold() == "hidden").fillna(False)
    # The file holds a placeholder 0 where a figure is withheld. The -1 only keeps the row and is taken out below.
    launched, destroyed = (counts.mask(is_hidden & (counts.fillna(0) == 0), -1) for counts in (launched, destroyed))
    others = rows["report_id"].isin(rows.loc[rows["weapon_class"] != "drone", "report_id"])
    attack = where(others, "mixed", "uav")
    basis, remark = where(copied, "imputed", "stated"), where(copied, "launched copied from the kills")
    odd = where(regime.notna() & ~states_lost, "lost stated apart, against the regime")
    pieces = [
        piece("launched", launched, LAUNCHED, basis=basis, remark=remark),
        piece("destroyed", destroyed, STOPPED, outcome=stopped),
        piece("not_reach_goal", lost.where((lost > 0) | states_lost), LOST, remark=odd),
        piece("still_attacking", number("still_attacking"), AIRBORNE),
        piece("num_hit_location", number("num_hit_location"), HIT, weapon=attack),
        piece("num_fall_fragment_location", number("num_fall_fragment_location"), DEBRIS, weapon=attack),
        piece("is_shahed", number("is_shahed"), PARTS[0], total=LAUNCHED, weapon="shahed", qualifier="about"),
        piece("turbojet", number("turbojet"), PARTS[1], total=LAUNCHED, weapon="shahed-jet"),
        piece("turbojet_destroyed", number("turbojet_destroyed"), PARTS[2], total=STOPPED, outcome=stopped,
              weapon="shahed-jet"),
    ]  # fmt: skip
    models = details_of(rows["launched_details"], lambda key: weapon_of(key)[::3], "weapons", found)
    places = details_of(rows["destroyed_details"], place_of, "regions", found)
    left = [details_of(rows["border_crossing"], place_of, "regions", found)]
    for name, country in (("back_russia", "RU"), ("cross_border_belarus", "BY")):
        left.append(number(name).dropna().to_frame("count").assign(name=name, id=country))
    parts = _together(left).sort_index(kind="stable")
    parts = parts.assign(outcome="left_airspace", order=PARTS[5], total=LEFT, region=parts["id"])
    parts["remark"] = "to " + parts["id"].map(column("regions", "name_en")).fillna("another part of the country")
    by_row = parts.groupby(level=0)
    several = by_row["count"].size() > 1
    whole = by_row.agg({"count": "sum", "name": "first", "outcome": "first", "remark": ", ".join})
    whole = whole.assign(order=LEFT, total=pd.NA, basis=several.map({True: "derived", False: "stated"}))
    return [
        *pieces, whole, parts[parts.index.isin(several.index[several])],
        models.assign(outcome="launched", order=PARTS[3], total=LAUNCHED, weapon=models["id"]),
        places.assign(outcome=stopped.reindex(places.index), order=PARTS[4], total=STOPPED, region=places["id"]),
    ]  # fmt: skip


def _together(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    full = [piece.dropna(axis=1, how="all") for piece in pieces if len(piece)]
    return pd.concat(full) if full else pieces[0]


def _numbered(pieces: list[pd.DataFrame], rows: pd.DataFrame, found: list) -> pd.DataFrame:
    """Return all claims in the order of the file, with ids, totals and the columns that a row shares."""
    claims = _together(pieces).reindex(columns=["name", "order", "total", "remark", *columns()])
    claims = claims.astype({"count": "Int64", "total": "Int64", "order": "Int64"})
    claims["key"], claims["total"] = claims.index * 100 + claims["order"], claims.index * 100 + claims["total"]
    is_orphan = claims["total"].notna() & ~claims["total"].isin(claims["key"])
    for row, part in claims[is_orphan].iterrows():
        found.append((row, part["name"], part["count"], "is part of a total that is not stated", "give the total"))
    claims = claims[~is_orphan]
    split = _split_totals(claims, rows)
    whole = split.explode("parts").set_index("parts")["key"]
    claims["total"] = claims["total"].mask(claims["total"].isna(), claims["key"].map(whole).astype("Int64").array)
    claims = _together([claims, split.drop(columns="parts")]).reindex(columns=claims.columns)
    claims = claims.sort_values("key", kind="stable")
    own = rows.loc[claims.index]
    claims["claim_id"] = own["report_id"] + "/" + (own.groupby("report_id").cumcount() + 1).astype("string")
    claims["part_of"] = claims["total"].map(claims[claims["order"] < PARTS[0]].set_index("key")["claim_id"])
    claims["weapon_class"] = claims["weapon"].map(column("weapons", "weapon_class"))
    claims["note"] = own["note"] + ("; " + claims["remark"].astype("string")).fillna("")
    for name in own.columns.intersection(claims.columns):
        is_own = claims[name].isna()
        claims[name] = own[name] if is_own.all() else claims[name].astype("string").mask(is_own, own[name])
    claims["qualifier"] = claims["qualifier"].mask(claims["count"] == -1, "withheld")
    claims["count"] = claims["count"].mask(claims["count"] == -1)
    # An exact figure is its own range: said here at once, which validate_claims would find out row by row.
    claims["count_low"] = claims["count_high"] = claims["count"].where(claims["qualifier"] == "exact")
    return claims.reindex(columns=columns())


def _split_totals(claims: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a derived total for each weapon of a window that one report splits over rows by target or launch place.

    As claims that stand alone, such rows would pass for two versions of one figure. Rows that do not differ in place
    are left as they are: they may be the same row twice. ``parts`` holds the keys of the rows.
    """
    is_figure = (
        claims["total"].isna() & (claims["count"] >= 0) & claims["order"].isin([LAUNCHED, STOPPED, LOST, AIRBORNE])
    )
    shared = rows[["report_id", "window_start", "window_end", "weapon"]].add_prefix("own_")
    where = rows["target"].fillna("") + "|" + rows["launch_place"].fillna("")
    figures = claims[is_figure].join(shared).join(where.rename("where"))
    same = [*shared.columns, "outcome"]
    figures = figures[figures.groupby(same)["key"].transform("size") > 1]
    units = figures.groupby(same, sort=False)
    totals = units.agg(
        row=("key", "min"), count=("count", "sum"), parts=("key", list), places=("where", "nunique"),
        name=("name", "first"), order=("order", "first"),
        basis=("basis", lambda own: "imputed" if "imputed" in set(own) else "derived"),
    ).reset_index()  # fmt: skip
    totals = totals[(totals["places"] > 1) & (totals["places"] == totals["parts"].map(len))]
    totals = totals.assign(key=totals["row"] + SPLIT, region="", remark="sum of the rows that split it")
    return totals.set_index((totals["row"] // 100).astype(int)).drop(columns=["row", "places", *shared.columns])
