"""Fair shares: how many nights, weekends, hard posts or overtime tours each officer would have if all bore alike.

House policy, and a plain proportion:

    share = carried by all x own weight x own days / sum of (weight x days)  +  demand x own weight / sum of weights

rounded up to whole tours. *Carried by all* are the counted tours of the last `days` dates before the period. *Demand*
are the counted seats that the period wants. *Weight* is what the officer's pattern would bring: the dates of the period
on which it gives a shift that has counted seats; on a free pattern, the tours of the contract times the part of dates
with counted seats. *Days* run from the officer's first worked tour in the window, so that whoever came later does not
take over what others carried before. Overtime has no demand that is known beforehand, and everybody weighs alike: the
share is then the mean of what was carried, and whoever has the fewest comes first.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.demand import Slot
from scheduler.domain.facility import Post
from scheduler.domain.people import Officer
from scheduler.domain.policy import PolicyEntry
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode

OVERTIME, NIGHTS, WEEKENDS, HARD = "overtime", "nights", "weekends", "hard"
KINDS = (OVERTIME, NIGHTS, WEEKENDS, HARD)
"""What can be spread."""
USUALLY_HARD = 25
"""Points of static attention from which on a post is hard where the policy does not say: house rule."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Share:
    """Counted tours of an officer: those `carried` in, and the `fair` number for window and period together."""

    carried: int
    fair: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Which tours count for a kind: on these shifts and posts, on these dates, of these kinds."""

    of: str
    nights: frozenset[ShiftCode]
    hard: frozenset[PostCode]

    @classmethod
    def of_problem(cls, problem: Problem, of: str, hard_points: int) -> "Counted":
        """Return what counts in a problem; posts are hard from `hard_points` of static attention on."""
        return cls(
            of=of,
            nights=frozenset(s.code for s in problem.shifts if s.is_night),
            hard=frozenset(p.code for p in problem.posts if attention(p) >= hard_points),
        )

    def among(self, tours: list[Tour]) -> list[Tour]:
        """Return those of worked tours that count."""
        if self.of == OVERTIME:
            return [t for t in tours if t.kind.is_overtime]
        if self.of == NIGHTS:
            return [t for t in tours if t.shift in self.nights]
        if self.of == WEEKENDS:
            return [t for t in tours if t.on.weekday() >= SATURDAY]
        return [t for t in tours if t.post in self.hard]

    def has(self, on: date, shift: ShiftCode, post: PostCode, is_overtime: bool) -> bool:
        """Whether a tour counts."""
        if self.of == OVERTIME:
            return is_overtime
        if self.of == NIGHTS:
            return shift in self.nights
        if self.of == WEEKENDS:
            return on.weekday() >= SATURDAY
        return post in self.hard


def attention(post: Post) -> int:
    """Return the sum of a post's static attention points."""
    return sum(factor.points for factor in post.attention)


def hard_points(entries: Iterable[PolicyEntry], on: date) -> int:
    """Return from how many points of static attention on a post is hard on a local date.

    Where the policy spreads hard posts, it says so there; elsewhere it is `USUALLY_HARD`.
    """
    held = {
        entry.id: {setting.name: setting.value for setting in entry.settings}
        for entry in sorted(entries, key=lambda entry: entry.effective)
        if entry.rule == "fair_spread" and entry.effective <= on
    }
    found = (said.get("hard_points") for said in held.values() if said.get("of") == HARD)
    return next((int(points) for points in found if points is not None), USUALLY_HARD)


def hard_posts(posts: Iterable[Post], points: int) -> frozenset[PostCode]:
    """Return the posts with so many points of static attention or more."""
    return frozenset(post.code for post in posts if attention(post) >= points)


