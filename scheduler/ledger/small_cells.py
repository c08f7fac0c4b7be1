"""Which figures of groups may be told without telling of a few people: small ones are withheld, and some beside them.

A figure of fewer than `LEAST` people is withheld. That is not enough: whoever knows the figure of everybody subtracts
the others from it, and a group of one table may be another one of a second table and two people more. So a figure is
told only where no set of fewer than `LEAST` people is the sum of told groups, each taken any number of times, added or
subtracted (complementary suppression over all tables at once). People who are in the same told groups cannot be told
apart; such a set is then made of whole classes of them, and it is computable if its indicator lies in the row space of
the told groups over the classes.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations

import numpy as np

LEAST = 5
"""Figures of fewer people are not told."""
_NOTHING = 1e-9


def told(groups: Sequence[frozenset[Hashable]]) -> tuple[bool, ...]:
    """Return for each group whether its figure may be told.

    The figure of everybody, of all groups together, counts as known. It may itself be told where there are `LEAST`.

    Args:
        groups: People of each figure; those of one table do not overlap, those of several may in any way.
    """
    everybody = frozenset[Hashable]().union(*groups)
    shown = [at for at, group in enumerate(groups) if len(group) >= LEAST]
    while shown and _is_revealing([everybody, *(groups[at] for at in shown)]):
        smallest = sorted(shown, key=lambda at: (len(groups[at]), at))
        without = ([one for one in shown if one != at] for at in smallest)
        enough = (left for left in without if not _is_revealing([everybody, *(groups[at] for at in left)]))
        shown = next(enough, [at for at in shown if at != smallest[0]])
    return tuple(at in shown for at in range(len(groups)))


def _is_revealing(known: Sequence[frozenset[Hashable]]) -> bool:
    """Whether the figure of a set of fewer than `LEAST` people, and at least one, follows from known figures."""
    classes = Counter(tuple(person in group for group in known) for person in known[0])
    rows = np.array(list(classes), dtype=np.float64).reshape(len(classes), len(known)).T
    sizes = list(classes.values())
    small = [at for at, size in enumerate(sizes) if size < LEAST]
    if not small:
        return False
    # What of a class lies outside the row space: the rows of a projection.
    _, values, across = np.linalg.svd(rows, full_matrices=False)
    basis = across[values > _NOTHING * max(1.0, float(values.max(initial=0.0)))]
    outside = np.eye(len(sizes)) - basis.T @ basis
    sums: list[tuple[int, ...]] = [(at,) for at in small]
    sums += [pair for pair in combinations(small, 2) if sizes[pair[0]] + sizes[pair[1]] < LEAST]
    # A set of three or four is two of these: they cancel, so they do along any direction. One is drawn, then proved.
    along = outside @ np.random.default_rng(0).standard_normal(len(sizes))
    marks = np.array([along[list(part)].sum() for part in sums])
    if np.any(np.abs(marks) < _NOTHING):
        return True
    order = np.argsort(marks)
    near = marks[order]
    for at, part in enumerate(sums):
        low, high = np.searchsorted(near, [-marks[at] - _NOTHING, -marks[at] + _NOTHING])
        for other in (sums[place] for place in order[low:high]):
            both = {*part, *other}
            is_set = len(both) == len(part) + len(other)
            if is_set and sum(sizes[one] for one in both) < LEAST:
                return True
    return False
