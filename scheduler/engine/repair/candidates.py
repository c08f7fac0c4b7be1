"""Everybody for one seat, best first: what each would change in every tier, and the words for those who cannot."""

from dataclasses import dataclass, replace

import numpy as np

from scheduler.domain.answers import Candidate
from scheduler.domain.findings import Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour, parse_seat_id
from scheduler.domain.words import Badge, Minute, SeatId
from scheduler.engine.repair.prepared import Prepared
from scheduler.engine.score import Assignment
from scheduler.rule import KINDS, NOT_ELIGIBLE, Bools, Breach, Ints, Scope, View
from scheduler.rules import WORDLESS, RuleUse, uses

LOCKED = Message(template="This date is locked for the officer.")
THERE = Message(template="Already on this post.")


class SeatError(ValueError):
    """There is no such seat, or its tour stands; the message is one sentence."""


def candidates(
    problem: Problem,
    roster: Roster,
    seat: SeatId,
    prepared: Prepared | None = None,
    detailed: int = 10,
    is_worded: bool = True,
) -> tuple[Candidate, ...]:
    """Return every officer for a seat, best first.

    First those who break no never or stop rule, by what each tier comes to, in order of the tiers; then the others, in
    the problem's order, so that their places say nothing of what keeps them. Whoever holds the seat now leaves it and
    is not listed.

    Args:
        problem: What the roster answers.
        roster: The roster.
        seat: `POST/DATE/SHIFT/INDEX`.
        prepared: The same problem and roster compiled beforehand, which saves nearly all of the time.
        detailed: For how many of the best to say which findings come and go.
        is_worded: Whether to say of the others why they cannot; without that the order alone takes a quarter.

    Raises:
        SeatError: there is no such seat, or the tour on it stands.
    """
    known = prepared or Prepared.of(problem, roster)
    asked = _Seat.of(known, seat)
    open_now, tiers = _effects(known, asked)
    names = [badge for badge in known.compiled.frame.badges if badge not in asked.holders]
    index = known.compiled.frame.officer_index
    able = [b for b in names if open_now[index[b]]]
    able.sort(key=lambda b: (tuple(tiers[index[b]].tolist()), index[b]))
    found = [Candidate(tour=asked.tour(b), is_possible=True, tiers=tuple(tiers[index[b]].tolist())) for b in able]
    refused = [badge for badge in names if not open_now[index[badge]]]
    first = [_with_findings(known, asked, c) for c in found[:detailed]]
    return (*first, *found[detailed:], *_refused(known, asked, refused, is_worded))


@dataclass(frozen=True)
class _Seat:
    """The seat asked about: its slot, who holds it, and the roster without them."""

    prepared: Prepared
    slot: int
    index: int
    leaving: tuple[Tour, ...]

    @classmethod
    def of(cls, prepared: Prepared, seat: SeatId) -> "_Seat":
        frame = prepared.compiled.frame
        try:
            post, on, shift, index = parse_seat_id(seat)
        except ValueError as error:
            raise SeatError(str(error)) from error
        slot = frame.slot_index.get((post, on, shift))
        if slot is None or not 0 <= index < int(prepared.compiled.capacity[slot]):
            raise SeatError(f"{seat}: there is no such seat in this period")
        leaving = tuple(t for t in prepared.roster.tours if t.seat == seat)
        locked = {(lock.badge, lock.on) for lock in (*prepared.roster.locks, *prepared.problem.locks)}
        for tour in leaving:
            if tour.is_locked or tour in prepared.problem.fixed or (tour.badge, tour.on) in locked:
                raise SeatError(f"{seat}: the tour on it stands")
        return cls(prepared, slot, index, leaving)

    @property
    def holders(self) -> frozenset[Badge]:
        """Who holds the seat."""
        return frozenset(t.badge for t in self.leaving)

    def roster(self, *more: Tour) -> Roster:
        """Return the roster without the seat's holders, and with more tours."""
        gone = set(self.leaving)
        roster = self.prepared.roster
        return roster.with_tours((*(t for t in roster.tours if t not in gone), *more))

    def tour(self, badge: Badge) -> Tour:
        """Return an officer's tour on the whole seat."""
        frame = self.prepared.compiled.frame
        slot = frame.slots[self.slot]
        kind = KINDS[int(frame.kind[frame.officer_index[badge], frame.instance[self.slot]])]
        return Tour(
            start=Minute(slot.start),
            badge=badge,
            post=slot.post,
            on=slot.on,
            shift=slot.shift,
            index=self.index,
            end=Minute(slot.end),
            kind=kind,
        )


