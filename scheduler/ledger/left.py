"""How many more tours an officer has in an area: what the roster grid may show in place of pair data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import WHOLE
from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import AreaCode, Badge, PostCode, RotationClass
from scheduler.ledger.contact import Ledger, Work, ranges
from scheduler.ledger.places import Ints, lines_of_descent


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
    """Return for each officer the areas with posts that meet inmates, fewest tours left first; see `ToursCount`."""
    return ToursCount(problem, limits, cadences).of(roster.tours)


class ToursCount:
    """Counts tours left: what does not follow from the roster is worked out once, so that edits can be followed.

    Counted is what was worked and what the roster has, in windows that end on the date after the period; those who are
    met are the inmates who are there on that date, if nobody moves. A tour is one on the area's post and shift with the
    most contact, worked whole.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Iterable[ContactLimit],
        cadences: Mapping[RotationClass, tuple[Cadence, ...]],
    ) -> None:
        """Look at what the roster does not change.

        Args:
            problem: History, whereabouts and tenures.
            limits: The contact targets and caps that the policy has in force.
            cadences: After which tenure rotation is due, for each class that is watched; the earliest counts.
        """
        self._problem = problem
        self._ledger = ledger = Ledger.of(problem)
        self._limits = tuple(limits)
        self._worked = ledger.worked
        self._there = _columns_by_place(ledger)
        self._due = _rotation_due(problem, cadences)
        self._windows: dict[tuple[int, int], tuple[Ints, Ints, int]] = {}
        longest: dict[PostCode, int] = defaultdict(int)
        most: dict[PostCode, int] = defaultdict(int)
        for slot in ledger.slots:
            longest[slot.post] = max(longest[slot.post], slot.end - slot.start)
            most[slot.post] = max(most[slot.post], slot.minimum)
        last = problem.period.last
        self._posts = [
            (post.area, ledger.places.profiles[ledger.places.profile(post.code, last, most[post.code] >= 2)], minutes)
            for post in problem.posts
            if (minutes := longest[post.code])
        ]

    def of(self, tours: Iterable[Tour], badges: Set[Badge] | None = None) -> dict[Badge, tuple[ToursLeft, ...]]:
        """Return for officers the areas with posts that meet inmates, fewest tours left first.

        Args:
            tours: Those of the roster, of these officers at least; they count as worked.
            badges: Which officers; None: all.
        """
        officers = [o.badge for o in self._problem.officers if badges is None or o.badge in badges]
        number = np.full(len(self._problem.officers), -1, dtype=np.int64)
        number[[self._ledger.officers[badge] for badge in officers]] = np.arange(len(officers))
        planned = self._ledger.planned_work(t for t in tours if badges is None or t.badge in badges)
        met = self._met(self._worked + planned, number)
        rooms: dict[int, Ints] = {}
        left: dict[AreaCode, Ints] = {}
        for area, profile, minutes in self._posts:
            for place, weight in zip(profile.places.tolist(), profile.weights.tolist(), strict=True):
                if place not in self._there or not self._limits:
                    continue
                if place not in rooms:
                    rooms[place] = self._room(place, met, len(officers))
                here = rooms[place] // (weight * minutes)
                left[area] = np.minimum(left[area], here) if area in left else here
        counts = [(area, own.tolist()) for area, own in left.items()]
        found: dict[Badge, tuple[ToursLeft, ...]] = {}
        for o, badge in enumerate(officers):
            lines = [
                ToursLeft(badge=badge, area=area, tours=own[o], rotation_due=self._due.get((badge, area)))
                for area, own in counts
            ]
            found[badge] = tuple(sorted(lines, key=lambda line: (line.tours, line.area)))
        return found

    def _met(self, work: Work, number: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (fragment, officer, value) of everything that officers with a number met, by fragment."""
        own = number[work.who] >= 0
        met = self._ledger.contacts(Work(work.who[own], work.profile[own], work.start[own], work.end[own]))
        return np.repeat(np.arange(len(met.first) - 1), np.diff(met.first)), number[met.who], met.value

    def _room(self, place: int, met: tuple[Ints, Ints, Ints], officers: int) -> Ints:
        """Return the weighted minutes that each officer has left with those in a place, for the tightest limit."""
        rooms = np.zeros((len(self._limits), officers), dtype=np.int64)
        for n, limit in enumerate(self._limits):
            fragment, column, columns = self._window(place, limit.days)
            begin, end = np.searchsorted(met[0], fragment), np.searchsorted(met[0], fragment, side="right")
            entry = ranges(begin, end - begin)
            cell = met[1][entry] * columns + np.repeat(column, end - begin)
            sums = np.bincount(cell, met[2][entry], officers * columns).reshape(officers, columns)
            most = sums.max(axis=1).astype(np.int64)
            rooms[n] = np.maximum(limit.limit_minutes * WHOLE - most, 0)
        tightest: Ints = rooms.min(axis=0)
        return tightest

    def _window(self, place: int, days: int) -> tuple[Ints, Ints, int]:
        """Return (fragment, column) of those in a place, in the window that ends after the period; and how many."""
        if (place, days) not in self._windows:
            ledger, columns = self._ledger, self._there[place]
            column, fragment = ledger.fragments_of(columns)
            end = ledger.day_of(self._problem.period.last) + 1
            day = ledger.day[fragment]
            inside = (day <= end) & (day + days - 1 >= end)
            self._windows[place, days] = fragment[inside], column[inside], len(columns)
        return self._windows[place, days]


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
