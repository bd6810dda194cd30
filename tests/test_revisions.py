"""What was known when, and what changed between two copies of a table."""

import pandas as pd
import pytest
from claims import claim, claims, night

import dronestats as ds
from dronestats.errors import DronestatsError


def test_a_later_figure_is_known_only_after_it_was_stated():
    moments = pd.to_datetime(["2025-01-02T08:00Z", "2025-01-02T12:00Z"])
    rows = claims(
        *(claim(f"r{place}/1", "launched", 100 + place, as_of=moment) for place, moment in enumerate(moments))
    )
    assert ds.latest(rows, as_of="2025-01-02T09:00Z")["count"].tolist() == [100]
    assert ds.latest(rows, as_of="2025-01-02T12:00Z")["count"].tolist() == [101]


def test_a_changed_figure_is_one_change_with_both_values():
    old = claims(*night("a", launched=100, destroyed=60))
    new = claims(*night("a", launched=100, destroyed=62))
    found = ds.compare_snapshots(old, new)
    assert found[["change", "column", "old", "new", "outcome"]].values.tolist() == [
        ["changed", "count", "60", "62", "destroyed"]
    ]


def test_added_and_removed_claims_are_listed_with_their_ids():
    old = claims(*night("a", launched=100), *night("b", start="2025-01-04T20:00", end="2025-01-05T08:00", launched=5))
    new = claims(*night("a", launched=100, destroyed=60))
    found = ds.compare_snapshots(old, new).set_index("change")
    assert found.loc["added", ["claim_id_new", "count"]].tolist() == ["a/2", 60]
    assert found.loc["removed", ["claim_id_old", "count"]].tolist() == ["b/1", 5]


def test_a_corrected_window_or_weapon_is_a_change_and_no_removal():
    old = claims(*night("a", launched=100))
    late = claims(*night("a", end="2025-01-02T09:00", launched=100))
    named = claims(claim("a/1", "launched", 100, weapon="shahed"))
    assert ds.compare_snapshots(old, late)["column"].tolist() == ["window_end"]
    assert ds.compare_snapshots(old, named)[["column", "old", "new"]].values.tolist() == [["weapon", "uav", "shahed"]]


def test_order_ids_and_notes_are_no_change():
    old = claims(*night("a", launched=100, destroyed=60))
    new = claims(claim("a/7", "destroyed", 60, note="read anew"), claim("a/9", "launched", 100))
    assert ds.compare_snapshots(old, new).empty


def test_two_alike_claims_stay_two():
    row = claim("a/1", "launched", 4, region="UA-51")
    old, new = claims(row), claims(row, row | {"claim_id": "a/2"})
    assert ds.compare_snapshots(old, new)["change"].tolist() == ["added"]


def test_files_are_compared_as_claims(tmp_path):
    old, new = (tmp_path / name for name in ("old.csv", "new.csv"))
    claims(*night("a", launched=100)).to_csv(old, index=False)
    claims(*night("a", launched=101)).to_csv(new, index=False)
    assert ds.compare_snapshots(old, new)["new"].tolist() == ["101"]


def test_a_renamed_column_is_no_change_of_the_data(tmp_path):
    head = "time_start,time_end,model,launch_place,target,launched,destroyed,not_reach_goal,{left},source\n"
    row = "2025-01-01 19:00,2025-01-02 09:00,Shahed-136/131,,Ukraine,71.0,38.0,25.0,{left},kpszsu/posts/1\n"
    old, new = (tmp_path / name for name in ("old.csv", "new.csv"))
    old.write_text(head.format(left="back_russia") + row.format(left="2.0"), encoding="utf-8")
    new.write_text(head.format(left="border_crossing") + row.format(left="{'russia': 2.0}"), encoding="utf-8")
    assert ds.compare_snapshots(old, new).empty


def test_what_is_no_table_is_refused():
    with pytest.raises(DronestatsError, match="int is no copy of a table"):
        ds.compare_snapshots(1, 2)


def test_no_launched_or_destroyed_of_february_2025_was_changed_by_june_2026(shared):
    old, new = (shared / "kaggle" / f"missile_attacks_daily_{day}.csv" for day in ("2025-02-03", "2026-06-07"))
    found = ds.compare_snapshots(old, new)
    assert set(found["change"]) == {"added"}
    last = ds.read_kaggle(old)["window_end"].max()
    added = found.set_index("claim_id_new")
    assert (added["window_end"] >= last).all()
    stated = ds.read_kaggle(new)
    assert len(found) == len(stated) - len(ds.read_kaggle(old))


def test_the_one_correction_between_october_2024_and_february_2025_is_found(shared):
    old, new = (shared / "kaggle" / f"missile_attacks_daily_{day}.csv" for day in ("2024-10-13", "2025-02-03"))
    changed = ds.compare_snapshots(old, new).query("change == 'changed'")
    assert changed[["column", "old", "new"]].values.tolist() == [["count", "109", "115"]]
