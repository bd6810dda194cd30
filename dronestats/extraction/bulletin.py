"""The public door of the reader: a text -> claims, or token by token why it was read so."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections import namedtuple
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any

import pandas as pd

from dronestats import schema, vocabulary
from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.extraction.context import Claim, Context
from dronestats.extraction.discourse import read_sentences
from dronestats.extraction.lexicon import Lexicon, Token, languages, lexicon
from dronestats.extraction.numbers import read_numbers
from dronestats.extraction.places import read_places
from dronestats.extraction.relations import relate
from dronestats.extraction.sentences import join_outcomes, sentences
from dronestats.extraction.sides import attacker_named, opponent, side_of
from dronestats.extraction.tagging import closest, tag
from dronestats.extraction.text import Plain, plain, storable, tokens
from dronestats.extraction.times import local_day, read_times, resolve

# A row of the claims table; a tuple, because one text may hold a million and a dict takes four times the memory.
Row = namedtuple("Row", schema.columns("claims"))
_LONGEST_QUOTE = 400
_FIRST_TOKENS = 50
_BLOCK = 2**15
_ENDS = ("\n\n", "\n", ". ", " ")
_FIRST_SENTENCES = 40
# A text that states no date, read without a publication date, gets this open window and a note that says so.
UNDATED = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def extract_claims(
    text: str,
    *,
    published: Any = None,
    language: str | None = None,
    claimant_body: str | None = None,
    report_id: str | None = None,
) -> pd.DataFrame:
    """Read the claims of one bulletin or article.

    Parameters
    ----------
    text : str
        English, Ukrainian or Russian; never raises because of what it says.
    published : datetime or str, optional
        When the text was published (ISO 8601; without offset it is taken as UTC). It dates nights and clock times.
        Without it, and without a date in the text, the windows stay open and the note says ``undated``.
    language : {"en", "uk", "ru"}, optional
        Guessed from the letters if not given.
    claimant_body : str, optional
        Office that speaks (``bodies.csv``) where the text itself does not say.
    report_id : str, optional
        Prefix of the claim ids; ``text`` if not given.

    Returns
    -------
    DataFrame
        The claims table (`validate_claims`), one row per stated number. ``text[quote_start:quote_end] == quote``. A row
        that rests on a weak rule, or that conflicts with another, says so in ``note``.

    Examples
    --------
    >>> claims = extract_claims(
    ...     "У ніч на 28 жовтня ворог атакував 100 БпЛА. Збито 66, ще 24 локаційно втрачено.",
    ...     published="2024-10-28T09:00Z",
    ... )
    >>> claims[["outcome", "count"]].values.tolist()
    [['launched', 100], ['destroyed', 66], ['lost', 24]]
    """
    rows = read_claims_of(
        text, published=published, language=language, claimant_body=claimant_body, report_id=report_id
    )
    return frame_of(rows)


def frame_of(rows: list[Row]) -> pd.DataFrame:
    """Return the validated claims table of rows from `read_claims_of`."""
    if not rows:
        return schema.empty("claims")
    frame = pd.DataFrame(rows, columns=schema.columns("claims"))
    for name in ("window_start", "window_end", "as_of"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return schema.validate_claims(frame)


def explain_text(text: str, *, language: str | None = None) -> pd.DataFrame:
    """Show word by word how a text was read.

    Parameters
    ----------
    text : str
    language : {"en", "uk", "ru"}, optional

    Returns
    -------
    DataFrame
        ``token`` (slice of the text), ``start``, ``end``, ``tag``, ``value``, ``rule`` (section/block of the language
        table, or module/rule), ``claims``: the numbers of the claims that rest on the token, as ``outcome count``.

    Examples
    --------
    >>> explain_text("Збито 17 БпЛА")[["token", "tag"]].values.tolist()
    [['Збито', 'outcome'], ['17', 'number'], ['БпЛА', 'weapon']]
    """
    found, letters, words = _sentences(text, language)
    cut = list(found)
    claims = _claims(cut, words, None, None)
    listed = [token for sentence in cut for token in sentence]
    starts = [token.start for token in listed]
    used: list[list[str]] = [[] for _ in listed]
    for claim in claims:
        said = claim.number.qualifier if claim.number.count is None else claim.number.count
        last = min(claim.end, claim.start + _LONGEST_QUOTE)
        for at in range(bisect_left(starts, claim.start), bisect_left(starts, last)):
            used[at].append(f"{claim.outcome} {said}")
    rows = []
    for token, of in zip(listed, used, strict=True):
        start, end = letters.span(token.start, token.end)
        word, value = storable(text[start:end]), storable(str(token.value))
        rows.append((word, start, end, token.kind, value, token.rule, ", ".join(of)))
    return pd.DataFrame(rows, columns=["token", "start", "end", "tag", "value", "rule", "claims"])


def looks_like_bulletin(text: str, *, language: str | None = None) -> bool:
    """Return whether a text counts weapons and says what became of some: one that yields no claim deserves a look.

    Examples
    --------
    >>> looks_like_bulletin("Збито 17 БпЛА"), looks_like_bulletin("Курс долара 41,2")
    (True, False)
    """
    cut, _, _ = _sentences(text, language)
    kinds = [{token.kind for token in sentence} for sentence in cut]
    return any({"number", "weapon", "outcome"} <= found for found in kinds)


def read_claims_of(text, *, published=None, language=None, claimant_body=None, report_id=None) -> list[Row]:
    """Return the claims of a text as plain rows of the claims table (what `extract_claims` puts into a frame)."""
    if not isinstance(text, str):
        raise DronestatsError(f"text must be a string, not {type(text).__name__}; decode bytes first")
    if language is not None:
        must_be_one_of("language", language, languages())
    if claimant_body is not None:
        must_be_one_of("claimant_body", claimant_body, vocabulary.ids("bodies"))
    with _no_collection():
        return _read(text, _stamp(published), language, claimant_body, report_id or "text")


def _read(text: str, stamp: datetime | None, language: str | None, body: str | None, report_id: str) -> list[Row]:
    """Return the rows of a text; what was made on the way to them is gone when the search for cycles goes on."""
    cut, letters, words = _sentences(text, language)
    claims = _claims(cut, words, stamp, body)
    return _rows(text, letters, claims, words, stamp, body, report_id)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold back the search for reference cycles: the reader makes none, and each search goes over all claims so far."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _sentences(text: str, language: str | None) -> tuple[Iterator[list[Token]], Plain, Lexicon]:
    """Return the tagged sentences of a text, its plain letters and its language."""
    letters = plain(text)
    blocks = _blocks(letters.text)
    first = next(blocks, [])
    words = lexicon(language or closest([word for kind, word, _, _ in first[:_FIRST_TOKENS] if kind == "word"]))
    return _cut(text, letters, words, chain([first], blocks)), letters, words


def _blocks(plain_text: str) -> Iterator[list[tuple[str, str, int, int]]]:
    """Yield the tokens of a text, paragraphs of some length at a time, so that memory holds one block only.

    Where no paragraph ends, it is cut after a line, a sentence or a word, and where none of them ends, anywhere.
    """
    start = 0
    while start < len(plain_text):
        end = start + 2 * _BLOCK
        if end < len(plain_text):
            places = ((plain_text.rfind(mark, start + _BLOCK, end), len(mark)) for mark in _ENDS)
            end = next((place + length for place, length in places if place >= 0), end)
        yield tokens(plain_text, start, min(end, len(plain_text)))
        start = end


def _cut(text: str, letters: Plain, words: Lexicon, blocks: Iterable[list]) -> Iterator[list[Token]]:
    """Yield the tagged sentences of a text."""
    for raw in blocks:
        counted = read_numbers(read_times(join_outcomes(tag(text, raw, words, letters.span))), words)
        for sentence in sentences(counted, letters.text, text, letters.span, words.abbreviations):
            yield read_places(sentence, words)


def _claims(cut: Iterable[list[Token]], words: Lexicon, stamp: datetime | None, body: str | None) -> list[Claim]:
    cut = iter(cut)
    first = list(islice(cut, _FIRST_SENTENCES))
    home = vocabulary.column("bodies", "claimant")[body] if body else _attacked(first, words) or words.home
    context = Context(words=words, day=local_day(stamp, home), home=home, body=body, opening=_named_first(first))
    return relate(read_sentences(chain(first, cut), context), words.with_head)


def _attacked(cut: list[list[Token]], words: Lexicon) -> str | None:
    """Return the side that the first sentences tell is attacked, or whose regions they name more of."""
    attacker = next(filter(None, (attacker_named(sentence, words.sides, by_verb=True) for sentence in cut)), None)
    if attacker:
        return opponent(attacker, words.sides)
    places = {place for sentence in cut for token in sentence if token.kind == "place" for place in token.value}
    named = [side_of((place,), words) for place in places]
    first, second = words.sides
    more = named.count(first) - named.count(second)
    return first if more > 0 else second if more else None


def _named_first(cut: list[list[Token]]) -> tuple[tuple[str, str], ...]:
    """Return the weapon that a text names first: what a bare number before it counts (37 downed, so went the night)."""
    return next(((token.value,) for sentence in cut for token in sentence if token.kind == "weapon"), ())


def _stamp(published: Any) -> datetime | None:
    """Return a publication time in UTC."""
    if published is None or published is pd.NaT:
        return None
    if isinstance(published, str):
        try:
            published = datetime.fromisoformat(published.strip())
        except ValueError:
            raise DronestatsError(f"published = {published!r} is no ISO time; write 2024-10-28T09:00+02:00") from None
    if isinstance(published, pd.Timestamp):
        published = published.to_pydatetime()
    if isinstance(published, date) and not isinstance(published, datetime):
        published = datetime(published.year, published.month, published.day, 12)
    if not isinstance(published, datetime):
        raise DronestatsError(f"published = {published!r} is no time; give a datetime or an ISO string")
    if not 1900 <= published.year <= 2200:
        raise DronestatsError(f"published = {published} lies outside 1900 to 2200; is it the right field?")
    return published.replace(tzinfo=published.tzinfo or UTC)


def _rows(text, letters, claims: list[Claim], words: Lexicon, stamp, body: str | None, report_id: str) -> list[Row]:
    ids = {id(claim): f"{report_id}/{at}" for at, claim in enumerate(claims, 1)}
    sides = vocabulary.column("bodies", "claimant")
    resolved: dict[tuple, tuple] = {}  # the claims of a text share few windows
    rows = []
    for claim in claims:
        defender = opponent(claim.attacker, words.sides)
        named = claim.body or body
        if named != body and sides[named] == claim.attacker:
            named = None  # the office named last is not the one that tells of its own side's drones
        claimant = sides[named] if named else defender
        day = local_day(stamp, claimant)
        if day is None:
            day = _first_day(claim)
        notes = list(claim.notes)
        if day is None:
            (start, end), basis, as_of = UNDATED, "assumed", None
            notes.append("undated")
        else:
            key = (claim.window, day, claimant, claim.scope)
            if key not in resolved:
                resolved[key] = resolve(*key)
            start, end, basis, as_of = resolved[key]
        if claim.toward:
            notes.append("heading there")
        begin, stop = letters.span(claim.start, min(claim.end, claim.start + _LONGEST_QUOTE))
        rows.append(
            Row(
                claim_id=ids[id(claim)],
                report_id=report_id,
                claimant=claimant,
                claimant_body=named,
                attacker=claim.attacker,
                defender=defender,
                weapon_class=claim.weapon_class,
                weapon=claim.weapon,
                outcome=claim.outcome,
                region="+".join(claim.places) or None,
                part_of=ids.get(id(claim.part_of)) if claim.part_of is not None else None,
                scope=claim.scope,
                window_start=start,
                window_end=end,
                window_basis=basis,
                as_of=as_of,
                count=claim.number.count,
                count_low=claim.number.low,
                count_high=claim.number.high,
                qualifier=claim.number.qualifier,
                basis="stated",
                regime=_regime(named, end.date().isoformat(), claim.weapon_class) if named else None,
                quote=storable(text[begin:stop]),
                quote_start=begin,
                quote_end=stop,
                note="; ".join(dict.fromkeys(notes)) if notes else None,
            )
        )
    return rows


def _first_day(claim: Claim) -> date | None:
    for day in (claim.window.end_day, claim.window.day, claim.window.start_day):
        if day and day[0]:
            try:
                return date(*day)
            except ValueError:
                return None
    return None


_regimes: dict[tuple[str, str, str], str | None] = {}


def _regime(body: str, day: str, weapon_class: str) -> str | None:
    key = (body, day, weapon_class)
    if key not in _regimes:
        if len(_regimes) > 10_000:
            _regimes.clear()
        _regimes[key] = vocabulary.regime_of(*key)
    return _regimes[key]
