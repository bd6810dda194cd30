"""The package takes no side: what it says about claims has no word of blame or praise."""

import ast
import re
from pathlib import Path

import pytest

from dronestats.vocabulary import table

ROOM = Path(__file__).resolve().parents[1] / "dronestats" / "comparison"
BLAME = re.compile(
    r"\b(lie[sd]?|lying|liars?|fak\w+|exaggerat\w*|overstat\w*|understat\w*|inflat\w+|propagand\w*|false\w*|fabricat\w*"
    r"|decei\w+|decept\w+|manipulat\w*|dishonest\w*|hones\w+|truth\w*|untrue|suspicious|suspect\w*|cheat\w*|conceal\w*"
    r"|hid(e|es|ing|den)|admit\w*|aggress\w+|terroris\w+|enem(y|ies)|hoax\w*|bogus|mislead\w*|boast\w*)\b",
    re.IGNORECASE,
)


def strings(path: Path) -> list[str]:
    """Return every text in a module: docstrings, sentences, messages; a value False in an example is no word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [value.replace("False", "") for value in values if isinstance(value, str)]


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_no_text_of_the_comparison_blames_or_praises(path):
    found = [(match[0], text[:80]) for text in strings(path) if (match := BLAME.search(text))]
    assert found == []


def test_no_sentence_of_the_checks_blames_or_praises():
    assert [text for text in table("checks")["words"] if BLAME.search(text)] == []


@pytest.mark.parametrize("text", ["a lie", "It exaggerates", "PROPAGANDA", "fake figures", "inflated"])
def test_words_of_blame_are_recognised(text):
    assert BLAME.search(text)
