"""Numbers, names, dates and sentences of a chart: what it says, computed from its frame, in neutral words."""

from __future__ import annotations

import pandas as pd

from dronestats.charts.phrases import NBSP, say
from dronestats.errors import DronestatsError
from dronestats.rates.sentences import NOUNS
from dronestats.selection import SIDE, nights
from dronestats.vocabulary import column, name_of, table


def percent(share, language: str = "en", digits: int = 1) -> str:
    """Return a share as per cent; whole values are printed without decimals.

    Examples
    --------
    >>> percent(0.9).replace(NBSP, " "), percent(0.58535).replace(NBSP, " ")
    ('90 %', '58.5 %')
    """
    text = f"{float(share) * 100:.{digits}f}"
    text = text.removesuffix("." + "0" * digits)
    return (text if language == "en" else text.replace(".", ",")) + f"{NBSP}%"


def counted(count: str, name: str, language: str = "en") -> str:
    """Return a count and what became of so many: the verbs of Ukrainian and Russian would have to agree with it.

    Examples
    --------
    >>> counted("1", "hit"), counted("1", "влучили", "uk").replace(NBSP, " ")
    ('1 hit', 'влучили – 1')
    """
    return f"{count} {name}" if language == "en" else f"{name}{NBSP}–{NBSP}{count}"


def outcome_name(outcome: str, language: str = "en") -> str:
    """Return the printed name of an outcome, or of the part that is unaccounted for."""
    return say("unaccounted", language) if outcome == "unaccounted" else name_of("outcomes", outcome, language)


def month_name(month: int, language: str = "en") -> str:
    """Return the short name of a month, 1 to 12."""
    return say("months", language).split()[month - 1]


def period_name(period: str, language: str = "en") -> str:
    """Return a label of `windows.period_of` in words.

    Examples
    --------
    >>> [period_name(label).replace(NBSP, " ") for label in ("2024-10-28", "2024-10", "2024-W44", "2024-Q4", "all")]
    ['28 Oct 2024', 'Oct 2024', 'week 44 of 2024', '2024 Q4', 'the whole time']
    """
    if period == "all":
        return say("whole_time", language)
    year, *rest = period.split("-")
    if not rest:
        return year
    if rest[0].startswith("W"):
        return say("week", language, week=int(rest[0][1:]), year=year)
    if rest[0].startswith("Q"):
        return say("quarter", language, quarter=rest[0][1:], year=year)
    words = [month_name(int(rest[0]), language), year]
    return NBSP.join([str(int(rest[1])), *words] if len(rest) > 1 else words)


def span_name(first: str, last: str, language: str = "en") -> str:
    """Return "28 Oct 2024" or "Oct 2024 to Mar 2026"."""
    if first == last:
        return period_name(first, language)
    return say("span", language, first=period_name(first, language), last=period_name(last, language))


def weapons(weapon_class: str, language: str = "en") -> str:
    """Return the plural of a weapon class.

    Examples
    --------
    >>> weapons("guided_bomb"), weapons("drone", "uk")
    ('guided bombs', 'безпілотники')
    """
    if language == "en":
        return NOUNS.get(weapon_class, "weapons")
    rows = table("weapons")
    widest = rows[rows["parent"].isna() & (rows["weapon_class"] == weapon_class)]
    return name_of("weapons", widest["weapon"].iloc[0], language)


def printed(name: str, language: str = "en") -> str:
    """Return the name of a side, an office or a rate; one that ``names.csv`` lacks stands as it is.

    Examples
    --------
    >>> printed("Ukraine", "uk"), printed("Atlantis", "uk")
    ('Україна', 'Atlantis')
    """
    return name if language == "en" else column("names", f"name_{language}").get(name, name)


def capital(text: str) -> str:
    """Return a text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def in_language(columns: str, language: str) -> str:
    """Return the name of a column of words in a language: the plain one is English."""
    return columns if language == "en" else f"{columns}_{language}"


def definition_words(definition: str, language: str = "en") -> str:
    """Return what a rate is a rate of."""
    return column("definitions", in_language("words", language)).get(definition, definition)


def who(frame: pd.DataFrame, language: str = "en") -> str:
    """Return who speaks, to start a sentence with.

    Examples
    --------
    >>> who(pd.DataFrame({"claimant": ["Ukraine"], "claimant_body": ["Ukrainian Air Force"]}))
    "Ukraine's Air Force"
    >>> bodies = ["Ministry of Defence", "Governor of Kursk region"]
    >>> who(pd.DataFrame({"claimant": ["Russia"] * 2, "claimant_body": bodies}))
    'Russia'
    """
    claimant = str(frame["claimant"].iloc[0])
    bodies = frame["claimant_body"].dropna().unique() if "claimant_body" in frame else []
    names = sorted({name for own in bodies for name in str(own).split("; ")})
    if len(names) != 1:
        return printed(claimant, language)
    if language != "en":
        return printed(names[0], language)
    words = names[0].split()
    # "Ukrainian Air Force" already says whose it is; the sentence says it with the side's own name.
    rest = words[1:] if words[0].startswith(claimant[:-1]) else words
    return f"{claimant}'s {' '.join(rest)}" if rest and claimant not in names[0] else names[0]


def only_one_side(frame: pd.DataFrame, chart: str, extra: tuple[str, ...] = ()) -> None:
    """Raise if a frame is empty or tells of several sides, attacks, weapon classes (or other keys) at once."""
    if frame.empty:
        raise DronestatsError(
            f"{chart}: the frame has no rows, so there is nothing to draw; check the filter before it"
        )
    missing = [name for name in (*SIDE, *extra) if name not in frame]
    if missing:
        raise DronestatsError(
            f"{chart}: column {missing[0]!r} is missing; columns found: {', '.join(map(str, frame.columns[:12]))}"
        )
    for name in (*SIDE, *extra):
        values = sorted(frame[name].astype("string").fillna("").unique())
        if len(values) > 1:
            raise DronestatsError(
                f"{chart} draws one {name} at a time, this frame has {', '.join(values)}; "
                f"filter first, for example frame[frame[{name!r}] == {values[0]!r}]"
            )


def dates(frame: pd.DataFrame, language: str = "en") -> str:
    """Return the nights that a tally covers, by the day on which their windows end."""
    days = nights(frame)
    return span_name(days.min(), days.max(), language)


def as_of(frame: pd.DataFrame, language: str = "en") -> str:
    """Return when the latest figure was stated, as a sentence; empty where a row does not say so."""
    if "as_of" not in frame or frame["as_of"].isna().any():
        return ""
    moment = frame["as_of"].max()
    day = period_name(f"{moment:%Y-%m-%d}", language)
    return say("as_of", language, moment=f"{day}{NBSP}{moment:%H:%M}{NBSP}UTC")


def sentence(*parts: str) -> str:
    """Return sentences joined, empty ones left out."""
    return " ".join(part.strip() for part in parts if part and part.strip())
