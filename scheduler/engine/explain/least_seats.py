"""How many seats of a post must change hands at the least before the post can come under a band, and from whom.

A change puts somebody else on some seats, one officer on each. The points of an open cell are the fixed ones (reviews,
rounds, logs) and those of D1, D2, D4 and D5. Take any change of n seats that ends below the ceiling, and let x be what
D1 comes to. Then fixed + x is below the ceiling, for no part is negative, and:

- If fixed + x and the present points of D2, D4 and D5 reach the ceiling, one of these three has changed: n >= 1.
- Either at least `FEW` hold the post after it. Where h hold it now, FEW - h of them are new, and each of them needs a
  seat of his own: n >= FEW - h. No holder's share is above the highest percent at which D1 gives x, so that, as his
  natural share and the dates asked for are no matter of the roster, no holder has more dates than the most with that
  share. One changed seat takes one date from one holder at most (or from as many as now share that seat): n is at least
  the sum of what they have over, divided by the most holders who have too much and share one seat.
- Or fewer than `FEW` hold it after it. Then the same holds with the coarse steps, and of h holders h - FEW + 1 left,
  which again needs a seat for each, or for as many as share one.

The least over every x and both cases is therefore a bound for every roster. What has begun, is locked or lies before
the roster cannot leave: where a holder would have to give more dates than he can, that case falls away, and where all
fall away no roster comes under the band. D2, D4 and D5 are taken as though one seat could do away with all of them,
which can only make the bound smaller.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.attention import AttentionTable
from scheduler.attention.holders import FEW, LEAST_TOURS, NaturalShares, is_few, percents, points
from scheduler.attention.scene import Ints
from scheduler.domain.answers import LoweringAsked
from scheduler.domain.attention import FACTORS, Factor, Weights
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.engine.explain.probe import Prober

DATES = 28
_STEPS = ("some", "steady", "above")
_WITHOUT_END = 1 << 30
"""More percent than any share has."""
OF_ROSTER = frozenset({Factor.CONCENTRATION, Factor.TENURE, Factor.DEVIATION, Factor.FATIGUE})
"""What a roster decides of the points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of the cases: what any change must do at the least that comes under the band in this way.

    Attributes:
        seats: How many seats it changes at the least.
        leaving: How many dates each holder gives away at the least.
        most: How many dates anybody may have after it.
        joining: How many hold the post for the first time at the least.
    """

    seats: int
    leaving: Mapping[Badge, int]
    most: Mapping[Badge, int]
    joining: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who holds a post and shift on the dates that count.

    Attributes:
        dates: Of each holder, the dates.
        standing: Of each holder, how many of them no change of the roster takes from him.
        seats: Who has each seat, where several officers share it.
    """

    dates: Mapping[Badge, frozenset[date]]
    standing: Mapping[Badge, int]
    seats: tuple[frozenset[Badge], ...]


def ways(prober: Prober, asked: LoweringAsked, table: AttentionTable) -> list[Way]:
    """Return in which ways a post could come under a band, the one of the fewest seats first; none: no roster can."""
    at = table.index(asked.post, asked.shift, asked.on)
    parts = {factor: int(table.part_low[(n, *at)]) for n, factor in enumerate(FACTORS)}
    fixed = sum(n for factor, n in parts.items() if factor not in OF_ROSTER)
    others = sum(n for factor, n in parts.items() if factor in OF_ROSTER - {Factor.CONCENTRATION})
    if not parts[Factor.CONCENTRATION]:  # none to lower; or the gate is closed, or it is withheld
        free = dict.fromkeys((o.badge for o in prober.problem.officers), DATES)
        of_share = [(0, Way(seats=0, leaving={}, most=free))]
    else:
        of_share = list(_of_share(prober, asked, table.weights(asked.on)))
    found = []
    for share, way in of_share:
        if fixed + share < asked.band.least:
            seats = max(way.seats, int(fixed + share + others >= asked.band.least))
            found.append(Way(seats=seats, leaving=way.leaving, most=way.most, joining=way.joining))
    return sorted(found, key=lambda way: (way.seats, sum(way.leaving.values()), -sum(way.most.values())))


