"""Read the claims of a Russian bulletin with yargy: one grammar of facts, written as its users write theirs.

It is what the benchmarks compare the reader with, and is made to be quick as well: parsers made once, rules that can be
read in one way only, nothing asked twice. It uses no relations: the dictionary takes БПЛА for a verb, so nothing would
agree. Regions and weapons are those of our tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from yargy import Parser, and_, not_, or_, rule
from yargy.interpretation import attribute, fact, normalized
from yargy.pipelines import caseless_pipeline, morph_pipeline
from yargy.predicates import caseless, dictionary, eq, gram, gte, in_, in_caseless, is_single, lte, type

from dronestats.vocabulary import column

MOSCOW = dt.timezone(dt.timedelta(hours=3))
UNITS = "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать"
UNITS += " пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
ONES = {word: n for n, word in enumerate(UNITS.split(), 1)} | {"двое": 2, "трое": 3, "четверо": 4, "пятеро": 5}
TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
TENS = {word: 10 * n for n, word in enumerate(TENS.split(), 2)}
HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
HUNDREDS = {word: 100 * n for n, word in enumerate(HUNDREDS.split(), 1)}
TIMES = {"десяток": 10, "дюжина": 12, "сотня": 100, "тысяча": 1000}
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
MONTHS = {word: n for n, word in enumerate(MONTHS.split(), 1)}
QUALIFIERS = {
    "более": "more_than", "свыше": "more_than", "больше": "more_than", "не менее": "at_least", "не меньше": "at_least",
    "как минимум": "at_least", "по меньшей мере": "at_least", "около": "about", "примерно": "about", "почти": "about",
    "порядка": "about", "до": "up_to",
}  # fmt: skip
FATES = {
    "перехватить": "intercepted", "обезвредить": "intercepted", "нейтрализовать": "intercepted",
    "отразить": "intercepted", "уничтожить": "destroyed", "сбить": "destroyed", "сбитый": "destroyed",
    "ликвидировать": "destroyed", "поразить": "destroyed", "подавить": "lost", "потерять": "lost",
    "утратить": "lost", "атаковать": "launched",
    "запустить": "launched", "выпустить": "launched", "обнаружить": "launched", "атака": "launched",
    "применение": "launched", "использование": "launched", "попасть": "hit", "прорваться": "hit",
}  # fmt: skip
SIDES = {"украинский": "Ukraine", "вражеский": "Ukraine"}
OFFICES = ["ПВО", "средства ПВО", "силы ПВО", "огонь средств ПВО", "дежурные средства ПВО", "дежурные силы ПВО"]
OFFICES += ["средства противовоздушной обороны", "средства радиоэлектронной борьбы", "средства РЭБ"]
SPEAKERS = ["Минобороны", "Минобороны России", "Министерство обороны", "Министерство обороны Российской Федерации"]
ATTACKERS = ["киевский режим", "ВСУ", "вооруженные силы Украины"]


class Figure(NamedTuple):
    """One claim: what yargy's facts and the reader's rows are compared by."""

    count: int
    qualifier: str
    weapon_class: str
    outcome: str
    region: str | None
    is_part: bool
    window_start: dt.datetime | None
    window_end: dt.datetime | None


def figure_of(row) -> Figure:
    """Return a row of the reader as a figure; a window that nobody stated is left out, for the grammar assumes none."""
    own = (row.count, row.qualifier, row.weapon_class, row.outcome, row.region, row.part_of is not None)
    window = (row.window_start, row.window_end) if row.window_basis == "stated" else (None, None)
    return Figure(*own, *window)


def words(table: str, value: str | None = None) -> dict[str, str]:
    """Return each Russian name and alias of one of our tables -> its id, or another column."""
    values = column(table, value) if value else None
    found = {}
    for name in ("name_ru", "aliases"):
        for own, cell in column(table, name).items():
            found |= {word: values[own] if values else own for word in cell.split("|") if word.strip()}
    return found


# ---- numbers

Number = fact(
    "Number", [*(attribute(name, 0) for name in ("digits", "hundreds", "tens", "ones")), attribute("times", 1)]
)


class Number(Number):
    """A number in digits or in words."""

    @property
    def value(self) -> int:
        """The number itself."""
        return (self.digits + self.hundreds + self.tens + self.ones) * self.times


def numeral(table: dict[str, int], value):
    """Return a rule for words that stand for numbers, in any case."""
    return dictionary(table).interpretation(value.normalized().custom(table.get))


SUFFIX = rule("-", in_({"ю", "мя", "ми", "ти", "х", "и"}))
DIGITS = rule(type("INT").interpretation(Number.digits.custom(int)), SUFFIX.optional())
ONE, TEN, HUNDRED = numeral(ONES, Number.ones), numeral(TENS, Number.tens), numeral(HUNDREDS, Number.hundreds)
SPELT = or_(ONE, rule(TEN, ONE.optional()), rule(HUNDRED, TEN.optional(), ONE.optional()))
MULTIPLE = numeral(TIMES, Number.times)
NUMBER = rule(or_(DIGITS, SPELT), MULTIPLE.optional()).interpretation(Number)

# ---- places

Place = fact("Place", [attribute("regions").repeatable()])
REGIONS = words("regions")
HEADS = " область", " край", " море"
SHORT = {word.removesuffix(head): own for word, own in REGIONS.items() for head in HEADS if word.endswith(head)}
AREAS = {"территория", "акватория", "небо", "республика", "город", "район", "часть"}
AREA = dictionary(AREAS).repeatable()
AND = or_(rule(","), rule("и"), rule(",", "и"))
NAMES = [word for word in REGIONS if word.split()[0].lower() not in AREAS]
REGION = morph_pipeline(NAMES).interpretation(normalized().custom(REGIONS.get)).interpretation(Place.regions)
# "Брянской, Курской и Тульской областей": an adjective stands for its region as well.
ADJECTIVE = morph_pipeline(SHORT).interpretation(normalized().custom(SHORT.get)).interpretation(Place.regions)
NAMED = or_(REGION, ADJECTIVE)
PLACE = or_(NAMED, rule(AREA, NAMED))
ABOVE = in_caseless({"над", "в", "на"})
ALSO = rule(AND, or_(PLACE, rule(ABOVE, PLACE)))
COAST = rule("у", dictionary({"побережье"}), dictionary(AREAS).optional(), morph_pipeline(NAMES))
PLACES = rule(ABOVE, PLACE, ALSO.repeatable().optional(), COAST.optional()).interpretation(Place)

# ---- weapons, and what became of them

Weapon = fact("Weapon", ["side", "kind"])
WEAPONS = words("weapons", "weapon_class") | {
    "БПЛА": "drone", "дрон": "drone", "беспилотник": "drone", "аппарат": "drone", "ракета": "missile", "ОТР": "missile",
    "авиабомба": "guided_bomb", "управляемая авиационная бомба": "guided_bomb", "реактивный снаряд": "rocket",
    "снаряд": "rocket", "снаряд реактивной системы залпового огня": "rocket", "безэкипажный катер": "boat",
    "воздушный шар": "other", "МВШ": "other", "воздушная цель": "mixed",
}  # fmt: skip
WEAPONS = {word.lower(): kind for word, kind in WEAPONS.items()}
SIDE = dictionary(SIDES).interpretation(Weapon.side.normalized().custom(SIDES.get))
KIND = and_(gram("ADJF"), not_(dictionary({*SIDES, *ONES, "беспилотный", "летательный"})))
KINDS = or_(SIDE, rule(KIND)).repeatable()
QUOTED = rule("«", not_(eq("»")).repeatable(max=4), "»")
TYPE = or_(
    rule(gram("ADJF"), dictionary({"тип"})),
    QUOTED,
    rule(caseless("рсзо"), QUOTED),
    rule(dictionary({"противник", "всу"})),
)
NOUN = morph_pipeline(WEAPONS).interpretation(Weapon.kind.normalized().custom(WEAPONS.get))
NAME = rule(NOUN, TYPE.optional())
WEAPON = or_(NAME, rule(KINDS, NAME)).interpretation(Weapon)

Outcome = fact("Outcome", ["verb", "other", "office"])


class Outcome(Outcome):
    """One verb, or two joined to say one thing."""

    @property
    def value(self) -> str:
        """The outcome as our tables name it: of two verbs together, intercepted."""
        return self.verb if self.other in (None, self.verb) else "intercepted"


def outcome(predicate):
    """Return a rule for the verbs that a predicate knows and who did it: "перехвачены и уничтожены средствами ПВО"."""
    verb, other = (
        predicate.interpretation(own.normalized().custom(FATES.get)) for own in (Outcome.verb, Outcome.other)
    )
    office = morph_pipeline(OFFICES).interpretation(Outcome.office.normalized())
    done = rule(verb, rule(in_({"и", "или"}), other).optional(), office.optional())
    return or_(done, rule(dictionary({"быть"}), done)).interpretation(Outcome)


VERBS = outcome(dictionary(FATES))
# "украинский беспилотник уничтожен": no number, and the singular says one.
ALONE = outcome(and_(dictionary(FATES), gram("PRTS"), is_single()))

# ---- claims

Claim = fact("Claim", ["qualifier", "number", "each", "weapon", "outcome", "place"])
QUALIFIER = caseless_pipeline(QUALIFIERS).interpretation(Claim.qualifier.normalized().custom(QUALIFIERS.get))
COUNT = NUMBER.interpretation(Claim.number)
COUNT = or_(COUNT, rule(QUALIFIER, COUNT))
WHAT, FATE, ONE_FATE = (
    own.interpretation(value) for own, value in ((WEAPON, Claim.weapon), (VERBS, Claim.outcome), (ALONE, Claim.outcome))
)
WHERE = PLACES.interpretation(Claim.place)
TOWARDS = rule(",", dictionary({"лететь"}), "на", NAMED.interpretation(Place).interpretation(Claim.place))
MORE = in_caseless({"еще", "ещё", "также"})
EACH = caseless("по").interpretation(Claim.each)
DASH = in_("–—-")
SOME = rule(COUNT, WHAT)
DONE = or_(rule(FATE, SOME), rule(ONE_FATE, WHAT))
HEAD = or_(
    rule(DONE, WHERE.optional()),
    rule(WHERE, DONE),
    rule(SOME, or_(rule(FATE, WHERE.optional()), rule(WHERE, FATE.optional()))),
    rule(WHAT, ONE_FATE, WHERE.optional()),
).interpretation(Claim)
AMOUNT = or_(COUNT, rule(EACH, COUNT), rule(MORE, COUNT), rule(MORE, EACH, COUNT))
PART = or_(
    rule(AMOUNT, WHAT.optional(), or_(FATE, WHERE, rule(DASH, WHERE), rule(FATE, WHERE))),
    rule(WHERE, FATE.optional(), DASH.optional(), AMOUNT, WHAT.optional()),
    rule(AMOUNT, WHAT.optional(), TOWARDS),
).interpretation(Claim)

# ---- totals with their lists

Statement = fact("Statement", ["total", "list", attribute("parts").repeatable()])
BULLET = or_(type("OTHER"), type("EOL")).repeatable()
AMONG = rule(",", "в", "том", "числе", rule(",").optional())
OF_THEM = rule(",", "из", dictionary({"который", "они"}), DASH.optional())
LIST = or_(rule(":"), rule("."), OF_THEM, AMONG).interpretation(Statement.list)
NEXT = or_(rule(";"), AND)
TOTAL, ITEM = HEAD.interpretation(Statement.total), PART.interpretation(Statement.parts)
ITEM = or_(ITEM, rule(BULLET, ITEM))
PARTS = rule(or_(LIST, NEXT), ITEM, rule(or_(NEXT, AMONG), ITEM).repeatable().optional())
# "один реактивный снаряд и два БПЛА уничтожены"
JOINT = rule(SOME.interpretation(Claim).interpretation(Statement.parts), "и", TOTAL)
STATEMENT = or_(rule(TOTAL, PARTS.optional()), JOINT).interpretation(Statement)

# ---- when, and who

Moment = fact("Moment", ["hour", attribute("minute", 0), "day", "month"])
Window = fact("Window", ["start", "end", "phrase"])
Source = fact("Source", ["office", "speaker", "attacker"])
CLOCK = or_(
    rule(lte(24).interpretation(Moment.hour.custom(int)), in_(".:"), lte(59).interpretation(Moment.minute.custom(int))),
    rule(lte(24).interpretation(Moment.hour.custom(int)), dictionary({"час"})),
)
ZONE = rule(caseless("по").optional(), caseless("мск"))
DATE = rule(
    and_(gte(1), lte(31)).interpretation(Moment.day.custom(int)),
    dictionary(MONTHS).interpretation(Moment.month.normalized().custom(MONTHS.get)),
)
MOMENT = rule(CLOCK, ZONE.optional(), DATE.optional()).interpretation(Moment)
DAY = DATE.interpretation(Moment)
NIGHT = morph_pipeline(["ночь", "прошедшая ночь", "минувшая ночь", "сутки", "утро", "день", "вечер"])
WINDOW = or_(
    rule(in_caseless({"с", "c"}), MOMENT.interpretation(Window.start), "до", MOMENT.interpretation(Window.end)),
    rule(caseless("около"), MOMENT.interpretation(Window.start)),
    rule(DAY.interpretation(Window.end), caseless("около"), MOMENT.interpretation(Window.start)),
    rule(
        in_caseless({"в", "сегодня", "за"}),
        caseless("течение").optional(),
        NIGHT.interpretation(Window.phrase.normalized()),
        DAY.interpretation(Window.end).optional(),
    ),
).interpretation(Window)
SOURCE = or_(
    rule(morph_pipeline(OFFICES).interpretation(Source.office.normalized())),
    rule(morph_pipeline(SPEAKERS).interpretation(Source.speaker.normalized())),
    rule(morph_pipeline(ATTACKERS).interpretation(Source.attacker.normalized())),
).interpretation(Source)

# A parser for each is quicker than one for all: every rule that may begin costs at every word.
GRAMMAR = STATEMENT, WINDOW, SOURCE

# ---- the same facts in one sentence only: the least that reads the bulletins of the benchmark

BARE = type("INT").interpretation(Number.digits.custom(int)).interpretation(Number).interpretation(Claim.number)
VERB, OTHER = (
    dictionary(FATES).interpretation(own.normalized().custom(FATES.get)) for own in (Outcome.verb, Outcome.other)
)
BOTH = rule(VERB, "и", OTHER).interpretation(Outcome).interpretation(Claim.outcome)
PLAIN = or_(NOUN, rule(SIDE, NOUN)).interpretation(Weapon).interpretation(Claim.weapon)
OVER = rule("над", REGION).interpretation(Place).interpretation(Claim.place)
FIRST = rule(BOTH, BARE, PLAIN).interpretation(Claim).interpretation(Statement.total)
ENTRY = rule(BARE, PLAIN.optional(), "–", OVER).interpretation(Claim).interpretation(Statement.parts)
ENTRIES = rule(rule(":").interpretation(Statement.list), ENTRY, rule(",", ENTRY).repeatable().optional())
SPAN = rule("с", MOMENT.interpretation(Window.start), "до", MOMENT.interpretation(Window.end)).interpretation(Window)
DUTY = morph_pipeline(OFFICES[4:5]).interpretation(Source.office.normalized()).interpretation(Source)
ONE_SENTENCE = rule(FIRST, ENTRIES).interpretation(Statement), SPAN, DUTY


def moment(stated: Moment, day: dt.date) -> dt.datetime:
    """Return a stated moment of Moscow, on its own day or a given one."""
    own = dt.date(day.year, stated.month, stated.day) if stated.month else day
    own += dt.timedelta(days=stated.hour // 24)
    return dt.datetime(own.year, own.month, own.day, stated.hour % 24, stated.minute, tzinfo=MOSCOW)


def bounds(window: Window | None, published: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return the start and end of a window that is stated by the clock."""
    if window is None:
        return None, None
    if window.end is None or window.end.hour is None:
        start = moment(window.start, published.astimezone(MOSCOW).date())
        return start, start + dt.timedelta(minutes=1)
    end = moment(window.end, published.astimezone(MOSCOW).date())
    start = moment(window.start, end.date())
    return (start - dt.timedelta(days=1) if start > end else start), end


