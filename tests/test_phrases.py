"""Sentences stand in one table, say the same in three languages, and their words follow the number."""

import re
import string
from pathlib import Path

import pytest

import dronestats as ds
from dronestats.charts.phrases import say
from dronestats.charts.words import who
from dronestats.errors import DronestatsError
from dronestats.vocabulary import LANGUAGES, ids, table

PACKAGE = Path(ds.__file__).parent
FORMS = {"en": 2, "uk": 3, "ru": 3}


def fields(text):
    return [(name, form) for _, name, form, _ in string.Formatter().parse(text) if name]


@pytest.mark.parametrize("phrase", ids("phrases"))
def test_a_sentence_says_the_same_values_in_every_language(phrase):
    row = table("phrases").set_index("phrase").loc[phrase]
    names = [{name for name, _ in fields(row[language])} for language in LANGUAGES]
    assert names[0] >= names[1] == names[2]
    assert names[0] - names[1] <= {"bars"}  # a plural that only English shows
    for language in LANGUAGES:
        for name, form in fields(row[language]):
            assert not form or form.count("|") + 1 == FORMS[language], (phrase, language, name)


def test_every_sentence_is_used_and_every_one_used_is_there():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    used = set(re.findall(r"[\"']([a-z_]+)[\"']", code))
    stems = tuple(re.findall(r'f"([a-z_]+_)\{', code)) + tuple(re.findall(r"[\"']([a-z_]+_)[\"'] \+", code))
    ends = tuple(re.findall(r'f"\{\w+\}(_[a-z_]+)"', code))
    for phrase in ids("phrases"):
        assert phrase in used or phrase.startswith(stems) or phrase.endswith(ends), f"no code says {phrase!r}"
    for phrase in re.findall(r'say\(\s*"([a-z_]+)"', code):
        assert phrase in ids("phrases"), phrase


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 звіт"), (2, "2 звіти"), (5, "5 звітів"), (11, "11 звітів"), (12, "12 звітів"), (21, "21 звіт"),
     (104, "104 звіти"), (112, "112 звітів"), (1000, "1\u00a0000 звітів")],
)  # fmt: skip
def test_a_word_takes_the_form_of_its_number(count, words):
    assert say("n_reports", "uk", n=count) == words


def test_an_unknown_sentence_is_named():
    with pytest.raises(DronestatsError, match="phrase = 'n_report' is not one of"):
        say("n_report")


def test_sides_rates_and_national_offices_have_names_in_every_language():
    bodies = table("bodies")
    needed = {*ids("claimants"), *ids("definitions"), *bodies.loc[bodies["rank"] == "1", "claimant_body"]}
    assert needed <= set(ids("names"))


def test_an_office_is_named_in_the_language_of_the_chart():
    claims = ds.load_claims()
    night = ds.tally(claims[claims["report_id"] == "ua-2024-10-28"])
    assert [who(night, language) for language in LANGUAGES] == [
        "Ukraine's Air Force", "Повітряні сили України", "Воздушные силы Украины",
    ]  # fmt: skip
    assert ds.plot_outcomes(night, language="uk").get_title(loc="left").replace("\n", " ") == (
        "Повітряні сили України: збито 66 із 100 (безпілотники), локаційно втрачено 24"
    )
