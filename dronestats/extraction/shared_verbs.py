"""Ellipsis of verbs: a figure without a verb of its own takes that of its neighbour.

What it may take depends on what stands between them; the questions about that gap stand here with their answers.
"""

from __future__ import annotations

import itertools

from dronestats.extraction.around import BESIDE, LINKS, SITES, STOPPED, is_attack, is_list
from dronestats.extraction.context import Context
from dronestats.extraction.figure import WEAK_ATTACK, Figure, gap_between, is_subset, is_tried
from dronestats.extraction.lexicon import Token
from dronestats.extraction.times import TIMES

_MOST_FOREIGN = 4
_DESCRIBED = 3
_JOINTS = LINKS | {"all", "area"}
_LAUNCH_AREA = frozenset({"from", "outof", "origin", "head"})
_LONGEST_GAP = 60
_LONGEST_LIST = 90
_AROUND_PLACE = BESIDE | {"prep", "over", "on", "area", "origin", "open", "close"}
_HOURS = TIMES | {"wave", "dash", "more", "and", "also", "skip", "asof", "from", "until", "prep", "on", "timezone"}
_TELLING = frozenset({"outcome", "denied", "ground"})


def share_outcomes(sentence: list[Token], figures: list[Figure], context: Context) -> None:
    """Give a figure without a verb the outcome of the figure before it, else of the one it is joined to after it."""
    if len(figures) > 1:
        _open_with_attack(sentence, figures)
        _take_verb_after(sentence, figures)
        _correct_by_figure_before(sentence, figures)
    told = _told_by_all(sentence, figures)
    for at, figure in enumerate(figures):
        before = _neighbour(figures, at)
        gap = (
            gap_between(sentence, before, figure)
            if before
            else sentence[max(figure.first - _LONGEST_GAP, 0) : figure.first]
        )
        if figure.kind == "sites" or (figure.outcome == "debris_location" and figure.kind != "rejected"):
            then = figures[at + 1] if at + 1 < len(figures) else None
            _settle_sites(figure, before, gap, then, _is_blow(sentence, before))
        elif figure.kind == "all" and figure.outcome == "launched" and _adds_to(before, gap):
            # "17 drones and both missiles Russia fired"
            figure.outcome, figure.rule = before.outcome, "grammar/verb_of_neighbour"
        elif figure.outcome is not None or figure.stands or figure.kind in ("many", "any", "rejected"):
            continue
        elif at in told:
            # "over Kursk nine, over Tula four, all shot down" lists what was stopped; "20 drones, all shot down"
            # first tells what came
            figure.outcome, figure.rule = told[at] if figure.places else "launched", "grammar/all_of_them"
        elif figure.kind == "all":
            item = figure.places and sentence[figure.last : figure.last + 1] and sentence[figure.last].kind == "dash"
            if _adds_to(before, gap) or (item and before is not None and before.outcome in STOPPED):
                figure.outcome, figure.rule = before.outcome, "grammar/verb_of_neighbour"
        else:
            _take_verb_before(sentence, figure, before, gap, context)
    for figure, then in itertools.pairwise(figures):
        told = then.outcome in STOPPED or then.outcome == "launched"
        parts = figure.kind == "count" and figure.named and figure.outcome is None and told
        if parts and (then.of_total or is_subset(then, sentence)):
            ends = [token.kind for token in sentence[then.last : then.last + 2] if token.kind != "skip"]
            if ends[:1] in (["comma"], ["close"]) or then.outcome == "launched":
                # "twelve drones, including ten Shaheds, were destroyed"
                figure.outcome, figure.rule = then.outcome, "grammar/verb_after_both"
                continue
            # "162 drones, of which 161 were stopped"
            figure.outcome, figure.rule = "launched", "grammar/of_which_stopped"
            figure.notes.append(WEAK_ATTACK)
    for figure in figures:
        follows = sentence[figure.last : figure.last + 1]
        if figure.whole is not None and figure.outcome is None and not any(own.kind == "outcome" for own in follows):
            figure.outcome, figure.rule = "intercepted", "grammar/a_of_b"
            figure.notes.append("weak: no verb says what became of them")
    _name_attack(sentence, figures, context)
    wholes = [figure for figure in figures if figure.rule == "grammar/a_of_b" and figure.outcome == "launched"]
    if wholes and not context.attacked and not any(token.kind in ("outcome", "most") for token in sentence):
        for figure in wholes:
            figure.outcome = None  # "of the 120 drones handed over 34 worked"