def figures(facts: list, published: dt.datetime) -> list[Figure]:
    """Return the claims that the facts of one text make together."""
    start, end = bounds(next((own for own in facts if isinstance(own, Window) and own.start), None), published)
    found, latest = [], None
    for statement in facts:
        if not isinstance(statement, Statement):
            continue
        total = statement.total
        # "два БПЛА и одна ракета над Крымом": what is no list shares the place that comes last.
        shared = statement.parts[-1].place if statement.parts and not statement.list else None
        for claim in (total, *statement.parts):
            latest = claim.outcome or latest
            if latest is None:
                continue
            # What was sent is no total of what was shot down.
            is_part = bool(
                claim is not total and statement.list and total.outcome and total.outcome.value != "launched"
            )
            place = claim.place or shared
            regions = place.regions if place else []
            for region in (claim.each and regions) or ["+".join(regions) or None]:
                kind = (claim.weapon or total.weapon).kind
                count = claim.number.value if claim.number else 1
                own = (count, claim.qualifier or "exact", kind, latest.value, region)
                found.append(Figure(*own, is_part, start, end))
    return found


def reader(grammar: tuple = GRAMMAR) -> Callable[[str, dt.datetime], list[Figure]]:
    """Return a function from a text and when it was published to its claims; the parsers are made here, once."""
    parsers = [Parser(own) for own in grammar]

    def read(text: str, published: dt.datetime) -> list[Figure]:
        return figures([match.fact for parser in parsers for match in parser.findall(text)], published)

    return read


def finder() -> Callable[[str], list]:
    """Return a function that finds numbers before weapons, verbs, and places, each by itself: much less than claims."""
    number, adjectives = type("INT"), gram("ADJF").optional().repeatable()
    weapons, places = morph_pipeline([*words("weapons"), "БПЛА", "дрон"]), morph_pipeline(words("regions"))
    fates = morph_pipeline(["уничтожить", "перехватить", "сбить", "запустить", "атаковать", "подавить", "утратить"])
    rules = rule(number, adjectives, weapons), rule(fates), rule(number.optional(), places)
    parsers = [Parser(own) for own in rules]
    return lambda text: [list(parser.findall(text)) for parser in parsers]
