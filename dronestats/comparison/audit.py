"""A printed percentage or total recomputed in every way that could be behind it: what fits, and only how."""

from __future__ import annotations

import pandas as pd

from dronestats.comparison.readings import CHOICES, MEASURES, both_tallies, readings_of
from dronestats.comparison.running import why_not_differenced
from dronestats.comparison.stated import Stated, as_rounded, fits, period_text, read_period, read_stated
from dronestats.errors import DronestatsError, must_be_one_of
from dronestats.schema import as_claims
from dronestats.selection import SIDE
from dronestats.vocabulary import column, ids, name_of
from dronestats.windows import overlap

COLUMNS = [
    *CHOICES, "claimant", "attacker", "defender", "period", "measure", "stated", "k", "n", "value", "gap", "is_fit",
    "order", "n_windows", "n_dropped", "days_covered", "days", "sentence",
]  # fmt: skip
# A reading further from the way of the package than this fits by chance as well as for a reason.
NEAR = 3
# Choices that are only spoken of where a reading departs from the way of the package in them.
QUIET = ("month", "overlaps", "office")
FIGURES = ["figure_id", "stated_by", "period", "measure", "stated", "verdict", "value", "n_fitting", "sentence"]


def audit_rate(
    claims: pd.DataFrame, stated: str | float, period: str | tuple[str, str], weapon_class: str = "drone", *,
    measure: str | None = None, weapon: str | None = None, defender: str | None = None, precision: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""Recompute a printed percentage or total in every way that could be behind it, and say which ways fit.

    Parameters
    ----------
    claims : DataFrame
        Claims of the side attacked.
    stated : str or number
        As printed: ``"88%"``, ``"almost 81%"``, ``"5,298"``, 0.88.
    period : str or (str, str)
        ``"2025-07"``, ``"2025"``, or first and last day.
    weapon_class : {"drone", "missile", "mixed", ...}
        ``mixed``: drones and missiles together, as outlets add them; the package gives no such rate of its own.
    measure : {"rate", "launched", "destroyed", "intercepted", "not_intercepted", "average"}, optional
        A percentage is a rate, a number launched, unless said otherwise; average is launched a day.
    weapon : str, optional
        Only what this id of ``weapons.csv`` covers.
    defender : str, optional
        The side attacked; by default the only one that states launched.
    precision : {"exact", "rounded", "about", "at_least", "more_than", "up_to"}, optional
        By default what the words of `stated` say.

    Returns
    -------
    DataFrame
        One row for each different result, what fits first, then the nearest to the way of the package: the choices
        ``count`` (a definition, ``as_printed``, ``launched``), ``denominator``, ``weapons``, ``month`` (windows that
        end or start in the period), ``overlaps``, ``office``; ``claimant``, ``attacker``, ``defender``, ``period``,
        ``measure``, ``stated``, ``k``, ``n``, ``value`` (share or number), ``gap`` (value - stated), ``is_fit`` (within
        the rounding), ``order`` (0: the way of the package), ``n_windows``, ``n_dropped`` (windows without the
        figures), ``days_covered``, ``days``, ``sentence`` (the same on each row: the result of the audit).

    Raises
    ------
    DronestatsError
        For a figure, period or word that cannot be read, or where nothing is claimed about the period.

    Notes
    -----
    A fit says that a figure can be had in this way, not that it was. The more ways, the more fit by chance: those that
    are far from the way of the package come last.

    Examples
    --------
    >>> import dronestats as ds
    >>> night = ds.load_claims().query("report_id == 'ua-2024-10-28'")
    >>> found = ds.audit_rate(night, "90%", "2024-10-28")
    >>> found[["count", "k", "n", "value", "is_fit"]].values.tolist()[0]
    ['interception', 90, 100, 0.9, True]
    >>> print(*found["sentence"].iloc[0].split("; "), sep="\n")
    90 % for 2024-10-28 holds only with the lost counted: 90.0 % (90 of 100)
    with the figure printed as shot down alone it is 66.0 %. Claims cover 1 of 1 days.
    """
    must_be_one_of("weapon class", weapon_class, dict.fromkeys(column("weapons", "weapon_class").values()))
    figure, days = read_stated(stated, precision), read_period(period)
    if measure == "average" and precision is None:
        figure = as_rounded(figure)
    own = _side(as_claims(claims), defender)
    return _audit(both_tallies(own, weapon_class), figure, days, weapon_class, measure, weapon, own.iloc[0])


def _audit(
    tallies: dict, figure: Stated, period: tuple[str, str], weapon_class: str, measure, weapon, side
) -> pd.DataFrame:
    start, end = period
    measure = ("rate" if figure.is_percent else "launched") if measure is None else measure
    must_be_one_of("measure", measure, MEASURES)
    if weapon is not None:
        must_be_one_of("weapon", weapon, ids("weapons"))
    if figure.is_percent != (measure == "rate"):
        raise DronestatsError(
            f"{figure.text} is {'a' if figure.is_percent else 'no'} percentage: measure = {measure!r}"
        )
    found = readings_of(tallies, start, end, weapon_class, weapon, measure)
    when = period_text(start, end)
    if found.empty:
        raise DronestatsError(f"nothing is claimed about {weapon_class} for {when} that could be compared")
    found["is_fit"] = [fits(figure, value) for value in found["value"]]
    found["gap"] = found["value"] - figure.value
    days = (pd.Timestamp(end) - pd.Timestamp(start)).days + 1
    sentence = _sentence(figure, when, found, measure, days)
    side = {name: side[name] for name in ("claimant", "attacker", "defender")}
    found = found.assign(**side, period=when, measure=measure, stated=figure.value, days=days, sentence=sentence)
    found["far"] = found["gap"].abs()
    ranked = found.sort_values(["is_fit", "order", "far"], ascending=[False, True, True], kind="stable")
    ranked = ranked.drop_duplicates(["k", "n"])[COLUMNS].reset_index(drop=True)
    texts = [*CHOICES, *side, "period", "measure", "sentence"]
    counts = ["k", "n", "order", "n_windows", "n_dropped", "days_covered", "days"]
    return ranked.astype({name: "string" for name in texts} | {name: "Int64" for name in counts})


def _side(claims: pd.DataFrame, defender: str | None) -> pd.DataFrame:
    own = claims[claims["claimant"] == claims["defender"]]
    sides = sorted(own.loc[own["outcome"] == "launched", "defender"].unique())
    if defender is None and len(sides) > 1:
        # A side that states launched in exceptions only is no candidate for a rate.
        counts = own[own["outcome"] == "launched"].groupby("defender")["report_id"].nunique()
        share = counts / own.groupby("defender")["report_id"].nunique()
        sides = [side for side in sides if share[side] >= 0.5]
    if defender is None and len(sides) != 1:
        raise DronestatsError(f"which side was attacked? give defender: {', '.join(sorted(own['defender'].unique()))}")
    own = own[own["defender"] == (sides[0] if defender is None else defender)]
    if own.empty:
        raise DronestatsError(f"{defender} states nothing about attacks on itself in these claims")
    return own


def _shown(value: float, measure: str) -> str:
    if measure == "rate":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _words(reading: pd.Series, choice: str) -> str:
    value = reading[choice]
    if choice == "weapons":
        return f"for {value}" if value != "all" else "for all of them"
    return column("readings", "words").get(f"{choice}:{value}", "")


def _sentence(figure: Stated, when: str, found: pd.DataFrame, measure: str, days: int) -> str:
    """Return the result in words: how the figure holds, what it does without that, how far the claims reach."""
    start = f"{figure.text} for {when}"
    best = found.sort_values(["is_fit", "order"], ascending=[False, True], kind="stable").iloc[0]
    if best["is_fit"] and best["order"] > NEAR:
        ways = " ".join(filter(None, (_words(best, choice) for choice in _departures(best))))
        own = found.iloc[0]
        text = f"{start} is not reached in the usual ways of counting ({_shown(own['value'], measure)}); "
        return f"{text}{_shown(best['value'], measure)}{_of(best, measure)} {ways}. {_cover(best, days)}"
    if not best["is_fit"]:
        near = found.loc[found["gap"].abs().idxmin()]
        own = found.iloc[0]
        text = f"{start} is not reached in any way of counting: {_shown(own['value'], measure)}{_of(own, measure)} "
        text += "in the way of the package"
        if near["value"] != own["value"]:
            ways = " ".join(filter(None, (_words(near, choice) for choice in _departures(near))))
            text += f", nearest {_shown(near['value'], measure)} {ways}".rstrip()
        return f"{text}. {_cover(own, days)}"
    told = f"{_shown(best['value'], measure)}{_of(best, measure)}"
    departs = _departures(best)
    asked = [choice for choice in CHOICES if choice not in QUIET or choice in departs]
    needed = [(choice, *_without(best, choice, found)) for choice in asked]
    needed = [(choice, words, other, said) for choice, words, other, said in needed if words]
    if not needed:
        ways = " ".join(filter(None, (_words(best, choice) for choice in departs)))
        return f"{start} holds{f' {ways}' if ways else ''}: {told}. {_cover(best, days)}"
    only = " and ".join(words for _, words, _, _ in needed)
    without = "; ".join(f"{said} it is {_shown(other, measure)}" for _, _, other, said in needed)
    return f"{start} holds only {only}: {told}; {without}. {_cover(best, days)}"


def _of(reading: pd.Series, measure: str) -> str:
    return f" ({int(reading['k']):,} of {int(reading['n']):,})" if measure == "rate" else ""


def _cover(reading: pd.Series, days: int) -> str:
    return f"Claims cover {int(reading['days_covered'])} of {days} days."


def _departures(reading: pd.Series) -> list[str]:
    """Return the choices in which a reading departs from the way of the package."""
    orders = column("readings", "order")
    return [name for name in CHOICES if reading[name] != "all" and orders.get(f"{name}:{reading[name]}", "1") != "0"]


def _without(best: pd.Series, choice: str, found: pd.DataFrame) -> tuple[str, float, str]:
    """Return words of a choice that every fitting reading makes, and what the next other choice gives; else empty."""
    others = [name for name in CHOICES if name != choice]
    alike = found[(found[others] == best[others]).all(axis=1) & (found[choice] != best[choice])]
    if choice == "weapons":
        return _without_weapon(best, alike, found)
    alike = alike[alike["value"] != best["value"]]
    if alike.empty or alike["is_fit"].any() or (found["is_fit"] & (found[choice] != best[choice])).any():
        return "", 0.0, ""
    other = alike.sort_values("order", kind="stable").iloc[0]
    return _words(best, choice), float(other["value"]), _words(other, choice)


def _without_weapon(best: pd.Series, alike: pd.DataFrame, found: pd.DataFrame) -> tuple[str, float, str]:
    """Return the weapon that every fitting reading holds and without which the figure is another one."""
    in_all = frozenset.intersection(*found.loc[found["is_fit"], "weapon_set"])
    subsets = [(len(best["weapon_set"] - own) == 1 and own < best["weapon_set"]) for own in alike["weapon_set"]]
    alike = alike[pd.Series(subsets, index=alike.index, dtype=bool) & ~alike["is_fit"]]
    alike = alike.assign(left=[next(iter(best["weapon_set"] - own)) for own in alike["weapon_set"]])
    alike = alike[alike["left"].isin(in_all) & (alike["k"] == best["k"])]
    if alike.empty:
        return "", 0.0, ""
    other = alike.loc[alike["gap"].abs().idxmin()]
    left = name_of("weapons", other["left"])
    among = f"for {best['weapons']} " if best["weapons"] != "all" else ""
    return f"{among}with {left} in the denominator", float(other["value"]), "without"


def audit_figures(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Audit every printed figure, and say which two printed totals may not be subtracted from one another.

    Parameters
    ----------
    claims : DataFrame
    figures : DataFrame
        See `dronestats.load_published`.

    Returns
    -------
    DataFrame
        ``figure_id`` (two of them, with a space, for two totals), ``stated_by``, ``period``, ``measure``, ``stated``,
        ``verdict`` (fits, fits_far, differs, no_claims, not_differenced, differenced), ``value`` (share or number) of
        the best reading, ``n_fitting``, ``sentence``.

    Examples
    --------
    >>> import dronestats as ds
    >>> figures = ds.load_published().query("figure_id == 'pub-ua-2025-07-rate'")
    >>> audit_figures(ds.load_claims(), figures)["figure_id"].tolist()
    ['pub-ua-2025-07-rate']
    """
    prepared: dict = {}
    rows = [_audited(claims, figure, prepared) for figure in figures.to_dict("records")]
    rows += difference_figures(figures)
    frame = pd.DataFrame(rows, columns=FIGURES)
    return frame.astype({"value": "Float64", "stated": "Float64", "n_fitting": "Int64"})


def _audited(claims: pd.DataFrame, figure: dict, prepared: dict) -> dict:
    start, end = figure["period_start"], figure["period_end"]
    told = {"figure_id": figure["figure_id"], "stated_by": figure["stated_by"], "period": period_text(start, end),
            "measure": figure["measure"], "stated": float(figure["value"])}  # fmt: skip
    days = (pd.Timestamp(end) - pd.Timestamp(start)).days + 1
    a_day = len(pd.period_range(start, end, freq="M")) / days if figure["unit"] == "per_month" else 1
    text = f"{float(figure['value']) * a_day:.10g}{'%' if figure['unit'] == 'percent' else ''}"
    # The tallies of a side and class serve all its figures.
    key = (figure["attacker"], figure["defender"], figure["weapon_class"])
    try:
        if key not in prepared:
            own = claims[claims["attacker"] == figure["attacker"]]
            own = _side(own, figure["defender"])
            prepared[key] = both_tallies(own, figure["weapon_class"]), own.iloc[0]
        tallies, side = prepared[key]
        found = _audit(tallies, read_stated(text, figure["precision"]), (start, end), figure["weapon_class"],
                       figure["measure"], None, side)  # fmt: skip
    except DronestatsError as error:
        return told | {"verdict": "no_claims", "n_fitting": 0, "sentence": f"{error}."}
    best = found.iloc[0]
    verdict = "differs" if not best["is_fit"] else "fits" if best["order"] <= NEAR else "fits_far"
    fitting = int(found["is_fit"].sum())
    return told | {"verdict": verdict, "value": best["value"], "n_fitting": fitting, "sentence": best["sentence"]}


def difference_figures(figures: pd.DataFrame) -> list[dict]:
    """Return, for totals of one measure that run on, the difference or why they may not be subtracted."""
    totals = figures[~figures["measure"].isin(["rate", "average"])]
    totals = totals.assign(
        window_start=pd.to_datetime(totals["period_start"]), window_end=pd.to_datetime(totals["period_end"]),
        claimant_body=totals["stated_by"], weapon=pd.NA,
    )  # fmt: skip
    found = []
    for _, own in totals.groupby([*SIDE[1:], "measure"], observed=True, sort=False):
        own = own.sort_values(["window_end", "figure_id"], kind="stable").reset_index(drop=True)
        for place in range(1, len(own)):
            one, two = own.iloc[[place - 1]].reset_index(drop=True), own.iloc[[place]].reset_index(drop=True)
            before, after = one.iloc[0], two.iloc[0]
            if before["window_end"] == after["window_end"] or overlap(one, two).iloc[0] < 0.5:
                continue
            why = why_not_differenced(before, after)
            step = float(after["value"] - before["value"])
            names = f"{before['value']:,.0f} and {after['value']:,.0f} {after['measure']}"
            text = f"{names} must not be subtracted: {why}" if why else f"{names}: {step:,.0f} in between"
            found.append({
                "figure_id": f"{before['figure_id']} {after['figure_id']}", "stated_by": after["stated_by"],
                "period": period_text(before["period_end"], after["period_end"]), "measure": after["measure"],
                "stated": float(after["value"]), "verdict": "not_differenced" if why else "differenced",
                "value": pd.NA if why else step, "n_fitting": 0, "sentence": f"{text}.",
            })  # fmt: skip
    return found
