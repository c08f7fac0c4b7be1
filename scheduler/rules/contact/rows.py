"""The contact rule as rows: one for each officer, class of inmates and window that a roster could take over the limit.

A row bounds what the roster adds by what history leaves, `max(limit - carried, 0)`. A row that no choice of tours can
break is left out. So is one of a class of inmates, where another class, with no more room left, meets every slot at
least as much. And so is one that its neighbour in time implies: if two windows differ by at most `slack` in what any
tours can add to them, and the second leaves at least `slack` more room, keeping the first keeps the second. "Any tours"
means at most `most_tours_a_day` of one officer on a start date; that setting is what keeps the rows few.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.ledger import Future, Ledger, carried
from scheduler.rule.exposure import Classes, Windows, classes_of, coefficients, most_of
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
    outlooks = _outlooks(frame, ledger, classes, windows, most_tours)
    found = _Found([], [], [], [], [], [])
    room: list[Ints] = []
    for (future, above), outlook in zip(classes, outlooks, strict=True):
        upper = _room(outlook, limit_minutes * WHOLE, len(members))
        room.append(upper)
        keep = members[:, None] & (outlook.most > upper)
        for other in above:
            keep &= upper < room[other]
        if keep.any():
            _add_class(found, ledger.day_of(frame.problem.period.first), future, windows, outlook, upper, keep)
    return found.rows()


@dataclass(frozen=True)
class _Outlook:
    """What one class of inmates holds for windows of one length, whatever the limit.

    Attributes:
        most: The most that tours can add to each window.
        gain, loss: By how much a window can exceed, and fall short of, the window before it.
        met: Officers whose history knows the class.
        carried: `carried[k, window]` of officer `met[k]`.
    """

    most: Ints
    gain: Ints
    loss: Ints
    met: Ints
    carried: Ints


def _outlooks(
    frame: Frame, ledger: Ledger, classes: Classes, windows: Windows, most_tours: int
) -> tuple[_Outlook, ...]:
    """Return the outlook of each class; a cap and a target over the same windows share them."""
    key = f"contact/outlooks/{windows.days}/{windows.first}/{windows.last}/{most_tours}"
    if key not in frame.memo:
        frame.memo[key] = tuple(_outlook(frame, ledger, future, windows, most_tours) for future, _ in classes)
    found: tuple[_Outlook, ...] = frame.memo[key]
    return found


def _outlook(frame: Frame, ledger: Ledger, future: Future, windows: Windows, most_tours: int) -> _Outlook:
    slots, coef = coefficients(future, windows)
    start_day = frame.day[slots]
    step = coef[:, 1:] - coef[:, :-1]
    return _Outlook(
        most_of(coef, start_day, most_tours),
        most_of(np.maximum(step, 0), start_day, most_tours),
        most_of(np.maximum(-step, 0), start_day, most_tours),
        *carried(ledger, future.columns, windows.days, windows.first, windows.last),
    )


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
    found: _Found, first_day: int, future: Future, windows: Windows, outlook: _Outlook, upper: Ints, keep: Bools
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
        found.sizes.append(np.full(len(owners), len(cells), dtype=np.int64))
        found.slot.append(np.tile(slots[cells], len(owners)))
        found.coef.append(np.tile(coef[cells, window], len(owners)))
        found.upper.append(upper[owners, window])
        day = min(windows.first + window, windows.judged) - first_day
        found.day.append(np.full(len(owners), day, dtype=np.int64))


def _room(outlook: _Outlook, limit: int, officers: int) -> Ints:
    """Return `upper[officer, window]`, what history leaves with the class."""
    upper = np.full((officers, len(outlook.most)), limit, dtype=np.int64)
    upper[outlook.met] = np.maximum(limit - outlook.carried, 0)
    return upper
