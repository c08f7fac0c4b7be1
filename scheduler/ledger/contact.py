"""The exposure ledger: weighted minutes for which officers and inmates share a place. Integers: minutes x thousandths.

It is time in a shared place, rostered time only, and no proof of any contact. Inmates with one path share a column.
The time of all columns is broken into fragments (a place, from one minute to another of one local date), each of which
many columns hold; what tours meet is worked out once a fragment. Pairs are sums over a column's fragments, made when
asked for and kept nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from scheduler.domain.demand import Slot
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, InmateRef, PostCode, ShiftCode
from scheduler.ledger.numbers import distinct
from scheduler.ledger.paths import Path, paths
from scheduler.ledger.places import Ints, Places

_LONGEST_DAY = 1800
"""More minutes than any local date has."""


@dataclass(frozen=True)
class Work:
    """Spans of work: `who[n]` (an officer or slot index) is at work in [start[n], end[n]) with profile `profile[n]`."""

    who: Ints
    profile: Ints
    start: Ints
    end: Ints

    def __add__(self, other: "Work") -> "Work":
        """Return both together."""
        return Work(
            np.concatenate((self.who, other.who)),
            np.concatenate((self.profile, other.profile)),
            np.concatenate((self.start, other.start)),
            np.concatenate((self.end, other.end)),
        )


@dataclass(frozen=True)
class Contacts:
    """What was met in each fragment: `who[k]` with `value[k]`, k from `first[f]` to `first[f + 1]`; who may repeat."""

    first: Ints
    who: Ints
    value: Ints

    def of(self, fragments: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (position in `fragments`, who, value) of everything met in the given fragments."""
        low, count = self.first[fragments], self.first[fragments + 1] - self.first[fragments]
        at = ranges(low, count)
        return np.repeat(np.arange(len(fragments)), count), self.who[at], self.value[at]


