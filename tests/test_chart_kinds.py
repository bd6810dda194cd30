"""Map, squares, calendar, mirror, coverage, pairs, waves and the next night draw what their frames say."""

import json

import numpy as np
import pandas as pd
import pytest
from claims import claims, night

import dronestats as ds
import dronestats.vocabulary
from dronestats.charts.alt import alt_text
from dronestats.charts.coverage import STATED
from dronestats.charts.layout import text_faults, words_of
from dronestats.charts.map import LAND, outlines
from dronestats.charts.phrases import NBSP
from dronestats.charts.shades import shade
from dronestats.charts.style import contrast, ink_on, side_style
from dronestats.charts.waffle import squares_of
from dronestats.errors import DronestatsError
from dronestats.selection import by_region

ALL = ds.disjoint(ds.latest(ds.load_claims()))
TALLY = ds.tally(ALL)
OWN = TALLY[(TALLY["claimant"] == TALLY["defender"]) & (TALLY["weapon_class"] == "drone")]
UKRAINE, RUSSIA = (OWN[OWN["claimant"] == side] for side in ("Ukraine", "Russia"))
ONE = UKRAINE[UKRAINE["report_id"] == "ua-2024-10-28"]
SEED = OWN[OWN["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]
REGIONS = {
    side: by_region(ALL[(ALL["claimant"] == side) & (ALL["defender"] == side) & (ALL["weapon_class"] == "drone")])
    for side in ("Ukraine", "Russia")
}
NIGHTLY = ds.interception_rates(UKRAINE, every="day")
MERGED = NIGHTLY[NIGHTLY["regime"] == "ua-merged"]
AHEAD = ds.predict_next(UKRAINE)
PAIRS = pd.DataFrame(
    {
        "label": ["Бєлгородська область, ніч до 28 жовтня", "the same twice", "one alone"],
        "value_a": [0.66, 0.9, None], "value_b": [0.9, 0.9, 0.5],
    }
)  # fmt: skip


def many_nights():
    """Return 1,300 nights of one side."""
    days = pd.date_range("2022-06-01", periods=1300, freq="D", tz="UTC")
    rows = pd.concat([ONE] * 1300, ignore_index=True)
    launched = pd.array([place * 37 % 700 for place in range(1300)], dtype="Int64")
    return rows.assign(window_start=days, window_end=days + pd.Timedelta(hours=10), launched=launched)


CHARTS = {
    "map": lambda: ds.plot_map(REGIONS["Russia"]), "map of undivided numbers": lambda: ds.plot_map(REGIONS["Ukraine"]),
    "squares": lambda: ds.plot_waffle(ONE), "calendar": lambda: ds.plot_calendar(UKRAINE),
    "calendar of one night": lambda: ds.plot_calendar(ONE), "long calendar": lambda: ds.plot_calendar(many_nights()),
    "mirror": lambda: ds.plot_mirror(OWN), "mirror of one night": lambda: ds.plot_mirror(SEED),
    "mirror of one side": lambda: ds.plot_mirror(RUSSIA), "coverage": lambda: ds.plot_coverage(OWN),
    "coverage of one night": lambda: ds.plot_coverage(SEED),
    "pairs": lambda: ds.plot_pairs(PAIRS, names=("Ukraine", "Russia"), is_share=True, subtitle="Shares"),
    "waves": lambda: ds.plot_waves(MERGED),
    "one wave": lambda: ds.plot_waves(NIGHTLY[NIGHTLY["period"] == "2024-10-28"]),
    "next night": lambda: ds.plot_prediction(AHEAD, rates=NIGHTLY),
    "next night alone": lambda: ds.plot_prediction(AHEAD),
}  # fmt: skip


@pytest.mark.parametrize(("language", "context"), [("uk", "slide"), ("ru", "phone")])
@pytest.mark.parametrize("name", CHARTS)
def test_no_word_leaves_the_canvas_or_covers_another(name, language, context):
    with ds.briefing_style(language=language, context=context):
        figure = CHARTS[name]().figure
        assert text_faults(figure) == []
        assert words_of(figure)["title"]


# --- map --------------------------------------------------------------------------------------------------------------


def faces(ax):
    return {own.get_gid(): own.get_facecolor()[0] for own in ax.collections if own.get_gid()}


def test_only_counted_regions_are_coloured_the_highest_darkest():
    ax = ds.plot_map(by_region(ALL[ALL["report_id"] == "ru-2024-10-28"]))
    drawn = faces(ax)
    assert set(drawn) == {"RU-BEL", "RU-BRY", "RU-VOR", "RU-KRS"}
    assert drawn["RU-BEL"].sum() < drawn["RU-KRS"].sum()
    texts = {text.get_text() for text in ax.texts}
    assert {"Belgorod\n13", "Bryansk\n6", "Kursk\n1", "Voronezh\n1"} <= texts


def test_what_is_undivided_or_beyond_the_map_is_listed_and_a_sea_is_a_label():
    ax = ds.plot_map(REGIONS["Russia"])
    assert "RU-TA" not in faces(ax)
    listed = next(text.get_text() for text in ax.texts if text.get_text().startswith("Not on the map:"))
    assert "Tatarstan: 30" in listed
    assert "Azov Sea and Black Sea," in listed
    assert any(text.get_text().startswith("Black Sea") for text in ax.texts)


def test_crimea_and_sevastopol_stand_where_iso_3166_2_puts_them():
    assert {"UA-43", "UA-40"} <= set(outlines())
    assert not {"RU-CR", "RU-SEV"} & set(outlines())
    assert outlines()["UA-43"][0].contains_point((34.1, 45.2))
    assert sum(own.startswith("UA-") for own in outlines()) == 27


def test_every_label_point_lies_in_its_own_outline_or_beside_the_city_in_it():
    regions = ds.vocabulary.table("regions").set_index("region")
    outside = [
        own for own, parts in outlines().items()
        if not any(part.contains_point((float(regions.at[own, "longitude"]), float(regions.at[own, "latitude"])))
                   for part in parts)
    ]  # fmt: skip
    assert set(outside) <= {"MD", "BY", "RU-MOS", "UA-32", "RU-AD"}


def test_the_outlines_are_those_of_the_source(shared):
    source = json.loads((shared / "geo" / "natural_earth_admin1_ua_ru_by_md.geojson").read_text(encoding="utf-8"))
    found = {own["properties"]["name"]: own["geometry"]["coordinates"] for own in source["features"]}
    for name, region in (("Crimea", "UA-43"), ("Sevastopol", "UA-40"), ("Belgorod", "RU-BEL"), ("Kiev", "UA-32")):
        points = np.array(found[name][0])
        box = np.array([points.min(axis=0), points.max(axis=0)])
        own = outlines()[region][0].vertices
        assert np.abs(box - [own.min(axis=0), own.max(axis=0)]).max() <= 0.01, name


def test_shades_keep_their_numbers_readable():
    for side in ("Ukraine", "Russia"):
        colour = side_style(side)["colour"]
        for count in (1, 5, 10, 50, 100):
            ground = shade(count, [1, 5, 10, 50, 100], colour)
            assert contrast(ink_on(ground), ground) >= 3.5
    assert contrast(LAND, "#1a1a1a") >= 4.5


# --- one night, calendar ----------------------------------------------------------------------------------------------


def test_the_seed_night_is_66_24_4_6_squares():
    drawn = pd.Series([patch.get_gid() for patch in ds.plot_waffle(ONE).patches]).value_counts()
    assert drawn.to_dict() == {"destroyed": 66, "lost": 24, "left_airspace": 4, "unaccounted": 6}


def test_squares_always_add_up_to_a_hundred():
    squares = squares_of(ds.tally(claims(*night("a", launched=3, destroyed=1, lost=1))))
    assert squares.to_dict() == {"destroyed": 34, "lost": 33, "unaccounted": 33}


def test_a_calendar_tells_no_report_from_a_report_without_a_figure():
    first = night("a", start="2025-01-01T20:00", end="2025-01-02T08:00", launched=10)
    second = night("b", start="2025-01-03T20:00", end="2025-01-04T08:00", destroyed=4)
    ax = ds.plot_calendar(ds.tally(claims(*first, *second)))
    colours = ax.collections[0].get_facecolor()
    assert [bool((own[:3] == 1).all()) for own in colours] == [False, True, True]
    assert len(ax.lines[0].get_xdata()) == 1
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["10 or more", "a report without a figure", "no report here"]


def test_every_night_has_its_own_square():
    frame = many_nights()
    squares = ds.plot_calendar(frame).collections[0].get_paths()
    corners = {tuple(path.vertices[0].round(3)) for path in squares}
    assert len(corners) == len(squares) == 1300


# --- both sides -------------------------------------------------------------------------------------------------------


def test_both_sides_stand_on_one_scale_above_and_below_the_line():
    bars = {bar.get_gid(): float(bar.get_height()) for bar in ds.plot_mirror(SEED).patches}
    assert bars == {"Ukraine launched": 100, "Ukraine stopped": 90, "Russia stopped": -21}


def test_one_side_alone_says_that_the_other_is_silent():
    assert "No statement of another side" in words_of(ds.plot_mirror(RUSSIA).figure)["notes"]


def test_the_title_counts_a_side_that_seldom_states_launched():
    title = words_of(ds.plot_mirror(OWN).figure)["title"]
    assert "Russia reports at least" in title.replace(NBSP, " ")


def test_coverage_tells_every_report_from_some_and_none():
    ax = ds.plot_coverage(SEED)
    drawn = {own.get_gid(): len(own.get_paths()) for own in ax.collections}
    start = len(STATED) + 0.7
    assert drawn == {"all 0": 5, "none 0": 2, f"all {start:g}": 1, f"none {start:g}": 6}


# --- pairs, waves, next night -----------------------------------------------------------------------------------------


def test_a_pair_is_joined_and_a_single_figure_stands_alone():
    ax = ds.plot_pairs(PAIRS, names=("Ukraine", "Russia"), is_share=True)
    points = [(line.get_marker(), line.get_xdata()[0]) for line in ax.lines if line.get_marker() in "os"]
    assert points == [("o", 0.66), ("s", 0.9), ("o", 0.9), ("s", 0.9), ("s", 0.5)]
    assert "the other figure is not stated" in words_of(ax.figure)["notes"]


def test_a_wave_is_drawn_at_its_size_and_rate():
    ax = ds.plot_waves(MERGED)
    known = MERGED.dropna(subset=["rate"])
    points = next(line for line in ax.lines if line.get_marker() == "o")
    assert list(points.get_xdata()) == known["n"].astype(float).tolist()
    assert list(points.get_ydata()) == known["rate"].astype(float).tolist()


def test_the_range_of_the_next_night_is_the_one_of_the_frame():
    (bar,) = ds.plot_prediction(AHEAD, rates=NIGHTLY).patches
    row = AHEAD.iloc[0]
    assert bar.get_y() == pytest.approx(row["low"])
    assert bar.get_y() + bar.get_height() == pytest.approx(row["high"])


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_chart_describes_itself(language):
    frames = {
        "map": REGIONS["Russia"], "waffle": ONE, "calendar": UKRAINE, "mirror": OWN, "coverage": OWN, "waves": MERGED,
        "prediction": AHEAD,
    }  # fmt: skip
    told = [alt_text(kind, frame, language=language) for kind, frame in frames.items()]
    told.append(alt_text("pairs", PAIRS, language=language, names=("a", "b"), is_share=True))
    assert len(set(told)) == len(told)
    assert all(text.endswith(".") and "nan" not in text and "<NA>" not in text for text in told)


@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (lambda: ds.plot_map(ALL), r"plot_map draws counts, these are claims: plot_map\(by_region\(claims\)\)"),
        (lambda: ds.plot_waffle(OWN), "plot_waffle draws one claimant at a time"),
        (lambda: ds.plot_waffle(UKRAINE), "plot_waffle draws one night of one office, this frame has 302 rows"),
        (lambda: ds.plot_waffle(SEED[SEED["claimant"] == "Russia"]), "how many were launched is not stated"),
        (
            lambda: ds.plot_waffle(ds.tally(claims(*night("a", launched=5, destroyed=9)))),
            "more outcomes than launches are stated, so the parts make no whole",
        ),
        (lambda: ds.plot_calendar(ONE, outcome="lanched"), "outcome = 'lanched' is not one of launched"),
        (lambda: ds.plot_mirror(TALLY), "plot_mirror draws one weapon_class at a time, this frame has"),
        (lambda: ds.plot_coverage(OWN.iloc[:0]), "plot_coverage: no side states anything"),
        (lambda: ds.plot_pairs(PAIRS.drop(columns="label")), "column 'label' is missing; it draws label, value_a"),
        (lambda: ds.plot_pairs(PAIRS.iloc[:0]), "no pair has a figure, so there is nothing to draw"),
        (lambda: ds.plot_waves(NIGHTLY), "plot_waves draws one regime at a time, this frame has"),
        (lambda: ds.plot_waves(NIGHTLY[NIGHTLY["rate"].isna()]), "no night has a rate, so there is nothing to draw"),
        (lambda: ds.plot_prediction(pd.concat([AHEAD, AHEAD])), "one row of predict_next, this frame has 2; pick one"),
        (
            lambda: ds.plot_prediction(AHEAD.assign(low=pd.NA, flags="too_few_nights")),
            r"the row has no range to draw \(too_few_nights\)",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_with_the_way_out(draw, text):
    with pytest.raises(DronestatsError, match=text):
        draw()


def test_every_number_of_a_map_is_on_it_or_in_its_list():
    claims = ds.load_claims()
    counts = by_region(claims[(claims["claimant"] == "Russia") & (claims["weapon_class"] == "drone")])
    highest = counts[~counts["region"].str.contains("+", regex=False)].head(16)
    told = "\n".join(text.get_text() for text in ds.plot_map(highest).texts).replace(NBSP, " ")
    assert [row.region for row in highest.itertuples() if f"{row.count:,}" not in told] == []
