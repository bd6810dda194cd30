"""Bulletins a second, under pytest-benchmark: ``pytest benchmarks/test_extraction_speed.py``."""

import pytest

from dronestats.extraction.bulletin import read_claims_of

pytest.importorskip("pytest_benchmark")

BULLETINS = [
    "У ніч на 18 квітня (з 18:00 17 квітня) противник атакував 219-ма ударними БпЛА типу Shahed та безпілотниками "
    "інших типів, близько 150 із них – шахеди. Станом на 08:30 збито/подавлено 190 ворожих БпЛА. Зафіксовано влучання "
    "28 ударних БпЛА на 17 локаціях, а також падіння збитих (уламки) на 9 локаціях.",
    "В период с 20.00 до 23.00 мск дежурными средствами ПВО перехвачены и уничтожены 66 украинских беспилотных "
    "летательных аппаратов: 43 – над Ростовской областью, 20 – над Курской, по одному – над Тульской и Орловской.",
    "Russia launched 145 drones overnight, the air force said. As of 09:30, 62 had been shot down, 67 went off radar "
    "and 10 left Ukrainian airspace.",
]


@pytest.mark.parametrize("text", BULLETINS, ids=["uk", "ru", "en"])
def test_one_bulletin(benchmark, text):
    assert benchmark(read_claims_of, text, published="2025-04-18T06:00Z")
