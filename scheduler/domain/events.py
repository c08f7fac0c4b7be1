"""What happens to a roster that stands: calls off, late leave, moves, posts that open or close; what a change is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from scheduler.domain.facility import Coverage, Post
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.people import Leave, Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute, PostCode, ShiftCode

EVENT_SCHEMA = "fairwatch/event/1"


class EventError(ValueError):
    """An event names something that the facility does not have, or says nothing; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOff:
    """An officer is away in [start, end) of elapsed minutes: sick, stuck, called away. Why is not kept."""

    badge: Badge
    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLeave:
    """An officer is away on local dates `first` to `last`, inclusive: for every tour that would start on them."""

    badge: Badge
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InmateMove:
    """An inmate is housed in `area` from elapsed minute `at` on; whatever was planned for later falls away."""

    inmate: InmateRef
    area: AreaCode
    at: Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAdded:
    """A post needs `seats` more officers on a shift, on local dates `first` to `last`, inclusive.

    `watch`: whom they watch, where the seats are for a watch that opens.
    """

    post: PostCode
    shift: ShiftCode
    first: date
    last: date
    seats: int = 1
    watch: Watch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostClosed:
    """Nobody is needed on a post on local dates `first` to `last`, inclusive; on one shift only where one is named."""

    post: PostCode
    first: date
    last: date
    shift: ShiftCode | None = None


