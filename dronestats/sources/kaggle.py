"""The public Kaggle table "Massive Missile Attacks on Ukraine" (piterfm) read as claims: a row of theirs is several."""

from __future__ import annotations

import hashlib
import re
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from dronestats.errors import DronestatsError, nearest
from dronestats.schema import columns, validate_claims
from dronestats.vocabulary import clock_of, column, find, regime_of, table, widest
from dronestats.windows import DTYPE, window

# Their column -> ours (a column of the claims table, or an outcome). What is not here is not read.
VARIABLE_MAP = {
    "time_start": "window_start", "time_end": "window_end", "model": "weapon", "target": "region", "source": "report_id",
    "launched": "launched",
    "destroyed": "destroyed",  # intercepted where the regime states one merged figure
    "not_reach_goal": "lost", "still_attacking": "still_airborne",
    "back_russia": "left_airspace", "cross_border_belarus": "left_airspace",  # until 2025
    "border_crossing": "left_airspace",  # since: {country: number}
    "num_hit_location": "hit_location", "num_fall_fragment_location": "debris_location",
    "is_shahed": "launched", "turbojet": "launched", "turbojet_destroyed": "destroyed",  # parts
    "launched_details": "launched",  # parts by weapon
    "destroyed_details": "destroyed",  # parts by place
    "status_data": "qualifier",  # from August 2026: 'hidden' = withheld
}  # fmt: skip
NEEDED = ("time_start", "time_end", "model", "target", "launched", "destroyed", "source")
ACCOUNTS = {  # in `source` -> office
    "kpszsu": "Ukrainian Air Force",
    "PvKPivden": "Air Command South",
    "pvkshid": "Air Command East",
    "PvkZahid": "Air Command West",
    "PvkCenter": "Air Command Centre",
    "GeneralStaff.ua": "General Staff of the Armed Forces of Ukraine",
    "CinCAFU": "Commander-in-Chief of the Armed Forces of Ukraine",
    "ChiefUkrDIU": "Main Directorate of Intelligence (HUR)",
    "kharkivoda.gov.ua": "Kharkiv Regional Military Administration",
    "war_monitor": "war_monitor (Telegram channel)",
    "watch": "body not stated",  # a Facebook video without an account in its address
}
# Drones that, like the reconnaissance types, only appear in lists of kills; "uav" is their 'Unknown UAV'.
TACTICAL = ("lancet", "kub", "molniya", "fpv", "privet-82", "uav")
# What tells the class of a weapon whose name is not known.
CLASS_WORDS = {"uav": "drone", "drone": "drone", "missile": "missile", "bomb": "guided_bomb"}
FAULT_COLUMNS = ["file", "line", "id", "column", "value", "rule", "way_out"]
LONGEST_DETAILS = 5000

# Place of a claim among the claims of its row. Totals stand first, so that parts can point to them.
LAUNCHED, STOPPED, LOST, AIRBORNE, LEFT, HIT, DEBRIS, *PARTS = range(13)
_ACCOUNT = re.compile(r"(?:https?://)?(?:(?:www\.|m\.)?facebook\.com/|t\.me/(?:s/)?)?([^/?]+)")
_STAMP = r"^(\d{4}-\d{2}-\d{2})(?: ((?:[01]?\d|2[0-3]):[0-5]\d|24:00))?$"
_ENTRY = re.compile(r"""\s*(?:'([^'"{}]*)'|"([^"{}]*)")\s*:\s*(NaN|nan|None|\d{1,9}(?:\.0*)?)\s*(?:,|(?=\}$))""")


