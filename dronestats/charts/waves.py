"""How many came and what share was stopped, night by night; and what the next night may look like."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dronestats.charts import layout
from dronestats.charts.findings import done_words, prediction_title, waves_title
from dronestats.charts.phrases import number, say
from dronestats.charts.style import GRID, INK, MUTED, Look, drawing, look, new_figure, side_style
from dronestats.charts.words import in_language, only_one_side, percent, period_name, span_name, weapons
from dronestats.errors import DronestatsError
from dronestats.vocabulary import column

_SPREAD = 20  # largest wave over smallest from which the axis is logarithmic


def plot_waves(
    rates: pd.DataFrame, ax: Axes | None = None, *, language: str | None = None, title: str | None = None,
    subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw the rate of each night against the number launched, within one way of counting.

    Parameters
    ----------
    rates : DataFrame
        Rows of one side, weapon class, definition and regime from `interception_rates` with ``every="day"``.
    ax : Axes, optional
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the rates; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        Without a rate, or where sides, weapon classes, definitions or regimes are mixed.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> nights = ds.interception_rates(claims[claims["regime"] == "ua-separate"], every="day")
    >>> ax = ds.plot_waves(nights[(nights["weapon_class"] == "drone") & (nights["defender"] == "Ukraine")])
    >>> ax.get_title(loc="left").split(":")[0]
    'Ukraine'
    """
    only_one_side(rates, "plot_waves", ("definition",))
    known = rates[rates["rate"].notna() & (rates["n"] > 0)]
    if known.empty:
        raise DronestatsError("plot_waves: no night has a rate, so there is nothing to draw")
    only_one_side(known, "plot_waves", ("regime",))
    own = look(language)
    done = done_words(str(rates["definition"].iloc[0]), own.language)
    things = weapons(str(rates["weapon_class"].iloc[0]), own.language)
    title = waves_title(rates, own.language) if title is None else title
    if subtitle is None:
        when = span_name(known["period"].min(), known["period"].max(), own.language)
        subtitle = say("waves_subtitle", own.language, things=things, done=done, when=when)
    style = side_style(str(rates["claimant"].iloc[0]))
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        n = known["n"].astype(float)
        rate, low, high = (known[name].astype("Float64").astype(float) for name in ("rate", "low", "high"))
        ax.vlines(n, low, high, color=style["colour"], alpha=0.3, linewidth=own.text * 0.16, zorder=2)
        point = {"linestyle": "none", "marker": style["marker"], "markersize": own.text * 0.5, "color": style["colour"]}
        ax.plot(n, rate, zorder=3, alpha=0.75, **point)
        if n.max() / n.min() >= _SPREAD:
            ax.set_xscale("log")
            ax.set_xlim(n.min() / 1.25, n.max() * 1.25)
            inside = [own_ for own_ in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if n.min() <= own_ <= n.max()]
            ax.set_xticks(inside)
            ax.set_xticks([], minor=True)
        else:
            ax.set_xlim(0, n.max() * 1.06)
        ax.xaxis.set_major_formatter(lambda value, _: number(value, own.language))
        _shares(ax, own)
        ax.tick_params(axis="x", length=0, labelsize=own.text, colors=INK, pad=own.text * 0.6)
        handles = [Line2D([], [], label=say("rate_reported", own.language), **point)]
        if (high > low).any():
            handles.append(Patch(facecolor=style["colour"], alpha=0.3, label=say("possible", own.language)))
        regime = known["regime"].dropna()
        words = column("regimes", in_language("words", own.language)).get(regime.iloc[0], "") if len(regime) else ""
        note = say("waves_note", own.language, words=words.split(" (")[0], nights=len(known))
        if made:
            layout.arrange([ax], own, title, subtitle, [note], handles, right=own.text)
        else:
            layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))
    return ax


