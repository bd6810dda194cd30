"""A table has exact dtypes, or an error that names row, column, value, rule and way out."""

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.claim_rules import word_range
from dronestats.errors import ClaimsError
from dronestats.schema import check, columns, empty

ROW = claim("r/1", "launched", 100)


def broken(**changes):
    """Return the error text for one claim with changes."""
    with pytest.raises(ClaimsError) as error:
        claims(ROW | changes)
    return str(error.value)


def test_validated_claims_have_the_columns_and_dtypes_of_the_schema():
    frame = claims(ROW)
    assert list(frame.columns) == columns("claims")
    assert str(frame["window_start"].dtype) == "datetime64[us, UTC]"
    assert str(frame["count"].dtype) == "Int64"
    assert isinstance(frame["outcome"].dtype, pd.CategoricalDtype)
    assert str(frame["region"].dtype) == "string"
    assert empty("claims").dtypes.astype(str).tolist() == frame.dtypes.astype(str).tolist()


def test_validation_changes_nothing_the_second_time():
    frame = ds.load_claims()
    pd.testing.assert_frame_equal(ds.validate_claims(frame), frame)


def test_the_range_is_filled_where_the_qualifier_fixes_it_and_nowhere_else():
    frame = claims(
        claim("r/1", "launched", 80, qualifier="more_than"), claim("r/2", "destroyed", 9, qualifier="up_to"),
        claim("r/3", "hit", pd.NA, qualifier="several"), claim("r/4", "lost", 60, qualifier="about"),
        claim("r/5", "left_airspace", 5, qualifier="at_least"),
        claim("r/6", "still_airborne", pd.NA, qualifier="withheld"),
    )  # fmt: skip
    ranges = frame[["count_low", "count_high"]].astype(object)
    assert ranges.where(ranges.notna(), None).values.tolist() == [
        [81, None], [0, 9], [2, None], [None, None], [5, None], [None, None],
    ]  # fmt: skip


def test_dozens_may_raise_the_low_end_of_several():
    assert claims(claim("r/1", "hit", pd.NA, qualifier="several", count_low=24))["count_low"].tolist() == [24]
    assert word_range("several", pd.NA) == (2, pd.NA)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"outcome": "destroed"}, "column outcome: 'destroed': must be one of launched, destroyed, lost"),
        ({"outcome": "destroed"}, "did you mean 'destroyed'?"),
        ({"weapon": "shahad"}, "column weapon: 'shahad': must be one of an id of weapons.csv; did you mean 'shahed'?"),
        ({"region": "RU-BEL+RU-KURSK"}, "column region: 'RU-BEL+RU-KURSK': must be one of an id of regions.csv"),
        ({"weapon": "uav+shahed"}, "column weapon: 'uav+shahed': must be one of an id of weapons.csv"),
        ({"weapon": "kalibr"}, "column weapon: 'kalibr': belongs to another weapon_class; see weapons.csv"),
        ({"count": -3}, "column count: -3: must be a whole number, 0 to 999,999,999"),
        ({"count": 2.5}, "column count: 2.5: must be a whole number, 0 to 999,999,999"),
        ({"count": float("inf")}, "column count: inf: must be a whole number, 0 to 999,999,999"),
        ({"count": "about 5"}, "column count: 'about 5': must be a whole number, 0 to 999,999,999"),
        ({"count": 10**30}, "must be a whole number, 0 to 999,999,999"),
        ({"count": pd.NA}, "a word without a number is several or withheld"),
        ({"qualifier": "several"}, "column count: 100: must be empty for several and withheld"),
        ({"count_low": 90, "count_high": 110}, "count_low: 90: exact means count_low = count = count_high; use about"),
        ({"qualifier": "about", "count_low": 110, "count_high": 90}, "count_high: 90: must not be below count_low"),
        ({"qualifier": "more_than", "count_low": 100}, "column count_low: 100: more_than N means count_low = N + 1"),
        ({"qualifier": "several", "count": pd.NA, "count_low": 1}, "column count_low: 1: several means 2 or more"),
        ({"defender": "Russia"}, "column defender: 'Russia': must differ from attacker"),
        ({"claimant": " "}, "column claimant: ' ': must not be empty"),
        ({"claim_id": "other/1"}, "column claim_id: 'other/1': must be <report_id>/<number>"),
        ({"part_of": "r/1"}, "column part_of: 'r/1': a claim is no part of itself"),
        ({"part_of": "r/9"}, "column part_of: 'r/9': no claim has this id; keep the total in the same table"),
        ({"window_start": "2025-01-01T20:00"}, "must be an ISO 8601 time with offset; write 2024-10-28T08:30:00Z"),
        ({"window_start": "01.01.2025"}, "column window_start: '01.01.2025': must be an ISO 8601 time with offset"),
        ({"window_end": ROW["window_start"]}, "must come after window_start; windows are half-open"),
        ({"quote": "100 drones", "quote_start": 0, "quote_end": 3}, "must be the length of the quote"),
    ],
)  # fmt: skip
def test_a_broken_rule_names_row_column_value_and_way_out(changes, text):
    message = broken(**changes)
    assert message.startswith(("claims: 1 problem", "claims: 2 problems"))
    assert "row 0" in message
    assert text in message


