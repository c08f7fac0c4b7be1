"""Keeping to the pattern.

The rule in words: an officer with a squad works the days and shifts of its pattern, and is regular only there.
Source: bid and post agreements give officers their shift and days off; relief plans rest on them.
Kept: on days by pattern, on days at any post. Charged: `missed_points` for each pattern day on which the officer has no
tour of the pattern's shift; `off_points` for each tour marked regular outside the pattern (the engine makes none: it
marks them overtime; swaps are no breach).
A pattern day is not charged when leave overlaps the shift, when a duty overlaps it or starts on that date, or when no
post asks for anyone on that shift that day. A wellness hour beside the tour does not stand for it.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Badge, DutyKind, Severity, ShiftCode, TourKind
from scheduler.rule import Breach, Frame, Rule, Scope, Term, View, Wanted, cell_of, setting


@dataclass(frozen=True)
class Config:
    """The points of the rule."""

    missed_points: int = setting(1, "Points for a pattern day without its tour", "points", 0, 1000)
    off_points: int = setting(1, "Points for a regular tour outside the pattern", "points", 0, 1000)


class PatternAdherence(Rule, config=Config):
    """Pattern days are worked, and regular tours lie on pattern days."""

    key = "pattern_adherence"
    title = "Keeping to the pattern"
    unit = "tours"
    price_unit = "points"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Officers work the days and shifts of their pattern.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Want a slot of the pattern's instance on each pattern day. Regular tours elsewhere cannot come of a cell."""
        row = {(frame.day_index(i.on), i.shift): n for n, i in enumerate(frame.instances)}
        busy = _busy(frame, scope)
        wanted: list[tuple[int, int]] = []
        for o, badge in enumerate(frame.badges) if config.missed_points else ():
            if not scope.has(badge):
                continue
            for day, shift in enumerate(frame.pattern[o].tolist()):
                n = row.get((day, frame.shift_codes[shift])) if shift >= 0 else None
                if n is not None and (o, n) not in busy and scope.covers(frame.instances[n].on):
                    wanted.append((o, n))
        slots = [frame.slots_of_instance[n] for _, n in wanted]
        return (
            Wanted(
                officer=np.array([o for o, _ in wanted], dtype=np.int64),
                first=np.concatenate(([0], np.cumsum([len(s) for s in slots], dtype=np.int64))).astype(np.int64),
                slot=np.concatenate([np.zeros(0, dtype=np.int64), *slots]),
                cost=np.full(len(wanted), config.missed_points, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Compare each officer's days with the pattern, then each regular tour."""
        found = []
        first = view.problem.period.first
        for badge in view.badges(scope):
            if view.officers[badge].squad is None:
                continue
            worked = {(t.on, t.shift) for t in view.tours_of[badge]}
            for on, shift in _wanted(view, badge) if config.missed_points else ():
                if (on, shift) not in worked and scope.covers(on):
                    found.append(
                        Breach(
                            cells=(Cell(on=on, badge=badge),),
                            measured=0,
                            limit=1,
                            amount=config.missed_points,
                            detail={"shift": shift},
                        )
                    )
            pattern = view.facts.pattern_of[badge]
            for tour in view.tours_of[badge] if config.off_points else ():
                is_meant = tour.kind == TourKind.REGULAR and scope.covers(tour.on)
                if is_meant and pattern[(tour.on - first).days] != tour.shift:
                    found.append(Breach(cells=(cell_of(tour),), measured=1, limit=0, amount=config.off_points))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        if finding.limit:
            return Message(
                template="No tour on a day that the pattern gives for {shift}.",
                params={"shift": finding.detail["shift"]},
            )
        return Message(template="Marked regular, but the pattern does not give this tour.")


def _busy(frame: Frame, scope: Scope) -> set[tuple[int, int]]:
    """Return the (officer, instance) pairs that leave or a duty excuses."""
    start = np.array([i.start for i in frame.instances], dtype=np.int64)
    end = np.array([i.end for i in frame.instances], dtype=np.int64)
    day = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
    found: set[tuple[int, int]] = set()
    for away in frame.problem.leave:
        excused = (start < away.end) & (end > away.start)
        found |= {(frame.officer_index[away.badge], int(n)) for n in np.flatnonzero(excused)}
    for duty in frame.problem.duties:
        starts = frame.day_index(frame.problem.clock.date_of(duty.start))
        excused = ((start < duty.end) & (end > duty.start)) | ((day == starts) & (duty.kind != DutyKind.WELLNESS))
        found |= {(frame.officer_index[duty.badge], int(n)) for n in np.flatnonzero(excused)}
    return found


def _wanted(view: View, badge: Badge) -> tuple[tuple[date, ShiftCode], ...]:
    """Return the pattern days on which an officer is asked for and has no excuse."""
    memo = view.facts.memo
    if "pattern_adherence" not in memo:
        dates = view.problem.period.dates
        found: dict[Badge, tuple[tuple[date, ShiftCode], ...]] = {}
        asked = {(slot.on, slot.shift) for slot in view.slots}
        for own, pattern in view.facts.pattern_of.items():
            found[own] = tuple(
                (on, shift)
                for on, shift in zip(dates, pattern, strict=True)
                if shift is not None and (on, shift) in asked and not _is_excused(view, own, on, shift)
            )
        memo["pattern_adherence"] = found
    wanted: dict[Badge, tuple[tuple[date, ShiftCode], ...]] = memo["pattern_adherence"]
    return wanted[badge]


def _is_excused(view: View, badge: Badge, on: date, shift: ShiftCode) -> bool:
    if not view.leave_of[badge] and not view.duties_of[badge]:
        return False
    clock = view.problem.clock
    begin, end = view.shifts[shift].span(clock, on)
    if any(leave.start < end and begin < leave.end for leave in view.leave_of[badge]):
        return True
    return any(
        (duty.start < end and begin < duty.end) or (clock.date_of(duty.start) == on and duty.kind != DutyKind.WELLNESS)
        for duty in view.duties_of[badge]
    )
