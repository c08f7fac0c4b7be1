"""Which policy entries together keep critical seats empty: a smallest set, found by leaving out one after another.

Asked is whether the minimum seats of critical posts around a date can all be filled. Who is available (restrictions,
cool-downs, post orders not read) is given and never part of the answer. "Impossible" is said only when two
configurations of the solver agree; "possible" only when the checker finds nothing in a roster that does it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np

from scheduler.check import check_roster
from scheduler.domain.answers import Reason, RuleLine, RuleSet
from scheduler.domain.policy import PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Priority, Severity
from scheduler.engine.compiled import compile_terms
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.explain.probe import Prober, Seat, find_seat
from scheduler.engine.explain.reasons import reason_of
from scheduler.engine.model import CutModel
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.tours import roster_of, worked_of
from scheduler.rule import Cover, Frame, Ints, Scope, Term
from scheduler.rules import AVAILABILITY, RuleUse, rule_of, uses

WINDOWS = (0, 1, 2, 4, 7, 14, 400)
"""Days before and after the seat's date that are looked at, until the seats in them cannot all be filled."""

_DEMAND = Tier(key="demand", name="Seats asked for", unit="seats")


def minimal_rule_set(
    prober: Prober, seat_id: str, options: BuildOptions, stop: Callable[[], bool] = lambda: False
) -> RuleSet:
    """Return a smallest set of hard entries that keeps critical seats around an empty seat from being filled.

    Raises:
        ExplainError: there is no such seat.
    """
    seat = find_seat(prober.problem, prober.roster, seat_id)
    with Control(options, stop) as control:
        question = _Question(prober.problem, prober.roster, seat, control)
        return question.answer()


