"""Minimum rest between two tours.

The rule in words: between the end of a tour or duty and the start of the next, an officer has at least so many hours
off. Source: collective agreements ask for 8 h free between shifts (hard); 69,200 workers show injuries 1.39 times as
frequent after 11 h or less as after 15 to 17 h (Nielsen et al. 2019), hence 11 h as the question.
Kept: off at 18:00, on again at 06:00: 12 h. Broken: off at 22:00, on again at 05:30: 7 h 30 min; 8 h are required.
Parts of one seat that follow each other without a gap, and a hold-over or early call-in that touches its tour, are one
stretch of work and need no rest in between.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import TourKind
from scheduler.rule import Breach, Forbid, Frame, Rule, Scope, Successions, Term, View, hours, setting


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    rest_minutes: int = setting(480, "Rest between tours", "minutes", 0, 2880)


class MinimumRest(Rule):
    """At least `rest_minutes` between the end of one piece of work and the start of the next."""

    key = "minimum_rest"
    title = "Rest between tours"
    unit = "minutes"
    price_unit = "tours"
    Config = Config

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="At least {rest} between two tours.", params={"rest": hours(config.rest_minutes)})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid pairs of instances that lie too close, and cells too close to history or a duty."""
        rest = config.rest_minutes
        start = np.array([i.start for i in frame.instances], dtype=np.int64)
        end = np.array([i.end for i in frame.instances], dtype=np.int64)
        judged = np.array([scope.covers(i.on) for i in frame.instances], dtype=bool)
        close = (start[None, :] >= end[:, None]) & (start[None, :] - end[:, None] < rest) & judged[None, :]
        first, second = np.nonzero(close)
        officers: list[int] = []
        slots: list[int] = []
        for o, badge in enumerate(frame.badges):
            if not scope.has(badge):
                continue
            for work in (*frame.past[o], *(d for d in frame.problem.duties if d.badge == badge)):
                near = (frame.start >= work.end) & (frame.start - work.end < rest)
                near |= (frame.end <= work.start) & (work.start - frame.end < rest)
                near &= judged[frame.instance]
                officers += [o] * int(near.sum())
                slots += np.flatnonzero(near).tolist()
        members = None
        if scope.badges is not None:
            members = np.array([o for o, b in enumerate(frame.badges) if scope.has(b)], dtype=np.int64)
        return (
            Successions(first=first, second=second, officer=members),
            Forbid(officer=np.array(officers, dtype=np.int64), slot=np.array(slots, dtype=np.int64)),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Walk through each officer's work in order of time and measure every gap."""
        found = []
        for badge in view.badges(scope):
            for before, after in pairwise(view.work_of(badge)):
                gap = after.start - before.end
                on = view.problem.clock.date_of(after.start)
                if 0 <= gap < config.rest_minutes and scope.covers(on) and not _is_one_stretch(before, after):
                    cells = tuple(Cell(on=w.on, badge=badge, seat=w.seat) for w in (after, before) if isinstance(w, Tour))
                    found.append(
                        Breach(
                            cells=cells or (Cell(on=on, badge=badge),),
                            measured=gap,
                            limit=config.rest_minutes,
                            detail={"end": before.end, "start": after.start},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{gap} of rest before this tour; {rest} are asked for.",
            params={"gap": hours(finding.measured), "rest": hours(finding.limit)},
        )


def _is_one_stretch(before: Tour | Duty, after: Tour | Duty) -> bool:
    if before.end != after.start or isinstance(before, Duty) or isinstance(after, Duty):
        return False
    same_seat = (before.on, before.shift) == (after.on, after.shift)
    return same_seat or before.kind == TourKind.HOLD_OVER or after.kind in (TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN)