def _adds_to(before: Figure | None, gap: list[Token]) -> bool:
    """Return whether a figure is joined to one that was stopped by nothing but "and"."""
    return before is not None and before.outcome in STOPPED and all(token.kind in ("and", "also") for token in gap)


def _take_verb_after(sentence: list[Token], figures: list[Figure]) -> None:
    """Give a figure without a verb that of the one it is joined to: 15 missiles and 49 drones struck."""
    for at in range(len(figures) - 2, -1, -1):
        figure, then = figures[at], figures[at + 1]
        if (
            (figure.outcome is None or WEAK_ATTACK in figure.notes or _is_led(figure, then))
            and figure.kind not in ("rejected", "sites")
            and not figure.stands
            and (
                then.kind in ("count", "one", "all")
                or (figure.kind in ("all", "many") and then.kind in ("many", "any"))
            )
            and then.outcome not in (None, *SITES)
        ):
            gap = gap_between(sentence, figure, then)
            kinds = {token.kind for token in gap}
            if any(token.value == "clause" for token in gap):
                continue  # "sent 61 drones and two missiles and that 48 of the drones were downed"
            if gap[-1:] and gap[-1].kind == "all" and figure.number == then.number and figure.outcome is None:
                # "four drones at night, and all four were shot down"
                figure.outcome, figure.rule = "launched", "grammar/all_of_them"
                figure.notes.append(WEAK_ATTACK)
                continue
            joints = _JOINTS | _LAUNCH_AREA if then.outcome == "launched" and at == 0 else _JOINTS
            joined = kinds <= joints and kinds & {"and", "also", "comma"} and not (then.of_total and "comma" in kinds)
            joined = joined and not {"comma", "with"} <= kinds  # "111 drones, with 80 of them downed"
            # "of which 9 missiles and 110 drones were destroyed" does not look back to "launched".
            between = gap_between(sentence, figures[at - 1], figure) if at else []
            ahead = [token.kind for token in between if token.kind not in ("all", "skip", "area")]
            # ", while 15 missiles and 49 drones struck": a clause of its own
            apart = at == 0 or "semi" in ahead or (ahead[-2:] == ["comma", "and"] and "comma" not in kinds)
            apart = apart or any(token.value == "clause" for token in between)
            # "24 were downed, the other 21 and both missiles hit"
            apart = apart or (figure.more and ahead[:1] == ["comma"])
            earlier = figures[at - 1].outcome if at else None
            if "comma" in kinds and (then.kind == "all" or (figure.outcome is not None and not _is_led(figure, then))):
                continue
            if "comma" in kinds and _lists_parts(sentence, figures, at):
                continue  # "missiles came, among them five X and four Y, and 184 drones were downed"
            if joined and (apart or earlier is None or (earlier == "launched" and "comma" not in kinds)):
                figure.outcome, figure.rule = then.outcome, "grammar/verb_after_both"
                figure.notes = [note for note in figure.notes if note != WEAK_ATTACK]


def _is_led(figure: Figure, then: Figure) -> bool:
    """Return whether a list that was stopped stands behind a noun of attack: to foil an attack two bombs, ..."""
    return is_tried(figure) and then.rule == "grammar/verb_after_both"


def _lists_parts(sentence: list[Token], figures: list[Figure], at: int) -> bool:
    """Return whether a figure stands in a list behind "among them", of what the sentence has told of already."""
    while at and is_list(gap_between(sentence, figures[at - 1], figures[at])):
        at -= 1
    return is_subset(figures[at], sentence) and any(figure.outcome for figure in figures[:at])