def read_kaggle(path: str | Path, *, faults: bool = False):
    """Read a copy of the Kaggle table ``missile_attacks_daily.csv`` as claims.

    Parameters
    ----------
    path : str or Path
        CSV in any layout since 2023: 9 columns, up to 22, or with ``status_data``, recognised by its columns. Columns
        that are not in ``VARIABLE_MAP`` (launch place, carrier, affected region, new ones) are ignored, no warning.
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
      is all that was stopped: ``intercepted``. Other offices have no regime on record and stay ``destroyed``.
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
    ...     "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,source\\n"
    ...     "2023-05-01 20:00,2023-05-02 04:00,Shahed-136/131,,Ukraine,,12.0,9.0,kpszsu/posts/1\\n"
    ... )
    >>> read_kaggle(file)[["claim_id", "weapon", "outcome", "count"]].values.tolist()
    [['kaggle-kpszsu-posts-1/1', 'shahed', 'launched', 12], ['kaggle-kpszsu-posts-1/2', 'shahed', 'destroyed', 9]]
    """
    file, found = Path(path), []
    everything = _read(file)
    rows = _understood(everything, found)
    claims = _numbered(_pieces(rows, found), rows, found)
    silent = everything.index.difference(claims.index).difference([row for row, *_ in found])
    found += [(row, "launched", None, "the row states no number", "give launched or destroyed") for row in silent]
    problems = pd.DataFrame(sorted(found, key=lambda fault: fault[0]), columns=["row", *FAULT_COLUMNS[3:]])
    own = everything.loc[problems["row"]].reset_index(drop=True)
    problems = problems.assign(file=str(file), line=own["line"], id=own["report_id"].fillna(""))[FAULT_COLUMNS]
    result = validate_claims(claims.reset_index(drop=True), file=str(file))
    if faults:
        return result, problems
    if len(problems):
        bad, lost, first = problems["line"].nunique(), len(everything) - claims.index.nunique(), problems.iloc[0]
        warnings.warn(
            f"{file}: {bad} of {len(everything)} rows have faults, {lost} of them give no claim; first: line {first['line']}, "
            f"column {first['column']}: {first['value']!r}: {first['rule']}; read_kaggle(path, faults=True) returns all",
            stacklevel=2,
        )
    return result


