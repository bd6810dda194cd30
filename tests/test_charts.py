"""Charts draw the frame they are given, name what is missing, and no word is cut or covered."""

import itertools

import matplotlib as mpl
import pandas as pd
import pytest
from claims import claim, claims, night
from matplotlib.figure import Figure

import dronestats as ds
from dronestats.charts.alt import alt_text
from dronestats.charts.findings import outcomes_title, rates_title
from dronestats.charts.layout import text_faults
from dronestats.charts.rates import _notes
from dronestats.charts.style import CONTEXTS, INK, MUTED, contrast, lightness, outcome_styles, side_style
from dronestats.errors import DronestatsError
from dronestats.selection import by_region
from dronestats.vocabulary import ids

ALL = ds.load_claims()
SEED = ALL[ALL["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])]
TALLY = ds.tally(ds.disjoint(ds.latest(ALL)))
OWN = TALLY[(TALLY["claimant"] == TALLY["defender"]) & (TALLY["weapon_class"] == "drone")]
UKRAINE, RUSSIA = (OWN[OWN["claimant"] == side] for side in ("Ukraine", "Russia"))
ONE = UKRAINE[UKRAINE["report_id"] == "ua-2024-10-28"]
OCTOBER = UKRAINE[(UKRAINE["window_end"] >= "2025-10-01") & (UKRAINE["window_end"] < "2025-11-01")]


def rates(definition="interception", side=UKRAINE, every="month"):
    return ds.interception_rates(side, definition, every)


def many_nights():
    """Return 1,300 nights of one side."""
    days = pd.date_range("2022-06-01", periods=1300, freq="D", tz="UTC")
    rows = pd.concat([ONE] * 1300, ignore_index=True)
    return rows.assign(window_start=days, window_end=days + pd.Timedelta(hours=10))


CHARTS = {
    "one night": lambda: ds.plot_outcomes(ONE), "a month of nights": lambda: ds.plot_outcomes(OCTOBER),
    "all months": lambda: ds.plot_outcomes(UKRAINE), "1300 nights": lambda: ds.plot_outcomes(many_nights()),
    "counts of one night": lambda: ds.plot_counts(ONE), "counts of months": lambda: ds.plot_counts(RUSSIA),
    "rates": lambda: ds.plot_rates(rates()), "destruction": lambda: ds.plot_rates(rates("destruction")),
    "no rate at all": lambda: ds.plot_rates(rates("leak", RUSSIA)),
    "nightly rates": lambda: ds.plot_rates(rates(side=OCTOBER, every="day")),
    "regions": lambda: ds.plot_regions(by_region(ALL[ALL["claimant"] == "Russia"])),
    "one region": lambda: ds.plot_regions(by_region(SEED).head(1)),
    "both sides": lambda: ds.plot_comparison(SEED),
    "one side alone": lambda: ds.plot_comparison(SEED[SEED["claimant"] == "Russia"]),
    "the other side alone": lambda: ds.plot_comparison(SEED[SEED["claimant"] == "Ukraine"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "context"), [("en", "report"), ("en", "slide"), ("en", "phone"), ("uk", "report")]
)
@pytest.mark.parametrize("name", CHARTS)
def test_no_word_leaves_the_canvas_or_covers_another(name, language, context):
    with ds.briefing_style(language=language, context=context):
        assert text_faults(CHARTS[name]().figure) == []


def test_1300_nights_one_by_one_keep_their_words_apart():
    assert text_faults(ds.plot_outcomes(many_nights(), every="day").figure) == []


def heights(ax):
    """Return label -> height of the bars drawn with it."""
    return {bars.get_label(): [float(bar.get_height()) for bar in bars] for bars in ax.containers}


def test_a_night_is_stacked_to_launched_with_the_unaccounted_part_visible():
    drawn = heights(ds.plot_outcomes(ONE))
    assert drawn == {
        "shot down": [66], "lost from radar": [24], "left the airspace": [4], "unaccounted for": [6],
    }  # fmt: skip
    assert outcome_styles()["unaccounted"]["hatch"]


def test_a_report_without_launched_is_outlined_and_not_part_of_a_complete_bar():
    drawn = heights(ds.plot_outcomes(ds.tally(claims(*night("a", intercepted=21)))))
    assert drawn == {"stopped, launched unclear": [21]}


def test_a_part_of_zero_leaves_no_line_on_a_bar():
    ax = ds.plot_outcomes(OCTOBER, every="day")
    assert all(bar.get_height() > 0 for bars in ax.containers for bar in bars)


def test_a_moment_is_given_only_where_every_row_states_one():
    notes = " ".join(text.get_text() for text in ds.plot_outcomes(OCTOBER, every="day").figure.texts)
    assert "As of" not in notes
    stated = " ".join(text.get_text() for text in ds.plot_outcomes(ONE).figure.texts)
    assert "As of 28 Oct 2024" in " ".join(stated.split())


def test_the_words_of_a_change_stand_after_its_line_and_in_the_notes():
    ax = ds.plot_rates(rates())
    assert {text.get_ha() for text in ax.texts} == {"left"}
    notes = " ".join(ax.figure.texts[-1].get_text().replace("\u00a0", " ").split())
    assert "From 25 Aug 2024: shot down and lost from radar stated apart." in notes


@pytest.mark.parametrize("months", [3, 6, 12])
def test_notes_of_any_length_stay_on_the_paper(months):
    assert text_faults(ds.plot_rates(rates().tail(months)).figure) == []


@pytest.mark.parametrize("dpi", [72, 96, 110, 120, 200, 300])
def test_no_resolution_pushes_words_over_the_edge(dpi):
    october = RUSSIA[(RUSSIA["window_end"] >= "2025-10-01") & (RUSSIA["window_end"] < "2025-11-01")]
    figure = ds.plot_counts(october, every="day").figure
    figure.set_dpi(dpi)
    assert text_faults(figure) == []


def test_the_words_of_one_bar_stand_beside_it():
    texts = [text.get_text() for text in ds.plot_outcomes(ONE).texts]
    assert "6 unaccounted for,\nof which at least 2 hit" in texts
    assert "66 shot down" in texts


def test_a_rate_is_drawn_where_there_is_one_and_marked_where_there_is_none():
    months = rates()
    ax = ds.plot_rates(months)
    points = next(line for line in ax.lines if line.get_marker() == "o")
    assert sorted(points.get_ydata()) == sorted(months["rate"].dropna())
    crosses = next(line for line in ax.lines if line.get_marker() == "x")
    assert len(crosses.get_xdata()) == months["rate"].isna().sum()


def test_the_possible_range_is_the_one_of_the_frame():
    months = rates().dropna(subset=["rate"])
    drawn = [tuple(segment[:, 1]) for segment in ds.plot_rates(months).collections[0].get_segments()]
    wide = months[months["high"] > months["low"]]
    assert drawn == list(zip(wide["low"], wide["high"], strict=True))


def test_what_is_likely_is_the_interval_over_nights_and_one_night_has_none():
    months, likely = rates(), ds.pool_rates(UKRAINE, by="month")
    ax = ds.plot_rates(months, intervals=likely)
    (drawn,) = [own.get_segments() for own in ax.collections if own.get_gid() == "intervals"]
    known = likely[(likely["kind"] == "interval") & likely["low"].notna()]
    assert [tuple(own[:, 1]) for own in drawn] == list(zip(known["low"], known["high"], strict=True))
    assert "95\u00a0% interval over nights" in [text.get_text() for text in ax.get_legend().get_texts()]
    alone = ds.plot_rates(rates(side=ONE), intervals=ds.pool_rates(ONE, by="month"))
    assert not [own for own in alone.collections if own.get_gid() == "intervals"]


def test_the_time_after_every_other_change_of_counting_is_shaded():
    spans = [patch for patch in ds.plot_rates(rates()).patches if patch.get_width() > 1]
    assert len(spans) == 1
    change = next(text for text in ds.plot_rates(rates()).texts if "2024" in text.get_text())
    assert change.xy[0] == pytest.approx(spans[0].get_x())


def two_regimes():
    july = {"start": "2025-07-22T20:00", "end": "2025-07-23T08:00"}
    return claims(
        *night("a", launched=10, destroyed=5, lost=4, **july),
        *night("b", start="2025-07-23T20:00", end="2025-07-24T08:00", launched=10, destroyed=8, regime="ua-merged"),
    )  # fmt: skip


def test_no_line_of_destruction_crosses_a_change_of_counting():
    nights_ = ds.interception_rates(two_regimes(), "destruction", "day")
    assert nights_["rate"].notna().sum() == 2
    assert not [line for line in ds.plot_rates(nights_).lines if line.get_linestyle() == "-"]


def test_the_change_of_counting_is_named_with_its_day():
    words = " ".join(" ".join(text.get_text().split()) for text in ds.plot_rates(rates()).texts)
    assert "24 Jul 2025: one figure for shot down or suppressed" in words.replace("\u00a0", " ")


def test_regions_are_drawn_highest_first_with_their_numbers():
    ax = ds.plot_regions(by_region(SEED[SEED["claimant"] == "Russia"]))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Belgorod", "Bryansk", "Kursk", "Voronezh"]
    assert [float(bar.get_width()) for bar in ax.patches] == [13, 6, 1, 1]


def test_one_number_for_several_regions_stands_as_one():
    frame = claims(claim("a/1", "intercepted", 21, claimant="Russia", region="RU-BEL+RU-BRY+RU-VOR+RU-KRS"))
    ax = ds.plot_regions(by_region(frame))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["4 regions together"]
    assert [float(bar.get_width()) for bar in ax.patches] == [21]


def test_both_sides_stand_side_by_side_with_the_reason_for_the_missing_rate():
    figure = ds.plot_comparison(SEED).figure
    left, right = figure.axes
    assert heights(left)["shot down"] == [66]
    assert [float(bar.get_width()) for bar in right.patches] == [13, 6, 1, 1]
    notes = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "Russia's Ministry of Defence: How many were launched is not stated, so no rate exists." in notes


def test_a_silent_side_is_said_to_be_silent():
    _, right = ds.plot_comparison(SEED[SEED["claimant"] == "Ukraine"]).figure.axes
    assert [text.get_text().replace("\n", " ") for text in right.texts] == [
        "No statement of another side in these claims."
    ]
    assert not right.patches


def test_the_description_says_what_the_chart_shows():
    words = alt_text("rates", rates()).replace("\u00a0", " ")
    assert "share of the launched drones reported stopped" in words
    assert "The way of counting changes 2 times." in words
    assert alt_text("regions", by_region(SEED[SEED["claimant"] == "Russia"])).endswith(
        "Belgorod 13, Bryansk 6, Kursk 1, Voronezh 1."
    )


@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (lambda: ds.plot_outcomes(TALLY.iloc[:0]), "plot_outcomes: the frame has no rows, so there is nothing to draw"),
        (lambda: ds.plot_outcomes(OWN), "plot_outcomes draws one claimant at a time, this frame has Russia, Ukraine"),
        (lambda: ds.plot_outcomes(ONE.drop(columns="claimant")), "column 'claimant' is missing"),
        (lambda: ds.plot_rates(pd.concat([rates(), rates("leak")])), "draws one definition at a time"),
        (lambda: ds.plot_counts(ONE, outcome="destroed"), "outcome = 'destroed' is not one of launched, destroyed"),
        (lambda: ds.plot_regions(SEED), r"draws counts, these are claims: plot_regions\(by_region\(claims\)\)"),
        (lambda: ds.plot_regions(ONE), "plot_regions: column 'count' is missing; by_region"),
        (lambda: ds.plot_comparison(ALL), "plot_comparison draws one weapon class at a time"),
        (lambda: ds.plot_comparison(ALL.iloc[:0]), "plot_comparison: no side states anything"),
        (
            lambda: ds.briefing_style(context="poster").__enter__(),
            "'poster' is not one of report, slide, phone",
        ),
        (lambda: ds.briefing_style(language="fr").__enter__(), "language = 'fr' is not one of en, uk, ru"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_the_way_out(draw, text):
    with pytest.raises(DronestatsError, match=text):
        draw()


def test_the_style_is_gone_after_the_drawing():
    before = mpl.rcParams.copy()
    with ds.briefing_style(context="slide"):
        ds.plot_outcomes(ONE)
        assert mpl.rcParams["font.size"] == CONTEXTS["slide"][2]
    ds.plot_outcomes(ONE)
    assert mpl.rcParams == before


def test_a_chart_draws_into_the_axes_it_is_given():
    ax = Figure().add_subplot()
    assert ds.plot_outcomes(ONE, ax) is ax


def test_every_outcome_drawn_has_a_colour_and_every_colour_is_an_outcome():
    assert set(outcome_styles()) - {"unaccounted"} <= set(ids("outcomes"))


def test_text_stands_out_from_the_ground():
    assert min(contrast(colour, "#ffffff") for colour in (INK, MUTED)) >= 4.5


def test_neighbours_in_a_stack_and_the_two_sides_differ_in_greyscale_or_by_hatch():
    styles = list(outcome_styles().values())
    for below, above in itertools.pairwise(styles):
        differs = abs(lightness(below["colour"]) - lightness(above["colour"])) >= 10
        assert differs or below["hatch"] != above["hatch"], (below, above)
    ukraine, russia = side_style("Ukraine"), side_style("Russia")
    assert ukraine["marker"] != russia["marker"]
    assert min(contrast(side["colour"], "#ffffff") for side in (ukraine, russia)) >= 3


def test_a_share_over_several_nights_is_of_the_reports_that_state_both():
    rows = claims(
        *night("a", launched=100, destroyed=60, lost=20),
        *night("b", start="2025-01-03T20:00", end="2025-01-04T08:00", launched=900),
        *night("c", start="2025-01-05T20:00", end="2025-01-06T08:00", launched=50, destroyed=40, lost=5),
    )
    assert "125 of 150 drones stopped over 2 reports" in outcomes_title(ds.tally(rows)).replace("\xa0", " ")
    nightly = ds.interception_rates(rows)
    assert "in windows that state both: 2 nights, 150 launched" in " ".join(_notes(nightly, "interception", "en"))
    assert "on 6 Jan 2025" in rates_title(nightly).replace("\xa0", " ")


def test_a_night_with_a_report_that_gives_words_only_is_one_with_a_report():
    hours = {"start": "2025-01-03T20:00", "end": "2025-01-04T08:00"}
    rows = claims(*night("a", launched=100), claim("b/1", "launched", pd.NA, qualifier="several", **hours))
    ax = ds.plot_calendar(ds.tally(rows))
    told = " ".join(text.get_text() for text in ax.figure.texts).replace("\xa0", " ")
    assert "2 of the 3 nights shown have a report" in " ".join(told.split())