def fair_shares(problem: Problem, slots: Iterable[Slot], of: str, days: int, hard_points: int) -> Mapping[Badge, Share]:
    """Return every officer's share; the docstring of the module has the formula.

    Args:
        problem: Whose worked tours, patterns and contracts count.
        slots: The problem's slots.
        of: One of `KINDS`.
        days: Dates before the period that count.
        hard_points: Static attention from which on a post is hard.
    """
    counted = Counted.of_problem(problem, of, hard_points)
    carried, known = _history(problem, counted, days)
    weights, demand = _weights(problem, slots, counted)
    weighed = {badge: weight * known[badge] for badge, weight in weights.items()}
    total, past, ahead = sum(carried.values()), max(1, sum(weighed.values())), max(1, sum(weights.values()))
    return {
        badge: Share(carried[badge], -(-(total * weighed[badge] * ahead + demand * weight * past) // (past * ahead)))
        for badge, weight in weights.items()
    }


def _history(problem: Problem, counted: Counted, days: int) -> tuple[dict[Badge, int], dict[Badge, int]]:
    """Return the counted tours of each officer in the window, and the days since his first tour there."""
    inside, known = _window(problem, days)
    tours = {(t.badge, t.on, t.shift, t.post) for t in counted.among(inside)}
    carried = dict.fromkeys(known, 0)
    for badge, _, _, _ in tours:
        carried[badge] += 1
    return carried, known


_RECENT: deque[tuple[Problem, int, tuple[list[Tour], dict[Badge, int]]]] = deque(maxlen=4)


def _window(problem: Problem, days: int) -> tuple[list[Tour], dict[Badge, int]]:
    """Return the officers' worked tours in the window, and the days since each one's first tour there.

    What counts differs by kind, this does not; so the answers for the last few problems, told apart by identity, are
    kept.
    """
    for asked, span, answer in tuple(_RECENT):
        if asked is problem and span == days:
            return answer
    first = problem.period.first
    since = first - timedelta(days=days)
    begun = dict.fromkeys((o.badge for o in problem.officers), first)
    inside = [t for t in problem.worked if since <= t.on < first and t.badge in begun]
    for tour in inside:
        if tour.on < begun[tour.badge]:
            begun[tour.badge] = tour.on
    found = inside, {badge: (first - on).days for badge, on in begun.items()}
    _RECENT.append((problem, days, found))
    return found


def _weights(problem: Problem, slots: Iterable[Slot], counted: Counted) -> tuple[dict[Badge, int], int]:
    """Return each officer's weight, in dates times the dates of the period, and the counted seats of the period."""
    if counted.of == OVERTIME:
        return {officer.badge: 1 for officer in problem.officers}, 0
    wanted = [s for s in slots if s.wanted > 0]
    asking: dict[date, set[ShiftCode]] = defaultdict(set)
    demand = 0
    for slot in wanted:
        if counted.has(slot.on, slot.shift, slot.post, is_overtime=False):
            asking[slot.on].add(slot.shift)
            demand += slot.wanted
    cycles = {p.code: p.cycle for p in problem.patterns}
    by_squad = {}
    for squad in problem.squads:
        cycle = cycles[squad.pattern]
        by_squad[squad.code] = problem.period.days * sum(
            cycle[(on - squad.anchor).days % len(cycle)] in shifts for on, shifts in asking.items()
        )
    mean = _mean_minutes(wanted)
    weights = {
        officer.badge: by_squad[officer.squad]
        if officer.squad is not None
        else _contract_tours(officer, problem.period.days, mean) * len(asking)
        for officer in problem.officers
    }
    return weights, demand


def _mean_minutes(slots: list[Slot]) -> int:
    """Return the mean length of the wanted seats."""
    seats = sum(s.wanted for s in slots)
    return max(1, sum((s.end - s.start) * s.wanted for s in slots) // seats) if seats else 1


def _contract_tours(officer: Officer, days: int, mean: int) -> int:
    """Return the tours of a contract in the period; five days in seven where it is open."""
    usual = days * 5 // 7
    if officer.contract is None or officer.contract.most_minutes is None:
        return usual
    return min(days, officer.contract.most_minutes // mean)
