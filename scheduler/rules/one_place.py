"""One place at a time, and seats that exist.

The rule in words: nobody is in two places at once; a seat holds one officer at a time; a tour lies within its seat, and
its seat exists: the post is open and its coverage asks for that seat on that date.
Source: no law needed; a roster that breaks it cannot be worked.
Kept: 06:00 to 14:00 in Housing A, 14:00 to 18:00 in Control. Broken: in both from 12:00 to 14:00; a fourth officer on a
post that asks for three; a tour of 06:00 to 18:00 on a seat that ends at 14:00.
History and duties count as places. Posts priced by weighted cover (`over_weight`) take as many heads as come. Of two
pieces of work that overlap, the finding is at the rostered tour that starts later.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import PostCode, Severity, ShiftCode
from scheduler.rule import (
    Breach,
    Capacity,
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
    spans_of,
)


@dataclass(frozen=True)
class Config:
    """Nothing to set."""


class OnePlace(Rule, config=Config):
    """No officer in two places at once, no seat with two officers at once, no tour without its seat."""

    judged_by = "both"
    key = "one_place"
    title = "One place at a time"
    unit = "minutes"
    price_unit = "overlaps"
    severities = (Severity.NEVER,)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Nobody is in two places at once, and a seat holds one officer at a time.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid overlapping instances, cells that overlap history or a duty, and more heads than seats."""
        start = np.array([i.start for i in frame.instances], dtype=np.int64)
        end = np.array([i.end for i in frame.instances], dtype=np.int64)
        judged, slots = cell_mask(frame, scope)
        clash = (start[:, None] < end[None, :]) & (start[None, :] < end[:, None])
        clash &= judged[:, None] | judged[None, :]
        first, second = np.nonzero(np.triu(clash))
        officers: list[int] = []
        cells: list[int] = []
        since = int(start.min()) if len(start) else 0
        for o, works in spans_of(frame, scope, since).items():
            busy = np.zeros(len(frame.slots), dtype=np.bool_)
            for work in works:
                busy |= (frame.start < work.end) & (frame.end > work.start)
            found = np.flatnonzero(busy & slots).tolist()
            officers += [o] * len(found)
            cells += found
        bounded = np.array(
            [n for n, s in enumerate(frame.slots) if s.over_weight == 0 and scope.covers(s.on)], dtype=np.int64
        )
        return (
            Successions(first=first, second=second, officer=None if scope.badges is None else members(frame, scope)),
            Forbid(officer=np.array(officers, dtype=np.int64), slot=np.array(cells, dtype=np.int64)),
            Capacity(slot=bounded, most=np.array([frame.slots[n].wanted for n in bounded], dtype=np.int64)),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Compare each officer's work in order of time, then each seat's tours, then each tour with its seat."""
        return (*_clashes(view, scope), *_shared_seats(view, scope), *_lost_tours(view, scope))

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        template = {
            "clash": "In two places at once for {time}.",
            "shared": "Two officers on this seat at once for {time}.",
            "no_seat": "There is no such seat: the post does not ask for it on this date.",
            "outside": "{time} of this tour lie outside its seat's hours.",
        }[str(finding.detail["what"])]
        return Message(template=template, params={"time": hours(finding.measured)})


def _clashes(view: View, scope: Scope) -> list[Breach]:
    found = []
    for badge in view.work(scope).closer_than(0):
        mine = set(view.tours_of[badge])
        open_work: list[Tour | Duty] = []
        for work in view.work_of(badge):
            open_work = [w for w in open_work if w.end > work.start]
            for before in open_work:
                tours = [w for w in (work, before) if isinstance(w, Tour) and w in mine]
                if tours and scope.covers(max(t.on for t in tours)):
                    cells = tuple(cell_of(t) for t in sorted(tours, key=lambda t: t.on, reverse=True))
                    overlap = min(work.end, before.end) - work.start
                    found.append(Breach(cells=cells, measured=overlap, limit=0, detail={"what": "clash"}))
            open_work.append(work)
    return found


def _shared_seats(view: View, scope: Scope) -> list[Breach]:
    found = []
    for on, tours in view.tours_at.items():
        if not scope.covers(on) or len({(t.post, t.shift, t.index) for t in tours}) == len(tours):
            continue
        by_seat: dict[tuple[PostCode, ShiftCode, int], list[Tour]] = defaultdict(list)
        for tour in tours:
            by_seat[tour.post, tour.shift, tour.index].append(tour)
        for sharing in (several for several in by_seat.values() if len(several) > 1):
            # The seat comes first, without an officer: whichever of the two a scope names, the seat is shared.
            seat = Cell(on=on, seat=sharing[0].seat)
            for (a, one), (b, other) in combinations([(t, cell_of(t)) for t in sharing], 2):
                overlap = min(a.end, b.end) - max(a.start, b.start)
                if overlap > 0:
                    found.append(Breach(cells=(seat, one, other), measured=overlap, limit=0, detail={"what": "shared"}))
    return found


def _lost_tours(view: View, scope: Scope) -> list[Breach]:
    slots = view.facts.slot_at
    found = []
    for badge in view.rostered(scope):
        for tour in view.tours_of[badge]:
            if not scope.covers(tour.on):
                continue
            slot = slots.get((tour.post, tour.on, tour.shift))
            exists = slot is not None and tour.index >= 0 and (tour.index < slot.wanted or slot.over_weight > 0)
            what, outside = "no_seat", tour.minutes
            if slot is not None and exists:
                what = "outside"
                outside = tour.minutes - max(0, min(tour.end, slot.end) - max(tour.start, slot.start))
            if outside:
                found.append(Breach(cells=(cell_of(tour),), measured=outside, limit=0, detail={"what": what}))
    return found
