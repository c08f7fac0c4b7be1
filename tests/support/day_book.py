"""What a month of running days must come to, reckoned by hand: only plain values are shared with the program.

A book is told what was published, what was written down and who was called, in the order in which it happened. It says
which tours were then worked, what is charged to whom, who is to be called next, and what planned and worked come to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from scheduler.domain.answers import Candidate
from scheduler.domain.calls import CallList, CallOutcome
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import TourKind

CHARGED_DAYS, PROTECTED_DAYS = 365, 7
FORCED = (TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN)
OVERTIME = (TourKind.VOLUNTARY_OVERTIME, *FORCED)


@dataclass
class Entry:
    """What was written down: of whom, from when to when, on which seat (None: a duty), of which planned tour."""

    number: int
    badge: str
    on: date
    start: int
    end: int
    seat: tuple[str, str, int] | None
    plan: tuple[int, int] | None
    kind: TourKind
    is_worked: bool = True
    is_gone: bool = False


@dataclass
class Called:
    """A call about a post, shift and date, and what came of it."""

    place: tuple[str, str, date]
    badge: str
    of: CallList
    outcome: CallOutcome
    minutes: int
    at: datetime


@dataclass
class DayBook:
    """The book of one facility."""

    site: Site
    tours: frozenset[Tour] = frozenset()
    published: frozenset[Tour] = frozenset()
    entries: list[Entry] = field(default_factory=list)
    closed: set[date] = field(default_factory=set)
    calls: list[Called] = field(default_factory=list)
    events: list[tuple[object, ...]] = field(default_factory=list)
    closings: list[tuple[object, ...]] = field(default_factory=list)

    # ------------------------------------------------------------ worked time

    def write(self, entry: Entry, corrects: int | None = None) -> None:
        """Take an entry, and let the one that it corrects count no more."""
        for one in self.entries:
            one.is_gone = one.is_gone or one.number == corrects
        self.entries.append(entry)

    def standing(self, on: date) -> list[Entry]:
        """Return what counts of a date."""
        return [entry for entry in self.entries if entry.on == on and not entry.is_gone]

    def close(self, on: date, first_number: int) -> None:
        """Let every published tour of a date of which nothing was written count as worked, and the date be closed."""
        said = {(e.badge, e.seat, e.plan) for e in self.standing(on)}
        for number, tour in enumerate(self.silent(on, said), first_number):
            seat, plan = (tour.post, tour.shift, tour.index), (tour.start, tour.end)
            self.write(Entry(number, tour.badge, on, tour.start, tour.end, seat, plan, tour.kind))
        self.closed.add(on)

    def silent(self, on: date, said: set[tuple[object, ...]]) -> list[Tour]:
        """Return the published tours of a date of which nothing is said, in the order of the roster."""
        return [
            tour
            for tour in sorted(self.published)
            if tour.on == on and (tour.badge, (tour.post, tour.shift, tour.index), (tour.start, tour.end)) not in said
        ]

    def worked(self, before: date) -> list[Tour]:
        """Return what was worked on dates before one: as written where the date is closed, else as published."""
        found = [t for t in self.published if t.on < before and t.on not in self.closed]
        for on in self.closed:
            if on < before:
                for entry in self.standing(on):
                    found += _pieces(entry)
        return sorted(found)

    def sums(self) -> dict[str, tuple[int, int]]:
        """Return each officer's minutes, planned and worked, of the closed dates."""
        found: dict[str, tuple[int, int]] = {}
        for entry in (e for on in self.closed for e in self.standing(on)):
            planned, worked = found.get(entry.badge, (0, 0))
            planned += entry.plan[1] - entry.plan[0] if entry.plan is not None else 0
            worked += entry.end - entry.start if entry.is_worked else 0
            found[entry.badge] = planned, worked
        return found

    # ------------------------------------------------------------ calls

    def charged(self, badge: str, on: date) -> int:
        """Return the minutes charged to an officer on a date: overtime of a year, and offers refused."""
        since = on - timedelta(days=CHARGED_DAYS)
        own = [t for t in self.worked(on + timedelta(days=1)) if t.badge == badge and t.on >= since]
        refused = [
            c.minutes
            for c in self.calls
            if c.badge == badge
            and c.of is CallList.VOLUNTARY
            and c.outcome is CallOutcome.REFUSED
            and since <= c.place[2] <= on
        ]
        return sum(t.end - t.start for t in own if t.kind in OVERTIME) + sum(refused)

    def next(
        self, candidates: Iterable[Candidate], place: tuple[str, str, date], is_empty: bool
    ) -> tuple[CallList, str] | None:
        """Return from which list who is called next, going through everybody one by one; None for nobody."""
        _, shift, on = place
        said = {(c.of, c.badge): c.outcome for c in self.calls if c.place == place}
        if CallOutcome.ACCEPTED in said.values() and not is_empty:
            return None
        volunteers = {
            w.badge for w in self.site.willing if w.first <= on <= w.last and (not w.shifts or shift in w.shifts)
        }
        exempt = {e.badge for e in self.site.exemptions if e.first <= on <= e.last}
        exempt |= {o.badge for o in self.site.officers if o.exemptions}
        free = [c.badge for c in candidates if c.is_possible and not c.words and c.kind is not TourKind.REGULAR]
        best: str | None = None
        for badge in free:
            if badge in volunteers and (CallList.VOLUNTARY, badge) not in said:
                best = badge if best is None or self._asked_before(badge, best, on) else best
        if best is not None:
            return CallList.VOLUNTARY, best
        for badge in free:
            if badge not in volunteers | exempt and (CallList.MANDATE, badge) not in said:
                best = badge if best is None or self._forced_before(badge, best, on) else best
        return (CallList.MANDATE, best) if best is not None else None

    def _asked_before(self, one: str, other: str, on: date) -> bool:
        mine, theirs = self.charged(one, on), self.charged(other, on)
        return mine < theirs or (mine == theirs and self._is_senior(one, other))

    def _is_senior(self, one: str, other: str) -> bool:
        first, second = ({o.badge: o for o in self.site.officers}[b] for b in (one, other))
        if first.seniority != second.seniority:
            return first.seniority < second.seniority
        return (first.tie_breaker, one) < (second.tie_breaker, other)

    def _forced_before(self, one: str, other: str, on: date) -> bool:
        mine, theirs = (self._protection(badge, on) for badge in (one, other))
        if mine != theirs:
            return mine < theirs
        return not self._is_senior(one, other)

    def _protection(self, badge: str, on: date) -> date:
        """Return the date of a mandate that protects an officer, long ago where none does."""
        dates = [t.on for t in self.worked(on) if t.badge == badge and t.kind in FORCED]
        last = max(dates, default=date.min)
        return last if last > date.min and (on - last).days <= PROTECTED_DAYS else date.min


def _pieces(entry: Entry) -> list[Tour]:
    """Return what an entry makes of the past: the planned part, and what came before and after it."""
    if not entry.is_worked or entry.seat is None:
        return []
    post, shift, index = entry.seat
    whole = Tour(
        start=entry.start, badge=entry.badge, post=post, on=entry.on, shift=shift, index=index, end=entry.end,
        kind=entry.kind,
    )  # type: ignore[arg-type]  # fmt: skip
    if entry.plan is None:
        return [whole]
    first, last = entry.plan
    found = []
    if entry.start < first:
        found.append(replace(whole, end=min(first, entry.end), kind=TourKind.EARLY_CALL_IN))
    if max(entry.start, first) < min(entry.end, last):
        found.append(replace(whole, start=max(entry.start, first), end=min(entry.end, last)))
    if entry.end > last:
        found.append(replace(whole, start=max(entry.start, last), kind=TourKind.HOLD_OVER))
    return found
