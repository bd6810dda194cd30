"""What texts say about themselves: sums, hours within hours, running totals, ways of counting, last digits."""

import re

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.comparison.findings import COLUMNS
from dronestats.errors import DronestatsError
from dronestats.vocabulary import column, ids, name_of

NO_RELATIONS = ds.load_relations().head(0)


def check(rows, *names, relations=NO_RELATIONS):
    table = rows if isinstance(rows, pd.DataFrame) else claims(*rows)
    return ds.check_claims(table, list(names), relations=relations)


def one(found):
    """Return the only sentence."""
    (sentence,) = found["sentence"]
    return sentence


def verdicts(found):
    return (found["check"] + ":" + found["verdict"]).tolist()


def listing(total, *places, **other):
    """Return the claims of one report of Russia's ministry: a total and (region, count) for each place."""
    rows = [claim("list/1", "intercepted", total, claimant="Russia", **other)]
    return rows + [
        claim(f"list/{number}", "intercepted", count, claimant="Russia", region=region, part_of="list/1")
        for number, (region, count) in enumerate(places, 2)
    ]


# --- parts of a total -------------------------------------------------------------------------------------------------


def test_parts_of_the_seed_night_add_up():
    found = check(ds.load_claims().query("report_id == 'ru-2024-10-28'"), "parts")
    assert verdicts(found) == ["parts_sum:holds"]
    assert found["claim_ids"].iloc[0].split() == [f"ru-2024-10-28/{number}" for number in range(1, 6)]
    assert one(found) == "ru-2024-10-28: 4 parts listed add up to the total of 21"


def test_a_number_over_two_places_may_be_shared():
    assert verdicts(check(listing(21, ("RU-BEL", 13), ("RU-BRY+RU-KRS", 8)), "parts")) == ["parts_sum:holds"]


def test_a_number_over_two_places_may_mean_that_many_in_each():
    found = check(listing(29, ("RU-BEL", 13), ("RU-BRY+RU-KRS", 8)), "parts")
    assert verdicts(found) == ["parts_sum:holds_each"]
    assert "when 8 over Bryansk, Kursk is read as that many each; shared, they add up to 21" in one(found)


def test_a_place_listed_twice_may_count_once():
    found = check(listing(16, ("RU-BEL", 13), ("RU-BEL", 12), ("RU-KRS", 3)), "parts")
    assert verdicts(found) == ["parts_sum:holds_once"]


@pytest.mark.parametrize(("total", "verdict"), [(22, "below"), (20, "above")])
def test_parts_that_miss_the_total_are_flagged_with_the_difference(total, verdict):
    found = check(listing(total, ("RU-BEL", 13), ("RU-BRY", 8)), "parts").iloc[0]
    assert (found["verdict"], found["is_flag"], found["stated"], found["found"]) == (verdict, True, total, 21)


def test_a_list_that_a_person_read_as_partial_is_no_mismatch():
    told = pd.DataFrame([["list", pd.NA, "partial_list"]], columns=["report_a", "report_b", "relation"])
    found = check(listing(30, ("RU-BEL", 13), ("RU-BRY", 8)), "parts", relations=told)
    assert verdicts(found) == ["parts_sum:partial"]
    assert not found["is_flag"].any()


def test_an_office_that_seldom_gives_whole_lists_is_not_flagged_for_a_short_one():
    rows = []
    for number in range(6):
        total = f"r{number}/1"
        rows += [claim(total, "destroyed", 90), claim(f"r{number}/2", "destroyed", 20, region="UA-51", part_of=total),
                 claim(f"r{number}/3", "destroyed", 30, region="UA-48", part_of=total)]  # fmt: skip
    assert set(verdicts(check(rows, "parts"))) == {"parts_sum:partial"}


def test_a_total_in_words_allows_the_sums_that_its_words_allow():
    parts = (("RU-BEL", 101), ("RU-BRY", 100))
    assert verdicts(check(listing(200, *parts, qualifier="about"), "parts")) == ["parts_sum:within_words"]
    assert verdicts(check(listing(200, *parts, qualifier="up_to"), "parts")) == ["parts_sum:above"]


def test_a_share_of_shaheds_is_no_list_that_must_add_up():
    rows = [claim("a/1", "launched", 100), claim("a/2", "launched", 60, weapon="shahed", part_of="a/1"),
            claim("a/3", "launched", 10, weapon="gerbera", part_of="a/1")]  # fmt: skip
    assert check(rows, "parts").empty
    rows[1]["count"] = 95
    assert verdicts(check(rows, "parts")) == ["weapons_sum:above"]


def test_a_part_whose_total_was_not_selected_is_not_checked():
    rows = claims(*listing(21, ("RU-BEL", 13), ("RU-BRY", 8)))
    assert check(rows[rows["region"].notna()], "parts").empty


def _read_note(note: str) -> set[str]:
    """Return the verdicts that fit what a person wrote about a list."""
    if re.search(r"partial breakdown|breakdown partial", note):
        return {"partial"}
    if "SUM MISMATCH" in note:
        return {"below", "above"}
    return {"holds", "holds_each", "holds_once"} if "breakdown sums to total" in note else set()


