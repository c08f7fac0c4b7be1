"""What was really worked on a running day: entries that only pile up, and the close of the day.

An entry says what an officer did in one span of time. It is never changed: a correction is another entry that names the
one it corrects. Why an officer was away is not asked and not kept. Once a day is closed, what stands of its entries is
all that was worked on it, and whatever is counted of the past counts that and not the plan.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, DutyKind, Minute, PostCode, ShiftCode, TourKind

LONGEST_REASON = 200
"""Letters of the reason of a correction, at most."""
LONGEST_MINUTES = 36 * 60
"""Minutes that one entry may last; whatever is longer is a slip of the pen."""


class WorkedKind(StrEnum):
    """How what was worked stands to the plan."""

    AS_PLANNED = "as planned"
    HOLD_OVER = "hold-over"
    EARLY_START = "early start"
    EARLY_RELIEF = "early relief"
    PARTIAL = "partial tour"
    CALL_IN = "call-in"
    DUTY = "duty"
    ABSENT = "absent"
    IN_ERROR = "entered in error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One entry: what an officer did in [start, end) of elapsed minutes.

    Attributes:
        number: Of the entry, larger than those of earlier ones; 0 before it is stored.
        on: Local date to which it belongs: that on which the shift starts.
        start, end: What was worked; of an absence, what of the plan was not.
        post, shift, index: The seat. A duty may have none: it then counts for hours and rest, and for no place.
        tour: Of what kind the tour is; more than was planned is hold-over, or an early call-in, whatever this says.
        planned_start, planned_end: The planned tour, None for none.
        duty: Of what kind a duty without a post is.
        corrects: Number of the entry that this one takes the place of, None for none.
        reason: Why, where a closed day is corrected.
        at: When it was written down (aware, UTC).
        by: Who did.
    """

    number: int = 0
    kind: WorkedKind
    badge: Badge
    on: date
    start: Minute
    end: Minute
    post: PostCode | None = None
    shift: ShiftCode | None = None
    index: int = 0
    tour: TourKind = TourKind.REGULAR
    planned_start: Minute | None = None
    planned_end: Minute | None = None
    duty: DutyKind = DutyKind.OTHER
    corrects: int | None = None
    reason: str = ""
    at: datetime
    by: str

    @property
    def is_worked(self) -> bool:
        """Whether anything was worked by it."""
        return self.kind not in (WorkedKind.ABSENT, WorkedKind.IN_ERROR)

    @property
    def minutes(self) -> int:
        """True length of what was worked, 0 where nothing was."""
        return self.end - self.start if self.is_worked else 0

    @property
    def planned_minutes(self) -> int:
        """True length of the planned tour, 0 for none."""
        if self.planned_start is None or self.planned_end is None:
            return 0
        return self.planned_end - self.planned_start

    def tours(self) -> tuple[Tour, ...]:
        """Return what was worked on a seat: the planned part, and what came before and after it."""
        if not self.is_worked or self.post is None or self.shift is None:
            return ()
        if self.planned_start is None or self.planned_end is None:
            return (self._tour(self.start, self.end, self.tour),)
        first, last = self.planned_start, self.planned_end
        parts = (
            (self.start, min(self.end, first), TourKind.EARLY_CALL_IN),
            (max(self.start, first), min(self.end, last), self.tour),
            (max(self.start, last), self.end, TourKind.HOLD_OVER),
        )
        return tuple(self._tour(start, end, kind) for start, end, kind in parts if start < end)

    def duties(self) -> tuple[Duty, ...]:
        """Return what was worked without a seat."""
        if not self.is_worked or self.post is not None:
            return ()
        return (Duty(badge=self.badge, start=self.start, end=self.end, kind=self.duty),)

    def _tour(self, start: Minute, end: Minute, kind: TourKind) -> Tour:
        assert self.post is not None
        assert self.shift is not None
        return Tour(
            start=start,
            badge=self.badge,
            post=self.post,
            on=self.on,
            shift=self.shift,
            index=self.index,
            end=end,
            kind=kind,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClose:
    """A day was closed: local date, when (aware, UTC) and by whom."""

    on: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """All that was worked on closed days.

    Attributes:
        dates: The closed local dates.
        tours: What was worked on seats of shifts that start on them, sorted.
        duties: What was worked without a seat, as (local date to which it belongs, duty).
    """

    dates: frozenset[date] = frozenset()
    tours: tuple[Tour, ...] = ()
    duties: tuple[tuple[date, Duty], ...] = ()

    def through(self) -> date | None:
        """Return the last date up to which every date from the first closed one on is closed; None for none."""
        last = min(self.dates, default=None)
        while last is not None and last + timedelta(days=1) in self.dates:
            last += timedelta(days=1)
        return last


def standing(entries: Iterable[Worked]) -> tuple[Worked, ...]:
    """Return the entries that hold: those that no other one corrects, and that do not only take one back."""
    every = tuple(entries)
    corrected = {entry.corrects for entry in every}
    return tuple(e for e in every if e.number not in corrected and e.kind is not WorkedKind.IN_ERROR)


def closed_days(entries: Iterable[Worked], closes: Iterable[DayClose]) -> ClosedDays:
    """Return what was worked on the closed days, from all entries."""
    dates = frozenset(close.on for close in closes)
    held = [entry for entry in standing(entries) if entry.on in dates]
    return ClosedDays(
        dates=dates,
        tours=tuple(sorted(tour for entry in held for tour in entry.tours())),
        duties=tuple((entry.on, duty) for entry in held for duty in entry.duties()),
    )


def overlaps(entries: Iterable[Worked]) -> tuple[Worked, Worked] | None:
    """Return two entries by which one officer worked at the same time, None where there are none.

    Args:
        entries: Those that hold.
    """
    own: dict[Badge, list[Worked]] = defaultdict(list)
    for entry in entries:
        if entry.is_worked:
            own[entry.badge].append(entry)
    for of_badge in own.values():
        of_badge.sort(key=lambda entry: (entry.start, entry.end))
        for before, after in pairwise(of_badge):
            if after.start < before.end:
                return before, after
    return None
