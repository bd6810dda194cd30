"""Whether the parts of a total add up to it: a number over several places may mean that many in each."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.findings import choices, finding
from dronestats.vocabulary import lineage, name_of

# From so many lists one knows whether an office gives whole lists.
KNOWN = 5


def check_parts(claims: pd.DataFrame, relations: pd.DataFrame) -> list[dict]:
    """Return a finding for each total with parts by place, and where numbers by weapon add up to a total or exceed it.

    A list shorter than its total is partial where a record says so, where it has one part, or where most lists of its
    office are shorter; else it is below. Numbers by weapon ("70 of them Shaheds") are no complete list: a smaller sum
    says nothing.
    """
    partial = set(relations.loc[relations["relation"] == "partial_list", "report_a"])
    parts = claims[claims["part_of"].notna() & claims["count"].notna()]
    totals = {row["claim_id"]: row for row in claims[claims["claim_id"].isin(parts["part_of"])].to_dict("records")}
    places, found = [], []
    for total_id, own in parts.groupby("part_of", sort=False):
        total = totals.get(total_id)
        # A selection may hold a part without its total, and a total may be words alone.
        if total is None or pd.isna(total["count"]):
            continue
        is_place = own["region"].notna() & (own["region"] != total["region"]).fillna(True)
        is_weapon = ~is_place & (own["weapon"] != total["weapon"]).fillna(True) & (own["outcome"] == total["outcome"])
        if is_place.any():
            places.append((total, own[is_place], *_places(total, own[is_place])))
        if is_weapon.sum() > 1:
            found += _weapons(total, own[is_weapon])
    sums = pd.DataFrame([(total["claimant_body"], verdict.startswith("holds")) for total, _, verdict, _ in places],
                        columns=["body", "holds"])  # fmt: skip
    habits = sums.groupby("body", dropna=False)["holds"].agg(["mean", "size"])
    lists_in_part = set(habits.index[(habits["mean"] < 0.5) & (habits["size"] >= KNOWN)])
    for total, own, verdict, words in places:
        is_partial = total["report_id"] in partial or len(own) == 1 or total["claimant_body"] in lists_in_part
        verdict = "partial" if verdict == "below" and is_partial else verdict
        ids = [total["claim_id"], *own["claim_id"]]
        told = {"stated": int(total["count"]), "listed": _listed(own)} | words
        found.append(finding(f"parts_sum:{verdict}", total, ids, **told))
    return found


def _listed(parts: pd.DataFrame) -> str:
    return "the one part listed comes to" if len(parts) == 1 else f"{len(parts)} parts listed add up to"


def _places(total: dict, parts: pd.DataFrame) -> tuple[str, dict]:
    """Return the verdict on a list of places, and what its sentence names."""
    stated, shared = int(total["count"]), int(parts["count"].sum())
    if shared == stated:
        return "holds", {"found": shared}
    lumps = parts[parts["region"].str.contains("+", regex=False)]
    for chosen in choices(list(lumps.itertuples())):
        if shared + sum(map(_more, chosen)) == stated:
            lump = " and ".join(f"{_count(lump):,} over {name_of('regions', lump.region)}" for lump in chosen)
            return "holds_each", {"found": stated, "lump": lump, "shared": f"{shared:,}"}
    twice = parts[parts["region"].duplicated(keep=False)]
    for chosen in choices(list(twice.itertuples())):
        left = parts.drop(index=[part.Index for part in chosen])
        if set(left["region"]) == set(parts["region"]) and left["count"].sum() == stated:
            place = " and ".join(dict.fromkeys(name_of("regions", part.region) for part in chosen))
            return "holds_once", {"found": stated, "place": place, "shared": f"{shared:,}"}
    if _allows(total, shared):
        return "within_words", {"found": shared, "qualifier": str(total["qualifier"]).replace("_", " ")}
    return "above" if shared > stated else "below", {"found": shared}


def _allows(total: dict, found: int) -> bool:
    """Return whether the words of a total ("about 200", "more than 90") allow a sum."""
    low, high = total["count_low"], total["count_high"]
    is_above, is_below = (not pd.isna(low) and found < low), (not pd.isna(high) and found > high)
    return total["qualifier"] != "exact" and not is_above and not is_below


def _count(part) -> int:
    # A named tuple has a method of that name.
    return int(part[part._fields.index("count")])


def _more(lump) -> int:
    """Return what a number over several places adds when it is read as that many in each."""
    return _count(lump) * lump.region.count("+")


def _weapons(total: dict, parts: pd.DataFrame) -> list[dict]:
    # A weapon that another of the parts covers is a part of that one.
    named = set(parts["weapon"].dropna())
    is_within = [bool(named & set(lineage("weapons", own)[1:])) for own in parts["weapon"].fillna("mixed")]
    parts = parts[~pd.Series(is_within, index=parts.index)]
    stated, found = int(total["count"]), int(parts["count"].sum())
    verdict = "holds" if found == stated else "above" if found > stated else None
    ids = [total["claim_id"], *parts["claim_id"]]
    told = {"stated": stated, "found": found, "listed": f"{len(parts)} numbers by weapon add up to"}
    return [finding(f"weapons_sum:{verdict}", total, ids, **told)] if verdict else []
