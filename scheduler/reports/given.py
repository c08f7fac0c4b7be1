"""What papers about a roster are made of, and what all of them say in the same words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduler.domain.deviations import DeviationRecord
from scheduler.domain.draws import Muster
from scheduler.domain.facility import Post, Shift
from scheduler.domain.papers import Block, Paper, Standing
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, Minute, PostCode, RosterState, SeatId, ShiftCode, TourKind
from scheduler.ledger import MealPlan

KIND_LETTERS = {TourKind.VOLUNTARY_OVERTIME: "OT", TourKind.MANDATED_OVERTIME: "M", TourKind.HOLD_OVER: "H"}
"""Beside a tour on paper; a regular tour has R, one that was swapped T."""
REGULAR, TRADED = "R", "T"
KINDS_IN_WORDS = "R regular, OT voluntary overtime, M mandated overtime, H held over, T traded"
_WEEK = 7


@dataclass(frozen=True)
class Given:
    """A roster with what is told of it on paper.

    Attributes:
        roster: The roster.
        problem: Its facility.
        names: Officers' names, "Last, First" or as the site writes them.
        at: The moment that the paper speaks of, with UTC offset: of the publication where there is one.
        anchor: Of the audit log, "" for none.
        sealed: Musters whose posts are still to be drawn: no paper tells them.
        meals: Who is relieved for a meal, by local date; dates without a plan are left out.
        deviations: Why posts are below the plan, by (post, local date, shift).
        supervisors: Badges of the facility's supervisors.
        traded: Tours, by (badge, post, local date, shift), that are somebody's by a swap.
    """

    roster: Roster
    problem: Problem
    names: Mapping[Badge, str]
    at: datetime
    anchor: str = ""
    sealed: frozenset[Muster] = frozenset()
    meals: Mapping[date, MealPlan] = field(default_factory=dict)
    deviations: Mapping[tuple[PostCode, date, ShiftCode], DeviationRecord] = field(default_factory=dict)
    supervisors: frozenset[Badge] = frozenset()
    traded: frozenset[tuple[Badge, PostCode, date, ShiftCode]] = frozenset()

    @property
    def span(self) -> tuple[date, date]:
        """First and last local date of the roster."""
        return self.roster.period.first, self.roster.period.last

    @cached_property
    def posts(self) -> dict[PostCode, Post]:
        """Posts by code."""
        return {post.code: post for post in self.problem.posts}

    @cached_property
    def tours_of(self) -> dict[tuple[date, ShiftCode, PostCode, int], list[Tour]]:
        """Tours of each seat, by start; those of musters still to be drawn left out."""
        found: dict[tuple[date, ShiftCode, PostCode, int], list[Tour]] = {}
        for tour in self.roster.tours:
            if Muster(on=tour.on, shift=tour.shift) not in self.sealed:
                found.setdefault((tour.on, tour.shift, tour.post, tour.index), []).append(tour)
        return found

    @cached_property
    def _held(self) -> dict[tuple[date, ShiftCode, PostCode], int]:
        """How many seats are held or lie before one that is, by post, date and watch."""
        found: dict[tuple[date, ShiftCode, PostCode], int] = {}
        for on, shift, post, index in self.tours_of:
            found[on, shift, post] = max(found.get((on, shift, post), 0), index + 1)
        return found

    @cached_property
    def asked(self) -> dict[tuple[PostCode, date, ShiftCode], tuple[int, int]]:
        """Seats that a post must have and is to have on a shift of a date: (minimum, wanted)."""
        return {(slot.post, slot.on, slot.shift): (slot.minimum, slot.wanted) for slot in self.problem.slots()}

    def seats(self, on: date, shift: Shift) -> Iterator[tuple[Post, int, tuple[Tour, ...]]]:
        """Yield post, number of the seat from 0 and its tours, in the facility's order, those that nobody holds too."""
        for post in self.problem.posts:
            _, wanted = self.asked.get((post.code, on, shift.code), (0, 0))
            for index in range(max(wanted, self._held.get((on, shift.code, post.code), 0))):
                yield post, index, tuple(self.tours_of.get((on, shift.code, post.code, index), ()))

    def name(self, badge: Badge) -> str:
        """Return name and badge of an officer."""
        return f"{self.names[badge]} ({badge})" if badge in self.names else str(badge)

    def wall(self, minute: Minute) -> str:
        """Return the wall time of an elapsed minute."""
        return f"{self.problem.clock.local(minute):%H:%M}"

    def status(self, tour: Tour) -> str:
        """Return the letter of a tour's kind."""
        if (tour.badge, tour.post, tour.on, tour.shift) in self.traded:
            return TRADED
        return KIND_LETTERS.get(tour.kind, REGULAR)

    def is_drawn_later(self, on: date, shift: Shift) -> bool:
        """Whether the posts of a watch are still to be drawn."""
        return Muster(on=on, shift=shift.code) in self.sealed

    def meal_of(self, tour: Tour) -> str:
        """Return when an officer is relieved for a meal on a seat, "" for never."""
        plan = self.meals.get(tour.on)
        seat = SeatId(tour.seat)
        for meal in plan.meals if plan is not None else ():
            if (meal.seat, meal.badge) == (seat, tour.badge) and tour.start <= meal.start < tour.end:
                return self.wall(meal.start)
        return ""

    def paper(
        self, kind: str, title: str, span: str, marking: str, blocks: Sequence[Block], is_wide: bool = False
    ) -> Paper:
        """Return a paper about the roster."""
        is_published = self.roster.state in (RosterState.PUBLISHED, RosterState.ARCHIVED)
        return Paper(
            kind=kind,
            title=title,
            facility=self.problem.facility.name,
            span=span,
            standing=Standing.PUBLISHED if is_published else Standing.DRAFT,
            version=self.roster.version,
            anchor=self.anchor,
            made_at=self.at,
            marking=marking,
            is_wide=is_wide,
            blocks=tuple(blocks),
        )

    def record(
        self, kind: str, title: str, span: str, marking: str, blocks: Sequence[Block], is_wide: bool = False
    ) -> Paper:
        """Return a paper about records of the roster's dates: it is neither a draft nor a version."""
        made = self.paper(kind, title, span, marking, blocks, is_wide)
        return replace(made, standing=Standing.NEITHER, version=0)


def day_in_words(on: date) -> str:
    """Return "Monday 14 December 2026"."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def span_in_words(first: date, last: date) -> str:
    """Return "6 Dec 2026 to 2 Jan 2027"."""
    return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"


def weeks(dates: Sequence[date]) -> Iterator[tuple[date, ...]]:
    """Yield the dates of a roster in parts of seven, the last one shorter."""
    for start in range(0, len(dates), _WEEK):
        yield tuple(dates[start : start + _WEEK])


def day_head(on: date) -> str:
    """Return "Mon 14 Dec"."""
    return f"{on:%a} {on.day} {on:%b}"


A_DAY = timedelta(days=1)
