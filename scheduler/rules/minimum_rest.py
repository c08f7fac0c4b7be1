"""Minimum rest between two tours.

The rule in words: between the end of a tour or duty and the start of the next, an officer has at least so many hours
off. Source: collective agreements ask for 8 h free between shifts (hard); 69,200 workers show injuries 1.39 times as
frequent after 11 h or less as after 15 to 17 h (Nielsen et al. 2019), hence 11 h as the question.
Kept: off at 18:00, on again at 06:00: 12 h. Broken: off at 22:00, on again at 05:30: 7 h 30 min; 8 h are required.
Parts of one shift that follow each other without a gap, a hold-over that touches the tour before it, an early
call-in that touches the tour after it and a duty that touches a tour (an hour of training after it) are one stretch of
work and need no rest in between. Every two stretches count, also when a short one lies between them. Where policy
counts the briefing before a shift, rest ends when it begins. The finding is at the later rostered tour of the two; two
pieces of history or duty that lie too close are not the roster's.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import Musters
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import TourKind
from scheduler.rule import (
    Breach,
    Forbid,
    Frame,
    Rule,
    Scope,
    Successions,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    members,
    setting,
    spans_of,
)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    rest_minutes: int = setting(480, "Rest between tours", "minutes", 0, 2880)
    counts_muster: bool = setting(False, "Rest ends with the briefing before a shift", "yes or no")


class MinimumRest(Rule, config=Config):
    """At least `rest_minutes` between the end of one piece of work and the start of the next."""

    key = "minimum_rest"
    title = "Rest between tours"
    unit = "minutes"
    price_unit = "tours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="At least {rest} between two tours.", params={"rest": hours(config.rest_minutes)})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid pairs of instances that lie too close, and cells too close to history or a duty."""
        rest = config.rest_minutes
        muster = {s.code: s.muster_minutes if config.counts_muster else 0 for s in frame.problem.shifts}
        start = np.array([i.start for i in frame.instances], dtype=np.int64)
        paid = np.array([i.start - muster[i.shift] for i in frame.instances], dtype=np.int64)
        end = np.array([i.end for i in frame.instances], dtype=np.int64)
        judged, slots = cell_mask(frame, scope)
        gap = np.maximum(paid[None, :] - end[:, None], 0)
        close = (start[None, :] >= end[:, None]) & (gap < rest) & judged[None, :]
        first, second = np.nonzero(close)
        officers: list[int] = []
        cells: list[int] = []
        costs: list[int] = []
        since = int(paid.min()) - rest if len(start) else 0
        paid_slot = paid[frame.instance] if len(start) else start
        musters = Musters.of(frame.problem) if config.counts_muster else None
        for o, works in spans_of(frame, scope, since).items():
            near = np.zeros(len(frame.slots), dtype=np.int64)
            for work in works:
                # An early call-in or a duty, and the tour that it leads into, are one stretch; so is a duty after it.
                is_duty = isinstance(work, Duty)
                touching = is_duty or work.kind == TourKind.EARLY_CALL_IN
                begins = musters.paid_start(work) if musters else work.start
                near += (frame.start >= work.end + touching) & (np.maximum(paid_slot - work.end, 0) < rest)
                near += (frame.end <= work.start - is_duty) & (np.maximum(begins - frame.end, 0) < rest)
            found = np.flatnonzero(slots * near).tolist()
            officers += [o] * len(found)
            cells += found
            costs += near[found].tolist()
        return (
            Successions(first=first, second=second, officer=None if scope.badges is None else members(frame, scope)),
            Forbid(
                officer=np.array(officers, dtype=np.int64),
                slot=np.array(cells, dtype=np.int64),
                cost=np.array(costs, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Walk through the work of each officer who comes near it in order of time and measure every gap."""
        found = []
        musters = Musters.of(view.problem) if config.counts_muster else None
        longest = max((s.muster_minutes for s in view.problem.shifts), default=0) if musters else 0
        for badge in view.work(scope).closer_than(config.rest_minutes + longest if config.rest_minutes else 0):
            own = set(view.tours_of[badge])
            work = view.work_of(badge)
            heads, tails = _inner_ends(work, own)
            recent: list[Tour | Duty] = []
            for after in work:
                begins = musters.paid_start(after) if musters else after.start
                recent = [w for w in recent if after.start - w.end < config.rest_minutes + longest]
                for before in recent if id(after) not in heads else ():
                    tours = [w for w in (after, before) if isinstance(w, Tour) and w in own]
                    if id(before) in tails or not tours or after.start < before.end or _is_one_stretch(before, after):
                        continue
                    if before.end == after.start and _has_duty(before, after):
                        continue
                    gap = max(begins - before.end, 0)
                    if gap < config.rest_minutes and scope.covers(tours[0].on):
                        found.append(
                            Breach(
                                cells=tuple(cell_of(t) for t in tours),
                                measured=gap,
                                limit=config.rest_minutes,
                                detail={"end": before.end, "start": begins},
                            )
                        )
                recent.append(after)
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{gap} of rest between two pieces of work; {rest} are asked for.",
            params={"gap": hours(finding.measured), "rest": hours(finding.limit)},
        )


def _inner_ends(work: tuple[Tour | Duty, ...], own: set[Tour]) -> tuple[set[int], set[int]]:
    """Return the pieces that follow a rostered one, and those that one follows, without a gap in the same stretch.

    A stretch is measured from its rostered ends only, so that a seat held in parts is not counted part by part.
    """
    heads, tails = set(), set()
    for before, after in pairwise(work):
        if _is_one_stretch(before, after):
            if before in own:
                heads.add(id(after))
            if after in own:
                tails.add(id(before))
    return heads, tails


def _has_duty(before: Tour | Duty, after: Tour | Duty) -> bool:
    return isinstance(before, Duty) or isinstance(after, Duty)


def _is_one_stretch(before: Tour | Duty, after: Tour | Duty) -> bool:
    if before.end != after.start or isinstance(before, Duty) or isinstance(after, Duty):
        return False
    same_shift = (before.on, before.shift) == (after.on, after.shift)
    return same_shift or before.kind == TourKind.EARLY_CALL_IN or after.kind == TourKind.HOLD_OVER