@dataclass(frozen=True)
class Ledger:
    """A problem's inmates as columns and fragments, from `first_date` to `last_date`, both inclusive.

    Attributes:
        column: Column of each inmate; inmates with one path have one column.
        first: Where each column's fragments begin in `fragment`, shape [columns + 1].
        fragment: Fragment indices, in order of time within a column.
        place, day, start, end: Shape [fragments]; `day` 0 is `first_date`, [start, end) the elapsed minutes of it.
        midnights: Elapsed minute at which each day begins, shape [days + 1].
    """

    problem: Problem
    places: Places
    first_date: date
    last_date: date
    column: dict[InmateRef, int]
    first: Ints
    fragment: Ints
    place: Ints
    day: Ints
    start: Ints
    end: Ints
    midnights: Ints

    @classmethod
    def of(cls, problem: Problem, days_back: int = 366) -> "Ledger":
        """Build the ledger of a problem with the history of the last `days_back` dates before its period."""
        clock, period = problem.clock, problem.period
        earliest = period.first - timedelta(days=days_back)
        starts = [t.start for t in problem.worked]
        first_date = max(earliest, clock.date_of(min(starts))) if starts else period.first
        first_date = min(first_date, period.first)
        last_date = period.last + timedelta(days=3)
        dates = [first_date + timedelta(days=d) for d in range((last_date - first_date).days + 2)]
        places = Places(problem)
        found = paths(problem, places, clock.midnight(dates[0]), clock.midnight(dates[-1]))
        index: dict[Path, int] = {}
        column = {inmate: index.setdefault(path, len(index)) for inmate, path in found.items()}
        midnights = np.array([clock.midnight(on) for on in dates], dtype=np.int64)
        owner = np.repeat(np.arange(len(index)), [len(path) for path in index])
        pieces = np.array([piece for path in index for piece in path], dtype=np.int64).reshape(-1, 3)
        origin, day, start, end = _by_day(pieces[:, 0], pieces[:, 1], midnights)
        key = (pieces[origin, 2] * len(dates) + day) * _LONGEST_DAY + (start - midnights[day])
        key = key * _LONGEST_DAY + (end - midnights[day])
        _, one, fragment = np.unique(key, return_index=True, return_inverse=True)
        first = np.searchsorted(owner[origin], np.arange(len(index) + 1))
        return cls(
            problem=problem,
            places=places,
            first_date=first_date,
            last_date=last_date,
            column=column,
            first=first,
            fragment=fragment,
            place=pieces[origin[one], 2],
            day=day[one],
            start=start[one],
            end=end[one],
            midnights=midnights,
        )

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.first) - 1

    @property
    def days(self) -> int:
        """Number of local dates."""
        return len(self.midnights) - 1

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The period's slots, sorted as in `Problem.slots`."""
        return self.problem.slots()

    @cached_property
    def officers(self) -> dict[Badge, int]:
        """Officer index by badge, in the problem's order."""
        return {o.badge: i for i, o in enumerate(self.problem.officers)}

    def day_of(self, on: date) -> int:
        """Return the day index of a local date."""
        return (on - self.first_date).days

    def fragments_of(self, columns: Ints) -> tuple[Ints, Ints]:
        """Return (position in `columns`, fragment) of all fragments of the given columns."""
        count = self.first[columns + 1] - self.first[columns]
        return np.repeat(np.arange(len(columns)), count), self.fragment[ranges(self.first[columns], count)]

    def contacts(self, work: Work) -> Contacts:
        """Return what the work meets in each fragment."""
        origin, day, start, end = _by_day(work.start, work.end, self.midnights)
        profile = work.profile[origin]
        sizes = np.array([len(p.places) for p in self.places.profiles], dtype=np.int64)
        begins = np.concatenate(([0], np.cumsum(sizes)))
        all_places = _joined([p.places for p in self.places.profiles])
        all_weights = _joined([p.weights for p in self.places.profiles])
        span = np.repeat(np.arange(len(origin)), sizes[profile])
        at = ranges(begins[profile], sizes[profile])
        key = all_places[at] * self.days + day[span]
        order = np.argsort(key, kind="stable")
        key, span, weight = key[order], span[order], all_weights[at][order]
        wanted = self.place * self.days + self.day
        low = np.searchsorted(key, wanted)
        count = np.searchsorted(key, wanted, side="right") - low
        fragment = np.repeat(np.arange(len(wanted)), count)
        met = ranges(low, count)
        span, weight = span[met], weight[met]
        minutes = np.minimum(self.end[fragment], end[span]) - np.maximum(self.start[fragment], start[span])
        real = minutes > 0
        first = np.searchsorted(fragment[real], np.arange(len(wanted) + 1))
        return Contacts(first, work.who[origin[span[real]]], (minutes * weight)[real])

    @cached_property
    def history(self) -> Contacts:
        """What officers (by index) met in the worked tours."""
        return self.contacts(self.worked)

    @cached_property
    def worked(self) -> Work:
        """The worked tours as work, with what was worked inside the period beyond its roster."""
        return self.worked_work((*self.problem.worked, *self.problem.held_over))

    @cached_property
    def of_slots(self) -> Contacts:
        """What an officer would meet on each slot (by index), worked whole."""
        spans = [(self.places.profile(s.post, s.on, s.minimum >= 2), s.start, s.end) for s in self.slots]
        rows = np.array(spans, dtype=np.int64).reshape(-1, 3)
        return self.contacts(Work(np.arange(len(rows)), rows[:, 0], rows[:, 1], rows[:, 2]))

    def worked_work(self, tours: Iterable[Tour]) -> Work:
        """Return worked tours as work: a watch is paired in just those minutes in which two or more kept it."""
        kept = {w.post for w in self.problem.watches}
        on_watch: dict[str, list[Tour]] = defaultdict(list)
        alone: list[Tour] = []
        for tour in tours:
            if tour.post in kept:
                on_watch[tour.post].append(tour)
            elif tour.badge in self.officers and self.places.knows(tour.post):
                alone.append(tour)
        places = [(tour.post, tour.on) for tour in alone]
        profile = {place: self.places.profile(*place, False) for place in dict.fromkeys(places)}
        own = Work(
            np.array([self.officers[tour.badge] for tour in alone], dtype=np.int64),
            np.array([profile[place] for place in places], dtype=np.int64),
            np.array([tour.start for tour in alone], dtype=np.int64),
            np.array([tour.end for tour in alone], dtype=np.int64),
        )
        watched = [row for together in on_watch.values() for row in self._watch_rows(together)]
        return own + _work(watched) if watched else own

    @cached_property
    def _heads(self) -> dict[tuple[PostCode, date, ShiftCode], int]:
        """How many each slot of the period asks for."""
        return {(s.post, s.on, s.shift): s.minimum for s in self.slots}

    def planned_work(self, tours: Iterable[Tour]) -> Work:
        """Return tours of the period as work: a watch is paired where its slot asks for two or more."""
        heads = self._heads
        return _work(
            [
                (
                    self.officers[t.badge],
                    self.places.profile(t.post, t.on, heads.get((t.post, t.on, t.shift), 1) >= 2),
                    t.start,
                    t.end,
                )
                for t in tours
                if t.badge in self.officers and self.places.knows(t.post)
            ]
        )

    def _watch_rows(self, tours: list[Tour]) -> list[tuple[int, int, int, int]]:
        edges = distinct(np.array([(t.start, t.end) for t in tours], dtype=np.int64))
        heads = np.zeros(len(edges), dtype=np.int64)
        np.add.at(heads, np.searchsorted(edges, [t.start for t in tours]), 1)
        np.subtract.at(heads, np.searchsorted(edges, [t.end for t in tours]), 1)
        heads = np.cumsum(heads)
        rows = []
        for tour in tours:
            if tour.badge not in self.officers:
                continue
            for k in range(*np.searchsorted(edges, [tour.start, tour.end]).tolist()):
                profile = self.places.profile(tour.post, tour.on, bool(heads[k] >= 2))
                rows.append((self.officers[tour.badge], profile, int(edges[k]), int(edges[k + 1])))
        return rows

    def by_date(self, contacts: Contacts, who: int) -> Ints:
        """Return `value[column, day]` of one officer (or slot), dense: pair data, for those who may see it."""
        column, fragment = self.fragments_of(np.arange(self.columns))
        at, met, value = contacts.of(fragment)
        own = met == who
        found = np.zeros((self.columns, self.days), dtype=np.int64)
        np.add.at(found, (column[at[own]], self.day[fragment[at[own]]]), value[own])
        return found


def _work(rows: list[tuple[int, int, int, int]]) -> Work:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Work(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3])


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def ranges(low: Ints, count: Ints) -> Ints:
    """Return low[0], low[0] + 1, ... (count[0] of them), low[1], ... as one array."""
    shift = low - np.concatenate(([0], np.cumsum(count)[:-1])) if len(low) else low
    return np.repeat(shift, count) + np.arange(int(count.sum()))


def _by_day(start: Ints, end: Ints, midnights: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Split spans at local midnights: (index of the span, day, start, end); what lies outside all days is dropped."""
    low = np.maximum(start, midnights[0])
    high = np.minimum(end, midnights[-1])
    inside = np.flatnonzero(low < high)
    low, high = low[inside], high[inside]
    first = np.searchsorted(midnights, low, side="right") - 1
    last = np.searchsorted(midnights, high, side="left") - 1
    count = last - first + 1
    day = ranges(first, count)
    at = np.repeat(np.arange(len(inside)), count)
    return inside[at], day, np.maximum(low[at], midnights[day]), np.minimum(high[at], midnights[day + 1])
