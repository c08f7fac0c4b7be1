"""How work was shared: what each officer carried in some dates, counted from tours, leave and swaps alone.

Nothing here describes a person: no trait of anybody is in Fairwatch. An agency that has to compare groups of its staff
joins these counts with records of its own, outside.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from scheduler.domain.people import Officer
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode, TourKind

SATURDAY = 5
Place = tuple[date, ShiftCode, PostCode]
_Code = TypeVar("_Code", PostCode, ShiftCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How often something that was asked for was decided, and how often it was refused."""

    decided: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What an officer carried in some dates.

    Attributes:
        badge: The officer.
        tours: Tours; one in parts on one post is one.
        minutes: Their true length.
        nights: Tours on watches that are nights.
        weekends: Tours that start on a Saturday or Sunday.
        hard: Tours on hard posts.
        voluntary: Tours of voluntary overtime.
        mandates: Tours of mandated overtime.
        held_over: Tours with a part of being held over.
        leave: Requests for leave that begins in the dates.
        swaps: Swaps that he proposed and the other one accepted.
        post: Where he was most often, None for nowhere.
        shift: The watch that he worked most often, None for none.
        years: Whole years of seniority on the last date.
    """

    badge: Badge
    tours: int
    minutes: int
    nights: int
    weekends: int
    hard: int
    voluntary: int
    mandates: int
    held_over: int
    leave: Outcome
    swaps: Outcome
    post: PostCode | None
    shift: ShiftCode | None
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What counts: watches that are nights, posts that are hard, and the local dates `first` to `last`, inclusive."""

    nights: frozenset[ShiftCode]
    hard: frozenset[PostCode]
    first: date
    last: date


def carried_by(
    officers: Iterable[Officer],
    tours: Iterable[Tour],
    leave: Mapping[Badge, Outcome],
    swaps: Mapping[Badge, Outcome],
    counting: Counting,
) -> tuple[Carried, ...]:
    """Return what each officer carried, by badge; those who neither worked nor asked for anything are in it too.

    Args:
        officers: All of them.
        tours: As worked, else as published; those of other dates are passed over.
        leave: By badge, what became of requests.
        swaps: By badge of who proposed, what became of them.
        counting: What counts.
    """
    own: dict[Badge, list[Tour]] = defaultdict(list)
    for tour in tours:
        if counting.first <= tour.on <= counting.last:
            own[tour.badge].append(tour)
    none = Outcome()
    found = []
    for officer in sorted(officers, key=lambda officer: officer.badge):
        badge = officer.badge
        found.append(_carried(officer, own.get(badge, []), leave.get(badge, none), swaps.get(badge, none), counting))
    return tuple(found)


def _carried(officer: Officer, tours: list[Tour], leave: Outcome, swaps: Outcome, counting: Counting) -> Carried:
    places = {(tour.on, tour.shift, tour.post) for tour in tours}
    kinds: dict[TourKind, set[Place]] = defaultdict(set)
    for tour in tours:
        kinds[tour.kind].add((tour.on, tour.shift, tour.post))
    return Carried(
        badge=officer.badge,
        tours=len(places),
        minutes=sum(tour.end - tour.start for tour in tours),
        nights=sum(shift in counting.nights for _, shift, _ in places),
        weekends=sum(on.weekday() >= SATURDAY for on, _, _ in places),
        hard=sum(post in counting.hard for _, _, post in places),
        voluntary=len(kinds[TourKind.VOLUNTARY_OVERTIME]),
        mandates=len(kinds[TourKind.MANDATED_OVERTIME]),
        held_over=len(kinds[TourKind.HOLD_OVER]),
        leave=leave,
        swaps=swaps,
        post=_most(post for _, _, post in places),
        shift=_most(shift for _, shift, _ in places),
        years=years_of(officer.seniority, counting.last),
    )


def _most(found: Iterable[_Code]) -> _Code | None:
    """Return what is found most often, of several the first by name."""
    counts = Counter(found)
    return min(counts, key=lambda one: (-counts[one], one), default=None)


def years_of(seniority: date, on: date) -> int:
    """Return whole years of seniority on a date; none before it."""
    return max(0, on.year - seniority.year - ((on.month, on.day) < (seniority.month, seniority.day)))