def _correct_by_figure_before(sentence: list[Token], figures: list[Figure]) -> None:
    """Set aside parts of what is no weapon, and verbs that only describe, by the figure that stands before."""
    stopped, head = False, None
    for before, figure in itertools.pairwise(figures):
        stopped = stopped or before.outcome in STOPPED
        gap = gap_between(sentence, before, figure)
        listed = bool(gap) and is_list(gap)
        head = before if before.outcome else head if listed else None
        foreign = before.kind == "rejected" and not (before.place_only or before.aside) and figure.kind == "count"
        if foreign and not figure.named and (figure.of_total or is_subset(figure, sentence)):
            figure.kind = "rejected"  # "100 shellings, 40 of them with rockets"
        if figure.outcome != "launched":
            continue
        if head and head.by_noun and head.outcome != "launched" and figure.kind == "count":
            # A verb between number and weapon is the figure's own: "hits by five drones and seven sent by the enemy".
            follows = bool(figure.words) and figure.words[0].start > sentence[figure.first].start
            if listed and follows:
                # "hits by five missiles and 22 drones were recorded": the noun counts both
                figure.outcome, figure.by_noun, figure.rule = head.outcome, True, "grammar/noun_before_both"
        elif stopped and _fired_from(sentence, figure):
            figure.outcome = None  # "six Kinzhals, nine Kalibrs fired from the sea"
        elif (
            figure.kind == "count"
            and figure.places
            and not figure.named
            and (figure.of_total or is_subset(figure, sentence) or (before.places and before.outcome != "launched"))
        ):
            figure.outcome, figure.toward = None, True  # "14 were shot down, of which nine flew at Moscow"


def _take_verb_before(sentence: list[Token], figure: Figure, before: Figure | None, gap: list[Token], context) -> None:
    """Give a figure without a verb the outcome of the figure before, or of the sentence before, if words allow it."""
    item = figure.last < len(sentence) and sentence[figure.last].kind in ("dash", "colon")
    subset = figure.of_total or is_subset(figure, sentence)
    named = any(token.kind in ("figure", "total", "scope") for token in gap)
    listed = bool(gap) and gap[-1].kind == "colon"
    first = before is None or before.kind == "share"
    if figure.of_total and figure.named and first and _names_type(sentence, figure, context):
        figure.outcome, figure.rule = "launched", "discourse/types_of_those_sent"
        figure.notes.append(WEAK_ATTACK)
        return
    item = item or _is_at_another_hour(gap)
    loose = figure.named or figure.places is not None or figure.each or figure.more or item or subset or named
    if before is not None and before.outcome not in (None, *SITES):
        if before.kind == "rejected" and not _joined(gap):
            return
        if any(token.kind == "speech" for token in itertools.dropwhile(lambda token: token.kind != "semi", gap)):
            return  # "...; Kyiv spoke of 35 drones": another who speaks
        most = _MOST_FOREIGN + 2 * (gap[-1:] != [] and gap[-1].kind == "dash") if loose else 0
        if (listed or _foreign(gap) <= most) and (figure.kind != "one" or item or _joined(gap) or _listed(gap)):
            figure.outcome, figure.rule = before.outcome, "grammar/verb_of_neighbour"
    elif before is None and context.outcome and figure.kind != "one":
        told = any(token.kind in ("figure", "body") for token in gap)
        speaks = {token.kind for token in gap} & {"speech", "side", "place"} == {
            "speech"
        } and context.outcome in STOPPED
        says_more = figure.places is not None or told or figure.each or subset or figure.more or item or speaks
        says_more = says_more or (bool(gap) and gap[-1].kind == "dash")  # "earlier, from 8:00 to midnight, – 380"
        if says_more and _foreign(gap) <= _MOST_FOREIGN:
            figure.outcome, figure.rule = context.outcome, "discourse/verb_of_sentence_before"
            figure.notes.append("weak: verb from the sentence before")


