"""What goes wrong, said so that the reader can mend it: rule, first rows, way out."""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Iterable

SHOWN = 10
LISTED = 16
LONGEST_SHOWN = 1000
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
MANY = 200
LONGEST = 100


def shown(text: object, longest: int = LONGEST_SHOWN) -> str:
    r"""Return a text that a terminal and a table can show: one line, no control or direction marks, bounded.

    Examples
    --------
    >>> shown("night\x1b[31m\n.txt")
    'night\\x1b[31m\\n.txt'
    """
    line = _UNSHOWN.sub(lambda found: repr(found[0])[1:-1], str(text))
    return line if len(line) <= longest else f"{line[:longest]}..."


class DronestatsError(ValueError):
    """Base of every error that dronestats raises on purpose."""


class ClaimsError(DronestatsError):
    """A table breaks its own rules.

    Attributes
    ----------
    problems : pandas.DataFrame
        One row per problem: ``file``, ``line``, ``id``, ``column``, ``value``, ``rule``, ``way_out``.
    """

    def __init__(self, message: str, problems=None):
        super().__init__(message)
        self.problems = problems


def nearest(value: object, allowed: Iterable[str]) -> str | None:
    """Return the allowed word closest to `value`, or None if nothing comes near.

    Examples
    --------
    >>> nearest("destroed", ["launched", "destroyed"])
    'destroyed'
    """
    words = [str(word) for word in allowed]
    folded = {word.casefold(): word for word in words}
    own, near = str(value).casefold(), list(folded)
    if len(near) > MANY:
        # A table of thousands of unknown names is answered in time: the nearest begins or ends alike.
        near = [word for word in near if word[:2] == own[:2] or word[-2:] == own[-2:]]
    found = difflib.get_close_matches(own, near, n=1, cutoff=0.6) if len(own) <= LONGEST else []
    return folded[found[0]] if found else None


def must_be_one_of(name: str, value: object, allowed: Iterable[str]) -> None:
    """Raise a DronestatsError that lists the allowed values, if they are few, and the nearest one."""
    words = list(allowed)
    if value in words:
        return
    guess = nearest(value, words)
    hint = f"; did you mean {guess!r}?" if guess else ""
    shown = ", ".join(map(str, words)) if len(words) <= LISTED else f"the {len(words)} that are known"
    raise DronestatsError(f"{name} = {value!r} is not one of {shown}{hint}")


def problem_text(problems, what: str, count: int | None = None) -> str:
    """Return the text of a ClaimsError: how many problems, the first of them, where the rest are.

    Give `count` where `problems` holds only the first of them.
    """
    count = len(problems) if count is None else count
    lines = [f"{what}: {count} problem{'s' if count != 1 else ''}"]
    for row in problems.head(SHOWN).itertuples(index=False):
        where = f"{row.file}:{row.line}".rstrip(":") if row.file else f"row {row.line}"
        label = f" ({row.id})" if row.id else ""
        cell = f", column {row.column}: {row.value!r}" if row.column else f": {row.value!r}" if row.value else ""
        way_out = f"; {row.way_out}" if row.way_out else ""
        lines.append(f"  {shown(f'{shown(where, 300)}{label}{cell}: {row.rule}{way_out}', 2000)}")
    if count > SHOWN:
        rest = " (all of them in the error's .problems)" if count == len(problems) else ""
        lines.append(f"  ... and {count - SHOWN} more{rest}")
    return "\n".join(lines)


def import_extra(module: str, extra: str):
    """Return a module that only an extra brings, or raise a DronestatsError that says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.split(".")[0]
        raise DronestatsError(
            f'this needs {name}: pip install "dronestats[{extra}]" (or pip install {name})'
        ) from error