def _lists_agree(note_of) -> dict[str, int]:
    """Assert that verdicts on the ministry's lists are those of the notes; return how many lists each verdict has."""
    rows = ds.load_claims().query("claimant_body == 'Ministry of Defence'")
    found = ds.check_claims(rows, ["parts"]).query("check == 'parts_sum'").reset_index(drop=True)
    told = [_read_note(note_of(row)) for row in found.itertuples()]
    wrong = [(row.report_id, row.verdict, fits) for row, fits in zip(found.itertuples(), told, strict=True)
             if fits and row.verdict not in fits]  # fmt: skip
    assert wrong == []
    return found["verdict"][[bool(fits) for fits in told]].value_counts().to_dict()


def test_verdicts_on_all_bundled_lists_are_those_of_the_notes():
    notes = ds.load_claims().set_index("claim_id")["note"].fillna("")
    # A report that a fuller page completed has two addresses; its note is about the first page.
    pages = ds.load_reports().set_index("report_id")["url"].str.split().map(len)
    agreed = _lists_agree(lambda row: notes[row.claim_ids.split()[0]] if pages[row.report_id] == 1 else "")
    assert agreed == {"holds": 377, "partial": 29, "below": 5, "above": 1}


def test_verdicts_on_all_lists_are_those_of_the_fact_files(shared):
    files = [pd.read_csv(shared / "facts" / name, dtype="string") for name in ("claims_ru.csv", "completions_ru.csv")]
    # A fuller page was read later and says what its list is.
    totals = pd.concat(files).query("region.isna()").drop_duplicates(["report_id", "count"], keep="last")
    notes = totals.set_index(["report_id", "count"])["note"].fillna("")
    assert sum(_lists_agree(lambda row: notes.get((row.report_id, str(row.stated)), "")).values()) > 400


def test_a_lost_each_is_found_again_in_every_list_that_holds_only_so():
    # Lists whose note says that they add up only when a number over two places is read as that many in each.
    rows = ds.load_claims()
    lost = {"ru-2024-09-13": "RU-SMO RU-ORL", "ru-2024-10-30": "RU-ORL RU-BRY", "ru-2025-09-12": "RU-ROS RU-TVE",
            "ru-2025-10-25": "RU-VOR RU-LEN"}  # fmt: skip
    for report, places in lost.items():
        own = rows[rows["report_id"] == report]
        both = own["region"].isin(places.split())
        assert both.sum() == 2, report
        assert own.loc[both, "count"].nunique() == 1, report
        lump = own[both].head(1).assign(region="+".join(places.split()))
        found = check(pd.concat([own[~both], lump]), "parts")
        assert verdicts(found) == ["parts_sum:holds_each"], report
        assert name_of("regions", lump["region"].iloc[0]) in one(found)


# --- hours within hours -----------------------------------------------------------------------------------------------


def test_the_day_of_the_seed_is_the_sum_of_its_night_and_its_daytime_and_not_added():
    day = ds.load_claims().query("report_id.str.startswith('ru-2024-10-28')")
    found = check(day, "inside")
    assert verdicts(found) == ["inside:holds"]
    assert (found["stated"].iloc[0], found["found"].iloc[0]) == (64, 64)
    assert "ru-2024-10-28 (21) and ru-2024-10-28-daytime (43)" in one(found)
    assert "1300" not in one(found)


@pytest.mark.parametrize(("count", "verdict"), [(30, "within"), (25, "holds"), (20, "above")])
def test_a_window_holds_what_its_parts_hold(count, verdict):
    rows = [
        *night("long", start="2025-01-01T20:00", end="2025-01-02T08:00", destroyed=count),
        *night("early", start="2025-01-01T20:00", end="2025-01-01T23:00", destroyed=10),
        *night("late", start="2025-01-01T23:00", end="2025-01-02T08:00", destroyed=15),
    ]
    assert verdicts(check(rows, "inside")) == [f"inside:{verdict}"]


def test_a_bare_date_does_not_hold_what_else_was_said_that_day():
    rows = [
        *night("day", start="2025-01-02", end="2025-01-02", destroyed=9),
        *night("late", start="2025-01-02T12:00", end="2025-01-02T15:00", destroyed=20),
    ]
    assert check(rows, "inside").empty


def test_a_statement_that_crosses_another_is_listed_with_it():
    rows = [*night("a", launched=100, destroyed=60), *night("b", end="2025-01-02T09:00", destroyed=50)]
    found = check(rows, "overlap")
    assert verdicts(found) == ["overlap:left_out"]
    assert one(found) == "b: its hours overlap a: only one of the two may be added"


# --- single reports ---------------------------------------------------------------------------------------------------


def test_fates_above_launched_are_flagged_and_kept():
    found = check(night("a", launched=100, destroyed=80, lost=30), "fates")
    assert found[["verdict", "is_flag", "stated", "found"]].values.tolist() == [["above", True, 100, 110]]


