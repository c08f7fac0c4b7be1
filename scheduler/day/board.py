"""The board of the day: this watch and the next by post, staffing against the minimum, meals and stints that are due.

It tells what the roster says at a moment, and nothing of anybody beyond that: no rounds, no restrictions, no figures of
exposure. Whoever stands in front of it may be anyone who walks through the briefing room.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from scheduler.domain.demand import Slot, unfold
from scheduler.domain.draws import Muster
from scheduler.domain.facility import Post
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.stints import StintTimes
from scheduler.domain.words import Badge, ContactMode, Minute, PostCode, Priority, SeatId, ShiftCode
from scheduler.ledger import MealPlan

_Place = tuple[date, ShiftCode, PostCode]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Watch:
    """A shift that starts on a local date, in [start, end) of elapsed minutes."""

    start: Minute
    end: Minute
    on: date
    shift: ShiftCode
    name: str = ""
    is_night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Gap:
    """A post has `missing` officers fewer than its minimum in [start, end) of elapsed minutes."""

    start: Minute
    end: Minute
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A post on a watch.

    Attributes:
        watch: The watch.
        post: The post.
        minimum: Officers that must be there; 0 where the post asks for nobody, and somebody is there.
        wanted: Officers that would be good, at least the minimum.
        tours: Who is on it, by seat and start; nobody yet where posts are still to be drawn.
        gaps: When the minimum is not reached, from the moment of the board on, by start; unknown, and empty, where
            posts are still to be drawn.
    """

    watch: Watch
    post: Post
    minimum: int
    wanted: int
    tours: tuple[Tour, ...]
    gaps: tuple[Gap, ...]

    @property
    def missing(self) -> int:
        """Officers below the minimum at the emptiest moment from now on."""
        return max((gap.missing for gap in self.gaps), default=0)


class DueKind(StrEnum):
    """What is due."""

    MEAL = "meal"
    STINT = "stint"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Due:
    """Somebody is to be relieved at elapsed minute `at`, and before `by` at the latest.

    Attributes:
        kind: For a meal, or because the stint on a watch over one inmate ends.
        badge: Who is to be relieved.
        reliever: Who does it, None where nobody is planned.
    """

    at: Minute
    by: Minute
    kind: DueKind
    badge: Badge
    on: date
    shift: ShiftCode
    post: PostCode
    reliever: Badge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Watches that are looked at together, with their posts: critical ones first, in the order of the facility.

    Attributes:
        due: What is due, earliest first.
        without_meal: Who gets no relief for a meal, with the post.
        to_be_drawn: Who comes to a muster at which posts are still to be drawn, by start.
    """

    watches: tuple[Watch, ...] = ()
    lines: tuple[Line, ...] = ()
    due: tuple[Due, ...] = ()
    without_meal: tuple[tuple[Badge, PostCode], ...] = ()
    to_be_drawn: tuple[Tour, ...] = ()

    @property
    def minimum(self) -> int:
        """Officers that must be there, over all posts."""
        return sum(line.minimum for line in self.lines)

    @property
    def missing(self) -> int:
        """Officers below the minimum at the emptiest moment of each post, over all posts."""
        return sum(line.missing for line in self.lines)

    def missing_of(self, priority: Priority) -> int:
        """Return the same for the posts of one priority."""
        return sum(line.missing for line in self.lines if line.post.priority == priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What runs at elapsed minute `now`, and what comes after it."""

    now: Minute
    current: Side
    coming: Side


def watches_at(watches: Iterable[Watch], now: Minute) -> tuple[tuple[Watch, ...], tuple[Watch, ...]]:
    """Return the watches that run at a moment, and those that come next; each sorted.

    Next are the watches that begin later and no later than the last of the running ones ends. Where none runs, or
    nothing begins by then, they are those that begin first.
    """
    known = sorted(watches)
    running = tuple(watch for watch in known if watch.start <= now < watch.end)
    later = [watch for watch in known if watch.start > now]
    relief = max((watch.end for watch in running), default=now)
    coming = tuple(watch for watch in later if watch.start <= relief)
    if not coming:
        coming = tuple(watch for watch in later if watch.start == later[0].start)
    return running, coming


def board_of(
    problem: Problem,
    tours: Iterable[Tour],
    now: Minute,
    meals: Mapping[date, MealPlan],
    stints: StintTimes | None = None,
    undrawn: frozenset[Muster] = frozenset(),
) -> Board:
    """Return the board of a moment.

    Args:
        problem: Dates around the moment: those of the running watches and of the next.
        tours: What is published, of those dates.
        now: Elapsed minute.
        meals: The plan of meals of each local date that has one.
        stints: How long a stint on a watch lasts, None where policy says nothing.
        undrawn: Musters whose posts are still to be drawn: nobody learns from the board who stands where.
    """
    slots = {(s.on, s.shift, s.post): s for s in _slots(problem)}
    held: dict[_Place, list[Tour]] = defaultdict(list)
    for tour in tours:
        held[tour.on, tour.shift, tour.post].append(tour)
    shifts = {shift.code: shift for shift in problem.shifts}
    watches = []
    for on, code in sorted({place[:2] for place in (*slots, *held) if place[1] in shifts}):
        start, end = shifts[code].span(problem.clock, on)
        name, is_night = shifts[code].name, shifts[code].is_night
        watches.append(Watch(start=start, end=end, on=on, shift=code, name=name, is_night=is_night))
    running, coming = watches_at(watches, now)
    facts = _Facts(problem, slots, held, meals, stints, undrawn)
    return Board(now=now, current=_side(facts, running, now), coming=_side(facts, coming, now))


