"""Every block of every language table reads its own example as it says."""

import tomllib

import pytest

from dronestats import vocabulary
from dronestats.extraction.bulletin import read_claims_of
from dronestats.extraction.lexicon import SECTIONS, expand, languages, lexicon


def table(code):
    with open(vocabulary.FOLDER / f"{code}.toml", "rb") as file:
        return tomllib.load(file)


def blocks():
    for code in languages():
        found = table(code)
        yield pytest.param(code, found["numbers"], id=f"{code}-numbers")
        for section, key in SECTIONS.items():
            for block in found[section]:
                yield pytest.param(code, block, id=f"{code}-{section}-{block[key] or 'none'}")


def in_words(row):
    """Return a claim as the tables write it: drone destroyed 17 [qualifier] [region] [part]."""
    count = "several" if row.count is None else str(row.count)
    words = [row.weapon_class, row.outcome, count]
    words += [row.qualifier] if row.qualifier not in ("exact", "several") else []
    words += [row.region] if row.region else []
    return " ".join(words + (["part"] if row.part_of else []))


@pytest.mark.parametrize(("code", "block"), list(blocks()))
def test_a_block_reads_its_own_example(code, block):
    read = [in_words(row) for row in read_claims_of(block["example"], published="2025-03-10T09:00Z", language=code)]
    assert read == block["reads"]


@pytest.mark.parametrize("code", languages())
def test_a_table_names_nothing_that_the_vocabulary_does_not_know(code):
    assert lexicon(code).phrases
    assert set(lexicon(code).sides) <= set(vocabulary.ids("claimants"))


@pytest.mark.parametrize("code", languages())
def test_number_words_name_every_number_of_their_table_once(code):
    found = table(code)
    forms = [form for pattern in found["numbers"]["words"].values() for form in expand(pattern, found["endings"])]
    assert len(forms) == len(set(forms))
