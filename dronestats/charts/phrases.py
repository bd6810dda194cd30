"""Sentences of charts and briefings: one table, three languages, the plural that a number takes."""

from __future__ import annotations

import string

from dronestats.errors import must_be_one_of
from dronestats.vocabulary import LANGUAGES, column, ids

NBSP = "\u00a0"


def number(value, language: str = "en") -> str:
    """Return a whole number as printed, thousands set apart.

    Examples
    --------
    >>> number(1324), number(1324, "uk").replace(NBSP, "_")
    ('1,324', '1_324')
    """
    return f"{int(value):,}".replace(",", "," if language == "en" else NBSP)


def say(phrase: str, language: str = "en", **values) -> str:
    """Return a sentence of ``phrases.csv`` with its values put in.

    Parameters
    ----------
    phrase : str
        Row of ``phrases.csv``. ``{name}`` stands for a text or a whole number; ``{name:night|nights}`` for a number and
        the word in the form that it takes: two forms in English (1, other), three in Ukrainian and Russian (1, 2 to
        4, 5 and more, by the last digits); ``{name:#is|are}`` for the word alone.
    language : {"en", "uk", "ru"}
    **values
        Whole numbers and texts.

    Examples
    --------
    >>> [say("n_reports", language, n=2345).replace(NBSP, "_") for language in ("en", "uk", "ru")]
    ['2,345 reports', '2_345 звітів', '2_345 отчётов']
    """
    must_be_one_of("phrase", phrase, ids("phrases"))
    must_be_one_of("language", language, LANGUAGES)
    return _Sentence(language).vformat(column("phrases", language)[phrase], (), values)


class _Sentence(string.Formatter):
    """Put numbers into a sentence, with the words that follow them."""

    def __init__(self, language: str):
        self.language = language

    def format_field(self, value, form: str) -> str:
        shown = value if isinstance(value, str) else number(value, self.language)
        if "|" not in form:
            return shown
        forms = form.removeprefix("#").split("|")
        word = forms[min(_form_of(int(value), self.language), len(forms) - 1)]
        return word if form.startswith("#") else f"{shown} {word}"


def _form_of(count: int, language: str) -> int:
    """Return which of the forms of a word a number takes."""
    if language == "en":
        return int(count != 1)
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2
