"""Meal relief.

The rule in words: on each shift, the officers who can relieve others for a meal are enough for all posts that cannot be
left without relief.
Source: LASD Manual of Policy 3-02/010.10: a meal of 30 minutes, begun no later than two hours before the shift ends;
supervisors are responsible for it.
Kept: three floors need relief, the rover gives three. Broken: the rover's post is empty: three meals without relief.
Counted by officers and posts, whatever the area: a post says how many reliefs its holder gives, as far as the shift
has time for so many one after another. Whoever gives reliefs takes his own meal between them and needs none. Whoever is
on a post for less than `least_minutes` of the shift counts on neither side; parts add up. Who relieves whom, and when,
is planned from the same numbers.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, Severity, ShiftCode
from scheduler.ledger.relief import MealTimes, needs_relief
from scheduler.rule import EVERYBODY, Breach, Crew, Frame, Rule, Scope, Term, View, setting
from scheduler.rule.presence import tours_among


@dataclass(frozen=True)
class Config:
    """The numbers of the rule, and of the plan of meals."""

    meal_minutes: int = setting(30, "Length of a meal", "minutes", 10, 120)
    first_minutes: int = setting(60, "No meal sooner after the shift's start", "minutes", 0, 480)
    last_minutes: int = setting(120, "No meal begins later before the shift's end", "minutes", 10, 480)
    least_minutes: int = setting(360, "Shorter stays on a post need no relief and give none", "minutes", 0, 720)

    @property
    def times(self) -> MealTimes:
        """The same numbers for the plan of meals."""
        return MealTimes(
            meal_minutes=self.meal_minutes,
            first_minutes=self.first_minutes,
            last_minutes=self.last_minutes,
            least_minutes=self.least_minutes,
        )


class MealRelief(Rule, config=Config):
    """Meals on a shift for which nobody is left to relieve."""

    key = "meal_relief"
    title = "Meal relief"
    unit = "meals"
    price_unit = "meals"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Each post that needs it has relief for a meal of {meal} min, "
            "begun no later than {last} min before the shift ends.",
            params={"meal": config.meal_minutes, "last": config.last_minutes},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """For each instance: reliefs given, less reliefs needed, are not below nothing."""
        posts = {p.code: p for p in frame.problem.posts}
        last = max(config.last_minutes, config.meal_minutes)
        room = (frame.minutes - last - config.first_minutes) // config.meal_minutes + 1
        gives = np.array([posts[s.post].gives_meal_reliefs for s in frame.slots], dtype=np.int64)
        needs = np.array([posts[s.post].needs_meal_relief for s in frame.slots], dtype=np.bool_) & (gives == 0)
        balance = np.where(needs, -1, np.minimum(gives, np.maximum(0, room)))
        balance[frame.minutes < config.least_minutes] = 0
        rows = []
        for i, slots in zip(frame.instances, frame.slots_of_instance, strict=True):
            if scope.covers(i.on) and (balance[slots] < 0).any():
                rows.append(slots[balance[slots] != 0])
        slot = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
        return (
            Crew(
                first=np.cumsum([0, *(len(r) for r in rows)], dtype=np.int64),
                officer=np.full(len(slot), EVERYBODY, dtype=np.int64),
                slot=slot,
                coef=balance[slot],
                need=np.zeros(len(rows), dtype=np.int64),
                cost=np.ones(len(rows), dtype=np.int64),
                day=np.array([frame.day[r[0]] for r in rows], dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count on each shift who needs a relief, and how many can be given."""
        eating = frozenset(p.code for p in view.problem.posts if needs_relief(p))
        giving = frozenset(p.code for p in view.problem.posts if p.gives_meal_reliefs)
        if not eating:
            return ()
        found = []
        for on in view.facts.slots_on:
            if not scope.covers(on):
                continue
            stays: dict[ShiftCode, dict[tuple[PostCode, Badge], list[Tour]]] = defaultdict(lambda: defaultdict(list))
            for tour in tours_among(view, eating | giving, on):
                stays[tour.shift][tour.post, tour.badge].append(tour)
            for code, own in stays.items():
                there = [k for k, tours in own.items() if sum(t.minutes for t in tours) >= config.least_minutes]
                eaters = [own[key][0] for key in there if key[0] in eating]
                room = len(config.times.starts(*view.shifts[code].span(view.problem.clock, on)))
                reliefs = sum(min(view.posts[p].gives_meal_reliefs, room) for p, _ in there if p in giving)
                if reliefs < len(eaters):
                    found.append(
                        Breach(
                            cells=(Cell(on=on, seat=min(t.seat for t in eaters)),),
                            measured=reliefs,
                            limit=len(eaters),
                            amount=len(eaters) - reliefs,
                            detail={"shift": view.shifts[code].name},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{shift}: {needed} posts need relief for a meal, {reliefs} can be given.",
            params={"shift": finding.detail["shift"], "needed": finding.limit, "reliefs": finding.measured},
        )
