"""What a post's points on a date rest on, as far as a roster decides it: counts, limits and tenures, in numbers.

Everything is read from the attention room itself: the steps of D1 from its own functions over every number of dates,
the limits of D2 from its own percents. It says how many dates an officer may have on the post in each
case, as a rule on rotation would.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.attention import AttentionTable
from scheduler.attention.holders import FEW, LEAST_TOURS, NaturalShares, percents, points
from scheduler.attention.scene import BACK, Ints, Scene
from scheduler.attention.tenure import Tenures
from scheduler.attention.tenure import points as tenure_points
from scheduler.domain.answers import LoweringAsked
from scheduler.domain.attention import FACTORS, Factor, Weights
from scheduler.domain.facility import WHOLE
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, Priority
from scheduler.ledger.tenure import BREAK_PERCENT, RUNS_PERCENT, WINDOW_DAYS
from scheduler.policies.standards import standards_of

DATES = 28
OF_ROSTER = frozenset({Factor.CONCENTRATION, Factor.TENURE, Factor.DEVIATION, Factor.FATIGUE})
"""What a roster decides of the points."""
_STEPS = ("some", "steady", "above")
_WITHOUT_END = 1 << 30
"""More percent than any share has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of the ways in which D1 comes to some points.

    Attributes:
        points: What D1 then adds.
        is_few: Whether fewer than `FEW` hold the post in it.
        most: How many dates anybody may have.
    """

    points: int
    is_few: bool
    most: Mapping[Badge, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenured:
    """A tenure on the post's unit that adds points while it counts and its officer holds the post.

    Attributes:
        full, coarse: The points with `FEW` holders or more, and with fewer.
        share: For each post, by index, the thousandths of the unit's area that a tour there counts for.
        may_end: Whether tours can end it: before enough of them are known, it counts whatever is worked.
    """

    badge: Badge
    full: int
    coarse: int
    share: Ints
    may_end: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Aim:
    """A post, shift and date that is to come under so many points, and what those rest on.

    Attributes:
        problem: Posts, shifts, history.
        asked: Which post, shift and date.
        ceiling: The points must be fewer.
        fixed: Points of reviews, rounds and logs.
        now: The points of each factor that a roster decides, as the roster stands.
        weights: The points of each step on the date.
        scene: What the factors read, for the roster as it stands.
        wanted: The dates that count for D1.
        cases: The ways of D1; none where it adds nothing whatever is worked.
        tenured: What D2 may count; none where it adds nothing.
        is_exact: The cases and tenures say all that there is to D1 and D2; else they say too little.
    """

    problem: Problem
    asked: LoweringAsked
    ceiling: int
    fixed: int
    now: Mapping[Factor, int]
    weights: Weights
    scene: Scene
    wanted: frozenset[date]
    cases: tuple[Case, ...]
    tenured: tuple[Tenured, ...]
    is_exact: bool

    @classmethod
    def of(cls, problem: Problem, roster: Roster, asked: LoweringAsked, table: AttentionTable) -> "Aim":
        """Read what the cell rests on; `table` is the roster's index."""
        at, weights = table.index(asked.post, asked.shift, asked.on), table.weights(asked.on)
        parts = {factor: int(table.part_low[(n, *at)]) for n, factor in enumerate(FACTORS)}
        first, days = table.dates[0], len(table.dates)
        scene = Scene.of(problem, roster.tours, asked.seen, asked.now, standards_of(problem), first, days)
        # Without contact, known for certain, neither D1 nor D2 counts; what is withheld counts for nobody who asks.
        is_gated = not parts[Factor.CONTACT] and Factor.CONTACT not in asked.withheld
        wanted = _wanted(problem, asked)
        is_open = {f: not is_gated and f not in asked.withheld for f in (Factor.CONCENTRATION, Factor.TENURE)}
        cases = tuple(_cases(problem, asked, weights, len(wanted))) if is_open[Factor.CONCENTRATION] else ()
        tenured: tuple[Tenured, ...] = ()
        is_exact = True
        if is_open[Factor.TENURE]:
            tenures = Tenures(scene)
            tenured = tuple(_tenured(scene, tenures, asked, weights))
            is_exact = _is_late_enough(scene, tenures, asked, weights) and _is_rising(weights)
        return cls(
            problem=problem,
            asked=asked,
            ceiling=asked.band.least,
            fixed=sum(n for factor, n in parts.items() if factor not in OF_ROSTER),
            now={factor: parts[factor] for factor in OF_ROSTER},
            weights=weights,
            scene=scene,
            wanted=wanted,
            cases=cases,
            tenured=tenured,
            is_exact=is_exact,
        )

    @property
    def first(self) -> date:
        """The first of the dates that count."""
        return self.asked.on - timedelta(days=DATES - 1)

    @property
    def must_be_held(self) -> bool:
        """Whether the post is closed, or uncovered, when nobody is there; it then has no points at all."""
        post, (minimum, _) = self.scene.post_index[self.asked.post], self.needs
        priority = self.problem.posts[post].priority
        return priority == Priority.CRITICAL if minimum else priority == Priority.PULL

    @property
    def needs(self) -> tuple[int, int]:
        """How many must and how many should be there on the date."""
        at = self.scene.post_index[self.asked.post], self.scene.shift_index[self.asked.shift]
        day = self.scene.day_of(self.asked.on)
        return int(self.scene.minimum[(*at, day)]), int(self.scene.wanted[(*at, day)])

    @property
    def ends(self) -> tuple[tuple[int, int, int], ...]:
        """Return by which rows a tenure does not count on the date asked about.

        Returns:
            Of each row the last day of its window, from `BACK` dates before the first one shown, and what its sum of
            (percent of the area less a limit, in thousandths of percent) may come to: (day, limit, most).
        """
        day = self.scene.day_of(self.asked.on)
        broken = ((d, BREAK_PERCENT * WHOLE, 0) for d in range(BACK, day + 1) if self._is_known(d))
        return (*broken, (day, RUNS_PERCENT * WHOLE, -1))

    def _is_known(self, day: int) -> bool:
        first = min((t.on for t in self.problem.worked), default=self.problem.period.first)
        return self.scene.dates[0] + timedelta(days=day - BACK - WINDOW_DAYS + 1) >= first


