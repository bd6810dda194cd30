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
    if isinstance(raw.dtype, pd.CategoricalDtype):
        codes, found = raw.cat.codes.to_numpy(), raw.cat.categories
    else:
        codes, found = pd.factorize(raw.astype("string"))
    words = pd.Series(found, dtype="string")
    is_word = (words.str.strip() != "").to_numpy(bool)
    return np.where(spread(is_word, codes, False), codes, -1), words


def spread(values, codes: np.ndarray, rest) -> np.ndarray:
    """Return for each row the value of its code, `rest` where the code is -1."""
    return np.append(values, rest)[codes]
