"""Qualifications of the team.

The rule in words: where a task of a post lawfully needs a qualification, enough officers among those on the post and on
its helpers hold it, at every moment of each shift on which the post wants somebody.
Source: 28 CFR 115.15 (searches) and California Title 15 s1027 ask that a qualified person be available; a bar of whole
posts was upheld only where each post was studied. So the need belongs to a task, with its authority, its approver and a
date of review, and it is met by the team: nobody is barred from the post.
Kept: one officer of the floor or the rover holds the qualification. Broken: neither does, from 14:00 to 22:00: 8 h.
A certificate counts when it is valid on each local date that its holder's tour touches. Tours count that start on the
same local date, on whatever shift, for the time they are there; a tour in parts is worth its parts. Priced by
officer-minutes short. Coverage comes first: an empty post lacks the qualification too.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from scheduler.domain.demand import Slot
from scheduler.domain.facility import TeamNeed
from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.people import Held
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, QualificationCode, Severity
from scheduler.rule import Bools, Breach, Crew, Frame, Ints, Rule, Scope, Term, View, hours, pieces
from scheduler.rule.presence import shortfall, tours_among


@dataclass(frozen=True)
class Config:
    """Nothing to set: each need says how many."""


class TeamQualification(Rule, config=Config):
    """Officer-minutes for which a team lacks a qualification that a task of a post needs."""

    key = "team_qualification"
    title = "Qualifications of the team"
    unit = "officers"
    price_unit = "officer-minutes"
    severities = (Severity.STOP, Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Where a task of a post lawfully needs a qualification, someone on the shift holds it.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """For each need, slot and piece of it: enough holders among those whose slots run then."""
        held = _held_slots(frame, {need.qualification for need in frame.problem.team_needs})
        of_post: dict[PostCode, list[int]] = {}
        for n, slot in enumerate(frame.slots):
            of_post.setdefault(slot.post, []).append(n)
        members: dict[tuple[QualificationCode, int], Ints] = {}
        officers, slots = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        sizes, needs, costs, days = [0], [], [], []
        for need in frame.problem.team_needs:
            crew = np.array(sorted({s for p in (need.post, *need.helpers) for s in of_post.get(p, ())}), dtype=np.int64)
            for n in of_post.get(need.post, ()):
                slot = frame.slots[n]
                if slot.wanted <= 0 or not need.holds_on(slot.on) or not scope.covers(slot.on):
                    continue
                for minutes, running in pieces(frame, crew[frame.day[crew] == frame.day[n]], slot.start, slot.end):
                    size = 0
                    for s in running.tolist():
                        key = need.qualification, s
                        if key not in members:
                            members[key] = np.flatnonzero(held[need.qualification][:, s])
                        officers.append(members[key])
                        slots.append(np.full(len(members[key]), s, dtype=np.int64))
                        size += len(members[key])
                    sizes.append(size)
                    needs.append(need.least)
                    costs.append(minutes)
                    days.append(int(frame.day[n]))
        officer = np.concatenate(officers)
        return (
            Crew(
                first=np.cumsum(sizes, dtype=np.int64),
                officer=officer,
                slot=np.concatenate(slots),
                coef=np.ones(len(officer), dtype=np.int64),
                need=np.array(needs, dtype=np.int64),
                cost=np.array(costs, dtype=np.int64),
                day=np.array(days, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go through each need's shifts, and count the holders there from one coming or going to the next."""
        found = []
        for need in view.problem.team_needs:
            posts = frozenset((need.post, *need.helpers))
            for on, slots in view.facts.slots_on.items():
                if not scope.covers(on) or not need.holds_on(on):
                    continue
                wanting = [s for s in slots if s.post == need.post and s.wanted > 0]
                if not wanting:
                    continue
                holders = [t for t in tours_among(view, posts, on) if _is_holder(view, t, need.qualification)]
                for slot in wanting:
                    fewest, short = shortfall(holders, slot.start, slot.end, need.least)
                    if short:
                        found.append(_breach(view, need, slot, fewest, short))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        params = dict(finding.detail) | {
            "there": finding.measured,
            "least": finding.limit,
            "time": hours(finding.amount),
        }
        if "review" in finding.detail:
            return Message(
                template="{post} and its helpers: {there} of {least} with {qualification} on this shift, {time} short "
                "(authority: {authority}; its review was due on {review}).",
                params=params,
            )
        return Message(
            template="{post} and its helpers: {there} of {least} with {qualification} on this shift, {time} short "
            "(authority: {authority}).",
            params=params,
        )


def _held_slots(frame: Frame, codes: set[QualificationCode]) -> dict[QualificationCode, Bools]:
    """Return, by qualification, `[officer, slot]`: whether it is valid on every date that the slot touches."""
    clock = frame.problem.clock
    last = np.array([frame.day_index(clock.date_of(Minute(i.end - 1))) for i in frame.instances], dtype=np.int64)
    stop = last[frame.instance] + 1 if len(frame.slots) else frame.day
    width = int(stop.max(initial=0))
    found = {}
    for code in codes:
        valid = np.zeros((len(frame.badges), width + 1), dtype=np.int64)
        for o, officer in enumerate(frame.problem.officers):
            for line in officer.qualifications:
                if line.qualification == code:
                    first = 0 if line.earned is None else max(0, frame.day_index(line.earned))
                    end = width if line.expires is None else max(0, frame.day_index(line.expires) + 1)
                    valid[o, first + 1 : end + 1] = 1
        so_far = np.cumsum(valid, axis=1)
        found[code] = so_far[:, stop] - so_far[:, frame.day] == stop - frame.day
    return found


_MARGIN = timedelta(days=3)
"""More than any tour reaches beyond the date of its seat."""


def _is_holder(view: View, tour: Tour, code: QualificationCode) -> bool:
    """Whether the tour's officer holds the qualification on each local date that the tour touches."""
    known: dict[tuple[Badge, QualificationCode], list[Held]] = view.facts.memo.setdefault("team_qualification", {})
    lines = known.get((tour.badge, code))
    if lines is None:
        lines = [line for line in view.officers[tour.badge].qualifications if line.qualification == code]
        known[tour.badge, code] = lines
    if not lines:
        return False
    if lines[0].is_valid(tour.on - _MARGIN, tour.on + _MARGIN):
        return True
    clock = view.problem.clock
    first, last = clock.date_of(tour.start), clock.date_of(Minute(tour.end - 1))
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return all(any(line.is_valid(on, on) for line in lines) for on in dates)


def _breach(view: View, need: TeamNeed, slot: Slot, fewest: int, short: int) -> Breach:
    name = next((q.name for q in view.problem.qualifications if q.code == need.qualification), need.qualification)
    detail: dict[str, str | int] = {
        "post": view.posts[need.post].name,
        "qualification": name,
        "authority": need.authority,
    }
    if need.review_by < slot.on:
        detail["review"] = need.review_by.isoformat()
    return Breach(
        cells=(Cell(on=slot.on, seat=slot.seats[0]),), measured=fewest, limit=need.least, amount=short, detail=detail
    )
