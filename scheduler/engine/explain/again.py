"""Solving a problem once more, from a roster that is at hand: with cells closed, with another number in its policy."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.check import check_roster
from scheduler.domain.findings import TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.bounds import open_cells, prove_cheaply
from scheduler.engine.compiled import Bools, Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.exact import MOST_CELLS, ExactSearch, NoRosterError
from scheduler.engine.improve import Improver
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.post_plan import sweep
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of, worked_of


@dataclass(frozen=True)
class Solved:
    """The best roster found, with the checker's values and proven bounds of its tiers."""

    roster: Roster
    tiers: tuple[TierValue, ...]

    @property
    def values(self) -> tuple[int, ...]:
        """The tiers' values in order."""
        return tuple(t.value for t in self.tiers)

    @property
    def proven(self) -> int:
        """How many tiers, from the first on, are proven: no roster reaches less in them."""
        for n, tier in enumerate(self.tiers):
            if tier.bound is None or tier.bound < tier.value:
                return n
        return len(self.tiers)


def solve_again(
    problem: Problem,
    start: Roster | None,
    options: BuildOptions,
    stop: Callable[[], bool] = lambda: False,
    closed: tuple[int, int] | None = None,
) -> Solved:
    """Return the best roster that is found.

    Args:
        problem: What is to be rostered.
        start: A roster to begin with, used as far as it keeps the hard limits.
        options: Time, workers, seed.
        stop: Asked now and then; true ends the search and keeps the best.
        closed: A cell (officer index, slot index) in which nobody may work.

    Raises:
        ImpossibleError: no roster keeps the hard limits, and two searches agree.
        NoRosterError: none was found in time, or the checker does not confirm what was found.
    """
    compiled = compile_problem(problem)
    if closed is not None:
        allowed = compiled.allowed.copy()
        allowed[closed] = False
        compiled = replace(compiled, allowed=allowed)
    with Control(options, stop) as control:
        incumbent = Incumbent(_begin(compiled, start, control), control, lambda event: None)
        _search(incumbent, control)
        if not incumbent.is_legal:
            raise NoRosterError("no roster that keeps all hard limits was found in the time given")
        tiers = incumbent.tiers()
    roster = roster_of(incumbent.best)
    told = check_roster(problem, roster).tiers
    if not compiled.odd_officers and tuple(t.value for t in told) != tuple(t.value for t in tiers):
        raise NoRosterError("the checker does not confirm what the roster is worth")
    return Solved(roster, incumbent.with_bounds(told))


def _begin(compiled: Compiled, start: Roster | None, control: Control) -> Assignment:
    """Return the assignment of the given roster if it is legal here, else the engine's own first one."""
    scorer = Scorer(compiled)
    if start is not None:
        worked: Bools = (worked_of(compiled, start) & compiled.allowed) | compiled.pinned
        made = Assignment(scorer, worked)
        if made.rank()[0] <= scorer.forced:
            return made
    return Assignment(scorer) if compiled.has_least else first_roster(scorer, control.stop)


def _search(incumbent: Incumbent, control: Control) -> None:
    def is_over() -> bool:
        return control.stop() or control.left <= 0

    if not incumbent.is_legal:
        ExactSearch(incumbent, control, share=0.5).run()
    elif not incumbent.best.compiled.has_least:
        _descend(incumbent, control, is_over)
    prove_cheaply(incumbent, is_over)
    if incumbent.is_legal and not incumbent.is_proven and int(open_cells(incumbent).sum()) <= MOST_CELLS:
        ExactSearch(incumbent, control, share=0.8).run()
    if incumbent.is_legal and not incumbent.is_proven and not control.is_over():
        Improver(incumbent, control).run()
        prove_cheaply(incumbent, is_over)


def _descend(incumbent: Incumbent, control: Control, is_over: Callable[[], bool]) -> None:
    """Reassign shift by shift while that helps, and then see whether the engine's own first roster is better."""
    instances = list(range(len(incumbent.best.compiled.frame.instances)))
    for _ in range(_MOST_SWEEPS):
        candidate = incumbent.best.copy()
        sweep(candidate, instances, is_over)
        if is_over() or not incumbent.offer(candidate):
            break
    if not is_over():
        incumbent.offer(first_roster(incumbent.best.scorer, control.stop))


_MOST_SWEEPS = 3
"""Later sweeps gain little."""
