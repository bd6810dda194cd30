"""The grammar that the reader is compared with does the same work: it finds what the reader finds."""

import datetime as dt
from collections import Counter

import pytest

pytest.importorskip("yargy")

from benchmarks.yargy_grammar import figure_of, reader
from dronestats.extraction.bulletin import read_claims_of

PUBLISHED = dt.datetime(2025, 4, 18, 6, tzinfo=dt.UTC)
READ = reader()
TEXTS = [
    "Над Курской областью уничтожены сто двадцать один БПЛА",
    "Уничтожено не менее семи беспилотников над Тульской областью",
    "Сбиты два десятка БПЛА",
    "С 20:00 до 23:00 мск перехвачены и уничтожены 43 украинских ударных БПЛА самолетного типа над территориями "
    "Белгородской, Курской областей и Республики Крым",
    "С 23.00 мск 17 апреля до 07.00 мск 18 апреля уничтожены 42 БПЛА: 20 – над территорией Орловской области, по "
    "восемь – над территориями Ростовской и Брянской областей, шесть – над акваторией Черного моря",
    "С 20:00 до 23:00 мск перехвачены две управляемые авиационные бомбы и три реактивных снаряда над Крымом",
    "Около 14.30 мск дежурными средствами ПВО украинский беспилотник уничтожен над территорией Брянской области",
    "С 20:00 до 23:00 мск над Курской областью сбиты девять БПЛА, из которых два – над Курском",
    "Пресечена попытка киевского режима совершить атаку двадцатью пятью беспилотными летательными аппаратами. "
    "Шестнадцать БПЛА уничтожены, девять подавлены средствами РЭБ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_yargy_finds_the_claims_that_the_reader_finds(text):
    rows = read_claims_of(text, published=PUBLISHED.isoformat())
    assert Counter(READ(text, PUBLISHED)) == Counter(map(figure_of, rows))
