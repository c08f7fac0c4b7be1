"""Tours counted in sliding windows of local dates, as rows. For `Rule.terms` alone: no check uses it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduler.rule.arrays import members
from scheduler.rule.frame import Bools, Frame, Ints
from scheduler.rule.terms import Rows
from scheduler.rule.view import Scope


@dataclass(frozen=True)
class Tally:
    """One thing that is counted.

    Attributes:
        slot: The slots that count, in ascending order (so by day), shape [cells].
        coef: What each counts for, at least 1, shape [cells].
        past: `past[officer, k]`: what history counts for on the k-th of the `days - 1` dates before the period.
        limit: `limit[officer, day]`: the most in the window that ends on a day of the period.
    """

    slot: Ints
    coef: Ints
    past: Ints
    limit: Ints


def tally_rows(frame: Frame, scope: Scope, days: int, tallies: Iterable[Tally], unit: int = 1) -> Rows:
    """Return a row for each officer, tally and window of `days` dates that ends in scope and that can exceed its limit.

    A window leaves the roster what history leaves of the limit, at least 0. Left out are windows that all their cells
    together cannot fill, and those that the window before or after implies: it has the same cells and perhaps more, and
    no more room. Priced rows charge each officer's worst window, which no window that is left out exceeds.
    """
    who = members(frame, scope)
    ends = np.array([d for d, on in enumerate(frame.dates) if scope.covers(on)], dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    officer, sizes, day, upper, slot, coef = [none], [none], [none], [none], [none], [none]
    for tally in tallies if len(ends) else ():
        room = np.maximum(tally.limit[np.ix_(who, ends)] - _carried(tally.past, days, ends)[who], 0)
        at = frame.day[tally.slot]
        low, high = np.searchsorted(at, ends - days + 1), np.searchsorted(at, ends + 1)
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(tally.coef)))
        keep = ((total[high] - total[low])[None, :] > room) & ~_implied(low, high, room)
        row, window = np.nonzero(keep)
        size = (high - low)[window]
        first = np.cumsum(size) - size
        cell = np.arange(int(size.sum()), dtype=np.int64) + np.repeat(low[window] - first, size)
        officer.append(who[row])
        sizes.append(size)
        day.append(ends[window])
        upper.append(room[row, window])
        slot.append(tally.slot[cell])
        coef.append(tally.coef[cell])
    return Rows(
        officer=np.concatenate(officer),
        first=np.concatenate([np.zeros(1, dtype=np.int64), *sizes]).cumsum(),
        slot=np.concatenate(slot),
        coef=np.concatenate(coef),
        upper=np.concatenate(upper),
        day=np.concatenate(day),
        unit=unit,
        is_worst=True,
    )


def _carried(past: Ints, days: int, ends: Ints) -> Ints:
    """Return `carried[officer, n]`, what history brings to the window that ends on day `ends[n]`."""
    tail = np.cumsum(past[:, ::-1], axis=1)[:, ::-1]
    tail = np.concatenate((tail, np.zeros((len(past), 1), dtype=np.int64)), axis=1)
    return np.asarray(tail[:, np.minimum(ends, days - 1)])


def _implied(low: Ints, high: Ints, room: Ints) -> Bools:
    """Return which of the windows, `[officer, n]`, keeping the one before or after keeps as well."""
    found = np.zeros(room.shape, dtype=np.bool_)
    none_leaves, none_enters = low[1:] == low[:-1], high[1:] == high[:-1]
    found[:, :-1] |= none_leaves & (room[:, 1:] <= room[:, :-1])
    is_less = (room[:, :-1] < room[:, 1:]) | (~none_leaves & (room[:, :-1] == room[:, 1:]))
    found[:, 1:] |= none_enters & is_less
    return found