def _wanted(problem: Problem, asked: LoweringAsked) -> frozenset[date]:
    """Return the dates that count on which the post asks for somebody."""
    post = next(p for p in problem.posts if p.code == asked.post)
    dates = (asked.on - timedelta(days=n) for n in range(DATES))
    lines = ((on, line) for on in dates for line in post.coverage_on(on))
    return frozenset(on for on, line in lines if line.shift == asked.shift and max(line.minimum, line.wanted))


def _cases(problem: Problem, asked: LoweringAsked, weights: Weights, wanted: int) -> Iterator[Case]:
    """Yield every way of D1.

    Points are the same between two limits, so the highest percent of a number of points is just below a limit. Where
    few hold the post, the same goes for the most tours of one holder, which `LEAST_TOURS` decides.
    """
    shares = _shares(problem, asked, wanted)
    limits = sorted({weights.limit(Factor.CONCENTRATION, step) for step in _STEPS})
    for percent in (*(n - 1 for n in limits), _WITHOUT_END):
        most = {badge: int(np.flatnonzero(share <= percent)[-1]) for badge, share in shares.items()}
        for holders in (FEW, FEW - 1):
            share, tours = np.array([percent]), np.array([LEAST_TOURS])
            given = points(share, np.array([holders]), tours, weights)
            yield Case(points=int(given[0]), is_few=holders < FEW, most=most)
    seldom = dict.fromkeys(shares, LEAST_TOURS - 1)
    given = points(np.array([0]), np.array([FEW - 1]), np.array([LEAST_TOURS - 1]), weights)
    yield Case(points=int(given[0]), is_few=True, most=seldom)


def _shares(problem: Problem, asked: LoweringAsked, wanted: int) -> dict[Badge, Ints]:
    """Return of everybody the percent that 0, 1, 2 to 28 dates are."""
    number = {o.badge: n for n, o in enumerate(problem.officers)}
    badges = [*number, *sorted({t.badge for t in problem.worked} - number.keys())]
    post = next(p for p in problem.posts if p.code == asked.post)
    weekdays = frozenset(day for line in post.coverage if line.shift == asked.shift for day in line.weekdays)
    officers = np.array([number.get(badge, len(number)) for badge in badges], dtype=np.int64)
    parts, whole = NaturalShares(problem).of(officers, asked.shift, weekdays)
    counts, of = np.arange(DATES + 1, dtype=np.int64), np.array(wanted, dtype=np.int64)
    return dict(zip(badges, percents(counts, of, parts[:, None], whole[:, None]), strict=True))


def _tenured(scene: Scene, tenures: Tenures, asked: LoweringAsked, weights: Weights) -> Iterator[Tenured]:
    """Yield the tenures that ran before the roster and come near a limit by the date asked about."""
    of_post = set(tenures.of_post[scene.post_index[asked.post]].tolist())
    day = BACK + (asked.on - scene.dates[0]).days
    may_end = scene.dates[0].toordinal() + day - BACK - WINDOW_DAYS + 1 >= tenures.known_from
    for (badge, area), since in tenures.given.items():
        if area not in of_post:
            continue
        due, stop = tenures.percent(area, np.array([since.toordinal()]), asked.on.toordinal())
        full, coarse = (int(tenure_points(due, stop, np.array([n]), weights)[0]) for n in (FEW, FEW - 1))
        if full or coarse:
            share = tenures.shares[:, area]
            yield Tenured(badge=badge, full=full, coarse=coarse, share=share, may_end=may_end)


def _is_late_enough(scene: Scene, tenures: Tenures, asked: LoweringAsked, weights: Weights) -> bool:
    """Whether no tenure that begins within the dates shown comes near a limit by the date asked about."""
    begun = np.array([scene.dates[0].toordinal()])
    for area in tenures.of_post[scene.post_index[asked.post]].tolist():
        due, stop = tenures.percent(area, begun, asked.on.toordinal())
        if any(tenure_points(due, stop, np.array([n]), weights)[0] for n in (FEW, FEW - 1)):
            return False
    return True


def _is_rising(weights: Weights) -> bool:
    """Whether a longer tenure never has fewer points, so that the longest one decides."""
    steps = [weights.points(Factor.TENURE, step) for step in ("notice", "due", "overdue")]
    return steps == sorted(steps)