class _Question:
    """The seats around one date, and whether they can be filled under a part of the entries."""

    def __init__(self, problem: Problem, roster: Roster, seat: Seat, control: Control) -> None:
        # An entry may be hard on some dates and priced on others: each version counts for itself.
        entries = tuple(_as_limit(e) for e in problem.policy.entries)
        policy = replace(problem.policy, entries=entries, tiers=(_DEMAND,))
        self.problem = replace(problem, policy=policy)
        self.roster, self.seat, self.control = roster, seat, control
        self.frame = Frame.of(self.problem)
        self._used = [(u, u.rule.terms(self.frame, u.config, u.scope)) for u in uses(self.problem) if u.is_hard]
        self.ids = tuple(dict.fromkeys(u.entry.id for u, _ in self._used if u.rule.key not in AVAILABILITY))
        self.given = frozenset(u.entry.id for u, _ in self._used) - set(self.ids)

    @cached_property
    def _needed(self) -> Ints:
        """How many heads each slot of the period is asked for."""
        need = [s.minimum if s.priority == Priority.CRITICAL else 0 for s in self.frame.slots]
        slot = self.seat.slot
        asked = self.frame.slot_index[slot.post, slot.on, slot.shift]
        need[asked] = max(need[asked], self.seat.index + 1)
        return np.array(need, dtype=np.int64)

    def answer(self) -> RuleSet:
        """Look at more and more dates until their seats cannot be filled, then leave out entries one by one."""
        verdict: bool | None = None
        dates = self._dates(WINDOWS[-1])
        for days in WINDOWS:
            dates = self._dates(days)
            verdict = self.can_fill(self.ids, dates)
            if verdict is not True or len(dates) == self.problem.period.days:
                break
        # A short look that proves nothing says nothing of a longer one, which only asks for more.
        told = RuleSet(
            seat=self.seat.id,
            is_impossible=None if verdict is None else not verdict,
            first=self.frame.date_at(dates[0]),
            last=self.frame.date_at(dates[-1]),
            seats=int(self._needed[np.isin(self.frame.day, dates)].sum()),
        )
        if verdict is not False:
            return told
        kept, is_smallest = self._filter(dates)
        return replace(told, entries=tuple(map(self._line, kept)), is_smallest=is_smallest)

    def _filter(self, dates: list[int]) -> tuple[list[str], bool]:
        """Return entries that together are impossible, and whether each is proven to be needed."""
        kept, is_smallest = sorted(self.ids, key=self._drop_order), True
        for entry in list(kept):
            rest = [k for k in kept if k != entry]
            verdict = self.can_fill(rest, dates)
            if verdict is False:
                kept = rest
            elif verdict is None:
                is_smallest = False
        return sorted(kept), is_smallest

    def _drop_order(self, entry: str) -> tuple[int, str]:
        """Leave out first what is seldom to blame, so that what stays is what supervisors know best."""
        rule = next(u.rule.key for u, _ in self._used if u.entry.id == entry)
        order = [Reason.OTHER, *(r for r in reversed(Reason) if r != Reason.OTHER)]
        return (len(order) if rule == "one_place" else order.index(reason_of(rule))), entry

    def _dates(self, days: int) -> list[int]:
        """Return the day indices of the period up to so many days from the seat's date."""
        at = self.frame.day_index(self.seat.slot.on)
        return [d for d in range(self.problem.period.days) if abs(d - at) <= days]

    def can_fill(self, entries: Iterable[str], dates: list[int]) -> bool | None:
        """Whether all seats asked for on the dates can be filled under some entries and what is given.

        True is confirmed by the checker, False by a second configuration of the solver, None is not known.
        """
        if self.control.is_over():
            return None
        names = self.given | set(entries)
        scorer = Scorer(compile_terms(self.frame, [*self._terms(names), self._demand(dates)]))
        compiled = scorer.compiled
        free = compiled.free.copy()
        if not compiled.has_least:
            # Nothing asks for work but the demand, so other work only hinders and can be left out.
            free[:, ~np.isin(self.frame.day, dates) | (self._needed == 0)] = False
        cut = CutModel(Assignment(scorer), free)
        if cut.tiers[0].constant > 0:
            return False
        cut.limit_tier(0, 0)
        self._hint(cut)
        options = self.control.options
        for is_second in (False, True):
            found = self.control.solve(
                cut.model, self.control.left, seed=options.seed, workers=options.workers, is_second_opinion=is_second
            )
            if found.values is not None:
                return self._confirms(cut, found.values, names, dates) or None
            if found.status != "INFEASIBLE":
                return None
        return False

    def _hint(self, cut: CutModel) -> None:
        """Hand the solver the roster at hand: most of its tours can stay where all seats can be filled."""
        worked = worked_of(cut.compiled, self.roster)
        for officer, slots, first in cut.cells:
            cut.hint[first : first + len(slots)] = worked[officer, slots].astype(int).tolist()
        cut.write_hints()

    def _terms(self, names: set[str] | frozenset[str]) -> list[tuple[RuleUse, tuple[Term, ...]]]:
        return [(use, terms) for use, terms in self._used if use.entry.id in names]

    def _demand(self, dates: list[int]) -> tuple[RuleUse, tuple[Term, ...]]:
        """Return the seats asked for as a term: one point a seat that is empty."""
        slots = np.flatnonzero(np.isin(self.frame.day, dates) & (self._needed > 0))
        need = self._needed[slots]
        entry = PolicyEntry(
            id=_DEMAND.key, rule="seats", severity=Severity.PRICED, effective=date.min, tier=_DEMAND.key
        )
        period = self.problem.period
        use = RuleUse(entry, rule_of("seats"), None, Scope(period.first, period.last))
        return use, (Cover(slot=slots, need=need, cap=need, cost=np.ones(len(slots), dtype=np.int64)),)

    def _confirms(self, cut: CutModel, values: list[int], names: frozenset[str], dates: list[int]) -> bool:
        """Whether the checker finds nothing in the solver's roster that these entries forbid, and all seats filled."""
        made = cut.assignment.copy()
        found = cut.read(values)
        if found:
            made.put(np.array([o for o, _ in found]), np.stack([w for _, w in found]))
        asked = np.isin(self.frame.day, dates)
        if bool((made.filled[asked] < self._needed[asked]).any()):
            return False
        entries = tuple(e for e in self.problem.policy.entries if e.id in names)
        problem = replace(self.problem, policy=replace(self.problem.policy, entries=entries))
        known = {(f.entry, f.cells[0]) for f in check_roster(problem, self._pinned_roster).blocking}
        broken = check_roster(problem, roster_of(made)).blocking
        return all((f.entry, f.cells[0]) in known for f in broken)

    @cached_property
    def _pinned_roster(self) -> Roster:
        """The fixed tours alone: what they break, no roster can mend."""
        problem = self.problem
        return Roster(facility=problem.facility.id, period=problem.period, tours=problem.fixed, locks=problem.locks)

    def _line(self, entry: str) -> RuleLine:
        use = next(u for u, _ in self._used if u.entry.id == entry)
        return RuleLine(
            entry=entry,
            severity=use.entry.severity,
            message=use.rule.describe(use.config),
            source=use.entry.source,
            agreement=use.entry.agreement,
        )


def _as_limit(entry: PolicyEntry) -> PolicyEntry:
    """Return a hard entry as it is, and any other one as if it were not in force."""
    if entry.tier is None and entry.severity.blocks and not rule_of(entry.rule).is_only_priced:
        return entry
    return replace(entry, tier=None, is_enabled=False)
