"""Drives a small jail through random running days by the services that the console calls, and keeps a book of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
from support.day_book import Called, DayBook, Entry
from support.desk_site import FIRST, JAIL, ZONE, badge, small_site
from support.exposure import minute_by_minute
from support.fake_solver import roster_of

from console.operations.repairing import coverage_changes
from scheduler.api import (
    CallOutcome,
    Desk,
    DeskError,
    DeviationNote,
    EventNote,
    Happened,
    PostStatus,
    ReasonCode,
    WorkedKind,
    WorkedNote,
)
from scheduler.api.publishing import PublishBlockedError
from scheduler.check import check_roster
from scheduler.domain.calls import OUTCOMES
from scheduler.domain.clock import Clock
from scheduler.domain.events import CallOff, Event, PostClosed, SeatAdded, apply_event
from scheduler.domain.facility import Coverage, Post
from scheduler.domain.findings import Finding
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Exemption, Willingness
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, LockChange, Period, Roster, RosterEdit, Tour, TourChange, Waiver
from scheduler.domain.roster import parse_seat_id as parsed
from scheduler.domain.site import OfficerName, Site
from scheduler.domain.words import (
    AreaCode,
    Badge,
    ContactMode,
    InmateRef,
    Minute,
    PostCode,
    Priority,
    RosterState,
    SeatId,
    ShiftCode,
    SquadCode,
    TourKind,
)
from scheduler.engine.repair import Prepared, candidates
from scheduler.engine.repair.mend import RepairOptions
from scheduler.engine.repair.ranked import ranked_repairs
from scheduler.ledger import Ledger

DAYS = 28
PERIOD = Period(first=FIRST, days=DAYS)
CLOCK = Clock(ZONE)
DAY = timedelta(days=1)
ROSTER = 1
WATCH = PostCode("HSP-1")
SECONDS = 2.0
EVENTS = (
    ("away", 30), ("opens", 8), ("closes", 8), ("calls", 16), ("hours", 24), ("corrects", 6), ("publishes", 8)
)  # fmt: skip
"""What happens, and how often of a hundred times."""


def busy_site() -> Site:
    """Return four squads of five that relieve each other, a post for hospital watches, volunteers and exemptions."""
    small = small_site()
    squads = tuple(replace(s, anchor=FIRST - 7 * DAY, code=SquadCode(s.code.replace("A", "B"))) for s in small.squads)
    more = tuple(
        replace(
            officer, badge=badge(n + 10), seniority=officer.seniority + timedelta(days=100 * n),
            squad=SquadCode(str(officer.squad).replace("A", "B")),
        )
        for n, officer in enumerate(small.officers)
    )  # fmt: skip
    watch = Post(
        code=WATCH, name="Hospital", facility=JAIL, area=AreaCode("HU"), priority=Priority.CRITICAL,
        contact=ContactMode.WATCH,
        coverage=tuple(Coverage(shift=ShiftCode(s), minimum=0, wanted=0) for s in "DN"),
    )  # fmt: skip
    shifts = ((), (), (ShiftCode("D"),), (ShiftCode("N"),))
    return replace(
        small,
        squads=(*small.squads, *squads),
        officers=(*small.officers, *more),
        names=tuple(OfficerName(badge=badge(n), name=f"Officer {n}") for n in range(20)),
        posts=(*small.posts, watch),
        willing=tuple(
            Willingness(badge=badge(3 * n), first=FIRST + n * DAY, last=FIRST + 27 * DAY, shifts=shifts[n % 4])
            for n in range(6)
        ),
        exemptions=tuple(
            Exemption(badge=badge(n), first=FIRST + 3 * DAY, last=FIRST + 20 * DAY) for n in (7, 12, 16)
        ),
        stays=tuple(
            Stay(inmate=InmateRef(f"R-{n}"), area=AreaCode(area), start=CLOCK.midnight(FIRST - 30 * DAY + n * DAY))
            for n, area in enumerate(("HU", "HU", "CTL"))
        ),
        restrictions=(),
    )  # fmt: skip


class Month:
    """A jail on a database, and its book."""

    def __init__(self, desk: Desk, chance: Random, at: list[datetime]) -> None:
        self.desk, self.chance, self._at = desk, chance, at
        self.book = DayBook(desk.site())
        self.seen, self.faults = Counter[str](), list[str]()
        self.on, self._edits = FIRST, 0

    @classmethod
    @contextmanager
    def begun(cls, url: str, chance: Random) -> "Iterator[Month]":
        """Import the jail, fill four weeks and publish them."""
        at = [CLOCK.local(CLOCK.minute(FIRST - DAY, 600))]
        with Desk.open(url, actor="commander", now=lambda: at[0]) as desk:
            desk.import_site(busy_site(), "month")
            desk.create_roster(PERIOD)
            month = cls(desk, chance, at)
            tours = roster_of(month.problem(), 20).tours
            month.edit([TourChange(before=None, after=t) for t in tours], ())
            month.publishes()
            yield month

    # ------------------------------------------------------------ what is there

    @property
    def roster(self) -> Roster:
        return self.desk.roster(ROSTER).roster

    @property
    def now(self) -> Minute:
        return Minute(int(self._at[0].timestamp()) // 60)

    def problem(self) -> Problem:
        return self.desk.problem(PERIOD, locks=self.roster.locks)

    def differ(self, what: str, found: object, expected: object) -> None:
        """Note what is not as the book has it."""
        if found != expected:
            self.faults.append(f"{self._at[0]:%d %b %H:%M}: {what}: {found} where the book has {expected}"[:600])

    # ------------------------------------------------------------ time

    def pass_time(self, number: int, events: int) -> None:
        """Go on to event `number` of so many; days that are over are published and closed on the way."""
        share = number * DAYS / events
        while self.on < FIRST + int(share) * DAY:
            self._at[0] = CLOCK.local(CLOCK.minute(self.on, 23 * 60 + 30))
            self.publishes()
            self.on += DAY
            self._at[0] = CLOCK.local(CLOCK.minute(self.on, 10 * 60))
            if self.on >= FIRST + 2 * DAY:
                self.close(self.on - 2 * DAY)
        self._at[0] = CLOCK.local(CLOCK.minute(self.on, 600 + 10 + int((share % 1) * 12 * 60)))

    def step(self) -> None:
        """Let one thing happen, and compare the roster with the book."""
        names, weights = zip(*EVENTS, strict=True)
        what = self.chance.choices(names, weights)[0]
        getattr(self, what)()
        self.differ("the roster", frozenset(self.roster.tours), self.book.tours)

    # ------------------------------------------------------------ events and their repair

    def coming(self) -> list[Tour]:
        """Return the tours of the next date."""
        return [t for t in self.roster.tours if t.on == self.on + DAY]

    def away(self) -> None:
        """Somebody does not come, comes late, goes early, or is away for a while."""
        tours = self.coming()
        if not tours:
            return
        tour = self.chance.choice(tours)
        kind = self.chance.choice((Happened.CALL_OFF, Happened.CALL_OFF, Happened.LATE, Happened.SENT_HOME))
        middle = tour.start + max(60, min(tour.minutes - 60, self.chance.randrange(60, 600)))
        start, end = {
            Happened.LATE: (tour.start, middle), Happened.SENT_HOME: (middle, tour.end)
        }.get(kind, (tour.start, tour.end))  # fmt: skip
        if end <= start:
            return
        event = Event(call_off=CallOff(badge=tour.badge, start=Minute(start), end=Minute(end)), now=self.now)
        note = EventNote(
            kind=kind, on=tour.on, start=Minute(start), end=Minute(end), badge=tour.badge, post=tour.post,
            shift=tour.shift,
        )  # fmt: skip
        self.mend(event, note, (Lock(badge=tour.badge, on=tour.on),))
        if not any(t.seat == tour.seat for t in self.roster.tours) and self.chance.random() < 0.8:
            self.call_for(tour.seat)

    def opens(self) -> None:
        """A hospital watch opens, or a post needs one more officer."""
        kind = self.chance.choice((Happened.HOSPITAL_WATCH, Happened.EMERGENCY))
        post = WATCH if kind is Happened.HOSPITAL_WATCH else PostCode("HB-F")
        self._of_post(
            kind, post, lambda shift, on: {"seat_added": SeatAdded(post=post, shift=shift, first=on, last=on)}
        )

    def closes(self) -> None:
        """A post that may be left closes, or another one's officer covers it; why is written down."""
        post, other = self.chance.sample([PostCode("HB-F"), PostCode("YRD-1")], 2)
        kind = self.chance.choice((Happened.CLOSED, Happened.COMBINED))
        self._of_post(
            kind, post, lambda shift, on: {"post_closed": PostClosed(post=post, shift=shift, first=on, last=on)}, other
        )

    def _of_post(self, kind: Happened, post: PostCode, what: object, other: PostCode | None = None) -> None:
        shift, on = ShiftCode(self.chance.choice("DN")), self.on + DAY
        if on not in PERIOD:
            return
        if not any(line.shift == shift for p in self.desk.site().posts if p.code == post for line in p.coverage_on(on)):
            return
        start, end = next(s for s in self.book.site.shifts if s.code == shift).span(CLOCK, on)
        event = Event(**what(shift, on), now=self.now)  # type: ignore[operator]
        problem = self.problem()
        after = next(p for p in apply_event(problem, event).posts if p.code == post)
        note = EventNote(
            kind=kind, on=on, start=start, end=end, post=post, shift=shift,
            combined_with=other if kind is Happened.COMBINED else None,
        )  # fmt: skip
        self.mend(event, note, ())
        rows = [
            (str(post), str(shift), str(line.minimum), str(line.wanted), "", f"{on}", f"{on}", "", "")
            for line in after.coverage_on(on)
            if line.shift == shift
        ]
        changes = coverage_changes(self.desk.setup.rows("Coverage"), rows)
        if changes:
            self.desk.setup.change("Coverage", changes, "event")
        if other is not None:
            status = PostStatus.COMBINED if kind is Happened.COMBINED else PostStatus.CLOSED
            deviation = DeviationNote(
                post=post, shift=shift, on=on, start=start, end=end, status=status, reason=ReasonCode.CALL_OFF,
                mitigation="rover", overtime_tried=False, combined_with=note.combined_with,
            )  # fmt: skip
            self.desk.plan.write_deviation(deviation)
            self.book.closings.append((post, shift, on, status))
            self.seen["posts left"] += 1

    def mend(self, event: Event, note: EventNote, locks: tuple[Lock, ...]) -> None:
        """Take the first repair, or the one that leaves the seat empty, and write the event down."""
        problem, roster = self.problem(), self.roster
        options = RepairOptions(seconds=SECONDS, in_parts=self.chance.random() < 0.5)
        *_, told = ranked_repairs(Prepared.of(problem, roster), event, options, most=1)
        if not told.plans:
            return
        plan = self.chance.choice((told.plans[0], told.plans[-1]))
        before = check_roster(problem, roster).blocking
        self.edit(plan.changes, tuple(lock for lock in locks if lock not in roster.locks))
        after = check_roster(replace(apply_event(problem, event)), self.roster).blocking
        silent = _about(after) - _about(before) - _about(plan.broken)
        self.differ("a stop passed silently", silent, set())
        self.seen["stops named"] += len(plan.broken)
        self.seen["repairs"] += 1
        note = replace(note, changes=plan.count, is_proven=plan.is_proven)
        self.desk.happenings.write(note)
        self.book.events.append((note.kind, note.on, note.badge, note.post, note.shift, note.start, note.end))

    def edit(self, changes: list[TourChange] | tuple[TourChange, ...], locks: tuple[Lock, ...]) -> None:
        """Change the roster, and the book with it."""
        self._edits += 1
        made = RosterEdit(
            id=f"e{self._edits}", label="event", actor="commander", at=self._at[0], changes=tuple(changes),
            locks=tuple(LockChange(lock=lock, is_set=True) for lock in locks),
        )  # fmt: skip
        self.desk.apply_edit(ROSTER, made)
        gone = {c.before for c in changes if c.before is not None}
        come = {c.after for c in changes if c.after is not None}
        self.book.tours = (self.book.tours - gone) | come

    # ------------------------------------------------------------ calling in

    def calls(self) -> None:
        """Call for a seat of the next date that nobody holds until somebody accepts, or nobody is left."""
        held = {t.seat for t in self.roster.tours}
        problem = self.problem()
        empty = [
            seat for s in problem.slots() if s.on == self.on + DAY for seat in s.seats[: s.wanted] if seat not in held
        ]
        if empty:
            self.call_for(self.chance.choice(empty))

    def call_for(self, seat: SeatId) -> None:
        """Call one after the other for a seat."""
        post, on, shift, _ = parsed(seat)
        offered = candidates(self.problem(), self.roster, seat)
        for _ in range(30):
            lists = self.desk.calls.lists(seat, offered, is_empty=True)
            expected = self.book.next(offered, (post, shift, on), is_empty=True)
            found = (lists.next[0], lists.next[1].officer.badge) if lists.next is not None else None
            self.differ(f"who is next for {seat}", found, expected)
            if lists.on_duty and self.chance.random() < 0.3:  # on duty and free: nobody needs to be called
                self.edit([TourChange(before=None, after=lists.on_duty[0].tour)], ())
                self.seen["put on from duty"] += 1
                return
            if lists.next is None:
                return
            if self._is_answered(seat, lists.next, offered):
                return

    def _is_answered(self, seat: SeatId, following: object, offered: object) -> bool:
        of, line = following  # type: ignore[misc]
        post, on, shift, _ = parsed(seat)
        outcome = self.chance.choice(OUTCOMES[of])
        made = self.desk.calls.note(seat, line.officer.badge, outcome, offered)  # type: ignore[arg-type]
        self.book.calls.append(Called((post, shift, on), made.badge, of, outcome, made.minutes, self._at[0]))
        self.seen["calls"] += 1
        self._at[0] += timedelta(seconds=20)
        if outcome is not CallOutcome.ACCEPTED:
            return False
        before = check_roster(self.problem(), self.roster).blocking
        self.edit([TourChange(before=None, after=line.candidate.tour)], ())
        after = check_roster(self.problem(), self.roster).blocking
        self.differ("a stop passed silently by a call", _about(after) - _about(before), set())
        return True

    # ------------------------------------------------------------ worked time

    def hours(self) -> None:
        """Write down that somebody stayed, came early, went early, was missing, was called in, or was on duty."""
        on = self.on - DAY
        if on < FIRST:
            return
        said = {(e.badge, e.seat, e.plan) for e in self.book.standing(on)}
        tours = self.book.silent(on, said)
        if tours and self.chance.random() < 0.75:
            self._write(self._span_of(self.chance.choice(tours)))
            return
        near = [t.badge for t in self.book.published if abs((t.on - on).days) <= 1]
        near += [e.badge for days in (-1, 0, 1) for e in self.book.standing(on + days * DAY)]
        free = sorted({o.badge for o in self.book.site.officers} - set(near))
        if not free:
            return
        start = CLOCK.minute(on, self.chance.randrange(420, 600))
        note = WorkedNote(badge=self.chance.choice(free), on=on, start=start, end=Minute(start + 240))
        if self.chance.random() < 0.5:
            self._write(replace(note, kind=WorkedKind.DUTY))
        else:
            self._write(replace(note, post=PostCode("HA-F"), shift=ShiftCode("D"), index=7))

    def _span_of(self, tour: Tour) -> WorkedNote:
        minutes = self.chance.randrange(15, 180)
        start, end, kind = tour.start, tour.end, None
        match self.chance.randrange(5):
            case 0:
                end = Minute(end + minutes)
            case 1:
                start = Minute(start - minutes)
            case 2:
                end = Minute(max(start + 15, end - minutes))
            case 3:
                start = Minute(min(end - 15, start + minutes))
            case _:
                kind = WorkedKind.ABSENT
        return WorkedNote(badge=tour.badge, on=tour.on, start=start, end=end, kind=kind, planned=tour)

    def _write(self, note: WorkedNote, corrects: int | None = None, reason: str = "") -> None:
        try:
            (made,) = self.desk.worked.enter([replace(note, corrects=corrects, reason=reason)])
        except DeskError as error:
            if "two places at once" not in str(error):
                raise
            self.seen["refused: two places at once"] += 1
            return
        self.book.write(_entry(made.number, note), corrects)
        self.seen["entries" if corrects is None else "corrections"] += 1

    def corrects(self) -> None:
        """Correct an entry of a closed day."""
        known = [e for on in self.book.closed for e in self.book.standing(on) if e.plan is not None and e.is_worked]
        if not known:
            return
        known.sort(key=lambda e: e.number)
        entry = self.chance.choice(known)
        assert entry.plan is not None
        assert entry.seat is not None
        plan = Tour(
            start=Minute(entry.plan[0]), end=Minute(entry.plan[1]), badge=Badge(entry.badge), on=entry.on,
            post=PostCode(entry.seat[0]), shift=ShiftCode(entry.seat[1]), index=entry.seat[2], kind=entry.kind,
        )  # fmt: skip
        self._write(self._span_of(plan), entry.number, "by the log")

    def close(self, on: date) -> None:
        """Close a day, and the book's."""
        sheet = self.desk.worked.close_day(on)
        self.book.close(on, 0)
        numbers = {(e.badge, _seat(e), _plan(e)): e.number for e in sheet.entries}
        for entry in self.book.standing(on):
            entry.number = numbers.get((entry.badge, entry.seat, entry.plan), entry.number)
        self.seen["days closed"] += 1

    # ------------------------------------------------------------ publishing and the end

    def publishes(self) -> None:
        """Publish; where a stop stands open that must be refused, and it goes on with a waiver of each."""
        if self.roster.state is RosterState.PUBLISHED:
            return
        blocking = check_roster(self.problem(), self.roster).blocking
        known = {(w.entry, w.badge, w.on) for w in self.roster.waivers}
        open_ones = [f for f in blocking if (f.entry, f.cells[0].badge or "", f.cells[0].on) not in known]
        try:
            self.desk.publish(ROSTER, reason="the day's events")
            self.differ("published although a stop stood open", open_ones, [])
        except PublishBlockedError:
            self.differ("refused although no stop stood open", bool(open_ones), True)
            self.seen["publishing refused"] += 1
            for finding in open_ones:
                about = finding.cells[0]
                expires = about.on + 30 * DAY
                made = Waiver(
                    entry=finding.entry, badge=about.badge or Badge(""), on=about.on, approver="captain",
                    reason="no other way", expires=expires,
                )  # fmt: skip
                if (made.entry, made.badge, made.on) not in known:
                    self.desk.add_waiver(ROSTER, made)
                    known.add((made.entry, made.badge, made.on))
            self.desk.publish(ROSTER, reason="the day's events")
        self.book.published = self.book.tours
        self.seen["published"] += 1

    def end(self) -> None:
        """Compare everything that is kept with the book."""
        last, desk, book = PERIOD.last, self.desk, self.book
        events = [
            (e.kind, e.on, e.badge, e.post, e.shift, e.start, e.end) for e in desk.happenings.between(FIRST, last)
        ]
        self.differ("events", events, book.events)
        records = [(r.note.post, r.note.shift, r.note.on, r.note.status) for r in desk.plan.records(FIRST, last)]
        self.differ("records of posts left", sorted(records), sorted(book.closings))
        calls = [(c.badge, c.list, c.outcome, c.minutes) for c in desk.calls.between(FIRST, last)]
        self.differ("calls", calls, [(c.badge, c.of, c.outcome, c.minutes) for c in book.calls])
        charged = {line.badge: line.standing.charged for line in desk.calls.charged(self.on)}
        self.differ("charges", charged, {o.badge: book.charged(o.badge, self.on) for o in book.site.officers})
        compared = {line.badge: (line.planned, line.worked) for line in desk.worked.compared(FIRST, last)}
        self.differ("planned and worked", compared, book.sums())
        after = self.on + DAY
        self.differ("the past", sorted(desk.past_site(after).worked), book.worked(after))
        problem = self.desk.problem(Period(first=after, days=7))
        counted = minute_by_minute(problem, tuple(book.worked(after)), ())["history"]
        self.differ("contact", _contact(problem), dict(counted))
        self.seen["pairs with contact"] = len({key[:2] for key in counted})
        verdict = desk.audit_log.verify()
        self.differ("the log", [str(fault) for fault in verdict.faults], [])
        self.seen["log records"] = verdict.records


