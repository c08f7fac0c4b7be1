"""A hole that nobody can take whole, taken in parts: hold-over, call-in, early call-in, as the checker judges them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from scheduler.check import Checker
from scheduler.domain.demand import Slot
from scheduler.domain.roster import Tour, parse_seat_id
from scheduler.domain.words import Badge, Minute, TourKind
from scheduler.engine.repair.situation import Situation

LEAST_MINUTES = 120
"""Nobody is called for less."""

MOST_JUDGED = 40
"""So many officers a part are judged, those with the fewest minutes of work around it first."""

MOST_TEAMED, MOST_TEAMS = 12, 60
"""So many officers a part are put together with those of the other parts, and so many teams are tried."""


@dataclass(frozen=True)
class Hole:
    """A seat that nobody holds in [start, end) of elapsed minutes."""

    slot: Slot
    index: int
    start: int
    end: int


@dataclass(frozen=True)
class _Judge:
    """Says what a roster is worth: limits newly broken, the first tiers, changes, the other tiers."""

    situation: Situation
    is_over: Callable[[], bool]

    def rank(self, checker: Checker) -> tuple[int, ...] | None:
        """Return what to compare by; None when a limit is broken."""
        if self.situation.breaks(checker.report):
            return None
        return tuple(t.value for t in checker.report.tiers)


def fill_in_parts(situation: Situation, checker: Checker, is_over: Callable[[], bool]) -> Checker:
    """Return the roster with what its holes of the first tiers can be given in parts: in two, or else in three.

    Whole tours are left alone. A part is taken only where no limit breaks and the tiers, in order, get better.
    """
    judge = _Judge(situation, is_over)
    for hole in holes(situation, checker):
        if is_over():
            break
        best, value = checker, judge.rank(checker)
        for cuts in _cuts(hole):
            filled = _filled(judge, checker, hole, cuts)
            rank = judge.rank(filled)
            if rank is not None and value is not None and rank < value:
                best, value = filled, rank
                if not _is_open(filled, hole):
                    break
        checker = best
    return checker


def holes(situation: Situation, checker: Checker) -> tuple[Hole, ...]:
    """Return the seats, or parts of seats, that the event emptied or opened and nobody holds in a checker's roster."""
    problem, roster = situation.prepared.problem, checker.roster
    slots = {(s.post, s.on, s.shift): s for s in situation.prepared.compiled.frame.slots}
    kept = set(roster.tours)
    asked = {parse_seat_id(t.seat) for t in situation.before.tours if t not in kept}
    asked |= {parse_seat_id(seat) for seat in situation.opened}
    found = []
    for post, on, shift, index in sorted(asked):
        slot = slots.get((post, on, shift))
        if slot is None or index >= slot.wanted:
            continue
        there = sorted(
            (t.start, t.end) for t in roster.tours if (t.post, t.on, t.shift, t.index) == (post, on, shift, index)
        )
        edges = [(slot.start, slot.start), *there, (slot.end, slot.end)]
        for (_, start), (end, _) in pairwise(edges):
            if end - start >= LEAST_MINUTES:
                found.append(Hole(slot, index, start, end))
    ranked = {p.code: list(type(p.priority)).index(p.priority) for p in problem.posts}
    return tuple(sorted(found, key=lambda h: (ranked[h.slot.post], h.start, h.index)))


def _cuts(hole: Hole) -> Iterator[tuple[int, ...]]:
    """Yield where to cut a hole: not at all, in halves, in thirds; on full quarters of an hour."""
    length = hole.end - hole.start
    for parts in (1, 2, 3):
        if length // parts >= LEAST_MINUTES:
            inner = tuple(hole.start + round(length * n / parts / 15) * 15 for n in range(1, parts))
            yield (hole.start, *inner, hole.end)


def _filled(judge: _Judge, checker: Checker, hole: Hole, cuts: tuple[int, ...]) -> Checker:
    """Give the parts of a hole to the officers who together make the roster best, as far as they are judged.

    Each is judged alone in each part. What two of them cost together is hardly ever more than the sum, so teams are
    tried in the order of their sums, and the first that breaks nothing is taken.
    """
    now = judge.rank(checker)
    if now is None:
        return checker
    options: list[list[tuple[tuple[int, ...], Tour | None]]] = []
    for start, end in pairwise(cuts):
        able = []
        for tour in _takers(checker, hole, start, end):
            if judge.is_over():
                break
            rank = judge.rank(_with(checker, tour))
            if rank is not None and rank < now:
                able.append((tuple(a - b for a, b in zip(rank, now, strict=True)), tour))
        able.sort()
        options.append([*able[:MOST_TEAMED], (tuple(0 for _ in now), None)])
    teams = sorted(product(*options), key=lambda team: tuple(map(sum, zip(*(cost for cost, _ in team), strict=True))))
    for team in teams[:MOST_TEAMS]:
        if judge.is_over():
            break
        made = _with(checker, *(tour for _, tour in team if tour is not None))
        rank = judge.rank(made)
        if rank is not None and rank < now:
            return made
    return checker


def _with(checker: Checker, *tours: Tour) -> Checker:
    return checker.edited(checker.roster.with_tours((*checker.roster.tours, *tours)))


def _takers(checker: Checker, hole: Hole, start: int, end: int) -> list[Tour]:
    """Return the tours that could take a part: who is there before or after first, then who works least around it."""
    problem, slot = checker.problem, hole.slot
    ends: dict[Badge, int] = {}
    begins: dict[Badge, int] = {}
    near: dict[Badge, int] = {}
    busy = {lock.badge for lock in (*checker.roster.locks, *problem.locks) if lock.on == slot.on}
    for tour in checker.roster.tours:
        if tour.start < end and start < tour.end:
            busy.add(tour.badge)
        elif tour.end == start:
            ends[tour.badge] = tour.end
        elif tour.start == end:
            begins[tour.badge] = tour.start
        if tour.start < end + _AROUND and start - _AROUND < tour.end:
            near[tour.badge] = near.get(tour.badge, 0) + tour.minutes
    found = []
    for officer in problem.officers:
        badge = officer.badge
        if badge in busy:
            continue
        kind = problem.kind_of(officer, slot.on, slot.shift)
        if badge in ends:
            kind = TourKind.HOLD_OVER
        elif badge in begins:
            kind = TourKind.EARLY_CALL_IN
        made = Tour(
            start=Minute(start),
            badge=badge,
            post=slot.post,
            on=slot.on,
            shift=slot.shift,
            index=hole.index,
            end=Minute(end),
            kind=kind,
        )
        is_there = badge in ends or badge in begins
        found.append(((not is_there, near.get(badge, 0), badge), made))
    return [tour for _, tour in sorted(found, key=lambda pair: pair[0])][:MOST_JUDGED]


_AROUND = 2 * 1440
"""Minutes on both sides of a part in which other work makes an officer a worse choice."""


def _is_open(checker: Checker, hole: Hole) -> bool:
    """Whether a part of the hole is still empty."""
    slot = hole.slot
    held = sum(
        min(t.end, hole.end) - max(t.start, hole.start)
        for t in checker.roster.tours
        if (t.post, t.on, t.shift, t.index) == (slot.post, slot.on, slot.shift, hole.index)
        and t.start < hole.end
        and hole.start < t.end
    )
    return held < hole.end - hole.start