def _slots(problem: Problem) -> tuple[Slot, ...]:
    return unfold(problem.posts, problem.shifts, problem.clock, problem.period.dates)


@dataclass(frozen=True)
class _Facts:
    """What both sides of the board are read from."""

    problem: Problem
    slots: Mapping[_Place, Slot]
    held: Mapping[_Place, list[Tour]]
    meals: Mapping[date, MealPlan]
    stints: StintTimes | None
    undrawn: frozenset[Muster]


def _side(facts: _Facts, watches: tuple[Watch, ...], now: Minute) -> Side:
    lines: list[Line] = []
    hidden: list[Tour] = []
    for watch in watches:
        is_drawn = Muster(on=watch.on, shift=watch.shift) not in facts.undrawn
        if not is_drawn:
            own = (tours for (on, shift, _), tours in facts.held.items() if (on, shift) == (watch.on, watch.shift))
            hidden += [tour for tours in own for tour in tours]
        for post in facts.problem.posts:
            line = _line(facts, watch, post, now, is_drawn)
            if line is not None:
                lines.append(line)
    order = list(Priority)
    listed = {post.code: n for n, post in enumerate(facts.problem.posts)}
    lines.sort(key=lambda line: (order.index(line.post.priority), listed[line.post.code], line.watch))
    seats = {tour.seat: tour for line in lines for tour in line.tours}
    due = _meals_due(seats, watches, facts.meals, now)
    if facts.stints is not None:
        due += _stints_due(lines, facts.stints, now)
    dates = {watch.on for watch in watches}
    without = {
        (badge, seats[seat].post)
        for on, plan in facts.meals.items()
        for seat, badge in (plan.without if on in dates else ())
        if seat in seats
    }
    return Side(
        watches=watches,
        lines=tuple(lines),
        due=tuple(sorted(due)),
        without_meal=tuple(sorted(without)),
        to_be_drawn=tuple(sorted(hidden)),
    )


def _line(facts: _Facts, watch: Watch, post: Post, now: Minute, is_drawn: bool) -> Line | None:
    """Return a post's line, None where it asks for nobody and nobody is there."""
    place = watch.on, watch.shift, post.code
    slot = facts.slots.get(place)
    tours = sorted(facts.held.get(place, ()), key=lambda t: (t.index, t.start)) if is_drawn else []
    if slot is None and not tours:
        return None
    minimum, wanted = (slot.minimum, slot.wanted) if slot is not None else (0, 0)
    gaps = _gaps(tours, max(now, watch.start), watch.end, minimum) if is_drawn else []
    return Line(watch=watch, post=post, minimum=minimum, wanted=wanted, tours=tuple(tours), gaps=tuple(gaps))


def _gaps(tours: list[Tour], start: Minute, end: Minute, minimum: int) -> list[Gap]:
    """Return when fewer than the minimum are there in [start, end); neighbours alike are one."""
    edges = sorted({start, end, *(m for t in tours for m in (t.start, t.end) if start < m < end)})
    found: list[Gap] = []
    for begin, stop in pairwise(edges):
        missing = minimum - sum(t.start <= begin and stop <= t.end for t in tours)
        if missing <= 0:
            continue
        if found and found[-1].end == begin and found[-1].missing == missing:
            found[-1] = replace(found[-1], end=stop)
        else:
            found.append(Gap(start=begin, end=stop, missing=missing))
    return found


def _meals_due(
    seats: Mapping[SeatId, Tour], watches: tuple[Watch, ...], meals: Mapping[date, MealPlan], now: Minute
) -> list[Due]:
    """Return the meals that are not over yet."""
    dates = {watch.on for watch in watches}
    return [
        Due(
            at=meal.start,
            by=meal.end,
            kind=DueKind.MEAL,
            badge=meal.badge,
            on=seats[meal.seat].on,
            shift=seats[meal.seat].shift,
            post=seats[meal.seat].post,
            reliever=meal.reliever,
        )
        for on, plan in meals.items()
        for meal in (plan.meals if on in dates else ())
        if meal.end > now and meal.seat in seats
    ]


def _stints_due(lines: list[Line], times: StintTimes, now: Minute) -> list[Due]:
    """Return when the stints on watches that are not over end, of each officer's only those that are due or planned.

    A stint that keeps to its time ends with its relief where somebody is planned for it.
    """
    found = []
    for line in lines:
        if line.post.contact != ContactMode.WATCH:
            continue
        for badge, stint in _stints(line.tours):
            begin, end = stint[0].start, stint[-1].end
            at = Minute(begin + times.due_minutes)
            after = next((t.badge for t in line.tours if t.start == end and t.badge != badge), None)
            if end <= now or (end <= at and after is None):
                continue
            at, by = min(at, end), Minute(min(end, begin + times.hard_minutes))
            found.append(
                Due(
                    at=at,
                    by=by,
                    kind=DueKind.STINT,
                    badge=badge,
                    on=line.watch.on,
                    shift=line.watch.shift,
                    post=line.post.code,
                    reliever=after,
                )
            )
    return found


def _stints(tours: tuple[Tour, ...]) -> list[tuple[Badge, list[Tour]]]:
    """Return each officer's parts that follow one another without a gap."""
    found: list[tuple[Badge, list[Tour]]] = []
    for tour in sorted(tours, key=lambda t: (t.badge, t.start)):
        if found and found[-1][0] == tour.badge and found[-1][1][-1].end == tour.start:
            found[-1][1].append(tour)
        else:
            found.append((tour.badge, [tour]))
    return found
