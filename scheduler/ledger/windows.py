"""Rolling windows of whole local dates over the ledger: what is carried in, and who will be met from here on.

A window of D days that ends on day e holds the days e - D + 1 to e. Columns whose future is alike, slot by slot and day
by day, form a class: of their histories only the largest in each window can bind a cap.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.ledger.contact import Contacts, Ledger
from scheduler.ledger.places import Ints

_MOST_CELLS = 4_000_000
"""Cells of one dense block: bounds the memory that `carried` needs."""


@dataclass(frozen=True)
class Future:
    """Columns that meet the same slots alike: on `slot[n]`, in the minutes of `day[n]`, with `value[n]`.

    `day` counts from the ledger's first date. Sorted by slot and day, each pair once.
    """

    columns: Ints
    slot: Ints
    day: Ints
    value: Ints


def futures(ledger: Ledger) -> tuple[Future, ...]:
    """Return the classes of columns that some slot of the period meets, each column in at most one."""
    contacts = ledger.of_slots
    is_met = contacts.first[1:] > contacts.first[:-1]
    by_path: dict[bytes, list[int]] = defaultdict(list)
    for column in range(ledger.columns):
        fragments = ledger.fragment[ledger.first[column] : ledger.first[column + 1]]
        by_path[fragments[is_met[fragments]].tobytes()].append(column)
    by_profile: dict[bytes, tuple[Ints, list[int]]] = {}
    for path, columns in by_path.items():
        profile = _profile(ledger, contacts, np.frombuffer(path, dtype=np.int64))
        if profile.shape[1]:
            by_profile.setdefault(profile.tobytes(), (profile, []))[1].extend(columns)
    return tuple(
        Future(columns=np.array(sorted(columns), dtype=np.int64), slot=profile[0], day=profile[1], value=profile[2])
        for profile, columns in by_profile.values()
    )


def _profile(ledger: Ledger, contacts: Contacts, fragments: Ints) -> Ints:
    """Return rows slot, day and value of everything met in the fragments, the values of a slot on a day added up."""
    at, slot, value = contacts.of(fragments)
    key, row = np.unique(slot * ledger.days + ledger.day[fragments[at]], return_inverse=True)
    return np.stack([key // ledger.days, key % ledger.days, np.bincount(row, value, len(key)).astype(np.int64)])


def carried(
    ledger: Ledger, columns: Ints, days: int, first_end: int, last_end: int, met: Contacts | None = None
) -> tuple[Ints, Ints]:
    """Return the largest sum of any of the columns in each window of `days` that ends on `first_end` to `last_end`.

    Args:
        ledger: Whose columns and history.
        columns: One or more columns.
        days: Length of the windows.
        first_end: Day index on which the first window ends.
        last_end: Day index on which the last one ends.
        met: What was met, by officer index; None: the history.

    Returns:
        (officers, value[officer, window]): the officers who met any of them, sorted, and the most of each.
    """
    windows = last_end - first_end + 1
    column, fragment = ledger.fragments_of(columns)
    low = np.maximum(ledger.day[fragment], first_end) - first_end
    high = np.minimum(ledger.day[fragment] + days - 1, last_end) - first_end
    column, fragment, low, high = (a[low <= high] for a in (column, fragment, low, high))
    at, who, value = (ledger.history if met is None else met).of(fragment)
    officers, row = np.unique(who, return_inverse=True)
    most = np.zeros((len(officers), windows), dtype=np.int64)
    if not len(officers):
        return officers, most
    column, low, high = column[at], low[at], high[at]
    step = min(len(columns), max(1, _MOST_CELLS // (len(officers) * (windows + 1))))
    bounds = np.searchsorted(column, np.arange(0, len(columns) + step, step))
    for n, (begin, stop) in enumerate(pairwise(bounds.tolist())):
        part = slice(begin, stop)
        block = step * len(officers)
        cell = (column[part] - n * step) * len(officers) + row[part]
        change = np.bincount(cell + low[part] * block, value[part], (windows + 1) * block)
        change -= np.bincount(cell + (high[part] + 1) * block, value[part], (windows + 1) * block)
        inside = np.zeros((step, len(officers)))
        for window in range(windows):
            inside += change[window * block : (window + 1) * block].reshape(step, -1)
            most[:, window] = np.maximum(most[:, window], inside.max(axis=0).astype(np.int64))
    return officers, most
