"""The stint plan: the officers of a watch over an inmate and those who relieve them take turns, in one small model.

Time is cut into blocks as long as a stint may be. In each block every seat has one officer and every officer one seat,
so nobody's hours change and no seat is ever left. In order, the model asks for the least time beyond the hard limit,
the least beyond the time at which relief is due, the fewest officers without relief for a meal, the least time for
which a post that gives no reliefs is held by somebody else, the smallest largest share of watching, as few posts for
each officer, and as few reliefs.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from scheduler.domain.facility import Post
from scheduler.domain.roster import Roster, Tour, difference
from scheduler.domain.stints import StintError, StintPlan, StintTimes
from scheduler.domain.words import Badge, ContactMode, Minute, PostCode, SeatId, ShiftCode
from scheduler.engine.compiled import Bools, compile_terms
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.repair import Prepared
from scheduler.engine.repair.candidates import beyond
from scheduler.engine.stint_meals import Meals

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SECONDS = 10.0
RULE = "stint_length"
"""The rule that asks for relief: with a plan it is kept by parts of seats, so it closes no seat here."""
MEALS = "meal_relief"
"""The rule whose numbers say when meals are; without it none are planned."""


def plan_stints(
    known: Prepared,
    on: date,
    shift: ShiftCode,
    limits: StintTimes,
    now: Minute | None = None,
    stop: threading.Event | None = None,
) -> StintPlan:
    """Return who watches and who relieves in each block of a shift.

    Those who relieve are on posts that give reliefs (`Post.gives_meal_reliefs`), or may hold a watch, and somebody who
    gives reliefs then takes their post. Only whoever is there from the first block to the end of the shift takes turns,
    and only on seats that such officers hold; locked dates stay.

    Args:
        known: The roster as it stands.
        on: Local date on which the shift begins.
        shift: The shift.
        limits: How long a stint lasts.
        now: Elapsed minute before which nothing is changed; None: the shift has not begun.
        stop: Set: end now with what is found.

    Raises:
        StintError: there is no watch on that shift, it is over, or nobody is there who could relieve.
    """
    scene = _Scene.of(known, on, shift, limits, now)
    model = _Model(scene)
    with Control(BuildOptions(seconds=SECONDS, workers=1), (stop or threading.Event()).is_set) as control:
        found = control.solve(model.model, SECONDS, seed=1)
    if found.values is None:
        raise StintError("No stints were found in the time given")
    after = scene.roster_of(model.read(found.values))
    return scene.told(after, model, found.values, is_proven=found.is_optimal)


@dataclass(frozen=True)
class _Scene:
    """One shift: its blocks, the seats among which officers change, and who stood where until then.

    Attributes:
        seats: Watches first; `watches` of them.
        quiet: Seats that are neither watches nor give reliefs: left alone where that can be.
        at: Which seat each officer holds when the first block begins.
        before: How many whole stints each has been on a watch without a break by then.
        allowed: Whether an officer may hold a seat: `[officer][seat]`.
        gone: What the plan replaces.
        meals: Meals of the shift; None where policy plans none.
    """

    known: Prepared
    limits: StintTimes
    edges: tuple[int, ...]
    seats: tuple[SeatId, ...]
    watches: int
    quiet: frozenset[int]
    badges: tuple[Badge, ...]
    at: tuple[int, ...]
    before: tuple[int, ...]
    allowed: tuple[tuple[bool, ...], ...]
    gone: tuple[Tour, ...]
    meals: Meals | None

    @classmethod
    def of(cls, known: Prepared, on: date, shift: ShiftCode, limits: StintTimes, now: Minute | None) -> "_Scene":
        problem = known.problem
        posts = {p.code: p for p in problem.posts}
        times = next((s.span(problem.clock, on) for s in problem.shifts if s.code == shift), None)
        if times is None:
            raise StintError(f"{shift}: there is no such shift")
        edges = _edges(*times, limits.due_minutes, now)
        if len(edges) < 2:
            raise StintError("Nothing of this shift is left to be planned")
        own = [t for t in known.roster.tours if (t.on, t.shift) == (on, shift) and t.post in posts]
        if not any(posts[t.post].contact == ContactMode.WATCH for t in own):
            raise StintError("No watch over an inmate is held on this shift")
        locked = {lock.badge for lock in (*known.roster.locks, *problem.locks) if lock.on == on}
        open_cells = _open_cells(known)
        able = _able(known, own, posts, open_cells)
        turns = _turns(own, posts, edges[0], edges[-1], locked, able)
        watched = sorted({t.seat for t in turns if posts[t.post].contact == ContactMode.WATCH})
        reliefs = sorted({t.seat for t in turns} - set(watched))
        if not watched or not reliefs:
            raise StintError("Nobody is on this shift, from now to its end, on a post that gives reliefs")
        seats, badges = (*watched, *reliefs), tuple(sorted({t.badge for t in turns}))
        gives = {t.seat for t in turns if posts[t.post].gives_meal_reliefs}
        at = {t.badge: seats.index(t.seat) for t in turns if t.start <= edges[0] < t.end}
        return cls(
            known=known,
            limits=limits,
            edges=edges,
            seats=seats,
            watches=len(watched),
            quiet=frozenset(n for n, seat in enumerate(seats) if n >= len(watched) and seat not in gives),
            badges=badges,
            at=tuple(at[badge] for badge in badges),
            before=tuple(_stood(own, posts, badge, edges[0], limits.due_minutes) for badge in badges),
            allowed=_allowed(known, badges, seats, turns, open_cells),
            gone=tuple(turns),
            meals=_meals(known, on, times, edges, seats, badges, own),
        )

    def roster_of(self, stands: list[list[int]]) -> Roster:
        """Return the roster with the plan: `stands[officer][block]` is a seat's number."""
        at_seat: dict[SeatId, Tour] = {t.seat: t for t in self.gone}
        kinds = {t.badge: t.kind for t in self.gone}
        left = [_until(t, self.edges[0]) for t in self.gone if t.start < self.edges[0]]
        for badge, seats in zip(self.badges, stands, strict=True):
            for (start, end), seat in zip(pairwise(self.edges), seats, strict=True):
                like = at_seat[self.seats[seat]]
                here = replace(like, badge=badge, kind=kinds[badge], is_locked=False)
                left.append(replace(here, start=Minute(start), end=Minute(end)))
        gone, joined = set(self.gone), _joined(left)
        roster = self.known.roster
        return roster.with_tours((*(t for t in roster.tours if t not in gone), *joined))

    def told(self, after: Roster, model: "_Model", values: list[int], is_proven: bool) -> StintPlan:
        """Return the plan, judged by the checker."""
        checker, seats = self.known.checker, set(self.seats)
        report = checker.edited(after).report
        inside, (on, shift) = set(self.badges), (self.gone[0].on, self.gone[0].shift)
        stints = (t for t in after.tours if t.badge in inside and t.seat in seats and t.end > self.edges[0])
        past_hard, past_due = model.past(values, model.late_hard), model.past(values, model.late)
        return StintPlan(
            edges=tuple(Minute(m) for m in self.edges),
            watches=self.seats[: self.watches],
            reliefs=self.seats[self.watches :],
            stints=tuple(sorted(t for t in stints if (t.on, t.shift) == (on, shift))),
            changes=difference(self.known.roster, after),
            past_hard=sum(past_hard.values()),
            past_due=sum(past_due.values()),
            most=values[model.most.index] * model.unit,
            without_meal=values[model.lost.index] if model.lost is not None else 0,
            is_proven=is_proven,
            worn=tuple(sorted(badge for badge, late in past_due.items() if late)),
            broken=beyond(report.blocking, checker.report.blocking),
        )


