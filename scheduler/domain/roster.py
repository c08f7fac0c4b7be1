"""A roster, its tours, and the edits that change it."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from operator import attrgetter

from scheduler.domain.findings import Finding
from scheduler.domain.words import (
    Badge,
    FacilityId,
    Minute,
    PostCode,
    RosterState,
    SeatId,
    Severity,
    ShiftCode,
    TourKind,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tour:
    """An officer on a seat or a part of it, in the half-open span [start, end) of elapsed minutes.

    The seat is `post`, local date `on` of its start, `shift` and `index`; several tours may share the seat one after
    another, and an officer may have several tours a day.
    """

    start: Minute
    badge: Badge
    post: PostCode
    on: date
    shift: ShiftCode
    index: int
    end: Minute
    kind: TourKind = TourKind.REGULAR
    is_locked: bool = False

    @property
    def seat(self) -> SeatId:
        """The seat's id, `POST/DATE/SHIFT/INDEX`."""
        return seat_id(self.post, self.on, self.shift, self.index)

    @property
    def minutes(self) -> int:
        """True length in minutes."""
        return self.end - self.start


_IN_ORDER = attrgetter(*(f.name for f in fields(Tour)))
"""The order of tours, as something that is faster to compare than tours."""


def seat_id(post: PostCode, on: date, shift: ShiftCode, index: int) -> SeatId:
    """Return the id of a seat."""
    return SeatId(f"{post}/{on.isoformat()}/{shift}/{index}")


