"""Statements: figures of one sentence -> claims, with the weapon, the side and the numbers that "all" points to."""

from __future__ import annotations

from functools import lru_cache

from dronestats import vocabulary
from dronestats.extraction.around import LINKS, SITES, STOPPED
from dronestats.extraction.context import Claim, Context
from dronestats.extraction.figure import Figure, gap_between, is_subset
from dronestats.extraction.lexicon import CAPITALS, Token
from dronestats.extraction.numbers import number
from dronestats.extraction.sides import attacker_of, opponent, side_of

GENERIC = ("missile", "missile")
_GENERIC_IDS = ("missile", "rocket")
_OWN = SITES | {"still_airborne"}
_ELSEWHERE = SITES | {"left_airspace", "still_airborne", "unspecified"}
MOST_POINTED = 12
_LONGEST_SPEECH = 20


def name_weapons(sentence: list[Token], figures: list[Figure], context: Context) -> None:
    """Give a number without a noun the weapon named last, and the bare word missile the type that the text gave it."""
    done = 0
    for at, figure in enumerate(figures):
        generic = False
        for place, token in enumerate(sentence[done : figure.first], done + 1):
            described = context.words.compounds and token.form == "one" and sentence[place].kind == "word"
            if token.kind == "weapon" and token.value[0] != "other" and not described:  # missile troops, helicopters
                if generic and token.value[0] != "missile":
                    context.missiles = (GENERIC, token.value)
                generic, context.weapons = token.value == GENERIC, (token.value,)
            elif token.kind not in ("skip", "word"):
                generic = False
        done = max(done, figure.last)
        if figure.weapons and figure.weapons[0] == GENERIC:
            if weapon_of(tuple(figure.weapons))[0] not in ("missile", "mixed"):
                # ракет РСЗО «Ольха» are rockets, and so are the bare ракеты that follow
                context.missiles = tuple(figure.weapons)
            elif len(figure.weapons) == 1 and context.missiles:
                figure.weapons = list(context.missiles)
        beside = figure.kind in ("many", "any") and figure.weapons[0][0] == "other"
        if figure.kind != "rejected" and not beside:
            if figure.kind in ("count", "share") and not figure.named:
                meant = _counted_before(figure, context)
                figure.weapons = (
                    [meant] if meant else list(context.weapons) or _named_next(figures[at + 1 : at + MOST_POINTED])
                )
            context.weapons = tuple(figure.weapons) or context.weapons
    if not figures and any(token.kind == "outcome" for token in sentence):
        told = [token.value for token in sentence if token.kind == "weapon"]
        context.weapons = tuple(told[-1:]) or context.weapons


def _named_next(figures: list[Figure]) -> list[tuple[str, str | None]]:
    """Return the weapon named after a text's first number: 20 destroyed and 16 more drones intercepted."""
    return next((list(own.weapons) for own in figures if own.named), [])


def _counted_before(figure: Figure, context: Context) -> tuple[str, str | None] | None:
    """Return the weapon of the attack that a bare "of the 400" repeats the number of."""
    if figure.outcome != "launched" or figure.rule != "grammar/a_of_b":
        return None
    return next(
        ((own.weapon_class, own.weapon) for own in context.attacks if own.number.count == figure.number.count), None
    )


def pair_respectively(sentence: list[Token], figures: list[Figure]) -> None:
    """Pair "25 and six respectively" with the weapons named before, "over X and Y respectively" with the numbers."""
    word = next(at for at, token in enumerate(sentence) if token.kind == "respectively")
    before = [figure for figure in figures if figure.first < word]
    after = figures[len(before) :]
    if any(figure.kind == "count" and not figure.named for figure in before):
        # "over A and B respectively six and four"; else "407 drones and 44 missiles; stopped respectively 368 and 38"
        figures = after if after and after[0].first == word + 1 else before
    bare = [at for at, figure in enumerate(figures) if figure.kind == "count" and not figure.named]
    run = [at for at in bare if all(later in bare for later in range(at, bare[-1] + 1))]
    named = [figure for figure in figures[: run[0]] if figure.named] if run else []
    if len(run) > 1 and len(named) >= len(run):
        for at, source in zip(run, named[-len(run) :], strict=True):
            figures[at].weapons = list(source.weapons)
    for at, figure in enumerate(figures):
        first = at if figure.leading else at + 1 - len(figure.places or ())
        counted = figures[max(first, 0) : first + len(figure.places or ())]
        paired = figure.places and len(figure.places) > 1 and first >= 0 and not figure.each
        if paired and all(own.kind == "count" for own in counted):
            for own, place in zip(counted, figure.places, strict=True):
                own.places, own.outcome = (place,), own.outcome or figure.outcome
                own.weapons = own.weapons or list(figure.weapons)


