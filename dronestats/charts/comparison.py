"""Both sides of one night: two accounts beside each other, that do not speak of the same thing."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dronestats.charts import layout
from dronestats.charts.bins import outcome_bins
from dronestats.charts.findings import comparison_title, rate_words
from dronestats.charts.phrases import say
from dronestats.charts.regions import draw_regions
from dronestats.charts.stacks import draw_stacks, finish_values, label_stack
from dronestats.charts.style import MUTED, Look, drawing, look, new_figure
from dronestats.charts.words import as_of, capital, dates, weapons, who
from dronestats.errors import DronestatsError
from dronestats.selection import by_region, disjoint, latest, nights
from dronestats.tallies import tally

WIDTH = 7.0  # inches
RIGHT = 1.55  # end of an axis that has one stack around 0 and its words right of it


def plot_comparison(
    claims: pd.DataFrame, axes: tuple[Axes, Axes] | None = None, *, language: str | None = None,
    title: str | None = None, subtitle: str | None = None,
) -> Axes:  # fmt: skip
    """Draw what each side states about the drones sent at it in one night.

    Parameters
    ----------
    claims : DataFrame
        Claims of one night and one weapon class, of one side or two. The latest in windows that do not overlap count.
    axes : (Axes, Axes), optional
        Left and right panel.
    language : {"en", "uk", "ru"}, optional
    title, subtitle : str, optional
        Instead of the finding and the measure written from the claims; ``""`` for none.

    Returns
    -------
    Axes
        The left panel; ``ax.figure.axes`` has both.

    Raises
    ------
    DronestatsError
        Without claims of a side about drones sent at it, or with several nights or weapon classes.

    Notes
    -----
    The side that states launched stands left, stacked to it. A side that gives a list of regions is drawn by region. A
    side without claims is said to be silent: nothing is drawn for it, not 0.

    Examples
    --------
    >>> import dronestats as ds
    >>> claims = ds.load_claims()
    >>> ax = ds.plot_comparison(claims[claims["report_id"].isin(["ua-2024-10-28", "ru-2024-10-28"])])
    >>> len(ax.figure.axes)
    2
    """
    used, accounts = accounts_of(claims)
    own = look(language)
    sides = [accounts.iloc[[place]].reset_index(drop=True) for place in range(len(accounts))]
    title = comparison_title(accounts, own.language) if title is None else title
    things = weapons(str(accounts["weapon_class"].iloc[0]), own.language)
    if subtitle is None:
        when = dates(accounts, own.language)
        subtitle = say("comparison_subtitle", own.language, things=capital(things), when=when)
    with drawing(own):
        made = axes is None
        # Two panels with words beside a stack need some width, on a phone too.
        axes = new_figure(own, (max(own.size[0], WIDTH), own.size[1])).subplots(1, 2) if made else axes
        heads = [_draw_account(ax, own, side, used) for ax, side in zip(axes, [*sides, None], strict=False)]
        notes = [
            say("stack_note", own.language, things=things) if accounts["launched"].notna().any() else "",
            *(f"{who(side, own.language)}: {rate_words(side, own.language)}" for side in sides if rate_words(side)),
            *(f"{who(side, own.language)}: {as_of(side, own.language)}" for side in sides if as_of(side)),
        ]
        if made:
            layout.arrange(
                list(axes), own, title, subtitle, [note for note in notes if note], panel_heads=heads, gap=own.text * 3,
                shares=[0.52, 0.48],
            )  # fmt: skip
        for ax, side in zip(axes, sides, strict=False):
            if not pd.isna(side["launched"].iloc[0]):
                free = (RIGHT - 0.42) / (RIGHT + 0.5) * layout.width_in_points(ax)
                label_stack(ax, own, outcome_bins(side).iloc[0], right=0.42, room=free - own.text)
    return axes[0]


def accounts_of(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims used and one tally row a side, about drones sent at it; the side that states launched first."""
    used = disjoint(latest(claims))
    rows = tally(used)
    rows = rows[rows["claimant"] == rows["defender"]]
    if rows.empty:
        raise DronestatsError("plot_comparison: no side states anything about weapons sent at it in these claims")
    for name, values in (("weapon class", rows["weapon_class"]), ("night", nights(rows))):
        if values.nunique() > 1:
            shown = ", ".join(sorted(values.astype(str).unique())[:6])
            raise DronestatsError(
                f"plot_comparison draws one {name} at a time, these claims have {shown}; filter first"
            )
    rows = rows.sort_values(["launched", "claimant"], na_position="last", ascending=[False, True], kind="stable")
    # A side may have several statements; the one of the office for the whole country comes first in the tally.
    return used, rows.drop_duplicates("claimant").head(2).reset_index(drop=True)


def _draw_account(ax: Axes, own: Look, side: pd.DataFrame | None, claims: pd.DataFrame) -> str:
    """Draw one panel and return its heading."""
    if side is None:
        ax.set_axis_off()
        ax.text(0, 0.96, layout.wrap(say("silent_side", own.language), own.text * 15, own.text),
                transform=ax.transAxes, va="top", ha="left", size=own.text, color=MUTED)  # fmt: skip
        return say("other_side", own.language)
    row, speaker = side.iloc[0], who(side, own.language)
    stated = claims[(claims["claimant"] == row["claimant"]) & (claims["attacker"] == row["attacker"])]
    regions = by_region(stated)
    if not pd.isna(row["launched"]):
        bins = outcome_bins(side)
        draw_stacks(ax, own, bins, width=0.84)
        # The stack stands left and leaves room for the words beside it.
        ax.set_xlim(-0.5, RIGHT)
        ax.set_xticks([])
        finish_values(ax, own)
        return say("panel_launched", own.language, who=speaker, n=row["launched"])
    stopped = row[["intercepted", "destroyed", "lost"]].astype("Float64").sum(min_count=1)
    head = speaker if pd.isna(stopped) else say("panel_stopped", own.language, who=speaker, n=stopped)
    if len(regions):
        draw_regions(ax, own, regions.head(16))
        return say("panel_regions", own.language, head=head)
    bins = outcome_bins(side)
    draw_stacks(ax, own, bins, width=0.84)
    ax.set_xlim(-0.5, RIGHT)
    ax.set_xticks([])
    finish_values(ax, own)
    label_stack(ax, own, bins.iloc[0], right=0.42)
    return head
