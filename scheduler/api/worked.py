"""What was really worked: `Desk.worked`. Entries, corrections that keep the original, closed days, how far back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.api.history import tours_held
from scheduler.day import Compared, SheetLine, compared, kind_of, of_tour, sheet_lines
from scheduler.domain.clock import Clock
from scheduler.domain.draws import Muster
from scheduler.domain.roster import Period, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, DutyKind, Minute, PostCode, ShiftCode, TourKind
from scheduler.domain.worked import (
    LONGEST_MINUTES,
    LONGEST_REASON,
    DayClose,
    Worked,
    WorkedKind,
    overlaps,
    standing,
)
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

_DAY = timedelta(days=1)
MOST_DAYS = 400
"""Dates that are looked through at once, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedNote:
    """What is to be written down, as `Worked` says.

    Attributes:
        kind: None: what the times say, beside the plan.
        tour: Of what kind a tour is that nobody had planned; None: overtime that was chosen, or part of a duty.
        planned: The tour that it is about, None for none.
        corrects: Number of the entry that it takes the place of.
    """

    badge: Badge
    on: date
    start: Minute
    end: Minute
    kind: WorkedKind | None = None
    post: PostCode | None = None
    shift: ShiftCode | None = None
    index: int = 0
    tour: TourKind | None = None
    planned: Tour | None = None
    duty: DutyKind = DutyKind.OTHER
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """The sheet of a day.

    Attributes:
        on: Local date.
        lines: Planned tours with what was worked, then what nobody had planned.
        entries: Everything that was written down, what was corrected too, in the order of the writing.
        close: When and by whom the day was closed, None while it is open.
        open_reason: Why it cannot be closed now, "" where it can.
    """

    on: date
    lines: tuple[SheetLine, ...]
    entries: tuple[Worked, ...]
    close: DayClose | None
    open_reason: str = ""

    @property
    def exceptions(self) -> int:
        """Lines on which something else was worked than was planned."""
        return sum(line.is_exception for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedAge:
    """How old what is known of worked time is.

    Attributes:
        through: The last local date up to which every published one is closed; None for none.
        open: Published local dates before today that are not closed, in order.
    """

    through: date | None
    open: tuple[date, ...]


class WorkedDesk:
    """What can be asked and done about worked time. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        sealed: Callable[[int], frozenset[Muster]],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._sealed, self._now, self._session = store, site, sealed, now, session

    @needs(Action.READ_ROSTER)
    def sheet(self, on: date) -> DaySheet:
        """Return the sheet of a local date."""
        entries = self._store.worked.entries(on, on)
        close = next(iter(self._store.worked.closes(on, on)), None)
        planned = () if close is not None else self._planned(on)
        if close is not None:  # what is rostered may be published anew later; of this day it says nothing more
            planned = tuple(_plan_of(entry) for entry in standing(entries) if entry.planned_start is not None)
        lines = sheet_lines(planned, entries)
        reason = "" if close is not None else self._open_reason(lines)
        return DaySheet(on=on, lines=lines, entries=entries, close=close, open_reason=reason)

    @needs(Action.READ_ROSTER)
    def entries(self, first: date, last: date) -> tuple[Worked, ...]:
        """Return all entries of local dates `first` to `last`, inclusive, what was corrected too, as written."""
        _refuse_many(first, last)
        return self._store.worked.entries(first, last)

    @needs(Action.READ_ROSTER)
    def closes(self, first: date, last: date) -> tuple[DayClose, ...]:
        """Return which local dates from `first` to `last`, inclusive, are closed."""
        return self._store.worked.closes(first, last)

    @needs(Action.READ_ROSTER)
    def compared(self, first: date, last: date) -> tuple[Compared, ...]:
        """Return each officer's planned and worked minutes on the closed dates from `first` to `last`, inclusive."""
        _refuse_many(first, last)
        closed = {close.on for close in self._store.worked.closes(first, last)}
        return compared(entry for entry in self._store.worked.entries(first, last) if entry.on in closed)

    @needs(Action.READ_ROSTER)
    def age(self) -> WorkedAge:
        """Return how far back days are closed."""
        today = self._today()
        closed = {close.on for close in self._store.worked.closes(date.min, date.max)}
        periods = [head.period for head in self._store.rosters() if head.version]
        published = {on for period in periods for on in period.dates}
        known = sorted(on for on in published | closed if on < today)
        through = None
        for on in known:
            if on not in closed:
                break
            through = on
        return WorkedAge(through=through, open=tuple(on for on in known if on not in closed))

    @needs(Action.EDIT)
    def enter(self, notes: Iterable[WorkedNote]) -> tuple[Worked, ...]:
        """Write down what was worked, all or nothing; return the entries with their numbers.

        Raises:
            DeskError: a note names somebody or something that the facility does not have; its times cannot be; an
                officer would be in two places; what it corrects is corrected already; or the day is closed and no
                reason is given.
            NotPermittedError: the day is closed, and this session may not correct it.
        """
        return self._write(tuple(notes), None)

    @needs(Action.CLOSE_DAY)
    def close_day(self, on: date, notes: Iterable[WorkedNote] = ()) -> DaySheet:
        """Close a day: what was not written down counts as planned from now on.

        Args:
            on: Local date.
            notes: What is written down first.

        Raises:
            DeskError: as `enter`; or the day is closed already, is not over, or nothing is published of it.
        """
        sheet = self.sheet(on)
        if sheet.close is not None:
            raise DeskError(f"{on} was closed by {sheet.close.by} already")
        if sheet.open_reason:
            raise DeskError(sheet.open_reason)
        self._write(tuple(notes), on)
        return self.sheet(on)

    def _write(self, notes: tuple[WorkedNote, ...], close: date | None) -> tuple[Worked, ...]:
        dates = [note.on for note in notes] + ([close] if close is not None else [])
        if not dates:
            return ()
        first, last = min(dates), max(dates)
        _refuse_many(first, last)
        seen = self._store.worked.entries(first - _DAY, last + _DAY)
        closed = {one.on for one in self._store.worked.closes(first, last)}
        at, by, site = self._now(), self._session.actor, self._site()
        made: list[Worked] = []
        known = {entry.number: entry for entry in standing(seen)}
        for note in notes:
            if note.on in closed:
                self._refuse_silent(note)
            before = known.pop(note.corrects) if note.corrects in known else None
            if note.corrects is not None:
                _refuse_wrong_correction(note, before)
            entry = _entry(note, before, site, at, by)
            known[-len(made) - 1] = entry
            made.append(entry)
        after = [entry for entry in known.values() if entry.kind is not WorkedKind.IN_ERROR]
        if close is not None:
            lines = sheet_lines(self._planned(close), [replace(e, corrects=None) for e in after if e.on == close])
            as_planned = [of_tour(x.planned, at, by) for x in lines if x.entry is None and x.planned is not None]
            made += as_planned
            after += as_planned
        if (twice := overlaps(after)) is not None:
            clock = Clock(site.facility.zone)
            spans = " and ".join(f"{_time(clock, e.start)} to {_time(clock, e.end)}" for e in twice)
            raise DeskError(f"{twice[0].badge} would have worked at two places at once: {spans}")
        return self._store.worked.add(made, close, seen, at, by)

    def _refuse_silent(self, note: WorkedNote) -> None:
        if not self._session.may(Action.CLOSE_DAY):
            raise NotPermittedError(refusal((Action.CLOSE_DAY,), False))
        if not note.reason.strip():
            raise DeskError(f"{note.on} is closed: a correction of it needs a reason")

    def _planned(self, on: date) -> tuple[Tour, ...]:
        """Return the published tours of a date; those of posts that are still to be drawn, and not begun, left out."""
        published = self._store.published(on, on + _DAY)
        undrawn = {muster for head in self._store.rosters() for muster in self._sealed(head.id) if muster.on == on}
        now = self._minute()
        return tuple(
            tour
            for tour in tours_held(Period(first=on, days=1), published)
            if tour.start <= now or Muster(on=on, shift=tour.shift) not in undrawn
        )

    def _open_reason(self, lines: tuple[SheetLine, ...]) -> str:
        if not lines:
            return "Nothing is published of this day, and nothing was written down"
        last = max(line.end for line in lines)
        if last > self._minute():
            until = _time(Clock(self._site().facility.zone), last)
            return f"The day can be closed when its last tour has ended, {until}"
        return ""

    def _minute(self) -> Minute:
        return Minute(int(self._now().timestamp()) // 60)

    def _today(self) -> date:
        return Clock(self._site().facility.zone).date_of(self._minute())


def _entry(note: WorkedNote, before: Worked | None, site: Site, at: datetime, by: str) -> Worked:
    """Return the entry of a note.

    Args:
        note: What is to be written down.
        before: The entry that it corrects, None for none.
        site: The facility.
        at: Now, with UTC offset.
        by: Who writes it down.

    Raises:
        DeskError: it cannot be.
    """
    reason = note.reason.strip()[:LONGEST_REASON]
    if before is not None and note.kind is WorkedKind.IN_ERROR:
        taken = before.number
        return replace(before, number=0, kind=note.kind, corrects=taken, reason=reason, at=at, by=by)
    tour, plan = note.planned, None
    post, shift, index, start, end = note.post, note.shift, note.index, note.start, note.end
    if tour is not None:
        plan, post, shift, index = (tour.start, tour.end), tour.post, tour.shift, tour.index
        if note.kind is WorkedKind.ABSENT:
            start, end = plan
    kind = note.kind or kind_of(plan, start, end)
    _refuse_kind(note, kind, kind_of(plan, start, end))
    _refuse_unknown(note.badge, post, shift, site)
    _refuse_span(note, start, end, Clock(site.facility.zone))
    return Worked(
        kind=kind,
        badge=note.badge,
        on=note.on,
        start=start,
        end=end,
        post=post,
        shift=shift,
        index=index,
        tour=tour.kind if tour is not None else _tour_kind(note),
        planned_start=plan[0] if plan is not None else None,
        planned_end=plan[1] if plan is not None else None,
        duty=note.duty,
        corrects=note.corrects,
        reason=reason,
        at=at,
        by=by,
    )


def _tour_kind(note: WorkedNote) -> TourKind:
    usual = TourKind.REGULAR if note.kind is WorkedKind.DUTY else TourKind.VOLUNTARY_OVERTIME
    return note.tour or usual


def _refuse_wrong_correction(note: WorkedNote, before: Worked | None) -> None:
    if before is None:
        raise DeskError(
            f"Entry {note.corrects} is not of these dates, or was corrected already; correct the one that stands"
        )
    if (before.badge, before.on) != (note.badge, note.on):
        raise DeskError(f"Entry {before.number} is one of {before.badge} on {before.on}; take it back and write anew")


def _refuse_kind(note: WorkedNote, kind: WorkedKind, told: WorkedKind) -> None:
    if kind is WorkedKind.IN_ERROR:
        raise DeskError("Only an entry can be taken back: its number is needed")
    if kind is WorkedKind.ABSENT:
        if note.planned is None:
            raise DeskError("Only a planned tour can be missed: nobody is absent from what was not planned")
    elif kind is WorkedKind.DUTY:
        if note.planned is not None:
            raise DeskError("A duty is written down by itself, beside what was worked of the planned tour")
    elif kind is not told:
        raise DeskError(f"By these times it is {told.value}, not {kind.value}")
    elif note.planned is None and note.post is None:
        raise DeskError("A tour needs a post and a shift; only a duty can be without")


def _refuse_unknown(badge: Badge, post: PostCode | None, shift: ShiftCode | None, site: Site) -> None:
    if badge not in {officer.badge for officer in site.officers}:
        raise DeskError(f"No officer has the badge {badge}")
    if post is not None and post not in {known.code for known in site.posts}:
        raise DeskError(f"There is no post {post}")
    if shift is not None and shift not in {known.code for known in site.shifts}:
        raise DeskError(f"There is no shift {shift}")
    if (post is None) != (shift is None):
        raise DeskError("A post is worked on a shift: both are given, or none of them")


def _refuse_span(note: WorkedNote, start: Minute, end: Minute, clock: Clock) -> None:
    if end <= start:
        raise DeskError("What was worked ends after it starts")
    if end - start > LONGEST_MINUTES:
        raise DeskError(f"One entry lasts {LONGEST_MINUTES // 60} hours at most")
    if not clock.midnight(note.on - _DAY) <= start < clock.midnight(note.on + 2 * _DAY):
        raise DeskError(f"{_time(clock, start)} is not near {note.on}, the day that it is written down for")
    tour = note.planned
    if tour is None:
        return
    if (tour.badge, tour.on) != (note.badge, note.on):
        raise DeskError(f"The planned tour is one of {tour.badge} on {tour.on}, not of {note.badge} on {note.on}")
    if end <= tour.start or tour.end <= start:
        raise DeskError("Nothing of the planned tour was worked: that is absent, and what was worked stands by itself")


def _refuse_many(first: date, last: date) -> None:
    if not 0 <= (last - first).days < MOST_DAYS:
        raise DeskError(f"Worked time is read from a date to a later one, {MOST_DAYS} days at most")


def _plan_of(entry: Worked) -> Tour:
    """Return the tour that was planned when an entry was written."""
    assert entry.post is not None
    assert entry.shift is not None
    assert entry.planned_start is not None
    assert entry.planned_end is not None
    return Tour(
        start=entry.planned_start,
        badge=entry.badge,
        post=entry.post,
        on=entry.on,
        shift=entry.shift,
        index=entry.index,
        end=entry.planned_end,
        kind=entry.tour,
    )


def _time(clock: Clock, at: Minute) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