@lru_cache(maxsize=4096)
def weapon_of(weapons: tuple[tuple[str, str], ...]) -> tuple[str, str | None]:
    """Return (class, widest weapon) of the words that name a figure's weapon."""
    classes = [own for own, _ in weapons]
    if "mixed" in classes:
        return "mixed", "mixed"
    # A bare missile or rocket takes the class of its type: ракет РСЗО «Ольха» are rockets. Any other head word decides.
    head = weapons[0][1]
    chosen = next((own for own in classes if own != head), head) if head in _GENERIC_IDS else classes[0]
    ids = list(dict.fromkeys(own for kind, own in weapons if kind == chosen))
    narrow = [
        own for own in ids if not any(other != own and own in vocabulary.lineage("weapons", other) for other in ids)
    ]
    return chosen, vocabulary.widest(narrow) if narrow else None


def _class_of(figure: Figure) -> str:
    return weapon_of(tuple(figure.weapons))[0]


def claims_of(
    figure: Figure, position: int, figures: list[Figure], sentence, index: int, context: Context
) -> list[Claim]:
    """Return the claims of one figure: none without an outcome, several where it is shared out or points back."""
    if figure.outcome is None or figure.kind == "rejected":
        return []
    if figure.kind in ("one", "many", "any"):
        if not figure.implied_ok or figure.kind == "any":
            return []
        sent = [own for own in context.attacks if own.number.count == 1]
        if figure.acts and not any(own.weapon_class == _class_of(figure) for own in sent):
            return []
        behind = figures[position + 1 : position + 3]
        then = next((own for own in behind if own.kind not in ("many", "any")), None)
        if figure.kind == "many" and figure.outcome == "hit" and then is not None and then.kind == "sites":
            return []  # "drones and missiles struck 15 locations"
        points = _joins(figure, position, figures)
        if figure.kind == "many" and not points and not _several_counts(figure, position, figures, sentence):
            return []
        if figure.outcome == "unspecified" and (figure.by_noun or figure.kind == "many"):
            return []  # "the fate of the missile was not told", "information on the other missiles is checked"
        if figure.kind == "many" and figure.outcome == "left_airspace" and not context.attacked:
            return []  # a sighting without an attack
        if figure.outcome == "hit" and figure.rule == "outcomes/hit" and not figure.by_noun:
            # "a missile hit a house" tells a story; "hits by a missile", "the missile and 24 drones hit" count.
            return []
    words = context.words
    attacker = attacker_of(figure, position, figures, sentence, context)
    if attacker != context.attacker:
        context.attacks = []
        if context.attacker and context.place != context.named:
            context.place = ()  # what one side attacked is not what the other did
    context.attacker = attacker
    several = figure.kind == "many" and (figure.outcome in STOPPED or _joins(figure, position, figures))
    if figure.kind == "all" or (several and context.attacks):
        return _pointed(figure, position, figures, sentence, index, context)
    if figure.kind == "same":
        before = figures[position - 1] if position else None
        if before is None or (before.outcome == figure.outcome and not figure.places and not figure.named):
            return []  # "a hundred drones: so many were launched"
        figure.number, figure.weapons = before.number, figure.weapons if figure.named else before.weapons
    weapons = tuple(figure.weapons)
    opens = figures[0].first == 0 or (figures[0].first == 1 and sentence[0].kind == "outcome")
    if not weapons and index == 0 and opens and figure.outcome in STOPPED:
        weapons = context.opening
    if figure.kind == "sites":
        weapons = (("mixed", "mixed"),)
    if not weapons:
        return []
    if not figure.named and figure.outcome in STOPPED and _beyond(figure.number.count, weapons, context):
        weapons = (("mixed", "mixed"),)
    places = figure.places
    if places is None and figure.of_total and figure.named:
        places = _attacked_by(weapons, context)
    if places is None and (figure.of_total or is_subset(figure, sentence)) and position:
        before = figures[max(position - 3, 0) : position]
        kind = weapon_of(weapons)[0]
        alike = [own for own in before if own.kind != "rejected" and own.weapons and _class_of(own) == kind]
        places = alike[-1].places if alike else None
    over = figure.outcome in _OWN and context.speaks_for  # an official tells of what is over, and falls on, his region
    if places is None and (over or figure.outcome not in _ELSEWHERE):
        places = _spoken_for(figure, sentence, context) or _place_so_far(figure, weapons, context)
        if _opens_list(figure, position, figures, sentence):
            places = places if _lies_inside(places, figure, position, figures, sentence) else ()
    if figure.district and context.speaks_for and context.place:
        places = context.place  # of the many districts of that name the one in the official's region
    if figure.outcome == "left_airspace" or (figure.outcome == "launched" and _is_launch_area(figure, attacker, words)):
        places = ()
    outcomes = [figure.also, figure.outcome] if figure.also else [figure.outcome]
    return [
        _claim(figure, sentence, index, context, number=figure.number, weapons=weapons, outcome=outcome, places=share)
        for outcome in outcomes
        for share in ([(own,) for own in places] if figure.each and places else [places or ()])
    ]


