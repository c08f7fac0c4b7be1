"""How many more tours an officer has in an area: what the roster grid may show in place of pair data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import WHOLE
from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import AreaCode, Badge, RotationClass
from scheduler.ledger.contact import Contacts, Ledger
from scheduler.ledger.places import Ints, Profile, lines_of_descent
from scheduler.ledger.windows import carried


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimit:
    """At most `limit_minutes` of weighted contact in any window of `days` dates."""

    days: int
    limit_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToursLeft:
    """An officer's tours left in an area before the first limit binds, and when rotation there is due.

    It names no inmate, and the number is the smallest of all who are there. `rotation_due` None: no tenure runs.
    """

    badge: Badge
    area: AreaCode
    tours: int
    rotation_due: date | None = None


def tours_left(
    problem: Problem,
    roster: Roster,
    limits: Iterable[ContactLimit],
    cadences: Mapping[RotationClass, tuple[Cadence, ...]],
) -> dict[Badge, tuple[ToursLeft, ...]]:
    """Return for each officer the areas with posts that meet inmates, fewest tours left first.

    Counted is what was worked and what the roster has, in windows that end on the date after the period; those who are
    met are the inmates who are there on that date, if nobody moves. A tour is one on the area's post and shift with the
    most contact, worked whole.

    Args:
        problem: History, whereabouts and tenures.
        roster: All its tours count as worked.
        limits: The contact targets and caps that the policy has in force.
        cadences: After which tenure rotation is due, for each class that is watched; the earliest counts.
    """
    ledger = Ledger.of(problem)
    met = ledger.contacts(ledger.worked_work(problem.worked) + ledger.planned_work(roster.tours))
    there = _columns_by_place(ledger)
    rooms = _Rooms(ledger, met, tuple(limits), there)
    due = _rotation_due(problem, cadences)
    left: dict[AreaCode, Ints] = {}
    for post in problem.posts:
        minutes = max((s.end - s.start for s in ledger.slots if s.post == post.code), default=0)
        heads = max((s.minimum for s in ledger.slots if s.post == post.code), default=0)
        profile = ledger.places.profiles[ledger.places.profile(post.code, problem.period.last, heads >= 2)]
        tours = rooms.tours(profile, minutes) if minutes else None
        if tours is not None:
            left[post.area] = np.minimum(left[post.area], tours) if post.area in left else tours
    found: dict[Badge, tuple[ToursLeft, ...]] = {}
    for o, officer in enumerate(problem.officers):
        lines = [
            ToursLeft(badge=officer.badge, area=a, tours=int(tours[o]), rotation_due=due.get((officer.badge, a)))
            for a, tours in left.items()
        ]
        found[officer.badge] = tuple(sorted(lines, key=lambda line: (line.tours, line.area)))
    return found


class _Rooms:
    """What each officer has left with those in a place, worked out once a place."""

    def __init__(self, ledger: Ledger, met: Contacts, limits: tuple[ContactLimit, ...], there: dict[int, Ints]) -> None:
        self._ledger, self._met, self._limits, self._there = ledger, met, limits, there
        self._end = ledger.day_of(ledger.problem.period.last) + 1
        self._known: dict[int, Ints] = {}

    def tours(self, profile: Profile, minutes: int) -> Ints | None:
        """Return `tours[officer]` of so many minutes that the profile has left; None: it meets nobody."""
        left: Ints | None = None
        for place, weight in zip(profile.places.tolist(), profile.weights.tolist(), strict=True):
            if place in self._there and self._limits:
                here = self._room(place) // (weight * minutes)
                left = here if left is None else np.minimum(left, here)
        return left

    def _room(self, place: int) -> Ints:
        if place not in self._known:
            rooms = np.zeros((len(self._limits), len(self._ledger.officers)), dtype=np.int64)
            for n, limit in enumerate(self._limits):
                rooms[n] = limit.limit_minutes * WHOLE
                columns = self._there[place]
                officers, most = carried(self._ledger, columns, limit.days, self._end, self._end, self._met)
                rooms[n, officers] = np.maximum(rooms[n, officers] - most[:, 0], 0)
            self._known[place] = rooms.min(axis=0)
        return self._known[place]


def _columns_by_place(ledger: Ledger) -> dict[int, Ints]:
    """Return the columns that are in each place at some time of the date after the period."""
    column, fragment = ledger.fragments_of(np.arange(ledger.columns))
    on = ledger.day[fragment] == ledger.day_of(ledger.problem.period.last) + 1
    found: dict[int, set[int]] = defaultdict(set)
    for c, place in zip(column[on].tolist(), ledger.place[fragment[on]].tolist(), strict=True):
        found[place].add(c)
    return {place: np.array(sorted(columns), dtype=np.int64) for place, columns in found.items()}


def _rotation_due(
    problem: Problem, cadences: Mapping[RotationClass, tuple[Cadence, ...]]
) -> dict[tuple[Badge, AreaCode], date]:
    """Return the first date of overdue tours of each officer in each area, sub-areas of a tenure's area included.

    A waiver that holds on that date puts it off until the day after it expires.
    """
    lines = lines_of_descent(problem.areas)
    rotation = {a.code: a.rotation for a in problem.areas}
    found: dict[tuple[Badge, AreaCode], date] = {}
    for tenure in problem.tenures:
        held = next((rotation[a] for a in lines[tenure.area] if rotation[a] != RotationClass.NONE), None)
        if held is None or not cadences.get(held):
            continue
        due = min(cadence.due(tenure.since) for cadence in cadences[held])
        for waiver in sorted(problem.rotation_waivers, key=lambda w: w.first):
            if waiver.badge == tenure.badge and waiver.area in lines[tenure.area] and waiver.holds_on(due):
                due = waiver.expires + timedelta(days=1)
        for area, line in lines.items():
            if tenure.area in line:
                key = (tenure.badge, area)
                found[key] = min(found.get(key, due), due)
    return found
