"""Standing preferences.

The rule in words: an officer's standing first choice of post or shift is met where it can be.
Source: house policy; bid agreements take first choices of post, shift and days off.
Kept: prefers days, a day tour. Charged: the weight of the preference for each tour on another post or shift.
One preference may name a post and a shift: a tour meets it only with both. Several preferences of one officer each
count their own weight. Every tour counts, overtime too; a tour in several parts on one post is one tour. What is wished
for a single date is a wish, another rule.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.people import Preference
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, Severity, ShiftCode
from scheduler.rule import Breach, Frame, Price, Rule, Scope, Term, View, cell_mask, cell_of


@dataclass(frozen=True)
class Config:
    """Nothing to set: each preference has its weight."""


class Preferences(Rule, config=Config):
    """The weight of each standing preference for each tour that does not meet it."""

    key = "preferences"
    title = "Standing preferences"
    unit = "preferences"
    price_unit = "points"
    severities = (Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Standing first choices of post and shift are met where they can be.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Price each cell at the weight of each preference that it does not meet."""
        posts = np.array([s.post for s in frame.slots], dtype=np.str_)
        shifts = np.array([s.shift for s in frame.slots], dtype=np.str_)
        _, judged = cell_mask(frame, scope)
        officers, slots, costs = ([np.zeros(0, dtype=np.int64)] for _ in range(3))
        for choice in frame.problem.preferences:
            if not scope.has(choice.badge):
                continue
            other = np.zeros(len(frame.slots), dtype=np.bool_)
            if choice.post is not None:
                other |= posts != choice.post
            if choice.shift is not None:
                other |= shifts != choice.shift
            other &= judged & (frame.day >= frame.day_index(choice.first))
            if choice.last is not None:
                other &= frame.day <= frame.day_index(choice.last)
            found = np.flatnonzero(other)
            officers.append(np.full(len(found), frame.officer_index[choice.badge], dtype=np.int64))
            slots.append(found)
            costs.append(np.full(len(found), choice.weight, dtype=np.int64))
        return (Price(officer=np.concatenate(officers), slot=np.concatenate(slots), cost=np.concatenate(costs)),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Hold each tour against the preferences of its officer."""
        if "preferences" not in view.facts.memo:
            view.facts.memo["preferences"] = _by_badge(view.problem.preferences)
        chosen: dict[Badge, list[Preference]] = view.facts.memo["preferences"]
        found = []
        for badge in view.rostered(scope) if chosen else ():
            seen: set[tuple[date, ShiftCode, PostCode]] = set()
            for tour in view.tours_of[badge] if badge in chosen else ():
                place = tour.on, tour.shift, tour.post
                if not scope.covers(tour.on) or place in seen:
                    continue
                seen.add(place)
                missed = [c for c in chosen[badge] if c.holds_on(tour.on) and not _meets(tour, c)]
                if missed:
                    found.append(
                        Breach(
                            cells=(cell_of(tour),),
                            measured=len(missed),
                            limit=0,
                            amount=sum(c.weight for c in missed),
                            detail={"wanted": "; ".join(_words(view, c) for c in missed)},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(template="Would rather have: {wanted}.", params={"wanted": finding.detail["wanted"]})


def _by_badge(preferences: tuple[Preference, ...]) -> dict[Badge, list[Preference]]:
    found: dict[Badge, list[Preference]] = {}
    for choice in preferences:
        found.setdefault(choice.badge, []).append(choice)
    return found


def _meets(tour: Tour, choice: Preference) -> bool:
    return choice.post in (None, tour.post) and choice.shift in (None, tour.shift)


def _words(view: View, choice: Preference) -> str:
    names = []
    if choice.post is not None:
        names.append(view.posts[choice.post].name)
    if choice.shift is not None:
        names.append(view.shifts[choice.shift].name)
    return ", ".join(names)