def parse_seat_id(text: str) -> tuple[PostCode, date, ShiftCode, int]:
    """Return post, date, shift and index of a seat id.

    Raises:
        ValueError: the text is not `POST/DATE/SHIFT/INDEX`.
    """
    parts = text.split("/")
    try:
        post, on, shift, index = parts
        return PostCode(post), date.fromisoformat(on), ShiftCode(shift), int(index)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a seat: POST/DATE/SHIFT/INDEX is expected") from error


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lock:
    """What an officer does, or does not do, on a local date stands: the engine changes nothing there."""

    badge: Badge
    on: date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ShiftLock:
    """The seats of a shift that starts on a local date take no tours but those that stand."""

    on: date
    shift: ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The local dates of a roster: `days` dates from `first`."""

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last date, inclusive."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        """All dates in order."""
        return tuple(self.first + timedelta(days=d) for d in range(self.days))

    def __contains__(self, on: date) -> bool:
        """Whether local date `on` lies in the period."""
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An approved exception to a stop rule, for one officer and date, until `expires` (inclusive).

    `badge` "": for findings of the date that are about no officer, such as an empty seat.
    """

    entry: str
    badge: Badge
    on: date
    approver: str
    reason: str
    expires: date

    def covers(self, finding: Finding, today: date) -> bool:
        """Whether the waiver lets a finding pass on local date `today`: same entry, officer and date, not expired."""
        about = finding.cells[0]
        return (
            finding.severity == Severity.STOP
            and self.expires >= today
            and (self.entry, self.badge or None, self.on) == (finding.entry, about.badge, about.on)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The tours of a period, sorted; those that start on a date of the period belong to it."""

    facility: FacilityId
    period: Period
    tours: tuple[Tour, ...] = ()
    locks: tuple[Lock, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    state: RosterState = RosterState.DRAFT
    version: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "tours", tuple(sorted(self.tours, key=_IN_ORDER)))
        object.__setattr__(self, "locks", tuple(sorted(set(self.locks))))

    def with_tours(self, tours: tuple[Tour, ...]) -> "Roster":
        """Return the same roster with other tours."""
        return replace(self, tours=tours)

    def with_changes(self, gone: Iterable[Tour], come: Iterable[Tour]) -> "Roster":
        """Return the same roster without tours that it has and with others; few are looked at.

        Raises:
            KeyError: a tour that should leave is not there.
        """
        tours = list(self.tours)  # which stays sorted
        for tour in gone:
            at = bisect_left(tours, tour)
            if tours[at : at + 1] != [tour]:
                raise KeyError(tour.seat)
            del tours[at]
        for tour in come:
            insort(tours, tour)
        made = copy(self)
        object.__setattr__(made, "tours", tuple(tours))
        return made


class StaleEditError(ValueError):
    """An edit expects something that the roster no longer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourChange:
    """`before` leaves the roster (None: nothing does) and `after` enters it (None: nothing does)."""

    before: Tour | None
    after: Tour | None


def difference(before: Roster, after: Roster) -> tuple[TourChange, ...]:
    """Return the changes that lead from one roster to another, by start; tours of one seat and start are paired."""
    gone, come = set(before.tours) - set(after.tours), set(after.tours) - set(before.tours)
    entering = {(t.seat, t.start): t for t in sorted(come)}
    changes = []
    for tour in sorted(gone):
        successor = entering.get((tour.seat, tour.start))
        if successor is not None and successor in come:
            come.discard(successor)
            changes.append(TourChange(before=tour, after=successor))
        else:
            changes.append(TourChange(before=tour, after=None))
    return (*changes, *(TourChange(before=None, after=t) for t in sorted(come)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LockChange:
    """A lock is set (`is_set`) or lifted."""

    lock: Lock
    is_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEdit:
    """One change of a roster as its author meant it: a gesture, an import, an accepted proposal.

    Attributes:
        id: Unique name of the edit.
        label: What undo and journal call it, such as "Swap Alvarez and Brandt, 14 Dec".
        actor: Who did it.
        at: When, with UTC offset.
        reason: Why, where asked.
        authority: On whose authority, where asked.
    """

    id: str
    label: str
    actor: str
    at: datetime
    changes: tuple[TourChange, ...] = ()
    locks: tuple[LockChange, ...] = ()
    reason: str = ""
    authority: str = ""

    def apply(self, roster: Roster) -> Roster:
        """Return the roster after the edit.

        Raises:
            StaleEditError: a tour that should leave is not there, one that should enter already is, or a lock is
                already as asked.
        """
        tours = list(roster.tours)  # which stays sorted: few of many change
        for change in self.changes:
            if change.before is not None:
                at = bisect_left(tours, change.before)
                if tours[at : at + 1] != [change.before]:
                    raise StaleEditError(f"{self.label}: {change.before.seat} has changed meanwhile")
                del tours[at]
        for change in self.changes:
            if change.after is not None:
                at = bisect_left(tours, change.after)
                if tours[at : at + 1] == [change.after]:
                    raise StaleEditError(f"{self.label}: {change.after.seat} is already so")
                tours.insert(at, change.after)
        locks = set(roster.locks) if self.locks else set()
        for change_of_lock in self.locks:
            if (change_of_lock.lock in locks) == change_of_lock.is_set:
                raise StaleEditError(f"{self.label}: the lock is already so")
            (locks.add if change_of_lock.is_set else locks.remove)(change_of_lock.lock)
        after = copy(roster)  # unlike `replace`, this does not sort again what is sorted
        object.__setattr__(after, "tours", tuple(tours))
        object.__setattr__(after, "locks", tuple(sorted(locks)) if self.locks else roster.locks)
        return after

    def inverse(self) -> "RosterEdit":
        """Return the edit that takes this one back."""
        return replace(
            self,
            changes=tuple(TourChange(before=c.after, after=c.before) for c in self.changes),
            locks=tuple(LockChange(lock=c.lock, is_set=not c.is_set) for c in self.locks),
        )

    @property
    def cells(self) -> frozenset[tuple[Badge, date]]:
        """The (officer, local start date) cells that the edit touches."""
        tours = [t for c in self.changes for t in (c.before, c.after) if t is not None]
        return frozenset({(t.badge, t.on) for t in tours} | {(c.lock.badge, c.lock.on) for c in self.locks})
