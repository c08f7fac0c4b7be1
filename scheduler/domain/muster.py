"""When a tour's paid time begins: at the muster before it, if it begins its shift."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Shift
from scheduler.domain.people import Duty
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Minute, ShiftCode

LONGEST_MUSTER = 240
"""No muster takes more minutes: `Problem` says so."""


@dataclass(frozen=True)
class Musters:
    """The paid briefings before shifts (`Shift.muster_minutes`): whoever takes a shift from its start attends one.

    A later part of a shift has none: a relief, or the second half of a seat that two officers share.
    """

    shifts: Mapping[ShiftCode, Shift]
    clock: Clock
    _starts: dict[tuple[ShiftCode, date], Minute] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, problem: Problem) -> "Musters":
        """Return the musters of a problem's shifts that have one."""
        return cls({s.code: s for s in problem.shifts if s.muster_minutes}, problem.clock)

    def paid_start(self, work: Tour | Duty) -> Minute:
        """Return the elapsed minute at which a piece of work begins to be paid."""
        if not self.shifts or not isinstance(work, Tour) or work.shift not in self.shifts:
            return work.start
        shift, key = self.shifts[work.shift], (work.shift, work.on)
        if key not in self._starts:
            self._starts[key] = shift.span(self.clock, work.on)[0]
        return Minute(work.start - shift.muster_minutes) if work.start == self._starts[key] else work.start
