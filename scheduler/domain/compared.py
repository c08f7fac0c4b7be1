"""Two rosters side by side: what each officer gains, loses or holds elsewhere by date, and what belongs together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, SeatId, ShiftCode

Key = tuple[Badge, date]


class ChangeKind(StrEnum):
    """What happens to an officer on a date."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """What an officer holds on a local date in one roster and in another; the two differ."""

    badge: Badge
    on: date
    before: tuple[Tour, ...]
    after: tuple[Tour, ...]

    @property
    def key(self) -> Key:
        """Officer and date."""
        return self.badge, self.on

    @property
    def kind(self) -> ChangeKind:
        """Added where nothing was, removed where nothing is left, moved otherwise."""
        if not self.before:
            return ChangeKind.ADDED
        return ChangeKind.MOVED if self.after else ChangeKind.REMOVED

    @property
    def minutes(self) -> int:
        """Minutes on duty gained, negative for lost."""
        return sum(t.minutes for t in self.after) - sum(t.minutes for t in self.before)

    @property
    def shifts(self) -> frozenset[ShiftCode]:
        """All shifts that the officer leaves, takes or keeps."""
        return frozenset(t.shift for t in (*self.before, *self.after))

    @property
    def seats(self) -> frozenset[SeatId]:
        """All seats that the officer leaves, takes or keeps."""
        return frozenset(t.seat for t in (*self.before, *self.after))


def compare(before: Roster, after: Roster) -> tuple[CellChange, ...]:
    """Return what differs for officers, by date and badge.

    Which of several like seats an officer holds is no difference to him, nor is a lock.
    """
    old, new = _by_cell(before.tours), _by_cell(after.tours)
    found = []
    for key in sorted(old.keys() | new.keys(), key=lambda k: (k[1], k[0])):
        left, right = old.get(key, ()), new.get(key, ())
        if _told(left) != _told(right):
            found.append(CellChange(badge=key[0], on=key[1], before=left, after=right))
    return tuple(found)


def of_officer(changes: Iterable[CellChange], badge: Badge) -> tuple[CellChange, ...]:
    """Return the changes of one officer, and of nobody else."""
    return tuple(change for change in changes if change.badge == badge)


def together(changes: Iterable[CellChange], chosen: Collection[Key]) -> frozenset[Key]:
    """Return the cells that must change with the chosen ones, these included, and with what hangs on those again.

    Two changes belong together when they touch the same seat: whoever comes needs the seat that another leaves, and
    whoever leaves one leaves it to the other. Seats are of one date, so changes of two dates never belong together.
    """
    at_seat: dict[SeatId, list[CellChange]] = defaultdict(list)
    by_key = {change.key: change for change in changes}
    for change in by_key.values():
        for seat in change.seats:
            at_seat[seat].append(change)
    found: set[Key] = set()
    waiting = [by_key[key] for key in chosen if key in by_key]
    while waiting:
        change = waiting.pop()
        if change.key not in found:
            found.add(change.key)
            waiting += [other for seat in change.seats for other in at_seat[seat]]
    return frozenset(found)


def with_cells(roster: Roster, source: Roster, cells: Collection[Key]) -> Roster:
    """Return a roster in which some cells hold what they hold in another roster, seat for seat."""
    kept = [tour for tour in roster.tours if (tour.badge, tour.on) not in cells]
    return roster.with_tours((*kept, *(tour for tour in source.tours if (tour.badge, tour.on) in cells)))


def _by_cell(tours: Iterable[Tour]) -> dict[Key, tuple[Tour, ...]]:
    found: dict[Key, list[Tour]] = defaultdict(list)
    for tour in tours:
        found[tour.badge, tour.on].append(tour)
    return {key: tuple(held) for key, held in found.items()}


def _told(tours: tuple[Tour, ...]) -> tuple[object, ...]:
    """What makes tours others to their holder."""
    return tuple((t.post, t.shift, t.start, t.end, t.kind) for t in tours)
