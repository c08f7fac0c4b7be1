"""Weighted cover: what one officer too few or too many costs.

The rule in words: each head under the wanted number of a post's shift costs its under-weight, each head above it its
over-weight. Source: the facility's own coverage lines (`Coverage.under_weight`, `Coverage.over_weight`); lines without
weights are left to the seats rule.
Kept: four wanted, four there. Broken: three there, at 100 a missing head; five there, at 1 a head too many.
A head is an officer with a tour on the slot, however short.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Severity
from scheduler.rule import Breach, Cover, Frame, Rule, Scope, Term, View, setting


@dataclass(frozen=True)
class Config:
    """The numbers of the rule; the weights themselves stand in the coverage lines."""

    counts_over: bool = setting(True, "Charge heads above the wanted number", "yes or no")


class WeightedCover(Rule, config=Config):
    """The weights of missing and of surplus heads."""

    key = "weighted_cover"
    title = "Weighted cover"
    unit = "officers"
    price_unit = "points of weight"
    severities = (Severity.SHOW, Severity.PRICED)
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        if config.counts_over:
            return Message(template="Each officer too few or too many on a shift costs its weight.")
        return Message(template="Each officer too few on a shift costs its weight.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One covered slot for each coverage line with a weight."""
        chosen = [
            i
            for i, slot in enumerate(frame.slots)
            if scope.covers(slot.on) and (slot.under_weight > 0 or (config.counts_over and slot.over_weight > 0))
        ]
        wanted = np.array([frame.slots[i].wanted for i in chosen], dtype=np.int64)
        over = np.array([frame.slots[i].over_weight for i in chosen], dtype=np.int64)
        return (
            Cover(
                slot=np.array(chosen, dtype=np.int64),
                need=wanted,
                cap=wanted.copy(),
                cost=np.array([frame.slots[i].under_weight for i in chosen], dtype=np.int64),
                over_cost=over if config.counts_over else None,
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count the officers on each slot."""
        found = []
        for slot in view.slots_in(scope):
            tours = view.tours_on.get((slot.post, slot.on, slot.shift), ())
            heads = len({tour.badge for tour in tours})
            missing, surplus = max(0, slot.wanted - heads), max(0, heads - slot.wanted)
            weight = slot.under_weight if missing else slot.over_weight * config.counts_over
            if weight and (missing or surplus):
                seat = slot.seats[min(heads, slot.wanted - 1)] if slot.wanted else tours[-1].seat
                found.append(
                    Breach(
                        cells=(Cell(on=slot.on, seat=seat),),
                        measured=heads,
                        limit=slot.wanted,
                        amount=weight * (missing + surplus),
                        detail={"post": slot.post, "shift": slot.shift},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{heads} officers on {post}, shift {shift}; {wanted} are wanted.",
            params={
                "heads": finding.measured,
                "post": finding.detail["post"],
                "shift": finding.detail["shift"],
                "wanted": finding.limit,
            },
        )