def _about(findings: tuple[Finding, ...] | list[Finding]) -> set[tuple[object, ...]]:
    return {(f.entry, tuple((c.badge, c.on) for c in f.cells)) for f in findings}


def _seat(entry: object) -> tuple[str, str, int] | None:
    return (entry.post, entry.shift, entry.index) if entry.post is not None else None  # type: ignore[attr-defined]


def _plan(entry: object) -> tuple[int, int] | None:
    start, end = entry.planned_start, entry.planned_end  # type: ignore[attr-defined]
    return (start, end) if start is not None else None


def _entry(number: int, note: WorkedNote) -> Entry:
    tour = note.planned
    seat: tuple[str, str, int] | None = None
    if tour is not None:
        seat = (tour.post, tour.shift, tour.index)
    elif note.post is not None and note.shift is not None:
        seat = (note.post, note.shift, note.index)
    return Entry(
        number=number, badge=note.badge, on=note.on, start=note.start, end=note.end, seat=seat,
        plan=(tour.start, tour.end) if tour is not None else None,
        kind=tour.kind if tour is not None else TourKind.VOLUNTARY_OVERTIME,
        is_worked=note.kind is not WorkedKind.ABSENT,
    )  # fmt: skip


def _contact(problem: Problem) -> dict[tuple[str, str, date], int]:
    ledger = Ledger.of(problem)
    found = {}
    for o, officer in enumerate(problem.officers):
        table = ledger.by_date(ledger.history, o)
        for inmate, column in ledger.column.items():
            for day in np.flatnonzero(table[column]):
                found[officer.badge, inmate, ledger.first_date + timedelta(days=int(day))] = int(table[column, day])
    return found