def _is_at_another_hour(gap: list[Token]) -> bool:
    """Return whether an item names its hour: seven in the first wave, in the second – four; before dawn – five more."""
    if not gap or (gap[-1].kind != "dash" and [own.kind for own in gap[-2:]] != ["dash", "more"]):
        return False
    behind = itertools.takewhile(lambda token: token.kind not in ("comma", "semi"), reversed(gap))
    kinds = {token.kind for token in behind}
    return kinds <= _HOURS and bool(kinds & TIMES | kinds & {"wave"})


def _names_type(sentence: list[Token], figure: Figure, context: Context) -> bool:
    """Return whether a sentence tells what kind those sent were: about 90 of them were Shaheds."""
    weapon_class, weapon = figure.weapons[-1]
    phrase = sentence[figure.first : figure.last]
    told = any(token.value == "auxiliary" or token.kind == "dash" for token in phrase)
    return told and weapon != "uav" and weapon_class in context.launched


def _fired_from(sentence: list[Token], figure: Figure) -> bool:
    """Return whether "launched from" stands right behind a weapon: it tells where it came from."""
    return figure.named and [token.kind for token in sentence[figure.last : figure.last + 2]] == ["outcome", "from"]


def _open_with_attack(sentence: list[Token], figures: list[Figure]) -> None:
    """Read a first number without a verb by what follows: 57 drones, 37 shot down; nine: six over A, three over B."""
    figures = [figure for figure in figures if figure.kind != "rejected"][:_LONGEST_LIST]
    if len(figures) < 2:
        return
    first, then = figures[0], figures[1]
    gap = [token.kind for token in gap_between(sentence, first, then)]
    cut = next((at for at, kind in enumerate(gap) if kind in ("comma", "semi", "colon", "speech")), len(gap))
    bare = first.kind == then.kind == "count" and first.named and not then.named and first.outcome is None
    # "76 drones came, 60 were stopped", "76 drones and said 60 were stopped"
    joined = ("speech" not in gap and ("and" in gap or "also" in gap)) or "outcome" in gap[:cut]
    apart = bool(first.places and then.places and first.places != then.places)  # items of one list
    if not bare or then.outcome not in STOPPED or cut == len(gap) or joined or apart:
        return
    counts = [figure.number.count or 0 for figure in figures if figure.kind == "count"]
    is_sum = then.places is not None and sum(counts[1:]) == counts[0]
    if is_sum or counts[1] <= counts[0]:
        first.outcome = then.outcome if is_sum else "launched"
        first.rule = "grammar/sum_of_list" if is_sum else "grammar/attack_first"
        first.notes += [] if is_sum else [WEAK_ATTACK]


def _told_by_all(sentence: list[Token], figures: list[Figure]) -> dict[int, str]:
    """Return the figures without a verb before "all were shot down", and what that verb says of them."""
    told: dict[int, str] = {}
    for at in range(len(figures) - 2, -1, -1):
        figure, then = figures[at], figures[at + 1]
        verb = then.outcome if then.kind == "all" and then.outcome in STOPPED else told.get(at + 1)
        if verb and figure.kind == "count" and figure.outcome is None and _joined(gap_between(sentence, figure, then)):
            told[at] = verb
    return told


def _foreign(gap: list[Token]) -> int:
    return sum(token.kind in ("word", "unit") for token in gap)


def _joined(gap: list[Token]) -> bool:
    """Return whether a gap holds nothing but "and", brackets, and where the figure before was or came from."""
    origin = False
    for token in gap:
        origin = token.kind in ("from", "outof") or (origin and token.kind not in ("comma", "and", "also"))
        if not origin and token.kind not in LINKS and token.kind not in _AROUND_PLACE:
            return False
    return True


