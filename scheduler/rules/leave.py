"""Leave.

The rule in words: nobody is rostered while on approved leave, not even for a part of a tour.
Source: leave rules of every collective agreement; approved leave is a promise.
Kept: leave from 14 December 00:00, a tour that ends on 13 December at 22:00. Broken: the night tour of 13 December,
which runs to 06:00 on the 14th.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import Severity
from scheduler.rule import Breach, Forbid, Frame, Rule, Scope, Term, View, cell_mask, cell_of, hours


@dataclass(frozen=True)
class Config:
    """Nothing to set."""


class Leave(Rule, config=Config):
    """No tour overlaps its officer's leave."""

    key = "leave"
    title = "Leave"
    unit = "minutes"
    price_unit = "tours"
    severities = (Severity.NEVER,)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Nobody is rostered during leave.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid each cell that overlaps leave."""
        _, judged = cell_mask(frame, scope)
        away = np.zeros((len(frame.badges), len(frame.slots)), dtype=np.bool_)
        for leave in frame.problem.leave:
            if scope.has(leave.badge):
                away[frame.officer_index[leave.badge]] |= (frame.start < leave.end) & (frame.end > leave.start)
        officer, slot = np.nonzero(away & judged[None, :])
        return (Forbid(officer=officer, slot=slot),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Measure how much of each tour lies in leave."""
        found = []
        for badge in view.badges(scope):
            spans = view.leave_of[badge]
            for tour in view.tours_of[badge] if spans else ():
                overlap = sum(max(0, min(tour.end, away.end) - max(tour.start, away.start)) for away in spans)
                if overlap and scope.covers(tour.on):
                    found.append(Breach(cells=(cell_of(tour),), measured=min(overlap, tour.minutes), limit=0))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(template="On leave for {time} of this tour.", params={"time": hours(finding.measured)})