def _is_launch_area(figure: Figure, attacker: str, words) -> bool:
    """Return whether a place without a preposition, in brackets, lies on the side that attacks: (Belgorod region)."""
    place = next((token for token in figure.words if token.kind == "place"), None)
    return place is not None and place.form == "" and side_of(place.value, words) == attacker


def _joins(figure: Figure, position: int, figures: list[Figure]) -> bool:
    """Return whether a known weapon is told of together with a counted one: the missiles and 14 drones hit."""
    then = figures[position + 1] if position + 1 < len(figures) else None
    together = then is not None and then.kind == "count" and then.outcome == figure.outcome == "hit"
    return figure.definite and together and figure.rule == "grammar/verb_after_both"


def _attacked_by(weapons: tuple, context: Context) -> tuple[str, ...] | None:
    """Return where the type that a figure repeats was sent: three Onyx at Odesa; two of the Onyx were lost."""
    weapon = weapon_of(weapons)[1]
    sent = [own for own in context.attacks if own.weapon == weapon != own.weapon_class and weapon != "uav"]
    return sent[0].places or None if len(sent) == 1 else None


def _spoken_for(figure: Figure, sentence: list[Token], context: Context) -> tuple[str, ...]:
    """Return the place of the official named last before a figure."""
    before = sentence[max(figure.first - _LONGEST_SPEECH, 0) : figure.first]
    return next((token.value for token in reversed(before) if token.kind == "scope" and token.value), ())


def _place_so_far(figure: Figure, weapons: tuple, context: Context) -> tuple[str, ...]:
    """Return the place of the text so far; where it is one attacked, only what was sent there was stopped there."""
    if context.speaks_for or context.place != context.sent_at:
        return context.place
    if figure.outcome == "launched":
        return ()
    sent = context.sent.get(weapon_of(weapons)[0], context.place)
    return sent if len(sent) == 1 else ()


def _lies_inside(places: tuple[str, ...], figure: Figure, position: int, figures: list[Figure], sentence) -> bool:
    """Return whether a number of one region, named before, is split over places that all lie in it."""
    items = figures[position + 1 : position + MOST_POINTED]
    named = any(token.kind in ("scope", "governor") for token in sentence[figure.last : figure.last + _LONGEST_SPEECH])
    return bool(places) and not named and all(own.places in (None, places) for own in items)


def _opens_list(figure: Figure, position: int, figures: list[Figure], sentence) -> bool:
    """Return whether a list by place follows: 13 were destroyed: nine over Belgorod; of which nine over Belgorod."""
    then = figures[position + 1] if position + 1 < len(figures) else None
    return bool(
        then
        and then.places
        and not then.more
        and any(token.kind in ("colon", "dash", "subset") for token in gap_between(sentence, figure, then))
    )


def _beyond(count: int | None, weapons, context: Context) -> bool:
    """Return whether a bare number is too large for the weapon named last and can only mean the sum over all."""
    sent, all_sent = context.launched.get(weapon_of(weapons)[0]), context.launched.get("mixed")
    return None not in (count, sent, all_sent) and sent < count <= all_sent