def _read(file: Path) -> pd.DataFrame:
    """Return the columns we know as strings, those that a layout lacks as NA, with line and report_id."""
    try:
        raw = pd.read_csv(file, dtype="string", skip_blank_lines=False, encoding="utf-8-sig", index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise DronestatsError(f"{file}: not readable as CSV ({error}); download missile_attacks_daily.csv") from error
    missing = [name for name in NEEDED if name not in raw]
    if missing:
        near = nearest(missing[0], [name for name in raw.columns if name not in VARIABLE_MAP])
        way_out = f"rename {near!r}" if near else "give read_kaggle the file missile_attacks_daily.csv"
        raise DronestatsError(f"{file}: column {', '.join(map(repr, missing))} is missing; {way_out}")
    rows = raw.reindex(columns=list(VARIABLE_MAP)).astype("string").assign(line=raw.index + 2)
    rows = rows[raw.notna().any(axis=1)].reset_index(drop=True)
    ids = {source: _report_id(source) for source in rows["source"].dropna().unique()}
    return rows.assign(report_id=rows["source"].map(ids).astype("string"))


def _report_id(source: str) -> str:
    """Return a readable id that depends on the source alone; a long Facebook post id is hashed."""
    slug = re.sub(r"\W+", "-", source.strip().removeprefix("https://")).strip("-")
    if len(slug) > 60:
        slug = f"{_ACCOUNT.search(source.strip())[1]}-{hashlib.sha256(source.strip().encode()).hexdigest()[:10]}"
    return f"kaggle-{slug}"


def _cells(rows: pd.DataFrame, name: str, rules: pd.Series, way_out: str) -> list[tuple]:
    """Return a fault for each row that has a rule."""
    return [(row, name, rows.at[row, name], rule, way_out) for row, rule in rules.dropna().items()]


def _understood(rows: pd.DataFrame, found: list) -> pd.DataFrame:
    """Return the rows whose report, window and weapon class are known, with these and office, region, regime, note."""
    rows = rows.join(_windows(rows, found))
    account = rows["source"].str.strip().str.extract(_ACCOUNT, expand=False)
    rules = ("account '" + account + "' is not known, office not stated").mask(account.isin(list(ACCOUNTS)))
    found += _cells(rows, "source", rules, "add it to ACCOUNTS in dronestats/sources/kaggle.py")
    rules = pd.Series("must not be empty", index=rows.index)
    found += _cells(rows, "source", rules.where(rows["source"].isna()), "give the address of the report")
    found += _cells(rows, "model", rules.where(rows["model"].isna()), "give the weapon")
    rows["claimant_body"] = account.map(ACCOUNTS).fillna("body not stated")
    for name, own, look_up, words in (
        ("model", ["weapon", "weapon_class", "is_tactical"], _weapon, "weapons"),
        ("target", ["region"], _place, "regions"),
    ):
        known = {text: look_up(text) for text in rows[name].dropna().unique()}
        for place, made in enumerate([*own, "unknown"]):
            rows[made] = rows[name].map({text: values[place] for text, values in known.items()}).astype("string")
        found += _cells(rows, name, rows["unknown"], f"add a row or alias to {words}.csv")
    rows["note"] = "source: " + rows["source"].str.strip() + ("; target not read: " + rows["target"]).where(
        rows["unknown"].notna(), ""
    )
    rows = rows[rows["source"].notna() & rows["window_start"].notna() & rows["weapon_class"].notna()]
    return rows.assign(regime=_regimes(rows))


def _windows(rows: pd.DataFrame, found: list) -> pd.DataFrame:
    """Return the windows by the rules of `windows.window`, all at once; where they fail, its words are the fault."""
    clock = clock_of("Ukraine")
    hours = table("claimants").set_index("claimant").loc["Ukraine", ["night_start", "night_end"]] + ":00"
    night_start, night_end = pd.to_timedelta(hours)
    ends = []
    for name in ("time_start", "time_end"):
        parts = rows[name].str.strip().str.extract(_STAMP)
        day = pd.to_datetime(parts[0], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        ends.append((day + pd.to_timedelta(parts[1].fillna("0:00") + ":00").astype("timedelta64[us]"), parts[1].notna()))
    (first, first_timed), (last, last_timed) = ends
    is_night = last.dt.normalize() - first.dt.normalize() == pd.Timedelta(days=1)
    first = first.mask(~first_timed & is_night, first + night_start)
    last = last.mask(~last_timed, (last + night_end).where(is_night, last + pd.Timedelta(days=1)))
    # The first pass of an hour that the clock shows twice, as windows.parse_stamp reads it.
    first, last = (
        stamp.dt.tz_localize(clock, ambiguous=np.ones(len(rows), dtype=bool), nonexistent="shift_forward")
        .dt.tz_convert("UTC").astype(DTYPE)
        for stamp in (first, last)
    )  # fmt: skip
    last = last.mask(first == last, last + pd.Timedelta(minutes=1))
    readable = (first < last).fillna(False)
    for row, (start, end) in rows.loc[~readable, ["time_start", "time_end"]].fillna("").iterrows():
        rule = "the time is in no format of this file"
        try:
            window(start, end, "Ukraine")
        except DronestatsError as error:
            rule = str(error)
        found.append((row, "time_start", f"{start} - {end}", rule, "write 2024-10-27 19:00 or 2024-10-27"))
    basis = pd.Series("assumed", index=rows.index).mask(first_timed & last_timed, "stated")
    return pd.DataFrame({"window_start": first.where(readable), "window_end": last, "window_basis": basis})


@cache
def _weapon(model: str) -> tuple:
    """Return weapon, class, whether all of it is tactical, and why the name is not known."""
    try:
        weapons = _joined(model)
    except DronestatsError as error:
        told = {own for word, own in CLASS_WORDS.items() if word in model.casefold() and " and " not in model}
        return None, told.pop() if len(told) == 1 else None, None, str(error).rsplit("; ", 1)[0]
    weapon = widest(weapons) or "mixed"
    roles = column("weapons", "role")
    is_tactical = all(own in TACTICAL or roles.get(own) == "reconnaissance" for own in weapons)
    return weapon, column("weapons", "weapon_class")[weapon], "yes" if is_tactical else "no", None


def _joined(model: str, joints: tuple[str, ...] = (" and ", "/")) -> list[str]:
    """Return the weapons that a name stands for, whole where the table has it whole, else its parts."""
    try:
        return [find("weapons", model)]
    except DronestatsError:
        if not joints:
            raise
        return [own for atom in model.split(joints[0]) for own in _joined(atom, joints[1:])]


@cache
def _place(text: str) -> tuple:
    """Return region (None for the whole country) and why it is not known; a bare town name means the town here."""
    towns = {name.casefold(): region for region, name in column("regions", "name_en").items() if name.endswith(" City")}
    regions = []
    for atom in re.split(r"\s+and\s+", text.strip()):
        try:
            regions.append(towns.get(f"{atom} city".casefold()) or find("regions", atom))
        except DronestatsError as error:
            return None, str(error).rsplit("; ", 1)[0]
    return (None if "UA" in regions else "+".join(dict.fromkeys(regions))), None


def _regimes(rows: pd.DataFrame) -> pd.Series:
    """Return the regime of each row, looked up once for each office, class and stretch between two changes."""
    last = (rows["window_end"] - pd.Timedelta(microseconds=1)).dt.tz_convert(clock_of("Ukraine"))
    regimes = table("regimes")
    after = pd.to_datetime(regimes["end"].dropna(), format="%Y-%m-%d") + pd.Timedelta(days=1)
    changes = np.array(sorted({"0001-01-01", *regimes["start"], *after.dt.strftime("%Y-%m-%d")}))
    stretch = changes[np.searchsorted(changes, last.dt.strftime("%Y-%m-%d").to_numpy(dtype=str), side="right") - 1]
    keys = list(zip(rows["claimant_body"], map(str, stretch), rows["weapon_class"], strict=True))
    looked_up = {key: regime_of(*key) for key in set(keys)}
    return pd.Series([looked_up[key] for key in keys], index=rows.index, dtype="string")


def _is_copied(rows: pd.DataFrame, launched: pd.Series, destroyed: pd.Series) -> pd.Series:
    """Tell a list of kills, whose launched was copied from destroyed, from an attack of which nothing came through.

    Copied: both are equal, and either all weapons are reconnaissance or tactical drones, which are reported when shot
    down, or the office speaks for a part of the country (rank 7 and 8 in ``bodies.csv``, or not listed there) and
    reports its own kills. A nationwide report of strike drones or missiles that were all shot down is none.
    """
    ranks = rows["claimant_body"].map(column("bodies", "rank"))
    is_regional = ranks.isna() | ranks.isin(["7", "8"])
    return ((launched == destroyed) & (launched > 0)).fillna(False) & (is_regional | (rows["is_tactical"] == "yes"))


def _pieces(rows: pd.DataFrame, found: list) -> list[pd.DataFrame]:
    """Return the claims of all rows, one frame for each column that they come from; index = row."""

    def number(name):
        value = pd.to_numeric(rows[name], errors="coerce").astype("Float64")
        fits = ((value >= 0) & (value % 1 == 0) & (value < 2**53)).fillna(False)
        rules = pd.Series("must be a whole number, 0 or more", index=rows.index).where(rows[name].notna() & ~fits)
        found.extend(_cells(rows, name, rules, "leave the cell empty if nothing is stated"))
        return value.where(fits).astype("Int64")

    def piece(name, counts, order, *, outcome=None, total=pd.NA, **own):
        outcome = VARIABLE_MAP[name] if outcome is None else outcome
        own |= {"count": counts, "name": name, "outcome": outcome, "order": order, "total": total}
        return pd.DataFrame(own, index=counts.index[counts.notna()])

    def where(mask, yes, no=pd.NA):
        return pd.Series(no, index=rows.index, dtype="string").mask(mask.astype(bool), yes)

    regime, launched, destroyed = rows["regime"], number("launched"), number("destroyed")
    # ua-withheld is about the figures that are missing; those that are given are merged as before.
    stopped = where(regime.map(column("regimes", "stopped_as")).isin(["intercepted", "withheld"]), "intercepted", "destroyed")
    states_lost = (regime.map(column("regimes", "states_lost")) == "yes").fillna(False).astype(bool)
    copied = _is_copied(rows, launched, destroyed)
    is_hidden = (rows["status_data"].str.strip().str.casefold() == "hidden").fillna(False)
    # The file holds a placeholder 0 where a figure is withheld. The -1 only keeps the row and is taken out below.
    launched, destroyed = (counts.mask(is_hidden & (counts.fillna(0) == 0), -1) for counts in (launched, destroyed))
    others = rows["report_id"].isin(rows.loc[rows["weapon_class"] != "drone", "report_id"])
    attack = {"weapon": where(others, "mixed", "uav"), "weapon_class": where(others, "mixed", "drone")}
    attack["remark"] = "places of the whole attack"
    lost, jet = number("not_reach_goal"), {"weapon": "shahed-jet", "weapon_class": "drone"}
    basis, remark = where(copied, "imputed", "stated"), where(copied, "launched copied from the kills")
    odd = where(regime.notna() & ~states_lost, "lost stated apart, against the regime")
    pieces = [
        piece("launched", launched, LAUNCHED, basis=basis, remark=remark),
        piece("destroyed", destroyed, STOPPED, outcome=stopped),
        piece("not_reach_goal", lost.where((lost > 0) | states_lost), LOST, remark=odd),
        piece("still_attacking", number("still_attacking"), AIRBORNE),
        piece("num_hit_location", number("num_hit_location"), HIT, **attack),
        piece("num_fall_fragment_location", number("num_fall_fragment_location"), DEBRIS, **attack),
        piece("is_shahed", number("is_shahed"), PARTS[0], total=LAUNCHED, **jet | {"weapon": "shahed"}, qualifier="about"),
        piece("turbojet", number("turbojet"), PARTS[1], total=LAUNCHED, **jet),
        piece("turbojet_destroyed", number("turbojet_destroyed"), PARTS[2], total=STOPPED, outcome=stopped, **jet),
    ]
    models = _details(rows["launched_details"], lambda key: _weapon(key)[::3], "weapons", found)
    kinds = models["id"].map(column("weapons", "weapon_class"))
    places = _details(rows["destroyed_details"], _place, "regions", found)
    whose = stopped.reindex(places.index)
    pieces += [
        models.assign(outcome="launched", order=PARTS[3], total=LAUNCHED, weapon=models["id"], weapon_class=kinds),
        places.assign(outcome=whose, order=PARTS[4], total=STOPPED, region=places["id"]),
    ]
    old = [number("back_russia").dropna().to_frame("count").assign(name="back_russia", id="RU")]
    old += [number("cross_border_belarus").dropna().to_frame("count").assign(name="cross_border_belarus", id="BY")]
    parts = pd.concat([_details(rows["border_crossing"], _place, "regions", found), *old]).sort_index(kind="stable")
    parts = parts.assign(outcome="left_airspace", order=PARTS[5], total=LEFT, region=parts["id"])
    parts["remark"] = "to " + parts["id"].map(column("regions", "name_en"))
    by_row = parts.groupby(level=0)
    several = by_row["count"].size() > 1
    whole = by_row.agg({"count": "sum", "name": "first", "outcome": "first", "remark": ", ".join})
    whole = whole.assign(order=LEFT, total=pd.NA, basis=several.map({True: "derived", False: "stated"}))
    return [*pieces, whole, parts[parts.index.isin(several.index[several])]]


def _details(cells: pd.Series, look_up, words: str, found: list) -> pd.DataFrame:
    """Return the numbers in dict literals like ``{'south': 16, 'east': NaN}``: index = row; name, id, count.

    Read by a pattern, never evaluated: one level, bounded length. A key without a number is a place named, no claim.
    """
    out = []
    for row, text in cells.dropna().items():
        entries, place = [], 1
        while len(text) <= LONGEST_DETAILS and (entry := _ENTRY.match(text.strip(), place)):
            entries.append(((entry[1] or entry[2] or "").strip(), entry[3]))
            place = entry.end()
        if text.strip()[0] != "{" or text.strip()[place:].strip() != "}":
            rule = "must be one flat list of 'name': number"
            found.append((row, cells.name, text[:200], rule, "write {'south': 16, 'east': NaN}"))
            continue
        for key, count in entries:
            own, unknown = look_up(key)
            if unknown:
                found.append((row, cells.name, key, unknown, f"add a row or alias to {words}.csv"))
            elif count[0].isdigit():
                out.append((row, cells.name, own, int(float(count))))
    frame = pd.DataFrame(out, columns=["row", "name", "id", "count"]).set_index("row")
    return frame.astype({"name": "string", "id": "string", "count": "Int64"})


def _numbered(pieces: list[pd.DataFrame], rows: pd.DataFrame, found: list) -> pd.DataFrame:
    """Return all claims in the order of the file, with ids, totals and the columns that a row shares."""
    claims = pd.concat([piece.astype({"count": "Int64", "total": "Int64"}) for piece in pieces if len(piece)] or pieces)
    claims = claims.reindex(columns=["name", "order", "total", "remark", *columns()])
    claims["key"], claims["total"] = claims.index * 100 + claims["order"], claims.index * 100 + claims["total"]
    is_orphan = claims["total"].notna() & ~claims["total"].isin(claims["key"])
    for row, part in claims[is_orphan].iterrows():
        found.append((row, part["name"], part["count"], "a part whose total is not stated", "give launched and destroyed"))
    claims = claims[~is_orphan].sort_values("key", kind="stable")
    own = rows.loc[claims.index]
    claims["claim_id"] = own["report_id"] + "/" + (own.groupby("report_id").cumcount() + 1).astype("string")
    claims["part_of"] = claims["total"].map(claims[claims["total"].isna()].set_index("key")["claim_id"])
    for name in ("report_id", "claimant_body", "window_start", "window_end", "window_basis", "regime"):
        claims[name] = own[name]
    for name in ("weapon", "weapon_class", "region"):
        claims[name] = claims[name].astype("string").fillna(own[name])
    claims["qualifier"] = claims["qualifier"].astype("string").fillna("exact").mask(claims["count"] == -1, "withheld")
    claims["count"] = claims["count"].mask(claims["count"] == -1)
    claims["basis"] = claims["basis"].astype("string").fillna("stated")
    claims["note"] = own["note"] + ("; " + claims["remark"].astype("string")).fillna("")
    # An exact figure is its own range: said here at once, which validate_claims would find out row by row.
    claims["count_low"] = claims["count_high"] = claims["count"].where(claims["qualifier"] == "exact")
    claims = claims.assign(claimant="Ukraine", attacker="Russia", defender="Ukraine", scope="bulletin")
    return claims.reindex(columns=columns())
