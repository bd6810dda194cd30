"""Work on each value that occurs, once: a column is a code for each row, and one text for each code."""

from __future__ import annotations

import numpy as np
import pandas as pd


def distinct(raw: pd.Series) -> tuple[np.ndarray, pd.Series]:
    """Return a code for each row, -1 where nothing stands, and the text that each code means.

    Examples
    --------
    >>> codes, words = distinct(pd.Series(["b", " ", "a", "b"]))
    >>> codes.tolist(), spread(words.str.upper(), codes, "none").tolist()
    ([0, -1, 2, 0], ['B', 'none', 'A', 'B'])
    """
    text = pd.StringDtype()
    if isinstance(raw.dtype, pd.CategoricalDtype):
        codes, found = raw.cat.codes.to_numpy(), raw.cat.categories
    else:
        codes, found = raw.astype(text).array.factorize()
    words = pd.Series(found, dtype=text)
    is_word = (words.str.strip() != "").to_numpy(bool)
    return np.where(spread(is_word, codes, False), codes, -1), words


def spread(values, codes: np.ndarray, rest) -> np.ndarray:
    """Return for each row the value of its code, `rest` where the code is -1."""
    return np.append(values, rest)[codes]


def among(values: np.ndarray, known) -> np.ndarray:
    """Return which values are known ones."""
    return pd.Series(values, dtype=object).isin(list(known)).to_numpy()


def together(*columns) -> tuple[np.ndarray, np.ndarray]:
    """Return a code for each row, one where all columns are the same, and the first row of each code.

    Examples
    --------
    >>> codes, first = together(np.array(["a", "b", "a"]), np.array([1, 1, 1]))
    >>> codes.tolist(), first.tolist()
    ([0, 1, 0], [0, 1])
    """
    codes = np.zeros(len(columns[0]), dtype="int64")
    for own in columns:
        more = pd.factorize(own)[0] + 1
        codes = pd.factorize(codes * (more.max(initial=0) + 1) + more)[0]
    first = np.empty(codes.max(initial=-1) + 1, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, first


def unrolled(lists: list, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows, each as often as its list is long, and the place of each item in the joined lists.

    Examples
    --------
    >>> rows, items = unrolled([["a", "b"], [], ["c"]], np.array([2, 0, 1, -1, 0]))
    >>> rows.tolist(), items.tolist()
    ([0, 1, 1, 4, 4], [2, 0, 1, 0, 1])
    """
    sizes = np.array([len(own) for own in lists], dtype="int64")
    many = spread(sizes, codes, 0)
    rows = np.repeat(np.arange(len(codes)), many)
    start = spread(np.cumsum(sizes) - sizes, codes, 0) - (np.cumsum(many) - many)
    return rows, start[rows] + np.arange(len(rows))