def _listed(gap: list[Token]) -> bool:
    """Return whether a gap holds a short description of the figure before and then a comma or "and"."""
    ends = [own.kind for own in gap[-2:]]
    closed = ends[-1:] in (["comma"], ["and"], ["also"]) or ends == ["semi", "dash"]
    # the verb of the figure before may stand first: "79 drones downed, along with a missile"
    return closed and _foreign(gap) <= _DESCRIBED and not any(token.kind == "outcome" for token in gap[2:])


def _neighbour(figures: list[Figure], at: int) -> Figure | None:
    """Return the figure before, over numbers that only say where (in 13 oblasts) unless this one refers to them."""
    for figure in reversed(figures[max(at - 3, 0) : at]):
        if figure.kind == "rejected" and figure.outcome and not (figure.aside or figure.bracket):
            # "shot down 3 jets and 41 drones": the verb counts for both, whatever the first counts
            return figure if figures[at].named else None
        if figure.kind != "rejected" and (figure.kind not in ("any", "many", "one") or figure.outcome):
            return figure
    return None


def _name_attack(sentence: list[Token], figures: list[Figure], context: Context) -> None:
    """Read weapons without any verb as launched where an attack is being told: the ministry reported 598 drones."""
    counted = [figure for figure in figures if figure.kind == "count"]
    for before, figure in zip([None, *counted], counted, strict=False):
        if figure.outcome is None and (figure.stands or _goes_on(sentence, before, figure)):
            # "seven drones hit the city ... He corrects himself: there were nine"
            last = before.outcome if before is not None and before.outcome else context.outcome
            again = last == "hit" and not figure.named
            figure.outcome, figure.rule = "hit" if again else "launched", "discourse/so_many_there_were"
            figure.notes.append(WEAK_ATTACK)
    if any(figure.outcome for figure in counted) or any(token.kind in _TELLING for token in sentence):
        return
    owned = any(token.kind == "speech" for token in sentence) and any(
        figure.side and figure.named for figure in counted
    )
    if not (context.attacked or owned) or not any(figure.named for figure in counted):
        return
    for figure in counted:
        if figure.named:
            figure.outcome, figure.rule = "launched", "discourse/attack_without_verb"
            figure.notes.append(WEAK_ATTACK)


def _settle_sites(figure: Figure, before: Figure | None, gap: list[Token], then: Figure | None, is_blow: bool) -> None:
    """Turn hit and debris into places hit and places with debris; a count of weapons beside debris is no claim."""
    # "strikes were recorded at 25 sites"
    strikes = figure.outcome == "launched" and any(token.kind == "outcome" and is_attack(token) for token in gap)
    # "at 27 sites hits by 31 drones were recorded"
    strikes = strikes or (figure.outcome in (None, "launched") and _hits_by(then))
    if figure.outcome in (None, "launched") and is_blow:
        before.outcome, strikes = "hit", True  # "strikes by 26 drones were recorded in 14 locations"
    if (
        figure.outcome in ("hit", "destroyed")
        or strikes
        or (figure.outcome in (None, "launched") and before is not None and before.outcome in ("hit", "hit_location"))
    ):
        figure.outcome = "hit_location"
    elif figure.outcome != "debris_location" or figure.named or not (figure.kind == "sites" or figure.place_only):
        figure.outcome = None
    figure.kind = "sites"


def _goes_on(sentence: list[Token], before: Figure | None, figure: Figure) -> bool:
    """Return whether a weapon is one more of those of which only their being was told: 440 drones and 32 missiles."""
    was_told = before is not None and before.rule == "discourse/so_many_there_were" and figure.named
    return was_told and is_list(gap_between(sentence, before, figure))


def _is_blow(sentence: list[Token], figure: Figure | None) -> bool:
    """Return whether a noun of attack rules a number: strikes by 26 drones."""
    if figure is None or figure.kind != "count" or figure.outcome != "launched" or not figure.first:
        return False
    return is_attack(sentence[figure.first - 1])


def _hits_by(figure: Figure | None) -> bool:
    return figure is not None and figure.outcome == "hit" and figure.by_noun
