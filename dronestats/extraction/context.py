"""Claims in the making, and what the sentences so far have established."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dronestats.extraction.lexicon import Lexicon
from dronestats.extraction.numbers import Number
from dronestats.extraction.times import NOTHING, Window


@dataclass(slots=True)
class Claim:
    """One number of the text as it was understood; offsets are those of the plain text."""

    number: Number
    weapon_class: str
    weapon: str | None
    outcome: str
    places: tuple[str, ...]
    attacker: str
    body: str | None
    scope: str
    window: Window
    sentence: int
    start: int
    end: int
    rule: str
    toward: bool = False
    each: bool = False
    opens: bool = False
    subset: bool = False
    bracket: bool = False
    more: bool = False
    named: bool = True
    part_of: Claim | None = None
    parts: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """What the sentences so far have established."""

    words: Lexicon
    day: date | None
    home: str
    body: str | None = None
    attacker: str | None = None
    scope: str = "bulletin"
    place: tuple[str, ...] = ()
    speaks_for: bool = False
    # The place that this sentence names, and that which any has named last.
    named: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    launched: dict[str, int] = field(default_factory=dict)
    window: Window = NOTHING
    # When the attack began and ended, where a sentence without numbers says so.
    lasted: Window = NOTHING
    period: str | None = None
    span: Window | None = None
    weapons: tuple[tuple[str, str], ...] = ()
    opening: tuple[tuple[str, str], ...] = ()
    missiles: tuple[tuple[str, str], ...] = ()
    outcome: str | None = None
    attacked: bool = False
    pending: tuple | None = None
    ground: bool = False
    attacks: list[Claim] = field(default_factory=list)
    # Where each class was sent, and the place that held when that was told.
    sent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sent_at: tuple[str, ...] = ()
