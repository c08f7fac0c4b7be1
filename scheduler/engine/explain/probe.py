"""Trying things out: the checker says which never and stop findings come when tours leave and enter a roster."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from scheduler.check import Checker
from scheduler.check.whole import judge
from scheduler.domain.answers import ExplainError
from scheduler.domain.demand import Slot
from scheduler.domain.findings import Finding
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Roster, Tour, parse_seat_id
from scheduler.domain.words import Badge, Minute, SeatId
from scheduler.engine.compiled import Bools
from scheduler.engine.repair.prepared import Prepared
from scheduler.rule import Scope, View, facts_of
from scheduler.rules import uses

Change = tuple[tuple[Tour, ...], Tour]
"""Tours that leave and the one that enters."""


@dataclass(frozen=True)
class Seat:
    """A seat and the longest stretch [start, end) of it that nobody holds (the whole of it where it is held)."""

    id: SeatId
    slot: Slot
    index: int
    start: Minute
    end: Minute
    holders: tuple[Tour, ...]

    @property
    def is_empty(self) -> bool:
        """Whether a part of it is empty."""
        return not self.holders or (self.start, self.end) != (self.slot.start, self.slot.end)

    def tour(self, problem: Problem, badge: Badge) -> Tour:
        """Return the tour that an officer would work there."""
        officer = next(o for o in problem.officers if o.badge == badge)
        slot = self.slot
        kind = problem.kind_of(officer, slot.on, slot.shift)
        return Tour(
            start=self.start,
            end=self.end,
            badge=badge,
            post=slot.post,
            on=slot.on,
            shift=slot.shift,
            index=self.index,
            kind=kind,
        )


def find_seat(problem: Problem, roster: Roster, seat: str) -> Seat:
    """Return a seat of the period.

    Raises:
        ExplainError: the text is no seat, or the period has none such.
    """
    try:
        post, on, shift, index = parse_seat_id(seat)
    except ValueError as error:
        raise ExplainError(str(error)) from error
    slot = facts_of(problem).slot_at.get((post, on, shift))
    if slot is None or not 0 <= index < slot.wanted:
        raise ExplainError(f"{seat}: there is no such seat from {problem.period.first} to {problem.period.last}")
    holders = tuple(t for t in roster.tours if (t.post, t.on, t.shift, t.index) == (post, on, shift, index))
    marks = [(t.start, t.end) for t in sorted(holders)]
    gaps, at = [], slot.start
    for start, end in [*marks, (slot.end, slot.end)]:
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    longest = max(gaps, key=lambda gap: gap[1] - gap[0], default=(slot.start, slot.end))
    return Seat(slot.seats[index], slot, index, Minute(longest[0]), Minute(longest[1]), holders)


class Prober:
    """One roster, and what never and stop rules say of it after changes that are only tried out."""

    def __init__(self, problem: Problem, roster: Roster, prepared: Prepared | None = None) -> None:
        """Judge a roster; `prepared` is the same problem and roster, where that is at hand already."""
        self.problem = problem
        self.roster = roster
        self._prepared = prepared
        self.checker = prepared.checker if prepared else Checker.of(problem, roster)
        self._view = View(problem, roster)
        self._blocking = [use for use in uses(problem) if use.entry.severity.blocks]
        self._hard = {u.entry.id for u in self._blocking if u.is_hard and not u.rule.is_only_priced}
        self._locked = set(problem.locks) | set(roster.locks)
        self._fixed = set(problem.fixed)
        self._before = _grouped(self.checker.report.blocking)
        self._known: dict[Change, list[Finding]] = {}
        self.known_open: dict[Minute, Bools] = {}  # cells that matter where nothing is lost: `lower_search`

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where each entry of policy comes from."""
        return {use.entry.id: use.entry.source for use in self._blocking}

    @property
    def prepared(self) -> Prepared:
        """The problem and the roster as the engine has them."""
        if self._prepared is None:
            self._prepared = Prepared.of(self.problem, self.roster)
        return self._prepared

    def is_movable(self, tour: Tour) -> bool:
        """Whether a tour may leave the roster: not fixed, not locked."""
        return not (tour in self._fixed or tour.is_locked or Lock(badge=tour.badge, on=tour.on) in self._locked)

    def edited(self, gone: Iterable[Tour], come: Iterable[Tour]) -> Checker:
        """Return the checker of the roster without some tours and with others."""
        return self.checker.edited(self.roster.with_changes(gone, come))

    def objections(self, badge: Badge, after: Checker) -> list[Finding]:
        """Return the blocking findings that come with a change, as far as they are the officer's or hard for all.

        A finding that was there before comes only where it gets worse.
        """
        return self._new(badge, [f for f in after.report.blocking if self._concerns(badge, f)])

    def each(self, changes: Mapping[Badge, Change], most: int | None = None) -> dict[Badge, list[Finding]]:
        """Return the objections to one change (tours that leave, the one that enters) of each officer.

        What is judged officer by officer is judged for all at once, as nobody else's tours bear upon it; only who
        passes there is tried alone against the rest. What was asked once is remembered.

        Args:
            changes: What is tried for whom.
            most: So many who pass are enough: those after them in the order of `changes` are left out.
        """
        unknown = {badge: change for badge, change in changes.items() if change not in self._known}
        own = self._own(unknown) if unknown else {}
        found: dict[Badge, list[Finding]] = {}
        for badge, change in changes.items():
            if most is not None and sum(not findings for findings in found.values()) >= most:
                break
            if change not in self._known:
                self._known[change] = own[badge] or self._new(badge, self._shared(badge, *change))
            found[badge] = self._known[change]
        return found

    def _own(self, changes: Mapping[Badge, Change]) -> dict[Badge, list[Finding]]:
        """Return the objections that nobody else's tours bear upon."""
        gone = [t for tours, _ in changes.values() for t in tours]
        view = View(self.problem, self.roster.with_changes(gone, [tour for _, tour in changes.values()]))
        named: dict[Badge, list[Finding]] = {badge: [] for badge in changes}
        badges = frozenset(changes)
        for use in self._blocking:
            if use.rule.judged_by == "officer":
                for finding in judge(use, view, replace(use.scope, badges=badges)):
                    own = named.get(finding.cells[0].badge or Badge(""))
                    if own is not None:
                        own.append(finding)
        return {badge: self._new(badge, own) for badge, own in named.items()}

    def _shared(self, badge: Badge, gone: tuple[Tour, ...], come: Tour) -> list[Finding]:
        """Return the blocking findings after a change that others' tours bear upon too, near the dates it touches."""
        view = self._view.edited(self.roster.with_changes(gone, [come]), gone, [come])
        dates = {t.on for t in (*gone, come)}
        found: list[Finding] = []
        for use in self._blocking:
            reach = timedelta(days=use.rule.reach_days)
            if use.rule.judged_by == "both":
                found += judge(use, view, replace(use.scope, badges=frozenset({badge})))
            for on in dates if use.rule.judged_by != "officer" else ():
                first, last = max(use.scope.first, on - reach), min(use.scope.last, on + reach)
                if first <= last:
                    badges = use.scope.badges if use.rule.judged_by == "date" else frozenset[Badge]()
                    found += judge(use, view, Scope(first, last, badges))
        return [f for f in found if self._concerns(badge, f)]

    def _concerns(self, badge: Badge, finding: Finding) -> bool:
        return finding.cells[0].badge == badge or finding.entry in self._hard

    def _new(self, badge: Badge, after: list[Finding]) -> list[Finding]:
        found = []
        for finding in after:
            known = self._before.get(_place(finding), ())
            if not any(_size(finding) <= _size(old) for old in known):
                found.append(finding)
        return found


_Place = tuple[str, object]


def _place(finding: Finding) -> _Place:
    return finding.entry, finding.cells[0]


def _size(finding: Finding) -> tuple[int, int]:
    return finding.amount, abs(finding.measured - finding.limit)


def _grouped(findings: Iterable[Finding]) -> dict[_Place, list[Finding]]:
    found: dict[_Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[_place(finding)].append(finding)
    return dict(found)
