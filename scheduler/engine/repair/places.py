"""The empty seats of a date for one officer, best first: what each would change in every tier, or why it cannot be."""

from collections import defaultdict
from datetime import date

from scheduler.check import Checker
from scheduler.domain.answers import Candidate
from scheduler.domain.findings import Finding, Message
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, PostCode, Priority, ShiftCode
from scheduler.engine.repair.candidates import LOCKED, SeatError, beyond
from scheduler.rule import NOT_ELIGIBLE, facts_of
from scheduler.rules import WORDLESS, rule_of, uses

MOST_TRIED = 40
"""So many seats are tried out: those of the own shift first, critical posts before others."""


def places(checker: Checker, badge: Badge, on: date) -> tuple[Candidate, ...]:
    """Return the officer on an empty seat of each post and shift of a local date, best first.

    What the officer does on the date now is left for it. First the seats on which no never or stop rule is broken, by
    what each tier comes to; then the others, each with the first rule that says so. The checker judges every one.

    Raises:
        SeatError: there is no such officer or date, or what the officer does on the date stands.
    """
    problem, roster = checker.problem, checker.roster
    officer = next((o for o in problem.officers if o.badge == badge), None)
    if officer is None or on not in problem.period:
        raise SeatError(f"{badge} on {on}: there is no such officer or date in this roster")
    leaving = {t for t in roster.tours if (t.badge, t.on) == (badge, on)}
    is_locked = any((lock.badge, lock.on) == (badge, on) for lock in (*roster.locks, *problem.locks))
    if is_locked or any(t.is_locked or t in problem.fixed for t in leaving):
        raise SeatError(str(LOCKED))
    rest = roster.with_tours(tuple(t for t in roster.tours if t not in leaving))
    kept_from = {(t.post, t.shift) for t in leaving}
    able: list[Candidate] = []
    refused: list[Candidate] = []
    for tour in _tours(problem, rest, officer, on):
        if (tour.post, tour.shift) not in kept_from:
            found = _tried(checker, rest, tour)
            (able if found.is_possible else refused).append(found)
    return (*sorted(able, key=lambda c: (c.tiers, c.tour)), *refused)


def _tours(problem: Problem, rest: Roster, officer: Officer, on: date) -> list[Tour]:
    """Return the officer's tours on the first empty seat of each post and shift that has one."""
    held: dict[tuple[PostCode, ShiftCode], set[int]] = defaultdict(set)
    for tour in rest.tours:
        if tour.on == on:
            held[tour.post, tour.shift].add(tour.index)
    own, rank = problem.pattern_shift(officer, on), list(Priority)
    found = []
    for slot in (s for s in facts_of(problem).slot_at.values() if s.on == on):
        index = next((n for n in range(slot.wanted) if n not in held[slot.post, slot.shift]), None)
        if index is not None:
            kind = problem.kind_of(officer, on, slot.shift)
            tour = Tour(
                start=slot.start,
                end=slot.end,
                badge=officer.badge,
                post=slot.post,
                on=on,
                shift=slot.shift,
                index=index,
                kind=kind,
            )
            found.append(((slot.shift != own, rank.index(slot.priority), tour), tour))
    return [tour for _, tour in sorted(found)][:MOST_TRIED]


def _tried(checker: Checker, rest: Roster, tour: Tour) -> Candidate:
    """Let the checker judge one tour instead of what the officer does on the date."""
    before, after = checker.report, checker.edited(rest.with_tours((*rest.tours, tour))).report
    come = beyond(after.findings, before.findings)
    hard = {use.entry.id for use in uses(checker.problem) if use.is_hard}
    against = [f for f in come if f.severity.blocks and (f.cells[0].badge == tour.badge or f.entry in hard)]
    if against:
        return Candidate(tour=tour, is_possible=False, words=(_first_words(against),))
    tiers = tuple(a.value - b.value for a, b in zip(after.tiers, before.tiers, strict=True))
    gone = beyond(before.findings, after.findings)
    return Candidate(tour=tour, is_possible=True, tiers=tiers, come=come, gone=gone)


def _first_words(findings: list[Finding]) -> Message:
    """Return why not; whoever is not eligible is told so before anything else."""
    first = min(findings, key=lambda f: f.rule not in WORDLESS)
    return NOT_ELIGIBLE if first.rule in WORDLESS else rule_of(first.rule).explain(first)
