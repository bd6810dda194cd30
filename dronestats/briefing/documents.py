"""A briefing as one file: workbook, slides, PDF."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dronestats import __version__
from dronestats.briefing.tables import definitions_of, sources_of
from dronestats.charts.phrases import say
from dronestats.charts.series import DRAWINGS
from dronestats.charts.style import briefing_style, off_screen, on_paper
from dronestats.charts.words import capital
from dronestats.export.deck import PICTURE, Slide, deck
from dronestats.export.document import Chart, Text, document
from dronestats.export.figure import picture
from dronestats.export.workbook import workbook
from dronestats.vocabulary import table

MOST_SOURCES = 40  # that are listed on a slide's notes or on a page; more are counted, and stand in tables/sources.csv


def book_of(made: dict, frames: dict[str, pd.DataFrame]) -> bytes:
    """Return the workbook of a briefing: what it says, a sheet for each table, the claims, definitions and sources.

    Parameters
    ----------
    made : dict
        From `dronestats.briefing.content`.
    frames : dict of str to DataFrame
        Tables of the briefing, ``sources`` among them.
    """
    told = {name: frame for name, frame in frames.items() if name != "sources"}
    sheets = {
        **told,
        "claims": made["claims"],
        "definitions": definitions_of(made["language"]),
        "regimes": table("regimes"),
        "sources": frames["sources"],
    }
    return workbook(sheets, title=made["title"], about=[*made["summary"], _foot(made)])


def deck_of(made: dict, reports: pd.DataFrame, logo=None) -> bytes:
    """Return the slides of a briefing: in short, a slide a chart, definitions and sources; the notes say it all."""
    language = made["language"]
    foot = _foot(made)
    slides = [Slide(made["title"], "\n".join([*made["summary"], foot]), lines=tuple(made["summary"]), foot=foot)]
    with briefing_style(language, "slide"), off_screen(), on_paper(*PICTURE):
        for chart in made["charts"]:
            said, draw = chart["said"], DRAWINGS.get(chart["kind"])
            notes = "\n".join([chart["words"], said["notes"], *_definitions(language), *_sources(chart, reports, made)])
            if draw is None:
                ax = chart["plot"](chart["frame"], title="", subtitle="")
                shown, below = picture(ax.figure, credit=chart["credit"], alt_text=chart["words"], dpi=150), ""
            else:
                shown, below = draw(chart["frame"], language), f"{said['notes']} {chart['credit']}"
            slides.append(
                Slide(said["title"], notes, subtitle=said["subtitle"], foot=below, chart=shown, alt_text=chart["words"])
            )
    texts = _definitions(language)
    slides.append(Slide(say("table_definitions", language), "\n".join(texts), lines=tuple(texts), foot=foot))
    texts = _sources(made, reports, made)
    slides.append(Slide(say("table_sources", language), "\n".join(texts), lines=tuple(texts), foot=foot))
    return deck(made["title"], slides, language=language, logo=logo)


def pdf_of(made: dict, reports: pd.DataFrame, logo=None) -> bytes:
    """Return the pages of a briefing: in short, a page a chart, definitions and sources."""
    language = made["language"]
    with briefing_style(language), off_screen():
        parts = [
            Text(made["title"], (*made["summary"], _foot(made)), size=1.2),
            *(
                Chart(partial(chart["plot"], chart["frame"]), chart["credit"], chart["words"])
                for chart in made["charts"]
            ),
            Text(say("table_definitions", language), tuple(_definitions(language))),
            Text(say("table_sources", language), tuple(_sources(made, reports, made))),
        ]
        return document(made["title"], parts, logo=logo)


def _foot(made: dict) -> str:
    return say("foot", made["language"], made_by=f"dronestats {__version__}")


def _definitions(language: str) -> list[str]:
    rows = definitions_of(language)
    rows["limits"] = rows["limits"].map(capital)
    return [
        say("definition_line", language, **row)
        for row in rows[["definition", "numerator", "denominator", "words", "limits"]].to_dict("records")
    ]


def _sources(about: dict, reports: pd.DataFrame, made: dict) -> list[str]:
    """Return the reports behind a chart or the whole with their addresses, or where to find them if they are many."""
    found = sources_of(about["claims"], reports)
    if len(found) > MOST_SOURCES:
        return [say("sources_elsewhere", made["language"], n=len(found))]
    rows = found[["report_id", "claimant_body", "outlet", "url"]].fillna("")
    return [", ".join(filter(None, row)) for row in rows.itertuples(index=False, name=None)]