def test_ids_that_stand_twice_are_named_at_the_second_row():
    with pytest.raises(
        ClaimsError, match=r"row 1 \(r/1\), column claim_id: 'r/1': must be unique; this id stands in an earlier row"
    ):
        claims(ROW, ROW)


def test_parts_that_run_in_a_circle_are_named():
    with pytest.raises(ClaimsError, match="parts run in a circle"):
        claims(ROW | {"part_of": "r/2"}, claim("r/2", "launched", 5, part_of="r/1"))


def test_a_claim_that_only_leads_to_a_circle_is_not_named():
    parts = {"r/1": "r/2", "r/2": "r/3", "r/3": "r/1", "r/4": "r/1", "r/5": "r/4", "r/6": pd.NA}
    with pytest.raises(ClaimsError) as error:
        claims(*(claim(own, "launched", 5, part_of=total) for own, total in parts.items()))
    assert error.value.problems["id"].tolist() == ["r/1", "r/2", "r/3"]


def test_a_part_without_an_id_of_its_own_is_named_for_that():
    with pytest.raises(ClaimsError, match=r"1 problem\n.*row 1, column claim_id: .*: must not be empty"):
        claims(ROW, claim("r/2", "launched", 5, part_of="r/1") | {"claim_id": pd.NA})


def test_an_id_may_have_slashes_behind_the_report_and_must_have_one():
    assert claims(claim("r/1/b", "launched", 5) | {"report_id": "r"})["claim_id"].tolist() == ["r/1/b"]
    assert "column claim_id: 'r': must be <report_id>/<number>" in broken(claim_id="r")


def test_a_missing_column_and_a_column_with_a_near_name_are_named():
    with pytest.raises(ClaimsError, match="column outcome: None: this column is required; rename 'outcom'"):
        claims({("outcom" if name == "outcome" else name): value for name, value in ROW.items()})
    with pytest.raises(ClaimsError, match="column qoute: 'qoute': this column is not known; rename it to 'quote'"):
        claims(ROW | {"qoute": "x"})


def test_a_column_that_stands_twice_is_named():
    frame = pd.DataFrame([ROW])
    with pytest.raises(ClaimsError, match="column count: 'count': this column stands twice; keep one"):
        ds.validate_claims(pd.concat([frame, frame[["count"]]], axis=1))


def test_a_users_own_columns_stay_behind_the_others():
    frame = claims(ROW | {"reviewed_by": "me"})
    assert list(frame.columns) == [*columns("claims"), "reviewed_by"]
    assert frame["reviewed_by"].tolist() == ["me"]


def test_good_rows_are_kept_and_every_problem_is_listed():
    rows = night("a", launched=10, destroyed=-1) + night("b", launched=5)
    kept, problems = check(pd.DataFrame(rows), "claims", file="night.csv")
    assert kept["claim_id"].tolist() == ["a/1", "b/1"]
    assert problems[["file", "line", "id", "column"]].values.tolist() == [["night.csv", 1, "a/2", "count"]]


def test_an_error_shows_ten_problems_and_counts_the_rest():
    rows = [claim(f"r/{number}", "launched", -1) for number in range(25)]
    with pytest.raises(ClaimsError, match=r"claims: 25 problems(.|\n)*\.\.\. and 15 more") as error:
        claims(*rows)
    assert len(error.value.problems) == 25
