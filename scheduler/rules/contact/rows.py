"""The contact rule as rows: one for each officer, class of inmates and window that a roster could take over the limit.

A row bounds what the roster adds by what history leaves, `max(limit - carried, 0)`. A row that no choice of tours can
break is left out. So is one of a class of inmates, where another class, with no more room left, meets every slot at
least as much. And so is one that its neighbour in time implies: if two windows differ by at most `slack` in what any
tours can add to them, and the second leaves at least `slack` more room, keeping the first keeps the second. "Any tours"
means at most `most_tours_a_day` of one officer on a start date; that setting is what keeps the rows few.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.ledger import Future
from scheduler.rule.exposure import Outlook, Windows, classes_of, coefficients, outlooks_of, room_of
from scheduler.rule.frame import Bools, Frame, Ints
from scheduler.rule.terms import Rows
from scheduler.rule.view import Scope

WHOLE = 1000
HOUR = 60 * WHOLE
"""One hour of contact in the ledger's unit, minutes x thousandths."""


def contact_rows(frame: Frame, days: int, limit_minutes: int, most_tours: int, scope: Scope) -> Rows:
    """Return the rows of one use of the rule."""
    ledger, classes = classes_of(frame)
    last = ledger.day_of(scope.last)
    judged = last
    if scope.last >= frame.problem.period.last and classes:
        last = max(last, *(int(future.day.max()) for future, _ in classes))
    windows = Windows(days, ledger.day_of(scope.first), last, judged)
    members = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
    outlooks = outlooks_of(frame, ledger, classes, windows, most_tours)
    found = _Found([], [], [], [], [], [], [])
    room: list[Ints] = []
    for (future, above), outlook in zip(classes, outlooks, strict=True):
        upper = room_of(outlook, limit_minutes * WHOLE, len(members))
        room.append(upper)
        keep = members[:, None] & (outlook.most > upper)
        for other in above:
            keep &= upper < room[other]
        if keep.any():
            _add_class(found, ledger.day_of(frame.problem.period.first), future, windows, outlook, upper, keep)
    return found.rows()


@dataclass(frozen=True)
class _Found:
    """Arrays of the rows so far, in pieces; a set of cells for each class and window."""

    officer: list[Ints]
    set_of: list[Ints]
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
            set_of=np.concatenate([none, *self.set_of]),
        )


def _add_class(
    found: _Found, first_day: int, future: Future, windows: Windows, outlook: Outlook, upper: Ints, keep: Bools
) -> None:
    """Add those rows of one class of inmates that `keep[officer, window]` allows and no neighbour in time implies."""
    by_next = upper[:, :-1] >= upper[:, 1:] + outlook.loss
    keep[:, 1:] &= by_next | (upper[:, 1:] < upper[:, :-1] + outlook.gain)
    keep[:, :-1] &= ~by_next
    slots, coef = coefficients(future, windows)
    for window in np.flatnonzero(keep.any(axis=0)).tolist():
        owners = np.flatnonzero(keep[:, window])
        cells = np.flatnonzero(coef[:, window])
        found.officer.append(owners)
        found.set_of.append(np.full(len(owners), len(found.sizes), dtype=np.int64))
        found.sizes.append(np.array([len(cells)], dtype=np.int64))
        found.slot.append(slots[cells])
        found.coef.append(coef[cells, window])
        found.upper.append(upper[owners, window])
        day = min(windows.first + window, windows.judged) - first_day
        found.day.append(np.full(len(owners), day, dtype=np.int64))