def _several_counts(figure: Figure, position: int, figures: list[Figure], sentence: list[Token]) -> bool:
    """Return whether a plural without a number is a claim: a result, or a further weapon beside a counted one."""
    if figure.outcome == "launched" or figure.by_noun:
        before, then = figures[max(position - 1, 0) : position], figures[position + 1 : position + 2]
        # "with Iskander-M missiles from Kursk, and with 154 drones"
        passed = LINKS | {"origin", "from", "outof", "word"}
        linked = then and all(token.kind in passed for token in gap_between(sentence, figure, then[0]))
        beside = [*before, *then] if linked else before
        return any(other.kind == "count" and other.outcome == figure.outcome for other in beside)
    near = figures[max(position - MOST_POINTED, 0) : position + MOST_POINTED]
    return not any(other.kind == "count" and other.outcome == figure.outcome for other in near)


def _pointed(figure: Figure, position: int, figures, sentence, index: int, context: Context) -> list[Claim]:
    """Return the claims of "all were shot down": the numbers of the attack, with its places unless others are said."""
    then = figures[position + 1] if position + 1 < len(figures) else None
    listed = then is not None and any(token.kind == "colon" for token in gap_between(sentence, figure, then))
    before = figures[position - 1] if position and not figure.named else None
    again = before is not None and before.kind == "count" and before.outcome in STOPPED
    if figure.outcome == "launched" or listed or again:
        return []  # "all were stopped: three jammed, five shot down"; "six were jammed, all of them fell into the sea"
    wanted = weapon_of(tuple(figure.weapons))[0] if figure.weapons else "mixed"
    attacks = [attack for attack in context.attacks if wanted in ("mixed", attack.weapon_class)]
    typed = [attack for attack in attacks if figure.weapons and attack.weapon == figure.weapons[0][1]]
    # "nine drones, six of them Shaheds, came. All were shot down": nine
    whole = {attack.weapon_class for attack in attacks if not attack.subset}
    attacks = typed or [attack for attack in attacks if not (attack.subset and attack.weapon_class in whole)]
    both = sentence[figure.first].value == "both"
    own = any(other.outcome == "launched" for other in figures[max(position - MOST_POINTED, 0) : position])
    if own:
        begun = [
            claims_of(figures[at], at, figures, sentence, index, context)
            for at in range(max(position - MOST_POINTED, 0), position)
            if figures[at].outcome == "launched" and figures[at].kind == "count"
        ]
        attacks = [claim for found in begun for claim in found if wanted in ("mixed", claim.weapon_class)] or attacks
    if both:
        attacks = [attack for attack in attacks if attack.number.count == 2]
        if not attacks and figure.named:
            # "17 drones and both missiles were shot down"
            own = _claim(
                figure, sentence, index, context, number=number(2), weapons=tuple(figure.weapons),
                outcome=figure.outcome, places=figure.places or (),
            )  # fmt: skip
            return [own]
    return [
        _claim(
            figure,
            sentence,
            index,
            context,
            number=attack.number,
            weapons=((attack.weapon_class, attack.weapon),),
            outcome=figure.outcome,
            places=figure.places or attack.places or (context.place if figure.places is None else ()),
        )
        for attack in attacks
    ]


def _claim(figure: Figure, sentence, index, context: Context, *, number, weapons, outcome, places) -> Claim:
    weapon_class, weapon = weapon_of(weapons)
    if any(place in CAPITALS for place in places):
        city = context.words.capitals[opponent(context.attacker, context.words.sides)]
        named = dict(zip(CAPITALS, (city, context.words.with_head.get(city, city)), strict=True))
        places = tuple(dict.fromkeys(named.get(place, place) for place in places))
    spans = [sentence[figure.first], sentence[figure.last - 1], *figure.words]
    return Claim(
        number=number,
        weapon_class=weapon_class,
        weapon=weapon,
        outcome=outcome,
        places=places,
        attacker=context.attacker,
        body=context.body,
        scope=context.scope,
        window=context.window,
        sentence=index,
        start=min([token.start for token in spans]),
        end=max([token.end for token in spans]),
        rule=figure.rule,
        named=figure.named or figure.kind == "all",
        toward=figure.toward,
        each=figure.each,
        opens=figure.first == 0,
        more=figure.more,
        bracket=figure.bracket,
        subset=figure.of_total or figure.bracket or is_subset(figure, sentence),
        notes=list(figure.notes),
    )
