"""Tours counted in sliding windows of local dates, as rows. For `Rule.terms` alone: no check uses it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scheduler.ledger.numbers import among
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
        limit: `limit[officer]`: the most in any window.
        officers: Indices of those who are counted; None: all in scope.
    """

    slot: Ints
    coef: Ints
    past: Ints
    limit: Ints
    officers: Ints | None = None


def tally_rows(
    frame: Frame, scope: Scope, days: int, tallies: Iterable[Tally], most_tours_a_day: int, unit: int = 1
) -> Rows:
    """Return a row for each officer, tally and window of `days` dates that ends in scope and that can exceed its limit.

    A window leaves the roster what history leaves of the limit, at least 0. Left out are windows that no choice of
    tours can fill, and those that the window before or after implies: two neighbours differ by at most what one date
    can hold, and if the second leaves so much more room, keeping the first keeps the second. A date holds at most
    `most_tours_a_day` tours of one officer. Priced rows charge each officer's worst window, which no window that is
    left out exceeds.
    """
    everybody = members(frame, scope)
    ends = np.array([d for d, on in enumerate(frame.dates) if scope.covers(on)], dtype=np.int64)
    found = _Found()
    for tally in tallies if len(ends) else ():
        who = everybody if tally.officers is None else everybody[among(everybody, tally.officers)]
        if not len(who):
            continue
        room = np.maximum(tally.limit[who, None] - _carried(tally.past, days, ends)[who], 0)
        at = frame.day[tally.slot]
        low, high = np.searchsorted(at, ends - days + 1), np.searchsorted(at, ends + 1)
        most = _most_by_day(tally, at, frame.problem.period.days, most_tours_a_day)
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(most)))
        first = np.maximum(ends - days + 1, 0)
        left = np.where(ends - days + 1 > 0, most[np.maximum(ends - days, 0)], 0)
        rooms, owners = _alike(room)
        keep = (total[ends + 1] - total[first] > rooms) & ~_implied(rooms, most[ends[1:]], left[1:])
        found.add(tally, who, owners, keep, ends, rooms, low, high)
    return found.rows(unit)


class _Found:
    """Arrays of the rows so far, in pieces; a set for each window that any row has."""

    def __init__(self) -> None:
        none = np.zeros(0, dtype=np.int64)
        self._officer, self._set_of, self._day, self._upper = ([none] for _ in range(4))
        self._sizes, self._slot, self._coef = ([none] for _ in range(3))
        self._sets = 0

    def add(
        self,
        tally: Tally,
        who: Ints,
        owners: list[list[int]],
        keep: Bools,
        ends: Ints,
        rooms: Ints,
        low: Ints,
        high: Ints,
    ) -> None:
        """Add the rows n of each group g with `keep[g, n]`, over the tally's cells from `low[n]` to `high[n]`."""
        used = np.flatnonzero(keep.any(axis=0))
        number = np.zeros(keep.shape[1], dtype=np.int64)
        number[used] = np.arange(self._sets, self._sets + len(used))
        size = (high - low)[used]
        cell = np.arange(int(size.sum()), dtype=np.int64) + np.repeat(low[used] - (np.cumsum(size) - size), size)
        self._sets += len(used)
        self._sizes.append(size)
        self._slot.append(tally.slot[cell])
        self._coef.append(tally.coef[cell])
        group = np.repeat(np.arange(len(owners)), [len(own) for own in owners])
        row, window = np.nonzero(keep[group])
        self._officer.append(who[[o for own in owners for o in own]][row])
        self._set_of.append(number[window])
        self._day.append(ends[window])
        self._upper.append(rooms[group[row], window])

    def rows(self, unit: int) -> Rows:
        """Return the pieces joined."""
        return Rows(
            officer=np.concatenate(self._officer),
            first=np.concatenate([np.zeros(1, dtype=np.int64), *self._sizes]).cumsum(),
            slot=np.concatenate(self._slot),
            coef=np.concatenate(self._coef),
            upper=np.concatenate(self._upper),
            day=np.concatenate(self._day),
            unit=unit,
            is_worst=True,
            set_of=np.concatenate(self._set_of),
        )


def _alike(room: Ints) -> tuple[Ints, list[list[int]]]:
    """Return the distinct rows and who has each: most officers come without history there and are alike."""
    most = room.max(axis=0)
    is_plain = (room == most).all(axis=1)
    found: dict[bytes, list[int]] = {}
    plain = is_plain.nonzero()[0].tolist()
    if plain:
        found[most.tobytes()] = plain
    for n in (~is_plain).nonzero()[0].tolist():
        found.setdefault(room[n].tobytes(), []).append(n)
    owners = list(found.values())
    return room[[own[0] for own in owners]], owners


def _carried(past: Ints, days: int, ends: Ints) -> Ints:
    """Return `carried[officer, n]`, what history brings to the window that ends on day `ends[n]`."""
    tail = np.cumsum(past[:, ::-1], axis=1)[:, ::-1]
    tail = np.concatenate((tail, np.zeros((len(past), 1), dtype=np.int64)), axis=1)
    return np.asarray(tail[:, np.minimum(ends, days - 1)])


def _most_by_day(tally: Tally, at: Ints, days: int, most_tours: int) -> Ints:
    """Return the most that one officer's tours can count for on each day: the largest cells of it."""
    order = np.lexsort((-tally.coef, at))
    day = at[order]
    rank = np.arange(len(day)) - np.searchsorted(day, day)
    best = rank < most_tours
    return np.bincount(day[best], tally.coef[order][best], days).astype(np.int64)


def _implied(room: Ints, enters: Ints, leaves: Ints) -> Bools:
    """Return which of the windows, `[group, n]`, keeping the one before or after keeps as well.

    `enters[n]` and `leaves[n]` are the most on the day that window n + 1 has and n lacks, and the other way round.
    """
    found = np.zeros(room.shape, dtype=np.bool_)
    by_next = room[:, :-1] >= room[:, 1:] + leaves
    found[:, :-1] = by_next
    found[:, 1:] |= ~by_next & (room[:, 1:] >= room[:, :-1] + enters)
    return found