def _of_share(prober: Prober, asked: LoweringAsked, weights: Weights) -> Iterator[tuple[int, Way]]:
    """Yield (points of D1 after the change, what it takes to come to no more)."""
    held, shares = holding(prober, asked), _shares(prober, asked)
    now = len(held.dates)
    limits = [weights.limit(Factor.CONCENTRATION, step) for step in _STEPS]
    for after in (FEW, FEW - 1):
        # Points are the same between two limits, so the highest percent of a number of points is just below a limit.
        # Where few hold the post, the same goes for the most tours of one holder, which LEAST_TOURS decides.
        for percent, tours in (
            (limit, tours) for limit in (*(n - 1 for n in limits), _WITHOUT_END) for tours in (0, 1)
        ):
            most = _most(shares, percent) if tours else dict.fromkeys(shares, LEAST_TOURS - 1)
            share, least = np.array([percent]), np.array([LEAST_TOURS if tours else 0])
            given = points(share, np.array([after]), least, weights)
            if not tours and not is_few(np.array([after]))[0]:
                continue
            over = {badge: max(0, len(dates) - most[badge]) for badge, dates in held.dates.items()}
            over = {badge: n for badge, n in over.items() if n}
            if any(n > len(held.dates[badge]) - held.standing[badge] for badge, n in over.items()):
                continue
            if after < FEW and sum(n > 0 for n in held.standing.values()) > after:
                continue
            sharing = max((len(seat & over.keys()) for seat in held.seats), default=1)
            joining, parting = (FEW - now, 0) if after == FEW else (0, now - after)
            together = max((len(seat) for seat in held.seats), default=1)
            seats = max(-(-sum(over.values()) // max(1, sharing)), joining, -(-parting // max(1, together)), 0)
            yield int(given[0]), Way(seats=seats, leaving=over, most=most, joining=max(0, joining))


def holding(prober: Prober, asked: LoweringAsked) -> Holding:
    """Return who holds the post and shift on the 28 dates that end on the date asked about."""
    problem, first = prober.problem, asked.on - timedelta(days=DATES - 1)
    wanted = _wanted(prober, asked)
    own = {tour for source in (problem.worked, prober.roster.tours) for tour in source if _is_there(tour, asked)}
    there = [tour for tour in own if first <= tour.on and tour.on in wanted]
    stands = {tour for tour in there if not may_leave(prober, asked, tour)}
    dates: dict[Badge, set[date]] = defaultdict(set)
    standing: dict[Badge, set[date]] = defaultdict(set)
    seats: dict[str, set[Badge]] = defaultdict(set)
    for tour in there:
        dates[tour.badge].add(tour.on)
        seats[tour.seat].add(tour.badge)
        if tour in stands:
            standing[tour.badge].add(tour.on)
    return Holding(
        dates={badge: frozenset(found) for badge, found in dates.items()},
        standing={badge: len(standing[badge]) for badge in dates},
        seats=tuple(frozenset(badges) for badges in seats.values() if len(badges) > 1),
    )


def may_leave(prober: Prober, asked: LoweringAsked, tour: Tour) -> bool:
    """Whether a tour may leave the roster: it is of the roster, has not begun, and is neither fixed nor locked."""
    return tour in prober.roster.tours and tour.start > asked.now and prober.is_movable(tour)


def _is_there(tour: Tour, asked: LoweringAsked) -> bool:
    return (tour.post, tour.shift) == (asked.post, asked.shift) and tour.on <= asked.on


def _wanted(prober: Prober, asked: LoweringAsked) -> frozenset[date]:
    """Return the dates that count on which the post asks for somebody."""
    post = next(p for p in prober.problem.posts if p.code == asked.post)
    dates = (asked.on - timedelta(days=n) for n in range(DATES))
    lines = ((on, line) for on in dates for line in post.coverage_on(on))
    return frozenset(on for on, line in lines if line.shift == asked.shift and max(line.minimum, line.wanted))


def _shares(prober: Prober, asked: LoweringAsked) -> dict[Badge, Ints]:
    """Return of everybody the percent that 0, 1, 2 to 28 dates are."""
    problem, number = prober.problem, {o.badge: n for n, o in enumerate(prober.problem.officers)}
    left = {t.badge for t in problem.worked} - number.keys()
    badges = [*number, *sorted(left)]
    post = next(p for p in problem.posts if p.code == asked.post)
    weekdays = frozenset(day for line in post.coverage if line.shift == asked.shift for day in line.weekdays)
    officers = np.array([number.get(badge, len(number)) for badge in badges], dtype=np.int64)
    parts, whole = NaturalShares(problem).of(officers, asked.shift, weekdays)
    counts = np.arange(DATES + 1, dtype=np.int64)
    asked_for = np.array(len(_wanted(prober, asked)), dtype=np.int64)
    return dict(zip(badges, percents(counts, asked_for, parts[:, None], whole[:, None]), strict=True))


def _most(shares: Mapping[Badge, Ints], percent: int) -> dict[Badge, int]:
    """Return how many dates anybody may have with a share of no more than so many percent."""
    return {badge: int(np.flatnonzero(share <= percent)[-1]) for badge, share in shares.items()}
