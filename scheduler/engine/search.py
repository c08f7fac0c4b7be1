"""What follows the first roster: exact search where it fits, improvement, proofs. This loads the solvers."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.check import check_roster
from scheduler.domain.findings import Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge
from scheduler.engine.bounds import open_cells, prove_cheaply
from scheduler.engine.built import Built, EngineError
from scheduler.engine.certificate import certify
from scheduler.engine.control import Control
from scheduler.engine.dive import PatternSearch
from scheduler.engine.exact import MOST_CELLS, ExactSearch
from scheduler.engine.guided import prove_by_relaxation
from scheduler.engine.improve import Improver
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.post_plan import sweep
from scheduler.engine.score import Assignment
from scheduler.engine.tours import roster_of
from scheduler.rules import uses

MOST_SWEEPS = 4
"""Sweeps over all shifts before the search proper; later ones gain little."""

MODEL_SECONDS = 1e-4
"""About what a cell of the exact model takes to be written and loaded; nobody can stop that halfway."""

EXACT_SHARE = 0.4
EXACT_SHARE_BESIDE_PATTERNS = 0.1
"""Part of what is left of the budget that the exact search may take; patterns tell more in the same time."""

LAST_TIERS = 2
"""With so many tiers open at most, a large problem's relaxation leads."""

RELAXATION_SHARE, LEADING_SHARE = 0.4, 0.5
"""Part of what is left of the budget that bounds by linear relaxation may take, and where they lead the search."""

FELL_BACK = "A better roster was found that the checker does not confirm; this is the last one that it does."


@dataclass
class Run:
    """Everything after the first roster: each step may fail, and then costs only itself.

    Attributes:
        passed: The last assignment that passed the checker, and what was built from it.
        check_seconds: How long the checker took, 0 while that is not known.
        is_careful: Whether to leave out linear programs that grow within this process.
    """

    problem: Problem
    incumbent: Incumbent
    control: Control
    passed: tuple[Assignment, Built] | None = None
    check_seconds: float = 0.0
    is_careful: bool = False
    _proven: Assignment | None = None
    _patterns: PatternSearch | None = None

    def search(self) -> None:
        """Improve the incumbent until time, work or stop ends it, or everything is proven."""
        incumbent, control = self.incumbent, self.control
        compiled = incumbent.best.compiled
        was_legal = incumbent.is_legal
        if was_legal and not control.is_over():
            self._rehearse()
        leads = was_legal and not compiled.has_least and self._goes_on() and self._may_lead()
        if leads:
            self._step("the linear relaxation", lambda: self._relax(LEADING_SHARE))
        if was_legal and not compiled.has_least and self._goes_on():
            before = incumbent.best
            self._step("the descent shift by shift", lambda: _descend(incumbent, control))
            if incumbent.best is not before:
                self._prove()
        if not (self.is_careful or control.is_over() or incumbent.is_proven):
            self._step("the search by whole patterns", self._search_patterns)
        if not incumbent.is_legal:
            # Nothing can be kept yet, so whatever goes wrong here is the build's own failure.
            ExactSearch(incumbent, control, share=0.5).run()
        elif self._goes_on() and self._is_small():
            share = EXACT_SHARE if self._patterns is None else EXACT_SHARE_BESIDE_PATTERNS
            self._step("the exact search", lambda: ExactSearch(incumbent, control, share=share).run())
        if not was_legal and self._goes_on():
            self._rehearse()
        if self._goes_on() and self._patterns is None and not leads:
            self._step("the linear relaxation", lambda: self._relax(RELAXATION_SHARE))
        if self._goes_on():
            self._step("the improvement", lambda: Improver(incumbent, control, self._patterns).run())

    def _search_patterns(self) -> None:
        """Search by whole patterns where that fits the problem."""
        patterns = PatternSearch.of(self.incumbent, self.control)
        if patterns is not None:
            patterns.run()
            self._patterns = patterns if patterns.is_ready else None

    def finish(self) -> Built:
        """Return the best roster that the checker confirms, with its certificate.

        Raises:
            EngineError: the checker disagrees, and no roster has passed it before.
        """
        is_known = self.passed is not None and self.passed[0] is self.incumbent.best
        self.control.reserve = 0.0 if is_known else 1.3 * self.check_seconds or self.control.reserve
        if not self.incumbent.is_proven:
            self._prove()
        best = self.incumbent.best
        if self.passed is not None and is_known:
            built = self.passed[1]
            proven = self.incumbent.with_bounds(built.certificate.tiers)
            return self._certified(built.roster, proven, built.report, _notes(best))
        try:
            return self._checked()
        except EngineError as error:
            if self.passed is None:
                raise
            built = self.passed[1]
            self.incumbent.note(f"{error}; the last roster that passed the checker is kept")
            return self._certified(built.roster, built.certificate.tiers, built.report, (*_notes(best), FELL_BACK))

    def _goes_on(self) -> bool:
        return self.incumbent.is_legal and not self.incumbent.is_proven and not self.control.is_over()

    def _is_small(self) -> bool:
        """Whether the exact model holds all cells, and is made well before the time is over."""
        cells = int(open_cells(self.incumbent).sum())
        return cells <= MOST_CELLS and cells * MODEL_SECONDS < self.control.left

    def _may_lead(self) -> bool:
        """Whether the relaxation comes before the descent: in large problems whose last tiers alone are open.

        Its bounds hold for what the tiers above have reached. Where these are settled, rosters near its optimum are far
        better than what a descent finds in the same time, which grows with officers times seats.
        """
        tiers = zip(self.incumbent.best.values(), self.incumbent.bounds, strict=True)
        return sum(value > bound for value, (bound, _) in tiers) <= LAST_TIERS and not self._is_small()

    def _rehearse(self) -> None:
        """Prove and check a roster at once: a disagreement shows early, and the time for it can be kept back."""
        begun = self.control.seconds
        self._prove()
        if self._goes_on():
            self.passed = self.incumbent.best, self._checked()
            self.control.reserve = 1.3 * (self.control.seconds - begun)

    def _prove(self) -> None:
        """Prove cheaply what can be proven of the best roster, unless that is done."""
        best, control = self.incumbent.best, self.control

        def is_over() -> bool:
            return control.stop() or control.left <= 0

        if best is not self._proven:
            self._step("the proof of bounds", lambda: prove_cheaply(self.incumbent, is_over))
            self._proven = None if is_over() else best

    def _relax(self, share: float) -> None:
        """Bound the tiers that are still open in a share of what is left of the budget, and search near each optimum.

        Where work is limited, what it counts for follows from the size of the problem alone.
        """
        control, until = self.control, self.control.seconds + share * self.control.left
        if control.options.work:
            work = MODEL_SECONDS * int(open_cells(self.incumbent).sum())
            if work > share * control.work_left:
                return
            control.spent += work
            until = control.options.seconds

        def is_over() -> bool:
            return control.stop() or control.left <= 0 or control.seconds > until

        prove_by_relaxation(self.incumbent, control, is_over)

    def _step(self, name: str, work: Callable[[], object]) -> None:
        """Do one step on top of a roster that stands; what goes wrong in it is told and costs that step only."""
        try:
            work()
        # Whatever it is, a roster is at hand and must not be lost.
        except Exception as error:
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self.incumbent.note(f"{name} failed and was left out ({said}); the best roster so far is kept")

    def _checked(self) -> Built:
        """Let the checker judge the best roster and certify it.

        Raises:
            EngineError: the checker finds a broken hard limit that fixed tours do not explain, or other tier values.
        """
        begun, best = self.control.seconds, self.incumbent.best
        roster, checked = _settled(self.problem, roster_of(best))
        hard = {use.entry.id for use in uses(self.problem) if use.is_hard}
        fixed = {tour.badge for tour in self.problem.fixed}
        broken = [f for f in checked.blocking if f.entry in hard]
        blamed = [f for f in broken if not _is_forced(f.cells[0].badge, fixed)]
        if blamed:
            first = blamed[0]
            raise EngineError(
                f"the built roster breaks {first.entry}: {first.measured} where {first.limit} is the limit"
            )
        values = tuple(t.value for t in checked.tiers)
        known = best.compiled.estimated
        if values[:known] != best.values()[:known] and not best.compiled.odd_officers and not broken:
            raise EngineError(f"the engine values its roster at {best.values()}, the checker at {values}")
        built = self._certified(roster, self.incumbent.with_bounds(checked.tiers), checked, _notes(best))
        self.check_seconds = self.control.seconds - begun
        return built

    def _certified(
        self, roster: Roster, tiers: tuple[TierValue, ...], checked: Report, notes: tuple[str, ...]
    ) -> Built:
        return Built(roster, certify(self.problem, roster, tiers, self.control, notes), checked)