def test_launched_that_repeats_the_kills_is_no_denominator():
    rows = night("a", launched=30, destroyed=30)
    assert verdicts(check(rows, "fates")) == ["fates:all_stopped"]
    rows[0]["basis"] = "imputed"
    assert verdicts(check(rows, "fates")) == ["fates:imputed"]


def test_one_number_for_drones_and_for_places_is_pointed_out():
    assert verdicts(check(night("a", launched=100, hit=19, hit_location=19), "places")) == ["places:same_number"]
    assert check(night("a", launched=100, hit=19, hit_location=12), "places").empty


def test_a_change_of_the_way_of_counting_is_named_with_its_day():
    rows = [
        *night("a", launched=100, destroyed=60),
        *night("b", start="2025-08-01T20:00", end="2025-08-02T08:00", regime="ua-merged", launched=90, intercepted=70),
    ]
    found = check(rows, "regime")
    assert verdicts(found) == ["regime:changes"]
    assert "changes from ua-separate to ua-merged on 2025-07-24" in one(found)


def test_lost_stated_against_the_way_of_counting_is_pointed_out():
    rows = night("a", start="2025-10-21T20:00", end="2025-10-22T08:00", regime="ua-merged", intercepted=70, lost=9)
    assert verdicts(check(rows, "regime")) == ["regime:differs"]


def test_last_digits_are_tested_from_fifty_figures_on_and_heaps_are_found():
    def nights(count, digits):
        rows = []
        for number, day in enumerate(pd.date_range("2025-01-01", periods=count).strftime("%Y-%m-%d")):
            rows += night(f"r{number}", start=f"{day}T20:00", end=f"{day}T23:00", launched=50 + digits(number))
        return rows

    assert check(nights(49, lambda own: own % 10), "last_digits").empty
    assert verdicts(check(nights(60, lambda own: own % 10), "last_digits")) == ["last_digits:even"]
    found = check(nights(60, lambda own: 10 * (own % 5)), "last_digits")
    assert verdicts(found) == ["last_digits:uneven"]
    assert "rounding does that, too" in one(found)


# --- running totals ---------------------------------------------------------------------------------------------------


def total(name, end, count, **other):
    own = {"scope": "cumulative", "start": "2024-12-01", "end": end, "claimant": "Russia"}
    return claim(f"{name}/1", "destroyed", count, **own | other)


def test_a_running_total_rises_falls_and_stands_still_beside_the_reports_in_between():
    steps = {"2025-01-01": 100, "2025-01-02": 130, "2025-01-03": 120, "2025-01-04": 120, "2025-01-05": 125}
    rows = [total(day, day, count) for day, count in (steps | {"2025-01-20": 300}).items()]
    for start, end, count in (("2025-01-03", "2025-01-04", 15), ("2025-01-04", "2025-01-05", 25)):
        hours = {"start": f"{start}T23:00", "end": f"{end}T07:00"}
        rows.append(claim(f"night-{end}/1", "intercepted", count, claimant="Russia", **hours))
    found = check(rows, "running_total")
    assert found["verdict"].tolist() == ["rises", "falls", "stands_still", "below_reports", "gap"]
    assert found["found"].tolist() == [30, -10, 0, 5, 175]


def test_totals_that_count_from_different_days_are_not_subtracted():
    rows = [total("a", "2025-01-01", 4630, start="2024-09-01"), total("b", "2025-02-01", 13997, start="2024-08-24")]
    found = check(rows, "running_total")
    assert verdicts(found) == ["running_total:not_differenced"]
    assert "they count from different days (2024-08-31; 2024-08-23)" in one(found)


def test_steps_are_those_of_one_series_whatever_is_printed_in_between():
    rows = [total("a", "2025-01-01", 100), total("month", "2025-01-02", 7, start="2025-01-01"),
            total("b", "2025-01-03", 130)]  # fmt: skip
    assert check(rows, "running_total")[["report_id", "found"]].values.tolist() == [["b", 30]]


def test_months_are_no_steps_of_a_running_total():
    rows = [total("a", "2025-01-31", 100, start="2025-01-01"), total("b", "2025-02-28", 90, start="2025-02-01")]
    assert check(rows, "running_total").empty


# --- the frame --------------------------------------------------------------------------------------------------------


def test_every_finding_on_the_bundled_data_is_one_of_the_table():
    found = ds.check_claims(pd.concat([ds.load_claims(), ds.load_claims("cumulative")], ignore_index=True))
    assert list(found.columns) == COLUMNS
    named = found["check"] + ":" + found["verdict"]
    assert set(named) <= set(ids("checks"))
    assert (found["is_flag"] == (named.map(column("checks", "is_flag")) == "yes")).all()
    assert not found["sentence"].str.contains(r"[{}]|<NA>|nan\b", regex=True).any()


def test_nothing_to_find_is_an_empty_frame_with_its_columns():
    found = check(night("a", launched=100, destroyed=60))
    assert list(found.columns) == COLUMNS
    assert found.empty


def test_an_unknown_check_names_the_nearest():
    with pytest.raises(DronestatsError, match="did you mean 'parts'"):
        ds.check_claims(ds.load_claims().head(2), ["part"])
