"""Post plans of one muster: who may stand where, and whether a plan is worth what the published one is."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scheduler.check import Checker
from scheduler.domain.draws import Muster
from scheduler.domain.findings import Report
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Minute, Severity, TourKind

Plan = tuple[int, ...]
"""`plan[n]` is the place, in `Plans.tours`, of the tour whose seat the officer of tour `n` takes."""


@dataclass(frozen=True)
class Value:
    """What must stay: every tier, every never and stop finding, and how many findings ask for a reason."""

    tiers: tuple[int, ...]
    blocking: tuple[Any, ...]
    asking: tuple[tuple[str, int], ...]


def value_of(report: Report) -> Value:
    """Return what plans are compared by."""
    asking = Counter(f.entry for f in report.findings if f.severity == Severity.ASK)
    return Value(
        tiers=tuple(t.value for t in report.tiers),
        blocking=report.blocking,
        asking=tuple(sorted(asking.items())),
    )


class Plans:
    """The post plans of a muster, with everything outside it as it stands.

    Attributes:
        tours: The muster's tours that may be exchanged, in order; the first plan is 0, 1, 2 and so on.
        open_to: For each of them, the places whose seat its officer could take: of the same hours and with the
            qualifications that the post asks for. Whether all rules allow it, the checker says.
        officers: How many tours the muster has, those that stay included.
    """

    def __init__(self, problem: Problem, roster: Roster, muster: Muster) -> None:
        """Judge the roster as it stands.

        Args:
            problem: What the roster answers. Its published tours count for nothing: before the draw nobody holds a
                post, so that no plan is a change.
            roster: The roster with the posts as planned, or drawn for musters before.
            muster: Where exchanges are made.
        """
        of_muster = tuple(tour for tour in roster.tours if muster.holds(tour))
        self.officers = len(of_muster)
        self.tours = tuple(t for t in of_muster if not _stays(problem, roster, t))
        self._problem = replace(problem, published=())
        self._rest = tuple(t for t in roster.tours if t not in set(self.tours))
        self._qualified = {o.badge: o.qualifications for o in problem.officers}
        self._needs = {p.code: p.qualifications for p in problem.posts}
        self.open_to = tuple(
            tuple(j for j, seat in enumerate(self.tours) if i == j or self._may_take(tour, seat))
            for i, tour in enumerate(self.tours)
        )
        self.first: Plan = tuple(range(len(self.tours)))
        first_place: dict[str, int] = {}
        self._post_place = [first_place.setdefault(tour.post, n) for n, tour in enumerate(self.tours)]
        self._roster = roster
        self.checker = Checker.of(self._problem, roster)
        self.value = value_of(self.checker.report)

    def roster(self, plan: Plan) -> Roster:
        """Return the roster with a plan's posts."""
        moved = (
            replace(self.tours[place], badge=tour.badge, kind=tour.kind)
            for tour, place in zip(self.tours, plan, strict=True)
        )
        return self._roster.with_tours((*self._rest, *moved))

    def step(self, checker: Checker, plan: Plan) -> Checker | None:
        """Return the checker of a plan's roster if that is worth what the first plan is, else None.

        Args:
            checker: That of a plan which differs in few places: what differs is judged.
            plan: The plan asked about.
        """
        after = checker.edited(self.roster(plan))
        return after if value_of(after.report) == self.value else None

    def is_equal(self, roster: Roster) -> bool:
        """Whether a roster, judged as a whole, is worth what the first plan's is."""
        return value_of(Checker.of(self._problem, roster).report) == self.value

    def posts(self, plan: Plan) -> tuple[int, ...]:
        """Return a plan with the seats of one post told apart no more: each officer's post, by its first place."""
        return tuple(self._post_place[place] for place in plan)

    def _may_take(self, tour: Tour, seat: Tour) -> bool:
        """Whether the officer of a tour has what another tour's seat asks for, and both have the same hours."""
        if (tour.start, tour.end) != (seat.start, seat.end):
            return False
        clock = self._problem.clock
        first, last = clock.date_of(tour.start), clock.date_of(Minute(tour.end - 1))
        return all(self._holds(tour, code, first, last) for code in self._needs.get(seat.post, ()))

    def _holds(self, tour: Tour, code: str, first: date, last: date) -> bool:
        return any(h.qualification == code and h.is_valid(first, last) for h in self._qualified.get(tour.badge, ()))


def _stays(problem: Problem, roster: Roster, tour: Tour) -> bool:
    """Whether a tour takes no part: locked, agreed between officers, or on a post held by bid or assignment."""
    if (
        tour.is_locked
        or tour.kind == TourKind.SWAP
        or any(k.badge == tour.badge and k.on == tour.on for k in roster.locks)
    ):
        return True
    return any(
        (award.badge, award.post) == (tour.badge, tour.post)
        and award.first <= tour.on
        and (award.last is None or tour.on <= award.last)
        and award.shift in (None, tour.shift)
        for award in problem.awards
    )
