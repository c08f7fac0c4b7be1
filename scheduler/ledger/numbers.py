"""Whole numbers in arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def distinct(values: Ints) -> Ints:
    """Return each number once, sorted.

    As numpy's own `unique`, which at its first call loads all that numpy has for masked arrays; a first roster would
    wait for that.
    """
    found = np.sort(values, axis=None)
    is_new = np.ones(len(found), dtype=np.bool_)
    is_new[1:] = found[1:] != found[:-1]
    return found[is_new]


def among(values: Ints, known: Ints | Sequence[int]) -> NDArray[np.bool_]:
    """Return of each value whether it is among the known ones; as numpy's `isin`, see above."""
    found = np.sort(np.asarray(known, dtype=np.int64))
    if not len(found):
        return np.zeros(values.shape, dtype=np.bool_)
    place = np.minimum(np.searchsorted(found, values), len(found) - 1)
    is_known: NDArray[np.bool_] = found[place] == values
    return is_known