Happening = CallOff | LateLeave | Restriction | InmateMove | SeatAdded | PostClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; exactly one of the fields between `schema` and `now` is given.

    Attributes:
        restriction: A new one: plain availability, as everywhere.
        now: Elapsed minute of the event: tours that began before it are worked and stand. None: the period has not
            begun.

    Raises:
        EventError: none or several are given, or an end lies before its start.
    """

    schema: str = EVENT_SCHEMA
    call_off: CallOff | None = None
    late_leave: LateLeave | None = None
    restriction: Restriction | None = None
    inmate_move: InmateMove | None = None
    seat_added: SeatAdded | None = None
    post_closed: PostClosed | None = None
    now: Minute | None = None

    def __post_init__(self) -> None:
        given = [f.name for f in fields(self) if f.name in _HAPPENINGS and getattr(self, f.name) is not None]
        if len(given) != 1:
            raise EventError(f"one of {', '.join(_HAPPENINGS)} is expected, not {len(given)}")
        what = self.happening
        if isinstance(what, CallOff) and what.end <= what.start:
            raise EventError("call_off: an end after its start is expected")
        if isinstance(what, (LateLeave, SeatAdded, PostClosed)) and what.last < what.first:
            raise EventError(f"{given[0]}: a last date not before the first is expected")
        if isinstance(what, SeatAdded) and not 1 <= what.seats <= 99:
            raise EventError(f"seat_added.seats: a number from 1 to 99 is expected, not {what.seats}")

    @property
    def happening(self) -> Happening:
        """What happened."""
        every = (
            self.call_off,
            self.late_leave,
            self.restriction,
            self.inmate_move,
            self.seat_added,
            self.post_closed,
        )
        return next(given for given in every if given is not None)

    @property
    def only_closes(self) -> bool:
        """Whether it takes availability from one officer and changes nothing else."""
        return isinstance(self.happening, (CallOff, LateLeave, Restriction))


_HAPPENINGS = ("call_off", "late_leave", "restriction", "inmate_move", "seat_added", "post_closed")


def apply_event(problem: Problem, event: Event) -> Problem:
    """Return the problem as it is after an event; tours that stand stay so, but for what the event takes from them.

    Raises:
        EventError: the event names an officer, post, shift or area that the problem does not have.
        InvalidProblemError: the problem would not hold together.
    """
    what = event.happening
    _refuse_unknown(problem, what)
    if isinstance(what, CallOff):
        leave = Leave(badge=what.badge, start=what.start, end=what.end)
        parts = (p for t in problem.fixed for p in (cut(t, what.start, what.end) if t.badge == what.badge else (t,)))
        return replace(problem, leave=(*problem.leave, leave), fixed=tuple(sorted(parts)))
    if isinstance(what, LateLeave):
        start, end = _first_start(problem, what.first), _first_start(problem, what.last + timedelta(days=1))
        leave = Leave(badge=what.badge, start=start, end=end)
        stand = (t for t in problem.fixed if t.badge != what.badge or not what.first <= t.on <= what.last)
        return replace(problem, leave=(*problem.leave, leave), fixed=tuple(stand))
    if isinstance(what, Restriction):
        return replace(problem, restrictions=(*problem.restrictions, what))
    if isinstance(what, InmateMove):
        return replace(problem, stays=tuple(moved_stays(problem.stays, what)))
    if isinstance(what, SeatAdded):
        posts = tuple(_with_seats(p, what) if p.code == what.post else p for p in problem.posts)
        return replace(problem, posts=posts, watches=(*problem.watches, *((what.watch,) if what.watch else ())))
    posts = tuple(_without_seats(p, what) if p.code == what.post else p for p in problem.posts)
    fixed = tuple(t for t in problem.fixed if not _is_closed(t, what))
    return replace(problem, posts=posts, fixed=fixed)


def cut(tour: Tour, start: int, end: int) -> tuple[Tour, ...]:
    """Return what is left of a tour when its officer is away in [start, end): none, one or two parts, or all of it."""
    if tour.end <= start or end <= tour.start:
        return (tour,)
    before = (replace(tour, end=Minute(start)),) if tour.start < start else ()
    after = (replace(tour, start=Minute(end)),) if end < tour.end else ()
    return before + after


def changed_tours(before: Roster, after: Roster) -> int:
    """Return how many tours differ between two rosters of a period.

    A tour counts when its officer, post, date, shift or times differ. On each post, date and shift the tours that are
    gone and those that are new replace each other, so a seat with another holder counts one, a seat that is given up or
    taken anew one too, and an officer who moves from one seat to another two, one for each seat. Which number a seat
    has, of what kind a tour is and whether it is locked do not count.
    """
    gone: Counter[tuple[PostCode, date, ShiftCode]] = Counter()
    come: Counter[tuple[PostCode, date, ShiftCode]] = Counter()
    same = {id(tour) for tour in before.tours} & {id(tour) for tour in after.tours}  # nearly all of them are
    old, new = (_held(tour for tour in one.tours if id(tour) not in same) for one in (before, after))
    for place in old.keys() | new.keys():
        gone[place] = (old[place] - new[place]).total()
        come[place] = (new[place] - old[place]).total()
    return sum(max(gone[place], come[place]) for place in gone)


def _held(tours: Iterable[Tour]) -> dict[tuple[PostCode, date, ShiftCode], Counter[tuple[Badge, int, int]]]:
    found: dict[tuple[PostCode, date, ShiftCode], Counter[tuple[Badge, int, int]]] = defaultdict(Counter)
    for tour in tours:
        found[tour.post, tour.on, tour.shift][tour.badge, tour.start, tour.end] += 1
    return found


def _refuse_unknown(problem: Problem, what: Happening) -> None:
    known: dict[str, tuple[str, set[str]]] = {
        "badge": ("officer", {str(o.badge) for o in problem.officers}),
        "post": ("post", {str(p.code) for p in problem.posts}),
        "shift": ("shift", {str(s.code) for s in problem.shifts}),
        "area": ("area", {str(a.code) for a in problem.areas}),
        "inmate": ("inmate", {str(s.inmate) for s in problem.stays}),
    }
    for field in fields(what):
        if field.name in known:
            noun, codes = known[field.name]
            value = getattr(what, field.name)
            if value is not None and value not in codes:
                raise EventError(f"{field.name}: a known {noun} is expected, not {value!r}")


def _first_start(problem: Problem, on: date) -> Minute:
    """Return when the first shift of a date starts: tours of that date begin no earlier."""
    starts = [shift.span(problem.clock, on)[0] for shift in problem.shifts]
    return min(starts, default=problem.clock.midnight(on))


def moved_stays(stays: Iterable[Stay], move: InmateMove) -> Iterator[Stay]:
    """Yield stays as they are after a move; those of other inmates stay as they are."""
    for stay in stays:
        if stay.inmate != move.inmate or (stay.end is not None and stay.end <= move.at):
            yield stay
        elif stay.start < move.at:
            yield replace(stay, end=move.at)
    yield Stay(inmate=move.inmate, area=move.area, start=move.at)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _with_seats(post: Post, event: SeatAdded) -> Post:
    """Return a post that asks for more seats; one that is closed on a date stays closed."""
    added = []
    for on in _days(event.first, event.last):
        known = {line.shift: line for line in post.coverage_on(on)}
        line = known.get(event.shift, Coverage(shift=event.shift, minimum=0, wanted=0))
        seats = line.minimum + event.seats, line.wanted + event.seats
        added.append(replace(line, minimum=seats[0], wanted=seats[1], weekdays=(on.weekday(),), first=on, last=on))
    return replace(post, coverage=(*post.coverage, *added))


def _is_closed(tour: Tour, event: PostClosed) -> bool:
    is_then = event.first <= tour.on <= event.last and event.shift in (None, tour.shift)
    return tour.post == event.post and is_then


def _without_seats(post: Post, event: PostClosed) -> Post:
    """Return a post that asks for nobody on the dates."""
    closed = [
        Coverage(shift=line.shift, minimum=0, wanted=0, weekdays=(on.weekday(),), first=on, last=on)
        for on in _days(event.first, event.last)
        for line in post.coverage_on(on)
        if event.shift in (None, line.shift)
    ]
    return replace(post, coverage=(*post.coverage, *closed))