def _effects(prepared: Prepared, seat: _Seat) -> tuple[Bools, Ints]:
    """Return who breaks nothing on the seat, and `[officer, tier]`: how far each tier moves from where it is now."""
    compiled, slot = prepared.compiled, seat.slot
    now, everybody = prepared.assignment, np.arange(compiled.officers)
    base = now.copy()
    for badge in seat.holders:
        officer = compiled.frame.officer_index[badge]
        worked = base.worked[[officer]].copy()
        worked[0, slot] = False
        base.put(np.array([officer]), worked)
    work = base.scorer.work(everybody, base.worked)
    more = base.worked.copy()
    more[:, slot] = True
    charges = base.scorer.charges(base.scorer.moved(work, more))
    is_open = compiled.allowed[:, slot] & ~base.worked[:, slot] & (charges.broken <= base.broken)
    is_open &= int(base.filled[slot]) < int(compiled.capacity[slot])
    locked = {lock.badge for lock in prepared.roster.locks if lock.on == compiled.frame.slots[slot].on}
    is_open &= np.array([badge not in locked for badge in compiled.frame.badges], dtype=np.bool_)
    filled = base.filled.copy()
    filled[slot] += 1
    shared = np.array(base.values(), dtype=np.int64) - np.array(now.values(), dtype=np.int64)
    shared = shared + base.scorer.cover(filled) - base.scorer.cover(base.filled)
    return is_open, charges.tiers - base.officer_tiers + shared[None, :] + _team_effects(base, slot)


def _team_effects(base: Assignment, slot: int) -> Ints:
    """Return `[officer, tier]`: what crews and call lists charge more when each officer, alone, takes a slot."""
    compiled, state = base.compiled, base.teams
    crews = compiled.teams.crews
    found = np.zeros((compiled.officers, len(compiled.tiers)), dtype=np.int64)
    here = np.flatnonzero(crews.slot == slot)
    row = crews.row[here]
    left = (crews.need - state.sums)[row]
    counts = crews.counts(here, np.arange(compiled.officers), compiled.officers)
    more = np.maximum(0, left[:, None] - counts) - np.maximum(0, left)[:, None]
    for tier, line in zip(crews.tier[row].tolist(), crews.cost[row][:, None] * more, strict=True):
        found[:, tier] += line
    if not len(compiled.teams.lists.cost):
        return found
    lists = compiled.teams.lists.near[int(compiled.frame.instance[slot])]
    touched = state.touched.copy()
    passed = lists.passed(touched)
    reached = lists.member[:, slot]
    for officer in np.unique(lists.officer).tolist():
        own = touched[officer].copy()
        if (reached & ~own).any():
            touched[officer] |= reached
            np.add.at(found[officer], lists.tier, lists.cost * (lists.passed(touched) - passed))
            touched[officer] = own
    return found


def _with_findings(prepared: Prepared, seat: _Seat, candidate: Candidate) -> Candidate:
    before = prepared.checker.report.findings
    after = prepared.checker.edited(seat.roster(candidate.tour)).report.findings
    come, gone = beyond(after, before), beyond(before, after)
    return replace(candidate, come=come, gone=gone)


def beyond(findings: tuple[Finding, ...], known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that are not among the known ones."""
    seen = {_about(f) for f in known}
    return tuple(f for f in findings if _about(f) not in seen)


def _about(finding: Finding) -> tuple[object, ...]:
    return finding.entry, finding.cells, finding.measured, finding.limit


def _refused(prepared: Prepared, seat: _Seat, badges: list[Badge], is_worded: bool) -> list[Candidate]:
    """Return those who cannot take the seat, each with the first rule that keeps him.

    All of them are put on the seat at once: what an officer breaks depends on nobody else's tours. Rules of which the
    list says "not eligible" are asked first, so that these words do not depend on what else an officer would break.
    """
    tours = {badge: seat.tour(badge) for badge in badges}
    said = _said(prepared, seat, tours) if is_worded and badges else {}
    return [Candidate(tour=tours[badge], is_possible=False, words=said.get(badge, ())) for badge in badges]


def _said(prepared: Prepared, seat: _Seat, tours: dict[Badge, Tour]) -> dict[Badge, tuple[Message, ...]]:
    before, after = (View(prepared.problem, r) for r in (seat.roster(), seat.roster(*tours.values())))
    place = prepared.compiled.frame.slots[seat.slot]
    there = {t.badge for t in before.tours_on.get((place.post, place.on, place.shift), ())}
    locked = {lock.badge for lock in prepared.roster.locks if lock.on == place.on}
    found: dict[Badge, tuple[Message, ...]] = {}
    blocking = [u for u in uses(prepared.problem) if u.entry.severity.blocks and u.rule.judged_by != "date"]
    for use in sorted(blocking, key=lambda u: u.rule.key not in WORDLESS):
        scope = Scope(use.scope.first, use.scope.last, frozenset(tours) - found.keys())
        breaches = use.rule.check(after, use.config, scope) if scope.badges else ()
        known = {(b.cells, b.measured) for b in use.rule.check(before, use.config, scope)} if breaches else set()
        for breach in breaches:
            badge = breach.cells[0].badge
            if badge in tours and badge not in found and (breach.cells, breach.measured) not in known:
                found[badge] = (_in_words(use, breach),)
    for badge in tours:
        if badge in there:
            found[badge] = (THERE,)
        elif badge not in found:
            found[badge] = (LOCKED if badge in locked else NOT_ELIGIBLE,)
    return found


def _in_words(use: RuleUse, breach: Breach) -> Message:
    if use.rule.key in WORDLESS:
        return NOT_ELIGIBLE
    return use.rule.explain(
        Finding(
            entry=use.entry.id,
            rule=use.rule.key,
            severity=use.entry.severity,
            cells=breach.cells,
            measured=breach.measured,
            limit=breach.limit,
            amount=breach.amount,
            detail=breach.detail,
        )
    )