def _notes(best: Assignment) -> tuple[str, ...]:
    part = "Some fixed tours fill only a part of a seat; the search counted them as whole."
    changing = (
        "Some numbers of the policy change inside the period; around such a date the search counted more than the "
        "checker does, and nothing is proven of the tiers that they bear upon or of those after them."
    )
    compiled = best.compiled
    return (part,) * bool(compiled.odd_officers) + (changing,) * (compiled.estimated < len(compiled.tiers))


def _descend(incumbent: Incumbent, control: Control) -> None:
    """Reassign shift by shift while that helps and takes little of the time."""
    until = control.used + 0.15 * control.budget
    instances = list(range(len(incumbent.best.compiled.frame.instances)))

    def is_over() -> bool:
        return control.is_over() or control.used > until

    for _ in range(MOST_SWEEPS):
        if is_over():
            break
        candidate = incumbent.best.copy()
        sweep(candidate, instances, is_over)
        if not incumbent.offer(candidate):
            break


def _is_forced(badge: Badge | None, fixed: set[Badge]) -> bool:
    return badge is not None and badge in fixed


def _settled(problem: Problem, roster: Roster) -> tuple[Roster, Report]:
    """Return the roster and its report, after taking out tours that clash with fixed ones in ways no term can see.

    Terms speak of whole seats. A fixed tour that is none may clash with a tour that the terms allowed; that one goes.
    """
    checked = check_roster(problem, roster)
    if not problem.fixed:
        return roster, checked
    hard = {use.entry.id for use in uses(problem) if use.is_hard}
    kept = set(problem.fixed)
    while True:
        broken = [f for f in checked.blocking if f.entry in hard]
        named = {(c.badge, c.on) for f in broken for c in f.cells}
        loose = {t for t in roster.tours if t not in kept and (t.badge, t.on) in named}
        if not loose:
            return roster, checked
        without = roster.with_tours(tuple(t for t in roster.tours if t not in loose))
        then = check_roster(problem, without)
        if sum(f.entry in hard for f in then.blocking) >= len(broken):
            return roster, checked  # the fixed tours break it by themselves
        roster, checked = without, then
