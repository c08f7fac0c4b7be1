"""What was planned beside what was worked: the sheet of a day, the kind of an entry, and the sums of both."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.clock import Clock
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.domain.worked import Worked, WorkedKind, standing

_Key = tuple[Badge, PostCode | None, ShiftCode | None, int, Minute | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line of a day's sheet: a planned tour with what was worked of it, or something that nobody had planned.

    Attributes:
        planned: The tour as it is rostered; None where it was not, or is no more.
        entry: What was written down; None for nothing: it counts as planned when the day is closed.
    """

    planned: Tour | None
    entry: Worked | None

    @property
    def badge(self) -> Badge:
        """Whose line it is."""
        found = self.entry or self.planned
        assert found is not None
        return found.badge

    @property
    def start(self) -> Minute:
        """When it starts, by the plan or else by what was written down."""
        found = self.planned or self.entry
        assert found is not None
        return found.start

    @property
    def end(self) -> Minute:
        """When it ends, by what was written down or else by the plan."""
        found = self.entry or self.planned
        assert found is not None
        return found.end

    @property
    def is_exception(self) -> bool:
        """Whether something else was worked than was planned."""
        return self.entry is not None and self.entry.kind is not WorkedKind.AS_PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One officer's minutes, planned and worked.

    Attributes:
        planned: Of tours as they were rostered.
        worked: Of everything worked.
        held_over: Worked after the end of a planned tour.
        early: Worked before the beginning of one.
        called_in: Worked on tours that nobody had planned.
        duty: Worked on duties.
        missing: Planned and not worked.
    """

    badge: Badge
    planned: int = 0
    worked: int = 0
    held_over: int = 0
    early: int = 0
    called_in: int = 0
    duty: int = 0
    missing: int = 0

    @property
    def difference(self) -> int:
        """Minutes worked beyond the plan, negative where it was less."""
        return self.worked - self.planned


def kind_of(planned: tuple[Minute, Minute] | None, start: Minute, end: Minute) -> WorkedKind:
    """Return how a span that was worked stands to the planned one.

    Args:
        planned: [start, end) of the planned tour, None for none.
        start: First minute that was worked.
        end: The minute after the last one.
    """
    if planned is None:
        return WorkedKind.CALL_IN
    first, last = planned
    if end > last:
        return WorkedKind.HOLD_OVER
    if start < first:
        return WorkedKind.EARLY_START
    if start > first:
        return WorkedKind.PARTIAL
    return WorkedKind.AS_PLANNED if end == last else WorkedKind.EARLY_RELIEF


def of_tour(tour: Tour, at: datetime, by: str) -> Worked:
    """Return the entry that a tour was worked as planned."""
    return Worked(
        kind=WorkedKind.AS_PLANNED,
        badge=tour.badge,
        on=tour.on,
        start=tour.start,
        end=tour.end,
        post=tour.post,
        shift=tour.shift,
        index=tour.index,
        tour=tour.kind,
        planned_start=tour.start,
        planned_end=tour.end,
        at=at,
        by=by,
    )


def sheet_lines(planned: Iterable[Tour], entries: Iterable[Worked]) -> tuple[SheetLine, ...]:
    """Return the sheet of a day: its planned tours with what was written down of them, then what nobody had planned.

    Args:
        planned: The tours of the date, as they are rostered.
        entries: All entries of the date.
    """
    held: dict[_Key, list[Worked]] = defaultdict(list)
    for entry in standing(entries):
        held[_key(entry)].append(entry)
    lines = []
    for tour in sorted(planned):
        found = held.get((tour.badge, tour.post, tour.shift, tour.index, tour.start), [])
        match = next((e for e in found if e.planned_end == tour.end), None)
        if match is not None:
            found.remove(match)
        lines.append(SheetLine(planned=tour, entry=match))
    rest = sorted((e for found in held.values() for e in found), key=lambda e: (e.start, e.badge, e.number))
    return (*lines, *(SheetLine(planned=None, entry=entry) for entry in rest))


def _key(entry: Worked) -> _Key:
    return entry.badge, entry.post, entry.shift, entry.index, entry.planned_start


def compared(entries: Iterable[Worked]) -> tuple[Compared, ...]:
    """Return each officer's minutes, planned and worked, by badge.

    Args:
        entries: All entries of closed days: what stands of them counts.
    """
    found: dict[Badge, Compared] = {}
    for entry in standing(entries):
        known = found.get(entry.badge) or Compared(badge=entry.badge)
        found[entry.badge] = _with_entry(known, entry)
    return tuple(found[badge] for badge in sorted(found))


def _with_entry(known: Compared, entry: Worked) -> Compared:
    worked, planned = entry.minutes, entry.planned_minutes
    known = replace(known, planned=known.planned + planned, worked=known.worked + worked)
    if entry.kind is WorkedKind.DUTY:
        return replace(known, duty=known.duty + worked)
    if not planned:
        return replace(known, called_in=known.called_in + worked)
    parts = entry.tours()
    over = sum(t.minutes for t in parts if t.start >= (entry.planned_end or 0))
    early = sum(t.minutes for t in parts if t.end <= (entry.planned_start or 0))
    return replace(
        known,
        held_over=known.held_over + over,
        early=known.early + early,
        missing=known.missing + planned - (worked - over - early),
    )


def moment_near(clock: Clock, hour: int, minute: int, near: Minute) -> Minute:
    """Return the moment at which the wall clock shows a time, and of all those the one nearest to another moment.

    An hour that the clock shows twice is there twice; one that it skips is read with the offset before the change. Of
    two that are equally near, it is the earlier one.

    Args:
        clock: The facility's wall clock.
        hour: As the clock shows it, from 0 to 23.
        minute: As the clock shows it.
        near: Elapsed minute.
    """
    zone, on = ZoneInfo(clock.zone), clock.date_of(near)
    found = []
    for days in (-1, 0, 1):
        day = on + timedelta(days=days)
        wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        both = [Minute(int(wall.replace(fold=fold).timestamp()) // 60) for fold in (0, 1)]
        shown = [at for at in both if (clock.local(at).hour, clock.local(at).minute) == (hour, minute)]
        found += shown or [clock.minute(day, hour * 60 + minute)]
    return min(found, key=lambda at: (abs(at - near), at))
