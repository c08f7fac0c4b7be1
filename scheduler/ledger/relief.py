"""Meal relief: who relieves whom, and when.

LASD's manual (3-02/010.10) asks for a meal of 30 minutes that begins no later than two hours before the shift ends;
the other numbers are house policy. Meals are planned in blocks of the meal's length: the first may begin
`first_minutes` after the shift does, the last `last_minutes` before it ends, and each reliever gives his one after
another in the middle of that time. Whoever gives reliefs takes his own meal between them and needs none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.facility import Post
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode, SeatId, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class MealTimes:
    """When meals may be, in minutes: length, first start after the shift's, last start before its end.

    Whoever is on a post for less than `least_minutes` of the shift neither needs a relief nor gives one.
    """

    meal_minutes: int = 30
    first_minutes: int = 60
    last_minutes: int = 120
    least_minutes: int = 360

    def starts(self, start: int, end: int) -> range:
        """Return the minutes at which meals may begin in a shift of [start, end); each ends before the shift does."""
        last = end - max(self.last_minutes, self.meal_minutes)
        return range(start + self.first_minutes, last + 1, self.meal_minutes)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Meal:
    """An officer's meal in [start, end) of elapsed minutes, with who takes the post meanwhile."""

    start: Minute
    end: Minute
    badge: Badge
    seat: SeatId
    reliever: Badge
    reliever_seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MealPlan:
    """The meals of a date, by start, and the seats (with their officers) for which no relief is left."""

    meals: tuple[Meal, ...]
    without: tuple[tuple[SeatId, Badge], ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """All that one officer works on one post and shift of a date: tours by start."""

    post: Post
    tours: tuple[Tour, ...]

    @property
    def minutes(self) -> int:
        """True length of all parts together."""
        return sum(t.minutes for t in self.tours)

    def is_there(self, start: int, end: int) -> bool:
        """Whether the parts cover [start, end)."""
        covered = start
        for tour in self.tours:
            if tour.start > covered:
                break
            covered = max(covered, tour.end)
        return covered >= end


_Block = tuple[int, int]
"""Number of the reliever, start of the meal."""


def plan_meals(problem: Problem, tours: Iterable[Tour], on: date, times: MealTimes) -> MealPlan:
    """Plan the meals of the shifts that start on local date `on`; the same tours give the same plan.

    As many officers as possible get a meal. Relievers whose post covers the relieved one's area come first.
    """
    posts = {p.code: p for p in problem.posts}
    shifts = {s.code: s.span(problem.clock, on) for s in problem.shifts}
    by_shift: dict[ShiftCode, dict[tuple[PostCode, Badge], list[Tour]]] = defaultdict(lambda: defaultdict(list))
    for tour in sorted(t for t in tours if t.on == on):
        if tour.post in posts and tour.shift in shifts:
            by_shift[tour.shift][tour.post, tour.badge].append(tour)
    meals: list[Meal] = []
    without: list[tuple[SeatId, Badge]] = []
    for code in sorted(by_shift):
        stretches = [_Stretch(posts[post], tuple(own)) for (post, _), own in sorted(by_shift[code].items())]
        long_enough = [s for s in stretches if s.minutes >= times.least_minutes]
        eaters = [s for s in long_enough if needs_relief(s.post)]
        relievers = [s for s in long_enough if s.post.gives_meal_reliefs]
        blocks = {n: _blocks(reliever, shifts[code], times) for n, reliever in enumerate(relievers)}
        areas = {eater.post.area for eater in eaters}
        best_first = {area: _best_first(_around(problem, area), relievers, blocks) for area in areas}
        options = [_options(eater, best_first[eater.post.area], times.meal_minutes) for eater in eaters]
        for n, block in enumerate(_matched(options)):
            eater = eaters[n].tours[0]
            if block is None:
                without.append((eater.seat, eater.badge))
                continue
            reliever = relievers[block[0]].tours[0]
            end = Minute(block[1] + times.meal_minutes)
            meals.append(
                Meal(
                    start=Minute(block[1]),
                    end=end,
                    badge=eater.badge,
                    seat=eater.seat,
                    reliever=reliever.badge,
                    reliever_seat=reliever.seat,
                )
            )
    return MealPlan(meals=tuple(sorted(meals)), without=tuple(without))


def needs_relief(post: Post) -> bool:
    """Whether the holder of a post must be relieved for a meal; who gives reliefs needs none."""
    return post.needs_meal_relief and not post.gives_meal_reliefs


def _blocks(reliever: _Stretch, span: tuple[int, int], times: MealTimes) -> list[int]:
    """Return the starts of the meals that a reliever can give: the middle ones of those while he is there."""
    starts = [s for s in times.starts(*span) if reliever.is_there(s, s + times.meal_minutes)]
    spare = max(0, len(starts) - reliever.post.gives_meal_reliefs)
    return starts[spare // 2 :][: reliever.post.gives_meal_reliefs]


def _around(problem: Problem, area: AreaCode) -> set[AreaCode]:
    """Return an area and those that it lies in."""
    parent = {a.code: a.parent for a in problem.areas}
    around: set[AreaCode] = set()
    at: AreaCode | None = area
    while at is not None and at not in around:
        around.add(at)
        at = parent[at]
    return around


def _best_first(around: set[AreaCode], relievers: list[_Stretch], blocks: dict[int, list[int]]) -> list[_Block]:
    """Return all blocks for those who are in an area, the best first: of relievers who cover it, then the earliest."""
    is_far = {n: all(share.area not in around for share in relievers[n].post.shares) for n in blocks}
    return [(n, start) for _, start, n in sorted((is_far[n], start, n) for n in blocks for start in blocks[n])]


def _options(eater: _Stretch, blocks: list[_Block], length: int) -> list[_Block]:
    """Return those of some blocks that suit an officer, in their order."""
    starts = [start for _, start in blocks]
    if starts and eater.is_there(min(starts), max(starts) + length):  # all the time, as most are
        return blocks
    return [block for block in blocks if eater.is_there(block[1], block[1] + length)]


def _matched(options: list[list[_Block]]) -> list[_Block | None]:
    """Return a block for as many officers as possible, each block once, by augmenting paths in the officers' order."""
    taken: dict[_Block, int] = {}

    def place(n: int, tried: set[_Block]) -> bool:
        free = next((block for block in options[n] if block not in taken and block not in tried), None)
        if free is not None:
            taken[free] = n
            return True
        for block in options[n]:
            if block not in tried:
                tried.add(block)
                if place(taken[block], tried):
                    taken[block] = n
                    return True
        return False

    for n in range(len(options)):
        place(n, set())
    given = {n: block for block, n in taken.items()}
    return [given.get(n) for n in range(len(options))]