def plot_prediction(
    ahead: pd.DataFrame, ax: Axes | None = None, *, rates: pd.DataFrame | None = None, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw the range in which the next night may lie, beside the nights it was learned from.

    Parameters
    ----------
    ahead : DataFrame
        One row of `predict_next`.
    ax : Axes, optional
    rates : DataFrame, optional
        Nightly rates of the same side (`interception_rates`, ``every="day"``); those of the nights used are drawn.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the row; ``""`` for none.

    Returns
    -------
    Axes

    Raises
    ------
    DronestatsError
        For other than one row, or a row without a range.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ahead = ds.predict_next(claims[(claims["claimant"] == "Ukraine") & (claims["weapon_class"] == "drone")])
    >>> ax = ds.plot_prediction(ahead[ahead["defender"] == "Ukraine"])
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['next night']
    """
    if len(ahead) != 1:
        raise DronestatsError(f"plot_prediction draws one row of predict_next, this frame has {len(ahead)}; pick one")
    row = ahead.iloc[0]
    if pd.isna(row["low"]) or pd.isna(row["rate"]):
        raise DronestatsError(f"plot_prediction: the row has no range to draw ({row['flags']})")
    own = look(language)
    done = done_words(str(row["definition"]), own.language)
    things = weapons(str(row["weapon_class"]), own.language)
    title = prediction_title(ahead, own.language) if title is None else title
    if subtitle is None:
        level = percent(row["level"], own.language, 0)
        subtitle = say("ahead_subtitle", own.language, things=things, done=done, level=level)
    style = side_style(str(row["claimant"]))
    before = _before(row, rates)
    with drawing(own):
        made = ax is None
        ax = new_figure(own).add_subplot() if made else ax
        place = len(before) + 0.5 if len(before) else 0.0
        point = {"linestyle": "none", "marker": style["marker"], "markersize": own.text * 0.5, "color": style["colour"]}
        handles = []
        if len(before):
            ax.plot(range(len(before)), before["rate"].astype(float), zorder=3, **point)
            handles.append(Line2D([], [], label=say("rate_reported", own.language), **point))
        ax.bar([place], [row["high"] - row["low"]], 0.9, bottom=[row["low"]], color=style["colour"], alpha=0.32,
               linewidth=0, zorder=2)  # fmt: skip
        ax.plot([place - 0.45, place + 0.45], [row["rate"]] * 2, color=INK, linewidth=own.text * 0.2, zorder=4)
        for end, share in (("top", row["low"]), ("bottom", row["high"])):
            ax.annotate(
                percent(share, own.language, 0), (place, share), (0, own.text * (-0.3 if end == "top" else 0.3)),
                textcoords="offset points", ha="center", va=end, size=own.text, color=INK, annotation_clip=False,
            )  # fmt: skip
        handles += [
            Patch(facecolor=style["colour"], alpha=0.32, label=say("ahead_range", own.language)),
            Line2D([], [], color=INK, linewidth=own.text * 0.2, label=say("ahead_expected", own.language)),
        ]
        names = {place: say("ahead_next", own.language)}
        if len(before) > 2:
            names = {0: period_name(before["period"].iloc[0], own.language)} | names
        ax.set_xticks(list(names), [layout.wrap(name, own.text * 8, own.text) for name in names.values()])
        ax.set_xlim(min(-1.2, -0.1 * place), place + max(1.2, 0.1 * place))
        _shares(ax, own, top=1.08)
        ax.tick_params(axis="x", length=0, labelsize=own.text, colors=INK, pad=own.text * 0.6)
        first, last = (period_name(row[name], own.language) for name in ("first_night", "last_night"))
        notes = [say("ahead_note", own.language, nights=row["n_nights"], first=first, last=last)]
        if made:
            layout.arrange([ax], own, title, subtitle, notes, handles)
        else:
            layout.head(ax, own, title, subtitle, handles, width=layout.width_in_points(ax))
    return ax


def _before(row: pd.Series, rates: pd.DataFrame | None) -> pd.DataFrame:
    """Return the nightly rates that the prediction was learned from, in order."""
    if rates is None:
        return pd.DataFrame(columns=["period", "rate"])
    used = rates[rates["rate"].notna() & rates["period"].between(row["first_night"], row["last_night"])]
    return used.sort_values("period", kind="stable").tail(int(row["n_nights"]))


def _shares(ax: Axes, own: Look, top: float = 1.03) -> None:
    ax.set_ylim(0, top)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    ax.yaxis.set_major_formatter(lambda value, _: percent(value, own.language, 0))
    ax.tick_params(axis="y", length=0, labelsize=own.text, colors=INK)
    ax.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    ax.grid(visible=False, axis="x")
    ax.set_axisbelow(True)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(color=MUTED, linewidth=0.8)