class _Model:
    """Who has which seat in which block."""

    def __init__(self, scene: _Scene) -> None:
        """Write the model down."""
        from ortools.sat.python import cp_model

        self.model, self._scene = cp_model.CpModel(), scene
        self._minutes = [end - start for start, end in pairwise(scene.edges)]
        self.unit = gcd(*self._minutes)
        officers, blocks, seats = range(len(scene.badges)), range(len(self._minutes)), range(len(scene.seats))
        new = self.model.new_bool_var
        self._has = {(o, b, s): new("") for o in officers for b in blocks for s in seats if scene.allowed[o][s]}
        for b in blocks:
            for o in officers:
                self.model.add_exactly_one(self._has[o, b, s] for s in seats if scene.allowed[o][s])
            for s in seats:
                self.model.add_exactly_one(self._has[o, b, s] for o in officers if scene.allowed[o][s])
        self.late = self._stays(1)
        self.late_hard = self._stays(max(1, scene.limits.hard_minutes // scene.limits.due_minutes))
        whole = sum(self._minutes) // self.unit
        self.most = self.model.new_int_var(0, whole, "")
        for o in officers:
            self.model.add(self.most >= sum(self._watching(o, b) * (self._minutes[b] // self.unit) for b in blocks))
        meals = scene.meals
        self.lost = meals.lost(self.model, self._has, self._minutes, len(officers)) if meals is not None else None
        self._minimise(whole)

    def _minimise(self, whole: int) -> None:
        """Minimise the sums in order: each counts more than all that come after it together."""
        from ortools.sat.python import cp_model

        officers, seats = len(self._scene.badges), len(self._scene.seats)
        posts, reliefs, meals = self._posts(), self._reliefs(), self._scene.meals
        weight, weighed = 1, list[tuple[cp_model.IntVar, int]]()
        for terms, most in (
            ([(v, 1) for v in reliefs], officers * len(self._minutes)),
            ([(v, 1) for v in posts], officers * seats),
            ([(self.most, 1)], whole),
            (self._away(), len(self._scene.quiet) * whole),
            *([([(self.lost, 1)], meals.most(officers))] if self.lost is not None and meals is not None else []),
            (self._lasting(self.late), officers * whole),
            (self._lasting(self.late_hard), officers * whole),
        ):
            weighed += [(variable, weight * n) for variable, n in terms]
            weight *= most + 1
        self.model.minimize(cp_model.LinearExpr.weighted_sum([v for v, _ in weighed], [n for _, n in weighed]))

    def _watching(self, officer: int, block: int) -> "cp_model.LinearExpr":
        """Return 1 while an officer is on a watch; blocks before the first count as they were stood."""
        from ortools.sat.python import cp_model

        if block < 0:
            return cp_model.LinearExpr.sum([int(-block <= self._scene.before[officer])])
        seats = (self._has.get((officer, block, s)) for s in range(self._scene.watches))
        return cp_model.LinearExpr.sum([has for has in seats if has is not None])

    def _stays(self, stints: int) -> "dict[tuple[int, int], cp_model.IntVar]":
        """Return who is on a watch in a block after so many stints there without a break."""
        found = {}
        for o in range(len(self._scene.badges)):
            for b in range(len(self._minutes)):
                found[o, b] = late = self.model.new_bool_var("")
                self.model.add(late >= sum(self._watching(o, b - n) for n in range(stints + 1)) - stints)
        return found

    def _lasting(self, late: "dict[tuple[int, int], cp_model.IntVar]") -> "list[tuple[cp_model.IntVar, int]]":
        return [(variable, self._minutes[b] // self.unit) for (_, b), variable in late.items()]

    def _away(self) -> "list[tuple[cp_model.IntVar, int]]":
        """Return who has a quiet seat that is not his."""
        scene = self._scene
        return [
            (has, self._minutes[b] // self.unit)
            for (o, b, s), has in self._has.items()
            if s in scene.quiet and scene.at[o] != s
        ]

    def _posts(self) -> "list[cp_model.IntVar]":
        """Return for each officer and seat whether he has it at some time."""
        found: dict[tuple[int, int], cp_model.IntVar] = {}
        for (o, _, s), has in self._has.items():
            if (o, s) not in found:
                found[o, s] = self.model.new_bool_var("")
            self.model.add_implication(has, found[o, s])
        return list(found.values())

    def _reliefs(self) -> "list[cp_model.IntVar]":
        """Return for each officer and block whether he comes to another seat than he had."""
        found: dict[tuple[int, int], cp_model.IntVar] = {}
        for (o, b, s), has in self._has.items():
            if (o, b) not in found:
                found[o, b] = self.model.new_bool_var("")
            was = int(self._scene.at[o] == s) if b == 0 else self._has[o, b - 1, s]
            self.model.add(found[o, b] >= has - was)
        return list(found.values())

    def read(self, values: list[int]) -> list[list[int]]:
        """Return which seat each officer has in each block."""
        found = [[0] * len(self._minutes) for _ in self._scene.badges]
        for (o, b, s), has in self._has.items():
            if values[has.index]:
                found[o][b] = s
        return found

    def past(self, values: list[int], late: "dict[tuple[int, int], cp_model.IntVar]") -> dict[Badge, int]:
        """Return how many minutes each officer stays too long."""
        found = dict.fromkeys(self._scene.badges, 0)
        for (o, b), variable in late.items():
            found[self._scene.badges[o]] += values[variable.index] * self._minutes[b]
        return found


def _edges(start: int, end: int, due: int, now: int | None) -> tuple[int, ...]:
    """Return when somebody may be relieved: every `due` minutes of the shift, from the first such time not past."""
    first = start if now is None or now <= start else start + -(-(now - start) // due) * due
    return (*range(first, end, due), end) if first < end else ()


def _meals(
    known: Prepared,
    on: date,
    span: tuple[int, int],
    edges: tuple[int, ...],
    seats: tuple[SeatId, ...],
    badges: tuple[Badge, ...],
    own: list[Tour],
) -> Meals | None:
    """Return the meals of the shift by the policy in force on its date."""
    entry = next((use for use, _ in known.used if use.rule.key == MEALS and use.scope.covers(on)), None)
    posts = {p.code: p for p in known.problem.posts}
    return None if entry is None else Meals.of(entry.config.times, span, edges, seats, badges, own, posts)


def _turns(
    own: list[Tour], posts: dict[PostCode, Post], start: int, end: int, locked: set[Badge], able: set[Badge]
) -> list[Tour]:
    """Return the tours that take turns: of officers who are there all of [start, end), on seats that only they hold."""
    kept = [
        t
        for t in own
        if t.end > start
        and (posts[t.post].contact == ContactMode.WATCH or posts[t.post].gives_meal_reliefs or t.badge in able)
    ]
    stands = {t.badge for t in own if t.is_locked} | locked
    while True:
        short = {b for b in {t.badge for t in kept} if b in stands or not _covers(kept, start, end, badge=b)}
        open_seats = {s for s in {t.seat for t in kept} if not _covers(kept, start, end, seat=s)}
        left = [t for t in kept if t.badge not in short and t.seat not in open_seats]
        if len(left) == len(kept):
            return kept
        kept = left


def _covers(tours: list[Tour], start: int, end: int, badge: Badge | None = None, seat: SeatId | None = None) -> bool:
    """Return whether the tours of an officer, or of a seat, fill [start, end) without a gap or an overlap."""
    own = sorted((t.start, t.end) for t in tours if badge in (None, t.badge) and seat in (None, t.seat))
    touches = all(one[1] == two[0] for one, two in pairwise(own))
    return bool(own) and touches and own[0][0] <= start and own[-1][1] == end


def _stood(own: list[Tour], posts: dict[PostCode, Post], badge: Badge, until: int, due: int) -> int:
    """Return how many stints an officer has been on a watch without a break when a minute comes."""
    at, tours = until, [t for t in own if t.badge == badge and posts[t.post].contact == ContactMode.WATCH]
    for tour in sorted(tours, reverse=True):
        if tour.start < at <= tour.end:
            at = tour.start
    return -(-(until - at) // due)


def _open_cells(known: Prepared) -> Bools:
    """Return `[officer, slot]`: who may hold what, leaving out the rule that a plan of stints keeps by itself."""
    if not any(use.rule.key == RULE and use.is_hard for use, _ in known.used):
        return known.compiled.allowed
    others = [(use, terms) for use, terms in known.used if use.rule.key != RULE]
    return compile_terms(known.compiled.frame, others).allowed


def _able(known: Prepared, own: list[Tour], posts: dict[PostCode, Post], open_cells: Bools) -> set[Badge]:
    """Return who on the shift may hold one of its watches."""
    frame = known.compiled.frame
    watches = {(t.post, t.on, t.shift) for t in own if posts[t.post].contact == ContactMode.WATCH}
    slots = [frame.slot_index[place] for place in watches if place in frame.slot_index]
    return {t.badge for t in own if open_cells[frame.officer_index[t.badge], slots].any()}


def _allowed(
    known: Prepared, badges: tuple[Badge, ...], seats: tuple[SeatId, ...], turns: list[Tour], open_cells: Bools
) -> tuple[tuple[bool, ...], ...]:
    """Return whether each officer may hold each seat: as for whole tours, and where he stands already."""
    frame = known.compiled.frame
    slot_of = {t.seat: frame.slot_index.get((t.post, t.on, t.shift)) for t in turns}
    stands = {(t.badge, t.seat) for t in turns}
    return tuple(
        tuple(
            (badge, seat) in stands
            or (slot_of[seat] is not None and bool(open_cells[frame.officer_index[badge], slot_of[seat]]))
            for seat in seats
        )
        for badge in badges
    )


def _until(tour: Tour, end: int) -> Tour:
    return replace(tour, end=Minute(min(tour.end, end)))


def _joined(parts: Iterable[Tour]) -> list[Tour]:
    """Return parts of which those of one officer and seat that follow each other are one tour."""
    found: list[Tour] = []
    for part in sorted(parts, key=lambda t: (t.badge, t.seat, t.start)):
        last = found[-1] if found else None
        if last is not None and (last.badge, last.seat, last.end) == (part.badge, part.seat, part.start):
            found[-1] = replace(last, end=part.end)
        else:
            found.append(part)
    return found
