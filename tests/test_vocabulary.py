"""The shipped tables keep their own rules, and words lead to one id."""

import pytest

from dronestats.errors import DronestatsError
from dronestats.schema import check, columns
from dronestats.vocabulary import (
    FOLDER,
    allowed,
    clock_of,
    find,
    ids,
    lineage,
    name_of,
    regime_of,
    table,
    widest,
)  # fmt: skip
from dronestats.windows import parse_stamp

TABLES = sorted(path.stem for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize("name", [name for name in TABLES if name != "schema"])
def test_every_shipped_table_has_a_schema_and_keeps_it(name):
    assert list(table(name).columns) == columns(name)
    _, problems = check(table(name), name)
    assert problems.empty, problems.to_string()


@pytest.mark.parametrize("name", ["weapons", "regions"])
def test_a_name_or_alias_leads_to_exactly_one_id(name):
    for own in ids(name):
        assert find(name, own) == own
        assert lineage(name, own)[0] == own


def test_an_alias_is_found_whatever_its_case_and_spaces():
    assert find("regions", "  odesa   OBLAST ") == "UA-51"
    assert find("weapons", "shahed-136/131") == "shahed"


def test_an_unknown_place_names_the_nearest_and_the_way_out():
    with pytest.raises(
        DronestatsError, match=r"'Belgorot' is not in regions.csv; nearest: 'belgorod' \(RU-BEL\); add a row"
    ):
        find("regions", "Belgorot")


def test_every_weapon_has_the_class_of_its_parent():
    weapons = table("weapons").set_index("weapon")
    for own, row in weapons.dropna(subset=["parent"]).iterrows():
        assert weapons.at[row["parent"], "weapon_class"] == row["weapon_class"], own


def test_a_weapon_class_has_one_widest_weapon():
    weapons = table("weapons")
    roots = weapons[weapons["parent"].isna()]
    assert roots["weapon_class"].is_unique
    assert set(roots["weapon_class"]) == set(allowed("drone|missile|guided_bomb|rocket|boat|other|mixed"))


def test_the_widest_weapon_covers_all_and_no_more_than_needed():
    assert widest(["shahed", "gerbera"]) == "uav"
    assert widest(["iskander-m", "kinzhal"]) == "missile-ballistic"
    assert widest(["shahed"]) == "shahed"
    assert widest(["uav", "boat"]) is None


def test_regions_of_both_countries_are_complete_iso_lists():
    kinds = table("regions").set_index("region")["kind"]
    assert (kinds[kinds.index.str.startswith("UA-")] == "region").sum() == 27
    assert (kinds[kinds.index.str.startswith("RU-")] == "region").sum() == 83
    assert {"UA-43", "UA-40", "SEA-BLACK", "SEA-AZOV", "SEA-CASPIAN"} <= set(kinds.index)


def test_names_are_printed_in_three_languages():
    assert name_of("regions", "RU-BEL+SEA-BLACK") == "Belgorod, Black Sea"
    assert name_of("regions", "UA-51", "uk") == "Одеська область"
    with pytest.raises(DronestatsError, match="language = 'de' is not one of en, uk, ru"):
        name_of("regions", "UA-51", "de")


def test_regimes_of_one_office_follow_each_other_without_gap_or_overlap():
    regimes = table("regimes")
    for _, rows in regimes[regimes["weapon_class"].isna()].groupby("claimant_body"):
        rows = rows.sort_values("start")
        for before, after in zip(rows["end"].iloc[:-1], rows["start"].iloc[1:], strict=True):
            gap = parse_stamp(after, "UTC")[0] - parse_stamp(before, "UTC")[0]
            assert gap.days == 1, (before, after)


def test_the_regime_turns_with_the_night_that_ends_on_24_july_2025():
    assert regime_of("Ukrainian Air Force", "2025-07-23") == "ua-separate"
    assert regime_of("Ukrainian Air Force", "2025-07-24") == "ua-merged"
    assert regime_of("Air Force Commander", "2025-07-24") == "ua-merged"
    assert regime_of("Mayor of Kyiv", "2025-07-24") is None


def test_withheld_counts_are_a_regime_of_missiles_only():
    assert regime_of("Ukrainian Air Force", "2026-08-13", "missile") == "ua-withheld"
    assert regime_of("Ukrainian Air Force", "2026-08-13", "drone") == "ua-merged"


def test_a_claimant_without_clock_asks_for_an_offset_or_a_row():
    with pytest.raises(DronestatsError, match="no clock is known for claimant 'Atlantis': write times with an offset"):
        clock_of("Atlantis")
