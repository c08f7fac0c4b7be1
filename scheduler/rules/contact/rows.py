"""The contact rule as rows: one for each officer, class of inmates and window that a roster could take over the limit.

A row bounds what the roster adds by what history leaves, `max(limit - carried, 0)`. A row that no choice of tours can
break is left out. So is one of a class of inmates, where another class, with no more room left, meets every slot at
least as much. And so is one that its neighbour in time implies: if two windows differ by at most `slack` in what any
tours can add to them, and the second leaves at least `slack` more room, keeping the first keeps the second. "Any tours"
means at most `most_tours_a_day` of one officer on a start date; that setting is what keeps the rows few.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.ledger import Future, Ledger, carried, futures
from scheduler.rule.frame import Bools, Frame, Ints
from scheduler.rule.terms import Rows
from scheduler.rule.view import Scope

WHOLE = 1000
HOUR = 60 * WHOLE
"""One hour of contact in the ledger's unit, minutes x thousandths."""


@dataclass(frozen=True)
class _Windows:
    """Windows of `days` that end on ledger days `first` to `last`; those after `judged` are judged on that day."""

    days: int
    first: int
    last: int
    judged: int


def contact_rows(frame: Frame, days: int, limit_minutes: int, most_tours: int, scope: Scope) -> Rows:
    """Return the rows of one use of the rule."""
    ledger, classes = _ledger(frame)
    last = ledger.day_of(scope.last)
    judged = last
    if scope.last >= frame.problem.period.last and classes:
        last = max(last, *(int(future.day.max()) for future, _ in classes))
    windows = _Windows(days, ledger.day_of(scope.first), last, judged)
    members = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
    found = _Found([], [], [], [], [], [])
    room: list[Ints] = []
    for future, above in classes:
        upper = _room(ledger, future, windows, limit_minutes * WHOLE, len(members))
        keep = np.repeat(members[:, None], upper.shape[1], axis=1)
        for other in above:
            keep &= upper < room[other]
        room.append(upper)
        _add_class(found, frame, ledger, future, windows, upper, keep, most_tours)
    return found.rows()


Classes = tuple[tuple[Future, list[int]], ...]
"""Classes of inmates, each with the places in this tuple of those before it that meet every slot at least as much."""


def _ledger(frame: Frame) -> tuple[Ledger, Classes]:
    if "contact/ledger" not in frame.memo:
        ledger = Ledger.of(frame.problem)
        frame.memo["contact/ledger"] = ledger, _ordered(ledger)
    found: tuple[Ledger, Classes] = frame.memo["contact/ledger"]
    return found


def _ordered(ledger: Ledger) -> Classes:
    """Return the classes, those who meet more first: who leaves halfway meets less than who stays."""
    classes = sorted(futures(ledger), key=lambda future: -int(future.value.sum()))
    keys = [future.slot * ledger.days + future.day for future in classes]
    holders: dict[int, set[int]] = {int(end): set() for key in keys for end in key[[0, -1]]}
    ends = np.array(sorted(holders), dtype=np.int64)
    for n, key in enumerate(keys):
        for end in ends[np.isin(ends, key, assume_unique=True)].tolist():
            holders[end].add(n)
    found = []
    for n, future in enumerate(classes):
        above = []
        for other in sorted(holders[int(keys[n][0])] & holders[int(keys[n][-1])]):
            at = np.minimum(np.searchsorted(keys[other], keys[n]), len(keys[other]) - 1)
            if other < n and bool(np.all((keys[other][at] == keys[n]) & (classes[other].value[at] >= future.value))):
                above.append(other)
        found.append((future, above))
    return tuple(found)


@dataclass(frozen=True)
class _Found:
    """Arrays of the rows so far, in pieces."""

    officer: list[Ints]
    sizes: list[Ints]
    slot: list[Ints]
    coef: list[Ints]
    upper: list[Ints]
    day: list[Ints]

    def rows(self) -> Rows:
        """Return the pieces joined."""
        none = np.zeros(0, dtype=np.int64)
        return Rows(
            officer=np.concatenate([none, *self.officer]),
            first=np.concatenate([np.zeros(1, dtype=np.int64), *self.sizes]).cumsum(),
            slot=np.concatenate([none, *self.slot]),
            coef=np.concatenate([none, *self.coef]),
            upper=np.concatenate([none, *self.upper]),
            day=np.concatenate([none, *self.day]),
            unit=HOUR,
            is_worst=True,
        )


def _add_class(
    found: _Found,
    frame: Frame,
    ledger: Ledger,
    future: Future,
    windows: _Windows,
    upper: Ints,
    keep: Bools,
    most_tours: int,
) -> None:
    """Add those rows of one class of inmates that `keep[officer, window]` allows and that can bind."""
    slots, coef = _coefficients(future, windows)
    start_day = frame.day[slots]
    keep &= _most(coef, start_day, most_tours) > upper
    gain = _most(np.maximum(coef[:, 1:] - coef[:, :-1], 0), start_day, most_tours)
    loss = _most(np.maximum(coef[:, :-1] - coef[:, 1:], 0), start_day, most_tours)
    by_next = upper[:, :-1] >= upper[:, 1:] + loss
    keep[:, 1:] &= by_next | (upper[:, 1:] < upper[:, :-1] + gain)
    keep[:, :-1] &= ~by_next
    first_day = ledger.day_of(frame.problem.period.first)
    for window in np.flatnonzero(keep.any(axis=0)):
        owners = np.flatnonzero(keep[:, window])
        cells = np.flatnonzero(coef[:, window])
        found.officer.append(owners)
        found.sizes.append(np.full(len(owners), len(cells), dtype=np.int64))
        found.slot.append(np.tile(slots[cells], len(owners)))
        found.coef.append(np.tile(coef[cells, window], len(owners)))
        found.upper.append(upper[owners, window])
        day = min(windows.first + int(window), windows.judged) - first_day
        found.day.append(np.full(len(owners), day, dtype=np.int64))


def _room(ledger: Ledger, future: Future, windows: _Windows, limit: int, officers: int) -> Ints:
    """Return `upper[officer, window]`, what history leaves with the class."""
    upper = np.full((officers, windows.last - windows.first + 1), limit, dtype=np.int64)
    met, most = carried(ledger, future.columns, windows.days, windows.first, windows.last)
    upper[met] = np.maximum(limit - most, 0)
    return upper


def _coefficients(future: Future, windows: _Windows) -> tuple[Ints, Ints]:
    """Return the slots of a class and `coef[slot, window]`, what each adds to each window."""
    slots, row = np.unique(future.slot, return_inverse=True)
    low = min(int(future.day.min()), windows.first) - windows.days
    total = np.zeros((len(slots), windows.last - low + 1), dtype=np.int64)
    inside = future.day <= windows.last
    total[row[inside], future.day[inside] - low] = future.value[inside]
    total = np.cumsum(total, axis=1)
    ends = np.arange(windows.first, windows.last + 1) - low
    return slots, total[:, ends] - total[:, ends - windows.days]


def _most(coef: Ints, start_day: Ints, most_tours: int) -> Ints:
    """Return for each window the most that tours can add, `most_tours` of them on each start day."""
    found = np.zeros(coef.shape[1], dtype=np.int64)
    edges = np.flatnonzero(np.diff(start_day)) + 1
    for block in np.split(coef, edges):
        found += np.sort(block, axis=0)[-most_tours:].sum(axis=0)
    return found
