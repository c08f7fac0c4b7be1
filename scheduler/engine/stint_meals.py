"""Meals in a plan of stints: how many officers are left without relief for a meal, as sums over who stands where.

Counted as `scheduler.ledger.relief` plans them: whoever is long enough on a post that gives reliefs gives as many as
the post says, one after another; whoever is long enough on a post that needs relief needs one. A meal that begins in
one part of a plan and ends in the next is not counted as given. Where everybody is there all the shift, and meals do
not lie across the parts, the count is that of the plan of meals.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.facility import Post
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, SeatId
from scheduler.ledger import MealTimes
from scheduler.ledger.relief import needs_relief

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class _Place:
    """A post that gives reliefs or needs one: numbers of its seats, and how many it gives; 0 needs one."""

    seats: tuple[int, ...]
    gives: int


@dataclass(frozen=True, slots=True)
class Meals:
    """Meals of one shift on one date.

    Attributes:
        least: Minutes on a post from which on it counts on either side.
        places: Posts of the seats among which officers change, as far as they matter to meals.
        room: How many meals fit into each part of the plan.
        fixed: Reliefs needed less reliefs given by those who take no turns.
        stood: Minutes that each officer is on each seat before the plan begins: `(officer, seat)`; none where 0.
    """

    least: int
    places: tuple[_Place, ...]
    room: tuple[int, ...]
    fixed: int
    stood: Mapping[tuple[int, int], int]

    @classmethod
    def of(
        cls,
        times: MealTimes,
        span: tuple[int, int],
        edges: tuple[int, ...],
        seats: tuple[SeatId, ...],
        officers: tuple[Badge, ...],
        own: Iterable[Tour],
        posts: Mapping[PostCode, Post],
    ) -> "Meals":
        """Return the meals of a shift that lasts [start, end) elapsed minutes.

        Args:
            times: When meals may be.
            span: The shift.
            edges: The parts of the plan.
            seats: Those among which officers change, by number.
            officers: Who takes turns, by number.
            own: All tours of the shift.
            posts: By code.
        """
        starts = times.starts(*span)
        seats_of: dict[PostCode, set[int]] = defaultdict(set)
        others: dict[tuple[Badge, PostCode], int] = defaultdict(int)
        stood: dict[tuple[int, int], int] = defaultdict(int)
        for tour in own:
            if tour.badge not in officers or tour.seat not in seats:
                others[tour.badge, tour.post] += tour.minutes
                continue
            seats_of[tour.post].add(seats.index(tour.seat))
            before = min(tour.end, edges[0]) - tour.start
            if before > 0:
                stood[officers.index(tour.badge), seats.index(tour.seat)] += before
        long = [posts[post] for (_, post), minutes in others.items() if minutes >= times.least_minutes]
        return cls(
            least=times.least_minutes,
            places=tuple(
                _Place(tuple(sorted(own)), min(posts[post].gives_meal_reliefs, len(starts)))
                for post, own in sorted(seats_of.items())
                if needs_relief(posts[post]) or posts[post].gives_meal_reliefs
            ),
            room=tuple(sum(a <= s and s + times.meal_minutes <= b for s in starts) for a, b in pairwise(edges)),
            fixed=sum(map(needs_relief, long)) - sum(min(p.gives_meal_reliefs, len(starts)) for p in long),
            stood=stood,
        )

    def lost(
        self,
        model: "cp_model.CpModel",
        has: "Mapping[tuple[int, int, int], cp_model.IntVar]",
        minutes: list[int],
        officers: int,
    ) -> "cp_model.IntVar":
        """Return a variable for how many stay without relief; `has[officer, block, seat]` is who stands where."""
        balance: list[cp_model.LinearExprT] = [self.fixed]
        for o in range(officers):
            for place in self.places:
                held = [(b, has[o, b, s]) for b in range(len(minutes)) for s in place.seats if (o, b, s) in has]
                if not held:
                    continue
                before = sum(self.stood.get((o, s), 0) for s in place.seats)
                whole, is_long = before + sum(minutes[b] * var for b, var in held), model.new_bool_var("")
                if not place.gives:
                    model.add(whole <= self.least - 1 + (before + sum(minutes)) * is_long)
                    balance.append(is_long)
                    continue
                given = model.new_int_var(0, place.gives, "")
                model.add(whole >= self.least * is_long)
                model.add(given <= place.gives * is_long)
                model.add(given <= sum(self.room[b] * var for b, var in held))
                balance.append(-given)
        lost = model.new_int_var(0, self.most(officers), "")
        model.add(lost >= sum(balance))
        return lost

    def most(self, officers: int) -> int:
        """Return more than can ever stay without relief."""
        return max(0, self.fixed) + officers * len(self.places)
