"""What holds for any text: the reader never raises, quotes are slices, neutral words and spelling change nothing."""

import gc

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dronestats import schema
from dronestats.extraction.bulletin import explain_text, extract_claims, read_claims_of
from dronestats.extraction.lexicon import expand, languages, lexicon
from dronestats.extraction.numbers import read_numbers
from dronestats.extraction.tagging import tag
from dronestats.extraction.text import plain, tokens

WORDS = sorted({word for code in languages() for word in list(lexicon(code).phrases)[::37]})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "БпЛА",
            "збито",
            "уничтожены",
            "5",
            "20:00",
            "13 217",
            "из",
            "of",
            "по",
            ":",
            "–",
            ",",
            ".",
            "\n",
            "(",
            ")",
            "and",
        ]
    ),
    st.text(max_size=6),
)
TEXTS = st.lists(PIECES, max_size=60).map(" ".join)
QUIET = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(st.one_of(TEXTS, st.text(max_size=300)))
def test_the_reader_never_raises_and_every_quote_is_a_slice(text):
    for row in read_claims_of(text, published="2025-03-10"):
        assert text[row.quote_start : row.quote_end] == row.quote
        assert row.attacker != row.defender
        assert row.window_start < row.window_end


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_whatever_is_read_passes_validation_and_is_explained(text):
    claims = extract_claims(text, published="2025-03-10")
    assert schema.validate_claims(claims).equals(claims)
    for word in explain_text(text).itertuples():
        assert text[word.start : word.end] == word.token


LAUNCHED, DOWNED = st.integers(21, 9999), st.integers(2, 20)
NEUTRAL = {"en": "The weather was fine.", "uk": "Погода була ясною.", "ru": "Погода была ясной."}
SENTENCES = {
    "en": "Russia launched {a} drones overnight. {b} were shot down.",
    "uk": "Уночі ворог атакував {a} БпЛА. Збито {b}.",
    "ru": "Ночью Украина запустила {a} дронов. Сбито {b}.",
}


@QUIET
@given(st.sampled_from(languages()), LAUNCHED, DOWNED)
def test_a_neutral_sentence_changes_no_claim(code, launched, downed):
    text = SENTENCES[code].format(a=launched, b=downed)
    alone, around = (
        [(row.outcome, row.count, row.attacker) for row in read_claims_of(own, published="2025-03-10", language=code)]
        for own in (text, f"{NEUTRAL[code]} {text} {NEUTRAL[code]}")
    )
    assert alone == around == [("launched", launched, alone[0][2]), ("destroyed", downed, alone[0][2])]


def spelled(code, number):
    """Return a number in the first form of each word of a language table (0 to 9999)."""
    import tomllib

    from dronestats import vocabulary

    with open(vocabulary.FOLDER / f"{code}.toml", "rb") as file:
        table = tomllib.load(file)
    forms = {int(value): expand(form, table["endings"])[0] for value, form in table["numbers"]["words"].items()}
    thousand = expand(table["numbers"]["times"]["1000"], table["endings"])[0]
    words = [spelled(code, number // 1000), thousand] if number >= 1000 else []
    rest = number % 1000
    hundred = rest // 100 * 100
    if hundred and hundred in forms:
        words.append(forms[hundred])
    elif hundred:
        words += [forms[hundred // 100], expand(table["numbers"]["times"]["100"], table["endings"])[0]]
    small = rest % 100
    if small:
        words += [forms[small]] if small in forms else [forms[small // 10 * 10], forms[small % 10]]
    return " ".join(words) if words else forms[0]


@QUIET
@given(st.sampled_from(languages()), st.integers(1, 9999))
def test_words_and_digits_name_the_same_number(code, number):
    text = spelled(code, number)
    found = read_numbers(tag(text, tokens(plain(text).text), lexicon(code), plain(text).span), lexicon(code))
    assert [token.value.count for token in found] == [number]


@QUIET
@given(st.text(max_size=80))
def test_letters_find_their_way_back(text):
    letters = plain(text)
    for _, _, start, end in tokens(letters.text):
        first, last = letters.span(start, end)
        assert 0 <= first < last <= len(text)
    assert "й" not in text or "й" in letters.text


def test_the_reader_leaves_no_reference_cycles_behind_as_it_holds_back_the_search_for_them():
    text = "У ніч на 28 жовтня ворог атакував 100 БпЛА. Збито 66, з них 9 на Одещині, ще 24 локаційно втрачено. " * 20
    read_claims_of(text)
    gc.collect()
    found = read_claims_of(text)
    assert found
    assert gc.collect() == 0
    assert gc.isenabled()
