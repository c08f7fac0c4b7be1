"""A problem with its roster, compiled and judged once, so that questions about it are answered at once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.check import Checker
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.engine.compiled import Bools, Compiled, compile_terms
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.teams import Teams
from scheduler.rule import Crew, Frame, InstanceRows, Rows, Term
from scheduler.rules import RuleUse, uses

Used = list[tuple[RuleUse, tuple[Term, ...]]]


@dataclass(frozen=True)
class Prepared:
    """A problem and a roster with all that is worked out of them beforehand.

    Attributes:
        used: Terms of every policy entry in force.
        compiled: The same as the engine has it.
        checker: What is found in the roster.
    """

    problem: Problem
    roster: Roster
    used: Used
    compiled: Compiled
    checker: Checker

    @classmethod
    def of(cls, problem: Problem, roster: Roster) -> "Prepared":
        """Compile a problem and judge its roster.

        Raises:
            UnknownRuleError, InvalidSettingError: the policy cannot be read.
        """
        frame = Frame.of(problem)
        used = [(use, use.rule.terms(frame, use.config, use.scope)) for use in uses(problem)]
        return cls(problem, roster, used, compile_terms(frame, used), Checker.of(problem, roster))

    def followed(self, roster: Roster) -> "Prepared":
        """Return the same problem prepared with another roster of it; the fewer tours differ, the quicker."""
        made = Prepared(self.problem, roster, self.used, self.compiled, self.checker.edited(roster))
        made.__dict__["scorer"] = self.scorer
        assignment, cells = self.assignment.copy(), made.cells
        rows = np.flatnonzero((assignment.worked != cells).any(axis=1))
        assignment.put(rows, cells[rows])
        made.__dict__["assignment"] = assignment
        return made

    def closed(self, problem: Problem) -> "Prepared":
        """Return the same roster prepared for a problem that differs in leave and restrictions alone, more of both.

        Linear rows and crews ask for nobody's leave; all other terms are read again, which costs a third of compiling.
        """
        frame = replace(self.compiled.frame, problem=problem)
        used: Used = []
        for (_, terms), use in zip(self.used, uses(problem), strict=True):
            lasting = tuple(t for t in terms if isinstance(t, _LASTING))
            used.append((use, terms if lasting else use.rule.terms(frame, use.config, use.scope)))
        light: Used = [(use, tuple(t for t in terms if not isinstance(t, _LASTING))) for use, terms in used]
        known, made = self.compiled, compile_terms(frame, light)
        # Rows and crews of the base were pruned to more open cells than there are now, so none that binds is missing.
        compiled = replace(
            made,
            rows=known.rows,
            worst_tier=known.worst_tier,
            teams=Teams(known.teams.crews, made.teams.lists),
        )
        closed = Prepared(problem, self.roster, used, compiled, self.checker.with_closed(problem))
        closed.__dict__.update(cells=self.cells, tour_of=self.tour_of)
        return closed

    @cached_property
    def scorer(self) -> Scorer:
        """Costs."""
        return Scorer(self.compiled)

    @cached_property
    def cells(self) -> Bools:
        """`[officer, slot]`: what the roster's tours fill, a part of a seat counting as the whole."""
        found = np.zeros_like(self.compiled.allowed)
        for tour in self.roster.tours:
            cell = self.cell(tour)
            if cell is not None:
                found[cell] = True
        return found

    @cached_property
    def assignment(self) -> Assignment:
        """The roster with its costs."""
        return Assignment(self.scorer, self.cells)

    @cached_property
    def tour_of(self) -> dict[tuple[int, int], Tour]:
        """The tour of each filled cell; where two parts of a seat are one officer's, the earlier."""
        found: dict[tuple[int, int], Tour] = {}
        for tour in self.roster.tours:
            cell = self.cell(tour)
            if cell is not None:
                found.setdefault(cell, tour)
        return found

    def cell(self, tour: Tour) -> tuple[int, int] | None:
        """Return officer and slot index of a tour, None where it lies on no slot of the period."""
        frame = self.compiled.frame
        slot = frame.slot_index.get((tour.post, tour.on, tour.shift))
        officer = frame.officer_index.get(tour.badge)
        return None if slot is None or officer is None else (officer, slot)


_LASTING = (Rows, InstanceRows, Crew)
"""Terms that hold whoever is away."""
